"""`refresh`: what the service still has of ours is recorded, what nobody owns is told, nothing is deleted."""

import json
import re
import time
from typing import Any

import requests
import yaml

from program import SPEC, Program
from remixbatch import events as e
from tiny_server import answer, serving

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
  fog: {from: b, prompt: Fill it with fog}
"""


def delete(program: Program, id_: str) -> None:
    url = f"{program.emulator.url}/v1/videos/{id_}"
    assert requests.delete(url, timeout=20).status_code == 200


def test_all_is_there_and_nothing_else(program: Program) -> None:
    program.write(JOBS, "provider: frank")
    assert program.on("run").code == 0
    lock = program.lock.read_bytes()
    end = program.on("refresh")
    assert (end.code, end.out) == (0, "spring: 3 videos: 3 still there\n")
    assert program.lock.read_bytes() == lock


def expire(program: Program, job: str) -> None:
    """The service told that it keeps it until yesterday."""
    change(program, job, expires=e.stamp(time.time() - 86_400))


def change(program: Program, job: str, **fields: Any) -> None:
    """The lock alone is left, and tells so of a job's take."""
    path = program.lock.with_name(".remixbatch") / "spring.db"
    path.unlink()
    rows = [json.loads(row) for row in program.lock.read_text("utf-8").splitlines()]
    for row in rows:
        if row.get("job") == job:
            row.update(fields)
    program.lock.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")


def test_a_404_alone_is_no_proof(program: Program) -> None:
    """The campaign may be of two accounts, and the key at hand the one that finds the others."""
    program.write(JOBS, "provider: frank")
    assert program.on("run").code == 0
    rain = program.take("rain")
    delete(program, rain["id"])
    end = program.on("refresh")
    assert end.code == 0, end
    assert "3 videos: 2 still there, 1 not known there\n" in end.out
    line = f"remixbatch resolve {SPEC} rain --take {rain['uid']} --lost"
    assert f"    if this key is of the account that made it: {line}\n" in end.out
    assert program.take("rain")["gone"] is None
    assert program.here(*line.split()[1:]).code == 0
    assert program.take("rain")["gone"]


def test_what_is_gone_is_recorded_and_what_was_fetched_stays_done(program: Program) -> None:
    program.write(JOBS, "provider: frank")
    assert program.on("run").code == 0
    gone = program.take("rain")["id"]
    expire(program, "rain")
    delete(program, gone)
    end = program.on("refresh")
    assert end.code == 0, end
    assert "3 videos: 2 still there, 1 gone\n" in end.out
    assert f"rain.1  {gone}  gone, and its file was fetched: it expired on 20" in end.out
    at = program.take("rain")["gone"]
    assert at
    assert program.on("refresh").code == 0
    assert program.take("rain")["gone"] == at
    assert program.on("run", "--locked").code == 0
    assert len(program.books()) == 3


def test_videos_that_no_take_owns(program: Program) -> None:
    """A gateway that submits twice behind our back is found out by its list."""
    program.write(JOBS, "provider: frank")
    assert program.on("run").code == 0
    twin = program.emulator.make(program.source("b"), "Fill it with fog")
    child = program.emulator.make(program.take("dusk")["id"], "Add rain")
    other = program.emulator.make(program.source("a"), "Make it gold")
    program.emulator.make(f"video_{program.tag}_nobody", "Fill it with fog")
    end = program.on("refresh")
    assert end.code == 0, end
    assert "3 videos of your sources that no take owns; if nobody else made them" in end.out
    assert f"{twin}  made 20" in end.out
    assert f"    remixbatch adopt {SPEC} fog {twin}\n" in end.out
    assert f"    remixbatch adopt {SPEC} rain {child}\n" in end.out
    assert f"    remixbatch adopt {SPEC} JOB {other}" in end.out
    told = program.json("refresh")
    assert (told["exit"], told["exits"]) == (0, [])
    assert {each["id"] for each in told["unowned"]} == {twin, child, other}
    assert {each["from"] for each in told["unowned"]} >= {program.source("b")}
    assert [each["fate"] for each in told["takes"]] == ["there"] * 3
    assert program.on("adopt", "fog", twin).code == 0
    assert {each["id"] for each in program.json("refresh")["unowned"]} == {child, other}


def test_the_video_of_a_lost_answer_is_listed_though_its_job_is_gone(program: Program) -> None:
    """And so is what was made twice of a source that the spec has no more."""
    program.write(JOBS, "provider: frank")
    assert program.on("run").code == 0
    lost = program.take("fog")
    twin = program.emulator.make(program.source("b"), "Fill it with mist")
    program.write(JOBS[: JOBS.index("  fog")], "provider: frank")
    assert {each["id"] for each in program.json("refresh")["unowned"]} == {twin}
    told = {"id": None, "status": "unclear", "sha256": None, "file": None, "completed": None}
    change(program, "fog", **told)
    end = program.on("refresh")
    assert end.code == 0, end
    assert f"{lost['id']}  made 20" in end.out
    assert f"    remixbatch resolve {SPEC} fog --adopt {lost['id']}\n" in end.out
    assert f"from {program.source('b')}, as fog.1 was\n" in end.out


def test_two_takes_of_one_label_are_both_looked_below(program: Program) -> None:
    """Two clones made one each, and their locks were merged."""
    program.write(JOBS, "provider: frank")
    assert program.on("run").code == 0
    ours = program.take("fog")
    theirs = program.emulator.make(program.source("b"), "Fill it with fog")
    assert program.emulator.finish(theirs)["status"] == "completed"
    line = {**ours, "uid": "t_" + "7" * 32, "id": theirs, "sha256": None, "file": None}
    with program.lock.open("a", encoding="utf-8") as lock:
        lock.write(f"{json.dumps(line)}\n")
    below = {program.emulator.make(id_, "Add mist") for id_ in (theirs, ours["id"])}
    assert {each["id"] for each in program.json("refresh")["unowned"]} == below


def test_a_list_that_does_not_tell_sources_is_no_all_clear(program: Program) -> None:
    path = program.folder / "profiles" / "frank.yaml"
    profile = yaml.safe_load(path.read_text("utf-8"))
    profile["list"]["lineage"] = "not_there"
    path.with_name("blind.yaml").write_text(yaml.safe_dump({**profile, "name": "blind"}), "utf-8")
    program.write(JOBS, "provider: blind")
    assert program.on("run").code == 0
    program.emulator.make(program.source("b"), "Fill it with fog")
    end = program.on("refresh")
    assert end.code == 6, end
    assert "3 videos: 3 still there" in end.out
    assert re.search(
        r"whether there are videos that no take owns is not known: its list does not tell what \d+ video",
        end.out,
    )


def test_our_clock_alone_makes_nothing_gone(program: Program) -> None:
    """The service does not tell the time, and does not find the video."""
    program.write(JOBS, "provider: frank")
    assert program.on("run").code == 0
    expire(program, "rain")
    with serving(lambda _: answer(404)) as server:
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        assert "3 videos: 3 not known there" in program.on("refresh").out
    assert program.take("rain")["gone"] is None


def test_a_service_without_a_list_tells_half(program: Program) -> None:
    program.write(JOBS, "provider: swift")
    assert program.on("run").code == 0
    end = program.on("refresh")
    assert end.code == 6, end
    assert "3 videos: 3 still there" in end.out
    assert "main: whether" in end.out or "swift: whether" in end.out
    assert "the service has no list" in end.out
    told = program.json("refresh")
    assert (told["exit"], [each["code"] for each in told["exits"]]) == (6, [6])
    assert "the service has no list" in told["exits"][0]["reasons"][0]


def test_a_wrong_account_does_not_make_anything_gone(program: Program) -> None:
    """Every video unknown: that says more of the key than of the videos."""
    program.write(JOBS, "provider: swift")
    assert program.on("run").code == 0
    for take in program.takes():
        delete(program, take["id"])
    end = program.on("refresh")
    assert end.code == 6, end
    assert "3 videos: 3 not known there" in end.out
    assert not any(take["gone"] for take in program.takes())
