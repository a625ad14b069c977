"""All takes of one spec, by handle, by job, by id: what events told of them."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from remixbatch import events as e
from remixbatch.claims import Video, doubtful, rank
from remixbatch.events import unstamp
from remixbatch.names import Renames
from remixbatch.take import (
    TRANSITIONS,
    IllegalEventError,
    Phase,
    Take,
    begin,
    evolve,
    join_takes,
    move,
)


class Holdings:
    """What is held of one spec: every take that events told of, by handle, by job, by id.

    A handle is the uid; where one uid came to own two ids (two people adopted differently on two
    branches) the second is `uid@id`. `apply` is the only way in.
    """

    def __init__(self) -> None:
        self.takes: dict[str, Take] = {}
        self.told = 0  # events so far: while they are as many, everything is as it was
        self._jobs: dict[str, list[str]] = {}
        self._owners: dict[tuple[str, str], str] = {}
        self._aliases: dict[str, str] = {}  # uid that shares an id with another -> handle
        self._claims: dict[Video, dict[str, Take]] = {}  # of ids that several uids claim
        self._claimed: dict[str, set[Video]] = {}  # of each uid, those of them that it claims
        self._seconds: dict[str, set[str]] = {}  # uid -> the handles uid@id
        self._handed: dict[str, str] = {}  # uid whose video went on -> the handle that has it
        self._ended: dict[str, e.Settled] = {}  # a late line of theirs counts for nothing
        self._names: dict[str, str] = {}  # handle -> the job's name today
        self._held: dict[str, e.Held] = {}
        self._hearsay: set[tuple[str, Video]] = set()  # uids that locks alone give a video to
        self._renames = Renames()
        self.moves: list[e.Moved] = []
        self.gifts: list[e.Given] = []

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Holdings) and (
            self.takes == other.takes
            and self._names == other._names
            and self._ended == other._ended
        )

    __hash__ = None  # type: ignore[assignment]

    def of(self, job: str) -> list[Take]:
        """The takes of a job under its present name, earliest submitted first."""
        return [self.takes[handle] for handle in self._jobs.get(job, ())]

    def handles(self, job: str) -> list[str]:
        return list(self._jobs.get(job, ()))

    def jobs(self) -> Iterator[str]:
        return (job for job, handles in self._jobs.items() if handles)

    def job_of(self, handle: str) -> str:
        return self._names[handle]

    def phase(self, handle: str) -> Phase | None:
        """Where a take stands; None where there is none of that handle, or no more."""
        take = self.takes.get(handle)
        return None if take is None else take.phase

    def owner(self, origin: str, id_: str) -> str | None:
        """Handle of the take that owns an id."""
        return self._owners.get((origin, id_))

    def held(self, handle: str) -> e.Held | None:
        """What the service's list told last of a take that is still unclear."""
        return self._held.get(handle) if self.takes[handle].phase is Phase.UNCLEAR else None

    def hearsay(self, take: Take) -> bool:
        """Whether locks alone tell whose its video is."""
        return (take.uid, (take.origin, str(take.id))) in self._hearsay

    def ended(self) -> Mapping[str, e.Settled]:
        """Uids proven not created, by whose word and when."""
        return self._ended

    def aliases(self) -> Mapping[str, str]:
        """Uids that share an id with another -> the handle of the take."""
        return self._aliases

    def next_label(self, job: str) -> int:
        return 1 + max((take.take for take in self.of(job)), default=0)

    def claim(self, uid: str, take: Take) -> Take:
        """The record of a uid that shares the video of a take: what was asked under it, and how it came to claim that."""
        claims = self._claims.get((take.origin, take.id or ""), {})
        return claims.get(uid) or replace(take, uid=uid)

    def handle(self, name: str) -> str:
        """The handle that a name of a take leads to: its uid, another uid that owns its id, or `uid@id`."""
        if name in self.takes or "@" not in name:
            return self._aliases.get(name, name)
        id_ = name.partition("@")[2]
        return next((handle for (_, own), handle in self._owners.items() if own == id_), name)

    def renamed(self) -> Iterator[e.Moved | e.Given]:
        """Every rename that is known, of jobs and of single takes."""
        yield from self.moves
        yield from self.gifts

    def move(self, source: str, target: str, at: float) -> e.Moved:
        """The fact of a rename now. Clocks differ, so it is dated after all that it carries along, and after
        earlier ones of either name: what comes to a name now does not go on to where its former takes went.
        """
        stands = [
            self._renames.stands(take.uid, take.job, take.submitted or "")[1]
            for take in self.of(source)
        ]
        times = [unstamp(since) for since in stands if since]
        times += [m.at + 1 for m in self.moves if {source, target} & {m.source, m.target}]
        return e.Moved(at=max([at, *times]), source=source, target=target)

    def give(self, take: Take, job: str, at: float) -> e.Given:
        """The fact that a take is that job's now, dated after earlier words of it and earlier moves of the name."""
        times = [gift.at + 1 for gift in self.gifts if gift.uid == take.uid]
        times += [move.at + 1 for move in self.moves if job in (move.source, move.target)]
        return e.Given(at=max([at, *times]), uid=take.uid, job=job)

    def lacks(self, take: Take) -> bool:
        """Whether a line of the lock tells more than is held."""
        if take.uid in self._ended and not take.made:
            return False
        handle = self._handle_of(take)
        known = self.takes.get(handle)
        return known is None or self._with(known, take) != known or self._unnamed(take)

    def check(self, event: e.Event) -> None:
        """Raises IllegalEventError for an event that `apply` does not take: it must not be journaled either."""
        if isinstance(event, e.Run | e.Moved | e.Given | e.Imported | e.Intent):
            return
        handle = self._meant(event)
        if handle not in self.takes:
            raise IllegalEventError(f"{type(event).__name__} about an unknown take {handle}")
        move(self.takes[handle].phase, event)

    def apply(self, event: e.Event) -> list[str]:
        """Take in one journaled event; the names of the jobs it touched. Raises IllegalEventError."""
        self.check(event)
        self.told += 1
        if isinstance(event, e.Run):
            return self._new_process(event)
        if isinstance(event, e.Moved):
            return self._rename(event)
        if isinstance(event, e.Given):
            return self._give(event)
        if isinstance(event, e.Imported):
            return self._import(event)
        if isinstance(event, e.Intent):
            return [self._open(event)]
        handle = self._meant(event)
        job = self._names[handle]
        if isinstance(event, e.Held):  # what is known of it, and no change of it
            self._held[handle] = event
        else:
            self._evolve(handle, event)
        if isinstance(event, e.Submitted | e.Adopted):
            take = self.takes[handle]
            self._hearsay.discard((take.uid, (take.origin, event.id)))
        return [job]

    def _meant(self, event: e.Event) -> str:
        """The handle that an event is about. One that was told of a video under the uid that had it before is about
        the video: journals of earlier versions left it there.
        """
        handle = self.handle(event.uid)  # type: ignore[attr-defined]
        if (self.phase(handle), type(event)) in TRANSITIONS:
            return handle
        return self._handed.get(handle, handle)

    def _new_process(self, event: e.Run) -> list[str]:
        waiting = [h for h, take in self.takes.items() if take.phase is Phase.SUBMITTING]
        for handle in waiting:
            self._evolve(handle, event)
        return [self._names[handle] for handle in waiting]

    def _evolve(self, handle: str, event: e.Event) -> None:
        former = self.takes[handle]
        take = evolve(former, event)
        if take is None or isinstance(event, e.Rejected):
            by = event.by if isinstance(event, e.Settled) else "service"
            self._ended[former.uid] = e.Settled(at=event.at, uid=former.uid, by=by)
        if take is None:
            self._drop(handle)
        else:
            self._put(handle, take)

    def _open(self, intent: e.Intent) -> str:
        for handle in self.handles(intent.job):
            former = self.takes[handle]
            if former.take == intent.take and former.uid in self._ended and not former.made:
                self._drop(handle)  # rejected in an earlier run: the same take, a new intent
        self._put(intent.uid, replace(begin(intent), submitted=self._renames.since(intent)))
        return intent.job

    def _import(self, event: e.Imported) -> list[str]:
        take = Take.from_line(event.line)
        if not self.lacks(take):
            return []
        handle = self._handle_of(take)
        touched = [self._names[name] for name in (handle, take.uid) if name in self._names]
        known = self.takes.get(handle)
        if take.made and (known is None or (known.uid, known.id) != (take.uid, take.id)):
            self._hearsay.add((take.uid, (take.origin, str(take.id))))
        if known is not None and known.made and take.made:
            touched += self._claim(handle, known, take)
        elif known is not None:
            self._put(handle, self._with(known, take))
        elif take.phase is Phase.SUBMITTING:
            self._put(handle, join_takes(take, evolve(take, event) or take))
        else:
            self._put(handle, take)
        return sorted({*touched, *(self._names[name] for name in [handle] if name in self._names)})

    def _claim(self, handle: str, known: Take, take: Take) -> list[str]:
        """One more line about a video that is held. The jobs that it touches."""
        joined = join_takes(known, take)
        video = (joined.origin, joined.id or "")
        if known.uid == take.uid and video not in self._claims:
            self._put(handle, joined)
            return []
        claims = self._claims.setdefault(video, {known.uid: known})
        claims[take.uid] = join_takes(claims.get(take.uid, take), take)
        for uid in (known.uid, take.uid):
            self._claimed.setdefault(uid, set()).add(video)
        unclear = _doubtful(claims)
        if handle in unclear:
            handle = self._hand_over(handle, joined)
        self._put(handle, joined)
        for uid in sorted(claims.keys() - {handle}):
            self._share(uid, claims[uid], handle, unclear=uid in unclear)
        return [self._names[name] for name in (handle, *unclear) if name in self._names]

    def _hand_over(self, handle: str, take: Take) -> str:
        """A video leaves the uid that it was matched with. Its handle from now on."""
        former = self.takes.get(take.uid)
        target = f"{take.uid}@{take.id}" if former is not None and former.made else take.uid
        for name in {handle, target} & self.takes.keys():
            self._drop(name)
        self._owners[take.origin, take.id or ""] = self._handed[handle] = target
        self._aliases = {
            uid: target if held == handle else held
            for uid, held in self._aliases.items()
            if uid != target
        }
        return target

    def _share(self, uid: str, claim: Take, handle: str, *, unclear: bool) -> None:
        """What a uid means that claims a video which is at another handle: that, or a video of its own, or a doubt."""
        record = self.takes.get(uid)
        if record is not None and record.made:
            return
        own = [held for held in self._seconds.get(uid, ()) if self.takes[held].uid == uid]
        own += [
            self._owners[video]
            for video in self._claimed[uid]
            if uid not in _doubtful(self._claims[video])
        ]
        if unclear and not own and uid not in self._ended:
            self._aliases.pop(uid, None)
            self._held.pop(uid, None)
            if record is None:
                self._put(uid, claim.disowned())
            return
        if record is not None:
            self._drop(uid)
        self._aliases[uid] = handle if handle in own or not own else min(own)

    def _handle_of(self, take: Take) -> str:
        """Where a line belongs: with the owner of its id, with its uid, or as a second id of that."""
        if take.id is not None and (take.origin, take.id) in self._owners:
            return self._owners[take.origin, take.id]
        handle = self.handle(take.uid)
        known = self.takes.get(handle)
        if known is None or not (known.made and take.made):
            return handle
        second = f"{take.uid}@{take.id}"
        return f"{second}@{take.origin}" if second in self.takes else second

    def _unnamed(self, take: Take) -> bool:
        """Its uid is not known to claim the video, or not as surely."""
        handle = self._owners.get((take.origin, take.id or ""))
        if handle is None or not take.made:
            return take.made
        holder = self.takes[handle]
        claim = self._claims.get((take.origin, take.id or ""), {holder.uid: holder}).get(take.uid)
        return claim is None or rank(take.note) < rank(claim.note)

    @staticmethod
    def _with(known: Take, take: Take) -> Take:
        if known == take:
            return known
        if known.id == take.id:
            return join_takes(known, take)
        return (
            take if take.made else known
        )  # without id it counts for nothing where its uid has one

    def _rename(self, moved: e.Moved) -> list[str]:
        self.moves.append(moved)
        self._renames.add(moved)
        touched = self._renames.onward(moved.source)
        for handle in [handle for job in touched for handle in self.handles(job)]:
            self._place(handle)
        return touched

    def _give(self, given: e.Given) -> list[str]:
        """It may be about a take that a line of the lock will tell of only after it."""
        self.gifts.append(given)
        self._renames.add(given)
        former = self._names.get(self.handle(given.uid))
        if former is None:
            return []
        going = [h for h in self.handles(former) if self.takes[h].uid == given.uid]
        for handle in going:
            self._place(handle)
        return sorted({former, *(self._names[handle] for handle in going)})

    def _put(self, handle: str, take: Take) -> None:
        self.takes[handle] = take
        if "@" in handle:
            self._seconds.setdefault(take.uid, set()).add(handle)
        if take.id is not None:
            self._owners.setdefault((take.origin, take.id), handle)
        self._place(handle)

    def _place(self, handle: str) -> None:
        """Under the name that its job has today."""
        name, former = self._renames.today(self.takes[handle]), self._names.get(handle)
        if name == former:
            return
        if former is not None:
            self._jobs[former].remove(handle)
        self._names[handle] = name
        self._jobs.setdefault(name, []).append(handle)
        self._jobs[name].sort(key=self._age)

    def _age(self, handle: str) -> tuple[str, int, str]:
        take = self.takes[handle]
        return take.submitted or "", take.take, handle

    def copy(self) -> "Holdings":
        """The same, and its own: what is told to one the other does not know. Takes and events never change."""
        return self.without(())

    def without(self, handles: Iterable[str]) -> "Holdings":
        """The same, were these records without id proven to have made nothing."""
        found = Holdings()
        for name, value in vars(self).items():
            setattr(found, name, _copied(value))
        for handle in handles:
            found._drop(handle)
        return found

    def _drop(self, handle: str) -> None:
        """Forget a record without id. Its label is free again: the same take is due, under a new uid."""
        self._jobs[self._names.pop(handle)].remove(handle)
        del self.takes[handle]


def _doubtful(claims: Mapping[str, Take]) -> set[str]:
    return doubtful({uid: rank(claim.note) for uid, claim in claims.items()})


def _copied(value: Any) -> Any:
    """A field of Holdings: what holds takes and events, not these themselves."""
    if isinstance(value, Renames):
        return deepcopy(value)
    if isinstance(value, dict):
        return {
            key: each.copy() if isinstance(each, dict | list | set) else each
            for key, each in value.items()
        }
    return value.copy() if isinstance(value, list | set) else value
