"""`status`: where each job stands, read beside a run that may be going on."""

import sys
from pathlib import Path

import click

from remixbatch.commands.campaign import read_campaign
from remixbatch.commands.console import colored, terminal_width
from remixbatch.commands.loaded import load
from remixbatch.driver import Clock
from remixbatch.errors import Exit
from remixbatch.plan import plan
from remixbatch.report.data import status_data, to_json
from remixbatch.report.status_text import status_text


def status(path: Path, *, as_json: bool, output_dir: Path | None, base_url: str | None) -> Exit:
    at = Clock()()
    loaded = load(path, base_url)
    campaign = read_campaign(loaded, at, output_dir)
    planned = plan(loaded.graph, campaign.holdings, campaign.policy)
    if as_json:
        click.echo(
            to_json(
                status_data(loaded.graph, planned, campaign.holdings, at=at, spec=campaign.words)
            )
        )
    else:
        click.echo(
            status_text(
                loaded.graph,
                planned,
                campaign.holdings,
                spec=campaign.words,
                at=at,
                width=terminal_width(),
                color=colored(sys.stdout),
            )
        )
    return Exit.DONE
