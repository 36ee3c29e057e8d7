"""Where answers go: pipes, terminals of few letters or colours, pagers, files."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from runs import Words, bare, here, run_together
from support import environment, run_mscq

ESCAPE = "\x1b"


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


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_letters_of_the_terminal(encoding: str) -> None:
    locale = "C" if encoding == "ascii" else "C.UTF-8"
    env = {"LC_ALL": locale, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    ran = run_together([_TERM, ("condition", "lupus", "--full"), ("condition", "Sjögrn")], env=env)
    texts = {words: done.stdout.encode("utf-8", "surrogateescape").decode(encoding) for words, done in ran.items()}
    assert [done.returncode for done in ran.values()][:2] == [0, 0]
    name = "Sjogren" if encoding == "ascii" else "Sjögren"
    assert f"{name}'s syndrome" in texts[_TERM]
    dossier = texts["condition", "lupus", "--full"]
    assert ("▲" in dossier) is (encoding == "utf-8")
    assert "?" not in dossier
    assert re.search(r"[▲+] .*zeng2025", dossier)
    assert re.search(r"[−-]2\.32", dossier)
    assert all("Traceback" not in done.stderr for done in ran.values())


def test_ascii_option() -> None:
    code, out, _ = here(("condition", "lupus", "--ascii", "--width", "80"))
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
    code, out, _ = here(("conflicts", "ms", *words), **variables)
    assert code == 0
    assert (f"{ESCAPE}[" in out) is coloured
    assert (f"{ESCAPE}]8;" in out) is coloured


@pytest.mark.parametrize("words", [("conflicts", "ms"), ("condition", "lupus"), ("show", "yuan2022"), ("map",)])
def test_colour_says_nothing_that_the_words_do_not(words: Words) -> None:
    _, coloured, _ = here((*words, "--color", "always", "--width", "80"))
    _, plain, _ = here((*words, "--color", "never", "--width", "80"))
    assert bare(coloured) == plain


def test_links_lead_to_pubmed() -> None:
    _, out, _ = here(("conflicts", "ms", "--color", "always"))
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
    assert max(map(len, bare(out).splitlines())) <= 80


@pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_terminal_without_colours(changes: dict[str, str | None]) -> None:
    assert ESCAPE not in _in_terminal("conflicts", "ms", **changes)


def test_long_answers_go_through_the_pager(tmp_path: Path) -> None:
    paged = tmp_path / "paged"
    _in_terminal("condition", "lupus", "--full", MSCQ_PAGER=f"tee {paged}")
    assert "Systemic lupus erythematosus" in paged.read_text()
    paged.unlink()
    _in_terminal("condition", "lupus", "--full", "--no-pager", MSCQ_PAGER=f"tee {paged}")
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
    code, out, err = here(("condition", "lupus", "-o", str(tmp_path / name)))
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
    code, _, _ = here(("papers", "--year", "1901", "-o", str(tmp_path / "out.json")))
    assert code == 1
    assert (tmp_path / "out.json").read_text() == "as it was"


def test_dash_as_a_file_is_stdout() -> None:
    assert here(("cite", "islam2023", "-o", "-"))[1].startswith("Islam MA")
