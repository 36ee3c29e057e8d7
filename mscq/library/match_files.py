"""The reader's files, read, matched against the base and looked through for papers that stand twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mscq.errors import MscqError, UnreadableFile
from mscq.library.base import candidates
from mscq.library.duplicates import duplicates
from mscq.library.entry import Entry, Unread
from mscq.library.match import Match, NearMiss, match_all
from mscq.library.read import ReadResult, read_file
from mscq.records.files import Unfinished
from mscq.records.value import replace

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase

STANDARD_INPUT = "standard input"


@dataclass(frozen=True, slots=True)
class Twice:
    """Entries that are one paper, and by what that shows: identifiers, title, or a match with one paper of the base."""

    entries: tuple[Entry, ...]
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file, how many entries were read of it, and how many pieces were not; or why none could be."""

    name: str
    read: int = 0
    unread: int = 0
    error: MscqError | None = None


@dataclass(frozen=True, slots=True)
class MatchReport:
    """The reader's files beside the base."""

    files: list[FileRead] = field(default_factory=list)
    matched: list[tuple[Entry, Match | NearMiss | None]] = field(default_factory=list)
    twice: list[Twice] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def known(self) -> list[tuple[Entry, Match]]:
        """The entries that are papers of the base."""
        return [(entry, found) for entry, found in self.matched if isinstance(found, Match)]

    @property
    def near(self) -> list[tuple[Entry, NearMiss]]:
        """The entries that only resemble one."""
        return [(entry, found) for entry, found in self.matched if isinstance(found, NearMiss)]

    @property
    def unknown(self) -> list[Entry]:
        """The entries that the base knows nothing of."""
        return [entry for entry, found in self.matched if found is None]

    @property
    def errors(self) -> list[MscqError]:
        """Why files could not be read at all."""
        return [file.error for file in self.files if file.error is not None]


def match_files(kb: KnowledgeBase, names: Iterable[str], stdin: Callable[[], BinaryIO]) -> MatchReport:
    """Read these files ('-' is what ``stdin`` opens) and match them. A file that cannot be read is noted as such."""
    report = MatchReport()
    entries: list[Entry] = []
    for name in dict.fromkeys(names):
        shown = STANDARD_INPUT if name == "-" else name
        try:
            result = read_any(name, stdin)
        except MscqError as error:
            report.files.append(FileRead(shown, error=error))
            continue
        report.files.append(FileRead(shown, len(result.entries), len(result.unread), _nothing_read(shown, result)))
        entries += result.entries
        report.unread.extend(result.unread)
        report.warnings.extend(result.warnings)
    report.matched.extend(match_all(entries, candidates(kb)))
    report.twice.extend(_twice(entries, report.known))
    return report


def _nothing_read(name: str, result: ReadResult) -> UnreadableFile | None:
    """What to say of a file that holds something and no reference that can be read."""
    if result.entries or not result.unread:
        return None
    first, *others = result.unread
    more = f" (and {len(others):,} more: --json)" if others else ""
    return UnreadableFile(name, f"no reference in it can be read; line {first.line}: {first.reason}{more}")


def read_any(name: str, stdin: Callable[[], BinaryIO]) -> ReadResult:
    """Return the references of a file, or of standard input for '-'. Raises as ``read_file`` does."""
    if name != "-":
        return read_file(name)
    with copied(stdin) as path:
        try:
            result = read_file(path)
        except UnreadableFile as error:
            raise UnreadableFile(STANDARD_INPUT, error.reason) from None
    return ReadResult(
        [replace(entry, file=STANDARD_INPUT) for entry in result.entries],
        [replace(unread, file=STANDARD_INPUT) for unread in result.unread],
        [warning.replace(str(path), STANDARD_INPUT, 1) for warning in result.warnings],
    )


@contextmanager
def copied(stdin: Callable[[], BinaryIO]) -> Iterator[Path]:
    """Let a stream be a file, for as long as the block lasts: it is read more than once."""
    import shutil
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder, Unfinished(folder):
        path = Path(folder) / "references"
        with path.open("wb") as file:
            shutil.copyfileobj(stdin(), file)
        yield path


def _twice(entries: Sequence[Entry], known: Iterable[tuple[Entry, Match]]) -> list[Twice]:
    """Entries that are one paper by what they state, or because they are one paper of the base."""
    groups = {id(entry): Twice(group.entries, group.by) for group in duplicates(entries) for entry in group.entries}
    of_paper: dict[str, list[Entry]] = {}
    for entry, found in known:
        of_paper.setdefault(found.record, []).append(entry)
    for same in of_paper.values():
        parts = [groups.get(id(entry), Twice((entry,), ())) for entry in same]
        if len({id(part.entries) for part in parts}) > 1:
            inside = {id(entry) for part in parts for entry in part.entries}
            whole = tuple(entry for entry in entries if id(entry) in inside)
            by = tuple(dict.fromkeys(one for part in parts for one in (*part.by, "match")))
            groups |= dict.fromkeys(inside, Twice(whole, by))
    found_once = {id(group.entries): group for entry in entries if (group := groups.get(id(entry)))}
    return list(found_once.values())
