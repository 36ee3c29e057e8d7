"""Remarks of one kind are counted after the fifth, and a long read says that it goes on."""

from __future__ import annotations

import os
import sys
import time

import pytest

from mscq.cli import console
from mscq.text.kinds import by_kind


def test_messages_of_one_kind_are_counted_after_the_fifth() -> None:
    many = [
        (f"refs.bib, line {number}: ", f"the key smith{number} stands in the file before") for number in range(10_000)
    ]
    other = ("", "refs.bib, line 7: not UTF-8; read as Windows-1252 (Latin-1)")
    lines = by_kind([*many[:7], other, *many[7:]])
    assert lines[:5] == [f"{place}{message}" for place, message in many[:5]]
    assert lines[5:] == ["and 9,995 more like it", other[1]]


def test_five_of_a_kind_are_all_said() -> None:
    said = [("", f"DOI 'x{number}' does not have the form of a DOI; left out") for number in range(5)]
    assert by_kind(said) == [message for _, message in said]


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="no terminals to open on this system")
@pytest.mark.parametrize(("seconds", "shown"), [(0.0, False), (0.3, True)])
def test_only_a_long_read_shows_that_it_goes_on(seconds: float, shown: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    master, slave = os.openpty()
    monkeypatch.setattr(console, "_PATIENCE", 0.1)
    with os.fdopen(slave, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with console.waiting("reading refs.bib"):
            time.sleep(seconds)
        terminal.write("end")
        terminal.flush()
        assert (b"reading refs.bib" in os.read(master, 4096)) is shown
    os.close(master)


def test_what_is_no_terminal_hears_nothing(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_PATIENCE", 0.0)
    with console.waiting("reading"):
        time.sleep(0.05)
    assert capfd.readouterr() == ("", "")
