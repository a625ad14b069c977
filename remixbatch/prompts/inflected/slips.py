"""Verbs and joints as they are typed in haste: a letter wrong, missing, too many, two exchanged; Spanish as it sounds.

Tried only for a word that no list knows, where a demand may begin, or, in German, end.
"""

from collections.abc import Sequence

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
    return _near(text, words)


def _ending(units: Sequence[Unit], at: int, words: Vocabulary) -> Word | None:
    """German: the infinitive at the end of a demand: "das Tor durch eine Wand ersetzten"."""
    start = at
    while start and not units[start - 1].word.roles & (_MARKS | AND):
        start -= 1
    text, first = units[at].text, units[start].word.roles
    if len(text) < _LONG or at - start < 2 or not first & (BEFORE_NOUN | POLITE_WORD):
        return None
    word = _near(text, words, wrong=False)
    return word if word is not None and word.mood & BARE else None


def _near(text: str, words: Vocabulary, *, wrong: bool = True) -> Word | None:
    """The verb that one slip makes of this: a letter too many, one missing, two exchanged, a `wrong` one."""
    known = words.shortened
    for at in range(-1, len(text)):
        for form in known.get(text[:at] + text[at + 1 :] if at >= 0 else text, ()):
            if len(form) != len(text) or _exchanged(text, form, wrong=wrong):
                return words.words[form]
    return None


def _exchanged(text: str, form: str, *, wrong: bool) -> bool:
    """Whether two letters are exchanged, or one is wrong, between words of a length."""
    at = next(at for at, letter in enumerate(text) if letter != form[at])
    one, other = text[at:], form[at:]
    return (wrong and one[1:] == other[1:]) or (one[1::-1] == other[:2] and one[2:] == other[2:])
