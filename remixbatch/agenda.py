"""The agenda: what becomes of every job, decided anew whenever an event touched what that hangs on."""

from collections.abc import Iterable, Iterator

from remixbatch import events as e
from remixbatch.errors import Exit
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.policy import Policy
from remixbatch.step import Step, Tried, View, step
from remixbatch.take import Take

BELIED = (
    "the lock alone tells of {}, and the service {}; if it is another's video, name the right one as a "
    "source and start from that"
)


class Agenda:
    """The steps of one spec, by job. Jobs that are `due` are for the engine to queue.

    `tried`: what failed in this process.
    """

    def __init__(self, graph: Graph, holdings: Holdings, policy: Policy) -> None:
        self.steps: dict[str, Step] = {}
        self.tried = Tried()
        self._graph = graph
        self._policy = policy
        self._view = View(graph=graph, holdings=holdings, policy=policy, tried=self.tried)

    def begin(self) -> None:
        """In a new process nothing has failed."""
        self.tried.rejected.clear()
        self.tried.failed.clear()
        self.tried.belied.clear()

    def decide_all(self) -> list[str]:
        """Decide every job. Those that are due."""
        for name in self._graph.jobs:
            self.steps[name] = step(self._view, self.steps, name)
        return [name for name, standing in self.steps.items() if standing.due]

    def decide(self, touched: Iterable[str]) -> list[str]:
        """Decide the touched jobs again, and whatever hangs on those that changed. Those that are due."""
        jobs, due = self._graph.jobs, []
        work = [name for name in touched if name in jobs] if self.steps else []
        work += [jobs[name].parent for name in work if jobs[name].source is None]
        while work:
            name = work.pop()
            decided = step(self._view, self.steps, name)
            if decided != self.steps[name]:
                self.steps[name] = decided
                work += self._graph.dependants.get(name, ())
            if decided.due:
                due.append(name)
        return due

    def hearsay(self, name: str) -> Take | None:
        """The take that a job starts from, where locks alone tell of it."""
        job, holdings = self._graph.jobs[name], self._view.holdings
        pick = None if job.source is not None else self.steps[job.parent].pick
        if pick is None or not holdings.hearsay(holdings.takes[pick]):
            return None
        return holdings.takes[pick]

    def belie(self, event: e.Belied) -> list[str]:
        """Nothing is made of that video in this process. The jobs that this touches: another take may stand for the parent."""
        parent, holdings = self._graph.jobs[event.job].parent, self._view.holdings
        origin = self._graph.jobs[parent].origin
        handle = holdings.owner(origin, event.parent)
        label = parent if handle is None else f"{parent}.{holdings.takes[handle].take}"
        self.tried.belied[origin, event.parent] = BELIED.format(label, event.reason)
        return [parent, *self._graph.children[parent]]

    def failed(self, name: str, take: Take) -> bool:
        """Whether the take's failure is its job's: it is not tried again, and the job counts."""
        standing = self.steps.get(name)
        if standing is None or standing.exit is not Exit.FAILED or not self._policy.selects(name):
            return False
        return take.key == self._graph.jobs[name].key

    def unfinished(self) -> Iterator[Step]:
        """Of the jobs that count, those that are not done."""
        for name, standing in self.steps.items():
            if standing.exit is not Exit.DONE and self._policy.selects(name):
                yield standing
