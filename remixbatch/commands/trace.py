"""`trace`: from one video back to its source."""

import sys
from pathlib import Path

import click

from remixbatch.commands.console import colored, terminal_width
from remixbatch.commands.reading import Reading, reading
from remixbatch.errors import Exit
from remixbatch.report.data import to_json
from remixbatch.report.lineage import Lineage, lineage_of, lineage_of_source
from remixbatch.report.lookup import Lookup
from remixbatch.report.trace_data import trace_data
from remixbatch.report.trace_markdown import trace_markdown
from remixbatch.report.trace_text import MOST, trace_text


def trace(
    path: Path,
    word: str,
    *,
    form: str,
    whole: bool,
    output_dir: Path | None,
    base_url: str | None,
) -> Exit:
    """Raises SpecError, and UsageError for a word that means no take, or several."""
    found = reading(path, output_dir, base_url)
    lineage = _lineage(found, word)
    folder, most = str(found.campaign.output), None if whole else MOST
    match form:
        case "json":
            spec = str(found.campaign.loaded.path)
            data = trace_data(lineage, name=found.graph.name, spec=spec, folder=folder)
            click.echo(to_json(data))
        case "md":
            click.echo(trace_markdown(lineage, folder=folder, most=most))
        case _:
            width, color = terminal_width(), colored(sys.stdout)
            shown = trace_text(lineage, folder=folder, most=most, width=width, color=color)
            click.echo(shown)
    return Exit.DONE


def _lineage(found: Reading, word: str) -> Lineage:
    lookup = Lookup(
        graph=found.graph,
        holdings=found.holdings,
        steps=found.plan.steps,
        spec=found.campaign.words,
    )
    meant = lookup.find(word)
    if meant.handle is not None:
        return lineage_of(found.graph, found.holdings, meant.handle)
    assert meant.source is not None  # one of both
    identity = found.graph.sources[meant.source].identity or ""
    return lineage_of_source(found.graph, found.holdings, identity)
