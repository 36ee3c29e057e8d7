"""Names and what they stand for, under keys that a folding gives them: whose name is this text?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

from mscq.search.words import stem

Owner = TypeVar("Owner")
Folding = Callable[[Sequence[str]], str]


def letters(words: Sequence[str]) -> str:
    """Return the key of words that are the same but for spaces and hyphens: "intra-articular", "intraarticular"."""
    return "".join(words)


def stemmed(words: Sequence[str]) -> str:
    """Return the key of words that are the same but for their endings too: "joint injections", "joint injected"."""
    return "".join(map(stem, words))


class NameIndex(Generic[Owner]):
    """The owners of names, in the order in which they were added, by the key that one folding gives to folded words."""

    def __init__(self, folding: Folding, names: Iterable[tuple[Sequence[str], Owner]] = ()) -> None:
        self._folding = folding
        self._owners: dict[str, dict[Owner, None]] = {}
        for words, owner in names:
            self.add(words, owner)

    def __contains__(self, key: object) -> bool:
        return key in self._owners

    def add(self, words: Sequence[str], owner: Owner) -> None:
        """Give a name to an owner."""
        self._owners.setdefault(self._folding(words), {})[owner] = None

    def of(self, words: Sequence[str]) -> list[Owner]:
        """Return those that have this name."""
        return list(self._owners.get(self._folding(words), ()))
