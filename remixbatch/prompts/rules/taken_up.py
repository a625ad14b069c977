"""Whether a demand takes up by a pronoun what the one before is about: `close the window and leave it open`."""

from collections.abc import Sequence

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID
from remixbatch.prompts.reading import Segment
from remixbatch.prompts.rules.missing import called

_PAIR = 2  # words
_HIS = {"his": ("he", "him"), "her": ("she", "her"), "its": ("it",), "their": ("they", "them")}
_OTHERS = (
    *(("him ", "her"), ("he ", "she"), ("she ", "he"), ("them ", "him"), ("them ", "her")),
    *(("him", "she"), ("her ", "he"), ("her ", "him"), ("them", "he"), ("them", "she")),
)
OF_PEOPLE = ("he", "she", "him", "her", "he's", "she's", "himself", "herself")


class TakenUp:
    """The pronouns of one language, and what no `him` is said of."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._solid = lexicon.language in SOLID
        self._it = lexicon.words("rules/it")
        self._pronouns = lexicon.words("rules/pronouns")
        self._lifeless = lexicon.words("rules/lifeless") | lexicon.words("vehicles")
        if lexicon.language == "en":
            self._lifeless |= lexicon.words("things")

    def is_it(self, before: str, name: str, segment: Segment, side: Sequence[str]) -> bool:
        """`before`: what that is about; `name`, `side`: what is named here, and the state that is asked."""
        if self._solid:
            return name in self._it
        words = segment.target.split()
        who = words[0] if words[:1] and words[0] in OF_PEOPLE[:4] else ""
        other_one = who and any(who not in called(word) for word in before.split())
        if other_one or any(before.startswith(one) and other in words for one, other in _OTHERS):
            return (
                False  # `make him lie down; keep her standing`, `have the man stand up while she …`
            )
        if words[:1] and words[0] in OF_PEOPLE:
            if not self._lifeless.isdisjoint(before.split()):
                return False  # `let the waves crash but have her stay upright`
            if words[1:2] == [*side[:1]]:
                return True  # `have her stay upright`, and no dog of hers
        if not name and segment.kind == "edit" and len(words) > _PAIR:
            return False  # `have a cat asleep … and drop in a bit of hip hop`
        return not name or name in self._it or name.split(maxsplit=1)[0] in self._pronouns

    def is_whose(self, before: Sequence[str], segment: Segment, side: Sequence[str]) -> bool:
        """`keep his eyes shut and have him stare`: whose the state is, and nothing but its own words is said of it."""
        words = segment.target.split()
        owner = next((word for word in before if word in _HIS), "")
        meant = bool(owner) and words[:1] != [] and words[0] in _HIS[owner]
        return meant and words[1:2] in ([*side[:1]], [])
