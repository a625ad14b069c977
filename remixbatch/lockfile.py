"""The committed facts of one spec, and what they say when they are read together.

The lock is a set of facts that only grows: two locks are joined by joining what names the same fact, so
any merge that keeps the lines of both sides loses nothing and asks nobody. A missing line means nothing.
Facts are grouped only on reading (`fold`); what is written keeps every line as it was learnt.

- A take line without id counts for nothing where its uid has one elsewhere, or is settled. Uids that
  share (origin, id) are one take under several names. One uid with two ids is two takes.
- Picks and rejects are facts about a take; `over` names those that they replace. Those that nobody
  replaces stand. Two standing picks of different takes of a job, or a pick and a reject of one take, leave
  the job undecided: neither is guessed away, and nothing is rejected (a reject makes a take due, so it
  costs money). Rejects of different takes go together, and with a pick of another take.
- A new pick replaces the standing picks of its job and the rejects of its take; a new reject replaces
  the standing picks and rejects of its take. So a pick takes a reject back and a reject a pick. What was
  replaced before is named again: it stays replaced even where a line between was lost.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from remixbatch import events as e
from remixbatch import fact
from remixbatch.errors import LockError, UsageError
from remixbatch.fact import Line
from remixbatch.take import Holdings, Phase, Renames, Take, canonical, greater, join_takes

Identity = tuple[str, str, str | None]  # uid, origin, id: what names a take line

EMPTY = '{"t":"lock","v":1}\n'
_MARKER = re.compile(r"(<{7,}|\|{7,}|={7,}|>{7,})( .*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The facts of a lock, each once. `conflicted`: conflict markers of a merge were read through."""

    takes: Mapping[Identity, Take] = field(default_factory=dict)
    others: Mapping[tuple[str, ...], Line] = field(default_factory=dict)
    conflicted: bool = False


# -- reading and joining -----------------------------------------------------------------------------


def read(text: str | bytes, file: str) -> Facts:
    """The facts of a lock's text. Raises LockError with file:line for the first that cannot be read."""
    takes: dict[Identity, Take] = {}
    others: dict[tuple[str, ...], Line] = {}
    conflicted = headed = False
    for number, row in _rows(text, file):
        if _MARKER.fullmatch(row):
            conflicted = True
            continue
        line = _parsed(row, file, number)
        headed = headed or line["t"] == "lock"
        if not headed:
            raise _broken(file, number, 'the header {"t":"lock","v":1} is not first')
        _add(takes, others, line)
    if not headed:
        raise _broken(file, 1, "it is empty; even a lock without takes has its header")
    return Facts(takes=takes, others=others, conflicted=conflicted)


def _rows(text: str | bytes, file: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers. Only \\n ends one: prompts may hold other separators."""
    if isinstance(text, bytes):
        try:
            text = text.decode()
        except UnicodeDecodeError as error:
            number = text.count(b"\n", 0, error.start) + 1
            raise _broken(file, number, "it is not UTF-8") from None
    for number, row in enumerate(text.split("\n"), 1):
        stripped = row.removesuffix("\r")
        if stripped:
            yield number, stripped


def _parsed(row: str, file: str, number: int) -> dict[str, Any]:
    try:
        return fact.parse(row)
    except fact.BadFactError as error:
        raise _broken(file, number, str(error)) from None
    except fact.NewerError as error:
        raise LockError(f"{file}:{number}: {error}", hint="Update remixbatch.") from None


def _broken(file: str, number: int, cause: str) -> LockError:
    return LockError(
        f"{file}:{number}: this line of the lock cannot be read: {cause}",
        hint="Nothing was sent. Take the line back from git as it was last committed, then run again.",
    )


def _add(takes: dict[Identity, Take], others: dict[tuple[str, ...], Line], line: Line) -> None:
    if line["t"] == "take":
        _add_take(takes, Take.from_line(line))
    else:
        _add_other(others, fact.identity(line), line)


def _add_take(takes: dict[Identity, Take], take: Take) -> None:
    name = (take.uid, take.origin, take.id)
    known = takes.get(name)
    if known is None or known is take:
        takes[name] = take
        return
    if not _same(known, take):
        joined = join_takes(known, take)
        takes[name] = take if _same(joined, take) else joined


def _same(a: Take, b: Take) -> bool:
    """Equal to the letter: Python takes 1, 1.0 and true for equal, JSON does not."""
    return a == b and canonical([a.params, a.extra]) == canonical([b.params, b.extra])


def _add_other(others: dict[tuple[str, ...], Line], name: tuple[str, ...], line: Line) -> None:
    known = others.get(name)
    if known is not None and known is not line:
        fields = known.keys() | line.keys()
        line = {name: greater(known.get(name), line.get(name)) for name in fields}
    others[name] = line


def join(a: Facts, b: Facts) -> Facts:
    """The facts of both. Commutative, associative, idempotent."""
    takes, others = dict(a.takes), dict(a.others)
    for take in b.takes.values():
        _add_take(takes, take)
    for name, line in b.others.items():
        _add_other(others, name, line)
    return Facts(takes=takes, others=others, conflicted=a.conflicted or b.conflicted)


def text(facts: Facts) -> str:
    """The lock as it is written: the header, then the facts by type, job, take and uid."""
    rows = [
        (("take", take.job, take.take, take.uid), fact.write(take.line()))
        for take in facts.takes.values()
    ]
    header = EMPTY.rstrip("\n")
    for line in facts.others.values():
        if line["t"] == "lock":
            header = fact.write(line)
        else:
            rows.append((fact.order(line), fact.write(line)))
    return "".join(f"{row}\n" for row in [header, *(row for _, row in sorted(rows))])


# -- what the facts say together ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The facts grouped for reading.

    Takes in `picks` and `rejected` are named by their smallest uid, or `uid@id` where that owns two ids;
    `Holdings.handle` knows both.
    """

    takes: tuple[Take, ...]  # each once, under its smallest uid, earliest submitted first
    lines: tuple[Take, ...]  # the take lines that count: one for each name of a take
    settled: Mapping[str, str]  # uid -> by whose word it was not created
    moved: tuple[e.Moved, ...]
    picks: Mapping[str, str]  # job, by its present name -> take
    undecided: frozenset[str]  # jobs
    rejected: frozenset[str]  # takes


def fold(facts: Facts) -> Lock:
    """What the facts say, grouped."""
    settled = {line["uid"]: line["by"] for line in _of(facts, "settled")}
    made = {uid for uid, _, id_ in facts.takes if id_ is not None}
    lines = [
        take
        for (uid, _, id_), take in facts.takes.items()
        if id_ is not None or (uid not in made and uid not in settled)
    ]
    lines.sort(key=_age)
    takes = _grouped(lines)
    moved = tuple(
        e.Moved(at=e.unstamp(line["at"]), source=line["from"], target=line["to"])
        for line in sorted(_of(facts, "moved"), key=lambda m: (m["at"], m["from"], m["to"]))
    )
    choices = _Choices(facts, takes, lines, moved)
    picks, undecided = choices.picks()
    return Lock(
        takes=tuple(sorted(takes, key=_age)),
        lines=tuple(lines),
        settled=settled,
        moved=moved,
        picks=picks,
        undecided=undecided,
        rejected=choices.rejected,
    )


def _of(facts: Facts, *kinds: str) -> list[Line]:
    return [line for line in facts.others.values() if line["t"] in kinds]


def _age(take: Take) -> tuple[str, str, int, str, str, str]:
    return take.submitted or "", take.job, take.take, take.uid, take.origin, take.id or ""


def _grouped(lines: Iterable[Take]) -> list[Take]:
    """One take for each video, and for each intent that has none."""
    groups: dict[tuple[str, str | None], Take] = {}
    for take in lines:
        name = (take.origin, take.id) if take.made else (take.uid, None)
        known = groups.get(name)
        groups[name] = take if known is None else join_takes(known, take)
    return list(groups.values())
