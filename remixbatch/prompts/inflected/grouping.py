"""Phrases without any verb: which are one thing together, and which a change each."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Asked, Clause
from remixbatch.prompts.inflected.newcomers import (
    enters_light,
    filmed_too,
    has_people,
    is_beyond,
    is_lit,
    is_of_another,
    is_shown,
    is_striped,
)
from remixbatch.prompts.inflected.pairs import (
    acts_too,
    bare_pair,
    both_placed,
    does,
    exchanged,
    exchanges,
    for_each,
    in_state,
    is_placed,
    made_of,
    pleased,
    somebody_does,
    to_whom,
    two_attributes,
)
from remixbatch.prompts.inflected.phrases import AWAY, is_thing, rider_at, rider_of
from remixbatch.prompts.inflected.references import is_there
from remixbatch.prompts.inflected.roles import (
    ADVERB,
    ARTICLE,
    BEFORE_NOUN,
    DETERMINER,
    LINK,
    MORE,
    PLACE,
    QUANTIFIER,
    WITH,
    WITHOUT,
)
from remixbatch.prompts.inflected.shapes import (
    BESIDE,
    WHOLE,
    compared,
    content_of,
    is_done,
    is_made_of,
    is_named_act,
    is_of_all,
    is_quality,
    is_there_new,
    kinds_of,
    predicative,
    shaped,
)

_LOOKS = frozenset(("styles", "lights", "palettes"))
_WHOLE_OR_ACTORS = WHOLE | {"actors"}
_WHOLE_OR_TRAITS = WHOLE | {"traits"}


def grouped(phrases: Sequence[Clause]) -> list[Asked]:
    """Phrases without any verb ("green door, wet street"): those that are one thing together."""
    if _fragments(phrases):
        return [Asked([phrase]) for phrase in phrases]
    if _are_all_so(phrases):
        return [Asked(list(phrases))]
    groups: list[Asked] = []
    seen: set[str] = set()
    for phrase in _begun(phrases):
        kinds = kinds_of(phrase.units)
        whole = kinds & WHOLE
        if not groups:
            groups.append(Asked([phrase]))
        elif (
            _is_trait(groups[-1], phrase)
            or _one_tone(groups[-1].clauses[-1], phrase)
            or _fits(seen, phrase)
            or _comes_along(groups[-1].clauses[0], phrase)
            or (groups[-1].clauses[0].units[0].word.roles & ARTICLE and is_done(phrase.units))
        ):
            groups[-1].clauses.append(phrase)
        elif (other := _beside(groups, phrase)) is not None:
            groups.append(other)
        elif (
            phrase.link == "colon"
            or _how_much(phrase)
            or _is_state_too(groups[-1].clauses[0], phrase)
            or _is_with_it(groups[-1].clauses, phrase)
            or _says_how(groups[-1].clauses[0], phrase)
            or _of_the_look(groups[0].clauses[0], kinds, phrase)
            or (phrase.units[0].word.roles & WITH and phrase.link == "comma" and not whole)
            or _of_the_same(seen, kinds, whole)
            or (groups[-1].clauses[0].stated and phrase.link == "comma" and not _told(phrase))
            or (groups[-1].clauses[0].stated and phrase.units[0].word.roles & WITH and not whole)
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


def _are_all_so(phrases: Sequence[Clause]) -> bool:
    """ "Vorhänge, Kissen und Decke alle in Altrosa": things, and one value for all of them."""
    last = phrases[-1] if len(phrases) > 1 else None
    both = last and any(unit.word.roles & QUANTIFIER for unit in last.units[1:-1])
    return bool(both) and phrases[-1].link == "and" and not any(map(is_thing, phrases[:-1]))


def _comes_along(first: Clause, phrase: Clause) -> bool:
    """ "eine Höhle mit Fackeln, Fellen und einem Lagerfeuer": more of what comes with a new thing, by its case."""
    led = any(unit.word.roles & WITH or unit.text == "aus" for unit in first.units[2:])
    if not led or not first.units[0].word.roles & ARTICLE or phrase.link not in ("comma", "and"):
        return False
    if phrase.also or len(phrase.units) > _PALE or kinds_of(phrase.units) & _WHOLE_OR_ACTORS:
        return False
    head, last = phrase.units[0], phrase.units[-1]
    if not last.capital:  # Spanish, which has no case
        return first.stated and not any(unit.word.roles for unit in phrase.units)
    dative = head.text.endswith(("en", "em", "er")) and not head.word.roles & ~ARTICLE
    return head is last or dative


def _fits(seen: set[str], phrase: Clause) -> bool:
    """German: "in Ocker und gebrochenem Weiß, dazu ein passendes Gegenlicht": more of a palette, and its light."""
    last = phrase.units[-1]
    color = last.capital and "colors" in last.word.kinds and len(phrase.units) < _PALE
    lit = "lights" in kinds_of(phrase.units) and any(
        unit.text.startswith("passend") for unit in phrase.units
    )
    first = phrase.units[0].word  # Spanish: "(verdes apagados), ocres y marrones tierra"
    hue = "colors" in first.kinds and not first.roles
    hue = hue and not any(one.capital or one.word.roles & BEFORE_NOUN for one in phrase.units)
    return lit or bool((color or hue or is_striped(phrase.units)) and "colors" in seen)


_PAIR = 2
_PALE = 3  # words of a color, and one more


def _how_much(phrase: Clause) -> bool:
    """ "(more fog.) Much more."."""
    *much, more = phrase.units
    amount = all(unit.word.roles & (QUANTIFIER | ADVERB) or unit.text in _MUCH for unit in much)
    return bool(more.word.roles & MORE) and amount


_MUCH = frozenset(("mucho", "mucha", "muchos", "muchas", "bastante", "viel", "noch", "deutlich"))


def _beside(groups: Sequence[Asked], phrase: Clause) -> Asked | None:
    """A phrase that is another change beside the last of these, whatever kinds of thing they name."""
    last = groups[-1].clauses[0]
    if phrase.link == "and" and two_attributes(last, phrase):
        return Asked([phrase], "attribute", verb_of=last)
    if phrase.kind == "while":
        return Asked([phrase], "rider", units=phrase.units[1:])
    if phrase.units[0].word.roles & WITH and (rider_of(phrase, last) or _valued(phrase, last)):
        return Asked([phrase], "rider", units=phrase.units)
    alone = len(groups) == 1 and phrase.link == "and"
    two = (
        (is_named_act(last.units, loose=True) and acts_too(phrase))
        or filmed_too(last, phrase)
        or is_lit(last, phrase)
        or both_placed(last, phrase)
        or has_people(phrase)
        or enters_light(last, phrase)
        or _somebody_with(last, phrase)
        or _added(phrase, last)
        or (is_of_all(phrase.units) and bool(kinds_of(phrase.units) & WHOLE) and is_thing(last))
        or (is_thing(last) and is_shown(phrase))
        or bare_pair(groups[-1].clauses, phrase)
        or is_beyond(phrase)
        or (exchanges(last) and is_there(phrase))
        or for_each(last, phrase)
        or (phrase.link == "and" and compared(phrase.units))
        or (is_there_new(last.units) and is_there_new(phrase.units))
        or (phrase.link == "and" and pleased(phrase.units))
        or _gains(last, phrase)
        or is_of_another(last, phrase)
        or (does(last) and does(phrase))
        or (to_whom(last) and to_whom(phrase))
        or (alone and somebody_does(phrase, last))
    )
    return Asked([phrase]) if two else None


def _gains(first: Clause, phrase: Clause) -> bool:
    """ "sin bigote y con la corbata suelta"."""
    both = [clause.units[0].word.roles & (WITH | WITHOUT) for clause in (first, phrase)]
    return phrase.link == "and" and all(both) and both[0] != both[1]


def _valued(phrase: Clause, before: Clause) -> bool:
    """ "a night version, with the car in matt grey": a thing that is there, and its new colour."""
    units = phrase.units[1:]
    if len(units) < _VALUED or not units[0].word.roles & DETERMINER:
        return False
    lit = kinds_of(units[:2]) & _LIT or units[1].text in _SKIES
    if not kinds_of(before.units) & WHOLE or lit:
        return False
    said = units[2].text in ("en", "de", "in") and "colors" in units[3].word.kinds
    return said and len(units) <= _VALUED + 1


_SKIES = ("cielo", "himmel")  # of which the hour says the colour
_VALUED = 4  # words of "the car in grey"
_LIT = WHOLE | {"lights", "traits", "palettes", "places"}


def _fragments(phrases: Sequence[Clause]) -> bool:
    """ "parquet floor, ginger cat, candlelight": three short ones and more, of which most ask for something."""
    if len(phrases) < 3 or any(phrase.link in ("stop", "colon") for phrase in phrases):
        return False
    if _one_light(phrases):
        return False
    for phrase in phrases:
        kinds = kinds_of(phrase.units)
        led = phrase.units[0].word.roles & WITH  # "…, with creepers and fog"
        led = led or (phrase is not phrases[0] and _comes_along(phrases[0], phrase))
        if len(phrase.units) > 4 or phrase.kind != "phrase" or phrase.stated or led:
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
    if clauses[0].link == "colon" and phrase.link in (
        "comma",
        "and",
    ):  # "as if …: crooked strokes, …"
        return bool({"traits", "palettes"} & kinds_of(phrase.units)) and not phrase.also
    spelt = len(clauses) > 1 and clauses[1].link == "colon" and phrase.link in ("comma", "and")
    styled = kinds_of(clauses[0].units) & _LOOKS or is_of_all(clauses[0].units)
    if not spelt or not styled:
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


def _added(phrase: Clause, last: Clause) -> bool:
    """ "… and a wasp", "slow motion + castanets": a phrase that is said to come on top."""
    worn = kinds_of(phrase.units) & kinds_of(last.units) & {"clothes"}
    if worn or not (phrase.also or phrase.then):
        return False
    joined = phrase.link == "and" or exchanges(last)
    apart = joined and is_thing(last) and not kinds_of(phrase.units[:1]) & BESIDE
    return is_thing(phrase) or apart or bool(phrase.units[0].word.roles & ARTICLE)


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
    if is_placed(first.units) and is_placed(phrase.units):
        return True
    if exchanged(first.units) and exchanged(phrase.units):
        return True
    both = first.units[0].word.roles & phrase.units[0].word.roles & DETERMINER
    if rider_at(first) == rider_at(phrase) == 1 and len(first.units) > _PAIR < len(phrase.units):
        return True  # "Frau mit Hut, Mann mit Bart"
    return (
        bool(both)
        and (len(phrase.units) > 2 or (phrase.stated and bool(phrase.tail)))
        and (
            rider_at(first) > 0
            or (is_thing(first) and rider_at(phrase) > 0)
            or (is_thing(first) and (in_state(phrase.units) or is_made_of(phrase.units)))
            or (made_of(first.units) and (made_of(phrase.units) or shaped(phrase.units)))
        )
    )


def _of_the_look(first: Clause, kinds: frozenset[str], phrase: Clause) -> bool:
    """German: "oil painting, thick strokes, visible canvas"."""
    look = kinds_of(first.units) & _WHOLE_OR_TRAITS == {"styles"}
    if look and phrase.link == "comma" and any(unit.text == "als" for unit in first.units[1:]):
        bare = phrase.units[0].capital and len(phrase.units) == _PAIR
        return bare and "colors" in phrase.units[1].word.kinds  # "…, Figuren schwarz"
    return look and phrase.link == "comma" and phrase.units[0].text.endswith("e") and not kinds


def _is_with_it(clauses: Sequence[Clause], phrase: Clause) -> bool:
    """ "instead of …, a typewriter, with round keys and paper in it"."""
    first, last = clauses[0], clauses[-1]
    with_it = (first.stated or first is not last) and last.units[0].word.roles & WITH
    known = kinds_of(phrase.units) & _WHOLE_OR_ACTORS and len(phrase.units) > 1
    bare = not phrase.units[0].word.roles and not known
    return bool(with_it and bare) and phrase.link == "and" and not phrase.also


def _is_state_too(first: Clause, phrase: Clause) -> bool:
    """ "the gate, rusty and covered with vines": another quality, and no noun that it would be of."""
    quality = phrase.units[0]
    if phrase.link != "and" or phrase.also or not (first.stated or predicative(first.units)):
        return False
    bare = len(phrase.units) == 1 or phrase.units[1].word.roles
    paced = len(phrase.units) == 1 and quality.word.kinds == {"speeds"}
    so = is_quality(quality) and not quality.word.kinds & {"weather", "times"}
    return bool(bare and (so or paced))


def _says_how(first: Clause, phrase: Clause) -> bool:
    """German: "parquet instead of carpet, stained dark": no noun that would be another thing."""
    led = exchanges(first) or first.units[0].text in AWAY  # "im Hintergrund eine Burg, unscharf"
    if phrase.link != "comma" or not led or kinds_of(phrase.units) & WHOLE:
        return False
    named = any(unit.capital for unit in first.units)
    return named and not any(unit.capital for unit in phrase.units)


def _of_the_same(seen: set[str], kinds: frozenset[str], whole: frozenset[str]) -> bool:
    if whole:
        return bool(whole & seen)
    return bool(kinds & {"traits", "lights", "palettes"}) and bool(
        seen & {"styles", "traits", "lights", "palettes", "times"}
    )
