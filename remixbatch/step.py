"""The step of one job: a decision, a reason and a price, from facts alone.

`step` decides; it is the only place that does. `plan` asks it for all jobs before a run, the engine (its
agenda) asks it again for each job that an event touched, so a plan and the run that follows it agree.

A job's takes count when they have its key and start from an accepted take of its parent. Accepted are
all completed takes of the parent's own current (key, from), because a pick made by itself never makes a
child stale; after a person's pick it is that one alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from remixbatch.asked import changes
from remixbatch.claims import Video
from remixbatch.errors import Exit
from remixbatch.graph import Graph, Job
from remixbatch.holdings import Holdings
from remixbatch.policy import BEYOND, NOT_PLANNED, Policy
from remixbatch.reply import duration
from remixbatch.take import Phase, Take


class Decision(StrEnum):
    SUBMIT = "submit"
    ATTACH = "attach"
    KEEP = "keep"
    ASK = "ask"
    BLOCKED = "blocked"
    ORPHAN = "orphan"


class Standing(StrEnum):
    """What a take is to its job as the spec has it now."""

    CURRENT = "current"  # asked for the same, and made from what the job starts from
    STALE = "stale"  # asked for the same, made from something else
    OTHER = "other"  # asked for something else


@dataclass(slots=True)
class Tried:
    """Jobs that already failed in this run: each gets one intent after a rejection, one take by --retry-failed.

    `belied`: videos that nothing is made of, and why.
    """

    rejected: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    belied: dict[Video, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that decisions are made from."""

    graph: Graph
    holdings: Holdings
    policy: Policy
    tried: Tried = field(default_factory=Tried)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What becomes of one job now.

    `parent`: the identity a new take starts from, None while it is not known. `accepted`: ids of its takes
    that children may start from, `pick` the handle of the one that new children do start from. `exit`:
    what the job adds to the exit code if nothing changes any more. `blocker`: the job next above that keeps
    it from being due; `root`: the one whose fault that is, where it is another job's.
    """

    job: str
    decision: Decision
    reason: str
    phase: Phase
    take: int
    handle: str | None = None
    parent: str | None = None
    accepted: tuple[str, ...] = ()
    pick: str | None = None
    usd: int | None = 0  # what it may cost from now on, micro-dollars; None: unknown
    exit: Exit = Exit.DONE
    blocker: str | None = None
    root: str | None = None

    @property
    def due(self) -> bool:
        """It may be submitted at this moment."""
        return self.decision is Decision.SUBMIT and self.phase is Phase.READY


def step(view: View, steps: Mapping[str, Step], name: str) -> Step:
    """Decide one job. `steps` holds those of its parent and of the jobs it needs."""
    job = view.graph.jobs[name]
    found = _Case(view, steps, job).decide()
    if job.allow_failure and found.exit is Exit.FAILED:
        found = replace(found, exit=Exit.DONE)
    return found


def starts(job: Job, steps: Mapping[str, Step]) -> tuple[str | None, ...]:
    """Identities that a take of the job may start from: its source, or the parent's accepted takes."""
    return (job.source,) if job.source is not None else steps[job.parent].accepted


def standing(job: Job, take: Take, froms: Collection[str | None]) -> Standing:
    """Whether a take counts for its job, apart from how it ended. `froms`: what `starts` says."""
    if take.key != job.key:
        return Standing.OTHER
    return Standing.CURRENT if take.parent in froms else Standing.STALE


class _Case:
    """One job with all that its decision hangs on. Lives for one call of `step`."""

    def __init__(self, view: View, steps: Mapping[str, Step], job: Job) -> None:
        self.graph, self.holdings = view.graph, view.holdings
        self.policy, self.tried = view.policy, view.tried
        self.job = job
        self.parent = None if job.source is not None else steps[job.parent]
        self.needs = [steps[need] for need in job.needs]
        takes = view.holdings.takes
        self.held = [(handle, takes[handle]) for handle in view.holdings.handles(job.address)]
        froms = starts(job, steps)
        ranked = [(standing(job, pair[1], froms), pair) for pair in self.held]
        self.current = [pair for rank, pair in ranked if rank is Standing.CURRENT]
        self.stale = [pair for rank, pair in ranked if rank is Standing.STALE]
        self.start = job.source if self.parent is None else self._parent_id(self.parent)

    def _parent_id(self, parent: Step) -> str | None:
        return self.holdings.takes[parent.pick].id if parent.pick is not None else None

    def decide(self) -> Step:
        done = [
            (h, t)
            for h, t in self.current
            if t.phase is Phase.COMPLETED and h not in self.policy.rejected
        ]
        if done:
            return self._done(done)
        return self._standing() or self._stale() or self._submit(self._why())

    # -- what stands ---------------------------------------------------------------------------------

    def _done(self, done: list[tuple[str, Take]]) -> Step:
        if self.job.address in self.policy.undecided:
            return self._make(
                Decision.ASK, "two picks differ; pick one", Phase.COMPLETED, exit=Exit.UNFINISHED
            )
        handles = dict(done)
        picked = self.holdings.handle(self.policy.picks.get(self.job.address, ""))
        if picked in handles:
            done = [(picked, handles[picked])]
        belied = self.tried.belied
        held = self._first([(h, t) for h, t in done if (t.origin, str(t.id)) not in belied] or done)
        reason = "completed, not fetched yet" if held[1].sha256 is None else "nothing changed"
        return self._kept(held, reason, done)

    def _first(self, done: list[tuple[str, Take]]) -> tuple[str, Take]:
        """The earliest submitted, unless children already start from another."""
        if len(done) > 1:
            started = {
                take.parent
                for child in self.graph.children.get(self.job.address, ())
                for take in self.holdings.of(child)
            }
            done = [(h, t) for h, t in done if t.id in started] or done
        return min(done, key=lambda pair: (pair[1].submitted or "", pair[0]))

    def _standing(self) -> Step | None:
        """The step where takes exist that are not done; None where a new one may be due."""
        live = [(h, t) for h, t in self.current if h not in self.policy.rejected]
        by_phase: dict[Phase, list[tuple[str, Take]]] = {}
        for handle, take in live:
            by_phase.setdefault(take.phase, []).append((handle, take))
        for phase, words in _WAITING.items():
            if phase in by_phase:
                ids = (take.id for _, take in by_phase.get(Phase.RUNNING, ()))
                return self._make(
                    words[0],
                    words[1],
                    phase,
                    held=by_phase[phase][-1],
                    # What was made from one in flight counts, as it will once that is completed.
                    accepted=tuple(id_ for id_ in ids if id_ is not None),
                    exit=words[2],
                )
        if Phase.REFUSED in by_phase:
            held = by_phase[Phase.REFUSED][-1]
            reason = f"refused: {_error(held[1])}; change the prompt"
            return self._make(Decision.BLOCKED, reason, Phase.REFUSED, held=held, exit=Exit.FAILED)
        if Phase.LOST in by_phase:
            held = by_phase[Phase.LOST][-1]
            reason = f"lost: {_error(held[1])}"
            return self._make(Decision.BLOCKED, reason, Phase.LOST, held=held, exit=Exit.FAILED)
        return self._failed(by_phase.get(Phase.FAILED, []))

    def _failed(self, failed: list[tuple[str, Take]]) -> Step | None:
        if not failed:
            return None
        handle, last = failed[-1]
        name = self.job.address
        if not last.made:
            label = self._label_again(last)
            if name not in self.tried.rejected and self._planned(label):
                return self._submit(f"not accepted last time: {_error(last)}", take=label)
            reason = f"not accepted: {_error(last)}"
        else:
            count = sum(take.made for _, take in failed)
            again = count <= self.job.retry or (
                self.policy.retry_failed and name not in self.tried.failed
            )
            label = self.holdings.next_label(name)
            if again and self._planned(label):
                return self._submit(f"failed: {_error(last)}; take {label}")
            times = "" if count == 1 else f" {count} times"
            more = NOT_PLANNED if again else "--retry-failed asks once more"
            reason = f"failed{times}: {_error(last)}; {more}"
        return self._make(
            Decision.BLOCKED, reason, Phase.FAILED, held=(handle, last), exit=Exit.FAILED
        )

    def _label_again(self, take: Take) -> int:
        """Its own, unless a take that came with a rename has that, too."""
        if sum(held.take == take.take for _, held in self.held) == 1:
            return take.take
        return self.holdings.next_label(self.job.address)

    def _stale(self) -> Step | None:
        """The step of a job whose own words did not change while its parent's take did."""
        stale = [(h, t) for h, t in self.stale if t.maybe_paid]
        if not stale or self.job.source is not None:
            return None
        word = self.policy.on_parent_change or self.job.on_parent_change
        wait = self._submit("its parent changed")
        if word == "rerun" and wait.decision is Decision.SUBMIT:
            return wait
        held = self._first([(h, t) for h, t in stale if t.phase is Phase.COMPLETED] or stale[-1:])
        if held[1].phase is Phase.UNCLEAR:  # whatever becomes of the job, somebody must look
            doubt = _WAITING[Phase.UNCLEAR]
            return self._make(doubt[0], doubt[1], Phase.UNCLEAR, held=held, exit=doubt[2])
        belied = self._belied() == wait.reason  # nothing else keeps it from being due
        beyond = wait.reason in BEYOND
        due = wait.decision is Decision.SUBMIT or (word != "rerun" and (beyond or belied))
        if not due:
            reason = f"{wait.reason}; its own video is kept"
        elif word == "keep":
            reason = "its parent changed; kept as it is"
        else:
            reason = None
        stands = due or not belied  # else nothing starts from it: it is to be made anew
        if reason is not None and stands and held[1].phase is Phase.COMPLETED:
            kept = self._kept(held, reason, [held])
            return replace(kept, exit=wait.exit) if beyond and not due else kept
        if not due:
            return replace(wait, handle=held[0], take=held[1].take)
        return replace(
            wait,
            decision=Decision.ASK,
            reason="its parent changed; --on-parent-change rerun or keep",
            phase=Phase.BLOCKED,
            handle=held[0],
            exit=Exit.UNFINISHED,
        )

    def _kept(self, held: tuple[str, Take], reason: str, accepted: list[tuple[str, Take]]) -> Step:
        """A finished take stands, and its file is here or is to be fetched."""
        fetched = held[1].sha256 is not None
        return self._make(
            Decision.KEEP if fetched else Decision.ATTACH,
            reason,
            Phase.COMPLETED,
            held=held,
            accepted=tuple(take.id for _, take in accepted if take.id is not None),
            pick=held[0],
            exit=Exit.DONE if fetched else Exit.UNFINISHED,
        )

    # -- what is due ---------------------------------------------------------------------------------

    def _why(self) -> str:
        if not self.held:
            return "never run"
        if any(h in self.policy.rejected for h, _ in self.current):
            return "its take was rejected"
        if self.job.source is not None and (self.current or self.stale):
            return "another source"
        found = changes(self.held[-1][1], self.job)
        return _CHANGED[found[0].field] if found else "settings changed"

    def _submit(self, reason: str, take: int | None = None) -> Step:
        """Due, or what keeps it from being due."""
        if (barred := self._barred()) is not None:
            return barred
        address = self.job.address
        label = take or self.holdings.next_label(address)
        if not self._planned(label):
            return self._blocked(BEYOND[0], Exit.UNFINISHED)
        if self.policy.agreed is not None and address not in self.policy.agreed:
            return self._blocked(BEYOND[1], Exit.UNFINISHED)
        waiting = self._waits_for()
        return self._make(
            Decision.SUBMIT,
            reason,
            Phase.BLOCKED if waiting else Phase.READY,
            take=label,
            parent=self.start,
            usd=self._usd(),
            exit=Exit.UNFINISHED,
        )

    def _barred(self) -> Step | None:
        """What keeps it from being due, apart from what is still to come of its parent and needs."""
        address = self.job.address
        if address in self.policy.ambiguous:
            return self._blocked(self.policy.ambiguous[address], Exit.UNFINISHED)
        if not self.policy.selects(address):
            return self._blocked("not selected", Exit.DONE)
        for other in (*((self.parent,) if self.parent else ()), *self.needs):
            if other.pick is None and other.decision not in _COMING:
                return self._blocked_by(other)
        belied = self._belied()
        return None if belied is None else self._blocked(belied, Exit.LOCK)

    def _belied(self) -> str | None:
        """Why nothing is made of the video that stands for its parent now."""
        if self.parent is None or self.parent.pick is None:
            return None
        take = self.holdings.takes[self.parent.pick]
        return self.tried.belied.get((take.origin, str(take.id)))

    def _planned(self, take: int) -> bool:
        return self.policy.allows(self.job.address, take, self.start)

    def _waits_for(self) -> bool:
        return self.start is None or any(need.pick is None for need in self.needs)

    def _blocked_by(self, other: Step) -> Step:
        if not self.policy.selects(other.job):
            reason = f"parent {other.job} is not selected; use +{self.job.address}"
            return replace(self._blocked(reason, Exit.UNFINISHED), blocker=other.job)
        # The root's name and words alone: with every name between, a lineage of 20,000 would fill the memory.
        reason = f"{other.job}: {other.reason}" if other.root is None else other.reason
        return replace(
            self._blocked(reason, other.exit), blocker=other.job, root=other.root or other.job
        )

    def _blocked(self, reason: str, code: Exit) -> Step:
        return self._make(Decision.BLOCKED, reason, Phase.BLOCKED, exit=code)

    def _usd(self) -> int | None:
        """Of one new take: by the parent's real seconds where they are known, else by the spec's."""
        provider = self.graph.providers[self.job.provider]
        if self.parent is not None and self.parent.pick is not None:
            seconds = duration(self.holdings.takes[self.parent.pick].seconds) or self.job.seconds
            return provider.price(seconds)
        return self.job.usd

    def _make(
        self,
        decision: Decision,
        reason: str,
        phase: Phase,
        *,
        held: tuple[str, Take] | None = None,
        take: int | None = None,
        parent: str | None = None,
        accepted: tuple[str, ...] = (),
        pick: str | None = None,
        usd: int | None = 0,
        exit: Exit,  # noqa: A002 - the field's name
    ) -> Step:
        label = held[1].take if held else take or self.holdings.next_label(self.job.address)
        return Step(
            job=self.job.address,
            decision=decision,
            reason=reason,
            phase=phase,
            take=label,
            handle=held[0] if held else None,
            parent=parent,
            accepted=accepted,
            pick=pick,
            usd=usd,
            exit=exit,
        )


_CHANGED = {
    "prompt": "prompt changed",
    "model": "model changed",
    "params": "params changed",
    "profile": "another provider",
}

# What a parent without a video is about to have one by.
_COMING = (Decision.SUBMIT, Decision.ATTACH)

# Takes that are neither done nor over, first that applies: decision, reason, exit code.
_WAITING: dict[Phase, tuple[Decision, str, Exit]] = {
    Phase.SUBMITTING: (Decision.ATTACH, "being submitted", Exit.UNFINISHED),
    Phase.RUNNING: (Decision.ATTACH, "in flight", Exit.UNFINISHED),
    Phase.UNCLEAR: (Decision.ASK, "unclear: it may have been paid for", Exit.UNCLEAR),
}


def _error(take: Take) -> str:
    error = take.error or {}
    said = error.get("message") or error.get("code") or "no reason given"
    return said if said.endswith("..") else said.removesuffix(".")
