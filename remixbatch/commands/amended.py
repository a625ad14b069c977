"""A spec with jobs turned into chains, in memory: planned, loaded and linted before anybody may write it.

The edited text must hold what is meant and nothing else, and bring no new finding. What does not is refused
job by job, and the rest goes on.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from remixbatch.amendment import Amendment, Refusal, amend, intended
from remixbatch.commands.campaign import Campaign, read_campaign
from remixbatch.commands.linted import linted
from remixbatch.commands.loaded import Loaded, SpecError, load_bytes, spec_bytes
from remixbatch.document import parse
from remixbatch.entries import JobEntry
from remixbatch.errors import RemixbatchError
from remixbatch.findings import Found
from remixbatch.plan import Plan, plan
from remixbatch.preferences import Preferences
from remixbatch.prompts.finding import SEVERAL
from remixbatch.prompts.steps import Step
from remixbatch.report.fixed import Fixed
from remixbatch.report.next import command
from remixbatch.report.text import plural, usd
from remixbatch.rewrite import edited
from remixbatch.take import Phase, Take

MARK = b"\xef\xbb\xbf"  # some editors put it at the head of a file
OPEN = {
    Phase.SUBMITTING: "wait",
    Phase.RUNNING: "wait",
    Phase.UNCLEAR: "status",
}  # takes that a person waits for -> the command that helps


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A spec as it is, with all that the fix is decided from."""

    data: bytes
    text: str  # of the data
    value: Any  # what is written in it, no variable replaced
    loaded: Loaded
    prefs: Preferences
    found: Sequence[Found]
    campaign: Campaign
    at: float

    def bytes_of(self, text: str) -> bytes:
        return (MARK if self.data.startswith(MARK) else b"") + text.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A text that was looked through: what it holds, what the lint finds in it."""

    text: str
    loaded: Loaded
    found: Sequence[Found]


def read_work(path: Path, prefs: Preferences, at: float) -> Work:
    """Raises what keeps a spec from loading, LockError."""
    path, data = spec_bytes(path)
    loaded = load_bytes(path, data)
    return Work(
        data=data,
        text=data.removeprefix(MARK).decode(),
        value=_value(data, path),
        loaded=loaded,
        prefs=prefs,
        found=linted(loaded, prefs),
        campaign=read_campaign(loaded, at),
        at=at,
    )


def _value(data: bytes, path: Path) -> Any:
    document, _ = parse(data, str(path))
    return None if document is None else document.value


# -- what becomes of it ------------------------------------------------------------------------------


def fixed(work: Work, *, include_paid: bool) -> tuple[Fixed, Sound | None]:
    """The plan of the fix, and the text that it leads to; None where it changes nothing."""
    spec, campaign = work.loaded.spec, work.campaign
    wanted = _wanted(work.found, spec.jobs)
    done, refused = amend(work.text, work.value, spec, wanted, _split(work.prefs))
    done, held = _without_held(work, done, include_paid=include_paid)
    done, sound, failed = _looked_through(work, done)
    after = campaign if sound is None else read_campaign(sound.loaded, work.at)
    places = {entry.address: number for number, entry in enumerate(spec.jobs)}
    made = Fixed(
        spec=str(work.loaded.path),
        amendments=done,
        refusals=sorted((*refused, *held, *failed), key=lambda each: places[each.job]),
        before=campaign.graph,
        after=after.graph,
        due=_plan(campaign),
        due_then=_plan(after),
        takes={each.job: len(_kept(campaign, each.job)) for each in done},
    )
    return made, sound


def _plan(campaign: Campaign) -> Plan:
    return plan(campaign.graph, campaign.holdings, campaign.policy)


def _wanted(found: Iterable[Found], jobs: Iterable[JobEntry]) -> list[JobEntry]:
    """Jobs that are found to ask for several changes, those left out where that is suppressed."""
    names = {job for each in found if each.code in SEVERAL for job in each.jobs}
    return [entry for entry in jobs if entry.address in names]


def _split(prefs: Preferences) -> Callable[[JobEntry, Collection[str]], Sequence[Step]]:
    from remixbatch.prompts.lexicon import Lexicons  # noqa: PLC0415 - brings its words along
    from remixbatch.prompts.linter import check  # noqa: PLC0415
    from remixbatch.prompts.reader import read  # noqa: PLC0415
    from remixbatch.prompts.steps import steps  # noqa: PLC0415

    lexicons = Lexicons(prefs.words)
    reads, checks = partial(read, lexicons=lexicons), partial(check, words=prefs.words)

    def split(entry: JobEntry, taken: Collection[str]) -> Sequence[Step]:
        return steps(entry.prompt, reads, checks, lexicons, taken)

    return split


# -- what was paid for -------------------------------------------------------------------------------


def _kept(campaign: Campaign, job: str) -> list[Take]:
    return [take for take in campaign.holdings.of(job) if take.maybe_paid]


def _without_held(
    work: Work, amendments: Iterable[Amendment], *, include_paid: bool
) -> tuple[list[Amendment], list[Refusal]]:
    """Another prompt asks for other takes: what was paid for is left alone, unless that is wanted."""
    done: list[Amendment] = []
    refused: list[Refusal] = []
    for each in amendments:
        reason = _held(work, each, include_paid=include_paid)
        if reason is None:
            done.append(each)
        else:
            refused.append(
                Refusal(job=each.job, place=each.place, reason=reason[0], hint=reason[1])
            )
    return done, refused


def _held(work: Work, amendment: Amendment, *, include_paid: bool) -> tuple[str, str] | None:
    """Why a job's takes keep it as it is, and what to do."""
    campaign, job = work.campaign, work.campaign.graph.jobs[amendment.job]
    takes = _kept(campaign, amendment.job)
    for take in takes:
        if take.phase in OPEN:
            line = command(OPEN[take.phase], campaign.words)
            return f"its take {take.take} is {take.phase.value}", f"first: {line}"
    free = campaign.graph.providers[job.provider].profile.free
    if not takes or free or include_paid:
        return None
    price = "an unknown amount" if job.usd is None else usd(job.usd * len(amendment.steps))
    reason = (
        f"{plural(len(takes), 'take')} of it {'is' if len(takes) == 1 else 'are'} paid for, "
        f"and its {len(amendment.steps)} steps would be {price} more"
    )
    return reason, "--include-paid takes it in; what is paid for stays in the lock and on the disk"


# -- whether the text means it -----------------------------------------------------------------------


def _looked_through(
    work: Work, amendments: Sequence[Amendment]
) -> tuple[list[Amendment], Sound | None, list[Refusal]]:
    """The amendments that hold together, the text they make, and those that do not, with what was wrong."""
    refused: list[Refusal] = []
    kept = list(amendments)
    outcome = _sound(work, kept) if kept else None
    if isinstance(outcome, str):
        kept = _sound_ones(work, kept, outcome, refused)
        outcome = _sound(work, kept) if kept else None
    if isinstance(outcome, str):  # each for itself, but not together
        refused += [_unsound(each, outcome) for each in kept]
        return [], None, refused
    return kept, outcome, refused


def _sound_ones(
    work: Work, amendments: list[Amendment], wrong: str, refused: list[Refusal]
) -> list[Amendment]:
    """Those of amendments with something wrong that are sound: halved until the culprits are found."""
    if len(amendments) == 1:
        refused.append(_unsound(amendments[0], wrong))
        return []
    kept: list[Amendment] = []
    middle = len(amendments) // 2
    for half in (amendments[:middle], amendments[middle:]):
        outcome = _sound(work, half)
        kept += _sound_ones(work, half, outcome, refused) if isinstance(outcome, str) else half
    return kept


def _unsound(amendment: Amendment, reason: str) -> Refusal:
    hint = "write the chain by hand, and lint again"
    return Refusal(job=amendment.job, place=amendment.place, reason=reason, hint=hint)


def _sound(work: Work, amendments: Sequence[Amendment]) -> Sound | str:
    """The edited text, looked through; or what is wrong with it."""
    text = edited(work.text, [edit for each in amendments for edit in each.edits])
    data, path = work.bytes_of(text), work.loaded.path
    if (value := _value(data, path)) != intended(work.value, amendments):
        job = value["jobs"].get(amendments[0].name) if value else None
        if isinstance(job, dict) and {"prompt", "chain"} <= job.keys():
            return "`<<` brings it a prompt, too, which would stand beside the chain"
        return "an edit here would change more than this job"
    try:
        loaded = load_bytes(path, data)
    except SpecError as error:
        return f"as a chain it would be wrong: {error.problems[0].message}"
    except RemixbatchError as error:
        return f"as a chain it would be wrong: {error.message}"
    found = linted(loaded, work.prefs)
    worse = _worse(work.found, found, amendments)
    return worse or Sound(text=text, loaded=loaded, found=found)


def _worse(
    before: Iterable[Found], after: Iterable[Found], amendments: Sequence[Amendment]
) -> str | None:
    """What the lint would find that it does not find now; suggestions are left out."""
    former = {address: each.job for each in amendments for address in each.addresses}
    mended = set(former.values())
    allowed = Counter(
        _about(each, {})
        for each in before
        if each.code not in SEVERAL or mended.isdisjoint(each.jobs)
    )
    had = set(allowed)
    for each in after:
        about = _about(each, former)
        allowed[about] -= 1
        of_step = not former.keys().isdisjoint(each.jobs)  # each may have what the whole had
        grew = about not in had if of_step else allowed[about] < 0
        if grew and each.level != "suggestion":
            return f"as a chain it would be told {each.code} {each.name}: {each.message}"
    return None


def _about(found: Found, former: dict[str, str]) -> tuple[str, frozenset[str]]:
    return found.code, frozenset(former.get(job, job) for job in found.jobs)
