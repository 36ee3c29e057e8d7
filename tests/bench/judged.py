"""How well search finds: mean reciprocal rank and recall at 5 over the judged queries.

Run as ``python tests/bench/judged.py``; with ``-v`` it lists the queries that lost something.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(args: Sequence[str]) -> None:
    """Print MRR and recall at 5, over all and by kind."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "search")]
    from judged_set import CUT, judged_queries, mean, outcomes

    from mscq.api import load
    from mscq.search.searcher import Searcher

    found = outcomes(Searcher(load()), judged_queries())
    for kind in ("all", "expert", "mistyped", "patient"):
        chosen = [one for one in found if kind in ("all", one.judged.kind)]
        rank, recall = mean([one.reciprocal_rank for one in chosen]), mean([one.recall for one in chosen])
        print(f"{kind:<10}{len(chosen):>4} queries   MRR {rank:.3f}   recall at {CUT} {recall:.3f}")
    if "-v" in args:
        for one in found:
            if one.recall < 1:
                print(f"\n{one.judged.query}")
                print(f"  wanted {' '.join(one.judged.papers)}\n  found  {' '.join(one.found[:8])}")


if __name__ == "__main__":
    main(sys.argv[1:])
