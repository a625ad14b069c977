"""`why` as plain data."""

from typing import Any

from remixbatch.asked import Change
from remixbatch.money import dollars
from remixbatch.report.data import VERSION, take_data
from remixbatch.report.mark import mark
from remixbatch.report.row import Row
from remixbatch.report.verdict import Verdict
from remixbatch.report.why import Why
from remixbatch.step import Decision


def why_data(found: Why, *, name: str, spec: str) -> dict[str, Any]:
    """One job. `price` is to come, `money` was spent, both in US dollars, None where unknown."""
    row, step, entry = found.row, found.row.step, found.row.entry
    compared = found.compared
    asked = entry or compared
    return {
        "version": VERSION,
        "kind": "why",
        "name": name,
        "spec": spec,
        **_brief(row),
        "in_spec": entry is not None,
        "place": None if entry is None else {"file": entry.place.file, "line": entry.place.line},
        "exit": int(step.exit),
        "due": step.due,
        "price": None if step.usd is None else dollars(step.usd),
        "next": found.commands[0] if found.commands else None,
        "parent": row.parent,
        "parent_is": _parent_is(found),
        "key": None if asked is None else asked.key,
        "compared_with": None
        if compared is None
        else {"take": compared.take, "uid": compared.uid, "id": compared.id},
        "changes": [_change(change) for change in found.changes],
        "blockers": [_brief(each) for each in found.blockers],
        "waits_for": [_brief(each) for each in found.waits],
        "money": {
            "usd": dollars(found.money.total),
            "usd_in_flight": dollars(found.money.open),
            "unpriced_takes": found.money.unpriced,
        },
        "takes": [_take(verdict) for verdict in found.takes],
    }


def _parent_is(found: Why) -> dict[str, Any] | None:
    if found.row.step.decision is Decision.ORPHAN:
        return None
    return {"job": None} if found.parent is None else _brief(found.parent)


def _brief(row: Row) -> dict[str, Any]:
    step = row.step
    return {
        "job": row.job,
        "mark": mark(row)[0],
        "decision": step.decision.value,
        "reason": step.reason,
        "phase": step.phase.value,
        "blocker": step.blocker,
        "root": step.root,
    }


def _change(change: Change) -> dict[str, Any]:
    return {"field": change.field, "old": change.old, "new": change.new}


def _take(verdict: Verdict) -> dict[str, Any]:
    take = verdict.take
    return {
        **take_data(take),
        "key": take.key,
        "prompt": take.prompt,
        "model": take.model,
        "params": dict(take.params),
        "profile": take.profile,
        "counts": verdict.counts,
        "because": verdict.words,
        "money": verdict.money,
    }
