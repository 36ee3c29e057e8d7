"""No screen breaks a word that fits its line: neither a citation key nor a figure from its name and sign."""

from __future__ import annotations

import json
import re

import pytest
from runs import here

from mscq.output.forms.layout import lay_out
from mscq.output.report import Column, Report, Table, filled, line

SCREENS = [
    ("condition", "ms"),
    ("safety",),
    ("safety", "ms", "--all"),
    ("papers",),
    ("papers", "--sort", "n"),
    ("findings", "--condition", "lupus"),
    ("show", "zhou2020"),
    ("show", "deng2017"),
    ("compare", "--route", "iv", "intrathecal"),
    ("coverage",),
    ("coverage", "ms"),
    ("conflicts",),
    ("why", "islam2023"),
    ("terms", "conditions"),
    ("search", "lupus"),
    ("timeline", "ms"),
]
LONGEST = 24
_JOINT = re.compile(r"(?<=[/-])")


def _words(text: str) -> set[str]:
    return {word.rstrip(",;:.") for word in text.replace("\u00a0", " ").split()}


def _pieces(text: str) -> set[str]:
    """The words of a text, and the parts of those that may be broken: at a slash, and at a hyphen."""
    words = _words(text)
    parts = {part for word in words for part in _JOINT.split(word)}
    return words | parts | {f"{one}{other}" for one in parts for other in parts if one.endswith("-")}


@pytest.mark.slow
@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
@pytest.mark.parametrize("width", [60, 80])
def test_no_word_is_broken(words: tuple[str, ...], width: int) -> None:
    whole = _pieces(here([*words, "--plain"])[1])
    laid_out = here([*words, "--width", str(width)])[1]
    broken = {word for word in _words(laid_out) if word not in whole and "-" not in word and "/" not in word}
    addresses = [word for word in whole if len(word) > LONGEST]
    broken = {word for word in broken if not any(word in one for one in addresses)}
    parts = {word for word in broken if any(word in longer for longer in whole)}
    assert parts <= {"for", "room", "here", "No", "•"}  # what the layout says itself


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_key_is_broken(width: int) -> None:
    for words in (("papers",), ("findings",), ("safety",), ("search", "ms")):
        shown = here([*words, "--width", str(width)])[1]
        told = json.loads(here([*words, "--json"])[1])
        keys = set(re.findall(r"'paper': '([a-z0-9-]+)'|'id': '([a-z]+[0-9]{4}[a-z]?)'", str(told)))
        assert keys
        assert not [key for pair in keys for key in pair if key and key not in shown and words != ("safety",)]


def _laid(columns: list[Column], row: list[str], width: int) -> list[str]:
    return [one.text.rstrip() for one in lay_out(Report("", [Table(columns, [[line(one) for one in row]])]), width)]


def test_a_figure_stays_with_its_name_and_its_sign() -> None:
    text = "share of all RR 0.78 (0.65 to 0.94), p = 0.01; n 28; 1/12 (8.3 %)"
    for width in range(12, 60):
        lines = _laid([Column("", wrap=True)], [text], width)
        together = " | ".join(lines)
        for pair in ("RR 0.78", "p = 0.01;", "n 28;", "(8.3 %)"):
            assert pair in together, (width, lines)


def test_what_stands_under_a_row_is_as_wide_as_the_table() -> None:
    columns = [Column("key"), Column("n"), Column("title", wrap=True, under=True)]
    row = ["smith2020", "12", "A title of many words that need more room than is left beside the rest"]
    assert _laid(columns, row, 200)[1].endswith(row[2])
    head, first, *under = _laid(columns, row, 40)
    assert head.split() == ["key", "n"]
    assert first.split() == ["smith2020", "12"]
    assert " ".join(" ".join(under).split()) == row[2]
    assert all(one.startswith("    ") for one in under)


def test_a_column_that_is_empty_in_every_row_goes() -> None:
    table = Table(
        [Column("a"), Column("b"), Column("c")], [[line("1"), line(), line()], [line(), line(" "), line("2")]]
    )
    assert [column.title for column in filled(table).columns] == ["a", "c"]
