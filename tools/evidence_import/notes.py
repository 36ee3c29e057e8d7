"""Notes: what a reader must know stays, bookkeeping of the collection goes; notices, registries, shared patients."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from mscq.models import ReadAs, Reading, Standing, StandingStatus

AS_OF = date(2026, 11, 22)

# Sentences about how the entry was made, not about the paper.
_BOOKKEEPING = re.compile(
    r"^Verification:|\b[Kk]ey is\b|[Ss]earche[ds]\b|^C(ORE|ore) (REVIEW|review)|^Pages field|^PMID|[Pp]ages printed"
    r"|^DOI\b|^Authors?\b|^Only the first|^Journal|^Volume|^Year\b|^Title|^Hindawi article|^Article number"
    r"|^Listing|^Issue|^Date is|^Online \d|^Last author|^All 18 names|^Marked 'letter'|^Weeks converted"
    r"|encoding artefacts|identifier of the article|left null|PMC abstract \(no title|^Given names"
    r"|^First author's|family name|library copy of the MEDLINE|^Name\b|cut off in every stored copy"
    r"|^A Chinese repost|still cut before|^Total of|^n_total is|n_control is \d|^Some wording from"
    r"|^NCT (matched|number|from)|^Title only in part"
    r"|^The NCT number|^DOI|^'[^']*' as printed|^Phase inferred"
)
_NOTICE = re.compile(r"\b([Ee]rratum|[Cc]orrection (exists|dated|is|of)|publisher correction)\b")
_WORDS: tuple[tuple[str, str], ...] = (
    (r"\b[Tt]he text seen(?:\(s\))?'s", "the text's"),
    (r"\b(the|The) text seen show\b", r"\1 text read shows"),
    (r"\b(the|The|this) text seen(?:\(s\))?", r"\1 text read"),
    (r"\btext seen\b", "text read"),
    (r"\b(the|any) (?:stored )?pages? seen\b", r"\1 pages read"),
    (r"\bin the pages seen\b", "among the pages read"),
    (r"\bno pages seen shows?\b", "no page read shows"),
    (r"\b[Ee]very stored abstract\b", "Every abstract read"),
    (r"\bany stored copy\b", "any copy read"),
    (r"\bstored (copies|copy|text|page|excerpts|sentence)\b", r"\1 read"),
    (r"\bwas not stored\b", "was not read"),
    (r"\bthe visible (part|text)\b", r"the \1 read"),
    (r"\b(?:the )?curator's list\b", "a list of papers"),
    (r"; (first author|Author|list|key|the key)\b[^;]*(?=\.$|;)", ""),
    (r"\bn_treated/n_control\b(?: =)?", "Treated and controls:"),
    (r"\bn_control counts both\b", "controls count both"),
    (r"\bn_studies\b", "The number of studies"),
    (r"\bfollow_up (?=\d)", "Follow-up "),
    (r" ?\(seen\)", ""),
    (r"; pages field holds [^;.]*|; only the first author is shown", ""),
    (r"^That part shows", "The part of its table that was read shows"),
    (r"\btables seen\b", "tables read"),
    (r"\bis coded as\b", "is entered as"),
    (r"\bcoded here as\b", "entered here as"),
    (r"\bare coded\b", "are entered"),
    (r", not coded as a source", ", not entered as a source"),
    (r"\bfiled as\b", "entered as"),
    (r"^([A-Z]{4,}|SCiStar \(.*\))\.$", r"Trial name: \1."),
)
_REGISTRIES = re.compile(
    r"\b(?:(EudraCT) (\d{4}-\d{6}-\d{2})|PROSPERO (CRD\d{8,14})|Registry (KCT\d+)|Trial (jRCT\d+)|Trial (ChiCTR-\S+\d))"
)
_ACCEPTED = re.compile(r"^(NCT\d{8}|CRD\d{8,14}|[A-Za-z][A-Za-z-]*[\d-]*\d)$")
_KEY = re.compile(r"\b[a-z]{3,}(?:19|20)\d\d[a-z]?\b")
# Words of a note that say that a named paper is on the same patients.
_SAME = re.compile(r"same cohort|[Oo]verlaps with|[Ff]ollow-up of|[Ss]ub-study of|same patients|same phase I study as")
_READ = {
    "abstract": (ReadAs.ABSTRACT, "Abstract"),
    "table": (ReadAs.TABLE, "Table"),
    "secondary page": (ReadAs.SECONDARY, "Secondary page"),
    "title only": (ReadAs.TITLE, "Title"),
}


def sentences(text: str | None) -> list[str]:
    """The sentences of a note."""
    if not text:
        return []
    held = re.sub(r"\b(et al|vs|Arch|Ann|Dis|Jan|St|[A-Z])\. (?=\S)", lambda found: found[0].replace(". ", ".\0"), text)
    parts = re.split(r"(?<=[.!?)])\s+(?=[A-Z'0-9(]|n_|pages |follow_up)", held)
    return [part.replace("\0", " ").strip() for part in parts if part.strip()]


def notes_of(entry: dict[str, Any], keys: frozenset[str]) -> list[str]:
    """The notes that a reader needs, in plain words; names of papers that are not in the base are left out."""
    kept = []
    for sentence in sentences(entry["notes"]):
        if _BOOKKEEPING.search(sentence) or _NOTICE.search(sentence):
            continue
        registry = _REGISTRIES.fullmatch(sentence.rstrip("."))
        if registry and any(_ACCEPTED.match(one) for one in registry_ids(sentence)):
            continue
        for pattern, words in _WORDS:
            sentence = re.sub(pattern, words, sentence)
        for named in _KEY.findall(sentence):
            if named not in keys:
                sentence = sentence.replace(f"{named}, ", "").replace(named, "another paper")
        sentence = re.sub(r"\s+", " ", sentence).strip()
        kept.append(sentence[0].upper() + sentence[1:])
    return kept


def registry_ids(text: str | None) -> list[str]:
    """Registry ids that a note names as the paper's own, in the form in which they are kept."""
    return ["".join(filter(None, found.groups())) for found in _REGISTRIES.finditer(text or "")]


def registrations_of(entry: dict[str, Any]) -> list[str]:
    """Registry ids of the paper; an id whose form the record does not allow stays in the notes."""
    ids = [*entry["ids"]["nct"], *registry_ids(entry["notes"])]
    return [one for one in dict.fromkeys(ids) if _ACCEPTED.match(one)]


def standing_of(entry: dict[str, Any]) -> Standing:
    """Corrected where a note tells of an erratum or correction, else no notice known."""
    told = [one.strip("()").rstrip(".") for one in sentences(entry["notes"]) if _NOTICE.search(one)]
    notices = [one for one in told if not one.startswith("Verification:")]
    if not notices:
        return Standing(status=StandingStatus.NO_NOTICE_KNOWN, as_of=AS_OF)
    notice = notices[0]
    pmid = re.search(r"correction exists, PMID (\d+)", entry["notes"])
    return Standing(
        status=StandingStatus.CORRECTED, as_of=AS_OF, notice=f"{notice} (PMID {pmid[1]})." if pmid else f"{notice}."
    )


def reading_of(entry: dict[str, Any]) -> Reading:
    """How and where the paper was read; what stands in brackets behind an address goes into the note."""
    addresses, remarks = [], []
    for seen in entry["seen_at"]:
        found = re.fullmatch(r"(\S+)(?: \((.*)\))?", seen)
        addresses.append(found[1] if found else seen)
        if found and found[2]:
            remarks.append(f"{found[2]} from {found[1]}")
    note = "; ".join(remarks)
    read_as = _READ[entry["read_from"]][0]
    return Reading(
        read_as=read_as, addresses=addresses, entered=AS_OF, note=f"{note[0].upper()}{note[1:]}." if note else None
    )


def locator_of(entry: dict[str, Any]) -> tuple[ReadAs, str]:
    """How the findings of a paper were read, and where they stand."""
    return _READ[entry["read_from"]]


def same_patients(entries: Iterable[dict[str, Any]]) -> dict[str, list[str]]:
    """For each paper the papers on the same patients: a registry id in common, or a note that says so; both ways."""
    listed = list(entries)
    keys = {entry["key"] for entry in listed}
    pairs: set[tuple[str, str]] = set()
    for entry in listed:
        for sentence in sentences(entry["notes"]):
            if _SAME.search(sentence):
                pairs |= {(entry["key"], other) for other in _KEY.findall(sentence) if other in keys}
        for other in listed:
            if set(registrations_of(entry)) & set(registrations_of(other)):
                pairs.add((entry["key"], other["key"]))
    found: dict[str, list[str]] = {}
    for first, second in sorted(pairs | {(b, a) for a, b in pairs}):
        if first != second:
            found.setdefault(first, []).append(second)
    return found
