"""Emulators with faults on purpose, for tests."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import requests
import yaml

from checkout import swift_profile
from emulated import Emulator, running
from program import SHIPPED, Program

Rules = list[dict[str, Any]]


def plan_of(rules: Rules, seed: int = 0) -> dict[str, Any]:
    return {"version": 1, "seed": seed, "rules": rules}


@contextmanager
def faulty(
    state: Path, rules: Rules, *flags: str, seed: int = 0, dialect: str = "openai"
) -> Iterator[Emulator]:
    """An emulator at a hundred times its speed that follows these rules."""
    state.mkdir(parents=True, exist_ok=True)
    plan = state / "plan.json"
    plan.write_text(json.dumps(plan_of(rules, seed)), "utf-8")
    swift = ("--speed", "100", "--in-flight", "10000", "--faults", str(plan), *flags)
    with running(state, *swift, dialect=dialect) as one:
        yield one


def about(fault: str, on: str = "submit", prompt: str | None = None, **more: Any) -> dict[str, Any]:
    """A rule for the prompts that hold `<fault>`, or another word of it."""
    match = {} if on == "list" else {"match": {"prompt": f"*<{prompt or fault}>*"}}
    return {"on": on, "fault": fault, **match, **more}


def posts(one: Emulator) -> list[dict[str, Any]]:
    """Asked again where the connection is one of those that a plan breaks."""
    for _ in range(20):
        with suppress(requests.ConnectionError):
            return list(one.get("/emulator/books").json()["posts"])
    raise AssertionError("the books cannot be had")


def brief_profile(name: str = "brief", *, lists: bool = False) -> str:
    """The emulator's profile for a test that waits for nothing long; `lists`: what it made can be asked for."""
    profile = yaml.safe_load(swift_profile(key="OPENAI_API_KEY"))
    profile |= {"name": name, "retry_after_max": 0.1, "settle": 0.6}
    profile["deadlines"] = {"connect": 5, "read": 0.3, "total": 0.4, "download": 2}
    profile["look"] |= {"missing_grace": 0.5, "overdue": 3}
    if lists:
        shipped = yaml.safe_load((SHIPPED / "emulator.yaml").read_text("utf-8"))
        profile["list"] = {**shipped["list"], "complete": False}
    return str(yaml.safe_dump(profile, sort_keys=False))


def program_at(one: Emulator, folder: Path, tag: str = "faulty") -> Program:
    """The program in a folder of its own, speaking to this emulator by the profiles `brief` and `brief-list`."""
    folder.mkdir(exist_ok=True)
    program = Program(folder, one, tag)
    for name, lists in (("brief", False), ("brief-list", True)):
        file = folder / "profiles" / f"{name}.yaml"
        file.write_text(brief_profile(name, lists=lists), "utf-8")
    return program
