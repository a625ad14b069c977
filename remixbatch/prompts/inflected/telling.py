"""Statements: what is, becomes, is worn, shall be; and those that only praise, complain or explain."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.context import Context
from remixbatch.prompts.inflected.inflection import BARE, DEMAND, POLITE, TELLING
from remixbatch.prompts.inflected.placing import acted_at, brought_at, placed_verb
from remixbatch.prompts.inflected.roles import (
    APPEAR,
    ARTICLE,
    BECOME,
    BEFORE_NOUN,
    COPULA,
    DEFINITE,
    EXCESS,
    HAVE,
    LINK,
    MODAL,
    PARTICLE,
    PLACE,
    PRAISE,
    STATING,
    THAT,
)
from remixbatch.prompts.inflected.shapes import WHOLE, is_quality, kinds_of
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN

_AFTER_ALL = frozenset(("ja", "halt", "schließlich", "nämlich", "doch"))
SPEAKERS = frozenset(("ich", "wir", "man", "yo", "nosotros"))
IS = frozenset(("ist", "sind", "sieht", "sehen", "es", "son", "está", "están", "se ve", "se ven"))
_LOOKS = frozenset(("sieht", "sehen"))
_BEEN = frozenset(("geworden", "gewesen", "worden"))
_SHE = frozenset(("sie", "er", "ella", "él"))
_NAMING = BEFORE_NOUN | LINK | PLACE
_SELF = frozenset(("se", "le", "les", "lo", "no", "nos"))
_IT = frozenset(("das", "es", "dies", "eso", "esto"))
_NOW = frozenset(("jetzt", "nun", "ahora"))


def tells(clause: Clause, context: Context) -> str:
    """The kind of a statement: one that asks for a change, a remark, part of an aside; "" where it is none."""
    at = _verb_of(clause, context)
    if at < 0 and not (context.spanish or context.shouted):
        at = placed_verb(clause, context)
        clause.guessed = at >= 0
    if at < 0 and context.spanish:
        at = _guessed_at(clause, context)
    if at < 0:
        return ""
    if _still_aside(clause, at, context) or _same_actor(clause, at, context):
        return "aside"
    clause.op, clause.at = "state", at
    dummy = clause.units[0].text == "es" and clause.units[at].word.roles & MODAL
    if dummy and at == len(clause.units) - 1:
        return "remark"  # "es soll | sowohl …"
    return "remark" if _remarks(clause, context) else "tells"


def _guessed_at(clause: Clause, context: Context) -> int:
    """Spanish: where a verb stands that is known by its place or its form alone; -1 where there is none."""
    at = brought_at(clause)
    if at < 0:
        at = acted_at(clause, context.before)
        clause.that = at >= 0 and clause.link == "and" and is_caused(context.before)
    clause.guessed = at >= 0 and not kinds_of(clause.units[:at]) & WHOLE
    return at


def is_caused(before: Clause | None) -> bool:
    """ "que el faro parpadee", "haz que …": whether what is said behind it may be wished for, too."""
    if before is None:
        return False
    return before.op == "cause" or any(unit.word.roles & THAT for unit in before.units[1:3])


def _verb_of(clause: Clause, context: Context) -> int:
    """Where the verb of a statement stands; -1 where there is none."""
    units = clause.units
    for at, unit in enumerate(units):
        if unit.capital and at and not context.spanish and not context.shouted:
            continue
        if unit.text == "fuera" and at == len(units) - 1:
            continue  # Spanish: out, not were
        has = HAVE if (clause.also or clause.then) and not context.spanish else 0
        stating = unit.word.roles & (STATING if at else APPEAR | MODAL | has)  # "tragen alle …"
        if (stating and len(units) > 1) or _does(units, at, context):
            return at
    return -1


def _does(units: Sequence[Unit], at: int, context: Context) -> bool:
    """Whether somebody does something: "the child laughs"."""
    word = units[at].word
    if at < 2 or not word.op or not units[0].word.roles & BEFORE_NOUN:
        return False
    if units[0].text == "den" and not context.spanish:
        return False  # who does it is no object
    if word.op != "act" and not (word.op in _BRINGS and "actors" in units[at - 1].word.kinds):
        return False
    if not context.spanish:
        return bool(word.mood & (POLITE | TELLING))
    somebody = any("actors" in unit.word.kinds for unit in units[:at])
    return somebody and bool(word.mood & DEMAND) and not word.homograph


_BRINGS = frozenset(("put", "add", "remove", "use"))  # what an actor does, too: "bringt", "nimmt"


def _same_actor(clause: Clause, at: int, context: Context) -> bool:
    """Spanish: "que tropiece y se caiga": no subject of its own."""
    before = context.before
    if not context.spanish or before is None or clause.link not in ("and", "comma"):
        return False
    if not is_caused(before) or at > 1 or (at == 1 and clause.units[0].text not in _SELF):
        return False
    after = clause.units[at + 1 : at + 2]
    named = any(unit.word.roles & BEFORE_NOUN for unit in after)
    return not named and not kinds_of(clause.units) & {"weather", "times"}


def _still_aside(clause: Clause, at: int, context: Context) -> bool:
    """Whether a statement goes on with the clause of purpose or time before it; German ones have the verb last."""
    if context.aside is None or clause.link != "and" or clause.comma:
        return False
    return context.spanish or at >= len(clause.units) - 2


def _remarks(clause: Clause, context: Context) -> bool:
    """Whether a statement only praises, complains or explains: "is too clean", "it looks like a hospital"."""
    rest = clause.units[clause.at :]
    subject = clause.units[0].text
    asked = subject == "was" and len(rest) == 1  # "was am Ende fehlt, ist …"
    speaks = clause.at and subject in SPEAKERS
    if asked or (speaks and (subject == "man" or not rest[0].word.roles & MODAL)):
        return True
    if not rest[0].word.roles & (COPULA | BECOME) or rest[0].word.roles & MODAL:
        return False
    told = any(unit.text in _AFTER_ALL for unit in rest[1:]) or rest[-1].text in _BEEN
    if told and not context.spanish:
        return True
    if len(rest) < 6 and _judged(rest) and not (_would_be(clause) or _is_due(rest)):
        return True
    if subject in _SHE and clause.at == 1 and context.frame is None:
        return True  # "she will be seventy"
    return rest[0].text in IS and not context.now and _explains(clause, subject)


def _would_be(clause: Clause) -> bool:
    """German: "…, and a rainbow would be nice": what is not there yet is a wish."""
    first = clause.units[0]
    new = first.capital or (first.word.roles & ARTICLE and not first.word.roles & DEFINITE)
    would = clause.units[clause.at].text in ("wäre", "wären", "wär", "wärn")
    return bool(new) and would and clause.link == "and"


def _judged(rest: Sequence[Unit]) -> bool:
    """ "… is beautiful", "… is too clean"; not "… turns to bamboo"."""
    for at, unit in enumerate(rest[1:3], 1):
        excess = unit.word.roles & EXCESS
        after = rest[at + 1 : at + 2]
        if excess and (after[0].capital if after else unit.word.roles & PARTICLE):
            return False  # "verwandelt sich zu Bambus", "der Vorhang geht langsam zu"
        if excess or unit.word.roles & PRAISE:
            return True
    return False


def _explains(clause: Clause, subject: str) -> bool:
    """Whether a statement of what is says why: it names no known quality of a thing."""
    rest = clause.units[clause.at + 1 :]
    if clause.at == 1 and subject in _IT and rest and rest[0].word.roles & _NAMING:
        return True
    if rest and rest[0].word.roles & DEFINITE:
        return True  # "the problem is the lamp"
    if clause.that or clause.wished or clause.now or _is_due(rest):
        return False
    if any(unit.text in _NOW for unit in rest[:1]) and not rest[-1].capital and len(rest) > 1:
        return False  # "the brook is frozen now"
    if clause.units[clause.at].text in _LOOKS and rest and rest[-1].text == "aus":
        rest = rest[:-1]  # German: "sieht so langweilig aus"
    return not any(
        is_quality(unit) or unit.word.kinds or unit.word.roles & PARTICLE for unit in rest
    )


def _is_due(rest: Sequence[Unit]) -> bool:
    """German: "(das Plakat ist) zu entfernen"."""
    last = rest[-1].word if len(rest) > 1 else UNKNOWN
    return bool(last.op and last.mood & BARE) and rest[-2].text == "zu"


def is_verb(unit: Unit) -> bool:
    """German: "(dass die Tante, …, einen Zopf) trägt"."""
    word = unit.word
    stating = word.roles & STATING or word.mood & (TELLING | POLITE)
    return not unit.capital and bool(stating or (word is UNKNOWN and unit.text.endswith("t")))


def completes(clause: Clause, context: Context) -> str:
    """What a clause is that brings the verb of the one before; "" where it does not: "that the girl, who …, leave"; "shall go …, …, go"."""
    first, last = clause.units[0].word, clause.units[-1].word
    if clause.link not in ("comma", "and", "aside"):
        return ""
    second = clause.units[1].word if len(clause.units) > 1 else first
    late = first.mood & POLITE or (clause.units[0].text in _SELF and second.mood & POLITE)
    both = clause.link == "and" and (
        bool(last.mood & BARE)
        or any(unit.word.mood & POLITE or unit.word.roles & STATING for unit in clause.units)
    )
    ends = context.before is not None and context.before.relative and not context.spanish
    ends = ends and clause.link == "comma" and is_verb(clause.units[-1])
    if context.lacks and (late or both or ends or first.roles & STATING):
        context.lacks = False
        clause.that = ends
        return "aside"
    if any(unit.word.roles & MODAL for unit in clause.units[1:-1]):
        context.bracket = None  # "…, und die Musik soll leiser werden"
    if context.bracket is None:
        return ""
    bare = last.op and last.mood & BARE and context.bracket.kind == "tells"
    if not bare and not last.roles & STATING:
        return ""
    context.bracket = None
    return "phrase"
