"""Places on the disk that are this user's alone: folders and files that nobody else can have put there.

What is kept there decides what is paid for. Links are not followed: a pull request can bring one.
"""

import errno
import os
import pwd
import stat
import subprocess
from contextlib import suppress
from pathlib import Path, PurePosixPath

from remixbatch.errors import DiskError
from remixbatch.mounts import kind_at, mounts_of_linux, mounts_of_mac
from remixbatch.problem import printable

STATE = ".remixbatch"  # the folder beside specs
TABLE = Path("/proc/self/mountinfo")
_ASK_WITHIN = 5.0  # seconds
# File systems that cannot sync a folder say so with one of these; the file itself is synced by then.
_NO_FOLDER_SYNC = {errno.EINVAL, errno.ENOTSUP}


class IrregularError(OSError):
    """A folder, pipe, socket or device stands where a file is kept."""


def private_folder(folder: Path) -> None:
    """Make a folder that only this user may write to, or see that it is one.

    Raises DiskError where it is a link, another user's, or others may write there; the same for the
    folders between it and STATE.
    """
    for each in _down_to(folder):
        try:
            _make(each)
            found = each.lstat()
        except OSError as error:
            raise DiskError(
                f"{_shown(each)}: {error.strerror}",
                hint="The state of a spec is kept beside it; that folder must be writable.",
            ) from None
        _check_folder(each, found)


def _down_to(folder: Path) -> list[Path]:
    """It, and what lies above it up to STATE; the topmost first."""
    names = [folder, *folder.parents]
    top = next((index for index, each in enumerate(names) if each.name == STATE), 0)
    return names[top::-1]


def _make(folder: Path) -> None:
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700, parents=True)


def _check_folder(folder: Path, found: os.stat_result) -> None:
    shown = _shown(folder)
    if stat.S_ISLNK(found.st_mode):
        raise DiskError(
            f"{shown}: is a symbolic link, and the state of a spec is kept in a folder of that name itself",
            hint="Put the folder that it leads to in its place: whoever can change the link could make "
            "what was paid for be forgotten.",
        )
    if not stat.S_ISDIR(found.st_mode):
        raise DiskError(
            f"{shown}: is not a folder, and the state of the spec is kept in one of that name",
            hint="Move it away, then run again.",
        )
    _check_owner(folder, found)
    if found.st_mode & 0o022:
        raise DiskError(
            f"{shown}: others may write there (mode {stat.S_IMODE(found.st_mode):04o}), "
            "and what lies there decides what is paid for",
            hint=f"chmod 700 {shown}",
        )


def _check_owner(path: Path, found: os.stat_result) -> None:
    if found.st_uid != os.geteuid():
        raise DiskError(
            f"{_shown(path)}: belongs to {user(found.st_uid)}, and this process runs as {user(os.geteuid())}",
            hint=f"Run as {user(found.st_uid)}, or take it over: chown -R {user(os.geteuid())} {_shown(path)}",
        )


def user(uid: int) -> str:
    """A user as commands name them."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def check_regular(path: Path, found: os.stat_result) -> None:
    """Raises IrregularError, with the path. A link is for whoever opens it to refuse."""
    if stat.S_ISREG(found.st_mode) or stat.S_ISLNK(found.st_mode):
        return
    if stat.S_ISDIR(found.st_mode):
        raise IrregularError(errno.EISDIR, "is a folder", str(path))
    what = "is a device, pipe or socket, not a regular file"
    raise IrregularError(errno.EINVAL, what, str(path))


def check_own(path: Path, what: str) -> None:
    """Where something lies there, see that it is a plain file of this user under this one name.

    `what` is kept there. It is not opened: whoever closes an SQLite file lets go of its locks. Raises DiskError.
    """
    with suppress(FileNotFoundError):
        _check_file(path, path.lstat(), what)


def open_own(path: Path, what: str) -> int:
    """A plain file of this user under this one name, made where there is none; open for reading and writing.

    Raises DiskError for anything else, OSError where it cannot be opened.
    """
    check_own(path, what)
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    handle = os.open(path, flags, 0o600)
    try:
        _check_file(path, os.fstat(handle), what)
    except DiskError:
        os.close(handle)
        raise
    return handle


def _check_file(path: Path, found: os.stat_result, what: str) -> None:
    if stat.S_ISLNK(found.st_mode):
        odd = "is a symbolic link"
    elif not stat.S_ISREG(found.st_mode):
        odd = "is not a file"
    elif found.st_nlink > 1:
        odd = f"is one file under {found.st_nlink} names (hard links)"
    else:
        _check_owner(path, found)
        return
    raise DiskError(
        f"{_shown(path)}: {odd}, and {what} is kept there",
        hint="Move it away, then run again.",
    )


def parts_of(path: Path) -> list[Path]:
    """What SQLite keeps beside a database: its logs, then the index of the first one."""
    return [path.with_name(f"{path.name}-{end}") for end in ("wal", "journal", "shm")]


def sync_folder(folder: Path) -> None:
    """A new name in it, or a changed one, is only there after a crash once this has returned. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(handle)


def file_system(path: Path) -> str | None:
    """The kind of file system that a path lies on, as Linux and macOS call it; None where nobody tells."""
    there = PurePosixPath(path.resolve())
    with suppress(OSError):
        return kind_at(there, mounts_of_linux(TABLE.read_text("utf-8", "surrogateescape")))
    with suppress(OSError, subprocess.TimeoutExpired):
        told = subprocess.run(
            ["/sbin/mount"],
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            timeout=_ASK_WITHIN,
            check=False,
        )
        return kind_at(there, mounts_of_mac(told.stdout))
    return None


def _shown(path: Path) -> str:
    return printable(str(path))
