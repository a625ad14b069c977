"""Whether a saved plan is still what would be done: what moved since, job by job.

What the plan's own earlier run did is no move: its takes are there, and jobs below them may have failed
or learnt their real price with them. All else is: a plan is obeyed as it was read, or not at all.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.money import dollars, micros
from remixbatch.plan import Plan
from remixbatch.saved import Saved, Submission, submission
from remixbatch.step import Decision, Step
from remixbatch.take import Take

CAME, WENT, CHANGED = "+", "-", "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What moved of one job since the plan was saved."""

    mark: str
    job: str
    what: str


def done(saved: Saved, holdings: Holdings) -> dict[str, Take]:
    """Takes that are what the plan has of their job: submitted, so not submitted again."""
    found = {}
    for each in saved.submissions:
        for take in holdings.of(each.job):
            same = (take.key, take.take, take.origin) == (each.key, each.take, each.origin)
            if same and take.maybe_paid and each.parent in (None, take.parent):
                found[each.job] = take
    return found


def left(saved: Saved, made: Mapping[str, Take]) -> tuple[int | None, int | None]:
    """What is left of the plan's own budget, in micro-dollars, and of its `max_new`; None: no such limit."""
    prices = {each.job: each.usd or 0 for each in saved.submissions}
    spent = sum(prices[job] if take.usd is None else micros(take.usd) for job, take in made.items())
    budget, most = saved.shape.budget, saved.shape.max_new
    return (
        None if budget is None else max(0, budget - spent),
        None if most is None else max(0, most - len(made)),
    )


def dearer(saved: Saved, graph: Graph, plan: Plan, made: Mapping[str, Take]) -> list[Move]:
    """Prices that moved once the service said how long its videos are. One that was unknown is no move."""
    compared = _Compared(saved, graph, plan, made)
    return [
        Move(mark=CHANGED, job=each.job, what=what)
        for each in saved.submissions
        if each.usd is not None and each.job not in made
        if (step := plan.steps.get(each.job)) is not None and step.decision is Decision.SUBMIT
        if (what := compared.price(each, submission(graph, step))) is not None
    ]


def moves(saved: Saved, graph: Graph, plan: Plan, made: Mapping[str, Take]) -> list[Move]:
    """What moved, in the order of the plan and then of the spec. `plan`: as it is now, with the same flags."""
    compared = _Compared(saved, graph, plan, made)
    return [*compared.kept(), *compared.new()]


class _Compared:
    def __init__(self, saved: Saved, graph: Graph, plan: Plan, made: Mapping[str, Take]) -> None:
        self._saved, self._graph, self._plan, self._made = saved, graph, plan, made
        self._below: dict[str, bool] = {}  # job -> some job above it is done by this plan
        for name in graph.jobs:  # parents first
            above = self._above(name)
            self._below[name] = any(each in made or self._below[each] for each in above)

    def _above(self, name: str) -> list[str]:
        job = self._graph.jobs[name]
        return [each for each in (job.parent, *job.needs) if each in self._graph.jobs]

    def kept(self) -> Iterator[Move]:
        """Of the jobs that the plan has and did not do yet."""
        for each in self._saved.submissions:
            step = self._plan.steps.get(each.job)
            if each.job in self._made:
                continue
            if step is None:
                yield Move(mark=WENT, job=each.job, what="is not in the spec any more")
            elif step.decision is Decision.SUBMIT:
                if what := ", ".join(self._changes(each, step)):
                    yield Move(mark=CHANGED, job=each.job, what=what)
            elif not (step.decision is Decision.BLOCKED and self._below[each.job]):
                yield Move(mark=WENT, job=each.job, what=f"is not due any more: {step.reason}")

    def new(self) -> Iterator[Move]:
        """Of the jobs that the plan does not have."""
        planned = {each.job for each in self._saved.submissions}
        by_status = self._saved.shape.by_status
        for step in self._plan.of(Decision.SUBMIT):
            if step.job in planned or (by_status and self._below[step.job]):
                continue  # where it stands changed with the plan's own run, and so who is selected
            yield Move(mark=CAME, job=step.job, what=f"is due now: {step.reason}")

    def _changes(self, before: Submission, step: Step) -> Iterator[str]:
        now = submission(self._graph, step)
        if before.origin != now.origin:
            yield f"its service is {now.origin} now, was {before.origin}"
        if before.key != now.key:
            yield _asked(before, now)
        if (start := self._start(before, now)) is not None:
            yield start
        if before.take != now.take:
            yield f"it would be take {now.take} now, was {before.take}"
        if (price := self.price(before, now)) is not None:
            yield price

    def price(self, before: Submission, now: Submission) -> str | None:
        """A price that moved for another reason than the length of a parent that the plan itself made."""
        learnt = before.after in self._made and now.parent is not None
        if before.usd == now.usd or learnt:
            return None
        return f"its price is {_usd(now.usd)} now, was {_usd(before.usd)}"

    def _start(self, before: Submission, now: Submission) -> str | None:
        parent = self._graph.jobs[now.job].parent
        if before.after is not None:
            if before.after == parent:
                return None  # its video may be there by now
            return f"it starts from {parent} now, was {before.after}"
        if before.parent == now.parent:
            return None
        start = f"the new take of {now.after}" if now.parent is None else now.parent
        return f"it starts from {start} now, was {before.parent}"


def _asked(before: Submission, now: Submission) -> str:
    parts = {
        "provider": before.profile != now.profile,
        "model": before.model != now.model,
        "params": dict(before.params) != dict(now.params),
        "prompt": before.prompt != now.prompt,
    }
    return f"its {' and '.join(name for name, moved in parts.items() if moved)} changed"


def _usd(amount: int | None) -> str:
    return "unknown" if amount is None else f"${dollars(amount)}"
