"""What people type, and what it is taken for: a table, the ambiguous, the unknown, and any text at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA
from runs import resolver

from mscq.errors import AmbiguousTerm, UnknownTerm
from mscq.records.choices import CHOICES
from mscq.records.facets import FACETS
from mscq.records.vocabulary import Concept, Facet
from mscq.search.mistyping import is_mistyping
from mscq.search.resolve import Resolution, Resolver
from mscq.text.fold import fold, fold_words

ALL_FACETS = (*FACETS, *CHOICES)

# facet -> concept -> what people type for it, exactly or with other case, accents, hyphens, dots and plurals
TYPED: dict[str, dict[str, tuple[str, ...]]] = {
    "conditions": {
        "systemic-lupus-erythematosus": ("lupus", "LUPUS", "SLE", "s.l.e.", "Systemic Lupus Erythematosus", " lupus "),
        "lupus-nephritis": ("lupus nephritis", "kidney lupus", "lupus in the kidneys", "LN"),
        "multiple-sclerosis": ("ms", "M.S.", "Multiple-Sclerosis", "disseminated sclerosis", "MS disease"),
        "relapsing-remitting-multiple-sclerosis": ("RRMS", "relapsing remitting", "Relapsing‑remitting MS"),
        "secondary-progressive-multiple-sclerosis": ("SPMS", "secondary progressive"),
        "rheumatoid-arthritis": ("ra", "R.A.", "rheumatoid", "Rheumatoid Arthritis"),
        "sjogren-syndrome": ("Sjögren’s", "sjogrens", "Sjogren's syndrome", "SJÖGREN", "Sjoegren", "sicca syndrome"),
        "osteoarthritis": ("OA", "osteoarthrosis", "wear and tear", "degenerative joint disease"),
        "knee-osteoarthritis": ("knee OA", "Knee-OA", "OA of the knee", "worn knee", "arthritic knee", "gonarthrosis"),
        "hip-osteoarthritis": ("hip oa", "coxarthrosis", "arthritis of the hip"),
        "osteoporosis": ("osteoporosis", "brittle bones", "thin bones", "bone thinning"),
        "systemic-sclerosis": ("scleroderma", "SSc", "tight skin disease"),
        "parkinson-disease": ("Parkinson’s", "parkinsons", "PD", "shaking palsy", "parkinson disease"),
        "amyotrophic-lateral-sclerosis": ("ALS", "Lou Gehrig’s disease", "motor neurone disease"),
        "spinal-cord-injury": ("SCI", "paraplegia", "spinal cord injuries"),
        "neuromyelitis-optica": ("NMO", "NMOSD", "devic", "Devic's disease"),
        "ankylosing-spondylitis": ("AS", "Bechterew", "Bekhterev’s disease"),
        "inflammatory-myopathy": ("myositis", "muscle inflammation"),
        "rheumatic-disease": ("rheumatic", "rheumatism", "rheumatology"),
        "graft-versus-host-disease": ("GvHD", "graft vs host", "graft-versus-host"),
        "dry-eye": ("dry eyes", "dry eye syndrome"),
    },
    "routes": {
        "intravenous": ("iv", "i.v.", "I.V.", "Intra-venous", "drip", "into the vein", "vein"),
        "intrathecal": ("it", "i.t.", "intra-thecal", "spinal tap", "Lumbar Puncture", "into the spinal fluid"),
        "intra-articular": ("IA", "intraarticular", "intra articular", "into the joint", "knee injection"),
        "intra-arterial": ("intraarterial", "artery", "into an artery"),
        "intraspinal": ("into the spinal cord", "intraspinal"),
        "intracerebral": ("into the brain", "brain surgery"),
        "intranasal": ("nose spray", "nasal", "through the nose"),
        "subcutaneous": ("s.c.", "under the skin", "subcut"),
        "systemic": ("systemic", "into the bloodstream"),
    },
    "cell-sources": {
        "umbilical-cord": ("uc", "UC-MSC", "hUC-MSCs", "umbilical cord"),
        "whartons-jelly": ("wharton's jelly", "Wharton’s jelly", "whartons jelly", "WJ", "wharton"),
        "umbilical-cord-blood": ("cord blood", "UCB"),
        "bone-marrow": ("bm", "BM-MSC", "bone-marrow", "marrow"),
        "adipose-tissue": ("fat", "belly fat", "AD-MSC", "adipose"),
        "placenta": ("placenta", "afterbirth"),
        "dental-pulp": ("tooth", "teeth", "milk teeth"),
        "fetal-tissue": ("foetal", "fetus"),
    },
    "cell-types": {
        "mesenchymal-stromal-cell": (
            "msc",
            "MSCs",
            "Mesenchymal stem cells",
            "mesenchymal stem/stromal cell",
            "stromal cells",
        ),
        "hematopoietic-stem-cell": ("hsc", "HSCT", "haematopoietic stem cells", "bone marrow transplant"),
        "embryonic-stem-cell": ("esc", "hESCs", "ES cells"),
        "induced-pluripotent-stem-cell": ("ipsc", "iPS", "iPS cells", "reprogrammed cells"),
        "neural-stem-cell": ("NSC", "nerve stem cells"),
        "exosome": ("exosomes", "MSC-Exo"),
        "stromal-vascular-fraction": ("SVF", "uncultured fat cells"),
        "conditioned-medium": ("secretome", "conditioned media"),
    },
    "donors": {
        "autologous": ("own cells", "the patient’s own", "auto", "self"),
        "allogeneic": ("allogenic", "donor", "off-the-shelf", "someone else’s cells"),
        "xenogeneic": ("xeno", "animal cells"),
    },
    "designs": {
        "randomized-controlled-trial": ("rct", "R.C.T.", "randomised", "double blind trial"),
        "meta-analysis": ("meta-analysis", "metaanalysis", "Meta analysis", "pooled analysis"),
        "single-arm-trial": ("single-arm", "uncontrolled trial"),
        "preclinical-study": ("animal study", "preclinical"),
    },
    "outcomes": {
        "edss": ("edss", "Kurtzke scale"),
        "pain": ("pain", "ache"),
        "adverse-events": ("side effects", "AEs"),
        "quality-of-life": ("QoL", "SF36", "sf-36"),
        "proteinuria": ("protein in urine", "proteinuria"),
        "mrss": ("mRSS", "Rodnan"),
        "womac-total": ("WOMAC",),
        "mortality": ("deaths", "mortality"),
        "tumour-formation": ("tumor", "cancer"),
    },
    "entities": {
        "interleukin-10": ("il-10", "IL10", "IL 10", "Interleukin 10"),
        "tumor-necrosis-factor-alpha": ("TNF-α", "tnf alpha", "tumour necrosis factor"),
        "transforming-growth-factor-beta-1": ("TGF-β1", "tgf beta 1", "TGFB1"),
        "regulatory-t-cell": ("Treg", "tregs", "regulatory T-cells"),
        "corticosteroid": ("steroids", "cortisone"),
        "ocrelizumab": ("Ocrevus",),
        "mtor-pathway": ("mTOR", "mtor"),
    },
    "topics": {"safety": ("safety", "side effects", "risks"), "efficacy": ("does it work",), "outlook": ("unknown",)},
    "directions": {"benefit": ("better", "benefit"), "no-difference": ("no difference", "null"), "harm": ("worse",)},
    "stages": {"animal": ("mice", "animals"), "laboratory": ("in vitro",), "meta-analysis": ("pooled",)},
    "doses": {"low": ("low",), "high-per-kg": ("high-per-kg",)},
    "endpoints": {"primary": ("primary", "Primary outcome"), "exploratory": ("exploratory",)},
    "mets": {"no": ("no", "missed", "not met"), "yes": ("met",), "not-stated": ("not stated", "unknown")},
    "blindings": {"double-blind": ("double", "Double blinded"), "open-label": ("open", "open label")},
    "sponsors": {"industry": ("company",), "public": ("government",)},
    "comparators": {"placebo": ("sham",), "usual-care": ("standard of care",), "baseline": ("before",)},
    "standings": {"retracted": ("retraction",), "expression-of-concern": ("concern",)},
}
EXACT = [(facet, text, one) for facet, by in TYPED.items() for one, texts in by.items() for text in texts]

MISTYPED = [
    ("conditions", "lupis", "systemic-lupus-erythematosus"),
    ("conditions", "sistemic lupus", "systemic-lupus-erythematosus"),
    ("conditions", "reumatoid artritis", "rheumatoid-arthritis"),
    ("conditions", "mutiple sclerosis", "multiple-sclerosis"),
    ("conditions", "parkison disease", "parkinson-disease"),
    ("conditions", "osteoperosis", "osteoporosis"),
    ("conditions", "dermatomyositits", "dermatomyositis"),
    ("routes", "intratecal", "intrathecal"),
    ("routes", "intravenus", "intravenous"),
    ("routes", "Itrathecal", "intrathecal"),
    ("cell-sources", "bone marow", "bone-marrow"),
    ("cell-sources", "umbilicle cord", "umbilical-cord"),
    ("cell-sources", "adipoze", "adipose-tissue"),
    ("cell-types", "mesenchimal", "mesenchymal-stromal-cell"),
    ("cell-types", "hematopoetic", "hematopoietic-stem-cell"),
    ("donors", "autologus", "autologous"),
    ("donors", "alogeneic", "allogeneic"),
    ("designs", "metanalysis", "meta-analysis"),
    ("outcomes", "side efects", "adverse-events"),
    ("outcomes", "renal remision", "renal-remission"),
    ("entities", "hyaluronik acid", "hyaluronic-acid"),
    ("entities", "rituximb", "rituximab"),
    ("entities", "interlukin 10", "interleukin-10"),
    ("topics", "effcacy", "efficacy"),
    ("directions", "bennefit", "benefit"),
]

# what fits several: the candidates that must be named
AMBIGUOUS = [
    ("conditions", "sclerosis", {"multiple-sclerosis", "systemic-sclerosis", "amyotrophic-lateral-sclerosis"}),
    ("conditions", "arthritis", {"osteoarthritis", "rheumatoid-arthritis"}),
    ("conditions", "osteo", {"osteoarthritis", "osteoporosis"}),
    ("conditions", "knee", {"knee-osteoarthritis", "cartilage-defect"}),
    ("conditions", "progressive", {"progressive-multiple-sclerosis", "progressive-supranuclear-palsy"}),
    ("conditions", "kidney", {"chronic-kidney-disease", "lupus-nephritis", "kidney-transplantation"}),
    ("cell-sources", "cord", {"umbilical-cord", "umbilical-cord-blood"}),
    ("cell-sources", "amniotic", {"amniotic-fluid", "amniotic-membrane"}),
    ("cell-sources", "blood", {"peripheral-blood", "umbilical-cord-blood"}),
    ("cell-types", "stem cells", {"mesenchymal-stromal-cell", "hematopoietic-stem-cell", "embryonic-stem-cell"}),
    ("routes", "brain", {"intracerebral", "intraventricular"}),
    ("routes", "infusion", {"intravenous", "intrathecal"}),
    ("designs", "case", {"case-report", "case-series"}),
    ("outcomes", "asia", {"motor-score-asia", "sensory-score-asia"}),
    ("entities", "interleukin", {"interleukin-1", "interleukin-6", "interleukin-10"}),
]

UNKNOWN = [
    ("conditions", "psoriatic arthritis", {"rheumatoid-arthritis", "osteoarthritis"}),
    ("conditions", "osteopenia", {"osteoporosis"}),
    ("routes", "epidural", {"subdural"}),
    ("cell-sources", "menstrual blood", {"peripheral-blood", "umbilical-cord-blood"}),
    ("entities", "prednisolone", {"corticosteroid"}),
]
MEANINGLESS = [("conditions", "xyzzy"), ("routes", "qqqqq"), ("cell-types", "??"), ("outcomes", ""), ("donors", "日本")]

# another abbreviation, another number, another disease: near in letters, and never the same thing
NOT_THE_SAME = [
    ("conditions", "MSC"),
    ("conditions", "RX"),
    ("conditions", "RB"),
    ("conditions", "SLR"),
    ("conditions", "ALX"),
    ("conditions", "RRMT"),
    ("conditions", "hand osteoarthritis"),
    ("conditions", "ankle osteoarthritis"),
    ("conditions", "celiac disease"),
    ("conditions", "Hodgkin disease"),
    ("conditions", "osteonecrosis"),
    ("cell-types", "MS"),
    ("cell-types", "HSX"),
    ("cell-types", "ESX"),
    ("cell-types", "CD33 cells"),
    ("cell-types", "NSI-567"),
    ("cell-types", "dermal stem cells"),
    ("routes", "IX"),
    ("cell-sources", "WK"),
    ("cell-sources", "UCX"),
    ("outcomes", "EDST"),
    ("outcomes", "SLEDAJ"),
    ("outcomes", "BASDAY"),
    ("outcomes", "DAS44"),
    ("outcomes", "T1 lesions"),
    ("outcomes", "complement C5"),
    ("outcomes", "UPDRS part IV"),
    ("entities", "IL-11"),
    ("entities", "interleukin 8"),
    ("entities", "interleukin-17"),
    ("entities", "VEGFB"),
    ("entities", "TGF beta 2"),
    ("entities", "matrix metalloproteinase 9"),
    ("entities", "collagen type I"),
    ("entities", "ADAMTS-4"),
    ("entities", "T helper 2"),
]


def test_table_is_a_table() -> None:
    assert len({(facet, text) for facet, text, _ in EXACT}) == len(EXACT)
    assert len(EXACT) + len(MISTYPED) + len(AMBIGUOUS) + len(UNKNOWN) + len(NOT_THE_SAME) >= 120
    assert set(TYPED) == set(ALL_FACETS)


@pytest.mark.parametrize(("facet", "text", "concept"), EXACT)
def test_names_in_any_spelling(facet: str, text: str, concept: str) -> None:
    found = resolver(facet).resolve(text)
    assert (found.concept_id, found.correction) == (concept, None)


@pytest.mark.parametrize(("facet", "text", "concept"), MISTYPED)
def test_mistyped_words_are_read_and_said(facet: str, text: str, concept: str) -> None:
    found = resolver(facet).resolve(text)
    assert found.concept_id == concept
    assert found.correction
    assert fold(found.correction) != fold(text)


@pytest.mark.parametrize(("facet", "text", "candidates"), AMBIGUOUS)
def test_words_that_fit_several_list_them(facet: str, text: str, candidates: set[str]) -> None:
    concepts = resolver(facet).facet
    with pytest.raises(AmbiguousTerm) as raised:
        resolver(facet).resolve(text)
    named = raised.value.candidates
    assert {one for one in candidates if not any(name.startswith(concepts.label(one)) for name in named)} == set()
    assert text in str(raised.value)


@pytest.mark.parametrize(("facet", "text", "suggested"), UNKNOWN)
def test_unknown_words_suggest_the_nearest(facet: str, text: str, suggested: set[str]) -> None:
    with pytest.raises(UnknownTerm) as raised:
        resolver(facet).resolve(text)
    labels = {resolver(facet).facet.label(one) for one in suggested}
    assert labels & set(raised.value.suggestions)


TABLE = Path(__file__).with_name("typed_terms.tsv")
TERMS = [tuple(line.split("\t")) for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(("facet", "text", "expected"), TERMS)
def test_what_people_type(facet: str, text: str, expected: str) -> None:
    try:
        got = resolver(facet).resolve(text).concept_id
        offered: tuple[str, ...] = ()
    except AmbiguousTerm as error:
        got, offered = "", error.candidates
    except UnknownTerm as error:
        got, offered = "", error.suggestions
    assert got == ("" if expected in ("ask", "unknown") else expected)
    assert offered or expected != "ask"


def test_the_table_of_typed_terms_has_all_kinds() -> None:
    kinds = [expected for _, _, expected in TERMS]
    assert len({(facet, text) for facet, text, _ in TERMS}) == len(TERMS) >= 150
    assert min(kinds.count("ask"), kinds.count("unknown"), len(TERMS) // 3) >= 35


@pytest.mark.parametrize(("facet", "text"), MEANINGLESS)
def test_meaningless_words_suggest_nothing(facet: str, text: str) -> None:
    with pytest.raises(UnknownTerm) as raised:
        resolver(facet).resolve(text)
    assert raised.value.suggestions == ()
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("facet", "text"), NOT_THE_SAME)
def test_near_in_letters_is_not_the_same(facet: str, text: str) -> None:
    with pytest.raises(UnknownTerm):
        resolver(facet).resolve(text)


@pytest.mark.slow
@pytest.mark.parametrize("facet", FACETS)
def test_no_abbreviation_is_ever_matched_with_a_mistake_in_it(facet: str) -> None:
    """Every abbreviation with its last letter changed is not taken for that abbreviation's concept by a mistake."""
    wrong = []
    for concept in resolver(facet).facet.values():
        for abbreviation in concept.abbreviations:
            changed = abbreviation[:-1] + ("q" if abbreviation[-1].lower() != "q" else "z")
            try:
                found = resolver(facet).resolve(changed)
            except (UnknownTerm, AmbiguousTerm):
                continue
            if found.correction is not None and fold(found.correction) == fold(abbreviation):
                wrong.append((changed, found))
    assert not wrong


@pytest.mark.parametrize("facet", ALL_FACETS)
def test_every_name_is_its_concept_or_said_to_fit_several(facet: str) -> None:
    strayed: list[tuple[str, str, object]] = []
    for concept in resolver(facet).facet.values():
        for name in concept.names:
            try:
                found = resolver(facet).resolve(name)
            except AmbiguousTerm as error:
                if not any(candidate.startswith(concept.label) for candidate in error.candidates):
                    strayed.append((name, concept.id, error.candidates))
                continue
            if found != Resolution(concept.id, name):
                strayed.append((name, concept.id, found))
    assert not strayed


@pytest.mark.parametrize("facet", FACETS)
def test_ids_and_labels_are_never_ambiguous(facet: str) -> None:
    for concept in resolver(facet).facet.values():
        assert resolver(facet).resolve(concept.id).concept_id == concept.id
        assert resolver(facet).resolve(concept.label.upper()).concept_id == concept.id


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=40), facet=st.sampled_from(ALL_FACETS))
@example(text="\x00", facet="conditions")
@example(text="’s", facet="conditions")
@example(text="[/b]" * 20, facet="outcomes")
def test_any_text_is_resolved_unknown_or_ambiguous(text: str, facet: str) -> None:
    problem: UnknownTerm | AmbiguousTerm | None = None
    try:
        found = resolver(facet).resolve(text)
    except (UnknownTerm, AmbiguousTerm) as error:
        problem = error
    if problem is None:
        assert found.concept_id in resolver(facet).facet
    else:
        assert problem.text == text
        assert str(problem)


_LETTERS = st.sampled_from("abcdefghijklmnopqrstuvwxyz")


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_name_with_one_mistake_is_never_taken_for_a_distant_one(data: st.DataObject) -> None:
    """One letter changed in a name: what is answered is spelt as nearly, or the rest of its words are untouched."""
    concepts = resolver("conditions").facet
    concept = data.draw(st.sampled_from(list(concepts.values())))
    name = data.draw(st.sampled_from([concept.label, *concept.synonyms]))
    place = data.draw(st.integers(1, len(name) - 1))
    typed = name[:place] + data.draw(_LETTERS) + name[place + 1 :]
    try:
        found = resolver("conditions").resolve(typed)
    except (UnknownTerm, AmbiguousTerm):
        return
    if found.correction is not None:
        assert OSA.distance(fold(found.correction), fold(typed)) <= 3


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
@example("Sjögren’s")
@example("İ")
@example("ﬃ")
def test_fold_is_stable_and_plain(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert " " not in folded
    assert all(character.isalnum() for character in folded)
    assert folded == "".join(fold_words(text))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=40))
def test_fold_knows_no_case_and_no_punctuation(text: str) -> None:
    words = fold_words(text)
    assert fold_words(text.upper()) == words
    assert fold_words(f"  {text}\t") == words
    assert fold_words("-".join(words)) == words


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("i.v.", "iv"),
        ("UC-MSC", "ucmsc"),
        ("Sjögren’s", "sjogren"),
        ("Sjögren's", "sjogren"),
        ("IL-1β", "il1beta"),
        ("TNF-α", "tnfalpha"),
        ("Æther Łódź", "aetherlodz"),
        ("’", ""),
        ("", ""),
    ],
)
def test_fold(text: str, key: str) -> None:
    assert fold(text) == key


def test_a_family_does_not_stand_for_its_members() -> None:
    facet = Facet(
        "made",
        (
            Concept(id="all-sorts", label="All sorts of fever", kind="family"),
            Concept(id="red-fever", label="Red fever", broader=("all-sorts",)),
            Concept(id="blue-fever", label="Blue fever", broader=("all-sorts",)),
        ),
    )
    made = Resolver(facet, "fever")
    with pytest.raises(AmbiguousTerm) as raised:
        made.resolve("fever")
    assert raised.value.candidates == ("Blue fever", "Red fever")
    assert made.resolve("all sorts").concept_id == "all-sorts"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("osteoclast", "osteoblast"),
        ("hypotension", "hypertension"),
        ("dermatitis", "dermatosis"),
        ("intercellular", "intracellular"),
        ("prenatal", "postnatal"),
        ("neuropathy", "nephropathy"),
        ("agonist", "antagonist"),
        ("allogenic", "autogenic"),
        ("neuritis", "nephritis"),
        ("microglia", "macroglia"),
        ("ocrelizumab", "ocrelinib"),
        ("interleukin1", "interleukin10"),
        ("hearing", "healing"),
        ("bleeding", "bending"),
        ("swelling", "smelting"),
    ],
)
def test_a_word_is_no_mistake_for_its_opposite_or_neighbour(one: str, other: str) -> None:
    assert not is_mistyping(one, other, ())
    assert not is_mistyping(other, one, ())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lupis", "lupus"),
        ("nefritis", "nephritis"),
        ("reumatism", "rheumatism"),
        ("intravenuos", "intravenous"),
        ("diskinesia", "dyskinesia"),
        ("viens", "vein"),
        ("transplnating", "transplanting"),
        ("sweling", "swelling"),
    ],
)
def test_a_slip_of_finger_or_ear_is_a_mistake(typed: str, meant: str) -> None:
    assert is_mistyping(typed, meant, ())
    assert not is_mistyping(typed, meant, {typed})


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("heart failure", "Chronic kidney disease"),
        ("heart disease", "Amyotrophic lateral sclerosis"),
        ("bad back", "Systemic sclerosis"),
        ("back surgery", "Vertebral compression fracture"),
    ],
)
def test_what_shares_no_word_of_its_own_is_not_suggested(text: str, never: str) -> None:
    assert never not in resolver("conditions").suggest(text)
