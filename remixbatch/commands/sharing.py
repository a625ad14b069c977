"""What a run asks of other runs on this machine, at every submission; and what it tells them."""

import time
from collections.abc import Callable, Mapping

from remixbatch import events as e
from remixbatch.accounts import Accounts, Busy, Share
from remixbatch.commands.console import tell
from remixbatch.commands.services import state_folder
from remixbatch.engine import Engine
from remixbatch.errors import DiskError
from remixbatch.graph import Provider


class Sharing:
    """The accounts of one run's providers. Where their use cannot be kept that is told once, and the run goes on."""

    def __init__(self, providers: Mapping[str, Provider], accounts: Mapping[str, str]) -> None:
        """`accounts`: the account of each provider that was opened, as far as some were by now."""
        self._providers, self._accounts = providers, accounts
        self._used: Accounts | None = None
        self._lost = False

    def ask(self, job: str, provider: str, at: float, uid: str | None) -> e.Crowded | None:
        """As `loop.Ask`."""
        limits = self._providers[provider]
        share = Share(
            account=self._accounts[provider],
            in_flight=limits.in_flight,
            per_minute=limits.submits_per_minute,
        )
        busy = self._asked(lambda used: used.ask(share, time.monotonic(), uid))
        return (
            None
            if busy is None
            else e.Crowded(at=at, job=job, until=at + busy.wait, reason=busy.reason)
        )

    def keep(self, engine: Engine) -> None:
        """Tell others what is in flight here."""
        flying = {
            (self._accounts[name], handle)
            for name, handle in engine.roster.in_flight()
            if name in self._accounts
        }
        if flying or self._used is not None:
            self._asked(lambda used: used.keep(flying))

    def close(self) -> None:
        used, self._used = self._used, None
        if used is not None:
            try:
                used.close()
            except DiskError as error:
                self._lose(error)

    def _asked(self, work: Callable[[Accounts], Busy | None]) -> Busy | None:
        if self._lost:
            return None
        try:
            if self._used is None:
                self._used = Accounts.open(state_folder() / "accounts.db")
            return work(self._used)
        except DiskError as error:
            self._lose(error)
            self.close()
            return None

    def _lose(self, error: DiskError) -> None:
        if not self._lost:
            tell(
                f"note: {error.message}; runs on this machine cannot share the limits of an account without "
                "it, so each keeps to its own"
            )
        self._lost = True
