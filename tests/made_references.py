"""Made-up references in the words of the base: as many as are wanted, the same at every run."""

from __future__ import annotations

import random
from pathlib import Path

from mscq.api import EvidenceBase

_FAMILIES = [
    "Smith",
    "Jones",
    "Li",
    "Wang",
    "Zhang",
    "Müller",
    "Rossi",
    "Garcia",
    "Kim",
    "Park",
    "Chen",
    "Liu",
    "Singh",
]
_FAMILIES += ["Kumar", "Sato", "Tanaka", "Brown", "Wilson", "Nguyen", "Lopez", "Moreau", "Novak", "Petrov", "Larsen"]
_GIVEN = ["Anna", "Jan", "Wei", "Maria", "Peter", "Yuki", "Omar", "Priya", "Lucia", "Sven"]
_SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo"]
_WORDS = 20_000  # that no base has: names of cells, towns, devices


def write_nbib(file: Path, kb: EvidenceBase, many: int) -> None:
    """Write so many references with abstracts, as PubMed does.

    Titles are of the words of the base's titles, abstracts of what it says and of as many words that it lacks, of
    which a few are frequent and most are rare, as in any language (Zipf).
    """
    chance = random.Random(1)
    records = [kb.raw(one) for one in kb.ids]
    titles = [word for one in records for word in (one["bibliography"].get("title") or "").split()]
    said = [one["summary"] for one in records if one.get("summary")]
    said += [finding["statement"] for one in records for finding in one.get("findings", ())]
    rare = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5))) for _ in range(_WORDS)]

    def rarely() -> str:
        return rare[int(_WORDS ** chance.random()) - 1]

    with file.open("w", encoding="utf-8") as stream:
        for number in range(many):
            title = " ".join([*chance.choices(titles, k=chance.randint(7, 14)), rarely()])
            abstract = " ".join([*chance.choices(said, k=chance.randint(2, 4)), *(rarely() for _ in range(80))])
            people = [f"{chance.choice(_FAMILIES)}, {chance.choice(_GIVEN)}" for _ in range(chance.randint(1, 8))]
            year = chance.randint(1995, 2025)
            stream.write(f"PMID- {60_000_000 + number}\nOWN - NLM\nSTAT- MEDLINE\nDP  - {year} Mar 3\n")
            stream.write(_wrapped("TI", f"{title}.") + _wrapped("AB", abstract))
            for person in people:
                stream.write(f"FAU - {person}\nAD  - Department of Medicine, Some University, Some City.\n")
            stream.write(
                "LA  - eng\nPT  - Journal Article\nTA  - Made Stem Cells\nJT  - Made-up stem cells\nMH  - Humans\n"
                f"MH  - *Mesenchymal Stem Cells\nVI  - {number % 40}\nIP  - {number % 12}\nPG  - {number % 900}-\n"
                f"LID - 10.1234/made.{number} [doi]\n\n"
            )


def _wrapped(tag: str, text: str) -> str:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > 80:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return f"{tag:<4}- " + "\n      ".join([*lines, line]) + "\n"
