"""What becomes due only while a plan is carried out: told before anything is paid, and never taken for done."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from emulated import Emulator
from faulty import Rules, about, brief_profile, faulty, program_at
from program import SPEC, Program

RULES: Rules = [
    about(on="submit", prompt="gone", fault="close", when="before", nth=[1]),
    about(on="submit", prompt="made", fault="close", nth=[1]),
]
BOTH = "Not counted: up to $1.00 more (2 takes: {0}, child) if {0} turns out not to have been made"


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with faulty(tmp_path_factory.mktemp("beyond"), RULES) as emulator:
        yield emulator


@pytest.fixture
def at(one: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Program:
    return program_at(one, tmp_path / "here", "".join(filter(str.isalnum, request.node.name)))


def doubtful(
    at: Program, first: str, *, budget: str = "budget: {run: 100}\n", complete: bool = True
) -> None:
    """`first` is unclear, its child waits for it, `fine` is due; from now on the service's list tells.

    `complete`: that nothing was made, too. The prompt is the test's own: the list shows all of the account.
    """
    head = budget + "provider: brief"
    at.write(f"  {first}: {{from: a, prompt: <{first}> {at.tag}}}\n", head)
    assert at.here("run", SPEC, "--no-lint", "--yes").code == 7
    profile = yaml.safe_load(brief_profile(lists=True))
    profile |= {"free": False, "price": {"per_take": "0.50", "as_of": "2026-11-01"}}
    profile["list"]["complete"] = complete
    (at.folder / "profiles" / "brief.yaml").write_text(yaml.safe_dump(profile), "utf-8")
    jobs = f"""\
  {first}: {{from: a, prompt: <{first}> {at.tag}}}
  child: {{from: {first}, prompt: <child>}}
  fine: {{from: a, prompt: <fine>}}
"""
    at.write(jobs, head)


@pytest.mark.parametrize(("first", "more"), [("gone", ["gone", "child"]), ("made", ["child"])])
def test_a_saved_plan_is_not_done_while_more_is_due(
    at: Program, first: str, more: list[str]
) -> None:
    """No stamp, the reasons, and the command that goes on."""
    doubtful(at, first)
    assert at.here("plan", SPEC, "--no-lint", "--out", "p.json").code == 0
    end = at.here("run", "p.json", "--no-lint", "--stamp", "stamp")
    assert end.code == 4, end
    assert not (at.folder / "stamp").exists()
    assert "due by now, and not in the saved plan" in end.out
    assert f"next    remixbatch run {SPEC}" in end.out
    said = f"(submits what is due beyond the plan: {', '.join(more)}; `plan` shows it first)"
    assert said in " ".join(end.out.split())
    assert "up to" not in end.err, "a saved plan pays for nothing else"
    assert at.here("status", SPEC).code == 0
    assert json.loads(at.here("status", SPEC, "--json").out)["exit"] == 4
    assert at.here("run", SPEC, "--no-lint", "--stamp", "stamp").code == 0
    assert (at.folder / "stamp").exists()


def test_what_an_unclear_take_may_add_is_told_before_it_is_paid(at: Program) -> None:
    doubtful(at, "gone")
    told = at.here("plan", SPEC, "--no-lint")
    assert "To submit: 1 take, $0.50" in told.out
    assert BOTH.format("gone") in " ".join(told.out.split())
    data = json.loads(at.here("plan", SPEC, "--no-lint", "--json").out)
    expected = {"unclear": ["gone"], "jobs": ["gone", "child"], "price": "1.00", "retries": None}
    assert data["may_be_added"] == expected
    assert data["totals"]["price"] == "0.50"
    dry = at.here("run", SPEC, "--no-lint", "--dry-run")
    assert BOTH.format("gone") in " ".join(dry.out.split())
    dry = at.here("run", SPEC, "--no-lint", "--dry-run", "--json")
    assert json.loads(dry.out)["may_be_added"] == expected
    end = at.here("run", SPEC, "--no-lint")
    assert end.code == 0, end
    note = f"note: {BOTH.format('gone').removeprefix('Not counted: ')} beyond the plan's $0.50"
    assert note in end.err
    assert "3 submitted, $1.50 spent" in end.out
    data = json.loads(at.here("plan", SPEC, "--no-lint", "--json").out)
    assert data["may_be_added"] is None


@pytest.mark.soak
def test_it_is_told_where_nothing_else_is_due(at: Program) -> None:
    doubtful(at, "gone")
    jobs = (
        f"  gone: {{from: a, prompt: <gone> {at.tag}}}\n  child: {{from: gone, prompt: <child>}}\n"
    )
    at.write(jobs, "budget: {run: 100}\nprovider: brief")
    told = at.here("plan", SPEC, "--no-lint")
    assert "Nothing to submit." in told.out
    assert BOTH.format("gone") in " ".join(told.out.split())
    end = at.here("run", SPEC, "--no-lint")
    assert end.code == 0, end
    assert "note: up to $1.00 more (2 takes: gone, child) if gone turns out" in end.err
    assert "2 submitted, $1.00 spent" in end.out


def test_a_list_that_may_leave_things_out_adds_only_what_waits(at: Program) -> None:
    """It never tells that a take was not made, so that is not sent again by itself."""
    doubtful(at, "made", complete=False)
    told = at.here("plan", SPEC, "--no-lint")
    more = "up to $0.50 more (1 take: child) if made turns out to have been made"
    assert f"Not counted: {more}" in " ".join(told.out.split())
    end = at.here("run", SPEC, "--no-lint", "--yes")
    assert end.code == 0, end
    assert f"note: {more} beyond the plan's $0.50" in end.err
    assert "2 submitted, $1.00 spent" in end.out


@pytest.mark.soak
def test_a_question_tells_it_and_a_yes_is_not_to_it(at: Program) -> None:
    doubtful(at, "gone", budget="")
    end = at.at_terminal("run", SPEC, "--no-lint", answer="y")
    assert end.code == 4, end
    assert BOTH.format("gone") in " ".join(end.out.split())
    assert "nobody agreed to it: it became due on the way; run again" in end.out
    assert "due beyond the plan: gone, child" in " ".join(end.out.split())
    refused = at.here("run", SPEC, "--no-lint")
    assert refused.code == 2, "nobody said yes to the rest"
    assert "this would spend $1.00" in refused.err


# -- one in flight has children already ----------------------------------------------------------------


def test_what_was_made_from_one_in_flight_counts(program: Program) -> None:
    """A chain is adopted, and nobody has looked at it yet: nothing of it is due, nothing asks."""
    program.write(
        "  dusk: {from: a, prompt: Make it dusk}\n  rain: {from: dusk, prompt: Add rain}\n"
    )
    ids = [program.source("a")]
    for prompt in ("Make it dusk", "Add rain"):
        ids.append(program.emulator.make(ids[-1], prompt))
        program.emulator.finish(ids[-1])
    assert program.here("adopt", SPEC, "rain", ids[2]).code == 0
    told = program.here("plan", SPEC, "--detailed-exitcode")
    assert told.code == 0, told
    assert "Nothing to submit. 2 takes to look after" in told.out
    assert "parent changed" not in told.out
    end = program.here("run", SPEC, "--locked", "--on-parent-change", "rerun")
    assert end.code == 0, end
    assert len(program.books()) == 2


# -- a parent that changes under a saved plan ----------------------------------------------------------


@pytest.mark.parametrize("word", ["ask", "rerun", "keep"])
def test_a_child_of_what_is_made_anew_waits_as_without_the_plan(at: Program, word: str) -> None:
    """It has a video of its parent's former take; the plan was saved while the parent's next was unclear."""
    child = f"  child: {{from: start, prompt: <child>, on_parent_change: {word}}}\n"
    head = "budget: {run: 100}\nprovider: brief"
    at.write("  start: {from: a, prompt: <start>}\n" + child, head)
    assert at.here("run", SPEC, "--no-lint", "--yes").code == 0
    at.write(f"  start: {{from: a, prompt: <made> {at.tag}}}\n" + child, head)
    assert at.here("run", SPEC, "--no-lint", "--yes", "--select", "start").code == 7
    (at.folder / "profiles" / "brief.yaml").write_text(brief_profile(lists=True), "utf-8")
    assert at.here("plan", SPEC, "--no-lint", "--out", "p.json").code == 0
    end = at.here("run", "p.json", "--no-lint")
    assert end.code == (0 if word == "keep" else 4), end
    assert ("due by now, and not in the saved plan" in end.out) == (word == "rerun")
    assert ("--on-parent-change rerun" in end.out) == (word == "ask")


# -- two clones paid for the same ----------------------------------------------------------------------


def test_a_union_of_two_clones_says_what_was_paid_twice(program: Program) -> None:
    """A merged lock brings the other clone's take in: check, `plan -v` and the next run tell of it."""
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", "provider: paid")
    assert program.here("run", SPEC, "--yes").code == 0
    assert "paid twice" not in program.here("lock", SPEC, "--check").err
    lock = program.folder / "spring.lock"
    [line] = [row for row in lock.read_text("utf-8").splitlines() if '"t":"take"' in row]
    take = json.loads(line)
    id_ = program.emulator.make(program.source("a"), "Make it dusk")
    program.emulator.finish(id_)
    take |= {"uid": "t_" + "7" * 32, "id": id_}
    with lock.open("a", encoding="utf-8") as file:
        file.write(json.dumps(take, separators=(",", ":")) + "\n")
    for command in (("lock", SPEC, "--check"), ("plan", SPEC, "-v"), ("run", SPEC)):
        told = program.here(*command)
        assert "note: paid twice: dusk: " in told.err, told
        assert id_ in told.err
        assert "both are kept" in told.err
    assert "paid twice" not in program.here("run", SPEC).err, "it is told once"
    assert "paid twice" in program.here("plan", SPEC, "-v").err
    assert "paid twice" not in program.here("plan", SPEC).err
    [twice] = json.loads(program.here("lock", SPEC, "--check", "--json").out)["paid_twice"]
    assert (twice["job"], len(twice["takes"])) == ("dusk", 2)
