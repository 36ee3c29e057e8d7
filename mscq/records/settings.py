"""Where things lie: the data, and the reader's own configuration, references and cache.

Rule: XDG Base Directory Specification 0.8 (specifications.freedesktop.org/basedir-spec); a path in one of
its variables that is not absolute is ignored. No folder is made here. The environment is read through this
module alone, so that what it can change is found in one place: search for ``environment``.
"""

from __future__ import annotations

import os
from pathlib import Path

from mscq.errors import BadFile, UnreadableFile

environment = os.environ


def data_folder() -> Path:
    """The bundled data: beside the package's files when installed, one level up in a checkout."""
    package = Path(__file__).parent.parent
    bundled = package / "data"
    return bundled if bundled.is_dir() else package.parent / "data"


def config_file() -> Path:
    """``$XDG_CONFIG_HOME/mscq/config.toml``, by default under ``~/.config``."""
    return _xdg("XDG_CONFIG_HOME", ".config") / "mscq" / "config.toml"


def cache_folder() -> Path:
    """``$XDG_CACHE_HOME/mscq``, by default under ``~/.cache``."""
    return _xdg("XDG_CACHE_HOME", ".cache") / "mscq"


def library_files() -> list[Path]:
    """The reader's own reference files.

    ``MSCQ_LIBRARY`` names them, parted as in PATH; else ``library`` in the config file does, a path or a list
    of paths, relative ones from the config file's folder. Raises UnreadableFile or BadFile on a config file
    that cannot be read.
    """
    named = environment.get("MSCQ_LIBRARY")
    if named:
        return [_path(one) for one in named.split(os.pathsep) if one]
    file = config_file()
    return [file.parent / _path(one) for one in _configured(file)]


def _configured(file: Path) -> list[str]:
    import tomllib

    try:
        config = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise UnreadableFile(file, error.strerror or str(error)) from error
    except ValueError as error:
        raise BadFile(file, f"not TOML: {error}") from error
    library = config.get("library", [])
    paths = [library] if isinstance(library, str) else library
    if not isinstance(paths, list) or not all(isinstance(one, str) for one in paths):
        raise BadFile(file, "'library' is a path or a list of paths")
    return paths


def _xdg(variable: str, default: str) -> Path:
    named = environment.get(variable, "")
    return Path(named) if Path(named).is_absolute() else _path("~") / default


def _path(text: str) -> Path:
    # unlike Path.expanduser, this leaves the home of an unknown user as it is
    return Path(os.path.expanduser(text))  # noqa: PTH111
