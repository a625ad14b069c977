"""A plan for a person: what costs money comes last, and the last lines tell all of it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from remixbatch.errors import Exit
from remixbatch.graph import Graph, Job
from remixbatch.holdings import Holdings
from remixbatch.plan import Plan, total
from remixbatch.report.extras import Extras, Retries, Unclear
from remixbatch.report.mark import MARKS, mark
from remixbatch.report.row import Row, orphan_rows, roots_of, rows, total_cost
from remixbatch.report.text import about, cells, counted, pad, paint, plural, some, usd, wrap
from remixbatch.step import Decision, Step
from remixbatch.take import Phase
from remixbatch.unfinished import left_open


def plan_text(
    graph: Graph,
    plan: Plan,
    holdings: Holdings,
    *,
    seconds: float | None = None,
    extras: Extras | None = None,
    width: int = 80,
    color: bool = False,
    verbose: bool = False,
) -> str:
    """Every job that does not stay as it is, then the counts, what is submitted, and the total.

    `seconds`: a guess of how long it takes, None where nobody knows.
    """
    every = [*rows(graph, plan.steps, holdings), *orphan_rows(graph, holdings)]
    groups = {word: [row for row in every if row.step.decision is word] for word in MARKS}
    shown = {
        word: [_line(graph, row) for row in groups[word]]
        for word in MARKS
        if verbose or word is not Decision.KEEP
    }
    layout = _Layout.of([line for group in shown.values() for line in group], width, color=color)
    told = {
        word: [text for line in group for text in layout.set(line)] for word, group in shown.items()
    }
    due = told.pop(Decision.SUBMIT)
    above = [text for group in told.values() for text in group]
    if not verbose:
        above = [*_kept(len(groups[Decision.KEEP]), color=color), *above]
    if above:
        above.append("")
    ending = _total(graph, groups, seconds, width)
    ending = [paint(text, "bold", color=color) for text in ending]
    asked = _asked(graph, groups[Decision.ASK], width)
    doubts = _doubts(
        holdings, {row.step.handle for row in every if row.step.job in plan.steps}, width
    )
    more = [] if extras is None else not_counted(extras, width)
    counts = wrap(_counts(groups), width)
    return "\n".join([*above, *counts, *due, *ending, *more, *asked, *doubts])


def _kept(count: int, *, color: bool) -> list[str]:
    if not count:
        return []
    stay = "job stays as it is" if count == 1 else "jobs stay as they are"
    return [paint(f"= {count:,} {stay} (--verbose lists them)", "dim", color=color)]


# -- one job -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    mark: str
    style: str
    job: str
    reason: str
    price: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layout:
    """How wide each column is set, over all lines."""

    names: int  # a longer one takes a line of its own
    reasons: int
    prices: int
    color: bool

    @classmethod
    def of(cls, lines: Sequence[_Line], width: int, *, color: bool) -> "_Layout":
        names = min(max((cells(line.job) for line in lines), default=0), max(10, width // 3))
        prices = max((len(line.price) for line in lines), default=0)
        room = max(20, width - names - 4 - (prices + 2 if prices else 0))
        longest = max((cells(line.reason) for line in lines), default=0)
        return cls(names=names, reasons=min(room, longest), prices=prices, color=color)

    def set(self, line: _Line) -> Iterator[str]:
        head = f"{paint(line.mark, line.style, color=self.color)} {line.job}"
        if cells(line.job) > self.names:
            yield head
            head = " " * (self.names + 2)
        else:
            head += " " * (self.names - cells(line.job))
        first, *more = wrap(line.reason, self.reasons)
        price = f"  {line.price:>{self.prices}}" if line.price else ""
        yield f"{head}  {pad(first, self.reasons) if price else first}{price}"
        for text in more:
            yield " " * (self.names + 4) + text


def _line(graph: Graph, row: Row) -> _Line:
    sign, style = mark(row)
    return _Line(
        mark=sign, style=style, job=row.job, reason=_reason(graph, row), price=_price(graph, row)
    )


def _reason(graph: Graph, row: Row) -> str:
    step = row.step
    if step.phase is Phase.UNCLEAR:
        return f"{row.reason}; `remixbatch status` shows what to do"
    if step.decision is Decision.ORPHAN:
        return (
            f"{row.reason}; {plural(len(row.takes), 'take')}, {usd(total_cost(graph, row.takes))}"
        )
    return row.reason


def _price(graph: Graph, row: Row) -> str:
    if row.step.decision not in (Decision.SUBMIT, Decision.ASK) or row.step.phase is Phase.UNCLEAR:
        return ""
    if row.entry is not None and graph.providers[row.entry.provider].profile.free:
        return "free"
    return usd(row.step.usd)


# -- the end -----------------------------------------------------------------------------------------


def _counts(groups: dict[Decision, list[Row]]) -> str:
    orphans = len(groups[Decision.ORPHAN])
    counts = {word.value: len(found) for word, found in groups.items()}
    del counts[Decision.ORPHAN]
    jobs = f"{plural(sum(counts.values()), 'job')}: {counted(counts)}"
    return f"{jobs}; {plural(orphans, 'orphan')}" if orphans else jobs


def _total(
    graph: Graph, groups: dict[Decision, list[Row]], seconds: float | None, width: int
) -> list[str]:
    due, flying = groups[Decision.SUBMIT], groups[Decision.ATTACH]
    time = "" if seconds is None else f", {about(seconds)}"
    if not due:
        looked_after = f" {plural(len(flying), 'take')} to look after{time}." if flying else ""
        return [f"Nothing to submit.{looked_after}"]
    takes = plural(len(due), "take")
    paid = [row for row in due if _price(graph, row) != "free"]
    if not paid:
        return [f"To submit: {takes}, free{time}"]
    amount = total(row.step.usd for row in paid)
    if amount is not None:
        return wrap(f"To submit: {takes}, {usd(amount)}{_basis(graph, paid)}{time}", width)
    known = sum(row.step.usd or 0 for row in paid)
    what = f"{usd(known)} and an unknown amount" if known else "unknown"
    missing = "; ".join(missing_prices(graph, paid))
    return wrap(f"To submit: {takes}, {what}: {missing}{time.replace(',', ';')}", width)


def grand_total(plans: Sequence[Plan], seconds: Sequence[float | None]) -> str:
    """The last line of several plans, whose runs come one after another."""
    due = [step for plan in plans for step in plan.of(Decision.SUBMIT)]
    specs = plural(len(plans), "spec")
    if not due:
        return f"All {specs}: nothing to submit."
    known = [each for each in seconds if each is not None]
    time = f", {about(sum(known))}" if len(known) == len(seconds) else ""
    return f"All {specs}, to submit: {plural(len(due), 'take')}, {_sum(due)}{time}"


def _sum(due: Sequence[Step]) -> str:
    amount = total(step.usd for step in due)
    if amount == 0:
        return "free"
    known = sum(step.usd or 0 for step in due)
    return usd(amount) if amount is not None or not known else f"{usd(known)} and an unknown amount"


def _basis(graph: Graph, paid: Iterable[Row]) -> str:
    """Where the prices hang on a length that the spec does not say."""
    told = {source.name for source in graph.sources.values() if source.seconds_told}
    roots = roots_of(graph) if told else {}
    return " (seconds from the service)" if any(roots.get(row.job) in told for row in paid) else ""


def missing_prices(graph: Graph, due: Iterable[Row]) -> list[str]:
    """What to add to the spec so that every price is known."""
    unknown = [row.entry for row in due if row.step.usd is None and row.entry is not None]
    roots = roots_of(graph) if unknown else {}
    wanted = Counter(missing_price(graph, entry, roots[entry.address]) for entry in unknown)
    return [f"add {what}" for what, _ in wanted.most_common(3)]


def missing_price(graph: Graph, entry: Job, source: str) -> str:
    """What the spec lacks for the price of a job whose lineage begins with this source."""
    provider = graph.providers[entry.provider]
    if provider.per_second is None and provider.per_take is None:
        return f"a `price` to provider {provider.name}"
    return f"`seconds` to source {source}"


def not_counted(extras: Extras, width: int) -> list[str]:
    """What may come on top of what is told."""
    texts = [] if extras.unclear is None else [unclear_text(extras.unclear)]
    texts += [] if extras.retries is None else [retries_text(extras.retries)]
    return [line for text in texts for line in wrap(f"Not counted: {text}", width)]


def unclear_text(extras: Unclear) -> str:
    """What unclear takes may add."""
    takes, names = plural(len(extras.steps), "take"), some([step.job for step in extras.steps])
    if extras.again and extras.found:
        made = f"once it is known what became of {some([*extras.again, *extras.found])}"
    else:
        unclear = extras.again or extras.found
        turn = "turns" if len(unclear) == 1 else "turn"
        made = f"if {some(unclear)} {turn} out {'not ' * bool(extras.again)}to have been made"
    if extras.free or extras.usd is None:
        price = "free" if extras.free else "of unknown price"
        return f"up to {takes} more, {price} ({names}), {made}"
    return f"up to {usd(extras.usd)} more ({takes}: {names}) {made}"


def retries_text(retries: Retries) -> str:
    """What takes that fail, and are asked for again, may add."""
    most = max(retries.times.values())
    often = "once more" if most == 1 else f"up to {most} times more"
    takes = plural(retries.takes, "take")
    amount = f"{takes} more, of unknown price"
    if retries.usd is not None:
        amount = f"{usd(retries.usd)} more"
    return f"up to {amount}, if takes fail: each is asked for {often} (`retry`)"


def _asked(graph: Graph, asking: Sequence[Row], width: int) -> list[str]:
    stale = [row for row in asking if row.step.phase is Phase.BLOCKED]
    if not stale:
        return []
    free = all(_price(graph, row) == "free" for row in stale)
    amount = "free" if free else usd(total(row.step.usd for row in stale))
    return wrap(
        f"Not counted: {plural(len(stale), 'take')} whose parent changed, {amount}; "
        f"--on-parent-change rerun {'makes' if free else 'pays for'} them, keep leaves them",
        width,
    )


def _doubts(holdings: Holdings, spoken_for: Collection[str | None], width: int) -> list[str]:
    """Unclear submissions of former prompts and former jobs: no line above tells of them."""
    found = [code for code, _ in left_open(holdings, spoken_for, {})].count(Exit.UNCLEAR)
    if not found:
        return []
    return wrap(
        f"Unclear: {plural(found, 'earlier submission')}, which may have been paid for; "
        "`remixbatch status` shows what to do",
        width,
    )
