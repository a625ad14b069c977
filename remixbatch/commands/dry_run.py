"""`run --dry-run`: what a run would do, told by the engine itself, in virtual time. Nothing is touched."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from remixbatch.commands.abandoned import check_renamed
from remixbatch.commands.campaign import (
    Campaign,
    check_claim,
    check_lock,
    doubt_sources,
    new_process,
    read_campaign,
)
from remixbatch.commands.clock import doubt_clock
from remixbatch.commands.consent import consent, extras_of, refuse, refuse_unpriced
from remixbatch.commands.console import colored, show_problems, tell, terminal_width
from remixbatch.commands.linted import of_due, stop
from remixbatch.commands.loaded import Loaded, load
from remixbatch.commands.options import Options
from remixbatch.commands.plan_file import Order, decided, order
from remixbatch.commands.services import check_keys
from remixbatch.commands.turn import limits_of
from remixbatch.driver import Clock
from remixbatch.engine import Engine
from remixbatch.errors import Exit, ProviderError, worst
from remixbatch.forecast import forecast
from remixbatch.graph import Provider
from remixbatch.plan import plan
from remixbatch.report.cause import Cause, causes
from remixbatch.report.data import to_json
from remixbatch.report.dry_run import DryRun, dry_data, dry_runs_data, dry_text
from remixbatch.report.estimate import usual
from remixbatch.report.row import rows
from remixbatch.spending import Used
from remixbatch.step import Decision
from remixbatch.writer import is_held

ASSUMED = 60.0  # seconds of a take at a service that says nothing, so that there is an order at all


def dry_run(paths: Sequence[Path], options: Options) -> Exit:
    """One spec after another; the exit code of the worst. Raises what would forbid the run."""
    saved = order(paths, options)
    if saved is not None:
        paths, options = [saved.spec], saved.options(options)
    once = {path.absolute(): path for path in paths}
    loaded = [load(path, options.base_url) for path in once.values()]
    made: list[tuple[DryRun, list[Cause]]] = []
    used = Used()
    for each in loaded:
        dry, why, used = _made(each, options, saved, used)
        made.append((dry, why))
    if options.json:
        data = [dry_data(dry, each.graph) for each, (dry, _) in zip(loaded, made, strict=True)]
        click.echo(to_json(data[0] if len(data) == 1 else dry_runs_data(data)))
    else:
        width, color = terminal_width(), colored(sys.stdout)
        texts = [dry_text(dry, why, width=width, color=color) for dry, why in made]
        click.echo("\n\n".join(texts))
    return worst({worst(dry.codes) for dry, _ in made})


def _made(
    loaded: Loaded, options: Options, saved: Order | None, before: Used
) -> tuple[DryRun, list[Cause], Used]:
    """Of one spec, and what the call has used of its limits then."""
    at = Clock()()
    show_problems(loaded.warnings, loaded.lines)
    campaign = read_campaign(loaded, at, options.output_dir)
    if is_held(loaded.home.state, loaded.home.stem):
        tell(f"note: another run holds {loaded.path} now; a run would be refused (exit 5)")
    check_lock(campaign)
    check_claim(campaign.output, loaded.path)
    options = decided(campaign, options, saved)
    doubt_clock(campaign.holdings, at)
    doubt_sources(campaign)
    planned = plan(campaign.graph, campaign.holdings, campaign.policy)
    if due := planned.of(Decision.SUBMIT):
        if graves := of_due(loaded, due, options):
            raise stop(loaded, graves)
        check_renamed(campaign, planned, at)
        refuse(campaign, planned, options, at)
        _note_keys(campaign.providers(due))
        refuse_unpriced(campaign, planned, options)
    engine = _engine(campaign, options, at, before)
    times = {name: usual(p, campaign.holdings) for name, p in campaign.graph.providers.items()}
    assumed = {name: ASSUMED if time is None else time for name, time in times.items()}
    sent, seconds, used = forecast(engine, assumed, at)
    codes = engine.verdict()
    dry = DryRun(
        spec=str(loaded.path),
        sent=sent,
        seconds=None if any(times[name] is None for name in used) else seconds,
        codes=codes,
        consent=consent(campaign, planned, options),
        extras=extras_of(campaign, planned),
    )
    found = rows(campaign.graph, engine.steps, engine.holdings, engine.given_up)
    return dry, causes(found, codes), before.and_by(engine.spending, engine.roster.lost())


def _note_keys(providers: Sequence[Provider]) -> None:
    """A key is for sending, and nothing is sent here."""
    try:
        check_keys(providers)
    except ProviderError as error:
        tell(f"note: {error.message}; a run would be refused (exit {int(error.exit)})")


def _engine(campaign: Campaign, options: Options, at: float, before: Used) -> Engine:
    """It stands where that of a run would stand at its beginning."""
    limits = limits_of(campaign, options, submit=True, before=before)
    engine = Engine(campaign.graph, limits, campaign.policy)
    engine.replay([*campaign.events, new_process("run", at), *campaign.news])
    return engine
