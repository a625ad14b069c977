"""Files are read within limits, and replaced whole or not at all."""

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from remixbatch.errors import DiskError, Exit, UsageError
from remixbatch.files import clear_leftovers, read_bytes, write_whole


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def failure(path: Path, limit: int = 100) -> UsageError:
    with pytest.raises(UsageError) as caught:
        read_bytes(path, limit)
    assert caught.value.hint
    assert caught.value.exit is Exit.USAGE
    return caught.value


def test_reads_up_to_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"12345")
    assert read_bytes(file, 5) == b"12345"
    assert "larger than 4 bytes" in failure(file, 4).message


def test_reads_more_than_one_chunk(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x" * 3_000_000)
    assert len(read_bytes(file, 10_000_000)) == 3_000_000


def test_says_what_is_not_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert "not a regular file" in failure(pipe).message
    assert "is a folder" in failure(tmp_path).message
    assert "no such file" in failure(tmp_path / "none").message
    assert "not a regular file" in failure(Path("/dev/zero")).message
    assert "no such file" in failure(Path(__file__) / "below").message


def test_hostile_names_are_one_message(tmp_path: Path) -> None:
    assert "cannot be read" in failure(tmp_path / "a\0b").message
    assert "File name too long" in failure(tmp_path / ("a" * 5000)).message
    assert "\x1b" not in failure(tmp_path / "\x1b[31mred").message
    with pytest.raises(DiskError) as caught:
        write_whole(tmp_path / "no" / "\x1b[31m", b"")
    assert "\x1b" not in caught.value.message


def test_reading_leaks_no_descriptor(tmp_path: Path) -> None:
    before = len(names(Path("/dev/fd")))
    for _ in range(5):
        failure(tmp_path)
        failure(Path("/dev/null"))
    assert len(names(Path("/dev/fd"))) == before


def test_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"")
    file.chmod(0)
    if os.access(file, os.R_OK):  # root reads everything, except where no memory is mapped
        file = Path("/proc/self/mem")
        if not file.exists():
            pytest.skip("this user may read everything")
        assert "cannot be read" in failure(file).message
        return
    assert "Permission denied" in failure(file).message


def test_replaces_whole(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    write_whole(file, b"one")
    before = file.stat().st_ino
    write_whole(file, b"two")
    assert file.read_bytes() == b"two"
    assert file.stat().st_ino != before
    assert names(tmp_path) == ["a.lock"]


def test_mode_follows_the_umask(tmp_path: Path) -> None:
    former = os.umask(0o027)
    try:
        write_whole(tmp_path / "a", b"")
    finally:
        os.umask(former)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


def test_a_name_of_the_greatest_length_can_be_replaced(tmp_path: Path) -> None:
    file = tmp_path / ("a" * 255)
    write_whole(file, b"x")
    assert file.read_bytes() == b"x"


def test_a_link_is_replaced_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"mine")
    link = tmp_path / "link"
    link.symlink_to(elsewhere)
    write_whole(link, b"new")
    assert elsewhere.read_bytes() == b"mine"
    assert not link.is_symlink()


@pytest.mark.parametrize("name", ["file/below", "none/below", "folder"])
def test_a_place_that_cannot_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    with pytest.raises(DiskError) as caught:
        write_whole(tmp_path / name, b"new")
    assert caught.value.exit is Exit.DISK
    assert name in caught.value.message
    assert caught.value.hint
    assert names(tmp_path) == ["file", "folder"]
    assert (tmp_path / "file").read_bytes() == b"old"


def in_a_child(program: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *args],
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


FULL = """
import resource, sys
from pathlib import Path
from remixbatch.errors import DiskError
from remixbatch.files import write_whole
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_whole(Path(sys.argv[1]), b"x" * 5000)
except DiskError as error:
    print(error.message)
"""


def test_a_disk_that_takes_no_more_keeps_the_old_file(tmp_path: Path) -> None:
    file = tmp_path / "a.lock"
    file.write_bytes(b"old")
    done = in_a_child(FULL, str(file))
    assert "File too large" in done.stdout
    assert str(file) in done.stdout
    assert done.returncode == 0
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == ["a.lock"]


INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from remixbatch.files import write_whole
path, moment = Path(sys.argv[1]), sys.argv[2]
def now(frame, event, arg):
    if event == "c_call" and getattr(arg, "__name__", "") == moment:
        sys.setprofile(None)
        os.kill(os.getpid(), signal.SIGINT)
sys.setprofile(now)
write_whole(path, b"new")
"""


@pytest.mark.parametrize("moment", ["write", "fsync", "replace"])
def test_an_interrupt_leaves_no_part_behind(tmp_path: Path, moment: str) -> None:
    file = tmp_path / "a.lock"
    file.write_bytes(b"old")
    done = in_a_child(INTERRUPTED, str(file), moment)
    assert done.returncode == -signal.SIGINT
    assert names(tmp_path) == ["a.lock"]
    assert file.read_bytes() in (b"old", b"new")


def test_what_a_killed_write_left_is_cleared_by_the_next_writer(tmp_path: Path) -> None:
    target = tmp_path / "spring [1].lock"
    left = tmp_path / ".spring [1].lock.0123456789abcdef.tmp"
    others = [
        tmp_path / ".summer.lock.0123456789abcdef.tmp",
        tmp_path / ".spring [1].lock.notes.tmp",
    ]
    for path in (target, left, *others):
        path.write_text("x")
    clear_leftovers(target)
    assert not left.exists()
    assert target.exists()
    assert all(path.exists() for path in others)
