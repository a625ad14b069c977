"""The console: colour where a person looks, talk on stderr, the result on stdout."""

import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from remixbatch.commands.annotations import annotations, of_problems, on_actions
from remixbatch.errors import Exit, RemixbatchError
from remixbatch.problem import Problem, render_all


def show_problems(problems: Sequence[Problem], lines: Sequence[str]) -> None:
    if problems:
        tell(render_all(problems, lines, color=colored(sys.stderr)))
        annotate(problems)


def annotate(problems: Sequence[Problem]) -> None:
    """In GitHub Actions, show them beside the file, too; on stderr, where the host reads them as well."""
    if problems and on_actions():
        tell(annotations(of_problems(problems), "the log has all of them"))


def colored(stream: Any) -> bool:
    """Colour where a person looks, unless the environment says otherwise (no-color.org); `--color` speaks
    through it.
    """
    environ: Mapping[str, str] = os.environ
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return bool(stream.isatty()) and environ.get("TERM") != "dumb"


def link_to(path: Path, stream: Any) -> str | None:
    """The address of a file for a link on a terminal; None where it would be noise.

    With the host's name, as `ls --hyperlink` writes it: over ssh the file is not on the machine that shows it.
    """
    environ: Mapping[str, str] = os.environ
    if not stream.isatty() or environ.get("NO_COLOR") or environ.get("TERM", "dumb") == "dumb":
        return None
    return f"file://{socket.gethostname()}{quote(str(path.absolute()))}"


def tell(text: str) -> None:
    """Talk goes to stderr; stdout is the result. A stderr that nobody reads any more stops no run."""
    with suppress(OSError):
        click.echo(text, err=True, color=colored(sys.stderr) or None)


def tell_error(error: RemixbatchError) -> Exit:
    """One line and the next move; the code to leave with."""
    tell(f"error: {error.message}")
    if error.hint:
        tell(f"help: {error.hint}")
    return error.exit


@contextmanager
def whole_or_silent() -> Iterator[None]:
    """Print the end of a run; a reader that has left (`| head`) changes nothing about how it ended."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def outcome_stands() -> None:
    """What is printed from here on is how it ended: a signal must not make the exit code say something else.

    Only whoever asks twice ends it at once, as nobody may read what is printed. Whoever began to heed signals (the
    entry point) gives them back.
    """
    asked = 0

    def heed(number: int, frame: object) -> None:  # noqa: ARG001 - as signals have it
        nonlocal asked
        asked += 1
        if asked > 1:
            os._exit(Exit.INTERRUPTED)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, heed)


def terminal_width() -> int:
    return shutil.get_terminal_size((100, 24)).columns
