"""The file of a journal: what SQLite keeps beside it, how it is opened safely, what its errors mean.

A write-ahead log that is still there says that a process did not come to its end. It holds the last
submissions, so it is never looked at without the file that it belongs to, nor the other way about.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from remixbatch.errors import DiskError
from remixbatch.place import IrregularError, check_own, check_regular, parts_of
from remixbatch.problem import printable

UNUSABLE = (
    "Nothing more is submitted. Look at the disk (full? read-only? not yours?), then run again."
)
DAMAGED = (
    "Bring it back from a backup. Without it the lock counts alone, and may lack the last submissions: "
    "compare it with the service's own list of videos before you move the file away and run again."
)
BUSY = (
    "Another process has it for itself, as is needed on a network's file system: wait for its end, or look at "
    "what it says."
)
TAKEN_AWAY = (
    "Nothing more is submitted; what this process knows is in the lock. Bring the file back if it was moved: "
    "run again only when this process has ended, and nothing clears the folder away while one runs."
)
_HINTS = {"SQLITE_NOTADB": DAMAGED, "SQLITE_CORRUPT": DAMAGED, "SQLITE_BUSY": BUSY}


class GoneError(DiskError):
    """What was written goes nowhere."""


def number_of(path: Path) -> tuple[int, int] | None:
    """Which file it is; None where there is none. Raises OSError."""
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino


def was_begun(path: Path) -> bool:
    """Whether events can be in it, by its head alone: `user_version` is written together with the tables."""
    with path.open("rb") as file:
        return any(file.read(64)[60:])


def refuse_irregular(parts: list[Path]) -> None:
    """SQLite would wait for a pipe, and nothing but a kill would end that. Raises DiskError."""
    for part in parts:
        try:
            check_regular(part, part.stat())
        except FileNotFoundError:
            continue
        except IrregularError as error:
            raise DiskError(
                f"{printable(str(part))}: {error.strerror}, and a part of the journal is kept there",
                hint="Move it away, then try again.",
            ) from None


def was_left_open(path: Path) -> bool:
    """Whether a process that wrote here ended without closing the file: SQLite takes its logs away at the end.

    Raises DiskError for what is not our own, and for a log without the file that it belongs to: SQLite would
    drop it, and what was paid for with it.
    """
    check_own(path, "the journal")
    *logs, index = parts_of(path)
    for log in (*logs, index):
        check_own(log, "a part of the journal")
    left = [log for log in logs if log.exists() and log.stat().st_size > 0]
    if left == logs[1:] and path.exists() and path.stat().st_size == 0:
        return True  # its making was cut short, before anything was in it
    if left and not (path.exists() and path.stat().st_size > 0):
        raise DiskError(
            f"{printable(str(path))}: the journal is gone, and a part of it is still here: {printable(left[0].name)}",
            hint=f"Bring {printable(path.name)} back: the last submissions may be known to these two files alone. "
            f"Without it, compare the lock with the service's own list of videos before you remove {printable(left[0].name)}.",
        )
    return bool(left)


def keep_safely(db: sqlite3.Connection, path: Path, *, network: bool) -> None:
    """A write-ahead log where one is safe, else a rollback journal and nobody else at the file."""
    mode = "DELETE" if network else "WAL"
    if network:  # before the first look at it: one that came from a local disk still has a log
        db.execute("PRAGMA locking_mode=EXCLUSIVE")
    if db.execute(f"PRAGMA journal_mode={mode}").fetchone()[0] != mode.lower():
        raise DiskError(
            f"{printable(str(path))}: this file system cannot keep a write-ahead log",
            hint="Keep the spec on a local disk.",
        )


def is_sealed(path: Path) -> bool:
    """Whether it lies where nothing can be written, and nobody writes: even readers want to write beside it."""
    log = path.with_name(f"{path.name}-wal")
    effective = os.access in os.supports_effective_ids
    closed = not os.access(path.parent, os.W_OK, effective_ids=effective)
    return closed and (not log.exists() or log.stat().st_size == 0)


@contextmanager
def connected(path: Path, address: str, patience: float = 10.0) -> Iterator[sqlite3.Connection]:
    """A connection that stays open unless what is done first with it fails."""
    with reported(path):
        if path.exists() and not path.is_file():
            raise DiskError(
                f"{path}: is not a file, and the journal is kept there",
                hint="Move it away, then run again.",
            )
        db = sqlite3.connect(
            address, uri=address.startswith("file:"), isolation_level=None, timeout=patience
        )
        try:
            yield db
        except BaseException:
            db.close()
            raise


@contextmanager
def reported(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        name = getattr(error, "sqlite_errorname", None)  # errors of the module itself have none
        reason = error.strerror if isinstance(error, OSError) else error
        raise DiskError(
            f"{path}: the journal failed: {reason}",
            hint=_HINTS.get(str(name), UNUSABLE),
        ) from error
