"""What GitHub Actions is told without being asked: a folded log, failed jobs at their lines, the step's summary.

Marks and annotations go to stderr, where the host reads them too: stdout stays the result. Elsewhere this is
silent.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from remixbatch.commands.annotations import Note, annotations, data, on_actions
from remixbatch.commands.console import tell
from remixbatch.commands.written import Result
from remixbatch.keys import hidden
from remixbatch.report.row import Row, rows
from remixbatch.take import Phase

MOST = 900_000  # bytes of a step's summary; the host refuses one of more than 1 MiB
BAD = (Phase.FAILED, Phase.REFUSED, Phase.LOST, Phase.UNCLEAR)


@contextmanager
def folded(title: str) -> Iterator[None]:
    """What is told inside becomes one line that can be opened."""
    if not on_actions():
        yield
        return
    tell(f"::group::{data(title)}")
    try:
        yield
    finally:
        tell("::endgroup::")


def tell_end(result: Result, at: float) -> None:
    """How a run ended: its bad jobs at their lines, and the report on the page of the step."""
    if not on_actions():
        return
    if lines := annotations(_notes(result), f"the report is {result.report}"):
        tell(lines)
    if trouble := add_summary(hidden(result.markdown(at)), str(result.report)):
        tell(trouble)


def _notes(result: Result) -> Iterator[Note]:
    engine = result.engine
    for row in rows(result.campaign.graph, engine.steps, engine.holdings, engine.given_up):
        if row.step.phase in BAD and row.entry is not None:
            yield _note(row, result.campaign.words)


def _note(row: Row, spec: str) -> Note:
    """At the job in its spec. What may fail is a warning."""
    assert row.entry is not None
    phase = row.step.phase
    text = f"{row.job} is {phase.value}: {row.error or row.reason}"
    if phase is Phase.UNCLEAR:
        text += f"; look at the service, then: remixbatch resolve {spec} {row.job}"
    return Note(
        level="warning" if row.entry.allow_failure else "error",
        title=f"remixbatch: {phase.value}",
        text=text,
        place=row.entry.place,
    )


def add_summary(markdown: str, report: str) -> str | None:
    """Append a report to the step's summary; what could not be done, in words. `report`: where all of it is."""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return None
    path = Path(file)
    try:
        room = MOST - (path.stat().st_size if path.exists() else 0)
        data = cut(markdown.encode(), room, report)
        if not data:
            return f"note: the step's summary is full; the report is {report}"
        with path.open("ab") as stream:
            stream.write(data)
    except OSError as error:
        return (
            f"note: the step's summary cannot be written ({error.strerror}); the report is {report}"
        )
    return None


def cut(data: bytes, room: int, report: str) -> bytes:
    """What fits, up to the end of a line, and a note that the rest is left out; nothing where not even that fits."""
    if len(data) <= room:
        return data
    left = (
        f"\n\nCut here: the step's summary would be too large. All of it is in {report}.\n".encode()
    )
    end = data.rfind(b"\n", 0, max(0, room - len(left)))
    return data[: end + 1] + left if end >= 0 else b""
