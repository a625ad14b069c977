"""Text without spaces as known words: the longest entry of a closed list that stands at each place.

What no list knows is left out: a target or a value may be anything, only the words around it are known.
"""

import re
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from remixbatch.prompts.late import lazy

_LATIN = lazy(r"[A-Za-z]+(?:['’.-][A-Za-z]+)*|[0-9]+(?:[.:/x×][0-9]+)*(?:%|[A-Za-z]+)?")
_QUOTED = lazy(
    "「[^」\n]*」|『[^』\n]*』|“[^”\n]*”|‘[^’\n]*’|«[^»\n]*»|《[^》\n]*》|〈[^〉\n]*〉"
    "|\"[^\"\n]*\"|(?<![A-Za-z])'[^'\n]*'"
)
_QUOTES = frozenset("「『“‘«《〈\"'")
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
        for name, words in reversed(list(lists)):  # the first list of a word is written last
            self._lists.update(dict.fromkeys(map(str.lower, words), name))
        sizes = {(word[:2], len(word)) for word in self._lists if len(word) > 1}
        # The first two characters of a word -> the lengths it may have, longest first.
        self._lengths: dict[str, list[int]] = {}
        for first, size in sorted(sizes, key=itemgetter(1), reverse=True):
            self._lengths.setdefault(first, []).append(size)

    def cut(self, text: str) -> list[Cut]:
        """The known words of a text in lower case, and its runs of Latin letters and figures."""
        lists, lengths = self._lists, self._lengths
        new = tuple.__new__  # what Cut(…) comes to, without its call
        found = []
        at, end = 0, len(text)
        while at < end:
            after = at + 1
            first = text[at]
            for length in lengths.get(text[at : at + 2], ()):
                name = lists.get(text[at : at + length])
                if name is not None and at + length <= end:
                    after = at + length
                    break
            else:
                name = lists.get(first)
            if first < "\u0250" and (latin := _LATIN.match(text, at)) and latin.end() > after:
                after, name = latin.end(), lists.get(latin.group(), "latin")
            if name is not None:
                found.append(new(Cut, (name, at, after)))
            at = after
        return found


def blank_quotes(text: str) -> str:
    """A text of the same length in which what is quoted is blank, marks included."""
    if _QUOTES.isdisjoint(text):
        return text
    return _QUOTED.sub(lambda match: BLANK * len(match.group()), text)


def spaced(text: str, blanks: re.Pattern[str]) -> str:
    """A text of the same length in which some blanks are ideographic. Most texts have none, and need no such pattern."""
    if " " not in text and "\u3000" not in text:
        return text
    return blanks.sub(lambda match: "\u3000" * len(match.group()), text)


def covered(cuts: Iterable[Cut]) -> int:
    """How many characters some known words take up."""
    return sum(cut.end - cut.start for cut in cuts)
