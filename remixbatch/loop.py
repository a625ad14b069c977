"""The loop: one for the driver and the simulator, which differ only in their performers.

Every event that changes a phase, money or an id is in the journal before the engine hears of it, and a
submission is sent only after its intent is. Nothing else in the program writes events while it turns.
"""

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Protocol

from remixbatch import events as e
from remixbatch.actions import Action, Hang
from remixbatch.engine import Engine
from remixbatch.errors import DiskError


class Unrecorded(DiskError):  # noqa: N818 - it tells of an event
    """The journal failed. Nothing is sent after this; the event may hold an id that was paid for."""

    def __init__(self, error: DiskError, event: e.Event) -> None:
        super().__init__(error.message, hint=error.hint)
        self.event = event


class Record(Protocol):
    """Where events are kept: the journal, or its stand-in in the simulator."""

    def append(self, event: e.Event, expected: int) -> int: ...


class Performers(Protocol):
    """Who acts. Only `wait` may take time."""

    def now(self) -> float: ...

    def mint(self) -> str:
        """A new uid."""
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


def loop(
    engine: Engine,
    journal: Record,
    performers: Performers,
    after: Callable[[e.Event], None] = lambda _: None,
) -> None:
    """Turn until nothing is wanted and nothing is under way. `after` sees each event once it is applied."""
    pending: list[tuple[float, int, Action]] = []
    order = count()
    while True:
        for action in engine.actions(performers.now()):
            heappush(pending, (action.not_before, next(order), action))
        pending = _perform_due(engine, performers, pending)
        if not pending and not performers.busy:
            return
        event = performers.wait(pending[0][0] if pending else None)
        if event is not None:
            _take_in(engine, journal, performers, event, after)
            if isinstance(event, e.Stopped):
                pending = [item for item in pending if engine.wants(item[2])]
                heapify(pending)


def _perform_due(
    engine: Engine, performers: Performers, pending: list[tuple[float, int, Action]]
) -> list[tuple[float, int, Action]]:
    now = performers.now()
    while pending and pending[0][0] <= now:
        action = heappop(pending)[2]
        if engine.wants(action):
            performers.perform(action)
    return pending


def _take_in(
    engine: Engine,
    journal: Record,
    performers: Performers,
    event: e.Event,
    after: Callable[[e.Event], None],
) -> None:
    if isinstance(event, e.Connected):
        admitted = engine.admit(event, performers.mint())
        if admitted is None:
            performers.perform(Hang(not_before=event.at, job=event.job))
            return
        record(engine, journal, admitted)
        performers.perform(engine.send(admitted, event.job))
        after(admitted)
        return
    event = engine.judge(event)
    record(engine, journal, event)
    follows = engine.follows(event)
    after(event)
    for each in follows:
        record(engine, journal, each)
        after(each)


def record(engine: Engine, journal: Record, event: e.Event) -> None:
    """Into the journal where it belongs there, then into the engine. Raises Unrecorded."""
    if e.journaled(event):
        try:
            journal.append(event, engine.position)
        except DiskError as error:
            raise Unrecorded(error, event) from error
    engine.apply(event)
