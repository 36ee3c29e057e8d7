"""BibTeX and BibLaTeX, by bibtexparser 2 (the extra mscq[import])."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from mscq.errors import of_extra
from mscq.library.entry import Item, Piece, Unread
from mscq.library.fields import initialled, issued, month_number, page, stated_identifiers, stated_notices, title
from mscq.library.latex import plain, verbatim
from mscq.library.making import make_entry
from mscq.text.lines import clean, shortened

if TYPE_CHECKING:
    from bibtexparser.model import Entry as Block

    from mscq.library.decode import Source

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


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Macros that every style defines."""
NOT_INHERITED = {
    "title",
    "subtitle",
    "doi",
    "pmid",
    "pmcid",
    "url",
    "pages",
    "abstract",
    "note",
    "keywords",
    "crossref",
}
JOINED = {"keywords": ", ", "note": "; ", "url": "\n", "abstract": " ", "author": " and ", "editor": " and "}
"""Fields that are read whole where an entry gives them twice, and what parts them; of others the first is taken."""

_KEYLESS = re.compile(
    r"(?im)^([ \t]*@[ \t]*(?!string|comment|preamble)[a-z]+[ \t]*[{(])(?=\s{0,20}[a-z][\w-]*\s{0,20}=)"
)
_ODD_KEY = re.compile(
    r"(?im)^([ \t]*@[ \t]*(?!string|comment|preamble)[a-z]+[ \t]*\{)([^,\n=]{0,200}[{}\"][^,\n=]{0,200}),"
)
_BRACE = re.compile(r"(?<!\\)[{}]")
_QUOTE = re.compile(r"(?<!\\)[{}\"]")
_WORD = re.compile(r"([^\s#{}\"=]+)(\s*=)?")

Fields = list[tuple[str, str]]


def _closing(raw: str, start: int) -> int:
    """Where the value ends that a brace or quote opens here."""
    depth, quoted = 0, raw[start] == '"'
    for match in (_QUOTE if quoted else _BRACE).finditer(raw, start + 1 if quoted else start):
        if match[0] == '"':
            if depth == 0:
                return match.start()
            continue
        depth += 1 if match[0] == "{" else -1
        if depth <= 0 and not quoted:
            return match.start()
    return len(raw)


def _resolved(name: str, raw: str, macros: dict[str, str], notes: list[str]) -> Fields:
    """A field's value with its parts joined (#) and its macros put in; more than one field where a comma is missing."""
    fields: Fields = []
    parts: list[str] = []
    position = 0
    while position < len(raw):
        if raw[position] in '{"':
            end = _closing(raw, position)
            parts.append(raw[position + 1 : end])
            position = end + 1
        elif match := _WORD.match(raw, position):
            word, begins = match[1].rstrip(","), match[2]
            if begins:
                fields.append((name, "".join(parts)))
                notes.append(
                    f"no comma stands behind {shortened(name, 30)}; {shortened(word, 30)} was read all the same"
                )
                name, parts = word.lower(), []
            elif word.lower() in macros or word.isdigit():
                parts.append(macros.get(word.lower(), word))
            elif word:
                parts.append(word)
                if not (name == "month" or any(character.isdigit() for character in word)):
                    notes.append(f"the macro {shortened(word, 30)} in {shortened(name, 30)} is not defined")
            position = match.end()
        else:
            position += 1
    return [*fields, (name, "".join(parts))]


def _once(fields: Fields, notes: list[str]) -> dict[str, str]:
    """The fields by name; what stands twice is joined, or the first is taken and that is said."""
    value: dict[str, str] = {}
    twice: dict[str, bool] = {}
    for name, text in fields:
        before = value.setdefault(name, text)
        if before in (text, ""):
            value[name] = text
            continue
        lists = name in ("author", "editor") and (" and " in text or (" and " in before and name not in twice))
        joined = name in JOINED and not lists
        value[name] = f"{before}{JOINED[name]}{text}" if joined else before
        twice[name] = joined
    first = sorted(shortened(name) for name, joined in twice.items() if not joined)
    both = sorted(shortened(name) for name, joined in twice.items() if joined)
    if first:
        notes.append(f"{', '.join(first)} given twice; the first was taken")
    if both:
        notes.append(f"{', '.join(both)} given twice; both were read")
    return value


def _inherit(value: dict[str, str], entries: dict[str, dict[str, str]], notes: list[str]) -> None:
    """Take from the entry that ``crossref`` names what an entry of a book or of proceedings leaves out."""
    wanted = value.get("crossref", "").strip()
    if not wanted:
        return
    if (parent := entries.get(wanted.lower())) is None or parent is value:
        notes.append(f"crossref names {shortened(wanted, 40)}, which is not in the file")
        return
    if parent.get("title"):
        value.setdefault("booktitle", ": ".join(parent[name] for name in ("title", "subtitle") if parent.get(name)))
    for name, text in parent.items():
        if name not in NOT_INHERITED:
            value.setdefault(name, text)


def _names(text: str) -> Iterator[dict[str, str]]:
    from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

    for written in split_multiple_persons_names(text):
        if not written.strip(" ,{}"):
            continue
        if written.strip().lower() == "others":
            yield {"literal": "others"}
            continue
        if written.startswith("{") and _closing(written, 0) == len(written) - 1:
            yield {"literal": clean(plain(written)) or written}
            continue
        if "." in written and "," not in written and (found := initialled(clean(plain(written)) or "")):
            yield found
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
    words = plain(value.get("month", "")).replace(",", " ").split()
    days = [word.rstrip(".") for word in words if word.rstrip(".").isdecimal()] if len(words) == 2 else []
    months = [word for word in words if word.rstrip(".") not in days]
    if date and len(date["date-parts"][0]) == 1 and len(months) == 1 and (month := month_number(months[0])):
        date["date-parts"][0].append(month)
        day = value.get("day", "").strip() or "".join(days)
        if day.isascii() and day.isdigit() and 1 <= int(day[:3]) <= 31:
            date["date-parts"][0].append(int(day))
    return date


def _first(value: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((value[name] for name in names if value.get(name)), None)


def _item(block: Block, value: dict[str, str], source: Source, notes: list[str]) -> Item:
    line = (block.start_line or 0) + 1
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
        key=block.key or None,
        abstract=plain(value.get("abstract", "")),
        keywords=keywords.split(";" if ";" in keywords else ","),
        stated=stated_identifiers(verbatim(value.get("url", "")), note),
        notices=stated_notices(note),
        notes=notes,
    )


def read(source: Source) -> Iterator[Piece]:
    """Yield the entries of a BibTeX file. A block that is not closed is reported; what follows it is read."""
    with of_extra("import", "reading BibTeX"):
        from bibtexparser.exceptions import ParsingException
        from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, String
        from bibtexparser.model import Entry as Block
        from bibtexparser.splitter import Splitter
    text = _KEYLESS.sub(r"\1,", source.text())
    text = _ODD_KEY.sub(lambda match: f"{match[1]}{plain(match[2])},", text)
    logger = logging.getLogger("bibtexparser")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        library = Splitter(text).split()
    except (ParsingException, RecursionError, ValueError, KeyError, IndexError, AttributeError) as error:
        yield Unread(source.name, 1, f"the BibTeX parser gave up: {shortened(str(error)) or type(error).__name__}")
        return
    finally:
        logger.setLevel(level)
    macros = {month: month for month in MONTHS}
    found: list[tuple[Block, dict[str, str], list[str]] | Unread] = []
    by_key: dict[str, dict[str, str]] = {}
    failed = {id(block) for block in library.failed_blocks}
    for block in library.blocks:
        # what stands twice the parser keeps apart, whole
        inner = (
            block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) else block
        )
        if isinstance(inner, String):
            macros[inner.key.lower()] = _resolved(inner.key, str(inner.value), macros, [])[0][1]
        elif isinstance(inner, Block):
            notes = [f"the key {shortened(inner.key)} stands in the file before"] if inner.key in by_key else []
            fields = [
                pair for one in inner.fields for pair in _resolved(one.key.lower(), str(one.value), macros, notes)
            ]
            value = _once(fields, notes)
            if inner.key:
                by_key.setdefault(inner.key, value)
            found.append((inner, value, notes))
        elif id(block) in failed:
            reason = getattr(getattr(block, "error", None), "abort_reason", None) or "not closed"
            line = (block.start_line or 0) + 1
            found.append(Unread(source.name, line, f"broken BibTeX: {shortened(str(reason), 100)}"))
    parents = {key.lower(): value for key, value in reversed(by_key.items())}
    for one in found:
        if isinstance(one, Unread):
            yield one
        else:
            block, value, notes = one
            _inherit(value, parents, notes)
            yield partial(_item, block, value, source, notes)
