"""What commands make of a lockfile: another clone, another server, a merge, a newer version, garbage."""

import json
import shutil
from pathlib import Path

import pytest

from emulated import running
from program import SPEC, Program

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
  fog: {from: b, prompt: Fill it with fog}
"""


def clone(program: Program) -> Program:
    """Spec and lock as git brings them to another machine; no journal, no videos."""
    folder = program.folder / "clone"
    folder.mkdir()
    for path in (program.folder / SPEC, program.lock):
        shutil.copy(path, folder)
    return Program(folder, program.emulator, program.tag)


def test_a_clone_waits_for_what_is_in_flight(program: Program) -> None:
    program.write(JOBS)
    assert program.on("run", "--no-wait").code == 4
    other = clone(program)
    end = other.on("wait")
    assert end.code == 4, end
    takes = other.takes()
    assert {take["id"] for take in takes} == {entry["id"] for entry in program.books()}
    assert all((other.folder / "output" / "spring" / take["file"]).exists() for take in takes)
    assert other.on("run").code == 0
    assert len(program.books()) == 3


def test_a_clone_of_what_is_finished_submits_nothing(program: Program) -> None:
    program.write(JOBS)
    assert program.on("run").code == 0
    other = clone(program)
    end = other.on("run", "--locked")
    assert end.code == 0, end
    assert other.lock.read_bytes() == program.lock.read_bytes()
    assert len(program.books()) == 3


def test_a_clone_asks_about_what_is_unclear(program: Program) -> None:
    program.write(JOBS.replace("Make it dusk", "'Make it dusk [slow answer 2]'"), "provider: hasty")
    assert program.on("run").code == 7
    other = clone(program)
    assert other.on("run").code == 7
    assert len(program.books()) == 2


def test_another_server(program: Program, tmp_path: Path) -> None:
    program.write(JOBS, "provider: paid")
    assert program.on("run", "--yes").code == 0
    with running(tmp_path / "other") as other:
        end = program.on("run", "--yes", "--base-url", other.url)
        assert other.books() == []
    assert end.code == 5, end
    assert program.emulator.url in end.err
    assert other.url in end.err
    assert program.on("plan").code == 0


def test_conflict_markers(program: Program) -> None:
    program.write(JOBS)
    assert program.on("run", "--no-wait").code == 4
    head, first, second = program.lock.read_text("utf-8").splitlines()
    ours = f"{head}\n<<<<<<< ours\n{first}\n=======\n{second}\n>>>>>>> theirs\n"
    program.lock.write_text(ours, "utf-8")
    status = program.on("status")
    assert status.code == 0, status
    assert "spring.lock: a merge left conflict markers" in status.err
    ids = [entry["id"] for entry in program.books()]
    assert all(id_ in status.out for id_ in ids)
    for command in ("run", "wait"):
        end = program.on(command)
        assert end.code == 5, end
        assert "spring.lock: a merge left conflict markers" in end.err
        assert "`remixbatch lock spring.yaml --resolve` keeps the facts of both sides" in end.err
    assert program.lock.read_text("utf-8") == ours
    program.lock.write_text(f"{head}\n{first}\n{second}\n", "utf-8")
    assert program.on("run").code == 0
    assert len(program.books()) == 3


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"t":"lock","v":2}', "spring.lock:1: the lock has version 2"),
        ('{"t":"lock","v":1}\nnonsense', "spring.lock:2: "),
        ('{"t":"lock","v":1}\n{"t":"take","uid":7}', "spring.lock:2: "),
    ],
    ids=["newer", "garbage", "no take"],
)
def test_locks_that_cannot_be_read(program: Program, line: str, said: str) -> None:
    program.write(JOBS)
    program.lock.write_text(f"{line}\n", "utf-8")
    for command in ("run", "status"):
        end = program.on(command)
        assert end.code == 5, end
        assert said in end.err
        assert "help: " in end.err
    assert program.lock.read_text("utf-8") == f"{line}\n"
    assert program.books() == []


def test_what_another_machine_settled_is_submitted_again_once(program: Program) -> None:
    """Its word comes with the merged lock: the take is due again, under its label, and then never more."""
    program.write("  dusk: {from: a, prompt: 'Make it dusk [slow answer 2]'}\n", "provider: hasty")
    assert program.here("run", SPEC).code == 7
    other = clone(program)
    assert other.here("resolve", SPEC, "dusk", "--not-submitted", "--force").code == 0
    merge(program, other)
    [step] = json.loads(program.here("plan", SPEC, "--json").out)["jobs"]
    assert (step["decision"], step["due"], step["take"]) == ("submit", True, 1)
    assert program.here("run", SPEC, "--no-wait").code == 7
    assert len(program.books()) == 2
    merge(program, other)  # the same word again, as from a branch merged twice
    for _ in range(2):
        end = program.here("run", SPEC)
        assert end.code == 7, end
        assert "nothing submitted" in end.out
    assert len(program.books()) == 2
    assert program.lock.read_text("utf-8").count('"t":"settled"') == 1
    [standing] = program.takes()
    assert (standing["take"], standing["status"]) == (1, "unclear")


def merge(program: Program, other: Program) -> None:
    """The lines of both locks, as git's union merge leaves them."""
    ours, theirs = (one.lock.read_text("utf-8").splitlines() for one in (program, other))
    lines = [*ours, *(line for line in theirs if line not in ours)]
    program.lock.write_text("".join(f"{line}\n" for line in lines), "utf-8")
