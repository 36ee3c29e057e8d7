"""Ways in which a base comes to differ from what is kept beside it, and the code that this was made by."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet
from runs import run_here
from support import ROOT


def answers(folder: Path, asked: Iterable[tuple[str, ...]]) -> list[tuple[int, str, str]]:
    """What a base answers: exit code, what is printed and what is said beside it."""
    runs = [run_here([one[0], "--data", str(folder), *one[1:]]) for one in asked]
    return [(run.returncode, run.stdout, run.stderr) for run in runs]


def seldom(*several: object) -> list[ParameterSet]:
    """Parameters that are tried where all is."""
    return [pytest.param(one, marks=pytest.mark.slow) for one in several]


def edited(folder: Path) -> None:
    """Another condition in place of one whose id has as many letters."""
    file = folder / "papers" / "deng2017.json"
    content = file.read_bytes()
    file.write_bytes(content.replace(b"lupus", b"lapis"))
    assert len(content) == file.stat().st_size
    assert content != file.read_bytes()


def edited_long_ago(folder: Path) -> None:
    """The same, with an old date on the file."""
    edited(folder)
    os.utime(folder / "papers" / "deng2017.json", (1, 1))


def added(folder: Path) -> None:
    """A paper more."""
    record = json.loads((folder / "papers" / "deng2017.json").read_text("utf-8"))
    record = json.loads(json.dumps({**record, "id": "added2020"}).replace("deng2017.", "added2020."))
    (folder / "papers" / "added2020.json").write_text(json.dumps(record), "utf-8")


def removed(folder: Path) -> None:
    """A paper less."""
    (folder / "papers" / "deng2017.json").unlink()


def renamed(folder: Path) -> None:
    """A paper under another name."""
    (folder / "papers" / "deng2017.json").rename(folder / "papers" / "aaa2017.json")


def swapped(folder: Path) -> None:
    """Two papers, each under the name of the other."""
    one, other = folder / "papers" / "deng2017.json", folder / "papers" / "petrou2020.json"
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)


def other_words(folder: Path) -> None:
    """Another vocabulary."""
    file = folder / "vocabulary" / "conditions.json"
    file.write_text(file.read_text("utf-8").replace('"lupus"', '"lopus"'), "utf-8")


def other_seal(folder: Path) -> None:
    """The same seal, written otherwise."""
    file = folder / "seal.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8"))), "utf-8")


def no_seal(folder: Path) -> None:
    """No seal."""
    (folder / "seal.json").unlink()


def imported(module: str, seen: set[str]) -> None:
    """Add the modules of the package that a module imports, and those that these import."""
    file = ROOT / f"{module.replace('.', '/')}.py"
    if module in seen or not file.exists():
        return
    seen.add(module)
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("mscq"):
            for one in (node.module, *(f"{node.module}.{name.name}" for name in node.names)):
                imported(one, seen)


BESIDE = {"errors", *(f"records.{one}" for one in ("files", "indexed", "seal", "settings"))}
MODELS = {f"records.{one}" for one in ("canonical", "derived", "layout", "models", "shown", "terms", "trials")}
