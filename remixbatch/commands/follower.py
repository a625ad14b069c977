"""A lock that changes under a run: what it brings counts before anything more is submitted."""

from collections.abc import Callable

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
        self._lost = False

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
        return additions(campaign.graph, engine.policy, pulled.facts, engine.holdings, at)

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
