"""The stable JSON shapes behind `--json` and report.json. Fields are added, never renamed or removed."""

import json
import re
import shlex
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from remixbatch.errors import PRECEDENCE, Exit, worst
from remixbatch.events import stamp
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.money import dollars, micros
from remixbatch.plan import Plan, total
from remixbatch.report.extras import Extras
from remixbatch.report.next import next_of_job
from remixbatch.report.row import Found, Row, orphan_rows, rows, spending
from remixbatch.step import Decision, Step
from remixbatch.take import Take
from remixbatch.unfinished import left_open

VERSION = 1
SPEC = "SPEC"  # in commands, where the caller did not say which file

# What JSON allows raw and a terminal or an editor obeys, and halves of pairs that UTF-8 cannot hold.
_UNSAFE = re.compile("[\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def plan_data(
    graph: Graph,
    plan: Plan,
    holdings: Holdings,
    *,
    seconds: float | None = None,
    extras: Extras | None = None,
    spec: str = SPEC,
    sources: Sequence[Mapping[str, Any]] | None = None,
    wrong: Sequence[str] = (),
    findings: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    """What a run would do. `exits`: what no run can settle, because a person must.

    `seconds`: a guess of how long it takes, None where nobody knows. `extras`: what unclear takes, and
    those that fail, may add to it. `sources`: what services told of
    them, null where they were not asked; `wrong`: why a run would send nothing; `findings`: what the lint
    finds in the prompts of what is due.
    """
    found = rows(graph, plan.steps, holdings)
    codes: dict[Exit, list[str]] = {}
    for row in found:
        if row.step.decision in (Decision.ASK, Decision.BLOCKED) and row.step.exit is not Exit.DONE:
            codes.setdefault(row.step.exit, []).append(f"{row.job}: {row.step.reason}")
    for code, reason in left_open(holdings, {row.step.handle for row in found}, {}):
        if code is Exit.UNCLEAR:
            codes.setdefault(code, []).append(reason)
    data = _data("plan", graph, found, holdings, codes, spec=spec)
    data["totals"]["seconds_guess"] = None if seconds is None else round(seconds, 1)
    data["may_be_added"] = None if extras is None else extras_data(extras)
    data["sources"] = None if sources is None else list(sources)
    data["findings"] = list(findings)
    if wrong:
        data["exit"] = int(Exit.USAGE)
        data["exits"].insert(0, _exit(Exit.USAGE, list(wrong)))
    return data


def extras_data(extras: Extras) -> dict[str, Any]:
    """What a run may submit beyond its plan, at most. `price`: of all that; `jobs`: what unclear takes may add."""
    unclear, retries = extras.unclear, extras.retries
    return {
        "unclear": [] if unclear is None else [*unclear.again, *unclear.found],
        "jobs": [] if unclear is None else [step.job for step in unclear.steps],
        "price": _dollars(extras.usd),
        "retries": None
        if retries is None
        else {
            "jobs": list(retries.times),
            "takes": retries.takes,
            "price": _dollars(retries.usd),
        },
    }


def plans_data(plans: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several plans, whose runs come one after another, with their totals."""
    totals = [plan["totals"] for plan in plans]
    guesses = [total["seconds_guess"] for total in totals]
    prices = [total["price"] for total in totals]
    return {
        "version": VERSION,
        "kind": "plans",
        "exit": int(worst(Exit(plan["exit"]) for plan in plans)),
        "totals": {
            "specs": len(plans),
            "jobs": sum(total["jobs"] for total in totals),
            "submissions": sum(total["decisions"].get("submit", 0) for total in totals),
            "price": None if None in prices else dollars(sum(map(micros, prices))),
            "seconds_guess": None if None in guesses else sum(guesses),
        },
        "plans": list(plans),
    }


def status_data(
    graph: Graph, plan: Plan, holdings: Holdings, *, at: float, spec: str = SPEC
) -> dict[str, Any]:
    """Where every job stands now. `exits`: what a run that could do nothing more would end with."""
    found = rows(graph, plan.steps, holdings)
    codes: dict[Exit, list[str]] = {}
    for row in found:
        if row.step.exit is not Exit.DONE:
            codes.setdefault(row.step.exit, []).append(f"{row.job}: {row.step.reason}")
    for code, reason in left_open(holdings, {row.step.handle for row in found}, {}):
        codes.setdefault(code, []).append(reason)
    return _data("status", graph, found, holdings, codes, spec=spec, generated=stamp(at))


def result_data(
    graph: Graph,
    steps: Mapping[str, Step],
    holdings: Holdings,
    codes: Mapping[Exit, list[str]],
    *,
    at: float,
    spec: str = SPEC,
    given_up: Mapping[str, str] | None = None,
    absent: Collection[str] | None = None,
    partial: bool = False,
    rehearsal: bool = False,
) -> dict[str, Any]:
    """How a run ended, or how it stands while it is `partial`. `absent`: files of takes that are not on the
    disk; None where nobody looked.
    """
    found = rows(graph, steps, holdings, given_up)
    data = _data("result", graph, found, holdings, codes, spec=spec, generated=stamp(at))
    if absent is not None:
        for job in (*data["jobs"], *data["orphans"]):
            for take in (job, *job["history"]):
                take["here"] = None if take["file"] is None else take["file"] not in absent
    if rehearsal:  # `usd` is what it would have cost, and no command is about its takes
        data["jobs"] = [{**job, "next": None} for job in data["jobs"]]
    return {**data, "partial": partial, "rehearsal": rehearsal}


def to_json(data: Mapping[str, Any]) -> str:
    """JSON with one job a line: quick to write, easy to search and to compare."""
    fields = [f"{_text(name)}: {_block(value)}" for name, value in data.items()]
    return "{\n" + ",\n".join(fields) + "\n}"


def results_json(results: Sequence[str], not_run: Sequence[Mapping[str, Any]], code: Exit) -> str:
    """One document of how several specs ended, each as `to_json` tells it, in the order they ran.

    `not_run`: {spec, exit, reason} of those that came to no result.
    """
    told = ",\n".join(results)
    listed = f"[\n{told}\n]" if results else "[]"
    fields = {"version": VERSION, "kind": "results", "exit": int(code), "not_run": list(not_run)}
    return to_json(fields).removesuffix("\n}") + f',\n"results": {listed}\n}}'


def _block(value: Any) -> str:
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(map(_text, value)) + "\n]"
    return _text(value)


def _text(value: Any) -> str:
    return harmless(json.dumps(value, ensure_ascii=False))


def harmless(text: str) -> str:
    """JSON that says the same and steers no terminal."""
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def _data(
    kind: str,
    graph: Graph,
    found: Sequence[Row],
    holdings: Holdings,
    codes: Mapping[Exit, list[str]],
    *,
    spec: str,
    **more: str,
) -> dict[str, Any]:
    orphans = orphan_rows(graph, holdings)
    return {
        "version": VERSION,
        "kind": kind,
        "name": graph.name,
        "spec": None if spec == SPEC else shlex.split(spec)[0],
        **more,
        "exit": int(worst(codes)),
        "exits": exits_data(codes),
        "totals": _totals(graph, found, orphans, holdings),
        "jobs": [_job(row, spec) for row in found],
        "orphans": [_job(row, spec) for row in orphans],
    }


def exits_data(codes: Mapping[Exit, list[str]]) -> list[dict[str, Any]]:
    """Every exit code that applies, with its reasons, gravest first."""
    return [_exit(code, codes[code]) for code in sorted(codes, key=_rank)]


def _rank(code: Exit) -> int:
    return PRECEDENCE.index(code) if code in PRECEDENCE else len(PRECEDENCE)


def _exit(code: Exit, reasons: list[str]) -> dict[str, Any]:
    return {"code": int(code), "name": code.name.lower(), "reasons": list(reasons)}


def _totals(
    graph: Graph, found: Sequence[Row], orphans: Sequence[Row], holdings: Holdings
) -> dict[str, Any]:
    steps = [row.step for row in found]
    decisions = Counter(step.decision for step in steps)
    phases = Counter(step.phase for step in steps)
    money = spending(graph, holdings.takes.values())
    left = spending(graph, [take for row in orphans for take in row.takes])
    return {
        "jobs": len(found),
        "orphans": len(orphans),
        "takes": len(holdings.takes),
        "decisions": {word.value: decisions[word] for word in Decision if decisions[word]},
        "phases": {word.value: count for word, count in sorted(phases.items())},
        "price": _dollars(_price(steps, Decision.SUBMIT)),
        "price_asked": _dollars(_price(steps, Decision.ASK)),
        "budget": _dollars(graph.budget_run),
        "usd": dollars(money.total),
        "usd_in_flight": dollars(money.open),
        "usd_orphans": dollars(left.total),
        "unpriced_takes": money.unpriced,
    }


def _price(steps: Iterable[Step], decision: Decision) -> int | None:
    return total(step.usd for step in steps if step.decision is decision)


def _dollars(amount: int | None) -> str | None:
    return None if amount is None else dollars(amount)


def _job(row: Row, spec: str) -> dict[str, Any]:
    """What is planned for a job, and the take that this is about. `price` is to come, `usd` is spent."""
    step = row.step
    return {
        "job": row.job,
        "decision": step.decision.value,
        "reason": row.given_up or step.reason,
        "phase": step.phase.value,
        "due": step.due,
        "price": _dollars(step.usd),
        "exit": int(step.exit),
        "next": next_of_job(row, spec),
        "blocker": step.blocker,
        "root": step.root,
        **_asked(row),
        **(_no_take(step) if row.take is None else _take(row, row.take)),
        "history": [_take(row, take) for take in row.history],
    }


def _asked(row: Row) -> dict[str, Any]:
    """What the spec says; of an orphan, what its take was asked for."""
    entry, take = row.entry, row.take
    asked = entry if entry is not None else take
    assert asked is not None  # an orphan is known by its takes alone
    return {
        "parent": row.parent,
        "key": asked.key,
        "prompt": asked.prompt,
        "model": asked.model,
        "params": dict(asked.params),
        "provider": None if entry is None else entry.provider,
        "profile": asked.profile,
        "origin": asked.origin,
        "tags": [] if entry is None else list(entry.tags),
    }


_TAKE = (
    *("uid", "id", "usd", "usd_basis", "submitted", "completed", "expires"),
    *("seconds", "size", "file", "sha256", "gone", "note"),
)


def _take(row: Row, take: Take) -> dict[str, Any]:
    """A take with what the service's list told of it, should it be unclear."""
    found = row.found.get(take.uid)
    return {**take_data(take), "unclear": None if found is None else _found(found)}


def _found(found: Found) -> dict[str, Any]:
    asked = None if found.at is None else stamp(found.at)
    videos = [
        {"id": each["id"], "created": None if each["created"] is None else stamp(each["created"])}
        for each in found.candidates
    ]
    return {"reason": found.reason, "asked": asked, "candidates": videos}


def take_data(take: Take) -> dict[str, Any]:
    return {
        "take": take.take,
        "parent_id": take.parent,
        "status": take.phase.value,
        "origin": take.origin,
        **{name: getattr(take, name) for name in _TAKE},
        "here": None,
        "error": None if take.error is None else dict(take.error),
    }


def _no_take(step: Step) -> dict[str, Any]:
    """The same fields while there is none: its label, and what it will start from if that is known."""
    fields = ("take", "parent_id", "status", *_TAKE, "here", "error", "unclear")
    return {**dict.fromkeys(fields), "take": step.take, "parent_id": step.parent}
