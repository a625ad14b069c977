"""What must hold whatever happens: the books of the service against what each machine was told.

It has its own, plain idea of what a machine knows, from the events of its journal and the lines of its lock,
and uses nothing of the program's `Holdings` to say what is right.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from remixbatch import events as e
from remixbatch.engine import Engine
from remixbatch.errors import Exit
from remixbatch.simulator.disk import Disk
from remixbatch.simulator.process import Ending, Process
from remixbatch.simulator.service import Books
from remixbatch.take import Phase

# What is told of a uid; of two words the later one here counts.
WORDS = ("open", "unclear", "ended", "made", "failed", "refused", "done", "gone")
RANK = {word: rank for rank, word in enumerate(WORDS)}
OF_EVENT: Mapping[type[e.Event], str] = {
    e.Intent: "open",
    e.Unclear: "unclear",
    e.Deferred: "ended",
    e.Rejected: "ended",
    e.Settled: "ended",
    e.Submitted: "made",
    e.Adopted: "made",
    e.Failed: "failed",
    e.Refused: "refused",
    e.Completed: "done",
    e.Gone: "gone",
}
OF_STATUS = {
    "submitting": "open",
    "unclear": "unclear",
    "running": "made",
    "failed": "failed",
    "refused": "refused",
    "completed": "done",
}


class Wrong(AssertionError):  # noqa: N818 - it is what the oracle says
    """A promise is broken."""


def must(holds: object, *words: object) -> None:
    if not holds:
        raise Wrong(*words)


# Answers that say what is not so, and what comes after all time to settle: nobody can know.
LIES = ("lie", "overdue")


@dataclass(frozen=True)
class Sent:
    """One submission that reached the service."""

    uid: str
    lineage: int
    key: str
    parent: str
    prompt: str
    machine: str

    @property
    def request(self) -> tuple[int, str, str]:
        return self.lineage, self.key, self.parent


@dataclass
class Record:
    """One machine's journal and lock, and what they have ever told."""

    name: str
    disk: Disk = field(default_factory=Disk)
    told: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)  # ever durable here
    lock_ids: set[str] = field(default_factory=set)
    merged: bool = (
        False  # another's facts, or a backup, came in: labels need not be unique any more
    )

    def tell(self, uid: str, word: str) -> None:
        if RANK[word] >= RANK.get(self.told.get(uid, ""), -1):
            self.told[uid] = word

    def hear(self, event: e.Event) -> None:
        word = OF_EVENT.get(type(event))
        if word is not None:
            self.tell(event.uid, word)  # type: ignore[attr-defined]
        elif isinstance(event, e.Imported):
            self._line(event.line)

    def _line(self, line: Mapping[str, Any]) -> None:
        if line["t"] == "settled":
            self.tell(line["uid"], "ended")
        elif line["t"] == "take":
            word = OF_STATUS[line["status"]]
            if word == "failed" and line["id"] is None:
                word = "ended"
            self.tell(line["uid"], "gone" if line["gone"] else word)

    def read(self) -> None:
        """Anew from what lies on the disk."""
        self.told = {}
        for event in self.disk.events:
            self.hear(event)
        for line in self.lines():
            self._line(line)

    def look(self) -> None:
        """A lock that was pulled during a run is known from then on."""
        for line in self.lines():
            self._line(line)

    def lines(self) -> list[dict[str, Any]]:
        return parsed(self.disk.lock)


@dataclass
class Oracle:
    """Watches every submission and every end of a process. Raises Wrong."""

    books: Books
    sent: dict[str, Sent] = field(default_factory=dict)
    requests: dict[tuple[int, str, str], list[str]] = field(default_factory=dict)
    wanted: dict[str, set[int]] = field(default_factory=dict)  # key -> lineages that ever asked it
    exchanged: set[int] = field(default_factory=set)  # lineages whose names were, without a word
    forgotten: set[str] = field(default_factory=set)  # uids that a backup does not know
    forgotten_ids: set[str] = field(default_factory=set)

    # -- at each submission --------------------------------------------------------------------------

    def sending(self, record: Record, intent: e.Intent, lineage: int, watched: "Watched") -> None:
        """Just before the first byte."""
        durable = record.disk.durable()[-1]
        said = durable is intent or (isinstance(durable, e.Resent) and durable.uid == intent.uid)
        must(said, "sent before its intent was durable", intent)
        must(intent.uid not in self.sent, "one intent was sent twice", intent)
        sent = Sent(intent.uid, lineage, intent.key, intent.parent, intent.prompt, record.name)
        before = self.requests.setdefault(sent.request, [])
        self._may_be_asked(record, sent, before, watched)
        before.append(sent.uid)
        self.sent[sent.uid] = sent
        if durable is intent:
            watched.intended(intent)
        else:  # the process that meant to send it was killed before
            watched.resent(intent.uid)

    def sending_again(self, record: Record, intent: e.Intent) -> None:
        """Only under its own key, where that is honoured, and after a durable word of it."""
        must(self.books.remembers > 0, "one intent was sent twice", intent)
        durable = record.disk.durable()[-1]
        must(
            isinstance(durable, e.Resent) and durable.uid == intent.uid, "sent again unsaid", intent
        )
        word = record.told.get(intent.uid)
        must(word in ("open", "unclear"), "sent again, though it is known what became of it", word)

    def _may_be_asked(
        self, record: Record, sent: Sent, before: Iterable[str], watched: "Watched"
    ) -> None:
        failed = 0
        for uid in before:
            word = record.told.get(uid)
            if word == "ended":
                self._was_not_made(uid, watched)
            elif word is not None and not self._tolerated(uid, word):  # known here
                failed += word == "failed"
                twin = word != "failed" and self._twins_video(record, sent)
                must(word == "failed" or twin, "asked again for what", word, sent, uid)
        must(failed <= 1 or watched.retries, "tried again more often than was said", sent)

    def _twins_video(self, record: Record, sent: Sent) -> bool:
        """Jobs that ask the same are interchangeable, names and all: not more were asked than there were such jobs."""
        paid = sum(
            record.told.get(one.uid, "ended") not in ("ended", "failed")
            for one in self.sent.values()
            if (one.key, one.parent) == (sent.key, sent.parent)
        )
        return paid < len(self.wanted.get(sent.key, ()))

    def _was_not_made(self, uid: str, watched: "Watched") -> None:
        """Said not to have been made: then it was not, or a twin of it was found to have made it."""
        if self.answers().get(uid) not in LIES:
            free = [v for v in self.books.made_for(uid) if watched.owner(v.id) is None]
            must(not free, "asked again for what was made", self.sent[uid], free)

    def _tolerated(self, uid: str, word: str) -> bool:
        """What nobody can know: two machines that asked the same at once, and were shown each other's videos; a
        name given away in silence by a job whose takes are all over.
        """
        over = word in ("failed", "refused", "gone")
        given_away = over and self.sent[uid].lineage in self.exchanged
        return given_away or self._mixed_up(uid) or self._asked_by_two(uid)

    def stolen(self) -> set[str | None]:
        """Ids that the service gave to two."""
        return {request.id for request in self.books.requests if request.told == "stolen"}

    def _mixed_up(self, uid: str) -> bool:
        """The service gave one id to two: two machines that meet take them for one."""
        stolen = self.stolen()
        ids = {v.id for v in self.books.made_for(uid)}
        ids |= {r.id for r in self.books.requests if r.intent.uid == uid and r.id is not None}
        return not stolen.isdisjoint(ids)

    def _asked_by_two(self, uid: str) -> bool:
        """Two machines sent the same before they knew of each other."""
        mine = self.sent[uid]
        return any(
            (one.prompt, one.parent) == (mine.prompt, mine.parent) and one.machine != mine.machine
            for one in self.sent.values()
        )

    def answers(self) -> dict[str, str]:
        return {request.intent.uid: request.told for request in self.books.requests}

    # -- at the end of a process -----------------------------------------------------------------------

    def ended(
        self, record: Record, process: Process, ending: Ending, *, everything: bool = False
    ) -> None:
        """After its end, and after the crash took what it takes."""
        self.check_record(record)
        engine = process.engine
        if ending is not Ending.DONE or engine is None:
            return
        takes = engine.holdings.takes
        must(all(t.phase is not Phase.SUBMITTING for t in takes.values()), "still submitting")
        doubt = any(take.phase is Phase.UNCLEAR for take in takes.values())
        must(not doubt or Exit.UNCLEAR in engine.verdict(), "a doubt that nobody is told of")
        if process.keeper.failure is None:
            self._lock_knows(record, engine)
        if len(record.disk.events) % 6 and not everything:
            return  # a replay is dear; one of six is enough for so many histories
        again = Engine(process.graph, process.limits, engine.policy)
        again.replay(record.disk.events)
        if not process.belied:  # what a service said of hearsay holds for one process
            must(again.state() == engine.state(), "a replay stands elsewhere")

    def _lock_knows(self, record: Record, engine: Engine) -> None:
        """Whatever may have been paid for is in the lock, too, or that it was not: a pull may know more than this run."""
        uids = {line["uid"] for line in record.lines() if line["t"] in ("take", "settled")}
        ids = {line["id"] for line in record.lines() if line["t"] == "take"}
        for handle, take in engine.holdings.takes.items():
            known = take.id in ids if take.made else take.uid in uids
            must(known or not take.maybe_paid, "the lock lacks", handle, take)

    def check_record(self, record: Record) -> None:
        """No id that was ever recorded is gone."""
        in_lock = lock_ids(record.disk.durable_lock())
        lost = record.lock_ids - in_lock - self.forgotten_ids
        must(not lost, "the lock lost", lost)
        record.lock_ids = in_lock
        now = in_lock | {*journal_ids(record.disk.durable())}
        must(record.ids - self.forgotten_ids <= now, "ids are gone", record.ids - now)
        record.ids |= now

    # -- at the end of all -------------------------------------------------------------------------------

    def accounts(self, record: Record, engine: Engine) -> None:
        """Every video that was made has its take, or somebody is told that it may be there."""
        answers = self.answers()
        holdings = engine.holdings
        waits = {
            (take.parent, take.prompt)
            for take in holdings.takes.values()
            if take.phase is Phase.UNCLEAR
        }
        for uid, videos in self.books.by_uid.items():
            if uid in self.forgotten or answers[uid] in (*LIES, "stolen"):
                continue
            owned = any(watched_owner(engine, video.id) for video in videos)
            told = (videos[0].parent, videos[0].prompt) in waits
            if not owned and self._asked_by_two(uid):
                continue  # the list showed one machine the other's video
            must(owned or told, "a video that nobody owns", self.sent[uid], record.told.get(uid))
        for take in holdings.takes.values():
            if take.id is None or answers.get(take.uid) == "stolen":
                continue
            video = self.books.videos[take.id]
            right = (video.prompt, video.parent) == (take.prompt, take.parent)
            must(right, "another's video", take, video)


def watched_owner(engine: Engine, id_: str) -> str | None:
    """The take that owns an id at the one service there is."""
    origin = engine.graph.providers["main"].origin
    return engine.holdings.owner(origin, id_)


@lru_cache(8)
def parsed(text: str | None) -> list[dict[str, Any]]:
    return [_line(row) for row in (text or "").splitlines()]


@lru_cache(256)
def _line(row: str) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(row)
    return line


def lock_ids(text: str | None) -> set[str]:
    return {line["id"] for line in parsed(text) if line["t"] == "take" and line["id"] is not None}


def journal_ids(events: Iterable[e.Event]) -> Iterable[str]:
    for event in events:
        if isinstance(event, e.Submitted | e.Adopted):
            yield event.id
        elif isinstance(event, e.Imported) and event.line.get("id") is not None:
            yield event.line["id"]


@dataclass
class Pace:
    """What one process submits to one provider."""

    open: set[str] = field(default_factory=set)
    times: list[float] = field(default_factory=list)
    proven: bool = False  # something was accepted since the beginning, or since the last doubt
    doubts: int = 0


class Watched:
    """One process's submissions against its limits: money, window, doubts, rate, labels."""

    def __init__(self, process: Process, record: Record) -> None:
        self.limits = process.limits
        self.retries = process.flags.retry_failed
        self._process, self._record = process, record
        self._paces = {name: Pace() for name in process.graph.providers}
        self._at: dict[str, Pace] = {}  # by uid
        self._usd: dict[str, int | None] = {}
        self._new = 0

    def intended(self, intent: e.Intent) -> None:
        pace = self._paces[self._process.graph.jobs[intent.job].provider]
        must(pace.proven or not pace.open, "not alone after a doubt, or at first", intent)
        most = max(one.doubts for one in self._paces.values())
        must(most < self.limits.max_unclear, "sent after too many doubts", intent)
        self._at[intent.uid] = pace
        pace.open.add(intent.uid)
        self._new += 1
        self._usd[intent.uid] = intent.usd
        if self.limits.budget is not None:
            spent = sum(usd or 0 for usd in self._usd.values())
            must(spent <= self.limits.budget, "over the budget", spent, intent)
            must(None not in self._usd.values(), "a price that nobody knows", intent)
        allowed = self.limits.max_new
        must(allowed is None or len(self._usd) <= allowed, "more than --max-new", intent)
        cap, at_once = self.limits.in_flight, sum(len(one.open) for one in self._paces.values())
        must(cap is None or at_once <= cap, "more at once than is allowed", intent)
        self._pace(intent)
        self._label(intent)

    def resent(self, uid: str) -> None:
        engine = self._process.engine
        assert engine is not None
        account = engine.roster.home(engine.holdings.handle(uid))
        assert account is not None
        self._at[uid] = self._paces[account.provider.name]
        self._at[uid].open.add(uid)

    def owner(self, id_: str) -> str | None:
        assert self._process.engine is not None
        return watched_owner(self._process.engine, id_)

    def _pace(self, intent: e.Intent) -> None:
        name = self._process.graph.jobs[intent.job].provider
        pace, provider = self._paces[name], self._process.graph.providers[name]
        must(len(pace.open) <= provider.in_flight, "more at once than the service takes", intent)
        pace.times.append(intent.at)
        most = int(provider.submits_per_minute)
        if len(pace.times) > most:
            must(intent.at - pace.times[-most - 1] >= 59.999, "faster than was said", intent)

    def _label(self, intent: e.Intent) -> None:
        engine = self._process.engine
        assert engine is not None
        if self._record.merged:
            return
        same = [
            take.uid
            for take in engine.holdings.of(intent.job)
            if take.take == intent.take and take.uid != intent.uid
        ]
        must(not same, "a label is used again", intent, same)

    def heard(self, event: e.Event) -> None:
        uid = getattr(event, "uid", None)
        pace = self._at.get(uid or "")
        if pace is None:
            return
        if uid in pace.open:
            self._answered(uid, pace, event)
        elif uid in self._usd and isinstance(event, e.Adopted | e.Settled):
            pace.doubts = max(0, pace.doubts - 1)
            if isinstance(event, e.Settled):
                self._usd.pop(uid)

    def _answered(self, uid: str, pace: Pace, event: e.Event) -> None:
        if isinstance(event, e.Submitted):
            pace.proven, pace.doubts = True, 0
        elif isinstance(event, e.Unclear):
            pace.proven, pace.doubts = False, pace.doubts + 1
        elif isinstance(event, e.Deferred | e.Rejected | e.Refused):
            self._usd.pop(uid, None)
        else:
            return
        pace.open.discard(uid)
