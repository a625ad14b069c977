"""Files of finished videos: whole or not at all, resumed where that is safe, never below another folder."""

import hashlib
import os
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import pytest

from apart import grown
from remixbatch import events as e
from remixbatch.connection import Watch
from remixbatch.download import fetch
from remixbatch.service import Service
from speaking import KEY, NOW, Ticking, error, profile_of, service_for
from tiny_server import Request, answer, serving
from videos import DIGEST, NAME, VIDEO, box, cut, got, left, ranged, wanted

# -- whole -------------------------------------------------------------------------------------------------


def test_a_file_arrives_whole(tmp_path: Path) -> None:
    event, server = got(ranged, tmp_path)
    assert event == e.Fetched(at=NOW, uid="t_1", sha256=DIGEST, file=NAME)
    assert (tmp_path / NAME).read_bytes() == VIDEO
    assert left(tmp_path) == [NAME]
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o644 & ~_umask()
    (request,) = server.requests
    assert request.target == "/v1/videos/video_new1/content"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["accept-encoding"] == "identity"
    assert "range" not in request.headers


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_chunked_file_arrives_whole(tmp_path: Path) -> None:
    def play(_: Request) -> bytes:
        pieces = [VIDEO[i : i + 50_000] for i in range(0, len(VIDEO), 50_000)]
        body = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
        return b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n" + body + b"0\r\n\r\n"

    event, _ = got(play, tmp_path)
    assert isinstance(event, e.Fetched)
    assert event.sha256 == DIGEST


# -- resumed -----------------------------------------------------------------------------------------------


def test_a_cut_file_is_resumed(tmp_path: Path) -> None:
    def play(request: Request) -> bytes | Iterable[bytes]:
        whole = ranged(request)
        return cut(whole, 100_000) if "range" not in request.headers else whole

    first, _ = got(play, tmp_path)
    assert isinstance(first, e.FetchFailed)
    assert first.kind == "again"
    assert left(tmp_path) == [f"{NAME}.part", f"{NAME}.part.etag"]
    second, server = got(play, tmp_path)
    assert second == e.Fetched(at=NOW, uid="t_1", sha256=DIGEST, file=NAME)
    assert server.requests[0].headers["range"] == f"bytes={len(VIDEO) - 100_000}-"
    assert server.requests[0].headers["if-range"] == '"v1"'
    assert left(tmp_path) == [NAME]


def test_a_changed_file_begins_again(tmp_path: Path) -> None:
    got(lambda r: cut(ranged(r, '"old"', b"x" * 500_000), 100), tmp_path)
    event, server = got(ranged, tmp_path)
    assert server.requests[0].headers["if-range"] == '"old"'
    assert isinstance(event, e.Fetched)
    assert event.sha256 == DIGEST


@pytest.mark.parametrize("etag", ['W/"v1"', "", "v1", '"a\x01"'])
def test_without_a_strong_etag_nothing_is_resumed(etag: str, tmp_path: Path) -> None:
    first, _ = got(lambda r: cut(ranged(r, etag), 100_000), tmp_path)
    assert isinstance(first, e.FetchFailed)
    second, server = got(ranged, tmp_path)
    assert isinstance(second, e.Fetched)
    assert "range" not in server.requests[0].headers


def begun(folder: Path, data: bytes, etag: str = '"v1"') -> None:
    part = folder / f"{NAME}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(data)
    Path(f"{part}.etag").write_text(etag)


def test_a_range_that_cannot_be_had_begins_again(tmp_path: Path) -> None:
    begun(tmp_path, VIDEO + b"beyond")
    event, server = got(ranged, tmp_path)
    assert event == e.Fetched(at=NOW, uid="t_1", sha256=DIGEST, file=NAME)
    assert ["range" in request.headers for request in server.requests] == [True, False]
    assert left(tmp_path) == [NAME]


def test_other_bytes_than_asked_for_are_not_mixed_in(tmp_path: Path) -> None:
    """Nor is it asked for ever by a service that never does better."""
    begun(tmp_path, VIDEO[:1000])
    span = {"Content-Range": f"bytes 500-{len(VIDEO) - 1}/{len(VIDEO)}", "ETag": '"v1"'}
    event, server = got(lambda _: answer(206, VIDEO[500:], span), tmp_path)
    assert isinstance(event, e.FetchFailed)
    assert event.kind == "again"
    assert len(server.requests) == 2
    assert left(tmp_path) == []


@pytest.mark.parametrize("text", ["", "v1", '"v1', "\0" * 40, "\xff"])
def test_beginnings_of_an_unknown_version_are_not_continued(text: str, tmp_path: Path) -> None:
    begun(tmp_path, VIDEO[:1000], text)
    event, server = got(ranged, tmp_path)
    assert isinstance(event, e.Fetched)
    assert "range" not in server.requests[0].headers


def test_beginnings_that_an_older_remixbatch_left_are_continued(tmp_path: Path) -> None:
    begun(tmp_path, VIDEO[:1000])
    event, server = got(ranged, tmp_path)
    assert event == e.Fetched(at=NOW, uid="t_1", sha256=DIGEST, file=NAME)
    assert [request.headers.get("range") for request in server.requests] == ["bytes=1000-"]


# -- another version, by a service that answers ranges whatever If-Range says ---------------------------------

OTHER = (
    box(b"ftyp", b"isom\0\0\0\1")
    + box(b"mdat", bytes(range(256))[::-1] * 1200)
    + box(b"moov", b"m")
)
MONDAY, TUESDAY = "Mon, 23 Nov 2026 00:00:00 GMT", "Tue, 24 Nov 2026 00:00:00 GMT"


def heedless(request: Request, data: bytes, head: dict[str, str], total: str = "") -> bytes:
    """Any range of what it has now."""
    start = request.headers.get("range", "").removeprefix("bytes=").removesuffix("-")
    if not start:
        return answer(200, data, head)
    span = f"bytes {start}-{len(data) - 1}/{total or len(data)}"
    return answer(206, data[int(start) :], {**head, "Content-Range": span})


BROKEN_OFF = {
    "another ETag": ({"ETag": '"one"'}, {"ETag": '"two"'}, OTHER),
    "a weak ETag": ({"ETag": '"one"'}, {"ETag": 'W/"one"'}, OTHER),
    "no ETag": ({"ETag": '"one"'}, {}, OTHER),
    "another length": ({"ETag": '"one"'}, {"ETag": '"one"'}, OTHER + box(b"free", b"more")),
    "another date": (
        {"ETag": '"one"', "Last-Modified": MONDAY},
        {"ETag": '"one"', "Last-Modified": TUESDAY},
        OTHER,
    ),
}


@pytest.mark.parametrize("name", BROKEN_OFF)
def test_two_versions_of_a_file_are_never_joined(name: str, tmp_path: Path) -> None:
    before, after, data = BROKEN_OFF[name]
    got(lambda request: cut(heedless(request, VIDEO, before), 100_000), tmp_path)
    assert left(tmp_path) == [f"{NAME}.part", f"{NAME}.part.etag"]
    event, server = got(lambda request: heedless(request, data, after), tmp_path)
    assert isinstance(event, e.Fetched)
    assert (tmp_path / NAME).read_bytes() == data
    assert event.sha256 == hashlib.sha256(data).hexdigest()
    start = f"bytes={len(VIDEO) - 100_000}-"
    assert [request.headers.get("range") for request in server.requests] == [start, None]
    assert left(tmp_path) == [NAME]


def test_a_version_that_changes_all_the_time_is_asked_for_twice_at_a_time(tmp_path: Path) -> None:
    calls = iter(range(100))

    def play(request: Request) -> Iterable[bytes]:
        return cut(heedless(request, VIDEO, {"ETag": f'"v{next(calls)}"'}), 100_000)

    got(play, tmp_path)
    event, server = got(play, tmp_path)
    assert isinstance(event, e.FetchFailed)
    assert event.kind == "again"
    assert ["range" in request.headers for request in server.requests] == [True, False]


@pytest.mark.parametrize("kept", [100_000, 5])
def test_a_rest_that_leaves_the_length_out_is_held_against_the_known_one(
    kept: int, tmp_path: Path
) -> None:
    """Five bytes short is a whole MP4 with a few bytes of junk, for all that its boxes say."""
    head = {"ETag": '"v1"'}
    got(lambda request: cut(heedless(request, VIDEO, head), 100_000), tmp_path)
    data = VIDEO if kept == 100_000 else VIDEO + bytes(kept)
    event, _ = got(lambda request: heedless(request, data, head, "*"), tmp_path)
    assert isinstance(event, e.Fetched if data == VIDEO else e.FetchFailed)
    assert left(tmp_path) == ([NAME] if data == VIDEO else [])


def test_after_a_kill_the_rest_of_another_version_is_not_joined(tmp_path: Path) -> None:
    """What the process had written when it was killed: the version in full, and some of the bytes."""

    def stalls(request: Request) -> Iterable[bytes]:
        yield heedless(request, VIDEO, {"ETag": '"one"'})[: len(VIDEO) // 2]
        ended.wait(60)

    ended = threading.Event()
    with serving(stalls) as server:
        child = subprocess.Popen(
            [
                sys.executable,
                "-c",
                STALLED.format(
                    here=str(Path(__file__).parent), url=server.url, folder=str(tmp_path)
                ),
            ]
        )
        part = tmp_path / f"{NAME}.part"
        while not part.exists() or part.stat().st_size < BUFFER:
            assert child.poll() is None
        child.kill()
        child.wait()
        ended.set()
    assert left(tmp_path) == [f"{NAME}.part", f"{NAME}.part.etag"]
    event, server = got(lambda request: heedless(request, OTHER, {"ETag": '"two"'}), tmp_path)
    assert isinstance(event, e.Fetched)
    assert (tmp_path / NAME).read_bytes() == OTHER
    assert ["range" in request.headers for request in server.requests] == [True, False]


BUFFER = 1 << 16
STALLED = """
import sys
sys.path.insert(0, {here!r})
from pathlib import Path
from videos import wanted
from speaking import service_for
from remixbatch.download import fetch
fetch(service_for({url!r}), wanted(), Path({folder!r}))
"""


# -- not what was asked for ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(200, b"<html>expired</html>", {"Content-Type": "text/html"}), "again"),
        (answer(200, b""), "again"),
        (answer(200, VIDEO, {"Content-Encoding": "gzip"}), "again"),
        (answer(200, VIDEO, {"Content-Length": str(5 << 30)}), "again"),
        (error(404), "missing"),
        (error(410), "missing"),
        (error(401), "again"),
        (error(500), "again"),
        (answer(204), "again"),
        (b"HTTP/1.1 200 X\r\n\r\n" + VIDEO[:5000], "again"),
        (b"garbage", "again"),
    ],
    ids=lambda value: f"{value!r:.70}{len(value)}",
)
def test_what_is_no_whole_video_is_not_kept(reply: bytes, kind: str, tmp_path: Path) -> None:
    event, _ = got(lambda _: [reply], tmp_path)
    assert isinstance(event, e.FetchFailed)
    assert event.kind == kind
    assert NAME not in left(tmp_path)


HEAD = box(b"ftyp", b"isom\0\0\0\1")


@pytest.mark.parametrize(
    ("data", "whole"),
    [
        (VIDEO, True),
        (HEAD + b"\0\0\0\1mdat" + struct.pack(">Q", 16 + 500) + bytes(500), True),
        (HEAD + b"\0\0\0\0mdat" + bytes(500), True),
        (VIDEO[:-1], False),
        (HEAD + b"\0\0\0\1mdat" + struct.pack(">Q", 16 + 501) + bytes(500), False),
        (HEAD + b"\0\0\0\1mdat" + bytes(3), False),
    ],
    ids=["plain", "64 bit", "to the end", "cut", "64 bit, cut", "64 bit, cut in its head"],
)
def test_without_a_length_the_boxes_tell(*, data: bytes, whole: bool, tmp_path: Path) -> None:
    event, _ = got(lambda _: [b"HTTP/1.1 200 X\r\n\r\n" + data], tmp_path)
    assert isinstance(event, e.Fetched if whole else e.FetchFailed)
    assert left(tmp_path) == ([NAME] if whole else [])


@pytest.mark.parametrize("kept", [5, 10_000, len(VIDEO) - 9, len(VIDEO) - 5, len(VIDEO) - 1])
def test_half_a_video_whose_length_fits_is_none(kept: int, tmp_path: Path) -> None:
    """A service whose own copy was cut announces the length of that."""
    event, _ = got(lambda _: answer(200, VIDEO[:kept], {"ETag": '"v1"'}), tmp_path)
    at_the_end_of_a_box = kept == len(VIDEO) - 9  # nobody can tell
    assert isinstance(event, e.Fetched if at_the_end_of_a_box else e.FetchFailed)
    assert left(tmp_path) == ([NAME] if at_the_end_of_a_box else [])


def test_half_a_video_that_stands_there_is_fetched_again(tmp_path: Path) -> None:
    (tmp_path / NAME).parent.mkdir()
    (tmp_path / NAME).write_bytes(VIDEO[:1000] + VIDEO[:-1000][1000:])
    event, _ = got(ranged, tmp_path)
    assert isinstance(event, e.Fetched)
    assert event.sha256 == DIGEST


@pytest.mark.parametrize(
    "tail",
    [
        bytes(3),
        bytes(40),
        b"\0\0\0\x09\x01\x02\x03\x04junk",
        b"\n",
        b"\r\n",
        b"signed by gateway 1",
    ],
)
def test_what_follows_the_last_box_is_no_cut(tail: bytes, tmp_path: Path) -> None:
    event, _ = got(lambda _: answer(200, VIDEO + tail), tmp_path)
    assert isinstance(event, e.Fetched)


def test_more_than_the_limit_is_not_fetched(tmp_path: Path) -> None:
    stream = b"HTTP/1.1 200 X\r\n\r\n" + VIDEO
    for reply in (stream, answer(200, VIDEO)):
        with serving(lambda _, reply=reply: [reply]) as server:  # type: ignore[misc]
            service = service_for(server)
            event = fetch(service, wanted(), tmp_path, limit=100_000)
            service.close()
        assert isinstance(event, e.FetchFailed)
        assert "100,000" in event.reason
        assert left(tmp_path) == []


def test_a_wait_that_the_service_wants_is_told(tmp_path: Path) -> None:
    event, _ = got(lambda _: answer(503, b"", {"Retry-After": "12"}), tmp_path)
    assert isinstance(event, e.FetchFailed)
    assert (event.kind, event.hint) == ("again", 12.0)


def test_nobody_answers(tmp_path: Path) -> None:
    with serving(lambda _: None) as server:
        url = server.url
    service = service_for(url)
    event = fetch(service, wanted(), tmp_path)
    assert isinstance(event, e.FetchFailed)
    assert (event.kind, event.reason) == ("again", "Connection refused")


@pytest.mark.parametrize("head", ["Content-Length: 900000\r\n", ""])
def test_a_dripping_server_ends_at_the_deadline(head: str, tmp_path: Path) -> None:
    """Without a length the end that the deadline makes looks like the file's own."""
    opening = f"HTTP/1.1 200 X\r\n{head}\r\n".encode() + VIDEO
    hasty = replace(profile_of("openai"), download_deadline=0.3)
    with serving(lambda _: server.drip(opening)) as server:
        watch = Watch()
        service = Service(hasty, server.url, KEY, time.monotonic, watch)
        with Ticking(watch):
            event = fetch(service, wanted(), tmp_path)
        service.close()
    assert isinstance(event, e.FetchFailed)
    assert "deadline" in event.reason
    assert NAME not in left(tmp_path)


# -- our own disk ----------------------------------------------------------------------------------------------


def test_a_file_that_stands_already_is_used(tmp_path: Path) -> None:
    """A process may have ended between the rename and its record."""
    path = tmp_path / NAME
    path.parent.mkdir()
    path.write_bytes(VIDEO)
    before = path.stat().st_ino
    event, _ = got(ranged, tmp_path)
    assert isinstance(event, e.Fetched)
    assert event.sha256 == DIGEST
    assert path.stat().st_ino == before


@pytest.mark.parametrize("reply", [error(404), error(500)], ids=["missing", "again"])
def test_a_file_that_stands_is_not_lost_with_the_service(reply: bytes, tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.parent.mkdir()
    path.write_bytes(VIDEO)
    event, _ = got(lambda _: reply, tmp_path)
    assert isinstance(event, e.Fetched)
    assert path.read_bytes() == VIDEO


def test_a_file_of_another_length_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.parent.mkdir()
    path.write_bytes(VIDEO[:-1])
    event, _ = got(ranged, tmp_path)
    assert isinstance(event, e.Fetched)
    assert path.read_bytes() == VIDEO


@pytest.mark.parametrize("name", ["../out.mp4", "videos/../../out.mp4", "/etc/out.mp4", "", "."])
def test_no_file_lands_outside_of_the_folder(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "output"
    folder.mkdir()
    with serving(ranged) as server:
        service = service_for(server)
        event = fetch(service, wanted(file=name), folder)
        service.close()
    assert isinstance(event, e.FetchFailed)
    assert event.kind == "disk"
    assert server.requests == []
    assert left(tmp_path) == []


def test_links_are_not_followed_out(tmp_path: Path) -> None:
    folder, other = tmp_path / "output", tmp_path / "other"
    folder.mkdir()
    other.mkdir()
    (folder / "videos").symlink_to(other)
    event, _ = got(ranged, folder)
    assert isinstance(event, e.FetchFailed)
    assert event.kind == "disk"
    (folder / "videos").unlink()
    (folder / "videos").mkdir()
    (folder / f"{NAME}.part").symlink_to(other / "target")
    (folder / f"{NAME}.part.etag").write_text('"v1"')
    event, _ = got(ranged, folder)
    assert isinstance(event, e.FetchFailed)
    assert left(other) == []


def test_a_full_disk_is_ours(tmp_path: Path) -> None:
    """In a process of its own, where files may not grow beyond 50 kB."""
    with serving(ranged) as server:
        code = FULL.format(here=str(Path(__file__).parent), url=server.url, folder=str(tmp_path))
        ran = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
        )
    assert ran.stdout == "disk File too large\n", ran.stderr
    assert NAME not in left(tmp_path)


FULL = """
import resource, signal, sys
sys.path.insert(0, {here!r})
from pathlib import Path
from videos import wanted
from speaking import KEY, MADE, NOW, SOURCE, Ticking, error, ident, intent, look, post, profile_of, service_for
from remixbatch.download import fetch
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
service = service_for({url!r})
event = fetch(service, wanted(), Path({folder!r}))
print(event.kind, event.reason.rpartition(": ")[2])
service.close()
"""


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    event, _ = got(ranged, tmp_path)
    tmp_path.chmod(0o700)
    assert isinstance(event, e.FetchFailed)
    assert event.kind == "disk"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    assert grown(fetch_big, str(tmp_path)) < 24 << 20


def fetch_big(folder: str) -> None:
    """48 MiB, which the server has no more of than a piece at a time either."""

    def play(_: Request) -> Iterable[bytes]:
        start = box(b"ftyp", b"isom\0\0\0\1")
        size = 48 << 20
        yield answer(200, b"", {"Content-Length": str(len(start) + 8 + size)})
        yield start + (8 + size).to_bytes(4) + b"mdat"
        yield from repeat(bytes(1 << 16), size >> 16)

    with serving(play) as server:
        service = service_for(server)
        event = fetch(service, wanted(), Path(folder))
        service.close()
    assert isinstance(event, e.Fetched)
