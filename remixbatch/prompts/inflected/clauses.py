"""A prompt as clauses: what stands between commas, full stops, "and" and the like."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import BARE, DOING
from remixbatch.prompts.inflected.phrases import is_state_of
from remixbatch.prompts.inflected.roles import (
    AIM,
    ALSO,
    AND,
    ARTICLE,
    BEFORE_NOUN,
    BUT,
    BUT_ALSO,
    COLON,
    COMMA,
    DEFINITE,
    DETERMINER,
    EXCEPT,
    LINK,
    MODAL,
    MORE,
    NOT_ONLY,
    OR,
    PLACE,
    PRONOUN,
    SAYS,
    SO,
    STATING,
    STAYS,
    STOP,
    THAT,
    THEN,
    UNCHANGED,
    WHEN,
    WHILE,
    WITHOUT,
)
from remixbatch.prompts.inflected.shapes import WHOLE, is_quality, kinds_of
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN, Vocabulary

_JOINS = AND | BUT | THEN | ALSO | NOT_ONLY | BUT_ALSO
_OPENS = SO | WHEN | WHILE | WITHOUT | EXCEPT  # begin a clause wherever they stand
_CUTS = COMMA | STOP | COLON | _JOINS | _OPENS | AIM | THAT | MORE


def clauses_of(units: Sequence[Unit], words: Vocabulary) -> list[Clause]:
    """Cut at marks, "and", and the words that begin a clause of another kind; nothing is judged yet."""
    spanish = words.language == "es"
    found: list[Clause] = []
    clause = Clause([], "start")
    for at, unit in enumerate(units):
        word = unit.word
        if not word.roles & _CUTS and not word.mood & DOING:
            clause.units.append(unit)
            continue
        cut = _cut(units, at, clause, spanish=spanish)
        if cut == "also":
            clause.also = clause.also or not word.roles & BUT  # "darken the hall, too"
            continue
        if cut and clause.units:
            found.append(clause)
            clause = Clause([], cut)
        elif cut:
            _relink(clause, cut)
        if cut in ("", "aside"):
            clause.units.append(unit)
        elif word.roles & (ALSO | BUT_ALSO | MORE):
            clause.also = True
        elif word.roles & (THEN | BUT):
            clause.then = bool(word.roles & THEN)
            clause.but = not clause.then
    if clause.units:
        found.append(clause)
    return _resumed(found) if spanish else found


def _resumed(clauses: Sequence[Clause]) -> list[Clause]:
    """Spanish: "the train (that comes in) has to be …": no comma stands where the clause about a thing ends."""
    found: list[Clause] = []
    for clause in clauses:
        units, before = clause.units, found[-1] if found else None
        at = 0
        if before is not None and clause.link == "aside" and units[0].word.roles & THAT:
            at = next((at for at, unit in enumerate(units) if unit.word.roles & MODAL), 0)
        if before is not None and at >= _LABEL - 1 and _is_named(before.units):
            before.units = [*before.units, *units[at:]]
        else:
            found.append(clause)
    return found


def _is_named(units: Sequence[Unit]) -> bool:
    """Whether only a thing is named."""
    first, *rest = units
    return bool(first.word.roles & DEFINITE) and 0 < len(rest) < _LABEL and _lists(rest)


def _cut(units: Sequence[Unit], at: int, clause: Clause, *, spanish: bool) -> str:
    """How the clause that begins behind this unit (for "aside": with it) is joined; "" where none begins."""
    unit = units[at]
    roles = unit.word.roles
    if unit.text in _WITHIN and _WITHIN[unit.text](units, at, clause):
        return ""
    if roles & (COMMA | STOP | COLON):
        if unit.text == "item":
            return "item"
        after = units[at + 1 : at + 4]
        spelt = unit.text in _DASHES and (_spells(clause, after) or _values(clause, after))
        likened = unit.text in _DASHES and any(one.text in _LIKE for one in after[:1])
        listed = unit.text == ";" and _lists(clause.units) and _lists(_up_to(units, at + 1))
        return (
            "comma"
            if roles & COMMA or listed or likened
            else "stop"
            if roles & STOP and not spelt
            else "colon"
        )
    if roles & _JOINS or (spanish and roles & MORE and _counts(units, at + 1)):
        return _joint(units, at, clause)
    if clause.units and (roles & _OPENS or (spanish and _opens(units, at))):
        return "aside"
    return ""


def _up_to(units: Sequence[Unit], at: int) -> Sequence[Unit]:
    """What stands from there on, up to the next mark."""
    marks = COMMA | STOP | COLON
    ends = (end for end in range(at, len(units)) if units[end].word.roles & marks)
    return units[at : next(ends, len(units))]


def _lists(units: Sequence[Unit]) -> bool:
    """Whether it is no sentence: "slate roof; green door" is a list as with a comma."""
    if not 0 < len(units) < _LABEL:
        return False
    if units[-1].word.roles & _STAYING:
        return False  # "Kamera bleibt; …"
    said = STATING | SAYS
    for at, unit in enumerate(units):
        onto = at > 1 and units[at - 1].word.roles & PLACE  # "Lampe an die Decke"
        if unit.word.roles & said or (unit.word.roles & DEFINITE and not onto):
            return False
    return not any(unit.word.op and not unit.capital for unit in units)


_STAYING = STAYS | UNCHANGED
_LIKE = ("wie", "como")
_DASHES = ("–", "—", "--")
_COMPARED = frozenset(("tiefer", "höher", "näher", "weiter", "enger", "ruhiger", "langsamer"))


def _spells(clause: Clause, after: Sequence[Unit]) -> bool:
    """Whether what stands behind a dash says how a look is made: "linocut – coarse notches, two inks"."""
    look = kinds_of(clause.units) & (WHOLE | {"actors"}) == {"styles"}
    asked = any(unit.word.op for unit in (*clause.units, *after))
    return look and not asked and not kinds_of(after) & (WHOLE | {"actors"})


def _values(clause: Clause, after: Sequence[Unit]) -> bool:
    """Whether a quality stands behind the dash, and a mere thing before it: "light – warmer"."""
    if not 0 < len(clause.units) < _LABEL or not after or any(unit.capital for unit in after):
        return False
    if any(unit.word.mood or unit.word.roles & STATING for unit in clause.units):
        return False
    first = after[0].word
    return bool(first.roles & MORE) or is_quality(after[0]) or after[0].text in _COMPARED


_LABEL = 4  # words of a thing before a dash, at most


def _ends_here(units: Sequence[Unit], at: int, _: Clause) -> bool:
    """German: "kipp die Vase um"."""
    return at + 1 >= len(units) or bool(units[at + 1].word.roles & (COMMA | STOP | _JOINS))


def _goes_on_so(units: Sequence[Unit], at: int, clause: Clause) -> bool:
    """German: "lass die Weste genau so, wie sie ist"."""
    so = clause.units and clause.units[-1].word.roles & UNCHANGED
    return bool(so and any(unit.word.roles & UNCHANGED for unit in units[at + 1 : at + 2]))


# Where what mostly ends a clause, or begins one, does not.
_WITHIN = {"um": _ends_here, ",": _goes_on_so}


def _joint(units: Sequence[Unit], at: int, clause: Clause) -> str:
    roles = units[at].word.roles
    if units[at].text == "aber" and clause.units and clause.units[-1].word.roles & _INNER:
        return "also"  # German: "mach es aber gelb", "die Haare müssen aber so bleiben"
    if roles & NOT_ONLY and len(clause.units) == 1 and clause.units[0].word.op:
        return "also"  # "make not only the sky darker but also the road wet"
    if roles & BUT and any(unit.word.roles & OR for unit in clause.units[-2:]):
        return "also"  # "rot oder vielleicht doch grau"
    inner = (
        clause.units
        and roles & (ALSO | THEN)
        and not units[at].text.startswith(("und ", "y ", "ademas de"))
    )
    if inner:
        return "also"
    if clause.units and roles & AND and _alike(clause.units[-1], units, at + 1):
        return ""
    return "and"


_INNER = PRONOUN | MODAL | STATING | STAYS


def _relink(clause: Clause, cut: str) -> None:
    """A clause that has not begun yet, after two marks: the stronger one joins it."""
    if cut == "and" and clause.link == "stop":
        clause.also = True  # "…. And a flamingo"
    elif cut == "item" or (cut == "stop" and clause.link != "item"):
        clause.link = cut if clause.link != "start" or cut == "item" else clause.link
    elif clause.link not in ("stop", "item"):
        clause.comma = clause.comma or clause.link == "comma"
        held = clause.link == "start" or (clause.link == "and" and cut == "comma")
        clause.link = clause.link if held else cut


def joined(clauses: Sequence[Clause]) -> list[Clause]:
    """ "the walls, in blue", "lights: red", "while, beyond the window, …": what a mark parts is put together."""
    found: list[Clause] = []
    for at, clause in enumerate(clauses):
        last = found[-1] if found else None
        if last is None or not clause.units or not last.units:
            found.append(clause)
        elif (clause.link == "aside" and _lacks_it(found, clause)) or _is_place_of(last, clause):
            last.units = [*last.units, *clause.units]
        elif clause.kind == "edit" and _is_done_to(last, clause):
            clause.units, clause.at = [*last.units, *clause.units], clause.at + len(last.units)
            clause.link, clause.comma = last.link, last.comma
            clause.also, found[-1] = clause.also or last.also, clause
        elif _left_alone(last, clause):
            last.units = [*last.units, *clause.units]
            last.kind, last.op = "keeps", ""
        elif _belongs(last, clause) or (
            _gapped(last, clause) and (at + 1 == len(clauses) or clauses[at + 1].link in _APART)
        ):
            last.units = [*last.units, *clause.units]
            last.stated = last.stated or last.kind == "phrase"
        else:
            found.append(clause)
    return found


_APART = ("stop", "item", "and")


def _lacks_it(before: Sequence[Clause], clause: Clause) -> bool:
    """ "(I want her with plaits,) the father without a tie": what it says of a thing, beside what is asked for."""
    thing, without = before[-1].units, clause.units
    whom = before[-1].kind == "wish" and thing[0].text in (
        "a",
        "al",
    )  # "I need the bride without a veil"
    if not (before[-1].kind == "phrase" or whom):
        return False
    if not without[0].word.roles & WITHOUT or any(unit.word.mood & BARE for unit in without):
        return False
    named = (whom or thing[0].word.roles & DEFINITE) and len(thing) < _LABEL
    return bool(named) and any(each.kind == "wish" for each in before)


def _is_place_of(last: Clause, clause: Clause) -> bool:
    """ "to the left, a cactus": a place by itself, and what is to be there."""
    if last.kind != "phrase" or clause.kind != "phrase" or clause.link != "comma":
        return False
    alone = len(last.units) == 1 and last.units[0].word.roles & PLACE
    return bool(alone and clause.units[0].word.roles & ARTICLE)


def _is_done_to(thing: Clause, clause: Clause) -> bool:
    """Spanish: "y las lámparas, enciéndelas": a thing, and what is to be done to it."""
    if thing.kind != "phrase" or clause.link != "comma" or clause.at:
        return False
    first, *named = thing.units
    if thing.link not in _APART or not 0 < len(named) < _LABEL or not first.word.roles & DEFINITE:
        return False
    return clause.units[0].text.endswith(_IT_OF.get(first.text, ()))


_IT_OF = {"el": "lo", "al": "lo", "la": "la", "los": "los", "las": "las"}


def _left_alone(last: Clause, clause: Clause) -> bool:
    """German: "lass das Hemd, wie es ist"."""
    kept = clause.kind == "keeps" and clause.link == "comma"
    if kept and last.units[-1].text == "du" and last.units[-2:-1]:
        return last.units[-2].text in ("lässt", "laesst", "belässt")
    return (
        kept
        and last.op == "have"
        and 1 < len(last.units) < _LEFT
        and last.units[-1].capital
        and bool(clause.units[0].word.roles & UNCHANGED)
    )


def _gapped(last: Clause, clause: Clause) -> bool:
    """ "… and the girl, a balloon": a comma for the verb that is left out."""
    if last.kind != "phrase" or clause.kind != "phrase" or last.stated:
        return False
    if last.link not in ("and", "stop", "start") or clause.link != "comma":
        return False
    named = 1 < len(last.units) < 4 and last.units[0].word.roles & DEFINITE
    first = clause.units[0].word.roles
    if first & LINK and last.link == "and":
        return bool(named) and len(clause.units) < 7  # "… and the sign, for a lamp"
    whom = last.units[0].text in ("a", "al")
    if whom and len(last.units) < _WHOM and not any(unit.word.op for unit in clause.units):
        made = len(clause.units) == _FEW and clause.units[1].text == "de"
        return bool(first & ARTICLE or made or len(clause.units) < _FEW)  # "y a su hermano, gorra"
    return bool(named and first & ARTICLE and len(clause.units) < 5)


_WHOM, _FEW = 5, 3  # words of "a su hermano", and of what he gets where no article begins it
_LEFT = 7  # words of "lass die Farbe der Gondel", at most


def _belongs(last: Clause, clause: Clause) -> bool:
    wished = clause.op == "cause" and clause.link == "comma"  # "mientras corta, que entre un ratón"
    if (
        last.kind == "while"
        and clause.link in ("comma", "aside")
        and clause.kind != "edit"
        and not wished
    ):
        return not clause.units[0].word.roles & MODAL  # "während er malt, soll es schneien"
    if last.kind != "phrase" or clause.kind != "phrase" or last.stated:
        return False
    return is_state_of(last, clause)


def _alike(unit: Unit, units: Sequence[Unit], at: int) -> bool:
    """Whether two words are of one quality: "dimmer and colder", "black and gold"."""
    if at >= len(units) or units[at].capital != unit.capital:
        return False
    if units[at].word.op and at + 1 < len(units) and units[at + 1].word.roles & BEFORE_NOUN:
        return False  # "… mayor y baja el volumen"
    shared = unit.word.kinds & units[at].word.kinds
    return any(kind in ("colors", "sizes", "ages") or kind.startswith("quality") for kind in shared)


def _counts(units: Sequence[Unit], at: int) -> bool:
    """Whether a new thing begins here: "a lens plus a grade"."""
    led = at < len(units) and not units[at].word.roles & LINK  # "acércate más al pastel"
    return bool(led and units[at].word.roles & (ARTICLE | DETERMINER))


def _opens(units: Sequence[Unit], at: int) -> bool:
    """Whether a clause about what stands before begins here: "que …", "para verlo", "manteniendo …"."""
    word = units[at].word
    after = units[at + 1].word if at + 1 < len(units) else UNKNOWN
    if word.roles & AIM:
        return bool(after.mood & BARE)
    if word.roles & THAT:
        before = units[at - 1].word
        return not before.op and not before.roles & WITHOUT  # "sin que cambie la ropa"
    return bool(word.mood & DOING and word.op == "keeps")
