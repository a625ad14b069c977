"""A lock to be read: its facts as a table, as data, and what was kept of two sides."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from remixbatch.drift import Difference
from remixbatch.fact import Line
from remixbatch.lockfile import Facts, Lock, fold
from remixbatch.merge import Merge, Twice
from remixbatch.money import dollars, micros
from remixbatch.names import Renames
from remixbatch.report.status_text import STYLES
from remixbatch.report.text import fit, paint, plural, some, told, usd
from remixbatch.report.twice import PaidTwice
from remixbatch.take import Take

HEAD = ("job", "take", "status", "id", "submitted", "usd", "note")
STATUS, ID, WHEN = HEAD.index("status"), HEAD.index("id"), HEAD.index("submitted")
GAP = 2
LISTED = 20  # differences
NARROW = 10  # columns that an id or a note keeps at least


# -- show --------------------------------------------------------------------------------------------


def show_text(path: str, facts: Facts, *, width: int, color: bool) -> str:
    lock = fold(facts)
    names = _names(lock)
    head = f"{told(path, 4000)}: {_counts(lock, names)}"
    blocks = [head, _table(lock, names, width, color=color), *_others(facts, lock, names)]
    return "\n\n".join(block for block in blocks if block)


def _names(lock: Lock) -> dict[str, str]:
    """uid of each take -> what its job is called today."""
    renames = Renames(lock.renamed)
    return {take.uid: renames.today(take) for take in lock.takes}


def _counts(lock: Lock, names: Mapping[str, str]) -> str:
    jobs = plural(len(set(names.values())), "job")
    known = [micros(take.usd) for take in lock.takes if take.usd is not None]
    unpriced = sum(take.usd is None and take.maybe_paid for take in lock.takes)
    money = usd(sum(known)) + (f" and {unpriced} of unknown price" if unpriced else "")
    return f"{plural(len(lock.takes), 'take')} of {jobs}, {money}"


def _table(lock: Lock, names: Mapping[str, str], width: int, *, color: bool) -> str:
    from tabulate import tabulate  # noqa: PLC0415 - other commands do not need it

    takes = sorted(lock.takes, key=lambda t: (names[t.uid], t.submitted or "", t.take))
    if not takes:
        return ""
    lines = _narrowed([list(HEAD), *(_row(take, lock, names) for take in takes)], width)
    for take, line, before in zip(takes, lines[1:], [None, *takes], strict=False):
        line[STATUS] = paint(line[STATUS], STYLES.get(take.phase), color=color)
        if before is not None and names[before.uid] == names[take.uid]:
            line[0] = ""  # one name for all takes of a job
    return tabulate(lines, tablefmt="plain", disable_numparse=True)


def _row(take: Take, lock: Lock, names: Mapping[str, str]) -> list[str]:
    return [
        names[take.uid],
        str(take.take),
        take.phase.value,
        told(take.id or ""),
        (take.submitted or "").replace("T", " ").removesuffix("Z"),
        "" if take.usd is None else usd(micros(take.usd)),
        "; ".join(_notes(take, lock, names)),
    ]


def _notes(take: Take, lock: Lock, names: Mapping[str, str]) -> Iterator[str]:
    if take.usd is not None and take.usd_basis == "reserved":
        yield "reserved"
    handles = {take.uid, f"{take.uid}@{take.id}"}
    if handles & {*lock.picks.values()}:
        yield "picked"
    if handles & lock.rejected:
        yield "rejected"
    if names[take.uid] != take.job:
        yield f"was {take.job}"
    if take.gone is not None and take.sha256 is not None:
        yield f"gone {take.gone[:10]}"
    if take.phase == "completed" and take.sha256 is None:
        yield "not fetched"
    if take.note is not None:
        yield told(take.note)
    if take.error is not None:
        yield told(": ".join(filter(None, (take.error.get("code"), take.error.get("message")))))


def _narrowed(lines: list[list[str]], width: int) -> list[list[str]]:
    """Ids are cut to their ends, notes to what is left; names stay whole, to be copied."""
    widest = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    if sum(widest[:-1]) - widest[ID] + NARROW + GAP * (len(HEAD) - 1) + NARROW > width:
        for line in lines[1:]:
            line[WHEN] = line[WHEN][: len("2026-11-23 08:04")]
        widest[WHEN] = max(len(line[WHEN]) for line in lines)
    over = sum(widest[:-1]) + GAP * (len(HEAD) - 1) + min(widest[-1], 2 * NARROW) - width
    if over > 0:
        keep = max(NARROW, widest[ID] - over)
        for line in lines:
            if len(line[ID]) > keep:
                line[ID] = f"…{line[ID][1 - keep :]}"
        widest[ID] = keep
    room = max(NARROW, width - sum(widest[:-1]) - GAP * (len(HEAD) - 1))
    return [[*line[:-1], fit(line[-1], room)] for line in lines]


def _others(facts: Facts, lock: Lock, names: Mapping[str, str]) -> Iterator[str]:
    rows: dict[str, list[str]] = {}
    takes = {take.uid: take for take in lock.takes}
    for line in facts.others.values():
        title, text = _told_fact(line, takes, names)
        rows.setdefault(title, []).append(text)
    for title in sorted(rows.keys() - {"lock"}):
        yield "\n".join([title, *(f"  {row}" for row in sorted(rows[title]))])
    if lock.undecided:
        yield f"undecided: {some(sorted(lock.undecided))}; a person must pick one take of each"


def _told_fact(line: Line, takes: Mapping[str, Take], names: Mapping[str, str]) -> tuple[str, str]:
    """(heading, text) of a fact that is no take."""
    when = str(line.get("at", ""))[:10]
    match line["t"]:
        case "pick" | "reject" as kind:
            uid = line["uid"].partition("@")[0]
            label = f"take {takes[uid].take}" if uid in takes else "a take that is not here"
            note = f": {told(line['note'])}" if line["note"] else ""
            job = names.get(uid, line["job"])
            return f"{kind}s", f"{job}, {label}, by {told(line['by'], 80)} on {when}{note}"
        case "moved" | "given" as kind:
            sent = (line["from"], line["to"]) if kind == "moved" else _gift(line, takes)
            return kind, f"{' → '.join(sent)} on {when}"
        case "settled":
            said = f"not created, by {told(line['by'], 80)} on {when}"
            return "settled", f"{told(line['uid'], 80)}: {said}"
        case "score":
            return "scores", f"{told(line['uid'], 80)}: {told(line['method'], 80)} on {when}"
        case "lock":
            return "lock", ""
        case other:
            return "of a later version", told(other, 80)


def _gift(line: Line, takes: Mapping[str, Take]) -> tuple[str, str]:
    take = takes.get(line["uid"])
    return told(line["uid"], 80) if take is None else f"{take.job}.{take.take}", line["job"]


def show_data(path: str, facts: Facts) -> dict[str, Any]:
    """The stable shape behind `lock --show --json`: the lines that count, and today's names."""
    lock = fold(facts)
    names = _names(lock)
    of = {
        kind: [dict(line) for line in facts.others.values() if line["t"] == kind] for kind in _KINDS
    }
    known = [micros(take.usd) for take in lock.takes if take.usd is not None]
    return {
        "version": 1,
        "kind": "lock",
        "lock": path,
        "conflicted": facts.conflicted,
        "totals": {
            "takes": len(lock.takes),
            "jobs": len(set(names.values())),
            "usd": dollars(sum(known)),
            "unpriced_takes": sum(t.usd is None and t.maybe_paid for t in lock.takes),
        },
        "takes": [{**take.line(), "job_now": names[take.uid]} for take in lock.takes],
        "picked": dict(sorted(lock.picks.items())),
        "rejected": sorted(lock.rejected),
        "undecided": sorted(lock.undecided),
        **of,
    }


_KINDS = ("pick", "reject", "moved", "given", "settled", "score")


# -- check -------------------------------------------------------------------------------------------


def check_text(path: str, found: Sequence[Difference], *, exists: bool) -> str:
    if not found:
        said = (
            "as a run would write it" if exists else "there is none yet, and nothing to keep in it"
        )
        return f"{told(path, 4000)}: {said}"
    lines = [
        f"{told(path, 4000)}{'' if one.line is None else f':{one.line}'}: {told(one.message)}"
        for one in found[:LISTED]
    ]
    if len(found) > LISTED:
        lines.append(f"and {len(found) - LISTED:,} more; --json lists all of them")
    return "\n".join(lines)


def check_data(
    path: str,
    found: Sequence[Difference],
    unfinished: int,
    code: int,
    twice: Sequence[PaidTwice] = (),
) -> dict[str, Any]:
    return {
        "version": 1,
        "kind": "lock_check",
        "lock": path,
        "exit": code,
        "unfinished_jobs": unfinished,
        "differences": [
            {"what": one.kind, "line": one.line, "message": one.message} for one in found
        ],
        "paid_twice": [paid_twice_data(each) for each in twice],
    }


# -- resolve -----------------------------------------------------------------------------------------


def resolve_text(path: str, merged: Merge) -> str:
    ours, theirs = told(merged.ours, 80), told(merged.theirs, 80)
    lines = [
        f"{told(path, 4000)}: the union of both sides, {plural(merged.markers, 'marker')} taken out",
        (
            f"  {plural(merged.both, 'take')} of both, {merged.only_ours} of {ours} alone, "
            f"{merged.only_theirs} of {theirs} alone"
        ),
    ]
    lines += [f"  paid twice: {_twice(each, ours, theirs)}" for each in merged.twice]
    if merged.undecided:
        lines.append(f"  undecided: {some(merged.undecided)}; the branches picked different takes")
    return "\n".join(lines)


def _twice(each: Twice, ours: str, theirs: str) -> str:
    sides = [(take, ours) for take in each.ours] + [(take, theirs) for take in each.theirs]
    takes = [f"{_said(take)} ({side})" for take, side in sides]
    return f"{each.job}: {' and '.join(takes)}; both are kept"


def paid_twice_text(found: PaidTwice) -> str:
    takes = " and ".join(_said(take) for take in found.takes)
    used = told(found.used.id or found.used.uid, 200)
    return f"paid twice: {told(found.job)}: {takes}; both are kept, {used} is used"


def paid_twice_data(found: PaidTwice) -> dict[str, Any]:
    return {
        "job": found.job,
        "takes": [take.line() for take in found.takes],
        "used": found.used.uid,
    }


def _said(take: Take) -> str:
    price = "price unknown" if take.usd is None else usd(micros(take.usd))
    return f"{told(take.id or take.uid, 200)}, {take.status}, {price}"


def resolve_data(path: str, merged: Merge) -> dict[str, Any]:
    return {
        "version": 1,
        "kind": "lock_resolve",
        "lock": path,
        "markers": merged.markers,
        "sides": [merged.ours, merged.theirs],
        "takes": {
            "both": merged.both,
            "only_ours": merged.only_ours,
            "only_theirs": merged.only_theirs,
        },
        "paid_twice": [
            {
                "job": each.job,
                "ours": [take.line() for take in each.ours],
                "theirs": [take.line() for take in each.theirs],
            }
            for each in merged.twice
        ],
        "undecided": list(merged.undecided),
    }
