"""What a prompt keeps and changes all the same by another name: the costume and a tutu, "those hands", a state that stays."""

from collections.abc import Sequence

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading
from remixbatch.prompts.rules.things import Things, Told, demands, words_in

# A demand with one of these leaves nothing as it was of what it is about.
_CHANGING = ("change", "make", "replace", "recolor", "give", "restyle", "other")
_ALL_OF_IT = frozenset({"whole", "entire", "full", "complete"})
_OTHER = frozenset({"other", "others", "else", "rest", "remaining", "new", "another", "except"})
_GRADE = frozenset({"color", "colors", "colour", "colours", "grade", "grading", "palette"})
_LIGHT = frozenset({"light", "lighting", "brightness", "exposure"})
_LIT = frozenset({"darker", "brighter", "dark", "bright", "dim", "dimmer", "lighter"})

# What somebody wears, by any name.
_OUTFITS = frozenset(
    {"costume", "outfit", "wardrobe", "clothes", "clothing", "uniform", "attire"}
) | {
    *(
        "garb",
        "getup",
        "ensemble",
        "apparel",
        "dress",
        "suit",
        "kit",
        "costumes",
        "outfits",
        "uniforms",
    ),
}
_WEARERS = frozenset({"her", "his", "him", "them", "their"})
_GIVEN = frozenset({"her", "him", "it", "them"})
_DRESSING = frozenset(
    {"put", "dress", "clothe", "give", "shorten", "lengthen", "swap", "replace"}
) | {
    *("change", "turn", "make", "paint", "dye", "color", "colour", "recolor", "recolour"),
}
# What leaves a mark on a thing, where `put` may only set something on it.
_MARKING = frozenset(
    {"paint", "draw", "write", "engrave", "carve", "print", "stencil", "scrawl"}
) | {
    *(
        "tattoo",
        "embroider",
        "scratch",
        "etch",
        "spray",
        "sketch",
        "scribble",
        "burn",
        "stamp",
        "daub",
    ),
}
_ALL_OVER = frozenset({"over", "across", "place"})
_COLORING = frozenset(
    {"recolor", "recolour", "repaint", "dye", "paint", "tint", "stain", "varnish"}
)
_ON = frozenset({"on", "onto", "across", "over", "into", "along", "around"})
_WITH = frozenset(
    {"in", "with", "to", "into"}
)  # `the whole sofa in velvet`; not `the sofa in the hall`
_LONGEST = 3  # words of a thing


class Renamed:
    """The rule in English; of other languages it says nothing."""

    def __init__(self, lexicon: Lexicon, things: Things) -> None:
        self._english = lexicon.language == "en"
        self._things = things
        self._strong = lexicon.words("rules/strong")
        self._rest = lexicon.words("rules/rest")
        self._clothes = lexicon.words("clothes")
        self._colors = lexicon.words("colors")
        self._color_nouns = lexicon.words("rules/color_nouns")
        self._own = lexicon.words("rules/the") | lexicon.words("rules/its")
        self._it = lexicon.words("rules/it")
        self._which = lexicon.words("rules/which") | self._colors
        self._firm = lexicon.words("rules/firm")
        self._pictures = lexicon.words("rules/whole") | lexicon.words("rules/generic")
        self._hues = self._colors | {"sepia", "white", "greyscale", "grayscale", "monochrome"}
        self._graded = self._hues | _LIT
        self._acts = lexicon.words("acts") | lexicon.words("rules/motion")
        self._people = lexicon.words("people") | lexicon.words("rules/people_words")
        self._after = self._colors | lexicon.words("adjectives")
        self._after |= lexicon.words("rules/thing_state") | lexicon.words("rules/value_mark")

    def changes(
        self,
        reading: Reading,
        kept: Told,
        asked: Told,
        names: tuple[str, str],
        told: Told,
    ) -> bool:
        """Whether a demand changes what stays; `names`: what that is, and its state; `told`: and how it stays."""
        if not self._english:
            return False
        if kept.start < asked.start and self._is_itself(reading, told, asked, names[0]):
            return True
        words = asked.words
        changed = self._is_graded(reading, kept, asked, words) or self._is_anew(
            reading, kept, words, names
        )
        return changed and self._is_next(reading, kept, asked)

    def _is_anew(
        self, reading: Reading, kept: Told, words: Sequence[str], names: tuple[str, str]
    ) -> bool:
        """Whether these are the words of what changes it."""
        whole, state = names
        if state or not _COLORING.isdisjoint(kept.words[1:3]):
            return self._is_colored(words, whole, state)
        if not whole or not self._things.says(self._strong, reading, kept):
            return False
        return self._is_worn(words, whole) or self._is_done_to(words, whole)

    def _is_next(self, reading: Reading, kept: Told, asked: Told) -> bool:
        """Whether it is not the rest that stays, and nothing is asked for between them that might be meant."""
        if self._things.says(self._rest, reading, kept):
            return False
        low, high = sorted((kept.start, asked.start))
        between = any(low < each.start < high for each in demands(reading))
        return not between and not self._rest.intersection(words_in(reading, low, high))

    def _is_itself(self, reading: Reading, kept: Told, asked: Told, whole: str) -> bool:
        """`don't touch her coat, just give her a green coat`; `…, just change the whole sofa to velvet`."""
        if asked.verb not in _CHANGING:
            return False
        own = whole.partition(" of ")[0].rpartition("'s ")[2].split()
        if not own or len(own) > _LONGEST:
            return False
        said = words_in(reading, kept.start, asked.end)
        firm = self._things.says(self._firm, reading, kept) and _OTHER.isdisjoint(said)
        if not firm or "but" in kept.words:  # "everything but the coat"
            return False
        words = asked.words
        asked_words, words = len(words), [word for word in words if word not in _ALL_OF_IT]
        size = len(own)
        if words[:1] == ["give"]:
            mine = _GIVEN.isdisjoint(words[1:2]) or not self._people.isdisjoint(words[2:3])
            return not mine and words[-size:] == own
        named = words[1:2] != [] and words[1] in self._own and words[2 : 2 + size] == own
        after = words[2 + size : 3 + size]
        stated = asked.verb == "make" and asked.target.split()[1:] == own
        ends = not after or not after[0].isalpha() or after[0] in self._after
        ends = ends or (len(words) < asked_words and after[0] in _WITH)
        return named and (ends or (stated and after[0] not in self._acts))

    def _is_graded(self, reading: Reading, kept: Told, asked: Told, words: Sequence[str]) -> bool:
        """`everything stays as it is, also the colours. Make the whole picture pink`; "the grade is locked, don't touch it"."""
        if kept.start > asked.start or words[-1:] == [] or words[-1] not in self._graded:
            return False
        said = words_in(reading, kept.start, asked.start)
        target = self._things.of(asked.target) or "everything"
        seen = {word for word in target.split() if word not in self._hues} - _ALL_OF_IT
        if not self._pictures.issuperset(seen):
            return False
        if not self._it.isdisjoint(said):
            before = [each for each in reading.segments if each.end <= kept.start]
            said = words_in(reading, before[-1].start if before else 0, asked.start)
        if "of" in said or not self._things.says(self._firm, reading, kept):
            return False
        colored = not (_GRADE.isdisjoint(said) or self._hues.isdisjoint(words[-1:]))
        return colored or not (_LIGHT.isdisjoint(said) or _LIT.isdisjoint(words[-1:]))

    def _is_colored(self, words: Sequence[str], whole: str, state: str) -> bool:
        """`keep the postbox red. Spray the postbox blue.`"""
        if (
            (state and state not in self._colors)
            or words[-1:] == []
            or words[-1] not in self._colors
        ):
            return False
        owner, prop = self._things.property_of(whole)
        whole = " ".join(word for word in whole.split() if word not in _COLORING)
        names = [whole.split(), *([owner.split()] if prop in self._color_nouns else [])]
        said = words[1:-1]
        named = len(said) > 1 and said[0] in self._own and said[1:] in names
        return words[-1] != state and named

    def _is_worn(self, words: Sequence[str], whole: str) -> bool:
        """`leave the cyclist's outfit exactly as it is and put him in a jersey`."""
        owner, _, thing = whole.rpartition("'s ")
        if not owner or thing not in _OUTFITS or words[0] not in _DRESSING:
            return False
        return not _WEARERS.isdisjoint(words[1:3]) and not self._clothes.isdisjoint(words[2:])

    def _is_done_to(self, words: Sequence[str], whole: str) -> bool:
        """`leave the potter's hands as they are and give those hands …`, `… paint a pattern on the vase`."""
        own = whole.rpartition("'s ")[2].split()
        if len(own) > _LONGEST or not self._which.isdisjoint(own):
            return False
        size = len(own)
        given = words[0] == "give" and len(words) > size + 2 and words[1] in self._own
        given = given and words[1] != "the" and list(words[2 : 2 + size]) == own
        if given or list(words[-size:]) != own or len(words) < size + 4:
            return given
        before = words[-size - 2] if words[-size - 1] in self._own else words[-size - 3]
        return before in (_ON if words[0] in _MARKING else _ALL_OVER)
