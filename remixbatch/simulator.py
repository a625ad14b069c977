"""The simulator: performers with a virtual clock and a service that lies as services do.

Hours of polling take milliseconds, every run is decided by its `random.Random`, and a crash can be
placed on both sides of each journal write. `Books` is what the service knows: the oracle counts there
what was paid for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random

from remixbatch import events as e
from remixbatch.actions import Action, Connect, Fetch, Hang, Look, Send, Survey
from remixbatch.engine import Engine
from remixbatch.errors import DiskError
from remixbatch.loop import loop


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How often things go wrong, each from 0 to 1."""

    unreachable: float = 0.0
    unanswered: float = 0.0  # the video is made, the answer does not arrive
    unsent: float = 0.0  # nothing is made, no answer either
    later: float = 0.0
    account: float = 0.0
    rejected: float = 0.0
    refused: float = 0.0
    stolen_id: float = 0.0  # the answer names a video of another take
    fails: float = 0.0
    refuses_later: float = 0.0
    silent: float = 0.0  # a look without a usable answer
    cut: float = 0.0  # a download that does not arrive whole
    late: float = 0.0  # a video whose answer is lost is made up to LATE seconds later
    lag: float = 0.0  # a video comes into the list up to LAG seconds after it was made
    hidden: float = 0.0  # the list does not tell a video's prompt
    unlisted: float = 0.0  # the list does not come whole


LATE, LAG = 20.0, 9.0  # seconds; together less than any profile's time to settle


@dataclass(slots=True)
class Video:
    """What the service keeps of one submission it accepted."""

    id: str
    uid: str
    parent: str
    prompt: str
    ready_at: float
    end: str  # completed, failed or refused
    created: float = 0.0  # by our clock
    shown_at: float = 0.0  # when the list has it
    hidden: bool = False


@dataclass(slots=True)
class Books:
    """Everything a simulated service ever made, across crashes of the runner."""

    videos: dict[str, Video] = field(default_factory=dict)
    ahead: float = 0.0  # of its clock before ours

    def made_for(self, uid: str) -> list[Video]:
        return [video for video in self.videos.values() if video.uid == uid]


class Killed(BaseException):
    """The process ends here, as by kill -9."""


class Disk:
    """A journal in memory, with the real one's compare-and-set and constraints, and a place to be killed.

    `kill_at` counts both sides of each write: 2n is just before the n-th append of this process, 2n + 1
    just after it (n from 0).
    """

    def __init__(self, events: Sequence[e.Event] = (), kill_at: int | None = None) -> None:
        self.events: list[e.Event] = []
        self.kill_at = kill_at
        self._sides = 0
        self._open: dict[tuple[str, int], str] = {}
        self._owners: dict[str, str] = {}
        for event in events:
            self._add(event)

    def append(self, event: e.Event, expected: int) -> int:
        self._pass()
        if expected != len(self.events):
            raise DiskError(f"decided at {expected}, the journal is at {len(self.events)}")
        self._add(event)
        self._pass()
        return len(self.events)

    def _add(self, event: e.Event) -> None:
        match event:
            case e.Intent(job=job, take=take, uid=uid):
                if (job, take) in self._open:
                    raise DiskError(f"{job}.{take} has an open intent")
                self._open[job, take] = uid
            case e.Deferred(uid=uid) | e.Rejected(uid=uid) | e.Settled(uid=uid):
                self._open = {take: held for take, held in self._open.items() if held != uid}
            case e.Moved(source=source, target=target):
                self._open = {
                    (target if job == source else job, take): uid
                    for (job, take), uid in self._open.items()
                }
            case e.Submitted(uid=uid, id=id_) | e.Adopted(uid=uid, id=id_):
                if self._owners.setdefault(id_, uid) != uid:
                    raise DiskError(f"{id_} has an owner")
            case _:
                pass
        self.events.append(event)

    def _pass(self) -> None:
        if self._sides == self.kill_at:
            raise Killed
        self._sides += 1


class Simulator:
    """Performers of the loop over a simulated service."""

    def __init__(self, books: Books, weather: Weather, rng: Random, start: float) -> None:
        self.books = books
        self.weather = weather
        self.rng = rng
        self.at = start
        self.posts: list[str] = []  # uids sent, in order
        self._queue: list[tuple[float, int, e.Event]] = []
        self._order = 0
        self._count = 0

    def now(self) -> float:
        return self.at

    def mint(self) -> str:
        self._count += 1
        return f"t_{self.rng.randrange(16**12):012x}"

    @property
    def busy(self) -> bool:
        return bool(self._queue)

    def wait(self, until: float | None) -> e.Event | None:
        if self._queue and (until is None or self._queue[0][0] <= until):
            self.at, _, event = heappop(self._queue)
            return event
        self.at = max(self.at, until or self.at)
        return None

    def perform(self, action: Action) -> None:
        match action:
            case Connect(job=job):
                self._connect(job)
            case Send(intent=intent):
                self._send(intent)
            case Look(uid=uid, id=id_):
                self._look(uid, id_)
            case Fetch(uid=uid, id=id_, file=file):
                self._fetch(uid, id_, file)
            case Survey(provider=provider, since=since, parents=parents):
                self._survey(provider, since, parents)
            case Hang():
                pass
            case _:
                raise TypeError(action)

    def soon(self, seconds: float, make: Callable[[float], e.Event]) -> None:
        """Let an event arrive after a while."""
        self._order += 1
        at = self.at + seconds
        heappush(self._queue, (at, self._order, make(at)))

    def _chance(self, odds: float) -> bool:
        return self.rng.random() < odds

    def _connect(self, job: str) -> None:
        if self._chance(self.weather.unreachable):
            self.soon(1.0, lambda at: e.Unreachable(at=at, job=job, reason="refused"))
        else:
            self.soon(0.1, lambda at: e.Connected(at=at, job=job, ahead=self.books.ahead))

    def _send(self, intent: e.Intent) -> None:
        self.posts.append(intent.uid)
        weather, uid = self.weather, intent.uid
        no: Mapping[str, tuple[float, Callable[[float], e.Event]]] = {
            "unsent": (weather.unsent, lambda at: e.Unclear(at=at, uid=uid, reason="reset")),
            "later": (
                weather.later,
                lambda at: e.Deferred(
                    at=at, uid=uid, scope="later", wait=5.0, code="429", message="slow down"
                ),
            ),
            "account": (
                weather.account,
                lambda at: e.Deferred(
                    at=at, uid=uid, scope="account", wait=None, code="402", message="no money"
                ),
            ),
            "rejected": (
                weather.rejected,
                lambda at: e.Rejected(at=at, uid=uid, code="400", message="bad request"),
            ),
            "refused": (
                weather.refused,
                lambda at: e.Refused(at=at, uid=uid, code="moderation_blocked", message="no"),
            ),
        }
        for odds, answer in no.values():
            if self._chance(odds):
                self.soon(self.rng.uniform(0.1, 3), answer)
                return
        video = self._make(intent)
        answer_after = self.rng.uniform(0.1, 3)
        if self._chance(weather.unanswered):
            if self._chance(weather.late):
                later = self.rng.uniform(0, LATE)
                video.created, video.shown_at = video.created + later, video.shown_at + later
            self.soon(answer_after, lambda at: e.Unclear(at=at, uid=uid, reason="timeout"))
            return
        told = (
            self.rng.choice(list(self.books.videos))
            if self._chance(weather.stolen_id)
            else video.id
        )
        self.soon(answer_after, lambda at: e.Submitted(at=at, uid=uid, id=told, seconds="8"))

    def _make(self, intent: e.Intent) -> Video:
        end = "completed"
        if self._chance(self.weather.fails):
            end = "failed"
        elif self._chance(self.weather.refuses_later):
            end = "refused"
        video = Video(
            id=f"video_{len(self.books.videos):06d}",
            uid=intent.uid,
            parent=intent.parent,
            prompt=intent.prompt,
            ready_at=self.at + self.rng.uniform(1, 60),
            end=end,
            created=self.at,
            shown_at=self.at + (self.rng.uniform(0, LAG) if self._chance(self.weather.lag) else 0),
            hidden=self._chance(self.weather.hidden),
        )
        self.books.videos[video.id] = video
        return video

    def _survey(self, provider: str, since: float | None, parents: frozenset[str]) -> None:
        if self._chance(self.weather.unlisted):
            self.soon(1.0, lambda at: e.Unlisted(at=at, provider=provider, reason="timeout"))
            return
        at, ahead = self.at, self.books.ahead
        shown = [
            e.Sighting(
                id=video.id,
                parent=video.parent,
                prompt=None if video.hidden else video.prompt,
                created=float(int(video.created + ahead)),
            )
            for video in sorted(self.books.videos.values(), key=lambda v: -v.created)
            if video.shown_at <= at
            and video.parent in parents
            and (since is None or video.created + ahead >= since)
        ]
        listed = e.Listed(at=at, provider=provider, ahead=ahead, sightings=shown)
        self.soon(0.3, lambda _: listed)

    def _look(self, uid: str, id_: str) -> None:
        video = self.books.videos[id_]
        if self._chance(self.weather.silent):
            self.soon(1.0, lambda at: e.LookFailed(at=at, uid=uid, kind="silent", reason="timeout"))
        elif self.at < video.ready_at:
            self.soon(0.2, lambda at: e.Looked(at=at, uid=uid))
        elif video.end == "completed":
            self.soon(0.2, lambda at: e.Completed(at=at, uid=uid, seconds="8", size="1280x720"))
        elif video.end == "failed":
            self.soon(0.2, lambda at: e.Failed(at=at, uid=uid, code="failed", message="gave up"))
        else:
            self.soon(
                0.2, lambda at: e.Refused(at=at, uid=uid, code="moderation_blocked", message="no")
            )

    def _fetch(self, uid: str, id_: str, file: str) -> None:
        if self._chance(self.weather.cut):
            self.soon(2.0, lambda at: e.FetchFailed(at=at, uid=uid, kind="again", reason="cut"))
        else:
            sha256 = f"{sum(id_.encode()):064x}"
            self.soon(2.0, lambda at: e.Fetched(at=at, uid=uid, sha256=sha256, file=file))


def simulate(
    engine: Engine,
    disk: Disk,
    simulator: Simulator,
    after: Callable[[e.Event], None] = lambda _: None,
) -> bool:
    """One process from its start to its end; False where it was killed. `engine` has not replayed yet."""
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
