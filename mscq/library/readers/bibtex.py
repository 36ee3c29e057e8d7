"""BibTeX and BibLaTeX, by bibtexparser 2 (the extra mscq[import])."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mscq.errors import MissingExtra
from mscq.library.decode import Source
from mscq.library.entry import Item, Unread, make_entry
from mscq.library.fields import clean, issued, month_number, page, shortened, stated_identifiers, stated_notices, title
from mscq.library.latex import plain, verbatim

if TYPE_CHECKING:
    from bibtexparser.model import Entry as Block

TITLE = "BibTeX and BibLaTeX"
SUFFIXES = (".bib", ".bibtex", ".biblatex")
SIGN = r"\s*@\s*[A-Za-z]+\s*[{(](.*=)?"
LINE = r"\s*(?:[A-Za-z][\w:+-]*\s*=|@\s*[A-Za-z]+\s*[{(])"
END = r"\s*[})]\s*$"

TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "book",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "online": "webpage",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "report": "report",
    "techreport": "report",
    "dataset": "dataset",
    "unpublished": "manuscript",
}
TEXTS = {
    "container-title": ("journaltitle", "journal", "booktitle", "organization", "howpublished"),
    "container-title-short": ("shortjournal",),
    "volume": ("volume",),
    "issue": ("number", "issue"),
    "number": ("eid", "article-number"),
    "chapter-number": ("chapter",),
    "edition": ("edition",),
    "publisher": ("publisher", "institution", "school"),
    "publisher-place": ("address", "location"),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
}
IDENTIFIERS = {"DOI": ("doi",), "PMID": ("pmid",), "PMCID": ("pmcid", "pmc"), "URL": ("url",)}


def _names(text: str) -> Iterator[dict[str, str]]:
    from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

    for written in split_multiple_persons_names(text):
        if not written.strip(" ,{}"):
            continue
        if written.strip().lower() == "others":
            yield {"literal": "others"}
            continue
        if written.startswith("{") and written.endswith("}") and written.count("{") == 1:
            yield {"literal": clean(plain(written)) or written}
            continue
        parts = parse_single_name_into_parts(written, strict=False)
        named = {
            "family": clean(plain(" ".join([*parts.von, *parts.last]))),
            "given": clean(plain(" ".join(parts.first))),
            "suffix": clean(plain(" ".join(parts.jr))),
        }
        if kept := {name: value for name, value in named.items() if value}:
            yield kept


def _date(value: dict[str, str]) -> dict[str, list[list[int]]] | None:
    if date := issued(value.get("date")):
        return date
    date = issued(value.get("year"))
    words = plain(value.get("month", "")).replace("#", " ").replace('"', " ").split()
    if date and len(date["date-parts"][0]) == 1 and len(words) == 1 and (month := month_number(words[0])):
        date["date-parts"][0].append(month)
        day = value.get("day", "").strip()
        if day.isascii() and day.isdigit() and 1 <= int(day[:3]) <= 31:
            date["date-parts"][0].append(int(day))
    return date


def _first(value: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((value[name] for name in names if value.get(name)), None)


def _item(block: Block, source: Source, notes: list[str]) -> Item:
    line = (block.start_line or 0) + 1
    value: dict[str, str] = {}
    for field in block.fields:
        value.setdefault(field.key.lower(), str(field.value))
    fields: dict[str, Any] = {
        "type": TYPES.get(block.entry_type.lower()),
        "title": title(plain(": ".join(value[name] for name in ("title", "subtitle") if value.get(name)))),
        "author": list(_names(value.get("author", ""))),
        "editor": list(_names(value.get("editor", ""))),
        "issued": _date(value),
    }
    fields |= {name: clean(plain(text)) for name, keys in TEXTS.items() if (text := _first(value, keys))}
    fields |= {name: clean(verbatim(text)) for name, keys in IDENTIFIERS.items() if (text := _first(value, keys))}
    pages = page(plain(value.get("pages", "")))
    fields |= {name: text for name, text in pages.items() if not fields.get(name)}
    if value.get("eprinttype", "").lower() == "pubmed" and not fields.get("PMID"):
        fields["PMID"] = clean(value.get("eprint"))
    keywords = plain(value.get("keywords", ""))
    note = clean(plain(value.get("note", ""))) or ""
    if fields["type"] == "article-journal" and note.startswith("Preprint."):
        fields["type"] = "article"
    if not fields["type"] and fields.get("URL") and not (fields.get("DOI") or value.get("eprint")):
        fields["type"] = "webpage"
    return make_entry(
        fields,
        file=source.name,
        line=line,
        format="bibtex",
        key=block.key,
        abstract=plain(value.get("abstract", "")),
        keywords=keywords.split(";" if ";" in keywords else ","),
        stated=stated_identifiers(verbatim(value.get("url", "")), note),
        notices=stated_notices(note),
        notes=notes,
    )


def read(source: Source) -> Iterator[Item]:
    """Yield the entries of a BibTeX file. A block that is not closed is reported; what follows it is read."""
    try:
        from bibtexparser.entrypoint import parse_string
        from bibtexparser.exceptions import ParsingException
        from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock
        from bibtexparser.model import Entry as Block
    except ImportError:
        raise MissingExtra("import", "reading BibTeX") from None
    logger = logging.getLogger("bibtexparser")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        library = parse_string(source.text())
    except (ParsingException, RecursionError, ValueError, KeyError, IndexError, AttributeError) as error:
        yield Unread(source.name, 1, f"the BibTeX parser gave up: {shortened(str(error)) or type(error).__name__}")
        return
    finally:
        logger.setLevel(level)
    for block in library.blocks:
        line = (block.start_line or 0) + 1
        if isinstance(block, Block):
            yield _item(block, source, [])
        elif isinstance(block, DuplicateBlockKeyBlock):
            if isinstance(block.ignore_error_block, Block):
                notes = [f"the key {shortened(block.key)} stands in the file before"]
                yield _item(block.ignore_error_block, source, notes)
        elif isinstance(block, DuplicateFieldKeyBlock):
            twice = ", ".join(sorted(shortened(name) for name in block.duplicate_keys))
            if isinstance(block.ignore_error_block, Block):
                yield _item(block.ignore_error_block, source, [f"{twice} given twice; the first was taken"])
        elif block in library.failed_blocks:
            reason = getattr(getattr(block, "error", None), "abort_reason", None) or "not closed"
            yield Unread(source.name, line, f"broken BibTeX: {shortened(str(reason), 100)}")
