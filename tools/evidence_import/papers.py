"""A whole record from one entry of the evidence file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mscq.models import Paper, Participants, Study
from tools.evidence_import.bibliography import authors_note, bibliography_of, incomplete_of, title_note
from tools.evidence_import.findings import findings_of
from tools.evidence_import.intervention import intervention_of
from tools.evidence_import.notes import notes_of, reading_of, registrations_of, standing_of
from tools.evidence_import.values import conditions_of, ids_of


def paper_of(entry: dict[str, Any], keys: frozenset[str], same: Mapping[str, list[str]]) -> Paper:
    """The record of one paper.

    ``keys`` are the ids of all papers of the file, ``same`` the papers on the same patients. Raises
    :class:`Problem` for a value without a rule and pydantic's ``ValidationError`` for one the model refuses.
    """
    key = entry["key"]
    conditions, population = conditions_of(entry)
    gaps = [note for note in (title_note(entry), authors_note(entry)) if note]
    return Paper(
        id=key,
        bibliography=bibliography_of(entry),
        study=Study(
            design=ids_of(key, "designs", entry["publication_type"])[0],
            phase=entry["phase_detail"] or entry["phase"],
            conditions=conditions,
            population=population,
            intervention=intervention_of(entry),
            comparator=entry["comparator"],
            participants=Participants(
                total=entry["n_total"],
                treated=entry["n_treated"],
                control=entry["n_control"],
                studies=entry["n_studies"],
            ),
            follow_up_months=entry["follow_up_months"],
            registrations=registrations_of(entry),
            same_patients_as=same.get(key, []),
        ),
        summary=entry["conclusion"],
        readings=[reading_of(entry)],
        standing=standing_of(entry),
        incomplete=incomplete_of(entry),
        notes=[*gaps, *notes_of(entry, keys)],
        findings=findings_of(entry),
    )
