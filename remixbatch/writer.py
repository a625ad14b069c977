"""One writer of a spec: an OS lock for the life of the process, released by the kernel when it ends.

Never by age: a process that was stopped for a day still holds what it holds. Beside the lock lies a note of who
holds it, for people alone; what it says decides nothing where the lock can be asked.
"""

import fcntl
import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from remixbatch.errors import DiskError, LockError
from remixbatch.mounts import is_network
from remixbatch.place import file_system, open_own, private_folder
from remixbatch.problem import printable
from remixbatch.process import born, lives

SECOND = "Wait for it or stop it (its record is safe); `remixbatch status` shows how far it is."
NOBODY = "a process that has not told its name yet"
NOTE_LIMIT = 4096  # bytes

_held: set[int] = set()  # descriptors of locks of this process


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds a spec, as that process wrote it."""

    pid: int
    host: str
    start: str
    command: str | None = None
    born: str | None = None

    @property
    def told(self) -> str:
        doing = f" (remixbatch {self.command})" if self.command else ""
        return printable(f"process {self.pid} on {self.host!r}, since {self.start}{doing}")

    @property
    def gone(self) -> bool:
        """It is known to have ended; of another machine's nothing is known."""
        return self.host == socket.gethostname() and self.born is not None and not self.lives

    @property
    def lives(self) -> bool:
        return lives(self.pid, self.born)


@contextmanager
def one_writer(
    folder: Path, stem: str, me: Mapping[str, Any], *, what: str = "run", hint: str = SECOND
) -> Iterator[None]:
    """Hold the spec whose state lies in `folder`. `me`: pid, host, start and command, told to whoever comes second.

    Raises LockError (exit 5) naming the holder, DiskError where the folder or the lock is not this user's alone.
    """
    private_folder(folder)
    with holding(folder, stem, me, what=what, hint=hint):
        yield


@contextmanager
def holding(
    folder: Path, stem: str, me: Mapping[str, Any], *, what: str = "run", hint: str = SECOND
) -> Iterator[None]:
    """The same in a folder that others may see and write to. It must be there."""
    note = _note(folder, stem)
    try:
        handle = _locked(_lock(folder, stem))
        if handle is None:
            raise LockError(f"another {what} holds this spec: {told(folder, stem)}", hint=hint)
        owner = os.getpid()
        _keep(handle)
        try:
            _refuse_far(folder, stem)
            _sign(note, me)
        except BaseException:
            _let_go(handle)
            raise
    except OSError as error:
        raise DiskError(
            f"{printable(str(folder))}: {error.strerror or error}",
            hint="The state of a spec is kept there; the folder must be writable, on a disk that knows locks.",
        ) from None
    try:
        yield
    finally:
        if os.getpid() == owner:  # a fork that comes this way has no say
            note.unlink(missing_ok=True)
            _let_go(handle)


def _lock(folder: Path, stem: str) -> Path:
    return folder / f"{stem}.writer"


def _note(folder: Path, stem: str) -> Path:
    return folder / f"{stem}.writer.json"


# -- the lock ----------------------------------------------------------------------------------------


def _locked(path: Path) -> int | None:
    """A descriptor that holds the lock, None where another process does.

    Somebody who only looks (`is_held`) shares the lock for a moment, and must not be taken for a holder; and
    the file may be cleared away between our opening and our locking it.
    """
    while True:
        handle = open_own(path, "the lock of a spec")
        try:
            if not _flock(handle, fcntl.LOCK_EX):
                if not _flock(handle, fcntl.LOCK_SH):
                    os.close(handle)
                    return None
            elif _is_there(path, handle):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _flock(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_there(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _keep(handle: int) -> None:
    """A fork has the descriptor, too, and would keep the lock beyond our end: there it is closed at once."""
    _watch_forks()
    _held.add(handle)


@cache
def _watch_forks() -> None:
    os.register_at_fork(after_in_child=_forget)


def _forget() -> None:
    for handle in _held:
        os.close(handle)
    _held.clear()


def _let_go(handle: int) -> None:
    _held.discard(handle)
    os.close(handle)


# -- the note ----------------------------------------------------------------------------------------


def _sign(note: Path, me: Mapping[str, Any]) -> None:
    text = json.dumps({**me, "born": born(int(me["pid"]))})
    handle = open_own(note, "the name of whoever writes a spec")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.truncate()
        file.write(text)


def _refuse_far(folder: Path, stem: str) -> None:
    """On a network's file system our lock may not reach other machines, so a note from one stands for its lock.

    Raises LockError.
    """
    left = holder(folder, stem)
    if left is None or left.host == socket.gethostname():
        return
    kind = file_system(folder)
    if is_network(kind):
        raise LockError(
            f"{left.told} holds this spec, or ended without saying so: on {kind}, "
            "a network file system, nobody can tell from here",
            hint=f"Look on that machine. If it does not run any more: rm {_note(folder, stem)}",
        )


def holder(folder: Path, stem: str) -> Holder | None:
    """Who signed last, whether or not it still runs; None where nobody did, or the note is not to be read."""
    try:
        handle = os.open(
            _note(folder, stem), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        )
        with os.fdopen(handle, "rb") as file:
            who = json.loads(file.read(NOTE_LIMIT))
        return Holder(
            pid=int(who["pid"]),
            host=str(who["host"])[:80],
            start=str(who["start"])[:40],
            command=str(who["command"])[:80] if "command" in who else None,
            born=str(who["born"]) if who.get("born") is not None else None,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def told(folder: Path, stem: str) -> str:
    """Who holds a spec, in words. A note that a dead process left says nothing of who holds it now."""
    who = holder(folder, stem)
    return NOBODY if who is None or who.gone else who.told


def is_held(folder: Path, stem: str) -> bool:
    """Whether a process writes this spec now. The lock is asked, which keeps nobody from taking it."""
    try:
        handle = os.open(
            _lock(folder, stem), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        )
    except OSError:
        return False
    try:
        if not _flock(handle, fcntl.LOCK_SH):
            return True
    except OSError:
        return False
    finally:
        os.close(handle)
    left = holder(folder, stem)
    far = left is not None and left.host != socket.gethostname()
    return far and is_network(file_system(folder))
