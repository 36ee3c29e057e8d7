"""The HTML form: one title, marks with their meaning, weak evidence folded away under its own caption."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from runs import run_here

from mscq.evidence.level import Control
from mscq.output.forms.html import render_report
from mscq.output.report import Align, Block, Column, Heading, Paragraph, Report, Role, Span, Table, line
from mscq.output.wording import CONTROL_WORDS, MEANINGS, legend_of, mark_span
from mscq.records.terms import Direction

HELD, FREE = (CONTROL_WORDS[one].caption for one in (Control.CONTROLLED, Control.UNCONTROLLED))


class _Text(HTMLParser):
    """The text of a page, that which stands in a details element apart."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.depth = 0
        self.folded = ""
        self.open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.depth += tag == "details"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "details"

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.folded += data
        else:
            self.open += data


def _table() -> Table:
    rows = [[line("strong2020"), line(mark_span(Direction.NO_DIFFERENCE, Control.CONTROLLED))]]
    rows.append([line("weak2021"), line(mark_span(Direction.BENEFIT, Control.UNCONTROLLED))])
    columns = [Column("Paper", wrap=True), Column("", Align.RIGHT)]
    return Table(columns, rows, groups={0: line(HELD), 1: line(FREE, Span(", which cannot show it", Role.DIM))})


def test_a_page_has_one_title_whether_the_report_has_a_heading_or_not() -> None:
    given: tuple[list[Block], ...] = ([Heading(line("Title"), level=1)], [Paragraph(line("text"))])
    for blocks in given:
        assert re.findall(r"<h1>(.*?)</h1>", render_report(Report("Title", blocks))) == ["Title"]


def test_what_has_no_control_is_folded_under_its_caption_and_counted() -> None:
    said = _Text(render_report(Report("T", [_table()])))
    assert "strong2020" in said.open
    assert HELD in said.open
    assert "weak2021" in said.folded
    assert "weak2021" not in said.open
    assert re.search(rf"{FREE}.*\(1\)", said.folded)
    sections: list[Block] = [
        Heading(line(FREE), folds=True),
        Paragraph(line("weak text")),
        Heading(line("Safety")),
        Paragraph(line("safe text")),
    ]
    said = _Text(render_report(Report("T", sections)))
    assert ("weak text" in said.folded, "safe text" in said.open) == (True, True)


def test_a_mark_alone_in_a_cell_has_a_word_beside_it() -> None:
    page = render_report(Report("T", [_table()]))
    assert '<span aria-hidden="true">○</span> no difference</span>' in page
    assert '<span aria-hidden="true">△</span> better</span>' in page
    assert f'title="{MEANINGS["△"]}"' in page


def test_the_meaning_of_marks_stands_before_the_first_table_and_after_what_opens_the_page() -> None:
    legend = legend_of(["△", "○"])
    page = render_report(Report("T", [Heading(line("T"), level=1), Paragraph(line("opening")), _table(), legend]))
    assert page.index("opening") < page.index('<p class="legend">') < page.index("<table")
    assert page.count('<p class="legend">') == 1


def test_sections_fold_within_sections_and_end_where_the_next_of_their_level_begins() -> None:
    blocks: list[Block] = []
    for text, level, folds in (("a", 2, True), ("b", 3, True), ("c", 3, False), ("d", 2, False), ("e", 2, True)):
        blocks += [Heading(line(f"h{text}"), level=level, folds=folds), Paragraph(line(f"[{text}]"))]
    page = render_report(Report("T", [*blocks, _table()]))
    depth, depths = 0, {}
    for found in re.finditer(r"<(/?)details|\[(\w)\]", page):
        depth += 0 if found[2] else -1 if found[1] else 1
        depths[found[2]] = depth
    assert {name: depths[name] for name in "abcde"} == {"a": 1, "b": 2, "c": 1, "d": 0, "e": 1}
    assert page.count("<details") == page.count("</details>") == 3  # a group folds no second time within a section


def test_rows_that_go_on_are_marked_so_that_sorting_leaves_them_with_their_own() -> None:
    rows = [[line("first")], [line("more of it")], [line("second")]]
    page = render_report(Report("T", [Table([Column("Paper")], rows, going_on={1})]))
    assert re.findall(r"<tr( class=\"on\")?><th scope=\"row\"", page) == ["", ' class="on"', ""]


def test_columns_that_do_not_wrap_keep_their_lines_whole() -> None:
    page = render_report(Report("T", [_table()]))
    assert '<td class="right whole">' in page
    assert '<th scope="row">strong2020</th>' in page


@pytest.mark.parametrize("words", [("condition", "ms"), ("map",), ("condition", "ms", "--plot", "--all")])
def test_pages_of_the_program_are_balanced_and_fetch_nothing(words: tuple[str, ...]) -> None:
    page = run_here((*words, "--html")).stdout
    for tag in ("details", "summary", "table", "h1", "h2", "p", "div"):
        assert len(re.findall(rf"<{tag}\b", page)) == page.count(f"</{tag}>")
    assert page.count("<h1>") == 1
    assert not re.search(r"<(script [^>]|link|img|iframe)|@import|url\(|\ssrc=", page)
