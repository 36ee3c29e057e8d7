"""The server itself: tools and resources over standard input and output, until the client closes them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar

import anyio
import anyio.to_thread
import mcp.types as types
from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from mcp import MCPError, stdio_server
from mcp.server import Server

from mscq.api import EvidenceBase
from mscq.errors import MscqError
from mscq.output.shapes.commands import SHAPES
from mscq.output.shapes.shape import schema_of
from mscq.output.wording import NOT_ADVICE
from mscq.records.version import __version__, version_line
from mscq.server import resources
from mscq.server.asking import Ask, Refused
from mscq.server.reply import Reply, reply
from mscq.server.shorten import Cut, fitted, shortened
from mscq.server.tools import LIMIT, TOOLS, Filter, Tool, command_words, input_schema, shown_command
from mscq.text.ascii import in_notation
from mscq.text.safe import lines, one_line

Value = TypeVar("Value")

INSTRUCTIONS = (
    "Evidence on stem-cell therapy from reviewed papers. Say nothing that an answer does not hold; give with every "
    "figure what it was measured against and its source ('sources' has the citations), and pass on the 'caveats'. "
    "A result without a control group cannot show that a treatment works. " + NOT_ADVICE
)
_PAGE = 100
_LONGEST = 200
"""The longest message of the schema's validator that is passed on: some repeat all that was sent."""


class Application:
    """What is answered to each kind of request."""

    def __init__(self, kb: EvidenceBase, ask: Ask, filters: Mapping[str, Mapping[str, Filter]]) -> None:
        self._kb = kb
        self._ask = ask
        self._base = version_line(kb.folder)
        self._tools = {tool.name: tool for tool in TOOLS}
        self._inputs = {tool.name: input_schema(tool, filters[tool.name]) for tool in TOOLS}

    def tools(self) -> list[types.Tool]:
        """Every tool with the schemas of what it takes and gives."""
        return [
            types.Tool(
                name=tool.name,
                title=tool.title,
                description=tool.description,
                input_schema=self._inputs[tool.name],
                output_schema=_output_schema(tool),
                annotations=types.ToolAnnotations(
                    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
                ),
            )
            for tool in self._tools.values()
        ]

    def call(self, name: str, arguments: Mapping[str, Any]) -> types.CallToolResult:
        """The answer of a tool, or what its command said in its place. Raises MCPError for a tool that is none."""
        tool = self._tools.get(name)
        if tool is None:
            raise _invalid(f"no tool is called '{name[:_LONGEST]}'; there are {', '.join(self._tools)}")
        if wrong := _wrong(self._inputs[name], arguments):
            return _refusal(f"{name}: {wrong}")
        limit = arguments.get(LIMIT)
        try:
            found = self._reply(
                name, command_words(tool, arguments), fitted if limit is None else partial(shortened, limit=int(limit))
            )
        except Refused as error:
            return _refusal(str(error))
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=_text(found))], structured_content=found
        )

    def listed(self, cursor: str | None) -> types.ListResourcesResult:
        """A page of the resources. Raises MCPError for a cursor that was not given out."""
        start = int(cursor) if cursor and cursor.isascii() and cursor.isdigit() and len(cursor) < 9 else 0
        if cursor and not start:
            raise _invalid(f"no page begins at '{cursor[:_LONGEST]}'")
        found = [
            types.Resource(uri=one.address, name=one.name, title=one_line(one.title), mime_type="application/json")
            for one in islice(resources.listed(self._kb), start, start + _PAGE + 1)
        ]
        return types.ListResourcesResult(
            resources=found[:_PAGE], next_cursor=str(start + _PAGE) if len(found) > _PAGE else None
        )

    def opened(self, address: str) -> types.ReadResourceResult:
        """What an address of the base holds, whole. Raises MCPError where it holds nothing."""
        asked = resources.command_of(address)
        if asked is None:
            raise _invalid(f"nothing is at '{address[:_LONGEST]}'; see the list of resources")
        try:
            found = self._reply(*asked, lambda data: (data, []))
        except Refused as error:
            raise _invalid(lines(str(error))) from error
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=address, mime_type="application/json", text=_text(found))]
        )

    def _reply(
        self, name: str, words: Sequence[str], shorten: Callable[[Any], tuple[Any, list[Cut]]]
    ) -> dict[str, Any]:
        answered = self._ask(name, words)
        return {**reply(self._kb, answered, shorten), "command": shown_command(name, words), "base": self._base}


def serve(kb: EvidenceBase, ask: Ask, filters: Mapping[str, Mapping[str, Filter]]) -> None:
    """Answer from a base, on standard input and output, until either is closed.

    ``ask`` asks a command on this base, ``filters`` are those of each tool's command.
    """
    import logging

    logging.getLogger("mcp").addHandler(logging.NullHandler())
    logging.getLogger("mcp").propagate = False  # what a client sends amiss is answered, and no traceback written
    try:
        anyio.run(_run, Application(kb, ask, filters))
    except* (BrokenPipeError, ConnectionError):
        pass  # the client has gone


async def _run(app: Application) -> None:
    one_at_a_time = anyio.CapacityLimiter(1)

    async def answered(work: Callable[[], Value]) -> Value:
        try:
            return await anyio.to_thread.run_sync(work, limiter=one_at_a_time)
        except MscqError as error:
            raise MCPError(code=types.INTERNAL_ERROR, message=lines(str(error))) from error

    async def tools(context: Any, params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=await answered(app.tools))

    async def call(context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        return await answered(partial(app.call, params.name, params.arguments or {}))

    async def listed(context: Any, params: types.PaginatedRequestParams | None) -> types.ListResourcesResult:
        return await answered(partial(app.listed, params.cursor if params else None))

    async def templates(context: Any, params: Any) -> types.ListResourceTemplatesResult:
        return types.ListResourceTemplatesResult(
            resource_templates=[
                types.ResourceTemplate(
                    uri_template=one.address, name=one.name, description=one.title, mime_type="application/json"
                )
                for one in resources.TEMPLATES
            ]
        )

    async def opened(context: Any, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        return await answered(partial(app.opened, str(params.uri)))

    server: Server[Any] = Server(
        "mscq",
        version=__version__,
        instructions=INSTRUCTIONS,
        on_list_tools=tools,
        on_call_tool=call,
        on_list_resources=listed,
        on_list_resource_templates=templates,
        on_read_resource=opened,
    )
    async with stdio_server() as (incoming, outgoing):
        try:
            await server.run(incoming, outgoing, server.create_initialization_options())
        except anyio.get_cancelled_exc_class():
            os._exit(0)  # the client reads no more; the thread that waits for what it writes could not be ended


def _output_schema(tool: Tool) -> dict[str, Any]:
    if tool.name == "ask":  # its answer is that of another tool, whose schema stands there
        return schema_of(Reply[dict[str, Any] | list[dict[str, Any]]])
    of_command: Any = SHAPES[tool.name]
    return schema_of(Reply.__class_getitem__(of_command))


def _wrong(schema: Mapping[str, Any], arguments: Mapping[str, Any]) -> str:
    """What is wrong with arguments, in one line; empty where nothing is."""
    error = best_match(Draft202012Validator(schema).iter_errors(arguments))
    if error is None:
        return ""
    at = ".".join(map(str, error.absolute_path))
    told = error.message if len(error.message) <= _LONGEST else f"must meet {error.validator}: {error.validator_value}"
    known = f"; it takes {', '.join(schema['properties'])}" if error.validator == "additionalProperties" else ""
    return one_line(f"{at}: {told}{known}" if at else f"{told}{known}")


def _refusal(text: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(type="text", text=lines(text))], is_error=True)


def _invalid(text: str) -> MCPError:
    return MCPError(code=types.INVALID_PARAMS, message=lines(text))


def _text(found: Mapping[str, Any]) -> str:
    return in_notation(json.dumps(found, ensure_ascii=False), "utf-8", ".json")
