"""What to paste into a client so that it starts the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

Config = Mapping[str, Any]


class Client(NamedTuple):
    """Clients that are told of a server in the same way: their names, their files, and what goes into these."""

    names: str
    files: Sequence[str]
    config: Callable[[Config], Config]


CLIENTS = (
    Client(
        "Claude Desktop, Claude Code, Cursor, Windsurf, Gemini CLI",
        ("claude_desktop_config.json", ".mcp.json", ".cursor/mcp.json", "mcp_config.json", ".gemini/settings.json"),
        lambda server: {"mcpServers": {"mscq": server}},
    ),
    Client(
        "Visual Studio Code",
        (".vscode/mcp.json",),
        lambda server: {"servers": {"mscq": {"type": "stdio", **server}}},
    ),
    Client("Zed", ("settings.json",), lambda server: {"context_servers": {"mscq": server}}),
)


def configs(command: Sequence[str]) -> list[dict[str, Any]]:
    """Return for each kind of client what starts the server by this command, JSON-ready."""
    program, *words = command
    server = {"command": program, "args": words}
    return [{"clients": one.names, "files": list(one.files), "config": one.config(server)} for one in CLIENTS]
