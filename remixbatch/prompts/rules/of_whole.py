"""Whether a demand is about a part of what stays whole: `the fish on it`, `the jar in the packshot`, `the kitchen cabinets`."""

from collections.abc import Sequence

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.things import Things, demands

_WHOLE = frozenset({"whole", "entire", "complete", "full", "nothing", "anything", "everything"})
_INSIDE = frozenset({"on", "in", "inside"})
_STAY = frozenset({"stay", "stays", "remain", "remains", "be", "still"})
_FEW = 7  # words from the beginning of a demand to what it is about
_MOVES = frozenset({"put", "place", "set", "move", "bring", "take", "stand", "park"})
_TO = frozenset({"to", "in", "into", "at", "inside", "behind", "near"})
_LOOKING = ("clothes", "thing", "vehicle", "body", "animal", "plant")  # of which the colour is seen
_LOOKS = ("color", "adj-matter")
_HUES = ("色", "颜色", "顏色", "色彩")
_ENDINGS = "にくの的"  # of a value: 緑に, 绿色的
_ON_A_PLACE = frozenset({"on", "onto", "beside", "under", "next"})  # `put it on a board`


class OfWhole:
    """The rules of one language; of a part by its place, in English."""

    def __init__(self, lexicon: Lexicon, things: Things) -> None:
        self._things = things
        self._color_nouns = lexicon.words("rules/color_nouns")
        self._english = lexicon.language == "en"
        self._places = lexicon.words("places")
        self._the = lexicon.words("rules/the")
        self._articles = lexicon.words("rules/det")
        self._it = lexicon.words("rules/it")
        if things.solid:
            self._unnamed = lexicon.words("pronoun") | {""}
            self._things_of_looks = tuple(frozenset().union(*map(lexicon.words, _LOOKING)))
            self._looks = tuple(frozenset().union(*map(lexicon.words, _LOOKS)))

    def is_part(self, kept: Sequence[str], whole: str, asked: Sequence[str], thing: str) -> bool:
        """`kept`, `asked`: the words of what stays, and of a demand that adds nothing."""
        if not self._english or not whole:
            return False
        if whole in self._places and thing.startswith(f"{whole} "):
            return True
        if _WHOLE.isdisjoint(kept) or self._the.isdisjoint(asked[1:2]):
            return False
        head = whole.rpartition(" ")[2]
        return any(
            asked[at] in _INSIDE
            and (
                asked[at + 1 : at + 2] == ["it"]
                or (asked[at + 1] in self._articles and asked[at + 2 : at + 3] == [head])
            )
            for at in range(3, min(_FEW, len(asked) - 1))
        )

    def stays_so(self, kept: Sequence[str], thing: str) -> bool:
        """`the background has to stay our living room`, and the living room is replaced."""
        name = thing.split()
        if not self._english or not name or [*kept[-len(name) :]] != name:
            return False
        led = kept[-len(name) - 2 : -len(name)]
        return len(led) > 1 and led[0] in _STAY and led[1] in self._articles

    def looks_otherwise(self, reading: Reading, kept: Segment, asked: Segment, whole: str) -> bool:
        """ドレスは一切変えないで、緑にして; 保持裙子完全不变，把它改成绿色; 色は変えずに、車を赤くして."""
        if not self._things.solid or not asked.value.rstrip(_ENDINGS).endswith(self._looks):
            return False
        if asked.target not in self._unnamed:
            return whole in _HUES
        between = any(kept.start < each.start < asked.start for each in demands(reading))
        if between or asked.start < kept.start:
            return False
        return whole.endswith(self._things_of_looks)

    def is_moved(self, asked: Sequence[str]) -> bool:
        """`keep the dish as it is, but put it on a board`, `move it to a beach`."""
        if not self._english or asked[1:2] != ["it"]:
            return False
        moved = asked[0] in _MOVES and not _TO.isdisjoint(asked[2:3])
        return moved or not _ON_A_PLACE.isdisjoint(asked[2:3])

    def has_color(self, asked: Segment, whole: str) -> bool:
        """`change the colour of the walls`, and the walls are to stay as they are."""
        if self._things.solid or not whole:
            return False
        words = [word for word in asked.target.split() if word != "the"]
        owner, prop = self._things.property_of(" ".join(words))
        return owner == whole and prop in self._color_nouns
