"""``news``, ``standing`` and ``verify --online`` as people run them, against a stand-in for PubMed on this machine."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from eutils import RATE_LIMIT, Article, Eutils, cut, eutils, says, status
from runs import Done, frozen, run_here
from sample_base import SMITH, change, good_base, write_base
from support import BASE, ROOT, environment, own_references

from mscq.online.client import TRIES, Client
from mscq.online.news import design_of
from mscq.output.forms import FORMS
from mscq.text.safe import is_safe

pytest.importorskip("httpx", reason="the extra mscq[online] is not installed")

Run = Callable[..., Done]
RCT = ("D016449", "Randomized Controlled Trial")
NEWS = (
    Article(pmid="201", title="Mice with lupus.", added="2026-11-25"),
    Article(pmid="202", title="Stem cells in lupus: a trial.", kinds=(("D016428", "Journal Article"), RCT)),
    Article(pmid="203", title="A later trial.", kinds=(RCT,), added="2026-11-26"),
    Article(pmid="204", title="Trials pooled.", kinds=(("D017418", "Meta-Analysis"), RCT), doi="10.1000/mine"),
    Article(pmid="205", title="A plan.", kinds=(("D000078325", "Clinical Trial Protocol"), RCT)),
    Article(pmid="37834955", title="Known.", kinds=(("D016454", "Review"),)),
)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Eutils]:
    # nobody waits for a turn, nor before a further try
    monkeypatch.setitem(Client.__init__.__kwdefaults__ or {}, "sleep", lambda seconds: None)
    with eutils(*NEWS) as state:
        yield state


@pytest.fixture
def run(service: Eutils, tmp_path: Path) -> Run:
    def run(*words: str, base: Path | None = BASE, **env: str) -> Done:
        told = {"MSCQ_EUTILS": service.address, "XDG_CACHE_HOME": str(tmp_path / "cache"), **env}
        return run_here(words, env={"XDG_CONFIG_HOME": str(tmp_path / "config"), **told}, base=base)

    return run


# news


def _papers(done: Done) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    papers: list[dict[str, Any]] = json.loads(done.stdout)["papers"]
    return papers


def test_news_are_by_design_the_latest_first_and_known_ones_marked(run: Run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.ris"
    mine.write_text("TY  - JOUR\nID  - pool26\nTI  - Trials pooled\nDO  - 10.1000/mine\nER  - \n")
    papers = _papers(run("news", "lupus", "--json", "--library", str(mine)))
    assert [(one["pmid"], one["design"]) for one in papers] == [
        ("204", "meta-analysis"),
        ("203", "randomized-controlled-trial"),
        ("202", "randomized-controlled-trial"),
        ("37834955", "review"),
        ("205", "protocol"),
        ("201", "not-told"),
    ]
    assert {one["pmid"]: one["in_base"] for one in papers if one["in_base"]} == {"37834955": "islam2023"}
    assert {one["pmid"]: one["in_library"] for one in papers if one["in_library"]} == {"204": "pool26"}
    said = run("news", "lupus", "--library", str(mine)).stdout
    assert "6 papers, 1 in the base, 1 in your library" in said
    assert "Not reviewed" in said


def test_news_ask_since_the_day_of_the_base(run: Run, service: Eutils) -> None:
    done = run("news", "lupis", "--json")
    assert "reading 'lupis' as 'lupus'" in done.stderr
    (utility, form), *_ = service.asked
    assert utility == "esearch"
    assert form["term"].endswith('("2026/11/22"[crdt] : "3000"[crdt])')
    day = date.today() - timedelta(days=30)
    assert f'("{day:%Y/%m/%d}"[crdt]' in run("news", "--since", "30d", "--print-query").stdout


def test_the_printed_question_is_the_one_that_is_asked(run: Run, service: Eutils) -> None:
    printed = run("news", "ms", "--cell", "msc", "--print-query")
    assert (printed.returncode, printed.stderr) == (0, "")
    assert service.asked == []
    run("news", "ms", "--cell", "msc")
    assert service.asked[0][1]["term"] == printed.stdout.strip()


def test_a_phrase_that_pubmed_lacks_is_not_searched_for_word_by_word(run: Run, service: Eutils) -> None:
    service.not_found = ['"libman sacks disease"[tiab]']
    done = run("news", "lupus", "--json")
    record = json.loads(done.stdout)
    assert record["phrases_left_out"] == service.not_found
    terms = [form["term"] for utility, form in service.asked if utility == "esearch"]
    assert ["libman" in term for term in terms] == [True, False]
    assert record["query"] == terms[1]


def test_nothing_new_is_exit_1(run: Run, service: Eutils, tmp_path: Path) -> None:
    service.finds = lambda term: []
    done = run("news", "lupus", "--save", str(tmp_path / "new.nbib"))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "mscq: PubMed has added nothing on cells and Systemic lupus erythematosus since 2026-11-22\n"
    )
    assert not (tmp_path / "new.nbib").exists()


def test_saved_news_are_a_library(run: Run, tmp_path: Path) -> None:
    file = str(tmp_path / "new.nbib")
    done = run("news", "lupus", "--save", file, "--json")
    assert f"wrote {file}: 6 records" in done.stderr
    found = run_here(("search", "mice", "--library", file, "--json"))
    assert "Mice with lupus" in found.stdout
    matched = json.loads(run_here(("match", file, "--json")).stdout)
    assert matched["counts"]["known"] == 1
    assert matched["unread"] == []


@pytest.mark.parametrize("fault", [status(500), cut(), says("<html></html>")])
def test_what_cannot_be_fetched_whole_is_not_saved(run: Run, service: Eutils, tmp_path: Path, fault: Any) -> None:
    file = tmp_path / "new.nbib"
    file.write_text("mine")
    run("news", "lupus", "--json")  # search and records are kept, so that the saving itself fails
    service.faults = [fault] * TRIES
    done = run("news", "lupus", "--save", str(file))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (5, "", 1)
    assert file.read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".mscq")] == []


def test_more_than_pubmed_lists_at_once_is_asked_in_parts(run: Run, service: Eutils) -> None:
    """Ten papers a day for five years; a search lists 9,999 of them at most, so that the days are halved."""
    first = date(2020, 1, 1)

    def days(term: str) -> tuple[int, int]:
        begin, end = (one.split('"')[-1] for one in term.split('"[crdt]')[:2])
        last = date(2024, 12, 31) if end == "3000" else date(*map(int, end.split("/")))
        return (date(*map(int, begin.split("/"))) - first).days, (min(last, date(2024, 12, 31)) - first).days

    def finds(term: str) -> list[str]:
        begin, end = days(term)
        return [str(1_000 + 10 * day + one) for day in range(end, begin - 1, -1) for one in range(10)]

    service.finds = finds
    service.articles = {}
    done = run("news", "lupus", "--since", "2020", "--limit", "20000", "--json")
    assert (done.returncode, "gave a record of none" in done.stderr) == (5, True)  # the stand-in holds none of these
    fetched = [one for utility, form in service.asked if utility == "efetch" for one in form["id"].split(",")]
    assert len(fetched) == len({*fetched}) == 10 * ((date(2024, 12, 31) - first).days + 1)
    assert max(len(form["id"].split(",")) for utility, form in service.asked if utility == "efetch") == 200


def test_a_record_that_is_not_given_is_told(run: Run, service: Eutils) -> None:
    service.finds = lambda term: ["201", "999"]
    assert "PubMed gave no record of 1 more paper" in run("news", "lupus").stdout
    assert json.loads(run("news", "lupus", "--json").stdout)["without_a_record"] == ["999"]


def test_a_limit_is_said(run: Run, service: Eutils) -> None:
    service.total = lambda term: 1234
    done = run("news", "lupus", "--limit", "2")
    assert "the latest 2 of 1,234 papers" in done.stdout
    assert service.asked[0][1]["retmax"] == "2"


@pytest.mark.parametrize(
    ("kinds", "design"),
    [
        ([("D016428", "Journal Article")], "not-told"),
        ([("", "Randomized Controlled Trial")], "randomized-controlled-trial"),
        ([("D017427", "Clinical Trial, Phase II")], "clinical-trial"),
        ([("D018848", "Controlled Clinical Trial")], "controlled-trial"),
        ([("D002363", "Case Reports")], "case-report"),
        ([("D016454", "Review"), ("D000078182", "Systematic Review")], "systematic-review"),
        ([("D064888", "Observational Study"), ("D016448", "Multicenter Study")], "observational-study"),
        ([("D016422", "Letter"), ("D016449", "Randomized Controlled Trial")], "remark"),
        ([("D016425", "Published Erratum")], "remark"),
        ([("D016441", "Retracted Publication"), ("D017418", "Meta-Analysis")], "meta-analysis"),
        ([("D000076942", "Preprint")], "not-told"),
        ([("D013485", "Research Support, Non-U.S. Gov't")], "not-told"),
        ([], "not-told"),
    ],
)
def test_a_design_is_what_the_publication_types_tell(kinds: list[tuple[str, str]], design: str) -> None:
    from mscq.library import Entry
    from mscq.online.eutilities import Record
    from mscq.records.models import Bibliography

    entry = Entry(bibliography=Bibliography(type="article-journal"), file="", line=1, format="")
    assert design_of(Record(entry, tuple(kinds)), frozen().vocabulary.designs) == design


@pytest.mark.parametrize(
    "words", [("news", "lupus"), ("standing", "islam2023", "stoker2018"), ("verify", "--online"), ("standing",)]
)
def test_an_answer_has_its_shape(run: Run, words: tuple[str, ...]) -> None:
    from pydantic import TypeAdapter

    from mscq.output.shapes.commands import shape_of

    done = run(*words, "--json")
    TypeAdapter(shape_of(words[0])).validate_json(done.stdout, strict=True)


# standing


def test_standing_says_what_changed_and_as_of_when(run: Run, service: Eutils) -> None:
    ids = {"islam2023": "37834955", "hetta2025": "40353645", "mautner2023": "37919438", "zhou2020": "32322279"}
    erratum, retraction = ("ErratumIn", "J Ex. 2026;1:1", "901"), ("RetractionIn", "J Ex. 2026;2:2", "902")
    concern = ("ExpressionOfConcernIn", "J Ex. 2026;3:3", None)
    service.articles = {}
    service.hold(
        Article(pmid=ids["islam2023"], notices=(erratum, retraction)),
        Article(pmid=ids["hetta2025"], notices=(concern,)),
        Article(pmid=ids["mautner2023"], notices=(erratum,)),
        Article(pmid="28478399"),
    )
    done = run("standing", *ids, "deng2017", "stoker2018", "--json")
    assert done.returncode == 0
    papers = {one["id"]: one for one in json.loads(done.stdout)["papers"]}
    assert {name: (one["verdict"], one["pubmed"]) for name, one in papers.items()} == {
        "islam2023": ("changed", "retracted"),
        "hetta2025": ("changed", "expression-of-concern"),
        "mautner2023": ("agrees", "corrected"),
        "zhou2020": ("no-record", None),
        "deng2017": ("agrees", "no-notice-known"),
        "stoker2018": ("no-pmid", None),
    }
    assert [one["pmid"] for one in papers["islam2023"]["notices"]] == ["901", "902"]
    said = run("standing", *ids, "stoker2018").stdout
    assert "islam2023 (PMID 37834955): retracted; Erratum in: J Ex. 2026;1:1 (PMID 901);" in said
    assert "the record knew of no notice on 2026-11-22" in said
    assert "Not asked, without a PMID: stoker2018" in said


def test_standing_of_the_readers_own_papers(run: Run, service: Eutils, tmp_path: Path) -> None:
    mine = tmp_path / "mine.nbib"
    mine.write_text("PMID- 202\nTI  - Stem cells in lupus: a trial.\n\nPMID- 37834955\nTI  - Known\n")
    service.hold(Article(pmid="202", kinds=(("D016441", "Retracted Publication"),)))
    done = run("standing", "--library", str(mine), "--json")
    papers = {one["pmid"]: one for one in json.loads(done.stdout)["papers"]}
    assert {pmid: (one["verdict"], one["own"]) for pmid, one in papers.items()} == {
        "202": ("changed", True),
        "37834955": ("agrees", False),
    }
    assert "your file knew of no notice" in run("standing", "--library", str(mine)).stdout


def test_standing_without_a_pmid_is_exit_1_and_an_unknown_paper_exit_2(run: Run, service: Eutils) -> None:
    done = run("standing", "stoker2018")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert run("standing", "nobody1999").returncode == 2
    assert service.asked == []


def test_all_of_the_base_is_asked_in_one_request(run: Run, service: Eutils) -> None:
    assert run("standing", "--json").returncode == 0
    assert [utility for utility, _ in service.asked] == ["efetch"]


# verify --online


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The sample base: smith2020 has a PMID and no volume, jones2021 a DOI and no PMID."""
    files = good_base()
    for field in ("volume", "page", "issue", "number"):
        files[SMITH]["bibliography"].pop(field, None)
    jones = files["papers/jones2021.json"]["bibliography"]
    jones.pop("PMID")
    change(files["papers/jones2021.json"], "bibliography.DOI", "10.1000/jones2021")
    return write_base(tmp_path / "base", files)


def _same(base: Path, paper: str, **changes: Any) -> Article:
    """A paper of a base as PubMed would have it, with changes."""
    one = json.loads((base / "papers" / f"{paper}.json").read_text())["bibliography"]
    fields: dict[str, Any] = {
        "pmid": one.get("PMID", "777"),
        "title": f"{one['title']}.",
        "authors": tuple((name["family"], name.get("given", "A")) for name in one["author"]),
        "journal": (one["container-title"], one.get("container-title-short") or "J Ex"),
        "year": one["issued"]["date-parts"][0][0],
        "doi": one.get("DOI"),
        "volume": one.get("volume"),
        "issue": one.get("issue"),
        "pages": one.get("page"),
    }
    return Article(**{**fields, **changes})


def test_gaps_are_written_as_a_patch_that_fills_them(run: Run, service: Eutils, base: Path, tmp_path: Path) -> None:
    service.articles = {}
    service.hold(
        _same(base, "smith2020", volume="12", issue="3", pages="61-8", year=2019),
        _same(base, "jones2021"),
    )
    file = tmp_path / "gaps.patch"
    done = run("verify", "--online", str(base), "--patch", str(file), "--json")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    found = {(one["kind"], one["where"], one["field"]): one["pubmed"] for one in record["problems"]}
    for field, value in (("volume", "12"), ("issue", "3"), ("page", "61-8")):
        assert found["gap", "smith2020", field] == value
    assert found["difference", "smith2020", "issued"] == "2019"
    assert found["gap", "jones2021", "PMID"] == "777"
    before = (base / "papers" / "smith2020.json").read_text()
    assert subprocess.run(["git", "apply", str(file)], cwd=base, check=False).returncode == 0
    filled = json.loads((base / "papers" / "smith2020.json").read_text())["bibliography"]
    assert (filled["volume"], filled["page"], filled["issued"]["date-parts"][0][0]) == ("12", "61-8", 2020)
    assert json.loads((base / "papers" / "jones2021.json").read_text())["bibliography"]["PMID"] == "777"
    assert before != (base / "papers" / "smith2020.json").read_text()
    assert "issued is '2020' here, '2019' there" in file.read_text()
    again = run("verify", "--online", str(base), "--json", "--fresh")
    assert [one for one in json.loads(again.stdout)["problems"] if one["kind"] == "gap"] == []
    assert run_here(("verify", str(base))).returncode == 0


def test_what_agrees_is_no_difference(run: Run, service: Eutils, base: Path) -> None:
    """Another case, a short last page, markup and a closing period are no difference."""
    files = good_base()
    files[SMITH]["bibliography"] |= {"page": "1061-1068", "volume": "12", "issue": "3"}
    write_base(base, files)
    title = files[SMITH]["bibliography"]["title"].upper()
    journal = files[SMITH]["bibliography"]["container-title"].lower()
    service.articles = {}
    service.hold(_same(base, "smith2020", title=f"{title}.", pages="1061-8", journal=(journal, "J Ex")))
    found = json.loads(run("verify", "--online", str(base), "--json").stdout)["problems"]
    differing = [one["field"] for one in found if one["kind"] == "difference" and one["where"] == "smith2020"]
    assert differing == []


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "differs"),
    [
        ("page", "1061-1068", {"pages": "1061-8"}, False),
        ("page", "S61-S68", {"pages": "S61-8"}, False),
        ("page", "S61-S68", {"pages": "S61-78"}, True),
        ("page", "e61-e68", {"pages": "e61-e68"}, False),
        ("page", "61", {"pages": "61-8"}, True),
        ("number", "e70189", {"pages": "e70189"}, False),
        ("page", "103", {"pages": "103"}, False),
        ("page", "61–68", {"pages": "61-68"}, False),
        ("volume", "12", {"volume": "12"}, False),
        ("volume", "12", {"volume": "12 Suppl 1"}, True),
        ("issue", "3-4", {"issue": "3-4"}, False),
        ("title", "Cells in Sjögren’s syndrome", {"title": "[Cells in Sjogren's syndrome]."}, False),
        ("title", "Cells in <i>lupus</i>: a trial", {"title": "Cells in lupus: a trial."}, False),
        ("title", "Cells in lupus: a trial", {"title": "Cells in lupus: two trials."}, True),
        ("DOI", "10.1000/ABC", {"doi": "10.1000/abc"}, False),
        ("DOI", "10.1000/abc", {"doi": "10.1000/abd"}, True),
        ("container-title", "The Lancet", {"journal": ("Lancet (London, England)", "J Ex")}, False),
        ("container-title-short", "J Ex", {"journal": ("Journal of examples", "J. Ex.")}, False),
        ("container-title-short", "J Ex", {"journal": ("Journal of examples", "J Exam")}, True),
        ("issued", {"date-parts": [[2025, 12, 30]]}, {"year": 2026, "ahead": 2025}, False),
        ("issued", {"date-parts": [[2026]]}, {"year": 2026, "ahead": 2025}, False),
        ("issued", {"date-parts": [[2024]]}, {"year": 2026, "ahead": 2025}, True),
        ("author", [{"family": "Muller", "given": "A"}], {"authors": (("Müller", "Anna"),)}, False),
        (
            "author",
            [{"family": "Berg", "given": "J", "non-dropping-particle": "van der"}],
            {"authors": (("van der Berg", "Jan"),)},
            False,
        ),
        ("author", [{"family": "Smith"}, {"family": "Jones"}], {"authors": (("Jones", "C"), ("Smith", "A"))}, True),
        ("author", [{"family": "Smith"}], {"authors": (("Smith", "A"), ("Jones", "C"))}, True),
        ("author", [{"family": "Smith"}], {"authors": (("Smith", "A"), ("Jones", "C")), "complete": False}, False),
    ],
)
def test_a_difference_is_one_of_substance(
    run: Run, service: Eutils, base: Path, field: str, ours: Any, theirs: dict[str, Any], differs: bool
) -> None:
    files = good_base()
    bibliography = files[SMITH]["bibliography"]
    for name in ("page", "number", "volume", "issue"):
        bibliography.pop(name, None)
    bibliography |= {"container-title-short": "J Ex", field: ours}
    write_base(base, files)
    service.articles = {}
    service.hold(_same(base, "smith2020", **theirs))
    found = json.loads(run("verify", "--online", str(base), "--json").stdout)["problems"]
    differing = [one["field"] for one in found if one["kind"] == "difference" and one["where"] == "smith2020"]
    assert differing == ([{"number": "page"}.get(field, field)] if differs else [])


@pytest.mark.parametrize(
    ("terms", "doubtful"),
    [
        (("Multiple Sclerosis", "MS (Multiple Sclerosis)"), False),
        (("Sclerosis, Disseminated", "Sclerosis, Multiple"), False),
        (("Osteoarthritis", "Arthrosis"), True),
        ((), True),
    ],
)
def test_headings_are_compared_with_mesh(
    run: Run, service: Eutils, base: Path, terms: tuple[str, ...], doubtful: bool
) -> None:
    concepts = json.loads((base / "vocabulary" / "conditions.json").read_text())["concepts"]
    one = next(concept for concept in concepts if concept["id"] == "multiple-sclerosis")
    one["mesh"] = "D009103"
    (base / "vocabulary" / "conditions.json").write_text(json.dumps({"concepts": concepts}))
    service.headings = {"D009103": terms} if terms else {}
    found = json.loads(run("verify", "--online", str(base), "--json").stdout)["problems"]
    hit = [row for row in found if row["where"] == "conditions/multiple-sclerosis"]
    assert bool(hit) is doubtful
    if doubtful:
        assert hit[0]["pubmed"] == (terms[0] if terms else None)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("verify", "--patch", "x"), "--patch goes with --online"),
        (("verify", "--fresh"), "--fresh goes with --online"),
        (("verify", "--online", "tests/base/papers"), "a folder with papers/ and vocabulary/"),
        (("news", "lupus", "--save", "x.ris"), "ends in .nbib"),
        (("news", "lupus", "--since", "soon"), "--since takes"),
        (("news", "nosuchthing"), "no condition is called"),
        (("news", "lupus", "--limit", "0"), "0"),
    ],
)
def test_what_is_not_understood_asks_nobody(run: Run, service: Eutils, words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    assert service.asked == []


# every form; no network; no extra


ASKED = (("news", "lupus"), ("standing",), ("verify", "--online", str(BASE)))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("words", ASKED, ids=[words[0] for words in ASKED])
def test_every_form(run: Run, form: str, words: tuple[str, ...]) -> None:
    done = run(*words, *(("--width", "80") if form == "terminal" else (f"--{form}",)))
    assert (done.returncode, done.stderr) == (0, "")
    if form == "json":
        assert json.loads(done.stdout)
    if form in ("csv", "tsv"):
        table = list(csv.reader(io.StringIO(done.stdout), delimiter="," if form == "csv" else "\t"))
        assert len({len(row) for row in table}) == 1
        assert len(table) > 1


@pytest.mark.slow
@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown", "html"])
@pytest.mark.parametrize("words", ASKED, ids=[words[0] for words in ASKED])
def test_what_came_from_the_network_acts_on_no_terminal(
    run: Run, service: Eutils, form: str, words: tuple[str, ...]
) -> None:
    payload = "z\x9b31m\u202eb\u200b\u2028=1+1\x85c"
    record = Article(
        pmid="37834955",
        title=payload,
        authors=((payload, payload),),
        journal=(payload, payload),
        volume=payload,
        notices=(("ErratumIn", payload, payload),),
    )
    service.hold(record)
    service.not_found = ['"libman sacks disease"[tiab]' + payload]
    service.headings = {"D009103": (payload,)}
    done = run(*words, f"--{form}")
    assert done.returncode == 0
    for text in (done.stdout, done.stderr):
        assert all(is_safe(line) for line in text.replace("\t", "").split("\n")), repr(text)
    service.faults = [says('{"error":"' + payload + '"}')] * TRIES
    done = run(*words, "--fresh")
    assert (done.returncode, done.stderr.count("\n"), is_safe(done.stderr.rstrip("\n"))) == (5, 1, True)


@pytest.mark.parametrize("words", ASKED, ids=[words[0] for words in ASKED])
def test_no_network_is_exit_5_and_one_line(run: Run, words: tuple[str, ...]) -> None:
    done = run(*words, MSCQ_EUTILS="http://127.0.0.1:9/x")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (5, "", 1)
    assert done.stderr.startswith("mscq: 127.0.0.1:9 cannot be reached")


@pytest.mark.parametrize(
    "env",
    [
        {"MSCQ_EUTILS": "http://"},
        {"MSCQ_EUTILS": "http://[x"},
        {"MSCQ_EUTILS": "http://127.0.0.1:99999999"},
        {"MSCQ_EUTILS": "http://nobody.invalid/x"},
        {"HTTP_PROXY": "colour://x"},
        {"ALL_PROXY": "socks5://127.0.0.1:9"},
        {"HTTP_PROXY": "http://127.0.0.1:9"},
        {"SSL_CERT_FILE": "/nowhere/at/all"},
    ],
)
def test_an_environment_that_leads_nowhere_is_exit_5(run: Run, env: dict[str, str]) -> None:
    done = run("standing", "islam2023", **env)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (5, "", 1), done.stderr
    assert "internal error" not in done.stderr


def test_a_service_that_goes_on_failing_is_exit_5(run: Run, service: Eutils) -> None:
    service.faults = [status(429, RATE_LIMIT.encode())] * TRIES
    done = run("standing", "islam2023")
    assert (done.returncode, done.stdout) == (5, "")
    assert "API rate limit exceeded (4 tries); ask again later" in done.stderr


@pytest.mark.parametrize(
    ("config", "env", "sent"),
    [
        ('ncbi_api_key = "abc"\nncbi_email = "a@b.org"', {}, {"api_key": "abc", "email": "a@b.org"}),
        ('ncbi_api_key = "abc"', {"NCBI_API_KEY": "def"}, {"api_key": "def"}),
        ("", {"NCBI_EMAIL": "c@d.org"}, {"email": "c@d.org"}),
        ("", {}, {}),
    ],
)
def test_key_and_address_of_the_reader(
    run: Run, service: Eutils, tmp_path: Path, config: str, env: dict[str, str], sent: dict[str, str]
) -> None:
    (tmp_path / "config" / "mscq").mkdir(parents=True)
    (tmp_path / "config" / "mscq" / "config.toml").write_text(config)
    assert run("standing", "islam2023", **env).returncode == 0
    form = service.asked[0][1]
    assert {name: form[name] for name in ("api_key", "email") if name in form} == sent


@pytest.mark.parametrize(
    ("config", "env", "said"),
    [
        ("ncbi_api_key = 7", {}, "'ncbi_api_key' is a text"),
        ("", {"NCBI_API_KEY": "ab\ncd"}, "NCBI_API_KEY"),
        ("", {"MSCQ_EUTILS": "file:///etc/passwd"}, "MSCQ_EUTILS"),
        ("colour = 1", {}, "unknown key 'colour'"),
    ],
)
def test_settings_that_cannot_be_used_are_exit_3(
    run: Run, service: Eutils, tmp_path: Path, config: str, env: dict[str, str], said: str
) -> None:
    (tmp_path / "config" / "mscq").mkdir(parents=True)
    (tmp_path / "config" / "mscq" / "config.toml").write_text(config)
    done = run("standing", "islam2023", **env)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
    assert said in done.stderr
    assert service.asked == []


def _process(script: str, *words: str, tmp_path: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """A run of ``mscq`` in a process in which this script ran first."""
    (tmp_path / "site").mkdir(exist_ok=True)
    (tmp_path / "site" / "sitecustomize.py").write_text(script)
    path = os.pathsep.join([str(tmp_path / "site"), str(ROOT), str(ROOT / "tests")])
    told = environment({"PYTHONPATH": path, "XDG_CACHE_HOME": str(tmp_path), **env})
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, env=told, cwd=tmp_path, timeout=100, check=False
    )


def test_without_the_extra_only_the_question_can_be_printed(tmp_path: Path) -> None:
    script = "import sys\nsys.modules['httpx'] = None\n"
    done = _process(script, "-m", "mscq", "standing", "islam2023", "--data", str(BASE), tmp_path=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1)
    assert "pip install 'mscq[online]'" in done.stderr
    done = _process(script, "-m", "mscq", "news", "ms", "--print-query", "--data", str(BASE), tmp_path=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


NO_SOCKET = """
import sys

def refuse(event, arguments):
    if event.startswith("socket.") and event != "socket.__new__":
        sys.stderr.write(f"a socket: {event} {arguments}\\n")
        raise RuntimeError("a socket was used")

sys.addaudithook(refuse)
"""
EVERY = """
import shlex, sys
from importlib import import_module
from mscq.cli.commands import COMMANDS
from mscq.cli.program import run
from support import on_base

for command, entry in COMMANDS.items():
    if command in ("standing", "browse"):
        continue
    example = import_module(f"{entry.package}.{command}").EXAMPLES[0]
    code = run(on_base(shlex.split(example)[1:]))
    assert code in (0, 4), (example, code)
    assert "httpx" not in sys.modules, example
    assert "mscq.online.client" not in sys.modules, example
print("ran all")
"""


@pytest.mark.slow
def test_no_other_command_asks_a_network(tmp_path: Path) -> None:
    """The first example of every other command, in a process in which no socket can be opened, asks nobody anything."""
    own_references(tmp_path)
    done = _process(NO_SOCKET, "-c", EVERY, tmp_path=tmp_path)
    assert (done.returncode, "a socket" in done.stderr) == (0, False), done.stderr[-2000:]
    assert done.stdout.endswith("ran all\n")
    words = ("-m", "mscq", "standing", "islam2023", "--data", str(BASE))
    assert "a socket: socket." in _process(NO_SOCKET, *words, tmp_path=tmp_path).stderr  # so that it can fail


def test_help_and_completion_of_the_commands_cost_no_client(tmp_path: Path) -> None:
    script = """import sys
class No:
    def find_spec(self, name, *_):
        assert not name.startswith(("httpx", "mscq.online"))
sys.meta_path.insert(0, No())
"""
    for words in (("news", "--help"), ("standing", "--help"), ("verify", "--help"), ("--help",), ("news", "--bogus")):
        done = _process(script, "-m", "mscq", *words, tmp_path=tmp_path)
        assert done.returncode == (2 if "--bogus" in words else 0), done.stderr


def test_a_base_without_a_date_asks_for_one(tmp_path: Path) -> None:
    folder = tmp_path / "base"
    shutil.copytree(BASE, folder)
    (folder / "base.json").unlink()
    done = run_here(("news", "lupus", "--print-query"), base=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--since" in done.stderr
