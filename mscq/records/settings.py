"""Where things lie: the data, and the reader's own configuration, references and cache.

Rule: XDG Base Directory Specification 0.8 (specifications.freedesktop.org/basedir-spec); a path in one of
its variables that is not absolute is ignored. No folder is made but that of the config file, when a library is added
to it. The environment is read through this module alone, so that what it can change is found in one place: search for
``environment``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from mscq.errors import BadFile
from mscq.records.files import read_bytes, write_whole
from mscq.records.value import Value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

LIBRARY = "MSCQ_LIBRARY"
_CONFIG_KEYS = ("library", "ncbi_api_key", "ncbi_email")
_LIBRARY = r"""\s*(["']?)library\1\s*="""
_EUTILS = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"

environment = os.environ


def data_folder() -> Path:
    """Return the bundled data: beside the package's files when installed, one level up in a checkout."""
    package = Path(__file__).parent.parent
    bundled = package / "data"
    return bundled if bundled.is_dir() else package.parent / "data"


def config_file() -> Path:
    """Return ``$XDG_CONFIG_HOME/mscq/config.toml``, by default under ``~/.config``."""
    return _xdg("XDG_CONFIG_HOME", ".config") / "mscq" / "config.toml"


def cache_folder() -> Path:
    """Return ``$XDG_CACHE_HOME/mscq``, by default under ``~/.cache``."""
    return _xdg("XDG_CACHE_HOME", ".cache") / "mscq"


def library_files(given: Sequence[str] | None = None) -> list[Path]:
    """Return the files of the reader's own references: those given, else the standing ones.

    ``MSCQ_LIBRARY`` names the standing ones, parted as in PATH; else ``library`` in the config file does, a path or
    a list of paths, relative ones from the config file's folder. They do not add up: the first that names any counts.
    Raises UnreadableFile or BadFile on a config file that cannot be read, or has a key of another name.
    """
    if given:
        return [Path(one) for one in given]
    if named := environment.get(LIBRARY):
        return [_path(one) for one in named.split(os.pathsep) if one]
    file = config_file()
    return [file.parent / _path(one) for one in _listed(file)]


def _listed(file: Path) -> list[str]:
    library = _configured(file).get("library", [])
    paths = [library] if isinstance(library, str) else library
    if not isinstance(paths, list) or not all(isinstance(one, str) for one in paths):
        raise BadFile(file, "'library' is a path or a list of paths")
    return paths


def add_to_library(files: Sequence[Path]) -> None:
    """Put files among those that the config file names; what else stands in it stays. Raises BadFile."""
    file = config_file()
    named = _listed(file)
    there = {_whole(file, one) for one in named}
    _name_library(file, [*named, *(str(one) for one in dict.fromkeys(files) if _whole(file, str(one)) not in there)])


def drop_from_library(files: Sequence[Path]) -> list[Path]:
    """Take files from those that the config file names; returns those that it does not, and then takes none."""
    file = config_file()
    named = _listed(file)
    gone = {_whole(file, str(one)) for one in files}
    there = {_whole(file, one) for one in named}
    if lacking := [one for one in files if _whole(file, str(one)) not in there]:
        return lacking
    _name_library(file, [one for one in named if _whole(file, one) not in gone])
    return []


def _whole(file: Path, named: str) -> str:
    return os.path.realpath(file.parent / _path(named))


def _name_library(file: Path, named: Sequence[str]) -> None:
    """Write the list of files into the config file, in the place of the one that stands there."""
    import json
    import tomllib

    try:
        entries = "".join(f"  {json.dumps(one, ensure_ascii=False)},\n" for one in named)
        entries.encode()
    except UnicodeEncodeError as error:
        raise BadFile(file, "a name that is not UTF-8 cannot stand in it") from error
    lines = read_bytes(file).decode().splitlines(keepends=True) if os.path.lexists(file) else []
    begin = next((at for at, one in enumerate(lines) if re.match(_LIBRARY, one)), len(lines))
    end = begin
    for end in range(begin + 1, len(lines) + 1):
        try:
            tomllib.loads("".join(lines[begin:end]))
        except tomllib.TOMLDecodeError:
            continue
        break
    before = "".join(lines[:begin])
    ended = "" if before.endswith("\n") or not before else "\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadFile(file, f"cannot be written: {error.strerror}") from error
    write_whole(file, f"{before}{ended}library = [\n{entries}]\n{''.join(lines[end:])}")


class Ncbi(Value):
    """Where and as whom NCBI is asked: the address of its E-utilities, the reader's API key and email address."""

    address: str
    api_key: str = ""
    email: str = ""


def ncbi() -> Ncbi:
    """Return how NCBI is asked: ``NCBI_API_KEY`` and ``NCBI_EMAIL``, else the config file's keys of these names.

    ``MSCQ_EUTILS`` names another address, as of a mirror or a test. Raises UnreadableFile or BadFile on a config file
    that cannot be read, and where the address is none of the web or a value cannot stand in a request.
    """
    file = config_file()
    config = _configured(file)
    found: dict[str, str] = {}
    for key in ("ncbi_api_key", "ncbi_email"):
        named = environment.get(key.upper())
        value = named or config.get(key, "")
        if not isinstance(value, str) or not value.isascii() or not value.isprintable():
            raise BadFile(key.upper() if named else file, f"'{key}' is a text in ASCII")
        found[key] = value.strip()
    address = environment.get("MSCQ_EUTILS") or _EUTILS
    if not address.startswith(("https://", "http://")) or not (address.isascii() and address.isprintable()):
        raise BadFile("MSCQ_EUTILS", "is the address of NCBI's E-utilities: http:// or https://")
    return Ncbi(address.rstrip("/"), found["ncbi_api_key"], found["ncbi_email"])


def _configured(file: Path) -> dict[str, Any]:
    # without a config file, which is the rule, nothing needs to be imported to read one
    if not os.path.lexists(file):
        return {}
    import tomllib

    try:
        config = tomllib.loads(read_bytes(file).decode())
    except RecursionError as error:
        raise BadFile(file, "not TOML of ours: nested too deeply") from error
    except ValueError as error:
        raise BadFile(file, f"not TOML: {error}") from error
    if unknown := ", ".join(f"'{key}'" for key in config if key not in _CONFIG_KEYS):
        raise BadFile(file, f"unknown key {unknown}; it takes: {', '.join(_CONFIG_KEYS)}")
    return config


def _xdg(variable: str, default: str) -> Path:
    named = environment.get(variable, "")
    return Path(named) if Path(named).is_absolute() else _path("~") / default


def _path(text: str) -> Path:
    # unlike Path.expanduser, this leaves the home of an unknown user as it is
    return Path(os.path.expanduser(text))  # noqa: PTH111
