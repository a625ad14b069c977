"""`--max-new`, `--budget` and `--max-unclear` over several specs: they hold for the whole call. A take costs 0.80 here."""

import json

import pytest

from program import Program

PAID = "provider: paid"
BOTH = ("one.yaml", "two.yaml")


@pytest.fixture
def at(program: Program) -> Program:
    for name in BOTH:
        write(program, name)
    return program


def write(program: Program, name: str, head: str = PAID) -> None:
    word = name.removesuffix(".yaml")
    jobs = "".join(f"  {at}: {{from: a, prompt: Make {word} {at}}}\n" for at in ("dusk", "fog"))
    program.write(jobs, head, name)


@pytest.mark.parametrize(
    ("flag", "made", "told"),
    [
        (("--max-new", "3"), 3, "--max-new 3"),
        (("--max-new", "2"), 2, "--max-new 2"),
        (("--budget", "2.50"), 3, "the budget does not cover fog"),
        (("--budget", "0.80"), 1, "the budget does not cover dusk"),
    ],
)
def test_a_limit_holds_for_all_specs_together(
    at: Program, flag: tuple[str, str], made: int, told: str
) -> None:
    dry = at.here("run", *BOTH, "--no-lint", *flag, "--dry-run", "--json")
    assert dry.code == 3
    runs = json.loads(dry.out)["runs"]
    assert sum(run["totals"]["submissions"] for run in runs) == made
    end = at.here("run", *BOTH, "--no-lint", "--yes", *flag)
    assert end.code == 3, end
    assert len(at.books()) == made
    assert told in end.out


def test_a_budget_of_a_spec_is_its_own(at: Program) -> None:
    for name in BOTH:
        write(at, name, f"{PAID}\nbudget: {{run: 0.80}}")
    end = at.here("run", *BOTH, "--no-lint", "--max-new", "3")
    assert end.code == 3, end
    assert len(at.books()) == 2


def test_a_limit_that_is_enough(at: Program) -> None:
    end = at.here("run", *BOTH, "--no-lint", "--yes", "--max-new", "4", "--budget", "3.20")
    assert end.code == 0, end
    assert len(at.books()) == 4


@pytest.mark.parametrize(
    ("head", "fog", "most", "made"),
    [
        ("provider: hasty", "fog", 1, ["dusk"]),
        ("provider: hasty", "fog", 2, ["dusk", "fog", "gold"]),
        ("provider: hasty", "fog [slow answer 2]", 2, ["dusk", "fog"]),
        ("provider: swift", "fog", 1, ["dusk", "fog", "gold"]),
    ],
    ids=["at once", "an answer came between", "one in each", "another service"],
)
def test_answers_that_are_lost_count_over_all_specs(
    program: Program, head: str, fog: str, most: int, made: list[str]
) -> None:
    program.write("  dusk: {from: a, prompt: 'dusk [slow answer 2]'}\n", "provider: hasty", BOTH[0])
    program.write(
        f"  fog: {{from: b, prompt: '{fog}'}}\n  gold: {{from: c, prompt: gold}}\n", head, BOTH[1]
    )
    end = program.here("run", *BOTH, "--no-lint", "--max-unclear", str(most))
    assert end.code == 7, end
    assert [prompt.split()[0] for prompt in program.prompts()] == made
    if most == 1 and len(made) == 1:
        assert "no usable answer to what was submitted before (--max-unclear 1)" in end.out, end.out
    assert program.here("run", *BOTH, "--no-lint").code == 7, "what is in doubt stays so"
    assert len(program.books()) == 3


def test_the_plans_are_held_against_it_together(at: Program) -> None:
    told = at.here("plan", *BOTH, "--no-lint", "--max-new", "3", "--budget", "3")
    assert told.err.splitlines() == [
        "warning: the budget of $3.00 ends before the plans' $3.20",
        "note: --max-new 3 ends before the plans' 4 submissions",
    ]
    assert at.here("plan", *BOTH, "--no-lint", "--max-new", "4", "--budget", "3.20").err == ""
    write(at, "two.yaml", f"{PAID}\nbudget: {{run: 1}}")
    own = at.here("plan", *BOTH, "--no-lint")
    assert own.err == "two.yaml: warning: the budget of $1.00 ends before the plan's $1.60\n"
