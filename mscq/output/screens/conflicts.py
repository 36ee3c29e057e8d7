"""Disagreements between studies as lines, reports, rows and records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

from mscq.evidence.conflicts import Conflict, Kind
from mscq.evidence.dimensions import DIMENSIONS
from mscq.evidence.level import Control
from mscq.evidence.reply import Reply, Way
from mscq.evidence.separation import CHANCE, LONG, MANY, Separation, Split
from mscq.output.endpoints import (
    DIRECTION_WORDS,
    KIND_WORDS,
    SOURCE_WORDS,
    endpoint_words,
    family_words,
    figures_text,
)
from mscq.output.figures import months
from mscq.output.records import finding_record, paper_record
from mscq.output.report import (
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
from mscq.records.terms import Arm, ComparatorKind, Endpoint, Met, OutcomeSource, StandingStatus

if TYPE_CHECKING:
    from mscq.evidence.answer import Answered
    from mscq.evidence.results import Result
    from mscq.output.answer import Scalar
    from mscq.records.vocabulary import Vocabulary

_MOST = 5
_FIGURES = 3
_LONGEST = 150
_FREE = ", before and after only"
"""How figures end that no control stands against."""
_PARTS = ("route", "source", "donor", "dose")
"""What the trials of a review may differ in."""
_KIND_WORDS = {
    Kind.CONTROLLED: "answers with a control differ",
    Kind.GAIN_WITHOUT_CONTROL: "gain without a control only",
    Kind.NULL_WITHOUT_CONTROL: "no gain without a control only",
    Kind.POOLED_GAIN_WITHOUT_CONTROL: "pooled gain without a control only",
    Kind.GLOBAL: "no gain on the disease as a whole",
    Kind.PREFERRED: "which is better",
    Kind.PREFERRED_NULL: "preferred by one study, no better than a control in another",
}
_CONTROL_WORDS = {
    ComparatorKind.PLACEBO: "placebo",
    ComparatorKind.USUAL_CARE: "usual care",
    ComparatorKind.ACTIVE: "other treatment",
    ComparatorKind.CONTROL: "some control",
}
_BETWEEN, _NONE = "between arms", "no control"
_CONTROLS = (*(f"vs {words}" for words in _CONTROL_WORDS.values()), _BETWEEN, _NONE)
_FIELD_WORDS = {
    "comparator": "kind of control",
    "randomised": "randomisation",
    "pooled": "pooled or single",
    "follow-up": "length of follow-up",
    "size": "size",
    "form": "form of the disease",
    "outcome": "outcome measured",
    "read": "where it was read",
}
_VALUE_WORDS = {
    "randomised": {"randomised": "randomised", "not-randomised": "not randomised"},
    "pooled": {"pooled": "a review of trials", "single": "a single study"},
    "follow-up": {"long": f"{LONG:g} months or more", "short": f"under {LONG:g} months"},
    "size": {"large": f"{MANY} people or more", "small": f"under {MANY} people"},
    "blinding": {"open-label": "open label", "single-blind": "single-blind", "double-blind": "double-blind"},
    "comparator": {kind.value: f"against {words}" for kind, words in KIND_WORDS.items()},
    "read": {"paper": "read in a paper", **{one.value: f"told {SOURCE_WORDS[one]}" for one in OutcomeSource}},
}


def title(conflict: Conflict, vocabulary: Vocabulary) -> str:
    """Return the question of a conflict: 'MSC and pain in osteoarthritis: does it help?'."""
    if not conflict.on_value:
        return f"{subject(conflict, vocabulary)}: does it help?"
    if conflict.kind is Kind.PREFERRED:
        return f"{subject(conflict, vocabulary)}: is {_value(conflict, vocabulary)} the better {_noun(conflict)}?"
    return f"{subject(conflict, vocabulary)}: {_value(conflict, vocabulary)} is preferred; does it help?"


def subject(conflict: Conflict, vocabulary: Vocabulary) -> str:
    """Return what a conflict is about: 'MSC and pain in osteoarthritis'."""
    cells = family_words(vocabulary, conflict.cells)
    outcome = _within(vocabulary.outcomes.label(conflict.outcome_group))
    condition = _within(vocabulary.conditions.label(conflict.condition))
    return f"{cells if cells[1:2].isupper() else cells[:1].upper() + cells[1:]} and {outcome} in {condition}"


def _noun(conflict: Conflict) -> str:
    return DIMENSIONS[conflict.about].noun


def _value(conflict: Conflict, vocabulary: Vocabulary) -> str:
    return _value_words(vocabulary, conflict.about, conflict.value)


def _within(label: str) -> str:
    """A label within a sentence; an abbreviation and the name of a person (Parkinson's) keep their capital."""
    first = label.split(" ", 1)[0]
    return label if "'" in first or label[1:2].isupper() else label[:1].lower() + label[1:]


# --- what separates -------------------------------------------------------------------------------------------------


def split_text(vocabulary: Vocabulary, split: Split) -> str:
    """Return a split in words: 'a control: 4 of 4 no, 1 of 5 yes'."""
    sides = f"{split.no.having} of {split.no.known} no, {split.yes.having} of {split.yes.known} yes"
    return f"{_value_words(vocabulary, split.field, split.value)}: {sides}"


def _value_words(vocabulary: Vocabulary, field: str, value: str) -> str:
    if field in _VALUE_WORDS:
        return _VALUE_WORDS[field].get(value, value)
    if field == "sponsor":
        return f"{value} sponsor"
    if field == "outcome":
        return f"outcome {_within(vocabulary.outcomes.short(value))}"
    if field == "form":
        return _within(vocabulary.conditions.label(value))
    dimension = DIMENSIONS[field]
    facet = dimension.concepts(vocabulary)
    return _within(facet.label(value) if facet is not None else dimension.labels.get(value, value))


def _field_words(field: str) -> str:
    return _FIELD_WORDS.get(field) or (DIMENSIONS[field].noun if field in DIMENSIONS else field)


def separates_text(vocabulary: Vocabulary, found: Separation) -> str:
    """Return what separates the sides, or that nothing does."""
    if found.best is not None:
        chance = ", which may be chance" if found.best.chance >= CHANCE else ""
        return f"{split_text(vocabulary, found.best)}{chance}"
    if found.differ:
        return f"too few studies to count; they differ in {', '.join(map(_field_words, found.differ))}"
    return "no one field that the records tell"


# --- the report -----------------------------------------------------------------------------------------------------


def conflict_line(conflict: Conflict, vocabulary: Vocabulary) -> Line:
    """Return a conflict in one line: the question, then who answers no and who yes, the stronger design first."""
    parts = [
        line(Span(answer, Role.STRONG), " ", joined([line(paper_span(one.paper)) for one in side[:4]]), _more(side, 4))
        for answer, side in (("no", conflict.no), ("yes", conflict.yes))
    ]
    asked = f", {_value(conflict, vocabulary)} the preferred {_noun(conflict)}" if conflict.on_value else ""
    return line(f"{subject(conflict, vocabulary)}{asked}: ", joined(parts, "; "))


def _more(side: Sequence[Reply], most: int) -> str:
    return f" and {len(side) - most} more" if len(side) > most else ""


def report(conflicts: Sequence[Conflict], vocabulary: Vocabulary, rule: str = "", *, full: bool = False) -> Report:
    """Return every question with its sides and what separates them; with ``full`` all figures and conclusions."""
    count = counted(len(conflicts), "question")
    blocks: list[Block] = [Heading(line("Studies that disagree"), line(Span(count, Role.DIM)), 1)]
    if rule:
        blocks.extend(_rule(rule))
    for number, conflict in enumerate(conflicts, 1):
        aside = line(Span(f"{'weaker: ' if conflict.weak else ''}{_KIND_WORDS[conflict.kind]}", Role.DIM))
        blocks.append(Heading(line(f"{number}  {title(conflict, vocabulary)}"), aside))
        blocks.extend([_table(conflict, vocabulary)] if full else _sides(conflict, vocabulary))
        blocks.extend(_separation(conflict, vocabulary))
    if conflicts:
        blocks.extend((Heading(line("Key")), Paragraph(line(_key(conflicts, vocabulary)))))
    asked = {"--explain": bool(rule), "--full": full}
    hints = [command_span(f"mscq conflicts {option}") for option, given in asked.items() if not given]
    if hints:
        blocks.append(Paragraph(line("More: ", joined(hints, ", "))))
    return Report("Studies that disagree", blocks)


def _rule(text: str) -> Iterator[Block]:
    """The rule as paragraphs and lists, free of the line breaks of its source."""
    for paragraph in cleandoc(text).split("\n\n"):
        if paragraph.startswith("- "):
            items = paragraph.removeprefix("- ").split("\n- ")
            yield Bullets([line(" ".join(item.split())) for item in items])
        else:
            label, found, rest = " ".join(paragraph.split()).partition(": ")
            labelled = bool(found) and " " not in label
            yield Paragraph(line(rest), label) if labelled else Paragraph(line(f"{label}{found}{rest}"))


def _sides(conflict: Conflict, vocabulary: Vocabulary) -> Iterator[Block]:
    """The studies of each side by what they were held against: firm ones first, those without a control last."""
    for answer, side in (("no", conflict.no), ("yes", conflict.yes)):
        few = sum(one.control is not Control.UNCONTROLLED for one in side) <= _FIGURES
        by_control: dict[str, list[Reply]] = {control: [] for control in _CONTROLS}
        for one in side:
            by_control[_control_words(one)].append(one)
        told = sorted(by_control.items(), key=lambda one: (one[0] == _NONE, not any(each.firm for each in one[1])))
        for control, studies in told:
            if studies:
                figures = few and studies[0].control is not Control.UNCONTROLLED
                named = [_study(one, conflict, vocabulary, figures=figures) for one in studies[:_MOST]]
                yield Paragraph(line(joined(named, " · "), _more(studies, _MOST)), f"{answer}, {control}")
    if conflict.apart:
        named = [line(paper_span(one.paper), f" {_apart_words(one)}") for one in conflict.apart[:_MOST]]
        yield Paragraph(line(joined(named, " · "), _more(conflict.apart, _MOST)), "counted on no side")


def _apart_words(reply: Reply) -> str:
    why = f"{reply.way.value}{' with other cells' if reply.several_cells else ''} {_control_words(reply)}"
    return why if reply.counts else f"{why}, {counted(reply.size or 0, 'person', 'people')}"


def _study(reply: Reply, conflict: Conflict, vocabulary: Vocabulary, *, figures: bool) -> Line:
    """A study with its design and size, and what must be known of its answer."""
    notes = list(_notes(reply, conflict, vocabulary))
    if figures:
        text = _figures(reply, vocabulary)
        if len(text) > _LONGEST or not text:
            text = "" if reply.overall else _outcome(reply, vocabulary)
        notes.extend([text] if text else [])
    return line(paper_span(reply.paper), f" {_design(reply, vocabulary)}", f" ({'; '.join(notes)})" if notes else "")


def _design(reply: Reply, vocabulary: Vocabulary) -> str:
    design = "pooled" if reply.paper.design.evidence == "pooled" else vocabulary.designs.short(reply.paper.study.design)
    return f"{_within(design)}\u00a0{reply.n:,}" if reply.n is not None else _within(design)


def _notes(reply: Reply, conflict: Conflict, vocabulary: Vocabulary) -> Iterator[str]:
    """What must be known of an answer: of whom, of what and how it is."""
    first = reply.answered[0].result.finding
    if reply.overall:
        yield f"by {_within(vocabulary.outcomes.label(first.outcome or ''))}"
    if others := [words for kind, words in _CONTROL_WORDS.items() if kind in reply.comparators][1:]:
        yield f"and vs {', '.join(others)}"
    if reply.endpoint in (Endpoint.PRIMARY, Endpoint.SECONDARY):
        yield reply.endpoint.value
    if reply.otherwise:
        yield f"other outcomes {'better' if reply.way is Way.NO else 'not better'}"
    if reply.paper.study.primary_outcome_met is Met.SAFETY_ONLY:
        yield "a trial of safety"
    if reply.joint and not reply.review:
        others = [one for one in first.conditions or reply.paper.study.conditions if one != conflict.condition]
        yield f"people with {' and '.join(_within(vocabulary.conditions.label(one)) for one in others)}"
    if reply.review and conflict.kind is not Kind.PREFERRED:
        yield from _only(reply, vocabulary)
    if (past := next((one for each in reply.answered for one in reversed(each.earlier)), None)) is not None:
        yield _earlier(past)
    if reply.paper.standing.status is StandingStatus.EXPRESSION_OF_CONCERN:
        yield "expression of concern"
    if reply.source is not None:
        yield SOURCE_WORDS[reply.source]
    if conflict.kind is Kind.PREFERRED and reply.way is Way.NO:
        better = "/".join(_value_words(vocabulary, conflict.about, one) for one in sorted(reply.prefers))
        yield f"{better} better" if better else "no difference between them"


def _only(reply: Reply, vocabulary: Vocabulary) -> Iterator[str]:
    """Of which of its trials a review tells, where no figure is of all: 'autologous or intrathecal only'."""
    found = [one.result.finding for one in reply.answered]
    if all(one.population for one in found):
        yield " or ".join(dict.fromkeys(one.population or "" for one in found))
        return
    parts: dict[str, dict[str, None]] = {}
    for one in found:
        own = {name: DIMENSIONS[name].own(one.intervention) for name in _PARTS}
        if not any(own.values()):
            return
        for name, values in own.items():
            parts.setdefault(name, {}).update(dict.fromkeys(values))
    whole = reply.paper.study.intervention
    named = [
        _value_words(vocabulary, name, value)
        for name, values in parts.items()
        if set(values) != set(DIMENSIONS[name].own(whole))
        for value in values
    ]
    if named:
        yield f"{' or '.join(named)} only"


def _earlier(past: Result) -> str:
    return f"{DIRECTION_WORDS[past.direction]} at {months(past.finding.timepoint_months)}"


def _figures(reply: Reply, vocabulary: Vocabulary) -> str:
    """The leading outcome of an answer with its figures: 'EDSS-Plus, 13 mo: 33 % | 37 %'; empty where it has none."""
    first = reply.answered[0]
    if reply.controlled and not first.compared:
        return ""  # a missed endpoint of which no page tells but the change from before
    figures = _told([one for one in reply.answered if _measured(one) == _measured(first)])
    figures = figures.removesuffix(_FREE)
    return f"{_outcome(reply, vocabulary)}: {figures}" if figures and _says_of_both(first.result) else ""


def _says_of_both(found: Result) -> bool:
    """Whether the rows of a result say something of both sides: a contrast, figures of both arms, or a test of them."""
    held = [row.estimate for row in found.rows if row.estimate is not None]
    arms = {row.arm for row in found.rows if row.estimate is not None}
    return Arm.TREATED not in arms or Arm.CONTROL in arms or any(one.p is not None for one in held)


def _told(answered: Sequence[Answered]) -> str:
    figures = figures_text(answered)
    return "" if figures == _FREE else figures


def _outcome(reply: Reply, vocabulary: Vocabulary) -> str:
    return endpoint_words(vocabulary, reply.answered[0].result.finding, terse=True)


def _measured(answered: Answered) -> tuple[object, ...]:
    """What was measured, when and against what: arms that share it are told together."""
    one = answered.result.finding
    return (one.outcome, one.outcome_label, one.timepoint_months, one.comparator.kind, one.comparator.label)


def _separation(conflict: Conflict, vocabulary: Vocabulary) -> Iterator[Block]:
    if (frame := frame_text(conflict)) is not None:
        yield Paragraph(line(frame), "A control")
    if (found := conflict.separates) is not None:
        yield Paragraph(line(separates_text(vocabulary, found)), "What separates them")
        if found.alike:
            yield Paragraph(line(", ".join(map(_field_words, found.alike))), "What does not")


def frame_text(conflict: Conflict) -> str | None:
    """Return what studies say with a control and without, None where all or none have one."""
    told = _by_control(conflict)
    free = told["uncontrolled"]
    if conflict.on_value or not any(free.values()):
        return None
    said = {
        control: ", ".join(f"{count} {answer}" for answer, count in counts.items() if count)
        for control, counts in told.items()
    }
    kinds = _by_kind(conflict)
    return (
        f"with one {said['controlled']}{f' ({kinds})' if kinds else ''}; without one {said['uncontrolled']}, which "
        "cannot show what the cells did"
    )


def _by_kind(conflict: Conflict) -> str:
    """Trials and reviews with a control, counted apart where there are both: reviews pool some of the trials."""
    parts = []
    for noun, review in (("trials", False), ("reviews", True)):
        counts = [
            (sum(one.controlled and one.review is review for one in side), answer)
            for answer, side in (("no", conflict.no), ("yes", conflict.yes))
        ]
        if told := ", ".join(f"{count} {answer}" for count, answer in counts if count):
            parts.append(f"{noun} {told}")
    return "; ".join(parts) if len(parts) > 1 else ""


def _by_control(conflict: Conflict) -> dict[str, dict[str, int]]:
    """How many studies answer no and yes, with a control and without."""
    sides = {"no": conflict.no, "yes": conflict.yes}
    return {
        name: {answer: sum(one.controlled is held for one in side) for answer, side in sides.items()}
        for name, held in (("controlled", True), ("uncontrolled", False))
    }


def _table(conflict: Conflict, vocabulary: Vocabulary) -> Table:
    """Every study with its outcomes, their figures and the conclusion of the paper."""
    columns = [Column(""), Column(""), Column("", wrap=True, least=10), Column("", wrap=True, least=30)]
    rows: list[list[Line]] = []
    for label, side in (("no", conflict.no), ("yes", conflict.yes), ("apart", conflict.apart)):
        for one in side:
            control = _control_words(one)
            rows.append(
                [
                    line(Span(label, Role.STRONG)),
                    line(paper_span(one.paper)),
                    line(_design(one, vocabulary), Span(f"\n{control}", Role.DIM)),
                    joined(_full_text(one, conflict, vocabulary), "\n"),
                ]
            )
    return Table(columns, rows)


def _control_words(reply: Reply) -> str:
    """What an answer was held against, of several the hardest: 'vs placebo', 'between arms', 'no control'."""
    if reply.controlled:
        return f"vs {next(words for kind, words in _CONTROL_WORDS.items() if kind in reply.comparators)}"
    return _BETWEEN if reply.control is Control.OTHER_ARM else _NONE


def _full_text(reply: Reply, conflict: Conflict, vocabulary: Vocabulary) -> Iterator[Line]:
    notes = list(_notes(reply, conflict, vocabulary))
    if reply in conflict.apart:
        notes.insert(0, _apart_words(reply))
    if notes:
        yield line(Span("; ".join(notes), Role.DIM))
    told: set[str] = set()
    for one in reply.answered:
        finding = one.result.finding
        figures = _told([one])
        text = f"{endpoint_words(vocabulary, finding)}: {figures}" if figures else finding.statement
        if text not in told:
            told.add(text)
            yield line(text, f" ({', '.join(map(_earlier, one.earlier))})" if one.earlier else "")
    if reply.paper.summary:
        yield line(Span(reply.paper.summary, Role.DIM))


def _key(conflicts: Sequence[Conflict], vocabulary: Vocabulary) -> str:
    """The abbreviations that the screen uses, and what the numbers are."""
    named = [(vocabulary.cells, conflict.cells) for conflict in conflicts]
    named += [(vocabulary.designs, one.paper.study.design) for conflict in conflicts for one in conflict.sides]
    words = {facet.short(one): _within(facet.label(one)) for facet, one in named}
    short = [f"{name} {label}" for name, label in sorted(words.items()) if name.lower() != label.lower()]
    return "; ".join([*short, "the number is of people", "cells | control"])


# --- records --------------------------------------------------------------------------------------------------------


def rows(conflicts: Sequence[Conflict], vocabulary: Vocabulary) -> list[dict[str, Scalar]]:
    """Return one flat row for each study of each question."""
    return [
        {
            "question": title(conflict, vocabulary),
            "kind": conflict.kind.value,
            "condition": conflict.condition,
            "outcome_group": conflict.outcome_group,
            "family": conflict.family,
            "about": conflict.about or None,
            "value": conflict.value or None,
            "answer": answer,
            "paper": reply.paper.id,
            "control": reply.control.value,
            "comparators": " ".join(sorted(reply.comparators)),
            "design": reply.paper.study.design,
            "n": reply.n,
            "endpoint": reply.endpoint.value if reply.endpoint else None,
            "status": _status(reply),
            "outcomes": " ".join(dict.fromkeys(one.result.finding.outcome or "" for one in reply.answered)),
            "figures": _figures(reply, vocabulary) or None,
            "finding": reply.answered[0].result.finding.id,
            "separates": separates_text(vocabulary, found) if (found := conflict.separates) is not None else None,
            "cells": conflict.cells,
            "weak": conflict.weak,
        }
        for conflict in conflicts
        for answer, side in _by_answer(conflict).items()
        for reply in side
    ]


def conflict_record(conflict: Conflict, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return a conflict as a JSON-ready record."""
    found = conflict.separates or Separation(None, ())
    return {
        "question": title(conflict, vocabulary),
        "kind": conflict.kind.value,
        "weak": conflict.weak,
        "condition": conflict.condition,
        "outcome_group": conflict.outcome_group,
        "family": conflict.family,
        "cells": conflict.cells,
        "about": conflict.about or None,
        "value": conflict.value or None,
        "sides": {
            answer: [_reply_record(one, vocabulary) for one in side] for answer, side in _by_answer(conflict).items()
        },
        "control": _by_control(conflict),
        "separates": _split_record(found.best),
        "does_not_separate": list(found.alike),
        "differ": list(found.differ),
    }


def _by_answer(conflict: Conflict) -> dict[str, Sequence[Reply]]:
    return {"no": conflict.no, "yes": conflict.yes, "apart": conflict.apart}


def _split_record(split: Split | None) -> dict[str, Any] | None:
    if split is None:
        return None
    return {
        "field": split.field,
        "value": split.value,
        "no": list(split.no),
        "yes": list(split.yes),
        "chance": split.chance,
    }


def _status(reply: Reply) -> str | None:
    met = reply.paper.study.primary_outcome_met
    return met.value if met is not None else None


def _reply_record(reply: Reply, vocabulary: Vocabulary) -> dict[str, Any]:
    found = [each for one in reply.answered for each in (one.result, *one.earlier)]
    return {
        "paper": paper_record(reply.paper),
        "same_people": [one.id for one in reply.papers[1:]],
        "answer": reply.way.value,
        "control": reply.control.value,
        "comparators": sorted(reply.comparators),
        "status": _status(reply),
        "endpoint": reply.endpoint.value if reply.endpoint else None,
        "n": reply.n,
        "several_cells": reply.several_cells,
        "of_the_whole": reply.overall,
        "firm": reply.firm,
        "figures": _figures(reply, vocabulary) or None,
        "summary": reply.paper.summary,
        "findings": [finding_record(one.paper, row) for one in found for row in one.rows],
    }
