"""report.md: what happened, for people and for the sites that show Markdown.

All text from a spec or a service is foreign: it is escaped so that it can neither leave its cell nor
become markup.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from remixbatch.errors import Exit, worst
from remixbatch.events import stamp
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.rehearsal import Rehearsal
from remixbatch.report.cause import TITLES, Cause, causes
from remixbatch.report.next import NOTHING, Next, next_of_rehearsal, next_of_run
from remixbatch.report.row import Row, cost, orphan_rows, rows, spending, total_cost
from remixbatch.report.text import counted, plural, some, told, usd
from remixbatch.step import Step
from remixbatch.take import Phase, Take

PROMPT = 300  # characters of a prompt; report.json has all of it
REHEARSED = "The emulator on this machine stood in for the service: nothing was spent, and its clips are not your videos."
DEEPEST = 12  # levels of indentation; a lineage may be thousands long

_MARKUP = re.compile(r"([\\`*_\[\]#|~$])")  # all else means nothing inside a line
_LINK = re.compile(r"(?i)(https?|ftp|mailto|www|xmpp)(?=[:.])")
_PLAIN = re.compile(r"[A-Za-z0-9_.:@/=+-]+")


def markdown(
    graph: Graph,
    steps: Mapping[str, Step],
    holdings: Holdings,
    codes: Mapping[Exit, list[str]],
    *,
    spec: str,
    at: float,
    given_up: Mapping[str, str] | None = None,
    absent: Collection[str] = (),
    partial: bool = False,
    resume: str | None = None,
    only: Sequence[str] = (),
    rehearsal: Rehearsal | None = None,
    rescued: Mapping[str, str] = NOTHING,
) -> str:
    """`absent`: files of takes that are not on the disk, so that nothing links to them. `partial`: the run
    is still on. `resume`: the command that goes on where it was stopped.
    """
    found = rows(graph, steps, holdings, given_up)
    orphans = orphan_rows(graph, holdings)
    if rehearsal is None:
        head = f"# {foreign(graph.name)}"
        after = next_of_run(found, codes, spec=spec, resume=resume, only=only, rescued=rescued)
    else:
        head = f"# Rehearsal: {foreign(graph.name)}\n\n{REHEARSED}"
        after = next_of_rehearsal(codes, steps, given_up or {}, rehearsal)
    blocks = [
        head,
        f"Generated {stamp(at)}{', while the run was still on' if partial else ''}.",
        *_head(
            graph,
            found,
            holdings,
            codes,
            "Would have cost" if rehearsal else "Spent over the campaign",
        ),
        *_causes(causes(found, codes)),
        *_next(after),
        "## Jobs",
        _jobs(found, absent),
        "## Lineage",
        "\n".join(_lineage(graph, found)),
        *_orphans(graph, orphans),
    ]
    return "\n\n".join(blocks) + "\n"


# -- escaping ----------------------------------------------------------------------------------------


def foreign(text: str, limit: int = PROMPT) -> str:
    """Foreign text as text: no markup, no HTML, no links, on one line."""
    plain = told(text, limit).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = _MARKUP.sub(r"\\\1", plain)
    return _LINK.sub(r"\1\\", escaped)


def verbatim(text: str) -> str:
    """An id, a name or a hash to be copied."""
    return f"`{text}`" if _PLAIN.fullmatch(text) else foreign(text)


def link(file: str) -> str:
    """A link to a file below the report; only its name where it lies elsewhere."""
    name = foreign(file.rsplit("/", 1)[-1])
    if file.startswith("/") or "\\" in file or ".." in file.split("/"):
        return name
    return f"[{name}]({quote(told(file), safe='/')})"


def table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rule = ["---"] * len(head)
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, rule, *lines))


# -- parts -------------------------------------------------------------------------------------------


def _head(
    graph: Graph,
    found: Sequence[Row],
    holdings: Holdings,
    codes: Mapping[Exit, list[str]],
    spent: str,
) -> Iterator[str]:
    phases = Counter(row.step.phase for row in found)
    counts = counted({phase.value: phases[phase] for phase in Phase})
    yield f"{plural(len(found), 'job')}: {counts}. Exit {int(worst(codes))}."
    money = spending(graph, holdings.takes.values())
    line = f"{spent}: {usd(money.total)} for {plural(len(holdings.takes), 'take')}"
    if money.open:
        line += f", {usd(money.open)} of it in flight or unclear"
    if money.unpriced:
        line += f"; {plural(money.unpriced, 'take')} of unknown price not included"
    yield f"{line}."


def _causes(found: Sequence[Cause]) -> Iterator[str]:
    for code in dict.fromkeys(cause.exit for cause in found):
        yield f"## {TITLES.get(code, code.name.lower())}"
        yield "\n".join(f"- {_cause(cause)}" for cause in found if cause.exit is code)


def _cause(cause: Cause) -> str:
    if not cause.jobs:
        return f"The run: {foreign(cause.text)}"
    names = foreign(some(cause.jobs, 20), 2000)
    return f"{plural(len(cause.jobs), 'job')}: {foreign(cause.text)} ({names})"


def _next(after: Next | None) -> Iterator[str]:
    if after is None:
        return
    yield "## Next"
    lines = (after.command, *after.others)
    yield "\n".join(f"    {line}" for line in lines)  # indented code: nothing in it is markup
    yield f"{after.why[:1].upper()}{foreign(after.why[1:])}."


def _jobs(found: Iterable[Row], absent: Collection[str]) -> str:
    head = ("job", "phase", "take", "from", "prompt", "id", "video", "sha256", "usd", "note")
    return table(head, (_job(row, absent) for row in found))


def _job(row: Row, absent: Collection[str]) -> list[str]:
    take = row.take
    assert row.entry is not None
    start = [verbatim(row.job), row.step.phase.value, str(row.step.take), verbatim(row.parent)]
    prompt = foreign(row.entry.prompt)
    if take is None:
        return [*start, prompt, "", "", "", "", foreign(row.note)]
    return [
        *start,
        prompt,
        verbatim(take.id) if take.id else "",
        _video(take.file, absent) if take.file else "",
        verbatim(take.sha256[:12]) if take.sha256 else "",
        _usd(take),
        foreign(row.note),
    ]


def _video(file: str, absent: Collection[str]) -> str:
    return f"{foreign(file.rsplit('/', 1)[-1])} (not here)" if file in absent else link(file)


def _usd(take: Take) -> str:
    amount = cost(take)
    if amount is None:
        return "unknown"
    return foreign(usd(amount)) + (" (reserved)" if take.usd_basis == "reserved" else "")


def _lineage(graph: Graph, found: Sequence[Row]) -> Iterator[str]:
    """Every source with its remixes below it. A stack, not recursion: chains may be long."""
    by_name = {row.job: row for row in found}
    for source in graph.sources.values():
        jobs = graph.children.get(source.name, ())
        if jobs:
            yield f"- {verbatim(source.name)}, {verbatim(source.identity or '')}"
        stack = [(1, job) for job in reversed(jobs)]
        while stack:
            depth, job = stack.pop()
            yield _branch(depth, by_name[job])
            stack += [(depth + 1, child) for child in reversed(graph.children.get(job, ()))]


def _branch(depth: int, row: Row) -> str:
    deep = f"(level {depth}) " if depth > DEEPEST else ""
    id_ = f", {verbatim(row.take.id)}" if row.take is not None and row.take.id else ""
    return f"{'  ' * min(depth, DEEPEST)}- {deep}{verbatim(row.job)}, {row.step.phase}{id_}"


def _orphans(graph: Graph, orphans: Sequence[Row]) -> Iterator[str]:
    if not orphans:
        return
    yield "## Not in the spec any more"
    yield table(
        ("job", "takes", "phase", "id", "usd"),
        (
            [
                verbatim(row.job),
                str(len(row.takes)),
                row.step.phase.value,
                verbatim(row.take.id) if row.take is not None and row.take.id else "",
                foreign(usd(total_cost(graph, row.takes))),
            ]
            for row in orphans
        ),
    )
