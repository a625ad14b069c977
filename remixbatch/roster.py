"""Whom a run submits to and asks: an account for each provider, and which of them can speak of a take."""

from collections.abc import Iterator, Mapping

from remixbatch import events as e
from remixbatch.account import Account
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.limits import Home, Lost
from remixbatch.reply import duration


class Roster:
    """The accounts of one process. Only the engine changes them."""

    def __init__(self, graph: Graph, holdings: Holdings) -> None:
        self._graph = graph
        self._holdings = holdings
        self._accounts: dict[str, Account] = {}
        self.begin(0.0, {})

    def begin(self, at: float, lost: Mapping[Home, Lost]) -> None:
        """Fresh accounts for a new process; what a service counts by the minute goes on.

        `lost`: at what other specs of the same call have come to.
        """
        self._accounts = {
            name: Account.of(provider, self._accounts.get(name))
            for name, provider in self._graph.providers.items()
        }
        for account in self:
            account.rate.forget_after(at)  # a clock that was ahead must not hold anything up
            account.go_on_from(lost.get(account.home, Lost()))

    def __iter__(self) -> Iterator[Account]:
        return iter(self._accounts.values())

    def of(self, provider: str) -> Account:
        return self._accounts[provider]

    def of_job(self, job: str) -> Account:
        """Where a job of the spec is submitted."""
        return self._accounts[self._graph.jobs[job].provider]

    def home(self, handle: str) -> Account | None:
        """The account that can speak of a take; None where its origin is not this spec's any more."""
        provider = self._graph.keeper(self._holdings.takes[handle], self._holdings.job_of(handle))
        return None if provider is None else self._accounts[provider.name]

    def speaker(self, handle: str) -> str | None:
        """The one provider whose list tells of a take."""
        provider = self._graph.speaker(self._holdings.takes[handle])
        return None if provider is None else provider.name

    def price(self, handle: str, seconds: str | None) -> int | None:
        """Of a take that is this long, in micro-dollars; None: unknown."""
        account = self.home(handle)
        if account is None:
            return None
        kept = self._holdings.takes[handle].seconds
        return account.provider.price(duration(seconds) or duration(kept))

    def sent(self, handle: str, at: float) -> None:
        """A submission is on its way."""
        account = self.home(handle)
        if account is not None:
            account.posting.add(handle)
            account.in_flight.add(handle)
            account.rate.sent(at)

    def answered(
        self, handle: str, event: e.Submitted | e.Deferred | e.Rejected | e.Refused | e.Unclear
    ) -> Account | None:
        """The account that waited for this answer; None where this process had not sent, or it had come before."""
        account = next((account for account in self if handle in account.in_flight), None)
        if account is None:
            return None
        if not isinstance(event, e.Submitted):
            account.in_flight.discard(handle)
        if handle not in account.posting:
            return None
        account.posting.discard(handle)
        account.answered(event)
        return account

    def lost(self) -> dict[Home, Lost]:
        """Where each service stands; of several accounts at one the worst counts."""
        found: dict[Home, Lost] = {}
        for account in self:
            worst = found.get(account.home, Lost())
            found[account.home] = Lost(
                doubts=max(account.doubts, worst.doubts),
                vanished=max(account.vanished, worst.vanished),
            )
        return found

    def in_flight(self) -> Iterator[tuple[str, str]]:
        """What the services work on now: provider and handle."""
        for name, account in self._accounts.items():
            for handle in account.in_flight:
                yield name, handle

    def pace(self) -> dict[str, tuple[object, ...]]:
        """What a replay must bring back."""
        return {
            name: (a.window, a.doubts, a.declined, frozenset(a.posting), frozenset(a.in_flight))
            for name, a in self._accounts.items()
        }
