"""Where a paper is to be found, and at which pages it was read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mscq.cite.links import addresses
from mscq.output.report import Block, Bullets, Line, Paragraph, Role, Span, line
from mscq.text.identifiers import parse

if TYPE_CHECKING:
    from mscq.records.models import Paper


def own_addresses(paper: Paper) -> list[str]:
    """Return the addresses of a paper itself: PubMed, PubMed Central, its DOI, the NCBI Bookshelf, its own page."""
    return list(addresses(paper.bibliography, paper.bookshelf).values())


def others(paper: Paper, read_at: Iterable[str]) -> list[str]:
    """Return the pages of a reading that are none of the paper's own addresses, each once, in their order."""
    own = {parse(one) or one for one in own_addresses(paper)}
    return [one for one in dict.fromkeys(read_at) if (parse(one) or one) not in own]


def links(pages: Iterable[str]) -> list[Line]:
    """Return pages as links, one a line."""
    return [line(Span(one, Role.PLAIN, one if one.startswith("http") else None)) for one in pages]


def source_blocks(paper: Paper) -> list[Block]:
    """Return the paper's own addresses, and below them the other pages at which it was read."""
    own = own_addresses(paper)
    copies = others(paper, (page for reading in paper.readings for page in reading.addresses))
    blocks: list[Block] = [Bullets(links(own))] if own else []
    if copies:
        blocks.extend((Paragraph(line("Other pages read" if own else "Pages read")), Bullets(links(copies))))
    return blocks
