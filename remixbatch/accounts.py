"""Accounts that several processes of this machine submit to: what each leaves the others of its limits.

A service counts by key, whoever calls. So every process tells, in a database of this user's, which takes it has in
flight and when it submitted, and asks there before it submits. What a process holds ends with the process, and
nothing of it by age; of submissions a minute counts. Whoever has to wait stands in a line: nobody who comes later
may take what the first needs, so none waits for ever.

Times are seconds of the system's monotonic clock, which all processes of one start of the machine share. Losing
the database costs answers of 429 and no money, so it is not synced, and a run goes on without it.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from remixbatch.errors import DiskError
from remixbatch.place import check_own, parts_of, private_folder
from remixbatch.problem import printable
from remixbatch.process import boot, born, lives, realm

MINUTE = 61.0  # seconds: a submission may be a second longer on its way than the one before it
AGAIN = 0.25  # seconds until whoever waits for a take's end asks again
GRACE = 5.0  # seconds after which one who does not ask again has left the line
PATIENCE = 5.0  # seconds to wait for a process that is just asking
TABLES = """
CREATE TABLE IF NOT EXISTS flying (      -- takes that a process has in flight
    realm TEXT NOT NULL, account TEXT NOT NULL, uid TEXT NOT NULL, pid INTEGER NOT NULL, born TEXT NOT NULL,
    PRIMARY KEY (realm, account, uid, pid, born)
);
CREATE TABLE IF NOT EXISTS sent (        -- submissions
    realm TEXT NOT NULL, account TEXT NOT NULL, at REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS line (        -- who waits, in the order of coming
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    realm TEXT NOT NULL, account TEXT NOT NULL, pid INTEGER NOT NULL, born TEXT NOT NULL,
    in_flight INTEGER NOT NULL, per_minute REAL NOT NULL, again REAL NOT NULL,
    UNIQUE (realm, account, pid, born)
);
"""
_HERE = "WHERE realm = :realm AND account = :account"
_OURS = f"{_HERE} AND pid = :pid AND born = :born"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """An account as one process uses it. Two with different limits each keep to their own."""

    account: str
    in_flight: int
    per_minute: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """No submission now. `wait`: seconds until it makes sense to ask again."""

    wait: float
    reason: str


def name_of(place: str, key: str | None) -> str:
    """An account's name: of a service's address and a key, of which nothing can be read from it."""
    return sha256(f"remixbatch account\0{place}\0{key or ''}".encode()).hexdigest()[:32]


def room(
    share: Share, ahead: Sequence[Share], flying: int, sent: Sequence[float], now: float
) -> Busy | None:
    """Whether one more submission fits: `flying` takes and those `sent` (oldest first) by all, `ahead` in the line.

    Each of those ahead gets one first. The lowest of their limits and ours holds: who may use less of the
    account would otherwise wait for as long as the others keep it above that.
    """
    free = min(each.in_flight for each in (share, *ahead)) - len(ahead)
    if flying >= free:
        others = f"{flying} of {share.in_flight} takes in flight"
        return Busy(wait=AGAIN, reason=f"shared with other runs of this machine: {others}")
    slowest = min(each.per_minute for each in (share, *ahead))
    rate, span = max(1, int(slowest)) - len(ahead), _span(slowest)
    recent = [at for at in sent if now - span < at <= now]
    if len(recent) < rate:
        return None
    many = f"{len(recent)} submissions in this minute, {share.per_minute:g} are allowed"
    lapses = recent[len(recent) - rate] + span - now if rate > 0 else AGAIN
    return Busy(wait=max(AGAIN, lapses), reason=f"shared with other runs of this machine: {many}")


def _span(per_minute: float) -> float:
    """Seconds over which submissions are counted: where less than one a minute is allowed, as many as one takes."""
    return MINUTE * max(1.0, 1 / per_minute)


class Accounts:
    """The database, for one process. Every method raises DiskError where it cannot be used."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self._path = path
        self._db = db
        self._me = {"realm": realm(), "pid": os.getpid(), "born": born(os.getpid()) or ""}
        self._kept: set[tuple[str, str]] = set()  # (account, uid)

    @classmethod
    def open(cls, path: Path) -> "Accounts":
        private_folder(path.parent)
        for each in (path, *parts_of(path)):
            check_own(each, "the use of accounts")
        with _reported(path):
            db = sqlite3.connect(path, isolation_level=None, timeout=PATIENCE)
            try:
                db.execute("PRAGMA synchronous=OFF")
                db.executescript(f"BEGIN IMMEDIATE;{TABLES}COMMIT")
            except BaseException:
                db.close()
                raise
        accounts = cls(path, db)
        with accounts._changing():
            accounts._forget_former_starts()
        return accounts

    def ask(self, share: Share, now: float, uid: str | None = None) -> Busy | None:
        """Whether one more may be submitted; with a `uid` it is, and counts from now on."""
        account = share.account
        with self._changing():
            now = self._caught_up(account, now)
            self._bury(account)
            flying, sent = self._flying(account), self._sent(share, now)
            busy = room(share, self._ahead(account, now), flying, sent, now)
            if busy is not None:
                self._stand(share, now + busy.wait)
            elif uid is None:
                self._run(f"UPDATE line SET again = :now {_OURS}", account=account, now=now)
            else:
                self._run(f"DELETE FROM line {_OURS}", account=account)
                self._run(
                    "INSERT INTO sent VALUES (:realm, :account, :now)", account=account, now=now
                )
                self._add(account, uid)
            return busy

    def keep(self, flying: AbstractSet[tuple[str, str]]) -> None:
        """What this process has in flight is this: pairs of an account and a take's name."""
        if flying == self._kept:
            return
        with self._changing():
            for account, uid in self._kept - flying:
                self._run(f"DELETE FROM flying {_OURS} AND uid = :uid", account=account, uid=uid)
            for account, uid in flying - self._kept:
                self._add(account, uid)
        self._kept = set(flying)

    def close(self) -> None:
        """Nothing of this process is in flight any more, as far as others are concerned."""
        try:
            with self._changing():
                self._end(**self._me)
        finally:
            self._db.close()

    # -- rows, inside a transaction --------------------------------------------------------------------

    def _run(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        return self._db.execute(statement, {**self._me, **values}).fetchall()

    def _add(self, account: str, uid: str) -> None:
        row = "(:realm, :account, :uid, :pid, :born)"
        self._run(f"INSERT OR IGNORE INTO flying VALUES {row}", account=account, uid=uid)
        self._kept.add((account, uid))

    def _flying(self, account: str) -> int:
        ((count,),) = self._run(f"SELECT count(DISTINCT uid) FROM flying {_HERE}", account=account)
        return int(count)

    def _caught_up(self, account: str, now: float) -> float:
        """Others may have submitted while this process waited for the database, after it had looked at the clock."""
        latest = f"SELECT max(at) FROM sent {_HERE} AND at <= :soon"
        ((at,),) = self._run(latest, account=account, soon=now + PATIENCE)
        return now if at is None else max(now, float(at))

    def _sent(self, share: Share, now: float) -> list[float]:
        """What is too old to count, or of a clock that ran before this one, goes."""
        account, since = share.account, now - _span(share.per_minute)
        old = "AND NOT at BETWEEN :since AND :now"
        self._run(f"DELETE FROM sent {_HERE} {old}", account=account, since=since, now=now)
        rows = self._run(f"SELECT at FROM sent {_HERE} ORDER BY at", account=account)
        return [at for (at,) in rows]

    def _ahead(self, account: str, now: float) -> list[Share]:
        """Who stands before us in the line and still wants something."""
        rows = self._run(
            f"SELECT pid, born, in_flight, per_minute FROM line {_HERE} AND again > :left ORDER BY number",
            account=account,
            left=now - GRACE,
        )
        ahead: list[Share] = []
        for pid, since, in_flight, per_minute in rows:
            if (pid, since) == (self._me["pid"], self._me["born"]):
                break
            ahead.append(Share(account=account, in_flight=in_flight, per_minute=per_minute))
        return ahead

    def _stand(self, share: Share, again: float) -> None:
        """In the line: at the end of it, or where we stand already."""
        self._run(
            "INSERT INTO line (realm, account, pid, born, in_flight, per_minute, again) "
            "VALUES (:realm, :account, :pid, :born, :in_flight, :per_minute, :again) "
            "ON CONFLICT (realm, account, pid, born) DO UPDATE SET in_flight = excluded.in_flight, "
            "per_minute = excluded.per_minute, again = excluded.again",
            again=again,
            **asdict(share),
        )

    def _bury(self, account: str) -> None:
        """What processes held that have ended is free again."""
        known = f"SELECT pid, born FROM flying {_HERE} UNION SELECT pid, born FROM line {_HERE}"
        for pid, since in self._run(known, account=account):
            us = (pid, since) == (self._me["pid"], self._me["born"])
            if not us and not lives(pid, since):
                self._end(realm=self._me["realm"], pid=pid, born=since)

    def _end(self, **process: object) -> None:
        self._run(
            "DELETE FROM flying WHERE realm = :realm AND pid = :pid AND born = :born", **process
        )
        self._run(
            "DELETE FROM line WHERE realm = :realm AND pid = :pid AND born = :born", **process
        )

    def _forget_former_starts(self) -> None:
        """Nothing of what ran before the machine started still runs. Containers of this start are let be."""
        if boot():
            now = f"{boot()}/%"
            self._run("DELETE FROM flying WHERE realm NOT LIKE :now", now=now)
            self._run("DELETE FROM line WHERE realm NOT LIKE :now", now=now)
            self._run("DELETE FROM sent WHERE realm NOT LIKE :now", now=now)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with _reported(self._path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise DiskError(
            f"{printable(str(path))}: {reason}",
            hint="It may be removed while nothing runs; runs keep to their limits without it, each for itself.",
        ) from error
