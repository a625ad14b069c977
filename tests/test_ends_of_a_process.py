"""The first and the last moments of a process: a signal there ends in one line and the right code."""

import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from emulated import until
from program import SPEC, Program

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
# What Python imports at its beginning, where it is found: it tells where the process is, and keeps it there.
AT_IMPORT = """
import pathlib, sys, time
here = pathlib.Path(__file__).parent
(here / "reached").touch()
while not (here / "go").exists():
    time.sleep(0.01)
"""
AT_EXIT = f"import atexit\n\n@atexit.register\ndef late():\n{AT_IMPORT.replace(chr(10), chr(10) + '    ')}"


def begun(program: Program, folder: Path, *words: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "remixbatch", *words],
        cwd=program.folder,
        env={**program.environ, "PYTHONPATH": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    until((folder / "reached").exists)
    return process


@pytest.mark.parametrize("number", SIGNALS, ids=lambda n: n.name)
def test_while_it_is_being_loaded(
    number: signal.Signals, program: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A module that takes its time, as all do on a busy machine."""
    folder = tmp_path_factory.mktemp("slow")
    (folder / "click.py").write_text(AT_IMPORT, "utf-8")
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    with begun(program, folder, "run", SPEC) as process:
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (130, "", "Interrupted; nothing was begun.\n")


def test_once_the_outcome_stands(
    program: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Python takes its time to end; who stops the process then is told how the run ended."""
    folder = tmp_path_factory.mktemp("slow")
    (folder / "sitecustomize.py").write_text(AT_EXIT, "utf-8")
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    with begun(program, folder, "run", SPEC) as process:
        for number in SIGNALS:
            process.send_signal(number)
        (folder / "go").touch()
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert "next    git add" in out
    assert "Interrupted" not in err


def test_both_ways_to_start_it_are_one() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["scripts"] == {"remixbatch": "remixbatch.__main__:main"}
