"""What a trial set out to show, on the screens and in the tables: rank, verdict, spread, pooled studies, sources."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from made_papers import one, paper, proportion
from runs import bundled, here, run_here

from mscq.output.figures import result, standing
from mscq.output.records import finding_row, paper_row
from mscq.output.screens import lists
from mscq.output.screens.sources import others, own_addresses
from mscq.records.models import Estimate, Paper


@pytest.mark.parametrize(
    ("estimate", "shown"),
    [
        ({"measure": "mean", "value": 52, "unit": "points", "standard_deviation": 12.2}, "mean 52 points (SD 12.2)"),
        ({"measure": "mean", "value": 5, "standard_deviation": 2, "standard_error": 0.5}, "mean 5 (SD 2, SE 0.5)"),
        (
            {"measure": "mean-difference", "value": -1.5, "studies": 5, "participants": 1212, "i_squared": 62},
            "MD −1.5; 5 studies, 1,212 people, I² 62 %",
        ),
        (
            {"measure": "risk-ratio", "value": 2, "p": "0.01", "studies": 1, "i_squared": 0},
            "RR 2, p = 0.01; 1 study, I² 0 %",
        ),
        ({"measure": "mean", "studies": 3}, "3 studies"),
    ],
)
def test_a_figure_says_its_spread_and_what_was_pooled(estimate: dict[str, Any], shown: str) -> None:
    assert result(Estimate.model_validate(estimate)) == shown


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, ""),
        ({"endpoint": "primary"}, "primary endpoint"),
        (
            {"endpoint": "exploratory", "analysis": "subgroup", "population": "EDSS 6"},
            "exploratory endpoint; subgroup: EDSS 6",
        ),
        ({"analysis": "post-hoc", "group": "slow progressors"}, "post hoc: slow progressors"),
        ({"analysis": "per-protocol"}, "per protocol"),
        ({"population": "EDSS 6"}, ""),
    ],
)
def test_rank_and_analysis_in_words(fields: dict[str, str], shown: str) -> None:
    assert standing(one(**fields)) == shown


def _shown(made: Paper) -> str:
    report = lists.paper_report(made, bundled().vocabulary)
    return "\n".join(f"{getattr(block, 'label', '')}: {line.text}" for block in report.blocks for line in _lines(block))


def _lines(block: Any) -> list[Any]:
    return [block.line] if hasattr(block, "line") else list(getattr(block, "items", ()))


@pytest.mark.parametrize(
    ("study", "told"),
    [
        ({"primary_outcome": "pain", "primary_outcome_met": "no"}, "Primary met: no, it did not favour the cells"),
        ({"primary_outcome": "pain"}, "Primary met: not stated on the pages read"),
        (
            {"primary_outcome": "pain", "primary_outcome_met": "yes", "primary_outcome_source": "maker"},
            "Primary met: yes, it favoured the cells; read in what the maker published, not in a paper",
        ),
        (
            {"primary_outcome": "pain", "primary_outcome_met": "yes", "regulator": "Erewhon refused approval, 2020"},
            "Primary met: yes, it favoured the cells; Erewhon refused approval, 2020",
        ),
        ({"blinding": "double-blind"}, "Blinding: double blind"),
        ({"sponsor": {"name": "Roe Cells", "kind": "industry"}}, "Sponsor: Roe Cells, industry"),
        ({"sponsor": {"kind": "public"}}, "Sponsor: public"),
        (
            {"risk_of_bias": [{"judged_in": "cui2022", "tool": "NOS", "overall": "score", "score": 7}]},
            "Risk of bias: score 7 (NOS), as judged in cui2022",
        ),
        ({"includes": [{"label": "Roe 2018", "pmid": "111"}]}, "Roe 2018 (PMID 111), not in the base"),
        ({"includes": [{"label": "Yang 2018", "paper": "yang2018"}]}, "Yang 2018: yang2018"),
    ],
)
def test_show_tells_what_a_trial_set_out_to_do(study: dict[str, Any], told: str) -> None:
    assert told in _shown(paper("made2020", **study))


def test_a_paper_without_these_fields_says_nothing_of_them() -> None:
    text = _shown(paper("made2020"))
    assert not any(word in text for word in ("Primary", "Blinding", "Sponsor", "Risk of bias", "pool"))


def test_rows_hold_the_new_fields() -> None:
    fields = {
        "arm": "between",
        "endpoint": "primary",
        "analysis": "subgroup",
        "population": "EDSS 6",
        "note": "A note.",
    }
    estimate = {"measure": "mean-difference", "value": -1.5, "standard_deviation": 2.0}
    made = paper("made2020", {**one(**fields, estimate=estimate).model_dump(exclude_none=True), "id": "pain"})
    row = finding_row(made, made.findings[0], bundled().vocabulary.outcomes)
    wanted = {**fields, "favours": "treatment", "value": -1.5, "standard_deviation": 2.0, "i_squared": None}
    assert {key: row[key] for key in wanted} == wanted
    study = {"blinding": "open-label", "primary_outcome": "pain", "primary_outcome_met": "mixed"}
    row = paper_row(paper("made2020", **study, sponsor={"name": "Roe", "kind": "public"}))
    assert {key: row[key] for key in study} == study
    assert (row["sponsor"], row["sponsor_kind"]) == ("Roe", "public")


def test_side_of_a_figure_that_cannot_be_told_is_empty() -> None:
    made = paper("made2020", {**one(estimate=proportion(40)).model_dump(exclude_none=True), "id": "share"})
    assert finding_row(made, made.findings[0], bundled().vocabulary.outcomes)["favours"] is None


@pytest.mark.parametrize("words", [("findings", "--condition", "lupus"), ("show", "yuan2022"), ("condition", "als")])
def test_tables_hold_whole_numbers_without_a_point(words: tuple[str, ...]) -> None:
    code, out, _ = here((*words, "--csv"))
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    assert {"group", "note", "endpoint", "analysis", "population", "favours"} <= rows[0].keys()
    numbers = [row[key] for row in rows for key in ("value", "timepoint_months", "ci_low", "ci_level")]
    assert any(numbers)
    assert not [number for number in numbers if number.endswith(".0")]


def test_own_addresses_stand_before_other_pages() -> None:
    islam = bundled().get("islam2023")
    own = own_addresses(islam)
    assert [one.split("/")[2] for one in own] == ["pubmed.ncbi.nlm.nih.gov", "pmc.ncbi.nlm.nih.gov", "doi.org"]
    assert others(
        islam, [*own, "https://doi.org/10.3390/JCM12196311", "https://example.org/x", "https://example.org/x"]
    ) == ["https://example.org/x"]
    for words in (("why", "islam2023"), ("show", "islam2023")):
        _, out, _ = here(words)
        assert out.index(own[0]) < out.index("https://www.mdpi.com")


def test_json_of_a_paper_holds_what_it_pools() -> None:
    pooling = next(paper for paper in bundled().papers() if any(one.paper for one in paper.study.includes))
    held = next(one for one in pooling.study.includes if one.paper)
    done = run_here(("show", pooling.id, "--json"), base=None)
    assert done.returncode == 0
    assert held.model_dump(mode="json", exclude_none=True) in json.loads(done.stdout)["study"]["includes"]
