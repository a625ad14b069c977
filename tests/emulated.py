"""An emulator for tests: a process of its own, spoken to over sockets."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from nursery import Child, nursery

COMMAND = [sys.executable, "-m", "remixbatch.emulator"]
BEACH = "video_01K8SGYNNNVBQTXNR4MM964S7K"
TOAPIS_MODEL = "sora-2-official"


@dataclass
class Emulator:
    url: str
    dialect: str
    process: Child

    def get(self, path: str, **more: Any) -> requests.Response:
        return requests.get(self.url + path, timeout=20, **more)

    def remix(self, source: str, prompt: object, **more: Any) -> requests.Response:
        body = {"prompt": prompt}
        if self.dialect == "toapis":
            body["model"] = TOAPIS_MODEL
        return requests.post(f"{self.url}/v1/videos/{source}/remix", json=body, timeout=20, **more)

    def make(self, source: str, prompt: str) -> str:
        made = self.remix(source, prompt)
        assert made.status_code == 200, made.text
        return str(made.json()["id"])

    def look(self, id_: str) -> Any:
        path = "/v1/videos/generations/" if self.dialect == "toapis" else "/v1/videos/"
        return self.get(path + id_).json()

    def finish(self, id_: str) -> Any:
        """The job once it is over."""
        return until(lambda: (job := self.look(id_))["status"] in ("completed", "failed") and job)

    def books(self) -> list[dict[str, Any]]:
        told = self.get("/emulator/books").json()
        assert told["count"] == len(told["submissions"])
        return list(told["submissions"])


def until(ask: Callable[[], Any], within: float = 10.0) -> Any:
    """The first true answer."""
    end = time.monotonic() + within
    while not (answer := ask()):
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.02)
    return answer


@contextmanager
def running(state: Path, *flags: str, dialect: str = "openai") -> Iterator[Emulator]:
    words = ["--dialect", dialect, "--state", str(state), *flags]
    process = nursery().start("emulator", words)
    try:
        process.until_said("\n")
        told = json.loads(process.said()[0])
        assert told["dialect"] == dialect
        yield Emulator(told["url"], dialect, process)
    finally:
        process.kill()
        process.communicate()


def error_of(answer: requests.Response) -> Any:
    assert answer.headers["Content-Type"] == "application/json"
    return answer.json()["error"]
