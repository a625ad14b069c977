"""How one service speaks: where its calls go, and where its answers say what.

These records are the HTTP half of a profile. A trail such as `data.0.url` walks an answer's JSON;
several are tried in order, since one service's answers differ between its releases.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Self

Trail = tuple[str, ...]  # to a value in an answer: `data.0.url` is ("data", "0", "url")
Trails = tuple[Trail, ...]
State = Literal["queued", "running", "completed", "failed", "refused", "gone"]
Outcome = Literal["submitted", "refused", "rejected", "account", "later", "unclear"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Auth:
    """How the key travels: `header: prefix + key`; `env` is the variable that holds it."""

    header: str
    prefix: str
    env: str

    @classmethod
    def read(cls, v: Mapping[str, Any]) -> Self:
        return cls(header=v["header"], prefix=v.get("prefix", ""), env=v["env"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Remix:
    """The one call that costs money."""

    path: str
    encoding: Literal["json", "multipart"]
    body: Mapping[str, Any]
    ok: frozenset[int]

    @classmethod
    def read(cls, v: Mapping[str, Any]) -> Self:
        ok = frozenset(v.get("ok", (200, 201, 202)))
        return cls(path=v["path"], encoding=v.get("encoding", "json"), body=v["body"], ok=ok)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Where the answer to the POST says what. Some services tell seconds, size and lineage only here."""

    id: Trails
    lineage: Trails
    seconds: Trails
    size: Trails
    expires: Trails
    created: Trails
    links: Mapping[str, Trails]

    @classmethod
    def read(cls, v: Mapping[str, Any]) -> Self:
        links = v.get("links", {})
        return cls(
            id=_trails(v, "id"),
            lineage=_trails(v, "lineage"),
            seconds=_trails(v, "seconds"),
            size=_trails(v, "size"),
            expires=_trails(v, "expires"),
            created=_trails(v, "created"),
            links={name: _trails(links, name) for name in links},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Where a video's state is asked and read."""

    path: str | None
    link: str | None  # name of an address that the POST's answer gave; goes before `path`
    status: Trails
    words: Mapping[str, State]  # lower case; a word that is not listed means running
    pending_http: frozenset[int]
    progress: Trails
    progress_scale: float
    seconds: Trails
    size: Trails
    expires: Trails
    created: Trails
    completed: Trails
    lineage: Trails
    prompt: Trails
    code: Trails
    message: Trails
    refused: frozenset[str]  # codes, lower case
    missing: frozenset[str]  # codes of HTTP errors that mean "no such id", lower case
    cost: Trails
    cost_per_usd: Decimal
    hints: tuple[
        str, ...
    ]  # headers that say when to ask again; those ending in -ms count milliseconds

    @classmethod
    def read(cls, v: Mapping[str, Any]) -> Self:
        progress, error, cost = v.get("progress", {}), v.get("error", {}), v.get("cost", {})
        return cls(
            path=v.get("path"),
            link=v.get("link"),
            status=_trails(v, "status"),
            words={word.lower(): state for word, state in v["words"].items()},
            pending_http=frozenset(v.get("pending_http", ())),
            progress=_trails(progress, "path"),
            progress_scale=float(progress.get("scale", 1)),
            seconds=_trails(v, "seconds"),
            size=_trails(v, "size"),
            expires=_trails(v, "expires"),
            created=_trails(v, "created"),
            completed=_trails(v, "completed"),
            lineage=_trails(v, "lineage"),
            prompt=_trails(v, "prompt"),
            code=_trails(error, "code"),
            message=_trails(error, "message"),
            refused=_lower(v.get("refused", ())),
            missing=_lower(v.get("missing", ())),
            cost=_trails(cost, "path"),
            cost_per_usd=Decimal(str(cost.get("per_usd", 1))),
            hints=tuple(v.get("hints", ("retry-after-ms", "Retry-After"))),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """Where the finished video's bytes are.

    `content`: behind the key, under `path`. `url`: at an address in the look's answer. `second`: at
    an address in the answer to one more GET, of `link` or `path`.
    """

    kind: Literal["content", "url", "second"]
    path: str | None
    link: str | None
    url: Trails
    failed_http: frozenset[int]  # a JSON error to the second GET under these means the video failed
    ttl: float | None
    ttl_from: Literal["created", "completed"]

    @classmethod
    def read(cls, v: Mapping[str, Any]) -> Self:
        return cls(
            kind=v["kind"],
            path=v.get("path"),
            link=v.get("link"),
            url=_trails(v, "url"),
            failed_http=frozenset(v.get("failed_http", ())),
            ttl=_seconds(v, "ttl"),
            ttl_from=v.get("ttl_from", "completed"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """Where the body of an HTTP error says what was wrong."""

    code: Trails
    message: Trails

    @classmethod
    def read(cls, v: Mapping[str, Any]) -> Self:
        return cls(code=_trails(v, "code"), message=_trails(v, "message"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table of answers to a POST; an empty field means any."""

    status: frozenset[int]
    codes: frozenset[str]  # lower case
    json: bool
    outcome: Outcome

    @classmethod
    def read(cls, v: Mapping[str, Any]) -> Self:
        return cls(
            status=frozenset(v.get("status", ())),
            codes=_lower(v.get("codes", ())),
            json=v.get("json", False),
            outcome=v["outcome"],
        )

    def matches(self, status: int, codes: Iterable[str], *, is_error: bool) -> bool:
        """`is_error`: the body is a JSON error in the service's form."""
        if self.status and status not in self.status:
            return False
        if self.codes:
            return any(code.lower() in self.codes for code in codes)
        return is_error or not self.json


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """How the service lists what it made. `complete`: absence after `settle` means not created."""

    path: str
    query: Mapping[str, str]
    items: Trails
    id: Trails
    lineage: Trails
    prompt: Trails
    created: Trails
    status: Trails
    model: Trails
    more: Trails
    cursor_query: str | None
    cursor: Trails
    complete: bool

    @classmethod
    def read(cls, v: Mapping[str, Any]) -> Self:
        cursor = v.get("cursor", {})
        return cls(
            path=v["path"],
            query={name: str(value) for name, value in v.get("query", {}).items()},
            items=_trails(v, "items"),
            id=_trails(v, "id"),
            lineage=_trails(v, "lineage"),
            prompt=_trails(v, "prompt"),
            created=_trails(v, "created"),
            status=_trails(v, "status"),
            model=_trails(v, "model"),
            more=_trails(cursor, "more"),
            cursor_query=cursor.get("query"),
            cursor=_trails(cursor, "path"),
            complete=v.get("complete", False),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Idempotency:
    """Header that carries the intent's uid. Only where `honoured` may one key be sent twice."""

    header: str
    honoured: bool
    retention: float | None

    @classmethod
    def read(cls, v: Mapping[str, Any]) -> Self:
        return cls(
            header=v["header"],
            honoured=v.get("honoured", False),
            retention=_seconds(v, "retention"),
        )


def _trails(v: Mapping[str, Any], name: str) -> Trails:
    given = v.get(name, ())
    each = [given] if isinstance(given, str) else given
    return tuple(tuple(trail.split(".")) for trail in each)


def _seconds(v: Mapping[str, Any], name: str) -> float | None:
    return None if v.get(name) is None else float(v[name])


def _lower(words: Iterable[Any]) -> frozenset[str]:
    return frozenset(str(word).lower() for word in words)
