"""Which papers name what: the ids between quotation marks in their files, and the identifiers that they carry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mscq.text.registrations import registration

NAMED, CARRIED = "named ", "carried "
"""What a key of an index begins with: papers that hold a text between quotation marks, and that carry an identifier."""
_QUOTED = re.compile(rb'"([^"\\\s]+)"')
ELSEVIER = "10.1016/"
"""What the DOIs of a publisher begin with that may hold a PII."""


def is_quoted_whole(text: str) -> bool:
    """Return whether an index tells which papers hold this text between quotation marks."""
    return _QUOTED.fullmatch(f'"{text}"'.encode("utf-8", "surrogateescape")) is not None


def identifiers_of(paper_id: str, record: Mapping[str, Any]) -> set[str]:
    """Return the identifiers of a stored record in small letters: key, NBK number, PMID, PMCID, DOI, PII, trials."""
    bibliography, study = record.get("bibliography") or {}, record.get("study") or {}
    found = [bibliography.get(name) for name in ("PMID", "PMCID", "DOI")]
    trials = [registration(str(one).strip()) or one for one in study.get("registrations") or ()]
    item = str(bibliography.get("DOI") or "").partition(ELSEVIER)[2]
    return {str(one).lower() for one in (paper_id, record.get("bookshelf"), *found, *trials, item)}


def naming_of(files: Iterable[bytes]) -> dict[str, list[int]]:
    """Return by key the numbers of the files that hold a text between quotation marks, for an index."""
    found: dict[str, list[int]] = {}
    for number, content in enumerate(files):
        for one in set(_QUOTED.findall(content)):
            found.setdefault(f"{NAMED}{one.decode('utf-8', 'surrogateescape')}", []).append(number)
    return found


def carried_as(scheme: str, value: str) -> str:
    """Return how an identifier stands among those of a record that carries it."""
    one = (scheme == "registration" and registration(value.strip())) or value
    return (f"{ELSEVIER}{one}" if scheme == "pii" else one).lower()
