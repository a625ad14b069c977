"""A service as data: every field of a profile, typed. No conditions, no expressions.

The file's shape is proven by `schemas/profile.schema.json` before `parse`; here stands what a
schema cannot say, first of all which answers to a POST may count as proof of *not created*.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Literal

from remixbatch.address import base_address, origin_of
from remixbatch.dialect import (
    Answer,
    Auth,
    Errors,
    Idempotency,
    Listing,
    Look,
    Outlet,
    Remix,
    Row,
)
from remixbatch.errors import ProviderError
from remixbatch.money import micros
from remixbatch.param import Param
from remixbatch.template import PLACEHOLDER, placeholders, texts

# Opaque ids: LiteLLM's carry `=`, OctopusX's a colon. Never a path, never a line break.
ID_PATTERN = r"[A-Za-z0-9_][A-Za-z0-9_.:=~+-]{0,511}"
# A gateway may answer so after it created the video: without a word in the body they prove nothing.
AMBIGUOUS = frozenset({408, 409, 425, 499, *range(200, 400), *range(500, 600)})
HINT = "`remixbatch schema profile` prints what a profile may hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How one service is spoken to, and what is known of it. Times are seconds."""

    name: str
    title: str
    notes: str
    verified: date
    origin: str  # scheme, host, port
    local: bool
    free: bool
    rehearsal: Literal["openai", "toapis"] | None  # the emulator's dialect that speaks for it
    headers: Mapping[str, str]
    retires: date | None  # counts for `origin` alone: the same dialect lives on elsewhere
    upstream_retired: date | None
    source_kind: Literal["id", "url"]
    from_parent: Literal["id", "result_url"]
    checks_sources: bool  # one GET for each, before anything is paid for
    id_pattern: str
    prompt_max: int | None
    takes_model: bool  # false: this service's remix has no model
    model_required: bool
    models: tuple[str, ...]  # empty: any
    params: Mapping[str, Param]
    per_second: int | None  # micro-dollars, as is per_take
    per_take: int | None
    price_as_of: date | None
    failed_is_free: bool
    in_flight: int
    submits_per_minute: float
    typical: float | None  # how long a remix usually takes; a guess for people, nothing hangs on it
    look_first: float
    look_every: float
    look_most: float
    missing_grace: float
    overdue: float
    retry_after_max: float
    settle: float
    connect_deadline: float
    read_deadline: float  # of silence
    total_deadline: float
    download_deadline: float
    auth: Auth | None
    remix: Remix
    answer: Answer
    look: Look
    result: Outlet
    errors: Errors
    post: tuple[Row, ...]
    listing: Listing | None
    idempotency: Idempotency | None
    file: str = field(compare=False)

    @property
    def shape(self) -> str | None:
        """What makes a request beside its intent, as a digest; None where a key sent twice protects nothing.

        Two requests of one intent and one shape are equal, byte for byte.
        """
        keyed = self.idempotency
        if keyed is None or not keyed.honoured or self.source_kind != "id":
            return None
        parts = (1, keyed.header, self.remix.path, self.remix.encoding, self.remix.body)
        return sha256(repr((parts, sorted(self.headers.items()))).encode()).hexdigest()[:16]

    @property
    def key_env(self) -> str | None:
        return None if self.auth is None else self.auth.env


def parse(value: Mapping[str, Any], file: str) -> Profile:
    """The profile of a value whose shape the schema has proven. Raises ProviderError."""
    try:
        profile = _profile(value, _Text(file))
    except KeyError as missing:
        raise ProviderError(f"{file}: {missing.args[0]} is missing", hint=HINT) from None
    except (TypeError, AttributeError) as wrong:
        raise ProviderError(f"{file}: a value has the wrong shape: {wrong}", hint=HINT) from None
    faults = [*_template_faults(profile), *_table_faults(profile), *_place_faults(profile)]
    if faults:
        raise ProviderError("\n".join(f"{file}: {fault}" for fault in faults), hint=HINT)
    return profile


def _profile(v: Mapping[str, Any], text: "_Text") -> Profile:
    source, remix, look, limits = v["source"], v["remix"], v["look"], v["limits"]
    price, deadlines, model = v.get("price", {}), v.get("deadlines", {}), remix.get("model", {})
    every = float(look["every"])
    return Profile(
        name=v["name"],
        title=v.get("title", v["name"]),
        notes=v.get("notes", ""),
        verified=text.day("verified", v["verified"]),
        origin=text.origin("origin", v["origin"]),
        local=v.get("local", False),
        free=v.get("free", False),
        rehearsal=v.get("rehearsal"),
        headers=dict(v.get("headers", {})),
        retires=text.day("retires", v.get("retires")),
        upstream_retired=text.day("upstream_retired", v.get("upstream_retired")),
        source_kind=source["kind"],
        from_parent=source.get("from_parent", "id" if source["kind"] == "id" else "result_url"),
        checks_sources=source.get("check", False),
        id_pattern=text.pattern("source.id_pattern", source.get("id_pattern", ID_PATTERN)),
        prompt_max=remix.get("prompt_max"),
        takes_model="model" in placeholders([remix["body"], remix["path"]]),
        model_required=model.get("required", False),
        models=tuple(model.get("values", ())),
        params={n: text.param(n, p) for n, p in remix.get("params", {}).items()},
        per_second=text.micros("price.per_second", price.get("per_second")),
        per_take=text.micros("price.per_take", price.get("per_take")),
        price_as_of=text.day("price.as_of", price.get("as_of")),
        failed_is_free=v.get("failed_is_free", False),
        in_flight=limits["in_flight"],
        submits_per_minute=float(limits["submits_per_minute"]),
        typical=float(v["typical"]) if "typical" in v else None,
        look_first=float(look["first"]),
        look_every=every,
        look_most=float(look.get("most", every)),
        missing_grace=float(look.get("missing_grace", 60)),
        overdue=float(look.get("overdue", 3600)),
        retry_after_max=float(v.get("retry_after_max", 600)),
        settle=float(v.get("settle", 120)),
        connect_deadline=float(deadlines.get("connect", 10)),
        read_deadline=float(deadlines.get("read", 60)),
        total_deadline=float(deadlines.get("total", 120)),
        download_deadline=float(deadlines.get("download", 3600)),
        auth=Auth.read(v["auth"]) if "auth" in v else None,
        remix=Remix.read(remix),
        answer=Answer.read(v["answer"]),
        look=Look.read(look),
        result=Outlet.read(v["result"]),
        errors=Errors.read(v["errors"]),
        post=tuple(Row.read(row) for row in v["post"]),
        listing=Listing.read(v["list"]) if "list" in v else None,
        idempotency=Idempotency.read(v["idempotency"]) if "idempotency" in v else None,
        file=text.file,
    )


class _Text:
    """Reads texts that must mean something; names file and path where they do not."""

    def __init__(self, file: str) -> None:
        self.file = file

    def _no(self, path: str, why: str) -> ProviderError:
        return ProviderError(f"{self.file}: {path}: {why}", hint=HINT)

    def day(self, path: str, value: Any) -> Any:
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise self._no(path, f"{value!r} is no date; write it as 2026-11-23") from None

    def micros(self, path: str, value: Any) -> int | None:
        try:
            return None if value is None else micros(str(value))
        except ValueError as wrong:
            raise self._no(path, str(wrong)) from None

    def origin(self, path: str, value: str) -> str:
        try:
            base = base_address(value)
        except ProviderError as wrong:
            raise self._no(path, wrong.message) from None
        if base != origin_of(base):
            raise self._no(path, f"{value!r} has a path; the paths of the calls carry it")
        return base

    def pattern(self, path: str, value: str) -> str:
        try:
            re.compile(value)
        except re.error as wrong:
            raise self._no(path, f"{value!r} is no regular expression: {wrong}") from None
        return value

    def param(self, name: str, v: Mapping[str, Any]) -> Param:
        any_value = Param(name=name, type=v["type"])
        try:
            values = tuple(any_value.typed(each) for each in v.get("values", ()))
        except ValueError as wrong:
            raise self._no(f"remix.params.{name}.values", str(wrong)) from None
        return Param(name=name, type=v["type"], values=values)


# -- what a schema cannot say --------------------------------------------------------------------------


def _told(*rules: tuple[bool, str]) -> list[str]:
    return [fault for broken, fault in rules if broken]


def _template_faults(profile: Profile) -> Iterable[str]:
    names = placeholders(profile.remix.body)
    in_path = placeholders(profile.remix.path)
    known = {"source", "prompt", "model", *(f"params.{name}" for name in profile.params)}
    yield from (f"remix.body: unknown placeholder {{{name}}}" for name in sorted(names - known))
    for name in profile.params:
        if f"params.{name}" not in names:
            yield f"remix.params.{name}: the body has no {{params.{name}}}, so it would not be sent"
    for text in texts(profile.remix.body):
        if PLACEHOLDER.search(text) and not PLACEHOLDER.fullmatch(text):
            yield f"remix.body: {text!r} mixes a placeholder with text; write one or the other"
    yield from _told(
        ("prompt" not in names, "remix.body: no {prompt}, so nothing would be asked for"),
        ("source" not in names | in_path, "remix: no {source}, so nothing would be remixed"),
        (
            profile.model_required and not profile.takes_model,
            "remix.model: required, but neither path nor body has {model}",
        ),
        (
            "model" in in_path and not (profile.models and profile.model_required),
            "remix.path: {model} in a path needs model.required and model.values",
        ),
    )
    for name, path, allowed in (
        ("remix.path", profile.remix.path, {"source", "model"}),
        ("look.path", profile.look.path or "/", {"id"}),
        ("result.path", profile.result.path or "/", {"id"}),
        ("list.path", profile.listing.path if profile.listing else "/", set[str]()),
    ):
        yield from _path_faults(name, path, allowed)


def _path_faults(name: str, path: str, allowed: set[str]) -> Iterable[str]:
    for unknown in sorted(placeholders(path) - allowed):
        yield f"{name}: unknown placeholder {{{unknown}}}"
    if not path.startswith("/") or ".." in path or "//" in path:
        yield f"{name}: {path!r} does not start with a slash, climbs or repeats slashes"
    if not path.isascii() or not path.isprintable() or any(char in path for char in " ?#\\"):
        yield f"{name}: {path!r} has a query or characters that no path has"


def _table_faults(profile: Profile) -> Iterable[str]:
    """Proof of *not created* must be proof: a wrong line here pays twice."""
    for index, row in enumerate(profile.post):
        place = f"post[{index}]"
        if not row.status and not row.codes:
            yield f"{place}: neither status nor codes, so it would speak for every answer"
        elif row.outcome in ("submitted", "unclear") or row.codes:
            continue
        elif doubtful := sorted(row.status & AMBIGUOUS):
            told = ", ".join(str(status) for status in doubtful)
            yield f"{place}: {told} may come after the video was made; list the codes that prove not"
        elif not row.json and row.status != {429}:
            yield f"{place}: needs `json: true` or codes, or any proxy's page would count as proof"


def _place_faults(profile: Profile) -> list[str]:
    look, result, links = profile.look, profile.result, profile.answer.links
    keyed = profile.idempotency
    constants = [*profile.headers.values(), profile.auth.prefix if profile.auth else ""]
    return _told(
        (not look.path and not look.link, "look: needs path or link"),
        (look.link is not None and look.link not in links, "look.link: not in answer.links"),
        (result.link is not None and result.link not in links, "result.link: not in answer.links"),
        (result.kind == "content" and not result.path, "result.path: needed for kind content"),
        (result.kind != "content" and not result.url, f"result.url: needed for {result.kind}"),
        (
            result.kind == "second" and not result.path and not result.link,
            "result: kind second needs path or link",
        ),
        (
            profile.source_kind == "id" and profile.from_parent != "id",
            "source.from_parent: a service that takes ids takes its parent's id",
        ),
        (
            profile.checks_sources and (profile.source_kind != "id" or not look.path),
            "source.check: only an id can be asked for, and at look.path",
        ),
        (
            profile.rehearsal is not None and profile.source_kind != "id",
            "rehearsal: the emulator knows videos by id, and this service takes addresses",
        ),
        (
            profile.per_second is not None and profile.per_take is not None,
            "price: per_second or per_take, not both",
        ),
        (not all(text.isprintable() for text in constants), "headers: a line break in a value"),
        (look.cost_per_usd <= 0, "look.cost.per_usd: must be greater than 0"),
        (
            keyed is not None and keyed.honoured and keyed.retention is None,
            "idempotency: honoured needs retention, the seconds for which a key protects",
        ),
        (profile.look_most < profile.look_every, "look.most: less than look.every"),
    )
