"""No input ends in an internal error: not a command line, not a base, not a settings file, a style or a reference.

A short run at every test; MSCQ_EXAMPLES=100000 makes a long one of each.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sample_base import good_base, write_base
from support import ROOT, environment

from mscq.cli.commands import COMMANDS
from mscq.cli.program import load_command, run
from mscq.cli.root import root_options

DOCUMENTED = {0, 1, 2, 3, 4, 5}
SAMPLES = ROOT / "tests" / "library" / "samples"


def _examples(number: int) -> settings:
    return settings(
        max_examples=int(os.environ.get("MSCQ_EXAMPLES", number)),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )


class _Stream(io.TextIOWrapper):
    """A stream of bytes in memory, as a pipe is one."""

    def __init__(self, content: bytes = b"") -> None:
        self.bytes = io.BytesIO(content)
        super().__init__(self.bytes, encoding="utf-8", newline="")

    @property
    def text(self) -> str:
        return self.bytes.getvalue().decode("utf-8", "replace")


def _run(words: list[str], folder: Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> tuple[int, str]:
    """The exit code of a run in a folder, and all that it said. What it says of errors is short."""
    out, err, before = _Stream(), _Stream(), sys.stdin
    home = {"HOME": str(folder), "BROWSER": "true", **(env or {})}
    sys.stdin = _Stream(stdin)
    try:
        with (
            chdir(folder),
            redirect_stdout(out),
            redirect_stderr(err),
            patch.dict(os.environ, environment(home), clear=True),
        ):
            code = run(words)
    finally:
        sys.stdin = before
    assert code in DOCUMENTED, (words, err.text)
    assert code < 2 or err.text or out.text, words
    assert all(line.startswith(("mscq: ", "  ")) for line in err.text.splitlines()) or code == 2, (words, err.text)
    return code, out.text + err.text


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small base, with a folder for what is written beside it."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "here").mkdir()
    write_base(folder / "base", good_base())
    return folder


# command lines

# fmt: off
_WORDS = (
    "ms", "multiple sclerosis", "smith2020", "jones2021", "smith2020.pain", "10000001", "10.1000/smith2020",
    "iv", "intravenous", "msc", "bone marrow", "pain", "efficacy", "benefit", "placebo", "route", "condition", "lupus",
    "x[ti]", 'say "pain', "NOT", "(", "AND", "*", "pain*", "year:2020..", "n>=5", "2018..2022", ">", "..", "-",
    "", " ", ".", "no/x", "a,b,,", "0", "-1", "1e9", "9" * 20, "9" * 4400, "²", "١", "nan", "½", "\udcff", "ms \udc80",
    "x.csl", "~nosuch/x.csl", "n" * 300, f"{'n' * 300}.csl", "out.json", "out.svg", "out.html", "out",
    f"{'o' * 300}.md", "references", "apa", "bibtex", "vancouver", "zsh", "auto", "always", "\x1b]0;x\x07",
    "a\nb", "\u202e", "ｉｖ",
)
# fmt: on
_FREE = st.text(max_size=8).filter(lambda text: "/" not in text and "\0" not in text)
_WORD = st.one_of(st.sampled_from(_WORDS), _FREE, st.integers().map(str))


@cache
def _options(command: str) -> list[str]:
    params = load_command(command).params if command in COMMANDS else root_options()
    # what rewrites files would rewrite the bundled ones; what installs, this test's own
    left_out = {"--rewrite", "--install-completion"}
    return sorted({name for one in params for name in one.opts if name.startswith("-")} - left_out)


@st.composite
def _lines(draw: st.DrawFn) -> list[str]:
    command = draw(st.sampled_from([*COMMANDS, "", "nosuch"]))
    words = [command] if command else []
    for _ in range(draw(st.integers(0, 4))):
        if draw(st.booleans()):
            words.append(draw(st.sampled_from(_options(command))))
        if draw(st.booleans()):
            words.append(draw(_WORD))
    return words


@_examples(70)
@given(words=_lines(), stdin=st.one_of(st.binary(max_size=40), st.sampled_from([b"smith2020\n", b"\xff\xfe", b"PMID"])))
def test_any_command_line(words: list[str], stdin: bytes, base: Path) -> None:
    if words and words[0] in COMMANDS and "--data" not in words:
        words = [words[0], "--data", str(base / "base"), *words[1:]]
    _run(words, base / "here", stdin)


@_examples(20)
@given(
    words=_WORD,
    number=_WORD,
    columns=_WORD,
    shell=st.sampled_from(["complete_bash", "complete_zsh", "complete_fish", "source_bash", "complete_x", "x"]),
    begun=st.sampled_from(["mscq ", "mscq cond ", "mscq papers --route ", "mscq cite --style ", 'mscq cite "']),
)
@example(words="", number="3", columns="0", shell="complete_bash", begun="mscq papers --route ")
def test_any_word_under_the_tab_key(words: str, number: str, columns: str, shell: str, begun: str, base: Path) -> None:
    typed = {"_MSCQ_COMPLETE": shell, "COMP_WORDS": begun + words, "COMP_CWORD": number, "COLUMNS": columns}
    _run([], base / "here", env={**typed, "COMP_TYPE": "63"})


@_examples(20)
@given(
    variable=st.sampled_from(
        [
            "COLUMNS",
            "LINES",
            "PAGER",
            "MSCQ_PAGER",
            "NO_COLOR",
            "FORCE_COLOR",
            "TERM",
            "MSCQ_LIBRARY",
            "HOME",
            "SHELL",
            "XDG_CONFIG_HOME",
            "XDG_CACHE_HOME",
            "ZDOTDIR",
            "BROWSER",
        ]
    ),
    value=_WORD,
    words=st.sampled_from(
        [["papers"], ["search", "pain"], ["info"], ["condition", "ms", "--color", "always"], ["map"]]
    ),
)
def test_any_value_of_a_variable(variable: str, value: str, words: list[str], base: Path) -> None:
    _run([*words, "--data", str(base / "base")], base / "here", env={variable: value})


# what is read

_ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**30, "", " ", "x", "\ud800", "\x00", "é" * 3000, [], {}, [None], [[]], [{}], ["x"]),
    *(
        {"id": None},
        {"x": "y"},
        ["x", "x"],
        {"date-parts": [[]]},
        "2020-13-45",
        "islam2023",
        "smith2020",
        "intravenous",
    ),
)
_COMMANDS = tuple(
    line.split("|")
    for line in """papers
papers|--route|iv
papers|--level|2|--csv
condition|ms
condition|ms|--html
condition|ms|--plot|-o|p.svg
compare|--paper|smith2020|jones2021
compare|--route|iv|it
findings
findings|--json
map
conflicts
timeline|ms
coverage
terms|routes
search|pain cells
search|pain[ti] OR cells|--json
search|topic:efficacy
show|smith2020
show|10000001|--json
why|smith2020.pain
cite|smith2020
cite|smith2020|--format|bibtex
cite|--condition|ms|--format|csl-json
cite|smith2020|--style|apa
match|list.txt
match|list.txt|--json
export|new|--sqlite|new.db|--force
open|smith2020|--print
info
verify
welcome
papers|--library|list.txt
search|pain|--library|list.txt""".splitlines()
)


def _places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    pairs = (
        document.items() if isinstance(document, dict) else enumerate(document) if isinstance(document, list) else ()
    )
    for key, value in pairs:
        yield from _places(value, (*path, key))


def _changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = deepcopy(document)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


_MARK = "a value that stands nowhere else"
_RAW = (
    "NaN",
    "1e400",
    "-Infinity",
    "1" * 5000,
    "[" * 3000 + "]" * 3000,
    '{"a":' * 3000 + "1" + "}" * 3000,
    '"\\ud800"',
    "",
    "}",
)


@cache
def _documents() -> dict[str, Any]:
    return {**good_base(), "base.json": {"version": "1", "date": "2026-01-02"}}


@st.composite
def _broken(draw: st.DrawFn, name: str) -> bytes:
    """A file of the base with one thing changed: a value, a key, a key twice, or bytes."""
    document = _documents()[name]
    path = draw(st.sampled_from(list(_places(document))))
    how = draw(st.sampled_from(["value", "raw", "bytes", "cut", "encoding", "key"]))
    if how == "value":
        return json.dumps(_changed(document, path, draw(st.sampled_from(_ODD)))).encode()
    text = json.dumps(_changed(document, path, _MARK), indent=2)
    if how == "raw":
        return text.replace(f'"{_MARK}"', draw(st.sampled_from(_RAW))).encode()
    if how == "key" and path and isinstance(path[-1], str):
        return text.replace(f'"{path[-1]}": "{_MARK}"', f'"{path[-1]}": 1, "{path[-1]}": "{_MARK}", "x": 2').encode()
    whole = json.dumps(document, indent=2).encode()
    place = draw(st.integers(0, len(whole)))
    if how == "cut":
        return whole[:place]
    if how == "encoding":
        return whole.decode().encode(draw(st.sampled_from(["utf-16", "utf-32", "utf-8-sig"])))
    return whole[:place] + draw(st.binary(max_size=4)) + whole[place + draw(st.integers(0, 4)) :]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["papers", "vocabulary", "trials.json", "base.json"])
@_examples(40)
@given(data=st.data())
def test_any_file_of_a_base(kind: str, data: st.DataObject, base: Path) -> None:
    name = data.draw(st.sampled_from([name for name in _documents() if name.startswith(kind)]))
    content = data.draw(_broken(name))
    words = data.draw(st.sampled_from(_COMMANDS))
    (base / "here" / "list.txt").write_text("10000001\nSmith A. Cells in sclerosis. 2020.\n")
    file = base / "base" / name
    before = file.read_bytes() if file.exists() else None
    file.write_bytes(content)
    try:
        code, said = _run([*words, "--data", str(base / "base")], base / "here")
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_bytes(before)
    assert code != 3 or file.name in said or (words[0] == "export" and "mscq verify" in said), (words, said)


@_examples(25)
@given(
    content=st.one_of(
        st.binary(max_size=60),
        st.sampled_from(
            [b"library = ", b'library = ["', b"library = " + b"[" * 3000, b"a = 1", b"library = 1e400", b"[library]"]
        ),
        st.text(max_size=20).map(lambda text: f"library = {json.dumps(text)}".encode()),
    ),
    words=st.sampled_from([["info"], ["search", "pain"], ["papers"]]),
)
def test_any_settings(content: bytes, words: list[str], base: Path) -> None:
    file = base / "here" / ".config" / "mscq" / "config.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    try:
        code, said = _run([*words, "--data", str(base / "base")], base / "here")
    finally:
        file.unlink()
    assert code != 3 or "config.toml" in said


_STYLE = b"""<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info><title>A</title>
<link href="http://www.zotero.org/styles/a" rel="self"/></info><macro name="m"><text variable="title"/></macro>
<citation><layout><names variable="author"><name/></names><date variable="issued"/></layout></citation>
<bibliography><sort><key variable="author"/></sort><layout suffix="."><text macro="m"/><number variable="volume"/>
<label variable="page"/><choose><if type="article-journal"><text variable="DOI" prefix="doi:"/></if></choose></layout>
</bibliography></style>"""
_PIECES = (
    b"",
    b"m",
    b"title",
    b'"',
    b"<",
    b"/>",
    b"<text/>",
    b'<text macro="m"/>',
    b"self",
    b"independent-parent",
    b"xx",
    b"\xff",
    b"sort",
)


@_examples(20)
@given(place=st.integers(0, len(_STYLE)), length=st.integers(0, 12), piece=st.sampled_from(_PIECES), cut=st.booleans())
def test_any_style(place: int, length: int, piece: bytes, cut: bool, base: Path) -> None:
    pytest.importorskip("citeproc")
    content = _STYLE[:place] + piece + (b"" if cut else _STYLE[place + length :])
    (base / "here" / "own.csl").write_bytes(content)
    code, said = _run(["cite", "smith2020", "--style", "own.csl", "--data", str(base / "base")], base / "here")
    assert code != 3 or "own.csl" in said


@_examples(25)
@given(data=st.data())
def test_any_file_of_references(data: st.DataObject, base: Path) -> None:
    name = data.draw(st.sampled_from(sorted(one.name for one in SAMPLES.iterdir())))
    whole = (SAMPLES / name).read_bytes()[:3000]
    place = data.draw(st.integers(0, len(whole)))
    content = whole[:place] + data.draw(st.binary(max_size=6)) + whole[place + data.draw(st.integers(0, 9)) :]
    (base / "here" / name).write_bytes(content)
    for words in (["match", name, "--json"], ["search", "cells", "--library", name]):
        code, said = _run([*words, "--data", str(base / "base")], base / "here")
        assert code != 3 or name in said
