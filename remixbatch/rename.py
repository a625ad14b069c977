"""Renames: takes go with a job that got another name, so that nothing is paid for again.

Names that were exchanged look like changed prompts, and would be paid for again: jobs that ask, in a ring,
for what the next one's takes were made of spend nothing until `moved` says what happened.

And the guard beside it: takes that live at another server than this spec speaks to.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from urllib.parse import urlsplit

from remixbatch.address import is_loopback
from remixbatch.entries import Rename, ring
from remixbatch.errors import LockError
from remixbatch.events import Moved
from remixbatch.graph import Graph, Job
from remixbatch.holdings import Holdings
from remixbatch.lockfile import Lock
from remixbatch.names import Renames
from remixbatch.take import Phase, Take


def renames(graph: Graph, holdings: Holdings, at: float) -> tuple[list[Moved], dict[str, str]]:
    """Moves to record, and jobs that spend nothing because a rename is ambiguous (with the reason).

    First what `moved` in the spec says. Then by (key, from): an orphan and a new job that match each
    other and nothing else, or one that asks now for what none of its own takes was made of. Parents are
    settled before their children, which start from their takes. Last those that seem to have exchanged
    their names.
    """
    orphans = {job for job in holdings.jobs() if job not in graph.jobs}
    moves = [
        holdings.move(rename.source, rename.target, at)
        for rename in graph.moved
        if rename.source in orphans and _takes_in(rename, graph, holdings)
    ]
    former = {move.target: move.source for move in moves}
    givers = _givers(graph, holdings, _OVER)
    for names in _exchanges(graph, holdings, givers):
        moves += _exchange(names, holdings, at)
        former |= dict(zip((*names[1:], names[0]), names, strict=True))
        orphans.discard(_aside(names[0]))
    orphans -= set(former.values())
    all_givers = _givers(graph, holdings, ())
    ambiguous = _exchanged(all_givers, givers, former)
    for giver, taker in _shifted(all_givers, {*former, *former.values(), *ambiguous}):
        former[taker] = giver
        moves.append(holdings.move(giver, taker, at))
        at = moves[-1].at + 1  # what comes to the giver's name later stays there
    for jobs in _in_need(graph, holdings) if orphans else ():
        open_ = [j for j in jobs if j.address not in former and j.address not in ambiguous]
        for (key, starts), takers in _wanted(open_, holdings, former).items():
            fit = sorted(o for o in orphans if _matches(holdings.of(o), key, starts))
            if len(fit) == 1 and len(takers) == 1:
                former[takers[0]] = fit[0]
                orphans.discard(fit[0])
                moves.append(holdings.move(fit[0], takers[0], at))
            elif fit:
                for name in takers:
                    ambiguous[name] = (
                        f"it may be a rename of {' or '.join(fit)}; say which with "
                        f"`moved: [{{from: {fit[0]}, to: {name}}}]`"
                    )
    return moves, ambiguous


def _in_need(graph: Graph, holdings: Holdings) -> Iterator[list[Job]]:
    """Jobs that none of their own takes was made for, parents first: the new ones of a level, then its others."""
    for level in _levels(graph):
        yield [job for job in level if not holdings.handles(job.address)]
        yield [
            job
            for job in level
            if holdings.handles(job.address) and not _asked_before(job, holdings)
        ]


def _takes_in(rename: Rename, graph: Graph, holdings: Holdings) -> bool:
    """The name is free for the takes of the other; or it was another job's, and those were made of what it asks."""
    job = graph.jobs.get(rename.target)
    if job is None or not holdings.handles(rename.target):
        return job is not None
    return not _asked_before(job, holdings) and _asked_of(rename.source, job, holdings)


# -- names that were exchanged -----------------------------------------------------------------------

_OVER = (Phase.FAILED, Phase.REFUSED, Phase.LOST)  # they are worth nothing to another name


def _givers(graph: Graph, holdings: Holdings, worthless: Container[Phase]) -> dict[str, list[str]]:
    """Jobs whose request is not that of any own take -> other such jobs that have takes of it."""
    changed = [name for name, job in graph.jobs.items() if not _asked_before(job, holdings)]
    held: dict[str, list[tuple[str, str]]] = {}  # key -> (what it started from, job)
    for name in changed:
        for take in holdings.of(name):
            if take.phase not in worthless:
                held.setdefault(take.key, []).append((take.parent, name))
    found: dict[str, list[str]] = {}
    place = {name: index for index, name in enumerate(graph.jobs)}
    removed = [name for name in holdings.jobs() if name not in graph.jobs]
    for name in changed if held else ():
        job = graph.jobs[name]
        if job.key in held:
            former = _removed(graph.jobs.get(job.parent), holdings, removed)
            starts = _starts(job, holdings, (*found.get(job.parent, ()), *former))
            others = {other for start, other in held[job.key] if start in starts and other != name}
            if others:
                found[name] = sorted(others, key=place.__getitem__)
    return found


def _removed(parent: Job | None, holdings: Holdings, removed: Iterable[str]) -> Iterator[str]:
    """Names that no job has any more, and whose takes may be those of a parent that is about to get them."""
    if parent is not None and not _asked_before(parent, holdings):
        yield from (name for name in removed if any(t.key == parent.key for t in holdings.of(name)))


def _asked_before(job: Job, holdings: Holdings) -> bool:
    """By name first: whatever a job's own takes were made of is its own."""
    return _asked_of(job.address, job, holdings)


def _asked_of(name: str, job: Job, holdings: Holdings) -> bool:
    """Whether a take that has this name was made of what the job asks."""
    return any(
        take.key == job.key and job.source in (None, take.parent) for take in holdings.of(name)
    )


def _starts(job: Job, holdings: Holdings, givers: Iterable[str]) -> set[str | None]:
    """What its takes may have started from, its parent's name being exchanged perhaps."""
    if job.source is not None:
        return {job.source}
    return {take.id for name in (job.parent, *givers) for take in holdings.of(name)} - {None}


def _exchanged(
    givers: Mapping[str, list[str]], worth: Mapping[str, list[str]], settled: Container[str]
) -> dict[str, str]:
    """Jobs in a ring -> why they spend nothing. `worth`: the givers whose takes are not all over."""
    told: dict[str, str] = {}
    for name in givers:
        names = () if name in settled or name in told else _ring(name, givers)
        if any(name in worth.get(taker, ()) for taker, name in _pairs(names)):
            words = ", ".join(f"{{from: {giver}, to: {taker}}}" for taker, giver in _pairs(names))
            all_but_last = ", ".join(names[:-1])
            reason = (
                f"{all_but_last} and {names[-1]} may have exchanged names; if so, say "
                f"`moved: [{words}]`, else change a prompt"
            )
            told |= dict.fromkeys(names, reason)
    return told


def _pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(taker, giver) all around a ring."""
    return zip(names, (*names[1:], *names[:1]), strict=True)


def _ring(name: str, givers: Mapping[str, list[str]]) -> tuple[str, ...]:
    """The shortest way from a job over what gives to it back to itself; each takes from the next."""
    before: dict[str, str] = {}
    work = [name]
    for one in work:
        for giver in givers.get(one, ()):
            if giver == name:
                way = [one]
                while way[-1] != name:
                    way.append(before[way[-1]])
                return tuple(reversed(way))
            if giver not in before:
                before[giver] = one
                work.append(giver)
    return ()


def _exchanges(
    graph: Graph, holdings: Holdings, givers: Mapping[str, list[str]]
) -> Iterator[tuple[str, ...]]:
    """Rings of `moved` that bring a job its takes, and leave none without that has some; or that are under way."""
    moved = {rename.source: rename.target for rename in graph.moved}
    seen: set[str] = set()
    for rename in graph.moved:
        names = () if rename.source in seen else ring(rename.source, moved)
        seen.update(names)
        if not names or not all(name in graph.jobs for name in names):
            continue
        if holdings.handles(_aside(names[0])) or _brings(names, graph, holdings):
            yield names
        else:
            yield from _anew(names, givers)


def _brings(names: Sequence[str], graph: Graph, holdings: Holdings) -> bool:
    """Once it is done, it brings nobody anything any more: so `moved` may stay in the spec."""
    brings = False
    for source, target in _pairs(names):
        job = graph.jobs[target]
        had, has = _asked_before(job, holdings), _asked_of(source, job, holdings)
        if had and not has:
            return False
        brings = brings or (has and not had)
    return brings


def _anew(names: Sequence[str], givers: Mapping[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """That these were exchanged is said. Where two clones did it each for itself, and their locks met, it was
    done twice: what the takes were made of tells who gets which.
    """
    settled: set[str] = set()
    for name in names:
        found = () if name in settled else _ring(name, givers)
        if found and settled.isdisjoint(found) and set(found) <= set(names):
            settled.update(found)
            yield tuple(reversed(found))


def _exchange(names: Sequence[str], holdings: Holdings, at: float) -> list[Moved]:
    """Every name to the next: the first aside, so that its place is free, the others from the last on."""
    first, *others = names
    steps = [(first, _aside(first))]
    steps += zip(reversed(others), (first, *reversed(others)), strict=False)
    steps.append((_aside(first), names[1]))
    if holdings.handles(
        _aside(first)
    ):  # a process that began it has ended: go on where a place is free
        free = (place for place, (_, target) in enumerate(steps) if not holdings.handles(target))
        steps = steps[next(free, len(steps) - 1) :]
    used = {*names, _aside(first)}  # by an earlier exchange, whose steps must not be taken again
    at = max([at, *(move.at + 1 for move in holdings.moves if {move.source, move.target} & used)])
    moves: list[Moved] = []
    for source, target in steps:
        moves.append(holdings.move(source, target, at))
        at = moves[-1].at + 1  # one after the other, on clocks that count whole seconds
    return moves


def _aside(name: str) -> str:
    """A name that no job of a spec can have."""
    return f"{name}.moved."


# -- names that moved on ------------------------------------------------------------------------------


def _shifted(givers: Mapping[str, list[str]], settled: Container[str]) -> Iterator[tuple[str, str]]:
    """(giver, taker) where each asks for something else now, and the one for what the other's takes were made of.

    So it is where jobs are numbered, and one was put before them. The last name first, so that its place is free.
    Jobs that ask the same are interchangeable: in the order of the spec, each gets the next one's.
    """
    after: dict[str, str] = {}
    for taker, names in givers.items():
        free = next((name for name in names if name not in after), None)
        if free is not None:
            after[free] = taker
    for first in sorted(after.keys() - set(after.values())):
        names = [first]
        while names[-1] in after:
            names.append(after[names[-1]])
        if not any(name in settled for name in names):
            yield from reversed(list(pairwise(names)))


# -- by (key, from) ----------------------------------------------------------------------------------


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
    """What was refused goes along, too: it is not asked again under another name."""
    return any(
        take.key == key
        and take.parent in starts
        and (take.maybe_paid or take.phase is Phase.REFUSED)
        for take in takes
    )


def _same_address(origin: str) -> str:
    if is_loopback(urlsplit(origin).hostname or ""):
        return f"Add --base-url {origin}"
    return "Use the same address"


def check_origins(graph: Graph, holdings: Holdings) -> None:
    """Raises LockError where a take of this spec lives at another origin than its job's provider speaks to."""
    for name, job in graph.jobs.items():
        for take in holdings.of(name):
            _check_origin(job, take)


def check_lines(graph: Graph, lock: Lock) -> None:
    """The same of the lines of a lock, before anything is held of them."""
    renames = Renames(lock.renamed)
    for take in lock.lines:
        job = graph.jobs.get(renames.today(take))
        if job is not None:
            _check_origin(job, take)


def _check_origin(job: Job, take: Take) -> None:
    if take.profile == job.profile and take.origin != job.origin and take.maybe_paid:
        raise LockError(
            f"{job.address}.{take.take} was submitted to {take.origin}, this run would speak to {job.origin}",
            hint="Ids of one server mean nothing to another. "
            f"{_same_address(take.origin)}, or use a spec (and lock) of its own.",
        )
