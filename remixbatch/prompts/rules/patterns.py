"""Patterns over words, as data: `label: pattern` lines in a language's lexicon.

    duration: (make|let) @clip (run|last) @number _ @second long?

An element is a word, `(one|another way)`, `@list` for any entry of a list, `9` for a number, `999` for one of three or four digits,
`*` for up to three words, `**` for up to eight, `+` for one and `~` for one to three that are no value and lead to none; `?` behind an element makes it optional. `_` joins its neighbours, with
or without a hyphen or a blank; `^` and `$` are the ends of the prompt. A pattern is called by the words of its rarest
element, and tried where each other that must stand has a word there, too. What a pattern labelled `not` covers is not
looked at by the others.
"""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import or_

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import NUMBER, SOLID, Plain
from remixbatch.prompts.rules.element import MARKS, TAIL, THANKS
from remixbatch.prompts.rules.pattern import FOLDER, Found, Pattern, Vocabulary

EXCEPT = "not"
_ROWS = 4
_BEHIND = frozenset((*TAIL, ",", *(word for phrase in THANKS for word in phrase.split())))
Called = dict[str, list[Pattern]]


class Patterns:
    """The patterns of some lists in one language, all found by one look at the words of a prompt.

    A pattern has a bit in each of four rows: the words that call it give it that of the first row, words at the edges of a
    prompt and those of other needs the next. What needs less has the others from the beginning. The bits of all words of
    a prompt, together, tell what can fit: what has its bit in each row. The few that need more are asked for the rest.
    """

    __slots__ = ("_all", "_bits", "_by_sign", "_edges", "_free", "_keys", "_rest", "_row", "_solid")

    def __init__(self, lexicon: Lexicon, names: Sequence[str]) -> None:
        self._solid = lexicon.language in SOLID
        vocabulary = Vocabulary(lexicon)
        self._all = [  # with the names of their lists
            (name, Pattern(line, vocabulary))
            for name in names
            for line in lexicon.entries(FOLDER + name)
        ]
        self._row = len(self._all)
        self._bits: dict[str, int] = {}
        self._free = 0  # of every prompt
        self._edges = 0  # of one whose edges do not count
        self._rest: dict[int, Sequence[frozenset[str]]] = {}
        for which, (_, pattern) in enumerate(self._all):
            self._put(which, pattern)
        self._by_sign: dict[str, list[str]] = {}
        if self._solid:
            for word in self._bits:
                self._by_sign.setdefault(word[0], []).append(word)
        self._keys = frozenset(self._by_sign if self._solid else self._bits)

    def _put(self, which: int, pattern: Pattern) -> None:
        """Gives the words that a pattern needs its bits, the rarest first."""
        needs = [pattern.triggers, *pattern.edges, *sorted(pattern.needs, key=len)]
        bits = self._bits
        if rest := needs[_ROWS:]:
            self._rest[which] = rest
            for word in frozenset().union(*rest):
                bits.setdefault(word, 0)  # it is looked for, too
        for row in range(_ROWS):
            bit = 1 << row * self._row + which
            if row >= len(needs):
                self._free |= bit
                continue
            if 0 < row <= len(pattern.edges):
                self._edges |= bit
            for word in needs[row]:
                bits[word] = bits.get(word, 0) | bit

    def all(self) -> list[Pattern]:
        return [pattern for _, pattern in self._all]

    def called(self, plain: Plain) -> Called:
        """The patterns whose words are there, by the names of their lists. Kept with the text."""
        if plain.called is None:
            plain.called = self._called(plain, self._edges_of(plain.words), whole=True)
        return plain.called

    def partly(self, plain: Plain) -> Called:
        """Those that may fit a part of it, wherever that begins and ends."""
        return self._called(plain, self._edges, whole=False)

    def found(self, name: str, plain: Plain) -> list[Found]:
        """What fits of a list, in the order of the text, without what an exception covers."""
        known = plain.called
        called = (self.called(plain) if known is None else known).get(name)
        if not called:
            return []
        hits = [hit for each in called if each.label != EXCEPT for hit in each.places(plain)]
        if not hits:
            return hits
        covers = [hit for each in called if each.label == EXCEPT for hit in each.places(plain)]
        kept = [hit for hit in hits if not _covered(hit, covers)]
        return sorted(kept, key=lambda hit: (hit.start, -hit.end))

    def _called(self, plain: Plain, edges: int, *, whole: bool) -> Called:
        there = self._there(plain)
        bits = reduce(or_, map(self._bits.__getitem__, there), self._free | edges)
        row = self._row
        bits &= bits >> 2 * row
        fit = bits & bits >> row
        found: Called = {}
        while fit:  # of two that fit alike, the earlier in the list counts
            which = (fit & -fit).bit_length() - 1
            fit &= fit - 1
            if which in self._rest and any(need.isdisjoint(there) for need in self._rest[which]):
                continue
            name, pattern = self._all[which]
            if not whole or pattern.barred.isdisjoint(plain.words):
                found.setdefault(name, []).append(pattern)
        return found

    def _edges_of(self, words: Sequence[str]) -> int:
        """Bits of the first word and of the last one, but for marks and thanks."""
        if not words:
            return 0
        last = len(words) - 1
        first = words[1] if last and words[0] in MARKS else words[0]
        bits = self._bits.get
        found = bits(f"^{first}", 0) | bits(f"{words[last]}$", 0)
        while last and words[last] in _BEHIND:
            last -= 1
            found |= bits(f"{words[last]}$", 0)
        return found

    def _there(self, plain: Plain) -> Collection[str]:
        """Of the words that patterns are called by or need, those that a text has."""
        keys = self._keys & plain.keys
        if not self._solid:
            return keys
        # no blank says where a word begins: it is looked for where its first sign is there
        words = [word for sign in keys for word in self._by_sign[sign]]
        return [word for word in words if word in plain.text or word == NUMBER]


def _covered(hit: Found, covers: Sequence[Found]) -> bool:
    return any(cover.start < hit.end and hit.start < cover.end for cover in covers)
