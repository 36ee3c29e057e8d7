"""A Markdown list (CommonMark): NLM citations whose DOI, PMID, PMCID and address are links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mscq.cite import nlm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.cite.reference import CitationOptions, Reference

__all__ = ["escape", "render"]

ORDER = 9
TITLE = "Markdown list with links"
SUFFIXES = (".md",)
ALIASES = ("md",)

_LINK_TARGET = str.maketrans({"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", " ": "%20", "\\": "%5C"})


def escape(text: str) -> str:
    """Return the text with every character that CommonMark or its dialects could act on behind a backslash."""
    return re.sub(r"([\\`*_{}\[\]<>#|~$^&!@])", r"\\\1", text)


def render(references: Sequence[Reference], options: CitationOptions) -> str:
    """Return one list item per reference."""
    return "".join(f"- {_item(reference, options)}\n" for reference in references)


def _item(reference: Reference, options: CitationOptions) -> str:
    text = "".join(_linked(piece) for piece in nlm.pieces(reference, options))
    # "2020. A title" or "+ a" at the head of an item would open a list within it.
    return re.sub(r"^(\d*)([-+.)])", r"\1\\\2", text)


def _linked(piece: nlm.Piece) -> str:
    if not piece.link:
        return escape(piece.text)
    if piece.text == piece.link and not set("<>\\") & set(piece.link):
        return f"<{piece.link}>"
    return f"[{escape(piece.text)}]({piece.link.translate(_LINK_TARGET)})"
