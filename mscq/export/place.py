"""Putting an export in its place whole or not at all: it is written beside it, or within it, and moved when done."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from mscq.errors import BadFile, NotUnderstood
from mscq.records.files import reason

PACKAGE = "datapackage.json"
NAME = "mscq"
_BESIDE_A_DATABASE = ("-wal", "-journal")


def check_folder(folder: Path, *, force: bool) -> list[str]:
    """The files of an earlier export in a folder, to be replaced; none in a new or empty one.

    Raises NotUnderstood where the folder holds anything (with ``force``: anything that no export wrote), or
    BadFile where it cannot be read.
    """
    try:
        names = sorted(entry.name for entry in folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise BadFile(folder, f"cannot be written to: {reason(error)}") from error
    if names and not force:
        raise NotUnderstood(f"{folder} is not empty; name another folder, or --force to replace an earlier export")
    own = _own(folder / PACKAGE)
    foreign = [name for name in names if name not in own]
    if foreign:
        raise NotUnderstood(f"{folder} holds '{foreign[0]}', which no export wrote; --force replaces only an export")
    return names


def check_file(file: Path, *, force: bool) -> None:
    """Raises NotUnderstood where a file is there already, unless ``force``; BadFile where it cannot be replaced."""
    if file.is_dir():
        raise BadFile(file, "is a folder")
    if file.exists() and not force:
        raise NotUnderstood(f"{file} is there already; --force replaces it")
    for suffix in _BESIDE_A_DATABASE:
        if file.with_name(file.name + suffix).exists():
            raise BadFile(file, f"is in use: {file.name}{suffix} lies beside it")


def place_folder(folder: Path, fill: Callable[[Path], None], *, force: bool) -> None:
    """Let ``fill`` write files into a new folder, and move them to ``folder``.

    Raises what :func:`check_folder` raises, and BadFile where the place cannot be written to.
    """
    earlier = check_folder(folder, force=force)
    try:
        there = folder.is_dir()
        part = (folder if there else folder.absolute().parent) / f".{NAME}.part{os.getpid()}"
        try:
            part.mkdir()
            fill(part)
            if there:
                _move(part, folder, earlier)
            else:
                part.rename(folder)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        raise BadFile(folder, f"cannot be written: {reason(error)}") from error


def place_file(file: Path, fill: Callable[[Path], None], *, force: bool) -> None:
    """Let ``fill`` write a new file, and move it to ``file``.

    Raises what :func:`check_file` raises, and BadFile where the place cannot be written to.
    """
    check_file(file, force=force)
    part = file.with_name(f".{file.name}.part{os.getpid()}")
    try:
        fill(part)
        part.replace(file)
    except OSError as error:
        raise BadFile(file, f"cannot be written: {reason(error)}") from error
    finally:
        part.unlink(missing_ok=True)


def _own(package: Path) -> set[str]:
    """The files that an export's description names; none where it is not ours."""
    try:
        described = json.loads(package.read_bytes())
        if described["name"] != NAME:
            return set()
        return {PACKAGE, *(resource["path"] for resource in described["resources"])}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def _move(part: Path, folder: Path, earlier: list[str]) -> None:
    """Move new files into a folder, the description last, and take out what an earlier export had more."""
    names = sorted((entry.name for entry in part.iterdir()), key=lambda name: (name == PACKAGE, name))
    for name in names:
        (part / name).replace(folder / name)
    for name in set(earlier) - set(names):
        (folder / name).unlink()
