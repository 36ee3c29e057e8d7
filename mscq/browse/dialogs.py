"""The two screens that open over the browser: the choice of a filter, and the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from mscq.browse.filters import Chip, Offer
from mscq.browse.pages import RANK, RETOLD
from mscq.output.wording import CONTROL_WORDS, MEANINGS
from mscq.text.fold import fold, fold_words

if TYPE_CHECKING:
    from mscq.records.vocabulary import Facet

KEYS = (
    ("/", "search titles, authors, findings, and any name of a concept"),
    ("Enter", "open; in the search: take recognised names as filters"),
    ("Esc", "leave the search or the page"),
    ("Tab", "next pane, Shift+Tab the one before"),
    ("← →", "close and open a family of conditions"),
    ("f", "add a filter: route, source, cell, design, controlled only"),
    ("x", "clear filters and search; Delete or a click clears one chip"),
    ("c", "copy the citation of the paper (NLM)"),
    ("o", "open the paper at PubMed, or its DOI"),
    ("t", "light or dark"),
    ("?", "this page"),
    ("q", "quit"),
)
_CONTROLS = (
    *((row.word, row.caveat or row.meaning) for row in CONTROL_WORDS.values()),
    (RETOLD, "a review's words on the results of others"),
    (RANK, "a place among the treatments of a network, no result against a control"),
    ("in doubt", "figures that do not fit together as printed: they show nothing"),
)
_ANSWERS = (
    ("met, not met", "what a trial says of its primary endpoint"),
    ("no verdict", "its primary endpoint is known, its result is not; the mark tells what it found"),
    ("not stated", "no primary endpoint was read; the mark tells what it found"),
    ("safety", "it tested safety first, which says nothing on an effect"),
    ("pooled", "what a review pools of several trials"),
    ("a name of a paper", "that paper, on the same people, tells the answer"),
)


class FilterChoice(ModalScreen[Chip | None]):
    """Choose a filter; typing narrows the list by any name of its concepts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss_nothing", "Back"),
        Binding("down", "to_list", show=False),
    ]

    def __init__(self, offers: Sequence[Offer]) -> None:
        super().__init__()
        self._offers = list(offers)
        self._listed: list[Offer] = []

    def compose(self) -> ComposeResult:
        """The box to type in, and the list."""
        with Vertical(id="choice") as box:
            box.border_title = "Add a filter"
            box.border_subtitle = "Enter adds, Esc leaves"
            yield Input(placeholder="type: iv, cord, msc, rct ...", compact=True, id="choice-text")
            yield OptionList(id="choice-list", compact=True)

    def on_mount(self) -> None:
        """All filters to begin with."""
        self._list("")

    def _list(self, typed: str) -> None:
        key = fold(typed)
        words = fold_words(typed)
        exact = [offer for offer in self._offers if key and any(fold(name) == key for name in offer.names)]
        begun = [offer for offer in self._offers if offer not in exact and _begins(offer, words)]
        self._listed = [*exact, *begun]
        choices = self.query_one(OptionList)
        choices.clear_options()
        choices.add_options(Option(_option(offer)) for offer in self._listed)
        if not self._listed:
            choices.add_option(Option("no filter of the papers shown is called that", disabled=True))
        choices.highlighted = 0 if self._listed else None

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list."""
        self._list(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take what is highlighted."""
        position = self.query_one(OptionList).highlighted
        if position is not None and position < len(self._listed):
            self.dismiss(self._listed[position].chip)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what was chosen."""
        self.dismiss(self._listed[event.option_index].chip)

    def action_to_list(self) -> None:
        """Go from the box into the list."""
        choices = self.query_one(OptionList)
        choices.focus()
        choices.action_cursor_down()

    def action_dismiss_nothing(self) -> None:
        """Leave without a filter."""
        self.dismiss(None)


def _begins(offer: Offer, words: Sequence[str]) -> bool:
    """Whether one name of the offer has, for each typed word, a word that begins with it."""
    return any(all(any(known.startswith(word) for known in fold_words(name)) for word in words) for name in offer.names)


def _option(offer: Offer) -> Text:
    return Text.assemble((f"{offer.papers:>4}  ", "dim"), offer.label)


class Keys(ModalScreen[None]):
    """The keys, and what marks and words mean."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "dismiss_keys", "Back"),
    ]

    def __init__(self, designs: Facet) -> None:
        super().__init__()
        self._designs = designs

    def compose(self) -> ComposeResult:
        """One page of text."""
        with VerticalScroll(id="keys") as box:
            box.border_title = "Keys"
            box.border_subtitle = "Esc leaves"
            yield Static(keys_text(self._designs), markup=False)

    def action_dismiss_keys(self) -> None:
        """Back to the lists."""
        self.dismiss()


def keys_text(designs: Facet) -> Text:
    """The keys, the marks of directions, the words for controls and answers, short names of designs, column heads."""
    text = Text()
    for key, words in KEYS:
        text.append(f"{key:<7}", "bold").append(f"{words}\n")
    text.append("\nMarks: a paper has one, for its one answer\n", "bold")
    for sign, meaning in MEANINGS.items():
        text.append(f"{sign:<7}", "bold").append(f"{meaning}\n")
    text.append("\nWords beside the marks\n", "bold")
    for word, meaning in _CONTROLS:
        text.append(f"{word:<18}", "bold").append(f"{meaning}\n")
    text.append("\nWords behind a mark\n", "bold")
    for word, meaning in _ANSWERS:
        text.append(f"{word:<18}", "bold").append(f"{meaning}\n")
    text.append("\nDesigns\n", "bold")
    for concept in designs.values():
        if designs.short(concept.id) != concept.label:
            text.append(f"{designs.short(concept.id):<7}", "bold").append(f"{concept.label.lower()}\n")
    text.append("\nLv     ", "bold").append("level of evidence, Oxford CEBM 2011: 1 strongest, 5 weakest\n")
    text.append("n      ", "bold").append("people in the study")
    return text
