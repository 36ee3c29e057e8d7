"""The papers that words of the command line and lines of standard input name: lists of identifiers, or sentences.

In a list a number alone is a PMID. Among words it may be a year, a page or a count, and is told of instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from mscq.records.value import Value
from mscq.text.identifiers import Piece, foreign, label_of, pieces

if TYPE_CHECKING:
    from mscq.errors import UnknownPaper
    from mscq.library.own_paper import OwnPaper
    from mscq.records.models import Paper

_MOST_WORDS = 6
_FEWEST_DIGITS = 5  # of a number among words that is worth telling of
_LONGEST_BROKEN = 1000
_DOI_BEGUN = r"10\.[0-9]{4,9}/"


class Named(Value):
    """The papers in order, the texts that name none, and lines on what else was read or passed over.

    ``left`` is whether a number was not taken for want of a label.
    """

    papers: list[Paper | OwnPaper]
    unknown: list[UnknownPaper]
    notes: list[str]
    left: bool = False


def named_by(
    texts: Iterable[str],
    papers_of: Callable[[str], Sequence[Paper | OwnPaper]],
    unknown: Callable[[str], UnknownPaper],
    keys: Container[str] = (),
) -> Named:
    """Return the papers that texts name: ``papers_of`` looks an identifier up, ``unknown`` says that none has it.

    A text that is one of ``keys`` is not taken apart.
    """
    papers: dict[str, Paper | OwnPaper] = {}
    missing: list[UnknownPaper] = []
    notes: list[str] = []
    words: list[str] = []
    numbers: list[str] = []

    def take(text: str) -> bool:
        found = papers_of(text)
        if len(found) > 1:
            notes.append(f"note: {text} is the registration of {len(found)} papers: {', '.join(p.id for p in found)}")
        papers.update({paper.id: paper for paper in found})
        return bool(found)

    for text in texts:
        parts = pieces(text)
        if len(parts) == 1 or text in keys or not any(map(_certain, parts)):
            if not take(text):
                whole = len(parts) < 2 or foreign(text)
                missing += [unknown(text)] if whole else [unknown(part.text) for part in parts]
            continue
        words_of_it = [part.text for part in parts if not _certain(part) and not papers_of(part.text)]
        aside = set(words_of_it)
        named = [part for part in parts if part.text not in aside and not (part.bare and aside)]
        telling = [part.text for part in parts if part.bare and aside and len(part.text) >= _FEWEST_DIGITS]
        missing += [unknown(part.text) for part in named if not take(str(part.found))]
        numbers += telling
        if named or telling:
            words += words_of_it
        else:
            missing.append(unknown(text))
    words, numbers = list(dict.fromkeys(words)), list(dict.fromkeys(numbers))
    if words:
        shown = ", ".join(f"'{word}'" for word in words[:_MOST_WORDS])
        more = f" and {len(words) - _MOST_WORDS} more" if len(words) > _MOST_WORDS else ""
        notes.append(f"note: words beside the identifiers were passed over: {shown}{more}")
    if numbers:
        shown = ", ".join(numbers[:_MOST_WORDS]) + (" ..." if len(numbers) > _MOST_WORDS else "")
        notes.append(
            f"note: numbers among words are not taken for PMIDs: {shown} (label one that is: PMID {numbers[0]})"
        )
    return Named(list(papers.values()), missing, notes, bool(numbers))


def _certain(part: Piece) -> bool:
    """Whether a part looks like an identifier, and not like a word."""
    return part.found is not None and (part.found.scheme != "key" or any(map(str.isdigit, part.text)))


def words_as_texts(words: Iterable[str]) -> list[str]:
    """Return words of the command line, each a text; one that is a label with the next: PMID: 37834955."""
    made: list[str] = []
    for word in words:
        if made and label_of(made[-1]):
            made[-1] += f" {word}"
        elif word not in ("and", "&"):
            made.append(word)
    return made


def lines_as_texts(lines: Iterable[str]) -> Iterator[str]:
    """Yield lines, each a text; one that ends inside a DOI or in a label with the next."""
    begun = ""
    for line in lines:
        text = begun + line.strip()
        last = text.split()[-1] if text else ""
        if len(text) > _LONGEST_BROKEN:
            begun = ""
            yield text
        elif last[-1:] in tuple("-/_(") and re.search(_DOI_BEGUN, last):
            begun = text
        elif last and label_of(last):
            begun = f"{text} "
        else:
            begun = ""
            if text:
                yield text
    if begun:
        yield begun.strip()
