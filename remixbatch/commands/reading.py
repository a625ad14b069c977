"""What the commands that explain open: a spec, what is known of it, and the plan of that. Nothing is written."""

from dataclasses import dataclass
from pathlib import Path

from remixbatch.commands.campaign import Campaign, read_campaign
from remixbatch.commands.console import tell
from remixbatch.commands.loaded import load
from remixbatch.driver import Clock
from remixbatch.errors import LockError
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.plan import Plan, plan
from remixbatch.rename import check_origins
from remixbatch.report.row import Row, orphan_rows, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A campaign as it stands at one moment (seconds since the epoch), and what a plain run would do."""

    campaign: Campaign
    plan: Plan
    at: float

    @property
    def graph(self) -> Graph:
        return self.campaign.graph

    @property
    def holdings(self) -> Holdings:
        return self.campaign.holdings

    def rows(self) -> list[Row]:
        """One a job, parents first."""
        return rows(self.graph, self.plan.steps, self.holdings)

    def orphans(self) -> list[Row]:
        return orphan_rows(self.graph, self.holdings)


def reading(path: Path, output_dir: Path | None, base_url: str | None) -> Reading:
    """Raises SpecError, LockError, DiskError as every command that opens a spec."""
    at = Clock()()
    campaign = read_campaign(load(path, base_url), at, output_dir)
    planned = plan(campaign.graph, campaign.holdings, campaign.policy)
    try:
        check_origins(campaign.graph, campaign.holdings)
    except LockError as error:  # a reader shows what there is; a run would refuse
        tell(f"warning: {error.message}; `run` refuses that")
    return Reading(campaign=campaign, plan=planned, at=at)
