"""The last lines of a run. The first of them says how it ended; the last is the next command."""

from collections import Counter
from collections.abc import Mapping, Sequence

from remixbatch.errors import Exit, worst
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.rehearsal import Rehearsal
from remixbatch.report.cause import TITLES, Cause, causes
from remixbatch.report.next import NOTHING, Next, command, commit, next_of_rehearsal, next_of_run
from remixbatch.report.row import orphan_rows, rows, spending
from remixbatch.report.text import (
    counted,
    ended,
    linked,
    paint,
    plural,
    some,
    span,
    told,
    usd,
    wrap,
)
from remixbatch.step import Step
from remixbatch.take import Phase

MOST = 5  # causes shown of one exit code
NARROWEST = 40  # columns of a cause


def summary(
    graph: Graph,
    steps: Mapping[str, Step],
    holdings: Holdings,
    codes: Mapping[Exit, list[str]],
    *,
    new: int,
    spent: int,
    unpriced: int = 0,
    open_: int = 0,
    elapsed: float,
    spec: str,
    lock: str | None,
    report: str,
    resume: str | None = None,
    only: Sequence[str] = (),
    given_up: Mapping[str, str] | None = None,
    absent: int = 0,
    gone: int = 0,
    report_url: str | None = None,
    rehearsal: Rehearsal | None = None,
    rescued: Mapping[str, str] = NOTHING,
    width: int | None = None,
    color: bool = False,
) -> str:
    """`new`: intents of this run; `spent`: their money in micro-dollars; `unpriced`: those whose price is unknown;
    `open_`: how much of `spent` is in flight or unclear.

    `lock`: None where there is none yet. `absent`: finished takes whose videos are not on
    the disk, and `gone`: those of them that the service has no more, counted apart. `report_url`: where the report's path leads
    on a terminal that knows links. `width`: causes are broken to it.
    """
    found = rows(graph, steps, holdings, given_up)
    code = worst(codes)
    paths = [f"report  {linked(told(report, 4000), report_url)}"]
    if rehearsal is None:
        head = f"{graph.name}: {_counts(steps)}; {_money(new, spent, unpriced, open_)}; {span(elapsed)}"
        after = next_of_run(
            found, codes, spec=spec, resume=resume, only=only, rescued=rescued
        ) or _last(spec, lock)
        paths += [] if lock is None else [f"lock    {told(lock, 4000)}"]
    else:
        would = would_cost(graph, holdings)
        head = f"Rehearsal: {graph.name}: {_counts(steps)}; {new:,} submitted, {would}; {span(elapsed)}"
        after = next_of_rehearsal(codes, steps, given_up or {}, rehearsal)
    if gone and code is Exit.DONE:
        are, them = ("is", "it") if gone == 1 else ("are", "them")
        paths.insert(
            0, f"gone    {plural(gone, 'video')} {are} not here, and the service has {them} no more"
        )
    if absent and code is Exit.DONE:
        are, them = ("is", "it") if absent == 1 else ("are", "them")
        line = f"videos  {absent:,} {are} not here; `{command('fetch', spec)}` gets {them}"
        paths.insert(0, line)
    if orphans := orphan_rows(graph, holdings):
        names = some([row.job for row in orphans])
        paths.insert(0, f"orphans {names}: not in the spec any more, their takes are kept")
    return "\n".join(
        [
            paint(head, "green" if code is Exit.DONE else "bold", color=color),
            *explained(causes(found, codes), width=width, color=color),
            *paths,
            *after.lines(color=color),
        ]
    )


def _last(spec: str, lock: str | None) -> Next:
    if lock is None:
        return Next(command=command("status", spec), why="shows where each job stands")
    return commit(lock)


def would_cost(graph: Graph, holdings: Holdings) -> str:
    """What the service would have charged for all that was rehearsed."""
    money = spending(graph, holdings.takes.values())
    parts = [usd(money.total)] if money.total else []
    parts += [f"the unknown price of {plural(money.unpriced, 'take')}"] if money.unpriced else []
    return f"nothing was spent; would have cost {' and '.join(parts) or 'nothing'}"


def _counts(steps: Mapping[str, Step]) -> str:
    phases = Counter(step.phase for step in steps.values())
    return (
        f"{plural(len(steps), 'job')}: {counted({phase.value: phases[phase] for phase in Phase})}"
    )


def _money(new: int, spent: int, unpriced: int, open_: int) -> str:
    if not new:
        return "nothing submitted"
    money = [f"{usd(spent)} spent"] if spent else []
    if spent and open_:
        money = [f"{usd(spent)} spent, {usd(open_)} of it in flight or unclear"]
    money += [f"{unpriced:,} at an unknown price"] if unpriced else []
    return f"{new:,} submitted, {' and '.join(money) or 'nothing spent'}"


def explained(found: Sequence[Cause], *, width: int | None = None, color: bool) -> list[str]:
    """Why not all is done: a title for each exit code, a line for each cause."""
    lines: list[str] = []
    for code in dict.fromkeys(cause.exit for cause in found):
        same = [cause for cause in found if cause.exit is code]
        style = "yellow" if code in (Exit.UNFINISHED, Exit.BUDGET) else "red"
        title = f"{TITLES.get(code, code.name.lower())} (exit {int(code)})"
        lines.append(paint(title, style, color=color))
        for cause in same[:MOST]:
            lines += _hung(_cause(cause), width)
        if len(same) > MOST:
            lines.append(f"  and {len(same) - MOST} other causes; the report has all of them")
    return lines


def _cause(cause: Cause) -> str:
    if not cause.jobs:
        return cause.text
    return f"{len(cause.jobs):,} × {ended(cause.text)}: {some(cause.jobs)}"


def _hung(text: str, width: int | None) -> list[str]:
    """The lines of a cause: those after the first stand further in."""
    first, *rest = [text] if width is None else wrap(text, max(NARROWEST, width - len("    ")))
    return [f"  {first}", *(f"    {line}" for line in rest)]
