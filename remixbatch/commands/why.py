"""`why`: what is decided for one job, and all that speaks for it."""

import shlex
import sys
from pathlib import Path

import click

from remixbatch import lockfile
from remixbatch.commands.console import colored, tell, terminal_width
from remixbatch.commands.reading import Reading, reading
from remixbatch.errors import Exit, UsageError
from remixbatch.events import stamp
from remixbatch.problem import did_you_mean, printable, quoted
from remixbatch.report.data import to_json
from remixbatch.report.row import Row
from remixbatch.report.text import told
from remixbatch.report.verdict import Bench
from remixbatch.report.why import why as reasons
from remixbatch.report.why_data import why_data
from remixbatch.report.why_text import why_text


def why(
    path: Path, word: str, *, as_json: bool, output_dir: Path | None, base_url: str | None
) -> Exit:
    """Raises SpecError, and UsageError for a word that never was a job."""
    found = reading(path, output_dir, base_url)
    rows = {row.job: row for row in found.rows()}
    bench = Bench(
        graph=found.graph,
        holdings=found.holdings,
        policy=found.campaign.policy,
        steps=found.plan.steps,
        said=_said(found),
    )
    reason = reasons(bench, _meant(found, rows, word), rows, spec=found.campaign.words)
    spec = str(found.campaign.loaded.path)
    if as_json:
        click.echo(to_json(why_data(reason, name=found.graph.name, spec=spec)))
    else:
        width, color = terminal_width(), colored(sys.stdout)
        click.echo(why_text(reason, bench, spec=shlex.quote(spec), width=width, color=color))
    return Exit.DONE


def _meant(found: Reading, rows: dict[str, Row], word: str) -> Row:
    """The job, a chain's last step, one that left the spec, or what it is called today."""
    orphans = {row.job: row for row in found.orphans()}
    steps = [name for name in rows if name.startswith(f"{word}.")]
    moves = {move.source: move for move in found.holdings.moves}
    for name in (word, *steps[-1:]):
        if name in rows or name in orphans:
            return rows.get(name) or orphans[name]
    name = word
    while name in moves and name not in rows:
        move = moves.pop(name)
        tell(
            f"{printable(move.source)} was renamed to {printable(move.target)} on {stamp(move.at)}"
        )
        name = move.target
    if name in rows or name in orphans:
        return rows.get(name) or orphans[name]
    if word in found.graph.sources:
        hint = f"`remixbatch trace {found.campaign.words} {word}` shows what was made from it"
        raise UsageError(f"{quoted(word)} is a source, not a job", hint=hint)
    otherwise = f"`remixbatch show {found.campaign.loaded.path}` lists the jobs of the spec"
    chains = {job.partition(".")[0] for job in rows if "." in job}
    raise UsageError(
        f"no job is named {quoted(printable(word))}",
        hint=did_you_mean(word, [*rows, *orphans, *chains], otherwise),
    )


def _said(found: Reading) -> dict[str, str]:
    """What persons said of takes and still stands, by handle."""
    said = {}
    for line in lockfile.choices(found.campaign.facts):
        verb = "picked" if line["t"] == "pick" else "rejected"
        note = f": {told(line['note'])}" if line.get("note") else ""
        said[found.holdings.handle(line["uid"])] = (
            f"{verb} by {told(line['by'])}, {line['at']}{note}"
        )
    return said
