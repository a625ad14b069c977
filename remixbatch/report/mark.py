"""The mark of a job wherever one is listed: it says without colour what becomes of it."""

from remixbatch.report.row import Row
from remixbatch.step import Decision

# In the order they are told.
MARKS = {
    Decision.KEEP: ("=", "dim"),
    Decision.ORPHAN: ("-", "dim"),
    Decision.ATTACH: (">", "cyan"),
    Decision.BLOCKED: ("!", "red"),
    Decision.ASK: ("?", "yellow"),
    Decision.SUBMIT: ("+", "green"),
}
CHANGED = ("~", "yellow")
WORDS = {
    "+": "submit",
    "~": "submit anew",
    ">": "in flight or to fetch",
    "?": "asks you",
    "!": "blocked",
    "=": "stays",
    "-": "not in the spec any more",
}


def mark(row: Row) -> tuple[str, str]:
    """(mark, colour) of a job."""
    if row.step.decision is Decision.SUBMIT and row.takes:
        return CHANGED
    return MARKS[row.step.decision]
