"""Reading a stored record gives what the models give, on every record of the base."""

from __future__ import annotations

from runs import bundled

from mscq.evidence import stored
from mscq.evidence.treatment import conditions, treatment_of
from mscq.records.facets import GIVEN


def test_stored_records_and_models_agree() -> None:
    kb = bundled()
    compared = taken = 0
    for paper in kb.papers():
        record = kb.raw(paper.id)
        issued = paper.bibliography.issued
        people = paper.study.participants
        assert stored.year_of(record) == (issued.year if issued else None), paper.id
        assert stored.size_of(record) == (people.total or people.treated), paper.id
        assert list(stored.conditions_of(record)) == paper.study.conditions
        for raw, finding in zip(stored.findings_of(record), paper.findings, strict=True):
            assert list(stored.conditions_of(record, raw)) == conditions(paper, finding), finding.id
            over = set(stored.taken_over(record, raw))
            for field, facet in ((row.field, row.id) for row in GIVEN):
                given = getattr(treatment_of(paper, finding), field)
                assert list(stored.treatment_of(record, raw, field)) == list(given), finding.id
                against = finding.comparator.against
                assert list(stored.set_against(raw, field)) == (getattr(against, field) if against else [])
                own = getattr(finding.intervention, field) if finding.intervention else []
                assert {(facet, one) for one in given if not own} == {one for one in over if one[0] == facet}
                compared += 1
                taken += bool(given) and not own
    assert compared > 5000
    assert taken > 1000


def test_a_broken_record_names_what_it_can() -> None:
    assert list(stored.named_as_a_whole({})) == []
    assert stored.treatment_of({"study": None}, {"intervention": None}, "routes") == ()
    assert stored.year_of({"bibliography": {"issued": {"date-parts": [[]]}}}) is None
    assert stored.size_of({"study": {"participants": {"total": "many"}}}) is None
