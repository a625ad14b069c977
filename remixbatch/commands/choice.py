"""Which jobs `--select` and `--exclude` mean."""

from collections.abc import Sequence

from remixbatch.commands.campaign import Campaign
from remixbatch.plan import plan
from remixbatch.select import choose


def chosen(
    campaign: Campaign, select: Sequence[str], exclude: Sequence[str]
) -> frozenset[str] | None:
    """Addresses, or None for all. Raises UsageError where a word means no job."""
    if not select and not exclude:
        return None
    steps = plan(campaign.graph, campaign.holdings, campaign.policy).steps
    status = {name: {step.phase.value, step.decision.value} for name, step in steps.items()}
    return choose(campaign.graph, select, exclude, status)
