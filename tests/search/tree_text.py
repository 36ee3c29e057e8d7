"""The tree of a query as one line of text, for tables of what is read how."""

from __future__ import annotations

from mscq.search.tree import Both, Either, Field, LeftOut, Lines, Near, Node, Not, Words


def tree_text(node: Node | None) -> str:
    """Write a tree: ``text:"stem cell*" & (a | b) & !c``, near ``a ~2 b``, in order ``a >2 b``, ``#1``, ``-out-``."""
    match node:
        case None:
            return ""
        case Words(words=words):
            return " ".join(word.text for word in words)
        case Field(name=name, value=value, quoted=quoted):
            return f'{name}:"{value}"' if quoted else f"{name}:{value}"
        case LeftOut(said=said):
            return f"-{said}-"
        case Lines(numbers=numbers, every=every):
            return (" & " if every else " | ").join(f"#{number}" for number in numbers)
        case Near(parts=parts, between=between, ordered=ordered):
            return f" {'>' if ordered else '~'}{between} ".join(map(_inner, parts))
        case Not(part=part):
            return f"!{_inner(part)}"
        case Both(parts=parts):
            return " & ".join(map(_inner, parts))
        case Either(parts=parts):
            return " | ".join(map(_inner, parts))


def _inner(node: Node) -> str:
    joined = isinstance(node, Both | Either | Near) or (isinstance(node, Lines) and len(node.numbers) > 1)
    return f"({tree_text(node)})" if joined else tree_text(node)
