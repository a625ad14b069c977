"""The program: its commands by section, and the one place where errors for users end.

Commands are imported where they are called, so that `--version`, `--help` and completion stay light.
"""

import gc
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn

import click

from remixbatch import __version__
from remixbatch.cli.arguments import EXIT_CODES
from remixbatch.cli.streams import settle
from remixbatch.errors import Exit, RemixbatchError

HEEDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
DEBUG = "debug"
VARIABLE = "_REMIXBATCH_COMPLETE"  # a shell asks for completions with it
# Section of the help -> command -> the module of this package that has it.
SECTIONS = {
    "Check and plan": {
        "init": "check",
        "validate": "check",
        "lint": "lint",
        "show": "explain",
        "graph": "explain",
        "plan": "check",
        "why": "explain",
    },
    "Spend": {"run": "spend", "wait": "spend", "resolve": "spend", "adopt": "spend"},
    "Look": {"status": "look", "report": "look", "trace": "explain", "fetch": "keep"},
    "Keep": {"refresh": "keep", "lock": "keep", "gc": "keep"},
    "Services": {"providers": "services", "emulate": "services"},
    "Set up": {"doctor": "setup", "rule": "setup", "schema": "check", "completion": "setup"},
}


class Commands(click.Group):
    """Every command, by section; its module is imported when it is called. Says which one was meant."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        return [name for commands in SECTIONS.values() for name in commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        module = next((found[cmd_name] for found in SECTIONS.values() if cmd_name in found), None)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"remixbatch.cli.{module}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        most = max(map(len, self.list_commands(ctx)))
        for title, names in SECTIONS.items():
            with formatter.section(title):
                found = ((name, self.get_command(ctx, name)) for name in names)
                rows = [
                    (f"{n:{most}}", c.get_short_help_str(72)) for n, c in found if c is not None
                ]
                formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        unknown = args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None
        if unknown and not ctx.resilient_parsing:
            from difflib import get_close_matches  # noqa: PLC0415

            near = get_close_matches(args[0], self.list_commands(ctx), 1)
            meant = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{meant}")
        return super().resolve_command(ctx, args)


def _decide_color(ctx: click.Context, param: click.Parameter, value: str) -> None:  # noqa: ARG001
    """The flag becomes the variable, which our own output, rich and processes that we start obey."""
    if ctx.resilient_parsing:  # a shell completes; nobody has decided anything
        return
    ctx.meta["remixbatch.color"] = value
    if value == "never":
        os.environ["NO_COLOR"] = "1"
    elif value == "always":
        os.environ.pop("NO_COLOR", None)
        os.environ["FORCE_COLOR"] = "1"
    if os.environ.get("FORCE_COLOR") and not os.environ.get("NO_COLOR"):
        ctx.color = True  # else click takes colours out of what goes into a pipe


def _wish_debug(ctx: click.Context, param: click.Parameter, value: bool) -> None:  # noqa: ARG001, FBT001
    """Kept where `main` finds it when the context is gone."""
    if value and isinstance(ctx.obj, set):
        ctx.obj.add(DEBUG)


@click.group(
    cls=Commands,
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", prog_name="remixbatch")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    expose_value=False,
    callback=_decide_color,
    help="Colour where a person looks (NO_COLOR and FORCE_COLOR count), always, or never.",
)
@click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    callback=_wish_debug,
    help="Should this program have a bug, show its trace, without keys.",
)
def cli() -> None:
    """The declarative batch runner for video remix services.

    A YAML spec lists source videos and one-change prompts, possibly chained. It is checked, planned and
    priced, run as a graph, and leaves a lockfile, the videos and a report.

    \b
    Begin with:
      remixbatch init                        a first spec: free, no key
      remixbatch plan specs/quickstart.yaml
      remixbatch run specs/quickstart.yaml
    """


def main(*, alone: bool = False) -> None:
    """The program. Every error for users ends here; a bug leaves a crash file and one line.

    `alone`: the process is nothing else, and ends with it.
    """
    settle()
    if VARIABLE in os.environ:
        from remixbatch.cli.shells import register  # noqa: PLC0415

        register()
        gc.disable()  # an eighth of the time that a person waits for
    wishes: set[str] = set()
    try:
        with _signals_as_ctrl_c(alone=alone):
            cli.main(prog_name="remixbatch", standalone_mode=False, obj=wishes)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _show_misuse(error)
        sys.exit(error.exit_code)
    except click.exceptions.Exit as left:
        sys.exit(left.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _interrupted(alone=alone)
    except RemixbatchError as error:
        sys.exit(show(error))
    except Exception as bug:  # noqa: BLE001 - the one place where a bug becomes a line for the user
        if is_interruption(bug):
            _interrupted(alone=alone)
        from remixbatch.commands.crash import tell_bug  # noqa: PLC0415

        click.echo(tell_bug(bug, debug=DEBUG in wishes), err=True)
        sys.exit(70)


def _interrupted(*, alone: bool) -> NoReturn:
    if alone:  # one that came while they were given back left some of them heeded
        ignore_signals()
    click.echo("Interrupted; everything that was recorded is kept.", err=True)
    sys.exit(Exit.INTERRUPTED)


def is_interruption(bug: BaseException) -> bool:
    """Whether Python's own machinery stumbled over a Ctrl-C: a lock of an import that it did not get any more cannot
    be released, a generator that was cut off does not stop. Both are told as a RuntimeError, raised on the way out.
    """
    behind = bug.__context__
    while behind is not None and not isinstance(behind, KeyboardInterrupt):
        behind = behind.__context__
    return isinstance(bug, RuntimeError) and behind is not None


@contextmanager
def _signals_as_ctrl_c(*, alone: bool) -> Iterator[None]:
    """SIGTERM and SIGHUP end a command as Ctrl-C does, with its exit code; `run` has an end of its own for each.

    What the caller ignores stays so. Once the outcome stands they change it no more, if the process is `alone`.
    """
    former = {number: signal.getsignal(number) for number in HEEDED}
    former = {n: handler for n, handler in former.items() if handler is not signal.SIG_IGN}
    for number in former:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        _put(dict.fromkeys(former, signal.SIG_IGN) if alone else former)


def ignore_signals() -> None:
    """In the last moments of a process: its outcome stands."""
    _put(dict.fromkeys(HEEDED, signal.SIG_IGN))


def _put(handlers: Mapping[signal.Signals, Any]) -> None:
    """All of them, also where one more signal comes meanwhile: the outcome stands."""
    while True:
        try:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        except KeyboardInterrupt:
            continue
        return


def _show_misuse(error: click.ClickException) -> None:
    """A call that cannot be obeyed, told as every other error is."""
    message = error.format_message().rstrip(".")
    click.echo(f"error: {message[:1].lower()}{message[1:]}", err=True)
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        usage = " ".join(ctx.get_usage().split()).removeprefix("Usage: ")
        more = f"`{ctx.command_path} --help` says more"
        click.echo(f"help: {usage}  ({more})", err=True)


def show(error: RemixbatchError) -> Exit:
    """Tell an error for users: every problem of a spec, or one line and the next move."""
    from remixbatch.commands.console import show_problems, tell_error  # noqa: PLC0415

    problems = getattr(error, "problems", None)
    if problems is not None:
        show_problems(problems, error.lines)  # type: ignore[attr-defined]
    return tell_error(error)
