"""The reader's library at scale: reading it into its index, searching beside it, matching, and how well search finds.

    python tests/bench/library.py [--references 100000] [--runs 7]

Each figure is of whole processes, with and without the library in turn, so that the ratios hold on any machine. The
references are made up (tests/made_references.py). No test asserts a time.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "search")]

QUERIES = (
    "knee osteoarthritis",
    "does iv work better than intrathecal in ms",
    "graft versus host diseese",
    "stem cells",
)


class Run(NamedTuple):
    """One run of the program as a process: seconds by the clock and of CPU, and the most memory it held, in MB."""

    wall: float
    cpu: float
    memory: float


def run(words: Sequence[str], environment: dict[str, str]) -> Run:
    """Run the program, and end where it fails."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "mscq", *words], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        _, status, used = os.wait4(running.pid, 0)
        running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(words)}: exit {running.returncode}")
    return Run(time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e3)


def ratio(words: Sequence[str], runs: int, environment: dict[str, str], library: Path) -> str:
    """The median ratios of a command with a standing library to the same without: of CPU, and by the clock."""
    beside = {**environment, "MSCQ_LIBRARY": str(library)}
    run(words, beside)
    pairs = [(run(words, beside), run(words, environment)) for _ in range(runs)]
    cpu = statistics.median(one.cpu / other.cpu for one, other in pairs)
    wall = statistics.median(one.wall / other.wall for one, other in pairs)
    seconds = statistics.median(one.cpu for one, _ in pairs)
    return f"{' '.join(words):55}{cpu:6.2f} of CPU {wall:6.2f} by the clock {seconds:6.2f} s of CPU"


def found(folder: Path, library: Path) -> None:
    """Print how well the judged queries find the base's own papers among the references, and in the base."""
    from contextlib import contextmanager

    from judged_set import CUT, judged_queries, mean, outcomes

    from mscq.api import load
    from mscq.library.opening import open_library
    from mscq.library.search import search_own
    from mscq.search.searcher import Searcher

    @contextmanager
    def unseen(_: int):  # type: ignore[no-untyped-def]
        yield lambda done: None

    kb = load()
    (folder / "papers").mkdir()
    shutil.copytree(kb.folder / "vocabulary", folder / "vocabulary")
    papers = folder / "papers.ris"
    with papers.open("w", encoding="utf-8") as stream:
        for one in kb.ids:
            record = kb.raw(one)
            bibliography = record["bibliography"]
            said = [record.get("summary"), *(finding["statement"] for finding in record.get("findings", ()))]
            stream.write(f"TY  - JOUR\nID  - {one}\nTI  - {bibliography.get('title') or one}\n")
            stream.write(f"AB  - {' '.join(filter(None, said))}\n")
            stream.writelines(
                f"AU  - {person.get('family') or person.get('literal')}, {person.get('given', '')}\n"
                for person in bibliography.get("author", ())
            )
            year = ((bibliography.get("issued") or {}).get("date-parts") or [[""]])[0][0]
            stream.write(f"PY  - {year}\nER  - \n")
    alone = load(folder)
    mine = open_library(
        alone, [papers, library], demanded=True, tell=lambda _: None, stdin=sys.stdin.buffer.__class__, progress=unseen
    )

    class Own:
        """The library in the place of a searcher of the base."""

        def search(self, text: str, limit: int | None = 10) -> object:
            return search_own(mine, text, limit=limit)

    judged = judged_queries()
    for name, searcher in (("the base itself", Searcher(kb)), (f"among {len(mine):,} references", Own())):
        outcome = outcomes(searcher, judged)  # type: ignore[arg-type]
        rank, recall = mean([one.reciprocal_rank for one in outcome]), mean([one.recall for one in outcome])
        print(f"{name:40}MRR {rank:.3f}   recall at {CUT} {recall:.3f}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--references", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    from made_references import write_nbib

    from mscq.api import load

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        library, some = folder / "library.nbib", folder / "some.nbib"
        write_nbib(library, load(), arguments.references)
        write_nbib(some, load(), 10_000)
        environment = {
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "PYTHONPATH": str(ROOT),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        os.environ.update(environment)
        run(["search", "knee"], environment)
        first = run(["search", "knee"], {**environment, "MSCQ_LIBRARY": str(library)})
        size = sum(one.stat().st_size for one in (folder / "cache" / "mscq" / "library").glob("*.sqlite"))
        print(
            f"{arguments.references:,} references, {library.stat().st_size / 1e6:,.0f} MB, index {size / 1e6:,.0f} MB"
        )
        print(f"first search: {first.wall:.1f} s, of CPU {first.cpu:.1f} s; {first.memory:,.0f} MB of memory at most")
        print("with the library to without:")
        for query in QUERIES:
            print(ratio(["search", query], arguments.runs, environment, library))
        for words in (["condition", "lupus"], ["compare", "--route", "iv", "intrathecal"], ["cite", "islam2023"]):
            print(ratio(words, arguments.runs, environment, library))
        matched = run(["match", str(some), "--json"], environment)
        print(f"match of 10,000 references: {matched.wall:.1f} s, of CPU {matched.cpu:.1f} s")
        (folder / "base").mkdir()
        found(folder / "base", library)


if __name__ == "__main__":
    main()
