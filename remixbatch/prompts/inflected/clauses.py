"""A prompt as clauses: what stands between commas, full stops, "and" and the like."""

from collections.abc import Iterator, Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import BARE, DEMAND, DOING, POLITE
from remixbatch.prompts.inflected.phrases import is_state_of
from remixbatch.prompts.inflected.roles import (
    AIM,
    ALSO,
    AND,
    ARTICLE,
    BUT,
    BUT_ALSO,
    COLON,
    COMMA,
    EXCEPT,
    MORE,
    NOT_ONLY,
    SO,
    STOP,
    THAT,
    THEN,
    WHEN,
    WHILE,
    WITHOUT,
)
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN, Vocabulary

_JOINS = AND | BUT | THEN | ALSO | NOT_ONLY | BUT_ALSO
_OPENS = SO | WHEN | WHILE | WITHOUT | EXCEPT  # begin a clause wherever they stand
_CUTS = COMMA | STOP | COLON | _JOINS | _OPENS | AIM | THAT | MORE


def clauses_of(units: Sequence[Unit], words: Vocabulary) -> Iterator[Clause]:
    """Cut at marks, "and", and the words that begin a clause of another kind; nothing is judged yet."""
    spanish = words.language == "es"
    run: list[Unit] = []
    link, also, comma = "start", False, False
    for at, unit in enumerate(units):
        word = unit.word
        roles = word.roles
        if not roles & _CUTS and not word.mood & DOING:
            run.append(unit)
            continue
        cut = ""
        if roles & (COMMA | STOP | COLON):
            cut = "comma" if roles & COMMA else "stop" if roles & STOP else "colon"
            cut = "item" if unit.text == "item" else cut
        elif roles & _JOINS or (unit.text == "más" and _counts(units, at + 1)):
            if run and roles & (ALSO | THEN) and not _begins(units, at + 1):
                also = True  # "darken the hall, too"
                continue
            if not (run and roles & AND and _alike(run[-1], units, at + 1)):
                cut = "and"
        if cut:
            if run:
                yield Clause(run, link, also, comma)
                run, link, also, comma = [], cut, False, False
            elif (
                cut == "item" or (cut == "stop" and link != "item") or link not in ("stop", "item")
            ):
                comma = comma or link == "comma"
                link = cut if link != "start" or cut == "item" else link
            also = also or bool(roles & (ALSO | BUT_ALSO))
            continue
        if run and (roles & _OPENS or _opens(units, at, spanish=spanish)):
            yield Clause(run, link, also, comma)
            run, link, also, comma = [], "aside", False, False
        run.append(unit)
    if run:
        yield Clause(run, link, also, comma)


def joined(clauses: Sequence[Clause]) -> list[Clause]:
    """ "the walls, in blue", "lights: red", "while, beyond the window, …": what a mark parts is put together."""
    found: list[Clause] = []
    for clause in clauses:
        last = found[-1] if found else None
        if last is not None and clause.units and last.units and _belongs(last, clause):
            last.units = [*last.units, *clause.units]
            last.stated = last.stated or last.kind == "phrase"
        else:
            found.append(clause)
    return found


def _belongs(last: Clause, clause: Clause) -> bool:
    if last.kind == "while" and clause.link in ("comma", "aside") and clause.kind != "edit":
        return True
    if last.kind != "phrase" or clause.kind != "phrase" or last.stated:
        return False
    return is_state_of(last, clause)


def _alike(unit: Unit, units: Sequence[Unit], at: int) -> bool:
    """Whether two words are of one quality: "softer and warmer", "black and gold"."""
    if at >= len(units) or units[at].capital != unit.capital:
        return False
    shared = unit.word.kinds & units[at].word.kinds
    return any(kind in ("colors", "sizes", "ages") or kind.startswith("quality") for kind in shared)


def _begins(units: Sequence[Unit], at: int) -> bool:
    """Whether a verb or a new thing stands here."""
    if at >= len(units):
        return False
    word = units[at].word
    return bool(word.roles & (ARTICLE | AND | THAT)) or bool(
        word.op and word.mood & (DEMAND | POLITE | BARE)
    )


def _counts(units: Sequence[Unit], at: int) -> bool:
    """Whether a new thing begins here: "a lens plus a grade"."""
    return at < len(units) and bool(units[at].word.roles & ARTICLE)


def _opens(units: Sequence[Unit], at: int, *, spanish: bool) -> bool:
    """Whether a clause about what stands before begins here: "que …", "para verlo", "manteniendo …"."""
    word = units[at].word
    if not spanish:
        return False
    after = units[at + 1].word if at + 1 < len(units) else UNKNOWN
    if word.roles & AIM:
        return bool(after.mood & BARE)
    if word.roles & THAT:
        return not units[at - 1].word.op
    return bool(word.mood & DOING and word.op in ("keeps",))
