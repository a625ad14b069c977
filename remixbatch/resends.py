"""Unclear submissions that are sent again: under their own key, as long as their service knows that.

It is cheaper than asking a list, and proves more. Where it cannot be done, or not any more, the list is asked.
"""

from collections import Counter

from remixbatch import events as e
from remixbatch.actions import Connect, Send
from remixbatch.doubts import Doubts
from remixbatch.holdings import Holdings
from remixbatch.pacing import backoff
from remixbatch.permit import Permit
from remixbatch.profile import Profile
from remixbatch.reconcile import BY_HAND, MARGIN, SKEW
from remixbatch.roster import Roster
from remixbatch.sendings import Sendings
from remixbatch.take import Phase, intent_of

MOST = 3  # of one submission by one process
AGAIN = "="  # before the handle of a submission that is sent again, where a job's name stands


def is_again(job: str) -> bool:
    """Whether a connection is for a submission that is sent again, by the name that it has."""
    return job.startswith(AGAIN)


class Resends:
    """Of one process: what is to be sent again, when, and how often it was."""

    def __init__(
        self,
        holdings: Holdings,
        roster: Roster,
        sendings: Sendings,
        doubts: Doubts,
        permit: Permit,
    ) -> None:
        self._holdings = holdings
        self._roster = roster
        self._sendings = sendings
        self._doubts = doubts
        self._permit = permit
        self.begin()

    def begin(self) -> None:
        """A new process has sent nothing again."""
        self._tries: Counter[str] = Counter()
        self._due: dict[str, float] = {}  # handle -> when; asked for with the next actions
        self._held: list[e.Held] = []  # to be recorded

    def clear_up(self, handle: str, at: float) -> None:
        """An unclear take: sent again where its key protects it, else its service's list is asked.

        One that was cleared up otherwise, while a connection for it was being opened, needs nothing more.
        """
        if not self._is_unclear(handle):
            return
        again = self._again_at(handle, at) if self._permit.limits.submit else None
        if again is None:
            self._doubts.stir(handle, at)
        else:
            self._due[handle] = again

    def _is_unclear(self, handle: str) -> bool:
        return self._holdings.phase(handle) is Phase.UNCLEAR

    def _again_at(self, handle: str, at: float) -> float | None:
        """When an unclear submission is sent again; None: never by this process."""
        profile, sent = self._profile(handle), self._sendings.get(handle)
        if profile is None or sent is None or sent.shape is None or sent.shape != profile.shape:
            return None
        tries = self._tries[handle]
        return None if tries >= MOST else at + backoff(tries + 1, base=2.0)

    def _profile(self, handle: str) -> Profile | None:
        name = self._roster.speaker(handle)
        return None if name is None else self._roster.of(name).provider.profile

    # -- the way of one ------------------------------------------------------------------------------

    def connects(self, at: float) -> list[Connect]:
        """What is newly wanted."""
        due, self._due = self._due, {}
        return [
            self._connect(handle, max(at, again))
            for handle, again in due.items()
            if self._is_unclear(handle)
        ]

    def _connect(self, handle: str, due: float) -> Connect:
        return Connect(not_before=due, job=AGAIN + handle, provider=self._provider(handle))

    def _provider(self, handle: str) -> str:
        account = self._roster.home(handle)
        assert account is not None  # its service is one of the spec's: else nothing is sent again
        return account.provider.name

    def wants(self, connect: Connect) -> bool:
        """Whether one whose time has come is still wanted."""
        handle = connect.job.removeprefix(AGAIN)
        if not self._is_unclear(handle):
            return False
        if self._permit.submits(self._roster.of(connect.provider)):
            return True
        self._doubts.stir(handle, connect.not_before)
        return False

    def unsent(self, event: e.Unreachable | e.Postponed) -> None:
        """There was no connection."""
        handle = event.job.removeprefix(AGAIN)
        if isinstance(event, e.Postponed):
            self._due[handle] = event.until
        else:
            self._tries[handle] += 1
            self.clear_up(handle, event.at)

    def admit(self, event: e.Connected) -> e.Resent | None:
        """What to record and then send on this connection, or None: hang up."""
        handle = event.job.removeprefix(AGAIN)
        account = self._roster.home(handle) if self._is_unclear(handle) else None
        if account is None:
            return None
        account.connected()
        submits = self._permit.submits(account)
        if submits and account.rate.free_at() > event.at:
            self._due[handle] = account.rate.free_at()
            return None
        allowed = submits and self._permit.covers_again(handle)
        if not allowed or not self._protected(handle, event.at, event.ahead):
            self._doubts.stir(handle, event.at)
            return None
        if elsewhere := self._sendings.elsewhere(handle, event.account):
            self._hold(handle, elsewhere, event.at)
            return None
        self._tries[handle] += 1
        return e.Resent(at=event.at, uid=self._holdings.takes[handle].uid, ahead=event.ahead)

    def _hold(self, handle: str, elsewhere: str, at: float) -> None:
        """Its key protects it at the account it was sent to: another one would make a second video."""
        reason = f"{elsewhere}, and another account would make it once more: {BY_HAND}"
        self._doubts.stir(handle, at)
        held = self._doubts.held(handle, reason, at)
        if held is not None:
            self._held.append(held)

    def follows(self) -> list[e.Held]:
        """What is to be recorded of those that were not sent again."""
        held, self._held = self._held, []
        return held

    def _protected(self, handle: str, at: float, ahead: float | None) -> bool:
        """Whether the service still knows the key of a submission: by its own clock, or within this process."""
        profile, sent = self._profile(handle), self._sendings.get(handle)
        keyed = None if profile is None else profile.idempotency
        if profile is None or sent is None or keyed is None or keyed.retention is None:
            return False
        if sent.order >= self._sendings.begun:  # not by its time: our clock may have been set since
            age = at - sent.at
        elif sent.ahead is not None and ahead is not None:
            age = at + ahead - sent.at - sent.ahead
        else:
            return False
        slack = profile.total_deadline + SKEW + MARGIN
        return age < keyed.retention - slack

    def send(self, resent: e.Resent, connection: str, position: int) -> Send:
        """It was recorded, and goes: the same as at first."""
        handle = self._holdings.handle(resent.uid)
        return Send(
            not_before=resent.at,
            intent=intent_of(self._holdings.takes[handle], resent.at, position),
            provider=self._provider(handle),
            connection=connection,
        )
