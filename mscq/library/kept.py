"""A reference of the reader's as the library index keeps it, one text, and the same as search reads a record."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mscq.library.entry import Entry, Mention
from mscq.records.facets import FACETS

if TYPE_CHECKING:
    from mscq.records.validated import Layout

TAGGED = {row.field: row.id for row in FACETS.values() if row.mentioned}
"""Field of a Selection -> the facet whose concepts are looked for in title and abstract."""

Kept = dict[str, Any]
Mentions = Mapping[str, Sequence[Mention]]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_SAME = ("line", "format", "key", "abstract", "bookshelf", "raw", "authors_cut_off")
_LISTS = ("keywords", "registrations", "notices", "kinds", "notes")


def kept(entry: Entry, mentions: Mentions) -> Kept:
    """Return an entry and what it mentions, by facet, as JSON-ready values without empty ones."""
    values: Kept = {name: value for name in (*_SAME, *_LISTS) if (value := getattr(entry, name))}
    values["bibliography"] = entry.bibliography.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    values["mentions"] = {facet: found for facet, found in mentions.items() if found}
    return values


def to_text(values: Kept) -> str:
    """Return the values as they are stored: one line of JSON, and behind it the abstract as it is, most of the text."""
    rest = {name: value for name, value in values.items() if name != "abstract"}
    return f"{_encode(rest)}\n{values.get('abstract', '')}"


def from_text(text: str) -> Kept:
    """Return stored values. Raises ValueError."""
    told, _, abstract = text.partition("\n")
    found: Kept = json.loads(told)
    return {**found, "abstract": abstract} if abstract else found


def layout_of_bibliographies() -> Layout:
    """Return the layout by which a kept bibliography is read as it stands, to be kept beside the entries."""
    from mscq.records.layout import layout

    whole, names, found = layout(), ["Bibliography"], {}
    for name in names:  # those that it is made of are appended as they are met
        found[name] = whole[name]
        kinds = {str(field[1]).removeprefix("[") for field in whole[name].values()}
        names += sorted(kinds.intersection(whole).difference(names))
    return found


def entry_of(values: Kept, file: str, bibliography_of: Callable[[Any], Any]) -> Entry:
    """Return the entry again, of a file that is called so now; ``bibliography_of`` makes its stored bibliography one.

    It was validated before it was kept, and pydantic takes longer to be there than a search does.
    """
    fields: dict[str, Any] = {name: tuple(values.get(name, ())) for name in _LISTS}
    fields |= {name: values[name] for name in _SAME if name in values}
    return Entry(bibliography=bibliography_of(values["bibliography"]), file=file, **fields)


def mentions_of(values: Kept) -> dict[str, list[Mention]]:
    """Return what the entry mentions, by the field of a Selection."""
    found = values["mentions"]
    return {field: [Mention(*one) for one in found.get(facet, ())] for field, facet in TAGGED.items()}


def record_of(values: Kept) -> dict[str, Any]:
    """Return the values in the form of a stored record of the base, as far as search reads it."""
    return {
        "bibliography": values["bibliography"],
        "bookshelf": values.get("bookshelf"),
        "summary": values.get("abstract") or values.get("raw"),
        "notes": values.get("keywords", []),
        "study": {"registrations": values.get("registrations", [])},
        "tags": tags_of(values),
    }


def tags_of(values: Kept) -> list[str]:
    """Return the concepts that are mentioned as search writes them: ``conditions:lupus``."""
    return [f"{facet}:{one[0]}" for facet, found in values["mentions"].items() for one in found]
