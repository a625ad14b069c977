"""Takes that a lock brings in: is what the service has under their ids what they say?

A line may be made up whole, with an id of anybody's video. Where the service still tells prompt and source of
it, what differs is told before it is fetched. Before a child of one is paid for it is asked again (`Connect`).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from remixbatch import events as e
from remixbatch.answers import Described
from remixbatch.commands.campaign import Campaign
from remixbatch.commands.console import tell
from remixbatch.commands.services import Services
from remixbatch.contradiction import line_of, misdescribed
from remixbatch.driver import side_by_side
from remixbatch.errors import ProviderError, RemixbatchError
from remixbatch.graph import Provider
from remixbatch.service import Service
from remixbatch.take import Take

ALTOGETHER = 30.0  # seconds for all of them
TOLD_AFTER, TOLD_EVERY = 2.0, 10.0  # seconds
SILENT = 3  # questions in a row without an answer: no more are asked

Answer = tuple[Take, Described | None]


def doubt_taken_over(campaign: Campaign, services: Services) -> None:
    """Tells of what is to be fetched, and the service describes otherwise.

    A service that does not answer, does not tell, or that there is no key for is taken at the lock's word.
    """
    for take, found in _answers(campaign, _unfetched(campaign), services):
        wrong = found and misdescribed(take, lineage=found.lineage, prompt=found.prompt)
        if wrong:
            place = f"{campaign.lock_path}:{line_of(take, campaign.written or b'')}"
            tell(f"warning: {place}: the service {wrong}; look whether that line is right")


def _unfetched(campaign: Campaign) -> Iterator[Take]:
    for event in campaign.news:
        if isinstance(event, e.Imported):
            take = Take.from_line(event.line)
            if take.made and take.sha256 is None and take.status in ("running", "completed"):
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
) -> list[tuple[Take, Service]]:
    """With whom to speak. What a run cannot do without is opened, and told of, when it comes to that."""
    opened: dict[str, Service] = {}
    for provider in {provider.name: provider for _, provider in asked}.values():
        with suppress(RemixbatchError, OSError):
            opened[provider.name] = services.open(provider)
    return [(take, opened[each.name]) for take, each in asked if each.name in opened]


def _ask(take: Take, service: Service) -> Answer:
    assert take.id is not None
    try:
        return take, service.describe(take.id)
    except ProviderError:
        return take, None
