"""`adopt`: videos made elsewhere become takes, with what they were made from, and nothing is paid for."""

from pathlib import Path

import pytest

from emulated import running
from program import SPEC, Program

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
  glow: {from: rain, prompt: Let the lamps glow}
  fog: {from: b, prompt: Fill it with fog}
"""


@pytest.fixture
def made(program: Program) -> tuple[Program, list[str]]:
    """dusk, rain and glow, made by somebody by hand."""
    program.write(JOBS)
    ids = [program.source("a")]
    for prompt in ("Make it dusk", "Add rain", "Let the lamps glow"):
        ids.append(program.emulator.make(ids[-1], prompt))
        program.emulator.finish(ids[-1])
    return program, ids[1:]


def test_a_video_comes_with_its_ancestors(made: tuple[Program, list[str]]) -> None:
    program, ids = made
    end = program.on("adopt", "glow", ids[2])
    assert end.code == 0, end
    assert [line.split(":")[0] for line in end.err.splitlines()[:3]] == ["dusk", "rain", "glow"]
    assert [program.take(job)["id"] for job in ("dusk", "rain", "glow")] == ids
    assert program.take("rain")["from"] == ids[0]
    assert program.take("glow")["note"].startswith("made elsewhere, adopted by ")
    assert len(program.books()) == 3
    assert program.on("run").code == 0
    assert len(program.books()) == 4, "fog alone was submitted"
    assert (program.folder / "output" / "spring" / "videos" / "glow.mp4").exists()
    assert program.on("run", "--locked").code == 0


def test_only_what_is_missing_is_adopted(made: tuple[Program, list[str]]) -> None:
    program, ids = made
    assert program.on("adopt", "dusk", ids[0]).code == 0
    end = program.on("adopt", "rain", ids[1])
    assert end.code == 0, end
    assert end.err.count("adopted") == 1
    again = program.on("adopt", "dusk", ids[0])
    assert again.code == 2
    assert f"{ids[0]} is the video of dusk already" in again.err


def test_what_does_not_fit_changes_nothing(made: tuple[Program, list[str]]) -> None:
    program, ids = made
    assert program.on("adopt", "dusk", ids[0]).code == 0
    lock = program.lock.read_bytes()
    cousin = program.emulator.make(program.source("a"), "Add rain")
    fogless = program.emulator.make(program.source("a"), "Fill it with fog")
    for job, id_, code, said in (
        ("glow", ids[1], 2, "has another prompt than glow: 'Add rain'"),
        ("fog", fogless, 2, f"was made from {program.source('a')}, fog starts from"),
        ("rain", cousin, 2, f"{program.source('a')}, the source a; rain starts from dusk"),
        ("fog", program.source("b"), 2, "is the source b"),
        ("fog", "absent-1", 6, "tells nothing of 'absent-1'"),
        ("fogg", ids[2], 2, "Did you mean 'fog'?"),
    ):
        end = program.on("adopt", job, id_)
        assert end.code == code, end
        assert said in end.err
    assert program.lock.read_bytes() == lock


def test_one_that_failed_is_no_take_and_one_that_is_being_made_is(
    program: Program, tmp_path: Path
) -> None:
    program.write("  dusk: {from: a, prompt: 'Make it dusk [fail]'}\n")
    id_ = program.emulator.make(program.source("a"), "Make it dusk [fail]")
    program.emulator.finish(id_)
    end = program.on("adopt", "dusk", id_)
    assert end.code == 2, end
    assert f"{id_} is failed at the service; nothing was changed" in end.err
    with running(tmp_path / "slow", "--speed", "0.01") as slow:
        program.environ["REMIXBATCH_BASE_URL"] = slow.url
        id_ = slow.make(program.source("a"), "Make it dusk [fail]")
        assert program.on("adopt", "dusk", id_).code == 0
        assert program.on("run", "--no-wait").code == 4
        assert len(slow.books()) == 1


def test_a_price_is_reserved_until_the_service_tells(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", "provider: paid")
    id_ = program.emulator.make(program.source("a"), "Make it dusk")
    assert f"Go on with: remixbatch wait {SPEC}" in program.on("adopt", "dusk", id_).err
    assert (program.take("dusk")["usd"], program.take("dusk")["usd_basis"]) == ("0.80", "reserved")
    assert program.on("wait").code == 0
    assert (program.take("dusk")["usd"], program.take("dusk")["usd_basis"]) == ("0.80", "price")
    assert (
        f"remixbatch wait {SPEC}" in program.on("adopt", "--help").out + f"remixbatch wait {SPEC}"
    )
