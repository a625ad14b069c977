"""How it goes with one provider in this run: pace of submissions, takes in flight, whether it still answers.

Only the engine changes it, by events; it decides nothing about jobs.
"""

from dataclasses import dataclass, field
from heapq import heappop, heappush

from remixbatch import events as e
from remixbatch.graph import Job, Provider
from remixbatch.limits import Home, Lost
from remixbatch.pacing import History, Rate, backoff

WIDEST = 64  # submissions on their way at once, however well it goes
NO_SUCCESS = 5  # requests in a row that the service did not accept
LATER = 3600.0  # seconds that a service may go on saying "later" without taking anything
DENIED = 3  # looks in a row that the key may not make


@dataclass(slots=True)
class Account:
    provider: Provider
    rate: Rate
    history: History
    window: int = 1  # submissions without an answer at once
    doubts: int = 0  # unclear in a row
    declined: int = 0  # not accepted in a row
    deferred: int = 0  # in a row
    vanished: int = 0  # unclear ones in a row that turned out not to have been created
    posting: set[str] = field(default_factory=set)  # uids without an answer yet
    in_flight: set[str] = field(default_factory=set)  # handles that the service works on
    connecting: set[str] = field(default_factory=set)  # jobs
    not_before: float = 0.0  # no submission earlier
    stopped: str | None = None  # why nothing more is submitted to it
    deaf: bool = False  # it is not looked at any more either
    usable: bool = True  # something can be said to it
    _ready: list[tuple[int, int, str]] = field(default_factory=list)
    _queued: set[str] = field(default_factory=set)
    _unreachable: int = 0
    _unreachable_since: float | None = None
    _silent_since: float | None = None
    _denied: int = 0
    _later_since: float | None = None

    @classmethod
    def of(cls, provider: Provider, former: "Account | None") -> "Account":
        """A fresh one for a new process; what the service counts by the minute goes on."""
        if former is None:
            return cls(provider, Rate(provider.submits_per_minute), History())
        return cls(provider, former.rate, former.history)

    @property
    def home(self) -> Home:
        return self.provider.home

    def go_on_from(self, lost: Lost) -> None:
        """Another spec of the same call came to this."""
        self.doubts, self.vanished = lost.doubts, lost.vanished

    # -- jobs that wait to be submitted: longest path first, then spec order ---------------------------

    def queue(self, job: Job) -> None:
        if job.address not in self._queued and job.address not in self.connecting:
            self._queued.add(job.address)
            heappush(self._ready, (-job.height, job.order, job.address))

    def next(self) -> str | None:
        if not self._ready:
            return None
        name = heappop(self._ready)[2]
        self._queued.discard(name)
        return name

    def waits(self) -> bool:
        """Whether a job is to be submitted to it."""
        return bool(self._ready or self.connecting)

    def has_room(self) -> bool:
        if not self._ready:
            return False
        under_way = len(self.connecting) + len(self.posting)
        at_service = len(self.in_flight) + len(self.connecting)
        return under_way < self.window and at_service < self.provider.in_flight

    # -- answers to submissions ------------------------------------------------------------------------

    def connected(self) -> None:
        self._unreachable, self._unreachable_since = 0, None

    def unusable(self, event: e.Unusable) -> None:
        """What was asked for is not done."""
        self.stopped, self.usable = event.reason, False
        self.connecting.clear()

    def postponed(self, event: e.Postponed) -> None:
        """While nothing is tried no time counts as unreachable, or as "later"."""
        self.connected()
        self._later_since = None
        self.not_before = max(self.not_before, event.until)

    def unreachable(self, event: e.Unreachable, patience: float) -> None:
        self._unreachable += 1
        if self._unreachable_since is None:
            self._unreachable_since = event.at
        self.not_before = event.at + backoff(self._unreachable, most=10.0)
        if event.at - self._unreachable_since >= patience:
            self.stopped = f"{self.provider.title} cannot be reached: {event.reason}"

    def answered(self, event: e.Event) -> None:
        """What an answer to a POST does to the pace."""
        match event:
            case e.Submitted():
                self.window = min(WIDEST, self.window * 2)
                self.doubts = self.declined = self.deferred = self.vanished = 0
                self._later_since = None
            case e.Unclear():
                self.window, self.doubts = 1, self.doubts + 1
            case e.Rejected(message=message) | e.Refused(message=message):
                self.declined += 1
                if self.declined >= NO_SUCCESS:
                    self.stopped = (
                        f"{self.provider.title} did not accept {NO_SUCCESS} submissions in a row; "
                        f"the last: {message}"
                    )
            case e.Deferred(scope="account", message=message):
                self.stopped = f"{self.provider.title} refuses {self.provider.caller}: {message}"
            case e.Deferred(at=at, wait=wait, message=message):
                self.deferred += 1
                self._later_since = at if self._later_since is None else self._later_since
                if at - self._later_since >= LATER:
                    self.stopped = f"{self.provider.title} took nothing for an hour: {message}"
                self.window = max(1, self.window // 2)
                pause = backoff(self.deferred, base=2.0, most=120.0) if wait is None else wait
                self.not_before = max(self.not_before, at + pause)
            case _:
                pass

    def resolved(self, event: e.Adopted | e.Settled, most: int) -> None:
        """An unclear submission of this run was cleared up; `most`: how many in a row may come to nothing."""
        self.doubts = max(0, self.doubts - 1)
        self.vanished = 0 if isinstance(event, e.Adopted) else self.vanished + 1
        self.give_up(most)

    def give_up(self, most: int) -> None:
        """Submit nothing more where that many in a row came to nothing."""
        if self.vanished >= most:
            self.stopped = (
                f"{self.provider.title} gave no usable answer to {self.vanished} submissions in a row, "
                "and its list shows nothing new that came of them"
            )

    # -- answers to looks ------------------------------------------------------------------------------

    def heard(self) -> None:
        self._silent_since, self._denied = None, 0

    def not_heard(self, event: e.LookFailed, patience: float) -> None:
        """Nothing is concluded about takes; only whether asking goes on makes sense."""
        title, does = self.provider.title, f"refuses {self.provider.caller}"
        if event.kind == "denied":
            self._denied += 1
            self.deaf = self._denied >= DENIED
        else:
            if self._silent_since is None:
                self._silent_since = event.at
            does = f"gave no answer that helps for {patience / 60:.0f} minutes"
            self.deaf = event.at - self._silent_since >= patience
        if self.deaf:
            self.stopped = f"{title} {does}: {event.reason}"
