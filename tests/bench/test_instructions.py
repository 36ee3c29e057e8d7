"""What the bench says of counts that were kept. Nothing is counted here, and no count is held to anything."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import instructions
import startup


def test_what_grew_by_more_than_three_percent_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(instructions, "KEPT", tmp_path / "kept.json")
    now = {"cite": 0.5, "search": 1.0, "new": 3.0}
    assert instructions.grown(now) == []
    instructions.keep({"cite": 0.49, "search": 0.8, "gone": 1.0})
    (line,) = instructions.grown(now)
    assert line.startswith("grew: search, 0.80 to 1.00 (+25%; Python 3.")
    instructions.keep(now)
    assert instructions.grown(now) == []


def test_what_is_kept_are_the_cases_of_the_bench() -> None:
    kept = json.loads(instructions.KEPT.read_text(encoding="utf-8"))
    assert list(kept["ratios"]) == [case.name for case in startup.CASES]
    assert all(ratio > 0 for ratio in kept["ratios"].values())
