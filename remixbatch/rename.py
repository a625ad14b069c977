"""Renames: takes go with a job that got another name, so that nothing is paid for again.

And the guard beside it: takes that live at another server than this spec speaks to.
"""

from collections.abc import Iterable, Mapping, Sequence

from remixbatch.errors import LockError
from remixbatch.events import Moved
from remixbatch.graph import Graph, Job
from remixbatch.holdings import Holdings
from remixbatch.take import Take


def renames(graph: Graph, holdings: Holdings, at: float) -> tuple[list[Moved], dict[str, str]]:
    """Moves to record, and jobs that spend nothing because a rename is ambiguous (with the reason).

    First what `moved` in the spec says. Then by (key, from): an orphan and a new job that match each
    other and nothing else. Parents are settled before their children, which start from their takes.
    """
    orphans = {job for job in holdings.jobs() if job not in graph.jobs}
    moves = [
        holdings.move(rename.source, rename.target, at)
        for rename in graph.moved
        if rename.source in orphans
        and rename.target in graph.jobs
        and not holdings.handles(rename.target)
    ]
    former = {move.target: move.source for move in moves}
    orphans -= set(former.values())
    ambiguous: dict[str, str] = {}
    for level in _levels(graph):
        new = [
            job for job in level if not holdings.handles(job.address) and job.address not in former
        ]
        wanted = _wanted(new, holdings, former)
        for (key, starts), jobs in wanted.items():
            fit = sorted(o for o in orphans if _matches(holdings.of(o), key, starts))
            if len(fit) == 1 and len(jobs) == 1:
                former[jobs[0]] = fit[0]
                orphans.discard(fit[0])
                moves.append(holdings.move(fit[0], jobs[0], at))
            elif fit:
                for name in jobs:
                    ambiguous[name] = (
                        f"it may be a rename of {' or '.join(fit)}; say which with "
                        f"`moved: [{{from: {fit[0]}, to: {name}}}]`"
                    )
    return moves, ambiguous


def _levels(graph: Graph) -> list[list[Job]]:
    depth: dict[str, int] = {}
    levels: list[list[Job]] = []
    for name, job in graph.jobs.items():
        depth[name] = 0 if job.source is not None else depth[job.parent] + 1
        if depth[name] == len(levels):
            levels.append([])
        levels[depth[name]].append(job)
    return levels


def _wanted(
    new: Sequence[Job], holdings: Holdings, former: Mapping[str, str]
) -> dict[tuple[str, frozenset[str]], list[str]]:
    wanted: dict[tuple[str, frozenset[str]], list[str]] = {}
    for job in new:
        if job.source is not None:
            starts = frozenset({job.source})
        else:
            takes = holdings.of(job.parent) + holdings.of(former.get(job.parent, job.parent))
            starts = frozenset(take.id for take in takes if take.id is not None)
        if starts:
            wanted.setdefault((job.key, starts), []).append(job.address)
    return wanted


def _matches(takes: Iterable[Take], key: str, starts: frozenset[str]) -> bool:
    return any(take.key == key and take.parent in starts and take.maybe_paid for take in takes)


def check_origins(graph: Graph, holdings: Holdings) -> None:
    """Raises LockError where a take of this spec lives at another origin than its job's provider speaks to."""
    for name, job in graph.jobs.items():
        for take in holdings.of(name):
            if take.profile == job.profile and take.origin != job.origin and take.maybe_paid:
                raise LockError(
                    f"{name}.{take.take} was submitted to {take.origin}, this run would speak to {job.origin}",
                    hint="Ids of one server mean nothing to another. Use the same address, or a spec (and lock) of its own.",
                )
