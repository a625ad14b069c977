"""Gifts: a take that a job needs, and that the job of its name does not, goes to the one that needs it.

The last word on names, after all renames (`rename`). Names are given on, and on again: a job is removed, another
gets its name, and it is written anew; two clones renumber, and their locks meet. Then a take lies under the
name of a job that asks for something else. Before anything is paid for again, it is looked for by what was asked.
"""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence

from remixbatch.events import Given
from remixbatch.graph import Graph, Job
from remixbatch.holdings import Holdings
from remixbatch.take import Phase, Take

Asked = tuple[str, str]  # key, and what it starts from
_OVER = (Phase.FAILED, Phase.REFUSED, Phase.LOST)


def gifts(
    graph: Graph,
    holdings: Holdings,
    at: float,
    *,
    waiting: Collection[str] = (),
    rejected: Container[str] = (),
    picked: Container[str] = (),
) -> list[Given]:
    """What goes to whom. `waiting`: jobs that a person must say a word about first; the others: handles.

    Parents come before their children, which start from what those got. Of jobs that ask the same each gets
    one, in the order of the spec; the first also gets what failed, was refused or is lost: that counts, too.
    A job that has nothing but such takes gets one that came to more.
    """
    given: list[Given] = []
    starts: dict[
        str, list[str]
    ] = {}  # job -> what its children may start from, the likeliest first

    def likelihood(take: Take, froms: Sequence[str]) -> tuple[bool, bool, int]:
        handle = holdings.owner(take.origin, take.id or "")
        return handle in rejected, handle not in picked, [*froms, take.parent].index(take.parent)

    idle = _idle(graph, holdings, waiting, rejected)
    for name, job in graph.jobs.items() if idle else ():
        froms = [job.source] if job.source is not None else starts[job.parent]
        own = [take for take in holdings.of(name) if take.key == job.key]
        current = [take for take in own if take.parent in froms]
        if name not in waiting and all(take.phase in _OVER for take in current):
            got = _chosen(idle, [(job.key, start) for start in froms], over=not current)
            given += [holdings.give(take, name, at) for take in got]
            own += got
        own.sort(key=lambda take: likelihood(take, froms))
        starts[name] = list(dict.fromkeys(take.id for take in own if take.id is not None))
    return given


def _idle(
    graph: Graph, holdings: Holdings, waiting: Iterable[str], rejected: Container[str]
) -> dict[Asked, list[Take]]:
    """Takes that some job asks for, and that are nothing to the job whose name they have; best first."""
    wanted = {job.key for job in graph.jobs.values()} - {graph.jobs[name].key for name in waiting}
    found: dict[Asked, list[Take]] = {}
    for handle, take in holdings.takes.items():
        if take.key not in wanted or handle in rejected:
            continue
        counts = take.maybe_paid or take.phase is Phase.REFUSED
        if counts and not _is_own(graph.jobs.get(holdings.job_of(handle)), take):
            found.setdefault((take.key, take.parent), []).append(take)
    for takes in found.values():
        takes.sort(key=lambda t: (t.phase is not Phase.COMPLETED, t.submitted or "", t.uid))
    return found


def _is_own(job: Job | None, take: Take) -> bool:
    """Asked for by the job as it is; of a parent's child also what was made of another: a person may keep that."""
    return job is not None and take.key == job.key and job.source in (None, take.parent)


def _chosen(idle: Mapping[Asked, list[Take]], asked: Iterable[Asked], *, over: bool) -> list[Take]:
    """One that is not over, and with `over` all that are; they are idle no more."""
    chosen: list[Take] = []
    for one in asked:
        for take in list(idle.get(one, ())):
            is_over = take.phase in _OVER
            if over if is_over else all(other.phase in _OVER for other in chosen):
                chosen.append(take)
                idle[one].remove(take)
    return chosen
