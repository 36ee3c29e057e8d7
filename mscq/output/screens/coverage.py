"""What the base lacks, as a report, a document and rows: one condition in full, or a line for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mscq.evidence.coverage import Coverage, Overlap, PooledTrial, Pooling, overlap_grade
from mscq.output.figures import what_was_given
from mscq.output.records import paper_record
from mscq.output.report import (
    Align,
    Block,
    Bullets,
    Column,
    Heading,
    Line,
    Paragraph,
    Report,
    Role,
    Span,
    Table,
    joined,
    line,
)
from mscq.output.wording import command_span, counted, paper_span
from mscq.records.canonical import plain
from mscq.records.terms import EndKind, Progress

if TYPE_CHECKING:
    from mscq.output.answer import Scalar
    from mscq.records.trials import Trial
    from mscq.records.vocabulary import Vocabulary

_CAPTIONS = {
    Progress.NO_RESULTS: "Finished, no results seen",
    Progress.NO_PAPER: "Finished, results not in a paper",
    Progress.OVERDUE: "Past the planned end, no results seen",
    Progress.UNCLEAR: "End not stated, no results seen",
    Progress.RUNNING: "Running",
}
_FINISHED = (Progress.NO_RESULTS, Progress.NO_PAPER)
_BIAS = (
    "Trials with positive findings are published more often than others (Hopewell et al., Cochrane Database Syst Rev "
    "2009, MR000006): what papers show may look better than what was found."
)
Having = Mapping[str, tuple[bool, Sequence[str]]]
"""Label of a trial -> whether it is surely one of these own references, and which."""
FORMULA = "CCA = (N - r) / (r x c - r)"
_AREA = (
    f"Corrected covered area, {FORMULA}: N publications counted with repeats, r distinct ones, c reviews (Pieper et "
    "al., J Clin Epidemiol 2014;67:368-75). To 5 % slight, to 10 % moderate, to 15 % high, above very high."
)


def report(made: Coverage, vocabulary: Vocabulary, own: Having | None = None) -> Report:
    """The coverage of one condition, or of the whole base: counts first, then what is missing.

    ``own`` tells what of it the reader's library has.
    """
    name = vocabulary.conditions.label(made.condition) if made.condition is not None else "all conditions"
    title = f"What the base lacks: {name}"
    aside = f"{counted(made.papers, 'paper')} in the base"
    return Report(
        title,
        [
            Heading(line(title), line(Span(aside, Role.DIM)), 1),
            *_of_reviews(made, own),
            *_of_trials(made, vocabulary),
            *_of_overlaps(made, vocabulary),
        ],
    )


def _of_reviews(made: Coverage, own: Having | None) -> Iterator[Block]:
    yield Heading(line("Trials that reviews pool"))
    if made.reviews:
        held, every = len(made.held), len(made.pooled)
        yield Paragraph(
            line(
                f"Named by {counted(len(made.reviews), 'review')}: {counted(every, 'trial')}, {held} in the base, ",
                Span(f"{every - held} missing", Role.STRONG),
                ".",
            )
        )
    if made.silent:
        names = joined([paper_span(review) for review in made.silent])
        yield Paragraph(line(f"Not known are the pooled trials of {counted(len(made.silent), 'review')}: ", names))
    if not made.reviews and not made.silent:
        yield Paragraph(line("The base holds no review of it."))
    partial = [one for one in made.reviews if one.is_partial]
    if partial:
        yield Paragraph(line("Known in part: ", joined([_part(one) for one in partial]), "."))
    if made.missing:
        columns = [
            Column("Missing", wrap=True, least=16),
            Column("Pooled by", wrap=True, least=12),
            Column("PMID or DOI"),
            *([Column("Yours", wrap=True, least=12)] if own is not None else []),
        ]
        rows = [[line(one.label), _reviews(one), line(_identifier(one)), *_yours(one, own)] for one in made.missing]
        if own is not None:
            lacking = sum(one.label not in own for one in made.missing)
            silent = sum(not own[one.label][1] for one in made.missing if one.label in own)
            said = f"{len(made.missing) - lacking - silent} of the missing are in your library or may be, "
            untold = f"; of {silent} without PMID, DOI and year it cannot be told" if silent else ""
            yield Paragraph(line(said, Span(f"{lacking} in neither", Role.STRONG), f"{untold}."))
        yield Table(columns, rows)
    if made.held:
        yield Paragraph(joined([Span(one.paper or "", Role.PAPER) for one in made.held]), "In the base")


def _yours(one: PooledTrial, own: Having | None) -> list[Line]:
    if own is None:
        return []
    if one.label not in own:
        return [line(Span("in neither", Role.STRONG))]
    sure, papers = own[one.label]
    if not papers:
        return [line("cannot be told")]
    return [line("" if sure else "perhaps ", joined([Span(paper, Role.PAPER) for paper in papers]))]


def _part(pooling: Pooling) -> Line:
    study = pooling.review.study
    return line(paper_span(pooling.review), f" ({len(study.includes)} of {study.participants.studies})")


def _reviews(one: PooledTrial) -> Line:
    return joined([Span(review, Role.PAPER) for review in one.reviews])


def _identifier(one: PooledTrial) -> str:
    return f"PMID {one.pmid}" if one.pmid else one.doi or ""


def _of_trials(made: Coverage, vocabulary: Vocabulary) -> Iterator[Block]:
    yield Heading(line("Registered trials without a paper"), line(Span(counted(len(made.trials), "trial"), Role.DIM)))
    if not made.trials:
        yield Paragraph(line("None is known here, which does not mean that there is none."))
        return
    columns = [
        Column("Trial", wrap=True, least=14),
        Column("Given", wrap=True, least=16),
        Column("Against", wrap=True, least=8, optional=1),
        Column("n", Align.RIGHT),
        Column("End"),
        Column("As of", optional=3),
        Column("What the pages say", wrap=True, least=24, optional=2),
    ]
    rows: list[list[Line]] = []
    groups: dict[int, Line] = {}
    for progress in Progress:
        for number, trial in enumerate(one for one in made.trials if one.progress is progress):
            if number == 0:
                groups[len(rows)] = line(Span(_CAPTIONS[progress], Role.STRONG))
            rows.append(_trial(trial, vocabulary))
    yield Table(columns, rows, groups=groups)
    if any(trial.progress in _FINISHED for trial in made.trials):
        yield Paragraph(line(_BIAS))
    yield Paragraph(line(Span("The pages themselves: --json", Role.DIM)))


def _trial(trial: Trial, vocabulary: Vocabulary) -> list[Line]:
    names = [part for part in (trial.name, trial.registration) if part]
    papers = [Span(paper, Role.PAPER) for paper in trial.papers]
    planned = " (planned)" if trial.end_kind is EndKind.PLANNED else ""
    return [
        line(Span(", ".join(names), Role.PLAIN, trial.pages[0]), *(("; ", joined(papers)) if papers else ())),
        line(trial.product or what_was_given(vocabulary, trial.intervention)),
        line(trial.comparator or ""),
        line(f"{trial.people:,}" if trial.people is not None else ""),
        line(f"{trial.end}{planned}" if trial.end else ""),
        line(trial.as_of or ""),
        line(trial.note or ""),
    ]


def _of_overlaps(made: Coverage, vocabulary: Vocabulary) -> Iterator[Block]:
    if not made.overlaps:
        return
    yield Heading(line("Reviews that pool the same trials"))
    yield Bullets([overlap_line(one, vocabulary) for one in made.overlaps])
    yield Paragraph(line(Span(_AREA, Role.DIM)))
    if any(pooling.is_partial for one in made.overlaps for pooling in one.reviews):
        told = "Where a review's trials are known in part, the true overlap may be another."
        yield Paragraph(line(Span(told, Role.DIM)))


def overlap_line(one: Overlap, vocabulary: Vocabulary) -> Line:
    """The overlap of reviews in a line: the reviews, the area in percent with its word, and the numbers behind it."""
    reviews = joined([paper_span(pooling.review) for pooling in one.reviews])
    area = one.corrected_covered_area
    said = f"{100 * area:.0f} % ({overlap_grade(area)})" if area is not None else "nothing to compare"
    numbers = f"N {one.included}, r {one.distinct}, c {len(one.reviews)}"
    partial = "; in part" if any(pooling.is_partial for pooling in one.reviews) else ""
    return line(f"{vocabulary.conditions.label(one.condition)}: ", reviews, f": {said}; {numbers}{partial}")


def table_report(made: Sequence[Coverage], whole: Coverage, vocabulary: Vocabulary) -> Report:
    """A line for every condition; ``whole`` is the coverage of all of them together."""
    columns = [
        Column("Condition", wrap=True, least=14),
        Column("Papers", Align.RIGHT),
        Column("Reviews known", Align.RIGHT, wrap=True, least=7),
        Column("Pooled", Align.RIGHT),
        Column("In the base", Align.RIGHT),
        Column("Missing", Align.RIGHT),
        Column("Finished, no paper", Align.RIGHT, wrap=True, least=9),
        Column("Overdue", Align.RIGHT, optional=1),
        Column("No end stated", Align.RIGHT, optional=3),
        Column("Running", Align.RIGHT, optional=1),
    ]
    rows = [_row(_counts(one, vocabulary)) for one in made]
    held, every = len(whole.held), len(whole.pooled)
    finished = sum(trial.progress in _FINISHED for trial in whole.trials)
    counts = (
        f"Named by {counted(len(whole.reviews), 'review')}: {counted(every, 'trial')}, {held} in the base, "
        f"{every - held} missing. Not known are the pooled trials of {counted(len(whole.silent), 'review')}. "
        f"{counted(len(whole.trials), 'registered trial')} without a paper, {finished} of them finished."
    )
    return Report(
        "What the base lacks",
        [
            Heading(line("What the base lacks"), line(Span(counted(whole.papers, "paper"), Role.DIM)), 1),
            Paragraph(line(counts)),
            Table(columns, rows),
            Paragraph(line("A trial that several reviews pool counts once; one of two conditions stands under both.")),
            Paragraph(line("One condition: ", command_span(f"mscq coverage {_first(made)}"))),
        ],
    )


def _first(made: Sequence[Coverage]) -> str:
    return next((one.condition for one in made if one.condition is not None), "ms")


def _row(counts: Mapping[str, Scalar]) -> list[Line]:
    """The cells of a condition; of reviews whose trials are not known nothing can be missing, and a ? says so."""
    known, unknown = int(counts["reviews_known"] or 0), int(counts["reviews_not_known"] or 0)
    cells = {name: str(value or 0) for name, value in counts.items()}
    cells["condition"] = str(counts["condition"] or "")
    cells["reviews_known"] = f"{known} of {known + unknown}" if unknown else str(known)
    if unknown and not known:
        cells.update(dict.fromkeys(("pooled", "held", "missing"), "?"))
    return [line(text) for name, text in cells.items() if name != "reviews_not_known"]


def _counts(one: Coverage, vocabulary: Vocabulary) -> dict[str, Scalar]:
    progress = [trial.progress for trial in one.trials]
    return {
        "condition": vocabulary.conditions.label(one.condition) if one.condition is not None else None,
        "papers": one.papers,
        "reviews_known": len(one.reviews),
        "reviews_not_known": len(one.silent),
        "pooled": len(one.pooled),
        "held": len(one.held),
        "missing": len(one.missing),
        "finished_without_paper": sum(each in _FINISHED for each in progress),
        "overdue": progress.count(Progress.OVERDUE),
        "end_not_stated": progress.count(Progress.UNCLEAR),
        "running": progress.count(Progress.RUNNING),
    }


def sentence(made: Coverage) -> str:
    """Return in a sentence how many trials the base lacks or waits for."""
    kinds = [(_CAPTIONS[kind].lower(), sum(one.progress is kind for one in made.trials)) for kind in _CAPTIONS]
    waiting = ", ".join(f"{number} {caption}" for caption, number in kinds if number)
    registered = f"{counted(len(made.trials), 'registered trial')} without a paper"
    pooled = f"; {len(made.missing)} missing of {counted(len(made.pooled), 'trial')} known to be pooled by reviews"
    return f"{registered}{f' ({waiting})' if waiting else ''}{pooled if made.pooled else ''}."


def table_rows(made: Sequence[Coverage], vocabulary: Vocabulary) -> list[dict[str, Scalar]]:
    """One flat row a condition."""
    return [{"id": one.condition, **_counts(one, vocabulary)} for one in made]


def data(made: Coverage, vocabulary: Vocabulary, own: Having | None = None) -> dict[str, Any]:
    """The coverage of one condition, or of all, as one JSON document; with what the reader's library has, if any."""
    return {
        "id": made.condition,
        **_counts(made, vocabulary),
        "reviews": [
            {
                "paper": paper_record(one.review),
                "includes": [plain(included) for included in one.includes],
                "known_in_part": one.is_partial,
            }
            for one in made.reviews
        ],
        "reviews_without_list": [paper_record(review) for review in made.silent],
        "trials_in_the_base": [_pooled(one) for one in made.held],
        "trials_missing": [{**_pooled(one), **_in_library(one, own)} for one in made.missing],
        "registered_trials": [plain(trial) for trial in _ordered(made.trials)],
        "overlaps": [overlap_record(one) for one in made.overlaps],
    }


def overlap_record(one: Overlap) -> dict[str, Any]:
    """The overlap of reviews as a JSON-ready record; the area lies between 0 and 1."""
    area = one.corrected_covered_area
    return {
        "condition": one.condition,
        "reviews": [pooling.review.id for pooling in one.reviews],
        "included": one.included,
        "distinct": one.distinct,
        "corrected_covered_area": round(area, 4) if area is not None else None,
        "grade": overlap_grade(area) if area is not None else None,
        "known_in_part": any(pooling.is_partial for pooling in one.reviews),
    }


def _ordered(trials: Sequence[Trial]) -> list[Trial]:
    order = list(Progress)
    return sorted(trials, key=lambda trial: order.index(trial.progress))


def _pooled(one: PooledTrial) -> dict[str, Any]:
    return {"label": one.label, "paper": one.paper, "pmid": one.pmid, "doi": one.doi, "reviews": one.reviews}


def _in_library(one: PooledTrial, own: Having | None) -> dict[str, Any]:
    if own is None:
        return {}
    sure, papers = own.get(one.label, (False, ()))
    return {"in_library": list(papers) if sure else [], "perhaps_in_library": [] if sure else list(papers)}


def rows(made: Coverage, own: Having | None = None) -> list[dict[str, Scalar]]:
    """One flat row a trial: the pooled ones that are missing, those of the base, then the registered ones."""
    found: list[dict[str, Scalar]] = [
        {
            "kind": kind,
            **_pooled(one),
            "reviews": " ".join(one.reviews),
            **{name: " ".join(ids) for name, ids in _in_library(one, own if kind == "missing" else None).items()},
        }
        for kind, listed in (("missing", made.missing), ("in-the-base", made.held))
        for one in listed
    ]
    return [*found, *map(_trial_row, _ordered(made.trials))]


def _trial_row(trial: Trial) -> dict[str, Scalar]:
    return {
        "kind": trial.progress.value,
        "label": trial.name or trial.registration,
        "paper": " ".join(trial.papers) or None,
        "registration": trial.registration,
        "people": trial.people,
        "end": trial.end,
        "as_of": trial.as_of,
        "page": trial.pages[0],
        "note": trial.note,
    }
