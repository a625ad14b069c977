"""What lies in a spec's output folder and is needed by nobody, told from what is and from what is foreign.

Only names that remixbatch itself gives are ever leftovers. All else is somebody's, and stays.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from remixbatch.holdings import Holdings
from remixbatch.take import Phase, Take, file_name

FETCHING = ".fetch"  # who fetches into the folder holds this
OWN = frozenset(
    {".spec", ".stamp", "report.json", "report.md", f"{FETCHING}.writer", f"{FETCHING}.writer.json"}
)

_VIDEO = re.compile(
    r"videos/[A-Za-z0-9][A-Za-z0-9_.@-]*\.[0-9]{1,9}-[A-Za-z0-9]{1,8}\.mp4", re.ASCII
)
_PART = re.compile(r"(videos/.+\.mp4)\.part(\.etag)?")
_LINK = re.compile(r"videos/([A-Za-z0-9][A-Za-z0-9_.@-]*)\.mp4", re.ASCII)
# What `files.write_whole` and the making of a link leave when they are killed.
_KILLED = re.compile(r"\.(.+)\.[0-9a-f]{16}\.tmp|videos/\.(.+)\.mp4\.[0-9]+", re.ASCII)


class Kind(StrEnum):
    PART = "part"  # the beginning of a download
    KILLED = "killed write"
    LINK = "link"  # to the video of a job that is not there any more
    UNNAMED = "unnamed"  # a video that neither lock nor journal knows
    HISTORY = "history"  # a video that stands for no job now
    REHEARSAL = "rehearsal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A regular file below the output folder. `file`: its number on the disk, the same for its hard links."""

    path: str
    bytes: int
    file: tuple[int, int]
    links: int
    digest: str | None = None  # where it was asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    path: str
    kind: Kind
    bytes: int
    frees: int  # bytes: none where another hard link stays
    job: str | None = None
    take: Take | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """`others`: files that are nobody's but the user's. `doubtful`: like UNNAMED, with no journal to ask."""

    leftovers: tuple[Leftover, ...]
    others: int
    doubtful: int


def former_names(holdings: Holdings, jobs: Collection[str]) -> frozenset[str]:
    """What jobs were called that had takes, and that the spec has no more."""
    names = {*holdings.jobs(), *(take.job for take in holdings.takes.values())}
    return frozenset(names - {*jobs})


def sort_out(
    entries: Iterable[Entry],
    holdings: Holdings,
    *,
    jobs: Collection[str],
    stand: Collection[str],
    busy: bool,
    journal: bool,
) -> Sorted:
    """Judge each file. `stand`: handles whose videos are needed. `busy`: a run may be writing right now.
    `journal`: it is here, so that a video it does not know was not paid for from here.
    """
    every = list(entries)
    shelf = _Shelf(every, holdings, jobs, stand)
    found: list[Leftover] = []
    others = doubtful = 0
    for entry in every:
        kind = shelf.kind(entry)
        if kind == "foreign":
            others += 1
        elif kind is Kind.UNNAMED and not journal:
            doubtful += 1
        elif isinstance(kind, Kind) and not (busy and kind in (Kind.PART, Kind.KILLED)):
            found.append(shelf.leftover(entry, kind))
    return Sorted(leftovers=tuple(_freeing(found, every)), others=others, doubtful=doubtful)


class _Shelf:
    """The files of one output folder, and what takes know of them."""

    def __init__(
        self,
        entries: Iterable[Entry],
        holdings: Holdings,
        jobs: Collection[str],
        stand: Collection[str],
    ) -> None:
        self._holdings, self._jobs, self._stand = holdings, jobs, stand
        self._former = former_names(holdings, jobs)
        self._named = dict(_named(holdings))
        self._paths = {entry.path: entry for entry in entries}
        self._files = {self._paths[path].file for path in self._named if path in self._paths}
        self._digests = {t.sha256 for t in holdings.takes.values() if t.sha256 is not None}

    def kind(self, entry: Entry) -> Kind | str:
        """Its kind; "needed" or "foreign" for what is no leftover."""
        path = entry.path
        if path in self._named:
            return "needed" if self._needed(self._named[path]) else Kind.HISTORY
        if path in OWN:
            return "needed"
        if (part := _PART.fullmatch(path)) is not None:
            return self._part(part[1])
        if (killed := _KILLED.fullmatch(path)) is not None:
            ours = killed[1] in OWN or killed[2] is not None
            return Kind.KILLED if ours else "foreign"
        if _VIDEO.fullmatch(path):
            return Kind.UNNAMED
        link = _LINK.fullmatch(path)
        return "foreign" if link is None else self._link(link[1], entry)

    def _needed(self, handle: str) -> bool:
        return handle in self._stand or self._holdings.takes[handle].phase is not Phase.COMPLETED

    def _part(self, video: str) -> Kind | str:
        """A beginning is of use while its take is not fetched and the service vouched for the bytes."""
        handle = self._named.get(video)
        if handle is None and not _VIDEO.fullmatch(video):
            return "foreign"
        waits = handle is not None and self._holdings.takes[handle].sha256 is None
        return "needed" if waits and f"{video}.part.etag" in self._paths else Kind.PART

    def _link(self, job: str, entry: Entry) -> Kind | str:
        if job in self._jobs:
            return "needed"
        ours = entry.file in self._files or (entry.digest or "") in self._digests
        return Kind.LINK if job in self._former and ours else "foreign"

    def leftover(self, entry: Entry, kind: Kind) -> Leftover:
        handle = self._named.get(entry.path)
        return Leftover(
            path=entry.path,
            kind=kind,
            bytes=entry.bytes,
            frees=0,
            job=None if handle is None else self._holdings.job_of(handle),
            take=None if handle is None else self._holdings.takes[handle],
        )


def _named(holdings: Holdings) -> Iterator[tuple[str, str]]:
    """Where videos lie or would lie, and the handles of their takes."""
    for handle, take in holdings.takes.items():
        if take.made:
            yield file_name(holdings.job_of(handle), take), handle
            if take.file is not None:
                yield take.file, handle


def _freeing(found: Iterable[Leftover], entries: Iterable[Entry]) -> Iterator[Leftover]:
    """With what each frees: a file's bytes, told of the first of its hard links, if all of them go."""
    of_path: Mapping[str, Entry] = {entry.path: entry for entry in entries}
    going = Counter(of_path[each.path].file for each in found)
    told: set[tuple[int, int]] = set()
    for each in found:
        entry = of_path[each.path]
        whole = going[entry.file] >= entry.links and entry.file not in told
        told.add(entry.file)
        yield replace(each, frees=each.bytes if whole else 0)
