"""The engine: events in, actions out, no clock, no I/O, no threads.

What it knows it learnt from events, so recovery is replay: a new engine that is given the journal's
events stands where the old one stood, and is asked for actions as the old one was. Where takes stand is
in `Holdings` (one table moves them), what becomes of a job in `plan.step`; here are the rules of money
and pace:

- A submission starts as a connection. On `Connected` the engine is asked again (`admit`) and answers an
  intent or nothing. The intent reserves the money and is durable before its first byte is sent.
- The first submission of a run goes alone until it is answered, then the window doubles; a doubt closes
  it to one, `max_unclear` doubts in a row end submitting.
- Budget, `max_new` and the caps of flight and rate hold for connections that are being opened, too.
- With `fail_fast` the first job that failed for good in this run ends submitting, too.
- Before a take that is unclear waits for a person, its service's list is asked (`Doubts`). What that settles
  opens the window again; submissions that time and again came to nothing end submitting.
- A service that will not take our key or money, that nobody can reach, or that accepts nothing stops
  submissions to it alone; takes in flight are looked after as long as it answers.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from remixbatch import events as e
from remixbatch.account import Account
from remixbatch.actions import Action, Connect, Fetch, Look, Send, Survey
from remixbatch.care import Care
from remixbatch.doubts import Doubts
from remixbatch.errors import Exit
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.limits import Limits
from remixbatch.plan import Decision, Policy, Step, Tried, View, step
from remixbatch.reply import duration
from remixbatch.take import Phase, Take, intent_of
from remixbatch.unfinished import left_open

AGAIN = "="  # before the uid of a submission that is sent again, where a job's name stands
_FAILURES = (e.Failed, e.Rejected, e.Refused, e.Gone)


class Engine:
    """Drives the takes of one spec. `steps`, `holdings`, `doubts`, `stops` and `given_up` are for reading."""

    def __init__(self, graph: Graph, limits: Limits, policy: Policy) -> None:
        self.graph = graph
        self.limits = limits
        self.policy = policy
        self.holdings = Holdings()
        self.position = 0
        self.steps: dict[str, Step] = {}
        self._tried = Tried()
        self._view = View(graph=graph, holdings=self.holdings, policy=policy, tried=self._tried)
        self._accounts: dict[str, Account] = {}
        self._homes = {
            (provider.profile.name, provider.origin): name
            for name, provider in reversed(list(graph.providers.items()))
        }
        self.doubts = Doubts(
            self.holdings,
            graph.providers,
            self._speaker,
            frozenset(s.identity for s in graph.sources.values() if s.identity is not None),
        )
        self._begin(0.0)

    def _begin(self, at: float) -> None:
        """What belongs to one process: forgotten with it."""
        self.started = at
        self.leaving = False
        self.new = 0  # intents not proven *not created*
        self.stops: dict[Exit, str] = {}
        self.spent = 0  # micro-dollars of this run: reserved, or the price once it is known
        self._reserved: dict[str, int] = {}  # the same by handle
        self._tried.rejected.clear()
        self._tried.failed.clear()
        former = self._accounts
        self._accounts = {
            name: Account.of(provider, former.get(name))
            for name, provider in self.graph.providers.items()
        }
        for account in self._accounts.values():
            account.rate.forget_after(at)  # a clock that was ahead must not hold anything up
        self._care = Care(self.holdings, at, self._patience, self.limits.files)
        self.doubts.begin(self.position, at, waits=self.limits.wait)
        self._again: dict[
            str, float
        ] = {}  # handle -> when it is sent again; asked for with the next actions
        self._stirred: dict[str, None] = {}

    def state(self) -> tuple[object, ...]:
        """What a replay must bring back."""
        pace = {
            name: (a.window, a.doubts, a.declined, frozenset(a.posting), frozenset(a.in_flight))
            for name, a in self._accounts.items()
        }
        return (
            dict(self.holdings.takes),
            dict(self.steps),
            self.position,
            self.new,
            self.spent,
            frozenset(self._tried.rejected),
            frozenset(self._tried.failed),
            pace,
        )

    def wanted(self) -> list[str]:
        """Providers that this run has something to say to, now or later."""
        names: set[str] = set()
        if self.limits.submit:
            # One in flight may fail, and then its next take is due.
            open_ = (Decision.SUBMIT, Decision.ATTACH)
            due = (job for job, s in self.steps.items() if s.decision in open_)
            names |= {self.graph.jobs[job].provider for job in due}
            again = (self._home(handle) for handle in self._again)
            names |= {account.provider.name for account in again if account is not None}
        if self._asks:
            names |= set(self.doubts.asks())
        if self.limits.wait:
            homes = (self._home(handle) for handle in self.holdings.takes if self.cares_for(handle))
            names |= {account.provider.name for account in homes if account is not None}
        return sorted(names)

    def in_flight(self) -> Iterator[tuple[str, str]]:
        """What the services work on now: provider and handle."""
        for name, account in self._accounts.items():
            for handle in account.in_flight:
                yield name, handle

    @property
    def open_money(self) -> int:
        """Micro-dollars of `spent` that takes in flight or unclear have reserved."""
        open_ = (Phase.SUBMITTING, Phase.RUNNING, Phase.UNCLEAR)
        takes = self.holdings.takes
        return sum(
            usd
            for handle, usd in self._reserved.items()
            if handle in takes and takes[handle].phase in open_
        )

    @property
    def given_up(self) -> Mapping[str, str]:
        """Handles that are not looked after any more in this run, and why."""
        return self._care.given_up

    def cares_for(self, handle: str) -> bool:
        """It is looked at or fetched in this run, unless it was given up."""
        return self._care.wants(handle)

    def paced(self, at: float) -> Iterator[tuple[str, float]]:
        """Providers that take no more submissions in this minute, and until when."""
        for name, account in self._accounts.items():
            until = account.rate.free_at()
            if until > at and self._submitting(account) and account.waits():
                yield name, until

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
        match event:
            case e.Deferred(uid=uid) | e.Rejected(uid=uid) | e.Refused(uid=uid) if (
                self.doubts.was_resent(uid) and self._is_submitting(uid)
            ):
                # It speaks of the second sending, and nothing is said of the first.
                return e.Unclear(at=event.at, uid=uid, reason=f"sent again: {event.message}")
            case e.Submitted(uid=uid, id=id_):
                origin = self.holdings.takes[uid].origin
                if self.doubts.owned(origin, id_):
                    owner = self.holdings.owner(origin, id_)
                    whose = (
                        "is a source" if owner is None else f"{self.holdings.job_of(owner)} owns"
                    )
                    reason = f"the service answered with {id_}, which {whose}"
                    return e.Unclear(at=event.at, uid=uid, reason=reason)
            case e.FetchFailed(uid=uid, kind="missing", reason=reason, ahead=ahead):
                take = self.holdings.takes[uid]
                now = event.at + (ahead or 0.0)
                if take.expires is not None and e.unstamp(take.expires) < now:
                    if take.sha256 is not None:
                        reason = f"it expired at the service on {take.expires[:10]}"
                        return replace(event, kind="gone", reason=reason)
                    return e.Gone(
                        at=event.at, uid=uid, reason=f"expired before it was fetched: {reason}"
                    )
            case e.Completed(uid=uid, usd=None):
                usd = self._price(self.holdings.handle(uid), event.seconds)
                return event if usd is None else replace(event, usd=usd, usd_basis="price")
            case _:
                pass
        return event

    def _is_unclear(self, handle: str) -> bool:
        take = self.holdings.takes.get(handle)
        return take is not None and take.phase is Phase.UNCLEAR

    def _is_submitting(self, uid: str) -> bool:
        take = self.holdings.takes.get(self.holdings.handle(uid))
        return take is not None and take.phase is Phase.SUBMITTING

    def apply(self, event: e.Event) -> None:
        """Take in one event. Raises IllegalEventError for one that the table does not allow."""
        touched = self._take_in(event)
        if isinstance(event, e.Run):
            self._survey()
        else:
            self._restep(touched)
            if self.limits.fail_fast and isinstance(event, _FAILURES):
                self._fail_fast(self.holdings.handle(event.uid))

    def follows(self, event: e.Event) -> list[e.Event]:
        """What is to be recorded and applied after an event, one by one: what an answer of a list settles."""
        if isinstance(event, e.Listed | e.Unlisted):
            return self.doubts.follows(event, self.position)
        return []

    def _take_in(self, event: e.Event) -> list[str]:
        touched: list[str] = []
        if e.journaled(event):
            touched = self.holdings.apply(event)
            self.position += 1
            self._note_doubt(event, touched)
        match event:
            case e.Run(at=at):
                self._begin(at)
            case e.Intent():
                self._intended(event)
            case e.Submitted() | e.Deferred() | e.Rejected() | e.Refused() | e.Unclear():
                self._answered(event)
            case e.Completed() | e.Failed() | e.Gone() | e.Fetched() | e.Adopted() | e.Imported():
                self._progressed(event)
            case e.Unreachable() | e.Crowded():
                self._unsent(event)
            case e.Restored(uid=uid):
                self._care.here(self.holdings.handle(uid))
            case e.Looked() | e.LookFailed() | e.FetchFailed():
                self._looked(event)
            case e.Stopped(how=how, reason=reason):
                self.stops.setdefault(Exit.INTERRUPTED, reason)
                self.leaving = self.leaving or how == "leave"
            case _:
                pass
        return touched

    def _intended(self, intent: e.Intent) -> None:
        self.new += 1
        self._reserve(intent.uid, intent.usd or 0)
        self._on_its_way(intent.uid, intent.at)

    def _on_its_way(self, handle: str, at: float) -> None:
        account = self._home(handle)
        if account is not None:
            account.posting.add(handle)
            account.in_flight.add(handle)
            account.rate.sent(at)

    def _answered(
        self, event: e.Submitted | e.Deferred | e.Rejected | e.Refused | e.Unclear
    ) -> None:
        uid = self.holdings.handle(event.uid)
        account = next((a for a in self._accounts.values() if uid in a.in_flight), None)
        was_posting = account is not None and uid in account.posting
        if account is not None:
            account.posting.discard(uid)
            if not isinstance(event, e.Submitted):
                account.in_flight.discard(uid)
        if isinstance(event, e.Submitted):
            self._stirred[uid] = None
        take = self.holdings.takes.get(uid)
        if isinstance(event, e.Refused) and not was_posting:
            self._spent_on_failure(uid)
        elif not isinstance(event, e.Submitted | e.Unclear):
            self.new -= uid in self._reserved
            self._reserve(uid, None)
        if isinstance(event, e.Rejected) and take is not None:
            self._tried.rejected.add(self.holdings.job_of(uid))
        if account is not None and was_posting:
            account.answered(event)
            if isinstance(event, e.Unclear) and account.doubts >= self.limits.max_unclear:
                times = "once" if account.doubts == 1 else f"{account.doubts} times in a row"
                reason = f"no usable answer {times}; the last: {event.reason}"
                self.stops[Exit.UNCLEAR] = reason

    def _note_doubt(self, event: e.Event, touched: Iterable[str]) -> None:
        """What a journaled event means for unclear takes, those to come included."""
        doubts = self.doubts
        match event:
            case e.Run(at=at):
                doubts.began(at)
            case e.Imported(at=at, line=line):
                doubts.imported(line["uid"], at)
            case e.Intent():
                doubts.sent(event)
            case e.Unclear(uid=uid, at=at):
                doubts.unanswered(uid, at)
                self._clear_up(self.holdings.handle(uid), at)
            case e.Resent(uid=uid, at=at):
                doubts.resent(event, self.position)
                self._on_its_way(self.holdings.handle(uid), at)
            case e.Held(candidates=candidates):
                doubts.saw([each["id"] for each in candidates], self.position)
            case e.Adopted(uid=uid) | e.Settled(uid=uid):
                doubts.forget(uid)
                self._resolved(event, touched)
            case (
                e.Submitted(uid=uid)
                | e.Deferred(uid=uid)
                | e.Rejected(uid=uid)
                | e.Refused(uid=uid)
            ):
                doubts.forget(uid)
            case _:
                pass

    def _clear_up(self, handle: str, at: float) -> None:
        """An unclear take: sent again where its key protects it, else its service's list is asked.

        One that was cleared up otherwise, while a connection for it was being opened, needs nothing more.
        """
        if not self._is_unclear(handle):
            return
        again = self.doubts.again_at(handle, at) if self.limits.submit else None
        if again is None:
            self.doubts.stir(handle, at)
        else:
            self._again[handle] = again

    def _resolved(self, event: e.Adopted | e.Settled, touched: Iterable[str]) -> None:
        """An unclear take is none any more. One of this run that held submissions up does so no longer."""
        handle = self.holdings.handle(event.uid)
        if handle not in self._reserved:
            return
        if isinstance(event, e.Settled):
            self.new -= 1
            self._reserve(handle, None)
        for name in touched:
            if name in self.graph.jobs:
                account = self._accounts[self.graph.jobs[name].provider]
                account.resolved(event, self.limits.max_unclear)
        if all(account.doubts < self.limits.max_unclear for account in self._accounts.values()):
            self.stops.pop(Exit.UNCLEAR, None)

    def _progressed(
        self, event: e.Completed | e.Failed | e.Gone | e.Fetched | e.Adopted | e.Imported
    ) -> None:
        uid = event.line["uid"] if isinstance(event, e.Imported) else event.uid
        handle = self.holdings.handle(uid)
        take = self.holdings.takes.get(handle)
        account = None if take is None else self._home(handle)
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
            if handle in self._reserved:  # of this run: times of two processes are of two clocks
                account.history.add(event.at - e.unstamp(take.submitted or e.stamp(event.at)))
                if event.usd is not None:
                    self._reserve(handle, event.usd)
        elif isinstance(event, e.Failed):
            self._tried.failed.add(self.holdings.job_of(handle))
            self._spent_on_failure(handle)
        if isinstance(event, e.Completed | e.Failed | e.Gone):
            self._reserved.pop(handle, None)  # it is spent, and nothing of that changes any more

    def _spent_on_failure(self, handle: str) -> None:
        account = self._home(handle)
        if account is not None and account.provider.profile.failed_is_free:
            self._reserve(handle, None)

    def _fail_fast(self, handle: str) -> None:
        """A failure that is not tried again, of a job that counts, ends submitting."""
        name = self.holdings.job_of(handle)
        standing = self.steps.get(name)
        if standing is None or standing.exit is not Exit.FAILED or not self.policy.selects(name):
            return
        take = self.holdings.takes[handle]
        if take.key == self.graph.jobs[name].key:
            self.stops.setdefault(Exit.FAILED, f"--fail-fast, and {name} {_how(take)}")

    def _reserve(self, handle: str, usd: int | None) -> None:
        """Set what a take of this run costs; None: nothing, and it does not count any more."""
        self.spent += (usd or 0) - self._reserved.pop(handle, 0)
        if usd is not None:
            self._reserved[handle] = usd

    def _unsent(self, event: e.Unreachable | e.Crowded) -> None:
        if event.job.startswith(AGAIN):
            self._not_sent_again(event)
            return
        account = self._accounts[self.graph.jobs[event.job].provider]
        account.connecting.discard(event.job)
        if isinstance(event, e.Crowded):
            account.crowded(event)
        else:
            account.unreachable(event, self.limits.unreachable)
        account.queue(self.graph.jobs[event.job])

    def _not_sent_again(self, event: e.Unreachable | e.Crowded) -> None:
        handle = event.job.removeprefix(AGAIN)
        if isinstance(event, e.Crowded):
            self._again[handle] = event.until
        else:
            self.doubts.tried_again(handle)
            self._clear_up(handle, event.at)

    def _looked(self, event: e.Looked | e.LookFailed | e.FetchFailed) -> None:
        handle = self.holdings.handle(event.uid)
        account = self._home(handle)
        self._stirred[handle] = None
        if account is None:
            return
        self._care.answered(handle, event, account)
        if isinstance(event, e.Looked):
            account.heard()
        elif isinstance(event, e.LookFailed) and event.kind != "missing":
            account.not_heard(event, self.limits.silence)
        elif isinstance(event, e.FetchFailed) and event.kind == "disk":
            self.stops[Exit.DISK] = event.reason

    # -- actions -------------------------------------------------------------------------------------

    def actions(self, at: float) -> list[Action]:
        """What is newly wanted since the last call. Each action is asked for once."""
        wanted: list[Action] = []
        if self._stirred:
            stirred, self._stirred = self._stirred, {}
            urgent_first = sorted(stirred, key=self._care.urgency)
            looks = (self._look_after(handle, at) for handle in urgent_first)
            wanted += [look for look in looks if look is not None]
        for account in self._accounts.values():
            wanted += self._connects(account, at)
        if self._again:
            again, self._again = self._again, {}
            wanted += [
                self._reconnect(handle, max(at, due))
                for handle, due in again.items()
                if self._is_unclear(handle)
            ]
        if self._asks:
            wanted += self.doubts.actions(at)
        return wanted

    @property
    def _asks(self) -> bool:
        """Whether lists are asked about unclear takes."""
        return self.limits.files is None and not self.leaving

    def wants(self, action: Action) -> bool:
        """Whether an action whose time has come is still wanted."""
        match action:
            case Connect():
                return self._wants_connect(action)
            case Survey():
                return not self.leaving and self.doubts.wants(action)
            case _:
                assert isinstance(action, Look | Fetch)  # nothing else waits for its time
                return not self.leaving and action.uid not in self._care.given_up

    def _wants_connect(self, action: Connect) -> bool:
        account = self._accounts[action.provider]
        if action.job.startswith(AGAIN):
            handle = action.job.removeprefix(AGAIN)
            if not self._is_unclear(handle) or self._submitting(account):
                return self._is_unclear(handle)
            self.doubts.stir(handle, action.not_before)
            return False
        early = account.not_before > action.not_before
        if self._submitting(account) and not early and self.steps[action.job].due:
            return True
        account.connecting.discard(action.job)
        self._queue(action.job)
        return False

    def _reconnect(self, handle: str, due: float) -> Connect:
        account = self._home(handle)
        assert account is not None  # its service is one of the spec's: else nothing is sent again
        return Connect(not_before=due, job=AGAIN + handle, provider=account.provider.name)

    def send(self, admitted: e.Intent | e.Resent, connection: str) -> Send:
        """What to send of what was admitted, and recorded since."""
        if isinstance(admitted, e.Intent):
            provider = self.graph.jobs[admitted.job].provider
            return Send(
                not_before=admitted.at, intent=admitted, provider=provider, connection=connection
            )
        handle = self.holdings.handle(admitted.uid)
        account = self._home(handle)
        assert account is not None
        intent = intent_of(self.holdings.takes[handle], admitted.at, self.position)
        return Send(
            not_before=admitted.at,
            intent=intent,
            provider=account.provider.name,
            connection=connection,
        )

    def _readmit(self, event: e.Connected) -> e.Resent | None:
        handle = event.job.removeprefix(AGAIN)
        account = self._home(handle) if self._is_unclear(handle) else None
        if account is None:
            return None
        account.connected()
        if account.rate.free_at() > event.at and self._submitting(account):
            self._again[handle] = account.rate.free_at()
            return None
        if not self._submitting(account) or not self.doubts.protected(
            handle, event.at, event.ahead
        ):
            self.doubts.stir(handle, event.at)
            return None
        self.doubts.tried_again(handle)
        return e.Resent(at=event.at, uid=self.holdings.takes[handle].uid, ahead=event.ahead)

    def admit(self, event: e.Connected, uid: str) -> e.Intent | e.Resent | None:
        """What to record and then send on this connection, or None: hang up."""
        if event.job.startswith(AGAIN):
            return self._readmit(event)
        job = self.graph.jobs[event.job]
        account = self._accounts[job.provider]
        account.connecting.discard(event.job)
        account.connected()
        due = self.steps[event.job]
        wait_until = max(account.not_before, account.rate.free_at())
        closed = (
            len(account.posting) >= account.window
        )  # since it was asked for: a doubt, or one sent again
        wrong_time = closed or wait_until > event.at
        if not self._submitting(account) or wrong_time or not self._affords(due):
            self._queue(event.job)
            return None
        if not due.due or due.parent is None:
            return None
        return e.Intent(
            at=event.at,
            uid=uid,
            job=job.address,
            take=due.take,
            key=job.key,
            parent=due.parent,
            profile=job.profile,
            origin=job.origin,
            model=job.model,
            params=dict(job.params),
            prompt=job.prompt,
            usd=due.usd,
            position=self.position,
            ahead=event.ahead,
            shape=account.provider.profile.shape,
        )

    def _submitting(self, account: Account) -> bool:
        return (
            self.limits.submit and not self.stops and account.stopped is None and not self.leaving
        )

    def _affords(self, due: Step) -> bool:
        budget = self.limits.budget
        if budget is None:
            return True
        if due.usd is None:
            provider = self.graph.jobs[due.job].provider
            self.stops[Exit.BUDGET] = (
                f"the price of {due.job} is unknown; give provider {provider} a `price`, and sources `seconds`"
            )
        elif self.spent + due.usd > budget:
            self.stops[Exit.BUDGET] = f"the budget does not cover {due.job}"
        else:
            return True
        return False

    def _connects(self, account: Account, at: float) -> list[Action]:
        wanted: list[Action] = []
        while account.has_room() and self._submitting(account) and self._room():
            job = account.next()
            if job is None or not self.steps[job].due or job in account.connecting:
                continue
            if self._full():
                self.stops[Exit.BUDGET] = f"--max-new {self.limits.max_new}"
                break
            free_at = account.rate.free_at(len(account.connecting))
            account.connecting.add(job)
            due = max(at, account.not_before, free_at)
            wanted.append(Connect(not_before=due, job=job, provider=account.provider.name))
        return wanted

    def _room(self) -> bool:
        """Whether the caps over all providers allow one more connection."""
        accounts = self._accounts.values()
        opening = sum(len(a.connecting) for a in accounts)
        at_services = opening + sum(len(a.in_flight) for a in accounts)
        if self.limits.in_flight is not None and at_services >= self.limits.in_flight:
            return False
        allowed = self.limits.max_new
        return allowed is None or opening == 0 or self.new + opening < allowed

    def _full(self) -> bool:
        return self.limits.max_new is not None and self.new >= self.limits.max_new

    def _look_after(self, handle: str, at: float) -> Action | None:
        take = self.holdings.takes.get(handle)
        account = None if take is None else self._home(handle)
        if account is None or account.deaf or self.leaving or not self.limits.wait:
            return None
        return self._care.action(handle, at, account)

    def _patience(self, job: str) -> float | None:
        return self.graph.jobs[job].timeout if job in self.graph.jobs else None

    # -- steps ---------------------------------------------------------------------------------------

    def _survey(self) -> None:
        for name in self.graph.jobs:
            self.steps[name] = step(self._view, self.steps, name)
        self._restock()

    def _restock(self) -> None:
        """A new process: everything that stands waits to be looked at or submitted again."""
        for handle, take in self.holdings.takes.items():
            account = self._home(handle)
            if account is not None and take.phase is Phase.RUNNING:
                account.in_flight.add(handle)
            if account is not None and self._care.wants(handle):
                self._stirred[handle] = None
            if take.phase is Phase.UNCLEAR:
                self._clear_up(handle, self.started)
        for name, standing in self.steps.items():
            if standing.due:
                self._queue(name)

    def _restep(self, touched: Iterable[str]) -> None:
        """Decide the touched jobs again, and whatever hangs on those that changed."""
        jobs = self.graph.jobs
        work = [name for name in touched if name in jobs] if self.steps else []
        work += [jobs[name].parent for name in work if jobs[name].source is None]
        while work:
            name = work.pop()
            decided = step(self._view, self.steps, name)
            if decided != self.steps[name]:
                self.steps[name] = decided
                work += self.graph.dependants.get(name, ())
            if decided.due:
                self._queue(name)

    def _queue(self, name: str) -> None:
        job = self.graph.jobs[name]
        self._accounts[job.provider].queue(job)

    def _home(self, handle: str) -> Account | None:
        """The account that can speak of a take; None where its origin is not this spec's any more."""
        take = self.holdings.takes[handle]
        job = self.graph.jobs.get(self.holdings.job_of(handle))
        if job is not None and (job.profile, job.origin) == (take.profile, take.origin):
            return self._accounts[job.provider]  # several providers may share a service
        name = self._homes.get((take.profile, take.origin))
        return None if name is None else self._accounts[name]

    def _speaker(self, handle: str) -> str | None:
        """The one provider that is asked for all takes of a service; its list tells of all of them."""
        take = self.holdings.takes[handle]
        return self._homes.get((take.profile, take.origin))

    def _price(self, handle: str, seconds: str | None) -> int | None:
        account = self._home(handle)
        if account is None:
            return None
        kept = self.holdings.takes[handle].seconds
        return account.provider.price(duration(seconds) or duration(kept))

    # -- how it ended --------------------------------------------------------------------------------

    def verdict(self) -> Mapping[Exit, list[str]]:
        """Every exit code that applies, with the reasons. Empty: done."""
        found: dict[Exit, list[str]] = {}
        for code, reason in self.stops.items():
            found.setdefault(code, []).append(reason)
        for account in self._accounts.values():
            if account.stopped is not None:
                found.setdefault(Exit.PROVIDER, []).append(account.stopped)
        for name, standing in self.steps.items():
            if standing.exit is not Exit.DONE and self.policy.selects(name):
                found.setdefault(standing.exit, []).append(f"{name}: {standing.reason}")
        for code, reason in self._left_open():
            found.setdefault(code, []).append(reason)
        return found

    def _left_open(self) -> Iterator[tuple[Exit, str]]:
        away = {
            handle: f"is at {take.origin}, which this spec does not speak to any more"
            for handle, take in self.holdings.takes.items()
            if self._home(handle) is None
        }
        spoken_for = {standing.handle for standing in self.steps.values()}
        return left_open(self.holdings, spoken_for, {**self.given_up, **away})


def _how(take: Take) -> str:
    """How a take ended, after the job's name."""
    if take.phase is Phase.FAILED:
        return "failed" if take.made else "was not accepted"
    return f"was {take.phase.value}"
