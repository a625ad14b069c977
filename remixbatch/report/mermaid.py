"""A graph as Mermaid's text, which GitHub and GitLab draw inside Markdown."""

import re
from collections.abc import Iterator

from remixbatch.report.graph_colors import MORE, PHASES, SOURCE, phases_of
from remixbatch.report.mark import mark
from remixbatch.report.text import plural, told
from remixbatch.report.tree import Tree
from remixbatch.report.tree_text import left_out

# `#` begins one of Mermaid's entities, a quote ends a label, a backtick makes it Markdown, `<` HTML.
_MARKUP = re.compile(r"[^\w .,:;@/()+=~?!-]", re.ASCII)
_PLAIN = re.compile(r"[^A-Za-z0-9]")


def mermaid(tree: Tree) -> str:
    """A flowchart: a box a job with mark and phase, `needs` as dotted arrows, a legend of the phases."""
    lines = ["flowchart LR"]
    if tree.left_out:
        lines.append(f"  %% {left_out(tree)}")
    lines += [f'  {_id("s", name)}(["{label(name)}"]):::source' for name in tree.sources]
    for name, branch in tree.branches.items():
        sign, phase = mark(branch.row)[0], branch.row.step.phase
        # the mark spelled out: `+ ` at its beginning would make a label a Markdown list
        lines.append(f'  {_id("j", name)}["#{ord(sign)}; {label(name)}<br/>{phase}"]:::{phase}')
    lines += _arrows(tree)
    lines += _more(tree)
    return "\n".join([*lines, *_legend(tree)])


def label(text: str) -> str:
    """Text inside quotes, spelled so that nothing in it is markup."""
    return _MARKUP.sub(lambda found: f"#{ord(found[0])};", told(text))


def _id(kind: str, name: str) -> str:
    """An identifier that is the same in every drawing of this job. `_` spells what is not a letter or digit."""
    return f"{kind}_" + _PLAIN.sub(lambda found: f"_{ord(found[0]):x}_", name)


def _node(tree: Tree, name: str) -> str:
    return _id("j" if name in tree.branches else "s", name)


def _arrows(tree: Tree) -> Iterator[str]:
    for name, branch in tree.branches.items():
        between = f'|"{branch.skipped} between"| ' if branch.skipped else ""
        yield f"  {_node(tree, branch.above)} -->{between or ' '}{_id('j', name)}"
    for need, name in tree.needs:
        yield f"  {_id('j', need)} -. needs .-> {_id('j', name)}"


def _more(tree: Tree) -> Iterator[str]:
    for name, count in tree.hidden.items():
        if name in tree.branches or name in tree.sources:
            node = _id("m", name)
            yield f'  {node}["… {plural(count, "job")} not shown"]:::more'
            yield f"  {_node(tree, name)} -.- {node}"


def _legend(tree: Tree) -> Iterator[str]:
    phases = phases_of(tree)
    yield "  subgraph legend"
    yield "    direction LR"
    yield '    l_source(["source"]):::source'
    yield from (f'    l_{phase}["{phase}"]:::{phase}' for phase in phases)
    yield "  end"
    yield _class("source", SOURCE)
    yield from (_class(phase, PHASES[phase]) for phase in phases)
    if tree.left_out:
        yield _class("more", MORE) + ",stroke-dasharray:4"


def _class(name: str, colors: tuple[str, str]) -> str:
    fill, line = colors
    return f"  classDef {name} fill:{fill},stroke:{line},color:#000"
