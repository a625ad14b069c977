"""Kill -9 again and again while every fourth POST goes wrong: ten in the suite, a thousand in `make soak`.

Campaigns are killed side by side, at random moments and on both sides of a write, on services without a list, with
one, and with one that hides prompts. The service has faults on purpose, before and after the effect. What it booked
is compared with what the specs ask for, by lineage; a person settles what the program asks, by what is in the books.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from random import Random
from signal import SIGKILL
from typing import Any

import pytest
import yaml

from checkout import Checkout, ended, of, swift_profile
from emulated import Emulator
from faulty import faulty
from remixbatch import events as e

JOBS = """
  sun: {from: a, prompt: Put the sun low}
  rain: {from: sun, prompt: Add light rain}
  lamps: {from: rain, prompt: Light the lamps}
  twin-1: {from: b, prompt: Make it dusk}
  twin-2: {from: b, prompt: Make it dusk}
  twin-3: {from: sun, prompt: Add light rain}
  fog: {from: twin-1, prompt: Fill it with fog}
  snow: {from: a, prompt: Cover it with snow}
  gold: {from: a, prompt: Turn it golden}
"""
ROUNDS = 10  # kills of each campaign
TRIES = 5 * ROUNDS  # runs in which it must have been killed so often
LONG = (
    120.0  # seconds: a list that shows nothing is asked again after a while, and so is the next one
)
SETTLING = 12  # runs until a campaign must be done
POSTS: list[dict[str, Any]] = [  # of all POSTs a fourth: 0.10 + 0.90 * 0.08 + …
    {"on": "submit", "fault": "close", "probability": 0.10},
    {"on": "submit", "fault": "close", "when": "before", "probability": 0.08},
    {"on": "submit", "fault": "error", "status": 500, "probability": 0.05},
    {"on": "submit", "fault": "error", "status": 503, "when": "before", "probability": 0.05},
]
LISTS = ["none", "complete", "incomplete", "hidden"]


def profile(listed: str) -> str:
    """The emulator's, with such a list and with little patience."""
    made: dict[str, Any] = yaml.safe_load(
        swift_profile(listed=listed != "none", key="SWIFT_API_KEY")
    )
    made["settle"] = 0.2
    made["deadlines"] |= {"read": 2, "total": 2}
    if listed == "incomplete":
        made["list"]["complete"] = False
    return yaml.safe_dump(made, sort_keys=False)


@pytest.fixture
def service(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Emulator]:
    listed, seed = request.getfixturevalue("listed"), request.getfixturevalue("seed")
    rules = [*POSTS, *([{"on": "list", "fault": "no-prompts"}] if listed == "hidden" else [])]
    with faulty(tmp_path / "emulator", rules, seed=seed) as one:
        yield one


def soaked(campaigns: int, seeds: Iterable[int]) -> list[Any]:
    marks = [pytest.mark.soak]
    return [pytest.param(name, campaigns, s, marks=marks) for name in LISTS for s in seeds]


# 5 seeds of 4 kinds of lists, 5 campaigns each, 10 kills of each: 1,000.
@pytest.mark.parametrize(("listed", "campaigns", "seed"), [("none", 1, 1), *soaked(5, range(5))])
def test_killed_again_and_again(
    service: Emulator, tmp_path: Path, listed: str, campaigns: int, seed: int
) -> None:
    rng = Random(f"{listed} {seed}")
    checkouts = []
    for number in range(campaigns):
        folder = tmp_path / f"c{number}"
        folder.mkdir()
        checkouts.append(Checkout(folder, service, f"{listed}-{seed}-{number}", JOBS))
        (folder / "profiles" / "swift.yaml").write_text(profile(listed), "utf-8")
    kill_all(checkouts, rng)
    settle_all(checkouts)
    for checkout in checkouts:
        is_finished(checkout)


def kill_all(checkouts: Sequence[Checkout], rng: Random) -> None:
    """Until each was really killed so often: a run that ended before it could be is none."""
    kills = dict.fromkeys(range(len(checkouts)), 0)
    for _ in range(TRIES):
        left = [number for number, count in kills.items() if count < ROUNDS]
        if not left:
            return
        for number, was_killed in zip(left, killed([checkouts[n] for n in left], rng), strict=True):
            kills[number] += was_killed
    raise AssertionError(f"they ended before they could be killed: {kills}")


def killed(checkouts: Sequence[Checkout], rng: Random) -> list[bool]:
    """Start all, let each be killed at a place of its own; whether each was."""
    points = [point(rng) for _ in checkouts]
    with ExitStack() as running:
        runs = [
            running.enter_context(checkout.start(point=at))
            for checkout, at in zip(checkouts, points, strict=True)
        ]
        ends = [ended(run) for run in runs]
    for checkout, end in zip(checkouts, ends, strict=True):
        assert end.code in (-SIGKILL, 0, 7), end
        pays_for_nothing_twice(checkout)
    return [end.code == -SIGKILL for end in ends]


def point(rng: Random) -> str:
    """By the time that has passed, or at a write; where that is not reached, by the time."""
    late = f"seconds:{rng.uniform(0.02, 0.5):.3f}"
    sides = (
        "before:intent",
        "after:intent",
        "before:submitted",
        "after:submitted",
        "after:unclear",
    )
    side = f"{rng.choice(sides)}:{rng.randint(1, 3)}"
    return rng.choice([late, f"{side},{late}"])


def settle_all(checkouts: Sequence[Checkout]) -> None:
    """Run on, all side by side; between the runs a person answers what is asked."""
    left = list(checkouts)
    for _ in range(SETTLING):
        runs = [checkout.start() for checkout in left]
        ends = [ended(run, LONG) for run in runs]
        for checkout, end in zip(left, ends, strict=True):
            # Of a quarter of faulty answers three may follow each other: then it submits no more, and says so.
            given_up = end.code == 6 and "gave no usable answer to" in end.out
            assert end.code in (0, 7) or given_up, end
            pays_for_nothing_twice(checkout)
            if end.code == 7:
                answer(checkout)
        left = [checkout for checkout, end in zip(left, ends, strict=True) if end.code]
        if not left:
            return
    raise AssertionError(f"not done after {SETTLING} runs: {[c.tag for c in left]}")


def answer(checkout: Checkout) -> None:
    """What a person finds in the service's books of each unclear take, and says."""
    for take in checkout.takes():
        if take["status"] == "unclear":
            owned = {each["id"] for each in checkout.takes()}
            found = [
                entry["id"]
                for entry in checkout.books()
                if (entry["source"], entry["prompt"]) == (take["from"], take["prompt"])
                and entry["id"] not in owned
            ]
            word = ("--adopt", found[0]) if found else ("--not-submitted", "--force")
            end = checkout.run("resolve", take["job"], "--take", take["uid"], *word)
            assert end.code == 0, end


def pays_for_nothing_twice(checkout: Checkout) -> None:
    assert not checkout.paid() - checkout.wanted()
    recorded = {intent.uid for intent in of(e.Intent, checkout.events())}
    assert {entry["idempotency_key"] for entry in checkout.books()} <= recorded


def is_finished(checkout: Checkout) -> None:
    """Everything was paid for once and is here; one more run sends nothing and changes nothing."""
    assert checkout.paid() == checkout.wanted()
    takes, books = checkout.takes(), checkout.books()
    assert {take["id"] for take in takes} == {entry["id"] for entry in books}
    for take in takes:
        assert (checkout.folder / "output" / checkout.name / take["file"]).stat().st_size > 0
    lock = checkout.lock.read_bytes()
    assert checkout.run().code == 0
    assert checkout.books() == books
    assert checkout.lock.read_bytes() == lock
