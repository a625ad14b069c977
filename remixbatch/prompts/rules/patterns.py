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
_ANY = frozenset({""})  # what stands for any word
_BEHIND = frozenset((*TAIL, ",", *(word for phrase in THANKS for word in phrase.split())))
Called = dict[str, list[Pattern]]


class Patterns:
    """The patterns of some lists in one language, all found by one look at the words of a prompt.

    A pattern has a bit in each of three rows: the words that call it give it the one in the first, those of its rarest other
    needs the others. The bits of all words of a prompt, together, tell what can fit: what has all three. The few that are
    left are asked for the rest of their needs.
    """

    __slots__ = (
        *("_all", "_bits", "_by_sign", "_firsts", "_free"),
        *("_keys", "_lasts", "_rest", "_row", "_solid"),
    )

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
        self._firsts: dict[str, int] = {}  # of the words at the edges of a prompt, in one row
        self._lasts: dict[str, int] = {}
        self._rest: list[Sequence[frozenset[str]]] = []
        for which, (_, pattern) in enumerate(self._all):
            bit = 1 << which
            second, third, *rest = [*sorted(pattern.needs, key=len), _ANY, _ANY]
            self._rest.append([need for need in rest if need is not _ANY])
            _put(self._bits, bit, pattern.triggers)
            _put(self._bits, bit << self._row, second)
            _put(self._bits, bit << 2 * self._row, third)
            _put(self._bits, 0, frozenset().union(*rest))
            _put(self._firsts, bit, pattern.opens or _ANY)
            _put(self._lasts, bit, pattern.closes or _ANY)
        self._free = self._bits.pop("", 0)
        same: dict[int, int] = {}  # as few numbers as there are: all are looked at for each prompt
        self._bits = {word: same.setdefault(bits, bits) for word, bits in self._bits.items()}
        self._by_sign: dict[str, list[str]] = {}
        if self._solid:
            for word in self._bits:
                self._by_sign.setdefault(word[0], []).append(word)
        self._keys = frozenset(self._by_sign if self._solid else self._bits)

    def all(self) -> list[Pattern]:
        return [pattern for _, pattern in self._all]

    def called(self, plain: Plain) -> Called:
        """The patterns whose words are there, by the names of their lists. Kept with the text."""
        if plain.called is None:
            plain.called = self._called(plain, whole=True)
        return plain.called

    def partly(self, plain: Plain) -> Called:
        """Those that may fit a part of it, wherever that begins and ends."""
        return self._called(plain, whole=False)

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

    def _called(self, plain: Plain, *, whole: bool) -> Called:
        there = self._there(plain)
        bits = reduce(or_, map(self._bits.__getitem__, there), self._free)
        fit = bits & bits >> self._row & bits >> 2 * self._row
        if whole and fit:
            fit &= self._at_edges(plain.words)
        found: Called = {}
        while fit:  # of two that fit alike, the earlier in the list counts
            which = (fit & -fit).bit_length() - 1
            fit &= fit - 1
            name, pattern = self._all[which]
            for need in self._rest[which]:
                if need.isdisjoint(there):
                    break
            else:
                barred = pattern.barred if whole else ()
                if not barred or barred.isdisjoint(plain.words):
                    found.setdefault(name, []).append(pattern)
        return found

    def _at_edges(self, words: Sequence[str]) -> int:
        """Bits of what begins and ends as these words do, but for marks and thanks."""
        marked = len(words) > 1 and words[0] in MARKS
        begun = self._firsts.get("", 0)
        for word in words[1:2] if marked else words[:1]:
            begun |= self._firsts.get(word, 0)
        ended = self._lasts.get("", 0)
        for word in reversed(words):
            ended |= self._lasts.get(word, 0)
            if word not in _BEHIND:
                break
        return begun & ended

    def _there(self, plain: Plain) -> Collection[str]:
        """Of the words that patterns are called by or need, those that a text has."""
        keys = self._keys & plain.keys
        if not self._solid:
            return keys
        # no blank says where a word begins: it is looked for where its first sign is there
        words = [word for sign in keys for word in self._by_sign[sign]]
        return [word for word in words if word in plain.text or word == NUMBER]


def _put(bits: dict[str, int], bit: int, words: Collection[str]) -> None:
    for word in words:
        bits[word] = bits.get(word, 0) | bit


def _covered(hit: Found, covers: Sequence[Found]) -> bool:
    return any(cover.start < hit.end and hit.start < cover.end for cover in covers)
