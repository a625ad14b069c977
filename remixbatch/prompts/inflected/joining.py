"""A phrase after a clause that has a verb: does it carry on, or is it a change whose verb was left out?"""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import BARE, DONE
from remixbatch.prompts.inflected.pairs import (
    acts_too,
    amounts,
    beside_exchange,
    comes_too,
    in_state,
    is_stuff,
    pleased,
)
from remixbatch.prompts.inflected.phrases import AWAY, is_thing, would_be
from remixbatch.prompts.inflected.references import wanted
from remixbatch.prompts.inflected.retold import is_such_a_one, thing_and_state, told_too
from remixbatch.prompts.inflected.roles import (
    ADVERB,
    APPEAR,
    ARTICLE,
    BEFORE_NOUN,
    DEFINITE,
    DETERMINER,
    LINK,
    MORE,
    PARTICLE,
    PLACE,
    POLITE_WORD,
    QUANTIFIER,
    QUOTE,
    SECOND,
    THAT,
    WITH,
)
from remixbatch.prompts.inflected.shapes import (
    ADDS,
    ATTRIBUTES,
    BESIDE,
    GIVES,
    VALUED,
    WHOLE,
    compared,
    content_of,
    is_infinitive,
    is_made_of,
    is_named_act,
    is_of_all,
    is_there_new,
    is_to_whom,
    kinds_of,
    on_two_sides,
    predicative,
    two_places,
    where_of,
)
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.reading import Why


def joins(frame: Clause, clause: Clause, *, spanish: bool) -> Why | None:
    """Why a phrase after a verb is a change of its own; None where it only carries on."""
    units = clause.units
    if (
        _conflict(frame, clause)
        or wanted(frame, clause)
        or amounts(frame, clause)
        or (clause.link == "and" and frame.op not in ("remove", "camera") and _behind(units))
        or (
            clause.link == "and"
            and frame.op not in ("remove", "camera", "give")
            and is_there_new(units)
        )
        or (clause.link == "and" and frame.op == "want" and two_places(frame.rest, units))
        or _state_first(frame, clause)
        or beside_exchange(frame, clause)
        or would_be(clause)
        or (not spanish and (compared(units) or pleased(units)))
        or _from_both(frame, clause)
        or put_too(frame, clause)
        or (is_named_act(frame.units, loose=True) and acts_too(clause))
        or (frame.op in ADDS and on_two_sides(frame.units, units))
        or gapped(frame, clause, spanish=spanish)
    ):
        return "verb"
    if units[0].word.roles & (WITH | THAT | QUOTE) or _counts_out(frame, clause):
        return None
    if frame.final and frame.mood & BARE and is_infinitive(units) and not spanish:
        return "verb"
    apart = clause.link == "comma" or frame.op in ("remove", "act")
    stuff = clause.link == "and" and (in_state(units) or is_made_of(units))
    named = frame.final and ((apart and predicative(units)) or stuff)
    beside = clause.then or (clause.also and frame.op not in _ALIKE)
    new = is_thing(clause) or (beside and units[0].word.roles & (ARTICLE | SECOND))
    if named or (new and (clause.also or clause.then)):
        return "verb"
    if _two_attributes(frame, units):
        return "attribute"
    return "verb" if _by_operation(frame, clause) else None


def _counts_out(frame: Clause, clause: Clause) -> bool:
    """ "(two lamps), one on each side of the door", "(another ground), a beach"."""
    units = clause.units
    other = any(unit.text in _OTHER for unit in frame.rest[:2])
    if other and clause.link == "comma" and units[0].word.roles & ARTICLE and not clause.also:
        return True
    return clause.link == "comma" and units[0].text in _ONE and is_such_a_one(units)


_OTHER = frozenset(("otro", "otra", "andere", "anderen", "anderer", "anderes"))
_ONE = frozenset(
    ("una", "uno", "unas", "unos", "ein", "eine", "einer", "eines", "eins", "einen", "je", "cada")
)
_ALIKE = ADDS | {"give", "remove"}  # of which several things may be one set


def _from_both(frame: Clause, clause: Clause) -> bool:
    """ "aus dem Trecker mach einen Panzer, aus der Wiese ein Feld"; "del perro haz un león y de …"."""
    first, *rest = clause.units
    led = first.text in _FROM and frame.op in ("make", "turn", "put", "change")
    new = any(unit.word.roles & ARTICLE for unit in rest[1:])
    return led and new and any(unit.text in _FROM for unit in frame.units[: frame.at + 2])


_FROM = frozenset(("aus", "de", "del"))


def put_too(frame: Clause, clause: Clause) -> bool:
    """German: "Hut weg, Schnee auf die Schultern": where to, by its case."""
    units = clause.units
    gone = frame.final and frame.op == "act" and frame.units[-1].word.roles & PARTICLE
    if not gone or clause.link == "item" or len(units) < _ONTO or not units[0].capital:
        return False
    onto = units[2].text in ("die", "den", "das", "ein", "eine")
    return onto and bool(units[1].word.roles & PLACE)


_ONTO = 4  # words of "Schnee auf die Schultern"


def _behind(units: Sequence[Unit]) -> bool:
    """ "… and in the background a clock"."""
    if len(units) > 3 and (units[0].text, units[1].text) == ("de", "fondo"):
        return bool(units[2].word.roles & ARTICLE)
    return len(units) > 2 and units[0].text in AWAY and bool(units[1].word.roles & ARTICLE)


def gapped(frame: Clause, clause: Clause, *, spanish: bool) -> bool:
    """Whether a phrase repeats the frame of a clause, its verb left out: "…; to the hills a dark line"."""
    return (
        _linked(frame, clause)
        or _moved(frame, clause)
        or _valued(frame, clause)
        or _dative(frame, clause, spanish=spanish)
    )


def _moved(frame: Clause, clause: Clause) -> bool:
    """ "the sofa to the left and the lamp to the right"."""
    if frame.op not in ("camera", "put", "act", "change") or clause.link != "and":
        return False
    mine, other = where_of(clause.rest), where_of(frame.rest)
    apart = (frame.op == "put" and two_places(frame.rest, clause.rest)) or "" != mine != other != ""
    return bool(clause.units[0].word.roles & DEFINITE) and apart


def _by_operation(frame: Clause, clause: Clause) -> bool:
    """Whether an operation like this one is asked for of things that do not belong together."""
    if frame.op == "cause" or any(unit.word.roles & THAT for unit in frame.units[:3]):
        named = clause.link == "and" and clause.units[0].word.roles & BEFORE_NOUN
        return (bool(named) and len(clause.units) > 3) or comes_too(frame, clause)
    there = frame.op == "state" and frame.units[frame.at].text in _THERE
    if frame.op in ADDS or frame.op == "give" or there:
        return _unlike(frame, clause)
    return frame.op == "remove" and two_places(frame.rest, clause.rest)


_THERE = frozenset(("hay", "haya", "habrá"))


def _state_first(frame: Clause, clause: Clause) -> bool:
    """Spanish: "make vivid the subject and pale the ground"."""
    if frame.op not in ("make", "turn", "paint"):
        return False
    return all(
        bool(units)
        and not units[0].word.roles & (BEFORE_NOUN | THAT)
        and any(unit.word.roles & DEFINITE for unit in units[1:5])
        and len(units) > 2
        for units in (frame.rest, clause.rest)
    ) and bool(frame.rest)


def so_too(frame: Clause, clause: Clause) -> bool:
    """German: "play it backwards, and the cap yellow": whatever was asked for before."""
    units = clause.units
    if clause.link != "and" or len(units) < 3 or not units[0].word.roles & DEFINITE:
        return False
    apart = clause.comma or frame.op in _WHOLE_BY_ITSELF
    asked = apart or any(unit.text == "bitte" for unit in units)
    kinds = units[-1].word.kinds
    so = any(kind in ATTRIBUTES or kind.startswith("quality") for kind in kinds)
    return bool(asked and so) and predicative(units)


_WHOLE_BY_ITSELF = frozenset(("remove", "add", "camera", "give"))  # not "the sky and the sea blue"


def _conflict(frame: Clause, clause: Clause) -> bool:
    """Whether time of day, weather, style, camera, sound stand beside one another."""
    kinds, framed = kinds_of(clause.units), kinds_of(frame.units)
    whole = kinds & WHOLE
    if not whole or whole & framed or kinds & BESIDE & framed:
        return False
    head = next((unit for unit in clause.units if unit.word.kinds), clause.units[0])
    if head.word.kinds & {"traits", "lights"}:
        return False
    roles = clause.units[0].word.roles
    placed = roles & (LINK | PLACE) and not roles & WITH
    if any(unit.word.roles & WITH for unit in frame.units):
        return bool(roles & BEFORE_NOUN) and "styles" in whole
    if clause.link == "and" and not is_of_all(clause.units):
        camera = "cameras" in head.word.kinds and roles & DEFINITE  # "… and the camera up"
        heard = "audio" in head.word.kinds and frame.op in ADDS  # "put on a hat and music"
        return not placed and bool(framed & WHOLE or camera or heard)
    if framed & WHOLE:
        return len(clause.units) < 3
    named = bool(whole & {"styles", "cameras"}) and len(clause.units) < 4
    return named or is_of_all(clause.units)


def _links(units: Sequence[Unit]) -> dict[str, int]:
    """The words in a phrase that may bring in a new state, with their places; not those that say where."""
    found: dict[str, int] = {}
    for at in range(1, len(units) - 1):
        unit = units[at]
        if not unit.word.roles & LINK:
            continue
        text = "a" if unit.text == "al" else unit.text
        if text in ("in", "auf", "an") and units[at + 1].text in (
            "dem",
            "der",
            "den",
            "einem",
            "einer",
        ):
            continue
        if units[at + 1].text in _SIDES:
            continue
        after = units[at + 1].word
        valued = after.kinds & {"colors", "materials"} or (
            text == "en" and not after.roles & (DEFINITE | QUANTIFIER)
        )
        if text in ("de", "en") and not valued:
            continue
        found[text] = at
    return found


_FOR = frozenset(("por", "durch", "gegen"))
_SIDES = frozenset(("fuera", "dentro", "arriba", "abajo", "encima", "debajo", "detrás", "delante"))


def _linked(frame: Clause, clause: Clause) -> bool:
    """ "the boat to red and the pier to grey": the same word brings in a new state in both."""
    theirs = _links(clause.rest)
    if not theirs:
        return False
    if clause.link == "comma" and any(
        clause.rest[at + 1].word.roles & DEFINITE and text in ("por", "durch")
        for text, at in theirs.items()
    ):
        return False
    ours = _links(with_topic(frame))
    exchanged = frame.op in ("change", "replace", "turn") and clause.link == "and" and ours
    if exchanged and clause.units[0].word.roles & DEFINITE and theirs.keys() & _FOR:
        return True  # "the season to autumn and the bikes for scooters"
    shared = ours.keys() & theirs.keys()
    if frame.op not in ("paint", "give") or not clause.units[0].word.roles & DEFINITE:
        shared -= {"de"}
    if frame.op not in VALUED:
        shared -= {"a"}
    return (
        (bool(shared) and clause.units[0].word.roles & (BEFORE_NOUN | QUOTE) != 0)
        or any(clause.units[0].capital for _ in shared)
        or bool(shared and frame.op in ("change", "replace", "turn"))
    )


def _valued(frame: Clause, clause: Clause) -> bool:
    """ "the gate green and the fence black": a thing and its new state in both."""
    if frame.op == "state":
        return told_too(frame.units, clause)
    acting = is_infinitive(frame.rest) or (frame.rest and frame.rest[-1].word.roles & APPEAR)
    if frame.op == "have" and acting and is_infinitive(clause.units):
        first = clause.units[0].word.roles
        return bool(
            first & BEFORE_NOUN and not first & PLACE
        )  # "let the bells ring and a bird rise"
    if frame.op not in VALUED and frame.op != "have":
        return False
    more = any(unit.word.roles & MORE for unit in frame.rest[2:3])  # "the hat more pointed and …"
    if more and clause.link == "and" and is_stuff(clause.units):
        return True
    mine = with_topic(frame)
    while mine and mine[0].word.roles & (ADVERB | POLITE_WORD):
        mine = mine[1:]  # "mach doch mal das Kleid lila"
    mine = mine[:-1] if mine and mine[-1].word.roles & PARTICLE else mine  # "pinselt … rot an"
    if thing_and_state(mine, loose=True) and thing_and_state(clause.rest):
        return True
    named = predicative(clause.rest) and clause.units[0].word.roles & DEFINITE
    return bool(named and frame.op in ("make", "paint") and predicative(frame.rest))


def with_topic(frame: Clause) -> Sequence[Unit]:
    """Spanish: what is before "hazlo", too: "el caballo hazlo negro"."""
    first = frame.units[0]
    led = frame.at > 1 and not frame.final and (first.word.roles & DEFINITE or first.text == "a")
    return [*frame.units[: frame.at], *frame.rest] if led else frame.rest


def _dative(frame: Clause, clause: Clause, *, spanish: bool) -> bool:
    """ "the cat a bow and the goat a bell": somebody and something in both."""
    whom = clause.units[0].text
    if whom in ("für", "para") and any(unit.text == whom for unit in frame.rest):
        return len(clause.units) > 3
    if frame.op not in GIVES:
        return False
    if spanish:
        ours = [at for at, unit in enumerate(with_topic(frame)) if unit.text in ("a", "al")]
        theirs = [at for at, unit in enumerate(clause.rest) if unit.text in ("a", "al")]
        if not ours or not theirs:
            return False
        named = clause.rest[-1].word.kinds and not clause.rest[1].word.roles  # "a Luis bigote"
        return len(clause.rest) >= (3 if named or clause.rest[theirs[0]].text == "al" else 4)
    mine, other = with_topic(frame), clause.rest
    return is_to_whom(mine) and is_to_whom(other)


def _two_attributes(frame: Clause, units: Sequence[Unit]) -> bool:
    """ "smaller and red": size, colour, age, material are attributes of their own."""
    if frame.op not in ("make", "turn", "state", "act", "give", "have", "cause", "want"):
        more = any(
            unit.word.roles & MORE for unit in frame.rest
        )  # "pon el farol más alto y oxidado"
        if frame.op != "put" or not more or not frame.rest[0].word.roles & DEFINITE:
            return False
    if frame.op == "want" and not (frame.rest and frame.rest[0].word.roles & DEFINITE):
        return False  # "I want the house older and painted in ochre"; not a new one
    if frame.op not in ("make", "turn") and any(unit.word.roles & ARTICLE for unit in frame.rest):
        return False  # "give it a frame, golden, broad": of what is new
    bare = [at for at, unit in enumerate(units) if unit.word.roles & BEFORE_NOUN]
    content = content_of(units[: bare[0]] if bare else units)
    if units[0].text in _MADE:  # "de madera", "de color negro (el caballo)"
        stuff = [] if bare else [unit for unit in content[1:] if "materials" in unit.word.kinds]
        content = stuff or content[-1:]
    if len(content) == _HUED and content[0].word.mood & DONE and units[1].text in _MADE:
        content = content[1:]  # "painted in ochre"
    if len(content) != 1:
        return False
    hued = [unit.text for unit in units[:2]] == ["de", "color"]  # "… y de color canela"
    mine = ["colors"] if hued else [kind for kind in ATTRIBUTES if kind in content[0].word.kinds]
    before = frame.units[-2 if frame.final and len(frame.units) > 1 else -1]
    if before.capital or any(unit.text == "de" for unit in frame.units[-2:-1]):
        return False  # "of concrete, cold and grey"
    theirs = [kind for kind in ATTRIBUTES if kind in before.word.kinds]
    return bool(mine and theirs) and not set(mine) & set(theirs)


_HUED = 2
_MADE = frozenset(("de", "aus", "en", "in"))


def _unlike(frame: Clause, clause: Clause) -> bool:
    """Whether what is added beside is of another set, or goes to another place."""
    units = clause.units
    mine = frame.rest
    if units[0].word.roles & (LINK | PLACE) and not units[0].word.roles & DETERMINER:
        return False
    other_place = any(unit.word.roles & PLACE for unit in clause.rest)
    beside = clause.link == "and" or units[0].word.roles & ARTICLE
    if other_place and beside and any(unit.word.roles & PLACE for unit in mine):
        return True
    kinds, first = kinds_of(units), kinds_of(mine)
    shared = kinds & first
    if any(kind.startswith("set:") for kind in shared) or shared & {
        "weather",
        "clothes",
        "lights",
        "traits",
    }:
        return False
    if any(unit.word.roles & WITH for unit in mine):
        return False
    if frame.op == "give" and not (kinds and first):
        return False
    counted = any(unit.word.roles & ARTICLE for unit in mine)
    return bool(units[0].word.roles & ARTICLE) and (counted or bool(first & {"weather"}))
