"""Reference lists as they are pasted: numbered in any style, broken at any width, with page heads between."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from runs import frozen

from mscq.cite import nlm_line
from mscq.library.match import Match
from mscq.library.match_files import match_files
from mscq.library.references import cut, joined

STYLES: dict[str, Callable[[int], str]] = {
    "1. ": lambda n: f"{n}. ",
    "[1] ": lambda n: f"[{n}] ",
    "(1) ": lambda n: f"({n}) ",
    "1) ": lambda n: f"{n}) ",
    "1.) ": lambda n: f"{n}.) ",
    "one in five missing": lambda n: f"[{n + n // 4}] ",
    "tab": lambda n: f"{n}\t",
    "superscript": lambda n: str(n).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")),
    "bullet": lambda n: "• ",
}
PAPERS = [
    one for one in frozen().papers() if one.bibliography.title and one.bibliography.author and one.bibliography.pmid
]


def _references() -> list[str]:
    return [nlm_line(paper) for paper in PAPERS]


def _found(text: str, folder: Path) -> tuple[list[str], int]:
    file = folder / "list.txt"
    file.write_text(text, encoding="utf-8")
    found = match_files(frozen(), [str(file)], lambda: None)  # type: ignore[arg-type, return-value]
    known = [match.record for _, match in found.matched if isinstance(match, Match)]
    return known, len(found.matched)


@pytest.mark.slow
@pytest.mark.parametrize("heading", ["", "References\n", "5. Literatur\n\n"])
@pytest.mark.parametrize("width", [58, 79, 1000])
@pytest.mark.parametrize("style", STYLES)
def test_a_numbered_list_is_cut_where_its_numbers_stand(style: str, width: int, heading: str, tmp_path: Path) -> None:
    text = heading + "".join(
        textwrap.fill(f"{STYLES[style](n)}{one}", width, break_long_words=False, break_on_hyphens=True) + "\n"
        for n, one in enumerate(_references(), 1)
    )
    known, entries = _found(text, tmp_path)
    assert (known, entries) == ([paper.id for paper in PAPERS], len(PAPERS))


def _without_identifiers(reference: str) -> str:
    return reference.partition(" doi: ")[0].partition(" PMID: ")[0]


def _pasted(references: list[str], width: int, between: str = "") -> str:
    """A numbered list broken at a width, with what stands on a page in the middle of every third reference."""
    lines: list[str] = []
    for n, one in enumerate(references, 1):
        own = textwrap.wrap(f"{n}. {one}", width)
        half = len(own) // 2
        lines += [*own[:half], *([between.format(n)] if between and n % 3 == 0 else []), *own[half:]]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("between", ["\n{}\n", "\nJ Cells 2024; 12: 3{}\n", "\nPage {} of 30\nJournal of Cells\n"])
def test_what_stands_on_a_page_is_no_part_of_a_reference(between: str, tmp_path: Path) -> None:
    references = [_without_identifiers(one) for one in _references()]
    known, entries = _found(_pasted(references, 80, between), tmp_path)
    assert entries == len(PAPERS)
    assert known == _found(_pasted(references, 80), tmp_path)[0]
    assert len(known) >= 0.8 * len(PAPERS)


@pytest.mark.parametrize("heading", ["", "Bibliography\n\n", "Cited works\n"])
def test_lines_that_hang_are_one_reference(heading: str, tmp_path: Path) -> None:
    text = heading + "".join(textwrap.fill(one, 76, subsequent_indent="    ") + "\n" for one in _references())
    known, entries = _found(text, tmp_path)
    assert (known, entries) == ([paper.id for paper in PAPERS], len(PAPERS))


def test_a_list_without_numbers_begins_anew_with_an_author(tmp_path: Path) -> None:
    text = "".join(textwrap.fill(_without_identifiers(one), 84) + "\n" for one in _references())
    known, entries = _found(text, tmp_path)
    assert entries <= len(PAPERS)
    assert len(known) >= 0.9 * len(PAPERS)


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        (["A study of hemato-", "poietic cells."], "A study of hematopoietic cells."),
        (["A meta-", "analysis of cells."], "A meta-analysis of cells."),
        (["doi: 10.1186/s13287-02", "1-02609-x"], "doi: 10.1186/s13287-021-02609-x"),
        (["https://doi.org/10.1002/", "iid3.70189. PMID: 1"], "https://doi.org/10.1002/iid3.70189. PMID: 1"),
        (["doi: 10.5312/wjo.v14", ".i1.23"], "doi: 10.5312/wjo.v14.i1.23"),
        (["doi: 10.1002/iid3.70189.", "2021 Oct"], "doi: 10.1002/iid3.70189. 2021 Oct"),
        (["doi: 10.1002/iid3.70189", "PMID: 40353645"], "doi: 10.1002/iid3.70189 PMID: 40353645"),
    ],
)
def test_what_the_end_of_a_line_broke_is_put_together(lines: list[str], whole: str) -> None:
    assert joined([*enumerate(lines)], {"meta", "analysis", "cells"}) == whole


def test_what_cannot_be_told_apart_is_said_and_counted_as_nothing(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("and so the words go on in this line until it is broken off somewhere\n" * 14, encoding="utf-8")
    found = match_files(frozen(), [str(file)], lambda: None)  # type: ignore[arg-type, return-value]
    assert found.matched == []
    assert [one.reason for one in found.unread] == ["14 lines that no number or empty line parts into references"]


@pytest.mark.parametrize("text", ["37834955\n34663461\n", "1. 37834955\n2. 34663461\n", "One, of 2020\nTwo, of 2021\n"])
def test_a_line_each_is_an_entry_each(text: str, tmp_path: Path) -> None:
    assert _found(text, tmp_path)[1] == 2


def test_a_text_without_a_list_has_no_shape() -> None:
    assert cut([(1, "One line of 2020"), (2, ""), (3, "Another of 2021")]) is None
