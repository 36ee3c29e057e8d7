"""The whole base in every style against citeproc-js: what is alike, and what is not by cause.

``whole_base.json`` holds the hash of each paper's item and, for each style and paper, the hash of what citeproc-js
makes of it (entry of the list, and citation in the text), and for the pairs that differ the words that do, under
their cause.
"""

from __future__ import annotations

import hashlib
import json
import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

HEADING = "## The whole base"
Item = dict[str, Any]
Spans = list[list[str]]


def printed(reference: str, in_text: str) -> str:
    """Both texts of a pair without the number of the entry."""
    return "\n".join(re.sub(r"^([(\[]?)\d+", r"\1", text) for text in (reference, in_text))


def short_hash(text: str) -> str:
    """Eight hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def hash_of(item: Item) -> str:
    """The hash of a CSL-JSON item: of a paper whose bibliography has changed since, nothing is known."""
    return short_hash(json.dumps(item, sort_keys=True, ensure_ascii=False))


def differing(theirs: str, ours: str) -> Spans:
    """The words in which two texts differ, each [theirs, ours] with a word before and after."""
    left, right = (re.findall(r"\S+|\s+", text) for text in (theirs, ours))
    groups: list[list[int]] = []
    for kind, *ends in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal" and groups and ends[0] - groups[-1][1] < 5:
            groups[-1][1], groups[-1][3] = ends[1], ends[3]
        elif kind != "equal":
            groups.append(ends)
    return [["".join(left[max(a - 2, 0) : b + 2]), "".join(right[max(c - 2, 0) : d + 2])] for a, b, c, d in groups]


def as_theirs(ours: str, spans: Spans) -> str:
    """Our text with the words of citeproc-js in the places recorded."""
    for there, here in spans:
        ours = ours.replace(here, there, 1)
    return ours


def _half_names(text: str, item: Item, ours: str) -> str:
    for name in item.get("author", []):
        if found := re.fullmatch(r"([^\W\d_])[^\W\d_]*-([a-z]+)", name.get("given", "")):
            text = text.replace(f"{name['family']} {found[1]} {found[2]}", f"{name['family']} {found[1]}")
    return text


def _spelled_out(text: str, item: Item, ours: str) -> str:
    families = [name.get("family") for name in item.get("author", [])]
    for name in item.get("author", []):
        if families.count(name.get("family")) > 1:
            text = text.replace(f"{name['family']}, {name['given']}", f"{name['family']}, {name['given'][0]}.")
    return text


def _number_range(text: str, item: Item, ours: str) -> str:
    number = item.get("number", "")
    head, _, tail = number.rpartition("-")
    return text.replace(f"{head}–{tail}", number) if head else text


def _number_plural(text: str, item: Item, ours: str) -> str:
    return text.replace(f"nos. {item['number']}", item["number"]) if "-" in item.get("number", "") else text


def _missing_title(text: str, item: Item, ours: str) -> str:
    return text.replace(". . ", ". ") if not item.get("author") else text


def _already_cased(text: str, item: Item, ours: str) -> str:
    title = item["title"].replace("'", "’")
    return ours if title in ours and text.lower() == ours.lower() else text


def _no_form(text: str, item: Item, ours: str) -> str:
    return text.replace("[CSL STYLE ERROR: reference with no printed form.]", item["title"])


# What citeproc-js prints -> what we print, by cause; the cause of a pair is the one that makes both alike.
CAUSES: dict[str, Callable[[str, Item, str], str]] = {
    "citeproc-js prints the small second half of a hyphenated given name (Wei-can: W can); we print W": _half_names,
    "citeproc-js spells out given names with which two authors of one paper share family name and initial; we keep "
    "the style's initials": _spelled_out,
    "citeproc-js takes the last hyphen of an article number (S0092-8674(25)01041-4) for a range of pages; we print "
    "the number as it is": _number_range,
    "citeproc-js labels an article number with hyphens as several numbers (nos.); we print it without": _number_plural,
    "citeproc-js leaves the punctuation of the title that stands in for the author; we do not": _missing_title,
    "a title already in title case comes out of citeproc-py as it is, like one that the style leaves alone, so a small "
    "letter after a hyphen (Meta-analysis) stays": _already_cased,
    "citeproc-js finds nothing to cite in the text by, with neither author nor year; we print the title": _no_form,
}


def cause_of(theirs: str, ours: str, item: Item) -> str | None:
    """The cause of a difference, or None where none of those known explains all of it."""
    return next((cause for cause, rewritten in CAUSES.items() if rewritten(theirs, item, ours) == ours), None)


def table(compared: dict[str, Any]) -> str:
    """What was measured, as the last section of README.md."""
    pairs = sum(len(papers) for papers in compared["texts"].values())
    papers = max(len(papers) for papers in compared["texts"].values())
    counts = {cause: len(found) for cause, found in compared["differences"].items()}
    differ = sum(counts.values())
    rows = [f"| {cause} | {count} |" for cause, count in sorted(counts.items(), key=lambda each: -each[1])]
    return "\n".join(
        [
            HEADING,
            "",
            f"{len(compared['texts'])} styles, {papers} papers: {pairs - differ} of {pairs} (style, paper) pairs are "
            f"identical in list and text ({(pairs - differ) / pairs:.1%}). The other {differ}, by cause:",
            "",
            "| Cause | Pairs |",
            "|---|---:|",
            *rows,
            "",
        ]
    )
