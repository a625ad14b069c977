"""What journal and lock know together of a spec.

Every process begins with it, the program's and the simulator's: what is proven of one is true of the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from remixbatch import events as e
from remixbatch import exchange, lockfile
from remixbatch.errors import LockError
from remixbatch.gifts import gifts
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.lockfile import Facts
from remixbatch.policy import Policy
from remixbatch.rename import renames
from remixbatch.take import Phase, Take


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """`news`: events that the journal lacks, facts of the lock and renames found in the spec, in order.

    `waiting`: a submission stood without an answer before the new process began.
    """

    holdings: Holdings
    news: tuple[e.Event, ...]
    policy: Policy
    waiting: bool


def known(
    graph: Graph,
    facts: Facts,
    events: Iterable[e.Event],
    *,
    at: float,
    run: e.Run | None,
    flags: Policy | None = None,
) -> Knowledge:
    """Fold the journal's events with the lock's facts. `run`: the process that begins and is the only one, so
    that nobody waits any more for answers that were not recorded. `flags`: what the caller says.
    """
    holdings = Holdings()
    for event in events:
        holdings.apply(event)
    waiting = any(take.phase is Phase.SUBMITTING for take in holdings.takes.values())
    if run is not None:
        holdings.apply(run)
    lock = lockfile.fold(facts)
    news = exchange.imports(lock, holdings, at)
    for event in news:
        holdings.apply(event)
    moves, ambiguous = renames(graph, holdings, at)
    for move in moves:
        holdings.apply(move)
    rejected = frozenset(holdings.handle(uid) for uid in lock.rejected)
    picked = {holdings.handle(uid) for uid in lock.picks.values()}
    given = gifts(graph, holdings, at, waiting=ambiguous, rejected=rejected, picked=picked)
    for gift in given:
        holdings.apply(gift)
    policy = replace(
        flags or Policy(),
        picks=lock.picks,
        undecided=lock.undecided,
        rejected=rejected,
        ambiguous=ambiguous,
    )
    found = (*news, *moves, *given)
    return Knowledge(holdings=holdings, news=found, policy=policy, waiting=waiting)


def additions(
    graph: Graph, policy: Policy, facts: Facts, holdings: Holdings, at: float
) -> list[e.Event]:
    """What a lock that changed under a run adds to what is held: takes of others, and the end of doubts, as events.

    They change nothing that this process has under way: what the lock tells of that is left for the next
    one. `policy`: what the run was begun with. Raises LockError for a lock that decides anew what jobs are
    called, which takes count, or whose a video is: a run that goes on would pay by the old word.
    """
    lock = lockfile.fold(facts)
    news = [event for event in exchange.imports(lock, holdings, at) if _adds(event, holdings)]
    after = holdings.copy() if news else holdings
    for event in news:
        after.apply(event)
    if any(
        take is not (then := after.takes.get(handle)) and take != then
        for handle, take in holdings.takes.items()
        if take.phase is not Phase.UNCLEAR
    ):
        raise LockError("it tells otherwise of takes that this run has under way")
    _check_choices(policy, lock, after)
    if news:
        _check_names(graph, policy, after, at)
    return news


def _adds(event: e.Event, holdings: Holdings) -> bool:
    """Whether it tells of a take that nobody waits for here. Raises LockError where it is more than that."""
    if isinstance(event, e.Settled):
        return True
    if not isinstance(event, e.Imported):
        raise LockError("it renames jobs")
    take = Take.from_line(event.line)
    owner = holdings.owner(take.origin, take.id) if take.id is not None else None
    if owner is not None and holdings.takes[owner].uid != take.uid:
        raise LockError(f"it has {take.id}, the video of another take, as that of {take.job}")
    held = holdings.takes.get(owner or holdings.handle(take.uid))
    if held is None or held.phase is Phase.UNCLEAR:
        return True
    if held.made and take.made and held.id != take.id:
        raise LockError(f"it has a second video of {take.job}.{take.take}, {take.id}")
    return False


def _check_choices(policy: Policy, lock: lockfile.Lock, after: Holdings) -> None:
    """Raises LockError where people chose otherwise meanwhile."""
    rejected = frozenset(after.handle(uid) for uid in lock.rejected)
    chosen = lock.picks, lock.undecided, rejected
    if chosen != (policy.picks, policy.undecided, policy.rejected):
        raise LockError("it has other picks or rejects")


def _check_names(graph: Graph, policy: Policy, after: Holdings, at: float) -> None:
    """Raises LockError where takes would go to other jobs than those that they are of."""
    moves, ambiguous = renames(graph, after, at)
    picked = {after.handle(uid) for uid in policy.picks.values()}
    given = gifts(graph, after, at, waiting=ambiguous, rejected=policy.rejected, picked=picked)
    if moves or given or ambiguous.keys() != policy.ambiguous.keys():
        raise LockError("takes in it are of jobs that have another name here")
