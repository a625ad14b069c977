"""Text without spaces as tokens: the longest entry of a closed list that stands at each place.

What no list knows is left out: a target or a value may be anything, only the words around it are known.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

_LATIN = re.compile(r"[A-Za-z]+(?:['’.-][A-Za-z]+)*|[0-9]+(?:[.:/x×][0-9]+)*(?:%|[A-Za-z]+)?")
_QUOTED = re.compile(
    "「[^」\n]*」|『[^』\n]*』|“[^”\n]*”|‘[^’\n]*’|«[^»\n]*»|《[^》\n]*》|〈[^〉\n]*〉|\"[^\"\n]*\"|(?<![A-Za-z])'[^'\n]*'"
)
BLANK = "\ue000"  # stands for a quoted character while a prompt is read


class Cut(NamedTuple):
    """A known word: the list it is in, and where it stands."""

    list: str
    start: int
    end: int


class Cutter:
    """Lists of words, in order of precedence, made into one table."""

    __slots__ = ("_lengths", "_lists")

    def __init__(self, lists: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._lists: dict[str, str] = {}
        lengths: dict[str, set[int]] = {}
        for name, words in lists:
            for word in words:
                self._lists.setdefault(word.lower(), name)
                lengths.setdefault(word[0].lower(), set()).add(len(word))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def list_of(self, word: str) -> str | None:
        return self._lists.get(word)

    def cut(self, text: str) -> list[Cut]:
        """The known words of a text in lower case, and its runs of Latin letters and figures."""
        lists, lengths = self._lists, self._lengths
        found = []
        at, end = 0, len(text)
        while at < end:
            first = text[at]
            for length in lengths.get(first, ()):
                name = lists.get(text[at : at + length])
                if name is not None and at + length <= end:
                    break
            else:
                length = 1
                name = None
            if first < "\u0250" and (latin := _LATIN.match(text, at)) is not None:
                run = latin.end() - at
                if name is None or length < run:
                    length, name = run, lists.get(latin.group(), "latin")
            if name is not None:
                found.append(Cut(name, at, at + length))
            at += length
        return found


def blank_quotes(text: str) -> str:
    """A text of the same length in which what is quoted is blank, marks included."""
    return _QUOTED.sub(lambda match: BLANK * len(match.group()), text)
