"""What a run tells while it goes on: a picture on a terminal, lines elsewhere. It never stops the run."""

from collections.abc import Callable
from itertools import islice
from typing import Protocol, TextIO

from remixbatch import events as e
from remixbatch.engine import Engine
from remixbatch.errors import Exit
from remixbatch.flights import NORMAL, QUIET, Flights, Line, Standing
from remixbatch.graph import Graph
from remixbatch.report.text import span, told

HEARTBEAT = 30.0  # seconds between two lines with counts


class Display(Protocol):
    """Where it is told."""

    def say(self, at: float, text: str, style: str | None) -> None:
        """One line that stays."""
        ...

    def show(self, now: float) -> None:
        """How it stands now, if it is time to say so."""
        ...

    def close(self) -> None: ...

    def drop(self) -> None:
        """The stream is gone; let go of it without a word."""
        ...


class Progress:
    """Follows one run. `verbosity`: -1 failures alone, 0 what changes, 1 every look too."""

    def __init__(
        self,
        graph: Graph,
        engine: Engine,
        stream: TextIO,
        *,
        interactive: bool,
        verbosity: int = NORMAL,
        color: bool = True,
    ) -> None:
        self._engine = engine
        self._verbosity = verbosity
        self._flights = Flights(graph, engine)
        self._standing = Standing(engine)
        self._stops_told = self._given_up_told = 0
        self._display: Display | None
        self._pictured = interactive and verbosity > QUIET
        if self._pictured:
            from remixbatch.bars import Bars  # noqa: PLC0415 - rich is heavy

            self._display = Bars(stream, engine, self._flights, self._standing, color=color)
        else:
            beat = HEARTBEAT if verbosity > QUIET else None
            self._display = Lines(stream, engine, self._standing, beat)

    def event(self, event: e.Event) -> None:
        """Call once the engine has applied it."""
        self._standing.changed = True
        line = self._flights.take_in(event)
        if line is not None:
            self._say(event.at, line)
        self.tick(event.at)

    def tick(self, now: float) -> None:
        self._flights.seed()
        self._tell_decisions(now)
        self._guarded(lambda display: display.show(now))

    def close(self) -> None:
        self._guarded(lambda display: display.close())
        self._display = None

    def _tell_decisions(self, at: float) -> None:
        """What the engine came to by itself: submitting stops, a take is not looked at any more."""
        stops, given_up = self._engine.stops, self._engine.given_up
        for code, reason in islice(stops.items(), self._stops_told, None):
            if code is not Exit.INTERRUPTED:  # whoever stopped the run was told already
                self._say(at, Line(text=f"no more submissions: {told(reason)}", style="yellow"))
        for handle, reason in islice(given_up.items(), self._given_up_told, None):
            text = f"{self._flights.label(handle)} is not looked at any more: {told(reason)}"
            self._say(at, Line(text=text, level=QUIET, style="yellow"))
            self._flights.forget(handle)
        self._stops_told, self._given_up_told = len(stops), len(given_up)

    def _say(self, at: float, line: Line) -> None:
        if self._pictured and line.passing and self._verbosity == NORMAL:
            return  # one line a take: how it ended
        if line.level <= self._verbosity:
            self._guarded(lambda display: display.say(at, line.text, line.style))

    def _guarded(self, act: Callable[[Display], None]) -> None:
        """A terminal that went away is no reason to stop a run that spends money."""
        if self._display is None:
            return
        try:
            act(self._display)
        except (OSError, ValueError):  # ValueError: the stream was closed
            self._display.drop()
            self._display = None


class Lines:
    """For logs: whole lines with the elapsed time, and a sign of life every half minute."""

    def __init__(
        self, stream: TextIO, engine: Engine, standing: Standing, beat: float | None
    ) -> None:
        self._stream = stream
        self._engine = engine
        self._standing = standing
        self._beat = beat
        self._last: float | None = None

    def say(self, at: float, text: str, style: str | None) -> None:  # noqa: ARG002 - logs have no colours
        self._stream.write(f"[{span(at - self._engine.started)}] {text}\n")
        self._stream.flush()

    def show(self, now: float) -> None:
        if self._last is None:
            self._last = self._engine.started or now
            self._standing.count(now)
        if self._beat is not None and now - self._last >= self._beat:
            self._last = now
            self._standing.count(now)
            self.say(now, f"{self._standing.share()}; {self._standing.phases}", None)

    def close(self) -> None:
        pass

    def drop(self) -> None:
        pass
