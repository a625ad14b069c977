"""What a plan does not count: a run may find out what became of unclear takes, and then more is due."""

from collections.abc import Iterator
from dataclasses import dataclass

from remixbatch.graph import Graph, Provider
from remixbatch.holdings import Holdings
from remixbatch.plan import Plan, plan, total
from remixbatch.policy import Policy
from remixbatch.step import Decision, Step
from remixbatch.take import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """The most that a run may submit beyond its plan. `steps`: of the jobs that would be due then, parents first.

    `again`: jobs whose unclear take may be submitted anew, or again under its own key, should it not have been
    made; `found`: those whose service can only tell that it was made.
    """

    again: tuple[str, ...]
    found: tuple[str, ...]
    steps: tuple[Step, ...]
    free: bool

    @property
    def usd(self) -> int | None:
        """Micro-dollars; None where a price is unknown."""
        return total(step.usd for step in self.steps)


def extras(graph: Graph, holdings: Holdings, policy: Policy, planned: Plan) -> Extras | None:
    """None where a run settles no unclear take, or nothing would follow.

    That a take was made adds less than that it was not: its job is not due then, only what waits for it is.
    """
    told = dict(answerable(graph, holdings))
    if not told:
        return None
    jobs = {handle: holdings.job_of(handle) for handle in told}
    again = {jobs[handle] for handle, anew in told.items() if anew}
    found = {jobs[handle] for handle, anew in told.items() if not anew} - again
    counted = {step.job for step in planned.of(Decision.SUBMIT)} | found
    after = plan(graph, holdings.without(told), policy)
    more = tuple(step for step in after.of(Decision.SUBMIT) if step.job not in counted)
    if not more:
        return None
    providers = (graph.providers[graph.jobs[step.job].provider] for step in more)
    return Extras(
        again=tuple(sorted(again)),
        found=tuple(sorted(found)),
        steps=more,
        free=all(provider.profile.free for provider in providers),
    )


def answerable(graph: Graph, holdings: Holdings) -> Iterator[tuple[str, bool]]:
    """Handles of unclear takes whose service tells what became of them, and whether that can be: nothing."""
    providers = {(p.profile.name, p.origin): p for p in graph.providers.values()}
    for handle, take in holdings.takes.items():
        provider = providers.get((take.profile, take.origin))
        if take.phase is Phase.UNCLEAR and provider is not None:
            yield from _by(provider, handle)


def _by(provider: Provider, handle: str) -> Iterator[tuple[str, bool]]:
    listing, keyed = provider.profile.listing, provider.profile.idempotency
    resends = keyed is not None and keyed.retention is not None
    if listing is not None or resends:
        yield handle, resends or (listing is not None and listing.complete)
