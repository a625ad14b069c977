"""What a prompt removes and uses all the same: `get rid of the tent, and have the kids crawl out of the tent`."""

from collections.abc import Sequence

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.things import words_of

_TWO = 2
_FEW = 3  # words of a thing that goes, with its article
_AWAY = frozenset({"off", "out", "away", "down"})
_TAKEN = frozenset({"take", "get", "bring", "pull", "lift", "drag", "carry", "hide", "cut", "drop"})
# How somebody stands to what is there; not `look for the key`, `what was behind the curtain`.
_AT = frozenset({"on", "onto", "in", "into", "inside", "under", "underneath", "beneath", "at"}) | {
    *(
        "to",
        "atop",
        "upon",
        "down",
        "up",
        "off",
        "through",
        "across",
        "over",
        "against",
        "with",
        "along",
    ),
}
_OUT_OF = frozenset({"out", "top", "inside", "front"})  # of the tent


class Used:
    """The rule in one language; by whom something is used where no object is, in English alone."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._solid = lexicon.language in SOLID
        self._english, self._german = (lexicon.language == each for each in ("en", "de"))
        self._known = lexicon.words("rules/known") | lexicon.words("rules/the")
        self._possessives = lexicon.words("possessives")
        self._leads = lexicon.words("prepositions")
        self._behind = lexicon.words("rules/loose") | lexicon.words("rules/after")
        self._was = lexicon.words("rules/was")
        self._holds = lexicon.words("rules/holds")
        self._clears = lexicon.words("rules/clears")
        self._cleans = lexicon.words("rules/cleans")
        self._causing = lexicon.words("rules/causing") | {"should", "must", "to", "add", "put"}

    def is_object(self, reading: Reading, gone: Segment, each: Segment, thing: str) -> bool:
        """The bicycle goes, and the girl rides the bicycle: not what is where it was, nor a cake that is cut."""
        words = words_of(reading, each)
        if self._solid or " " in thing or thing not in words:
            return False
        if self._english and not self._clears.isdisjoint(words_of(reading, gone)[:1]):
            return False
        at = words.index(thing)
        known = words[at - 1] in self._known or (
            self._german and words[at - 1] in self._possessives
        )
        if at < _TWO or not known or words[at - 2] in self._leads:
            return False
        return self._ends(words[at + 1 : at + 2]) and self._was.isdisjoint(words)

    def is_place(self, reading: Reading, gone: Segment, each: Segment, thing: str) -> bool:
        """The ladder goes, and the painter climbs down the ladder; not who is behind it."""
        name = thing.rpartition(" ")[2]
        words = words_of(reading, each)
        if not (self._english and name in words[_TWO:]) or self._causing.isdisjoint(words):
            return False
        if not self._goes(words_of(reading, gone), thing) or not self._was.isdisjoint(words):
            return False
        return any(
            word == name
            and words[at - 1] in self._known
            and (words[at - 2] in _AT or (words[at - 2] == "of" and words[at - 3] in _OUT_OF))
            and self._ends(words[at + 1 : at + 2])
            for at, word in enumerate(words)
            if at >= _TWO
        )

    def is_freed(self, gone: Segment) -> bool:
        """`take the dog off the leash`: it is there still."""
        return self._english and gone.value.rpartition(" ")[2] in self._holds

    def _goes(self, words: Sequence[str], thing: str) -> bool:
        """Whether it is gone for good: not `clear the table`, `take the baby out of the pram`."""
        name = thing.rpartition(" ")[2]
        if name not in words or not self._clears.isdisjoint((words[0], name)):
            return False
        if words[0] in self._cleans or len(thing.split()) > _FEW:
            return False
        told = words[words.index(name) + 1 :]
        moved = words[0] in _TAKEN and words[1:2] != ["rid"]
        if moved and _AWAY.isdisjoint(words[1:2]) and not (told and set(told) <= _AWAY):
            return False
        return moved or not told or told[0] in self._leads or told[0] in self._behind

    def _ends(self, after: Sequence[str]) -> bool:
        """Whether the name of a thing ends before this word; `harder` is none of it."""
        if not after or not after[0].isalpha() or after[0] in self._behind:
            return True
        return after[0].endswith("er") or (self._english and after[0] in self._leads)
