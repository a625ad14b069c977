"""What was understood of a prompt: its segments, the changes it asks for, the chain they make.

They are made for every prompt, and the import of `dataclasses` alone would be a fifth of the linter's.
"""

from typing import Literal, NamedTuple

from remixbatch.prompts.tokens import Tokens

# Makes a record of its class and of its fields, in their order: in half the time of a call, for what each prompt has.
record = tuple.__new__

Kind = Literal["edit", "declarative", "nominal", "preserve", "anchor", "aside"]
# "verb": an operation of its own. "rider": a with- or while-phrase that adds something.
# "attribute": a second attribute of the same target.
Why = Literal["verb", "rider", "attribute"]


STAYING: tuple[Kind, ...] = ("preserve", "anchor")
STRUCK: tuple[Kind, ...] = (*STAYING, "aside")  # what asks for nothing


class Segment(NamedTuple):
    """A stretch of the prompt that does one thing. `start` and `end` are characters of the prompt."""

    kind: Kind
    start: int
    end: int
    verb: str | None = None  # class of the operation: add remove replace change restyle camera …
    target: str = ""  # what it is done to, in the prompt's words, lower case
    value: str = ""  # its new state, likewise


class Change(NamedTuple):
    """One operation on one target."""

    spans: tuple[tuple[int, int], ...]
    why: Why


class Reading:
    """A prompt, read. In slots, where rules find what they ask of it at once.

    `split`: one short instruction a change; empty where there are not two.
    """

    __slots__ = ("changes", "language", "prompt", "segments", "split", "tokens")

    def __init__(  # noqa: PLR0917 - with names, a call takes a third more
        self,
        prompt: str,
        language: str | None,
        tokens: Tokens,
        segments: tuple[Segment, ...] = (),
        changes: tuple[Change, ...] = (),
        split: tuple[str, ...] = (),
    ) -> None:
        self.prompt, self.language, self.tokens = prompt, language, tokens
        self.segments, self.changes, self.split = segments, changes, split

    def __repr__(self) -> str:
        told = f"{self.segments!r}, {self.changes!r}, {self.split!r}"
        return f"Reading({self.prompt!r}, {self.language!r}, {told})"
