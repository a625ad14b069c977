"""Which jobs of a graph are shown, and how they hang together: all, the selected ones, or as many as are useful.

A graph may be 20,000 jobs deep and 100,000 wide. What is left out is counted where it belongs: a shown job
hangs below its nearest shown ancestor, which knows how many jobs below it are not shown.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from remixbatch.errors import PRECEDENCE, Exit
from remixbatch.graph import Graph
from remixbatch.order import grouped
from remixbatch.report.row import Row
from remixbatch.step import Decision

NEAR = 3  # jobs above, and below, that are shown with one in trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A shown job. `above`: its nearest shown ancestor or its source; `skipped`: jobs between the two."""

    row: Row
    above: str
    skipped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    branches: Mapping[str, Branch]  # parents first
    below: Mapping[str, tuple[str, ...]]  # job or source -> shown jobs that hang there
    hidden: Mapping[str, int]  # job or source -> jobs left out that would hang there
    sources: tuple[str, ...]  # those with shown jobs, as in the spec
    wanted: tuple[Row, ...]  # those that were asked for, shown or not
    sources_left_out: int

    @property
    def left_out(self) -> int:
        """Jobs that were asked for and are not shown."""
        return len(self.wanted) - len(self.branches)

    @property
    def needs(self) -> Iterator[tuple[str, str]]:
        """(needed job, job that needs it), where both are shown."""
        for name, branch in self.branches.items():
            entry = branch.row.entry
            for need in () if entry is None else entry.needs:
                if need in self.branches:
                    yield need, name


def tree(
    graph: Graph,
    rows: Sequence[Row],
    *,
    chosen: frozenset[str] | None = None,
    most: int | None = None,
) -> Tree:
    """The chosen jobs (None: all), at most so many. `rows`: one a job, parents first."""
    wanted = [row for row in rows if chosen is None or row.job in chosen]
    shown = {row.job for row in wanted}
    if most is not None and len(wanted) > most:
        shown = set(islice(_worth(graph, wanted, shown), most))
    near: dict[
        str, tuple[str, int]
    ] = {}  # job -> nearest shown job or source at or above it, jobs between
    branches: dict[str, Branch] = {}
    hidden: Counter[str] = Counter()
    for row in rows:
        assert row.entry is not None  # a job of the spec
        above, between = near.get(row.entry.parent, (row.entry.parent, 0))
        if row.job in shown:
            branches[row.job] = Branch(row=row, above=above, skipped=between)
            near[row.job] = (row.job, 0)
        else:
            near[row.job] = (above, between + 1)
            hidden[above] += 1
    below = grouped((branch.above, name) for name, branch in branches.items())
    sources = tuple(name for name in graph.sources if name in below)
    used = sum(name in graph.children for name in graph.sources)
    return Tree(
        branches=branches,
        below=below,
        hidden=hidden,
        sources=sources,
        wanted=tuple(wanted),
        sources_left_out=used - len(sources),
    )


# -- what is worth seeing ----------------------------------------------------------------------------


def _worth(graph: Graph, rows: Sequence[Row], wanted: Collection[str]) -> Iterator[str]:
    """Names of wanted jobs, each once: those in trouble with what is near them, then the rest from the top."""
    seen: set[str] = set()
    for name in _ranked(graph, rows):
        if name in wanted and name not in seen:
            seen.add(name)
            yield name


def _ranked(graph: Graph, rows: Sequence[Row]) -> Iterator[str]:
    troubles = sorted(filter(_in_trouble, rows), key=_gravity)
    for row in troubles:
        yield row.job
        yield from _around(graph, row.job)
    yield from _from_the_top(graph)


def _in_trouble(row: Row) -> bool:
    """It failed, or waits for a person; what another job's trouble blocks is told by that one."""
    step = row.step
    asks = step.decision in (Decision.ASK, Decision.BLOCKED)
    return asks and step.exit is not Exit.DONE and step.blocker is None


def _gravity(row: Row) -> int:
    return PRECEDENCE.index(row.step.exit)


def _around(graph: Graph, name: str) -> Iterator[str]:
    """The nearest jobs above and the first ones below."""
    yield from islice(_ancestors(graph, name), NEAR)
    yield from graph.children.get(name, ())[:NEAR]


def _ancestors(graph: Graph, name: str) -> Iterator[str]:
    parent = graph.jobs[name].parent
    while parent in graph.jobs:
        yield parent
        parent = graph.jobs[parent].parent


def _from_the_top(graph: Graph) -> Iterator[str]:
    """Every job as a tree is read: each before what is below it, the sources in turn."""
    stack = [
        job
        for source in reversed(list(graph.sources))
        for job in reversed(graph.children.get(source, ()))
    ]
    while stack:
        name = stack.pop()
        yield name
        stack += reversed(graph.children.get(name, ()))
