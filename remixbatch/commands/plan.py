"""`plan`: what a run would do, why, and for how much."""

import sys
from pathlib import Path

import click

from remixbatch.commands.campaign import read_campaign, with_flags
from remixbatch.commands.choice import chosen
from remixbatch.commands.console import colored, show_problems, tell, terminal_width
from remixbatch.commands.loaded import load
from remixbatch.commands.options import Options
from remixbatch.commands.services import retirement_warnings
from remixbatch.driver import Clock
from remixbatch.errors import Exit
from remixbatch.money import dollars
from remixbatch.plan import Decision
from remixbatch.plan import plan as make_plan
from remixbatch.rename import check_origins
from remixbatch.report.data import plan_data, to_json
from remixbatch.report.plan_text import plan_text


def plan(path: Path, options: Options, *, detailed: bool, verbose: bool) -> Exit:
    at = Clock()()
    loaded = load(path, options.base_url)
    show_problems(loaded.warnings, loaded.lines)
    campaign = read_campaign(loaded, at, options.output_dir)
    check_origins(loaded.graph, campaign.holdings)
    policy = with_flags(
        campaign.policy,
        selected=chosen(campaign, options.select, options.exclude),
        retry_failed=options.retry_failed,
        on_parent_change=options.on_parent_change,
    )
    planned = make_plan(loaded.graph, campaign.holdings, policy)
    due = planned.of(Decision.SUBMIT)
    used = sorted({loaded.graph.jobs[step.job].provider for step in due})
    for warning in retirement_warnings([loaded.graph.providers[name] for name in used], at):
        tell(f"warning: {warning}")
    if options.json:
        click.echo(
            to_json(plan_data(loaded.graph, planned, campaign.holdings, spec=campaign.words))
        )
    else:
        click.echo(
            plan_text(
                loaded.graph,
                planned,
                campaign.holdings,
                width=terminal_width(),
                color=colored(sys.stdout),
                verbose=verbose,
            )
        )
    _limits_told(options, loaded.graph.budget_run, planned.usd, len(due))
    if options.locked and due:
        tell(f"--locked: {len(due)} would be submitted")
        return Exit.LOCK
    return Exit.WORK if detailed and due else Exit.DONE


def _limits_told(options: Options, spec_budget: int | None, usd: int | None, due: int) -> None:
    budget = options.budget if options.budget is not None else spec_budget
    if budget is not None and usd is None:
        tell("warning: the budget cannot hold while a price is unknown; a run would stop (exit 3)")
    elif budget is not None and usd is not None and usd > budget:
        tell(f"warning: the budget of ${dollars(budget)} ends before the plan's ${dollars(usd)}")
    if options.max_new is not None and due > options.max_new:
        tell(f"note: --max-new {options.max_new} ends before the plan's {due} submissions")
