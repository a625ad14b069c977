"""What segments are about: the thing that a demand changes, removes or keeps, without the words around it."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from itertools import filterfalse, pairwise

from remixbatch.prompts.finding import Finding, finding
from remixbatch.prompts.late import late
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.plain import SOLID, Span
from remixbatch.prompts.reading import STRUCK, Reading, Segment, record

HINT = "keep one of the two; for one after the other, write a chain"
_IN_STATE = r"([^はをが、]{1,16})は[^は]*[ただ]まま"
_POINTS = "^(?:その|この|[那这](?:[个只条口盏棵辆座件顶把张位匹朵扇面块])?(?=.))"
_CLIPS = frozenset({"clip", "video", "film", "footage", "movie", "scene", "shot"})
LONG = 48  # characters of the prompt that a message quotes
_NAME, _ENDING = 4, 2  # letters of a name, and of an ending at most
NO_THINGS = (
    "people",
    *(f"rules/{name}" for name in ("abstract", "people_words", "generic", "property")),
)


class Told(Segment):
    """A segment with its words, for many questions about it."""

    words: list[str]


def with_words(reading: Reading, segment: Segment) -> Told:
    found = record(Told, segment)
    found.words = words_of(reading, segment)
    return found


class Things:
    """Names of things in one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.solid = lexicon.language in SOLID
        self._articles = lexicon.words("rules/det")
        self._loose = lexicon.words("rules/loose")
        self._whom = lexicon.words("rules/whom")
        self._stripped = lexicon.entries("rules/stripped")
        self._cuts = self._loose if self._whom else frozenset()  # where names have their head first
        self._keeping = sorted(lexicon.words("rules/keep_words"), key=len, reverse=True)
        self._no_names = self._articles.union(self._keeping)
        self._nowise = lexicon.entries("rules/nowise")
        self._new = lexicon.words("rules/new")
        self._leads = lexicon.words("prepositions") | lexicon.words("rules/value_mark")
        self._behind = self._leads | self._cuts  # what a name ends before
        self._of = lexicon.words("rules/of")
        self._nothing = {"nothing"} if lexicon.language == "en" else set()
        self._color_nouns = lexicon.words("rules/color_nouns")
        self._states = lexicon.words("rules/value") | lexicon.words("colors")
        self._like, self._who = lexicon.words("rules/like"), lexicon.words("rules/pronouns")

    def of(self, target: str) -> str:
        """`the dog in the yard`: `dog`; no articles before it, no adverbs and places behind it."""
        if self.solid:
            for word in self._stripped:
                target = target.replace(word, "")
            return target.strip()
        words = list(filterfalse(self._articles.__contains__, target.split()))
        while len(words) > 1 and words[0] in self._whom:
            words.pop(0)
        if not self._behind.isdisjoint(words):
            for index, word in enumerate(words):
                if index and word in self._behind:
                    words = words[:index]
                    break
        while words and words[-1] in self._loose:
            words.pop()
        return " ".join(words)

    def named(self, segment: Segment) -> str:
        """The thing of a segment; where no blanks tell, what it does may stand in the value."""
        if self.solid:
            return late(_POINTS).sub("", (segment.target or segment.value).strip())
        return self.of(segment.target)

    def state_of(self, segment: Segment) -> tuple[str, str]:
        """`the colour of the car` to `deep red`: the car, red. Empty where it is no plain state."""
        value = segment.value.split()
        if self.solid or not value or len(value) > 3 or value[-1] not in self._states:
            return "", ""
        words = [word for word in segment.target.split() if word not in self._articles]
        if len(words) > 2 and words[0] in self._color_nouns and words[1] in self._of:
            words = words[2:]
        return self.of(" ".join(words)), value[-1]

    def property_of(self, whole: str) -> tuple[str, str]:
        """`colour of door`, `door's colour`: of the door, the colour."""
        words = whole.split()
        if len(words) > 2 and words[1] in self._of:
            return " ".join(words[2:]), words[0]
        if len(words) == 2 and words[0] in self._color_nouns:
            return words[1], words[0]  # "die Farbe des Autos"
        if len(words) == 1 and whole.endswith("farbe") and whole != "farbe":
            return whole.removesuffix("farbe"), "farbe"  # "die Haarfarbe"
        if len(words) > 1:
            return " ".join(words[:-1]).removesuffix("'s").removesuffix("’s"), words[-1]
        return "", whole

    def is_owned(self, whole: str) -> bool:
        """`the barn's colour`, `the colour of the barn`."""
        return "'s " in whole or not self._of.isdisjoint(whole.split())

    def has_color(self, value: str) -> bool:
        return not self._states.isdisjoint(value.split())

    def is_new(self, target: str) -> bool:
        """Whether it is another one: a dog, another dog."""
        if self.solid:
            return any(word in target for word in self._new)
        return not self._new.isdisjoint(target.split())

    def kept(self, reading: Reading, segment: Told) -> tuple[str, str]:
        """What a segment keeps, and the state that it keeps it in, where it names one."""
        if self.solid:
            said = reading.prompt[segment.start : segment.end].lower()
            held = late(_IN_STATE).match(said)
            if held is not None:
                return held.group(1), ""  # 帽子はかぶったままで
            for word in self._keeping:
                said = said.replace(word, "")
            return said.strip("，。、,. "), ""
        told = segment.words
        if self._nowise and "no" in told:
            told = self._without_nowise(told)
        if not self._like.isdisjoint(told):
            told = told[: self._as_it_was(told)]
        words = [word for word in told if word not in self._no_names and word[0].isalnum()]
        state = "" if self._states.isdisjoint(words) else self._state_in(words)
        while words and words[0] in self._leads and self._nothing.intersection(told[:1]):
            words.pop(0)  # `nothing on his face may change`
        if words[-2:-1] == ["of"] and words[-1] in _CLIPS:
            words = words[:-2]  # `the pace of the clip`
        return " ".join([word for word in words if word != state] if state else words), state

    def _state_in(self, words: Sequence[str]) -> str:
        """`red`, of a door that is kept so; not `of red`."""
        told = pairwise(("", *words))
        return next(
            (word for before, word in told if word in self._states and before not in self._of), ""
        )

    def _without_nowise(self, words: Sequence[str]) -> list[str]:
        """`the colour may on no account be changed`: less what makes it firm."""
        said = f" {' '.join(words)} "
        for phrase in self._nowise:
            said = said.replace(f" {phrase} ", " ")
        return said.split()

    def _as_it_was(self, words: Sequence[str]) -> int:
        """Where `as it was filmed` begins, which names nothing."""
        return next(
            (
                at
                for at, (word, after) in enumerate(pairwise(words))
                if word in self._like and after in self._who
            ),
            len(words),
        )

    def hears(self, listed: frozenset[str], reading: Reading, segment: Segment) -> bool:
        """Whether a word of a list stands in a segment."""
        return self.says(listed, reading, with_words(reading, segment))

    def says(self, listed: frozenset[str], reading: Reading, segment: Told) -> bool:
        """The same of a segment whose words are known."""
        if self.solid:
            said = reading.prompt[segment.start : segment.end].lower()
            return any(word in said for word in listed)
        if not listed.isdisjoint(segment.words):
            return True
        keys, phrases = _phrases(listed)
        if keys.isdisjoint(segment.words):
            return False
        said = f" {' '.join(segment.words)} "
        return any(map(said.__contains__, phrases))


@cache
def _phrases(listed: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Those entries of a list that have several words, a blank around each, and before them one word of each."""
    phrases = [entry for entry in listed if " " in entry.strip()]
    keys = [max(entry.split(), key=len) for entry in phrases]
    return frozenset(keys), tuple([f" {entry} " for entry in phrases])


class Stays:
    """Whether a segment says by its own words that something stays."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._solid = lexicon.language in SOLID
        self._words = lexicon.words("rules/stays")

    def said(self, reading: Reading, segment: Segment, but: Span = (0, 0)) -> bool:
        """`but`: a stretch of the segment whose words do not count."""
        start, end = segment.start, segment.end
        parts = [(start, end)]
        if start <= but[0] < end:
            parts = [(start, but[0]), (but[1], end)]
        if self._solid:
            said = "|".join(reading.prompt[low:high] for low, high in parts).lower()
            return any(word in said for word in self._words)
        return any(not self._words.isdisjoint(words_in(reading, low, high)) for low, high in parts)


def words_in(reading: Reading, start: int, end: int) -> list[str]:
    """The words that begin in a stretch of the prompt, in lower case."""
    tokens = reading.tokens
    return tokens.words[bisect_left(tokens.starts, start) : bisect_left(tokens.starts, end)]


def words_of(reading: Reading, segment: Segment) -> list[str]:
    """The words of a segment, in lower case."""
    tokens = reading.tokens
    starts = tokens.starts
    return tokens.words[bisect_left(starts, segment.start) : bisect_left(starts, segment.end)]


def demands(reading: Reading) -> Sequence[Segment]:
    """The segments that ask for something."""
    return [each for each in reading.segments if each.kind not in STRUCK]


def singular(word: str) -> str:
    """Good enough to tell a shadow from shadows."""
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


def holds(segment: Segment, span: Span) -> bool:
    """Whether a stretch lies in a segment."""
    return segment.start <= span[0] and span[1] <= segment.end


def joined(one: Segment, other: Segment) -> Span:
    """The stretch from the one to the other."""
    return min(one.start, other.start), max(one.end, other.end)


def quoted(reading: Reading, span: Span, said: str = "") -> str:
    """A stretch of the prompt, or what is said instead, as messages quote it."""
    said = " ".join((said or reading.prompt[span[0] : span[1]]).split()).strip(" ,.;:!?、。，")
    return f'"{said if len(said) <= LONG else said[: LONG - 1] + "…"}"'


def asks_for_both(reading: Reading, one: Span, other: Span) -> Finding:
    """RMX302 of two stretches of a prompt that ask for what cannot both be."""
    message = f"asks for {quoted(reading, one)} and for {quoted(reading, other)}"
    span = min(one[0], other[0]), max(one[1], other[1])
    return finding("RMX302", span, message, HINT)


def are_forms(one: str, other: str) -> bool:
    """Lampe, Lampen; vela, velas: of one noun."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _NAME and long.startswith(short) and len(long) - len(short) <= _ENDING


def is_remark(reading: Reading, first: Span, second: Span) -> bool:
    """`the sky is too dark, make it brighter`: the first only says how it is."""
    told = any(each.kind == "aside" and holds(each, first) for each in reading.segments)
    return told and any(holds(each, second) for each in demands(reading))
