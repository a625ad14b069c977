"""One take: its fields, its phases, and the one table that moves it.

Rule 1: everything that changes a take's phase is in TRANSITIONS; the code below it only looks up.
Rule 2: a take is what a line of the lock says. The lock, the journal and the engine read one record.

A take is named by the uid of its intent. An intent proven *not created* ends its uid; the next
submission of the same take brings a new one.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from enum import StrEnum
from operator import attrgetter
from typing import Any

from remixbatch import events as e
from remixbatch.canonical import canonical, greater
from remixbatch.claims import matched, rank
from remixbatch.events import stamp
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


_PHASES = {phase.value: phase for phase in Phase}

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
    (Phase.UNCLEAR, e.Held): Phase.UNCLEAR,
    (Phase.UNCLEAR, e.Resent): Phase.SUBMITTING,
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
    address: str | None = None  # as in Intent
    extra: Mapping[str, Any] = field(default_factory=dict)  # fields of a later version, kept

    @property
    def phase(self) -> Phase:
        if self.gone is not None and self.sha256 is None:
            return Phase.LOST
        return _PHASES[self.status]

    @property
    def made(self) -> bool:
        """An id exists, so a video was asked of the service and accepted."""
        return self.id is not None

    @property
    def maybe_paid(self) -> bool:
        """Not proven *not created*."""
        return self.made or self.status in ("submitting", "unclear")

    def disowned(self) -> "Take":
        """The same submission where the id that was matched with it is another's: nobody knows what it made."""
        reason = "the video that was adopted for it is another take's"
        keep = {name: getattr(self, name) for name in (*_ASKED, "origin", "at", "usd", "extra")}
        keep |= {"usd_basis": None if self.usd is None else "reserved", "note": None}
        return Take(**keep, status="unclear", error={"code": "unclear", "message": reason})

    def record(self) -> dict[str, Any]:
        """All that is known of it, under the names of the lock."""
        named = dict(zip(_NAMES, _values(self), strict=True))
        del named["extra"]
        named["from"] = named.pop("parent")
        named["params"], named["links"] = dict(self.params), dict(self.links) or None
        named["error"] = None if self.error is None else dict(self.error)
        return {"t": "take", **named, **self.extra}

    def committed(self) -> "Take":
        """What of it is for everybody. The result's own address may be signed: it stays in the journal."""
        if "result" not in self.links:
            return self
        links = {name: link for name, link in self.links.items() if name != "result"}
        return _altered(self, {"links": links})

    def line(self) -> dict[str, Any]:
        """The record as the lock writes it."""
        return self.committed().record()

    @classmethod
    def from_line(cls, line: Mapping[str, Any]) -> "Take":
        """The record of a take line. Raises KeyError where a field is missing that names or prices it."""
        for name in _NEEDED:
            if line.get(name) is None:
                raise KeyError(name)
        given = {
            **_BLANK,
            **line,
            "parent": line["from"],
            "params": line.get("params") or {},
            "links": line.get("links") or {},
            "extra": {name: line[name] for name in line.keys() - _OWN},
        }
        take: Take = object.__new__(cls)
        for name, put in _PUT.items():
            put(take, given[name])
        return take


_NAMES = tuple(f.name for f in fields(Take))
_values = attrgetter(*_NAMES)  # many times as fast as to ask for one after the other
_PUT: Mapping[str, Callable[[Take, Any], None]] = {
    name: Take.__dict__[name].__set__ for name in _NAMES
}
_NEEDED = ("uid", "job", "take", "key", "from", "profile", "origin", "prompt")
_BLANK = {"model": None} | {f.name: f.default for f in fields(Take) if f.default is not MISSING}
_OWN = {*_NAMES} - {"parent", "extra"} | {"t", "from"}  # the rest is a later version's


def file_name(job: str, take: Take) -> str:
    """Where a take's video lies below the spec's output folder: job, label, and the end of its id."""
    tail = "".join(c for c in take.id or take.uid if c.isascii() and c.isalnum())[-8:]
    return f"videos/{job}.{take.take}-{tail}.mp4"


def evolve(take: Take, event: e.Event) -> Take | None:
    """The take after an event about it; None once the event ended its intent (ready again).

    Raises IllegalEventError where the table has no such move.
    """
    phase = move(take.phase, event)
    if phase is Phase.READY:
        return None
    at = max(take.at or "", stamp(event.at))  # a clock that was set back takes nothing back
    return _altered(take, {"at": at, **_CHANGES[type(event)](event)})


def _altered(take: Take, changes: Mapping[str, Any]) -> Take:
    """As `replace` of dataclasses, in a third of its time: a journal is folded at each start."""
    altered: Take = object.__new__(Take)
    for put, value in zip(_PUT.values(), _values(take), strict=True):
        put(altered, value)
    for name, value in changes.items():
        _PUT[name](altered, value)
    return altered


def move(phase: Phase, event: e.Event) -> Phase:
    try:
        return TRANSITIONS[phase, type(event)]
    except KeyError:
        raise IllegalEventError(f"{type(event).__name__} in phase {phase}") from None


def begin(intent: e.Intent) -> Take:
    """The take that an intent opens."""
    move(Phase.READY, intent)
    usd, at = None if intent.usd is None else dollars(intent.usd), stamp(intent.at)
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
        address=intent.address,
        at=at,
        submitted=at,
        usd=usd,
        usd_basis=None if usd is None else "reserved",
    )


def intent_of(take: Take, at: float, position: int) -> e.Intent:
    """The submission of a take once more, as it was asked for: under its uid, equal in all that is sent."""
    return e.Intent(
        at=at,
        uid=take.uid,
        job=take.job,
        take=take.take,
        key=take.key,
        parent=take.parent,
        profile=take.profile,
        origin=take.origin,
        model=take.model,
        params=dict(take.params),
        prompt=take.prompt,
        usd=None,
        position=position,
        address=take.address,
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
    e.Adopted: lambda event: _accepted(event) | {"error": None, "note": matched(event.by)},
    e.Rejected: _ended("failed"),
    e.Refused: _ended("refused"),
    e.Failed: _ended("failed"),
    e.Resent: lambda _: {"status": "submitting", "error": None},
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


def _greater_each(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: one if (one := a.get(name)) is (other := b.get(name)) else greater(one, other)
        for name in a.keys() | b.keys()
    }


def _status_order(status: Any) -> tuple[int, str]:
    return STATUS_RANK.get(status, -1), canonical(status)


def _money(pair: tuple[Any, Any]) -> tuple[int, bool, str]:
    basis, usd = pair
    return BASIS_RANK.get(basis, -1), usd is not None, canonical([basis, usd])


# What an intent says. Of two intents that own one video these fields go together: a job of one with
# the key of the other would be a take that counts for neither.
_ASKED = (
    "uid",
    "job",
    "take",
    "key",
    "parent",
    "profile",
    "model",
    "params",
    "prompt",
    "submitted",
    "note",
    "address",
)


def join_takes(a: Take, b: Take) -> Take:
    """The least record above two lines about one video: each field by its own order.

    Commutative, associative, idempotent. Status goes by rank, `usd` with its basis as one field, any
    other by: a value beats none, else the greater canonical text. Links are a field each, since an answer
    may tell one more. What was asked, and the note, are taken from the surer claim (`claims`), of equals
    from the smaller uid.
    """
    joined = {
        name: _JOINS.get(name, greater)(one, other)
        for name, one, other in zip(_NAMES, _values(a), _values(b), strict=True)
        if one is not other
    }
    if {"usd", "usd_basis"} & joined.keys():
        both = ((take.usd_basis, take.usd) for take in (a, b))
        joined["usd_basis"], joined["usd"] = max(*both, key=_money)
    if a.uid != b.uid:
        asked = min(a, b, key=lambda take: (rank(take.note), take.uid))
        joined |= {name: getattr(asked, name) for name in _ASKED}
    return _altered(a, joined)


def _note(one: Any, other: Any) -> Any:
    if rank(one) != rank(other):
        return min(one, other, key=rank)
    return greater(one, other)


_JOINS: Mapping[str, Callable[[Any, Any], Any]] = {
    "note": _note,
    "status": lambda one, other: max(one, other, key=_status_order),
    "links": _greater_each,
    "extra": _greater_each,
}
