"""All that speaks for what is decided about one job: what changed, its takes, its money, what stands in its way.

Nothing is decided here: the step is the plan's, and takes are ranked by the plan's own `standing`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from remixbatch.asked import Change, changes
from remixbatch.report.next import next_of_job, resolve_commands
from remixbatch.report.row import Row, Spending, spending
from remixbatch.report.verdict import Bench, Verdict, verdicts
from remixbatch.step import Decision, starts
from remixbatch.take import Phase, Take


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    row: Row
    compared: Take | None  # the take that the job as it is now is held against
    changes: tuple[Change, ...]  # against that; of field `parent`: identities it starts from
    parent: Row | None  # None: a source, or an orphan
    takes: tuple[Verdict, ...]
    money: Spending
    blockers: tuple[Row, ...]  # from the job next above to the root cause
    waits: tuple[Row, ...]  # jobs that must be done before; nothing is wrong with them
    commands: tuple[str, ...]  # what moves it on, one of them; none where no command does


def why(bench: Bench, row: Row, others: dict[str, Row], *, spec: str) -> Why:
    """`others` are the rows of all jobs of the spec, `spec` its words for a shell."""
    entry = row.entry
    compared = row.take or (row.history[-1] if row.history else None)
    blockers = tuple(_blockers(row, others))
    return Why(
        row=row,
        compared=compared,
        changes=() if compared is None else tuple(_changes(bench, row, compared)),
        parent=None if entry is None else others.get(entry.parent),
        takes=verdicts(bench, row.job),
        money=spending(bench.graph, row.takes),
        blockers=blockers,
        waits=() if blockers else tuple(_waits(row, others)),
        commands=tuple(_commands(blockers[-1] if blockers else row, spec)),
    )


def _commands(row: Row, spec: str) -> list[str]:
    if row.step.phase is Phase.UNCLEAR and row.take is not None:
        return resolve_commands(spec, row, row.take)
    found = next_of_job(row, spec)
    return [] if found is None else [found]


def _changes(bench: Bench, row: Row, compared: Take) -> Iterator[Change]:
    if row.entry is None:
        return
    yield from changes(compared, row.entry)
    froms = starts(row.entry, bench.steps)
    if compared.parent not in froms:
        now = row.step.parent or next((each for each in froms if each is not None), None)
        yield Change(field="parent", old=compared.parent, new=now)


def _blockers(row: Row, others: dict[str, Row]) -> Iterator[Row]:
    """The chain up to the root. It may be as long as a lineage, and ends: a graph has no cycles."""
    name = row.step.blocker
    while name is not None:
        row = others[name]
        yield row
        name = row.step.blocker


def _waits(row: Row, others: dict[str, Row]) -> Iterator[Row]:
    if (
        row.entry is None
        or row.step.phase is not Phase.BLOCKED
        or row.step.decision is not Decision.SUBMIT
    ):
        return
    for name in dict.fromkeys((row.entry.parent, *row.entry.needs)):
        if name in others and others[name].step.pick is None:
            yield others[name]
