"""Whether an sdist and a wheel carry what they should and nothing else: python .ci/distributions.py SDIST WHEEL WHEEL.

The second wheel is one built without the sdist in between: both are the same byte for byte. Says what is wrong in one
line each and returns 1.
"""

from __future__ import annotations

import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NEEDED = (
    "base.json",
    "answers.table",
    "index.table",
    "seal.json",
    "trials.json",
    "schema/paper.schema.json",
    "vocabulary/conditions.json",
)
PAGES = {"CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "README.md"}
MADE = {"PKG-INFO", "pyproject.toml", ".gitignore"}  # hatchling puts the last in, for builds from the sdist


def problems(sdist: Path, wheel: Path, direct: Path) -> Iterator[str]:
    """What is wrong with them, each in a line."""
    version = sdist.name.removesuffix(".tar.gz").removeprefix("mscq-")
    with tarfile.open(sdist) as archive:
        held = {one.name.partition("/")[2] for one in archive.getmembers() if one.isfile()}
    with zipfile.ZipFile(wheel) as zipped:
        carried = set(zipped.namelist())
    about = f"mscq-{version}.dist-info/"
    yield from _strangers("sdist", held - PAGES - MADE, ("mscq/", "data/", "docs/"))
    yield from _strangers("wheel", carried, ("mscq/", about))
    code, data = _files("mscq"), _files("data")
    wanted = code | data | PAGES | {f"data/{name}" for name in NEEDED}
    yield from (f"the sdist lacks {name}" for name in sorted(wanted - held))
    inside = code | {f"mscq/{name}" for name in data} | {f"{about}licenses/LICENSE"}
    yield from (f"the wheel lacks {name}" for name in sorted(inside - carried))
    if wheel.read_bytes() != direct.read_bytes():
        yield "the sdist builds another wheel than the source tree does"


def _files(folder: str) -> set[str]:
    found = (file for file in (ROOT / folder).rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {file.relative_to(ROOT).as_posix() for file in found}


def _strangers(what: str, names: set[str], homes: tuple[str, ...]) -> Iterator[str]:
    for name in sorted(names):
        parts = Path(name).parts
        if not name.startswith(homes) or "tests" in parts or "__pycache__" in parts or name.endswith((".pyc", ".orig")):
            yield f"the {what} carries {name}, which has no place in it"


if __name__ == "__main__":
    found = list(problems(*map(Path, sys.argv[1:4])))
    print("\n".join(found) or "sdist and wheel carry what they should")
    sys.exit(bool(found))
