"""Pairs of states that cannot both be, and where a text has both sides of one."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import Plain
from remixbatch.prompts.tokens import tokenize

SCENE = "scene"


class Side(NamedTuple):
    """One side of a pair, where it stands: words `start` to `end`, or characters where words have no blanks."""

    pair: int
    side: int
    start: int
    end: int


class Opposites:
    """The pairs of a language, by the first word or sign of each entry."""

    def __init__(self, lexicon: Lexicon, *, solid: bool) -> None:
        self._solid = solid
        self._entries: dict[str, list[tuple[tuple[str, ...], int, int]]] = {}
        self.of_scene: set[int] = set()
        for pair, line in enumerate(lexicon.entries("rules/opposites")):
            scope, colon, rest = line.partition(": ")
            if colon and scope == SCENE:
                self.of_scene.add(pair)
            for side, entries in enumerate((rest if colon else line).split("|")):
                for entry in entries.split(","):
                    self._add(entry.strip(), pair, side)
        self.keys = frozenset(self._entries)
        for known in self._entries.values():
            known.sort(key=lambda each: -len(each[0]))

    def _add(self, entry: str, pair: int, side: int) -> None:
        words = tuple(entry) if self._solid else tuple(tokenize(entry).words)
        self._entries.setdefault(words[0], []).append((words, pair, side))

    def sides(self, plain: Plain) -> list[Side]:
        """Every side of every pair, in the order of the text; of those that begin alike the longest."""
        if len(self.keys & plain.keys) < 2:
            return []
        words: Sequence[str] = plain.text if self._solid else plain.words
        known = self._entries
        found: list[Side] = []
        for index, word in enumerate(words):
            if word in known:
                found += self._at(words, index, known[word])
        return found

    def _at(
        self, words: Sequence[str], index: int, known: list[tuple[tuple[str, ...], int, int]]
    ) -> Iterator[Side]:
        told = set()
        for entry, pair, side in known:
            end = index + len(entry)
            if pair not in told and tuple(words[index:end]) == entry:
                told.add(pair)
                yield Side(pair, side, index, end)


def meeting(sides: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
    """Two sides of one pair, apart from each other, the earlier one first."""
    for index, one in enumerate(sides):
        for other in sides[index + 1 :]:
            if one.pair == other.pair and one.side != other.side and one.end <= other.start:
                yield one, other
