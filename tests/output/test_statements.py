"""A statement does not say twice what it was measured against, and never loses what it alone says."""

from __future__ import annotations

import pytest
from made_papers import finding
from runs import bundled, here

from mscq.output.wording import against_words, statement_alone
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


@pytest.mark.slow
def test_a_hit_says_what_its_paper_concludes_and_the_verdict_once() -> None:
    _, out, _ = here(("search", "remission", "lupus", "nephritis", "placebo"))
    summary = bundled().get("deng2017").summary
    assert summary
    assert summary in out
    assert "(efficacy;" not in out
    assert "(against placebo). (" not in out
