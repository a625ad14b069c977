"""One writer of a spec: an OS lock for the life of the process, released by the kernel when it ends.

Never by age: a process that was stopped for a day still holds what it holds.
"""

import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from remixbatch.errors import DiskError, LockError

SECOND = "Wait for it or stop it (its record is safe); `remixbatch status` shows how far it is."


@contextmanager
def one_writer(
    folder: Path, stem: str, me: Mapping[str, Any], *, what: str = "run", hint: str = SECOND
) -> Iterator[None]:
    """Hold the spec whose state lies in `folder`. `me`: pid, host and start, told to whoever comes second.

    Raises LockError (exit 5) naming the holder, DiskError where the lock file cannot be made.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - keeps `--version` light

    holder = folder / f"{stem}.writer.json"
    lock = FileLock(folder / f"{stem}.writer", timeout=0)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock.acquire()
        holder.write_text(json.dumps(dict(me)), encoding="utf-8")
    except Timeout:
        raise LockError(
            f"another {what} holds this spec: {_told(holder)}",
            hint=hint,
        ) from None
    except FileExistsError:
        lock.release()
        raise DiskError(
            f"{folder}: is not a folder, and the state of the spec is kept in one of that name",
            hint="Move it away, then run again.",
        ) from None
    except OSError as error:
        lock.release()
        raise DiskError(
            f"{folder}: {error.strerror or error}",
            hint="The state of a spec is kept beside it; that folder must be writable.",
        ) from None
    try:
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def is_held(folder: Path, stem: str) -> bool:
    """Whether a process seems to write this spec now, without getting in its way.

    For display only: it looks whether the process that signed is alive, and takes no lock.
    """
    try:
        who = json.loads((folder / f"{stem}.writer.json").read_text(encoding="utf-8"))
        if who["host"] != socket.gethostname():
            return True  # not to be known from here
        os.kill(int(who["pid"]), 0)
    except PermissionError:
        return True
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return True


def _told(holder: Path) -> str:
    """Who holds it, as that process wrote it."""
    try:
        who = json.loads(holder.read_text(encoding="utf-8"))
        return f"process {int(who['pid'])} on {str(who['host'])[:80]!r}, since {str(who['start'])[:40]}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that has not told its name yet"
