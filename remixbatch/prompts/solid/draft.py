"""A change while a prompt without spaces is being read: it grows by the pieces that describe it."""

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from remixbatch.prompts.reading import Change, Kind, Reading, Segment, Why
from remixbatch.prompts.solid.cut import Cut
from remixbatch.prompts.tokens import Tokens

Form = Literal["edit", "declarative", "state", "nominal"]
# List of a verb -> class of its operation, where the two have not one name.
_OPERATIONS = {
    "become": "change",
    "adjust": "change",
    "let": "change",
    "make": "change",
    "cause": "change",
    "turn": "change",
    "act": "change",
    "means": "add",
    "vanish": "remove",
    "appear": "add",
    "exist": "add",
    "count": "add",
    "rider": "add",
    "camera-move": "camera",
}
_SEGMENT: dict[Form, Kind] = {
    "edit": "edit",
    "declarative": "declarative",
    "state": "declarative",
    "nominal": "nominal",
}


class Inner(NamedTuple):
    """A further change inside one: why it counts, its instruction, where it stands."""

    why: Why
    words: str
    start: int
    end: int


class Draft:
    """One change so far. Places are characters of the prompt."""

    __slots__ = (
        *("acts", "cuts", "facet", "first", "first_end", "form", "gap", "lead", "loose"),
        *("opener", "pieces", "rest", "target", "value", "value_end", "verb", "why"),
    )

    def __init__(
        self,
        *,
        form: Form,
        verb: str | None,  # the list of its verb
        facet: str | None,  # what its value is about
        cuts: list[Cut],
        piece: tuple[int, int],
        target: tuple[int, int],
        value: int,  # where its new state, or what is added, begins
        value_end: int = -1,  # where it ends; -1: with the change
        opener: str | None = None,
        acts: Cut | None = None,  # the verb of its instruction; a borrowed one where it has a gap
        gap: bool = False,  # it lacks its verb: 車を赤に、空を青に変えて
        loose: bool = False,  # its value does not say what it is about, as 简洁 in 简洁、干净的线条画
        why: Why = "verb",
        lead: str = "",  # words that its instruction needs before it
        first: str | None = None,  # its own instruction, where its own words are not that
    ) -> None:
        self.form, self.verb, self.facet, self.cuts, self.pieces = form, verb, facet, cuts, [piece]
        self.target, self.value, self.value_end, self.opener = target, value, value_end, opener
        self.acts, self.gap, self.loose, self.why, self.lead = acts, gap, loose, why, lead
        self.first = first
        self.first_end = -1  # where its own words end, where others are inside it; -1: at its end
        self.rest: list[Inner] = []  # further changes inside it

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

    def divide(self, first: str, end: int, others: Iterable[Inner]) -> None:
        """Hold further changes: `first` is the instruction of its own, whose words end at `end`."""
        self.first, self.first_end = first, end
        self.rest += others

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
        """This change, and those inside it."""
        end = self.end if self.first_end < 0 else self.first_end
        own = Change(spans=((self.start, end),), why=self.why)
        return [own, *(Change(spans=((one.start, one.end),), why=one.why) for one in self.rest)]

    def instructions(self, prompt: str, comma: str, marks: str) -> list[str]:
        """The words of this change and of those inside it, without the marks around them."""
        own = self.first or comma.join(prompt[start:end].strip(marks) for start, end in self.pieces)
        return [own, *(inner.words for inner in self.rest)]


def reading(
    prompt: str,
    *,
    language: str,
    tokens: Tokens,
    drafts: list[Draft],
    others: Iterable[Segment],
    split: Callable[[list[Draft], str], tuple[str, ...]],
) -> Reading:
    """What the changes of a prompt, and its segments that are none, make.

    `split` gives one instruction a change.
    """
    changes = [change for draft in drafts for change in draft.changes()]
    segments = [*others, *(draft.segment(prompt) for draft in drafts)]
    segments.sort(key=lambda segment: segment.start)
    return Reading(
        prompt=prompt,
        language=language,
        tokens=tokens,
        segments=tuple(segments),
        changes=tuple(changes),
        split=split(drafts, prompt) if len(changes) > 1 else (),
    )
