"""Questions in plain words: which command answers them, what is said of the reading, and what is asked back."""

from __future__ import annotations

import json
import shlex

import pytest
from runs import bundled, run_here
from support import BASE

from mscq.errors import ExitCode, NotUnderstood
from mscq.records.facets import FACETS
from mscq.search.lexicon import lexicon_of
from mscq.search.question import Question
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


@pytest.mark.parametrize(
    "text", ["does it help knee pain", "does it help arthritis", "paralysis", "is it safe for crohn"]
)
def test_a_disease_in_doubt_is_asked_back(text: str) -> None:
    with pytest.raises(NotUnderstood):
        asked(text)
    done = run_here(("ask", *text.split()))
    assert (done.returncode, done.stdout) == (ExitCode.NOT_UNDERSTOOD, "")
    assert done.stderr.count("\n") == 1


def test_the_answer_is_that_of_the_command_that_is_named() -> None:
    for text in ("is it safe in ms", "how much is known about lupus", "which is better vein or spinal tap for ms"):
        done = run_here(("ask", *text.split(), "--json"))
        same = done.stderr.rpartition("the same as: mscq ")[2]
        assert done.stderr.count("\n") == 1
        assert json.loads(done.stdout) == json.loads(run_here((*shlex.split(same), "--json")).stdout)


def test_words_that_are_no_command_are_a_question() -> None:
    base = ("--data", str(BASE))
    bare, whole = run_here(("is", "it", "safe", "in", "ms", *base)), run_here(("ask", "is it safe in ms", *base))
    assert (bare.returncode, bare.stdout, bare.stderr) == (0, whole.stdout, whole.stderr)
    assert run_here(("zhou2020", *base)).stdout == run_here(("show", "zhou2020")).stdout


def test_a_mistyped_command_is_no_question() -> None:
    done = run_here(("condtion", "lupus"))
    assert done.returncode == ExitCode.NOT_UNDERSTOOD
    assert "did you mean: mscq condition lupus" in done.stderr
    for words in (("xyzzy",), ("qqqq", "zzzz")):
        done = run_here(words)
        assert (done.returncode, done.stdout) == (ExitCode.NOT_UNDERSTOOD, "")
        assert "is no command" in done.stderr


def test_what_was_not_read_is_said() -> None:
    done = run_here(("ask", "does it help lupus in poodles"))
    assert "not read: poodles" in done.stderr
    done = run_here(("ask", "remission after years of waiting"))
    assert "no one answer to this in the base" in done.stderr or "read as:" in done.stderr


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
