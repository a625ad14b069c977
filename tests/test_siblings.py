"""Two specs in one folder share a source and an account: what the other one has is never taken for nobody's."""

import os

import pytest

from program import SPEC, Program

OTHER = "other.yaml"


@pytest.fixture
def two(program: Program) -> Program:
    """Each has one take of the source `a`; `fog` of the first was never run."""
    dusk = "  dusk: {from: a, prompt: Make it dusk}\n"
    program.write(dusk, "provider: frank")
    program.write(
        "  fog: {from: a, prompt: Fill it with fog}\n  gold: {from: a, prompt: Make it golden}\n",
        "provider: frank",
        OTHER,
    )
    for spec in (SPEC, OTHER):
        assert program.here("run", spec).code == 0
    program.write(dusk + "  fog: {from: a, prompt: Fill it with fog}\n", "provider: frank")
    return program


def ids(program: Program) -> dict[str, str]:
    return {str(entry["prompt"]): str(entry["id"]) for entry in program.books()}


def test_refresh_names_what_another_spec_has(two: Program) -> None:
    end = two.on("refresh")
    assert (end.code, end.err) == (0, "")
    assert end.out == (
        "spring: 1 video: 1 still there\n2 other videos of your sources are takes of other.yaml\n"
    )
    stray = two.emulator.make(two.source("a"), "Make it dusk")
    end = two.here("refresh", OTHER)
    assert "\n1 other video of your sources is a take of spring.yaml\n" in end.out
    assert "1 video of your sources that no take owns" in end.out
    data = two.json("refresh")
    assert [each["id"] for each in data["unowned"]] == [stray]
    fog = next(each for each in data["elsewhere"] if each["job"] == "fog")
    expected = {
        "provider": "frank",
        "id": ids(two)["Fill it with fog"],
        "from": two.source("a"),
        "spec": OTHER,
        "job": "fog",
        "take": 1,
    }
    assert fog == expected
    (two.folder / OTHER).unlink()
    assert "are takes of other.lock\n" in two.on("refresh").out


def test_a_lock_that_cannot_be_read_is_told_and_left_out(two: Program) -> None:
    (two.folder / "Cargo.lock").write_text("# another tool's\n", "utf-8")
    (two.folder / "other.lock").write_text("<<<<<<< ours\n{\n", "utf-8")
    end = two.on("refresh")
    assert end.code == 0, end
    [line] = end.err.splitlines()
    assert line.startswith("warning: other.lock:2")
    assert line.endswith("; which videos that lock has is not known")
    assert "2 videos of your sources that no take owns" in end.out


def test_adopt_refuses_what_another_spec_has(two: Program) -> None:
    id_ = ids(two)["Fill it with fog"]
    end = two.on("adopt", "fog", id_)
    assert end.code == 2, end
    assert f"{id_} is take 1 of fog in {OTHER} already; nothing was changed" in end.err
    assert "--force" in end.err
    assert len(two.takes()) == 1
    forced = two.on("adopt", "fog", id_, "--force")
    assert forced.code == 0, forced
    assert f"note: {id_} is take 1 of fog in {OTHER}, too: it was paid for once" in forced.err
    assert two.take("fog")["id"] == id_
    assert two.on("refresh").out.startswith("spring: 2 videos: 2 still there\n1 other video")


@pytest.mark.parametrize("command", ["refresh", "run"])
def test_a_pipe_of_that_name_is_not_waited_for(program: Program, command: str) -> None:
    """Nobody writes to it: to open it as a file is to hang."""
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", "provider: frank")
    os.mkfifo(program.folder / "other.lock")
    end = program.call(command, SPEC)
    assert end.code == 0, end
