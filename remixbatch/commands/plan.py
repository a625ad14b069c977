"""`plan`: what a run would do, why, and for how much."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from remixbatch.commands.abandoned import warn_renamed
from remixbatch.commands.campaign import Campaign, read_campaign, with_flags
from remixbatch.commands.choice import chosen
from remixbatch.commands.clock import doubt_clock
from remixbatch.commands.console import colored, show_problems, tell, terminal_width
from remixbatch.commands.loaded import load
from remixbatch.commands.options import Options
from remixbatch.commands.services import open_services, refuse_retired, retirement_warnings
from remixbatch.commands.sources import SourceError, check
from remixbatch.errors import Exit
from remixbatch.money import dollars
from remixbatch.plan import Decision, Plan
from remixbatch.plan import plan as make_plan
from remixbatch.rename import check_origins
from remixbatch.report.data import plan_data, to_json
from remixbatch.report.plan_text import plan_text
from remixbatch.report.sources import sources_data, sources_text
from remixbatch.sources import Told


def plan(
    path: Path, options: Options, *, detailed_exitcode: bool, refresh: bool, verbose: bool
) -> Exit:
    loaded = load(path, options.base_url)
    show_problems(loaded.warnings, loaded.lines)
    with open_services(loaded.home.state, options.base_url) as services:
        at = services.clock()
        campaign = read_campaign(loaded, at, options.output_dir)
        check_origins(loaded.graph, campaign.holdings)
        doubt_clock(campaign.holdings, at)
        campaign.policy = with_flags(
            campaign.policy,
            selected=chosen(campaign, options.select, options.exclude),
            retry_failed=options.retry_failed,
            on_parent_change=options.on_parent_change,
        )
        due = make_plan(campaign.graph, campaign.holdings, campaign.policy).of(Decision.SUBMIT)
        providers = campaign.providers(due)
        for warning in retirement_warnings(providers, at):
            tell(f"warning: {warning}")
        if refresh:
            refuse_retired(providers, at)
        told, wrong = check(campaign, due, services, asks=refresh)
    planned = make_plan(campaign.graph, campaign.holdings, campaign.policy)
    warn_renamed(campaign, planned, at)
    _show(
        campaign, planned, told if refresh else None, wrong, as_json=options.json, verbose=verbose
    )
    _limits_told(options, campaign.graph.budget_run, planned.usd, len(due))
    if wrong is not None and refresh:
        raise wrong
    if wrong is not None:
        show_problems([replace(each, level="warning") for each in wrong.problems], loaded.lines)
    if options.locked and due:
        tell(f"--locked: {len(due)} would be submitted")
        return Exit.LOCK
    return Exit.WORK if detailed_exitcode and due else Exit.DONE


def _show(
    campaign: Campaign,
    planned: Plan,
    told: Sequence[Told] | None,
    wrong: SourceError | None,
    *,
    as_json: bool,
    verbose: bool,
) -> None:
    graph, holdings = campaign.graph, campaign.holdings
    if as_json:
        data = plan_data(
            graph,
            planned,
            holdings,
            spec=campaign.words,
            sources=None if told is None else sources_data(told),
            wrong=() if told is None or wrong is None else wrong.reasons,
        )
        click.echo(to_json(data))
        return
    width, color = terminal_width(), colored(sys.stdout)
    if asked := sources_text(graph, told or (), width=width, color=color):
        click.echo(f"{asked}\n")
    click.echo(plan_text(graph, planned, holdings, width=width, color=color, verbose=verbose))


def _limits_told(options: Options, spec_budget: int | None, usd: int | None, due: int) -> None:
    budget = options.budget if options.budget is not None else spec_budget
    if budget is not None and usd is None:
        tell("warning: the budget cannot hold while a price is unknown; a run would stop (exit 3)")
    elif budget is not None and usd is not None and usd > budget:
        tell(f"warning: the budget of ${dollars(budget)} ends before the plan's ${dollars(usd)}")
    if options.max_new is not None and due > options.max_new:
        tell(f"note: --max-new {options.max_new} ends before the plan's {due} submissions")
