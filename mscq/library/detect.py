"""Which format a file has: by the records that stand in it, over all its lines.

A format states how its records look, in one of two ways. Of tagged text: ``SIGN`` (the line that begins a record),
``LINE`` (a line of one) and, where an empty line does not end it, ``END``. Of anything else: ``HEAD`` (how the whole
file begins). The suffix only decides what these leave open. A sign alone is no record: a list in which a line begins
with "PMID- " stays a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from mscq.text.modules import stated

PLAIN = "plain"
"""The reader of what shows no records of another format."""

NOT_READ = (
    ("an HTML page", r"\A\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body|table|div|ul|ol|p)\b"),
    ("JATS XML, the full text of an article", r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!DOCTYPE\s+article[^>]*>\s*)?<article\b"),
    ("MODS XML", r"\A\s*(?:<\?xml[^>]*>\s*)?<(?:mods:)?mods(?:Collection)?\b"),
    ("MARC XML", r"\A\s*(?:<\?xml[^>]*>\s*)?<(?:marc:)?(?:collection|record)\b[^>]*MARC21"),
    ("RDF", r"\A\s*(?:<\?xml[^>]*>\s*)?<rdf:RDF\b"),
    ("TEI XML", r"\A\s*(?:<\?xml[^>]*>\s*)?<TEI\b"),
    ("an RSS or Atom feed", r"\A\s*(?:<\?xml[^>]*>\s*)?<(?:rss|feed)\b"),
    ("rich text (RTF)", r"\A\{\\rtf"),
    ("a LaTeX document", r"\A(?:\s*%[^\n]*\n)*\s*\\documentclass\b"),
    ("a BibTeX .bbl file", r"(?m)\A(?:\s*%[^\n]*\n|\s*\\[^\n]*\n){0,40}?\s*\\begin\{thebibliography\}"),
    ("RefWorks tagged text", r"(?m)^RT (?:Journal|Book|Conference|Generic|Web|Dissertation)[^\n]*\n[A-Z][A-Z0-9] \S"),
    ("Ovid's own text", r"(?m)^<\s*1\s*>\s*\n(?:[^\n]*\n)?(?:Unique Identifier|Accession Number|VN|UI)\b"),
    ("Embase's own text", r"(?m)\A(?:[^\n]*\n){0,20}?\s*RECORD 1\s*\n\s*\n?\s*TITLE\b"),
    ("a study record of ClinicalTrials.gov", r'\A\s*[\[{][^\0]{0,200}?"(?:protocolSection|studies)"\s*:'),
    ("an OpenAlex answer", r'\A\s*\{\s*"(?:meta|id)"\s*:[^\0]{0,400}?(?:"groups_count"|openalex\.org)'),
    ("a Jupyter notebook", r'\A\s*\{\s*"cells"\s*:'),
)
"""Formats that are known by their beginning and not read: what each is, and how it begins."""

_IDENTIFIER = re.compile(r"(?<![0-9.])10\.[0-9]{4,9}/\S|\bpm(?:c?id\b|c[0-9]{4})|^\W*[0-9]{5,9}\W*$", re.IGNORECASE)
_LONGEST = 2000
_FEWEST_TAGS = 2


class Reader(NamedTuple):
    """A module that reads a format: its name, what it reads, its suffixes, and how a file of it looks."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    sign: re.Pattern[str] | None = None
    line: re.Pattern[str] | None = None
    end: re.Pattern[str] | None = None
    head: re.Pattern[str] | None = None


def _pattern(constants: dict[str, Any], name: str) -> re.Pattern[str] | None:
    return re.compile(constants[name]) if name in constants else None


@cache
def readers() -> tuple[Reader, ...]:
    """Return the readers, by what each module of ``readers`` states; none is imported."""
    return tuple(
        Reader(
            name,
            each["TITLE"],
            each.get("SUFFIXES", ()),
            *(_pattern(each, constant) for constant in ("SIGN", "LINE", "END", "HEAD")),
        )
        for name, each in stated(str(Path(__file__).parent / "readers")).items()
    )


def format_of(suffix: str, lines: Sequence[str]) -> str:
    """Return the name of the reader for a file with these lines.

    A beginning that only one format has decides; else the format with the most lines in records, unless more
    lines outside of them hold identifiers. Where no records are seen, the suffix decides, else it is a plain list.
    """
    by_suffix = next((reader.name for reader in readers() if suffix.lower() in reader.suffixes), None)
    head = "\n".join(line[:_LONGEST] for line in lines[:200])
    begun = [(len(found[0]), each.name) for each in readers() if each.head and (found := each.head.search(head))]
    if begun:
        return max(begun, key=lambda one: (one[0], one[1] == by_suffix))[1]  # the longest sign says the most
    # a tag or an identifier of its own line stands near its beginning
    shown = [(line[:300], bool(_IDENTIFIER.search(line[:300]))) for line in lines]
    claims = {each.name: _claim(each, shown) for each in readers() if each.sign}
    most = max((tagged for tagged, loose in claims.values() if tagged >= loose), default=0)
    if not most:
        return by_suffix or PLAIN
    best = [name for name, (tagged, _) in claims.items() if tagged == most]
    return by_suffix if by_suffix in best else best[0]


def not_read(lines: Iterable[str]) -> str | None:
    """Return what a file is that begins as a format that is known and not read; None for any other."""
    head = "\n".join(line[:_LONGEST] for line in lines)
    return next((name for name, pattern in NOT_READ if re.search(pattern, head, re.IGNORECASE)), None)


def _claim(reader: Reader, lines: Iterable[tuple[str, bool]]) -> tuple[int, int]:
    """How many lines stand in records of a format, and how many outside of them hold an identifier, as is told."""
    assert reader.sign
    assert reader.line
    tagged = loose = 0
    opened, tags, inside = "", 0, 0

    def close(ended: bool = False) -> None:
        nonlocal tagged, loose, opened, tags, inside
        if tags >= _FEWEST_TAGS and (ended or tags > inside):
            tagged += tags
        else:
            loose += inside
        opened, tags, inside = "", 0, 0

    for line, identified in lines:
        begins = reader.sign.match(line)
        if begins and (not opened or begins[0].strip() == opened):
            close()
            opened, tags = begins[0].strip(), 1 + bool(begins.re.groups and begins[1])
        elif not opened:
            loose += identified
        elif reader.end.match(line) if reader.end else not line.strip():
            tags += bool(line.strip())
            close(ended=True)
        elif reader.line.match(line):
            tags += 1
        else:
            inside += identified
    close()
    return tagged, loose
