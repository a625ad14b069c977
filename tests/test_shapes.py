"""Services of other shapes: two profiles that no code knows of, spoken to from submission to address."""

from dataclasses import replace

import pytest

from remixbatch import events as e
from speaking import (
    KEY,
    MADE,
    NOW,
    SOURCE,
    error,
    ident,
    intent,
    profile_of,
    service_for,
)
from tiny_server import Play, Request, Server, answer, serving


def fal_play(final: bytes) -> Play:
    def play(request: Request) -> bytes:
        if request.method == "POST":
            own = "/xai/grok-imagine-video/requests/r-1"
            given = {"status_url": f"{own}/status?logs=0", "response_url": own}
            return answer(200, {"request_id": "r-1", **given})
        if request.target.endswith("logs=0"):
            waiting = len(requests_of_status) < 2
            requests_of_status.append(request)
            word = "IN_QUEUE" if waiting else "COMPLETED"
            return answer(202 if waiting else 200, {"status": word})
        return final

    requests_of_status: list[Request] = []
    return play


def run_fal(final: bytes) -> tuple[list[e.Event], Server]:
    with serving(fal_play(final)) as server:
        service = service_for(server, "fal")
        asked = intent(
            "fal",
            parent="https://files.example/beach.mp4",
            model="xai/grok-imagine-video/edit-video",
            params={"resolution": "720p"},
        )
        submitted = service.send(service.connect(), asked)
        assert isinstance(submitted, e.Submitted)
        looks = [service.look("t_1", submitted.id, submitted.links) for _ in range(3)]
        service.close()
    return [submitted, *looks], server


def test_fal_from_submission_to_address() -> None:
    final = answer(200, {"video": {"url": "https://v3.fal.media/out.mp4", "duration": 6.5}})
    (submitted, first, second, third), server = run_fal(final)
    assert server.requests[0].target == "/xai/grok-imagine-video/edit-video"
    assert server.requests[0].headers["authorization"] == f"Key {KEY}"
    assert server.requests[0].headers["x-fal-no-retry"] == "1"
    assert server.requests[0].json == {
        "video_url": "https://files.example/beach.mp4",
        "prompt": "Shift the palette to teal",
        "resolution": "720p",
    }
    assert isinstance(submitted, e.Submitted)
    assert submitted.links["status"] == "/xai/grok-imagine-video/requests/r-1/status?logs=0"
    assert isinstance(first, e.Looked)
    assert isinstance(second, e.Looked)
    assert isinstance(third, e.Completed)
    assert third.links == {**submitted.links, "result": "https://v3.fal.media/out.mp4"}
    assert third.seconds == "6.5"


@pytest.mark.parametrize(
    ("final", "kind"),
    [
        (answer(422, {"error_type": "content_policy_violation", "error": "no"}), e.Refused),
        (answer(422, {"detail": [{"type": "value_error", "msg": "too long"}]}), e.Failed),
        (answer(500, {"error": "model broke"}), e.Failed),
        (answer(500, b"<html>"), e.LookFailed),
        (answer(504, {"error": "gateway"}), e.LookFailed),
        (answer(200, b"cut"), e.LookFailed),
    ],
    ids=ident,
)
def test_fal_says_completed_and_the_second_get_fails(final: bytes, kind: type[e.Event]) -> None:
    events, _ = run_fal(final)
    assert type(events[-1]) is kind


def runway_play(request: Request) -> bytes:
    if request.method == "POST":
        return answer(200, {"id": "task-9"})
    if request.target == "/v1/tasks/parent-1":
        return answer(200, {"status": "SUCCEEDED", "output": ["https://cdn.example/p.mp4?s=1"]})
    if request.target == "/v1/tasks/busy-1":
        return answer(200, {"status": "RUNNING", "progress": 0.5})
    if request.target == "/v1/tasks/lost-1":
        return error(404)
    if request.target == "/v1/tasks/bad-1":
        failure = {"failure": "unsafe", "failureCode": "SAFETY.INPUT.TEXT"}
        return answer(200, {"status": "FAILED", **failure})
    body = {"output": ["https://cdn.example/o.mp4"], "createdAt": "2026-11-23T08:00:00Z"}
    return answer(200, {"status": "SUCCEEDED", "credits": 75, **body})


def test_runway_from_submission_to_address() -> None:
    with serving(runway_play) as server:
        service = service_for(server, "runway")
        asked = intent("runway", model="aleph2", parent="parent-1", params={"seed": 7})
        submitted = service.send(service.connect(), asked)
        seen = service.look("t_1", "task-9", {})
        running = service.look("t_1", "busy-1", {})
        refused = service.look("t_1", "bad-1", {})
        service.close()
    posted = next(request for request in server.requests if request.method == "POST")
    assert posted.json == {
        "model": "aleph2",
        "videoUri": "https://cdn.example/p.mp4?s=1",  # asked of the parent just before
        "promptText": "Shift the palette to teal",
        "seed": 7,
    }
    assert isinstance(submitted, e.Submitted)
    assert submitted.id == "task-9"
    assert submitted.expires == NOW + 86_400
    assert isinstance(running, e.Looked)
    assert running.progress == 0.5
    assert isinstance(refused, e.Refused)
    assert isinstance(seen, e.Completed)
    assert seen.links == {"result": "https://cdn.example/o.mp4"}
    assert (seen.usd, seen.usd_basis) == (750_000, "reported")
    assert seen.expires == 1_795_420_800 + 86_400


@pytest.mark.parametrize(
    ("parent", "kind"),
    [
        ("busy-1", e.Deferred),
        ("lost-1", e.Deferred),
        ("bad-1", e.Rejected),
        ("sha256:" + "0" * 64, e.Rejected),
    ],
)
def test_a_parent_without_an_address_means_nothing_is_sent(
    parent: str, kind: type[e.Event]
) -> None:
    with serving(runway_play) as server:
        service = service_for(server, "runway")
        event = service.send(service.connect(), intent("runway", model="aleph2", parent=parent))
        service.close()
    assert type(event) is kind
    assert not any(request.method == "POST" for request in server.requests)


def test_the_address_that_was_sent_for_a_parent_is_no_other_source() -> None:
    """Nor is it kept: signed as it is, it would let whoever reads the lock have the video."""
    base = profile_of("toapis")
    remix = replace(base.remix, path="/v1/edits", body={"video": "{source}", "prompt": "{prompt}"})
    profile = replace(base, source_kind="url", from_parent="result_url", remix=remix)
    address = "https://cdn.example/video_parent.mp4?sig=abc"
    named = {"ours": address, "another": "https://cdn.example/other.mp4"}

    def play(request: Request) -> bytes:
        if request.method == "GET":
            return answer(200, {"id": SOURCE, "status": "completed", "url": address})
        assert request.json["video"] == address
        return answer(200, {**MADE, "remixed_from_video_id": lineage})

    for name, lineage in named.items():
        with serving(play) as server:
            service = service_for(server, profile)
            event = service.send(service.connect(), intent("toapis"))
            service.close()
        assert isinstance(event, e.Submitted), event
        told = None if name == "ours" else f"the service names {lineage} as its source"
        assert event.note == told
