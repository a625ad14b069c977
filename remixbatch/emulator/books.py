"""The books: every submission that was accepted, committed before its answer is sent.

They are what tests of crashes count against: an entry is a video that a service would charge for. SQLite, so
that they survive the process and can be read beside it: `videos` is what was charged, `posts` is all that was
asked (one line a request that could be read), with the faults that befell it.
"""

import json
import math
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from remixbatch.emulator.looks import Look
from remixbatch.emulator.options import EmulatorError
from remixbatch.emulator.video import Failure, Video

VERSION = 1
_SCHEMA = f"""
CREATE TABLE videos (
    serial INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    prompt TEXT NOT NULL,
    model TEXT,
    created REAL NOT NULL,
    duration REAL NOT NULL,
    ends REAL NOT NULL,
    expires REAL,
    scene TEXT NOT NULL,
    light TEXT NOT NULL,
    weather TEXT NOT NULL,
    failure_code TEXT,
    failure_message TEXT,
    idempotency_key TEXT,
    likeness BLOB NOT NULL           -- of source and prompt: finds earlier takes of the same
);
CREATE INDEX likenesses ON videos (likeness);
CREATE INDEX endings ON videos (ends);
CREATE INDEX beginnings ON videos (created);
CREATE TABLE deleted (id TEXT PRIMARY KEY);
PRAGMA user_version = {VERSION};
"""
# Came later, and takes nothing from older books.
_POSTS = """
CREATE TABLE IF NOT EXISTS posts (
    serial INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    source TEXT NOT NULL,
    prompt TEXT NOT NULL,
    model TEXT,
    idempotency_key TEXT,
    root TEXT NOT NULL,              -- the source at the beginning of its lineage
    lineage TEXT NOT NULL,           -- the same in every run of a campaign
    nth INTEGER NOT NULL,            -- of its lineage
    id TEXT UNIQUE,                  -- what was booked; null: nothing (yet)
    also TEXT UNIQUE,                -- booked twice: the one that nobody was told of
    due REAL,                        -- when it will be booked, where that comes after the answer
    faults TEXT NOT NULL,            -- JSON
    lies TEXT,                       -- where no client could do right: why
    denied TEXT,                     -- why it was refused in earnest
    answered INTEGER                 -- whether a whole answer left that a client can use; null: none yet
);
CREATE INDEX IF NOT EXISTS lineages ON posts (lineage);
CREATE INDEX IF NOT EXISTS dues ON posts (due) WHERE due IS NOT NULL;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One request to make a video, and what became of it."""

    at: float
    source: str
    prompt: str
    model: str | None
    idempotency_key: str | None
    root: str
    lineage: str
    nth: int
    id: str | None = None
    also: str | None = None
    due: float | None = None
    faults: Sequence[Mapping[str, Any]] = ()  # name, when, and seconds of what becomes of the job
    lies: str | None = None
    denied: str | None = None
    answered: bool | None = None
    serial: int = 0


def _make_private(folder: Path) -> None:
    """The runner's state may lie beside ours, in a folder that nobody else must be able to write to."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir(mode=0o700, exist_ok=True)


class Books:
    """One connection for all request threads, one of them at a time."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._told: list[tuple[bool, int]] = []  # answers that are not noted yet: (usable, serial)
        try:
            _make_private(path.parent)
            self._db = sqlite3.connect(
                path, timeout=30, isolation_level=None, check_same_thread=False
            )
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode = WAL")
            with self.writing():
                version = self._db.execute("PRAGMA user_version").fetchone()[0]
                if version == 0:
                    for statement in _SCHEMA.split(";\n"):
                        self._db.execute(statement)
                if version in (0, VERSION):
                    for statement in _POSTS.split(";\n"):
                        self._db.execute(statement)
        except (OSError, sqlite3.Error) as error:
            raise EmulatorError(
                f"{path}: the emulator cannot keep its books there: {error}",
                hint="Choose another folder with --state, or move that file away.",
            ) from None
        if version not in (0, VERSION):
            self._db.close()
            raise EmulatorError(
                f"{path}: kept by another version of the emulator",
                hint="Choose another folder with --state, or move that file away.",
            )

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """What is read and written inside is one step; it is durable when this ends."""
        with self._lock:
            told = len(self._told)
            with self._db:  # commits, or rolls back where the inside raises
                self._db.execute("BEGIN IMMEDIATE")
                if told:
                    update = "UPDATE posts SET answered = ? WHERE serial = ?"
                    self._db.executemany(update, self._told)
                yield
            del self._told[:told]

    def add(self, video: Video) -> None:
        row = {
            "id": video.id,
            "source": video.source,
            "prompt": video.prompt,
            "model": video.model,
            "created": video.created,
            "duration": video.duration,
            "ends": video.ends,
            "expires": video.expires,
            "scene": video.look.scene,
            "light": video.look.light,
            "weather": video.look.weather,
            "failure_code": None if video.failure is None else video.failure.code,
            "failure_message": None if video.failure is None else video.failure.message,
            "idempotency_key": video.idempotency_key,
            "likeness": _likeness(str(video.source), str(video.prompt)),
        }
        names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
        self._db.execute(f"INSERT INTO videos ({names}) VALUES ({places})", row)  # noqa: S608 - own names

    def note(self, post: Post) -> int:
        """A request, whatever becomes of it; its number."""
        row = {name: getattr(post, name) for name in _NOTED} | {"faults": json.dumps(post.faults)}
        names, places = ", ".join(row), ", ".join(f":{name}" for name in row)
        return int(
            self._db.execute(f"INSERT INTO posts ({names}) VALUES ({places})", row).lastrowid  # noqa: S608 - own names
            or 0
        )

    def told(self, serial: int, *, usable: bool) -> None:
        """What was answered to a request has left. Noted with what is written next: it costs no sync."""
        with self._lock:
            self._told.append((usable, serial))

    def posts(self, after: int = 0, most: int = -1) -> list[Post]:
        """The requests that follow the one of that number, oldest first; all of them, or `most`."""
        with self._lock:
            if self._told:
                with self.writing():
                    pass
            query = "SELECT * FROM posts WHERE serial > ? ORDER BY serial LIMIT ?"
            return [_post(row) for row in self._rows(query, after, most)]

    def post_of(self, id_: str) -> Post | None:
        """The request that made a video."""
        found = self._rows("SELECT * FROM posts WHERE id = ? OR also = ?", id_, id_)
        return _post(found[0]) if found else None

    def asked(self, lineage: str) -> int:
        """How often a lineage was asked for before, but for what was refused in earnest."""
        query = "SELECT count(*) FROM posts WHERE lineage = ? AND denied IS NULL"
        return int(self._rows(query, lineage)[0][0])

    def due(self, now: float) -> list[Post]:
        """What is to be booked by now, in that order."""
        return [
            _post(row) for row in self._rows("SELECT * FROM posts WHERE due <= ? ORDER BY due", now)
        ]

    def is_done(self, serial: int, id_: str | None) -> None:
        """What was due is booked, or cannot be."""
        self._rows("UPDATE posts SET due = NULL, id = ? WHERE serial = ?", id_, serial)

    def another(self, id_: str) -> str | None:
        """The first video that is not this one."""
        query = "SELECT id FROM videos WHERE id != ? ORDER BY serial LIMIT 1"
        return next((str(row[0]) for row in self._rows(query, id_)), None)

    def find(self, id_: str) -> Video | None:
        """A video that was made here and not deleted."""
        found = self._rows("SELECT * FROM videos WHERE id = ?", id_)
        return _video(found[0]) if found and not self.is_deleted(id_) else None

    def keyed(self, key: str) -> Video | None:
        """The first that was accepted under an idempotency key."""
        found = self._rows("SELECT * FROM videos WHERE idempotency_key = ? ORDER BY serial", key)
        return _video(found[0]) if found else None

    def every(self) -> list[Video]:
        """All that was ever accepted, oldest first, deleted ones too."""
        return [_video(row) for row in self._rows("SELECT * FROM videos ORDER BY serial")]

    def page(
        self, *, newest_first: bool, after: str | None, most: int, until: float = math.inf
    ) -> list[Video]:
        """At most so many that follow the video `after`, without those that were deleted, or made later than `until`."""
        way, sign = ("DESC", "<") if newest_first else ("ASC", ">")
        start = f"AND serial {sign} (SELECT serial FROM videos WHERE id = ?)"  # noqa: S608 - own words
        rows = self._rows(
            "SELECT * FROM videos WHERE id NOT IN (SELECT id FROM deleted) "  # noqa: S608 - own words
            f"AND created <= ? {start if after else ''} ORDER BY serial {way} LIMIT ?",
            until,
            *([after] if after else []),
            most,
        )
        return [_video(row) for row in rows]

    def delete(self, id_: str) -> None:
        self._rows("INSERT OR IGNORE INTO deleted VALUES (?)", id_)

    def is_deleted(self, id_: str) -> bool:
        return bool(self._rows("SELECT 1 FROM deleted WHERE id = ?", id_))

    def takes(self, source: str, prompt: str) -> int:
        """How often this was accepted before."""
        like = _likeness(source, prompt)
        return int(self._rows("SELECT count(*) FROM videos WHERE likeness = ?", like)[0][0])

    def unfinished(self, now: float) -> tuple[int, float]:
        """How many jobs run, and when the first of them ends."""
        count, first = self._rows("SELECT count(*), min(ends) FROM videos WHERE ends > ?", now)[0]
        return int(count), float(first or now)

    def begun_since(self, since: float) -> tuple[int, float]:
        """How many jobs were accepted after a time, and when the first of them was."""
        count, first = self._rows(
            "SELECT count(*), min(created) FROM videos WHERE created > ?", since
        )[0]
        return int(count), float(first or since)

    def _rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._db.execute(statement, values).fetchall()


_NOTED = [field.name for field in fields(Post) if field.name != "serial"]


def _post(row: sqlite3.Row) -> Post:
    told = row["answered"]
    values = {name: row[name] for name in (*_NOTED, "serial")}
    values |= {
        "faults": json.loads(row["faults"]),
        "answered": None if told is None else bool(told),
    }
    return Post(**values)


def _likeness(source: str, prompt: str) -> bytes:
    return sha256(f"{source}\0{prompt}".encode()).digest()[:16]


def _video(row: sqlite3.Row) -> Video:
    failure = None
    if row["failure_code"] is not None:
        failure = Failure(code=row["failure_code"], message=row["failure_message"])
    return Video(
        id=row["id"],
        source=row["source"],
        prompt=row["prompt"],
        model=row["model"],
        created=row["created"],
        duration=row["duration"],
        expires=row["expires"],
        look=Look(scene=row["scene"], light=row["light"], weather=row["weather"]),
        failure=failure,
        idempotency_key=row["idempotency_key"],
    )
