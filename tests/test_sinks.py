"""Whatever is printed passes one place, and there no key gets through: text or bytes, a result, talk, a picture, a bug."""

import errno
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from canary import KEY, heard, sung
from emulated import Emulator
from inside import inside, patched
from program import SPEC, Program
from remixbatch import keys
from remixbatch.cli.main import cli
from remixbatch.cli.streams import text_over
from remixbatch.redact import HIDDEN

JOBS = "  dusk: {from: a, prompt: Make it dusk}\n  fog: {from: b, prompt: Fill it with fog}\n"
HEAD = "provider: paid"


def told(program: Program) -> None:
    """A lock that another hand wrote: the key in a note, and in what a service said. There is no journal."""
    lines = [json.loads(line) for line in program.lock.read_text("utf-8").splitlines()]
    for line in lines[1:]:
        line["note"] = f"Bearer {KEY}"
        if line["job"] == "fog":
            failure = {"code": f"no {KEY}", "message": f"the key {KEY} is not good"}
            line |= {"status": "failed", "error": failure, "sha256": None, "file": None}
    program.lock.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    forget(program, journal=True)


def forget(program: Program, *, journal: bool) -> None:
    """The suite's own canary would find what that hand wrote."""
    for path in (program.folder / ".remixbatch").iterdir():
        path.unlink()
    if not journal:
        program.lock.unlink()


@pytest.fixture(scope="module")
def ran(service: Emulator, tmp_path_factory: pytest.TempPathFactory) -> Program:
    made = Program(tmp_path_factory.mktemp("sinks"), service, "sinks")
    made.write(JOBS, HEAD)
    assert made.on("run", "--yes").code == 0
    return made


@pytest.fixture
def blabbed(program: Program, ran: Program) -> Iterator[Program]:
    for path in (program.folder / "profiles").iterdir():
        path.unlink()
    (program.folder / "profiles").rmdir()
    program.become(ran)
    told(program)
    yield program
    forget(program, journal=False)


# Every command that answers with --json, and the words that it is called with; whether it has a word of the lock.
ANSWERS: dict[str, list[tuple[list[str], bool]]] = {
    "validate": [([SPEC], False)],
    "lint": [([SPEC], False)],
    "show": [([SPEC], False)],
    "graph": [([SPEC], True)],
    "plan": [([SPEC], True)],
    "why": [([SPEC, "fog"], True), ([SPEC, "dusk"], True)],
    "run": [([SPEC, "--yes"], True), ([SPEC, "--dry-run"], False)],
    "wait": [([SPEC], True)],
    "status": [([SPEC], True)],
    "trace": [([SPEC, "fog"], True), ([SPEC, "dusk"], True)],
    "fetch": [([SPEC], False)],
    "refresh": [([SPEC], False)],
    "lock": [([SPEC, "--show"], True), ([SPEC, "--check"], False)],
    "gc": [([SPEC], False)],
    "providers list": [([], False)],
    "providers show": [(["paid"], False)],
    "doctor": [([SPEC], False)],
    "rule": [([], False)],
}


def answering(command: click.Command, path: str = "") -> Iterator[str]:
    """Every command that has --json."""
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from answering(found, f"{path} {name}".strip())
    elif any("--json" in param.opts for param in command.params):
        yield path


def test_every_command_that_answers_is_asked_below() -> None:
    assert set(answering(cli)) == set(ANSWERS)


@pytest.mark.parametrize(
    ("command", "words", "has"),
    [(command, *each) for command, calls in ANSWERS.items() for each in calls],
    ids=str,
)
def test_no_document_has_the_key(
    blabbed: Program, command: str, words: list[str], *, has: bool
) -> None:
    end = blabbed.here(*command.split(), *words, "--json")
    assert sung((end.out + end.err).encode()) is None
    assert (HIDDEN in end.out) is has, end.out
    json.loads(end.out)


FORMS = [
    *(["run", SPEC, "--yes"], ["run", SPEC, "--yes", "-v"], ["run", SPEC, "--yes", "-q"]),
    *(["status", SPEC], ["plan", SPEC, "-v"], ["why", SPEC, "fog"], ["lock", SPEC, "--show"]),
    *(["trace", SPEC, "dusk"], ["trace", SPEC, "fog", "--format", "md"]),
    *(["report", SPEC, "--format", form] for form in ("md", "json", "csv", "junit", "github")),
    *(["graph", SPEC, "--format", form] for form in ("dot", "mermaid")),
    *([f"{KEY}"], ["run", f"--{KEY}"], ["run", SPEC, "--select", KEY], ["plan", f"{KEY}.yaml"]),
    *(["schema", KEY], ["resolve", SPEC, KEY, "--not-submitted"]),
]


@pytest.mark.parametrize("words", FORMS, ids=lambda words: " ".join(words).replace(KEY, "KEY"))
def test_no_other_form_has_it(blabbed: Program, words: list[str]) -> None:
    end = blabbed.here(*words)
    assert sung((end.out + end.err).encode()) is None
    for path in (blabbed.folder / "output").rglob("report.*"):
        assert sung(path.read_bytes()) is None, path


def test_a_process_of_its_own(blabbed: Program) -> None:
    """With real streams, also where click goes past the text: bytes, and a terminal without letters beyond ASCII."""
    for words in (["report", SPEC, "--format", "md"], ["lock", SPEC, "--show", "--json"]):
        end = blabbed.call(*words)
        assert sung((end.out + end.err).encode()) is None
        assert HIDDEN in end.out
        blabbed.environ["PYTHONIOENCODING"] = "ascii"


def test_the_summary_of_a_step(blabbed: Program) -> None:
    summary = blabbed.folder / "summary.md"
    blabbed.environ |= {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    end = blabbed.on("run", "--yes")
    assert sung((end.out + end.err).encode()) is None
    assert HIDDEN in summary.read_text("utf-8")


def test_a_picture_on_a_terminal(blabbed: Program) -> None:
    """What steers the terminal comes through as it is."""
    blabbed.write(f"{JOBS}  rain: {{from: a, prompt: Let it rain}}\n", HEAD)
    end = blabbed.at_terminal("run", SPEC, answer="y")
    assert end.code in (0, 3), end
    assert "\x1b[2K" in end.out
    assert sung(end.out.encode()) is None


def test_a_key_of_another_name_and_one_in_a_file(blabbed: Program) -> None:
    """Also commands that send nothing know the keys of the spec's own profiles."""
    profile = yaml.safe_load((blabbed.folder / "profiles/paid.yaml").read_text("utf-8"))
    profile["auth"]["env"] = "CREDENTIAL"
    (blabbed.folder / "profiles/paid.yaml").write_text(yaml.safe_dump(profile), "utf-8")
    kept = blabbed.folder / "key"
    kept.write_text(KEY)
    kept.chmod(0o600)
    for name, value in (("CREDENTIAL", KEY), ("CREDENTIAL_FILE", str(kept))):
        with patched(keys, _read=set()):
            blabbed.environ |= {name: value}
            end = blabbed.here("status", SPEC, "--json", without=("OPENAI_API_KEY",))
            del blabbed.environ[name]
        assert (end.code, HIDDEN in end.out) == (0, True), end


# -- the place itself --------------------------------------------------------------------------------


def through(*said: str | bytes) -> bytes:
    raw = io.BytesIO()
    stream = text_over(raw)
    for each in said:
        click.echo(each, file=stream, color=True)
    stream.flush()
    return raw.getvalue()


def test_what_has_no_key_is_as_it_was() -> None:
    with patched(keys, _read={KEY}):
        assert through("é \x1b[31m日本\x1b[0m", b"\xff\x00\x80") == (
            "é \x1b[31m日本\x1b[0m\n".encode() + b"\xff\x00\x80\n"
        )


@pytest.mark.parametrize("around", [10, 8170, 30_000])
def test_a_key_is_found_wherever_a_buffer_ends(around: int) -> None:
    with patched(keys, _read={KEY}):
        for at in range(around, around + len(KEY), 5):
            assert through("x" * at + KEY + "é") == f"{'x' * at}{HIDDEN}é\n".encode()


def test_a_placeholder_of_a_gateway_hides_no_words() -> None:
    with patched(keys, _read={"none"}):
        assert through('{"phase": "none"}') == b'{"phase": "none"}\n'


# -- bugs --------------------------------------------------------------------------------------------


def bug(*_: object, **__: object) -> Any:
    raise RuntimeError(f"Bearer {KEY}\x1b]0;owned\x07")


@pytest.fixture
def ill(program: Program, monkeypatch: pytest.MonkeyPatch) -> Program:
    """A program with a bug in `plan`."""
    program.write(JOBS, HEAD)
    monkeypatch.setattr("remixbatch.cli.check.plan.callback", bug)
    return program


def called(program: Program, *words: str) -> tuple[int, str]:
    """Not through `Program`, which fails where a bug is told."""
    end = inside(words, program.folder, program.environ)
    assert end.out == ""
    return end.code, end.err


def full(*_: object, **__: object) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        (full, "; no crash file can be written: No space left on device\n"),
        (bug, "; no crash file could be made (RuntimeError)\n"),
    ],
)
def test_a_bug_is_one_line_where_no_crash_file_can_be_written(
    ill: Program, monkeypatch: pytest.MonkeyPatch, fails: Callable[..., Any], said: str
) -> None:
    monkeypatch.setattr("tempfile.mkstemp", fails)
    code, err = called(ill, "plan", SPEC)
    assert code == 70
    first, second = err.splitlines(keepends=True)
    assert first.startswith("error: a bug in remixbatch (RuntimeError); details: ")
    assert first.endswith(said)
    assert second.startswith("help: everything that was recorded is kept; ")
    assert "--debug" in second


def test_a_real_disk_that_is_read_only(ill: Program) -> None:
    """All the way, in a process: there is no place for temporary files."""
    program = (
        "import sys, tempfile, remixbatch.cli.check as check, remixbatch.cli.main as main\n"
        "def bug(**_): raise RuntimeError(sys.argv[-1])\n"
        "tempfile._candidate_tempdir_list = lambda: ['/proc/nowhere']\n"
        "check.plan.callback = bug\n"
        "main.main()\n"
    )
    end = subprocess.run(
        [sys.executable, "-c", program, "plan", f"{KEY}.yaml"],
        cwd=ill.folder,
        env=ill.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    heard("a process", end.stdout, end.stderr)
    assert (end.returncode, end.stdout) == (70, "")
    assert "Traceback" not in end.stderr
    assert end.stderr.count("\n") == 2
    assert "no crash file can be written" in end.stderr


def test_the_trace_is_shown_to_who_asks(ill: Program) -> None:
    code, err = called(ill, "--debug", "plan", SPEC)
    assert code == 70
    assert err.startswith("Traceback (most recent call last):\n  File ")
    assert f"\nRuntimeError: Bearer {HIDDEN}\n" in err
    assert "\x1b" not in err
    place = err.rpartition("details: ")[2].splitlines()[0]
    assert Path(place).parent == ill.folder
    assert HIDDEN in Path(place).read_text("utf-8")
    code, err = called(ill, "plan", SPEC)
    assert "Traceback" not in err
    assert err.endswith("; `remixbatch --debug COMMAND …` shows the trace\n")


def test_debug_changes_nothing_where_there_is_no_bug(program: Program) -> None:
    program.write(JOBS)
    assert program.here("--debug", "plan", SPEC) == program.here("plan", SPEC)
    end = program.here("--debug", "plan", "nowhere.yaml")
    assert (end.code, "Traceback" in end.err) == (2, False)
