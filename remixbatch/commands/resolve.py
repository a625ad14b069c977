"""`resolve`: a person's word about a take that the program must not decide on."""

import getpass
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from remixbatch import events as e
from remixbatch.address import bare
from remixbatch.aliases import identity_of
from remixbatch.answers import Described
from remixbatch.commands.campaign import Campaign, start, writing
from remixbatch.commands.console import tell
from remixbatch.commands.keeper import LockKeeper
from remixbatch.commands.loaded import load
from remixbatch.commands.services import open_services
from remixbatch.commands.siblings import Neighbours, check_elsewhere, siblings
from remixbatch.driver import Clock
from remixbatch.engine import Engine
from remixbatch.errors import Exit, UsageError
from remixbatch.limits import Limits
from remixbatch.loop import record
from remixbatch.profile import Profile
from remixbatch.reconcile import MARGIN, SKEW, tells_nothing
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
    force: bool,
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
        if adopt is not None and _is_adopted(engine, job, take, adopt):
            said = f"{adopt} is {job}'s already; nothing was changed"
        else:
            phases = (Phase.RUNNING, Phase.COMPLETED) if lost else (Phase.UNCLEAR,)
            handle = _meant(engine, job, take, phases)
            event = _word(
                campaign, engine, handle, clock, adopt=adopt, settled=not_submitted, force=force
            )
            record(engine, journal, event)
            said = _told(job, event)
        keeper = LockKeeper(campaign, journal)
        keeper.write(engine.holdings, clock)
        tell(said)
        tell(f"Go on with: {command('run', campaign.words)}")
        if keeper.failure is not None:
            raise keeper.failure
    return Exit.DONE


def _word(
    campaign: Campaign,
    engine: Engine,
    handle: str,
    clock: Clock,
    *,
    adopt: str | None,
    settled: bool,
    force: bool,
) -> e.Event:
    """What is to be recorded of an unclear take, or of a lost one. Raises what speaks against it."""
    if adopt is not None:
        origin = engine.holdings.takes[handle].origin
        refuse_owned(engine, origin, adopt)
        check_elsewhere(siblings(campaign), origin, adopt, force=force)
        return _adopted(campaign, engine, handle, adopt, force=force)
    if not settled:
        return e.Gone(at=clock(), uid=handle, reason=f"said to be lost by {me()}")
    if not force:
        _refuse_early(campaign, engine, handle)
    return e.Settled(at=clock(), uid=handle, by=me())


def _is_adopted(engine: Engine, job: str, word: str | None, id_: str) -> bool:
    """Whether just that was said before, perhaps by a process that was cut off."""
    holdings = engine.holdings
    address = job if job in holdings.jobs() else job_address(engine, job)
    takes = {handle: holdings.takes[handle] for handle in holdings.handles(address)}
    meant = {h: t for h, t in takes.items() if word is None or word in _names(h, t)}
    if any(take.phase is Phase.UNCLEAR for take in meant.values()):
        return False
    return any(take.id == id_ for take in meant.values())


def _meant(engine: Engine, job: str, word: str | None, phases: tuple[Phase, ...]) -> str:
    """The handle of the take that is meant. Raises UsageError with the list where that is not one."""
    address = job if job in engine.holdings.jobs() else job_address(engine, job)
    found = [
        handle
        for handle in engine.holdings.handles(address)
        if engine.holdings.takes[handle].phase in phases
        and (word is not None or not engine.holdings.takes[handle].sha256)
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


def _refuse_early(campaign: Campaign, engine: Engine, handle: str) -> None:
    """Absence proves nothing while the service may still be at it, and a list that shows it proves more.

    Raises UsageError, also where there is nothing to go by. Time is the service's: no clock of ours is believed.
    """
    take = engine.holdings.takes[handle]
    provider = campaign.graph.speaker(take)
    if provider is None:
        raise _unchecked(f"no provider of this spec speaks to {take.origin}")
    listed, now, ahead = _asked_now(campaign, engine, handle)
    if listed is not None and (
        suspects := engine.doubts.suspects(handle, listed.sightings, listed.beside)
    ):
        raise _shown(campaign, engine.holdings.job_of(handle), suspects)
    if ahead is None:
        raise _unchecked(f"{take.origin} does not tell the time")
    since = engine.sendings.last_by(handle, ahead)
    if since is None:
        raise _unchecked("when it was sent by the service's clock is not known here")
    age = max(0.0, now + ahead - since)
    reach = provider.profile.total_deadline + provider.profile.settle
    if age < reach:
        raise UsageError(
            f"it was sent, or its process ended, {age:.0f} s ago, and the service may still make it until {reach:.0f} s "
            "have passed; then a new submission would be a second payment; nothing was changed",
            hint=f"Say it again in {reach - age:.0f} s, or with --force if you know better.",
        )


def _unchecked(why: str) -> UsageError:
    return UsageError(
        f"{why}, so whether the service may still make it cannot be checked; then a new submission would be a "
        "second payment; nothing was changed",
        hint="Look for the video at the service; if it is not there and cannot come any more, say it with --force.",
    )


def _asked_now(
    campaign: Campaign, engine: Engine, handle: str
) -> tuple[e.Listed | None, float, float | None]:
    """What the list tells of an unclear take's kin (None, and told, where it tells nothing), when by our clock it was
    asked for that, and by how much the service's clock is before ours; None: it does not tell.
    """
    take = engine.holdings.takes[handle]
    with speaking(campaign, take) as service:
        begun = service.clock()
        listed = None if service.profile.listing is None else _survey(engine, handle, service)
        if service.ahead is None:
            service.look("", take.parent, {})  # any answer tells the time
    if listed is not None:
        listed = replace(listed, beside=Neighbours(campaign.loaded.home).beside())
    return listed, begun, service.ahead


def _survey(engine: Engine, handle: str, service: Service) -> e.Listed | None:
    sent = engine.sendings.sent_at(handle)
    listed = service.survey("", None if sent is None else sent - SKEW - MARGIN)
    if isinstance(listed, e.Listed):
        if elsewhere := engine.sendings.elsewhere(handle, listed.account):
            tell(f"warning: {elsewhere}: that this list does not show it says nothing")
        return listed
    tell(f"warning: the service's list cannot be read ({listed.reason}), so it was not looked at")
    return None


def _shown(campaign: Campaign, job: str, suspects: Sequence[e.Sighting]) -> UsageError:
    first = next((each for each in suspects if each.id), None)
    if first is None:
        return UsageError(
            "the service's list shows a video that it may have made, and what it calls it cannot be an id; "
            "nothing was changed",
            hint="Ask the service about it; --force says that it is not the one.",
        )
    made = "" if first.created is None else f", made {e.stamp(first.created)}"
    line = command("resolve", campaign.words, job, "--adopt", first.id)
    return UsageError(
        f"the service's list shows {first.id}{made}, which it may have made; nothing was changed",
        hint=f"`{line}` takes it over; --force says that it is not the one.",
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


def job_address(engine: Engine, job: str) -> str:
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


def refuse_owned(engine: Engine, origin: str, id_: str) -> None:
    """Raises UsageError for an id that is a source's or a take's."""
    sources = [s.name for s in engine.graph.sources.values() if s.identity == id_]
    if sources:
        raise UsageError(
            f"{id_} is the source {sources[0]}; nothing was changed",
            hint="Give the id of the video that the service made of it.",
        )
    owner = engine.holdings.owner(origin, id_)
    if owner is not None:
        raise UsageError(
            f"{id_} is the video of {engine.holdings.job_of(owner)} already; nothing was changed",
            hint="An id belongs to one take. `remixbatch status` lists them.",
        )


@contextmanager
def speaking(campaign: Campaign, take: Take) -> Iterator[Service]:
    """The service a take was sent to. Raises UsageError where the spec has no provider for it."""
    provider = campaign.graph.speaker(take)
    if provider is None:
        raise UsageError(
            f"no provider of this spec speaks to {take.origin}",
            hint="Give the provider it was sent to.",
        )
    with open_services(campaign.loaded.home.state, campaign.loaded.base_url) as services:
        yield services.open(provider)


def _adopted(
    campaign: Campaign, engine: Engine, handle: str, id_: str, *, force: bool
) -> e.Adopted:
    """The id as the service describes it. Raises where it is not there, or cannot be this take's."""
    take = engine.holdings.takes[handle]
    with speaking(campaign, take) as service:
        found = _named(engine, take, service, service.describe(id_))
        at = service.clock()
    if not force:
        _check_known(engine, take, found)
    if retold := _retold(engine, handle, found):
        tell(
            f"note: the service tells the {retold} of {id_} otherwise than was sent: that it is this take's is your word alone"
        )
    else:
        check_asked(found, take.parent, take.prompt)
    if missing := untold(found):
        tell(
            f"note: the service does not tell the {missing} of {id_}: that it is this take's is your word alone"
        )
    if not force:
        sent = engine.sendings
        _check_time(found, sent.sent_at(handle), sent.last_at(handle), service.profile)
    return e.Adopted(
        at=at,
        uid=handle,
        id=id_,
        by=me(),
        seconds=found.seconds,
        size=found.size,
        expires=found.expires,
    )


def _named(engine: Engine, take: Take, service: Service, found: Described) -> Described:
    """With what it was made from by the name that this has here, also where none was kept of what was sent."""
    source = identity_of(found.lineage, engine.doubts.aliases(take.origin))
    address = None if source is None else bare(source)
    if address is not None and address in (take.address, bare(service.locate(take.parent) or "")):
        source = take.parent
    return replace(found, lineage=source)


def _check_known(engine: Engine, take: Take, found: Described) -> None:
    """Raises UsageError where the service tells a source that nobody here knows, and nothing else to know it by."""

    def owned(id_: str) -> bool:
        return id_ == take.parent or engine.doubts.owned(take.origin, id_)

    told = e.Sighting(id=found.id, parent=found.lineage, prompt=found.prompt)
    if tells_nothing(told, owned):
        named = bare(found.lineage or "") or found.lineage
        raise UsageError(
            f"{found.id} was made from {named}, this take starts from {take.parent}, and the service does not tell "
            "its prompt; nothing was changed",
            hint="If that is the same video by another name, --force adopts it on your word.",
        )


def _retold(engine: Engine, handle: str, found: Described) -> str:
    """Which of its words it tells otherwise than was sent, where it could be this take's all the same."""
    take = engine.holdings.takes[handle]
    told = e.Sighting(id=found.id, parent=found.lineage, prompt=found.prompt)
    if not engine.doubts.suspects(handle, [told]):
        return ""
    if found.lineage not in (None, take.parent):
        return "source"
    alike = found.prompt is None or found.prompt.strip() == take.prompt
    return "" if alike else "prompt"


def check_asked(found: Described, parent: str, prompt: str, who: str = "this take") -> None:
    """Raises UsageError where the service says that a video was made of something else than `who`."""
    if found.lineage is not None and found.lineage != parent:
        named = bare(found.lineage) or found.lineage  # without its signature
        raise UsageError(
            f"{found.id} was made from {named}, {who} starts from {parent}; nothing was changed"
        )
    if found.prompt is not None and found.prompt.strip() != prompt:
        raise UsageError(
            f"{found.id} has another prompt than {who}: {found.prompt[:200]!r}; nothing was changed"
        )


def untold(found: Described) -> str:
    """Which of the words that a video is known by the service keeps to itself; nothing where it tells both."""
    words = (("source", found.lineage), ("prompt", found.prompt))
    return " and the ".join(word for word, value in words if value is None)


def _check_time(found: Described, sent: float | None, last: float | None, profile: Profile) -> None:
    """Raises UsageError for a video that this submission cannot have made, all times by the service's clock."""
    if sent is None or last is None or found.created is None:
        tell("note: when it was made cannot be compared with when it was submitted")
        return
    late, reach = found.created - sent, profile.total_deadline + profile.settle
    if -SKEW - MARGIN <= late <= last - sent + reach + SKEW + MARGIN:
        return
    which = "before" if late < 0 else "after"
    raise UsageError(
        f"{found.id} was made {abs(late):.0f} s {which} this submission was sent; nothing was changed",
        hint="It is hardly the one. --force adopts it all the same.",
    )


def me() -> str:
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
