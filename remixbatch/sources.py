"""Sources before anything is paid for: which are asked for, what the answers mean for the spec and its prices.

A job that is due and starts from a source sends that source's id. A service that does not know it, or is
still making it, would refuse, often after the first jobs were paid for: so each is asked for once, before.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from remixbatch.answers import Standing
from remixbatch.document import label
from remixbatch.events import stamp
from remixbatch.graph import Graph, Job, Provider
from remixbatch.problem import KeyPath, Level, Place, Problem, ordered, quoted

SHOWN = 3  # jobs that are named
FLAG = "`run --no-check-sources`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One video that due jobs start from, whatever the spec calls it, at the service that has it."""

    provider: Provider  # one of those that speak to that service
    identity: str
    names: tuple[str, ...]  # of sources
    jobs: tuple[str, ...]

    @property
    def asks(self) -> bool:
        return self.provider.profile.checks_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of a start at a time; no standing where its service is not asked."""

    at: float
    start: Start
    standing: Standing | None = None

    @property
    def gone(self) -> bool:
        """By the time that the service itself names."""
        until = None if self.standing is None else self.standing.expires
        return until is not None and until <= self.at


def starts(graph: Graph, due: Iterable[str]) -> list[Start]:
    """What these jobs start from, each video once; jobs that start from other jobs are passed over."""
    found: dict[tuple[str, str], list[Job]] = {}
    for job in (graph.jobs[name] for name in due):
        if job.source is not None:
            found.setdefault((job.origin, job.source), []).append(job)
    return [
        Start(
            provider=graph.providers[jobs[0].provider],
            identity=identity,
            names=tuple(dict.fromkeys(job.parent for job in jobs)),
            jobs=tuple(job.address for job in jobs),
        )
        for (_, identity), jobs in found.items()
    ]


# -- prices ------------------------------------------------------------------------------------------


def with_seconds(graph: Graph, told: Iterable[Told]) -> Graph:
    """The graph with the lengths that services say, and the prices that follow; keys stay as they are.

    Where the spec says another length, the larger counts: a price is a bound.
    """
    longest: dict[str, Decimal] = {}
    for each in told:
        seconds = None if each.standing is None else each.standing.seconds
        for name in each.start.names if seconds is not None else ():
            longest[name] = max(seconds or Decimal(0), longest.get(name, Decimal(0)))
    return lengthened(graph, longest)


def lengthened(graph: Graph, lengths: Mapping[str, Decimal]) -> Graph:
    """The graph where sources are known to be so many seconds long, and the prices that follow."""
    sources = dict(graph.sources)
    for name, length in lengths.items():
        written = sources[name].seconds
        if written is None or length > written:
            sources[name] = replace(sources[name], seconds=length, seconds_told=True)
    jobs: dict[str, Job] = {}
    for name, job in graph.jobs.items():
        seconds = (
            sources[job.parent].seconds if job.source is not None else jobs[job.parent].seconds
        )
        provider = graph.providers[job.provider]
        same = seconds == job.seconds
        jobs[name] = job if same else replace(job, seconds=seconds, usd=provider.price(seconds))
    return replace(graph, sources=sources, jobs=jobs)


# -- problems ----------------------------------------------------------------------------------------


def problems(graph: Graph, told: Sequence[Told], places: Mapping[KeyPath, Place]) -> list[Problem]:
    """What keeps jobs from starting, and as warnings what a person should know, each at its place."""
    return ordered(found for each in told for found in _of_one(graph, each, places))


def over(graph: Graph, told: Told) -> list[str]:
    """The names under which the spec itself says that it has expired."""
    ends = ((name, graph.sources[name].expires) for name in told.start.names)
    return [name for name, until in ends if until is not None and until <= told.at]


def _of_one(graph: Graph, told: Told, places: Mapping[KeyPath, Place]) -> Iterator[Problem]:
    start, standing = told.start, told.standing
    for name in over(graph, told):
        message = f"it expired at {stamp(graph.sources[name].expires or 0)}; {_jobs(start)}"
        hint = f"name a video that still exists, correct `expires`, or {_left_out(start, name)}"
        yield _problem("RMB504", places, (name, "expires"), message, hint)
    if standing is None:
        return
    if standing.verdict in _BAD:
        code, what, move = _BAD[standing.verdict]
        env = start.provider.profile.key_env
        if standing.verdict == "unknown" and env is not None:
            move += f" or {env}: the key may be another account's"
        who = f"{start.provider.title} {what.format(quoted(start.identity))}"
        for name in start.names:
            hint = f"{move}, or {_left_out(start, name)}; {FLAG} if the service is wrong"
            message = f"{who} ({standing.reason}); {_jobs(start)}"
            yield _problem(code, places, (name, "id"), message, hint)
    elif told.gone:
        ended = stamp(standing.expires or 0)
        message = f"{start.provider.title} says that it expired at {ended}; {_jobs(start)}"
        hint = (
            "a service may still remix a video whose file is gone; if it does not, nothing is paid"
        )
        for name in start.names:
            yield _problem("RMB504", places, (name, "id"), message, hint, level="warning")
    if standing.seconds is not None and _priced_by_length(graph, start):
        yield from _other_length(graph, start, standing.seconds, places)


_BAD = {  # code, what the service says of an id, the next move
    "unknown": (
        "RMB501",
        "does not know {}",
        "correct the id",
    ),
    "unfinished": ("RMB502", "has not finished {}", "wait until it is completed"),
    "failed": ("RMB503", "could not make {}", "name another video"),
    "gone": ("RMB504", "has {} no more", "name a video that still exists"),
}


def _priced_by_length(graph: Graph, start: Start) -> bool:
    used = (graph.providers[graph.jobs[job].provider] for job in start.jobs)
    return any(p.per_second is not None and not p.profile.free for p in used)


def _other_length(
    graph: Graph, start: Start, seconds: Decimal, places: Mapping[KeyPath, Place]
) -> Iterator[Problem]:
    for name in start.names:
        source = graph.sources[name]
        written = places.get(("sources", name, "seconds"))
        if written is None or source.seconds is None or source.seconds == seconds:
            continue
        message = (
            f"the spec says {source.seconds} s, {start.provider.title} says {seconds} s; "
            f"prices use {max(source.seconds, seconds)} s"
        )
        hint = f"write `seconds: {seconds}`"
        yield _problem("RMB505", places, (name, "seconds"), message, hint, level="warning")


def _problem(
    code: str,
    places: Mapping[KeyPath, Place],
    at: tuple[str, str],
    message: str,
    hint: str,
    *,
    level: Level = "error",
) -> Problem:
    """A problem of a source, `at` its name and one of its keys."""
    path: KeyPath = ("sources", *at)
    path = path if path in places else path[:-1]
    return Problem(code, places[path], f"{label(path)}: {message}", hint, level, path)


def _jobs(start: Start) -> str:
    names, more = ", ".join(start.jobs[:SHOWN]), len(start.jobs) - SHOWN
    names += f" and {more:,} more" if more > 0 else ""
    return f"{names} would start from it"


def _left_out(start: Start, source: str) -> str:
    words = f"{start.jobs[0]}+" if len(start.jobs) == 1 else f"source:{source}+"
    return f"leave out what needs it: --exclude '{words}'"


# -- what is not known -------------------------------------------------------------------------------


def untold(told: Iterable[Told]) -> list[str]:
    """One line for each service and reason: how many sources it told nothing of, and why."""
    every = [each for each in told if each.standing is not None]
    asked = Counter(each.start.provider.title for each in every)
    silent = Counter(
        (each.start.provider.title, each.standing.reason)
        for each in every
        if each.standing is not None and each.standing.verdict == "untold"
    )
    lines = []
    for (title, reason), count in silent.items():
        of = f"{count:,} of {asked[title]:,} sources" if asked[title] > 1 else "the source"
        lines.append(f"{title} tells nothing of {of}: {reason}")
    return lines
