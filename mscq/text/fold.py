"""Folding of text: what a person types and what the data hold, in one form before they are compared."""

from __future__ import annotations

import re
import unicodedata

_GREEK = {
    "α": "alpha",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ζ": "zeta",
    "η": "eta",
    "θ": "theta",
    "κ": "kappa",
    "λ": "lambda",
    "μ": "mu",
    "π": "pi",
    "σ": "sigma",
    "τ": "tau",
    "φ": "phi",
    "χ": "chi",
    "ψ": "psi",
    "ω": "omega",
}
_LETTERS = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", **_GREEK}
_APOSTROPHES = "'’‘ʼ`´＇"
_POSSESSIVE = r"['`]s(?![a-z0-9])"
_ASCII_FOLD = {code: None if chr(code) in _APOSTROPHES else " " for code in range(128) if not chr(code).isalnum()}


def fold_words(text: str) -> list[str]:
    """The words of a text in lower case, without accents, Greek spelt out; "Sjögren’s" gives ["sjogren"].

    A possessive 's is dropped; every other character that is neither letter nor digit parts words.
    """
    if text.isascii():
        text = text.lower()
        if "'" in text or "`" in text:
            text = re.sub(_POSSESSIVE, "", text)
        return text.translate(_ASCII_FOLD).split()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    characters: list[str] = []
    for position, character in enumerate(decomposed):
        if character in _APOSTROPHES:
            if _is_possessive(decomposed, position):
                characters.append("\x00")
            continue
        if unicodedata.combining(character):
            continue
        if character.isalnum():
            characters.append(_LETTERS.get(character, character))
        else:
            characters.append(" ")
    return "".join(characters).replace("\x00s", "").replace("\x00", "").split()


def _is_possessive(text: str, position: int) -> bool:
    after = text[position + 1 : position + 3]
    return after[:1] == "s" and not after[1:2].isalnum()


def fold(text: str) -> str:
    """A text as one key without spaces: "i.v." and "IV" give "iv"; "UC-MSC" gives "ucmsc"."""
    return "".join(fold_words(text))
