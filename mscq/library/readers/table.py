"""CSV and TSV with columns for PMID, DOI, title and so on, named in any case and order.

Such tables come from PubMed, Scopus, Web of Science, Zotero, Rayyan, Europe PMC, spreadsheets and mscq itself. The
first row names the columns; what separates them (comma, semicolon, tab, bar) is told by it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from mscq.errors import UnreadableFile
from mscq.library.entry import Item
from mscq.library.fields import issued, page, people, serials, stated_identifiers, surname, title
from mscq.library.making import make_entry
from mscq.library.readers import web_of_science
from mscq.text.fold import fold_words
from mscq.text.lines import clean, shortened

if TYPE_CHECKING:
    from mscq.library.decode import Source

TITLE = "table (CSV, TSV)"
SUFFIXES = (".csv", ".tsv", ".tab")
HEAD = (
    r"(?i)\A(?:[ \t]*\n){0,20}(?:sep=.\n)?(?:[^\n]*[,;\t|])?[ \t]*\"?"
    r"(?:PMID|PubMed[ _]?ID|PMCID|DOI|PT(?=\tAU\t)"
    r"|(?:(?:document|article|primary|paper)[ _])?title|titel|titre|t[ií]tulo|titolo)"
    r"\"?[ \t]*(?:[,;\t|][^\n]*)?(?=\n|\Z)"
)

COLUMNS = {
    "PMID": ("pmid", "pubmed id", "pubmedid", "medline pmid", "pm id", "pubmed", "external id"),
    "PMCID": ("pmcid", "pmc id", "pmc", "pubmed central id"),
    "DOI": ("doi", "digital object identifier", "doi link"),
    "title": (
        "title",
        "article title",
        "document title",
        "primary title",
        "titel",
        "titre",
        "titulo",
        "titolo",
        "paper title",
    ),
    "author": (
        "authors",
        "author",
        "author s",
        "author names",
        "author full names",
        "author string",
        "autoren",
        "autor",
        "auteurs",
        "autores",
        "autori",
    ),
    "first-author": ("first author",),
    "year": ("year", "publication year", "pub year", "jahr", "annee", "ano", "anno", "year published"),
    "date": ("date", "publication date", "date published", "cover date", "datum"),
    "container-title": (
        "journal",
        "journal book",
        "journal title",
        "source title",
        "publication title",
        "container title",
        "journal name",
        "zeitschrift",
        "revue",
        "revista",
        "rivista",
    ),
    "container-title-short": (
        "journal abbreviation",
        "abbreviated source title",
        "abbreviated journal",
        "iso abbreviation",
    ),
    "volume": ("volume", "vol", "band"),
    "issue": ("issue", "number", "no", "heft"),
    "page": ("pages", "page", "page numbers", "pagination", "seiten"),
    "first-page": ("page start", "start page", "first page"),
    "last-page": ("page end", "end page", "last page"),
    "number": ("art no", "article number", "article no"),
    "publisher": ("publisher",),
    "serial": ("issn", "isbn", "print issn"),
    "URL": ("url", "link", "urls"),
    "abstract": ("abstract", "abstract note", "zusammenfassung"),
    "keywords": ("keywords", "author keywords", "manual tags", "mesh terms"),
    "key": ("paper", "key", "citation key", "citekey", "id"),
    "registration": ("nct", "nct number", "registration", "trial registration"),
}
"""What a column holds -> the names it goes by, folded, the surest first."""

_TAGGED = {"PT", "AU", "TI", "SO"}
"""Columns by which Web of Science's own table is known."""
_WHOLE = re.compile(r"([0-9]+)\.0+")
_GUARDED = re.compile("'(?=\\s*[=+@＝＋－＠-])")
"""The quote that mscq itself puts before a text that a spreadsheet would run."""
_LONGEST_CELL = 1 << 24


def _separator(header: str) -> str:
    # one column has no separator, and its titles hold commas
    return max("\t,;|", key=header.count)


def _columns(header: Sequence[str]) -> dict[str, list[int]]:
    """What each known column holds -> its places, the surest name first."""
    names = [" ".join(fold_words(cell)) for cell in header]
    found = {
        field: [place for alias in aliases for place, name in enumerate(names) if name == alias]
        for field, aliases in COLUMNS.items()
    }
    return {field: places for field, places in found.items() if places}


def _cell(row: Sequence[str], places: Sequence[int]) -> str | None:
    """The first of these cells with a text; a number of a spreadsheet without its ".0"."""
    texts = (
        clean(_GUARDED.sub("", row[place], count=1) if row[place][:1] == "'" else row[place])
        for place in places
        if place < len(row)
    )
    text = next(
        (text for text in texts if text and text.lower() not in ("nan", "none", "null", "n/a", "na", "-")), None
    )
    return match[1] if text and (match := _WHOLE.fullmatch(text)) else text


def _authors(cells: dict[str, str]) -> list[dict[str, str]]:
    if "author" in cells or "first-author" not in cells:
        return people(cells.get("author"))
    name = surname(cells["first-author"])
    return [name] if name else []


def _item(row: Sequence[str], columns: dict[str, list[int]], source: Source, line: int) -> Item:
    cells = {field: text for field, places in columns.items() if (text := _cell(row, places))}
    first, last = cells.get("first-page"), cells.get("last-page")
    pages = page(cells.get("page") or (f"{first}-{last}" if first and last and first != last else first))
    numbers = {name: cells.get(name) for name in ("PMID", "PMCID")}
    fields: dict[str, Any] = {
        "title": title(cells.get("title")),
        "author": _authors(cells),
        "issued": issued(cells.get("date")) or issued(cells.get("year")),
        "URL": cells["URL"] if cells.get("URL", "").startswith("http") else None,
        "DOI": cells.get("DOI"),
        **numbers,
        **serials(cells.get("serial")),
        **{name: cells.get(name) for name in ("container-title", "container-title-short", "volume", "issue", "number")},
    }
    fields |= {name: text for name, text in pages.items() if not fields.get(name)}
    if fields["container-title"]:
        fields["type"] = "article-journal"
    stated = list(stated_identifiers(cells.get("URL"), cells.get("registration"), cells.get("key")))
    key = cells.get("key")
    bare = key if not (fields["title"] or fields["DOI"] or any(numbers.values()) or stated) else None
    return make_entry(
        fields,
        file=source.name,
        line=line,
        format="table",
        key=key,
        abstract=cells.get("abstract"),
        keywords=re.split("[;,]", cells.get("keywords", "")),
        stated=stated,
        raw=bare,
        authors_cut_off="first-author" in cells and "author" not in cells,
    )


def _rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of its first line."""
    lines = (line.lstrip("\ufeff") + "\n" for _, line in source.lines())
    header = next((line for line in lines if line.strip() and not line.lower().startswith("sep=")), "")
    csv.field_size_limit(_LONGEST_CELL)
    begun = 1
    try:
        yield begun, next(csv.reader([header], delimiter=_separator(header)), [])
        reader, begun = csv.reader(lines, delimiter=_separator(header)), 2
        for row in reader:
            if any(cell.strip() for cell in row):
                yield begun, row
            begun = reader.line_num + 2
    except csv.Error as error:
        raise UnreadableFile(source.name, f"row at line {begun}: {shortened(str(error))}") from None


def read(source: Source) -> Iterator[Item]:
    """Yield the references of a table; of rows that name one paper again (findings) only the first is one."""
    rows = _rows(source)
    _, header = next(rows)
    columns = _columns(header)
    by_tag = set(header) >= _TAGGED
    if not by_tag and not {"title", "DOI", "PMID", "PMCID", "key"} & columns.keys():
        raise UnreadableFile(
            source.name, "no column of this table is named PMID, DOI or title; name them in its first row"
        )
    seen: set[str] = set()
    for line, row in rows:
        if by_tag:
            values = {
                tag: text.split("; ") if tag in ("AU", "AF", "BE") else [text]
                for tag, text in zip(header, row, strict=False)
                if text
            }
            yield web_of_science.item(values, source, line)
            continue
        found = _item(row, columns, source, line)
        paper = _cell(row, columns["key"][:1]) if "paper" in header else None
        if paper in seen:
            continue
        seen |= {paper} if paper else set()
        yield found
