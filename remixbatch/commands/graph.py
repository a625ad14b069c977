"""`graph`: what starts from what, and where each job stands."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from remixbatch.commands.choice import chosen
from remixbatch.commands.console import colored, tell, terminal_width
from remixbatch.commands.reading import reading
from remixbatch.errors import Exit
from remixbatch.report.data import to_json
from remixbatch.report.dot import dot
from remixbatch.report.graph_data import graph_data
from remixbatch.report.mermaid import mermaid
from remixbatch.report.tree import Tree, tree
from remixbatch.report.tree_text import left_out, tree_text

MOST = {"text": 200, "mermaid": 150, "dot": 500}  # jobs shown without --all
ARROWS = 500  # that Mermaid draws, unless it is told otherwise


def graph(
    path: Path,
    *,
    form: str,
    select: Sequence[str],
    exclude: Sequence[str],
    whole: bool,
    output_dir: Path | None,
    base_url: str | None,
) -> Exit:
    """Raises SpecError, and UsageError where a word means no job."""
    found = reading(path, output_dir, base_url)
    selected = chosen(found.campaign, select, exclude)
    most = None if whole else MOST.get(form)
    shown = tree(found.graph, found.rows(), chosen=selected, most=most)
    orphans = found.orphans() if selected is None else []
    match form:
        case "json":
            spec = str(found.campaign.loaded.path)
            click.echo(to_json(graph_data(found.graph, shown, orphans, spec=spec)))
        case "mermaid":
            click.echo(mermaid(shown))
            _told_of(shown)
            if len(shown.branches) > ARROWS:
                tell(
                    f"note: Mermaid draws at most {ARROWS} arrows, unless its `maxEdges` is raised"
                )
        case "dot":
            click.echo(dot(found.graph, shown))
            _told_of(shown)
        case _:
            width, color = terminal_width(), colored(sys.stdout)
            click.echo(tree_text(found.graph, shown, orphans, width=width, color=color))
    return Exit.DONE


def _told_of(shown: Tree) -> None:
    """What a drawing cannot say of itself."""
    if shown.left_out:
        tell(left_out(shown))
