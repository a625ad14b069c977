"""A prompt as patterns see it: words in lower case, nothing in its quotes, and the way back to its places."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from remixbatch.prompts.ground import Ground
from remixbatch.prompts.tokens import Tokens

SOLID = ("zh", "ja")  # languages without blanks between words
NUMBER = "9"  # the key of any number
EMPTY = "”"  # what stands for each word of a quote
_QUOTE = re.compile(
    # No quote is longer: a prompt of many open marks would else be looked through from each of them.
    r"\"[^\"]{0,400}\"|“[^”\"]{0,400}[”\"]|„[^“”\"]{0,400}[“”\"]|«[^»]{0,400}»|「[^」]{0,400}」|『[^』]{0,400}』"
    r"|(?<!\w)['‘](?=\S)[^'’\n]{0,400}\S['’](?!\w)"
)
_DIGIT = re.compile(r"\d")  # of any writing: 5, ５
_SIGNS = frozenset("\"“„«「『'‘")
# What joins a stretch that was struck to its neighbours.
_JOINTS = frozenset((*",;.:-–—\n", "and", "but", "then", "y", "und", "pero", "aber"))

_ENDS = frozenset((*",;.:!?-–—\n", "but", "pero", "aber"))
_PIECE = re.compile(r"[^，。、；：！？,.;:!?\n]+")

Span = tuple[int, int]


class Plain:
    """`text` is what patterns are tried on; `span` leads from places in it to places in the prompt.

    It is the prompt itself, in lower case, where words have no blanks between them; elsewhere its words with one blank
    around each. `keys` are what patterns are looked up by: its words and the parts of compounds, `9` for any number, or its
    signs. `folded` is the prompt in lower case, of its length; `quoted` says where its quotes are.

    What was looked up in the whole of a prompt, and not in a part of one, is kept in bits: `clues`, `fitting`.
    """

    __slots__ = (
        *("_ends", "_firsts", "_ground", "_starts", "_text"),
        *("called", "clues", "fitting", "folded", "keys", "quoted", "solid", "words"),
    )

    def __init__(
        self, text: str | None, tokens: Tokens, folded: str, quoted: Sequence[Span]
    ) -> None:
        self.words, self._starts, self._ends = tokens.words, tokens.starts, tokens.ends
        self.folded = folded
        self.quoted = quoted
        self.solid = text is not None
        self._text = text
        self.keys = _keys(self.words, folded) if text is None else _signs(text)
        self.called: dict[str, list[Any]] | None = None  # the patterns that are worth a try
        self.fitting = 0  # those that would be at some place of it, in bits
        self.clues = 0  # what rules look for in it, in bits, once it was looked at
        # where each word begins in `text`, and where they stand, once that is asked for
        self._firsts: Sequence[int] = ()
        self._ground: Ground | None = None

    @property
    def text(self) -> str:
        """Put together where it is first asked for: for most prompts it is not."""
        if self._text is None:
            self._text = f" {' '.join(self.words)} "
        return self._text

    def ground(self) -> Ground:
        if self._ground is None:
            self._ground = Ground(self.words)
        return self._ground

    def span(self, start: int, end: int) -> Span:
        """Characters of the prompt for a stretch of `text`."""
        if self.solid:
            return start, end
        said = self.text[start:end]
        start += len(said) - len(said.lstrip(" "))
        last = start + len(said.strip(" ")) - 1
        return self._starts[self._word_at(start)], self._ends[self._word_at(last)]

    def places(self, first: int, last: int) -> Span:
        """Characters of the prompt for the words, or the signs, from `first` up to `last`."""
        if self.solid:
            return first, last
        return self._starts[first], self._ends[last - 1]

    def begin(self, index: int) -> int:
        """Where a word begins in `text`, or where that ends."""
        return self._begins()[index]

    def _begins(self) -> Sequence[int]:
        if not self._firsts:
            self._firsts = list(accumulate([len(word) + 1 for word in self.words], initial=1))
        return self._firsts

    def _word_at(self, place: int) -> int:
        return max(0, bisect_right(self._begins(), place) - 1)

    def is_quoted(self, place: int) -> bool:
        """Whether a character of the prompt stands in quoted text."""
        return any(start < place < end for start, end in self.quoted)

    def begins_as(self, other: "Plain") -> bool:
        """Whether both begin with the same word, or sign, of one prompt."""
        if self.solid:
            return _indent(self.text) - _indent(other.text) <= _CALLED
        return self._starts[:1] == other._starts[:1]  # noqa: SLF001 - of its own kind

    def without(self, struck: Sequence[Span]) -> "Plain":
        """The same, less some stretches of the prompt and what joined them."""
        tokens = Tokens(words=self.words, starts=self._starts, ends=self._ends)
        if self.solid:
            return Plain(_blanked(self.text, struck, " "), tokens, self.folded, self.quoted)
        starts = self._starts
        gone: set[int] = set()
        for low, high in struck:
            gone.update(range(bisect_left(starts, low), bisect_left(starts, high)))
        return self._only([index for index in range(len(starts)) if index not in gone])

    def _only(self, kept: list[int]) -> "Plain":
        """Some of the words, less what joins them to the others."""
        words = self.words
        while kept and words[kept[0]] in _JOINTS:
            kept.pop(0)
        while kept and words[kept[-1]] in _JOINTS:
            kept.pop()
        rest = Tokens(
            words=[words[index] for index in kept],
            starts=[self._starts[index] for index in kept],
            ends=[self._ends[index] for index in kept],
        )
        return Plain(None, rest, self.folded, self.quoted)

    def pieces(self) -> Iterator["Plain"]:
        """Its sentences and the parts of them between commas, where it has more than one."""
        if self.solid:
            yield from self._solid_pieces()
            return
        ends = [index for index, word in enumerate(self.words) if word in _ENDS]
        if not ends or ends[0] >= len(self.words) - 1:
            return
        begin = 0
        for end in (*ends, len(self.words)):
            piece = self._only(list(range(begin, end)))
            if not _OPENING.issuperset(piece.words):
                yield piece
            begin = end + 1

    def _solid_pieces(self) -> Iterator["Plain"]:
        spans = [match.span() for match in _PIECE.finditer(self.text)]
        for start, end in spans if len(spans) > 1 else ():
            yield self.without([(0, start), (end, len(self.text))])


_OPENING = frozenset("¿¡")
_CALLED = 3  # signs of a pronoun and a mark: 它，变大一点


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _keys(words: Sequence[str], folded: str) -> set[str]:
    """`folded`: a text that the words stand in."""
    keys = set(words)
    if "-" in folded:
        for word in words:
            if "-" in word:
                keys.update(word.split("-"))
                keys.add(word.rpartition("-")[0])
    if _DIGIT.search(folded):
        for word in words:
            if word[0].isdigit():
                keys.add(word.lstrip("0123456789.,:-"))
                keys.add(NUMBER)
    return keys


def _signs(text: str) -> set[str]:
    signs = set(text)
    return signs | {NUMBER} if _DIGIT.search(text) else signs


def plain_of(prompt: str, language: str | None, tokens: Tokens) -> Plain:
    """A prompt, with nothing in its quotes."""
    lower = prompt.lower()
    folded = lower if len(lower) == len(prompt) else prompt  # places must stay what they are
    quoted: Sequence[Span] = ()
    if not _SIGNS.isdisjoint(tokens.words):
        quoted = [match.span() for match in _QUOTE.finditer(prompt)]
    if language in SOLID:
        return Plain(_blanked(folded, quoted, EMPTY), tokens, folded, quoted)
    return Plain(None, _unquoted(tokens, quoted) if quoted else tokens, folded, quoted)


def _blanked(text: str, spans: Sequence[Span], sign: str) -> str:
    for start, end in spans:
        text = f"{text[:start]}{sign * (end - start)}{text[end:]}"
    return text


def _unquoted(tokens: Tokens, quoted: Sequence[Span]) -> Tokens:
    words = list(tokens.words)
    for start, end in quoted:
        for index in range(bisect_left(tokens.starts, start), bisect_left(tokens.starts, end)):
            words[index] = EMPTY
    return Tokens(words=words, starts=tokens.starts, ends=tokens.ends)
