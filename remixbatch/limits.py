"""The limits of one call: what its user lets a run do."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Home = tuple[str, str]  # a service: its profile and origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Submissions to a service in a row: `doubts` are unclear, `vanished` turned out not to have been created."""

    doubts: int = 0
    vanished: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What this call may do. Money in micro-dollars, times in seconds.

    `new_before`, `spent_before`, `lost_before`: what other specs have used of `max_new`, `budget` and `max_unclear`
    in the same call.
    """

    submit: bool = True
    wait: bool = True
    files: frozenset[str] | None = None  # handles: their files are wanted and nothing else is
    in_flight: int | None = None  # over all providers
    max_new: int | None = None
    new_before: int = 0
    max_unclear: int = 3
    lost_before: Mapping[Home, Lost] = field(default_factory=dict)
    budget: int | None = None
    spent_before: int = 0
    fail_fast: bool = False  # the first job that failed for good in this run ends submitting
    unreachable: float = 60.0  # without any connection, submitting ends
    silence: float = 600.0  # without any usable answer, looking ends
