"""A clause as it is read: one change, or words that preserve. Places are those of the line."""

from typing import Literal

from remixbatch.prompts.english.grammar import Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.topics import topic_of, value_topic
from remixbatch.prompts.reading import Kind, Why

# What the words that are read now belong to: nothing yet (the beginning of a sentence); a change; what stays; a
# purpose, a time, a consequence; nothing, to the end of the sentence ("Reason: …").
Mode = Literal["free", "edit", "keep", "strike", "mute"]


# What a clause began with, and the pieces that told more of its value.
Begun = tuple[Line, Piece, *tuple[Piece, ...]]


class Clause:
    """A change as it is read, or a preserve clause. `end` is that of the piece it began with.

    `source`: the clause whose verb, or whose target, is read back. `ranges`: its words, later pieces too. `begun`: what it
    began with.
    """

    # In slots, where they are found at once: a prompt's are read some hundred times.
    __slots__ = (
        *("begun", "counts", "end", "gap", "kind", "named", "operation", "ranges", "source"),
        *("aside", "leads", "linked", "listing", "obliged", "remark", "scene", "shared"),
        *("start", "verb", "why", "wish", "wished", "_topics"),
    )

    linked: bool  # the link of its verb has come: "change X *to*"
    listing: bool  # an item below "two wishes:"
    leads: bool  # "besides changing X, …": what follows is a change, too
    scene: bool  # somebody in the scene is made to act
    counts: bool
    wish: bool  # a change only where no command follows: "the sky needs clouds"
    shared: bool  # its subject is that of its source: "… and loses his hat"
    wished: bool  # a clause within a wish: "I'd be glad if *it were blue*"
    aside: bool  # of the makers of the video, or what they think: no change
    remark: bool  # a change only where nothing else is: "it is too dark"
    obliged: bool  # of a statement: its relative clause asks, too
    named: "Clause | None"  # the command before, which only named what this one changes
    gap: int  # where a comma stands for its verb: "the shutters, navy"
    _topics: list[int] | None

    def __init__(  # noqa: PLR0917 - with names, a call takes a third more
        self,
        kind: Kind,
        piece: tuple[int, int],
        verb: Verb | None = None,
        why: Why = "verb",
        source: "Clause | None" = None,
        begun: Begun | None = None,
    ) -> None:
        self.kind, self.verb, self.why = kind, verb, why
        self.source, self.begun = source, begun
        self.start, self.end = piece
        self.ranges = [piece]
        self.operation = verb.kind if verb else ""
        self.linked = self.listing = self.leads = self.scene = self.wish = self.shared = False
        self.wished = self.aside = self.remark = self.obliged = False
        self.counts = True
        self.named = self._topics = None
        self.gap = 0

    @property
    def topics(self) -> list[int]:
        """Of its value, and of those listed with it; found out when they are first asked for: most never are."""
        if self._topics is None:
            self._topics = []
            if self.begun:
                line, piece, *more = self.begun
                self._topics.append(value_topic(line, piece, self.verb))
                self._topics += [topic_of(line, each.start, each.end) for each in more]
        return self._topics

    def take_value(self, line: Line, piece: Piece) -> None:
        """Goes on with a piece that tells its value: "replace the boat *with a car*"."""
        if self._topics is None and self.begun:
            self.begun = (*self.begun, piece)
        else:
            self.topics.append(topic_of(line, piece.start, piece.end))

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


class Standing:
    """Where a walk through a line stands, for those who decide what a piece is."""

    __slots__ = ("following", "line", "mode", "now")

    line: Line
    mode: Mode
    now: Clause | None  # the change that is being read
    following: int  # the joint after the piece
