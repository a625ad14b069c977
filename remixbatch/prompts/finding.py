"""What the lint of prompts says: the table of its rules, one finding, the verdict on one prompt."""

from typing import Literal, NamedTuple

from remixbatch.prompts.reading import record

Level = Literal["suggestion", "warning", "error"]


class Ruling(NamedTuple):
    """What a code stands for: the word people write, how grave it is, and a few words on it."""

    name: str
    level: Level
    title: str


RULES = {
    "RMX101": Ruling("multi-change", "error", "a prompt that asks for several changes"),
    "RMX102": Ruling("rider-change", "warning", "a second change that rides on `with` or `while`"),
    "RMX103": Ruling("two-attributes", "warning", "two properties of one thing changed at once"),
    "RMX201": Ruling("vague-change", "warning", "a judgement where a change should stand"),
    "RMX202": Ruling("missing-value", "warning", "what changes is said, but not into what"),
    "RMX203": Ruling("no-target", "suggestion", "`it` is made something: the whole, or what?"),
    "RMX204": Ruling("preserve-only", "error", "a prompt that only says what stays"),
    "RMX301": Ruling("whole-scene", "warning", "a new scene described, not a change of this one"),
    "RMX302": Ruling("contradiction", "error", "two demands that cannot both hold"),
    "RMX401": Ruling(
        "fixed-parameter", "error", "what a prompt cannot change: length, size, format"
    ),
    "RMX501": Ruling("real-person", "warning", "a living or widely known person by name"),
    "RMX502": Ruling("brand-or-character", "warning", "a brand, a franchise, a character of one"),
    "RMX601": Ruling("template-leftover", "error", "a placeholder that nothing has filled in"),
    "RMX602": Ruling("too-long", "warning", "many more words than one change needs"),
    "RMX603": Ruling("markup-in-prompt", "suggestion", "Markdown, HTML or JSON in the text"),
    "RMX604": Ruling("duplicate-prompt", "suggestion", "two jobs that ask the same of one parent"),
    "RMX605": Ruling("chain-depth", "suggestion", "a remix of a remix of a remix, and so on"),
    "RMX901": Ruling("unused-suppression", "warning", "an ignored rule that finds nothing here"),
}
SEVERAL = ("RMX101", "RMX102", "RMX103")  # what counts changes, and a chain mends
CODE_OF = {ruling.name: code for code, ruling in RULES.items()}
TITLES = {code: f"{ruling.name}: {ruling.title}" for code, ruling in RULES.items()}


class Finding(NamedTuple):
    """One thing found in a prompt. `start` and `end` count characters of the prompt as it was given.

    `parameter` says, on RMX401, which one: duration, size, aspect, fps, format, model, seed, loop.
    """

    code: str
    name: str
    level: Level
    start: int
    end: int
    message: str
    hint: str | None = None
    parameter: str | None = None


def finding(
    code: str,
    span: tuple[int, int],
    message: str,
    hint: str | None = None,
    parameter: str | None = None,
) -> Finding:
    """A finding of this code, at the level that the table gives it."""
    name, level, _ = RULES[code]
    start, end = span
    return record(Finding, (code, name, level, start, end, message, hint, parameter))


class Verdict(NamedTuple):
    """What is to be said of one prompt. `split` is the proposed chain, only where it is `multi`."""

    prompt: str
    language: str | None  # none: silence
    multi: bool
    findings: tuple[Finding, ...]  # in the order of the text
    split: tuple[str, ...] = ()
