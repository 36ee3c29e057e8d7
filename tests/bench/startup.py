"""Start-up of the installed ``mscq`` as ratios against a floor program, run in turn in the same minute.

    python tests/bench/startup.py [RUNS] [--papers 5000]

Each command is a whole process: the floor and the command alternate, and the median of the ratios of the
pairs is printed with the bar it is held to. No test asserts a time.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
FLOOR = [sys.executable, str(HERE / "floor.py")]
TYPER = [sys.executable, "-c", "import typer"]

CASES: tuple[tuple[str, list[str], list[str], float], ...] = (
    ("cite 40353645", ["cite", "40353645"], FLOOR, 1.2),
    ("condition lupus", ["condition", "lupus", "--width", "100"], FLOOR, 1.2),
    ("compare --route iv intrathecal", ["compare", "--route", "iv", "intrathecal", "--width", "100"], FLOOR, 1.2),
    ("condition 'multiple sclerosis'", ["condition", "multiple sclerosis", "--width", "100"], FLOOR, 1.25),
    ("cite 40353645 --json", ["cite", "40353645", "--json"], FLOOR, 1.0),
    ("condition lupus --json", ["condition", "lupus", "--json"], FLOOR, 1.0),
    ("condition lupus (piped)", ["condition", "lupus"], FLOOR, 1.0),
    ("compare ... (piped)", ["compare", "--route", "iv", "intrathecal"], FLOOR, 1.0),
    ("--help", ["--help"], TYPER, 1.3),
    ("condition --help", ["condition", "--help"], TYPER, 1.3),
    ("--version", ["--version"], TYPER, 1.3),
    ("usage error", ["compare"], TYPER, 1.3),
    ("unknown option", ["cite", "--nonsense"], TYPER, 1.3),
    ("completion", [], TYPER, 1.3),
    ("completion of a condition", [], TYPER, 2.0),
)
COMPLETIONS = {
    "completion": {"COMP_WORDS": "mscq co", "COMP_CWORD": "1"},
    "completion of a condition": {"COMP_WORDS": "mscq compare --condition lu", "COMP_CWORD": "3"},
}


def wall(command: Sequence[str], environment: dict[str, str]) -> float:
    """Seconds that one run takes, from start to end of the process."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def ratio(command: Sequence[str], base: Sequence[str], runs: int, extra: dict[str, str]) -> tuple[float, float, float]:
    """Median ratio of pairs, and the two medians in milliseconds, after one run of each to warm up."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    wall(command, environment | extra)
    wall(base, environment)
    pairs = [(wall(command, environment | extra), wall(base, environment)) for _ in range(runs)]
    return (
        statistics.median(ours / floor for ours, floor in pairs),
        statistics.median(ours for ours, _ in pairs) * 1000,
        statistics.median(floor for _, floor in pairs) * 1000,
    )


def grown_base(folder: Path, papers: int) -> None:
    """A base of so many papers: copies of the bundled ones under new ids, the vocabulary unchanged."""
    from mscq.records.settings import data_folder

    bundled = data_folder()
    shutil.copytree(bundled / "vocabulary", folder / "vocabulary")
    target = folder / "papers"
    target.mkdir()
    originals = sorted((bundled / "papers").glob("*.json"))
    for number in range(papers):
        original = originals[number % len(originals)]
        record = json.loads(original.read_text(encoding="utf-8"))
        old, new = record["id"], f"{record['id']}x{number}"
        record["id"] = new
        record["study"].pop("same_patients_as", None)
        record["study"].pop("registrations", None)
        for key in ("PMID", "PMCID", "DOI"):
            record["bibliography"].pop(key, None)
        for finding in record.get("findings", []):
            finding["id"] = finding["id"].replace(f"{old}.", f"{new}.", 1)
        (target / f"{new}.json").write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=11)
    parser.add_argument("--papers", type=int, default=0, help="also time a generated base of so many papers")
    arguments = parser.parse_args()
    program = shutil.which("mscq", path=str(Path(sys.executable).parent)) or "mscq"
    print(f"{'command':34}{'ratio':>7}{'bar':>7}{'ms':>8}{'floor ms':>10}")
    for name, words, base, bar in CASES:
        extra = {}
        if name in COMPLETIONS:
            extra = {"_MSCQ_COMPLETE": "complete_bash", **COMPLETIONS[name]}
        found, ours, floor = ratio([program, *words], base, arguments.runs, extra)
        flag = "" if found <= bar else "  over"
        print(f"{name:34}{found:7.2f}{bar:7.2f}{ours:8.0f}{floor:10.0f}{flag}")
    if arguments.papers:
        with tempfile.TemporaryDirectory() as temporary:
            for papers in (arguments.papers // 4, arguments.papers):
                folder = Path(temporary) / str(papers)
                folder.mkdir()
                grown_base(folder, papers)
                words = ["condition", "multiple sclerosis", "--width", "100", "--data", str(folder)]
                found, ours, floor = ratio([program, *words], FLOOR, max(3, arguments.runs // 3), {})
                print(f"{f'condition, {papers} papers':34}{found:7.2f}{'':7}{ours:8.0f}{floor:10.0f}")


if __name__ == "__main__":
    main()
