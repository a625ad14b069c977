"""Whole histories from seeds, against an oracle; and that the simulated journal is like the real one."""

import gc
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest

from graphs import graph_of
from remixbatch import events as e
from remixbatch.engine import Engine
from remixbatch.errors import DiskError
from remixbatch.journal import Journal
from remixbatch.limits import Limits
from remixbatch.policy import Policy
from remixbatch.simulator.disk import Disk
from remixbatch.simulator.performers import Simulator, simulate
from remixbatch.simulator.service import Books, Weather
from remixbatch.take import Phase
from worlds import play

HERE = Path(__file__).parent
SOAK, CHUNK = 10_000, 250
POINTS = {  # where processes were made to end, by kills and by power cuts
    *(f"{side} {kind}" for side in ("before", "unsynced", "after") for kind in ("Run", "Intent")),
    *(f"{side} {kind}" for side in ("before", "after") for kind in ("Submitted", "Completed")),
    *("send Intent", "sent Intent", "answered Submitted", "connect Connect", "connected Connected"),
    *("lock begun", "lock aside", "lock aside and synced", "lock renamed", "lock written"),
}


def kept() -> list[tuple[int, str]]:
    """Seeds that once failed, with their stories."""
    rows = (HERE / "seeds.txt").read_text("utf-8").splitlines()
    told = (row.split(maxsplit=1) for row in rows if row and not row.startswith("#"))
    return [(int(seed), story) for seed, story in told]


@pytest.mark.parametrize("seed", [seed for seed, _ in kept()])
def test_a_seed_that_once_failed(seed: int) -> None:
    play(seed)


def test_histories_hold_and_end_at_every_point_of_a_process() -> None:
    crashes: Counter[str] = Counter()
    for seed in range(300):
        crashes += play(seed).crashes
    assert not POINTS - set(crashes)


@pytest.mark.soak
@pytest.mark.parametrize("first", range(300, SOAK, CHUNK))
def test_ten_thousand_histories(first: int) -> None:
    for seed in range(first, min(first + CHUNK, SOAK)):
        play(seed)


@pytest.mark.parametrize("seed", range(12))
def test_the_simulated_journal_takes_and_refuses_what_the_real_one_does(
    seed: int, tmp_path: Path
) -> None:
    """Every event of a history, and events out of it at the wrong place, to both."""
    rng = Random(seed)
    events = [event for record in play(seed).machines for event in record.disk.events]
    disk = Disk()
    with Journal.open(tmp_path / "x.db") as journal:
        journal._db.execute("PRAGMA synchronous=OFF")  # the order of syncs is tested elsewhere
        for event in events[:120]:
            for each in (event, rng.choice(events)):
                expected = len(disk.events) + rng.choice([0, 0, 0, 0, 1, -1])
                assert _taken(disk, each, expected) == _taken(journal, each, expected), each
        assert journal.events() == disk.events


def _taken(journal: Disk | Journal, event: e.Event, expected: int) -> bool:
    try:
        journal.append(event, expected)
    except DiskError:
        return False
    return True


# -- 24 hours ------------------------------------------------------------------------------------------


ENGINE_SIDE = (
    *("account.py", "actions.py", "care.py", "doubts.py", "engine.py", "graph.py", "loop.py"),
    *("pacing.py", "reconcile.py"),
)
RECORD = (
    "events.py",
    "holdings.py",
    "money.py",
    "plan.py",
    "take.py",
)  # what is known of each take


Kept = TypeVar("Kept")


class Tape(list[Kept]):
    """A journal lies on the disk, and the service's books at the service: here they are only counted."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    def append(self, item: Kept) -> None:
        self._count += 1

    def __len__(self) -> int:
        return self._count


class SecondHalf:
    """What was allocated in the second half of a run and is still held near its end, bytes by file of the program."""

    def __init__(self, takes: int) -> None:
        self.held: Counter[str] = Counter()
        self.takes = 0
        self._half, self._end = takes // 2, int(takes * 0.95)
        self._fetched = 0

    def __call__(self, event: e.Event) -> None:
        if not isinstance(event, e.Fetched):
            return
        self._fetched += 1
        if self._fetched == self._half:
            tracemalloc.start()
        elif self._fetched == self._end:
            self._look()

    def _look(self) -> None:
        gc.collect()
        for one in tracemalloc.take_snapshot().statistics("filename"):
            self.held[Path(one.traceback[0].filename).name] += one.size
        tracemalloc.stop()
        self.takes = self._end - self._half


def day(takes: int, after: Callable[[e.Event], None]) -> tuple[Engine, float]:
    """A campaign of chains that the service makes in 24 hours; the engine, and the hours it took."""
    per_minute = max(1, takes // (24 * 60))
    jobs = {f"j{i}": "@a" if i % 4 == 0 else f"j{i - 1}" for i in range(takes)}
    graph = graph_of(jobs, in_flight=max(4, per_minute * 3), submits_per_minute=per_minute)
    weather = Weather(later=0.01, silent=0.01, cut=0.01, unanswered=0.0005, fails=0.001)
    engine, disk = Engine(graph, Limits(), Policy()), Disk()
    books = Books(requests=Tape())
    disk.events = Tape()
    simulator = Simulator(books, weather, Random(7), 0.0)
    assert simulate(engine, disk, simulator, after)
    return engine, simulator.at / 3600


def check(engine: Engine, hours: float) -> None:
    phases = Counter(step.phase for step in engine.steps.values())
    assert not {*phases} - {Phase.COMPLETED, Phase.FAILED, Phase.BLOCKED}
    assert phases[Phase.COMPLETED] > 0.97 * phases.total()
    usual = len(engine.steps) / max(1, len(engine.steps) // (24 * 60)) / 60
    assert usual - 1 < hours < 1.1 * usual + 1


def test_two_thousand_takes_in_a_day() -> None:
    check(*day(2_000, lambda _: None))


@pytest.mark.soak
def test_a_hundred_thousand_takes_in_a_day_and_memory_for_what_is_known_of_them_alone() -> None:
    """In the second half nothing grows but the record of takes, and that by so many bytes a take."""
    begun = time.process_time()
    half = SecondHalf(100_000)
    check(*day(100_000, half))
    record = sum(half.held[name] for name in RECORD) / half.takes
    rest = {name: half.held[name] for name in ENGINE_SIDE}
    print(
        f"100,000 takes in {time.process_time() - begun:.0f} s of this machine; "
        f"{record:.0f} bytes of record a take; else {rest}"
    )
    assert record < 1_500
    assert sum(rest.values()) < 4_000_000, "jobs that wait to be submitted, and not a word a take"
