"""``mscq cite`` where it is given what is no paper: a condition, the beginning of a key, a program."""

from __future__ import annotations

import pytest
from runs import run_here


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lupus"], "answers to 'lupus' (see: mscq cite --condition lupus)"),
        (["knee osteoarthritis"], "(see: mscq cite --condition 'knee osteoarthritis')"),
        (
            ["multiple", "sclerosis"],
            "answers to 'multiple sclerosis' (see: mscq cite --condition 'multiple sclerosis')",
        ),
        (["parkinsn"], "(see: mscq cite --condition parkinsn)"),
        (["qqqq"], "answers to 'qqqq' (see: mscq papers)"),
    ],
)
def test_a_condition_is_cited_by_its_option(words: list[str], said: str) -> None:
    done = run_here(["cite", *words])
    assert done.stdout == ""
    assert said in done.stderr
    assert (done.stderr.count("\n"), done.returncode) == (1, 2)


def test_a_condition_beside_a_paper_that_is_cited() -> None:
    done = run_here(["cite", "islam2023", "als"])
    assert done.stdout.startswith("Islam MA")
    assert done.stderr.startswith("mscq: no paper in the base answers to 'als'")
    assert done.stderr.endswith(" (see: mscq cite --condition als)\n")
    assert done.returncode == 1


def test_the_command_that_is_named_works() -> None:
    assert len(run_here(["cite", "--condition", "multiple sclerosis"]).stdout.splitlines()) > 1


def test_the_beginning_of_a_key_lists_the_keys_that_begin_so() -> None:
    done = run_here(["show", "lamo"])
    keys = done.stderr.split("did you mean ")[1].split("?")[0].replace("'", "").split(" or ")
    assert 2 < len(keys) <= 8
    assert all(key.startswith("lamo") for key in keys)
    assert keys == sorted(keys)


def test_a_program_stands_for_the_format_that_it_reads() -> None:
    assert run_here(["cite", "islam2023", "-f", "zotero"]).stdout == run_here(["cite", "islam2023", "-f", "ris"]).stdout
    done = run_here(["cite", "islam2023", "-f", "word"])
    assert "--style apa" in done.stderr
    assert (done.stdout, done.returncode) == ("", 2)
