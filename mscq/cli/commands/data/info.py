"""Where data, library, configuration and cache lie; versions, extras.

The configuration is config.toml in $XDG_CONFIG_HOME/mscq (by default ~/.config/mscq); its 'library' names
your own reference files, as MSCQ_LIBRARY does. The cache is $XDG_CACHE_HOME/mscq (~/.cache/mscq).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from mscq.cli.request import Request
from mscq.errors import MscqError
from mscq.output.answer import Answer, Scalar

if TYPE_CHECKING:
    from mscq.output.report import Report

ORDER = 4
EXAMPLES = (
    "mscq info",
    "mscq info --json",
)


def command(ctx: typer.Context) -> Answer:
    request = Request(ctx)
    record = _record(request)
    return Answer(
        data=lambda: record,
        rows=lambda: _rows(record),
        report=lambda: _report(_rows(record)),
    )


def _record(request: Request) -> dict[str, Any]:
    import sys

    from mscq.cli.installed import requirements
    from mscq.records import settings as folders
    from mscq.records.version import __version__

    needed = requirements()
    extras: dict[str, list[dict[str, Any]]] = {}
    for one in needed:
        if one.extra is not None:
            extras.setdefault(one.extra, []).append({"name": one.name, "version": one.version})
    return {
        "version": __version__,
        "base": _base(request),
        "places": {
            "program": str(Path(__file__).parents[3]),
            "config": _place(folders.config_file()),
            "cache": _place(folders.cache_folder()),
        },
        "library": _library(),
        "python": {"version": sys.version.split()[0], "executable": sys.executable},
        "dependencies": [{"name": one.name, "version": one.version} for one in needed if one.extra is None],
        "extras": [
            {"name": name, "installed": all(one["version"] for one in ones), "packages": ones}
            for name, ones in sorted(extras.items())
        ],
    }


def _base(request: Request) -> dict[str, Any]:
    from mscq.records.facets import FACETS
    from mscq.records.version import base_version

    try:
        kb = request.kb
        version = base_version(kb.folder)
        concepts = sum(len(kb.vocabulary.facet(facet)) for facet in FACETS)
    except MscqError as error:
        return {"problem": str(error)}
    return {"folder": str(kb.folder), **version._asdict(), "concepts": concepts}


def _library() -> dict[str, Any]:
    from mscq.records.settings import library_files

    try:
        return {"files": [_place(file) for file in library_files()]}
    except MscqError as error:
        return {"problem": str(error)}


def _place(path: Path) -> dict[str, Any]:
    return {"path": str(path), "exists": os.path.exists(path)}  # noqa: PTH110 - a name too long is no fault here


def _rows(record: dict[str, Any]) -> list[dict[str, Scalar]]:
    """The record in flat rows: part, name, value."""
    base, places, library = record["base"], record["places"], record["library"]
    files = [_said(file) for file in library.get("files", ())]
    found = {
        "Program": {"mscq": record["version"], "folder": places["program"]},
        "Base": {name: value for name, value in base.items() if value is not None},
        "Places": {
            "config": _said(places["config"]),
            "cache": _said(places["cache"]),
            "library": library.get("problem") or "; ".join(files) or "none (MSCQ_LIBRARY, or library in config)",
        },
        "Python": dict(record["python"]),
        "Packages": {one["name"]: one["version"] or "not installed" for one in record["dependencies"]},
        "Extras": {one["name"]: _extra(one) for one in record["extras"]},
    }
    return [
        {"part": part, "name": name, "value": text} for part, pairs in found.items() for name, text in pairs.items()
    ]


def _said(place: dict[str, Any]) -> str:
    return f"{place['path']}{'' if place['exists'] else ' (not there)'}"


def _extra(extra: dict[str, Any]) -> str:
    missing = [one["name"] for one in extra["packages"] if one["version"] is None]
    if missing:
        return f"not installed ({', '.join(missing)}): pip install 'mscq[{extra['name']}]'"
    return ", ".join(f"{one['name']} {one['version']}" for one in extra["packages"])


def _report(rows: list[dict[str, Scalar]]) -> Report:
    from mscq.output.report import Block, Heading, Paragraph, Report, line

    blocks: list[Block] = []
    part: Scalar = None
    for row in rows:
        if row["part"] != part:
            part = row["part"]
            blocks.append(Heading(line(str(part))))
        value = row["value"]
        blocks.append(Paragraph(line(f"{value:,}" if isinstance(value, int) else str(value)), str(row["name"])))
    return Report("mscq info", blocks)
