"""The one base error for users, and the exit codes that scripts rely on."""

from collections.abc import Iterable
from enum import IntEnum


class Exit(IntEnum):
    """What the process says to its caller; the table is in the README and stays stable."""

    DONE = 0
    FAILED = 1  # some jobs failed, were refused or lost, or are blocked by such
    USAGE = 2  # usage, spec or lint errors; nothing was sent
    BUDGET = 3  # stopped by a budget or --max-new
    UNFINISHED = 4  # in flight, overdue, not fetched, parent not selected, waits for a person
    LOCK = 5  # would spend under --locked, held, unreadable, other origin, decided anew, denied by the service
    PROVIDER = 6  # provider or credentials unusable
    UNCLEAR = 7  # a submission without a usable answer; a person must decide
    CHECKS = 8  # done, but checks of takes failed
    DISK = 9  # local disk or journal
    WORK = 10  # plan --detailed-exitcode, and there is work
    INTERRUPTED = 130


# Several at once: the first of these wins. An interrupt is told only when none of the first three applies.
PRECEDENCE = (
    Exit.DISK,
    Exit.UNCLEAR,
    Exit.LOCK,
    Exit.INTERRUPTED,
    Exit.PROVIDER,
    Exit.FAILED,
    Exit.CHECKS,
    Exit.BUDGET,
    Exit.UNFINISHED,
)


def worst(codes: Iterable[Exit]) -> Exit:
    """The one code that speaks for several."""
    found = set(codes)
    return next((code for code in PRECEDENCE if code in found), max(found, default=Exit.DONE))


class RemixbatchError(Exception):
    """Something the user can act on: what happened, and the next move.

    `hint` is one sentence; `exit` is the code the process ends with.
    """

    exit = Exit.USAGE

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(RemixbatchError):
    """The call or the spec cannot be obeyed as written."""


class LockError(RemixbatchError):
    """The lockfile cannot be read or trusted, or another run holds the spec.

    `still`: a sentence that is true where it is met before anything was done ("Nothing was sent."), told before the hint;
    `way_out` is the hint alone, for where it comes later.
    """

    exit = Exit.LOCK

    def __init__(self, message: str, *, hint: str | None = None, still: str = "") -> None:
        super().__init__(message, hint=f"{still} {hint}" if still else hint)
        self.way_out = hint


class ProviderError(RemixbatchError):
    """The service, its profile or the key cannot be used."""

    exit = Exit.PROVIDER


class BudgetError(RemixbatchError):
    """Money the user set aside does not cover this, or the price is unknown."""

    exit = Exit.BUDGET


class DiskError(RemixbatchError):
    """The local disk or the journal failed; nothing more is submitted."""

    exit = Exit.DISK
