"""One take: its fields, its phases, and the one table that moves it.

Rule 1: everything that changes a take's phase is in TRANSITIONS; the code below it only looks up.
Rule 2: a take is what a line of the lock says. The lock, the journal and the engine read one record.

A take is named by the uid of its intent. An intent proven *not created* ends its uid; the next
submission of the same take brings a new one.
"""

from bisect import insort
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from remixbatch import events as e
from remixbatch.events import stamp, unstamp
from remixbatch.money import dollars


class Phase(StrEnum):
    """Where a take stands. The first two have no record yet: the job knows them."""

    BLOCKED = "blocked"
    READY = "ready"
    SUBMITTING = "submitting"
    RUNNING = "running"
    UNCLEAR = "unclear"
    COMPLETED = "completed"
    FAILED = "failed"
    REFUSED = "refused"
    LOST = "lost"


TRANSITIONS: dict[tuple[Phase, type[e.Event]], Phase] = {
    (Phase.READY, e.Intent): Phase.SUBMITTING,
    (Phase.SUBMITTING, e.Submitted): Phase.RUNNING,
    (Phase.SUBMITTING, e.Deferred): Phase.READY,
    (Phase.SUBMITTING, e.Rejected): Phase.FAILED,
    (Phase.SUBMITTING, e.Refused): Phase.REFUSED,
    (Phase.SUBMITTING, e.Unclear): Phase.UNCLEAR,
    (Phase.SUBMITTING, e.Run): Phase.UNCLEAR,  # the process that waited for the answer is gone
    (Phase.SUBMITTING, e.Imported): Phase.UNCLEAR,  # it was another machine's process
    (Phase.UNCLEAR, e.Adopted): Phase.RUNNING,
    (Phase.UNCLEAR, e.Settled): Phase.READY,
    (Phase.RUNNING, e.Completed): Phase.COMPLETED,
    (Phase.RUNNING, e.Failed): Phase.FAILED,
    (Phase.RUNNING, e.Refused): Phase.REFUSED,
    (Phase.RUNNING, e.Gone): Phase.LOST,
    (Phase.COMPLETED, e.Fetched): Phase.COMPLETED,
    (Phase.COMPLETED, e.Gone): Phase.LOST,
}

# Rank of a status where two lines of one take meet; a later one has seen more.
STATUS_RANK = {
    word: rank
    for rank, word in enumerate(
        ("submitting", "unclear", "running", "failed", "refused", "completed")
    )
}
BASIS_RANK = {"reserved": 0, "price": 1, "reported": 2}


class IllegalEventError(Exception):
    """An event that the table does not allow: a bug, or a journal that was edited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """The fields of a take line of the lock, under their names there (`from` is `parent` here)."""

    uid: str
    job: str  # the name it was submitted under; `moved` facts may have renamed the job since
    take: int  # a label
    key: str
    parent: str  # identity of what it started from: an id, sha256:… of a file, or a url as written
    profile: str
    origin: str
    model: str | None
    params: Mapping[str, Any]
    prompt: str
    id: str | None = None
    status: str = "submitting"
    at: str | None = None  # times in RFC 3339; the last change of the record
    submitted: str | None = None
    completed: str | None = None
    seconds: str | None = None
    size: str | None = None
    expires: str | None = None
    usd: str | None = None  # decimal text
    usd_basis: str | None = None
    sha256: str | None = None
    file: str | None = None
    error: Mapping[str, str] | None = None  # {code, message}
    gone: str | None = None
    note: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)  # fields of a later version, kept

    @property
    def phase(self) -> Phase:
        if self.gone is not None and self.sha256 is None:
            return Phase.LOST
        return Phase(self.status)

    @property
    def made(self) -> bool:
        """An id exists, so a video was asked of the service and accepted."""
        return self.id is not None

    @property
    def maybe_paid(self) -> bool:
        """Not proven *not created*."""
        return self.made or self.status in ("submitting", "unclear")

    def record(self) -> dict[str, Any]:
        """All that is known of it, under the names of the lock."""
        named = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "extra"}
        named["from"] = named.pop("parent")
        named["params"], named["links"] = dict(self.params), dict(self.links) or None
        named["error"] = None if self.error is None else dict(self.error)
        return {"t": "take", **named, **self.extra}

    def committed(self) -> "Take":
        """What of it is for everybody. The result's own address may be signed: it stays in the journal."""
        if "result" not in self.links:
            return self
        links = {name: link for name, link in self.links.items() if name != "result"}
        return replace(self, links=links)

    def line(self) -> dict[str, Any]:
        """The record as the lock writes it."""
        return self.committed().record()

    @classmethod
    def from_line(cls, line: Mapping[str, Any]) -> "Take":
        """The record of a take line. Raises KeyError where a field is missing that names or prices it."""
        for name in _NEEDED:
            if line.get(name) is None:
                raise KeyError(name)
        given = {name: line[name] for name in _PLAIN & line.keys()}
        return cls(
            parent=line["from"],
            model=line.get("model"),
            params=line.get("params") or {},
            links=line.get("links") or {},
            extra={name: line[name] for name in line.keys() - _OWN},
            **given,
        )


_NEEDED = ("uid", "job", "take", "key", "from", "profile", "origin", "prompt")
_PLAIN = {f.name for f in fields(Take)} - {"parent", "model", "params", "links", "extra"}
_OWN = _PLAIN | {"t", "from", "model", "params", "links"}  # the rest is a later version's


def evolve(take: Take, event: e.Event) -> Take | None:
    """The take after an event about it; None once the event ended its intent (ready again).

    Raises IllegalEventError where the table has no such move.
    """
    phase = move(take.phase, event)
    if phase is Phase.READY:
        return None
    at = max(take.at or "", stamp(event.at))  # a clock that was set back takes nothing back
    return replace(take, at=at, **_CHANGES[type(event)](event))


def move(phase: Phase, event: e.Event) -> Phase:
    try:
        return TRANSITIONS[phase, type(event)]
    except KeyError:
        raise IllegalEventError(f"{type(event).__name__} in phase {phase}") from None


def begin(intent: e.Intent) -> Take:
    """The take that an intent opens."""
    move(Phase.READY, intent)
    usd = None if intent.usd is None else dollars(intent.usd)
    return Take(
        uid=intent.uid,
        job=intent.job,
        take=intent.take,
        key=intent.key,
        parent=intent.parent,
        profile=intent.profile,
        origin=intent.origin,
        model=intent.model,
        params=dict(intent.params),
        prompt=intent.prompt,
        at=stamp(intent.at),
        submitted=stamp(intent.at),
        usd=usd,
        usd_basis=None if usd is None else "reserved",
    )


def _accepted(event: Any) -> dict[str, Any]:
    """What the service's first answer tells. Kept from then on: later answers of some services lack it."""
    return {"status": "running", "id": event.id, **_described(event)}


def _described(event: Any) -> dict[str, Any]:
    told = {name: getattr(event, name) for name in ("seconds", "size") if getattr(event, name)}
    if event.expires is not None:
        told["expires"] = stamp(event.expires)
    if event.links:
        told["links"] = dict(event.links)
    return told


def _completed(event: Any) -> dict[str, Any]:
    told = {"status": "completed", "completed": stamp(event.at), **_described(event)}
    if event.usd is not None:
        told |= {"usd": dollars(event.usd), "usd_basis": event.usd_basis}
    return told


def _ended(status: str) -> Callable[[Any], dict[str, Any]]:
    return lambda event: {
        "status": status,
        "error": {"code": event.code, "message": event.message},
    }


_CHANGES: dict[type[e.Event], Callable[[Any], dict[str, Any]]] = {
    e.Submitted: lambda event: _accepted(event) | ({"note": event.note} if event.note else {}),
    e.Adopted: lambda event: _accepted(event) | {"error": None, "note": f"adopted by {event.by}"},
    e.Rejected: _ended("failed"),
    e.Refused: _ended("refused"),
    e.Failed: _ended("failed"),
    e.Unclear: lambda event: {
        "status": "unclear",
        "error": {"code": "unclear", "message": event.reason},
    },
    e.Run: lambda _: {
        "status": "unclear",
        "error": {"code": "unclear", "message": "the process ended before the answer was recorded"},
    },
    e.Imported: lambda _: {
        "status": "unclear",
        "error": {"code": "unclear", "message": "the lock tells of no answer to its submission"},
    },
    e.Completed: _completed,
    e.Fetched: lambda event: {"sha256": event.sha256, "file": event.file},
    e.Gone: lambda event: {
        "gone": stamp(event.at),
        "error": {"code": "gone", "message": event.reason},
    },
}


# -- the join of two lines of one take ---------------------------------------------------------------


def canonical(value: Any) -> str:
    """One text for one JSON value: what hashes and orders are taken over."""
    import json  # noqa: PLC0415 - keeps `--version` light

    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def join_fields(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    """The least record above two lines of one take: each field by its own order.

    Commutative, associative, idempotent. Status goes by rank, `at` by the later time, `usd` with its
    basis as one field, any other by: a value beats none, else the greater canonical text. Links are
    a field each, since an answer may tell one more.
    """
    joined = _greater_each(a, b)
    joined["links"] = _greater_each(a.get("links") or {}, b.get("links") or {}) or None
    joined["status"] = max(a.get("status"), b.get("status"), key=_status_order)
    money = max((a.get("usd_basis"), a.get("usd")), (b.get("usd_basis"), b.get("usd")), key=_money)
    joined["usd_basis"], joined["usd"] = money
    return joined


def _greater_each(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    return {name: greater(a.get(name), b.get(name)) for name in a.keys() | b.keys()}


def greater(a: Any, b: Any) -> Any:
    """A value beats none, else the greater canonical text."""
    if a is b or (isinstance(a, str) and a == b):
        return a
    if a is None or b is None:
        return b if a is None else a
    return max(a, b, key=canonical)


def _status_order(status: Any) -> tuple[int, str]:
    return STATUS_RANK.get(status, -1), canonical(status)


def _money(pair: tuple[Any, Any]) -> tuple[int, bool, str]:
    basis, usd = pair
    return BASIS_RANK.get(basis, -1), usd is not None, canonical([basis, usd])


# What an intent says. Of two intents that own one video these fields go together: a job of one with
# the key of the other would be a take that counts for neither.
_ASKED = ("uid", "job", "take", "key", "from", "profile", "model", "params", "prompt", "submitted")


def join_takes(a: Take, b: Take) -> Take:
    """One record of two lines about one video. What was asked is taken from the smaller uid."""
    joined = join_fields(a.record(), b.record())
    if a.uid != b.uid:
        asked = min(a, b, key=lambda take: take.uid).record()
        joined |= {name: asked[name] for name in _ASKED}
    return Take.from_line(joined)


# -- all takes of one spec ---------------------------------------------------------------------------


class Renames:
    """What a job is called today: a move carries along all that was submitted up to its time."""

    def __init__(self) -> None:
        self._moves: dict[str, list[tuple[str, str]]] = {}  # source -> (time, target), oldest first

    def add(self, moved: e.Moved) -> None:
        insort(self._moves.setdefault(moved.source, []), (stamp(moved.at), moved.target))

    def today(self, take: Take) -> str:
        """The present name of a take's job, whatever the order in which the moves were learnt."""
        name, since = take.job, take.submitted or ""
        used: set[tuple[str, str, str]] = set()  # there and back within one second must end
        while True:
            found = (
                (name, at, target)
                for at, target in self._moves.get(name, ())
                if at >= since and (name, at, target) not in used
            )
            step = next(found, None)
            if step is None:
                return name
            used.add(step)
            _, since, name = step

    def last(self, source: str) -> str | None:
        """Time of the latest move away from a name."""
        moves = self._moves.get(source)
        return moves[-1][0] if moves else None

    def onward(self, source: str) -> list[str]:
        """A name and all that takes once submitted under it may be called by now."""
        names = [source]
        for name in names:
            for _, target in self._moves.get(name, ()):
                if target not in names:
                    names.append(target)
        return names


class Holdings:
    """What is held of one spec: every take that events told of, by handle, by job, by id.

    A handle is the uid; where one uid came to own two ids (two people adopted differently on two
    branches) the second is `uid@id`. `apply` is the only way in.
    """

    def __init__(self) -> None:
        self.takes: dict[str, Take] = {}
        self._jobs: dict[str, list[str]] = {}
        self._owners: dict[tuple[str, str], str] = {}
        self._aliases: dict[str, str] = {}  # uid that shares an id with another -> handle
        self._ended: dict[str, e.Settled] = {}  # a late line of theirs counts for nothing
        self._names: dict[str, str] = {}  # handle -> the job's name today
        self._renames = Renames()
        self.moves: list[e.Moved] = []

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Holdings) and (
            self.takes == other.takes
            and self._names == other._names
            and self._ended == other._ended
        )

    __hash__ = None  # type: ignore[assignment]

    def of(self, job: str) -> list[Take]:
        """The takes of a job under its present name, earliest submitted first."""
        return [self.takes[handle] for handle in self._jobs.get(job, ())]

    def handles(self, job: str) -> list[str]:
        return list(self._jobs.get(job, ()))

    def jobs(self) -> Iterator[str]:
        return (job for job, handles in self._jobs.items() if handles)

    def job_of(self, handle: str) -> str:
        return self._names[handle]

    def owner(self, origin: str, id_: str) -> str | None:
        """Handle of the take that owns an id."""
        return self._owners.get((origin, id_))

    def ended(self) -> Mapping[str, e.Settled]:
        """Uids proven not created, by whose word and when."""
        return self._ended

    def aliases(self) -> Mapping[str, str]:
        """Uids that share an id with another -> the handle of the take."""
        return self._aliases

    def next_label(self, job: str) -> int:
        return 1 + max((take.take for take in self.of(job)), default=0)

    def handle(self, name: str) -> str:
        """The handle that a name of a take leads to: its uid, another uid that owns its id, or `uid@id`."""
        if name in self.takes or "@" not in name:
            return self._aliases.get(name, name)
        id_ = name.partition("@")[2]
        return next((handle for (_, own), handle in self._owners.items() if own == id_), name)

    def move(self, source: str, target: str, at: float) -> e.Moved:
        """The fact of a rename now. Clocks differ, so it is dated after all that it carries along."""
        times = [unstamp(take.submitted) for take in self.of(source) if take.submitted]
        times += [m.at + 1 for m in self.moves if source in (m.source, m.target)]
        return e.Moved(at=max([at, *times]), source=source, target=target)

    def lacks(self, take: Take) -> bool:
        """Whether a line of the lock tells more than is held."""
        if take.uid in self._ended and not take.made:
            return False
        handle = self._handle_of(take)
        known = self.takes.get(handle)
        return known is None or self._with(known, take) != known or self._unnamed(take)

    def apply(self, event: e.Event) -> list[str]:
        """Take in one journaled event; the names of the jobs it touched. Raises IllegalEventError."""
        if isinstance(event, e.Run):
            return self._new_process(event)
        if isinstance(event, e.Moved):
            return self._rename(event)
        if isinstance(event, e.Imported):
            return self._import(event)
        if isinstance(event, e.Intent):
            return [self._open(event)]
        handle = self.handle(event.uid)  # type: ignore[attr-defined]
        if handle not in self.takes:
            raise IllegalEventError(f"{type(event).__name__} about an unknown take {handle}")
        job = self._names[handle]
        self._evolve(handle, event)
        return [job]

    def _new_process(self, event: e.Run) -> list[str]:
        waiting = [h for h, take in self.takes.items() if take.phase is Phase.SUBMITTING]
        for handle in waiting:
            self._evolve(handle, event)
        return [self._names[handle] for handle in waiting]

    def _evolve(self, handle: str, event: e.Event) -> None:
        former = self.takes[handle]
        take = evolve(former, event)
        if take is None or isinstance(event, e.Rejected):
            by = event.by if isinstance(event, e.Settled) else "service"
            self._ended[former.uid] = e.Settled(at=event.at, uid=former.uid, by=by)
        if take is None:
            self._drop(handle)
        else:
            self._put(handle, take)

    def _open(self, intent: e.Intent) -> str:
        for handle in self.handles(intent.job):
            former = self.takes[handle]
            if former.take == intent.take and former.uid in self._ended and not former.made:
                self._drop(handle)  # rejected in an earlier run: the same take, a new intent
        take = begin(intent)
        moved = self._renames.last(intent.job)
        if moved is not None and moved >= stamp(intent.at):
            # The name was given up and is used anew within a second, or by a slow clock. Who has the
            # lock alone must not take this for one of those that were renamed.
            take = replace(take, submitted=stamp(unstamp(moved) + 1))
        self._put(intent.uid, take)
        return intent.job

    def _import(self, event: e.Imported) -> list[str]:
        take = Take.from_line(event.line)
        if not self.lacks(take):
            return []
        handle = self._handle_of(take)
        touched = [self._names[name] for name in (handle, take.uid) if name in self._names]
        if handle != take.uid and self._unnamed(take):
            if take.uid in self.takes:
                self._drop(take.uid)
            self._aliases[take.uid] = handle
        known = self.takes.get(handle)
        if known is not None:
            take = self._with(known, take)
        elif take.phase is Phase.SUBMITTING:
            take = join_takes(take, evolve(take, event) or take)
        self._put(handle, take)
        return sorted({self._names[handle], *touched})

    def _handle_of(self, take: Take) -> str:
        """Where a line belongs: with the owner of its id, with its uid, or as a second id of that."""
        if take.id is not None and (take.origin, take.id) in self._owners:
            return self._owners[take.origin, take.id]
        handle = self.handle(take.uid)
        known = self.takes.get(handle)
        if known is None or not (known.made and take.made):
            return handle
        second = f"{take.uid}@{take.id}"
        return f"{second}@{take.origin}" if second in self.takes else second

    def _unnamed(self, take: Take) -> bool:
        """Its uid leads to no video yet, though the line knows one."""
        known = self.takes.get(self.handle(take.uid))
        return take.made and (known is None or not known.made)

    @staticmethod
    def _with(known: Take, take: Take) -> Take:
        if known == take:
            return known
        if known.id == take.id:
            return join_takes(known, take)
        return (
            take if take.made else known
        )  # without id it counts for nothing where its uid has one

    def _rename(self, moved: e.Moved) -> list[str]:
        self.moves.append(moved)
        self._renames.add(moved)
        touched = self._renames.onward(moved.source)
        for handle in [handle for job in touched for handle in self.handles(job)]:
            self._place(handle)
        return touched

    def _put(self, handle: str, take: Take) -> None:
        self.takes[handle] = take
        if take.id is not None:
            self._owners.setdefault((take.origin, take.id), handle)
        self._place(handle)

    def _place(self, handle: str) -> None:
        """Under the name that its job has today."""
        name, former = self._renames.today(self.takes[handle]), self._names.get(handle)
        if name == former:
            return
        if former is not None:
            self._jobs[former].remove(handle)
        self._names[handle] = name
        self._jobs.setdefault(name, []).append(handle)
        self._jobs[name].sort(key=self._age)

    def _age(self, handle: str) -> tuple[str, int, str]:
        take = self.takes[handle]
        return take.submitted or "", take.take, handle

    def _drop(self, handle: str) -> None:
        """Forget a record without id. Its label is free again: the same take is due, under a new uid."""
        self._jobs[self._names.pop(handle)].remove(handle)
        del self.takes[handle]
