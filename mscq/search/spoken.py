"""What people say for a field: 'failed trials' is met:no, 'double-blind' is blinding:double-blind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from mscq.search.words import words

if TYPE_CHECKING:
    from mscq.search.query import Word

_TRIALS = r"(?:clinical )?(?:trials?|stud(?:y|ies)|rcts?)"
_ENDPOINT = r"(?:(?:its|the|their|a) )?(?:primary )?(?:end ?points?|outcomes?)"
_FIELDS = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), name, value)
    for pattern, name, value in (
        (rf"(?:failed|unsuccessful|negative) {_TRIALS}", "met", "no"),
        (rf"{_TRIALS} (?:that |which )?(?:have |has )?failed(?! to)", "met", "no"),
        (rf"(?:missed|failed|(?:did|does|do) not (?:meet|reach)|failed to (?:meet|reach)) {_ENDPOINT}", "met", "no"),
        (rf"(?:successful|positive) {_TRIALS}", "met", "yes"),
        (rf"(?<!not )(?:met|reached) {_ENDPOINT}", "met", "yes"),
        (r"double ?(?:blind(?:ed)?|masked)|doubleblind(?:ed)?", "blinding", "double-blind"),
        (r"(?:single|assessor|observer|rater) ?(?:blind(?:ed)?|masked)", "blinding", "single-blind"),
        (r"open label(?:led|ed)?|unblinded|unmasked", "blinding", "open-label"),
        (r"(?:industry|company|commercially|pharma) (?:funded|sponsored|financed)", "sponsor", "industry"),
        (r"(?:funded|sponsored|financed|paid for) by (?:the )?(?:industry|company|companies)", "sponsor", "industry"),
        (r"(?:publicly|government) (?:funded|sponsored|financed)", "sponsor", "public"),
        (r"(?:placebo|sham) controlled|against placebo", "against", "placebo"),
        (rf"(?:randomi[sz]ed|randomi[sz]ed controlled) {_TRIALS}|rcts", "design", "rct"),
        (r"primary (?:end ?points?|outcomes?)", "endpoint", "primary"),
        (r"(?:exploratory|secondary) (?:end ?points?|outcomes?)", "endpoint", ""),
    )
)


class Spoken(NamedTuple):
    """Words of a query that stand for a field and its value."""

    typed: str
    name: str
    value: str


def spoken(run: Sequence[Word]) -> tuple[list[Spoken], list[Word]]:
    """Return what words in a row say of fields, in their order, and the words that are left.

    The first rule that fits takes its words; a rule takes whole words only.
    """
    owner = [number for number, word in enumerate(run) for _ in words(word.text)]
    parts = [part for word in run for part in words(word.text)]
    text = " ".join(parts)
    taken: dict[int, Spoken] = {}
    for pattern, name, value in _FIELDS:
        for match in pattern.finditer(text):
            first = text.count(" ", 0, match.start())
            last = first + match[0].count(" ")
            numbers = range(owner[first], owner[last] + 1)
            whole = (first == 0 or owner[first - 1] != owner[first]) and owner[last + 1 : last + 2] != [owner[last]]
            if whole and not any(number in taken for number in numbers):
                typed = " ".join(run[number].text for number in numbers)
                taken |= dict.fromkeys(numbers, Spoken(typed, name, value or match[0].partition(" ")[0]))
    found = [taken[number] for number in sorted(taken)]
    return list(dict.fromkeys(found)), [word for number, word in enumerate(run) if number not in taken]
