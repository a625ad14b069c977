"""Pairs of states that cannot both be, and where a text has both sides of one."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from itertools import chain, product
from operator import or_
from typing import NamedTuple

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID, Plain
from remixbatch.prompts.tokens import words_in

# How far two sides may be from each other: about one thing; anywhere, if both are said of the whole picture; anywhere.
THING, SCENE, ANYWHERE = "thing", "scene", "anywhere"


class Side(NamedTuple):
    """One side of a pair, where it stands: words `start` to `end`, or characters where words have no blanks."""

    pair: int
    side: int
    start: int
    end: int


class _Entry(NamedTuple):
    words: tuple[str, ...]
    pair: int
    side: int


class Opposites:
    """The pairs of a language, with those of `extremes` behind `first_extreme`.

    `scopes`: how far the two sides of each may be from each other.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._solid = lexicon.language in SOLID
        self.scopes: list[str] = []
        lines = lexicon.entries("rules/opposites")
        self.first_extreme = len(lines)
        self._pairs: list[list[_Entry]] = []
        for pair, line in enumerate((*lines, *lexicon.entries("rules/extremes"))):
            scope, colon, rest = line.partition(": ")
            self.scopes.append(scope if colon else THING)
            sides = enumerate((rest if colon else line).split("|"))
            self._pairs.append(
                [
                    _Entry(self._words(said), pair, side)
                    for side, listed in sides
                    for said in _listed(listed, lexicon)
                ]
            )
        # An entry is worth a look where its rarest word is: "camera" is in hundreds of them.
        entries = list(chain.from_iterable(self._pairs))
        self._often = Counter(chain.from_iterable([entry.words for entry in entries]))
        self._often.update(dict.fromkeys(lexicon.words("rules/common"), len(entries)))
        bits: dict[str, set[int]] = {}
        for entry in entries:
            bits.setdefault(self._rarest(entry), set()).update(self._bits_of(entry))
        self._bits = {word: sum(of_it) for word, of_it in bits.items()}
        self._rare = frozenset(bits)
        # Of pairs that were asked for: their entries by the rarest word, and by the longest, with its index.
        self._by_rarest: dict[int, dict[str, list[_Entry]]] = {}
        self._by_longest: dict[int, dict[str, list[tuple[int, _Entry]]]] = {}

    def _words(self, entry: str) -> tuple[str, ...]:
        return tuple(entry if self._solid else words_in(entry))

    def _rarest(self, entry: _Entry) -> str:
        """The word that it is looked up by."""
        words = entry.words
        return words[0] if len(words) == 1 else min(words, key=self._often.__getitem__)

    def _bits_of(self, entry: _Entry) -> tuple[int, ...]:
        """A bit for each pair of whose first side it may be, and above all these one for its other side.

        A third side has both.
        """
        first, other = 1 << entry.pair, 1 << entry.pair + len(self.scopes)
        return ((first,), (other,), (first, other))[entry.side]

    def sides(self, plain: Plain) -> list[Side]:
        """Every side of every pair that has two there, in the order of the text. Kept with the text."""
        if plain.sides is None:
            plain.sides = self._sides(plain)
        return plain.sides

    def _sides(self, plain: Plain) -> list[Side]:
        keys = self._rare & plain.keys
        bits = reduce(or_, map(self._bits.__getitem__, keys), 0)
        pairs = bits & bits >> len(self.scopes)
        if not pairs:
            return []
        words: Sequence[str] = plain.text if self._solid else plain.words
        found: list[Side] = []
        for pair in _numbers(pairs):
            if self._meets(pair, keys, plain.keys):
                found += self._of(pair, words)
        return sorted(found, key=lambda side: (side.start, -side.end)) if found else found

    def _meets(self, pair: int, known: Collection[str], keys: set[str]) -> bool:
        """Whether two sides of a pair are there with all their words."""
        if pair not in self._by_rarest:
            made = self._by_rarest[pair] = {}
            for entry in self._pairs[pair]:
                made.setdefault(self._rarest(entry), []).append(entry)
        entries = self._by_rarest[pair]
        told = -1
        for key in known:
            for entry in entries.get(key, ()):
                if entry.side != told and keys.issuperset(entry.words):
                    if told >= 0:
                        return True
                    told = entry.side
        return False

    def _of(self, pair: int, words: Sequence[str]) -> Iterator[Side]:
        """The sides of a pair; of entries that stand at one place, the longest."""
        if pair not in self._by_longest:
            made = self._by_longest[pair] = {}
            for entry in sorted(self._pairs[pair], key=_length, reverse=True):
                key = 0 if self._solid else _longest(entry.words)
                made.setdefault(entry.words[key], []).append((key, entry))
        known = self._by_longest[pair]
        for index, word in enumerate(words):
            for key, entry in known.get(word, ()):
                start = index - key
                end = start + len(entry.words)
                if start >= 0 and tuple(words[start:end]) == entry.words:
                    yield Side(pair, entry.side, start, end)
                    break


def _numbers(bits: int) -> Iterator[int]:
    """Of the bits that are set, from the lowest on."""
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1


def _listed(entries: str, lexicon: Lexicon) -> Iterator[str]:
    """The entries of one side: those of a `@list` in its place, `%` for each word of `utterly`, one of `vivid/bright hues/colors`."""
    for each in entries.split(","):
        entry = each.strip()
        if entry.startswith("@"):
            yield from lexicon.entries(f"rules/{entry[1:]}")
        elif "/" in entry or "%" in entry or "~" in entry:
            ways = [tuple(_ways(word, lexicon)) for word in entry.split()]
            blank = "" if lexicon.language in SOLID else " "
            yield from map(blank.join, product(*ways))
        else:
            yield entry


def _ways(word: str, lexicon: Lexicon) -> Iterator[str]:
    """`bright/vivid`: each; `%`: completely, totally …; `trocken~`: with each ending."""
    for each in lexicon.entries("rules/utterly") if word == "%" else word.split("/"):
        if each.endswith("~"):
            yield from (
                each[:-1] + ending.strip("-") for ending in lexicon.entries("rules/endings")
            )
        else:
            yield each


def _length(entry: _Entry) -> int:
    return len(entry.words)


def _longest(words: Sequence[str]) -> int:
    """Where the longest word is, the last of them."""
    return max(range(len(words)), key=lambda index: (len(words[index]), index))


def meeting(sides: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
    """Two sides of one pair, apart from each other, the earlier one first."""
    for index, one in enumerate(sides):
        for other in sides[index + 1 :]:
            if one.pair == other.pair and one.side != other.side and one.end <= other.start:
                yield one, other
