"""BibTeX as people and programs write it: what stands twice, joined values, macros, missing commas and keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mscq.library import Entry, read_file
from mscq.library.latex import plain as without_latex
from mscq.records.canonical import plain

pytest.importorskip("bibtexparser", reason="the parsers of the extra mscq[import] are not installed")


def read(tmp_path: Path, text: str) -> list[Entry]:
    (tmp_path / "refs.bib").write_text(text, encoding="utf-8")
    result = read_file(tmp_path / "refs.bib")
    assert [str(unread) for unread in result.unread] == []
    return result.entries


def fields(entry: Entry) -> dict[str, Any]:
    return plain(entry.bibliography)


FULL = '{key}, title="A {{Title}} of Ours", author="Poe, Edda and M{{\\"u}}ller, J{{\\"o}}rg", journal=jrn, year=2021,'
FULL += ' month=feb, volume="12", pages="1--9"'


def test_an_entry_under_a_key_that_stands_before_is_read_whole(tmp_path: Path) -> None:
    entry = FULL.format(key="k1")
    first, second = read(tmp_path, f'@string{{jrn = "J Test"}}\n@article{{{entry}}}\n@article{{{entry}}}\n')
    assert fields(first) == fields(second)
    assert fields(second)["author"] == [{"family": "Poe", "given": "Edda"}, {"family": "Müller", "given": "Jörg"}]
    assert (fields(second)["container-title"], fields(second)["page"]) == ("J Test", "1-9")
    assert second.notes == ("the key k1 stands in the file before",)


def test_a_field_that_stands_twice(tmp_path: Path) -> None:
    text = """@article{k, title={One}, title={Two}, author={Doe, Jane}, author={Roe, Rick}, note={PMID: 1234567},
      note={y}, year={2020}, year={2020}, keywords={a}, keywords={b}}"""
    (entry,) = read(tmp_path, text)
    assert (entry.bibliography.title, entry.bibliography.year) == ("One", 2020)
    assert [author.family for author in entry.bibliography.author] == ["Doe", "Roe"]
    assert entry.keywords == ("a", "b")
    assert entry.notes == (
        "title given twice; the first was taken",
        "author, keywords, note given twice; both were read",
    )


@pytest.mark.parametrize(
    ("month", "parts"),
    [
        ("jul", [2020, 7]),
        ("JUL", [2020, 7]),
        ("{July}", [2020, 7]),
        ('"15~" # mar', [2020, 3, 15]),
        ('mar # "~15"', [2020, 3, 15]),
        ('"15 "#sep', [2020, 9, 15]),
        ('jan # "--" # feb', [2020]),
        ("7", [2020, 7]),
        ("{}", [2020]),
    ],
)
def test_months(tmp_path: Path, month: str, parts: list[int]) -> None:
    (entry,) = read(tmp_path, f"@article{{k, title={{T}}, year=2020, month={month}}}")
    assert fields(entry)["issued"] == {"date-parts": [parts]}
    assert entry.notes == ()


def test_joined_values_and_macros(tmp_path: Path) -> None:
    text = """@STRING{jsc = "J. Stem Cell "}
@string(ser = jsc # "Ser.")
@article{a, title = {First half} # " and {second}" # { half}, journal = jsc # {Res.}, year = 2021}
@article{b, title = {T}, journal = SER}
@article{c, title = {U}, journal = nowhere}
"""
    first, second, third = read(tmp_path, text)
    assert first.bibliography.title == "First half and second half"
    assert first.bibliography.container_title == "J. Stem Cell Res."
    assert second.bibliography.container_title == "J. Stem Cell Ser."
    assert third.notes == ("the macro nowhere in journal is not defined",)


@pytest.mark.parametrize(
    "written", ["title={No comma} author={Doe, Jane}", 'title = "No comma"\n  author = "Doe, Jane"']
)
def test_a_missing_comma_is_said_and_costs_nothing(tmp_path: Path, written: str) -> None:
    (entry,) = read(tmp_path, f"@article{{k, {written}, year=2021}}")
    assert (entry.bibliography.title, entry.first_family, entry.year) == ("No comma", "Doe", 2021)
    assert entry.notes == ("no comma stands behind title; author was read all the same",)


@pytest.mark.parametrize("opening", ["@article{", "@article{,", "@article{\n ", "@Article {  "])
def test_an_entry_without_a_key(tmp_path: Path, opening: str) -> None:
    entries = read(tmp_path, f"{opening} title = {{One}}, year = 2020}}\n{opening} title = {{Two}}, year = 2021}}\n")
    assert [(entry.key, entry.bibliography.title) for entry in entries] == [(None, "One"), (None, "Two")]
    assert [entry.notes for entry in entries] == [(), ()]


def test_a_chapter_takes_from_its_book(tmp_path: Path) -> None:
    text = """@incollection{c, title={A Chapter}, author={Doe, Jane}, pages={1--9}, crossref={Book}}
@book{book, title={The Book}, editor={Roe, Rick}, publisher={Press}, year=2019, doi={10.1234/book}}
@incollection{lost, title={Another}, crossref={none}}
"""
    chapter, _, lost = read(tmp_path, text)
    assert fields(chapter) == {
        "type": "chapter",
        "title": "A Chapter",
        "author": [{"family": "Doe", "given": "Jane"}],
        "editor": [{"family": "Roe", "given": "Rick"}],
        "issued": {"date-parts": [[2019]]},
        "container-title": "The Book",
        "publisher": "Press",
        "page": "1-9",
    }
    assert lost.notes == ("crossref names none, which is not in the file",)


def test_bodies_and_initials(tmp_path: Path) -> None:
    names = "{Multicentre Group for {MSC} and Cells} and Islam M.A. and {van den} Brink, G. and Doe, Jane and others"
    (entry,) = read(tmp_path, f"@article{{k, title={{T}}, author={{{names}}}}}")
    assert fields(entry)["author"] == [
        {"literal": "Multicentre Group for MSC and Cells"},
        {"family": "Islam", "given": "M. A."},
        {"family": "van den Brink", "given": "G."},
        {"family": "Doe", "given": "Jane"},
    ]
    assert entry.authors_cut_off


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"{\DJ}{\`\i}nh and \dj", "Đình and đ"),
        (r"D{\textquotesingle}Aspremont, D\textquotesingle Aspremont", "D'Aspremont, D'Aspremont"),
        (r"\mkbibemph{The {DNA} Concept} of", "The DNA Concept of"),
        (r"12\mbox{th} and \mbox{}x", "12th and x"),
        (r"5\texteuro{}, \textcommabelow{S}tefan", "5€, Ștefan"),
        (r"\href{https://x.org/a_b}{the page} of", "the page of"),
        (r"H$_{2}$O, 10$^{6}$, 10$^6$, CD34$^+$", "H2O, 10⁶, 10⁶, CD34+"),
        (r"\mkbibquote{so} and \enquote{so}", "“so” and “so”"),
        (r"\someday{text} stays", "text stays"),
        (r"\ss{} and \o{}sted", "ß and østed"),
    ],
)
def test_latex_commands(written: str, meant: str) -> None:
    assert without_latex(written) == meant
