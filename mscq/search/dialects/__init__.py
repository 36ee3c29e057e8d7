"""The syntaxes of other databases: each is known by its signs and cut into the tokens of one grammar.

One module a database; ``scan`` is what they share. A module is imported where its signs are seen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mscq.search.dialects.scan import Dialect

# module -> signs that no other syntax has, the surest first; each pattern looks no further than a few words
_SIGNS = tuple(
    (name, re.compile("|".join(signs)))
    for name, *signs in (
        (
            "cochrane",
            r"(?i:mesh descriptor\s*:)",
            r"(?i:explode all trees)",
            r"\[mh\s*\^?[\"“]?\w",
            r"\{(?i:or|and)\s*#",
        ),
        (
            "embase",
            r"['’]/(?i:exp|de|mj|br|syn|dm_\w+)\b",
            r"(?i:\w/(?:exp|de|mj|br)(?![\w/.]))",
            r"\]/(?i:lim|py|pd|sd)\b",
            r"['’](?i::(?:ti|ab|kw|de|au|jt|ta|it|lnk|tn|mn|dn|ff)\b)",
        ),
        ("cochrane", r"[\")\w*](?i::ti,\s?ab,\s?kw\b)"),
        ("embase", r"[\")\w*](?i::(?:ti|ab|kw|de|au|jt|ta|it|lnk|tn)(?:,\s?[a-z]{2,3})*)(?=[\s),]|$)"),
        (
            "scopus",
            r"\b(?:TITLE-ABS-KEY(?:-AUTH)?|TITLE-ABS|TITLE|ABS|KEY|AUTHKEY|INDEXTERMS|SRCTITLE|AFFIL|DOCTYPE)\s*\(",
            r"(?i:\blimit-to\s*\()",
            r"\bPUBYEAR\s",
            r"(?i:\b(?:w|pre)/\d+\b)",
        ),
        (
            "web_of_science",
            r"\b(?:TS|TI|AB|AK|KP|AU|SO|PY|DT|LA|ALL|TMSO|WC|SU|AD|OG)\s*=\s*[(\"“'\w*]",
            r"(?i:\b(?:near|onear)/\d+\b)",
        ),
        (
            "ovid",
            r"[^\s.]\.(?i:ti|ab|tw|mp|kw|kf|hw|sh|pt|af|ot|nm|rn|id|fs|la|au|jn|yr|ed|ti,ab)(?:,\s?[a-z]{2})*\.(?=[\s)]|$)",
            r"[^\s.]\.(?:ti|ab|tw|mp|kw|kf)(?:,\s?[a-z]{2})*(?=[\s)]|$)",
            r"(?i:\bexp\s+[\"*]?[^\W\d_][^/\n()]{0,150}/)",
            r"(?i:\badj\d+\b)",
            r"(?im:^[ \t]*(?:\d{1,3}[.)]?[ \t]+)?(?:or|and)/\d)",
            r"(?i:\blimit\s+\d+\s+to\b)",
            r"\w\"?/(?=\s+(?i:and|or|not|adj)\b|\s*\)|\s*$)",
        ),
        (
            "ebsco",
            r"\b(?:MH|MM)\s*[\"“(]",
            r"(?:^|[\s(])(?:TI|AB|TX|SU)\s+(?:[\"“(]|[a-z*]+\s+(?:AND|OR|[NW]\d+)\b)",
            r"(?<=[\w*\")] )[NW]\d{1,2}(?= [\w(\"*])",
        ),
    )
)


def dialect_of(text: str) -> Dialect | None:
    """Return the syntax in which a query is written, None for that of this program and of PubMed."""
    for name, signs in _SIGNS:
        if signs.search(text):
            from importlib import import_module

            found: Dialect = import_module(f"{__name__}.{name}").DIALECT
            return found
    return None
