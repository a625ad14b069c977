"""`run --dry-run`: the engine's own word on what it would submit, when, and how it would end. Nothing is touched."""

import json
from pathlib import Path
from typing import Any

import pytest

from program import SPEC, Program

PAID = "provider: paid"
JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
  fog: {from: b, prompt: Fill it with fog}
"""


def untouched(program: Program) -> dict[Path, bytes]:
    """All there is but what SQLite keeps beside a journal that is read."""
    files = (path for path in program.folder.rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if path.suffix not in (".db-shm", ".db-wal")}


def dry(program: Program, *words: str, code: int = 0) -> Any:
    """What a dry run tells as JSON; it leaves the folder and the service as they were."""
    before, books = untouched(program), len(program.books())
    end = program.here("run", SPEC, "--dry-run", "--json", *words)
    assert end.code == code, end
    assert untouched(program) == before
    assert len(program.books()) == books
    return json.loads(end.out)


def order(told: Any) -> list[str]:
    return [f"{each['job']}.{each['take']}" for each in told["submissions"]]


def test_each_submission_in_its_order_and_time(program: Program) -> None:
    """A take of this profile usually needs 180 seconds."""
    program.write(JOBS, PAID)
    told = dry(program)
    assert order(told) == ["dusk.1", "fog.1", "rain.1"]
    first, second, third = told["submissions"]
    assert (first["parent_id"], first["after"]) == (program.source("a"), None)
    assert (third["parent_id"], third["after"]) == (None, "dusk.1")
    assert first["seconds"] < second["seconds"] < 5
    assert 180 <= third["seconds"] < 190
    assert told["totals"]["price"] == "2.40"
    assert 360 <= told["totals"]["seconds_guess"] < 380
    assert (told["exit"], told["consent"]) == (0, "missing")
    end = program.here("run", SPEC, "--dry-run")
    assert "[3:01] rain.1  after dusk.1" in end.out
    assert "3 submissions, $2.40, about 6 minutes; ends with exit 0 (done)" in end.out
    assert "Nobody allowed this yet" in end.out


def test_it_needs_no_key(program: Program) -> None:
    program.write(JOBS, PAID)
    no_key = ("OPENAI_API_KEY",)
    end = program.here("run", SPEC, "--dry-run", without=no_key)
    assert end.code == 0
    assert "3 submissions, $2.40" in end.out
    assert "note: no key for paid: the variable OPENAI_API_KEY is not set" in end.err
    assert "a run would be refused (exit 6)" in end.err
    assert program.here("run", SPEC, "--yes", without=no_key).code == 6


def test_it_is_what_a_run_does(program: Program) -> None:
    program.write(JOBS)
    told = dry(program, "-j", "1")
    end = program.here("run", SPEC, "-j", "1")
    prompts = {"dusk": "Make it dusk", "rain": "Add rain", "fog": "Fill it with fog"}
    asked = [prompts[each["job"]] for each in told["submissions"]]
    assert [entry["prompt"] for entry in program.books()] == asked
    assert end.code == told["exit"] == 0
    after = dry(program)
    assert (after["submissions"], after["totals"]["price"]) == ([], "0.00")
    program.write(JOBS.replace("Make it dusk", "Make it dawn"))
    changed = dry(program, "--on-parent-change", "rerun")
    assert order(changed) == ["dusk.2", "rain.2"]
    assert order(dry(program, code=4)) == ["dusk.2"]


@pytest.mark.parametrize(
    ("words", "code", "jobs"),
    [
        (("--select", "rain"), 4, []),
        (("--exclude", "dusk+"), 0, ["fog.1"]),
        (("--max-new", "1"), 3, ["dusk.1"]),
        (("--budget", "1.60"), 3, ["dusk.1", "fog.1"]),
        (("--no-wait",), 4, ["dusk.1", "fog.1"]),
    ],
)
def test_it_obeys_what_limits_a_run(
    program: Program, words: tuple[str, ...], code: int, jobs: list[str]
) -> None:
    program.write(JOBS, PAID)
    told = dry(program, *words, code=code)
    assert order(told) == jobs
    assert told["exit"] == code


def test_limits_of_the_provider_spread_it(program: Program) -> None:
    limits = "limits: {in_flight: 1, submits_per_minute: 60}"
    program.write(JOBS, f"providers: {{p: {{profile: paid, {limits}}}}}\ndefaults: {{provider: p}}")
    times = [each["seconds"] for each in dry(program)["submissions"]]
    assert [round(time / 180) for time in times] == [0, 1, 2]


def test_what_forbids_a_run_forbids_this(program: Program) -> None:
    program.write(JOBS, PAID)
    before = untouched(program)
    end = program.here("run", SPEC, "--dry-run", "--locked")
    assert end.code == program.here("run", SPEC, "--yes", "--locked").code == 5
    assert "--locked: 3 would be submitted" in end.err
    assert set(before) <= set(untouched(program))
    program.lock.write_text('<<<<<<< ours\n{"t":"lock","v":1}\n=======\n>>>>>>> theirs\n', "utf-8")
    end = program.here("run", SPEC, "--dry-run")
    assert end.code == program.here("run", SPEC, "--yes").code == 5
    assert "a merge left conflict markers" in end.err
    program.lock.unlink()
    program.write(JOBS, "provider: openai")
    end = program.here("run", SPEC, "--dry-run", without=("REMIXBATCH_BASE_URL",))
    assert end.code == 6
    assert "its vendor shut this service down" in end.err
    program.write(JOBS, "provider: unpriced")
    assert program.here("run", SPEC, "--dry-run", "--budget", "5").code == 3
    assert program.books() == []


def test_what_is_in_flight_is_waited_for_and_its_retry_is_not_foreseen(program: Program) -> None:
    program.write(JOBS.replace("Make it dusk", "'Make it dusk [slow 60]'"), PAID)
    program.here("run", SPEC, "--yes", "--no-wait", "--select", "dusk")
    told = dry(program, "--yes")
    assert order(told) == ["fog.1", "rain.1"]
    rain = told["submissions"][1]
    assert rain["after"] is None
    assert rain["parent_id"] == program.take("dusk")["id"]
    assert 170 <= rain["seconds"] <= 182


def test_of_several_specs_and_of_a_saved_plan(program: Program) -> None:
    program.write(JOBS)
    program.write("  snow: {from: c, prompt: Cover it with snow}\n", name="winter.yaml")
    told = dry(program, "winter.yaml")
    assert told["kind"] == "dry-runs"
    assert [order(run) for run in told["runs"]] == [["dusk.1", "fog.1", "rain.1"], ["snow.1"]]
    end = program.here("run", SPEC, "winter.yaml", "--dry-run")
    assert end.out.count("dry run of ") == 2
    assert program.here("plan", SPEC, "--select", "fog", "--out", "one.plan").code == 0
    end = program.here("run", "one.plan", "--dry-run")
    assert end.code == 0
    assert "1 submission, free" in end.out


def test_a_service_that_does_not_say_how_long_it_takes(program: Program) -> None:
    profile = program.folder / "profiles" / "paid.yaml"
    profile.write_text(profile.read_text("utf-8").replace("typical: 180\n", ""), "utf-8")
    program.write(JOBS, PAID)
    assert dry(program)["totals"]["seconds_guess"] is None
    assert "how long is unknown" in program.here("run", SPEC, "--dry-run").out
    assert "\nTo submit: 3 takes, $2.40\n" in program.here("plan", SPEC).out
