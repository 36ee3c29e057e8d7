"""What mscq writes it reads back: every paper of the base, in every format that is data, field by field.

Kept in another form, and so compared in one: initials (``SF`` is written ``S. F.``), the case of a DOI, an article
number that a format has among the pages, a journal whose abbreviation is its title. ``medium`` is NLM's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mscq.cite import Reference, format_named, reference
from mscq.cite.fields import author_list_cut_off, locator, short_container
from mscq.cite.names import nlm_name
from mscq.library import Entry, read_file
from mscq.library.notices import notice_of
from mscq.records.canonical import plain
from mscq.records.knowledge_base import KnowledgeBase
from mscq.records.models import Bibliography
from mscq.text.identifiers import parse

DATA = Path(__file__).parents[2] / "data"
FORMATS = {
    "bibtex": "bib",
    "biblatex": "bib",
    "ris": "ris",
    "nbib": "nbib",
    "csl-json": "json",
    "endnote": "xml",
    "hayagriva": "yml",
}
NOWHERE = {"nbib": {"key"}}
"""What a format has no place for."""


@pytest.fixture(scope="module")
def references() -> list[Reference]:
    return [reference(paper) for paper in KnowledgeBase(DATA).papers()]


def comparable(bibliography: Bibliography, name: str) -> dict[str, Any]:
    fields = plain(bibliography)
    for field in ("page", "number", "container-title-short", "medium"):
        fields.pop(field, None)
    fields["author"] = [nlm_name(author) for author in bibliography.author]
    fields["editor"] = [nlm_name(editor) for editor in bibliography.editor]
    fields["locator"] = locator(bibliography)
    fields["short"] = short_container(bibliography) if bibliography.type == "article-journal" else None
    address = parse(bibliography.url or "")
    fields["DOI"] = (bibliography.doi or (address.value if address and address.scheme == "doi" else "")).lower()
    if bibliography.type == "webpage" and not bibliography.url:
        fields["type"] = "document"  # nothing but its address tells a page of the web in BibTeX and MEDLINE
    if name == "ris" and not bibliography.url and bibliography.pmid:
        fields["URL"] = f"https://pubmed.ncbi.nlm.nih.gov/{bibliography.pmid}/"
    return {field: value for field, value in fields.items() if value}


def told(entry: Entry) -> str | None:
    notice = notice_of(entry)
    return notice.status if notice else None


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_every_paper_comes_back(name: str, references: list[Reference], tmp_path: Path) -> None:
    if name in ("bibtex", "biblatex"):
        pytest.importorskip("bibtexparser")
    if name == "hayagriva":
        pytest.importorskip("yaml")
    path = tmp_path / f"all.{FORMATS[name]}"
    path.write_text(format_named(name).render(references), encoding="utf-8")
    result = read_file(path)
    assert (result.unread, result.warnings, len(result.entries)) == ([], [], len(references))
    lost = []
    for cited, entry in zip(references, result.entries, strict=True):
        stored = comparable(cited.bibliography, name) | {
            "key": cited.key,
            "cut off": author_list_cut_off(cited),
            "bookshelf": cited.bookshelf,
            "notice": cited.notice.status if cited.notice else None,
        }
        read = comparable(entry.bibliography, name) | {
            "key": entry.key,
            "cut off": entry.authors_cut_off,
            "bookshelf": entry.bookshelf,
            "notice": told(entry),
        }
        lost += [
            (cited.key, field, stored.get(field), read.get(field))
            for field in stored.keys() | read.keys()
            if stored.get(field) != read.get(field) and field not in NOWHERE.get(name, ())
        ]
    assert lost == []
