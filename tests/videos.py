"""A video for tests, a server that hands it out, and what one fetch of it comes to."""

import hashlib
import struct
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from remixbatch import events as e
from remixbatch.actions import Fetch
from remixbatch.download import fetch
from remixbatch.profile import Profile
from speaking import service_for
from tiny_server import Play, Request, Server, answer, serving


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


VIDEO = box(b"ftyp", b"isom\0\0\0\1") + box(b"mdat", bytes(range(256)) * 1200) + box(b"moov", b"m")
DIGEST = hashlib.sha256(VIDEO).hexdigest()
NAME = "videos/teal.1-video_ne.mp4"


def wanted(links: dict[str, str] | None = None, file: str = NAME) -> Fetch:
    return Fetch(
        not_before=0, uid="t_1", provider="main", id="video_new1", links=links or {}, file=file
    )


def got(
    play: Play, folder: Path, profile: Profile | str = "openai", sha256: str | None = None
) -> tuple[e.Event, Server]:
    with serving(play) as server:
        service = service_for(server, profile)
        event = fetch(service, replace(wanted(), sha256=sha256), folder)
        service.close()
    return event, server


def ranged(request: Request, etag: str = '"v1"', data: bytes = VIDEO) -> bytes:
    """A server that serves ranges as RFC 9110 says."""
    headers = {"ETag": etag, "Content-Type": "video/mp4"}
    start = request.headers.get("range", "bytes=0-").removeprefix("bytes=").removesuffix("-")
    if "range" not in request.headers or request.headers.get("if-range", etag) != etag:
        return answer(200, data, headers)
    if int(start) >= len(data):
        return answer(416, b"", {"Content-Range": f"bytes */{len(data)}"})
    span = f"bytes {start}-{len(data) - 1}/{len(data)}"
    return answer(206, data[int(start) :], {**headers, "Content-Range": span})


def cut(whole: bytes, kept: int) -> Iterable[bytes]:
    return [whole[:-kept]]


def left(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
