"""What a shell offers: asked as the shells ask, and once through a real bash."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from canary import heard
from program import SPEC, Program
from remixbatch.cli.setup import completion
from remixbatch.cli.shells import NAMES, VARIABLE
from remixbatch.cli.suggestions import STATUS
from remixbatch.outline import LIMIT, NOTHING, outline
from remixbatch.step import Decision
from remixbatch.take import Phase

JOBS = """\
  teal: {from: a, prompt: "Shift the palette to teal, sand\\u001b[31m and rust", tags: [color]}
  teal-rain: {from: teal, prompt: Add rain, tags: [weather, night]}
  story:
    from: b
    chain: [{dusk: Make it dusk}, {lamps: Light the lamps}]
"""


@pytest.fixture(autouse=True)
def _collecting() -> Iterator[None]:
    """A completing process switches the collector off; this one goes on."""
    yield
    gc.enable()


def offered(program: Program, line: str, shell: str = "bash") -> list[str]:
    """What is offered behind `remixbatch LINE`, with nothing said aloud."""
    program.environ |= {VARIABLE: f"{shell}_complete", "COMP_WORDS": f"remixbatch {line}"}
    end = program.here()
    assert (end.code, end.err) == (0, "")
    return end.out.split("\n")[:-1] if end.out.strip() else []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("val", "validate"),
        ("resolve spring.yaml ", "teal teal-rain story.dusk story.lamps story"),
        ("resolve spring.yaml sto", "story.dusk story.lamps story"),
        ("resolve ./spring.yaml teal-", "teal-rain"),
        ("plan spring.yaml --select te", "teal teal-rain"),
        ("plan spring.yaml -s teal", "teal teal-rain teal+"),
        ("plan spring.yaml -s +teal", "+teal +teal-rain +teal+"),
        ("plan spring.yaml --exclude tag:", "tag:color tag:weather tag:night"),
        ("plan spring.yaml --select=tag:n", "--select=tag:night"),
        ("plan spring.yaml -s story,status:re", "story,status:ready story,status:refused"),
        ("run spring.yaml -s ta", "part,tag:"),
        ("run nix.yaml -s te", ""),
        ("run --on-parent-change ", "ask rerun keep"),
        ("report spring.yaml --format=m", "--format=md"),
        ("report spring.yaml --output-dir sp", "dir,sp"),
        ("providers show to", "toapis"),
        ("completion f", "fish"),
        ("plan s", "path,spring.yaml folder,sub/"),
        ("plan sub/", "path,sub/a.json path,sub/b.yml"),
        ("plan sub/.", "folder,sub/.git/"),
        ("plan nix/", ""),
        ("plan 'unfinished", ""),
        ("plan spring.yaml --nonsense --sel", "--select"),
    ],
)
def test_what_is_offered(program: Program, line: str, expected: str) -> None:
    program.write(JOBS)
    for name in ("sub/.git/x", "sub/a.json", "sub/b.yml", "sub/c.txt"):
        (program.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (program.folder / name).write_text("", "utf-8")
    kinds = ("plain,", "part,", "path,", "folder,", "dir,")
    found = [each if each.startswith(kinds) else f"plain,{each}" for each in expected.split()]
    assert offered(program, line) == found


def test_the_spec_may_stand_behind_the_cursor(program: Program) -> None:
    program.write(JOBS)
    program.environ["COMP_LINE"] = f"remixbatch plan -s teal-  {SPEC}"
    assert offered(program, "plan -s teal-") == ["plain,teal-rain"]


def test_shells_that_show_notes(program: Program) -> None:
    """A prompt tells what a job is; what would steer the terminal is left out."""
    program.write(JOBS)
    note = "Shift the palette to teal, sand[31m and rust"
    assert offered(program, f"resolve {SPEC} teal", "fish")[0] == f"plain,teal\t{note}"
    assert offered(program, f"resolve {SPEC} teal", "zsh")[:3] == ["plain", "teal", note]
    shown = offered(program, f"plan {SPEC} -s tag:n", "zsh")
    assert shown == ["plain", "tag:night", "_"]
    program.environ["COMP_CWORD"] = "3"
    shown = offered(program, f"resolve {SPEC} teal-", "powershell")
    assert shown == ["plain", "teal-rain", "Add rain"]


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"a: [", b"[1]", b"jobs: 3", b"jobs: {a b: {}, 3: }", b"jobs:\n- a"],
)
def test_a_file_that_is_no_spec_is_silence(data: bytes) -> None:
    assert not set(outline(data).jobs) - {"3"}


def test_a_huge_file_is_not_read() -> None:
    text = b"jobs: {a: {prompt: " + b"x" * LIMIT + b"}}"
    assert outline(text) == NOTHING


def test_the_words_for_where_a_job_stands() -> None:
    assert set(STATUS) == {*Phase, *Decision} - {Decision.BLOCKED, "orphan"} | {"blocked"}


@pytest.mark.parametrize("shell", NAMES)
def test_each_shell_has_a_script(program: Program, shell: str) -> None:
    end = program.here("completion", shell)
    assert end.code == 0
    assert f"{shell}_complete" in end.out
    assert "remixbatch" in end.out
    assert f"remixbatch completion {shell}" in completion.get_help(click.Context(completion))


def test_a_shell_that_is_not_known(program: Program) -> None:
    end = program.here("completion", "tcsh")
    assert end.code == 2
    assert "bash" in end.err


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_a_real_bash(program: Program) -> None:
    """Words end at a colon there, and only what follows it is replaced."""
    program.write(JOBS)
    (program.folder / "remixbatch").write_text(
        f'#!/bin/sh\nexec {sys.executable} -m remixbatch "$@"\n', "utf-8"
    )
    (program.folder / "remixbatch").chmod(0o755)
    script = """
        source <(remixbatch completion bash)
        ask() { COMP_LINE=$1 COMP_POINT=${#1}; _remixbatch_completion remixbatch; echo "${COMPREPLY[*]}"; }
        ask "remixbatch plan spring.yaml --select=tag:w"
        ask "remixbatch resolve spring.yaml sto"
        complete -p remixbatch
    """
    told = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=program.folder,
        env={**program.environ, "PATH": f"{program.folder}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    heard("bash", told.stdout, told.stderr)
    assert told.stderr == ""
    assert told.stdout.splitlines() == [
        "weather",
        "story.dusk story.lamps story",
        "complete -o nosort -F _remixbatch_completion remixbatch",
    ]


def test_files_of_tests_are_specs() -> None:
    """Every example that is a spec has its names found."""
    folder = Path(__file__).parent / "specs" / "good"
    assert all(outline(path.read_bytes()).jobs for path in folder.iterdir())
