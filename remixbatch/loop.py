"""The loop: one for the driver and the simulator, which differ only in their performers.

Every event that changes a phase, money or an id is in the journal before the engine hears of it, and a
submission is sent only after its intent is. Nothing else in the program writes events while it turns.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import count, groupby
from typing import Protocol

from remixbatch import events as e
from remixbatch.actions import Action, Connect, Hang, Speech
from remixbatch.engine import Engine
from remixbatch.errors import DiskError


class Unrecorded(DiskError):  # noqa: N818 - it tells of an event
    """The journal failed. Nothing is sent after this; the event may hold an id that was paid for."""

    def __init__(self, error: DiskError, event: e.Event) -> None:
        super().__init__(error.message, hint=error.hint)
        self.event = event


class Record(Protocol):
    """Where events are kept: the journal, or its stand-in in the simulator."""

    def append_all(self, events: Sequence[e.Event], expected: int) -> int:
        """All of them or none."""
        ...


class Performers(Protocol):
    """Who acts. Only `wait` may take time."""

    def now(self) -> float: ...

    def mint(self) -> str:
        """A new uid."""
        ...

    def open(self, provider: str) -> e.Unusable | None:
        """Something is to be said to a provider: be ready for it. What it is that forbids it, if anything does."""
        ...

    def perform(self, action: Action) -> None:
        """Begin; what comes of it is an event of a later `wait`."""
        ...

    def wait(self, until: float | None) -> e.Event | None:
        """The next event, or None at `until`. With None and nothing under way: None at once."""
        ...

    @property
    def busy(self) -> bool:
        """An action is under way whose event is yet to come."""
        ...


class Ask(Protocol):
    """Whether other runs on this machine leave room for one more submission at a job's provider.

    With a `uid` it is submitted if they do. None: they do.
    """

    def __call__(self, job: str, provider: str, at: float, uid: str | None) -> e.Crowded | None: ...


def alone(job: str, provider: str, at: float, uid: str | None) -> None:
    """Nobody else submits there."""


def nothing(at: float) -> None:
    """Nobody else tells anything."""


def loop(
    engine: Engine,
    journal: Record,
    performers: Performers,
    after: Callable[[e.Event], None] = lambda _: None,
    ask: Ask = alone,
    *,
    news: Callable[[float], e.News | None] = nothing,
) -> None:
    """Turn until nothing is wanted and nothing is under way. `after` sees each event once it is applied.

    `news`: what others have made known since it was last asked. It is asked right before each submission is decided;
    a connection does not wait while it is recorded, and is asked for again.
    """
    turning = _Turning(engine, journal, performers, after, ask, news)
    pending: list[tuple[float, int, Speech]] = []
    order = count()
    while True:
        wanted = engine.actions(performers.now())
        said = [action for action in wanted if turning.opens(action.provider)]
        for action in said:
            heappush(pending, (action.not_before, next(order), action))
        if len(said) < len(wanted) or turning.put_back_of(pending):
            continue  # there is room for others; or the engine asks for it again, later
        if not pending and not performers.busy:
            return
        event = performers.wait(pending[0][0] if pending else None)
        if event is not None:
            turning.take_in(event)
            if isinstance(event, e.Stopped):
                pending = [item for item in pending if engine.wants(item[2])]
                heapify(pending)


@dataclass(frozen=True, slots=True)
class _Turning:
    engine: Engine
    journal: Record
    performers: Performers
    after: Callable[[e.Event], None]
    ask: Ask
    news: Callable[[float], e.News | None]

    def opens(self, provider: str) -> bool:
        """Whether something can be said to it; the engine hears once that it cannot."""
        usable = self.engine.roster.of(provider).usable
        return usable and not self._heard(self.performers.open(provider))

    def put_back_of(self, pending: list[tuple[float, int, Speech]]) -> bool:
        """Perform what is due; whether any of it was not wanted any more, or not yet."""
        now, put_back = self.performers.now(), False
        while pending and pending[0][0] <= now:
            action = heappop(pending)[2]
            if not self.engine.wants(action) or self._crowded(action, now):
                put_back = True
            else:
                self.performers.perform(action)
        return put_back

    def _crowded(self, action: Speech, now: float) -> bool:
        """Asked before connecting, too: waiting for room must not cost the service a connection each time."""
        if not isinstance(action, Connect):
            return False
        return self._heard(self.ask(action.job, action.provider, now, None))

    def _heard(self, hindrance: e.Postponed | e.Unusable | None) -> bool:
        if hindrance is None:
            return False
        self.engine.apply(hindrance)
        self.after(hindrance)
        return True

    def take_in(self, event: e.Event) -> None:
        if isinstance(event, e.Connected):
            self._submit(event)
            return
        event = self.engine.judge(event)
        record(self.engine, self.journal, event)
        follows = self.engine.follows(event)
        self.after(event)
        self._follow(follows)

    def _follow(self, events: Iterable[e.Event]) -> None:
        for each in events:
            record(self.engine, self.journal, each)
            self.after(each)

    def _submit(self, event: e.Connected) -> None:
        news = self.news(event.at)
        if news is not None:
            self.performers.perform(Hang(not_before=event.at, job=event.job))
            self._heard(e.Postponed(at=event.at, job=event.job, until=news.until))
            record_all(self.engine, self.journal, news.events)
            for each in news.events:
                self.after(each)
            return
        admitted = self.engine.admit(event, self.performers.mint())
        if admitted is None or self._no_room(admitted):
            self.performers.perform(Hang(not_before=event.at, job=event.job))
            self._follow(self.engine.follows(event))
            return
        record(self.engine, self.journal, admitted)
        self.performers.perform(self.engine.send(admitted, event.job))
        self.after(admitted)

    def _no_room(self, admitted: e.Intent | e.Resent) -> bool:
        """What is sent again may be at the service already: it was asked about before it connected, and goes."""
        if isinstance(admitted, e.Resent):
            return False
        provider = self.engine.graph.jobs[admitted.job].provider
        return self._heard(self.ask(admitted.job, provider, admitted.at, admitted.uid))


def record(engine: Engine, journal: Record, event: e.Event) -> None:
    """Into the journal where it belongs there, then into the engine. Raises Unrecorded.

    Raises IllegalEventError, with nothing written, for one that the table of takes does not allow: a journal
    that holds such a one could not be replayed any more.
    """
    record_all(engine, journal, (event,))


def record_all(engine: Engine, journal: Record, events: Iterable[e.Event]) -> None:
    """The same of many in order, one write for takes that follow each other in from others."""
    for piece in _pieces(events):
        kept = [event for event in piece if e.journaled(event)]
        for event in kept:
            engine.holdings.check(event)
        if kept:
            try:
                journal.append_all(kept, engine.position)
            except DiskError as error:
                raise Unrecorded(error, kept[0]) from error
        for event in piece:
            engine.apply(event)


def _pieces(events: Iterable[e.Event]) -> Iterator[list[e.Event]]:
    """What may be written at once: whether an event is allowed hangs on those before it, but for `Imported`."""
    for free, group in groupby(events, key=lambda each: isinstance(each, e.Imported)):
        if free:
            yield list(group)
        else:
            yield from ([each] for each in group)
