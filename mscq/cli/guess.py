"""What a newcomer meant who typed a word that is no command: ``mscq lupus``."""

from __future__ import annotations

from collections.abc import Sequence

from mscq.api import load
from mscq.errors import AmbiguousTerm, MscqError, UnknownTerm
from mscq.records.knowledge_base import KnowledgeBase
from mscq.search.lexicon import lexicon_of
from mscq.search.resolve import Resolver
from mscq.text import identifiers

_FACETS = (
    ("conditions", "condition", "condition {}"),
    ("routes", "route", "papers --route {}"),
    ("cell-sources", "cell source", "papers --source {}"),
    ("cell-types", "cell type", "papers --cell {}"),
    ("outcomes", "outcome", "findings --outcome {}"),
    ("entities", "entity", "findings --entity {}"),
)


def command_for(words: Sequence[str]) -> str:
    """A hint that names the command which answers these words."""
    text = " ".join(word for word in words if not word.startswith("-"))
    quoted = f"'{text}'" if " " in text else text
    try:
        kb = load()
        if _is_paper(kb, text):
            return f"did you mean: mscq show {quoted}"
        for facet, noun, command in _FACETS:
            if _names_concept(kb, facet, noun, text):
                return f"did you mean: mscq {command.format(quoted)}"
    except MscqError:
        pass
    return f"try: mscq search {text}  (all commands: mscq --help)"


def _is_paper(kb: KnowledgeBase, text: str) -> bool:
    if identifiers.parse(text) is None:
        return False
    try:
        kb.find(text)
    except MscqError:
        return False
    return True


def _names_concept(kb: KnowledgeBase, facet: str, noun: str, text: str) -> bool:
    try:
        Resolver(kb.vocabulary.facet(facet), noun, lexicon_of(kb)).resolve(text)
    except UnknownTerm:
        return False
    except AmbiguousTerm:
        return True
    return True
