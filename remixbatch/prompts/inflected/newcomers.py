"""A phrase without a verb beside another: whether it brings in somebody, something, or a place that is new."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import DONE
from remixbatch.prompts.inflected.pairs import exchanged, exchanges, is_placed, is_stuff
from remixbatch.prompts.inflected.phrases import AWAY, turns
from remixbatch.prompts.inflected.references import about_it
from remixbatch.prompts.inflected.roles import (
    ARTICLE,
    BECOME,
    BEFORE_NOUN,
    CONTRAST,
    DEFINITE,
    LINK,
    MORE,
    PLACE,
    POLITE_WORD,
    POSSESSIVE,
    PRONOUN,
    WANT,
    WITH,
)
from remixbatch.prompts.inflected.shapes import (
    ADDS,
    ATTRIBUTES,
    BESIDE,
    WHOLE,
    is_quality,
    is_there_new,
    kinds_of,
    predicative,
)
from remixbatch.prompts.inflected.units import Unit

_HALVES = 3  # words of such a phrase
_TRAITS = frozenset(("traits", "lights", "palettes", "materials"))
_FRONT = frozenset(("vorne", "vorn", "hinten", "dahinter", "davor", "delante", "detrás"))
_DOING = ("ando", "iendo", "yendo")  # a gerund of Spanish
_CLOSER = frozenset(("näher", "dichter", "weiter", "enger", "ran", "rein", "raus", "zurück"))


def is_lit(first: Clause, phrase: Clause) -> bool:
    """ "auf Film und im Gegenlicht": a light with a word of place of its own, beside a look."""
    if (
        phrase.link != "and"
        or not phrase.units[0].word.roles & (LINK | PLACE)
        or len(phrase.units) > _HALVES
    ):
        return False
    seen = kinds_of(first.units)
    placed = not phrase.units[0].word.roles & WITH and "lights" in kinds_of(phrase.units)
    return bool(placed and seen & {"styles", "cameras"} and not seen & {"lights", "times"})


def has_people(phrase: Clause) -> bool:
    """ "at dawn and with sheep on the meadow"."""
    units = phrase.units
    if phrase.link != "and" or len(units) <= _HALVES or not units[0].word.roles & WITH:
        return False
    new = units[1].word.roles & ARTICLE and not kinds_of(units) & BESIDE
    if new and is_placed(units[1:]):
        return True  # "at noon and with a tent on the square"
    return "actors" in units[1].word.kinds and bool(units[2].word.roles & (LINK | PLACE))


def _is_clad(units: Sequence[Unit]) -> bool:
    """ "(sie) ganz in Weiß", "(él) de negro"."""
    clad = _HALVES <= len(units) <= _HALVES + 1 and units[0].text in _THEY
    return clad and units[-2].text in ("in", "im", "de")


_THEY = ("sie", "er", "ella", "él", "el", "ellas", "ellos")


def enters_light(first: Clause, phrase: Clause) -> bool:
    """ "Gegenlicht und ein Fuchs am Waldrand": beside a light, an hour, a look, somebody who is new."""
    units = phrase.units
    if _is_clad(first.units) and _is_clad(units):
        return first.units[0].text != units[0].text  # "sie in Rot, er in Schwarz"
    if phrase.link != "and" or len(units) < _HALVES or not units[0].word.roles & ARTICLE:
        return False
    seen = kinds_of(first.units)
    whole = seen & (WHOLE | {"lights", "speeds"}) and not seen & {"actors"}
    there = is_placed(units) and not kinds_of(units) & BESIDE and "lights" not in seen
    return bool(whole) and (there or "actors" in kinds_of(units[1:3]))


def filmed_too(first: Clause, phrase: Clause) -> bool:
    """German: "näher an die Hände, Ringe an allen Fingern": how it is filmed, and something that is new there."""
    units = phrase.units
    moved = first.units[0].text in _CLOSER or "cameras" in first.units[0].word.kinds
    if moved and phrase.link == "comma" and predicative(units):
        return True
    if phrase.link != "comma" or len(units) < _HALVES or not units[0].capital:
        return False
    there = units[1].word.roles & PLACE and units[2].word.roles & BEFORE_NOUN
    return bool(moved and there) and not kinds_of(units) & (WHOLE | _TRAITS)


def besides(clause: Clause, *, led: bool) -> list[Unit]:
    """ "neben einem Teppich (hätte ich gern auch …)", "(además de) niebla (quiero …)": taken out; `led`: by a word of its own."""
    units = clause.units
    if led and units[0].text not in ("neben", "zu"):
        return []
    end = next((at for at, unit in enumerate(units) if unit.word.roles & (WANT | POLITE_WORD)), 0)
    behind = end < clause.at or (clause.kind == "phrase" and end + 1 < len(units))
    brought = units[led:end] if behind else []
    if (
        not brought
        or (led and not any(unit.capital for unit in brought))
        or brought[0].word.roles & DEFINITE
    ):
        return []
    clause.units, clause.at = units[end + 1 :], clause.at - end - 1
    if clause.kind == "phrase":
        clause.kind, clause.op, clause.at = "wish", "want", 0
    return brought


def is_beyond(phrase: Clause) -> bool:
    """ "a swan on the pond and behind it a mill"."""
    units = phrase.units
    if phrase.link != "and" or len(units) < _HALVES:
        return False
    far = units[0].text in AWAY and units[1].word.roles & ARTICLE
    return bool(far) or is_there_new(units)


def is_of_another(first: Clause, phrase: Clause) -> bool:
    """Two phrases, of which each can only be a change, whatever words they have."""
    if comes_by(phrase, first) or _states_too(first, phrase):
        return True
    return _enters_film(first, phrase) or _more_beside(first, phrase)


def _more_beside(first: Clause, phrase: Clause) -> bool:
    """ "keine Laternen mehr, mehr Nebel", "un globo en el cielo, más niebla": beside what goes, or is new."""
    units = phrase.units
    gone = first.units[0].text.startswith("kein") and first.units[-1].text == "mehr"
    if phrase.link == "colon" or not (gone or _is_new_there(first.units)):
        return False
    if units[0].word.roles & MORE:
        return _is_more_of(units)
    return gone and any(unit.text in AWAY for unit in units[1:])


def _is_more_of(units: Sequence[Unit]) -> bool:
    """ "mehr Nebel", "más gaviotas": of things, and no quality."""
    kinds = kinds_of(units)
    named = kinds & {"actors", "weather"} or any(kind.startswith("set:") for kind in kinds)
    said = kinds & {*ATTRIBUTES, *_LOOKS - {"weather", "places"}}
    how = said or any(kind.startswith("quality") for kind in kinds)
    return 1 < len(units) < _HALVES + 1 and bool(named and not how)


def _states_too(first: Clause, phrase: Clause) -> bool:
    """ "el camarero calvo, la barra de zinc", "como pintura al fresco, y el caballo blanco"."""
    if phrase.link not in ("comma", "and") or not _is_state(phrase.units):
        return False
    likened = first.units[0].text == "como" and is_quality(phrase.units[-1])
    return (likened and len(first.units) > 1) or _is_state(first.units)


def _is_state(units: Sequence[Unit]) -> bool:
    """Spanish: a thing, and one word that says how it is, or of what."""
    if len(units) < _HALVES or units[1].word.roles or any(unit.capital for unit in units[1:]):
        return False
    last = units[-1].word.roles or units[-1].text.endswith(_DOING)
    one = len(units) == _HALVES and not last
    return bool(units[0].word.roles & DEFINITE) and (one or is_stuff(units))


def _enters_film(first: Clause, phrase: Clause) -> bool:
    """ "cámara lenta en el salto, confeti cayendo al final"."""
    noun, *doing = phrase.units
    if phrase.link not in ("comma", "and") or noun.word.roles or noun.word.kinds & BESIDE:
        return False
    acts = any(unit.text.endswith(_DOING) for unit in doing[:1])
    return acts and bool(kinds_of(first.units) & {"cameras", "times", "weather"})


def comes_by(phrase: Clause, before: Clause) -> bool:
    """Spanish: "more snow, a fox running past": somebody who comes in beside more of what is there."""
    units = phrase.units
    if phrase.link != "comma" or len(units) < _HALVES or not units[0].word.roles & ARTICLE:
        return False
    more = before.units[0].word.roles & MORE
    return bool(more) and any(unit.text.endswith(_DOING) for unit in units[2:4])


def is_shown(phrase: Clause) -> bool:
    """ "dog in the foreground with its tongue out", "vorne ein Hund": somebody who is new in the picture."""
    units = phrase.units
    if "actors" not in kinds_of(units[:3]):
        return False
    led = units[0].text in _FRONT and len(units) > 2 and units[1].word.roles & ARTICLE
    return bool(led) or any(unit.text in AWAY for unit in units[1:4])


def _for_a_place(tail: Sequence[Unit]) -> bool:
    """ "instead of the car park": of what is there, and of no hour."""
    if len(tail) < _HALVES - 1 or not tail[0].word.roles & CONTRAST:
        return False
    led = tail[0].text.endswith((" des", " der", " del")) or tail[1].word.roles & DEFINITE
    return bool(led) and not kinds_of(tail) & WHOLE


def new_place(clause: Clause) -> list[Unit]:
    """ "a red fox in the desert": the place, where subject and place are both new."""
    units = clause.units
    if _for_a_place(clause.tail) and kinds_of(units[:2]) & {"times", "weather"}:
        for at in range(1, len(units) - 2):  # "goldene Stunde in einem Feld statt des Parkplatzes"
            if units[at].word.roles & PLACE and units[at + 1].word.roles & ARTICLE:
                return list(units[at:])
    if not units[0].word.roles & ARTICLE:
        return []
    for at in range(2, len(units)):
        if units[at].text in ("en", "im", "in", "am", "auf"):
            kinds = kinds_of(units[at:])
            known = bool(kinds & {"places", "weather", "times"})
            named = units[at + 1 : at + 2] and units[at + 1].word.roles & ARTICLE
            subject = kinds_of(units[1:at])
            attributed = known and "places" not in subject and subject & frozenset(ATTRIBUTES)
            acts = "actors" in subject and (known or named)
            return list(units[at:]) if attributed or acts else []
    return []


def asks_first(phrase: Clause, clause: Clause) -> bool:
    """ "Sonnenblumen statt Rosen, mach den Zaun grün", "un globo en el cielo y pinta la valla": before what is done to another."""
    units = phrase.units
    asked = exchanges(phrase) or exchanged(units) or turns(units)
    asked = asked or (units[0].text == "fondo" and [unit.text for unit in units[1:2]] == ["de"])
    if clause.link == "and" and not clause.final and not clause.but:
        asked = asked or (_is_new_there(units) and not clause.also)
        alone = clause.kind == "tells" and not clause.units[clause.at].text.endswith("n")
        asked = asked or (alone and _is_known_state(units))  # "… y la fuente debería estar seca"
    return asked and not (clause.final and clause.link == "and") and _is_apart(units, clause)


def asks_behind(frame: Clause | None, phrase: Clause) -> bool:
    """ "mach den Zaun grün, ein Fahrrad anstelle des Motorrads": an exchange of its own."""
    units = phrase.units
    first = units[0]
    new = first.word.roles & ARTICLE or (first.capital and not first.word.roles)
    if frame is not None and _stands(frame, phrase, new=bool(new)):
        return True
    asked = turns(units) or exchanged(units) or (new and exchanges(phrase))
    if not asked or frame is None or frame.op in _EXCHANGED:
        return False
    if turns(units):
        return True
    like = any(unit.word.roles & ARTICLE for unit in phrase.tail)
    if frame.op in (*ADDS, "give") and phrase.link != "stop" and like:
        return False  # "a dog, a poodle instead of a pug"
    return not kinds_of(units) & BESIDE


_EXCHANGED = ("replace", "change", "turn")


def _stands(frame: Clause, phrase: Clause, *, new: bool) -> bool:
    """ "mach den Zaun grün, mehr Nebel", "quita las sillas. Un globo en el cielo.", "borra la antena. El tejado de paja."."""
    units, asked = phrase.units, kinds_of(frame.units)
    brings = frame.op in (*ADDS, *_EXCHANGED, "give") or any(
        unit.word.roles & (ARTICLE | BECOME) for unit in frame.units
    )
    if asked & _LOOKS or about_it(frame) or (brings and phrase.link != "stop"):
        return False
    kinds = kinds_of(units)
    if units[0].word.roles & MORE:
        return _is_more_of(units)
    if new and any(unit.text in AWAY for unit in units[1:]):
        return frame.op not in _EXCHANGED and not kinds & BESIDE
    if brings or phrase.link != "stop" or kinds & _TRAITS - {"materials"}:
        return False
    return _is_known_state(units) and (frame.op == "remove" or not units[-1].word.mood & DONE)


_LOOKS = _TRAITS - {"materials"} | WHOLE | {"places", "speeds"}


def _is_known_state(units: Sequence[Unit]) -> bool:
    return _is_state(units) and (is_quality(units[-1]) or is_stuff(units))


def is_striped(units: Sequence[Unit]) -> bool:
    """German: "(die Vorhänge in Rostrot,) Ocker und Creme gestreift": more of its colours, and the pattern."""
    *hues, pattern = units
    plain = all("colors" in unit.word.kinds or unit.text == "und" for unit in hues)
    return bool(hues) and plain and "patterns" in pattern.word.kinds and hues[-1].capital


def _is_new_there(units: Sequence[Unit]) -> bool:
    """ "un globo en el cielo", "ein Ballon am Himmel"."""
    placed = is_placed(units) or any(unit.text in AWAY for unit in units[1:])
    return bool(units[0].word.roles & ARTICLE) and placed and not kinds_of(units) & BESIDE


def _is_apart(units: Sequence[Unit], clause: Clause) -> bool:
    """Whether a clause with a verb is about another thing than the phrase before it."""
    if clause.op == "cause":  # "que el tren salga", "que nieve"; not "que sea roja"
        led = clause.units[1:2]
        return bool(led) and bool(led[0].word.roles & DEFINITE or kinds_of(led) & {"weather"})
    if about_it(clause) or clause.relative or clause.units[0].word.roles & PRONOUN:
        return False
    named = {unit.text for unit in units if not unit.word.roles}
    own = not any(unit.word.roles & POSSESSIVE or unit.text in named for unit in clause.units)
    return own and (clause.kind == "edit" or clause.wished or clause.at > 1)
