"""Spanish and German prompts, ruling by ruling; and other languages, of which nothing is said."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from remixbatch.prompts.lexicon import Lexicons
from remixbatch.prompts.reader import read

READINGS = Path(__file__).parent / "readings"
LANGUAGES = ("es", "de")


def lines(name: str) -> Iterator[str]:
    for line in (READINGS / f"{name}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.replace(r"\n", "\n")


def readings(language: str) -> Iterator[tuple[int, str, list[str]]]:
    """How many changes, the prompt, the chain it makes (empty where that is not written down)."""
    for line in lines(language):
        count, prompt, *chain = line.split(" | ")
        yield int(count), prompt, chain


@pytest.mark.parametrize("language", LANGUAGES)
def test_changes_are_counted_as_the_guide_rules(language: str) -> None:
    wrong = []
    for count, prompt, _ in readings(language):
        found = read(prompt)
        counted = len(found.changes)
        if found.language != language or (counted != count if count > 1 else counted > 1):
            wrong.append((count, prompt, found.split))
    assert wrong == []


def test_nothing_is_said_of_another_language() -> None:
    said = [prompt for prompt in lines("other") if read(prompt).language or read(prompt).changes]
    assert said == []


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_chains_have_one_part_a_change_in_the_words_of_the_prompt(language: str) -> None:
    wanted = [(prompt, chain) for _, prompt, chain in readings(language) if chain]
    good = 0
    for prompt, chain in wanted:
        parts = read(prompt).split
        good += len(parts) == len(chain) and all(
            len(words(ours) & words(theirs)) >= min(len(words(theirs)), 4) / 2
            for ours, theirs in zip(parts, chain, strict=False)
        )
    assert good / len(wanted) >= 0.9


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_part_of_a_chain_is_one_change(language: str) -> None:
    open_parts = [
        part
        for _, prompt, _ in readings(language)
        for part in read(prompt).split
        if len(read(part).changes) > 1
    ]
    assert open_parts == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_any_text_is_read(language: str) -> None:
    rng = random.Random(language)
    prompts = [prompt for _, prompt, _ in readings(language)]
    for _ in range(1500):
        one, other = rng.choice(prompts), rng.choice(prompts)
        mixed = one[: rng.randint(0, len(one))] + other[rng.randint(0, len(other)) :]
        letters = list(mixed)
        for _ in range(min(3, len(letters))):
            letters[rng.randrange(len(letters))] = rng.choice(' ,.;:-()"\n1ñß')
        prompt = "".join(letters)
        found = read(prompt)
        assert len(found.split) in {0, len(found.changes)}, prompt
        for change in found.changes:
            assert all(0 <= start < end <= len(prompt) for start, end in change.spans), prompt


def test_places_are_those_of_the_prompt() -> None:
    prompt = "Füge im Hintergrund Regen hinzu und mach das Auto gelb."
    first, second = read(prompt).changes
    assert [prompt[start:end] for start, end in first.spans] == ["Füge im Hintergrund Regen hinzu"]
    assert [prompt[start:end] for start, end in second.spans] == ["mach das Auto gelb"]


def test_what_stays_is_a_segment_of_its_own() -> None:
    kinds = [segment.kind for segment in read("Quita la lámpara, todo lo demás igual.").segments]
    assert kinds == ["edit", "preserve"]


def test_words_of_a_user_read_as_ours() -> None:
    prompt = "Añade un perro y blorear la pared."
    assert len(read(prompt).changes) == 1
    ours = Lexicons({"es": {"verbs": ["blorear: paint"]}})
    assert len(read(prompt, ours).changes) == 2


def test_what_two_attributes_of_one_thing_are_is_told_apart() -> None:
    assert [change.why for change in read("Mach den Korb kleiner und rot.").changes] == [
        "verb",
        "attribute",
    ]
    riders = read("Pinta el muro de gris, con un gato dormido encima.").changes
    assert [change.why for change in riders] == ["verb", "rider"]
