"""Pairs of states that cannot both be, and where a text has both sides of one."""

from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from itertools import product
from operator import or_
from typing import NamedTuple

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID, Plain
from remixbatch.prompts.tokens import tokenize

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
    key: int  # which of them it is looked up by
    pair: int
    side: int


class Opposites:
    """The pairs of a language, with those of `extremes` behind `first_extreme`.

    `scopes`: how far the two sides of each may be from each other.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._solid = lexicon.language in SOLID
        self._entries: dict[str, list[_Entry]] = {}
        self.scopes: list[str] = []
        lines = lexicon.entries("rules/opposites")
        self.first_extreme = len(lines)
        for pair, line in enumerate((*lines, *lexicon.entries("rules/extremes"))):
            scope, colon, rest = line.partition(": ")
            self.scopes.append(scope if colon else THING)
            for side, listed in enumerate((rest if colon else line).split("|")):
                for said in _listed(listed, lexicon):
                    self._add(said, pair, side)
        self._keys = frozenset(self._entries)
        self._bits = {key: self._bits_of(known) for key, known in self._entries.items()}
        self._by_pair: list[dict[str, list[_Entry]]] = [{} for _ in self.scopes]
        for key, known in self._entries.items():
            if len(known) > 1:
                known.sort(key=_length, reverse=True)
            for entry in known:
                self._by_pair[entry.pair].setdefault(key, []).append(entry)

    def _add(self, entry: str, pair: int, side: int) -> None:
        words = tuple(entry) if self._solid else _words(entry)
        key = 0
        if not self._solid and len(words) > 1:
            lengths = [len(word) for word in words[::-1]]
            key = len(words) - 1 - lengths.index(max(lengths))  # the last of the longest
        self._entries.setdefault(words[key], []).append(_Entry(words, key, pair, side))

    def sides(self, plain: Plain) -> list[Side]:
        """Every side of every pair that has two there, in the order of the text. Kept with the text."""
        if plain.sides is None:
            plain.sides = self._sides(plain)
        return plain.sides

    def _sides(self, plain: Plain) -> list[Side]:
        keys = self._keys & plain.keys
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

    def _bits_of(self, entries: Sequence[_Entry]) -> int:
        """A bit for each pair whose first side a key may be of, and above all these one for its other side.

        A third side has both.
        """
        firsts = {1 << entry.pair for entry in entries if entry.side != 1}
        others = {1 << entry.pair for entry in entries if entry.side}
        return sum(firsts) | sum(others) << len(self.scopes)

    def _meets(self, pair: int, known: Collection[str], keys: set[str]) -> bool:
        """Whether two sides of a pair are there with all their words."""
        entries = self._by_pair[pair]
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
        known = self._by_pair[pair]
        for index, word in enumerate(words):
            for entry in known.get(word, ()):
                start = index - entry.key
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


def _words(entry: str) -> tuple[str, ...]:
    words = entry.lower().split()
    return tuple(words if all(map(str.isalpha, words)) else tokenize(entry).words)


def meeting(sides: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
    """Two sides of one pair, apart from each other, the earlier one first."""
    for index, one in enumerate(sides):
        for other in sides[index + 1 :]:
            if one.pair == other.pair and one.side != other.side and one.end <= other.start:
                yield one, other
