"""A take beside its job as it is today: whether it counts, why, and what it cost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from remixbatch.asked import changes
from remixbatch.graph import Graph, Job
from remixbatch.holdings import Holdings
from remixbatch.policy import Policy
from remixbatch.report.row import OPEN, cost, costs_nothing, free_failures
from remixbatch.report.text import told, usd
from remixbatch.step import Standing, Step, standing, starts
from remixbatch.take import Phase, Take


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`counts`: the job stands on it, or may come to. `words` say why. `money` is free, an amount, or unknown."""

    handle: str
    take: Take
    counts: bool
    words: str
    money: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What takes are judged by."""

    graph: Graph
    holdings: Holdings
    policy: Policy
    steps: Mapping[str, Step]
    said: Mapping[
        str, str
    ]  # handle -> what a person said of it: "rejected by ana, 2026-11-23: too dark"


def verdicts(bench: Bench, name: str) -> tuple[Verdict, ...]:
    """One for each take of a job, or of what was one; oldest first."""
    forgiving = free_failures(bench.graph)
    return tuple(
        _verdict(bench, name, handle, forgiving) for handle in bench.holdings.handles(name)
    )


def _verdict(bench: Bench, name: str, handle: str, forgiving: Collection[str]) -> Verdict:
    take = bench.holdings.takes[handle]
    job = bench.graph.jobs.get(name)
    if job is None:
        counts, words = False, "its job is not in the spec any more"
    else:
        counts, words = _judged(bench, job, handle, take)
    if note := take.note:
        words += f"; {told(note)}"
    return Verdict(
        handle=handle, take=take, counts=counts, words=words, money=money(take, forgiving)
    )


def _judged(bench: Bench, job: Job, handle: str, take: Take) -> tuple[bool, str]:
    step = bench.steps[job.address]
    rank = standing(job, take, starts(job, bench.steps))
    if step.pick == handle:
        return True, _stands(bench, handle, rank)
    if handle in bench.policy.rejected:
        return False, bench.said.get(handle, "rejected")
    if rank is Standing.OTHER:
        return False, _other(take, job)
    if rank is Standing.STALE:
        return False, _stale(bench, job, take)
    return _current(take)


def _stands(bench: Bench, handle: str, rank: Standing) -> str:
    words = (
        "the job stands on it" if rank is Standing.CURRENT else "kept, though its parent changed"
    )
    said = bench.said.get(handle)
    return f"{words}; {said}" if said else words


def _other(take: Take, job: Job) -> str:
    found = [change.field for change in changes(take, job)]
    words = f"asked for with another {' and '.join(found)}" if found else "asked for in another way"
    return f"{words}; it is still looked after" if take.phase in OPEN else words


def _stale(bench: Bench, job: Job, take: Take) -> str:
    if job.source is not None:
        return f"made from another source, {told(take.parent)}"
    return f"made from {named(bench, take.origin, take.parent)}, which {job.parent} does not stand on now"


def _current(take: Take) -> tuple[bool, str]:
    said = _said(take)
    match take.phase:
        case Phase.COMPLETED:
            return True, "as good as the one that the job stands on; what was made from it stays"
        case Phase.SUBMITTING:
            return True, "being submitted"
        case Phase.RUNNING:
            return True, "in flight"
        case Phase.UNCLEAR:
            return True, f"it may have been made and paid for: {said.removeprefix('unclear: ')}"
        case Phase.FAILED if not take.made:
            return False, f"the service did not accept it: {said}"
        case phase:
            return False, f"{phase}: {said}"


def _said(take: Take) -> str:
    """What the service or the network said, with its code."""
    error = take.error or {}
    parts = [told(error[name]) for name in ("code", "message") if error.get(name)]
    return ": ".join(parts) or "no reason given"


def named(bench: Bench, origin: str, identity: str) -> str:
    """An identity with what is known of it: `video_68ff (teal.1)`, `video_01K8 (source beach)`."""
    handle = bench.holdings.owner(origin, identity)
    if handle is not None:
        take = bench.holdings.takes[handle]
        return f"{told(identity)} ({bench.holdings.job_of(handle)}.{take.take})"
    source = next((s.name for s in bench.graph.sources.values() if s.identity == identity), None)
    return told(identity) if source is None else f"{told(identity)} (source {source})"


def money(take: Take, forgiving: Collection[str]) -> str:
    if costs_nothing(take, forgiving):
        return "free"
    amount = cost(take)
    if amount is None:
        return "unknown"
    return "free" if not amount else usd(amount) + " reserved" * (take.phase in OPEN)
