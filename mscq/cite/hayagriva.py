"""Hayagriva YAML, the bibliography format of Typst (typst/hayagriva, docs/file-format.md).

Every text is a double-quoted scalar as JSON writes it, which YAML 1.2 reads the same.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from mscq.cite import fields
from mscq.cite.names import particle_family, spelled_given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.cite.reference import CitationOptions, Reference
    from mscq.records.models import Bibliography, Name

__all__ = ["render"]

ORDER = 8
TITLE = "Hayagriva YAML (Typst)"
SUFFIXES = (".yml", ".yaml")
ALIASES = ("yaml", "typst")

# The entry type and that of its parent.
TYPES = {
    "article-journal": ("article", "periodical"),
    "article": ("article", "periodical"),
    "chapter": ("chapter", "book"),
    "book": ("book", "book"),
    "report": ("report", "report"),
    "thesis": ("thesis", "book"),
    "paper-conference": ("article", "proceedings"),
    "webpage": ("web", "web"),
}

Tree = dict[str, "str | list[str] | Tree"]


def render(references: Sequence[Reference], options: CitationOptions) -> str:
    """Return one mapping of citation keys to entries."""
    if not references:
        return "{}\n"
    return "\n".join(f"{_key(reference.key)}:\n{_yaml(_entry(reference, options), '  ')}" for reference in references)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", key) else json.dumps(key, ensure_ascii=False)


def _quoted(text: str) -> str:
    return json.dumps(fields.clean(text), ensure_ascii=False)


def _yaml(tree: Tree, margin: str) -> str:
    lines = []
    for field, value in tree.items():
        if isinstance(value, dict):
            lines.append(f"{margin}{field}:\n{_yaml(value, margin + '  ')}")
        elif isinstance(value, list):
            items = "".join(f"{margin}  - {item}\n" for item in value)
            lines.append(f"{margin}{field}:\n{items}")
        else:
            lines.append(f"{margin}{field}: {value}\n")
    return "".join(lines)


def _formattable(text: str | None) -> str:
    """Text in which ``{``, ``}``, ``$`` and ``\\`` stand for themselves."""
    return _quoted(re.sub(r"([{}$\\])", r"\\\1", fields.clean(text))) if text else ""


def _person(name: Name) -> str:
    """A name as a flow mapping, which needs no guess at what is prefix and what is family."""
    if name.literal:
        return f"{{name: {_quoted(name.literal)}}}"
    prefix = particle_family(name).removesuffix(fields.clean(name.family)).strip()
    parts = (
        ("name", fields.clean(name.family)),
        ("given-name", spelled_given(name)),
        ("prefix", prefix),
        ("suffix", fields.clean(name.suffix)),
    )
    return "{" + ", ".join(f"{part}: {_quoted(text)}" for part, text in parts if text) + "}"


def _numeric(text: str | None) -> str:
    """Hayagriva's numbers may be numbers or words; the quoted form serves both."""
    return _quoted(text) if text else ""


def _filled(tree: Tree) -> Tree:
    return {field: value for field, value in tree.items() if value}


def _serial_number(bibliography: Bibliography) -> Tree:
    numbers = {
        "doi": bibliography.doi,
        "pmid": bibliography.pmid,
        "pmcid": bibliography.pmcid,
        "serial": bibliography.number,
    }
    return {name: _quoted(number) for name, number in numbers.items() if number}


def _parent(bibliography: Bibliography, kind: str, options: CitationOptions) -> Tree:
    full = fields.container(bibliography, options, full_by_default=True)
    if not full:
        return {}
    short = fields.short_container(bibliography)
    title: str | Tree = _formattable(full)
    if short != full:
        title = {"value": _formattable(full), "short": _formattable(short)}
    return {"type": kind, "title": title}


def _entry(reference: Reference, options: CitationOptions) -> Tree:
    bibliography = reference.bibliography
    kind, parent_kind = TYPES.get(bibliography.type, ("misc", "misc"))
    parent = _parent(bibliography, parent_kind, options)
    hosted = _filled(
        {
            "editor": [_person(name) for name in bibliography.editor],
            "volume": _numeric(bibliography.volume),
            "issue": _numeric(bibliography.issue),
            "edition": _numeric(bibliography.edition),
            "publisher": _filled(
                {
                    "name": _formattable(bibliography.publisher),
                    "location": _formattable(bibliography.publisher_place),
                }
            ),
            "serial-number": _filled({"isbn": _numeric(bibliography.isbn), "issn": _numeric(bibliography.issn)}),
        }
    )
    entry: Tree = {
        "type": kind,
        "genre": _quoted("Preprint") if bibliography.type == "article" else "",
        "title": _formattable(bibliography.title),
        "author": [_person(name) for name in bibliography.author],
        "date": fields.iso_date(bibliography.issued),
        "page-range": _numeric(fields.locator(bibliography)),
        "chapter": _numeric(bibliography.chapter_number),
        "serial-number": _serial_number(bibliography),
        "url": _numeric(fields.address(reference)),
        "note": _quoted(notes) if (notes := fields.notes(reference)) else "",
    }
    if parent:
        entry["parent"] = {**parent, **hosted}
    else:
        entry |= hosted
    return _filled(entry)
