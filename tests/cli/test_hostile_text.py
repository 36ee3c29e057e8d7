"""Text from a base, a file, an argument or the environment acts on no terminal, in any form of any command."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from runs import Words, here
from sample_base import FINDINGS, GONE, RESULT, change, good_base, write_base
from support import run_mscq

from mscq.checks.opened import strings
from mscq.cite import formats
from mscq.output.answer import Answer, Scalar
from mscq.output.forms import FORMS, Options, render
from mscq.output.report import Bullets, Figure, Heading, Paragraph, Report, Role, Span, Table, line
from mscq.records.models import Paper
from mscq.records.trials import TrialsFile
from mscq.records.vocabulary_file import VocabularyFile
from mscq.text.identifiers import find_all, parse
from mscq.text.safe import escaped, is_safe, one_line

# one or more of each kind: C0, DEL, C1, bidi, no width, tags, line ends; sequences that colour, retitle, copy, link
CHARACTERS = [
    *map(chr, (*range(32), 0x7F, *range(0x80, 0xA0))),
    *"\u061c\u200b\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff",
    "\U000e0041",
    "\ufffe",
]
COLOUR = "\x1b[38;5;77m"
PAYLOAD = (
    f"z{''.join(CHARACTERS)}{COLOUR}\x1b]0;t\x07\x1b]52;c;QUJD\x1b\\\x1b]8;;http://x.example\x1b\\\n# Opened\r\n"
    "=1+1\n\n# Opened\n- item\n<b>&#x1b;[0m`"
)
ASKED: dict[str, Words] = {
    "condition": ("multiple-sclerosis",),
    "compare": ("--source", "bone-marrow", "umbilical-cord"),
    "search": ("sclerosis", "--explain"),
    "conflicts": ("multiple-sclerosis",),
    "timeline": ("multiple-sclerosis",),
    "map": (),
    "coverage": (),
    "why": ("smith2020",),
    "show": ("smith2020",),
    "papers": (),
    "findings": (),
    "terms": ("conditions",),
    "cite": ("smith2020",),
    "open": ("smith2020", "--print"),
    "verify": (),
    "info": (),
}


def _fits(document: dict[str, Any]) -> bool:
    models: dict[str, type[Paper | VocabularyFile | TrialsFile]]
    models = {"concepts": VocabularyFile, "trials": TrialsFile}
    model = next((model for key, model in models.items() if key in document), Paper)
    try:
        model.model_validate(document)
    except ValidationError:
        return False
    return True


def hostile_base(folder: Path) -> tuple[Path, int]:
    """A base whose every text that its model leaves free ends in the payload; and how many those are."""
    files = good_base()
    jones = files["papers/jones2021.json"]
    jones["findings"] = [{**deepcopy(FINDINGS[2]), **deepcopy(RESULT), "id": "jones2021.pain", "direction": "harm"}]
    for paper in ("smith2020", "jones2021"):
        change(files[f"papers/{paper}.json"], "study.same_patients_as", GONE)
    change(files["vocabulary/cell-types.json"], "concepts.0.rank", 1)
    changed = 0
    for document in files.values():
        if "bibliography" in document:
            change(document, "bibliography.URL", "https://example.org/a")
            change(document, "standing", {"status": "corrected", "as_of": "2026-01-02", "notice": "Erratum in: J Ex."})
        for place, text in list(strings(document)):
            path = ".".join(map(str, place))
            if place[-1] in ("against", "facet") or not place:
                continue
            # an address takes no white space
            for added in (PAYLOAD, re.sub(r"\s", "", PAYLOAD)):
                change(document, path, text + added)
                if _fits(document):
                    changed += 1
                    break
                change(document, path, text)
    files["base.json"] = {"version": f"1{PAYLOAD}", "date": "2026-01-01"}
    for name, document in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document), encoding="utf-8")
    return folder, changed


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, changed = hostile_base(tmp_path_factory.mktemp("hostile"))
    assert changed > 60
    return folder


def acting(text: str) -> set[str]:
    """What stands in a text that no terminal should be sent, but for line feeds and tabs."""
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    found = {one for one in set(text) - {"\n", "\t"} if unicodedata.category(one) in kinds}
    return {f"U+{ord(one):04X}" for one in found} | ({"U+FFFE"} & set(text))


def _styles_gone(text: str) -> str:
    assert COLOUR not in text
    return re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;(?:id=[0-9]+)?;(?:https://[\x21-\x7e]*)?\x1b\\", "", text)


@pytest.mark.parametrize("command", ASKED)
def test_no_form_of_a_command_lets_text_of_a_base_act(command: str, base: Path) -> None:
    for form in FORMS:
        asked = ("--color", "always") if form == "terminal" else (f"--{form}",)
        code, out, err = here((command, *ASKED[command], "--data", str(base), *asked))
        assert code in (0, 3), err
        assert acting(_styles_gone(out) if form == "terminal" else out) == set(), (command, form)
        assert acting(err) == set()
        assert "internal error" not in err
        assert all(one.startswith("mscq: ") for one in err.splitlines())
        if form == "markdown" and command not in ("open", "cite"):
            assert not re.search(r"(?m)^\W*# Opened", out)
        if form == "json":
            assert json.loads(out) is not None
        if form in ("csv", "tsv"):
            cells = [
                cell for row in csv.reader(io.StringIO(out), delimiter="," if form == "csv" else "\t") for cell in row
            ]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_the_payload_is_shown(base: Path) -> None:
    """The base does hold it, and a reader sees where something stood."""
    _, out, _ = here(("show", "smith2020", "--data", str(base), "--plain"))
    assert "\ufffd" in out


@pytest.mark.parametrize("name", formats())
def test_no_format_of_citations_lets_text_of_a_base_act(name: str, base: Path, tmp_path: Path) -> None:
    words = ("cite", "smith2020", "jones2021", "--data", str(base), "--format", name)
    for more in ((), ("-o", str(tmp_path / "file"))):
        code, out, err = here((*words, *more))
        assert code == 0, err
        written = (tmp_path / "file").read_text(encoding="utf-8") if more else out
        assert written
        assert acting(written) == set()
        assert acting(err) == set()
        assert not re.search(r"(?m)^# Opened", written)


@pytest.mark.parametrize("words", [("condition", "multiple-sclerosis", "--plot"), ("timeline", "multiple-sclerosis")])
@pytest.mark.parametrize("suffix", [".svg", ".html"])
def test_no_drawing_lets_text_of_a_base_act(words: Words, suffix: str, base: Path, tmp_path: Path) -> None:
    file = tmp_path / f"drawn{suffix}"
    code, _, err = here((*words, "--data", str(base), "-o", str(file)))
    assert code == 0, err
    assert acting(file.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_no_completion_lets_text_of_a_base_act(shell: str, base: Path) -> None:
    for words in ("papers --condition ", "cite ", "why smith2020.", "condition "):
        told = {"COMP_WORDS": f"mscq {words.split()[0]} --data {base} {words.partition(' ')[2]}", "COMP_TYPE": "63"}
        told["COMP_CWORD"] = str(len(told["COMP_WORDS"].split(" ")) - 1)
        done = run_mscq(env={"_MSCQ_COMPLETE": f"complete_{shell}", **told}, base=None)
        assert (done.returncode, acting(done.stdout), acting(done.stderr)) == (0, set(), set())
        assert not [one for one in done.stdout.splitlines() if one.startswith("# Opened")]


def test_a_value_that_a_shell_would_run_is_not_offered(tmp_path: Path) -> None:
    files = good_base()
    change(files["vocabulary/conditions.json"], "concepts.1.id", "m$(touch x)")
    base = write_base(tmp_path / "base", files)
    told = {"COMP_WORDS": f"mscq papers --data {base} --condition ", "COMP_CWORD": "5"}
    done = run_mscq(env={"_MSCQ_COMPLETE": "complete_bash", **told}, base=None)
    assert "demyelinating-disease" in done.stdout
    assert "$" not in done.stdout


def test_arguments_files_and_the_environment_act_on_no_terminal(tmp_path: Path) -> None:
    odd = "x\x1b]52;c;QUJD\x07\x9b31m\u202e\u2066\u200b\n# Opened"
    file = tmp_path / f"own{odd.replace('/', '')}.bib"
    file.write_text("@article{k, title = {T", encoding="utf-8")
    sound = tmp_path / f"sound{odd}.ris"
    sound.write_text(f"TY  - JOUR\nTI  - One {PAYLOAD}\nDO  - 10.1000/a\x9b31m\u202eb\nER  - \n", encoding="utf-8")
    style = tmp_path / f"s{odd}.csl"
    style.write_text(f"<style>{odd}", encoding="utf-8")
    runs: list[tuple[Words, dict[str, str]]] = [
        ((odd,), {}),
        (("papers", f"--{odd}"), {}),
        (("papers", "--width", odd), {}),
        (("papers", "--color", odd), {}),
        (("papers", "--condition", odd), {}),
        (("papers", "--year", odd), {}),
        (("papers", "--data", str(tmp_path / odd)), {}),
        (("search", f'"{odd}'), {}),
        (("search", f"{odd}:x"), {}),
        (("search", f"lupus {odd}"), {}),
        (("cite", odd), {}),
        (("cite", "islam2023", "--style", str(style)), {}),
        (("match", str(file), str(sound)), {}),
        (("match", str(sound), "--markdown"), {}),
        (("search", "one", "--library", str(sound)), {}),
        (("papers", "--library", str(sound)), {}),
        (("info",), {"MSCQ_LIBRARY": str(sound)}),
        (("info",), {"MSCQ_LIBRARY": odd}),
        (("papers", "-o", str(tmp_path / f"a.{odd}")), {}),
        (("papers",), {"MSCQ_DATA": odd}),
        (("papers",), {"COLUMNS": odd}),
        (("info",), {"XDG_CONFIG_HOME": str(tmp_path / "config")}),
    ]
    config = tmp_path / "config" / "mscq" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('library = ["\\u001b]52;c;QUJD\\u0007\\u009b\\u202e.bib"]\n', encoding="utf-8")
    for words, env in runs:
        code, out, err = here(words, **env)
        assert code != 70, (words, err)
        assert acting(out) == set(), words
        assert acting(err) == set(), words
        assert "\n# Opened" not in out + err


def test_pasted_identifiers_act_on_no_terminal() -> None:
    code, out, err = here(("cite", "-"), stdin="x\x1b]52;c;QUJD\x07\x9by\n10.1000/a\x9b31m\n")
    assert code != 0
    assert (acting(out), acting(err)) == (set(), set())


def test_an_address_with_control_characters_is_not_opened(tmp_path: Path) -> None:
    files = good_base()
    change(files["papers/smith2020.json"], "bibliography.URL", "https://example.org/\x1b]0;x\x07")
    base = write_base(tmp_path / "base", files)
    code, out, err = here(("open", "smith2020", "--where", "address", "--data", str(base)), BROWSER="true")
    assert (code, out) == (3, "")
    assert "smith2020.json" in err
    change(files["papers/smith2020.json"], "bibliography.URL", GONE)


@given(st.text())
def test_a_line_is_one_line_and_nothing_in_it_acts(text: str) -> None:
    shown = one_line(text)
    assert acting(shown) == set()
    assert not {"\n", "\t"} & set(shown)
    assert is_safe(shown)
    assert one_line(shown) == shown


@given(st.text())
def test_text_that_a_reader_can_see_stays(text: str) -> None:
    visible = "".join(one for one in text if unicodedata.category(one)[0] in "LMNPSZ" and one not in "\u2028\u2029")
    assert one_line(visible) == visible


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_escaped_json_says_the_same(text: str) -> None:
    written = escaped(json.dumps([text], ensure_ascii=False))
    assert json.loads(written) == [text]
    assert acting(written) == set()


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.sampled_from("#-+=1.)`*_ <&;x~|[]("), max_size=12))
def test_markdown_says_what_the_text_says(text: str) -> None:
    """Whatever a paragraph or an item begins with, it opens no heading, list, quotation or code of its own."""
    report = Report("T", [Paragraph(line(f"{text} z")), Bullets([line(f"{text} z")])])
    written = render("markdown", Answer(dict, list, lambda: report), Options())
    parsed = _markdown(written)
    shown = " ".join(f"{text} z".split())
    assert [" ".join(one.split()) for one in parsed] == ["T", shown, shown]


def _markdown(text: str) -> list[str]:
    """The text of each block of a CommonMark document, as pandoc reads it."""
    pypandoc: Any = pytest.importorskip("pypandoc", reason="pandoc (pypandoc_binary) is not installed")
    document = json.loads(pypandoc.convert_text(text, "json", format="commonmark"))
    found: list[str] = []

    def inline(nodes: list[Any]) -> str:
        assert {node["t"] for node in nodes} <= {"Str", "Space", "SoftBreak"}, nodes
        return "".join(node.get("c", " ") for node in nodes)

    for block in document["blocks"]:
        match block["t"]:
            case "Header":
                assert not found
                found.append(inline(block["c"][2]))
            case "Para" | "Plain":
                found.append(inline(block["c"]))
            case "BulletList":
                found.extend(inline(item["c"]) for items in block["c"] for item in items)
            case other:
                raise AssertionError(other)
    return found


@cache
def _everything() -> Report:
    text = line(Span(PAYLOAD, Role.STRONG), Span(PAYLOAD, Role.COMMAND), Span("a", Role.PAPER, f"https://x{PAYLOAD}"))
    script = line(Span("b", Role.PAPER, "javascript:alert(1)"))
    table = Table([_column()], [[text]], PAYLOAD, {0: text})
    return Report(
        PAYLOAD,
        [Heading(text, text), Paragraph(text, PAYLOAD), Bullets([text, script]), table, Figure([text], PAYLOAD)],
    )


def _column() -> Any:
    from mscq.output.report import Column

    return Column(PAYLOAD, wrap=True)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_every_block_of_a_report_is_safe_in_every_form(form: str, encoding: str) -> None:
    answer = Answer(lambda: {PAYLOAD: [PAYLOAD]}, lambda: [{PAYLOAD: PAYLOAD}], _everything)
    options = Options(width=60, color=True, links=True, encoding=encoding, footer=PAYLOAD)
    text = render(form, answer, options)
    assert acting(_styles_gone(text) if form == "terminal" else text) == set()
    assert "javascript:" not in text
    if form == "markdown":
        assert "\n# Opened" not in text


def _rows(*values: Scalar) -> Iterator[str]:
    answer = Answer(dict, lambda: [{"a": value} for value in values], lambda: Report("", []))
    for raw in (False, True):
        for form, delimiter in (("csv", ","), ("tsv", "\t")):
            text = render(form, answer, Options(raw_cells=raw))
            yield "|".join(row[0] for row in [*csv.reader(io.StringIO(text), delimiter=delimiter)][1:])


def test_no_cell_is_run_by_a_spreadsheet() -> None:
    given = (
        "=1+1",
        "+cmd ' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "＝1",
        "-0.5",
        "+3",
        "a=b",
        -0.5,
        2.0,
    )
    guarded, also, raw, also_raw = _rows(*given)
    assert guarded == also
    assert guarded.split("|") == [
        "'=1+1",
        "'+cmd ' /C calc'!A0",
        "'-2+3",
        "'@SUM(A1)",
        "' =1",
        "'\n=1",
        "' =1",
        "'＝1",
        *("-0.5", "+3", "a=b", "-0.5", "2"),
    ]
    assert raw == also_raw
    assert "'=" not in raw


def test_raw_cells_is_an_option(tmp_path: Path) -> None:
    files = good_base()
    change(files["papers/smith2020.json"], "bibliography.title", "=1+1")
    base = write_base(tmp_path / "base", files)
    assert "'=1+1" in here(("papers", "--csv", "--data", str(base)))[1]
    raw = here(("papers", "--csv", "--raw-cells", "--data", str(base)))[1]
    assert ",=1+1," in raw
    assert "'=1+1" not in raw


@given(st.text())
def test_no_identifier_holds_what_acts(text: str) -> None:
    for found in (parse(f"10.1000/a{text}b"), *find_all(f"see 10.1000/a{text}b")):
        if found:
            assert acting(found.value) == set()


def test_no_format_character_is_left_out() -> None:
    every = [chr(one) for one in range(0x110000) if unicodedata.category(chr(one)) in ("Cc", "Cf", "Zl", "Zp")]
    assert [f"U+{ord(one):04X}" for one in every if is_safe(one)] == []
    assert acting(one_line("".join(every))) == set()
