"""RMX302 of what must not be touched, and is: a part told by its owner, a mark on a face or an arm, what a sign says."""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.things import Things, joined, singular, words_in, words_of

_OTHERS = frozenset({"only", "just", "except"})
_SAYS = frozenset({"say", "says", "read", "reads", "spell", "spells"})
_ON = frozenset({"on", "onto", "across", "over", "through", "down", "under", "around"}) | {
    *("along", "in", "to", "above", "below", "beneath", "up"),
}
_SEEING = frozenset({"show", "film", "frame", "follow", "track", "circle", "reveal", "shoot"})
_THEM = frozenset({"it", "them"})
_WRITTEN = frozenset({"written", "printed", "lettered"})
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
        self._lettering = lexicon.words("rules/lettering")
        self._marks = lexicon.words("rules/marks")
        self._bodies: dict[str, set[str]] = {}
        for line in lexicon.entries("rules/bodily"):
            whole, _, parts = line.partition(": ")
            self._bodies[whole] = {whole, *parts.split(", ")}

    def is_asked(self, reading: Reading, kept: Segment, asked: Segment, said: Segment) -> bool:
        """`said`: what is kept, and how that goes on behind it."""
        if not self._english or not self._things.hears(self._strong, reading, said):
            return False
        if not self._rest.isdisjoint(words_in(reading, *joined(said, asked))):
            return False
        first = kept.start < asked.start
        between = words_in(reading, said.end, asked.start) if first else []
        whole = self._things.kept(reading, kept)[0]
        whole = whole.removeprefix("part of ").removesuffix(" shot")  # `exactly as shot`
        if not whole or not self._excepting.isdisjoint(between[-1:]):
            return False
        words = words_of(reading, asked)
        return (
            self._is_owners(words, whole)
            or self._is_given(words, whole)
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
        named = words[:1] == ["give"] and words[1:2] != [] and words[1] in self._the
        more = len(words) > len(own) + 2
        return named and more and [*words[2 : 2 + len(own)]] == own and not self._is_alive(whole)

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
