"""One simulated process of a spec from its first step to its last, in the order in which the program goes."""

from collections.abc import Callable
from enum import Enum
from functools import lru_cache

from remixbatch import events as e
from remixbatch import lockfile
from remixbatch.engine import Engine
from remixbatch.errors import DiskError, LockError
from remixbatch.following import Check, Copy, Follower, Theirs
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.knowledge import known
from remixbatch.limits import Limits
from remixbatch.loop import Unrecorded, loop, record
from remixbatch.policy import Policy
from remixbatch.rename import check_origins
from remixbatch.simulator.disk import Disk, Killed
from remixbatch.simulator.performers import Left, Simulator

EVERY = 5.0  # seconds between two locks
FILE = "x.lock"

_read = lru_cache(16)(
    lockfile.read
)  # facts never change; the next process reads what this one wrote


class Ending(Enum):
    DONE = "done"
    LEFT = "left"
    KILLED = "killed"
    HELD = "held"  # another process holds the spec, or the lock cannot be used
    FAILED = "failed"  # the journal did


class Keeper:
    """Writes the lock as the program does: only when changed, not too often, from what is held."""

    def __init__(self, disk: Disk, graph: Graph, facts: lockfile.Facts) -> None:
        self._disk = disk
        self._seen = disk.lock  # as the text that it is, like the program's file
        self._copy = Copy(facts, _bytes(disk.lock), _sound, disk.writer)
        self._next = 0.0
        self.check = Check(graph, FILE, lambda after: disk.events[after:])
        self.failure: LockError | None = None

    def due(self, now: float) -> bool:
        return now >= self._next

    def write(self, holdings: Holdings, now: float) -> None:
        try:
            self._look()
            if (theirs := self._copy.theirs) is not None:
                self.check(theirs)
                self._copy.accept(theirs, untold=True)
        except LockError as error:
            self.failure = error
            return
        self.failure = None
        text = self._copy.next(holdings)
        if text is not None:
            self._disk.write_lock(text.decode())
            self._copy.put(text, holdings)
            self._seen = self._disk.lock
            self._next = now + EVERY

    def pulled(self) -> Theirs | None:
        self._look()
        return self._copy.news()

    def accept(self, theirs: Theirs) -> None:
        self._copy.accept(theirs)

    def _look(self) -> None:
        if self._disk.lock is not self._seen:
            self._copy.see(_bytes(self._disk.lock))
            self._seen = self._disk.lock


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else text.encode()


def _sound(text: bytes) -> lockfile.Facts:
    """Raises LockError for what cannot be read, or is half merged."""
    found = _read(text, FILE)
    if found.conflicted:
        raise LockError("a merge left conflict markers")
    return found


class Process:
    """A run of one spec on one machine. `engine` is there once journal and lock were read.

    `after` sees each event once it is applied, `word` is what a person has to say of takes at the beginning
    (`resolve`): events that are recorded before anything else is done.
    """

    def __init__(
        self,
        graph: Graph,
        limits: Limits,
        flags: Policy,
        disk: Disk,
        simulator: Simulator,
        *,
        pid: int = 1,
        after: Callable[["Process", e.Event], None] = lambda _, __: None,
        word: Callable[[Engine], list[e.Event]] = lambda _: [],
    ) -> None:
        self.graph, self.limits, self.flags = graph, limits, flags
        self.disk, self.simulator, self.pid = disk, simulator, pid
        self.belied = False  # a service told of hearsay what holds for this process alone
        self.engine: Engine | None = None
        self._after_event = after
        self._word = word
        self._dirty = True

    def run(self) -> Ending:
        """Play it to its end. What it leaves on the disk after a kill is for the caller to say (`Disk.lose`)."""
        try:
            self.disk.hold(self.pid)
        except LockError:
            return Ending.HELD
        try:
            ending = self._run()
        except Killed:
            return Ending.KILLED
        self.disk.release()
        return ending

    def _run(self) -> Ending:
        simulator, disk = self.simulator, self.disk
        text = (lockfile.EMPTY if disk.lock is None else disk.lock).encode()
        run = e.Run(at=simulator.at, pid=self.pid, host="simulated", version="0", command="run")
        try:
            facts = _sound(text)
            found = known(self.graph, facts, disk.events, at=run.at, run=run, flags=self.flags)
            check_origins(self.graph, found.holdings)
        except LockError:
            return Ending.HELD
        self.engine = engine = Engine(self.graph, self.limits, found.policy)
        self.keeper = Keeper(disk, self.graph, facts)
        follower = Follower(engine, self.keeper, lambda error: error.message)
        simulator.tick = self._tick
        simulator.deadlines = {
            name: provider.profile.total_deadline for name, provider in self.graph.providers.items()
        }
        before = list(disk.events)
        try:
            disk.append_all((run, *found.news), len(before))
            engine.replay([*before, run, *found.news])
            for event in self._word(engine):
                record(engine, disk, event)
                self._after(event)
            loop(engine, disk, simulator, self._after, news=follower.news)
        except Left:
            return self._end(Ending.LEFT)
        except Unrecorded as failure:
            self._rescue(failure)
            return self._end(Ending.FAILED)
        except DiskError:  # before the engine stood: nothing was sent
            return Ending.FAILED
        return self._end(Ending.DONE)

    def _after(self, event: e.Event) -> None:
        self.belied |= isinstance(event, e.Belied)
        if e.journaled(event):
            self._dirty = True
        self._after_event(self, event)

    def _tick(self, now: float) -> None:
        if self._dirty and self.engine is not None and self.keeper.due(now):
            self._dirty = False
            self.keeper.write(self.engine.holdings, now)

    def _rescue(self, failure: Unrecorded) -> None:
        """The journal failed: ids that are still coming in go to the lock."""
        assert self.engine is not None
        for answer in (failure.event, *self.simulator.last_answers()):
            event = self.engine.judge(answer)
            if isinstance(event, e.Submitted):
                self.engine.holdings.apply(event)

    def _end(self, ending: Ending) -> Ending:
        assert self.engine is not None
        self.keeper.write(self.engine.holdings, self.simulator.at)
        return ending
