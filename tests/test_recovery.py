"""Lost answers over sockets, at services whose list is asked: found again, not created, or for a person."""

import getpass
import json
import re
import sqlite3
import time
from contextlib import chdir, closing
from email.utils import formatdate
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

from inside import environment
from program import KEY, SPEC, Program
from remixbatch import events as e
from remixbatch.accounts import name_of
from remixbatch.commands.campaign import start, writing
from remixbatch.commands.loaded import load
from remixbatch.engine import Engine
from remixbatch.limits import Limits
from remixbatch.loop import record
from tiny_server import Request, answer, serving


def events(program: Program) -> list[tuple[str, dict[str, Any]]]:
    """(kind, fields) of all that the journal has."""
    with closing(sqlite3.connect(program.folder / ".remixbatch" / "spring.db")) as db:
        rows = db.execute("SELECT kind, body FROM events ORDER BY position").fetchall()
    return [(kind, json.loads(body)) for kind, body in rows]


SLOW = "Make it dusk [slow answer 2]"
JOBS = f"""\
  dusk: {{from: a, prompt: '{SLOW}'}}
  rain: {{from: dusk, prompt: Add rain}}
"""


@pytest.mark.parametrize("profile", ["frank", "guarded"])
def test_a_lost_answer_is_found_in_the_list(program: Program, profile: str) -> None:
    program.write(JOBS, f"provider: {profile}")
    end = program.on("run")
    assert end.code == 0, end
    assert program.prompts() == ["Add rain", SLOW]
    take = program.take("dusk")
    assert f"dusk.1 found in the service's list: {take['id']}" in end.err
    assert take["note"] == "found in the service's list"
    assert program.take("rain")["from"] == take["id"]


def test_twins_whose_answers_are_lost(program: Program) -> None:
    program.write(
        "".join(f"  dusk{n}: {{from: a, prompt: '{SLOW}'}}\n" for n in range(2)),
        "provider: guarded",
    )
    end = program.on("run")
    assert end.code == 0, end
    assert len(program.books()) == 2
    assert {take["id"] for take in program.takes()} == {entry["id"] for entry in program.books()}


def test_an_equal_video_of_somebody_else_is_for_a_person(program: Program) -> None:
    program.write(JOBS + "  fog: {from: b, prompt: Fill it with fog}\n", "provider: guarded")
    theirs = program.emulator.make(program.source("a"), SLOW)
    end = program.on("run")
    assert end.code == 7, end
    assert len(program.books()) == 3
    ours = next(b["id"] for b in program.books() if b["prompt"] == SLOW and b["id"] != theirs)
    assert "dusk.1 stays unclear" in end.err
    for id_ in (ours, theirs):  # neither goes before the other
        assert f"    remixbatch resolve {SPEC} dusk --adopt {id_}\n" in end.out
    assert program.take("fog")["status"] == "completed"
    [dusk] = [job for job in program.json("status")["jobs"] if job["job"] == "dusk"]
    assert dusk["unclear"]["reason"] == "the list shows 2 videos that it may have made"
    assert {each["id"] for each in dusk["unclear"]["candidates"]} == {ours, theirs}
    shown = program.on("status").out
    for id_ in (ours, theirs):
        assert f"remixbatch resolve {SPEC} dusk --adopt {id_}\n" in shown
    before = len(events(program))
    assert program.on("run").code == 7
    assert [kind for kind, _ in events(program)[before:]] == ["run"], "it learnt nothing new"
    refused = program.on("resolve", "dusk", "--not-submitted")
    assert refused.code == 2
    assert "the service's list shows video_" in refused.err
    assert program.on("resolve", "dusk", "--adopt", ours).code == 0
    assert program.on("run").code == 0
    assert len(program.books()) == 4
    fact = next(fact for kind, fact in events(program) if kind == "adopted")
    assert (fact["id"], fact["by"]) == (ours, getpass.getuser())


def test_a_video_of_another_time_is_not_the_one(program: Program) -> None:
    """A person's word is checked by the service's clock, too."""
    program.write("  fog: {from: a, prompt: Fill it with fog}\n", "provider: guarded")
    theirs = program.emulator.make(program.source("a"), "Fill it with fog")
    crashed(program, "fog", ago=0, ahead=3600.0)
    before = len(events(program))
    early = program.on("resolve", "fog", "--adopt", theirs)
    assert early.code == 2, early
    assert re.search(rf"{theirs} was made 36\d\d s before this submission was sent", early.err)
    assert [kind for kind, _ in events(program)[before:]] == ["run"]
    assert program.on("resolve", "fog", "--adopt", theirs, "--force").code == 0
    assert program.on("run").code == 0
    assert len(program.books()) == 1


def test_a_list_that_is_not_there_settles_nothing(program: Program) -> None:
    program.write(JOBS, "provider: unlisted")
    text = (program.folder / "profiles" / "frank.yaml").read_text("utf-8")
    text = text.replace("name: frank", "name: unlisted").replace(
        "path: /v1/videos\n", "path: /v1/nothing\n"
    )
    (program.folder / "profiles" / "unlisted.yaml").write_text(text, "utf-8")
    end = program.on("run")
    assert end.code == 7, end
    assert "the list cannot be read: HTTP 404" in end.err
    assert "list     the list cannot be read" in program.on("status").out


def crashed(
    program: Program,
    job: str,
    *,
    ago: float,
    ahead: float | None = 0.0,
    looked: bool = False,
    spec: str = SPEC,
    account: str | None = None,
) -> None:
    """A process recorded the intent of a job, and was gone before its first byte; another `looked` right after it.

    Where none did, the service has its time only from the next process on.
    """
    with chdir(program.folder), environment(program.environ):
        loaded = load(Path(spec), program.environ["REMIXBATCH_BASE_URL"])
        uid = f"t_{sha256(spec.encode()).hexdigest()[:32]}"
        sent = time.time() - ago
        with writing(loaded, "run", sent) as (campaign, journal):
            engine = Engine(campaign.graph, Limits(), campaign.policy)
            start(campaign, journal, engine, command="run", at=sent)
            intent = engine.admit(e.Connected(at=sent, job=job, ahead=ahead, account=account), uid)
            assert intent is not None
            record(engine, journal, intent)
        if looked:
            with writing(loaded, "wait", sent + 1) as (campaign, journal):
                engine = Engine(campaign.graph, Limits(submit=False), campaign.policy)
                start(campaign, journal, engine, command="wait", at=sent + 1)


def fog_of(program: Program) -> str:
    """A prompt of this test's own: an equal one of a source that is not known here could be ours."""
    return f"  fog: {{from: a, prompt: 'Fill it with fog [{program.tag}]'}}\n"


@pytest.mark.parametrize("altered", ["prompt", "source"])
def test_a_video_that_the_list_tells_in_other_words_is_for_a_person(
    program: Program, altered: str
) -> None:
    fog = "Fill it with fog"
    source = "enc_" * (altered == "source") + program.source("a")
    ours = {
        "id": "video_0",
        "status": "completed",
        "seconds": "8",
        "created_at": time.time() - 3599,
    }
    ours |= {"remixed_from_video_id": source, "prompt": fog[: 8 if altered == "prompt" else None]}
    other = {**ours, "id": "video_1", "prompt": "Add rain"}
    requests = []

    def play(request: Request) -> bytes:
        requests.append(request.method)
        told = {"data": [other, ours], "has_more": False} if "?" in request.target else ours
        return answer(200, told, {"Date": formatdate(time.time(), usegmt=True)})

    program.write(f"  fog: {{from: a, prompt: {fog}}}\n", "provider: frank")
    with serving(play) as server:
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        crashed(program, "fog", ago=3600, looked=True)
        end = program.on("run", "--no-wait")
        assert end.code == 7, end
        assert f"next    remixbatch resolve {SPEC} fog --adopt video_0\n" in end.out
        status = program.on("status").out
        assert f"    remixbatch resolve {SPEC} fog --adopt video_0\n" in status
        assert f"    remixbatch resolve {SPEC} fog --not-submitted\n" in status
        assert "with another prompt or source than was sent" in status
        assert "video_1" not in status, "its prompt is unlike"
        no = program.on("resolve", "fog", "--not-submitted")
        assert no.code == 2
        assert "the service's list shows video_0, made" in no.err
        end = program.on("resolve", "fog", "--adopt", "video_0")
        assert end.code == 0, end
        assert (
            f"note: the service tells the {altered} of video_0 otherwise than was sent" in end.err
        )
        assert "POST" not in requests
    assert program.take("fog")["id"] == "video_0"


def test_what_was_not_created_is_sent_again_where_the_list_is_complete(program: Program) -> None:
    program.write(fog_of(program), "provider: frank")
    crashed(program, "fog", ago=3600)
    end = program.on("run")
    assert end.code == 0, end
    assert "fog.1 was not created: the service's list is complete" in end.err
    assert len(program.books()) == 1
    kinds = [kind for kind, _ in events(program)]
    assert kinds[:5] == ["run", "intent", "run", "settled", "intent"]


@pytest.mark.parametrize(
    ("profile", "ahead", "said"),
    [
        ("guarded", 0.0, "the list does not show it, though the service had its time, and"),
        ("frank", None, "when it was sent by the service's clock is not known here"),
        ("frank", 7200.0, ""),  # our clock was two hours behind then: it was sent a hour from now
        ("hasty", 0.0, ""),
        ("hasty", None, ""),
        ("hasty", 3600.0, ""),  # our clock was an hour behind, and went right: it was sent just now
    ],
)
def test_what_nobody_can_know_is_for_a_person(
    program: Program, profile: str, ahead: float | None, said: str
) -> None:
    program.write(fog_of(program), f"provider: {profile}")
    crashed(program, "fog", ago=3600, ahead=ahead, looked=True)
    end = program.on("run", "--no-wait")
    assert end.code == 7, end
    assert said in end.err
    assert program.books() == []
    early = program.on("resolve", "fog", "--not-submitted")
    assert early.code == (0 if ahead == 0.0 else 2), early
    if ahead is None:
        assert "when it was sent by the service's clock is not known here, so whether" in early.err
        early = program.on("resolve", "fog", "--not-submitted", "--force")
    if not ahead:
        assert early.code == 0
        assert program.on("run").code == 0
        assert len(program.books()) == 1


def test_a_service_that_does_not_tell_the_time_is_for_a_person_who_insists(
    program: Program,
) -> None:
    """By which clock its time would be over, nobody knows."""
    program.write(fog_of(program), "provider: hasty")
    with serving(lambda _: answer(404)) as server:
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        crashed(program, "fog", ago=3600, looked=True)
        early = program.on("resolve", "fog", "--not-submitted")
        assert early.code == 2, early
        assert "does not tell the time, so whether the service may still make it" in early.err
        assert program.on("resolve", "fog", "--not-submitted", "--force").code == 0


def test_a_key_that_is_honoured_is_sent_again_with_the_very_same_request(program: Program) -> None:
    text = (program.folder / "profiles" / "hasty.yaml").read_text("utf-8")
    profile = {**yaml.safe_load(text), "name": "keyed"}
    profile["idempotency"] = {"header": "Idempotency-Key", "honoured": True, "retention": 3600}
    profile["source"]["check"] = False
    (program.folder / "profiles" / "keyed.yaml").write_text(yaml.safe_dump(profile), "utf-8")
    program.write("  fog: {from: a, prompt: Fill it with fog}\n", "provider: keyed")
    posts = []

    def play(request: Request) -> bytes | None:
        posts.append((request.target, request.body, request.headers.get("idempotency-key")))
        return answer(200, {"id": "video_new"}) if len(posts) == 3 else None

    with serving(play) as server:
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        end = program.on("run", "--no-wait", "--max-unclear", "5")
    assert end.code == 4, end
    assert program.take("fog")["id"] == "video_new"
    assert len(posts) == 3
    assert set(posts) == {posts[0]}
    assert posts[0][2] == program.take("fog")["uid"]
    kinds = [kind for kind, _ in events(program)]
    assert kinds == ["run", "intent", "unclear", "resent", "unclear", "resent", "submitted"]


def test_status_promises_no_answer_of_a_service_without_a_list(program: Program) -> None:
    """Its keys may be forgotten by now, and then a run settles nothing."""
    text = (program.folder / "profiles" / "hasty.yaml").read_text("utf-8")
    profile = {**yaml.safe_load(text), "name": "keyed"}
    profile["idempotency"] = {"header": "Idempotency-Key", "honoured": True, "retention": 1}
    profile["source"]["check"] = False
    assert "list" not in profile
    (program.folder / "profiles" / "keyed.yaml").write_text(yaml.safe_dump(profile), "utf-8")
    program.write("  fog: {from: a, prompt: Fill it with fog}\n", "provider: keyed")
    with serving(lambda _: None) as server:
        program.environ["REMIXBATCH_BASE_URL"] = server.url
        assert program.on("run", "--no-wait").code == 7
        assert program.on("run").code == 7
        status = " ".join(program.on("status").out.split())
    assert "tries first to settle" not in status
    assert "so nothing is repeated. Look for the video at the service" in status


def test_what_the_list_gives_back_is_paid_for_with_consent_alone(program: Program) -> None:
    """Nothing was due when the run began, so nobody was asked."""
    profiles = program.folder / "profiles"
    profile = yaml.safe_load((profiles / "paid.yaml").read_text("utf-8"))
    profile |= {"name": "dear", "settle": 1, "list": {**profile["list"], "complete": True}}
    (profiles / "dear.yaml").write_text(yaml.safe_dump(profile), "utf-8")
    program.write("  fog: {from: a, prompt: Fill it with a fog of its own}\n", "provider: dear")
    account = name_of(program.environ["REMIXBATCH_BASE_URL"], KEY)
    crashed(program, "fog", ago=3600, looked=True, account=account)
    end = program.on("run")
    assert end.code == 4, end
    assert "fog.1 was not created" in end.err
    assert program.books() == []
    assert program.on("run").code == 2
    assert program.on("run", "--yes").code == 0
    assert len(program.books()) == 1
