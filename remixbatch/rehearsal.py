"""A rehearsal: a spec's jobs at the local emulator, in the dialects of their services, at its pace.

Jobs, keys, prices, budgets and caps of flight stay what they are in the real run. What changes is where the
calls go, that no key is needed, and the clock: minutes become a second.
"""

from dataclasses import dataclass, replace

from remixbatch.graph import LOCAL, Graph, Job, Provider
from remixbatch.profile import Profile

TAKE = 5.0  # seconds that the emulator spends on a take at speed 1, on average
LONGEST = 60.0  # seconds that a rehearsal should take, as long as the speed allows
SLOWEST, FASTEST = 10.0, 50.0  # speeds; beyond, the two processes are the limit
LEAST_PAUSE = 0.1  # seconds between two looks at one take
NO_LIMIT = 100_000.0  # submissions a minute
# With faults, what a run would wait for in earnest; seconds, where the profile has more.
SILENCE = 2.0  # of an answer
PATIENCE = 4.0  # with a whole exchange
ASKED = 1.0  # that a service asks us to wait
GRACE = 3.0  # for a video that is not there yet, and for what a list does not have yet
DOWNLOAD = 10.0
OVERDUE = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """How one spec is rehearsed, and the commands that follow."""

    speed: float  # of the emulator
    real: str  # the same for real
    again: str  # goes on with an interrupted rehearsal, or begins another
    faults: str | None = None  # the emulator's, as JSON of a plan
    honoured: tuple[str, ...] = ()  # headers whose keys the services honour, so the emulator does

    @property
    def take(self) -> float:
        """Seconds that a take lasts, about."""
        return TAKE / self.speed

    @property
    def pause(self) -> float:
        """Seconds between two looks at a take."""
        return max(LEAST_PAUSE, 1 / self.speed)


def used(graph: Graph) -> list[Provider]:
    """The providers that its jobs speak to."""
    names = sorted({job.provider for job in graph.jobs.values()})
    return [graph.providers[name] for name in names]


def voiceless(graph: Graph) -> list[str]:
    """Profiles of this spec's jobs that no dialect of the emulator speaks for."""
    return sorted({p.profile.name for p in used(graph) if p.profile.rehearsal is None})


def honoured(graph: Graph) -> tuple[str, ...]:
    """The headers of idempotency keys that this spec's services honour.

    The emulator honours them for all: who is not promised that sends no key a second time.
    """
    keyed = (provider.profile.idempotency for provider in used(graph))
    return tuple(sorted({each.header for each in keyed if each is not None and each.honoured}))


def speed_for(graph: Graph, in_flight: int | None) -> float:
    """A speed at which these jobs take a minute at most. `in_flight`: the cap over all providers."""
    width = sum(provider.in_flight for provider in used(graph)) or 1
    waves = len(graph.jobs) / min(width, in_flight or width)
    longest = max((job.height for job in graph.jobs.values()), default=0)
    return min(FASTEST, max(SLOWEST, max(waves, longest) * TAKE / LONGEST))


def rehearsed(graph: Graph, rehearsal: Rehearsal) -> Graph:
    """The same jobs at the emulator. The graph was bound as in a real run, so its problems were found.

    Every origin becomes the emulator's constant. It is in each intent, so in the rehearsal's journal and lock:
    nothing that is told there can pass for a take of the real service, even if somebody copies the file over
    the real lock (a run then refuses it, exit 5).
    """
    return replace(
        graph,
        jobs={name: _job(job, rehearsal) for name, job in graph.jobs.items()},
        providers={
            name: _at_emulator(provider, rehearsal) for name, provider in graph.providers.items()
        },
    )


def _job(job: Job, rehearsal: Rehearsal) -> Job:
    hurried = rehearsal.faults is not None and job.timeout is not None
    timeout = min(job.timeout or OVERDUE, OVERDUE) if hurried else job.timeout
    return replace(job, origin=LOCAL, timeout=timeout)


def _at_emulator(provider: Provider, rehearsal: Rehearsal) -> Provider:
    return replace(
        provider,
        profile=_profile(provider.profile, rehearsal),
        origin=LOCAL,
        submits_per_minute=NO_LIMIT,
        retires=None,  # these days are told once, before the rehearsal
    )


def _profile(profile: Profile, rehearsal: Rehearsal) -> Profile:
    """All its clips are eight seconds long, whatever the source: that must not become a price."""
    if rehearsal.faults is not None:
        profile = _hurried(profile)
    return replace(
        profile,
        local=True,
        auth=None,
        upstream_retired=None,
        answer=replace(profile.answer, seconds=()),
        look=replace(profile.look, seconds=(), cost=()),
        look_first=0.6 * rehearsal.take,  # the shortest
        look_every=rehearsal.pause,
        look_most=2 * rehearsal.pause,
    )


def _hurried(profile: Profile) -> Profile:
    """Faults make a run wait; in a rehearsal that takes seconds, too."""
    return replace(
        profile,
        read_deadline=min(profile.read_deadline, SILENCE),
        total_deadline=min(profile.total_deadline, PATIENCE),
        download_deadline=min(profile.download_deadline, DOWNLOAD),
        missing_grace=min(profile.missing_grace, GRACE),
        retry_after_max=min(profile.retry_after_max, ASKED),
        settle=min(profile.settle, GRACE),
        overdue=min(profile.overdue, OVERDUE),
    )
