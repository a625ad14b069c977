"""One simulated process of a spec from its first step to its last, in the order in which the program goes."""

from collections.abc import Callable
from enum import Enum
from functools import lru_cache

from remixbatch import events as e
from remixbatch import exchange, lockfile
from remixbatch.engine import Engine
from remixbatch.errors import DiskError, LockError
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.knowledge import additions, known
from remixbatch.limits import Limits
from remixbatch.loop import Unrecorded, loop, record
from remixbatch.policy import Policy
from remixbatch.rename import check_origins
from remixbatch.simulator.disk import Disk, Killed
from remixbatch.simulator.performers import Left, Simulator

EVERY = 5.0  # seconds between two locks

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
    """Writes the lock as the program does: only when changed, not too often, from what is held.

    What somebody else put there meanwhile is taken in, never written over.
    """

    def __init__(self, disk: Disk, facts: lockfile.Facts) -> None:
        self._disk = disk
        self._facts = facts
        self._writer = disk.writer
        self._written = disk.lock
        self._next = 0.0
        self._done: tuple[lockfile.Facts | None, int] = (None, 0)  # what the lock was made of
        self._foreign = False  # there is something in it that nobody has asked for
        self.failure: LockError | None = None

    def due(self, now: float) -> bool:
        return now >= self._next

    def write(self, holdings: Holdings, now: float) -> None:
        try:
            self._take_in()
        except LockError as error:
            self.failure = error
            return
        if self._done[0] is self._facts and self._done[1] == holdings.told:
            return
        self._facts = exchange.update(self._facts, holdings)
        text = self._writer.text(self._facts)
        if text != self._written and (holdings.takes or self._written is not None):
            self._disk.write_lock(text)
            self._written, self.failure = text, None
            self._next = now + EVERY
        self._done = self._facts, holdings.told

    def _take_in(self) -> None:
        """Raises LockError where it cannot be read."""
        found = self._disk.lock
        if found is not None and found != self._written:
            self._facts = lockfile.join(self._facts, _read(found, "x.lock"))
            self._written, self._foreign = found, True

    def pulled(self) -> lockfile.Facts | None:
        """All facts, where others came in since this was last asked. Raises LockError."""
        self._take_in()
        foreign, self._foreign = self._foreign, False
        return self._facts if foreign else None


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
        text = lockfile.EMPTY if disk.lock is None else disk.lock
        run = e.Run(at=simulator.at, pid=self.pid, host="simulated", version="0", command="run")
        try:
            facts = _read(text, "x.lock")
            found = known(self.graph, facts, disk.events, at=run.at, run=run, flags=self.flags)
            check_origins(self.graph, found.holdings)
        except LockError:
            return Ending.HELD
        if facts.conflicted:
            return Ending.HELD
        self.engine = engine = Engine(self.graph, self.limits, found.policy)
        self.keeper = Keeper(disk, facts)
        simulator.tick = self._tick
        simulator.deadlines = {
            name: provider.profile.total_deadline for name, provider in self.graph.providers.items()
        }
        before, position = list(disk.events), len(disk.events)
        try:
            for event in (run, *found.news):
                position = disk.append(event, position)
            engine.replay([*before, run, *found.news])
            for event in self._word(engine):
                record(engine, disk, event)
                self._after(event)
            loop(engine, disk, simulator, self._after, news=self._news)
        except Left:
            return self._end(Ending.LEFT)
        except Unrecorded as failure:
            self._rescue(failure)
            return self._end(Ending.FAILED)
        except DiskError:  # before the engine stood: nothing was sent
            return Ending.FAILED
        return self._end(Ending.DONE)

    def _after(self, event: e.Event) -> None:
        if e.journaled(event):
            self._dirty = True
        self._after_event(self, event)

    def _news(self, at: float) -> list[e.Event]:
        """What a pull brought, before anything more is submitted."""
        assert self.engine is not None
        try:
            facts = self.keeper.pulled()
            if facts is None:
                return []
            engine = self.engine
            return additions(self.graph, engine.policy, facts, engine.holdings, at)
        except LockError as error:
            return [e.Overtaken(at=at, reason=error.message)]

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
