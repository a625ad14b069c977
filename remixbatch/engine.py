"""The engine: events in, actions out, no clock, no I/O, no threads.

What it knows it learnt from events, so recovery is replay: a new engine that is given the journal's
events stands where the old one stood, and is asked for actions as the old one was. Where takes stand is
in `Holdings` (one table moves them), what becomes of a job in `Agenda`; here are the rules of money
and pace:

- A submission starts as a connection. On `Connected` the engine is asked again (`admit`) and answers an
  intent or nothing. The intent reserves the money (`Spending`) and is durable before its first byte is sent.
- The first submission of a run goes alone until it is answered, then the window doubles; a doubt closes
  it to one, `max_unclear` doubts in a row end submitting (`Permit`).
- Budget, `max_new` and the caps of flight and rate hold for connections that are being opened, too.
- With `fail_fast` the first job that failed for good in this run ends submitting, too.
- Before a take that is unclear waits for a person, it is sent again where its key protects it (`Resends`), or its
  service's list is asked (`Doubts`). What that settles opens the window again; submissions that time and again
  came to nothing end submitting.
- A service that cannot be used at all, that will not take our key or money, that nobody can reach, or that accepts nothing stops
  submissions to it alone (`Account`); takes in flight are looked after as long as it answers (`Care`).
"""

from collections.abc import Iterable, Iterator, Mapping

from remixbatch import events as e
from remixbatch.actions import Connect, Fetch, Look, Send, Speech, Survey
from remixbatch.agenda import Agenda
from remixbatch.care import Care
from remixbatch.doubts import Doubts
from remixbatch.errors import Exit
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.judgement import Judgement
from remixbatch.limits import Limits
from remixbatch.permit import Permit
from remixbatch.policy import Policy
from remixbatch.resends import Resends, is_again
from remixbatch.roster import Roster
from remixbatch.sendings import Sendings
from remixbatch.spending import Spending
from remixbatch.step import Step
from remixbatch.submissions import Submissions
from remixbatch.take import Phase
from remixbatch.unfinished import left_open

_FAILURES = (e.Failed, e.Rejected, e.Refused, e.Gone)


class Engine:
    """Drives the takes of one spec. What it is made of is for reading."""

    def __init__(self, graph: Graph, limits: Limits, policy: Policy) -> None:
        self.graph = graph
        self.policy = policy
        self.position = 0
        self.holdings = Holdings()
        self.roster = Roster(graph, self.holdings)
        self.spending = Spending(self.holdings)
        self.permit = Permit(limits, self.spending)
        self.sendings = Sendings(self.holdings, graph.providers, self.roster.speaker)
        self.doubts = Doubts(
            self.holdings,
            graph.providers,
            self.roster.speaker,
            self.sendings,
            frozenset(s.identity for s in graph.sources.values() if s.identity is not None),
        )
        self._resends = Resends(self.holdings, self.roster, self.sendings, self.doubts, self.permit)
        self._judgement = Judgement(self.holdings, self.roster, self.doubts, self.sendings)
        self._agenda = Agenda(graph, self.holdings, policy)
        self._submissions = Submissions(graph, self._agenda, self.roster, self.permit)
        self._begin(0.0)

    def _begin(self, at: float) -> None:
        """What belongs to one process: forgotten with it."""
        self.started = at
        self.roster.begin(at, self.limits.lost_before)
        self.spending.begin()
        self.permit.begin()
        self.sendings.begin(self.position, at)
        self.doubts.begin(waits=self.limits.wait)
        self._resends.begin()
        self._agenda.begin()
        self._care = Care(self.holdings, at, self._patience, self.limits.files)
        self._stirred: dict[str, None] = {}  # handles that are to be looked after

    # -- how it stands -------------------------------------------------------------------------------

    @property
    def limits(self) -> Limits:
        return self.permit.limits

    @property
    def stops(self) -> Mapping[Exit, str]:
        """What ended submitting."""
        return self.permit.stops

    @property
    def steps(self) -> Mapping[str, Step]:
        """What becomes of each job."""
        return self._agenda.steps

    @property
    def given_up(self) -> Mapping[str, str]:
        """Handles that are not looked after any more in this run, and why."""
        return self._care.given_up

    def state(self) -> tuple[object, ...]:
        """What a replay must bring back."""
        return (
            dict(self.holdings.takes),
            dict(self.steps),
            self.position,
            self.spending.new,
            self.spending.spent,
            frozenset(self._agenda.tried.rejected),
            frozenset(self._agenda.tried.failed),
            self.roster.pace(),
        )

    def cares_for(self, handle: str) -> bool:
        """It is looked at or fetched in this run, unless it was given up."""
        return self._care.wants(handle)

    def paced(self, at: float) -> Iterator[tuple[str, float]]:
        """Providers that take no more submissions in this minute, and until when."""
        for account in self.roster:
            until = account.rate.free_at()
            if until > at and self.permit.submits(account) and account.waits():
                yield account.provider.name, until

    def asking(self, at: float) -> Iterator[tuple[str, float]]:
        """Providers whose list will be asked about unclear takes, and when."""
        yield from ((name, due) for name, due in self.doubts.due() if due > at)

    # -- events --------------------------------------------------------------------------------------

    def replay(self, events: Iterable[e.Event]) -> None:
        """Stand where the journal stands, then decide every job once."""
        for event in events:
            self._take_in(event)
        self._survey()

    def judge(self, event: e.Event) -> e.Event:
        """The event as it is to be recorded, in the light of what is held."""
        return self._judgement.of(event)

    def apply(self, event: e.Event) -> None:
        """Take in one event. Raises IllegalEventError for one that the table does not allow."""
        touched = self._take_in(event)
        if isinstance(event, e.Run):
            self._survey()
            return
        self._submissions.queue(self._agenda.decide(touched))
        if isinstance(event, e.Imported):  # while a run goes on; one that is unclear is looked for
            self._resends.clear_up(self.holdings.handle(event.line["uid"]), event.at)
        if self.limits.fail_fast and isinstance(event, _FAILURES):
            handle = self.holdings.handle(event.uid)
            name, take = self.holdings.job_of(handle), self.holdings.takes[handle]
            if self._agenda.failed(name, take):
                self.permit.failed(name, take)

    def follows(self, event: e.Event) -> list[e.Event]:
        """What is to be recorded and applied after an event, one by one: what an answer of a list settles, and why
        something is not sent again.
        """
        if isinstance(event, e.Listed | e.Unlisted):
            return self.doubts.follows(event, self.position)
        return [*self._resends.follows()] if isinstance(event, e.Connected) else []

    def _take_in(self, event: e.Event) -> list[str]:
        """The jobs that it touched."""
        if isinstance(event, e.Belied):
            return self._submissions.belied(event)
        if not e.journaled(event):
            self._notice(event)
            return []
        touched = self.holdings.apply(event)
        self.position += 1
        self.sendings.take_in(event, self.position)
        match event:
            case e.Run(at=at):
                self._begin(at)
            case e.Intent(uid=uid, at=at):
                self.spending.submit(uid, event.usd or 0)
                self.roster.sent(uid, at)
            case e.Resent(uid=uid, at=at):
                handle = self.holdings.handle(uid)
                self.spending.submit_again(handle)
                self.roster.sent(handle, at)
            case e.Submitted() | e.Deferred() | e.Rejected() | e.Refused() | e.Unclear():
                self._answered(event)
            case e.Held(candidates=candidates):
                self.doubts.saw([each["id"] for each in candidates], self.position)
            case e.Adopted() | e.Settled():
                self._resolved(event, touched)
            case e.Completed() | e.Failed() | e.Gone() | e.Fetched() | e.Imported():
                self._progressed(event)
            case _:
                pass
        return touched

    def _notice(self, event: e.Event) -> None:
        """What is not journaled: it changes no take and no money, only when and whether more is asked."""
        match event:
            case e.Unreachable() | e.Postponed():
                self._sender(event.job).unsent(event)
            case e.Unusable(provider=provider):
                self.roster.of(provider).unusable(event)
            case e.Restored(uid=uid):
                self._care.here(self.holdings.handle(uid))
            case e.Looked() | e.LookFailed() | e.FetchFailed():
                self._looked(event)
            case e.Stopped() | e.Overtaken():
                self.permit.told(event)
            case _:
                pass

    def _answered(
        self, event: e.Submitted | e.Deferred | e.Rejected | e.Refused | e.Unclear
    ) -> None:
        handle = self.holdings.handle(event.uid)
        account = self.roster.answered(handle, event)
        match event:
            case e.Submitted():
                self._stirred[handle] = None
            case e.Unclear():
                self._resends.clear_up(handle, event.at)
            case e.Refused() if account is None:  # it had been created
                self._free_if_failed(handle)
            case _:
                self.spending.undo(handle)
        if account is not None and isinstance(event, e.Unclear):
            self.permit.doubted(account, event)
        if isinstance(event, e.Rejected):
            self._agenda.tried.rejected.add(self.holdings.job_of(handle))

    def _free_if_failed(self, handle: str) -> None:
        account = self.roster.home(handle)
        if account is not None and account.provider.profile.failed_is_free:
            self.spending.free(handle)

    def _resolved(self, event: e.Adopted | e.Settled, touched: Iterable[str]) -> None:
        """An unclear take is none any more. One of this run that held submissions up does so no longer."""
        handle = self.holdings.handle(event.uid)
        if self.spending.has(handle):
            if isinstance(event, e.Settled):
                self.spending.undo(handle)
            for name in touched:
                if name in self.graph.jobs:
                    self.roster.of_job(name).resolved(event, self.limits.max_unclear)
            self.permit.cleared(self.roster)
        if isinstance(event, e.Adopted):
            self._progressed(event)

    def _progressed(
        self, event: e.Completed | e.Failed | e.Gone | e.Fetched | e.Adopted | e.Imported
    ) -> None:
        """A take has an id, is made, failed, or here."""
        uid = event.line["uid"] if isinstance(event, e.Imported) else event.uid
        handle = self.holdings.handle(uid)
        take = self.holdings.takes.get(handle)
        account = None if take is None else self.roster.home(handle)
        if take is None or account is None:
            return
        self._care.moved_on(handle)
        if isinstance(event, e.Fetched):
            self._care.here(handle)
        if take.phase is Phase.RUNNING:
            account.in_flight.add(handle)
        else:
            account.in_flight.discard(handle)
        if self._care.wants(handle):
            self._stirred[handle] = None
        if isinstance(event, e.Completed):
            account.heard()
            if self.spending.has(handle):  # of this run: times of two processes are of two clocks
                account.history.add(event.at - e.unstamp(take.submitted or e.stamp(event.at)))
                if event.usd is not None:
                    self.spending.costs(handle, event.usd)
        elif isinstance(event, e.Failed):
            self._agenda.tried.failed.add(self.holdings.job_of(handle))
            self._free_if_failed(handle)
        if isinstance(event, e.Completed | e.Failed | e.Gone):
            self.spending.close(handle)

    def _looked(self, event: e.Looked | e.LookFailed | e.FetchFailed) -> None:
        handle = self.holdings.handle(event.uid)
        account = self.roster.home(handle)
        self._stirred[handle] = None
        if account is None:
            return
        self._care.answered(handle, event, account)
        if isinstance(event, e.Looked):
            account.heard()
        elif isinstance(event, e.LookFailed) and event.kind != "missing":
            account.not_heard(event, self.limits.silence)
        elif isinstance(event, e.FetchFailed) and event.kind == "disk":
            self.permit.unwritable(event.reason)

    def _survey(self) -> None:
        """A new process: everything that stands waits to be looked at or submitted again."""
        due = self._agenda.decide_all()
        for handle, take in self.holdings.takes.items():
            account = self.roster.home(handle)
            if account is not None and take.phase is Phase.RUNNING:
                account.in_flight.add(handle)
            if account is not None and self._care.wants(handle):
                self._stirred[handle] = None
            self._resends.clear_up(handle, self.started)
        self._submissions.queue(due)

    # -- actions -------------------------------------------------------------------------------------

    def actions(self, at: float) -> list[Speech]:
        """What is newly wanted since the last call. Each action is asked for once."""
        wanted: list[Speech] = []
        if self._stirred:
            stirred, self._stirred = self._stirred, {}
            urgent_first = sorted(stirred, key=self._care.urgency)
            looks = (self._look_after(handle, at) for handle in urgent_first)
            wanted += [look for look in looks if look is not None]
        wanted += self._submissions.connects(at)
        wanted += self._resends.connects(at)
        if self._asks:
            wanted += self.doubts.actions(at)
        return wanted

    def _sender(self, job: str) -> Submissions | Resends:
        """Who knows of a connection, by the name that it has."""
        return self._resends if is_again(job) else self._submissions

    @property
    def _asks(self) -> bool:
        """Whether lists are asked about unclear takes."""
        return self.limits.files is None and not self.permit.leaving

    def _look_after(self, handle: str, at: float) -> Look | Fetch | None:
        take = self.holdings.takes.get(handle)
        account = None if take is None else self.roster.home(handle)
        if account is None or account.deaf or self.permit.leaving or not self.limits.wait:
            return None
        return self._care.action(handle, at, account)

    def _patience(self, job: str) -> float | None:
        return self.graph.jobs[job].timeout if job in self.graph.jobs else None

    def wants(self, action: Speech) -> bool:
        """Whether an action whose time has come is still wanted."""
        match action:
            case Connect():
                return self._sender(action.job).wants(action)
            case Survey():
                return not self.permit.leaving and self.doubts.wants(action)
            case _:
                assert isinstance(action, Look | Fetch)  # nothing else waits for its time
                return not self.permit.leaving and action.uid not in self.given_up

    def admit(self, event: e.Connected, uid: str) -> e.Intent | e.Resent | None:
        """What to record and then send on this connection, or None: hang up."""
        if is_again(event.job):
            return self._resends.admit(event)
        return self._submissions.admit(event, uid, self.position)

    def send(self, admitted: e.Intent | e.Resent, connection: str) -> Send:
        """What to send of what was admitted, and recorded since."""
        if isinstance(admitted, e.Resent):
            return self._resends.send(admitted, connection, self.position)
        return self._submissions.send(admitted, connection)

    # -- how it ended --------------------------------------------------------------------------------

    def verdict(self) -> Mapping[Exit, list[str]]:
        """Every exit code that applies, with the reasons. Empty: done."""
        found: dict[Exit, list[str]] = {}
        for code, reason in self._reasons():
            found.setdefault(code, []).append(reason)
        return found

    def _reasons(self) -> Iterator[tuple[Exit, str]]:
        yield from self.stops.items()
        for account in self.roster:
            if account.stopped is not None:
                yield Exit.PROVIDER, account.stopped
        for standing in self._agenda.unfinished():
            yield standing.exit, f"{standing.job}: {standing.reason}"
        away = {
            handle: f"is at {take.origin}, which this spec does not speak to any more"
            for handle, take in self.holdings.takes.items()
            if self.roster.home(handle) is None
        }
        spoken_for = {standing.handle for standing in self.steps.values()}
        yield from left_open(self.holdings, spoken_for, {**self.given_up, **away})
