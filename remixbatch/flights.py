"""What a run's events mean to a person: which takes are under way, what a wait is for, how far all is.

Both displays of `progress` read this. Times come in with the events.
"""

from collections import Counter
from dataclasses import dataclass

from remixbatch import events as e
from remixbatch.engine import Engine
from remixbatch.graph import Graph
from remixbatch.report.text import counted, span, told, usd
from remixbatch.step import Decision, Step
from remixbatch.take import Phase

QUIET, NORMAL, VERBOSE = -1, 0, 1
TROUBLES = (Phase.UNCLEAR, Phase.LOST, Phase.FAILED, Phase.REFUSED)
PAUSE = 3.0  # seconds; a shorter wait is not worth a line
LONGEST = 500  # characters of a line; a video's id and file name stay whole
_DOING = {Phase.SUBMITTING: "waiting for an answer", Phase.RUNNING: "running"}
_ENDED = (
    e.Fetched,
    e.Restored,
    e.Failed,
    e.Refused,
    e.Rejected,
    e.Unclear,
    e.Gone,
    e.Deferred,
    e.Settled,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    text: str
    level: int = NORMAL  # the verbosity from which it is told
    style: str | None = None
    passing: bool = False  # a picture of what is under way shows it, too


@dataclass(slots=True, kw_only=True)
class Flight:
    """One take that is under way."""

    label: str  # job.take
    job: str
    since: float
    doing: str
    progress: float | None = None  # 0 to 1
    trouble: str | None = None  # why the last look or fetch brought nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Why nothing is submitted to a provider for a while."""

    reason: str
    until: float | None  # None: until the next connection


class Flights:
    """Takes under way, and what holds submissions back."""

    def __init__(self, graph: Graph, engine: Engine) -> None:
        self._graph = graph
        self._engine = engine
        self._holdings = engine.holdings
        self._seeded = False
        self._of: dict[str, Flight] = {}
        self.holds: dict[str, Hold] = {}  # by provider
        self._shared = False  # that other runs use an account was told
        self._mute: set[str] = set()  # providers whose last look brought nothing
        self._unclear: dict[str, str] = {}  # label of each take that is, by uid

    def all(self) -> list[Flight]:
        return list(self._of.values())

    def seed(self) -> None:
        """Takes that were under way when this run, or who follows it, began."""
        if self._seeded:
            return
        self._seeded = True
        for handle, take in self._holdings.takes.items():
            if take.phase is Phase.UNCLEAR:
                self._unclear[handle] = self.label(handle)
            waits = take.phase is Phase.SUBMITTING  # at another process, which this one follows
            if not take.submitted or not (waits or self._engine.cares_for(handle)):
                continue
            since = e.unstamp(take.submitted)
            if self._engine.limits.files is not None:
                since = self._engine.started  # it was made long ago
            self._begin(handle, since, _DOING.get(take.phase, "fetching"))

    def _begin(self, handle: str, since: float, doing: str) -> None:
        job = self._holdings.job_of(handle)
        self._of[handle] = Flight(label=self.label(handle), job=job, since=since, doing=doing)

    def label(self, uid: str) -> str:
        """`job.take`; of an intent that ended since, as it was."""
        handle = self._holdings.handle(uid)
        take = self._holdings.takes.get(handle)
        if take is not None:
            return f"{self._holdings.job_of(handle)}.{take.take}"
        return self._of[handle].label if handle in self._of else self._unclear.get(uid, uid)

    def forget(self, uid: str) -> None:
        self._of.pop(self._holdings.handle(uid), None)

    def take_in(self, event: e.Event) -> Line | None:
        """Note what an event changes; what there is to tell of it. The engine has applied it."""
        self.seed()
        match event:
            case e.Unreachable(job=job, reason=reason):
                return self._unreachable(job, told(reason))
            case e.Unusable() | e.Belied():
                return self._barred(event)
            case e.Listed(provider=provider) | e.Unlisted(provider=provider):
                return self._asked(provider, event)
            case e.Crowded(job=job, reason=reason):
                return self._crowded(job, told(reason))
            case e.Intent(uid=uid, at=at, job=job):
                self.holds.pop(self._provider(job), None)
                self._begin(uid, at, _DOING[Phase.SUBMITTING])
                return None
            case _:
                about: str | None = getattr(event, "uid", None)
                return None if about is None else self._of_take(event, about)

    def _barred(self, event: e.Unusable | e.Belied) -> Line:
        text = (
            f"{event.job} is not made of {event.parent}: a lock alone tells of that, and the service {told(event.reason)}"
            if isinstance(event, e.Belied)
            else f"{event.provider} cannot be used: {told(event.reason)}"
        )
        return Line(text=text, level=QUIET, style="yellow")

    def _asked(self, provider: str, event: e.Event) -> Line | None:
        """A list that settles nothing yet is told where the wait is long."""
        due = dict(self._engine.asking(event.at)).get(provider)
        if due is None:
            return None
        why = "the list does not show it yet"
        if isinstance(event, e.Unlisted):
            why = f"the list cannot be read ({told(event.reason)})"
        text = f"{provider}: an unclear submission; {why}; asking again in {due - event.at:.0f} s"
        return Line(text=text, style="yellow", level=NORMAL if due - event.at > PAUSE else VERBOSE)

    def _of_take(self, event: e.Event, uid: str) -> Line | None:
        label, flight = self.label(uid), self._of.get(self._holdings.handle(uid))
        if isinstance(event, e.Unclear):
            self._unclear[uid] = label
        elif isinstance(event, e.Adopted | e.Resent):
            handle = self._holdings.handle(uid)
            since = self._holdings.takes[handle].submitted
            self._begin(
                handle,
                e.unstamp(since) if since else event.at,
                _DOING[self._holdings.takes[handle].phase],
            )
        if flight is None:
            return narrate(event, label, "")
        if (news := self._heard(event, flight)) is not None:
            return news
        self._changed(flight, event)
        if isinstance(event, _ENDED):
            self.forget(uid)
        return narrate(event, label, f" after {span(event.at - flight.since)}")

    def _heard(self, event: e.Event, flight: Flight) -> Line | None:
        """A provider that stops answering looks is told once; each look that failed only with --verbose."""
        provider = self._provider(flight.job)
        if isinstance(event, e.Looked | e.Completed):
            self._mute.discard(provider)
        if not isinstance(event, e.LookFailed) or event.kind == "missing" or provider in self._mute:
            return None
        self._mute.add(provider)
        flight.trouble = told(event.reason)
        most = f"for {self._engine.limits.silence / 60:.0f} minutes at most"
        text = f"{provider} gives no answer that helps: {flight.trouble}; asking again, {most}"
        return Line(text=text, style="yellow")

    def _changed(self, flight: Flight, event: e.Event) -> None:
        match event:
            case e.Submitted() | e.Adopted():
                flight.doing = _DOING[Phase.RUNNING]
            case e.Completed():
                flight.doing, flight.progress, flight.trouble = "fetching", None, None
            case e.Looked(progress=progress):
                flight.progress, flight.trouble = progress, None
            case e.LookFailed(reason=reason) | e.FetchFailed(reason=reason):
                flight.trouble = told(reason)
            case e.Deferred(at=at, wait=wait, code=code, message=message):
                until = None if wait is None else at + wait
                hold = Hold(reason=told(f"{code}: {message}"), until=until)
                self.holds[self._provider(flight.job)] = hold
            case _:
                pass

    def _provider(self, job: str) -> str:
        entry = self._graph.jobs.get(job)
        return "" if entry is None else entry.provider

    def _unreachable(self, job: str, reason: str) -> Line | None:
        """Told once, then shown until somebody answers."""
        provider = self._provider(job)
        news = provider not in self.holds
        self.holds[provider] = Hold(reason=f"cannot be reached: {reason}", until=None)
        text = f"{provider} cannot be reached: {reason}; trying again"
        return Line(text=text, level=QUIET, style="yellow") if news else None

    def _crowded(self, job: str, reason: str) -> Line | None:
        """Told once in a run, since room comes and goes with every take; shown as long as it holds."""
        provider = self._provider(job)
        self.holds[provider] = Hold(reason=reason, until=None)
        news, self._shared = not self._shared, True
        text = f"{provider} is {reason}; submitting as they leave room"
        return Line(text=text, style="yellow", passing=True) if news else None


# Events that are told: from which verbosity on, in which colour.
_TOLD: dict[type[e.Event], tuple[int, str | None]] = {
    e.Submitted: (NORMAL, None),
    e.Deferred: (NORMAL, None),
    e.Completed: (NORMAL, None),
    e.Fetched: (NORMAL, "green"),
    e.Restored: (NORMAL, "green"),
    e.Rejected: (QUIET, "red"),
    e.Refused: (QUIET, "red"),
    e.Failed: (QUIET, "red"),
    e.Unclear: (QUIET, "red"),
    e.Adopted: (NORMAL, None),
    e.Settled: (NORMAL, None),
    e.Held: (QUIET, "red"),
    e.Gone: (QUIET, "red"),
    e.Looked: (VERBOSE, None),
    e.LookFailed: (VERBOSE, None),
    e.FetchFailed: (VERBOSE, None),
}


def narrate(event: e.Event, label: str, took: str) -> Line | None:
    """One line about a take, or nothing. `took`: " after 1:12", or nothing."""
    if type(event) not in _TOLD:
        return None
    level, style = _TOLD[type(event)]
    return Line(
        text=f"{label} {told(_words(event, took), LONGEST)}",
        level=level,
        style=style,
        passing=isinstance(event, e.Submitted | e.Deferred | e.Completed),
    )


def _words(event: e.Event, took: str) -> str:
    match event:
        case e.Submitted(id=id_, note=note):
            words = f"submitted as {id_}" + (f" ({note})" if note else "")
        case e.Deferred(code=code, message=message, wait=wait):
            words = f"not taken yet: {code}: {message}"
            words += "" if wait is None else f"; again in {wait:.0f} s"
        case e.Completed(usd=amount):
            words = f"completed{took}" + (f", {usd(amount)}" if amount else "")
        case e.Fetched() | e.Restored():
            words = _arrived(event, took)
        case e.Rejected() | e.Refused() | e.Failed():
            words = f"{type(event).__name__.lower()}{took}: {event.code}: {event.message}"
        case e.Unclear() | e.Adopted() | e.Settled() | e.Held():
            words = _doubt(event, took)
        case e.Gone(reason=reason):
            words = f"lost{took}: {reason}"
        case e.LookFailed(reason=reason) | e.FetchFailed(reason=reason):
            words = f"gave no answer that helps, asking again: {reason}"
        case e.Looked(progress=progress) if progress is not None:
            words = f"running, {progress:.0%}"
        case _:
            words = "running"
    return words


def _doubt(event: e.Unclear | e.Adopted | e.Settled | e.Held, took: str) -> str:
    match event:
        case e.Unclear(reason=reason):
            return f"unclear{took}, `remixbatch status` shows what to do: {reason}"
        case e.Held(reason=reason):
            return f"stays unclear, `remixbatch status` shows what to do: {reason}"
        case e.Adopted(id=id_):
            return f"found in the service's list: {id_}"
        case e.Settled(by="service"):
            return "was not created: the service's list is complete, and does not have it"
        case e.Settled(by=by):
            return f"was not submitted, says {by}"


def _arrived(event: e.Fetched | e.Restored, took: str) -> str:
    if isinstance(event, e.Fetched):
        return f"fetched{took}: {event.file}"
    aside = "" if event.aside is None else f" (what stood there is kept as {event.aside})"
    return f"fetched again{took}: {event.file}{aside}"


class Standing:
    """How many jobs are settled, the phases of all, and what is wrong; counted no oftener than is cheap.

    Of a run those jobs count that it has to do with; `whole`: all of the spec.
    """

    SLOW = 10_000  # jobs that are worth a second between two counts

    def __init__(self, engine: Engine, *, whole: bool = False) -> None:
        self._engine = engine
        limits = engine.limits
        wanted = {Decision.SUBMIT: limits.submit, Decision.ATTACH: limits.wait}
        self._moving = {decision for decision, yes in wanted.items() if yes}
        self._files = limits.files
        self._work: set[str] | None = set(engine.steps) if whole else None
        self._next = 0.0
        self.changed = True
        self.settled = 0
        self.counts: dict[Phase, int] = {}  # jobs in each phase that one is in
        self.troubles: list[Step] = []  # unclear ones first

    @property
    def work(self) -> int:
        return len(self._work or ())

    def count(self, now: float) -> None:
        steps = self._engine.steps
        if not self.changed or now < self._next or not (steps or self._files):
            return
        if self._files is not None:
            moving = {handle for handle in self._files if self._engine.cares_for(handle)}
        else:
            moving = {name for name, step in steps.items() if step.decision in self._moving}
        if self._work is None:
            self._work = moving
        self.settled = len(self._work - moving)
        phases = Counter(step.phase for step in steps.values())
        self.counts = {phase: phases[phase] for phase in Phase if phases[phase]}
        wrong = (step for step in steps.values() if step.phase in TROUBLES)
        self.troubles = sorted(wrong, key=lambda step: TROUBLES.index(step.phase))
        self.changed = False
        self._next = now + len(steps) / self.SLOW

    @property
    def phases(self) -> str:
        """`5 ready, 1 running; $2.40`."""
        return counted({phase.value: count for phase, count in self.counts.items()}) + self.money

    @property
    def money(self) -> str:
        spent = self._engine.spending.spent
        return f"; {usd(spent)}" if spent else ""

    def share(self) -> str:
        return f"{self.settled:,} of {self.work:,} finished"
