"""Any CSL style, by citeproc-py (extra ``mscq[styles]``), with what it gets wrong mended from outside.

The order is the style's own (order of citation for numbered styles). Two works of one author and year are not
told apart by letters (2023a, 2023b): citeproc-py does not do that.
"""

from __future__ import annotations

import warnings
from functools import cache
from importlib import import_module
from io import BytesIO
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.cite import csl_json, fields
from mscq.cite.styles import repairs as style_fixes
from mscq.cite.styles import xml as style_xml
from mscq.cite.styles.names import BadStyle, StyleError, resolve
from mscq.errors import MscqError, of_extra

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.cite.reference import CitationOptions, Reference
    from mscq.cite.styles.xml import Traits

__all__ = ["Rendered", "StyleError", "in_text", "render", "render_items"]


class Rendered(NamedTuple):
    """One item in a style: its place among the items given, its entry in the list, its citation in the text."""

    place: int
    reference: str
    in_text: str


def render(references: Sequence[Reference], options: CitationOptions) -> str:
    """Return the list of references in the style ``options.style``, one a line. Raises StyleError or MissingExtra."""
    found = render_items(_items(references, options), options.style or "")
    return "".join(f"{_with_notice(each.reference, references[each.place])}\n" for each in found)


def in_text(references: Sequence[Reference], options: CitationOptions) -> str:
    """Return the citation in the text, ``(Islam et al., 2023)`` or ``[1]``, one per line in the order given."""
    found = render_items(_items(references, options), options.style or "")
    return "".join(f"{each.in_text}\n" for each in sorted(found))


def _items(references: Sequence[Reference], options: CitationOptions) -> list[dict[str, Any]]:
    items = [csl_json.item(reference, options) for reference in references]
    for item, reference in zip(items, references, strict=True):
        if fields.author_list_cut_off(reference):
            item["author"] = [*item["author"], {"literal": style_fixes.AND_OTHERS}]
    return items


def _with_notice(text: str, reference: Reference) -> str:
    """Styles print no note of an article: the notice follows the reference."""
    notice = fields.notice_text(reference)
    return text if not notice or notice in text else f"{text} {notice}"


def render_items(items: Sequence[dict[str, Any]], style: str) -> list[Rendered]:
    """Return CSL-JSON items in a style, in the style's order. Raises StyleError and MissingExtra."""
    if not items:
        return []
    found = resolve(style)
    with warnings.catch_warnings():
        # citeproc-py warns of every CSL variable that it does not know.
        warnings.simplefilter("ignore")
        with of_extra("styles", "a citation style"):
            import_module("citeproc.source.json")
            traits = style_xml.read(found)
        try:
            return _rendered(items, traits)
        except MscqError:
            raise
        except Exception as error:  # citeproc-py raises whatever its model runs into
            kind = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            raise BadStyle(found.path, f"citeproc-py cannot use the style '{traits.id}' ({kind})") from error


def _rendered(items: Sequence[dict[str, Any]], traits: Traits) -> list[Rendered]:
    # By name: citeproc-py has no type hints, and is an extra.
    citeproc: Any = import_module("citeproc")
    read_json: Any = import_module("citeproc.source.json")
    keyed = [{**style_fixes.prepared(item, traits), "id": f"r{number}"} for number, item in enumerate(items)]
    style = citeproc.CitationStylesStyle(BytesIO(traits.xml), locale=traits.locale, validate=False)
    style.elements = _quick(style)
    bibliography = citeproc.CitationStylesBibliography(style, read_json.CiteProcJSON(keyed), citeproc.formatter.plain)
    citations = [citeproc.Citation([citeproc.CitationItem(item["id"])]) for item in keyed]
    for citation in citations:
        bibliography.register(citation)
    if not style.has_bibliography():
        entries = [""] * len(items)
    else:
        if traits.sorted:
            bibliography.sort()
        entries = [str(entry) for entry in bibliography.bibliography()]
    order = [int(key[1:]) for key in bibliography.keys]
    cited = [str(bibliography.cite(citation, lambda item: None)) for citation in citations]
    return [
        Rendered(
            index,
            style_fixes.mended(entry, items[index], traits),
            style_fixes.mended_citation(cited[index], items[index], traits),
        )
        for index, entry in zip(order, entries, strict=True)
    ]


def _quick(style: Any) -> list[Any]:
    """The elements of a style, each made to remember what it has asked of the style, for as long as they are kept.

    citeproc-py searches the whole file at each use of a macro, most of its time in the large styles; what is asked
    is the same for every item.
    """
    elements = [each for root in (style.root, *style.root.locales) for each in root.iter()]
    for each in elements:
        for question in ("xpath_search", "calls_variable"):
            # None where an element has no such method: elements look for a child of that name.
            if method := getattr(each, question):
                setattr(each, question, cache(method))
    return elements
