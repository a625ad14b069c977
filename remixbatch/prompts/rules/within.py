"""What stays by words inside of a demand: "Give it a smile with no change to its face"."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import compress, count, pairwise

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.clues import Clues
from remixbatch.prompts.rules.things import demands

_LONGEST = 5  # words of a thing that is "left bare"


class Within:
    """The clauses of one language that no segment of their own tells of."""

    def __init__(self, lexicon: Lexicon, clues: Clues) -> None:
        self._changing = lexicon.words("rules/changing")
        self._left = lexicon.words("rules/left")
        self._without = lexicon.words("without")
        self._with = lexicon.words("with")
        self._none = lexicon.words("rules/none") | lexicon.words("rules/any")
        self._the = lexicon.words("rules/the") | lexicon.words("rules/its")
        self._links = lexicon.words("rules/of_change")
        self._states = lexicon.words("rules/emptiness") | lexicon.words("rules/stood")
        self._joints = lexicon.words("rules/then_joints")
        self._no_verbs = (
            (lexicon.words("rules/det") | lexicon.words("rules/keep_words"))
            | lexicon.words("rules/causing")
            | (lexicon.words("prepositions") | lexicon.words("pronouns") | self._states)
        )
        self._it = lexicon.words("rules/it")
        self._excepting = lexicon.words("except")
        self._untold = lexicon.words("rules/change_nothing")
        self._untold_keys = frozenset([phrase.split()[-1] for phrase in self._untold])
        self._how = lexicon.words("rules/how_kept")
        self._rest = lexicon.words("rules/rest")
        self._openers = self._without | self._with
        keeps = (self._changing | self._left) if self._links else ()
        self._is_untold = clues.bit(self._untold_keys)
        is_kept, is_so = clues.bit(keeps), clues.bit(self._states)
        self._is_inside = is_kept | clues.bit(self._openers)
        self._is_behind = is_so | clues.bit(self._joints)
        # without one of these, none of them is there
        self.clues = self._is_untold | is_kept | is_so

    def may_be(self, clues: int) -> bool:
        """Whether words are there by which one of them may be told."""
        return (
            clues & self._is_behind == self._is_behind
            or clues & self._is_inside == self._is_inside
            or clues & self._is_untold != 0
        )

    def found(self, reading: Reading) -> Iterator[tuple[Segment, Segment]]:
        """What stays, and what is asked before it."""
        words, starts = reading.tokens.words, reading.tokens.starts
        asked = demands(reading)
        if self._rest.isdisjoint(words) and not self._untold_keys.isdisjoint(words):
            for each in reading.segments:
                begins = words[bisect_left(starts, each.start) :][:2]
                if each.kind != "preserve" and self._leaves(begins):
                    yield from ((each, other) for other in asked if other is not each)
        openers = list(compress(count(), map(self._openers.__contains__, words)))
        for each in asked if openers else ():
            for at in openers:
                if each.start < starts[at] < each.end:
                    end = self._end(words, at)
                    if end and self._keeps(words[at:end]):
                        high = reading.tokens.ends[end - 1]
                        kept = Segment(kind="preserve", start=starts[at], end=high)
                        yield kept, _before(each, starts[at])

    def _leaves(self, begins: Sequence[str]) -> bool:
        """`change nothing about`, `nobody touches`."""
        return " ".join(begins) in self._untold

    def behind(self, reading: Reading) -> Iterator[tuple[Segment, Segment]]:
        """`leave the plate empty and heap spaghetti on it`: a verb that is not known."""
        tokens = reading.tokens
        for each in reading.segments:
            if each.kind != "preserve":
                continue
            low, high = (bisect_left(tokens.starts, at) for at in (each.start, each.end))
            words = tokens.words[low:high]
            for at in range(1, len(words) - 3):
                if words[at] not in self._joints or words[at + 1] in self._no_verbs:
                    continue
                if self._states.isdisjoint(words[at - 1 : at]):
                    continue
                there = words[at + 1 :]
                kept = Segment(kind="preserve", start=each.start, end=tokens.ends[low + at - 1])
                if there[-1] in self._it or there[-1] in words[:at]:
                    start = tokens.starts[low + at + 1]
                    yield kept, Segment(kind="edit", start=start, end=each.end, verb="put")
                    return

    def whole(self, reading: Reading, kept: Segment) -> Segment:
        """A segment that says that something stays, and how: `it has to stay` `just as it is`."""
        tokens = reading.tokens
        at = bisect_left(tokens.starts, kept.end)
        if tokens.words[at : at + 1] == [] or tokens.words[at] not in self._how:
            return kept
        last = at + 1 if tokens.words[at] in self._excepting else self._end(tokens.words, at)
        last = next(
            (index for index in range(at, last) if tokens.words[index] in self._joints), last
        )
        end = tokens.ends[last - 1]
        if any(kept.end <= each.start < end for each in reading.segments):
            return kept
        return Segment(kind="preserve", start=kept.start, end=end, target=kept.target)

    def _end(self, words: Sequence[str], at: int) -> int:
        return next(
            (end for end in range(at + 1, len(words)) if not words[end][0].isalnum()), len(words)
        )

    def _keeps(self, said: Sequence[str]) -> bool:
        """`without touching`, `with no change to`, `with the wall left bare`."""
        if not self._rest.isdisjoint(said):
            return False
        if said[0] in self._without and not self._changing.isdisjoint(said[1:2]):
            return len(said) > 2
        near = said[:_LONGEST]
        if not self._none.isdisjoint(near[:2]):
            return any(
                word in self._changing and after in self._links for word, after in pairwise(near)
            )
        return near[1:2] != [] and near[1] in self._the and not self._left.isdisjoint(near)


def _before(asked: Segment, end: int) -> Segment:
    """A demand up to a place."""
    return Segment(
        kind=asked.kind,
        start=asked.start,
        end=max(asked.start, end),
        verb=asked.verb,
        target=asked.target,
        value=asked.value,
    )
