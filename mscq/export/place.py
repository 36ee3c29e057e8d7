"""Putting an export in its place whole or not at all: it is written beside it and takes its place at once."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from mscq.errors import BadFile, NotUnderstood
from mscq.records.files import Unfinished, is_stream, place, reason

PACKAGE = "datapackage.json"
NAME = "mscq"
_PART = f".{NAME}.part"
_BESIDE_A_DATABASE = ("-wal", "-journal")


def check_folder(folder: Path, *, force: bool) -> None:
    """Raise NotUnderstood where a folder holds anything (with ``force``: anything that no export wrote).

    What an interrupted export left counts for nothing. Raises BadFile where the folder cannot be read.
    """
    try:
        names = _names(folder)
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise BadFile(folder, f"cannot be written to: {reason(error)}") from error
    if names and not force:
        raise NotUnderstood(f"{folder} is not empty; name another folder, or --force to replace an earlier export")
    own = _own(folder / PACKAGE)
    if foreign := [name for name in names if name not in own]:
        raise NotUnderstood(f"{folder} holds '{foreign[0]}', which no export wrote; --force replaces only an export")


def check_file(file: Path, *, force: bool) -> None:
    """Raises NotUnderstood where a file is there already, unless ``force``; BadFile where it cannot be replaced."""
    if is_stream(file):
        return
    try:
        if file.is_dir():
            raise BadFile(file, "is a folder")
        if file.exists() and not force:
            raise NotUnderstood(f"{file} is there already; --force replaces it")
        for suffix in _BESIDE_A_DATABASE:
            if file.with_name(file.name + suffix).exists():
                raise BadFile(file, f"is in use: {file.name}{suffix} lies beside it")
    except (OSError, ValueError) as error:
        raise BadFile(file, f"cannot be written: {reason(error)}") from error


def place_folder(folder: Path, fill: Callable[[Path], None], *, force: bool) -> None:
    """Let ``fill`` write files into a new folder, which takes the place of ``folder`` at once when it is written.

    A folder that cannot be exchanged (it is a mount point, the current folder, or lies where nothing may be made)
    stays, and the files are moved into it, the description last. Of two exports at a time the last one stays.
    Raises what :func:`check_folder` raises, and BadFile where the place cannot be written to.
    """
    check_folder(folder, force=force)
    try:
        target = Path(os.path.realpath(folder))
        beside = not target.is_dir() or _exchangeable(target)
        with _part_folder(target.parent if beside else target, target) as part:
            fill(part)
            with _alone(target.parent):
                check_folder(target, force=force)
                if not beside:
                    _move_into(target, part)
                elif target.is_dir():
                    shutil.copymode(target, part)
                    _exchange(part, target)
                    if part.is_dir() and set(_names(part)) - _own(part / PACKAGE):
                        _exchange(part, target)  # what was laid there at this very moment is given back
                        check_folder(target, force=force)
                else:
                    part.rename(target)
    except OSError as error:
        raise BadFile(folder, f"cannot be written: {reason(error)}") from error


def place_file(file: Path, fill: Callable[[Path], None], *, force: bool) -> None:
    """Let ``fill`` write a new file that takes the place of ``file``.

    Raises what :func:`check_file` raises, and BadFile where the place cannot be written to.
    """
    check_file(file, force=force)
    place(file, fill)


def _names(folder: Path) -> list[str]:
    """What lies in a folder, but for what an interrupted export left."""
    return sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith(_PART))


def _own(package: Path) -> set[str]:
    """The files that an export's description names; none where it is not ours."""
    try:
        described = json.loads(package.read_bytes())
        if described["name"] != NAME:
            return set()
        return {PACKAGE, *(resource["path"] for resource in described["resources"])}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return set()


def _exchangeable(folder: Path) -> bool:
    return not folder.is_mount() and not folder.samefile(Path.cwd()) and os.access(folder.parent, os.W_OK)


@contextmanager
def _part_folder(within: Path, target: Path) -> Iterator[Path]:
    """Make a new folder, locked as long as this program lives, and gone at the end unless it was moved.

    What interrupted exports left, there or in the target, is removed: it is not locked any more.
    """
    part = within / f"{_PART}{os.urandom(6).hex()}"
    with Unfinished(str(part)), ExitStack() as held:
        with _alone(target.parent):
            part.mkdir()
            with suppress(OSError):
                held.enter_context(_locked(part, wait=False))
            for left in (*within.glob(f"{_PART}*"), *target.glob(f"{_PART}*")):
                with suppress(OSError), _locked(left, wait=False):
                    shutil.rmtree(left, ignore_errors=True)
        yield part


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other exports into this folder waiting, where the system can."""
    with ExitStack() as held:
        with suppress(OSError):
            held.enter_context(_locked(folder, wait=True))
        yield


@contextmanager
def _locked(folder: Path, *, wait: bool) -> Iterator[None]:
    """Lock a folder; the lock ends with the program, however that ends. Raises OSError where it is held."""
    try:
        import fcntl
    except ImportError as error:
        raise OSError("this system locks no folder") from error
    handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(handle)


def _exchange(part: Path, folder: Path) -> None:
    """Give two folders each other's name, at once where the system can (renameat2(2), renamex_np(2))."""
    import ctypes

    with suppress(AttributeError, TypeError):
        system = ctypes.CDLL(None, use_errno=True)
        ours, theirs = os.fsencode(part), os.fsencode(folder)
        done = (
            system.renamex_np(ours, theirs, ctypes.c_uint(2))
            if sys.platform == "darwin"
            else system.renameat2(-100, ours, -100, theirs, ctypes.c_uint(2))
        )
        if done == 0:
            return
    aside = part.with_name(f"{part.name}-old")
    folder.rename(aside)
    try:
        part.rename(folder)
    except BaseException:
        aside.rename(folder)
        raise
    aside.rename(part)


def _move_into(folder: Path, part: Path) -> None:
    """Move new files into a folder, the description last, and take out what an earlier export had more."""
    earlier = _own(folder / PACKAGE)
    names = sorted((entry.name for entry in part.iterdir()), key=lambda name: (name == PACKAGE, name))
    for name in names:
        (part / name).replace(folder / name)
    for name in earlier - set(names):
        (folder / name).unlink(missing_ok=True)
