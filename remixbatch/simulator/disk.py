"""A simulated disk: journal and lock as processes see them, and as they are after a power cut.

The journal is a list with the real one's compare-and-set and constraints. What was not synced lives in the
page cache: a kill leaves it, a power cut drops it, or tears it. The real disk is tested elsewhere, by the
order of its system calls; `tests/test_simulation.py` holds this journal against the real one.
"""

from collections.abc import Sequence
from random import Random

from remixbatch import events as e
from remixbatch.claims import MATCHED, Claims, Video, rank
from remixbatch.errors import DiskError, LockError
from remixbatch.lockfile import Writer
from remixbatch.names import Renames


class Killed(BaseException):
    """The process ends here, as by kill -9 or a power cut."""


class Crash:
    """Where a process is to end: at the n-th point that it passes, n from 0; None: nowhere.

    `where` is the name of that point, once it was hit.
    """

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.passed = 0
        self.where: str | None = None

    def point(self, side: str, of: object = None) -> None:
        """Raises Killed where it is the one."""
        if self.passed == self.at:
            self.where = side if of is None else f"{side} {type(of).__name__}"
            raise Killed
        self.passed += 1


class Disk:
    """Journal and lock of one spec on one machine."""

    def __init__(self, events: Sequence[e.Event] = (), crash: Crash | None = None) -> None:
        self.crash = crash or Crash()
        self.fails_at: int | None = (
            None  # the append that finds the disk full, counted over its life
        )
        self.lock: str | None = None
        self.writer = Writer()  # it goes from process to process: what it kept it compares
        self.holder: int | None = None  # pid of the one writer
        self._synced_lock: str | None = None
        self._torn = False  # the lock was renamed before its bytes were synced
        self.events: list[e.Event] = []
        self._synced = 0
        self._stand(list(events))

    def _stand(self, events: list[e.Event]) -> None:
        """The journal from its events, with what its tables hold."""
        self.events = []
        self._open: dict[tuple[str, int], str] = {}
        self._slots: dict[str, tuple[str, int]] = {}  # of each open intent
        self._owners: dict[tuple[str, str], str] = {}
        self._origins: dict[str, str] = {}
        self._begun: dict[str, tuple[str, str]] = {}  # uid -> job, since when
        self._renames = Renames()
        self._claims = Claims()
        self._named: set[str] = set()  # uids that were answered with an id
        for event in events:
            self._add(event)
        self._sync()

    # -- one writer ----------------------------------------------------------------------------------

    def hold(self, pid: int) -> None:
        """Raises LockError where another process lives that holds it."""
        if self.holder is not None:
            raise LockError(f"another run holds this spec: process {self.holder}", hint="Wait.")
        self.holder = pid

    def release(self) -> None:
        """The kernel does it, however the process ended."""
        self.holder = None

    # -- journal -------------------------------------------------------------------------------------

    def append(self, event: e.Event, expected: int) -> int:
        return self.append_all((event,), expected)

    def append_all(self, events: Sequence[e.Event], expected: int) -> int:
        """Add events, durable on return; the position of the last. Raises DiskError as the real one does."""
        self.crash.point("before", events[0])
        if expected != len(self.events):
            raise DiskError(f"decided at {expected}, the journal is at {len(self.events)}")
        if self.fails_at is not None and len(self.events) + len(events) > self.fails_at:
            raise DiskError("the journal failed: no space left")
        try:
            for event in events:
                self._add(event)
        except DiskError:
            if len(self.events) > expected:
                self._stand(self.events[:expected])
            raise
        self.crash.point("unsynced", events[0])
        self._sync()
        self.crash.point("after", events[-1])
        return len(self.events)

    def _sync(self) -> None:
        self._synced = len(self.events)

    def durable(self) -> Sequence[e.Event]:
        """What is there after a power cut."""
        return self.events[: self._synced]

    def _add(self, event: e.Event) -> None:
        match event:
            case e.Intent(job=job, take=take, uid=uid):
                if (job, take) in self._open or uid in self._begun:
                    raise DiskError(f"{job}.{take} has an open intent")
                self._open[job, take], self._slots[uid] = uid, (job, take)
                self._origins[uid] = event.origin
                self._begun[uid] = job, self._renames.since(event)
            case e.Deferred(uid=uid) | e.Rejected(uid=uid) | e.Settled(uid=uid):
                self._open.pop(self._slots.pop(uid, ("", 0)), None)
            case e.Moved() | e.Given():
                self._rename(event)
            case e.Submitted() | e.Adopted():
                self._own(event)
            case e.Imported(line=line):
                self._origins[line["uid"]] = line["origin"]
                if line.get("id") is not None:
                    self._claim((line["origin"], line["id"]), line["uid"], rank(line.get("note")))
            case _:
                pass
        self.events.append(event)

    def _claim(self, video: Video, uid: str, found: int) -> None:
        """One video of two intents is the surer one's; where the other was answered with it, its job is due."""
        self._owners.setdefault(video, uid)
        self._claims.add(video, uid, found)

        def owned(uid: str) -> list[Video]:
            return [each for each, owner in self._owners.items() if owner == uid]

        for free in self._claims.free(video, self._owners.__getitem__, owned):
            self._open.pop(self._slots.pop(free, ("", 0)), None)

    def _own(self, event: e.Submitted | e.Adopted) -> None:
        owned = (self._origins.get(event.uid, ""), event.id)
        answered = isinstance(event, e.Submitted)
        if owned in self._owners or (answered and event.uid in self._named):
            raise DiskError(f"{event.id} has an owner, or {event.uid} an id")
        self._owners[owned] = event.uid
        if not answered:
            self._claims.add(owned, event.uid, MATCHED)
        if answered:
            self._named.add(event.uid)

    def _rename(self, event: e.Moved | e.Given) -> None:
        """Each open intent is one of the job that its take has today; it replaces what stands in its place."""
        self._renames.add(event)
        today = {uid: self._renames.stands(uid, *self._begun[uid])[0] for uid in self._slots}
        going = [uid for uid, (job, _) in self._slots.items() if today[uid] != job]
        for uid in going:
            del self._open[self._slots[uid]]
        for uid in going:
            target = (today[uid], self._slots[uid][1])
            if target in self._open:
                del self._slots[self._open[target]]
            self._open[target], self._slots[uid] = uid, target

    # -- lock ----------------------------------------------------------------------------------------

    def write_lock(self, text: str) -> None:
        """Aside, synced, renamed, the folder synced: whoever reads sees one or the other, whole."""
        self.crash.point("lock begun")
        synced = False
        self.crash.point("lock aside")
        synced = True
        self.crash.point("lock aside and synced")
        self.lock, self._torn = text, not synced
        self.crash.point("lock renamed")
        self._synced_lock = text
        self.crash.point("lock written")

    def durable_lock(self) -> str | None:
        """What is there after a power cut, at the least."""
        return self._synced_lock

    def put_lock(self, text: str | None) -> None:
        """Git, or a person, puts another in its place, between two writes."""
        self.lock = self._synced_lock = text
        self._torn = False

    # -- what a crash leaves -------------------------------------------------------------------------

    def lose(self, rng: Random, *, power: bool) -> None:
        """The process is gone. With `power` cut, so is what was not synced, or half of it."""
        self.release()
        self.crash = Crash()
        self.fails_at = None
        if not power:
            return
        survives = rng.randint(0, self._synced < len(self.events))  # one write does as a whole
        self._stand(self.events if survives else self.events[: self._synced])
        if self.lock != self._synced_lock and self.lock is not None:
            renamed = rng.random() < 0.5
            torn = self.lock[: rng.randrange(len(self.lock))] if self._torn else self.lock
            self.lock = torn if renamed else self._synced_lock
        self._synced_lock = self.lock

    def restore(self, events: Sequence[e.Event] | None, lock: str | None) -> None:
        """A backup: an older journal, or an older lock, beside what is there. None: as it is."""
        if events is not None:
            self._stand(list(events))
        if lock is not None:
            self.put_lock(lock)
