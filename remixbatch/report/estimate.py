"""How long it may take: a guess for people. Nothing is ever decided by it."""

from collections.abc import Iterable, Mapping
from math import ceil

from remixbatch.events import unstamp
from remixbatch.graph import Graph, Provider
from remixbatch.holdings import Holdings
from remixbatch.pacing import MINUTE, History
from remixbatch.step import Decision, Step
from remixbatch.take import Phase


def usual(provider: Provider, holdings: Holdings) -> float | None:
    """Seconds that a take usually needs there: the median of those that completed, else what the profile says."""
    history = History()
    for take in holdings.takes.values():
        here = (take.profile, take.origin) == provider.home
        if here and take.submitted is not None and take.completed is not None:
            history.add(unstamp(take.completed) - unstamp(take.submitted))
    return provider.profile.typical if history.expected is None else history.expected


def seconds_guess(
    graph: Graph,
    steps: Mapping[str, Step],
    holdings: Holdings,
    *,
    at: float,
    in_flight: int | None = None,
) -> float | None:
    """Seconds that a run of these steps takes from `at` on, if all goes well. None: some provider does not say.

    It is the greatest of these, for each provider and, with `in_flight` (-j), over all:

    - the longest path of takes that wait for each other, each with its usual time;
    - the takes in as many rounds as the cap of takes in flight makes of them;
    - the minutes that the rate of submissions spreads them over, and the last one's own time.

    A take in flight counts with what is left of its usual time. Failures, waits that a service asks
    for, and downloads are not in it.
    """
    guess = _Guess(graph, holdings, at)
    lasts = {name: guess.lasts(step) for name, step in steps.items()}
    if None in lasts.values():
        return None
    known = {name: seconds for name, seconds in lasts.items() if seconds}
    by_provider: dict[str, list[str]] = {}
    for name in known:
        by_provider.setdefault(graph.jobs[name].provider, []).append(name)
    bounds = [_longest(graph, known), _rounds(known.values(), in_flight)]
    for name, jobs in by_provider.items():
        provider = graph.providers[name]
        new = [job for job in jobs if steps[job].decision is Decision.SUBMIT]
        bounds.append(_rounds((known[job] for job in jobs), provider.in_flight))
        bounds.append(_paced(provider, [known[job] for job in new]))
    return max(bounds)


class _Guess:
    def __init__(self, graph: Graph, holdings: Holdings, at: float) -> None:
        self._graph, self._holdings, self._at = graph, holdings, at
        self._usual = {
            name: usual(provider, holdings) for name, provider in graph.providers.items()
        }

    def lasts(self, step: Step) -> float | None:
        """Seconds of a step by itself; 0 for what asks nothing of a service, None where it is unknown."""
        attached = step.decision is Decision.ATTACH and step.phase is not Phase.COMPLETED
        if step.decision is not Decision.SUBMIT and not attached:
            return 0.0
        seconds = self._usual[self._graph.jobs[step.job].provider]
        if seconds is None or not attached or step.handle is None:
            return seconds
        begun = self._holdings.takes[step.handle].submitted
        return seconds if begun is None else max(0.0, unstamp(begun) + seconds - self._at)


def _longest(graph: Graph, lasts: Mapping[str, float]) -> float:
    ends: dict[str, float] = {}
    for name, job in graph.jobs.items():  # parents first
        begins = max((ends.get(above, 0.0) for above in (job.parent, *job.needs)), default=0.0)
        ends[name] = begins + lasts.get(name, 0.0)
    return max(ends.values(), default=0.0)


def _rounds(lasts: Iterable[float], cap: int | None) -> float:
    each = list(lasts)
    if cap is None or not each:
        return 0.0
    return ceil(len(each) / cap) * sum(each) / len(each)


def _paced(provider: Provider, lasts: list[float]) -> float:
    if not lasts:
        return 0.0
    rate = provider.submits_per_minute
    waits = (len(lasts) - 1) // max(1, int(rate))
    return waits * max(MINUTE, MINUTE / rate) + min(lasts)
