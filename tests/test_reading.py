"""English prompts, ruling by ruling; chains; any text whatever."""

import gc
import random
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelled import items
from remixbatch.prompts.lexicon import Lexicons, shipped
from remixbatch.prompts.linter import Linter, check
from remixbatch.prompts.reader import read
from wrappings import AFTER, BEFORE, CHANGES, PAIRS

READINGS = Path(__file__).parent / "readings" / "en.txt"


def readings() -> Iterator[tuple[int, str]]:
    """How many changes, the prompt."""
    for line in READINGS.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            count, _, prompt = line.partition(" | ")
            yield int(count), prompt.replace(r"\n", "\n")


def counted(prompt: str) -> int:
    return len(read(prompt).changes)


def test_changes_are_counted_as_the_guide_rules() -> None:
    wrong = [
        (count, prompt, read(prompt).split)
        for count, prompt in readings()
        if (counted(prompt) != count if count > 1 else counted(prompt) > 1)
    ]
    assert wrong == []


def test_a_part_of_a_chain_is_one_change() -> None:
    parts = [part for _, prompt in readings() for part in read(prompt).split]
    assert len(parts) > 500
    assert [part for part in parts if counted(part) > 1] == []


@pytest.mark.parametrize(
    ("prompt", "chain"),
    [
        ("Shear the sheep, but keep the lambs, and mend the fence.", ["Shear the sheep.", "Mend the fence."]),
        ("In addition to polishing the bell, ring it twice.", ["Polish the bell.", "Ring it twice."]),
        ("Besides dimming the hall, hush the organ.", ["Dim the hall.", "Hush the organ."]),
        ("Change the kite to yellow and the pond to silver.", ["Change the kite to yellow.", "Change the pond to silver."]),
        ("Give the owl a cap and the hen a bonnet.", ["Give the owl a cap.", "Give the hen a bonnet."]),
        ("Her cloak becomes green. The lantern vanishes.", ["Make her cloak green.", "Remove the lantern."]),
        ("The ferry turns into a whale and the quay should be icy.", ["Turn the ferry into a whale.", "Make the quay icy."]),
        ("The miller should have a beard and the mill should burn.", ["Give the miller a beard.", "Have the mill burn."]),
        ("claymation style, at dusk", ["Restyle in claymation style.", "Make it dusk."]),
        ("green door, muddy path", ["Make the door green.", "Make the path muddy."]),
        ("taller hat, no gulls, violin music", ["Make the hat taller.", "Remove gulls.", "Add violin music."]),
        ("Make the goat fatter and grey.", ["Make the goat fatter.", "Make the goat grey."]),
        ("Make it noon, with a second tram passing behind it.", ["Make it noon.", "Add a second tram passing behind it."]),
        ("Woodcut look with the mare trotting instead of standing.", ["Restyle in a woodcut look.", "Make the mare trot instead of standing."]),
        ("wall: cream\nceiling: navy", ["Make the wall cream.", "Make the ceiling navy."]),
        ("Please slow the pan down, thanks, and, if you can, add moths.", ["Slow the pan down.", "Add moths."]),
        ("remvoe the bunting an paint the cart blue", ["Remove the bunting.", "Paint the cart blue."]),
        # What is named without a verb, by what it is.
        ("Two tweaks: a thicker moustache, and crows on the gate.", ["Make the moustache thicker.", "Add crows on the gate."]),
        ("Two changes: a longer plume, and newts in the pond.", ["Make the plume longer.", "Add newts in the pond."]),
        ("Lilies instead of roses; straw instead of gravel.", ["Replace roses with lilies.", "Replace gravel with straw."]),
        ("A monocle for the duke and a fan for the duchess.", ["Give the duke a monocle.", "Give the duchess a fan."]),
        ("Sundial on the wall, the owl in a cape", ["Put the sundial on the wall.", "Put the owl in a cape."]),
        ("barking dog, frozen pond", ["Make the dog bark.", "Make the pond frozen."]),
        ("sky: stormy, sea: rough", ["Make the sky stormy.", "Make the sea rough."]),
        # Statements keep their verbs.
        ("The frog gets a crown, the toad a cape.", ["Give the frog a crown.", "Give the toad a cape."]),
        ("The knight winks; ivy creeps up the tower.", ["Have the knight wink.", "Have the ivy creep up the tower."]),
        ("The sash should be gold, and the goat can go.", ["Make the sash gold.", "Remove the goat."]),
        # What a pronoun speaks of.
        ("Swap the desk for an anvil and put a hammer on it.", ["Swap the desk for an anvil.", "Put a hammer on the anvil."]),
        ("Tilt down to his shoes and make them red.", ["Tilt down to his shoes.", "Make his shoes red."]),
        ("Make the mansion wooden and put an owl on its roof.", ["Make the mansion wooden.", "Put an owl on the mansion's roof."]),
        ("Put the vase by the lamp and lay a glove under it.", ["Put the vase by the lamp.", "Lay a glove under it."]),
        # What nobody could carry out is not proposed.
        ("Add frost, and just the boat.", []),
    ],
)  # fmt: skip
def test_chains(prompt: str, chain: list[str]) -> None:
    assert list(read(prompt).split) == chain


@pytest.mark.parametrize(
    "prompt", ["", " ", "\n\n", "...", "???", "🙂", "Ajoute de la neige.", "ab cd"]
)
def test_nothing_is_asked(prompt: str) -> None:
    found = read(prompt)
    assert (found.split, counted(prompt) < 2) == ((), True)


def test_users_add_words() -> None:
    prompt = "Yeetify hens and yeetify geese."
    assert counted(prompt) < 2
    mine = Lexicons({"en": {"verbs": ["yeetify: add"]}})
    assert len(read(prompt, mine).changes) == 2


def test_places_are_those_of_the_prompt() -> None:
    prompt = "Same quay, but make it dusk; add  a heron."
    found = read(prompt)
    said = [prompt[start:end] for change in found.changes for start, end in change.spans]
    assert said == ["make it dusk", "add  a heron"]
    assert [segment.kind for segment in found.segments] == ["anchor", "edit", "edit"]


def sound(prompt: str) -> None:
    """What holds for whatever text: places inside it, a chain of one part a change or none."""
    found = read(prompt)
    assert len(found.split) in {0, len(found.changes)}
    for segment in found.segments:
        assert 0 <= segment.start < segment.end <= len(prompt)
    for change in found.changes:
        assert change.spans
        assert all(0 <= start < end <= len(prompt) for start, end in change.spans)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(prompt: str) -> None:
    sound(prompt)


def mixtures(seed: int, count: int) -> Iterator[str]:
    """Prompts cut, joined and shuffled, with words of all lists among them."""
    rng = random.Random(seed)
    prompts = [prompt for _, prompt in readings()]
    lists = ("verbs", "keeps", "polite", "wants", "contrast", "when", "so", "then", "negations")
    words = [entry.partition(":")[0] for name in lists for entry in shipped("en", name)]
    marks = [
        ", ",
        ". ",
        " and ",
        "; ",
        ": ",
        " (",
        ") ",
        " - ",
        "\n",
        " with ",
        " while ",
        '"',
        "'",
    ]
    for _ in range(count):
        pieces = []
        for _ in range(rng.randint(1, 5)):
            text = rng.choice(prompts)
            cut = sorted(rng.randint(0, len(text)) for _ in range(2))
            pieces.append(rng.choice([text[cut[0] : cut[1]], rng.choice(words), text]))
        if rng.random() < 0.3:
            shuffled = " ".join(pieces).split(" ")
            rng.shuffle(shuffled)
            pieces = shuffled
        yield rng.choice(marks).join(pieces)


def broken_off(step: int) -> Iterator[str]:
    """Labelled prompts, each `step`-th of them, that break off behind any of their words or begin there."""
    for item in items()[::step]:
        words = item["prompt"].split(" ")
        for at in range(1, len(words)):
            yield from (" ".join(words[:at]), " ".join(words[at:]))


def spoilt(seed: int, count: int) -> Iterator[str]:
    """Labelled prompts in which some words are gone, exchanged, written otherwise, or those of another prompt."""
    rng = random.Random(seed)
    prompts = [item["prompt"] for item in items()]
    words = [word for prompt in prompts for word in prompt.split()]
    endings = (*",.;:!?", "'s", "-ish", '"', ")")
    for _ in range(count):
        told = rng.choice(prompts).split(" ")
        for _ in range(rng.randint(1, 3)):
            at, other = rng.randrange(len(told)), rng.randrange(len(told))
            told[at] = rng.choice(
                [
                    "",
                    told[other],
                    rng.choice(words),
                    f"{told[at]}{rng.choice(endings)}",
                    f"{rng.choice(words)} {told[at]}",
                    told[at].upper(),
                    told[at].strip(",.;:"),
                ]
            )
        yield " ".join(filter(None, told))


def test_no_prompt_leaves_rings_behind() -> None:
    """`lint --jsonl` looks for none: what a verdict took must be gone with it, however many are told."""
    prompts = [item["prompt"] for item in items()][::10]
    linter = Linter()
    linter.check_all(prompts)  # what is made once and stays
    gc.collect()
    gc.disable()
    try:
        linter.check_all(prompts)
        assert gc.collect() == 0
        Linter({"en": {"things": ["flumptious gizmo"]}}).check_all(
            prompts[::10]
        )  # nor it, once gone
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_threads_may_judge_with_one_linter() -> None:
    """What it learns of its lists with the first prompts is whole for each of them."""
    prompts = [item["prompt"] for item in items()][::150]
    alone = [repr(verdict) for verdict in Linter().check_all(prompts)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(2):
            linter = Linter()
            linter.check("Add rain.")
            with ThreadPoolExecutor(6) as threads:
                told = list(threads.map(linter.check, prompts * 2))
            assert [repr(verdict) for verdict in told] == alone * 2
    finally:
        sys.setswitchinterval(interval)


def test_prompts_that_break_off_are_judged() -> None:
    for prompt in (
        "De luz y todo, azulada una fría. nomás, madrugada Igualito pero con",
        "A silent disco: make everyone-ish dance wildly in total silence.",
        "Delete ovn the text. Delete and all letters, numbers and other text in the picture.",
        "paint clouds on the ceiling, then a taller mast. Not happy with this one",
    ):
        check(prompt)
    for prompt in broken_off(31):
        check(prompt)


@pytest.mark.soak
def test_every_prompt_that_breaks_off_is_judged() -> None:
    for prompt in broken_off(1):
        check(prompt)


def test_prompts_with_other_words_are_judged() -> None:
    for prompt in spoilt(1, 4_000):
        check(prompt)


@pytest.mark.soak
def test_many_prompts_with_other_words_are_judged() -> None:
    for prompt in spoilt(2, 300_000):
        check(prompt)


def test_mixtures_of_prompts_are_read() -> None:
    for prompt in mixtures(1, 800):
        sound(prompt)
        check(prompt)


@pytest.mark.soak
def test_many_mixtures_of_prompts_are_read() -> None:
    for prompt in mixtures(2, 60_000):
        sound(prompt)
        check(prompt)


@pytest.mark.parametrize(
    "pattern", ["make it red and ", "(", '"a" ', "the ", "with a ", ", ", "\n- x", "x" * 7]
)
def test_long_texts_take_no_more_than_their_length(pattern: str) -> None:
    text = pattern * (100_000 // len(pattern))
    began = process_time()
    sound(text)
    assert process_time() - began < 5, "quadratic"


def test_words_of_the_chain_are_words_of_the_prompt() -> None:
    for _, prompt in readings():
        for part in read(prompt).split:
            said = re.findall(r"\w+", prompt.lower())
            told = re.findall(r"\w+", part.lower())
            known = sum(word in said or word[:4] in " ".join(said) for word in told)
            assert known >= len(told) - 4, (prompt, part)


def wrapped(changes: list[str]) -> Iterator[str]:
    """Each change within what people write before and after one."""
    rng = random.Random(3)
    for before in BEFORE:
        for change in changes:
            said = change[0].upper() + change[1:] if before[-2:] in {". ", "! "} else change
            for after in rng.sample(AFTER, 5):
                yield f"{before}{said}{after}"


def test_what_is_written_around_a_change_asks_for_nothing() -> None:
    assert [prompt for prompt in wrapped(CHANGES) if counted(prompt) != 1] == []


def test_two_changes_are_two_whatever_is_written_around_them() -> None:
    assert [prompt for prompt in wrapped(PAIRS) if counted(prompt) < 2] == []
