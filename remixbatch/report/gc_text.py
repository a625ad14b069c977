"""What nobody needs any more, as a table and as data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from remixbatch.events import unstamp
from remixbatch.leftovers import Kind, Leftover
from remixbatch.money import micros
from remixbatch.report.text import cells, fit, paint, plural, size, told, usd

WORDS = {
    Kind.PART: "the beginning of a download",
    Kind.KILLED: "left by a write that was killed",
    Kind.LINK: "its job is not in the spec any more",
    Kind.UNNAMED: "neither lock nor journal knows it",
    Kind.REHEARSAL: "all that a rehearsal left",
}
NARROWEST = 20  # columns of a note
GAP = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """What gc found. `older`: videos of history that were not asked for. `failed`: path -> why it stays."""

    name: str
    found: Sequence[Leftover]
    older: Sequence[Leftover]
    others: int
    doubtful: int
    deleted: bool
    failed: dict[str, str]

    @property
    def gone(self) -> list[Leftover]:
        return [each for each in self.found if each.path not in self.failed]


def again(each: Leftover, at: float) -> str:
    """Whether a video can be fetched once more: yes, no or unknown."""
    take = each.take
    if take is None:
        return "unknown"
    if take.gone is not None:
        return "no"
    if take.expires is None:
        return "unknown"
    return "yes" if unstamp(take.expires) > at else "no"


def gc_text(sweep: Sweep, *, at: float, width: int, color: bool) -> str:
    lines = _table(sweep, at, width)
    count = plural(len(sweep.gone if sweep.deleted else sweep.found), "file")
    if not sweep.found:
        lines.append(f"{sweep.name}: nothing here that nobody needs")
    elif sweep.deleted:
        freed = size(sum(each.frees for each in sweep.gone))
        lines.append(paint(f"{sweep.name}: {count} deleted, {freed} freed", "green", color=color))
    else:
        freed = size(sum(each.frees for each in sweep.found))
        head = paint(f"{sweep.name}: {count}, {freed} to be freed", "bold", color=color)
        lines.append(f"{head}; nothing was deleted, --delete does it")
    if sweep.older:
        freed = size(sum(each.frees for each in sweep.older))
        lines.append(f"{plural(len(sweep.older), 'older video')} more ({freed}) with --history")
    if sweep.doubtful:
        lines.append(
            f"{plural(sweep.doubtful, 'video')} that the lock does not know left alone: the journal "
            "that may know is not here"
        )
    if sweep.others:
        lines.append(f"{plural(sweep.others, 'other file')} left alone")
    return "\n".join(lines)


def _table(sweep: Sweep, at: float, width: int) -> list[str]:
    rows = [
        (
            each.kind.value,
            size(each.bytes) if each.frees else "0 bytes",
            told(each.path, 4000),
            sweep.failed.get(each.path) or _note(each, at),
        )
        for each in sweep.found
    ]
    if not rows:
        return []
    kinds, sizes, paths = (max(cells(row[column]) for row in rows) for column in range(3))
    room = max(NARROWEST, width - kinds - sizes - paths - 3 * GAP)
    return [f"{k:{kinds}}  {s:>{sizes}}  {p:{paths}}  {fit(n, room)}" for k, s, p, n in rows]


def _note(each: Leftover, at: float) -> str:
    take = each.take
    if each.kind is not Kind.HISTORY or take is None:
        return WORDS[each.kind]
    words = {
        "yes": f"can be fetched until {(take.expires or '').replace('T', ' ').removesuffix('Z')}",
        "no": "cannot be fetched again",
        "unknown": "unknown whether it can be fetched again",
    }
    price = "price unknown" if take.usd is None else usd(micros(take.usd))
    return f"{words[again(each, at)]}; {each.job}.{take.take}, {price}"


def gc_data(sweep: Sweep, *, at: float) -> dict[str, Any]:
    """The stable shape behind `gc --json`."""
    return {
        "version": 1,
        "kind": "gc",
        "name": sweep.name,
        "deleted": sweep.deleted,
        "totals": {
            "files": len(sweep.found),
            "bytes": sum(each.bytes for each in sweep.found),
            "frees": sum(each.frees for each in sweep.found),
            "failed": len(sweep.failed),
            "others": sweep.others,
            "doubtful": sweep.doubtful,
            "history": len(sweep.older),
            "history_frees": sum(each.frees for each in sweep.older),
        },
        "files": [
            {
                "path": each.path,
                "kind": each.kind.name.lower(),
                "bytes": each.bytes,
                "frees": each.frees,
                "job": each.job,
                "take": None if each.take is None else each.take.take,
                "uid": None if each.take is None else each.take.uid,
                "usd": None if each.take is None else each.take.usd,
                "expires": None if each.take is None else each.take.expires,
                "again": again(each, at),
                "failed": sweep.failed.get(each.path),
            }
            for each in sweep.found
        ],
    }
