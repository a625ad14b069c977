"""The lint of prompts."""

from pathlib import Path
from typing import Any

import click

from remixbatch.cli.arguments import leave
from remixbatch.cli.suggestions import SpecFile, complete_prompt_rules

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
    shell_complete=complete_prompt_rules,
    help="These rules alone: codes, names, or RMX1 for all that begin so.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="RULES",
    shell_complete=complete_prompt_rules,
    help="All but these rules.",
)
@click.option(
    "--jsonl",
    is_flag=True,
    help='Read {"prompt": …} a line, write {"prompt", "multi", "rules", "split"} a line.',
)
@click.option(
    "--fix",
    "fixes",
    is_flag=True,
    help="Show, as a patch, the specs with jobs of several changes as chains, and what that costs.",
)
@click.option("--unsafe-fixes", is_flag=True, help="With --fix: write it, unasked.")
@click.option(
    "--include-paid",
    is_flag=True,
    help="With --fix: jobs, too, whose takes are paid for; as chains they are paid for anew.",
)
def lint(specs: tuple[Path, ...], form: str, jsonl: bool, **flags: Any) -> None:  # noqa: FBT001
    """Check the prompts of SPECS: one change each; no network.

    `-` reads prompts from stdin, one a line. A rule is left out where a job or a comment says so; what holds
    in a folder stands in `remixbatch.toml` (docs/linting.md). Exit 2 if there is an error, else 0.

    --fix makes a chain of a job that asks for several changes: as a patch, with the price before and after. It is
    written after a yes on a terminal, or with --unsafe-fixes; comments and layout stay. What cannot be split or
    edited safely stays as it is, and is told with the reason.

    With --jsonl verdicts are the result, and exit 2 means a line that could not be read.

    \b
    Examples:
      remixbatch lint specs/*.yaml
      remixbatch lint specs/spring.yaml --select RMX1 --strict
      remixbatch lint specs/spring.yaml --fix
      remixbatch lint specs/*.yaml --format sarif > lint.sarif
      echo 'Make it night and add rain' | remixbatch lint -
      remixbatch lint --jsonl - < prompts.jsonl
      remixbatch rule multi-change    what it means, and what to write instead
    """
    from remixbatch.commands.preferences import Flags  # noqa: PLC0415

    fixes, *own = (flags.pop(name) for name in ("fixes", "unsafe_fixes", "include_paid"))
    if fixes:
        from remixbatch.commands.fix import fix  # noqa: PLC0415

        form = "jsonl" if jsonl else form
        leave(fix(specs, Flags(**flags), form=form, unsafe=own[0], include_paid=own[1]))
    if any(own):
        raise click.UsageError("--unsafe-fixes and --include-paid belong to --fix")
    if jsonl and form not in ("text", "jsonl"):
        raise click.UsageError(
            f"--jsonl writes verdicts, a line each; --format {form} is for findings"
        )
    if jsonl:
        from remixbatch.commands.lint_stream import lint_stream  # noqa: PLC0415

        leave(lint_stream(specs, Flags(**flags)))
    from remixbatch.commands.lint import lint as command  # noqa: PLC0415

    leave(command(specs, Flags(**flags), form=form))
