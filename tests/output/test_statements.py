"""A statement does not say twice what it was measured against, and never loses what it alone says."""

from __future__ import annotations

import pytest
from made_papers import finding
from made_papers import one as made_finding
from runs import bundled, frozen, here

from mscq.api import EvidenceBase
from mscq.output.report import Report, Table
from mscq.output.screens.lists import findings_report, paper_report
from mscq.output.wording import against_words, statement_alone, statement_beside
from mscq.records.models import Finding

from sample_base import RESULT  # isort: skip


@pytest.mark.parametrize(
    ("statement", "comparator", "alone"),
    [
        ("Pain was less (against saline).", {"kind": "placebo", "label": "saline"}, "Pain was less."),
        ("Pain was less (against placebo)", {"kind": "placebo"}, "Pain was less"),
        ("Pain was less (against sham).", {"kind": "placebo", "label": "saline"}, "Pain was less (against sham)."),
        ("Pain fell (no control group).", {"kind": "baseline"}, "Pain fell."),
        ("Pain fell (no control group).", {"kind": "placebo"}, "Pain fell (no control group)."),
        ("Pain (against saline) fell.", {"kind": "placebo", "label": "saline"}, "Pain (against saline) fell."),
    ],
)
def test_the_bracket_goes_where_it_repeats_the_comparator(
    statement: str, comparator: dict[str, str], alone: str
) -> None:
    made = {**RESULT, **finding("made2020.pain"), "statement": statement, "comparator": comparator}
    assert statement_alone(Finding.model_validate(made)) == alone


def test_no_statement_of_the_base_loses_more_than_its_bracket() -> None:
    for paper in bundled().papers():
        for one in paper.findings:
            short = statement_alone(one)
            assert short
            if short != one.statement:
                assert (
                    against_words(one) in one.statement or "control group" in one.statement or "before" in one.statement
                )


@pytest.mark.parametrize(
    ("statement", "fields", "beside"),
    [
        ("Grip strength: weaker on the left.", {"outcome_label": "grip strength"}, "Weaker on the left."),
        ("Grip strength: IL-6 fell with it.", {"outcome_label": "grip strength"}, "IL-6 fell with it."),
        ("Grip strength (left): weaker.", {"outcome_label": "grip strength"}, "Grip strength (left): weaker."),
        ("In the first year: weaker.", {"outcome_label": "grip strength"}, "In the first year: weaker."),
        ("Grip strength was less (against saline).", {"outcome_label": "grip strength"}, "Grip strength was less."),
    ],
)
def test_beside_its_outcome_a_statement_does_not_begin_with_the_name_of_it(
    statement: str, fields: dict[str, str], beside: str
) -> None:
    made = made_finding("pain", **{"statement": statement, **fields})
    assert statement_beside(frozen().vocabulary, made) == beside


@pytest.mark.parametrize("paper_id", ["deng2017", "wang2013"])
def test_no_list_of_findings_says_an_outcome_twice(paper_id: str) -> None:
    kb = bundled()
    for made in (paper_report(kb.get(paper_id), kb.vocabulary), _findings_of(kb, paper_id)):
        tables = [block for block in made.blocks if isinstance(block, Table)]
        for row in (row for table in tables for row in table.rows if len(row) == len(table.columns)):
            names = {cell.text.split(",")[0].split(" (")[0].casefold() for cell in row[:-1] if len(cell.text) > 3}
            assert row[-1].text.partition(": ")[0].casefold() not in names


def _findings_of(kb: EvidenceBase, paper_id: str) -> Report:
    paper = kb.get(paper_id)
    pairs = [(paper, each) for each in paper.findings]
    return findings_report(pairs, kb.vocabulary, len(pairs), 1)


@pytest.mark.slow
def test_a_hit_says_what_its_paper_concludes_and_the_verdict_once() -> None:
    _, out, _ = here(("search", "remission", "lupus", "nephritis", "placebo"))
    summary = bundled().get("deng2017").summary
    assert summary
    assert summary in out
    assert "(efficacy;" not in out
    assert "(against placebo). (" not in out
