"""Patterns over words, as data: `label: pattern` lines in a language's lexicon.

    duration: (make|let) @clip (run|last) @number _ @second long?

An element is a word, `(one|another way)`, `@list` for any entry of a list, `9` for a number, `999` for one of three or four digits,
`*` for up to three words, `**` for up to eight, `+` for one and `~` for one to three that are no value and lead to none; `?` behind an element makes it optional. `_` joins its neighbours, with
or without a hyphen or a blank; `^` and `$` are the ends of the prompt. A pattern is tried only where a word of its rarest
element stands. What a pattern labelled `not` covers is not looked at by the others.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, partial
from typing import NamedTuple

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import NUMBER, SOLID, Plain

FOLDER = "rules/"  # of the lists that only rules read
EXCEPT = "not"
_TOKEN = re.compile(r"[()|?]|[^\s()|?]+")
_NUMBERS = {"9": r"\d+(?:[.,:]\d+)*", "999": r"\d{3,4}"}
_SPACED = {
    "^": r"^ ?",
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
_ENDLESS = 10_000
_COMMON = 50  # alternatives that a word counts for which stands in most prompts

Words = Callable[[str], Sequence[str]]


def _words_of(lexicon: Lexicon, name: str) -> tuple[str, ...]:
    """A list of the rules, or one that readings have too."""
    return lexicon.entries(FOLDER + name) or lexicon.entries(name)


class Found(NamedTuple):
    """A pattern that fits, by its label, at a stretch of a line's text."""

    label: str
    start: int
    end: int


class _Element(NamedTuple):
    """One place of a pattern: its ways, each a sequence of elements or one word."""

    ways: tuple[tuple["_Element", ...] | str, ...]
    optional: bool


def _parsed(tokens: list[str], words_of: Words) -> tuple[_Element, ...]:
    """The sequence up to the end, a `|` or a `)`; takes it off the tokens, which are reversed."""
    elements = []
    while tokens and tokens[-1] not in "|)":
        token = tokens.pop()
        ways: list[tuple[_Element, ...] | str] = []
        if token == "(":  # noqa: S105 - a sign, not a secret
            while token != ")":  # noqa: S105
                ways.append(_parsed(tokens, words_of))
                token = tokens.pop()
        elif token.startswith("@"):
            ways += words_of(token[1:])
        else:
            ways.append(token)
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
    return min(
        found,
        key=lambda words: len(words) + _COMMON * len(common.intersection(words)),
        default=None,
    )


def _of_element(element: _Element, common: frozenset[str]) -> list[str] | None:
    needed: list[str] = []
    for way in element.ways:
        if isinstance(way, str):
            words = None if way in _SPACED else [_rarest(way, common)]
        else:
            words = _needed(way, common)
        if words is None:
            return None
        needed += words
    return needed


def _rarest(phrase: str, common: frozenset[str]) -> str:
    """The word of a phrase that it is looked up by."""
    return max(phrase.split(), key=lambda word: (word not in common, len(word)))


def _expression(elements: Sequence[_Element], signs: dict[str, str], blank: str) -> str:
    """Each element takes the blank behind it; `_` gives back the one before it."""
    made = ""
    waiting: list[str] = []  # optional elements, whose blank is before or behind them
    for element in elements:
        if element.ways == ("_",):
            before = "".join(f"(?:{blank}{each.removesuffix(blank)})?" for each in waiting)
            made, waiting = made.removesuffix(blank) + before + signs["_"], []
            continue
        ways = [_way(way, signs, blank) for way in element.ways]
        if blank and all(way.endswith(blank) for way in ways):
            piece = f"(?:{'|'.join(way.removesuffix(blank) for way in ways)}){blank}"
        else:
            piece = f"(?:{'|'.join(ways)})"
        if element.optional:
            waiting.append(piece)
        else:
            made, waiting = made + "".join(f"(?:{each})?" for each in waiting) + piece, []
    return made + "".join(f"(?:{each})?" for each in waiting)


def _way(way: tuple[_Element, ...] | str, signs: dict[str, str], blank: str) -> str:
    if isinstance(way, str):
        return signs.get(way) or (_NUMBERS.get(way) or re.escape(way)) + blank
    return _expression(way, signs, blank)


def _key(word: str) -> str:
    return NUMBER if word in _NUMBERS else word


class _Pattern:
    """One line of a list. Its expression is made when a trigger first calls for it."""

    def __init__(self, line: str, lexicon: Lexicon) -> None:
        self.label, _, body = (part.strip() for part in line.partition(":"))
        self._solid = lexicon.language in SOLID
        self._elements = _parsed(_TOKEN.findall(body)[::-1], partial(_words_of, lexicon))
        outs = _words_of(lexicon, "value_mark") + _words_of(lexicon, "value")
        self._values = "|".join(map(re.escape, outs))
        common = frozenset(_words_of(lexicon, "common"))
        needed = _needed(self._elements, common)
        assert needed, f"no word to look this pattern up by: {line}"
        self.triggers = needed
        self.need = self._other_need(common)
        self._begins = self._elements[0].ways == ("^",)
        spaced = self._begins and not self._solid
        self._firsts = _first_words(self._elements[1:]) if spaced else None
        whole = self._begins and self._elements[-1].ways == ("$",)
        self.most = _longest(self._elements) if whole and not self._solid else _ENDLESS

    def _other_need(self, common: frozenset[str]) -> frozenset[str]:
        """Beside a trigger one of these must stand in the prompt, too; empty where nothing else must."""
        found = [_of_element(each, common) for each in self._elements if not each.optional]
        sets = [frozenset(map(_key, words)) for words in found if words and words != self.triggers]
        rare = [words for words in sets if words.isdisjoint(common)]
        return frozenset() if self._solid else min(rare, key=len, default=frozenset())

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        signs, blank = (_CLOSE, "") if self._solid else (_SPACED, " ")
        signs = signs | {sign: signs[sign].replace("OUT", self._values) for sign in "+~"}
        start = "" if self._solid or self._begins else "(?<= )"
        return re.compile(start + _expression(self._elements, signs, blank))

    def may_fit(self, words: Sequence[str]) -> bool:
        """Whether a text of so many words, and with this one in front, is worth a try."""
        if len(words) > self.most:
            return False
        return self._firsts is None or (bool(words) and words[0] in self._firsts)

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
            if isinstance(way, str):
                found = None if way in _SPACED or way in _NUMBERS else frozenset(way.split()[:1])
            else:
                found = _first_words(way)
            if found is None:
                return None
            firsts |= found
        if not element.optional:
            return frozenset(firsts)
    return None


def _longest(elements: Sequence[_Element]) -> int:
    """Words that a sequence takes at most; marks at the end of a prompt are not counted."""
    return sum(
        max(
            (_SIZES.get(way, len(way.split())) if isinstance(way, str) else _longest(way))
            for way in each.ways
        )
        for each in elements
    )


class Patterns:
    """The patterns of some lists in one language, all found by one look at the words of a prompt."""

    __slots__ = ("_by_trigger", "_keys", "_solid", "_triggers_by_sign")

    def __init__(self, lexicon: Lexicon, names: Sequence[str]) -> None:
        self._solid = lexicon.language in SOLID
        self._by_trigger: dict[str, list[tuple[str, _Pattern]]] = {}
        for name in names:
            for line in lexicon.entries(FOLDER + name):
                pattern = _Pattern(line, lexicon)
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
