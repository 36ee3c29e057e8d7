"""What the tests of the program share: many runs at once, each made once, and the frozen base opened once."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

from support import BASE, DATA, environment, on_base, run_mscq

from mscq.api import EvidenceBase, load
from mscq.cli.program import run
from mscq.search.lexicon import lexicon_of
from mscq.search.resolve import Resolver

Words = tuple[str, ...]
Done = CompletedProcess[str]


def run_together(
    commands: Iterable[Words],
    *,
    env: Mapping[str, str | None] | None = None,
    cwd: str | os.PathLike[str] | None = None,
) -> dict[Words, Done]:
    """Run ``mscq`` once for each of these argument lists, as many processes at a time as there are cores."""
    listed = list(dict.fromkeys(commands))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return dict(zip(listed, pool.map(lambda words: run_mscq(*words, env=env, cwd=cwd), listed), strict=True))


class _Text(io.StringIO):
    """A stream that knows every letter."""

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"


def run_here(
    words: Iterable[str], *, stdin: str = "", env: Mapping[str, str] | None = None, base: Path | None = BASE
) -> Done:
    """Run ``mscq`` in this process, as into a pipe: quicker than a process of its own, and otherwise the same.

    The environment is pinned as :func:`support.environment` pins it; ``env`` adds variables. ``base`` is the base
    that answers, as in :func:`support.run_mscq`.
    """
    args = on_base(words, base)
    out, err, before = _Text(), _Text(), sys.stdin
    sys.stdin = io.StringIO(stdin)
    try:
        with redirect_stdout(out), redirect_stderr(err), patch.dict(os.environ, environment(env), clear=True):
            code = run(args)
    finally:
        sys.stdin = before
    return CompletedProcess(args, code, out.getvalue(), err.getvalue())


def run_each(commands: Iterable[Words]) -> dict[Words, Done]:
    """Each of these argument lists run in this process."""
    return {words: run_here(words) for words in commands}


def here(words: Iterable[str], stdin: str = "", **env: str) -> tuple[int, str, str]:
    """The exit code, standard output and standard error of a run in this process."""
    done = run_here(words, stdin=stdin, env=env)
    return done.returncode, done.stdout, done.stderr


def bare(text: str) -> str:
    """Without colours and links."""
    return re.sub(r"\x1b\]8;[^\x1b]*\x1b\\|\x1b\[[0-9;]*m", "", text)


@cache
def frozen() -> EvidenceBase:
    """The frozen base."""
    return load(BASE)


@cache
def resolver(facet: str) -> Resolver:
    """The resolver of a facet of the frozen base, or of a closed list."""
    return Resolver(frozen().vocabulary.facet(facet), facet, lexicon_of(frozen()))


@cache
def bundled() -> EvidenceBase:
    """The bundled base, for what must hold of every paper."""
    return load(DATA)
