"""The export as CSV tables with a Frictionless description.

Rules: Tabular Data Package, Data Package v1 (specs.frictionlessdata.io/tabular-data-package), RFC 4180.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mscq.export.place import NAME, PACKAGE
from mscq.records.canonical import canonical_json
from mscq.records.version import __version__

if TYPE_CHECKING:
    from mscq.export.definition import Column, Scalar, Table
    from mscq.export.source import Base

TITLE = "Evidence on stem-cell therapy from reviewed papers"
LICENCE = {"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}
CAVEAT = (
    "Figures stand as their sources report them; a source may be an abstract only, which the column read_as says. "
    "Not medical advice, and not a systematic review. Columns that begin 'Derived' were computed from the records."
)


def write(folder: Path, tables: Sequence[Table], base: Base, records: dict[str, list[tuple[Scalar, ...]]]) -> None:
    """Write a CSV file for each table, and ``datapackage.json``, into a folder."""
    resources = []
    for table in tables:
        content = csv_text(table, records[table.name]).encode()
        (folder / f"{table.name}.csv").write_bytes(content)
        resources.append(_resource(table, content))
    (folder / PACKAGE).write_text(canonical_json(_package(base, resources)), encoding="utf-8", newline="")


def csv_text(table: Table, records: Sequence[tuple[Scalar, ...]]) -> str:
    """The header and the rows of a table; an empty field is an unknown value."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[_field(value) for value in record] for record in records])
    return text.getvalue()


def _field(value: Scalar) -> str:
    if isinstance(value, bool):
        return json.dumps(value)
    return "" if value is None else str(value)


def _package(base: Base, resources: list[dict[str, Any]]) -> dict[str, Any]:
    version = base.version
    dated = {"created": f"{version.date}T00:00:00Z"} if version.date else {}
    numbered = {"version": version.version} if version.version else {}
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "id": f"urn:sha256:{version.sha256}",
        "title": TITLE,
        "description": f"{base.version.line}. {CAVEAT}",
        **numbered,
        **dated,
        "licenses": [LICENCE],
        "keywords": ["stem cells", "mesenchymal stromal cells", "clinical evidence"],
        "mscq": {"program": __version__, "base": version._asdict(), "line": base.version.line},
        "resources": resources,
    }


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": {
            "fields": [_field_schema(column) for column in table.columns],
            "missingValues": [""],
            "primaryKey": list(table.key),
            "foreignKeys": [
                {"fields": list(own), "reference": {"resource": other, "fields": list(others)}}
                for own, other, others in table.foreign_keys
            ],
        },
    }


def _field_schema(column: Column) -> dict[str, Any]:
    rules = {
        "required": column.required or None,
        "enum": list(column.choices) or None,
        # the pattern of a Table Schema is anchored as it is
        "pattern": column.pattern.removeprefix("^").removesuffix("$") if column.pattern else None,
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    constraints = {rule: value for rule, value in rules.items() if value is not None}
    return {
        "name": column.name,
        "type": column.type,
        "description": column.text,
        **({"constraints": constraints} if constraints else {}),
    }
