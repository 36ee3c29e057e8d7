"""What the values of the API are in a Python session: each as an answer, and from it a page, text or a pandas table."""

from __future__ import annotations

from collections.abc import Iterable
from shlex import quote
from typing import TYPE_CHECKING, Any

from mscq.errors import MissingPackage
from mscq.evidence.answer import ConditionAnswer
from mscq.evidence.answering import answer, wider
from mscq.evidence.compared import Comparison
from mscq.evidence.conflicts import Conflict
from mscq.evidence.coverage import Coverage
from mscq.evidence.dossier import Dossier
from mscq.evidence.first import questions
from mscq.evidence.gap_map import EvidenceMap
from mscq.evidence.safety import SafetyAnswer
from mscq.evidence.selection import Selection
from mscq.output.answer import Answer, Scalar
from mscq.output.narrowed import narrowed
from mscq.output.records import finding_row, paper_row
from mscq.output.report import Heading, Paragraph, Report, in_letters, line
from mscq.records.derived import Reviewed
from mscq.records.value import replace
from mscq.search.searcher import Found

if TYPE_CHECKING:
    from pandas import DataFrame

    from mscq.records.models import Paper
    from mscq.records.shown import Shown
    from mscq.records.vocabulary import Vocabulary


def html(value: Shown) -> str:
    """Return the screen of a value as a piece of HTML."""
    from mscq.output.forms.html import fragment

    return fragment(in_letters(_answer(value).report(), "utf-8"))


def text(value: Shown, width: int | None = None) -> str:
    """Return the screen of a value as plain text."""
    from mscq.output.forms import Options, render

    return render("plain", _answer(value), Options(width=width))


def frame(value: Any) -> DataFrame:
    """Return a value of the API, or several papers or conflicts, as a table of pandas; what is not stated is ``<NA>``.

    Papers together are one row each; one paper alone is its findings. Whole numbers stay whole. Raises MissingPackage
    where pandas is not installed, TypeError for what has no table.
    """
    try:
        from pandas import DataFrame
    except ImportError as error:
        raise MissingPackage("a frame needs pandas: pip install pandas") from error
    return DataFrame(rows(value)).convert_dtypes()


def rows(value: Any) -> list[dict[str, Scalar]]:
    match value:
        case EvidenceMap():
            from mscq.output.screens import gap_map

            return gap_map.rows(value)
        case Coverage():
            from mscq.output.screens import coverage

            return coverage.rows(value)
        case ConditionAnswer() | Comparison() | Dossier() | Found() | Reviewed() | SafetyAnswer():
            return _answer(value).rows()
        case Iterable():
            return [row for one in value for row in _row_of(one)]
    raise TypeError(f"{type(value).__name__} has no table")


def _row_of(value: Any) -> list[dict[str, Scalar]]:
    """The rows of one of several values."""
    match value:
        case Reviewed():
            return [paper_row(value)]  # type: ignore[arg-type]
        case Conflict():
            from mscq.output.screens import conflicts_records

            return conflicts_records.rows([value], value.sides[0].paper.vocabulary)
    raise TypeError(f"{type(value).__name__} has no table; papers and conflicts have")


def _answer(value: Any) -> Answer:
    """What the command on a value answers: the same screen, with what filters narrow it to, and the same table."""
    answer, selection, vocabulary = _asked(value)
    return narrowed(answer, selection, vocabulary) if not selection.is_empty else answer


def _asked(value: Any) -> tuple[Answer, Selection, Vocabulary]:
    match value:
        case ConditionAnswer():
            return _of_condition(value), value.selection, value.selector.kb.vocabulary
        case Dossier():
            return _of_dossier(value), _beside_condition(value.selector.selection), value.selector.kb.vocabulary
        case SafetyAnswer():
            return _of_safety(value), _beside_condition(value.selector.selection), value.selector.kb.vocabulary
        case Comparison():
            return _of_comparison(value), value.selection, value.sorter.vocabulary
        case Found():
            return _of_search(value), value.selection or Selection(), value.vocabulary
        case Reviewed():
            return _of_paper(value), Selection(), value.vocabulary  # type: ignore[arg-type]
    raise TypeError(f"{type(value).__name__} has no screen")


def _beside_condition(selection: Selection) -> Selection:
    """What was asked for beside the condition, which the title tells."""
    return replace(selection, conditions=())


def _of_condition(made: ConditionAnswer) -> Answer:
    from mscq.output.screens import answer as screen
    from mscq.output.screens import answer_records

    kb, vocabulary = made.selector.kb, made.selector.kb.vocabulary
    named = quote(next(iter(made.condition.abbreviations), made.condition.label).lower())

    def rows() -> list[dict[str, Scalar]]:
        document = answer_records.data(made, vocabulary)
        blocks = [(block, one) for block in ("trials", "pooled", "rankings") for one in document[block]]
        return [{"block": block, **_flat(one)} for block, one in blocks]

    def report() -> Report:
        if not made.papers:
            return _nothing(made.condition.label, _NO_PAPER)
        unfiltered = None if made.selection.is_empty else answer(kb, made.condition.id)
        disputed = questions(kb, made.condition.id, made.selection)
        return screen.report(made, vocabulary, named, disputed, wider(kb, made), unfiltered)

    return Answer(data=lambda: answer_records.data(made, vocabulary), rows=rows, report=report)


def _flat(record: dict[str, Any]) -> dict[str, Scalar]:
    """A record without what is a record in it; lists of words as one text."""
    words = {name: one for name, one in record.items() if name not in ("outcomes", "not_counted")}
    return {name: " ".join(one) if isinstance(one, list) else one for name, one in words.items()}


def _of_dossier(made: Dossier) -> Answer:
    from mscq.output.screens import condition as screen

    vocabulary = made.selector.kb.vocabulary
    topics = bool(made.selector.selection.topics)
    return Answer(
        data=lambda: screen.data(made, vocabulary),
        rows=lambda: screen.rows(made, vocabulary),
        report=lambda: (
            screen.report(made, vocabulary, topics=topics) if made.papers else _nothing(made.condition.label, _NO_PAPER)
        ),
    )


def _of_safety(made: SafetyAnswer) -> Answer:
    from mscq.output.screens import safety as screen

    vocabulary = made.selector.kb.vocabulary
    return Answer(
        data=lambda: screen.data(made, vocabulary),
        rows=lambda: screen.rows([made], vocabulary),
        report=lambda: screen.report(made, vocabulary) if not made.is_empty else _nothing("Safety", _NO_HARM_TOLD),
    )


_NO_PAPER = "No paper in the base covers it."
_NO_HARM_TOLD = "No paper in the base tells of harm here, which does not say that there is none."


def _nothing(title: str, text: str) -> Report:
    """What stands in place of a screen that nothing would fill, so that none of its sentences is read as an answer."""
    return Report(title, [Heading(line(title), level=1), Paragraph(line(text))])


def _of_comparison(made: Comparison) -> Answer:
    from mscq.output.screens import compare as screen
    from mscq.output.screens import compare_records

    vocabulary = made.sorter.vocabulary
    return Answer(
        data=lambda: compare_records.data(made),
        rows=lambda: compare_records.rows(made, vocabulary),
        report=lambda: screen.report(made, vocabulary),
    )


def _of_search(found: Found) -> Answer:
    from mscq.output.screens import search as screen

    return Answer(
        data=lambda: screen.found_data(found),
        rows=lambda: screen.found_rows(found),
        report=lambda: screen.found_report(found, found.vocabulary),
    )


def _of_paper(paper: Paper) -> Answer:
    from mscq.output.screens import lists

    vocabulary = paper.vocabulary
    return Answer(
        data=lambda: paper_row(paper),
        rows=lambda: [finding_row(paper, one, vocabulary.outcomes) for one in paper.findings],
        report=lambda: lists.paper_report(paper, vocabulary),
    )
