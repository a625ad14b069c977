"""Progress on a terminal: lines that stay, and below them a picture of what is under way.

Drawn when the caller ticks, never by a thread of its own. Imported only where it is used.
"""

import sys
from itertools import islice
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.file_proxy import FileProxy
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from remixbatch.engine import Engine
from remixbatch.flights import Flight, Flights, Standing
from remixbatch.report.text import span

REFRESH = 0.25  # seconds between two pictures
LISTED = 12  # takes shown; the others are counted
BAR = 30  # columns


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Rich would end the process; the run goes on without a terminal."""
        raise BrokenPipeError


class _Above(FileProxy):
    """Stands in for stderr: what others say there goes above the picture.

    Rich's own has no encoding, so that click takes it for misconfigured and writes past it.
    """

    encoding: str = "utf-8"
    errors: str | None = "replace"


class Bars:
    def __init__(
        self,
        stream: TextIO,
        engine: Engine,
        flights: Flights,
        standing: Standing,
        *,
        color: bool = True,
    ) -> None:
        self._engine = engine
        self._flights = flights
        self._standing = standing
        self._next = 0.0
        self._console = _Console(
            file=stream,
            force_terminal=True,
            color_system="auto" if color else None,
            markup=False,
            highlight=False,
            emoji=False,
        )
        self._stderr = sys.stderr
        self._live = Live(
            console=self._console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,  # it is the result, and may be a file
            redirect_stderr=False,
        )

    def say(self, at: float, text: str, style: str | None) -> None:
        elapsed = f"{span(at - self._engine.started):>7}  "
        self._console.print(Text.assemble((elapsed, "dim"), (text, style or "")), soft_wrap=True)

    def show(self, now: float) -> None:
        if now < self._next:
            return
        self._next = now + REFRESH
        self._standing.count(now)
        if self._standing.work:
            if not self._live.is_started:
                self._begin()
            self._live.update(self._picture(now), refresh=True)

    def _begin(self) -> None:
        sys.stderr = _Above(self._console, self._stderr)
        self._live.start()

    def close(self) -> None:
        sys.stderr = self._stderr
        self._live.stop()

    def drop(self) -> None:
        """The terminal went away: nothing can be drawn or put right there, so give stderr back."""
        sys.stderr = self._stderr

    def _picture(self, now: float) -> RenderableType:
        standing = self._standing
        head = Table.grid(padding=(0, 1))
        bar = ProgressBar(total=standing.work, completed=standing.settled, width=BAR)
        head.add_row(
            bar,
            Text(standing.share()),
            _elapsed(now, self._engine.started),
        )
        flights = sorted(self._flights.all(), key=lambda flight: flight.since)
        room = min(LISTED, max(1, self._console.height - 6 - len(self._flights.holds)))
        lines = [_flight(flight, now) for flight in islice(flights, room)]
        if len(flights) > room:
            lines.append(_line(f"  and {len(flights) - room:,} more under way", "dim"))
        return Group(head, _line(standing.phases, "dim"), *lines, *self._waits(now))

    def _waits(self, now: float) -> list[Text]:
        """What submissions wait for."""
        waits = []
        for provider, hold in self._flights.holds.items():
            if hold.until is None:
                waits.append(_line(f"{provider}: {hold.reason}", "yellow"))
            elif hold.until > now:
                left = f"{hold.until - now:.0f} s left"
                waits.append(_line(f"{provider}: {hold.reason}, {left}", "yellow"))
        return waits


def _flight(flight: Flight, now: float) -> Text:
    far = "" if flight.progress is None else f" {flight.progress:.0%}"
    text = f"  {flight.label}  {flight.doing}{far}  {span(now - flight.since)}"
    if flight.trouble:
        return _line(f"{text}  {flight.trouble}; asking again", "yellow")
    return _line(text, "")


def _elapsed(now: float, started: float) -> Text:
    return Text(span(now - started), style="dim")


def _line(text: str, style: str) -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")
