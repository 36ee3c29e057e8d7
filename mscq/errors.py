"""What can go wrong, each as one exception with a one-line message, and the exit codes of the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from os import PathLike, fspath


class ExitCode(IntEnum):
    """Exit codes of ``mscq``; the README documents them."""

    OK = 0
    NOTHING_FOUND = 1
    NOT_UNDERSTOOD = 2
    BAD_FILE = 3
    MISSING_EXTRA = 4
    NO_NETWORK = 5
    INTERRUPTED = 130


class MscqError(Exception):
    """Base of every error that a user can cause; ``str()`` is one clear line."""

    exit_code: ExitCode = ExitCode.NOT_UNDERSTOOD


class NotUnderstood(MscqError):
    """The words of a query do not make sense together."""


class UnknownTerm(NotUnderstood):
    """A word that names nothing in the vocabulary.

    ``elsewhere`` tells what it names in another facet, ``covers`` what the base has where nothing comes near, ``ids``
    the concepts that it is a word of, though it names none. Where it says that it is a kind of something, ``group``
    is that word, and the suggestions are what the base has of that kind.
    """

    def __init__(
        self,
        text: str,
        facet: str,
        suggestions: Sequence[str] = (),
        elsewhere: str = "",
        covers: str = "",
        ids: Sequence[str] = (),
        group: str = "",
    ) -> None:
        self.text, self.facet, self.suggestions, self.ids = text, facet, tuple(suggestions), tuple(ids)
        self.group = group
        hint = f"; did you mean {_either(self.suggestions)}?" if self.suggestions else ""
        hint = f"; of {group} the base has {', '.join(self.suggestions)}" if group else hint
        hint = f"; the base covers {covers}" if covers and not hint else hint
        hint = f"; it is {elsewhere}" if elsewhere else hint
        super().__init__(f"no {facet} is called '{text}'{hint} (see: mscq terms)")


class AmbiguousTerm(NotUnderstood):
    """A word that fits several concepts, those of ``ids``; ``candidates`` are some of their names."""

    def __init__(self, text: str, facet: str, candidates: Sequence[str], ids: Sequence[str] = ()) -> None:
        self.text, self.facet, self.candidates, self.ids = text, facet, tuple(candidates), tuple(ids)
        super().__init__(f"'{text}' fits several: {', '.join(self.candidates)}; name one of them")


class UnknownPaper(NotUnderstood):
    """An identifier that no paper of the base carries; ``read_as`` says as what the text was read."""

    def __init__(
        self, text: str, suggestions: Sequence[str] = (), see: str = "mscq papers", *, read_as: str = ""
    ) -> None:
        self.text, self.suggestions, self.read_as = text, tuple(suggestions), read_as
        hint = f"; did you mean {_either(self.suggestions)}?" if self.suggestions else ""
        said = f", {read_as}" if read_as else ""
        super().__init__(f"no paper in the base answers to '{text}'{said}{hint} (see: {see})")


class UnknownFinding(NotUnderstood):
    """An id that no finding of the paper carries."""

    def __init__(self, text: str, suggestions: Sequence[str] = ()) -> None:
        self.text, self.suggestions = text, tuple(suggestions)
        hint = f"; did you mean {_either(self.suggestions)}?" if self.suggestions else ""
        super().__init__(f"no finding has the id '{text}'{hint} (see: mscq why {text.partition('.')[0]})")


class NothingFound(MscqError):
    """A valid query that no paper or finding answers."""

    exit_code = ExitCode.NOTHING_FOUND


class NobodyReads(MscqError):
    """Standard output is a pipe whose reader has what it wanted: no error, and nothing to say to anyone."""

    exit_code = ExitCode.OK


class BadFile(MscqError):
    """A file that cannot be read, or does not hold what it should."""

    exit_code = ExitCode.BAD_FILE

    def __init__(self, path: str | PathLike[str], reason: str) -> None:
        self.path, self.reason = fspath(path), reason
        super().__init__(f"{self.path}: {reason}")


class UnreadableFile(BadFile):
    """A file that cannot be opened or decoded at all."""


class BadRecord(BadFile):
    """A file of the knowledge base that breaks the record model."""


class MissingExtra(MscqError):
    """A feature whose optional dependency is not installed."""

    exit_code = ExitCode.MISSING_EXTRA

    def __init__(self, extra: str, needed_for: str) -> None:
        self.extra = extra
        super().__init__(f"{needed_for} needs an optional part: pip install 'mscq[{extra}]'")


@contextmanager
def of_extra(extra: str, needed_for: str) -> Iterator[None]:
    """Raise MissingExtra where what is imported in the block lacks a package, or a part of one; ours are never missing.

    No package is named: those that an extra's packages need are missing as they are.
    """
    try:
        yield
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "mscq":
            raise
        raise MissingExtra(extra, needed_for) from error


class MissingPackage(MscqError, ImportError):
    """What is made by another package, which is not installed and is none of ours to ask for."""

    exit_code = ExitCode.MISSING_EXTRA


class NoNetwork(MscqError):
    """What only the network can answer was not answered: no network, or a service that fails or refuses."""

    exit_code = ExitCode.NO_NETWORK


def _either(words: Sequence[str]) -> str:
    return " or ".join(f"'{word}'" for word in words)
