"""What a service's list says of submissions without an answer: adopt, not created, look again, or a person.

Rule 1: equal submissions (service, source, prompt) are decided together. They are interchangeable, so with as
many new videos as submissions any assignment is right; it is made in a fixed order.
Rule 2: a video is adopted only if it was made within the time in which a submission can have made it, by the
service's clock, no take owns it and no list showed it before the submission. While the list shows one that fits and
is of another time, nothing is missing: clocks of one service differ, and some tell no time zone. Where a take owns
what it never asked for, the service mixed up its answers, and nothing is concluded.
Rule 3: a video that is missing proves nothing before the service had its time (`settle`), and even then only
where the profile says that the list is complete.
Rule 4: a list may tell videos in other words than ours: prompts cut or tidied, sources by other ids. A video that could
be one of ours told so is never adopted, and while it is there nothing counts as missing.
Rule 5: specs of one folder share services. What another one owns is nobody's candidate; while it has an equal
submission without an answer, or files that cannot be read, nothing is adopted: both would take over the one video.
Rule 6: a list proves that something is missing for its own account alone, and only while it shows what this account
is known to have made. What was sent with another key may still be adopted, and is never missing.
Rule 7: whatever does not fit is held for a person, and costs nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from remixbatch.asked import plain, reworded
from remixbatch.events import Sighting
from remixbatch.inventory import EARLY

MARGIN = 60.0  # seconds by which a service's own clocks may differ
SKEW = 10.0  # seconds by which what we know of its clock may be wrong: half a slow round trip, and Date's second
_NAMELESS = "the list shows a video that it may have made, and what it calls it cannot be an id"
PATIENCE = 5.0  # seconds until the next look where an equal submission is still being answered
BY_HAND = "look at the service, and say with `resolve` what became of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A submission without a usable answer. `order`: where it stands among all that was recorded."""

    uid: str
    parent: str
    prompt: str
    model: str | None
    params: Mapping[str, Any]
    at: float | None  # by the service's clock; None where nobody knows
    order: int
    last: float | None = None  # the same of its last sending, where it was sent again or late
    elsewhere: str = ""  # why the list may be another account's; empty: it is not

    @property
    def asked(self) -> tuple[str, str]:
        return self.parent, self.prompt

    @property
    def end(self) -> float:
        """From when on the service had its time."""
        return max(self.at or 0.0, self.last or 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is known when a list came in. Times are the service's."""

    now: float
    sightings: Sequence[Sighting]
    owned: Callable[[str], bool]  # by a take, of whichever spec, or by this one as a source
    misplaced: Callable[[Sighting], bool]  # owned by a take that asked for something else
    seen: Mapping[str, int]  # id -> `order` at which a list first showed it
    answering: frozenset[tuple[str, str]]  # (parent, prompt) that are being submitted
    reach: float  # seconds from a submission until it cannot make anything any more
    complete: bool  # what the list lacks after that time was not made
    lacks: str = ""  # a video of this account that it must have and has not
    rivals: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(parent, prompt) of other specs' submissions without an answer, and one that has it, in words."""
    unread: Sequence[
        str
    ] = ()  # files of other specs that cannot be read, and may own what the list shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopt:
    uid: str
    video: Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCreated:
    uid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Nothing follows yet; look again after so many seconds."""

    uid: str
    wait: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A person must say. `candidates`: what it may have made, newest first."""

    uid: str
    reason: str
    candidates: tuple[Sighting, ...] = ()


Finding = Adopt | NotCreated | Again | Hold


def oldest(doubts: Iterable[Doubt]) -> float | None:
    """How far back a list must reach to tell of all of them; None where no time is known."""
    return min((d.at - SKEW - MARGIN for d in doubts if d.at is not None), default=None)


def reaches(since: float | None, doubt: Doubt) -> bool:
    """Whether a list back to then tells of it; `since` as in Listed."""
    return doubt.at is None or (since is not None and since <= doubt.at - SKEW - MARGIN)


def reconcile(doubts: Iterable[Doubt], found: Found) -> list[Finding]:
    """One finding for each doubt about this service. The list in `found` reaches back to `oldest`."""
    alike: dict[tuple[str, str], list[Doubt]] = {}
    for doubt in sorted(doubts, key=lambda d: (d.order, d.uid)):
        alike.setdefault(doubt.asked, []).append(doubt)
    asked = alike.keys() | found.answering
    return [finding for same in alike.values() for finding in _of_equal(same, asked, found)]


def _of_equal(
    same: Sequence[Doubt], asked: AbstractSet[tuple[str, str]], found: Found
) -> Iterator[Finding]:
    """Findings of equal submissions, taken together where their times touch. `asked`: by all open ones."""
    if same[0].asked in found.answering:
        yield from (Again(uid=d.uid, wait=PATIENCE) for d in same)
        return
    matching = [s for s in found.sightings if not found.owned(s.id) and may_be(s, same[0])]
    if unknown := [d for d in same if d.at is None]:
        reason = "when it was sent by the service's clock is not known here"
        if len(unknown) < len(same):
            reason += ", or not of an equal submission"
        yield from _hold(same, reason, matching)
        return
    if mixed_up := [s for s in found.sightings if found.misplaced(s) and may_be(s, same[0])]:
        reason = (
            f"the service gave {mixed_up[0].id}, which fits it, as the answer to another submission"
        )
        yield from _hold(same, reason, matching)
        return
    groups = list(_together(same, found.reach))
    for index, group in enumerate(groups):
        begin, end = _window(group, found.reach)
        until = _window(groups[index + 1], found.reach)[0] if index + 1 < len(groups) else None
        in_time = [s for s in matching if s.created is None or begin <= s.created <= end]
        since = _window(groups[index - 1], found.reach)[1] if index else begin - EARLY
        aside = [
            s
            for s in matching
            if s.created is not None
            and (end < s.created < (until or s.created + 1) or since < s.created < begin)
            and any(_new_to(s, d, found) for d in group)
        ]
        findings = list(_of_group(group, in_time, aside, found))
        if any(isinstance(each, NotCreated) or _lacks(each) for each in findings):
            taken = {each.video.id for each in findings if isinstance(each, Adopt)}
            shown = [s for s in _retold(group, asked, found) if s.id not in taken]
            findings = [_doubted(each, shown) for each in findings]
        yield from findings


def _lacks(finding: Finding) -> bool:
    """Held as the list shows nothing that it may have made."""
    return isinstance(finding, Hold) and not finding.candidates


def _doubted(finding: Finding, shown: Sequence[Sighting]) -> Finding:
    """Nothing is missing while there is a video that could be it in other words."""
    if not shown or not (isinstance(finding, NotCreated) or _lacks(finding)):
        return finding
    if any(not s.id for s in shown):
        return Hold(uid=finding.uid, reason=_NAMELESS, candidates=_newest_first(shown))
    reason = (
        f"the list shows {_count(shown)} that it may have made, with another prompt or source than was sent: "
        "services cut prompts, and gateways rename sources"
    )
    return Hold(uid=finding.uid, reason=reason, candidates=_newest_first(shown))


def _retold(
    group: Sequence[Doubt], asked: AbstractSet[tuple[str, str]], found: Found
) -> list[Sighting]:
    """Videos of their time, and later ones, that could be theirs in other words."""
    begin, _ = _window(group, found.reach)
    return [
        s
        for s in found.sightings
        if (s.created is None or begin <= s.created)
        and not _asked_elsewhere(s, group[0], asked)
        and not found.owned(s.id)
        and any(
            _new_to(s, d, found)
            and (could_be(s, d, found.owned) or (found.complete and tells_nothing(s, found.owned)))
            for d in group
        )
    ]


def tells_nothing(video: Sighting, owned: Callable[[str], bool]) -> bool:
    """Of what is made of a source that nobody here knows, without its prompt. It decides where absence would."""
    known = video.parent is None or owned(video.parent)
    return video.prompt is None and not known


def _asked_elsewhere(video: Sighting, doubt: Doubt, asked: AbstractSet[tuple[str, str]]) -> bool:
    """Another open submission asked for it as it stands, and it is not what a list leaves of this one's prompt."""
    as_told = video.parent, video.prompt
    cut = video.prompt is not None and plain(video.prompt) in plain(doubt.prompt)
    return as_told in asked and as_told != doubt.asked and not cut


def could_be(video: Sighting, doubt: Doubt, owned: Callable[[str], bool]) -> bool:
    """The list may tell it in other words than it was asked for with.

    Its source is ours, and one prompt is in the other; or its prompt is ours, and its source an id that nobody
    here knows.
    """
    if video.prompt is None:
        return False
    if video.parent in (None, doubt.parent):
        return reworded(video.prompt, doubt.prompt)
    return plain(video.prompt) == plain(doubt.prompt) and not owned(video.parent)


def may_be(video: Sighting, doubt: Doubt) -> bool:
    """It fits as far as the list tells; what the list hides fits."""
    return (
        video.parent in (None, doubt.parent)
        and video.prompt in (None, doubt.prompt)
        and (video.model is None or doubt.model is None or video.model == doubt.model)
    )


def _window(group: Sequence[Doubt], reach: float) -> tuple[float, float]:
    """When, by the service's clock, they can have made something."""
    begin, end = min(d.at or 0.0 for d in group), max(d.end for d in group)
    return begin - SKEW - MARGIN, end + reach + SKEW + MARGIN


def _together(same: Sequence[Doubt], reach: float) -> Iterator[list[Doubt]]:
    """Those whose windows overlap."""
    group: list[Doubt] = []
    for doubt in sorted(same, key=lambda d: (d.at or 0.0, d.order)):
        if group and _window([doubt], reach)[0] > _window(group, reach)[1]:
            yield group
            group = []
        group.append(doubt)
    yield group


def _of_group(
    group: Sequence[Doubt], in_time: Sequence[Sighting], aside: Sequence[Sighting], found: Found
) -> Iterator[Finding]:
    """`aside`: videos that fit, of a time in which these cannot have made them."""
    left = max(d.end for d in group) + found.reach + SKEW - found.now
    hidden = [s for s in in_time if s.parent is None or s.prompt is None or s.created is None]
    fresh = [s for s in in_time if any(_new_to(s, d, found) for d in group)]
    if any(not s.id for s in in_time):
        yield from _wait_or_hold(group, left, _NAMELESS, in_time)
    elif hidden:
        words = "the service's list does not tell source, prompt and time of every video"
        yield from _wait_or_hold(group, left, words, in_time)
    elif fresh and (shared := _shared(group, found)):
        yield from _wait_or_hold(group, left, shared, fresh)
    elif len(fresh) > len(group):
        yield from _hold(group, f"the list shows {_count(fresh)} that it may have made", fresh)
    elif len(group) > 1 and len({_asked(d) for d in group}) > 1 and fresh:
        words = "equal submissions with other parameters are unclear, too; the list does not tell them apart"
        yield from _wait_or_hold(group, left, words, fresh)
    elif len(fresh) < len(group) and left > 0:
        yield from (Again(uid=d.uid, wait=left) for d in group)
    else:
        yield from _match(group, fresh, aside, found)


def _match(
    group: Sequence[Doubt], fresh: Sequence[Sighting], aside: Sequence[Sighting], found: Found
) -> Iterator[Finding]:
    """As many as can be are adopted. What was seen early fits the earlier submissions only: those choose last."""
    left = sorted(fresh, key=lambda s: (s.created or 0.0, s.id), reverse=True)
    adopted: list[Adopt] = []
    for doubt in sorted(group, key=lambda d: (not d.elsewhere, d.order), reverse=True):
        video = next((s for s in left if _new_to(s, doubt, found)), None)
        if video is not None:
            left.remove(video)
            adopted.append(Adopt(uid=doubt.uid, video=video))
    uids = {each.uid for each in adopted}
    rest = [d for d in group if d.uid not in uids]
    if left:  # more than can be theirs
        yield from _hold(group, f"the list shows {_count(fresh)} that it may have made", fresh)
        return
    yield from reversed(adopted)
    if aside:
        begin, _ = _window(group, found.reach)
        when = "earlier" if all((s.created or begin) < begin for s in aside) else "later"
        words = f"the list shows {_count(aside)} made {when} than this submission can have made it"
        if when == "earlier":
            words += ", if the service's clocks agree"
        yield from _hold(rest, words, aside)
    else:
        yield from (_missing(d, group, found, len(adopted)) for d in rest)


def _missing(doubt: Doubt, group: Sequence[Doubt], found: Found, adopted: int) -> Finding:
    """What follows where the list had its time and shows nothing for a submission."""
    if reason := _unproven(doubt, group, found):
        return Hold(uid=doubt.uid, reason=reason)
    if found.complete:
        return NotCreated(uid=doubt.uid)
    return Hold(uid=doubt.uid, reason=_absent(adopted))


def _unproven(doubt: Doubt, group: Sequence[Doubt], found: Found) -> str:
    """Why it may have been made all the same, whatever the profile says of the list; empty: nothing speaks for that."""
    if doubt.elsewhere:
        return f"{doubt.elsewhere}, so that this list lacks it proves nothing: {BY_HAND}"
    if any(each.elsewhere for each in group):
        return f"an equal submission was sent with another key, and which of them the list lacks is not known: {BY_HAND}"
    if found.lacks:
        return f"the list lacks {found.lacks}, too, which is ours and has not expired, so it is not complete: {BY_HAND}"
    return ""


def _shared(group: Sequence[Doubt], found: Found) -> str:
    """Why what the list shows may be another spec's as well; empty: it is not."""
    if (rival := found.rivals.get(group[0].asked)) is not None:
        return f"{rival} asked for the same and has no answer either: what the list shows may be that one's"
    if found.unread:
        return f"{found.unread[0]}, so what the list shows may be another spec's"
    return ""


def _new_to(video: Sighting, doubt: Doubt, found: Found) -> bool:
    """No list showed it before the submission."""
    return found.seen.get(video.id, doubt.order + 1) > doubt.order


def _asked(doubt: Doubt) -> tuple[str | None, str]:
    return doubt.model, repr(sorted(doubt.params.items()))


def _wait_or_hold(
    group: Sequence[Doubt], left: float, reason: str, candidates: Sequence[Sighting]
) -> Iterator[Finding]:
    if left > 0:
        yield from (Again(uid=d.uid, wait=left) for d in group)
    else:
        yield from _hold(group, reason, candidates)


def _hold(group: Iterable[Doubt], reason: str, candidates: Sequence[Sighting]) -> Iterator[Finding]:
    newest = _newest_first(candidates)
    yield from (Hold(uid=d.uid, reason=reason, candidates=newest) for d in group)


def _newest_first(videos: Iterable[Sighting]) -> tuple[Sighting, ...]:
    usable = [each for each in videos if each.id]
    return tuple(sorted(usable, key=lambda s: (-(s.created or 0.0), s.id)))


def _count(videos: Sequence[Sighting]) -> str:
    return "1 video" if len(videos) == 1 else f"{len(videos):,} videos"


def _absent(adopted: int) -> str:
    if adopted:
        return f"of equal submissions {adopted} {'is' if adopted == 1 else 'are'} in the list, and not this one"
    return (
        "the list does not show it, though the service had its time, "
        "and this service's list may leave out what was made"
    )
