"""`lint --fix`: jobs that ask for several changes become chains; shown as a patch, written with a yes."""

import stat
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from remixbatch.commands.amended import Work, fixed, read_work
from remixbatch.commands.console import colored, tell, terminal_width
from remixbatch.commands.lint_stream import STDIN
from remixbatch.commands.linted import grave, preferences_of
from remixbatch.commands.loaded import spec_bytes
from remixbatch.commands.preferences import Flags
from remixbatch.driver import Clock
from remixbatch.errors import Exit, UsageError
from remixbatch.files import write_whole
from remixbatch.findings import Found
from remixbatch.report.data import to_json
from remixbatch.report.diff import diff, shown
from remixbatch.report.fixed import Fixed, fixed_data, fixed_text
from remixbatch.report.next import command
from remixbatch.report.text import plural


def fix(
    paths: Sequence[Path], flags: Flags, *, form: str, unsafe: bool, include_paid: bool
) -> Exit:
    """Show what becomes of the specs, and write it with `unsafe` or a yes. Raises what keeps one from loading."""
    if form not in ("text", "json") or Path(STDIN) in paths:
        raise UsageError(
            "--fix changes files, and shows that as a patch or, with --json, as data",
            hint="Name specs, and leave out --format, --jsonl and `-`.",
        )
    at, as_json = Clock()(), form == "json"
    read = [read_work(path, flags.over(preferences_of(path)), at) for path in paths]
    works = {work.loaded.path: work for work in read}  # a spec under two names is one
    told: list[dict[str, Any]] = []
    code = Exit.DONE
    for work in works.values():
        made, sound = fixed(work, include_paid=include_paid)
        if not as_json:
            _show(work, made)
        left = work.found
        if sound is not None and (unsafe or (not as_json and _asked(work))):
            _write(work, sound.text)
            made, left = replace(made, written=True), sound.found
        told.append(fixed_data(made))
        if not as_json:
            _end(work, made, left)
        if grave(left, strict=work.prefs.strict):
            code = Exit.USAGE
    if as_json:
        click.echo(to_json(told[0] if len(told) == 1 else _several(told)))
    return code


def _several(told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {"version": 1, "kind": "fixes", "fixes": list(told)}


def _show(work: Work, made: Fixed) -> None:
    edits = [edit for each in made.amendments for edit in each.edits]
    patch = diff(made.spec, work.text, edits)
    color = colored(sys.stdout)
    if patch and (color or sys.stdout.isatty()):
        click.echo(shown(patch, color=color))
    else:
        click.echo(patch, nl=False)
    if text := fixed_text(made, width=terminal_width()):
        tell(text)


def _asked(work: Work) -> bool:
    """A yes of a person, where one is there to answer."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    return click.confirm(f"Write this to {work.loaded.path}?", default=False, err=True)


def _write(work: Work, text: str) -> None:
    """Raises UsageError where the file is another by now, DiskError."""
    path = work.loaded.path
    if spec_bytes(path)[1] != work.data:
        raise UsageError(
            f"{path} has changed meanwhile; nothing was written", hint="Call it again."
        )
    write_whole(path, work.bytes_of(text), mode=stat.S_IMODE(path.stat().st_mode))


def _end(work: Work, made: Fixed, left: Sequence[Found]) -> None:
    words = work.campaign.words
    graves = len(grave(left, strict=work.prefs.strict))
    remain = f"; {plural(graves, 'error')} left: {command('lint', words)}" if graves else ""
    if made.written:
        tell(f"written {made.spec}{remain}")
        tell(f"next    {command('plan', words)}")
    elif made.amendments:
        tell(
            f"{made.spec}: nothing was written; --unsafe-fixes writes it (it changes what is paid for)"
        )
    else:
        tell(f"{made.spec}: nothing that --fix could mend{remain}")
