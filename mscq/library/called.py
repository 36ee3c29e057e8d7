"""Which papers a citation key or an identifier names, of the base and of the reader's own references."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mscq.errors import AmbiguousTerm
from mscq.records.knowledge_base import all_in

if TYPE_CHECKING:
    from mscq.library.collection import Library
    from mscq.library.own_paper import OwnPaper
    from mscq.library.store import Store
    from mscq.records.models import Paper
    from mscq.text.identifiers import Identifier


def find(library: Library, text: str) -> Paper | OwnPaper:
    """Return the paper that an identifier or citation key names: the base's first, then the reader's own.

    Raises AmbiguousTerm where it names several, UnknownPaper where neither has it.
    """
    papers = named(library, text)
    if len(papers) > 1:
        raise AmbiguousTerm(text.strip(), "papers", [paper.id for paper in papers])
    if papers:
        return papers[0]
    raise library.kb.unknown(text)


def named(library: Library, text: str) -> Sequence[Paper | OwnPaper]:
    """Return the papers that a citation key or the identifiers in a text name: the base's, else the reader's."""
    if papers := library.kb.named(text):
        return papers
    text = text.strip()
    called = _called(library.store, text) or [
        one for each in all_in(text) for form in _forms(each) for one in _called(library.store, form)
    ]
    found = dict.fromkeys(called)
    own = {paper.number: paper for paper in library.fetch([one for one in found if isinstance(one, int)])}
    return [library.kb.get(one) if isinstance(one, str) else own[one] for one in found]


class Names:
    """What a reader's references can be asked for by, whatever the case."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __contains__(self, text: object) -> bool:
        return bool(self._store.rows("SELECT 1 FROM name WHERE folded = ? LIMIT 1", str(text).casefold()))


def papers_called(store: Store, text: str) -> list[int]:
    """Return the numbers of the papers that an identifier names."""
    from mscq.text.identifiers import parse

    identifier = parse(text)
    if identifier is None:
        return []
    rows = store.rows(
        "SELECT DISTINCT paper FROM name JOIN entry ON number = name.entry WHERE folded IN (?, ?) AND held IS NULL",
        *_forms(identifier),
    )
    return [number for (number,) in rows]


def _called(store: Store, text: str) -> list[int | str]:
    """The own paper by its number, or the paper of the base by its id, that is called so; as written first.

    Of the registration of a trial every paper on it.
    """
    from mscq.text.registrations import registration

    rows = store.rows(
        "SELECT held, paper FROM name JOIN entry ON number = name.entry WHERE folded = ? "
        "ORDER BY name <> ?, name <> ?, held IS NOT NULL, paper LIMIT ?",
        text.casefold(),
        text,
        text.casefold(),
        -1 if registration(text) else 1,
    )
    return [paper if held is None else str(held) for held, paper in rows]


def _forms(identifier: Identifier) -> tuple[str, str]:
    """An identifier as references have it: a DOI without a page of its publisher's, a publisher's number as a DOI."""
    from mscq.text.identifiers import without_view

    value = identifier.value.casefold()
    return value, {"doi": without_view(value), "pii": f"10.1016/{value}"}.get(identifier.scheme, value)
