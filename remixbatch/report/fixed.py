"""Jobs that become chains, and what that costs: for a person, and as data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from remixbatch.amendment import Amendment, Refusal
from remixbatch.graph import Graph
from remixbatch.money import dollars
from remixbatch.plan import Plan
from remixbatch.problem import printable
from remixbatch.report.text import cells, pad, plural, usd, wrap
from remixbatch.step import Decision

VERSION = 1
MOST = 20  # jobs that are told of one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """What the fix makes of one spec. `after` is the same as `before` where it makes nothing of it."""

    spec: str
    amendments: Sequence[Amendment]
    refusals: Sequence[Refusal]
    before: Graph
    after: Graph
    due: Plan  # as the spec stands
    due_then: Plan
    takes: Mapping[str, int]  # of amended jobs, as far as they were made
    written: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bill:
    """Remixes and their price together. `usd`: of those whose price is known."""

    remixes: int
    usd: int
    unknown: int
    free: bool

    @classmethod
    def of(cls, graph: Graph, jobs: Iterable[str]) -> "_Bill":
        found = [graph.jobs[job] for job in jobs]
        prices = [job.usd for job in found]
        used = {job.provider for job in found} or graph.providers.keys()
        return cls(
            remixes=len(found),
            usd=sum(price for price in prices if price is not None),
            unknown=prices.count(None),
            free=all(graph.providers[name].profile.free for name in used),
        )

    def __str__(self) -> str:
        if self.free:
            return "free"
        if not self.unknown:
            return usd(self.usd)
        return f"{usd(self.usd)} and an unknown amount" if self.usd else "an unknown amount"

    def data(self) -> dict[str, Any]:
        return {"takes": self.remixes, "usd": None if self.unknown else dollars(self.usd)}


def fixed_text(fixed: Fixed, *, width: int) -> str:
    """A line a job, those that stay with the reason, the sum; empty where there was nothing to fix."""
    rows = [_row(fixed, each) for each in fixed.amendments]
    names = max((cells(name) for name, _, _ in rows), default=0)
    counts = max((cells(count) for _, count, _ in rows), default=0)
    lines = [f"{pad(name, names)}  {pad(count, counts)}  {price}" for name, count, price in rows]
    told = [_refused(each, width) for each in fixed.refusals]
    return "\n".join(
        [
            *lines[:MOST],
            *_more(len(lines), "become chains"),
            *(line for group in told[:MOST] for line in group),
            *_more(len(told), "stay as they are"),
            *_sum(fixed, width),
        ]
    )


def _more(count: int, what: str) -> list[str]:
    left = count - MOST
    return [f"… and {left:,} more {what} (--json lists them)"] if left > 0 else []


def _row(fixed: Fixed, amendment: Amendment) -> tuple[str, str, str]:
    before = _Bill.of(fixed.before, [amendment.job])
    after = _Bill.of(fixed.after, amendment.addresses)
    price = _change(before, after)
    if kept := fixed.takes.get(amendment.job, 0):
        one = kept == 1
        price += f"; its {plural(kept, 'take')} stay{'s' * one}, and count{'s' * one} no more"
    return amendment.job, f"1 remix -> {after.remixes}", price


def _refused(refusal: Refusal, width: int) -> list[str]:
    place = f"{printable(refusal.place.file)}:{refusal.place.line}"
    told = printable(f"{refusal.job} stays as it is ({place}): {refusal.reason}")
    help_ = f"help: {printable(refusal.hint)}"
    return [*_hung(told, width), *("  " + line for line in _hung(help_, width - 2))]


def _hung(text: str, width: int) -> list[str]:
    first, *more = wrap(text, max(20, width - 2))
    return [first, *("  " + line for line in more)]


def _sum(fixed: Fixed, width: int) -> list[str]:
    """All of it: what a campaign costs from nothing, and what the next run costs where that is another sum."""
    if not fixed.amendments:
        return []
    jobs, steps = len(fixed.amendments), sum(len(each.steps) for each in fixed.amendments)
    all_before, all_after = _whole(fixed.before), _whole(fixed.after)
    what = f"{plural(jobs, 'job')} become{'s' * (jobs == 1)} {steps:,} steps"
    counts = f"{_remixes(all_before.remixes)} -> {all_after.remixes:,} a campaign"
    lines = wrap(f"{what}: {counts}, {_change(all_before, all_after)}", width)
    now, then = _next(fixed.before, fixed.due), _next(fixed.after, fixed.due_then)
    if (now, then) != (all_before, all_after):
        counts = f"{_remixes(now.remixes)} -> {then.remixes:,}"
        lines += wrap(f"The next run: {counts}, {_change(now, then)}", width)
    stale = len(fixed.due_then.of(Decision.ASK)) - len(fixed.due.of(Decision.ASK))
    if stale > 0:
        told = f"Not counted: {plural(stale, 'take')} whose parent changes with it"
        lines += wrap(f"{told}; a run asks for --on-parent-change rerun or keep", width)
    return lines


def _change(before: _Bill, after: _Bill) -> str:
    if before.free and after.free:
        return "free"
    if not before.usd and not after.usd and before.unknown and after.unknown:
        return "price unknown"
    return f"{before} -> {after}"


def _remixes(count: int) -> str:
    return f"{count:,} remix{'es' * (count != 1)}"


def _whole(graph: Graph) -> _Bill:
    return _Bill.of(graph, graph.jobs)


def _next(graph: Graph, plan: Plan) -> _Bill:
    return _Bill.of(graph, [step.job for step in plan.of(Decision.SUBMIT)])


def fixed_data(fixed: Fixed) -> dict[str, Any]:
    """The edits and what they mean; `start` and `end` count characters of the file, a mark at its head left out."""
    edits = sorted(
        (edit for each in fixed.amendments for edit in each.edits), key=lambda e: (e.start, e.end)
    )
    return {
        "version": VERSION,
        "kind": "fix",
        "spec": fixed.spec,
        "written": fixed.written,
        "edits": [{"start": e.start, "end": e.end, "text": e.text} for e in edits],
        "jobs": [_job_data(fixed, each) for each in fixed.amendments],
        "refused": [_refused_data(each) for each in fixed.refusals],
        "campaign": {
            "before": _whole(fixed.before).data(),
            "after": _whole(fixed.after).data(),
        },
        "next_run": {
            "before": _next(fixed.before, fixed.due).data(),
            "after": _next(fixed.after, fixed.due_then).data(),
        },
    }


def _job_data(fixed: Fixed, amendment: Amendment) -> dict[str, Any]:
    steps = zip(amendment.addresses, amendment.steps, strict=True)
    return {
        "job": amendment.job,
        "line": amendment.place.line,
        "steps": [
            {"job": address, "prompt": step.prompt, "rank": step.rank} for address, step in steps
        ],
        "before": _Bill.of(fixed.before, [amendment.job]).data(),
        "after": _Bill.of(fixed.after, amendment.addresses).data(),
        "takes_kept": fixed.takes.get(amendment.job, 0),
    }


def _refused_data(refusal: Refusal) -> dict[str, Any]:
    return {
        "job": refusal.job,
        "line": refusal.place.line,
        "reason": refusal.reason,
        "hint": refusal.hint,
    }
