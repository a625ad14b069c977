"""Shapes of phrases: what kinds of thing they name, whether they say how a thing is to be, what rides on "with"."""

import re
from collections.abc import Sequence

from remixbatch.prompts.inflected.inflection import BARE, DONE
from remixbatch.prompts.inflected.roles import (
    ADVERB,
    ANCHOR,
    ARTICLE,
    BEFORE_NOUN,
    DEFINITE,
    DETERMINER,
    LINK,
    META,
    MORE,
    PARTICLE,
    PLACE,
    POSSESSIVE,
    SECOND,
    WITH,
)
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN

# Kinds that concern the whole clip: two of them are two changes, whatever joins them.
WHOLE = frozenset(("times", "weather", "styles", "cameras", "audio"))
BESIDE = frozenset(
    ("traits", "lights", "colors", "palettes", "materials")
)  # come with a style or a light
ATTRIBUTES = ("colors", "sizes", "ages", "materials", "patterns")
QUALITIES = frozenset((*ATTRIBUTES, "weather", "times"))
VALUED = frozenset(("change", "replace", "turn", "paint", "make", "put", "act"))
ADDS = frozenset(("add", "put", "use", "want"))
GIVES = frozenset(("give", "put", "add"))


def kinds_of(units: Sequence[Unit]) -> frozenset[str]:
    """All kinds that the words of a phrase have."""
    found: frozenset[str] = frozenset()
    for unit in units:
        if unit.word.kinds:
            found |= unit.word.kinds
    return found


def content_of(units: Sequence[Unit]) -> list[Unit]:
    return [
        unit for unit in units if not unit.word.roles & ~(SECOND | ANCHOR | META | PARTICLE | MORE)
    ]


def shaped(units: Sequence[Unit]) -> bool:
    """Whether a phrase says of a thing how it is to be: a thing and a quality of it."""
    content = content_of(units)
    qualities = sum(1 for unit in content if is_quality(unit))
    led = units[0].word.roles & BEFORE_NOUN and not any(unit.capital for unit in units)
    if led and len(content) == qualities > 1:
        return True  # Spanish: "la arena negra": the first is the noun
    return 0 < qualities < len(content) or (
        len(content) > 1 and bool(kinds_of(content) & {"weather", "times"})
    )


def is_quality(unit: Unit) -> bool:
    """Whether a word says how a thing is; a participle does, too."""
    return bool(unit.word.mood & DONE) or any(
        kind in QUALITIES or kind.startswith("quality") for kind in unit.word.kinds
    )


def predicative(units: Sequence[Unit]) -> bool:
    """German: "pipes black", "camera calmer": a noun, and after it what it is to be."""
    if len(units) < 2:
        return False
    units = [unit for unit in units if unit.text != "bitte"]
    full = next((at for at, unit in enumerate(units) if unit.text in _FULL), 0)
    units = units[: full + 1] if full > 1 and units[-1].capital else units
    units = _unplaced(units)
    if len(units) < 2:
        return False
    last = units[-1]
    noun = next((at for at, unit in enumerate(units) if unit.capital), -1)
    if noun < 0 or any(unit.word.roles for unit in units[1:noun]):  # adjectives have none
        return False
    if last.capital or len(units) > _STATE or last.word.roles & ~(ADVERB | PARTICLE | MORE):
        return False
    return not any(
        unit.word.roles & (LINK | PLACE | WITH) and unit.text not in _SIDES for unit in units
    )


def _unplaced(units: Sequence[Unit]) -> Sequence[Unit]:
    """German: a noun with a quality, without where it is: "Wasser (im Becken) glasklar", "Wand (hinter der Bar) blau"."""
    for at in range(1, len(units) - 2):
        unit, after = units[at], units[at + 1]
        if not units[at - 1].capital or not unit.word.roles & (PLACE | LINK):
            continue
        if unit.text in ("im", "am", "beim") and after.capital:
            return [*units[:at], *units[at + 2 :]]
        if after.text in ("dem", "der") and at + 3 < len(units) and units[at + 2].capital:
            return [*units[:at], *units[at + 3 :]]
    return units


_FULL = ("voller", "voll")  # "den Himmel voller Drachen", "der Korb voll mit Nüssen"
_STATE = 5  # words of a thing and what it is to be, at most
_SIDES = frozenset(("links", "rechts", "oben", "unten", "hinten", "vorn", "vorne"))


def is_made_of(units: Sequence[Unit]) -> bool:
    """German: "den Tisch aus Marmor"."""
    units = [unit for unit in units if not unit.word.roles & ADVERB]
    if len(units) < 4 or not units[0].word.roles & DEFINITE or units[2].text not in ("aus", "in"):
        return False
    bare = units[2].text == "aus" and len(units) == _STUFF and units[3].capital
    stuff = kinds_of(units[3:]) & {"materials", "colors"} or (bare and not units[3].word.roles)
    return units[1].capital and bool(stuff)


_STUFF = 4  # words of "den Besen aus Neon"


def is_infinitive(units: Sequence[Unit]) -> bool:
    """German: whether a verb that nobody listed stands last."""
    if len(units) < 2:
        return False
    last = units[-1]
    return last.word is UNKNOWN and not last.capital and last.text.endswith(_EN)


def does_it(units: Sequence[Unit]) -> bool:
    """German: whether who "shall" do it is named before an infinitive: "der Thron einstürzen", not "das Tuch beflecken"."""
    while (
        len(units) > _FEWEST - 1
        and units[0].word.roles & PLACE
        and not units[0].word.roles & ARTICLE
    ):
        units = units[1:]  # "hinten der Mond aufgehen"
    first, noun = units[0], units[1]
    named = noun.capital and first.word.roles & BEFORE_NOUN
    if named and units[2].text == "sich":
        return True
    if "actors" in kinds_of(units) or (named and units[-1].text.endswith(_BY_ITSELF)):
        return True
    return first.text == "der" and noun.capital and not noun.text.endswith(_FEMININE)


def does_first(units: Sequence[Unit]) -> bool:
    """German: "die Lampions flackern grün": who, a verb that no list has, and how."""
    if len(units) < _FEWEST or not units[0].word.roles & DEFINITE or not units[1].capital:
        return False
    verb = units[2]
    known = verb.word.op and verb.word.mood & BARE and not verb.word.roles
    does = verb.word is UNKNOWN or known
    return bool(does) and not verb.capital and verb.text.endswith(_EN)


_FEWEST = 4
_FEMININE = ("e", "in", "ung", "heit", "keit", "schaft", "frau", "mutter", "tochter", "schwester")
# What nothing is done to.
_BY_ITSELF = (
    *("gehen", "kommen", "fallen", "laufen", "steigen", "sinken", "fliegen", "springen", "brennen"),
    *("leuchten", "schweben", "blühen", "schwinden", "scheinen", "erlöschen", "platzen", "stehen"),
    *("schmelzen", "stürzen", "wachsen", "fließen", "strömen", "klingen", "tönen", "brechen"),
    *("flackern", "blinken", "glühen", "wackeln", "schaukeln", "zittern", "beben", "dampfen"),
    *("qualmen", "funkeln", "glitzern", "schimmern", "tropfen", "fliehen"),
)


def is_done(units: Sequence[Unit]) -> bool:
    """German: "die Brücke eingestürzt", "der Fluss über die Ufer getreten": a thing, and a participle."""
    if len(units) < _FEWEST - 1 or not units[0].word.roles & DEFINITE or not units[1].capital:
        return False
    last = units[-1]
    return not last.capital and _DONE.fullmatch(last.text) is not None


_DONE = re.compile(
    "(?:ab|an|auf|aus|ein|um|zu|vor|weg|herunter|runter|zusammen|hoch|los|durch|nieder)?"
    "ge(?!fällt|hört|lingt|ht$|winnt|nießt|rät|schieht|rn)[a-zäöüß]{2,}(?:t|en)"
)


def compared(units: Sequence[Unit]) -> bool:
    """German: "die See rauer": a thing, and how much more so than it is."""
    last = units[-1].text
    return bool(units[0].word.roles & DEFINITE) and last.endswith("er") and predicative(units)


def is_there_new(units: Sequence[Unit]) -> bool:
    """ "vor der Tür ein Kamel", "en la mesa un florero": a place that is named first, and what is new there."""
    first = units[0].word.roles
    if not first & PLACE or first & (ARTICLE | WITH) or units[0].text in _NO_PLACE:
        return False
    at = next((at for at, unit in enumerate(units[1:_NEAR], 1) if unit.word.roles & ARTICLE), 0)
    if at == 1 and units[0].text in _HERE:
        return len(units) > at + 1
    if at < 2 or at + 1 >= len(units) or units[at].text in _OF_ONE:
        return False
    inside = units[1:at]
    named = all(not unit.word.roles & ~(DETERMINER | POSSESSIVE | ANCHOR) for unit in inside)
    return named and not kinds_of(inside) & (WHOLE | BESIDE)


_HERE = frozenset(
    (
        *("draußen", "drinnen", "hinten", "vorne", "vorn", "oben", "unten", "daneben", "darüber"),
        *("darunter", "darauf", "darin", "obendrauf", "obenauf", "nebenan", "ringsum"),
        *("detrás", "detras", "delante", "arriba", "abajo", "fuera", "dentro", "afuera"),
    )
)
_NEAR = 6  # words of a place, at most
_NO_PLACE = frozenset(("von", "vom", "um", "bei", "beim", "de", "del", "entre", "zwischen"))
_OF_ONE = frozenset(("eines", "einer", "einem"))


def is_named_act(units: Sequence[Unit], *, loose: bool = False) -> bool:
    """German: "Austausch der Tür", "Absenken der Decke": what is to be done, as a noun; `loose`: beside another such."""
    if len(units) < _FEWEST - 1 or not units[0].capital or units[1].text not in _OF:
        return False
    first = units[0]
    acts = first.word.op and first.word.mood & BARE
    return bool(acts) or first.text.endswith(_ACTS) or (loose and first.text.endswith(_EN))


_OF = frozenset(("des", "der", "von", "vom", "eines", "einer"))
_ACTS = ("ung", "tausch", "ersatz", "retusche", "wechsel", "umbau", "einbau")


def somebody_acts(units: Sequence[Unit]) -> bool:
    """German: "… and in front a candle burn"."""
    while (
        len(units) > 1
        and units[0].word.roles & (PLACE | ADVERB)
        and not units[0].word.roles & ARTICLE
    ):
        units = units[1:]
    last = units[-1]
    return (
        len(units) > 2
        and bool(units[0].word.roles & BEFORE_NOUN)
        and not last.capital
        and (bool(last.word.mood & BARE) or is_infinitive(units) or last.text in _BEING)
    )


_BEING = frozenset(("sein", "haben", "werden"))


def somebody_has(units: Sequence[Unit]) -> bool:
    """ "… and the guest a beard", "Oma eine Brille": a subject and an object, the verb left out."""
    if len(units) < 3:
        return False
    first, after = units[0], units[1].word.roles
    if not first.word.roles & DEFINITE:
        return bool(first.capital and not first.word.roles and after & ARTICLE)
    if any(unit.word.roles & ARTICLE for unit in units[2:]):
        return True
    return (
        units[1].capital
        and units[-1].capital
        and not any(unit.word.roles & (LINK | PLACE) for unit in units)
    )


def where_of(units: Sequence[Unit]) -> str:
    """The words of place in a phrase, behind its thing."""
    return " ".join([unit.text for unit in units[1:] if unit.word.roles & PLACE])


def on_two_sides(told: Sequence[Unit], rest: Sequence[Unit]) -> bool:
    """ "left shall be a cactus, right a well"."""
    placed = told[0].word.roles & rest[0].word.roles & PLACE
    return bool(placed) and len(rest) > 2 and bool(rest[1].word.roles & ARTICLE)


def two_places(mine: Sequence[Unit], other: Sequence[Unit]) -> bool:
    return _place_of(mine) != "" and _place_of(other) != "" and _place_of(mine) != _place_of(other)


def _place_of(units: Sequence[Unit]) -> str:
    for at in range(1, len(units) - 1):
        unit = units[at]
        if unit.text == "del" and at + 1 < len(units):
            return units[at + 1].text
        if unit.text in ("de", "von", "aus", "auf", "an", "vom", "en") or unit.word.roles & PLACE:
            after = units[at + 1]
            if after.word.roles & DEFINITE and at + 2 < len(units):
                return units[at + 2].text
            if unit.text in ("vom", "am", "im"):
                return after.text
    return ""


def is_to_whom(units: Sequence[Unit]) -> bool:
    """German: "dem Kind einen Hut": whom, and what."""
    if not units or units[0].text not in (
        "dem",
        "der",
        "den",
        "ihm",
        "ihr",
        "einem",
        "einer",
        "seinem",
        "ihrem",
    ):
        return False
    noun = next((unit for unit in units if unit.capital), units[0])
    if units[0].text == "den" and not noun.text.endswith("n"):
        return False  # "den Griff aus Elfenbein": no dative of several
    return (
        any(unit.word.roles & BEFORE_NOUN for unit in units[1:])
        or sum(unit.capital for unit in units) >= 2
    )


def is_of_all(units: Sequence[Unit]) -> bool:
    """ "all of it (at dawn)"."""
    return units[0].text in _ALL or [unit.text for unit in units[:2]] == ["das", "ganze"]


_ALL = frozenset(("alles", "todo", "das ganze"))


def both_to_whom(told: Sequence[Unit], rest: Sequence[Unit]) -> bool:
    """German: "dem Koch setzt du eine Haube auf, der Kellnerin eine Brille"."""
    sure = not _SURELY.isdisjoint((told[0].text, rest[0].text))
    return sure and is_to_whom(told) and is_to_whom(rest)


_SURELY = frozenset(("dem", "ihm", "einem", "seinem", "ihrem"))  # where "der" may be either
_EN = ("en", "ern", "eln")
