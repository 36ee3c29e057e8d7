"""What a row was measured against and whom its figure describes: the arm, the kind of comparator, its name.

The tables are read from top to bottom: wording that stands for something special, before and after,
no control group, the comparator's own row, a contrast named in the group, a comparator named in the
outcome, the control's figure in a sibling row. What none of them settles has no comparator, and a note.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from mscq.models import Arm, Comparator, ComparatorKind, Intervention
from tools.evidence_import.values import all_ids

BASELINE, PLACEBO, ACTIVE = ComparatorKind.BASELINE, ComparatorKind.PLACEBO, ComparatorKind.ACTIVE
USUAL, CONTROL, OTHER, NONE = (
    ComparatorKind.USUAL_CARE,
    ComparatorKind.CONTROL,
    ComparatorKind.OTHER_ARM,
    ComparatorKind.NONE,
)
TREATED, CONTROLS, BETWEEN, EVERYONE = Arm.TREATED, Arm.CONTROL, Arm.BETWEEN, Arm.EVERYONE

TRIALS = frozenset({"randomized controlled trial", "non-randomized controlled trial", "cohort"})


class Compared(NamedTuple):
    """Arm, comparator and what the wording of the group tells besides."""

    arm: Arm | None
    comparator: Comparator
    own: Intervention | None = None
    note: str | None = None


class Special(NamedTuple):
    """A wording of the group that no general rule reads right."""

    group: str
    arm: Arm | None
    kind: ComparatorKind
    label: str | None = None
    note: str | None = None
    own: Intervention | None = None
    against: Intervention | None = None


_RANK = "A rank among all treatments of the network, not a comparison with one control."
_REMITTED = "Compares patients by how they fared, not by treatment."
_EACH = "Each arm was compared with its own baseline; no test between the arms is reported."

SPECIAL: tuple[Special, ...] = (
    Special(r"(remission vs no remission|responders vs non-responders)", None, NONE, None, _REMITTED),
    Special(r"perceived transplant vs perceived sham", None, NONE, None, "Compares patients by what they believed."),
    Special(r"subgroup comparison|EV subgroups", None, NONE, None, "Compares groups of studies, not treatments."),
    Special(r"MSC trials", None, NONE, None, "A regression across trials, not a comparison inside one."),
    Special(
        r"MSC with rehabilitation", TREATED, NONE, None, "A regression across studies, not a comparison inside one."
    ),
    Special(r".*healthy control group.*", TREATED, NONE, "healthy animals", "Compared with healthy animals."),
    Special(
        r"controls after crossing over to .*",
        TREATED,
        BASELINE,
        "the same people's exercise phase",
        "The same people before and after crossing over; not a randomised comparison.",
    ),
    Special(
        r"cells or vehicle vs observation group.*",
        BETWEEN,
        USUAL,
        "eye drops (observation group, not randomised)",
        "Takes cells and vehicle together, so it tells nothing about the cells as such.",
    ),
    Special(r".* versus (placebo|saline), each against baseline", TREATED, BASELINE, None, _EACH),
    Special(
        r"PD vs PD-plus, each versus baseline",
        TREATED,
        BASELINE,
        None,
        "Each group was compared with its own baseline.",
    ),
    Special(r"fresh vs cryopreserved", BETWEEN, OTHER, "cryopreserved cells"),
    Special(
        r"autograft vs allograft",
        BETWEEN,
        OTHER,
        "grafts from another donor",
        None,
        Intervention(donors=["autologous"]),
        Intervention(donors=["allogeneic"]),
    ),
    Special(
        r"multiple vs single dose",
        BETWEEN,
        OTHER,
        "single dose",
        None,
        Intervention(dose="multiple doses"),
        Intervention(dose="single dose"),
    ),
    Special(
        r"double \(\d+\) vs single \(\d+\) transplantation",
        BETWEEN,
        OTHER,
        "one transplantation",
        None,
        Intervention(dose="two transplantations"),
        Intervention(dose="one transplantation"),
    ),
    Special(
        r"intrathecal vs other routes",
        BETWEEN,
        OTHER,
        "other routes",
        None,
        Intervention(routes=["intrathecal"]),
        Intervention(routes=["intravenous"]),
    ),
    Special(
        r"CD34-selected vs unselected",
        BETWEEN,
        OTHER,
        "unselected grafts",
        None,
        Intervention(dose="CD34-selected graft"),
        Intervention(dose="unselected graft"),
    ),
    Special(r"MSC \+ IFN-gamma versus MSC alone|MSC \+ IFN-gamma", TREATED, OTHER, "MSC without interferon-gamma"),
    Special(r"MSC alone", CONTROLS, OTHER, "MSC without interferon-gamma"),
    Special(r"chronic AIS A", BETWEEN, OTHER, "other doses"),
    Special(r"moderate dose", BETWEEN, OTHER, "lower and higher doses"),
    Special(r"lower and higher dose", BETWEEN, OTHER, "moderate dose"),
    Special(
        r"MSC \(pooled over controlled and uncontrolled studies as reported\)",
        TREATED,
        NONE,
        None,
        "Pools controlled and uncontrolled studies; the figure cannot be read as a comparison with a control.",
    ),
    Special(r"(stem-cell therapy overall|.*recommendation, review).*", None, NONE),
    Special(r"in vitro|preclinical test|(animal and )?laboratory studies|AdMSC product", None, NONE),
    Special(r"MSCs of several sources|patients", TREATED, NONE),
)

# Single rows whose comparison only their own source text tells: paper, outcome, group.
REVIEWED: dict[tuple[str, str, str | None], Special] = {
    ("bastos2019", "intra-articular interleukin-10", "all three groups"): Special("", EVERYONE, BASELINE),
    ("llufriu2014", "change in gadolinium-enhancing lesions, end of study", "MSC"): Special(
        "", TREATED, PLACEBO, "placebo (suspension media), crossover at 6 months"
    ),
    ("tissuefactor2018", "depletion of tissue-factor-positive cells", None): Special(
        "", BETWEEN, OTHER, "unsorted cells"
    ),
}

# Words for a comparator: pattern, kind, name (None: the words themselves).
COMPARATORS: tuple[tuple[str, ComparatorKind, str | None], ...] = (
    (r"\bsham\b", PLACEBO, "sham surgery"),
    (r"vehicle and observation", PLACEBO, "vehicle injection and observation"),
    (r"vehicle", PLACEBO, "vehicle injection"),
    (r"saline knee", PLACEBO, "saline in the other knee"),
    (r"placebo|saline|lactated|\bmedium\b", PLACEBO, None),
    (r"single dose and hyaluronic acid", ACTIVE, "hyaluronic acid, and a single dose of the cells"),
    (r"\bHA\b|hyaluronic acid", ACTIVE, "hyaluronic acid"),
    (r"corticosteroid|cyclophosphamide|exercise|microdrilling|microfracture|PRGF|teriparatide", ACTIVE, None),
    (r"traditional therapy|rehabilitation|observation|untreated|surgery without cells", USUAL, None),
    (r"disease group|control", CONTROL, None),
)

_BEFORE_AFTER = re.compile(r",? ?(versus baseline|worse than baseline)\b")
_NO_CONTROL = re.compile(r"no control group|no comparison|comparison not stated")
_CONTROL_ARM = re.compile(
    r"(saline )?placebo( arm)?|saline( \(comparator\).*)?|hyaluronic acid control|PRGF alone|rehabilitation arm"
    r"|control arm|cyclophosphamide( arm| \(comparator, versus .*\))|MSC alone"
)
_EVERYBODY = re.compile(
    r"(all|both|each)\b(?! treated| transplanted| followed| doses| three groups, )|all three groups"
)
_CONTRAST = re.compile(r"^(?P<one>.+?),? (?:vs|versus) (?P<other>.+)$")
_TREATED_FIGURES = frozenset({"proportion", "count", "mean or median value", "mean change"})
_IN_OUTCOME = re.compile(
    r"\b(?:versus|vs) (placebo|saline|hyaluronic acid|corticosteroid|control|rehabilitation|exercise)\b"
)
_HIGHER = {
    "higher": ("higher dose", "lower dose"),
    "repeated/high": ("repeated or high doses", "fewer or lower doses"),
    "100-150e6": ("100 to 150 million cells", "lower and higher doses"),
}
_OF_COMPARISONS = re.compile(r"pairwise|^differences")
_UNTOLD = "The source read does not tell what this was compared with."


def _head(group: str) -> str:
    return re.sub(r"\s*\((no control group|worse than baseline)\)", "", _BEFORE_AFTER.sub("", group)).strip(" ,")


def comparator_named(words: str) -> tuple[ComparatorKind, str] | None:
    """Kind and name of the comparator that some words stand for, or None where they name none."""
    for pattern, kind, label in COMPARATORS:
        if re.search(pattern, words):
            return kind, label or words
    return None


def _of_paper(entry: dict[str, Any]) -> tuple[ComparatorKind, str] | None:
    """The paper's own comparator, where it is a trial with one."""
    if entry["publication_type"] not in TRIALS or not entry["comparator"]:
        return None
    return comparator_named(re.sub(r", both arms .*", "", entry["comparator"]))


def _contrast(entry: dict[str, Any], other: str) -> Comparator:
    """The comparator on the far side of a contrast; 'control' and 'placebo' get the paper's own words."""
    named = comparator_named(other) or (NONE, other)
    if named[0] is CONTROL:
        paper = _of_paper(entry)
        if paper and paper[0] is not CONTROL:
            return Comparator(kind=paper[0], label=paper[1])
        words = entry["comparator"] if entry["publication_type"] in TRIALS or "control" in other else None
        return Comparator(kind=CONTROL, label=words or re.sub(r",.*", "", other))
    if named[0] is PLACEBO and re.match(r"placebo\b", other):
        paper = _of_paper(entry)
        return Comparator(kind=PLACEBO, label=paper[1] if paper and paper[0] is PLACEBO else "placebo")
    return Comparator(kind=named[0], label=re.sub(r",? (intention to treat|EDSS .*|diffuse .*)$", "", named[1]))


def is_control_row(row: dict[str, Any]) -> bool:
    """Whether a row is the comparator's own figure, measured otherwise than against its own baseline."""
    group = row["group"] or ""
    return bool(_CONTROL_ARM.fullmatch(_head(group).split(", ")[0] if "(" not in group else group)) and not (
        _BEFORE_AFTER.search(group)
    )


def _only_before_after(row: dict[str, Any], siblings: Sequence[dict[str, Any]]) -> bool:
    """Whether all that stands beside a comparator's row without a figure is measured against its own baseline."""
    others = [one for one in siblings if one is not row]
    told = row["value"] is not None or row["events"] is not None
    return not told and bool(others) and all(_BEFORE_AFTER.search(one["group"] or "") for one in others)


def _sided(paper: str, subgroup: dict[str, str]) -> Compared | None:
    """Contrasts that stand in the subgroup: sources ordered with < or >, doses called higher."""
    sources = subgroup.get("cell_source", "")
    if re.search("[<>]", sources):
        first, *rest = re.split(r" [<>] ", sources)
        own, other = (all_ids(paper, "cell-sources", re.split("; ", text)) for text in (first, "; ".join(rest)))
        label = "; ".join(rest).replace("; ", " and ")
        against = Intervention(sources=other)
        return Compared(
            BETWEEN, Comparator(kind=OTHER, label=f"cells from {label}", against=against), Intervention(sources=own)
        )
    dose = _HIGHER.get(subgroup.get("dose", ""))
    if dose:
        against = Intervention(dose=dose[1])
        return Compared(BETWEEN, Comparator(kind=OTHER, label=dose[1], against=against), Intervention(dose=dose[0]))
    return None


def compare(entry: dict[str, Any], row: dict[str, Any], siblings: Sequence[dict[str, Any]], result: bool) -> Compared:
    """Arm and comparator of one row.

    ``siblings`` are the rows of the same outcome and time; ``result`` is False for facts about the study.
    """
    if not result:
        return Compared(None, Comparator(kind=NONE))
    reviewed = REVIEWED.get((entry["key"], row["outcome"], row["group"]))
    if reviewed:
        return Compared(reviewed.arm, Comparator(kind=reviewed.kind, label=reviewed.label), note=reviewed.note)
    found = _compared(entry, row, siblings)
    if entry["publication_type"] == "narrative review" and all(
        row[field] is None for field in ("value", "events", "p")
    ):
        return found._replace(arm=None)
    return found


def _compared(entry: dict[str, Any], row: dict[str, Any], siblings: Sequence[dict[str, Any]]) -> Compared:
    group, kind_of_figure = row["group"] or "", row["outcome_kind"]
    if "ranking" in row["outcome"] or "ranking" in kind_of_figure or group == "network":
        return Compared(TREATED, Comparator(kind=NONE), note=_RANK)
    for one in SPECIAL:
        if re.fullmatch(one.group, group):
            return Compared(one.arm, Comparator(kind=one.kind, label=one.label, against=one.against), one.own, one.note)
    head = _head(group)
    sided = _sided(entry["key"], row["subgroup"] or {})
    if sided:
        return sided
    before_after = _BEFORE_AFTER.search(group) or (_BEFORE_AFTER.search(row["outcome"]) and not _CONTRAST.match(group))
    if before_after and not re.search(r"\(comparator", group):
        arm = CONTROLS if _CONTROL_ARM.fullmatch(head) else EVERYONE if _EVERYBODY.match(group) else TREATED
        return Compared(arm, Comparator(kind=BASELINE))
    if _NO_CONTROL.search(group):
        return Compared(TREATED, Comparator(kind=NONE))
    if is_control_row(row) and _only_before_after(row, siblings):
        return Compared(CONTROLS, Comparator(kind=BASELINE))
    if is_control_row(row):
        own = _contrast(entry, "placebo" if "placebo" in group else re.sub(r" (arm|\(.*)", "", head))
        return Compared(CONTROLS, own)
    contrast = _CONTRAST.match(group)
    if contrast:
        figures = row["value"] is not None or row["events"] is not None
        treated = (
            kind_of_figure in _TREATED_FIGURES
            and figures
            and not _OF_COMPARISONS.search(f"{row['outcome']} {row['unit']}")
        )
        return Compared(TREATED if treated else BETWEEN, _contrast(entry, contrast["other"]))
    return _without_contrast(entry, row, siblings)


def _without_contrast(entry: dict[str, Any], row: dict[str, Any], siblings: Sequence[dict[str, Any]]) -> Compared:
    """Rows whose group names one arm, everybody or nobody."""
    group, paper = row["group"] or "", _of_paper(entry)
    direction, figures = row["direction"], row["value"] is not None or row["events"] is not None
    in_outcome = _IN_OUTCOME.search(row["outcome"])
    if in_outcome:
        return Compared(TREATED if figures else BETWEEN, _contrast(entry, in_outcome[1]))
    compared = direction not in ("not applicable", "stable")
    if _EVERYBODY.match(group):
        if paper and compared and not figures:
            return Compared(BETWEEN, Comparator(kind=paper[0], label=paper[1]))
        return Compared(EVERYONE, Comparator(kind=NONE))
    if group:
        control = next((one for one in siblings if is_control_row(one) and one is not row), None)
        if control is not None:
            return Compared(TREATED, compare(entry, control, (), True).comparator)
        if paper and comparator_named(row["statement"]):
            return Compared(TREATED, Comparator(kind=paper[0], label=paper[1]))
        note = _UNTOLD if compared and row["section"] == "results" else None
        return Compared(TREATED, Comparator(kind=NONE), note=note)
    if paper and compared:
        return Compared(BETWEEN, Comparator(kind=paper[0], label=paper[1]))
    if row["section"] == "safety":
        return Compared(EVERYONE if paper else TREATED, Comparator(kind=NONE))
    return Compared(
        TREATED if figures and compared else None, Comparator(kind=NONE), note=_UNTOLD if compared else None
    )
