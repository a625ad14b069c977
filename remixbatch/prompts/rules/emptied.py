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
_NEAR = 3  # words between a place and its name: "on the old armchair"


class Emptied:
    """The rule in English; of other languages it says nothing."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._removing = lexicon.words("rules/remove") if lexicon.language == "en" else frozenset()
        self._every = lexicon.words("rules/every")
        self._known = lexicon.words("rules/known") | lexicon.words("rules/the")
        self._onto = lexicon.words("rules/onto") - _UNDER
        self._others = lexicon.words("rules/elsewhere") | _EXCEPT
        lines = [line.partition(": ") for line in lexicon.entries("rules/kinds")]
        self._kinds = {_one(kind): frozenset(names.split(", ")) for kind, _, names in lines}

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
            return self._are_all_still(gone, words)
        return self._is_on_one(taken, words)

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
