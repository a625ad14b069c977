"""Whether a text is made of words alone that carry no change: praise, moods, generic things, what stands around them."""

import re
from functools import cached_property

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID, Plain

LEAST_SIGNS = 4
MOST_AROUND = 8  # signs of a greeting and the like
_BLANKS = " \n.,;:!?。，、！？"
MOST = 16  # words, or twice as many signs
_MARKS = frozenset(",.;:!?¿¡-–—…\n()\"'")


class Empty:
    """The words of one language that say nothing by themselves.

    Praise (`judgement`, `improve`) is vague of anything, a mood only of the whole video: a mood of the light is a change.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._solid = lexicon.language in SOLID
        lists = {name: lexicon.words(f"rules/{name}") for name in _LISTS}
        marks: frozenset[str] = frozenset() if self._solid else _MARKS
        self._frame = lists["frame"] | marks
        self._praise = lists["judgement"] | lists["improve"] | lists["spice"]
        self._mood = lists["mood"]
        around = self._frame | lists["generic"] | self._praise
        self._any = around | lists["property"]
        self._whole = around | self._mood
        self.keys = self._praise | self._mood
        self._by_sign: dict[str, list[str]] = {}
        for word in self.keys if self._solid else ():
            self._by_sign.setdefault(word[0], []).append(word)

    def may_cover(self, plain: Plain) -> bool:
        """Whether a word of praise or a mood is there, in a text that is short enough."""
        if self._solid:
            return len(plain.text.strip()) <= 2 * MOST and self._has_word(plain)
        return len(plain.words) <= MOST and not self.keys.isdisjoint(plain.keys)

    def _has_word(self, plain: Plain) -> bool:
        signs = self._by_sign.keys() & plain.keys
        return any(word in plain.text for sign in signs for word in self._by_sign[sign])

    def says_nothing(self, plain: Plain) -> bool:
        """Whether a greeting is all that is left."""
        if self._solid:
            return len(plain.text.strip(_BLANKS)) < LEAST_SIGNS
        return self._frame.issuperset(plain.words)

    def surrounds(self, plain: Plain, start: int, end: int) -> bool:
        """Whether all around a stretch of the text says nothing."""
        around = f"{plain.text[:start]} {plain.text[end:]}"
        if self._solid:
            return len(around.strip(_BLANKS)) < MOST_AROUND
        return self._any.issuperset(around.split())

    def covers(self, plain: Plain) -> bool:
        if self._solid:
            return self._covers_signs(plain.text)
        words = plain.words
        if self._any.issuperset(words):
            return not self._praise.isdisjoint(words)
        return self._whole.issuperset(words) and not self._mood.isdisjoint(words)

    def _covers_signs(self, text: str) -> bool:
        bare = "".join(text.split()).strip("，。、；：！？,.;:!?~～…")
        if any(word in bare for word in self._praise) and self._of_any.fullmatch(bare):
            return True
        return any(word in bare for word in self._mood) and bool(self._of_whole.fullmatch(bare))

    @cached_property
    def _of_any(self) -> re.Pattern[str]:
        return _made_of(self._any)

    @cached_property
    def _of_whole(self) -> re.Pattern[str]:
        return _made_of(self._whole)


_LISTS = ("judgement", "improve", "spice", "mood", "frame", "generic", "property")


def _made_of(words: frozenset[str]) -> re.Pattern[str]:
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(f"(?:{'|'.join(map(re.escape, ordered))}|[，、,])+")
