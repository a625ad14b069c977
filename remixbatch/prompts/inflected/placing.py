"""Statements by where their verb stands, or by its form, though nobody listed it: second, last after "if", before what it brings in."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.context import Context
from remixbatch.prompts.inflected.inflection import DEMAND, POLITE, TELLING
from remixbatch.prompts.inflected.phrases import AWAY
from remixbatch.prompts.inflected.roles import (
    ADVERB,
    ARTICLE,
    BECOME,
    BEFORE_NOUN,
    COPULA,
    DEFINITE,
    LINK,
    PLACE,
    POLITE_WORD,
    PRONOUN,
    QUOTE,
    SAYS,
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
    if (clause.then or clause.also) and units[1].text in _WHO and _is_finite(units[0]):
        return 0  # "(the door opens, then) bellt der Hund"
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


def acted_at(clause: Clause, before: Clause | None) -> int:
    """Spanish: where the verb stands in "la abuela teje una bufanda", "al novio le crece la barba"; -1 for nowhere.

    A verb stands behind "se" or "le"; no adjective does behind a noun that it does not agree with, or before an article.
    """
    units = clause.units
    if _is_done(clause, before):
        return 1
    for at in range(2, len(units)):
        if units[at - 1].text in _SELF and _acts(units[at]):
            return at
    if not units[0].word.roles & DEFINITE or units[0].text in ("al", "del"):
        return -1
    beside = clause.link == "and" and before is not None and before.kind == "tells"
    at = 2
    while at < len(units):
        if units[at].text in ("de", "del"):
            at += 2 + any(unit.word.roles & BEFORE_NOUN for unit in units[at + 1 : at + 2])
            continue
        male = units[0].text in _MALE and units[at].text.endswith("a")
        led = male and any(map(_is_named, units[at + 1 : at + 2]))  # "el reloj marca las tres"
        if _acts(units[at], led=led) and (
            _agrees_not(units, at) or (beside and units[at].text[-1] == "e")
        ):
            return at
        if units[at].word.roles:
            said = (
                units[at].word.roles & SAYS and units[at + 1 : at + 2]
            )  # "la pizarra dice «Lunes»"
            return at if said and said[0].word.roles & QUOTE else -1
        at += 1
    return -1


def _is_done(clause: Clause, before: Clause | None) -> bool:
    """Spanish: "the front is of brick now, y se elimina la grúa": what is done to another thing."""
    units = clause.units
    if before is None or before.op != "state" or units[0].text != "se" or len(units) <= _LEAST:
        return False
    states = before.units[before.at].word.roles & (COPULA | BECOME)
    verb = units[1].word
    return bool(states and verb.mood & DEMAND and verb.op in _DONE and _is_named(units[2]))


def _is_named(unit: Unit) -> bool:
    return bool(unit.word.roles & BEFORE_NOUN) and unit.text not in ("al", "del")


_DONE = frozenset(("add", "remove", "replace", "change", "paint"))
_SELF = frozenset(("se", "le", "les"))
_THIRD = ("a", "e", "an", "en")  # what verbs of the third person end in


def _acts(unit: Unit, *, led: bool = False) -> bool:
    """Spanish: whether a word has the form of a verb in the third person, and none that it is known by speaks against it."""
    word = unit.word
    verb = word is UNKNOWN or (word.op and word.mood & _FINITE and (led or not word.homograph))
    ends = unit.text.endswith(_THIRD) and not unit.text.endswith(("nte", "ble"))
    return bool(verb) and not word.roles and not word.kinds and ends


_FINITE = DEMAND | POLITE | TELLING


def _agrees_not(units: Sequence[Unit], at: int) -> bool:
    """Spanish: whether a word behind a noun can be none that describes it: "el faro parpadea", "los novios bailan"."""
    article, noun, text = units[0].text, units[1].text, units[at].text
    if article.endswith("s") or text.endswith("n"):
        return article.endswith("s") and text.endswith("n")
    after = units[at + 1 : at + 2]
    if after and _is_named(after[0]):
        return True
    if units[at].word.op or text.endswith(_VERBAL):
        return True
    male = article in _MALE and not noun.startswith(("a", "ha"))  # "el agua clara"
    return male and text.endswith("a") and not text.endswith(_BOTH)


_VERBAL = ("ee", "gue", "que")
_MALE = ("el", "este", "ese", "aquel")
_BOTH = ("ista", "ota", "crata", "cola", "lila", "malva", "rosa")  # of adjectives for both genders

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
    if first.text in AWAY or first.text in _THERE:
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


_WHO = frozenset(("der", "die", "das", "ein", "eine"))
_THERE = frozenset(
    (
        *("draußen", "drinnen", "drüben", "hinten", "vorne", "vorn", "oben", "unten", "links"),
        *("rechts", "daneben", "darüber", "darunter", "darauf", "darin"),
    )
)


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
