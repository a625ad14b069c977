"""After a rehearsal with faults: the emulator's books beside what the run knows, as no real service shows them."""

import json
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from remixbatch.connection import PAGE_LIMIT, Getter, NoReply
from remixbatch.holdings import Holdings
from remixbatch.reply import Reply
from remixbatch.report.text import plural, some
from remixbatch.take import Phase, Take

WITHIN = 10.0  # seconds for the emulator to answer
TRIES = 10  # a plan may have its connections break, too
Pair = tuple[str | None, str]  # source and prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A submission that came to the emulator."""

    pair: Pair
    ids: tuple[str, ...]  # of the videos that were booked for it
    due: bool  # will be booked
    answered: bool  # with its id, whole
    faulty: bool
    lies: str | None  # where no client can know: why

    @classmethod
    def read(cls, value: Mapping[str, Any]) -> "Post":
        return cls(
            pair=(value["source"], value["prompt"]),
            ids=tuple(value["ids"]),
            due=value["due"] is not None,
            answered=value["answered"] is True,
            faulty=bool(value["faults"]),
            lies=value["lies"],
        )


def posts_of(urls: Iterable[str]) -> list[Post]:
    """Every submission that came to these emulators. Raises NoReply where one does not tell all of them."""
    getter = Getter()
    try:
        return [post for url in urls for post in _posts(getter, url)]
    finally:
        getter.close()


def _posts(getter: Getter, url: str) -> Iterator[Post]:
    after: int | None = 0
    while after is not None:
        address = f"{url}/emulator/posts?after={after}"
        page = _page(_reply(getter, address))
        try:
            yield from map(Post.read, page["posts"])
            after = page["next"]
        except (LookupError, TypeError):
            raise NoReply("what it answers is no page of its books") from None


def _reply(getter: Getter, address: str) -> Reply:
    """Raises NoReply."""
    for left in reversed(range(TRIES)):
        try:
            return getter.get(address, {}, WITHIN, WITHIN, PAGE_LIMIT)
        except NoReply as broken:
            if broken.late or not left:
                raise
    raise AssertionError


def _page(reply: Reply) -> Any:
    """Raises NoReply."""
    if reply.status != 200:
        raise NoReply(f"it answers HTTP {reply.status}")
    try:
        return json.loads(reply.body)
    except (ValueError, RecursionError):
        raise NoReply("what it answers is no page of its books") from None


def unread(reason: str) -> str:
    """Without the books nothing is known to be well, and nothing is to be done."""
    return (
        f"The emulator's books cannot be read: {reason}\n"
        "  so nothing is said here of what was made, and what is unclear stays so"
    )


def audited(posts: Sequence[Post], holdings: Holdings, spec: str) -> str:
    """What came, what was booked, what the run does not know of; and what would settle it in earnest."""
    takes = list(holdings.takes.values())
    booked = [post for post in posts if post.ids]
    videos = sum(len(post.ids) for post in booked)
    lost, faults = sum(not post.answered for post in booked), sum(post.faulty for post in posts)
    head = (
        f"The emulator's books: {plural(len(posts), 'submission')}, {faults} of them with faults; "
    )
    head += f"{plural(videos, 'video')} booked, {plural(lost, 'answer')} to them lost"
    known = {take.id for take in takes}
    open_ = _open(takes)
    lines = [_unowned(post, known, open_, spec) for post in booked if set(post.ids) - known]
    coming = {post.pair for post in posts if post.ids or post.due}
    left = {pair: takes for pair, takes in open_.items() if pair not in coming}
    if never := [take.job for takes in left.values() for take in takes]:
        lines.append(f"  unclear, and never made: {some(never)}")
        lines += [f"    in earnest: {_resolve(spec, job)} --not-submitted" for job in never]
    return "\n".join([head, *lines] if lines else [head, "  every booked video is known here"])


def _open(takes: Iterable[Take]) -> dict[Pair, list[Take]]:
    """The unclear ones, by what they asked for."""
    found: dict[Pair, list[Take]] = {}
    for take in takes:
        if take.phase is Phase.UNCLEAR:
            found.setdefault((take.parent, take.prompt), []).append(take)
    return found


def _unowned(
    post: Post, known: set[str | None], open_: Mapping[Pair, list[Take]], spec: str
) -> str:
    """A video that no take has. Of takes that are alike each is named once: `open_` shrinks."""
    ids = [id_ for id_ in post.ids if id_ not in known]
    alike = open_.get(post.pair)
    if post.lies is not None:
        return f"  {post.lies}: {some(ids)}; no client can know"
    if not alike:
        return f"  nobody knows of {some(ids)}"
    job = alike.pop(0).job
    settles = f"    in earnest: {_resolve(spec, job)} --adopt {ids[0]}"
    return f"  unclear, and made: {job}, {ids[0]}\n{settles}"


def _resolve(spec: str, job: str) -> str:
    return shlex.join(["remixbatch", "resolve", spec, job])
