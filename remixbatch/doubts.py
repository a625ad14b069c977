"""Unclear takes: when a service's list is asked about them, and what follows from what it shows.

The list is asked when a process begins, when an answer was lost, and again once the service had its time;
then a take that is still unclear waits for a person. What a list shows is not journaled; what follows is.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from remixbatch import events as e
from remixbatch.actions import Survey
from remixbatch.aliases import Aliases, aliases_of, named
from remixbatch.graph import Provider
from remixbatch.holdings import Holdings
from remixbatch.inventory import EARLY
from remixbatch.pacing import backoff
from remixbatch.reconcile import (
    MARGIN,
    SKEW,
    Adopt,
    Again,
    Doubt,
    Finding,
    Found,
    Hold,
    NotCreated,
    could_be,
    may_be,
    oldest,
    reaches,
    reconcile,
    tells_nothing,
)
from remixbatch.sendings import Sendings
from remixbatch.take import Phase

TRIES = 6  # of a list that does not come whole
_STANDING = (Phase.RUNNING, Phase.COMPLETED)


class Doubts:
    """`home`: the provider that speaks for a take, by its handle; `sources`: ids that no submission made."""

    def __init__(
        self,
        holdings: Holdings,
        providers: Mapping[str, Provider],
        home: Callable[[str], str | None],
        sendings: Sendings,
        sources: Collection[str],
    ) -> None:
        self._holdings = holdings
        self._providers = providers
        self._home = home
        self._sendings = sendings
        self._sources = sources
        self._seen: dict[str, int] = {}  # id -> how much was recorded when a list first showed it
        self._tries: Counter[str] = Counter()
        self.begin(waits=True)

    def begin(self, *, waits: bool) -> None:
        """A new process. What lists showed to earlier ones stays."""
        self._waits = waits
        self._tries.clear()
        self._next: dict[str, float] = {}  # provider -> when its list is asked
        self._new: dict[str, None] = {}  # those among them that no action speaks of yet
        self._late: set[str] = set()  # a doubt came up while it was being asked

    # -- what the engine tells -------------------------------------------------------------------------

    def saw(self, ids: Collection[str], order: int) -> None:
        for id_ in ids:
            self._seen.setdefault(id_, order)

    def stir(self, handle: str, at: float) -> None:
        """A take is unclear, and its service's list may tell."""
        name = self._home(handle)
        if name is None or self._providers[name].profile.listing is None:
            return
        if name not in self._new and self._next.get(name, at + 1) <= at:  # it is being asked
            self._late.add(name)
        else:
            self._ask(name, at)

    def held(self, handle: str, reason: str, at: float) -> e.Held | None:
        """What is to be recorded of an unclear take whose service has no list to ask; None: nothing new."""
        name = self._home(handle)
        if name is not None and self._providers[name].profile.listing is not None:
            return None
        held = e.Held(at=at, uid=handle, reason=reason)
        return None if self._told(held) else held

    def _ask(self, name: str, at: float) -> None:
        if name not in self._next or at < self._next[name]:
            self._next[name] = at
            self._new[name] = None

    # -- what the engine asks --------------------------------------------------------------------------

    def due(self) -> Iterator[tuple[str, float]]:
        """Providers whose list is to be asked, and when."""
        yield from self._next.items()

    def actions(self, at: float) -> Iterator[Survey]:
        new, self._new = self._new, {}
        for name in new:
            doubts = self._of(name)
            if not doubts:
                self._next.pop(name, None)
                continue
            self._next[name] = due = max(at, self._next[name])
            yield Survey(not_before=due, provider=name, since=oldest(doubts))

    def wants(self, survey: Survey) -> bool:
        """No earlier one took its place."""
        return self._next.get(survey.provider) == survey.not_before

    def follows(self, event: e.Listed | e.Unlisted, order: int) -> list[e.Event]:
        """What an answer of the list settles, to be recorded one by one."""
        name = event.provider
        self._next.pop(name, None)
        doubts = self._of(name)
        if isinstance(event, e.Listed):
            missed = [doubt for doubt in doubts if not reaches(event.since, doubt)]
            if missed:  # they came up since it was asked, and it does not go back to them
                self._late.add(name)
                doubts = [doubt for doubt in doubts if doubt not in missed]
        if isinstance(event, e.Unlisted):
            findings = self._unlisted(event, doubts)
        elif event.ahead is None:
            reason = "its answers do not tell the time by its clock"
            findings = [Hold(uid=doubt.uid, reason=reason) for doubt in doubts]
        else:
            findings = self._listed(event, event.ahead, doubts, order)
        waits = [finding.wait for finding in findings if isinstance(finding, Again)]
        if name in self._late:
            self._late.discard(name)
            waits.append(0.0)
        if waits and (self._waits or not min(waits)):
            self._ask(name, event.at + min(waits))
        told = (self._event(finding, event.at) for finding in findings)
        return [each for each in told if each is not None]

    def _listed(
        self, event: e.Listed, ahead: float, doubts: list[Doubt], order: int
    ) -> list[Finding]:
        self._tries.pop(event.provider, None)
        provider = self._providers[event.provider]
        profile, origin = provider.profile, provider.origin
        shown = named(event.sightings, self.aliases(origin))

        def owned(id_: str) -> bool:
            return self.owned(origin, id_) or self._is_beside(event.beside, origin, id_)

        def misplaced(video: e.Sighting) -> bool:
            owner = self._holdings.owner(origin, video.id)
            if owner is None or None in (video.parent, video.prompt):
                return False
            take = self._holdings.takes[owner]
            return (take.parent, take.prompt) != (video.parent, video.prompt)

        self.saw([v.id for v in shown if v.id and not owned(v.id)], order)
        found = Found(
            now=event.at + ahead,
            sightings=shown,
            owned=owned,
            misplaced=misplaced,
            seen=self._seen,
            answering=self._answering(origin),
            rivals=self._rivals(event.beside, origin),
            unread=event.beside.unread,
            reach=profile.total_deadline + profile.settle,
            complete=profile.listing is not None and profile.listing.complete,
            lacks=self._lacking(event, event.at + ahead),
        )
        sendings = self._sendings
        return reconcile(
            [
                replace(
                    doubt,
                    last=sendings.last_by(doubt.uid, ahead),
                    elsewhere=sendings.elsewhere(doubt.uid, event.account),
                )
                for doubt in doubts
            ],
            found,
        )

    def _lacking(self, event: e.Listed, now: float) -> str:
        """A video that this list must show, were it complete, and does not; empty: none is known.

        Ours, of the same account, made in the time that the list tells of and long enough ago, and not gone since.
        """
        if event.since is None:
            return ""
        profile, slack = self._providers[event.provider].profile, SKEW + MARGIN
        shown = {video.id for video in event.sightings}
        latest = now - profile.total_deadline - profile.settle - slack
        for uid in self._sendings.named(event.account, event.since + slack, latest):
            take = self._holdings.takes.get(uid)
            if take is None or take.phase not in _STANDING or self._home(uid) != event.provider:
                continue
            lives = take.expires is None or e.unstamp(take.expires) > now + slack
            if lives and take.id is not None and take.id not in shown:
                return take.id
        return ""

    def owned(self, origin: str, id_: str) -> bool:
        """A take or a source has it."""
        return id_ in self._sources or self._holdings.owner(origin, id_) is not None

    def _is_beside(self, beside: e.Beside, origin: str, id_: str) -> bool:
        """Another spec's take has it. One of ours, in a lock that was copied, is no other."""
        uid = beside.owned.get((origin, id_))
        return uid is not None and not self._is_ours(uid)

    def _is_ours(self, uid: str) -> bool:
        return self._holdings.handle(uid) in self._holdings.takes

    def _rivals(self, beside: e.Beside, origin: str) -> Mapping[tuple[str, str], str]:
        """What other specs asked this service for and have no answer to, and one whose it is, in words."""
        found = {}
        for (where, parent, prompt), whose in beside.waiting.items():
            others = [words for uid, words in whose.items() if not self._is_ours(uid)]
            if where == origin and others:
                found[parent, prompt] = others[0]
        return found

    def aliases(self, origin: str) -> Aliases:
        """What the service calls the sources of its videos, where that are addresses."""
        return aliases_of(self._holdings.takes.values(), origin)

    def suspects(
        self,
        handle: str,
        sightings: Iterable[e.Sighting],
        beside: e.Beside = e.NOTHING_BESIDE,
    ) -> list[e.Sighting]:
        """What an unclear take may have made, as far as a list tells, newest first."""
        origin, doubt = self._holdings.takes[handle].origin, self._doubt(handle)
        begin = doubt.at or EARLY

        def owned(id_: str) -> bool:
            return self.owned(origin, id_) or self._is_beside(beside, origin, id_)

        def fits(video: e.Sighting) -> bool:
            told = may_be(video, doubt) or could_be(video, doubt, owned)
            return told or tells_nothing(video, owned)

        fitting = (
            video
            for video in named(sightings, self.aliases(origin))
            if fits(video)
            and not owned(video.id)
            and (video.created is None or video.created >= begin - EARLY)
        )
        return sorted(fitting, key=lambda video: -(video.created or 0.0))

    def _unlisted(self, event: e.Unlisted, doubts: list[Doubt]) -> list[Finding]:
        self._tries[event.provider] += 1
        tries = self._tries[event.provider]
        if event.final or tries >= TRIES:
            return [
                Hold(uid=d.uid, reason=f"the list cannot be read: {event.reason}") for d in doubts
            ]
        return [Again(uid=doubt.uid, wait=backoff(tries, base=2.0)) for doubt in doubts]

    def _of(self, name: str) -> list[Doubt]:
        """The doubts about what one service was asked for."""
        takes = self._holdings.takes.items()
        unclear = [handle for handle, take in takes if take.phase is Phase.UNCLEAR]
        return [self._doubt(handle) for handle in unclear if self._home(handle) == name]

    def _doubt(self, handle: str) -> Doubt:
        take, sent = self._holdings.takes[handle], self._sendings.get(handle)
        return Doubt(
            uid=handle,
            parent=take.parent,
            prompt=take.prompt,
            model=take.model,
            params=take.params,
            at=self._sendings.sent_at(handle),
            last=self._sendings.last_at(handle),
            order=0 if sent is None else sent.order,
        )

    def _answering(self, origin: str) -> frozenset[tuple[str, str]]:
        return frozenset(
            (take.parent, take.prompt)
            for take in self._holdings.takes.values()
            if take.phase is Phase.SUBMITTING and take.origin == origin
        )

    def _event(self, finding: Finding, at: float) -> e.Event | None:
        match finding:
            case Adopt(uid=uid, video=video):
                return e.Adopted(at=at, uid=uid, id=video.id, by="service")
            case NotCreated(uid=uid):
                return e.Settled(at=at, uid=uid, by="service")
            case Hold(uid=uid, reason=reason, candidates=candidates):
                shown = [{"id": c.id, "created": c.created} for c in candidates]
                held = e.Held(at=at, uid=uid, reason=reason, candidates=shown)
                return None if self._told(held) else held
            case Again():
                return None

    def _told(self, held: e.Held) -> bool:
        """The same was recorded before: runs that learn nothing new write nothing."""
        before = self._holdings.held(held.uid)
        return before is not None and (before.reason, list(before.candidates)) == (
            held.reason,
            list(held.candidates),
        )
