"""`run` and `wait` with each of their flags, against a service on loopback."""

import json
import re
import shlex
from pathlib import Path

import pytest

from emulated import running
from program import SPEC, Program

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
  fog: {from: b, prompt: Fill it with fog}
"""
CALM = """\
  dusk: {from: a, prompt: Make it dusk}
  fog: {from: a, prompt: Fill it with fog}
  snow: {from: a, prompt: Cover it with snow}
  gold: {from: a, prompt: Make it golden}
"""


def test_a_run_and_a_second_one(program: Program) -> None:
    """As processes of their own, as everywhere but in these tests."""
    program.write(JOBS)
    end = program.call("run", SPEC)
    assert end.code == 0, end
    assert end.out.startswith("spring: 3 jobs: 3 completed; 3 submitted, nothing spent; 0:0")
    assert end.out.endswith("(commit the lockfile: it is the record of what was paid for)\n")
    assert end.err.count("submitted as video_") == end.err.count(" fetched ") == 3
    lock = program.lock.read_bytes()
    again = program.call("run", SPEC, "--locked", "--stamp", "again/.stamp")
    assert again.code == 0, again
    assert "3 completed; nothing submitted" in again.out
    assert program.lock.read_bytes() == lock
    assert (program.folder / "again" / ".stamp").exists()
    assert len(program.books()) == 3


def test_selected_jobs_alone_are_paid_for(program: Program) -> None:
    program.write(JOBS)
    blocked = program.on("run", "--select", "rain")
    assert blocked.code == 4, blocked
    assert "parent dusk is not selected; use +rain" in blocked.out
    assert "lock  " not in blocked.out, "there is none"
    assert program.books() == []
    assert program.on("run", "--select", "+rain").code == 0
    assert program.prompts() == ["Add rain", "Make it dusk"]
    assert program.on("run", "--exclude", "fog").code == 0
    assert len(program.books()) == 2


def test_locked_sends_nothing(program: Program) -> None:
    program.write(JOBS)
    end = program.on("run", "--locked", "--stamp", "stamp")
    assert end.code == 5, end
    assert "3 would be submitted (dusk, rain, fog); nothing was sent" in end.err
    assert not program.lock.exists()
    assert not (program.folder / "stamp").exists()
    assert program.books() == []


def test_jobs_bounds_what_is_in_flight(program: Program, tmp_path: Path) -> None:
    """A server that allows two at a time never has to say so."""
    program.write(CALM)
    with running(tmp_path / "narrow", "--speed", "20", "--in-flight", "2") as narrow:
        end = program.on("run", "-j", "2", "--base-url", narrow.url)
        made = len(narrow.books())
    assert (end.code, made) == (0, 4), end
    assert "HTTP 429" not in end.err  # an id may have these digits


def test_jobs_one_at_a_time(program: Program) -> None:
    program.write(CALM)
    end = program.on("run", "--jobs", "1")
    assert end.code == 0, end
    order = re.findall(r"(submitted|completed)", end.err)
    assert order == ["submitted", "completed"] * 4


def test_max_new(program: Program) -> None:
    program.write(CALM)
    end = program.on("run", "--max-new", "2", "--stamp", "stamp")
    assert end.code == 3, end
    assert "--max-new 2" in end.out
    assert len(program.books()) == 2
    assert [take["status"] for take in program.takes()] == ["completed", "completed"]
    assert not (program.folder / "stamp").exists()
    assert program.on("run", "--max-new", "2").code == 0
    assert len(program.books()) == 4


def test_max_unclear(program: Program) -> None:
    jobs = CALM.replace("dusk}", "'dusk [slow answer 2]'}").replace(
        "prompt: Make it '", "prompt: '"
    )
    program.write(jobs, "provider: hasty")
    end = program.on("run", "--max-unclear", "1")
    assert end.code == 7, end
    assert "no more submissions: no usable answer once" in end.err
    assert program.prompts() == ["dusk [slow answer 2]"]
    assert program.on("run").code == 7  # the others; the first one is never repeated
    assert len(program.books()) == 4


def test_no_wait_then_wait(program: Program) -> None:
    program.write(JOBS)
    end = program.on("run", "--no-wait")
    assert end.code == 4, end
    assert "fetched" not in end.err
    assert [take["status"] for take in program.takes()] == ["running", "running"]
    for _ in range(2):
        waited = program.on("wait", "--stamp", "stamp")
        assert waited.code == 4, waited  # `rain` is left to submit
    assert "nothing submitted" in waited.out
    assert not (program.folder / "stamp").exists()
    assert all(take["sha256"] for take in program.takes())
    assert len(program.books()) == 2
    assert program.on("run").code == 0
    assert program.on("wait", "--stamp", "stamp").code == 0
    assert (program.folder / "stamp").exists()


def test_the_stamp_of_two_specs(program: Program) -> None:
    """It stands for both: it is touched once both are done."""
    program.write(JOBS)
    program.write("  odd: {from: c, prompt: 'Make it odd [refuse]'}\n", name="two.yaml")
    end = program.here("run", SPEC, "two.yaml", "--stamp", "stamp")
    assert end.code == 1, end
    assert not (program.folder / "stamp").exists()
    program.write("  odd: {from: c, prompt: Make it odd}\n", name="two.yaml")
    assert program.here("run", SPEC, "two.yaml", SPEC, "--stamp", "stamp").code == 0
    assert (program.folder / "stamp").exists()
    assert len(program.books()) == 4


def test_retry_failed(program: Program) -> None:
    program.write("  odd: {from: a, prompt: 'Make it odd [fail]', retry: {max: 0}}\n")
    assert program.on("run").code == 1
    assert program.on("run").code == 1
    assert len(program.books()) == 1
    program.write("  odd: {from: a, prompt: 'Make it odder [fail]', retry: {max: 0}}\n")
    assert program.on("run").code == 1
    assert len(program.books()) == 2
    assert "take 3 " in program.on("plan", "--retry-failed").out, "its number, not how many failed"
    end = program.on("run", "--retry-failed")
    assert end.code == 1, end
    assert len(program.books()) == 3
    assert [take["take"] for take in program.takes()] == [1, 2, 3]


def test_the_next_command_pays_for_no_other_jobs(program: Program) -> None:
    program.write(
        "  odd: {from: a, prompt: 'Make it odd [fail]', retry: {max: 0}}\n"
        "  dusk: {from: a, prompt: Make it dusk}\n"
    )
    end = program.on("run", "--select", "odd")
    assert end.code == 1, end
    command = f"remixbatch run {SPEC} --select odd --retry-failed"
    assert re.search(rf"^next    {re.escape(command)}$", end.out, re.MULTILINE), end
    assert command in (program.folder / "output/spring/report.md").read_text("utf-8")
    assert program.prompts() == ["Make it odd [fail]"]


def test_on_parent_change(program: Program) -> None:
    jobs = "".join(JOBS.splitlines(keepends=True)[:2])
    program.write(jobs)
    assert program.on("run").code == 0
    program.write(jobs.replace("Make it dusk", "Make it night"))
    made = []
    for word, code in (("ask", 4), ("keep", 0), ("rerun", 0)):
        end = program.on("run", "--yes", "--on-parent-change", word)
        assert end.code == code, end
        made.append(len(program.books()))
    assert made == [3, 3, 4]


# -- where it speaks to, and where it writes -----------------------------------------------------------


@pytest.mark.parametrize("ending", ["", "/"])
def test_base_url_of_an_emulator(program: Program, ending: str) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", "provider: emulator")
    url = program.environ.pop("REMIXBATCH_BASE_URL")
    end = program.on("run", "--base-url", url + ending)
    assert end.code == 0, end
    assert program.take("dusk")["id"] == program.books()[0]["id"]
    assert program.take("dusk")["origin"] == "emulator:local"
    assert not (program.folder / ".remixbatch" / "emulator").exists()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://videos.example", "is not on this machine"),
        ("http://videos.example", "unencrypted"),
        ("https://name:pass-word@127.0.0.1", "credentials"),
        ("127.0.0.1:80", "is not an http(s) address"),
    ],
)
def test_base_urls_that_are_refused(program: Program, url: str, said: str) -> None:
    """Before anything else."""
    program.write(JOBS, "provider: paid")
    end = program.on("run", "--yes", "--base-url", url)
    assert end.code == 6, end
    assert said in end.err
    assert "pass-word" not in end.err
    assert not (program.folder / ".remixbatch").exists()


def test_the_emulator_as_a_child(program: Program) -> None:
    """Without an address a run starts its own, and its books go on with the next run."""
    del program.environ["REMIXBATCH_BASE_URL"]
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", "provider: emulator")
    assert program.on("run", "--no-wait").code == 4
    end = program.on("wait")
    assert end.code == 0, end
    assert (program.folder / ".remixbatch" / "emulator" / "openai.db").exists()
    assert program.take("dusk")["sha256"]


def test_output_dir(program: Program) -> None:
    program.write(JOBS)
    assert program.on("run", "--output-dir", "made/here").code == 0
    folder = program.folder / "made" / "here" / "spring"
    assert (folder / "report.md").exists()
    assert all((folder / take["file"]).exists() for take in program.takes())
    assert (folder / "videos" / "rain.mp4").samefile(folder / program.take("rain")["file"])
    assert not (program.folder / "output").exists()


# -- what it says --------------------------------------------------------------------------------------


def test_json_is_one_document(program: Program) -> None:
    program.write(JOBS)
    end = program.on("run", "--json")
    told = json.loads(end.out)
    assert (told["kind"], told["exit"], told["exits"]) == ("result", 0, [])
    assert [job["id"] for job in told["jobs"]] == [
        program.take(job)["id"] for job in ("dusk", "rain", "fog")
    ]
    assert "rain.1 submitted as video_" in end.err
    program.write(JOBS.replace("with fog", "with mist"))
    told = json.loads(program.on("run", "--json", "--max-new", "0").out)
    assert told["exit"] == 3
    assert [each["code"] for each in told["exits"]] == [3, 4]


def test_json_of_several_specs_is_one_document_too(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    program.write("  odd: {from: c, prompt: 'Make it odd [refuse]'}\n", name="two.yaml")
    end = program.here("run", SPEC, "two.yaml", "--json")
    told = json.loads(end.out)
    assert (end.code, told["version"], told["kind"], told["exit"]) == (1, 1, "results", 1)
    assert [(each["spec"], each["exit"]) for each in told["results"]] == [
        (SPEC, 0),
        ("two.yaml", 1),
    ]
    assert told["not_run"] == []
    first = json.loads(program.here("run", SPEC, SPEC, "--json").out)
    assert (first["kind"], first["jobs"]) == ("result", told["results"][0]["jobs"])


def test_json_tells_of_specs_without_a_result(program: Program) -> None:
    """The disk fails for one; the others were not begun, and what was done is told all the same."""
    for name in ("one.yaml", "two.yaml", "three.yaml"):
        program.write("  dusk: {from: a, prompt: Make it dusk}\n", name=name)
    (program.folder / "two.lock").mkdir()
    end = program.here("run", "one.yaml", "two.yaml", "three.yaml", "--json")
    assert end.code == 5, end
    assert end.out == "", "nothing was begun, so there is nothing to tell"
    (program.folder / "two.lock").rmdir()
    (program.folder / "output" / "two" / "report.md").mkdir(parents=True)
    end = program.here("run", "one.yaml", "two.yaml", "three.yaml", "--json")
    told = json.loads(end.out)
    assert (end.code, told["exit"]) == (9, 9)
    assert [(each["spec"], each["exit"]) for each in told["results"]] == [
        ("one.yaml", 0),
        ("two.yaml", 9),
    ]
    assert told["not_run"] == [{"spec": "three.yaml", "exit": 9, "reason": "not begun"}]


def test_quiet_and_verbose(program: Program, tmp_path: Path) -> None:
    program.write(
        "  dusk: {from: a, prompt: Make it dusk}\n  odd: {from: a, prompt: 'Odd [refuse]'}\n"
    )
    quiet = program.on("run", "--quiet")
    assert quiet.code == 1, quiet
    assert quiet.out.count("\n") == 1
    assert re.fullmatch(r"\[0:0\d\] odd.1 refused after .*\n", quiet.err)
    program.write("  fog: {from: a, prompt: Fill it with fog, timeout: 3s}\n")
    with running(tmp_path / "slow", "--speed", "1") as slow:  # it takes minutes there
        program.environ["REMIXBATCH_BASE_URL"] = slow.url
        loud = program.on("run", "-v")
    assert loud.code == 4, loud
    assert re.search(r"fog.1 (queued|running)(, \d+%)?", loud.err), loud


def test_on_a_terminal_it_shows_a_picture(program: Program) -> None:
    program.write(JOBS)
    end = program.at_terminal("run", SPEC, answer="not asked")
    assert end.code == 0, end
    assert "[y/N]" not in end.out  # it is free
    assert "━" in end.out
    assert "3 jobs: 3 completed" in end.out


def test_how_to_go_on_leads_to_the_same_server_and_folder(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    url = program.environ.pop("REMIXBATCH_BASE_URL")
    flags = ("--base-url", url, "--output-dir", "my made")
    words = f"spring.yaml --base-url {url} --output-dir 'my made'"
    told = json.loads(program.here("plan", SPEC, *flags, "--json").out)
    assert [job["next"] for job in told["jobs"]] == [f"remixbatch run {words} --select dusk"]
    end = program.here("run", SPEC, *flags, "--no-wait")
    assert end.code == 4, end
    assert f"next    remixbatch wait {words}\n" in end.out
    for command in ("status", "report"):
        form = ("--json",) if command == "status" else ("--format", "json")
        told = json.loads(program.here(command, SPEC, *flags, *form).out)
        assert [job["next"] for job in told["jobs"]] == [f"remixbatch wait {words}"]
    typed = shlex.split(re.findall(r"next    remixbatch (.*)\n", end.out)[0])
    assert program.here(*typed).code == 0
    assert (program.folder / "my made" / "spring" / "videos" / "dusk.mp4").exists()


def test_how_to_go_on_does_not_repeat_what_the_environment_says(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    end = program.here("run", SPEC, "--no-wait")
    assert "next    remixbatch wait spring.yaml\n" in end.out, end


def test_fail_fast(program: Program) -> None:
    """The first job that is refused is the last one that is sent, also to the specs that follow."""
    program.write(
        "  dusk: {from: a, prompt: 'Make it dusk [refuse]'}\n" + CALM.replace("dusk", "x")
    )
    program.write("  rain: {from: c, prompt: Add rain}\n", name="other.yaml")
    end = program.here("run", SPEC, "other.yaml", "--fail-fast", "-j", "1", "--stamp", "stamp")
    assert end.code == 1, end
    assert "no more submissions: --fail-fast, and dusk was refused" in end.err
    assert "Failed (exit 1)\n  --fail-fast, and dusk was refused\n" in end.out
    assert "4 × not submitted: x, fog, snow, gold" in end.out
    assert f"  --fail-fast, and a job of {SPEC} failed\n" in end.out
    assert "next    remixbatch run other.yaml\n        (submits what is left)\n" in end.out
    assert not (program.folder / "stamp").exists()
    assert program.books() == []
    assert program.here("run", SPEC, "other.yaml", "--fail-fast").code == 1
    assert len(program.books()) == 5, "what had failed before is not a failure of this run"
