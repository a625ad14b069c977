"""Phrases without any verb: which are one thing together, and which a change each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.phrases import AWAY, is_thing, rider_at, rider_of
from remixbatch.prompts.inflected.roles import (
    ARTICLE,
    BEFORE_NOUN,
    CONTRAST,
    DEFINITE,
    DETERMINER,
    LINK,
    PARTICLE,
    PLACE,
    WITH,
)
from remixbatch.prompts.inflected.shapes import (
    ATTRIBUTES,
    BESIDE,
    WHOLE,
    content_of,
    is_quality,
    kinds_of,
    predicative,
)
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN
from remixbatch.prompts.reading import Why

_WHOLE_OR_ACTORS = WHOLE | {"actors"}
_WHOLE_OR_TRAITS = WHOLE | {"traits"}


@dataclass(slots=True)
class Asked:
    """One change: its clauses, and the clause whose verb is read back into it, if its own is left out."""

    clauses: list[Clause]
    why: Why = "verb"
    verb_of: Clause | None = None
    units: list[Unit] = field(default_factory=list)  # only these, of the last clause; empty: all


def grouped(phrases: Sequence[Clause]) -> list[Asked]:
    """Phrases without any verb ("green door, wet street"): those that are one thing together."""
    if _fragments(phrases):
        return [Asked([phrase]) for phrase in phrases]
    groups: list[Asked] = []
    seen: set[str] = set()
    for phrase in _begun(phrases):
        kinds = kinds_of(phrase.units)
        whole = kinds & WHOLE
        if not groups:
            groups.append(Asked([phrase]))
        elif _is_trait(groups[-1], phrase) or _one_tone(groups[-1].clauses[-1], phrase):
            groups[-1].clauses.append(phrase)
        elif phrase.kind == "while":
            groups.append(Asked([phrase], "rider", units=phrase.units[1:]))
        elif phrase.units[0].word.roles & WITH and rider_of(phrase, groups[-1].clauses[0]):
            groups.append(Asked([phrase], "rider", units=phrase.units))
        elif (
            _somebody_with(groups[-1].clauses[0], phrase)
            or _added(phrase)
            or (is_thing(groups[-1].clauses[0]) and _is_shown(phrase))
            or _bare_pair(groups[-1].clauses, phrase)
            or _beyond(phrase)
            or (does(groups[-1].clauses[0]) and does(phrase))
            or (_to_whom(groups[-1].clauses[0]) and _to_whom(phrase))
            or (len(groups) == 1 and phrase.link == "and" and _acts(phrase, groups[0]))
        ):
            groups.append(Asked([phrase]))
        elif (
            phrase.link == "colon"
            or _says_how(groups[-1].clauses[0], phrase)
            or _of_the_look(groups[0].clauses[0], kinds, phrase)
            or (phrase.units[0].word.roles & WITH and phrase.link == "comma" and not whole)
            or _of_the_same(seen, kinds, whole)
            or (groups[-1].clauses[0].stated and phrase.link == "comma" and not _told(phrase))
        ):
            groups[-1].clauses.append(phrase)
        elif len(groups) > 1 or (
            (is_thing(phrase) or _plain(seen, phrase)) and is_thing(groups[0].clauses[0])
        ):
            groups.append(Asked([phrase]))
        else:
            groups[-1].clauses.append(phrase)
        seen |= kinds
    return groups


def _fragments(phrases: Sequence[Clause]) -> bool:
    """ "parquet floor, ginger cat, candlelight": three short ones and more, of which most ask for something."""
    if len(phrases) < 3 or any(phrase.link in ("stop", "colon") for phrase in phrases):
        return False
    if _one_light(phrases):
        return False
    for phrase in phrases:
        kinds = kinds_of(phrase.units)
        if len(phrase.units) > 4 or phrase.kind != "phrase" or phrase.stated:
            return False
        if kinds & {"styles", "palettes"} or ("traits" in kinds and "lights" not in kinds):
            return False
    return sum(map(is_thing, phrases)) > len(phrases) / 2


def _one_light(phrases: Sequence[Clause]) -> bool:
    """ "golden hour, long shadows, warm backlight"."""
    first, *rest = [kinds_of(phrase.units) for phrase in phrases]
    begins = first & {"times", "lights", "traits"} and not first & {"actors", "weather"}
    return bool(begins) and all(
        kinds & {"lights", "traits", "palettes"} and not kinds & _WHOLE_OR_ACTORS for kinds in rest
    )


def _is_trait(first: Asked, phrase: Clause) -> bool:
    """ "silent film look: black and white, flicker, scratches on the film"."""
    clauses = first.clauses
    spelt = len(clauses) > 1 and clauses[1].link == "colon" and phrase.link in ("comma", "and")
    if not spelt or not kinds_of(clauses[0].units) & {"styles", "lights"}:
        return False
    kinds = kinds_of(phrase.units)
    own = WHOLE - {"styles"} if "traits" not in kinds else frozenset()
    return not phrase.also and not kinds & (own | {"actors"})


def _one_tone(before: Clause, phrase: Clause) -> bool:
    """ "a warmer and autumnal tone": one word, an adjective, after a trait."""
    if len(phrase.units) != 1 or phrase.link != "and" or phrase.also:
        return False
    traits = "traits" in kinds_of(before.units[:2])
    text = phrase.units[0].text
    if is_quality(before.units[-1]) and not phrase.units[0].word.kinds and text.endswith(_DONE):
        return True  # "a castle, huge and elaborate"
    return traits and text.endswith(_ADJECTIVES)


_DONE = ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas")
_ADJECTIVES = ("al", "ales", "urno", "urna", "iego", "iega", "lich", "licher")


def _begun(phrases: Sequence[Clause]) -> Sequence[Clause]:
    """Phrases from the first that asks for something: "nearly there! The cape longer, the wind stronger"."""
    for at, phrase in enumerate(phrases[1:], 1):
        if phrase.link == "stop" and is_thing(phrase) and not any(map(is_thing, phrases[:at])):
            return phrases[at:]
    return phrases


def _added(phrase: Clause) -> bool:
    """ "… and a wasp": a phrase that is said to come on top."""
    return (phrase.also or phrase.then) and (
        is_thing(phrase) or bool(phrase.units[0].word.roles & ARTICLE)
    )


def _told(phrase: Clause) -> bool:
    named = kinds_of(phrase.units) & WHOLE and len(phrase.units) == 1
    return bool(named) or phrase.stated or predicative(phrase.units)


def _plain(seen: set[str], phrase: Clause) -> bool:
    """Two words about a thing, after a thing with its state and no style: "green door, cobbled street"."""
    beside = kinds_of(phrase.units) & BESIDE or seen & {"styles", "palettes", "lights"}
    if phrase.units[0].word.roles & ARTICLE and "styles" not in seen:
        return any(unit.word.roles & PLACE for unit in phrase.units)  # "a helicopter far off"
    return (
        not beside
        and phrase.link == "comma"
        and len(content_of(phrase.units)) == 2
        and (len(phrase.units) == 2 or bool(phrase.units[1].word.roles & LINK))
        and len(phrase.units) < 4
    )


def _somebody_with(first: Clause, phrase: Clause) -> bool:
    """ "the boy with boots and the girl with an umbrella"."""
    if phrase.link not in ("and", "comma"):
        return False
    if _placed(first.units) and _placed(phrase.units):
        return True
    if _exchanged(first.units) and _exchanged(phrase.units):
        return True
    both = first.units[0].word.roles & phrase.units[0].word.roles & DETERMINER
    return (
        bool(both)
        and len(phrase.units) > 2
        and (
            rider_at(first) > 0
            or (is_thing(first) and rider_at(phrase) > 0)
            or (_made_of(first.units) and _made_of(phrase.units))
        )
    )


def _bare_pair(before: Sequence[Clause], phrase: Clause) -> bool:
    """German: "full moon, cobbles", "a donkey instead of a horse, drizzle": nouns that no other word binds."""
    first = before[0]
    return (
        phrase.link == "comma"
        and len(before) == 1
        and _is_bare(phrase.units, _TRAITS)
        and (first.stated or _is_bare(first.units, _LOOKS) or _exchanges(first))
    )


def _beyond(phrase: Clause) -> bool:
    """ "a swan on the pond and behind it a mill"."""
    units = phrase.units
    if phrase.link != "and" or len(units) < _HALVES or units[0].text not in AWAY:
        return False
    return bool(units[1].word.roles & ARTICLE)


def does(phrase: Clause) -> bool:
    """German: "das Boot kentert", "der Himmel reißt auf": who does it, and a verb, be it one that no list has."""
    units = phrase.units
    if len(units) not in (_HALVES, _HALVES + 1) or not units[0].word.roles & DEFINITE:
        return False
    noun, verb, *rest = units[1:]
    finite = verb.word is UNKNOWN or (verb.word.op and not verb.word.roles)
    ends = finite and not verb.capital and verb.text.endswith("t")
    return noun.capital and bool(ends) and all(unit.word.roles & PARTICLE for unit in rest)


def _to_whom(phrase: Clause) -> bool:
    """German: "dem Pferd Flügel": whom, and what."""
    units = phrase.units
    whom = units[0].text in ("dem", "der", "den") and len(units) >= _HALVES
    named = sum(unit.capital for unit in units[1:])
    return whom and named > 1 and not any(unit.word.roles & (LINK | PLACE) for unit in units)


def _exchanges(phrase: Clause) -> bool:
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


_HALVES = 3  # words of such a phrase
_TRAITS = frozenset(("traits", "lights", "palettes", "materials"))
_LOOKS = _TRAITS | frozenset(("styles", "times"))


def _of_the_look(first: Clause, kinds: frozenset[str], phrase: Clause) -> bool:
    """German: "oil painting, thick strokes, visible canvas"."""
    look = kinds_of(first.units) & _WHOLE_OR_TRAITS == {"styles"}
    return look and phrase.link == "comma" and phrase.units[0].text.endswith("e") and not kinds


def _says_how(first: Clause, phrase: Clause) -> bool:
    """German: "parquet instead of carpet, stained dark": no noun that would be another thing."""
    if phrase.link != "comma" or not _exchanges(first) or kinds_of(phrase.units) & WHOLE:
        return False
    named = any(unit.capital for unit in first.units)
    return named and not any(unit.capital for unit in phrase.units)


def _is_shown(phrase: Clause) -> bool:
    """ "dog in the foreground with its tongue out", "vorne ein Hund": somebody who is new in the picture."""
    units = phrase.units
    if "actors" not in kinds_of(units[:3]):
        return False
    led = units[0].text in _FRONT and len(units) > 2 and units[1].word.roles & ARTICLE
    return bool(led) or any(unit.text in AWAY for unit in units[1:4])


def _acts(phrase: Clause, first: Asked) -> bool:
    """Beside a look or an hour, somebody who does something to another: "der Bürgermeister reitet eine Kuh"."""
    if not kinds_of(first.clauses[0].units) & _WHOLE_OR_TRAITS or len(phrase.units) < 5:
        return False
    led, named, verb, what = phrase.units[:4]
    does = verb.word is UNKNOWN and verb.text.endswith("t") if named.capital else verb.word.op
    bound = verb.capital or not led.word.roles & DEFINITE or not what.word.roles & BEFORE_NOUN
    return bool(does) and not bound


_FRONT = frozenset(("vorne", "vorn", "hinten", "dahinter", "davor", "delante", "detrás"))


def _exchanged(units: Sequence[Unit]) -> bool:
    """Spanish: "a sailing boat for the yacht"."""
    if not units[0].word.roles & ARTICLE:
        return False
    return any(
        one.text == "por" and other.word.roles & DEFINITE for one, other in pairwise(units[1:])
    )


def _placed(units: Sequence[Unit]) -> bool:
    """ "snow on the roof", "bells far off"."""
    if units[0].word.roles & (PLACE | LINK):
        return False
    for at in range(1, len(units)):
        roles = units[at].word.roles
        beyond = units[at + 1].word.roles if at + 1 < len(units) else DEFINITE
        if roles & PLACE and beyond & DEFINITE and units[at].text not in ("de", "von"):
            return True
        if units[at].text in ("en", "in", "auf", "aus") and beyond & DEFINITE:
            return True
        if units[at].text in ("am", "im", "beim"):
            return True
    return False


def _made_of(units: Sequence[Unit]) -> bool:
    return units[2].text in ("aus", "de", "von") if len(units) > 3 else False


def _of_the_same(seen: set[str], kinds: frozenset[str], whole: frozenset[str]) -> bool:
    if whole:
        return bool(whole & seen)
    return bool(kinds & {"traits", "lights", "palettes"}) and bool(
        seen & {"styles", "traits", "lights", "palettes", "times"}
    )


def new_place(clause: Clause) -> list[Unit]:
    """ "a red fox in the desert": the place, where subject and place are both new."""
    units = clause.units
    if not units[0].word.roles & ARTICLE:
        return []
    for at in range(2, len(units)):
        if units[at].text in ("en", "im", "in", "am", "auf"):
            kinds = kinds_of(units[at:])
            known = bool(kinds & {"places", "weather", "times"})
            named = units[at + 1 : at + 2] and units[at + 1].word.roles & ARTICLE
            subject = kinds_of(units[1:at])
            attributed = known and subject & frozenset(ATTRIBUTES)
            acts = "actors" in subject and (known or named)
            return list(units[at:]) if attributed or acts else []
    return []
