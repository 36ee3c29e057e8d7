"""For every check what to change in the sample base so that the check must fail, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sample_base import FINDINGS, GONE, JONES, RESULT, SMITH, TRIALS


class Broken(NamedTuple):
    """One change to the good base, and the problem that must come of it."""

    check: str
    change: Mapping[str, Any]
    where: str
    says: str
    file: str = SMITH
    reported_at: str = SMITH


def _smith(check: str, where: str, says: str, **paths: Any) -> Broken:
    return Broken(check, {path.replace("__", "."): value for path, value in paths.items()}, where, says)


def _words(check: str, facet: str, where: str, says: str, **paths: Any) -> Broken:
    changes = {f"concepts.{path.replace('__', '.')}": value for path, value in paths.items()}
    file = f"vocabulary/{facet}.json"
    return Broken(check, changes, where, says, file, file)


def _at(position: int, **fields: Any) -> dict[str, Any]:
    return {f"findings__{position}__{field}": value for field, value in fields.items()}


def _of(position: int, **fields: Any) -> dict[str, Any]:
    return {f"findings__{position}__estimate__{field}": value for field, value in fields.items()}


def _trial(check: str, number: int, field: str, says: str, **values: Any) -> Broken:
    name = ("nct10000001", "nct10000003")[number]
    changes = {f"trials.{number}.{path.replace('__', '.')}": value for path, value in values.items()}
    return Broken(check, changes, f"{name}: {field}", says, TRIALS, TRIALS)


def _included(where: str, says: str, *trials: dict[str, str]) -> Broken:
    return _smith("includes", f"study.{where}", says, study__design="meta-analysis", study__includes=list(trials))


def _judged(where: str, says: str, **said: Any) -> Broken:
    judgement = {"judged_in": "jones2021", "tool": "RoB 2", "overall": "low", **said}
    return _smith("risk-of-bias", f"study.risk_of_bias[0].{where}", says, study__risk_of_bias=[judgement])


BROKEN: tuple[Broken, ...] = (
    _smith("model", "smith2020.improved: estimate.ci_lo", "unknown key 'ci_lo' (meant: 'ci_low'?)", **_of(0, ci_lo=1)),
    _smith("model", "findings[0]: id", "is missing", **_at(0, id=GONE)),
    _smith("model", "colour", "unknown key 'colour'", colour="red"),
    _smith("model", "bibliography.PMID", "has not the form", bibliography__PMID="PMID 10000001"),
    _smith("model", "bibliography.PMCID", "has not the form", bibliography__PMCID="10000001"),
    _smith("model", "bibliography.DOI", "has not the form", bibliography__DOI="doi:10.1000/smith"),
    _smith("model", "smith2020.pain: direction", "is not one of", **_at(2, direction="good")),
    _smith("model", "smith2020.pain: statement", "is empty", **_at(2, statement="")),
    _smith("model", "smith2020.pain: estimate.p", "has not the form", **_of(2, p="p<0.05")),
    _smith("model", "readings", "at least 1 item", readings=[]),
    _smith("identifiers", "study.registrations[0]", "eight digits", study__registrations=["NCT123"]),
    _smith("identifiers", "bibliography.DOI", "does not read as one", bibliography__DOI="10.1000/smith2020."),
    _smith("date", "bibliography.issued", "month must be", bibliography__issued={"date-parts": [[2020, 13, 1]]}),
    _smith("date", "bibliography.issued", "no date", bibliography__issued={"date-parts": [[2021, 2, 29]]}),
    _smith("model", "bibliography.issued.date-parts[0]", "at least 1 item", bibliography__issued={"date-parts": [[]]}),
    _smith("date", "bibliography.issued", "cannot be right", bibliography__issued={"date-parts": [[202]]}),
    _smith("people", "bibliography.author[1]", "'family' and 'literal'", bibliography__author__1={"given": "B"}),
    _smith("people", "bibliography.author[2]", "B Second", bibliography__author__2={"family": "Second", "given": "B"}),
    _smith("citation-fields", "bibliography.title", "period", bibliography__title="Cells in sclerosis."),
    _smith("citation-fields", "bibliography.page", "hyphen", bibliography__page="1–9"),
    _smith(
        "citation-fields", "bibliography.container-title-short", "NLM", **{"bibliography__container-title-short": "J."}
    ),
    _smith("incomplete", "bibliography.volume", "'volume' in 'incomplete'", bibliography__volume=GONE),
    _smith("incomplete", "incomplete[0]", "has a value", incomplete=["volume"]),
    _smith("incomplete", "incomplete[0]", "no CSL field", incomplete=["vol"]),
    _smith("standing", "standing.notice", "is missing", standing__status="retracted"),
    _smith("standing", "standing.status", "says no notice", standing__notice="Retracted in 2022"),
    _smith("duplicate-paper", "bibliography.PMID", "jones2021", bibliography__PMID="10000002"),
    _smith("duplicate-paper", "bibliography.PMCID", "jones2021", bibliography__PMCID="PMC10000002"),
    _smith("duplicate-paper", "bibliography.DOI", "jones2021", bibliography__DOI="10.1000/JONES2021"),
    Broken(
        "duplicate-paper",
        {
            "bibliography.title": "Cells in Sclerosis: Two years on",
            "bibliography.issued": {"date-parts": [[2021]]},
        },
        "bibliography.title",
        "jones2021",
    ),
    _smith("file-name", "id", "rename the file to smith2021.json", id="smith2021", findings=GONE),
    _smith("citation-key", "id", "another identifier", id="pmid2020", findings=GONE),
    _smith("finding-ids", "jones2021.pain: id", "does not begin with 'smith2020.'", **_at(2, id="jones2021.pain")),
    _smith("finding-ids", "smith2020.falls: id", "earlier finding", **_at(3, id="smith2020.falls")),
    _smith("vocabulary-ids", "study.design", "no design", study__design="rct"),
    _smith("vocabulary-ids", "study.conditions", "'multiple-sclerosis'", study__conditions=["multiple-sclerosi"]),
    _smith(
        "vocabulary-ids", "study.intervention.cells", "it is a cell source", study__intervention__cells=["bone-marrow"]
    ),
    _smith("vocabulary-ids", "study.intervention.donors", "no donor", study__intervention__donors=["self"]),
    _smith("vocabulary-ids", "study.intervention.routes", "no route", study__intervention__routes=["iv"]),
    _smith("vocabulary-ids", "smith2020.pain: outcome", "no outcome", **_at(2, outcome="ache")),
    _smith("vocabulary-ids", "smith2020.pain: conditions", "no condition", **_at(2, conditions=["ms"])),
    _smith("vocabulary-ids", "smith2020.source: entities", "no entity", **_at(7, entities=["il-10"])),
    _smith(
        "vocabulary-ids",
        "smith2020.pain: comparator.treatments",
        "no entity",
        **_at(2, comparator={"kind": "active-treatment", "label": "a drug", "treatments": ["adrug"]}),
    ),
    _smith(
        "comparator-treatments",
        "smith2020.pain: comparator.treatments",
        "lacks 'rituximab'",
        **_at(2, comparator={"kind": "active-treatment", "label": "Rituximab, 1 g twice"}),
    ),
    _smith(
        "vocabulary-ids", "smith2020.pain: intervention.sources", "source", **_at(2, intervention={"sources": ["uc"]})
    ),
    _smith(
        "vocabulary-ids",
        "smith2020.source: comparator.against.sources",
        "no cell source",
        **_at(7, comparator={"kind": "other-arm", "against": {"sources": ["uc"]}}),
    ),
    _smith("repeated-ids", "study.conditions", "twice", study__conditions=["multiple-sclerosis"] * 2),
    _smith(
        "narrowest-ids",
        "study.intervention.cells",
        "beside 'muse-cell'",
        study__intervention__cells=["mesenchymal-stromal-cell", "muse-cell"],
    ),
    _smith("readings", "smith2020.pain: read_as", "'table' is none", **_at(2, read_as="table")),
    _smith("readings", "smith2020.pain: also_read_as", "twice", **_at(2, also_read_as=["abstract"])),
    _smith("same-patients", "study.same_patients_as", "no paper 'nobody1999'", study__same_patients_as__1="nobody1999"),
    _smith("same-patients", "study.same_patients_as", "the paper itself", study__same_patients_as__1="smith2020"),
    Broken("same-patients", {"study.same_patients_as": GONE}, "study.same_patients_as", "add it there", JONES),
    _smith(
        "page-address",
        "readings[0].addresses[1]",
        "names no site",
        readings__0__addresses=["https://example.org/1.2.3.4", "http://192.0.2.7:8080/paper"],
    ),
    _smith("page-address", "readings[0].addresses[0]", "no site", readings__0__addresses=["https://[2001:db8::1]/a"]),
    _smith(
        "comparator-kind",
        "study.comparator_kind",
        "is measured against the control group",
        study__comparator="sham",
        study__comparator_kind="placebo",
    ),
    _smith("primary-outcome", "study.primary_outcome", "'primary_outcome_met' is", study__primary_outcome_met="no"),
    _smith(
        "primary-outcome", "study.primary_outcome", "'primary_outcome_source'", study__primary_outcome_source="maker"
    ),
    _smith(
        "primary-verdict",
        "smith2020.pain: direction",
        "'benefit' for a primary outcome whose verdict is 'no'",
        **_at(2, endpoint="primary"),
        study__primary_outcome="pain",
        study__primary_outcome_met="no",
    ),
    _smith(
        "primary-verdict",
        "smith2020.falls: direction",
        "'no-difference' for a primary outcome whose verdict is 'yes'",
        **_at(4, endpoint="primary"),
        study__primary_outcome="falls",
        study__primary_outcome_met="yes",
    ),
    _smith("analysis", "smith2020.pain: analysis", "'post-hoc' of whom", **_at(2, analysis="post-hoc")),
    _smith(
        "pooled",
        "smith2020.pain: estimate.studies",
        "5 is more than the review's 4",
        **_of(2, studies=5),
        study__participants__studies=4,
    ),
    _smith("includes", "study.includes", "is a randomized-controlled-trial", study__includes=[{"label": "Roe 2019"}]),
    _included("includes[0].paper", "there is no paper 'roe2019'", {"label": "Roe 2019", "paper": "roe2019"}),
    _included("includes[0].paper", "names the review itself", {"label": "Smith 2020", "paper": "smith2020"}),
    _included("includes[0].paper", "that of 'jones2021'", {"label": "Jones 2021", "pmid": "10000002"}),
    _included("includes[0].paper", "that of 'jones2021'", {"label": "Jones 2021", "doi": "10.1000/JONES2021"}),
    _included("includes[1].paper", "twice", *[{"label": "Jones 2021", "paper": "jones2021"}] * 2),
    _judged("judged_in", "no paper 'roe2019'", judged_in="roe2019"),
    _judged("judged_in", "the trial itself", judged_in="smith2020"),
    _judged("score", "goes with", overall="score"),
    _judged("score", "goes with", score=7),
    _smith(
        "one-arm",
        "smith2020.pain: arm",
        "the control's figure",
        **_at(2, arm="treated", statement="Pain was 4 with cells, against 6 under saline."),
        findings__2__estimate={"measure": "mean", "value": 4, "unit": "points"},
    ),
    _smith("figure-present", "smith2020.deaths: estimate.value", "no figure", **_at(6, estimate={"measure": "count"})),
    _smith(
        "figure-present",
        "smith2020.deaths: estimate.p",
        "p-value",
        **_at(6, estimate={"measure": "p-value", "value": 1}),
    ),
    _smith("figure-present", "smith2020.score: estimate.value_to", "not above", **_of(5, value_to=3)),
    _smith("interval-bounds", "smith2020.score: estimate.ci_high", "is missing", **_of(5, ci_low=3)),
    _smith("interval-bounds", "smith2020.score: estimate.ci_low", "above", **_of(5, ci_low=5, ci_high=3)),
    _smith("interval-bounds", "smith2020.score: estimate.ci_level", "without an interval", **_of(5, ci_level=95)),
    _smith(
        "interval-level",
        "smith2020.score: estimate.ci_level",
        "95 for 95 %",
        **_of(5, ci_low=3, ci_high=5, ci_level=0.95),
    ),
    _smith("value-in-interval", "smith2020.score: estimate.value", "outside", **_of(5, ci_low=4.1, ci_high=5)),
    _smith("value-mid-interval", "smith2020.pain: estimate.value", "not the middle (-1.5)", **_of(2, value=-1.9)),
    _smith("value-mid-interval", "smith2020.relapse: estimate.value", "not the middle (0.5)", **_of(3, value=0.85)),
    _smith("ratio-positive", "smith2020.relapse: estimate.ci_low", "negative", **_of(3, ci_low=-0.25)),
    _smith("events", "smith2020.deaths: estimate.events", "more than n, 30", **_of(6, events=31, value=31)),
    _smith("count", "smith2020.deaths: estimate.value", "number of events, 2", **_of(6, value=3)),
    _smith("proportion", "smith2020.improved: estimate.unit", "'%'", **_of(0, unit=GONE)),
    _smith("proportion", "smith2020.improved: estimate.value", "between 0 and 100", **_of(0, value=166.7, n=GONE)),
    _smith("proportion-of-events", "smith2020.improved: estimate.value", "20/30 (66.67 %)", **_of(0, value=66.9)),
    _smith(
        "proportion-of-events",
        "smith2020.improved: estimate.value",
        "20/30 (66.67 %)",
        **_of(0, value=60, approximate=True),
    ),
    _smith("p-and-interval", "smith2020.pain: estimate.p", "above 0.05", **_of(2, p="0.2")),
    _smith("p-and-interval", "smith2020.falls: estimate.p", "below 0.05", **_of(4, p="<0.01")),
    _smith("scale", "smith2020.score: estimate.value", "off the scale of pain, 0-10", **_of(5, value=40)),
    _smith("scale", "smith2020.score: estimate.baseline", "off the scale of pain, 0-10", **_of(5, baseline=60)),
    _smith(
        "scale",
        "smith2020.pain: estimate.value",
        "a change longer than the scale of pain, 0-10",
        **_of(2, value=-15, ci_low=GONE, ci_high=GONE, ci_level=GONE),
    ),
    _smith(
        "scale",
        "smith2020.pain: estimate.ci_low",
        "a change longer than",
        **_of(2, value=-6.2, ci_low=-12, ci_high=-0.4),
    ),
    _smith("scale", "smith2020.score: estimate.value_to", "off the scale", **_of(5, value_to=12)),
    _smith("participants", "study.participants.total", "50 is less", study__participants__total=50),
    _smith("other-arm", "smith2020.source: comparator", "no other arm", **_at(7, comparator={"kind": "other-arm"})),
    _smith(
        "other-arm",
        "smith2020.source: comparator.against",
        "kind 'placebo'",
        **_at(7, comparator={"kind": "placebo", "against": {"sources": ["bone-marrow"]}}),
    ),
    _smith("arm", "smith2020.falls: arm", "'between' with comparator 'none'", **_at(4, comparator={"kind": "none"})),
    _smith("arm-missing", "smith2020.score: arm", "is missing", **_at(5, arm=GONE)),
    Broken(
        "design",
        {"study.design": "single-arm-trial", "findings": [{**RESULT, **FINDINGS[2]}]},
        "smith2020.pain: comparator.kind",
        "'placebo' in a study that is a single-arm-trial",
    ),
    _smith("direction-of-value", "smith2020.pain: direction", "lower is better", **_at(2, direction="harm")),
    _smith(
        "direction-of-value",
        "smith2020.pain: direction",
        "the other side",
        **_of(2, value=1.5, ci_low=0.6, ci_high=2.4),
    ),
    _smith("direction-of-change", "smith2020.score: direction", "of pain lower is better", **_of(5, baseline=3)),
    _smith(
        "direction-of-change",
        "smith2020.score: direction",
        "of pain lower is better",
        **_of(5, measure="mean-change", value=2, baseline=GONE),
    ),
    _smith("direction-of-arms", "smith2020.improved: direction", "the control arm", **_of(1, value=96.7, events=29)),
    _smith("direction-of-interval", "smith2020.pain: direction", "excludes", **_at(2, direction="no-difference")),
    _smith("direction-of-interval", "smith2020.relapse: direction", "spans", **_of(3, ci_low=0.1, ci_high=2.5)),
    _smith(
        "counts",
        "smith2020.pain: estimate.counts",
        "'relief' in outcome_label and 'benefit' disagree",
        **_at(2, outcome_label="pain relief"),
        **_of(2, value=1.5, ci_low=0.6, ci_high=2.4),
    ),
    _smith(
        "counts",
        "smith2020.score: estimate.counts",
        "'fall' in reported_as",
        **_of(5, measure="mean-change", value=2, baseline=GONE, reported_as="mean fall"),
    ),
    _smith(
        "counts",
        "smith2020.pain: estimate.counts",
        "'Reduction' in unit",
        **_of(2, value=1.5, ci_low=0.6, ci_high=2.4, unit="% Reduction"),
    ),
    _smith("scales-named", "smith2020.pain: also_outcomes", "lacks 'relapse'", **_at(2, outcome_label="pain and RLPS")),
    _smith("as-printed", "smith2020.pain: note", "is missing at 'as_printed'", **_at(2, as_printed=True)),
    _smith("as-printed", "smith2020.source: as_printed", "without a figure", **_at(7, as_printed=True, note="So.")),
    _smith("statement", "smith2020.pain: statement", "3 sentences", **_at(2, statement="It fell. It rose. It fell.")),
    _smith("statement", "smith2020.pain: statement", "a period", **_at(2, statement="Pain fell")),
    _smith("statement", "smith2020.pain: statement", "breaks off", **_at(2, statement="Pain fell by...")),
    _smith(
        "statement-repeated",
        "smith2020.falls: statement",
        "that of smith2020.relapse",
        **_at(4, statement="Relapses came half as often as under saline."),
    ),
    _smith("of-the-paper", "notes[0]", "'is not entered'", notes=["The dose is not entered."]),
    _smith("of-the-paper", "notes[0]", "'This record'", notes=["This record was made from the abstract."]),
    _smith("of-the-paper", "smith2020.pain: note", "smith.json", **_at(2, note="See smith.json for the rest.")),
    _smith("of-the-paper", "summary", "'second reading'", summary="Pain fell, as a second reading confirmed."),
    _smith("tidy-text", "smith2020.pain: statement", "double space", **_at(2, statement="Pain  fell.")),
    _smith("tidy-text", "notes[0]", "U+001B", notes=["A \x1b[31m red note"]),
    _trial("model", 0, "registration", "has not the form", registration="10000001"),
    _trial("model", 0, "pages[0]", "has not the form", pages=["http://example.org/1"]),
    _trial("model", 0, "end", "has not the form", end="2019-13"),
    _trial("model", 0, "progress", "is not one of", progress="finished"),
    _trial("trial-ids", 0, "registration", "in small letters", registration="NCT10000009", papers=GONE),
    Broken("trial-ids", {"trials.1.id": "nct10000001"}, "nct10000001: id", "earlier trial", TRIALS, TRIALS),
    _trial("trial-vocabulary", 0, "conditions", "no condition", conditions=["sclerosis"]),
    _trial("trial-vocabulary", 0, "intervention.routes", "no route", intervention__routes=["iv"]),
    _trial("trial-papers", 0, "papers", "no paper 'nobody1999'", papers=["nobody1999"]),
    _trial("trial-papers", 0, "papers", "is of NCT10000002", papers=["jones2021"]),
    _trial("trial-papers", 0, "papers", "is empty", papers=GONE),
    _trial("trial-dates", 1, "end", "called past it", end="2026"),
    _trial("trial-dates", 1, "end", "called past it", end=GONE),
    _trial("trial-dates", 1, "progress", "call it past-planned-end", progress="running"),
    _trial("trial-dates", 1, "progress", "the end is 2025", progress="end-not-stated"),
    _trial("trial-dates", 1, "end_kind", "is 'actual'", end_kind="actual"),
    _trial("trial-dates", 0, "end_kind", "without an end", end=GONE),
    _trial("trial-dates", 0, "as_of", "after the day", as_of="2026-01-03"),
    _trial("trial-dates", 1, "as_of", "is missing", note=GONE),
    _words("model", "conditions", "multiple-sclerosis: mesh", "has not the form", **{"1__mesh": "MS1"}),
    _words("model", "conditions", "multiple-sclerosis: synonym", "meant: 'synonyms'?", **{"1__synonym": ["x"]}),
    _words(
        "concept-ids",
        "designs",
        "single-arm-trial: id",
        "earlier concept",
        **{"1__id": "single-arm-trial"},
    ),
    _words(
        "complement",
        "outcomes",
        "death: complement",
        "'pain' is unknown or lacks this one",
        **{"0__complement": "pain"},
    ),
    _words("broader", "conditions", "multiple-sclerosis: broader", "no 'nothing'", **{"1__broader": ["nothing"]}),
    _words(
        "concept-names",
        "conditions",
        "multiple-sclerosis: synonyms",
        "'demyelinating-disease' too",
        **{"1__synonyms": ["Démyelinating DISEASE"]},
    ),
    _words("concept-names", "conditions", "multiple-sclerosis: synonyms", "nobody can type", **{"1__synonyms": ["--"]}),
    _words("mesh", "conditions", "multiple-sclerosis: mesh", "'demyelinating-disease'", **{"1__mesh": "D003711"}),
    _words("concept-fields", "routes", "intravenous: better", "outcomes only", **{"0__better": "lower"}),
    _words("concept-fields", "routes", "intravenous: kind", "entities only", **{"0__kind": "drug"}),
    _words("concept-fields", "entities", "interleukin-10: kind", "is missing", **{"0__kind": GONE}),
    _words("concept-fields", "routes", "intravenous: level", "designs only", **{"0__level": 2}),
    _words("design-level", "designs", "single-arm-trial: level", "Oxford CEBM 2011", **{"2__level": GONE}),
    _words("design-level", "designs", "single-arm-trial: evidence", "whose results", **{"2__evidence": GONE}),
    _words("design-level", "designs", "single-arm-trial: control_group", "'never'", **{"2__control_group": GONE}),
    _words("concept-fields", "outcomes", "pain: scale", "does not rise", **{"2__scale": "10-0"}),
)
