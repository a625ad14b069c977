"""Where the bytes of a finished video come from, and who is told what on the way."""

from dataclasses import replace
from email.utils import formatdate
from pathlib import Path

import pytest

from remixbatch import events as e
from remixbatch.download import fetch
from speaking import KEY, NOW, error, profile_of, service_for
from tiny_server import Play, Request, Server, answer, serving
from videos import NAME, got, ranged, wanted


def test_a_redirect_to_another_host_gets_no_header_of_ours(tmp_path: Path) -> None:
    keyed = replace(profile_of("openai"), headers={"api-key": KEY})
    with serving(ranged) as cdn:
        to = {"Location": f"{cdn.url}/v.mp4?s=1"}
        event, server = got(lambda _: answer(302, b"", to), tmp_path, keyed)
    assert isinstance(event, e.Fetched)
    assert server.requests[0].headers["api-key"] == KEY
    assert KEY not in str(cdn.requests[0].headers)
    assert set(cdn.requests[0].headers) <= {
        *("host", "user-agent", "accept", "accept-encoding", "connection")
    }


def test_a_file_that_is_not_there_tells_the_time_by_its_own_services_clock(tmp_path: Path) -> None:
    """Whether a video has expired is judged by that, and a process may ask for nothing but the file."""
    gone = answer(404, b"", {"Date": formatdate(NOW + 3600, usegmt=True)})
    event, _ = got(lambda _: gone, tmp_path)
    assert isinstance(event, e.FetchFailed)
    assert event.ahead == pytest.approx(3600, abs=1)
    with serving(lambda _: gone) as cdn:
        to = {"Location": f"{cdn.url}/v.mp4"}
        event, _ = got(lambda _: answer(302, b"", to), tmp_path)
    assert isinstance(event, e.FetchFailed)
    assert event.ahead is None, "a redirect's end is another server"


def test_redirects_on_the_same_origin_end_after_three(tmp_path: Path) -> None:
    def play(request: Request) -> bytes:
        hops = int(request.target.partition("?")[2] or 0)
        if hops < most:
            return answer(307, b"", {"Location": f"/v?{hops + 1}"})
        return ranged(request)

    most = 3
    event, server = got(play, tmp_path)
    assert isinstance(event, e.Fetched)
    assert all("authorization" in request.headers for request in server.requests)
    (tmp_path / NAME).unlink()
    most = 4
    event, server = got(play, tmp_path)
    assert isinstance(event, e.FetchFailed)
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "to",
    ["http://cdn.example/v.mp4", "file:///etc/passwd", "http://[bad", "https://169.254.169.254/"],
)
def test_redirects_to_places_we_do_not_fetch_from(to: str, tmp_path: Path) -> None:
    event, server = got(lambda _: answer(302, b"", {"Location": to}), tmp_path)
    assert isinstance(event, e.FetchFailed)
    assert "address" in event.reason
    assert len(server.requests) == 1


def url_play(cdn: Server, fresh: str) -> Play:
    def play(_: Request) -> bytes:
        return answer(200, {"status": "completed", "video_url": f"{cdn.url}/{fresh}"})

    return play


def test_a_url_is_fetched_without_the_key(tmp_path: Path) -> None:
    with serving(ranged) as cdn, serving(url_play(cdn, "fresh")) as server:
        service = service_for(server, "toapis")
        event = fetch(service, wanted({"result": f"{cdn.url}/kept?sig=1"}), tmp_path)
        service.close()
    assert isinstance(event, e.Fetched)
    assert [request.target for request in cdn.requests] == ["/kept?sig=1"]
    assert "authorization" not in cdn.requests[0].headers
    assert server.requests == []


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_an_address_that_ran_out_is_asked_for_again_once(status: int, tmp_path: Path) -> None:
    def play(request: Request) -> bytes:
        return ranged(request) if request.target == "/fresh" else answer(status)

    with serving(play) as cdn, serving(url_play(cdn, "fresh")) as server:
        service = service_for(server, "toapis")
        event = fetch(service, wanted({"result": f"{cdn.url}/kept"}), tmp_path)
        service.close()
    assert isinstance(event, e.Fetched)
    assert [request.target for request in cdn.requests] == ["/kept", "/fresh"]
    assert len(server.requests) == 1


def test_a_file_that_is_nowhere_any_more_is_missing(tmp_path: Path) -> None:
    with serving(lambda _: answer(404)) as cdn, serving(url_play(cdn, "fresh")) as server:
        service = service_for(server, "toapis")
        event = fetch(service, wanted({"result": f"{cdn.url}/kept"}), tmp_path)
        service.close()
    assert isinstance(event, e.FetchFailed)
    assert event.kind == "missing"
    assert len(cdn.requests) == 2


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(200, {"status": "completed"}), "again"),
        (answer(200, {"status": "queued"}), "again"),
        (error(404), "missing"),
        (error(500), "again"),
        (answer(200, {"status": "completed", "video_url": "file:///etc/passwd"}), "again"),
    ],
    ids=lambda value: f"{value!r:.80}{len(value)}",
)
def test_no_address_to_fetch_from(reply: bytes, kind: str, tmp_path: Path) -> None:
    event, _ = got(lambda _: reply, tmp_path, "toapis")
    assert isinstance(event, e.FetchFailed)
    assert event.kind == kind


def test_a_service_that_says_gone_is_believed(tmp_path: Path) -> None:
    toapis = profile_of("toapis")
    words = {**toapis.look.words, "expired": "gone"}
    ended = replace(toapis, look=replace(toapis.look, words=words))
    event, _ = got(lambda _: answer(200, {"status": "expired"}), tmp_path, ended)
    assert isinstance(event, e.Gone)


def test_a_second_get_gives_the_address(tmp_path: Path) -> None:
    def play(request: Request) -> bytes:
        if request.target.endswith("/status"):
            return answer(200, {"status": "COMPLETED"})
        return answer(200, {"video": {"url": f"{cdn.url}/out.mp4"}})

    with serving(ranged) as cdn:
        event, server = got(play, tmp_path, "fal")
    assert isinstance(event, e.Fetched)
    assert len(server.requests) == 2
    assert KEY not in str(cdn.requests[0].headers)
