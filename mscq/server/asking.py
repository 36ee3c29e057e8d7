"""How the server asks a command: by its name and words, as a command line does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple


class Answered(NamedTuple):
    """The JSON of a command as values, and what it said beside it: how a word was read, what was not found."""

    data: Any
    notes: tuple[str, ...]


class Refused(Exception):
    """A command that gave no answer; ``str()`` is what it said."""


Ask = Callable[[str, Sequence[str]], Answered]
"""Ask a command with these words; raises Refused."""
