"""What the filters of databases ask for: people or animals, years, a design; the base holds nothing of others."""

from __future__ import annotations

import re
from datetime import date

from mscq.search.fields import FILTER, HEADING, KIND, SUBJECT, Range, number_range

ANY_KIND = frozenset({"article", "journal article", "ar"})
"""Kinds of publication that every paper here may be: one among others that are asked for leaves none out."""
PEOPLE, ANIMALS = "people", "animals"

_SUBJECTS = {
    "human": PEOPLE,
    "humanexperiment": PEOPLE,
    "humans": PEOPLE,
    "animal": ANIMALS,
    "animals": ANIMALS,
    "nonhuman": ANIMALS,
    "animalexperiment": ANIMALS,
    "animalmodel": ANIMALS,
}
_OTHERWISE = {"systematic": "systematic review", "re": "review", "sr": "systematic review"}
_BEFORE_YEARS = re.compile(r"\A(?:from|in the|publication date:?)\s+", re.IGNORECASE)
_LAST_YEARS = re.compile(r"(?:last|past)?(?:y|\s*)_?(\d{1,2})\s*(?:years?|yrs?)?", re.IGNORECASE)
_YEARS = re.compile(
    r"(?:y\w*\s*[=:]\s*)?[\"']?\s*(\d{4})(?:\d{2}){0,2}\*?\s*(?:(-|:|to)\s*(\d{4}|current|present)?)?\s*[\"']?",
    re.IGNORECASE,
)


def field_of_filter(text: str) -> tuple[str, str | Range]:
    """Return the field that a filter stands for, and its value; a publication type where nothing else is known."""
    text = text.strip(" \"'")
    letters = "".join(character for character in text.casefold() if character.isalnum())
    if letters in _SUBJECTS:
        return SUBJECT, _SUBJECTS[letters]
    years = years_of(text)
    return ("year", years) if years else (KIND, _OTHERWISE.get(letters, text))


def years_of(text: str) -> Range | None:
    """Return the years of a text: 2015:2024, "2010 -Current", "last 5 years", y_5; None where it tells none."""
    text = _BEFORE_YEARS.sub("", text.strip())
    if last := _LAST_YEARS.fullmatch(text):
        told = re.search(r"[a-z]", text, re.IGNORECASE) is not None
        return Range(date.today().year - int(last[1]), None) if told else None
    if found := _YEARS.fullmatch(text):
        low, until = int(found[1]), found[3] or ""
        return Range(low, low if not found[2] else int(until) if until.isdigit() else None)
    return number_range(text)


def meant(name: str, value: str | Range) -> tuple[str, str | Range]:
    """Return the field and value that a field of a database stands for here."""
    if not isinstance(value, str):
        return name, value
    if name == FILTER:
        return field_of_filter(value)
    if name in ("mesh", HEADING):
        field, subject = field_of_filter(value)
        return (field, subject) if field == SUBJECT else (name, value)
    if name == KIND:
        return name, _OTHERWISE.get(value.strip().lower(), value)
    if name == "year" and (years := years_of(value)):
        return name, years
    return name, value
