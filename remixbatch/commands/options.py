"""The flags of one call of `run`, `plan` or `wait`."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The flags of one call."""

    command: str = "run"
    files: Sequence[Path] = ()  # as they were given
    planned: bool = False  # the file is a saved plan
    yes: bool = False
    locked: bool = False
    select: Sequence[str] = ()
    exclude: Sequence[str] = ()
    in_flight: int | None = None
    max_new: int | None = None
    max_unclear: int = 3
    fail_fast: bool = False
    budget: int | None = None  # micro-dollars
    retry_failed: bool = False
    on_parent_change: str | None = None
    wait: bool = True
    check_sources: bool = True
    lint: bool = True  # errors in prompts stop it
    strict: bool = False  # so do warnings
    faults: Path | None = None  # a plan of them, for a rehearsal
    stamp: Path | None = None
    depfile: Path | None = None
    base_url: str | None = None
    output_dir: Path | None = None
    json: bool = False
    verbosity: int = 0
