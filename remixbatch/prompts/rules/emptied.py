"""RMX302 of a kind that goes, where one of it is used all the same: "Strip out all furniture and put a throw on the armchair"."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.things import HINT, joined, quoted, singular, words_of

_STILL = frozenset({"still", "keep", "keeps", "stay", "stays", "remain", "remains"})
_ALL_BY_ITSELF = "furniture"  # what means all of it, without "every"
_ONE = {"children": "child", "people": "person", "men": "man", "women": "woman", "geese": "goose"}
_GONE = frozenset({"gone", "removed", "out", "away", "off", "invisible", "hidden", "no", "not"})
_UNDER = frozenset({"from", "under", "beneath"})
_EXCEPT = frozenset({"except", "besides", "apart", "but", "new", "only", "instead"})
_BARE = frozenset({"bare", "empty", "out", "clean"})
_WHOLE = frozenset({"whole", "entire", "full", "complete"})
_NEAR = 3  # words between a place and its name: "on the old armchair"


class Emptied:
    """The rule in English; of other languages it says nothing. It is for prompts that remove something."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.speaks = lexicon.language == "en"
        self._removing = lexicon.words("rules/remove")
        self._every = lexicon.words("rules/every")
        self._known = lexicon.words("rules/known") | lexicon.words("rules/the")
        self._onto = lexicon.words("rules/onto") - _UNDER
        self._others = lexicon.words("rules/elsewhere") | _EXCEPT
        self._anybody = lexicon.words("rules/anybody")
        self._people = lexicon.words("people") | lexicon.words("rules/people_words")
        self._people |= lexicon.words("rules/beings") - {"geese", "mice", "sheep", "fish", "deer"}
        self._causing = lexicon.words("rules/causing")
        lines = [line.partition(": ") for line in lexicon.entries("rules/kinds")]
        self._kinds = {_one(kind): frozenset(names.split(", ")) for kind, _, names in lines}
        self._members = frozenset().union(*self._kinds.values())

    def found(self, reading: Reading, asked: Sequence[Segment]) -> Iterator[Finding]:
        for gone in asked:
            if gone.verb not in self._removing:
                continue
            for each in reading.segments:
                if each.start > gone.start and self._is_there(reading, gone, each):
                    message = f"removes {quoted(reading, (gone.start, gone.end))}"
                    message += f" and still asks for {quoted(reading, (each.start, each.end))}"
                    yield finding("RMX302", joined(gone, each), message, HINT)

    def _is_there(self, reading: Reading, gone: Segment, each: Segment) -> bool:
        taken, words = words_of(reading, gone), words_of(reading, each)
        if not self._others.isdisjoint((*taken, *words)):
            return False
        if each.kind == "preserve":
            return self._are_all_still(gone, words) or self._are_left(taken, words)
        if each.kind != "edit" and self._stay(taken, words):
            return True
        if self._is_on_one(taken, words) or self._is_one_of_them(taken, words):
            return True
        return self._are_there_still(gone, words)

    def _stay(self, taken: Sequence[str], words: Sequence[str]) -> bool:
        """Whether somebody of all those who go is there: "the whole choir standing"; not "the red armband"."""
        rest = [word for word in words if word not in _WHOLE]
        if self._every.isdisjoint(taken) or len(rest) < _NEAR or rest[0] not in self._known:
            return False
        if not (self._others | _GONE | {"left"}).isdisjoint(rest):
            return False
        kinds = [_one(word) for word in taken]
        somebody = any(kind in self._anybody for kind in kinds) and rest[1] in self._people
        return somebody or any(_one(rest[1]) in self._kinds.get(kind, ()) for kind in kinds)

    def _are_left(self, taken: Sequence[str], words: Sequence[str]) -> bool:
        """`strip the study bare`, and `all the furniture stays`: nothing of a kind can."""
        if taken[-1] not in _BARE or _STILL.isdisjoint(words) or not _GONE.isdisjoint(words):
            return False
        named = [word for word in words if word not in self._known]
        return any(
            word in self._every and (_one(after) in self._kinds or _one(after) in self._members)
            for word, after in pairwise(named)
        )

    def _are_there_still(self, gone: Segment, words: Sequence[str]) -> bool:
        """`clear everybody off the stage and have the people on the stage wave`; the audience is elsewhere."""
        whom, place = gone.target.split(), gone.value.rpartition(" ")[2]
        who = [word for word in words[1:3] if word not in self._known]
        everybody = whom[:1] and whom[0] in self._anybody
        there = bool(place) and place in words
        return bool(everybody and who) and there and _one(who[0]) in (*self._anybody, "crowd")

    def _is_one_of_them(self, taken: Sequence[str], words: Sequence[str]) -> bool:
        """`take away every shadow, and let the vase cast a long one`."""
        if self._every.isdisjoint(taken) or words[0] not in self._causing:
            return False
        return any(
            word == "one" and "a" in words[max(0, at - _NEAR) : at] for at, word in enumerate(words)
        )

    def _are_all_still(self, gone: Segment, words: Sequence[str]) -> bool:
        """`take the children out of the playground`, and `every child is still on the swings`."""
        if _STILL.isdisjoint(words) or not _GONE.isdisjoint(words):
            return False
        taken = {_one(word) for word in gone.target.split() if word.isalpha()}
        named = [word for word in words if word not in self._known]
        return any(word in self._every and _one(after) in taken for word, after in pairwise(named))

    def _is_on_one(self, taken: Sequence[str], words: Sequence[str]) -> bool:
        """`remove all the furniture`, and `put a vase on the table`."""
        kind = next((_one(word) for word in reversed(taken) if _one(word) in self._kinds), "")
        if not kind or (kind != _ALL_BY_ITSELF and self._every.isdisjoint(taken)):
            return False
        members = self._kinds[kind].difference(taken)
        return any(
            word in self._onto
            and not self._known.isdisjoint(words[at + 1 : at + 2])
            and not members.isdisjoint(words[at + 2 : at + 1 + _NEAR])
            for at, word in enumerate(words)
        )


def _one(word: str) -> str:
    return _ONE.get(word) or singular(word)
