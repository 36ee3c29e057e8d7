"""Ranking, fields and operators over a small base whose right answers are plain to see."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_base import base, finding, paper

from mscq.errors import BadRecord
from mscq.search.searcher import QueryError, Searcher

AGAINST_PLACEBO = {"comparator": {"kind": "placebo"}, "arm": "between", "stage": "controlled-trial"}
PAPERS = [
    paper(
        "lupus2015",
        "Cord cells in lupus nephritis",
        [
            finding("harm", "More infections.", topic="safety", direction="harm", arm="treated"),
            finding("pain", "Pain did not change.", outcome="pain", direction="no-difference", **AGAINST_PLACEBO),
        ],
        year=2015,
        conditions=["lupus-nephritis"],
        sources=["umbilical-cord"],
        routes=["intravenous"],
        n=18,
        design="randomized-controlled-trial",
    ),
    paper(
        "marrow2018",
        "Marrow cells by spinal tap",
        [
            finding("walk", "Patients walked further.", outcome="mobility", direction="benefit", arm="treated"),
            finding("pain", "Pain was less.", outcome="pain", direction="benefit", arm="treated"),
        ],
        year=2018,
        conditions=["multiple-sclerosis"],
        sources=["bone-marrow"],
        routes=["intrathecal"],
        n=40,
        authors=[("Zebra", "Ann Mary"), ("van Laar", "Jacob M")],
    ),
    paper(
        "author2019", "A trial of something else", year=2019, authors=[("Marrow", "Max")], conditions=["osteoporosis"]
    ),
    paper("zebra2021", "The zebra sign", year=2021, conditions=["dry-eye"]),
    paper("twin2020", "Quagga report", year=2020, conditions=["dry-eye"], design="case-report"),
    paper("twin2022", "Quagga report", year=2022, conditions=["dry-eye"], design="case-report"),
    paper("twin2010", "Quagga report", year=2010, conditions=["dry-eye"], design="randomized-controlled-trial"),
]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return Searcher(base(tmp_path_factory.mktemp("base") / "data", PAPERS))


def ids(searcher: Searcher, text: str, sort: str = "score") -> list[str]:
    return [hit.paper.id for hit in searcher.search(text, sort=sort).hits]


def test_title_counts_more_than_author(searcher: Searcher) -> None:
    assert ids(searcher, "zebra") == ["zebra2021", "marrow2018"]


def test_ties_go_by_level_then_year(searcher: Searcher) -> None:
    assert ids(searcher, "quagga") == ["twin2010", "twin2022", "twin2020"]


def test_ties_are_settled_before_the_cut(searcher: Searcher) -> None:
    found = searcher.search("quagga", limit=1)
    assert [hit.paper.id for hit in found.hits] == ["twin2010"]
    assert found.total == 3


@pytest.mark.parametrize(
    ("sort", "first"), [("year", "twin2022"), ("n", "marrow2018"), ("level", "twin2010"), ("score", "zebra2021")]
)
def test_sort(searcher: Searcher, sort: str, first: str) -> None:
    assert ids(searcher, "quagga OR zebra", sort)[0] == first


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("condition:lupus", {"lupus2015"}),
        ("condition:lupus,ms", {"lupus2015", "marrow2018"}),
        ("source:perinatal", {"lupus2015"}),
        ("year:2018..2019", {"marrow2018", "author2019"}),
        ("n:>30", {"marrow2018"}),
        ("level:2", {"lupus2015", "twin2010"}),
        ("design:rct year:>=2012", {"lupus2015"}),
        ("id:lupus2015", {"lupus2015"}),
        ("author:zebra", {"marrow2018"}),
        ("zebra am[au]", {"marrow2018"}),
        ('author:"van Laar JM"', {"marrow2018"}),
        ("author:zeb", set()),
        ("title:zebra", {"zebra2021"}),
        ("zeb*", {"zebra2021", "marrow2018"}),
        ('"zebra sign"', {"zebra2021"}),
        ('"sign zebra"', set()),
        ("zebra AND marrow", {"marrow2018"}),
        ("zebra OR quagga", {"zebra2021", "marrow2018", "twin2010", "twin2020", "twin2022"}),
        ("zebra NOT marrow", {"zebra2021"}),
        ("zebra -marrow", {"zebra2021"}),
        ("(zebra OR quagga) AND 2020:2021[dp]", {"zebra2021", "twin2020"}),
        ('"Multiple Sclerosis"[mh]', {"marrow2018"}),
        ('"D008180"[mh]', {"lupus2015"}),
        ("journal:made-up AND zebra[ti]", {"zebra2021"}),
    ],
)
def test_fields_and_operators(searcher: Searcher, text: str, expected: set[str]) -> None:
    assert set(ids(searcher, text)) == expected


def test_fields_of_findings_must_hold_for_one_finding(searcher: Searcher) -> None:
    assert ids(searcher, "direction:benefit outcome:pain") == ["marrow2018"]
    assert ids(searcher, "direction:harm outcome:pain") == []
    assert ids(searcher, "topic:safety direction:harm") == ["lupus2015"]


def test_not_denies_every_finding(searcher: Searcher) -> None:
    assert ids(searcher, "outcome:pain NOT direction:benefit") == ["lupus2015"]


def test_finding_shown_is_the_one_that_the_fields_ask_for(searcher: Searcher) -> None:
    (hit,) = searcher.search("outcome:pain condition:ms").hits
    assert hit.finding is not None
    assert hit.finding.id == "marrow2018.pain"
    (hit,) = searcher.search("walking ms").hits[:1]
    assert hit.finding is not None
    assert hit.finding.id == "marrow2018.walk"


def test_of_equal_findings_the_controlled_result_is_shown(searcher: Searcher) -> None:
    (hit,) = searcher.search("lupus").hits
    assert hit.finding is not None
    assert hit.finding.id == "lupus2015.pain"


def test_identifier_among_words_comes_first(searcher: Searcher) -> None:
    assert ids(searcher, "twin2020 quagga")[0] == "twin2020"


@pytest.mark.parametrize(("text", "position"), [("zebra condition:lpus", 16), ("outcome:zzzz", 8), ("route:osteo", 6)])
def test_unknown_value_is_said_where_it_stands(searcher: Searcher, text: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        searcher.search(text)
    assert caught.value.position == position


def test_only_what_is_shown_is_validated(tmp_path: Path) -> None:
    kb = base(tmp_path / "data", [PAPERS[0], {**PAPERS[3], "no_such_key": 1}])
    searcher = Searcher(kb)
    assert ids(searcher, "lupus") == ["lupus2015"]
    with pytest.raises(BadRecord, match="no_such_key"):
        searcher.search("zebra")


def test_record_of_the_wrong_shape_is_one_clear_error(tmp_path: Path) -> None:
    kb = base(tmp_path / "data", [{**PAPERS[0], "study": []}, {**PAPERS[3], "findings": ["x"]}])
    with pytest.raises(BadRecord):
        Searcher(kb)


def test_stored_records_are_not_touched(searcher: Searcher) -> None:
    before = json.dumps(searcher.index.raw)
    ids(searcher, "lupus zebra direction:harm")
    assert json.dumps(searcher.index.raw) == before


_SAID = st.sampled_from(
    ["lupus", "zebra", "it", "IT", "vs", "iv", "AND", "-", '"a b"', "year:2020", "x*", "2020", "β", "(", ")"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(text=st.one_of(st.text(max_size=30), st.lists(_SAID, max_size=8).map(" ".join)))
def test_search_raises_nothing_but_query_errors(searcher: Searcher, text: str) -> None:
    try:
        found = searcher.search(text, limit=2)
    except QueryError:
        return
    assert len(found.hits) <= 2
    assert found.total >= len(found.hits)
