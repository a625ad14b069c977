"""`plan` as a user reads it: what would run, why, and for how much. It touches no network and writes nothing."""

import json
import re

from program import SPEC, Program

PAID = "provider: paid"
JOBS = """\
  dusk: {from: a, prompt: Make it dusk, tags: [light]}
  rain: {from: dusk, prompt: Add rain}
  fog: {from: b, prompt: Fill it with fog}
"""


def test_a_plan_is_priced_and_leaves_nothing(program: Program) -> None:
    program.write(JOBS, PAID)
    end = program.on("plan")
    assert end.code == 0, end
    assert re.search(r"^\+ rain +never run; after dusk +\$0.80$", end.out, re.MULTILINE)
    assert "\nTo submit: 3 takes, $2.40, about 6 minutes\n" in end.out
    assert end.err == ""
    assert sorted(path.name for path in program.folder.iterdir()) == ["profiles", SPEC]


def test_it_needs_neither_key_nor_service(program: Program) -> None:
    program.write(JOBS, PAID)
    without = ("OPENAI_API_KEY", "REMIXBATCH_BASE_URL")
    assert program.here("plan", SPEC, without=without).code == 0
    assert program.here("plan", SPEC, "--base-url", "http://127.0.0.1:1").code == 0


def test_as_json(program: Program) -> None:
    program.write(JOBS, PAID)
    told = program.json("plan")
    assert (told["kind"], told["totals"]["price"]) == ("plan", "2.40")
    steps = [(job["job"], job["decision"], job["due"], job["price"]) for job in told["jobs"]]
    assert steps == [
        ("dusk", "submit", True, "0.80"),
        ("rain", "submit", False, "0.80"),
        ("fog", "submit", True, "0.80"),
    ]


def test_detailed_exit_code(program: Program) -> None:
    program.write(JOBS)
    assert program.on("plan", "--detailed-exitcode").code == 10
    assert program.on("plan", "--detailed-exitcode", "--select", "rain").code == 0
    assert program.on("run").code == 0
    end = program.on("plan", "--detailed-exitcode")
    assert end.code == 0
    assert "Nothing to submit." in end.out
    assert "dusk" not in end.out
    assert "= dusk  nothing changed" in program.on("plan", "-v").out


def selected(program: Program, *words: str) -> set[str]:
    """The jobs that a plan with these flags would submit."""
    told = program.json("plan", *words)
    return {job["job"] for job in told["jobs"] if job["decision"] == "submit"}


def test_selections(program: Program) -> None:
    program.write(JOBS)
    assert selected(program, "-s", "+rain") == {"dusk", "rain"}
    assert selected(program, "--select", "*o*", "--select", "tag:light") == {"fog", "dusk"}
    assert selected(program, "--exclude", "dusk+") == {"fog"}


def test_a_parent_that_is_not_selected(program: Program) -> None:
    program.write(JOBS)
    end = program.on("plan", "--select", "rain")
    assert "! rain  parent dusk is not selected; use +rain" in end.out
    assert end.code == 0


def test_an_unknown_price(program: Program) -> None:
    program.write(JOBS, "provider: unpriced")
    end = program.on("plan", "--budget", "5")
    assert end.code == 0
    assert "To submit: 3 takes, unknown: add a `price` to provider unpriced" in end.out
    assert "the budget cannot hold while a price is unknown" in end.err
    assert program.json("plan")["totals"]["price"] is None


def test_limits_are_told_before(program: Program) -> None:
    program.write(JOBS, f"{PAID}\nbudget: {{run: 1}}")
    end = program.on("plan", "--max-new", "1")
    assert "the budget of $1.00 ends before the plan's $2.40" in end.err
    assert "--max-new 1 ends before the plan's 3 submissions" in end.err
    assert program.on("plan", "--budget", "3").err == ""


def test_retirements_are_told(program: Program) -> None:
    bare = ("REMIXBATCH_BASE_URL",)
    program.write(JOBS, "provider: openai")
    end = program.here("plan", SPEC, without=bare)
    assert end.code == 0
    assert "warning: openai: the service was shut down by its vendor on 2026-09-24" in end.err
    assert "shut down" not in program.on("plan").err
    program.write(JOBS, "provider: toapis")
    assert "the model behind this service ended on 2026-09-15" in program.on("plan").err


def test_locked_says_with_its_code_that_there_is_something_to_submit(program: Program) -> None:
    program.write(JOBS, PAID)
    end = program.on("plan", "--locked", "-j", "2")
    assert end.code == 5, end
    assert "--locked: 3 would be submitted" in end.err


def test_several_specs_and_their_sum(program: Program) -> None:
    program.write(JOBS, PAID)
    program.write("  snow: {from: c, prompt: Cover it with snow}\n", PAID, name="winter.yaml")
    end = program.here("plan", SPEC, "winter.yaml", SPEC)
    assert end.code == 0, end
    assert end.out.startswith(f"{SPEC}\n3 jobs: 3 submit\n")
    assert "\n\nwinter.yaml\n1 job: 1 submit\n" in end.out
    assert end.out.endswith("\nAll 2 specs, to submit: 4 takes, $3.20, about 9 minutes\n")
    told = json.loads(program.here("plan", SPEC, "winter.yaml", "--json").out)
    assert (told["kind"], len(told["plans"])) == ("plans", 2)
    assert (told["totals"]["submissions"], told["totals"]["price"]) == (4, "3.20")
    assert told["plans"][1]["totals"]["seconds_guess"] == 180
    assert program.here("plan", SPEC, "winter.yaml", "--detailed-exitcode").code == 10
    locked = program.here("plan", SPEC, "winter.yaml", "--locked", "--detailed-exitcode")
    assert locked.code == 5
    assert "winter.yaml: --locked: 1 would be submitted" in locked.err
    program.write("  snow: {form: c}\n", name="winter.yaml")
    assert program.here("plan", SPEC, "winter.yaml").code == 2
