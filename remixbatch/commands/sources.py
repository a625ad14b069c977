"""Before a run: every source that a due job starts from is asked for once, side by side."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from remixbatch.answers import Standing
from remixbatch.commands.campaign import Campaign
from remixbatch.commands.console import show_problems, tell
from remixbatch.commands.services import Services
from remixbatch.driver import side_by_side
from remixbatch.errors import ProviderError, UsageError
from remixbatch.graph import Provider
from remixbatch.problem import Problem
from remixbatch.service import Service, Unreached
from remixbatch.sources import FLAG, Start, Told, problems, starts, untold, with_seconds
from remixbatch.step import Step

WITHIN = 20.0  # seconds for one answer; a profile's total deadline may be shorter
ALTOGETHER = 60.0  # seconds for all; what is left then stays unknown, and a run goes on
SILENT = 3  # questions in a row that a service did not answer: it is asked no more
TOLD_AFTER, TOLD_EVERY = 2.0, 10.0  # seconds


class SourceError(UsageError):
    """Every source that no job can start from, each with its place."""

    def __init__(self, found: Sequence[Problem], lines: Sequence[str]) -> None:
        errors = sum(problem.level == "error" for problem in found)
        what = "1 source that jobs" if errors == 1 else f"{errors:,} sources that jobs"
        super().__init__(f"{what} would start from cannot be used; nothing was sent")
        self.problems = found
        self.lines = lines

    @property
    def reasons(self) -> list[str]:
        return [each.message for each in self.problems if each.level == "error"]


def check(
    campaign: Campaign, due: Sequence[Step], services: Services, *, asks: bool
) -> tuple[list[Told], SourceError | None]:
    """What is known of the sources that due jobs start from, and what is wrong with them; warnings are told.

    From now on the campaign's graph has the lengths that the services say. Where nothing is to be asked
    only the spec's own word is looked at. Raises ProviderError where a service refuses the key or cannot be reached.
    """
    wanted = starts(campaign.graph, (step.job for step in due))
    standings = _asked(wanted, services) if asks else [None] * len(wanted)
    loaded, at = campaign.loaded, services.clock()
    told = [
        Told(at=at, start=start, standing=standing)
        for start, standing in zip(wanted, standings, strict=True)
    ]
    found = problems(campaign.graph, told, loaded.spec.places)
    for line in untold(told):
        tell(f"warning: {line}; a run goes on without knowing")
    campaign.graph = with_seconds(campaign.graph, told)
    if any(problem.level == "error" for problem in found):
        return told, SourceError(found, loaded.lines)
    show_problems(found, loaded.lines)
    return told, None


def _asked(wanted: Sequence[Start], services: Services) -> list[Standing | None]:
    asked = [start for start in wanted if start.asks]
    providers = {start.provider.name: start.provider for start in asked}
    questions = _Questions(asked, services.of(providers.values()), services.clock)
    clock, watch = services.clock, services.watch
    for index, standing in side_by_side(questions.next(), clock, watch, questions.tick):
        questions.take_in(index, standing)
    mute = [partial(_mute, providers[name], services, last) for name, last in questions.mute()]
    for failure in side_by_side(mute, clock, watch, questions.tick):
        if failure is not None:
            raise failure
    answered = iter(questions.in_order())
    return [next(answered) if start.asks else None for start in wanted]


def _mute(provider: Provider, services: Services, last: Standing) -> ProviderError | None:
    """What is wrong with a service that told nothing of any source: a run would only make doubt of it."""
    reason, move = f"cuts every call: {last.reason}", f"; {FLAG} if it refuses this question alone"
    try:
        services.of([provider])[provider.name].connect().close()
    except Unreached as error:
        reason, move = f"cannot be reached: {error.reason}", ""
    else:
        if not last.cut:
            return None  # it may be slow, or not know the question
    return ProviderError(
        f"{provider.title} {reason}; nothing was sent",
        hint=f"check the address and the network, then run again: nothing is lost{move}",
    )


class _Questions:
    """The questions that are left, which depends on how the first ones were answered."""

    def __init__(
        self, asked: Sequence[Start], services: Mapping[str, Service], clock: Callable[[], float]
    ) -> None:
        self._asked, self._services, self._clock = asked, services, clock
        self._begun = clock()
        self._told_at = self._begun + TOLD_AFTER
        self._mute: dict[str, Standing] = {}  # the last answer, by provider that never answered
        self._heard: set[str] = set()
        self._standings: dict[int, Standing] = {}
        self._silent: Counter[str] = Counter()  # answers in a row that were none, by provider

    def next(self) -> Iterator[Callable[[], tuple[int, Standing]]]:
        for index, start in enumerate(self._asked):
            if (reason := self._no_more(start)) is None:
                yield partial(self._ask, index, start)
            else:
                self._standings[index] = Standing(verdict="untold", reason=reason, heard=False)

    def _no_more(self, start: Start) -> str | None:
        if self._silent[start.provider.name] >= SILENT:
            return f"not asked, as it left {SILENT} questions in a row without an answer"
        if self._clock() - self._begun > ALTOGETHER:
            return f"not asked, as {ALTOGETHER:.0f} s had gone by"
        return None

    def _ask(self, index: int, start: Start) -> tuple[int, Standing]:
        """A question may be repeated, and a call that was cut says nothing."""
        service = self._services[start.provider.name]
        standing = service.standing(start.identity, WITHIN)
        for _ in range(SILENT - 1):
            if standing.cut:
                standing = service.standing(start.identity, WITHIN)
        return index, standing

    def take_in(self, index: int, standing: Standing) -> None:
        provider = self._asked[index].provider
        if standing.verdict == "denied":
            raise _denied(provider, standing.reason)
        if standing.heard:
            self._silent[provider.name] = 0
            self._heard.add(provider.name)
        else:
            self._silent[provider.name] += 1
            self._mute[provider.name] = standing
        self._standings[index] = standing

    def mute(self) -> list[tuple[str, Standing]]:
        """Providers that never answered, and how the last question ended."""
        return [(name, last) for name, last in self._mute.items() if name not in self._heard]

    def in_order(self) -> list[Standing]:
        return [self._standings[index] for index in range(len(self._asked))]

    def tick(self, now: float) -> None:
        if now >= self._told_at:
            self._told_at = now + TOLD_EVERY
            tell(f"checking sources: {len(self._standings):,} of {len(self._asked):,}")


def _denied(provider: Provider, reason: str) -> ProviderError:
    return ProviderError(
        f"{provider.title} refuses {provider.caller}: {reason}; nothing was sent",
        hint="check that the key is whole, valid and of an account that may use this service; "
        f"{FLAG} if it refuses this question alone",
    )
