"""What match says of the reader's own references."""

from __future__ import annotations

from mscq.output.shapes.records import FindingRecord, Near, PaperRecord, Place
from mscq.output.shapes.shape import Shape


class FileRead(Shape):
    file: str
    read: int
    unread: int
    error: str | None
    needs_extra: str | None


class MatchCounts(Shape):
    read: int
    known: int
    near_miss: int
    unknown: int


class Says(Shape):
    """What the base says of a paper, in a line; results by kind of control, then by direction."""

    text: str
    efficacy: dict[str, dict[str, int]]
    safety: dict[str, dict[str, int]]
    most_exact_controlled: FindingRecord | None


class NoticeInFile(Shape):
    status: str
    text: str


class Entry(Shape):
    file: str
    line: int | None
    key: str | None
    pmid: str | None
    pmcid: str | None
    doi: str | None
    title: str | None
    year: int | None
    text: str | None
    status: str
    matched_by: str | None
    score: float | None
    near: Near | None
    paper: PaperRecord | None
    says: Says | None
    notice_in_base: str | None
    notice_in_file: NoticeInFile | None
    is_itself: str | None
    remarks: list[str]


class Twice(Shape):
    by: list[str]
    entries: list[Place]


class Unread(Shape):
    file: str
    line: int | None
    reason: str


class Matches(Shape):
    RECORDS = "entries"

    files: list[FileRead]
    counts: MatchCounts
    entries: list[Entry]
    twice: list[Twice]
    unread: list[Unread]
    warnings: list[str]
