"""The places of a text, in bits: where each word begins, and where the last one ends."""

from collections.abc import Iterator, Sequence


class Ground:
    """`words` are those of the text, and nothing behind them; `all` their places, `end` the place behind them.

    `known` is what was found there before, by who looked for it.
    """

    __slots__ = ("all", "end", "known", "words")

    def __init__(self, words: Sequence[str]) -> None:
        self.words = [*words, ""]
        self.end = 1 << len(words)
        self.all = self.end - 1
        self.known: dict[object, int] = {}


def each_of(places: int) -> Iterator[int]:
    """One place after the other, the nearest first."""
    while places:
        yield places & -places
        places &= places - 1
