"""Nothing lost: what is written is there whole, what is no file is never replaced, and a stop leaves nothing behind."""

from __future__ import annotations

import os
import pty
import signal
import stat
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest
from runs import Words, here
from support import BASE, environment, run_mscq

from mscq.errors import BadFile
from mscq.records.files import place, write_whole

pytestmark = pytest.mark.skipif(os.name != "posix", reason="devices, FIFOs and signals of a POSIX system")

PAPERS: Words = ("papers", "--condition", "lupus")
TEXT = here((*PAPERS, "--plain"))[1]
PROGRAM = [sys.executable, "-m", "mscq"]
ON_BASE = ["--data", str(BASE)]


def _shell(script: str, folder: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    """A script of bash in which ``$M`` is the program and ``$B`` chooses the frozen base."""
    names = {"M": " ".join(PROGRAM), "B": " ".join(ON_BASE)}
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=environment({**names, **env}), capture_output=True, timeout=60
    )


# what is replaced, and how


def test_a_new_file_has_the_mode_that_the_user_wants_of_new_files(tmp_path: Path) -> None:
    for mask, mode in ((0o022, 0o644), (0o077, 0o600)):
        before = os.umask(mask)
        try:
            write_whole(tmp_path / f"new{mask}", "x")
        finally:
            os.umask(before)
        assert stat.S_IMODE((tmp_path / f"new{mask}").stat().st_mode) == mode


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o666])
def test_a_file_that_is_replaced_keeps_its_mode(mode: int, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("old and longer than the new one")
    file.chmod(mode)
    write_whole(file, "new")
    assert (file.read_text(), stat.S_IMODE(file.stat().st_mode)) == ("new", mode)


def test_a_link_stays_and_what_it_points_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = tmp_path / "elsewhere" / "refs.txt"
    link, chain, dangling = tmp_path / "link", tmp_path / "chain", tmp_path / "dangling"
    target.write_text("old")
    link.symlink_to("elsewhere/refs.txt")
    chain.symlink_to("link")
    dangling.symlink_to("elsewhere/new.txt")
    for name in (link, chain, dangling):
        assert here((*PAPERS, "-o", str(name)))[0] == 0
        assert name.is_symlink()
        assert name.read_text(encoding="utf-8") == TEXT
        target.write_text("old")
    assert (tmp_path / "elsewhere" / "new.txt").is_file()


@pytest.mark.parametrize(
    ("name", "code"),
    [("", 2), (".", 3), ("/", 3), ("..", 3), ("folder", 3), ("gone/", 3), ("gone/x", 3), ("file/x", 3)],
)
def test_a_name_of_no_file_is_refused(name: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    returned, out, err = here((*PAPERS, "-o", name))
    assert (returned, out, err.count("\n")) == (code, "", 1)
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.slow
@pytest.mark.parametrize("word", ["--html", "--", "-o", "--htlm", "--csv=1", "-h"])
@pytest.mark.parametrize("option", ["-o", "--output", "--condition", "--width"])
def test_an_option_is_no_value_of_another(option: str, word: str, tmp_path: Path) -> None:
    done = run_mscq("papers", option, word, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert f"{option} needs a value, not the option {word}" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_read_only_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("mine")
    file.chmod(0o444)
    code, _, err = here((*PAPERS, "-o", str(file)))
    assert (code, file.read_text()) == (3, "mine")
    assert "read-only" in err


@pytest.mark.parametrize("name", ["n" * 250, "n" * 255, "é" * 127])
def test_a_name_as_long_as_a_name_may_be(name: str, tmp_path: Path) -> None:
    write_whole(tmp_path / name, "x")
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_no_one_can_foresee_the_name_that_is_written_to_first(tmp_path: Path) -> None:
    names: set[str] = set()
    for _ in range(5):
        place(tmp_path / "a", lambda part: names.add(part.name))
    assert len(names) == 5
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / f".a.part{os.getpid()}").symlink_to(victim)
    write_whole(tmp_path / "a", "x")
    assert (victim.read_text(), (tmp_path / "a").is_symlink()) == ("mine", False)


@pytest.mark.parametrize("raised", [OSError("disk full"), KeyboardInterrupt(), MemoryError(), ValueError("no")])
def test_whatever_stops_the_writing_leaves_the_old_file_alone(raised: BaseException, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")

    def fill(part: Path) -> None:
        part.write_text("half of it")
        raise raised

    with pytest.raises(BadFile if isinstance(raised, OSError | ValueError) else type(raised)):
        place(tmp_path / "a", fill)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("a", "old")]


# what is no file


def _fifo(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "fifo")
    return tmp_path / "fifo"


def _read_from(fifo: Path, words: list[str]) -> bytes:
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(fifo.read_bytes()), daemon=True)
    reader.start()
    assert run_mscq(*words).returncode == 0
    reader.join(10)
    assert stat.S_ISFIFO(fifo.lstat().st_mode)
    return got[0]


def test_a_fifo_is_written_to(tmp_path: Path) -> None:
    fifo = _fifo(tmp_path)
    assert _read_from(fifo, [*PAPERS, "-o", str(fifo)]).decode() == TEXT
    (tmp_path / "link").symlink_to("fifo")
    assert _read_from(fifo, [*PAPERS, "-o", str(tmp_path / "link")]).decode() == TEXT
    for force in ([], ["--force"]):
        assert _read_from(fifo, ["export", "--sqlite", str(fifo), *force]).startswith(b"SQLite format 3\0")


def test_a_device_is_written_to_and_stays(tmp_path: Path) -> None:
    device = tmp_path / "null"
    try:
        os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        device.write_bytes(b"")
    except PermissionError:
        pytest.skip("devices can be made by the superuser alone")
    for words in ((*PAPERS, "-o", str(device)), ("export", "--sqlite", str(device), "--force")):
        assert here(words)[0] == 0
        assert stat.S_ISCHR(device.lstat().st_mode)
    full = tmp_path / "full"
    os.mknod(full, stat.S_IFCHR | 0o666, os.makedev(1, 7))
    code, _, err = here((*PAPERS, "-o", str(full)))
    assert (code, err) == (3, f"mscq: {full}: cannot be written: No space left on device\n")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/proc/thread-self/fd/1", "link"])
def test_an_open_descriptor_is_written_to_where_it_stands(name: str, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/dev/stdout")
    papers = f"$M {' '.join(PAPERS)} $B -o {name}"
    assert _shell(f"{papers} | cat", tmp_path).stdout.decode() == TEXT
    assert _shell(f"echo before > got; {papers} >> got; {papers} >> got", tmp_path).returncode == 0
    assert (tmp_path / "got").read_text(encoding="utf-8") == f"before\n{TEXT}{TEXT}"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["got", "link"]


def test_a_command_of_the_shell_is_written_to(tmp_path: Path) -> None:
    done = _shell(f"$M {' '.join(PAPERS)} $B -o >(cat > got); sleep 0.2", tmp_path)
    assert (done.returncode, done.stderr, (tmp_path / "got").read_text(encoding="utf-8")) == (0, b"", TEXT)


# standard output


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    ["papers $B", "findings --json $B", "schema", "--help", "cite --help", "--version", "--show-completion zsh"],
)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_said(words: str, unbuffered: str, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no device that is always full")
    done = _shell(f"$M {words} > /dev/full", tmp_path, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 3
    assert done.stderr == b"mscq: standard output: cannot be written: No space left on device\n"


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_pipe_that_does_not_wait_gets_all(unbuffered: str) -> None:
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    words = [*PROGRAM, "findings", "--json", *ON_BASE]
    process = subprocess.Popen(words, stdout=theirs, env=environment({"PYTHONUNBUFFERED": unbuffered}))
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        time.sleep(0.5)
        got = pipe.read()
    assert (process.wait(), got.decode()) == (0, here(("findings", "--json"))[1])


@pytest.mark.parametrize(
    ("script", "code", "said"),
    [
        ("$M papers $B >&-", 3, "mscq: standard output: is closed\n"),
        ("$M --version >&-", 3, "mscq: standard output: is closed\n"),
        ("$M --help >&-", 3, "mscq: standard output: is closed\n"),
        ("$M cite - $B <&-", 3, "mscq: standard input: is closed\n"),
        ("$M match - $B <&-", 3, "mscq: standard input: is closed\n"),
        ("$M show nosuch $B 2>&-", 2, ""),
        ("$M papers $B >&- 2>&- <&-", 3, ""),
        ("$M browse $B <&-", 2, "mscq: browse needs a terminal"),
        ("$M findings $B --json | head -c 10; exit ${PIPESTATUS[0]}", 0, ""),
        ("$M findings $B --csv -o /dev/stdout | head -c 10; exit ${PIPESTATUS[0]}", 0, ""),
        ("$M findings --help | true; exit ${PIPESTATUS[0]}", 0, ""),
    ],
)
def test_a_stream_that_is_closed_costs_no_traceback(script: str, code: int, said: str, tmp_path: Path) -> None:
    done = _shell(script, tmp_path)
    assert (done.returncode, done.stderr.decode()[: len(said) or None]) == (code, said)


@pytest.mark.parametrize("where", ["2>&-", "2>/dev/full"])
def test_an_answer_is_given_though_no_note_can_be(where: str, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no device that is always full")
    done = _shell(f"$M condition lupis $B {where}", tmp_path)
    assert (done.returncode, done.stdout.decode()) == (0, here(("condition", "sle"))[1])


@pytest.mark.parametrize("pager", ["false", 'less "', "no-such-pager", "sh -c 'exit 3'", "cat"])
def test_a_pager_that_fails_loses_no_answer(pager: str) -> None:
    ours, theirs = pty.openpty()
    words = [*PROGRAM, "papers", *ON_BASE]
    process = subprocess.Popen(
        words, stdout=theirs, stderr=subprocess.PIPE, stdin=theirs, env=environment({"PAGER": pager, "LINES": "9"})
    )
    os.close(theirs)
    got = b""
    with suppress(OSError):  # Linux says so when the other end of a terminal is closed
        while chunk := os.read(ours, 65536):
            got += chunk
    os.close(ours)
    assert process.wait() == 0
    assert got.count(b"islam2023") == 1


# signals


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_program_quietly_at_any_moment(number: signal.Signals, code: int, tmp_path: Path) -> None:
    """From the first moment after the interpreter has found the program, imports included."""
    (tmp_path / "a.json").write_text("old")
    script = f"import sys; sys.path[0] = ''; sys.argv[1:] = {['findings', *ON_BASE, '-o', 'a.json']!r}\n"
    script += "import mscq.__main__ as m; m._end_when_told(); print(flush=True); m.main()"
    ends = set()
    for delay in (0, 0.02, 0.05, 0.1, 0.2, 0.3):
        process = subprocess.Popen(
            [sys.executable, "-c", script],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=tmp_path,
            env=environment(),
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(delay)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
        assert err == b""
        ends.add(process.returncode)
        assert [one.name for one in tmp_path.iterdir()] == ["a.json"]
        assert (tmp_path / "a.json").read_text(encoding="utf-8")[-1:] in ("d", "\n")
    assert code in ends <= {code, 0, -number}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("target", ["file", "folder"])
def test_a_signal_while_writing_leaves_nothing_behind(number: signal.Signals, target: str, tmp_path: Path) -> None:
    fill = "lambda part: (print(flush=True), time.sleep(30))"
    calls = {
        "file": f"from mscq.records.files import place; place('a', {fill})",
        "folder": f"from mscq.export.place import place_folder; place_folder(pathlib.Path('a'), {fill}, force=True)",
    }
    script = f"import time, pathlib, mscq.__main__ as m; m._end_when_told(); {calls[target]}"
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=environment()
    )
    assert process.stdout is not None
    process.stdout.readline()
    assert len(list(tmp_path.iterdir())) == 1
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err, list(tmp_path.iterdir())) == (128 + number, b"", [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_standard_input_is_read_leaves_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    words = [*PROGRAM, "match", "-", *ON_BASE]
    env = environment({"TMPDIR": str(tmp_path)})
    with subprocess.Popen(words, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
        deadline = time.monotonic() + 30
        while not list(tmp_path.glob("*/references")):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.send_signal(number)
        assert process.wait(30) == 128 + number
        assert process.stderr is not None
        assert process.stderr.read() == b""
    assert not list(tmp_path.iterdir())


def test_a_program_that_was_started_to_ignore_interrupts_goes_on(tmp_path: Path) -> None:
    done = _shell("trap '' INT; $M papers $B -o a & p=$!; sleep 0.1; kill -INT $p; wait $p", tmp_path)
    assert (done.returncode, (tmp_path / "a").is_file()) == (0, True)
