"""BibTeX and BibLaTeX read back by bibtexparser, pybtex and pandoc."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import pytest
from cite_samples import (
    ALL,
    BY_KEY,
    GROUP_NAMES,
    GROUPS,
    MONTHS,
    csl_people,
    known,
    made,
    numbers,
    pandoc,
    people,
    rendered,
    straight,
)

from mscq.cite import CitationOptions, formats
from mscq.cite.bibtex import TYPES
from mscq.cite.fields import author_list_cut_off
from mscq.cite.latex import protect_capitals

# pandoc has no \textbraceleft, and takes a DOI with a percent sign as it stands.
UNKNOWN_TO_PANDOC = ("odd-brace2011",)


def _names(reference: Any, role: str = "author") -> list[tuple[str, str, str]]:
    cut_off = [("others", "", "")] if author_list_cut_off(reference) and role == "author" else []
    return people(reference, role) + cut_off


def _verbatim(text: str | None) -> str | None:
    return text and text.replace("odd{brace", "odd%7Bbrace")


@pytest.fixture(scope="module")
def parsed() -> dict[str, dict[str, Any]]:
    bibtexparser = pytest.importorskip("bibtexparser", reason="bibtexparser is not installed")
    if not hasattr(bibtexparser, "parse_string"):
        pytest.skip("bibtexparser 2 is not installed")
    library = bibtexparser.parse_string(rendered("bibtex"))
    assert library.failed_blocks == []
    return {entry.key: {field.key: field.value for field in entry.fields} for entry in library.entries}


@pytest.mark.parametrize("keys", GROUPS, ids=GROUP_NAMES)
def test_bibtexparser_reads_the_plain_fields(keys: Sequence[str], parsed: dict[str, dict[str, Any]]) -> None:
    for key in keys:
        reference, entry = BY_KEY[key], parsed[key]
        record, date = reference.bibliography, [*numbers(reference), None, None, None]
        wanted = known(
            year=str(date[0] or ""),
            month=str(date[1] or ""),
            day=str(date[2] or ""),
            volume=record.volume,
            number=record.issue,
            pages=(record.page or record.number or "").replace("-", "--" if record.page else "-"),
            doi=_verbatim(record.doi),
            pmid=record.pmid,
            pmcid=record.pmcid,
            chapter=record.chapter_number,
            edition=record.edition,
            isbn=record.isbn,
            issn=record.issn,
        )
        months = {name.lower(): str(n) for n, name in enumerate(MONTHS, 1)}
        got = {name: months.get(value, value) for name, value in entry.items() if value}
        plain = wanted.keys() | {"year", "month", "day", "volume", "number", "pages", "doi", "pmid", "pmcid", "chapter"}
        assert {name: got[name] for name in plain if name in got} == wanted


@pytest.fixture(scope="module")
def database() -> Any:
    pybtex = pytest.importorskip("pybtex.database", reason="pybtex is not installed")
    return pybtex.parse_string(rendered("bibtex"), "bibtex")


def _text(latex: str) -> Any:
    return pytest.importorskip("pybtex.richtext").Text.from_latex(latex)


# Names of characters that LaTeX defines (encguide, table of text symbols) and pylatexenc does not know.
SYMBOLS = {"textless": "<", "textgreater": ">", "textasciicircum": "^", "textbraceleft": "{", "textbraceright": "}"}


@lru_cache
def _decoder() -> Any:
    decoder = pytest.importorskip("pylatexenc.latex2text", reason="pylatexenc is not installed")
    names = decoder.get_default_latex_context_db()
    symbols = [decoder.MacroTextSpec(name, symbol) for name, symbol in SYMBOLS.items()]
    names.add_context_category("symbols", macros=symbols, prepend=True)
    return decoder.LatexNodes2Text(latex_context=names)


def _plain(latex: str) -> str:
    """What TeX would print."""
    return str(_decoder().latex_to_text(latex))


@pytest.mark.parametrize("keys", GROUPS, ids=GROUP_NAMES)
def test_pybtex_reads_names_titles_and_type(keys: Sequence[str], database: Any) -> None:
    for key in keys:
        reference = BY_KEY[key]
        record, entry = reference.bibliography, database.entries[key]

        def name(person: Any) -> tuple[str, str, str]:
            family = " ".join(person.prelast_names + person.last_names)
            given = " ".join(person.first_names + person.middle_names)
            return _plain(family), _plain(given), _plain(" ".join(person.lineage_names))

        assert [name(person) for person in entry.persons.get("author", [])] == _names(reference)
        assert [name(person) for person in entry.persons.get("editor", [])] == _names(reference, "editor")
        assert entry.type == TYPES.get(record.type, "misc")
        assert _plain(entry.fields.get("title", "")) == (record.title or "")
        host = next((field for field in ("journal", "booktitle", "howpublished") if field in entry.fields), None)
        assert (_plain(entry.fields[host]) if host else None) == record.container_title
        for field, value in (("publisher", record.publisher), ("address", record.publisher_place)):
            assert _plain(entry.fields.get(field, "")) == (value or "")


CAPITALS = r"\b(?:MSCs?|HUC-MSC|IL-10|TGF-β1|TNF-α|IFN-γ|iPSC|mRNA-loaded|I/II|Sjögren[’']s|Parkinson[’']s|Łódź|CO₂)"


@pytest.mark.parametrize("key", [key for key in BY_KEY if re.search(CAPITALS, BY_KEY[key].bibliography.title or "")])
def test_a_style_that_lowers_titles_keeps_these_capitals(key: str, database: Any) -> None:
    title = BY_KEY[key].bibliography.title or ""
    kept = re.findall(CAPITALS, title)
    lowered = str(_text(database.entries[key].fields["title"]).lower())
    assert kept
    assert re.findall(CAPITALS, lowered) == kept


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Meta-Analysis of MSC Therapy: A Review", "Meta-Analysis of {MSC} Therapy: A Review"),
        ("Stem Cells in Parkinson’s Disease", "Stem Cells in {Parkinson’s} Disease"),
        ("Wharton's jelly-derived cells in Crohn's disease", "{Wharton's} jelly-derived cells in {Crohn's} disease"),
        ("IL-10 & DNA", r"{IL-10} \& {DNA}"),
        ("Use of cells in Tanzania: Results of a survey", "Use of cells in {Tanzania}: Results of a survey"),
        ("Treg and B cells in hepatitis A", "Treg and {B} cells in hepatitis {A}"),
        ("A_B and &C", r"{A\_B} and \&{C}"),
        ("(MSCs) “DNA”, 50 %", r"({MSCs}) “{DNA}”, 50 \%"),
        ("", ""),
    ],
)
def test_braces(title: str, written: str) -> None:
    assert protect_capitals(title) == written


@lru_cache
def _by_pandoc(dialect: str) -> dict[str, dict[str, Any]]:
    readable = [each for each in ALL if each.key not in UNKNOWN_TO_PANDOC]
    items = json.loads(pandoc(dialect, "csljson", rendered(dialect, readable)))
    return {item["id"]: item for item in items}


def _straight_names(names: list[tuple[str, str, str]]) -> list[tuple[str, ...]]:
    return [tuple(straight(part) for part in name) for name in names]


@pytest.mark.parametrize("dialect", ["bibtex", "biblatex"])
@pytest.mark.parametrize("keys", GROUPS, ids=GROUP_NAMES)
def test_pandoc_reads_every_field(keys: Sequence[str], dialect: str) -> None:
    for key in keys:
        if key in UNKNOWN_TO_PANDOC:
            continue
        reference, item = BY_KEY[key], _by_pandoc(dialect)[key]
        record = reference.bibliography
        assert _straight_names(csl_people(item)) == _straight_names(_names(reference))
        assert _straight_names(csl_people(item, "editor")) == _straight_names(_names(reference, "editor"))
        assert item.get("issued", {}).get("date-parts", [[]])[0] == numbers(reference)
        # pandoc turns titles into sentence case; the capitals that must stay are tested above and below.
        title = straight(item.get("title", ""))
        assert title.casefold() == straight(record.title or "").casefold()
        assert re.findall(CAPITALS, title) == re.findall(CAPITALS, straight(record.title or ""))
        host = "publisher" if record.type == "webpage" else "container-title"
        assert straight(item.get(host, "")).casefold() == straight(record.container_title or "").casefold()
        pages = record.page or (record.number if dialect == "bibtex" else None)
        wanted = known(volume=record.volume, issue=record.issue, page=pages, DOI=record.doi, ISBN=record.isbn)
        assert {name: item[name] for name in ("volume", "issue", "page", "DOI", "ISBN") if name in item} == wanted
        if dialect == "bibtex":
            assert known(a=item.get("PMID"), b=item.get("PMCID")) == known(a=record.pmid, b=record.pmcid)


def test_biblatex_has_fields_of_its_own() -> None:
    text = rendered("biblatex", [BY_KEY["greek2021"]])
    assert "  eid = {e70189}" in text
    assert "pages" not in text
    assert "  date = {2021-12}" in text
    assert r"  journaltitle = {Cytokine \& Growth Factor Reviews}" in text
    assert "  shortjournal = {Cytokine Growth Factor Rev}" in text
    assert "  eprint = {11111111},\n  eprinttype = {pubmed}" in rendered("biblatex", [BY_KEY["accents2020"]])


def test_journal_abbreviated_on_request() -> None:
    text = formats()["bibtex"].render([BY_KEY["greek2021"]], CitationOptions(full_journal=False))
    assert "  journal = {Cytokine Growth Factor Rev}," in text


def test_keys_that_tex_cannot_take() -> None:
    assert rendered("bibtex", [made("a b,{c}%d", title="T")]).startswith("@article{a-b-c-d,\n")
