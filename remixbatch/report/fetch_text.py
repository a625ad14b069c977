"""What became of the files that `fetch` was to get: the last lines of it, and the same as data."""

import shlex
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from remixbatch.errors import PRECEDENCE, Exit, worst
from remixbatch.report.cause import TITLES
from remixbatch.report.next import Next, command
from remixbatch.report.text import counted, paint, plural, size, some, span, told
from remixbatch.take import Take

MOST = 5  # reasons shown of one exit code


class Fate(StrEnum):
    HERE = "here already"  # the very bytes
    FETCHED = "fetched"
    LOST = "lost"  # gone before it was ever fetched
    GONE = "gone"  # fetched once, and the service has it no more, or does not find it
    OTHER = "other content"  # the service has other bytes now
    UNHASHED = "without hash"  # by the lock alone there is nothing to hold it against
    ELSEWHERE = "elsewhere"  # at a service that this spec does not speak to
    FAILED = "not fetched"


EXITS = {
    Fate.LOST: Exit.FAILED,
    Fate.GONE: Exit.UNFINISHED,
    Fate.OTHER: Exit.UNFINISHED,
    Fate.UNHASHED: Exit.UNFINISHED,
    Fate.ELSEWHERE: Exit.LOCK,
    Fate.FAILED: Exit.UNFINISHED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """One take's file, and what became of it."""

    job: str
    take: Take
    file: str  # below the output folder
    fate: Fate
    reason: str | None = None
    aside: str | None = None  # where what stood in its place is kept
    bytes: int | None = None

    @property
    def label(self) -> str:
        return f"{self.job}.{self.take.take}"


def exits(videos: Sequence[Video], stops: Mapping[Exit, list[str]]) -> dict[Exit, list[str]]:
    """Every exit code that applies, with its reasons. Empty: everything is here."""
    found = {code: list(reasons) for code, reasons in stops.items()}
    for video in videos:
        if video.fate in EXITS:
            reason = f"{video.label}: {video.reason or video.fate}"
            found.setdefault(EXITS[video.fate], []).append(reason)
    return found


def fetch_text(
    name: str,
    videos: Sequence[Video],
    stops: Mapping[Exit, list[str]],
    *,
    elapsed: float,
    folder: str,
    spec: str,
    frozen: bool = False,
    color: bool = False,
) -> str:
    """`stops`: what held up all of it. `spec` is written for a shell."""
    code = worst(exits(videos, stops))
    if not videos and code is Exit.DONE:
        return f"{name}: no take that is chosen is finished, so there is nothing to fetch"
    counts = Counter(video.fate for video in videos)
    head = f"{name}: {plural(len(videos), 'video')}: {counted({f.value: counts[f] for f in Fate})}"
    came = [video.bytes or 0 for video in videos if video.fate is Fate.FETCHED]
    head += f" ({size(sum(came))}); {span(elapsed)}" if came else f"; {span(elapsed)}"
    lines = [paint(head, "green" if code is Exit.DONE else "bold", color=color)]
    lines += _why(videos, stops, color=color)
    lines += [
        f"kept    {told(video.aside, 4000)}: it stood in the place of {video.label} and differs"
        for video in videos
        if video.aside is not None
    ]
    lines.append(f"folder  {told(folder, 4000)}")
    after = _next(videos, code, spec, frozen=frozen)
    if after is not None:
        lines += after.lines(color=color)
    return "\n".join(lines)


def _why(videos: Sequence[Video], stops: Mapping[Exit, list[str]], *, color: bool) -> list[str]:
    lines: list[str] = []
    for code in (code for code in PRECEDENCE if code in exits(videos, stops)):
        causes = [f"  {told(reason)}" for reason in dict.fromkeys(stops.get(code, ()))]
        causes += _causes([video for video in videos if EXITS.get(video.fate) is code])
        style = "yellow" if code is Exit.UNFINISHED else "red"
        lines.append(paint(f"{TITLES[code]} (exit {int(code)})", style, color=color))
        lines += causes[:MOST]
        if len(causes) > MOST:
            lines.append(f"  and {len(causes) - MOST} other causes; --json has all of them")
    return lines


def _causes(videos: Sequence[Video]) -> list[str]:
    grouped: dict[str, list[str]] = {}
    for video in videos:
        grouped.setdefault(told(video.reason or video.fate.value), []).append(video.label)
    return [f"  {len(labels):,} × {text}: {some(labels)}" for text, labels in grouped.items()]


def _next(videos: Sequence[Video], code: Exit, spec: str, *, frozen: bool) -> Next | None:
    fates = {video.fate for video in videos}
    if code is Exit.DONE:
        return None
    if Fate.FAILED in fates or code in (Exit.INTERRUPTED, Exit.DISK, Exit.PROVIDER):
        flags = ("--frozen",) if frozen else ()
        return Next(command=command("fetch", spec, *flags), why="goes on; what came so far stays")
    if Fate.UNHASHED in fates:
        why = "without --frozen: it fetches those too, and records what came"
        return Next(command=command("fetch", spec), why=why)
    unsure = [v for v in videos if v.fate is Fate.GONE and v.take.gone is None]
    if unsure and not frozen:
        one = unsure[0]
        line = command("resolve", spec, one.job, "--take", one.take.uid, "--lost")
        return Next(command=line, why="if the service says that the video is gone")
    # whoever has the lock alone has no spec to ask about
    return (
        None
        if frozen
        else Next(command=command("status", spec), why="shows what is known of each take")
    )


def fetch_data(
    name: str,
    videos: Sequence[Video],
    stops: Mapping[Exit, list[str]],
    *,
    spec: str,
    at: str,
    frozen: bool,
) -> dict[str, Any]:
    """The stable shape behind `fetch --json`."""
    found = exits(videos, stops)
    counts = Counter(video.fate for video in videos)
    return {
        "version": 1,
        "kind": "fetch",
        "name": name,
        "spec": shlex.split(spec)[0],
        "generated": at,
        "frozen": frozen,
        "exit": int(worst(found)),
        "exits": [
            {"code": int(code), "name": code.name.lower(), "reasons": found[code]}
            for code in PRECEDENCE
            if code in found
        ],
        "totals": {
            "videos": len(videos),
            "fates": {_word(fate): counts[fate] for fate in Fate if counts[fate]},
            "bytes_fetched": sum(v.bytes or 0 for v in videos if v.fate is Fate.FETCHED),
        },
        "videos": [_video(video) for video in videos],
    }


def _word(fate: Fate) -> str:
    return fate.name.lower()


def _video(video: Video) -> dict[str, Any]:
    take = video.take
    return {
        "job": video.job,
        "take": take.take,
        "uid": take.uid,
        "id": take.id,
        "file": video.file,
        "fate": _word(video.fate),
        "reason": video.reason,
        "aside": video.aside,
        "bytes": video.bytes,
        "sha256": take.sha256,
        "expires": take.expires,
    }
