"""A finished video's file: streamed to `.part`, checked, then renamed. Never half a file, never lost.

The name appears only after length and signature were checked and the bytes are on the disk, so a
file that stands is whole. A `.part` is resumed only where the service vouched for its bytes (ETag), and
only with the rest of the same version.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Self

from remixbatch import events as e
from remixbatch.actions import Fetch
from remixbatch.files import open_regular
from remixbatch.place import sync_folder
from remixbatch.result import NoResult, Result, strong
from remixbatch.service import Service

LIMIT = 4 << 30
BLOCK = 1 << 20
_TEXT = 9  # the first sign that texts have
_LARGE = (b"mdat", b"free", b"skip", b"wide", b"moov", b"uuid")  # boxes that can be so large
_NAME = re.compile(rb"[\xa9 -~][ -~]{3}")  # of a box
READ, WRITE = os.O_RDONLY, os.O_WRONLY | os.O_CREAT


class _Unfit(Exception):  # noqa: N818 - the service's bytes are
    """Bytes that are no whole video; the `.part` is of no use."""


class _Other(Exception):  # noqa: N818 - the service's bytes are
    """A whole video, and not the one that was fetched before. It is kept beside."""


class _Stale(Exception):  # noqa: N818 - the `.part` is
    """The beginnings cannot be continued: the service has another version now, or other bytes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """How many bytes of an earlier attempt there are, and what the service told of the whole then."""

    size: int = 0
    etag: str | None = None
    total: int | None = None
    modified: str | None = None

    def is_of(self, rest: Result) -> bool:
        """Whether a rest continues the beginnings. Services answer ranges whatever If-Range says."""
        same = rest.etag is not None and rest.etag == self.etag
        told = ((self.total, rest.total), (self.modified, rest.modified))
        return same and all(None in pair or pair[0] == pair[1] for pair in told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """A file, its beginnings, and what was told of the version that the beginnings are of (ETag first)."""

    file: Path
    part: Path
    etag: Path

    @classmethod
    def below(cls, folder: Path, name: str) -> Self:
        """Raises PermissionError for a name that leads out of the folder."""
        file = folder / name
        if folder.resolve() not in file.resolve().parents:
            raise PermissionError(0, "leads out of the output folder", name)
        return cls(
            file=file,
            part=file.with_name(f"{file.name}.part"),
            etag=file.with_name(f"{file.name}.part.etag"),
        )

    def beside(self, digest: str) -> Path:
        """Where other bytes of the same take are kept. No name that anything here gives to a take."""
        return self.file.with_name(f"{self.file.stem}.other-{digest[:8]}{self.file.suffix}")

    def forget(self) -> None:
        """Away with the beginnings."""
        self.part.unlink(missing_ok=True)
        self.etag.unlink(missing_ok=True)


def fetch(
    service: Service, action: Fetch, folder: Path, limit: int = LIMIT
) -> e.Fetched | e.Restored | e.FetchFailed | e.Gone:
    """Get a take's file to its place below `folder`."""
    uid, aside = action.uid, None
    try:
        places = _Places.below(folder, action.file)
        places.file.parent.mkdir(parents=True, exist_ok=True)
        try:
            digest = _fetched(service, action, places, limit)
            aside = _in_place(places, action)
        except _Other as other:
            return e.FetchFailed(at=service.clock(), uid=uid, kind="other", reason=str(other))
        except _Unfit as unfit:
            places.forget()
            return e.FetchFailed(at=service.clock(), uid=uid, kind="again", reason=str(unfit))
        except NoResult as none:
            standing = None if action.sha256 is not None else _standing(places.file, None)
            if standing is None:
                return _failed(service, action, places, none)
            digest = standing
    except OSError as error:  # ours: what breaks on the network is a NoResult
        reason = f"{error.filename or action.file}: {error.strerror}"
        return e.FetchFailed(at=service.clock(), uid=uid, kind="disk", reason=reason)
    if action.sha256 is not None:
        return e.Restored(at=service.clock(), uid=uid, file=action.file, aside=aside)
    return e.Fetched(at=service.clock(), uid=uid, sha256=digest, file=action.file)


def _failed(
    service: Service, action: Fetch, places: _Places, none: NoResult
) -> e.FetchFailed | e.Gone:
    at, uid = service.clock(), action.uid
    match none.kind:
        case "gone" if action.sha256 is not None:
            return e.FetchFailed(at=at, uid=uid, kind="gone", reason=none.reason)
        case "gone":
            return e.Gone(at=at, uid=uid, reason=none.reason)
        case "missing":
            return e.FetchFailed(
                at=at,
                uid=uid,
                kind="missing",
                reason=none.reason,
                hint=none.hint,
                ahead=service.ahead,
            )
        case "range":
            places.forget()
        case "again":
            pass
    return e.FetchFailed(at=at, uid=uid, kind="again", reason=none.reason, hint=none.hint)


def _fetched(service: Service, action: Fetch, places: _Places, limit: int) -> str:
    """The digest of the whole file, in its place or beginnings. Raises NoResult, _Unfit, _Other, OSError."""
    try:
        return _continued(service, action, places, limit, _begun(places))
    except _Stale:
        places.forget()
        return _continued(service, action, places, limit, _Begun())


def _continued(service: Service, action: Fetch, places: _Places, limit: int, begun: _Begun) -> str:
    """The same, from where an earlier attempt ended. Raises _Stale, too, but not from the first byte on."""
    with _opened_at(service, action, begun) as result:
        if result.total is not None:
            if result.total > limit:
                raise _Unfit(f"the file has {result.total:,} bytes; at most {limit:,} are fetched")
            # A process may have ended between the rename and its record.
            standing = None if action.sha256 else _standing(places.file, result.total)
            if standing is not None:
                places.forget()
                return standing
        _note_version(places, result)
        _receive(places.part, result, limit)
    digest = _checked(places.part, result.total, action.sha256)
    if digest != (action.sha256 or digest):
        other = places.beside(digest)
        places.part.replace(other)
        places.etag.unlink(missing_ok=True)
        raise _Other(
            f"the service has another file now, kept as {other.name} (sha256 {digest[:12]}…, "
            f"the lock says {str(action.sha256)[:12]}…)"
        )
    return digest


def _in_place(places: _Places, action: Fetch) -> str | None:
    """Rename the beginnings, whole by now; the name under which other bytes that stood there are kept."""
    if not places.part.exists():
        return None  # it stood there already
    aside = None
    if action.sha256 is not None and places.file.is_file() and not places.file.is_symlink():
        with _opened(places.file, READ) as file:
            kept = places.beside(_digest(file))
        places.file.replace(kept)
        aside = f"{action.file.rpartition('/')[0]}/{kept.name}"
    places.part.replace(places.file)
    places.etag.unlink(missing_ok=True)
    sync_folder(places.file.parent)
    return aside


@contextmanager
def _opened_at(service: Service, action: Fetch, begun: _Begun) -> Iterator[Result]:
    """The bytes that are still wanted, or all of them. Raises NoResult, and _Stale instead of a wrong rest."""
    try:
        with service.open_result(action.id, action.links, begun.size, begun.etag) as result:
            if result.offset and not begun.is_of(result):
                raise _Stale
            rest = result.offset and result.total is None  # a rest may leave the length out
            yield replace(result, total=begun.total) if rest else result
    except NoResult as none:
        if none.kind == "range" and begun.size:
            raise _Stale from None
        raise


def _begun(places: _Places) -> _Begun:
    """What an earlier attempt left; nothing without an ETag."""
    try:
        with _opened(places.etag, READ) as file:
            lines = file.read(300).decode("ascii", "replace").split("\n")
        with _opened(places.part, READ) as part:
            size = os.fstat(part.fileno()).st_size
    except FileNotFoundError:
        return _Begun()
    etag, total, modified = (*lines, "", "")[:3]
    if not size or strong(etag) is None:
        return _Begun()
    length = int(total) if total.isdecimal() else None
    return _Begun(size=size, etag=etag, total=length, modified=modified or None)


def _note_version(places: _Places, result: Result) -> None:
    if result.offset:
        return  # the one of the beginnings still holds
    places.forget()
    if result.etag is not None:
        total = "" if result.total is None else str(result.total)
        with _opened(places.etag, WRITE) as file:
            file.write("\n".join((result.etag, total, result.modified or "")).encode("ascii"))


def _receive(part: Path, result: Result, limit: int) -> None:
    """Write the stream behind what is there, on the disk also where the stream breaks off."""
    with _opened(part, WRITE) as file:
        file.truncate(result.offset)
        size = file.seek(result.offset)
        try:
            for chunk in result.chunks:
                size += len(chunk)
                if size > limit:
                    raise _Unfit(f"the file goes on; at most {limit:,} bytes are fetched")
                file.write(chunk)
        finally:
            file.flush()
            os.fsync(file.fileno())


def _checked(part: Path, total: int | None, known: str | None) -> str:
    """The digest of a whole video. `known`: the one that the lock has. Raises _Unfit."""
    with _opened(part, READ) as file:
        size = os.fstat(file.fileno()).st_size
        if total is not None and size != total:
            raise _Unfit(f"{size:,} bytes came, {total:,} were announced")
        if not _is_mp4(file):
            raise _Unfit("what came is no MP4 file")
        digest = _digest(file)
        if digest != known and _is_cut(file, size):  # a length may be announced of a cut copy, too
            raise _Unfit(f"the file breaks off after {size:,} bytes, by what it says of itself")
        return digest


def _standing(path: Path, total: int | None) -> str | None:
    """The digest of the file that stands there already, if it can be the one."""
    try:
        with _opened(path, READ) as file:
            size = os.fstat(file.fileno()).st_size
            if total not in (None, size) or not _is_mp4(file) or _is_cut(file, size):
                return None
            return _digest(file)
    except FileNotFoundError:
        return None


def _is_mp4(file: BinaryIO) -> bool:
    file.seek(0)
    return file.read(8)[4:] == b"ftyp"


def _is_cut(file: BinaryIO, size: int) -> bool:
    """Whether a box of the MP4 reaches beyond the end. What follows the last box and is none does not count."""
    at = 0
    while at < size:
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:  # the beginning of a box, a few zeros that fill up, or a line end
            return any(head) and head[0] < _TEXT
        if not _NAME.fullmatch(head[4:8]):
            return False
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            if len(head) < 16:
                return True
            length = int.from_bytes(head[8:], "big")
        if length == 0:  # to the end
            return False
        at += max(length, 8)
        if (
            at > size
        ):  # text behind the last box reads as a box of 150 MB and more, of no known kind
            return head[0] < _TEXT or head[4:8] in _LARGE
    return False


def _digest(file: BinaryIO) -> str:
    file.seek(0)
    digest = sha256()
    while block := file.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[BinaryIO]:
    """The file itself, never what a link of its name leads to."""
    handle = open_regular(path, flags | os.O_NOFOLLOW, 0o644)
    with open(handle, "rb" if flags == READ else "wb") as file:  # noqa: PTH123 - a handle, not a path
        yield file
