"""The views of the SQLite export: what people ask for, with labels in place of ids."""

from __future__ import annotations

from collections.abc import Iterator

from mscq.export.of_vocabulary import NAMES


def views() -> Iterator[tuple[str, str]]:
    """The name of every view and its query."""
    yield "finding_details", _DETAILS
    yield "results", _RESULTS
    yield "controlled_results", "SELECT * FROM results WHERE setting = 'controlled' ORDER BY level, year DESC, id"
    yield "paper_overview", _PAPERS
    yield "concepts", _union("SELECT '{facet}' AS facet, id, label, mesh, kind, note FROM {table}")
    yield "concept_names", _union("SELECT '{facet}' AS facet, {one} AS concept, name, kind FROM {one}_names")


def _union(query: str) -> str:
    parts = (query.format(facet=facet, table=names.table, one=names.one) for facet, names in NAMES.items())
    return "\nUNION ALL ".join(parts)


def _labels(link: str, owner: str, key: str, column: str, table: str) -> str:
    """The labels of a list of concepts in one text, in the order of the record."""
    return f"""(SELECT group_concat(label, '; ') FROM (
    SELECT c.label FROM {link} AS l JOIN {table} AS c ON c.id = l.{column}
    WHERE l.{owner} = {key} ORDER BY l.position))"""


_DETAILS = f"""SELECT f.id, f.paper, p.pmid, p.year, p.level, d.label AS design, f.topic,
  {_labels("finding_conditions", "finding", "f.id", "condition", "conditions")} AS conditions,
  {_labels("intervention_cell_types", "intervention", "f.id || ':given'", "cell_type", "cell_types")} AS cells,
  {_labels("intervention_cell_sources", "intervention", "f.id || ':given'", "cell_source", "cell_sources")} AS sources,
  {_labels("intervention_routes", "intervention", "f.id || ':given'", "route", "routes")} AS routes,
  {_labels("intervention_donors", "intervention", "f.id || ':given'", "donor", "donors")} AS donors,
  f.setting, f.comparator_kind, f.comparator_label, f.arm, f.group_label, f.population, f.analysis,
  o.label AS outcome, f.outcome_label, f.endpoint, f.timepoint_months, f.direction, f.stage,
  f.measure, f.value, f.value_to, f.approximate, f.unit, f.baseline, f.standard_deviation, f.standard_error,
  f.events, f.n, f.studies, f.participants, f.i_squared,
  f.ci_low, f.ci_high, f.ci_level, f.p, f.reported_as, f.favours_treatment,
  f.statement, f.read_as, f.locator, f.note, p.status, p.title AS paper_title
FROM findings AS f
JOIN papers AS p ON p.id = f.paper
JOIN designs AS d ON d.id = p.design
LEFT JOIN outcomes AS o ON o.id = f.outcome"""

_RESULTS = """SELECT d.* FROM comparisons AS c JOIN finding_details AS d ON d.id = c.finding"""

_PAPERS = f"""SELECT p.id, p.pmid, p.doi, p.title, p.year, p.level, d.label AS design,
  {_labels("paper_conditions", "paper", "p.id", "condition", "conditions")} AS conditions,
  p.participants_total, p.participants_treated, p.participants_control, p.blinding,
  p.primary_outcome, p.primary_outcome_met, p.primary_outcome_source, p.regulator,
  p.sponsor_name, p.sponsor_kind, p.status,
  (SELECT count(*) FROM findings AS f WHERE f.paper = p.id) AS findings,
  (SELECT count(*) FROM comparisons AS c WHERE c.paper = p.id) AS comparisons,
  (SELECT count(*) FROM comparisons AS c WHERE c.paper = p.id AND c.setting = 'controlled') AS controlled_comparisons,
  p.summary, p.citation
FROM papers AS p JOIN designs AS d ON d.id = p.design"""
