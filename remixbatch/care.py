"""Takes that are looked after in this run: when to look at one next, when to fetch, when to give up.

Giving up ends the asking, never the take: what is paid for stays as it is and a later run asks again.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from remixbatch import events as e
from remixbatch.account import Account
from remixbatch.actions import Fetch, Look
from remixbatch.holdings import Holdings
from remixbatch.pacing import backoff, look_delay, spread
from remixbatch.take import Phase, Take, file_name
from remixbatch.unfinished import wants_care

FETCH_TRIES = 6
MISSES = 2  # of a file that was fetched before: the service has had its time to find it
LAST = "~"  # behind every time
# What a reason begins with where the service may have lost the video, and a person can say so.
ABSENT = ("the service does not know ", "the service has no file of it")


@dataclass(slots=True)
class _Tally:
    """How it went with one take."""

    looks: int = 0
    fails: int = 0
    misses: int = 0
    hint: float | None = None  # seconds that the service asked to wait


class Care:
    """Looks and fetches of one process. `patience`: a job's own timeout in seconds, None for the profile's.

    `files`: handles of finished takes whose files are all that is wanted, fetched before or not.
    """

    def __init__(
        self,
        holdings: Holdings,
        started: float,
        patience: Callable[[str], float | None],
        files: Collection[str] | None = None,
    ) -> None:
        self._files = None if files is None else set(files)
        self._holdings = holdings
        self._started = started
        self._patience = patience
        self._tallies: dict[str, _Tally] = {}
        self.given_up: dict[str, str] = {}  # handle -> why

    def wants(self, handle: str) -> bool:
        take = self._holdings.takes[handle]
        if self._files is None:
            return wants_care(take)
        return handle in self._files and take.phase is Phase.COMPLETED

    def urgency(self, handle: str) -> str:
        """What runs out first is fetched first."""
        take = self._holdings.takes.get(handle)
        return LAST if take is None or take.expires is None else take.expires

    def here(self, handle: str) -> None:
        """Its file is where it belongs."""
        if self._files is not None:
            self._files.discard(handle)

    def moved_on(self, handle: str) -> None:
        """It is in another phase: the count begins anew."""
        self._tallies.pop(handle, None)

    def answered(
        self, handle: str, event: e.Looked | e.LookFailed | e.FetchFailed, account: Account
    ) -> None:
        tally = self._tallies.setdefault(handle, _Tally())
        tally.hint = event.hint
        if isinstance(event, e.Looked):
            tally.looks, tally.fails, tally.misses = tally.looks + 1, 0, 0
            return
        tally.fails += 1
        if isinstance(event, e.FetchFailed):
            self._not_fetched(handle, event, tally)
        elif event.kind == "missing":
            self._missing(handle, event, account, tally)

    def _not_fetched(self, handle: str, event: e.FetchFailed, tally: _Tally) -> None:
        before = self._holdings.takes[handle].sha256 is not None
        if event.kind in ("disk", "gone", "other"):
            self.given_up[handle] = f"not fetched: {event.reason}"
        elif before and event.kind == "missing" and tally.fails >= MISSES:
            self.given_up[handle] = f"the service does not have it any more: {event.reason}"
        elif tally.fails >= FETCH_TRIES and event.kind == "missing":
            asked = f"asked {FETCH_TRIES} times"
            self.given_up[handle] = f"{ABSENT[1]}, {asked}: {event.reason}"
        elif tally.fails >= FETCH_TRIES:
            self.given_up[handle] = f"not fetched after {FETCH_TRIES} tries: {event.reason}"

    def _missing(self, handle: str, event: e.LookFailed, account: Account, tally: _Tally) -> None:
        take = self._holdings.takes[handle]
        tally.misses += 1
        age = event.at - max(self._started, self._since(take, event.at))
        if tally.misses >= 3 and age > account.provider.profile.missing_grace:
            self.given_up[handle] = f"{ABSENT[0]}{take.id}"

    def action(self, handle: str, at: float, account: Account) -> Look | Fetch | None:
        """What is to be done for a take now; None where nothing is, or not any more."""
        take = self._holdings.takes.get(handle)
        if take is None or take.id is None or handle in self.given_up or not self.wants(handle):
            return None
        tally = self._tallies.setdefault(handle, _Tally())
        name = account.provider.name
        if take.phase is Phase.COMPLETED:
            wait = max(tally.hint or 0.0, backoff(tally.fails) if tally.fails else 0.0)
            return Fetch(
                not_before=at + wait,
                uid=handle,
                provider=name,
                id=take.id,
                links=take.links,
                file=take.file or file_name(self._holdings.job_of(handle), take),
                sha256=take.sha256,
            )
        due = self._next_look(handle, take, tally, account, at)
        if due is None:
            return None
        return Look(not_before=due, uid=handle, provider=name, id=take.id, links=take.links)

    def _next_look(
        self, handle: str, take: Take, tally: _Tally, account: Account, at: float
    ) -> float | None:
        """When to look next; None, and given up, once the take is overdue."""
        profile, since = account.provider.profile, self._since(take, at)
        own = self._patience(self._holdings.job_of(handle))
        end = max(since, self._started) + (profile.overdue if own is None else own)
        if at >= end and tally.looks + tally.fails > 0:
            self.given_up[handle] = f"overdue: in flight for {int(at - since)} s"
            return None
        wait = look_delay(
            age=max(0.0, at - since),
            looks=tally.looks,
            first=profile.look_first,
            every=profile.look_every,
            most=profile.look_most,
            expected=account.history.expected,
        )
        if tally.fails:
            wait = max(profile.look_every, backoff(tally.fails, most=60.0))
        wait = min(max(wait, tally.hint or 0.0), profile.retry_after_max)
        return min(at + spread(wait, handle), max(at, end))

    def _since(self, take: Take, at: float) -> float:
        """When it was submitted; when this process began where that is unknown, or was by a clock ahead of ours."""
        since = self._started if take.submitted is None else e.unstamp(take.submitted)
        return since if since <= at else self._started
