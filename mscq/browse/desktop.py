"""What the browser hands over: a citation to the clipboard, an address to a web browser."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mscq.records.settings import environment

if TYPE_CHECKING:
    from textual.app import App

    from mscq.records.models import Paper

_LONGEST_NOTE = 150


def is_light(environment: Mapping[str, str]) -> bool:
    """Whether the terminal says that its background is light (COLORFGBG, as rxvt and Konsole set it)."""
    return environment.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")


def can_open(environment: Mapping[str, str]) -> bool:
    """Whether a web browser with a window of its own can be opened from here; never over ssh."""
    if environment.get("SSH_CONNECTION"):
        return False
    return sys.platform in ("darwin", "win32") or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def copy_citation(app: App[Any], paper: Paper | None) -> None:
    """Copy the NLM citation of a paper by the terminal's own clipboard (OSC 52), and say what was copied."""
    if paper is None:
        _note(app, "No paper is chosen.", "Nothing copied")
        return
    from mscq.browse.pages import citation

    text = citation(paper)
    app.copy_to_clipboard(text)
    _note(app, text, f"Copied the citation of {paper.id}, where the terminal allows it (OSC 52)")


def open_paper(app: App[Any], paper: Paper | None) -> None:
    """Open a paper at PubMed, its DOI or PMC; where no web browser can open, copy the address."""
    from mscq.output.wording import address

    place = address(paper) if paper is not None else None
    if place is None:
        _note(app, "No paper is chosen." if paper is None else f"No address of {paper.id} is known.", "Nothing opened")
    elif can_open(environment):
        app.open_url(place)
        _note(app, place, "Opened")
    else:
        app.copy_to_clipboard(place)
        _note(app, place, "No browser here; address copied")


def _note(app: App[Any], text: str, title: str) -> None:
    """A note in the corner, in the place of the one before."""
    app.clear_notifications()
    app.notify(text if len(text) <= _LONGEST_NOTE else f"{text[:_LONGEST_NOTE]}…", title=title, markup=False)
