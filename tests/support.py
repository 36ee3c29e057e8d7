"""What tests share: the program run as a process in an environment that is the same everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
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
        **(changes or {}),
    }
    return {name: value for name, value in pinned.items() if value is not None}


def run_mscq(
    *args: str | os.PathLike[str],
    input: str | bytes | None = None,
    env: Mapping[str, str | None] | None = None,
    cwd: str | os.PathLike[str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run ``mscq`` with these arguments as a process; ``stdout`` and ``stderr`` come back as text, line ends kept.

    ``input`` goes to standard input (empty if None), ``env`` changes the pinned environment, ``cwd`` is the
    folder to run in. Bytes that are not UTF-8 come back as surrogates.
    """
    done = subprocess.run(
        [sys.executable, "-m", "mscq", *[os.fspath(arg) for arg in args]],
        input=input.encode() if isinstance(input, str) else input or b"",
        capture_output=True,
        env=environment(env),
        cwd=cwd,
        timeout=60,
        check=False,
    )
    stdout, stderr = (stream.decode("utf-8", "surrogateescape") for stream in (done.stdout, done.stderr))
    return subprocess.CompletedProcess(done.args, done.returncode, stdout, stderr)
