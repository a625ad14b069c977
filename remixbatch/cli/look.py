"""Where it all stands."""

from pathlib import Path
from typing import Any

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
@click.option("--watch", is_flag=True, help="Follow a run of another process until it ends.")
@click.option(
    "--interval",
    type=click.FloatRange(0.2),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="Between two looks, with --watch.",
)
@json_option
@output_option
@base_url_option
def status(spec: Path, watch: bool, interval: float, **flags: Any) -> None:  # noqa: FBT001
    """Each job's phase, id, take and money; no network.

    Also while a run is on.

    --watch follows a run of another process, which it never disturbs: on a terminal as a picture that is
    redrawn, elsewhere as a line for each change (and every 30 s), with --json as one document a line. It
    ends once no process holds the spec, and on Ctrl-C; both with exit 0.

    \b
    Examples:
      remixbatch status specs/spring.yaml
      remixbatch status specs/spring.yaml --watch
      remixbatch status specs/spring.yaml --watch --json | jq -c .totals.phases
    """
    if watch:
        from remixbatch.commands.watch import watch as follow  # noqa: PLC0415

        leave(follow(spec, interval=interval, **flags))
    from remixbatch.commands.status import status as command  # noqa: PLC0415

    leave(command(spec, **flags))


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
    """Write the report again, from the journal and the lock.

    csv has one row a take; junit one case a job, for the test pages of CI systems.

    \b
    Examples:
      remixbatch report specs/spring.yaml --open
      remixbatch report specs/spring.yaml --format junit > junit.xml
    """
    from remixbatch.commands.report import report as command  # noqa: PLC0415

    leave(command(spec, form=form, opened=opened, output_dir=output_dir, base_url=base_url))
