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
    "--format",
    "form",
    type=click.Choice(["md", "json", "csv", "junit"]),
    help="To stdout, instead of files.",
)
@click.option("--open", "opened", is_flag=True, help="Open report.md with the system's program.")
@output_option
@base_url_option
def report(
    spec: Path,
    form: str | None,
    opened: bool,  # noqa: FBT001
    output_dir: Path | None,
    base_url: str | None,
) -> None:
    """Write report.md and report.json again, from the journal and the lock.

    csv has one row a take; junit one case a job, for the test pages of CI systems.

    \b
    Examples:
      remixbatch report specs/spring.yaml --open
      remixbatch report specs/spring.yaml --format junit > junit.xml
    """
    from remixbatch.commands.report import report as command  # noqa: PLC0415

    leave(command(spec, form=form, opened=opened, output_dir=output_dir, base_url=base_url))
