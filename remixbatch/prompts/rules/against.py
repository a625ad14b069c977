"""RMX302 of what must not be touched, and is: a part told by its owner, a mark on a face or an arm, what a sign says."""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading
from remixbatch.prompts.rules.missing import called
from remixbatch.prompts.rules.things import Things, Told, joined, singular, words_in

_OTHERS = frozenset({"only", "just", "except"})
_SAYS = frozenset({"say", "says", "read", "reads", "spell", "spells"})
_ON = frozenset({"on", "onto", "across", "over", "through", "down", "under", "around"}) | {
    *("along", "in", "to", "above", "below", "beneath", "up"),
}
_SEEING = frozenset({"show", "film", "frame", "follow", "track", "circle", "reveal", "shoot"})
_THEM = frozenset({"it", "them"})
_WRITTEN = frozenset({"written", "printed", "lettered"})
_SETTINGS = frozenset(
    {"background", "backdrop", "setting", "location", "place", "surroundings"}
) | {
    *("scenery", "environment"),
}
_MORE = frozenset({"second", "third", "fourth", "extra", "additional", "more", "new", "another"})
_SETTING = frozenset({"put", "place", "move", "take", "set", "transport", "relocate", "transfer"})
_INTO = frozenset({"on", "in", "at", "to", "into", "onto"})
_WHOM = frozenset({"it", "him", "her"})
_ANYTHING = frozenset({"nothing", "anything", "thing", "aspect", "detail"})
_BEING = frozenset({"to", "be", "become", "into", "look", "like", "should", "must"})
_NEW = frozenset({"a", "an"})
_SPRAYING = frozenset({"respray", "repaint", "recolor", "recolour", "dye", "redye", "paint"})
_FAR = 3  # words from a pronoun to what it says


class Against:
    """The rules in English; of other languages they say nothing."""

    def __init__(self, lexicon: Lexicon, things: Things) -> None:
        self._english = lexicon.language == "en"
        self._things = things
        self._strong = lexicon.words("rules/strong") | {"changed", "change", "changing"}
        self._strong |= {"modified", "unchanged", "exactly"}
        self._rest = lexicon.words("rules/rest") - _OTHERS
        self._excepting = lexicon.words("except") | _OTHERS
        self._the = lexicon.words("rules/the")
        self._own = self._the | lexicon.words("rules/its")
        self._idle = (lexicon.words("rules/causing") | _SEEING) - {"make"}
        self._alive = lexicon.words("people") | lexicon.words("rules/people_words")
        self._alive |= lexicon.words("animals") | lexicon.words("rules/beings")
        self._places, self._every = lexicon.words("places"), lexicon.words("rules/every")
        self._ends = lexicon.words("colors") | lexicon.words("prepositions")
        self._animals = lexicon.words("animals")
        self._limbs = lexicon.words("bodies")
        self._paints = lexicon.words("rules/color_nouns") | {"finish", "livery"}
        hours = ("times", "weather", "seasons", "styles", "lights", "audio")
        self._hours = frozenset[str]().union(*map(lexicon.words, hours))
        self._pictures = lexicon.words("rules/whole") | lexicon.words("rules/generic")
        self._lettering = lexicon.words("rules/lettering")
        self._marks = lexicon.words("rules/marks")
        self._bodies: dict[str, set[str]] = {}
        for line in lexicon.entries("rules/bodily"):
            whole, _, parts = line.partition(": ")
            self._bodies[whole] = {whole, *parts.split(", ")}

    def is_asked(self, reading: Reading, kept: Told, asked: Told, whole: str, said: Told) -> bool:
        """`whole`: what is kept; `said`: in these words, and how that goes on behind them."""
        if not self._english or not self._things.says(self._strong, reading, said):
            return False
        if not self._rest.isdisjoint(words_in(reading, *joined(said, asked))):
            return False
        first = kept.start < asked.start
        between = words_in(reading, said.end, asked.start) if first else []
        whole = whole.removeprefix("part of ").removesuffix(" shot")  # `exactly as shot`
        if not whole or not self._excepting.isdisjoint(between[-1:]):
            return False
        words = asked.words
        return (
            self._is_owners(words, whole)
            or self._is_given(words, whole)
            or self._is_resprayed(said.words, words, whole)
            or (not first and self._is_painted(asked, whole))
            or self._is_set_elsewhere(words, whole)
            or self._is_of_them(kept.words, words, whole)
            or (first and self._becomes(kept.words, words, whole))
            or self._is_marked(words, whole)
            or (first and self._is_said([*between, *words], whole))
        )

    def _is_owners(self, words: Sequence[str], whole: str) -> bool:
        """`paint the boat's cabin`, and nothing about the boat may be altered; not the boat's captain, nor his car."""
        *before, last = whole.split()
        size = len(before) + 1
        named = [*words[2 : 2 + size]] == [*before, f"{last}'s"] and words[1] in self._the
        part = words[2 + size : 3 + size]
        if not named or words[0] in self._idle or self._is_alive(whole):
            return False
        return part != [] and not self._is_alive(part[0])

    def _is_given(self, words: Sequence[str], whole: str) -> bool:
        """`give the tractor new headlights`: it is changed by what it gets."""
        own = whole.split()
        if words[:1] == ["give"] and words[1:2] != [] and words[1] in called(own[-1]):
            part = words[-1] in self._limbs or singular(words[-1]) in self._limbs
            return part and own[-1] in self._alive
        if words[:2] == ["give", "it"] and len(own) == 1 and not self._is_alive(whole):
            return not _MORE.isdisjoint(words[2:5])  # `give it a second spout`
        named = words[:1] == ["give"] and words[1:2] != [] and words[1] in self._the
        more = len(words) > len(own) + 2
        return named and more and [*words[2 : 2 + len(own)]] == own and not self._is_alive(whole)

    def _is_resprayed(self, kept: Sequence[str], words: Sequence[str], whole: str) -> bool:
        """`leave the paintwork alone and respray the whole car lime green`."""
        sprayed = words[0] in _SPRAYING and len(words) > 2
        return sprayed and whole in self._paints and _ON.isdisjoint(kept) and "of" not in kept

    def _is_painted(self, asked: Told, whole: str) -> bool:
        """`repaint the front door yellow without changing the colour of the door`."""
        owner, prop = self._things.property_of(whole)
        longer = owner and self._things.of(asked.target).endswith(f" {owner}")
        return bool(longer) and prop in self._paints and self._things.has_color(asked.value)

    def _is_set_elsewhere(self, words: Sequence[str], whole: str) -> bool:
        """`without changing the background, put them on a beach`."""
        if whole not in _SETTINGS or words[0] not in _SETTING or words[-1] not in self._places:
            return False
        at = next((at for at, word in enumerate(words) if word in _INTO), 0)
        return at > 1 and words[at + 1 : at + 2] != [] and words[at + 1] in _NEW

    def _is_of_them(self, kept: Sequence[str], words: Sequence[str], whole: str) -> bool:
        """`leave every window untouched, and board up all the windows`."""
        if self._every.isdisjoint(kept) or " " in whole:
            return False
        at = next((at for at, word in enumerate(words[:_FAR]) if word in self._every), 0)
        named = [word for word in words[at + 1 :] if word not in self._the]
        ends = len(named) == 1 or (len(named) > 1 and named[1] in self._ends)
        return at > 0 and bool(ends) and singular(named[0]) == singular(whole)

    def _becomes(self, kept: Sequence[str], words: Sequence[str], whole: str) -> bool:
        """`nothing about the horse may change, and I want it to be a zebra`; not `…, and make it a rainy night`."""
        at = next((at for at, word in enumerate(words[:_FAR]) if word in _WHOM), -1)
        if at < 0 or _ANYTHING.isdisjoint(kept) or not (self._excepting | {"but"}).isdisjoint(kept):
            return False
        if whole.rpartition(" ")[2] in self._pictures:
            return False
        head = whole.rpartition(" ")[2]
        lifeless = not self._is_alive(whole)
        known = lifeless or head in self._animals if words[at] == "it" else not lifeless
        if words[0] == "give" or not known or (words[at] != "it" and words[at] not in called(head)):
            return False
        rest = words[at + 1 :]
        while rest[:1] and rest[0] in _BEING:
            rest = rest[1:]
        new = rest[:1] and rest[0] in _NEW and len(rest) > 1
        return bool(new) and self._hours.isdisjoint(rest) and rest[-1] not in self._pictures

    def _is_marked(self, words: Sequence[str], whole: str) -> bool:
        """`a tattoo across her cheek`, and her face is not to be touched."""
        parts = self._bodies.get(whole.rpartition(" ")[2].rpartition("'s ")[2])
        if not parts or self._marks.isdisjoint(words):
            return False
        return any(
            word in parts and words[at - 2] in _ON and _is_owned(words[at - 1], self._own)
            for at, word in enumerate(words)
            if at > 2
        )

    def _is_said(self, words: Sequence[str], whole: str) -> bool:
        """`leave the wording on the sign alone but have it say …`."""
        if self._lettering.isdisjoint(whole.split()):
            return False
        if _WRITTEN.isdisjoint(words) and _THEM.isdisjoint(words):
            return False
        return any(
            (one in _WRITTEN and after == "on")
            or (one == "change" and after in _THEM)
            or (one in _THEM and not _SAYS.isdisjoint(words[at + 1 : at + _FAR]))
            for at, (one, after) in enumerate(pairwise(words))
        )

    def _is_alive(self, name: str) -> bool:
        head = name.rpartition(" ")[2]
        return head in self._alive or singular(head) in self._alive or head.endswith("er")


def _is_owned(word: str, own: frozenset[str]) -> bool:
    return word in own or word.endswith("'s")
