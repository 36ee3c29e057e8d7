"""Where an answer goes and as what: one rule for suffixes; and who may touch the terminal."""

from __future__ import annotations

import ast
import json
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from runs import Words, here
from support import ROOT

from mscq.cite import formats
from mscq.cli.program import load_command
from mscq.output.forms import FORM_OF_SUFFIX, FORMS

PAPERS: Words = ("papers", "--condition", "lupus")


def _written(place: Path, name: str, *words: str) -> str:
    assert here((*words, "-o", str(place / name)))[:2] == (0, "")
    return (place / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", FORM_OF_SUFFIX)
def test_the_suffix_tells_the_form(suffix: str, tmp_path: Path) -> None:
    form = FORM_OF_SUFFIX[suffix]
    assert _written(tmp_path, f"a{suffix}", *PAPERS) == _written(tmp_path, "b", *PAPERS, f"--{form}")
    assert _written(tmp_path, f"a{suffix.upper()}", *PAPERS) == _written(tmp_path, f"a{suffix}", *PAPERS)


@pytest.mark.parametrize("name", ["x.json", "x.pdf", "x.svg", "x"])
def test_a_form_asked_for_wins_over_the_suffix(name: str, tmp_path: Path) -> None:
    assert _written(tmp_path, name, *PAPERS, "--csv") == here((*PAPERS, "--csv"))[1]


def test_a_file_without_a_suffix_is_plain(tmp_path: Path) -> None:
    assert _written(tmp_path, "lupus", *PAPERS) == here((*PAPERS, "--plain"))[1]


@pytest.mark.parametrize(
    ("words", "name", "known"),
    [
        (("map",), "map.pdf", ".csv"),
        (("compare", "--route", "iv", "it"), "c.svg", ".json"),
        (("condition", "lupus"), "lupus.svg", ".md"),
        (PAPERS, "refs.bib", ".tsv"),
        (("search", "lupus"), "x.xlsx", ".html"),
        (("cite", "islam2023"), "refs.docx", ".bib"),
        (("condition", "lupus", "--plot"), "p.png", ".svg"),
        (("open", "islam2023", "--print"), "x.url", ".json"),
    ],
)
def test_an_unknown_suffix_is_refused_and_nothing_is_written(
    words: Words, name: str, known: str, tmp_path: Path
) -> None:
    code, out, err = here((*words, "-o", str(tmp_path / name)))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"{words[0]} cannot be written as {Path(name).suffix}; suffixes: " in err
    assert known in err
    assert not list(tmp_path.iterdir())


def test_a_suffix_is_refused_before_anything_is_done(tmp_path: Path) -> None:
    code, _, _ = here(("export", str(tmp_path / "evidence"), "-o", str(tmp_path / "x.pdf")))
    assert code == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [("condition", "lupus", "--plot"), ("timeline", "ms"), ("map",)])
def test_a_drawing_is_written_where_the_command_draws(words: Words, tmp_path: Path) -> None:
    assert ElementTree.fromstring(_written(tmp_path, "a.svg", *words)).tag.endswith("svg")
    assert "<svg" in _written(tmp_path, "a.html", *words)
    assert "<svg" not in here((*words, "--html"))[1]
    assert isinstance(json.loads(_written(tmp_path, "a.json", *words)), dict)


@pytest.mark.parametrize("name", formats())
def test_a_suffix_tells_the_format_of_citations(name: str, tmp_path: Path) -> None:
    asked = ("cite", "islam2023", "yuan2022")
    text = here((*asked, "--format", name))[1]
    for suffix in formats()[name].suffixes:
        assert _written(tmp_path, f"refs{suffix}", *asked) == text
    assert _written(tmp_path, "refs.any", *asked, "--format", name) == text


def test_a_form_is_one_module_with_its_option() -> None:
    modules = {path.stem for path in (ROOT / "mscq/output/forms").glob("*.py")} - {"__init__", "frame", "layout"}
    assert {*FORMS} == modules
    options = {name for option in load_command("map").params for name in option.opts}
    assert {f"--{name}" for name, form in FORMS.items() if form.help} == {f"--{name}" for name in FORMS} & options


# filters and limits


def _ids(*words: str) -> set[str]:
    code, out, _ = here(("condition", "ms", *words, "--json"))
    return {paper["id"] for paper in json.loads(out)["papers"]} if code == 0 else set()


@pytest.mark.parametrize("since", [2015, 2019, 2022, 2023])
@pytest.mark.parametrize("years", ["2022", "2018..2021", "2020..", "..2019"])
def test_a_filter_given_with_another_never_widens_the_list(years: str, since: int) -> None:
    both = _ids("--year", years, "--since", str(since))
    assert both == _ids("--year", years) & _ids("--since", str(since))


def test_lists_say_how_many_there_are_in_all() -> None:
    for words in (("papers", "--condition", "ms"), ("findings", "--condition", "ms")):
        whole = json.loads(here((*words, "--json"))[1])
        part = json.loads(here((*words, "--limit", "2", "--json"))[1])
        name = words[0]
        assert part["total"] == whole["total"] == len(whole[name]) > 2
        assert part[name] == whole[name][:2]
        head = here((*words, "--limit", "2"))[1].partition("\n")[0]
        assert f"2 of {whole['total']:,} {name}" in head
        assert " of " not in here(words)[1].partition("\n")[0]
    assert part["in_papers"] == whole["in_papers"] == len({str(one["paper"]) for one in whole["findings"]})


# the terminal

_STREAMS = re.compile(r"stdout|stderr|stdin|__stdout__|__stderr__|__stdin__")


def _touches(source: str) -> set[str]:
    """What a module touches of the process: streams, environment, size of the terminal."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "sys" and _STREAMS.fullmatch(node.attr):
                found.add("streams")
            if node.value.id == "os" and node.attr in ("environ", "getenv", "environb", "putenv"):
                found.add("environment")
        name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if name in ("get_terminal_size", "isatty"):
            found.add("size")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "input"):
            found.add("streams")
        if isinstance(node, ast.ImportFrom) and node.module in ("os", "sys", "shutil"):
            found |= {f"from {node.module}" for one in node.names if one.name in ("environ", "stdout", "getenv")}
    return found


def test_the_rule_can_fail() -> None:
    assert _touches("import sys\nsys.stderr.write('x')") == {"streams"}
    assert _touches("import os\nx = os.environ['A']") == {"environment"}
    assert _touches("import shutil\nshutil.get_terminal_size()") == {"size"}
    assert _touches("print('x')") == {"streams"}


def test_one_module_touches_the_terminal_and_one_reads_the_environment() -> None:
    touching = {
        path.relative_to(ROOT).as_posix(): found
        for path in sorted((ROOT / "mscq").rglob("*.py"))
        if (found := _touches(path.read_text(encoding="utf-8")))
    }
    assert touching == {"mscq/cli/console.py": {"streams", "size"}, "mscq/records/settings.py": {"environment"}}


@pytest.mark.skipif(os.name != "posix", reason="pseudo-terminals need a POSIX system")
def test_what_was_written_is_said_at_a_terminal_only(tmp_path: Path) -> None:
    import pty
    import subprocess
    import sys

    from support import environment, on_base

    assert here((*PAPERS, "-o", str(tmp_path / "a.csv"))) == (0, "", "")
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "mscq", *on_base(PAPERS), "-o", "b.csv"]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=theirs, cwd=tmp_path, env=environment(), check=False)
    os.close(theirs)
    said = os.read(ours, 4096).decode()
    os.close(ours)
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8").count("\n")
    assert (done.returncode, done.stdout, said.strip()) == (0, b"", f"mscq: wrote b.csv: {lines} lines")


@pytest.mark.parametrize(
    ("words", "name", "said"),
    [
        ((*PAPERS, "--csv"), "x.json", "is written as --csv says"),
        ((*PAPERS, "--json"), "x.HTML", "is written as --json says"),
        (("map", "--json"), "x.svg", "is written as --json says"),
        (("cite", "islam2023", "--csv"), "x.bib", "is written as --csv says"),
        (("cite", "islam2023", "-f", "ris"), "x.bib", "is written as --format ris says"),
        (("cite", "islam2023", "-f", "zotero"), "x.nbib", "is written as --format ris says"),
        (("cite", "islam2023", "-s", "apa"), "x.ris", "is written as --style apa says"),
        ((*PAPERS, "--csv"), "x.csv", ""),
        ((*PAPERS, "--json"), "x.txt", ""),
        ((*PAPERS, "--csv"), "x.data", ""),
        (("cite", "islam2023", "-f", "biblatex"), "x.bib", ""),
        (("cite", "islam2023", "-f", "hayagriva"), "x.yaml", ""),
        (("cite", "islam2023", "-f", "ris"), "x.txt", ""),
        (("cite", "islam2023", "-s", "apa"), "x.md", ""),
    ],
)
def test_an_option_that_wins_over_a_suffix_of_other_meaning_is_told(
    words: Words, name: str, said: str, tmp_path: Path
) -> None:
    code, out, err = here((*words, "-o", str(tmp_path / name)))
    assert (code, out, err.count("\n")) == (0, "", 1 if said else 0), err
    assert said in err


def test_citations_that_were_written_are_counted_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mscq.cli.console.talks_to_terminal", lambda: True)
    for keys, said in ((("islam2023",), "1 citation"), (("islam2023", "yuan2022"), "2 citations")):
        file = tmp_path / "refs.ris"
        assert here(("cite", *keys, "-o", str(file)))[2].endswith(f"wrote {file}: {said}\n")
