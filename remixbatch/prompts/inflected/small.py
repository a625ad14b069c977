"""German in small letters, or in capitals throughout: which words are nouns, that capitals would have told."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.roles import (
    ADVERB,
    ALSO,
    AND,
    BEFORE_NOUN,
    COLON,
    COMMA,
    LINK,
    MORE,
    PARTICLE,
    PLACE,
    POLITE_WORD,
    STATING,
    STOP,
    THEN,
    WITH,
)
from remixbatch.prompts.inflected.shapes import is_quality
from remixbatch.prompts.inflected.units import Unit

_ENDINGS = ("e", "er", "es", "en", "em")
_LEADS = BEFORE_NOUN | LINK | PLACE | WITH
_JOINTS = COMMA | STOP | COLON | AND
_LEFT_OUT = ADVERB | ALSO | THEN | POLITE_WORD
_PREDICATED = LINK | PLACE | WITH | MORE | STATING | ADVERB | PARTICLE | POLITE_WORD


def raise_nouns(units: Sequence[Unit]) -> None:
    """Give the nouns of a prompt that has no capital letter, or no other, the capitals that would tell them.

    A noun ends the words behind an article or a preposition; at the beginning of a clause, it is followed by what is
    said of it.
    """
    for unit in units:
        unit.capital = False
    at = 0
    while at < len(units):
        led = units[at].word.roles & _LEADS
        noun = _noun_behind(units, at + 1) if led else _noun_first(units, at)
        if noun >= 0:
            units[noun].capital = True
        at = max(noun, at) + 1


def _names(unit: Unit) -> bool:
    """Whether a word may be a noun: it binds nothing, and is no verb."""
    word = unit.word
    return not word.roles and not word.op and not word.mood and unit.text[0].isalpha()


def _bends(unit: Unit) -> bool:
    """Whether a word may be an adjective before its noun."""
    return unit.text.endswith(_ENDINGS) and not unit.word.roles and not unit.word.op


def _is_verb(units: Sequence[Unit], at: int) -> bool:
    """ ", die nervt": a clause about the thing before it, with its verb."""
    ends = at + 1 == len(units) or units[at + 1].word.roles & _JOINTS
    about = at > 1 and units[at - 2].word.roles & COMMA
    return bool(ends and about) and units[at].text.endswith("t")


def _noun_behind(units: Sequence[Unit], at: int) -> int:
    """Where the noun stands that begins or ends a run of words; -1 where there is none."""
    start = at
    while at + 1 < len(units) and _bends(units[at]):
        after = units[at + 1]
        said_of_it = is_quality(after) and not _bends(after)
        if not _names(after) or said_of_it:
            break  # "die katze schwarz"
        at += 1
    if units[at : at + 1] and _is_verb(units, at):
        return -1
    if at > start and at < len(units) and is_quality(units[at]):
        at -= 1  # "das wasser türkiser"
    known = at < len(units) and _names(units[at])
    return at if known and not is_quality(units[at]) else -1


def _noun_first(units: Sequence[Unit], at: int) -> int:
    """The same place, if a noun stands there before what is said of it: "hintergrund in rot", "musik leiser"."""
    start = at
    while start and units[start - 1].word.roles & _LEFT_OUT:
        start -= 1  # "und dann noch | seifenblasen rein"
    begins = not start or units[start - 1].word.roles & _JOINTS
    if not begins or at + 1 >= len(units) or not _names(units[at]) or is_quality(units[at]):
        return -1
    after = units[at + 1]
    return at if after.word.roles & _PREDICATED or is_quality(after) else -1
