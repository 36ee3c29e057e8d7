"""The words of statistics, of verdicts, of columns and of scales that screens print, each in one plain sentence."""

from __future__ import annotations

import re
from typing import NamedTuple

from mscq.output.scales import SCALES
from mscq.records.measures import MEASURES


class Term(NamedTuple):
    """A word that screens print, what it is short for, and what it means."""

    word: str
    name: str
    sentence: str


_MEANT = {
    "RR": "How many times as frequent an event is with the treatment as with the control; 1 is no difference.",
    "OR": "How many times the odds of an event with the treatment are those with the control; 1 is no difference.",
    "HR": "How many times as fast an event comes with the treatment as with the control; 1 is no difference.",
    "RD": "The share of people with an event under the treatment minus that under the control; 0 is no difference.",
    "MD": "The mean with the treatment minus the mean with the control, on the outcome's scale; 0 is no difference.",
    "SMD": "A difference of means in units of their spread, to pool different scales; 0 is no difference.",
}
_OTHERS = (
    (
        "CI",
        "confidence interval",
        "The range of values that the data agree with; at 95 % it misses the truth one time in 20.",
    ),
    ("p", "p value", "How often chance alone would give a difference at least as large, were there none in truth."),
    ("SD", "standard deviation", "How far single people lie from the mean."),
    ("SE", "standard error", "How uncertain a mean or a share is; it shrinks as more people are counted."),
    (
        "I²",
        "I squared",
        "The share of the spread between pooled studies that is more than chance, in percent (Higgins 2003).",
    ),
    ("n", "number", "How many people were counted."),
    (
        "SUCRA",
        "surface under the cumulative ranking curve",
        "How high a treatment ranks in a network of trials, from 0 to 100 %; a rank is no size of effect.",
    ),
    (
        "rank score",
        "ranking score",
        "How high a treatment ranks in a network of trials, from 0 to 100 %; a rank is no size of effect.",
    ),
    (
        "GRADE",
        "certainty of the evidence by GRADE",
        "How sure a review is of a figure: high, moderate, low or very low; it rates all the trials together.",
    ),
    (
        "Lv",
        "level of evidence",
        "The level of the Oxford CEBM 2011 table, 1 strongest to 5; it rates the design, not the result.",
    ),
    (
        "CEBM",
        "Centre for Evidence-Based Medicine",
        "The Oxford centre whose table of 2011 ranks designs of studies from 1 to 5.",
    ),
    ("change", "mean change", "The mean after treatment minus the mean before it, in one group."),
    ("mo", "months", "Months after treatment."),
    ("y", "years", "Years after treatment."),
    ("d", "days", "Days after treatment."),
    ("met", "primary endpoint met", "The outcome that the trial was planned to test favoured the cells."),
    ("not met", "primary endpoint not met", "The outcome that the trial was planned to test did not favour the cells."),
    (
        "not stated",
        "primary endpoint not stated",
        "No page that was read names the outcome that the trial was planned to test, or its result.",
    ),
    (
        "secondary",
        "secondary outcome",
        "An outcome that the trial was not planned to test in the first place: its result is a hint, not an answer.",
    ),
    ("mixed", "mixed result", "Results of one question point different ways."),
    ("pooled", "pooled analysis", "The results of several trials put together as one."),
    ("controlled", "controlled", "Measured against a control group."),
    (
        "uncontrolled",
        "uncontrolled",
        "Measured without a control group, so that it cannot show that the treatment works.",
    ),
    (
        "too few to judge",
        "too few to judge",
        "Fewer than five people would be expected with the event, or without it, in one arm, were both alike.",
    ),
    (
        "unclear",
        "unclear",
        "No difference was found, but the interval reaches 1.25 times the risk, so that more harm is not ruled out.",
    ),
    ("not compared", "not compared", "The source sets no figure of the one arm against the other."),
    ("primary endpoint", "primary endpoint", "The outcome that a trial was planned to test (CONSORT item 6a)."),
    (
        "secondary endpoint",
        "secondary endpoint",
        "An outcome that a trial was planned to look at beside its primary one.",
    ),
    ("exploratory endpoint", "exploratory endpoint", "An outcome looked at to find questions, not to answer them."),
    (
        "subgroup",
        "subgroup analysis",
        "A result in some of the people only, which chance favours more easily than one in all.",
    ),
    ("post hoc", "post-hoc analysis", "An analysis thought of after the data were seen."),
    (
        "per protocol",
        "per-protocol analysis",
        "A result in those only who were treated as planned, so that the lot no longer balances the arms.",
    ),
    ("benefit", "benefit", "The comparison favours the cells."),
    ("no difference", "no difference", "The comparison shows none between the cells and what they were set against."),
    ("harm", "harm", "The comparison speaks against the cells."),
    ("stable", "stable", "Something stayed as it was."),
    (
        "safety first",
        "tested safety first",
        "The primary endpoint is one of harm: to find an effect was not what the trial was planned for.",
    ),
    (
        "safety only",
        "tested safety only",
        "The outcome that the trial was planned to test is one of harm, so that it cannot show that the cells help.",
    ),
    (
        "by its maker",
        "told by the maker",
        "What says how the trial ended is a page of the company that makes the cells, not a paper in a journal.",
    ),
    (
        "by its registry entry",
        "told by the registry",
        "What says how the trial ended is its entry in a trial registry, not a paper in a journal.",
    ),
    (
        "co-primary",
        "co-primary endpoint",
        "One of several outcomes that a trial was planned to test as its primary endpoints.",
    ),
    (
        "CCA",
        "corrected covered area",
        "How far reviews pool the same trials, from 0 (none shared) to 100 % (all shared) (Pieper 2014).",
    ),
    (
        "stem cell",
        "stem cell",
        "A cell that can divide into more of itself and into other kinds of cells (its kinds: mscq terms cell-types).",
    ),
    (
        "placebo or sham",
        "placebo or sham",
        "What looks like the treatment and holds no cells, or is only acted: the hardest test of an effect.",
    ),
    (
        "usual care",
        "usual care",
        "What people are given anyway; without a placebo those treated know that they are, and may feel better for it.",
    ),
    (
        "another treatment",
        "another treatment",
        "A drug or a procedure other than cells: no difference may mean that both work, or that neither does.",
    ),
    (
        "kind mixed or not stated",
        "a control, kind mixed or not stated",
        "The source puts several kinds of control together, or does not say what the control was given.",
    ),
    (
        "another cell arm",
        "another cell arm",
        "People given other cells, another dose or another way: it cannot show whether cells work at all.",
    ),
    ("CI level unknown", "level of the interval unknown", "The source gives an interval without its level, as 95 %."),
    (
        "no verdict",
        "no verdict on the primary endpoint",
        "The primary endpoint is known, but no page that was read says whether it was met.",
    ),
    (
        "not primary",
        "not the primary endpoint",
        "What is asked for is not what the trial was planned to test: its result is a hint, not an answer.",
    ),
    (
        "in doubt",
        "as printed, in doubt",
        "The figures of the source do not fit together, so that they show nothing here.",
    ),
    ("in words", "told in words", "The source gives words and no figure, or none was read."),
    ("both arms", "both arms together", "The figure counts all people of a study, those with cells and those without."),
    (
        "before and after",
        "before and after only",
        "The same people measured twice: what would have come without the cells is not known.",
    ),
    (
        "not randomised",
        "not randomised",
        "People were not assigned by lot, so that the arms may differ from the start.",
    ),
    ("not in people", "not in people", "Measured in animals or in the laboratory."),
    ("MRI", "magnetic resonance imaging", "Pictures of the inside of the body that are made with magnets."),
    ("PET", "positron emission tomography", "Pictures of where in the body a weakly radioactive substance gathers."),
    (
        "no notice known",
        "no notice of retraction or correction known",
        "On the day that it was looked up, the paper was not known as retracted, corrected or in question.",
    ),
    ("more", "more harm", "The harm was more frequent with the cells than with the control."),
    ("fewer", "fewer harms", "The harm was less frequent with the cells than with the control."),
    ("▲", "better", "Measured against a control group, in favour of the cells."),
    ("▼", "worse", "Measured against a control group, to the disadvantage of the cells."),
    ("△", "better, no control", "Better, but without a control group or not in people: it cannot show that it works."),
    ("▽", "worse, no control", "Worse, without a control group or not in people: the cause may be the disease."),
    ("▷", "better than another cell arm", "Measured between two kinds of cell treatment, in favour of this one."),
    ("◁", "worse than another cell arm", "Measured between two kinds of cell treatment, in favour of the other."),
    ("±", "mixed signs", "Results of one question point different ways."),
    ("○", "no difference seen", "The comparison shows none; without a control, that nothing changed."),
)
_OTHER_WORDS = {
    "level": "Lv",
    "maker": "by its maker",
    "registry": "by its registry entry",
    "better": "benefit",
    "worse": "harm",
    "unchanged": "stable",
    "safety": "safety only",
    "no result against the control": "not compared",
    "no control": "uncontrolled",
    "no control group": "uncontrolled",
    "without a control": "uncontrolled",
    "arms, no control": "another cell arm",
}
"""Other words for a term."""
_SHORTEST_PLURAL = 3
_NUMBER_BESIDE = re.compile(r"^[\d.,]+ (?=[a-z]+$)|(?<=[a-z]) [<>=≤≥]?[\d.,]+$")  # level 2, n 26, 6 mo
_LEVEL_OF_CI = re.compile(r"\d{1,2}\s?%\s?(?=ci$|confidence interval$)")


def glossary() -> tuple[Term, ...]:
    """Return every term, those of measures first."""
    measures = [Term(one.short, one.name, _MEANT[one.short]) for one in MEASURES.values() if one.short in _MEANT]
    scales = [Term(short, *scale) for short, scale in SCALES.items()]
    return (*dict.fromkeys(measures), *(Term(*one) for one in _OTHERS), *scales)


def _folded(term: Term) -> tuple[str, str]:
    return term.word.casefold().replace("-", " "), term.name.casefold().replace("-", " ")


def explained(text: str) -> Term | None:
    """Return the term of this word, letter by letter before in any case; None where there is none."""
    terms = glossary()
    exact = [one for one in terms if text == one.word]
    asked = _LEVEL_OF_CI.sub("", _NUMBER_BESIDE.sub("", text.casefold()).replace("-", " "))
    asked = _OTHER_WORDS.get(asked, asked).casefold().replace("-", " ")
    singular = asked.removesuffix("s") if len(asked) > _SHORTEST_PLURAL else asked
    folded = [one for spelt in (asked, singular) for one in terms if spelt in _folded(one)]
    return next(iter([*exact, *folded]), None)
