"""`show`: the expanded jobs as they reach the engine."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from remixbatch.commands.console import colored, tell, terminal_width
from remixbatch.commands.loaded import Loaded, load
from remixbatch.commands.reading import reading
from remixbatch.errors import Exit
from remixbatch.report.data import to_json
from remixbatch.report.show_data import show_data
from remixbatch.report.show_text import show_blocks, show_table
from remixbatch.report.show_yaml import show_yaml
from remixbatch.select import choose


def show(
    path: Path,
    words: Sequence[str],
    *,
    form: str,
    output_dir: Path | None,
    base_url: str | None,
) -> Exit:
    """Raises SpecError, and UsageError where a word means no job."""
    loaded = load(path, base_url)
    chosen = _chosen(loaded, words, output_dir)
    data = show_data(loaded.spec, loaded.graph, chosen)
    if not data["jobs"]:
        tell("no job stands there now")  # a word that no job could have is an error
    width, color = terminal_width(), colored(sys.stdout)
    if form == "json":
        click.echo(to_json(data))
    elif form == "yaml":
        click.echo(show_yaml(data))
    elif words and data["jobs"]:
        click.echo(show_blocks(data, loaded.graph, width=width, color=color))
    elif not words:
        click.echo(show_table(data, width=width, color=color))
    return Exit.DONE


def _chosen(loaded: Loaded, words: Sequence[str], output_dir: Path | None) -> frozenset[str] | None:
    """The jobs that are meant, None for all. A chain's name means all of its steps here: each is shown."""
    if not words:
        return None
    terms = [term for word in words for term in word.split()]
    steps = {job.partition(".")[0] for job in loaded.graph.jobs if "." in job}
    terms = [f"{term}.*" if term in steps else term for term in terms]
    status = None
    if any("status:" in term for term in terms):
        found = reading(loaded.path, output_dir, loaded.base_url).plan.steps
        status = {name: {step.phase.value, step.decision.value} for name, step in found.items()}
    return choose(loaded.graph, terms or words, (), status)
