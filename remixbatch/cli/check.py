"""Before money is spent: begin, check, plan."""

from pathlib import Path
from typing import Any

import click

from remixbatch.cli.arguments import (
    SpecPath,
    choice_options,
    leave,
    renamed,
    specs_argument,
)


@click.command()
@click.argument("folder", type=SpecPath, default=Path())
def init(folder: Path) -> None:
    """Write a first spec, a Makefile and the git settings.

    Into FOLDER, or here. What is there already is left alone. The spec runs on the emulator as it is written.

    \b
    Examples:
      remixbatch init
      remixbatch init campaigns/spring
    """
    from remixbatch.commands.init import init as command  # noqa: PLC0415

    leave(command(folder))


@click.command()
@specs_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "jsonl", "sarif", "github"]),
    default="text",
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
def validate(specs: tuple[Path, ...], form: str, strict: bool) -> None:  # noqa: FBT001
    """Load, expand and check SPECS; no network.

    \b
    Examples:
      remixbatch validate specs/*.yaml
      remixbatch validate specs/spring.yaml --format github
    """
    from remixbatch.commands.validate import validate as command  # noqa: PLC0415

    leave(command(specs, form=form, strict=strict))


@click.command()
@specs_argument
@choice_options
@click.option(
    "--out", type=SpecPath, metavar="FILE", help="Save the plan; `run FILE` does exactly that."
)
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit 10 when something would be submitted."
)
@click.option(
    "--refresh",
    is_flag=True,
    help="Ask the service for the sources first, as a run does; spends nothing.",
)
@click.option("--verbose", "-v", is_flag=True, help="List the jobs that stay as they are, too.")
def plan(specs: tuple[Path, ...], **flags: Any) -> None:
    """What a run would do, why, and for how much; no network.

    And about how long it would take.

    With --refresh every source that a due job starts from is asked for: how it stands, how long it is.
    Exit 2 if one cannot be started from, 6 if the service refuses the key or cannot be reached.

    \b
    Examples:
      remixbatch plan specs/spring.yaml
      remixbatch plan specs/spring.yaml --select 'teal+' --json
      remixbatch plan specs/spring.yaml --refresh
      remixbatch plan specs/spring.yaml --out plan.json     then: run plan.json
      remixbatch plan specs/spring.yaml --detailed-exitcode; test $? = 10
    """
    from remixbatch.commands.options import Options  # noqa: PLC0415
    from remixbatch.commands.plan import plan as command  # noqa: PLC0415

    own = {name: flags.pop(name) for name in ("out", "detailed_exitcode", "refresh", "verbose")}
    leave(command(specs, Options(command="plan", **renamed(flags)), **own))


@click.command()
@click.argument(
    "name", type=click.Choice(["spec", "profile", "lock", "faults", "settings"]), default="spec"
)
def schema(name: str) -> None:
    """The JSON schema of a spec, profile, lock, plan of faults or settings.

    \b
    Example:
      remixbatch schema spec > schemas/spec.schema.json
    """
    from remixbatch.commands.schema import schema as command  # noqa: PLC0415

    leave(command(name))
