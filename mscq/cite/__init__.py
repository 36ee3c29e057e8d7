"""Citations: a format is one module of this package, found by name or by the suffix of a file.

    from mscq.cite import CitationOptions, format_named, reference
    text = format_named("bibtex").render([reference(paper)], CitationOptions())

A format states ``TITLE`` (what it is) and ``ORDER`` (its place in lists), where it has any ``SUFFIXES`` (of files)
and ``ALIASES`` (other names, programs that read it too), and has ``render(references, options)``, which returns a
text. What it states is read without importing it; it is imported when it is first used.

Other packages add formats: an entry point of the group ``mscq.formats``, its name that of the format, points to such
a module. They are looked at only where a name or suffix is none of the formats here.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from mscq.cite.reference import CitationOptions, Reference, reference
from mscq.errors import ExitCode, MscqError, NotUnderstood
from mscq.records.value import Value
from mscq.text.modules import stated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from importlib.metadata import EntryPoint

    from mscq.records.models import Paper

__all__ = [
    "BrokenFormat",
    "CitationOptions",
    "Format",
    "Reference",
    "UnknownFormat",
    "format_for_file",
    "format_named",
    "formats",
    "nlm_line",
    "reference",
]

GROUP = "mscq.formats"
"""The group of entry points under which other packages add formats."""

_READS_NO_REFERENCES = ("word", "docx", "libreoffice", "openoffice", "pages", "google-docs")


class UnknownFormat(NotUnderstood):
    """No format goes by that name or file suffix; the message lists those that exist.

    ``faults`` is what the message says of formats of other packages that cannot be used.
    """

    def __init__(self, message: str, faults: str = "") -> None:
        self.faults = faults
        super().__init__(f"{message}{faults}")


class BrokenFormat(MscqError):
    """A format that another package adds cannot be used; the message says which package, and why."""

    exit_code = ExitCode.BAD_FILE


class Format(Value):
    """A citation format: its name, its module, what it is, the file suffixes and other names it answers to."""

    name: str
    module: str
    title: str
    suffixes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    package: str = ""
    """The package that adds it; empty for a format of our own."""

    def render(self, references: Sequence[Reference], options: CitationOptions | None = None) -> str:
        """Return the references as one text of this format, ending in a newline; of none, an empty list.

        Raises BrokenFormat where a format that another package adds fails.
        """
        render: Callable[[Sequence[Reference], CitationOptions], str] = import_module(self.module).render
        if not self.package:
            return render(references, options or CitationOptions())
        try:
            text = render(references, options or CitationOptions())
        except Exception as error:  # whatever the code of others runs into
            raise _broken(self.name, self.package, _said(error)) from error
        if not isinstance(text, str):
            raise _broken(self.name, self.package, f"it renders {type(text).__name__}, not text")
        return text


@cache
def formats() -> dict[str, Format]:
    """Return the formats of this package by name, in the order of lists."""
    found = [(name, each) for name, each in stated(str(Path(__file__).parent)).items() if "TITLE" in each]
    found.sort(key=lambda one: one[1]["ORDER"])
    made = (
        Format(
            module.replace("_", "-"),
            f"{__name__}.{module}",
            each["TITLE"],
            each.get("SUFFIXES", ()),
            each.get("ALIASES", ()),
        )
        for module, each in found
    )
    return {entry.name: entry for entry in made}


def format_named(name: str) -> Format:
    """Return the format of that name, in any case and with ``_`` for ``-``, or the one that a program reads.

    Raises UnknownFormat, and BrokenFormat where another package adds it and it cannot be used.
    """
    wanted = name.strip().lower().replace("_", "-")
    entry = next((each for each in formats().values() if wanted in (each.name, *each.aliases)), None)
    if entry is not None:
        return entry
    entry, faults = _added(lambda each: wanted in (each.name, *each.aliases), wanted)
    if entry is not None:
        return entry
    if wanted in _READS_NO_REFERENCES:
        raise UnknownFormat(
            f"'{name}' reads no file of references: give it a page (-o refs.html) or a style (--style apa), "
            "or cite from a reference manager (-f zotero, -f endnote)"
        )
    others = "".join(f", {_name(each)}" for each in _entry_points())
    raise UnknownFormat(f"unknown format '{name}'; formats are {', '.join(formats())}{others}", faults)


def format_for_file(path: str) -> Format:
    """Return the format that a file's suffix stands for (``refs.bib``).

    Raises UnknownFormat where it stands for none.
    """
    name = path.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = name.rpartition(".")
    suffix = f".{ending.lower()}" if dot and stem else ""
    known = {each: entry for entry in formats().values() for each in entry.suffixes}
    entry, faults = known.get(suffix), ""
    if entry is None and suffix:
        entry, faults = _added(lambda each: suffix in each.suffixes)
    if entry is None:
        raise UnknownFormat(f"no format is known for '{name}'; suffixes are {', '.join(known)}", faults)
    return entry


def nlm_line(paper: Paper | Reference) -> str:
    """Return the NLM citation of a paper on one line, as PubMed prints it."""
    from mscq.cite.nlm import render

    cited = paper if isinstance(paper, Reference) else reference(paper)
    return render([cited], CitationOptions()).strip()


def _entry_points() -> Iterator[EntryPoint]:
    from importlib.metadata import entry_points

    yield from entry_points(group=GROUP)


def _name(point: EntryPoint) -> str:
    return point.name.lower().replace("_", "-")


def _added(fits: Callable[[Format], bool], name: str = "") -> tuple[Format | None, str]:
    """Return the format of another package that fits, else None; and what to say of those that are broken.

    Raises BrokenFormat where the one of that name is.
    """
    faults = ""
    for point in _entry_points():
        try:
            entry = _loaded(point)
        except BrokenFormat as error:
            if _name(point) == name:
                raise
            faults += f"; {error}"
            continue
        if fits(entry):
            return entry, ""
    return None, faults


def _loaded(point: EntryPoint) -> Format:
    package = point.dist.name if point.dist else point.value
    if point.attr:
        raise _broken(point.name, package, f"its entry point {point.value} names no module")
    try:
        module = import_module(point.module)
    except Exception as error:  # whatever the code of others runs into
        raise _broken(point.name, package, _said(error)) from error
    title, suffixes, aliases = (getattr(module, name, ()) for name in ("TITLE", "SUFFIXES", "ALIASES"))
    if not isinstance(title, str):
        raise _broken(point.name, package, "it states no TITLE")
    if not callable(getattr(module, "render", None)):
        raise _broken(point.name, package, "it has no function render(references, options)")
    for name, words in (("SUFFIXES", suffixes), ("ALIASES", aliases)):
        if not isinstance(words, tuple | list) or not all(isinstance(word, str) for word in words):
            raise _broken(point.name, package, f"its {name} are no tuple of texts")
    return Format(_name(point), point.module, title, tuple(suffixes), tuple(aliases), package)


def _broken(name: str, package: str, why: str) -> BrokenFormat:
    return BrokenFormat(f"the format '{name}' of the package {package} cannot be used: {why}")


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
