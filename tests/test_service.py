"""A service over real sockets: requests, looks, and services of other shapes."""

import time
from dataclasses import replace
from typing import Any

import pytest

from remixbatch import events as e
from remixbatch.errors import ProviderError
from remixbatch.result import NoResult
from speaking import (
    KEY,
    MADE,
    NOW,
    SOURCE,
    error,
    ident,
    intent,
    look,
    post,
    profile_of,
    service_for,
)
from tiny_server import answer, serving

# -- the request -------------------------------------------------------------------------------------------


def test_connect_sends_no_byte_and_send_sends_one_request() -> None:
    with serving(lambda _: answer(200, MADE)) as server:
        service = service_for(server)
        connection = service.connect()
        deadline = time.monotonic() + 5
        while not server.connections and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.1)
        assert (server.connections, server.received, server.requests) == (1, 0, [])
        event = service.send(connection, intent())
        service.close()
    assert isinstance(event, e.Submitted)
    assert len(server.requests) == 1
    assert server.connections == 1


def test_toapis_gets_the_documented_request() -> None:
    event, server = post(answer(200, {**MADE, "object": "video"}), "toapis")
    (request,) = server.requests
    assert (request.method, request.target) == ("POST", f"/v1/videos/{SOURCE}/remix")
    assert request.json == {"model": "sora-2-official", "prompt": "Shift the palette to teal"}
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["accept-encoding"] == "identity"
    assert request.headers["connection"] == "close"
    assert request.headers["idempotency-key"] == "t_1"
    assert event == e.Submitted(
        at=NOW, uid="t_1", id="video_new1", seconds="8", size="1280x720", expires=None
    )


def test_openai_gets_the_prompt_alone() -> None:
    _, server = post(answer(200, MADE), "openai")
    assert server.requests[0].json == {"prompt": "Shift the palette to teal"}


def test_the_emulator_gets_no_key() -> None:
    _, server = post(answer(200, MADE), "emulator")
    assert "authorization" not in server.requests[0].headers


def test_an_odd_source_stays_one_segment() -> None:
    _, server = post(answer(200, MADE), parent="grok:a=b+c~1")
    assert server.requests[0].target == "/v1/videos/grok%3Aa%3Db%2Bc~1/remix"


@pytest.mark.parametrize("parent", ["..", ".", "a\r\nX: y", "", "x" * 1025])
def test_a_source_that_is_no_id_is_never_sent(parent: str) -> None:
    event, server = post(answer(200, MADE), parent=parent)
    assert isinstance(event, e.Rejected)
    assert server.requests == []


def test_a_missing_model_is_never_sent() -> None:
    event, server = post(answer(200, MADE), "toapis", model=None)
    assert isinstance(event, e.Rejected)
    assert server.requests == []


def test_a_gateways_prefix_goes_before_the_path() -> None:
    with serving(lambda _: answer(200, MADE)) as server:
        service = service_for(f"{server.url}/openai/")
        service.send(service.connect(), intent())
        service.look("t_1", "video_new1", {})
        service.close()
    assert [request.target for request in server.requests] == [
        f"/openai/v1/videos/{SOURCE}/remix",
        "/openai/v1/videos/video_new1",
    ]


def test_any_prompt_travels_whole() -> None:
    prompt = 'Regen über "東京" \ud800 👩\u200d👩\n' + "x" * 30_000
    _, server = post(answer(200, MADE), prompt=prompt)
    assert server.requests[0].json["prompt"] == prompt


def test_multipart_bodies() -> None:
    known = profile_of("openai")
    with serving(lambda _: answer(200, MADE)) as server:
        service = service_for(
            server, replace(known, remix=replace(known.remix, encoding="multipart"))
        )
        service.send(service.connect(), intent())
        service.close()
    (request,) = server.requests
    assert request.headers["content-type"] == "multipart/form-data; boundary=remixbatch-t_1"
    assert b'name="prompt"\r\n\r\nShift the palette to teal\r\n' in request.body


# -- looks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["queued", "in_progress", "IN_PROGRESS", "dreaming", "THROTTLED", "", "submitted", 7]
)
def test_any_other_word_keeps_a_video_running(word: Any) -> None:
    event = look(answer(200, {"status": word, "progress": 45}))
    assert event == e.Looked(at=NOW, uid="t_1", progress=0.45, hint=None)


@pytest.mark.parametrize(
    ("progress", "shown"),
    [("100%", 1.0), (-3, 0.0), (1e9, 1.0), ("half", None), (None, None), (True, None), ([], None)],
)
def test_progress_is_for_display(progress: Any, shown: float | None) -> None:
    event = look(answer(200, {"status": "queued", "progress": progress}))
    assert isinstance(event, e.Looked)
    assert event.progress == shown


def test_a_completed_video() -> None:
    body = {**MADE, "status": "completed", "seconds": 8, "completed_at": NOW - 10}
    event = look(answer(200, body))
    assert event == e.Completed(
        at=NOW, uid="t_1", seconds="8", size="1280x720", expires=NOW - 10 + 3600
    )


def test_a_completed_video_of_toapis() -> None:
    body = {
        "id": "video_new1",
        "object": "generation.task",
        "status": "completed",
        "completed_at": 1_790_000_000,
        "expires_at": 1_790_086_400,
        "result": {"type": "video", "data": [{"url": "https://files.example/v.mp4?s=1"}]},
    }
    event = look(answer(200, body), "toapis")
    assert event == e.Completed(
        at=NOW,
        uid="t_1",
        expires=1_790_086_400.0,
        links={"result": "https://files.example/v.mp4?s=1"},
    )
    drifted = answer(200, {"status": "SUCCESS", "video_url": "/v.mp4"})
    event = look(drifted, "toapis")
    assert isinstance(event, e.Completed)
    assert event.links["result"].endswith("/v.mp4")


@pytest.mark.parametrize("address", ["http://[bad", "https://x/\x00", 5, "", "x" * 9000, f"/{KEY}"])
def test_an_unusable_address_is_left_out(address: Any) -> None:
    event = look(answer(200, {"status": "completed", "video_url": address}), "toapis")
    assert isinstance(event, e.Completed)
    assert event.links == {}


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        ({"code": "generation_failed", "message": "policy"}, e.Failed),
        ({"code": "Moderation_Blocked", "message": "no"}, e.Refused),
        ({"code": 5, "message": None}, e.Failed),
        ({}, e.Failed),
        (None, e.Failed),
        ("text", e.Failed),
    ],
    ids=ident,
)
def test_a_failed_video(failure: Any, kind: type[e.Event]) -> None:
    event = look(answer(200, {"status": "failed", "error": failure}))
    assert type(event) is kind
    assert isinstance(event, e.Failed | e.Refused)
    assert event.code
    assert event.message


def test_an_expired_video_is_gone() -> None:
    assert isinstance(look(answer(200, {"status": "expired"})), e.Gone)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error(404), "missing"),
        (error(410), "missing"),
        (error(400, "task_not_exist"), "missing"),
        (error(401), "denied"),
        (error(403), "denied"),
        (error(429), "silent"),
        (error(500), "silent"),
        (answer(503, b"<html>"), "silent"),
        (error(400, "other"), "odd"),
        (answer(302, b"", {"Location": "/x"}), "odd"),
        (answer(200, b"<html>"), "odd"),
        (answer(200, b"{}"), "odd"),
        (answer(200, {"status": None}), "odd"),
        (answer(200, {"status": ["failed"]}), "odd"),
        (answer(200, b"[" * 100_000), "odd"),
        (answer(200, b"x" * (2 << 20)), "silent"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{}", "silent"),
    ],
    ids=ident,
)
def test_an_http_error_says_nothing_about_the_video(reply: bytes, kind: str) -> None:
    with serving(lambda _: [reply]) as server:
        service = service_for(server)
        event = service.look("t_1", "video_new1", {})
        service.close()
    assert isinstance(event, e.LookFailed)
    assert event.kind == kind


def test_hints_are_obeyed_up_to_the_cap() -> None:
    event = look(answer(200, {"status": "queued"}, {"openai-poll-after-ms": "2500"}))
    assert isinstance(event, e.Looked)
    assert event.hint == 2.5
    event = look(answer(503, b"", {"Retry-After": "99999"}))
    assert isinstance(event, e.LookFailed)
    assert event.hint == 600


@pytest.mark.parametrize("id_", ["..", ".", "a\nb", "", " a", "x" * 1025])
def test_an_id_from_an_edited_lock_is_not_asked_for(id_: str) -> None:
    with serving(lambda _: answer(200, {"status": "queued"})) as server:
        service = service_for(server)
        event = service.look("t_1", id_, {})
        service.close()
    assert isinstance(event, e.LookFailed)
    assert event.kind == "odd"
    assert server.requests == []


@pytest.mark.parametrize("link", ["https://evil.example/s", "//evil.example/s", "http://x/s"])
def test_a_link_from_an_edited_lock_never_gets_the_key(link: str) -> None:
    with serving(lambda _: answer(200, {"status": "IN_PROGRESS"})) as server:
        service = service_for(server, "fal")
        event = service.look("t_1", "r1", {"status": link})
        service.close()
    assert isinstance(event, e.LookFailed)
    assert server.requests == []


def test_a_link_to_another_server_never_gets_the_key() -> None:
    """One that would answer: what is asked is the service, or nobody."""
    running = answer(200, {"status": "IN_PROGRESS"})
    with serving(lambda _: running) as server, serving(lambda _: running) as other:
        service = service_for(server, "fal")
        event = service.look("t_1", "r1", {"status": f"{other.url}/v1/r1"})
        service.close()
    assert isinstance(event, e.LookFailed)
    assert (server.requests, other.requests) == ([], [])


def test_describe() -> None:
    body = {**MADE, "status": "completed", "prompt": "Shift", "created_at": 1_790_000_000}
    with serving(lambda r: answer(200, body) if "video_new1" in r.target else error(404)) as server:
        service = service_for(server)
        described = service.describe("video_new1")
        with pytest.raises(ProviderError, match="HTTP 404"):
            service.describe("video_other")
        with pytest.raises(ProviderError, match="cannot be an id"):
            service.describe("..")
        service.close()
    with serving(lambda _: answer(502, b"<html>")) as server:
        service = service_for(server)
        with pytest.raises(ProviderError, match="HTTP 502"):
            service.describe("video_new1")
        service.close()
    assert (described.state, described.lineage, described.prompt) == ("completed", SOURCE, "Shift")
    assert (described.seconds, described.created) == ("8", 1_790_000_000.0)


def test_what_cannot_be_read_tells_nothing_of_an_id() -> None:
    with serving(lambda _: answer(200, b"<html>")) as server:
        service = service_for(server)
        with pytest.raises(ProviderError, match="nothing was changed") as told:
            service.describe("video_new1")
        service.close()
    assert told.value.hint is not None
    assert "another server" in told.value.hint


def test_an_address_that_was_given_once_and_is_lost() -> None:
    """A service that tells where to ask in its first answer alone; a lock may lack that."""
    fal = profile_of("fal")
    with serving(lambda _: answer()) as server:
        service = service_for(server, replace(fal, look=replace(fal.look, path=None)))
        event = service.look("t_1", "r1", {})
        service.close()
    assert isinstance(event, e.LookFailed)
    assert "unknown" in event.reason
    assert server.requests == []


def test_bytes_of_an_id_that_cannot_be_one() -> None:
    with serving(lambda _: answer()) as server:
        service = service_for(server)
        with pytest.raises(NoResult, match="cannot be an id"), service.open_result("..", {}):
            pass
        service.close()
    assert server.requests == []
