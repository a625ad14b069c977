"""Colour: where a person looks, by the environment, and by the flag that wins over both."""

import pytest

from program import SPEC, Program

JOBS = "  dusk: {from: a, prompt: Make it dusk}\n"
PAINT = "\x1b["


@pytest.mark.parametrize(
    ("flags", "environ", "painted"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1", "TERM": "dumb"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        (["--color", "auto"], {"FORCE_COLOR": "1"}, True),
    ],
    ids=str,
)
def test_in_a_pipe(
    program: Program, flags: list[str], environ: dict[str, str], *, painted: bool
) -> None:
    """The result on stdout, and problems of a spec on stderr after the command has failed."""
    program.write(JOBS)
    program.write(JOBS.replace("from", "form"), name="bad.yaml")
    program.environ |= environ
    end = program.here(*flags, "plan", SPEC)
    assert end.code == 0
    assert (PAINT in end.out) is painted
    end = program.here(*flags, "plan", "bad.yaml")
    assert end.code == 2
    assert (PAINT in end.err) is painted


def test_the_flag_is_told_by_doctor(program: Program) -> None:
    program.environ["FORCE_COLOR"] = "1"
    assert "flag: --color never" in program.here("--color", "never", "doctor", "--offline").out
    assert "FORCE_COLOR is set" in program.here("doctor", "--offline").out


def test_bars_without_colour(program: Program) -> None:
    """The picture still moves the cursor, and nothing is painted."""
    program.write(JOBS)
    end = program.at_terminal("--color", "never", "run", SPEC, answer="y")
    assert end.code == 0
    assert "dusk" in end.out
    assert not [code for code in ("\x1b[1m", "\x1b[2m", "\x1b[3") if code in end.out]


def test_a_word_that_is_no_answer(program: Program) -> None:
    end = program.here("--color", "sometimes", "plan", SPEC)
    assert end.code == 2
    assert "'auto', 'always', 'never'" in end.err
