"""Money that nobody allowed: retries of takes in flight, and one spec under two names."""

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
    end = program.call("run", "link.yaml")
    assert end.code == 0, end
    assert len(program.books()) == 1


def test_a_take_in_flight_of_a_removed_job_is_fetched_all_the_same(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n  fog: {from: a, prompt: Add fog}\n")
    program.on("run", "--no-wait", "--select", "dusk")
    program.write("  fog: {from: a, prompt: Add fog}\n")
    assert program.on("run").code == 0
    assert program.take("dusk")["sha256"] is not None
    assert len(program.books()) == 2
