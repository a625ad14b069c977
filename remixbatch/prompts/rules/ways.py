"""The ways of a pattern through the words of a text, all at once.

Places of a text are one number, a bit each: a step of a pattern leads from those where it may begin to those where it may end.
Where a pattern may end in several, `ends` has them in the order of its alternatives.
No regular expression is compiled for it: that takes milliseconds where lists of hundreds of phrases are in a pattern.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from remixbatch.prompts.ground import Ground, each_of
from remixbatch.prompts.late import late
from remixbatch.prompts.rules.element import (
    MARKS,
    NUMBERS,
    TAIL,
    THANKS,
    Element,
    Listed,
    Said,
    entries_of,
    outer,
)

_NO_WORD = "\n,.;:!?"  # marks that are no words, nor in one
ANY = 1  # the bit of a step that any word may begin


class Step(Protocol):
    """One step of a way."""

    def after(self, at: int, ground: Ground) -> int:
        """The places where it may end that begins at some places."""

    def ends(self, place: int, ground: Ground) -> Iterable[int]:
        """Those where it may end that begins at one, the best first."""


class Stage(NamedTuple):
    """A step of a way. Its bit is among those of the words that can begin it."""

    bit: int
    step: Step
    optional: bool


class Way:
    """Steps one after the other, some of which may be left out.

    `firsts` has for each word the bits of the steps that it can begin: others are not asked.
    """

    __slots__ = ("_asked", "_firsts", "_stages")

    def __init__(self, stages: Sequence[Stage], firsts: Mapping[str, int]) -> None:
        self._stages = stages
        self._asked = [(bit, step.after, optional) for bit, step, optional in stages]
        self._firsts = firsts

    def after(self, at: int, ground: Ground) -> int:
        firsts, words = self._firsts, ground.words
        moved = True
        for bit, after, optional in self._asked:
            if moved:
                several = at & at - 1
                begun = (
                    self._begun(at, words)
                    if several
                    else firsts.get(words[at.bit_length() - 1], ANY)
                )
            there = after(at, ground) if begun & bit else 0
            if there:
                at = there | at if optional else there
                moved = True
            elif optional:
                moved = False
            else:
                return 0
        return at

    def ends(self, place: int, ground: Ground, done: int = 0) -> Iterator[int]:
        if done == len(self._stages):
            yield place
            return
        _, step, optional = self._stages[done]
        for end in step.ends(place, ground):
            yield from self.ends(end, ground, done + 1)
        if optional:
            yield from self.ends(place, ground, done + 1)

    def _begun(self, at: int, words: Sequence[str]) -> int:
        """The steps that the words at some places can begin."""
        begun = ANY
        for place in each_of(at):
            begun |= self._firsts.get(words[place.bit_length() - 1], ANY)
        return begun


class Either:
    """One of some steps."""

    __slots__ = ("_steps",)

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps

    def after(self, at: int, ground: Ground) -> int:
        found = 0
        for step in self._steps:
            found |= step.after(at, ground)
        return found

    def ends(self, place: int, ground: Ground) -> Iterator[int]:
        for step in self._steps:
            yield from step.ends(place, ground)


class Phrases:
    """One of some phrases."""

    __slots__ = ("_alone", "_by_first", "_numbers", "_phrases")

    def __init__(self, phrases: Sequence[str]) -> None:
        self._phrases = phrases
        self._numbers = [NUMBERS[phrase] for phrase in phrases if phrase in NUMBERS]
        self._by_first: dict[str, list[list[str]]] = {}
        for phrase in phrases:
            words = phrase.split()
            self._by_first.setdefault(words[0], []).append(words)
        # words that are a phrase, and begin no longer one
        self._alone = {word for word, known in self._by_first.items() if known == [[word]]}

    def after(self, at: int, ground: Ground) -> int:
        if not at & at - 1 and ground.words[at.bit_length() - 1] in self._alone:
            return at << 1
        found = 0
        for place in each_of(at) if at & at - 1 else (at,):
            index = place.bit_length() - 1
            word = ground.words[index]
            for words in self._by_first.get(word, ()):
                many = len(words)
                if ground.words[index : index + many] == words:
                    found |= place << many
            if self._numbers and word[:1].isdigit() and self._is_number(word):
                found |= place << 1
        return found

    def ends(self, place: int, ground: Ground) -> Iterator[int]:
        for phrase in self._phrases:
            yield from each_of(Phrases((phrase,)).after(place, ground))

    def _is_number(self, word: str) -> bool:
        return any(late(number).fullmatch(word) for number in self._numbers)


class Gap:
    """Some words, without those that have certain marks in them and those that begin a phrase that is barred."""

    __slots__ = ("_barred", "_barring", "_least", "_marks", "_most")

    def __init__(self, least: int, most: int, marks: str, barred: Sequence[str] = ()) -> None:
        self._least, self._most = least, most
        self._marks, self._barred = frozenset(marks), Phrases(barred)
        self._barring = frozenset(phrase.split()[0] for phrase in barred)

    def after(self, at: int, ground: Ground) -> int:
        found = 0 if self._least else at
        for place in each_of(at):
            end = place
            for _ in range(self._most):
                if not self._is_free(end, ground):
                    break
                end <<= 1
                found |= end
        return found

    def ends(self, place: int, ground: Ground) -> Iterator[int]:
        return each_of(self.after(place, ground))

    def _is_free(self, place: int, ground: Ground) -> bool:
        """Whether any word may stand there."""
        word = ground.words[place.bit_length() - 1]
        if not (word.isalnum() or (word and self._marks.isdisjoint(word))):
            return False
        return not (word in self._barring and self._barred.after(place, ground))


class Start:
    """The beginning of the text, behind a mark or not."""

    __slots__ = ("_marks",)

    def __init__(self, marks: Sequence[str]) -> None:
        self._marks = frozenset(marks)

    def after(self, at: int, ground: Ground) -> int:
        return at & 1 and (3 if ground.words[0] in self._marks else 1)

    def ends(self, place: int, ground: Ground) -> Iterable[int]:
        return reversed(list(each_of(self.after(place, ground))))


class End:
    """The end of the text, whatever thanks and marks stand before it."""

    __slots__ = ("_any", "_marks", "_thanks")

    def __init__(self, thanks: Sequence[str], marks: Sequence[str]) -> None:
        self._thanks, self._marks = Phrases(thanks), frozenset(marks)
        self._any = self._marks.union(",", *(phrase.split() for phrase in thanks))

    def after(self, at: int, ground: Ground) -> int:
        last = ground.known.get(self)
        if last is None:
            last = ground.known[self] = self._last(ground)
        return ground.end if at & last else 0

    def ends(self, place: int, ground: Ground) -> Iterator[int]:
        return each_of(self.after(place, ground))

    def _last(self, ground: Ground) -> int:
        """The places behind which nothing else comes."""
        last = place = ground.end
        thanked = 0
        while (place := place >> 1) and (word := ground.words[place.bit_length() - 1]) in self._any:
            if word in self._marks:
                last |= last >> 1 & place
            elif word == ",":  # it is a part of thanks
                last |= thanked >> 1 & place
            elif self._thanks.after(place, ground) & last:
                thanked |= place
                last |= place
        return last


class Paver:
    """Makes the ways of one language's patterns. `values` are what `+` and `~` must not lead to."""

    def __init__(self, values: Sequence[str]) -> None:
        self._made: dict[tuple[str, ...], Phrases] = {}  # shared by all that have them
        self._bits: dict[tuple[Said, ...], int] = {}
        self._firsts: dict[str, int] = {}
        self._signs: dict[str, Step] = {
            "^": Start(MARKS),
            "$": End(THANKS, TAIL),
            "*": Gap(0, 3, _NO_WORD),
            "**": Gap(0, 8, _NO_WORD.replace(",", "")),
            "+": Gap(1, 1, _NO_WORD, values),
            "~": Gap(1, 3, _NO_WORD, values),
        }

    def way(self, elements: Sequence[Element]) -> Way:
        stages = [Stage(self._bit(each), self._step(each), each.optional) for each in elements]
        return Way(stages, self._firsts)

    def _bit(self, element: Element) -> int:
        """The bit of an element, which all words have that can begin it."""
        bit = self._bits.get(element.ways)
        if bit is None:
            firsts = outer((element._replace(optional=False),), 0)
            bit = ANY if firsts is None else ANY << 1 + len(self._bits)
            self._bits[element.ways] = bit
            for word in firsts or ():
                self._firsts[word] = self._firsts.get(word, ANY) | bit
        return bit

    def _step(self, element: Element) -> Step:
        steps: list[Step] = []
        phrases: list[str | Listed] = []
        for way in _flat(element):
            if isinstance(way, Listed) or (isinstance(way, str) and way not in self._signs):
                phrases.append(way)
                continue
            if phrases:
                steps.append(self._phrases(phrases))
                phrases = []
            steps.append(self._signs[way] if isinstance(way, str) else self.way(way))
        if phrases:
            steps.append(self._phrases(phrases))
        return steps[0] if len(steps) == 1 else Either(steps)

    def _phrases(self, said: Sequence[str | Listed]) -> Phrases:
        phrases = tuple([phrase for each in said for phrase in entries_of(each)])
        made = self._made.get(phrases)
        if made is None:
            made = self._made[phrases] = Phrases(phrases)
        return made


def _flat(element: Element) -> Iterator[Said]:
    """The ways of an element, and in the place of those that are but another element its ways."""
    for way in element.ways:
        if isinstance(way, str | Listed) or len(way) != 1 or way[0].optional:
            yield way
        else:
            yield from _flat(way[0])
