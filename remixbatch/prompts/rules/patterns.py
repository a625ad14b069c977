"""Patterns over words, as data: `label: pattern` lines in a language's lexicon.

    duration: (make|let) @clip (run|last) @number _ @second long?

An element is a word, `(one|another way)`, `@list` for any entry of a list, `9` for a number, `999` for one of three or four digits,
`*` for up to three words, `**` for up to eight, `+` for one and `~` for one to three that are no value and lead to none; `?` behind an element makes it optional. `_` joins its neighbours, with
or without a hyphen or a blank; `^` and `$` are the ends of the prompt. A pattern is called by the words of its rarest
element, and tried where each other that must stand has a word there, too. What a pattern labelled `not` covers is not
looked at by the others.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import reduce
from operator import add, or_

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import NUMBER, SOLID, Plain
from remixbatch.prompts.rules.element import MARKS, TAIL, THANKS
from remixbatch.prompts.rules.pattern import FOLDER, Found, Need, Pattern, Vocabulary

EXCEPT = "not"
_ROWS = 3
_ANY: Need = frozenset({""})  # what any prompt has
_BEHIND = frozenset((*TAIL, ",", *(word for phrase in THANKS for word in phrase.split())))
Called = dict[str, list[Pattern]]


class Patterns:
    """The patterns of some lists in one language, all found by one look at the words of a prompt.

    A pattern has a bit in each of three rows: the words that call it give it the one in the first, those of its rarest other
    needs the others. The bits of all words of a prompt, together, tell what can fit: what has all three. The few that are
    left are asked for the rest of their needs.
    """

    __slots__ = (
        *("_all", "_any_first", "_any_last", "_bits", "_by_head", "_firsts", "_free"),
        *("_keys", "_lasts", "_of", "_rest", "_row", "_solid"),
    )

    def __init__(self, lexicon: Lexicon, names: Sequence[str]) -> None:
        self._solid = lexicon.language in SOLID
        vocabulary = Vocabulary(lexicon)
        self._all: list[tuple[str, Pattern]] = []  # with the names of their lists
        for name in names:
            exceptions = exceptions_of(name)
            for line in lexicon.entries(FOLDER + name):
                pattern = Pattern(line, vocabulary)
                self._all.append((exceptions if pattern.label == EXCEPT else name, pattern))
        self._row = len(self._all)
        self._of = dict.fromkeys((*names, *map(exceptions_of, names)), 0)  # bits of each list
        self._rest: list[Sequence[Need]] = []
        told: dict[Need, int] = {}  # many patterns have the same needs
        opens: dict[Need, int] = {}
        closes: dict[Need, int] = {}
        for which, (name, pattern) in enumerate(self._all):
            bit = 1 << which
            self._of[name] |= bit
            needs = [pattern.triggers, *sorted(pattern.needs, key=len), _ANY, _ANY]
            self._rest.append([need for need in needs[_ROWS:] if need is not _ANY])
            for row, need in enumerate(needs[:_ROWS]):
                told[need] = told.get(need, 0) | bit << row * self._row
            for need in self._rest[which] if self._solid else ():
                told.setdefault(need, 0)  # it is looked for in the text, too
            for edges, sets in (opens, pattern.opens), (closes, pattern.closes):
                for words in sets or (_ANY,):
                    edges[words] = edges.get(words, 0) | bit
        self._bits, self._firsts, self._lasts = map(_by_word, (told, opens, closes))
        # what all prompts have, and all their first words, and last words
        self._free, self._any_first, self._any_last = (
            bits.pop("", 0) for bits in (self._bits, self._firsts, self._lasts)
        )
        self._by_head: dict[str, list[str]] = {}
        for word in self._bits if self._solid else ():
            self._by_head.setdefault(word[:2], []).append(word)
        self._keys = frozenset(self._by_head if self._solid else self._bits)

    def all(self) -> list[Pattern]:
        return [pattern for _, pattern in self._all]

    def called(self, plain: Plain) -> Called:
        """The patterns whose words are there, by the names of their lists. Kept with the text."""
        if plain.called is None:
            plain.called = self._called(plain)
        return plain.called

    def may_fit_a_part(self, names: Iterable[str], plain: Plain) -> bool:
        """Whether one of some lists may fit a part of a text, wherever that begins and ends."""
        self.called(plain)
        fit = plain.fitting & reduce(or_, map(self._of.__getitem__, names))
        held = set(self._there(plain)) if fit and self._solid else plain.keys
        while fit:
            if not any(map(held.isdisjoint, self._rest[_lowest(fit)])):
                return True
            fit &= fit - 1
        return False

    def found(self, name: str, plain: Plain) -> list[Found]:
        """What fits of a list, in the order of the text, without what an exception covers."""
        called = self.called(plain) if plain.called is None else plain.called
        if name not in called:
            return []
        hits = [hit for each in called[name] for hit in each.places(plain)]
        if not hits:
            return hits
        exceptions = called.get(exceptions_of(name), ())
        covers = [hit for each in exceptions for hit in each.places(plain)]
        kept = [hit for hit in hits if not _covered(hit, covers)]
        return sorted(kept, key=lambda hit: (hit.start, -hit.end))

    def _called(self, plain: Plain) -> Called:
        there = self._there(plain)
        bits = reduce(or_, map(self._bits.__getitem__, there), self._free)
        fit = plain.fitting = bits & bits >> self._row & bits >> 2 * self._row
        if fit:
            fit &= self._at_edges(plain.words)
        held = set(there) if self._solid else plain.keys
        found: Called = {}
        while fit:  # of two that fit alike, the earlier in the list counts
            which = _lowest(fit)
            fit &= fit - 1
            if not any(map(held.isdisjoint, self._rest[which])):
                name, pattern = self._all[which]
                if not pattern.barred or pattern.barred.isdisjoint(plain.words):
                    found.setdefault(name, []).append(pattern)
        return found

    def _at_edges(self, words: Sequence[str]) -> int:
        """Bits of what begins and ends as these words do, but for marks and thanks."""
        marked = len(words) > 1 and words[0] in MARKS
        begun, ended = self._any_first, self._any_last
        for word in words[1:2] if marked else words[:1]:
            begun |= self._firsts.get(word, 0)
        for word in reversed(words):
            ended |= self._lasts.get(word, 0)
            if word not in _BEHIND:
                break
        return begun & ended

    def _there(self, plain: Plain) -> Collection[str]:
        """Of the words that patterns are called by or need, those that a text has."""
        if not self._solid:
            return self._keys & plain.keys
        # no blank says where a word begins: it is looked for where its first two signs are there
        text = plain.text
        heads = self._keys & plain.keys.union(map(add, text, text[1:]))
        words = [word for head in heads for word in self._by_head[head]]
        return [word for word in words if word in text or word == NUMBER]


def exceptions_of(name: str) -> str:
    """By what the exceptions of a list are called."""
    return f"{EXCEPT} {name}"


def _by_word(told: Mapping[Need, int]) -> dict[str, int]:
    """The bits of each word, from those of sets of words. Words that are alike share a number: fewer are to be at hand."""
    found: dict[str, int] = {}
    for words, bits in told.items():
        given: dict[int, int] = {}
        for word in words:
            had = found.get(word, 0)
            if had not in given:
                given[had] = had | bits
            found[word] = given[had]
    return found


def _lowest(bits: int) -> int:
    """Which is the lowest bit that is set."""
    return (bits & -bits).bit_length() - 1


def _covered(hit: Found, covers: Sequence[Found]) -> bool:
    return any(cover.start < hit.end and hit.start < cover.end for cover in covers)
