"""What a citation is made from: the bibliographic part of a paper, and the options of a rendering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.records.value import Value

if TYPE_CHECKING:
    from mscq.records.models import Bibliography, Paper, Standing

__all__ = ["CitationOptions", "Reference", "reference"]

NO_NOTICE = "no-notice-known"


class Reference(Value):
    """A paper as far as citing it goes; nothing here needs its findings."""

    key: str
    """The citation key: the paper's id."""
    bibliography: Bibliography
    bookshelf: str | None = None
    """NCBI Bookshelf accession (NBK number)."""
    notice: Standing | None = None
    """Retraction, correction or expression of concern; None where no notice is known."""
    incomplete: tuple[str, ...] = ()
    """CSL fields that no page read shows in full; ``author`` beside names says the list is cut off."""


class CitationOptions(Value):
    """How to render. A format ignores what does not concern it."""

    full_journal: bool | None = None
    """Journal titles in full (True), abbreviated (False) or as the format usually has them (None)."""
    style: str | None = None
    """Name of a CSL style or path of a ``.csl`` file (styles only)."""


def reference(paper: Paper) -> Reference:
    """Return the citable part of a paper."""
    return Reference(
        key=paper.id,
        bibliography=paper.bibliography,
        bookshelf=paper.bookshelf,
        notice=None if paper.standing.status == NO_NOTICE else paper.standing,
        incomplete=tuple(paper.incomplete),
    )
