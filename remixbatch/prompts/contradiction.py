"""RMX302 contradiction: two demands that cannot both hold, or a demand against what the prompt itself keeps."""

from collections.abc import Iterator, Sequence
from itertools import islice

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.opposites import Opposites, Side, meeting
from remixbatch.prompts.patterns import Patterns
from remixbatch.prompts.plain import SOLID, Plain
from remixbatch.prompts.reading import Reading, Segment

_HINT = "keep one of the two; for one after the other, write a chain"
_KEPT = "leave out what stays, or let it name the rest: `keep everything else`"
STRUCK = ("preserve", "anchor", "aside")
Span = tuple[int, int]


class Contradiction:
    """RMX302 in one language: at most one finding, the first that is sure."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._solid = lexicon.language in SOLID
        self._clashes = Patterns(lexicon, "clash")
        self._opposites = Opposites(lexicon)
        self._between = lexicon.words("rules/between")
        self._after = lexicon.words("rules/after")
        self._whole = lexicon.words("rules/whole")
        self._firm = lexicon.words("rules/firm")
        self._rest = lexicon.words("rules/rest")
        self._articles = lexicon.words("rules/det")
        self._new = lexicon.words("rules/new")
        self._keep_words = lexicon.words("rules/keep_words")
        self._loose = lexicon.words("rules/loose")
        self._states = lexicon.words("rules/value") | lexicon.words("colors")
        self._actions = lexicon.words("rules/action")
        self._removing = lexicon.words("rules/remove")
        self._not_after = self._removing | lexicon.words("rules/not_after")
        self._parts: dict[str, set[str]] = {}
        for line in lexicon.entries("rules/parts"):
            whole, _, parts = line.partition(": ")
            self._parts.setdefault(whole, set()).update(part.strip() for part in parts.split(","))

    def __call__(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        yield from islice(self._found(reading, plain), 1)

    def _found(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        for hit in self._clashes.found(plain):
            yield _opposed(reading, plain.span(hit.start, hit.end))
        kept = [each for each in reading.segments if each.kind == "preserve"]
        if pairs := list(meeting(self._opposites.sides(plain))):
            yield from self._opposed(reading, plain, pairs)
        if not kept and self._removing.isdisjoint(plain.keys) and not self._solid:
            return
        asked = _asked(reading)
        if len(asked) > 1:
            yield from self._removed(asked)
        for one in kept:
            for other in asked:
                yield from self._against(reading, one, other)

    # -- opposites

    def _opposed(
        self,
        reading: Reading,
        plain: Plain,
        pairs: Sequence[tuple[Side, Side]],
    ) -> Iterator[Finding]:
        asked = _asked(reading)
        for one, other in pairs:
            first, second = self._span(plain, one), self._span(plain, other)
            if not any(_holds(each, second) for each in reading.segments) and reading.segments:
                continue
            if self._adjacent(plain, one, other) or self._of_one(asked, one.pair, first, second):
                said = f"{_quoted(reading, first)} and {_quoted(reading, second)}"
                span = first[0], second[1]
                yield finding("RMX302", span, f"asks for both {said}", _HINT)

    def _adjacent(self, plain: Plain, one: Side, other: Side) -> bool:
        """`empty and full of people`: nothing between them that one alone could be said of."""
        if self._solid:
            between = plain.text[one.end : other.start]
            return between in self._between
        between_words = plain.words[one.end : other.start]
        if not between_words or not self._between.issuperset(between_words):
            return False
        after = plain.words[other.end : other.end + 1]
        return not after or after[0] in self._after

    def _of_one(self, asked: Sequence[Segment], pair: int, first: Span, second: Span) -> bool:
        """Each in a demand of its own, about the same thing."""
        one = next((each for each in asked if _holds(each, first)), None)
        other = next((each for each in asked if _holds(each, second)), None)
        if one is None or other is None or one is other or not (one.target and other.target):
            return False
        if pair in self._opposites.of_scene:
            return one.target in self._whole and other.target in self._whole
        return self._thing(one.target) == self._thing(other.target)

    # -- what is removed and dealt with all the same

    def _removed(self, asked: Sequence[Segment]) -> Iterator[Finding]:
        for gone in asked:
            if gone.verb not in self._removing or not (thing := self._thing(gone.target)):
                continue
            for each in asked:
                if (
                    each is not gone
                    and each.verb not in self._not_after
                    and self._acts(each, thing)
                ):
                    message = f"removes the {thing} and still asks something of it"
                    yield finding("RMX302", _joined(gone, each), message, _HINT)

    def _acts(self, segment: Segment, thing: str) -> bool:
        """Whether something is asked of just this thing: of the dog, not of a dog or the dog house."""
        target = segment.target
        if self._solid:
            return self._thing(target) == thing
        if self._new.intersection(target.split()):
            return False
        words, own = self._thing(target).split(), thing.split()
        after = words[len(own) : len(own) + 1]
        return words[: len(own)] == own and (not after or after[0] in self._actions)

    # -- what is kept and changed all the same

    def _against(self, reading: Reading, kept: Segment, asked: Segment) -> Iterator[Finding]:
        said = reading.prompt[kept.start : kept.end].lower()
        words = set(_words(reading, kept))
        if self._hears(self._rest, words, said):
            return
        whole, state = self._kept(said, reading, kept)
        firm = self._hears(self._firm, words, said)
        same = bool(whole) and self._thing(asked.target) == whole
        other_state = bool(state) and bool(asked.value) and state not in asked.value
        if (same and (firm or other_state)) or (firm and self._has_part(reading, asked, whole)):
            message = (
                f"asks for {_quoted(reading, (asked.start, asked.end))}"
                f" against its own {_quoted(reading, (kept.start, kept.end))}"
            )
            yield finding("RMX302", _joined(kept, asked), message, _KEPT)

    def _hears(self, listed: frozenset[str], words: set[str], said: str) -> bool:
        if self._solid:
            return any(word in said for word in listed)
        return not listed.isdisjoint(words)

    def _kept(self, said: str, reading: Reading, kept: Segment) -> tuple[str, str]:
        """What stays, and the state it stays in, where one is named."""
        if self._solid:
            for word in self._keep_words:
                said = said.replace(word, "")
            return said.strip("，。、,. "), ""
        state = next((word for word in _words(reading, kept) if word in self._states), "")
        thing = [
            word
            for word in _words(reading, kept)
            if word not in self._keep_words and word not in self._articles and word.isalnum()
        ]
        return " ".join(word for word in thing if word != state), state

    def _has_part(self, reading: Reading, asked: Segment, whole: str) -> bool:
        parts = self._parts.get(whole)
        if not parts:
            return False
        text = reading.prompt[asked.start : asked.end].lower()
        if self._solid:
            return any(part in text for part in parts)
        padded = f" {' '.join(_words(reading, asked))} "
        return any(f" {part} " in padded for part in parts)

    def _thing(self, target: str) -> str:
        """What is changed, without articles before it and adverbs behind it."""
        if self._solid:
            return target.strip()
        words = [word for word in target.split() if word not in self._articles]
        while words and words[-1] in self._loose:
            words.pop()
        return " ".join(words)

    def _span(self, plain: Plain, side: Side) -> Span:
        if self._solid:
            return side.start, side.end
        return plain.places(side.start, side.end)


def _asked(reading: Reading) -> list[Segment]:
    return [each for each in reading.segments if each.kind not in STRUCK]


def _holds(segment: Segment, span: Span) -> bool:
    return segment.start <= span[0] and span[1] <= segment.end


def _joined(one: Segment, other: Segment) -> Span:
    return min(one.start, other.start), max(one.end, other.end)


def _words(reading: Reading, segment: Segment) -> list[str]:
    tokens = reading.tokens
    return [
        word
        for word, start in zip(tokens.words, tokens.starts, strict=True)
        if segment.start <= start < segment.end
    ]


def _quoted(reading: Reading, span: Span) -> str:
    said = " ".join(reading.prompt[span[0] : span[1]].split()).strip(" ,.;:!?、。，")
    return f'"{said if len(said) <= 48 else said[:47] + "…"}"'


def _opposed(reading: Reading, span: Span) -> Finding:
    return finding(
        "RMX302",
        span,
        f"{_quoted(reading, span)} cannot be met: it asks for a thing and its opposite",
        _HINT,
    )
