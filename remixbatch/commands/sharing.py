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
        """`accounts`: the account of each provider that this run speaks to."""
        self._shares = {
            name: Share(
                account=account,
                in_flight=providers[name].in_flight,
                per_minute=providers[name].submits_per_minute,
            )
            for name, account in accounts.items()
        }
        self._accounts: Accounts | None = None
        self._lost = False

    def ask(self, job: str, provider: str, at: float, uid: str | None) -> e.Crowded | None:
        """As `loop.Ask`."""
        share = self._shares[provider]
        busy = self._used(lambda used: used.ask(share, time.monotonic(), uid))
        return (
            None
            if busy is None
            else e.Crowded(at=at, job=job, until=at + busy.wait, reason=busy.reason)
        )

    def keep(self, engine: Engine) -> None:
        """Tell others what is in flight here."""
        flying = {
            (self._shares[name].account, handle)
            for name, handle in engine.roster.in_flight()
            if name in self._shares
        }
        if flying or self._accounts is not None:
            self._used(lambda used: used.keep(flying))

    def close(self) -> None:
        used, self._accounts = self._accounts, None
        if used is not None:
            try:
                used.close()
            except DiskError as error:
                self._lose(error)

    def _used(self, work: Callable[[Accounts], Busy | None]) -> Busy | None:
        if self._lost:
            return None
        try:
            if self._accounts is None:
                self._accounts = Accounts.open(state_folder() / "accounts.db")
            return work(self._accounts)
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
