"""What is said in questions, as patterns of folded words: of trials, of what is best, of harm, doses and controls.

Those that few questions need are compiled where they are asked for.
"""

from __future__ import annotations

import re

_STATE = (
    r"running|ongoing|recruiting|enrolling|registered|unpublished|planned|upcoming|open|current|new|clinical|controlled"
)
_STUDIES = rf"(?:(?:{_STATE}|more) )*(?:trials?|stud(?:y|ies))"
_KNOWN = (
    r"how (?:much|well) (?:is|are|do we)\b.*\b(?:know|known|studied)|what (?:is|do we) (?:known?|missing|not known)"
)
_JOIN = rf"(?:join|enrol+|enter|sign up|take part|participate|get in(?:to)?)\b.*\b{_STUDIES}"
OF_NOTICES = re.compile(r"\b(?:retract(?:ed|ions?)|corrigend(?:um|a)|errat(?:um|a)|expressions? of concern)\b")
OF_TRIALS = re.compile(
    rf"\b(?:(?:which|what|how many|any|are there) {_STUDIES}|{_KNOWN}|(?:evidence|knowledge|research) gaps?|{_JOIN}"
    rf"|(?:{_STATE}) {_STUDIES}"
    rf"|(?:trials?|studies) (?:[a-z]+ ){{0,3}}(?:running|ongoing|recruiting|unpublished|open|near)"
    rf"|(?:recruiting|unpublished) (?:[a-z]+ ){{1,3}}(?:trials?|studies))\b"
)
BEST = re.compile(
    r"\b(?:which|what|best|safest)\b.*?\b"
    r"(?:(?P<route>routes?|ways? (?:to give|of giving))|(?P<source>(?:cell )?sources?)|(?P<cell>cell types?|cells?)"
    r"|(?P<donor>donors?)|(?P<dose>doses?|dosage))\b"
)
GIVEN_FOR = re.compile(
    r"\b(?:for|with|against|treat(?:s|ing)?|have|has|had|having)"
    r"(?: (?:my|his|her|their|the|a|chronic|bad|severe|lower))* $"
)
BEST_TRIAL = (
    r"\b(?:which|what) (?:trials?|stud(?:y|ies)) .*"
    r"\b(?:best|better|work\w*|succe\w+|strong\w*|large\w*|big\w*|positive|good|fail\w*|help\w*)\b"
)
_GIVEN = r"(?:cells?|mscs?|hscs?|stem|transplants?|injections?|infusions?|treatments?|therapy|it|them)"
_CELLS = rf"(?:stem |donor |own )?{_GIVEN}"
CAUSED = (
    r"\b(?:caus\w+|after|following|develop\w*|due to|trigger\w*|reactions?|report\w*|how (?:often|common)|rates?"
    rf"|(?:from|by|with|during) (?:the |an? |my |his |her )?{_CELLS})\b"
)
HURT_BY = (
    r"\b(?:from|due to|caused by) (?:the |an? |my )?(?:stem cell )?"
    r"(?:injections?|infusions?|transplants?|shots?|needles?|puncture|spinal tap|(?:stem )?cells)\b"
)
WORSE = (
    r"\b(?:make|makes|made|making|get|gets|got|getting|become|becomes|turn|turned)\b.*\bworse\b"
    r"|\bworsen(?:s|ed|ing)?\b|\baggravat\w+|\bflare up\b"
)
SLOWED = r"\b(?:stop|stops|slow\w*|prevent\w*|keep|keeps|halt\w*|delay\w*|without)\b"
GIVING = r"(?:inject\w*|infus\w*|given|shots?|placed|put|cells?|routes?|implant\w*)"
FROM = r"(?:from|derived|using|use|of)"
OF_CELLS = r"(?:stem|cells?|derived|mscs?|stromal|tissue|fibroblasts?|grafts?)"
"""What stands before and after a tissue that cells are taken from."""
DOSE_OF_DRUG = r"\bdoses? of (?!the |my |stem|cells?|mscs?|hscs?|it\b)"
DOSE = (
    r"\b(?:doses?|dosages?|dosing)\b"
    r"|\b(?:how many|number of|more|fewer|amount of|millions? of|million)(?: \w+)? cells\b"
)
_TIMES = r"(?:infusions?|injections?|doses?|shots?|transplant(?:ation)?s?|treatments?|rounds?|courses?|sessions?)"
SCHEDULE = (
    rf"\b(?:one|1|single|two|2|double|three|3|four|repeat\w*|multiple|several|second)(?: \w+)? {_TIMES}\b"
    rf"|\b{_TIMES} or (?:two|more|several)\b|\bonce or (?:twice|more)\b|\bhow (?:often|many times)\b"
    rf"|\bhow many(?: \w+)? {_TIMES}\b"
    r"|\b(?:given|treated|done|injected|infused) (?:again|twice|repeatedly|more than once)\b"
    rf"|\b(?:is|are) (?:one|a single)(?: \w+)? {_TIMES} enough\b|\brepeat(?:ed|ing)?\b"
)
WEIGHED = (
    r"\b(?:or|than|vs|versus|enough|how many|how often|better|more|again|twice|once|need\w*|required|should"
    r"|repeat\w*)\b"
)
OVERLAP = re.compile(r"\b(?:overlap\w*|(?:share|pool|same) (?:the )?(?:same )?(?:trials|studies))\b")
JUDGED = re.compile(r"\b(?:best|better|safest|safer|most effective|works?|good|should)\b")
VERSUS = r"(?:vs|versus|against|than|over|beats?|outperforms?|instead of|compar(?:ed|ison|e) (?:with|to)|or)"
SET_AGAINST = re.compile(rf"\b{VERSUS}\b")
NO_PEOPLE = r"(?! (?:resistant|refractory|dependent))"
_KIND = (
    r"(?P<placebo>placebos?|sham)"
    r"|(?P<usual_care>(?:usual|standard) care|standard of care|no treatment|(?:doing )?nothing(?: at all)?)"
)
CONTROLS = r"(?:placebos?|sham|(?:usual|standard) care|standard of care|no treatment|nothing)"
CONTROL = re.compile(rf"\b(?:{VERSUS} (?:an? |the )?(?:{_KIND})|(?P<controlled>(?:placebo|sham) controlled))\b")
PHRASES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "response-duration",
        ("last", "wear", "stop working", "keep working"),
        r"(?:effects?|benefits?|results?|relief|improvements?|gains?|it|they|that) lasts?(?: long(?:er)?)?"
        r"|(?<!the )(?<!my )(?<!his )(?<!her )(?<!a )lasts?(?: long(?:er)?)?"
        r"(?! (?:trial|stud|year|month|week|time|paper|resort|hope|option|line|stage|chance))|wears? off|long lasting"
        r"|(?:stops?|keeps?) working",
    ),
    (
        "survival",
        ("liv", "life"),
        r"how long (?:\w+ ){0,3}live|(?:live|living|lives?) (?:any )?longer|longer (?:life|lives)"
        r"|life ?span|years of life"
        r"|(?:prolong|extend|lengthen)\w* (?:my |the |his |her |their )?(?:life|lives|survival)|life expectancy",
    ),
    (
        "medication-use",
        ("steroid", "predniso", "cortisone", "drug", "medic", "meds", "pill", "tablets", "immunosuppress"),
        r"(?:stop|quit|reduce|cut|lower|taper|drop|need|(?:come |get |be |wean )?off|(?:get )?rid of|without"
        r"|fewer|less)(?:ing)?(?: (?:down|my|the|his|her|their|your|of|on|off|taking|any|all))* "
        r"(?:steroids?|prednis\w+|cortisone|drugs?|medications?|medicines?|meds|pills?|tablets|immunosuppress\w+)",
    ),
)
"""What people say for an outcome, by the outcome, with letters that it holds in any case."""
