"""Every form of every command is well formed in ASCII and in old code pages, and its figures stay what they are."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from runs import Words, here
from support import run_mscq

from mscq.cli.commands import COMMANDS
from mscq.output.answer import Answer
from mscq.output.forms import FORMS, Options, render
from mscq.output.report import Column, Paragraph, Report, Table, line
from mscq.text.ascii import in_notation

ASKED: dict[str, Words] = {
    "condition": ("lupus",),
    "ask": ("is it safe in lupus?",),
    "safety": ("lupus",),
    "compare": ("--route", "iv", "intrathecal"),
    "search": ("“knee pain”",),
    "conflicts": ("ms",),
    "coverage": (),
    "mcp": ("--config",),
    "timeline": ("lupus",),
    "map": (),
    "why": ("islam2023",),
    "show": ("yuan2022",),
    "papers": ("--condition", "lupus"),
    "findings": ("--entity", "il-10"),
    "terms": ("sjogren",),
    "cite": ("--condition", "lupus"),
    "library": (),
    "match": ("tests/library/samples/references.txt",),
    "news": ("lupus", "--print-query"),
    "open": ("islam2023", "--print"),
    "verify": ("--list",),
    "schema": (),
    "info": (),
    "welcome": (),
}
# writes an export, needs an extra, needs a terminal, asks PubMed
ELSEWHERE = {"export", "styles", "browse", "standing"}
PARSED = [form for form in FORMS if form != "terminal"]


def test_every_command_is_asked() -> None:
    assert {*ASKED} | ELSEWHERE == {*COMMANDS}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _parsed(form: str, text: str) -> object:
    """What a program reads out of a document."""
    match form:
        case "json":
            return json.loads(text)
        case "csv" | "tsv":
            rows = list(csv.reader(io.StringIO(text), delimiter="," if form == "csv" else "\t"))
            assert {len(row) for row in rows} == {len(rows[0])}
            return len(rows)
        case "html":
            parser = _Words()
            parser.feed(text)
            return "".join(parser.words)
    return text.count("\n")


@pytest.mark.slow
@pytest.mark.parametrize("form", PARSED)
@pytest.mark.parametrize("command", ASKED)
def test_ascii_breaks_no_form(command: str, form: str) -> None:
    """JSON and HTML say the same in ASCII; a table has as many rows and columns."""
    words = (command, *ASKED[command], f"--{form}")
    _, whole, _ = here(words)
    code, bare, _ = here((*words, "--ascii"))
    assert (code, bare.isascii()) == (0, True)
    assert _parsed(form, bare) == _parsed(form, whole)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp437"])
def test_an_old_encoding_breaks_no_form(encoding: str) -> None:
    for form in ("json", "html", "csv"):
        done = run_mscq("search", "“knee pain”", f"--{form}", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"})
        text = done.stdout.encode("utf-8", "surrogateescape").decode(encoding)
        assert _parsed(form, text) == _parsed(form, here(("search", "“knee pain”", f"--{form}"))[1])


@pytest.mark.parametrize("words", [("condition", "lupus", "--plot"), ("timeline", "lupus")])
def test_a_drawing_in_ascii_says_the_same(words: Words, tmp_path: Path) -> None:
    texts = []
    for name, more in (("whole.svg", ()), ("bare.svg", ("--ascii",))):
        assert here((*words, *more, "-o", str(tmp_path / name))) == (0, "", "")
        texts.append((tmp_path / name).read_text(encoding="utf-8"))
    assert texts[1].isascii()
    assert not texts[0].isascii()
    whole, bare = (list(ElementTree.fromstring(text).itertext()) for text in texts)
    assert whole == bare


@pytest.mark.parametrize("suffix", [".json", ".xml", ".yaml"])
def test_citations_in_ascii_say_the_same(suffix: str, tmp_path: Path) -> None:
    texts = []
    for name, more in (("whole", ()), ("bare", ("--ascii",))):
        file = tmp_path / f"{name}{suffix}"
        assert here(("cite", "--condition", "lupus", *more, "-o", str(file)))[:2] == (0, "")
        texts.append(file.read_text(encoding="utf-8"))
    assert texts[1].isascii()
    read: dict[str, Callable[[str], object]] = {
        ".json": json.loads,
        ".yaml": yaml.safe_load,
        ".xml": lambda text: [*ElementTree.fromstring(text).itertext()],
    }
    assert read[suffix](texts[0]) == read[suffix](texts[1])


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escapes_are_read_back(text: str) -> None:
    written = in_notation(json.dumps(text, ensure_ascii=False), "ascii", ".json")
    assert written.isascii()
    assert json.loads(written) == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_spelling_adds_no_row_and_no_column(cell: str) -> None:
    """What a letter is spelt with may be a sign of the form: “ gives a quotation mark, │ a bar, ‘ an apostrophe."""
    table = Table([Column("A"), Column("B")], [[line(cell), line("x")]])
    rows = {"A": cell, "B": "x"}
    answer = Answer(lambda: rows, lambda: [{**rows}], lambda: Report("T", [Paragraph(line(cell)), table]))
    options = Options(encoding="ascii")
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        written = list(csv.reader(io.StringIO(render(form, answer, options)), delimiter=delimiter))
        assert [len(row) for row in written] == [2, 2]
    last = render("markdown", answer, options).rstrip("\n").rpartition("\n")[2]
    assert last.replace("\\\\", "").replace("\\|", "").count("|") == 3
