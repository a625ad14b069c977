"""The limits of one call: what its user lets a run do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What this call may do. Money in micro-dollars, times in seconds.

    `new_before`, `spent_before`: what other specs have used of `max_new` and `budget` in the same call.
    """

    submit: bool = True
    wait: bool = True
    files: frozenset[str] | None = None  # handles: their files are wanted and nothing else is
    in_flight: int | None = None  # over all providers
    max_new: int | None = None
    new_before: int = 0
    max_unclear: int = 3
    budget: int | None = None
    spent_before: int = 0
    fail_fast: bool = False  # the first job that failed for good in this run ends submitting
    unreachable: float = 60.0  # without any connection, submitting ends
    silence: float = 600.0  # without any usable answer, looking ends
