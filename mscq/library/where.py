"""What a query or a selection asks of the reader's references, as an expression of SQLite's full text search.

Everything that can be asked for is a token of the full text: words by their stems, mentions of concepts, years, trial
registrations, notices. So one expression finds all (sqlite.org/fts5.html, section 3).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from mscq.library.kept import TAGGED
from mscq.library.store import COLUMNS, SPOKEN
from mscq.library.tokens import EVERY, LABEL, PERSON, TITLE, registered
from mscq.search.fields import Range

if TYPE_CHECKING:
    from mscq.evidence.selection import Selection
    from mscq.records.vocabulary import Vocabulary
    from mscq.search.index import Way

_TEXT = frozenset(SPOKEN)
ALL = f'mark : "{EVERY}"'
NONE = f"({ALL}) NOT ({ALL})"
MOST_DECIDING = 8


def token(text: str, column: str = "study") -> str:
    """Return what finds a token."""
    return f"{column} : {_quoted(text)}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def tokens(texts: Iterable[str], column: str = "study") -> str:
    """Return what finds any of these tokens."""
    listed = " OR ".join(map(_quoted, texts))
    return f"{column} : ({listed})" if listed else NONE


def both(parts: Sequence[str]) -> str:
    """Return what finds that all of these hold."""
    return _joined(" AND ", [part for part in parts if part != ALL]) or ALL


def either(parts: Sequence[str]) -> str:
    """Return what finds that one of these holds."""
    return _joined(" OR ", parts) or NONE


def _joined(operator: str, parts: Sequence[str]) -> str:
    """The parts in one expression; the only one stays as it is, so that it is known again."""
    return operator.join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts)


def without(part: str) -> str:
    """Return what finds that this does not hold."""
    return f"({ALL}) NOT ({part})"


def said(ways: Iterable[Way]) -> str:
    """Return what finds one of these ways of saying something.

    Tokens of concepts, labels and persons are unlike words, so that columns need only be named for a part of the text:
    it takes SQLite longer to tell them apart.
    """
    parts = []
    for columns, terms in _terms(ways).items():
        listed = either_token(_shortest(terms))
        parts.append(f"{{{' '.join(columns)}}} : ({listed})" if columns else listed)
    return either(parts)


def _terms(ways: Iterable[Way]) -> dict[tuple[str, ...], dict[str, None]]:
    """What is looked for, by the columns where it is; by none what is looked for everywhere."""
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for way in ways:
        columns = _columns(way)
        term = " ".join(way.term)
        if columns and term:
            found.setdefault(() if _TEXT.issubset(columns) or ":" in term else columns, {})[term] = None
            if "label" in columns and len(way.term) == 1:
                found.setdefault((), {})[f"{LABEL}{term}"] = None
    return found


def single(ways: Iterable[Way]) -> list[str]:
    """Return the tokens by which something is said wherever they stand."""
    return [term for term in _terms(ways).get((), ()) if " " not in term]


def either_token(terms: Iterable[str]) -> str:
    """Return what finds one of these tokens, or of tokens side by side, wherever they stand."""
    return " OR ".join(map(_quoted, terms))


def about(ways: Iterable[Way]) -> str:
    """Return what finds one of these ways in a title, a label or as a concept."""
    found: dict[str, None] = {}
    for way in ways:
        columns = _columns(way)
        if ":" in "".join(way.term) and "study" in columns:
            found[" ".join(way.term)] = None
        elif way.term and "title" in columns:
            found[" ".join(f"{TITLE}{one}" for one in way.term)] = None
        if len(way.term) == 1 and "label" in columns:
            found[f"{LABEL}{way.term[0]}"] = None
    return either_token(_shortest(found)) or NONE


def _columns(way: Way) -> tuple[str, ...]:
    return tuple(name for name in COLUMNS if not way.fields or name in way.fields)


def _shortest(terms: Collection[str]) -> list[str]:
    """The terms that hold no other one: who says "intravenous infusion" says "intravenous"."""
    spaced = [f" {term} " for term in terms]
    return [one[1:-1] for one in spaced if not any(other in one for other in spaced if len(other) < len(one))]


def phrase(text: str) -> str:
    """Return what finds words side by side."""
    return _quoted(text)


def near(phrases: Iterable[str], between: int) -> str:
    """Return what finds phrases with so many words between them at most, in whatever order."""
    return f"NEAR({' '.join(map(_quoted, phrases))}, {between})"


def among(parts: Sequence[str], fields: Collection[str]) -> str:
    """Return what finds one of these in one of these fields of the index of search."""
    columns = [name for name in SPOKEN if name in fields]
    return f"{{{' '.join(columns)}}} : ({' OR '.join(parts)})" if parts and columns else NONE


def years(low: float | None, high: float | None, known: Iterable[int]) -> str:
    """Return what finds the years of a range, of those that there are."""
    asked = Range(low, high)
    return tokens(f"year:{year}" for year in known if asked.holds(year))


def author(wanted: Sequence[str]) -> str:
    """Return what finds these words of a name, the last one perhaps initials; of several persons too."""
    if not wanted:
        return NONE
    *most, last = wanted
    ends = _quoted(f"{PERSON}{last}") + (f" OR {_quoted(f'{most[-1]}={last}')} *" if most and len(last) <= 3 else "")
    return both([_quoted(f"{PERSON}{word}") for word in most] + [ends])


def selected(selection: Selection, vocabulary: Vocabulary, known: Iterable[int]) -> str:
    """Return what finds the papers that a selection asks for; of its other fields no own reference can tell."""
    parts = []
    for field, facet in TAGGED.items():
        if asked := getattr(selection, field):
            parts.append(tokens(f"{facet}:{one}" for one in sorted(vocabulary.facet(facet).narrower(*asked))))
    if selection.years != (None, None):
        parts.append(years(*selection.years, known))
    if selection.registrations:
        parts.append(tokens(map(registered, selection.registrations), "mark"))
    if selection.standings:
        parts.append(tokens((f"standing:{one}" for one in selection.standings), "mark"))
    return both(parts)


def enough(units: Sequence[tuple[str, float]], least: float) -> str:
    """Return what finds units that together weigh at least so much; of many only the heaviest decide."""
    heaviest = sorted(units, key=lambda unit: -unit[1])
    deciding, rest = heaviest[:MOST_DECIDING], sum(weight for _, weight in heaviest[MOST_DECIDING:])
    found = _enough(deciding, least - rest)
    return NONE if found is None else found or either([part for part, _ in deciding])


def _enough(units: Sequence[tuple[str, float]], least: float) -> str | None:
    """The same of units in order of their weight; None where they cannot weigh so much, "" where nothing need hold."""
    if least <= 1e-9:
        return ""
    if sum(weight for _, weight in units) < least - 1e-9:
        return None
    (first, weight), *others = units
    held, lacking = _enough(others, least - weight), _enough(others, least)
    assert held is not None  # what is there weighs enough with the first
    having = f"({first}) AND ({held})" if held else first
    return having if lacking is None else f"({having}) OR ({lacking})"
