"""`run --rehearse`: the whole way on the emulator, and nothing of it in the way of the real run."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from emulated import until
from inside import Ended
from nursery import nursery
from program import SPEC, Program
from remixbatch.commands.audit import posts_of
from remixbatch.connection import NoReply
from remixbatch.emulator.books import Books, Post
from remixbatch.emulator.faults import KINDS
from remixbatch.emulator.options import DIALECTS
from remixbatch.writer import one_writer
from tiny_server import answer, serving

HEAD = """\
defaults: {provider: main}
providers: {main: {profile: toapis, price: {per_second: "0.30", as_of: 2026-11-01}}}
"""
CHAIN = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
  fog: {from: b, prompt: Fill it with fog}
"""
ME = {"pid": 7, "host": "here", "start": "2026-11-24T08:00:00Z", "command": "rehearse"}


@pytest.fixture
def stage(program: Program) -> Iterator[Path]:
    """Where the rehearsal lies. Once the test is over no emulator of it is left."""
    program.write(CHAIN, HEAD)
    folder = program.folder / ".remixbatch" / "rehearsal" / "spring"
    yield folder
    until(lambda: not emulators(program.folder))


def emulators(folder: Path) -> list[str]:
    """Emulators of rehearsals in this folder: named by their state, or children of this very process."""
    command = ["ps", "-A", "-o", "ppid=,args="]
    shown = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = [line.split() for line in shown.stdout.splitlines() if "remixbatch.emulator" in line]
    mine = [line for line in lines if line[0] == str(os.getpid())]
    return [" ".join(line) for line in mine if " .remixbatch/" in " ".join(line)] + [
        " ".join(line) for line in lines if f"{folder}/.remixbatch" in " ".join(line)
    ]


def rehearse(program: Program, *words: str) -> Ended:
    return program.here("run", SPEC, "--rehearse", *words)


def booked(stage: Path, dialect: str = "toapis") -> list[str]:
    """What would have been paid for: one prompt a submission."""
    with sqlite3.connect(stage / "emulator" / f"{dialect}.db") as books:
        return sorted(row[0] for row in books.execute("SELECT prompt FROM videos"))


def test_from_nothing_to_the_end_and_anew(program: Program, stage: Path) -> None:
    """Without a key, whatever address the environment has for the real run."""
    end = rehearse(program, "--json", "--output-dir", "elsewhere")
    assert end.code == 0, end
    assert "Rehearsal of spring.yaml, from the beginning." in end.err
    assert "the model behind this service ended" in end.err
    told = json.loads(end.out)
    assert (told["rehearsal"], told["exit"], told["totals"]["usd"]) == (True, 0, "7.20")
    assert {job["next"] for job in told["jobs"]} == {None}
    assert booked(stage) == ["Add rain", "Fill it with fog", "Make it dusk"]
    assert program.books() == []
    assert (stage / "output" / "spring" / "videos" / "rain.mp4").stat().st_size > 1000
    assert left_by_real_runs(program) == []

    again = rehearse(program, "--budget", "5", "--output-dir", "elsewhere", "-j", "7")
    assert again.code == 3, again
    assert "anew: the last one had ended" in again.err
    assert again.out.startswith("Rehearsal: spring: 3 jobs: 1 ready, 2 completed; 2 submitted, ")
    assert "nothing was spent; would have cost $4.80; 0:0" in again.out
    assert "git add" not in again.out
    real = "remixbatch run spring.yaml --budget 5.00 --jobs 7 --output-dir elsewhere"
    assert f"next    {real}\n        (the same for real; it would stop there, too)\n" in again.out
    assert booked(stage) == ["Fill it with fog", "Make it dusk"]
    report = (stage / "output" / "spring" / "report.md").read_text("utf-8")
    assert report.startswith("# Rehearsal: spring\n")
    assert "Would have cost: $4.80" in report
    assert left_by_real_runs(program) == []

    # a reader of the real campaign sees nothing; a lock that is copied over the real one is refused
    assert program.here("plan", SPEC, "--detailed-exitcode").code == 10
    status = json.loads(program.here("status", SPEC, "--json").out)
    assert status["totals"]["takes"] == 0
    shutil.copy(stage / "spring.lock", program.lock)
    refused = program.here("run", SPEC, "--yes")
    assert refused.code == 5, refused
    assert "was submitted to emulator:local" in refused.err


def left_by_real_runs(program: Program) -> list[Path]:
    places = ("spring.lock", "output", "elsewhere", ".remixbatch/spring.db")
    return [path for place in places if (path := program.folder / place).exists()]


def test_one_that_was_killed_goes_on(program: Program, stage: Path) -> None:
    """And submits nothing twice; its emulator went with it."""
    with nursery().start(
        "remixbatch",
        ["run", str(program.folder / SPEC), "--rehearse"],
        folder=program.folder,
        environ=program.environ,
        point="after:submitted:2",
    ) as killed:
        pass
    assert killed.returncode == -signal.SIGKILL, killed.said()
    until(lambda: not emulators(program.folder))
    assert len(booked(stage)) == 2
    end = rehearse(program)
    assert end.code == 0, end
    assert "going on where the last one stopped" in end.err
    assert "would have cost $7.20" in end.out
    assert booked(stage) == ["Add rain", "Fill it with fog", "Make it dusk"]


def test_two_dialects_at_once_and_failures(program: Program, stage: Path) -> None:
    """What the program itself would refuse for a date is told, and rehearsed all the same."""
    other = "  other: {profile: openai}\n"
    head = "defaults: {provider: main}\nproviders:\n  main: {profile: toapis}\n" + other
    jobs = """\
  dusk: {from: a, prompt: 'Make it dusk [refuse]'}
  fog: {from: b, prompt: Fill it with fog, provider: other}
  snow: {from: a, prompt: Cover it with snow}
"""
    program.write(jobs, head)
    end = rehearse(program)
    assert end.code == 1, end
    assert "openai: the service was shut down by its vendor on 2026-09-24" in end.err
    assert "a real run would be refused for that" in end.err
    assert "2 completed, 1 refused" in end.out
    assert "would have cost $0.80 and the unknown price of 1 take;" in end.out
    assert booked(stage, "openai") == ["Fill it with fog"]


def test_two_of_one_spec_at_a_time(program: Program, stage: Path) -> None:
    with one_writer(stage, "spring", ME):
        end = rehearse(program)
    assert end.code == 5, end
    assert "another rehearsal holds this spec: process 7 on 'here'" in end.err
    assert "remixbatch status" not in end.err


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (("--base-url", "http://127.0.0.1:9"), "an emulator of its own"),
        (("--locked",), "starts from nothing"),
        (("--stamp", "stamp"), "the real run is done"),
    ],
)
def test_flags_that_contradict_it(program: Program, flags: tuple[str, ...], why: str) -> None:
    program.write(CHAIN, HEAD)
    end = rehearse(program, *flags)
    assert end.code == 2, end
    assert f"--rehearse and {flags[0]} do not go together" in end.err
    assert why in end.err
    assert not (program.folder / ".remixbatch").exists()


def test_what_is_no_spec_or_no_run(program: Program) -> None:
    program.write(CHAIN, HEAD)
    assert program.here("plan", SPEC, "--out", "plan.json").code == 0
    end = program.here("run", "plan.json", "--rehearse")
    assert end.code == 2, end
    assert "plan.json is a saved plan, and a spec is wanted here" in end.err
    assert rehearse(program, "--dry-run").code == 2
    assert not (program.folder / ".remixbatch").exists()


def test_a_service_without_a_dialect(program: Program) -> None:
    profiles = program.folder / "profiles"
    text = (profiles / "paid.yaml").read_text("utf-8")
    mute = text.replace("rehearsal: openai\n", "").replace("name: paid", "name: mute")
    (profiles / "mute.yaml").write_text(mute, "utf-8")
    program.write(CHAIN, "provider: mute")
    end = rehearse(program)
    assert end.code == 2, end
    assert "spring.yaml: the profile mute cannot be rehearsed" in end.err
    assert "`rehearsal: openai`" in end.err
    assert not (program.folder / ".remixbatch").exists()


def test_the_schema_knows_the_dialects(program: Program) -> None:
    schema: dict[str, Any] = json.loads(program.here("schema", "profile").out)
    assert schema["properties"]["rehearsal"]["enum"] == list(DIALECTS)


# -- under faults ------------------------------------------------------------------------------------

FAULTS = """\
version: 1
seed: 3
rules:
  - {on: submit, fault: close, match: {prompt: "*dusk*"}}
  - {on: submit, fault: reset, when: before, match: {prompt: "*snow*"}}
  - {on: submit, fault: error, status: 429, when: before, retry_after: 31536000, nth: [1]}
  - {on: content, fault: cut, nth: [1]}
"""
WITH_SNOW = f"{CHAIN}  snow: {{from: b, prompt: Cover it with snow}}\n"


def test_under_faults(program: Program, stage: Path) -> None:
    """The plan is told, and after the run what the emulator's books say of it."""
    program.write(WITH_SNOW, HEAD)
    (program.folder / "faults.yaml").write_text(FAULTS, "utf-8")
    end = rehearse(program, "--faults", "faults.yaml", "--json")
    assert end.code == 7, end
    told = json.loads(end.out)
    found = {job["job"]: job["phase"] for job in told["jobs"]}
    assert found == {
        "dusk": "unclear",
        "rain": "blocked",
        "fog": "completed",
        "snow": "unclear",
    }
    assert "Faults: faults.yaml, seed 3, 4 rules\n  1  submit: close, prompt '*dusk*'\n" in end.err
    assert "  3  submit, before the effect: error 429 (Retry-After: 31536000), the 1st\n" in end.err
    assert "waits are cut to seconds; " in end.err
    assert "books: 4 submissions, 3 of them with faults; 2 videos booked, 1 answer to" in end.err
    assert "  unclear, and made: dusk, video_" in end.err
    assert "    in earnest: remixbatch resolve spring.yaml dusk --adopt video_" in end.err
    assert "    in earnest: remixbatch resolve spring.yaml snow --not-submitted\n" in end.err
    assert booked(stage) == ["Fill it with fog", "Make it dusk"]
    assert left_by_real_runs(program) == []


def came_before(stage: Path, prompts: Iterable[str]) -> Path:
    """Submissions that an earlier part of this rehearsal left in the books: none of them booked."""
    path = stage / "emulator" / "toapis.db"
    books = Books(path)
    with books.writing():
        for n, prompt in enumerate(prompts):
            line = {"root": "video_x", "lineage": f"{n}", "nth": 1, "model": None}
            books.note(Post(at=n, source="video_x", prompt=prompt, idempotency_key=None, **line))  # type: ignore[arg-type]
    books.close()
    return path


def test_books_of_any_size_are_read_to_their_end(program: Program, stage: Path) -> None:
    """Of ten megabytes, by the page: what is unclear is found in them."""
    came_before(stage, [*(f"Prompt {n}" for n in range(2000)), *["\U0001f3ac" * 32_000] * 25])
    program.write(WITH_SNOW, HEAD)
    (program.folder / "faults.yaml").write_text(FAULTS, "utf-8")
    end = rehearse(program, "--faults", "faults.yaml")
    assert end.code == 7, end
    assert "books: 2,029 submissions, 3 of them with faults; 2 videos booked, 1 answer" in end.err
    assert "  unclear, and made: dusk, video_" in end.err
    assert "dusk --not-submitted" not in end.err


def test_books_that_cannot_be_read_say_nothing(program: Program, stage: Path) -> None:
    """No all-clear, and no advice."""
    with sqlite3.connect(came_before(stage, ["Prompt"])) as books:
        books.execute("UPDATE posts SET faults = 'no JSON'")
    program.write(WITH_SNOW, HEAD)
    (program.folder / "faults.yaml").write_text(FAULTS, "utf-8")
    end = rehearse(program, "--faults", "faults.yaml")
    assert end.code == 7, end
    assert "The emulator's books cannot be read: it closed the connection" in end.err
    assert "what is unclear stays so" in end.err
    for word in ("known here", "--not-submitted", "--adopt", "booked"):
        assert word not in end.err


def test_the_books_of_a_rehearsal_that_asks_nothing_more_are_read(
    program: Program, stage: Path
) -> None:
    """It was killed when all of it was sent, and the next one needs no emulator for anything else."""
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", HEAD)
    (program.folder / "faults.yaml").write_text(FAULTS, "utf-8")
    words = ["run", str(program.folder / SPEC), "--rehearse", "--faults", "faults.yaml"]
    with nursery().start(
        "remixbatch",
        words,
        folder=program.folder,
        environ=program.environ,
        point="after:unclear:1",
    ) as killed:
        pass
    assert killed.returncode == -signal.SIGKILL, killed.said()
    end = rehearse(program, "--faults", "faults.yaml")
    assert end.code == 7, end
    assert "going on where the last one stopped" in end.err
    assert "books: 1 submission, 1 of them with faults; 1 video booked, 1 answer to" in end.err
    assert "  unclear, and made: dusk, video_" in end.err


@pytest.mark.parametrize(
    "said",
    [
        answer(500, {"error": {"message": "no books"}}),
        answer(200, {"posts": [{"source": "a"}], "next": None}),
        answer(200, {"posts": []}),
        answer(200, [1]),
        b'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n{"po',
    ],
)
def test_what_is_no_page_of_the_books_is_none(said: bytes) -> None:
    with serving(lambda _: said) as server, pytest.raises(NoReply):
        posts_of([server.url])


def test_books_are_asked_for_again_where_a_connection_breaks() -> None:
    """By its plan of faults the emulator may break those, too."""
    told = iter([None, None, answer(200, {"posts": [], "next": None})])
    with serving(lambda _: next(told)) as server:
        assert posts_of([server.url]) == []
        assert len(server.requests) == 3


def test_an_emulator_that_is_gone_has_told_nothing() -> None:
    with serving(lambda _: None) as server:
        url = server.url
    with pytest.raises(NoReply):
        posts_of([url])


KEYED_FAULTS = """\
version: 1
rules:
  - {on: submit, fault: close, match: {prompt: "*dusk*"}}
  - {on: submit, fault: error, status: 500, match: {prompt: "*snow*"}}
  - {on: submit, fault: reset, when: before, match: {prompt: "*fog*"}, nth: [1]}
"""


def test_keys_that_are_honoured_are_so_at_the_emulator(program: Program, stage: Path) -> None:
    """The same request under the same key: what a lost answer had made, not another of it."""
    profiles = program.folder / "profiles"
    profile = yaml.safe_load((profiles / "quick-toapis.yaml").read_text("utf-8"))
    profile |= {"name": "keyed"}
    profile["idempotency"] = {"header": "X-Request-Id", "honoured": True, "retention": 3600}
    (profiles / "keyed.yaml").write_text(yaml.safe_dump(profile), "utf-8")
    program.write(WITH_SNOW, HEAD.replace("profile: toapis", "profile: keyed"))
    (program.folder / "faults.yaml").write_text(KEYED_FAULTS, "utf-8")
    end = rehearse(program, "--faults", "faults.yaml", "--max-unclear", "9")
    assert end.code == 0, end
    made = ["Add rain", "Cover it with snow", "Fill it with fog", "Make it dusk"]
    assert booked(stage) == made
    assert "7 submissions, 3 of them with faults; 4 videos booked" in end.err
    assert "  every booked video is known here" in end.err


def test_faults_are_for_rehearsals(program: Program) -> None:
    program.write(CHAIN, HEAD)
    (program.folder / "faults.yaml").write_text(FAULTS, "utf-8")
    end = program.here("run", SPEC, "--faults", "faults.yaml", "--yes")
    assert end.code == 2, end
    assert "--faults is for a rehearsal" in end.err
    assert not (program.folder / ".remixbatch").exists()


def test_the_page_has_every_fault() -> None:
    page = (Path(__file__).parent.parent / "docs" / "rehearsing.md").read_text("utf-8")
    for name, kind in KINDS.items():
        assert f"| `{name}` | {', '.join(kind.on)} | {kind.about} |\n" in page
