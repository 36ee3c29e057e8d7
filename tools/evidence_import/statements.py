"""Statements that stand alone: the file's own sentence, with outcome, time and comparator where it leaves them out."""

from __future__ import annotations

import re
from typing import Any

from mscq.models import Arm, Comparator, ComparatorKind
from tools.evidence_import.rewordings import REWORDED

_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a about after against all among an and any apart as at but by cells compared for from given group"
        " had half has have in into is it its least less more most nearly neither no none nor not nothing of"
        " off on one only or other over own patients people per results than that the their them there these"
        " they this to two three four five six seven eight nine ten treated under was were whole with within"
        " without year years month months week weeks",
    )
)
# First words that keep their capital behind a colon.
_PROPER = re.compile(
    r"^(?:[A-Z]{2,}|[A-Z]\w*[A-Z]|Barthel|Lysholm|Parkinson|IL-|T |B |Th17|European|Bayesian|Table|GFR)"
)
_COMPARED = {
    ComparatorKind.BASELINE: (
        re.compile(r"baseline|before|\bfrom [\d.]+|earlier|prior|than (?:at|with) (?:the )?(?:start|first)|pre-?treat"),
        "compared with before treatment",
    ),
    ComparatorKind.PLACEBO: (re.compile(r"placebo|saline|sham|vehicle|control|medium|comparator"), "against {label}"),
    ComparatorKind.ACTIVE: (
        re.compile(r"hyaluronic|steroid|cyclophosphamide|exercise|microdrilling|control|against|than|comparator"),
        "against {label}",
    ),
    ComparatorKind.USUAL_CARE: (re.compile(r"rehabilitation|usual care|traditional|drops|control"), "against {label}"),
    ComparatorKind.CONTROL: (re.compile(r"\bcontrols?\b|placebo|comparator|disease"), "against {label}"),
    ComparatorKind.OTHER_ARM: (
        re.compile(r"\bthan\b|other|against|with and|without|interferon|versus|single"),
        "against {label}",
    ),
}


# Beginnings of words that name no outcome.
_VAGUE = frozenset(
    re.findall(
        r"\w+",
        "impro worse chang score effec stabl highe lower group treat patie clini measu overa outco respo diffe grade",
    )
)


def _words(text: str) -> set[str]:
    found = {word[:5] for word in re.findall(r"[a-z0-9-]{3,}", text.lower()) if word not in _SMALL}
    return found - _VAGUE


_COMPARED_ARM = re.compile(r"placebo|sham|control|alone|rehabilitation|hyaluronic|saline|cyclophosphamide", re.I)


def _joined(label: str, sentence: str) -> str:
    first = sentence if _PROPER.match(sentence) else sentence[0].lower() + sentence[1:]
    return f"{label[0].upper()}{label[1:]}: {first}"


def _short(label: str) -> str:
    return re.split(r", (?:both arms|\d)| \(| \d", label)[0].strip(" ,")


def statement_of(paper: str, row: dict[str, Any], label: str, arm: Arm | None, comparator: Comparator) -> str:
    """The statement of a row with what a reader needs to read it alone.

    The outcome goes in front where the sentence names none of its words; in brackets at the end stands
    what the result was measured against, or that there was no control group, unless the sentence says it.
    """
    sentence = REWORDED.get((paper, row["outcome"]), row["statement"].strip())
    if arm is None:
        return sentence if _words(label) & _words(sentence) else _joined(label, sentence)
    text = sentence if _words(label) & _words(sentence) else _joined(label, sentence)
    end = "." if text.endswith(".") else ""
    body = text.rstrip(".")
    remarks = []
    if comparator.kind is ComparatorKind.NONE:
        told = re.search(r"control|compar|uncontrolled", sentence)
        if "no control group" in (row["group"] or "") and not told:
            remarks.append("no control group")
    else:
        named, words = _COMPARED[comparator.kind]
        if arm is Arm.CONTROL and comparator.kind is not ComparatorKind.BASELINE:
            remarks.extend([] if _COMPARED_ARM.search(sentence) else ["comparator arm"])
        elif not named.search(sentence):
            remarks.append(words.format(label=_short(comparator.label or "control")))
        if comparator.kind is ComparatorKind.BASELINE and "no control group" in (row["group"] or ""):
            remarks.append("no control group")
        elif comparator.kind is ComparatorKind.BASELINE and arm is Arm.CONTROL and not _COMPARED_ARM.search(sentence):
            remarks.append("the comparator's own change")
    if not remarks:
        return f"{body}{end}"
    return f"{body} ({'; '.join(remarks)}){end}"
