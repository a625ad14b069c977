"""States at the two ends of a scale, one thing said to be at both: pitch dark under a midday sun, bone-dry while a downpour soaks it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.late import lazy
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID, Plain
from remixbatch.prompts.reading import Reading
from remixbatch.prompts.rules.opposites import Opposites, Side, meeting
from remixbatch.prompts.rules.things import HINT, demands, holds, quoted

# What the whole picture is full of, whoever is in it (light, sound, weather); what is done at once, or one after the other.
# A state, and what nobody does who is in it: both are said of one subject.
ALL, ONCE, DOES = "all", "once", "does"
_FAR = 14  # words between two sides at most, and signs where words have no blanks
_FAR_SIGNS = 28
_NO_ARTICLES = {"that", "for", "für"}
_FEW = 4  # words
_NEAR = 3  # words before a side in which it is denied
# Words that tell two things or places apart, which one subject may have in its sentence.
_PLACING = frozenset(
    {"by", "one", "left", "right", "both", "half", "inside", "outside", "like"}
) | {
    *(
        "second",
        "third",
        "another",
        "other",
        "others",
        "rest",
        "where",
        "only",
        "just",
        "background",
    ),
}
_ENDS = frozenset(".;:!?\n")
_OBJECTS = frozenset({"it", "them", "him"})
_WHO = frozenset({"he", "she", "it"})
_OTHERS = frozenset({"they", "them", "him", "her", "you", "we", "i", "that", "which", "in", "at"})
# What is done by whom a prompt speaks of, or to something: "… and spin the camera".
_DONE_TO = frozenset(
    {"turn", "move", "roll", "spin", "swing", "fly", "run", "play", "drop", "throw"}
) | {
    *(
        "rotate",
        "shake",
        "rock",
        "whirl",
        "twirl",
        "sweep",
        "bounce",
        "flap",
        "drum",
        "point",
        "conduct",
    ),
}


# What a state that stands before a name is followed by.
_NAMED = lazy(r"[的の]|な?[一-鿿ァ-ヶ]{1,8}[をがは]")


class Extremes:
    """RMX302 of what is at both ends, in one language."""

    def __init__(self, lexicon: Lexicon, opposites: Opposites) -> None:
        self._scopes = opposites.scopes
        self._solid = lexicon.language in SOLID
        self._apart = lexicon.words("rules/apart")
        self._phrases = tuple(f" {each} " for each in self._apart if " " in each)
        self._turning = lexicon.words("rules/turning")
        self._denials = lexicon.words("rules/denied")
        self._denied = tuple(self._denials)
        self._definite = (lexicon.words("rules/the") | lexicon.words("rules/known")) - _NO_ARTICLES
        self._after = lexicon.words("rules/after") | lexicon.words("rules/as_well")
        self._placed = lexicon.words("rules/placed")
        self._ands = lexicon.words("rules/ands")
        self._at_once = lexicon.words("rules/at_once")
        self._small = lexicon.words("rules/small")
        self._led = lexicon.words("rules/led")
        self._joints = self._ands | self._led
        self._acts = lexicon.words("acts")
        self._causing = lexicon.words("rules/causing")
        self._modal = lexicon.words("rules/modal")
        self._articles = lexicon.words("rules/det")
        self._bridges = sorted(self._small, key=len, reverse=True)

    def found(self, reading: Reading, plain: Plain, sides: Sequence[Side]) -> Iterator[Finding]:
        apart = self._told_apart(plain)
        for one, other in meeting(sides):
            scope = self._scopes[one.pair]
            parted = apart - _PLACING if scope == DOES else apart
            if not self._is_one(plain, one, other, parted):
                continue
            both = self._in_signs if self._solid else self._in_words
            if both(plain, one, other, scope) and not _is_remark(reading, plain, one, other):
                first, second = (
                    plain.places(one.start, one.end),
                    plain.places(other.start, other.end),
                )
                said = f"{quoted(reading, first)} and {quoted(reading, second)}"
                yield finding("RMX302", (first[0], second[1]), f"asks for both {said}", HINT)

    def _told_apart(self, plain: Plain) -> set[str]:
        """Words that tell two places, or two times, from each other, or one thing from the rest."""
        if self._solid:
            return {word for word in self._apart if word in plain.text}
        phrases = {phrase for phrase in self._phrases if phrase in plain.text}
        return phrases.union(self._apart.intersection(plain.words))

    def _is_one(self, plain: Plain, one: Side, other: Side, apart: set[str]) -> bool:
        """Whether nothing tells the two apart but their own words: left, right."""
        if not apart:
            return True
        words = (*plain.words[one.start : one.end], *plain.words[other.start : other.end])
        return not self._solid and apart.issubset(words)

    def _in_signs(self, plain: Plain, one: Side, other: Side, _: str) -> bool:
        """Nothing is named between them but what was named before."""
        text = plain.text
        bridge, before = text[one.end : other.start], text[: one.start]
        if len(bridge) > _FAR_SIGNS or any(word in bridge for word in self._turning):
            return False
        if before.endswith(self._denied) or _NAMED.match(text, one.end):
            return False  # 漆黑一片的小巷, 雲ひとつない空
        while bridge:
            word = next((each for each in self._bridges if bridge.startswith(each)), "")
            word = word or _said(bridge, before)
            if not word:
                return False
            bridge = bridge.removeprefix(word)
        return True

    def _in_words(self, plain: Plain, one: Side, other: Side, scope: str) -> bool:
        words = plain.words
        bridge, after = words[one.end : other.start], words[other.end : other.end + 1]
        if len(bridge) > _FAR or not self._turning.isdisjoint(bridge):
            return False
        if self._is_there(words, one, other) or self._is_denied(words, 0, one.start):
            return False
        if self._is_denied(words, one.end, other.start):
            return False
        known = {*words[: one.start]}
        if scope == DOES:
            return one.side == 0 and self._goes_on(words, one, other)
        if scope == ALL:
            return self._is_led(bridge, known) and self._placed.isdisjoint(after)
        joined = not self._joints.isdisjoint(bridge)
        joined = joined or (not bridge and words[other.start] == "at")
        ends = joined and self._after.issuperset(after)
        told = bridge + words[other.end : other.end + _FEW]  # "… at the same time"
        at_once = scope != ONCE or not self._at_once.isdisjoint(told)
        return ends and at_once and all(self._is_small(word, known) for word in bridge)

    def _goes_on(self, words: Sequence[str], one: Side, other: Side) -> bool:
        """Whether what is done has the subject of the state: `must stay silent all the time and sing the alphabet`."""
        bridge = words[one.end : other.start]
        joints = [at for at, word in enumerate(bridge) if word in self._ands]
        if not joints or joints[-1] - joints[0] > 1 or not _ENDS.isdisjoint(bridge):
            return False
        said = words[one.end - 1 : other.start]
        if any(
            word in self._acts and at not in self._articles
            for at, word in pairwise(said[: joints[0] + 1])
        ):
            return False  # `who is asleep wake up and run`
        clause = [word for word in bridge[joints[-1] + 1 :] if not _says_how(word)]
        if clause[:1] and clause[0] in _WHO:
            clause = clause[1:]
        first = clause[0] if clause else words[other.start]
        if bridge[joints[-1]] == "," and first not in self._led:
            return False  # `the statue, motionless for ages, dances`
        led = first == words[other.start] or self._articles.isdisjoint(clause)
        by_it = first in self._acts or (led and self._small.issuperset(clause))
        if not by_it or not (self._definite | _OTHERS).isdisjoint(clause[:1]):
            return False
        return not self._is_done_to(words, one, other, first)

    def _is_done_to(self, words: Sequence[str], one: Side, other: Side, verb: str) -> bool:
        """`freeze the dancers and spin the camera`: a demand of its own."""
        after = words[other.end : other.end + 1]
        if words[other.start] == verb and (self._articles | _OBJECTS).isdisjoint(after):
            return False
        start = max((at for at in range(one.start) if words[at] in _ENDS), default=-1) + 1
        said = words[start : one.start]
        if any(f" {modal} " in f" {' '.join(said)} " for modal in self._modal):
            return False
        return not (said[:1] and said[0] in self._causing) or verb in _DONE_TO

    def _is_denied(self, words: Sequence[str], since: int, end: int) -> bool:
        return not self._denials.isdisjoint(words[max(since, end - _NEAR) : end])

    def _is_there(self, words: Sequence[str], one: Side, other: Side) -> bool:
        """`the storm clouds part`, `the pitch-dark alley`: how something is, and not how it is to be."""
        if not self._definite.isdisjoint(words[one.start - 1 : one.start]):
            return True
        after = words[other.end : other.end + 1]
        named = bool(after) and after[0].isalpha() and after[0] not in self._after
        return named and not self._definite.isdisjoint(words[other.start - 1 : other.start])

    def _is_small(self, word: str, known: set[str]) -> bool:
        """Whether a word names nothing new."""
        return word in self._small or word in known or _says_how(word)

    def _is_led(self, bridge: Sequence[str], known: set[str]) -> bool:
        """Whether the second goes with the first: `under a blazing sun`; not `and the attic flooded with light`."""
        last = next((at for at in range(len(bridge) - 1, -1, -1) if bridge[at] in self._ands), -1)
        clause = bridge[last + 1 :]
        first = next((word for word in clause if word not in self._definite), "")
        if first in self._led or not first:
            return True
        return all(self._is_small(word, known) for word in clause)


def _says_how(word: str) -> bool:
    return len(word) > _NEAR + 1 and word.endswith("ly")


def _said(bridge: str, before: str) -> str:
    """The longest name at the beginning of one text that the other has, of two signs at least."""
    return next((bridge[:end] for end in range(len(bridge), 1, -1) if bridge[:end] in before), "")


def _is_remark(reading: Reading, plain: Plain, one: Side, other: Side) -> bool:
    """`the sky is pitch dark, make it as bright as day`: the first only says how it is."""
    first, second = plain.places(one.start, one.end), plain.places(other.start, other.end)
    if plain.solid:
        return False
    told = any(each.kind == "aside" and holds(each, first) for each in reading.segments)
    return told and any(holds(each, second) for each in demands(reading))
