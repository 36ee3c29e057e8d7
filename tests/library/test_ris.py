"""RIS as Zotero, EndNote, Scopus and Reference Manager write it, each with its own tags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mscq.library import Entry, read_file
from mscq.records.canonical import plain

SAMPLES = Path(__file__).parent / "samples"
ARTICLE: dict[str, Any] = {
    "type": "article-journal",
    "title": "Intrathecal cells in a made-up trial",
    "issued": {"date-parts": [[2021, 3, 4]]},
    "container-title": "Journal of Invented Medicine",
    "volume": "12",
    "issue": "3",
    "DOI": "10.1234/jim.2021.0042",
    "PMID": "31234567",
    "ISSN": "1234-567X",
}


def read(name: str) -> list[Entry]:
    found = read_file(SAMPLES / name)
    assert (found.unread, found.warnings) == ([], [])
    return found.entries


def read_text(folder: Path, text: str) -> Entry:
    (folder / "a.ris").write_text(text, encoding="utf-8")
    return read_file(folder / "a.ris").entries[0]


def test_zotero() -> None:
    article, chapter = read("zotero.ris")
    assert plain(article.bibliography) == ARTICLE | {
        "title": "Intrathecal cells in a made-up trial: protocol & first results",
        "author": [
            {"family": "Berg", "given": "Jan van der"},
            {"family": "García de la Torre", "given": "Ignacio"},
            {"literal": "Made Up Study Group"},
        ],
        "container-title-short": "J Invent Med",
        "page": "101-109",
        "PMCID": "PMC7654321",
        "URL": "https://example.org/jim/42",
    }
    assert article.keywords == ("Humans", "Multiple Sclerosis")
    assert plain(chapter.bibliography) == {
        "type": "chapter",
        "title": "Cells for knees",
        "author": [{"family": "Roe", "given": "Richard"}],
        "editor": [{"family": "Doe", "given": "Jane"}],
        "issued": {"date-parts": [[2019]]},
        "container-title": "Handbook of Invented Therapies",
        "edition": "2",
        "page": "11-30",
        "publisher": "Example Press",
        "publisher-place": "Utrecht",
        "ISBN": "978-0-9944381-6-4",
    }


def test_endnote() -> None:
    (article,) = read("endnote_desktop.ris")
    assert plain(article.bibliography) == ARTICLE | {
        "author": [{"family": "van der Berg", "given": "J."}, {"family": "King", "given": "M. L.", "suffix": "Jr."}],
        "container-title": "J Invent Med",
        "number": "e70189",
        "PMCID": "PMC7654321",
        "URL": "https://www.ncbi.nlm.nih.gov/pubmed/31234567",
    }
    assert (article.key, article.keywords) == ("117", ("Humans", "Multiple Sclerosis", "Stem Cells"))
    assert article.notes == ()


def test_scopus() -> None:
    (article,) = read("scopus.ris")
    assert plain(article.bibliography) == ARTICLE | {
        "author": [{"family": "van der Berg", "given": "J.A."}, {"family": "Roe", "given": "R."}],
        "issued": {"date-parts": [[2021]]},
        "container-title-short": "J. Invent. Med.",
        "number": "6311",
        "publisher": "Example Press",
        "URL": "https://www.scopus.com/inward/record.uri?eid=2-s2.0-85000000000&doi=10.1234%2fjim.2021.0042",
    }


def test_reference_manager() -> None:
    (article,) = read("refman.ris")
    expected = ARTICLE | {
        "author": [{"family": "Berg", "given": "J."}],
        "container-title-short": "J.Invent.Med.",
        "page": "101-9",
    }
    del expected["ISSN"]
    assert plain(article.bibliography) == expected
    assert (article.abstract, article.authors_cut_off) == ("Made up.", True)


@pytest.mark.parametrize(
    ("tags", "pmid"),
    [
        ("AN  - 31234567\nDP  - NLM", "31234567"),
        ("AN  - 31234567\nDB  - MEDLINE", "31234567"),
        ("AN  - 31234567\nDB  - Embase", None),
        ("AN  - 31234567", None),
        ("C2  - 31234567\nDB  - Scopus", "31234567"),
        ("C2  - 31234567\nDB  - PubMed", None),
        ("M2  - PMID: 31234567", "31234567"),
        ("N1  - Cited by 31234567", None),
    ],
)
def test_a_bare_number_is_a_pmid_only_where_its_database_makes_it_one(
    tmp_path: Path, tags: str, pmid: str | None
) -> None:
    assert read_text(tmp_path, f"TY  - JOUR\nTI  - T\n{tags}\nER  - \n").bibliography.pmid == pmid


def test_a_book_may_have_its_title_where_others_have_that_of_the_series(tmp_path: Path) -> None:
    book = read_text(tmp_path, "TY  - BOOK\nBT  - Cells\nED  - Doe, J\nER  - \n").bibliography
    assert (book.title, book.container_title, [name.family for name in book.editor]) == ("Cells", None, ["Doe"])


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=12))
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    path = tmp_path_factory.mktemp("ris") / "a.ris"
    tags = ("TY", "SN", "DA", "SP", "C7", "AN", "AU", "ER")
    text = "".join(f"{tags[number % len(tags)]}  - {line}\n" for number, line in enumerate(lines))
    path.write_text(text, encoding="utf-8")
    found = read_file(path)
    assert len(found.entries) + len(found.unread) <= len(text.splitlines()) + 1
