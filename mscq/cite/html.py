"""An HTML document with a list: NLM citations whose DOI, PMID, PMCID and address are links.

It is a whole document because a browser reads a bare list in an encoding of its own choice.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from mscq.cite import nlm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.cite.reference import CitationOptions, Reference

__all__ = ["render"]

ORDER = 10
TITLE = "HTML list with links"
SUFFIXES = (".html", ".htm")
ALIASES = ("htm",)


def render(references: Sequence[Reference], options: CitationOptions) -> str:
    """Return one list item per reference, its id the citation key."""
    items = "".join(f"<li{_id(reference)}>{_item(reference, options)}</li>\n" for reference in references)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>References</title>\n</head>\n'
        f"<body>\n<ul>\n{items}</ul>\n</body>\n</html>\n"
    )


def _id(reference: Reference) -> str:
    # An id may hold no white space.
    return f' id="{escape("-".join(reference.key.split()))}"'


def _item(reference: Reference, options: CitationOptions) -> str:
    return "".join(
        f'<a href="{escape(piece.link)}">{escape(piece.text)}</a>' if piece.link else escape(piece.text)
        for piece in nlm.pieces(reference, options)
    )
