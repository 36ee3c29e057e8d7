"""Compare routes, cell sources, cell types, donors, conditions, designs, papers or doses.

The option with two or more values is what is compared; options with one value are filters. Values may
follow one option (--route iv intrathecal), be parted by commas, or repeat it. Comparisons that a paper
makes itself come first; figures of different papers stand side by side and are not a comparison.

Dose bands: low, medium, high (cells per administration: under 10 million, under 100 million, above) and
low-per-kg, medium-per-kg, high-per-kg (under 1 million cells/kg, under 2 million, above).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mscq.cli.request import Request
from mscq.errors import NothingFound, NotUnderstood
from mscq.evidence.dimensions import COMPARED
from mscq.output.answer import Answer

if TYPE_CHECKING:
    from mscq.evidence.comparison import Comparison

ORDER = 2
EXAMPLES = (
    "mscq compare --route iv intrathecal",
    "mscq compare --source uc bm --condition ms",
    "mscq compare --paper islam2023 zhou2019",
)
FILTERS = (
    "route",
    "source",
    "cell",
    "donor",
    "condition",
    "design",
    "paper",
    "dose",
    "outcome",
    "topic",
    "year",
    "level",
    "min-n",
    "controlled",
    "endpoint",
    "met",
    "blinding",
    "sponsor",
)


def command(
    ctx: typer.Context,
    everything: Annotated[
        bool, typer.Option("--full", "--all", help="Every condition and outcome, figures and summaries")
    ] = False,
) -> Answer:
    request = Request(ctx)
    dimension, values = _dimension(request)
    selection = request.selection(leave_out=(dimension,))
    from mscq.output.screens import compare as screen

    found = request.kb.compare(dimension, values, selection)
    if found.is_empty:
        raise NothingFound(_nothing(found))
    vocabulary = request.kb.vocabulary
    return Answer(
        data=lambda: screen.data(found),
        rows=lambda: screen.rows(found, vocabulary),
        report=lambda: screen.report(found, vocabulary, everything=everything),
    )


def _dimension(request: Request) -> tuple[str, list[str]]:
    """The option with several values, and what they resolve to."""
    several = [name for name in COMPARED if len(request.given(name)) > 1]
    options = ", ".join(f"--{name}" for name in COMPARED)
    if not several:
        one = next((name for name in COMPARED if request.given(name)), None)
        hint = f" (--{one} has one: it only filters)" if one else ""
        raise NotUnderstood(f"compare needs two or more values after one of {options}{hint}")
    if len(several) > 1:
        raise NotUnderstood(
            f"compare takes one dimension, and --{' and --'.join(several)} have several values each; "
            "leave one value at all but one of them"
        )
    name = several[0]
    values = request.values(name)
    if len(values) < 2:
        raise NotUnderstood(f"the values of --{name} all mean {values[0]}; a comparison needs two different ones")
    return name, values


def _nothing(found: Comparison) -> str:
    labels = " or ".join(found.labels.values())
    return f"no finding in the base tells {labels} apart under these filters"
