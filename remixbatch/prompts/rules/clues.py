"""What rules need a word of, told by one look at a text."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import reduce
from operator import or_


class Clues:
    """Lists of words, each with a bit."""

    __slots__ = ("_bits", "_lists", "_words")

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}
        self._words: frozenset[str] = frozenset()
        self._lists = 0

    def bit(self, words: Iterable[str]) -> int:
        """The bit of a list, which is new here."""
        bit = 1 << self._lists
        self._lists += 1
        for word in words:
            self._bits[word] = self._bits.get(word, 0) | bit
        self._words = frozenset(self._bits)
        return bit

    def there(self, keys: AbstractSet[str]) -> int:
        """The bits of the lists that a text has a word of."""
        return reduce(or_, map(self._bits.__getitem__, self._words & keys), 0)
