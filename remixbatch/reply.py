"""One HTTP answer, and the values in it. Total: nothing that a service sends raises more than Unreadable."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

from remixbatch.dialect import Trail, Trails

SMALL = 1 << 20  # bytes of a body that is read whatever it holds: 34 times as much memory at most
VALUES = 500_000  # at most in a larger one: each may take 150 bytes, and a page of a thousand videos has 50,000
_MARKS = (b"[", b"{", b":", b",")  # one of them stands before every value but the first
ID_LIMIT = 1024  # characters of a video's id
LONGEST = 86_400  # seconds; a longer video is a unit mistaken, or a joke
LATEST = 32_503_680_000.0  # the year 3000; later times are nonsense and break calendars


class Unreadable(ValueError):  # noqa: N818 - it is about the text, and the text is the service's
    """An answer that is not the JSON we can use; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One HTTP answer, read whole; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def decoded(reply: Reply) -> Any:
    """The JSON of an answer. Raises Unreadable."""
    encoding = reply.headers.get("content-encoding", "identity").strip()
    if encoding.lower() not in ("", "identity"):
        raise Unreadable(f"the body is encoded as {encoding[:20]!r}, which was not asked for")
    if not reply.body.strip():
        raise Unreadable("the body is empty")
    if len(reply.body) > SMALL and sum(map(reply.body.count, _MARKS)) > VALUES:
        raise Unreadable(f"the body has more than {VALUES:,} values")
    try:
        return json.loads(reply.body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):  # broken, not UTF-8, numbers without end, nested too deep
        page = reply.body.lstrip()[:1] == b"<"
        raise Unreadable(f"the body is {'a web page, ' * page}no JSON") from None


def read(reply: Reply) -> tuple[Any, str]:
    """The JSON of an answer, or None and why it cannot be used."""
    try:
        return decoded(reply), ""
    except Unreadable as wrong:
        return None, str(wrong)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are no JSON, and poison arithmetic


def find(value: Any, trail: Trail) -> Any:
    """What lies at the end of a trail; None where it breaks off."""
    for step in trail:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step[:9]) < len(value):
            value = value[int(step[:9])]
        else:
            return None
    return value


def first(value: Any, trails: Trails) -> Any:
    """The first of several trails that has a value."""
    found = (find(value, trail) for trail in trails)
    return next((each for each in found if each is not None), None)


def time_of(value: Any) -> float | None:
    """Seconds since the epoch of a number (seconds or milliseconds) or of a text in RFC 3339."""
    number = number_of(value)
    if number is not None:
        seconds = float(number) / (1000 if number > 10**11 else 1)
        return seconds if 0 < seconds < LATEST else None
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
        if moment is None:
            return None
        if moment.tzinfo is None:  # without an offset services mean UTC
            moment = moment.replace(tzinfo=UTC)
        seconds = moment.timestamp()
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < LATEST else None


def wait_of(
    headers: Mapping[str, str], names: Iterable[str], most: float, at: float
) -> float | None:
    """Seconds that a service asks to wait, at most `most`; None where it says nothing usable."""
    for name in names:
        text = headers.get(name.lower(), "").strip()
        if re.fullmatch(r"[0-9]{1,300}(\.[0-9]{1,300})?", text, re.ASCII):
            return min(float(text) / (1000 if name.lower().endswith("-ms") else 1), most)
        until = _http_date(text)
        if until is not None:
            now = _http_date(headers.get("date", ""))  # its clock, not ours, where it tells
            return min(max(0.0, until - (at if now is None else now)), most)
    return None


def date_of(headers: Mapping[str, str]) -> float | None:
    """The time by the service's clock at which it answered, to half a second."""
    date = _http_date(headers.get("date", ""))
    return None if date is None or not 0 < date < LATEST else date + 0.5  # it leaves out fractions


def age_of(headers: Mapping[str, str]) -> int:
    """For how many seconds an answer lay in a cache; 0 where none says so."""
    text = headers.get("age", "").strip()
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text, re.ASCII) else 0


def _http_date(text: str) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def number_of(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and not math.isfinite(value):  # 1e999 is JSON
        return None
    try:
        number = Decimal(str(value)[:40])
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() and abs(number) < 10**18 else None


def duration(seconds: str | None) -> Decimal | None:
    """Seconds as the service wrote them; None where that is no length of a video: prices hang on it."""
    try:
        read = Decimal(seconds or "NaN")
    except InvalidOperation:
        return None
    return read if read.is_finite() and 0 < read <= LONGEST else None


def texts_of(value: Any, trails: Trails) -> list[str]:
    """All texts and whole numbers that trails lead to."""
    found = (find(value, trail) for trail in trails)
    return [
        str(each)[:200]
        for each in found
        if isinstance(each, str | int) and not isinstance(each, bool) and each != ""
    ]


def word_of(codes: list[str]) -> str | None:
    """The first code that is a word; a bare number repeats the status."""
    return next((code for code in codes if not code.isdecimal()), next(iter(codes), None))


def shown(value: Any) -> str:
    """A message as text, though some services put lists there."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value[:4000]
    try:
        return json.dumps(value)[:4000]
    except RecursionError:  # just shallow enough to be read
        return ""
