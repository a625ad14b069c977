"""A graph in Graphviz' language: `| dot -Tsvg` draws it."""

from collections.abc import Iterator

from remixbatch.graph import Graph
from remixbatch.report.graph_colors import MORE, PHASES, SOURCE, phases_of
from remixbatch.report.mark import mark
from remixbatch.report.text import plural, told
from remixbatch.report.tree import Tree
from remixbatch.report.tree_text import left_out

OVAL = "shape=ellipse, style=filled"


def dot(graph: Graph, tree: Tree) -> str:
    """A digraph: a box a job with mark and phase, `needs` as dashed arrows, a legend of the phases."""
    lines = [
        f"digraph {quoted(graph.name)} {{",
        '  graph [rankdir=LR, fontname="Helvetica", fontsize=11]',
        '  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=11]',
        '  edge [color="#546e7a", fontname="Helvetica", fontsize=9]',
    ]
    if tree.left_out:
        lines.append(f"  label={quoted(left_out(tree))}")
    lines += (_box(_id("source", name), [name], SOURCE, OVAL) for name in tree.sources)
    for name, branch in tree.branches.items():
        row = branch.row
        words = [f"{mark(row)[0]} {name}", row.step.phase.value]
        tip = "" if row.entry is None else f"tooltip={quoted(row.entry.prompt)}"
        lines.append(_box(_id("job", name), words, PHASES[row.step.phase], tip))
    return "\n".join([*lines, *_arrows(tree), *_more(tree), *_legend(tree), "}"])


def quoted(*lines: str) -> str:
    """Foreign lines as one string of the language: quotes and backslashes mean nothing in it."""
    clean = (told(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(clean) + '"'


def _id(kind: str, name: str) -> str:
    return quoted(f"{kind} {name}")


def _node(tree: Tree, name: str) -> str:
    return _id("job" if name in tree.branches else "source", name)


def _box(node: str, words: list[str], colors: tuple[str, str], more: str = "") -> str:
    fill, line = colors
    extra = f", {more}" if more else ""
    return f'  {node} [label={quoted(*words)}, fillcolor="{fill}", color="{line}"{extra}]'


def _arrows(tree: Tree) -> Iterator[str]:
    for name, branch in tree.branches.items():
        between = f' [label="{branch.skipped} between"]' if branch.skipped else ""
        yield f"  {_node(tree, branch.above)} -> {_id('job', name)}{between}"
    for need, name in tree.needs:
        yield f"  {_id('job', need)} -> {_id('job', name)} [style=dashed, constraint=false, label=needs]"


def _more(tree: Tree) -> Iterator[str]:
    for name, count in tree.hidden.items():
        if name in tree.branches or name in tree.sources:
            node = _id("more", name)
            yield _box(node, [f"… {plural(count, 'job')} not shown"], MORE, 'style="dashed"')
            yield f"  {_node(tree, name)} -> {node} [style=dotted, arrowhead=none]"


def _legend(tree: Tree) -> Iterator[str]:
    yield "  subgraph cluster_legend {"
    yield '    label="legend"'
    yield "  " + _box(_id("legend", "source"), ["source"], SOURCE, OVAL)
    for phase in phases_of(tree):
        yield "  " + _box(_id("legend", phase), [phase], PHASES[phase])
    yield "  }"
