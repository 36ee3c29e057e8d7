"""Every table of an export, those that others point to before them."""

from __future__ import annotations

from functools import cache

from mscq.export import of_findings, of_papers, of_trials, of_vocabulary
from mscq.export.definition import Column, Table

_BASE = Table(
    "base",
    "Which version of the base this is",
    (
        Column("sha256", "string", "Content hash: SHA-256 over the names and bytes of all record files", required=True),
        Column("version", "string", "Version of the base"),
        Column("date", "date", "Date of that version"),
        Column("papers", "integer", "Number of papers", required=True, minimum=0),
        Column("findings", "integer", "Number of findings", required=True, minimum=0),
        Column("line", "string", "Program and base in one line, to cite", required=True),
    ),
    ("sha256",),
    lambda base: [{**base.version._asdict(), "line": base.version.line}],
)


@cache
def tables() -> tuple[Table, ...]:
    """The tables of the base, its vocabulary, papers, findings and registered trials."""
    return (_BASE, *of_vocabulary.tables(), *of_papers.tables(), *of_findings.tables(), *of_trials.tables())
