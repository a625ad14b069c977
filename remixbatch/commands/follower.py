"""A lock that changes under a run: what it brings counts before anything more is submitted."""

from collections.abc import Callable, Collection

from remixbatch import events as e
from remixbatch.commands.campaign import Campaign
from remixbatch.commands.keeper import LockKeeper, Pulled
from remixbatch.contradiction import check_facts
from remixbatch.engine import Engine
from remixbatch.errors import DiskError, LockError
from remixbatch.journal import Journal
from remixbatch.knowledge import additions


class Follower:
    """Of one run. Where it cannot follow, it ends submitting; what is in flight is looked after to its end."""

    def __init__(
        self,
        campaign: Campaign,
        journal: Journal,
        engine: Engine,
        keeper: LockKeeper,
        resume: Callable[[], str],
    ) -> None:
        """`resume`: the command that goes on with the run."""
        self._campaign, self._journal = campaign, journal
        self._engine, self._keeper, self._resume = engine, keeper, resume
        self._spoken: Collection[str] | None = None
        self._lost = False

    def speaks_to(self, providers: Collection[str]) -> None:
        """These alone from now on."""
        self._spoken = providers

    def news(self, at: float) -> list[e.Event]:
        """As `loop` asks: takes of others to record, or that this run cannot follow. Raises DiskError."""
        if self._lost:
            return []
        try:
            pulled = self._keeper.pulled()
            return [] if pulled is None else self._told_by(pulled, at)
        except LockError as error:
            self._lost = True
            if not self._engine.limits.submit:
                return []
            return [e.Overtaken(at=at, reason=self._reason(error))]

    def _told_by(self, pulled: Pulled, at: float) -> list[e.Event]:
        campaign, engine = self._campaign, self._engine
        path = str(campaign.lock_path)
        check_facts(pulled.facts, self._journal.events(), pulled.text, path)
        news = additions(campaign.graph, engine.policy, pulled.facts, engine.holdings, at)
        for event in news:
            if isinstance(event, e.Imported):
                self._check_home(event)
        return news

    def _check_home(self, event: e.Imported) -> None:
        """Raises LockError for a take at a service that this run has no connection to."""
        at = event.line["profile"], event.line["origin"]
        for name, provider in self._campaign.graph.providers.items():
            absent = self._spoken is not None and name not in self._spoken
            if absent and (provider.profile.name, provider.origin) == at:
                raise LockError(f"it has takes at {name}, which this run does not speak to")

    def _reason(self, error: LockError) -> str:
        if error.hint is not None:
            return in_words(error)
        path = self._campaign.lock_path
        return f"{path} changed under the run: {error.message}. `{self._resume()}` takes it in"


def in_words(error: LockError | DiskError) -> str:
    """Cause and next move, where something may have been sent before."""
    if isinstance(error, DiskError) or error.hint is None:
        return error.message
    stale = error.hint.startswith("Nothing was sent")
    return f"{error.message}. {'Put it in order, then run again.' if stale else error.hint}"
