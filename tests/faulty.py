"""Emulators with faults on purpose, for tests."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from emulated import Emulator, running

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
    return list(one.get("/emulator/books").json()["posts"])
