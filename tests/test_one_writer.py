"""One process writes a spec. The lock is the system's, so it lives exactly as long as its process."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from checkout import Checkout, ended, of
from emulated import Emulator, running, until
from locks import line
from nursery import Child
from remixbatch import events as e
from remixbatch.errors import DiskError, LockError
from remixbatch.process import lives
from remixbatch.writer import is_held, one_writer, told

JOBS = "  dusk: {from: a, prompt: Make it dusk}\n"
ME = {"pid": 7, "host": "here", "start": "2026-11-24T08:00:00Z", "command": "run"}


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """Its jobs take far longer than a test."""
    with running(tmp_path / "emulator", "--speed", "0.01") as one:
        yield one


@pytest.fixture
def checkout(emulator: Emulator, tmp_path: Path) -> Checkout:
    return Checkout(tmp_path, emulator, "one", JOBS)


@pytest.fixture
def holder(checkout: Checkout) -> Iterator[Child]:
    """A run with a take in flight."""
    with checkout.start() as run:
        checkout.until_recorded(e.Submitted)
        yield run
        run.kill()
        run.communicate()


def test_the_second_is_told_who_holds_it(checkout: Checkout, holder: Child) -> None:
    end = checkout.run()
    assert end.code == 5, end
    assert end.out == ""
    who = f"process {holder.pid} on {socket.gethostname()!r}, since 20"
    assert f"error: another run holds this spec: {who}" in end.err
    [since] = re.findall(r"since (20\S+Z) \(remixbatch run\)\n", end.err)
    begun = of(e.Run, checkout.events())[0].at  # its sources were checked before
    assert 0 <= begun - e.unstamp(since) < 20
    assert checkout.run("resolve", "dusk", "--lost").code == 5
    assert len(checkout.books()) == 1


def test_readers_are_not_kept_out(checkout: Checkout, holder: Child) -> None:
    plan = checkout.run("plan", "--json")
    assert (plan.code, holder.poll()) == (0, None), plan
    status = checkout.run("status", "--json")
    assert status.code == 0, status
    assert checkout.books()[0]["id"] in status.out
    json.loads(status.out)


def test_a_folder_that_is_cleared_away_under_a_run_ends_it(
    checkout: Checkout, emulator: Emulator
) -> None:
    """`git clean -fdX` beside a run: SQLite would go on in a file that nobody sees."""
    checkout.write(
        "  dusk: {from: a, prompt: 'Make it dusk [slow answer 1]'}\n"
        "  snow: {from: a, prompt: Add snow}\n"
    )
    with checkout.start() as run:
        until(checkout.books)
        shutil.rmtree(checkout.journal.parent)
        end = ended(run)
    assert end.code == 9, end
    [made] = checkout.books()
    assert "spring.db: " in end.out  # SQLite itself may be the first to notice
    assert f"dusk was submitted as {made['id']}" in end.err
    assert [take["id"] for take in checkout.takes()] == [made["id"]]
    checkout.run("run", "--no-wait")
    assert [entry["prompt"] for entry in checkout.books()] == [made["prompt"], "Add snow"]


def test_a_stopped_process_still_holds_it(checkout: Checkout, holder: Child) -> None:
    holder.send_signal(signal.SIGSTOP)
    end = checkout.run()
    assert end.code == 5, end
    assert str(holder.pid) in end.err
    holder.send_signal(signal.SIGCONT)
    assert holder.poll() is None


def test_a_killed_process_holds_nothing(checkout: Checkout, holder: Child) -> None:
    holder.kill()
    holder.wait()
    status = checkout.run("status", "--json")  # what it left is read before anybody writes again
    assert (status.code, checkout.books()[0]["id"] in status.out) == (0, True), status
    with checkout.start("run", "-v") as second:
        second.until_said("dusk.1 running")
        assert len(of(e.Run, checkout.events())) == 2
        second.send_signal(signal.SIGTERM)
        assert ended(second).code == 130
    assert len(checkout.books()) == 1


def test_what_a_pull_brings_during_a_run_is_kept(checkout: Checkout, holder: Child) -> None:
    """Git puts another file in the lock's place while a run goes on for hours."""
    until(checkout.takes)
    theirs = line("t_theirs", "video_theirs", job="fog")
    pulled = [*checkout.lock.read_text("utf-8").splitlines(), json.dumps(theirs)]
    checkout.lock.write_text("".join(f"{row}\n" for row in pulled), "utf-8")
    holder.send_signal(signal.SIGTERM)
    end = ended(holder)
    assert end.code == 130, end
    assert "spring.lock changed meanwhile; what it tells is kept" in end.err
    assert {take["id"] for take in checkout.takes()} == {
        "video_theirs",
        checkout.books()[0]["id"],
    }


def test_a_lock_that_became_unreadable_is_not_written_over(
    checkout: Checkout, holder: Child
) -> None:
    until(checkout.takes)
    checkout.lock.write_text("half an edit", "utf-8")
    holder.send_signal(signal.SIGTERM)
    end = ended(holder)
    assert end.code == 5, end
    assert "spring.lock:1: this line of the lock cannot be read" in end.err
    assert checkout.lock.read_text("utf-8") == "half an edit"
    assert len(of(e.Submitted, checkout.events())) == 1, "the journal has it"


def test_both_at_once(checkout: Checkout) -> None:
    """Whoever comes first: one runs, the others are refused, and it is paid for once."""
    runs = [checkout.start() for _ in range(4)]
    checkout.until_recorded(e.Submitted)
    until(lambda: sum(run.poll() is None for run in runs) == 1)
    [winner] = [run for run in runs if run.poll() is None]
    winner.send_signal(signal.SIGTERM)
    assert sorted(ended(run).code for run in runs) == [5, 5, 5, 130]
    assert len(checkout.books()) == 1


def test_a_holder_without_a_name(tmp_path: Path) -> None:
    """It was between its lock and its name, or somebody wrote nonsense there."""
    with one_writer(tmp_path, "spring", ME):
        for text in ("", "{}", "[]", '{"pid": "x", "host": 1, "start": 2}', "\x00"):
            (tmp_path / "spring.writer.json").write_text(text, "utf-8")
            with (
                pytest.raises(LockError, match="not told its name"),
                one_writer(tmp_path, "spring", ME),
            ):
                pass
    with one_writer(tmp_path, "spring", ME):
        pass


def test_a_note_that_a_dead_process_left(tmp_path: Path) -> None:
    """It keeps nobody out, is no sign of a run, and is not told of whoever holds the lock now."""
    note = tmp_path / "spring.writer.json"
    with one_writer(tmp_path, "spring", {**ME, "pid": os.getpid(), "host": socket.gethostname()}):
        signed = json.loads(note.read_text("utf-8"))
    assert lives(signed["pid"], signed["born"])
    stale = json.dumps({**signed, "born": "before the last start of the machine"})
    note.write_text(stale, "utf-8")  # as one whose pid another process has by now
    assert not is_held(tmp_path, "spring")
    with one_writer(tmp_path, "spring", ME):
        assert is_held(tmp_path, "spring")
        note.write_text(stale, "utf-8")
        assert told(tmp_path, "spring") == "a process that has not told its name yet"
        note.write_text(json.dumps(signed), "utf-8")
        assert told(tmp_path, "spring").startswith(f"process {os.getpid()} on ")
    assert not is_held(tmp_path, "spring")


def test_what_a_note_says_does_nothing_to_a_terminal(tmp_path: Path) -> None:
    with one_writer(tmp_path, "spring", {**ME, "host": "\x1b[2J", "command": "\x1b]0;x\x07"}):
        assert told(tmp_path, "spring").isprintable()


def test_a_child_does_not_keep_it(tmp_path: Path) -> None:
    """Neither a fork, which has all our descriptors, nor a program that we start."""
    near, far = os.pipe()
    up, begun = os.pipe()
    with one_writer(tmp_path, "spring", ME):
        program = subprocess.Popen(["sleep", "60"], close_fds=False)
        child = os.fork()
        if child == 0:
            os.close(far)
            os.write(begun, b".")
            os.read(near, 1)  # until its parent lets it go
            os._exit(0)
        os.read(up, 1)
        assert is_held(tmp_path, "spring")
    try:
        assert not is_held(tmp_path, "spring")
        with one_writer(tmp_path, "spring", ME):
            pass
    finally:
        os.close(far)
        os.waitpid(child, 0)
        program.kill()
        program.wait()
        for pipe in (near, up, begun):
            os.close(pipe)


def test_a_fork_that_leaves_takes_nothing_away(tmp_path: Path) -> None:
    """It unwinds the same stack: lock and note stay the parent's."""
    with one_writer(tmp_path, "spring", ME):
        child = os.fork()
        if child == 0:
            try:
                with suppress(RuntimeError), one_writer(tmp_path, "other", ME):
                    raise RuntimeError
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        inner = one_writer(tmp_path, "twice", ME)
        inner.__enter__()
        child = os.fork()
        if child == 0:
            inner.__exit__(None, None, None)
            os._exit(0)
        os.waitpid(child, 0)
        assert is_held(tmp_path, "twice")
        assert (tmp_path / "twice.writer.json").exists()
        inner.__exit__(None, None, None)
        assert is_held(tmp_path, "spring")


def test_who_looks_is_in_nobodys_way(tmp_path: Path) -> None:
    """Whoever asks shares the lock for a moment; that must not look like a holder to one who comes then."""
    child = os.fork()
    if child == 0:
        while True:
            is_held(tmp_path, "spring")
    try:
        for _ in range(300):
            with one_writer(tmp_path, "spring", ME):
                pass
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@pytest.mark.parametrize("taken", ["spring.writer", "spring.writer.json"])
def test_no_place_for_the_lock(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).mkdir()
    with pytest.raises(DiskError) as failure, one_writer(tmp_path, "spring", ME):
        pass
    assert str(tmp_path) in failure.value.message
