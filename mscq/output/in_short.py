"""The answer on a condition in a sentence, made by rule from the blocks of its screen and saying nothing beyond."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from mscq.evidence.answer import (
    KINDS,
    VERDICTS,
    ConditionAnswer,
    Open,
    Pooled,
    Status,
    Trial,
    leading_family,
    status_of,
)
from mscq.evidence.families import family_order
from mscq.output.endpoints import (
    DIRECTION_WORDS,
    KIND_WORDS,
    POOLED_WORDS,
    SOURCE_WORDS,
    STATUS_WORDS,
    TELLING,
    family_words,
    form_words,
)
from mscq.output.wording import counted
from mscq.records.terms import ComparatorKind, Direction, Topic

if TYPE_CHECKING:
    from mscq.evidence.results import Result
    from mscq.records.vocabulary import Vocabulary


_KIND_BRIEFLY = {
    **KIND_WORDS,
    ComparatorKind.PLACEBO: "placebo",
    ComparatorKind.CONTROL: "a mixed or unstated control",
}
_NOT_COUNTED, _HARM = "only what is not counted", "told as harm"
_MUCH = 0.105
"""The corrected covered area from which on reviews overlap highly (Pieper et al. 2014, in whole percents)."""


def sentence(answer: ConditionAnswer, vocabulary: Vocabulary, *, brief: bool = False) -> str:
    """Return what the blocks say, in short: the leading family's trials by comparator, then what is pooled.

    ``brief`` tells of what is pooled that of the leading family against the hardest kind of control, and against others
    where it points ways that those before do not.
    """
    said: list[str] = []
    family = leading_family(answer)
    if not answer.papers:
        return "No paper is in the base." if answer.selection.is_empty else "No paper fits these filters."
    if family is None:
        where = "is in the base" if answer.selection.is_empty else "fits these filters"
        said.append(f"No trial with a control group {where}.")
        if answer.open_studies:
            number = len(answer.open_studies)
            cells = of_families(answer, vocabulary)
            said.append(
                f"{counted(number, 'study', 'studies')} without a control{cells} cannot show whether it works."
                if number > 1
                else "One study without a control cannot show whether it works."
            )
    else:
        first, *rest = kinds_in_order(answer, family)
        cells = family_words(vocabulary, family, answer.selection.cells)
        said.append(_trials_sentence(answer.trials_of(family, first), cells, vocabulary, brief=brief))
        said.extend(
            f"Against {KIND_WORDS[kind]}: {_count_words(answer.trials_of(family, kind), short=True, brief=brief)}."
            for kind in rest
            if any(one.status in (VERDICTS if brief else TELLING) for one in answer.trials_of(family, kind))
        )
        told_by_reviews = brief and any(one.has_figure and one.family == family for one in answer.pooled)
        if not (told_by_reviews or any(one.status in TELLING for one in answer.trials_of(family))):
            said.extend(_others(answer, family, vocabulary))
    if answer.pooled:
        named = partial(family_words, vocabulary, asked=answer.selection.cells)
        chief = min((one.family for one in answer.pooled), key=partial(family_order, vocabulary.cells))
        said.append(
            _pooled_briefly(answer.pooled, family, chief, named)
            if brief
            else _pooled_sentence(answer.pooled, family, named)
        )
    if answer.overlap is not None and answer.overlap >= _MUCH:
        said.append(f"Reviews share trials (CCA {100 * answer.overlap:.0f} %).")
    return " ".join(said)


def open_by_family(answer: ConditionAnswer) -> dict[str, list[Open]]:
    """Return the studies without a control by the family of cells that they gave, in the order of these."""
    found: dict[str, list[Open]] = {}
    for one in answer.open_studies:
        found.setdefault(one.family, []).append(one)
    return found


def of_families(answer: ConditionAnswer, vocabulary: Vocabulary, most: int = 2) -> str:
    """Return ' (1 of MSC, 3 of blood stem-cell transplantation)' of studies without a control; '' where one alone gave.

    ``most`` is how many families are named.
    """
    found = open_by_family(answer)
    if len(found) < 2:
        return ""
    named = list(found.items())[:most]
    said = (f"{len(some)} of {family_words(vocabulary, one, answer.selection.cells)}" for one, some in named)
    return f" ({', '.join(said)})"


def verdicts(answer: ConditionAnswer, vocabulary: Vocabulary) -> str:
    """Return how the trials that lead ended: 'MSC against placebo or sham 2 met, 3 not met'; '' without a verdict."""
    family = leading_family(answer)
    if family is None:
        return ""
    kind = kinds_in_order(answer, family)[0]
    of = {status: [one for one in answer.trials_of(family, kind) if one.status is status] for status in VERDICTS}
    counts = ", ".join(f"{len(some)} {STATUS_WORDS[one]}{_account(some)}" for one, some in of.items() if some)
    return f"{family_words(vocabulary, family)} against {KIND_WORDS[kind]} {counts}" if counts else ""


def _others(answer: ConditionAnswer, led: str, vocabulary: Vocabulary) -> Iterator[str]:
    """What trials of other families say of their endpoints, where those of the leading one say nothing."""
    parts, asked = [], answer.selection.cells
    for family in dict.fromkeys(one.family for one in answer.trials if one.family != led):
        trials = answer.trials_of(family)
        counts = Counter(one.status for one in trials if one.status in VERDICTS)
        words = [f"{counts[one]} {STATUS_WORDS[one]}" for one in VERDICTS if counts[one]]
        if other := [one for one in trials if one.status is Status.SECONDARY]:
            which = "a wider" if all(one.asked_in_part for one in other) else "another"
            words.append(f"{len(other)} had {which} (here: {told_words(other)})")
        if words:
            parts.append(f"{family_words(vocabulary, family, asked)} {', '.join(words)}")
    if parts:
        yield f"Primary endpoints of what is not {family_words(vocabulary, led, asked)}: {'; '.join(parts)}."


def _pooled_sentence(pooled: Sequence[Pooled], led: str | None, named: Callable[[str], str]) -> str:
    """What pooled analyses find, each family of cells by itself, the leading one first."""
    figured, worded = ([one for one in pooled if one.has_figure is has] for has in (True, False))
    said = []
    for found, noun, nouns in (
        (figured, "pooled analysis", "pooled analyses"),
        (worded, "review without a figure", "reviews without a figure"),
    ):
        if found:
            number = len({one.paper.id for one in found})
            said.append(f"{counted(number, noun, nouns)}: {_ways(found, led, named)}.")
    return " ".join(said)


def _pooled_briefly(pooled: Sequence[Pooled], led: str | None, chief: str, named: Callable[[str], str]) -> str:
    """What pooled analyses of the leading family find, and of the ``chief`` one of all that are pooled."""
    of_led = [one for one in pooled if one.family == led] or pooled
    of_led = [one for one in of_led if one.has_figure] or of_led
    first = min(of_led, key=lambda one: KINDS.index(one.comparator))
    said: list[str] = []
    ways = {Direction.NOT_APPLICABLE}
    for kind in KINDS:
        those = [one for one in of_led if one.family == first.family and one.comparator is kind]
        if {one.direction for one in those} - ways:
            said.append(f"against {_KIND_BRIEFLY[kind]} {_counted_ways(those)}")
        ways.update(one.direction for one in those)
    number = counted(len({one.paper.id for one in pooled}), "review")
    if not said:
        return f"{number}: {POOLED_WORDS[Direction.NOT_APPLICABLE]}."
    told = f"on {named(first.family)} {'; '.join(said)}"
    if others := [one for one in pooled if one.family == chief != first.family and one.has_figure]:
        told = f"on {named(chief)} {_counted_ways(others)}; {told}"
    return f"{number}; {told}."


def _ways(pooled: Sequence[Pooled], led: str | None, named: Callable[[str], str]) -> str:
    """What reviews find, kinds of control apart: 'of MSC against placebo 1 better, against usual care 1 mixed'."""
    families = sorted(dict.fromkeys(one.family for one in pooled), key=lambda family: family != led)
    parts: list[str] = []
    for family in families:
        of_family = [one for one in pooled if one.family == family]
        kinds = [kind for kind in KINDS if any(one.comparator is kind for one in of_family)]
        words = "; ".join(
            f"{f'against {_KIND_BRIEFLY[kind]} ' if len(kinds) > 1 else ''}"
            f"{_counted_ways(one for one in of_family if one.comparator is kind)}"
            for kind in kinds
        )
        parts.append(words if families == [led] else f"of {named(family)} {words}")
    return "; ".join(parts)


def _counted_ways(pooled: Iterable[Pooled]) -> str:
    ways = Counter(one.direction for one in pooled)
    return ", ".join(f"{ways[one]} {POOLED_WORDS[one]}" for one in POOLED_WORDS if ways[one])


def kinds_in_order(answer: ConditionAnswer, family: str) -> list[ComparatorKind]:
    """Return the kinds of control of a family's trials, those that some trial by lot has before the others."""
    kinds = [kind for kind in KINDS if answer.trials_of(family, kind)]
    return sorted(kinds, key=lambda kind: not any(one.randomised for one in answer.trials_of(family, kind)))


def _trials_sentence(trials: Sequence[Trial], cells: str, vocabulary: Vocabulary, *, brief: bool = False) -> str:
    comparator = KIND_WORDS[trials[0].comparator]
    lot = sum(one.randomised for one in trials)
    kind = "randomised trial" if lot == len(trials) else "controlled trial"
    if len(trials) == 1:
        one = trials[0]
        n = f", n {one.n:,}" if one.n else ""
        form = form_words(one.form, vocabulary) if one.form is not None else ""
        how = "".join(f", {words}" for words in ("" if one.randomised else "not randomised", form) if words)
        return (
            f"The one {kind} of {cells} against {comparator} ({one.paper.id}{n}{how}) {how_it_ended(one, brief=brief)}."
        )
    how = f" ({lot} randomised)" if 0 < lot < len(trials) else ""
    return f"Of {len(trials)} {kind}s of {cells} against {comparator}{how}, {_count_words(trials, brief=brief)}."


def how_it_ended(one: Trial, *, brief: bool) -> str:
    """Return how a trial ended: 'met its primary endpoint'; in fewer words where it is ``brief``."""
    match one.status:
        case Status.MET:
            return f"met its primary endpoint{_account([one])}"
        case Status.NOT_MET:
            return f"did not meet its primary endpoint{_account([one])}"
        case Status.MIXED:
            return "had a mixed result on its primary endpoint"
        case Status.SAFETY_ONLY:
            return "tested safety first"
        case Status.SECONDARY:
            return f"had {'a wider' if one.asked_in_part else 'another'} primary endpoint; here: {_told(one)}"
        case _:
            told = f"{'' if brief else ' that could be read'} ({DIRECTION_WORDS[one.direction]})"
            if one.endpoint_is_known:
                return f"gives no verdict on its primary endpoint{told}"
            return f"states no primary endpoint{told}"


def _count_words(trials: Sequence[Trial], *, short: bool = False, brief: bool = False) -> str:
    """'2 met their primary endpoint (1 by its maker), 3 did not, 1 tested safety first'; short: '2 met, 3 did not'.

    ``brief`` does not say what trials without a verdict show, and where it is ``short`` too leaves them out.
    """
    of = {status: [one for one in trials if one.status is status] for status in Status}
    parts: list[str] = []
    if met := of[Status.MET]:
        what = "" if short else f" {'its' if len(met) == 1 else 'their'} primary endpoint"
        parts.append(f"{len(met)} met{what}{_account(met)}")
    if missed := of[Status.NOT_MET]:
        what = "" if met or short else f" meet {'its' if len(missed) == 1 else 'their'} primary endpoint"
        parts.append(f"{len(missed)} did not{what}{_account(missed)}")
    if mixed := of[Status.MIXED]:
        parts.append(f"{len(mixed)} mixed")
    safety, silent = of[Status.SAFETY_ONLY], of[Status.NOT_STATED]
    if (other := of[Status.SECONDARY]) and not (short and brief):
        endpoint = "" if short else " primary endpoint"
        wider = [one.asked_in_part for one in other]
        which = "a wider" if all(wider) else "another or a wider" if any(wider) else "another"
        failed = sum(one.asked_in_part and status_of(one.paper) is Status.NOT_MET for one in other)
        aside = f"; {failed} missed the wider one" if failed else ""
        parts.append(f"{len(other)} had {which}{endpoint} (here: {told_words(other)}{aside})")
    if short and parts:
        return ", ".join((*parts, *([f"{len(silent)} without a verdict"] if silent and not brief else [])))
    if safety:
        parts.append(f"{len(safety)} tested safety first")
    if silent and brief:
        who = f"{len(silent)} {'gives' if len(silent) == 1 else 'give'} no verdict"
        return ", ".join((*parts, "none gives a verdict" if len(silent) == len(trials) else who))
    for known, what in ((False, "states no endpoint"), (True, "gives no verdict")):
        if found := [one for one in silent if one.endpoint_is_known is known]:
            told = "" if short else f" ({told_words(found)})"
            who = f"{len(found)} {what if len(found) == 1 else what.replace('s ', ' ', 1)}"
            whole = "none gives a verdict" if known else "none states its primary endpoint"
            parts.append(f"{whole if len(found) == len(trials) else who}{told}")
    return ", ".join(parts)


def _account(trials: Sequence[Trial]) -> str:
    sources = Counter(one.source for one in trials if one.source is not None)
    if not sources:
        return ""
    if len(trials) == 1:
        return f" ({SOURCE_WORDS[next(iter(sources))]})"
    return f" ({', '.join(f'{number} {SOURCE_WORDS[source]}' for source, number in sources.items())})"


def told_words(trials: Sequence[Trial]) -> str:
    """Return what trials show without a verdict: 'better', '1 better, 1 not compared'."""
    told = Counter(map(_told, trials))
    if len(told) == 1:
        return next(iter(told))
    ordered = [one for one in (*DIRECTION_WORDS.values(), _NOT_COUNTED, _HARM) if told[one]]
    not_compared = DIRECTION_WORDS[Direction.NOT_APPLICABLE]
    return ", ".join(f"{told[one]} {'not compared' if one == not_compared else one}" for one in ordered)


def _told(trial: Trial) -> str:
    """What a trial without a verdict shows, in words."""
    beside = uncounted(trial)
    if beside is None:
        return DIRECTION_WORDS[trial.direction]
    return _HARM if beside.finding.topic is Topic.SAFETY else _NOT_COUNTED


def uncounted(trial: Trial) -> Result | None:
    """Return what a trial that does not answer an outcome found on it otherwise, against a control first; or None."""
    if trial.status is not Status.SECONDARY or trial.answered:
        return None
    return min(trial.others, key=lambda one: one.control, default=None)
