"""A change while a prompt without spaces is being read: it grows by the pieces that describe it."""

from dataclasses import dataclass, field
from typing import Literal

from remixbatch.prompts.cut import Cut
from remixbatch.prompts.reading import Change, Kind, Segment, Why

Form = Literal["edit", "declarative", "state", "nominal"]
_OPERATIONS = {"become": "change", "adjust": "change", "camera-move": "camera", "let": "change"}
_SEGMENT: dict[Form, Kind] = {
    "edit": "edit",
    "declarative": "declarative",
    "state": "declarative",
    "nominal": "nominal",
}


@dataclass(slots=True)
class Draft:
    """One change so far. Places are characters of the prompt."""

    form: Form
    verb: str | None  # the list of its verb
    facet: str | None  # what its value is about
    cuts: list[Cut]
    pieces: list[tuple[int, int]]
    value: int  # where its new state, or what is added, begins
    value_end: int = -1  # where it ends; -1: with the change
    target: tuple[int, int] = (0, 0)
    opener: str | None = None
    acts: Cut | None = None  # the verb of its instruction; a borrowed one where it has a gap
    gap: bool = False
    loose: bool = False  # its value does not say what it is about, as 简洁 in 简洁、干净的线条画
    why: Why = "verb"
    lead: str = ""  # words that its instruction needs before it
    rest: list[tuple[Why, str]] = field(default_factory=list)  # further changes inside it
    first: str | None = None  # its own instruction, where others are inside it

    @property
    def start(self) -> int:
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        return self.pieces[-1][1]

    def grow(
        self, start: int, end: int, cuts: list[Cut], joint: str, facet: str | None = None
    ) -> None:
        """Go on with a piece that describes this change, or is one more item of its list."""
        if facet is not None and self.loose and joint in ("dun", "dot", "and"):
            self.facet, self.loose = facet, False
        self.cuts += [Cut(joint, self.end, start), *cuts]
        self.pieces.append((start, end))

    def segment(self, prompt: str) -> Segment:
        start, end = self.target
        value_end = self.end if self.value_end < 0 else self.value_end
        verb = self.verb or ""
        return Segment(
            kind=_SEGMENT[self.form],
            start=self.start,
            end=self.end,
            verb=_OPERATIONS.get(verb, verb) or None,
            target=prompt[start:end].strip().lower(),
            value=prompt[self.value : value_end].strip().lower(),
        )

    def changes(self) -> list[Change]:
        spans = ((self.start, self.end),)
        return [Change(spans=spans, why=why) for why in (self.why, *(why for why, _ in self.rest))]
