"""Starts remixbatch with a place to be killed at. The package has no such hooks: its performers and its journal are
wrapped from here.

    crash_start.py POINT WORD…

    before:KIND:N, after:KIND:N   kill -9 on that side of the N-th append of this kind of event
    booked:N                      kill -9 once the service has booked the N-th POST; its answer is never recorded
    lock:N                        kill -9 when the N-th new lock is written, and not yet in its place
    seconds:S                     kill -9 after so many seconds
    bug:N                         a look raises what nobody expects, while the N-th POST is booked and unanswered
    insert:KIND:N, commit:KIND:N  the disk fails from this statement of the N-th append on
    committed:KIND:N              the N-th append reaches the disk, and its commit is reported as failed all the same
    full:KIND:N                   from the N-th append on no file may grow beyond the journal's present size
    none:KIND:N                   from the N-th append on nothing can be written to any file
    clock:S                       the wall clock is ahead by so many seconds (behind: below 0)
    jumps:SEED                    the wall clock jumps by up to two days, each time that anybody reads it

Several, with a comma between them, hold together.
"""

import os
import resource
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import requests

from remixbatch import events as e
from remixbatch.actions import Action, Send
from remixbatch.answers import Seen
from remixbatch.driver import Driver
from remixbatch.journal import Journal
from remixbatch.service import Service

Act = Callable[[Journal], None]


def kill(_: object = None) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def at_append(kind: str, nth: int, *, before: Act | None = None, after: Act | None = None) -> None:
    """Act on one side of an append."""
    append, seen = Journal.append_all, count(1)

    def wrapped(journal: Journal, events: Sequence[e.Event], expected: int) -> int:
        here = nth in [next(seen) for event in events if e.KINDS[type(event)] == kind]
        if here and before is not None:
            before(journal)
        position = append(journal, events, expected)
        if here and after is not None:
            after(journal)
        return position

    Journal.append_all = wrapped  # type: ignore[assignment, method-assign]


def at_send(nth: int) -> None:
    """The main thread alone records answers, and here it waits for the books instead."""
    perform, seen, url = Driver.perform, count(1), os.environ["REMIXBATCH_BASE_URL"]

    def wrapped(driver: Driver, action: Action) -> None:
        perform(driver, action)
        if isinstance(action, Send) and next(seen) == nth:
            until_booked(url, action.intent.uid)
            kill()

    Driver.perform = wrapped  # type: ignore[assignment, method-assign]


def at_lock(nth: int) -> None:
    replace, seen = os.replace, count(1)

    def wrapped(source: Path, target: Path) -> None:
        if target.suffix == ".lock" and next(seen) == nth:
            kill()
        replace(source, target)

    os.replace = wrapped  # type: ignore[assignment]


def bug_after_send(nth: int) -> None:
    perform, look, url = Driver.perform, Service.look, os.environ["REMIXBATCH_BASE_URL"]
    sent: list[str] = []

    def performed(driver: Driver, action: Action) -> None:
        perform(driver, action)
        sent.extend([action.intent.uid] if isinstance(action, Send) else [])

    def looked(service: Service, uid: str, id_: str, links: Mapping[str, str]) -> Seen:
        if len(sent) >= nth:
            until_booked(url, sent[nth - 1])
            raise KeyError("a bug")
        return look(service, uid, id_, links)

    Driver.perform = performed  # type: ignore[assignment, method-assign]
    Service.look = looked  # type: ignore[assignment, method-assign]


def until_booked(url: str, uid: str) -> None:
    while True:
        books = requests.get(f"{url}/emulator/books", timeout=10).json()["submissions"]
        if any(entry["idempotency_key"] == uid for entry in books):
            return
        time.sleep(0.01)


class Failing:
    """A journal's connection to a disk that fails, once and for ever, when it comes to a statement."""

    def __init__(self, db: sqlite3.Connection, statement: str, *, done: bool) -> None:
        self._db = db
        self._statement = statement
        self._done = done  # the statement is carried out, and reported as failed
        self._broken = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def execute(self, sql: str, *values: Any) -> Any:
        if sql.startswith(self._statement) and self._done and not self._broken:
            self._db.execute(sql, *values)
        self._broken = self._broken or sql.startswith(self._statement)
        if self._broken and sql != "ROLLBACK":
            raise sqlite3.OperationalError("disk I/O error")
        return self._db.execute(sql, *values)


def fail(statement: str, *, done: bool = False) -> Act:
    def act(journal: Journal) -> None:
        journal._db = Failing(journal._db, statement, done=done)  # type: ignore[assignment]

    return act


def fill(journal: Journal) -> None:
    """A disk without room, as far as a process can make one: only small files are still written."""
    allow(journal.path.with_name(f"{journal.path.name}-wal").stat().st_size)


def allow(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def set_clock(ahead: Callable[[], float]) -> None:
    wall = time.time
    time.time = lambda: wall() + ahead()


def prepare(points: str) -> None:
    for point in points.split(","):
        _prepare(point)


def _prepare(point: str) -> None:
    match point.split(":"):
        case ["clock", seconds]:
            set_clock(lambda: float(seconds))
        case ["jumps", seed]:
            rng = Random(int(seed))
            set_clock(lambda: rng.uniform(-2, 2) * 86_400)
        case ["before", kind, nth]:
            at_append(kind, int(nth), before=kill)
        case ["after", kind, nth]:
            at_append(kind, int(nth), after=kill)
        case ["booked", nth]:
            at_send(int(nth))
        case ["lock", nth]:
            at_lock(int(nth))
        case ["bug", nth]:
            bug_after_send(int(nth))
        case ["seconds", seconds]:
            threading.Timer(float(seconds), kill).start()
        case ["insert", kind, nth]:
            at_append(kind, int(nth), before=fail("INSERT INTO events"))
        case ["commit", kind, nth]:
            at_append(kind, int(nth), before=fail("COMMIT"))
        case ["committed", kind, nth]:
            at_append(kind, int(nth), before=fail("COMMIT", done=True))
        case ["full", kind, nth]:
            at_append(kind, int(nth), before=fill)
        case ["none", kind, nth]:
            at_append(kind, int(nth), before=lambda _: allow(0))
        case _:
            raise SystemExit(f"no such point: {point}")


if __name__ == "__main__":
    from remixbatch.cli.main import main

    prepare(sys.argv.pop(1))
    main()
