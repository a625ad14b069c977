"""A folder with a spec, in which real processes run against an emulator that stands apart from them."""

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
import yaml

from canary import KEY
from emulated import Emulator, until
from inside import Ended, inside
from lineages import asked, made
from nursery import HEEDED, Child, Nursery, nursery
from remixbatch import events as e
from remixbatch.journal import Journal

HERE = Path(__file__).parent
SWIFT = {"first": 0.03, "every": 0.03, "most": 0.06}  # seconds between looks
T = TypeVar("T", bound=e.Event)
PATIENCE = 30.0  # seconds that any process here may take


def swift_profile(*, listed: bool = False, key: str | None = None) -> str:
    """The emulator's profile, polled often; without a list what became of a submission is not told.

    `key`: the variable whose key it sends.
    """
    shipped = HERE.parent / "remixbatch" / "profiles" / "emulator.yaml"
    profile = yaml.safe_load(shipped.read_text("utf-8"))
    profile["name"] = "swift"
    profile["look"] |= SWIFT
    if key is not None:
        profile["auth"] = {"header": "Authorization", "prefix": "Bearer ", "env": key}
    if not listed:
        del profile["list"]
    return yaml.safe_dump(profile, sort_keys=False)


@dataclass
class Checkout:
    """`tag` is part of every source's id, so that each checkout finds its own lines in the books."""

    folder: Path
    emulator: Emulator
    tag: str
    jobs: str
    name: str = "spring"
    environ: dict[str, str] = field(default_factory=dict)
    nursery: Nursery | None = None  # where its processes begin; None: where all do

    def __post_init__(self) -> None:
        profiles = self.folder / "profiles"
        profiles.mkdir(exist_ok=True)
        (profiles / "swift.yaml").write_text(swift_profile(key="SWIFT_API_KEY"), "utf-8")
        self.environ = {
            **os.environ,
            "HOME": str(self.folder),
            "XDG_STATE_HOME": str(self.folder / ".local" / "state"),
            "TMPDIR": str(self.folder),  # where crash files go
            "REMIXBATCH_PROFILES": str(profiles),
            "REMIXBATCH_BASE_URL": self.emulator.url,
            "SWIFT_API_KEY": KEY,  # the suite's canary: each of these runs sends it
            **self.environ,
        }
        self.write(self.jobs)

    def write(self, jobs: str) -> None:
        self.jobs = jobs
        self.spec.write_text(
            f"version: 1\nprovider: swift\nsources: {{a: {self.source('a')}, b: {self.source('b')}}}\n"
            f"jobs:\n{jobs}",
            "utf-8",
        )

    def source(self, name: str) -> str:
        return f"video_{self.tag}_{name}"

    @property
    def spec(self) -> Path:
        return self.folder / f"{self.name}.yaml"

    # -- processes -----------------------------------------------------------------------------------

    def start(self, *words: str, point: str | None = None, heeds: Iterable[int] = HEEDED) -> Child:
        """`remixbatch COMMAND SPEC WORD…` as a process of its own.

        `point`: where it is to be killed or to fail (crash_start.py); `heeds`: signals that are not
        ignored from the start.
        """
        return (self.nursery or nursery()).start(
            "remixbatch",
            self._words(words),
            folder=self.folder,
            environ=self.environ,
            point=point,
            heeds=heeds,
        )

    def _words(self, words: Sequence[str]) -> list[str]:
        command, *more = words or ("run",)
        return [command, self.spec.name, *more]

    def under(self, *words: str) -> Ended:
        """A run that another command starts and watches."""
        process = subprocess.Popen(
            [*words, sys.executable, "-m", "remixbatch", "run", self.spec.name],
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        return ended(process)

    def run(self, *words: str, point: str | None = None) -> Ended:
        """To its end; inside the test's own process where nothing is to befall it."""
        if point is None:
            return inside(self._words(words), self.folder, self.environ)
        return ended(self.start(*words, point=point))

    def killed(self, point: str, *words: str) -> None:
        """A run that ends at `point`, by kill -9."""
        end = self.run(*words, point=point)
        assert end.code == -signal.SIGKILL, (point, end)

    # -- what is left --------------------------------------------------------------------------------

    @property
    def journal(self) -> Path:
        return self.folder / ".remixbatch" / f"{self.name}.db"

    @property
    def lock(self) -> Path:
        return self.folder / f"{self.name}.lock"

    def events(self) -> list[e.Event]:
        journal = Journal.read_only(self.journal)
        if journal is None:
            return []
        with journal:
            return journal.events()

    def takes(self) -> list[dict[str, Any]]:
        """The take lines of the lock."""
        text = self.lock.read_text("utf-8") if self.lock.exists() else ""
        lines = [json.loads(line) for line in text.splitlines()]
        return [line for line in lines if line["t"] == "take"]

    def books(self) -> list[dict[str, Any]]:
        """What the service would have charged this checkout for, oldest first."""
        mine = {self.source("a"), self.source("b")}
        found = []
        for entry in self.emulator.books():
            if entry["source"] in mine:
                found.append(entry)
                mine.add(entry["id"])
        return found

    def paid(self) -> Counter[tuple[str, ...]]:
        """How often each lineage was accepted: source, prompt, prompt of its child, …"""
        books = ((entry["id"], entry["source"], entry["prompt"]) for entry in self.books())
        return Counter(made(books).values())

    def wanted(self) -> Counter[tuple[str, ...]]:
        """What the spec asks for, in the same words."""
        return asked(self.spec, self.source)

    def until_booked(self, count: int) -> None:
        until(lambda: len(self.books()) >= count, within=PATIENCE)

    def until_recorded(self, kind: type[e.Event], count: int = 1) -> None:
        until(lambda: len(of(kind, self.events())) >= count, within=PATIENCE)


def tag_of(request: pytest.FixtureRequest) -> str:
    """The test's name, as a part of ids."""
    return "".join(letter if letter.isalnum() else "-" for letter in request.node.name)[:100]


def ended(process: subprocess.Popen[str] | Child, within: float = PATIENCE) -> Ended:
    """Wait for it; a process that does not end is killed, and the test fails."""
    try:
        out, err = process.communicate(timeout=within)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        raise AssertionError(f"it did not end: {out}{err}") from None
    assert process.returncode is not None
    return Ended(code=process.returncode, out=out, err=err, bug=_bug(err))


def _bug(err: str) -> str:
    """What the file says that a bug was written to: a test that fails once in a thousand times must tell why."""
    found = re.search(r"^error: a bug in remixbatch .*details: (/\S+\.txt)$", err, re.MULTILINE)
    return "" if found is None else Path(found[1]).read_text("utf-8")


def of(kind: type[T], events: Iterable[e.Event]) -> list[T]:
    return [event for event in events if isinstance(event, kind)]
