"""Patterns over words, as data: `label: pattern` lines in a language's lexicon.

    duration: (make|let) @clip (run|last) @number _ @second long?

An element is a word, `(one|another way)`, `@list` for any entry of a list, `9` for a number, `999` for one of three or four digits,
`*` for up to three words, `**` for up to eight, `+` for one and `~` for one to three that are no value and lead to none; `?` behind an element makes it optional. `_` joins its neighbours, with
or without a hyphen or a blank; `^` and `$` are the ends of the prompt. A pattern is tried only where a word of its rarest
element stands. What a pattern labelled `not` covers is not looked at by the others.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
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
        self._needs = self._all_needs(common)
        self._begins = self._elements[0].ways == ("^",)
        whole = self._begins and self._elements[-1].ways == ("$",)
        self._most = _longest(self._elements) if whole and not self._solid else _ENDLESS

    def _all_needs(self, common: frozenset[str]) -> list[frozenset[str]]:
        """Of each of these a word must stand in the prompt; what most prompts have is left out."""
        found = [_of_element(each, common) for each in self._elements if not each.optional]
        sets = [frozenset(_key(word) for word in words) for words in found if words]
        return [] if self._solid else [words for words in sets if words.isdisjoint(common)]

    def may_fit(self, keys: set[str], size: int) -> bool:
        """Whether a prompt of these words is worth a look."""
        return self._most >= size and not any(need.isdisjoint(keys) for need in self._needs)

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        signs, blank = (_CLOSE, "") if self._solid else (_SPACED, " ")
        signs = signs | {sign: signs[sign].replace("OUT", self._values) for sign in "+~"}
        start = "" if self._solid or self._begins else "(?<= )"
        return re.compile(start + _expression(self._elements, signs, blank))

    def places(self, text: str) -> Iterable[Found]:
        if self._begins:
            match = self._expression.match(text)
            return [Found(self.label, *match.span())] if match else []
        return [Found(self.label, *match.span()) for match in self._expression.finditer(text)]


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
    """The patterns of one list in one language, found by their triggers."""

    __slots__ = ("_by_trigger", "_solid", "_triggers_by_sign", "keys")

    def __init__(self, lexicon: Lexicon, name: str) -> None:
        self._solid = lexicon.language in SOLID
        self._by_trigger: dict[str, list[_Pattern]] = {}
        for line in lexicon.entries(FOLDER + name):
            pattern = _Pattern(line, lexicon)
            for trigger in dict.fromkeys(pattern.triggers):
                self._by_trigger.setdefault(_key(trigger), []).append(pattern)
        self._triggers_by_sign: dict[str, list[str]] = {}
        if self._solid:
            for trigger in self._by_trigger:
                self._triggers_by_sign.setdefault(trigger[0], []).append(trigger)
        self.keys = frozenset(self._triggers_by_sign if self._solid else self._by_trigger)

    def may_find(self, plain: Plain) -> bool:
        """Whether the words are there that a pattern needs."""
        return bool(self._called(plain, size=0))

    def found(self, plain: Plain) -> list[Found]:
        """What fits, in the order of the text, without what an exception covers."""
        called = self._called(plain, len(plain.words))
        hits = [hit for pattern in called for hit in pattern.places(plain.text)]
        if len(hits) < 2 and not (hits and hits[0].label == EXCEPT):
            return hits
        covers = [hit for hit in hits if hit.label == EXCEPT]
        kept = [hit for hit in hits if hit.label != EXCEPT and not _covered(hit, covers)]
        return sorted(kept, key=lambda hit: (hit.start, -hit.end))

    def _called(self, plain: Plain, size: int) -> list[_Pattern]:
        """The patterns that may fit a prompt of so many words; none where all are exceptions."""
        keys = self.keys & plain.keys
        if not keys:
            return []
        if self._solid:
            called = dict.fromkeys(self._called_solid(keys, plain.text))
        else:
            called = dict.fromkeys(each for key in sorted(keys) for each in self._by_trigger[key])
        fit = [each for each in called if each.may_fit(plain.keys, size)]
        return fit if any(each.label != EXCEPT for each in fit) else []

    def _called_solid(self, signs: Iterable[str], text: str) -> Iterator[_Pattern]:
        """Words are looked for wherever their first sign stands, since no blank says where they begin."""
        for sign in sorted(signs):
            for trigger in self._triggers_by_sign[sign]:
                if trigger in text or trigger == NUMBER:
                    yield from self._by_trigger[trigger]


def _covered(hit: Found, covers: Sequence[Found]) -> bool:
    return any(cover.start < hit.end and hit.start < cover.end for cover in covers)
