"""`refresh`: what services still have of our takes, recorded; and what they have that no take owns, told."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

import click

from remixbatch import events as e
from remixbatch.aliases import named
from remixbatch.answers import Seen
from remixbatch.commands.campaign import Campaign, start, writing
from remixbatch.commands.console import terminal_width
from remixbatch.commands.keeper import LockKeeper
from remixbatch.commands.loaded import load
from remixbatch.commands.services import Services, open_services
from remixbatch.commands.siblings import Sibling, siblings
from remixbatch.driver import side_by_side
from remixbatch.engine import Engine
from remixbatch.errors import Exit, worst
from remixbatch.graph import Graph, Provider
from remixbatch.journal import Journal
from remixbatch.judgement import expired_on
from remixbatch.limits import Limits
from remixbatch.loop import record
from remixbatch.report.data import to_json
from remixbatch.report.refresh import (
    Asked,
    Elsewhere,
    Fate,
    Refreshed,
    Stray,
    refresh_data,
    refresh_exits,
    refresh_text,
)
from remixbatch.report.text import plural
from remixbatch.take import Phase, Take

T = TypeVar("T")
FIRST = 1.0  # since the beginning, by anybody's clock


def refresh(path: Path, *, as_json: bool, base_url: str | None, output_dir: Path | None) -> Exit:
    """Deletes nothing and submits nothing. Exit 6 where a service does not tell all."""
    loaded = load(path, base_url)
    with (
        open_services(loaded.home.state, base_url) as services,
        writing(loaded, "refresh", services.clock(), output_dir) as (campaign, journal),
    ):
        engine = Engine(campaign.graph, Limits(submit=False, wait=False), campaign.policy)
        start(campaign, journal, engine, command="refresh", at=services.clock())
        found = _Refresh(engine, journal, services, siblings(campaign)).found()
        keeper = LockKeeper(campaign, journal)
        keeper.write(engine.holdings, services.clock)
        _show(found, campaign, as_json=as_json)
        if keeper.failure is not None:
            raise keeper.failure
    return worst(refresh_exits(found))


def _show(found: Refreshed, campaign: Campaign, *, as_json: bool) -> None:
    if as_json:
        click.echo(to_json(refresh_data(found, spec=campaign.words)))
    else:
        click.echo(refresh_text(found, spec=campaign.words, width=terminal_width()))


class _Refresh:
    """The questions to all services of a spec, and what is made of the answers."""

    def __init__(
        self,
        engine: Engine,
        journal: Journal,
        services: Services,
        beside: Mapping[tuple[str, str], Sibling],
    ) -> None:
        self._engine, self._journal = engine, journal
        self._beside = beside
        self._holdings = engine.holdings
        self._clock, self._watch = services.clock, services.watch
        self._graph = engine.graph
        self._speakers = engine.graph.speakers.values()
        self._services = services.of(self._speakers)

    def found(self) -> Refreshed:
        listed = {
            event.provider: event
            for event in self._together([partial(self._survey, p) for p in self._speakers])
        }
        asked = self._takes({n: x for n, x in listed.items() if isinstance(x, e.Listed)})
        lists = [
            (provider, event)
            for provider in self._speakers
            if isinstance(event := listed[provider.name], e.Listed)
        ]
        strays = [stray for one in lists for stray in self._strays(*one)]
        elsewhere = [other for one in lists for other in self._elsewhere(*one)]
        silent = {n: x.reason for n, x in listed.items() if isinstance(x, e.Unlisted)}
        silent |= {p.name: blind for p, x in lists if (blind := self._blind(p, x))}
        return Refreshed(
            name=self._engine.graph.name,
            asked=asked,
            strays=strays,
            elsewhere=elsewhere,
            silent=silent,
        )

    def _together(self, work: list[Callable[[], T]]) -> Iterator[T]:
        yield from side_by_side(work, self._clock, self._watch, lambda _: None)

    def _survey(self, provider: Provider) -> e.Listed | e.Unlisted:
        return self._services[provider.name].survey(provider.name, FIRST)

    # -- what is ours ----------------------------------------------------------------------------------

    def _takes(self, listed: Mapping[str, e.Listed]) -> list[Asked]:
        """Those that a list shows finished are there; of the others each is asked for."""
        handles = [h for h, take in self._holdings.takes.items() if self._matters(take)]
        there = {
            (name, video.id)
            for name, event in listed.items()
            for video in event.sightings
            if self._finished(name, video)
        }
        work: list[Callable[[], tuple[str, Seen]]] = []
        fates: dict[str, tuple[Fate, str]] = {}
        for handle in handles:
            take = self._holdings.takes[handle]
            name = self._home_of(handle)
            if (name, take.id) in there and take.phase is not Phase.RUNNING:
                fates[handle] = "there", ""
            else:
                work.append(partial(self._look, handle, name))
        answers = dict(self._together(work))
        for handle, seen in answers.items():
            fates[handle] = self._fate(handle, seen)
        return [
            Asked(
                job=self._holdings.job_of(handle),
                take=self._holdings.takes[handle],
                fate=fates[handle][0],
                reason=fates[handle][1],
            )
            for handle in handles
        ]

    def _matters(self, take: Take) -> bool:
        at_home = self._graph.speaker(take) is not None
        return take.made and at_home and take.phase in (Phase.RUNNING, Phase.COMPLETED)

    def _home_of(self, handle: str) -> str:
        take = self._holdings.takes[handle]
        return self._graph.speakers[take.profile, take.origin].name

    def _finished(self, name: str, video: e.Sighting) -> bool:
        words = self._engine.graph.providers[name].profile.look.words
        return words.get((video.status or "").lower()) == "completed"

    def _look(self, handle: str, name: str) -> tuple[str, Seen]:
        take = self._holdings.takes[handle]
        return handle, self._services[name].look(handle, take.id or "", take.links)

    def _fate(self, handle: str, seen: Seen) -> tuple[Fate, str]:
        """What an answer means, recorded where it is a fact.

        That it is not found is none, whatever else is: the key may be of another account than the one that made
        it. A person may say so (`resolve --lost`), or its time is over by the service's clock.
        """
        take = self._holdings.takes[handle]
        match seen:
            case e.LookFailed(kind="missing", reason=reason):
                ahead = self._services[self._home_of(handle)].ahead
                day = None if ahead is None else expired_on(take, seen.at + ahead)
                if take.sha256 is None or day is None:
                    return "unknown", reason
                reason = f"it expired on {day}: {reason}"
                self._record(e.Gone(at=seen.at, uid=handle, reason=reason))
                return "gone", reason
            case e.LookFailed(reason=reason):
                return "untold", reason
            case e.Looked():
                return "there", ""
            case _:
                self._record(seen)
                return _FATES[type(seen)], getattr(seen, "message", getattr(seen, "reason", ""))

    def _record(self, event: Seen) -> None:
        """What changes a take; that a finished one is still there does not."""
        take = self._holdings.takes[self._holdings.handle(event.uid)]
        news = take.gone is None if isinstance(event, e.Gone) else take.phase is Phase.RUNNING
        if not news:
            return
        record(self._engine, self._journal, self._engine.judge(event))

    # -- what is nobody's ------------------------------------------------------------------------------

    def _not_ours(self, provider: Provider, event: e.Listed) -> Iterator[e.Sighting]:
        """What was made of our videos, and what no take of this spec owns."""
        starts, owned = self._starts(provider), self._engine.doubts.owned
        for video in named(event.sightings, self._engine.doubts.aliases(provider.origin)):
            if video.parent in starts and not owned(provider.origin, video.id):
                yield video

    def _blind(self, provider: Provider, event: e.Listed) -> str:
        """Why it cannot be seen which videos were made of ours; empty where it can, or where there are no others.

        What was made of nothing has no source either. So our own takes show whether the list tells of sources.
        """
        origin, owner = provider.origin, self._holdings.owner
        if not any(take.origin == origin for take in self._holdings.takes.values()):
            return ""
        ours = [video for video in event.sightings if owner(origin, video.id) is not None]
        known = ours or [video for video in event.sightings if video.parent is not None]
        hidden = [
            video
            for video in event.sightings
            if video.parent is None
            and not self._engine.doubts.owned(origin, video.id)
            and (origin, video.id) not in self._beside
        ]
        if not hidden or (known and all(video.parent is not None for video in known)):
            return ""
        return f"its list does not tell what {plural(len(hidden), 'video')} were made from"

    def _elsewhere(self, provider: Provider, event: e.Listed) -> Iterator[Elsewhere]:
        for video in self._not_ours(provider, event):
            if owner := self._beside.get((provider.origin, video.id)):
                yield Elsewhere(
                    provider=provider.name,
                    video=video,
                    spec=str(owner.spec),
                    job=owner.job,
                    take=owner.take,
                )

    def _strays(self, provider: Provider, event: e.Listed) -> Iterator[Stray]:
        starts = self._starts(provider)
        for video in self._not_ours(provider, event):
            if (provider.origin, video.id) not in self._beside:
                yield Stray(
                    provider=provider.name,
                    video=video,
                    start=starts[video.parent],
                    jobs=tuple(self._fitting(provider, video)),
                    unclear=tuple(self._waiting(provider, video)),
                )

    def _starts(self, provider: Provider) -> dict[str | None, str]:
        """What our videos are made from, and its name: sources, and the takes of jobs."""
        graph: Graph = self._engine.graph
        # By take, not by label: after a merge two takes of a job may have the same.
        takes = [
            (f"{self._holdings.job_of(handle)}.{take.take}", take)
            for handle, take in self._holdings.takes.items()
            if take.origin == provider.origin
        ]
        # Of unclear takes, of jobs that are gone and of sources that are no more in the spec, too.
        found: dict[str | None, str] = {
            take.parent: f"{take.parent}, as {name} was" for name, take in takes
        }
        found |= {take.id: name for name, take in takes if take.made}
        used = {
            job.parent
            for job in graph.jobs.values()
            if job.origin == provider.origin and job.source
        }
        found |= {graph.sources[name].identity: name for name in sorted(used)}
        return found

    def _fitting(self, provider: Provider, video: e.Sighting) -> Iterator[str]:
        owner = self._holdings.owner(provider.origin, video.parent or "")
        above = None if owner is None else self._holdings.job_of(owner)
        for job in self._engine.graph.jobs.values():
            same = job.origin == provider.origin and job.prompt == video.prompt
            below = job.parent == above if job.source is None else job.source == video.parent
            if same and below:
                yield job.address

    def _waiting(self, provider: Provider, video: e.Sighting) -> Iterator[str]:
        for handle, take in self._holdings.takes.items():
            asked = (take.origin, take.parent, take.prompt)
            if take.phase is Phase.UNCLEAR and asked == (
                provider.origin,
                video.parent,
                video.prompt,
            ):
                yield self._holdings.job_of(handle)


_FATES: Mapping[type[e.Event], Fate] = {
    e.Completed: "there",
    e.Failed: "failed",
    e.Refused: "failed",
    e.Gone: "gone",
}
