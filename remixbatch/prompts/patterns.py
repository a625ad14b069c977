"""Patterns over words, as data: `label: pattern` lines in a language's lexicon.

    duration: (make|let) @clip (run|last) @number _ @second long?

An element is a word, `(one|another way)`, `@list` for any entry of a list, `9` for a number, `999` for one of three or four digits,
`*` for up to three words, `**` for up to eight, `+` for one and `~` for one to three that are no value and lead to none; `?` behind an element makes it optional. `_` joins its neighbours, with
or without a hyphen or a blank; `^` and `$` are the ends of the prompt. A pattern is called by the words of its rarest
element, and tried where each other that must stand has a word there, too. What a pattern labelled `not` covers is not
looked at by the others.
"""

from collections.abc import Collection, Iterable, Sequence

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.pattern import FOLDER, MARKS, TAIL, Found, Pattern, Vocabulary
from remixbatch.prompts.plain import NUMBER, SOLID, Plain

EXCEPT = "not"
_Call = tuple[int, str, Pattern]  # the bits that it needs, the list that it is in
Called = dict[str, list[Pattern]]
_NOTHING: tuple[int, Sequence[_Call]] = (0, ())


class Patterns:
    """The patterns of some lists in one language, all found by one look at the words of a prompt.

    Each thing that a pattern may need has a bit: those of all words that are there, together, tell what can fit.
    """

    __slots__ = ("_by_sign", "_called_by", "_edges", "_keys", "_solid")

    def __init__(self, lexicon: Lexicon, names: Sequence[str]) -> None:
        self._solid = lexicon.language in SOLID
        vocabulary = Vocabulary(lexicon)
        bits: dict[frozenset[str], int] = {}
        called_by: dict[str, list[_Call]] = {}
        self._edges = 0
        for name in names:
            for line in lexicon.entries(FOLDER + name):
                pattern = Pattern(line, vocabulary)
                needs = sum([bits.setdefault(need, 1 << len(bits)) for need in pattern.needs])
                edges = sum([bits.setdefault(need, 1 << len(bits)) for need in pattern.edges])
                self._edges |= edges
                for trigger in pattern.triggers:
                    called_by.setdefault(trigger, []).append((needs | edges, name, pattern))
        self._called_by: dict[str, tuple[int, Sequence[_Call]]] = {
            word: (0, calls) for word, calls in called_by.items()
        }
        for need, bit in bits.items():
            for word in need:
                known, calls = self._called_by.get(word, _NOTHING)
                self._called_by[word] = (known | bit, calls)
        self._by_sign: dict[str, list[str]] = {}
        if self._solid:
            for word in self._called_by:
                self._by_sign.setdefault(word[0], []).append(word)
        self._keys = frozenset(self._by_sign if self._solid else self._called_by)

    def all(self) -> Iterable[Pattern]:
        """Every pattern once."""
        calls = (call for _, known in self._called_by.values() for call in known)
        return dict.fromkeys(pattern for _, _, pattern in calls)

    def called(self, plain: Plain) -> Called:
        """The patterns whose words are there, by the names of their lists. Kept with the text."""
        known = plain.called.get(self)
        if known is None:
            known = plain.called[self] = self._called(plain, self._edges_of(plain.words))
        return known

    def partly(self, plain: Plain) -> Called:
        """Those that may fit a part of it, wherever that begins and ends."""
        return self._called(plain, self._edges)

    def found(self, name: str, plain: Plain) -> list[Found]:
        """What fits of a list, in the order of the text, without what an exception covers."""
        called = self.called(plain).get(name)
        if not called:
            return []
        hits = [hit for pattern in called for hit in pattern.places(plain.text)]
        if not hits:
            return hits
        covers = [hit for hit in hits if hit.label == EXCEPT]
        kept = [hit for hit in hits if hit.label != EXCEPT and not _covered(hit, covers)]
        return sorted(kept, key=lambda hit: (hit.start, -hit.end))

    def _called(self, plain: Plain, has: int) -> Called:
        calls: list[_Call] = []
        for word in self._there(plain):
            bits, known = self._called_by[word]
            has |= bits
            calls += known
        found: Called = {}
        for bits, name, pattern in calls:
            if bits & has == bits:
                patterns = found.setdefault(name, [])
                if pattern not in patterns:
                    patterns.append(pattern)
        return found

    def _edges_of(self, words: Sequence[str]) -> int:
        """Bits of the first word and of the last one, but for marks."""
        if not words:
            return 0
        first = words[1] if words[0] in MARKS and len(words) > 1 else words[0]
        last = next((word for word in reversed(words) if word not in TAIL), "")
        known = self._called_by.get
        return known(f"^{first}", _NOTHING)[0] | known(f"{last}$", _NOTHING)[0]

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
