"""Grouping what is linked."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TypeVar

Member = TypeVar("Member", bound=Hashable)


def groups(members: Iterable[Member], links: Iterable[tuple[Member, Member]]) -> list[list[Member]]:
    """Return the members in groups: those that links join, directly or through others, stand together.

    Groups come in the order of their first members, members in their own order. Raises KeyError for a link to
    what is no member.
    """
    parent = {member: member for member in members}

    def root(member: Member) -> Member:
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    for one, other in links:
        parent[root(one)] = root(other)
    found: dict[Member, list[Member]] = {}
    for member in parent:
        found.setdefault(root(member), []).append(member)
    return list(found.values())
