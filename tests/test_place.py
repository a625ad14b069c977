"""The state of a spec lies where nobody else can write: what is not this user's alone is refused, with exit 9."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from inside import patched
from program import SPEC, Program
from remixbatch import place
from remixbatch.errors import DiskError, Exit
from remixbatch.journal import Journal
from remixbatch.place import file_system, private_folder
from remixbatch.writer import holder, one_writer

ME = {"pid": os.getpid(), "host": "here", "start": "2026-11-24T08:00:00Z", "command": "run"}
JOBS = "  dusk: {from: a, prompt: Make it dusk}\n"
OTHER = 54321  # a user that nobody is


def linked(path: Path) -> None:
    real = path.with_name("elsewhere")
    real.mkdir(mode=0o700)
    path.symlink_to(real)


def given_away(path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder to another user")
    path.mkdir(mode=0o700)
    os.chown(path, OTHER, -1)


def of_mode(bits: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.mkdir()
        path.chmod(bits)

    return make


FOLDERS: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "a link": (linked, "is a symbolic link", "Put the folder that it leads to in its place"),
    "nobody's": (lambda path: path.symlink_to("nowhere"), "is a symbolic link", "Put the folder"),
    "a file": (Path.touch, "is not a folder", "Move it away"),
    "another user's": (given_away, f"belongs to {OTHER}, and this process runs as", "chown -R"),
    "the group's": (of_mode(0o770), "others may write there (mode 0770)", "chmod 700 .remixbatch"),
    "everybody's": (of_mode(0o1777), "others may write there (mode 1777)", "chmod 700"),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_that_is_not_ours_alone(program: Program, name: str) -> None:
    make, cause, move = FOLDERS[name]
    program.write(JOBS)
    make(program.folder / ".remixbatch")
    for words in (("run",), ("resolve", "dusk", "--lost"), ("wait",)):
        end = program.here(words[0], SPEC, *words[1:])
        assert end.code == Exit.DISK, end
        assert end.err.startswith("error: .remixbatch: "), end
        assert cause in end.err
        assert move in end.err
    assert program.books() == []
    assert not program.lock.exists()


def test_one_that_is_readable_is_used(program: Program) -> None:
    """Such as git, or an older umask, made it."""
    program.write(JOBS)
    of_mode(0o755)(program.folder / ".remixbatch")
    assert program.here("run", SPEC).code == 0


@pytest.mark.parametrize("mask", [0o000, 0o002, 0o022, 0o077])
def test_what_we_make_is_ours_alone(program: Program, mask: int) -> None:
    """A rehearsal, which comes first and makes the folder above its own; and the emulator's own folder."""
    program.write(JOBS, "provider: emulator")
    former = os.umask(mask)
    try:
        assert program.here("run", SPEC, "--rehearse", without=("REMIXBATCH_BASE_URL",)).code == 0
        assert program.here("run", SPEC).code == 0
    finally:
        os.umask(former)
    state = program.folder / ".remixbatch"
    folders = [state, state / "rehearsal", state / "rehearsal" / "spring"]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_a_rehearsal_is_not_led_away(program: Program) -> None:
    program.write(JOBS)
    linked(program.folder / ".remixbatch")
    end = program.here("run", SPEC, "--rehearse")
    assert (end.code, ".remixbatch: is a symbolic link" in end.err) == (9, True), end


# -- the files in it ---------------------------------------------------------------------------------


def link(path: Path) -> Path:
    target = path.with_name("precious")
    target.write_text("precious", "utf-8")
    path.symlink_to(target)
    return target


def hard_link(path: Path) -> Path:
    target = path.with_name("precious")
    target.write_text("precious", "utf-8")
    path.hardlink_to(target)
    return target


def pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def of_another(path: Path) -> Path:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file to another user")
    path.write_text("precious", "utf-8")
    os.chown(path, OTHER, -1)
    return path


ODD: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a link": (link, "is a symbolic link"),
    "two names": (hard_link, "is one file under 2 names"),
    "a pipe": (pipe, "is not a file"),
    "another user's": (of_another, f"belongs to {OTHER}"),
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "name", ["spring.writer", "spring.writer.json", "spring.db", "spring.db-wal"]
)
def test_a_file_that_is_not_ours_alone(program: Program, odd: str, name: str) -> None:
    """A pull request can bring links. What they lead to stays as it is."""
    make, cause = ODD[odd]
    program.write(JOBS)
    (program.folder / ".remixbatch").mkdir(mode=0o700)
    target = make(program.folder / ".remixbatch" / name)
    end = program.here("run", SPEC)
    assert end.code == Exit.DISK, end
    assert f"error: .remixbatch/{name}: {cause}" in end.err
    assert "help: " in end.err
    assert program.books() == []
    assert odd == "a pipe" or target.read_text("utf-8") == "precious"


def test_notes_are_read_and_not_followed(tmp_path: Path) -> None:
    link(tmp_path / "spring.writer.json").write_text(
        '{"pid": 1, "host": "h", "start": "s"}', "utf-8"
    )
    assert holder(tmp_path, "spring") is None


# -- other machines' disks ---------------------------------------------------------------------------


@contextmanager
def lies_on(kind: str, folder: Path) -> Iterator[None]:
    """The table of mounts says that a folder lies on such a file system."""
    table = folder / "mountinfo"
    row = f"36 35 0:5 / {folder.resolve()} rw - {kind} server:/x rw\n"
    table.write_text(f"1 0 8:0 / / rw - ext4 /dev/sda1 rw\n{row}", "utf-8")
    with patched(place, TABLE=table):
        yield


def test_a_run_on_a_network_says_so(program: Program) -> None:
    program.write(JOBS)
    with lies_on("nfs4", program.folder):
        end = program.here("run", SPEC)
        assert end.code == 0, end
        said = (
            "warning: .remixbatch lies on nfs4, a network file system: the journal is kept without"
        )
        assert end.err.count(said) == 1
        assert program.here("status", SPEC).code == 0
    assert not (program.folder / ".remixbatch" / "spring.db-wal").exists()
    end = program.here("run", SPEC)  # moved to a local disk
    assert (end.code, end.err) == (0, "")
    assert len(program.books()) == 1


def test_a_journal_on_a_network_is_kept_from_others(tmp_path: Path) -> None:
    path = tmp_path / "spring.db"
    with Journal.open(path):
        pass  # it comes from a local disk, with a log
    with Journal.open(path, network=True) as journal:
        assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert journal._db.execute("PRAGMA synchronous").fetchone() == (2,)
        journal._db.execute("BEGIN IMMEDIATE")
        journal._db.execute("COMMIT")
        assert not path.with_name("spring.db-shm").exists()
        with pytest.raises(DiskError, match="database is locked") as failure:
            Journal.read_only(path, patience=0)
        assert "a network's file system" in str(failure.value.hint)
    reader = Journal.read_only(path)
    assert reader is not None
    with reader:
        assert reader.events() == []


def test_another_machine_may_still_run(program: Program) -> None:
    """On a network's disk our lock may not reach it; on our own, its note is what a move left."""
    program.write(JOBS)
    state = program.folder / ".remixbatch"
    state.mkdir(mode=0o700)
    note = state / "spring.writer.json"
    note.write_text('{"pid": 7, "host": "desk", "start": "2026-11-24T08:00:00Z"}', "utf-8")
    with lies_on("fuse.sshfs", program.folder):
        end = program.here("run", SPEC)
        assert end.code == Exit.LOCK, end
        assert (
            "process 7 on 'desk', since 2026-11-24T08:00:00Z holds this spec, or ended" in end.err
        )
        assert "rm .remixbatch/spring.writer.json" in end.err
        assert note.exists()
        note.unlink()
        assert program.here("run", SPEC).code == 0
    note.write_text('{"pid": 7, "host": "desk", "start": "2026-11-24T08:00:00Z"}', "utf-8")
    assert program.here("run", SPEC).code == 0


def test_this_disk_is_known() -> None:
    assert file_system(Path("/")) is not None


def test_private_is_idempotent(tmp_path: Path) -> None:
    folder = tmp_path / ".remixbatch" / "a" / "b"
    for _ in range(2):
        private_folder(folder)
    with one_writer(folder, "x", ME):
        pass
