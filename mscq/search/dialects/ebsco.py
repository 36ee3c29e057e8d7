"""EBSCOhost (CINAHL and others): ``(MH "Stem Cells+") OR TI ( mesenchymal N3 stem* )``, ``S1 AND S2``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mscq.search.dialects.scan import Dialect, left_out, line, near, rule, scope, word
from mscq.search.fields import HEADING
from mscq.search.tokens import Kind, Token


def _heading(match: re.Match[str], _: Sequence[Token]) -> list[Token]:
    """A heading; the plus sign takes what lies below it."""
    name = "mesh" if "+" in match["what"] else HEADING
    return [
        Token(Kind.FIELD, match["what"].replace("+", "").strip(), match.start(), name, quoted=True, end=match.end())
    ]


def _code(match: re.Match[str], found: Sequence[Token]) -> list[Token] | None:
    """A code in capitals where a new operand begins."""
    if not match["codes"].isupper() or (found and found[-1].kind in (Kind.WORD, Kind.PHRASE, Kind.CLOSE)):
        return None
    return scope(match, found)


DIALECT = Dialect(
    "EBSCO",
    (
        rule(
            r"(?:MH|MM|DE)\s*\(?\"(?P<what>[^\"\n]{1,150})\"\)?(?=[\s)]|$)",
            lambda match, found: (
                None if ("(" in match[0]) != match[0].rstrip().endswith(")") else _heading(match, found)
            ),
        ),
        rule(r"(?:MH|MM)\s*\"(?P<what>[^\"\n]{1,150})\"", _heading),
        rule(r"(?:limiters|expanders|search modes)\s*-[^\n]{0,300}", left_out),
        rule(r"(?P<codes>TI|AB|TX|SU|AU|SO|KW|PT|LA|PY|DT|MW|AF)\s+", _code),
        rule(r"N(?P<n>\d{1,2})(?!\w)", near()),
        rule(r"W(?P<n>\d{1,2})(?!\w)", near(ordered=True)),
        rule(r"S(?P<n>\d{1,3})(?!\w)", line),
    ),
    word=word(""),
)
