"""RMX101 multi-change, RMX102 rider-change, RMX103 two-attributes: more than one change is asked for."""

from collections.abc import Sequence
from itertools import count
from operator import attrgetter

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.plain import Plain
from remixbatch.prompts.reading import Change, Reading

MOST = 5  # changes that a message or a hint tells in full
LONG = 48  # characters of a change that a message quotes
_WHY = attrgetter("why")  # of a change


def counted(reading: Reading, _: Plain) -> Sequence[Finding]:
    """One finding, at the change that is too much: the second."""
    changes = reading.changes
    if len(changes) < 2:
        return ()
    second = changes[1]
    if list(map(_WHY, changes)).count("verb") >= 2:
        code, message = "RMX101", f"asks for {len(changes)} changes: {_listed(reading)}"
    elif second.why == "attribute":
        code = "RMX103"
        message = f"changes {len(changes)} properties of one thing: {_listed(reading)}"
    else:
        told = _told(reading.prompt, second)
        code, message = "RMX102", f"asks for a second change on the way: {told}"
    span = second.spans[0][0], second.spans[-1][1]
    return (finding(code, span, message, chain_hint(reading.split)),)


def chain_hint(split: Sequence[str]) -> str | None:
    """The way out: a step each."""
    if not split:
        return "ask for one of them here, and for the next in a job that starts from this one"
    steps = " ".join(map("{}. {}".format, count(1), split[:MOST]))
    return f"make it a chain: {steps}{' …' if len(split) > MOST else ''}"


def _listed(reading: Reading) -> str:
    """The first of the changes, each in the prompt's own words."""
    *parts, last = [_told(reading.prompt, change) for change in reading.changes[:MOST]]
    if len(reading.changes) > MOST:
        return f"{', '.join(parts)}, {last}, …"
    return f"{', '.join(parts)} and {last}"


def _told(prompt: str, change: Change) -> str:
    """What was read as one change, in the prompt's own words."""
    start, end = change.spans[0]
    said = prompt[start:end]
    if len(change.spans) > 1:
        said = " … ".join([prompt[start:end] for start, end in change.spans])
    said = " ".join(said.split()).strip(" ,.;:")
    return f'"{said if len(said) <= LONG else said[: LONG - 1].rstrip() + "…"}"'
