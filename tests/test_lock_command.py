"""`lock`: its facts shown, checked against what a run would write, and a merge's two sides made one."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from locks import choice, facts_of, given_to, holding, line, lock_of, moved, settled
from program import SPEC, Program
from remixbatch.drift import differences
from remixbatch.lockfile import EMPTY, Facts, fold, join, read, text
from remixbatch.merge import merge
from remixbatch.report.lock_text import show_data, show_text
from remixbatch.writer import one_writer

JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  fog: {from: b, prompt: Fill it with fog}
"""


def done(uid: str, **more: Any) -> dict[str, Any]:
    return line(uid, f"video_{uid}", status="completed", sha256="ab", usd="2.40", **more)


# -- check -------------------------------------------------------------------------------------------


def kinds(lock: str, held: Facts | None = None) -> list[tuple[str, int | None]]:
    facts = read(lock, "x.lock")
    found = differences(lock, facts, holding(held or facts))
    return [(one.kind, one.line) for one in found]


WHOLE = text(facts_of(done("u1"), done("u2", job="rain"), moved("rain", "wet")))


@pytest.mark.parametrize(
    ("lock", "found"),
    [
        (WHOLE, []),
        (EMPTY, []),
        (WHOLE.replace("\n", "\r\n"), [("form", 1)]),
        (WHOLE.rstrip("\n"), [("form", 5)]),
        (WHOLE.replace('"job":"teal"', '"job": "teal"'), [("form", 4)]),
        (WHOLE + WHOLE.splitlines(keepends=True)[2], [("repeated", 5)]),
    ],
    ids=["whole", "empty", "crlf", "no end", "spaces", "repeated"],
)
def test_the_form_of_a_lock(lock: str, found: list[tuple[str, int | None]]) -> None:
    assert kinds(lock) == found


def test_lines_out_of_order() -> None:
    head, *rows = WHOLE.splitlines(keepends=True)
    assert kinds("".join([head, *reversed(rows)])) == [("order", 2)]


def test_what_is_held_beyond_the_lock() -> None:
    old = facts_of(line("u1", "video_u1"), line("u2"))
    new = join(old, facts_of(done("u1"), settled("u2"), done("u3")))
    found = differences(text(old), old, holding(new))
    assert [one.message for one in found] == [
        "teal.1 is completed, and the lock has it as running",
        "teal.1 is completed, and the lock does not know it",
    ]


def test_check_says_what_a_run_would_write(program: Program) -> None:
    program.write(JOBS)
    end = program.here("lock", SPEC, "--check")
    assert end.code == 0, end
    assert "spring.lock: there is none yet" in end.out
    assert "note: 2 jobs have no finished take" in end.err
    assert program.here("run", SPEC).code == 0
    end = program.here("lock", SPEC, "--check")
    assert (end.code, end.err) == (0, ""), end
    head, first, second = program.lock.read_text("utf-8").splitlines(keepends=True)
    program.lock.write_text(head + second, "utf-8")
    end = program.here("lock", SPEC, "--check", "--json")
    assert end.code == 5, end
    [told] = json.loads(end.out)["differences"]
    assert told["message"] == "dusk.1 is completed, and the lock does not know it"
    assert program.lock.read_text("utf-8") == head + second
    program.lock.write_text(head + first + second, "utf-8")
    program.write(JOBS.replace("fog:", "mist:"))
    end = program.here("lock", SPEC, "--check")
    assert "fog is called mist now, and the lock does not say so" in end.out


# -- show --------------------------------------------------------------------------------------------


def shown() -> Facts:
    return facts_of(
        done("u1", job="dusk"),
        done("u2", take=2),
        line(
            "u3", "video_u3", take=3, status="failed", error={"code": "x", "message": "no\x1b[2J"}
        ),
        choice("pick", "p1", "u2"),
        choice("reject", "p2", "u3"),
        settled("u9"),
        moved("dusk", "eve"),
        given_to("teal", "u3"),
        given_to("teal", "u8"),
    )


@pytest.mark.parametrize("width", [80, 120])
def test_show_groups_takes_by_job_and_names_every_fact(width: int) -> None:
    told = show_text("specs/spring.lock", shown(), width=width, color=False)
    assert "specs/spring.lock: 3 takes of 2 jobs, $4.80 and 1 of unknown price" in told
    for part in ("was dusk", "picked", "rejected; x: no", "eve ", "dusk → eve on 2026-11-23"):
        assert part in told
    for part in ("teal.3 → teal on 2026-11-23", "u8 → teal on 2026-11-23"):
        assert part in told
    for title in ("picks\n  teal, take 2, by ana", "rejects\n  teal, take 3", "settled\n  u9: not"):
        assert title in told
    assert "\x1b" not in told
    assert max(map(len, told.splitlines())) <= width


def test_show_fits_a_terminal_where_money_is_reserved() -> None:
    reserved = {"usd": "2.40", "usd_basis": "reserved"}
    lock = facts_of(
        line("u1", "video_" + "0" * 32, job="evening.lamps", status="failed", **reserved),
        line("u2", "video_" + "1" * 32, job="evening.lamps", take=2),
    )
    told = show_text("specs/spring.lock", lock, width=80, color=False)
    assert "reserved" in told
    assert max(map(len, told.splitlines())) <= 80


def test_show_as_data() -> None:
    data = show_data("x.lock", shown())
    assert (data["version"], data["totals"]["takes"]) == (1, 3)
    assert {take["uid"]: take["job_now"] for take in data["takes"]} == {
        "u1": "eve",
        "u2": "teal",
        "u3": "teal",
    }
    assert (data["picked"], data["rejected"], data["undecided"]) == ({"teal": "u2"}, ["u3"], [])
    assert [len(data[kind]) for kind in ("pick", "reject", "moved", "settled")] == [1, 1, 1, 1]
    assert [gift["uid"] for gift in data["given"]] == ["u3", "u8"]


# -- resolve -----------------------------------------------------------------------------------------

OURS, THEIRS = done("u2", job="rain"), done("u3", job="rain")
BASE = line("u1", "video_u1")


def conflict(style: str) -> str:
    head, base = EMPTY, json.dumps(BASE)
    ours = f"{json.dumps(done('u1'))}\n{json.dumps(OURS)}"
    middle = f"||||||| 1a2b3c\n{base}\n" if style == "diff3" else ""
    return f"{head}<<<<<<< HEAD\n{ours}\n{middle}=======\n{base}\n{json.dumps(THEIRS)}\n>>>>>>> night\n"


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_both_sides_are_kept_and_what_was_paid_twice_is_named(style: str) -> None:
    made = merge(conflict(style), "x.lock")
    assert {take.uid for take in fold(made.union).takes} == {"u1", "u2", "u3"}
    assert text(made.union) == text(facts_of(done("u1"), OURS, THEIRS))
    assert (made.ours, made.theirs) == ("HEAD", "night")
    assert (made.both, made.only_ours, made.only_theirs) == (1, 1, 1)
    [twice] = made.twice
    assert (twice.job, twice.ours[0].id, twice.theirs[0].id) == ("rain", "video_u2", "video_u3")


def test_two_picks_stay_undecided() -> None:
    rows = [choice("pick", "p1", "u1"), choice("pick", "p2", "u2")]
    lock = lock_of(done("u1"), done("u2"))
    lock += f"<<<<<<< a\n{json.dumps(rows[0])}\n=======\n{json.dumps(rows[1])}\n>>>>>>> b\n"
    assert merge(lock, "x.lock").undecided == ("teal",)


def test_a_merge_of_git_is_resolved(program: Program, tmp_path: Path) -> None:
    """Two branches ran one new job each; the host's merge button knew nothing of `merge=union`."""
    program.write(JOBS.splitlines(keepends=True)[0])
    assert program.here("run", SPEC).code == 0
    git(program, "init", "-q", "-b", "main")
    commit(program)
    program.write(JOBS)
    before = program.lock.read_bytes()
    for branch in ("day", "night"):
        git(program, "checkout", "-q", "-f", "-b", branch, "main")
        for path in (program.folder / ".remixbatch").glob("spring*"):
            path.unlink()
        program.lock.write_bytes(before)
        program.write(JOBS)
        assert program.here("run", SPEC).code == 0
        commit(program)
    assert git(program, "merge", "-q", "day", check=False) != 0
    assert "<<<<<<< HEAD" in program.lock.read_text("utf-8")
    run = program.here("run", SPEC)
    assert run.code == 5
    assert "`remixbatch lock spring.yaml --resolve` keeps the facts of both sides" in run.err
    (program.folder / SPEC).write_text("<<<<<<< broken, too\n", "utf-8")
    end = program.here("lock", SPEC, "--resolve")
    assert end.code == 0, end
    assert "1 take of both, 1 of HEAD alone, 1 of day alone" in end.out
    assert "paid twice: fog: video_" in end.out
    assert "git add spring.lock" in end.out
    assert {entry["id"] for entry in program.books()} == {take["id"] for take in program.takes()}
    again = program.here("lock", SPEC, "--resolve")
    assert (again.code, "has no conflict markers" in again.err) == (0, True)
    told = json.loads(program.here("lock", SPEC, "--resolve", "--json").out)
    assert (told["kind"], told["markers"]) == ("lock_resolve", 0)
    program.write(JOBS)
    assert program.here("run", SPEC, "--locked").code == 0
    assert program.here("lock", SPEC, "--check").code == 0


def test_a_held_spec_is_left_alone(program: Program) -> None:
    program.write(JOBS)
    program.lock.write_text(conflict("merge"), "utf-8")
    with one_writer(
        program.folder / ".remixbatch", "spring", {"pid": 1, "host": "x", "start": "y"}
    ):
        end = program.here("lock", SPEC, "--resolve")
    assert (end.code, "another run holds this spec" in end.err) == (5, True), end
    assert program.lock.read_text("utf-8") == conflict("merge")


def commit(program: Program) -> None:
    git(program, "add", "-f", SPEC, "spring.lock")
    git(program, "commit", "-q", "-m", "a run")


def git(program: Program, *words: str, check: bool = True) -> int:
    me = ["-c", "user.name=ana", "-c", "user.email=ana@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", *me, *words]
    return subprocess.run(command, cwd=program.folder, check=check, capture_output=True).returncode
