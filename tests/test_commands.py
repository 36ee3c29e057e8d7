"""The program as people run it: every command in every form, its exit codes, its errors, its letters and colours."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_papers import finding, made_base, paper, proportion
from runs import Done, Words, bundled, run_here, run_together
from sample_base import good_base, write_base
from support import environment, run_mscq

from mscq.cli import COMMANDS, run
from mscq.render import FORMS

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
    "open": ("islam2023", "--print"),
    "export": ("{folder}",),
    "verify": ("{base}",),
    "welcome": (),
}
# draws on the terminal and has no other form
NO_FORMS = {"browse"}
# run as processes; the others run in this one, by the same function
AS_PROCESSES = ("condition", "compare", "conflicts", "findings", "papers", "cite", "search", "show", "why")
FLAGS = {form: ("--width", "80") if form == "terminal" else (f"--{form}",) for form in FORMS}


def _words(command: str, form: str, place: Path) -> Words:
    example = shlex.split(import_module(f"mscq.commands.{command}").EXAMPLES[0])[2:]
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


def _here(words: Iterable[str], stdin: str = "", **env: str) -> tuple[int, str, str]:
    done = run_here(words, stdin=stdin, env=env)
    return done.returncode, done.stdout, done.stderr


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
        code, out, err = _here(_words(command, form, place))
    if command in NO_FORMS:
        assert (code, out, err.count("\n")) == (2, "", 1)
        return
    assert (code, err) == (0, "")
    _check_form(form, out)


def test_every_form_has_its_option() -> None:
    from mscq.commands.options import shared_options

    flags = {name for option in shared_options(()) for name in option.opts}
    assert {f"--{form}" for form in FORMS if form != "terminal"} <= flags


@pytest.mark.parametrize("command", AS_PROCESSES)
def test_pipe_gets_plain_text(command: str, place: Path, ran: dict[tuple[str, str], Done]) -> None:
    piped = ran[command, "pipe"]
    assert (piped.returncode, piped.stderr) == (0, "")
    assert ESCAPE not in piped.stdout
    assert not any(line != line.rstrip() for line in piped.stdout.splitlines())
    assert not BOX.search(piped.stdout)
    assert piped.stdout == _here(_words(command, "plain", place))[1]


def test_pipe_does_not_wrap(ran: dict[tuple[str, str], Done]) -> None:
    statements = [row.statement for _, row in _il10()]
    lines = ran["findings", "pipe"].stdout.splitlines()
    for statement in statements:
        assert any(line.startswith(statement) for line in lines)
    assert max(map(len, lines)) > 80


def _il10() -> list[tuple[Any, Any]]:
    from mscq.selection import Selection, Selector

    return list(Selector(bundled(), Selection(entities=("interleukin-10",))).findings())


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
        ("compare", {"dimension", "values", "rows"}),
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
    assert isinstance(answer, list)
    assert answer
    assert all(keys <= one.keys() for one in answer)


def test_condition_and_search_documents(ran: dict[tuple[str, str], Done]) -> None:
    assert {"id", "name"} <= _json(ran, "condition")["condition"].keys()
    for hit in _json(ran, "search")["hits"]:
        assert hit["score"] > 0
        assert hit["paper"].keys() >= PAPER_KEYS


# exit codes and one line on stderr

FAILS: dict[Words, tuple[int, str]] = {
    ("condition", "dermatomyositis", "--year", "1901"): (1, "no paper in the base covers Dermatomyositis"),
    ("papers", "--year", "1901"): (1, "no paper fits"),
    ("findings", "--entity", "sox9", "--condition", "als"): (1, "no finding fits"),
    ("search", "zzqqzz"): (1, "zzqqzz"),
    ("condition", "sclerosis"): (2, "Multiple sclerosis (MS)"),
    ("condition", "psoriatic arthritis"): (2, "did you mean 'Osteoarthritis'"),
    ("condition",): (2, "'name'"),
    ("condition", "lupus", "--level", "9"): (2, "1 to 5"),
    ("condition", "lupus", "--min-n", "many"): (2, "whole number"),
    ("condition", "lupus", "--colour"): (2, "--colour"),
    ("condition", "lupus", "--json", "--csv"): (2, "one form at a time"),
    ("condition", "lupus", "--color", "red"): (2, "auto, always or never"),
    ("condition", "lupus", "--width", "wide"): (2, "wide"),
    ("papers", "--year", "soon"): (2, "2018..2022"),
    ("papers", "--phase", "9"): (2, "--phase"),
    ("papers", "--sort", "colour"): (2, "level, year, n, id"),
    ("papers", "--limit", "0"): (2, "0"),
    ("show", "nobody1999"): (2, "nobody1999"),
    ("show", "islam2032"): (2, "did you mean 'islam2023'"),
    ("show",): (2, "see: mscq show --help"),
    ("cite",): (2, "cite needs an id"),
    ("cite", "islam2023", "--format", "papyrus"): (2, "papyrus"),
    ("lupus",): (2, "mscq condition lupus"),
    ("37834955",): (2, "mscq show 37834955"),
    ("condtion", "ms"): (2, "mscq condition ms"),
    ("--frobnicate",): (2, "--frobnicate"),
    ("condition", "lupus", "--data", "/nowhere/at/all"): (3, "/nowhere/at/all"),
    ("verify", "/nowhere/at/all"): (3, "/nowhere/at/all"),
}


def _check_failure(words: Words, done: Done) -> None:
    code, said = FAILS[words]
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("mscq: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert said in done.stderr


@pytest.mark.parametrize("words", FAILS)
def test_exit_code_and_one_line(words: Words) -> None:
    _check_failure(words, run_here(words))


def test_exit_codes_of_processes() -> None:
    for words, done in run_together([*FAILS][::4]).items():
        _check_failure(words, done)


def test_missing_extra_exits_4(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['citeproc'] = None\n")
    path = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    done = run_mscq("cite", "islam2023", "--style", "apa", env={"PYTHONPATH": path})
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1)
    assert "mscq[styles]" in done.stderr


def test_internal_errors_are_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MSCQ_DEBUG", raising=False)
    monkeypatch.setattr("mscq.cli.program", lambda: 1 // 0)
    assert run(["papers"]) == 70
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert "MSCQ_DEBUG" in captured.err


# broken data

_ISLAM = "papers/smith2020.json"


def _truncated(text: str) -> str:
    return text[: len(text) // 2]


@pytest.mark.parametrize(
    ("file", "change", "words", "said"),
    [
        (_ISLAM, _truncated, ("papers",), "not JSON"),
        (_ISLAM, lambda text: text.replace('"topic"', '"tpoic"', 1), ("papers",), "findings.0"),
        (_ISLAM, lambda text: text.replace('"efficacy"', '"magic"', 1), ("show", "smith2020"), "findings.0.topic"),
        (_ISLAM, lambda text: "[1, 2]", ("show", "smith2020"), "object"),
        (_ISLAM, lambda text: "", ("cite", "smith2020"), "not JSON"),
        ("vocabulary/conditions.json", _truncated, ("condition", "ms"), "not JSON"),
        ("vocabulary/conditions.json", lambda text: "{}", ("condition", "ms"), "concepts"),
        (
            "vocabulary/conditions.json",
            lambda text: text.replace('"label"', '"lable"', 1),
            ("condition", "ms"),
            "demyelinating-disease",
        ),
        ("vocabulary/routes.json", lambda text: '{"concepts": [3]}', ("papers", "--route", "iv"), "object"),
    ],
)
def test_broken_file_is_named(tmp_path: Path, file: str, change: Any, words: Words, said: str) -> None:
    write_base(tmp_path, good_base())
    path = tmp_path / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    code, out, err = _here((*words, "--data", str(tmp_path)))
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert str(path) in err
    assert said in err


def test_broken_file_in_a_process(tmp_path: Path) -> None:
    write_base(tmp_path, good_base())
    (tmp_path / _ISLAM).write_bytes(b'{"id": "\xff\xfe')
    done = run_mscq("papers", "--data", tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
    assert str(tmp_path / _ISLAM) in done.stderr


def test_unreadable_file_is_named(tmp_path: Path) -> None:
    write_base(tmp_path, good_base())
    (tmp_path / _ISLAM).unlink()
    (tmp_path / _ISLAM).symlink_to(tmp_path / "gone.json")
    code, out, err = _here(("papers", "--data", str(tmp_path)))
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert "smith2020.json" in err


def test_base_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "base").write_text("no folder")
    code, _, err = _here(("papers", "--data", str(tmp_path / "base")))
    assert (code, err.count("\n")) == (3, 1)
    assert str(tmp_path / "base") in err


# pipes, letters, colours


def _popen(*words: str, **changes: str | None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "mscq", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env=environment(changes),
    )


@pytest.mark.parametrize("words", [("findings", "--json"), ("condition", "rheumatic", "--all")])
def test_closed_pipe_is_quiet(words: Words) -> None:
    with _popen(*words) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        process.wait(timeout=60)
    assert process.returncode == 0


_TERM: Words = ("terms", "sjogren")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_letters_of_the_terminal(encoding: str) -> None:
    locale = "C" if encoding == "ascii" else "C.UTF-8"
    env = {"LC_ALL": locale, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    ran = run_together([_TERM, ("condition", "lupus", "--brief"), ("condition", "Sjögrn")], env=env)
    texts = {words: done.stdout.encode("utf-8", "surrogateescape").decode(encoding) for words, done in ran.items()}
    assert [done.returncode for done in ran.values()][:2] == [0, 0]
    name = "Sjogren" if encoding == "ascii" else "Sjögren"
    assert f"{name}'s syndrome" in texts[_TERM]
    dossier = texts["condition", "lupus", "--brief"]
    assert ("▲" in dossier) is (encoding == "utf-8")
    assert "?" not in dossier
    assert re.search(r"[▲+] \d+ benefit", dossier)
    assert re.search(r"[−-]2\.32", dossier)
    assert all("Traceback" not in done.stderr for done in ran.values())


def test_ascii_option() -> None:
    code, out, _ = _here(("condition", "lupus", "--ascii", "--width", "80"))
    assert code == 0
    assert out.isascii()
    assert "?" not in out


COLOURS: list[tuple[Words, dict[str, str], bool]] = [
    ((), {}, False),
    ((), {"FORCE_COLOR": "1"}, True),
    ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    (("--color", "always"), {}, True),
    (("--color", "always"), {"NO_COLOR": "1"}, True),
    (("--color", "never"), {"FORCE_COLOR": "1"}, False),
    (("--color", "auto"), {}, False),
    (("--color", "always", "--json"), {}, False),
    (("--color", "always", "--csv"), {}, False),
]


@pytest.mark.parametrize(("words", "variables", "coloured"), COLOURS)
def test_colour(words: Words, variables: dict[str, str], coloured: bool) -> None:
    code, out, _ = _here(("conflicts", "ms", *words), **variables)
    assert code == 0
    assert (f"{ESCAPE}[" in out) is coloured
    assert (f"{ESCAPE}]8;" in out) is coloured


def _bare(text: str) -> str:
    """Without colours and links."""
    return re.sub(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m", "", text)


@pytest.mark.parametrize("words", [("conflicts", "ms"), ("condition", "lupus"), ("show", "yuan2022"), ("map",)])
def test_colour_says_nothing_that_the_words_do_not(words: Words) -> None:
    _, coloured, _ = _here((*words, "--color", "always", "--width", "80"))
    _, plain, _ = _here((*words, "--color", "never", "--width", "80"))
    assert _bare(coloured) == plain


def test_links_lead_to_pubmed() -> None:
    _, out, _ = _here(("conflicts", "ms", "--color", "always"))
    assert "https://pubmed.ncbi.nlm.nih.gov/37834955/" in out


def _in_terminal(*words: str, **changes: str | None) -> str:
    """What a terminal of 80 columns would get."""
    pty = pytest.importorskip("pty", reason="pseudo-terminals need a POSIX system")
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    env = environment({"TERM": "xterm-256color", "COLUMNS": None, "MSCQ_PAGER": "cat", **changes})
    with subprocess.Popen(
        [sys.executable, "-m", "mscq", *words], stdout=theirs, stderr=theirs, stdin=theirs, env=env
    ) as process:
        os.close(theirs)
        parts = []
        with contextlib.suppress(OSError):
            while part := os.read(ours, 65536):
                parts.append(part)
        process.wait(timeout=60)
    os.close(ours)
    return b"".join(parts).decode().replace("\r\n", "\n")


def test_terminal_gets_colours_links_and_its_own_width() -> None:
    out = _in_terminal("conflicts", "ms")
    assert f"{ESCAPE}[" in out
    assert f"{ESCAPE}]8;" in out
    assert max(map(len, _bare(out).splitlines())) <= 80


@pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_terminal_without_colours(changes: dict[str, str | None]) -> None:
    assert ESCAPE not in _in_terminal("conflicts", "ms", **changes)


def test_long_answers_go_through_the_pager(tmp_path: Path) -> None:
    paged = tmp_path / "paged"
    _in_terminal("condition", "lupus", MSCQ_PAGER=f"tee {paged}")
    assert "Systemic lupus erythematosus" in paged.read_text()
    paged.unlink()
    _in_terminal("condition", "lupus", "--no-pager", MSCQ_PAGER=f"tee {paged}")
    assert not paged.exists()


# files


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("out.json", "{"),
        ("out.csv", "id,paper,"),
        ("out.tsv", "id\tpaper\t"),
        ("out.md", "# "),
        ("out.html", "<!doctype html>"),
        ("out.txt", "Systemic lupus"),
        ("out", "Systemic lupus"),
    ],
)
def test_suffix_tells_the_form(tmp_path: Path, name: str, begins: str) -> None:
    code, out, err = _here(("condition", "lupus", "-o", str(tmp_path / name)))
    assert (code, out, err) == (0, "", "")
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert text.startswith(begins)
    assert text.endswith("\n")
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("as it was")
    for target in (tmp_path / "none" / "out.json", tmp_path / "folder", tmp_path / "file" / "out.json"):
        done = run_mscq("condition", "lupus", "-o", target)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
        assert str(target) in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "folder"]
    assert list((tmp_path / "folder").iterdir()) == []
    assert (tmp_path / "file").read_text() == "as it was"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        done = run_mscq("condition", "lupus", "-o", tmp_path / "out.json")
    finally:
        tmp_path.chmod(0o700)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert list(tmp_path.iterdir()) == []


def test_failed_question_keeps_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("as it was")
    code, _, _ = _here(("papers", "--year", "1901", "-o", str(tmp_path / "out.json")))
    assert code == 1
    assert (tmp_path / "out.json").read_text() == "as it was"


def test_dash_as_a_file_is_stdout() -> None:
    assert _here(("cite", "islam2023", "-o", "-"))[1].startswith("Islam MA")


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
        code, out, _ = _here((*words, "--data", bracketed, *width))
        assert code == 0
        assert (json.dumps(BRACKETS)[1:-1] if form == "json" else BRACKETS) in out
        if form != "json" and words != ("search", "cells"):
            assert "[red]pain[/red]" in out


def test_brackets_in_colour(bracketed: str) -> None:
    _, out, _ = _here(("findings", "--data", bracketed, "--color", "always", "--width", "400"))
    assert BRACKETS in _bare(out)


def test_brackets_in_html_and_markdown(bracketed: str) -> None:
    _, out, _ = _here(("show", "made2020", "--data", bracketed, "--html"))
    assert BRACKETS in _html(out).words
    _, out, _ = _here(("show", "made2020", "--data", bracketed, "--markdown"))
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
    code, out, err = _here(("cite", "-", "yuan2022"), stdin="nobody1999 islam2023\n10.9999/none\n")
    assert code == 1
    assert out.count("PMID:") == 2
    assert "nobody1999" in err
    assert "10.9999/none" in err


@pytest.mark.parametrize(("typed", "code"), [("", 2), ("\n \n", 2), ("nobody1999\n", 2)])
def test_cite_with_nothing_to_cite(typed: str, code: int) -> None:
    assert _here(("cite", "-"), stdin=typed)[:2] == (code, "")


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
    "--brief",
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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(command=st.sampled_from(_QUIET), words=st.lists(st.one_of(_WORD, st.sampled_from(_OPTIONS)), max_size=5))
def test_any_words_end_in_an_answer_or_one_line(command: str, words: list[str]) -> None:
    code, out, err = _here((command, *words))
    assert code in (0, 1, 2)
    assert bool(out) is (code == 0) or (command == "cite" and code == 1)
    if code:
        assert err.startswith("mscq: ")
