"""Whether a word can be a typing mistake for another.

A slip of the finger leaves no word behind that means something else. So a word is no mistake for another where
it is a word in its own right, where both differ in a number, or where they part in a combining form: an
osteoclast is no mistyped osteoblast, nor hypotension hypertension.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

SHORTEST = 5
_TWICE = 8
_NUMERAL = re.compile(r"\d+|^[ivx]+$")

# the combining forms of medical words that stand against one another (Dorland's; the Latin and Greek of anatomy)
_BEGINNINGS = """
    ab ad ante anti auto allo brachy brady contra dextro di ecto endo epi eu dys exo extra hemi hetero homo hyper
    hypo infra inter intra iso juxta levo macro mega meso micro mono multi neo oligo pan para per peri poly post pre
    pro retro semi sub super supra syn tachy trans tri uni xeno
"""
_ENDINGS = """
    agonist antagonist aemia algia ase ate blast cele centesis clast clasis coele cyte desis dynia ectasis ectomy
    emia esthesia gen genesis genic genous gram graph ia iasis id ide itis ine lysis lytic malacia megaly mycin
    oid ole oma ose osis ostomy otomy paresis pathy penia pexy phage phagia phasia philia phobia plasia plasm
    plasty plegia pnea poiesis ptosis rrhage rrhea sclerosis scopy some stasis statin stenosis therapy trophic
    trophy tropic uresis uria mab nib cept prazole
"""
_BEGINNING_FORMS, _ENDING_FORMS = _BEGINNINGS.split(), _ENDINGS.split()

_INFLECTIONS = ("ing", "ed")

_SOUNDS = (("ph", "f"), ("rh", "r"), ("th", "t"), ("ch", "c"), ("k", "c"), ("ae", "e"), ("oe", "e"), ("y", "i"))

# letters side by side on a row of the keyboard, and letters that are written for one sound
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ALIKE = [
    *(frozenset(row[i : i + 2]) for row in _ROWS for i in range(len(row) - 1)),
    *map(frozenset, ("aeiouy", "csz", "ckq", "fv", "dt", "bp", "gj", "mn")),
]


def edits_in_word(length: int) -> int:
    """Typing mistakes that one word may hold: none up to four letters, one to seven, two from eight."""
    return 0 if length < SHORTEST else 1 if length < _TWICE else 2


def numerals(words: Iterable[str]) -> list[str]:
    """The numbers in words, in order, Roman ones too."""
    return [found for word in words for found in _NUMERAL.findall(word)]


def is_mistyping(typed: str, meant: str, known: Collection[str]) -> bool:
    """Whether a word can be another mistyped: few letters off, the first one right, and no word of its own."""
    if typed == meant or typed[:1] != meant[:1] or typed in known or numerals([typed, meant]):
        return False
    if _singular(typed) in known or contrast(typed, meant) or _is_other_word(typed, meant):
        return False
    # what two words share in combining forms or in their inflection is no likeness: a mistake is measured on the rest
    rest = len(typed) - sum(len(one) for one, other in _forms(typed, meant) if one == other)
    rest -= next((len(one) for one in _INFLECTIONS if typed.endswith(one) and meant.endswith(one)), 0)
    return distance(typed, meant) <= min(edits_in_word(len(typed)), max(1, edits_in_word(rest)))


def is_swapped(typed: str, meant: str) -> bool:
    """Whether two letters side by side changed places, the first stayed: "pian" for "pain"."""
    from rapidfuzz.distance import OSA

    return typed[:1] == meant[:1] and sorted(typed) == sorted(meant) and OSA.distance(typed, meant) == 1


def distance(typed: str, meant: str) -> int:
    """The letters to add, drop, change or swap with the next; a plural s is none, Greek by its sound is one."""
    from rapidfuzz.distance import OSA

    if typed.endswith("s") != meant.endswith("s"):
        typed, meant = _singular(typed), _singular(meant)
    return min(OSA.distance(typed, meant), OSA.distance(_sound(typed), _sound(meant)) + 1)


def contrast(word: str, other: str) -> bool:
    """Whether two words part in a combining form that changes what they mean."""
    first, last = _forms(word, other)
    return _differ(*first, str.startswith) or _differ(*last, str.endswith)


def _is_other_word(typed: str, meant: str) -> bool:
    """Whether words of one length part in a letter that neither finger nor ear takes for the other's.

    So do most pairs of words that both mean something: hearing and healing, perianal and personal. In a long word one
    such letter is a slip.
    """
    changed = [(one, other) for one, other in zip(typed, meant, strict=False) if one != other]
    if len(typed) != len(meant) or (len(changed) == 1 and len(typed) >= _TWICE):
        return False
    if len(changed) != distance(typed, meant) or (len(changed) == 2 and set(changed[0]) & set(changed[1])):
        return False  # letters swapped or moved along
    return any(not any(frozenset(pair) <= alike for alike in _ALIKE) for pair in changed)


def _differ(one: str, other: str, holds: Callable[[str, str], bool]) -> bool:
    """Whether both words have a form, and neither form is the beginning (or end) of the other."""
    one, other = _sound(one), _sound(other)
    return bool(one and other) and not holds(one, other) and not holds(other, one)


def _forms(word: str, other: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """The combining forms with which two words begin, and those with which they end."""
    return (_beginning(word), _beginning(other)), (_ending(word), _ending(other))


def _beginning(word: str) -> str:
    return max(filter(word.startswith, _BEGINNING_FORMS), key=len, default="")


def _ending(word: str) -> str:
    forms = filter(word.endswith, _ENDING_FORMS), filter(_singular(word).endswith, _ENDING_FORMS)
    return max((form for some in forms for form in some), key=len, default="")


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "is", "us")) else word


def _sound(word: str) -> str:
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    return word
