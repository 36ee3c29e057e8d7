"""Names of authors and editors, as the formats write them.

Sources that print NLM citations give initials run together (``Islam MA``). NLM and MEDLINE write them
so again; every other format wants them apart (``M. A.``), or a style would take ``MA`` for one name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mscq.cite.fields import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mscq.records.models import Name

__all__ = ["full_initials", "inverted", "nlm_list", "nlm_name", "particle_family", "spelled_given"]

# NLM writes generations as ordinals: Citing Medicine, chapter 1, "Author names", rule on family rank.
NLM_SUFFIXES = {"jr": "Jr", "sr": "Sr", "ii": "2nd", "iii": "3rd", "iv": "4th", "2nd": "2nd", "3rd": "3rd"}

_JOINED_INITIALS = re.compile(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_])")
_RUN_OF_INITIALS = re.compile(r"[^\W\d_]{1,3}")


def _is_run_of_initials(word: str) -> bool:
    """True of ``MA`` or ``HF``: up to three capitals and nothing else."""
    return _RUN_OF_INITIALS.fullmatch(word) is not None and word.isupper()


def spelled_given(name: Name) -> str:
    """Return the given names with initials apart: ``MA`` gives ``M. A.``, ``Md Asiful`` stays; empty where unknown."""
    # "D.G." is two initials; left together, BibTeX would shorten it to "D."
    words = _JOINED_INITIALS.sub(" ", clean(name.given)).split()
    return " ".join(" ".join(f"{letter}." for letter in word) if _is_run_of_initials(word) else word for word in words)


def _initials(given: str) -> str:
    parts = [part for part in re.split(r"[\s.\-‐‑]+", given) if part]
    return "".join(part if _is_run_of_initials(part) else part[0].upper() for part in parts)


def particle_family(name: Name) -> str:
    """Return the family name with its particles in front: ``van der Berg``."""
    parts = (clean(name.dropping_particle), clean(name.non_dropping_particle), clean(name.family))
    return " ".join(part for part in parts if part)


def nlm_name(name: Name) -> str:
    """Return ``Islam MA``, ``van der Berg J``, ``King ML Jr``; a body as it stands."""
    if name.literal:
        return clean(name.literal)
    suffix = clean(name.suffix).rstrip(".")
    parts = (particle_family(name), _initials(clean(name.given)), NLM_SUFFIXES.get(suffix.lower(), suffix))
    return " ".join(part for part in parts if part)


def nlm_list(names: Sequence[Name], cut_off: bool = False) -> str:
    """Return the names joined as PubMed joins them: persons by a comma, a body set off by semicolons.

    ``et al`` follows only where the list is known to be cut off.
    """
    text = ""
    for position, name in enumerate(names):
        if position:
            text += "; " if name.literal or names[position - 1].literal else ", "
        text += nlm_name(name)
    return f"{text}, et al" if text and cut_off else text


def inverted(name: Name, suffix_last: bool = True) -> str:
    """Return ``van der Berg, J., Jr`` as RIS and EndNote write persons (``Berg, Jr, J.`` with suffix_last False)."""
    if name.literal:
        return clean(name.literal)
    given, suffix = spelled_given(name), clean(name.suffix)
    parts = (particle_family(name), given, suffix) if suffix_last else (particle_family(name), suffix, given)
    return ", ".join(part for part in parts if part)


def full_initials(name: Name) -> str:
    """Return MEDLINE's full form (FAU): ``Islam, Md Asiful``; with initials only ``Islam, M A``."""
    given = " ".join(
        " ".join(word) if _is_run_of_initials(word) else word
        for word in re.sub(r"(?<=\b[^\W\d_])\.", " ", clean(name.given)).split()
    )
    suffix = clean(name.suffix).rstrip(".")
    parts = (particle_family(name), given, NLM_SUFFIXES.get(suffix.lower(), suffix))
    return ", ".join(part for part in parts if part)
