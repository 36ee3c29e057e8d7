"""The studies that set values against each other themselves: a row a study, and one for each outcome that it tells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from mscq.evidence.compared import Contrast, DirectOutcome, DirectStudy, Opposed, Setting
from mscq.evidence.families import UNTOLD, family_of, family_of_result
from mscq.evidence.level import Control
from mscq.evidence.people import counted_twice
from mscq.evidence.treatment import conditions, diseases
from mscq.output.endpoints import DIRECTION_WORDS, doubt, endpoint_words, family_words
from mscq.output.figures import IN_DOUBT, months, p_value, ways
from mscq.output.report import Block, Column, Heading, Line, Paragraph, Role, Span, Table, joined, line
from mscq.output.screens.compare_words import Part, amount, mark_of, with_p
from mscq.output.screens.crowded import foremost
from mscq.output.wording import against, paper_span, statement_alone, within
from mscq.records.terms import Arm, Direction, Endpoint, Met

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.records.models import Intervention

_SETTING_WORDS = {
    Setting.RANDOMISED: "randomised arms",
    Setting.ARMS: "arms, not randomised",
    Setting.SUBGROUPS: "subgroups, not randomised",
    Setting.NETWORK: "ranks in a network of treatments",
    Setting.NOT_HUMAN: "not in people",
}
_MET_WORDS = {
    Met.YES: "primary endpoint met",
    Met.NO: "primary endpoint not met",
    Met.MIXED: "primary endpoint mixed",
    Met.SAFETY_ONLY: "tested safety first",
}
_NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TIMES = 2
"""Of an outcome that is told at several times, as many."""


class Direct(Part):
    """The studies in which values are set against each other."""

    def blocks(self) -> Iterator[Block]:
        """Give the table of the studies, and which of them point different ways."""
        if not self.comparison.dimension.given:
            return
        studies = self.comparison.direct
        if not studies:
            yield Paragraph(line("No result that was read sets them against each other."))
            return
        rows: list[list[Line]] = []
        groups: dict[int, Line] = {}
        of_heads = [
            (heads, *foremost(list(several), self._preferred, self.everything))
            for heads, several in groupby(studies, lambda one: one.heads)
        ]
        outcomes = (one for _, told, _ in of_heads for study in told for one in self._shown(study))
        self._ways = ways(self.vocabulary, (result.finding for one in outcomes for result in one.results))
        for heads, told, others in of_heads:
            if heads and len(self.comparison.blocks) != 1:
                groups[len(rows)] = line(Span(self._conditions(heads), Role.STRONG))
            for study in told:
                rows.extend(self._study(study))
            if others:
                rows.append([line(), others])
        yield Heading(line("Set against each other within a study"))
        yield Table([Column(""), Column("", wrap=True, least=30)], rows, groups=groups)
        for opposed in self.comparison.opposed:
            yield Paragraph(self._opposed(opposed))

    def _shown(self, study: DirectStudy) -> Sequence[DirectOutcome]:
        return study.outcomes if self.everything else _foremost(study)

    def _study(self, study: DirectStudy) -> Iterator[list[Line]]:
        shown = self._shown(study)
        left = len(study.outcomes) - len(shown)
        more = f", {left} more outcome{'s' if left > 1 else ''}: --full" if left else ""
        yield [line(paper_span(study.paper)), line(Span(f"{self._head(study)}{more}", Role.DIM))]
        for same in _by_time(shown):
            endpoint = same[0].endpoint
            yield [line(Span(endpoint.value if endpoint else "", Role.DIM)), self._outcome(study, same)]
        if self.everything and study.paper.summary:
            yield [line(Span("in short", Role.DIM)), line(study.paper.summary)]

    def _preferred(self, study: DirectStudy) -> str:
        return f"{' and '.join(self.short(one) for one in study.favours) or 'none'} better"

    def _conditions(self, ids: Iterable[str]) -> str:
        return ", ".join(self.vocabulary.conditions.label(one) for one in sorted(ids))

    def _head(self, study: DirectStudy) -> str:
        paper = study.paper
        n, met = paper.study.participants.n, paper.study.primary_outcome_met
        number = diseases(self.vocabulary.conditions, paper)
        parts = [
            self.vocabulary.designs.short(paper.study.design),
            f"n {n:,}{f' of {number} diseases' if number > 1 else ''}" if n is not None else "",
            _SETTING_WORDS[study.setting],
            "" if study.has_control or study.setting is Setting.NOT_HUMAN else "no control",
            "" if study.states_contrast else "not tested against each other",
            _MET_WORDS[met] if met is not None else "",
        ]
        return ", ".join(part for part in parts if part)

    def _outcome(self, study: DirectStudy, same: Sequence[DirectOutcome]) -> Line:
        """One outcome in a line; of what repeats at other times only these and their p values."""
        one, *later = same
        if all(found.is_rank for found in one.results):  # a bare score does not say which way it ranks
            return joined((line(statement_alone(found.finding)) for found in one.results), " ")
        parts: list[Line] = []
        names = self._names(one)
        for side, results in one.arms.items():
            parts.extend(self._arm(side, each, names[each.finding.id]) for each in results)
        if one.arms:
            held = next(iter(one.arms.values()))[0]
            control = one.control_row
            if control is not None and control.estimate is not None and amount(control.estimate):
                parts.append(line(f"{against(control)} {amount(control.estimate)}"))
            elif held.control is Control.CONTROLLED:
                parts.append(line(f"each against {against(held.finding)}"))
            else:
                parts.append(line("each without a control"))
        parts.extend(self._contrast(each) for each in one.contrasts)
        for again in later:
            estimate = again.lead.estimate
            p = p_value(estimate) if estimate is not None else ""
            parts.append(line(f"{months(again.lead.timepoint_months)}: {p or 'the same'}"))
        analysis = one.lead.analysis
        kind = f" ({analysis.value.replace('-', ' ')}: {one.lead.population or one.lead.group})" if analysis else ""
        told = [each for results in one.arms.values() for each in results]
        twice = " (people counted more than once)" if told and counted_twice([told[0].paper], told) else ""
        facet = self.vocabulary.conditions
        heads = {facet.head(each) for each in conditions(study.paper, one.lead)}
        where = f" in {self._conditions(heads)}" if heads != study.heads else ""
        return line(f"{endpoint_words(self.vocabulary, one.lead)}{where}{kind}: ", joined(parts, "; "), twice)

    def _names(self, one: DirectOutcome) -> dict[str, str]:
        """What is said of arms beside their value, by the id of their result: families of cells where these differ.

        Doses too where these differ, else the names of the arms where a value has several.
        """
        arms = [found for several in one.arms.values() for found in several]
        families = {found.finding.id: family_of_result(self.vocabulary.cells, found) for found in arms}
        cells = {name: family_words(self.vocabulary, family) for name, family in families.items()}
        given = {found.finding.id: found.finding.intervention for found in arms}
        doses = {name: own.dose if own is not None and own.dose else "" for name, own in given.items()}
        if not (len({*doses.values()}) > 1 and all(doses.values())):
            crowded = len(arms) > len(one.arms)
            doses = {found.finding.id: found.finding.group or "" for found in arms} if crowded else {}
        mixed = self._by_family and len({*families.values()}) > 1
        return {name: _aside([cells[name] if mixed else "", doses.get(name, "")]) for name in families}

    @property
    def _by_family(self) -> bool:
        """Whether a value does not name its family of cells itself."""
        return self.comparison.dimension.selects != "cells"

    def _arm(self, side: str, found: Result, aside: str) -> Line:
        name = self._side((side,), found.finding.intervention)
        own = found.finding if found.finding.arm is Arm.BETWEEN else found.treated_row or found.finding
        figure = with_p(own) or DIRECTION_WORDS[found.direction]
        way = self._ways.get(found.finding.id, "")
        return line(mark_of(found), f"{name}{aside} {figure}{way}{doubt(found.rows)}")

    def _side(self, values: Sequence[str], given: Intervention | None) -> str:
        """What stood on a side in a word or two: all that was given there, where it is more than was asked for."""
        facet = self.sorter.facet
        named = self.sorter.dimension.own(given)
        below = frozenset(one for each in values for one in self.sorter.below[each])
        if facet is not None and named and not below.issuperset(named):
            return " or ".join(within(facet.label(one)) for one in named)
        return " or ".join(map(self.short, values))

    def _contrast(self, one: Contrast) -> Line:
        found = one.result
        finding = found.finding
        against = finding.comparator.against
        mine = self._side(one.mine, finding.intervention)
        theirs = finding.comparator.label or self._side(one.theirs, against)
        cells = self.vocabulary.cells
        families = (family_of_result(cells, found), family_of(cells, against.cells if against is not None else ()))
        if self._by_family and UNTOLD not in families and len({*families}) > 1:
            mine, theirs = (
                f"{name} ({family_words(self.vocabulary, each)})"
                for name, each in zip((mine, theirs), families, strict=True)
            )
        said: list[str] = []
        if found.counterpart is not None:
            other = self._side(one.theirs, against)
            figures = ((mine, finding), (other, found.counterpart))
            said = [f"{name} {amount(row.estimate)}" for name, row in figures if row.estimate is not None]
        elif finding.estimate is not None and amount(finding.estimate):
            said = [f"{mine} {amount(finding.estimate)}"]
        words = {
            Direction.BENEFIT: f"{mine} better than {theirs}",
            Direction.HARM: f"{mine} worse than {theirs}",
            Direction.NO_DIFFERENCE: f"no difference between {mine} and {theirs}",
        }
        if found.counterpart is not None and len(said) == 2:  # both are named already
            words |= {Direction.BENEFIT: f"{mine} better", Direction.HARM: f"{mine} worse"}
        told = words.get(finding.direction, f"{mine} against {theirs}: {DIRECTION_WORDS[finding.direction]}")
        if found.in_doubt:
            told = f"{mine} against {theirs}{IN_DOUBT}"
        p = p_value(finding.estimate) if finding.estimate is not None else ""
        if said and not p and finding.arm is not Arm.BETWEEN:
            return line(", ".join([*said, "not tested"]))
        test = f", {p}" if p else "" if finding.arm is Arm.BETWEEN else ", not tested"
        return line(", ".join([*said, ""]), Span(told, Role.STRONG), test)

    def _opposed(self, found: Opposed) -> Line:
        reasons = ["different outcomes"] if found.outcomes_differ else []
        number, studies = found.without_control, len(found.studies)
        if number == studies:
            reasons.append("none of them with a control")
        elif number:
            amount = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
            reasons.append(f"{amount} of them without a control")
        where = f" ({self._conditions([found.head])})" if len(self.comparison.blocks) != 1 else ""
        return line(
            Span("These point different ways", Role.STRONG), f"{where}: {', and '.join(reasons) or 'see above'}."
        )


def _aside(words: Iterable[str]) -> str:
    """Words in parentheses, those that are empty left out."""
    told = ", ".join(filter(None, words))
    return f" ({told})" if told else ""


def _foremost(study: DirectStudy) -> list[DirectOutcome]:
    """The primary outcomes and those on which values are contrasted; else the first, the longest follow-up leading."""
    told = [one for one in study.outcomes if one.contrasts or one.endpoint is Endpoint.PRIMARY]
    same = [one for one in study.outcomes if one.lead.outcome == study.outcomes[0].lead.outcome]
    return told or sorted(same, key=lambda one: -(one.lead.timepoint_months or 0))[:_TIMES]


def _by_time(outcomes: Sequence[DirectOutcome]) -> list[list[DirectOutcome]]:
    """Outcomes in order, those together that a contrast tells the same of at other times."""

    def said(one: DirectOutcome) -> tuple[object, ...]:
        sides = [(each.mine, each.theirs, each.result.direction) for each in one.contrasts]
        return (one.lead.outcome, one.lead.outcome_label, one.endpoint, one.lead.analysis, sides)

    made: list[list[DirectOutcome]] = []
    for one in outcomes:
        plain = len(one.contrasts) == 1 and not one.arms and one.contrasts[0].result.counterpart is None
        if plain and made and not made[-1][0].arms and said(made[-1][0]) == said(one):
            made[-1].append(one)
        else:
            made.append([one])
    return made
