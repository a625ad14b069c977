"""Two phrases without a verb, side by side: whether they are two things that are asked for, or one may stand alone."""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import POLITE
from remixbatch.prompts.inflected.phrases import AWAY
from remixbatch.prompts.inflected.roles import (
    ADVERB,
    AIM,
    ANCHOR,
    APPEAR,
    ARTICLE,
    BECOME,
    BEFORE_NOUN,
    CONTRAST,
    DEFINITE,
    LINK,
    MORE,
    PARTICLE,
    PLACE,
    QUANTIFIER,
    STATING,
    WITH,
)
from remixbatch.prompts.inflected.shapes import (
    ATTRIBUTES,
    BESIDE,
    WHOLE,
    is_named_act,
    is_quality,
    kinds_of,
    predicative,
    shaped,
)
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN

_WHOLE_OR_TRAITS = WHOLE | {"traits"}
_HALVES = 3  # words of such a phrase
_TRAITS = frozenset(("traits", "lights", "palettes", "materials"))
_LOOKS = _TRAITS | frozenset(("styles", "times"))


def two_attributes(first: Clause, phrase: Clause) -> bool:
    """ "the skirt, shorter and spotted", "das Tor höher und blau": a thing, and two attributes of it."""
    if not first.units[0].word.roles & DEFINITE or len(first.units) < _HALVES:
        return False
    if not (first.stated or predicative(first.units)):
        return False
    more = phrase.units[0].word.roles & (LINK | MORE) and len(phrase.units) > 1
    made = more and len(phrase.units) == _HALVES and "materials" in phrase.units[-1].word.kinds
    mine, theirs = first.units[-1], phrase.units[-1 if made else 1 if more else 0]
    named = theirs.capital and not (more and "materials" in theirs.word.kinds)
    if theirs is not phrase.units[-1] or named or theirs.word.roles & ADVERB:
        return False
    kinds = [{kind for kind in ATTRIBUTES if kind in unit.word.kinds} for unit in (mine, theirs)]
    return bool(kinds[0] and kinds[1]) and not kinds[0] & kinds[1]


def both_placed(first: Clause, phrase: Clause) -> bool:
    """ "to the left a cactus, to the right a well", "im Hintergrund Feuerwerk, vorne Konfetti"."""
    if is_put(first.units) and is_put(phrase.units):
        return True
    for whole in (first.units, phrase.units):
        second = whole[1].word.roles if len(whole) > _HALVES - 1 else 0
        there = second & PLACE and not second & (LINK | ARTICLE)  # "vorne links ein Kübel"
        units = whole[1:] if there else whole
        there = units[0].word.roles & PLACE and not units[0].word.roles & (LINK | ARTICLE)
        if not (there or units[0].text in AWAY) or len(units) < _HALVES - 1:
            return False
        named = not units[1].word.roles and (units[1].capital or phrase.link == "and")
        if not (named or (units[1].word.roles & ARTICLE and len(units) > _HALVES - 1)):
            return False
    return True


def is_put(units: Sequence[Unit]) -> bool:
    """ "auf dem Tisch eine Torte", "en la pared guirnaldas"."""
    if len(units) <= _HALVES or not units[0].word.roles & (PLACE | LINK) or units[1].capital:
        return False
    new, spanish = units[3], units[0].text == "en"
    bare = spanish and len(units) == _HALVES + 1 and not new.word.roles and not is_quality(new)
    there = units[1].word.roles & DEFINITE and (units[2].capital or spanish)
    return bool(there and (new.word.roles & ARTICLE or new.capital or bare))


def bare_pair(before: Sequence[Clause], phrase: Clause) -> bool:
    """German: "full moon, cobbles", "a donkey instead of a horse, drizzle": nouns that no other word binds."""
    first = before[0]
    return (
        phrase.link == "comma"
        and len(before) == 1
        and _is_bare(phrase.units, _TRAITS)
        and (first.stated or _is_bare(first.units, _LOOKS) or exchanges(first))
    )


def colored(frame: Clause, clause: Clause) -> bool:
    """ "raise the contrast, and the shirt in yellow", "… and more light": nothing that the verb does."""
    units, first = clause.units, clause.units[0].word.roles
    if frame.op == "add" and first & DEFINITE and len(units) > _HALVES:
        return bool(units[-2].word.roles & MORE)  # "y el barco más lento"
    if frame.op not in _COLORLESS or len(units) < _HALVES - 1:
        return False
    if first & MORE:
        after = units[1].word
        return clause.link == "and" and not after.roles & ~ANCHOR and not is_quality(units[1])
    if len(units) < _HALVES or not (first & DEFINITE or not first & ~ANCHOR):
        return False
    if units[-2].word.roles & MORE:
        return is_quality(units[-1]) and clause.link == "comma"
    hued = units[-2].text == "en" and "colors" in units[-1].word.kinds
    return hued and not kinds_of(units[:-1]) & BESIDE


_COLORLESS = frozenset(("remove", "camera", "act", "audio"))


def acts_too(phrase: Clause) -> bool:
    """German: "… sowie Absenken der Decke"; not what fills the hole that a removal leaves."""
    first = phrase.units[0].text
    return is_named_act(phrase.units, loose=True) and not first.startswith(("füll", "auffüll"))


def amounts(frame: Clause, clause: Clause) -> bool:
    """ "less noise and more birds in the trees": of unlike things."""
    units, mine = clause.units, frame.rest
    if clause.link != "and" or len(units) < 2 or not mine or frame.op not in ("want", "state"):
        return False
    if not units[0].word.roles & mine[0].word.roles & MORE or units[1].word.mood:
        return False
    kinds, first = kinds_of(units), kinds_of(mine)
    return bool(kinds | first) and not kinds & first and not (kinds & BESIDE or first & BESIDE)


def does(phrase: Clause) -> bool:
    """German: "das Boot kentert", "der Himmel reißt auf": who does it, and a verb, be it one that no list has."""
    units = phrase.units
    if len(units) not in (_HALVES, _HALVES + 1) or not units[0].word.roles & DEFINITE:
        return False
    noun, verb, *rest = units[1:]
    finite = verb.word is UNKNOWN or (verb.word.op and not verb.word.roles)
    ends = finite and not verb.capital and verb.text.endswith("t")
    return noun.capital and bool(ends) and all(unit.word.roles & PARTICLE for unit in rest)


def to_whom(phrase: Clause) -> bool:
    """German: "dem Pferd Flügel": whom, and what."""
    units = phrase.units
    if phrase.stated and units[0].text in ("a", "al"):
        return True  # Spanish: "a los niños, gorros"
    whom = units[0].text in ("dem", "der", "den") and len(units) >= _HALVES
    named = sum(unit.capital for unit in units[1:])
    return whom and named > 1 and not any(unit.word.roles & (LINK | PLACE) for unit in units)


def for_each(first: Clause, phrase: Clause) -> bool:
    """ "pelo corto para él y trenzas para ella": a thing for one, and one for another."""
    ats = [
        next((at for at, unit in enumerate(one.units) if at and unit.text in _WHOM), 0)
        for one in (first, phrase)
    ]
    return all(ats) and first.units[ats[0] + 1 :][-1:] != phrase.units[ats[1] + 1 :][-1:]


_WHOM = ("para", "für")


def beside_exchange(frame: Clause, clause: Clause) -> bool:
    """German: "I would like a wide lens instead of a long one, and a boat": no more of what is given up."""
    led = frame.tail[1:2]
    if clause.link != "and" or frame.op != "want" or not led or clause.comma:
        return False
    exchanged = frame.tail[0].word.roles & CONTRAST and not led[0].word.roles & ARTICLE
    return bool(exchanged and clause.units[0].word.roles & ARTICLE)


def comes_too(frame: Clause, clause: Clause) -> bool:
    """Spanish: "that it rain y se enciendan las farolas": who does it stands behind the verb, and is another."""
    units = clause.units
    at = 1 if units[0].text == "se" else 0
    if clause.link != "and" or len(units) < at + _HALVES:
        return False
    verb, article, noun = units[at : at + _HALVES]
    if not article.word.roles & (DEFINITE | ARTICLE) or not verb.text.endswith(_FORMS):
        return False
    told = [unit for unit in frame.units if unit.word.mood & POLITE or unit.word.roles & STATING]
    alone = not any(unit.text.endswith("n") for unit in told)
    several = verb.text.endswith("n") and noun.text.endswith("s")
    by_itself = verb.word.roles & (BECOME | APPEAR) or kinds_of(frame.units) & {"weather", "times"}
    by_itself = by_itself or (at and verb.text.startswith(_ITSELF))
    if verb.text.startswith(_PUTS_ON) and not kinds_of([noun]) & {"weather", "times"}:
        return False  # "… y se ponga el gorro"
    led = len(frame.rest) > 1 and frame.rest[-2].word.roles & BEFORE_NOUN  # "que ladre el perro"
    who = led and frame.op == "cause" and "actors" in kinds_of([noun]) & kinds_of(frame.rest[-1:])
    return bool(by_itself or who) or (alone and several)


# What things do by themselves: "y se rompa el vaso"; not "y se coma la tarta".
_ITSELF = (
    *(
        "romp",
        "par",
        "quem",
        "abr",
        "cierr",
        "apag",
        "enciend",
        "hund",
        "incendi",
        "derrit",
        "congel",
    ),
    *(
        "deten",
        "caig",
        "caen",
        "derrumb",
        "desplom",
        "llen",
        "derram",
        "oscurec",
        "oscurez",
        "ilumin",
    ),
    *("despej", "nubl", "agriet", "marchit", "evapor", "desvanez", "desinfl", "vuelqu", "descuelg"),
)
_PUTS_ON = ("se pon", "se hac", "se hag")


_FORMS = ("a", "e", "an", "en")


def exchanges(phrase: Clause) -> bool:
    return any(unit.word.roles & CONTRAST for unit in phrase.tail[:1])


def _is_bare(units: Sequence[Unit], but: frozenset[str]) -> bool:
    """German: a noun without an article, an adjective before it, a place behind it; of no kind that is left out."""
    at = 0 if units[0].capital and not units[1:2] else 1
    if len(units) > 1 and (units[0].capital and not units[1].capital):
        at = 0
    if at >= len(units) or not units[at].capital or kinds_of(units) & but:
        return False
    if at and not units[0].text.endswith(("e", "er", "es", "en")):
        return False
    after = units[at + 1 :]
    return not units[0].word.roles and (not after or bool(after[0].word.roles & PLACE))


def somebody_does(phrase: Clause, begun: Clause) -> bool:
    """Beside a look, an hour, an exchange, somebody who does something: "der Bürgermeister reitet eine Kuh"."""
    units = phrase.units
    if (
        len(units) < _HALVES
        or not units[0].word.roles & DEFINITE
        or kinds_of(units) & _WHOLE_OR_TRAITS
    ):
        return False
    looks = kinds_of(begun.units) & (_WHOLE_OR_TRAITS | {"places"}) or exchanges(begun)
    clad = exchanges(begun) and in_state(units)  # "Klassik statt Hip-Hop und die Tänzer in Fräcken"
    return bool(looks) and (clad or does_something(units))


def does_something(units: Sequence[Unit]) -> bool:
    """Who, and what is done: "der Bürgermeister reitet eine Kuh", be it a verb that no list has."""
    if len(units) < _HALVES or not units[0].word.roles & DEFINITE:
        return False
    named, verb, *what = units[1:]
    if verb.capital or verb.word.roles:
        return False
    if not named.capital:
        return bool(verb.word.op and len(what) > 1 and what[0].word.roles & BEFORE_NOUN)
    bare = any(unit.capital or unit.word.roles & BEFORE_NOUN for unit in what[:1]) or not what
    does = verb.word is UNKNOWN or verb.word.op
    return bool(does) and (verb.text.endswith("t") or (verb.text.endswith("en") and bare))


def exchanged(units: Sequence[Unit]) -> bool:
    """Spanish: "a sailing boat for the yacht"."""
    if not units[0].word.roles & ARTICLE:
        return False
    return any(
        one.text == "por" and other.word.roles & DEFINITE for one, other in pairwise(units[1:])
    )


def is_placed(units: Sequence[Unit]) -> bool:
    """ "snow on the roof", "bells far off"."""
    if units[0].word.roles & (PLACE | LINK):
        return False
    for at in range(1, len(units)):
        roles = units[at].word.roles
        beyond = units[at + 1].word.roles if at + 1 < len(units) else DEFINITE
        if roles & PLACE and beyond & DEFINITE and units[at].text not in ("de", "von"):
            return True
        if units[at].text in ("en", "in", "auf", "aus", "para", "für") and beyond & DEFINITE:
            return True
        onto = units[at].text in _ONTO and units[0].word.roles & ARTICLE
        if units[at].text in _AT_THE or onto:
            return True
    return False


_AT_THE = frozenset(("am", "im", "beim", "ans", "ins", "zum", "zur"))
_ONTO = frozenset(("aufs", "übers", "unters", "vors", "hinters"))


def in_state(units: Sequence[Unit]) -> bool:
    """ "der Efeu in Blüte", "la casa en llamas": no article, so it says how it is, and not where."""
    if len(units) != _HALVES + 1 or units[2].text not in ("in", "en"):
        return False
    return not units[3].word.roles


def made_of(units: Sequence[Unit]) -> bool:
    return units[2].text in ("aus", "de", "von") if len(units) > 3 else False


def is_stuff(units: Sequence[Unit]) -> bool:
    """ "la escoba de neón": no article, so it says of what, and not whose."""
    return len(units) == _HALVES + 1 and made_of(units) and not units[3].word.roles


def _as_style(units: Sequence[Unit]) -> bool:
    """ "das Ganze als Anime", "todo en acuarela"."""
    for before, unit in pairwise(units[1:]):
        if before.word.roles & LINK and "styles" in unit.word.kinds:
            return True
    return False


def asks(phrase: Clause, clause: Clause, *, spanish: bool) -> bool:
    """Whether a phrase before a clause with a verb is a change, and not what the clause is about."""
    wished = clause.op == "cause" and clause.link == "and"
    told = clause.kind == "tells" and clause.at > 1
    # "a coach instead of the car, and the man waves"
    beside = told and (exchanges(phrase) or does_something(phrase.units))
    beside = beside or (is_named_act(phrase.units, loose=True) and acts_too(clause))
    more = phrase.units[0].word.roles & MORE and clause.link == "stop" and len(phrase.units) < _MUCH
    beside = beside or bool(told and more)  # "more grain. The statue smiles, too"
    apart = clause.link == "and" and (not clause.final or clause.wished) and not clause.but
    if apart and clause.kind == "edit":  # "un poco más de contraste y mete un gato"
        beside = beside or any(unit.word.roles & MORE for unit in phrase.units)
    if wished and len(phrase.units) >= _HALVES and phrase.units[0].word.roles & DEFINITE:
        led = any(unit.word.roles & BEFORE_NOUN for unit in clause.units[1:2])
        beside = beside or led  # "la escena de día, y que el camarero tenga bigote"
    return beside or hued(phrase, clause) or of_its_own(phrase, spanish=spanish, wished=wished)


_MUCH = 4


def goes_beside(phrase: Clause, clause: Clause) -> bool:
    """German: "Haare rot und die Jacke weg": a thing and its state, before another that goes."""
    first = clause.units[0]
    named = first.capital or first.word.roles & BEFORE_NOUN
    return bool(named) and clause.op in ("remove", "act") and predicative(phrase.units)


def hued(phrase: Clause, clause: Clause) -> bool:
    """Spanish: "el pelo rojo y quita la gorra": a thing and how it is to be, before a demand of another."""
    units = phrase.units
    if clause.link != "and" or clause.kind != "edit" or clause.but or clause.final:
        return False
    own = len(units) == _HALVES and units[0].word.roles & DEFINITE
    return is_stuff(units) or (bool(own) and is_quality(units[-1]) and not units[-1].capital)


def pleased(units: Sequence[Unit]) -> bool:
    """German: "den Koffer bitte aus Leder, und …"; not "(Tisch und) Bank bitte beide in Rot"."""
    both = any(unit.word.roles & QUANTIFIER for unit in units[2:])
    return bool(units[0].word.roles & DEFINITE and not both) and any(
        unit.text == "bitte" for unit in units[2:-1]
    )


def of_its_own(phrase: Clause, *, spanish: bool, wished: bool) -> bool:
    """Whether a phrase before a verb, or before "…, and that it rain" (`wished`), is a change by itself."""
    if phrase.stated or (phrase.also and phrase.units[0].word.roles & ARTICLE):
        return True  # "besides a higher fence, …"
    first = phrase.units[0].word
    kinds = kinds_of(phrase.units)
    if first.roles & AIM:
        return False
    styled = "styles" in kinds and _as_style(phrase.units)
    wished = wished and not first.roles & (LINK | PLACE | DEFINITE)
    if wished or styled or (not spanish and (predicative(phrase.units) or pleased(phrase.units))):
        return True
    if first.roles & (PLACE | LINK | WITH | DEFINITE) and not kinds & {"times", "styles"}:
        return False
    if first.roles & DEFINITE and not first.roles & PLACE and phrase.units[0].text != "al":
        return False  # not of "al amanecer"
    return (
        bool(kinds & WHOLE)
        or (shaped(phrase.units) and phrase.link != "start")
        or (shaped(phrase.units) and bool(kinds & (BESIDE | frozenset(("colors",)))))
    )
