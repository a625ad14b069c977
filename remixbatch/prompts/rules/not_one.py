"""Spanish: not a single one of a kind is to be changed, and one of them is: "no muevas ni un mueble, pero pon el sofá …"."""

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.rules.things import Told

_NOT_ONE = ("ni", "ningún", "ninguna")
_FAR = 4  # words from "ni" to the kind: "ni un solo color"


class NotOne:
    """The rule in one language; never true of others."""

    def __init__(self, lexicon: Lexicon) -> None:
        spanish = lexicon.language == "es"
        lines = lexicon.entries("rules/kinds") if spanish else ()
        kinds = [line.partition(": ") for line in lines]
        self._kinds = {kind: frozenset(names.split(", ")) for kind, _, names in kinds}
        self._color_nouns, self._colors = (
            lexicon.words("rules/color_nouns"),
            lexicon.words("colors"),
        )
        self._definite = lexicon.words("rules/the") | lexicon.words("rules/known")

    def is_changed(self, kept: Told, asked: Told) -> bool:
        """Whether a demand is about one of a kind of which none is to be touched."""
        if not self._kinds:
            return False
        words = kept.words
        at = next((at for at, word in enumerate(words) if word in _NOT_ONE), len(words))
        if at + 1 >= len(words):
            return False
        kind, named = words[at + 1 : at + _FAR][-1], asked.target.split()
        if kind in self._color_nouns:
            hues = [word.removesuffix("s") for word in (*named, *asked.value.split())]
            return not self._colors.isdisjoint((*hues, *(f"{hue[:-1]}o" for hue in hues)))
        told = next((one for one in (kind, f"{kind}s", f"{kind}es") if one in self._kinds), "")
        first = next((at for at, word in enumerate(named) if word in self._definite), len(named))
        return not self._kinds.get(told, frozenset()).isdisjoint(named[first + 1 : first + 2])
