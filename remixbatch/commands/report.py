"""`report`: the run's report again, from the journal and the lock."""

from pathlib import Path

import click

from remixbatch.commands.campaign import claim_output, read_campaign
from remixbatch.commands.loaded import load
from remixbatch.commands.written import Result, write_reports
from remixbatch.driver import Clock
from remixbatch.engine import Engine, Limits
from remixbatch.errors import Exit


def report(path: Path, *, form: str | None, output_dir: Path | None, base_url: str | None) -> Exit:
    at = Clock()()
    campaign = read_campaign(load(path, base_url), at, output_dir)
    engine = Engine(campaign.graph, Limits(submit=False, wait=False), campaign.policy)
    engine.replay([*campaign.events, *campaign.doubt, *campaign.news])
    result = Result(campaign=campaign, engine=engine, codes=engine.verdict())
    if form == "json":
        click.echo(result.json(at))
    elif form == "md":
        click.echo(result.markdown(at), nl=False)
    else:
        claim_output(campaign)
        write_reports(result, at=at)
        click.echo(str(result.report))
        click.echo(str(result.report.with_suffix(".json")))
    return Exit.DONE
