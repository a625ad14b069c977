"""How a run ends when the service does not do as it was asked: failures, refusals, limits, sources that are not there."""

import re
from pathlib import Path

import pytest

from emulated import running, until
from program import Program

FINE = "  fog: {from: b, prompt: Fill it with fog}\n"


def jobs(trouble: str) -> str:
    return (
        f"  dusk: {{from: a, prompt: 'Make it dusk {trouble}'}}\n"
        f"  rain: {{from: dusk, prompt: Add rain}}\n{FINE}"
    )


def phases(program: Program) -> dict[str, str]:
    return {job["job"]: job["phase"] for job in program.json("status")["jobs"]}


def test_a_failed_take_is_repeated_once(program: Program) -> None:
    program.write(jobs("[fail]"))
    end = program.on("run")
    assert end.code == 1, end
    assert end.err.count("generation_failed: The video could not be made.") == 2
    assert "next    remixbatch run spring.yaml --retry-failed" in end.out
    assert program.prompts().count("Make it dusk [fail]") == 2
    assert phases(program) == {"dusk": "failed", "rain": "blocked", "fog": "completed"}
    assert program.on("run").code == 1
    assert len(program.books()) == 3


def test_what_fails_once(program: Program) -> None:
    program.write(jobs("[fail once]"))
    end = program.on("run")
    assert end.code == 0, end
    first, second = (take for take in program.takes() if take["job"] == "dusk")
    assert (first["status"], second["status"]) == ("failed", "completed")
    assert program.take("rain")["from"] == second["id"]


@pytest.mark.parametrize(("trouble", "booked"), [("[refuse]", 0), ("[refuse later]", 1)])
def test_a_refusal_is_final_until_the_prompt_changes(
    program: Program, trouble: str, booked: int
) -> None:
    program.write(jobs(trouble))
    for _ in range(2):
        end = program.on("run")
        assert end.code == 1, end
    assert "refused: moderation_blocked: " in end.out
    assert phases(program) == {"dusk": "refused", "rain": "blocked", "fog": "completed"}
    assert len(program.books()) == booked + 1
    program.write(jobs("at sea"))
    assert program.on("run").code == 0
    assert program.prompts().count("Make it dusk at sea") == 1


def test_allowed_failures(program: Program) -> None:
    program.write(jobs("[refuse]").replace("]'}", "]', allow_failure: true}"))
    end = program.on("run")
    assert (end.code, phases(program)["dusk"]) == (0, "refused"), end


def test_a_service_that_is_full_is_waited_for(program: Program, tmp_path: Path) -> None:
    program.write(jobs(""))
    with running(tmp_path / "narrow", "--speed", "20", "--in-flight", "1") as narrow:
        end = program.on("run", "--base-url", narrow.url)
        made = narrow.books()
    assert end.code == 0, end
    assert re.search(r"not taken yet: rate_limit_exceeded: HTTP 429: .*; again in 1 s", end.err)
    assert len(made) == 3


def test_a_video_that_expired_before_it_was_fetched(program: Program, tmp_path: Path) -> None:
    program.write(jobs(""))
    with running(tmp_path / "brief", "--speed", "40", "--retention", "0") as brief:
        program.environ["REMIXBATCH_BASE_URL"] = brief.url
        assert program.on("run", "--select", "dusk").code == 1
        end = program.on("run", "--select", "dusk", "--retry-failed")
        assert end.code == 1, end
        assert "lost: gone: expired before it was fetched" in end.out
        assert phases(program)["dusk"] == "lost"
        assert len(brief.books()) == 1


def test_a_take_that_is_overdue(program: Program, tmp_path: Path) -> None:
    """The asking ends, not the take: it is never due again, and a later run asks for it again."""
    program.write("  dusk: {from: a, prompt: Make it dusk, timeout: 1s}\n")
    with running(tmp_path / "slow", "--speed", "1.5") as slow:
        program.environ["REMIXBATCH_BASE_URL"] = slow.url
        end = program.on("run")
        assert end.code == 4, end
        assert "overdue: in flight for 1 s: dusk" in end.out
        until(lambda: slow.books()[0]["status"] == "completed")
        assert program.on("run").code == 0
        assert len(slow.books()) == 1


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("absent-1", "not_found: HTTP 404"),
        ("unfinished-1", "video_not_completed: HTTP 400"),
        ("expired-1", "expired: HTTP 404"),
    ],
)
def test_sources_that_are_not_there(program: Program, source: str, said: str) -> None:
    """Where they are not asked for first; tests/test_sources.py has the asking."""
    path = program.write(jobs(""))
    text = path.read_text("utf-8")
    path.write_text(text.replace(program.source("a"), source), "utf-8")
    end = program.on("run", "--no-check-sources")
    assert end.code == 1, end
    assert said in end.out
    assert program.prompts() == ["Fill it with fog"]
    assert f"not accepted last time: {said.partition(': ')[2]}" in program.on("status").out
    path.write_text(text, "utf-8")
    assert program.on("run").code == 0
    assert len(program.books()) == 3
