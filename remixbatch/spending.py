"""What one run spends: a price is reserved with each intent, and replaced by the real one once that is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from remixbatch.holdings import Holdings
from remixbatch.limits import Home, Lost
from remixbatch.money import micros
from remixbatch.take import Phase

_OPEN = (Phase.SUBMITTING, Phase.RUNNING, Phase.UNCLEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What several specs, run one after another by one call, have used so far of its limits.

    `new`: submissions; `spent`: micro-dollars; `lost`: of each service, where it stands now.
    """

    new: int = 0
    spent: int = 0
    lost: Mapping[Home, Lost] = field(default_factory=dict)

    def and_by(self, spending: "Spending", lost: Mapping[Home, Lost]) -> "Used":
        return Used(
            new=self.new + spending.new,
            spent=self.spent + spending.spent,
            lost={**self.lost, **lost},
        )


class Spending:
    """Submissions and money of one process. Only the engine changes it.

    `new`: intents not proven *not created*. `spent`: micro-dollars, reserved, or the price once it is known.
    """

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self.begin()

    def begin(self) -> None:
        """A new process has submitted nothing."""
        self.new = 0
        self.spent = 0
        self._reserved: dict[str, int] = {}  # by handle, as long as it may change
        self._again: set[str] = set()  # handles of earlier processes that this one sent again

    @property
    def open(self) -> int:
        """Micro-dollars of `spent` that takes in flight or unclear have reserved."""
        reserved = self._reserved.items()
        return sum(usd for handle, usd in reserved if self._holdings.phase(handle) in _OPEN)

    def has(self, handle: str) -> bool:
        """This run submitted it, and what it costs may still change."""
        return handle in self._reserved

    def submit(self, handle: str, usd: int) -> None:
        self.new += 1
        self.costs(handle, usd)

    def submit_again(self, handle: str) -> None:
        """What an earlier process submitted, and the service may make only now: it counts once, for good."""
        if not self.counts(handle):
            self._again.add(handle)
            self.new += 1
            self.spent += self.price(handle) or 0

    def price(self, handle: str) -> int | None:
        """Micro-dollars, as far as the take tells."""
        usd = self._holdings.takes[handle].usd
        return None if usd is None else micros(usd)

    def counts(self, handle: str) -> bool:
        """It counts in this run already."""
        return handle in self._reserved or handle in self._again

    def undo(self, handle: str) -> None:
        """It was not created: it does not count, and costs nothing."""
        self.new -= self.has(handle)
        self.free(handle)

    def free(self, handle: str) -> None:
        """It was submitted, and costs nothing."""
        self.spent -= self._reserved.pop(handle, 0)

    def costs(self, handle: str, usd: int) -> None:
        self.spent += usd - self._reserved.get(handle, 0)
        self._reserved[handle] = usd

    def close(self, handle: str) -> None:
        """What it cost is spent, and nothing of that changes any more."""
        self._reserved.pop(handle, None)
