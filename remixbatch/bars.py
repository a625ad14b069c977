"""Progress on a terminal: lines that stay, and below them a picture of what is under way.

From top to bottom: what is wrong, what is under way, what submissions wait for, counts, the bar. Where the
terminal is low the lower lines are the ones that are kept. Drawn when the caller ticks, never by a thread of
its own. Imported only where it is used.
"""

import sys
from collections.abc import Iterator, Sequence
from typing import TextIO, TypeVar

from rich.console import Console, Group, RenderableType
from rich.file_proxy import FileProxy
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from remixbatch.engine import Engine
from remixbatch.errors import Exit
from remixbatch.flights import Flight, Flights, Standing
from remixbatch.report.status_text import STYLES
from remixbatch.report.text import cells, fit, pad, span, told
from remixbatch.step import Step
from remixbatch.take import Phase

T = TypeVar("T")
REFRESH = 0.25  # seconds between two pictures
BAR = 30  # columns
DOING = 12  # columns of what a take is doing, at least: `running 100%`


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
    """`alone`: nothing is said above the picture, so it has all the height, shows what is wrong, and stays."""

    def __init__(
        self,
        stream: TextIO,
        engine: Engine,
        flights: Flights,
        standing: Standing,
        *,
        color: bool = True,
        alone: bool = False,
    ) -> None:
        self._alone = alone
        self.follow(engine, flights, standing)
        self._console = _Console(
            file=stream,
            force_terminal=True,
            color_system="auto" if color else None,
            markup=False,
            highlight=False,
            emoji=False,
        )
        self._stderr = sys.stderr
        self._live = self._blank()
        self._size = self._console.size

    def _blank(self) -> Live:
        return Live(
            console=self._console,
            auto_refresh=False,
            transient=not self._alone,
            redirect_stdout=False,  # it is the result, and may be a file
            redirect_stderr=False,
        )

    def follow(self, engine: Engine, flights: Flights, standing: Standing) -> None:
        """Show these from now on."""
        self._engine, self._flights, self._standing = engine, flights, standing
        self._next = 0.0

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
            elif self._alone and self._console.size != self._size:
                self._begin_again()
            self._live.update(self._picture(now), refresh=True)

    def _begin(self) -> None:
        if not self._alone:
            sys.stderr = _Above(self._console, self._stderr)
        self._live.start()

    def _begin_again(self) -> None:
        """Where the terminal's size changed nobody knows how its old lines were broken: take them all away."""
        self._size = self._console.size
        self._live.stop()
        self._console.clear()
        self._live = self._blank()
        self._live.start()

    def close(self) -> None:
        sys.stderr = self._stderr
        self._live.stop()

    def drop(self) -> None:
        """The terminal went away: nothing can be drawn or put right there, so give stderr back."""
        sys.stderr = self._stderr

    # -- the picture ---------------------------------------------------------------------------------

    def _picture(self, now: float) -> RenderableType:
        """No higher than the terminal: what does not fit is counted, or left out from the top."""
        width, height = self._console.size
        room = height - 1  # the cursor's own line
        counts = [self._counts()] if self._standing.counts else []
        foot = [*self._waits(now), *counts][-(room - 1) :] if room > 1 else []
        room -= len(foot) + 1
        wrong = self._wrong(room // 2) if self._alone else []
        most = room - len(wrong)
        if not self._alone:  # what is said above wants to be seen, too
            most = max(min(1, room - 1), min(room - 2, height // 2))
        return Group(*wrong, *self._under_way(now, most, width), *foot, self._bar(now, width))

    def _bar(self, now: float, width: int) -> RenderableType:
        standing, begun = self._standing, self._engine.started or now
        elapsed = span(now - begun)
        taken = cells(standing.share()) + cells(elapsed) + 2
        foot = Table.grid(padding=(0, 1))
        bar = ProgressBar(
            total=standing.work, completed=standing.settled, width=min(BAR, max(1, width - taken))
        )
        foot.add_row(bar, Text(standing.share(), no_wrap=True), Text(elapsed, style="dim"))
        return foot

    def _counts(self) -> Text:
        """`3 ready, 1 running, 2 failed; $2.40`, coloured as elsewhere."""
        text = _line("", "")
        for phase, count in self._standing.counts.items():
            text.append(", " if text else "", "dim")
            text.append(f"{count:,} {phase.value}", STYLES.get(phase, "dim"))
        return text.append(self._standing.money, "dim")

    def _waits(self, now: float) -> Iterator[Text]:
        """What submissions wait for, or why there are none any more."""
        for code, reason in self._engine.stops.items():
            style = "" if code is Exit.INTERRUPTED else "yellow"
            yield _line(f"no more submissions: {told(reason)}", style)
        for provider, hold in self._flights.holds.items():
            if hold.until is None:
                yield _line(f"{provider}: {hold.reason}", "yellow")
            elif hold.until > now:
                yield _line(f"{provider}: {hold.reason}, {hold.until - now:.0f} s left", "yellow")
        ready = self._standing.counts.get(Phase.READY)
        for provider, until in self._engine.paced(now) if ready else ():
            rate = self._engine.graph.providers[provider].submits_per_minute
            yield _line(
                f"{provider}: {rate:g} submissions a minute; the next in {until - now:.0f} s", "dim"
            )

        for provider, due in self._engine.asking(now):
            told_of = (
                f"{provider}: an unclear submission; its list is asked again in {due - now:.0f} s"
            )
            yield _line(told_of, "yellow")

    def _wrong(self, room: int) -> list[Text]:
        troubles = self._standing.troubles
        shown = _fitting(troubles, room)
        lines = [_trouble(step) for step in shown]
        if len(troubles) > len(shown) and room > 1:
            lines.append(_line(f"and {len(troubles) - len(shown):,} more problems", "dim"))
        return lines

    def _under_way(self, now: float, room: int, width: int) -> list[Text]:
        flights = sorted(self._flights.all(), key=lambda flight: flight.since)
        shown = _fitting(flights, room)
        label = min(width // 2, max((cells(flight.label) for flight in shown), default=0))
        doing = max((cells(_doing(flight)) for flight in shown), default=0)
        lines = [_flight(flight, now, label, max(DOING, doing)) for flight in shown]
        if len(flights) > len(shown) and room > 1:
            lines.append(_line(f"  and {len(flights) - len(shown):,} more under way", "dim"))
        return lines


def _fitting(found: Sequence[T], room: int) -> Sequence[T]:
    """Those that have room; where not all have, the last line is for a count of the others, if there is another."""
    return found[: max(0, room if len(found) <= max(1, room) else room - (room > 1))]


def _trouble(step: Step) -> Text:
    return _line(f"{step.job}  {told(step.reason)}", STYLES.get(step.phase, ""))


def _doing(flight: Flight) -> str:
    return flight.doing if flight.progress is None else f"{flight.doing} {flight.progress:.0%}"


def _flight(flight: Flight, now: float, label: int, doing: int) -> Text:
    name = pad(fit(flight.label, label), label)
    text = f"  {name}  {pad(_doing(flight), doing)}  {span(now - flight.since):>5}"
    if flight.trouble:
        return _line(f"{text}  {flight.trouble}; asking again", "yellow")
    return _line(text, "")


def _line(text: str, style: str) -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")
