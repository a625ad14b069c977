"""`plan --out FILE` and `run FILE`: exactly what was saved is submitted, or nothing, and then what moved is named."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from inside import Ended
from program import SPEC, Program

PAID = "provider: paid"
JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
  fog: {from: b, prompt: Fill it with fog}
"""
FILE = "spring.plan"


def planned(program: Program, *words: str) -> dict[str, Any]:
    """The file that a plan was saved in."""
    end = program.here("plan", SPEC, "--out", FILE, *words)
    assert end.code == 0, end
    found: dict[str, Any] = json.loads((program.folder / FILE).read_text("utf-8"))
    return found


def edited(program: Program, change: dict[str, Any]) -> Ended:
    """A run of the saved plan after somebody changed it."""
    path = program.folder / FILE
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    return program.here("run", FILE, "--yes")


def test_what_is_saved_is_what_is_submitted(program: Program) -> None:
    program.write(JOBS, PAID)
    saved = planned(program, "--select", "+rain")
    assert (saved["version"], saved["kind"], saved["spec"]) == (1, "plan-file", SPEC)
    assert saved["options"]["select"] == ["+rain"]
    assert saved["totals"] == {"submissions": 2, "price": "1.60"}
    steps = [(s["job"], s["take"], s["parent"], s["after"], s["price"]) for s in saved["steps"]]
    assert steps == [
        ("dusk", 1, program.source("a"), None, "0.80"),
        ("rain", 1, None, "dusk", "0.80"),
    ]
    unasked = program.here("run", FILE)
    assert unasked.code == 2
    assert "nobody is here to ask" in unasked.err
    end = program.here("run", FILE, "--yes", "-j", "1", "--stamp", "stamp")
    assert end.code == 0, end
    assert program.prompts() == ["Add rain", "Make it dusk"]
    assert (program.folder / "stamp").exists()
    again = program.here("run", FILE)
    assert again.code == 0, again
    assert "2 of its 2 submissions are made" in again.err
    assert len(program.books()) == 2


def test_it_goes_on_where_it_was_interrupted(program: Program) -> None:
    """Its limits hold for all its runs together."""
    program.write(JOBS, PAID)
    planned(program, "--max-new", "2")
    assert program.here("run", FILE, "--yes", "--no-wait").code == 4
    assert program.prompts() == ["Fill it with fog", "Make it dusk"]
    end = program.here("run", FILE, "--yes")
    assert end.code == 3, end
    assert len(program.books()) == 2
    planned(program, "--budget", "0.80")
    assert program.here("run", FILE).code == 0
    assert program.prompts() == ["Add rain", "Fill it with fog", "Make it dusk"]


def test_a_selection_by_status_is_that_of_the_plans_own_time(program: Program) -> None:
    program.write(JOBS)
    saved = planned(program, "--select", "status:ready")
    assert [step["job"] for step in saved["steps"]] == ["dusk", "fog"]
    for _ in range(2):
        end = program.here("run", FILE)
        assert end.code == 0, end
    assert program.prompts() == ["Fill it with fog", "Make it dusk"]


def test_what_failed_is_not_tried_again_by_a_plan(program: Program) -> None:
    jobs = JOBS.replace("Make it dusk", "'Make it dusk [fail]'")
    program.write(jobs.replace("Fill it with fog", "'Fill it with fog [fail once]'"), PAID)
    planned(program)
    end = program.here("run", FILE, "--yes")
    assert end.code == 1, end
    assert f"next    remixbatch run {SPEC}\n" in end.out
    assert len(program.books()) == 2
    again = program.here("run", FILE, "--yes")
    assert again.code == 1, again
    assert len(program.books()) == 2
    assert program.here("run", SPEC, "--yes").code == 1
    assert len(program.books()) == 4, "the retries are due to a run of the spec"


MOVED = {
    "prompt": ({"Make it dusk": "Make it dawn"}, "~ dusk  its prompt changed"),
    "parent": (
        {"rain: {from: dusk": "rain: {from: fog"},
        "~ rain  it starts from fog now, was dusk",
    ),
    "came": ({"  fog": "  snow: {from: a, prompt: Snow}\n  fog"}, "+ snow  is due now: never run"),
    "went": ({"  fog: {from: b, prompt: Fill it with fog}\n": ""}, "- fog  is not in the spec"),
    "source": ({"from: a,": "from: c,"}, "~ dusk  it starts from video_"),
    "price": (
        {
            PAID: "providers: {paid: {profile: paid, price: {per_take: 9}}}\ndefaults: {provider: paid}"
        },
        "~ dusk  its price is $9.00 now, was $0.80",
    ),
}


@pytest.mark.parametrize("what", MOVED)
def test_a_stale_plan_is_refused(program: Program, what: str) -> None:
    changes, told = MOVED[what]
    program.write(JOBS, PAID)
    planned(program)
    jobs, head = JOBS, PAID
    for old, new in changes.items():
        jobs, head = jobs.replace(old, new), head.replace(old, new)
    program.write(jobs, head)
    end = program.here("run", FILE, "--yes")
    assert end.code == 2, end
    assert f"error: {FILE} is stale; nothing was sent" in end.err
    assert told in end.err
    assert re.search(
        rf"^help: Plan again: remixbatch plan {SPEC} .*--out {FILE}$", end.err, re.MULTILINE
    )
    assert program.books() == []
    assert not program.lock.exists()


def test_many_moves_are_counted(program: Program) -> None:
    jobs = "".join(f"  j{n}: {{from: a, prompt: Prompt {n}}}\n" for n in range(30))
    program.write(jobs)
    planned(program)
    program.write(jobs.replace("Prompt", "Another"))
    end = program.here("run", FILE)
    assert end.code == 2
    assert end.err.count("its prompt changed") == 20
    assert "  and 10 more\n" in end.err


def test_what_somebody_else_submitted_is_not_due_any_more(program: Program) -> None:
    """The same request counts as the plan's own; another one, that came in between, makes it stale."""
    program.write(JOBS)
    planned(program)
    assert program.here("run", SPEC, "--select", "fog").code == 0
    assert program.here("run", FILE).code == 0
    assert len(program.books()) == 3
    program.write(JOBS.replace("Make it dusk", "Make it dawn"))
    planned(program)
    program.write(JOBS.replace("Make it dusk", "Make it noon"))
    assert program.here("run", SPEC, "--select", "dusk").code == 0
    program.write(JOBS.replace("Make it dusk", "Make it dawn"))
    end = program.here("run", FILE)
    assert end.code == 2
    assert "~ dusk  it would be take 3 now, was 2" in end.err


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"version": 2}, "was written by a newer remixbatch (plan files of version 2)"),
        ({"version": "1"}, "`version` is missing or of the wrong type"),
        ({"steps": []}, "its totals are not those of its steps"),
        ({"steps": [1]}, "step 1: no object"),
        ({"steps": [{"job": "dusk"}]}, "step 1: `take` is missing"),
        ({"totals": {"submissions": 1, "price": "cheap"}}, "`price`: "),
        ({"options": None}, "`options` is missing"),
        ({"spec": "gone.yaml"}, "its spec gone.yaml is not there"),
    ],
)
def test_a_plan_that_was_edited(program: Program, change: dict[str, Any], told: str) -> None:
    program.write(JOBS)
    planned(program)
    end = edited(program, change)
    assert end.code == 2, end
    assert end.err.startswith(f"error: {FILE}")
    assert told in end.err
    assert "nothing was sent" in end.err
    assert program.books() == []


def test_steps_that_were_edited(program: Program) -> None:
    program.write(JOBS)
    [first, *others] = planned(program)["steps"]
    for change, told in (
        ({"prompt": "Make it night"}, "step 1: what is asked for does not give its `key`"),
        ({"after": "fog"}, "step 1: it has to name one of `parent` and `after`"),
        ({"job": "fog"}, "step 3: a second one of the same job"),
    ):
        end = edited(program, {"steps": [first | change, *others]})
        assert end.code == 2
        assert told in end.err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("Make it dusk", ""),
        ('{"version": 1, "kind": "plan-file", "spec": "spri', "it is no JSON any more"),
        ('{"version": 1, "kind": "plan", "jobs": []}', "neither a spec nor a saved plan"),
    ],
)
def test_a_file_that_is_no_plan(program: Program, text: str, told: str) -> None:
    (program.folder / FILE).write_text(text, "utf-8")
    end = program.here("run", FILE)
    assert end.code == 2, end
    assert told in end.err
    assert FILE in end.err
    assert sorted(path.name for path in program.folder.iterdir()) == ["profiles", FILE]


def test_flags_that_would_change_it(program: Program) -> None:
    program.write(JOBS)
    planned(program)
    for words in (
        ("--budget", "5"),
        ("--select", "fog"),
        ("--max-new", "1"),
        ("--locked",),
        ("--retry-failed",),
    ):
        end = program.here("run", FILE, *words)
        assert end.code == 2, end
        assert f"{FILE} is a saved plan, and {words[0]} would change it" in end.err
    end = program.here("run", FILE, SPEC)
    assert end.code == 2
    assert "is run alone" in end.err
    end = program.here("status", FILE)
    assert end.code == 2
    assert "is a saved plan, and a spec is wanted here" in end.err
    assert program.books() == []


def test_a_plan_is_not_written_over_anything_else(program: Program) -> None:
    path = program.write(JOBS)
    before = path.read_bytes()
    end = program.here("plan", SPEC, "--out", SPEC)
    assert end.code == 2
    assert "is there and is no saved plan" in end.err
    assert end.out == ""
    assert path.read_bytes() == before
    assert program.here("plan", SPEC, "--out", "new/folder/a.json").code == 0
    planned(program)
    planned(program)
    program.write(JOBS, name="other.yaml")
    end = program.here("plan", SPEC, "other.yaml", "--out", FILE)
    assert end.code == 2
    assert "--out keeps the plan of one spec" in end.err


def test_a_checkout_that_moved(program: Program) -> None:
    """Inside it paths are relative to the file, so another folder runs it; from elsewhere they are absolute."""
    (program.folder / "repo" / ".git").mkdir(parents=True)
    program.write(JOBS, name="repo/specs/spring.yaml")
    for out in ("repo/plans/a.plan", "away.plan"):
        (program.folder / out).parent.mkdir(exist_ok=True)
        end = program.here("plan", "repo/specs/spring.yaml", "--out", out)
        assert end.code == 0, end
    away = json.loads((program.folder / "away.plan").read_text("utf-8"))
    assert Path(away["spec"]).is_absolute()
    (program.folder / "repo").rename(program.folder / "moved")
    end = program.here("run", "moved/plans/a.plan")
    assert end.code == 0, end
    assert (program.folder / "moved" / "specs" / "spring.lock").exists()
    assert program.here("run", "away.plan").code == 2
    assert len(program.books()) == 3


def test_a_plan_of_nothing(program: Program) -> None:
    program.write(JOBS)
    assert program.here("run", SPEC).code == 0
    assert planned(program)["totals"] == {"submissions": 0, "price": "0.00"}
    end = program.here("run", FILE)
    assert end.code == 0, end
    assert "nothing submitted" in end.out


def test_prices_that_hang_on_what_a_service_says(program: Program) -> None:
    """A price that was unknown may be learnt; one that was saved holds, or the plan is stale."""
    path = program.write("  dusk: {from: a, prompt: Make it dusk}\n", PAID)
    bare = path.read_text("utf-8")
    path.write_text(bare.replace(", seconds: 8", ", seconds: 4"), "utf-8")
    assert planned(program)["totals"]["price"] == "0.40"
    end = program.here("run", FILE, "--yes")
    assert end.code == 2, end
    assert "~ dusk  its price is $0.80 now, was $0.40" in end.err
    path.write_text(bare.replace(", seconds: 8", ""), "utf-8")
    assert planned(program)["totals"]["price"] is None
    assert program.here("run", FILE, "--yes", "--max-unclear", "1").code == 0
    path.write_text(bare.replace(", seconds: 8", "").replace("dusk", "dawn"), "utf-8")
    saved = planned(program, "--refresh", "--budget", "0.80")
    assert (saved["totals"]["price"], saved["seconds"]) == ("0.80", {"a": "8"})
    end = program.here("run", FILE, "--no-check-sources")
    assert end.code == 0, end
    assert [take["usd"] for take in program.takes()] == ["0.80", "0.80"]
