"""RMX101 multi-change, RMX102 rider-change, RMX103 two-attributes: more than one change is asked for."""

from collections.abc import Sequence

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.plain import Plain
from remixbatch.prompts.reading import Change, Reading

MOST = 5  # changes that a message or a hint tells in full
LONG = 48  # characters of a change that a message quotes


def counted(reading: Reading, _: Plain) -> Sequence[Finding]:
    """One finding, at the change that is too much: the second."""
    changes = reading.changes
    if len(changes) < 2:
        return ()
    parts = [_told(reading.prompt, change) for change in changes]
    verbs = [change.why for change in changes].count("verb")
    second = changes[1]
    hint = chain_hint(reading.split)
    if verbs >= 2:
        code, message = "RMX101", f"asks for {len(parts)} changes: {_listed(parts)}"
    elif second.why == "attribute":
        code = "RMX103"
        message = f"changes {len(parts)} properties of one thing: {_listed(parts)}"
    else:
        code, message = "RMX102", f"asks for a second change on the way: {parts[1]}"
    return (finding(code, _span(second), message, hint),)


def chain_hint(split: Sequence[str]) -> str | None:
    """The way out: a step each."""
    if not split:
        return "ask for one of them here, and for the next in a job that starts from this one"
    steps = " ".join([f"{number}. {step}" for number, step in enumerate(split[:MOST], 1)])
    return f"make it a chain: {steps}{' …' if len(split) > MOST else ''}"


def _listed(parts: Sequence[str]) -> str:
    if len(parts) > MOST:
        return f"{', '.join(parts[:MOST])}, …"
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _span(change: Change) -> tuple[int, int]:
    return change.spans[0][0], change.spans[-1][1]


def _told(prompt: str, change: Change) -> str:
    """What was read as one change, in the prompt's own words."""
    (start, end), *more = change.spans
    said = prompt[start:end]
    if more:
        said = " … ".join([prompt[start:end] for start, end in change.spans])
    said = " ".join(said.split()).strip(" ,.;:")
    return f'"{said if len(said) <= LONG else said[: LONG - 1].rstrip() + "…"}"'
