"""The Makefile that `init` writes, obeyed by a real make: what is up to date is not run, what changed is."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from canary import heard
from program import Program

SPEC = """\
version: 1
provider: swift
sources: {{beach: {source}}}
jobs:
  dusk: {{from: beach, prompt_file: prompts/at dusk.txt}}
"""


@pytest.fixture
def campaign(program: Program) -> Program:
    assert program.here("init", ".").code == 0
    specs = program.folder / "specs"
    (specs / "quickstart.yaml").unlink()
    (specs / "prompts").mkdir()
    (specs / "prompts" / "at dusk.txt").write_text("Make it dusk.\n", "utf-8")
    (specs / "evening.yaml").write_text(SPEC.format(source=program.source("a")), "utf-8")
    return program


def make(program: Program, *words: str, code: int = 0) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["make", *words],
        cwd=program.folder,
        env={**program.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
        check=False,
    )
    heard("make", done.stdout)
    assert done.returncode == code, done.stdout
    return done.stdout


def test_a_prompt_file_that_changed_is_seen(campaign: Program) -> None:
    assert "1 submitted" in make(campaign)
    assert "Nothing to be done" in make(campaign)
    prompt = campaign.folder / "specs" / "prompts" / "at dusk.txt"
    prompt.write_text("Make it night.\n", "utf-8")
    later = (campaign.folder / "output" / "evening" / ".stamp").stat().st_mtime + 1
    os.utime(prompt, (later, later))
    assert "evening.yaml" in make(campaign, "-n")
    assert "1 submitted" in make(campaign)
    assert campaign.prompts() == ["Make it dusk.", "Make it night."]
    prompt.rename(prompt.with_name("dusk.txt"))
    spec = campaign.folder / "specs" / "evening.yaml"
    spec.write_text(spec.read_text("utf-8").replace("at dusk", "dusk"), "utf-8")
    os.utime(spec, (later + 1, later + 1))
    assert "nothing submitted" in make(campaign), "a renamed file is no new prompt"


def test_what_depends_on_the_videos_waits_for_them(campaign: Program) -> None:
    """Make asks the exit code alone whether a target was made, and goes on to its dependents in the same call."""
    make(campaign)
    shutil.rmtree(campaign.folder / "output")
    with (campaign.folder / "Makefile").open("a", encoding="utf-8") as rules:
        rules.write("\ncut: output/evening/.stamp\n\techo they are cut > $@\n")
    assert "--stamp waits for 1 video that is not here" in make(campaign, "cut", code=2)
    assert not (campaign.folder / "cut").exists()
    make(campaign, "fetch")
    make(campaign, "cut")
    assert (campaign.folder / "cut").exists()


def test_a_depfile_without_a_stamp(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    end = program.here("run", "spring.yaml", "--depfile", "depend")
    assert (end.code, program.books()) == (2, [])
    assert "--stamp" in end.err
    assert not (program.folder / "depend").exists()
