"""Field values that reference files share: text, names, dates, pages, identifiers in odd places.

Every function takes text as a file gives it and returns it as CSL-JSON has it. None raises an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from mscq.text.identifiers import Identifier, find_all, parse
from mscq.text.lines import clean

_MONTHS = {
    month: number
    for number, month in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_NUMERIC_DATE = re.compile(r"([12][0-9]{3})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?(?![0-9])")
_WORDED_DATE = re.compile(r"([12][0-9]{3})[\s,/]+([A-Za-z]{3,9})\.?(?:[\s,/]+([0-9]{1,2}))?(?![-–/\w])")
_DAY_FIRST = re.compile(r"(?:([0-9]{1,2})\.?\s+)?([A-Za-z]{3,9})\.?,?\s+([12][0-9]{3})(?![0-9])")
_YEAR = re.compile(r"(?<![0-9])(1[5-9][0-9]{2}|20[0-9]{2})(?![0-9])")
_SUFFIX = re.compile(r"(?:[JS]r\.?|[IV]{2,4}|[2-4](?:nd|rd|th))", re.IGNORECASE)
_ISSN = re.compile(r"(?<![\w-])([0-9]{4})-?([0-9]{3}[0-9Xx])(?![\w-])")
_ISBN = re.compile(r"(?<![\w-])(?:97[89][ -]?)?(?:[0-9][ -]?){9}[0-9Xx](?![\w-])")
_MARKUP = re.compile(
    r"</?(?:i|b|u|em|strong|su[bp]|sc|scp|span|(?:jats:)?(?:italic|bold|su[bp]|sc|(p|title|sec|br)))(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_RAISED_MARKUP = re.compile(r"<(?:jats:)?sup>([0-9+\u2212-]+)</(?:jats:)?sup>", re.IGNORECASE)
CUT_OFF = "Author list incomplete."
"""What citations say of a list of authors that the source cuts off."""
_NOTICE_WORDS = {
    "retracted": "Retraction in",
    "corrected": "Erratum in",
    "expression of concern": "Expression of concern in",
}
_NOTICE = re.compile(
    r"(?:Preprint\. |Notice\. )*(?P<kind>retracted|corrected|expression of concern)\b[.:]?\s*(?P<text>.*)",
    re.IGNORECASE | re.DOTALL,
)
_GENERATION = re.compile(r"[JS]r\.?|[2-4](?:nd|rd|th)", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_a-zß-ÿ]\.?[ -]?){1,5}")
_INITIALLED = re.compile(
    r"(?P<family>[^\W\d_][^,;:()&0-9]{0,60}?[^\W\d_A-Z]) (?P<given>(?:[^\W\d_a-zß-ÿ]\.?[ -]?){1,5}?)"
    r"(?:[ ,]+(?P<suffix>[JS]r|[2-4](?:nd|rd|th)|I{2,3}))?\.?"
)
_BODY = re.compile(
    r"\b(?:group|trial|study|team|consortium|committee|collaborat\w+|network|society|association|organi[sz]ation"
    r"|investigators|institute|university|cent(?:er|re)|department|hospital|council|foundation|part|phase|the)\b",
    re.IGNORECASE,
)
_DASHES = re.compile(r"\s*(?:-{2,}|[\u2010-\u2015\u2212])\s*")
_RAISED = str.maketrans("0123456789+-\u2212", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LABELLED = re.compile(r"\s*+(?:[^\w\s]\s*+)?(?:pmid|pmcid|pmc|doi)\b", re.IGNORECASE)


def raised(text: str) -> str:
    """Return digits as an exponent, so that ten to the sixth does not become 106; other text as it is."""
    return text.translate(_RAISED) if any(character.isdigit() for character in text) else text


def marked_up(text: str | None) -> str | None:
    """Return a text without the markup that CSL-JSON, Crossref and publishers put into titles: <i>, <sup>, &amp;."""
    if not text or not ("<" in text or "&" in text):
        return text
    text = _RAISED_MARKUP.sub(lambda match: raised(match[1]), text)
    return unescape(_MARKUP.sub(lambda match: " " if match[1] else "", text))


def title(text: object) -> str | None:
    """Return a title without its closing period."""
    cleaned = clean(text)
    if cleaned and cleaned.endswith(".") and not cleaned.endswith(".."):
        cleaned = cleaned[:-1].rstrip()
    return cleaned or None


def page(text: object) -> dict[str, str]:
    """Return ``page`` with a plain hyphen, or ``number`` where it is an electronic article number (e70189)."""
    cleaned = clean(text)
    if not cleaned:
        return {}
    if re.fullmatch(r"[eE][0-9]+", cleaned):
        return {"number": cleaned}
    return {"page": _DASHES.sub("-", cleaned)}


def _parts(year: str, month: int | None, day: str | None) -> dict[str, list[list[int]]]:
    parts = [int(year)]
    if month and 1 <= month <= 12:
        parts.append(month)
        if day and 1 <= int(day) <= 31:
            parts.append(int(day))
    return {"date-parts": [parts]}


def month_number(text: str) -> int | None:
    """Return the number of a month given as 9, 09, Sep or September."""
    text = text.strip().strip(".").lower()
    if text.isascii() and text.isdigit() and len(text) < 3:
        return int(text) or None
    return _MONTHS.get(text[:3]) if text.isalpha() else None


def issued(text: object) -> dict[str, list[list[int]]] | None:
    """Return a CSL date from "2023-09-30", "2023/09/30", "2023 Sep 30", "30 September 2023", "2022 Jul-Aug", "2023".

    Of a range of months only the year is taken; a text without a year gives None.
    """
    cleaned = clean(text)
    if not cleaned:
        return None
    cleaned = cleaned[:100]
    if match := _WORDED_DATE.match(cleaned):
        return _parts(match[1], month_number(match[2]), match[3])
    if (match := _DAY_FIRST.search(cleaned)) and (month := month_number(match[2])):
        return _parts(match[3], month, match[1])
    if match := _NUMERIC_DATE.match(cleaned):
        return _parts(match[1], int(match[2] or 0), match[3])
    year = _YEAR.search(cleaned)
    return _parts(year[1], None, None) if year else None


def initialled(text: str) -> dict[str, str] | None:
    """Return a person written "Islam MA" or "van der Berg J.A., Jr" as its family name and initials; None for others.

    A body whose last word is a letter ("Study Group A") is none.
    """
    if not (match := _INITIALLED.fullmatch(text)) or _BODY.search(match["family"]):
        return None
    given = match["given"]
    if re.fullmatch(r"[^\W\d_]{2,}\.", given):
        given = given[:-1]  # the full stop ends the list
    if "." in given:
        given = " ".join(re.findall(r"[^\W\d_]\.?-?", given)).replace("- ", "-")
    named = {"family": match["family"], "given": given, "suffix": match["suffix"]}
    return {name: part for name, part in named.items() if part}


def person(text: object) -> dict[str, str] | None:
    """Return a name written "Family, Given", "Family, Suffix, Given", "Family, Given, Suffix" or "Family GG".

    Any other is a body, and so is what ends in a comma, as EndNote writes bodies.
    """
    cleaned = clean(text)
    if not cleaned:
        return None
    parts = [part.strip() for part in cleaned.split(",", 2)]
    if len(parts) == 1:
        return initialled(cleaned) or {"literal": cleaned}
    if len(parts) == 2 and parts[0] and not parts[1]:
        return {"literal": parts[0]}
    if len(parts) == 2 and all(parts):
        return {"family": parts[0], "given": parts[1]}
    if len(parts) == 3 and _SUFFIX.fullmatch(parts[1]):
        parts = [parts[0], parts[2], parts[1]]
    named = dict(zip(("family", "given", "suffix"), parts, strict=False))
    return {name: part for name, part in named.items() if part} or None


def surname(text: object) -> dict[str, str] | None:
    """Return the name of a first author alone: "Mesa Bedoya" is a family name there, "Islam MA" has initials."""
    name = person(text)
    alone = name.get("literal") if name else None
    return {"family": alone} if alone and not _BODY.search(alone) else name


def persons(texts: Iterable[object]) -> list[dict[str, str]]:
    """Return the names in their order, empty ones left out."""
    return [name for text in texts if (name := person(text))]


def people(text: object, separators: tuple[str, ...] = (";", "|", " and ")) -> list[dict[str, str]]:
    """Return the names of a list written in one text; the first of the separators in it parts them, else commas."""
    cleaned = (clean(text) or "").rstrip(";| ")
    for separator in separators:
        if separator in cleaned:
            return persons(part.strip(" &") for part in cleaned.split(separator))
    parts = [part for part in (part.strip() for part in cleaned.split(",")) if part]
    if len(parts) < 2:
        return persons(parts)
    if parts[-1].lower().rstrip(".") in ("et al", "others"):
        return [*people(", ".join(parts[:-1])), {"literal": parts[-1]}]
    if all(initialled(part.rstrip(".")) or _GENERATION.fullmatch(part) for part in parts) or len(parts) > 3:
        # "Doe, J., Roe, R." has a given name behind each comma, "Doe J, Roe R" a person
        if len(parts) % 2 == 0 and all(_INITIALS.fullmatch(part) for part in parts[1::2]):
            return persons(f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True))
        return persons(part if initialled(part) else part.rstrip(".") for part in parts)
    return persons([cleaned])


def stated_notices(note: str | None) -> list[str]:
    """Return the notice in a note that is written as citations have it ("Retracted. ..."), in NLM's words."""
    if not note or not (match := _NOTICE.match(note)):
        return []
    told = match["text"].replace(CUT_OFF, "").strip()
    words = _NOTICE_WORDS[match["kind"].lower()]
    if told.lower().startswith(words.lower()):
        told = told[len(words) :].lstrip(": ")
    return [f"{words}: {told or 'source not given'}"]


def stated_identifiers(*texts: object) -> Iterator[Identifier]:
    """Yield the identifiers in notes, addresses, accession fields: a text that is one or begins with its label."""
    for text in texts:
        for line in str(text).split("\n") if text else ():
            found = parse(line)
            if found and found.scheme != "key" and not (found.scheme == "pmid" and line.strip()[:1].isdigit()):
                yield found
            elif _LABELLED.match(line):
                yield from find_all(line)


def serials(text: object) -> dict[str, str]:
    """Return the first ISSN and the first ISBN in a text, whatever words stand around them."""
    written = str(text or "")
    found: dict[str, str] = {}
    if issn := _ISSN.search(written):
        found["ISSN"] = f"{issn[1]}-{issn[2].upper()}"
    if isbn := _ISBN.search(written):
        found["ISBN"] = isbn[0]
    return found


def first(values: Any) -> Any:
    """Return the first of a list, or the value itself."""
    return next(iter(values), None) if isinstance(values, list | tuple) else values
