"""`status --watch`: a run of another process, followed through its journal, which is only ever read."""

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import click

from remixbatch import events as e
from remixbatch.commands.campaign import Campaign, read_campaign
from remixbatch.commands.console import colored, tell
from remixbatch.commands.loaded import Loaded, load
from remixbatch.driver import Clock
from remixbatch.engine import Engine
from remixbatch.errors import Exit, RemixbatchError
from remixbatch.flights import QUIET, Flights, Line, Standing
from remixbatch.journal import Journal
from remixbatch.limits import Limits
from remixbatch.plan import Plan, orphans
from remixbatch.progress import HEARTBEAT
from remixbatch.report.data import status_data
from remixbatch.report.next import commit, next_of_run
from remixbatch.report.row import rows
from remixbatch.report.text import span
from remixbatch.take import Phase
from remixbatch.writer import is_held


def watch(
    path: Path, *, interval: float, as_json: bool, output_dir: Path | None, base_url: str | None
) -> Exit:
    """Raises SpecError, DiskError."""
    loaded = load(path, base_url)
    try:
        watched = Watched(loaded, output_dir, Clock())
        with _ended_by_sigterm(), _screen(watched, as_json=as_json) as screen:
            _follow(watched, screen, interval)
    except KeyboardInterrupt:
        tell("Not watched any more; what runs goes on.")
        return Exit.DONE
    ending = "\n".join(watched.ending())
    if as_json:
        tell(ending)
    else:
        click.echo(ending)
    return Exit.DONE


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """SIGTERM ends it as Ctrl-C does: the terminal gets its cursor back."""
    former = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _follow(watched: "Watched", screen: "Screen", interval: float) -> None:
    """Until no process holds the spec. Whether one does is asked before the journal: so its last word is seen."""
    screen.show([])
    while watched.held:
        time.sleep(interval)
        screen.show(watched.look())


class Watched:
    """One spec as the journal tells of it: an engine that acts on nothing.

    All is folded once; from then on only what was added, so a look at a journal in which nothing happened costs
    two calls to the file system, whatever its length.
    """

    def __init__(self, loaded: Loaded, output_dir: Path | None, clock: Clock) -> None:
        self._loaded, self._output_dir, self._clock = loaded, output_dir, clock
        self.held = self._is_held()
        self._begin()

    def _is_held(self) -> bool:
        home = self._loaded.home
        return is_held(home.state, home.stem)

    def _begin(self) -> None:
        """Fold everything anew, lock and all."""
        self._mark = self._marks()
        self.campaign: Campaign = read_campaign(self._loaded, self._clock(), self._output_dir)
        self._position = len(self.campaign.events)
        self._last = self.campaign.events[-1].at if self.campaign.events else None
        self.engine = Engine(self._loaded.graph, Limits(), self.campaign.policy)
        known = (*self.campaign.events, *self.campaign.doubt, *self.campaign.news)
        self.engine.replay(known)
        self.flights = Flights(self._loaded.graph, self.engine)
        self.flights.seed()
        self.standing = Standing(self.engine, whole=True)
        self.changed = True

    def now(self) -> float:
        """The time; once nobody works on it that of the last event: nothing goes on since."""
        return self._clock() if self.held or self._last is None else self._last

    def look(self) -> list[Line]:
        """Take in what was added since; what there is to tell of it."""
        self.held, mark = self._is_held(), self._marks()
        # Two writes may fall into one tick of the file system's clock: the last look is not spared.
        new = self._added() if mark != self._mark or not self.held else []
        self._mark, self.changed = mark, bool(new) or not self.held
        if any(isinstance(event, e.Run) for event in new):
            self._reload()
            self._begin()
            return []
        lines = [line for event in new if (line := self._take_in(event)) is not None]
        if not self.held and self._waiting():  # what was left without an answer is in doubt now
            self._begin()
        return lines

    def _reload(self) -> None:
        """A new process may know a newer spec, and a newer lock. One that is just being edited is not taken."""
        with suppress(RemixbatchError):
            self._loaded = load(self._loaded.path, self._loaded.base_url)

    def _waiting(self) -> bool:
        takes = self.engine.holdings.takes.values()
        return any(take.phase is Phase.SUBMITTING for take in takes)

    def _added(self) -> list[e.Event]:
        """No connection stays open: a reader must not keep the journal's log from being cleared away."""
        journal = Journal.read_only(self._loaded.home.journal)
        if journal is None:
            return []
        with journal:
            new = journal.events(after=self._position)
        self._position += len(new)
        self._last = new[-1].at if new else self._last
        return new

    def _take_in(self, event: e.Event) -> Line | None:
        self.engine.apply(event)
        self.standing.changed = True
        return self.flights.take_in(event)

    def _marks(self) -> list[tuple[int, int] | None]:
        """When the journal was last written to, and its log."""
        journal = self._loaded.home.journal
        return [_mark(journal), _mark(journal.with_name(f"{journal.name}-wal"))]

    @property
    def plan(self) -> Plan:
        held = self.engine.holdings
        return Plan(steps=self.engine.steps, orphans=orphans(self._loaded.graph, held))

    def ending(self) -> Iterator[str]:
        """How it stands now that nobody works on it, and what to do next."""
        found = rows(self._loaded.graph, self.engine.steps, self.engine.holdings)
        codes: dict[Exit, list[str]] = {}
        for row in found:
            if row.step.exit is not Exit.DONE:
                codes.setdefault(row.step.exit, []).append(row.job)
        after = next_of_run(found, codes, spec=self.campaign.words)
        after = after or commit(str(self.campaign.lock_path))
        yield f"No process holds {self._loaded.path}."
        yield from after.lines()


def _mark(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


# -- where it is shown ---------------------------------------------------------------------------------


class Screen(Protocol):
    def show(self, lines: list[Line]) -> None:
        """How it stands; `lines` tell what happened since."""
        ...

    def close(self) -> None: ...


@contextmanager
def _screen(watched: Watched, *, as_json: bool) -> Iterator[Screen]:
    screen: Screen
    if as_json:
        screen = _Documents(watched)
    elif sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        screen = _Picture(watched)
    else:
        screen = _Lines(watched)
    try:
        yield screen
    finally:
        screen.close()


class _Picture:
    """A picture that is redrawn, and stays as it was last."""

    def __init__(self, watched: Watched) -> None:
        from remixbatch.bars import Bars  # noqa: PLC0415 - rich is heavy

        self._watched = watched
        self._bars = Bars(
            sys.stdout,
            watched.engine,
            watched.flights,
            watched.standing,
            color=colored(sys.stdout),
            alone=True,
        )

    def show(self, lines: list[Line]) -> None:  # noqa: ARG002 - the picture has them
        watched = self._watched
        self._bars.follow(watched.engine, watched.flights, watched.standing)
        self._bars.show(watched.now())

    def close(self) -> None:
        self._bars.close()


class _Lines:
    """What went wrong, and counts whenever they changed; a sign of life each half minute."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self._last = 0.0
        self._said = ""

    def show(self, lines: list[Line]) -> None:
        standing, now = self._watched.standing, self._watched.now()
        standing.count(now)
        for line in lines:
            if line.level <= QUIET:
                self._say(now, line.text)
        text = f"{standing.share()}; {standing.phases}"
        if text != self._said or now - self._last >= HEARTBEAT:
            self._last, self._said = now, text
            self._say(now, text)

    def _say(self, now: float, text: str) -> None:
        begun = self._watched.engine.started or now
        click.echo(f"[{span(now - begun)}] {text}")

    def close(self) -> None:
        pass


class _Documents:
    """What `status --json` answers, on one line, whenever something changed."""

    def __init__(self, watched: Watched) -> None:
        self._watched = watched

    def show(self, lines: list[Line]) -> None:  # noqa: ARG002 - the document has all
        watched = self._watched
        if watched.changed:
            graph, holdings = watched.campaign.graph, watched.engine.holdings
            spec = watched.campaign.words
            data = status_data(graph, watched.plan, holdings, at=watched.now(), spec=spec)
            click.echo(json.dumps({**data, "held": watched.held}, ensure_ascii=True))

    def close(self) -> None:
        pass
