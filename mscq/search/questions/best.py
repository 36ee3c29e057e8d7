"""A question of what is best as the comparison of those values that papers name."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from mscq.records.facets import GIVEN
from mscq.search.question_patterns import JUDGED
from mscq.search.questions.command import unread
from mscq.search.questions.comparison import papers_on
from mscq.search.questions.doses import DOSES
from mscq.search.questions.question import Question

if TYPE_CHECKING:
    from mscq.search.questions.asked import Asked

_MOST_COMPARED = 4
_LEAST_PAPERS = 2


def best(asked: Asked, match: re.Match[str]) -> Question | None:
    """Return the values of a dimension that papers name, compared, where it is asked which of them is best.

    ``match`` is what the pattern of such questions found in its words.
    """
    if not JUDGED.search(asked.said) or asked.doubt is not None:
        return None
    option = match.lastgroup or ""
    values = DOSES if option == "dose" else _named_most(asked, next(row.id for row in GIVEN if row.option == option))
    if len(values) < 2:
        return None
    options = [f"--{option}", *values]
    read = [f"{option}s that papers name: {', '.join(values)}"]
    if asked.condition is not None:
        options += ["--condition", asked.condition.id]
        read.insert(0, f"condition {asked.conditions.facet.label(asked.condition.id)}")
    if asked.is_of_harm:
        options += ["--topic", "safety"]
    shown = f"mscq compare {' '.join(options)}"
    left = tuple(one for one in unread(asked, "compare", [], asked.condition) if one not in match[0])
    return Question("compare", tuple(options), shown, tuple(read), left)


def _named_most(asked: Asked, facet: str) -> list[str]:
    """The concepts of a facet that most papers, of those on the condition, name as what was given."""
    documents = asked.index.ids if asked.condition is None else papers_on(asked, [asked.condition.id])
    counts: Counter[str] = Counter()
    for document in documents:
        named = (token.partition(":") for token in set(asked.index.studied(document)))
        counts.update(one for of, _, one in named if of == facet)
    most: list[str] = []
    broader = asked.names.vocabulary.facet(facet).broader
    for one in sorted(counts, key=lambda one: (-counts[one], one)):
        akin_to = any(one in broader(other) or other in broader(one) for other in most)
        if counts[one] >= _LEAST_PAPERS and not akin_to and len(most) < _MOST_COMPARED:
            most.append(one)
    return most
