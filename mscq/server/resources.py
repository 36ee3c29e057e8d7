"""What a client can open beside asking: the conditions and the papers of the base, by their addresses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from mscq.api import EvidenceBase

CONTENTS = "mscq://conditions"
_COMMANDS = {"mscq://condition/": "condition", "mscq://paper/": "show"}


class Resource(NamedTuple):
    """Something that can be opened: its address, and what a person reads of it."""

    address: str
    name: str
    title: str


TEMPLATES = (
    Resource("mscq://condition/{id}", "condition", "All that the base holds on a condition, by any of its names"),
    Resource("mscq://paper/{id}", "paper", "A paper with every finding, by its key, PMID, PMCID or DOI"),
)


def listed(kb: EvidenceBase) -> Iterator[Resource]:
    """Every resource: the list of conditions, each condition, each paper."""
    yield Resource(CONTENTS, "conditions", "The conditions of the base, with the trials on each")
    from mscq.evidence.contents import contents
    from mscq.evidence.selection import Selection

    for entry in contents(kb, None, Selection()):
        yield Resource(f"mscq://condition/{entry.condition.id}", entry.condition.id, entry.condition.label)
    for paper in kb.papers():
        yield Resource(f"mscq://paper/{paper.id}", paper.id, paper.bibliography.title or paper.id)


def command_of(address: str) -> tuple[str, list[str]] | None:
    """Return the command and words that an address stands for; None where it stands for nothing."""
    if address == CONTENTS:
        return "condition", []
    for start, command in _COMMANDS.items():
        if address.startswith(start) and (name := unquote(address.removeprefix(start)).strip()):
            return command, ["--", name]
    return None
