"""What the screens look like on the frozen base, held by files under ``tests/output/snapshots``.

A file is for the layout of a screen: what a screen says is held by the tests of what it says. ``python
tests/output/test_snapshots.py`` writes the current screens; look at what changed before you keep it.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest
from runs import Done, Words, frozen, run_here

FOLDER = Path(__file__).parent / "snapshots"
REFRESH = "python tests/output/test_snapshots.py"
SIX = ("hetta2025", "islam2023", "zhang2023", "yuan2022", "xia2023", "stoker2018")

SCREENS: dict[str, Words] = {
    "condition-lupus": ("condition", "lupus", "--full"),
    "condition-ms": ("condition", "ms"),
    "compare-routes": ("compare", "--route", "iv", "intrathecal"),
    "compare-sources-ms": ("compare", "--source", "uc", "bm", "--condition", "ms"),
    "conflicts-ms": ("conflicts", "ms"),
    "map": ("map",),
    "why-edss-improved": ("why", "islam2023.edss-improved"),
    "show-yuan2022": ("show", "yuan2022"),
    "papers-lupus": ("papers", "--condition", "lupus"),
    "findings-il-10": ("findings", "--entity", "il-10"),
    "terms-routes": ("terms", "routes"),
    "cite-six": ("cite", *SIX),
}
WAYS: dict[str, Words] = {"80": ("--width", "80"), "120": ("--width", "120"), "pipe": ()}
NAMES = [f"{screen}.{way}" for screen in SCREENS for way in WAYS]
# where a screen is laid out for itself: the two that are laid out most at every width, of the others what is typical
ON_FILE = [
    *(f"{screen}.{way}" for screen in ("condition-lupus", "compare-routes") for way in WAYS),
    *("condition-ms.80", "conflicts-ms.80", "map.80", "map.120", "papers-lupus.80", "papers-lupus.pipe"),
    *("why-edss-improved.80", "show-yuan2022.80", "findings-il-10.80", "cite-six.pipe"),
]
# citations are text as it stands, never laid out
AS_THEY_STAND = {"cite-six"}


def _words(name: str) -> Words:
    screen, _, way = name.rpartition(".")
    return (*SCREENS[screen], *WAYS[way])


def _run_all() -> dict[str, Done]:
    return {name: run_here(_words(name)) for name in NAMES}


@pytest.fixture(scope="module")
def screens() -> dict[str, Done]:
    return _run_all()


@pytest.mark.parametrize("name", ON_FILE)
def test_screen_is_the_one_on_file(screens: dict[str, Done], name: str) -> None:
    done = screens[name]
    assert done.returncode == 0, done.stderr
    path = FOLDER / f"{name}.txt"
    stored = path.read_text(encoding="utf-8") if path.exists() else ""
    if done.stdout != stored:
        changes = difflib.unified_diff(
            stored.splitlines(), done.stdout.splitlines(), "on file", "now", lineterm="", n=1
        )
        pytest.fail(
            "\n".join([f"tests/output/snapshots/{path.name} is not current; if it should be: {REFRESH}", *changes])
        )


def test_no_file_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.txt" for name in ON_FILE}


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("screen", sorted(set(SCREENS) - AS_THEY_STAND))
def test_no_line_is_wider_than_the_terminal(screens: dict[str, Done], screen: str, width: int) -> None:
    lines = screens[f"{screen}.{width}"].stdout.splitlines()
    assert [line for line in lines if len(line) > width] == []


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("screen", sorted(set(SCREENS) - {"map", "terms-routes"}))
def test_no_paper_id_and_no_pmid_is_cut(screens: dict[str, Done], screen: str, width: int) -> None:
    """Every id, PMID and DOI that the pipe names, which nothing cuts, stands whole on the narrow screen as well."""
    piped, laid_out = screens[f"{screen}.pipe"].stdout, screens[f"{screen}.{width}"].stdout
    named, whole = (set(re.findall(r"[\w-]+", text)) for text in (piped, laid_out))
    pmids = {frozen().raw(one)["bibliography"].get("PMID") for one in frozen().ids}
    wanted = named & {*frozen().ids, *pmids}
    assert wanted
    assert wanted <= whole


def test_pipe_is_as_wide_as_what_it_says(screens: dict[str, Done]) -> None:
    for screen in SCREENS:
        piped = screens[f"{screen}.pipe"].stdout
        assert "\x1b" not in piped
        assert all(line == line.rstrip() for line in piped.splitlines())


@pytest.mark.parametrize("width", [20, 40, 60])
def test_narrow_terminals_get_every_word(width: int) -> None:
    """However narrow, no line is wider than the terminal and no figure of the verdict is lost."""
    asked: list[Words] = [("condition", "ms"), ("conflicts", "ms"), ("papers", "--condition", "oa")]
    for words in asked:
        done = run_here((*words, "--width", str(width)))
        assert done.returncode == 0, words
        assert [line for line in done.stdout.splitlines() if len(line) > width] == [], words
        assert done.stdout.count("\n") > 10


def refresh() -> None:
    """Write the current screens, and take away those that no screen has any more."""
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        path.unlink()
    for name in ON_FILE:
        (FOLDER / f"{name}.txt").write_text(run_here(_words(name)).stdout, encoding="utf-8")


if __name__ == "__main__":
    refresh()
