"""The keepers of a lockfile and of reports: who writes them, how often, and what becomes of a failure."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from remixbatch import exchange, lockfile
from remixbatch.commands.campaign import Campaign, conflicted, lock_bytes
from remixbatch.commands.console import tell
from remixbatch.commands.written import Result, write_reports
from remixbatch.errors import DiskError, LockError
from remixbatch.files import write_whole
from remixbatch.holdings import Holdings

REFRESH = 30.0  # seconds between two reports of a run that goes on


class Pulled(NamedTuple):
    """A lock that somebody else changed: its facts with those that were known before, and its text."""

    facts: lockfile.Facts
    text: bytes


class LockKeeper:
    """Writes the lock from what is held: whole, only when changed, not too often.

    What somebody else put there meanwhile (`git pull` beside a run of hours) is taken in, never written over.
    A failure is told once and kept in `failure`; the journal has every fact, so the run goes on. `otherwise` says
    so, and must be something else where it is not so.
    """

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._path = campaign.lock_path
        self._facts = campaign.facts
        self._writer = lockfile.Writer()
        self._data = campaign.written
        self._done: tuple[lockfile.Facts | None, int] = (None, 0)  # what the lock was made of
        self._next = 0.0
        self._seen: _Identity | None = None  # the file that was looked into last, as far as known
        self._foreign = False  # it was somebody else's, and nobody has asked what it tells
        self.failure: DiskError | LockError | None = None
        self.otherwise = "the journal has every fact; the run goes on"

    def due(self, now: float) -> bool:
        return now >= self._next

    def write(self, holdings: Holdings, clock: Callable[[], float]) -> None:
        """The next write is due 20 times later than this one took, 5 s at least."""
        begun = clock()
        try:
            if self._written(holdings):
                self._next = clock() + max(5.0, 20 * (clock() - begun))
        except (DiskError, LockError) as error:
            if self.failure is None:
                tell(f"{error.message} ({self.otherwise})")
            self.failure = error
            self._next = clock() + max(5.0, 20 * (clock() - begun))

    def _written(self, holdings: Holdings) -> bool:
        """Whether there was anything to write. Raises DiskError, LockError."""
        self._take_in()
        if self._done[0] is self._facts and self._done[1] == holdings.told:
            return False
        self._facts = exchange.update(self._facts, holdings)
        data = self._writer.text(self._facts).encode()
        news = data != self._data and (bool(holdings.takes) or self._data is not None)
        if news:
            write_whole(self._path, data)
            self._data, self.failure = data, None
        self._done = self._facts, holdings.told
        return news

    def pulled(self) -> Pulled | None:
        """What somebody else put into the lock since this was last asked; None: nothing.

        As long as the file is the one that was looked into it is not read again. Raises LockError.
        """
        there = _identity(self._path)
        if there is not None and there != self._seen:
            self._take_in()
            self._seen = there
        if not self._foreign or self._data is None:
            return None
        self._foreign = False
        return Pulled(self._facts, self._data)

    def _take_in(self) -> None:
        """What lies there now and was not written here. Raises LockError where it cannot be read, or is half merged."""
        if not os.path.lexists(self._path):
            return
        data = lock_bytes(self._path)
        if data != self._data:
            found = lockfile.read(data, str(self._path))
            if found.conflicted:
                raise conflicted(self._campaign)
            self._facts = lockfile.join(self._facts, found)
            self._data, self._foreign = data, True
            tell(
                f"{self._path} changed meanwhile; what it tells is kept, and counts before anything more is submitted"
            )


_Identity = tuple[int, int, int, int, int]


def _identity(path: Path) -> _Identity | None:
    """What changes whenever somebody writes a file or puts another in its place; None where none can be seen."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


class ReportKeeper:
    """Refreshes the reports of a run that goes on, so that a person can look; the last ones are not its work.

    A failure is told once; what it is worth is seen at the end, when they are written again.
    """

    def __init__(self, begun: float) -> None:
        self._next = begun + REFRESH
        self._told = False

    def due(self, now: float) -> bool:
        return now >= self._next

    def write(self, result: Result, clock: Callable[[], float]) -> None:
        """The next write is due 20 times later than this one took, 30 s at least."""
        begun = clock()
        try:
            write_reports(result, at=begun)
        except DiskError as error:
            if not self._told:
                tell(f"{error.message} (the report waits; the run goes on)")
            self._told = True
        self._next = clock() + max(REFRESH, 20 * (clock() - begun))
