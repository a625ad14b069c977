"""A dry run as it is told: each submission at its time, then what it comes to and how it ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from remixbatch.errors import Exit, worst
from remixbatch.graph import Graph
from remixbatch.money import dollars
from remixbatch.plan import total
from remixbatch.report.cause import Cause
from remixbatch.report.data import VERSION, exits_data, extras_data
from remixbatch.report.extras import Extras
from remixbatch.report.plan_text import not_counted
from remixbatch.report.summary import explained
from remixbatch.report.text import about, cells, fit, pad, paint, plural, span, told, usd, wrap

CONSENT = {
    "asks": "A run asks on a terminal before it spends; elsewhere the budget allows it.",
    "missing": "Nobody allowed this yet: a run asks on a terminal; elsewhere it needs --yes, "
    "or `budget: {run: …}` in the spec.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One submission. `seconds` since the start; `after`: the take it starts from, where it has no id yet."""

    seconds: float
    job: str
    take: int
    parent: str | None
    after: str | None
    usd: int | None  # micro-dollars; None: unknown
    free: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRun:
    """What a run would do if all went well. `seconds`: None where a provider says no usual time.

    `consent`: free, given, asks or missing.
    """

    spec: str
    sent: Sequence[Sent]
    seconds: float | None
    codes: Mapping[Exit, list[str]]
    consent: str
    extras: Extras | None = None  # what unclear takes and failed ones may add

    @property
    def usd(self) -> int | None:
        return total(each.usd for each in self.sent)


def dry_text(dry: DryRun, causes: Sequence[Cause], *, width: int = 80, color: bool = False) -> str:
    """For a person."""
    lines = [f"dry run of {told(dry.spec)}: nothing is sent, nothing is written"]
    lines += _sent(dry.sent, width)
    code = worst(dry.codes)
    end = f"; ends with exit {int(code)}{' (done)' if code is Exit.DONE else ''}"
    time = ", how long is unknown" if dry.seconds is None else f", {about(dry.seconds)}"
    idle = not dry.sent and not dry.seconds
    lines.append(paint(f"{_amount(dry.sent)}{'' if idle else time}{end}", "bold", color=color))
    if dry.extras is not None:
        lines += not_counted(dry.extras, width)
    lines += explained(causes, width=width, color=color)
    if dry.consent in CONSENT and dry.sent:
        lines += wrap(CONSENT[dry.consent], width)
    return "\n".join(lines)


def dry_data(dry: DryRun, graph: Graph) -> dict[str, Any]:
    """For programs."""
    return {
        "version": VERSION,
        "kind": "dry-run",
        "name": graph.name,
        "spec": dry.spec,
        "exit": int(worst(dry.codes)),
        "exits": exits_data(dry.codes),
        "consent": dry.consent,
        "may_be_added": None if dry.extras is None else extras_data(dry.extras),
        "totals": {
            "submissions": len(dry.sent),
            "price": None if dry.usd is None else dollars(dry.usd),
            "seconds_guess": None if dry.seconds is None else round(dry.seconds, 1),
        },
        "submissions": [_data(each) for each in dry.sent],
    }


def dry_runs_data(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several, one after another."""
    return {
        "version": VERSION,
        "kind": "dry-runs",
        "exit": int(worst(Exit(run["exit"]) for run in runs)),
        "runs": list(runs),
    }


def _data(each: Sent) -> dict[str, Any]:
    return {
        "seconds": round(each.seconds, 1),
        "job": each.job,
        "take": each.take,
        "parent_id": each.parent,
        "after": each.after,
        "price": None if each.usd is None else dollars(each.usd),
    }


def _amount(sent: Sequence[Sent]) -> str:
    if not sent:
        return "nothing to submit"
    amount = total(each.usd for each in sent)
    money = "free" if all(each.free for each in sent) else usd(amount)
    return f"{plural(len(sent), 'submission')}, {money}"


def _sent(sent: Sequence[Sent], width: int) -> list[str]:
    rows = [
        (
            f"[{span(each.seconds)}]",
            f"{each.job}.{each.take}",
            f"from {told(each.parent)}" if each.parent is not None else f"after {each.after}",
            "free" if each.free else usd(each.usd),
        )
        for each in sent
    ]
    times, names, starts, prices = (
        max((cells(row[at]) for row in rows), default=0) for at in range(4)
    )
    starts = min(starts, max(20, width - times - names - prices - 5))
    return [
        f"{time:>{times}} {pad(name, names)}  {pad(fit(start, starts), starts)}  {price:>{prices}}"
        for time, name, start, price in rows
    ]
