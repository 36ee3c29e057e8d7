"""Disagreements between studies as lines, reports, rows and records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

from mscq.evidence.conflicts import Conflict, Kind
from mscq.evidence.dimensions import DIMENSIONS
from mscq.evidence.reply import Reply, Way
from mscq.evidence.separation import LONG, MANY, Separation, Split
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
from mscq.records.terms import Arm, ComparatorKind, Endpoint, OutcomeSource

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.output.answer import Scalar
    from mscq.records.models import Finding
    from mscq.records.vocabulary import Vocabulary

_MOST = 5
_FIGURES = 3
_SHORT = 56
_KIND_WORDS = {
    Kind.CONTROLLED: "answers with a control differ",
    Kind.GAIN_WITHOUT_CONTROL: "gain without a control only",
    Kind.NULL_WITHOUT_CONTROL: "no gain without a control only",
    Kind.POOLED_GAIN_WITHOUT_CONTROL: "pooled gain without a control only",
    Kind.GLOBAL: "no gain on all outcomes together",
    Kind.PREFERRED: "which is better",
}
_FIELD_WORDS = {
    "control": "a control",
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
    "control": {"controlled": "a control", "uncontrolled": "no control"},
    "randomised": {"randomised": "randomised", "not-randomised": "not randomised"},
    "pooled": {"pooled": "a review of trials", "single": "a single study"},
    "follow-up": {"long": f"{LONG:g} months or more", "short": f"under {LONG:g} months"},
    "size": {"large": f"{MANY} people or more", "small": f"under {MANY} people"},
    "blinding": {"open-label": "open label", "single-blind": "single-blind", "double-blind": "double-blind"},
    "comparator": {kind.value: words for kind, words in KIND_WORDS.items()},
    "read": {"paper": "read in a paper", **{one.value: f"told {SOURCE_WORDS[one]}" for one in OutcomeSource}},
}


def title(conflict: Conflict, vocabulary: Vocabulary) -> str:
    """Return the question of a conflict: 'MSC and pain in osteoarthritis: does it help?'."""
    if conflict.kind is not Kind.PREFERRED:
        return f"{subject(conflict, vocabulary)}: does it help?"
    return f"{subject(conflict, vocabulary)}: is {_value(conflict, vocabulary)} the better {_noun(conflict)}?"


def subject(conflict: Conflict, vocabulary: Vocabulary) -> str:
    """Return what a conflict is about: 'MSC and pain in osteoarthritis'."""
    family = family_words(vocabulary, conflict.family)
    outcome = _within(vocabulary.outcomes.label(conflict.outcome_group))
    condition = _within(vocabulary.conditions.label(conflict.condition))
    return f"{family[:1].upper()}{family[1:]} and {outcome} in {condition}"


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
        return split_text(vocabulary, found.best)
    if found.differ:
        return f"too few studies to count; they differ in {', '.join(map(_field_words, found.differ))}"
    return "nothing that the records tell"


# --- the report -----------------------------------------------------------------------------------------------------


def conflict_line(conflict: Conflict, vocabulary: Vocabulary) -> Line:
    """Return a conflict in one line: the question, then who answers no and who yes, the stronger design first."""
    parts = [
        line(Span(answer, Role.STRONG), " ", joined([line(paper_span(one.paper)) for one in side[:4]]), _more(side, 4))
        for answer, side in (("no", conflict.no), ("yes", conflict.yes))
    ]
    asked = f", {_value(conflict, vocabulary)} the better {_noun(conflict)}" if conflict.kind is Kind.PREFERRED else ""
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
        aside = line(Span(_KIND_WORDS[conflict.kind], Role.DIM))
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
    """The studies of each side, those without a control on a line of their own."""
    for answer, side in (("no", conflict.no), ("yes", conflict.yes)):
        free = [one for one in side if not one.controlled and conflict.kind is not Kind.PREFERRED]
        held = [one for one in side if one not in free]
        for label, studies in ((answer, held), (f"{answer}, no control", free)):
            if studies:
                figures = studies is held and len(studies) <= _FIGURES
                named = [_study(one, conflict, vocabulary, figures=figures) for one in studies[:_MOST]]
                yield Paragraph(line(joined(named, " · "), _more(studies, _MOST)), label)
    if conflict.apart:
        named = [line(paper_span(one.paper), f" {_apart_words(one)}") for one in conflict.apart[:_MOST]]
        yield Paragraph(line(joined(named, " · "), _more(conflict.apart, _MOST)), "counted on no side")


def _apart_words(reply: Reply) -> str:
    free = "" if reply.controlled else ", no control"
    return f"{reply.way.value}{' with other cells' if reply.several_families else ''}{free}"


def _study(reply: Reply, conflict: Conflict, vocabulary: Vocabulary, *, figures: bool) -> Line:
    """A study with its design and size, and what must be known of its answer."""
    notes = list(_notes(reply, conflict, vocabulary))
    if figures and (text := _figures(reply, vocabulary)) and len(text) <= _SHORT:
        notes.append(text)
    return line(paper_span(reply.paper), f" {_design(reply, vocabulary)}", f" ({'; '.join(notes)})" if notes else "")


def _design(reply: Reply, vocabulary: Vocabulary) -> str:
    design = "pooled" if reply.paper.design.evidence == "pooled" else vocabulary.designs.short(reply.paper.study.design)
    return f"{_within(design)}\u00a0{reply.n:,}" if reply.n is not None else _within(design)


def _notes(reply: Reply, conflict: Conflict, vocabulary: Vocabulary) -> Iterator[str]:
    """What sets an answer apart from a primary endpoint on the outcome asked about."""
    if reply.overall:
        yield "all outcomes together"
    if reply.endpoint is Endpoint.SECONDARY:
        yield "secondary"
    if (past := next((one for each in reply.answered for one in reversed(each.earlier)), None)) is not None:
        yield _earlier(past)
    if reply.source is not None:
        yield SOURCE_WORDS[reply.source]
    if conflict.kind is Kind.PREFERRED and reply.way is Way.NO:
        if reply.controlled:
            yield f"no difference {_control_words(reply)}"
        else:
            better = "/".join(_value_words(vocabulary, conflict.about, one) for one in sorted(reply.prefers))
            yield f"{better} better" if better else "no difference between them"


def _earlier(past: Result) -> str:
    return f"{DIRECTION_WORDS[past.direction]} at {months(past.finding.timepoint_months)}"


def _figures(reply: Reply, vocabulary: Vocabulary) -> str:
    """The leading outcome of an answer with its figures: 'EDSS-Plus, 13 mo: 33 % | 37 %'."""
    first = reply.answered[0]
    same = [
        one
        for one in reply.answered
        if _measured(one.result.finding) == _measured(first.result.finding)
        and one.result.finding.comparator == first.result.finding.comparator
    ]
    figures = figures_text(same if all(one.result.finding.arm is not Arm.BETWEEN for one in same) else [first])
    if figures.endswith(" | not shown"):
        figures = ""
    name = endpoint_words(vocabulary, first.result.finding, terse=True)
    return f"{name}: {figures}" if figures and name else ""


def _measured(finding: Finding) -> tuple[object, ...]:
    return (finding.outcome, finding.outcome_label, finding.timepoint_months)


def _separation(conflict: Conflict, vocabulary: Vocabulary) -> Iterator[Block]:
    found, held = conflict.separates, conflict.separates_controlled
    yield Paragraph(line(separates_text(vocabulary, found)), "What separates them")
    if held is not None and (held.best or held.differ):
        yield Paragraph(line(separates_text(vocabulary, held)), "of those controlled")
    told = held.best.field if held is not None and held.best is not None else ""
    if alike := [_field_words(one) for one in found.alike if one != told]:
        yield Paragraph(line(", ".join(alike)), "What does not")


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
    kinds = [words for kind, words in KIND_WORDS.items() if kind in reply.comparators]
    return f"against {', '.join(kinds)}" if kinds else "between arms" if _is_between(reply) else "no control"


def _is_between(reply: Reply) -> bool:
    return any(one.result.finding.comparator.kind is ComparatorKind.OTHER_ARM for one in reply.answered)


def _full_text(reply: Reply, conflict: Conflict, vocabulary: Vocabulary) -> Iterator[Line]:
    notes = list(_notes(reply, conflict, vocabulary))
    if reply in conflict.apart:
        notes.insert(0, _apart_words(reply))
    if notes:
        yield line(Span("; ".join(notes), Role.DIM))
    told: set[str] = set()
    for one in reply.answered:
        finding = one.result.finding
        figures = figures_text([one])
        text = f"{endpoint_words(vocabulary, finding)}: {figures}" if figures else finding.statement
        if text not in told:
            told.add(text)
            yield line(text, f" ({', '.join(map(_earlier, one.earlier))})" if one.earlier else "")
    if reply.paper.summary:
        yield line(Span(reply.paper.summary, Role.DIM))


def _key(conflicts: Sequence[Conflict], vocabulary: Vocabulary) -> str:
    """The abbreviations that the screen uses, and what the numbers are."""
    studies = [one for conflict in conflicts for one in conflict.sides]
    designs = {
        vocabulary.designs.short(one.paper.study.design): _within(vocabulary.designs.label(one.paper.study.design))
        for one in studies
    }
    short = [f"{name} {label}" for name, label in sorted(designs.items()) if name.lower() != label.lower()]
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
            "separates": separates_text(vocabulary, conflict.separates),
        }
        for conflict in conflicts
        for answer, side in _by_answer(conflict).items()
        for reply in side
    ]


def conflict_record(conflict: Conflict, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return a conflict as a JSON-ready record."""
    held = conflict.separates_controlled
    return {
        "question": title(conflict, vocabulary),
        "kind": conflict.kind.value,
        "condition": conflict.condition,
        "outcome_group": conflict.outcome_group,
        "family": conflict.family,
        "about": conflict.about or None,
        "value": conflict.value or None,
        "sides": {
            answer: [_reply_record(one, vocabulary) for one in side] for answer, side in _by_answer(conflict).items()
        },
        "separates": _split_record(conflict.separates.best),
        "separates_controlled": _split_record(held.best) if held is not None else None,
        "does_not_separate": list(conflict.separates.alike),
        "differ": list(conflict.separates.differ),
    }


def _by_answer(conflict: Conflict) -> dict[str, Sequence[Reply]]:
    return {"no": conflict.no, "yes": conflict.yes, "apart": conflict.apart}


def _split_record(split: Split | None) -> dict[str, Any] | None:
    if split is None:
        return None
    return {"field": split.field, "value": split.value, "no": list(split.no), "yes": list(split.yes)}


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
        "several_families": reply.several_families,
        "figures": _figures(reply, vocabulary) or None,
        "summary": reply.paper.summary,
        "findings": [finding_record(one.paper, row) for one in found for row in one.rows],
    }
