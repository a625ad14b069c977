"""The colours of phases where a graph is drawn: fill and line, dark text on all of them."""

from collections.abc import Iterable

from remixbatch.report.row import Row
from remixbatch.report.tree import Tree
from remixbatch.take import Phase

PHASES = {
    Phase.BLOCKED: ("#eceff1", "#78909c"),
    Phase.READY: ("#ffffff", "#455a64"),
    Phase.SUBMITTING: ("#e1f5fe", "#0277bd"),
    Phase.RUNNING: ("#b3e5fc", "#0277bd"),
    Phase.UNCLEAR: ("#fff59d", "#f57f17"),
    Phase.COMPLETED: ("#c8e6c9", "#2e7d32"),
    Phase.FAILED: ("#ffcdd2", "#c62828"),
    Phase.REFUSED: ("#ffccbc", "#bf360c"),
    Phase.LOST: ("#e1bee7", "#6a1b9a"),
}
SOURCE = ("#f5f5f5", "#212121")
MORE = ("#ffffff", "#9e9e9e")


def rows_of(tree: Tree) -> Iterable[Row]:
    return (branch.row for branch in tree.branches.values())


def phases_of(tree: Tree) -> list[Phase]:
    """The phases there are, for the legend."""
    found = {row.step.phase for row in rows_of(tree)}
    return [phase for phase in PHASES if phase in found]
