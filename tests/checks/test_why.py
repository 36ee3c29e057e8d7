"""Where a figure comes from: its reading, place and page, the checks it passes, and what was derived by which rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from broken_samples import BROKEN, Broken
from runs import Done, Words, bundled, frozen, run_each
from sample_base import SMITH, change, good_base, write_base

from mscq.api import EvidenceBase, load
from mscq.checks import CHECKS, PaperBase, open_base, problems
from mscq.checks.trace import Trace, traces
from mscq.errors import BadRecord
from mscq.evidence.effect import favours_treatment
from mscq.evidence.level import control_of, level
from mscq.output.forms import Options
from mscq.output.forms.plain import render_report
from mscq.output.forms.terminal import render_report as render_terminal
from mscq.output.screens import why as screen

EDSS = "islam2023.edss-improved"


def _trace(finding_id: str) -> Trace:
    paper, finding = frozen().finding(finding_id)
    return traces(frozen(), paper, [finding])[0]


def test_trace_names_both_readings_of_a_figure() -> None:
    trace = _trace(EDSS)
    assert {one.read_as.value for one in trace.readings} == {"abstract", "article-summary"}
    assert any("mdpi.com" in address for one in trace.readings for address in one.addresses)
    assert trace.checks == tuple(check.name for check in CHECKS)
    assert trace.problems == ()


def test_what_is_derived_names_its_rule() -> None:
    derived = {one.name: one for one in _trace(EDSS).derived}
    assert derived["level of evidence"].value == "4"
    assert "Oxford CEBM 2011" in derived["level of evidence"].rule
    assert derived["control"].value == "uncontrolled"
    assert "baseline" in derived["control"].rule
    assert derived["outcome group"].value == "Neurological disability"
    assert "mesenchymal-stromal-cell" in derived["given"].value


def test_inherited_values_are_told_from_the_findings_own() -> None:
    derived = {one.name: one.value for one in _trace("islam2023.improved-intravenous").derived}
    assert "routes" not in derived.get("given", "")


@pytest.mark.parametrize("paper_id", ["islam2023", "maji2025", "deng2017", "zeng2025", "rheumatology-overview"])
def test_derived_values_agree_with_the_rules(paper_id: str) -> None:
    paper = frozen().get(paper_id)
    outcomes = frozen().vocabulary.outcomes
    for trace in traces(frozen(), paper, list(paper.findings)):
        derived = {one.name: one.value for one in trace.derived}
        assert derived["level of evidence"] == str(level(paper))
        assert derived["control"] == control_of(trace.finding).value
        effect = favours_treatment(trace.finding, outcomes)
        assert ("favours" in derived) is (effect is not None)
        if effect:
            assert derived["favours"].startswith("treatment" if effect > 0 else "the comparator")


def test_every_finding_of_the_base_was_read_somewhere() -> None:
    for paper in bundled().papers():
        read = {one.read_as for one in paper.readings}
        assert all(finding.read_as in read for finding in paper.findings), paper.id


JSON: Words = ("why", EDSS, "--json")
PAPER: Words = ("why", "islam2023")
BY_PMID: Words = ("why", "37834955", "--json")
NO_FINDING: Words = ("why", "islam2023.edss-improve")
NO_PAPER: Words = ("why", "islam2032")


@pytest.fixture(scope="module")
def runs() -> dict[Words, Done]:
    return run_each([JSON, PAPER, BY_PMID, NO_FINDING, NO_PAPER])


def test_json_of_one_finding(runs: dict[Words, Done]) -> None:
    answer = json.loads(runs[JSON].stdout)
    assert answer["paper"]["id"] == "islam2023"
    assert answer["standing"]["status"] == "no-notice-known"
    [row] = answer["findings"]
    assert (row["id"], row["estimate"]["value"], row["problems"]) == (EDSS, 40.4, [])
    assert {"name", "value", "rule"} == set(row["derived"][0])
    assert all(one["entered"] for one in row["readings"])


def test_paper_lists_every_finding(runs: dict[Words, Done]) -> None:
    text = runs[PAPER].stdout
    for finding in frozen().get("islam2023").findings:
        assert finding.id.partition(".")[2] in text
    assert "PMID: 37834955" in text
    assert "passes all" in text
    assert len(json.loads(runs[BY_PMID].stdout)["findings"]) == len(frozen().get("islam2023").findings)


@pytest.mark.parametrize("width", [80, 120])
def test_an_id_stands_whole_so_that_it_can_be_typed_again(width: int) -> None:
    kb = bundled()
    for paper in (kb.get("petrou2020"), kb.get("deng2017")):
        report = screen.report(paper, traces(kb, paper, list(paper.findings)), kb.vocabulary)
        lines = [text.strip() for text in render_terminal(report, Options(width=width)).splitlines()]
        assert [one.id for one in paper.findings if one.id in lines] == [one.id for one in paper.findings]


def test_near_misses_are_suggested(runs: dict[Words, Done]) -> None:
    for words, suggestion in ((NO_FINDING, EDSS), (NO_PAPER, "islam2023")):
        done = runs[words]
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert f"did you mean '{suggestion}'" in done.stderr


def _base(folder: Path, **changes: Any) -> EvidenceBase:
    """The small base with some places of one paper changed; dots of a path are written as two underscores."""
    files = good_base()
    for path, value in changes.items():
        change(files[SMITH], path.replace("__", "."), value)
    return load(write_base(folder, files))


def test_a_finding_is_not_blamed_for_one_whose_id_begins_alike(tmp_path: Path) -> None:
    kb = _base(tmp_path, findings__1__estimate__events=40, findings__1__estimate__unit="percent")
    paper, improved = kb.finding("smith2020.improved")
    control = kb.finding("smith2020.improved-control")[1]
    clean, broken = traces(kb, paper, [improved, control])
    assert clean.problems == ()
    assert {problem.finding for problem in broken.problems} == {"smith2020.improved-control"}
    assert {"events", "proportion"} <= broken.failed


def test_checks_are_counted_not_what_they_find(tmp_path: Path) -> None:
    kb = _base(tmp_path, findings__1__estimate__ci_low=-5, findings__1__estimate__ci_high=140)
    paper, control = kb.finding("smith2020.improved-control")
    [trace] = traces(kb, paper, [control])
    assert len(trace.problems) > len(trace.failed) > 0
    text = render_report(screen.report(paper, [trace], kb.vocabulary))
    assert f"passes {len(CHECKS) - len(trace.failed)} of {len(CHECKS)}" in text
    for problem in trace.problems:
        assert problem.message.split()[0] in text


def test_what_is_wrong_with_the_record_as_a_whole_is_told_with_each_finding(tmp_path: Path) -> None:
    kb = _base(tmp_path, bibliography__DOI="10.1000/jones2021")
    paper, finding = kb.finding("smith2020.pain")
    [trace] = traces(kb, paper, [finding])
    assert (trace.problems, [problem.check for problem in trace.record_problems]) == ((), ["duplicate-paper"])
    assert f"passes {len(CHECKS) - 1} of {len(CHECKS)}" in render_report(screen.report(paper, [trace], kb.vocabulary))


@pytest.mark.parametrize(
    "sample", [one for one in BROKEN if one.file == SMITH], ids=lambda one: f"{one.check}-{one.where}"
)
def test_one_paper_is_checked_as_in_the_whole_base(tmp_path: Path, sample: Broken) -> None:
    files = good_base()
    for path, value in sample.change.items():
        change(files[SMITH], path, value)
    kb = load(write_base(tmp_path, files))
    try:
        paper = kb.get("smith2020")
    except BadRecord:
        return
    whole, alone = problems(open_base(kb.path("smith2020"))), problems(PaperBase(kb, paper))
    assert {one[1:] for one in alone} == {one[1:] for one in whole}
    assert any(one.check == sample.check for one in alone)
