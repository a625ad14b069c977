"""What a service still has of our takes, and what it has of our sources that no take owns."""

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from remixbatch.errors import Exit, worst
from remixbatch.events import Sighting, stamp
from remixbatch.reply import ID_LIMIT
from remixbatch.report.data import exits_data
from remixbatch.report.next import command
from remixbatch.report.text import plural, told, wrap
from remixbatch.take import Take

Fate = Literal["there", "gone", "failed", "unknown", "untold"]
WORDS: Mapping[Fate, str] = {
    "there": "still there",
    "gone": "gone",
    "failed": "failed",
    "unknown": "not known there",
    "untold": "not told of",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One take and what its service says of it. `reason`: in its words, where it is not there."""

    job: str
    take: Take
    fate: Fate
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stray:
    """A video that no take owns. `jobs`: those that it could be a take of; `unclear`: where a take waits for it."""

    provider: str
    video: Sighting
    start: str  # what it was made from, as the spec calls it
    jobs: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()

    def commands(self, spec: str) -> list[str]:
        """What takes it over; nothing where it has no id to say."""
        if not self.video.id:
            return []
        dashes = ("--",) if self.video.id.startswith("-") else ()
        waiting = [command("resolve", spec, job, "--adopt", self.video.id) for job in self.unclear]
        fitting = [command("adopt", spec, *dashes, job, self.video.id) for job in self.jobs]
        return waiting or fitting or [command("adopt", spec, *dashes, "JOB", self.video.id)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A video of our sources that is a take of a spec in the same folder."""

    provider: str
    video: Sighting
    spec: str  # its file
    job: str
    take: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """`silent`: services whose list could not be read, and why."""

    name: str
    asked: Sequence[Asked]
    strays: Sequence[Stray]
    elsewhere: Sequence[Elsewhere]
    silent: Mapping[str, str]


def refresh_text(found: Refreshed, *, spec: str, width: int) -> str:
    ours = [*_takes(found, spec), *_elsewhere(found, width)]
    blocks = ["\n".join(ours), "\n".join(_strays(found, spec, width))]
    return "\n\n".join(block for block in blocks if block)


def _takes(found: Refreshed, spec: str) -> Iterator[str]:
    counts = [
        f"{sum(each.fate == fate for each in found.asked):,} {words}"
        for fate, words in WORDS.items()
        if any(each.fate == fate for each in found.asked)
    ]
    yield f"{found.name}: {plural(len(found.asked), 'video')}" + (
        f": {', '.join(counts)}" if counts else ""
    )
    for each in found.asked:
        if each.fate == "there":
            continue
        kept = ", and its file was fetched" if each.take.sha256 is not None else ""
        why = f": {told(each.reason)}" if each.reason else ""
        yield f"  {each.job}.{each.take.take}  {told(each.take.id or '', ID_LIMIT)}  {WORDS[each.fate]}{kept}{why}"
        if each.fate == "unknown":
            line = command("resolve", spec, each.job, "--take", each.take.uid, "--lost")
            yield f"    if this key is of the account that made it: {line}"


def _elsewhere(found: Refreshed, width: int) -> Iterator[str]:
    for spec, count in Counter(other.spec for other in found.elsewhere).items():
        are = "is a take" if count == 1 else "are takes"
        text = f"{plural(count, 'other video')} of your sources {are} of {told(spec, 4000)}"
        yield from wrap(text, width)


def _strays(found: Refreshed, spec: str, width: int) -> Iterator[str]:
    for provider, reason in found.silent.items():
        yield f"{provider}: whether there are videos that no take owns is not known: {told(reason)}"
    if not found.strays:
        return
    them = "it" if len(found.strays) == 1 else "they"
    yield from wrap(
        f"{plural(len(found.strays), 'video')} of your sources that no take owns; if nobody else made them, "
        f"{them} may have been paid for twice:",
        width,
    )
    for stray in found.strays:
        made = "" if stray.video.created is None else f"  made {stamp(stray.video.created)}"
        shown = told(stray.video.id, ID_LIMIT) or "(what it calls it cannot be an id)"
        yield f"  {shown}{made}  from {told(stray.start)}"
        prompt = stray.video.prompt
        yield "    prompt   " + (
            "the service does not tell" if prompt is None else told(prompt, 200)
        )
        yield from (f"    {line}" for line in stray.commands(spec))


def refresh_exits(found: Refreshed) -> dict[Exit, list[str]]:
    """Why not all is known, by exit code."""
    reasons = [f"the list of {name}: {reason}" for name, reason in found.silent.items()]
    reasons += [
        f"{each.job}.{each.take.take}: {each.reason or WORDS['untold']}"
        for each in found.asked
        if each.fate == "untold"
    ]
    return {Exit.PROVIDER: reasons} if reasons else {}


def refresh_data(found: Refreshed, *, spec: str) -> dict[str, Any]:
    """The stable JSON shape."""
    return {
        "version": 1,
        "kind": "refresh",
        "name": found.name,
        "exit": int(worst(refresh_exits(found))),
        "exits": exits_data(refresh_exits(found)),
        "spec": shlex.split(spec)[0],
        "takes": [
            {
                "job": each.job,
                "take": each.take.take,
                "uid": each.take.uid,
                "id": each.take.id,
                "fate": each.fate,
                "reason": each.reason or None,
                "fetched": each.take.sha256 is not None,
            }
            for each in found.asked
        ],
        "unowned": [
            {
                "provider": stray.provider,
                "id": stray.video.id or None,
                "from": stray.video.parent,
                "prompt": stray.video.prompt,
                "created": None if stray.video.created is None else stamp(stray.video.created),
                "status": stray.video.status,
                "jobs": list(stray.jobs),
                "next": stray.commands(spec),
            }
            for stray in found.strays
        ],
        "elsewhere": [
            {
                "provider": other.provider,
                "id": other.video.id,
                "from": other.video.parent,
                "spec": other.spec,
                "job": other.job,
                "take": other.take,
            }
            for other in found.elsewhere
        ],
        "unlisted": dict(found.silent),
    }
