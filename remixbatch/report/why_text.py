"""`why` for a person: the decision first, then what it hangs on, the next command last."""

from collections.abc import Iterator, Mapping
from typing import Any

from remixbatch.asked import Change
from remixbatch.graph import Graph
from remixbatch.report.block import LABEL, field, labelled, titled, value
from remixbatch.report.mark import mark
from remixbatch.report.plan_text import missing_price
from remixbatch.report.row import Row, roots_of
from remixbatch.report.text import paint, plural, told, usd, wrap
from remixbatch.report.verdict import Bench, Verdict, named
from remixbatch.report.why import Why
from remixbatch.report.word_diff import word_diff
from remixbatch.step import Decision
from remixbatch.take import Phase

BLOCKERS = 6  # shown of a chain; its end always is
TAKES = 20  # shown of a history, the latest
KEY = 11  # characters of a key that are shown: `k1:` and eight digits


def why_text(found: Why, bench: Bench, *, spec: str, width: int = 80, color: bool = False) -> str:
    """Blocks without those that would be empty. `spec`: its path, as a person would type it."""
    blocks = [
        _head(found, bench.graph, width, color=color),
        titled(_since(found), _changes(found, bench, width, color=color), color=color),
        titled("Parent", _parent(found, bench, width), color=color),
        titled("Blocked by", _blockers(found, width), color=color),
        titled("Waits for", _waits(found, width), color=color),
        titled(_takes_title(found), _takes(found, width, color=color), color=color),
        titled("Next", _next(found, spec, width), color=color),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _head(found: Why, graph: Graph, width: int, *, color: bool) -> list[str]:
    row = found.row
    sign, style = mark(row)
    job = f"{paint(sign, style, color=color)} {paint(row.job, 'bold', color=color)}"
    place = (
        "" if row.entry is None else f"  {told(row.entry.place.file, 4000)}:{row.entry.place.line}"
    )
    lines = [f"{job}  {row.step.phase}{place}"]
    decided = f"{row.step.decision}: {row.reason}"
    lines += field("decision", decided, width, color=color)
    if row.step.decision is Decision.SUBMIT or _asks_for_money(row):
        lines += field("price", _price(graph, row), width, color=color)
    asked = row.entry or found.compared
    if asked is not None and not any(change.field == "prompt" for change in found.changes):
        lines += field("prompt", asked.prompt, width, color=color)
    return lines


def _asks_for_money(row: Row) -> bool:
    return row.step.decision is Decision.ASK and row.step.phase is Phase.BLOCKED


def _price(graph: Graph, row: Row) -> str:
    assert row.entry is not None  # an orphan is never submitted
    if graph.providers[row.entry.provider].profile.free:
        return "free"
    if row.step.usd is None:
        return f"unknown: add {missing_price(graph, row.entry, roots_of(graph)[row.job])}"
    return f"{usd(row.step.usd)} for one take"


# -- what changed ------------------------------------------------------------------------------------


def _since(found: Why) -> str:
    take = found.compared
    if take is None:
        return ""
    return f"Changed since take {take.take} ({told(take.submitted or 'time unknown')})"


def _changes(found: Why, bench: Bench, width: int, *, color: bool) -> Iterator[str]:
    for change in found.changes:
        if change.field == "prompt":
            lines = word_diff(change.old, change.new, width=width - LABEL - 2, color=color)
            yield from labelled("prompt", lines, color=color)
        else:
            yield from field(change.field, _change(found, bench, change), width, color=color)


def _change(found: Why, bench: Bench, change: Change) -> str:
    if change.field == "params":
        return _params(change.old, change.new)
    if change.field == "parent":
        origin = "" if found.compared is None else found.compared.origin
        now = "a video not made yet" if change.new is None else named(bench, origin, change.new)
        return f"{named(bench, origin, change.old)} → {now}"
    return f"{value(change.old)} → {value(change.new)}"


def _params(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Those that differ: `seconds: 4 → 8, size: none → 720p`."""
    differ = {
        name
        for name in old.keys() | new.keys()
        if name not in old or name not in new or old[name] != new[name]
    }
    return ", ".join(
        f"{name}: {value(old.get(name))} → {value(new.get(name))}" for name in sorted(differ)
    )


# -- what is around it -------------------------------------------------------------------------------


def _parent(found: Why, bench: Bench, width: int) -> list[str]:
    row, parent = found.row, found.parent
    if row.entry is None or parent in (*found.blockers[:1], *found.waits):
        return []
    if parent is None:
        source = bench.graph.sources[row.entry.parent]
        return _listed(f"{source.name}, a source: {told(source.identity or '')}", width)
    lines = _listed(_brief(parent), width)
    if parent.step.pick is not None:
        take = bench.holdings.takes[parent.step.pick]
        lines += _listed(
            f"  new takes start from {named(bench, take.origin, take.id or '')}", width
        )
    return lines


def _brief(row: Row) -> str:
    return f"{mark(row)[0]} {row.job}, {row.step.phase}: {since(row)}"


def since(row: Row) -> str:
    """The reason without the phase that it may begin with."""
    return row.reason.removeprefix(f"{row.step.phase}: ")


def _listed(text: str, width: int) -> list[str]:
    """Indented, continued further in."""
    inner = "  " + " " * (len(text) - len(text.lstrip()))
    first, *rest = wrap(text, width - len(inner) - 2)
    return [inner + first, *(f"{inner}  {line}" for line in rest)]


def _blockers(found: Why, width: int) -> Iterator[str]:
    """The chain up to the cause, which alone says why."""
    if not found.blockers:
        return
    *between, root = found.blockers
    for row in between[: BLOCKERS - 1]:
        yield f"  {mark(row)[0]} {row.job}"
    if len(between) >= BLOCKERS:
        yield f"  … {plural(len(between) - BLOCKERS + 1, 'job')} more (--json lists them) …"
    yield from _listed(_brief(root), width)
    if root.entry is not None:
        yield f"    {told(root.entry.place.file, 4000)}:{root.entry.place.line}"


def _waits(found: Why, width: int) -> Iterator[str]:
    for row in found.waits:
        yield from _listed(_brief(row), width)


# -- takes and money ---------------------------------------------------------------------------------


def _takes_title(found: Why) -> str:
    money = found.money
    spent = usd(money.total) if money.total or money.unpriced else "free"
    if money.open:
        part = "all" if money.open == money.total else usd(money.open)
        spent += f", {part} of it in flight or unclear"
    spent += f", {plural(money.unpriced, 'take')} of unknown price" if money.unpriced else ""
    return f"{plural(len(found.takes), 'take')}, {spent}"


def _takes(found: Why, width: int, *, color: bool) -> Iterator[str]:
    older = len(found.takes) - TAKES
    if older > 0:
        yield f"  … {plural(older, 'older take')} (--json lists them)"
    for verdict in found.takes[-TAKES:]:
        yield from _take(verdict, width, color=color)


def _take(verdict: Verdict, width: int, *, color: bool) -> Iterator[str]:
    take = verdict.take
    parts = [
        f"take {take.take}",
        take.phase,
        told(take.submitted or ""),
        verdict.money,
        told(take.id or take.uid),
    ]
    yield from _listed(", ".join(part for part in parts if part), width)
    words = "counts" if verdict.counts else "does not count"
    shown = paint(words, "green" if verdict.counts else "dim", color=color)
    first, *rest = wrap(f"{words}: {verdict.words}; key {take.key[:KEY]}", width - 4)
    yield f"    {first.replace(words, shown, 1)}"
    yield from (f"    {line}" for line in rest)


# -- the end -----------------------------------------------------------------------------------------


def _next(found: Why, spec: str, width: int) -> Iterator[str]:
    """A command where one helps; else what a person can do."""
    row = found.row
    if found.commands:
        yield from (f"  {command}" for command in found.commands)
        return
    root = found.blockers[-1] if found.blockers else row
    if row.step.decision is Decision.ORPHAN:
        yield from _orphan(found, spec, width)
    elif root.step.phase is Phase.REFUSED and root.entry is not None:
        place = root.entry.place
        yield from _listed(
            f"change the prompt of {root.job} at {told(place.file, 4000)}:{place.line}", width
        )
    elif row.step.decision is Decision.KEEP:
        yield "  nothing to do"


def _orphan(found: Why, spec: str, width: int) -> Iterator[str]:
    latest = max(verdict.take.at or "" for verdict in found.takes)
    text = f"its takes are kept, and count again if the job returns. The last thing that happened to them was at {told(latest)}; when the job left the spec is in git alone:"
    yield from _listed(text, width)
    entry = found.row.job.partition("@")[0].partition(".")[0]
    yield f"  git log -S '{told(entry)}:' -- {told(spec, 4000)}"
