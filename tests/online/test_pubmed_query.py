"""The question to PubMed, and the days that people name."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runs import frozen

from mscq.errors import NotUnderstood
from mscq.online import query as under_test
from mscq.online.query import Query, query_of
from mscq.online.since import day_of

TODAY = date(2026, 11, 27)
SINCE = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026", date(2026, 1, 1)),
        ("2026-03", date(2026, 3, 1)),
        ("2026-3-5", date(2026, 3, 5)),
        ("2026/03/15", date(2026, 3, 15)),
        (" 2026-03-15 ", date(2026, 3, 15)),
        ("2024-02-29", date(2024, 2, 29)),
        ("30d", date(2026, 10, 28)),
        ("0d", TODAY),
        ("7 days", date(2026, 11, 20)),
        ("2026-11-27", TODAY),
    ],
)
def test_days_that_are_understood(text: str, day: date) -> None:
    assert day_of(text, TODAY) == day


_NO_DAYS = """soon|2025-02-29|2026-13|2026-00-01|26|20260315|2026-11-28|2027|-5d|99999999d|²026|٢٠٢٦|
2026-03-15T10:00|0000|99999d99999d""".replace("\n", "").split("|")


@pytest.mark.parametrize("text", ["", *_NO_DAYS])
def test_days_that_are_not(text: str) -> None:
    with pytest.raises(NotUnderstood, match="--since"):
        day_of(text, TODAY)


@given(st.text(max_size=12))
def test_any_text_is_a_day_or_not_understood(text: str) -> None:
    with suppress(NotUnderstood):
        assert day_of(text, TODAY) <= TODAY


def test_the_question_on_lupus() -> None:
    query = query_of(frozen().vocabulary, SINCE, "systemic-lupus-erythematosus")
    assert '"systemic lupus erythematosus"[mh]' in query.conditions
    assert '"lupus"[tiab]' in query.conditions
    assert '"stem cell*"[tiab]' in query.cells
    # what holds "lupus" need not be asked for, an abbreviation means too much, a hint is another disease's as well
    assert not any("refractory lupus" in one or '"sle"' in one for one in query.conditions)
    assert str(query).endswith('AND ("2026/11/22"[crdt] : "3000"[crdt])')


def test_a_family_asks_for_its_members_and_nothing_for_all_diseases() -> None:
    vocabulary = frozen().vocabulary
    family = query_of(vocabulary, SINCE, "multiple-sclerosis")
    assert '"relapsing remitting"[tiab]' in family.conditions
    every = query_of(vocabulary, SINCE)
    assert {'"lupus"[tiab]', '"multiple sclerosis"[tiab]'} <= {*every.conditions}
    assert '"inflammation"[tiab]' not in every.conditions


def test_what_is_a_part_of_a_body_counts_beside_a_treatment_only() -> None:
    query = query_of(frozen().vocabulary, SINCE, "multiple-sclerosis")
    assert not any("macrophage*" in one for one in (*query.cells, *query.others))
    assert any("extracellular vesicle" in one for one in query.others)
    asked = query_of(frozen().vocabulary, SINCE, "multiple-sclerosis", ["macrophage"])
    assert asked.cells == ()
    assert '"macrophage*"[tiab]' in asked.others
    assert '"transplant*"[tiab]' in str(asked)


def _well_formed(query: Query) -> None:
    text = str(query)
    assert text.count("(") == text.count(")")
    assert text.count('"') % 2 == 0
    outside = re.sub(r'"[^"]*"\[(?:mh|tiab|crdt)\]', "", text)
    assert re.fullmatch(r"[() :]*(?:(?:OR|AND)[() :]*)*", outside), outside


@pytest.mark.parametrize("cells", [(), ("mesenchymal-stromal-cell",), ("macrophage",)])
def test_every_condition_gives_a_question_that_is_well_formed(cells: tuple[str, ...]) -> None:
    vocabulary = frozen().vocabulary
    for condition in (None, *vocabulary.conditions):
        query = query_of(vocabulary, SINCE, condition, cells)
        assert query.conditions
        assert query.cells or query.others
        _well_formed(query)


@given(st.lists(st.text(max_size=30), max_size=12))
def test_any_names_give_phrases_that_need_no_quoting(names: list[str]) -> None:
    for phrase in under_test._shortest(names):
        assert re.fullmatch(r"[^\W_']+(?:[ '][^\W_']+)*\*?", phrase)


@pytest.mark.parametrize(
    ("names", "phrases"),
    [
        (["stem cell", "stem cells"], ["stem cell*"]),
        (["lupus", "systemic lupus", "Lupus disease"], ["lupus"]),
        (["Parkinson", "Parkinson’s disease"], ["parkinson", "parkinson's disease"]),
        (["stem cell", "stem cells", "stem cell-derived exosomes", "adult stem cells"], ["stem cell*"]),
        (["stem", "system cells"], ["stem", "system cells"]),
        (["MSC (medicinal)", 'a "b"[ti]'], ["msc medicinal", "a b ti"]),
        (["ab", "abs"], ["ab", "abs"]),  # too short to be cut
        ([], []),
    ],
)
def test_phrases_are_as_few_as_say_the_same(names: list[str], phrases: list[str]) -> None:
    assert under_test._shortest(names) == phrases


def test_what_the_index_lacks_is_left_out_but_never_all() -> None:
    query = Query(('"a"[tiab]', '"b"[tiab]'), (), ('"c"[tiab]',), SINCE)
    assert query.without(['"A"[tiab]', '"c"[tiab]', "none"]) == query._replace(cells=('"b"[tiab]',))
    assert query.without(['"a"[tiab]', '"b"[tiab]']) == query
    assert query.without(['"a"']) == query.without(["a"]) == query.without(["A[tiab]"])
    assert query.without(['"a"[mh]']) == query


def test_phrases_grow_with_their_names() -> None:
    def seconds(number: int) -> float:
        names = [f"cell{one} of kind number{one % 7} and more" for one in range(number)]
        began = time.perf_counter()
        under_test._shortest(names)
        return time.perf_counter() - began

    seconds(100)
    assert seconds(16_000) < 8 * 4 * max(seconds(2_000), 0.01)
