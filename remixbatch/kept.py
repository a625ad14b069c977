"""Which takes' videos are worth having on the disk: those that stand for a job, and those they start from."""

from collections.abc import Iterable, Iterator

from remixbatch.holdings import Holdings
from remixbatch.lockfile import Lock
from remixbatch.plan import Plan
from remixbatch.policy import Policy
from remixbatch.take import Phase


def standing(plan: Plan, policy: Policy, holdings: Holdings) -> frozenset[str]:
    """Handles of the takes that stand for the jobs of a plan, and of all that those start from.

    Where a person has still to decide (two picks of one job, a rename that may be two, names that may have
    been exchanged) all that it may come to counts as standing.
    """
    chosen = {h for step in plan.steps.values() for h in (step.pick, step.handle) if h is not None}
    chosen.update(*(holdings.handles(job) for job in policy.undecided))
    chosen.update(*(holdings.handles(job) for job in policy.ambiguous))
    if policy.ambiguous:
        chosen.update(*(holdings.handles(step.job) for step in plan.orphans))
    return with_ancestors(chosen, holdings)


def standing_by_lock(lock: Lock, holdings: Holdings) -> frozenset[str]:
    """The same where nobody knows what the spec says: of each job the pick, else of what was asked last
    the take that others start from or the earliest.
    """
    starts = {take.parent for take in holdings.takes.values()}
    chosen: set[str] = set()
    for job in holdings.jobs():
        chosen.update(_of_job(job, lock, holdings, starts))
    return with_ancestors(chosen, holdings)


def _of_job(job: str, lock: Lock, holdings: Holdings, starts: set[str]) -> list[str]:
    rejected = {holdings.handle(uid) for uid in lock.rejected}
    takes = holdings.takes
    done = [
        handle
        for handle in holdings.handles(job)
        if takes[handle].phase is Phase.COMPLETED and handle not in rejected
    ]
    picked = holdings.handle(lock.picks.get(job, ""))
    if not done or job in lock.undecided or picked in done:
        return [picked] if picked in done else done
    last = takes[done[-1]]
    same = [h for h in done if (takes[h].key, takes[h].parent) == (last.key, last.parent)]
    return [h for h in same if takes[h].id in starts] or same[:1]


def with_ancestors(handles: Iterable[str], holdings: Holdings) -> frozenset[str]:
    """The takes and, one after the other, those that they start from."""
    found, todo = set(handles), list(handles)
    while todo:
        new = [handle for handle in _parents(todo.pop(), holdings) if handle not in found]
        found.update(new)
        todo += new
    return frozenset(found)


def _parents(handle: str, holdings: Holdings) -> Iterator[str]:
    take = holdings.takes[handle]
    owner = holdings.owner(take.origin, take.parent)
    if owner is not None:
        yield owner
