"""Reference files as other programs write them, read entry by entry, and broken ones."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from mscq.cli.commands.cite import match
from mscq.errors import MissingExtra, UnreadableFile
from mscq.library import Entry, ReadResult, read_file
from mscq.library.detect import readers
from mscq.records.canonical import plain

SAMPLES = Path(__file__).parent / "samples"
WHY = "the parsers of the extra mscq[import] are not installed"


def read(name: str) -> ReadResult:
    if name.endswith(".bib"):
        pytest.importorskip("bibtexparser", reason=WHY)
    return read_file(SAMPLES / name)


def fields(entry: Entry) -> dict[str, Any]:
    return plain(entry.bibliography)


def titles(result: ReadResult) -> list[str | None]:
    return [entry.bibliography.title for entry in result.entries]


def places(result: ReadResult) -> list[int]:
    return [unread.line for unread in result.unread]


ISLAM: dict[str, Any] = {
    "type": "article-journal",
    "title": "Mesenchymal Stem Cell Therapy in Multiple Sclerosis: A Systematic Review and Meta-Analysis",
    "author": [
        {"family": "Islam", "given": "Md Asiful"},
        {"family": "Alam", "given": "Sayeda Sadia"},
        {"literal": "MSC Study Group"},
    ],
    "volume": "12",
    "issue": "19",
    "page": "6311",
    "DOI": "10.3390/jcm12196311",
    "PMID": "37834955",
    "PMCID": "PMC10573670",
    "ISSN": "2077-0383",
}
STOKER = {
    "type": "chapter",
    "title": "Stem Cell Treatments for Parkinson's Disease",
    "author": [{"family": "Stoker", "given": "Thomas B."}],
    "editor": [{"family": "Greenland", "given": "Julia C."}],
    "issued": {"date-parts": [[2018, 12, 21]]},
    "container-title": "Parkinson's Disease: Pathogenesis and Clinical Aspects",
    "publisher": "Codon Publications",
    "publisher-place": "Brisbane (AU)",
    "PMID": "30702832",
}


def test_bibtex() -> None:
    result = read("zotero.bib")
    first, second, bad = result.entries
    assert fields(first) == ISLAM | {
        "issued": {"date-parts": [[2023, 9]]},
        "container-title": "Journal of Clinical Medicine",
        "URL": "https://www.mdpi.com/2077-0383/12/19/6311",
    }
    assert (first.key, first.line) == ("islam_mesenchymal_2023", 4)
    assert first.abstract == "Placebo-controlled & open studies; 40% improved, IL-1β fell."
    assert first.keywords == ("stem cells", "multiple sclerosis")
    assert fields(second) == {
        "type": "paper-conference",
        "title": "Café cells in Sjögren's syndrome",
        "author": [
            {"family": "van der Berg", "given": "Jan"},
            {"family": "Łuczak", "given": "Zofia"},
            {"family": "Müller", "given": "Karl", "suffix": "Jr."},
        ],
        "issued": {"date-parts": [[2019, 5, 13]]},
        "container-title": "Proc. of Things",
        "page": "61-68",
        "DOI": "10.1234/ab_c",
    }
    assert second.notes == ("the list of authors ends in 'others': more are not named",)
    assert (first.authors_cut_off, second.authors_cut_off) == (False, True)
    assert fields(bad)["title"] == "A DOI of the wrong form"
    assert bad.notes == ("DOI 'see publisher' does not have the form of a DOI; left out",)
    assert (result.unread, result.warnings) == ([], [])


def test_ris() -> None:
    article, chapter = read("endnote.ris").entries
    assert fields(article) == {
        "type": "article-journal",
        "title": "Stem Cell Therapy in Lupus",
        "author": [{"family": "Yuan", "given": "Xinran"}, {"family": "Sun", "given": "Lingyun"}],
        "issued": {"date-parts": [[2022, 7, 6]]},
        "container-title": "Rheumatology and Immunology Research",
        "container-title-short": "Rheumatol Immunol Res",
        "volume": "3",
        "issue": "2",
        "page": "61-68",
        "DOI": "10.2478/rir-2022-0011",
        "PMID": "36465325",
        "PMCID": "PMC9524813",
        "ISSN": "2719-4523",
        "URL": "https://pubmed.ncbi.nlm.nih.gov/36465325/",
    }
    assert article.abstract == "First line of the abstract and a second without a tag."
    assert article.keywords == ("lupus", "stem cells")
    assert (chapter.line, chapter.bookshelf, chapter.bibliography.type) == (25, "NBK536728", "chapter")
    assert [name.family for name in chapter.bibliography.editor] == ["Stoker", "Greenland"]


def test_nbib() -> None:
    article, chapter = read("pubmed.nbib").entries
    assert fields(article) == ISLAM | {
        "author": [ISLAM["author"][0], ISLAM["author"][2], ISLAM["author"][1]],
        "issued": {"date-parts": [[2023, 9, 30]]},
        "container-title": "Journal of clinical medicine",
        "container-title-short": "J Clin Med",
    }
    assert article.abstract == "Own words: an abstract over two lines about intrathecal cells."
    assert article.registrations == ("NCT01854957",)
    assert article.notices == (
        "Retracted Publication",
        "Retraction in: J Made Up. 2024 Jan 1;1(1):1. PMID: 11111111",
    )
    assert (fields(chapter), chapter.bookshelf, chapter.line) == (STOKER, "NBK536728", 33)


def test_nbib_of_older_files_has_short_names_only(tmp_path: Path) -> None:
    (tmp_path / "a.nbib").write_text("PMID- 1234567\nTI  - T\nAU  - van der Berg JA\nAU  - Plato\n")
    assert fields(read_file(tmp_path / "a.nbib").entries[0])["author"] == [
        {"family": "van der Berg", "given": "JA"},
        {"literal": "Plato"},
    ]


def test_a_person_of_one_name_is_no_body(tmp_path: Path) -> None:
    pytest.importorskip("bibtexparser", reason=WHY)
    (tmp_path / "a.nbib").write_text("PMID- 1234567\nFAU - Plato\nFAU - \nCN  - Academy\n")
    (tmp_path / "a.bib").write_text("@book{a, doi = {10.1234/a}, author = {Plato and {Academy}}}")
    for name in ("a.nbib", "a.bib"):
        assert fields(read_file(tmp_path / name).entries[0])["author"] == [{"family": "Plato"}, {"literal": "Academy"}]


def test_pubmed_xml() -> None:
    article, chapter = read("pubmed.xml").entries
    assert fields(article) == {
        "type": "article-journal",
        "title": "Human umbilical cord mesenchymal stem cells promoting knee joint chondrogenesis for the treatment"
        " of knee osteoarthritis: a systematic review",
        "author": [{"family": "Zhang", "given": "Peng"}, {"literal": "Knee Group"}],
        "issued": {"date-parts": [[2023, 8, 29]]},
        "container-title": "Journal of orthopaedic surgery and research",
        "container-title-short": "J Orthop Surg Res",
        "volume": "18",
        "issue": "1",
        "page": "639",
        "DOI": "10.1186/s13018-023-04131-7",
        "PMID": "37644595",
        "PMCID": "PMC10466768",
        "ISSN": "1749-799X",
    }
    assert article.abstract == "AIM: Own words & TNF-α; 10⁶ cells. Café."
    assert article.notices == ("Erratum in: J Made Up. 2024;1:2",)
    assert article.keywords == ("Osteoarthritis, Knee",)
    assert (fields(chapter), chapter.bookshelf, chapter.line) == (STOKER, "NBK536728", 20)


def test_csl_json() -> None:
    result = read("csl.json")
    article, bare = result.entries
    assert fields(article) == {
        "type": "article-journal",
        "title": "Mesenchymal stem cells in the treatment of spinal cord injury: Mechanisms, current advances and"
        " future challenges",
        "author": [{"family": "Xia", "given": "Yuanliang"}, {"literal": "SCI Group"}],
        "issued": {"date-parts": [[2023, 2, 24]]},
        "container-title": "Frontiers in Immunology",
        "volume": "14",
        "page": "1141601",
        "DOI": "10.3389/fimmu.2023.1141601",
        "PMID": "36911700",
        "PMCID": "PMC9999104",
    }
    assert (article.key, bare.key, bare.line, bare.year) == ("xia2023", "7", 10, 2019)
    assert bare.notes == ("PMID 'none' does not have the form of a PMID; left out",)
    assert places(result) == [11, 12]


def test_a_list_of_identifiers() -> None:
    result = read("ids.txt")
    found = [
        (entry.line, entry.bibliography.pmid or entry.bibliography.doi or entry.bookshelf or entry.key)
        for entry in result.entries
    ]
    assert found == [
        (2, "37834955"),
        (3, "40353645"),
        (4, "10.2478/rir-2022-0011"),
        (5, "36465325"),
        (5, "36911700"),
        (6, "islam2023"),
        (8, "NBK536728"),
    ]
    assert places(result) == [7]


def test_references_as_text() -> None:
    result = read("references.txt")
    assert [entry.line for entry in result.entries] == [1, 4, 6, 7, 9]
    assert result.entries[0].bibliography.pmcid == "PMC12067559"
    assert (result.entries[4].raw or "").endswith("challenges. Front Immunol. 2023 Feb 24;14:1141601.")


@pytest.mark.parametrize(
    ("name", "read_anyway", "unread"),
    [
        ("broken.bib", ["The first is whole", "The third is whole again", "The same key again"], [3, 9]),
        (
            "broken.ris",
            ["The first has no end", "The second is whole", "The file breaks off in the thi"],
            [2, 9],
        ),
        ("broken.xml", ["The first is whole", None, None], [5]),
        ("broken.json", ["The first is whole", "The third is whole"], [3, 5]),
    ],
)
def test_what_can_be_read_of_a_broken_file_is(name: str, read_anyway: list[str | None], unread: list[int]) -> None:
    result = read(name)
    assert titles(result) == read_anyway
    assert places(result) == unread


def test_a_record_that_breaks_off_says_so() -> None:
    assert [entry.notes for entry in read("broken.xml").entries] == [
        (),
        ("broken XML at line 4; read as far as it goes",),
        ("the record is not closed; read as far as it goes",),
    ]
    last = read("broken.ris").entries[-1]
    assert last.notes == ("the record has no closing ER line; the file may be cut short here",)


def test_xml_with_its_own_entities_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="line 3: the XML declares entities of its own; refused"):
        read("bomb.xml")


def test_a_missing_parser_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for submodule in ("", ".entrypoint", ".exceptions", ".model"):
        monkeypatch.setitem(sys.modules, f"bibtexparser{submodule}", None)
    (tmp_path / "a.bib").write_text("@article{a, title={T}}")
    with pytest.raises(MissingExtra, match=r"mscq\[import\]"):
        read_file(tmp_path / "a.bib")


@pytest.mark.parametrize(
    ("first", "then", "format"),
    [
        ("TY  - JOUR\nTI  - T\nER  - ", "AB  - quoted:\n@article{x, title={no}}", "ris"),
        ("@misc{x, title={T},\n note={\nTY  - JOUR\nTI  - no\nER  - },\nauthor={A},\nyear={2020},\n}", "", "bibtex"),
        ("PMID- 1234567\n" + "10.1234/ab\n34663461\n" * 5, "PMID- 7654321", "plain"),
        ("Search Strategy:\n" + "1  exp stem cell/ (7)\n" * 300, "TY  - JOUR\nTI  - T\nER  - ", "ris"),
        ("PMID- 1234567\nTI  - T", "TY  - JOUR", "nbib"),
        ('[{"title": "T"}]', "", "csl_json"),
    ],
)
def test_the_records_of_the_whole_file_tell_the_format(tmp_path: Path, first: str, then: str, format: str) -> None:
    if format == "bibtex":
        pytest.importorskip("bibtexparser", reason=WHY)
    (tmp_path / "refs").write_text(f"{first}\n{then}\n")
    assert {entry.format for entry in read_file(tmp_path / "refs").entries[:1]} == {format}


def test_the_help_names_the_suffixes_that_are_read() -> None:
    text = inspect.getsource(match)
    named = set(re.findall(r"\.[a-z]+\b(?=[ ,])", text.partition('help="')[2].partition('"')[0]))
    known = {suffix for reader in readers() for suffix in reader.suffixes}
    assert named <= known
    assert [reader.name for reader in readers() if reader.suffixes and named.isdisjoint(reader.suffixes)] == []


@pytest.mark.parametrize(
    ("source", "disguise"),
    [
        ("zotero.bib", "refs"),
        ("endnote.ris", "refs.txt"),
        ("pubmed.nbib", "refs.txt"),
        ("pubmed.xml", "refs.txt"),
        ("csl.json", "refs.txt"),
        ("ids.txt", "refs.md"),
    ],
)
def test_the_format_shows_in_the_content(tmp_path: Path, source: str, disguise: str) -> None:
    (tmp_path / disguise).write_bytes((SAMPLES / source).read_bytes())
    assert titles(read_file(tmp_path / disguise)) == titles(read(source))
