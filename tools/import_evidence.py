"""Write data/papers/*.json from a file of collected facts about published trials.

    python -m tools.import_evidence FILE [--into data/papers] [--ledger tools/imported.json]

The same file gives the same records. A record that a person edited is reported and left alone, and so are
the papers that were merged by hand, whose figures are checked instead. Exit codes: 0 all written or
current; 1 something was left alone, is missing or could not be converted (one line each); 2 the file
cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mscq.canonical import canonical_record
from tools.evidence_import.ledger import Ledger, Outcome
from tools.evidence_import.merged import MERGED, missing_figures
from tools.evidence_import.notes import same_patients
from tools.evidence_import.papers import paper_of
from tools.evidence_import.problems import Problem

ROOT = Path(__file__).resolve().parents[1]


def read_entries(path: Path) -> list[dict[str, Any]]:
    """The papers of an evidence file; raises ``ValueError`` where the file has another form."""
    try:
        entries = json.loads(path.read_text("utf-8"))["papers"]
        keys = [entry["key"] for entry in entries]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{path}: not an evidence file with a list of papers ({error})") from error
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        raise ValueError(f"{path}: the key {twice[0]} stands twice")
    return list(entries)


def convert(entries: Sequence[dict[str, Any]], into: Path, ledger: Ledger) -> tuple[Counter[str], list[str]]:
    """Convert and write all papers; gives the number of each outcome and one line for each problem."""
    keys, same = frozenset(entry["key"] for entry in entries), same_patients(entries)
    counts: Counter[str] = Counter()
    problems: list[str] = []
    for entry in entries:
        key = entry["key"]
        path = into / f"{key}.json"
        if key in MERGED:
            counts["merged by hand"] += 1
            if not path.exists():
                problems.append(f"{key}: merged by hand, but {path.name} does not exist")
                continue
            lost = list(missing_figures(entry, path))
            problems += [f"{key}: merged by hand and lacks {line}" for line in lost]
            continue
        try:
            text = canonical_record(paper_of(entry, keys, same))
        except Problem as problem:
            counts["failed"] += 1
            problems.append(str(problem))
            continue
        except ValidationError as error:
            counts["failed"] += 1
            first = error.errors()[0]
            problems.append(f"{key}: {'.'.join(map(str, first['loc']))}: {first['msg']}")
            continue
        except KeyError as error:
            counts["failed"] += 1
            problems.append(f"{key}: {error.args[0]!r} is missing or has no rule")
            continue
        outcome = ledger.write(path, text)
        counts[outcome.value] += 1
        if outcome is Outcome.EDITED:
            problems.append(f"{key}: {path.name} was edited since it was generated; left as it is")
    return counts, problems


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the import and say what was done; gives the exit code."""
    parser = argparse.ArgumentParser(prog="import_evidence", description="Write paper records from an evidence file.")
    parser.add_argument("file", type=Path, help="the evidence file (JSON)")
    parser.add_argument("--into", type=Path, default=ROOT / "data" / "papers", help="folder of the records")
    parser.add_argument(
        "--ledger", type=Path, default=ROOT / "tools" / "imported.json", help="hashes of what was written"
    )
    options = parser.parse_args(arguments)
    try:
        entries = read_entries(options.file)
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    options.into.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(options.ledger)
    counts, problems = convert(entries, options.into, ledger)
    ledger.save()
    for line in problems:
        print(line, file=sys.stderr)
    print(", ".join(f"{count} {name}" for name, count in counts.items()))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
