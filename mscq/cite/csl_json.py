"""CSL-JSON 1.0.2 (citationstyles.org): a list of items, as citation managers, pandoc and citeproc read it.

An article number also stands in ``page`` where there are no pages, as in PubMed's own CSL export:
most styles print no ``number`` for an article. A notice stands in ``note``.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from mscq.cite import fields
from mscq.cite.names import spelled_given
from mscq.records.canonical import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.cite.reference import CitationOptions, Reference

__all__ = ["item", "render"]

ORDER = 6
TITLE = "CSL-JSON"
SUFFIXES = (".json",)
ALIASES = ("csl", "json", "pandoc", "quarto")


def render(references: Sequence[Reference], options: CitationOptions) -> str:
    """Return a JSON list, two spaces deep, in UTF-8."""
    items = [item(reference, options) for reference in references]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def item(reference: Reference, options: CitationOptions) -> dict[str, Any]:
    """Return one reference as a CSL-JSON item."""
    bibliography = reference.bibliography
    written: dict[str, Any] = {"id": reference.key, **_tidy(plain(bibliography))}
    for role in ("author", "editor"):
        for name, stored in zip(written.get(role, ()), getattr(bibliography, role), strict=True):
            if given := spelled_given(stored):
                name["given"] = given
    if options.full_journal is False:
        written["container-title"] = fields.short_container(bibliography)
    if page := fields.locator(bibliography):
        written["page"] = page
    if url := fields.address(reference):
        written["URL"] = url
    if notes := fields.notes(reference):
        # Programs read "Word: text" at the head of a note as a variable and its value, and print it nowhere.
        written["note"] = f"Notice. {notes}" if re.match(r"[^\s:]+:", notes) else notes
    return {key: value for key, value in written.items() if value not in ("", [], None)}


def _tidy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _tidy(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_tidy(each) for each in value]
    return fields.clean(value) if isinstance(value, str) else value
