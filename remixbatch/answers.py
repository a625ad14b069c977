"""What a service's answers mean, read by its profile alone: bytes in, an event out.

Rule 1: an answer to a POST is *unclear* unless a row of the profile's table says otherwise.
Rule 2: a usable new id in an accepted answer is kept, whatever else is odd.
Rule 3: an HTTP error of a GET says nothing about the video.
Rule 4: no answer, however broken, raises.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from remixbatch import events as e
from remixbatch.address import bare, joined, path_on, unsigned
from remixbatch.dialect import Trails
from remixbatch.money import MICROS
from remixbatch.profile import Profile
from remixbatch.redact import LIMIT, Redactor
from remixbatch.reply import (
    ID_LIMIT,
    Reply,
    decoded,
    duration,
    first,
    number_of,
    read,
    shown,
    texts_of,
    time_of,
    wait_of,
    word_of,
)

_CLIMBS = frozenset({".", ".."})  # as a part of a path
_FINE = frozenset({"0", "200", "ok", "success"})  # what envelopes say where nothing is wrong
NO_STATUS = "the answer has no status"
WAIT_HEADERS = ("retry-after-ms", "retry-after")
Posted = e.Submitted | e.Deferred | e.Rejected | e.Refused | e.Unclear
Verdict = Literal["finished", "unfinished", "failed", "gone", "unknown", "untold", "denied"]
Seen = e.Looked | e.LookFailed | e.Completed | e.Failed | e.Refused | e.Gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a service tells of a video by its id: for a person, and to check before adopting it."""

    id: str
    state: str | None
    lineage: str | None
    prompt: str | None
    seconds: str | None
    size: str | None
    created: float | None
    expires: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a source stands at its service. `untold`: no usable answer, which says nothing about the source.

    `reason` is for a person: the service's own word, or what was wrong with its answer. `heard`: it is an
    answer of the service, so that asking it about others makes sense; `cut`: no word of HTTP came.
    """

    verdict: Verdict
    reason: str
    seconds: Decimal | None = None
    size: str | None = None
    expires: float | None = None
    heard: bool = True
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads the answers of one service. The redactor makes foreign text safe to keep."""

    profile: Profile
    base: str
    redactor: Redactor

    # -- the answer to a POST ----------------------------------------------------------------------------

    def posted(
        self, intent: e.Intent, reply: Reply, at: float, source: str | None = None
    ) -> Posted:
        """Submitted, one of the proofs of *not created*, or Unclear.

        `source`: what the request named, where that was not the parent's own name: its address.
        """
        value, flaw = read(reply)
        new_id, no_id = self._new_id(value, intent.parent)
        outcome = self._outcome(reply.status, value)
        if new_id is not None and (outcome == "submitted" or 200 <= reply.status < 300):
            return self._submitted(intent, new_id, value, at, source)
        told = self._told(reply, value)
        if outcome == "submitted":
            reason = f"HTTP {reply.status}, but {flaw or no_id}"
        elif outcome == "unclear":
            reason = told[1] + (f"; it names {new_id}" if new_id else "")
        elif new_id is not None:
            reason = f"{told[1]}; yet it names {new_id}"  # a refusal that made a video is none
        else:
            return self._not_created(intent.uid, outcome, told, reply, at)
        whole = 2 * LIMIT + len(new_id) if new_id else LIMIT  # a person is to copy the id
        return e.Unclear(at=at, uid=intent.uid, reason=self.redactor.clean(reason, whole))

    def _outcome(self, status: int, value: Any) -> str:
        codes = self._codes(value)
        is_error = self._tells_error(value)
        for row in self.profile.post:
            if row.matches(status, codes, is_error=is_error):
                return row.outcome
        return "submitted" if status in self.profile.remix.ok else "unclear"

    def _new_id(self, value: Any, source: str) -> tuple[str | None, str]:
        """(id, "") or (None, what is wrong)."""
        found = first(value, self.profile.answer.id)
        if found is None:
            return None, "it names no id"
        if not isinstance(found, str) or not self.is_id(found):
            return None, f"its id is unusable: {self._words(found)[:80]!r}"
        if found == source:
            return None, "its id is the source's own"
        return found, ""

    def is_id(self, text: str) -> bool:
        """Whether a text may be an id: what a service calls its videos is opaque, and what was paid for hangs on it.

        It becomes one segment of an address, percent-encoded whole. What climbs (`..`, `../x`) is a fault, no name.
        """
        sane = 0 < len(text) <= ID_LIMIT and text.isprintable() and text == text.strip()
        return sane and not _CLIMBS.intersection(text.split("/")) and self.keyless(text)

    def keyless(self, text: str) -> bool:
        """A service may repeat the key anywhere; nothing that holds it is kept."""
        return self.redactor(text) == text

    def _submitted(
        self, intent: e.Intent, new_id: str, value: Any, at: float, source: str | None
    ) -> e.Submitted:
        answer, outlet = self.profile.answer, self.profile.result
        lineage = self._text(value, answer.lineage, ID_LIMIT)
        named = lineage and (bare(lineage) or lineage)  # no signature is kept
        foreign = not {lineage, named} & {None, intent.parent, source, intent.address}
        expires = time_of(first(value, answer.expires))
        if expires is None and outlet.ttl is not None and outlet.ttl_from == "created":
            expires = (time_of(first(value, answer.created)) or at) + outlet.ttl
        return e.Submitted(
            at=at,
            uid=intent.uid,
            id=new_id,
            seconds=self._text(value, answer.seconds),
            size=self._text(value, answer.size),
            expires=expires,
            links=self._links(value),
            note=f"the service names {named} as its source" if foreign else None,
        )

    def _links(self, value: Any) -> dict[str, str]:
        """Addresses on the service's own origin, without their host."""
        found = {name: first(value, trails) for name, trails in self.profile.answer.links.items()}
        paths = {n: path_on(self.base, v) for n, v in found.items() if isinstance(v, str)}
        return {n: path for n, path in paths.items() if path is not None and self.keyless(path)}

    def _not_created(
        self, uid: str, outcome: str, told: tuple[str, str], reply: Reply, at: float
    ) -> Posted:
        code, message = told
        if outcome == "refused":
            return e.Refused(at=at, uid=uid, code=code, message=message)
        if outcome == "rejected":
            return e.Rejected(at=at, uid=uid, code=code, message=message)
        return e.Deferred(
            at=at,
            uid=uid,
            scope="account" if outcome == "account" else "later",
            wait=self._wait(reply, WAIT_HEADERS, at),
            code=code,
            message=message,
        )

    # -- the answer to a look ----------------------------------------------------------------------------

    def looked(self, uid: str, links: Mapping[str, str], reply: Reply, at: float) -> Seen:
        """How the video stands."""
        look, hint = self.profile.look, self._wait(reply, self.profile.look.hints, at)
        pending = reply.status in look.pending_http
        value, flaw = read(reply)
        if not pending and not 200 <= reply.status < 300:
            return self._no_look(uid, reply, value, at)
        word = first(value, look.status)
        if pending:
            word = "running"
        elif not isinstance(word, str | int) or isinstance(word, bool):
            reason = self.redactor.clean(flaw or NO_STATUS)  # it may repeat a header
            return e.LookFailed(at=at, uid=uid, kind="odd", reason=reason, hint=hint)
        match look.words.get(str(word).lower(), "running"):
            case "completed":
                return self._completed(uid, links, value, at)
            case "failed" | "refused" as state:
                return self._failed(uid, state, value, at)
            case "gone":
                return e.Gone(
                    at=at, uid=uid, reason=self.redactor.clean(f"the service says: {word}")
                )
            case "queued" | "running":
                return e.Looked(at=at, uid=uid, progress=self._progress(value), hint=hint)

    def second(self, done: e.Completed, reply: Reply) -> Seen:
        """The second GET of a finished video: its address, or that it failed after all."""
        uid, at = done.uid, done.at
        hint = self._wait(reply, self.profile.look.hints, at)
        value, flaw = read(reply)
        if flaw:
            reason = self.redactor.clean(flaw)
            return e.LookFailed(at=at, uid=uid, kind="odd", reason=reason, hint=hint)
        if 200 <= reply.status < 300:
            return self._completed(uid, done.links, value, at)
        codes = self._codes(value)
        if reply.status not in self.profile.result.failed_http or not self._tells_error(value):
            return self._no_look(uid, reply, value, at)
        code, message = self._told(reply, value)
        declined = any(each.lower() in self.profile.look.refused for each in codes)
        kind = e.Refused if declined else e.Failed
        return kind(at=at, uid=uid, code=code, message=message)

    def _no_look(self, uid: str, reply: Reply, value: Any, at: float) -> e.LookFailed:
        status, hint = reply.status, self._wait(reply, self.profile.look.hints, at)
        unknown = any(code.lower() in self.profile.look.missing for code in self._codes(value))
        reason = self._told(reply, value)[1]
        kind = "missing" if unknown else _KIND.get(status, "silent" if status >= 500 else "odd")
        return e.LookFailed(at=at, uid=uid, kind=kind, reason=reason, hint=hint)  # type: ignore[arg-type]

    def _completed(self, uid: str, links: Mapping[str, str], value: Any, at: float) -> e.Completed:
        look, outlet = self.profile.look, self.profile.result
        # An address of the bytes may be signed and short-lived: it serves this process, not a lock.
        address = first(value, outlet.url)
        if isinstance(address, str) and (full := self._absolute(address)) is not None:
            links = {**links, "result": full}
        expires = time_of(first(value, look.expires))
        if expires is None and outlet.ttl is not None:
            since = time_of(first(value, getattr(look, outlet.ttl_from)))
            since = at if since is None and outlet.ttl_from == "completed" else since
            expires = None if since is None else since + outlet.ttl
        usd = self._usd(value)
        return e.Completed(
            at=at,
            uid=uid,
            seconds=self._text(value, look.seconds),
            size=self._text(value, look.size),
            expires=expires,
            links=dict(links),
            usd=usd,
            usd_basis=None if usd is None else "reported",
        )

    def _absolute(self, address: str) -> str | None:
        sane = 0 < len(address) <= 8192 and address.isascii() and address.isprintable()
        if not sane or not self.keyless(address):
            return None
        return joined(self.base + "/", address)

    def _failed(self, uid: str, state: str, value: Any, at: float) -> e.Failed | e.Refused:
        look = self.profile.look
        codes = texts_of(value, look.code)
        message = self._words(first(value, look.message))
        declined = state == "refused" or any(code.lower() in look.refused for code in codes)
        kind = e.Refused if declined else e.Failed
        return kind(
            at=at,
            uid=uid,
            code=self._code(codes) or state,
            message=self.redactor.clean(message or "the service gives no reason"),
        )

    def _progress(self, value: Any) -> float | None:
        found = first(value, self.profile.look.progress)
        scale = self.profile.look.progress_scale
        if isinstance(found, str) and found.endswith("%"):
            found, scale = found[:-1], 100.0
        number = number_of(found)
        return None if number is None else min(1.0, max(0.0, float(number) / scale))

    def _usd(self, value: Any) -> int | None:
        cost = number_of(first(value, self.profile.look.cost))
        if cost is None or cost < 0:
            return None
        usd = cost / self.profile.look.cost_per_usd
        return int(usd * MICROS) if usd < MICROS else None

    # -- both --------------------------------------------------------------------------------------------

    def described(self, id_: str, reply: Reply) -> Described:
        """Raises Unreadable."""
        value, look = decoded(reply), self.profile.look
        return Described(
            id=id_,
            state=self._text(value, look.status),
            lineage=self._text(value, look.lineage, ID_LIMIT),
            prompt=self._text(value, look.prompt, 32_000),
            seconds=self._text(value, look.seconds),
            size=self._text(value, look.size),
            created=time_of(first(value, look.created)),
            expires=time_of(first(value, look.expires)),
        )

    def standing(self, reply: Reply) -> Standing:
        """How a source stands, by the answer to a look. Unknown only where the service itself says so."""
        status, look = reply.status, self.profile.look
        value, flaw = read(reply)
        if status in look.pending_http:
            return Standing(verdict="unfinished", reason=f"HTTP {status}")
        if not 200 <= status < 300:
            return self._not_standing(reply, value)
        word = first(value, look.status)
        if not isinstance(word, str | int) or isinstance(word, bool):
            return Standing(verdict="untold", reason=self.redactor.clean(flaw or NO_STATUS))
        state = look.words.get(str(word).lower())
        failed, told = state in ("failed", "refused"), self._words(word)[:100]
        why = self._words(first(value, look.message)) if failed else ""
        return Standing(
            verdict="untold" if state is None else _VERDICT[state],
            reason=self.redactor.clean(f"{told}: {why}" if why else told),
            seconds=duration(self._text(value, look.seconds)),
            size=self._text(value, look.size),
            expires=time_of(first(value, look.expires)),
        )

    def _not_standing(self, reply: Reply, value: Any) -> Standing:
        status, codes = reply.status, self._codes(value)
        is_error = self._tells_error(value)
        verdict: Verdict = "untold"
        if status in (401, 403):
            verdict = "denied"
        elif (is_error and status == 404) or any(
            c.lower() in self.profile.look.missing for c in codes
        ):
            verdict = "unknown"
        elif is_error and status == 410:
            verdict = "gone"
        told = self._told(reply, value)[1]
        return Standing(
            verdict=verdict, reason=told, heard=status < 500 and status not in (408, 429)
        )

    def http_error(self, reply: Reply) -> str:
        """One line about an answer that is an HTTP error."""
        return self._told(reply, read(reply)[0])[1]

    def _wait(self, reply: Reply, names: Iterable[str], at: float) -> float | None:
        return wait_of(reply.headers, names, self.profile.retry_after_max, at)

    def is_error(self, value: Any) -> bool:
        """Whether an answer that came with a good status has an error's code, as far as envelopes can be told apart."""
        return any(code.lower() not in _FINE for code in self._codes(value))

    def _tells_error(self, value: Any) -> bool:
        return bool(self._codes(value)) or self._message(value) is not None

    def _codes(self, value: Any) -> list[str]:
        return texts_of(value, self.profile.errors.code)

    def _message(self, value: Any) -> str | None:
        return self._words(first(value, self.profile.errors.message)) or None

    def _words(self, value: Any) -> str:
        """What a person may read: it may repeat an address that it was sent, and that is signed."""
        return self._unsigned(shown(value))

    def _unsigned(self, text: str) -> str:
        return unsigned(text) if self.profile.source_kind == "url" else text

    def _code(self, codes: list[str]) -> str | None:
        """The one to keep."""
        code = word_of(codes)
        return None if code is None else self.redactor.clean(self._unsigned(code))[:120]

    def _told(self, reply: Reply, value: Any) -> tuple[str, str]:
        """(code, message) of an HTTP error; without words of the service, what is wrong with its body."""
        code = self._code(self._codes(value)) or f"http_{reply.status}"
        message = self._message(value) or (read(reply)[1] if value is None else "")
        told = f"HTTP {reply.status}" + (f": {message}" if message else "")
        return code, self.redactor.clean(told)

    def _text(self, value: Any, trails: Trails, limit: int = 40) -> str | None:
        found = first(value, trails)
        if isinstance(found, bool) or not isinstance(found, str | int | float | Decimal):
            return None
        text = str(found).encode("utf-8", "replace").decode()
        # a prompt is compared to the letter, and cleaned where it is shown
        text = self.redactor.clean(text, limit) if limit <= ID_LIMIT else self.redactor(text)
        return text if 0 < len(text) <= limit else None


_VERDICT: dict[str, Verdict] = {
    "queued": "unfinished",
    "running": "unfinished",
    "completed": "finished",
    "failed": "failed",
    "refused": "failed",
    "gone": "gone",
}
_KIND = {
    401: "denied",
    402: "denied",
    403: "denied",
    404: "missing",
    410: "missing",
    408: "silent",
    429: "silent",
}
