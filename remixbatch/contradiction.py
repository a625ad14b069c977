"""What a lock says that cannot be true beside what else is known: it was edited by hand, or is another campaign's.

A video belongs to one request (a key, and what it was made from). A lock that gives it to another, or an
intent another request than the one that was sent, would have a job take somebody else's video for its own
while its own is asked for again. Neither is guessed at: nothing is taken in, and nothing is paid for.
A match of a submission with a video may be wrong without anybody's fault; whose it is then is settled by `claims`.
"""

import json
from collections import ChainMap
from collections.abc import Iterable, Iterator, MutableMapping
from typing import NamedTuple

from remixbatch import events as e
from remixbatch.address import bare
from remixbatch.asked import reworded
from remixbatch.claims import MATCHED, rank
from remixbatch.errors import LockError
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.lockfile import Facts
from remixbatch.take import Take

Video = tuple[str, str]  # origin, id


class _Request(NamedTuple):
    uid: str
    job: str
    asked: tuple[str, str]  # key, and what it starts from
    origin: str
    where: str  # that it is known from
    sure: bool = True  # that the video which is said to be its is its: not by a match


class Requests:
    """What the journal knows of requests, after as many events of it as `position` says."""

    def __init__(self, events: Iterable[e.Event] = ()) -> None:
        self.position = 0
        self.intents: dict[str, _Request] = {}
        self.videos: dict[Video, _Request] = {}
        self.take_in(events)

    def take_in(self, events: Iterable[e.Event]) -> None:
        """The next ones, before anything of a lock that is to be checked."""
        for event in events:
            self.position += 1
            self._take_in(event)

    def _take_in(self, event: e.Event) -> None:
        match event:
            case e.Intent():
                self.intents[event.uid] = _Request(
                    uid=event.uid,
                    job=event.job,
                    asked=(event.key, event.parent),
                    origin=event.origin,
                    where="the journal",
                )
            case e.Imported():
                found = _request(Take.from_line(event.line), "the journal")
                self.intents.setdefault(found.uid, found)
                if event.line.get("id") is not None:
                    _own(self.videos, event.line["id"], found)
            case e.Submitted() | e.Adopted():
                owner = self.intents.get(event.uid.partition("@")[0])
                if owner is not None:
                    sure = isinstance(event, e.Submitted)
                    _own(self.videos, event.id, owner._replace(sure=sure))
            case _:
                pass


def check_facts(facts: Facts, requests: Requests, text: bytes, file: str) -> None:
    """Raises LockError with file:line for the first line that contradicts the journal or another line.

    `text` is what the facts were read from.
    """
    intents = requests.intents
    videos: MutableMapping[Video, _Request] = ChainMap({}, requests.videos)
    for take in facts.takes.values():
        mine = _request(take, "another line")
        sent = intents.get(take.uid)
        if sent is not None and sent.asked != mine.asked:
            cause = f"the journal knows {take.uid[:40]} as a request of {sent.job} with another prompt, setting or parent"
            raise _contradicted(take, text, file, cause)
        if take.id is None:
            continue
        owner = _own(videos, take.id, mine)
        if owner.sure and mine.sure and owner.asked != mine.asked:
            cause = f"{owner.where} has its video {take.id[:80]} as that of another request, {owner.job}'s {owner.uid[:40]}"
            raise _contradicted(take, text, file, cause)


def _request(take: Take, where: str) -> _Request:
    return _Request(
        uid=take.uid,
        job=take.job,
        asked=(take.key, take.parent),
        origin=take.origin,
        where=where,
        sure=rank(take.note) != MATCHED,
    )


def _own(videos: MutableMapping[Video, _Request], id_: str, claim: _Request) -> _Request:
    """Whose a video is known to be before this claim; from then on a sure one before a match."""
    video = (claim.origin, id_)
    owner = videos.get(video, claim)
    videos[video] = claim if claim.sure and not owner.sure else owner
    return owner


def _contradicted(take: Take, text: bytes, file: str, cause: str) -> LockError:
    return LockError(
        f"{file}:{line_of(take, text)}: this line of the lock cannot be true: {cause}",
        hint="It was edited, or merged with another campaign's: take the line back from git as it was last "
        "committed, then run again.",
        still="Nothing was sent, and nothing of the lock was taken in.",
    )


def line_of(take: Take, text: bytes) -> int:
    """Where the take stands; a lock is read once, so its lines are looked for again only here."""
    uid = json.dumps(take.uid).encode()
    for number, row in enumerate(text.split(b"\n"), 1):
        if uid in row:
            try:
                line = json.loads(row)
            except ValueError:
                continue
            if (line.get("t"), line.get("uid"), line.get("id")) == ("take", take.uid, take.id):
                return number
    return 1


def misdescribed(take: Take, *, lineage: str | None, prompt: str | None) -> str | None:
    """How a service describes another video than the one that a line tells of; None where it does not."""
    if prompt is not None and not reworded(prompt, take.prompt):
        return f"has {take.id} as made of another prompt: {prompt.strip()[:120]!r}"
    if lineage is None or _may_be_parent(take, lineage):
        return None
    return f"has {take.id} as made from {bare(lineage) or lineage}, not from {take.parent}"


def _may_be_parent(take: Take, lineage: str) -> bool:
    """A gateway may spell a parent's id in its own way; the line then has it in its note. An address says nothing of
    an id where nobody wrote down which one was sent.
    """
    address = bare(lineage)
    named = address or lineage
    if named in (take.parent, bare(take.parent), take.address) or named in (take.note or ""):
        return True
    return address is not None and take.address is None and bare(take.parent) is None


def lent(graph: Graph, holdings: Holdings) -> Iterator[str]:
    """Jobs whose finished video is one of the spec's own sources: that may be meant, and may be a lock that lies."""
    sources = {source.identity: source.name for source in graph.sources.values() if source.id}
    for job in graph.jobs:
        for take in holdings.of(job):
            if take.id in sources and take.key == graph.jobs[job].key:
                yield f"the video of {job}.{take.take} is {take.id}, the source {sources[take.id]}"
