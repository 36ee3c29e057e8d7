"""What is installed: the program's dependencies and extras with their versions, none of them imported.

Names and versions come from the packages' metadata (PyPA core metadata, Requires-Dist).
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"""extra\s*==\s*['"]([^'"]+)['"]""")


class Requirement(NamedTuple):
    """A package that the program needs, or that an extra needs, and its version; None where it is not there."""

    name: str
    extra: str | None
    version: str | None


def requirements() -> list[Requirement]:
    """The packages of the program and of its extras, from its metadata, or from pyproject.toml in a checkout."""
    found = []
    for text in _stated():
        name, extra = _NAME.match(text), _EXTRA.search(text)
        if name is not None and name[0] != "mscq":
            found.append(Requirement(name[0], extra[1] if extra else None, version_of(name[0])))
    return found


def version_of(package: str) -> str | None:
    """The installed version of a package, or None."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _stated() -> list[str]:
    try:
        return metadata.requires("mscq") or []
    except metadata.PackageNotFoundError:
        return _stated_in_checkout(Path(__file__).parents[2] / "pyproject.toml")


def _stated_in_checkout(file: Path) -> list[str]:
    import tomllib

    try:
        project = tomllib.loads(file.read_text(encoding="utf-8"))["project"]
    except (OSError, ValueError, KeyError):
        return []
    extras = project.get("optional-dependencies", {}).items()
    return [*project.get("dependencies", ()), *(f"{one}; extra == '{extra}'" for extra, ones in extras for one in ones)]
