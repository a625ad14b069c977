"""How a lock on the disk differs from what the next run would write in its place."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from remixbatch import exchange, lockfile
from remixbatch.holdings import Holdings
from remixbatch.lockfile import Facts, Identity
from remixbatch.take import Take


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One reason why the lock would change. `line`: where, in the file as it is."""

    kind: str  # markers, form, order, repeated, journal, settled, moved, given
    message: str
    line: int | None = None


def differences(text: str, facts: Facts, holdings: Holdings) -> list[Difference]:
    """Empty: a run that finds nothing to do leaves the lock as it is. `facts` are those of the text."""
    found = [_markers(text)] if facts.conflicted else _form(text, lockfile.text(facts))
    return [*found, *_news(facts, exchange.update(facts, holdings))]


def _markers(text: str) -> Difference:
    rows = text.split("\n")
    line = next((number for number, row in enumerate(rows, 1) if row.startswith("<" * 7)), 1)
    message = "a merge left conflict markers; `remixbatch lock --resolve` keeps both sides"
    return Difference(kind="markers", line=line, message=message)


def _form(text: str, canonical: str) -> list[Difference]:
    """The first line that stands elsewhere, or otherwise, than it would be written."""
    if text == canonical:
        return []
    rows, wanted = text.split("\n"), canonical.split("\n")
    line = next((n for n, (a, b) in enumerate(zip(rows, wanted, strict=False), 1) if a != b), None)
    if line is None:
        line = min(len(rows), len(wanted)) + 1
    row = rows[line - 1] if line <= len(rows) else ""
    return [Difference(line=line, **_cause(row, rows, wanted))]


def _cause(row: str, rows: list[str], wanted: list[str]) -> dict[str, str]:
    if row.endswith("\r"):
        message = "it ends with CR LF; .gitattributes needs `specs/*.lock merge=union text eol=lf`"
        return {"kind": "form", "message": message}
    if rows[-1] != "" or row == "":
        return {"kind": "form", "message": "a line is empty, or the last one has no end"}
    if Counter(rows)[row] > Counter(wanted)[row] > 0:
        return {"kind": "repeated", "message": "this fact stands more than once"}
    if row in wanted:
        return {"kind": "order", "message": "the lines are not in their order"}
    return {"kind": "form", "message": "it is not written as remixbatch writes this fact"}


def _news(facts: Facts, coming: Facts) -> Iterator[Difference]:
    for name, take in sorted(coming.takes.items(), key=lambda pair: (pair[1].job, pair[1].uid)):
        known = facts.takes.get(name)
        if known != take:
            yield Difference(kind="journal", message=_learnt(facts, name, take, known))
    for name, take in sorted(facts.takes.items(), key=lambda pair: (pair[1].job, pair[1].uid)):
        if name not in coming.takes:
            message = f"{_label(take)}: its line without id counts for nothing any more"
            yield Difference(kind="journal", message=message)
    for other in sorted(coming.others.keys() - facts.others.keys()):
        line = coming.others[other]
        if line["t"] == "moved":
            message = f"{line['from']} is called {line['to']} now, and the lock does not say so"
            yield Difference(kind="moved", message=message)
        elif line["t"] == "given":
            message = f"{line['uid']} is a take of {line['job']} now, and the lock does not say so"
            yield Difference(kind="given", message=message)
        else:
            message = (
                f"{line['uid']} was found not to have been created, and the lock does not say so"
            )
            yield Difference(kind="settled", message=message)


def _learnt(facts: Facts, name: Identity, take: Take, known: Take | None) -> str:
    if known is None:
        before = next((t for (uid, _, _), t in facts.takes.items() if uid == take.uid), None)
        if before is None:
            return f"{_label(take)} is {take.status}, and the lock does not know it"
        return (
            f"{_label(take)} is {take.status} as {name[2]}, and the lock has it as {before.status}"
        )
    if known.status != take.status:
        return f"{_label(take)} is {take.status}, and the lock has it as {known.status}"
    if take.sha256 is not None and known.sha256 is None:
        return f"{_label(take)} was fetched, and the lock does not say so"
    return f"{_label(take)}: the journal knows more of it than the lock"


def _label(take: Take) -> str:
    return f"{take.job}.{take.take}"
