"""A plan for a person: what costs money comes last, and the last lines tell all of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from remixbatch.graph import Graph
from remixbatch.plan import Decision, Plan, total
from remixbatch.report.row import Row, orphan_rows, rows, total_cost
from remixbatch.report.text import cells, counted, pad, paint, plural, some, told, usd, wrap
from remixbatch.take import Holdings, Phase

# In the order they are told. The mark says it without colour, too.
MARKS = {
    Decision.KEEP: ("=", "dim"),
    Decision.ORPHAN: ("-", "dim"),
    Decision.ATTACH: (">", "cyan"),
    Decision.BLOCKED: ("!", "red"),
    Decision.ASK: ("?", "yellow"),
    Decision.SUBMIT: ("+", "green"),
}
CHANGED = ("~", "yellow")
MONEY = 9  # columns of a price


def plan_text(
    graph: Graph,
    plan: Plan,
    holdings: Holdings,
    *,
    width: int = 80,
    color: bool = False,
    verbose: bool = False,
) -> str:
    """Every job that does not stay as it is, then the counts, what is submitted, and the total."""
    every = [*rows(graph, plan.steps, holdings), *orphan_rows(graph, holdings)]
    groups = {word: [row for row in every if row.step.decision is word] for word in MARKS}
    shown = [word for word in MARKS if word is not Decision.KEEP or verbose]
    column = _column([row for word in shown for row in groups[word]], width)
    lines: list[str] = []
    for word in shown[:-1]:
        for row in groups[word]:
            lines += _lines(graph, row, column, width, color=color)
    if kept := (0 if verbose else len(groups[Decision.KEEP])):
        stay = f"= {plural(kept, 'job')} stay as they are (--verbose lists them)"
        lines.insert(0, paint(stay, "dim", color=color))
    if lines:
        lines.append("")
    due = groups[Decision.SUBMIT]
    lines.append(_counts(groups))
    for row in due:
        lines += _lines(graph, row, column, width, color=color)
    lines += [paint(line, "bold", color=color) for line in _total(graph, due, width)]
    return "\n".join([*lines, *_asked(groups[Decision.ASK], width)])


# -- one job -----------------------------------------------------------------------------------------


def _column(listed: Sequence[Row], width: int) -> int:
    """How wide the names are set; a longer one takes a line of its own."""
    longest = max((cells(row.job) for row in listed), default=0)
    return min(longest, max(10, width // 3))


def _lines(graph: Graph, row: Row, column: int, width: int, *, color: bool) -> Iterator[str]:
    mark, style = _mark(row)
    price = _price(graph, row)
    room = max(20, width - column - 4 - (MONEY + 1 if price else 0))
    reason = wrap(_reason(graph, row), room)
    head = f"{paint(mark, style, color=color)} {row.job}"
    if cells(row.job) > column:
        yield head
        first = " " * (column + 2)
    else:
        first = head + " " * (column - cells(row.job))
    tail = f" {price:>{MONEY}}" if price else ""
    yield f"{first}  {pad(reason[0], room) if tail else reason[0]}{tail}"
    for more in reason[1:]:
        yield " " * (column + 4) + more


def _mark(row: Row) -> tuple[str, str]:
    if row.step.decision is Decision.SUBMIT and row.takes:
        return CHANGED
    return MARKS[row.step.decision]


def _reason(graph: Graph, row: Row) -> str:
    step = row.step
    if step.decision is Decision.SUBMIT and step.phase is Phase.BLOCKED and row.entry is not None:
        before = [row.entry.parent] if step.parent is None else list(row.entry.needs)
        return f"{row.reason}; after {told(some(before, 3))}"
    if step.decision is Decision.ORPHAN:
        cost = total_cost(graph, row.takes)
        return f"{row.reason}; {plural(len(row.takes), 'take')} cost {usd(cost)}"
    return row.reason


def _price(graph: Graph, row: Row) -> str:
    if row.step.decision not in (Decision.SUBMIT, Decision.ASK) or row.step.phase is Phase.UNCLEAR:
        return ""
    if row.entry is not None and graph.providers[row.entry.provider].profile.free:
        return "free"
    return usd(row.step.usd)


# -- the end -----------------------------------------------------------------------------------------


def _counts(groups: dict[Decision, list[Row]]) -> str:
    jobs = sum(len(found) for word, found in groups.items() if word is not Decision.ORPHAN)
    counts = {word.value: len(found) for word, found in groups.items()}
    return f"{plural(jobs, 'job')}: {counted(counts) or 'nothing to do'}"


def _total(graph: Graph, due: Sequence[Row], width: int) -> list[str]:
    if not due:
        return ["Nothing to submit."]
    takes = plural(len(due), "take")
    paid = [row for row in due if _price(graph, row) != "free"]
    if not paid:
        return [f"To submit: {takes}, free"]
    amount = total(row.step.usd for row in paid)
    if amount is not None:
        return [f"To submit: {takes}, {usd(amount)}"]
    known = sum(row.step.usd or 0 for row in paid)
    what = f"{usd(known)} and an unknown amount" if known else "unknown"
    return wrap(f"To submit: {takes}, {what}: {'; '.join(missing_prices(graph, paid))}", width)


def missing_prices(graph: Graph, due: Iterable[Row]) -> list[str]:
    """What to add to the spec so that every price is known."""
    wanted = Counter(
        _missing(graph, row) for row in due if row.step.usd is None and row.entry is not None
    )
    return [f"add {what}" for what, _ in wanted.most_common(3)]


def _missing(graph: Graph, row: Row) -> str:
    assert row.entry is not None
    provider = graph.providers[row.entry.provider]
    if provider.per_second is None and provider.per_take is None:
        return f"a `price` to provider {provider.name}"
    entry = row.entry
    while entry.source is None:
        entry = graph.jobs[entry.parent]
    return f"`seconds` to source {entry.parent}"


def _asked(asking: Sequence[Row], width: int) -> list[str]:
    stale = [row for row in asking if row.step.phase is Phase.BLOCKED]
    if not stale:
        return []
    amount = usd(total(row.step.usd for row in stale))
    return wrap(
        f"Not counted: {plural(len(stale), 'take')} whose parent changed, {amount}; "
        "--on-parent-change rerun pays for them, keep leaves them",
        width,
    )
