"""What separates two sides: on made studies of which the field that does is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as each_of
from hypothesis import strategies as st
from made_papers import BEFORE, finding, made_base, paper

from mscq.evidence.conflicts import Conflict, conflicts_among
from mscq.evidence.separation import ENOUGH, SEPARATES, Count, Separation, Split, Values, best_of, split_best
from mscq.records.models import Paper


def _side(field: str, *values: str | None) -> list[Values]:
    return [{field: frozenset({one} if one else ())} for one in values]


def _both(first: list[Values], second: list[Values]) -> list[Values]:
    return [{**one, **other} for one, other in zip(first, second, strict=True)]


def test_the_share_of_no_less_the_share_of_yes() -> None:
    (split,) = split_best(_side("route", "iv", "iv", "iv", "it"), _side("route", "it", "it", "iv", "it"))
    assert split == Split("route", "iv", Count(3, 4), Count(1, 4))
    assert split.difference == 0.5
    assert best_of([split]) == split


def test_a_study_may_have_several_values() -> None:
    both: Values = {"route": frozenset({"iv", "it"})}
    (split,) = split_best([both, both], _side("route", "it", "it"))
    assert (split.value, split.no, split.yes) == ("iv", Count(2, 2), Count(0, 2))


def test_of_values_that_part_alike_the_one_of_the_no_side_is_told() -> None:
    (split,) = split_best(_side("control", "b", "b", "a"), _side("control", "a"))
    assert (split.value, split.no, split.yes) == ("b", Count(2, 3), Count(0, 1))


@pytest.mark.parametrize(
    ("no", "yes", "used"),
    [
        (["iv", "iv", None, None], ["it", "it"], True),
        (["iv", None, None, None], ["it", "it"], False),
        (["iv", "iv", None, None, None], ["it", "it"], False),
        (["iv", None], ["it", "it"], False),
        (["iv"], ["it", "it", "it"], True),
        ([None], ["it", "it", "it"], False),
        (["iv", "iv"], [None, None], False),
    ],
)
def test_a_field_must_be_known_for_half_of_a_side_and_two_of_several(
    no: list[str | None], yes: list[str | None], used: bool
) -> None:
    assert bool(split_best(_side("route", *no), _side("route", *yes))) is used


def test_only_what_is_known_is_counted() -> None:
    (split,) = split_best(_side("size", "large", "large", None), _side("size", "small", "small", None))
    assert (split.no.known, split.yes.known) == (2, 2)


def test_of_fields_that_part_nearly_alike_the_first_is_told() -> None:
    no = _both(_side("control", "yes", "yes", "yes", "yes"), _side("size", "large", "large", "large", "large"))
    near = _both(_side("control", "no", "no", "no", "yes"), _side("size", "small", "small", "small", "small"))
    far = _both(_side("control", "no", "no", "yes", "yes"), _side("size", "small", "small", "small", "small"))
    for yes, told in ((near, "control"), (far, "size")):
        best = best_of(split_best(no, yes))
        assert best is not None
        assert best.field == told


@pytest.mark.parametrize(
    ("no", "yes", "told"),
    [
        (Count(1, 2), Count(0, 9), False),
        (Count(2, 2), Count(0, 9), True),
        (Count(1, 1), Count(0, 9), False),
        (Count(1, 1), Count(0, 2), False),
        (Count(4, 9), Count(0, 9), False),
        (Count(0, 9), Count(1, 2), False),
    ],
)
def test_one_study_of_several_separates_nothing(no: Count, yes: Count, told: bool) -> None:
    split = Split("dose", "high", no, yes)
    assert best_of([split]) == (split if told else None)


_SIDES = st.lists(
    st.fixed_dictionaries({name: st.frozensets(st.sampled_from("abc"), max_size=2) for name in ("one", "two")}),
    min_size=1,
    max_size=8,
)


@each_of(_SIDES, _SIDES)
def test_splits_are_a_plain_recount(no: list[Values], yes: list[Values]) -> None:
    splits = split_best(no, yes)
    for split in splits:
        for count, side in ((split.no, no), (split.yes, yes)):
            known = [held for one in side if (held := one[split.field])]
            assert count == (sum(split.value in one for one in known), len(known))
            assert 2 * len(known) >= len(side)
        for value in "abc":
            shares = [
                sum(value in (one[split.field] or ()) for one in side) / sum(bool(one[split.field]) for one in side)
                for side in (no, yes)
            ]
            assert abs(shares[0] - shares[1]) <= split.size + 1e-6
    best = best_of(splits)
    if best is not None:
        assert best.size >= SEPARATES
        assert best.no.known + best.yes.known >= ENOUGH
    # which side is called no changes the sign and not the size
    assert {one.field: one.size for one in split_best(yes, no)} == {one.field: one.size for one in splits}


# the fields, on papers made for each


def _asked(folder: Path, *papers: Paper) -> Conflict:
    kb = made_base(folder, *papers)
    (conflict,) = conflicts_among(kb, list(kb.papers()))
    return conflict


def _parted(folder: Path, *papers: Paper) -> Separation:
    """What separates the sides of the one question that these papers answer."""
    found = _asked(folder, *papers).separates
    assert found is not None
    return found


def _four(field: str, no: Any, yes: Any, **fixed: Any) -> list[Paper]:
    """Two trials that find nothing and two that find a gain, which differ in one field of the study."""
    return [
        paper(f"{name}{year}", finding("pain", direction=direction), **{field: value}, **fixed)
        for name, direction, value in (("no", "no-difference", no), ("yes", "benefit", yes))
        for year in (2019, 2020)
    ]


_FORM = "progressive-multiple-sclerosis"


def _cells(**more: Any) -> dict[str, Any]:
    return {"cells": ["mesenchymal-stromal-cell"], **more}


@pytest.mark.parametrize(
    ("told", "field", "no", "yes", "value"),
    [
        ("route", "intervention", _cells(routes=["intravenous"]), _cells(routes=["intrathecal"]), "intravenous"),
        ("source", "intervention", _cells(sources=["placenta"]), _cells(sources=["bone-marrow"]), "placenta"),
        ("donor", "intervention", _cells(donors=["allogeneic"]), _cells(donors=["autologous"]), "allogeneic"),
        ("dose", "intervention", _cells(dose_cells=[1e6]), _cells(dose_cells=[2e8]), "low"),
        ("size", "participants", {"total": 50}, {"total": 49}, "large"),
        ("randomised", "design", "randomized-controlled-trial", "non-randomized-controlled-trial", "randomised"),
        ("blinding", "blinding", "double-blind", "open-label", "double-blind"),
        ("sponsor", "sponsor", {"kind": "industry"}, {"kind": "public"}, "industry"),
        ("read", "primary_outcome_source", "maker", None, "maker"),
        ("form", "conditions", ["multiple-sclerosis", "progressive-multiple-sclerosis"], ["multiple-sclerosis"], None),
        ("form", "conditions", [_FORM], ["relapsing-remitting-multiple-sclerosis"], _FORM),
    ],
)  # fmt: skip
def test_the_field_that_was_made_to_differ_is_the_one_that_is_told(
    tmp_path: Path, told: str, field: str, no: Any, yes: Any, value: str | None
) -> None:
    best = _parted(tmp_path, *_four(field, no, yes)).best
    if value is None:  # where one side is of no form in particular the field is not known
        assert best is None
    else:
        assert best == Split(told, value, Count(2, 2), Count(0, 2))


@pytest.mark.parametrize(
    ("told", "no", "yes", "value"),
    [
        ("comparator", {}, {"comparator": {"kind": "usual-care"}}, "placebo"),
        ("follow-up", {"timepoint_months": 11}, {"timepoint_months": 10.9}, "long"),
        ("outcome", {"outcome": "vas-pain"}, {"outcome": "womac-pain"}, "vas-pain"),
    ],
)
def test_fields_of_a_finding_are_told(
    tmp_path: Path, told: str, no: dict[str, Any], yes: dict[str, Any], value: str
) -> None:
    papers = [
        paper(f"{name}{year}", finding("pain", direction=direction, **fields))
        for name, direction, fields in (("no", "no-difference", no), ("yes", "benefit", yes))
        for year in (2019, 2020)
    ]
    assert _parted(tmp_path, *papers).best == Split(told, value, Count(2, 2), Count(0, 2))


def test_nothing_is_told_where_nothing_differs(tmp_path: Path) -> None:
    found = _parted(tmp_path, *_four("blinding", "double-blind", "double-blind"))
    assert (found.best, found.alike, found.differ) == (None, (), ())


def test_one_study_a_side_can_only_differ(tmp_path: Path) -> None:
    no = paper(
        "no2020", finding("pain", direction="no-difference"), blinding="double-blind", participants={"total": 90}
    )
    yes = paper("yes2020", finding("pain"), blinding="open-label", participants={"total": 30})
    found = _parted(tmp_path, no, yes)
    assert found.best is None
    assert found.differ == ("blinding",)  # their sizes are read beside them


def test_what_varies_and_does_not_separate_is_named(tmp_path: Path) -> None:
    bone, fat = (_cells(sources=[one], routes=["intravenous"]) for one in ("bone-marrow", "adipose-tissue"))
    papers = [
        paper(f"{name}{year}", finding("pain", direction=direction), intervention=cells, blinding=blinding)
        for name, direction, blinding in (("no", "no-difference", "double-blind"), ("yes", "benefit", "open-label"))
        for year, cells in ((2019, bone), (2020, fat))
    ]
    found = _parted(tmp_path, *papers)
    assert found.best is not None
    assert found.best.field == "blinding"
    assert found.alike == ("source",)  # all went by the same route, which therefore separates nothing and is not named


def test_studies_without_a_control_separate_nothing(tmp_path: Path) -> None:
    """A control does not separate: what none stands against can only say yes. Those with one are counted alone."""
    controlled = _four("blinding", "double-blind", "open-label")
    free = [
        paper(f"free{year}", finding("pain", comparator=BEFORE), design="single-arm-trial", blinding="double-blind")
        for year in range(2010, 2016)
    ]
    found = _asked(tmp_path, *controlled, *free)
    assert found.separates is not None
    assert found.separates.best == Split("blinding", "double-blind", Count(2, 2), Count(0, 2))
    only = _asked(tmp_path / "free", *controlled[:2], *free)
    assert only.separates is None


@pytest.mark.parametrize(
    ("no", "yes", "p"),
    [
        (Count(2, 2), Count(0, 2), 1 / 3),
        (Count(3, 3), Count(0, 3), 0.1),
        (Count(4, 4), Count(0, 4), 2 / 70),
        (Count(5, 5), Count(3, 8), 0.0754),  # R: fisher.test(matrix(c(5, 0, 3, 5), 2))
        (Count(1, 9), Count(11, 12), 0.000273),
        (Count(2, 4), Count(2, 4), 1.0),
    ],
)
def test_how_often_chance_parts_them_so(no: Count, yes: Count, p: float) -> None:
    assert Split("route", "iv", no, yes).chance == pytest.approx(p, abs=1e-3)


def test_a_study_with_arms_of_two_routes_tells_of_neither(tmp_path: Path) -> None:
    def arms(name: str, direction: str, *routes: str) -> Paper:
        rows = [finding(one, direction=direction, intervention={"routes": [one]}) for one in routes]
        return paper(name, *rows, intervention=_cells(routes=list(routes)))

    papers = [arms(f"no{year}", "no-difference", "intrathecal") for year in (2019, 2020)]
    papers += [arms(f"yes{year}", "benefit", "intrathecal", "intravenous") for year in (2019, 2020)]
    found = _asked(tmp_path, *papers)
    assert found.separates is not None
    assert found.separates.best is None


def test_a_study_by_two_routes_tells_of_neither(tmp_path: Path) -> None:
    both, one = _cells(routes=["intravenous", "intrathecal"]), _cells(routes=["intrathecal"])
    papers = _four("intervention", both, one)
    assert _parted(tmp_path, *papers).best is None
