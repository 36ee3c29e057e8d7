"""``mscq mcp`` asked by the client of its SDK over standard input and output: it answers as the commands do."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytest.importorskip("mcp", reason="the extra mcp is not installed")

import mcp.types as types
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from mcp import Client, MCPError
from runs import Done, frozen, run_here
from support import BASE, ROOT, environment
from talk import Call, Session, said, session

from mscq.cli.commands.ask.mcp import filters_of
from mscq.cli.inside import ask
from mscq.cli.program import load_command, program
from mscq.output.wording import NOT_ADVICE
from mscq.server.app import Application
from mscq.server.shorten import MOST, fitted, shortened
from mscq.server.tools import DIMENSIONS, TOOLS, Tool
from mscq.text.safe import is_safe

ASKED: tuple[Call, ...] = (
    ("ask", {"question": "is it safe in lupus?"}),
    ("ask", {"question": "does it help walking in ms"}),
    ("ask", {"question": "vein or spinal tap for ms", "limit": 2}),
    ("ask", {"question": "PMC9524813"}),
    ("condition", {}),
    ("condition", {"name": "lupus"}),
    ("condition", {"name": "MS", "limit": 100}),
    ("condition", {"name": "multipel sclerosis", "route": "iv,intrathecal", "since": 2015, "controlled": True}),
    ("condition", {"name": "rheumatic"}),
    ("compare", {"by": "route", "values": ["iv", "intrathecal"]}),
    ("compare", {"by": "route", "values": ["iv", "intrathecal"], "condition": "ms", "limit": 1}),
    ("compare", {"by": "paper", "values": ["islam2023", "zhou2019"]}),
    ("conflicts", {}),
    ("conflicts", {"condition": "ms", "limit": 1}),
    ("safety", {}),
    ("safety", {"condition": "knee oa", "limit": 100}),
    ("search", {"query": "knee cartilage"}),
    ("search", {"query": "knee cartilge", "limit": 3, "sort": "year", "min_n": 20}),
    ("search", {"query": "-title:knee"}),
    ("why", {"id": "islam2023.edss-improved"}),
    ("why", {"id": "islam2023"}),
    ("cite", {"ids": ["islam2023", "PMC9524813", "nobody1999"]}),
    ("cite", {"condition": "lupus", "format": "bibtex"}),
    ("coverage", {}),
    ("coverage", {"condition": "ms"}),
)
UNDERSTOOD_AMISS: tuple[Call, ...] = (
    ("condition", {"name": "qqqqqq"}),
    ("condition", {"name": "arthritis"}),
    ("condition", {"name": "--help"}),
    ("condition", {"name": "-owritten.json"}),
    ("condition", {"name": "lupus", "route": "by owl"}),
    ("condition", {"name": "lupus", "level": "9"}),
    ("condition", {"name": "lupus", "min_n": 100000}),
    ("compare", {"by": "route", "values": ["iv", "intravenous"]}),
    ("conflicts", {"condition": "nonsense"}),
    ("safety", {"condition": "nonsense"}),
    ("coverage", {"condition": "nonsense"}),
    ("search", {"query": "knee ("}),
    ("search", {"query": "zzzzzz qqqqqq"}),
    ("why", {"id": "islam2023.no-such"}),
    ("cite", {"ids": ["multiple", "sclerosis"]}),
    ("cite", {"ids": ["islam2023"], "format": "no-such"}),
    ("cite", {}),
)
NOT_OF_THE_SCHEMA: tuple[tuple[Call, str], ...] = (
    (("condition", {"nme": "lupus"}), "it takes topic"),
    (("condition", {"name": 3}), "name: 3 is not of type 'string'"),
    (("condition", {"name": "lupus", "limit": 0}), "limit: 0 is less"),
    (("condition", {"name": "x" * 5000}), "name: must meet maxLength: 2000"),
    (("condition", {"name": "lupus", "data": "/etc"}), "'data' was unexpected"),
    (("search", {}), "'query' is a required property"),
    (("search", {"query": "knee", "sort": "best"}), "sort: 'best' is not one of"),
    (("compare", {"by": "colour", "values": ["red", "blue"]}), "by: 'colour' is not one of"),
    (("compare", {"by": "route", "values": ["iv"]}), "values: ['iv'] is too short"),
    (("cite", {"ids": ["-"]}), "ids.0: '-' does not match"),
    (("cite", {"ids": ["islam2023"], "style": "/etc/passwd"}), "style: '/etc/passwd' does not match"),
    (("cite", {"ids": ["islam2023"], "library": "mine.bib"}), "'library' was unexpected"),
)


@pytest.fixture(scope="module")
def server() -> Iterator[Session]:
    """One session for all that is only asked."""
    with session() as one:
        yield one


@pytest.fixture(scope="module")
def listed(server: Session) -> dict[str, types.Tool]:
    async def tools(client: Client) -> list[types.Tool]:
        return (await client.list_tools()).tools

    return {tool.name: tool for tool in server.talk(tools)}


class Given(NamedTuple):
    """What a call was given: the structured content, the text, and what the command that it names prints."""

    call: Call
    reply: dict[str, Any]
    text: str
    printed: Done


@pytest.fixture(scope="module")
def answers(server: Session) -> list[Given]:
    found = server.called(ASKED)
    assert [(call, said(one)) for call, one in zip(ASKED, found, strict=True) if one.is_error] == []
    return [
        Given(call, one.structured_content, said(one), run_here(shlex.split(one.structured_content["command"])[1:]))
        for call, one in zip(ASKED, found, strict=True)
    ]


def test_the_tools_are_short_told_and_change_nothing(listed: Mapping[str, types.Tool]) -> None:
    assert list(listed) == [tool.name for tool in TOOLS]
    for tool in listed.values():
        assert tool.annotations is not None
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (True, False)
        assert len(tool.description or "") <= 320, tool.name
        Draft202012Validator.check_schema(tool.input_schema)
        assert tool.output_schema is not None
        Draft202012Validator.check_schema(tool.output_schema)
        assert tool.output_schema["type"] == "object"
    assert sum(len(tool.model_dump_json()) for tool in listed.values()) < 80_000


def test_an_argument_is_an_option_of_its_command(listed: Mapping[str, types.Tool]) -> None:
    for tool in TOOLS:
        options = {name for param in load_command(tool.name).params for name in param.opts}
        named = {*listed[tool.name].input_schema["properties"]} - {tool.words, "by", "values", "limit"}
        assert {f"--{one.replace('_', '-')}" for one in named} <= options, tool.name


@pytest.mark.slow
def test_a_tool_answers_what_the_command_that_it_names_prints(
    answers: list[Given],
) -> None:
    for call, reply, _, done in answers:
        whole = json.loads(done.stdout)
        limit = call[1].get("limit")
        shown, cuts = fitted(whole) if limit is None else shortened(whole, limit)
        assert reply["answer"] == shown, call
        assert reply["cut"] == [one._asdict() for one in cuts], call
        assert [f"mscq: {one}" for one in reply["notes"]] == done.stderr.splitlines(), call


def test_an_answer_has_the_shape_that_is_listed_and_stands_as_text_as_well(
    answers: list[Given], listed: Mapping[str, types.Tool]
) -> None:
    for (name, _), reply, text, _ in answers:
        schema = listed[name].output_schema
        assert schema is not None
        Draft202012Validator(schema).validate(reply)
        assert json.loads(text) == reply


def test_an_answer_carries_its_caveats(answers: list[Given]) -> None:
    for call, reply, _, done in answers:
        caveats = " ".join(reply["caveats"])
        assert NOT_ADVICE in caveats
        assert "not all that exists" in caveats
        assert ("Shortened: " in caveats) is bool(reply["cut"]), call
        assert ("without a control group" in caveats) is ('"setting": "uncontrolled"' in done.stdout), call
        assert reply["base"].startswith("mscq ")


def test_every_paper_that_is_named_is_a_source_with_its_citation(
    answers: list[Given],
) -> None:
    for call, reply, *_ in answers:
        sources = {one["id"]: one for one in reply["sources"]}
        named = {
            one["paper"] if isinstance(one["paper"], str) else one["paper"]["id"] for one in _naming(reply["answer"])
        }
        assert named <= {*sources}, call
        unread = sum("full-text" not in one["read_as"] for one in sources.values())
        told = [one for one in reply["caveats"] if one.startswith("Sources of which the full text was not read")]
        assert told == [f"{one.rpartition(':')[0]}: {unread} of {len(sources)} ('read_as')." for one in told]
        assert bool(told) is bool(unread)
    one = next(reply["sources"] for (name, _), reply, *_ in answers if name == "why")[0]
    assert one["citation"] == run_here(["cite", one["id"]]).stdout.strip()
    assert one["address"] == "https://pubmed.ncbi.nlm.nih.gov/37834955/"


def _naming(value: Any) -> list[dict[str, Any]]:
    """Every record that names a paper of the base."""
    if isinstance(value, list):
        return [found for one in value for found in _naming(one)]
    if not isinstance(value, dict):
        return []
    here = [value] if isinstance(value.get("paper"), str | dict) else []
    return here + [found for one in value.values() for found in _naming(one)]


def test_long_answers_are_bounded_where_no_limit_is_asked_for(
    answers: list[Given],
) -> None:
    sizes = [
        len(json.dumps(reply["answer"], ensure_ascii=False))
        for (_, asked), reply, *_ in answers
        if "limit" not in asked
    ]
    assert max(sizes) <= MOST


def test_what_cannot_be_answered_is_said_in_the_words_of_the_command(server: Session) -> None:
    for (name, arguments), result in zip(UNDERSTOOD_AMISS, server.called(UNDERSTOOD_AMISS), strict=True):
        assert result.is_error, (name, arguments)
        assert "Traceback" not in said(result)
        assert "internal error" not in said(result)
        assert said(result).count("\n") <= 2
        if arguments and set(arguments) <= {"name", "condition", "query"}:
            [word] = arguments.values()
            done = run_here([name, "--json", "--", word])
            assert done.stderr == f"mscq: {said(result)}\n"
    assert not (ROOT / "written.json").exists()


def test_arguments_that_break_the_schema_are_named(server: Session) -> None:
    results = server.called(call for call, _ in NOT_OF_THE_SCHEMA)
    for (call, expected), result in zip(NOT_OF_THE_SCHEMA, results, strict=True):
        assert result.is_error, call
        assert said(result).startswith(f"{call[0]}: ")
        assert expected in said(result)
        assert "\n" not in said(result)
        assert len(said(result)) < 600


def test_what_is_not_there_is_an_error_of_the_protocol(server: Session) -> None:
    async def each(client: Client) -> list[str]:
        wrong = (
            lambda: client.call_tool("verify", {}),
            lambda: client.read_resource("mscq://paper/nobody1999"),
            lambda: client.read_resource("mscq://condition/"),
            lambda: client.read_resource("file:///etc/passwd"),
            lambda: client.list_resources(cursor="-1"),
        )
        told = []
        for asking in wrong:
            with pytest.raises(MCPError) as error:
                await asking()
            told.append(error.value.message)
        return told

    tool, paper, condition, file, cursor = server.talk(each)
    assert tool.startswith("no tool is called 'verify'; there are ask, condition")
    assert paper == run_here(["show", "nobody1999"]).stderr.removeprefix("mscq: ").strip()
    assert condition.startswith("nothing is at")
    assert file.startswith("nothing is at")
    assert cursor == "no page begins at '-1'"


def test_every_condition_and_paper_can_be_opened(server: Session) -> None:
    async def each(client: Client) -> tuple[list[str], list[str], dict[str, Any]]:
        found: list[str] = []
        cursor: str | None = None
        while True:
            page = await client.list_resources(cursor=cursor)
            found += [one.uri for one in page.resources]
            cursor = page.next_cursor
            if cursor is None:
                break
        templates = [one.uri_template for one in (await client.list_resource_templates()).resource_templates]
        opened = {}
        for address in (
            "mscq://conditions",
            "mscq://condition/lupus",
            "mscq://condition/knee%20oa",
            "mscq://paper/37834955",
        ):
            [content] = (await client.read_resource(address)).contents
            assert isinstance(content, types.TextResourceContents)
            assert content.mime_type == "application/json"
            opened[address] = json.loads(content.text)
        return found, templates, opened

    found, templates, opened = server.talk(each)
    papers = [one.rpartition("/")[2] for one in found if one.startswith("mscq://paper/")]
    assert papers == frozen().ids
    heads = [one["condition"] for one in json.loads(run_here(["condition", "--json"]).stdout)["conditions"]]
    assert found[: len(heads) + 1] == ["mscq://conditions", *(f"mscq://condition/{one}" for one in heads)]
    assert templates == ["mscq://condition/{id}", "mscq://paper/{id}"]
    for address, words in (
        ("mscq://conditions", ["condition"]),
        ("mscq://condition/lupus", ["condition", "lupus"]),
        ("mscq://condition/knee%20oa", ["condition", "knee oa"]),
        ("mscq://paper/37834955", ["show", "37834955"]),
    ):
        assert opened[address]["answer"] == json.loads(run_here([*words, "--json"]).stdout)
        assert opened[address]["cut"] == []
        assert NOT_ADVICE in opened[address]["caveats"]


def test_own_references_stay_at_home(tmp_path: Path) -> None:
    own = tmp_path / "mine.ris"
    own.write_text("TY  - JOUR\nTI  - Knee cartilage of my own\nPY  - 2020\nER  - \n", encoding="utf-8")
    named = {"MSCQ_LIBRARY": str(own)}
    assert "of my own" in run_here(["search", "knee cartilage", "--json"], env=named).stdout
    with session(env=named) as server:
        [result] = server.called([("search", {"query": "knee cartilage"})])
    assert "of my own" not in said(result)


HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}},
}


def _started() -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-m", "mscq", "mcp", "--data", str(BASE)],
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        env=environment(),
        cwd=ROOT,
    )


def test_it_ends_quietly_with_its_client_and_writes_nothing_but_the_protocol() -> None:
    server = _started()
    lines = (json.dumps(HELLO), "no JSON", '{"jsonrpc": "2.0", "id": 2, "method": "no/such"}', "\udc80")
    out, err = server.communicate("".join(f"{one}\n" for one in lines).encode("utf-8", "surrogateescape"), timeout=30)
    assert (server.returncode, err) == (0, b"")
    written = [json.loads(one) for one in out.splitlines()]
    assert all(one["jsonrpc"] == "2.0" for one in written)
    assert {one["id"] for one in written if "result" in one} == {1}


@pytest.mark.parametrize("how", ["closed pipe", "Ctrl-C"])
def test_it_ends_quietly_when_it_is_left(how: str) -> None:
    server = _started()
    assert server.stdin
    assert server.stdout
    assert server.stderr
    server.stdin.write(json.dumps(HELLO).encode() + b"\n")
    server.stdin.flush()
    assert b'"serverInfo"' in server.stdout.readline()
    if how == "Ctrl-C":
        server.send_signal(signal.SIGINT)
    else:
        server.stdout.close()
        server.stdin.write(b'{"jsonrpc": "2.0", "id": 2, "method": "ping"}\n')
        server.stdin.flush()
    assert server.wait(timeout=30) == (130 if how == "Ctrl-C" else 0)
    assert server.stderr.read() == b""
    for stream in (server.stdin, server.stdout, server.stderr):
        stream.close()


WORDS = st.text(max_size=40) | st.sampled_from(
    ["ms", "-", "--", "--data=/", "-o", "@x", "lupus,ms", "a.b", "=", "\x1b[31m", "\u202e"]
)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(TOOLS), st.lists(WORDS, min_size=1, max_size=2), st.data())
def test_whatever_is_asked_is_answered_or_refused_in_clean_words(
    tool: Tool, words: list[str], data: st.DataObject
) -> None:
    named = {name: words if one["type"] == "array" else words[0] for name, one in tool.own.items()}
    asked = {name: value for name, value in named.items() if name in tool.demanded or data.draw(st.booleans())}
    if "by" in asked:
        asked["by"] = data.draw(st.sampled_from(DIMENSIONS))
    result = _application().call(tool.name, asked)
    assert result.is_error is (result.structured_content is None)
    assert "internal error" not in said(result)
    assert is_safe(said(result).replace("\n", ""))


@cache
def _application() -> Application:
    """The server in this process, without its streams."""
    return Application(frozen(), partial(ask, program(), frozen()), {one.name: filters_of(one.name) for one in TOOLS})
