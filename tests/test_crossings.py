"""The usual shapes of a change, put together as people do: two are told as two, one that is described as one."""

from collections.abc import Callable

import pytest

from crossings import COMMANDS, SHAPES, crossed, described, listed, of_ours
from remixbatch.prompts.linter import Linter

# These are heard as wishes whatever stands before them; fragments may only describe it.
SURE = [*COMMANDS, "should", "wish", "passive"]
# Before a command these may tell what is, or who does it, too.
UNSURE = {"arrow", "label", "present", "have"}
MISSED = ALARMED = 0.02  # at most
# Of fragments, which may only describe what stands before them, at least: by the second shape.
FOUND = {"present": 0.6, "gets": 0.7, "state": 0.45, "thing": 0.4, "newcomer": 0.5, "label": 0.5}
OTHERS = 0.7


@pytest.mark.parametrize("told_of", [str, of_ours])
def test_any_change_and_a_clear_one_behind_it_are_two(told_of: Callable[[str], str]) -> None:
    firsts = [name for name in SHAPES if name not in UNSURE]
    prompts = [told_of(prompt) for *_, prompt in crossed(firsts, SURE)]
    if told_of is of_ours:
        prompts = [prompt for prompt in prompts if "my " in prompt or "our " in prompt]
    verdicts = Linter().check_all(prompts)
    missed = [prompt for prompt, v in zip(prompts, verdicts, strict=True) if len(v.split) != 2]
    assert len(prompts) > 1_000
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
    told: dict[str, list[bool]] = {}
    for (*_, second, _), verdict in zip(pairs, verdicts, strict=True):
        told.setdefault(second, []).append(len(verdict.split) == 2)
    found = {name: sum(rights) / len(rights) for name, rights in told.items()}
    assert {name: share for name, share in found.items() if share < FOUND.get(name, OTHERS)} == {}


def test_what_describes_a_change_is_none() -> None:
    told = [*described()]
    verdicts = Linter().check_all([prompt for _, prompt in told])
    alarmed = [one for one, verdict in zip(told, verdicts, strict=True) if verdict.multi]
    assert len(told) > 200
    assert len(alarmed) < ALARMED * len(told), alarmed
