"""Files read within limits and replaced whole."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from glob import escape
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from remixbatch.errors import DiskError, UsageError
from remixbatch.place import IrregularError, check_regular, sync_folder

CHUNK = 1 << 20


def open_regular(path: Path, flags: int = os.O_RDONLY, mode: int = 0o666) -> int:
    """A descriptor of a regular file. What is none is not opened: a pipe would be waited for, a device may act.

    `flags`, `mode`: as of os.open; links are followed but with O_NOFOLLOW. Raises IrregularError, OSError.
    """
    with suppress(FileNotFoundError):  # it is made, or opening it will tell
        check_regular(path, os.stat(path, follow_symlinks=not flags & os.O_NOFOLLOW))  # noqa: PTH116 - as said
    # Something else may take its place in between: then nothing is waited for, and it is closed again.
    handle = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC, mode)
    try:
        check_regular(path, os.fstat(handle))
    except OSError:
        os.close(handle)
        raise
    return handle


def read_bytes(path: Path, limit: int) -> bytes:
    """All of a regular file of at most `limit` bytes. Raises UsageError."""
    try:
        data = read_head(path, limit + 1)
    except IrregularError as error:
        raise UsageError(f"{_shown(path)}: {error.strerror}", hint="Name a file.") from None
    except (FileNotFoundError, NotADirectoryError):
        raise UsageError(
            f"{_shown(path)}: there is no such file", hint="Check the name and the current folder."
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        denied = isinstance(error, PermissionError)
        raise UsageError(
            f"{_shown(path)}: cannot be read: {_reason(error)}",
            hint=f"{'Make it readable for this user' if denied else 'Check the name'}, or name another file.",
        ) from None
    if len(data) > limit:
        raise UsageError(
            f"{_shown(path)}: is larger than {limit:,} bytes",
            hint="Split it, or name another file.",
        )
    return data


def _all(handle: int, limit: int) -> bytes:
    """What can be read, up to `limit`; its length is not asked for, since it may grow."""
    parts = []
    while limit > 0 and (part := os.read(handle, min(limit, CHUNK))):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)


def head_of(path: Path, size: int) -> bytes | None:
    """The first `size` bytes of a regular file, links followed; None where there is none that can be read."""
    try:
        return read_head(path, size)
    except OSError:
        return None


def read_head(path: Path, size: int) -> bytes:
    """The first `size` bytes of a regular file, links followed. Raises IrregularError, OSError."""
    handle = open_regular(path)
    try:
        return _all(handle, size)
    finally:
        os.close(handle)


def has_bytes(path: Path) -> bool:
    """Whether there is a regular file that is not empty, links followed."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > 0


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a regular file, links followed; None where there is none that can be read."""
    try:
        handle = open_regular(path)
    except OSError:
        return None
    digest = sha256()
    try:
        while part := os.read(handle, CHUNK):
            digest.update(part)
    except OSError:
        return None
    finally:
        os.close(handle)
    return digest.hexdigest()


class Identity(NamedTuple):
    """What changes whenever somebody writes a file or puts another in its place."""

    device: int
    inode: int
    size: int  # bytes
    modified: int  # nanoseconds
    changed: int  # nanoseconds; by a rename, too


def identity_of(path: Path) -> Identity | None:
    """Of a file, links followed; None where none can be seen."""
    try:
        return _identity(path.stat())
    except OSError:
        return None


def _identity(of: os.stat_result) -> Identity:
    return Identity(of.st_dev, of.st_ino, of.st_size, of.st_mtime_ns, of.st_ctime_ns)


def write_whole(
    path: Path,
    data: bytes,
    *,
    mode: int | None = None,
    wanted: Callable[[], bool] = lambda: True,
) -> Identity | None:
    """Put `data` in place of a file, durably: whoever reads sees the old one or the new one, whole.

    `mode`: its permissions; those of new files where it is left out. `wanted` is asked at the last moment, when all is
    on the disk; where it says no nothing is changed, and None comes back. Else what the new file is known by, or
    was, where it is another's by now. Raises DiskError; no part of `data` is then left behind.
    """
    aside = path.with_name(f"{_aside(path)}{os.urandom(8).hex()}.tmp")
    try:
        try:
            made = _write_new(aside, data, mode)
            if not wanted():
                return None
            os.replace(aside, path)  # noqa: PTH105 - one call that says what it does
        finally:
            aside.unlink(missing_ok=True)  # a part of a file, or nothing once it is in place
        sync_folder(path.parent)
    except (OSError, ValueError) as error:
        raise DiskError(
            f"{_shown(path)}: cannot be written: {_reason(error)}",
            hint=f"Nothing is left half written. Make room in {_shown(path.parent)}, or get the right to write there.",
        ) from error
    placed = identity_of(path)
    return placed if placed is not None and placed[:-1] == made[:-1] else made


def _write_new(path: Path, data: bytes, mode: int | None) -> Identity:
    """A new file, on the disk when this returns. Exclusive: nobody can have put a link there."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with open(os.open(path, flags, 0o644), "wb") as file:  # noqa: PTH123 - of a descriptor
        if mode is not None:
            os.fchmod(file.fileno(), mode)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        return _identity(os.fstat(file.fileno()))


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _shown(path: Path) -> str:
    """A path that cannot steer a terminal."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(path))
    return shown if len(shown) <= 300 else f"{shown[:300]}…"


def clear_leftovers(path: Path) -> None:
    """Remove what writes of this file left that were killed in the middle. For the one who may write it."""
    for left in path.parent.glob(f"{escape(_aside(path))}{'[0-9a-f]' * 16}.tmp"):
        with suppress(OSError):
            left.unlink()


def _aside(path: Path) -> str:
    """How files beside this one begin while it is being replaced; long names would not fit."""
    return f".{path.name[:100]}."
