"""RMX302 of a kind of which none is to be there, and one of it is: `no animals anywhere; let a fox trot across the lawn`."""

from collections.abc import Iterator, Sequence

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import Plain
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.things import HINT, asks_for_both, quoted, singular, words_of

NO = frozenset({"no", "zero", "nobody"})
_SO_FAR = 7  # words of a demand up to whom it brings
# What may follow a kind of which nothing is to be left, anywhere.
_ANYWHERE = frozenset(
    {"at", "all", "in", "it", "the", "this", "shot", "frame", "scene", "picture"}
) | {
    *("video", "clip", "film", "footage", "anywhere", "whatsoever", "please", "there", "around"),
    *("to", "be", "seen", "visible", "allowed", "on", "screen", "should", "must", "appear", "of"),
    *("image", "any", "kind", "sort", "whatever", "here", "present", "left"),
}
_AT, _PLACE = frozenset({"in", "on", "at", "inside", "around", "behind", "under", "by", "near"}), 4
_PLACES = _AT | {"along", "across", "above", "below", "beneath", "over", "beside", "onto", "into"}
_IS = frozenset({"is", "are", "was", "were", "there's", "isn't", "has", "have", "had", "with"})
_MARKS = frozenset(",.;:!-–—\n")
_SOME = frozenset({"a", "an", "two", "three", "four", "five", "some", "several", "another", "one"})
_OTHERS = frozenset({"except", "besides", "apart", "only", "other", "else", "poster"}) | {
    *("painting", "photo", "picture", "statue", "toy", "outside", "elsewhere", "then", "into"),
    *("after", "later", "until", "instead", "drawing", "cartoon", "logo", "print", "costume"),
}
_EMPHASIS = frozenset({"at", "all", "whatsoever", "please", "pls", "anymore", "now"})
_JOINTS = frozenset({"and", "but", "yet"})
# All of them stand still, and how that is said before and behind them.
ALL, _STOP = frozenset({"everybody", "everyone"}), frozenset({"freeze", "pause", "stop", "halt"})
_STILL = frozenset({"freeze", "freezes", "frozen", "motionless", "stock-still"})
_STANDING = frozenset({"stand", "stands", "stay", "stays", "perfectly", "completely", "absolutely"})
_APART = _OTHERS | {"but", "while", "as", "when", "finally", "before", "once", "statues"}
_ASKED = frozenset({"add", "put", "make", "give", "want", "need", "should", "bring", "include"})
_ENDS = ("er", "or", "ist", "man", "woman", "boy", "girl", "ess")


class NoneOf:
    """The rule in English; of other languages it says nothing."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._english = lexicon.language == "en"
        self._anybody = lexicon.words("rules/anybody")
        self._removing = lexicon.words("rules/remove") | {"replace", "change"}
        self._moves = lexicon.words("rules/motion") | lexicon.words("rules/gestures")
        self._moves |= {"charge", "storm", "fight", "clap", "applaud", "rush", "attack"}
        self._human = lexicon.words("rules/human") | self._moves
        self._the = lexicon.words("rules/the")
        self._elsewhere = lexicon.words("rules/elsewhere") | {"left", "right", "foreground"}
        self._causing = lexicon.words("rules/causing")
        self._modal = lexicon.words("rules/modal")
        named = lexicon.words("people") | lexicon.words("rules/people_words")
        self._people = named - {"his", "her", "him", "he", "she", "face", "voice"}
        self._things = lexicon.words("things") | lexicon.words("clothes")
        self._kinds: dict[str, frozenset[str]] = {}
        for line in lexicon.entries("rules/kinds") if self._english else ():
            kind, _, kept = line.partition(": ")
            known = frozenset(each.strip() for each in kept.split(","))
            self._kinds[singular(kind)] = self._kinds.get(singular(kind), frozenset()) | known

    def found(self, reading: Reading, plain: Plain, asked: Sequence[Segment]) -> Iterator[Finding]:
        if not self._english or NO.isdisjoint(plain.keys) or not _OTHERS.isdisjoint(plain.keys):
            return
        words = plain.words
        for at, word in enumerate(words[:-2]):
            if word not in NO or (at and words[at - 1] in _IS):
                continue  # `there is nobody in it yet`
            kind, end = singular(words[at + 1]), at + 2
            if word == "nobody" or (kind == "one" and words[end] in _AT):
                kind, end = "person", end - (word == "nobody")
            known = kind in self._anybody or kind in self._kinds
            if not known or not self._is_all(words, end):
                continue
            first = plain.places(at, end)
            for each in asked:
                if each.start > first[1] and self._brings(words_of(reading, each), each, kind):
                    yield asks_for_both(reading, first, (each.start, each.end))

    def moving(self, reading: Reading, plain: Plain, asked: Sequence[Segment]) -> Iterator[Finding]:
        """`freeze everybody for the whole clip and have the guards march`."""
        if ALL.isdisjoint(plain.keys) or not _APART.isdisjoint(plain.keys):
            return
        words = plain.words
        at = next((at for at, word in enumerate(words) if word in ALL), len(words))
        if at == len(words):
            return  # a part of a compound: "everyone-ish"
        if _STOP.isdisjoint(words[at - 1 : at]) and not _is_still(words[at + 1 : at + 1 + _PLACE]):
            return
        first = plain.places(at, at + 1)
        for each in asked:
            said = words_of(reading, each)
            if each.start > first[1] and self._acts(said) and not self._moves.isdisjoint(said[2:4]):
                message = f"stops {quoted(reading, first)}"
                message += f" and asks for {quoted(reading, (each.start, each.end))}"
                yield finding("RMX302", (first[0], each.end), message, HINT)

    def is_no_more(self, words: Sequence[str], none: int, place: int) -> bool:
        """`no cats; put a cat bed there`: of another thing; `there's no moon yet, add one`: how it is so far."""
        after = words[place + 1 : place + 2]
        if not (self._things.isdisjoint(after) or words[place].endswith("s")):
            return True
        so_far = words[none - 1] == "there's" or (
            words[none - 1] in _IS and words[none - 2] == "there"
        )
        return so_far and not _ASKED.isdisjoint(words[max(0, place - 3) : place])

    def _is_all(self, words: Sequence[str], at: int) -> bool:
        """Whether it is none at all, and not none of those on the left."""
        ends = _MARKS | _JOINTS
        end = next((end for end in range(at, len(words)) if words[end] in ends), len(words))
        anywhere = _ANYWHERE.issuperset(words[at:end]) and words[end - 2 : end] != ["the", "left"]
        last = end
        while last > at and words[last - 1] in _EMPHASIS:
            last -= 1
        there = words[at : at + 1] and words[at] in _AT and last - at <= _PLACE
        there = there and words[last - 1] not in self._elsewhere
        # a place, and no other one is named in all the rest
        return end < len(words) and bool(anywhere or (there and _PLACES.isdisjoint(words[end:])))

    def _brings(self, words: Sequence[str], each: Segment, kind: str) -> bool:
        """`have a keeper feed the seals`, `add two women`."""
        if each.verb in self._removing:
            return False
        if kind in self._anybody and self._acts(words):
            return True
        at = next((at for at, word in enumerate(words[:_SO_FAR]) if word in _SOME), len(words))
        named = words[at + 1 : at + 4]
        if "more" in named:
            return False
        if kind not in self._anybody:
            known = self._kinds[kind]
            at = next((at for at in (0, 1) if singular("".join(named[at : at + 1])) in known), -1)
            return at >= 0 and self._things.isdisjoint(named[at + 1 : at + 2])  # `a dog bowl`
        if any(word in self._people or singular(word) in self._people for word in named[:2]):
            return True
        acts = named[1:2] and named[1] in self._human
        return bool(acts) and named[0].endswith(_ENDS)

    def _acts(self, words: Sequence[str]) -> bool:
        """`have the customers laugh more`, `the tourists should wave`."""
        led = words[0] in self._causing
        words = words[1:] if led else words
        who = words[1:2] if words[:1] and words[0] in self._the else []
        known = bool(who) and (who[0] in self._people or singular(who[0]) in self._people)
        does = words[2:3] and words[2] in (self._human if led else self._modal)
        waves = words[2:3] and not led and words[2][-1] == "s" and words[2][:-1] in self._human
        return known and bool(does or waves)


def _is_still(words: Sequence[str]) -> bool:
    """`stands motionless`, `stand still`; not `still happier`."""
    stands = "still" in words and not _STANDING.isdisjoint(words)
    return stands or not _STILL.isdisjoint(words)
