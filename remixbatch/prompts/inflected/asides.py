"""Clauses of why, when, of what is not meant, and about the thing before them: they ask for nothing."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.context import Context
from remixbatch.prompts.inflected.inflection import BARE, DEMAND, DOING, POLITE
from remixbatch.prompts.inflected.ordering import told_at
from remixbatch.prompts.inflected.roles import (
    ADVERB,
    AIM,
    ALSO,
    ARTICLE,
    DEFINITE,
    DETERMINER,
    EXCEPT,
    LINK,
    META,
    MODAL,
    NEGATION,
    PLACE,
    PRONOUN,
    SO,
    STATING,
    STAYS,
    THAT,
    UNCHANGED,
    WHEN,
    WHILE,
    WITH,
    WITHOUT,
)
from remixbatch.prompts.inflected.shapes import BESIDE, WHOLE, is_done, kinds_of
from remixbatch.prompts.inflected.telling import is_caused
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN


def aside(clause: Clause, context: Context) -> str:
    """The kind of such a clause; "" where it is none."""
    first = clause.units[0].word
    if first.roles & WHILE:
        return "while"
    if first.roles & WITHOUT and _item(clause, context):
        clause.stated = True
        return "phrase"
    if _opens(clause):
        return "aside"
    if _refused(clause, context):
        clause.stated = True
        return "phrase"
    found = _spanish(clause, context) if context.spanish else _german(clause, context)
    return found or ("aside" if _denies(clause) else "")


def _opens(clause: Clause) -> bool:
    """Whether a word of purpose, time, comparison begins the clause."""
    units = clause.units
    roles = units[0].word.roles
    if roles & (SO | WHEN | WITHOUT | EXCEPT):
        return True
    if any(unit.text in ("cual", "cuales") for unit in units[1:2]):
        return True  # Spanish: "alrededor del cual …"
    if units[0].text in ("wie", "como", "tipo", "rollo") and clause.link == "comma":
        return True
    if units[0].text in ("da", "como") and clause.link in ("start", "stop"):
        stating = units[1:] if units[0].text == "como" else units[-1:]
        return any(unit.word.roles & STATING for unit in stating)  # "as the video is for …"
    return bool(roles & AIM and len(units) > 1 and units[1].word.mood & BARE)


def _refused(clause: Clause, context: Context) -> bool:
    """ "no hats" at the beginning: take them away."""
    units = clause.units
    if units[0].text == "fuera" and len(units) > 1 and units[1].word.roles & DEFINITE:
        return context.frame is None  # "fuera los carteles"
    before = context.before
    listed = clause.link == "comma" and before is not None and before.kind == "phrase"
    listed = listed and not context.told
    none = units[0].text.startswith("kein") or units[0].text in ("nada de", "ningun", "ninguna")
    if units[0].text == "nicht" and len(units) > 1 and units[1].word.roles & DEFINITE:
        return False  # "nicht die Tassen, nur …"
    if _is_no_more(clause, context):
        return True
    if context.frame is not None or not (
        clause.link in ("start", "stop", "item") or (listed and none)
    ):
        return False
    return (
        bool(units[0].word.roles & NEGATION)
        and 1 < len(units) < 4
        and not any(
            (unit.word.op and not unit.capital) or unit.word.roles & STATING for unit in units
        )
    )


def _is_no_more(clause: Clause, context: Context) -> bool:
    """German: "(mach den Zaun grün.) Keine Laternen mehr": what is there, and shall go; not "keine Bewegung mehr"."""
    first, *rest = clause.units
    if clause.link not in ("stop", "item", "and") or len(rest) != 2 or rest[1].text != "mehr":
        return False
    if context.frame is not None and any(unit.text == rest[0].text for unit in context.frame.units):
        return False  # "lösch die Tauben. Keine Tauben mehr!"
    kinds = rest[0].word.kinds
    thing = kinds & _THINGS or any(kind.startswith("set:") for kind in kinds)
    return first.text.startswith("kein") and bool(thing)


_THINGS = frozenset(("actors", "clothes", "weather"))


def _denies(clause: Clause) -> bool:
    """ "…, not blue"."""
    units = clause.units
    if not units[0].word.roles & NEGATION or len(units) < 2:
        return False
    if any(unit.word.roles & MODAL for unit in units) or units[1].word.roles & META:
        return False  # "keine Änderung an Kamera und Schnitt" keeps
    return not any(unit.word.op for unit in units[1:3])


def _spanish(clause: Clause, context: Context) -> str:
    units, before = clause.units, context.before
    first = units[0].word
    if len(units) == 1 and first.mood & POLITE and not first.mood & DEMAND:
        return (
            "aside" if clause.link == "comma" and is_caused(before) else ""
        )  # "que ladre, corra y …"
    if first.roles & THAT and before is not None:
        if clause.link in ("aside", "comma"):
            clause.relative = True
            return _told_of(clause, context)
        if clause.link == "and" and before.relative:
            clause.relative = True
            return "aside"
    if first.mood & DOING and not first.mood & DEMAND:
        return "keeps" if first.op == "keeps" else "aside"
    consequence = clause.link == "comma" and units[0].text.endswith(("ando", "iendo", "yendo"))
    happened = not first.op and units[0].text.endswith(("aron", "ieron", "aban"))  # a reason
    return "aside" if consequence or happened else ""


def _german(clause: Clause, context: Context) -> str:
    if clause.link != "comma" or context.before is None or not _relative(clause.units):
        return ""
    if told_at(clause.units) >= 0 or _elided(clause.units, context.before):
        return ""  # ", die Biene lasst ihr schlafen"
    clause.relative = True
    return _told_of(clause, context)


def _elided(units: Sequence[Unit], before: Clause) -> bool:
    """ "(der Papagei soll sprechen), der Käfig offen stehen": an infinitive that a "soll" before it binds."""
    one = units[0].text in ("der", "das") and units[1].capital
    one = one and units[-1].text.endswith(("en", "ern", "eln", "sein"))
    return one and any(unit.word.roles & MODAL for unit in before.units)


def _item(clause: Clause, context: Context) -> bool:
    """Whether "without …" is one of several demands: "sepia, slower, no subtitles", "by night and without cats"."""
    before = context.before
    if any(unit.word.roles & THAT for unit in clause.units[1:2]):
        return False  # Spanish: "sin que cambie la ropa"
    if any(unit.word.mood & BARE or "traits" in unit.word.kinds for unit in clause.units):
        return False
    if context.spanish and (_gains_too(clause, context) or _wanted_too(clause, context.before)):
        return True
    if before is None or before.kind != "phrase" or context.frame is not None:
        return False
    return clause.link in ("comma", "item") and len(clause.units) < 4


def _gains_too(clause: Clause, context: Context) -> bool:
    """Spanish: "sin gafas y con barba", "con barba y sin gafas"."""
    before, after = context.before, context.after
    if before is None:
        other, joined = after, after is not None and after.link == "and"
    else:
        other, joined = before, before.link == "start" and clause.link == "and"
    if other is None or not joined or len(clause.units) > _SHORT or context.frame is not None:
        return False
    kinds = kinds_of(other.units)
    gains = other.units[0].word.roles & WITH and not kinds & (
        BESIDE | (kinds_of(clause.units) & WHOLE)
    )
    return bool(gains) and len(other.units) > 1


def _wanted_too(clause: Clause, before: Clause | None) -> bool:
    """Spanish: "la quiero de noche y sin gatos", "… y sin coches en la calle"."""
    if before is None or clause.link != "and" or before.kind not in ("wish", "phrase"):
        return False
    placed = any(unit.text == "en" or unit.word.roles & PLACE for unit in clause.units[2:-1])
    led = before.kind == "wish" and before.units[0].word.roles & (LINK | WITH)
    return placed or (bool(led) and len(clause.units) <= _SHORT)


_SHORT = 3  # words of "sin gafas de sol"


def _told_of(clause: Clause, context: Context) -> str:
    """What a clause about a thing does: "except the vase, which should hold thistles" asks for a change."""
    before = context.before
    if before is None or not (_should(clause, before) or _may(clause, before, context)):
        return "aside"
    clause.op, clause.at, clause.wished = "state", 0, context.spanish
    _name(clause, before, spanish=context.spanish)
    return "tells"


def _name(clause: Clause, before: Clause, *, spanish: bool) -> None:
    """Puts the thing in: "(der Wärter), der älter sein soll", so that the clause can be said by itself."""
    led = before.units[0].word.roles & (EXCEPT | PLACE)  # "außer dem Wärter"
    named = before.units[1:] if led else before.units
    first = named[0] if 1 < len(named) < _NAMED else None
    units = clause.units
    late = 1 if spanish else 0  # "y el loro, que hable"
    at = next((at for at, unit in enumerate(units) if unit.word.roles & MODAL), late)
    if first is None or not at or not (first.word.roles & DETERMINER or first.text == "del"):
        return
    if spanish and at == 1:
        clause.units, clause.at = [*named, *units[1:]], len(named)
    elif not spanish and at == len(units) - 1 and first.text in _OF_WHOM:
        clause.units = [units[0], *named[1:], *units[1:]]
        clause.at = len(clause.units) - 1


_NAMED = 4  # words of a thing that is named, and one more
_OF_WHOM = ("dem", "der", "den", "die", "das")


def _should(clause: Clause, before: Clause) -> bool:
    """ "except the vase, which should …"."""
    if before.units[0].word.roles & THAT and len(before.units) == _SAYING:
        return False  # "a sign that says | that the shop must close"
    besides = before.also or before.units[0].text == "neben"  # "aparte del farero, …"
    begins = before.link in ("and", "stop") or besides
    named = before.kind == "aside" or (before.kind == "phrase" and begins)
    stays = any(unit.word.roles & (STAYS | UNCHANGED) for unit in clause.units)
    return named and not stays and any(unit.word.roles & MODAL for unit in clause.units)


_SAYING = 2  # words of "que diga"


def _may(clause: Clause, before: Clause, context: Context) -> bool:
    """Spanish: "y el profesor que baile"."""
    if not context.spanish or before.kind != "phrase":
        return False
    frame = context.frame
    if frame is not None and (frame.op == "remove" or not before.comma):
        return False
    if any(unit.word.roles & (STAYS | UNCHANGED) for unit in clause.units):
        return False  # "…, pero el pelo que se quede como está"
    verbs = [unit for unit in clause.units[1:3] if unit.text not in ("se", "le", "lo", "la")]
    verb = verbs[0] if verbs else clause.units[0]
    unlisted = before.comma and verb.word is UNKNOWN and verb.text.endswith(("e", "en"))
    wished = verb.word.mood & POLITE or verb.text.startswith(_BE) or unlisted
    return bool(wished) and bool(before.units[0].word.roles & DEFINITE)


_BE = ("sea", "esté", "teng", "llev", "vay")  # of wishes: be, have, wear, go


def _relative(units: Sequence[Unit]) -> bool:
    """ ", der auf ihn zielt": an article before what is no noun, the verb last."""
    at = 1 if units[0].word.roles & (PLACE | LINK | WITH) and len(units) > 1 else 0
    if units[at].text in _WHOSE:
        return len(units) > at + 2  # "…, auf deren Turm eine Fahne weht"
    if not units[at].word.roles & DETERMINER or len(units) < at + 2 or is_done(units):
        return False  # "…, die Brücke eingestürzt"
    if len(units) == at + 2:
        return not units[-1].capital and units[-1].text.endswith("t")  # ", der durchzieht"
    after, last = units[at + 1], units[-1]
    asked = (
        after.word.roles & ARTICLE and last.word.roles & MODAL
    )  # ", der eine Brille tragen soll"
    plain = after.text.endswith(_BENT) or after.word.kinds & {"colors"} or after.word.op
    how = not (plain or last.capital or last.word.kinds) and last.text.endswith(("t", "en"))
    if asked or (not after.capital and (how or after.word.roles & _NO_NOUN)):
        return True  # "…, die langsam zu Boden sinken"
    inner = any(unit.word.roles & STATING for unit in units[at + 1 : -1])
    inner = inner or last.word.roles & UNCHANGED != 0  # ", die Frisur bleibt wie sie ist"
    if last.capital or last.word.kinds or inner:
        return False
    return bool(last.word.roles & STATING) or last.text.endswith("t")


_BENT = ("e", "en", "er", "es", "em")
_WHOSE = ("deren", "dessen")
_NO_NOUN = DETERMINER | PLACE | LINK | ADVERB | PRONOUN | ALSO | NEGATION
