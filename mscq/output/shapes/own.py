"""What match and library say of the reader's own references."""

from __future__ import annotations

from mscq.output.shapes.records import FindingRecord, Near, OwnReference, PaperRecord, Place
from mscq.output.shapes.shape import Document, Shape


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


class StandingFile(Shape):
    path: str
    exists: bool


class Index(Shape):
    """What was read from files, as it is kept."""

    path: str
    files: list[str]
    references: int
    own: int
    bytes: int


class Library(Shape):
    """The files that stand in the settings, and what is kept of them."""

    files: list[StandingFile]
    folder: str
    indexes: list[Index]


class OwnList(Document):
    """Own references that fit every filter; ``total`` is how many there are in all."""

    RECORDS = "papers"

    total: int
    papers: list[OwnReference]
