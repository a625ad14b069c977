"""Sendings: what submissions left behind beside their takes, as long as no id is known of them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from math import inf

from remixbatch import events as e
from remixbatch.graph import Provider
from remixbatch.holdings import Holdings

_MOST = 8  # that are forgotten at a time: more than come


@dataclass(frozen=True, slots=True)
class Sending:
    """Times are by the clock of the process that sent it.

    `again`, `order_again`: its last sending; `last` is `again` by the service's clock, None where nobody knows.
    `over`: when its sender gave up on an answer; `died`: the next process began, its sender had not.
    """

    at: float
    ahead: float | None
    order: int
    shape: str | None
    again: float
    order_again: int
    last: float | None
    over: float | None = None
    died: float | None = None  # by the clock of that process
    account: str | None = None  # as in Intent

    @property
    def repeated(self) -> bool:
        """It was sent again."""
        return self.order_again > self.order


def _there(at: float, ahead: float | None) -> float | None:
    """A time of ours by the service's clock."""
    return None if ahead is None else at + ahead


class Sendings:
    """Of one spec, by uid. `home`: the provider that speaks for a take, by its handle."""

    def __init__(
        self,
        holdings: Holdings,
        providers: Mapping[str, Provider],
        home: Callable[[str], str | None],
    ) -> None:
        self._holdings = holdings
        self._providers = providers
        self._home = home
        self._sent: dict[str, Sending] = {}
        self._named: dict[str, tuple[str | None, float]] = {}  # answered at once: account, when
        self.begin(0, 0.0)

    def begin(self, order: int, at: float) -> None:
        """A new process, when so much was recorded. What is known of submissions stays."""
        self.begun, self._began = order, at

    def get(self, uid: str) -> Sending | None:
        return self._sent.get(uid)

    # -- events --------------------------------------------------------------------------------------

    def take_in(self, event: e.Event, order: int) -> None:
        """A journaled event, the so many-th, after `Holdings` has taken it in."""
        match event:
            case e.Run(at=at):
                self._end(at)
            case e.Intent():
                self._open(event)
            case e.Unclear(uid=uid, at=at) if uid in self._sent:
                # Until then it may have been on its way: a machine that slept sends late, whatever the deadline.
                self._sent[uid] = replace(self._sent[uid], over=at)
            case e.Resent() if event.uid in self._sent:
                self._send_again(event, order)
            case e.Submitted(uid=uid):
                self._answer(uid)
            case (
                e.Adopted(uid=uid)
                | e.Settled(uid=uid)
                | e.Deferred(uid=uid)
                | e.Rejected(uid=uid)
                | e.Refused(uid=uid)
            ):
                self._sent.pop(uid, None)
            case _:
                pass

    def _open(self, intent: e.Intent) -> None:
        self._sent[intent.uid] = Sending(
            at=intent.at,
            ahead=intent.ahead,
            order=intent.position,
            shape=intent.shape,
            again=intent.at,
            order_again=intent.position,
            last=_there(intent.at, intent.ahead),
            account=intent.account,
        )

    def _answer(self, uid: str) -> None:
        """It has an id. When its video was made is known where it was sent once, by the service's clock."""
        sent = self._sent.pop(uid, None)
        if sent is not None and sent.last is not None and not sent.repeated:
            self._named[uid] = sent.account, sent.last
        self._forget()

    def _forget(self) -> None:
        """Lists are asked for what was sent since the oldest open submission: the answers before it are of no use."""
        times = (_there(sent.at, sent.ahead) for sent in self._sent.values())
        begin = min((time for time in times if time is not None), default=inf)
        for uid, (_, time) in list(islice(self._named.items(), _MOST)):
            if time >= begin:
                break
            del self._named[uid]

    def _send_again(self, event: e.Resent, order: int) -> None:
        """From now on the service has its time once more."""
        self._sent[event.uid] = replace(
            self._sent[event.uid],
            again=event.at,
            order_again=order,
            last=_there(event.at, event.ahead),
            over=None,
            died=None,
        )

    def _end(self, at: float) -> None:
        """Whatever an earlier process had on its way has left it by now; when it ended is not known."""
        for uid, sent in self._sent.items():
            if sent.over is None and sent.died is None:
                self._sent[uid] = replace(sent, died=at)

    # -- accounts ------------------------------------------------------------------------------------

    def elsewhere(self, uid: str, account: str | None) -> str:
        """Why what this account says proves nothing about an open submission; empty: it was sent to this one."""
        sent = self._sent.get(uid)
        if sent is None or sent.account == account:
            return ""
        if sent.account is None:
            return "with which key it was sent was not recorded"
        return (
            "it was sent with another key, or to another address, than this run's "
            "(a key that was renewed looks so, too; a run with that key could tell)"
        )

    def named(self, account: str | None, begin: float, end: float) -> Iterator[str]:
        """Uids that this account gave an id at once, sent in that time by the service's clock."""
        for uid, (whose, sent) in self._named.items():
            if whose == account and begin <= sent <= end:
                yield uid

    # -- times ---------------------------------------------------------------------------------------

    def sent_at(self, uid: str) -> float | None:
        """When an open submission was first sent, by the service's clock; None where nobody knows."""
        sent = self._sent.get(uid)
        return None if sent is None or sent.last is None else _there(sent.at, sent.ahead)

    def last_at(self, handle: str) -> float | None:
        """From when on the service had its time for it, by its clock; None where nobody knows."""
        name, sent = self._home(handle), self._sent.get(handle)
        if name is None or sent is None or sent.last is None:
            return None
        if sent.over is None:
            return sent.last
        deadline = self._providers[name].profile.total_deadline
        return sent.last + max(0.0, sent.over - sent.again - deadline)

    def last_by(self, handle: str, ahead: float) -> float | None:
        """The same for a list that came in just now from a service whose clock is so much before ours.

        Of this process's own submissions by our own clock, too: its nodes may differ in theirs. And what was on its way
        when its process ended may have come in as late as that.
        """
        last, sent = self.last_at(handle), self._sent.get(handle)
        if last is None or sent is None or sent.last is None:
            return None
        deadline = self._providers[self._home(handle) or ""].profile.total_deadline
        if sent.order_again >= self.begun:
            over = sent.again if sent.over is None else max(sent.again, sent.over - deadline)
            return max(last, over + ahead)
        if sent.died is not None:
            died = min(sent.last + sent.died - sent.again, self._began + ahead)
            return max(last, died - deadline)
        return last
