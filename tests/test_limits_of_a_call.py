"""`--max-new` and `--budget` over several specs: they hold for the whole call. A take costs 0.80 here."""

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
