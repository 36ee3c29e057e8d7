"""Text for outputs that cannot show every letter: old code pages, ``LC_ALL=C``, ``--ascii``."""

from __future__ import annotations

from collections.abc import Callable

from mscq.text.safe import document, escaped

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
    "◎": "@",
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


def printable(text: str, encoding: str | None, spelling: Callable[[str], str] | None = None) -> str:
    """Return the text with every character that the encoding lacks spelt otherwise: in ASCII, if nothing is said."""
    name = encoding or "ascii"
    try:
        text.encode(name)
    except LookupError:
        name = "ascii"
    except UnicodeEncodeError:
        pass
    else:
        return text
    spell = spelling or _spelt
    return "".join(character if _has(name, character) else spell(character) for character in text)


def in_notation(text: str, encoding: str | None, suffix: str) -> str:
    """Return a document with what is not safe to show, and what the encoding lacks, as its notation writes it.

    ``suffix`` tells the notation: an escape in JSON and in YAML's quoted strings (RFC 8259, section 7), a character
    reference in XML, SVG and HTML. Other text is spelt in ASCII. A character reference acts as the character does, so
    that what is not safe is replaced in all but JSON and YAML (see ``mscq.text.safe``).
    """
    spelling = _ESCAPES.get(suffix)
    return printable(escaped(text) if spelling is _json_escape else document(text), encoding, spelling)


def _json_escape(character: str) -> str:
    import json

    return json.dumps(character)[1:-1]


def _reference(character: str) -> str:
    return f"&#{ord(character)};"


_ESCAPES = {
    **dict.fromkeys((".json", ".yml", ".yaml"), _json_escape),
    **dict.fromkeys((".xml", ".svg", ".html", ".htm"), _reference),
}


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
    import unicodedata

    bare = "".join(part for part in unicodedata.normalize("NFKD", character) if part.isascii())
    return bare or "?"
