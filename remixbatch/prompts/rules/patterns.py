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
_BEHIND = frozenset((*TAIL, ",", *(word for phrase in THANKS for word in phrase.split())))
Called = dict[str, list[Pattern]]


class Patterns:
    """The patterns of some lists in one language, all found by one look at the words of a prompt.

    Each thing that a pattern may need has a bit: those of all words that are there, together, tell what can fit.
    """

    __slots__ = ("_all", "_bits", "_by_sign", "_calls", "_edges", "_every", "_keys", "_solid")

    def __init__(self, lexicon: Lexicon, names: Sequence[str]) -> None:
        self._solid = lexicon.language in SOLID
        vocabulary = Vocabulary(lexicon)
        needs: dict[frozenset[str], int] = {}
        calls: dict[str, list[tuple[int, int]]] = {}  # what it needs and which it is, of each
        self._all: list[tuple[str, Pattern]] = []  # with the names of their lists
        self._edges = 0
        for name in names:
            for line in lexicon.entries(FOLDER + name):
                pattern = Pattern(line, vocabulary)
                edges = sum([needs.setdefault(need, 1 << len(needs)) for need in pattern.edges])
                bits = sum([needs.setdefault(need, 1 << len(needs)) for need in pattern.needs])
                self._edges |= edges
                for trigger in pattern.triggers:
                    calls.setdefault(trigger, []).append((bits | edges, len(self._all)))
                self._all.append((name, pattern))
        self._every = (1 << len(needs)) - 1
        self._bits = dict.fromkeys(calls, 0)
        for need, bit in needs.items():
            for word in need:
                self._bits[word] = self._bits.get(word, 0) | bit
        self._calls = {word: tuple(calls.get(word, ())) for word in self._bits}
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
            plain.called = self._called(plain, self._edges_of(plain.words), whole=True)
        return plain.called

    def partly(self, plain: Plain) -> Called:
        """Those that may fit a part of it, wherever that begins and ends."""
        return self._called(plain, self._edges, whole=False)

    def found(self, name: str, plain: Plain) -> list[Found]:
        """What fits of a list, in the order of the text, without what an exception covers."""
        called = (plain.called or self.called(plain)).get(name)
        if not called:
            return []
        hits = [hit for each in called if each.label != EXCEPT for hit in each.places(plain)]
        if not hits:
            return hits
        covers = [hit for each in called if each.label == EXCEPT for hit in each.places(plain)]
        kept = [hit for hit in hits if not _covered(hit, covers)]
        return sorted(kept, key=lambda hit: (hit.start, -hit.end))

    def _called(self, plain: Plain, has: int, *, whole: bool) -> Called:
        there = self._there(plain)
        lacks = self._every ^ reduce(or_, map(self._bits.__getitem__, there), has)
        calls = self._calls
        fit = {which for word in there for bits, which in calls[word] if not bits & lacks}
        found: Called = {}
        for which in sorted(fit):  # of two that fit alike, the earlier in the list counts
            name, pattern = self._all[which]
            barred = pattern.barred if whole else ()
            if not barred or barred.isdisjoint(plain.words):
                found.setdefault(name, []).append(pattern)
        return found

    def _edges_of(self, words: Sequence[str]) -> int:
        """Bits of the first word and of the last one, but for marks and thanks."""
        if not words:
            return 0
        first, last = 0, len(words) - 1
        if words[0] in MARKS and last:
            first = 1
        bits = self._bits.get
        found = bits(f"^{words[first]}", 0) | bits(f"{words[last]}$", 0)
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
