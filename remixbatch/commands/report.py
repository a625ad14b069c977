"""`report`: the run's report again, from the journal and the lock."""

from collections.abc import Callable
from pathlib import Path

import click

from remixbatch.commands.campaign import claim_output, read_campaign
from remixbatch.commands.console import tell
from remixbatch.commands.loaded import load
from remixbatch.commands.written import Result, write_reports
from remixbatch.driver import Clock
from remixbatch.engine import Engine
from remixbatch.errors import Exit, UsageError
from remixbatch.limits import Limits

FORMS: dict[str, Callable[[Result, float], str]] = {
    "md": lambda result, at: result.markdown(at),
    "json": lambda result, at: result.json(at) + "\n",
    "csv": lambda result, _: result.csv(),
    "junit": lambda result, at: result.junit(at),
}


def report(
    path: Path, *, form: str | None, opened: bool, output_dir: Path | None, base_url: str | None
) -> Exit:
    if form is not None and opened:
        raise UsageError(
            "--open opens the file that `report` writes; --format writes to stdout",
            hint="Give one of them.",
        )
    at = Clock()()
    campaign = read_campaign(load(path, base_url), at, output_dir)
    engine = Engine(campaign.graph, Limits(submit=False, wait=False), campaign.policy)
    engine.replay([*campaign.events, *campaign.doubt, *campaign.news])
    result = Result(campaign=campaign, engine=engine, codes=engine.verdict())
    if form is not None:
        # bytes: UTF-8 whatever the locale says (XML names its encoding), and line ends as they are
        click.echo(FORMS[form](result, at).encode(), nl=False)
        return Exit.DONE
    claim_output(campaign)
    write_reports(result, at=at)
    click.echo(str(result.report))
    click.echo(str(result.report.with_suffix(".json")))
    if opened:
        _open(result.report)
    return Exit.DONE


def _open(report: Path) -> None:
    import webbrowser  # noqa: PLC0415 - used here alone

    if not webbrowser.open(report.absolute().as_uri()):
        tell(f"{report}: this system names no program that opens it (the variable BROWSER may)")
