"""Pages to hand on: the answer first, whole without a script, made for ears and narrow screens, closed to strangers.

How tables sort is looked at in a browser; here stands what the script rests on.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise
from typing import NamedTuple

import pytest
from runs import Words, frozen, run_here

from mscq.output.answer import Answer
from mscq.output.forms import Options, frame
from mscq.output.forms.html import render
from mscq.output.report import (
    Align,
    Block,
    Bullets,
    Column,
    Figure,
    Heading,
    Paragraph,
    Report,
    Role,
    Span,
    Table,
    line,
)
from mscq.output.wording import NOT_ADVICE, UNCONTROLLED_CAVEAT
from mscq.records.version import version_line

PAGES: tuple[Words, ...] = (
    ("condition", "ms"),
    ("condition", "oa"),
    ("condition", "lupus", "--since", "2015"),
    ("condition", "ms", "--topic", "safety"),
    ("condition",),
    ("map",),
    ("compare", "--route", "iv", "intrathecal"),
    ("conflicts", "ms"),
    ("papers", "--condition", "lupus"),
    ("search", "pain"),
    ("show", "yuan2022"),
)


class Tag(NamedTuple):
    name: str
    attributes: dict[str, str | None]


class Page(HTMLParser):
    """The elements of a page in order, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.source = text
        self.tags: list[Tag] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(Tag(tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def of(self, *names: str) -> list[Tag]:
        return [one for one in self.tags if one.name in names]


@cache
def page(words: Words) -> Page:
    done = run_here((*words, "--html"))
    assert done.returncode == 0, done.stderr
    return Page(done.stdout)


@pytest.fixture(params=PAGES, ids=" ".join)
def made(request: pytest.FixtureRequest) -> Page:
    return page(request.param)


def test_headings_are_in_order(made: Page) -> None:
    levels = [int(one.name[1]) for one in made.of("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_table_is_named_and_every_heading_of_it_says_what_it_heads(made: Page) -> None:
    tables = re.findall(r"<table.*?</table>", made.source, re.DOTALL)
    for table in tables:
        assert re.match(r"<table[^>]*><caption[^>]*>", table.replace("\n", ""))
        assert not re.search(r"<caption[^>]*></caption>", table)
        assert all(re.search(r' scope="(col|row|rowgroup)"', head) for head in re.findall(r"<th\b[^>]*>", table))
        for row in re.findall(r"<tr.*?</tr>", table.partition("<tbody>")[2]):
            assert len(re.findall(r"<th\b", row)) <= 1


def test_ids_are_unique_and_links_lead_to_the_web_or_within_the_page(made: Page) -> None:
    ids = [one.attributes["id"] for one in made.tags if "id" in one.attributes]
    assert len(ids) == len({*ids})
    for one in made.of("a"):
        href = one.attributes["href"] or ""
        assert href.startswith(("https://", "http://")) or (href.startswith("#") and href[1:] in ids)


def test_nothing_comes_from_elsewhere_and_only_our_own_style_and_script_may_run(made: Page) -> None:
    assert not made.of("link", "img", "iframe", "object", "embed", "base", "form")
    names = {name for one in made.tags for name in one.attributes}
    assert not {name for name in names if name.startswith("on") or name in ("src", "style", "action", "srcset")}
    assert not re.search(r"@import|url\(|fetch\(|XMLHttp|import\(", made.source)
    policy = next(one.attributes["content"] for one in made.of("meta") if "http-equiv" in one.attributes)
    for name in ("style", "script"):
        found = re.findall(rf"<{name}>(.*?)</{name}>", made.source, re.DOTALL)
        hashes = re.findall(rf"{name}-src '(sha256-[^']+)'", policy or "")
        assert hashes == [f"sha256-{b64encode(sha256(one.encode()).digest()).decode()}" for one in found]
    assert (policy or "").startswith("default-src 'none'; ")


def test_marks_are_said_in_words(made: Page) -> None:
    for attributes in (one.attributes for one in made.of("span") if "chip" in (one.attributes.get("class") or "")):
        assert attributes.get("aria-label") or attributes.get("aria-hidden") or "alone" in (attributes["class"] or "")


def test_style_and_script_are_ascii_so_that_their_hashes_hold_in_any_encoding() -> None:
    assert (frame.STYLE + frame.SCRIPT).isascii()
    assert "</" not in frame.STYLE + frame.SCRIPT


@pytest.mark.parametrize("words", [("condition", "ms"), ("condition", "oa"), ("condition", "lupus")], ids=" ".join)
def test_the_answer_comes_first_whole_then_evidence_references_and_caveats(words: Words) -> None:
    text = page(words).source
    answer = json.loads(run_here((*words, "--json")).stdout)
    parts = ["In short:", "<h2>Trials with a control</h2>", "<h2>Safety, and what is not settled</h2>"]
    parts += ["<h2>The evidence</h2>", "<details>", "<h2>References", NOT_ADVICE, UNCONTROLLED_CAVEAT, "<footer"]
    places = [text.rindex(one) if one in (NOT_ADVICE, UNCONTROLLED_CAVEAT) else text.index(one) for one in parts]
    assert places == sorted(places)
    before = text[: text.index("<details>")]
    for one in (*answer["answer"]["trials"], *answer["answer"]["pooled"]):
        assert one["paper"] in before
    assert "Not shown" not in text
    assert " more: " not in text[text.index("<h2>The evidence</h2>") :]
    assert answer["answer"]["sentence"] in before


@pytest.mark.parametrize("words", [("condition", "ms"), ("condition", "lupus")], ids=" ".join)
def test_every_paper_has_its_reference_with_links(words: Words) -> None:
    text = page(words).source
    references = text[text.index("<h2>References") : text.index("<h2>Abbreviations")]
    papers = json.loads(run_here((*words, "--json")).stdout)["papers"]
    assert references.count("<li>") == len(papers)
    for one in papers:
        item = re.search(rf'<li><span class="strong">{one["id"]}</span>.*?</li>', references)
        assert item, one["id"]
        bibliography = frozen().raw(one["id"])["bibliography"]
        if "PMID" in bibliography:
            assert f'href="https://pubmed.ncbi.nlm.nih.gov/{bibliography["PMID"]}/"' in item[0]
        if "DOI" in bibliography:
            assert 'href="https://doi.org/' in item[0]


def test_every_finding_of_a_condition_without_a_control_or_on_safety_stands_on_its_page() -> None:
    """As in --all, which leaves nothing out: every line of its sections stands on the page as well."""
    whole = run_here(("condition", "ms", "--all", "--markdown")).stdout.partition("## Without a control")[2]
    statements = re.findall(r"^- (.*?) \[", whole, re.MULTILINE)
    words = page(("condition", "ms")).words
    assert len(statements) > 10
    assert [one for one in statements if not re.search(r"\\|\*\*", one) and one not in words] == []


def test_a_narrowed_page_says_so_and_a_topic_has_the_dossier() -> None:
    assert "Only:" in page(("condition", "lupus", "--since", "2015")).words
    assert "The evidence" not in page(("condition", "ms", "--topic", "safety")).words


def test_the_page_says_what_it_was_made_from() -> None:
    footer = re.search(r"<footer[^>]*>(.*?)</footer>", run_here(("condition", "ms", "--html"), base=None).stdout)
    assert footer
    assert footer[1] == version_line(None)


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style></details><svg onload=alert(1)>",
    "' onmouseover='alert(1)",
    "&lt;b&gt; &#60;i&#62;",
    "\x1b]8;;x\x07\u202eturned\x00",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text_wherever_it_stands(text: str) -> None:
    said = line(text, Span(text, Role.PAPER, f"https://x.org/{text}"), Span(text, Role.COMMAND, f"javascript:{text}"))
    blocks: list[Block] = [
        Heading(said, said, 1),
        Heading(said, said, folds=True),
        Paragraph(said, text),
        Bullets([said]),
        Figure([said], text),
        Table([Column(text, Align.RIGHT), Column(text)], [[said, said], [said, said]], text, {0: said}, {1}),
    ]
    made, harmless = _rendered(Report(text, blocks), text), _rendered(Report("x", _harmless(blocks)), "x")
    assert [one.name for one in made.tags] == [one.name for one in harmless.tags]
    assert {name for one in made.tags for name in one.attributes} <= {
        n for one in harmless.tags for n in one.attributes
    }
    assert not [one for one in made.of("a") if not (one.attributes["href"] or "").startswith("https://x.org/")]
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e]", made.source)


def _rendered(report: Report, footer: str) -> Page:
    return Page(render(Answer(dict, list, lambda: report), Options(footer=footer)))


def _harmless(blocks: list[Block]) -> list[Block]:
    """The same blocks with a letter for every text."""
    said = line("x", Span("x", Role.PAPER, "https://x.org/x"), Span("x", Role.COMMAND))
    made: list[Block] = [Heading(said, said, 1), Heading(said, said, folds=True), Paragraph(said, "x"), Bullets([said])]
    made += [Figure([said], "x")]
    made += [Table([Column("x", Align.RIGHT), Column("x")], [[said, said], [said, said]], "x", {0: said}, {1})]
    assert [type(one) for one in made] == [type(one) for one in blocks]
    return made
