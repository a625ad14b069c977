"""What a prompt that asks for several changes becomes: parts in order, named, each with what must stay."""

import pytest

from remixbatch.prompts.lexicon import Lexicon, Lexicons
from remixbatch.prompts.linter import check
from remixbatch.prompts.naming import name_of
from remixbatch.prompts.rank import rank
from remixbatch.prompts.reader import read
from remixbatch.prompts.steps import Step, UnsplitError, steps
from remixbatch.prompts.tokens import tokenize
from remixbatch.scalars import NAME

LEXICONS = Lexicons()


def steps_of(prompt: str) -> tuple[Step, ...]:
    return steps(prompt, read, check, LEXICONS)


def told(prompt: str) -> list[tuple[str, str, str]]:
    return [(step.rank, step.name, step.prompt) for step in steps_of(prompt)]


def refused(prompt: str) -> str:
    with pytest.raises(UnsplitError) as caught:
        steps_of(prompt)
    return str(caught.value)


@pytest.mark.parametrize(
    ("prompt", "chain"),
    [
        (
            "Add a dog and make it night.",
            [("scene", "night", "Make it night."), ("content", "dog", "Add a dog.")],
        ),
        (
            "Make it look like claymation, switch to a low angle and add a dog.",
            [
                ("content", "dog", "Add a dog."),
                ("camera", "low-angle", "Switch to a low angle."),
                ("style", "claymation", "Make it look like claymation."),
            ],
        ),
        (
            "Remove the bench and add a balloon.",  # of one rank: as it was asked
            [("content", "bench", "Remove the bench."), ("content", "balloon", "Add a balloon.")],
        ),
        (
            "把天空换成黄昏，添加一只狗，保持镜头不变。",
            [
                ("scene", "dusk", "把天空换成黄昏，保持镜头不变。"),
                ("content", "dog", "添加一只狗，保持镜头不变。"),
            ],
        ),
        (
            "犬を追加して、季節を冬に変えてください。",
            [
                ("scene", "winter", "季節を冬に変えてください。"),
                ("content", "dog", "犬を追加してください。"),
            ],
        ),
    ],
)
def test_what_becomes_of_a_prompt(prompt: str, chain: list[tuple[str, str, str]]) -> None:
    assert told(prompt) == chain


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("Keep the pier as it is. Add a dog. Remove the bench.", "Keep the pier as it is."),
        ("While keeping the camera the same, add a dog and remove the bench.", "Keep the camera"),
    ],
)
def test_what_stays_is_said_in_every_step(prompt: str, said: str) -> None:
    found = steps_of(prompt)
    assert len(found) == 2
    assert all(said in step.prompt for step in found)


@pytest.mark.parametrize(
    ("prompt", "reason"),
    [
        ("Make it night and paint its door green.", "`its`"),
        ("Make it vertical and add a dog.", "RMX401 fixed-parameter"),
        ("Add a dog.", "no parts"),
        ("Change the lighting and add a dog.", "by itself `Change the lighting.` is RMX2"),
    ],
)
def test_what_is_refused(prompt: str, reason: str) -> None:
    assert reason in refused(prompt)


NAMES = [
    ("en", "Add a dragon flying over the castle.", "dragon"),
    ("en", "Give the violinist a silver brooch.", "brooch"),
    ("en", "Change the time of day to late dusk.", "dusk"),
    ("en", "Convert to black and white.", "black-and-white"),
    ("en", "Switch to 85 mm.", "85-mm"),
    ("en", "Warm up the lighting.", "warm"),
    ("en", "Turn on the street lamps along the pier.", "lamps"),
    ("de", "Ersetze das Auto durch einen grünen Bus.", "bus"),
    ("de", "Füge Möwen hinzu.", "mowen"),
    ("es", "Cambia el coche por un autobús rojo.", "autobus"),
    ("zh", "改成油画风格。", "oil-painting"),
    ("ja", "看板を赤にしてください。", "red"),
]


@pytest.mark.parametrize(("language", "prompt", "name"), NAMES)
def test_names_say_what_is_new_and_are_never_taken(language: str, prompt: str, name: str) -> None:
    words, lexicon = tokenize(prompt).words, Lexicon(language)
    place = rank(words, lexicon)
    assert name_of(words, place, lexicon, ()) == name
    taken = {name.upper()}
    for _ in range(12):
        other = name_of(words, place, lexicon, taken)
        assert NAME.fullmatch(other)
        assert other not in {each.casefold() for each in taken}
        taken.add(other)


def test_names_are_none_that_a_reader_takes_for_another_thing() -> None:
    for word in ("con", "no", "on", "12", "…", "的"):
        words = ["add", word]
        assert name_of(words, "content", Lexicon("en"), ()) not in ("con", "no", "on", "12", "")
