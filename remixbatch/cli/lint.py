"""The lint of prompts."""

from pathlib import Path
from typing import Any

import click

from remixbatch.cli.arguments import leave
from remixbatch.cli.suggestions import SpecFile, complete_rules

FORMS = ["text", "json", "jsonl", "sarif", "github"]


@click.command()
@click.argument(
    "specs", metavar="SPECS... | -", type=SpecFile(path_type=Path), nargs=-1, required=True
)
@click.option("--format", "form", type=click.Choice(FORMS), default="text")
@click.option("--json", "form", flag_value="json", help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option(
    "--select",
    multiple=True,
    metavar="RULES",
    shell_complete=complete_rules,
    help="These rules alone: codes, names, or RMX1 for all that begin so.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULES",
    shell_complete=complete_rules,
    help="All but these rules.",
)
@click.option(
    "--jsonl",
    is_flag=True,
    help='Read {"prompt": …} a line, write {"prompt", "multi", "rules", "split"} a line.',
)
def lint(specs: tuple[Path, ...], form: str, jsonl: bool, **flags: Any) -> None:  # noqa: FBT001
    """Check the prompts of SPECS: one change each, said so that it can be made; no network.

    `-` reads prompts from stdin, one a line. A rule is left out where a job or a comment says so; what holds
    in a folder stands in `remixbatch.toml` (docs/linting.md). Exit 2 if there is an error, else 0.

    With --jsonl verdicts are the result, and exit 2 means a line that could not be read.

    \b
    Examples:
      remixbatch lint specs/*.yaml
      remixbatch lint specs/spring.yaml --select RMX1 --strict
      remixbatch lint specs/*.yaml --format sarif > lint.sarif
      echo 'Make it night and add rain' | remixbatch lint -
      remixbatch lint --jsonl - < prompts.jsonl
      remixbatch rule multi-change           what a rule means, and what to write instead
    """
    from remixbatch.commands.lint import Flags  # noqa: PLC0415
    from remixbatch.commands.lint import lint as command  # noqa: PLC0415

    leave(command(specs, Flags(**flags), form=form, jsonl=jsonl))
