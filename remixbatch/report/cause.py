"""Why jobs are not done, grouped: one line for what may be a thousand jobs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from remixbatch.errors import PRECEDENCE, Exit
from remixbatch.report.row import Row
from remixbatch.report.text import told
from remixbatch.step import Decision
from remixbatch.take import Phase

_ENDED = (Phase.FAILED, Phase.REFUSED, Phase.LOST)

TITLES = {
    Exit.DISK: "Local disk or journal",
    Exit.UNCLEAR: "Unclear, a person must decide",
    Exit.LOCK: "Lock",
    Exit.INTERRUPTED: "Interrupted",
    Exit.PROVIDER: "Provider",
    Exit.FAILED: "Failed",
    Exit.CHECKS: "Checks failed",
    Exit.BUDGET: "Stopped by a limit",
    Exit.UNFINISHED: "Not finished",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason and the jobs it holds for; none where it holds for the whole run."""

    exit: Exit
    text: str
    jobs: tuple[str, ...] = ()


def causes(rows: Iterable[Row], codes: Mapping[Exit, list[str]]) -> list[Cause]:
    """What keeps the campaign from being done, gravest first: reasons of the run, then those of jobs."""
    listed = [row for row in rows if row.step.exit is not Exit.DONE and row.step.exit in codes]
    of_jobs = {f"{row.job}: {row.step.reason}" for row in listed}
    found = [
        Cause(exit=code, text=told(reason))
        for code, reasons in codes.items()
        for reason in dict.fromkeys(reasons)
        if reason not in of_jobs
    ]
    return sorted([*found, *_of_jobs(listed)], key=_gravity)


def _gravity(cause: Cause) -> tuple[int, bool, int]:
    rank = PRECEDENCE.index(cause.exit) if cause.exit in PRECEDENCE else len(PRECEDENCE)
    return rank, bool(cause.jobs), -len(cause.jobs)


def _of_jobs(rows: Iterable[Row]) -> list[Cause]:
    grouped: dict[tuple[Exit, str], list[Row]] = {}
    for row in rows:
        grouped.setdefault((row.step.exit, _kind(row)), []).append(row)
    return [
        Cause(exit=code, text=_text(same), jobs=tuple(row.job for row in same))
        for (code, _), same in grouped.items()
    ]


def _kind(row: Row) -> str:
    """What makes two rows the same: the service's code where there is one, else the reason."""
    if _inherited(row):
        return "inherited"
    if row.step.decision is Decision.SUBMIT:
        return "not submitted"
    if row.step.phase in _ENDED and row.take is not None and row.take.error is not None:
        return f"{row.step.phase} {row.take.error.get('code')}"
    return f"{row.step.phase} {row.reason}"


def _text(same: list[Row]) -> str:
    first = same[0]
    if _inherited(first):
        return "blocked by the above"
    if first.step.decision is Decision.SUBMIT:
        return "not submitted"
    if first.step.phase not in _ENDED or first.error is None:
        return first.reason
    others = len({row.error for row in same}) - 1
    more = f" (and {others} other message{'s' * (others != 1)})" if others else ""
    return f"{first.step.phase}: {first.error}{more}"


def _inherited(row: Row) -> bool:
    """Another job's fault, which has a line of its own."""
    return row.step.decision is Decision.BLOCKED and row.step.root is not None
