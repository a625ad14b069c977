"""Journal and lock that are not of one time: what either of them knows as paid for is never paid for again.

A deleted journal, a backup of it beside a newer lock, an older lock (git checkout) beside a newer journal, a copied
folder, a machine set back to a snapshot: all of these are some pair of earlier states of the two files.
"""

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import chdir, closing
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

import pytest

from remixbatch import events as e
from remixbatch.commands.campaign import opened, start
from remixbatch.commands.keeper import LockKeeper
from remixbatch.commands.loaded import Loaded, load
from remixbatch.engine import Engine
from remixbatch.limits import Limits
from remixbatch.loop import loop
from remixbatch.simulator.disk import Killed
from remixbatch.simulator.performers import Simulator
from remixbatch.simulator.service import Books, Weather

SPEC = """\
version: 1
provider: emulator
sources: {pier: video_pier}
jobs:
  a: {from: pier, prompt: Make it a}
  b: {from: a, prompt: Make it b}
  c: {from: pier, prompt: Make it c}
  d: {from: c, prompt: Make it d}
  e: {from: pier, prompt: Make it e}
"""
WEATHER = Weather(unanswered=0.15, unsent=0.05, later=0.2, silent=0.1, cut=0.1)
FAST = Path("/dev/shm")  # a disk where a sync costs nothing
Asked = tuple[str, str]  # prompt and what it starts from: of one job alone here


@cache
def loaded() -> Loaded:
    """The spec; every folder has the same, and it is read where one stands."""
    return load(Path("spring.yaml"))


@dataclass
class Desk:
    """A folder with a spec, and copies of its two files as they were after each process."""

    folder: Path
    rng: Random
    books: Books = field(default_factory=Books)
    at: float = 1_800_000_000.0

    def __post_init__(self) -> None:
        self.spec.write_text(SPEC, "utf-8")
        self.journals: list[bytes | None] = [None]
        self.locks: list[bytes | None] = [None]

    @property
    def spec(self) -> Path:
        return self.folder / "spring.yaml"

    @property
    def journal(self) -> Path:
        return self.folder / ".remixbatch" / "spring.db"

    @property
    def lock(self) -> Path:
        return self.folder / "spring.lock"

    # -- a process -----------------------------------------------------------------------------------

    def process(self, end: int | None) -> list[str]:
        """One run, killed after `end` events; the uids that it sent."""
        self.at += self.rng.choice([1.0, 3600.0, -20.0])
        performers = Simulator(self.books, WEATHER, self.rng, self.at)
        with chdir(self.folder), opened(loaded(), self.at) as (campaign, journal):
            engine = Engine(campaign.graph, Limits(max_unclear=9), campaign.policy)
            keeper = LockKeeper(campaign, journal)
            seen = 0

            def after(event: e.Event) -> None:
                nonlocal seen
                seen += e.journaled(event)
                if self.rng.random() < 0.2:
                    keeper.write(engine.holdings, performers.now)
                if seen == end:
                    raise Killed

            try:
                start(campaign, journal, engine, command="run", at=self.at)
                loop(engine, journal, performers, after)
                keeper.write(engine.holdings, performers.now)
            except Killed:
                pass
        self.at = performers.at
        self.journals.append(self.journal.read_bytes())
        self.locks.append(self.lock.read_bytes() if self.lock.exists() else None)
        return performers.posts

    def roll(self) -> None:
        """Each of the two files becomes what it was at some time, or is gone."""
        for path, states in ((self.journal, self.journals), (self.lock, self.locks)):
            state = self.rng.choice([states[-1], *states])
            path.unlink(missing_ok=True)
            if state is not None:
                path.write_bytes(state)

    # -- what the files know, read without the program -------------------------------------------------

    def rows(self) -> Iterator[tuple[str, dict[str, str]]]:
        if self.journal.exists():
            with closing(sqlite3.connect(self.journal)) as db:
                for kind, body in db.execute("SELECT kind, body FROM events ORDER BY position"):
                    yield kind, json.loads(body)

    def lines(self) -> list[dict[str, str]]:
        text = self.lock.read_text("utf-8") if self.lock.exists() else ""
        return [json.loads(row) for row in text.splitlines()]

    def ids(self) -> set[tuple[str, str]]:
        """Every (uid, id) that one of them has."""
        told = {
            (row["uid"], row["id"]) for kind, row in self.rows() if kind in ("submitted", "adopted")
        }
        imported = [row["line"] for kind, row in self.rows() if kind == "imported"]
        lines: list[dict[str, str]] = [*self.lines(), *imported]  # type: ignore[list-item]
        return told | {(line["uid"], line["id"]) for line in lines if line.get("id")}

    def paid(self) -> dict[str, Asked]:
        """What may be paid for, as one of them knows it, by uid."""
        asked: dict[str, Asked] = {}
        ended: set[str] = set()
        for kind, row in self.rows():
            if kind == "intent":
                asked[row["uid"]] = (row["prompt"], row["parent"])
            elif kind == "imported":
                line: dict[str, str] = row["line"]  # type: ignore[assignment]
                asked[line["uid"]] = (line["prompt"], line["from"])
            elif kind in ("deferred", "rejected", "settled"):
                ended.add(row["uid"])
        for line in self.lines():
            if line["t"] == "take":
                asked[line["uid"]] = (line["prompt"], line["from"])
            elif line["t"] == "settled":
                ended.add(line["uid"])
        return {uid: what for uid, what in asked.items() if uid not in ended}


def history(folder: Path, seed: int) -> None:
    rng = Random(seed)
    desk = Desk(folder, rng)
    for _ in range(rng.randint(1, 3)):
        desk.process(rng.choice([None, rng.randint(1, 25)]))
    for _ in range(2):
        desk.roll()
        paid, ids = desk.paid(), desk.ids()
        sent = desk.process(rng.choice([None, None, rng.randint(1, 25)]))
        intents = {row["uid"]: row for kind, row in desk.rows() if kind == "intent"}
        new = {(intents[uid]["prompt"], intents[uid]["parent"]) for uid in sent if uid not in paid}
        for uid, what in paid.items():
            if what in new:  # the service's whole list said that it was not made
                assert not desk.books.made_for(uid), f"seed {seed}: paid for again: {what}"
                assert uid not in desk.paid(), f"seed {seed}: submitted again: {what}"
        assert ids <= desk.ids(), f"seed {seed}: an id went or changed"
    desk.process(None)
    known = desk.paid()
    assert {id_ for _, id_ in desk.ids()} <= {line["id"] for line in desk.lines() if line.get("id")}
    desk.journal.unlink()
    assert desk.paid() == known, (
        f"seed {seed}: after a run the lock alone, as in a clone, knows less"
    )


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[Path]:
    if not FAST.is_dir():
        yield tmp_path
        return
    made = Path(tempfile.mkdtemp(dir=FAST, prefix="remixbatch-"))
    try:
        yield made
    finally:
        shutil.rmtree(made)


def histories(folders: Path, seeds: range) -> None:
    for seed in seeds:
        folder = folders / str(seed)
        folder.mkdir(mode=0o700)
        history(folder, seed)
        shutil.rmtree(folder)


def test_whatever_is_set_back(folders: Path) -> None:
    histories(folders, range(15))


@pytest.mark.soak
def test_whatever_is_set_back_at_length(folders: Path) -> None:
    histories(folders, range(15, 1000))
