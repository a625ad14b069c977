"""A service that lies as services do, in virtual time, and its books: what was really made.

Each answer is a delay and what makes the event of it. `Books` outlive every crash of the runner; an oracle
counts there what was paid for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import inf
from random import Random

from remixbatch import events as e
from remixbatch.actions import Connect, Survey
from remixbatch.contradiction import misdescribed
from remixbatch.take import Take

Answer = tuple[float, Callable[[float], e.Event]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How often things go wrong, each from 0 to 1; times in seconds."""

    unreachable: float = 0.0
    unanswered: float = 0.0  # the video is made, the answer does not arrive
    unsent: float = 0.0  # nothing is made, no answer either
    late: float = 0.0  # a video whose answer is lost is made up to LATE seconds later
    later: float = 0.0
    account: float = 0.0
    rejected: float = 0.0
    refused: float = 0.0
    stolen_id: float = 0.0  # the answer names a video of another take
    lies: float = 0.0  # an answer says that nothing was made, and it was
    twice: float = 0.0  # one submission makes two videos
    fails: float = 0.0
    refuses_later: float = 0.0
    vanishes: float = 0.0  # the service forgets a video that it made
    silent: float = 0.0  # a look without a usable answer
    denied: float = 0.0  # a look that the key may not make
    early: float = 0.0  # a look at a video that the service does not know yet
    cut: float = 0.0  # a download that does not arrive whole
    ttl: float | None = None  # seconds that a finished video lives
    overdue: float = 0.0  # one whose answer is lost is made when nobody reckons with it any more
    lag: float = 0.0  # a video comes into the list up to LAG seconds after it was made
    hidden: float = 0.0  # the list does not tell a video's prompt
    altered: float = 0.0  # the list tells its prompt cut, or its source by another id
    unlisted: float = 0.0  # the list does not come whole
    slow: float = (
        0.0  # a POST takes all of its time, and its answer is lost; it came in at some point of it
    )
    still: float = 0.0  # a process stands still between intent and POST, or between POST and answer


LATE, LAG = 20.0, 9.0  # seconds; together less than the time to settle of what is simulated
OVERDUE = 400.0  # more than it


@dataclass(slots=True, kw_only=True)
class Video:
    """What the service keeps of one submission it accepted. Times are true; the service's clock may be another."""

    id: str
    uid: str  # of the intent that asked for it
    parent: str
    prompt: str
    created: float  # in the future: it comes late, and nobody sees it before
    shown_at: float  # when the list has it
    ready_at: float
    end: str  # completed, failed, refused or vanished
    expires: float | None = None
    hidden: bool = False
    altered: str = ""  # what of it the list tells otherwise: prompt or source
    node: float = 0.0  # of the clock that stamped it before the true time
    asked: float = 0.0  # when its submission came in
    account: str | None = None  # whose it is: others neither see nor look at it


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A submission as it reached the service. `told`: the answer that it got, by the names of the weather; else
    `submitted`, `lie` (nothing was made, it said) or `stolen` (another's id). `id`: the
    one that it named.
    """

    intent: e.Intent
    at: float
    told: str
    id: str | None = None


@dataclass(slots=True)
class Books:
    """Everything a simulated service ever got and made, across crashes of the runner."""

    videos: dict[str, Video] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    by_uid: dict[str, list[Video]] = field(default_factory=dict)
    ahead: float = 0.0  # of its clock before the true time
    nodes: float = (
        0.0  # seconds by which the clock of each of its nodes may be before or behind that
    )
    remembers: float = float("inf")  # seconds that it honours the key of a submission
    account: str | None = None  # whose key its callers have now

    def made_for(self, uid: str) -> list[Video]:
        """At the account that asks."""
        return [video for video in self.by_uid.get(uid, []) if video.account == self.account]


class Service:
    """Answers, each by the weather and the dice."""

    def __init__(self, books: Books, weather: Weather, rng: Random) -> None:
        self.books = books
        self.weather = weather
        self.rng = rng

    def chance(self, odds: float) -> bool:
        return odds > 0 and self.rng.random() < odds

    def node_ahead(self) -> float:
        """Of the clock of whichever node it is before the true time."""
        nodes = self.books.nodes
        return self.books.ahead + (self.rng.uniform(-nodes, nodes) if nodes else 0.0)

    # -- submissions ---------------------------------------------------------------------------------

    def connect(self, action: Connect, ahead: float) -> Answer:
        """`ahead`: of the service's clock before the caller's, as its answers tell it."""
        job, parent = action.job, action.parent
        if action.hearsay is not None and (wrong := self._belied(action.hearsay)):
            return 0.2, lambda at: e.Belied(at=at, job=job, parent=str(parent), reason=wrong)
        if self.chance(self.weather.unreachable):
            return 1.0, lambda at: e.Unreachable(at=at, job=job, reason="refused")
        account = self.books.account
        return 0.1, lambda at: e.Connected(
            at=at, job=job, ahead=ahead, account=account, parent=parent
        )

    def _belied(self, take: Take) -> str | None:
        """How another video than the lock's lies under an id; what it has no more belies nothing."""
        video = self.books.videos.get(str(take.id))
        if video is None or video.account != self.books.account:
            return None
        return misdescribed(take, lineage=video.parent, prompt=video.prompt)

    def post(self, intent: e.Intent, now: float, left: float = inf, still: float = 0.0) -> Answer:
        """Take a submission in, and book what comes of it. One under the same key again makes nothing new.

        `left`: seconds until its sender gives up; `still`: seconds that the sender stands still once it is sent.
        """
        seconds = self.rng.uniform(0.1, 3)
        slow = left < inf and self.chance(self.weather.slow)
        way = max(left if slow else 0.0, still)
        now += self.rng.uniform(0.0, way) if way else 0.0
        if max(seconds, still) >= left or slow:
            return way, self._too_slow(intent, now)
        if self._is_known(intent.uid, now):
            return self._again(intent.uid, self.books.made_for(intent.uid)[0].id)
        told, make, made = next(self._turned_away(intent.uid), ("", None, False))
        id_ = None
        if make is None:
            told, make, id_ = self._accepts(intent, now)
        elif made:
            told = "lie"
            self._make(intent, now)
        self.books.requests.append(Request(intent=intent, at=now, told=told, id=id_))
        return seconds, make

    def _too_slow(self, intent: e.Intent, now: float) -> Callable[[float], e.Event]:
        """Whatever was answered, its sender had given up."""
        if not self._is_known(intent.uid, now):
            if self.chance(0.5):
                self._make(intent, now, self._lateness())
                told = "unanswered"
            else:
                told = "unsent"
            self.books.requests.append(Request(intent=intent, at=now, told=told))
        return lambda at: e.Unclear(at=at, uid=intent.uid, reason="deadline")

    def _is_known(self, uid: str, now: float) -> bool:
        known = self.books.made_for(uid)
        return bool(known) and now - known[0].asked < self.books.remembers

    def _lateness(self) -> float:
        return self.rng.uniform(0, LATE) if self.chance(self.weather.late) else 0.0

    def _again(self, uid: str, id_: str) -> Answer:
        if self.chance(self.weather.unanswered):
            return 1.0, lambda at: e.Unclear(at=at, uid=uid, reason="timeout")
        return 1.0, lambda at: e.Submitted(at=at, uid=uid, id=id_, seconds="8")

    def _turned_away(self, uid: str) -> Iterator[tuple[str, Callable[[float], e.Event], bool]]:
        """The kind of an answer without a video, the answer, and whether one is made all the same."""
        weather, lies = self.weather, self.weather.lies
        if self.chance(weather.unsent):
            yield "unsent", lambda at: e.Unclear(at=at, uid=uid, reason="reset"), False
        if self.chance(weather.later):
            wait = self.rng.choice([None, 5.0])
            yield (
                "later",
                lambda at: e.Deferred(
                    at=at, uid=uid, scope="later", wait=wait, code="429", message="slow down"
                ),
                self.chance(lies),
            )
        if self.chance(weather.account):
            yield (
                "account",
                lambda at: e.Deferred(
                    at=at, uid=uid, scope="account", wait=None, code="402", message="no money"
                ),
                self.chance(lies),
            )
        if self.chance(weather.rejected):
            yield (
                "rejected",
                lambda at: e.Rejected(at=at, uid=uid, code="400", message="bad request"),
                self.chance(lies),
            )
        if self.chance(weather.refused):
            yield (
                "refused",
                lambda at: e.Refused(at=at, uid=uid, code="moderation_blocked", message="no"),
                self.chance(lies),
            )

    def _accepts(
        self, intent: e.Intent, now: float
    ) -> tuple[str, Callable[[float], e.Event], str | None]:
        uid, weather = intent.uid, self.weather
        if self.chance(weather.overdue):
            self._make(intent, now, OVERDUE)
            return "overdue", lambda at: e.Unclear(at=at, uid=uid, reason="timeout"), None
        if self.chance(weather.unanswered):
            self._make(intent, now, self._lateness())
            return "unanswered", lambda at: e.Unclear(at=at, uid=uid, reason="timeout"), None
        video = self._make(intent, now)
        if self.chance(weather.twice):
            self._make(intent, now)
        id_, told = video.id, "submitted"
        if self.chance(weather.stolen_id):
            id_, told = self.rng.choice(list(self.books.videos)), "stolen"
        return told, lambda at: e.Submitted(at=at, uid=uid, id=id_, seconds="8"), id_

    def _make(self, intent: e.Intent, now: float, later: float = 0.0) -> Video:
        end = "completed"
        if self.chance(self.weather.fails):
            end = "failed"
        elif self.chance(self.weather.refuses_later):
            end = "refused"
        elif self.chance(self.weather.vanishes):
            end = "vanished"
        at = now + later
        ready_at = at + self.rng.uniform(1, 60)
        ttl = self.weather.ttl
        video = Video(
            id=f"video_{len(self.books.videos):06d}",
            uid=intent.uid,
            parent=intent.parent,
            prompt=intent.prompt,
            created=at,
            shown_at=at + (self.rng.uniform(0, LAG) if self.chance(self.weather.lag) else 0),
            ready_at=ready_at,
            end=end,
            expires=None if ttl is None else ready_at + ttl,
            hidden=self.chance(self.weather.hidden),
            altered=self._altered(),
            asked=now,
            node=self.node_ahead(),
            account=self.books.account,
        )
        self.books.videos[video.id] = video
        self.books.by_uid.setdefault(video.uid, []).append(video)
        return video

    # -- the list ------------------------------------------------------------------------------------

    def _altered(self) -> str:
        return self.rng.choice(["prompt", "source"]) if self.chance(self.weather.altered) else ""

    def survey(self, survey: Survey, now: float, asked: float, ahead: float) -> Answer:
        """What was made since then, by the service's clock. `asked`: now, by the asker's."""
        provider, since = survey.provider, survey.since
        if self.chance(self.weather.unlisted):
            return 1.0, lambda _: e.Unlisted(at=asked, provider=provider, reason="timeout")
        shown = [
            e.Sighting(
                id=video.id,
                parent="enc_" * (video.altered == "source") + video.parent,
                prompt=_shown_prompt(video),
                created=float(int(video.created + video.node)),
            )
            for video in sorted(self.books.videos.values(), key=lambda v: -v.created)
            if video.shown_at <= now and (since is None or video.created + video.node >= since)
            if video.account == self.books.account
        ]
        account = self.books.account
        return 0.3, lambda _: e.Listed(
            at=asked, provider=provider, ahead=ahead, sightings=shown, since=since, account=account
        )

    # -- looks ---------------------------------------------------------------------------------------

    def look(self, uid: str, id_: str, now: float) -> Answer:
        if self.chance(self.weather.silent):
            return 1.0, lambda at: e.LookFailed(at=at, uid=uid, kind="silent", reason="timeout")
        if self.chance(self.weather.denied):
            return 0.2, lambda at: e.LookFailed(at=at, uid=uid, kind="denied", reason="403")
        video = self.books.videos[id_]
        unseen = video.end == "vanished" and now >= video.ready_at
        unseen = unseen or video.account != self.books.account
        if unseen or self.chance(self.weather.early):
            return 0.2, lambda at: e.LookFailed(at=at, uid=uid, kind="missing", reason="404")
        if now < video.ready_at:
            return 0.2, lambda at: e.Looked(at=at, uid=uid)
        return 0.2, self._ended(uid, video, now)

    def _ended(self, uid: str, video: Video, now: float) -> Callable[[float], e.Event]:
        if video.end == "failed":
            return lambda at: e.Failed(at=at, uid=uid, code="failed", message="gave up")
        if video.end == "refused":
            return lambda at: e.Refused(at=at, uid=uid, code="moderation_blocked", message="no")
        if video.expires is not None and video.expires <= now:
            return lambda at: e.Gone(at=at, uid=uid, reason="expired")
        return lambda at: e.Completed(
            at=at,
            uid=uid,
            seconds="8",
            size="1280x720",
            expires=None if video.expires is None else video.expires + self.books.ahead,
        )

    def fetch(self, uid: str, id_: str, file: str, now: float, ahead: float) -> Answer:
        """`ahead` as in `connect`."""
        video = self.books.videos[id_]
        if video.expires is not None and now >= video.expires:
            return 0.2, lambda at: e.FetchFailed(
                at=at, uid=uid, kind="missing", reason="404", ahead=ahead
            )
        if self.chance(self.weather.cut):
            return 2.0, lambda at: e.FetchFailed(at=at, uid=uid, kind="again", reason="cut")
        sha256 = f"{sum(id_.encode()):064x}"
        return 2.0, lambda at: e.Fetched(at=at, uid=uid, sha256=sha256, file=file)


def _shown_prompt(video: Video) -> str | None:
    if video.hidden:
        return None
    return (
        video.prompt[: max(1, len(video.prompt) - 3)] if video.altered == "prompt" else video.prompt
    )
