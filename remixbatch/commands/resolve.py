"""`resolve`: a person's word about a take that the program must not decide on."""

import getpass
from pathlib import Path

from remixbatch import events as e
from remixbatch.commands.campaign import Campaign, start, writing
from remixbatch.commands.console import tell
from remixbatch.commands.keeper import LockKeeper
from remixbatch.commands.loaded import load
from remixbatch.commands.services import open_services
from remixbatch.driver import Clock
from remixbatch.engine import Engine, Limits
from remixbatch.errors import Exit, UsageError
from remixbatch.loop import record
from remixbatch.report.next import command
from remixbatch.service import Service
from remixbatch.take import Phase, Take


def resolve(
    path: Path,
    job: str,
    *,
    adopt: str | None,
    not_submitted: bool,
    lost: bool,
    take: str | None,
    base_url: str | None,
    output_dir: Path | None,
) -> Exit:
    if (adopt is not None) + not_submitted + lost != 1:
        raise UsageError(
            "say one of --adopt ID, --not-submitted, --lost",
            hint="`remixbatch status` shows which takes wait for a word.",
        )
    clock = Clock()
    loaded = load(path, base_url)
    with writing(loaded, "resolve", clock(), output_dir) as (campaign, journal):
        engine = Engine(campaign.graph, Limits(submit=False, wait=False), campaign.policy)
        start(campaign, journal, engine, command="resolve", at=clock())
        phases = (Phase.RUNNING, Phase.COMPLETED) if lost else (Phase.UNCLEAR,)
        handle = _meant(engine, job, take, phases)
        event: e.Event
        if adopt is not None:
            _refuse_owned(engine, handle, adopt)
            event = _adopted(campaign, engine.holdings.takes[handle], handle, adopt, base_url)
        elif not_submitted:
            _warn_early(campaign, engine.holdings.takes[handle], clock())
            event = e.Settled(at=clock(), uid=handle, by=_me())
        else:
            event = e.Gone(at=clock(), uid=handle, reason=f"said to be lost by {_me()}")
        record(engine, journal, event)
        keeper = LockKeeper(campaign)
        keeper.write(engine.holdings, clock)
        tell(_told(job, event))
        tell(f"Go on with: {command('run', campaign.words)}")
        if keeper.failure is not None:
            raise keeper.failure
    return Exit.DONE


def _meant(engine: Engine, job: str, word: str | None, phases: tuple[Phase, ...]) -> str:
    """The handle of the take that is meant. Raises UsageError with the list where that is not one."""
    address = job if job in engine.holdings.jobs() else _address(engine, job)
    found = [
        handle
        for handle in engine.holdings.handles(address)
        if engine.holdings.takes[handle].phase in phases
        and not (engine.holdings.takes[handle].sha256 and Phase.COMPLETED in phases)
        and (word is None or word in _names(handle, engine.holdings.takes[handle]))
    ]
    if len(found) == 1:
        return found[0]
    wanted = " or ".join(phase.value for phase in phases)
    if not found:
        which = "" if word is None else f" {word}"
        raise UsageError(
            f"{address} has no take{which} that is {wanted} ({_standing(engine, address)})",
            hint="`remixbatch status` shows which takes wait for a word.",
        )
    listed = "; ".join(
        f"{engine.holdings.takes[h].take}: {h}, submitted {engine.holdings.takes[h].submitted}"
        for h in found
    )
    raise UsageError(f"{address} has several: {listed}", hint="Name one with --take UID.")


def _warn_early(campaign: Campaign, take: Take, at: float) -> None:
    """Absence proves nothing while the service may still be at it."""
    profiles = [
        p.profile for p in campaign.graph.providers.values() if p.profile.name == take.profile
    ]
    if take.submitted is None or not profiles:
        return
    age, settle = at - e.unstamp(take.submitted), profiles[0].total_deadline + profiles[0].settle
    if age < settle:
        tell(
            f"warning: it was sent {age:.0f} s ago, and the service may still make it until {settle:.0f} s "
            "have passed; if it does, a new submission is a second payment"
        )


def _standing(engine: Engine, address: str) -> str:
    step = engine.steps.get(address)
    if step is None:
        return "the job is not in the spec"
    take = engine.holdings.takes.get(step.handle or "")
    here = take is not None and take.sha256 is not None
    return f"the job is {step.phase.value}{' and its video is here' * here}"


def _names(handle: str, take: Take) -> set[str]:
    return {handle, take.uid, str(take.take), take.id or ""}


def _address(engine: Engine, job: str) -> str:
    from remixbatch.document import nearest  # noqa: PLC0415

    if job in engine.graph.jobs:
        return job
    steps = [name for name in engine.graph.jobs if name.startswith(f"{job}.")]
    if steps:
        return steps[-1]
    near = nearest(job, list(engine.graph.jobs))
    raise UsageError(
        f"no job {job!r} in this spec",
        hint=f"Did you mean {near!r}?" if near else "`remixbatch status` lists the jobs.",
    )


def _refuse_owned(engine: Engine, handle: str, id_: str) -> None:
    sources = [s.name for s in engine.graph.sources.values() if s.identity == id_]
    if sources:
        raise UsageError(
            f"{id_} is the source {sources[0]}; nothing was changed",
            hint="Give the id of the video that the service made of it.",
        )
    owner = engine.holdings.owner(engine.holdings.takes[handle].origin, id_)
    if owner is not None:
        raise UsageError(
            f"{id_} is the video of {engine.holdings.job_of(owner)} already; nothing was changed",
            hint="An id belongs to one take. `remixbatch status` lists them.",
        )


def _adopted(
    campaign: Campaign, take: Take, handle: str, id_: str, base_url: str | None
) -> e.Adopted:
    """The id as the service describes it. Raises where it is not there, or cannot be this take's."""
    provider = next(
        (
            p
            for p in campaign.graph.providers.values()
            if (p.profile.name, p.origin) == (take.profile, take.origin)
        ),
        None,
    )
    if provider is None:
        raise UsageError(
            f"no provider of this spec speaks to {take.origin}",
            hint="Give the provider it was sent to.",
        )
    state = campaign.loaded.home.state
    with open_services(state, base_url) as services:
        [service] = services.of([provider]).values()
        return _described(service, take, handle, id_, services.clock())


def _described(service: Service, take: Take, handle: str, id_: str, at: float) -> e.Adopted:
    found = service.describe(id_)
    if found.lineage is not None and found.lineage != take.parent:
        raise UsageError(
            f"{id_} was made from {found.lineage}, this take starts from {take.parent}; nothing was changed"
        )
    if found.prompt is not None and found.prompt.strip() != take.prompt:
        raise UsageError(f"{id_} has another prompt: {found.prompt[:200]!r}; nothing was changed")
    return e.Adopted(
        at=at,
        uid=handle,
        id=id_,
        by=_me(),
        seconds=found.seconds,
        size=found.size,
        expires=found.expires,
    )


def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "a person"


def _told(job: str, event: e.Event) -> str:
    match event:
        case e.Adopted(id=id_):
            return f"{job}: adopted {id_}; it is polled and fetched like any other."
        case e.Settled():
            return f"{job}: noted as not submitted; if it is in the spec, it is due again."
        case _:
            return f"{job}: noted as lost. It is not made again by itself; change its prompt to ask anew."
