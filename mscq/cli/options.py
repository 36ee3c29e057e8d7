"""The options that commands share: filters on the base, and the form of the output."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperOption
from typer.main import get_click_type
from typer.models import OptionInfo

from mscq.cli.completion import offers as completion
from mscq.cli.console import WIDEST
from mscq.cli.given import Given, given_in
from mscq.output.forms import FORMS
from mscq.records.facets import FACETS
from mscq.records.value import Value

_WIDTH = get_click_type(annotation=int, parameter_info=OptionInfo(max=WIDEST))
LibraryFiles = Annotated[
    list[str] | None,
    typer.Option(
        "--library",
        metavar="FILE",
        help="Your own references too (default: MSCQ_LIBRARY, else config.toml)",
        autocompletion=completion.files,
    ),
]


class Filter(Value):
    """A filter: its option, the vocabulary its values come from, and the field of a Selection that it sets."""

    field: str
    metavar: str
    help: str
    facet: str = ""
    flags: tuple[str, ...] = ()
    is_flag: bool = False


FILTERS: dict[str, Filter] = {
    **{
        row.option: Filter(row.field, row.option.upper(), row.help, row.id, tuple(f"--{name}" for name in row.also))
        for row in FACETS.values()
    },
    "against": Filter("against", "WHAT", "The control: placebo, usual-care, 'hyaluronic acid' ..."),
    "topic": Filter("topics", "TOPIC", "efficacy, safety, mechanism, delivery, limitation ...", "topics"),
    "direction": Filter("directions", "WAY", "benefit, no-difference, mixed, harm, stable", "directions"),
    "stage": Filter("stages", "STAGE", "laboratory, animal, early-clinical, controlled-trial ...", "stages"),
    "endpoint": Filter("endpoints", "RANK", "Rank of the outcome: primary, secondary, exploratory", "endpoints"),
    "met": Filter("met", "VERDICT", "Primary outcome met: yes, no, mixed, safety-only, not-stated", "mets"),
    "blinding": Filter("blindings", "HOW", "Blinding: double-blind, single-blind, open-label", "blindings"),
    "sponsor": Filter("sponsors", "KIND", "Who ran or paid for it: industry, academic, public", "sponsors"),
    "paper": Filter("papers", "ID", "Paper by any identifier"),
    "dose": Filter("doses", "BAND", "Dose band: low, medium, high, low-per-kg ...", "doses"),
    "year": Filter("years", "YEAR", "Year or range: 2020, 2018..2022, 2020.."),
    "since": Filter("since", "YEAR", "Papers of this year and later"),
    "phase": Filter("phases", "PHASE", "Trial phase: 1, 2, 2b, 1/2"),
    "level": Filter("levels", "1-5", "Oxford CEBM 2011 level of evidence: 1, 1-2"),
    "min-n": Filter("min_n", "N", "Papers with at least so many patients"),
    "months": Filter("months", "RANGE", "Time of the result in months after treatment: 12.., 3..6"),
    "nct": Filter("registrations", "ID", "Trial registration: NCT02123368"),
    "controlled": Filter("controlled", "", "Only results against a control group", is_flag=True),
    "notices": Filter("standings", "", "Only papers under a notice: corrected or retracted", is_flag=True),
}
_COMPLETERS: dict[str, completion.Completer] = {
    "paper": completion.papers,
    "nct": completion.registrations,
    "against": completion.concepts("comparators", "entities"),
    "level": completion.fixed(("1", "2", "3", "4", "5")),
    "phase": completion.fixed(("1", "1/2", "2", "2/3", "3", "4")),
}


def shared_options(filters: Iterable[str]) -> list[TyperOption]:
    """The options of these filters, then those of every command."""
    return [*(_filter_option(name) for name in filters), *_output_options()]


def _keep(put: Callable[[Given, Any], object]) -> Callable[[typer.Context, Any, Any], Any]:
    """A callback that puts an option's value among those given, where it was given one."""

    def callback(ctx: typer.Context, param: Any, value: Any) -> Any:
        if value not in (None, (), [], False):
            put(given_in(ctx), value)
        return value

    return callback


def _filter_option(name: str) -> TyperOption:
    entry = FILTERS[name]
    return TyperOption(
        param_decls=[f"--{name}", *entry.flags],
        multiple=not entry.is_flag,
        is_flag=entry.is_flag,
        default=False if entry.is_flag else None,
        metavar=entry.metavar or None,
        help=entry.help,
        expose_value=False,
        callback=_keep(lambda given, value: given.filters.update({name: value})),
        autocompletion=completion.concepts(entry.facet) if entry.facet else _COMPLETERS.get(name),
    )


def _form_option(name: str) -> TyperOption:
    return TyperOption(
        param_decls=[f"--{name}"],
        is_flag=True,
        default=False,
        help=FORMS[name].help,
        expose_value=False,
        callback=_keep(lambda given, value: given.forms.append(name)),
    )


def _output_options() -> list[TyperOption]:
    return [
        *(_form_option(name) for name, form in FORMS.items() if form.help),
        _option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write to FILE, whole or not at all; the suffix tells the form",
            autocompletion=completion.files,
        ),
        _option("--width", type=_WIDTH, metavar="N", help=f"Lay out for N characters, {WIDEST:,} at most"),
        _option(
            "--color",
            type=get_click_type(annotation=Literal["auto", "always", "never"], parameter_info=OptionInfo()),
            help="When to colour (NO_COLOR is honoured)",
        ),
        _option("--ascii", is_flag=True, default=False, help="Plain ASCII characters only"),
        _option("--raw-cells", is_flag=True, default=False, help="No ' before cells that a spreadsheet would run"),
        _option("--no-pager", is_flag=True, default=False, help="Do not page long output"),
        _option(
            "--data",
            metavar="FOLDER",
            help="Use the base in FOLDER instead of the bundled one",
            autocompletion=completion.folders,
        ),
    ]


def _option(*names: str, **settings: Any) -> TyperOption:
    """An option that sets the attribute of ``Given`` by its long name."""
    attribute = names[-1].removeprefix("--").replace("-", "_")
    keep = _keep(lambda given, value: setattr(given, attribute, value))
    return TyperOption(param_decls=list(names), expose_value=False, callback=keep, **settings)
