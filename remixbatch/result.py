"""The bytes of a finished video as a service hands them out, and what the head of its answer says."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

STALE = frozenset({401, 403, 404, 410})  # what a signed address answers once its time is over


class NoResult(Exception):  # noqa: N818 - as above
    """The bytes of a finished video are not to be had this time."""

    def __init__(
        self,
        kind: Literal["again", "missing", "range", "gone"],
        reason: str,
        hint: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """An open stream of a finished video's bytes, from `offset` on. `chunks` raises NoResult."""

    offset: int
    total: int | None  # bytes of the whole file
    etag: str | None
    modified: str | None  # when it was changed last, as the service writes it
    chunks: Iterator[bytes]


def read_head(
    status: int, headers: Mapping[str, str], offset: int, hint: float | None
) -> tuple[int, int | None]:
    """(offset of the first byte, bytes of the whole file) of an answer. Raises NoResult."""
    if status == 416:
        raise NoResult("range", "the service has no bytes beyond those we have")
    if status in (404, 410):
        raise NoResult("missing", f"HTTP {status}", hint)
    if status not in (200, 206):
        raise NoResult("again", f"HTTP {status}", hint)
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise NoResult("again", "the bytes are encoded, which was not asked for")
    length = headers.get("content-length", "")
    if status == 200:
        return 0, int(length) if _COUNT.fullmatch(length) else None
    found = _RANGE.fullmatch(headers.get("content-range", "").strip())
    if found is None or int(found[1]) != offset:
        raise NoResult("range", "the service answers with other bytes than were asked for")
    return offset, None if found[3] == "*" else int(found[3])


def strong_etag(headers: Mapping[str, str]) -> str | None:
    """An ETag that vouches for the very bytes; a weak one does not."""
    return strong(headers.get("etag", ""))


def strong(etag: str) -> str | None:
    """The same of one that was written down."""
    return etag if _STRONG.fullmatch(etag) else None


def last_modified(headers: Mapping[str, str]) -> str | None:
    """Compared as it is written, and never taken for a time."""
    modified = headers.get("last-modified", "")
    return modified if _DATE.fullmatch(modified) else None


_STRONG = re.compile(r'"[!#-~]{1,200}"')
_DATE = re.compile(r"[ -~]{1,60}")
_COUNT = re.compile(r"[0-9]{1,15}", re.ASCII)
_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15}|\*)", re.ASCII)
