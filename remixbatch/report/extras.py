"""What a plan does not count: what unclear takes turn out to be, and takes that fail and are asked for again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from remixbatch.graph import Graph, Provider
from remixbatch.holdings import Holdings
from remixbatch.money import micros
from remixbatch.plan import Plan, plan, total
from remixbatch.policy import Policy
from remixbatch.step import Decision, Standing, Step, standing, starts
from remixbatch.take import Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """`steps`: of the jobs that would be due once unclear takes are none any more, parents first.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """Where failed takes are not free: the jobs whose takes are asked for again, and how often at most.

    `usd`: of all of them, micro-dollars; None where a price is unknown.
    """

    times: dict[str, int]
    usd: int | None

    @property
    def takes(self) -> int:
        return sum(self.times.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Extras:
    """The most that a run may submit beyond its plan; at least one of the two is there."""

    unclear: Unclear | None
    retries: Retries | None

    @property
    def usd(self) -> int | None:
        """Micro-dollars; None where a price is unknown."""
        return total(part.usd for part in (self.unclear, self.retries) if part is not None)


def extras(graph: Graph, holdings: Holdings, policy: Policy, planned: Plan) -> Extras | None:
    """None where a run submits what is planned, and nothing else whatever comes."""
    unclear = _unclear(graph, holdings, policy, planned)
    beyond = () if unclear is None else unclear.steps
    retries = _retries(graph, holdings, policy, planned, beyond)
    if unclear is None and retries is None:
        return None
    return Extras(unclear=unclear, retries=retries)


# -- what became of unclear takes --------------------------------------------------------------------


def _unclear(graph: Graph, holdings: Holdings, policy: Policy, planned: Plan) -> Unclear | None:
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
    return Unclear(
        again=tuple(sorted(again)),
        found=tuple(sorted(found)),
        steps=more,
        free=all(provider.profile.free for provider in providers),
    )


def answerable(graph: Graph, holdings: Holdings) -> Iterator[tuple[str, bool]]:
    """Handles of unclear takes whose service tells what became of them, and whether that can be: nothing."""
    for handle, take in holdings.takes.items():
        provider = graph.speaker(take)
        if take.phase is Phase.UNCLEAR and provider is not None:
            yield from _by(provider, handle)


def _by(provider: Provider, handle: str) -> Iterator[tuple[str, bool]]:
    listing, keyed = provider.profile.listing, provider.profile.idempotency
    resends = keyed is not None and keyed.retention is not None
    if listing is not None or resends:
        yield handle, resends or (listing is not None and listing.complete)


# -- takes that fail ---------------------------------------------------------------------------------


def _retries(
    graph: Graph, holdings: Holdings, policy: Policy, planned: Plan, beyond: Iterable[Step]
) -> Retries | None:
    """Of takes that are due, in flight, or due once it is known what became of unclear ones."""
    if policy.planned is not None:  # a saved plan: each of its takes is asked for once
        return None
    flying = (s for s in planned.of(Decision.ATTACH) if s.phase is not Phase.COMPLETED)
    times: dict[str, int] = {}
    prices: list[int | None] = []
    for step in (*planned.of(Decision.SUBMIT), *flying, *beyond):
        if not (policy.selects(step.job) and costs_though_failed(graph, step.job)):
            continue
        if left := _left(graph, holdings, policy, planned, step.job):
            usd = _price(graph, holdings, step)
            times[step.job] = left
            prices.append(None if usd is None else usd * left)
    amount = total(prices)
    return Retries(times=times, usd=amount) if amount != 0 else None


def _left(graph: Graph, holdings: Holdings, policy: Policy, planned: Plan, name: str) -> int:
    """How often a job is asked for again if its next take fails, and the one after it."""
    job = graph.jobs[name]
    froms = starts(job, planned.steps)
    failed = sum(
        take.phase is Phase.FAILED and take.made and standing(job, take, froms) is Standing.CURRENT
        for handle in holdings.handles(name)
        if handle not in policy.rejected
        for take in (holdings.takes[handle],)
    )
    return max(0, job.retry - failed)


def costs_though_failed(graph: Graph, name: str) -> bool:
    """Whether a failed take of the job is paid for, as far as its profile says."""
    profile = graph.providers[graph.jobs[name].provider].profile
    return not (profile.free or profile.failed_is_free)


def _price(graph: Graph, holdings: Holdings, step: Step) -> int | None:
    """Of one take more."""
    if step.decision is Decision.SUBMIT:
        return step.usd
    reserved = None if step.handle is None else holdings.takes[step.handle].usd
    return graph.jobs[step.job].usd if reserved is None else micros(reserved)
