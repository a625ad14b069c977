"""After a rehearsal with faults: the emulator's books beside what the run knows, as no real service shows them."""

import json
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from remixbatch.connection import Getter, NoReply
from remixbatch.holdings import Holdings
from remixbatch.report.text import plural, some
from remixbatch.take import Phase, Take

WITHIN = 10.0  # seconds for the emulator to answer
Post = Mapping[str, Any]


def posts_of(urls: Iterable[str]) -> list[Post]:
    """Every submission that came to these emulators. One that does not answer is left out."""
    getter, found = Getter(), list[Post]()
    try:
        for url in urls:
            try:
                reply = getter.get(f"{url}/emulator/books", {}, WITHIN, WITHIN)
            except NoReply:
                continue
            found += json.loads(reply.body)["posts"]
    finally:
        getter.close()
    return found


def audited(posts: Sequence[Post], holdings: Holdings, spec: str) -> str:
    """What came, what was booked, what the run does not know of; and what would settle it in earnest."""
    takes = list(holdings.takes.values())
    booked = [post for post in posts if post["booked"]]
    videos = [id_ for post in booked for id_ in post["ids"]]
    lost = sum(post["answered"] is not True for post in booked)
    faults = sum(bool(post["faults"]) for post in posts)
    head = (
        f"The emulator's books: {plural(len(posts), 'submission')}, {faults} of them with faults; "
    )
    head += f"{plural(len(videos), 'video')} booked, {plural(lost, 'answer')} to them lost"
    known = {take.id for take in takes}
    open_ = [take for take in takes if take.phase is Phase.UNCLEAR]
    lines = [_unowned(post, known, open_, spec) for post in booked if set(post["ids"]) - known]
    never = [take.job for take in open_ if not any(_fits(take, post) for post in _coming(posts))]
    if never:
        lines.append(f"  unclear, and never made: {some(never)}")
        lines += [f"    in earnest: {_resolve(spec, job)} --not-submitted" for job in never]
    return "\n".join([head, *lines] if lines else [head, "  every booked video is known here"])


def _unowned(post: Post, known: set[str | None], open_: list[Take], spec: str) -> str:
    """A video that no take has. Of takes that are alike each is named once: `open_` shrinks."""
    ids = [id_ for id_ in post["ids"] if id_ not in known]
    take = next((take for take in open_ if _fits(take, post)), None)
    if post["lies"] is not None:
        return f"  {post['lies']}: {some(ids)}; no client can know"
    if take is None:
        return f"  nobody knows of {some(ids)}"
    open_.remove(take)
    settles = f"    in earnest: {_resolve(spec, take.job)} --adopt {ids[0]}"
    return f"  unclear, and made: {take.job}, {ids[0]}\n{settles}"


def _coming(posts: Iterable[Post]) -> list[Post]:
    """Those that were booked, or will be."""
    return [post for post in posts if post["booked"] or post["due"]]


def _fits(take: Take, post: Post) -> bool:
    return (take.parent, take.prompt) == (post["source"], post["prompt"])


def _resolve(spec: str, job: str) -> str:
    return shlex.join(["remixbatch", "resolve", spec, job])
