"""The command line: click only, one decorated function a command, whose body is one call.

Commands are imported where they are called, so that `--version`, `--help` and completion stay light.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from remixbatch import __version__
from remixbatch.errors import Exit, RemixbatchError

EXIT_CODES = """\b
Exit codes:
  0  done
  1  some jobs failed, were refused or lost, or are blocked by such
  2  usage or spec errors; nothing was sent
  3  stopped by a budget or --max-new
  4  not finished: in flight, overdue, not fetched, parent not selected, waits for a person
  5  lock: would spend under --locked, held, unreadable, other origin
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


class Suggesting(click.Group):
    """A group that says which command was meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from difflib import get_close_matches  # noqa: PLC0415

            near = get_close_matches(args[0], self.list_commands(ctx), 1)
            meant = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{meant}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """A reader that left (`| head`) is not a failed job, which click's exit code 1 would say."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _silence_stdout()
            sys.exit(Exit.INTERRUPTED)


@click.group(
    cls=Suggesting,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", prog_name="remixbatch")
def cli() -> None:
    """The declarative batch runner for video remix services.

    A YAML spec lists source videos and one-change prompts, possibly chained. It is checked, planned and
    priced, run as a graph, and leaves a lockfile, the videos and a report.

    \b
    Begin with:
      remixbatch init                     a spec that runs on the local emulator, free, without a key
      remixbatch plan specs/quickstart.yaml
      remixbatch run specs/quickstart.yaml
    """


SpecPath = click.Path(path_type=Path)
spec_argument = click.argument("spec", type=SpecPath)
json_option = click.option("--json", "as_json", is_flag=True, help="The result as JSON on stdout.")
base_url_option = click.option(
    "--base-url",
    metavar="URL",
    envvar="REMIXBATCH_BASE_URL",
    help="Speak to this server instead of the profile's, for one call. Loopback addresses only.",
)
output_option = click.option(
    "--output-dir", type=SpecPath, help="Instead of `output` under the current folder."
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
                help="Jobs: names, globs, +x, x+, tag:x.",
            ),
            click.option("--exclude", multiple=True, metavar="WORDS", help="Jobs left out."),
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
                help="Instead of the spec's budget.run.",
            ),
            click.option(
                "--max-new", type=click.IntRange(0), metavar="N", help="At most N submissions."
            ),
            click.option("--locked", is_flag=True, help="Exit 5 if anything would be submitted."),
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


@cli.command()
@click.argument("folder", type=SpecPath, default=Path())
def init(folder: Path) -> None:
    """Write a first spec, a Makefile and the git settings into FOLDER."""
    from remixbatch.commands.init import init as command  # noqa: PLC0415

    leave(command(folder))


@cli.command()
@click.argument("specs", type=SpecPath, nargs=-1, required=True)
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "jsonl", "github"]), default="text"
)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def validate(specs: tuple[Path, ...], form: str, strict: bool) -> None:  # noqa: FBT001
    """Load, expand and check SPECS; no network.

    \b
    Examples:
      remixbatch validate specs/*.yaml
      remixbatch validate specs/spring.yaml --format github
    """
    from remixbatch.commands.validate import validate as command  # noqa: PLC0415

    leave(command(specs, form=form, strict=strict))


@cli.command()
@spec_argument
@choice_options
@click.option(
    "--detailed-exitcode", is_flag=True, help="Exit 10 when something would be submitted."
)
@click.option("--verbose", "-v", is_flag=True, help="List the jobs that stay as they are, too.")
def plan(spec: Path, detailed_exitcode: bool, verbose: bool, **flags: Any) -> None:  # noqa: FBT001
    """What a run would do, why, and for how much; no network.

    \b
    Examples:
      remixbatch plan specs/spring.yaml
      remixbatch plan specs/spring.yaml --select 'teal+' --json
      remixbatch plan specs/spring.yaml --detailed-exitcode || echo "there is work"
    """
    from remixbatch.commands.plan import plan as command  # noqa: PLC0415
    from remixbatch.commands.run import Options  # noqa: PLC0415

    options = Options(command="plan", **_renamed(flags))
    leave(command(spec, options, detailed=detailed_exitcode, verbose=verbose))


@cli.command(epilog=EXIT_CODES)
@click.argument("specs", type=SpecPath, nargs=-1, required=True)
@choice_options
@click.option("--yes", "-y", is_flag=True, help="Spend without asking (prices are in the plan).")
@click.option(
    "--max-unclear",
    type=click.IntRange(1),
    default=3,
    show_default=True,
    metavar="N",
    help="Stop submitting after N submissions in a row without a usable answer.",
)
@click.option("--no-wait", is_flag=True, help="Submit what is due now, and leave.")
@click.option("--stamp", type=SpecPath, help="Touch this file on every exit 0, for make.")
@click.option("--quiet", "-q", is_flag=True, help="Only failures and the last line.")
@click.option("--verbose", "-v", is_flag=True, help="Every look, too.")
def run(specs: tuple[Path, ...], no_wait: bool, quiet: bool, verbose: bool, **flags: Any) -> None:  # noqa: FBT001
    """Submit what is due, look after what is in flight, fetch, lock, report.

    A finished spec run again submits nothing. On a terminal spending asks first; elsewhere it needs
    `budget.run` in the spec, or --yes. Ctrl-C stops submitting and goes on polling; again leaves.

    \b
    Examples:
      remixbatch run specs/spring.yaml
      remixbatch run specs/spring.yaml --max-new 3 --budget 5
      OPENAI_API_KEY=… remixbatch run spec.yaml --yes --base-url http://127.0.0.1:8080
    """
    from remixbatch.commands.run import Options  # noqa: PLC0415
    from remixbatch.commands.run import run as command  # noqa: PLC0415

    options = Options(wait=not no_wait, verbosity=verbose - quiet, **_renamed(flags))
    leave(command(specs, options))


@cli.command()
@spec_argument
@base_url_option
@output_option
@json_option
@click.option("--stamp", type=SpecPath, help="Touch this file on every exit 0, for make.")
@click.option("--quiet", "-q", is_flag=True, help="Only failures and the last line.")
@click.option("--verbose", "-v", is_flag=True, help="Every look, too.")
def wait(spec: Path, quiet: bool, verbose: bool, **flags: Any) -> None:  # noqa: FBT001
    """Look after what is in flight and fetch it; never submits."""
    from remixbatch.commands.run import Options  # noqa: PLC0415
    from remixbatch.commands.run import run as command  # noqa: PLC0415

    leave(command([spec], Options(command="wait", verbosity=verbose - quiet, **_renamed(flags))))


@cli.command()
@spec_argument
@json_option
@output_option
@base_url_option
def status(spec: Path, as_json: bool, output_dir: Path | None, base_url: str | None) -> None:  # noqa: FBT001
    """Each job's phase, id, take and money; no network, also while a run is on."""
    from remixbatch.commands.status import status as command  # noqa: PLC0415

    leave(command(spec, as_json=as_json, output_dir=output_dir, base_url=base_url))


@cli.command()
@spec_argument
@click.argument("job")
@click.option("--adopt", metavar="ID", help="The submission made this video; take it over.")
@click.option(
    "--not-submitted", is_flag=True, help="It made nothing (you looked); it is due again."
)
@click.option("--lost", is_flag=True, help="The video does not exist any more.")
@click.option("--take", metavar="N|UID|ID", help="Which take, where several are meant.")
@base_url_option
@output_option
def resolve(spec: Path, job: str, **flags: Any) -> None:
    """Settle an unclear or vanished take of JOB.

    \b
    Examples:
      remixbatch resolve specs/spring.yaml teal --adopt video_68ff7cef
      remixbatch resolve specs/spring.yaml teal --not-submitted
    """
    from remixbatch.commands.resolve import resolve as command  # noqa: PLC0415

    leave(command(spec, job, **flags))


@cli.command()
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


@cli.command()
@click.argument("name", type=click.Choice(["spec", "profile", "lock"]), default="spec")
def schema(name: str) -> None:
    """Print the JSON schema of a spec, a profile or a lock's lines."""
    from remixbatch.commands.schema import schema as command  # noqa: PLC0415

    leave(command(name))


@cli.group()
def providers() -> None:
    """The services this tool can speak to: profiles, each a page of data."""


@providers.command("list")
@json_option
def providers_list(as_json: bool) -> None:  # noqa: FBT001
    """Every profile found, and when its facts were checked."""
    from remixbatch.commands.providers import list_profiles  # noqa: PLC0415

    leave(list_profiles(as_json=as_json))


@providers.command("show")
@click.argument("name")
@json_option
def providers_show(name: str, as_json: bool) -> None:  # noqa: FBT001
    """One profile: address, key variable, limits, price, what is known to have ended."""
    from remixbatch.commands.providers import show_profile  # noqa: PLC0415

    leave(show_profile(name, as_json=as_json))


@cli.command(
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def emulate(arguments: tuple[str, ...]) -> None:
    """A local server that speaks the services' API and needs no key. `emulate --help` has its options."""
    from remixbatch.emulator.__main__ import main as command  # noqa: PLC0415

    sys.exit(command(arguments, prog="remixbatch emulate"))


def _renamed(flags: dict[str, Any]) -> dict[str, Any]:
    flags["json"] = flags.pop("as_json")
    return flags


def leave(code: Exit) -> NoReturn:
    sys.exit(int(code))


def main() -> None:
    """The program. Every error for users ends here; a bug leaves a crash file and one line."""
    try:
        cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as left:
        sys.exit(left.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; everything that was recorded is kept.", err=True)
        sys.exit(Exit.INTERRUPTED)
    except RemixbatchError as error:
        sys.exit(show(error))
    except Exception as bug:  # noqa: BLE001 - the one place where a bug becomes a line for the user
        from remixbatch.commands.crash import crash_file  # noqa: PLC0415

        click.echo(
            f"error: a bug in remixbatch ({type(bug).__name__}); details: {crash_file(bug)}\n"
            "help: everything that was recorded is kept; `remixbatch status` shows it",
            err=True,
        )
        sys.exit(70)


def show(error: RemixbatchError) -> Exit:
    """Tell an error for users: every problem of a spec, or one line and the next move."""
    from remixbatch.commands.campaign import show_problems, tell_error  # noqa: PLC0415

    problems = getattr(error, "problems", None)
    if problems is not None:
        show_problems(problems, error.lines)  # type: ignore[attr-defined]
    return tell_error(error)


def _silence_stdout() -> None:
    """Python flushes stdout at its end; a closed pipe would complain again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
