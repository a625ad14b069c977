"""`status --watch`: another process's run, followed without getting in its way."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest

from campaigns import Campaign
from checkout import PATIENCE
from emulated import until
from nursery import Child, nursery
from program import SPEC, Program
from remixbatch import events as e
from remixbatch.commands.loaded import Home, load
from remixbatch.commands.watch import Watched
from remixbatch.driver import Clock
from remixbatch.journal import Journal
from remixbatch.writer import one_writer

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  fog: {from: b, prompt: Fill it with fog}
"""
ME = {"pid": os.getpid(), "host": socket.gethostname(), "start": "2026-11-24T08:00:00Z"}
WATCH = ("status", SPEC, "--watch", "--interval", "0.2")


class Recorded(Campaign):
    """A campaign whose events are in a journal, as a run leaves them there."""

    def __init__(self, program: Program) -> None:
        with chdir(program.folder):
            self.loaded = load(Path(SPEC))
        self.journal = Journal.open(program.folder / ".remixbatch" / "spring.db")
        super().__init__(self.loaded.graph)

    def tell(self, event: e.Event) -> e.Event:
        self.journal.append(event, self.engine.position)
        return super().tell(event)


@pytest.fixture
def run(program: Program, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorded]:
    """A run that this very process makes, event by event."""
    monkeypatch.chdir(program.folder)
    monkeypatch.setenv("REMIXBATCH_PROFILES", program.environ["REMIXBATCH_PROFILES"])
    program.write(JOBS)
    home = Home.of(Path(SPEC))
    with one_writer(home.state, home.stem, ME):
        recorded = Recorded(program)
        with recorded.journal:
            yield recorded


def test_it_takes_in_what_was_added(run: Recorded) -> None:
    run.submit("dusk")
    watched = Watched(run.loaded, None, Clock())
    folded = watched.engine
    assert (watched.held, watched.changed) == (True, True)
    assert watched.look() == []
    assert not watched.changed
    uid = run.submit("fog")
    run.refuse(uid)
    assert [line.text for line in watched.look()][-1].startswith("fog.1 refused after ")
    assert watched.engine is folded  # not folded anew
    assert watched.engine.steps == run.engine.steps
    assert watched.engine.holdings == run.holdings


def test_a_new_process_may_know_a_newer_spec(run: Recorded, program: Program) -> None:
    watched = Watched(run.loaded, None, Clock())
    program.write(JOBS + "  snow: {from: a, prompt: Cover it with snow}\n")
    run.new_process()
    run.submit("dusk")
    assert watched.look() == []  # all is read again
    assert list(watched.engine.steps) == ["dusk", "fog", "snow"]
    assert phase(watched) == "running"


def test_no_reader_keeps_the_log_from_being_cleared(run: Recorded) -> None:
    """A checkpoint of the writer finds nobody in its way, even in the middle of watching."""
    watched = Watched(run.loaded, None, Clock())
    run.submit("dusk")
    watched.look()
    busy, _, _ = run.journal._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert busy == 0
    run.submit("fog")
    watched.look()
    assert watched.engine.steps == run.engine.steps


def test_a_process_that_died_leaves_doubt(run: Recorded, program: Program) -> None:
    intent = run.intent("dusk")
    run.tell(intent)
    watched = Watched(run.loaded, None, Clock())
    assert phase(watched) == "submitting"
    (program.folder / ".remixbatch" / "spring.writer").unlink()  # who asks finds no lock
    watched.look()
    assert phase(watched) == "unclear"
    assert "remixbatch resolve spring.yaml dusk --adopt ID" in "\n".join(watched.ending())


def phase(watched: Watched) -> str:
    return watched.engine.steps["dusk"].phase.value


def test_nobody_holds_it(program: Program) -> None:
    program.write(JOBS)
    end = program.here(*WATCH)
    assert end.code == 0, end
    assert end.out == (
        "[0:00] 0 of 2 finished; 2 ready\nNo process holds spring.yaml.\n"
        "next    remixbatch run spring.yaml\n        (submits what is left)\n"
    )
    told = program.here(*WATCH, "--json")
    [line] = told.out.splitlines()
    document = json.loads(line)
    assert (document["kind"], document["version"], document["held"]) == ("status", 1, False)
    assert "No process holds spring.yaml." in told.err
    assert program.here("status", SPEC, "--watch", "--interval", "0.1").code == 2


def test_a_run_from_beginning_to_end(program: Program) -> None:
    program.write(JOBS.replace("Fill it with fog", "'Fog [slow answer 1]'"))
    with started(program, "run", SPEC) as process:
        until(lambda: "[slow answer 1]" in str(program.prompts()), within=PATIENCE)
        end = program.here(*WATCH, "--json")
    assert (end.code, process.returncode) == (0, 0), end
    documents = [json.loads(line) for line in end.out.splitlines()]
    assert [each["held"] for each in documents] == [*[True] * (len(documents) - 1), False]
    assert len(documents) > 1
    assert documents[-1]["totals"]["phases"] == {"completed": 2}
    assert "git add spring.lock" in end.err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_stop_watching(run: Recorded, program: Program, number: signal.Signals) -> None:
    run.submit("dusk")
    with started(program, *WATCH) as process:
        process.until_said("1 ready, 1 running\n")
        process.send_signal(number)
    assert process.returncode == 0, process.said()
    assert process.said()[1] == "Not watched any more; what runs goes on.\n"


def started(program: Program, *words: str) -> Child:
    return nursery().start("remixbatch", words, folder=program.folder, environ=program.environ)


def test_on_a_terminal_the_last_picture_stays(program: Program) -> None:
    program.write(JOBS)
    end = program.at_terminal(*WATCH, answer="not asked")
    assert end.code == 0, end
    assert "2 ready" in end.out
    assert "0 of 2 finished" in end.out
    assert end.out.rpartition("\x1b[?25h")[2].strip().startswith("No process holds spring.yaml.")
