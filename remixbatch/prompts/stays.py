"""What a prompt says must stay, so that it can be said again in every step of a chain."""

import re
from collections.abc import Iterator, Sequence

from remixbatch.prompts.plain import SOLID
from remixbatch.prompts.reading import STAYING, Reading

_ENDS = " \t\n.,;:!。，、；：！–—-"
_GLUE = re.compile(r"[\s,;，、]*(?:(?:and|or|nor|&|und|y|e|以及|和|及|と)(?!\w))?[\s,;，、]*")
# What joins a clause to the one before it, and verbs in a form that no sentence begins with.
_JOINS = re.compile(
    r"(?:(?:and|but|while|whilst|yet|und|aber|während|y|pero|mientras)\b|但是|但|并且|并|同时)[\s,，]*",
    re.IGNORECASE,
)
_RUNNING = {
    "keeping": "keep",
    "leaving": "leave",
    "preserving": "preserve",
    "maintaining": "maintain",
    "retaining": "retain",
    "holding": "hold",
}
_DEPENDENT = re.compile(r"(?:without|with|except|sin|con|ohne|mit|ansonsten)\b", re.IGNORECASE)


def kept_of(reading: Reading) -> list[str]:
    """The clauses that say what stays, as they are written, without what joins them to others."""
    spans: list[tuple[int, int]] = []
    for segment in reading.segments:
        if segment.kind in STAYING:
            start = segment.start
            if spans and _GLUE.fullmatch(reading.prompt, spans[-1][1], start):
                start = spans.pop()[0]  # a list of what stays is one clause
            spans.append((start, segment.end))
    return list(dict.fromkeys(_cleaned(reading.prompt, spans)))


def _cleaned(prompt: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    for start, end in spans:
        clause = prompt[start:end].strip(_ENDS)
        joint = _JOINS.match(clause)
        clause = clause if joint is None else clause[joint.end() :]
        if clause:
            yield " ".join(clause.split())


def with_kept(part: str, kept: Sequence[str], language: str | None) -> str:
    """A part, and behind it each clause of what stays that it has not already."""
    text = part
    for clause in kept:
        if clause.casefold() not in text.casefold():
            text = _joined(text.rstrip(_ENDS), clause, language)
    return text


def _joined(text: str, clause: str, language: str | None) -> str:
    if language in SOLID:
        return f"{text}{'，' if language == 'zh' else '。'}{clause}。"
    if _DEPENDENT.match(clause):
        return f"{text}, {clause[:1].lower()}{clause[1:]}."
    first, blank, rest = clause.partition(" ")
    sentence = _RUNNING.get(first.lower(), first) + blank + rest
    return f"{text}. {sentence[:1].upper()}{sentence[1:]}."
