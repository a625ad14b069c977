"""Before anything is sent: what forbids a run, and who allows it to spend."""

import sys
from dataclasses import replace

import click

from remixbatch.commands.campaign import Campaign
from remixbatch.commands.console import (
    colored,
    tell,
    terminal_width,
)
from remixbatch.commands.options import Options
from remixbatch.commands.services import (
    refuse_retired,
    retired,
    retirement_warnings,
)
from remixbatch.errors import (
    BudgetError,
    LockError,
    UsageError,
)
from remixbatch.money import dollars
from remixbatch.plan import Plan
from remixbatch.report.estimate import seconds_guess
from remixbatch.report.extras import Extras, extras
from remixbatch.report.plan_text import plan_text, retries_text, unclear_text
from remixbatch.step import Decision, Step
from remixbatch.take import Phase


def refuse(campaign: Campaign, planned: Plan, options: Options, at: float) -> None:
    """What forbids a run whatever it costs: --locked, a service that has ended."""
    due = planned.of(Decision.SUBMIT)
    if options.locked:
        names = ", ".join(step.job for step in due[:5])
        raise LockError(
            f"--locked: {len(due)} would be submitted ({names}{' …' * (len(due) > 5)}); nothing was sent",
            hint="`remixbatch plan` tells why. Run without --locked to submit, then commit the lock.",
        )
    providers = campaign.providers(due)
    for warning in retirement_warnings(providers, at):
        tell(f"warning: {warning}")
    refuse_retired(providers, at)


def may_spend(campaign: Campaign, planned: Plan, options: Options, at: float) -> bool:
    """Whether to go on; asks where a person can answer. Raises what forbids it.

    A person's yes is to what they saw: a job that becomes due only later, because a parent that was unclear
    turns out to have been made, waits for the next run, unless it is free; so does one where nobody was asked,
    since all that was due was free. A budget in force says yes to that, too, and so does --yes.
    """
    refuse_unpriced(campaign, planned, options)
    given = consent(campaign, planned, options)
    if options.yes:
        _tell_extras(campaign, planned)
        return True
    allowed = given == "free" or _asked(campaign, planned, options, at)
    if _budget(campaign, options) is None:
        _agree(campaign, planned)
    elif given == "free":
        _tell_extras(campaign, planned)
    return allowed


def _budget(campaign: Campaign, options: Options) -> int | None:
    return options.budget if options.budget is not None else campaign.graph.budget_run


def _agree(campaign: Campaign, planned: Plan) -> None:
    """To what is due, and to all that is free; not to what else becomes due on the way."""
    due = {step.job for step in planned.of(Decision.SUBMIT)}
    free = {job for job in campaign.graph.jobs if _is_free(campaign, job)}
    campaign.policy = replace(campaign.policy, agreed=frozenset(due | free))


def refuse_unpriced(campaign: Campaign, planned: Plan, options: Options) -> None:
    """Raises BudgetError where a budget cannot hold, because a price is unknown."""
    if _budget(campaign, options) is not None:
        for step in _paid(campaign, planned):
            if step.usd is None:
                raise _unpriced(campaign, step.job)


def consent(campaign: Campaign, planned: Plan, options: Options) -> str:
    """Who allows what a plan spends: free, given (by --yes), asks (a budget allows it where nobody can be
    asked), missing.
    """
    if not _paid(campaign, planned):
        return "free"
    if options.yes:
        return "given"
    return "missing" if _budget(campaign, options) is None else "asks"


def _paid(campaign: Campaign, planned: Plan) -> list[Step]:
    return [step for step in planned.of(Decision.SUBMIT) if not _is_free(campaign, step.job)]


def _is_free(campaign: Campaign, job: str) -> bool:
    graph = campaign.graph
    return graph.providers[graph.jobs[job].provider].profile.free


def may_retry(campaign: Campaign, planned: Plan, options: Options, at: float) -> bool:
    """Nothing is due, but a take in flight may fail, or an unclear one turn out not to have been made, and the next
    one is money: allowed or not, unasked.
    """
    steps = planned.steps.values()
    open_ = [s for s in steps if s.decision is Decision.ATTACH or s.phase is Phase.UNCLEAR]
    providers = campaign.providers(open_)
    budget = _budget(campaign, options)
    free = all(provider.profile.free for provider in providers)
    may = (
        not options.locked
        and not retired(providers, at)
        and (free or options.yes or budget is not None)
    )
    if may:
        _tell_extras(campaign, planned)
        if not options.yes and budget is None:
            _agree(campaign, planned)
    return may


def extras_of(campaign: Campaign, planned: Plan) -> Extras | None:
    """What unclear takes, and takes that fail, may add to a plan."""
    return extras(campaign.graph, campaign.holdings, campaign.policy, planned)


def _tell_extras(campaign: Campaign, planned: Plan) -> None:
    """Nobody is asked, so what unclear takes and retries may add is told before anything is paid."""
    extras, due = extras_of(campaign, planned), planned.usd
    if extras is None:
        return
    if extras.unclear is not None and not extras.unclear.free:
        money = "" if not due else f" beyond the plan's ${dollars(due)}"
        tell(f"note: {unclear_text(extras.unclear)}{money}")
    if extras.retries is not None:
        money = "" if not due else f"not in the plan's ${dollars(due)}: "
        tell(f"note: {money}{retries_text(extras.retries)}")


def _unpriced(campaign: Campaign, job: str) -> BudgetError:
    provider = campaign.graph.jobs[job].provider
    return BudgetError(
        f"the price of {job} is unknown, so the budget cannot hold; nothing was sent",
        hint=f"Add `price: {{per_second: …}}` to provider {provider}, and `seconds` to its source.",
    )


def _asked(campaign: Campaign, planned: Plan, options: Options, at: float) -> bool:
    budget = _budget(campaign, options)
    if sys.stdin.isatty() and sys.stderr.isatty():
        shown = plan_text(
            campaign.graph,
            planned,
            campaign.holdings,
            seconds=seconds_guess(
                campaign.graph,
                planned.steps,
                campaign.holdings,
                at=at,
                in_flight=options.in_flight,
            ),
            extras=extras_of(campaign, planned),
            width=terminal_width(),
            color=colored(sys.stderr),
            verbose=False,
        )
        click.echo(shown, err=True)
        return click.confirm("Submit these?", default=False, err=True)
    if budget is not None:
        _tell_extras(campaign, planned)
        return True
    usd = "an unknown amount" if planned.usd is None else f"${dollars(planned.usd)}"
    raise UsageError(
        f"this would spend {usd}, and nobody is here to ask; nothing was sent",
        hint=f"Set `budget: {{run: …}}` in the spec, or give --yes{_more(campaign, planned)}.",
    )


def _more(campaign: Campaign, planned: Plan) -> str:
    """What somebody should know who reads a price, and says --yes then."""
    extras = extras_of(campaign, planned)
    if extras is None or extras.usd == 0:
        return ""
    most = "more, of unknown price" if extras.usd is None else f"up to ${dollars(extras.usd)} more"
    return f", which allows {most}, too: `remixbatch plan` tells for what"
