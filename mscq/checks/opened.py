"""What is checked: the files of a base or of a folder, each read strictly, and what they are checked against."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.errors import UnreadableFile
from mscq.records.facets import FACETS
from mscq.records.files import TRIALS, reason
from mscq.records.models import Paper
from mscq.records.settings import data_folder
from mscq.records.trials import TrialsFile
from mscq.records.vocabulary import Concept, Facet, Vocabulary
from mscq.records.vocabulary_file import ConceptEntry, VocabularyFile
from mscq.text.fold import fold

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from mscq.records.knowledge_base import KnowledgeBase

_FOLDERS = ("papers", "vocabulary")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class File:
    """One file as read: its text, what keeps it from being read, the JSON in it, the record it makes."""

    path: Path
    raw: bytes = b""
    fault: str | None = None
    document: Any = None
    record: Paper | VocabularyFile | TrialsFile | None = None
    errors: tuple[ErrorDetails, ...] = ()

    @property
    def shown(self) -> str:
        """The path as a person sees it."""
        return shown(self.path)


def shown(path: Path) -> str:
    """A path from the current folder where it lies below it, else as it was given."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


class Base:
    """The files to check, and the vocabulary and the papers that they may refer to."""

    def __init__(self, root: Path, files: list[File], *, whole: bool, only: Path | None = None) -> None:
        self.root, self.files, self.whole, self.only = root, files, whole, only

    @cached_property
    def checked(self) -> list[File]:
        """The files that problems are reported for: all, or those that ``only`` (a file, a folder) names."""
        return [file for file in self.files if self.only in (None, file.path, file.path.parent)]

    @cached_property
    def papers(self) -> list[tuple[File, Paper]]:
        """Every file that holds a valid paper; a file that alone is checked stands last."""
        found = [(file, file.record) for file in self.files if isinstance(file.record, Paper)]
        if "designs" in self.facets:
            found = [(file, paper.written_in(self.facets["designs"])) for file, paper in found]
        return sorted(found, key=lambda pair: pair[0].path == self.only)

    @cached_property
    def vocabularies(self) -> list[tuple[File, VocabularyFile]]:
        """Every file that holds a valid vocabulary."""
        return [(file, file.record) for file in self.files if isinstance(file.record, VocabularyFile)]

    @cached_property
    def trials(self) -> list[tuple[File, TrialsFile]]:
        """The valid file of registered trials, where there is one."""
        return [(file, file.record) for file in self.files if isinstance(file.record, TrialsFile)]

    @cached_property
    def facets(self) -> Mapping[str, Facet]:
        """The facets by name: the base's own, and the bundled ones for a folder that has none.

        A facet whose own file is missing or broken is left out; another check reports that.
        """
        facets: dict[str, Facet] = {one.facet: _facet(one) for _, one in self.vocabularies}
        if not self.has_own_vocabulary:
            bundled = Vocabulary(data_folder() / "vocabulary")
            facets = {name: facets.get(name) or bundled.facet(name) for name in FACETS}
        return facets

    @property
    def has_own_vocabulary(self) -> bool:
        """Whether the base brings its own vocabulary folder."""
        return self.whole and (self.root / "vocabulary").is_dir()

    @cached_property
    def known_papers(self) -> frozenset[str]:
        """The ids that a record may refer to: those of the base, and the bundled ones if it uses their vocabulary."""
        own = {file.path.stem for file in self.files if file.path.name != TRIALS}
        if not self.has_own_vocabulary:
            own |= {path.stem for path in (data_folder() / "papers").glob("*.json")}
        return frozenset(own)


class PaperBase(Base):
    """One paper of a base that is open already, and the papers that name it or that it names.

    All that is checked of it is checked as in the whole base, without reading the rest of the base.
    """

    def __init__(self, kb: KnowledgeBase, paper: Paper) -> None:
        self._kb = kb
        stem = paper.id if paper.id in kb else _misnamed(kb, paper)
        path = kb.path(stem).absolute()
        related = [read(kb.path(other).absolute()) for other in _related(kb, paper) if other != stem]
        super().__init__(kb.folder, [*related, read(path)], whole=False, only=path)

    @cached_property
    def facets(self) -> Mapping[str, Facet]:
        """The facets of the base."""
        return {name: self._kb.vocabulary.facet(name) for name in FACETS}

    @cached_property
    def known_papers(self) -> frozenset[str]:
        """The ids of all papers of the base."""
        return frozenset(self._kb.ids)


def _misnamed(kb: KnowledgeBase, paper: Paper) -> str:
    """The file of a paper that does not bear its id as name."""
    stated = f'"id": "{paper.id}"'.encode()
    return next((stem for stem in kb.ids if stated in kb.stored(stem)), paper.id)


def _related(kb: KnowledgeBase, paper: Paper) -> list[str]:
    """The papers that hold an identifier or the title of a paper, or that the paper names; itself among them."""
    record = paper.bibliography
    keys = [f'"{one}"'.lower().encode() for one in (paper.id, record.pmid, record.pmcid, record.doi) if one]
    title = fold(record.title or "")
    named = {*paper.study.same_patients_as, *(one.paper for one in paper.study.includes)}
    return [
        other
        for other in kb.ids
        if other in named
        or any(key in kb.stored(other).lower() for key in keys)
        or (title and title == fold(_title(kb.stored(other))))
    ]


_TITLE = re.compile(rb'"title": ("(?:[^"\\\\]|\\\\.)*")')


def _title(raw: bytes) -> str:
    found = _TITLE.search(raw)
    return str(json.loads(found[1])) if found else ""


def open_base(path: Path) -> Base:
    """Read what is to be checked at a path: a base, a folder of files, or one file.

    A base is a folder with ``papers`` or ``vocabulary`` in it. A file inside a base is checked against the
    rest of that base, and so is one of its two folders. Raises UnreadableFile where nothing is there or a
    folder cannot be listed.
    """
    path = Path(path)
    if not os.path.exists(path):  # noqa: PTH110 - a name too long is none
        raise UnreadableFile(path, "no such file or folder")
    if path.is_dir() and ((path / "papers").is_dir() or (path / "vocabulary").is_dir()):
        return Base(path, _base_files(path), whole=True)
    only = path.absolute()
    folder = only if path.is_dir() else only.parent
    base = folder.parent
    if only.name == TRIALS and all((folder / name).is_dir() for name in _FOLDERS):
        return Base(folder, _base_files(folder), whole=True, only=only)
    in_base = folder.name in _FOLDERS and all((base / name).is_dir() for name in _FOLDERS)
    if in_base and (path.is_dir() or path.suffix == ".json"):
        return Base(base, _base_files(base), whole=True, only=only)
    return Base(path, _files(path) if path.is_dir() else [read(path)], whole=False)


def _base_files(path: Path) -> list[File]:
    found = [file for name in _FOLDERS if (path / name).is_dir() for file in _files(path / name)]
    return [*found, *([read(path / TRIALS)] if (path / TRIALS).is_file() else [])]


def _files(folder: Path) -> list[File]:
    try:
        return [read(path) for path in sorted(folder.iterdir()) if path.suffix == ".json"]
    except OSError as error:
        raise UnreadableFile(folder, reason(error)) from error


def read(path: Path) -> File:
    """Read one file strictly: UTF-8 without a byte order mark, JSON without repeated keys or infinite numbers."""
    from pydantic import ValidationError

    try:
        raw = path.read_bytes()
    except OSError as error:
        return File(path, fault=f"cannot be read: {reason(error)}")
    try:
        document = json.loads(
            raw.removeprefix(_BOM).decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
        )
    except UnicodeDecodeError as error:
        return File(path, raw, f"not UTF-8 (byte {error.start + 1}): save it as UTF-8")
    except RecursionError:
        return File(path, raw, "not JSON of ours: nested too deeply")
    except ValueError as error:
        return File(path, raw, f"not JSON: {error}")
    fault = "begins with a byte order mark: save it as UTF-8 without one" if raw.startswith(_BOM) else None
    if not isinstance(document, dict):
        return File(path, raw, "holds no JSON object: a paper or a vocabulary is one", document)
    model = _model(path, document)
    try:
        return File(path, raw, fault, document, model.model_validate(document))
    except ValidationError as error:
        return File(path, raw, fault, document, errors=tuple(error.errors(include_url=False)))


def _model(path: Path, document: dict[str, Any]) -> type[Paper | VocabularyFile | TrialsFile]:
    if path.name == TRIALS and path.absolute().parent.name not in _FOLDERS:
        return TrialsFile
    return VocabularyFile if "concepts" in document or path.absolute().parent.name == "vocabulary" else Paper


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key '{next(key for key in keys if keys.count(key) > 1)}' stands twice in one object")
    return found


def _constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number: leave the field out")


def _float(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"the number {text} is too large")
    return number


def _facet(vocabulary: VocabularyFile) -> Facet:
    return Facet(vocabulary.facet, map(_concept, vocabulary.concepts))


def _concept(entry: ConceptEntry) -> Concept:
    fields: dict[str, Any] = {key: tuple(it) if isinstance(it, list) else it for key, it in entry}
    return Concept(**fields)


_LISTS = {"findings": "id", "concepts": "id", "trials": "id"}


class Within(NamedTuple):
    """A field of a finding, as a place: 'islam2023.headache: estimate.n'."""

    finding: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.finding}: {self.field}" if self.field else self.finding


def place(document: Any, location: tuple[int | str, ...]) -> str | Within:
    """A location in a file as a person finds it: 'islam2023.headache: estimate.n', 'bibliography.author[2].family'."""
    head = ""
    if len(location) > 1 and location[0] in _LISTS and isinstance(location[1], int):
        entry = document[location[0]][location[1]]
        name = entry.get("id") if isinstance(entry, dict) else None
        if location[0] == "findings" and isinstance(name, str) and name:
            return Within(name, _path(location[2:]))
        head = name if isinstance(name, str) and name else f"{location[0]}[{location[1]}]"
        location = location[2:]
    return ": ".join(part for part in (head, _path(location)) if part)


def _path(location: tuple[int | str, ...]) -> str:
    return re.sub(r"\.(\[\d+\])", r"\1", ".".join(f"[{part}]" if isinstance(part, int) else part for part in location))


def strings(document: Any, location: tuple[int | str, ...] = ()) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Every string value in a JSON document with its location."""
    if isinstance(document, str):
        yield location, document
    elif isinstance(document, dict):
        for key, value in document.items():
            yield from strings(value, (*location, key))
    elif isinstance(document, list):
        for index, value in enumerate(document):
            yield from strings(value, (*location, index))
