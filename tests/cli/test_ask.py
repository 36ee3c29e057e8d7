"""Questions in plain words: which command answers them, what is said of the reading, and what is asked back."""

from __future__ import annotations

import json
import re
import shlex

import pytest
from runs import bundled, run_here
from support import BASE, DATA

from mscq.errors import ExitCode
from mscq.records.facets import FACETS
from mscq.search.lexicon import lexicon_of
from mscq.search.questions.question import Question
from mscq.search.resolve import Resolver
from mscq.search.searcher import Searcher

SEARCHER = Searcher(bundled())
CONDITIONS = Resolver(bundled().vocabulary.conditions, "condition", lexicon_of(bundled()))


def asked(text: str) -> Question:
    return SEARCHER.question(text, CONDITIONS)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("does msc work in lupus nephritis?", "mscq condition 'lupus nephritis'"),
        ("does it help walking in ms", "mscq condition ms --outcome walking"),
        ("edss after intrathecal msc in ms", "mscq condition ms --outcome edss --route intrathecal"),
        ("does it help fatigue in ms", "mscq condition ms --outcome fatigue"),
        ("which is better, vein or spinal tap, for ms", "mscq compare --route vein 'spinal tap' --condition ms"),
        ("are donor cells safer than own cells", "mscq compare --donor 'donor cells' 'own cells' --topic safety"),
        ("is it safe", "mscq safety"),
        ("is it dangerous for people with als", "mscq safety als"),
        ("headache after spinal tap in ms", "mscq safety ms --outcome headache --route 'spinal tap'"),
        ("can it cause cancer", "mscq safety --outcome cancer"),
        ("does it beat placebo in als", "mscq condition als --against placebo"),
        ("is it better than doing nothing for als", "mscq condition als --against usual-care"),
        ("how long do the effects last in als", "mscq condition als --months 12.."),
        ("stem cells against sham in lupus nephritis", "mscq condition 'lupus nephritis' --against placebo"),
        ("placebo-controlled trials in ms", "mscq condition ms --against placebo"),
        ("stem cells or cortisone for knee oa", "mscq condition 'knee oa' --against cortisone"),
        ("msc vs placebo for koa", "mscq condition koa --against placebo"),
        ("svf or placebo for koa", "mscq condition koa --against placebo --cell svf"),
        ("prp versus msc for koa", "mscq condition koa --against prp"),
        ("is it safer than usual care in lupus", "mscq safety lupus --against usual-care"),
        ("cyclophosphamide in scleroderma", "mscq findings --condition scleroderma --entity cyclophosphamide"),
        ("msc versus svf for koa", "mscq compare --cell msc svf --condition koa"),
        ("fat or bone marrow cells for koa", "mscq compare --source fat bone-marrow --condition koa"),
        ("does it work better in early als", "mscq condition als"),
        ("how much is known about als", "mscq coverage als"),
        ("which clinical trials are there in parkinson", "mscq coverage parkinson"),
        ("il-10 in lupus", "mscq findings --condition lupus --entity il-10"),
        ("how much does it cost", "mscq findings --outcome cost"),
        ("lupis", "mscq condition lupis"),
        ("what became of my neighbour", "mscq search 'what became of my neighbour'"),
    ],
)
def test_a_question_becomes_the_command_that_answers_it(text: str, command: str) -> None:
    assert asked(text).shown.replace("lupus", "lupis") == command.replace("lupus", "lupis")


@pytest.mark.parametrize("condition", [one.id for one in bundled().vocabulary.conditions.values()])
def test_every_condition_can_be_asked_about_by_its_label(condition: str) -> None:
    label = bundled().vocabulary.conditions.label(condition)
    for text, command in ((f"does it help {label}", "condition"), (f"is it safe in {label}?", "safety")):
        read = asked(text)
        assert (read.command, read.arguments[:1]) == (command, (condition,)), text


@pytest.mark.parametrize("option", [row.option for row in FACETS.values() if row.given])
def test_what_was_given_narrows_the_answer(option: str) -> None:
    row = next(row for row in FACETS.values() if row.option == option)
    wanting = []
    for concept in bundled().vocabulary.facet(row.id).values():
        read = asked(f"does it help lupus, {concept.label}")
        if f"--{option}" in read.arguments:
            assert read.arguments[read.arguments.index(f"--{option}") + 1] == concept.id
        else:
            wanting.append(concept.id)
    # a label may be a name in another facet as well, or name what nearly every paper is of
    assert len(wanting) <= len(bundled().vocabulary.facet(row.id)) // 2


# what is asked, and the diseases that it may be about, the one with most papers first
IN_DOUBT = {
    "does it help knee pain": ["knee-osteoarthritis", "cartilage-defect"],
    "fat cells knee": ["knee-osteoarthritis", "cartilage-defect"],
    "is it safe for my knee": ["knee-osteoarthritis", "cartilage-defect"],
    "paralysis": ["spinal-cord-injury", "multiple-sclerosis", "amyotrophic-lateral-sclerosis", "ischemic-stroke"],
    "severe stroke": ["ischemic-stroke"],
    "dementia": ["alzheimer-disease"],
    "lups": ["systemic-lupus-erythematosus"],
    "is it dangerous in the spine": ["spinal-cord-injury", "ankylosing-spondylitis", "vertebral-compression-fracture"],
    "is it safe for crohn": ["inflammatory-bowel-disease"],
    "wheelchair bound": ["spinal-cord-injury", "multiple-sclerosis", "amyotrophic-lateral-sclerosis"],
    "unpublished trials knee": ["knee-osteoarthritis", "cartilage-defect"],
    "is stem cell injection safe for knees": ["knee-osteoarthritis", "cartilage-defect"],
    "stem cells for back pain": ["ankylosing-spondylitis", "vertebral-compression-fracture"],
}


@pytest.mark.parametrize("text", ["stem cells for back pain", "my father has back pain", "treating bad back pain"])
def test_a_complaint_that_cells_are_given_for_is_no_harm(text: str) -> None:
    """'Back pain' is an adverse event of the vocabulary too; the answer to it is not how safe the cells are."""
    read = asked(text)
    assert read.command != "safety"
    assert not any("adverse" in one for one in read.read)


@pytest.mark.parametrize("text", ["back pain after stem cells", "does it cause back pain", "is back pain a risk"])
def test_a_complaint_that_follows_is_a_harm(text: str) -> None:
    assert asked(text).command == "safety"


@pytest.mark.parametrize("text", ["is it safe for the shoulder", "is it dangerous for elbows", "trials for shoulders"])
def test_the_answer_on_all_diseases_is_none_on_a_part_of_the_body(text: str) -> None:
    assert asked(text).command == "search"


@pytest.mark.parametrize("text", IN_DOUBT)
def test_a_disease_in_doubt_is_never_guessed(text: str) -> None:
    assert set(asked(text).candidates) == set(IN_DOUBT[text])


@pytest.mark.parametrize("text", [*IN_DOUBT][::4])
def test_a_disease_in_doubt_is_answered_in_short_for_each(text: str) -> None:
    done = run_here(("ask", *text.split(), "--json"), base=None)
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert [one["id"] for one in told["candidates"]] == IN_DOUBT[text]
    assert all(one["sentence"].endswith(".") for one in told["candidates"])
    papers = [one["papers"] for one in told["candidates"]]
    assert papers == sorted(papers, reverse=True)
    shown = run_here(("ask", *text.split()), base=None).stdout
    assert all(one["name"] in shown and one["command"] in shown for one in told["candidates"])


# diseases that the base does not cover, words beside a word that it has, and words that no paper holds
NOT_HELD = """
    autism|diabetes|copd|fibromyalgia|cp in kids|heart failure|lung covid|hair loss|diabetis type 1|cerebral palsy
    perianal fistula|multiple myeloma|traumatic brain injury|hearing loss|brain tumour|heat stroke|muscular dystrophy
    breast cancer|is it safe for people with epilepsy|trials for autism|does it help shoulder pain|tennis elbow
    liver failure|can stem cells cure blindness
"""


_NOT_HELD = [text.strip() for text in NOT_HELD.replace("\n", "|").split("|") if text.strip()]


@pytest.mark.parametrize(
    "text",
    ["can i walk again", "quality of life", "does it reduce relapses", "is it better than cortisone", "beats placebo"],
)
def test_an_outcome_of_no_disease_is_answered_disease_by_disease(text: str) -> None:
    done = run_here(("ask", *text.split(), "--json"), base=None)
    told = json.loads(done.stdout)
    assert told["in_doubt"] == ""
    named = [one["id"] for one in told["candidates"]]
    assert 1 <= len(named) == len(set(named)) <= 5
    assert not any("No paper" in one["sentence"] for one in told["candidates"])


def test_what_no_paper_reports_as_an_effect_is_listed() -> None:
    told = json.loads(run_here(("ask", "will", "it", "cost", "much", "--json"), base=None).stdout)
    assert told["asked"].startswith("mscq findings --outcome cost")


def test_whether_a_disease_gets_worse_is_answered_by_what_speaks_against_the_cells() -> None:
    done = run_here(("ask", "can", "it", "make", "my", "ms", "worse", "--json"), base=None)
    told = json.loads(done.stdout)
    assert told["asked"] == "mscq findings --condition ms --direction harm"
    assert told["not_understood"] == []
    found = told["answers"] if "answers" in told else told["findings"]
    assert {one["direction"] for one in found} == {"harm"}
    assert {one["topic"] for one in found} >= {"efficacy", "safety"}


@pytest.mark.parametrize("text", _NOT_HELD)
def test_what_the_base_holds_nothing_on_is_known(text: str) -> None:
    assert asked(text).missing


@pytest.mark.slow
@pytest.mark.parametrize("text", _NOT_HELD[::6])
def test_what_the_base_holds_nothing_on_is_said_in_one_form(text: str) -> None:
    done = run_here(("ask", *text.split()), base=None)
    assert (done.returncode, done.stdout) == (ExitCode.NOTHING_FOUND, "")
    assert done.stderr.startswith("mscq: the base holds nothing on ")
    assert "; it covers Osteoarthritis " in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("how do i join a trial for ms", "mscq coverage ms"),
        ("ms trials running", "mscq coverage ms"),
        ("where can i join a study for parkinson", "mscq coverage parkinson"),
        ("new trials in lupus", "mscq coverage lupus"),
        ("which dose is best in knee oa", "mscq compare --dose low medium high --condition knee-osteoarthritis"),
        ("what does not met mean", "mscq terms 'not met'"),
        ("what does n mean", "mscq terms n"),
        ("what does ▲ mean?", "mscq terms '▲'"),
        ("what is msc", "mscq terms msc"),
        ("what are stem cells", "mscq terms 'stem cells'"),
        ("what is lupus", "mscq condition lupus"),
        ("do nawar2024 and zhou2019 overlap", "mscq coverage multiple-sclerosis"),
        ("nawar2024 vs zhou2019", "mscq compare --paper nawar2024 zhou2019"),
        ("what did zhou2019 find", "mscq show zhou2019"),
        ("heart attack", "mscq search '\"heart attack\"'"),
    ],
)
def test_a_question_of_the_tool_or_of_trials_goes_where_it_is_answered(text: str, command: str) -> None:
    done = run_here(("ask", *text.split(), "--json"), base=None)
    assert (done.returncode, json.loads(done.stdout)["asked"]) == (0, command)


def test_which_is_best_compares_what_papers_name() -> None:
    done = run_here(("ask", "which route is best for ms", "--json"), base=None)
    asked = json.loads(done.stdout)["asked"]
    assert asked.startswith("mscq compare --route intrathecal intravenous")
    assert asked.endswith("--condition multiple-sclerosis")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("children with ms", ["children"]),
        ("ms pregnancy", ["pregnancy"]),
        ("how long does it last in lupus", []),
        ("does it help lupus in poodles", ["poodles"]),
        ("is it safe for children", ["children"]),
        ("als after 5 years", ["5", "years"]),
        ("severe ms", ["severe"]),
        ("does it help walking in ms", []),
    ],
)
def test_what_was_not_understood_stands_above_the_answer(text: str, left: list[str]) -> None:
    done = run_here(("ask", *text.split()), base=None)
    first = done.stdout.split("\n\n")[0].replace("\n", " ")
    assert first.startswith("Understood: ")
    assert ("; not understood: " + ", ".join(left) in first) is bool(left)
    assert json.loads(run_here(("ask", *text.split(), "--json"), base=None).stdout)["not_understood"] == left


_COMMANDS = re.compile(
    r"(?:the same as|without it|it|The whole answer): (mscq [^;\n]+?)(?=;|$|\n| \(all)", re.MULTILINE
)


@pytest.mark.slow
def test_every_command_that_is_named_gives_an_answer() -> None:
    questions = [
        *IN_DOUBT,
        *_NOT_HELD,
        "fatigue in ms",
        "does it help graft versus host",
        "how much is known about als",
    ]
    questions += [
        "which is better vein or spinal tap for ms",
        "is it safe in lupus",
        "which route is best",
        "lupus cost",
    ]
    named: set[str] = set()
    for text in questions:
        done = run_here(("ask", *text.split(), "--width", "1000"), base=None)
        found = set(_COMMANDS.findall(done.stdout + done.stderr))
        # the command that finds nothing is named as what it is
        named |= {one for one in found if f"(the same as: {one}" not in done.stderr}
    assert len(named) > 20
    assert [one for one in sorted(named) if run_here(shlex.split(one)[1:], base=None).returncode] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "query", ["graft versus host", "prp knee", "fatigue ms", "iv or it in ms", "il-10 lupus", "exosomes in als"]
)
def test_a_command_that_search_suggests_gives_an_answer(query: str) -> None:
    suggestion = json.loads(run_here(("search", query, "--json"), base=None).stdout)["suggestion"]
    assert suggestion is None or run_here(shlex.split(suggestion)[1:], base=None).returncode == 0


def test_the_answer_is_that_of_the_command_that_is_named() -> None:
    for text in ("is it safe in ms", "how much is known about lupus", "which is better vein or spinal tap for ms"):
        done = run_here(("ask", *text.split(), "--json"))
        told = json.loads(done.stdout)
        same = json.loads(run_here((*shlex.split(told["asked"])[1:], "--json")).stdout)
        assert done.stderr == ""
        assert {name: value for name, value in told.items() if name in same} == same


# what no paper answers as it was asked, what the answer leaves off, and whose it is
WITH_LESS = [
    ("does bone marrow transplant stop relapses in MS", "no paper here reports relapse with hematopoietic stem cell"),
    ("exosomes in als", "no paper here reports exosome in Amyotrophic lateral sclerosis"),
    ("exosomes for knee", "no paper here reports exosome; on extracellular vesicle, which is wider"),
    ("headache", "no paper here gives cells for headache; as a harm of the cells"),
    ("own cells or donor cells for knee", "'knee' may also be Cartilage defect"),
    ("children with ms", ""),
]


@pytest.mark.parametrize(("text", "left_off"), WITH_LESS)
def test_where_a_narrow_question_finds_nothing_a_wider_one_is_shown(text: str, left_off: str) -> None:
    done = run_here(("ask", *text.split(), "--json"), base=None)
    told = json.loads(done.stdout)
    assert (done.returncode, left_off in told.get("left_off", "")) == (0, True)
    shown = " ".join(run_here(("ask", *text.split(), "--width", "1000"), base=None).stdout.split())
    assert left_off in shown


def test_no_filter_tells_ages_apart_and_that_is_said() -> None:
    for text in ("children with ms", "lupus in kids", "kids"):
        done = run_here(("ask", *text.split(), "--width", "1000"), base=None)
        assert done.returncode == 0
        assert "no filter tells ages or sexes apart" in done.stdout


EMPTY: tuple[tuple[str, ...], ...] = (
    ("papers", "--year", "1901"),
    ("findings", "--year", "1901"),
    ("search", "zzqqzz"),
    ("conflicts", "lupus", "--year", "1901"),
    ("condition", "ms", "--year", "1901"),
    ("condition", "ms", "--months", "900.."),
    ("condition", "--year", "1901"),
    ("safety", "ms", "--year", "1901"),
    ("safety", "--year", "1901"),
    ("compare", "--route", "iv", "intrathecal", "--year", "1901"),
    ("timeline", "ms", "--year", "1901"),
    ("map", "--year", "1901"),
)


@pytest.mark.slow
@pytest.mark.parametrize("words", EMPTY, ids=" ".join)
def test_an_empty_list_is_written_as_one(words: tuple[str, ...]) -> None:
    bare, document, table = (run_here((*words, *form)) for form in ((), ("--json",), ("--csv",)))
    assert [one.returncode for one in (bare, document, table)] == [ExitCode.NOTHING_FOUND] * 3
    assert bare.stderr == document.stderr == table.stderr
    assert bare.stdout == ""
    at = next((words.index(one) for one in ("--year", "--months") if one in words), None)
    full = (*words[:at], *words[at + 2 :]) if at is not None else ("search", "ms")
    whole = json.loads(run_here((*full, "--json")).stdout)
    empty = json.loads(document.stdout)
    assert type(empty) is type(whole)
    assert [one for one in empty if one != "filters"] == (list(whole) if isinstance(whole, dict) else [])
    columns = run_here((*full, "--csv")).stdout.partition("\n")[0].split(",")
    assert table.stdout.count("\n") == 1
    assert set(table.stdout.strip().split(",")) <= set(columns)


def test_words_that_are_no_command_are_a_question() -> None:
    base = ("--data", str(BASE))
    bare, whole = run_here(("is", "it", "safe", "in", "ms", *base)), run_here(("ask", "is it safe in ms", *base))
    assert (bare.returncode, bare.stdout, bare.stderr) == (0, whole.stdout, whole.stderr)
    assert run_here(("zhou2020", *base)).stdout == run_here(("show", "zhou2020")).stdout


def test_a_mistyped_command_is_no_question() -> None:
    done = run_here(("condtion", "lupus"))
    assert done.returncode == ExitCode.NOT_UNDERSTOOD
    assert "did you mean: mscq condition lupus" in done.stderr
    for words, code in ((("xyzzy",), ExitCode.NOT_UNDERSTOOD), (("qqqq", "zzzz"), ExitCode.NOTHING_FOUND)):
        done = run_here(words)
        assert (done.returncode, done.stdout) == (code, "")
        assert f"'{words[0]}' is no command, and the base holds nothing on" in done.stderr
    assert run_here(("glossary",)).stdout == run_here(("terms", "glossary")).stdout


def test_what_has_one_meaning_is_taken_and_what_has_none_is_listed() -> None:
    ranged, named = (
        run_here(("papers", "--level", "1-2", "--json")),
        run_here(("papers", "--level", "1", "2", "--json")),
    )
    assert ranged.stdout == named.stdout
    assert run_here(("papers", "--level", "4-9")).returncode == ExitCode.NOT_UNDERSTOOD
    done = run_here(("findings", "--direction", "bad"))
    assert all(value in done.stderr for value in ("benefit", "no-difference", "mixed", "harm", "stable"))
    old, new = run_here(("papers", "--retracted")), run_here(("papers", "--notices"))
    assert (old.returncode, old.stdout) == (new.returncode, new.stdout)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("does it help knee pian", "does it help knee pain"),
        ("does it help hip pian", "does it help hip pain"),
        ("fatige in ms", "fatigue in ms"),
        ("tremor in parkisnon", "tremor in parkinson"),
    ],
)
def test_a_mistyped_question_is_the_one_that_was_meant(typed: str, meant: str) -> None:
    read, right = asked(typed), asked(meant)
    assert (read.command, read.arguments, read.candidates) == (right.command, right.arguments, right.candidates)


@pytest.mark.parametrize("text", ["does it help pina", "does it help gaot", "can it help my eczmea"])
def test_what_is_no_slip_for_one_word_stays_what_it_is(text: str) -> None:
    read = asked(text)
    assert read.command == "search" or read.missing


@pytest.mark.parametrize(("text", "plain"), [("heart attack", True), ("exosomes", False), ("covid", True)])
def test_words_that_the_base_has_no_name_for_are_only_mentioned(text: str, plain: bool) -> None:
    read = asked(text)
    assert (read.command, read.is_plain) == ("search", plain)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("retracted papers", "mscq papers --notices"),
        ("are any als studies retracted", "mscq papers --condition als --notices"),
        ("errata", "mscq papers --notices"),
        ("was harris2024 retracted", "mscq show harris2024"),
    ],
)
def test_what_was_retracted_is_a_list_of_papers(text: str, command: str) -> None:
    read = asked(text)
    assert (read.shown, read.unread) == (command, ())


@pytest.mark.parametrize("text", ["is jointstem approved", "is it approved by the fda", "was any product licensed"])
def test_what_is_approved_is_said_not_to_be_here_with_what_is_recorded(text: str) -> None:
    done = run_here(("ask", text, "--data", str(DATA)))
    assert (done.returncode, done.stdout) == (ExitCode.NOTHING_FOUND, "")
    assert "what is approved is not in this base, but for kim2023 (Korea refused approval, 2025)" in done.stderr
    assert '"approved"' not in done.stderr


def test_of_several_words_the_rarest_that_a_paper_holds_is_named() -> None:
    err = run_here(("ask", "hypoxia jointstem", "--data", str(DATA))).stderr
    assert re.search("[0-9]+ papers? mentions? jointstem: mscq search '\"jointstem\"'", err)


@pytest.mark.parametrize("text", ["islam 2023", "what did Islam et al. (2023) find", "did islam, 2023 find harm"])
def test_an_author_and_a_year_that_name_one_paper_are_that_paper(text: str) -> None:
    title = run_here(("show", "islam2023")).stdout.partition("\n")[0]
    assert title in run_here(("ask", text)).stdout


def test_authors_and_years_of_two_papers_set_these_side_by_side() -> None:
    assert "islam2023 or deng2017" in run_here(("ask", "islam 2023 or deng 2017")).stdout


@pytest.mark.parametrize("text", ["lupus since 2020", "nobody 1999 in lupus", "ms trials in 2020"])
def test_a_year_beside_no_author_stays_a_word(text: str) -> None:
    assert "Understood: paper" not in run_here(("ask", text)).stdout


@pytest.mark.parametrize("text", ["xenon et al", "ask about zzz in 2 or so"])
def test_a_word_that_tells_nothing_is_not_named_as_found(text: str) -> None:
    assert not asked(text).mentioned
