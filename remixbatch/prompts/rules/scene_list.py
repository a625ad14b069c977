"""A scene as a list, English, Spanish or German: where it is, who does what, how it is filmed.

"Mercado al alba, una niña vende flores, un perro roba un tamal, cámara en mano": nobody's clip is changed by that.
"""

from collections.abc import Iterator, Sequence

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import Plain
from remixbatch.prompts.reading import Reading

_FEWEST, _SHORTEST = 4, 12  # pieces, words
_ENOUGH, _MANY = 2, 3  # who does something: beside a word of film, without one
_OPENING = 8  # words of a place at most
_NAMED = 2  # words: "cinematic look"
_VERB = 4  # letters of a verb that nobody listed
_WHERE = frozenset(
    (
        *("draußen", "unten", "oben", "vorne", "vorn", "hinten", "drinnen", "drüben", "dort"),
        *("fuera", "afuera", "dentro", "abajo", "arriba", "detrás", "lejos", "allí"),
    )
)
_LYING = frozenset(("asleep", "awake", "curled", "perched", "seated", "dressed", "alone", "lost"))
_KNOWN = frozenset(("him", "her", "them", "his", "their", "its"))  # who was there before
_NOUNS = frozenset(
    (
        *("lighting", "framing", "morning", "evening", "ceiling", "building", "clothing", "string"),
        *("painting", "wedding", "king", "ring", "spring", "wing", "railing", "awning", "earring"),
        *("something", "nothing", "everything", "anything", "duckling"),
    )
)
_WHO = frozenset(("er", "sie", "es", "ella", "él", "ellos", "ellas", "se"))
_THIRD = ("a", "e", "an", "en")  # what Spanish verbs end in
_SEVERAL = ("an", "en")  # the same, of several
_MARKS = frozenset(",.;\n")
ONE = "one"  # beside whom there are others

Word = tuple[str, bool]  # in lower case; in German, whether it has a capital


class ListedScene:
    """The rule in one language; never true of others."""

    def __init__(self, lexicon: Lexicon, acts: frozenset[str]) -> None:
        """`acts`: what somebody does, in the forms that describe."""
        self._german, self._english = lexicon.language == "de", lexicon.language == "en"
        self._spanish = lexicon.language == "es"
        self._knows = lexicon.language in ("de", "en", "es")
        self._known = lexicon.words("rules/known") | lexicon.words("rules/the")
        self._before = lexicon.words("rules/seen_before")
        self._some = lexicon.words("rules/some")
        self._film = lexicon.words("rules/film_terms") | lexicon.words("rules/shots")
        self._units = lexicon.words("rules/film_units")
        self._styles = lexicon.words("styles") | lexicon.words("moods")
        self._looks = self._film | self._styles
        self._views = lexicon.words("cameras")
        self._acts = acts
        self._who = lexicon.words("people") | lexicon.words("animals")
        self._who |= lexicon.words("rules/people_words")
        self._leads = lexicon.words("prepositions") | lexicon.words("adverbs")
        self._articles = lexicon.words("rules/det") | lexicon.words("articles")

    def tells(self, reading: Reading) -> bool:
        """Whether a prompt is such a list."""
        words = reading.tokens.words
        if not self._knows or len(words) < _SHORTEST or not self._before.isdisjoint(words):
            return False
        pieces = list(self._pieces(reading))
        if ":" in words:
            return self._spanish and self._is_shot(pieces)
        if len(pieces) < _FEWEST or pieces[0][0][0] in self._known:
            return False
        if self._english:
            return not any(map(self._knows_somebody, pieces)) and self._is_tagged(pieces)
        if self._acts_in(pieces[0][:2]):
            return False
        acting = sum(self._acts_in(piece) for piece in pieces)
        filmed = any(self._is_filming(piece) for piece in pieces[1:])
        opened = len(pieces[0]) <= _OPENING or pieces[0][0][0] in self._some
        return opened and acting >= (_ENOUGH if filmed else _MANY)

    def _is_shot(self, pieces: Sequence[list[Word]]) -> bool:
        """Spanish: "plano secuencia por un mercado: vendedoras acomodan flores, humo, cámara en mano"."""
        first, *rest = pieces
        words = [word for word, _ in first]
        if len(pieces) < _FEWEST or words[0] not in self._film or ":" not in words:
            return False
        shown = words[1 : words.index(":")]
        new = not self._some.isdisjoint(shown) and self._known.isdisjoint(shown)
        acting = any(map(self._acts_in, rest)) or self._acts_in(first[len(shown) + 2 :])
        return new and acting and any(map(self._is_filming, rest))

    def _pieces(self, reading: Reading) -> Iterator[list[Word]]:
        piece: list[Word] = []
        capital = False
        for word, start in zip(reading.tokens.words, reading.tokens.starts, strict=True):
            if word not in _MARKS:
                if self._german:
                    capital = reading.prompt[start].isupper()
                piece.append((word, capital))
            elif piece:
                yield piece
                piece = []
        if piece:
            yield piece

    def _is_tagged(self, pieces: Sequence[list[Word]]) -> bool:
        """`ginger kitten asleep on a piano, rain tapping on the glass, …, shallow focus`: who comes first acts, too."""
        acting = [self._acts_in(piece) for piece in pieces]
        begins = [word for word, _ in pieces[0]]
        if not acting[0] and self._boasts(begins) and self._filmed(pieces[-1]):
            return sum(acting) >= _MANY
        first = (acting[0] or not _LYING.isdisjoint(begins)) and not self._who.isdisjoint(begins)
        filmed = any(
            not acts and self._filmed(piece) for acts, piece in zip(acting, pieces, strict=True)
        )
        return first and filmed and sum(acting[1:]) + 1 >= _ENOUGH

    def _knows_somebody(self, piece: Sequence[Word]) -> bool:
        """`his hat wet`; not `a baker opening his shutters`: his own."""
        new = piece[0][0] in self._some
        return not new and not _KNOWN.isdisjoint([word for word, _ in piece])

    def _boasts(self, words: Sequence[str]) -> bool:
        """`photorealistic fishing village at dawn`: a place, as a painter would tell it; not `cinematic look`."""
        return len(words) > _NAMED and words[0] in self._looks and words[-1] not in self._styles

    def _filmed(self, piece: Sequence[Word]) -> bool:
        said = " ".join([word for word, _ in piece])
        return piece[-1][0] in self._film | self._units or said in self._views

    def _is_filming(self, piece: Sequence[Word]) -> bool:
        return len(piece) <= _OPENING and any(
            word in self._film or word in self._units or word.endswith(("look", "kamera", "fahrt"))
            for word, _ in piece
        )

    def _acts_in(self, piece: Sequence[Word]) -> bool:
        """Whether somebody does something in a piece: a verb in the place of one."""
        does = self._german_verb if self._german else self._spanish_verb
        if self._english:
            does = self._english_verb
        return any(does(piece, at) for at in range(1, min(5, len(piece))))

    def _english_verb(self, piece: Sequence[Word], at: int) -> bool:
        """A noun before it does it: `rain tapping`; not `in falling snow`."""
        before = piece[at - 1][0]
        word = piece[at][0]
        acts = word in self._acts or (word.endswith("ing") and word not in _NOUNS)
        return acts and before not in self._leads | self._articles

    def _german_verb(self, piece: Sequence[Word], at: int) -> bool:
        word, capital = piece[at]
        before, noun = piece[at - 1]
        if capital or not (noun or before in _WHO or before in _WHERE):
            return False
        if word in self._acts:
            return True
        likely = len(word) >= _VERB and word.endswith(("t", "en"))
        return likely and word not in self._leads and word not in self._articles

    def _spanish_verb(self, piece: Sequence[Word], at: int) -> bool:
        word, before = piece[at][0], piece[at - 1][0]
        if before in _WHO or (before in _WHERE and word.endswith(_THIRD)):
            return True
        led = piece[0][0] in self._some or piece[0][0] in self._articles
        if at == 1 or not led:
            return before.endswith("s") and word.endswith(_SEVERAL) and word not in self._leads
        if word in self._acts:
            return True
        after = piece[at + 1][0] if at + 1 < len(piece) else ""
        agrees = word[-1] == before[-1]
        done_to = after in self._articles or (after.endswith("s") and after not in self._leads)
        likely = len(word) >= _VERB and word.endswith(_THIRD) and before not in self._leads
        return likely and done_to and not agrees and word not in self._leads


def are_others(plain: Plain, words: Sequence[str]) -> bool:
    """`two nuns ride by, one stumbles and the other laughs`: of those that the description brings in."""
    return words[:1] == ["the"] and words[1:2] in (["other"], ["others"]) and ONE in plain.keys
