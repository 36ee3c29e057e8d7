"""A paper is one file: with new, valid ones in ``data/papers`` every other test passes as before."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import BASE, ROOT

from mscq.records.canonical import canonical_record
from mscq.records.models import Paper

# a record like it, and the new id: next to ids that tests name, and in every kind of list
NEW = {"wang2014": "islamov2031", "kim2023": "zhou2019b", "dai2021": "aaa2031", "hetta2025": "zzz2031"}


def _copied(like: str, new: str, number: int) -> str:
    """The record under another id, title, identifiers and registration, on patients of its own."""
    text = (BASE / "papers" / f"{like}.json").read_text(encoding="utf-8").replace(like, new)
    record = json.loads(text)
    book, study = record["bibliography"], record["study"]
    book["title"] = f"Of others: {book['title']}"
    changed = {"DOI": f"10.1000/{new}", "PMID": f"9999999{number}", "PMCID": f"PMC9999999{number}"}
    book.update({name: value for name, value in changed.items() if name in book})
    study.pop("same_patients_as", None)
    if "registrations" in study:
        study["registrations"] = [f"NCT9999999{number}"]
    return canonical_record(Paper.model_validate(record))


@pytest.mark.slow
def test_new_papers_break_nothing(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    left = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "build", "dist")
    shutil.copytree(ROOT, checkout, ignore=left)
    for number, (like, new) in enumerate(NEW.items()):
        (checkout / "data" / "papers" / f"{new}.json").write_text(_copied(like, new, number), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider"],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20000:]
