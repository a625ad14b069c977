"""Who or what goes, and is spoken of all the same by a pronoun: `get rid of the referee and let him show a card`."""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.late import lazy
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import Plain, Span
from remixbatch.prompts.reading import Reading, Segment
from remixbatch.prompts.rules.things import singular, words_of

_MALE, _FEMALE = frozenset({"he", "him"}), frozenset({"she", "her"})
# Who is never meant by the pronoun of the others.
_MEN = frozenset(
    {"man", "boy", "king", "father", "groom", "monk", "prince", "son", "brother", "guy"}
)
_WOMEN = frozenset({"woman", "girl", "queen", "mother", "bride", "nun", "princess", "daughter"}) | {
    *("sister", "lady", "actress", "waitress", "ballerina"),
}
_AWAY = frozenset({"off", "out", "away", "completely", "entirely"})
_MANY = frozenset({"they", "them"})
_SUBJECTS = frozenset({"he", "she", "they"})
_ENDS = ("er", "or", "ist", "man", "woman", "ian", "boy", "girl", "ess")
_NO_ENDS = frozenset({"water", "poster", "flower", "tower", "banner", "letter", "river", "paper"})
_ALONE = 4  # words of what goes, with no second thing that a pronoun could be of
_NAME = lazy(r"(?<=[a-z,] )[A-Z][a-z]+")
_BARE = frozenset({"drain", "empty", "dry"})
_RISES = frozenset({"raise", "rise", "rises", "lift", "deepen", "higher", "overflow", "surge"})
_LEVELS = frozenset({"level", "water", "tide", "current", "waves", "surface"})
_AFTER_IT = frozenset({"is", "was", "has", "should", "to", "can", "will"})
# What may be left of a thing that goes, or was around it.
_LEFT = frozenset(
    {"place", "spot", "absence", "shadow", "shadows", "reflection", "sound", "owner"}
) | {
    *("plinth", "base", "pedestal", "stand", "frame", "cage", "hook", "nest", "perch", "shelf"),
    *("outline", "silhouette", "position", "space", "rider", "driver", "stem", "trail", "echo"),
}
_NEVER = frozenset({"not", "don't", "never"})
SHOWS = frozenset({"show", "reveal", "feature", "include"})
_UPON = frozenset({"on", "to", "into", "onto", "towards", "show", "reveal", "of"})
_FRAME = lazy(" from (?:the|this) (?:scene|shot|frame|picture|clip|video|image|footage)$")


class Missing:
    """The rule in English; of other languages it says nothing."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._english = lexicon.language == "en"
        self._leads = lexicon.words("prepositions") | _AWAY
        self._people = (lexicon.words("people") | lexicon.words("rules/people_words")) - (
            _MALE | _FEMALE | _MANY | {"his", "their", "face", "voice", "it"}
        )
        self._beings = self._people | lexicon.words("animals")
        self._acts = lexicon.words("acts") | lexicon.words("rules/action")
        self._causing = lexicon.words("rules/causing")
        self._modal = frozenset(word for word in lexicon.words("rules/modal") if " " not in word)
        self._articles = lexicon.words("rules/det")
        self._was = lexicon.words("rules/was") | lexicon.words("rules/denied")

    def is_asked(self, reading: Reading, plain: Plain, gone: Segment, each: Segment) -> bool:
        """Whether a later demand is of what goes; `gone` is what goes."""
        if not self._english or each.start < gone.start:
            return False
        words = words_of(reading, each)
        if words_of(reading, gone)[0] in _BARE:
            return not (_RISES.isdisjoint(words) or _LEVELS.isdisjoint(words))
        head = self._alone(f"{gone.target} {gone.value}")
        if not head or not self._was.isdisjoint(words[1:]) or _NAME.search(reading.prompt):
            return False
        if self._is_somebody(head):
            others = [word for word in plain.words if self._is_person(word) and word != head]
            return not others and self._is_meant(words, head)
        return self._is_used(words, head) or self._is_of_it(words)

    def is_shown(self, plain: Plain) -> Span | None:
        """Where a thing that is not to be shown is spoken of: `do not show her face, and zoom in on her face`."""
        words = [] if SHOWS.isdisjoint(plain.keys) else plain.words
        for at in range(len(words) - _ALONE):
            if words[at] not in _NEVER or words[at + 1] not in SHOWS:
                continue
            named = words[at + 2 : at + 4]
            for later in range(at + 5, len(words) - 1) if named[0] in self._articles else ():
                ends = words[later + 2 : later + 3]
                alone = not ends or not ends[0].isalpha() or ends[0] in self._leads
                if words[later : later + 2] == named and words[later - 1] in _UPON and alone:
                    return at, later + 2
        return None

    def is_plain(self, gone: Segment) -> bool:
        """Whether no second being is named with what goes: not `the muzzle off the dog`."""
        named = [*gone.target.split(), *gone.value.split()]
        beings = [word for word in named if word in self._beings or singular(word) in self._beings]
        return len(beings) < 2 and (
            not beings or self._leads.isdisjoint(named) or beings[0] in named[:3]
        )

    def _alone(self, target: str) -> str:
        words = _FRAME.sub("", target.strip()).split()
        while words and words[-1] in _AWAY:
            words.pop()
        plain = 1 < len(words) <= _ALONE and self._leads.isdisjoint(words)
        return words[-1] if plain and not any("'" in word for word in words) else ""

    def _is_person(self, word: str) -> bool:
        return word in self._people or singular(word) in self._people

    def _is_somebody(self, head: str) -> bool:
        one = singular(head)
        return self._is_person(head) or (one.endswith(_ENDS) and one not in _NO_ENDS)

    def _is_meant(self, words: Sequence[str], head: str) -> bool:
        """`let him show a card`, `a hat on him`, `she should bow`; not `let her dog bark`."""
        several = head != singular(head)
        for at, word in enumerate(words):
            if word not in _MANY if several else word not in called(head):
                continue
            if word in _SUBJECTS:
                return not self._modal.isdisjoint(words[at + 1 : at + 2])
            after, next_one = words[at + 1 : at + 2], words[at + 2 : at + 3]
            acts = after and (after[0] in self._acts or not self._articles.isdisjoint(next_one))
            led = at > 0 and (words[at - 1] in self._causing or words[at - 1] in self._leads)
            if led and (not after or acts or (word != "her" and words[at - 1] in self._causing)):
                return True
        return False

    def _is_of_it(self, words: Sequence[str]) -> bool:
        """`erase the chandelier, and have its bulbs flicker`."""
        its = words[0] in self._causing and words[1:2] == ["its"] and len(words) > _ALONE - 1
        return its and words[2] not in _LEFT and not self._is_person(words[2])

    def _is_used(self, words: Sequence[str], head: str) -> bool:
        """`lose the tambourine and let the girl shake it in time`."""
        if words[0] not in self._causing or words[1:2] == []:
            return False
        him = words[1] in _MALE or words[1] in _FEMALE
        if not him and words[1] not in self._articles:
            return False
        it = "them" if head != singular(head) else "it"
        somebody = him or any(self._is_person(word) for word in words[2:4])
        return somebody and any(
            one in self._acts and after == it and _AFTER_IT.isdisjoint(words[at + 2 : at + 3])
            for at, (one, after) in enumerate(pairwise(words))
        )


def called(head: str) -> frozenset[str]:
    """By which pronouns somebody may be called."""
    if head in _MEN:
        return _MALE
    return _FEMALE if head in _WOMEN else _MALE | _FEMALE
