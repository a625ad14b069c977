"""Patterns over words, as data: `label: pattern` lines in a language's lexicon.

    duration: (make|let) @clip (run|last) @number _ @second long?

An element is a word, `(one|another way)`, `@list` for any entry of a list, `9` for a number, `999` for one of three or four digits,
`*` for up to three words, `**` for up to eight, `+` for one and `~` for one to three that are no value and lead to none; `?` behind an element makes it optional. `_` joins its neighbours, with
or without a hyphen or a blank; `^` and `$` are the ends of the prompt. A pattern is tried only where a word of its rarest
element stands. What a pattern labelled `not` covers is not looked at by the others.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import NUMBER, SOLID, Plain

FOLDER = "rules/"  # of the lists that only rules read
EXCEPT = "not"
_TOKEN = re.compile(r"[()|?]|[^\s()|?]+")
_NUMBERS = {"9": r"\d+(?:[.,:]\d+)*", "999": r"\d{3,4}"}
_SPACED = {
    "^": r"^ (?:[-*•¿¡] )?",
    "$": r"(?:[.!?\n…] )*$",
    "*": r"(?:[^\s,.;:!?]+ ){0,3}?",
    "**": r"(?:[^\s.;:!?]+ ){0,8}?",
    "_": r"[- ]?",
    "+": r"(?:(?!(?:OUT) )[^\s,.;:!?]+ )",
    "~": r"(?:(?!(?:OUT) )[^\s,.;:!?]+ ){1,3}?",
}
_CLOSE = {
    "^": r"^\W*",
    "$": r"\W*$",
    "*": r"[^，。、；：！？,.;:!?\n]{0,6}?",
    "**": r"[^。；！？.;!?\n]{0,16}?",
    "_": r"[- ]?",
    "+": r"(?:(?!OUT)[^，。、；：！？,.;:!?\n]){1,3}?",
    "~": r"(?:(?!OUT)[^，。、；：！？,.;:!?\n]){1,8}?",
}
_SIZES = {"^": 0, "$": 4, "*": 3, "**": 8, "+": 1, "~": 3, "_": 0}
_BEFORE = "-*•¿¡"  # marks that a prompt may begin with
_AROUND = frozenset(f"{_BEFORE}.!?\n…")  # these, and marks that it may end with
_ENDLESS = 10_000
_COMMON = 50  # alternatives that a word counts for which stands in most prompts


def _words_of(lexicon: Lexicon, name: str) -> tuple[str, ...]:
    """A list of the rules, or one that readings have too."""
    return lexicon.entries(FOLDER + name) or lexicon.entries(name)


class Found(NamedTuple):
    """A pattern that fits, by its label, at a stretch of a line's text."""

    label: str
    start: int
    end: int


class _List:
    """The entries of a list, with what every pattern that names it asks of them."""

    __slots__ = ("_expression", "entries", "firsts", "keys", "longest")

    def __init__(self, entries: Sequence[str], common: frozenset[str]) -> None:
        self.entries = entries
        self.keys = [_rarest(entry, common) for entry in entries]
        self.firsts = frozenset(entry.split()[0] for entry in entries)
        self.longest = max((len(entry.split()) for entry in entries), default=0)
        self._expression: str | None = None

    def expression(self) -> str:
        if self._expression is None:
            self._expression = "|".join(
                _NUMBERS.get(each) or re.escape(each) for each in self.entries
            )
        return self._expression


class _Element(NamedTuple):
    """One place of a pattern: its ways, each a sequence of elements, one word, or a list."""

    ways: tuple["Way", ...]
    optional: bool


Way = str | _List | tuple[_Element, ...]


class _Vocabulary:
    """What the patterns of one language share."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._lists: dict[str, _List] = {}
        self.solid = lexicon.language in SOLID
        self.common = frozenset(_words_of(lexicon, "common"))

    def list(self, name: str) -> _List:
        if name not in self._lists:
            self._lists[name] = _List(_words_of(self._lexicon, name), self.common)
        return self._lists[name]

    @cached_property
    def signs(self) -> dict[str, str]:
        """What `*`, `~` and the like stand for."""
        signs = _CLOSE if self.solid else _SPACED
        outs = _words_of(self._lexicon, "value_mark") + _words_of(self._lexicon, "value")
        values = "|".join(map(re.escape, outs))
        return signs | {sign: signs[sign].replace("OUT", values) for sign in "+~"}

    @property
    def blank(self) -> str:
        return "" if self.solid else " "


def _parsed(tokens: list[str], vocabulary: _Vocabulary) -> tuple[_Element, ...]:
    """The sequence up to the end, a `|` or a `)`; takes it off the tokens, which are reversed."""
    elements = []
    while tokens and tokens[-1] not in "|)":
        token = tokens.pop()
        ways: list[Way] = []
        if token == "(":  # noqa: S105 - a sign, not a secret
            while token != ")":  # noqa: S105
                ways.append(_parsed(tokens, vocabulary))
                token = tokens.pop()
        else:
            ways.append(vocabulary.list(token[1:]) if token.startswith("@") else token)
        optional = bool(tokens) and tokens[-1] == "?"
        if optional:
            tokens.pop()
        elements.append(_Element(tuple(ways), optional))
    return tuple(elements)


def _needed(elements: Sequence[_Element], common: frozenset[str]) -> list[str] | None:
    """Words of which one must stand where the sequence fits, the rarest such; none where no word must."""
    found = [
        words for each in elements if not each.optional and (words := _of_element(each, common))
    ]
    return min(found, key=lambda words: _cost(words, common), default=None)


def _cost(words: Sequence[str], common: frozenset[str]) -> int:
    return len(words) + _COMMON * len(common.intersection(words))


def _of_element(element: _Element, common: frozenset[str]) -> list[str] | None:
    needed: list[str] = []
    for way in element.ways:
        if isinstance(way, _List):
            words: list[str] | None = way.keys
        elif isinstance(way, str):
            words = None if way in _SPACED else [_rarest(way, common)]
        else:
            words = _needed(way, common)
        if words is None:
            return None
        needed += words
    return needed


def _rarest(phrase: str, common: frozenset[str]) -> str:
    """The word of a phrase that it is looked up by."""
    if " " not in phrase:
        return phrase
    return max(phrase.split(), key=lambda word: (word not in common, len(word)))


def _expression(elements: Sequence[_Element], vocabulary: _Vocabulary) -> str:
    """Each element takes the blank behind it; `_` gives back the one before it."""
    blank = vocabulary.blank
    made = ""
    waiting: list[str] = []  # optional elements, whose blank is before or behind them
    for element in elements:
        if element.ways == ("_",):
            before = "".join(f"(?:{blank}{each.removesuffix(blank)})?" for each in waiting)
            made, waiting = made.removesuffix(blank) + before + vocabulary.signs["_"], []
            continue
        ways = [_way(way, vocabulary) for way in element.ways]
        if blank and all(way.endswith(blank) for way in ways):
            piece = f"(?:{'|'.join(way.removesuffix(blank) for way in ways)}){blank}"
        else:
            piece = f"(?:{'|'.join(ways)})"
        if element.optional:
            waiting.append(piece)
        else:
            made, waiting = made + "".join(f"(?:{each})?" for each in waiting) + piece, []
    return made + "".join(f"(?:{each})?" for each in waiting)


def _way(way: Way, vocabulary: _Vocabulary) -> str:
    if isinstance(way, _List):
        return f"(?:{way.expression()}){vocabulary.blank}"
    if isinstance(way, str):
        sign = vocabulary.signs.get(way)
        return sign or (_NUMBERS.get(way) or re.escape(way)) + vocabulary.blank
    return _expression(way, vocabulary)


def _key(word: str) -> str:
    return NUMBER if word in _NUMBERS else word


class _Pattern:
    """One line of a list. Its expression is made when a trigger first calls for it."""

    def __init__(self, line: str, vocabulary: _Vocabulary) -> None:
        self.label, _, body = (part.strip() for part in line.partition(":"))
        self._vocabulary = vocabulary
        self._elements = _parsed(_TOKEN.findall(body)[::-1], vocabulary)
        needs = [
            words
            for each in self._elements
            if not each.optional and (words := _of_element(each, vocabulary.common))
        ]
        assert needs, f"no word to look this pattern up by: {line}"
        self.triggers = min(needs, key=lambda words: _cost(words, vocabulary.common))
        self.need = self._other_need(needs)
        self._begins = self._elements[0].ways == ("^",)
        spaced = self._begins and not vocabulary.solid
        self._firsts = _first_words(self._elements[1:]) if spaced else None
        whole = spaced and self._elements[-1].ways == ("$",)
        self._most = _longest(self._elements) if whole else _ENDLESS

    def _other_need(self, needs: Sequence[Sequence[str]]) -> frozenset[str]:
        """Beside a trigger one of these must stand in the prompt, too; empty where nothing else must."""
        if self._vocabulary.solid:
            return frozenset()
        others = [words for words in needs if words is not self.triggers]
        rare = [words for words in others if self._vocabulary.common.isdisjoint(words)]
        if not rare:
            return frozenset()
        fewest = min(rare, key=len)
        return frozenset(map(_key, fewest))

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        start = "" if self._vocabulary.solid or self._begins else "(?<= )"
        return re.compile(start + _expression(self._elements, self._vocabulary))

    @cached_property
    def _whole(self) -> frozenset[str] | None:
        """All words of a text that this fits, where it must be the whole of it; none where any may be there."""
        words = _all_words(self._elements[1:-1]) if self._most < _ENDLESS else None
        return None if words is None else words | _AROUND

    def may_fit(self, words: Sequence[str]) -> bool:
        """Whether a text of so many words, and with this one in front, is worth a try."""
        if len(words) > self._most:
            return False
        if self._firsts is not None:
            first = words[1:2] if words and words[0] in _BEFORE else words[:1]
            if self._firsts.isdisjoint(first):
                return False
        return self._whole is None or self._whole.issuperset(words)

    def places(self, text: str) -> Iterable[Found]:
        if self._begins:
            match = self._expression.match(text)
            return [Found(self.label, *match.span())] if match else []
        return [Found(self.label, *match.span()) for match in self._expression.finditer(text)]


def _first_words(elements: Sequence[_Element]) -> frozenset[str] | None:
    """Words that what fits can begin with; none where that is any word."""
    firsts: set[str] = set()
    for element in elements:
        for way in element.ways:
            found = _first_of_way(way)
            if found is None:
                return None
            firsts |= found
        if not element.optional:
            return frozenset(firsts)
    return None


def _first_of_way(way: Way) -> frozenset[str] | None:
    if isinstance(way, _List):
        return None if not _NUMBERS.keys().isdisjoint(way.firsts) else way.firsts
    if isinstance(way, str):
        return None if way in _SPACED or way in _NUMBERS else frozenset(way.split()[:1])
    return _first_words(way)


def _all_words(elements: Sequence[_Element]) -> frozenset[str] | None:
    """Every word that stands in a sequence; none where it takes numbers, or words that it does not name."""
    found: set[str] = set()
    for element in elements:
        for way in element.ways:
            words = _words_of_way(way)
            if words is None:
                return None
            found |= words
    return frozenset(found)


def _words_of_way(way: Way) -> frozenset[str] | None:
    if isinstance(way, _List):
        words = frozenset(word for entry in way.entries for word in entry.split())
        return words if words.isdisjoint(_NUMBERS) else None
    if isinstance(way, str):
        return None if way in _SPACED or way in _NUMBERS else frozenset(way.split())
    return _all_words(way)


def _longest(elements: Sequence[_Element]) -> int:
    """Words that a sequence takes at most; marks at the end of a prompt are not counted."""
    return sum(max(map(_length_of_way, each.ways)) for each in elements)


def _length_of_way(way: Way) -> int:
    if isinstance(way, _List):
        return way.longest
    return _SIZES.get(way, len(way.split())) if isinstance(way, str) else _longest(way)


class Patterns:
    """The patterns of some lists in one language, all found by one look at the words of a prompt."""

    __slots__ = ("_by_trigger", "_keys", "_solid", "_triggers_by_sign")

    def __init__(self, lexicon: Lexicon, names: Sequence[str]) -> None:
        self._solid = lexicon.language in SOLID
        vocabulary = _Vocabulary(lexicon)
        self._by_trigger: dict[str, list[tuple[str, _Pattern]]] = {}
        for name in names:
            for line in lexicon.entries(FOLDER + name):
                pattern = _Pattern(line, vocabulary)
                for trigger in dict.fromkeys(map(_key, pattern.triggers)):
                    self._by_trigger.setdefault(trigger, []).append((name, pattern))
        self._triggers_by_sign: dict[str, list[str]] = {}
        if self._solid:
            for trigger in self._by_trigger:
                self._triggers_by_sign.setdefault(trigger[0], []).append(trigger)
        self._keys = frozenset(self._triggers_by_sign if self._solid else self._by_trigger)

    def all(self) -> Iterable[_Pattern]:
        """Every pattern once."""
        named = (each for known in self._by_trigger.values() for each in known)
        return dict.fromkeys(pattern for _, pattern in named)

    def called(self, plain: Plain) -> dict[str, list[_Pattern]]:
        """The patterns whose words are there, by the names of their lists. Kept with the text."""
        known = plain.called.get(self)
        if known is None:
            known = plain.called[self] = self._called(plain)
        return known

    def found(self, name: str, plain: Plain) -> list[Found]:
        """What fits of a list, in the order of the text, without what an exception covers."""
        called = self.called(plain).get(name)
        if not called:
            return []
        hits = [
            hit
            for pattern in called
            if pattern.may_fit(plain.words)
            for hit in pattern.places(plain.text)
        ]
        if not hits:
            return hits
        covers = [hit for hit in hits if hit.label == EXCEPT]
        kept = [hit for hit in hits if hit.label != EXCEPT and not _covered(hit, covers)]
        return sorted(kept, key=lambda hit: (hit.start, -hit.end))

    def _called(self, plain: Plain) -> dict[str, list[_Pattern]]:
        keys = plain.keys
        found: dict[str, list[_Pattern]] = {}
        for trigger in self._triggers(plain):
            for name, pattern in self._by_trigger[trigger]:
                if pattern.need and pattern.need.isdisjoint(keys):
                    continue
                known = found.setdefault(name, [])
                if pattern not in known:
                    known.append(pattern)
        return found

    def _triggers(self, plain: Plain) -> Iterable[str]:
        keys = self._keys & plain.keys
        if not self._solid:
            return keys
        text = (
            plain.text
        )  # no blank says where a word begins: it is looked for where its first sign is there
        triggers = (trigger for sign in keys for trigger in self._triggers_by_sign[sign])
        return [trigger for trigger in triggers if trigger in text or trigger == NUMBER]


def _covered(hit: Found, covers: Sequence[Found]) -> bool:
    return any(cover.start < hit.end and hit.start < cover.end for cover in covers)
