"""What a newcomer meant who typed a word that is no command: ``mscq lupus``."""

from __future__ import annotations

from collections.abc import Sequence

from mscq.api import load
from mscq.errors import MscqError
from mscq.records.facets import FACETS, FacetRow
from mscq.records.knowledge_base import KnowledgeBase
from mscq.search.everywhere import facets_for
from mscq.search.lexicon import lexicon_of
from mscq.search.resolve import Resolver
from mscq.text import identifiers


def command_for(words: Sequence[str]) -> str:
    """A hint that names the command which answers these words."""
    text = " ".join(word for word in words if not word.startswith("-"))
    quoted = f"'{text}'" if " " in text else text
    try:
        kb = load()
        if _is_paper(kb, text):
            return f"did you mean: mscq show {quoted}"
        lexicon = lexicon_of(kb)
        resolvers = {facet: Resolver(kb.vocabulary.facet(facet), facet, lexicon) for facet in FACETS}
        if facets := facets_for(resolvers, text):
            return f"did you mean: mscq {_command(FACETS[facets[0]])} {quoted}"
    except MscqError:
        pass
    return f"try: mscq search {text}  (all commands: mscq --help)"


def _command(row: FacetRow) -> str:
    """The command that answers a value of a facet."""
    if row.option == "condition":
        return "condition"
    return f"{'papers' if row.of_study else 'findings'} --{row.option}"


def _is_paper(kb: KnowledgeBase, text: str) -> bool:
    if identifiers.parse(text) is None:
        return False
    try:
        kb.find(text)
    except MscqError:
        return False
    return True
