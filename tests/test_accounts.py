"""Several runs of one machine at one account: together they keep to what the service allows one key."""

import os
import signal
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from checkout import Checkout, ended, of
from emulated import Emulator, running, until
from nursery import Child
from remixbatch import accounts
from remixbatch import events as e
from remixbatch.accounts import GRACE, MINUTE, Accounts, Busy, Share, name_of, room
from remixbatch.errors import DiskError

HERE = name_of("https://videos.example", "sk-0123456789")
TWO = Share(account=HERE, in_flight=2, per_minute=100)
NOW = 1000.0


# -- the rule ----------------------------------------------------------------------------------------


def fits(share: Share, *ahead: Share, flying: int = 0, sent: int = 0) -> bool:
    """`sent`: a second apart, the last a second ago."""
    times = [NOW - back for back in range(sent, 0, -1)]
    return room(share, ahead, flying, times, NOW) is None


def test_in_flight_together() -> None:
    assert [fits(TWO, flying=flying) for flying in range(4)] == [True, True, False, False]


def test_submissions_a_minute_together() -> None:
    three = Share(account=HERE, in_flight=9, per_minute=3)
    assert [fits(three, sent=sent) for sent in range(5)] == [True, True, True, False, False]
    busy = room(three, [], 0, [NOW - 40, NOW - 30, NOW - 1, NOW - 1], NOW)
    assert busy == Busy(
        wait=MINUTE - 30,  # the second must lapse: then two are left
        reason="shared with other runs of this machine: 4 submissions in this minute, 3 are allowed",
    )
    assert room(three, [], 0, [NOW - MINUTE, NOW - 2, NOW - 1], NOW) is None
    assert room(three, [], 0, [NOW + 1] * 3, NOW) is None, "a clock of before the machine's start"


def test_less_than_one_a_minute() -> None:
    rare = Share(account=HERE, in_flight=9, per_minute=0.5)
    assert room(rare, [], 0, [NOW - 2 * MINUTE], NOW) is None
    busy = room(rare, [], 0, [NOW - MINUTE], NOW)
    assert busy is not None
    assert busy.wait == MINUTE


def test_who_came_first_goes_first() -> None:
    assert not fits(TWO, TWO, flying=1)
    assert fits(TWO, TWO)
    assert not fits(TWO, TWO, TWO)


def test_who_may_use_less_is_not_kept_waiting_by_who_may_use_more() -> None:
    """It needs the account at 1; as long as it waits nobody submits beyond that."""
    many = Share(account=HERE, in_flight=8, per_minute=100)
    assert fits(many, flying=6)
    assert not any(fits(many, TWO, flying=flying) for flying in range(1, 8))
    slow = Share(account=HERE, in_flight=8, per_minute=1)
    busy = room(many, [slow], 0, [], NOW)
    assert busy is not None
    assert busy.wait == accounts.AGAIN


def test_none_waits_for_ever() -> None:
    """Three that always want more, of different limits, take turns whoever of them asks oftenest."""
    shares = [Share(account=HERE, in_flight=n, per_minute=1000) for n in (1, 2, 8)]
    got, line, flying = [0, 0, 0], list[int](), list[int]()
    for turn in range(3000):
        who = (2, 2, 2, 1, 2, 1, 0)[turn % 7]
        before = line[: line.index(who)] if who in line else line
        if room(shares[who], [shares[each] for each in before], len(flying), [], NOW) is None:
            got[who] += 1
            flying.append(who)
            line = [each for each in line if each != who]
        elif who not in line:
            line.append(who)
        if turn % 5 == 0 and flying:
            flying.pop(0)
    assert min(got) > 100, got


def test_a_name_tells_nothing() -> None:
    assert "sk-0123456789" not in HERE
    assert (
        len({HERE, name_of("https://videos.example", None), name_of("https://x", "sk-0123456789")})
        == 3
    )


# -- the database ------------------------------------------------------------------------------------


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "accounts.db"


@contextmanager
def another(path: Path, work: Callable[[Accounts], object]) -> Iterator[int]:
    """A process that did some work there and lives on until the end of the block."""
    near, far = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(Accounts.open(path))
            os.write(far, b".")
            signal.pause()
        finally:
            os._exit(1)
    os.close(far)
    try:
        assert os.read(near, 1) == b"."
        yield child
    finally:
        os.close(near)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def test_what_a_living_process_holds_counts(path: Path) -> None:
    with another(path, lambda other: [other.ask(TWO, NOW, uid) for uid in ("t_1", "t_2")]):
        ours = Accounts.open(path)
        busy = ours.ask(TWO, NOW)
        assert busy is not None
        assert "2 of 2 takes in flight" in busy.reason
        elsewhere = Share(account=name_of("https://x", None), in_flight=2, per_minute=100)
        assert ours.ask(elsewhere, NOW) is None
    assert ours.ask(TWO, NOW) is None, "it was killed, so its slots are free"
    ours.close()


def test_a_stopped_process_holds_what_it_holds(path: Path) -> None:
    with another(path, lambda other: [other.ask(TWO, NOW, uid) for uid in ("t_1", "t_2")]) as pid:
        os.kill(pid, signal.SIGSTOP)
        ours = Accounts.open(path)
        assert ours.ask(TWO, NOW + 1e6) is not None
        ours.close()


def test_what_came_to_its_end_is_free(path: Path) -> None:
    def work(other: Accounts) -> None:
        for uid in ("t_1", "t_2"):
            assert other.ask(TWO, NOW, uid) is None
        assert other.ask(TWO, NOW, "t_3") is not None
        other.keep({(HERE, "t_2")})

    with another(path, work):
        ours = Accounts.open(path)
        assert ours.ask(TWO, NOW) is not None, "that process stands in the line before us"
        assert ours.ask(TWO, NOW + 2 * GRACE) is None, "and left it"
        assert ours.ask(TWO, NOW + 2 * GRACE, "t_4") is None
        assert ours.ask(TWO, NOW + 2 * GRACE, "t_5") is not None
        ours.close()


def test_who_waited_for_the_database_sees_what_was_sent_meanwhile(path: Path) -> None:
    """It had looked at the clock before; nothing that others sent since is forgotten for that."""
    one = Share(account=HERE, in_flight=9, per_minute=1)
    with closing(Accounts.open(path)) as ours:
        assert ours.ask(one, NOW + 1.0, "t_1") is None
        assert ours.ask(one, NOW, "t_2") is not None
        assert ours.ask(one, NOW + 2.0, "t_2") is not None


def test_a_take_that_two_copies_of_a_folder_look_after_counts_once(path: Path) -> None:
    with another(path, lambda other: other.keep({(HERE, "t_1")})):
        ours = Accounts.open(path)
        ours.keep({(HERE, "t_1")})
        assert ours.ask(TWO, NOW, "t_2") is None
        ours.close()


def test_a_new_start_of_the_machine(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "realm", lambda: "former/1")
    former = Accounts.open(path)
    assert former.ask(TWO, 1e9, "t_1") is None
    former._db.close()
    monkeypatch.undo()
    ours = Accounts.open(path)
    for table in ("flying", "sent"):
        assert ours._db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    ours.close()


def test_it_is_ours_alone_and_holds_no_key(path: Path) -> None:
    ours = Accounts.open(path)
    assert ours.ask(TWO, NOW, "t_1") is None
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert b"sk-0123456789" not in path.read_bytes()
    ours.close()
    path.unlink()
    path.symlink_to(path.with_name("elsewhere"))
    with pytest.raises(DiskError, match="is a symbolic link"):
        Accounts.open(path)


@pytest.mark.parametrize("part", ["", "-journal", "-wal"])
def test_a_pipe_in_its_place_or_beside_it_is_not_waited_for(path: Path, part: str) -> None:
    Accounts.open(path).close()
    beside = path.with_name(path.name + part)
    beside.unlink(missing_ok=True)
    os.mkfifo(beside)
    with pytest.raises(DiskError, match="is not a file"):
        Accounts.open(path)


# -- real runs ---------------------------------------------------------------------------------------


def many(emulator: Emulator, folder: Path, limits: str, jobs: int) -> list[Checkout]:
    """Three specs in one folder, of one user."""
    made = []
    for name in ("one", "two", "three"):
        lines = "".join(f"  j{n}: {{from: a, prompt: Make it {name} {n}}}\n" for n in range(jobs))
        made.append(Checkout(folder, emulator, name, lines, name=name))
        text = made[-1].spec.read_text("utf-8")
        head = f"providers: {{main: {{profile: swift, limits: {limits}}}}}\ndefaults: {{provider: main}}\n"
        made[-1].spec.write_text(text.replace("provider: swift\n", head), "utf-8")
    return made


def put_off(specs: list[Checkout]) -> list[e.Deferred]:
    return [event for spec in specs for event in of(e.Deferred, spec.events())]


def most_at_once(books: Path) -> int:
    """By the emulator's own books, which say when each began and ended."""
    with closing(sqlite3.connect(books)) as db:
        spans: list[tuple[float, float]] = db.execute("SELECT created, ends FROM videos").fetchall()
    return max(sum(begun <= at < end for begun, end in spans) for at, _ in spans)


def test_together_they_keep_to_what_is_in_flight(tmp_path: Path) -> None:
    with running(tmp_path / "emulator", "--speed", "10", "--in-flight", "4") as emulator:
        specs = many(emulator, tmp_path, "{in_flight: 4, submits_per_minute: 600}", jobs=4)
        runs = [spec.start() for spec in specs]
        ends = [ended(run) for run in runs]
        assert [end.code for end in ends] == [0, 0, 0], ends
        assert put_off(specs) == []
        assert len(emulator.books()) == 12
        assert most_at_once(tmp_path / "emulator" / "openai.db") <= 4
    said = "main is shared with other runs of this machine: "
    assert any(said in end.err for end in ends)
    assert all(end.err.count(said) <= 1 for end in ends)


@contextmanager
def stopping(runs: list[Child]) -> Iterator[None]:
    try:
        yield
    finally:
        for run in runs:
            run.kill()
            run.communicate()


def test_together_they_keep_to_the_rate(tmp_path: Path) -> None:
    """The minute is not waited for: when as many are booked as it allows, all others wait."""
    flags = ("--speed", "50", "--in-flight", "100", "--submits-per-minute", "7")
    with running(tmp_path / "emulator", *flags) as emulator:
        specs = many(emulator, tmp_path, "{in_flight: 50, submits_per_minute: 7}", jobs=4)
        runs = [spec.start() for spec in specs]
        with stopping(runs):
            until(lambda: len(emulator.books()) == 7, within=30)
            pairs = zip(specs, runs, strict=True)
            waiting = [run for spec, run in pairs if len(spec.books()) < 4]
            for run in waiting:
                run.until_said("submissions in this minute")
            for run in waiting:
                run.send_signal(signal.SIGTERM)
                assert ended(run).code == 130
        assert len(emulator.books()) == 7
        assert put_off(specs) == []


@pytest.mark.soak
def test_a_whole_minute_of_the_rate(tmp_path: Path) -> None:
    """Those that wait go on when the minute is over, and the service never has to say no."""
    flags = ("--speed", "50", "--in-flight", "100", "--submits-per-minute", "7")
    with running(tmp_path / "emulator", *flags) as emulator:
        specs = many(emulator, tmp_path, "{in_flight: 50, submits_per_minute: 7}", jobs=4)
        runs = [spec.start() for spec in specs]
        with stopping(runs):
            until(lambda: all(run.poll() is not None for run in runs), within=100)
            assert [run.poll() for run in runs] == [0, 0, 0]
        assert len(emulator.books()) == 12
        assert put_off(specs) == []


def test_what_an_earlier_process_left_in_flight_counts_at_once(tmp_path: Path) -> None:
    """Before a run has submitted anything: for `make -j`, whose other run asks in that moment."""
    with running(tmp_path / "emulator", "--speed", "0.01", "--in-flight", "100") as emulator:
        first, _, _ = many(emulator, tmp_path, "{in_flight: 2, submits_per_minute: 600}", jobs=2)
        assert first.run("run", "--no-wait").code == 4
        run = first.start("wait")
        with stopping([run]):
            until(lambda: flying(tmp_path, run) == 2)
        assert len(emulator.books()) == 2


def flying(home: Path, run: Child) -> int:
    path = home / ".local" / "state" / "remixbatch" / "accounts.db"
    with closing(sqlite3.connect(path)) as db:
        ours = db.execute("SELECT count(*) FROM flying WHERE pid = ?", (run.pid,))
        return int(ours.fetchone()[0])


def test_a_killed_run_leaves_its_part_to_the_others(tmp_path: Path) -> None:
    """Its takes are still made, and the service says so; the others wait for that, and go on."""
    with running(tmp_path / "emulator", "--speed", "0.01", "--in-flight", "100") as emulator:
        first, second, _ = many(
            emulator, tmp_path, "{in_flight: 2, submits_per_minute: 600}", jobs=2
        )
        one = first.start()
        first.until_booked(2)
        two = second.start()
        with stopping([one, two]):
            two.until_said("2 of 2 takes in flight")
            assert second.books() == []
            one.kill()
            second.until_booked(2)
            assert len(emulator.books()) == 4


def test_without_a_place_to_tell_each_other(checkout: Checkout) -> None:
    state = checkout.folder / ".local"
    state.write_text("no folder", "utf-8")
    end = checkout.run()
    assert end.code == 0, end
    assert end.err.count("cannot share the limits of an account") == 1
    assert f"note: {state}" in end.err


JOBS = """
  sun: {from: a, prompt: Put the sun low}
  rain: {from: sun, prompt: Add light rain}
"""
