"""A clause as it is read: one change, or words that preserve. Places are those of the line."""

from dataclasses import dataclass, field
from typing import Literal

from remixbatch.prompts.grammar import Verb
from remixbatch.prompts.line import Line
from remixbatch.prompts.pieces import Piece
from remixbatch.prompts.reading import Kind, Why
from remixbatch.prompts.topics import value_topic

# What the words that are read now belong to: nothing yet (the beginning of a sentence); a change; what stays; a
# purpose, a time, a consequence; nothing, to the end of the sentence ("Reason: …").
Mode = Literal["free", "edit", "keep", "strike", "mute"]


@dataclass(slots=True, eq=False)
class Clause:
    """A change as it is read, or a preserve clause."""

    kind: Kind
    start: int
    end: int  # of the piece it began with
    verb: Verb | None = None
    why: Why = "verb"
    source: "Clause | None" = None  # whose verb, or whose target, is read back
    ranges: list[tuple[int, int]] = field(default_factory=list)  # its words, later pieces too
    begun: tuple[Line, Piece] | None = None  # what it began with
    _topics: list[int] | None = None
    linked: bool = False  # the link of its verb has come: "change X *to*"
    listing: bool = False  # an item below "two wishes:"
    leads: bool = False  # "besides changing X, …": what follows is a change, too
    scene: bool = False  # somebody in the scene is made to act
    counts: bool = True
    wish: bool = False  # a change only where no command follows: "the sky needs clouds"
    aside: bool = False  # of the makers of the video, or what they think: no change
    remark: bool = False  # a change only where nothing else is: "it is too dark"

    @property
    def operation(self) -> str:
        return self.verb.kind if self.verb else ""

    @property
    def topics(self) -> list[int]:
        """Of its value, and of those listed with it; found out when they are first asked for: most never are."""
        if self._topics is None:
            self._topics = [value_topic(*self.begun, self.verb)] if self.begun else []
        return self._topics

    def extend(self, start: int, end: int) -> None:
        """Takes in the words of a later piece, joints between included."""
        first, last = self.ranges[-1]
        if start - last <= 3:
            self.ranges[-1] = (first, end)
        else:
            self.ranges.append((start, end))

    def cut(self, at: int) -> None:
        """Gives up its words from a place on; its first word it keeps."""
        while len(self.ranges) > 1 and self.ranges[-1][0] >= at:
            self.ranges.pop()
        first, last = self.ranges[-1]
        self.ranges[-1] = (first, max(min(last, at), first + 1))


@dataclass(slots=True)
class Standing:
    """Where a walk through a line stands, for those who decide what a piece is."""

    line: Line
    mode: Mode = "free"
    now: Clause | None = None  # the change that is being read
    following: int = 0  # the joint after the piece
