"""What jobs are called today, after renames that were learnt in whatever order."""

from bisect import insort
from collections.abc import Iterable
from typing import Protocol

from remixbatch import events as e
from remixbatch.events import stamp, unstamp


class Named(Protocol):
    """A take, as far as its name goes: under which job's name it was submitted, and when."""

    @property
    def uid(self) -> str: ...
    @property
    def job(self) -> str: ...
    @property
    def submitted(self) -> str | None: ...


class Renames:
    """What a take's job is called today: a move carries along all that had its name up to its time.

    A take that was given to a job has that job's name from then on, whatever it was called before.
    """

    def __init__(self, known: Iterable[e.Moved | e.Given] = ()) -> None:
        self._moves: dict[str, list[tuple[str, str]]] = {}  # source -> (time, target), oldest first
        self._given: dict[str, tuple[str, str]] = {}  # uid -> (time, job), the latest
        for event in known:
            self.add(event)

    def add(self, event: e.Moved | e.Given) -> None:
        """Learn one; it may be known."""
        if isinstance(event, e.Moved):
            move, known = (stamp(event.at), event.target), self._moves.setdefault(event.source, [])
            if move not in known:
                insort(known, move)
        else:
            given = stamp(event.at), event.job
            self._given[event.uid] = max(given, self._given.get(event.uid, given))

    def today(self, take: Named) -> str:
        """The present name of a take's job, whatever the order in which renames were learnt."""
        return self.stands(take.uid, take.job, take.submitted or "")[0]

    def stands(self, uid: str, job: str, submitted: str) -> tuple[str, str]:
        """The present name of what was submitted under a job's name, and since when it has that."""
        since, name = self._given.get(uid, (submitted, job))
        if name not in self._moves:
            return name, since
        used: set[tuple[str, str, str]] = set()  # there and back within one second must end
        while True:
            found = (
                (name, at, target)
                for at, target in self._moves.get(name, ())
                if at >= since and (name, at, target) not in used
            )
            step = next(found, None)
            if step is None:
                return name, since
            used.add(step)
            _, since, name = step

    def since(self, intent: e.Intent) -> str:
        """Since when a new take has its name: after the latest move away from it. The name may be used anew
        within a second, or by a slow clock, and who has the lock alone must not take this for one that moved.
        """
        at, moves = stamp(intent.at), self._moves.get(intent.job)
        return at if not moves or moves[-1][0] < at else stamp(unstamp(moves[-1][0]) + 1)

    def onward(self, source: str) -> list[str]:
        """A name and all that takes once submitted under it may be called by now."""
        names = [source]
        for name in names:
            for _, target in self._moves.get(name, ()):
                if target not in names:
                    names.append(target)
        return names
