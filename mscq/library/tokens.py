"""What stands in the full text of a library beside words: each with a beginning that no word has."""

from __future__ import annotations

from mscq.text.registrations import registration

LABEL, PERSON, TITLE = "label=", "person=", "title="
"""What stands before the words of labels, of names and, once more, of titles, so that they are no words of the text."""
EVERY = "every:paper"
"""The mark that every paper has."""


def registered(number: str) -> str:
    """Return the mark of a paper on a registered trial, however its number is written."""
    return f"trial:{registration(number.strip()) or number.upper()}"


def numbered(number: int, marks: str) -> str:
    """Return the marks of the paper of a number: that of every paper, its own, and those that are given."""
    return f"{EVERY} number:{number} {marks}"
