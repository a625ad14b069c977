"""The forecast: performers of the loop for whom all goes well, in virtual time, with a journal in memory.

A dry run is the real engine turned by the real loop with these: no file, no network, no process.
"""

from collections.abc import Callable, Mapping, Sequence
from heapq import heappop, heappush
from itertools import count

from remixbatch import events as e
from remixbatch.actions import Action, Connect, Fetch, Hang, Look, Send, Survey
from remixbatch.engine import Engine
from remixbatch.loop import loop
from remixbatch.report.dry_run import Sent

CONNECT, ANSWER, LOOK, FETCH = 0.1, 1.0, 0.2, 1.0  # seconds of each


class Memory:
    """A journal that is forgotten."""

    def append_all(self, events: Sequence[e.Event], expected: int) -> int:
        return expected + len(events)


class Forecast:
    """A service that takes every submission, and has each video done after its usual time.

    `usual`: seconds by provider. A look is answered once the video is done, so there is one for each take.
    """

    def __init__(self, engine: Engine, usual: Mapping[str, float], start: float) -> None:
        self._engine = engine
        self._usual = usual
        self._at = start
        self._queue: list[tuple[float, int, e.Event]] = []
        self._order = count()
        self._made = count(1)
        self._done_at: dict[str, float] = {}
        self.used: set[str] = set()  # providers
        self.labels: dict[str, str] = {}  # ids that no service gave -> the take, as job.label

    def now(self) -> float:
        return self._at

    def mint(self) -> str:
        return f"t_forecast_{next(self._made)}"

    @property
    def busy(self) -> bool:
        return bool(self._queue)

    def wait(self, until: float | None) -> e.Event | None:
        if self._queue and (until is None or self._queue[0][0] <= until):
            self._at, _, event = heappop(self._queue)
            return event
        self._at = max(self._at, until or self._at)
        return None

    def open(self, provider: str) -> None:
        """It needs no key."""
        self.used.add(provider)

    def perform(self, action: Action) -> None:
        match action:
            case Connect(job=job):
                self._soon(CONNECT, lambda at: e.Connected(at=at, job=job))
            case Send(intent=intent, provider=provider):
                id_ = f"forecast:{intent.uid}"
                self.labels[id_] = f"{intent.job}.{intent.take}"
                self._done_at[intent.uid] = self._at + ANSWER + self._usual[provider]
                self._soon(ANSWER, lambda at: e.Submitted(at=at, uid=intent.uid, id=id_))
            case Look(uid=uid, provider=provider):
                self._soon(self._left(uid, provider), lambda at: e.Completed(at=at, uid=uid))
            case Fetch(uid=uid, file=file):
                sha256 = "0" * 64
                self._soon(FETCH, lambda at: e.Fetched(at=at, uid=uid, sha256=sha256, file=file))
            case Hang() | Survey():
                pass
            case _:
                raise TypeError(action)

    def _left(self, uid: str, provider: str) -> float:
        done_at = self._done_at.get(uid)
        if done_at is None:  # in flight since before
            begun = self._engine.holdings.takes[uid].submitted
            done_at = (self._at if begun is None else e.unstamp(begun)) + self._usual[provider]
        return max(LOOK, done_at - self._at)

    def _soon(self, seconds: float, make: Callable[[float], e.Event]) -> None:
        at = self._at + seconds
        heappush(self._queue, (at, next(self._order), make(at)))


def forecast(
    engine: Engine, usual: Mapping[str, float], start: float
) -> tuple[list[Sent], float, set[str]]:
    """Turn an engine that stands at `start` to its end: what it submits, seconds until all is done, and to whom
    something was said.
    """
    performers = Forecast(engine, usual, start)
    sent: list[Sent] = []

    def after(event: e.Event) -> None:
        if isinstance(event, e.Intent):
            label = performers.labels.get(event.parent)
            sent.append(
                Sent(
                    seconds=event.at - start,
                    job=event.job,
                    take=event.take,
                    parent=event.parent if label is None else None,
                    after=label,
                    usd=event.usd,
                    free=engine.graph.providers[engine.graph.jobs[event.job].provider].profile.free,
                )
            )

    loop(engine, Memory(), performers, after)
    return sent, performers.now() - start, performers.used
