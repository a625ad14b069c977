"""A service that is out for the key, for our memory or for the disk. The rows are in test_threats."""

import base64
import gzip
import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

from apart import grown
from canary import sung
from program import KEY, SPEC, Program
from remixbatch import events as e
from remixbatch.answers import Reader
from remixbatch.commands.crash import crash_file
from remixbatch.commands.services import emulator
from remixbatch.connection import Watch
from remixbatch.dialect import Auth
from remixbatch.inventory import Incomplete, Inventory
from remixbatch.keys import find_key
from remixbatch.profile import Profile
from remixbatch.redact import Redactor
from remixbatch.reply import Reply, Unreadable
from remixbatch.service import Service
from speaking import MADE, NOW, intent, post, profile_of, service_for
from tiny_server import Play, Request, answer, serving
from videos import VIDEO, got, left

THERE = {"id": "video_x", "status": "completed", "seconds": "8"}
JOBS = "  dusk: {from: a, prompt: Make it dusk}\n"


# -- the key in headers ------------------------------------------------------------------------------


def guarded() -> Profile:
    """A profile of the kind that clients pass on to strangers: the key in a header of the vendor's own."""
    known = profile_of("openai")
    auth = Auth(header="api-key", prefix="", env="OPENAI_API_KEY")
    return replace(known, auth=auth, headers={"X-Tenant": "tenant-7"})


OURS = {"api-key", "x-tenant", "authorization", "cookie", "proxy-authorization"}


def test_headers_of_ours_reach_the_service_alone(tmp_path: Path) -> None:
    def play(_: Request) -> bytes:
        return answer(302, b"", {"Location": f"{other.url}/store/v.mp4?sig=1"})

    with serving(lambda _: answer(200, VIDEO)) as other:
        event, server = got(play, tmp_path, guarded())
        assert isinstance(event, e.Fetched)
        assert server.requests[0].headers["x-tenant"] == "tenant-7"
        assert "api-key" in server.requests[0].headers
        [stranger] = other.requests
        assert not OURS & set(stranger.headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_neither_a_post_nor_a_look_is_taken_elsewhere(status: int) -> None:
    with serving(lambda _: answer(200, {**MADE, **THERE})) as other:
        away = answer(status, b"", {"Location": f"{other.url}/v1/videos/video_new1"})
        with serving(lambda _: away) as server:
            service = service_for(server, guarded())
            assert isinstance(service.send(service.connect(), intent()), e.Unclear)
            assert isinstance(service.look("t_1", "video_new1", {}), e.LookFailed)
            assert service.standing("video_new1", 5).verdict == "untold"
            service.close()
            assert len(server.requests) == 3
        assert other.connections == 0


def test_a_circle_of_redirects_ends(tmp_path: Path) -> None:
    event, server = got(lambda r: answer(302, b"", {"Location": r.target}), tmp_path, guarded())
    assert isinstance(event, e.FetchFailed)
    assert len(server.requests) == 4
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    "target",
    [
        "http://videos.example/v.mp4",
        "file:///etc/passwd",
        "https://u:p@videos.example/v",
        "ftp://x/y",
        "http://169.254.169.254/latest/meta-data",
        "//[fe80::1]/v",
        "https://videos.example/\\v",
        "http://[::",
    ],
)
def test_a_download_is_not_sent_to_odd_places(target: str, tmp_path: Path) -> None:
    event, server = got(lambda r: answer(302, b"", {"Location": target}), tmp_path, guarded())
    assert isinstance(event, e.FetchFailed)
    assert len(server.requests) == 1
    assert left(tmp_path) == []


def test_netrc_of_the_home_folder_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (".netrc", "_netrc"):
        (tmp_path / name).write_text(
            "machine 127.0.0.1 login u password p\ndefault login u password p\n"
        )
        (tmp_path / name).chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("NETRC", raising=False)
    with serving(lambda _: answer(200, {**MADE, "status": "queued"})) as server:
        service = Service(profile_of("openai"), server.url, None, lambda: NOW, Watch())
        service.look("t_1", "video_new1", {})
        service.send(service.connect(), intent())
        service.close()
    assert len(server.requests) == 2
    assert not any(OURS & set(request.headers) for request in server.requests)


# -- the key in what the program leaves --------------------------------------------------------------

DRESSES = {
    "as it is": KEY,
    "base64": base64.b64encode(f"user:{KEY}".encode()).decode(),
    "encoded": quote(f"key={KEY}", safe=""),
    "a piece": f"…{KEY[3:17]}…",
    "split": "\x1b[1m".join([KEY[:9], KEY[9:]]),
    "drowned": "x" * 400 + KEY + "\x1b]0;owned\x07" * 60_000,
}


def blabbing(said: str, status: int) -> Play:
    """Says it in every field that is read, in headers, and as ids."""
    body = {
        "error": {"message": said, "code": said[:600], "type": said[:100]},
        "status": "failed" if status == 200 else said[:100],
        "id": said[:500],
        "prompt": said[:1000],
        "remixed_from_video_id": said[:500],
        "seconds": said[:30],
        "size": said[:30],
        "progress": said[:30],
    }
    head = {"X-Said": "".join(c for c in said[:200] if c.isascii() and c.isprintable())}
    packed = answer(203, body, {**head, "ETag": f'"{KEY}"', "Content-Encoding": KEY[:19]})
    lists = count()

    def play(request: Request) -> bytes:
        if "?limit=" in request.target and next(lists) > 0:
            return answer(404, body, head)  # a list that may yet be had is asked for a minute
        if request.method == "GET" and request.target.endswith("_a"):
            return answer(200, {**THERE, "size": said[:30]})
        if status == 203 and request.method == "GET":
            return packed
        return answer(401 if status == 203 else status, body, head)

    return play


@pytest.mark.parametrize(
    ("dress", "status"),
    [*((dress, status) for dress in DRESSES for status in (200, 401)), ("as it is", 203)],
)
def test_a_service_that_repeats_the_key(program: Program, dress: str, status: int) -> None:
    """What is left and said is searched by the whole suite's canary, too; here it must also be short and plain."""
    program.write(JOBS, "provider: paid")
    with serving(blabbing(DRESSES[dress], status)) as server:
        flags = ("--yes", "--base-url", server.url)
        ends = [program.on("run", *flags), program.on("status", "--base-url", server.url)]
        ends += [program.on(word, "--json") for word in ("status", "plan")]
        ends.append(program.on("resolve", "dusk", "--adopt", "video_x", "--base-url", server.url))
    for end in ends:
        assert "\x1b" not in end.out + end.err
        assert KEY[3:17] not in end.out + end.err
        assert max(map(len, (end.out + end.err).splitlines()), default=0) < 2500
    for path in program.folder.rglob("*"):
        if path.is_file() and "profiles" not in path.parts:
            assert KEY[3:17].encode() not in path.read_bytes(), path


KEPT = {  # what a look may hold, and what of it is kept or told
    "an encoding": ({"content-encoding": KEY[:20]}, {"status": "completed"}),
    "a status": ({}, {"status": f"odd {KEY}", "progress": KEY}),
    "an end": ({}, {"status": "failed", "error": {"code": KEY, "message": f"no {KEY}"}}),
    "a video": ({}, {**THERE, "prompt": f"Go {KEY}", "remixed_from_video_id": KEY, "size": KEY[:14]}),
    "an error": ({"retry-after": KEY}, {"error": {"code": f"a {KEY}", "message": [KEY]}}),
}  # fmt: skip


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("name", KEPT)
def test_nothing_that_is_kept_of_an_answer_has_the_key(name: str, status: int) -> None:
    headers, body = KEPT[name]
    reply = Reply(status=status, headers=headers, body=json.dumps(body).encode())
    reader = Reader(
        profile=profile_of("openai"), base="https://x.example", redactor=Redactor([KEY])
    )
    kept: list[object] = [
        reader.posted(intent(), reply, NOW),
        seen := reader.looked("t_1", {}, reply, NOW),
        reader.standing(reply),
        reader.http_error(reply),
    ]
    if isinstance(seen, e.Completed):
        kept.append(reader.second(seen, reply))
    with suppress(Unreadable):
        kept.append(reader.described("video_x", reply))
    assert sung(repr(kept).encode()) is None


def test_an_etag_that_is_the_key_is_not_kept(tmp_path: Path) -> None:
    """It would lie beside the file that it goes with, for as long as that is not whole."""
    etag = f'"{KEY}"'
    event, _ = got(lambda _: [answer(200, VIDEO, {"ETag": etag})[:-10]], tmp_path)
    assert isinstance(event, e.FetchFailed)
    assert [name for name in left(tmp_path) if name.endswith(".etag")] == []


def test_what_gets_past_the_border_is_caught_at_the_sinks(program: Program) -> None:
    """The key in a lock that another hand wrote: neither talk nor report repeats it once a run knows the key."""
    program.write(JOBS, "provider: paid")
    assert program.on("run", "--yes").code == 0
    lines = [json.loads(line) for line in program.lock.read_text("utf-8").splitlines()]
    lines[1]["note"] = f"Bearer {KEY}"
    program.lock.write_text("".join(f"{json.dumps(line)}\n" for line in lines), "utf-8")
    program.write(f"{JOBS}  fog: {{from: b, prompt: Fill it with fog}}\n", "provider: paid")
    assert program.on("run", "--yes").code == 0
    for name in ("report.md", "report.json"):
        text = (program.folder / "output/spring" / name).read_text("utf-8")
        assert sung(text.encode()) is None
    for path in (program.lock, *(program.folder / ".remixbatch").iterdir()):
        path.unlink()  # they hold what that hand wrote


def test_a_crash_file_has_no_key_wherever_it_came_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    kept = tmp_path / "kept"
    kept.write_text("sk-of-a-file-0123456789")
    kept.chmod(0o600)
    found = find_key(profile_of("openai"), {"OPENAI_API_KEY_FILE": str(kept)}, tmp_path)
    monkeypatch.setenv("HTTPS_PROXY", "http://me:proxy%40word-77@proxy.example:3128")
    path = crash_file(ValueError(f"Authorization: Bearer {found} through proxy@word-77"))
    text = path.read_text("utf-8")
    assert "sk-of-a-file" not in text
    assert "word-77" not in text
    assert "[key]" in text
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_the_emulator_is_not_given_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "TOAPIS_API_KEY", "TOAPIS_API_KEY_FILE"):
        monkeypatch.setenv(name, KEY)
    with emulator(tmp_path, "openai", None):
        ours = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        given = {pid: Path(f"/proc/{pid}/environ").read_bytes() for pid in ours}
        words = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in ours}
    [child] = [pid for pid in ours if b"remixbatch.emulator" in words[pid]]
    assert KEY.encode() not in given[child] + words[child]
    assert b"PATH=" in given[child]


def test_no_command_takes_a_key_as_an_argument(program: Program) -> None:
    program.write(JOBS, "provider: paid")
    for flag in ("--key", "--api-key", "--token"):
        end = program.on("run", f"{flag}={KEY[:6]}")
        assert (end.code, end.out) == (2, "")


def test_an_env_file_that_lies_around_is_not_read(program: Program) -> None:
    program.write(JOBS, "provider: paid")
    (program.folder / ".env").write_text(
        f"OPENAI_API_KEY={KEY}\nREMIXBATCH_BASE_URL=http://127.0.0.1:1\n"
    )
    end = program.here("run", SPEC, "--yes", without=("OPENAI_API_KEY",))
    assert end.code == 6
    assert "the variable OPENAI_API_KEY is not set" in end.err


# -- bodies ------------------------------------------------------------------------------------------


def without_end(head: bytes, piece: bytes, stop: list[bool], _: Request) -> Iterator[bytes]:
    yield head
    while not stop:
        yield piece


FLOOD = b"x" * (1 << 18)
ENDLESS = {
    "a body": (b"HTTP/1.1 200 OK\r\n\r\n{", FLOOD),
    "a chunk": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffff\r\n", FLOOD),
    "a chunk's length": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", FLOOD),
    "a trailer": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: ", FLOOD),
    "a status line": (b"HTTP/1.1 200 ", FLOOD),
    "a header": (b"HTTP/1.1 200 OK\r\nA: ", FLOOD),
    "headers": (b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 1000),
}  # fmt: skip


def test_an_endless_answer_is_cut_off() -> None:
    """By its size: neither the deadline nor the memory of the machine is what ends it."""
    assert grown(cut_off) < 64 << 20


def cut_off() -> None:
    for name, (head, piece) in ENDLESS.items():
        stop: list[bool] = []
        with serving(partial(without_end, head, piece, stop)) as server:
            service = service_for(server)
            event = service.send(service.connect(), intent())
            seen = service.look("t_1", "video_new1", {})
            stop.append(True)
            service.close()
        assert isinstance(event, e.Unclear), name
        assert isinstance(seen, e.LookFailed), name


@cache
def packed_once() -> bytes:
    return gzip.compress(b" " * (1 << 26), 1)


def bomb(encoding: str) -> bytes:
    """64 MiB that look like little, once or twice over."""
    packed = packed_once()
    for _ in encoding.split(",")[1:]:
        packed = gzip.compress(packed)
    return answer(200, packed, {"Content-Encoding": encoding})


ENCODINGS = ("gzip", "gzip, gzip", ",".join(["gzip"] * 50), "x-gzip", "zstd")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    """Each is made outside of the process that gets it."""
    for number, encoding in enumerate(ENCODINGS):
        (tmp_path / str(number)).write_bytes(packed(encoding))
    assert grown(not_unpacked, str(tmp_path)) < 32 << 20


def packed(encoding: str) -> bytes:
    if encoding.count(",") < 3:
        return bomb(encoding)
    return bomb("gzip").replace(b"Content-Encoding: gzip", f"Content-Encoding: {encoding}".encode())


def same(said: bytes, _: Request) -> bytes:
    return said


def not_unpacked(folder: str) -> None:
    for file in sorted(Path(folder).iterdir()):
        said, to = file.read_bytes(), Path(folder) / f"of-{file.name}"
        event, _ = post(said)
        assert isinstance(event, e.Unclear)
        assert "encod" in event.reason
        fetched, _ = got(partial(same, said), to)
        assert isinstance(fetched, e.FetchFailed)
        assert left(to) == []


def test_a_wait_of_a_year_is_capped() -> None:
    """How else it may be written: test_answers. Ctrl-C during a wait: test_signals."""
    slow = {"error": {"code": "slow", "message": "no"}}
    event, _ = post(answer(429, slow, {"Retry-After": "31536000"}))
    assert isinstance(event, e.Deferred)
    assert event.wait is not None
    assert event.wait <= profile_of("openai").retry_after_max <= 600


def test_a_list_without_end_is_given_up() -> None:
    """Each page has new ids and says that there is more: neither the pages nor what is kept of them grow for ever."""
    listing = profile_of("emulator").listing
    assert listing is not None
    inventory = Inventory(listing, 0.0, lambda _: True)
    pages = (page(number) for number in range(1000))
    with pytest.raises(Incomplete, match="goes on after 96 MiB"):
        all(not inventory.add(each) for each in pages)
    assert len(inventory.sightings) < 20


def page(number: int) -> Reply:
    head = f'{{"has_more": true, "last_id": "video_{number}", "data": [{{"id": "video_{number}", '
    body = f'{head}"created_at": {NOW - number}, "prompt": "{"x" * (7 << 20)}"}}]}}'
    return Reply(status=200, headers={}, body=body.encode())
