"""`adopt`: a video made elsewhere becomes a take of its job, and so do those that it was made from."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from remixbatch import events as e
from remixbatch.address import bare
from remixbatch.aliases import identity_of
from remixbatch.answers import Described
from remixbatch.claims import MADE_ELSEWHERE
from remixbatch.commands.campaign import start, writing
from remixbatch.commands.console import tell
from remixbatch.commands.keeper import LockKeeper
from remixbatch.commands.loaded import load
from remixbatch.commands.resolve import check_asked, job_address, me, refuse_owned, untold
from remixbatch.commands.services import open_services
from remixbatch.commands.siblings import check_elsewhere, siblings
from remixbatch.driver import Clock
from remixbatch.engine import Engine
from remixbatch.errors import Exit, UsageError
from remixbatch.graph import Job, Provider
from remixbatch.limits import Limits
from remixbatch.loop import record
from remixbatch.money import dollars
from remixbatch.profile import Profile
from remixbatch.report.next import command
from remixbatch.report.text import told
from remixbatch.service import Service
from remixbatch.take import Take


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A video that becomes a take of a job; `parent`: what it was made from."""

    job: Job
    video: Described
    parent: str


def adopt(
    path: Path, job: str, id_: str, *, force: bool, base_url: str | None, output_dir: Path | None
) -> Exit:
    """Asks the service what the video is, and submits nothing. Raises UsageError for what does not fit."""
    clock = Clock()
    loaded = load(path, base_url)
    with writing(loaded, "adopt", clock(), output_dir) as (campaign, journal):
        engine = Engine(campaign.graph, Limits(submit=False, wait=False), campaign.policy)
        start(campaign, journal, engine, command="adopt", at=clock())
        name = job_address(engine, job)
        with open_services(loaded.home.state, base_url) as services:
            speakers = services.of(_providers(engine, name))
            chain = _chain(engine, speakers, name, id_, force=force)
        beside = siblings(campaign)
        for found in chain:
            check_elsewhere(beside, found.job.origin, found.video.id, force=force)
        for found in reversed(chain):  # parents first
            take = _take(engine, found, clock())
            record(engine, journal, e.Imported(at=clock(), line=take.line()))
            tell(_told(take))
        keeper = LockKeeper(campaign, journal)
        keeper.write(engine.holdings, clock)
        tell(f"Go on with: {command('wait', campaign.words)}")
        if keeper.failure is not None:
            raise keeper.failure
    return Exit.DONE


def _providers(engine: Engine, name: str) -> list[Provider]:
    """Of a job and of all that it descends from."""
    found = {}
    while True:
        job = engine.graph.jobs[name]
        found[job.provider] = engine.graph.providers[job.provider]
        if job.source is not None:
            return list(found.values())
        name = job.parent


def _chain(
    engine: Engine, services: Mapping[str, Service], name: str, id_: str, *, force: bool
) -> list[_Found]:
    """The video, then what it was made from, up to a source or to a take that is ours already."""
    found: list[_Found] = []
    while True:
        job = engine.graph.jobs[name]
        refuse_owned(engine, job.origin, id_)
        service = services[job.provider]
        video = _named(engine, job, service, service.describe(id_))
        _check_state(video, service.profile)
        if not force:
            _check_told(video, name)
        parent = video.lineage or engine.steps[name].parent
        if parent is None:
            raise UsageError(
                f"the service does not tell what {told(id_)} was made from, and {job.parent} has no video yet; "
                "nothing was changed",
                hint=f"Adopt one for {job.parent} first.",
            )
        check_asked(video, job.source or parent, job.prompt, name)
        found.append(_Found(job=job, video=video, parent=parent))
        if job.source is not None or _is_of(engine, job, parent, id_):
            return found
        name, id_ = job.parent, parent


def _named(engine: Engine, job: Job, service: Service, video: Described) -> Described:
    """With what it was made from by the name that this has here: some services tell an address, signed anew.

    Raises UsageError for the address of a file that is not known here.
    """
    source = identity_of(video.lineage, engine.doubts.aliases(job.origin))
    address = None if source is None else bare(source)
    if address is None or job.source is not None or service.profile.source_kind == "id":
        return replace(video, lineage=source)
    ids = [take.id for take in engine.holdings.of(job.parent) if take.id is not None]
    parent = next((id_ for id_ in ids if bare(service.locate(id_) or "") == address), None)
    if parent is None:
        raise UsageError(
            f"{told(video.id)} was made from {told(address)}, and that is no video of {job.parent} here; nothing was changed",
            hint=f"If it should be, adopt that video for {job.parent} first.",
        )
    return replace(video, lineage=parent)


def _is_of(engine: Engine, job: Job, parent: str, id_: str) -> bool:
    """Whether a parent is a take of the job's parent; False: nobody's yet. Raises UsageError for another's."""
    owner = engine.holdings.owner(job.origin, parent)
    if owner is not None and engine.holdings.job_of(owner) == job.parent:
        return True
    sources = [s.name for s in engine.graph.sources.values() if s.identity == parent]
    whose = f"the source {sources[0]}" if sources else None
    if owner is not None:
        whose = f"the video of {engine.holdings.job_of(owner)}"
    if whose is None:
        return False
    raise UsageError(
        f"{told(id_)} was made from {told(parent)}, {whose}; {job.address} starts from {job.parent}; "
        "nothing was changed"
    )


def _check_state(video: Described, profile: Profile) -> None:
    """One that is still being made is as good as a submission of ours: it is polled. One that failed is none."""
    state = profile.look.words.get((video.state or "").lower(), "running")
    if state in ("failed", "refused", "gone"):
        raise UsageError(
            f"{told(video.id)} is {told(video.state or state)} at the service; nothing was changed",
            hint="Only a finished video, or one that is being made, can be a take.",
        )


def _check_told(video: Described, name: str) -> None:
    if missing := untold(video):
        raise UsageError(
            f"the service does not tell the {missing} of {told(video.id)}, so whether it is a "
            f"take of {name} cannot be seen; nothing was changed",
            hint="--force adopts it on your word.",
        )


def _take(engine: Engine, found: _Found, at: float) -> Take:
    """What it would be, had it been submitted from here. Its price is a guess until the service tells."""
    job, video, holdings = found.job, found.video, engine.holdings
    made = at if video.created is None else min(at, video.created)
    if any(move.source == job.address for move in holdings.moves):
        made = at  # else it would be taken for one that moved away with the name
    usd = None if job.usd is None else dollars(job.usd)
    return Take(
        uid=f"t_{os.urandom(16).hex()}",
        job=job.address,
        take=holdings.next_label(job.address),
        key=job.key,
        parent=found.parent,
        profile=job.profile,
        origin=job.origin,
        model=job.model,
        params=dict(job.params),
        prompt=job.prompt,
        id=video.id,
        status="running",
        at=e.stamp(at),
        submitted=e.stamp(made),
        seconds=video.seconds,
        size=video.size,
        expires=None if video.expires is None else e.stamp(video.expires),
        usd=usd,
        usd_basis=None if usd is None else "reserved",
        note=f"{MADE_ELSEWHERE}{me()}",
    )


def _told(take: Take) -> str:
    return f"{take.job}: adopted {told(take.id or '')} as take {take.take}; it is polled and fetched like any other."
