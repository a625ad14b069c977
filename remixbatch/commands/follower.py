"""A lock that changes under a run: what it brings counts before anything more is submitted."""

from collections.abc import Callable

from remixbatch import following
from remixbatch.commands.campaign import Campaign
from remixbatch.commands.keeper import LockKeeper, in_words
from remixbatch.engine import Engine
from remixbatch.errors import LockError


class Follower(following.Follower):
    """Of one run of the program."""

    def __init__(
        self,
        campaign: Campaign,
        engine: Engine,
        keeper: LockKeeper,
        resume: Callable[[], str],
    ) -> None:
        """`resume`: the command that goes on with the run."""
        super().__init__(engine, keeper, self._in_words)
        self._campaign, self._resume = campaign, resume

    def _in_words(self, error: LockError) -> str:
        if error.way_out is not None:
            return in_words(error)
        path = self._campaign.lock_path
        return f"{path} changed under the run: {error.message}. `{self._resume()}` takes it in"
