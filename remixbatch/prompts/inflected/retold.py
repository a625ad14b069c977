"""A phrase after a statement: whether it is another one, whose verb was left out."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import BARE
from remixbatch.prompts.inflected.pairs import does_something
from remixbatch.prompts.inflected.roles import (
    ARTICLE,
    BECOME,
    DEFINITE,
    HAVE,
    LINK,
    MODAL,
    PLACE,
    WITH,
)
from remixbatch.prompts.inflected.shapes import (
    ATTRIBUTES,
    both_to_whom,
    does_first,
    does_it,
    is_infinitive,
    is_made_of,
    is_quality,
    on_two_sides,
    predicative,
    somebody_acts,
    somebody_has,
)
from remixbatch.prompts.inflected.units import Unit

_FEW = 3  # words of somebody who does something, and of nothing it is done to


def told_too(told: Sequence[Unit], clause: Clause) -> bool:
    """Whether a phrase after a statement is another, its verb left out."""
    rest = clause.rest
    if told[-1].text.endswith("n") and is_infinitive(clause.units):
        return does_it(clause.units)
    if (
        does_first(rest)
        or (len(rest) > _FEW and does_something(rest))
        or (thing_and_state(told, loose=True) and thing_and_state(rest))
        or (clause.link == "and" and any(unit.text in _FULL for unit in rest[2:-1]))
    ):
        return True
    new = any(unit.word.roles & ARTICLE for unit in rest)
    from_both = new and told[0].text == rest[0].text == "aus"
    if on_two_sides(told, rest) or from_both or both_to_whom(told, rest):
        return True  # "aus dem Ball wird ein Globus, aus dem Korb ein Loch"
    ought = any(unit.word.roles & MODAL for unit in told)
    if predicative(rest) and clause.units[0].word.roles & DEFINITE:
        return ought or clause.link == "and"
    last = told[-1]
    bare = last.word.mood & BARE or (
        not last.capital and last.text.endswith(("en", "ern", "eln", "sein"))
    )
    if ought and ((bare and somebody_acts(rest)) or is_made_of(rest)):
        return True
    return somebody_has(rest) and any(unit.word.roles & (HAVE | MODAL | BECOME) for unit in told)


def thing_and_state(units: Sequence[Unit], *, loose: bool = False) -> bool:
    """A definite thing and a quality; `loose`: any third word will do."""
    if loose and len(units) == 3 and units[0].word.roles & DEFINITE and not units[2].word.roles:
        return True
    if len(units) < 2 or not (units[0].word.roles & DEFINITE or units[0].capital):
        return False
    if is_made_of(units) or any(unit.text in _FULL for unit in units[2:-1]):
        return True  # German: "die Schüssel aus Kupfer"; Spanish: "la hierba llena de amapolas"
    last = units[-1]
    kinds = last.word.kinds
    if last.capital or not kinds:
        return False
    quality = any(kind in ATTRIBUTES or kind.startswith("quality") for kind in kinds) or bool(
        kinds & {"weather", "times"}
    )
    return quality and (len(units) >= 3 or units[0].capital)


_FULL = frozenset(("lleno", "llena", "llenos", "llenas", "repleto", "repleta"))


def is_such_a_one(units: Sequence[Unit]) -> bool:
    """German: "(a hat,) so einen breiten aus Filz": how it looks, as the noun is left out; "(gafas,) unas redondas"."""
    if len(units) == 1 or units[1].word.roles & (LINK | PLACE | WITH):
        return len(units) > 1  # "(two lamps,) one on each side"
    if units[0].text.startswith("un"):
        return is_quality(units[1]) and all(unit.word.roles & LINK for unit in units[2:3])
    noun = next((at for at, unit in enumerate(units) if unit.capital), len(units))
    led = units[noun - 1].word.roles & (LINK | PLACE | WITH) if noun < len(units) else True
    return bool(led) and units[1].text.endswith(_BENT) and not units[1].word.roles


_BENT = ("e", "en", "es", "er")
