"""What tests share: the program run as a process in an environment that is the same everywhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from mscq.cli.commands import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
"""The bundled base: what counts for itself or must hold of every paper runs on it."""
BASE = ROOT / "tests" / "base"
"""The frozen base, which a paper more in ``data/`` does not change: what names a paper or a figure runs on it."""
CACHE = TemporaryDirectory(prefix="mscq-tests-")
"""The cache folder of all runs, which is gone with the tests."""
_KEPT = ("PATH", "HOME", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV")


def environment(changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """The pinned environment of a run: 80 columns, UTF-8, the checkout on the path, nothing else that matters.

    ``changes`` sets variables, or takes them out where the value is None.
    """
    pinned: dict[str, str | None] = {
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
        "COLUMNS": "80",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": CACHE.name,
        "MSCQ_EUTILS": "http://127.0.0.1:9/none",  # no test asks NCBI: nothing listens there
        **(changes or {}),
    }
    return {name: value for name, value in pinned.items() if value is not None}


def on_base(args: Iterable[str | os.PathLike[str]], base: Path | None = BASE) -> list[str]:
    """Return the words of a command with ``--data`` for a base, where they name a command and no base themselves.

    ``None`` leaves them as they are, so that the bundled base answers. What ``verify`` checks is always named.
    """
    words = [os.fspath(arg) for arg in args]
    command = words[0] if words else ""
    if base is None or command not in COMMANDS or command == "verify" or "--data" in words:
        return words
    return [command, "--data", str(base), *words[1:]]


def run_mscq(
    *args: str | os.PathLike[str],
    input: str | bytes | None = None,
    env: Mapping[str, str | None] | None = None,
    cwd: str | os.PathLike[str] | None = None,
    base: Path | None = BASE,
) -> subprocess.CompletedProcess[str]:
    """Run ``mscq`` with these arguments as a process; ``stdout`` and ``stderr`` come back as text, line ends kept.

    ``input`` goes to standard input (empty if None), ``env`` changes the pinned environment, ``cwd`` is the
    folder to run in, ``base`` the base that answers (None: the bundled one). Bytes that are not UTF-8 come back
    as surrogates.
    """
    done = subprocess.run(
        [sys.executable, "-m", "mscq", *on_base(args, base)],
        input=input.encode() if isinstance(input, str) else input or b"",
        capture_output=True,
        env=environment(env),
        cwd=cwd,
        timeout=60,
        check=False,
    )
    stdout, stderr = (stream.decode("utf-8", "surrogateescape") for stream in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, stdout, stderr)


def own_references(folder: Path) -> None:
    """Put references of the reader's own into a folder, under the names by which help pages speak of them."""
    samples = ROOT / "tests" / "library" / "samples"
    for name, sample in (("refs.nbib", "pubmed.nbib"), ("refs.ris", "zotero.ris")):
        shutil.copy(samples / sample, folder / name)
