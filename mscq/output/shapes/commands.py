"""What a command's JSON is, by its name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mscq.output.shapes import evidence, lists, own, program
from mscq.output.shapes.shape import schema_of
from mscq.records.schema import DRAFT

SHAPES: Mapping[str, Any] = {
    "ask": evidence.Asked | evidence.WholePaper,
    "condition": evidence.Dossier | evidence.Contents,
    "compare": evidence.Comparison,
    "conflicts": list[evidence.Conflict],
    "safety": evidence.Safety | evidence.SafetyOfAll,
    "search": evidence.Found,
    "why": evidence.Provenance,
    "show": evidence.WholePaper,
    "papers": lists.Papers,
    "findings": lists.Findings,
    "terms": list[lists.Term | lists.Word],
    "map": lists.Map,
    "timeline": lists.Timeline | lists.Timelines,
    "coverage": evidence.Coverage | evidence.CoverageOfAll,
    "cite": list[evidence.Citation],
    "match": own.Matches,
    "library": own.Library | own.OwnList,
    "styles": list[program.Style],
    "open": program.Opened,
    "news": program.News | program.PrintedQuery,
    "standing": program.Standings,
    "export": program.Exported,
    "verify": program.Verified | program.Compared | list[program.Check],
    "schema": program.JsonSchema,
    "info": program.Info,
    "mcp": list[program.ClientConfig],
    "welcome": program.Welcome,
}
"""Without the options below, which a server does not know."""

_BY_OPTION: Mapping[str, Any] = {
    "condition": lists.Forest | lists.WholeForest,
    "coverage": evidence.CoverageBesideOwn,
    "papers": lists.PapersBesideOwn,
    "search": evidence.FoundBesideOwn,
    "show": evidence.WholeOwn,
    "cite": list[evidence.MarkedCitation | evidence.OwnCitation],
}
"""What it is as well with --plot, or with --library FILE."""


def shape_of(command: str) -> Any:
    """Return the shape of all that a command may answer. Raises KeyError for one that answers with no JSON."""
    return SHAPES[command] | _BY_OPTION[command] if command in _BY_OPTION else SHAPES[command]


def schema_of_command(command: str) -> dict[str, Any]:
    """Return the JSON Schema of a command's JSON. Raises KeyError for one that answers with no JSON."""
    head = {"$schema": DRAFT, "$id": f"urn:mscq:schema:json:{command}", "title": f"mscq {command} --json"}
    return {**head, **schema_of(shape_of(command))}
