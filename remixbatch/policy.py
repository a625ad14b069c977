"""What the caller and the lock say of jobs, beyond the spec."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Of a job whose retry is due, where a saved plan is obeyed.
NOT_PLANNED = "another take is not in the plan"
# Of jobs that became due while a plan was carried out: one that was saved, one that got a yes on a terminal.
BEYOND = (
    "due by now, and not in the saved plan",
    "not free, and nobody agreed to it: it became due on the way; run again",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """The one submission of a job that a saved plan has; `parent` None: from its parent's new take."""

    take: int
    parent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the caller and the lock say beyond the spec. The default is a plain run."""

    selected: frozenset[str] | None = None  # addresses; None: all
    retry_failed: bool = False
    on_parent_change: str | None = None  # the flag wins over each job's own word
    picks: Mapping[str, str] = field(default_factory=dict)  # job -> uid a person picked
    undecided: frozenset[str] = frozenset()  # jobs with two different picks
    rejected: frozenset[str] = frozenset()  # uids
    ambiguous: Mapping[str, str] = field(default_factory=dict)  # job -> why it may be a rename
    planned: Mapping[str, Allowance] | None = None  # by job: nothing else is submitted; None: all
    agreed: frozenset[str] | None = None  # jobs of the plan that a person said yes to; None: all

    def selects(self, job: str) -> bool:
        return self.selected is None or job in self.selected

    def allows(self, job: str, take: int, parent: str | None) -> bool:
        """Whether a saved plan, if one is obeyed, has this submission."""
        if self.planned is None:
            return True
        found = self.planned.get(job)
        return found is not None and found.take == take and found.parent in (None, parent)
