"""`plan`: what a run would do, why, for how much, and about how long it takes."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from remixbatch.commands.abandoned import warn_renamed
from remixbatch.commands.campaign import Campaign, doubt_sources, read_campaign
from remixbatch.commands.clock import doubt_clock
from remixbatch.commands.consent import extras_of
from remixbatch.commands.console import (
    colored,
    show_problems,
    tell,
    tell_error,
    terminal_width,
)
from remixbatch.commands.linted import look, show, stop
from remixbatch.commands.loaded import Loaded, load
from remixbatch.commands.options import Options
from remixbatch.commands.plan_file import check_target, decided, write_plan
from remixbatch.commands.services import open_services, refuse_retired, retirement_warnings
from remixbatch.commands.sources import SourceError, check
from remixbatch.errors import Exit, RemixbatchError, UsageError, worst
from remixbatch.findings import Found
from remixbatch.money import dollars
from remixbatch.plan import Plan, total
from remixbatch.plan import plan as make_plan
from remixbatch.rename import check_origins
from remixbatch.report.data import plan_data, plans_data, to_json
from remixbatch.report.estimate import seconds_guess
from remixbatch.report.lint_data import found_data
from remixbatch.report.lock_text import paid_twice_text
from remixbatch.report.plan_text import grand_total, plan_text
from remixbatch.report.sources import sources_data, sources_text
from remixbatch.report.text import paint
from remixbatch.report.twice import paid_twice
from remixbatch.sources import Told
from remixbatch.step import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The plan of one spec, made at a time. `told`: of its sources, None where nobody was asked."""

    campaign: Campaign
    plan: Plan
    at: float
    told: Sequence[Told] | None
    wrong: SourceError | None
    seconds: float | None  # a guess of how long it takes; None: nobody knows
    found: Sequence[Found]  # in the prompts of what is due
    graves: Sequence[Found]  # those that stop a run

    @property
    def path(self) -> Path:
        return self.campaign.loaded.path

    def data(self) -> dict[str, Any]:
        told, wrong = self.told, self.wrong
        return plan_data(
            self.campaign.graph,
            self.plan,
            self.campaign.holdings,
            seconds=self.seconds,
            extras=extras_of(self.campaign, self.plan),
            spec=self.campaign.words,
            sources=None if told is None else sources_data(told),
            wrong=[
                *(() if told is None or wrong is None else wrong.reasons),
                *(f"{', '.join(each.jobs)}: {each.message}" for each in self.graves),
            ],
            findings=[found_data(each) for each in self.found],
        )

    def text(self, *, verbose: bool) -> str:
        graph, width, color = self.campaign.graph, terminal_width(), colored(sys.stdout)
        asked = sources_text(graph, self.told or (), width=width, color=color)
        shown = plan_text(
            graph,
            self.plan,
            self.campaign.holdings,
            seconds=self.seconds,
            extras=extras_of(self.campaign, self.plan),
            width=width,
            color=color,
            verbose=verbose,
        )
        return f"{asked}\n\n{shown}" if asked else shown


def plan(
    paths: Sequence[Path],
    options: Options,
    *,
    out: Path | None,
    detailed_exitcode: bool,
    refresh: bool,
    verbose: bool,
) -> Exit:
    """One spec after another; the exit code of the worst. Raises what forbids to plan one of them."""
    once = {path.absolute(): path for path in paths}
    if out is not None and len(once) > 1:
        raise UsageError("--out keeps the plan of one spec", hint="Call it once for each spec.")
    if out is not None:
        check_target(out)
    loaded = [load(path, options.base_url) for path in once.values()]
    made = [_planned(each, options, refresh=refresh, verbose=verbose) for each in loaded]
    if options.json:
        data = [each.data() for each in made]
        click.echo(to_json(data[0] if len(data) == 1 else plans_data(data)))
    else:
        _show(made, verbose=verbose)
    codes = {_ended(p, options, detailed=detailed_exitcode, alone=len(made) == 1) for p in made}
    for note in _limits(options, [each.plan for each in made]):
        tell(note)
    wrong = [each.wrong for each in made if each.wrong is not None]
    if wrong and refresh:
        raise _all_wrong(wrong)
    if stopped := [each for each in made if each.graves]:
        raise _all_stopped(stopped)
    if out is not None:
        write_plan(out, made[0].campaign, made[0].plan, options, made[0].at)
    return worst(codes)


def _planned(loaded: Loaded, options: Options, *, refresh: bool, verbose: bool) -> Planned:
    show_problems(loaded.warnings, loaded.lines)
    with open_services(loaded.home.state, options.base_url) as services:
        at = services.clock()
        campaign = read_campaign(loaded, at, options.output_dir)
        check_origins(loaded.graph, campaign.holdings)
        doubt_clock(campaign.holdings, at)
        doubt_sources(campaign)
        decided(campaign, options, None)
        due = make_plan(campaign.graph, campaign.holdings, campaign.policy).of(Decision.SUBMIT)
        providers = campaign.providers(due)
        for warning in retirement_warnings(providers, at):
            tell(f"warning: {warning}")
        if refresh:
            refuse_retired(providers, at)
        told, wrong = check(campaign, due, services, asks=refresh)
    graph, holdings = campaign.graph, campaign.holdings
    planned = make_plan(graph, holdings, campaign.policy)
    warn_renamed(campaign, planned, at)
    if verbose:
        for each in paid_twice(planned, holdings, campaign.policy):
            tell(f"note: {paid_twice_text(each)}")
    found, graves = look(loaded, planned.of(Decision.SUBMIT), options)
    show(loaded, found)
    guess = seconds_guess(graph, planned.steps, holdings, at=at, in_flight=options.in_flight)
    return Planned(
        campaign=campaign,
        plan=planned,
        at=at,
        told=told if refresh else None,
        wrong=wrong,
        seconds=guess,
        found=found,
        graves=graves,
    )


def _show(made: Sequence[Planned], *, verbose: bool) -> None:
    several = len(made) > 1
    for each in made:
        if several:
            click.echo(paint(str(each.path), "bold", color=colored(sys.stdout)))
        click.echo(each.text(verbose=verbose))
        if several:
            click.echo()
    if several:
        ending = grand_total([each.plan for each in made], [each.seconds for each in made])
        click.echo(paint(ending, "bold", color=colored(sys.stdout)))


def _ended(planned: Planned, options: Options, *, detailed: bool, alone: bool) -> Exit:
    """What there is to say beside the plan, and the code to leave with."""
    due = planned.plan.of(Decision.SUBMIT)
    own = planned.campaign.graph.budget_run if options.budget is None else None
    notes = _ends_before(own, planned.plan.usd, "the plan's")
    if planned.wrong is not None and planned.told is None:
        problems = [replace(each, level="warning") for each in planned.wrong.problems]
        show_problems(problems, planned.campaign.loaded.lines)
    code = Exit.WORK if detailed and due else Exit.DONE
    if options.locked and due:
        code = Exit.LOCK
        notes.append(f"--locked: {len(due)} would be submitted")
    for note in notes:
        tell(note if alone else f"{planned.path}: {note}")
    return code


def _all_wrong(wrong: Sequence[SourceError]) -> RemixbatchError:
    """The last of the specs whose sources cannot be used; the others are told before it."""
    *others, last = wrong
    for each in others:
        show_problems(each.problems, each.lines)
    return last


def _all_stopped(stopped: Sequence[Planned]) -> RemixbatchError:
    """Of the last of the specs whose prompts stop a run; the others are told before it."""
    *others, last = [stop(each.campaign.loaded, each.graves) for each in stopped]
    for each in others:
        tell_error(each)
    return last


def _limits(options: Options, plans: Sequence[Plan]) -> list[str]:
    """What the flags, which hold for all specs together, end before."""
    whose = "the plan's" if len(plans) == 1 else "the plans'"
    notes = _ends_before(options.budget, total(each.usd for each in plans), whose)
    due = sum(len(each.of(Decision.SUBMIT)) for each in plans)
    if options.max_new is not None and due > options.max_new:
        notes.append(f"note: --max-new {options.max_new} ends before {whose} {due} submissions")
    return notes


def _ends_before(budget: int | None, usd: int | None, whose: str) -> list[str]:
    if budget is None or (usd is not None and usd <= budget):
        return []
    if usd is None:
        return [
            "warning: the budget cannot hold while a price is unknown; a run would stop (exit 3)"
        ]
    return [f"warning: the budget of ${dollars(budget)} ends before {whose} ${dollars(usd)}"]
