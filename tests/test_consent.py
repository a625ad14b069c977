"""Money: who is asked before it is spent, and what a budget holds back. A take costs 0.80 here."""

import pytest

from program import SPEC, Program

PAID = "provider: paid"
JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
  fog: {from: b, prompt: Fill it with fog}
"""


def test_nobody_to_ask(program: Program) -> None:
    program.write(JOBS, PAID)
    end = program.on("run")
    assert end.code == 2, end
    assert "this would spend $2.40, and nobody is here to ask; nothing was sent" in end.err
    assert "budget: {run: …}" in end.err
    assert program.books() == []
    assert not program.lock.exists()


def test_yes_goes(program: Program) -> None:
    program.write(JOBS, PAID)
    end = program.on("run", "--yes")
    assert end.code == 0, end
    assert "3 submitted, $2.40 spent" in end.out
    assert [take["usd"] for take in program.takes()] == ["0.80"] * 3
    again = program.here("run", SPEC, without=("OPENAI_API_KEY",))
    assert again.code == 0, again  # nothing to spend, nothing to ask, no key needed


def test_a_person_is_asked(program: Program) -> None:
    """With the plan before their eyes; the budget of the spec does not answer for them."""
    program.write(JOBS, f"{PAID}\nbudget: {{run: 50}}")
    no = program.at_terminal("run", SPEC, answer="n")
    assert no.code == 4, no
    assert "To submit: 3 takes, $2.40" in no.out
    assert "nothing was sent" in no.out
    assert program.books() == []
    yes = program.at_terminal("run", SPEC, answer="y")
    assert yes.code == 0, yes
    assert len(program.books()) == 3


def test_a_key_is_looked_for_before_anybody_is_asked(program: Program) -> None:
    program.write(JOBS, PAID)
    del program.environ["OPENAI_API_KEY"]
    end = program.at_terminal("run", SPEC, answer="y")
    assert end.code == 6, end
    assert "[y/N]" not in end.out


def test_the_budget_of_the_spec(program: Program) -> None:
    program.write(JOBS, f"{PAID}\nbudget: {{run: 2.40}}")
    assert program.on("run").code == 0
    assert len(program.books()) == 3


def test_nothing_over_the_budget_is_sent(program: Program) -> None:
    program.write(JOBS, f"{PAID}\nbudget: {{run: 50}}")
    end = program.on("run", "--budget", "1.65")
    assert end.code == 3, end
    assert "the budget does not cover" in end.out
    assert len(program.books()) == 2
    assert [take["status"] for take in program.takes()] == ["completed"] * 2
    none = program.on("run", "--budget", "0.79")
    assert none.code == 3
    assert len(program.books()) == 2
    assert program.on("run", "--budget", "$0.80").code == 0


def test_a_take_without_a_price_is_never_under_a_budget(program: Program) -> None:
    program.write(JOBS, "provider: unpriced")
    end = program.on("run", "--yes", "--budget", "100")
    assert end.code == 3, end
    assert "the price of dusk is unknown" in end.err
    assert "Add `price: {per_second: …}` to provider unpriced" in end.err
    assert program.books() == []
    consented = program.on("run", "--yes", "--select", "fog")
    assert consented.code == 0, consented
    assert "1 submitted, 1 at an unknown price" in consented.out


def test_a_source_of_unknown_length(program: Program) -> None:
    path = program.write("  dusk: {from: a, prompt: Make it dusk}\n", f"{PAID}\nbudget: {{run: 9}}")
    path.write_text(path.read_text("utf-8").replace(", seconds: 8", ""), "utf-8")
    end = program.here("run", SPEC, "--no-check-sources")
    assert end.code == 3, end
    assert "`seconds` to its source" in end.err
    assert program.books() == []


def test_all_specs_are_allowed_before_one_is_paid_for(program: Program) -> None:
    program.write(JOBS, f"{PAID}\nbudget: {{run: 50}}")
    program.write("  gold: {from: c, prompt: Make it golden}\n", PAID, name="two.yaml")
    end = program.here("run", SPEC, "two.yaml")
    assert end.code == 2, end
    assert "$0.80" in end.err
    assert program.books() == []


@pytest.mark.parametrize("provider", ["openai", "toapis"])
def test_the_key_that_is_missing_is_named(program: Program, provider: str) -> None:
    program.write(JOBS, f"provider: {provider}")
    end = program.here("run", SPEC, "--yes", without=("OPENAI_API_KEY",))
    assert end.code == 6, end
    assert f"the variable {provider.upper()}_API_KEY is not set" in end.err
    assert program.books() == []
