"""Making an entry of the fields that a reader found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from mscq.library.entry import Entry, Unread
from mscq.text.identifiers import Identifier, Scheme, parse
from mscq.text.lines import clean, shortened

if TYPE_CHECKING:
    from mscq.records.models import Bibliography

ID_FIELDS: tuple[tuple[str, Scheme], ...] = (("PMID", "pmid"), ("PMCID", "pmcid"), ("DOI", "doi"))
_OTHERS = {"et al", "others", "and others"}
UNKNOWN_TYPE = "document"  # CSL's own word for an item whose kind is not known


def _checked_ids(fields: dict[str, Any], stated: Iterable[Identifier], notes: list[str]) -> dict[str, str]:
    """Bring identifiers into their stored form; the field itself wins over those stated elsewhere."""
    checked: dict[str, str] = {}
    for name, scheme in ID_FIELDS:
        if text := fields.pop(name, None):
            found = parse(str(text))
            if found and found.scheme == scheme:
                checked[scheme] = found.value
            else:
                notes.append(f"{name} '{shortened(str(text))}' does not have the form of a {name}; left out")
    for scheme, value in stated:
        if checked.setdefault(scheme, value) != value and scheme in {"pmid", "pmcid", "doi"}:
            notes.append(f"a second {scheme.upper()} is given, {shortened(value)}; the first was taken")
    fields.update({name: checked[scheme] for name, scheme in ID_FIELDS if scheme in checked})
    return checked


def _cut_off(authors: list[dict[str, str]]) -> str | None:
    """Take "et al." or "others" from the end of a list of authors, and return it; None where there is none."""
    last = authors[-1] if authors else {}
    text = (last.get("literal") or last.get("family") or "").strip("{} ")
    if len(last) != 1 or text.strip(". ").lower() not in _OTHERS:
        return None
    authors.pop()
    return text


def _bibliography(fields: dict[str, Any], notes: list[str]) -> Bibliography:
    """A bibliography of the fields that keep its rules; every other field gives a note."""
    from pydantic import ValidationError

    from mscq.records.models import Bibliography

    while True:
        try:
            return Bibliography.model_validate(fields)
        except ValidationError as error:
            broken = {str(problem["loc"][0]) for problem in error.errors(include_url=False)}
            notes.extend(
                f"{name} '{shortened(str(fields.pop(name, '')))}' breaks the record's form; left out"
                for name in sorted(broken)
            )
            fields.setdefault("type", UNKNOWN_TYPE)


def make_entry(
    fields: Mapping[str, Any],
    *,
    file: str,
    line: int,
    format: str,
    key: str | None = None,
    abstract: str | None = None,
    keywords: Iterable[str] = (),
    stated: Iterable[Identifier] = (),
    notices: Iterable[str] = (),
    kinds: Iterable[str] = (),
    raw: str | None = None,
    authors_cut_off: bool = False,
    notes: Iterable[str] = (),
) -> Entry | Unread:
    """Return an entry from fields under CSL-JSON names, or why there is none.

    ``stated`` holds identifiers that other fields of the record give (an address, an accession number).
    A record without a title, an identifier and a text of its own is no reference.
    """
    kept = {name: value for name, value in fields.items() if value or value == 0}
    kept.setdefault("type", UNKNOWN_TYPE)
    remarks = list(notes)
    stated = list(stated)
    ids = _checked_ids(kept, stated, remarks)
    others = _cut_off(kept["author"]) if "author" in kept else None
    if others:
        remarks.append(f"the list of authors ends in '{others}': more are not named")
    bibliography = _bibliography(kept, remarks)
    if not (bibliography.title or ids or raw):
        return Unread(file, line, "neither a title nor an identifier")
    return Entry(
        bibliography=bibliography,
        file=file,
        line=line,
        format=format,
        key=clean(key),
        abstract=clean(abstract),
        keywords=tuple(dict.fromkeys(word for keyword in keywords if (word := clean(keyword)))),
        bookshelf=ids.get("bookshelf"),
        registrations=tuple(dict.fromkeys(value for scheme, value in stated if scheme == "registration")),
        notices=tuple(notices),
        kinds=tuple(dict.fromkeys(kinds)),
        raw=raw,
        authors_cut_off=authors_cut_off or others is not None,
        notes=tuple(remarks),
    )
