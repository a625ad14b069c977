"""The keepers of a lockfile and of reports: who writes them, how often, and what becomes of a failure."""

from collections.abc import Callable

from remixbatch import lockfile
from remixbatch.commands.campaign import Campaign
from remixbatch.commands.console import tell
from remixbatch.commands.written import Result, write_reports
from remixbatch.errors import DiskError
from remixbatch.files import write_whole
from remixbatch.holdings import Holdings

REFRESH = 30.0  # seconds between two reports of a run that goes on


class LockKeeper:
    """Writes the lock from what is held: whole, only when changed, not too often.

    A failure is told once and kept in `failure`; the journal has every fact, so the run goes on.
    """

    def __init__(self, campaign: Campaign) -> None:
        self._path = campaign.lock_path
        self._facts = campaign.facts
        self._data = campaign.written
        self._next = 0.0
        self.failure: DiskError | None = None

    def due(self, now: float) -> bool:
        return now >= self._next

    def write(self, holdings: Holdings, clock: Callable[[], float]) -> None:
        """The next write is due 20 times later than this one took, 5 s at least."""
        begun = clock()
        self._facts = lockfile.update(self._facts, holdings)
        data = lockfile.text(self._facts).encode()
        if data != self._data and (holdings.takes or self._data is not None):
            try:
                write_whole(self._path, data)
                self._data, self.failure = data, None
            except DiskError as error:
                if self.failure is None:
                    tell(f"{error.message} (the journal has every fact; the run goes on)")
                self.failure = error
            self._next = clock() + max(5.0, 20 * (clock() - begun))


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
