"""What the rules of a language need a word of, told by one look at the words of a prompt."""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_

from remixbatch.prompts.plain import Plain


class Clues:
    """Words with bits, which those take for themselves who look for the words."""

    __slots__ = ("_bits", "_taken", "_words")

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._words: set[str] = set()
        self._taken = 0

    def room(self, many: int) -> int:
        """How far up so many bits are that are new here."""
        self._taken += many
        return self._taken - many

    def bit(self, words: Iterable[str]) -> int:
        """The bit of a list, which is new here."""
        bit = 1 << self.room(1)
        self.give(dict.fromkeys(words, bit))
        return bit

    def give(self, told: Mapping[str, int]) -> None:
        """Bits of words, beside those that they have."""
        for word, bits in told.items():
            self._bits[word] = self._bits.get(word, 0) | bits
        self._words.update(told)

    def look(self, plain: Plain) -> None:
        """Tells which are there. Kept with the text."""
        plain.clues = reduce(or_, map(self._bits.__getitem__, self._words & plain.keys), 0)
