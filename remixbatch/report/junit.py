"""JUnit XML, as CI systems show it: a suite a spec, a case a job, and why it is not done.

Jenkins, GitLab, GitHub's actions and Azure read different halves of what was never a standard. They agree
on `testsuite`, on `testcase` with `classname`, `name` and `time`, and on one child of it that says
`failure`, `error` or `skipped` with a `message` and a text.
"""

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from remixbatch.errors import Exit
from remixbatch.events import unstamp
from remixbatch.graph import Graph
from remixbatch.holdings import Holdings
from remixbatch.report.next import next_of_job
from remixbatch.report.row import Row, rows
from remixbatch.step import Decision, Step
from remixbatch.take import Phase

# What XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENDED = (Phase.FAILED, Phase.REFUSED, Phase.LOST)


def junit(
    graph: Graph,
    steps: Mapping[str, Step],
    holdings: Holdings,
    *,
    spec: str,
    at: str,
    given_up: Mapping[str, str] | None = None,
) -> str:
    """The XML of a campaign as it stands at `at`, a time in RFC 3339. `spec` is written for a shell."""
    found = rows(graph, steps, holdings, given_up)
    cases = [_case(graph, row, spec) for row in found]
    counts = {word: sum(verdict(row) == word for row in found) for word in VERDICTS}
    took = sum(_seconds(row) for row in found)
    numbers = f'tests="{len(found)}" {_counted(counts)} time="{took:.3f}"'
    name = _attribute(graph.name)
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="remixbatch" {numbers}>',
            f'  <testsuite name={name} {numbers} timestamp="{at.removesuffix("Z")}">',
            *cases,
            "  </testsuite>",
            "</testsuites>\n",
        ]
    )


VERDICTS = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def verdict(row: Row) -> str | None:
    """failure: it was made and is no good, or is gone; error: nobody knows; skipped: not made (yet)."""
    step = row.step
    if step.phase in _ENDED:
        return "failure" if step.exit is not Exit.DONE else "skipped"  # allow_failure
    if step.phase is Phase.UNCLEAR:
        return "error"
    return None if step.decision is Decision.KEEP else "skipped"


def _counted(counts: Mapping[str, int]) -> str:
    return " ".join(f'{VERDICTS[word]}="{count}"' for word, count in counts.items())


def _case(graph: Graph, row: Row, spec: str) -> str:
    head = f"    <testcase classname={_attribute(graph.name)} name={_attribute(row.job)}"
    head += f' time="{_seconds(row):.3f}"'
    word = verdict(row)
    if word is None:
        return f"{head}/>"
    message = row.error or row.reason
    kind = f" type={_attribute(_type(row))}" if word != "skipped" else ""
    text = escape(_legal("\n".join(_details(row, spec))))
    opened = f"      <{word} message={_attribute(message)}{kind}>"
    return f"{head}>\n{opened}{text}</{word}>\n    </testcase>"


def _type(row: Row) -> str:
    code = None if row.take is None or row.take.error is None else row.take.error.get("code")
    return f"{row.step.phase}.{code}" if code and code != row.step.phase else row.step.phase.value


def _details(row: Row, spec: str) -> Iterator[str]:
    yield row.reason
    if row.entry is not None:
        yield f"prompt: {row.entry.prompt}"
    if row.take is not None:
        yield f"take: {row.take.take}, {row.take.uid}"
        yield f"video: {row.take.id or 'none'} at {row.take.origin}, from {row.take.parent}"
    if (after := next_of_job(row, spec)) is not None:
        yield f"next: {after}"


def _seconds(row: Row) -> float:
    """How long the service took for the take that stands; 0 where that is not known."""
    take = row.take
    if take is None or take.submitted is None or take.completed is None:
        return 0.0
    return max(0.0, unstamp(take.completed) - unstamp(take.submitted))


def _legal(text: str) -> str:
    return _NOT_XML.sub("", text)


def _attribute(text: str) -> str:
    """Quoted, line breaks kept as references: a parser would make spaces of them."""
    return quoteattr(_legal(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
