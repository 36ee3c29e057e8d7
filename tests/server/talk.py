"""A client of the SDK that talks to the server as a process of its own, and to a base of its own."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import mcp.types as types
from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client
from support import BASE, ROOT, environment

Value = TypeVar("Value")
Call = tuple[str, Mapping[str, Any]]


class Session:
    """A session with the server, which lasts over several talks."""

    def __init__(self, portal: BlockingPortal, client: Client) -> None:
        self._portal, self._client = portal, client

    def talk(self, what: Callable[[Client], Awaitable[Value]]) -> Value:
        """Return what is made of the session."""
        return self._portal.call(what, self._client)

    def called(self, calls: Iterable[Call]) -> list[types.CallToolResult]:
        """Return what the tools answer to these calls."""

        async def each(client: Client) -> list[types.CallToolResult]:
            return [await client.call_tool(name, dict(arguments)) for name, arguments in calls]

        return self.talk(each)


@contextmanager
def session(*, base: Path = BASE, env: Mapping[str, str] | None = None) -> Iterator[Session]:
    """Start a server, and end it."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "mscq", "mcp", "--data", str(base)],
        env=environment(env),
        cwd=str(ROOT),
    )
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(stdio_client(server))) as client,
    ):
        yield Session(portal, client)


def said(result: types.CallToolResult) -> str:
    """Return the text of a result."""
    [block] = result.content
    assert isinstance(block, types.TextContent)
    return block.text
