"""What a newcomer meant who typed a word that is no command: ``mscq lupus``."""

from __future__ import annotations

from collections.abc import Sequence

from mscq.api import load
from mscq.errors import MscqError
from mscq.records.knowledge_base import KnowledgeBase
from mscq.search.everywhere import facets_for
from mscq.search.lexicon import lexicon_of
from mscq.search.resolve import Resolver
from mscq.text import identifiers

# the command that answers a concept of each facet; a word that fits several is answered by the first
_COMMANDS = {
    "conditions": "condition {}",
    "routes": "papers --route {}",
    "cell-sources": "papers --source {}",
    "cell-types": "papers --cell {}",
    "outcomes": "findings --outcome {}",
    "entities": "findings --entity {}",
}


def command_for(words: Sequence[str]) -> str:
    """A hint that names the command which answers these words."""
    text = " ".join(word for word in words if not word.startswith("-"))
    quoted = f"'{text}'" if " " in text else text
    try:
        kb = load()
        if _is_paper(kb, text):
            return f"did you mean: mscq show {quoted}"
        lexicon = lexicon_of(kb)
        resolvers = {facet: Resolver(kb.vocabulary.facet(facet), facet, lexicon) for facet in _COMMANDS}
        if facets := facets_for(resolvers, text):
            return f"did you mean: mscq {_COMMANDS[facets[0]].format(quoted)}"
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
