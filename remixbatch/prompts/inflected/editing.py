"""Clauses with an edit verb: it leads them, or, in German, ends them; it may be mistyped by a letter."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.context import Context
from remixbatch.prompts.inflected.deeds import is_deed
from remixbatch.prompts.inflected.inflection import ASKED, BARE, DEMAND, DONE, POLITE
from remixbatch.prompts.inflected.ordering import takes_off, told_at, with_subject
from remixbatch.prompts.inflected.roles import (
    ADVERB,
    AIM,
    ANCHOR,
    ARTICLE,
    BECOME,
    BEFORE_NOUN,
    DEFINITE,
    LINK,
    MODAL,
    PARTICLE,
    PLACE,
    POLITE_WORD,
    PRONOUN,
    QUOTE,
    SAME,
    SO,
    STATING,
    THAT,
    WHEN,
    WITH,
    WITHOUT,
)
from remixbatch.prompts.inflected.shapes import is_quality
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN, Word

STRONG = frozenset(("add", "remove", "replace", "change", "turn", "paint", "put", "make"))
_AFTER = frozenset(
    (
        "tras",
        "despues de",
        "luego de",
        "aparte de",
        "ademas de",
        "antes de",
        "una vez",
        "nachdem",
        "bevor",
    )
)


def edits(clause: Clause, context: Context) -> bool:
    """Whether a clause has an edit verb; fills in its operation."""
    if is_deed(clause, context.words):
        return True
    if context.spanish:
        return _leads(clause, context)
    if not (_ordered(clause, context) or _leads(clause, context) or _ends(clause, context)):
        return False
    if clause.op == "use" and takes_off(clause.rest):
        clause.op = "remove"
    return True


def _ordered(clause: Clause, context: Context) -> bool:
    """German: "den Zaun streichst du weiß"."""
    at = told_at(clause.units)
    if at < 0:
        return False
    clause.op, clause.mood, clause.at = clause.units[at].word.op, ASKED, at
    _part(clause, context)
    return True


def done_first(clause: Clause, context: Context) -> bool:
    """ "after removing the tattoo", "nachdem du das Tattoo entfernt hast": a change that is told as done."""
    units = clause.units
    when = units[0].text == "während" or (units[0].text == "wenn" and _already(units))
    if not (units[0].text in _AFTER or when) or len(units) < 3:
        return False
    at = 1
    if not context.spanish:
        you = units[1].word.roles & PRONOUN or units[1].text in ("du", "ihr", "wir", "sie")
        now = units[-1].word.mood & ASKED and units[-1].word.op  # "before you turn it red"
        at = len(units) - (1 if now else 2) if you and (now or not when) else 0
    word = units[at].word
    if not at or word.op not in STRONG or (context.spanish and not word.mood & (BARE | DONE)):
        return False
    clause.units = units[at:] if context.spanish else [units[at], *units[2:at]]
    clause.op, clause.mood = word.op, DEMAND
    return True


def _already(units: Sequence[Unit]) -> bool:
    return any(unit.text == "schon" for unit in units[2:4])


def _leads(clause: Clause, context: Context) -> bool:
    units = clause.units
    for at in _places(units):
        word = _verb(units, at, clause, context)
        if word is not None and not (context.spanish and _goes_on(clause, word, context)):
            clause.op, clause.mood, clause.at = word.op, word.mood, at
            if not context.spanish:
                _part(clause, context)
            return True
    return False


def _places(units: Sequence[Unit]) -> Sequence[int]:
    """Where a verb may lead: the first word; after "in the background" a later one; after an object, the third."""
    first = units[0].word
    if units[0].text in _ME and len(units) > 1:
        return (0, 1)
    if len(units) == 1 and first.kinds & _HOURS:
        return ()  # "amanecer, niebla"
    placed = first.roles & (PLACE | LINK | WHEN | AIM) or units[0].text.startswith("donde ")
    if (placed or units[0].text == "del") and not first.op:
        return range(1, len(units))
    return (0, 2) if first.roles & DEFINITE and len(units) > 2 else (0,)


def _verb(units: Sequence[Unit], at: int, clause: Clause, context: Context) -> Word | None:
    unit = units[at]
    word = unit.word
    after = next((each for each in units[at + 1 :] if not each.word.roles & _SMALL), None)
    if not word.op or word.roles & AIM:  # "para la cámara" is for it, sooner than stop it
        return None if at else _unlisted(unit, after, clause, context)
    object_follows = after is not None and bool(
        after.word.roles & (BEFORE_NOUN | PRONOUN | SAME | QUOTE)
    )
    if not context.spanish and not at and after is not None and after.capital:
        object_follows = object_follows or clause.link in ("start", "stop", "item", "and")
    if context.spanish and after is not None:
        object_follows |= after.text in ("a", "al") or _bare_object(word, after, clause, context)
    if not at and len(units) > 1 and (unit.text, units[-1].text) in context.words.particles:
        object_follows = True  # "blende am Ende langsam aus"
    another = word.homograph or word.roles & ~(ADVERB | PARTICLE | ANCHOR)
    if (another and not object_follows) or _is_placed(unit, after):
        return None
    firm = word.op in STRONG or object_follows
    if word.mood & ASKED and firm and _asked(units, at, context):
        return word
    if at and (unit.capital or not word.mood & DEMAND):
        return None
    topic = at == 2 and units[0].word.roles & DEFINITE and units[0].text != "del"
    if topic and not _late(unit, after, context):
        return None
    doubted = _spanish_doubt if context.spanish else _german_doubt
    return None if doubted(unit, after, clause, context, firm=firm) else word


_SMALL = ADVERB | POLITE_WORD
_HOURS = frozenset(("times", "weather"))


def _unlisted(unit: Unit, after: Unit | None, clause: Clause, context: Context) -> Word | None:
    """The verb of a first word that is none by itself: "cambia a contrapicado", where nobody does."""
    if not unit.word.roles & BECOME or after is None or clause.link == "and":
        return None
    verb = context.words.words.get(unit.text.partition(" ")[0], UNKNOWN)
    return verb if context.spanish and verb.op and verb.mood & DEMAND else None


def _bare_object(word: Word, after: Unit, clause: Clause, context: Context) -> bool:
    """Spanish: "ponle bigote y lanza confeti": of two nouns in a row, after a command, the first is a verb."""
    before = context.before
    if before is None or clause.link not in ("and", "comma"):
        return False
    out = before.stated and before.units[0].text == "fuera"  # "fuera el logo, baja volumen"
    asked = out or (before.kind == "edit" and before.mood & DEMAND)
    if not (word.mood & DEMAND and asked) or after.word.roles or (word.kinds and not out):
        return False
    named = after.word.kinds or not after.text.endswith(_BENT)
    return bool(named) and not (is_quality(after) or (after.word.op and not after.word.kinds))


_BENT = ("a", "o", "as", "os", "e", "es", "al", "il", "nte")  # as adjectives end, too


def _is_placed(unit: Unit, after: Unit | None) -> bool:
    """German: a noun and where it is: "Nebel im Hafen"."""
    if not unit.capital or not unit.word.kinds or after is None:
        return False
    return bool(after.word.roles & PLACE)


_ME = frozenset(("me", "nos", "le", "les", "lo"))


def _asked(units: Sequence[Unit], at: int, context: Context) -> bool:
    """A question that asks for it: "¿me quitas …?", "machst du …?"."""
    after = units[at + 1].text if at + 1 < len(units) else ""
    if not context.spanish:
        placed = units[0].word.roles & (PLACE | LINK)  # "auf den Tisch stellst du …"
        her = after == "ihr" and any(unit.capital for unit in units[at + 2 : at + 3])  # "ihr Mann"
        return after in ("du", "ihr") and not her and (at in (0, 2) or bool(placed))
    return at == 1 or (not at and context.aside is None) or units[at - 1].text in _ME


def _german_doubt(
    unit: Unit, after: Unit | None, clause: Clause, context: Context, *, firm: bool
) -> bool:
    """Whether a form at the beginning is a noun, an adjective, or the end of what stands before."""
    alone = len(clause.units) == 1
    if alone and not firm and clause.link == "start":
        return True  # "Alter, …"
    # "rostig, verbeult und schief"
    state = alone and clause.link in ("and", "comma") and not unit.word.mood & (DEMAND | BARE)
    state = state and context.before is not None and context.before.kind == "phrase"
    inner = clause.link in ("and", "comma", "aside") or (alone and clause.link == "colon")
    if state or (unit.capital and inner and not context.shouted):
        return True  # a noun
    if unit.word.mood & (DEMAND | POLITE):
        going_on = clause.link == "and" and context.aside is not None and context.aside.relative
        return going_on and not unit.word.mood & DEMAND  # "the lamp that hangs and flickers"
    if not unit.word.mood & BARE:
        return True
    if after is None:
        return not firm and clause.link in ("and", "comma")  # "… and yawn"
    return after.text != "sie" and not after.word.roles & (BEFORE_NOUN | PRONOUN | SAME)


def _spanish_doubt(
    unit: Unit, after: Unit | None, clause: Clause, context: Context, *, firm: bool
) -> bool:
    """Whether a form may as well be a noun or a statement ("contraste", "bordes")."""
    mood = unit.word.mood
    if not mood & (DEMAND | POLITE | BARE):
        return True
    follows = after.word.roles if after is not None else 0
    if _of_another_mood(mood, clause, context) and not follows & _LEADS_ON:
        return True  # "con grietas, esmalte irregular"
    if firm or _with_pronoun(unit, context):
        return False
    if mood & POLITE and not mood & DEMAND:
        return not context.mood & POLITE and not follows & (LINK | THAT)
    if mood & DEMAND and clause.link in ("and", "comma", "colon"):
        return not follows & (LINK | THAT | WITH | POLITE_WORD)
    return False


_LEADS_ON = BEFORE_NOUN | PRONOUN | SAME | QUOTE | LINK | THAT


def _of_another_mood(mood: int, clause: Clause, context: Context) -> bool:
    """Spanish: whether a form of "usted" stands in a list behind a demand to "tú"."""
    polite = mood & (DEMAND | POLITE) == POLITE
    return polite and context.mood == DEMAND and clause.link in ("comma", "and")


def _with_pronoun(unit: Unit, context: Context) -> bool:
    """ponle, píntalo."""
    return unit.word is not context.words.words.get(unit.text)


def _late(unit: Unit, after: Unit | None, context: Context) -> bool:
    """Whether an imperative may follow its object: "al pianista ponle un sombrero"."""
    if context.spanish:
        return _with_pronoun(unit, context)
    return unit.word.op in STRONG or (after is not None and bool(after.word.roles & ARTICLE))


def _goes_on(clause: Clause, word: Word, context: Context) -> bool:
    """Spanish: whether this verb only carries on the clause before ("que gire y mire")."""
    before, aside = context.before, context.aside
    commands = aside is not None and aside.relative and clause.units[0].text in _COMMANDS
    if before is None or clause.also or word.mood & ASKED or commands:
        return False  # "the lamp that flickers …, and make the cat yawn"
    bare = before.kind == "wish" and len(clause.units) == 1 and word.mood & BARE
    if bare or (aside is not None and _lists_wishes(clause, word, context)):
        return True  # "quiero ver al cocinero reír y aplaudir"
    # "(que el gato suba,) tire el vaso" was no command, so what follows is none, either.
    wished = before.op == "cause" or (
        before.kind == "phrase" and before.units[0].word.mood == POLITE
    )
    listed = clause.link == "comma" and wished and word.mood == POLITE
    if not listed and (clause.link != "and" or clause.comma):
        return False
    strong = word.op in STRONG
    if aside is not None:
        fits = word.mood & (context.mood or DEMAND)
        told = any(unit.word.mood & POLITE for unit in aside.units)
        return _states(aside) or not (fits and (strong or (told and word.mood & DEMAND)))
    if before.kind == "tells" or wished or _caused(before):
        return bool(word.mood & POLITE and not (strong and context.mood & POLITE))
    return False


_COMMANDS = frozenset(("haz", "pon", "deshaz", "quita", "añade", "anade", "cambia", "convierte"))


def _states(aside: Clause) -> bool:
    """Whether its verb tells what is: "the one that she holds (and then leaves)"."""
    if not aside.relative or len(aside.units) < 2:
        return False
    mood = aside.units[1].word.mood
    return bool(mood & DEMAND) and not mood & POLITE


def _lists_wishes(clause: Clause, word: Word, context: Context) -> bool:
    """ "a light that would come in low, stretch the shadows and leave the face dark"."""
    aside = context.aside
    if aside is None or clause.link not in ("comma", "and") or word.mood != POLITE:
        return False
    return not context.mood & POLITE and any(unit.word.mood & POLITE for unit in aside.units)


def _caused(clause: Clause) -> bool:
    """haz que …, lass es …"""
    return clause.kind == "edit" and any(unit.word.roles & THAT for unit in clause.units[1:3])


def _ends(clause: Clause, context: Context) -> bool:
    """German: "den Himmel dunkler machen", "Schild weg"."""
    units = clause.units
    last = units[-1]
    if last.word.roles & PARTICLE:
        if _parted(clause, context):
            return False
        if not last.word.roles & WITH and _is_named(units[:-1]):
            clause.op, clause.final, clause.at = "act", True, len(units) - 1
            return True
    if not _infinitive(clause, context):
        return False
    clause.op, clause.mood, clause.final, clause.at = last.word.op, BARE, True, len(units) - 1
    return True


def _is_named(units: Sequence[Unit]) -> bool:
    """German: whether only a thing is named: "die Uhr vom Herrn (weg)"."""
    if not units or not units[-1].capital:
        return False
    if len(units) < _SHORT:
        return True
    named = all(unit.capital or unit.word.roles & ~STATING for unit in units)
    return named and bool(units[0].word.roles & DEFINITE) and len(units) < _LONG


_SHORT, _LONG = 4, 7  # words of a thing that is named, and of one where it is too


def _infinitive(clause: Clause, context: Context) -> bool:
    """Whether the last word is an infinitive that asks for something."""
    units = clause.units
    last = units[-1]
    word = last.word
    if not word.op or not word.mood & BARE or last.capital:
        return False
    if len(units) == 1 and word.op == "act" and clause.link in ("and", "comma"):
        frame = context.frame  # "… and yawn"; "den Hall rausnehmen und am Ende abblenden"
        return clause.also and frame is not None and frame.final and frame.mood == BARE
    inside = context.aside is not None and clause.link == "and" and not clause.comma
    if inside and not (word.op in STRONG and context.mood & BARE):
        return False
    if context.aside is not None and _with_zu(units) and _untold(context.aside):
        return False  # "without touching his walk, the dog or the light"
    asked = clause.wished or (context.frame is not None and _with_zu(context.frame.units))
    told = len(units) > 3 and units[-2].text == "zu" and with_subject(units)
    told = told and not (asked and context.aside is None)
    bound = units[0].word.roles & BEFORE_NOUN and any(unit.text in _FINITE for unit in units[1:-1])
    return not (told or bound) and not any(unit.word.roles & MODAL for unit in units)


_FINITE = frozenset(("ist", "sind", "wird", "hat"))  # "der Rumpf ist mit Moos bewachsen"


def _with_zu(units: Sequence[Unit]) -> bool:
    """German: "… zu ändern", "anzurühren"."""
    return (len(units) > 1 and units[-2].text == "zu") or "zu" in units[-1].text[1:-3]


def _untold(aside: Clause) -> bool:
    """German: whether a clause of "without …", "in order to …" still waits for its verb."""
    return bool(aside.units[0].word.roles & (WITHOUT | SO | AIM)) and not _with_zu(aside.units)


def _part(clause: Clause, context: Context) -> None:
    """German: the particle at the end says which verb it is."""
    units = clause.units
    last = units[-1]
    if last.word.roles & PARTICLE and len(units) > 1:
        op = context.words.particles.get((units[clause.at].text, last.text))
        if op:
            clause.op, clause.particle = op, last.text


def _parted(clause: Clause, context: Context) -> bool:
    """Whether the particle here belongs to the verb of the clause before: "füge Regen und Schnee hinzu"."""
    before, text = context.frame, clause.units[-1].text
    if before is None or before.particle or clause.link not in ("and", "comma"):
        return False
    op = context.words.particles.get((before.units[before.at].text, text))
    if not op or any(unit.word.roles & MODAL for unit in clause.units):
        return False  # "mach die Haare blond, die Brille muss weg"
    before.op, before.particle = op, text
    clause.units = clause.units[:-1]
    return True
