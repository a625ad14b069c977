"""The keepers of a lockfile and of reports: who writes them, how often, and what becomes of a failure."""

import os
from collections.abc import Callable, Iterator
from itertools import islice
from time import sleep

from remixbatch import events as e
from remixbatch import lockfile
from remixbatch.commands.campaign import Campaign, conflicted, lock_bytes
from remixbatch.commands.console import tell
from remixbatch.commands.written import Result, write_reports
from remixbatch.errors import DiskError, LockError
from remixbatch.files import Identity, identity_of, write_whole
from remixbatch.following import Check, Copy, Theirs
from remixbatch.holdings import Holdings
from remixbatch.journal import Journal

REFRESH = 30.0  # seconds between two reports of a run that goes on
TRIES = 5  # of one write, where others put another lock there meanwhile
GONE, BETWEEN = 5, 0.02  # looks at a lock that was there and is not, seconds between them


class LockKeeper:
    """Writes the lock from what is held: whole, only when changed, not too often.

    What somebody else put there meanwhile (`git pull` beside a run of hours) is taken in where it can be true, and
    never written over. A failure is told once and kept in `failure`; the journal has every fact, so the run
    goes on. `otherwise` says so, and must be something else where it is not so.
    """

    def __init__(self, campaign: Campaign, journal: Journal) -> None:
        self._campaign = campaign
        self._path = campaign.lock_path
        self._copy = Copy(campaign.facts, campaign.written, self._read)
        self._seen: Identity | None = None  # the file that was looked into last, as far as known
        self._foreign = False  # what lies there was accepted, and may lack what is held here
        self._next = 0.0

        def events(after: int) -> Iterator[e.Event]:
            """What was read when the spec was opened is at hand."""
            yield from islice(campaign.events, after, None)
            yield from journal.events(max(after, len(campaign.events)))

        self.check = Check(campaign.graph, str(self._path), events)
        self.failure: DiskError | LockError | None = None
        self.otherwise = "the journal has every fact; the run goes on"

    def due(self, now: float) -> bool:
        return now >= self._next

    @property
    def unsettled(self) -> bool:
        """Whether what lies there may lack what is held: a write failed, or somebody put something there."""
        return self.failure is not None or self._foreign or not self._is_as_seen()

    def write(self, holdings: Holdings, clock: Callable[[], float]) -> None:
        """The next write is due 20 times later than this one took, 5 s at least."""
        begun = clock()
        try:
            wrote = self._write(holdings)
            self.failure, self._foreign = None, False
        except (DiskError, LockError) as error:
            if self.failure is None:
                tell(f"{error.message} ({self.otherwise})")
            self.failure, wrote = error, True
        if wrote:
            self._next = clock() + max(5.0, 20 * (clock() - begun))

    def _write(self, holdings: Holdings) -> bool:
        """Whether there was anything to write. Raises DiskError, LockError."""
        for _ in range(TRIES):
            self._look()
            if (theirs := self._copy.theirs) is not None:
                self.check(theirs)
                self._accept(theirs, untold=True)
            text = self._copy.next(holdings)
            if text is None:
                return False
            made = write_whole(self._path, text, wanted=self._is_as_seen)
            if made is not None:
                self._copy.put(text, holdings)
                self._seen = made
                return True
        raise LockError(
            f"{self._path} is changed again and again while it is written",
            hint="Run `remixbatch status`, then run again, when nobody else writes to it.",
        )

    def _is_as_seen(self) -> bool:
        """Nobody has put anything there since it was looked into."""
        return identity_of(self._path) == self._seen

    # -- what others put there -------------------------------------------------------------------------

    def pulled(self) -> Theirs | None:
        """What others put into the lock that nobody has asked for so far. Raises LockError where it cannot be read."""
        self._look()
        return self._copy.news()

    def accept(self, theirs: Theirs) -> None:
        """It can be true, and is stood by."""
        self._accept(theirs, untold=False)

    def _accept(self, theirs: Theirs, *, untold: bool) -> None:
        if self._copy.theirs is not None:
            tell(f"{self._path} changed meanwhile; what it tells is kept")
        self._copy.accept(theirs, untold=untold)
        self._foreign = True

    def _look(self) -> None:
        """As long as the file is the one that was looked into it is not read again. Raises LockError."""
        there = self._there()
        if there is None or there != self._seen:
            self._copy.see(lock_bytes(self._path) if os.path.lexists(self._path) else None)
            self._seen = there

    def _there(self) -> Identity | None:
        """What lies there. git takes a file away before it makes the next one, so that it is gone is looked at again."""
        for _ in range(GONE):
            there = identity_of(self._path)
            if there is not None or self._seen is None:
                return there
            sleep(BETWEEN)
        return None

    def _read(self, text: bytes) -> lockfile.Facts:
        found = lockfile.read(text, str(self._path))
        if found.conflicted:
            raise conflicted(self._campaign)
        return found


def in_words(error: LockError | DiskError) -> str:
    """Cause and next move, where something may have been sent before."""
    if isinstance(error, DiskError) or error.way_out is None:
        return error.message
    return f"{error.message}. {error.way_out}"


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
