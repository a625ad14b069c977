"""The simulator: performers with a virtual clock over a service that lies as services do.

Hours of polling take milliseconds, every run is decided by its `random.Random`, and a process can be made
to end at each point where a real one can.
"""

from collections.abc import Callable, Mapping
from heapq import heappop, heappush
from math import inf
from random import Random

from remixbatch import events as e
from remixbatch.actions import Action, Connect, Fetch, Hang, Look, Send, Speech, Survey
from remixbatch.engine import Engine
from remixbatch.loop import loop
from remixbatch.pacing import time_left
from remixbatch.simulator.disk import Crash, Disk, Killed
from remixbatch.simulator.service import Answer, Books, Service, Weather

LEAVE_WITHIN = 20.0  # seconds that one who leaves waits for answers to POSTs
STILL = (
    3.0,
    20.0,
    100.0,
    400.0,
    3600.0,
)  # seconds that a process stands still, or its machine sleeps


class Left(Exception):  # noqa: N818 - the user's wish, not an error
    """The user left, and answers to POSTs were waited for long enough."""


class Simulator:
    """Performers of the loop over a simulated service.

    `at` is what this process takes for the time: its wall clock when it began, and the monotonic one since.
    It is `skew` seconds ahead of the service's.
    """

    def __init__(
        self, books: Books, weather: Weather, rng: Random, start: float, skew: float = 0.0
    ) -> None:
        self.books = books
        self.service = Service(books, weather, rng)
        self.rng = rng
        self.at = start
        self.skew = skew
        self.deadlines: Mapping[str, float] = {}  # of a POST, by provider
        self.keyless: frozenset[str] = frozenset()  # providers that this process has no key for
        self._opened: set[str] = set()
        self.crash = Crash()
        self.posts: list[str] = []  # uids sent, in order
        self.tick: Callable[[float], None] = lambda _: None
        self._queue: list[tuple[float, int, Callable[[float], e.Event]]] = []
        self._order = 0
        self._waiting: set[str] = set()  # uids of POSTs without an answer yet
        self._leave_at: float | None = None

    def now(self) -> float:
        return self.at

    @property
    def true(self) -> float:
        """The time at the service."""
        return self.at - self.skew

    def _ahead(self) -> float:
        """Of the service's clock before this process's, as the Date header of one of its nodes tells it."""
        return float(int(self.true + self.service.node_ahead())) - self.at

    def mint(self) -> str:
        return f"t_{self.rng.getrandbits(64):016x}"

    @property
    def busy(self) -> bool:
        return bool(self._waiting if self._leave_at is not None else self._queue)

    def wait(self, until: float | None) -> e.Event | None:
        """The next event, or None at `until`. Raises Left."""
        self.tick(self.at)
        until = until if self._leave_at is None else min(until or self._leave_at, self._leave_at)
        if self._queue and (until is None or self._queue[0][0] <= until):
            due, _, make = heappop(self._queue)
            self.at = max(self.at, due)  # what came while it stood still is met when it goes on
            event = make(self.at)
            self._arrived(event)
            return event
        self.at = max(self.at, until or self.at)
        if self._leave_at is not None and self.at >= self._leave_at:
            raise Left
        return None

    def _arrived(self, event: e.Event) -> None:
        uid = getattr(event, "uid", None)
        if isinstance(event, e.Connected):
            self.crash.point("connected", event)
        elif uid in self._waiting:
            self.crash.point("answered", event)
            self._waiting.discard(uid)
        elif isinstance(event, e.Stopped) and event.how == "leave":
            self._leave_at = event.at + LEAVE_WITHIN

    def last_answers(self) -> list[e.Event]:
        """Answers to the POSTs under way. Nothing more is sent."""
        queue = sorted(self._queue, key=lambda item: item[:2])
        answers = [make(max(self.at, due)) for due, _, make in queue]
        self._queue.clear()
        return [event for event in answers if _about(event, self._waiting)]

    def open(self, provider: str) -> e.Unusable | None:
        if provider in self.keyless:
            return e.Unusable(at=self.at, provider=provider, reason="no key")
        self._opened.add(provider)
        return None

    def perform(self, action: Action) -> None:
        assert not isinstance(action, Speech) or action.provider in self._opened, action
        match action:
            case Connect():
                self.crash.point("connect", action)
                self._soon(self.service.connect(action, self._ahead()))
            case Send():
                self._send(action)
            case Look(uid=uid, id=id_):
                self._soon(self.service.look(uid, id_, self.true))
            case Fetch(uid=uid, id=id_, file=file):
                self._soon(self.service.fetch(uid, id_, file, self.true, self._ahead()))
            case Survey():
                self._soon(self.service.survey(action, self.true, self.at, self._ahead()))
            case Hang():
                pass
            case _:
                raise TypeError(action)

    def _send(self, action: Send) -> None:
        intent = action.intent
        self.crash.point("send", intent)
        self._stand_still()
        self._waiting.add(intent.uid)
        left = time_left(intent.at, self.at, self.deadlines.get(action.provider, inf))
        if left <= 0:
            self.soon(0.0, lambda at: _late(at, intent.uid))
            return
        self.posts.append(intent.uid)
        begun = self.true
        still = self._stand_still()  # its bytes may have left before, or leave when it goes on
        seconds, make = self.service.post(intent, begun, left, still)
        self.soon(max(0.0, seconds - still), make)
        self.crash.point("sent", intent)

    def _stand_still(self) -> float:
        """Sometimes, and for how long."""
        if not self.service.chance(self.service.weather.still):
            return 0.0
        seconds = self.rng.choice(STILL)
        self.at += seconds
        return seconds

    def _soon(self, answer: Answer) -> None:
        self.soon(*answer)

    def soon(self, seconds: float, make: Callable[[float], e.Event]) -> None:
        """Let an event arrive after a while."""
        self._order += 1
        at = self.at + seconds
        heappush(self._queue, (at, self._order, make))


def _late(at: float, uid: str) -> e.Deferred:
    """As the program's own service tells it."""
    return e.Deferred(
        at=at, uid=uid, scope="later", wait=None, code="late", message="not sent: it stood still"
    )


def _about(event: e.Event, uids: set[str]) -> bool:
    return getattr(event, "uid", None) in uids


def simulate(
    engine: Engine,
    disk: Disk,
    simulator: Simulator,
    after: Callable[[e.Event], None] = lambda _: None,
) -> bool:
    """The engine and its journal alone, from start to end; False where it was killed.

    `engine` has not replayed yet.
    """
    try:
        engine.replay(disk.events)
        run = e.Run(at=simulator.at, pid=1, host="simulated", version="0", command="run")
        disk.append(run, engine.position)
        engine.apply(run)
        after(run)
        loop(engine, disk, simulator, after)
    except Killed:
        return False
    return True
