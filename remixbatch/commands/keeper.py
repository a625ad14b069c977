"""The keeper of a lockfile: who writes it, how often, and what becomes of a failure."""

from collections.abc import Callable

from remixbatch import lockfile
from remixbatch.commands.campaign import Campaign
from remixbatch.commands.console import tell
from remixbatch.errors import DiskError
from remixbatch.files import write_whole
from remixbatch.holdings import Holdings


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
