"""Checks of the registered trials without a paper: ids, vocabulary, dates against progress, records that they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mscq.checks.links import not_there
from mscq.checks.registry import InFile, base_check
from mscq.records.facets import FACETS, GIVEN
from mscq.records.terms import EndKind, Progress
from mscq.records.trials import Trial

if TYPE_CHECKING:
    from mscq.checks.opened import Base, File

_FINISHED = frozenset({Progress.NO_RESULTS, Progress.NO_PAPER})


def _trials(base: Base) -> Iterator[tuple[File, Trial]]:
    for file, held in base.trials:
        yield from ((file, trial) for trial in held.trials)


@base_check("trial-ids", "a trial's id and registration are its own, the id its registration in small letters")
def trial_ids(base: Base) -> InFile:
    seen: set[str] = set()
    for file, trial in _trials(base):
        if trial.id in seen:
            yield file, f"{trial.id}: id", "is the id of an earlier trial: make one of both, or rename it"
        elif trial.registration is not None and trial.registration.lower() != trial.id:
            yield file, f"{trial.id}: registration", f"'{trial.registration}' in small letters is the id: correct one"
        seen.add(trial.id)


@base_check("trial-vocabulary", "every condition, cell, source, donor, route and design of a trial is in its facet")
def trial_vocabulary(base: Base) -> InFile:
    for file, trial in _trials(base):
        named = [(row.study, row.id, getattr(trial, row.study)) for row in FACETS.values() if row.study]
        named += [(f"intervention.{row.field}", row.id, getattr(trial.intervention, row.field)) for row in GIVEN]
        for field, facet, ids in named:
            for one in [ids] if isinstance(ids, str) else ids or ():
                if facet in base.facets and one not in base.facets[facet]:
                    yield file, f"{trial.id}: {field}", not_there(one, facet, base.facets)


@base_check("trial-papers", "the records that a trial names exist, and are of its registration where they name one")
def trial_papers(base: Base) -> InFile:
    by_id = {paper.id: paper for _, paper in base.papers}
    for file, trial in _trials(base):
        for one in trial.papers:
            registered = by_id[one].study.registrations if one in by_id else []
            if one not in base.known_papers:
                yield file, f"{trial.id}: papers", f"there is no paper '{one}': correct it or take it out"
            elif registered and trial.registration is not None and trial.registration not in registered:
                yield file, f"{trial.id}: papers", f"'{one}' is of {', '.join(registered)}: correct one of them"
        if trial.progress is Progress.NO_PAPER and not trial.papers and trial.note is None:
            yield (
                file,
                f"{trial.id}: papers",
                "is empty: name the record, or say in the note where the results are",
            )


@base_check("trial-dates", "the end of a trial goes with its progress on the day of reading; no date is later")
def trial_dates(base: Base) -> InFile:
    for file, trial in _trials(base):
        end, read = trial.end, trial.read.isoformat()
        past = end is not None and end < read[: len(end)]
        if trial.progress is Progress.OVERDUE and not past:
            yield file, f"{trial.id}: end", "is not before the day it was read, and the trial is called past it"
        if trial.progress is Progress.RUNNING and past:
            yield file, f"{trial.id}: progress", f"is 'running', and the end, {end}, is past: call it past-planned-end"
        if trial.progress is Progress.UNCLEAR and end is not None:
            yield file, f"{trial.id}: progress", f"is 'end-not-stated', and the end is {end}: correct one of them"
        if trial.end_kind is EndKind.ACTUAL and trial.progress not in _FINISHED:
            yield file, f"{trial.id}: end_kind", f"is 'actual', and the trial is {trial.progress.value}: correct one"
        if trial.end_kind is not None and end is None:
            yield file, f"{trial.id}: end_kind", "stands without an end: give it or leave this out"
        if trial.as_of is not None and trial.as_of > read:
            yield file, f"{trial.id}: as_of", f"{trial.as_of} is after the day it was read, {read}: correct one"
        elif trial.as_of is None and trial.note is None:
            yield file, f"{trial.id}: as_of", "is missing: give the day that the page shows, or say why not in the note"
