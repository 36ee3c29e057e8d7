"""Plain text: identifiers, one or more to a line, or references as text, one to a line or to a paragraph.

References are not taken apart: their identifiers are found, the text is kept for matching.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from mscq.library.entry import Item, Unread
from mscq.library.making import make_entry
from mscq.library.references import cut, joined, words_of
from mscq.text.identifiers import Identifier, Piece, find_all, foreign, parse, pieces
from mscq.text.lines import clean, shortened

if TYPE_CHECKING:
    from mscq.library.decode import Source

TITLE = "plain list"

_MARKER = re.compile(r"\s*(?:\[[0-9]{1,4}\]|\([0-9]{1,4}\)|[0-9]{1,4}[.)](?=\s)|[-*•](?=\s))\s*")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_KEY = re.compile(r"[a-z][a-z_-]+(?:19|20)[0-9]{2}[a-z]?")
_HEADING = re.compile(r"[^\d]{1,40}")
_MOST_WRAPPED, _LONGEST_IDS = 12, 4000
_FEWEST_BROKEN, _LONG_LINE, _FEWEST_DIGITS = 4, 50, 5

Lines = list[tuple[int, str]]


def _ids_of(line: str) -> list[Identifier]:
    """The identifiers of a line that holds nothing else; a bare number is a PMID from five digits on."""
    if len(line) > _LONGEST_IDS:
        return []
    parts = pieces(line)
    ids = [part.found for part in parts if part.found and _certain(part)]
    if len(ids) < len(parts) or (len(ids) == 1 and ids[0].scheme == "key"):
        return []
    return ids


def _certain(part: Piece) -> bool:
    if part.found and part.found.scheme == "key":
        return _KEY.fullmatch(part.found.value) is not None
    return part.found is not None and not (part.bare and len(part.found.value) < _FEWEST_DIGITS)


def _key_of(line: str) -> str | None:
    """A citation key that stands alone on its line: a word that holds a digit, as in islam2023."""
    found = parse(line)
    if found and found.scheme == "key" and any(character.isdigit() for character in found.value):
        return found.value
    return None


def _wrapped(lines: Lines) -> bool:
    """Whether the lines of a block are one reference broken by a line width, not one reference each."""
    texts = [text for _, text in lines]
    if len(texts) > _MOST_WRAPPED or any(_ids_of(text.strip()) or _key_of(text) for text in texts):
        return False
    if all(text[:1].isspace() for text in texts[1:]) and not texts[0][:1].isspace():
        return True
    if all(_YEAR.search(text) or find_all(text) for text in texts):
        return False
    lengths = [len(text) for text in texts[:-1]]
    return min(lengths) >= 50 and max(lengths) - min(lengths) <= 30


def _references(block: Lines) -> Iterator[Lines]:
    """A block between empty lines as its references."""
    marked = [index for index, (_, text) in enumerate(block) if _MARKER.match(text)]
    if marked and marked[0] == 0 and (len(block) == 1 or len(marked) > 1 or len(block) <= _MOST_WRAPPED):
        for begin, end in zip(marked, [*marked[1:], len(block)], strict=True):
            yield block[begin:end]
    elif len(block) > 1 and _wrapped(block):
        yield block
    else:
        yield from ([line] for line in block)


def _blocks(lines: Lines) -> Iterator[Lines]:
    block: Lines = []
    for number, line in lines:
        if line.strip():
            block.append((number, line))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _by_scheme(found: list[Identifier]) -> list[list[Identifier]]:
    """Rows of identifiers: one paper where no scheme comes twice, else a paper for each; a citation key is a row."""
    keys = [[one] for one in found if one.scheme == "key"]
    rest = [one for one in found if one.scheme != "key"]
    together = len({one.scheme for one in rest}) == len(rest)
    return [*keys, *([rest] if rest and together else [[one] for one in rest])]


def _items(lines: Lines, source: Source, known: Collection[str] = ()) -> Iterator[Item]:
    start = lines[0][0]
    text = clean(joined(lines, known)) or ""
    if ids := _ids_of(text):
        for row in _by_scheme(ids):
            yield _identified(row, source, start)
        return
    text = _MARKER.sub("", text, count=1) if _MARKER.match(text) else text
    if key := _key_of(text):
        yield make_entry({}, file=source.name, line=start, format="plain", key=key, raw=text)
    elif (stated := find_all(text)) or sum(character.isalpha() for character in text) >= 5:
        yield make_entry({}, file=source.name, line=start, format="plain", stated=stated, raw=text)
    else:
        what = foreign(text) or "neither an identifier nor a reference"
        yield Unread(source.name, start, f"{what}: '{shortened(text, 40)}'")


def _identified(ids: list[Identifier], source: Source, line: int) -> Item:
    """An entry of identifiers alone; what the bibliography has no place for is its text, by which it is matched."""
    key = next((one.value for one in ids if one.scheme == "key"), None)
    placed = any(one.scheme in ("pmid", "pmcid", "doi", "bookshelf") for one in ids)
    raw = None if placed else ids[0].value
    return make_entry({}, file=source.name, line=line, format="plain", key=key, stated=ids, raw=raw)


def read(source: Source) -> Iterator[Item]:
    """Yield the entries of a plain list; lines that begin with # are comments.

    A list whose shape shows where each reference begins is cut by it; else a line, or a block that was broken at a
    width, is a reference.
    """
    every = [one for one in source.lines() if not one[1].startswith("#")]
    found = cut(every) if any(_YEAR.search(text) for _, text in every) else None
    if found is not None and (found.furniture or any(len(one) > 1 for one in found.references)):
        known = words_of(every)
        for number, text in found.furniture:
            if not _HEADING.fullmatch(text.strip()):
                yield Unread(source.name, number, f"no part of a reference: '{shortened(text.strip(), 40)}'")
        for lines in found.references:
            yield from _items(lines, source, known)
        every = found.rest
    for block in _blocks(every):
        if _is_broken(block):
            yield Unread(
                source.name, block[0][0], f"{len(block)} lines that no number or empty line parts into references"
            )
            continue
        for lines in _references(block):
            yield from _items(lines, source)


def _is_broken(block: Lines) -> bool:
    """Whether the lines of a block are parts of several references, and nothing shows where each begins."""
    texts = [text.strip() for _, text in block]
    if len(texts) < _FEWEST_BROKEN or _MARKER.match(texts[0]) or _wrapped(block):
        return False
    telling = sum(bool(_YEAR.search(text) or find_all(text) or _key_of(text)) for text in texts)
    return telling < len(texts) / 2 and sorted(map(len, texts))[len(texts) // 2] >= _LONG_LINE
