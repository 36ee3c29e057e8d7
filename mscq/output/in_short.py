"""The answer on a condition in a sentence, made by rule from the blocks of its screen and saying nothing beyond."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mscq.evidence.answer import KINDS, ConditionAnswer, Pooled, Status, Trial
from mscq.output.wording import counted

if TYPE_CHECKING:
    from mscq.records.vocabulary import Vocabulary

from mscq.output.endpoints import DIRECTION_WORDS, KIND_WORDS, SOURCE_WORDS, VERDICTS, family_words


def sentence(answer: ConditionAnswer, vocabulary: Vocabulary) -> str:
    """Return what the blocks say, in short: the leading family's trials by comparator, then what is pooled."""
    said: list[str] = []
    family = leading_family(answer)
    if family is None:
        said.append("No trial with a control group is in the base.")
        if answer.open_studies:
            number = len(answer.open_studies)
            said.append(
                f"{counted(number, 'study', 'studies')} without a control cannot show whether it works."
                if number > 1
                else "One study without a control cannot show whether it works."
            )
    else:
        first, *rest = [kind for kind in KINDS if answer.trials_of(family, kind)]
        said.append(
            _trials_sentence(answer.trials_of(family, first), family_words(vocabulary, family), KIND_WORDS[first])
        )
        said.extend(
            f"Against {KIND_WORDS[kind]}: {_count_words(answer.trials_of(family, kind), short=True)}."
            for kind in rest
            if any(one.status in VERDICTS for one in answer.trials_of(family, kind))
        )
    if answer.pooled:
        said.append(_pooled_sentence(answer.pooled, family, vocabulary))
    return " ".join(said)


def _pooled_sentence(pooled: Sequence[Pooled], led: str | None, vocabulary: Vocabulary) -> str:
    """What pooled analyses find, each family of cells by itself, the leading one first."""
    families = sorted(dict.fromkeys(one.family for one in pooled), key=lambda family: family != led)
    parts: list[str] = []
    for family in families:
        ways = Counter(one.direction for one in pooled if one.family == family)
        words = ", ".join(f"{ways[one]} {DIRECTION_WORDS[one]}" for one in DIRECTION_WORDS if ways[one])
        parts.append(words if families == [led] else f"of {family_words(vocabulary, family)} {words}")
    return f"{counted(len(pooled), 'pooled analysis', 'pooled analyses')}: {'; '.join(parts)}."


def leading_family(answer: ConditionAnswer) -> str | None:
    """Return the family whose trials the screen shows one by one: the first that has trials with a control."""
    return next((one.family for one in answer.trials), None)


def _trials_sentence(trials: Sequence[Trial], cells: str, comparator: str) -> str:
    kind = "randomised trial" if all(one.randomised for one in trials) else "controlled trial"
    if len(trials) == 1:
        one = trials[0]
        n = f", n {one.n:,}" if one.n else ""
        return f"The one {kind} of {cells} against {comparator} ({one.paper.id}{n}) {_one_says(one)}."
    return f"Of {len(trials)} {kind}s of {cells} against {comparator}, {_count_words(trials)}."


def _one_says(one: Trial) -> str:
    match one.status:
        case Status.MET:
            return f"met its primary endpoint{_account([one])}"
        case Status.NOT_MET:
            return f"did not meet its primary endpoint{_account([one])}"
        case Status.MIXED:
            return "had a mixed result on its primary endpoint"
        case Status.SAFETY_ONLY:
            return "tested safety only"
        case _:
            told = DIRECTION_WORDS[one.direction]
            return f"states no primary endpoint that could be read ({told})"


def _count_words(trials: Sequence[Trial], *, short: bool = False) -> str:
    """'2 met their primary endpoint (1 by its maker), 3 did not, 1 tested safety only'; short: '2 met, 3 did not'."""
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
    if short and parts:
        return ", ".join(parts)
    if safety:
        parts.append(f"{len(safety)} tested safety only")
    if silent:
        told = "" if short else f" ({told_words(silent)})"
        parts.append(f"{len(silent)} {'states' if len(silent) == 1 else 'state'} no endpoint{told}")
    return ", ".join(parts)


def _account(trials: Sequence[Trial]) -> str:
    sources = Counter(one.source for one in trials if one.source is not None)
    if not sources:
        return ""
    if len(trials) == 1:
        return f" ({SOURCE_WORDS[next(iter(sources))]})"
    return f" ({', '.join(f'{number} {SOURCE_WORDS[source]}' for source, number in sources.items())})"


def told_words(trials: Sequence[Trial]) -> str:
    told = Counter(one.direction for one in trials)
    if len(told) == 1:
        return DIRECTION_WORDS[next(iter(told))]
    return ", ".join(f"{told[one]} {DIRECTION_WORDS[one]}" for one in DIRECTION_WORDS if told[one])
