"""What a command was asked: its base, its filters as a selection, and the reader's own references beside it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import typer

from mscq.cli import console
from mscq.cli.given import given_in
from mscq.cli.options import FILTERS
from mscq.errors import AmbiguousTerm, NotUnderstood, UnknownTerm
from mscq.records.choices import CHOICES
from mscq.records.facets import FACETS, noun_of

if TYPE_CHECKING:
    from mscq.api import EvidenceBase
    from mscq.evidence.selection import Selection
    from mscq.library.collection import Library
    from mscq.library.own_paper import OwnPaper


class Request:
    """One run of one command."""

    def __init__(self, ctx: typer.Context) -> None:
        self._given = given_in(ctx)

    @cached_property
    def kb(self) -> EvidenceBase:
        """The bundled base, or the one that --data names."""
        if self._given.kb is not None:
            return self._given.kb
        from mscq.api import load

        return load(self._given.data, sealed=True)

    def resolve(self, facet: str, text: str) -> str:
        """The concept id a text names; a mistyped word is said on stderr."""
        resolver = self.kb.resolver(facet)
        if facet == "conditions" and not resolver.exactly(text):
            text = re.sub(_INTO, "", text) or text
            bare = re.sub(_OUT_OF, "", text)
            text = bare if resolver.exactly(bare) and not resolver.exactly(text) else text
        try:
            resolution = resolver.resolve(text)
        except UnknownTerm as error:
            self._refuse_several(facet, text)
            if len(error.ids) == 1 and facet in _TAKEN and self._is_taken(facet, text, error.ids[0]):
                console.note(f"taking '{text}' for {resolver.facet.label(error.ids[0])}")
                return error.ids[0]
            return self._told_elsewhere(facet, text, error)
        except AmbiguousTerm as error:
            if facet != "conditions" or not (foremost := self._foremost(text, error.ids)):
                raise
            return foremost
        if resolution.correction is not None:
            concepts = self.kb.resolver(facet).facet
            console.note(f"reading '{text}' as '{resolution.correction}' ({concepts.label(resolution.concept_id)})")
        elif resolution.partial:
            console.note(f"taking '{text}' for {self.kb.resolver(facet).facet.label(resolution.concept_id)}")
        return resolution.concept_id

    def _refuse_several(self, facet: str, text: str) -> None:
        """Raise NotUnderstood where a text names several diseases, with what sets them side by side."""
        from mscq.search.everywhere import names_in_a_row

        if facet == "conditions" and (names := names_in_a_row(self.kb.resolver(facet), text)):
            typed = " ".join(map(shlex.quote, names))
            raise NotUnderstood(
                f"'{text}' names {len(names)} conditions; ask for one at a time, or side by side: "
                f"mscq compare --condition {typed}"
            )

    def _is_taken(self, facet: str, text: str, concept: str) -> bool:
        """Whether a word is taken for the one concept that it is offered for.

        It is where it begins as the concept's name does, and is no name in another facet: the brain has more diseases
        than the stroke, and a fracture need not be one of the spine.
        """
        from mscq.search.everywhere import exact_places

        resolver = self.kb.resolver(facet)
        if resolver.hinted(text) or len(text.split()) > 1:
            return True
        meant = resolver.facet[concept]
        names = (meant.label, *(name for name in meant.synonyms if " " not in name))
        others = {name: self.kb.resolver(name) for name in FACETS if name != facet}
        begins = text.casefold()[:_BEGINNING]
        return any(name.casefold().startswith(begins) for name in names) and not exact_places(others, text)

    def _foremost(self, text: str, ids: Sequence[str]) -> str:
        """Of the diseases that a word is offered for, the one that nine in ten of their papers are about; or empty."""
        resolver = self.kb.resolver("conditions")
        if not resolver.hinted(text):
            return ""
        from mscq.evidence.selection import Selection, Selector

        papers = {one: {p.id for p in Selector(self.kb, Selection(conditions=(one,))).papers()} for one in ids}
        first, *others = sorted(ids, key=lambda one: -len(papers[one]))
        if len(papers[first]) < _FOREMOST * len(set().union(*papers.values())):
            return ""
        rest = " or ".join(f"{resolver.facet.label(one)} ({len(papers[one])})" for one in others)
        name = resolver.facet.label(first)
        console.note(f"taking '{text}' for {name} ({len(papers[first])} papers); it may also be {rest}")
        return first

    def resolve_each(self, facet: str, text: str) -> tuple[str, ...]:
        """The concepts that a word of a filter asks for: of outcomes, all those that it is a word of, which is said.

        A harm gives way to what is none.
        """
        try:
            return (self.resolve(facet, text),)
        except AmbiguousTerm as error:
            if facet != "outcomes":
                raise
            resolver = self.kb.resolver(facet)
            harmless = [one for one in error.ids if _HARM not in resolver.facet.broader(one)]
            if not (resolver.hinted(text) or len(harmless) == 1 < len(error.ids)):
                raise
            found = tuple(harmless or error.ids)
            console.note(f"taking '{text}' for {' or '.join(map(resolver.facet.label, found))}")
            return found

    def _told_elsewhere(self, facet: str, text: str, error: UnknownTerm) -> str:
        """The cell of a name that tells its source as well; else the error, with what the text names elsewhere."""
        from mscq.search.everywhere import cell_from_source, exact_places

        resolvers = {name: self.kb.resolver(name) for name in FACETS if name != facet}
        both = (
            cell_from_source(self.kb.resolver(facet), resolvers["cell-sources"], text)
            if facet == "cell-types"
            else None
        )
        if both is not None:
            cell, source = both
            label = self.kb.vocabulary.cells.label(cell)
            console.note(f"reading '{text}' as {label}; the source that it names goes with --source {source}")
            return cell
        for place in exact_places(resolvers, text):
            row = FACETS[place.facet]
            said = f"{'an' if row.noun[0] in 'aeiou' else 'a'} {row.noun} (--{row.option})"
            raise UnknownTerm(text, error.facet, (), said) from error
        if facet in CHOICES and not error.suggestions:
            raise NotUnderstood(
                f"no {noun_of(facet)} is called '{text}'; it is one of {', '.join(CHOICES[facet])}"
            ) from error
        if facet == "conditions" and not error.suggestions:
            raise UnknownTerm(text, error.facet, covers=self.covered()) from error
        raise error

    def covered(self, most: int = 6) -> str:
        """The diseases with most papers: 'osteoarthritis 68, multiple sclerosis 43, ...'."""
        from collections import Counter

        from mscq.evidence.selection import Selection, Selector

        concepts = self.kb.vocabulary.conditions
        papers = Counter(
            head
            for paper in self.kb.papers()
            for head in {concepts.head(one) for one in paper.study.conditions if one in concepts}
            if concepts[head].kind != "family"
        )
        counts = {
            one: sum(1 for _ in Selector(self.kb, Selection(conditions=(one,))).papers())
            for one, _ in papers.most_common(most)
        }
        ordered = sorted(counts, key=lambda one: -counts[one])
        return ", ".join(f"{concepts.label(one)} {counts[one]}" for one in ordered) + " ..."

    def given(self, name: str) -> list[str]:
        """The values given for a filter: comma-separated ones parted, the words of one name put together."""
        value = self._given.filters.get(name, ())
        values = [] if value is True else [part.strip() for word in value for part in word.split(",") if part.strip()]
        facets = ("entities", "comparators") if name == "against" else (FILTERS[name].facet,)
        if len(values) < 2 or not all(facets):
            return values
        from mscq.search.bare_words import together

        return list(together(values, lambda text: {id for one in facets for id in self.kb.resolver(one).exactly(text)}))

    def give(self, name: str, words: Sequence[str]) -> None:
        """Let these words be the values of a filter."""
        self._given.filters[name] = tuple(words)

    def flag(self, name: str) -> bool:
        """Whether a flag filter was given."""
        return name in self._given.filters

    @property
    def has_filters(self) -> bool:
        """Whether any filter was given."""
        return bool(self._given.filters)

    def selection(self, leave_out: Sequence[str] = ()) -> Selection:
        """The filters as a selection. Raises NotUnderstood, UnknownTerm or AmbiguousTerm."""
        fields: dict[str, Any] = {}
        for name, entry in FILTERS.items():
            if name in leave_out:
                continue
            if entry.is_flag:
                if self.flag(name):
                    fields[entry.field] = _NOTICES if name == "notices" else True
            elif words := self.given(name):
                fields[entry.field] = self._value(name, entry.facet, words)
        if "since" in fields:
            fields["years"] = _since(fields.pop("since"), *fields.get("years", (None, None)))
        from mscq.evidence.selection import Selection

        selection = Selection(**fields)
        self._given.selected = (selection, self.kb.vocabulary)
        return selection

    def values(self, name: str) -> list[str]:
        """The ids that the values of a filter resolve to, each once."""
        return list(self._value(name, FILTERS[name].facet, self.given(name)))

    def _value(self, name: str, facet: str, words: list[str]) -> Any:
        if facet:
            return tuple(dict.fromkeys(one for word in words for one in self.resolve_each(facet, word)))
        match name:
            case "paper":
                return tuple(dict.fromkeys(self.kb.find(word).id for word in words))
            case "year":
                return years(words)
            case "months":
                return months(words)
            case "since" | "min-n":
                return whole_number(words[-1], f"--{name}")
            case "level":
                return tuple(dict.fromkeys(level for word in words for level in _levels(word)))
            case "against":
                return tuple(dict.fromkeys(map(self._comparator, words)))
            case "phase":
                return tuple(phase(word) for word in words)
            case _:
                return tuple(word.upper() for word in words)

    def _comparator(self, text: str) -> str:
        """The kind of comparator, or the treatment, that a text names. Raises UnknownTerm or AmbiguousTerm."""
        if self.kb.resolver("entities").exactly(text):
            return self.resolve("entities", text)
        try:
            kind = self.resolve("comparators", text)
        except (NotUnderstood, UnknownTerm):
            try:
                return self.resolve("entities", text)
            except UnknownTerm as error:
                if error.suggestions:
                    raise
        else:
            if kind not in _NO_CONTROLS:
                return kind
        kinds = ", ".join(one for one in CHOICES["comparators"] if one not in _NO_CONTROLS)
        raise NotUnderstood(f"no control is called '{text}'; it is one of {kinds}, or a treatment by its name")

    def library(self, files: list[str] | None, *, anew: bool = False) -> Library | None:
        """The reader's own references beside the base, from the files named or else the standing ones.

        None where no file is named. Raises UnreadableFile or MissingExtra for a file that the command line names.
        """
        from mscq.records.settings import library_files

        named = library_files(files)
        if not named:
            return None
        from functools import partial

        from mscq.library.opening import open_library

        return open_library(
            self.kb,
            named,
            demanded=bool(files),
            tell=console.note,
            stdin=console.standard_input,
            progress=partial(console.progress, "reading your references"),
            anew=anew,
        )

    def own(self, library: Library | None, selection: Selection, limit: int | None = None) -> list[OwnPaper]:
        """The own references that a selection asks for, the newest first; what they cannot meet is told."""
        return library.selected(selection, limit) if library is not None and self.can_answer(library, selection) else []

    def can_answer(self, library: Library, selection: Selection) -> bool:
        """Whether own references can meet a selection at all; what they cannot is told."""
        if not len(library):
            return False
        from mscq.library import unanswerable

        if fields := unanswerable.of_selection(selection):
            options = ", ".join(f"--{name}" for name, entry in FILTERS.items() if entry.field in fields)
            console.note(f"your own references are left out: only reviewed papers can answer {options}")
        return not fields


_INTO = r"(?i)^(?:(?:in|for|of|on|with|the|my)\s+)+"  # what leads to a name: "safety in knee oa"
_OUT_OF = r"(?i)\s+(?:disease|condition|patients?|treatment|therapy)$"
_MOST_DIGITS, _SHOWN = 9, 40
_TAKEN = ("conditions", "outcomes")  # where one thing alone comes near, it is meant
_BEGINNING = 4  # letters
_FOREMOST = 0.9
_HARM = "adverse-events"
_NO_CONTROLS = ("baseline", "none")
_NOTICES = ("corrected", "expression-of-concern", "retracted")


def years(words: Sequence[str]) -> tuple[int | None, int | None]:
    """A year or a range of years as its ends: 2020, 2018..2022, 2018-2022, 2020.., ..2015."""
    first, last = _ends(
        words, r"\d{4}", "--year takes one year or range (2018..2022)", "2020, 2018..2022, 2020.. or ..2015"
    )
    return int(first) if first else None, int(last) if last else None


def months(words: Sequence[str]) -> tuple[float | None, float | None]:
    """A time after treatment in months, or a range of them, as its ends: 6, 3..6, 12.., ..3."""
    number = r"\d{1,4}(?:\.\d{1,2})?"
    first, last = _ends(words, number, "--months takes one time or range (3..6)", "6, 3..6, 12.. or ..3")
    return float(first) if first else None, float(last) if last else None


def _ends(words: Sequence[str], number: str, one: str, forms: str) -> tuple[str, str]:
    """The ends of a range as they are typed, the smaller first; a number alone is both. Raises NotUnderstood."""
    if len(words) > 1:
        raise NotUnderstood(f"{one}, not {' and '.join(words)}")
    found = re.fullmatch(rf"({number})?(\.\.|-|–|:)?({number})?", words[0].replace(" ", ""), re.ASCII)
    if found is None or not (found[1] or found[3]):
        raise NotUnderstood(f"{one.partition(' takes')[0]} takes {forms}, not '{words[0][:_SHOWN]}'")
    first, last = found[1] or "", found[3] or "" if found[2] else found[1]
    return (last, first) if first and last and float(first) > float(last) else (first, last)


def _since(since: int, first: int | None, last: int | None) -> tuple[int | None, int | None]:
    """The years of a range from this year on; a range that ends before it holds none."""
    return max(since, first or since), last


def whole_number(word: str, option: str) -> int:
    """A whole number of at most nine digits, or NotUnderstood naming the option."""
    if not word.isascii() or not word.isdigit():
        raise NotUnderstood(f"{option} takes a whole number, not '{word[:_SHOWN]}'")
    if len(word) > _MOST_DIGITS:
        raise NotUnderstood(f"{option} takes a number of at most {_MOST_DIGITS} digits, not one of {len(word):,}")
    return int(word)


def _levels(word: str) -> Sequence[int]:
    """A level of evidence, or a range of them: 1, 1-2, 1..3."""
    ends = [whole_number(end, "--level") for end in re.split(r"\.\.|[-–:]", word.replace(" ", ""))]
    if len(ends) > 2 or not all(1 <= end <= 5 for end in ends):
        raise NotUnderstood(f"--level takes 1 to 5 or a range as 1-2 (Oxford CEBM 2011), not {word}")
    return range(min(ends), max(ends) + 1)


def phase(word: str) -> str:
    """A trial phase in the form of the records: 'II', 'phase 2' and '2' are 2; 'I/II' is 1/2."""
    text = word.lower().replace("phase", "").replace(" ", "")
    for roman, digit in (("iv", "4"), ("iii", "3"), ("ii", "2"), ("i", "1")):
        text = re.sub(rf"\b{roman}(?=[ab]?\b)", digit, text)
    if not re.fullmatch(r"[1-4][ab]?(/[1-4][ab]?)?", text):
        raise NotUnderstood(f"--phase takes 1, 2, 2b, 1/2 ..., not '{word}'")
    return text
