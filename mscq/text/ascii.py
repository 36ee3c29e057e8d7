"""Text for outputs that cannot show every letter: old code pages, ``LC_ALL=C``, ``--ascii``."""

from __future__ import annotations

import unicodedata

_ASCII = {
    "▲": "+",
    "▼": "!",
    "△": "^",
    "▽": "v",
    "▷": "}",
    "◁": "{",
    "±": "~",
    "○": "o",
    "−": "-",
    "–": "-",
    "—": "-",
    "‑": "-",
    "×": "x",
    "·": ".",
    "•": "*",
    "…": "...",
    "≤": "<=",
    "≥": ">=",
    "≈": "=~",
    "→": "->",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "█": "#",
    "▂": "_",
    "▄": "=",
    "▆": "%",
    "◉": "@",
    "●": "*",
    "◌": "'",
    "◆": "#",
    "◇": "@",
    "■": "#",
    "□": "O",
    "│": "|",
    "┊": ":",
    "─": "-",
    "├": "|",
    "┤": "|",
    "┼": ":",
    "┴": "|",
    "┄": ".",
    "▪": "*",
    "▫": "O",
    "◦": "'",
    "◂": "<",
    "▸": ">",
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "µ": "u",
    "ß": "ss",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "\u00a0": " ",
    "\u2009": " ",
    "\u202f": " ",
}


def to_ascii(text: str) -> str:
    """A readable ASCII spelling: ▲ becomes +, β becomes beta, é becomes e; what has none becomes a question mark."""
    return "".join(_spelt(character) for character in text)


def printable(text: str, encoding: str | None) -> str:
    """The text with every character that the encoding lacks spelt in ASCII."""
    name = encoding or "ascii"
    try:
        text.encode(name)
    except LookupError:
        return to_ascii(text)
    except UnicodeEncodeError:
        return "".join(character if _has(name, character) else _spelt(character) for character in text)
    return text


def _has(encoding: str, character: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _spelt(character: str) -> str:
    if character.isascii():
        return character
    if character in _ASCII:
        return _ASCII[character]
    bare = "".join(part for part in unicodedata.normalize("NFKD", character) if part.isascii())
    return bare or "?"
