"""`doctor`: whether all is well here, and what to do where it is not."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from remixbatch.commands import surroundings
from remixbatch.commands.console import colored, terminal_width
from remixbatch.commands.standing import Asker, home, of_profiles, of_specs, opened
from remixbatch.driver import Clock
from remixbatch.errors import Exit
from remixbatch.health import judge
from remixbatch.health.check import Check
from remixbatch.report.data import to_json
from remixbatch.report.health_text import health_data, health_text, verdict


def doctor(
    paths: Sequence[Path],
    *,
    offline: bool,
    as_json: bool,
    base_url: str | None,
    output_dir: Path | None,
) -> Exit:
    checks = _checks(paths, offline=offline, base_url=base_url, output_dir=output_dir)
    if as_json:
        click.echo(to_json(health_data(checks)))
    else:
        click.echo(health_text(checks, width=terminal_width(), color=colored(sys.stdout)))
    return verdict(checks)


def _checks(
    paths: Sequence[Path], *, offline: bool, base_url: str | None, output_dir: Path | None
) -> list[Check]:
    clock = Clock()
    at = clock()
    checks = list(judge.machine(surroundings.machine()))
    asker = Asker(clock=clock, offline=offline, base_url=base_url, known={})
    specs = [opened(path, base_url) for path in paths]
    services = of_specs(specs, asker)
    if not paths:
        services, faults = of_profiles(asker)
        checks += judge.profiles(faults)
    today = datetime.fromtimestamp(at, UTC).date()
    for service in services:
        checks += judge.service(service, today)
    for spec in specs:
        checks += judge.home(home(spec, output_dir, at))
    return checks
