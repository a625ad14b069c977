"""Other specs of a folder: what they have, so that nobody takes it for nobody's."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from remixbatch import events as e
from remixbatch.commands.abandoned import held_at, is_ours, is_there, specs_of
from remixbatch.commands.campaign import Campaign
from remixbatch.commands.console import tell
from remixbatch.commands.loaded import Home
from remixbatch.errors import DiskError, RemixbatchError, UsageError
from remixbatch.holdings import Holdings
from remixbatch.journal import Journal
from remixbatch.problem import printable
from remixbatch.report.text import told
from remixbatch.take import Phase

NO_TIME = 0.0  # of the facts of a lock that are only looked at
FRESH = 2_000_000_000  # ns; a file changed so lately may change again, and its time stay the same


class _Mark(NamedTuple):
    """What changes with what a file holds; as it is here, of none.

    `written`: ns since the epoch. Its ctime is left out: readers change that of a log, where they are root.
    """

    number: tuple[int, int] | None = None
    size: int = 0
    written: int = 0


_Marks = tuple[int, tuple[_Mark, ...]]  # with the number of the journal's last event


@dataclass(frozen=True, slots=True, kw_only=True)
class Sibling:
    """A take of a spec beside this one. `spec`: its file, or its lock where the file is not there."""

    spec: Path
    lock: Path
    job: str
    take: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Neighbour:
    """What journal and lock of a spec beside this one tell. A run of it may be under way."""

    spec: Path
    told_by: Path  # its lock, or its journal where that alone is there
    held: Holdings
    unread: list[RemixbatchError]


def siblings(campaign: Campaign) -> dict[tuple[str, str], Sibling]:
    """By origin and id, the takes of other specs of the folder. What cannot be read is told, and left out."""
    found: dict[tuple[str, str], Sibling] = {}
    for other in Neighbours(campaign.loaded.home).all():
        for error in other.unread:
            tell(f"warning: {_not_known(error)}")
        for handle, take in other.held.takes.items():
            if take.id is not None:
                job = other.held.job_of(handle)
                one = Sibling(spec=other.spec, lock=other.told_by, job=job, take=take.take)
                found.setdefault((take.origin, take.id), one)
    return found


def _not_known(error: RemixbatchError) -> str:
    return f"{error.message}; which videos it has is not known"


class Neighbours:
    """Locks and journals beside a spec's own. A run asks at each list: only what changed is read again.

    Workers of a driver ask at once. What one of them keeps goes with the marks that it was read under, so
    the worst that comes of that is a file read twice.
    """

    def __init__(self, own: Home, now: Callable[[], int] = time.time_ns) -> None:
        """`now`: nanoseconds since the epoch, by the clock that dates files."""
        self._own = own
        self._now = now
        self._kept: dict[str, tuple[_Marks, Holdings]] = {}

    def beside(self) -> e.Beside:
        """What `siblings` finds, as a run needs it, with what has no answer yet, as it stands now. Nothing is told."""
        owned: dict[tuple[str, str], str] = {}
        waiting: dict[tuple[str, str, str], dict[str, str]] = {}
        unread: list[str] = []
        for other in self.all():
            unread += map(_not_known, other.unread)
            for handle, take in other.held.takes.items():
                if take.id is not None:
                    owned.setdefault((take.origin, take.id), take.uid)
                elif take.phase in (Phase.SUBMITTING, Phase.UNCLEAR):
                    whose = f"{other.held.job_of(handle)} of {other.spec}"
                    asked = (take.origin, take.parent, take.prompt)
                    waiting.setdefault(asked, {})[take.uid] = whose
        return e.Beside(owned=owned, waiting=waiting, unread=tuple(unread))

    def all(self) -> Iterator[_Neighbour]:
        """Each, as it stands now, by name."""
        own = self._own
        for stem in sorted(_stems(own) - {own.stem}):
            home = Home(lock=own.lock.parent / f"{stem}.lock", state=own.state, stem=stem)
            held, unread = self._held(home)
            told_by = home.lock if is_there(home.lock) else home.journal
            spec = next(specs_of(home.lock), told_by)
            yield _Neighbour(spec=spec, told_by=told_by, held=held, unread=unread)

    def _held(self, home: Home) -> tuple[Holdings, list[RemixbatchError]]:
        marks = _marks(home, self._now())  # before it is read: what changes meanwhile is read again
        kept = self._kept.get(home.stem)
        if marks is not None and kept is not None and kept[0] == marks:
            return kept[1], []
        held, unread = held_at(home, NO_TIME)
        self._kept.pop(home.stem, None)
        if marks is not None and not unread:
            self._kept[home.stem] = (marks, held)
        return held, unread


def _stems(own: Home) -> set[str]:
    """Of locks and journals of ours, and what lies where a spec's lock would; other tools have files of that name, too."""
    locks = (path for path in _files(own.lock.parent) if path.suffix == ".lock")
    stems = {path.stem for path in locks if is_ours(path) or any(specs_of(path))}
    return stems | {path.stem for path in _files(own.state) if path.suffix == ".db"}


def _files(folder: Path) -> list[Path]:
    """What lies in a folder. Raises DiskError: in one that cannot be listed any spec may lie."""
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DiskError(
            f"{printable(str(folder))}: the folder cannot be listed: {error.strerror or error}",
            hint="Get the right to read it, or move the spec to a folder of its own.",
        ) from None


def _marks(home: Home, now: int) -> _Marks | None:
    """What tells whether its files are as they were; None where that is not sure.

    Times of files alone are not: a commit that waits for the disk is seen by readers only after it was
    written. So SQLite is asked for the last event, too.
    """
    journal = home.journal
    logs = [journal.with_name(f"{journal.name}-{end}") for end in ("wal", "journal")]
    try:
        marks = [_mark(path) for path in (journal, home.lock)]
        marks += [mark for mark in map(_mark, logs) if mark.size]  # readers make empty ones
        last = _last(journal)
    except (RemixbatchError, OSError):
        return None
    newest = max(mark.written for mark in marks)
    return None if newest > now - FRESH else (last, tuple(marks))


def _last(path: Path) -> int:
    """The number of a journal's last event. Raises DiskError, at once where another process keeps it to itself."""
    journal = Journal.read_only(path, patience=0.0)
    if journal is None:
        return 0
    with journal:
        return journal.last()


def _mark(path: Path) -> _Mark:
    """Raises OSError."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return _Mark()
    return _Mark((found.st_dev, found.st_ino), found.st_size, found.st_mtime_ns)


def check_elsewhere(
    beside: Mapping[tuple[str, str], Sibling], origin: str, id_: str, *, force: bool
) -> None:
    """Raises UsageError for an id that a spec beside this one has; with `force` that is told."""
    owner = beside.get((origin, id_))
    if owner is None:
        return
    said = f"{told(id_)} is take {owner.take} of {told(owner.job)} in {owner.spec}"
    if force:
        tell(f"note: {said}, too: it was paid for once")
        return
    raise UsageError(
        f"{said} already; nothing was changed",
        hint=f"It is in {owner.lock}. --force takes it over all the same: then both specs have it.",
    )
