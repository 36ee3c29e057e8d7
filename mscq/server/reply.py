"""What a tool returns: the JSON of a command, and with it what must not get lost: sources, caveats, provenance."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar

from mscq.api import EvidenceBase
from mscq.cite import CitationOptions, nlm, reference
from mscq.cite.links import addresses
from mscq.evidence.level import Control
from mscq.output.shapes.shape import Shape
from mscq.output.wording import NOT_ADVICE
from mscq.records.models import Paper
from mscq.records.terms import ReadAs, StandingStatus
from mscq.server.asking import Answered
from mscq.server.shorten import Cut

NOT_ALL = "The base holds what was read, not all that exists; the tool coverage tells what is known to be missing."
_KEY = re.compile(r"[a-z][a-z0-9-]*")

A = TypeVar("A")


class Source(Shape):
    """A paper that the answer rests on."""

    id: str
    citation: str
    address: str | None
    read_as: list[str]
    """How it was read."""
    standing: str


class ShortList(Shape):
    at: str
    """Where, as 'conflicts[].sides.no[].findings'."""
    shown: int
    total: int


class Reply(Shape, Generic[A]):
    answer: A
    """The JSON of the command, long lists shortened."""
    command: str
    """What gives the same in a terminal, whole."""
    notes: list[str]
    """How words were read, and which were not."""
    caveats: list[str]
    """To be passed on with the answer."""
    sources: list[Source]
    """The papers named in what is shown; cite these."""
    cut: list[ShortList]
    """Lists that were shortened, and how long they are."""
    base: str
    """Program and base that answered."""


def reply(kb: EvidenceBase, answered: Answered, shorten: Callable[[Any], tuple[Any, list[Cut]]]) -> dict[str, Any]:
    """Return the answer of a command, shortened, and what follows from it and the base, JSON-ready."""
    shown, cuts = shorten(answered.data)
    papers = [kb.get(one) for one in dict.fromkeys(_named(shown)) if one in kb]
    return {
        "answer": shown,
        "notes": list(answered.notes),
        "caveats": _caveats(answered.data, papers, cuts),
        "sources": [_source(paper) for paper in papers],
        "cut": [one._asdict() for one in cuts],
    }


def _named(value: Any) -> Iterator[str]:
    """Every word that may be a paper's key, but for those in bare lists of keys, which can be long."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _named(one)
    elif isinstance(value, list):
        for one in value:
            if not isinstance(one, str):
                yield from _named(one)
    elif isinstance(value, str):
        yield from _KEY.findall(value)


def _source(paper: Paper) -> dict[str, Any]:
    return {
        "id": paper.id,
        "citation": nlm.render([reference(paper)], CitationOptions()).strip(),
        "address": next(iter(addresses(paper.bibliography, paper.bookshelf).values()), None),
        "read_as": [one.read_as.value for one in paper.readings],
        "standing": paper.standing.status.value,
    }


def _caveats(answer: Any, papers: Sequence[Paper], cuts: Sequence[Cut]) -> list[str]:
    settings = dict(_settings(answer))
    without = sum(one == Control.UNCONTROLLED for one in settings.values())
    unread = sum(all(reading.read_as is not ReadAs.FULL_TEXT for reading in one.readings) for one in papers)
    notices = [one for one in papers if one.standing.status is not StandingStatus.NO_NOTICE_KNOWN]
    said = [NOT_ADVICE, NOT_ALL]
    if without:
        said.append(
            f"Findings without a control group, which cannot show that the treatment works: "
            f"{without:,} of {len(settings):,}."
        )
    if unread:
        said.append(f"Sources of which the full text was not read: {unread} of {len(papers)} ('read_as').")
    said += [f"{one.id} is under a notice: {one.standing.status.value}." for one in notices]
    if cuts:
        shown = ", ".join(f"{one.at or 'answer'} {one.shown} of {one.total}" for one in cuts)
        said.append(f"Shortened: {shown}; a higher limit shows more.")
    return said


def _settings(value: Any) -> Iterator[tuple[str, str]]:
    """Every finding in an answer, with whether it has a control."""
    if isinstance(value, dict):
        if "setting" in value and "statement" in value:
            yield value["id"], value["setting"]
        for one in value.values():
            yield from _settings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _settings(one)
