"""A pasted list of references cut by its shape: where each one begins, and what stands between them.

Shapes, the first that fits the whole text: numbers that rise by one, or the same bullet; lines that hang under an
indent; lines that begin with an author where the line before has ended. Lines before the first reference are a
heading, and short blocks within a reference that repeat or hold only a number are the furniture of a page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

Lines = list[tuple[int, str]]

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NUMBERED = re.compile(
    r"\s*(?:\[\s*(?P<a>[0-9]{1,4})\s*\]\.?|\(\s*(?P<b>[0-9]{1,4})\s*\)\.?|(?P<c>[0-9]{1,4})\s?[.):\]]{1,2}(?=\s)"
    r"|(?P<d>[0-9]{1,4})(?=\t|\s{2,})|(?P<e>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}))\s*(?=\S)"
)
_BULLET = re.compile(r"\s*([-*•–·▪‣◦])\s+(?=\S)")
_NAME = r"[^\W\d_][^\W\d_'’.-]*(?:[ '’-][^\W\d_]+){0,3}"
_AUTHOR = re.compile(rf"\s*{_NAME}(?:,? [A-Z]{{1,3}}(?=[,.;]| et al)|, (?:[A-Z]\.[ -]?)+)")
_ENDED = re.compile(r"(?:[.\d]|\bet al)[)\]”\"]?\s*$|(?:doi|https?:|pmid|pmc).*\S\s*$", re.IGNORECASE)
_BROKEN_DOI = re.compile(r"10\.[0-9]{4,9}/[^\s\"<>]*[^\s\"<>.,;]$|10\.[0-9]{4,9}/?$")
_REST_OF_DOI = re.compile(r"[a-z0-9.][\w./()-]*(?=[\s]|$)")
_WORD = re.compile(r"[^\W\d_]+")
_BROKEN_WORD = re.compile(r"([^\W\d_]+)[-‐\xad]$")
_REST_OF_WORD = re.compile(r"[a-zß-öø-ÿ]+")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_FEWEST, _MOST_HANG, _LONGEST, _RAGGED, _LONGEST_TAIL, _MOST_LISTS, _MOST_MISSING = 2, 0.7, 40, 12, 300, 9, 4


class Cut(NamedTuple):
    """The references of a text, each with its lines, the lines that belong to none, and the text behind the list."""

    references: list[Lines]
    furniture: Lines
    rest: Lines


def cut(lines: Sequence[tuple[int, str]]) -> Cut | None:
    """Return a text of numbered lines as its references; None where no shape is seen. Empty lines count."""
    for starts in (_numbered(lines), _bulleted(lines), _hanging(lines), _by_author(lines)):
        if len(starts) >= max(_FEWEST, len(lines) / _LONGEST):
            return _cut_at(lines, starts)
    return None


def joined(lines: Sequence[tuple[int, str]], known: Collection[str] = ()) -> str:
    """Return the lines of one reference as one, words and DOIs that the end of a line broke put together.

    The hyphen stays where both parts of a word are ``known``, as words of the same text in lower case.
    """
    pieces: list[str] = []
    tail = ""
    widest = max((len(line.strip()) for _, line in lines), default=0)
    for position, (_, line) in enumerate(lines):
        more = line.strip()
        full = position > 0 and len(lines[position - 1][1].strip()) >= widest - _RAGGED
        broken, rest = _BROKEN_WORD.search(tail), _REST_OF_WORD.match(more)
        glued = bool(_BROKEN_DOI.search(tail)) and _continues_doi(more, full)
        if broken and rest and not glued:
            glued = True
            if not (broken[1].lower() in known and rest[0] in known):
                pieces[-1] = pieces[-1][:-1]
        pieces += [more] if glued or not pieces else [" ", more]
        tail = more if not glued else f"{tail}{more}"[-_LONGEST_TAIL:]
    return "".join(pieces)


def words_of(lines: Sequence[tuple[int, str]]) -> set[str]:
    """Return the words that stand whole in a text, those at the end or the beginning of a line left out."""
    return {word.lower() for _, text in lines for word in _WORD.findall(text.strip())[1:-1]}


def without_marker(text: str) -> str:
    """Return a reference without its number or bullet."""
    marker = _NUMBERED.match(text) or _BULLET.match(text)
    return text[marker.end() :] if marker else text


def _continues_doi(line: str, full: bool) -> bool:
    """Whether a line goes on with the DOI of the one before, which a bare number does only where that was ``full``."""
    first = _REST_OF_DOI.match(line)
    if first is None or not any(map(str.isdigit, first[0])):
        return False
    return full or not re.fullmatch(r"(?:19|20)[0-9]{2}[.;]?|[1-9][0-9]{4,8}", first[0])


def _numbered(lines: Sequence[tuple[int, str]]) -> list[int]:
    """Where the numbers of a list stand: in one style, each one more than the last, but for a few that are missing."""
    best: list[int] = []
    for found in _numbers(lines).values():
        standing = {number for _, number in found}
        for begin in ([place for place, (_, one) in enumerate(found) if one == 1] or [0])[:_MOST_LISTS]:
            chain, last = [], found[begin][1] - 1
            for position, number in found[begin:]:
                skipped = range(last + 1, number)
                if last < number <= last + 1 + _MOST_MISSING and standing.isdisjoint(skipped):
                    chain.append(position)
                    last = number
            if len(chain) > len(best):
                best = chain
    return best


def _numbers(lines: Sequence[tuple[int, str]]) -> dict[str, list[tuple[int, int]]]:
    """The numbers that lines begin with, each with its place, by style."""
    found: dict[str, list[tuple[int, int]]] = {}
    for position, (_, text) in enumerate(lines):
        if marker := _NUMBERED.match(text):
            style, digits = next((name, digits) for name, digits in marker.groupdict().items() if digits)
            found.setdefault(style, []).append((position, int(digits.translate(_SUPERSCRIPTS))))
    return found


def _bulleted(lines: Sequence[tuple[int, str]]) -> list[int]:
    found = [(at, marker[1]) for at, (_, text) in enumerate(lines) if (marker := _BULLET.match(text))]
    signs = Counter(sign for _, sign in found)
    return [at for at, sign in found if sign == signs.most_common(1)[0][0]]


def _hanging(lines: Sequence[tuple[int, str]]) -> list[int]:
    """Where lines stand at the margin, if those below them are indented and no block is all at the margin."""
    told = [(at, text) for at, (_, text) in enumerate(lines) if text.strip()]
    indented = {at for at, text in told if text[:1].isspace()}
    starts = [at for at, text in told if not text[:1].isspace()]
    hanging = [at for at in starts if at + 1 in indented]
    if len(hanging) < max(_FEWEST, _MOST_HANG * sum(at >= hanging[0] for at in starts) if hanging else 0):
        return []
    return [at for at in starts if at >= hanging[0]]  # what stands above is a heading


def _by_author(lines: Sequence[tuple[int, str]]) -> list[int]:
    """Where a line begins with an author and the line before has ended, in one block without empty lines."""
    texts = [text for _, text in lines]
    while texts and not texts[-1].strip():
        texts.pop()
    if not texts or any(not text.strip() for text in texts):
        return []
    starts = [at for at, text in enumerate(texts) if _AUTHOR.match(text) and (at == 0 or _ENDED.search(texts[at - 1]))]
    dated = sum(bool(_YEAR.search(text) or "10." in text) for text in texts)
    return starts if starts[:1] == [0] and dated < _MOST_HANG * len(texts) else []


def _cut_at(lines: Sequence[tuple[int, str]], starts: Sequence[int]) -> Cut:
    furniture = [one for one in lines[: starts[0]] if one[1].strip()]
    blocks = [list(_blocks(lines[begin:end])) for begin, end in zip(starts, [*starts[1:], len(lines)], strict=True)]
    heads = Counter(_pattern(block) for parts in blocks for block in parts[1:])
    references: list[Lines] = []
    rest: Lines = []
    for number, parts in enumerate(blocks, 1):
        kept = list(parts[0])
        for block in parts[1:]:
            whole = number == len(blocks) and any(_YEAR.search(text) for _, text in kept)
            if rest or (whole and heads[_pattern(block)] == 1):
                rest += [(block[0][0] - 1, ""), *block]
            elif heads[_pattern(block)] > 1 or not any(map(str.isalpha, _pattern(block))):
                furniture += block
            else:
                kept += block
        references.append(kept)
    return Cut(references, furniture, rest)


def _pattern(block: Lines) -> str:
    """A block without its digits, so that page heads are alike."""
    return re.sub(r"[0-9]+", "", " ".join(text.strip() for _, text in block)).strip()


def _blocks(lines: Sequence[tuple[int, str]]) -> Iterator[Lines]:
    block: Lines = []
    for number, text in lines:
        if text.strip():
            block.append((number, text))
        elif block:
            yield block
            block = []
    if block:
        yield block
