"""Takes that are known from the lock alone: is what the service has under their ids what they say?

A line may be made up whole, with an id of anybody's video. Where the service still tells prompt and source of
it, that is asked before the line is taken in, and again before a child of it is paid for: a job would else have a
stranger's video for its own, and its children would be made and paid for from it.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from remixbatch import events as e
from remixbatch.answers import Described
from remixbatch.commands.campaign import Campaign
from remixbatch.commands.console import tell
from remixbatch.commands.services import Services
from remixbatch.contradiction import line_of, misdescribed
from remixbatch.driver import side_by_side
from remixbatch.errors import DiskError, Exit, LockError, ProviderError
from remixbatch.graph import Provider
from remixbatch.plan import Plan
from remixbatch.service import Service
from remixbatch.take import Take

ALTOGETHER = 30.0  # seconds for all of them
TOLD_AFTER, TOLD_EVERY = 2.0, 10.0  # seconds
SILENT = 3  # questions in a row without an answer: no more are asked

Answer = tuple[Take, Described | None]


def check_taken_over(campaign: Campaign, planned: Plan, services: Services) -> None:
    """Raises LockError where a due job would start from a video that the service describes otherwise.

    Of others that is told. A service that does not answer, or does not tell, is taken at the lock's word.
    """
    starts = set(_starts(campaign, planned))
    _check(campaign, _unproven(campaign, starts), starts, campaign.written or b"", services)


def _starts(campaign: Campaign, planned: Plan) -> Iterator[str | None]:
    """What a job may start from that is not done, now or later in this run."""
    takes = campaign.holdings.takes
    for step in planned.steps.values():
        if step.exit is Exit.DONE:
            continue
        yield step.parent
        above = planned.steps.get(campaign.graph.jobs[step.job].parent or "")
        if above is not None and above.handle is not None:
            yield takes[above.handle].id


def check_pulled(
    campaign: Campaign, events: Iterable[e.Event], text: bytes, services: Services
) -> None:
    """The same of what a lock of that text brings into a run: of what its jobs may start from. Raises LockError."""
    graph = campaign.graph
    lines = (event.line for event in events if isinstance(event, e.Imported))
    made = [take for take in map(Take.from_line, lines) if take.made]
    # Under a name that is nobody's today a job may have it all the same.
    parents = [take for take in made if take.job not in graph.jobs or graph.children.get(take.job)]
    starts = {take.id for take in parents}
    with suppress(
        ProviderError, DiskError, OSError
    ):  # nobody can be asked: the lock is taken at its word
        _check(campaign, iter(parents), starts, text, services)


def _check(
    campaign: Campaign,
    takes: Iterator[Take],
    starts: Collection[str | None],
    text: bytes,
    services: Services,
) -> None:
    for take, found in _answers(campaign, takes, services):
        wrong = found and misdescribed(take, lineage=found.lineage, prompt=found.prompt)
        if not wrong:
            continue
        place = f"{campaign.lock_path}:{line_of(take, text)}"
        if take.id in starts:
            raise LockError(
                f"{place}: {take.job}.{take.take} would be started from, and the service {wrong}",
                hint="If the line is wrong, take it back from git; else name that video as a source.",
                still="Nothing was sent.",
            )
        tell(f"warning: {place}: the service {wrong}; look whether that line is right")


def _unproven(campaign: Campaign, starts: set[str | None]) -> Iterator[Take]:
    """What the lock brings in, and is to be fetched or started from; and what it brought in earlier, to be started from."""
    news = {
        event.line["uid"]: event.line for event in campaign.news if isinstance(event, e.Imported)
    }
    before = {
        event.line["uid"]: event.line for event in campaign.events if isinstance(event, e.Imported)
    }
    for event in campaign.events:
        if isinstance(event, e.Submitted):  # the service itself told us this id
            before.pop(event.uid, None)
    for uid, line in (*before.items(), *news.items()):
        take = Take.from_line(line)
        unfetched = take.sha256 is None and take.status in ("running", "completed")
        if take.made and ((line is news.get(uid) and unfetched) or take.id in starts):
            yield take


def _answers(campaign: Campaign, takes: Iterator[Take], services: Services) -> Iterator[Answer]:
    speaker = campaign.graph.speaker
    asked = [(take, provider) for take in takes if (provider := speaker(take)) is not None]
    if not asked:
        return
    silent, done, begun = 0, 0, services.clock()
    tell_at = begun + TOLD_AFTER

    def questions() -> Iterator[Callable[[], Answer]]:
        for take, service in _spoken_to(asked, services):
            if silent < SILENT and services.clock() < begun + ALTOGETHER:
                yield partial(_ask, take, service)

    def tick(now: float) -> None:
        nonlocal tell_at
        if now >= tell_at:
            tell_at = now + TOLD_EVERY
            tell(f"checking takes that the lock tells of: {done:,} of {len(asked):,}")

    for take, found in side_by_side(questions(), services.clock, services.watch, tick):
        silent, done = silent + 1 if found is None else 0, done + 1
        yield take, found


def _spoken_to(
    asked: Sequence[tuple[Take, Provider]], services: Services
) -> Iterator[tuple[Take, Service]]:
    opened = services.of({provider.name: provider for _, provider in asked}.values())
    return ((take, opened[provider.name]) for take, provider in asked)


def _ask(take: Take, service: Service) -> Answer:
    assert take.id is not None
    try:
        return take, service.describe(take.id)
    except ProviderError:
        return take, None
