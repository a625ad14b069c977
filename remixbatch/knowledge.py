"""What journal and lock know together of a spec.

Every process begins with it, the program's and the simulator's: what is proven of one is true of the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from remixbatch import events as e
from remixbatch import exchange, lockfile
from remixbatch.gifts import gifts
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.lockfile import Facts
from remixbatch.policy import Policy
from remixbatch.rename import renames
from remixbatch.take import Phase


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
