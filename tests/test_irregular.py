"""Pipes and folders where a file is kept: nothing is waited for, and the message has the place."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from inside import Ended
from program import SPEC, Program

Make = Callable[[Path], None]
PIPE = "is a device, pipe or socket, not a regular file"
JOBS = "  dusk: {from: a, prompt: Make it dusk}\n"

kinds = pytest.mark.parametrize(
    ("make", "said"), [(os.mkfifo, PIPE), (os.mkdir, "is a folder")], ids=["pipe", "folder"]
)


def by(program: Program, make: Make) -> Callable[..., Ended]:
    """A process of its own where it might wait for ever."""
    return program.call if make is os.mkfifo else program.here


@kinds
def test_the_mark_of_an_output_folder(program: Program, make: Make, said: str) -> None:
    program.write(JOBS)
    output = program.folder / "output" / "spring"
    output.mkdir(parents=True)
    make(output / ".spec")
    for words in ("run",), ("run", "--dry-run"), ("gc",):
        end = by(program, make)(words[0], SPEC, *words[1:])
        assert end.code == 9, end
        assert f"output/spring/.spec: {said}" in end.err
    assert program.books() == []


@kinds
@pytest.mark.parametrize("end", ["wal", "journal", "shm"])
def test_parts_of_the_journal(program: Program, end: str, make: Make, said: str) -> None:
    """SQLite would wait for a pipe of that name, and nothing but a kill would end that."""
    program.write(JOBS)
    assert program.on("run").code == 0
    make(program.folder / ".remixbatch" / f"spring.db-{end}")
    status = by(program, make)("status", SPEC)
    assert status.code == 9, status
    assert f".remixbatch/spring.db-{end}: {said}" in status.err
    run = program.here("run", SPEC)
    assert run.code == 9, run
    assert f".remixbatch/spring.db-{end}: is not a file" in run.err


@kinds
@pytest.mark.parametrize("end", [".part", ".part.etag"])
def test_beginnings_of_a_download(program: Program, end: str, make: Make, said: str) -> None:
    program.write(JOBS)
    assert program.on("run").code == 0
    video = program.folder / "output" / "spring" / program.take("dusk")["file"]
    video.unlink()
    (video.parent / "dusk.mp4").unlink()
    video.with_name(f"{video.name}.part").write_bytes(b"begun")
    video.with_name(f"{video.name}.part.etag").write_text('"1"\n', "utf-8")
    video.with_name(f"{video.name}{end}").unlink()
    make(video.with_name(f"{video.name}{end}"))
    fetched = by(program, make)("fetch", SPEC)
    assert fetched.code == 9, fetched
    assert said in fetched.err + fetched.out


def test_a_stamp_that_is_a_pipe(program: Program) -> None:
    program.write(JOBS)
    os.mkfifo(program.folder / "stamp")
    end = program.call("run", SPEC, "--stamp", "stamp")
    assert end.code == 9, end
    assert f"stamp: {PIPE}" in end.err
