"""The emulator as a server and as a process: HTTP, restarts, its end, what it says when it cannot."""

import contextlib
import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from emulated import BEACH, COMMAND, Emulator, running, until
from remixbatch.emulator import EmulatorError, Options
from remixbatch.emulator.video import duration


@pytest.fixture(scope="module")
def openai(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with running(tmp_path_factory.mktemp("openai"), "--speed", "40", "--in-flight", "50") as one:
        yield one


def test_connections_stay_open(openai: Emulator) -> None:
    address = urlsplit(openai.url)
    assert address.hostname is not None
    link = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    link.connect()
    socket_, seen = link.sock, []
    for path in ("/v1/videos", "/nix", f"/v1/videos/{BEACH}/content", "/v1/videos/absent-1"):
        link.request("GET", path)
        answer = link.getresponse()
        answer.read()
        seen.append((answer.version, answer.status))
    assert seen == [(11, 200), (11, 404), (11, 200), (11, 404)]
    assert link.sock is socket_
    link.close()


@pytest.mark.parametrize(
    "request_",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"BREW /v1/videos HTTP/1.1\r\n\r\n",
        b"POST /v1/videos/x/remix HTTP/1.1\r\nContent-Length: -4\r\n\r\n",
        b"POST /v1/videos/x/remix HTTP/1.1\r\nContent-Length: 9999999999\r\n\r\n",
        b"POST /v1/videos/x/remix HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x00\xa5 a TLS hello\r\n\r\n",
    ],
)
def test_what_is_no_request(openai: Emulator, request_: bytes) -> None:
    """It is answered in the dialect's form, and the server lives on."""
    address = urlsplit(openai.url)
    with socket.create_connection((address.hostname, address.port), timeout=20) as link:
        link.sendall(request_)
        answer = b"".join(iter(lambda: _received(link), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    assert re.match(rb"HTTP/1\.1 (4\d\d|50[15]) ", head)
    assert json.loads(body)["error"]["message"]
    assert openai.get("/v1/videos").status_code == 200


def _received(link: socket.socket) -> bytes:
    try:
        return link.recv(65536)
    except ConnectionResetError:  # it did not read all that we sent
        return b""


def test_a_body_cut_short_is_no_submission(openai: Emulator) -> None:
    before = len(openai.books())
    address = urlsplit(openai.url)
    body = b'{"prompt": "cut"}'
    head = f"POST /v1/videos/{BEACH}/remix HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body) + 1}\r\n\r\n"
    with socket.create_connection((address.hostname, address.port), timeout=20) as link:
        link.sendall(head.encode() + body)
        link.shutdown(socket.SHUT_WR)
        assert link.recv(100) == b""
    assert len(openai.books()) == before


# -- the process ---------------------------------------------------------------------------------------


def test_a_restart_knows_all_jobs(tmp_path: Path) -> None:
    with running(tmp_path, "--speed", "100") as one:
        done = one.make(BEACH, "first")
        before = one.finish(done)
        file = one.get(f"/v1/videos/{done}/content").content
    with running(tmp_path, "--speed", "5") as one:
        assert one.look(done) == before
        assert one.get(f"/v1/videos/{done}/content").content == file
        begun = one.make(done, "second")
        one.process.kill()
    with running(tmp_path) as one:
        assert [entry["id"] for entry in one.books()] == [done, begun]
        assert one.finish(begun)["status"] == "completed"
    with running(tmp_path, dialect="toapis") as one:
        assert one.books() == []


def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    """The parent is killed with -9 and can do nothing about it."""
    script = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen({[*COMMAND, '--die-with-parent', '--state', str(tmp_path)]!r},"
        " stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "print(child.pid, child.stdout.readline().decode(), flush=True)\n"
        "time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child, told = parent.stdout.readline().split(" ", 1)
        assert requests.get(json.loads(told)["url"] + "/v1/videos", timeout=20).status_code == 200
        parent.kill()
    until(lambda: not _alive(int(child)), within=5)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")  # where it is there: a zombie that nobody has buried is dead
    return not stat.exists() or ") Z" not in stat.read_text()


def test_it_ends_with_its_stdin_and_not_with_ctrl_c(tmp_path: Path) -> None:
    command = [*COMMAND, "--die-with-parent", "--state", str(tmp_path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        url = json.loads(process.stdout.readline())["url"]
        process.send_signal(signal.SIGINT)
        assert requests.get(f"{url}/v1/videos", timeout=20).status_code == 200
        process.stdin.close()
        assert process.wait(5) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_ctrl_c_ends_it_quietly(tmp_path: Path) -> None:
    command = [*COMMAND, "--state", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


def refused(*flags: str) -> str:
    """What it says on stderr when it does not start."""
    told = subprocess.run(
        [*COMMAND, *flags], capture_output=True, text=True, timeout=20, check=False
    )
    assert (told.returncode, told.stdout) == (2, "")
    assert "Traceback" not in told.stderr
    return told.stderr


def test_a_port_that_is_taken(openai: Emulator, tmp_path: Path) -> None:
    port = str(urlsplit(openai.url).port)
    told = refused("--port", port, "--state", str(tmp_path))
    assert f"port {port} of 127.0.0.1 is taken by another program" in told
    assert "--port 0" in told


def test_state_that_is_no_state(tmp_path: Path) -> None:
    (tmp_path / "openai.db").write_text("something else, and more than a page of it" * 200)
    assert "openai.db" in refused("--state", str(tmp_path))
    (tmp_path / "file").write_text("")
    assert "--state" in refused("--state", str(tmp_path / "file"))
    with contextlib.closing(sqlite3.connect(tmp_path / "toapis.db")) as db:
        db.execute("PRAGMA user_version = 99")
    assert "another version" in refused("--state", str(tmp_path), "--dialect", "toapis")


@pytest.mark.parametrize(
    "flags",
    [
        {"speed": 0.0},
        {"speed": float("nan")},
        {"speed": -1.0},
        {"port": 70000},
        {"port": -1},
        {"in_flight": 0},
        {"submits_per_minute": 0},
        {"retention": -1.0},
        {"answer_delay": float("inf")},
        {"dialect": "klingon"},
    ],
    ids=str,
)
def test_options_that_make_no_sense(flags: dict[str, Any]) -> None:
    with pytest.raises(EmulatorError) as caught:
        Options(**flags)
    assert caught.value.hint


def test_help_tells_of_the_words() -> None:
    told = subprocess.run(
        [*COMMAND, "--help"], capture_output=True, text=True, timeout=20, check=True
    )
    for word in ("[refuse later]", "[fail once]", "[slow answer]", "absent-", "/emulator/books"):
        assert word in told.stdout


def test_durations_follow_the_seed() -> None:
    spans = [duration(seed, "x", nth, 1.0) for seed in range(5) for nth in range(5)]
    assert len(set(spans)) == 25
    assert all(3 <= span < 7 for span in spans)
    assert duration(1, "x", 0, 10.0) == pytest.approx(duration(1, "x", 0, 1.0) / 10)
