"""One pattern, from its line in a list: the words that it needs, and where it fits. `patterns` says how they are written."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, wraps
from itertools import compress, count
from typing import Any, NamedTuple, TypeVar, cast

from remixbatch.prompts.ground import Ground, each_of
from remixbatch.prompts.late import lazy
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
_DEEPEST = 5  # groups within groups


def _group(depth: int) -> str:
    inner = f"(?:{_group(depth - 1)}[^()]*+)*+" if depth else ""
    return rf"\([^()]*+{inner}\)"


# What stands at one place of a pattern, and whether it may be left out.
_PLACES = lazy(rf"({_group(_DEEPEST)}|[^\s()|?]+|[()|?])(?:(?<!\|)\s*(\?))?")
# A group of nothing but phrases: most are such.
_PHRASES = lazy(r"\((?!\s*[|)])(?![^()]*\|\s*[|)])[^()@*+~^$_?9]+\)")
_JOINT = lazy(r"(?<!\w)_")  # but not in the name of a list
_LISTED = 12  # alternatives that a list counts for that was not read
_COMMON = 50  # alternatives that a word counts for which stands in most prompts
_Answer = TypeVar("_Answer")
Need = frozenset[str]  # words of which one must be there
# Of each place what is written there, and "?" if it may be left out.
Written = Sequence[tuple[str, str]]


class Found(NamedTuple):
    """A pattern that fits, by its label, at a stretch of a line's text."""

    label: str
    start: int
    end: int


def _kept(method: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """A method whose answers its object keeps. A cache of such a method would hold the object, which holds the cache."""
    name = method.__name__

    @wraps(method)
    def asked(self: "Vocabulary", *about: Any) -> _Answer:
        key = name, *about
        if key not in self.known:
            self.known[key] = method(self, *about)
        return cast("_Answer", self.known[key])

    return asked


class Vocabulary:
    """What the patterns of one language share: lists, signs, what is common, and all that is written alike in several."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.solid = lexicon.language in SOLID
        self.common = frozenset(self._entries("common"))
        self.blank = "" if self.solid else " "
        self.known: dict[tuple[Any, ...], Any] = {}

    def _entries(self, name: str) -> tuple[str, ...]:
        """A list of the rules, or one that readings have too."""
        return self._lexicon.entries(FOLDER + name) or self._lexicon.entries(name)

    @_kept
    def _key(self, phrase: str) -> str:
        """The word of a phrase that it is looked up by."""
        words = phrase.split()
        return max([word for word in words if word not in self.common] or words, key=len)

    def _keys(self, entries: Iterable[str]) -> Need:
        return frozenset(
            [
                self._key(each) if " " in each else NUMBER if each in NUMBERS else each
                for each in entries
            ]
        )

    @_kept
    def listed(self, entries: tuple[str, ...]) -> Listed:
        return Listed(entries, self._keys(entries))

    def _phrases(self, group: str) -> list[str]:
        phrases = group[1:-1].split("|")
        if self.solid or " " in group:
            phrases = [self.blank.join(phrase.split()) for phrase in phrases]
        return phrases

    @_kept
    def ways(self, written: str) -> tuple[Said, ...]:
        """Those of an element: of `(one|another way)`, `@list`, or a word."""
        if written[0] == "@":
            return (self.listed(self._entries(written[1:])),)
        if written[0] != "(":
            return (written,)
        if not _PHRASES.fullmatch(written):
            return tuple([self._joined(way) for way in _ways_in(written)])
        phrases = self._phrases(written)
        if len(phrases) == 1:
            return (phrases[0],)
        return (Listed(tuple(phrases), self.need(written) or frozenset()),)

    def elements(self, written: Written) -> tuple[Element, ...]:
        return tuple([Element(self.ways(said), mark != "") for said, mark in written])

    def _joined(self, written: Written) -> Said:
        """A sequence as one phrase, if it is one."""
        return self._phrase(written) or self.elements(written)

    def _phrase(self, written: Written) -> str | None:
        words = [said for said, mark in written if not mark and _is_word(said)]
        if len(words) < len(written):
            return None
        if len(words) > 1 and not NUMBERS.keys().isdisjoint(words):
            return None
        return self.blank.join(words)

    @_kept
    def need(self, written: str) -> Need | None:
        """Words of which one must stand where something does; none where no word must."""
        if written[0] == "@":
            return self.listed(self._entries(written[1:])).keys
        if written[0] != "(":
            return None if written in SIGNS else self._keys((written,))
        if _PHRASES.fullmatch(written):
            return self._keys(self._phrases(written))
        return self._need_of_any(_ways_in(written))

    def _need_of_any(self, ways: Iterable[Written]) -> Need | None:
        phrases: list[str] = []
        found: list[Need] = []
        for way in ways:
            if phrase := self._phrase(way):
                phrases.append(phrase)
                continue
            needs = [need for said, mark in way if not mark and (need := self.need(said))]
            if not needs:
                return None
            found.append(min(needs, key=self.cost))
        return self._keys(phrases).union(*found)

    @_kept
    def cost(self, need: Need) -> int:
        return len(need) + _COMMON * len(need & self.common)

    def rarest(self, certain: Sequence[str], *, joined: bool) -> Need | None:
        """Of what must stand in a pattern, the words that it is called by.

        What `_` joins may be a part of a longer word, so there all are looked at.
        """
        if not joined:
            for said in certain:
                if _is_word(said) and said not in NUMBERS and said not in self.common:
                    return self.need(said)
            certain = sorted(certain, key=_many)
        best: Need | None = None
        for said in certain:
            need = self.need(said)
            if need and (best is None or self.cost(need) < self.cost(best)):
                best = need
                if not joined and self.cost(best) < _COMMON:  # others have hardly fewer
                    break
        return best

    def outer(self, written: Iterable[tuple[str, str]], side: int) -> list[Need]:
        """Words that can stand at one side of what fits, by element; none where that is any word."""
        found: list[Need] = []
        for said, mark in written:
            words = self._outer(said, side)
            if words is None:
                return []
            found.append(words)
            if not mark:
                return found
        return []

    @_kept
    def _outer(self, written: str, side: int) -> Need | None:
        if written[0] == "(" and _PHRASES.fullmatch(written):
            if " " not in written:
                return self.need(written)  # each of its words is one by itself
            return frozenset([phrase.split()[side] for phrase in self._phrases(written)])
        words = outer((Element(self.ways(written), optional=False),), side)
        return None if words is None else frozenset(words)

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


def _many(written: str) -> int:
    """About how many words it is looked up by; lists that nothing else needs are not read for that."""
    return _LISTED if written[0] == "@" else written.count("|")


def _is_word(said: str) -> bool:
    return said[0] not in "(@" and said not in SIGNS


def _ways_in(group: str) -> Iterable[Written]:
    """The ways of a group, as they are written."""
    if "?" not in group and "(" not in group[1:]:
        return [[(said, "") for said in way.split()] for way in group[1:-1].split("|")]
    ways: list[list[tuple[str, str]]] = [[]]
    for place in _PLACES.findall(group[1:-1]):
        if place[0] == "|":
            ways.append([])
        else:
            ways[-1].append(place)
    return ways


class Pattern:
    """One line of a list. What it is made of is known, and where it fits is made, when it is first asked.

    `triggers`: words of which one must stand in a text that it fits; `needs`: others such; `opens`: words of which the
    whole text begins with one, `closes`: of which it ends in one; none where these may be any.
    """

    def __init__(self, line: str, vocabulary: Vocabulary) -> None:
        self.label, _, body = map(str.strip, line.partition(":"))
        self._vocabulary = vocabulary
        self._written: Written = _PLACES.findall(body)
        # what is left over of a group that does not end, or of one in more than _DEEPEST others
        apart = {said for said, _ in self._written} & {"(", "|", ")"}
        assert not apart, f"groups of this pattern do not close, or are too deep: {line}"
        assert self._written, f"nothing to look for: {line}"
        self._begins = self._written[0][0] == "^"
        certain = [said for said, mark in self._written if not mark]
        self._joined = "_" in body and _JOINT.search(body) is not None
        triggers = vocabulary.rarest(certain, joined=self._joined)
        assert triggers, f"no word to look this pattern up by: {line}"
        self.triggers = triggers

    @cached_property
    def needs(self) -> set[Need]:
        of = self._vocabulary.need
        known = [None if mark else of(said) for said, mark in self._written]
        needs = [need for need in known if need]
        apart = _apart(self._elements, known) if self._joined else needs
        needed = {need for need in apart if NUMBER not in need}
        needs.remove(self.triggers)
        needed.update(self._rare(needs))
        return needed - {self.triggers}

    def _rare(self, needs: Sequence[Need]) -> Iterable[Need]:
        """Of what `_` joins, too: the parts of a compound are known where one of them is a number."""
        common = self._vocabulary.common
        rare = [need for need in needs if common.isdisjoint(need)]
        return [min(rare, key=len)] if rare and not self._vocabulary.solid else ()

    @property
    def opens(self) -> Sequence[Need]:
        if self._vocabulary.solid or not self._begins:
            return ()
        return self._vocabulary.outer(self._written[1:], 0)

    @property
    def closes(self) -> Sequence[Need]:
        if self._vocabulary.solid or not self._begins or self._written[-1] != ("$", ""):
            return ()
        words = self._vocabulary.outer(self._written[-2:0:-1], -1)
        return words if all(each.isdisjoint(TAIL) for each in words) else ()

    @cached_property
    def _elements(self) -> tuple[Element, ...]:
        return self._vocabulary.elements(self._written)

    @cached_property
    def _is_in_signs(self) -> bool:
        """Whether no blank says where its words begin."""
        return self._vocabulary.solid or (self._joined and any(map(has_joint, self._elements)))

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        start = "" if self._vocabulary.solid or self._begins else "(?<= )"
        return re.compile(start + self._vocabulary.writer.expression(self._elements))

    @cached_property
    def _opening(self) -> tuple[str, ...]:
        """What the words begin with of a text that it fits, where no blank tells them apart; nothing if it may be anything."""
        return tuple((self._vocabulary.solid and outer(self._elements[1:], 0)) or ("",))

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
            if not text.startswith(self._opening) and text[:1].isalnum():
                return []  # the expression leaves out only what is in no word
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
