"""One seed, one whole history: machines, processes, crashes, edits, merges, and a service that lies.

`play(seed)` raises `Wrong` (or whatever the program raises) where a promise is broken.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from oracle import Oracle, Record, Watched, Wrong, journal_ids, lock_ids, must
from remembered import remembered
from remixbatch import events as e
from remixbatch.actions import Action, Send
from remixbatch.engine import Engine
from remixbatch.limits import Limits
from remixbatch.lockfile import EMPTY
from remixbatch.policy import Policy
from remixbatch.simulator.disk import Crash
from remixbatch.simulator.performers import Simulator
from remixbatch.simulator.process import Ending, Process
from remixbatch.simulator.service import Books, Weather
from remixbatch.take import Phase
from specs_that_change import REMEMBERS, ChangingSpec

TURNS = 20_000  # of one process: more is no end
DAY = 86_400.0
ODDS = (
    *("unreachable", "unanswered", "unsent", "late", "later", "account", "rejected", "refused"),
    *("stolen_id", "lies", "twice", "fails", "refuses_later", "vanishes", "silent", "denied"),
    *("early", "cut", "overdue", "hidden", "unlisted", "slow", "still"),
)
FAIR, UNLIMITED, PLAIN = Weather(), Limits(), Policy()
NO_LIST = Weather(unlisted=1.0)


class Performers(Simulator):
    """A simulator that lets the oracle look at each submission before it is sent, and that must end."""

    watch: "Sending"
    turns = 0

    def perform(self, action: Action) -> None:
        if isinstance(action, Send):
            self.watch.sending(action.intent)
        super().perform(action)

    def wait(self, until: float | None) -> e.Event | None:
        self.turns += 1
        must(self.turns < TURNS, "no end")
        return super().wait(until)


@dataclass
class Sending:
    """The eyes of the oracle in one process."""

    oracle: Oracle
    record: Record
    lineages: dict[str, int]
    watched: Watched

    def sending(self, intent: e.Intent) -> None:
        if intent.uid in self.oracle.sent:
            self.oracle.sending_again(self.record, intent)
            self.watched.resent(intent.uid)
            return
        self.record.hear(intent)
        self.oracle.sending(self.record, intent, self.lineages.get(intent.job, 0), self.watched)


@dataclass(frozen=True)
class Call:
    """How one process is called, and what befalls it."""

    limits: Limits = UNLIMITED
    flags: Policy = PLAIN
    weather: Weather = FAIR
    crash_at: int | None = None
    power: bool = False
    full_at: int | None = None  # appends until the disk is full
    stop: tuple[float, str] | None = None  # after seconds: drain or leave
    rival_at: int | None = None  # at this event a second process tries to begin
    pull_at: int | None = None  # at this event the locks of all machines are merged into this one
    resolves: bool = False
    keyless: frozenset[str] = frozenset()  # providers that there is no key for


@dataclass(frozen=True, slots=True)
class Lived:
    """The life of one process, as a line of the story."""

    name: str
    ending: Ending
    where: str | None
    call: Call

    def __str__(self) -> str:
        where = "" if self.where is None else f" at {self.where!r}"
        return f"{self.name} {self.ending.value}{where}: {told(self.call)}"


class World:
    """What outlives every process: the service's books, the machines' disks, the spec."""

    def __init__(self, seed: int) -> None:
        self.rng, self.lists = Random(seed), Random(f"lists of {seed}")
        self.pulls, self.uses = Random(f"pulls of {seed}"), Random(f"providers of {seed}")
        self.books = Books()
        self.oracle = Oracle(self.books)
        self.spec = ChangingSpec.at_random(self.rng)
        self.spec.uses = self.uses.random() < 0.2
        self.books.nodes = self.rng.choice([0.0, 0.0, 4.0])
        self.books.remembers = REMEMBERS if self.spec.keyed else 0.0
        self.machines = [Record("m1")]
        if self.rng.random() < 0.25:
            self.machines.append(Record("m2"))
            self.spec.shared = True
        self.backups: dict[str, tuple[Sequence[e.Event], str | None]] = {}
        self.at = 1_700_000_000.0  # the service's time
        self.skew = 0.0  # how far ahead the wall clocks are
        self.crashes: Counter[str] = Counter()
        self.story: list[str | Lived] = [f"begun: {self.spec.told()}"]

    # -- one process -----------------------------------------------------------------------------------

    def process(self, record: Record, call: Call) -> tuple[Ending, Engine | None]:
        """One call of `run`; with `resolves` a person's words before it, in a process of their own."""
        if call.resolves:
            if {"open", "unclear", "made"} & {*record.told.values()}:
                words = Limits(submit=False, wait=False)
                self._process(record, Call(limits=words, weather=NO_LIST, resolves=True))
            call = replace(call, resolves=False)
        return self._process(record, call)

    def _process(self, record: Record, call: Call) -> tuple[Ending, Engine | None]:
        simulator = Performers(self.books, call.weather, self.rng, self.at + self.skew, self.skew)
        simulator.keyless = call.keyless
        record.read()
        process = Process(
            self.spec.graph(),
            call.limits,
            call.flags,
            record.disk,
            simulator,
            after=self._follow(record, call),
            word=self._word if call.resolves else lambda _: [],
        )
        watched = Watched(process, record)
        for name, lineage in self.spec.lineages().items():
            self.oracle.wanted.setdefault(process.graph.jobs[name].key, set()).add(lineage)
        simulator.watch = Sending(self.oracle, record, self.spec.lineages(), watched)
        self._watched = watched
        record.disk.crash = simulator.crash = crash = Crash(call.crash_at)
        if call.full_at is not None:
            record.disk.fails_at = len(record.disk.events) + call.full_at
        if call.stop is not None:
            after, how = call.stop
            simulator.soon(after, lambda at: e.Stopped(at=at, how=how, reason=how))  # type: ignore[arg-type]
        ending = process.run()
        self.at = simulator.true + 1
        if ending is Ending.KILLED:
            self.crashes[f"{crash.where}"] += 1
            record.disk.lose(self.rng, power=call.power)
        mixed = record.merged and self.oracle.stolen()
        may_fail = call.full_at is not None or mixed
        must(ending is not Ending.FAILED or may_fail, "the journal was misused")
        record.disk.fails_at = None
        record.read()
        self.story.append(Lived(record.name, ending, crash.where, call))
        self.oracle.ended(record, process, ending)
        if ending is Ending.DONE and len(self.machines) == 1:
            self.spec.fresh = False
        return ending, process.engine

    def _follow(self, record: Record, call: Call) -> Callable[[Process, e.Event], None]:
        seen = 0

        def after(process: Process, event: e.Event) -> None:
            nonlocal seen
            seen += 1
            record.hear(event)
            self._watched.heard(event)
            if seen == call.rival_at:
                self._rival(record, process)
            if seen == call.pull_at:
                self.pull(record)
                record.look()

        return after

    def _rival(self, record: Record, process: Process) -> None:
        simulator = Performers(self.books, FAIR, self.rng, self.at)
        simulator.watch = process.simulator.watch  # type: ignore[attr-defined]
        rival = Process(process.graph, Limits(), Policy(), record.disk, simulator, pid=2)
        must(rival.run() is Ending.HELD, "two write one spec")

    def _word(self, engine: Engine) -> list[e.Event]:
        """What a person who has looked at the service says of each doubt: the truth, once it is certain."""
        found: list[e.Event] = []
        owned: set[str] = set()
        now = self.at + self.skew
        for handle, take in engine.holdings.takes.items():
            if take.phase is Phase.UNCLEAR:
                free = [
                    video
                    for video in self.books.videos.values()
                    if (video.parent, video.prompt) == (take.parent, take.prompt)
                    and engine.holdings.owner(take.origin, video.id) is None
                    and video.id not in owned
                ]
                free.sort(key=lambda video: video.uid != take.uid)  # its own, else a twin's
                if not free:
                    found.append(e.Settled(at=now, uid=handle, by="ana"))
                elif free[0].created <= self.at:
                    owned.add(free[0].id)
                    found.append(
                        e.Adopted(at=now, uid=handle, id=free[0].id, by="ana", seconds="8")
                    )
            elif take.phase is Phase.RUNNING and take.id is not None:
                video = self.books.videos[take.id]
                if video.end == "vanished" and video.ready_at <= self.at:
                    found.append(e.Gone(at=now, uid=handle, reason="said to be lost by ana"))
        return found

    # -- between processes -----------------------------------------------------------------------------

    def pull(self, record: Record) -> None:
        """Every machine's lock, merged by lines as git's union does."""
        rows = {row for one in self.machines for row in (one.disk.lock or "").splitlines()}
        header = EMPTY.rstrip("\n")
        rows.discard(header)
        if rows:
            record.disk.put_lock("".join(f"{row}\n" for row in [header, *sorted(rows)]))
            record.merged = record.merged or len(self.machines) > 1
            record.lock_ids |= lock_ids(record.disk.lock)

    def back_up(self, record: Record) -> None:
        self.backups[record.name] = (list(record.disk.events), record.disk.lock)

    def restore(self, record: Record) -> None:
        """An older journal beside the lock, or an older lock beside the journal."""
        if record.name not in self.backups:
            return
        events, lock = self.backups[record.name]
        record.read()
        before, ids = set(record.told), set(record.ids)
        if self.rng.random() < 0.5:
            record.disk.restore(events, None)
        elif lock is not None:
            record.disk.restore(None, lock)
        record.read()
        record.merged = True
        self.oracle.forgotten |= before - set(record.told)
        held = {line["id"] for line in record.lines() if line["t"] == "take"} - {None}
        record.lock_ids &= held
        self.oracle.forgotten_ids |= ids - held - {*journal_ids(record.disk.events)}
        self.story.append(f"{record.name} restored")

    def step(self) -> None:
        rng = self.rng
        record = rng.choice(self.machines)
        chance = rng.random()
        if chance < 0.25:
            asked = self._asked()
            for _ in range(rng.choice([1, 1, 2])):
                self.story.append(f"{self.spec.edit(asked)}: {self.spec.told()}")
                self.oracle.exchanged |= set(self.spec.silent or ())
        elif chance < 0.35:
            self.at += rng.choice([10.0, 600.0, DAY])
            self.skew += rng.choice([-2 * DAY, -600.0, 600.0, 3 * DAY])
        elif chance < 0.4:
            self.back_up(record)
        elif chance < 0.44:
            self.restore(record)
        elif chance < 0.5 and len(self.machines) > 1:
            self.pull(record)
            self.story.append(f"{record.name} pulled")
        self.process(record, self.call())

    def _asked(self) -> dict[tuple[int, str, str], bool]:
        """Lineage, prompt and source of what every machine knows to have been made; whether it is there."""
        found: dict[tuple[int, str, str], bool] = {}
        for sent in self.oracle.sent.values():
            words = {one.told.get(sent.uid) for one in self.machines}
            if words <= {"made", "done", "failed", "refused", "gone"}:
                found[sent.lineage, sent.prompt, sent.parent] = words <= {"made", "done"}
        return found

    def call(self) -> Call:
        rng = self.rng
        crashes = rng.random() < 0.7
        return Call(
            limits=self._limits(),
            flags=Policy(
                retry_failed=rng.random() < 0.1,
                on_parent_change=rng.choice([None, "rerun", "keep"]),
            ),
            weather=self._weather(),
            crash_at=rng.randrange(rng.choice([10, 40, 120])) if crashes else None,
            power=rng.random() < 0.5,
            full_at=rng.randrange(30) if rng.random() < 0.1 else None,
            stop=(rng.uniform(0, 60), rng.choice(["drain", "leave"]))
            if rng.random() < 0.15
            else None,
            rival_at=rng.randrange(1, 20) if rng.random() < 0.1 else None,
            pull_at=rng.randrange(1, 20) if rng.random() < 0.1 else self._pull_at(),
            resolves=rng.random() < 0.3,
            keyless=self._keyless(),
        )

    def _keyless(self) -> frozenset[str]:
        """Of its own dice, too."""
        if not self.spec.uses or self.uses.random() < 0.7:
            return frozenset()
        return frozenset({self.uses.choice(["main", "other"])})

    def _pull_at(self) -> int | None:
        """Of its own dice: the histories of one machine stay."""
        often = len(self.machines) > 1 and self.pulls.random() < 0.5
        return self.pulls.randrange(1, 12) if often else None

    def _limits(self) -> Limits:
        rng = self.rng
        return Limits(
            submit=rng.random() < 0.95,
            wait=rng.random() < 0.9,
            in_flight=rng.choice([None, None, 1, 2]),
            max_new=rng.choice([None, None, None, 1, 3]),
            max_unclear=rng.randint(1, 3),
            budget=rng.choice([None, None, 0, 800_000, 1_600_000, 4_000_000]),
            fail_fast=rng.random() < 0.1,
        )

    def _weather(self) -> Weather:
        rng = self.rng
        bad = {
            name: rng.choice([0.1, 0.3, 0.6]) for name in rng.sample(ODDS, rng.choice([0, 1, 2, 4]))
        }
        if "late" in bad:
            bad["unanswered"] = 0.6
        if self.lists.random() < 0.15:  # of its own dice: the histories of all seeds stay
            bad["altered"] = self.lists.choice([0.3, 1.0])
        if rng.random() < 0.25:  # all that is late comes together
            bad |= {"slow": rng.choice([0.4, 0.9]), "late": 0.7, "still": rng.choice([0, 0.1, 0.3])}
        return Weather(**bad, ttl=rng.choice([None, None, 30.0, 300.0]), lag=rng.choice([0, 0.5]))

    # -- the end -----------------------------------------------------------------------------------------

    def heal(self) -> None:
        """Fair weather, every doubt settled by the truth, all locks merged; then nothing more is due."""
        self.at += DAY
        for record in [*self.machines, *self.machines[1:]]:
            self._settle(record)
        for record in self.machines[:-1]:
            self.pull(record)
        posts = len(self.books.requests)
        clones = [self._clone()] if self.rng.random() < 0.5 else []
        for record in [*self.machines, *clones]:
            ending, engine = self.process(record, Call())
            must(ending is Ending.DONE, "it does not come to its end", ending)
            must(
                len(self.books.requests) == posts,
                "a finished campaign submits",
                self.books.requests[posts:],
            )
            assert engine is not None
            self.oracle.accounts(record, engine)

    def _settle(self, record: Record) -> None:
        """Until no doubt is left: those of this run, too, of takes that are due once others were settled.

        A job whose video is lost may be given another's take by the next process, and then its children are due.
        """
        if len(self.machines) > 1:
            self.pull(record)
        for _ in range(6):
            lost = _lost(record)
            _, engine = self.process(record, Call(resolves=True))
            assert engine is not None
            unclear = any(t.phase is Phase.UNCLEAR for t in engine.holdings.takes.values())
            if not unclear and _lost(record) == lost:
                return

    def _clone(self) -> Record:
        """Another machine that has the lock and nothing else."""
        clone = Record("clone", merged=True)
        clone.disk.put_lock(self.machines[-1].disk.lock)
        return clone


def _lost(record: Record) -> int:
    return list(record.told.values()).count("gone")


def told(call: Call) -> str:
    """What is not as usual in a call."""
    words = []
    for name in Call.__dataclass_fields__:
        value, usual = getattr(call, name), getattr(Call, name)
        if value is usual or value == usual:
            continue
        if isinstance(value, Limits | Policy | Weather):
            inner = {n: getattr(value, n) for n in value.__dataclass_fields__}
            value = {n: v for n, v in inner.items() if v != getattr(usual, n)}
        words.append(f"{name}={value}")
    return " ".join(words)


def play(seed: int) -> World:
    """The whole history of a seed."""
    world = World(seed)
    try:
        with remembered():
            for _ in range(world.rng.randint(1, 5)):
                world.step()
            world.heal()
    except (Exception, Wrong) as error:
        error.add_note(f"seed {seed}\n  " + "\n  ".join(map(str, world.story)))
        raise
    return world
