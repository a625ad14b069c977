"""The usual shapes of a change, put together as people do: two are told as two, one that is described as one."""

from collections.abc import Callable

import pytest

from crossings import COMMANDS, SHAPES, crossed, described, listed, of_ours
from remixbatch.prompts.linter import Linter

# These are heard as wishes whatever stands before them; fragments may only describe it.
SURE = [*COMMANDS, "should", "wish", "passive"]
MISSED, ALARMED = (
    0.02,
    0.02,
)  # at most: of "the gate swings open", nobody can say whether it is a wish


@pytest.mark.parametrize("told_of", [str, of_ours])
def test_any_change_and_a_clear_one_behind_it_are_two(told_of: Callable[[str], str]) -> None:
    firsts = [name for name in SHAPES if name not in {"arrow", "label", "present"}]
    prompts = [told_of(prompt) for *_, prompt in crossed(firsts, SURE)]
    verdicts = Linter().check_all(prompts)
    missed = [prompt for prompt, v in zip(prompts, verdicts, strict=True) if len(v.split) != 2]
    assert len(prompts) > 4_000
    assert len(missed) < MISSED * len(prompts), missed


def test_a_verb_said_once_asks_for_each_of_a_list() -> None:
    told = [*listed()]
    verdicts = Linter().check_all([prompt for _, prompt in told])
    missed = [one for one, v in zip(told, verdicts, strict=True) if len(v.split) != one[0]]
    assert len(told) > 500
    assert len(missed) < MISSED * len(told), missed


def test_most_fragments_behind_a_change_are_two() -> None:
    pairs = [*crossed([*SHAPES], [name for name in SHAPES if name not in SURE])]
    verdicts = Linter().check_all([prompt for *_, prompt in pairs])
    found = sum(len(told.split) == 2 for told in verdicts)
    assert found > 0.7 * len(pairs)


def test_what_describes_a_change_is_none() -> None:
    told = [*described()]
    verdicts = Linter().check_all([prompt for _, prompt in told])
    alarmed = [one for one, verdict in zip(told, verdicts, strict=True) if verdict.multi]
    assert len(told) > 200
    assert len(alarmed) < ALARMED * len(told), alarmed
