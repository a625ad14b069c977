"""One row of every report: a job or an orphan, its step, the take that stands for it, its other takes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from remixbatch.graph import Graph, Job
from remixbatch.holdings import Holdings
from remixbatch.money import micros
from remixbatch.plan import orphans
from remixbatch.report.text import plural, some, told
from remixbatch.step import Decision, Step
from remixbatch.take import Phase, Take

OPEN = frozenset({Phase.SUBMITTING, Phase.RUNNING, Phase.UNCLEAR})


NO_LIST = "this service has no list that could tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the service's list told last of an unclear take. `at`: when; None where it has no list.

    `candidates`: {id, created} of the videos that it may have made, newest first.
    """

    reason: str
    at: float | None = None
    candidates: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    job: str
    step: Step
    entry: Job | None  # what the spec says; None for an orphan
    take: Take | None  # the one that the step is about
    history: tuple[Take, ...]  # the job's other takes, oldest first
    given_up: str | None = None  # why this run does not look after the take any more
    found: Mapping[str, Found] = field(default_factory=dict)  # by uid, of takes that are unclear

    @property
    def takes(self) -> tuple[Take, ...]:
        return self.history if self.take is None else (*self.history, self.take)

    @property
    def parent(self) -> str:
        """Name of the job or source it starts from; of an orphan the identity its take started from."""
        if self.entry is not None:
            return self.entry.parent
        return "" if self.take is None else self.take.parent

    @property
    def reason(self) -> str:
        step, said = self.step, told(self.given_up or self.step.reason)
        if step.decision is Decision.SUBMIT and step.phase is Phase.BLOCKED and self.entry:
            before = (self.entry.parent,) if step.parent is None else self.entry.needs
            return f"{said}; after {some(before, 3)}"
        return said

    @property
    def note(self) -> str:
        """What there is to say beside the phase."""
        kept = self.step.decision is Decision.KEEP and self.take is not None
        said = told(self.take.note or "") if kept and self.take is not None else self.reason
        others = ""
        if self.history:
            flying = sum(take.phase in OPEN for take in self.history)
            others = plural(len(self.history), "other take")
            others += f", {flying} in flight or unclear" if flying else ""
        return "; ".join(part for part in (said, others) if part)

    @property
    def error(self) -> str | None:
        """What the service or the network said of the take, with its code."""
        if self.take is None or self.take.error is None:
            return None
        code, message = self.take.error.get("code", ""), self.take.error.get("message", "")
        return told(f"{code}: {message}" if code and message else code or message)


def rows(
    graph: Graph,
    steps: Mapping[str, Step],
    holdings: Holdings,
    given_up: Mapping[str, str] | None = None,
) -> list[Row]:
    """One row a job, parents first."""
    return [_row(graph, step, holdings, given_up or {}) for step in steps.values()]


def orphan_rows(graph: Graph, holdings: Holdings) -> list[Row]:
    """One row for each job that has takes and is not in the spec any more."""
    return [_row(graph, step, holdings, {}) for step in orphans(graph, holdings)]


def _row(graph: Graph, step: Step, holdings: Holdings, given_up: Mapping[str, str]) -> Row:
    handles = holdings.handles(step.job)
    return Row(
        job=step.job,
        step=step,
        entry=graph.jobs.get(step.job),
        take=None if step.handle is None else holdings.takes[step.handle],
        history=tuple(holdings.takes[handle] for handle in handles if handle != step.handle),
        given_up=None if step.handle is None else given_up.get(step.handle),
        found=dict(_found(graph, holdings, handles)),
    )


def _found(graph: Graph, holdings: Holdings, handles: Iterable[str]) -> Iterator[tuple[str, Found]]:
    for handle in handles:
        take, held = holdings.takes[handle], holdings.held(handle)
        if held is not None:
            yield take.uid, Found(reason=held.reason, at=held.at, candidates=held.candidates)
        elif take.phase is Phase.UNCLEAR and _listless(graph, take):
            yield take.uid, Found(reason=NO_LIST)


def _listless(graph: Graph, take: Take) -> bool:
    profiles = (provider.profile for provider in graph.providers.values())
    return any(p.listing is None for p in profiles if p.name == take.profile)


def roots_of(graph: Graph) -> dict[str, str]:
    """The source that each job's lineage begins with."""
    roots: dict[str, str] = {}
    for name, job in graph.jobs.items():  # parents first
        roots[name] = job.parent if job.source is not None else roots[job.parent]
    return roots


# -- money -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """Micro-dollars of some takes. What is in flight or unclear counts as spent until it is known."""

    paid: int
    open: int
    unpriced: int  # takes that may have cost something nobody knows

    @property
    def total(self) -> int:
        return self.paid + self.open


def spending(graph: Graph, takes: Iterable[Take]) -> Spending:
    forgiving = free_failures(graph)
    paid = open_ = unpriced = 0
    for take in takes:
        if costs_nothing(take, forgiving):
            continue
        amount = cost(take)
        unpriced += amount is None
        if take.phase in OPEN:
            open_ += amount or 0
        else:
            paid += amount or 0
    return Spending(paid=paid, open=open_, unpriced=unpriced)


def free_failures(graph: Graph) -> frozenset[str]:
    """Profiles of services that charge nothing for a take that failed or was refused."""
    found = (provider.profile for provider in graph.providers.values())
    return frozenset(profile.name for profile in found if profile.failed_is_free)


def costs_nothing(take: Take, forgiving: Collection[str]) -> bool:
    """Nothing was made, or it came to nothing at one of these profiles' services."""
    over = take.phase in (Phase.FAILED, Phase.REFUSED)
    return not take.maybe_paid or (over and take.profile in forgiving)


def cost(take: Take) -> int | None:
    """Micro-dollars a take cost, or reserves; None where that is unknown."""
    return None if take.usd is None else micros(take.usd)


def total_cost(graph: Graph, takes: Iterable[Take]) -> int | None:
    found = spending(graph, takes)
    return None if found.unpriced else found.total
