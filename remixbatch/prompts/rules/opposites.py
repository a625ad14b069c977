"""Pairs of states that cannot both be, and where a text has both sides of one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, compress, count, product
from typing import NamedTuple

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID, Plain
from remixbatch.prompts.rules.clues import Clues
from remixbatch.prompts.tokens import words_in

# How far two sides may be from each other: about one thing; anywhere, if both are said of the whole picture; anywhere.
THING, SCENE, ANYWHERE = "thing", "scene", "anywhere"


class Side(NamedTuple):
    """One side of a pair, where it stands: words `start` to `end`, or characters where words have no blanks."""

    pair: int
    side: int
    start: int
    end: int


class Opposites:
    """The pairs of a language, with those of `extremes` behind `first_extreme`.

    `scopes`: how far the two sides of each may be from each other.
    """

    def __init__(self, lexicon: Lexicon, clues: Clues) -> None:
        self._lexicon = lexicon
        self._solid = lexicon.language in SOLID
        self.scopes: list[str] = []
        self._pairs: list[list[str]] = []  # the sides of each, as they are written
        lines = lexicon.entries("rules/opposites")
        self.first_extreme = len(lines)
        for line in (*lines, *lexicon.entries("rules/extremes")):
            scope, colon, rest = line.partition(": ")
            self.scopes.append(scope if colon else THING)
            self._pairs.append((rest if colon else line).split("|"))
        self._all = len(self._pairs)
        self._every = (1 << self._all) - 1
        self._up = clues.room(2 * self._all)
        self._bits = self._bits_of_words()
        clues.give(self._bits)
        # Of pairs that were asked for: what may be said, and the entries by their longest word, with its index.
        self._said: dict[int, list[dict[str, list[str]]]] = {}
        self._by_longest: dict[int, dict[str, list[tuple[int, _Entry]]]] = {}

    def _bits_of_words(self) -> dict[str, int]:
        """Of words of which each entry has one: a bit for each pair of whose first side that may be.

        Above all these, one for its other side; a third side has both. Where several words would do, the rarest
        counts: "camera" is in hundreds of entries.
        """
        parts = _Parts(self._lexicon)
        told = [
            (self._bits_of(pair, side), parts.of(said))
            for pair, sides in enumerate(self._pairs)
            for side, said in enumerate(sides)
        ]
        often = Counter(chain.from_iterable([words for _, known in told for words in known.words]))
        often.update(dict.fromkeys(self._lexicon.words("rules/common"), often.total()))
        found = dict.fromkeys(chain.from_iterable([known.alone for _, known in told]), 0)
        for bits, known in told:
            rarest = [min(words, key=often.__getitem__) for words in known.words]
            for ways in known.ways:
                rarest += min(ways, key=lambda part: max(map(often.__getitem__, part)))
            for word in chain(known.alone, rarest):
                found[word] = found.get(word, 0) | bits
        return found

    def _bits_of(self, pair: int, side: int) -> int:
        first, other = 1 << self._up + pair, 1 << self._up + pair + self._all
        return (first, other, first | other)[side]

    def sides(self, plain: Plain) -> list[Side]:
        """Every side of every pair that has two there, in the order of the text."""
        bits = plain.clues >> self._up
        pairs = bits & bits >> self._all & self._every
        return self._sides(plain, pairs) if pairs else []

    def _sides(self, plain: Plain, pairs: int) -> list[Side]:
        words: Sequence[str] = plain.text if self._solid else plain.words
        found: list[Side] = []
        for pair in _numbers(pairs):
            if self._meets(pair, plain.text, plain.keys):
                found += self._of(pair, words)
        return sorted(found, key=lambda side: (side.start, -side.end)) if found else found

    def _meets(self, pair: int, text: str, keys: AbstractSet[str]) -> bool:
        """Whether two sides of a pair are there."""
        sides, is_there = self._said.get(pair) or self._written(pair), text.__contains__
        spare = len(sides) - 2
        for said in sides:
            for key in keys & said.keys():
                if any(map(is_there, said[key])):
                    break
            else:  # nothing of this side
                spare -= 1
                if spare < 0:
                    return False
        return True

    def _written(self, pair: int) -> list[dict[str, list[str]]]:
        """The entries of each side of a pair as a text has them, by the word that calls them."""
        sides = self._said[pair] = [{} for _ in self._pairs[pair]]
        for side, said in enumerate(sides):
            bits = self._bits_of(pair, side)
            for words in self._entries(pair, side):
                key = next(filter(lambda word: self._bits.get(word, 0) & bits, words))
                written = "".join(words) if self._solid else f" {' '.join(words)} "
                said.setdefault(key, []).append(written)
        return sides

    def _entries(self, pair: int, side: int) -> Iterator[Sequence[str]]:
        listed = _listed(self._pairs[pair][side], self._lexicon)
        return listed if self._solid else map(words_in, listed)

    def _of(self, pair: int, words: Sequence[str]) -> Iterator[Side]:
        """The sides of a pair; of entries that stand at one place, the longest."""
        if pair not in self._by_longest:
            made = self._by_longest[pair] = {}
            entries = [
                _Entry(tuple(words), side)
                for side in range(len(self._pairs[pair]))
                for words in self._entries(pair, side)
            ]
            for entry in sorted(entries, key=_length, reverse=True):
                key = 0 if self._solid else _longest(entry.words)
                made.setdefault(entry.words[key], []).append((key, entry))
        known = self._by_longest[pair]
        for index in compress(count(), map(known.__contains__, words)):
            for key, entry in known[words[index]]:
                start = index - key
                end = start + len(entry.words)
                if start >= 0 and tuple(words[start:end]) == entry.words:
                    yield Side(pair, entry.side, start, end)
                    break


class _Known(NamedTuple):
    """What the entries of a side are made of."""

    alone: Sequence[str]  # entries of one word
    words: Sequence[Sequence[str]]  # those of several, or of signs
    ways: Sequence[list[list[str]]]  # of each part of others, a word of every way to say it


class _Parts:
    """Takes the entries of sides apart: a list, or a part that many have, once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._solid = lexicon.language in SOLID
        self._lists: dict[str, _Known] = {}
        self._parts: dict[str, list[str]] = {}

    def of(self, side: str) -> _Known:
        if self._solid:
            return _Known((), list(_listed(side, self._lexicon)), ())
        alone: list[str] = []
        words: list[Sequence[str]] = []
        ways: list[list[list[str]]] = []
        for each in side.split(","):
            entry = each.strip()
            if entry.isalpha():
                alone.append(entry.lower())
            elif entry.startswith("@"):
                alone += self._of_list(entry[1:]).alone
                words += self._of_list(entry[1:]).words
            elif "/" in entry or "%" in entry or "~" in entry:
                parts = map(self._of_part, entry.split())
                ways.append(list(filter(all, parts)))  # less what may be left out: `very/ dark`
            else:
                words.append(words_in(entry))
        return _Known(alone, words, ways)

    def _of_part(self, part: str) -> list[str]:
        if part not in self._parts:
            ways = _ways(part, self._lexicon)
            self._parts[part] = [(words_in(way) or [""])[-1] for way in ways]
        return self._parts[part]

    def _of_list(self, name: str) -> _Known:
        if name not in self._lists:
            entries = self._lexicon.entries(f"rules/{name}")
            alone = [entry.lower() for entry in entries if entry.isalpha()]
            words = [words_in(entry) for entry in entries if not entry.isalpha()]
            self._lists[name] = _Known(alone, words, ())
        return self._lists[name]


class _Entry(NamedTuple):
    words: tuple[str, ...]
    side: int


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
