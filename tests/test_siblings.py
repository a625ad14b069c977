"""Two specs in one folder share a source and an account: what the other one has is never taken for nobody's."""

import os
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from program import SPEC, Program
from remixbatch.commands.campaign import new_process
from remixbatch.commands.loaded import Home
from remixbatch.commands.siblings import FRESH, Neighbours
from remixbatch.errors import DiskError
from remixbatch.journal import Journal
from test_recovery import crashed

OTHER = "other.yaml"


@pytest.fixture
def two(program: Program) -> Program:
    """Each has one take of the source `a`; `fog` of the first was never run."""
    dusk = "  dusk: {from: a, prompt: Make it dusk}\n"
    program.write(dusk, "provider: frank")
    program.write(
        "  fog: {from: a, prompt: Fill it with fog}\n  gold: {from: a, prompt: Make it golden}\n",
        "provider: frank",
        OTHER,
    )
    for spec in (SPEC, OTHER):
        assert program.here("run", spec).code == 0
    program.write(dusk + "  fog: {from: a, prompt: Fill it with fog}\n", "provider: frank")
    return program


def ids(program: Program) -> dict[str, str]:
    return {str(entry["prompt"]): str(entry["id"]) for entry in program.books()}


def test_refresh_names_what_another_spec_has(two: Program) -> None:
    end = two.on("refresh")
    assert (end.code, end.err) == (0, "")
    assert end.out == (
        "spring: 1 video: 1 still there\n2 other videos of your sources are takes of other.yaml\n"
    )
    stray = two.emulator.make(two.source("a"), "Make it dusk")
    end = two.here("refresh", OTHER)
    assert "\n1 other video of your sources is a take of spring.yaml\n" in end.out
    assert "1 video of your sources that no take owns" in end.out
    data = two.json("refresh")
    assert [each["id"] for each in data["unowned"]] == [stray]
    fog = next(each for each in data["elsewhere"] if each["job"] == "fog")
    expected = {
        "provider": "frank",
        "id": ids(two)["Fill it with fog"],
        "from": two.source("a"),
        "spec": OTHER,
        "job": "fog",
        "take": 1,
    }
    assert fog == expected
    (two.folder / OTHER).unlink()
    assert "are takes of other.lock\n" in two.on("refresh").out


def test_a_lock_that_cannot_be_read_is_told_and_left_out(two: Program) -> None:
    (two.folder / "Cargo.lock").write_text("# another tool's\n", "utf-8")
    (two.folder / "other.lock").write_text("<<<<<<< ours\n{\n", "utf-8")
    assert "2 other videos of your sources are takes of other.yaml" in two.on("refresh").out
    (two.folder / ".remixbatch" / "other.db").unlink()
    end = two.on("refresh")
    assert end.code == 0, end
    [line] = end.err.splitlines()
    assert line.startswith("warning: other.lock:2")
    assert line.endswith("; which videos it has is not known")
    assert "2 videos of your sources that no take owns" in end.out


def test_adopt_refuses_what_another_spec_has(two: Program) -> None:
    id_ = ids(two)["Fill it with fog"]
    end = two.on("adopt", "fog", id_)
    assert end.code == 2, end
    assert f"{id_} is take 1 of fog in {OTHER} already; nothing was changed" in end.err
    assert "--force" in end.err
    assert len(two.takes()) == 1
    forced = two.on("adopt", "fog", id_, "--force")
    assert forced.code == 0, forced
    assert f"note: {id_} is take 1 of fog in {OTHER}, too: it was paid for once" in forced.err
    assert two.take("fog")["id"] == id_
    assert two.on("refresh").out.startswith("spring: 2 videos: 2 still there\n1 other video")


@pytest.mark.parametrize("command", ["refresh", "run"])
def test_a_pipe_of_that_name_is_not_waited_for(program: Program, command: str) -> None:
    """Nobody writes to it: to open it as a file is to hang."""
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", "provider: frank")
    os.mkfifo(program.folder / "other.lock")
    end = program.call(command, SPEC)
    assert end.code == 0, end


# -- lost answers ------------------------------------------------------------------------------------


def lost(program: Program, spec: str = SPEC) -> None:
    """A process of that spec sent `fog` half a minute ago, and nobody knows what came of it."""
    crashed(program, "fog", ago=30, looked=True, spec=spec)


def fog(program: Program) -> str:
    """A prompt of this test's own: an equal one of a source that is not known here could be ours."""
    return f"Fill it with fog from {program.tag}"


def alike(program: Program, profile: str = "frank") -> None:
    """Two specs that ask the same of one source at one account."""
    for spec in (SPEC, OTHER):
        program.write(f"  fog: {{from: a, prompt: {fog(program)}}}\n", f"provider: {profile}", spec)


@pytest.mark.parametrize("left", ["lock", "journal"])
def test_a_video_that_another_spec_paid_for_is_not_the_lost_one(
    program: Program, left: str
) -> None:
    """While a run of it goes on its journal knows first; in a clone the lock alone does."""
    alike(program)
    assert program.here("run", OTHER).code == 0
    lost(program)
    if left == "lock":
        (program.folder / ".remixbatch" / "other.db").unlink()
    else:
        (program.folder / "other.lock").unlink()
    end = program.on("run")
    assert end.code == 0, end
    assert "fog.1 was not created: the service's list is complete" in end.err
    theirs, ours = program.books()
    assert program.take("fog")["id"] == ours["id"] != theirs["id"]


def test_it_is_no_candidate_either(program: Program) -> None:
    alike(program, "guarded")
    assert program.here("run", OTHER).code == 0
    lost(program)
    assert program.on("run").code == 7
    [theirs] = program.books()
    shown = program.on("status").out
    assert "the list does not show it" in shown
    assert theirs["id"] not in shown
    end = program.on("resolve", "fog", "--not-submitted")
    assert end.code == 0, end


def test_what_two_specs_may_have_made_is_for_a_person(program: Program) -> None:
    """Each alone would take it over, and one that was paid for would stand in two specs."""
    alike(program)
    lost(program)
    lost(program, OTHER)
    made = program.emulator.make(program.source("a"), fog(program))
    for spec, rival in ((SPEC, OTHER), (OTHER, SPEC)):
        end = program.here("run", spec)
        assert end.code == 7, end
        shown = program.here("status", spec).out
        assert f"fog of {rival} asked for the same and has no answer either" in shown
        assert f"remixbatch resolve {spec} fog --adopt {made}\n" in shown
    assert len(program.books()) == 1
    assert program.on("resolve", "fog", "--adopt", made).code == 0
    for spec in (SPEC, OTHER):
        assert program.here("run", spec).code == 0
    assert len(program.books()) == 2, "the other one was not created"


def test_a_neighbour_that_cannot_be_read_may_have_it(program: Program) -> None:
    alike(program)
    lost(program)
    made = program.emulator.make(program.source("a"), fog(program))
    (program.folder / "other.lock").write_text("<<<<<<< ours\n{\n", "utf-8")
    end = program.on("run")
    assert end.code == 7, end
    shown = " ".join(program.on("status").out.split())
    assert "so what the list shows may be another spec's" in shown
    (program.folder / "other.lock").unlink()
    assert program.on("run").code == 0
    assert program.take("fog")["id"] == made


def test_a_spec_that_was_copied_with_its_files_is_no_rival(program: Program) -> None:
    """The submission in doubt is the very same one: what it made is both specs'."""
    alike(program)
    lost(program)
    made = program.emulator.make(program.source("a"), fog(program))
    state = program.folder / ".remixbatch"
    shutil.copy(state / "spring.db", state / "other.db")
    for spec in (SPEC, OTHER):
        end = program.here("run", spec)
        assert end.code == 0, end
        assert f"fog.1 found in the service's list: {made}" in end.err
    assert len(program.books()) == 1


@pytest.mark.parametrize(
    ("kind", "body", "cause"),
    [
        (
            "unclear",
            '{"at": 1.0, "uid": "t_9", "reason": "x"}',
            "Unclear about an unknown take t_9",
        ),
        ("imported", '{"at": 1.0, "line": {}}', "KeyError('origin')"),
    ],
    ids=["unknown", "bare"],
)
def test_a_neighbour_of_an_illegal_history_ends_no_run(
    program: Program, kind: str, body: str, cause: str
) -> None:
    alike(program)
    assert program.here("run", OTHER).code == 0
    lost(program)
    program.emulator.make(program.source("a"), fog(program))
    journal = program.folder / ".remixbatch" / "other.db"
    with closing(sqlite3.connect(journal)) as db, db:
        db.execute("INSERT INTO events (kind, body) VALUES (?, ?)", (kind, body))
    end = program.on("run")
    assert end.code == 7, end
    shown = " ".join(program.on("status").out.split())
    told = f"other.db: what it tells is not a history of takes ({cause})"
    assert told in shown, shown
    assert "so what the list shows may be another spec's" in shown
    refreshed = program.on("refresh")
    assert refreshed.code == 0, refreshed
    assert "other.db: what it tells is not a history of takes" in refreshed.err


@pytest.mark.parametrize("name", ["other.lock", ".remixbatch/other.db", OTHER])
def test_a_neighbour_that_cannot_be_looked_at_ends_no_run(program: Program, name: str) -> None:
    """A link into a folder that is closed, say. Here to a name that no file can have, which stops root, too."""
    alike(program)
    lost(program)
    made = program.emulator.make(program.source("a"), fog(program))
    for each in {name, "other.lock"}:
        (program.folder / each).unlink(missing_ok=True)
        (program.folder / each).symlink_to("x" * 300)
    end = program.on("run")
    assert end.code == 7, end
    shown = " ".join(program.on("status").out.split())
    assert "File name too long; which videos it has is not known" in shown, shown
    for each in {name, "other.lock"}:
        (program.folder / each).unlink()
    assert program.on("run").code == 0
    assert program.take("fog")["id"] == made


def test_a_folder_that_cannot_be_listed_may_hold_any_spec(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("", "utf-8")  # no folder, which stops root, too
    home = Home(lock=tmp_path / "spring.lock", state=tmp_path / "state", stem="spring")
    with pytest.raises(DiskError, match=r"state: the folder cannot be listed: Not a directory"):
        list(Neighbours(home).all())


# -- asked again and again ---------------------------------------------------------------------------


def test_a_neighbour_that_grows_between_two_lists_is_seen(two: Program) -> None:
    """What is as it was is not read again; one more event in its journal, or one more line in its lock, is seen."""
    home = Home.of(two.folder / SPEC)
    neighbours = Neighbours(home, now=lambda: time.time_ns() + FRESH + 10**9)
    first, second, third = (next(neighbours.all()).held for _ in range(3))
    assert first is second is third
    assert len(neighbours.beside().owned) == 2

    more = f"  hail: {{from: a, prompt: 'Let it hail {two.tag}'}}\n"
    two.write(more, "provider: frank", OTHER)
    assert two.here("run", OTHER).code == 0
    assert len(neighbours.beside().owned) == 3
    lost_line = (two.folder / "other.lock").read_text("utf-8").splitlines()[-1]
    stranger = lost_line.replace('"uid":"', '"uid":"t_0').replace('"id":"', '"id":"0')
    with (two.folder / "other.lock").open("a", encoding="utf-8") as lock:
        lock.write(stranger + "\n")
    assert len(neighbours.beside().owned) == 4
    (two.folder / "other.lock").unlink()
    assert len(neighbours.beside().owned) == 3


def test_what_a_run_under_way_commits_is_seen(two: Program) -> None:
    """Its log is open, and each commit is read at once."""
    neighbours = Neighbours(Home.of(two.folder / SPEC), now=lambda: time.time_ns() + FRESH + 10**9)
    with Journal.open(two.folder / ".remixbatch" / "other.db") as journal:
        journal.events()
        for _ in range(3):
            before = next(neighbours.all()).held
            assert next(neighbours.all()).held is before
            journal.append(new_process("run", time.time()), journal.position)
            assert next(neighbours.all()).held.told == before.told + 1


def test_what_was_changed_a_moment_ago_is_read_again(two: Program) -> None:
    """Its time may stay the same when it changes once more."""
    written = (two.folder / "other.lock").stat().st_mtime_ns
    neighbours = Neighbours(Home.of(two.folder / SPEC), now=lambda: written + FRESH - 1)
    assert next(neighbours.all()).held is not next(neighbours.all()).held
