"""Phrases as clauses: a thing with its state, a with-phrase that brings in somebody else."""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import DOING
from remixbatch.prompts.inflected.roles import (
    ANCHOR,
    ARTICLE,
    BEFORE_NOUN,
    CONTRAST,
    DETERMINER,
    LINK,
    META,
    MORE,
    PLACE,
    POSSESSIVE,
    SECOND,
    WITH,
)
from remixbatch.prompts.inflected.shapes import (
    BESIDE,
    WHOLE,
    is_done,
    kinds_of,
    predicative,
    shaped,
)
from remixbatch.prompts.inflected.units import Unit

_OF_ALL = WHOLE | {"lights", "speeds"}


def is_state_of(last: Clause, phrase: Clause) -> bool:
    """Whether a phrase after a comma or a colon is the state of the thing before it."""
    if last.stated or kinds_of(last.units) & {"styles", "palettes", "times"}:
        return False
    if any(unit.word.roles & META for unit in last.units):
        return False
    if phrase.link == "colon":
        return last.link in ("start", "stop", "item") and len(last.units) < 4
    return (
        phrase.link == "comma"
        and last.link in ("start", "stop", "colon", "and")
        and len(phrase.units) < (6 if phrase.units[0].word.roles & MORE else 4)
        and bool(last.units[0].word.roles & (DETERMINER | POSSESSIVE))
        and len(last.units) < (10 if phrase.units[0].word.roles & MORE else 6)
        and (
            not phrase.units[0].word.roles & BEFORE_NOUN
            or (
                phrase.units[0].text in ("al", "del") and len(phrase.units) < _FEW - 1
            )  # "al revés"
        )
    )


def _attributive(units: Sequence[Unit]) -> bool:
    """German: "rusty hull", "calmer sea": a quality with its ending, and a noun."""
    if len(units) < 2 or not units[1].capital or (units[0].capital and units[0].first):
        return False
    if len(units) > 2 and not units[2].word.roles & (LINK | PLACE):
        return False
    return (
        not units[0].word.roles
        and not kinds_of(units) & BESIDE
        and units[0].text.endswith(_ENDINGS)
    )


_ENDINGS = ("e", "er", "es", "en", "em")


def is_thing(phrase: Clause) -> bool:
    """Whether a phrase asks for something itself."""
    return (
        phrase.stated
        or any(unit.word.roles & CONTRAST for unit in phrase.tail[:1])
        or any(unit.word.roles & MORE or unit.text == "+" for unit in phrase.units)
        or _behind(phrase.units)
        or _elsewhere(phrase.units)
        or _out(phrase.units)
        or becomes(phrase.units)
        or turns(phrase.units)
        or is_done(phrase.units)
        or _and_off(phrase.units)
        or _attributive(phrase.units)
        or bool(kinds_of(phrase.units) & _OF_ALL)
        or shaped(phrase.units)
        or predicative(phrase.units)
    )


def _behind(units: Sequence[Unit]) -> bool:
    """ "a stadium as the background"; "Hintergrund Strand", "fondo playa"; Spanish: "fondo de playa"."""
    if [unit.text for unit in units[:2]] == ["fondo", "de"]:
        return True
    if units[0].text in _BACKGROUNDS and units[1:] and not units[1].word.roles:
        return True
    return any(
        one.text in ("als", "como") and other.text in _BACKGROUNDS for one, other in pairwise(units)
    )


def _elsewhere(units: Sequence[Unit]) -> bool:
    """ "in the background a castle"."""
    return len(units) > 1 and units[0].text in AWAY and bool(units[1].word.roles & ARTICLE)


def would_be(phrase: Clause) -> bool:
    """German: "…, and a boat would be nice"."""
    first, last = phrase.units[0].word.roles, phrase.units[-1].text
    new = first & ARTICLE and not first & DETERMINER
    new = new or phrase.units[0].capital  # "…, and music would be nice, too"
    return bool(new) and phrase.link == "and" and last.startswith(_WOULD)


_WOULD = ("wäre ", "wär ", "wären ", "estaria ", "quedaria ", "seria ", "vendria ")


def _out(units: Sequence[Unit]) -> bool:
    """Spanish: "farola fuera"; German: "Laternen an"."""
    if units[0].capital and len(units) == _FEW - 2:
        return units[1].text in ("an", "aus", "auf", "zu")
    stuff = len(units) == _FEW - 1 and units[1].text == "aus"
    if units[0].capital and stuff and "materials" in units[2].word.kinds:
        return True  # "Schal aus Wolle"
    if units[0].capital and units[2:] and units[1].text in _OFF:
        return bool(units[2].word.roles & PLACE)  # "Brille runter bei der Nonne"
    return units[-1].text == "fuera" and 1 < len(units) < _FEW


_FEW = 4
_OFF = frozenset(("runter", "ab", "weg", "raus", "rein", "hoch", "herunter", "heraus"))


def _and_off(units: Sequence[Unit]) -> bool:
    """German: "weg mit dem Hut", "her mit einem Schirm"."""
    return (
        len(units) > _FEW - 2 and units[0].text in (*_OFF, "her", "fort") and units[1].text == "mit"
    )


def turns(units: Sequence[Unit]) -> bool:
    """Spanish: "las margaritas por amapolas": the one for the other; German: "Auto zu Kutsche"."""
    if units[0].capital and [unit.text for unit in units[1:2]] == ["zu"]:
        return 1 < len(units) - 1 < _FEW
    if not units[0].word.roles & DETERMINER:
        return False
    return any(one.text == "por" and not other.word.roles for one, other in pairwise(units[1:4]))


def becomes(units: Sequence[Unit]) -> bool:
    """German: "der Stock ein Knochen", "dem Hamster einen Umhang": a thing, and what it becomes or gets."""
    if len(units) < 4 or not units[0].word.roles & DETERMINER or units[0].word.roles & PLACE:
        return False
    at = next((at for at in range(2, len(units) - 1) if units[at].word.roles & ARTICLE), 0)
    named = at and all(not unit.word.roles for unit in units[1:at]) and units[-1].capital
    return bool(named and units[at - 1].capital)


_BACKGROUNDS = frozenset(("hintergrund", "kulisse", "fondo", "telon"))


def rider_at(clause: Clause) -> int:
    """Where a with-phrase begins; -1 where there is none."""
    return next((at for at, unit in enumerate(clause.units) if unit.word.roles & WITH), -1)


def bare_rider(clause: Clause) -> bool:
    """ "(the guide) con mochila": what stands behind it with an article is no more of that."""
    at = rider_at(clause)
    return not any(unit.word.roles & BEFORE_NOUN for unit in clause.units[at + 1 : at + 2])


def rider_of(clause: Clause, frame: Clause | None = None) -> list[Unit]:
    """A with-phrase that brings in somebody or something else; [] where there is none."""
    at = rider_at(clause)
    if at < 0:
        return []
    rider = clause.units[at:]
    return rider if _brings(clause, rider[1:], frame or clause) else []


def _brings(clause: Clause, units: Sequence[Unit], frame: Clause) -> bool:
    """Whether `units`, what follows the "with" in a clause, is another thing or actor, or one that acts.

    `frame` is the clause whose verb they belong to.
    """
    op = frame.op
    if not units:
        return False
    if any(unit.word.roles & SECOND for unit in units[:2]):
        return _second(clause, units)
    if not units[0].word.roles & BEFORE_NOUN:
        return False
    if "lights" in kinds_of(units[:4]):
        return False
    acts = len(units) > 2 and "actors" in kinds_of(units[:2]) and units[2].text.endswith(_DOING)
    if kinds_of(units[:2]) & {"traits", "clothes"} and not acts:
        return op == "put" and _dressed(units)
    return _enters(clause, units, op) or _acts(clause, units, frame)


def _second(clause: Clause, units: Sequence[Unit]) -> bool:
    """ "with a second boat"; not "add to the scene with …"."""
    before = len(clause.units) - len(units) - 2
    of_scene = before >= 0 and clause.units[before].word.roles & ANCHOR
    return not kinds_of(units[:3]) & BESIDE and not of_scene


def _dressed(units: Sequence[Unit]) -> bool:
    """ "put her on the hill with the red clothes": place and clothes."""
    kinds = kinds_of(units)
    return {"clothes", "colors"} <= kinds and bool(units[0].word.roles & DETERMINER)


def _enters(clause: Clause, units: Sequence[Unit], op: str) -> bool:
    """ "paint the car grey, with a dog on the seat": somebody, or something elsewhere in the picture."""
    apart = op == "have" and clause.op != op and clause.link == "comma"  # "lass …, mit einem Bären"
    held = (op in ("add", "want", "use", "have") and not apart) or (
        op in ("put", "give") and clause.op == op
    )
    if held or not units[0].word.roles & ARTICLE or units[0].text.endswith(" de"):
        return False  # "with some steam rising"
    moves = op not in ("replace", "turn", "put") and any(
        unit.text.endswith(_DOING) for unit in units[1:3]
    )
    if moves or "actors" in kinds_of(units[:3]):
        return True
    return any(unit.text in AWAY for unit in units[1:])


def _acts(clause: Clause, units: Sequence[Unit], frame: Clause) -> bool:
    """ "an oil painting with the horse galloping instead of walking"."""
    before = [*frame.units, *clause.units[: len(clause.units) - len(units)]]
    start = units[0].first
    somebody = units[0].word.roles & DETERMINER and "actors" in kinds_of(units[:2])
    new = any(unit.word.roles & ARTICLE for unit in before)
    if somebody and frame.op == "turn" and not new:
        return any(unit.text.endswith(_DOING) for unit in units[2:4])
    if not kinds_of([unit for unit in before if unit.first < start]) & WHOLE:
        return False
    return (
        any(unit.word.roles & CONTRAST for unit in clause.tail[:1])
        or (bool(somebody) and any(unit.text.endswith(_DONE) for unit in units[2:3]))
        or any(unit.word.mood & DOING or unit.text.endswith(_DOING) for unit in units[1:])
        or any(unit.text.endswith(_KNITTING) and not unit.capital for unit in units[1:2])
    )


_DONE = ("ados", "adas", "idos", "idas", "ado", "ada", "ido", "ida")  # a participle of Spanish
_KNITTING = ("ende", "enden", "ender", "endes", "endem")  # a present participle of German
# Gerunds of Spanish.
_DOING = ("ando", "iendo", "yendo", "andose", "iendose", "yendose", "ándose", "iéndose", "yéndose")

# Places in the picture, not on the thing that is spoken of.
AWAY = frozenset(
    (
        "al fondo",
        "en el fondo",
        "en el horizonte",
        "en el cielo",
        "detrás",
        "a lo lejos",
        "en primer plano",
        "en primer término",
        "en primer termino",
    )
) | frozenset(
    (
        "im hintergrund",
        "im vordergrund",
        "am himmel",
        "am horizont",
        "dahinter",
        "in der ferne",
        "davor",
    )
)
