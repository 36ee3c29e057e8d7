"""Values that a Python session shows: as a page in a notebook, as text, as a table of pandas.

What words them lies above all that is shown (``mscq.output.session``), and is imported by its name when it is asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pandas import DataFrame


class Shown:
    """Lends a value the ways in which it is shown; ``repr`` stays one line, which each says for itself."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        """Return the screen of the value as HTML, for notebooks."""
        html: str = _session().html(self)
        return html

    def text(self, width: int | None = None) -> str:
        """Return the screen of the value as plain text, laid out for so many characters where a width is given."""
        text: str = _session().text(self, width)
        return text

    def frame(self) -> DataFrame:
        """Return the table of the value, as ``--csv`` writes it, for pandas. Raises MissingPackage without pandas."""
        return _session().frame(self)


def _session() -> Any:
    from importlib import import_module

    return import_module("mscq.output.session")
