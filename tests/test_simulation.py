"""Whole histories from seeds, against an oracle; and that the simulated journal is like the real one."""

import gc
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from dataclasses import fields
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


RECORD = {  # what is known of each take, and how each job stands: it grows with the takes, by design
    *("events.py", "holdings.py", "money.py", "step.py", "take.py"),
    "<string>",  # where dataclasses begin what they hold
}
QUEUE = "account.py"
WORLD = {"simulator", "tests"}  # the service, the disk with its lock, and whoever measures


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
    """What was allocated in the second half of a run and is still held near its end, in bytes.

    `whole`: by anybody; `record`: by modules that know takes; `queue`: by the one in which jobs wait, which builds the
    table of them anew now and then; `rest`: by every other module of the program and of Python, whatever its name.
    Who keeps a reference to what another made needs room for the reference.
    """

    def __init__(self, takes: int) -> None:
        self.whole = self.record = self.queue = 0
        self._all = takes
        self.rest: Counter[str] = Counter()
        self.takes = 0
        self._half, self._end = takes // 2, int(takes * 0.95)
        e.stamp.cache_clear()  # it keeps a thousand, whatever other tests put there
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
            file = Path(one.traceback[0].filename)
            self.whole += one.size
            if file.name in RECORD:
                self.record += one.size
            elif file.name == QUEUE:
                self.queue += one.size
            elif file.parent.name not in WORLD and file.name != "tracemalloc.py":
                self.rest[file.name] += one.size
        tracemalloc.stop()
        self.takes = self._end - self._half

    def __str__(self) -> str:
        whole, record = self.whole / self.takes, self.record / self.takes
        told = f"bytes a take: {whole:.0f}, {record:.0f} of them of the record"
        return f"{told}; bytes else: {self.queue} of the queue, {self.rest}"

    def check(self) -> None:
        """Flat but for the record: no module keeps as much as one reference a take, nor anybody anything of it."""
        assert self.record < 1_700 * self.takes, self
        assert self.whole < 3_500 * self.takes, self  # with the simulated lock and service
        assert self.queue < 30 * self._all, self  # what is in it in the end: `nothing_waits`
        assert self.rest.total() < 4 * self.takes + SLACK, self


SLACK = 4_000  # bytes: what takes that are under way need at one moment more than at another


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
    nothing_waits(engine)
    usual = len(engine.steps) / max(1, len(engine.steps) // (24 * 60)) / 60
    assert usual - 1 < hours < 1.1 * usual + 1


def nothing_waits(engine: Engine) -> None:
    """At the end no account holds anything of a take."""
    for account in engine.roster:
        held = {each.name: getattr(account, each.name) for each in fields(account)}
        left = {name: len(value) for name, value in held.items() if isinstance(value, set | list)}
        assert len(left) == 5
        assert not any(left.values()), left


def test_two_thousand_takes_in_a_day() -> None:
    half = SecondHalf(2_000)
    check(*day(2_000, half))
    half.check()


@pytest.mark.soak
def test_a_hundred_thousand_takes_in_a_day_and_memory_for_what_is_known_of_them_alone() -> None:
    """In the second half nothing grows but the record of takes, and that by so many bytes a take."""
    begun = time.process_time()
    half = SecondHalf(100_000)
    check(*day(100_000, half))
    print(f"100,000 takes in {time.process_time() - begun:.0f} s of this machine; {half}")
    half.check()
