"""What a fault makes of an answer: another status, other headers, another body. How it travels is delivery.py's."""

import gzip
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from werkzeug import Request, Response

from remixbatch.emulator.denied import DeniedError, Reason
from remixbatch.emulator.dialect import Dialect
from remixbatch.emulator.faults import Rule

PAGE = b"<!DOCTYPE html>\n<title>One moment</title>\n<h1>Checking your browser</h1>\n"
GARBAGE = bytes(range(256)) * 4
LARGE = "x" * 1_048_576
DEEP = b"[" * 100_000 + b"]" * 100_000
HUGE = b"9" * 20_000
BAD_IDS: tuple[Any, ...] = (
    *("../../x", "", 5, True, None, ["a"], {"a": 1}, " a", "a\nb", "\u0000", "a/../b", "a\u202e"),
    *("x" * 100_000, "..", "\ud800", 10**30, 1.5),
)
CODES = {
    400: "invalid_value",
    401: "invalid_api_key",
    402: "insufficient_quota",
    403: "forbidden",
    404: "not_found",
    408: "request_timeout",
    409: "conflict",
    410: "gone",
    413: "too_large",
    422: "invalid_value",
    429: "rate_limit_exceeded",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoiler:
    """What a fault may need to know. `dice`: in [0, 1), of this request alone; `other`: another job's id."""

    dialect: Dialect
    request: Request
    dice: float
    other: str | None = None

    def spoil(self, answer: Response, rule: Rule) -> Response:
        """The answer with a fault; as it was where the fault is one of its way."""
        make: Callable[[Response, Rule], Response] | None = {
            "error": self._error,
            "redirect": self._redirect,
            "gzip": self._gzip,
        }.get(rule.fault)
        if make is not None:
            return make(answer, rule)
        if rule.fault in _BODIES:
            kind, data = _BODIES[rule.fault]
            return self._with(answer, data, kind)
        told = self._told(answer)
        if told is None or rule.fault not in _TELLS:
            return answer
        return self._with(answer, _TELLS[rule.fault](self, told))

    def _error(self, _answer: Response, rule: Rule) -> Response:
        message = f"A fault on purpose: {rule.status}."
        kind, data = "application/json", b""
        match rule.body:
            case "html":
                kind, data = "text/html", PAGE
            case "empty":
                data = b""
            case "text":
                kind, data = "text/plain", b"upstream error"
            case "deep":
                data = DEEP
            case body:
                message = {"key": f"The key {self._key} is no good.", "large": LARGE}.get(
                    body, message
                )
                data = self._in_form(rule, message)
        answer = Response(data, rule.status, mimetype=kind)
        if rule.retry_after is not None:
            answer.headers["Retry-After"] = rule.retry_after
        return answer

    def _in_form(self, rule: Rule, message: str) -> bytes:
        """An error as this service words it."""
        _, body = self.dialect.error(DeniedError(Reason.BROKEN, message))
        code = rule.code or CODES.get(rule.status, "server_error")
        numbered = isinstance(body["error"]["code"], int)
        body["error"] |= {"code": rule.status, "type": code} if numbered else {"code": code}
        return json.dumps(body).encode()

    def _redirect(self, _answer: Response, rule: Rule) -> Response:
        return Response(b"", rule.status, {"Location": rule.location})

    def _gzip(self, answer: Response, _rule: Rule) -> Response:
        packed = self._with(answer, gzip.compress(_body(answer), mtime=0))
        packed.headers["Content-Encoding"] = "gzip"
        return packed

    def _with(self, answer: Response, data: bytes, kind: str | None = None) -> Response:
        """Another body, whole: a range of the former is no range of this one."""
        status = 200 if answer.status_code == 206 else answer.status_code
        return Response(data, status, mimetype=kind or answer.mimetype)

    def _told(self, answer: Response) -> dict[str, Any] | None:
        """The JSON of an answer."""
        if answer.mimetype != "application/json":
            return None
        told = json.loads(_body(answer))
        return told if isinstance(told, dict) else None

    @property
    def _key(self) -> str:
        given = self.request.headers.get("Authorization", "")
        return re.sub(r"\ABearer ", "", given) or "(none was sent)"

    def no_id(self, told: Mapping[str, Any]) -> bytes:
        return json.dumps({name: value for name, value in told.items() if name != "id"}).encode()

    def bad_id(self, told: Mapping[str, Any]) -> bytes:
        return json.dumps({**told, "id": BAD_IDS[int(self.dice * len(BAD_IDS))]}).encode()

    def other_id(self, told: Mapping[str, Any]) -> bytes:
        return json.dumps({**told, "id": self.other or told.get("remixed_from_video_id")}).encode()

    def lineage(self, told: Mapping[str, Any]) -> bytes:
        return json.dumps({**told, "remixed_from_video_id": "video_of_somebody_else"}).encode()

    def large(self, told: Mapping[str, Any]) -> bytes:
        return json.dumps({**told, "message": LARGE}).encode()

    def key(self, told: Mapping[str, Any]) -> bytes:
        return json.dumps({**told, "message": f"made with the key {self._key}"}).encode()

    def deep(self, told: Mapping[str, Any]) -> bytes:
        return _more(told, DEEP)

    def nan(self, told: Mapping[str, Any]) -> bytes:
        return _more(told, b"NaN")

    def huge(self, told: Mapping[str, Any]) -> bytes:
        return _more(told, HUGE)


_BODIES: Mapping[str, tuple[str | None, bytes]] = {
    "empty": (None, b""),
    "html": ("text/html", PAGE),
    "garbage": (None, GARBAGE),
    "type": (None, b"GIF89a" + GARBAGE),
}
_TELLS: Mapping[str, Callable[[Spoiler, Mapping[str, Any]], bytes]] = {
    "no-id": Spoiler.no_id,
    "bad-id": Spoiler.bad_id,
    "other-id": Spoiler.other_id,
    "lineage": Spoiler.lineage,
    "large": Spoiler.large,
    "key": Spoiler.key,
    "deep": Spoiler.deep,
    "nan": Spoiler.nan,
    "huge": Spoiler.huge,
}


def _body(answer: Response) -> bytes:
    answer.direct_passthrough = False
    return answer.get_data()


def _more(told: Mapping[str, Any], value: bytes) -> bytes:
    """One more field, written as no writer of JSON would."""
    return json.dumps(dict(told)).encode()[:-1] + b', "note": ' + value + b"}"
