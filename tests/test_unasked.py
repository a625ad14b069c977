"""Money that nobody allowed: retries of takes in flight, and one spec under two names."""

import re

import pytest

from program import SPEC, Program

FAILS = "  dusk: {from: a, prompt: 'Make it dusk [fail once]'}\n"
PAID = "provider: paid"


@pytest.mark.parametrize(("flags", "code"), [(("--locked",), 5), ((), 4)])
def test_a_retry_is_not_paid_for_unasked(
    program: Program, flags: tuple[str, ...], code: int
) -> None:
    program.write(FAILS, PAID)
    program.on("run", "--yes", "--no-wait")
    assert len(program.books()) == 1
    end = program.on("run", *flags)
    assert end.code == code, end
    assert len(program.books()) == 1, "its first take failed; the next one was not allowed"
    assert program.on("run", "--yes").code == 0
    assert len(program.books()) == 2


def test_a_link_to_a_spec_is_that_spec(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    assert program.on("run").code == 0
    (program.folder / "link.yaml").symlink_to(SPEC)
    end = program.here("run", "link.yaml")
    assert end.code == 0, end
    assert len(program.books()) == 1


def test_a_take_in_flight_of_a_removed_job_is_fetched_all_the_same(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n  fog: {from: a, prompt: Add fog}\n")
    program.on("run", "--no-wait", "--select", "dusk")
    program.write("  fog: {from: a, prompt: Add fog}\n")
    assert program.on("run").code == 0
    assert program.take("dusk")["sha256"] is not None
    assert len(program.books()) == 2


@pytest.mark.parametrize(
    "after",
    ["  fog: {from: a, prompt: Add fog}\n", "  dusk: {from: a, prompt: Make it night}\n"],
    ids=["orphaned", "older"],
)
def test_a_run_is_not_done_while_an_earlier_take_is_open(program: Program, after: str) -> None:
    """It may cost money yet, though no job of the spec speaks for it."""
    program.write(after)
    assert program.here("run", SPEC).code == 0
    done = program.lock.read_text("utf-8")
    program.write("  dusk: {from: a, prompt: Make it dusk}\n")
    assert program.here("run", SPEC, "--no-wait").code == 4
    program.write(after)
    end = program.here("run", SPEC, "--no-wait", "--stamp", "stamp")
    assert end.code == 4, end
    assert re.search(r"dusk\.\d: an earlier take is still open", end.out)
    assert program.json("status")["exit"] == 4
    assert not (program.folder / "stamp").exists()
    assert program.lock.read_text("utf-8") != done
    assert program.here("run", SPEC, "--stamp", "stamp").code == 0
    assert (program.folder / "stamp").exists()
    assert all(take["sha256"] for take in program.takes())
    assert len(program.books()) == 2


@pytest.mark.parametrize("after", ["fog", "dusk"], ids=["orphaned", "older"])
def test_an_earlier_submission_that_is_unclear_ends_a_run_with_7(
    program: Program, after: str
) -> None:
    program.write("  dusk: {from: a, prompt: 'Make it dusk [slow answer 2]'}\n", "provider: hasty")
    assert program.here("run", SPEC).code == 7
    program.write(f"  {after}: {{from: a, prompt: Add fog}}\n", "provider: hasty")
    end = program.here("run", SPEC)
    assert end.code == 7, end
    assert "dusk.1: an earlier submission is unclear" in end.out
    told = program.json("status")
    assert told["exit"] == 7, "what a run would end with"
    assert program.json("plan")["exit"] == 7
    assert "Unclear: 1 earlier submission, which may have been paid for" in program.on("plan").out
    assert len(program.books()) == 2
