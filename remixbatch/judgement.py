"""What is recorded of an answer: not always what it says, in the light of what is held."""

from dataclasses import replace

from remixbatch import events as e
from remixbatch.doubts import Doubts
from remixbatch.holdings import Holdings
from remixbatch.roster import Roster
from remixbatch.sendings import Sendings
from remixbatch.take import Phase, Take


class Judgement:
    """Of the answers that come in. It changes nothing."""

    def __init__(
        self, holdings: Holdings, roster: Roster, doubts: Doubts, sendings: Sendings
    ) -> None:
        self._holdings = holdings
        self._roster = roster
        self._doubts = doubts
        self._sendings = sendings

    def of(self, event: e.Event) -> e.Event:
        """The event as it is to be recorded."""
        match event:
            case e.Deferred() | e.Rejected() | e.Refused():
                return self._declined(event)
            case e.Submitted():
                return self._submitted(event)
            case e.FetchFailed(kind="missing"):
                return self._missing(event)
            case e.Completed(uid=uid, usd=None):
                usd = self._roster.price(self._holdings.handle(uid), event.seconds)
                return event if usd is None else replace(event, usd=usd, usd_basis="price")
            case _:
                return event

    def _declined(self, event: e.Deferred | e.Rejected | e.Refused) -> e.Event:
        """Of one that was sent again it speaks of the second sending, and nothing is said of the first."""
        sent = self._sendings.get(event.uid)
        phase = self._holdings.phase(self._holdings.handle(event.uid))
        if sent is None or not sent.repeated or phase is not Phase.SUBMITTING:
            return event
        return e.Unclear(at=event.at, uid=event.uid, reason=f"sent again: {event.message}")

    def _submitted(self, event: e.Submitted) -> e.Event:
        """An id that is another's tells nothing of this one."""
        origin = self._holdings.takes[event.uid].origin
        if not self._doubts.owned(origin, event.id):
            return event
        owner = self._holdings.owner(origin, event.id)
        whose = "is a source" if owner is None else f"{self._holdings.job_of(owner)} owns"
        reason = f"the service answered with {event.id}, which {whose}"
        return e.Unclear(at=event.at, uid=event.uid, reason=reason)

    def _missing(self, event: e.FetchFailed) -> e.Event:
        """A file that is not there after its time is gone, where the service's clock says that it is over."""
        take = self._holdings.takes[event.uid]
        day = None if event.ahead is None else expired_on(take, event.at + event.ahead)
        if day is None:
            return event
        if take.sha256 is not None:
            reason = f"it expired at the service on {day}"
            return replace(event, kind="gone", reason=reason)
        reason = f"expired before it was fetched: {event.reason}"
        return e.Gone(at=event.at, uid=event.uid, reason=reason)


def expired_on(take: Take, now: float) -> str | None:
    """The day from which its service keeps it no longer; None where it does at that time, by the service's clock."""
    if take.expires is None or e.unstamp(take.expires) >= now:
        return None
    return take.expires[:10]
