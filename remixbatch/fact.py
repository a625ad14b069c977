"""One fact: a line of the lock. Its types and fields, read strictly, written in one way.

A lock may come from a stranger's pull request, and what it says decides what is paid for, so a line that
does not fit FIELDS is refused with its cause. Types and fields that a later version adds are kept as
they are. Messages never repeat a line's own text: it may steer a terminal.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from remixbatch import events as e
from remixbatch.address import bare
from remixbatch.asked import belies
from remixbatch.money import micros
from remixbatch.take import BASIS_RANK, STATUS_RANK

Line = Mapping[str, Any]

VERSION = 1
DEEPEST = 16  # objects and lists within each other
DIGITS = 20  # of a whole number: 64 bits


class BadFactError(ValueError):
    """Why a line is not a fact."""


class NewerError(Exception):
    """The lock was written in a form that only a later version can read."""


# -- what a field may hold ---------------------------------------------------------------------------


class Shape(NamedTuple):
    words: str
    fits: Callable[[Any], bool]
    nullable: bool = False


_UID = re.compile(r"[!-?A-~]{1,200}")  # printable ASCII without @, which joins a uid to an id
_JOB = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]*")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value != "" and value.isprintable()


def _is_uid(value: Any) -> bool:
    return isinstance(value, str) and _UID.fullmatch(value) is not None


def _is_handle(value: Any) -> bool:
    """A uid, or `uid@id` where a uid owns two ids."""
    return _is_name(value) and _is_uid(value.partition("@")[0])


def _is_job(value: Any) -> bool:
    return isinstance(value, str) and _JOB.fullmatch(value) is not None


def _is_time(value: Any) -> bool:
    if not isinstance(value, str) or _TIME.fullmatch(value) is None:
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 10**9


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_money(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    try:
        micros(value)
    except ValueError:
        return False
    return True


def _is_path(value: Any) -> bool:
    """It stays below the output folder on every system."""
    if not _is_name(value) or "\\" in value or ":" in value:
        return False
    return all(part not in ("", ".", "..") for part in value.split("/"))


def _is_bare(value: Any) -> bool:
    """An address that holds no signature."""
    return isinstance(value, str) and value == bare(value)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _is_uids(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_uid, value))


def _or_null(shape: Shape) -> Shape:
    return Shape(f"{shape.words} or null", shape.fits, nullable=True)


def _one_of(words: Mapping[str, int]) -> Shape:
    return Shape(
        f"one of {', '.join(words)}", lambda value: isinstance(value, str) and value in words
    )


TEXT = Shape("a text", _is_text)
NAME = Shape("a printable text", _is_name)
UID = Shape("a uid", _is_uid)
HANDLE = Shape("a uid", _is_handle)
UIDS = Shape("a list of uids", _is_uids)
JOB = Shape("a job's address", _is_job)
TIME = Shape("a time such as 2026-11-23T08:04:52Z", _is_time)
WHOLE = Shape("a whole number from 1 on", _is_whole)
NUMBER = Shape("a number", _is_number)
MONEY = Shape('an amount such as "2.40"', _is_money)
PATH = Shape("a path below the output folder", _is_path)
ADDRESS = Shape("an address without query and fragment", _is_bare)
OBJECT = Shape("an object", _is_object)
TEXTS = Shape("an object of texts", _is_texts)

_CHOICE = {
    "p": UID,
    "over": UIDS,
    "job": JOB,
    "uid": HANDLE,
    "by": TEXT,
    "at": TIME,
    "note": _or_null(TEXT),
}

# Every type of line that this version knows, its fields in the order in which they are written.
FIELDS: dict[str, dict[str, Shape]] = {
    "lock": {"v": Shape("the number of a version", _is_whole)},
    "take": {
        "uid": UID,
        "job": JOB,
        "take": WHOLE,
        "key": NAME,
        "from": TEXT,  # a url as somebody wrote it
        "profile": NAME,
        "origin": NAME,
        "model": _or_null(TEXT),
        "params": OBJECT,
        "prompt": TEXT,
        "id": _or_null(NAME),
        "status": _one_of(STATUS_RANK),
        "at": _or_null(TIME),
        "submitted": _or_null(TIME),
        "completed": _or_null(TIME),
        "seconds": _or_null(TEXT),
        "size": _or_null(TEXT),
        "expires": _or_null(TIME),
        "usd": _or_null(MONEY),
        "usd_basis": _or_null(_one_of(BASIS_RANK)),
        "sha256": _or_null(NAME),
        "file": _or_null(PATH),
        "error": _or_null(TEXTS),
        "gone": _or_null(TIME),
        "note": _or_null(TEXT),
        "links": _or_null(TEXTS),
        "address": _or_null(ADDRESS),
    },
    "settled": {
        "uid": UID,
        "outcome": _one_of({"not_created": 0}),
        "by": TEXT,
        "at": TIME,
    },
    "pick": _CHOICE,
    "reject": _CHOICE,
    "moved": {"from": JOB, "to": JOB, "at": TIME},
    "given": {"uid": UID, "job": JOB, "at": TIME},
    "score": {
        "uid": UID,
        "method": NAME,
        "cuts": _or_null(NUMBER),
        "layout": _or_null(NUMBER),
        "at": TIME,
    },
}

# What names a fact among those of its type: two lines with these in common are one fact.
_KEYS = {
    "lock": (),
    "settled": ("uid",),
    "pick": ("p",),
    "reject": ("p",),
    "moved": ("from", "to", "at"),
    "given": ("uid", "job", "at"),
    "score": ("uid", "method", "at"),
}

RARE = {"address"}  # written only where there is one
WITH_ID = {"running", "failed", "refused", "completed"}
WITHOUT_ID = {"submitting", "unclear", "refused"}  # one that failed was not created: `settled`
OF_VIDEOS = ("completed", "sha256", "file", "gone")


# -- reading -----------------------------------------------------------------------------------------


def parse(text: str) -> dict[str, Any]:
    """The fact of one line. Raises BadFactError with the cause, NewerError for a later version."""
    line = _load(text)
    kind = line.get("t")
    if not isinstance(kind, str) or not kind:
        raise BadFactError("t, the type of the fact, is missing or not a text")
    if kind not in FIELDS:
        return line
    for name, (words, fits, nullable) in FIELDS[kind].items():
        value = line.get(name)
        if value is None and nullable:
            line[name] = None
        elif value is None or not fits(value):
            missing = name not in line
            raise BadFactError(f"{name} is missing" if missing else f"{name} must be {words}")
    if kind == "take":
        _check_status(line)
        _check_request(line)
    elif kind == "lock" and line["v"] > VERSION:
        raise NewerError(f"the lock has version {line['v']}, this remixbatch reads {VERSION}")
    elif "over" in line:
        line["over"] = sorted(set(line["over"]))
    return line


def _load(text: str) -> dict[str, Any]:
    try:
        line = _DECODER.decode(text)
    except RecursionError:
        raise BadFactError("it is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise BadFactError(f"it is not JSON ({error.msg}, column {error.colno})") from None
    if not isinstance(line, dict):
        raise BadFactError("it is not a JSON object")
    if text.count("{") + text.count("[") > DEEPEST and _deeper(line, DEEPEST):
        raise BadFactError("it is nested too deeply")
    if ("\\ud" in text or "\\uD" in text) and not _encodes(line):
        raise BadFactError("it holds half of a surrogate pair, which is no text")
    return line


def _check_status(line: Line) -> None:
    """A take in flight or done has an id to ask for; one that was never answered has none."""
    status, made = line["status"], line.get("id") is not None
    if not made and status not in WITHOUT_ID:
        raise BadFactError(f"a take that is {status} must have an id")
    if not made and (told := next((name for name in OF_VIDEOS if line[name] is not None), None)):
        raise BadFactError(f"a take without id cannot have {told}")
    if made and status not in WITH_ID:
        raise BadFactError(f"a take that is {status} cannot have an id")


def _check_request(line: Line) -> None:
    """What was asked, the key made of it and the video that came agree: a line that was edited by hand betrays itself."""
    if line["id"] is not None and line["id"] == line["from"]:
        raise BadFactError("its video is the one that it was made from")
    if belies(line):
        raise BadFactError("its key is not that of its own profile, model, params and prompt")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadFactError("an object has the same key twice")
    return found


def _whole(digits: str) -> int:
    if len(digits) > DIGITS:
        raise BadFactError("a number is too large")
    return int(digits)


def _real(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise BadFactError("a number is too large")
    return number


def _constant(name: str) -> float:
    raise BadFactError(f"{name} is not a JSON number")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_whole, parse_float=_real, parse_constant=_constant
)


def _encodes(line: Line) -> bool:
    try:
        write(line).encode()
    except UnicodeEncodeError:
        return False
    return True


def _deeper(value: Any, left: int) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        return False
    return left == 0 or any(_deeper(part, left - 1) for part in value)


# -- writing -----------------------------------------------------------------------------------------

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def write(line: Line) -> str:
    """The one text of a fact: its type, its known fields in their order, all others sorted."""
    ordered: dict[str, Any] = {"t": line["t"]}
    known = FIELDS.get(line["t"], {})
    for name in known:
        value = line.get(name)
        if value is not None or name not in RARE:
            ordered[name] = _sorted(value) if isinstance(value, dict | list) else value
    for name in sorted(line.keys() - known.keys() - {"t"}):
        ordered[name] = _sorted(line[name])
    return _ENCODER.encode(ordered)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    if isinstance(value, list):
        return [_sorted(part) for part in value]
    return value


def identity(line: Line) -> tuple[str, ...]:
    """What names the fact. One of an unknown type is named by all that it says."""
    kind = line["t"]
    if kind not in _KEYS:
        return kind, write(line)
    return kind, *(line[name] for name in _KEYS[kind])


def order(line: Line) -> tuple[str, str, int, str]:
    """Where the line stands in the lock."""
    job, take, uid = line.get("job"), line.get("take"), line.get("uid")
    return (
        line["t"],
        job if isinstance(job, str) else "",
        take if isinstance(take, int) else 0,
        uid if isinstance(uid, str) else "",
    )


# -- renames -----------------------------------------------------------------------------------------


def line_of(event: e.Moved | e.Given) -> Line:
    """The fact of a rename, of a job or of one take."""
    at = e.stamp(event.at)
    if isinstance(event, e.Moved):
        return {"t": "moved", "from": event.source, "to": event.target, "at": at}
    return {"t": "given", "uid": event.uid, "job": event.job, "at": at}


def rename_of(line: Line) -> e.Moved | e.Given:
    """The rename that a line of these two types tells of."""
    at = e.unstamp(line["at"])
    if line["t"] == "moved":
        return e.Moved(at=at, source=line["from"], target=line["to"])
    return e.Given(at=at, uid=line["uid"], job=line["job"])
