"""Whether a run submits any more: the limits of the call, and what has ended submitting since."""

from collections.abc import Iterable
from dataclasses import replace

from remixbatch import events as e
from remixbatch.account import Account
from remixbatch.errors import Exit
from remixbatch.limits import Limits, Lost
from remixbatch.spending import Spending
from remixbatch.step import Step
from remixbatch.take import Phase, Take


class Permit:
    """Of one process. `stops`: exit codes and reasons of what ended submitting; `leaving`: nothing else is done either."""

    def __init__(self, limits: Limits, spending: Spending) -> None:
        self.limits = limits
        self._spending = spending
        self.begin()

    def begin(self) -> None:
        """Nothing has ended the submitting of a new process; its limits stay."""
        self.stops: dict[Exit, str] = {}
        self.leaving = False

    def hold(self, limits: Limits) -> None:
        """Other limits from now on, but for whether anything is submitted at all."""
        self.limits = replace(limits, submit=self.limits.submit)

    def withdraw(self) -> None:
        """Nothing is submitted in this call; what is in flight is looked after."""
        self.limits = replace(self.limits, submit=False)

    def submits(self, account: Account) -> bool:
        """Whether anything more is submitted there."""
        return (
            self.limits.submit and not self.stops and account.stopped is None and not self.leaving
        )

    # -- what ends it --------------------------------------------------------------------------------

    def told(self, event: e.Stopped | e.Overtaken) -> None:
        """The user wants to end; or the lock changed in a way that this process cannot follow."""
        if isinstance(event, e.Overtaken):
            self.stops.setdefault(Exit.LOCK, event.reason)
            return
        self.stops.setdefault(Exit.INTERRUPTED, event.reason)
        self.leaving = self.leaving or event.how == "leave"

    def doubted(self, account: Account, event: e.Unclear) -> None:
        """A submission became unclear; `max_unclear` in a row are too many."""
        if account.doubts >= self.limits.max_unclear:
            times = "once" if account.doubts == 1 else f"{account.doubts} times in a row"
            reason = f"no usable answer {times}; the last: {event.reason}"
            self.stops[Exit.UNCLEAR] = reason

    def lost_before(self, account: Account) -> bool:
        """Whether specs before this one lost too many in a row there, which ends submitting."""
        most = self.limits.max_unclear
        account.give_up(most)
        before = self.limits.lost_before.get(account.home, Lost())
        if before.doubts >= most:
            reason = f"no usable answer to what was submitted before (--max-unclear {most})"
            self.stops[Exit.UNCLEAR] = reason
        return not self.submits(account)

    def cleared(self, accounts: Iterable[Account]) -> None:
        """One that was unclear is none any more, and holds nothing up."""
        if all(account.doubts < self.limits.max_unclear for account in accounts):
            self.stops.pop(Exit.UNCLEAR, None)

    def failed(self, job: str, take: Take) -> None:
        """A take failed for good, with `fail_fast`."""
        how = f"was {take.phase.value}"
        if take.phase is Phase.FAILED:
            how = "failed" if take.made else "was not accepted"
        self.stops.setdefault(Exit.FAILED, f"--fail-fast, and {job} {how}")

    def unwritable(self, reason: str) -> None:
        """Files cannot be written."""
        self.stops[Exit.DISK] = reason

    # -- what is left of the limits ------------------------------------------------------------------

    def covers(self, due: Step, provider: str) -> bool:
        """Whether the budget does; the first submission that it does not cover ends submitting."""
        budget = self.limits.budget
        if budget is None:
            return True
        spent = self.limits.spent_before + self._spending.spent
        if due.usd is None:
            self.stops[Exit.BUDGET] = (
                f"the price of {due.job} is unknown; give provider {provider} a `price`, and sources `seconds`"
            )
        elif spent + due.usd > budget:
            self.stops[Exit.BUDGET] = f"the budget does not cover {due.job}"
        else:
            return True
        return False

    def covers_again(self, handle: str) -> bool:
        """Whether the limits allow to send again what an earlier process submitted; it ends nothing if they do not."""
        if self._spending.counts(handle):
            return True
        most, budget = self.limits.max_new, self.limits.budget
        if most is not None and self._new >= most:
            return False
        spent, usd = self.limits.spent_before + self._spending.spent, self._spending.price(handle)
        return budget is None or (usd is not None and spent + usd <= budget)

    def used_up(self) -> bool:
        """Whether `max_new` is, which ends submitting."""
        most = self.limits.max_new
        if most is None or self._new < most:
            return False
        self.stops[Exit.BUDGET] = f"--max-new {most}"
        return True

    def room(self, accounts: Iterable[Account]) -> bool:
        """Whether the caps over all providers allow one more connection."""
        pairs = [(len(account.connecting), len(account.in_flight)) for account in accounts]
        opening = sum(connecting for connecting, _ in pairs)
        at_services = opening + sum(in_flight for _, in_flight in pairs)
        if self.limits.in_flight is not None and at_services >= self.limits.in_flight:
            return False
        allowed = self.limits.max_new
        return allowed is None or opening == 0 or self._new + opening < allowed

    @property
    def _new(self) -> int:
        """Submissions of the call, those of specs before this one included."""
        return self.limits.new_before + self._spending.new
