"""Sockets: deadlines that hold, TLS that is verified, proxies that are told nothing."""

import os
import socket
import ssl
import struct
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from remixbatch import events as e
from remixbatch.connection import Watch
from remixbatch.errors import ProviderError
from remixbatch.profile import Profile
from remixbatch.service import Unreached
from speaking import (
    KEY,
    MADE,
    NOW,
    Ticking,
    error,
    intent,
    post,
    profile_of,
    service_for,
)
from tiny_server import Request, answer, serving

# -- the wire ----------------------------------------------------------------------------------------------


def hasty(name: str = "openai", **deadlines: float) -> Profile:
    known = profile_of(name)
    return replace(
        known,
        connect_deadline=deadlines.get("connect", 5),
        read_deadline=deadlines.get("read", 5),
        total_deadline=deadlines.get("total", 0.3),
        download_deadline=deadlines.get("total", 0.3),
    )


@pytest.mark.parametrize(("slept", "sent"), [(119.0, 1), (120.0, 0), (30_000.0, 0)])
def test_what_was_recorded_long_ago_is_not_sent(slept: float, sent: int) -> None:
    """The machine slept between the intent and its POST, and nobody looks for a video of now."""
    with serving(lambda _: answer(200, MADE)) as server:
        service = service_for(server)
        event = service.send(service.connect(), intent(at=NOW - slept))
        service.close()
    assert isinstance(event, e.Submitted if sent else e.Deferred)
    assert len(server.requests) == sent


CHUNKED = b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n"
RULES = "what it answers breaks the rules of HTTP"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (CHUNKED, "the answer was cut off"),
        (CHUNKED + b"4\r\nabcd\r\n", "the answer was cut off"),
        (CHUNKED + b"20\r\nabcd", "the answer was cut off"),
        (b"HTTP/1.1 200 X\r\nContent-Length: 50\r\n\r\nabc", "the answer was cut off"),
        (b"HTTP/1.1 20", "the first line of its answer is broken, or was cut off"),
        (CHUNKED + b"zz\r\nabcd\r\n", RULES),
        (CHUNKED + b"-5\r\nabcd\r\n", RULES),
        (b"HTTP/1.1 200 X\r\n" + b"A: b\r\n" * 300, f"{RULES}: got more than 100 headers"),
    ],
    ids=lambda value: f"{value!r:.70}{len(value)}",
)
def test_a_broken_answer_is_told_in_words(reply: bytes, told: str) -> None:
    """Never in those of the library's programmers."""
    with serving(lambda _: [reply]) as server:
        service = service_for(server)
        sent = service.send(service.connect(), intent())
        seen = service.look("t_1", "video_1", {})
        service.close()
    assert isinstance(sent, e.Unclear)
    assert isinstance(seen, e.LookFailed)
    assert (sent.reason, seen.reason) == (told, told)


@pytest.mark.parametrize("how", ["hang", "drip", "drip-head", "continue"])
def test_a_post_ends_at_its_total_deadline(how: str) -> None:
    def play(_: Request) -> Iterable[bytes]:
        if how == "hang":
            return server.hang()
        if how == "continue":
            return (b"HTTP/1.1 100 Continue\r\n\r\n" for _ in server.drip(b""))
        return server.drip(b"HTTP/1.1 200 OK\r\n" + (b"\r\n{" if how == "drip" else b"A: "))

    with serving(play) as server:
        watch = Watch()
        service = service_for(server, hasty(), watch, time.monotonic)
        connection = service.connect()
        began = time.monotonic()
        with Ticking(watch):
            event = service.send(connection, intent())
        assert time.monotonic() - began < 3
        service.close()
    assert isinstance(event, e.Unclear)
    assert "deadline" in event.reason
    assert len(server.requests) == 1


@pytest.mark.parametrize("how", ["hang", "drip"])
def test_a_look_ends_at_its_total_deadline_also_on_a_kept_connection(how: str) -> None:
    def play(_: Request) -> Iterable[bytes] | bytes:
        if len(server.requests) == 1:
            return answer(200, {"status": "queued"})
        return server.hang() if how == "hang" else server.drip(b"HTTP/1.1 200 OK\r\n\r\n{")

    with serving(play) as server:
        watch = Watch()
        service = service_for(server, hasty(), watch, time.monotonic)
        with Ticking(watch):
            assert isinstance(service.look("t_1", "video_new1", {}), e.Looked)
            began = time.monotonic()
            event = service.look("t_1", "video_new1", {})
        assert time.monotonic() - began < 3
        service.close()
    assert isinstance(event, e.LookFailed)
    assert (event.kind, server.connections) == ("silent", 1)
    assert "deadline" in event.reason


def test_a_dripping_handshake_ends_at_the_deadline() -> None:
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            sock, _ = listener.accept()
            with sock:
                sock.sendall(b"\x16\x03\x03\x40\x00")  # a handshake record that goes on and on
                while not stop.wait(0.02):
                    try:
                        sock.sendall(b"\x02")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        watch = Watch()
        service = service_for(
            f"https://127.0.0.1:{listener.getsockname()[1]}", hasty(), watch, time.monotonic
        )
        with Ticking(watch), pytest.raises(Unreached, match="deadline"):
            service.connect()
        stop.set()
        thread.join()


def test_silence_ends_at_the_read_deadline() -> None:
    with serving(lambda _: server.hang()) as server:
        service = service_for(server, hasty(read=0.1, total=60))
        event = service.send(service.connect(), intent())
        service.close()
    assert event == e.Unclear(at=NOW, uid="t_1", reason="timed out")


@pytest.mark.parametrize("how", ["read deadline", "total deadline", "hung up"])
def test_a_submission_that_was_given_up_does_not_arrive_later(how: str) -> None:
    """The kernel would go on sending it: to a service that was found to have no such video."""
    body = "x" * 60_000
    with socket.socket() as listener:
        listener.setsockopt(
            socket.SOL_SOCKET, socket.SO_RCVBUF, 4096
        )  # most of it cannot leave yet
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        watch = Watch()
        profile = (
            hasty(read=60, total=0.2) if how == "total deadline" else hasty(read=0.2, total=60)
        )
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        service = service_for(address, profile, watch, time.monotonic)
        connection = service.connect()
        accepted, _ = listener.accept()
        with accepted, Ticking(watch):
            if how == "hung up":
                threading.Timer(0.1, accepted.shutdown, (socket.SHUT_WR,)).start()
            event = service.send(connection, intent(prompt=body))
            arrived = bytearray()
            with suppress(ConnectionResetError):
                while more := accepted.recv(1 << 16):
                    arrived += more
    assert isinstance(event, e.Unclear)
    assert arrived.count(b"x") < len(body)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    service = service_for(f"http://127.0.0.1:{port}")
    with pytest.raises(Unreached) as caught:
        service.connect()
    assert caught.value.reason == "127.0.0.1: Connection refused"
    event = service.look("t_1", "video_new1", {})
    assert isinstance(event, e.LookFailed)
    assert (event.kind, event.reason) == ("silent", "Connection refused")


def test_a_connection_that_was_closed_before_the_first_byte_is_no_submission() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        service = service_for(f"http://127.0.0.1:{listener.getsockname()[1]}")
        connection = service.connect()
        accepted, _ = listener.accept()
        accepted.close()
        time.sleep(0.05)
        event = service.send(connection, intent())
    assert isinstance(event, e.Deferred)
    assert (event.scope, event.code) == ("later", "not_sent")


def test_a_connection_that_was_reset_before_the_first_byte_is_no_submission() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        service = service_for(f"http://127.0.0.1:{listener.getsockname()[1]}")
        connection = service.connect()
        accepted, _ = listener.accept()
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        accepted.close()  # an RST
        time.sleep(0.05)
        event = service.send(connection, intent())
    assert isinstance(event, e.Deferred)
    assert event.code == "not_sent"


def test_a_service_that_speaks_first_is_not_posted_to() -> None:
    """What it said would be read as the answer."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        service = service_for(f"http://127.0.0.1:{listener.getsockname()[1]}")
        connection = service.connect()
        accepted, _ = listener.accept()
        with accepted:
            accepted.sendall(answer(200, MADE))
            time.sleep(0.05)
            event = service.send(connection, intent())
            with suppress(ConnectionResetError):  # its words were left unread
                assert accepted.recv(10) == b""
    assert isinstance(event, e.Deferred)


def test_a_connection_hung_up_by_us_opens_no_other() -> None:
    with serving(lambda _: answer(200, MADE)) as server:
        service = service_for(server)
        connection = service.connect()
        connection.close()
        event = service.send(connection, intent())
        service.close()
    assert isinstance(event, e.Deferred)
    assert server.requests == []


def test_an_early_refusal_is_read_although_the_request_was_cut() -> None:
    """A server may answer 413 and hang up while we still write."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        service = service_for(f"http://127.0.0.1:{listener.getsockname()[1]}")
        connection = service.connect()
        accepted, _ = listener.accept()

        def refuse() -> None:
            with accepted:
                accepted.recv(1000)
                accepted.sendall(error(413, "too_large"))
                accepted.shutdown(socket.SHUT_WR)
                while accepted.recv(1 << 16):
                    pass

        thread = threading.Thread(target=refuse)
        thread.start()
        event = service.send(connection, intent(prompt="x" * 3_000_000))
        thread.join()
    assert isinstance(event, e.Rejected)


def test_cookies_and_netrc_are_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login u password p\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    baked = answer(200, {"status": "queued"}, {"Set-Cookie": "a=b"})
    with serving(lambda _: baked) as server:
        service = service_for(server, "emulator")
        service.look("t_1", "video_new1", {})
        service.look("t_1", "video_new1", {})
        service.send(service.connect(), intent())
        service.close()
    for request in server.requests:
        assert not {"cookie", "authorization"} & set(request.headers)


# -- TLS and proxies -----------------------------------------------------------------------------------------


def test_tls_is_verified(tls: ssl.SSLContext) -> None:
    with serving(lambda _: answer(200, MADE), tls) as server:
        service = service_for(server)
        with pytest.raises(Unreached, match="certificate"):
            service.connect()
        seen = service.look("t_1", "video_new1", {})
        service.close()
    assert isinstance(seen, e.LookFailed)
    assert "certificate" in seen.reason
    assert server.requests == []


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_tls_with_an_authority_of_ones_own(
    tls: ssl.SSLContext,
    certificate: Path,
    version: ssl.TLSVersion,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tls.maximum_version = version  # 1.3 sends tickets before we have sent anything
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with serving(lambda r: answer(200, {**MADE, "status": "queued"}), tls) as server:
        service = service_for(server)
        connection = service.connect()
        time.sleep(0.1)
        assert isinstance(service.send(connection, intent()), e.Submitted)
        assert isinstance(service.look("t_1", "video_new1", {}), e.Looked)
        service.close()


def test_a_silent_tls_server_ends_at_the_deadline(
    tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with serving(lambda _: server.drip(b"HTTP/1.1 200 OK\r\n\r\n{"), tls) as server:
        watch = Watch()
        service = service_for(server, hasty(), watch, time.monotonic)
        connection = service.connect()
        with Ticking(watch):
            event = service.send(connection, intent())
        service.close()
    assert isinstance(event, e.Unclear)
    assert "deadline" in event.reason


class Proxy:
    """A proxy that knows CONNECT alone; every host is the one server behind it."""

    def __init__(self, port: int, word: bytes = b"200 Go") -> None:
        self.port, self.word = port, word
        self.heads: list[str] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://user:pa%40ss@127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(sock,), daemon=True).start()

    def serve(self, sock: socket.socket) -> None:
        with sock:
            head = b""
            while not head.endswith(b"\r\n\r\n") and (got := sock.recv(1)):
                head += got
            self.heads.append(head.decode())
            sock.sendall(b"HTTP/1.1 " + self.word + b"\r\n\r\n")
            if not self.word.startswith(b"200"):
                return
            with socket.create_connection(("127.0.0.1", self.port)) as behind:
                back = threading.Thread(target=self.pump, args=(behind, sock), daemon=True)
                back.start()
                self.pump(sock, behind)
                back.join()

    @staticmethod
    def pump(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(1 << 16):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


@pytest.fixture
def no_proxy_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


def test_a_proxy_of_the_environment_is_used_and_told_nothing(
    tls: ssl.SSLContext,
    certificate: Path,
    no_proxy_set: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with serving(lambda _: answer(200, {**MADE, "status": "queued"}), tls) as server:
        proxy = Proxy(server.port)
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        service = service_for("https://service.test:444")
        connection = service.connect()
        assert server.received == 0
        assert isinstance(service.send(connection, intent()), e.Submitted)
        assert isinstance(service.look("t_1", "video_new1", {}), e.Looked)
        service.close()
        proxy.listener.close()
    assert len(proxy.heads) == 2
    for head in proxy.heads:
        assert head.startswith("CONNECT service.test:444 ")
        assert "dXNlcjpwYUBzcw==" in head  # user:pa@ss
        assert KEY not in head
    assert not any("proxy-authorization" in request.headers for request in server.requests)


def test_a_proxy_that_refuses_means_nothing_was_sent(
    no_proxy_set: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Proxy(1, b"407 Who are you")
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    with pytest.raises(Unreached, match="407"):
        service_for("https://service.test").connect()
    proxy.listener.close()


def test_loopback_has_no_proxy(no_proxy_set: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    event, _ = post(answer(200, MADE))
    assert isinstance(event, e.Submitted)


def test_an_unusable_proxy_is_told_at_once(
    no_proxy_set: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:1")
    with pytest.raises(ProviderError, match="socks5"):
        service_for("https://service.test")
    monkeypatch.setenv("NO_PROXY", "service.test")
    service_for("https://service.test").close()
