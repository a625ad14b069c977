"""Clauses that keep: “leave the rest”, “the light stays”, “same shot”."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.context import Context
from remixbatch.prompts.inflected.inflection import BARE, POLITE, TELLING
from remixbatch.prompts.inflected.roles import (
    ANCHOR,
    BEFORE_NOUN,
    DEFINITE,
    DETERMINER,
    HAVE,
    LINK,
    META,
    MODAL,
    NEGATION,
    NOT_ONLY,
    ONLY,
    PARTICLE,
    REST,
    SAME,
    STATING,
    STAYS,
    UNCHANGED,
    WITH,
)
from remixbatch.prompts.inflected.units import Unit


def keeps(clause: Clause) -> bool:
    """Whether a clause says what stays as it is."""
    units = clause.units
    if units[0].text in _WHERE and len(units) > 1:
        return False  # "donde está la cabina pon un tiovivo"
    roles = 0
    for unit in units:
        roles |= unit.word.roles
    if _leaves(units) or _by_verb(units, roles):
        return True
    return _denied(units, roles) or _by_words(units, roles)


_WHERE = frozenset(("donde esta", "donde estan", "donde estaba", "donde estaban"))


def _by_verb(units: Sequence[Unit], roles: int) -> bool:
    """ "keep …", "… beibehalten", "behalte … bei"."""
    first, last = units[0].word, units[-1].word
    if first.op == "keeps" or (last.op == "keeps" and last.mood & (BARE | TELLING | POLITE)):
        return True
    kept = any(unit.word.op == "keeps" and not unit.word.homograph for unit in units)
    return bool(roles & PARTICLE) and kept


def _denied(units: Sequence[Unit], roles: int) -> bool:
    """ "do not touch …"."""
    if not roles & NEGATION or roles & NOT_ONLY:
        return False
    if roles & MODAL and any(unit.text in _THERE for unit in units[2:]):
        return False  # "the bow should not be there": take it away
    if not roles & META and any(unit.text in _BE_THERE for unit in units[:3]):
        return False  # "que no haya coches"
    has = roles & HAVE or units[-1].text == "haben"
    if has and any(unit.text.startswith("kein") for unit in units[1:]):
        return False  # "der Zug hat keine Fenster mehr"
    named = units[0].word.roles & NEGATION and units[1:] and units[1].word.roles & META
    if named and len(units) > 2:  # "keine Änderung an Kamera und Schnitt"
        return True
    return bool(roles & STATING) or any(unit.word.op for unit in units)


_BE_THERE = frozenset(("haya", "hayan", "hubiera", "hubieran", "hubiese", "hubiesen"))
_THERE = frozenset(("estar", "haber", "aparecer", "verse", "salir", "da", "geben", "sehen"))


def _by_words(units: Sequence[Unit], roles: int) -> bool:
    """ "everything else", "stays", "as it is"."""
    first = units[0].word
    if len(units) > 2 and units[1].word.roles & ONLY and first.op in ("have", "make", "keeps"):
        return not units[-1].word.mood & BARE  # "leave only the wind"
    parted = first.homograph and first.mood and units[-1].word.roles & PARTICLE
    if parted or (first.roles & STAYS and len(units) > 1 and units[1].word.roles & PARTICLE):
        return False  # "zieh alle gleich an", "weiter weg vom Haus"
    op = "" if first.homograph else first.op
    if roles & REST and (op in ("", "make", "have", "keeps", "touches") or roles & UNCHANGED):
        return True
    bare = units[-1].text == "lassen" and len(units) > 1 and units[-2].capital  # "Mauer lassen"
    left = (units[-1].text in _SO and first.op in ("have", "make")) or bare
    left = left and len(units) < _FEW
    if left or (roles & STAYS and not op):
        return True  # "if not, leave it so"
    if not roles & UNCHANGED or first.roles & SAME or roles & HAVE or _at_once(units):
        return False
    return op in ("", "make", "have") or not first.mood


def _at_once(units: Sequence[Unit]) -> bool:
    """German: "gleich (in einen Kinderwagen verwandeln)": soon, and not alike."""
    for at, unit in enumerate(units[:-1]):
        if unit.word.roles & UNCHANGED:
            verb, after = units[-1].word, units[at + 1].word
            bare = verb.op and not (at + 2 == len(units) or verb.roles & STAYS)
            return unit.text == "gleich" and bool(bare or after.roles & BEFORE_NOUN)
    return False


def _leaves(units: Sequence[Unit]) -> bool:
    """Spanish: "deja los cuadros": a thing, and no new state of it."""
    if len(units) != _FEW - 1 or units[0].text not in _LEAVE or not units[1].word.roles & DEFINITE:
        return False
    thing = units[2].word
    return not thing.roles and not thing.op and not thing.mood


_LEAVE = frozenset(("deja", "dejar", "deje", "dejad", "dejen", "dejá"))
_SO = frozenset(("so", "asi"))
_FEW = 4


def _beyond(units: Sequence[Unit]) -> int:
    """Where, behind what is to be the same, something new is named; 0 where nothing is."""
    for at in range(2, len(units) - 1):
        unit = units[at]
        if unit.word.roles & (LINK | WITH) and unit.text not in ("de", "del", "von", "a", "al"):
            return at
    return 0


def anchors(clause: Clause, context: Context) -> bool:
    """Whether a clause only says which clip is meant: "same shot"."""
    units, before = clause.units, context.before
    head = units[1] if units[0].word.roles & DETERMINER and len(units) > 1 else units[0]
    if head.word.roles & SAME and not units[0].word.op:
        at = _beyond(units)
        if at:
            clause.units = units[at:]  # "the same scene | as a cartoon"
        return not at
    if before is None or before.kind != "anchor" or clause.link != "and":
        return False
    return bool(units[-1].word.roles & ANCHOR)
