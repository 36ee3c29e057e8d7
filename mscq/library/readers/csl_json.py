"""CSL-JSON (citationstyles.org, CSL-JSON 1.0.2): an array of items, one item, or {"items": [...]}."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from mscq.errors import UnreadableFile
from mscq.library.entry import Item, Piece, Unread
from mscq.library.fields import (
    CUT_OFF,
    issued,
    marked_up,
    page,
    people,
    persons,
    stated_identifiers,
    stated_notices,
    title,
)
from mscq.library.making import make_entry
from mscq.library.readers._json_sources import items_of
from mscq.text.lines import clean, shortened

if TYPE_CHECKING:
    from mscq.library.decode import Source

TITLE = "CSL-JSON"
SUFFIXES = (".json", ".csljson", ".jsonl")
HEAD = r"\A\s*(?:\[\s*\{|\{\s*\"|\[\s*\]\s*\Z)"

TEXTS = (
    "type", "container-title", "container-title-short", "volume", "issue", "number", "chapter-number", "edition",
    "medium", "publisher", "publisher-place", "DOI", "PMID", "PMCID", "ISBN", "ISSN", "URL",
)  # fmt: skip
NAME_PARTS = ("family", "given", "suffix", "dropping-particle", "non-dropping-particle", "literal")
_MARKED_UP = ("container-title", "container-title-short", "publisher")
_LISTS = ("items", "references", "data")
_NEXT = re.compile(r"[\s,\[]*(?=\{)")
_RESUME = re.compile(r"\}\s*,?\s*(?=\{)")
_WRAPPER = re.compile(rf'\s*\{{\s*"(?:{"|".join(_LISTS)})"\s*:\s*\[')
_MOST_BREAKS = 200


def _date(value: Any) -> dict[str, list[list[int]]] | None:
    if isinstance(value, str | int):
        return issued(value)
    if not isinstance(value, dict):
        return None
    parts = value.get("date-parts")
    numbers = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    written = [str(number).strip() for number in numbers[:3]]
    if written and all(number.isascii() and number.isdigit() for number in written):
        return issued("-".join([written[0].zfill(4), *written[1:]]))
    return issued(value.get("raw") or value.get("literal"))


def _names(value: Any) -> list[dict[str, str]]:
    names: list[dict[str, str]] = []
    if isinstance(value, str):
        return people(value)
    for name in value if isinstance(value, list) else ():
        if isinstance(name, str):
            names += persons([name])
        elif isinstance(name, dict):
            kept = {
                part: text for part in NAME_PARTS if isinstance(name.get(part), str) and (text := clean(name[part]))
            }
            names += [kept] if kept else []
    return names


def _scalar(value: Any) -> str | None:
    """CSL-JSON of the Crossref kind has lists of one, and numbers where text should be."""
    if isinstance(value, list):
        value = value[0] if value else None
    return clean(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def item(value: Any, source: Source, line: int, format: str = "csl_json") -> Item:
    """Return the entry of a CSL item; what has another form than CSL gives it is left out."""
    if not isinstance(value, dict):
        return Unread(source.name, line, f"an item is an object, not {type(value).__name__}")
    fields: dict[str, Any] = {name: _scalar(value.get(name)) for name in TEXTS}
    fields |= {name: marked_up(fields[name]) for name in _MARKED_UP}
    fields |= {
        "title": title(marked_up(_scalar(value.get("title")))),
        "author": _names(value.get("author")),
        "editor": _names(value.get("editor")),
        "issued": _date(value.get("issued")),
    }
    pages = page(_scalar(value.get("page")))
    if fields["number"] in pages.values():
        pages = {}  # an article number stands among the pages too
    fields |= {name: text for name, text in pages.items() if not fields.get(name)}
    note = str(value["note"]) if isinstance(value.get("note"), str | int) else None
    keywords = value.get("keyword") or value.get("categories") or []
    words = keywords if isinstance(keywords, list) else re.split("[;,]", str(keywords))
    return make_entry(
        fields,
        file=source.name,
        line=line,
        format=format,
        key=_scalar(value.get("citation-key")) or _scalar(value.get("id")),
        abstract=marked_up(_scalar(value.get("abstract"))),
        keywords=[str(word) for word in words],
        stated=stated_identifiers(note, fields["URL"]),
        notices=stated_notices(note),
        authors_cut_off=CUT_OFF in (note or ""),
    )


def _lines_of(text: str, positions: list[int]) -> Iterator[int]:
    line, before = 1, 0
    for position in positions:
        line += text.count("\n", before, position)
        before = position
        yield line


def _one_by_one(text: str, position: int) -> Iterator[tuple[int, Any]]:
    """Items with their positions; where one is broken the error stands in its place and reading resumes behind."""
    decoder = json.JSONDecoder()
    breaks = 0
    while breaks < _MOST_BREAKS:
        error: Exception
        if match := _NEXT.match(text, position):
            position = match.end()
            try:
                value, after = decoder.raw_decode(text, position)
            except (ValueError, RecursionError) as problem:
                error = problem
            else:
                # behind a break, the names inside a broken item look like items
                if not breaks or not set(value) <= set(NAME_PARTS):
                    yield position, value
                position = after
                continue
        elif not text[position : position + 1000].strip(" \t\r\n,]}"):
            return
        else:
            error = ValueError("text that belongs to no item")
        if match or not breaks:
            yield position, error
        breaks += 1
        following = _RESUME.search(text, position)
        if not following:
            return
        position = following.end()


def _starts(text: str, many: int) -> list[int]:
    """Where the items of a well-formed array begin."""
    decoder, starts, position = json.JSONDecoder(), list[int](), text.find("[") + 1
    while len(starts) < many and (match := re.compile(r"[\s,]*").match(text, position)):
        starts.append(match.end())
        try:
            position = decoder.raw_decode(text, match.end())[1]
        except (ValueError, RecursionError):
            break
    return starts


def _reason(error: Exception, line: int) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"broken JSON at line {error.lineno}: {error.msg}"
    if isinstance(error, RecursionError):
        return f"broken JSON at line {line}: nested too deeply"
    return f"broken JSON at line {line}: {shortened(str(error))}"


def read(source: Source) -> Iterator[Piece]:
    """Yield the items of a CSL-JSON file. Where the JSON breaks, the items before and behind are still read."""
    text = source.text().strip("\ufeff")
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        wrapper = _WRAPPER.match(text)
        found = list(_one_by_one(text, wrapper.end() if wrapper else 0))
        if not found or not _NEXT.match(text):
            raise UnreadableFile(source.name, "this is not CSL-JSON: no item begins in it") from None
        lines = _lines_of(text, [position for position, _ in found])
        for line, (_, value) in zip(lines, found, strict=True):
            if isinstance(value, Exception):
                yield Unread(source.name, line, _reason(value, line))
            else:
                yield partial(item, value, source, line)
        return
    if (known := items_of(values)) is not None:
        yield from (partial(item, value, source, 1) for value in known)
    elif isinstance(values, dict):
        inner = next((values[name] for name in _LISTS if isinstance(values.get(name), list)), None)
        if inner is None and not {"title", "DOI", "PMID", "PMCID", "type", "URL"} & values.keys():
            names = shortened(", ".join(values), 60) or "nothing"
            raise UnreadableFile(source.name, f"this JSON holds no references that are known: it has {names}")
        values = inner if inner is not None else [values]
        yield from (partial(item, value, source, 1) for value in values)
    elif isinstance(values, list):
        for line, value in zip(_lines_of(text, _starts(text, len(values))), values, strict=False):
            yield partial(item, value, source, line)
    else:
        raise UnreadableFile(source.name, "this is not CSL-JSON: neither a list nor an object")
