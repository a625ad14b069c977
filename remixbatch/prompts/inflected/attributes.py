"""German: a comma between two qualities of a thing, "die alte, am Rand abgestoßene Schüssel", parts no clauses."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.roles import AND, BEFORE_NOUN, COLON, COMMA, STATING, STOP
from remixbatch.prompts.inflected.units import Unit

_ENDINGS = ("e", "en", "er", "es", "em")
_MARKS = COMMA | STOP | COLON | AND
_LONGEST = 8  # words from the comma to the noun


def bind(units: list[Unit]) -> None:
    """Takes such commas out."""
    for at in range(len(units) - 2, 1, -1):
        if units[at].word.roles & COMMA and _is_inside(units, at):
            del units[at]


def _is_inside(units: Sequence[Unit], at: int) -> bool:
    first = units[at - 1]
    led = units[at - 2].word.roles & BEFORE_NOUN
    if not led or first.capital or first.word.roles or not first.text.endswith(_ENDINGS):
        return False
    for end in range(at + 1, min(at + _LONGEST, len(units) - 1)):
        unit = units[end]
        if unit.word.roles & (_MARKS | STATING):
            return False
        if unit.text.endswith(first.text[-1]) and units[end + 1].capital and _bends(unit):
            return True
    return False


def _bends(unit: Unit) -> bool:
    return not unit.capital and not unit.word.roles and unit.text.endswith(_ENDINGS)
