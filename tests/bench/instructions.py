"""Instructions that a command takes, counted by valgrind's callgrind: they vary by less than 1 % where times do by 20.

``instructions.json`` beside this holds the ratios that were kept last, and the Python that they were counted with.
"""

from __future__ import annotations

import json
import os
import platform
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

KEPT = Path(__file__).with_name("instructions.json")
_GROWN = 1.03  # what grew by less is not worth a line
_COLLECTED = re.compile(r"Collected : (\d+)")

Run = Callable[[Sequence[str], Mapping[str, str]], object]
"""Runs a command in an environment, to its end."""


def counted(runs: Sequence[tuple[Run, Sequence[str], Mapping[str, str]]]) -> list[int]:
    """The instructions of each run, in user space and of its own process alone; as many at a time as there are cores.

    Raises ValueError where valgrind says none.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda one: _count(*one), runs))


def _count(run: Run, command: Sequence[str], environment: Mapping[str, str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        counting = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", f"--log-file={log}"]
        run([*counting, *command], {**environment, "PYTHONHASHSEED": "0"})
        found = _COLLECTED.search(log.read_text(encoding="utf-8", errors="replace"))
    if found is None:
        raise ValueError(f"valgrind counted nothing of {' '.join(command)}")
    return int(found[1])


def keep(ratios: Mapping[str, float]) -> None:
    """Write these ratios down as the last."""
    kept = {"python": platform.python_version(), "ratios": {name: round(ratio, 3) for name, ratio in ratios.items()}}
    KEPT.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def grown(ratios: Mapping[str, float]) -> list[str]:
    """A line on each ratio that is over the one kept last by more than 3 %."""
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {"ratios": {}}
    lines = []
    for name, ratio in ratios.items():
        last = kept["ratios"].get(name, ratio)
        if ratio > last * _GROWN:
            lines.append(f"grew: {name}, {last:.2f} to {ratio:.2f} (+{ratio / last - 1:.0%}; Python {kept['python']})")
    return lines
