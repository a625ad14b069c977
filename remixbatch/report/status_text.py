"""Where every job stands, as a table; and what a person must decide, as commands to copy."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from remixbatch.events import stamp, unstamp
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.plan import Plan
from remixbatch.reply import ID_LIMIT
from remixbatch.report.next import CANDIDATES, resolve_commands
from remixbatch.report.row import OPEN, Found, Row, cost, orphan_rows, rows, spending
from remixbatch.report.text import cells, counted, fit, paint, plural, span, told, usd, wrap
from remixbatch.step import Step
from remixbatch.take import Phase, Take

STYLES = {
    Phase.COMPLETED: "green",
    Phase.RUNNING: "cyan",
    Phase.SUBMITTING: "cyan",
    Phase.UNCLEAR: "yellow",
    Phase.FAILED: "red",
    Phase.REFUSED: "red",
    Phase.LOST: "red",
}
HEAD = ("job", "take", "phase", "id", "time", "usd", "note")
PHASE, ID, NOTE = HEAD.index("phase"), HEAD.index("id"), HEAD.index("note")
GAP = 2
NARROW_ID, NARROW_NOTE, NARROWEST_NOTE = 9, 24, 12


def status_text(
    graph: Graph,
    plan: Plan,
    holdings: Holdings,
    *,
    spec: str,
    at: float,
    width: int = 80,
    color: bool = False,
) -> str:
    every = [*rows(graph, plan.steps, holdings), *orphan_rows(graph, holdings)]
    blocks = [
        _table(every, at, width, color=color),
        _ending(graph, plan.steps, holdings, width),
        *_unclear_blocks(every, _unasked(graph, holdings), spec, at, width),
    ]
    return "\n\n".join(block for block in blocks if block)


# -- the table ---------------------------------------------------------------------------------------


def _table(every: Sequence[Row], at: float, width: int, *, color: bool) -> str:
    from tabulate import tabulate  # noqa: PLC0415 - other commands do not need it

    head, *lines = _narrowed([list(HEAD), *(_cells(row, at) for row in every)], width)
    for row, line in zip(every, lines, strict=True):
        line[PHASE] = paint(line[PHASE], STYLES.get(row.step.phase), color=color)
    # the head as a line like any other: as headers it would be padded
    return tabulate([head, *lines], tablefmt="plain", disable_numparse=True)


def _cells(row: Row, at: float) -> list[str]:
    take = row.take
    if take is None:
        return [row.job, str(row.step.take), row.step.phase.value, "", "", "", row.note]
    return [
        row.job,
        str(take.take),
        row.step.phase.value,
        told(take.id or ""),
        _time(take, at),
        "" if cost(take) is None else usd(cost(take)),
        row.note or told(take.file or ""),
    ]


def _time(take: Take, at: float) -> str:
    """How long it took, or has been going on."""
    if take.submitted is None:
        return ""
    end = unstamp(take.completed) if take.completed else at
    return span(end - unstamp(take.submitted)) if take.completed or take.phase in OPEN else ""


def _narrowed(lines: list[list[str]], width: int) -> list[list[str]]:
    """Ids are cut to their ends or left out, notes cut to what is left; names stay whole, to be copied."""
    widest = [max(map(cells, column)) for column in zip(*lines, strict=True)]
    room = width - sum(widest[:NOTE]) - GAP * NOTE
    if room < min(widest[NOTE], NARROW_NOTE) and widest[ID] > NARROW_ID:
        room += widest[ID] - NARROW_ID
        for line in lines:
            line[ID] = line[ID] if cells(line[ID]) <= NARROW_ID else f"…{line[ID][-8:]}"
    if room < NARROWEST_NOTE:
        room += min(widest[ID], NARROW_ID) + GAP
        lines = [[*line[:ID], *line[ID + 1 :]] for line in lines]
    return [[*line[:-1], fit(line[-1], max(room, NARROWEST_NOTE))] for line in lines]


# -- below it ----------------------------------------------------------------------------------------


def _ending(graph: Graph, steps: Mapping[str, Step], holdings: Holdings, width: int) -> str:
    phases = Counter(step.phase for step in steps.values())
    money = spending(graph, holdings.takes.values())
    parts = [usd(money.total)]
    if money.open:
        parts.append(f"{usd(money.open)} of it in flight or unclear")
    if money.unpriced:
        parts.append(f"{plural(money.unpriced, 'take')} of unknown price")
    counts = counted({phase.value: phases[phase] for phase in Phase})
    lines = (f"{plural(len(steps), 'job')}: {counts}", f"Spent: {', '.join(parts)}")
    return "\n".join(text for line in lines for text in wrap(line, width))


def _unasked(graph: Graph, holdings: Holdings) -> int:
    """How many unclear takes have a service with a list that nobody asked about them yet.

    A key may protect others still; whether it does only the service's clock could say.
    """
    return sum(
        take.phase is Phase.UNCLEAR
        and (provider := graph.speaker(take)) is not None
        and provider.profile.listing is not None
        and holdings.held(handle) is None
        for handle, take in holdings.takes.items()
    )


def _unclear_blocks(
    every: Iterable[Row], unasked: int, spec: str, at: float, width: int
) -> Iterator[str]:
    """For each unclear take what is known of it, and the lines that settle it."""
    found = [(row, [take for take in row.takes if take.phase is Phase.UNCLEAR]) for row in every]
    count = sum(len(takes) for _, takes in found)
    if not count:
        return
    them = "it was" if count == 1 else "they were"
    about = "it" if count == 1 else "them" if unasked == count else f"{unasked:,} of them"
    first = (
        f"`remixbatch run` tries first to settle {about} with the service. Or look"
        if unasked
        else "Look"
    )
    told_once = (
        f"{plural(count, 'unclear submission')}: whether {them} paid for is unknown, so nothing is "
        f"repeated. {first} for the video at the service, then say what you found:"
    )
    yield "\n".join(wrap(told_once, width))
    for row, takes in found:
        for take in takes:
            yield "\n".join(_unclear(row, take, spec, at, width))


def _unclear(row: Row, take: Take, spec: str, at: float, width: int) -> Iterator[str]:
    age = f" ({span(at - unstamp(take.submitted))} ago)" if take.submitted else ""
    yield f"  {row.job}, take {take.take}: submitted {take.submitted or ''}{age} to {told(take.origin)}"
    yield f"    from     {told(take.parent)}"
    yield f"    prompt   {told(take.prompt, 200)}"
    if take.error:
        yield f"    because  {told(take.error.get('message', ''))}"
    yield from _list_told(row.found.get(take.uid), at, width)
    for line in resolve_commands(spec, row, take):
        yield f"    {line}"


def _list_told(found: Found | None, at: float, width: int) -> Iterator[str]:
    """What the service's list showed, and when it was asked."""
    if found is None:
        return
    when = "" if found.at is None else f" (asked {span(at - found.at)} ago)"
    first, *rest = wrap(f"{told(found.reason)}{when}", max(40, width - 13))
    yield f"    list     {first}"
    yield from (f"             {line}" for line in rest)
    for each in found.candidates[:CANDIDATES]:
        made = each.get("created")
        yield f"    maybe    {told(str(each['id']), ID_LIMIT)}" + (
            "" if made is None else f", made {stamp(made)}"
        )
    if (more := len(found.candidates) - CANDIDATES) > 0:
        yield f"             and {more:,} more (--json lists them)"
