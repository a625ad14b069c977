"""Words as data: `lexicon/<language>/<list>.txt`, one entry a line, `#` begins a comment.

A list is read on first use. Users add words to a list by its name; an entry of theirs reads as one of ours.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from io import FileIO

_FOLDER = __file__.rpartition(".")[0]  # beside this module, by its name
LANGUAGES = ("en", "zh", "ja", "es", "de")


@cache
def shipped(language: str, name: str) -> tuple[str, ...]:
    """The entries of a list as it ships, in order; none where the language has no such list."""
    try:
        # Hundreds are read for the first prompt: in half the time of what knows of packages, and of paths.
        with FileIO(f"{_FOLDER}/{language}/{name}.txt") as file:
            text = file.readall().decode()
    except FileNotFoundError:
        return ()
    lines = text.splitlines()
    if "#" in text:
        lines = [line if "#" not in line else line.partition("#")[0].strip() for line in lines]
    return tuple(filter(None, lines))


class Lexicon:
    """The lists of one language, with the words that a user added."""

    __slots__ = ("_added", "_sets", "language")

    def __init__(self, language: str, added: Mapping[str, Sequence[str]] | None = None) -> None:
        self.language = language
        self._added = {
            name: tuple(word.lower() for word in words) for name, words in (added or {}).items()
        }
        self._sets: dict[str, frozenset[str]] = {}

    def entries(self, name: str) -> tuple[str, ...]:
        """All entries of a list, in order, users' words last."""
        return shipped(self.language, name) + self._added.get(name, ())

    def words(self, name: str) -> frozenset[str]:
        """The entries of a list, to look words up in."""
        if name not in self._sets:
            self._sets[name] = frozenset(self.entries(name))
        return self._sets[name]


class Lexicons:
    """The lexicon of each language, made when it is first asked for.

    `words` is language -> list name -> entries that a user adds.
    """

    __slots__ = ("_made", "_words")

    def __init__(self, words: Mapping[str, Mapping[str, Sequence[str]]] | None = None) -> None:
        self._words = words or {}
        self._made: dict[str, Lexicon] = {}

    def of(self, language: str) -> Lexicon:
        if language not in self._made:
            self._made[language] = Lexicon(language, self._words.get(language))
        return self._made[language]
