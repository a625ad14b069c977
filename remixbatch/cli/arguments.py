"""What several commands take: types of values, options, the table of exit codes."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from remixbatch.cli.suggestions import Folder, Named, SpecFile, complete_jobs, complete_terms
from remixbatch.errors import Exit

EXIT_CODES = """\b
Exit codes:
  0  done
  1  some jobs failed, were refused or lost, or are blocked by such
  2  usage, spec or lint errors; nothing was sent
  3  stopped by a budget or --max-new
  4  not finished: in flight, overdue, not fetched, parent not selected,
     or waits for a person
  5  lock: would spend under --locked, held, unreadable, other origin,
     or changed in a run
  6  provider or credentials unusable
  7  unclear submission: a person must decide (remixbatch resolve)
  8  done, but checks of takes failed
  9  local disk or journal
  10 plan --detailed-exitcode, and there is work
  70 a bug; a file with the details is named
  130 interrupted, record saved
"""


class Money(click.ParamType[int]):
    name = "dollars"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        from remixbatch.money import micros  # noqa: PLC0415

        try:
            return value if isinstance(value, int) else micros(str(value).removeprefix("$"))
        except ValueError as error:
            self.fail(str(error), param, ctx)


SpecPath = Named(path_type=Path)
spec_argument = click.argument("spec", type=SpecFile(path_type=Path))
specs_argument = click.argument("specs", type=SpecFile(path_type=Path), nargs=-1, required=True)
run_argument = click.argument(
    "specs", metavar="SPECS... | PLAN", type=SpecFile(path_type=Path), nargs=-1, required=True
)
job_argument = click.argument("job", shell_complete=complete_jobs)
json_option = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="The result as JSON on stdout. An error leaves stdout empty: exit code and stderr tell it.",
)
base_url_option = click.option(
    "--base-url",
    metavar="URL",
    envvar="REMIXBATCH_BASE_URL",
    help="Speak to this server instead of the profile's, for one call. Loopback addresses only.",
)
output_option = click.option(
    "--output-dir",
    type=Folder(path_type=Path),
    help="Instead of `output` under the current folder.",
)


def choice_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What `run` and `plan` share."""
    for option in reversed(
        (
            click.option(
                "--select",
                "-s",
                multiple=True,
                metavar="WORDS",
                shell_complete=complete_terms,
                help="Jobs: names, globs, +x, x+, tag:x, source:x.",
            ),
            click.option(
                "--exclude",
                multiple=True,
                metavar="WORDS",
                shell_complete=complete_terms,
                help="Jobs left out.",
            ),
            click.option(
                "--retry-failed", is_flag=True, help="One more take of each job whose takes failed."
            ),
            click.option(
                "--on-parent-change",
                type=click.Choice(["ask", "rerun", "keep"]),
                help="For takes whose parent changed. --yes does not answer this.",
            ),
            click.option(
                "--budget",
                type=Money(),
                metavar="DOLLARS",
                help="At most this much, over all SPECS; instead of their budget.run.",
            ),
            click.option(
                "--max-new",
                type=click.IntRange(0),
                metavar="N",
                help="At most N submissions, over all SPECS.",
            ),
            click.option("--locked", is_flag=True, help="Exit 5 if anything would be submitted."),
            click.option(
                "--no-lint", is_flag=True, help="Let prompts be as they are: lint none of them."
            ),
            click.option(
                "--strict", is_flag=True, help="Warnings about prompts stop it as errors do."
            ),
            click.option(
                "--jobs",
                "-j",
                "in_flight",
                type=click.IntRange(1),
                metavar="N",
                help="At most N in flight.",
            ),
            base_url_option,
            output_option,
            json_option,
        )
    ):
        command = option(command)
    return command


def renamed(flags: dict[str, Any]) -> dict[str, Any]:
    flags["json"] = flags.pop("as_json")
    flags["lint"] = not flags.pop("no_lint", False)
    return flags


def leave(code: Exit) -> NoReturn:
    sys.exit(int(code))
