"""The canary of the suite can sing: what conftest.py asks at the end would find a key."""

import base64
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest

from canary import KEY, PIECE, found, heard, sung
from checkout import Checkout
from inside import Ended
from program import SPEC, Program

JOBS = "  dusk: {from: a, prompt: Make it dusk}\n"
DRESSES = {
    "as it is": KEY,
    "the first piece": KEY[:PIECE],
    "the last piece": KEY[-PIECE:],
    "a piece from within": KEY[7 : 7 + PIECE],
    "in an address": quote(KEY, safe=""),
    **{
        f"base64 after {before}": base64.b64encode(f"{'u' * before}{KEY}:x".encode()).decode()
        for before in range(4)
    },
    "base64 for addresses": base64.urlsafe_b64encode(KEY.encode()).decode(),
}


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A folder that the session's own canary does not look into."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.parametrize("dress", DRESSES)
def test_it_is_found_in_every_dress(dress: str, elsewhere: Path) -> None:
    text = f'{{"a": "x{DRESSES[dress]}y"}}'
    with pytest.raises(AssertionError, match="stdout tells of the key"):
        heard("stdout", "", text)
    (elsewhere / "deep" / "er").mkdir(parents=True)
    (elsewhere / "deep" / "er" / "plain.txt").write_text("nothing to see" * 1000)
    (elsewhere / "deep" / "er" / "report.json").write_text(f"{'.' * 100_000}{text}")
    [told] = found([elsewhere])
    assert told.startswith(f"{elsewhere}/deep/er/report.json: ")


def test_shorter_pieces_are_no_key() -> None:
    assert sung(KEY[: PIECE - 1].encode()) is None
    assert sung(b"0123456789 abcdef XYZ sk-can") is None


def test_every_place_is_looked_at(elsewhere: Path) -> None:
    """A name, a database, its log; and a link is the file it leads to."""
    (elsewhere / f"report-{KEY[10:24]}.md").touch()
    base = sqlite3.connect(elsewhere / "spring.db")
    base.executescript("PRAGMA journal_mode=WAL; CREATE TABLE e(x)")
    base.execute("INSERT INTO e VALUES (?)", (KEY,))
    base.commit()
    (elsewhere / "a.mp4").write_text(KEY)
    os.link(elsewhere / "a.mp4", elsewhere / "b.mp4")
    assert len(found([elsewhere])) == 3
    base.close()


def test_every_output_is_heard() -> None:
    with pytest.raises(AssertionError, match="stderr"):
        Ended(code=0, out="", err=f"error: {KEY}")


def test_the_programs_of_this_suite_have_it(program: Program) -> None:
    """Or it could be found nowhere: the key that a run sends is this one."""
    assert program.environ["OPENAI_API_KEY"] == KEY
    program.write("  teal: {from: a, prompt: Go}\n", "provider: paid")
    end = program.here("run", SPEC, "--yes")
    assert end.code == 0, end
    assert program.takes()


def test_checkouts_have_it_too(checkout: Checkout) -> None:
    """What is killed, signalled and failed by its disk has the key in hand."""
    assert checkout.environ["SWIFT_API_KEY"] == KEY
    assert checkout.run().code == 0
    del checkout.environ["SWIFT_API_KEY"]
    checkout.write(checkout.jobs.replace("dusk", "dawn"))
    end = checkout.run()
    assert (end.code, "SWIFT_API_KEY is not set" in end.err) == (6, True), end


def test_what_a_program_leaves_for_a_while_is_looked_at(program: Program) -> None:
    """Its folder of temporary files is below one that is searched."""
    assert program.environ["TMPDIR"] == str(program.folder)


def test_a_session_that_leaves_the_key_fails(elsewhere: Path) -> None:
    """All the way: a test writes the key into a file and passes, and its session does not."""
    (elsewhere / "test_x.py").write_text(
        "import canary\ndef test_x(tmp_path):\n    (tmp_path / 'log').write_text(canary.KEY)\n"
    )
    words = [
        "-q",
        "-p",
        "conftest",
        "-p",
        "no:cacheprovider",
        "--basetemp",
        str(elsewhere / "temp"),
    ]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *words, elsewhere / "test_x.py"],
        cwd=elsewhere,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "1 passed, 1 error" in ran.stdout
    assert "/log: sk-canary" in ran.stdout
