"""One pattern, from its line in a list: the words that it needs, and where it fits. `patterns` says how they are written."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import compress, count
from typing import NamedTuple

from remixbatch.prompts.ground import Ground, each_of
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import NUMBER, SOLID, Plain
from remixbatch.prompts.rules.element import (
    NUMBERS,
    SIGNS,
    TAIL,
    THANKS,
    Element,
    Listed,
    Said,
    has_joint,
    outer,
    words_of,
)
from remixbatch.prompts.rules.expression import Writer
from remixbatch.prompts.rules.ways import Paver, Way

FOLDER = "rules/"  # of the lists that only rules read
# A group of nothing but phrases is one token: most are such.
_TOKEN = re.compile(r"\((?!\s*[|)])(?![^()]*\|\s*[|)])[^()@*+~^$_?9]+\)|[()|?]|[^\s()|?]+")
_COMMON = 50  # alternatives that a word counts for which stands in most prompts


class Found(NamedTuple):
    """A pattern that fits, by its label, at a stretch of a line's text."""

    label: str
    start: int
    end: int


def _key(word: str) -> str:
    return NUMBER if word in NUMBERS else word


class Vocabulary:
    """What the patterns of one language share: lists, signs, what is common."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._lists: dict[str, Listed] = {}
        self._groups: dict[str, Listed] = {}  # as they are written: many patterns have the same
        self.solid = lexicon.language in SOLID
        self.common = frozenset(self._entries("common"))
        self.blank = "" if self.solid else " "

    def _entries(self, name: str) -> tuple[str, ...]:
        """A list of the rules, or one that readings have too."""
        return self._lexicon.entries(FOLDER + name) or self._lexicon.entries(name)

    def list(self, name: str) -> Listed:
        if name not in self._lists:
            self._lists[name] = self._listed(self._entries(name))
        return self._lists[name]

    def group(self, written: str) -> Listed:
        """`(one|another way)`."""
        if written not in self._groups:
            ways = [self.blank.join(way.split()) for way in written[1:-1].split("|")]
            self._groups[written] = self._listed(tuple(ways))
        return self._groups[written]

    def _listed(self, entries: tuple[str, ...]) -> Listed:
        keys = [self.key(entry) if " " in entry else _key(entry) for entry in entries]
        return Listed(entries, frozenset(keys))

    def key(self, phrase: str) -> str:
        """The word of a phrase that it is looked up by: the rarest."""
        if " " not in phrase:
            return _key(phrase)
        return max(phrase.split(), key=lambda word: (word not in self.common, len(word)))

    def joined(self, elements: tuple[Element, ...]) -> Said:
        """A sequence as one phrase, if it is one."""
        if not elements or not all(each.is_words() for each in elements):
            return elements
        said = [str(each.ways[0]) for each in elements]
        if len(said) > 1 and not NUMBERS.keys().isdisjoint(said):
            return elements
        return self.blank.join(said)

    @cached_property
    def writer(self) -> Writer:
        return Writer(self._values(), solid=self.solid)

    @cached_property
    def paver(self) -> Paver:
        return Paver(self._values())

    @cached_property
    def barred(self) -> frozenset[str]:
        """What `+` and `~` do not take, nor `$`."""
        thanks = (word for phrase in THANKS for word in phrase.split())
        return frozenset((*self._values(), ";", ":")).difference(thanks)

    def _values(self) -> tuple[str, ...]:
        return self._entries("value_mark") + self._entries("value")


def _parsed(tokens: list[str], vocabulary: Vocabulary) -> tuple[Element, ...]:
    """The sequence up to the end, a `|` or a `)`; takes it off the tokens, which are reversed."""
    elements = []
    while tokens and tokens[-1] not in "|)":
        token = tokens.pop()
        ways: list[Said] = []
        if token == "(":  # noqa: S105 - a sign, not a secret
            while token != ")":  # noqa: S105
                ways.append(vocabulary.joined(_parsed(tokens, vocabulary)))
                token = tokens.pop()
        elif token.startswith("("):
            group = vocabulary.group(token)
            ways.append(group if len(group.entries) > 1 else group.entries[0])
        else:
            ways.append(vocabulary.list(token[1:]) if token.startswith("@") else token)
        optional = bool(tokens) and tokens[-1] == "?"
        if optional:
            tokens.pop()
        elements.append(Element(tuple(ways), optional))
    return tuple(elements)


class Pattern:
    """One line of a list. Where it fits is made when it is first asked.

    `triggers`: words of which one must stand in a text that it fits; `needs`: others such; `opens`: words that the whole
    text begins with, `closes`: those that it ends in, none where these may be any.
    """

    def __init__(self, line: str, vocabulary: Vocabulary) -> None:
        self.label, _, body = (part.strip() for part in line.partition(":"))
        self._vocabulary = vocabulary
        self._elements = _parsed(_TOKEN.findall(body)[::-1], vocabulary)
        known = [self._need(each) for each in self._elements]
        needs = [need for need in known if need]
        assert needs, f"no word to look this pattern up by: {line}"
        self.triggers = min(needs, key=self._cost)
        apart = _apart(self._elements, known) if "_" in body else needs
        rare = self._rare(needs)
        needed = {*rare, *(need for need in apart if NUMBER not in need)}
        self.needs = needed - {self.triggers}
        self.opens, self.closes = self._edges()
        self._begins = self._elements[0].ways == ("^",)

    def _rare(self, needs: Sequence[frozenset[str]]) -> Iterable[frozenset[str]]:
        """Of what `_` joins, too: the parts of a compound are known where one of them is a number."""
        common = self._vocabulary.common
        rare = [need for need in needs if need is not self.triggers and common.isdisjoint(need)]
        return [min(rare, key=len)] if rare and not self._vocabulary.solid else ()

    def _need(self, element: Element) -> frozenset[str] | None:
        """Words of which one must stand where an element does; none where no word must."""
        if element.optional:
            return None
        found: list[frozenset[str]] = []
        for way in element.ways:
            need = self._need_of(way)
            if need is None:
                return None
            found.append(need)
        return found[0] if len(found) == 1 else frozenset().union(*found)

    def _need_of(self, way: Said) -> frozenset[str] | None:
        if isinstance(way, Listed):
            return way.keys
        if isinstance(way, str):
            return None if way in SIGNS else frozenset((self._vocabulary.key(way),))
        needs = [need for each in way if (need := self._need(each))]
        return min(needs, key=self._cost, default=None)

    def _cost(self, need: frozenset[str]) -> int:
        return len(need) + _COMMON * len(need & self._vocabulary.common)

    def _edges(self) -> tuple[Collection[str], Collection[str]]:
        if self._vocabulary.solid or self._elements[0].ways != ("^",):
            return (), ()
        opens = outer(self._elements[1:], 0) or ()
        if self._elements[-1].ways != ("$",):
            return opens, ()
        closes = outer(self._elements[-2:0:-1], -1) or ()
        return opens, closes if set(TAIL).isdisjoint(closes) else ()

    @cached_property
    def _is_in_signs(self) -> bool:
        """Whether no blank says where its words begin."""
        return self._vocabulary.solid or any(map(has_joint, self._elements))

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        start = "" if self._vocabulary.solid or self._begins else "(?<= )"
        return re.compile(start + self._vocabulary.writer.expression(self._elements))

    @cached_property
    def _way(self) -> Way:
        return self._vocabulary.paver.way(self._elements)

    @cached_property
    def barred(self) -> frozenset[str]:
        """Words that are in no text that it fits from one end to the other."""
        whole = self._begins and self._elements[-1] == Element(("$",), optional=False)
        own = words_of(self._elements) if whole else None
        return frozenset() if own is None else self._vocabulary.barred - own

    @cached_property
    def _firsts(self) -> set[str] | None:
        return outer(self._elements, 0)

    def places(self, plain: Plain) -> list[Found]:
        """Where it fits, each place behind the one before."""
        if self._is_in_signs:
            return self._in_signs(plain.text)
        ground, way = plain.ground(), self._way
        found: list[Found] = []
        behind = 0  # the place where the one before ends
        for start in self._starts(ground):
            if start >= behind and (ends := way.after(start, ground)):
                behind = next(way.ends(start, ground)) if ends & ends - 1 else ends
                # the blank before the first word is a part of its beginning
                first = 0 if self._begins else plain.begin(start.bit_length() - 1)
                found.append(Found(self.label, first, plain.begin(behind.bit_length() - 1)))
        return found

    def _starts(self, ground: Ground) -> Iterable[int]:
        """The places where it may begin."""
        if self._begins:
            return (1,)
        firsts = self._firsts
        if firsts is None:
            return each_of(ground.all)
        words = ground.words
        return [1 << index for index in compress(count(), map(firsts.__contains__, words))]

    def _in_signs(self, text: str) -> list[Found]:
        if self._begins:
            match = self._expression.match(text)
            return [Found(self.label, *match.span())] if match else []
        return [Found(self.label, *match.span()) for match in self._expression.finditer(text)]


def _apart(
    elements: Sequence[Element], needs: Sequence[frozenset[str] | None]
) -> Iterator[frozenset[str]]:
    """The needs of what must stand between blanks. What `_` joins may be a part of a longer word."""
    known = zip(elements, needs, strict=True)
    certain = [(each, need) for each, need in known if not each.optional or has_joint(each)]
    joints = [False, *(has_joint(each) for each, _ in certain), False]
    for index, (_, need) in enumerate(certain):
        if need and not any(joints[index : index + 3]):
            yield need
