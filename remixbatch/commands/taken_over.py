"""Takes that are known from the lock alone: is what the service has under their ids what they say?

A line may be made up whole, with an id of anybody's video. Where the service still tells prompt and source of
it, that is asked before the line is taken in, and again before a child of it is paid for: a job would else have a
stranger's video for its own, and its children would be made and paid for from it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from remixbatch import events as e
from remixbatch.answers import Described
from remixbatch.commands.campaign import Campaign
from remixbatch.commands.console import tell
from remixbatch.commands.services import Services
from remixbatch.contradiction import line_of, misdescribed
from remixbatch.driver import side_by_side
from remixbatch.errors import LockError, ProviderError, RemixbatchError
from remixbatch.graph import Provider
from remixbatch.plan import Plan
from remixbatch.service import NoAnswerError, Service
from remixbatch.step import Decision, Standing, Step, standing, starts
from remixbatch.take import Phase, Take

ALTOGETHER = 30.0  # seconds for all of them
TOLD_AFTER, TOLD_EVERY = 2.0, 10.0  # seconds
SILENT = 3  # questions in a row without an answer: no more are asked

OF_GIT = "If the line is wrong, take it back from git; else name that video as a source."
OF_JOURNAL = "If it is not that job's, reject that take: the job is due again then. Else name that video as a source."

Ids = Mapping[str, None]
"""Of videos that a job may start from, the most urgent first."""
Answer = tuple[Take, Described | None, bool]
"""What the service says of it, if it tells; whether it answered."""


def check_taken_over(
    campaign: Campaign, planned: Plan, services: Services, *, submit: bool
) -> None:
    """Raises LockError where a job that may be due would start from a video that the service describes otherwise.

    Of others that is told. A service that does not answer, or does not tell, is taken at the lock's word.
    """
    ids = dict.fromkeys(_starts(campaign, planned)) if submit else {}
    _check(campaign, _unproven(campaign, ids), ids, campaign.written or b"", services)


def _starts(campaign: Campaign, planned: Plan) -> Iterator[str]:
    """What a job may be submitted from in this run, now or later: any take of its parent may come to stand for that."""
    steps = sorted(planned.steps.values(), key=lambda step: not step.due)
    for step in steps:
        job = campaign.graph.jobs[step.job]
        if job.source is None and _may_be_due(campaign, planned, step):
            yield from (take.id for take in campaign.holdings.of(job.parent) if take.id is not None)


def _may_be_due(campaign: Campaign, planned: Plan, step: Step) -> bool:
    if not campaign.policy.selects(step.job):
        return False
    if step.handle is None or step.decision is Decision.SUBMIT:
        return True
    if step.phase is Phase.COMPLETED:  # a kept one, made from something else, may be made again
        job, take = campaign.graph.jobs[step.job], campaign.holdings.takes[step.handle]
        return standing(job, take, starts(job, planned.steps)) is not Standing.CURRENT
    return step.decision is not Decision.BLOCKED  # failed, refused or lost for good


def check_pulled(
    campaign: Campaign, events: Iterable[e.Event], text: bytes, services: Services
) -> None:
    """The same of what a lock of that text brings into a run: of what its jobs may start from. Raises LockError."""
    graph = campaign.graph
    lines = (event.line for event in events if isinstance(event, e.Imported))
    made = [take for take in map(Take.from_line, lines) if take.made]
    # Under a name that is nobody's today a job may have it all the same.
    parents = [take for take in made if take.job not in graph.jobs or graph.children.get(take.job)]
    ids = {take.id: None for take in parents if take.id is not None}
    _check(campaign, parents, ids, text, services)


def _check(
    campaign: Campaign, takes: Iterable[Take], ids: Ids, text: bytes, services: Services
) -> None:
    journaled = _told_by(campaign.events)
    for take, found, _ in _answers(campaign, takes, services):
        wrong = found and misdescribed(take, lineage=found.lineage, prompt=found.prompt)
        if not wrong:
            continue
        place = f"{campaign.lock_path}:{line_of(take, text)}"
        if take.id in ids:
            raise LockError(
                f"{place}: {take.job}.{take.take} would be started from, and the service {wrong}",
                hint=OF_JOURNAL if (take.uid, take.id) in journaled else OF_GIT,
                still="Nothing was sent.",
            )
        tell(f"warning: {place}: the service {wrong}; look whether that line is right")


def _unproven(campaign: Campaign, ids: Ids) -> list[Take]:
    """What locks brought in, now or earlier, and is started from; and what this one brings, and is to be fetched."""
    lines = {**_told_by(campaign.events), **(news := _told_by(campaign.news))}
    for event in campaign.events:
        if isinstance(event, e.Submitted):  # the service itself told us this id
            lines.pop((event.uid, event.id), None)
    made = [take for take in map(Take.from_line, lines.values()) if take.made]
    rank = {id_: number for number, id_ in enumerate(ids)}
    first = sorted((take for take in made if take.id in ids), key=lambda take: rank[str(take.id)])
    new = [take for take in made if (take.uid, take.id) in news and take.id not in ids]
    return [*first, *(take for take in new if _unfetched(take))]


def _told_by(events: Iterable[e.Event]) -> dict[tuple[str, str | None], Mapping[str, Any]]:
    """Lines of locks, by uid and id: two clones may have another id for one uid."""
    lines = (event.line for event in events if isinstance(event, e.Imported))
    return {(line["uid"], line["id"]): line for line in lines}


def _unfetched(take: Take) -> bool:
    return take.sha256 is None and take.status in ("running", "completed")


def _answers(campaign: Campaign, takes: Iterable[Take], services: Services) -> Iterator[Answer]:
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

    for take, found, heard in side_by_side(questions(), services.clock, services.watch, tick):
        silent, done = 0 if heard else silent + 1, done + 1
        yield take, found, heard


def _spoken_to(
    asked: Sequence[tuple[Take, Provider]], services: Services
) -> list[tuple[Take, Service]]:
    """With whom to speak; where nobody can be asked, for want of a key, the lock is taken at its word."""
    opened: dict[str, Service] = {}
    for provider in {provider.name: provider for _, provider in asked}.values():
        with suppress(RemixbatchError, OSError):
            opened[provider.name] = services.open(provider)
    return [(take, opened[each.name]) for take, each in asked if each.name in opened]


def _ask(take: Take, service: Service) -> Answer:
    assert take.id is not None
    try:
        return take, service.describe(take.id), True
    except NoAnswerError:
        return take, None, False
    except ProviderError:
        return take, None, True
