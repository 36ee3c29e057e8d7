"""What the TAB key offers for one parameter: values of the vocabularies, papers, findings, formats, styles, files.

Each function takes what Typer hands to an ``autocompletion`` and gives values with their descriptions, all of
them beginning with what is typed. None validates a record, so neither pydantic nor rich is imported.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase
    from mscq.records.vocabulary import Concept

Offers = list[tuple[str, str]]
Completer = Callable[[typer.Context, list[str], str], Offers]

BEFORE = "mscq.cli.completion.offers.before"
WANTS = "mscq.cli.completion.offers.wants"
# patterns are compiled where they are used: every command imports this module, few complete
_TITLE = rb'\n    "title": ("(?:[^"\\]|\\.)*")'
_IDENTIFIERS = rb'"PMC?ID": "((?:PMC)?\d+)"'
_REGISTRATION = rb'"(NCT\d{8})"'


def fixed(values: Mapping[str, str] | Iterable[str]) -> Completer:
    """Values of a closed list, with their descriptions where it is a mapping."""
    listed = dict(values) if isinstance(values, Mapping) else dict.fromkeys(values, "")

    def complete(ctx: typer.Context, args: list[str], incomplete: str) -> Offers:
        return [(value, text) for value, text in listed.items() if value.startswith(incomplete)]

    return complete


def files(ctx: typer.Context, args: list[str], incomplete: str) -> Offers:
    """Leaves it to the shell to offer files."""
    ctx.meta[WANTS] = "files"
    return []


def folders(ctx: typer.Context, args: list[str], incomplete: str) -> Offers:
    """Leaves it to the shell to offer folders."""
    ctx.meta[WANTS] = "folders"
    return []


def concepts(*facets: str) -> Completer:
    """Concepts of these facets or closed lists: ids that begin with what is typed, else another name that does."""

    def complete(ctx: typer.Context, args: list[str], incomplete: str) -> Offers:
        from mscq.records.choices import CHOICES

        found: dict[str, str] = {}
        for facet in facets:
            if facet in CHOICES:
                pairs = [(value, "") for value in CHOICES[facet] if value.startswith(incomplete)]
            else:
                pairs = _named(_others(_facet(ctx, facet), ctx.meta.get(BEFORE, ())), "", incomplete)
            found = {**dict(pairs), **found}
        return list(found.items())

    return complete


def names(facet: str) -> Completer:
    """The same for a name that may be several words: ``knee o`` is offered what goes on after ``knee``."""

    def complete(ctx: typer.Context, args: list[str], incomplete: str) -> Offers:
        from mscq.text.fold import fold_words

        before = "-".join(fold_words(" ".join(ctx.meta.get(BEFORE, ()))))
        return _named(_facet(ctx, facet), f"{before}-" if before else "", incomplete)

    return complete


def terms(ctx: typer.Context, args: list[str], incomplete: str) -> Offers:
    """The facets, and once a letter is typed the concepts of all of them."""
    from mscq.records.facets import FACETS

    if ctx.meta.get(BEFORE):
        return []
    facets = [(facet, "all of this facet") for facet in FACETS if facet.startswith(incomplete)]
    return [*facets, *(concepts(*FACETS)(ctx, args, incomplete) if incomplete else ())]


def papers(ctx: typer.Context, args: list[str], incomplete: str) -> Offers:
    """Papers by id, PMID or PMCID, each with its title."""
    from mscq.errors import MscqError

    try:
        return list(_papers(_base(ctx), incomplete))
    except MscqError:
        return []


def findings(ctx: typer.Context, args: list[str], incomplete: str) -> Offers:
    """Papers; and once one is named, its findings with their statements."""
    found = papers(ctx, args, incomplete)
    one = incomplete.partition(".")[0] if "." in incomplete else found[0][0] if len(found) == 1 else ""
    if not one:
        return found
    from mscq.errors import MscqError

    try:
        kb = _base(ctx)
        listed = kb.raw(one).get("findings", ()) if one in kb else ()
        ids = [(str(finding["id"]), str(finding.get("statement", ""))) for finding in listed]
    except (MscqError, KeyError, TypeError, AttributeError):
        return found
    return [*found, *(pair for pair in ids if pair[0].startswith(incomplete))]


def registrations(ctx: typer.Context, args: list[str], incomplete: str) -> Offers:
    """Trial registrations that papers of the base name."""
    from mscq.errors import MscqError

    try:
        kb = _base(ctx)
        found = {one.decode() for paper in kb.ids for one in re.findall(_REGISTRATION, kb.stored(paper))}
    except MscqError:
        return []
    return [(one, "") for one in sorted(found) if one.startswith(incomplete)]


def formats(ctx: typer.Context, args: list[str], incomplete: str) -> Offers:
    """Citation formats, each with what it is."""
    from mscq.cite import formats as known

    return [(name, entry.title) for name, entry in known().items() if name.startswith(incomplete)]


def styles(ctx: typer.Context, args: list[str], incomplete: str) -> Offers:
    """Short names of citation styles, and once a letter is typed every style that begins so; paths of .csl files."""
    if incomplete[:1] in (".", "~") or os.sep in incomplete:
        return files(ctx, args, incomplete)
    from mscq.cite.styles.names import ALIASES, ids
    from mscq.errors import MissingExtra

    try:
        known = ids(incomplete) if incomplete else []
    except MissingExtra:
        return []
    short = [(name, style) for name, style in ALIASES.items() if name.startswith(incomplete)]
    return [*short, *((style, "") for style in known if style not in ALIASES)]


def _base(ctx: typer.Context) -> KnowledgeBase:
    from mscq.records.knowledge_base import KnowledgeBase

    return KnowledgeBase(_folder(ctx))


def _folder(ctx: typer.Context) -> Path:
    """The folder that --data names, or the bundled base."""
    from mscq.cli.given import given_in
    from mscq.records.settings import data_folder

    named = given_in(ctx).data
    return Path(named) if named else data_folder()


def _facet(ctx: typer.Context, facet: str) -> Iterable[Concept]:
    from mscq.errors import MscqError
    from mscq.records.vocabulary import Vocabulary

    try:
        return Vocabulary(_folder(ctx) / "vocabulary").facet(facet).values()
    except MscqError:
        return ()


def _others(facet: Iterable[Concept], words: Iterable[str]) -> Iterable[Concept]:
    """The concepts that none of these words names."""
    from mscq.text.fold import fold

    had = {fold(word) for word in words}
    return [one for one in facet if not any(fold(name) in had for name in one.names)] if had else facet


def _named(facet: Iterable[Concept], before: str, typed: str) -> Offers:
    """Offers for what is typed after the words before: by id first, then by the shortest other name that fits."""
    from mscq.text.fold import fold, fold_words

    capitals = len(typed) > 1 and typed.isupper()
    start = before + "-".join(fold_words(typed)) + ("-" if typed[1:].endswith("-") else "")
    by_id: Offers = []
    by_name: Offers = []
    for concept in facet:
        if concept.id.startswith(start) and not capitals:
            by_id.append((typed + concept.id[len(start) :], concept.label))
            continue
        spelt = []
        for name in (concept.label, *concept.abbreviations, *concept.synonyms):
            if start and name[0].isascii() and name[0].isalnum() and name[0].lower() != start[0]:
                continue  # what folding would find, found sooner
            if not before and name.startswith(typed) and _is_whole_word(name):
                spelt.append(name)
            elif (kebab := "-".join(fold_words(name))).startswith(start) and not capitals:
                spelt.append(typed + kebab[len(start) :])
        if spelt:
            by_name.append((min(spelt, key=len), concept.label))
    return [(value, "" if fold(before + value) == fold(label) else label) for value, label in [*by_id, *by_name]]


def _is_whole_word(name: str) -> bool:
    """Whether a name is ASCII letters and digits, joined by hyphens or not."""
    return name.isascii() and not name.startswith("-") and name.replace("-", "").isalnum()


def _papers(kb: KnowledgeBase, typed: str) -> Iterator[tuple[str, str]]:
    by_number = typed.upper().startswith("PMC") or typed.isdigit()
    for paper in kb.ids:
        if paper.startswith(typed):
            yield paper, _title(kb, paper)
        elif by_number:
            for number in re.findall(_IDENTIFIERS, kb.stored(paper)):
                if number.decode().startswith(typed.upper()):
                    yield number.decode(), _title(kb, paper)


def _title(kb: KnowledgeBase, paper: str) -> str:
    """The title, out of the stored text where that is in canonical form: parsing 200 records takes too long."""
    import json

    found = re.search(_TITLE, kb.stored(paper))
    title = json.loads(found[1]) if found else kb.raw(paper).get("bibliography", {}).get("title", "")
    return str(title)
