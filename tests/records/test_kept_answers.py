"""The answers that are kept beside a base: they are those that its papers give, and no others are ever told."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import BaseModel
from runs import run_here
from sealed_base import sealed_base
from stale_bases import BESIDE, MODELS, added, answers, edited, imported, no_seal, other_words, removed, seldom
from support import DATA, ROOT, environment

from mscq.api import EvidenceBase, load
from mscq.checks import open_base, problems
from mscq.checks.sealing import seal
from mscq.errors import BadRecord, UnknownPaper
from mscq.evidence.answering import KEPT, answer, wider
from mscq.evidence.first import leading_harms, questions, ranked_reviews
from mscq.evidence.keeping import answers_of
from mscq.records import indexed
from mscq.records.indexed import ANSWER_MAKERS, ANSWERS, MAKERS, kept
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.seal import read_seal
from mscq.records.validated import Validated
from mscq.records.vocabulary import Vocabulary

FROZEN = ROOT / "tests" / "base"
LUPUS = "systemic-lupus-erythematosus"
ASKED = (
    ("condition", "lupus"),
    ("condition", "ms"),
    ("condition", "knee oa", "--json"),
    ("condition", "lupus", "--full"),
    ("condition", "ms", "--all"),
    ("condition", "lupus", "--csv"),
    ("condition", "lupus", "--since", "2015"),
    ("condition", "ms", "--plot"),
    ("compare", "--condition", "ms", "lupus"),
    ("compare", "--condition", "ms", "lupus", "--full"),
    ("compare", "--route", "iv", "intrathecal"),
    ("ask", "does it work in lupus"),
    ("safety", "ms"),
    ("conflicts", "lupus"),
    ("coverage", "lupus"),
    ("cite", "--condition", "lupus"),
)
SOME = (ASKED[0], ASKED[1], ASKED[8])


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the frozen base, with answers kept beside it."""
    folder = sealed_base(tmp_path_factory.mktemp("answers") / "base")
    assert are_kept(folder)
    return folder


@pytest.fixture
def folder(frozen: Path, tmp_path: Path) -> Path:
    """A copy of its own for a test."""
    return shutil.copytree(frozen, tmp_path / "base")


def sealed(base: Path, folder: Path) -> Path:
    """A copy of a base, with answers kept beside it."""
    sealed_base(folder, base)
    assert are_kept(folder)
    return folder


@pytest.fixture(scope="module")
def plain(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[int, str, str]]:
    """What the base answers of some where nothing is kept."""
    return computed(shutil.copytree(frozen, tmp_path_factory.mktemp("plain") / "base"), SOME)


def are_kept(folder: Path) -> bool:
    """Whether answers are told from what is kept."""
    return load(folder, sealed=True).kept(f"{KEPT}{LUPUS}") is not None


def computed(folder: Path, asked: tuple[tuple[str, ...], ...] = ASKED) -> list[tuple[int, str, str]]:
    """What a base answers of which nothing is kept."""
    aside = folder / "aside"
    (folder / ANSWERS).rename(aside)
    found = answers(folder, asked)
    aside.rename(folder / ANSWERS)
    return found


def of_conditions(folder: Path) -> tuple[tuple[str, ...], ...]:
    """The first screen of each condition, and of some the whole document."""
    ids = list(Vocabulary(folder / "vocabulary").conditions)
    return (*(("condition", one) for one in ids), *(("condition", one, "--json") for one in ids[::9]))


@pytest.mark.parametrize("base", [pytest.param(DATA, marks=pytest.mark.slow), FROZEN], ids=["bundled", "frozen"])
def test_kept_answers_are_those_that_the_papers_give(base: Path, tmp_path: Path) -> None:
    folder = sealed(base, tmp_path / "base")
    asked = (*of_conditions(folder), *ASKED)
    assert answers(folder, asked) == computed(folder, asked)


def test_what_is_read_back_is_what_was_made(folder: Path) -> None:
    stored, made = load(folder, sealed=True), KnowledgeBase(folder, sealed=True, indexed=False)
    for concept in stored.vocabulary.conditions.values():
        mine, theirs = answer(stored, concept.id), answer(made, concept.id)
        for name in type(theirs).field_names[1:]:
            assert repr(getattr(mine, name)) == repr(getattr(theirs, name)), (concept.id, name)
        assert [one.direction for one in mine.trials] == [one.direction for one in theirs.trials]
        assert [(one.n, one.label, one.randomised) for one in mine.trials] == [
            (one.n, one.label, one.randomised) for one in theirs.trials
        ]
        assert repr(mine.safety) == repr(theirs.safety)
        assert repr(leading_harms(mine)) == repr(leading_harms(theirs))
        assert repr(ranked_reviews(mine)) == repr(ranked_reviews(theirs))
        assert questions(stored, concept.id) == questions(made, concept.id)
        assert repr(wider(stored, mine)) == repr(wider(made, theirs))


def test_a_kept_answer_reads_no_paper_that_is_not_asked_of(folder: Path) -> None:
    kb = load(folder, sealed=True)
    found = answer(kb, LUPUS)
    assert len(found.papers) > 3
    assert [one.direction for one in found.trials]
    assert [one.randomised for one in found.trials]
    assert questions(kb, LUPUS) >= 0
    assert all("as_stored" not in vars(paper) for paper in found.papers)
    assert found.papers[0].bibliography.title
    assert [paper.id for paper in found.papers if "as_stored" in vars(paper)] == [found.papers[0].id]


def test_a_paper_that_is_not_read_yet_is_the_paper(folder: Path) -> None:
    late, read = load(folder, sealed=True), load(folder, sealed=True)
    assert late.unread("deng2017") is late.unread("deng2017") is late.get("deng2017")
    assert late.get("deng2017") == read.get("deng2017")
    assert read.get("deng2017") == late.unread("deng2017")
    assert late.unread("deng2017") != late.unread("petrou2020")
    assert len({late.unread("deng2017"), read.get("deng2017")}) == 1
    assert late.unread("deng2017").design == read.get("deng2017").design
    with pytest.raises(UnknownPaper):
        late.unread("nobody2020")
    assert isinstance(load(folder).unread("deng2017"), BaseModel)


def test_models_are_answered_from_as_ever(folder: Path) -> None:
    found = load(folder).answer("lupus")
    assert all(isinstance(paper, BaseModel) and not isinstance(paper, Validated) for paper in found.papers)


def test_answers_are_kept_the_same_each_time(folder: Path) -> None:
    said = "import sys; from pathlib import Path; from mscq.evidence.keeping import answers_of; "
    said += "sys.stdout.buffer.write(answers_of(Path(sys.argv[1])))"
    for hashes in ("0", "1"):
        environ = environment({"PYTHONHASHSEED": hashes})
        done = subprocess.run([sys.executable, "-c", said, folder], capture_output=True, env=environ, check=True)
        assert done.stdout == (folder / ANSWERS).read_bytes()


def _other_trials(folder: Path) -> None:
    (folder / "trials.json").write_text('{"trials": []}\n', "utf-8")


def _of_another_base(folder: Path) -> None:
    shutil.copy(DATA / ANSWERS, folder / ANSWERS)


@pytest.mark.parametrize(
    "change", [edited, _other_trials, _of_another_base, *seldom(added, removed, other_words, no_seal)]
)
def test_stale_answers_are_not_told(folder: Path, change: Callable[[Path], None]) -> None:
    change(folder)
    assert not are_kept(folder)
    assert answers(folder, SOME) == computed(folder, SOME)


def test_answers_of_other_code_are_not_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexed, "ANSWER_MAKERS", ANSWER_MAKERS[1:])
    assert not are_kept(folder)
    monkeypatch.setattr(indexed, "ANSWER_MAKERS", (*ANSWER_MAKERS, "no_such_file.py"))
    assert not are_kept(folder)


def test_answers_know_the_code_that_they_were_made_by() -> None:
    seen: set[str] = set()
    imported("mscq.evidence.keeping", seen)
    held = MODELS - {"records.derived"} | {"records.validated", "text.identifiers"}  # by the seal, or tells nothing
    wanted = {one.removeprefix("mscq.") for one in seen} - BESIDE - held
    assert {f"{one.replace('.', '/')}.py" for one in wanted} - set(MAKERS) == set(ANSWER_MAKERS)


@pytest.mark.parametrize("size", [0, 500, *seldom(5, 21, 5_000, 20_000)])
def test_answers_cut_short_are_computed(folder: Path, plain: list[tuple[int, str, str]], size: int) -> None:
    content = (folder / ANSWERS).read_bytes()
    (folder / ANSWERS).write_bytes(content[:size])
    assert answers(folder, SOME) == plain


@pytest.mark.parametrize("seed", [0, *seldom(*range(1, 5))])
def test_damaged_answers_are_computed(folder: Path, plain: list[tuple[int, str, str]], seed: int) -> None:
    drawn = random.Random(seed)
    content = bytearray((folder / ANSWERS).read_bytes())
    for _ in range(3 ** (seed + 2)):
        content[drawn.randrange(len(content))] = drawn.randrange(256)
    (folder / ANSWERS).write_bytes(content)
    assert answers(folder, SOME) == plain


def test_a_paper_that_changes_before_it_is_read_is_not_told(folder: Path) -> None:
    kb: EvidenceBase = load(folder, sealed=True)
    papers = answer(kb, LUPUS).papers
    assert kb._looked.files is not None
    kb._looked.files.clear()
    edited(folder)
    with pytest.raises(BadRecord, match="changed while the base was open"):
        _ = next(one for one in papers if one.id == "deng2017").study


def test_verify_names_answers_that_are_wrong(folder: Path) -> None:
    known = read_seal(folder)
    assert known is not None
    (folder / ANSWERS).write_bytes(kept(folder, known, {f"{KEPT}{LUPUS}": []}))
    (found,) = [one for one in problems(open_base(folder)) if one.check == "index"]
    assert found.message == "does not tell what the papers do, so that answers are wrong: run mscq verify --seal"
    assert found.file.endswith(ANSWERS)


def test_verify_names_answers_that_are_stale(folder: Path) -> None:
    _other_trials(folder)
    assert "answers take longer until mscq verify --seal" in run_here(["verify", str(folder)]).stdout


def test_what_the_vocabulary_lacks_is_told_where_it_is_asked(folder: Path) -> None:
    file = folder / "papers" / "deng2017.json"
    file.write_text(file.read_text("utf-8").replace('"lupus-nephritis"', '"no-such-disease"'), "utf-8")
    seal(open_base(folder))
    assert (folder / ANSWERS).exists()
    assert answers(folder, SOME) == computed(folder, SOME)


def test_a_base_that_is_not_sealed_whole_keeps_no_answers(folder: Path) -> None:
    file = folder / "papers" / "deng2017.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8"))), "utf-8")
    seal(open_base(folder))
    assert not (folder / ANSWERS).exists()
    assert answers_of(folder) is None
