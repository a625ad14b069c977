"""A lock in which a merge left conflict markers: what each side says, and what both say together."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from remixbatch.lockfile import EMPTY, Facts, fold, read
from remixbatch.names import Renames
from remixbatch.take import Take

_MARKER = re.compile(r"([<|=>])\1{6,}(?: (.*))?")
# Which side the lines behind a marker belong to. Those of the common ancestor (diff3) are on neither.
_SIDES = {"<": "ours", "|": "base", "=": "theirs", ">": "both"}

Video = tuple[str, str | None]  # what makes two lines one take: origin and id, or uid and none


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """One thing asked for on both branches, each with a submission of its own."""

    job: str
    ours: tuple[Take, ...]
    theirs: tuple[Take, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """`union` has every line of every side. `ours` and `theirs` are what the branches were called."""

    union: Facts
    ours: str
    theirs: str
    only_ours: int  # takes
    only_theirs: int
    both: int
    twice: tuple[Twice, ...]
    undecided: tuple[str, ...]  # jobs with two different picks
    markers: int


def merge(text: str, file: str) -> Merge:
    """Read a lock with markers. Raises LockError for a line that cannot be read."""
    union = read(text, file)
    rows, names, markers = _rows(text)
    ours, theirs = (_takes(rows, side) for side in ("ours", "theirs"))
    lock = fold(union)
    renames = Renames(lock.renamed)
    return Merge(
        union=union,
        ours=names["ours"],
        theirs=names["theirs"],
        only_ours=len(ours.keys() - theirs.keys()),
        only_theirs=len(theirs.keys() - ours.keys()),
        both=len(ours.keys() & theirs.keys()),
        twice=tuple(_twice(ours, theirs, renames)),
        undecided=tuple(sorted(lock.undecided)),
        markers=markers,
    )


def _rows(text: str) -> tuple[list[tuple[str, str]], dict[str, str], int]:
    """(side, line) of every line, what the sides are called, and how many markers there are."""
    rows, names, side, markers = [], {"ours": "ours", "theirs": "theirs"}, "both", 0
    for row in (each.removesuffix("\r") for each in text.split("\n")):
        found = _MARKER.fullmatch(row)
        if found is None:
            rows.append((side, row))
            continue
        markers += 1
        side = _SIDES[found[1]]
        if found[2] and found[1] in "<>":
            names["ours" if found[1] == "<" else "theirs"] = found[2]
    return rows, names, markers


def _takes(rows: Iterable[tuple[str, str]], side: str) -> dict[Video, Take]:
    lines = "".join(f"{row}\n" for of, row in rows if of in (side, "both"))
    takes = fold(read(EMPTY + lines, side)).takes
    return {_video(take): take for take in takes}


def _video(take: Take) -> Video:
    return (take.origin, take.id) if take.made else (take.uid, None)


def _twice(
    ours: Mapping[Video, Take], theirs: Mapping[Video, Take], renames: Renames
) -> Iterable[Twice]:
    mine = _asked((ours[v] for v in ours.keys() - theirs.keys()), renames)
    yours = _asked((theirs[v] for v in theirs.keys() - ours.keys()), renames)
    for asked in sorted(mine.keys() & yours.keys()):
        yield Twice(job=asked[0], ours=tuple(mine[asked]), theirs=tuple(yours[asked]))


def _asked(takes: Iterable[Take], renames: Renames) -> dict[tuple[str, str, str], list[Take]]:
    """What may have been paid for, by what it was asked for: job, key, parent."""
    found: dict[tuple[str, str, str], list[Take]] = {}
    for take in sorted(takes, key=lambda take: take.uid):
        if take.maybe_paid:
            asked = renames.today(take), take.key, take.parent
            found.setdefault(asked, []).append(take)
    return found
