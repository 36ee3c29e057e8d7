"""Every check must fail on a sample broken in one place, for the right reason; and ``mscq verify`` as a process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from broken_samples import BROKEN, Broken
from sample_base import GONE, JONES, SMITH, change, good_base, write_base
from support import BASE, run_mscq

from mscq.checks import CHECKS, Problem, Severity, counts, open_base, problems
from mscq.checks.effect import p_range, unit_in_last_place
from mscq.cli.program import run

BAD_FILE = 3
# checks of the files themselves, which a change of a value does not break; each has a test below
_OF_FILES = {"readable", "not-empty", "canonical-form", "facets", "index"}


def _broken(folder: Path, sample: Broken, **more: Any) -> list[Problem]:
    files = good_base()
    for path, value in {**sample.change, **more}.items():
        change(files[sample.file], path, value)
    return problems(open_base(write_base(folder, files)))


def _name(sample: Broken) -> str:
    return f"{sample.check}-{sample.where}-{sample.says}"


def test_good_base_has_no_problem(tmp_path: Path) -> None:
    base = open_base(write_base(tmp_path, good_base()))
    assert problems(base) == []
    assert counts(base) == (2, 8, 7, 17)


def test_every_check_has_a_broken_sample() -> None:
    names = [check.name for check in CHECKS]
    assert len(names) == len(set(names))
    assert {sample.check for sample in BROKEN} | _OF_FILES == set(names)


# what else must go wrong when this does
_FOLLOWS = {
    "file-name": {"same-patients"},
    "citation-key": {"same-patients", "file-name"},
    "concept-fields": {"scale"},
    "counts": {"direction-of-value", "direction-of-change"},
    "concept-ids": {"vocabulary-ids"},
    "direction-of-interval": {"p-and-interval"},
    "events": {"proportion-of-events"},
    "finding-ids": {"repeated-ids"},
    "identifiers": {"trial-papers"},
    "includes": {"vocabulary-ids"},
    "interval-bounds": {"value-in-interval"},
    "model": {"same-patients", "vocabulary-ids"},
    "proportion": {"proportion-of-events"},
    "scale": {"direction-of-change"},
    "tidy-text": {"canonical-form"},
    "trial-ids": {"trial-papers"},
    "vocabulary-ids": {"direction-of-arms"},
}


@pytest.mark.parametrize("sample", BROKEN, ids=_name)
def test_broken_sample_fails_for_the_right_reason_alone(sample: Broken, tmp_path: Path) -> None:
    found = _broken(tmp_path, sample)
    ours = [one for one in found if one.check == sample.check]
    assert [(Path(one.file), one.where) for one in ours] == [(tmp_path / sample.reported_at, sample.where)]
    assert sample.says in ours[0].message
    assert {one.check for one in found} - {sample.check} <= _FOLLOWS.get(sample.check, set())


_EXCUSABLE = {check.name for check in CHECKS if check.excusable}


@pytest.mark.parametrize("sample", [one for one in BROKEN if one.check in _EXCUSABLE], ids=_name)
@pytest.mark.parametrize("excused", [True, False])
def test_as_printed_excuses_what_a_source_prints(sample: Broken, excused: bool, tmp_path: Path) -> None:
    files = good_base()
    for path, value in sample.change.items():
        change(files[SMITH], path, value)
    finding_id = sample.where.partition(":")[0]
    said = {"note": "As printed: both figures.", **({"as_printed": True} if excused else {})}
    files[SMITH]["findings"] = [{**one, **said} if one["id"] == finding_id else one for one in files[SMITH]["findings"]]
    found = [one for one in problems(open_base(write_base(tmp_path, files))) if one.check == sample.check]
    assert bool(found) is not excused


def test_as_printed_excuses_no_mistake_of_the_record(tmp_path: Path) -> None:
    sample = next(one for one in BROKEN if one.check == "events")
    more = {"findings.6.as_printed": True, "findings.6.note": "31 of 30, as printed."}
    assert "events" in {one.check for one in _broken(tmp_path, sample, **more)}


def test_a_paper_may_stand_in_a_family_of_designs_only_where_that_has_a_level(tmp_path: Path) -> None:
    files = good_base()
    family: dict[str, Any] = {"id": "clinical-trial", "label": "Clinical trial", "kind": "family"}
    files["vocabulary/designs.json"]["concepts"].insert(0, family)
    files[SMITH]["study"]["design"] = "clinical-trial"
    found = problems(open_base(write_base(tmp_path / "without", files)))
    assert [(one.check, one.where) for one in found] == [("design-level", "study.design")]
    family |= {"level": 3, "evidence": "primary", "control_group": "always"}
    assert problems(open_base(write_base(tmp_path / "with", files))) == []


def test_circle_of_concepts_names_each_of_them(tmp_path: Path) -> None:
    sample = Broken("broader", {"concepts.0.broader": ["multiple-sclerosis"]}, "", "", "vocabulary/conditions.json")
    found = _broken(tmp_path, sample)
    assert [(one.check, one.where) for one in found] == [
        ("broader", "demyelinating-disease: broader"),
        ("broader", "multiple-sclerosis: broader"),
    ]


def test_every_fault_of_the_model_is_reported_at_once(tmp_path: Path) -> None:
    sample = Broken("model", {"colour": 1, "findings.0.n": 3, "standing": GONE, "bibliography.DOI": 7}, "", "")
    assert {one.where for one in _broken(tmp_path, sample) if one.check == "model"} == {
        "bibliography.DOI",
        "standing",
        "smith2020.improved: n",
        "colour",
    }


@pytest.mark.parametrize(
    ("value", "events", "n", "agrees"),
    [
        (66.7, 2, 3, True),
        (66.6, 2, 3, True),  # cut off, not rounded
        (67, 2, 3, True),
        (66.5, 2, 3, False),
        (65, 2, 3, False),
        (66.67, 2, 3, True),
        (66.69, 2, 3, False),
        (0, 0, 12, True),
        (100, 12, 12, True),
    ],
)
def test_percentage_agrees_to_its_last_digit(value: float, events: int, n: int, agrees: bool, tmp_path: Path) -> None:
    changes = {f"findings.0.estimate.{key}": it for key, it in (("value", value), ("events", events), ("n", n))}
    found = _broken(tmp_path, Broken("", changes, "", ""))
    assert ("proportion-of-events" not in {one.check for one in found}) is agrees


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("Forty patients were entered into the trial.", True),
        ("The diary was coded in the blind.", True),
        ("From the record of one hospital.", True),
        ("The patch of cells stayed in place.", True),
        ("The baseline is that of all 41.", True),
        ("The longest follow-up was entered.", False),
        ("The dose, entered as 1 million, is doubtful.", False),
        ("The record takes the later figure.", False),
        ("Our base lacks a term for it.", False),
        ("Corrected on re-reading.", False),
    ],
)
def test_texts_are_of_the_paper(text: str, passes: bool, tmp_path: Path) -> None:
    found = _broken(tmp_path, Broken("", {"notes": [text]}, "", ""))
    assert not found if passes else [one.check for one in found] == ["of-the-paper"]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("Pain was 4 with cells and with saline 6.", True),
        ("Pain was 4 with cells, against 6 before.", True),
        ("Pain was 4 with cells; placebo arm: 6.1.", True),
        ("Pain was 4 with cells, placebo 20 patients.", False),
        ("Pain was better than with placebo.", False),
    ],
)
def test_figures_of_the_control_need_a_row(statement: str, told: bool, tmp_path: Path) -> None:
    row = {"arm": "treated", "statement": statement, "estimate": {"measure": "mean", "value": 4, "unit": "points"}}
    changes = {f"findings.2.{key}": value for key, value in row.items()}
    found = _broken(tmp_path, Broken("", changes, "", ""))
    assert [one.check for one in found] == (["one-arm"] if told else [])


@pytest.mark.parametrize("note", ["One of two primary outcomes.", None])
def test_note_tells_how_a_primary_result_may_differ_from_the_verdict(note: str | None, tmp_path: Path) -> None:
    study = {"study.primary_outcome": "pain and falls", "study.primary_outcome_met": "no"}
    finding = {"findings.2.endpoint": "primary", **({"findings.2.note": note} if note else {})}
    found = _broken(tmp_path, Broken("", {**study, **finding}, "", ""))
    assert [one.check for one in found] == ([] if note else ["primary-verdict"])


@pytest.mark.parametrize(
    ("p", "span"),
    [("0.03", (0.025, 0.035)), ("<0.01", (0, 0.01)), ("<=.05", (0, 0.05)), (">0.05", (0.05, 1)), ("1", (0.5, 1))],
)
def test_p_range(p: str, span: tuple[float, float]) -> None:
    assert p_range(p) == pytest.approx(span)


def test_unit_in_last_place() -> None:
    assert [unit_in_last_place(*it) for it in ((40.0,), (0.1, 0.25), (1e-5,), (None, 3.0), (120.0,))] == pytest.approx(
        [1, 0.01, 1e-5, 1, 1]
    )


class Said(NamedTuple):
    """What a run of the command gave."""

    code: int
    stdout: str
    stderr: str


Verify = Callable[..., Said]


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Verify:
    """``mscq verify`` run in this process, from a folder if one is given."""
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def call(*args: str | Path, cwd: Path | None = None) -> Said:
        if cwd is not None:
            monkeypatch.chdir(cwd)
        capsys.readouterr()
        return Said(run(["verify", *map(str, args)]), *capsys.readouterr())

    return call


# files as such


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b'{"id": "smith2020",', "not JSON"),
        (b"\xff\xfe{\x00}\x00", "not UTF-8 (byte 1)"),
        ('{"id": "Müller"}'.encode("latin-1"), "not UTF-8 (byte 10)"),
        (b'{"id": "a", "id": "b"}', "the key 'id' stands twice"),
        (b'{"id": NaN}', "NaN is no JSON number"),
        (b'{"id": 1e999}', "1e999 is too large"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[]", "no JSON object"),
        (b"", "not JSON"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_unreadable_file_is_one_problem(raw: bytes, says: str, tmp_path: Path) -> None:
    files = good_base() | {JONES: raw}
    found = problems(open_base(write_base(tmp_path, files)))
    assert [(one.check, Path(one.file)) for one in found] == [("readable", tmp_path / JONES)]
    assert says in found[0].message


def test_byte_order_mark_is_reported_and_rewritten_away(verify: Verify, tmp_path: Path) -> None:
    path = write_base(tmp_path, good_base()) / SMITH
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    found = problems(open_base(tmp_path))
    assert [one.check for one in found] == ["readable", "canonical-form"]
    assert "byte order mark" in found[0].message
    assert verify("--rewrite", tmp_path).code == 0
    assert path.read_bytes().startswith(b"{")


def test_missing_facet_is_named(tmp_path: Path) -> None:
    write_base(tmp_path, good_base())
    (tmp_path / "vocabulary/routes.json").unlink()
    found = problems(open_base(tmp_path))
    assert [(one.check, one.message) for one in found] == [("facets", "has no routes.json: add it")]


def test_file_that_is_not_canonical_names_the_command(tmp_path: Path) -> None:
    files = good_base()
    files[SMITH] = json.dumps(files[SMITH])
    found = problems(open_base(write_base(tmp_path, files)))
    assert [(one.check, one.where) for one in found] == [("canonical-form", "line 1")]
    assert found[0].message.endswith(f"run mscq verify --rewrite {tmp_path / SMITH}")


# the command


def test_process_passes_a_good_base(tmp_path: Path) -> None:
    done = run_mscq("verify", write_base(tmp_path, good_base()))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"Checked 2 papers, 8 findings, 7 figures, 17 concepts by {len(CHECKS)} checks.\nNo problem found.\n"
    )


def test_process_prints_each_problem_on_one_line_and_fails(tmp_path: Path) -> None:
    files = good_base()
    files[SMITH]["findings"][6]["estimate"] |= {"events": 31, "value": 31}
    files[SMITH]["findings"][5]["estimate"]["baseline"] = 60
    done = run_mscq("verify", ".", cwd=write_base(tmp_path, files))
    assert (done.returncode, done.stderr) == (BAD_FILE, "")
    assert done.stdout.splitlines()[2:] == [
        f"{SMITH}: smith2020.deaths: estimate.events: 31 is more than n, 30: correct one of them [events]",
        f"{SMITH}: smith2020.score: estimate.baseline: warning: 60 is off the scale of pain, 0-10: look again, "
        "or set 'as_printed' and say in a note what the source prints [scale]",
        "",
        "Found 1 error and 1 warning.",
    ]


def test_process_survives_unreadable_files(tmp_path: Path) -> None:
    files = good_base() | {
        SMITH: b'{"id": "smith2020",',
        JONES: '{"id": "Müller"}'.encode("latin-1"),
        "papers/bom2020.json": b"\xef\xbb\xbf{}",
    }
    done = run_mscq("verify", write_base(tmp_path, files), "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, done.stderr, answer["papers"]) == (BAD_FILE, "", 0)
    said = {Path(one["file"]).name: one["message"] for one in answer["problems"] if one["check"] == "readable"}
    assert set(said) == {"smith2020.json", "jones2021.json", "bom2020.json"}
    assert said["smith2020.json"].startswith("not JSON: ")
    assert said["jones2021.json"] == "not UTF-8 (byte 10): save it as UTF-8"
    assert said["bom2020.json"].startswith("begins with a byte order mark")


def test_process_fails_where_nothing_is_checked(tmp_path: Path) -> None:
    done = run_mscq("verify", tmp_path)
    assert done.returncode == BAD_FILE
    assert f"{tmp_path}: holds no .json file, so nothing was checked" in done.stdout


def test_process_fails_where_nothing_is_there(tmp_path: Path) -> None:
    done = run_mscq("verify", tmp_path / "missing")
    assert (done.returncode, done.stdout) == (BAD_FILE, "")
    assert done.stderr == f"mscq: {tmp_path / 'missing'}: no such file or folder\n"


def test_base_without_papers_fails(verify: Verify, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    said = verify(tmp_path, "--json")
    assert said.code == BAD_FILE
    assert [one["check"] for one in json.loads(said.stdout)["problems"]] == ["not-empty"]


def test_warnings_alone_do_not_fail(verify: Verify, tmp_path: Path) -> None:
    files = good_base()
    files[SMITH]["findings"][5]["estimate"]["baseline"] = 60
    said = verify(write_base(tmp_path, files), "--json")
    assert said.code == 0
    assert [one["severity"] for one in json.loads(said.stdout)["problems"]] == ["warning"]


def test_json(verify: Verify, tmp_path: Path) -> None:
    files = good_base()
    files[JONES]["bibliography"]["PMID"] = "x"
    said = verify(write_base(tmp_path, files), "--json")
    answer = json.loads(said.stdout)
    assert (said.code, said.stderr) == (BAD_FILE, "")
    assert [answer[key] for key in ("papers", "findings", "figures", "concepts")] == [1, 8, 7, 17]
    assert answer["checks"] == [check.name for check in CHECKS]
    assert [{key: one[key] for key in ("file", "where", "check", "severity")} for one in answer["problems"]] == [
        {"file": str(tmp_path / JONES), "where": "bibliography.PMID", "check": "model", "severity": "error"}
    ]


def test_one_file_of_a_base_is_checked_against_the_base_and_reported_alone(verify: Verify, tmp_path: Path) -> None:
    files = good_base()
    files[JONES]["colour"] = "red"
    said = verify(write_base(tmp_path, files) / SMITH)
    assert (said.code, said.stderr) == (0, "")
    assert said.stdout.startswith("Checked 1 paper, 8 findings, 7 figures, 0 concepts")
    del files[JONES]["colour"]
    files[SMITH]["bibliography"]["PMID"] = "10000002"
    said = verify(SMITH, cwd=write_base(tmp_path, files))
    assert said.code == BAD_FILE
    assert f"{SMITH}: bibliography.PMID: is that of jones2021 too" in said.stdout


def test_papers_folder_of_a_base_is_checked_against_its_own_vocabulary(verify: Verify, tmp_path: Path) -> None:
    files = good_base()
    files["vocabulary/routes.json"]["colour"] = "red"
    write_base(tmp_path, files)
    assert verify(tmp_path / "papers").stdout.startswith("Checked 2 papers, 8 findings, 7 figures, 0 concepts")
    assert verify("vocabulary", cwd=tmp_path).code == BAD_FILE
    for path in (tmp_path / "papers").iterdir():
        path.unlink()
    assert "papers: holds no .json file" in verify("papers", cwd=tmp_path).stdout


def test_bare_folder_is_checked_against_the_bundled_vocabulary(verify: Verify, tmp_path: Path) -> None:
    paper = (BASE / "papers/islam2023.json").read_text(encoding="utf-8")
    copy = tmp_path / "islam2023.json"
    copy.write_text(paper, encoding="utf-8")
    assert verify(tmp_path).code == 0
    copy.write_text(paper.replace('"intrathecal"', '"intratecal"'), encoding="utf-8")
    said = verify(copy.name, cwd=tmp_path)
    assert said.code == BAD_FILE
    wanted = (
        "islam2023.json: study.intervention.routes: 'intratecal' is no route of the vocabulary: write 'intrathecal'"
    )
    assert wanted in said.stdout


def test_data_option_names_the_base_and_excludes_path(verify: Verify, tmp_path: Path) -> None:
    write_base(tmp_path, good_base())
    assert verify("--data", tmp_path).stdout.startswith("Checked 2 papers")
    assert verify("--data", tmp_path, tmp_path) == (2, "", "mscq: give PATH or --data, not both\n")


def test_rewrite_mends_form_and_leaves_what_does_not_validate(verify: Verify, tmp_path: Path) -> None:
    files = good_base()
    good = write_base(tmp_path, files).joinpath(SMITH).read_bytes()
    broken = json.dumps({**files[JONES], "colour": "red"})
    shuffled = json.dumps(dict(reversed(files[SMITH].items())))
    outcomes = files["vocabulary/outcomes.json"]
    wanted = (tmp_path / "vocabulary/outcomes.json").read_bytes()
    turned = json.dumps({**outcomes, "concepts": outcomes["concepts"][::-1]})
    write_base(tmp_path, {SMITH: shuffled, JONES: broken, "vocabulary/outcomes.json": turned})
    said = verify("--rewrite", ".", cwd=tmp_path)
    assert said.code == BAD_FILE
    assert f"{SMITH}: rewritten in canonical form\n" in said.stdout
    assert f"{JONES}: colour: unknown key 'colour'" in said.stdout
    assert (tmp_path / SMITH).read_bytes() == good
    assert (tmp_path / "vocabulary/outcomes.json").read_bytes() == wanted
    assert (tmp_path / JONES).read_text(encoding="utf-8") == broken
    assert sorted(path.name for path in (tmp_path / "papers").iterdir()) == ["jones2021.json", "smith2020.json"]


def test_list_names_every_check_and_what_it_asks(verify: Verify) -> None:
    listed = {one["check"]: one for one in json.loads(verify("--list", "--json").stdout)}
    assert {check.name: check.asks for check in CHECKS} == {name: one["asks"] for name, one in listed.items()}
    assert listed["events"]["severity"] == Severity.ERROR
    text = verify("--list").stdout
    assert all(check.name in text for check in CHECKS)
    assert "'as_printed'" in text
