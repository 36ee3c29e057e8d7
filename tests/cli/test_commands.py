"""The program as people run it: every command in every form, and what the forms hold."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_papers import finding, made_base, paper, proportion
from runs import Done, Words, bare, frozen, here, run_here, run_together
from sample_base import good_base, write_base
from support import ROOT, run_mscq

from mscq.cli.commands import COMMANDS
from mscq.output.forms import FORMS

PAPER_KEYS = {"id", "pmid", "doi", "title", "year"}
ESCAPE, BOX = "\x1b", re.compile("[\u2500-\u257f]")
SIX = ("40353645", "37834955", "zhang2023", "36465325", "xia2023", "stoker2018")

# what each command is asked here; a command that is not named runs its first example
ASKED: dict[str, Words] = {
    "condition": ("lupus",),
    "compare": ("--route", "iv", "intrathecal"),
    "search": ("knee", "cartilage"),
    "conflicts": ("ms",),
    "why": ("islam2023",),
    "show": ("yuan2022",),
    "papers": ("--condition", "lupus"),
    "findings": ("--entity", "il-10"),
    "terms": ("routes",),
    "cite": SIX[:2],
    "match": (str(ROOT / "tests" / "library" / "samples" / "references.txt"),),
    "open": ("islam2023", "--print"),
    "export": ("{folder}", "--data", "{base}"),
    "verify": ("{base}",),
    "welcome": (),
}
# draws on the terminal and has no other form
NO_FORMS = {"browse"}
# asks PubMed, which answers in tests/online
ONLINE = {"standing"}
# run as processes; the others run in this one, by the same function
AS_PROCESSES = ("condition", "compare", "findings", "cite")
FLAGS = {form: ("--width", "80") if form == "terminal" else (f"--{form}",) for form in FORMS}


def _words(command: str, form: str, place: Path) -> Words:
    example = shlex.split(import_module(f"{COMMANDS[command].package}.{command}").EXAMPLES[0])[2:]
    asked = ASKED.get(command, tuple(example))
    filled = (word.format(folder=place / f"{command}-{form}", base=place / "base") for word in asked)
    return (command, *filled, *FLAGS.get(form, ()))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    write_base(folder / "base", good_base())
    return folder


@pytest.fixture(scope="module")
def ran(place: Path) -> dict[tuple[str, str], Done]:
    """The commands that people type most as JSON and into a pipe, each as a process."""
    asked = {(command, form): _words(command, form, place) for command in AS_PROCESSES for form in ("json", "pipe")}
    done = run_together(asked.values(), cwd=place)
    return {key: done[words] for key, words in asked.items()}


class _Balance(HTMLParser):
    """Whether every element that is opened is closed, in order."""

    VOID = frozenset({"meta", "br", "link"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _html(text: str) -> _Balance:
    parsed = _Balance()
    parsed.feed(text)
    return parsed


def _check_form(form: str, text: str) -> None:
    assert text.endswith("\n")
    assert ESCAPE not in text
    match form:
        case "json":
            assert json.loads(text)
        case "csv" | "tsv":
            rows = list(csv.reader(io.StringIO(text), delimiter="," if form == "csv" else "\t"))
            assert len(rows[0]) == len(set(rows[0]))
            assert {len(row) for row in rows} == {len(rows[0])}
        case "html":
            parsed = _html(text)
            assert text.startswith("<!doctype html>")
            assert (parsed.open, parsed.faults) == ([], [])
        case "markdown":
            assert text.startswith("# ")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_in_every_form(command: str, form: str, place: Path, ran: dict[tuple[str, str], Done]) -> None:
    if form == "json" and command in AS_PROCESSES:
        done = ran[command, form]
        code, out, err = done.returncode, done.stdout, done.stderr
    else:
        code, out, err = here(_words(command, form, place))
    if command in NO_FORMS:
        assert (code, out, err.count("\n")) == (2, "", 1)
        return
    if command in ONLINE:
        assert (out, err.count("\n")) == ("", 1)
        assert code in (4, 5)
        return
    assert code == 0
    assert err.count("\n") == int(
        command == "ask" and form in ("csv", "tsv")
    )  # a table has no place for how it was read
    _check_form(form, out)


def test_every_form_has_its_option() -> None:
    from mscq.cli.options import shared_options

    flags = {name for option in shared_options(()) for name in option.opts}
    assert {f"--{form}" for form in FORMS if form != "terminal"} <= flags


@pytest.mark.parametrize("command", AS_PROCESSES)
def test_pipe_gets_plain_text(command: str, place: Path, ran: dict[tuple[str, str], Done]) -> None:
    piped = ran[command, "pipe"]
    assert (piped.returncode, piped.stderr) == (0, "")
    assert ESCAPE not in piped.stdout
    assert not any(line != line.rstrip() for line in piped.stdout.splitlines())
    assert not BOX.search(piped.stdout)
    assert piped.stdout == here(_words(command, "plain", place))[1]


def test_pipe_does_not_wrap(ran: dict[tuple[str, str], Done]) -> None:
    statements = [row.statement for _, row in _il10()]
    lines = ran["findings", "pipe"].stdout.splitlines()
    for statement in statements:
        assert any(statement.split(" (")[0] in line for line in lines)
    assert max(map(len, lines)) > 80


def _il10() -> list[tuple[Any, Any]]:
    from mscq.evidence.selection import Selection, Selector

    return list(Selector(frozen(), Selection(entities=("interleukin-10",))).findings())


def _json(ran: dict[tuple[str, str], Done], command: str) -> Any:
    done = ran.get((command, "json")) or run_here((command, *ASKED[command], "--json"))
    return json.loads(done.stdout)


def _papers_in(answer: Any) -> Iterator[dict[str, Any]]:
    """Every record of a paper in an answer: what 'paper' and 'papers' hold, where those are objects."""
    if isinstance(answer, dict):
        for key, value in answer.items():
            if key == "paper" and isinstance(value, dict):
                yield value
            if key == "papers" and isinstance(value, list):
                yield from (one for one in value if isinstance(one, dict))
            yield from _papers_in(value)
    elif isinstance(answer, list):
        for one in answer:
            yield from _papers_in(one)


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("condition", {"condition", "papers", "findings"}),
        ("compare", {"dimension", "values", "direct", "conditions"}),
        ("search", {"query", "hits"}),
        ("show", {"id", "bibliography", "study", "findings", *PAPER_KEYS}),
        ("why", {"paper", "findings"}),
    ],
)
def test_documented_keys(ran: dict[tuple[str, str], Done], command: str, keys: set[str]) -> None:
    assert keys <= _json(ran, command).keys()


@pytest.mark.parametrize("command", ["condition", "compare", "search", "conflicts", "why"])
def test_papers_in_json_always_carry_their_identifiers(ran: dict[tuple[str, str], Done], command: str) -> None:
    papers = list(_papers_in(_json(ran, command)))
    assert papers
    for one in papers:
        assert one.keys() >= PAPER_KEYS


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("papers", PAPER_KEYS),
        ("cite", {*PAPER_KEYS, "citation"}),
        ("findings", {"id", "paper", "statement", "setting", "level"}),
        ("terms", {"facet", "id", "label", "synonyms", "broader"}),
    ],
)
def test_lists_in_json(ran: dict[tuple[str, str], Done], command: str, keys: set[str]) -> None:
    answer = _json(ran, command)
    if command in ("papers", "findings"):
        assert answer["total"] == len(answer[command])
        answer = answer[command]
    assert isinstance(answer, list)
    assert answer
    assert all(keys <= one.keys() for one in answer)


def test_condition_and_search_documents(ran: dict[tuple[str, str], Done]) -> None:
    assert {"id", "name"} <= _json(ran, "condition")["condition"].keys()
    for hit in _json(ran, "search")["hits"]:
        assert hit["score"] > 0
        assert hit["paper"].keys() >= PAPER_KEYS


# brackets in the data

BRACKETS = "Cells [umbilical cord] [/b] [bold]in[/bold] <b>sclerosis</b> \\[x] & *stars*"


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("brackets")
    row = finding("a", outcome_label="[red]pain[/red]", estimate=proportion(40))
    made_base(folder, paper("made2020", {**row, "statement": f"{BRACKETS}."}, title=BRACKETS))
    return str(folder)


@pytest.mark.parametrize("form", [form for form in FORMS if form not in ("html", "markdown")])
def test_brackets_print_as_they_stand(bracketed: str, form: str) -> None:
    for words in (("findings",), ("show", "made2020"), ("search", "cells")):
        width = ("--width", "400") if form == "terminal" else FLAGS[form]
        code, out, _ = here((*words, "--data", bracketed, *width))
        assert code == 0
        assert (json.dumps(BRACKETS)[1:-1] if form == "json" else BRACKETS) in out
        if form != "json" and words != ("search", "cells"):
            assert "[red]pain[/red]" in out


def test_brackets_in_colour(bracketed: str) -> None:
    _, out, _ = here(("findings", "--data", bracketed, "--color", "always", "--width", "400"))
    assert BRACKETS in bare(out)


def test_brackets_in_html_and_markdown(bracketed: str) -> None:
    _, out, _ = here(("show", "made2020", "--data", bracketed, "--html"))
    assert BRACKETS in _html(out).words
    _, out, _ = here(("show", "made2020", "--data", bracketed, "--markdown"))
    assert "\\[umbilical cord\\] \\[/b\\]" in out
    assert "<b>" not in out.replace("\\<b\\>", "")


# ids on standard input


def test_cite_reads_ids_from_standard_input() -> None:
    typed = "\n".join([*SIX[:3], "", " ".join(SIX[3:5]), f"{SIX[5]},"])
    read = run_mscq("cite", "-", input=typed)
    named = run_mscq("cite", *SIX)
    assert read.returncode == 0
    assert read.stdout == named.stdout
    assert read.stdout.count("\n") >= 6


def test_cite_cites_what_it_finds_and_names_the_rest() -> None:
    code, out, err = here(("cite", "-", "yuan2022"), stdin="nobody1999 islam2023\n10.9999/none\n")
    assert code == 1
    assert out.count("PMID:") == 2
    assert "nobody1999" in err
    assert "10.9999/none" in err


@pytest.mark.parametrize(("typed", "code"), [("", 2), ("\n \n", 2), ("nobody1999\n", 2)])
def test_cite_with_nothing_to_cite(typed: str, code: int) -> None:
    assert here(("cite", "-"), stdin=typed)[:2] == (code, "")


def test_cite_of_bytes_that_are_no_text() -> None:
    done = run_mscq("cite", "-", input=b"islam2023\n\xff\xfe\n")
    assert done.returncode in (1, 3)
    assert "Traceback" not in done.stderr


# any words at all

_QUIET = [
    "condition",
    "compare",
    "search",
    "conflicts",
    "map",
    "why",
    "show",
    "papers",
    "findings",
    "terms",
    "cite",
    "timeline",
]
_OPTIONS = [
    "--route",
    "--source",
    "--condition",
    "--level",
    "--year",
    "--json",
    "--csv",
    "--full",
    "--explain",
    "--rows",
    "--",
]
_WORD = st.one_of(
    st.sampled_from(
        ["ms", "lupus", "iv", "intrathecal", "uc", "bm", "islam2023", "1", "2020..", "sclerosis", "-1", ""]
    ),
    st.text(max_size=8).filter(lambda text: not text.startswith("-")),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(command=st.sampled_from(_QUIET), words=st.lists(st.one_of(_WORD, st.sampled_from(_OPTIONS)), max_size=5))
def test_any_words_end_in_an_answer_or_one_line(command: str, words: list[str]) -> None:
    code, out, err = here((command, *words))
    assert code in (0, 1, 2)
    assert bool(out) is (code == 0) or (command == "cite" and code == 1)
    if code:
        assert err.startswith("mscq: ")


@pytest.mark.parametrize(
    ("sort", "order"), [("level", "strongest"), ("year", "newest"), ("n", "largest"), ("id", "by id")]
)
def test_the_heading_of_a_list_says_its_order(sort: str, order: str) -> None:
    assert run_here(("papers", "--sort", sort)).stdout.splitlines()[0].startswith(f"Papers, {order}")


@pytest.mark.slow
def test_the_order_in_which_sets_are_walked_changes_no_answer() -> None:
    asked: list[Words] = [("map",), ("map", "--json"), ("condition", "ms", "--json"), ("coverage",)]
    told = [run_together(asked, env={"PYTHONHASHSEED": seed}) for seed in ("1", "3")]
    assert [done.stdout for done in told[0].values()] == [done.stdout for done in told[1].values()]


@pytest.mark.parametrize("words", [("ms",), ("lupus",), ("koa",), ("ms", "--outcome", "edss")])
def test_rows_of_a_condition_tell_how_the_trials_of_their_paper_ended(words: Words) -> None:
    """As the answer does, against a control alone; all else is a row of findings."""
    told: dict[str, set[str]] = {}
    for trial in json.loads(here(("condition", *words, "--json"))[1])["answer"]["trials"]:
        for one in trial["papers"] if trial["comparator"] != "other-arm" else ():
            told.setdefault(one, set()).add(trial["status"])
    rows = list(csv.DictReader(io.StringIO(here(("condition", *words, "--csv"))[1])))
    assert {row["paper"]: {*row["status"].split()} for row in rows} == {
        row["paper"]: told.get(row["paper"], set()) for row in rows
    }
    assert any(row["status"] for row in rows)
    header = here(("findings", "--csv", "--limit", "1"))[1].splitlines()[0]
    assert ",".join(rows[0]) == f"{header},status"
    assert here(("condition", "ms", "--year", "1901", "--csv"))[1].strip() == f"{header},status"


@pytest.mark.parametrize(
    "filters",
    [
        "--outcome edss --controlled",
        "--route iv intrathecal --year 2010..2024",
        "--since 2015 --min-n 20 --design rct --level 1 2 --blinding double-blind",
        "--against placebo --months 3..12",
        "--met no yes --topic efficacy --endpoint primary --months 6..",
        "",
    ],
)
def test_the_command_for_more_keeps_the_filters(filters: str) -> None:
    words = ("condition", "ms", *shlex.split(filters))
    made = json.loads(here((*words, "--json"))[1])
    out = here(tuple(word for word in words if word not in ("--topic", "efficacy")))[1]
    more = " ".join(out[out.rindex("More: ") :].split()).removeprefix("More: ").split(";")[0]
    asked = shlex.split(more)[1:]
    assert (asked[:2], asked[-1]) == (["condition", "ms"], "--full")
    told = {name: value for name, value in made.get("filters", {}).items() if name != "topic"}
    assert json.loads(here((*asked, "--json"))[1]).get("filters", {}) == told


def test_the_caveat_of_findings_stands_where_one_has_no_control() -> None:
    caveat = "Without a control group a result cannot show"
    assert caveat in here(("findings",))[1]
    assert caveat not in here(("findings", "--controlled"))[1]
