"""German commands that are no imperatives: "den Zaun streichst du weiß", "ihr ersetzt die Uhr"; "lass" that leaves a thing as it is."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import ASKED, BARE, DEMAND, POLITE
from remixbatch.prompts.inflected.roles import (
    BEFORE_NOUN,
    COPULA,
    DEFINITE,
    LINK,
    MODAL,
    PARTICLE,
    PLACE,
    STAYS,
    WANT,
)
from remixbatch.prompts.inflected.shapes import is_quality
from remixbatch.prompts.inflected.units import Unit

# Who is told to do it -> the forms that follow.
_TOLD = {"du": ASKED | POLITE, "ihr": POLITE, "man": POLITE, "wir": BARE, "sie": BARE}
_DOES = frozenset(("add", "remove", "replace", "change", "turn", "paint", "put", "make", "camera"))
_NOT = frozenset(("", "keeps", "touches"))
_SURE = frozenset(("remove", "replace", "paint"))  # what nobody tells of himself
_ASKS = (
    "wie",
    "was",
    "warum",
    "wieso",
    "weshalb",
    "wo",
    "wann",
    "womit",
    "wer",
    "wen",
    "so",
    "das",
)
_AWAY = ("weg", "verschwinden")


def told_at(units: Sequence[Unit]) -> int:
    """Where the verb of such a command stands: second, after its subject or before it; -1 where there is none."""
    if units[0].text in _ASKS and len(units) < _FEW:
        return -1
    for at in range(len(units) - 1):
        if _told(units, at, units[at + 1]) and _does(units, at):
            return at
    return 1 if len(units) > _FEW - 1 and _told(units, 1, units[0]) and _sure(units) else -1


_FEW = 4


def takes_off(rest: Sequence[Unit]) -> bool:
    """ "(nimm) das Poster von der Wand", "die Tasse vom Tisch": what is there, and where it is taken from."""
    if not rest or not rest[0].word.roles & DEFINITE:
        return False
    noun = next((at for at in range(1, len(rest)) if rest[at].capital), len(rest))
    where, beyond = rest[noun + 1 : noun + 2], rest[noun + 2 : noun + 3]
    led = where and beyond and where[0].text in ("von", "aus") and beyond[0].word.roles & DEFINITE
    return bool(led) or any(unit.text == "vom" for unit in where)


def _told(units: Sequence[Unit], at: int, who: Unit) -> bool:
    verb = units[at]
    return not verb.capital and bool(verb.word.mood & _TOLD.get(who.text, 0))


def _does(units: Sequence[Unit], at: int) -> bool:
    """Whether a verb before the one who is told to do it asks for a change."""
    who, op = units[at + 1], units[at].word.op
    if op == "have":
        return at > 0 and _is_left_out(units)
    if who.text == "du":
        return at > 0 and op not in _NOT
    if who.text == "ihr":
        return at > 0 and op in _DOES and not (at + 2 < len(units) and units[at + 2].capital)
    if who.text != "wir" and (at == 0 or (who.text == "sie" and not who.capital)):
        return False
    return op in _SURE or op == "camera" or (op in _DOES and is_quality(units[-1]))


def _is_left_out(units: Sequence[Unit]) -> bool:
    """ "die Katze lässt du weg", "… lasst ihr schlafen"."""
    last = units[-1]
    return last.text in _AWAY or (bool(last.word.mood & BARE) and not last.word.roles & STAYS)


def with_subject(units: Sequence[Unit]) -> bool:
    """German: "das Kind fängt an zu weinen", "(dann) fängt das Kind an zu weinen"."""
    verb_first = units[0].text.endswith("t") and not (
        units[0].capital or units[0].word.roles & (COPULA | MODAL)
    )
    return any(unit.word.roles & BEFORE_NOUN for unit in units[: 1 + verb_first])


def _sure(units: Sequence[Unit]) -> bool:
    """Subject first: whether it is a command, and no tale of what one does: "wir machen den Himmel rosa"."""
    op = units[1].word.op
    pleased = any(unit.text == "bitte" for unit in units[2:4])
    if op in _DOES and pleased:
        return True
    if units[0].text == "sie" or not any(unit.word.roles & DEFINITE for unit in units[2:4]):
        return False
    return op in _SURE or (op == "make" and is_quality(units[-1]))


def ordered(clause: Clause) -> tuple[list[Unit], list[Unit]] | None:
    """What such a command is done to, and its new state; None of a verb that leads."""
    units, at = clause.units, clause.at
    if at and clause.mood == ASKED and units[at + 1].text in _TOLD:
        return units[:at], units[at + 2 :]
    return None


def unwrap(clauses: Sequence[Clause]) -> None:
    """ "den Zaun hätte ich gern weiß": a wish that stands behind its thing is taken out."""
    for clause in clauses:
        units = clause.units
        if units[0].text in ("ich", "wir") and _would(units):
            clause.units = [unit for unit in units[2:] if unit.text not in _GLADLY]
            clause.wished = True
            continue
        if len(units) < _FEW or not units[0].word.roles & BEFORE_NOUN or units[0].word.roles & LINK:
            continue
        for at in range(2, len(units) - 1):
            before = units[at - 1]
            if units[at].word.roles & WANT and (before.capital or before.word.roles & PLACE):
                clause.units = [*units[:at], *units[at + 1 :]]
                clause.wished = True
                break


def _would(units: Sequence[Unit]) -> bool:
    """ "ich hätte den Ballon gern gestreift"."""
    would = units[1:2] and units[1].text in ("hätte", "hätten", "sähe", "sähen")
    return bool(would) and len(units) > _FEW and any(unit.text in _GLADLY for unit in units[2:])


_GLADLY = ("gern", "gerne", "lieber")


def leave(clauses: Sequence[Clause]) -> None:
    """ "lass das Moos grün", beside what is to change: a thing with the state that it has."""
    for at, clause in enumerate(clauses):
        but = clauses[at + 1].but if at + 1 < len(clauses) else False
        if _leaves(clause, but=but) and not _waits(clauses[at + 1 :]) and _changes(clauses, clause):
            clause.kind, clause.op = "keeps", ""


def _leaves(clause: Clause, *, but: bool = False) -> bool:
    """ "lass das Moos grün"; beside "aber …" "lass das Gesicht im Schatten", too."""
    units = clause.units
    if clause.kind != "edit" or clause.op != "have" or not clause.mood & DEMAND:
        return False
    if clause.at or len(units) < _FEW or not units[1].word.roles & DEFINITE:
        return False
    if units[-1].capital:
        return but and bool(units[3].word.roles & PLACE)
    moved = any(unit.word.mood & BARE or unit.word.roles & (MODAL | PARTICLE) for unit in units[2:])
    last = units[-1]
    bare = last.text.endswith(_BARE) and last.text not in _GOLDEN  # "lass die Rüstung rosten"
    return is_quality(last) and not moved and not bare


_BARE, _GOLDEN = ("en", "ern", "eln"), ("golden", "offen", "trocken", "seiden", "nüchtern")


def _waits(after: Sequence[Clause]) -> bool:
    """Whether the verb is still to come: "lass die Wand gelb und den Boden grau | werden"."""
    for clause in after:
        if clause.link not in ("and", "comma") or clause.kind not in ("phrase", "edit"):
            return False
        if clause.units[-1].word.mood & BARE and not clause.units[0].word.mood & DEMAND:
            return True
    return False


def _changes(clauses: Sequence[Clause], but: Clause) -> bool:
    return any(
        clause is not but and clause.kind == "edit" and not _leaves(clause) for clause in clauses
    )
