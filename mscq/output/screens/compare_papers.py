"""Papers side by side: each with its design and its own answers, then the outcomes that they share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mscq.evidence.answer import Open, Pooled, Status, Trial, first_outcome
from mscq.evidence.cohorts import cohorts
from mscq.evidence.level import Control
from mscq.output.endpoints import DIRECTION_WORDS, KIND_WORDS, STATUS_WORDS, doubt, endpoint_words, figures_text
from mscq.output.figures import result, ways
from mscq.output.report import Block, Column, Heading, Line, Paragraph, Role, Span, Table, joined, line
from mscq.output.screens.compare_shared import shared_table
from mscq.output.screens.compare_words import Part, mark_of
from mscq.output.wording import UNCONTROLLED_CAVEAT, before, mark_span, paper_span

if TYPE_CHECKING:
    from mscq.evidence.compared import ValueAnswer
    from mscq.records.models import Paper


class Papers(Part):
    """Each paper that is compared, and what they share."""

    def blocks(self) -> Iterator[Block]:
        """Give a table of the papers, and one of the outcomes that they share."""
        rows: list[list[Line]] = []
        found: list[Paper] = []
        every = [one for block in self.comparison.blocks for answer in block.values.values() for one in answer.held]
        self._ways = ways(self.vocabulary, (one.finding for one in every))
        for paper_id in self.comparison.values:
            answers = [block.values[paper_id] for block in self.comparison.blocks if paper_id in block.values]
            papers = {each.id: each for answer in answers for each in _papers_of(answer)}
            paper = papers.get(paper_id)
            found += [paper] if paper is not None else []
            if paper is None:
                rows.append([line(Span(paper_id, Role.PAPER)), line("no result of its own on people")])
                continue
            n = paper.study.participants.n
            design = self.vocabulary.designs.label(paper.study.design)
            about = ", ".join(self.vocabulary.conditions.label(one) for one in paper.study.conditions)
            head = ", ".join(part for part in (design, f"n {n:,}" if n is not None else "", about) if part)
            rows.append([line(paper_span(paper)), line(Span(head, Role.DIM))])
            for answer in answers:
                rows.extend([line(Span("primary", Role.DIM)), self._primary(one)] for one in answer.trials)
                rows.extend([line(Span("pooled", Role.DIM)), self._pooled_figures(one)] for one in answer.pooled)
                if answer.open_studies:
                    rows.append([line(), line(UNCONTROLLED_CAVEAT)])
            if paper.summary:
                rows.append([line(Span("in short", Role.DIM)), line(paper.summary)])
        yield Table([Column(""), Column("", wrap=True, least=30)], rows)
        related = _related(found)
        if related:
            yield Paragraph(line(Span(f"People in common: {related}.", Role.WARNING)))
        for block in self.comparison.blocks:
            if block.shared:
                told = f"Outcomes they share{'' if related else ', different patients'} (not a comparison)"
                yield Heading(line(told))
                yield shared_table(self.comparison, self.vocabulary, block)
        if not any(block.shared for block in self.comparison.blocks):
            yield Paragraph(line("They share no outcome."))

    def _primary(self, trial: Trial) -> Line:
        figures = figures_text(first_outcome(trial.answered))
        if figures:
            figures += self._ways.get(trial.answered[0].result.finding.id, "")
        name = endpoint_words(self.vocabulary, trial.answered[0].result.finding) if trial.answered else ""
        name = name or trial.paper.study.primary_outcome or "no result against the control was read"
        status = STATUS_WORDS[trial.status]
        told = f", {DIRECTION_WORDS[trial.direction]}" if trial.status is Status.NOT_STATED else ""
        versus = f" against {trial.label}" if trial.label else ""
        return line(
            before(mark_span(trial.direction, Control.CONTROLLED)),
            f"{status}{told}: {name}{versus}{f': {figures}' if figures else ''}",
        )

    def _pooled_figures(self, one: Pooled) -> Line:
        told = [each.result for each in one.answered[: None if self.everything else 3]]
        parts = [
            line(
                mark_of(each),
                endpoint_words(self.vocabulary, each.finding),
                f" {figure}{self._ways.get(each.finding.id, '')}{doubt(each.rows)}"
                if (figure := result(each.finding.estimate))
                else "",
            )
            for each in told
        ]
        return line(f"against {KIND_WORDS[one.comparator]}: ", joined(parts, "; "))


def _related(papers: Sequence[Paper]) -> str:
    """What papers have in common of the people they tell of: 'zhou2020 pools deng2017'; empty where they have none."""
    ids = {one.id for one in papers}
    pooled = [(one.id, sorted({each.paper for each in one.study.includes if each.paper} & ids)) for one in papers]
    said = [f"{one} pools {' and '.join(trials)}" for one, trials in pooled if trials]
    same = [group for group in cohorts(papers) if len(group) > 1]
    said += [f"{' and '.join(one.id for one in group)} are of the same people" for group in same]
    return "; ".join(said)


def _papers_of(answer: ValueAnswer) -> list[Paper]:
    blocks: tuple[Trial | Pooled | Open, ...] = (*answer.trials, *answer.pooled, *answer.open_studies)
    return [one.paper for one in blocks]
