"""What is done to a thing, by a noun: "eliminación del cuadro", "Austausch der Bank gegen ein Sofa", "Entfernen der Uhr"."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import BARE
from remixbatch.prompts.inflected.roles import DEFINITE
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import Vocabulary

_OF = frozenset(("de", "del", "von", "vom"))
_GENITIVE = frozenset(("des", "der", "eines", "einer", "dieser", "dieses", "aller"))
_FEWEST = 3  # words: the deed, "of", the thing
_DOES = frozenset(("add", "remove", "replace", "change", "turn", "paint", "put"))


def is_deed(clause: Clause, words: Vocabulary) -> bool:
    """Whether a clause names a deed and a thing; fills in its operation."""
    units = clause.units
    at = 1 if units[0].word.roles & DEFINITE else 0  # "la eliminación de …"
    if len(units) < at + _FEWEST or not _is_of(units[at + 1], words):
        return False
    op, _, command = _deed(units, at, words).partition(" ")
    if not op:
        return False
    clause.op, clause.deed = op, command
    clause.at = at + 1 if units[at + 1].text in _OF else at
    return True


def _is_of(unit: Unit, words: Vocabulary) -> bool:
    return unit.text in _OF or (words.language == "de" and unit.text in _GENITIVE)


def _deed(units: Sequence[Unit], at: int, words: Vocabulary) -> str:
    unit = units[at]
    if words.language == "es":
        return words.actions.get(unit.text, "")
    if unit.capital and unit.word.op in _DOES and unit.word.mood & BARE:
        return unit.word.op  # "Entfernen der Uhr"
    return words.actions.get(unit.text, "") if unit.capital else ""
