"""RMX302 contradiction: two demands that cannot both hold, or a demand against what the prompt itself keeps."""

from collections.abc import Iterator, Sequence

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.opposites import Opposites, Side, meeting
from remixbatch.prompts.patterns import Patterns
from remixbatch.prompts.plain import SOLID, Plain
from remixbatch.prompts.reading import Reading, Segment

_HINT = "keep one of the two; for one after the other, write a chain"
_KEPT = "leave out what stays, or let it name the rest: `keep everything else`"
Span = tuple[int, int]


class Contradiction:
    """RMX302 in one language: at most one finding, the first that is sure."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._solid = lexicon.language in SOLID
        self._clashes = Patterns(lexicon, "clash")
        self._opposites = Opposites(lexicon, solid=self._solid)
        self._between = lexicon.words("rules/between")
        self._after = lexicon.words("rules/after")
        self._whole = lexicon.words("rules/whole")
        self._firm = lexicon.words("rules/firm")
        self._rest = lexicon.words("rules/rest")
        self._articles = lexicon.words("rules/det")
        self._new = lexicon.words("rules/new")
        self._parts: dict[str, set[str]] = {}
        for line in lexicon.entries("rules/parts"):
            whole, _, parts = line.partition(": ")
            self._parts.setdefault(whole, set()).update(part.strip() for part in parts.split(","))

    def __call__(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        yield from list(self._found(reading, plain))[:1]

    def _found(self, reading: Reading, plain: Plain) -> Iterator[Finding]:
        for hit in self._clashes.found(plain):
            yield _opposed(reading, plain.span(hit.start, hit.end))
        asked = [
            each for each in reading.segments if each.kind not in ("preserve", "anchor", "aside")
        ]
        if pairs := list(meeting(self._opposites.sides(plain))):
            yield from self._opposed(reading, plain, asked, pairs)
        if len(asked) > 1:
            yield from self._removed(reading, asked)
        for kept in reading.segments:
            if kept.kind == "preserve":
                for each in asked:
                    yield from self._against(reading, kept, each)

    # -- opposites

    def _opposed(
        self,
        reading: Reading,
        plain: Plain,
        asked: Sequence[Segment],
        pairs: Sequence[tuple[Side, Side]],
    ) -> Iterator[Finding]:
        for one, other in pairs:
            first, second = self._span(plain, one), self._span(plain, other)
            if not any(_holds(each, second) for each in reading.segments) and reading.segments:
                continue
            if self._adjacent(plain, one, other) or self._of_one(
                reading, asked, one.pair, first, second
            ):
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

    def _of_one(
        self, reading: Reading, asked: Sequence[Segment], pair: int, first: Span, second: Span
    ) -> bool:
        """Each in a demand of its own, about the same thing."""
        one = next((each for each in asked if _holds(each, first)), None)
        other = next((each for each in asked if _holds(each, second)), None)
        if one is None or other is None or one is other or not (one.target and other.target):
            return False
        if pair in self._opposites.of_scene:
            return one.target in self._whole and other.target in self._whole
        return self._bare(one.target) == self._bare(other.target)

    # -- what is removed and dealt with all the same

    def _removed(self, reading: Reading, asked: Sequence[Segment]) -> Iterator[Finding]:
        for gone in asked:
            if gone.verb != "remove" or not gone.target:
                continue
            for each in asked:
                if each is gone or each.verb in ("remove", "add", "replace") or not each.target:
                    continue
                if self._bare(each.target) == self._bare(gone.target) and not self._is_new(each):
                    span = _joined(gone, each)
                    message = f"removes {gone.target} and still asks something of it"
                    yield finding("RMX302", span, message, _HINT)

    def _is_new(self, segment: Segment) -> bool:
        return bool(self._new.intersection(segment.target.split()))

    # -- what is kept and changed all the same

    def _against(self, reading: Reading, kept: Segment, asked: Segment) -> Iterator[Finding]:
        words = _words(reading, kept)
        if self._solid:
            text = reading.prompt[kept.start : kept.end].lower()
            firm, rest = any(w in text for w in self._firm), any(w in text for w in self._rest)
        else:
            firm, rest = not self._firm.isdisjoint(words), not self._rest.isdisjoint(words)
        whole = self._bare(kept.target)
        if rest or not whole or not asked.start < asked.end:
            return
        said = _quoted(reading, (kept.start, kept.end))
        message = f"asks for {_quoted(reading, (asked.start, asked.end))} against its own {said}"
        if self._bare(asked.target) == whole and (firm or (kept.value and asked.value)):
            yield finding("RMX302", _joined(kept, asked), message, _KEPT)
        elif firm and self._has_part(reading, asked, whole):
            yield finding("RMX302", _joined(kept, asked), message, _KEPT)

    def _has_part(self, reading: Reading, asked: Segment, whole: str) -> bool:
        parts = self._parts.get(whole) or self._parts.get(whole.split()[-1] if whole else "")
        if not parts:
            return False
        text = reading.prompt[asked.start : asked.end].lower()
        if self._solid:
            return any(part in text for part in parts)
        padded = f" {' '.join(_words(reading, asked))} "
        return any(f" {part} " in padded for part in parts)

    def _bare(self, target: str) -> str:
        """Without its articles."""
        if self._solid:
            return target.strip()
        return " ".join(word for word in target.split() if word not in self._articles)

    def _span(self, plain: Plain, side: Side) -> Span:
        if self._solid:
            return side.start, side.end
        return plain.places(side.start, side.end)


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
