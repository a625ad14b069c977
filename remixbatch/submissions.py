"""Submissions of jobs that are due: in what order and when a connection is opened for one, and whether it is sent then."""

from collections.abc import Iterable, Iterator

from remixbatch import events as e
from remixbatch.account import Account
from remixbatch.actions import Connect, Send
from remixbatch.agenda import Agenda
from remixbatch.graph import Graph
from remixbatch.permit import Permit
from remixbatch.roster import Roster


class Submissions:
    """Of one process. The jobs that wait are in the accounts."""

    def __init__(self, graph: Graph, agenda: Agenda, roster: Roster, permit: Permit) -> None:
        self._graph = graph
        self._agenda = agenda
        self._roster = roster
        self._permit = permit

    def queue(self, due: Iterable[str]) -> None:
        """These jobs wait for their turn."""
        for name in due:
            self._roster.of_job(name).queue(self._graph.jobs[name])

    def connects(self, at: float) -> Iterator[Connect]:
        """What is newly wanted."""
        for account in self._roster:
            while self._may_connect(account):
                job = account.next()
                if job is None or not self._agenda.steps[job].due or job in account.connecting:
                    continue
                parent = self._agenda.steps[job].parent
                if self._permit.used_up() or self._permit.lost_before(account):
                    break
                free_at = account.rate.free_at(len(account.connecting))
                account.connecting.add(job)
                due = max(at, account.not_before, free_at)
                name = account.provider.name
                hearsay = self._agenda.hearsay(job)
                yield Connect(
                    not_before=due, job=job, provider=name, parent=parent, hearsay=hearsay
                )

    def _may_connect(self, account: Account) -> bool:
        permit = self._permit
        return account.has_room() and permit.submits(account) and permit.room(self._roster)

    def wants(self, connect: Connect) -> bool:
        """Whether one whose time has come is still wanted."""
        account = self._roster.of(connect.provider)
        early = account.not_before > connect.not_before
        if self._permit.submits(account) and not early and self._agenda.steps[connect.job].due:
            return True
        account.connecting.discard(connect.job)
        self.queue([connect.job])
        return False

    def unsent(self, event: e.Unreachable | e.Postponed) -> None:
        """There was no connection."""
        account = self._roster.of_job(event.job)
        account.connecting.discard(event.job)
        if isinstance(event, e.Postponed):
            account.postponed(event)
        else:
            account.unreachable(event, self._permit.limits.unreachable)
        self.queue([event.job])

    def belied(self, event: e.Belied) -> list[str]:
        """There is no connection, and none will be. The jobs that it touches."""
        self._roster.of_job(event.job).connecting.discard(event.job)
        return self._agenda.belie(event)

    def admit(self, event: e.Connected, uid: str, position: int) -> e.Intent | None:
        """What to record and then send on this connection, or None: hang up."""
        job, due = self._graph.jobs[event.job], self._agenda.steps[event.job]
        account = self._roster.of_job(event.job)
        account.connecting.discard(event.job)
        account.connected()
        # Since it was asked for: a doubt, or one sent again; or the service wants to wait.
        closed = len(account.posting) >= account.window
        early = max(account.not_before, account.rate.free_at()) > event.at
        submits = self._permit.submits(account) and not closed and not early
        # What it starts from is another than was looked at.
        other = event.parent not in (None, due.parent)
        if other or not submits or not self._permit.covers(due, job.provider):
            self.queue([event.job])
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
            position=position,
            ahead=event.ahead,
            shape=account.provider.profile.shape,
            address=event.address,
            account=event.account,
        )

    def send(self, intent: e.Intent, connection: str) -> Send:
        """It was recorded, and goes."""
        provider = self._graph.jobs[intent.job].provider
        return Send(not_before=intent.at, intent=intent, provider=provider, connection=connection)
