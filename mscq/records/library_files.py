"""Which files hold the reader's own references.

``--library`` names them; without it ``MSCQ_LIBRARY`` does, parted as in PATH; without that ``library`` in the
config file (``mscq.records.settings``). Only the first of the three that names any counts: they do not add up.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from mscq.errors import BadFile
from mscq.records.settings import config_file, environment, library_files

VARIABLE = "MSCQ_LIBRARY"
CONFIG_KEYS = ("library",)


def named_files(given: Sequence[str] | None) -> list[Path]:
    """The files that the command line names, else the standing ones.

    Raises UnreadableFile or BadFile on a config file that cannot be read or has a key of another name.
    """
    if given:
        return [Path(one) for one in given]
    if environment.get(VARIABLE):
        return library_files()
    file = config_file()
    # without a config file, which is the rule, nothing needs to be imported to read one
    if not os.path.lexists(file):
        return []
    named = library_files()
    _refuse_unknown_keys(file)
    return named


def _refuse_unknown_keys(file: Path) -> None:
    import tomllib

    unknown = [key for key in tomllib.loads(file.read_text(encoding="utf-8")) if key not in CONFIG_KEYS]
    if unknown:
        keys = ", ".join(f"'{key}'" for key in unknown)
        raise BadFile(file, f"unknown key {keys}; it takes: {', '.join(CONFIG_KEYS)}")
