"""Text of any kind as one line that can be printed."""

from __future__ import annotations

import re

from mscq.text.safe import without

_LONG, _PRINTABLE = 200, bytes(range(0x20, 0x7F))  # from so many characters on it is quicker to look at the bytes
_SURROGATES = re.compile(r"[\ud800-\udfff]")


def clean(text: object) -> str | None:
    """Return a value as one line of printable text without spaces around it; None where nothing is left."""
    if text is None:
        return None
    text = str(text)
    # most text is printable, and no half of a character; its only space is the blank
    if text.isprintable() if len(text) < _LONG or not text.isascii() else not text.encode().translate(None, _PRINTABLE):
        return text if text and text[0] != " " != text[-1] and "  " not in text else " ".join(text.split()) or None
    return " ".join(without(_SURROGATES.sub("\ufffd", text)).split()) or None


def shortened(text: str, limit: int = 60) -> str:
    """Return the beginning of a text, for a message of one line."""
    line = clean(text[: limit * 4]) or ""
    return line if len(line) <= limit and len(text) <= limit * 4 else line[: limit - 1] + "…"
