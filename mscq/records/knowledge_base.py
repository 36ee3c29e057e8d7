"""The knowledge base: a folder of records, each read and validated when it is first looked at.

A record is parsed and validated only when a question can concern it. A record that nowhere holds the text
``"intravenous"`` names no such concept, so it need not be parsed to be left out of an answer about it: an index that
holds for the base tells this without its file, else the text of all files does.
"""

from __future__ import annotations

import json
import re
from bisect import bisect
from collections.abc import Collection, Hashable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from mscq.errors import AmbiguousTerm, BadRecord, MscqError, UnknownFinding, UnknownPaper
from mscq.records.facets import FACETS
from mscq.records.files import TRIALS, parse_json, read_bytes
from mscq.records.indexed import Looked, kept_answers, look
from mscq.records.naming import CARRIED, NAMED, carried_as, is_quoted_whole
from mscq.records.seal import Seal, read_seal
from mscq.records.table import Damaged, Table
from mscq.records.vocabulary import Vocabulary

if TYPE_CHECKING:
    from mscq.records.models import Finding, Paper
    from mscq.records.trials import Trial
    from mscq.text.identifiers import Identifier

_LEAST_OF_A_KEY, _MOST_KEYS = 3, 8
_PMID = re.compile(rb'"PMID": "(\d+)"')


class KnowledgeBase:
    """Papers by id and by any identifier, and the vocabulary they are written in.

    ``memo`` keeps what the layers above derive from the records, each under a key of its own. Where ``sealed``, a
    paper whose file the base's seal holds is read as it stands, without building the models (``records.seal``).
    """

    def __init__(self, folder: Path, sealed: bool = False, indexed: bool = True) -> None:
        """Unless ``indexed`` all follows from the records, whatever lies beside them."""
        self.folder = folder
        self.vocabulary = Vocabulary(folder / "vocabulary")
        self._papers: dict[str, Paper] = {}
        self._named: dict[str, frozenset[str]] = {}
        self._files: dict[str, bytes] = {}
        self.memo: dict[Hashable, Any] = {}
        self._sealed = sealed
        self._asks_index = indexed

    @cached_property
    def _looked(self) -> Looked:
        return look(self.folder, self._known, self._asks_index)

    @cached_property
    def _raw(self) -> dict[str, bytes]:
        """All files, by the ids of their papers."""
        if self.index is not None:
            return {paper_id: self.stored(paper_id) for paper_id in self.ids}
        raw = self._looked.files or {name: read_bytes(self.path(name)) for name in self._looked.names}
        self._refuse_namesakes(raw)
        return raw

    @property
    def index(self) -> Table | None:
        """What follows from the papers, where an index holds for the base as it is (``records.indexed``)."""
        return self._looked.table

    @cached_property
    def _answers(self) -> Table | None:
        """The answers that are kept beside the base, where they hold for it and its records are read as they stand."""
        if self._seal is None or self.index is None:
            return None
        return kept_answers(self.folder, self.index)

    def kept(self, key: str) -> Any:
        """What is kept of an answer under a key; None where nothing is that holds (``records.indexed``)."""
        try:
            return self._answers.get(key) if self._answers is not None else None
        except Damaged:
            return None

    def _refuse_namesakes(self, raw: Mapping[str, bytes]) -> None:
        """Raise BadRecord where two files hold a paper of one id: all that is counted would be counted twice."""
        holder: dict[str, str] = {}
        for name, content in raw.items():
            paper_id = name
            # a file that begins so, as in canonical form, is what its name says, and is not parsed for it
            if not content.startswith(f'{{\n  "id": "{name}"'.encode("utf-8", "surrogateescape")):
                with suppress(ValueError, RecursionError, TypeError, KeyError):
                    paper_id = str(json.loads(content)["id"])
            if paper_id in holder:
                first = self.path(holder[paper_id])
                raise BadRecord(self.path(name), f"holds the paper '{paper_id}', as {first} does: remove one of them")
            holder[paper_id] = name

    @cached_property
    def trials(self) -> list[Trial]:
        """The registered trials that no paper reports; none where the base has no such file.

        Raises BadFile or UnreadableFile.
        """
        file = self.folder / TRIALS
        if not file.exists():
            return []
        content = read_bytes(file)
        if self._seal is not None and self._seal.holds(TRIALS, content):
            return cast("list[Trial]", self._seal.record("TrialsFile", json.loads(content)).trials)
        from mscq.records.trials import read_trials

        return read_trials(file)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, paper_id: object) -> bool:
        return paper_id in self._number

    @property
    def ids(self) -> list[str]:
        """The ids of all papers, sorted."""
        return list(self._number)

    @cached_property
    def _number(self) -> dict[str, int]:
        """The number of each paper, in their order."""
        return {one: number for number, one in enumerate(self._raw if self.index is None else self._looked.names)}

    def path(self, paper_id: str) -> Path:
        """The file that holds a paper."""
        return self.folder / "papers" / f"{paper_id}.json"

    def stored(self, paper_id: str) -> bytes:
        """The file of a paper as it is stored, not parsed. Raises KeyError for an id that the base lacks.

        Raises BadRecord for a file that changed since the index was found to hold.
        """
        if self.index is None:
            return self._raw[paper_id]
        if paper_id not in self._files:
            if paper_id not in self._number:
                raise KeyError(paper_id)
            content = (self._looked.files or {}).get(paper_id) or read_bytes(self.path(paper_id))
            if self._known is None or not self._known.holds(paper_id, content):
                raise BadRecord(self.path(paper_id), "changed while the base was open: ask again")
            self._files[paper_id] = content
        return self._files[paper_id]

    def raw(self, paper_id: str) -> dict[str, Any]:
        """The stored JSON object of a paper, parsed and not validated. Raises BadRecord."""
        record = parse_json(self.stored(paper_id), self.path(paper_id), BadRecord)
        if not isinstance(record, dict):
            raise BadRecord(self.path(paper_id), "a paper is a JSON object")
        return record

    def get(self, paper_id: str) -> Paper:
        """The paper of that id. Raises UnknownPaper, or BadRecord where its file breaks the model."""
        if paper_id not in self._papers:
            if paper_id not in self._number:
                raise UnknownPaper(paper_id)
            self._papers[paper_id] = self._read(paper_id).written_in(self.vocabulary.designs)
        return self._papers[paper_id]

    def unread(self, paper_id: str) -> Paper:
        """The paper of that id, in a base with kept answers; its file is read when more of it than its id is asked for.

        Raises UnknownPaper; what asks for more raises BadRecord as :meth:`stored` does.
        """
        if paper_id in self._papers or self._seal is None or self.index is None:
            return self.get(paper_id)
        if paper_id not in self._number:
            raise UnknownPaper(paper_id)
        late = self._seal.unread("Paper", paper_id, lambda: json.loads(self.stored(paper_id)))
        self._papers[paper_id] = cast("Paper", late).written_in(self.vocabulary.designs)
        return self._papers[paper_id]

    @cached_property
    def _known(self) -> Seal | None:
        return read_seal(self.folder)

    @property
    def _seal(self) -> Seal | None:
        return self._known if self._sealed else None

    def _read(self, paper_id: str) -> Paper:
        content = self.stored(paper_id)
        if self._seal is not None and self._seal.holds(paper_id, content):
            return cast("Paper", self._seal.record("Paper", json.loads(content)))
        return self._validated(paper_id)

    def _validated(self, paper_id: str) -> Paper:
        from pydantic import ValidationError

        from mscq.records.models import Paper

        try:
            return Paper.model_validate_json(self.stored(paper_id))
        except ValidationError as error:
            self.raw(paper_id)
            first, *rest = error.errors(include_url=False)
            where = _field_path(first["loc"])
            more = f" (and {len(rest)} more; see: mscq verify)" if rest else " (see: mscq verify)"
            raise BadRecord(self.path(paper_id), f"{where}: {first['msg']}{more}") from error

    def read_all(self) -> None:
        """Read and validate every file. Raises BadRecord or BadFile for the first that does not fit its model."""
        for facet in FACETS:
            self.vocabulary.facet(facet)
        for paper_id in self.ids:
            self.get(paper_id)

    def papers(self, *naming: Collection[str]) -> Iterator[Paper]:
        """The papers, in order of their ids.

        Each argument is a set of ids; only papers whose record names one of each set are given.
        """
        wanted = [self.naming(*ids) for ids in naming]
        found = frozenset.intersection(*wanted) | self._cut_short if wanted else self._number
        yield from map(self.get, sorted(found, key=self._number.__getitem__))

    def naming(self, *concept_ids: str) -> frozenset[str]:
        """The ids of the papers whose records name one of these ids."""
        return frozenset().union(*map(self._naming, concept_ids))

    @cached_property
    def _cut_short(self) -> frozenset[str]:
        """The files that break off: they name nothing any more, and are read all the same, so that this is told."""
        if self.index is not None:
            return frozenset()
        return frozenset(paper_id for paper_id, raw in self._raw.items() if not raw[-8:].rstrip().endswith(b"}"))

    @cached_property
    def _text(self) -> tuple[bytes, list[int]]:
        """All files one behind the other, and where each begins."""
        return b"".join(self._raw.values()), [0, *accumulate(map(len, self._raw.values()))]

    def _naming(self, concept_id: str) -> frozenset[str]:
        """The papers whose files hold this id between quotation marks."""
        if concept_id not in self._named:
            listed = self._indexed(f"{NAMED}{concept_id}") if is_quoted_whole(concept_id) else None
            self._named[concept_id] = frozenset(self._holding(concept_id) if listed is None else listed)
        return self._named[concept_id]

    def _indexed(self, key: str) -> list[str] | None:
        """The papers under a key of the index; None where none holds."""
        if self.index is None:
            return None
        try:
            numbers = self.index.get(key) or ()
        except Damaged:
            return None
        return [self._looked.names[number] for number in numbers]

    def _holding(self, concept_id: str) -> Iterator[str]:
        text, starts = self._text
        names, sought, place = self.ids, f'"{concept_id}"'.encode(), 0
        while (place := text.find(sought, place)) >= 0:
            number = bisect(starts, place)
            yield names[number - 1]
            place = starts[number]

    def find(self, text: str) -> Paper:
        """The paper that an identifier names: citation key, PMID, PMCID, DOI, NBK or trial number, or their addresses.

        Raises AmbiguousTerm where it names several papers, UnknownPaper with the nearest citation keys where none.
        """
        papers = self.named(text)
        if len(papers) > 1:
            raise AmbiguousTerm(text.strip(), "papers", [paper.id for paper in papers])
        if papers:
            return papers[0]
        raise self.unknown(text)

    def named(self, text: str) -> list[Paper]:
        """The papers that the identifiers in a text name, each once; a trial may have several, no text raises."""
        found = {paper.id: paper for identifier in all_in(text) for paper in self._carrying(identifier)}
        return list(found.values())

    def unknown(self, text: str) -> UnknownPaper:
        """What to raise for a text that names no paper: as what it was read, and the citation keys nearest to it."""
        from mscq.text.identifiers import foreign, parse

        text = text.strip()
        if other := foreign(text):
            return UnknownPaper(text, read_as=other)
        found = all_in(text)
        told = [one for one in found if one.scheme != "key" or any(map(str.isdigit, one.value))]
        said = " and ".join(_read_as(one, text) for one in told) if told == found else ""
        single = parse(text)
        if single and single.scheme == "registration" and (trial := self._trial(single.value)):
            where = f"mscq coverage {trial.conditions[0]}"
            said = "a registered trial of which no paper here reports"
            return UnknownPaper(text, trial.papers, where, read_as=said, known=True)
        sought = single.value if single and single.scheme == "pmid" else text
        known = any(one.scheme != "key" for one in found)
        return UnknownPaper(text, self._nearest_keys(sought), read_as=f"read as {said}" if said else "", known=known)

    def _trial(self, registration: str) -> Trial | None:
        from mscq.text.registrations import shared

        trials = (trial for trial in self.trials if trial.registration)
        return next((trial for trial in trials if shared([registration], [trial.registration or ""])), None)

    def _carrying(self, identifier: Identifier) -> Iterator[Paper]:
        """The papers that carry an identifier; of a DOI with a page of its publisher's behind it, the DOI's."""
        from mscq.text.identifiers import without_view

        scheme, value = identifier
        if scheme == "key":
            if value in self:
                yield self.get(value)
            return
        values = [value, shorter] if scheme == "doi" and (shorter := without_view(value)) != value else [value]
        for one in values:
            listed = self._indexed(f"{CARRIED}{carried_as(scheme, one)}")
            papers = map(self.get, self._writing(scheme, one) if listed is None else listed)
            found = [paper for paper in papers if carries(paper, scheme, one)]
            if found:
                yield from found if scheme == "registration" else found[:1]
                return

    def _writing(self, scheme: str, value: str) -> Iterator[str]:
        """The papers whose files hold an identifier, however its letters are written."""
        folded = scheme in ("doi", "pii")
        # a record may write the letters of a registration otherwise
        sought = max(re.findall("[0-9]+", value), key=len) if scheme == "registration" else value
        written = sought.lower().encode("utf-8", "replace") if folded else sought.encode()
        return (key for key, raw in self._raw.items() if written in (raw.lower() if folded else raw))

    def _nearest_keys(self, text: str) -> list[str]:
        """Citation keys that begin with the text, else those and PMIDs that differ from it by a mistake or two."""
        typed = text.strip().lower()
        known = self.ids
        if len(typed) >= _LEAST_OF_A_KEY and (begun := [key for key in known if key.startswith(typed)]):
            return begun[:_MOST_KEYS]
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        edits = 2
        if typed.isdigit():
            edits = 1
            known = [found[1].decode() for raw in self._raw.values() if (found := _PMID.search(raw))]
        near = process.extract(typed, known, scorer=OSA.distance, score_cutoff=edits, limit=3)
        return [name for name, _, _ in near]

    def finding(self, finding_id: str) -> tuple[Paper, Finding]:
        """A finding and its paper. Raises UnknownPaper or UnknownFinding."""
        paper = self.get(finding_id.partition(".")[0])
        for finding in paper.findings:
            if finding.id == finding_id:
                return paper, finding
        from difflib import get_close_matches

        raise UnknownFinding(finding_id, get_close_matches(finding_id, [one.id for one in paper.findings], n=3))


def all_in(text: str) -> list[Identifier]:
    """The identifiers of a text: the one that it is, those that it lists, else those that stand among its words."""
    from mscq.text.identifiers import find_all, pieces

    listed = [piece.found for piece in pieces(text)]
    return list(dict.fromkeys(one for one in listed if one)) if all(listed) else find_all(text)


def _read_as(identifier: Identifier, text: str) -> str:
    article = "an" if identifier.kind[:3] == "NBK" else "a"
    return f"{article} {identifier.kind}" if identifier.value == text else f"{identifier.kind} {identifier.value}"


def carries(paper: Paper, scheme: str, value: str) -> bool:
    """Whether a paper has this identifier."""
    bibliography = paper.bibliography
    match scheme:
        case "key":
            return paper.id == value
        case "pmid":
            return bibliography.pmid == value
        case "pmcid":
            return bibliography.pmcid == value
        case "doi":
            return bibliography.doi is not None and bibliography.doi.lower() == value
        case "bookshelf":
            return paper.bookshelf == value
        case "pii":
            return bibliography.doi is not None and bibliography.doi.lower() == f"10.1016/{value.lower()}"
        case "registration":
            from mscq.text.registrations import shared

            return shared([value], paper.study.registrations)
    raise MscqError(f"unknown identifier scheme '{scheme}'")


def _field_path(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location) or "record"
