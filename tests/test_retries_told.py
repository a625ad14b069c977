"""What takes that fail and are asked for again may cost is told before anything is paid. A take costs 0.50 here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from emulated import Emulator
from faulty import about, brief_profile, faulty, program_at
from program import SPEC, Program

ONCE = "Not counted: up to $1.00 more, if takes fail: each is asked for once more (`retry`)"


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with faulty(tmp_path_factory.mktemp("retries"), [about("fail")]) as emulator:
        yield emulator


@pytest.fixture
def at(one: Emulator, tmp_path: Path, request: pytest.FixtureRequest) -> Program:
    found = program_at(one, tmp_path / "here", "".join(filter(str.isalnum, request.node.name)))
    charged(found)
    return found


def charged(at: Program, *, failed_is_free: bool = False) -> None:
    profile = yaml.safe_load(brief_profile(lists=True))
    profile |= {"free": False, "price": {"per_take": "0.50", "as_of": "2026-11-01"}}
    profile["failed_is_free"] = failed_is_free
    (at.folder / "profiles" / "brief.yaml").write_text(yaml.safe_dump(profile), "utf-8")


def two(at: Program, head: str = "provider: brief", more: str = "") -> None:
    at.write(
        f"  x: {{from: a, prompt: <fail> x{more}}}\n  y: {{from: a, prompt: <fail> y{more}}}\n",
        head,
    )


def flat(text: str) -> str:
    return " ".join(text.split())


def test_plan_dry_run_and_json_tell_it(at: Program) -> None:
    two(at)
    told = at.here("plan", SPEC, "--no-lint")
    assert "To submit: 2 takes, $1.00" in told.out
    assert ONCE in told.out
    assert ONCE in at.here("run", SPEC, "--no-lint", "--dry-run").out
    data = at.json("plan", "--no-lint")["may_be_added"]
    retries = {"jobs": ["x", "y"], "takes": 2, "price": "1.00"}
    assert data == {"unclear": [], "jobs": [], "price": "1.00", "retries": retries}
    assert at.json("run", "--no-lint", "--dry-run")["may_be_added"] == data
    assert "retry      1; a take that failed may be charged, too" in at.here("show", SPEC, "x").out
    assert at.json("show")["providers"][0]["failed_is_free"] is False


def test_nothing_is_told_where_nothing_may_be_added(at: Program) -> None:
    two(at, more=", retry: {max: 0}")
    assert "Not counted" not in at.here("plan", SPEC, "--no-lint").out
    assert at.json("plan", "--no-lint")["may_be_added"] is None
    assert "charged" not in at.here("show", SPEC, "x").out
    two(at)
    charged(at, failed_is_free=True)
    assert "Not counted" not in at.here("plan", SPEC, "--no-lint").out
    assert "retry " not in at.here("show", SPEC, "x").out


def test_a_question_tells_it_and_that_much_comes(at: Program) -> None:
    two(at)
    end = at.at_terminal("run", SPEC, "--no-lint", answer="y")
    assert ONCE in flat(end.out)
    assert end.out.index("Not counted") < end.out.index("[y/N]")
    assert end.code == 1, end
    assert len(at.books()) == 4, "the plan's two, and two that were told of"
    assert "Not counted" not in at.here("plan", SPEC, "--no-lint").out, "no retry is left"


def test_who_said_yes_beforehand_is_told_it_too(at: Program) -> None:
    """Before anything is paid; and so is who reads a price first, as nobody can be asked."""
    two(at)
    end = at.on("run", "--no-lint")
    assert end.code == 2, end
    assert "this would spend $1.00, and nobody is here to ask" in end.err
    assert "--yes, which allows up to $1.00 more, too: `remixbatch plan` tells for what" in end.err
    end = at.on("run", "--no-lint", "--yes", "--max-new", "2")
    told = "note: not in the plan's $1.00: up to $1.00 more, if takes fail: each is asked for once"
    assert told in flat(end.err)
    assert end.err.index("up to $1.00 more") < end.err.index("submitted")
    two(at, more=" at once, retry: {max: 0}")
    assert "more, if takes fail" not in at.on("run", "--no-lint", "--yes").err


def test_what_is_left_of_several_is_told(at: Program) -> None:
    """A stop by budget counts retries, and what was tried already is not counted again."""
    two(at, "provider: brief\nbudget: {run: 1.50}", ", retry: {max: 3}")
    told = at.here("plan", SPEC, "--no-lint")
    assert "up to $3.00 more, if takes fail: each is asked for up to 3 times more" in told.out
    end = at.here("run", SPEC, "--no-lint")
    assert end.code == 3, end
    assert len(at.books()) == 3, "retries count for the budget"
    told = at.here("plan", SPEC, "--no-lint")
    assert "To submit: 2 takes, $1.00" in told.out
    assert "up to $1.50 more, if takes fail: each is asked for up to 2 times more" in told.out


def test_a_saved_plan_asks_for_each_once(at: Program) -> None:
    two(at)
    assert at.here("plan", SPEC, "--no-lint", "--out", "p.json").code == 0
    assert "Not counted" not in at.here("run", "p.json", "--no-lint", "--dry-run").out
    end = at.here("run", "p.json", "--no-lint", "--yes")
    assert end.code == 1, end
    assert len(at.books()) == 2
    said = "(asks once more for what failed; `plan` shows it first, with its price)"
    assert said in flat(end.out)
