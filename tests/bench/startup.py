"""Start-up of the installed ``mscq`` as ratios against a floor program, run in turn in the same minute.

    python tests/bench/startup.py [RUNS] [--instructions] [--keep] [--papers 5000]

Each command is a whole process: the floor and the command alternate, and the median of the ratios of the
pairs is printed with the bar it is held to. ``--instructions`` counts what both execute as well, and says what grew
since the counts that ``--keep`` wrote down. No test asserts a time or a count.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
FLOOR = [sys.executable, str(HERE / "floor.py")]
TYPER = [sys.executable, "-c", "import typer"]


class Case(NamedTuple):
    """A command, the program that it is held against and the bar; on a terminal, or with a TAB's words."""

    name: str
    words: tuple[str, ...]
    base: list[str]
    bar: float
    terminal: bool = False
    typed: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What the case adds to the environment."""
        if not self.typed:
            return {}
        return {"_MSCQ_COMPLETE": "complete_bash", "COMP_WORDS": self.typed, "COMP_CWORD": str(self.typed.count(" "))}


_COMPARE = ("compare", "--route", "iv", "intrathecal")
_FEW = ("search", "knee", "cartilage", "repair")
_OF_BASES = ("cite", "condition", "condition 'multiple sclerosis'", "compare", "search")
CASES = (
    Case("cite", ("cite", "40353645"), FLOOR, 1.0),
    Case("cite --json", ("cite", "40353645", "--json"), FLOOR, 1.0),
    Case("condition", ("condition", "lupus"), FLOOR, 1.0),
    Case("condition --json", ("condition", "lupus", "--json"), FLOOR, 1.0),
    Case("condition 'multiple sclerosis'", ("condition", "multiple sclerosis"), FLOOR, 1.0),
    Case("compare", _COMPARE, FLOOR, 1.0),
    Case("compare --json", (*_COMPARE, "--json"), FLOOR, 1.0),
    Case("search", ("search", "knee", "cartilage"), FLOOR, 1.0),
    Case("search --json", ("search", "knee", "cartilage", "--json"), FLOOR, 1.0),
    Case("condition on a terminal", ("condition", "lupus", "--no-pager"), FLOOR, 1.1, terminal=True),
    Case("compare on a terminal", (*_COMPARE, "--no-pager"), FLOOR, 1.1, terminal=True),
    Case("--help", ("--help",), TYPER, 1.1),
    Case("condition --help", ("condition", "--help"), TYPER, 1.1),
    Case("--version", ("--version",), TYPER, 1.1),
    Case("usage error", ("compare",), TYPER, 1.1),
    Case("unknown option", ("cite", "--nonsense"), TYPER, 1.1),
    Case("TAB of a command", (), TYPER, 1.1, typed="mscq co"),
    Case("TAB of a condition", (), TYPER, 1.1, typed="mscq compare --condition lu"),
)


def run(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run a command whose output nobody looks at, to its end."""
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


def run_on_terminal(command: Sequence[str], environment: Mapping[str, str]) -> None:
    """The same with its output on a terminal of 100 columns, which is read as it comes."""
    import pty

    ours, theirs = pty.openpty()
    shown = {**environment, "COLUMNS": "100", "TERM": "xterm-256color"}
    with subprocess.Popen(command, env=shown, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL):
        os.close(theirs)
        try:
            while os.read(ours, 65536):
                pass
        except OSError:  # its end, as Linux tells it
            pass
    os.close(ours)


def wall(case: Case, command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Seconds that one run takes, from start to end of the process."""
    start = time.perf_counter()
    (run_on_terminal if case.terminal else run)(command, environment)
    return time.perf_counter() - start


def ratio(case: Case, command: Sequence[str], runs: int, usual: Mapping[str, str]) -> tuple[float, float, float]:
    """Median ratio of pairs, and the two medians in milliseconds, after one run of each to warm up."""
    own = {**usual, **case.environment}
    wall(case, command, own)
    wall(case, case.base, usual)
    pairs = [(wall(case, command, own), wall(case, case.base, usual)) for _ in range(runs)]
    return (
        statistics.median(ours / floor for ours, floor in pairs),
        statistics.median(ours for ours, _ in pairs) * 1000,
        statistics.median(floor for _, floor in pairs) * 1000,
    )


def instructions(program: str, usual: Mapping[str, str]) -> dict[str, float]:
    """For each case the instructions that it takes, divided by those of what it is held against in the same place."""
    from instructions import Run, counted

    def one(case: Case, command: Sequence[str], own: Mapping[str, str]) -> tuple[Run, Sequence[str], Mapping[str, str]]:
        return run_on_terminal if case.terminal else run, command, {**usual, **own}

    bases = {(tuple(case.base), case.terminal): case for case in CASES}
    counts = counted(
        [
            *(one(case, [sys.executable, program, *case.words], case.environment) for case in CASES),
            *(one(case, case.base, {}) for case in bases.values()),
        ]
    )
    base = dict(zip(bases, counts[len(CASES) :], strict=True))
    return {
        case.name: number / base[tuple(case.base), case.terminal] for case, number in zip(CASES, counts, strict=False)
    }


def grown_base(folder: Path, papers: int, *, elsewhere: bool = False) -> None:
    """A base of so many papers: copies of the bundled ones under new ids, the vocabulary unchanged, sealed.

    With ``elsewhere`` these are the bundled ones, and copies on another disease by another route, so that a question
    concerns as many papers as in the bundled base.
    """
    from mscq.checks import open_base
    from mscq.checks.sealing import seal
    from mscq.records.settings import data_folder

    bundled = data_folder()
    shutil.copytree(bundled / "vocabulary", folder / "vocabulary")
    target = folder / "papers"
    target.mkdir()
    originals = sorted((bundled / "papers").glob("*.json"))
    if elsewhere:
        shutil.copytree(bundled / "papers", target, dirs_exist_ok=True)
    for number in range(papers - len(originals) * elsewhere):
        original = originals[number % len(originals)]
        text = original.read_text(encoding="utf-8")
        record = json.loads(text, object_pairs_hook=_elsewhere) if elsewhere else json.loads(text)
        old, new = record["id"], f"{record['id']}x{number}"
        record["id"] = new
        record["study"].pop("same_patients_as", None)
        record["study"].pop("registrations", None)
        for key in ("PMID", "PMCID", "DOI"):
            record["bibliography"].pop(key, None)
        for finding in record.get("findings", []):
            finding["id"] = finding["id"].replace(f"{old}.", f"{new}.", 1)
        (target / f"{new}.json").write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    seal(open_base(folder))


def _elsewhere(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a record, on another disease and by another route."""
    other = {"conditions": ["periodontitis"], "routes": ["topical"]}
    return {key: other.get(key, value) for key, value in pairs}


def grown(program: str, papers: int, runs: int, usual: Mapping[str, str]) -> None:
    """Print how many times as long a base of so many papers takes as the bundled one, and a pasted text as a few words.

    A base is asked once before, so that what the file system tells of its files is noted.
    """
    print(f"\n{'against the bundled base':54}{'wall':>7}{'ms':>9}{'bundled':>9}")
    for elsewhere in (True, False):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            grown_base(folder, papers, elsewhere=elsewhere)
            time.sleep(2.5)
            for words in (*(case.words for case in CASES if case.name in _OF_BASES), ("search", _pasted())):
                asked = ("cite", "abdulwahid2019x0") if words[0] == "cite" and not elsewhere else words
                case = Case(" ".join(words)[:40], words, [sys.executable, program, *words], 0)
                named = f"{case.name}, {papers} papers{' most elsewhere' * elsewhere}"
                of_base = [sys.executable, program, *asked, "--data", str(folder)]
                median, ours, bundled = ratio(case, of_base, runs, usual)
                print(f"{named:54}{median:7.2f}{ours:9.0f}{bundled:9.0f}")
    few = Case("a few words", _FEW, [sys.executable, program, *_FEW], 0)
    median, ours, bundled = ratio(few, [sys.executable, program, "search", _pasted()], runs, usual)
    print(f"{'a pasted text of 400 words, against three words':54}{median:7.2f}{ours:9.0f}{bundled:9.0f}")


def _pasted() -> str:
    """Four hundred words of records, as a reader pastes an abstract."""
    from mscq.records.settings import data_folder

    records = [json.loads(file.read_bytes()) for file in sorted((data_folder() / "papers").glob("*.json"))[:80]]
    said = " ".join(str(record.get("summary", "")) for record in records)
    return " ".join("".join(letter if letter.isalnum() else " " for letter in said).split()[:400])


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=11)
    parser.add_argument("--instructions", action="store_true", help="count instructions too (valgrind)")
    parser.add_argument("--keep", action="store_true", help="write the counted ratios down as the last")
    parser.add_argument("--papers", type=int, default=0, help="also time bases of so many papers, and a pasted text")
    arguments = parser.parse_args()
    program = shutil.which("mscq", path=str(Path(sys.executable).parent)) or "mscq"
    usual = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    compileall.compile_dir(HERE.parents[1] / "mscq", quiet=2)
    found: dict[str, float] = {}
    if arguments.instructions and shutil.which("valgrind"):
        found = instructions(program, usual)
    elif arguments.instructions:
        print("valgrind is not here: instructions are not counted")
    print(f"{'command':32}{'counted':>9}{'wall':>7}{'bar':>6}{'ms':>7}{'base ms':>9}")
    for case in CASES:
        median, ours, floor = ratio(case, [program, *case.words], arguments.runs, usual)
        over = "  over" if found.get(case.name, median) > case.bar else ""
        told = f"{found[case.name]:9.2f}" if found else f"{'':9}"
        print(f"{case.name:32}{told}{median:7.2f}{case.bar:6.1f}{ours:7.0f}{floor:9.0f}{over}")
    if found:
        import instructions as counts

        print("\n".join(counts.grown(found)) or "nothing grew by more than 3 % since the counts were kept")
        if arguments.keep:
            counts.keep(found)
    if arguments.papers:
        grown(program, arguments.papers, max(3, arguments.runs // 2), usual)


if __name__ == "__main__":
    main()
