"""Which language a prompt is in: en, zh, ja, es, de, or none that is known here."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import repeat

from remixbatch.prompts.late import late
from remixbatch.prompts.lexicon import shipped

_KANA = "[\u3041-\u30fa]"
# Characters that Japanese alone writes so, for prompts without kana: 背景夜変更.
_SHINJITAI = "[変駅広黒込戻払辺働峠畑桜滝県絵様続読売鉄転帰収戦単厳歩毎渋焼髪窓楽薬鶏亀塩栄応仏価両図円発浜気顔悪圧囲壊択拝拠拡揺撃検歓]"
_FOREIGN_LETTER = r"[^\W\d_a-zA-Z]"
_CLITIC = r"[a-zñ]*[áéíóú][a-zñ]{1,4}(?:lo|la|los|las|le|les|nos|me)"
_HAN = "[\u3400-\u9fff]"
# Languages told apart by their commonest words; "other" is what must not be taken for one of ours.
_LISTS = (
    *("adjectives", "colors", "sizes", "ages", "materials", "speeds", "times", "weather"),
    *("lights", "cameras", "styles", "moods", "audio", "texts", "effects", "sky", "people"),
    *("animals", "vehicles", "clothes", "bodies", "plants", "foods", "things", "places", "acts"),
    *("adverbs", "amounts", "negations", "prepositions"),
)
_LATIN = "en", "es", "de", "other"


_LANE = 32  # bits for the votes of one language
_VOTE = {language: 1 << _LANE * at for at, language in enumerate(_LATIN)}
_MOST = (1 << _LANE) - 1


@cache
def _markers() -> dict[str, int]:
    """Word -> its votes: those of all languages are one number, so that a prompt's are one sum."""
    found: dict[str, int] = {}
    for language, vote in _VOTE.items():
        for word in shipped(language, "markers"):
            found[word] = found.get(word, 0) + vote
    return found


@cache
def _telling() -> tuple[frozenset[str], frozenset[str]]:
    """The words that speak for English, and those that speak for another language, too or alone."""
    english = [word for word, votes in _markers().items() if votes & _MOST]
    return frozenset(english), frozenset(
        [word for word, votes in _markers().items() if votes > _MOST]
    )


def language_of(text: str, words: Sequence[str]) -> str | None:
    """The language of a text whose words, in lower case, are given."""
    if text.isascii():
        english, foreign = _telling()
        sure = foreign.isdisjoint(words) and not english.isdisjoint(words) and "-" not in text
        return _LATIN[0] if sure else _by_markers(text, words)
    if late(_KANA).search(text):
        return "ja"
    if late(_HAN).search(text):
        return "ja" if late(_SHINJITAI).search(text) else "zh"
    found = _by_markers(text, words)
    return "es" if found in ("en", None) and _is_asked(words) else found


def _is_asked(words: Sequence[str]) -> bool:
    """Whether a command of Spanish begins the text, its object at its end: suavízalo, recórtalas."""
    return bool(words) and late(_CLITIC).fullmatch(words[0]) is not None


def _by_markers(text: str, words: Sequence[str]) -> str | None:
    markers = _markers()
    count = sum(map(markers.get, words, repeat(0)))
    if "-" in text:
        count += _counted_ends(words, markers)
    english, others = count & _MOST, count >> _LANE
    if english and english >= (others & _MOST) + (others >> _LANE & _MOST) + (others >> 2 * _LANE):
        return _LATIN[0]  # as much as for all others together
    plain = text.isascii() or not late(_FOREIGN_LETTER).search(text)
    votes = {language: count // vote & _MOST for language, vote in _VOTE.items()}
    best = max(_LATIN, key=votes.__getitem__)
    if votes[best] == 0:
        if _compounds(words) > _english(words):
            return "de"
        return "en" if plain else None
    if best != "en" and plain and _english(words) > votes[best]:
        return "en"
    if best == "other" or (best != "en" and votes["other"] == votes[best] and _foreign(words)):
        return None
    return best


def _counted_ends(words: Sequence[str], markers: Mapping[str, int]) -> int:
    """The votes of words that are joined by a dash and not known as one."""
    joined = [word for word in words if "-" in word and word not in markers]
    return sum(markers.get(word.rpartition("-")[2], 0) for word in joined)


def _compounds(words: Sequence[str]) -> int:
    """How many words end in a German one: Holzboden, Tulpenfeld."""
    markers, german = _markers(), _VOTE["de"]
    return sum(
        any(markers.get(word[at:]) == german for at in range(3, len(word) - _SHORTEST + 1))
        for word in words
        if _SHORTEST + 2 < len(word) < _LONGEST
    )


_SHORTEST, _LONGEST = 4, 40  # letters of what a compound ends in, of a compound at most


def _english(words: Sequence[str]) -> int:
    """How many words are on English lists. Looked up only where the common words speak for another."""
    known = _vocabulary()
    return sum(word in known for word in words)


@cache
def _vocabulary() -> frozenset[str]:
    found = {entry for name in _LISTS for entry in shipped("en", name)}
    verbs = (entry.partition(":")[0] for entry in shipped("en", "verbs"))
    return frozenset([*found, *verbs, *shipped("en", "markers")])


def _foreign(words: Sequence[str]) -> bool:
    """Whether a word is of another language only."""
    markers = _markers()
    return any(markers.get(word) == _VOTE["other"] for word in words)
