"""The plan: what becomes of every job of a spec, and of what has takes and is in the spec no more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.policy import Policy
from remixbatch.step import Decision, Step, View, step


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    steps: Mapping[str, Step]  # by job, parents first
    orphans: tuple[Step, ...]

    def of(self, decision: Decision) -> list[Step]:
        return [step for step in self.steps.values() if step.decision is decision]

    @property
    def usd(self) -> int | None:
        """Price of all that would be submitted; None where one is unknown."""
        return total(step.usd for step in self.of(Decision.SUBMIT))


def total(prices: Iterable[int | None]) -> int | None:
    known = list(prices)
    return None if None in known else sum(p for p in known if p is not None)


def plan(graph: Graph, holdings: Holdings, policy: Policy) -> Plan:
    view = View(graph=graph, holdings=holdings, policy=policy)
    steps: dict[str, Step] = {}
    for name in graph.jobs:
        steps[name] = step(view, steps, name)
    return Plan(steps=steps, orphans=orphans(graph, holdings))


def orphans(graph: Graph, holdings: Holdings) -> tuple[Step, ...]:
    """Jobs that have takes and are not in the spec any more."""
    names = sorted(job for job in holdings.jobs() if job not in graph.jobs)
    return tuple(_orphan(name, holdings) for name in names)


def _orphan(job: str, holdings: Holdings) -> Step:
    handle = holdings.handles(job)[-1]
    take = holdings.takes[handle]
    return Step(
        job=job,
        decision=Decision.ORPHAN,
        reason="not in the spec any more",
        phase=take.phase,
        take=take.take,
        handle=handle,
    )
