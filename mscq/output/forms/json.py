"""One JSON document."""

from __future__ import annotations

from mscq.output.forms import Options, Output
from mscq.records.canonical import canonical_json


def render(output: Output, options: Options) -> str:
    """The answer's data as JSON, two spaces deep."""
    return canonical_json(output.data())
