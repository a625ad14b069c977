"""Statements by where their verb stands, though nobody listed it: second, last after "if", before what it brings in."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.context import Context
from remixbatch.prompts.inflected.inflection import POLITE, TELLING
from remixbatch.prompts.inflected.phrases import AWAY
from remixbatch.prompts.inflected.roles import (
    ADVERB,
    ARTICLE,
    BEFORE_NOUN,
    DEFINITE,
    LINK,
    PLACE,
    POLITE_WORD,
    PRONOUN,
    WITH,
)
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN

_SENTENCES = ("start", "stop", "item")
_HER = frozenset(("ihr", "ihm", "ihnen", "uns", "mir", "dir"))
_YOU = frozenset(("du", "ihr"))
_FEWEST, _LEAST = 2, 3  # words of a statement: "it hails"; of another
_SHORT = 3  # letters of what may be "mit"
_PARTICIPLES = ("ge", "be", "ver", "er", "zer", "ent", "auf", "aus", "an", "ab", "ein", "um", "zu")


def placed_verb(clause: Clause, context: Context) -> int:
    """Where the verb of a statement stands that is known by its place alone; -1 where there is none."""
    units = clause.units
    if len(units) < _FEWEST:
        return -1
    if _is_weather(clause):
        return 0 if clause.now else 1
    if _wished_too(clause, context):
        clause.that = True
        return len(units) - 1
    at = _after_first(units)
    if not 0 < at < len(units) - 1 or not _is_finite(units[at]):
        return -1
    return at if _goes_on(clause, at, context) else -1


def brought_at(clause: Clause) -> int:
    """Spanish: where the verb stands in "en la orilla arde una hoguera"; -1 where there is none."""
    units = clause.units
    if units[0].text in AWAY or units[0].text in _BEHIND:
        at = 1
    elif units[0].word.roles & (PLACE | LINK) and len(units) > _LEAST:
        at = 3 if units[1].word.roles & DEFINITE else 2
    else:
        return -1
    if at + 1 >= len(units) or not units[at + 1].word.roles & ARTICLE:
        return -1
    verb = units[at]
    ends = verb.text.endswith(("a", "e", "an", "en")) and not verb.word.kinds
    return at if ends and not verb.word.roles & ~POLITE_WORD and not verb.word.op else -1


_BEHIND = frozenset(
    ("detras", "detrás", "delante", "encima", "debajo", "arriba", "abajo", "ahi", "alli")
)


def _goes_on(clause: Clause, at: int, context: Context) -> bool:
    """Whether what stands behind a verb may: "am Ufer wartet | ein Angler", "der Fluss führt | Hochwasser"."""
    units = clause.units
    after = [unit for unit in units[at + 1 :] if not unit.word.roles & (ADVERB | POLITE_WORD)]
    if after and after[0].text in _YOU:
        return True  # "dem Hund ziehst du Stiefel an"
    brought = bool(after) and bool(after[0].word.roles & BEFORE_NOUN or after[0].capital)
    if units[0].word.roles & (PLACE | LINK):
        begins = clause.link in _SENTENCES
        return brought and (begins or (context.frame is None and bool(_is_new(after[0]))))
    bent = units[at].word is UNKNOWN and units[at].text.startswith(_PARTICIPLES)
    return clause.link in _SENTENCES and (brought or not bent)


def _is_new(unit: Unit) -> int:
    return unit.word.roles & ARTICLE


def _after_first(units: Sequence[Unit]) -> int:
    """German: where what stands first ends: "am Ufer", "hinter ihr", "der alte Fluss"; 0 where it does not end."""
    first = units[0]
    if first.text in AWAY:
        return 1
    if not first.word.roles & (BEFORE_NOUN | PLACE | LINK) or len(units) < _LEAST:
        return 0
    whom = units[1].word.roles & PRONOUN or units[1].text in _HER
    if whom and first.word.roles & PLACE and not units[2].capital:
        return 2
    for at in range(1, len(units)):
        if units[at].capital:
            return at + 1
        if units[at].word.roles & (LINK | WITH):
            return 0
    return 0


def _is_weather(clause: Clause) -> bool:
    """German: "now hails it", "it hails"."""
    units = clause.units
    if len(units) != 2:
        return False
    verb, it = (units[0], units[1]) if clause.now else (units[1], units[0])
    return it.text == "es" and _is_finite(verb)


def _wished_too(clause: Clause, context: Context) -> bool:
    """German: "it would be nice if the sky were darker and a rainbow rose": a verb last, as before it."""
    before, units = context.before, clause.units
    if before is None or before.kind != "tells":
        return False
    if not (before.wished or before.that or before.op == "cause"):
        return False
    last = units[-1]
    led = units[0].word.roles & BEFORE_NOUN or units[0].capital
    ends = last.word is UNKNOWN and not last.capital and last.text.endswith(("e", "t", "en"))
    late = before.op == "cause" or before.at == len(before.units) - 1
    return clause.link == "and" and bool(led) and ends and late


def _is_finite(unit: Unit) -> bool:
    word = unit.word
    if unit.capital or word.roles:
        return False
    if word.op:
        return bool(word.mood & (POLITE | TELLING))
    return word is UNKNOWN and len(unit.text) > _SHORT and unit.text.endswith("t")
