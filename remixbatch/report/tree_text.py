"""A graph as a tree of lines: sources are roots, each job hangs below what it starts from."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from remixbatch.graph import Graph
from remixbatch.report.mark import WORDS, mark
from remixbatch.report.row import Row
from remixbatch.report.status_text import STYLES
from remixbatch.report.text import cells, counted, fit, paint, plural, some, told, wrap
from remixbatch.report.tree import Branch, Tree
from remixbatch.step import Decision
from remixbatch.take import Phase

DEEPEST = 12  # levels of indentation
FORK, LAST, BAR, SPACE = "├─ ", "└─ ", "│  ", "   "
NOTE = 12  # the least columns of a reason
ORPHANS = 20  # shown of them


def tree_text(
    graph: Graph,
    tree: Tree,
    orphans: Sequence[Row] = (),
    *,
    width: int = 80,
    color: bool = False,
) -> str:
    """Each source with its tree, then the jobs that left the spec, counts, what the marks mean, what is left out."""
    blocks = ["\n".join(_tree(graph, tree, source, width, color=color)) for source in tree.sources]
    if orphans:
        blocks.append("\n".join(_orphans(orphans, color=color)))
    blocks.append("\n".join(_ending(tree, orphans, width, color=color)))
    return "\n\n".join(blocks)


class _Spot(NamedTuple):
    """Where a line stands. `job`: None for a note, whose text is `left`."""

    job: str | None
    left: str
    level: int  # of indentation
    depth: int  # below the source, what is not shown counted
    last: bool


def _tree(graph: Graph, tree: Tree, source: str, width: int, *, color: bool) -> Iterator[str]:
    """A stack, not recursion: a lineage may be thousands long."""
    identity = told(graph.sources[source].identity or "")
    yield f"{paint(source, 'bold', color=color)}  {paint(identity, 'dim', color=color)}"
    stack = list(_below(tree, source, "", 1, 0))
    while stack:
        job, left, level, depth, last = stack.pop()
        if job is None:
            yield paint(left, "dim", color=color)
            continue
        branch = tree.branches[job]
        ending = last and level <= DEEPEST
        head = f"{left}{LAST if ending else FORK}{_distance(branch, depth)}"
        yield _line(branch.row, head, width, color=color)
        inner = left if level >= DEEPEST else left + (SPACE if last else BAR)
        stack += _below(tree, job, inner, level + 1, depth)


def _below(tree: Tree, name: str, left: str, level: int, depth: int) -> Iterator[_Spot]:
    """What hangs below a name, from the bottom: a note of what is left out, then the jobs."""
    jobs, hidden = tree.below.get(name, ()), tree.hidden.get(name, 0)
    if hidden:
        where = f" below {name}" if level > DEEPEST else ""
        note = f"{left}{LAST}… {plural(hidden, 'job')}{where} not shown"
        yield _Spot(None, note, level, depth, last=True)
    for index, job in enumerate(reversed(jobs)):
        deeper = depth + 1 + tree.branches[job].skipped
        yield _Spot(job, left, level, deeper, last=not index and not hidden)


def _distance(branch: Branch, depth: int) -> str:
    """What indentation cannot say: a level too deep for it, jobs left out between."""
    deep = f"(level {depth:,}) " if depth > DEEPEST else ""
    return f"{deep}… {branch.skipped:,} between … " if branch.skipped else deep


def _line(row: Row, head: str, width: int, *, color: bool) -> str:
    sign, style = mark(row)
    phase = row.step.phase
    plain = f"{head}{sign} {row.job}  {phase}"
    shown = f"{head}{paint(sign, style, color=color)} {row.job}  {paint(phase, STYLES.get(phase), color=color)}"
    if row.entry is not None and row.entry.needs:
        needs = f"  needs {some(row.entry.needs, 3)}"
        plain, shown = plain + needs, shown + needs
    room = width - cells(plain) - 2
    if note := _note(row):
        shown += f"  {fit(note, room) if room >= NOTE else ''}"
    return shown.rstrip()


def _note(row: Row) -> str:
    """Why it does not go on; what goes on by itself needs no words."""
    if row.step.decision is Decision.BLOCKED and row.step.root is not None:
        return f"because of {row.step.root}"
    reason = row.reason.removeprefix(f"{row.step.phase}: ")
    return reason if row.step.decision in (Decision.ASK, Decision.BLOCKED) else ""


def _orphans(orphans: Sequence[Row], *, color: bool) -> Iterator[str]:
    yield paint("not in the spec any more", "bold", color=color)
    for index, row in enumerate(orphans[:ORPHANS]):
        fork = LAST if index == len(orphans) - 1 else FORK
        yield f"{fork}{paint('-', 'dim', color=color)} {row.job}  {row.step.phase}"
    if len(orphans) > ORPHANS:
        yield paint(
            f"{LAST}… {plural(len(orphans) - ORPHANS, 'job')} not shown", "dim", color=color
        )


def _ending(tree: Tree, orphans: Sequence[Row], width: int, *, color: bool) -> Iterator[str]:
    rows = [branch.row for branch in tree.branches.values()]
    phases = Counter(row.step.phase for row in tree.wanted)
    counts = counted({phase.value: phases[phase] for phase in Phase})
    yield from wrap(f"{plural(len(tree.wanted), 'job')}{': ' if counts else ''}{counts}", width)
    signs = {mark(row)[0] for row in (*rows, *orphans)}
    if not signs:
        return
    legend = (f"{sign} {words}" for sign, words in WORDS.items() if sign in signs)
    lines = wrap(", ".join(legend).replace(" ", "\0").replace(",\0", ", "), width)
    yield from (paint(line.replace("\0", " "), "dim", color=color) for line in lines)
    if tree.left_out:
        yield from wrap(left_out(tree), width)


def left_out(tree: Tree) -> str:
    """What is not shown, and how to see it."""
    text = f"{tree.left_out:,} of {plural(len(tree.wanted), 'job')} not shown"
    if tree.sources_left_out:
        text += f", with {plural(tree.sources_left_out, 'source')}"
    return f"{text}; --all shows everything, --select NAME+ a part"
