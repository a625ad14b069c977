"""The journal: the durable record of one spec, written ahead of every paid call.

SQLite, WAL, synchronous=FULL: when `append` has returned, its events are on the disk. An append names the
position it was decided at and is refused when the journal has moved on (compare-and-set). Two
constraints carry the promise that nothing is paid for twice: a take has one open intent, an id one owner.
Other processes may read while one writes.

On a network's file system the write-ahead log cannot be used: its index is memory that the readers and the
writer share. There the writer keeps a rollback journal and the file to itself until it ends.
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from remixbatch import events as e
from remixbatch.claims import MATCHED, Claims, Video, rank
from remixbatch.errors import DiskError
from remixbatch.journal_file import (
    DAMAGED,
    TAKEN_AWAY,
    UNUSABLE,
    GoneError,
    connected,
    is_sealed,
    keep_safely,
    number_of,
    refuse_irregular,
    reported,
    was_begun,
    was_left_open,
)
from remixbatch.names import Renames
from remixbatch.place import parts_of, private_folder, sync_folder
from remixbatch.problem import printable

VERSION = 1
TABLES = """
CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE TABLE open_intents (          -- one open intent a take
    job TEXT NOT NULL, take INTEGER NOT NULL, uid TEXT NOT NULL UNIQUE,
    PRIMARY KEY (job, take)
);
CREATE TABLE owners (                -- one owner an id
    origin TEXT NOT NULL, id TEXT NOT NULL, uid TEXT NOT NULL,
    PRIMARY KEY (origin, id)
);
CREATE TRIGGER events_stay BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
CREATE TRIGGER events_last BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'events are only added'); END;
"""
# Promises that hold whoever writes here: journals of an earlier version get them when they are opened.
PROMISES = """
CREATE UNIQUE INDEX IF NOT EXISTS one_intent_a_uid ON events (json_extract(body, '$.uid')) WHERE kind = 'intent';
CREATE UNIQUE INDEX IF NOT EXISTS one_id_an_intent ON events (json_extract(body, '$.uid')) WHERE kind = 'submitted';
CREATE TRIGGER IF NOT EXISTS events_follow AFTER INSERT ON events
WHEN NEW.position > 1 AND NOT EXISTS (SELECT 1 FROM events WHERE position = NEW.position - 1)
BEGIN SELECT RAISE(ABORT, 'events follow one another'); END;
CREATE TRIGGER IF NOT EXISTS owners_stay BEFORE UPDATE ON owners
BEGIN SELECT RAISE(ABORT, 'an id keeps its owner'); END;
CREATE TRIGGER IF NOT EXISTS owners_last BEFORE DELETE ON owners
BEGIN SELECT RAISE(ABORT, 'an id keeps its owner'); END;
CREATE TRIGGER IF NOT EXISTS intents_stay BEFORE UPDATE OF uid, take ON open_intents
BEGIN SELECT RAISE(ABORT, 'an open intent is ended, not replaced'); END;
"""

_OPEN_OF_JOB = "SELECT job, take, uid FROM open_intents WHERE job = ?"
_OPEN_OF_UID = "SELECT job, take, uid FROM open_intents WHERE uid = ?"


class Journal:
    """Events of one spec in order. `position` is the number of the last one."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._db = connection
        self.position: int = 0
        self._broken = False
        self._file: tuple[int, int] | None = None  # of the one that was opened for writing
        self._origins: dict[str, str] = {}  # of each uid
        self._begun: dict[
            str, tuple[str, str]
        ] = {}  # each intent's job, and since when, as the lock says it
        self._renames = Renames()
        self._claims = Claims()

    @classmethod
    def open(cls, path: Path, *, network: bool = False) -> "Journal":
        """The journal at `path`, made where there is none, for the one process that writes.

        `network`: it lies on a file system of another machine. After a process that did not come to its end
        the whole file is looked through. Raises DiskError.
        """
        private_folder(path.parent)
        with reported(path):
            unclean = was_left_open(path)
        with connected(path, str(path)) as db:
            keep_safely(db, path, network=network)
            db.execute("PRAGMA synchronous=FULL")
            db.execute("PRAGMA fullfsync=ON")  # without it macOS leaves data in the drive's memory
            journal = cls(path, db)
            if unclean:
                journal.check()
            if _version(db, path) == 0:
                db.executescript(f"BEGIN IMMEDIATE;{TABLES}PRAGMA user_version={VERSION};COMMIT")
            db.executescript(f"BEGIN IMMEDIATE;{PROMISES}COMMIT")
            sync_folder(path.parent)
            journal._file = number_of(path)
            return journal

    @classmethod
    def read_only(cls, path: Path, patience: float = 10.0) -> "Journal | None":
        """The journal as a reader sees it, or None where there is none. Raises DiskError.

        `patience`: seconds to wait for a process that keeps it to itself.
        """
        with reported(path):
            if not path.exists():
                return None
            refuse_irregular(parts_of(path))
            sealed = is_sealed(path)
        how = "mode=ro&immutable=1" if sealed else "mode=ro"
        with connected(path, f"{path.absolute().as_uri()}?{how}", patience) as db:
            try:
                version = _version(db, path)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname != "SQLITE_READONLY_ROLLBACK" or was_begun(path):
                    raise
                version = 0  # its making was cut short; the next writer rolls that back
            if version != 0:
                return cls(path, db)
            db.close()
            return None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._db.close()

    def events(self, after: int = 0) -> list[e.Event]:
        """Every event so far, or those behind a position; `position` is that of the last then.

        Raises DiskError where a row cannot be read.
        """
        found: list[e.Event] = []
        with reported(self.path):
            rows = self._db.execute(
                "SELECT position, kind, body FROM events WHERE position > ? ORDER BY position",
                (after,),
            )
            for position, kind, body in rows:
                try:
                    event = e.from_row(kind, json.loads(body))
                except (KeyError, TypeError, ValueError):
                    raise DiskError(
                        f"{self.path}: event {position} cannot be read",
                        hint="It may come from a newer remixbatch, or the file was changed by hand.",
                    ) from None
                if position > self.position:
                    self._notice(event)
                    self.position = position
                found.append(event)
        return found

    def last(self) -> int:
        """The number of the last event that is in it now; 0 where there is none. Raises DiskError."""
        with reported(self.path):
            found = self._db.execute("SELECT coalesce(max(position), 0) FROM events").fetchone()
        return int(found[0])

    def check(self) -> None:
        """Look through the whole file. Raises DiskError where SQLite finds it damaged."""
        with reported(self.path):
            found = str(self._db.execute("PRAGMA quick_check(1)").fetchone()[0])
        if found != "ok":
            raise DiskError(f"{self.path}: the journal is damaged: {found}", hint=DAMAGED)

    def append(self, event: e.Event, expected: int) -> int:
        """Add one event, as `append_all` does."""
        return self.append_all((event,), expected)

    def append_all(self, events: Sequence[e.Event], expected: int) -> int:
        """Add events, all of them or none, durable on return; the position of the last.

        Raises DiskError where the disk fails, where `expected` is not the last position any more, or
        where one of them would open a second intent of a take or give an id a second owner. Once the disk has
        failed nothing more is taken: a sync that succeeds at a second try proves nothing of the first. Nor is it
        once some of several were taken back, since what was noticed of them stays.
        """
        if self._broken:
            raise DiskError(f"{self.path}: the journal failed before", hint=UNUSABLE)
        added = 0
        with reported(self.path):
            try:
                self._find()
                self._db.execute("BEGIN IMMEDIATE")
                self._compare(expected)
                for event in events:
                    self._add(event)
                    added += 1
                self._db.execute("COMMIT")
            except BaseException as error:
                failed = isinstance(error, sqlite3.Error | OSError | GoneError)
                self._broken = failed or added > 0
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
        self.position = expected + added
        return self.position

    def _add(self, event: e.Event) -> None:
        """Within a transaction."""
        kind, fields = e.to_row(event)
        body = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
        try:
            self._constrain(event)
            self._db.execute("INSERT INTO events (kind, body) VALUES (?, ?)", (kind, body))
        except sqlite3.IntegrityError as error:
            raise self._refused(event, error) from error
        self._notice(event)

    def _find(self) -> None:
        """SQLite goes on writing to a file that was taken away; nobody would ever read that."""
        if self._file is not None and number_of(self.path) != self._file:
            raise GoneError(
                f"{printable(str(self.path))}: the journal was taken away while this process wrote to it",
                hint=TAKEN_AWAY,
            )

    def _compare(self, expected: int) -> None:
        last = self._db.execute("SELECT coalesce(max(position), 0) FROM events").fetchone()[0]
        if last != expected:
            raise DiskError(
                f"{self.path}: another process wrote to this journal (at {last}, not {expected})",
                hint="Run `remixbatch status` to see where the spec stands, then run again.",
            )

    def _constrain(self, event: e.Event) -> None:
        run = self._db.execute
        match event:
            case e.Intent(job=job, take=take, uid=uid):
                run("INSERT INTO open_intents VALUES (?, ?, ?)", (job, take, uid))
            case e.Deferred(uid=uid) | e.Rejected(uid=uid) | e.Settled(uid=uid):
                run("DELETE FROM open_intents WHERE uid = ?", (uid,))
            case e.Moved() | e.Given():
                self._rename(event)
            case e.Submitted(uid=uid, id=id_) | e.Adopted(uid=uid, id=id_):
                origin = self._origins.get(uid, "")
                run("INSERT INTO owners VALUES (?, ?, ?)", (origin, id_, uid))
            case e.Imported(line=line) if line.get("id") is not None:
                self._claim(line)
            case _:
                pass

    def _claim(self, line: Mapping[str, Any]) -> None:
        """A video has one owner. Of the others that were answered with it the jobs do without, so they are due;
        the intents of those that were matched with it stay open.
        """
        video = (line["origin"], line["id"])
        self._db.execute("INSERT OR IGNORE INTO owners VALUES (?, ?, ?)", (*video, line["uid"]))
        self._claims.add(video, line["uid"], rank(line.get("note")))
        for uid in self._claims.free(video, self._owner, self._owned):
            self._db.execute("DELETE FROM open_intents WHERE uid = ?", (uid,))

    def _owner(self, video: Video) -> str:
        row = "SELECT uid FROM owners WHERE origin = ? AND id = ?"
        return str(self._db.execute(row, video).fetchone()[0])

    def _owned(self, uid: str) -> list[Video]:
        return self._db.execute("SELECT origin, id FROM owners WHERE uid = ?", (uid,)).fetchall()

    def _rename(self, event: e.Moved | e.Given) -> None:
        """An open intent is one of the job that its take has today, whatever the order in which renames are
        learnt: by a merge of locks one may come late, and find both names in use. Labels are not unique then.
        """
        self._renames.add(event)
        touched = self._renames.onward(event.source) if isinstance(event, e.Moved) else [event.uid]
        rows = _OPEN_OF_JOB if isinstance(event, e.Moved) else _OPEN_OF_UID
        going: list[tuple[str, int, str]] = []
        for job, take, uid in (row for each in touched for row in self._db.execute(rows, (each,))):
            name, _ = self._renames.stands(uid, *self._begun[uid])
            if name != job:
                going.append((name, take, uid))
        for _, _, uid in going:
            self._db.execute("DELETE FROM open_intents WHERE uid = ?", (uid,))
        for row in going:
            self._db.execute("INSERT OR REPLACE INTO open_intents VALUES (?, ?, ?)", row)

    def _refused(self, event: e.Event, error: sqlite3.IntegrityError) -> DiskError:
        match event:
            case e.Intent(uid=uid) if "one_intent_a_uid" in str(error):
                told = f"the intent {uid} was used before"
            case e.Intent(job=job, take=take):
                told = f"{job}.{take} has an open intent already"
            case e.Submitted(uid=uid) if "one_id_an_intent" in str(error):
                told = f"the intent {uid} has an id already"
            case e.Submitted(id=id_) | e.Adopted(id=id_):
                told = f"{id_} has an owner already"
            case _:
                told = str(error)
        return DiskError(
            f"{self.path}: refused, so that nothing is paid for twice: {told}",
            hint="Run `remixbatch status` to see where the spec stands.",
        )

    def _notice(self, event: e.Event) -> None:
        """Remember the origin of each uid: an id is one server's, so its owner is kept by origin."""
        if isinstance(event, e.Intent):
            self._origins[event.uid] = event.origin
            self._begun[event.uid] = (event.job, self._renames.since(event))
        elif isinstance(event, e.Moved | e.Given):
            self._renames.add(event)
        elif isinstance(event, e.Adopted):
            self._claims.add((self._origins.get(event.uid, ""), event.id), event.uid, MATCHED)
        elif isinstance(event, e.Imported):
            line = event.line
            self._origins[line["uid"]] = line["origin"]
            if line.get("id") is not None:
                self._claims.add((line["origin"], line["id"]), line["uid"], rank(line.get("note")))


def _version(db: sqlite3.Connection, path: Path) -> int:
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise DiskError(
            f"{path}: the journal was written by a newer remixbatch (format {version}, this one reads {VERSION})",
            hint="Update remixbatch.",
        )
    return version
