"""Text from outside made safe to show: nothing in it acts on a terminal, turns other text round or hides.

What acts or turns shows as U+FFFD, so that a reader sees that something stood there: control characters (C0, DEL, C1),
bidirectional embeddings, overrides and isolates (Unicode Standard Annex 9), lone surrogates, noncharacters. What has
no width of its own goes. Tabs and line separators are a space, but for the line feed where lines are wanted.
"""

from __future__ import annotations

import re
from functools import cache

REPLACEMENT = "\ufffd"

_ACTS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
_HIDES = (  # what has no width, with all of the format characters (general category Cf)
    r"\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2060-\u2065\u206a-\u206f\ufeff"
    r"\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    r"\U000e0000-\U000e007f"
)
_BREAKS = r"\t\r\x85\u2028\u2029"
_OWN = r"\x1b\[[0-9;]*m|\x1b\]8;[^\x00-\x1f\x7f-\x9f]*\x1b\\"
"""Colour (SGR) and links (OSC 8), which the form for terminals writes itself."""


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def is_safe(text: str) -> bool:
    """Return whether a text is one line in which nothing acts, turns or hides."""
    return first_unsafe(text) is None


def first_unsafe(text: str) -> str | None:
    """Return the first character of a text that acts, turns, hides or ends the line; None where there is none."""
    if text.isprintable():  # no character of these kinds is, and most text is
        return None
    found = _compiled(f"[{_ACTS}{_HIDES}{_BREAKS}\n]").search(text)
    return found[0] if found else None


def one_line(text: str) -> str:
    """Return a text as one line that is safe to show."""
    return text if text.isprintable() else _shown(text.replace("\r\n", "\n")).replace("\n", " ")


def lines(text: str) -> str:
    """Return a text that is safe to show, its line feeds kept; CR LF and CR are line feeds."""
    if text.isprintable():
        return text
    return _shown(text.replace("\r\n", "\n").replace("\r", "\n"))


def document(text: str, *, styled: bool = False) -> str:
    """Return a written document, line feeds and tabs kept; ``styled`` keeps the colour and links of a terminal."""
    if _is_plain(text):
        return text
    if not styled:
        return "\t".join(map(lines, text.split("\t")))
    parts = _compiled(f"({_OWN})").split(text)
    return "".join(part if number % 2 else document(part) for number, part in enumerate(parts))


def without(text: str) -> str:
    """Return a text without what acts, turns or hides, for values that are kept; line breaks stay as they are."""
    return text if text.isprintable() else _compiled(f"[{_ACTS}{_HIDES}]").sub("", text)


def escaped(text: str) -> str:
    """Return JSON text with every such character of its strings as an escape (RFC 8259, section 7)."""
    if _is_plain(text):
        return text
    return _compiled(f"[{_ACTS}{_HIDES}\r\x85\u2028\u2029]").sub(lambda found: _escape(found[0]), text)


def address(text: str) -> str | None:
    """Return an address that a link may lead to: of the web or within the page, what it may not hold in percent.

    None for one of another scheme, which a click might run.
    """
    if not text.startswith(("https://", "http://", "#")):
        return None
    if text.isascii() and text.isprintable() and not _compiled(r'[\s<>"`\\]').search(text):
        return text
    from urllib.parse import quote

    kept = (one if one.isprintable() and one not in ' <>"`\\' else quote(one, errors="replace") for one in text)
    return "".join(kept)


def _is_plain(text: str) -> bool:
    """Whether a document holds nothing but printable characters, line feeds and tabs."""
    return text.replace("\n", "").replace("\t", "").isprintable()


def _shown(text: str) -> str:
    if not _compiled(f"[{_ACTS}{_HIDES}{_BREAKS}]").search(text):  # letters beyond ASCII and no-break spaces
        return text
    text = _compiled(f"[{_HIDES}]").sub("", text)
    return _compiled(f"[{_ACTS}]").sub(REPLACEMENT, _compiled(f"[{_BREAKS}]").sub(" ", text))


def _escape(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at] << 8 | units[at + 1]:04x}" for at in range(0, len(units), 2))
