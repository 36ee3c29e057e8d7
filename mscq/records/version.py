"""The version of the program and of the base it carries.

The content hash of a base is what this prints in its folder, so that anyone can check it:
``LC_ALL=C; sha256sum papers/*.json trials.json vocabulary/*.json | sha256sum`` (without ``trials.json`` in a base
that has none).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mscq.text.safe import one_line

if TYPE_CHECKING:
    from pathlib import Path

__version__ = "0.2.0"

_SHOWN = 12  # characters of the content hash where people read it
_FINDING = b'"topic":'  # a key that every finding has once and nothing else has; no JSON string can hold it


class BaseVersion(NamedTuple):
    """Which base it is: version and date as ``base.json`` states them, hash of the content, counts."""

    version: str | None
    date: str | None
    sha256: str
    papers: int
    findings: int

    @property
    def short_hash(self) -> str:
        """The hash as people read it."""
        return self.sha256[:_SHOWN]

    @property
    def line(self) -> str:
        """Program and base in one line, so that an answer can be cited."""
        return f"mscq {__version__}, {self}"

    def __str__(self) -> str:
        named = " ".join(part for part in (self.version, f"of {self.date}" if self.date else None) if part)
        counts = f"{_counted(self.papers, 'paper')}, {_counted(self.findings, 'finding')}"
        return one_line(f"base {named or 'without a version'} ({self.short_hash}; {counts})")


def base_version(folder: Path) -> BaseVersion:
    """The version of the base in a folder. Raises UnreadableFile or BadFile; records are not parsed."""
    from hashlib import sha256

    from mscq.records.files import TRIALS, list_json, read_bytes

    listing = sha256()
    papers, vocabulary = ([f"{part}/{name}" for name in list_json(folder / part)] for part in ("papers", "vocabulary"))
    trials = [TRIALS] if (folder / TRIALS).exists() else []
    findings = 0
    for name in (*papers, *trials, *vocabulary):
        content = read_bytes(f"{folder}/{name}")
        listing.update(f"{sha256(content).hexdigest()}  {name}\n".encode())
        findings += content.count(_FINDING)
    stated = _stated(folder / "base.json")
    return BaseVersion(stated.get("version"), stated.get("date"), listing.hexdigest(), len(papers), findings)


def sealed_version(folder: Path) -> BaseVersion | None:
    """The version of a base as its seal tells it, where that holds each of its files as it is; else None.

    A checksum tells a file that changed, and takes a sixth of the time of the hash. Raises as ``base_version`` does.
    """
    from mscq.records.seal import content_of

    content = content_of(folder)
    if content is None:
        return None
    stated = _stated(folder / "base.json")
    return BaseVersion(stated.get("version"), stated.get("date"), *content)


def version_line(folder: Path | None = None) -> str:
    """Program and base in one line, for ``--version``, exports and citations; the bundled base if None.

    Where the base cannot be read the line says why.
    """
    from mscq.errors import MscqError
    from mscq.records.settings import data_folder

    try:
        place = folder if folder is not None else data_folder()
        return (sealed_version(place) or base_version(place)).line
    except MscqError as error:
        return f"mscq {__version__}, base not readable: {error}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _stated(path: Path) -> dict[str, str]:
    """What ``base.json`` says; nothing where there is none, as in a reader's own base."""
    from mscq.errors import BadFile
    from mscq.records.files import read_json

    if not path.exists():
        return {}
    stated = read_json(path)
    if not isinstance(stated, dict) or not all(isinstance(value, str) for value in stated.values()):
        raise BadFile(path, 'states {"version": "...", "date": "YYYY-MM-DD"}')
    return stated
