"""What can go wrong with one paper of the evidence file."""

from __future__ import annotations


class Problem(Exception):
    """A paper that cannot be converted: its key and one line that names the value."""

    def __init__(self, paper: str, what: str) -> None:
        super().__init__(f"{paper}: {what}")
        self.paper = paper
        self.what = what
