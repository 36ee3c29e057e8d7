"""What a command line gave to the options that commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from mscq.api import EvidenceBase
    from mscq.evidence.selection import Selection
    from mscq.records.vocabulary import Vocabulary

_KEY = "mscq"


class Given:
    """The values of the shared options; an option that was not given leaves the choice to where the answer goes.

    ``filters`` holds the words given to each filter (True for one that takes none), ``forms`` the output forms,
    ``fields`` what is picked of the JSON,
    ``selected`` what the filters were read as, ``kb`` the base where it is open already.
    """

    def __init__(self) -> None:
        self.filters: dict[str, Any] = {}
        self.forms: list[str] = []
        self.fields: list[str] = []
        self.output: str | None = None
        self.width: int | None = None
        self.color = "auto"
        self.ascii = False
        self.no_pager = False
        self.raw_cells = False
        self.data: str | None = None
        self.selected: tuple[Selection, Vocabulary] | None = None
        self.kb: EvidenceBase | None = None

    @property
    def file(self) -> str | None:
        """The file that -o names; None for standard output."""
        return self.output if self.output != "-" else None


def given_in(ctx: typer.Context) -> Given:
    """Return what was given to the shared options in this run."""
    given: Given = ctx.meta.setdefault(_KEY, Given())
    return given
