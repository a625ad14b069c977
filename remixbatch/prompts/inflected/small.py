"""German in small letters, or in capitals throughout: which words are nouns, that capitals would have told."""

import re
from collections.abc import Sequence

from remixbatch.prompts.inflected.inflection import BARE, DEMAND
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
            if led and at and units[at].text in _WHOM and units[at - 1].word.op:
                _raise_given(units, noun + 1)
        at = max(noun, at) + 1


def _raise_given(units: Sequence[Unit], at: int) -> None:
    """ "gib der oma | turnschuhe", "zieh dem opa | handschuhe an"."""
    after = units[at + 1 : at + 2]
    ends = not after or after[0].word.roles & (_JOINTS | PARTICLE)
    if at < len(units) and ends and _names(units[at]) and not is_quality(units[at]):
        units[at].capital = True


_WHOM = frozenset(("dem", "der"))


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
    led = units[at - 1].text
    bent = _BENT_BY.get(led, ("e", "en") if led.endswith("e") else _ENDINGS)
    one = led.endswith("e")  # "die hecke stutzen": no noun in "-en" is meant by "die alte"
    while at + 1 < len(units) and _bends(units[at]) and units[at].text.endswith(bent):
        after = units[at + 1]
        if one and units[at].text[-1] == "e" and after.text.endswith(_NO_NOUN):
            break
        said_of_it = is_quality(after) and not _bends(after)
        if not _names(after) or said_of_it:
            break  # "die katze schwarz"
        at += 1
    if units[at : at + 1] and _is_verb(units, at):
        return -1
    if at > start and at < len(units) and is_quality(units[at]):
        at -= 1  # "das wasser türkiser"
    known = at < len(units) and (_names(units[at]) or _is_named_so(units, at))
    return at if known and (not is_quality(units[at]) or _is_thing(units[at])) else -1


def _is_named_so(units: Sequence[Unit], at: int) -> bool:
    """ "das pflaster (glänzend)": the form of a command, which none is behind an article."""
    word = units[at].word
    return word.mood == DEMAND and not word.roles and bool(units[at - 1].word.roles & BEFORE_NOUN)


# How an adjective ends behind each: "das meer ruhig" has none.
_BENT_BY = {
    **dict.fromkeys(("der", "die"), ("e", "en")),
    **dict.fromkeys(("das", "ins", "ans", "eine"), ("e",)),
    **dict.fromkeys(("den", "dem", "des", "einen", "einem", "einer", "eines"), ("en",)),
    **dict.fromkeys(("im", "am", "zum", "zur", "beim", "vom"), ("en",)),
}


def _is_thing(unit: Unit) -> bool:
    """Whether a word that says of what, or in which weather, a thing is, is a noun: "glas", "schnee", not "verschneit"."""
    kinds = unit.word.kinds
    if "materials" in kinds:
        return not unit.text.endswith(("en", "ern"))
    return bool(kinds & {"weather", "times"}) and not unit.text.endswith(_ADJECTIVES)


_NAMES = frozenset(("weather", "times", "materials"))
_ADJECTIVES = ("ig", "isch", "lich", "eit", "net", "ölkt", "hell", "dunkel", "s", *_ENDINGS)


def _noun_first(units: Sequence[Unit], at: int) -> int:
    """The same place, if a noun stands there before what is said of it: "hintergrund in rot", "musik leiser"."""
    start = at
    while start and units[start - 1].word.roles & _LEFT_OUT:
        start -= 1  # "und dann noch | seifenblasen rein"
    begins = not start or units[start - 1].word.roles & _JOINTS
    if not begins or at + 1 >= len(units):
        return -1
    first, after = units[at], units[at + 1]
    falls = _is_thing(first) and after.word.roles & PLACE and not first.word.roles
    if _is_deed(first, after) or falls:
        return at  # "nebel im hafen" is no command
    ends = bool(at + 2 == len(units) or units[at + 2].word.roles & _JOINTS)
    if not _names(first) or first.text in _HOW:
        return -1
    if ends and _is_adjective(first, after):
        return at + 1
    adjective = (is_quality(first) and not _is_thing(first)) or first.text.endswith("em")
    return at if not adjective and _is_said(first, after, ends=ends) else -1


def _is_adjective(first: Unit, after: Unit) -> bool:
    """Whether the first of two words is one, before its noun: "gebrochenem weiß", "sanften wellen", "brennende kerzen"."""
    if after.word.roles or not first.text.endswith(_ENDINGS):
        return False
    if first.text.endswith(("em", "es")):
        return True
    if is_quality(after) and not _is_thing(after):
        return False
    if is_quality(first):  # not "heller machen", "schnee hinzufügen"
        named = first.word.kinds & _NAMES or first.text.endswith("er")
        return not _is_thing(first) and not (after.word.op and named)
    return not after.word.op and _ADJECTIVAL.search(first.text) is not None


def _is_said(first: Unit, after: Unit, *, ends: bool) -> bool:
    """Whether the second of two words is said of the first: "musik leiser", "hecke gestutzt", "mauer lassen"."""
    if after.word.roles & _PREDICATED or is_quality(after):
        return True
    said = _names(after) and not after.text.endswith((*_ENDINGS, "n")) and first.text[-1] != "t"
    done = said or after.text == "lassen" or _DONE.fullmatch(after.text) is not None
    return ends and done and not first.text.endswith("end")


# What ends no noun behind "die alte": infinitives, adjectives.
_NO_NOUN = ("en", "et", "ig", "lich", "los", "frei", "voll", "bar", "sam")
_ADJECTIVAL = re.compile("(?:end|ig|lich|los|bar|haft|farben)(?:e|er|es|en)$")
_HOW = frozenset(
    ("leicht", "stark", "tief", "halb", "völlig", "total", "komplett", "extrem", "richtig")
)
_DONE = re.compile("(?:ge|ver|zer|be|ent|er)[a-zäöüß]{3,}(?:t|en)")


def _is_deed(first: Unit, after: Unit) -> bool:
    """ "entfernung des gerüsts", "absenken der kamera": a noun of what is done, and its genitive."""
    word = first.word
    bare = not word.op or word.mood == BARE
    return bool(bare) and not word.roles and after.text in _GENITIVE and len(first.text) > _LONG


_GENITIVE = frozenset(("des", "der", "eines", "von", "vom"))
_LONG = 5  # letters of such a noun, at least
