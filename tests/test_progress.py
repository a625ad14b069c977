"""What a run tells while it goes on: in a log, on a real terminal, and into a pipe that broke."""

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import TextIO

import click
import pytest

from campaigns import PAID, Campaign, T, graph_from, paid
from remixbatch import events as e
from remixbatch.bars import Bars
from remixbatch.engine import Engine
from remixbatch.flights import Flights, Standing
from remixbatch.limits import Limits
from remixbatch.policy import Policy
from remixbatch.progress import HEARTBEAT, Progress
from remixbatch.simulator.disk import Disk
from remixbatch.simulator.performers import Simulator, simulate
from remixbatch.simulator.service import Books, Weather

JOBS = "".join(f"  job{i}: {{from: beach, prompt: Go {i}}}\n" for i in range(6))
STORMY = Weather(
    unreachable=0.1, later=0.2, fails=0.3, refused=0.2, silent=0.2, cut=0.2, unanswered=0.1
)


class Watched(Simulator):
    """A simulator that ticks as the driver does."""

    def __init__(self, progress: Progress, weather: Weather, seed: int) -> None:
        super().__init__(Books(), weather, Random(seed), T)
        self._progress = progress

    def wait(self, until: float | None) -> e.Event | None:
        self._progress.tick(self.at)
        return super().wait(until)


def run_on(
    stream: TextIO,
    *,
    interactive: bool = False,
    verbosity: int = 0,
    weather: Weather = STORMY,
    seed: int = 3,
) -> Engine:
    engine = Engine(paid(JOBS), Limits(), Policy())
    progress = Progress(engine.graph, engine, stream, interactive=interactive, verbosity=verbosity)
    simulate(engine, Disk(), Watched(progress, weather, seed), progress.event)
    progress.close()
    return engine


def lines_of(told: Campaign, verbosity: int = 0) -> tuple[Progress, io.StringIO]:
    stream = io.StringIO()
    progress = Progress(told.graph, told.engine, stream, interactive=False, verbosity=verbosity)
    return progress, stream


# -- lines -------------------------------------------------------------------------------------------


def test_a_log_has_a_line_for_each_thing_that_happened() -> None:
    stream = io.StringIO()
    engine = run_on(stream, weather=Weather())
    text = stream.getvalue()
    assert re.search(r"^\[0:\d\d\] job0\.1 submitted as video_\d+$", text, re.MULTILINE)
    assert re.search(
        r"^\[\d+:\d\d\] job0\.1 completed after \d+:\d\d, \$2\.40$", text, re.MULTILINE
    )
    assert re.search(
        r"^\[\d+:\d\d\] job0\.1 fetched after \d+:\d\d: videos/job0", text, re.MULTILINE
    )
    for take in engine.holdings.takes.values():
        assert f"submitted as {take.id}\n" in text


def test_a_log_has_no_carriage_return_and_no_escape() -> None:
    stream = io.StringIO()
    run_on(stream, verbosity=1)
    assert not re.search(r"[\r\x1b\x07]", stream.getvalue())


def test_a_log_shows_a_sign_of_life_every_half_minute() -> None:
    told = Campaign(paid(JOBS))
    progress, stream = lines_of(told)
    progress.event(told.tell(told.intent("job0")))
    for second in range(121):
        progress.tick(told.at + second)
    beats = re.findall(
        r"^\[(.*)\] 0 of 6 finished; 5 ready, 1 submitting; \$2\.40$",
        stream.getvalue(),
        re.MULTILINE,
    )
    assert beats == ["0:30", "1:00", "1:30", "2:00"]
    assert HEARTBEAT == 30.0


def test_trouble_is_told_as_soon_as_it_happens() -> None:
    told = Campaign(paid(JOBS))
    progress, stream = lines_of(told, verbosity=-1)
    uids = {name: told.submit(name) for name in ("job0", "job1", "job2", "job3")}
    progress.tick(told.at)
    progress.event(told.fail(uids["job0"]))
    progress.event(told.refuse(uids["job1"]))
    progress.event(told.tell(e.Gone(at=told.at, uid=uids["job2"], reason="it is gone")))
    progress.event(told.complete(uids["job3"]))
    intent = told.intent("job4")
    progress.event(told.tell(intent))
    progress.event(told.tell(e.Unclear(at=told.at + 30, uid=intent.uid, reason="timeout")))
    said = [line.partition("] ")[2] for line in stream.getvalue().splitlines()]
    assert [line.split(":")[0].rpartition(" after ")[0] for line in said[:3]] == [
        "job0.1 failed",
        "job1.1 refused",
        "job2.1 lost",
    ]
    assert said[3] == "job4.1 unclear after 0:30, `remixbatch status` shows what to do: timeout"
    assert len(said) == 4  # quiet: nothing of what went well


def test_a_provider_that_cannot_be_reached_is_told_once() -> None:
    told = Campaign(paid(JOBS))
    progress, stream = lines_of(told)
    for _ in range(3):
        gone = e.Unreachable(at=told.at + 1, job="job0", reason="connection refused")
        progress.event(told.tell(gone))
    assert stream.getvalue().count("main cannot be reached: connection refused") == 1


def test_what_the_engine_decides_by_itself_is_told() -> None:
    told = Campaign(paid(JOBS), limits=Limits(max_unclear=1))
    progress, stream = lines_of(told)
    uid = told.submit("job0")
    progress.tick(told.at)
    for _ in range(4):
        lost = e.LookFailed(at=told.at + 100, uid=uid, kind="missing", reason="404")
        progress.event(told.tell(lost))
    intent = told.intent("job1")
    progress.event(told.tell(intent))
    progress.event(told.tell(e.Unclear(at=told.at, uid=intent.uid, reason="timeout")))
    text = stream.getvalue()
    assert text.count("job0.1 is not looked at any more: the service does not know") == 1
    assert text.count("no more submissions: no usable answer once") == 1


def test_takes_of_an_earlier_run_are_followed() -> None:
    told = Campaign(paid(JOBS))
    uid = told.submit("job0")
    told.new_process()
    progress, stream = lines_of(told)
    progress.tick(told.at)
    progress.event(told.complete(uid))
    assert "job0.1 completed after 1:02" in stream.getvalue()


def test_only_verbose_tells_each_look() -> None:
    told = Campaign(paid(JOBS))
    uid = told.submit("job0")
    for verbosity, seen in ((0, False), (1, True)):
        progress, stream = lines_of(told, verbosity)
        progress.event(told.tell(e.Looked(at=told.at + 5, uid=uid, progress=0.42)))
        assert ("job0.1 running, 42%" in stream.getvalue()) is seen


def test_hostile_text_cannot_steer_the_terminal() -> None:
    told = Campaign(paid(JOBS))
    progress, stream = lines_of(told)
    intent = told.intent("job0")
    progress.event(told.tell(intent))
    evil = "\x1b[2J\x1b]0;title\x07\r\nfake line\x9b31m\u202e"
    told.tell(e.Submitted(at=told.at, uid=intent.uid, id="video_1"))
    progress.event(told.refuse(intent.uid, message=evil, code=evil))
    assert re.fullmatch(r"\[[0-9:]+\] job0\.1 refused [ -~]*\n", stream.getvalue())


# -- streams that go away ------------------------------------------------------------------------------


@pytest.mark.parametrize("interactive", [False, True])
def test_a_closed_stream_silences_and_nothing_more(
    *, interactive: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    stream, before = io.StringIO(), sys.stderr
    stream.close()
    engine = run_on(stream, interactive=interactive, weather=Weather())
    assert len(engine.holdings.takes) == 6
    assert sys.stderr is before


@pytest.mark.parametrize("interactive", [False, True])
def test_a_broken_pipe_silences_and_nothing_more(
    *, interactive: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    reading, writing = os.pipe()
    os.close(reading)
    before, stream = sys.stderr, os.fdopen(writing, "w", buffering=1)
    engine = run_on(stream, interactive=interactive, weather=Weather())
    assert len(engine.holdings.takes) == 6
    assert sys.stderr is before
    with pytest.raises(BrokenPipeError):
        stream.close()


# -- a terminal --------------------------------------------------------------------------------------


class Terminal:
    """The far end of a pty: everything that was written to it."""

    def __init__(self, stream: TextIO, far: int) -> None:
        self.stream = stream
        self._far = far
        self._parts: list[bytes] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                part = os.read(self._far, 65536)
            except OSError:  # the near end was closed
                return
            self._parts.append(part)

    def text(self) -> str:
        """All of it, once the near end is closed."""
        self.stream.close()
        self._reader.join(5)
        return b"".join(self._parts).decode()


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    far, near = pty.openpty()
    fcntl.ioctl(near, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
    found = Terminal(os.fdopen(near, "w", encoding="utf-8"), far)
    try:
        yield found
    finally:
        found.text()
        os.close(far)


def test_a_terminal_shows_lines_above_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as seen:
        run_on(seen.stream, interactive=True, weather=Weather())
        text = seen.text()
    assert "━" in text
    assert "0 of 6 finished" in text
    assert "5 of 6 finished" in text
    assert re.search(r"job\d\.1  waiting for an answer +0:0\d", text)
    assert re.search(r"job0\.1  running +\d:\d\d", text)
    assert re.search(r"job0\.1 fetched after \d+:\d\d: videos/job0", text)
    assert "submitted as" not in text  # the picture shows it: one line a take, how it ended
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h") == 1  # the cursor is back


def test_a_terminal_shows_what_a_wait_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Campaign(paid(JOBS))
    with terminal(monkeypatch) as seen:
        progress = Progress(told.graph, told.engine, seen.stream, interactive=True)
        uid = told.submit("job0")
        progress.tick(told.at)
        progress.event(told.tell(e.Looked(at=told.at + 1, uid=uid, progress=0.42)))
        intent = told.intent("job1")
        progress.event(told.tell(intent))
        later = e.Deferred(
            at=told.at + 1,
            uid=intent.uid,
            scope="later",
            wait=12.0,
            code="429",
            message="slow down",
        )
        progress.event(told.tell(later))
        progress.tick(told.at + 2)
        silent = e.LookFailed(at=told.at + 4, uid=uid, kind="silent", reason="timeout")
        progress.event(told.tell(silent))
        progress.close()
        text = seen.text()
    assert re.search(r"job0\.1  running 42% +0:0\d", text)
    assert "main: 429: slow down, 10 s left" in text
    assert "timeout; asking again" in text


def test_pictures_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Campaign(paid(JOBS))
    with terminal(monkeypatch) as seen:
        progress = Progress(told.graph, told.engine, seen.stream, interactive=True)
        for tick in range(1000):
            progress.tick(told.at + tick / 100)
        progress.close()
        text = seen.text()
    assert 38 <= text.count("0 of 6 finished") <= 43


def test_many_takes_do_not_fill_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = paid("".join(f"  j{i}: {{from: beach, prompt: Go}}\n" for i in range(60)))
    told = Campaign(graph)
    for name in graph.jobs:
        told.submit(name)
    with terminal(monkeypatch) as seen:
        progress = Progress(graph, told.engine, seen.stream, interactive=True)
        progress.tick(told.at)
        progress.close()
        text = seen.text()
    assert re.search(r"and \d\d more under way", text)
    assert text.count("running  ") <= 24  # twice the picture: drawn, and drawn again at the end


@pytest.mark.parametrize("alone", [False, True])
@pytest.mark.parametrize("rows", [2, 3, 5, 24])
def test_a_picture_is_lower_than_the_terminal(
    rows: int, monkeypatch: pytest.MonkeyPatch, *, alone: bool
) -> None:
    """The bar is what stays in the lowest one."""
    told = Campaign(paid(JOBS))
    uids = [told.submit(name) for name in told.graph.jobs]
    told.fail(uids[0], code="x")
    told.refuse(uids[1])
    flights, standing = Flights(told.graph, told.engine), Standing(told.engine)
    with terminal(monkeypatch) as seen:
        monkeypatch.setenv("LINES", str(rows))
        bars = Bars(seen.stream, told.engine, flights, standing, alone=alone)
        flights.seed()
        bars.show(told.at)
        bars.close()
        drawn = seen.text().partition("\r\x1b")[0].splitlines()
    assert len(drawn) <= rows - 1
    assert "finished" in drawn[-1]
    assert any("job1  refused: no people" in line for line in drawn) == (alone and rows > 3)
    assert any("job2.1  running" in line for line in drawn) == (rows > 3)


def test_a_rate_that_holds_submissions_back_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    text = PAID.replace("main: {", "main: {limits: {submits_per_minute: 2}, ")
    told = Campaign(graph_from(f"{text}jobs:\n{JOBS}"))
    told.submit("job0")
    told.submit("job1")
    with terminal(monkeypatch) as seen:
        progress = Progress(told.graph, told.engine, seen.stream, interactive=True)
        progress.tick(told.at)
        progress.close()
        shown = seen.text()
    assert re.search(r"main: 2 submissions a minute; the next in 5\d s", shown)


def test_what_others_say_on_stderr_goes_above_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Campaign(paid(JOBS))
    before = sys.stderr
    with terminal(monkeypatch) as seen:
        progress = Progress(told.graph, told.engine, seen.stream, interactive=True)
        progress.tick(told.at)
        click.echo("Stopping: nothing more is submitted", err=True)
        progress.tick(told.at + 1)
        progress.close()
        text = seen.text()
    assert "\x1b[2KStopping: nothing more is submitted\r\n" in text
    assert sys.stderr is before


def test_a_quiet_terminal_has_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    with terminal(monkeypatch) as seen:
        run_on(seen.stream, interactive=True, verbosity=-1, weather=Weather())
        assert seen.text() == ""


def test_markup_of_rich_in_server_text_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Campaign(paid(JOBS))
    with terminal(monkeypatch) as seen:
        progress = Progress(told.graph, told.engine, seen.stream, interactive=True)
        progress.event(told.refuse(told.submit("job0"), message="[bold]no[/bold] [/] :smile:"))
        progress.close()
        assert "[bold]no[/bold] [/] :smile:" in seen.text()


def test_lines_do_not_load_what_the_picture_needs() -> None:
    code = (
        "import io, sys\n"
        "from remixbatch.progress import Progress\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'rich']"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
