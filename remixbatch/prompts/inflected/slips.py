"""Verbs and joints as they are typed in haste: a letter wrong, missing, too many, two exchanged; Spanish as it sounds.

Tried only for a word that no list knows, where a demand may begin, or, in German, end.
"""

from collections.abc import Iterator, Sequence

from remixbatch.prompts.inflected.inflection import BARE
from remixbatch.prompts.inflected.roles import (
    ADVERB,
    ALSO,
    AND,
    BEFORE_NOUN,
    BUT,
    COLON,
    COMMA,
    LINK,
    PLACE,
    POLITE_WORD,
    PRONOUN,
    STOP,
    THAT,
    THEN,
    WANT,
    WITH,
)
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN, Vocabulary, Word

_MARKS = COMMA | STOP | COLON
_JOINTS = AND | ALSO | THEN | BUT
_BEFORE = _MARKS | _JOINTS | POLITE_WORD | ADVERB | WANT
_OBJECT = BEFORE_NOUN | PRONOUN
_AFTER_JOINT = BEFORE_NOUN | ADVERB | PRONOUN | _JOINTS
_LONG = 5  # letters of a verb in which one may be wrong
_IT = ("lo", "la", "los", "las", "le", "les")
_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüñß"


def mend(units: Sequence[Unit], words: Vocabulary, *, shouted: bool) -> None:
    """Gives words that are misspelt the sense of those that were meant."""
    spanish = words.language == "es"
    for at, unit in enumerate(units):
        if unit.word is not UNKNOWN:
            continue
        after = units[at + 1] if at + 1 < len(units) else None
        if unit.text in words.mistyped and after is not None and _joins(units, at, after):
            unit.word = words.mistyped[unit.text]
        elif _begins(units, at):
            capital = unit.capital and at and not units[at - 1].word.roles & STOP
            if after is not None and (shouted or not capital):
                unit.word = _meant(unit.text, after, words) or UNKNOWN
        elif not spanish and unit.text.endswith("n") and _is_last(units, at):
            unit.word = _ending(units, at, words) or UNKNOWN


def _joins(units: Sequence[Unit], at: int, after: Unit) -> bool:
    led = not at or units[at - 1].word.roles & (BEFORE_NOUN | LINK | PLACE | WITH)
    return not led and bool(after.word.op or after.word.roles & _AFTER_JOINT)


def _is_last(units: Sequence[Unit], at: int) -> bool:
    closes = at + 1 == len(units) or units[at + 1].word.roles & (_MARKS | AND)
    return bool(closes) and not units[at].capital


def _begins(units: Sequence[Unit], at: int) -> bool:
    return not at or bool(units[at - 1].word.roles & _BEFORE)


def _meant(text: str, after: Unit, words: Vocabulary) -> Word | None:
    """The command that stands before this word."""
    roles = after.word.roles
    if words.language == "es":
        bound = text.endswith(_IT)  # "canbialo por …"; not "sierra de …", which is no "cierra"
        led = roles & (_OBJECT | THAT) or (bound and roles & LINK)
        heard = words.heard(text) if led else None
        if heard is not None and (not roles & THAT or heard.op == "make"):
            return heard
        if text.endswith("o"):
            return None  # "llevo dos días": one tells of oneself
    if len(text) < _LONG or not roles & BEFORE_NOUN:
        return None
    demands = words.demands
    return next((demands[slip] for slip in _slips(text) if slip in demands), None)


def _ending(units: Sequence[Unit], at: int, words: Vocabulary) -> Word | None:
    """German: the infinitive at the end of a demand: "das Tor durch eine Wand ersetzten"."""
    start = at
    while start and not units[start - 1].word.roles & (_MARKS | AND):
        start -= 1
    text, first = units[at].text, units[start].word.roles
    if len(text) < _LONG or at - start < 2 or not first & (BEFORE_NOUN | POLITE_WORD):
        return None
    demands = words.demands
    for slip in _slips(text, wrong=False):
        word = demands.get(slip)
        if word is not None and word.mood & BARE and slip[0] == text[0]:
            return word
    return None


def _slips(text: str, *, wrong: bool = True) -> Iterator[str]:
    """Every word that one slip makes of this one: two letters exchanged, one too many, one missing, a `wrong` one."""
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]
        yield text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
        for letter in _LETTERS:
            yield text[:at] + letter + text[at:]
            if wrong:
                yield text[:at] + letter + text[at + 1 :]
