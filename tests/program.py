"""The program as its users start it: a folder with a spec, commands as processes, a service on a socket."""

import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import canary
from checkout import PATIENCE, SWIFT, ended, swift_profile
from emulated import Emulator
from inside import Ended, inside

SPEC = "spring.yaml"
SHIPPED = Path(__file__).parent.parent / "remixbatch" / "profiles"
KEY = canary.KEY


@dataclass
class Program:
    """`tag` is part of every source's id, so that the books of a shared emulator tell who submitted what."""

    folder: Path
    emulator: Emulator
    tag: str
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        profiles = self.folder / "profiles"
        profiles.mkdir()
        for name, text in profiles_of_tests().items():
            (profiles / f"{name}.yaml").write_text(text, "utf-8")
        self.environ = {
            **{name: value for name, value in os.environ.items() if "API_KEY" not in name},
            "HOME": str(self.folder),
            "XDG_STATE_HOME": str(self.folder / ".local" / "state"),
            "XDG_CONFIG_HOME": str(self.folder / ".config"),
            "TMPDIR": str(self.folder),  # where crash files go
            "REMIXBATCH_PROFILES": str(profiles),
            "REMIXBATCH_BASE_URL": self.emulator.url,
            "OPENAI_API_KEY": KEY,
            "COLUMNS": "200",
            **self.environ,
        }

    # -- the spec ------------------------------------------------------------------------------------

    def write(self, jobs: str, head: str = "provider: swift", name: str = SPEC) -> Path:
        """A spec of these jobs, from the sources `a`, `b` and `c` that they name, of eight seconds each."""
        named = sorted(set(re.findall(r"from: ([abc])\b", jobs)))
        sources = "".join(f"  {s}: {{id: {self.source(s)}, seconds: 8}}\n" for s in named)
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"version: 1\n{head}\nsources:\n{sources}jobs:\n{jobs}", "utf-8")
        return path

    def source(self, name: str) -> str:
        return f"video_{self.tag}_{name}"

    def become(self, made: "Program") -> "Program":
        """A copy of a folder in which a campaign was run already, to go on from there."""
        self.tag = made.tag
        shutil.copytree(made.folder, self.folder, symlinks=True, dirs_exist_ok=True)
        return self

    # -- processes -----------------------------------------------------------------------------------

    def call(self, *words: str, without: tuple[str, ...] = ()) -> Ended:
        """`remixbatch WORD…`, run to its end; `without`: variables that are not set."""
        process = subprocess.Popen(
            [sys.executable, "-m", "remixbatch", *words],
            cwd=self.folder,
            env={name: value for name, value in self.environ.items() if name not in without},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return told(ended(process))

    def here(self, *words: str, without: tuple[str, ...] = (), stdin: bytes | str = b"") -> Ended:
        """`remixbatch WORD…` inside this process: a tenth of the time, for what needs no process of its own."""
        environ = {name: value for name, value in self.environ.items() if name not in without}
        data = stdin.encode() if isinstance(stdin, str) else stdin
        return told(inside(words, self.folder, environ, stdin=data))

    def on(self, command: str, *words: str) -> Ended:
        """`remixbatch COMMAND SPEC WORD…`, inside this process."""
        return self.here(command, SPEC, *words)

    def json(self, command: str, *words: str) -> Any:
        """What a command answers with --json: stdout is that document and nothing else."""
        return json.loads(self.on(command, *words, "--json").out)

    def at_terminal(self, *words: str, answer: str) -> Ended:
        """On a terminal of its own, where a person types `answer` when asked; all it shows is in `out`."""
        with terminal() as (near, far):
            process = subprocess.Popen(
                [sys.executable, "-m", "remixbatch", *words],
                cwd=self.folder,
                env={**self.environ, "TERM": "xterm"},
                stdin=far,
                stdout=far,
                stderr=far,
                start_new_session=True,
            )
            os.close(far)
            try:
                return told(_conversation(process, near, answer))
            finally:
                process.kill()
                process.wait()

    # -- what is left --------------------------------------------------------------------------------

    @property
    def lock(self) -> Path:
        return (self.folder / SPEC).with_suffix(".lock")

    def takes(self) -> list[dict[str, Any]]:
        """The take lines of the lock, in the order of submission."""
        text = self.lock.read_text("utf-8") if self.lock.exists() else ""
        lines = [json.loads(line) for line in text.splitlines()]
        return sorted(
            (line for line in lines if line["t"] == "take"), key=lambda line: line["submitted"]
        )

    def take(self, job: str) -> dict[str, Any]:
        """The only take of a job."""
        [found] = [take for take in self.takes() if take["job"] == job]
        return found

    def books(self) -> list[dict[str, Any]]:
        """What the service would have charged this folder for, oldest first."""
        mine = {self.source(name) for name in "abc"}
        found = []
        for entry in self.emulator.books():
            if entry["source"] in mine or self.tag in entry["source"]:
                found.append(entry)
                mine.add(entry["id"])
        return found

    def prompts(self) -> list[str]:
        """What was asked of the service, sorted: a prompt stands here once for each time it was paid for."""
        return sorted(entry["prompt"] for entry in self.books())


def told(end: Ended) -> Ended:
    """No traceback ever, and no talk of a bug."""
    for text in (end.out, end.err):
        assert "Traceback" not in text, text
        assert "a bug in remixbatch" not in text, text
    return end


@cache
def profiles_of_tests() -> Mapping[str, str]:
    """`swift`: free; `paid`: 0.80 for eight seconds, needs a key; `unpriced`; `hasty`: waits a second for answers;
    `frank` and `guarded`: as hasty, with a list, of frank's that is complete;
    `quick-openai`, `quick-toapis`: as they are shipped, but for the pace of looks.
    """
    openai = yaml.safe_load((SHIPPED / "openai.yaml").read_text("utf-8"))
    openai["look"] |= SWIFT
    openai["origin"] = "https://videos.example"
    del openai["retires"]
    unpriced = {**openai, "name": "unpriced"}
    del unpriced["price"]
    hasty = yaml.safe_load(swift_profile())
    hasty["deadlines"] = {"connect": 5, "read": 1, "total": 1, "download": 60}
    made = [{**openai, "name": "paid"}, unpriced, {**hasty, "name": "hasty"}]
    shipped = yaml.safe_load((SHIPPED / "emulator.yaml").read_text("utf-8"))["list"]
    made.append({**hasty, "name": "frank", "list": shipped, "settle": 1})
    made.append({**hasty, "name": "guarded", "list": {**shipped, "complete": False}, "settle": 1})
    made += [_quick(name) for name in ("openai", "toapis")]
    texts = {str(each["name"]): yaml.safe_dump(each, sort_keys=False) for each in made}
    return {**texts, "swift": swift_profile()}


def _quick(name: str) -> dict[str, Any]:
    profile = yaml.safe_load((SHIPPED / f"{name}.yaml").read_text("utf-8"))
    profile["look"] |= SWIFT
    return {**profile, "name": f"quick-{name}"}


@contextmanager
def terminal() -> Iterator[tuple[int, int]]:
    """The two ends of a pseudo-terminal: ours, and the one a process is given (and we then close)."""
    near, far = pty.openpty()
    try:
        yield near, far
    finally:
        os.close(near)


def _conversation(process: subprocess.Popen[bytes], near: int, answer: str) -> Ended:
    shown, asked, end = b"", False, time.monotonic() + PATIENCE
    while time.monotonic() < end:
        ready, _, _ = select.select([near], [], [], 0.1)
        try:
            new = os.read(near, 65536) if ready else b""
        except OSError:  # the other end is closed
            break
        if ready and not new:
            break
        shown += new
        if b"[y/N]" in shown and not asked:
            asked = True
            os.write(near, f"{answer}\n".encode())
    code = process.wait(max(0.1, end - time.monotonic()))
    return Ended(code=code, out=shown.decode("utf-8", "replace"), err="")
