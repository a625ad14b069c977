"""How one emulator is to behave."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from remixbatch.emulator.faults import Plan

DIALECTS = ("openai", "toapis")


class EmulatorError(Exception):
    """The emulator cannot serve as asked: what is wrong, and the next move in `hint`."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Raises EmulatorError for a value that makes no sense."""

    dialect: str = "openai"
    port: int = 0  # 0: any free one
    state: Path = Path(".remixbatch/emulator")
    seed: int = 0  # of the jobs' durations
    speed: float = 1.0  # 1: a job takes 3 to 7 seconds; 10: a tenth of that
    key: str | None = field(default=None, repr=False)  # None: any key or none will do
    in_flight: int = 8  # unfinished jobs; more are answered 429
    submits_per_minute: int | None = None
    retention: float = 86400.0  # seconds from a job's end to the end of its file
    answer_delay: float = 0.0  # seconds from booking a submission to answering it
    faults: Plan = field(default_factory=Plan)  # on purpose
    honour_keys: bool = False  # what comes again under its idempotency key makes nothing new
    key_headers: Sequence[str] = ("Idempotency-Key", "X-Idempotency-Key")
    die_with_parent: bool = False
    verbose: bool = False

    def __post_init__(self) -> None:
        if self.dialect not in DIALECTS:
            raise EmulatorError(
                f"the emulator does not speak {self.dialect!r}",
                hint=f"Choose {' or '.join(DIALECTS)}.",
            )
        for name, least in (("port", 0), ("in_flight", 1), ("submits_per_minute", 1)):
            value = getattr(self, name)
            if value is not None and value < least:
                raise EmulatorError(f"{_flag(name)} is {value}", hint=f"Give at least {least}.")
        if self.port > 65535:
            raise EmulatorError(f"--port is {self.port}", hint="Ports end at 65535.")
        for name in ("speed", "retention", "answer_delay"):
            value = getattr(self, name)
            if not math.isfinite(value) or value < 0 or (name == "speed" and value == 0):
                raise EmulatorError(f"{_flag(name)} is {value}", hint="Give a number above zero.")


def _flag(name: str) -> str:
    return "--" + name.replace("_", "-")
