"""Where it all stands."""

from pathlib import Path

import click

from remixbatch.cli.arguments import (
    base_url_option,
    json_option,
    leave,
    output_option,
    spec_argument,
)


@click.command()
@spec_argument
@json_option
@output_option
@base_url_option
def status(spec: Path, as_json: bool, output_dir: Path | None, base_url: str | None) -> None:  # noqa: FBT001
    """Each job's phase, id, take and money; no network, also while a run is on."""
    from remixbatch.commands.status import status as command  # noqa: PLC0415

    leave(command(spec, as_json=as_json, output_dir=output_dir, base_url=base_url))


@click.command()
@spec_argument
@click.option(
    "--format", "form", type=click.Choice(["md", "json"]), help="To stdout, instead of files."
)
@output_option
@base_url_option
def report(spec: Path, form: str | None, output_dir: Path | None, base_url: str | None) -> None:
    """Write report.md and report.json again, from the journal and the lock."""
    from remixbatch.commands.report import report as command  # noqa: PLC0415

    leave(command(spec, form=form, output_dir=output_dir, base_url=base_url))
