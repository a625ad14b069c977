"""Sources are asked for once before the first submission, and by `plan --refresh`; the answers fill in prices."""

import json
import signal
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from canary import heard
from emulated import until
from inside import Ended
from program import KEY, SPEC, Program
from remixbatch.answers import Reader, Standing
from remixbatch.commands.sources import _Questions
from remixbatch.connection import Watch
from remixbatch.driver import ABREAST, Clock, side_by_side
from remixbatch.redact import Redactor
from remixbatch.reply import Reply
from remixbatch.sources import Told, problems, starts, with_seconds
from speaking import KEY as CANARY
from speaking import profile_of, service_for
from tiny_server import Play, Request, Server, answer, serving

PAID = "provider: paid"
JOBS = """\
  dusk: {from: a, prompt: Make it dusk}
  rain: {from: dusk, prompt: Add rain}
  fog: {from: b, prompt: Fill it with fog}
"""
THERE = {"id": "video_x", "status": "completed", "seconds": "8", "size": "1280x720"}
MADE = {"id": "video_made", "status": "queued"}


def without_seconds(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace(", seconds: 8", ""), "utf-8")


def with_ids(path: Path, program: Program, **ids: str) -> None:
    text = path.read_text("utf-8")
    for name, id_ in ids.items():
        text = text.replace(program.source(name), id_)
    path.write_text(text, "utf-8")


def gets(server: Server) -> list[str]:
    return [request.target for request in server.requests if request.method == "GET"]


def posts(server: Server) -> int:
    return sum(request.method == "POST" for request in server.requests)


def play(look: bytes, post: bytes | None = None) -> Play:
    """Answers a GET with one thing, a POST with another."""
    return lambda request: look if request.method == "GET" else post or answer(200, MADE)


def run(program: Program, look: bytes, *words: str) -> tuple[Ended, Server]:
    """One submission at a service that answers so when it is asked for the source."""
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", PAID)
    with serving(play(look)) as server:
        flags = ("--yes", "--no-wait", "--base-url", server.url)
        return program.here("run", SPEC, *flags, *words), server


# -- sources that are not there ----------------------------------------------------------------------


def test_all_that_are_wrong_are_told_at_their_places(program: Program) -> None:
    jobs = f"{JOBS}  mist: {{from: b, prompt: Add mist}}\n  old: {{from: c, prompt: Add dust}}\n"
    path = program.write(jobs)
    with_ids(path, program, a="absent-1", b="unfinished-1")
    path.write_text(path.read_text("utf-8").replace("_c, seconds: 8", "_c, expires: 2020-01-01"))
    before = sorted(program.folder.iterdir())
    end = program.on("run")
    assert end.code == 2, end
    assert end.out == ""
    for words in (
        "spring.yaml:4:11: RMB501 sources.a.id: emulator does not know `absent-1`",
        "No video 'absent-1' exists.); dusk would start from it\n  4 |   a: {id: absent-1, seconds: 8}\n",
        "leave out what needs it: --exclude 'dusk+'",
        "spring.yaml:5:11: RMB502 sources.b.id: emulator has not finished `unfinished-1` (in_progress)",
        "fog, mist would start from it",
        "wait until it is completed",
        "`run --no-check-sources` if the service is wrong",
        "RMB504 sources.c.expires: it expired at 2020-01-01T00:00:00Z; old would start from it",
        "error: 3 sources that jobs would start from cannot be used; nothing was sent",
    ):
        assert words.replace("emulator", "swift") in end.err
    assert program.books() == []
    assert sorted(program.folder.iterdir()) == [program.folder / ".remixbatch", *before]
    out = ("--exclude", "source:b+ old", "--exclude", "dusk+")
    assert program.on("run", *out).code == 0
    assert program.on("plan").err.count("RMB504 warning: ") == 1


def test_a_file_that_has_expired_is_a_warning(program: Program) -> None:
    with_ids(program.write("  dusk: {from: a, prompt: Make it dusk}\n"), program, a="expired-1")
    end = program.on("run")
    assert end.code == 1, end  # the emulator refuses it; others may not
    assert "RMB504 warning: sources.a.id: swift says that it expired at 2025-" in end.err
    assert "HTTP 404: The video 'expired-1' has expired" in end.out
    assert program.takes() == []


def test_only_what_is_due_is_asked_for(program: Program) -> None:
    """A finished campaign says nothing to anybody: nobody listens at the second address."""
    path = program.write(JOBS)
    assert program.on("run").code == 0
    program.environ["REMIXBATCH_BASE_URL"] = "http://127.0.0.1:1"
    assert program.on("run").code == 0
    path.write_text(path.read_text("utf-8").replace("seconds: 8", "expires: 2020-01-01"), "utf-8")
    assert program.on("run").code == 0
    assert len(program.books()) == 3


def test_each_video_is_asked_for_once(program: Program) -> None:
    path = program.write(f"{JOBS}  mist: {{from: a, prompt: Add mist}}\n", PAID)
    with_ids(path, program, a="video_same", b="video_same")
    with serving(play(answer(404, {"error": {"message": "what?", "code": "not_found"}}))) as server:
        end = program.here("run", SPEC, "--yes", "--base-url", server.url)
        assert end.code == 2
        assert (
            end.err.count(f"paid ({server.url}) does not know `video_same` (HTTP 404: what?)") == 2
        )
    assert gets(server) == ["/v1/videos/video_same"]
    assert posts(server) == 0


def test_the_way_round_a_service_that_is_wrong(program: Program) -> None:
    look = answer(404, {"error": {"message": "what?"}})
    end, server = run(program, look, "--no-check-sources")
    assert end.code == 4, end
    assert (gets(server), posts(server)) == (["/v1/videos"], 1)  # for the time by its clock


# -- what answers mean -------------------------------------------------------------------------------

ERROR = {"error": {"message": "no", "code": "c"}}
MEANT = [
    ("finished", 200, THERE),
    ("unfinished", 200, {"status": "queued"}),
    ("unfinished", 200, {"status": "processing"}),
    ("failed", 200, {"status": "failed", "error": {"message": "broke"}}),
    ("gone", 200, {"status": "expired"}),
    ("gone", 410, ERROR),
    ("unknown", 404, ERROR),
    ("unknown", 400, {"code": "task_not_exist", "message": "task_not_exist"}),
    ("denied", 401, b""),
    ("denied", 403, ERROR),
    ("untold", 404, b"<html>"),
    ("untold", 404, {"detail": "Not Found"}),
    ("untold", 410, b""),
    ("untold", 400, ERROR),
    ("untold", 405, ERROR),
    ("untold", 429, ERROR),
    ("untold", 501, ERROR),
    ("untold", 502, b"<html>"),
    ("untold", 200, b"<html>"),
    ("untold", 200, {}),
    ("untold", 200, {"status": True}),
    ("untold", 200, {"status": "deleted"}),
    ("untold", 302, b""),
]


@pytest.mark.parametrize(("verdict", "status", "body"), MEANT)
def test_what_an_answer_means(verdict: str, status: int, body: Any) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    found = standing(status, data)
    assert found.verdict == verdict
    assert found.reason.isprintable()


def standing(status: int, body: bytes) -> Standing:
    reader = Reader(profile=profile_of("openai"), base="https://x", redactor=Redactor([CANARY]))
    return reader.standing(Reply(status=status, headers={}, body=body))


def test_what_a_service_says_is_made_safe() -> None:
    body = {"status": "failed", "error": {"message": f"\x1b[31m{CANARY}"}, "seconds": "1e9"}
    found = standing(200, json.dumps(body).encode())
    assert (found.reason, found.seconds) == ("failed: [key]", None)


@pytest.mark.parametrize(
    ("look", "told"),
    [
        (answer(404, b"<html>"), "HTTP 404: the body is a web page, no JSON"),
        (answer(405, ERROR), "HTTP 405: no"),
        (answer(503, b""), "HTTP 503: the body is empty"),
        (answer(200, [1]), "the answer has no status"),
    ],
)
def test_a_server_that_does_not_know_the_question_still_works(
    program: Program, look: bytes, told: str
) -> None:
    end, server = run(program, look)
    assert end.code == 4, end
    assert f"tells nothing of the source: {told}; a run goes on without knowing" in end.err
    assert "dusk.1 submitted as video_made" in end.err
    assert posts(server) == 1


def test_a_service_that_refuses_the_key(program: Program) -> None:
    end, server = run(program, answer(401, {"error": {"message": f"no such key: {KEY}"}}))
    assert end.code == 6, end
    assert "paid (http://127.0.0.1:" in end.err
    assert ") refuses the key of OPENAI_API_KEY: HTTP 401: no such key: [key];" in end.err
    assert KEY not in end.err
    assert "nothing was sent" in end.err
    assert posts(server) == 0
    assert not program.lock.exists()


# -- money -------------------------------------------------------------------------------------------


def test_seconds_from_the_service_make_the_price(program: Program) -> None:
    """And the budget holds by them; keys do not change."""
    path = program.write(JOBS, f"{PAID}\nbudget: {{run: 1.65}}")
    keys = {job["job"]: job["key"] for job in program.json("plan")["jobs"]}
    without_seconds(path)
    assert "unknown: add `seconds` to source" in program.on("plan").out
    plan = program.on("plan", "--refresh")
    assert plan.code == 0
    assert "\nTo submit: 3 takes, $2.40 (seconds from the service)" in plan.out
    end = program.on("run")
    assert end.code == 3, end
    assert "the budget does not cover" in end.out
    assert [take["usd"] for take in program.takes()] == ["0.80"] * 2
    assert all(take["key"] == keys[take["job"]] for take in program.takes())
    assert len(program.books()) == 2


def test_a_person_sees_the_price_that_the_service_makes(program: Program) -> None:
    without_seconds(program.write(JOBS, PAID))
    end = program.on("run")
    assert end.code == 2, end
    assert "this would spend $2.40, and nobody is here to ask" in end.err


@pytest.mark.parametrize(("written", "price"), [("6", "2.40"), ("12", "2.80")])
def test_the_larger_of_two_lengths_counts(program: Program, written: str, price: str) -> None:
    path = program.write(JOBS, PAID)
    text = path.read_text("utf-8").replace("seconds: 8", f"seconds: {written}", 1)
    path.write_text(text.replace("rain: {from: dusk", "rain: {from: b"), "utf-8")
    told = program.on("plan", "--refresh")
    assert f"RMB505 warning: sources.a.seconds: the spec says {written} s" in told.err
    assert "says 8 s; prices use" in told.err
    assert program.json("plan", "--refresh")["totals"]["price"] == price


def test_children_are_priced_by_the_source_of_their_lineage(program: Program) -> None:
    graph = loaded(program, JOBS)
    [first, second] = starts(graph, graph.jobs)
    told = [
        Told(
            at=0, start=first, standing=Standing(verdict="finished", reason="", seconds=Decimal(5))
        ),
        Told(at=0, start=second, standing=Standing(verdict="untold", reason="")),
    ]
    filled = with_seconds(graph, told)
    assert {name: job.usd for name, job in filled.jobs.items()} == {
        "dusk": 500_000,
        "rain": 500_000,
        "fog": None,
    }
    assert {name: job.key for name, job in filled.jobs.items()} == {
        name: job.key for name, job in graph.jobs.items()
    }
    assert [source.seconds_told for source in filled.sources.values()] == [True, False]
    assert problems(graph, [replace(each, standing=None) for each in told], {}) == []


def loaded(program: Program, jobs: str) -> Any:
    from inside import environment  # noqa: PLC0415
    from remixbatch.commands.loaded import load  # noqa: PLC0415

    path = program.write(jobs, PAID)
    without_seconds(path)
    with environment(program.environ):
        return load(path).graph


# -- plan --refresh ----------------------------------------------------------------------------------


def test_refresh_shows_how_each_stands_and_spends_nothing(program: Program) -> None:
    with_ids(program.write(JOBS), program, a="absent-1")
    before = sorted(program.folder.rglob("*"))
    end = program.on("plan", "--refresh")
    assert end.code == 2, end
    assert end.out.startswith("2 sources asked for: 1 finished, 1 unknown\n! a  unknown: HTTP 404")
    assert "\n= b  finished: completed, 8 s, 1280x720\n\n3 jobs: 3 submit\n" in end.out
    assert "RMB501 sources.a.id" in end.err
    told = program.json("plan", "--refresh")
    assert (told["exit"], told["exits"][0]["name"]) == (2, "usage")
    assert [(each["source"], each["verdict"], each["jobs"]) for each in told["sources"]] == [
        ("a", "unknown", ["dusk"]),
        ("b", "finished", ["fog"]),
    ]
    assert told["sources"][1]["seconds"] == "8"
    assert program.json("plan")["sources"] is None
    assert sorted(program.folder.rglob("*")) == before
    assert program.books() == []


def test_refresh_of_a_finished_campaign_asks_nobody(program: Program) -> None:
    program.write(JOBS)
    assert program.on("run").code == 0
    end = program.on("plan", "--refresh", "--base-url", "http://127.0.0.1:1")
    assert end.code == 0, end
    assert "Nothing to submit." in end.out


# -- many, slow and none -----------------------------------------------------------------------------


def many(program: Program, count: int) -> None:
    lines = [f"  s{n}: {{id: video_{n}, seconds: 8}}\n" for n in range(count)]
    jobs = [f"  j{n}: {{from: s{n}, prompt: Add fog}}\n" for n in range(count)]
    text = f"version: 1\nprovider: hasty\nsources:\n{''.join(lines)}jobs:\n{''.join(jobs)}"
    (program.folder / SPEC).write_text(text, "utf-8")


def test_many_are_asked_for_side_by_side(program: Program) -> None:
    many(program, 100)
    with serving(play(answer(200, THERE))) as server:
        end = program.here("plan", SPEC, "--refresh", "--json", "--base-url", server.url)
    assert end.code == 0, end
    assert sorted(gets(server)) == sorted(f"/v1/videos/video_{n}" for n in range(100))
    assert server.connections <= ABREAST
    found = json.loads(end.out)["sources"]
    assert [each["source"] for each in found] == [f"s{n}" for n in range(100)]


def test_a_service_that_never_answers_is_asked_a_few_times(program: Program) -> None:
    many(program, 30)
    with serving(lambda _: server.hang()) as server:
        end = program.here("plan", SPEC, "--refresh", "--base-url", server.url)
    assert end.code == 0, end
    assert len(server.requests) < 2 * ABREAST
    assert "as it left 3 questions in a row without an answer" in end.err
    assert "of 30 sources: timed out; a run goes on without knowing" in end.err


def test_nobody_waits_for_more_than_a_minute_and_progress_is_told(
    capsys: pytest.CaptureFixture[str], program: Program
) -> None:
    graph = loaded(program, JOBS)
    now = 100.0
    questions = _Questions(starts(graph, graph.jobs), {}, lambda: now)
    work = questions.next()
    next(work)
    questions.tick(101.0)
    assert capsys.readouterr().err == ""
    questions.tick(102.0)
    questions.tick(103.0)
    assert capsys.readouterr().err == "checking sources: 0 of 2\n"
    now = 161.0
    assert list(work) == []
    questions.take_in(0, Standing(verdict="finished", reason="completed"))
    assert [each.verdict for each in questions.in_order()] == ["finished", "untold"]


def test_side_by_side_passes_on_what_fails() -> None:
    work = [partial(divmod, 6, number) for number in (1, 2, 0)]
    found = side_by_side(work[:2], Clock(), Watch(), lambda _: None)
    assert sorted(found) == [(3, 0), (6, 0)]
    with pytest.raises(ZeroDivisionError):
        list(side_by_side(work[2:], Clock(), Watch(), lambda _: None))


def test_a_call_that_is_cut_is_made_again() -> None:
    def once(_: Request) -> bytes | None:
        return answer(200, THERE) if len(server.requests) > 2 else None

    with serving(once) as server:
        service = service_for(server)
        first = service.standing("video_1", 5)
        assert (first.verdict, first.heard, first.cut) == ("untold", False, True)
        assert first.reason == "it closed the connection without an answer"
        service.close()


def test_ctrl_c_gets_through_at_once(program: Program) -> None:
    program.write("  dusk: {from: a, prompt: Make it dusk}\n", PAID)
    with serving(lambda _: server.hang()) as server:
        words = ["run", SPEC, "--yes", "--base-url", server.url]
        process = subprocess.Popen(
            [sys.executable, "-m", "remixbatch", *words],
            cwd=program.folder,
            env=program.environ,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
        )
        until(lambda: server.requests)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
        assert posts(server) == 0
    heard("stderr", err)
    assert process.returncode == 130
    assert "Interrupted; everything that was recorded is kept." in err
