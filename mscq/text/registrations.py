"""Numbers of trial registries: ClinicalTrials.gov, the primary registries of the WHO's network, PROSPERO.

Each is letters and a number of that registry's form, by which it is known (who.int/tools/clinical-trials-registry-
platform/network/primary-registries). A number of the EU's register is known without letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["FORM", "registration", "shared"]

_NUMBERS = {
    "NCT": "[0-9]{8}",
    "ISRCTN": "[0-9]{8}",
    "ACTRN": "[0-9]{14}",
    "ChiCTR": "(?:[a-z]{2,5}-?)?[0-9]{8,10}",
    "CRD": "[0-9]{11,12}",
    "CTRI": "20[0-9]{2}/[0-9]{2,3}/[0-9]{5,6}",
    "DRKS": "[0-9]{8}",
    "HKUCTR": "[0-9]{3,5}",
    "IRCT": "[0-9]{8,14}N[0-9]{1,3}",
    "JapicCTI": "[0-9]{6}",
    "JMA-IIA": "[0-9]{5}",
    "jRCT": "[a-z]{0,2}[0-9]{9,10}",
    "KCT": "[0-9]{7}",
    "LBCTR": "[0-9]{10}",
    "NL-OMON": "[0-9]{4,6}",
    "NTR": "[0-9]{3,5}",
    "PACTR": "[0-9]{15,16}",
    "RBR-": "[0-9a-z]{6,8}",
    "RPCEC": "[0-9]{8}",
    "SLCTR": "20[0-9]{2}/[0-9]{3}",
    "SNCTP": "[0-9]{9}",
    "TCTR": "[0-9]{11}",
    "UMIN": "[0-9]{9}",
}
"""Letters as the registry writes them -> its numbers."""

_BETWEEN = r"[\s:_/-]{0,2}"
_JOINT = {"JapicCTI": "-", "CTRI": "/", "SLCTR": "/", "HKUCTR": "-"}
_EUROPE = (
    r"(?:EU[\s-]?CTR?|EudraCT)?(?:\s*(?:no\.?|nr\.?|number))?[\s:_#-]{0,3}"
    r"(20[0-9]{2}-[0-9]{6}-[0-9]{2})(?!-?[0-9])(?:[/-][a-z]{2,3}\b)?"
)
_CTIS = r"(?:EU[\s-]?CT|CTIS)?(?:\s*(?:no\.?|nr\.?|number))?[\s:_#-]{0,3}(20[0-9]{2}-5[0-9]{5}-[0-9]{2}-[0-9]{2})"
_UNIVERSAL = r"U1111-[0-9]{4}-[0-9]{4}"

FORM = (
    rf"(?:{'|'.join(f'{letters}{_BETWEEN}{number}' for letters, number in _NUMBERS.items())}"
    rf"|{_CTIS}|{_EUROPE}|{_UNIVERSAL})(?![0-9])"
).replace("(20", "(?:20")
"""Pattern of a number of any of them in a text, whatever the case of its letters."""


def registration(text: str) -> str | None:
    """Return a registry's number as that registry writes it ("nct 01854957" is NCT01854957); None for other texts."""
    folded = text.lower()
    for letters, number in _NUMBERS.items():
        if folded.startswith(letters.lower()):
            match = re.fullmatch(rf"{letters}{_BETWEEN}({number})", text, re.IGNORECASE)
            return letters + _as_written(letters, match[1]) if match else None
    for pattern, before in ((_CTIS, ""), (_EUROPE, "EUCTR"), (f"({_UNIVERSAL})", "")):
        if match := re.fullmatch(pattern, text, re.IGNORECASE):
            return before + match[1].upper()
    return None


def shared(some: Iterable[str], others: Iterable[str]) -> bool:
    """Return whether a number of the one is among the others, whatever the case and the blanks of each."""
    one, other = ({registration(text.strip()) or text.upper() for text in texts} for texts in (some, others))
    return not one.isdisjoint(other)


def _as_written(letters: str, number: str) -> str:
    number = number.lower() if letters in ("jRCT", "RBR-") else number.upper()
    return _JOINT.get(letters, "-" if letters == "ChiCTR" and number[0].isalpha() else "") + number
