"""Kill -9 at every point where a submission could be lost or repeated, and what the next runs make of it.

The emulator stands apart and outlives the program, as a service does; what was paid for is counted in its
books, by lineage, never in anything that the program says of itself.
"""

import shutil
import signal
from collections import Counter
from collections.abc import Iterable
from random import Random

import pytest
from _pytest.mark import ParameterSet

from checkout import Checkout, of
from remixbatch import events as e

JOBS = """
  sun: {from: a, prompt: Put the sun low}
  rain: {from: sun, prompt: Add light rain}
  fog: {from: b, prompt: Fill it with fog}
  twin-1: {from: b, prompt: Make it dusk}
  twin-2: {from: b, prompt: Make it dusk}
"""
# The first submission (sun) goes alone; rain is the last, since it starts from what sun has made.
BETWEEN = [  # sent, or about to be, and no id recorded
    "after:intent:1",
    "after:intent:3",
    "after:intent:5",
    "booked:1",
    "booked:2",
    "booked:5",
    "before:submitted:1",
    "before:submitted:2",
]
ELSEWHERE = [
    "before:intent:1",
    "after:submitted:1",
    "before:completed:1",
    "after:completed:2",
    "before:fetched:1",
    "after:fetched:5",
    "lock:1",
]


def soak(seeds: Iterable[int]) -> list[ParameterSet]:
    return [pytest.param(seed, marks=pytest.mark.soak) for seed in seeds]


@pytest.mark.parametrize("point", BETWEEN)
def test_killed_between_intent_and_id(checkout: Checkout, point: str) -> None:
    checkout.killed(point)
    assert open_intents(checkout)
    goes_on(checkout)


@pytest.mark.parametrize("point", ELSEWHERE)
def test_killed_elsewhere(checkout: Checkout, point: str) -> None:
    checkout.killed(point)
    goes_on(checkout)


def test_killed_while_the_answer_is_under_way(checkout: Checkout) -> None:
    checkout.write("  sun: {from: a, prompt: 'Put the sun low [slow answer 1]'}\n")
    checkout.killed("booked:1")
    goes_on(checkout)


@pytest.mark.parametrize("seed", [1, 2, *soak(range(3, 60))])
def test_killed_again_and_again_at_random(checkout: Checkout, seed: int) -> None:
    rng = Random(seed)
    for _ in range(3):
        end = checkout.run(point=f"seconds:{rng.uniform(0.1, 0.8):.3f}")
        assert end.code in (-signal.SIGKILL, 0, 7), end
    goes_on(checkout)


def test_the_lock_alone_is_enough(checkout: Checkout) -> None:
    """On another machine, or where the journal was deleted: what is in doubt stays so, what is done is done."""
    checkout.killed("booked:3")
    doubtful = open_intents(checkout)
    assert checkout.run().code == 7
    forget_journal(checkout)
    is_never_sent_again(checkout)
    forget_journal(checkout)
    for uid, intent in doubtful.items():
        settle(checkout, uid, intent)
    forget_journal(checkout)
    checkout.killed("after:imported:2")
    assert checkout.run().code == 0
    forget_journal(checkout)
    lock = checkout.lock.read_bytes()
    assert checkout.run().code == 0
    assert checkout.lock.read_bytes() == lock
    assert checkout.paid() == checkout.wanted()


def forget_journal(checkout: Checkout) -> None:
    shutil.rmtree(checkout.journal.parent)


def open_intents(checkout: Checkout) -> dict[str, e.Intent]:
    """Intents by uid that the journal knows no outcome of."""
    events = checkout.events()
    told = {event.uid for event in events if isinstance(event, OUTCOMES)}
    return {intent.uid: intent for intent in of(e.Intent, events) if intent.uid not in told}


OUTCOMES = (e.Submitted, e.Adopted, e.Settled, e.Deferred, e.Rejected, e.Refused)


def goes_on(checkout: Checkout) -> None:
    """After any kill: run again, let a person settle what is unclear, run to the end, run once more."""
    recorded = {event.id for event in of(e.Submitted, checkout.events())}
    doubtful = open_intents(checkout)
    end = checkout.run()
    assert end.code == (7 if doubtful else 0), end
    assert not checkout.paid() - checkout.wanted()
    if doubtful:
        blocks_only_what_hangs_on_it(checkout, {intent.job for intent in doubtful.values()})
        is_never_sent_again(checkout)
        for uid, intent in doubtful.items():
            settle(checkout, uid, intent)
        end = checkout.run()
        assert end.code == 0, end
    is_finished(checkout, recorded)


def blocks_only_what_hangs_on_it(checkout: Checkout, doubtful: set[str]) -> None:
    statuses = {take["job"]: take["status"] for take in checkout.takes()}
    waiting = {"rain"} if "sun" in doubtful else set()
    names = {line.split(":")[0].strip() for line in checkout.jobs.splitlines() if line.strip()}
    assert statuses == {
        job: "unclear" if job in doubtful else "completed" for job in names - waiting
    }


def is_never_sent_again(checkout: Checkout) -> None:
    books, lock = checkout.books(), checkout.lock.read_bytes()
    end = checkout.run()
    assert end.code == 7, end
    assert "a person must decide" in end.out
    assert len(checkout.books()) == len(books)
    assert checkout.lock.read_bytes() == lock


def settle(checkout: Checkout, uid: str, intent: e.Intent) -> None:
    """What a person finds in the service's own list, and says."""
    owned = {take["id"] for take in checkout.takes()}
    found = [
        entry["id"]
        for entry in checkout.books()
        if (entry["source"], entry["prompt"]) == (intent.parent, intent.prompt)
        and entry["id"] not in owned
    ]
    word = ("--adopt", found[0]) if found else ("--not-submitted", "--force")
    end = checkout.run("resolve", intent.job, "--take", uid, *word)
    assert end.code == 0, end


def is_finished(checkout: Checkout, recorded: set[str]) -> None:
    """Everything was paid for once, no id is lost, and one more run changes nothing."""
    assert checkout.paid() == checkout.wanted()
    takes = checkout.takes()
    ids = Counter(take["id"] for take in takes)
    assert ids == Counter(entry["id"] for entry in checkout.books())
    assert recorded <= ids.keys()
    journaled = {x.id for x in checkout.events() if isinstance(x, e.Submitted | e.Adopted)}
    assert recorded <= journaled == ids.keys()
    for take in takes:
        assert (checkout.folder / "output" / checkout.name / take["file"]).stat().st_size > 0
    lock = checkout.lock.read_bytes()
    end = checkout.run()
    assert end.code == 0, end
    assert checkout.paid() == checkout.wanted()
    assert checkout.lock.read_bytes() == lock
