"""One JSON document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mscq.records.canonical import canonical_json
from mscq.text.ascii import in_notation

if TYPE_CHECKING:
    from mscq.output.answer import Answer
    from mscq.output.forms import Options

HELP = "One JSON document"
SUFFIXES = (".json",)


def render(answer: Answer, options: Options) -> str:
    """Return the answer's data as JSON, two spaces deep."""
    return in_notation(canonical_json(answer.data()), options.encoding, ".json")
