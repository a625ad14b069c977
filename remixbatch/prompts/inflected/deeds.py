"""What is done to a thing, by a noun: "eliminación del cuadro", "Austausch der Bank gegen ein Sofa", "Entfernen der Uhr"."""

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
    if len(units) < at + _FEWEST or not (deed := _deed(units[at], units[at + 1], words)):
        return False
    clause.op, _, clause.deed = deed.partition(" ")
    clause.at = at + 1 if units[at + 1].text in _OF else at
    return True


def _deed(unit: Unit, of: Unit, words: Vocabulary) -> str:
    if words.language == "es":
        return words.actions.get(unit.text, "") if of.text in _OF else ""
    if not unit.capital or not (of.text in _OF or of.text in _GENITIVE):
        return ""
    if unit.word.op in _DOES and unit.word.mood & BARE:
        return unit.word.op  # "Entfernen der Uhr"
    return words.actions.get(unit.text, "")
