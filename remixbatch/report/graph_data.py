"""A graph as plain data: every job, or every chosen one, with its phase, and what it starts from and needs."""

from collections.abc import Sequence
from typing import Any

from remixbatch.graph import Graph
from remixbatch.report.data import VERSION
from remixbatch.report.mark import mark
from remixbatch.report.row import Row
from remixbatch.report.tree import Tree


def graph_data(graph: Graph, tree: Tree, orphans: Sequence[Row], *, spec: str) -> dict[str, Any]:
    """`above` is the nearest job or source that is here, too; `skipped` counts the jobs between."""
    return {
        "version": VERSION,
        "kind": "graph",
        "name": graph.name,
        "spec": spec,
        "sources": [
            {"source": name, "identity": graph.sources[name].identity} for name in tree.sources
        ],
        "jobs": [
            {
                **_row(branch.row),
                "parent": branch.row.parent,
                "above": branch.above,
                "skipped": branch.skipped,
                "needs": [] if branch.row.entry is None else list(branch.row.entry.needs),
            }
            for branch in tree.branches.values()
        ],
        "orphans": [_row(row) for row in orphans],
    }


def _row(row: Row) -> dict[str, Any]:
    step = row.step
    return {
        "job": row.job,
        "mark": mark(row)[0],
        "phase": step.phase.value,
        "decision": step.decision.value,
        "reason": step.reason,
        "blocker": step.blocker,
        "root": step.root,
        "id": None if row.take is None else row.take.id,
    }
