"""The committed facts of one spec, and what they say when they are read together.

The lock is a set of facts that only grows: two locks are joined by joining what names the same fact, so
any merge that keeps the lines of both sides loses nothing and asks nobody. A missing line means nothing.
Facts are grouped only on reading (`fold`); what is written keeps every line as it was learnt.

- A take line without id counts for nothing where its uid has one elsewhere, or is settled. Uids that
  share (origin, id) are one take under several names. One uid with two ids is two takes.
- Of several uids that were each matched with one video all but one are unclear again (`claims`).
- Picks and rejects are facts about a take; `over` names those that they replace. Those that nobody
  replaces stand. Two standing picks of different takes of a job, or a pick and a reject of one take, leave
  the job undecided: neither is guessed away, and nothing is rejected (a reject makes a take due, so it
  costs money). Rejects of different takes go together, and with a pick of another take.
- A new pick replaces the standing picks of its job and the rejects of its take; a new reject replaces
  the standing picks and rejects of its take. So a pick takes a reject back and a reject a pick. What was
  replaced before is named again: it stays replaced even where a line between was lost.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from remixbatch import events as e
from remixbatch import fact
from remixbatch.canonical import canonical, greater
from remixbatch.claims import doubtful, rank
from remixbatch.errors import LockError
from remixbatch.fact import Line
from remixbatch.names import Renames
from remixbatch.take import Take, join_takes

Identity = tuple[str, str, str | None]  # uid, origin, id: what names a take line
_Row = tuple[tuple[str, str, int, str], str]  # where a line stands, and the line

EMPTY = '{"t":"lock","v":1}\n'
_HEADER = ("lock",)
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
    decoded = text if isinstance(text, str) else _decoded(text, file)
    for number, row in enumerate(decoded.split("\n"), 1):
        stripped = row.removesuffix("\r")
        if stripped:
            yield number, stripped


def _decoded(text: bytes, file: str) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        number = text.count(b"\n", 0, error.start) + 1
        raise _broken(file, number, "it is not UTF-8") from None


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
        hint="Take the line back from git as it was last committed, then run again.",
        still="Nothing was sent.",
    )


def _add(takes: dict[Identity, Take], others: dict[tuple[str, ...], Line], line: Line) -> None:
    if line["t"] == "take":
        add_take(takes, Take.from_line(line))
    else:
        add_other(others, fact.identity(line), line)


def add_take(takes: dict[Identity, Take], take: Take) -> None:
    """Into a set of take lines, joined with the line that names the same."""
    name = (take.uid, take.origin, take.id)
    known = takes.get(name)
    if known is not None and known is not take and not _same(known, take):
        joined = join_takes(known, take)
        take = take if _same(joined, take) else joined
    takes[name] = take


def _same(a: Take, b: Take) -> bool:
    """Equal to the letter: Python takes 1, 1.0 and true for equal, JSON does not."""
    return a == b and _exactly(a.params, b.params) and _exactly(a.extra, b.extra)


def _exactly(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    return a is b or not (a or b) or canonical(a) == canonical(b)


def add_other(others: dict[tuple[str, ...], Line], name: tuple[str, ...], line: Line) -> None:
    """Into a set of other lines, joined with the line that names the same."""
    known = others.get(name)
    if known is not None and known is not line:
        fields = known.keys() | line.keys()
        line = {name: greater(known.get(name), line.get(name)) for name in fields}
    others[name] = line


def join(a: Facts, b: Facts) -> Facts:
    """The facts of both. Commutative, associative, idempotent."""
    takes, others = dict(a.takes), dict(a.others)
    for take in b.takes.values():
        add_take(takes, take)
    for name, line in b.others.items():
        add_other(others, name, line)
    return Facts(takes=takes, others=others, conflicted=a.conflicted or b.conflicted)


def text(facts: Facts) -> str:
    """The lock as it is written: the header, then the facts by type, job, take and uid."""
    return Writer().text(facts)


class Writer:
    """Writes the facts of one lock again and again. The lines of those that are as they were are kept."""

    def __init__(self) -> None:
        self._rows: dict[Identity, tuple[Take, _Row]] = {}
        self._others: dict[tuple[str, ...], tuple[Line, _Row]] = {}

    def text(self, facts: Facts) -> str:
        """The same as the function of this name."""
        self._rows = {name: self._row(name, take) for name, take in facts.takes.items()}
        self._others = {name: self._other(name, line) for name, line in facts.others.items()}
        rows = [row for name, (_, row) in self._others.items() if name != _HEADER]
        rows += [row for _, row in self._rows.values()]
        header = self._others[_HEADER][1][1] if _HEADER in self._others else EMPTY.rstrip("\n")
        return "".join([f"{row}\n" for row in [header, *(row for _, row in sorted(rows))]])

    def _other(self, name: tuple[str, ...], line: Line) -> tuple[Line, _Row]:
        known = self._others.get(name)
        if known is not None and known[0] is line:
            return known
        return line, (fact.order(line), fact.write(line))

    def _row(self, name: Identity, take: Take) -> tuple[Take, _Row]:
        known = self._rows.get(name)
        if known is not None and (known[0] is take or _same(known[0], take)):
            return known
        return take, (("take", take.job, take.take, take.uid), fact.write(take.line()))


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
    renamed: tuple[e.Moved | e.Given, ...]  # jobs, and single takes; each oldest first
    picks: Mapping[str, str]  # job, by its present name -> take
    undecided: frozenset[str]  # jobs
    rejected: frozenset[str]  # takes


def fold(facts: Facts) -> Lock:
    """What the facts say, grouped."""
    settled = {line["uid"]: line["by"] for line in _of(facts, "settled")}
    made, unclear = made_of(facts.takes)
    told = {uid for uid, _, id_ in facts.takes if id_ is None}
    lines = [
        take
        for (uid, _, id_), take in facts.takes.items()
        if id_ is not None or (uid not in made and uid not in settled)
    ]
    lines += [take for uid, take in unclear.items() if uid not in told and uid not in settled]
    lines.sort(key=_age)
    renamed = _renamed_by(facts)
    standing = choices(facts)
    picks, undecided, rejected = _chosen(standing, _names(lines, renamed) if standing else {})
    return Lock(
        takes=tuple(sorted(_grouped(lines).values(), key=_age)),
        lines=tuple(lines),
        settled=settled,
        renamed=renamed,
        picks=picks,
        undecided=undecided,
        rejected=rejected,
    )


def made_of(takes: Mapping[Identity, Take]) -> tuple[set[str], dict[str, Take]]:
    """The uids that have a video, and what is left of those whose videos are all other uids'."""
    made = {uid for uid, _, id_ in takes if id_ is not None}
    videos: dict[tuple[str, str | None], list[Take]] = {}
    for take in takes.values():
        if take.made:
            videos.setdefault(_group(take), []).append(take)
    if len(videos) == sum(map(len, videos.values())):
        return made, {}
    unclear: dict[str, Take] = {}
    sure: set[str] = set()
    for claims in videos.values():
        losing = doubtful({take.uid: rank(take.note) for take in claims})
        unclear |= {take.uid: take.disowned() for take in claims if take.uid in losing}
        sure |= {take.uid for take in claims} - losing
    unclear = {uid: take for uid, take in unclear.items() if uid not in sure}
    return made - unclear.keys(), unclear


def _renamed_by(facts: Facts) -> tuple[e.Moved | e.Given, ...]:
    lines = sorted(_of(facts, "moved"), key=lambda m: (m["at"], m["from"], m["to"]))
    lines += sorted(_of(facts, "given"), key=lambda g: (g["at"], g["uid"], g["job"]))
    return tuple(map(fact.rename_of, lines))


def _of(facts: Facts, *kinds: str) -> list[Line]:
    return [line for line in facts.others.values() if line["t"] in kinds]


def _age(take: Take) -> tuple[str, str, int, str, str, str]:
    return take.submitted or "", take.job, take.take, take.uid, take.origin, take.id or ""


def _grouped(lines: Iterable[Take]) -> dict[tuple[str, str | None], Take]:
    """One take for each video, and for each intent that has none."""
    groups: dict[tuple[str, str | None], Take] = {}
    for take in lines:
        group = _group(take)
        known = groups.get(group)
        groups[group] = take if known is None else join_takes(known, take)
    return groups


def _group(take: Take) -> tuple[str, str | None]:
    return (take.origin, take.id) if take.made else (take.uid, None)


# -- picks and rejects -------------------------------------------------------------------------------

# Every name of a take -> the takes that it may mean, each with its job.
Names = Mapping[str, Mapping[str, str]]


def _names(lines: Sequence[Take], renamed: Iterable[e.Moved | e.Given]) -> Names:
    renames = Renames(renamed)
    lines = [line for line in lines if line.made]  # nothing else can be chosen
    owned = Counter(uid for uid, _ in {(take.uid, _group(take)) for take in lines})
    groups = _grouped(lines)
    names: dict[str, dict[str, str]] = {}
    for line in lines:
        take = groups[_group(line)]
        handle = take.uid if owned[take.uid] == 1 else f"{take.uid}@{take.id}"
        for name in (line.uid, f"{line.uid}@{line.id}"):
            names.setdefault(name, {})[handle] = renames.today(take)
    return names


def choices(facts: Facts) -> list[Line]:
    """The picks and rejects that no other replaces, each as its line: by whom, when, with what note."""
    lines = _of(facts, "pick", "reject")
    replaced = {p for line in lines for p in line["over"] if p != line["p"]}
    return [line for line in lines if line["p"] not in replaced]


def _chosen(
    standing: Iterable[Line], names: Names
) -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    """(picks, undecided, rejected) of a lock."""
    picked: dict[str, set[str]] = {}
    rejected: dict[str, str] = {}
    undecided: set[str] = set()
    for line in standing:
        meant = names.get(line["uid"], {})
        if len(meant) > 1:
            undecided.update(meant.values())
            continue
        for handle, job in meant.items():
            if line["t"] == "pick":
                picked.setdefault(job, set()).add(handle)
            else:
                rejected[handle] = job
    both = {handle for handle, job in rejected.items() if handle in picked.get(job, ())}
    undecided |= {rejected[handle] for handle in both}
    undecided |= {job for job, handles in picked.items() if len(handles) > 1}
    picks = {job: min(handles) for job, handles in picked.items() if job not in undecided}
    return picks, frozenset(undecided), frozenset(rejected.keys() - both)


def choose(
    facts: Facts,
    kind: Literal["pick", "reject"],
    take: Take,
    *,
    p: str,
    by: str,
    at: float,
    note: str | None = None,
) -> Facts:
    """The facts with a person's pick or reject of a take that the lock holds."""
    lock = fold(facts)
    names = _names(lock.lines, lock.renamed)
    ((handle, job),) = names[f"{take.uid}@{take.id}"].items()
    over: set[str] = set()
    for line in choices(facts):
        meant = names.get(line["uid"], {})
        rival = kind == line["t"] == "pick" and job in meant.values()
        if rival or handle in meant:
            over |= {line["p"], *line["over"]}
    line = {
        "t": kind,
        "p": p,
        "over": sorted(over),
        "job": job,
        "uid": handle,
        "by": by,
        "at": e.stamp(at),
        "note": note,
    }
    return join(facts, Facts(others={fact.identity(line): line}))
