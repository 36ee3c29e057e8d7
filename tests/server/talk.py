"""A client of the SDK that talks to the server as a process of its own, and to a base of its own."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import anyio
import mcp.types as types
from mcp import Client, StdioServerParameters, stdio_client
from support import BASE, ROOT, environment

Value = TypeVar("Value")
Call = tuple[str, Mapping[str, Any]]


def talk(
    what: Callable[[Client], Awaitable[Value]], *, base: Path = BASE, env: Mapping[str, str] | None = None
) -> Value:
    """Return what is made of a session with the server."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "mscq", "mcp", "--data", str(base)],
        env=environment(env),
        cwd=str(ROOT),
    )

    async def session() -> Value:
        async with Client(stdio_client(server)) as client:
            return await what(client)

    return anyio.run(session)


def called(calls: Iterable[Call], *, env: Mapping[str, str] | None = None) -> list[types.CallToolResult]:
    """Return what the tools answer to these calls, in one session."""

    async def each(client: Client) -> list[types.CallToolResult]:
        return [await client.call_tool(name, dict(arguments)) for name, arguments in calls]

    return talk(each, env=env)


def said(result: types.CallToolResult) -> str:
    """Return the text of a result."""
    [block] = result.content
    assert isinstance(block, types.TextContent)
    return block.text
