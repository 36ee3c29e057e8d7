"""Words as search compares them: folded, without accents or Greek letters, and lightly stemmed.

The stem is a key, not a word: both the base and the query go through the same rules, so it only has to
be the same for words of one family. The rules, in this order, each tried only where four letters remain:

1. British spelling: ae and oe become e, -our becomes -or, -is- before -ation, -ed, -ing, -e becomes -iz-
2. plural: -yses > -ysis, -ies > -y, -sses > -ss, -xes -ches -shes lose -es, -s goes (not -ss, -us, -is)
3. endings: -ety > -e; -ization -izing -ized -ation -ative -ion -ive -ing -ed -ally -ly go; a doubled letter is
   made single
4. a final -ate or -e goes
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mscq.text.fold import fold_words
from mscq.text.memo import Memo

# translated before the quick path, so that one curly apostrophe or dash does not make a text slow
_TO_ASCII = (
    *dict.fromkeys("’‘ʼ`", "'").items(),
    *dict.fromkeys("–—−‐‑·®±≥≤×“”\u00a0", " ").items(),
    *(("α", "alpha"), ("β", "beta"), ("γ", "gamma")),
)
_PARTED = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}
_POSSESSIVE = re.compile(r"'s(?![a-z0-9])")
_WITH_OTHER_LETTERS = re.compile(r"(\S*[^\x00-\x7f]\S*)")
_LEAST = 4

# words of questions that name nothing; their capitals may be an abbreviation (IT, AS, IN)
_STOP_WORDS = """
    a about after again all also always am an and any anybody anyone anything are as at be been before being best better
    between but by can cause could did do does doing done each either else ever every everybody everyone everything for
    from get gets getting give given gives go going good had has have having he help helps her hers herself him himself
    his how i if im in into is it its itself just like long make makes many may me might mine more most much must my
    myself need neither never no nobody none nor not nothing of off on one only or other our ours ourselves out over own
    per put really shall she should so some somebody someone something still such take than that the their theirs them
    themselves then there these they this those through to too under until up us use used using very was way we well
    were what when where whether which while who whom whose why will with without work worked working works worse would
    yes yet you your yours yourself vs versus against compared compare comparison
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

_PLURALS = (("yses", "ysis"), ("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"))
_ENDINGS = ("ization", "izing", "ized", "ation", "ative", "ion", "ive", "ing", "ally", "ed", "ly")
_BRITISH = (
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"our$|our(?=s$|ed$|ing$|able$)"), "or"),
    (re.compile(r"(?<=..)is(?=ation|ations$|ed$|ing$|e$|es$)"), "iz"),
)


def words(text: str) -> list[str]:
    """The folded words of a text, in order; the same as ``mscq.text.fold.fold_words``, quick on plain letters."""
    if text.isascii():
        return _plain_words(text)
    for letter, spelt in _TO_ASCII:
        text = text.replace(letter, spelt)
    if text.isascii():
        return _plain_words(text)
    parts = _WITH_OTHER_LETTERS.split(text)
    return [word for i, part in enumerate(parts) for word in (fold_words(part) if i % 2 else _plain_words(part))]


def _plain_words(text: str) -> list[str]:
    if "'" in text:
        text = _POSSESSIVE.sub("", text.lower()).replace("'", "")
    return text.translate(_PARTED).split()


def _stemmed(word: str) -> str:
    if len(word) <= _LEAST - 1 or not word.isalpha():
        return word
    for pattern, replacement in _BRITISH:
        word = pattern.sub(replacement, word)
    word = _singular(word)
    if word.endswith("ety") and len(word) - 2 >= _LEAST:
        word = word[:-2]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "aelosz":
                word = word[:-1]
            break
    for ending in ("ate", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST - 1:
            return word[: -len(ending)]
    return word


_STEMS = Memo(_stemmed)


def stem(word: str) -> str:
    """The key of a word: "injected", "injection" and "injections" give one."""
    return _STEMS[word]


def _singular(word: str) -> str:
    for ending, singular in _PLURALS:
        if word.endswith(ending):
            return word[: -len(ending)] + singular if len(word) - len(ending) >= 2 else word
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _LEAST - 1:
        return word[:-1]
    return word


def stems(text: str) -> list[str]:
    """The stems of a text's words, in order."""
    return stemmed(words(text))


def stemmed(words: Iterable[str]) -> list[str]:
    """The stems of words, in order."""
    return [*map(_STEMS.__getitem__, words)]
