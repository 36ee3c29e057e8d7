"""What is asked of the reader's references that only a reviewed paper can answer: design, level, size, results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mscq.evidence.selection import Selection
from mscq.library.kept import TAGGED
from mscq.records.facets import FACETS
from mscq.search.fields import CONCEPT_FIELDS, KIND, SUBJECT

if TYPE_CHECKING:
    from mscq.search.query import Query

_ANSWERABLE = {*TAGGED, "years", "registrations", "standings"}
_TAGS = {FACETS[facet].option for facet in TAGGED.values()}
_OF_THE_BASE = {"level", "n", "phase", SUBJECT, *CONCEPT_FIELDS} - _TAGS


def of_selection(selection: Selection) -> list[str]:
    """Return the fields of a selection that no own reference can meet: design, level, size, results."""
    blank = Selection()
    asked = [name for name in Selection.field_names if getattr(selection, name) != getattr(blank, name)]
    return [name for name in asked if name not in _ANSWERABLE]


def of_query(query: Query) -> list[str]:
    """Return what a query asks for or denies that no own reference can meet, in order of the alphabet."""
    return sorted(_OF_THE_BASE.intersection(_asked(query)))


def _asked(query: Query) -> Iterator[str]:
    """The names of what a query asks for or denies, of fields and of words; a kind of publication is a design."""
    from mscq.search.spoken import spoken
    from mscq.search.tree import Field, Words

    for leaf in query.leaves():
        match leaf:
            case Words(words=run):
                yield from (one.name for one in spoken(run)[0])
            case Field(name=name, value=value) if name == KIND:
                from mscq.search.headings import phase_of

                if phase_of(str(value)):
                    yield "phase"
            case Field(name=name):
                yield name
