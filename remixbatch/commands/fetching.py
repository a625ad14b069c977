"""The files of finished takes that are not here: got by the one loop and the one driver, nothing submitted."""

import os
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from remixbatch import events as e
from remixbatch.commands.keeper import LockKeeper, in_words
from remixbatch.commands.services import Services
from remixbatch.driver import Clock, Driver, Leave
from remixbatch.engine import Engine
from remixbatch.errors import DiskError, Exit
from remixbatch.files import digest_of
from remixbatch.holdings import Holdings
from remixbatch.loop import Record, Unrecorded, loop, record
from remixbatch.progress import Progress
from remixbatch.report.fetch_text import Fate, Video
from remixbatch.service import Service
from remixbatch.take import Phase, Take, file_name


def place(holdings: Holdings, handle: str) -> str:
    """Where the file of a take lies, or would, below the output folder."""
    take = holdings.takes[handle]
    return take.file or file_name(holdings.job_of(handle), take)


def not_here(holdings: Holdings, handles: Collection[str], output: Path) -> frozenset[str]:
    """The finished ones whose file is not on the disk, or is another than was fetched once."""
    return frozenset(
        handle
        for handle in handles
        if holdings.takes[handle].phase is Phase.COMPLETED
        and not _is_here(holdings.takes[handle], output / place(holdings, handle))
    )


def put_back(holdings: Holdings, handles: Collection[str], output: Path) -> frozenset[str]:
    """Those of the missing ones that `<job>.mp4` still has: its link was left when the file went."""
    return frozenset(handle for handle in handles if _put_back(holdings, handle, output))


def _put_back(holdings: Holdings, handle: str, output: Path) -> bool:
    take, link = holdings.takes[handle], output / "videos" / f"{holdings.job_of(handle)}.mp4"
    path = output / place(holdings, handle)
    if os.path.lexists(path) or not _is_here(take, link):
        return False
    try:
        os.link(link, path)
    except OSError:
        return False  # it is fetched, then
    return True


def _is_here(take: Take, path: Path) -> bool:
    return take.sha256 is not None and digest_of(path) == take.sha256


class NoRecord:
    """For a process that writes no journal."""

    def append_all(self, events: Sequence[e.Event], expected: int) -> int:
        return expected + len(events)


@dataclass(slots=True, kw_only=True)
class Fetching:
    """One process's fetching. `keeper` is None where the lock is not to be written."""

    engine: Engine
    record: Record
    output: Path
    clock: Clock
    verbosity: int
    keeper: LockKeeper | None = None
    arrived: Callable[[str], None] = lambda _: None  # hears each handle
    stops: dict[Exit, list[str]] = field(default_factory=dict)
    _events: dict[str, e.Event] = field(default_factory=dict)  # the last one about each handle
    _dirty: bool = True

    def go(self, services: Services) -> None:
        progress = Progress(
            self.engine.graph,
            self.engine,
            sys.stderr,
            interactive=sys.stderr.isatty() and os.environ.get("TERM") != "dumb",
            verbosity=self.verbosity,
        )

        def after(event: e.Event) -> None:
            progress.event(event)
            self._after(event)

        def tick(now: float) -> None:
            progress.tick(now)
            self._tick(now)

        def opening(name: str) -> Service:
            return services.open(self.engine.graph.providers[name])

        driver = Driver(opening, self.output, self.clock, services.watch, tick)
        with driver.signals(lambda _: None):
            try:
                loop(self.engine, self.record, driver, after)
            except Leave:
                self._blame(Exit.INTERRUPTED, "left; what came so far stays")
            except Unrecorded as failure:
                self._blame(Exit.DISK, failure.message)
            finally:
                driver.dismiss()
                progress.close()
                self._write_at_last()

    def _after(self, event: e.Event) -> None:
        if isinstance(event, e.Stopped):
            raise Leave  # there is nothing that must be waited for
        if isinstance(event, e.Unusable):
            self._blame(Exit.PROVIDER, event.reason)
        self._dirty = self._dirty or e.journaled(event)
        if isinstance(event, e.Fetched | e.Restored | e.FetchFailed | e.Gone):
            handle = self.engine.holdings.handle(event.uid)
            self._events[handle] = event
            if isinstance(event, e.Fetched | e.Restored):
                self.noted(lambda: self.arrived(handle))

    def noted(self, work: Callable[[], None]) -> None:
        """Do something on the disk; its failure is told at the end."""
        try:
            work()
        except DiskError as error:
            self._blame(Exit.DISK, error.message)

    def note_gone(self, handles: Collection[str]) -> None:
        """Record which of those the service surely has no more, so that nothing waits for them any longer."""
        try:
            for handle in sorted(handles):
                if (gone := self._gone(handle)) is not None:
                    record(self.engine, self.record, gone)
                    self._dirty = True
        except Unrecorded as failure:
            self._blame(Exit.DISK, failure.message)
        if self._dirty:
            self._write_at_last()

    def _gone(self, handle: str) -> e.Gone | None:
        """That the service says so, or that its time is over by the service's clock. A 404 alone is never enough:

        the key may be of another account than the one that made it, and nothing recorded tells which did.
        """
        take, last = self.engine.holdings.takes[handle], self._events.get(handle)
        if take.gone is not None or take.sha256 is None or handle not in self.engine.given_up:
            return None
        if not isinstance(last, e.FetchFailed) or last.kind != "gone":
            return None
        return e.Gone(at=last.at, uid=handle, reason=last.reason)

    def _tick(self, now: float) -> None:
        keeper = self.keeper
        if keeper is not None and keeper.due(now) and (self._dirty or keeper.unsettled):
            self._write()

    def _write(self) -> None:
        self._dirty = False
        if self.keeper is not None:
            self.keeper.write(self.engine.holdings, self.clock)

    def _write_at_last(self) -> None:
        """A failure that is healed by now is none."""
        self._write()
        if self.keeper is not None and (failure := self.keeper.failure) is not None:
            self._blame(failure.exit, in_words(failure))

    def _blame(self, code: Exit, reason: str) -> None:
        reasons = self.stops.setdefault(code, [])
        if reason not in reasons:
            reasons.append(reason)

    # -- how it ended --------------------------------------------------------------------------------

    def video(self, handle: str, missing: Collection[str]) -> Video:
        """What became of a take's file. `missing`: those that were to be got."""
        holdings = self.engine.holdings
        last, take, file = self._events.get(handle), holdings.takes[handle], place(holdings, handle)
        fate, reason = self._fate(handle, take) if handle in missing else (Fate.HERE, None)
        if fate is Fate.FAILED and isinstance(last, e.FetchFailed) and last.kind == "disk":
            self._blame(Exit.DISK, last.reason)
        here = fate in (Fate.HERE, Fate.FETCHED)
        return Video(
            job=holdings.job_of(handle),
            take=take,
            file=file,
            fate=fate,
            reason=reason,
            aside=last.aside if isinstance(last, e.Restored) else None,
            bytes=_bytes(self.output / file) if here else None,
        )

    def _fate(self, handle: str, take: Take) -> tuple[Fate, str | None]:
        match self._events.get(handle):
            case e.Fetched() | e.Restored():
                return Fate.FETCHED, None
            case e.Gone(reason=reason):
                return Fate.LOST, reason
            case e.FetchFailed(kind="other", reason=reason):
                return Fate.OTHER, reason
            case e.FetchFailed() as failed if handle in self.engine.given_up and take.sha256:
                return self._given_up(handle, failed)
            case e.FetchFailed(reason=reason):
                return Fate.FAILED, self.engine.given_up.get(handle, reason)
            case _:
                return self._not_tried(handle, take)

    def _given_up(self, handle: str, failed: e.FetchFailed) -> tuple[Fate, str]:
        """Of one that was fetched before."""
        if failed.kind == "gone":
            return Fate.GONE, f"the service has it no more; it stays done: {failed.reason}"
        if failed.kind == "missing":
            why = f"the service does not find it by this key; it stays done: {failed.reason}"
            return Fate.GONE, why
        return Fate.FAILED, self.engine.given_up[handle]

    def _not_tried(self, handle: str, take: Take) -> tuple[Fate, str | None]:
        if not self.engine.cares_for(handle):
            return Fate.UNHASHED, "was never fetched, so the lock has no hash to hold it against"
        if self.engine.graph.speaker(take) is None:
            return Fate.ELSEWHERE, f"is at {take.origin}, which this spec does not speak to"
        return Fate.FAILED, "not fetched yet"


def _bytes(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None
