"""Facts with their time: the only input of the engine.

Every event has `at`, seconds since the epoch. Those that change a phase, money or an id are journaled
(`JOURNALED`); the others only move a due time and are forgotten with the process.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    at: float


# -- journaled ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Run(Event):
    """A process began to write. Nobody waits any more for an answer that an earlier one had not recorded."""

    pid: int
    host: str
    version: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported(Event):
    """A take that stood in the lock and not, or less fully, in the journal: one line of the lock."""

    line: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent(Event):
    """A submission is about to be sent. Durable before its first byte."""

    uid: str
    job: str
    take: int
    key: str
    parent: str
    profile: str
    origin: str
    model: str | None
    params: Mapping[str, Any]
    prompt: str
    usd: int | None  # reserved, micro-dollars; None: the price is unknown
    position: int  # of the journal when this was decided
    ahead: float | None = None  # seconds that the service's clock is before ours; None: never told
    shape: str | None = (
        None  # of its request, where the service honours keys: what is sent again must be the same
    )
    address: str | None = (
        None  # of the parent's file, where that is what is sent; bare: it is signed
    )
    account: str | None = (
        None  # a digest of address and key; None: it takes none, or an earlier version kept none
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Resent(Event):
    """An unclear submission is about to be sent again, under its own key, to a service that honours keys."""

    uid: str
    ahead: float | None = None  # as in Intent, now


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted(Event):
    """The service made a video and named it. `links` are addresses it gave for later calls."""

    uid: str
    id: str
    seconds: str | None = None
    size: str | None = None
    expires: float | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None  # what was odd about the answer, such as another lineage


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferred(Event):
    """Proven not created, nothing wrong with the take: it stays ready.

    `later`: wait `wait` seconds. `account`: key, money or permission; submissions stop.
    """

    uid: str
    scope: Literal["later", "account"]
    wait: float | None
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected(Event):
    """Proven not created: the service did not accept this request. One intent a run."""

    uid: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Event):
    """The service declined the content, at the POST or later. Final until the prompt changes."""

    uid: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear(Event):
    """No usable answer: paid or not is unknown. Never repeated by itself."""

    uid: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed(Event):
    uid: str
    seconds: str | None = None
    size: str | None = None
    expires: float | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    usd: int | None = None  # what it cost, micro-dollars
    usd_basis: Literal["price", "reported"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Event):
    """The service gave up on a video it had accepted. It may have charged for it."""

    uid: str
    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched(Event):
    uid: str
    sha256: str
    file: str  # path as the lock keeps it: below the output folder, with slashes


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone(Event):
    """The id exists, the video does not any more."""

    uid: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled(Event):
    """An unclear submission was found not to have been created: by the service's word or a person's."""

    uid: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted(Event):
    """An unclear submission was found to have made this id."""

    uid: str
    id: str
    by: str
    seconds: str | None = None
    size: str | None = None
    expires: float | None = None
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held(Event):
    """The service's list did not settle an unclear submission: why, and which videos it may have made.

    `candidates`: {id, created} as the list tells, newest first. Whoever reads it later knows these ids
    to be older than any submission that follows.
    """

    uid: str
    reason: str
    candidates: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Event):
    """A job was renamed; its takes go with it."""

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given(Event):
    """One take goes to a job that asks for what it was made of; the others of its name stay there."""

    uid: str
    job: str


# -- not journaled -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected(Event):
    """A connection for this job's POST is open; nothing was sent on it."""

    job: str
    ahead: float | None = None  # as in Intent
    parent: str | None = None  # whose `address` it is, as in Intent
    address: str | None = None
    account: str | None = None  # as in Intent, of this run


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreachable(Event):
    """No connection, so nothing was sent."""

    job: str
    reason: str


class News(NamedTuple):
    """What others have made known: to be recorded before anything more is sent, again asked for at `until`."""

    events: Sequence[Event]
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Belied(Event):
    """Nothing was sent for this job: what it would start from is told of by a lock alone, and the service describes otherwise."""

    job: str
    parent: str  # the video's id
    reason: str  # what the service has, in words


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable(Event):
    """A provider that this process cannot say anything to: there is no key, or an address that cannot be used."""

    provider: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponed(Event):
    """Nothing was sent for this job so far, since others tell something first; again at `until`."""

    job: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowded(Postponed):
    """Other runs on this machine use up what the account may do."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked(Event):
    """The service says that the take still runs. `hint`: seconds after which it wants to be asked again."""

    uid: str
    progress: float | None = None  # 0 to 1, for display only
    hint: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookFailed(Event):
    """An answer to a look that says nothing about the take."""

    uid: str
    kind: Literal["silent", "denied", "missing", "odd"]
    reason: str
    hint: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """One video as a service's list tells of it; None where it does not say."""

    id: str  # empty: what the service calls it cannot be an id
    parent: str | None = None  # what it was made from
    prompt: str | None = None
    model: str | None = None
    created: float | None = None  # by the service's clock
    status: str | None = None  # the service's own word


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What the other specs of a folder have at services, as their files told after a list was read.

    `owned`: the uid of the take by origin and id. `waiting`: submissions without an answer by (origin, parent,
    prompt), each uid with whose it is, in words. `unread`: files that would tell more and cannot be read.
    """

    owned: Mapping[tuple[str, str], str] = field(default_factory=dict)
    waiting: Mapping[tuple[str, str, str], Mapping[str, str]] = field(default_factory=dict)
    unread: Sequence[str] = ()


NOTHING_BESIDE = Beside()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Event):
    """What a service made lately, whole back to the time that was asked for.

    `since`: that time, by its clock; None: its first page alone.
    """

    provider: str
    ahead: float | None  # as in Intent
    sightings: Sequence[Sighting]
    since: float | None = 0.0
    beside: Beside = NOTHING_BESIDE
    account: str | None = None  # whose list it is, as in Intent


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlisted(Event):
    """The list could not be read whole, so nothing follows from it. `final`: asking again is of no use."""

    provider: str
    reason: str
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored(Event):
    """A file that was fetched before, and was not here, is here again: the very bytes."""

    uid: str
    file: str
    aside: str | None = None  # what stood in its place is kept under this name


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed(Event):
    """The file did not arrive whole. `disk`: our side failed.

    Of one that was fetched before: `gone`, the service has it no more; `other`, it has other bytes now.
    """

    uid: str
    kind: Literal["again", "missing", "disk", "gone", "other"]
    reason: str
    hint: float | None = None
    ahead: float | None = (
        None  # as in Intent: whether a video has expired is for the service's clock to say
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped(Event):
    """The user wants out. `drain`: submit nothing more. `leave`: wait only for the answers of POSTs in flight."""

    how: Literal["drain", "leave"]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken(Event):
    """Facts came in under this run that only a new process can take in: nothing more is submitted."""

    reason: str


JOURNALED: dict[str, type[Event]] = {
    "run": Run,
    "imported": Imported,
    "intent": Intent,
    "resent": Resent,
    "submitted": Submitted,
    "deferred": Deferred,
    "rejected": Rejected,
    "refused": Refused,
    "unclear": Unclear,
    "completed": Completed,
    "failed": Failed,
    "fetched": Fetched,
    "gone": Gone,
    "settled": Settled,
    "adopted": Adopted,
    "held": Held,
    "moved": Moved,
    "given": Given,
}
KINDS = {event: kind for kind, event in JOURNALED.items()}


def journaled(event: Event) -> bool:
    return type(event) in KINDS


def to_row(event: Event) -> tuple[str, dict[str, Any]]:
    """(kind, fields as JSON knows them) of a journaled event."""
    return KINDS[type(event)], asdict(event)


def from_row(kind: str, fields: Mapping[str, Any]) -> Event:
    """The event of a journal row. Raises KeyError for an unknown kind, TypeError for unknown fields."""
    return JOURNALED[kind](**fields)


@lru_cache(1024)  # a take has a handful, and a journal is folded again and again
def stamp(at: float) -> str:
    """RFC 3339, UTC, whole seconds: the form of every time that a lock holds."""
    return datetime.fromtimestamp(at, UTC).isoformat()[:19] + "Z"


def unstamp(text: str) -> float:
    """Seconds since the epoch of a time in RFC 3339. Raises ValueError."""
    return datetime.fromisoformat(text).timestamp()
