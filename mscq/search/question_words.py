"""Words of questions that name nothing the base could hold: who asks, of whom, and what any question may say."""

from __future__ import annotations

from mscq.search.words import STOP_WORDS, stem


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, text.split()))


RELATIVES = _stems("""
    son daughter mother mom mum father dad husband wife brother sister uncle aunt grandmother grandma grandfather
    grandpa cousin friend neighbour family partner nephew niece
""")
"""Whom the question is about, which no paper tells apart."""

APPROVAL = _stems("""
    approve approved approval authorised authorisation authorized authorization licensed license licence fda ema mfds
""")
PEOPLE = _stems("""
    child children kid kids baby babies infant toddler teenager teen adolescent adult woman women man men female male
    girl boy elderly senior pregnant pregnancy breastfeeding athlete veteran young old older younger
""") | {stem("men"), stem("women")}
"""Of whom it may be asked, which narrows an answer and names no disease."""

GENERAL = _stems("""
    bad badly mild severe serious minor major chronic acute early late advanced massive recent previous new first
    second last final whole terrible real really active inactive stable end stage left right both small big large high
    low strong weak good great nice happy sad sick ill healthy normal full short total same possible likely able ready
    worth important main common usual current latest modern alternative natural
""")
"""Adjectives that any noun may have: a severe stroke is a stroke, a heat stroke is none."""

_SAID = _stems("""
    happen know say said tell told feel felt want think thought try tried expect find found show seen see look become
    became come came keep kept start stop take taken took need ask answer mean meant explain believe read
    talk call called matter care hope wait pay buy afford travel visit live stay remain avoid choose decide offer
    recommend suggest prove proof evidence fact truth true sure yet soon often today tomorrow day week month year time
    times ago now moment people person patient someone anyone everybody everyone nobody anybody body thing something
    anything everything nothing way option choice reason cause chance odds probability percent rate difference
    different kind type sort doctor physician specialist clinic hospital treatment treat treated therapy therapies
    procedure cure cured disease illness disorder condition problem issue symptom cell stem stromal injection inject
    infusion product science research result results benefit effect effects works number lot bit part case question
    paper article author publication journal
    please thank thanks hello hi ok okay dear info information advice news stuff else actually maybe perhaps
    dont doesnt cant wont isnt didnt im ive id
    away again always never anymore forever ever still already many much
""")
"""What any question may say: it carries no meaning that a paper must hold."""

VERBS = _stems("grow regrow rebuild restore regain build avoid prevent stop get")
"""What is hoped that cells do, which finds no paper by itself."""

HARM = _stems("safe safer safest safety danger dangerous risk risky harm harmful hurt")
HELP = _stems("help improve relieve treat cure effective benefit reduce")
COVERAGE = _stems("known know study studied trial missing evidence gap clinical")
STATE = _stems(
    "join enrol enroll enrollment sign participate recruit recruiting ongoing running run unpublished registered "
    "planned upcoming open enrolling underway new current latest"
)
"""Words of questions on harm, on help, on what is known, and on trials that are not in a paper yet."""
COMPLAINTS = _stems("""
    pain ache headache migraine dizziness dizzy vertigo fatigue tiredness tired fever nausea constipation insomnia
    sleeplessness swelling swollen effusion rash tension spasm stiffness
""")
"""What people have and want to be rid of, which may be a harm of the cells as well."""


_OF_DOSE = _stems("""
    low lower lowest high higher highest medium small smaller big bigger large larger dose dosage dosing right optimal
    amount number many single double one two three four repeated repeat multiple several second once twice often
    infusion injection shot transplant transplantation treatment round course session enough more fewer million given
    required need
""")
QUIET = _stems(
    "type kind sort part still share pool please thank thanks hello hi want know tell think find show see look "
    "inject injection stop slow prevent halt avoid away down up anyone anybody someone somebody everyone everybody "
    "nobody ever"
)
"""Words that change no question, so that nobody need be told that they were passed over."""


def is_said(word: str) -> bool:
    """Return whether a folded word is one that any question may say, and no paper need hold."""
    key = stem(word)
    return (
        word in STOP_WORDS
        or word.isdigit()
        or any(key in one for one in (RELATIVES, PEOPLE, GENERAL, _SAID, VERBS, HARM, HELP, COVERAGE, STATE))
    )


def is_of_dose(word: str) -> bool:
    """Return whether a folded word tells how much or how often something is given."""
    return stem(word) in _OF_DOSE
