"""The tools that an assistant may call: each is a command, its arguments are words and options of that command."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mscq.server.shorten import MOST

Schema = Mapping[str, Any]

_LONGEST = 2000
_MOST_WORDS = 50
LIMIT = "limit"
_LIMIT: Schema = {
    "type": "integer",
    "minimum": 1,
    "maximum": 100,
    "description": f"Most records of each list; without it what {MOST:,} characters hold. 'cut' tells what is left out",
}


def _text(description: str, **more: Any) -> Schema:
    return {"type": "string", "minLength": 1, "maxLength": _LONGEST, "description": description, **more}


def _choice(description: str, *values: str) -> Schema:
    return {"type": "string", "enum": list(values), "description": description}


def _list(description: str, least: int, **more: Any) -> Schema:
    items = {"type": "string", "minLength": 1, "maxLength": _LONGEST, **more}
    return {"type": "array", "items": items, "minItems": least, "maxItems": _MOST_WORDS, "description": description}


class Tool(NamedTuple):
    """A command as a tool.

    ``own`` are its arguments beside the filters; ``words`` is the one whose value are the words of the command,
    ``demanded`` those without which it cannot be asked, ``limits`` whether the command has ``--limit`` itself.
    """

    name: str
    title: str
    description: str
    own: Mapping[str, Schema]
    words: str = ""
    demanded: Sequence[str] = ()
    limits: bool = False


class Filter(NamedTuple):
    """A filter of a command: what it takes and whether it takes nothing (a flag)."""

    help: str
    is_flag: bool


_CONDITION = _text("A disease, by any of its names; all without")
_NUMBERS = ("since", "min-n")
DIMENSIONS = ("route", "source", "cell", "donor", "condition", "design", "paper", "dose")

TOOLS = (
    Tool(
        "ask",
        "Ask in plain words",
        "Answers a question by the tool that fits it; 'notes' say how it was read and which words were not.",
        {"question": _text("A question: does it help walking in ms")},
        "question",
        ("question",),
    ),
    Tool(
        "condition",
        "Evidence on a condition",
        "Trials by primary endpoint, pooled analyses, harm, findings, conflicts and gaps for a disease; "
        "'answer.sentence' sums it up. Without a name: the conditions of the base. Kinds of comparator, families of "
        "cells and studies without a control must not be added up.",
        {"name": _CONDITION},
        "name",
    ),
    Tool(
        "compare",
        "Compare two or more values",
        "Routes, cell sources, cells, donors, diseases, designs, papers or doses compared: within one study first "
        "('direct'), then side by side, which is no comparison.",
        {
            "by": _choice("What is compared", *DIMENSIONS),
            "values": _list("Two or more values: iv, intrathecal; for doses low, medium, high, low-per-kg ...", 2),
        },
        demanded=("by", "values"),
    ),
    Tool(
        "conflicts",
        "Where studies disagree",
        "Questions that studies answer differently, with what sets the two sides apart.",
        {"condition": _CONDITION},
        "condition",
    ),
    Tool(
        "safety",
        "Known harm",
        "Harm against a control first, then without one, then what is only said in words. No entry does not mean safe.",
        {"condition": _CONDITION},
        "condition",
    ),
    Tool(
        "search",
        "Search papers and findings",
        "The papers nearest to the words, each with its best finding. Fields and operators work: "
        "condition:lupus (kidney OR renal) year:2018..2022.",
        {"query": _text("Words or a query"), "sort": _choice("Order of hits", "score", "year", "n", "level")},
        "query",
        ("query",),
        limits=True,
    ),
    Tool(
        "why",
        "Where a figure comes from",
        "A finding's place in the paper, the pages it was read at, what was derived from it by which rule, and checks.",
        {"id": _text("A finding (islam2023.edss-improved) or a paper by any id")},
        "id",
        ("id",),
    ),
    Tool(
        "cite",
        "Cite papers",
        "Citations of papers by key, PMID, PMCID, DOI or NBK number, or of all that filters select.",
        {
            # a hyphen alone would read standard input
            "ids": _list("Ids of papers", 1, pattern=r"[A-Za-z0-9]"),
            # names alone: a path would read a file of this machine
            "format": _text("nlm (default), bibtex, ris, csl-json ...", pattern=r"^[A-Za-z0-9-]+$"),
            "style": _text("A CSL style in place of a format: apa, vancouver", pattern=r"^[A-Za-z0-9-]+$"),
        },
        "ids",
    ),
    Tool(
        "coverage",
        "What the base lacks",
        "Trials that reviews pool and the base has not, and registered trials that no paper reports.",
        {"condition": _CONDITION},
        "condition",
    ),
)


def input_schema(tool: Tool, filters: Mapping[str, Filter]) -> dict[str, Any]:
    """Return the JSON Schema of a tool's arguments: its own, the filters of its command, and the limit."""
    narrowing = {_argument(name): _of_filter(name, one) for name, one in filters.items()}
    return {
        "type": "object",
        "properties": {**narrowing, **tool.own, LIMIT: _LIMIT},
        "required": list(tool.demanded),
        "additionalProperties": False,
    }


def command_words(tool: Tool, arguments: Mapping[str, Any]) -> list[str]:
    """Return arguments as the words of a command line. What an assistant wrote is never taken for an option."""
    options: list[str] = []
    words: list[str] = []
    for name, value in arguments.items():
        values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        option = _option(arguments["by"] if name == "values" else name)
        if name == tool.words:
            words = values
        elif value is True:
            options.append(option)
        elif value is not False and name != "by" and (name != LIMIT or tool.limits):
            options += [f"{option}={one}" for one in values]
    return [*options, *(["--", *words] if words else [])]


def shown_command(name: str, words: Sequence[str]) -> str:
    """Return the command as a person would type it."""
    split = words.index("--") if "--" in words else len(words)
    options, named = words[:split], words[split + 1 :]
    if any(one.startswith("-") for one in named):
        return shlex.join(["mscq", name, *options, "--json", *words[split:]])
    return shlex.join(["mscq", name, *named, *options, "--json"])


def _argument(option: str) -> str:
    return option.replace("-", "_")


def _option(argument: str) -> str:
    return f"--{argument.replace('_', '-')}"


def _of_filter(name: str, entry: Filter) -> Schema:
    if entry.is_flag:
        return {"type": "boolean", "description": entry.help}
    if name in _NUMBERS:
        return {"type": "integer", "minimum": 0, "description": entry.help}
    return _text(entry.help)
