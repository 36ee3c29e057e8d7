"""One JSON document."""

from __future__ import annotations

from mscq.canonical import canonical_json
from mscq.render import Options, Output


def render(output: Output, options: Options) -> str:
    """The answer's data as JSON, two spaces deep."""
    return canonical_json(output.data())
