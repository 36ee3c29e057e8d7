"""The exchange on docs/mcp.md is what the server says now; ``python tests/server/test_page.py`` writes it anew."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("mcp", reason="the extra mcp is not installed")

from support import ROOT
from talk import said, session

from mscq.server.tools import TOOLS

PAGE = ROOT / "docs" / "mcp.md"
_CALL = re.compile(r"(```json\n(\{\n  \"name\".*?)```\n.*?```)(json|text)\n(.*?)```", re.DOTALL)
_SHOWN = ("command", "notes", "caveats", "base")


def _excerpt(reply: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of a result: the sentence of the answer, what goes with it, the first source and cut."""
    sentence = {"sentence": reply["answer"]["answer"]["sentence"]}
    firsts = {name: reply[name][:1] for name in ("sources", "cut")}
    return {"answer": {"answer": sentence}, **{name: reply[name] for name in _SHOWN}, **firsts}


def _exchanges(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each exchange of the page, and the result that it should show."""
    found = [(one, json.loads(one[2])) for one in _CALL.finditer(text)]
    with session() as server:
        results = server.called((call["name"], call["arguments"]) for _, call in found)
    for (one, _), result in zip(found, results, strict=True):
        if one[3] == "text":
            assert result.is_error
            yield one, f"{said(result)}\n"
        else:
            yield one, json.dumps(_excerpt(result.structured_content), indent=2, ensure_ascii=False) + "\n"


@pytest.mark.slow
def test_the_exchange_is_what_the_server_says() -> None:
    exchanges = list(_exchanges(PAGE.read_text(encoding="utf-8")))
    assert len(exchanges) == 2
    for one, result in exchanges:
        assert one[4] == result, "docs/mcp.md is not current: python tests/server/test_page.py"


def test_every_tool_and_field_is_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name in (*(tool.name for tool in TOOLS), "answer", "sources", "cut", *_SHOWN):
        assert f"`{name}`" in text


def main() -> None:
    """Write the results into the page."""
    text = PAGE.read_text(encoding="utf-8")
    for one, result in _exchanges(text):
        text = text.replace(one[0], f"{one[1]}{one[3]}\n{result}```")
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
