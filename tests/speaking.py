"""A service for tests: a profile, a small server, and what one exchange between them comes to."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

import canary
from remixbatch import events as e
from remixbatch.connection import Watch
from remixbatch.profile import Profile, parse
from remixbatch.service import Service
from tiny_server import Play, Server, answer, serving

HERE = Path(__file__).parent
FOLDERS = (HERE.parent / "remixbatch" / "profiles", HERE / "profiles")
KEY = canary.KEY
SOURCE = "video_01K8SGYNNNVBQTXNR4MM964S7K"
NOW = 1_790_000_000.0
SHIPPED = ("emulator", "openai", "toapis")
# What services may call their videos: any printable text, as long as it leads nowhere else.
STRANGE = [
    "video_ab/cd+ef==",
    "/",
    "//evil.example/x",
    "..x/..y",
    "..a",
    "...",
    "vidéo",
    "日本語",
    "a b",
    "<script>",
    "x?y#z",
    "x%2Fy",
    "{id}",
    "-rf",
    "a'b\"c",
    "a\\b",
    "http://evil.example/x",
    "x" * 600,
    "é" * 1024,
]
MADE = {"id": "video_new1", "remixed_from_video_id": SOURCE, "seconds": "8", "size": "1280x720"}


def profile_of(name: str) -> Profile:
    path = next(p for folder in FOLDERS for p in folder.glob(f"{name}.yaml"))
    return parse(yaml.safe_load(path.read_text("utf-8")), path.name)


def service_for(
    server: Server | str,
    profile: Profile | str = "openai",
    watch: Watch | None = None,
    clock: Callable[[], float] = lambda: NOW,
) -> Service:
    known = profile_of(profile) if isinstance(profile, str) else profile
    url = server if isinstance(server, str) else server.url
    return Service(known, url, KEY, clock, watch or Watch())


def intent(profile: str = "openai", **changes: Any) -> e.Intent:
    asked = e.Intent(
        at=NOW,
        uid="t_1",
        job="teal",
        take=1,
        key="k1:0",
        parent=SOURCE,
        profile=profile,
        origin="o",
        model="sora-2-official" if profile == "toapis" else None,
        params={},
        prompt="Shift the palette to teal",
        usd=None,
        position=0,
    )
    return replace(asked, **changes)


def post(play: Play | bytes, profile: str = "openai", **changes: Any) -> tuple[e.Event, Server]:
    """What one POST comes to, and the server that answered it."""
    with serving(play if callable(play) else lambda _: play) as server:
        service = service_for(server, profile)
        event = service.send(service.connect(), intent(profile, **changes))
        service.close()
    return event, server


def error(status: int, code: Any = "some_code", message: str = "no") -> bytes:
    return answer(status, {"error": {"code": code, "message": message, "type": "t"}})


def look(reply: bytes, profile: str = "openai", links: dict[str, str] | None = None) -> e.Event:
    with serving(lambda _: reply) as server:
        service = service_for(server, profile)
        event = service.look("t_1", "video_new1", links or {})
        service.close()
    return event


def ident(value: Any) -> str:
    """A short name of a case, different for different values."""
    return f"{value!r:.60}{len(repr(value))}"


class Ticking:
    """A driver's main thread: expires the watch while a test's own thread waits."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        while not self.stop.wait(0.02):
            self.watch.expire(time.monotonic())

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join()
