"""What a clause refers to: the thing just brought in, what a removal leaves, a label before a list."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import BARE
from remixbatch.prompts.inflected.phrases import is_thing
from remixbatch.prompts.inflected.roles import (
    APPEAR,
    ARTICLE,
    BECOME,
    BEFORE_NOUN,
    COPULA,
    DEFINITE,
    DETERMINER,
    HAVE,
    LINK,
    META,
    MODAL,
    NEGATION,
    PLACE,
    POLITE_WORD,
    PRONOUN,
    QUOTE,
    REST,
    STAYS,
    UNCHANGED,
    WITH,
    WITHOUT,
)
from remixbatch.prompts.inflected.shapes import BESIDE, does_it, kinds_of
from remixbatch.prompts.inflected.units import Unit


def framed(phrase: Clause, clause: Clause) -> Clause:
    """A phrase as if it had the verb that stands at the end of the clause after it."""
    framed = Clause([*phrase.units, clause.units[-1]], phrase.link)
    framed.kind, framed.op, framed.mood = "edit", clause.op, clause.mood
    framed.at, framed.final = len(phrase.units), True
    return framed


def about_it(clause: Clause) -> bool:
    """ "…: make it violet"."""
    verb, rest = clause.units[clause.at], clause.rest
    return verb.text.endswith(("lo", "la", "los", "las")) or (
        bool(rest) and bool(rest[0].word.roles & PRONOUN) and not _is_article(rest)
    )


def _is_article(units: Sequence[Unit]) -> bool:
    """German: "(the light goes out, then weint) das Baby": no pronoun."""
    return bool(units[0].word.roles & DEFINITE) and any(unit.capital for unit in units[1:2])


def announces(clause: Clause) -> bool:
    """ "make two changes", "ändere bitte Folgendes"."""
    told = clause.op in ("make", "use", "change") and 0 < len(clause.rest) < _FEW
    return told and bool(clause.rest[-1].word.roles & META)


def goes_with(frame: Clause | None, clause: Clause) -> bool:
    """ "…: make it violet"; German: "(den Kübel raus,) dafür ein Fass rein"."""
    instead = clause.units[0].text == "dafür" and clause.op == "act" and clause.final
    gone = frame is not None and frame.op == "remove" and clause.link in ("and", "comma")
    instead = instead or (gone and any(unit.text in _IN_ITS_PLACE for unit in clause.units))
    gone = gone and (clause.op == "replace" or not clause.then)
    if gone and clause.op in ("replace", "change", "turn") and about_it(clause):
        return (
            True  # "entferne die Tonne und ersetze sie durch …", "quita la farola y cámbiala por …"
        )
    return instead or (clause.link == "colon" and about_it(clause))


_IN_ITS_PLACE = ("dafür", "stattdessen")


def is_known(units: Sequence[Unit]) -> bool:
    """ "the car", "jinete": what is there, and may be without something from now on."""
    somebody = len(units) == 1 and "actors" in units[0].word.kinds
    return somebody or units[0].capital or bool(units[0].word.roles & DEFINITE)


def is_nameless(clause: Clause) -> bool:
    """German: "(the car is dirty,) bitte sauber machen": it names nothing that it is done to."""
    named = any(unit.capital or unit.word.roles & BEFORE_NOUN for unit in clause.rest)
    return bool(clause.mood & BARE) and not named


def seems(clause: Clause) -> bool:
    """German: "(shut the window,) es soll gemütlich wirken": what that is for, and no look."""
    first, last = clause.units[0].text, clause.units[-1].text
    shall = first in ("es", "das") and last in ("wirken", "aussehen") and clause.link == "comma"
    plain = not any(unit.capital or unit.text == "wie" for unit in clause.units)
    return shall and plain and bool(clause.units[clause.at].word.roles & MODAL)


def take_subject(clause: Clause, waiting: list[Clause]) -> None:
    """What a statement without one is about: "the palette, rather loud now, should …"; "the woman, who …, shall read"."""
    named = waiting.pop()
    bare = named.units[0].word.roles & DEFINITE and not named.stated
    if bare and not clause.at and not clause.relative:
        clause.units, clause.at = [*named.units, *clause.units], len(named.units)
    while named.link in ("comma", "and") and waiting and not clause.relative:
        named = waiting.pop()


def is_there(clause: Clause) -> bool:
    """German: "draußen Schnee (liegt)": where, and at once who."""
    roles, noun = clause.units[0].word.roles, clause.units[1] if clause.units[1:] else None
    if noun is None or not roles & PLACE or roles & (LINK | DETERMINER):
        return False
    return noun.capital or "weather" in noun.word.kinds


def there_too(frame: Clause, clause: Clause) -> bool:
    """German: "(färb das Tor grün,) draußen Schnee"; not "(verwandle das Zimmer in eine Bar,) hinten Fässer"."""
    new = frame.op in _PLACED or any(unit.word.roles & (ARTICLE | LINK) for unit in frame.rest)
    return is_there(clause) and (not new or "weather" in kinds_of(clause.units))


_PLACED = frozenset(("turn", "replace", "change", "want", "put"))


def without_topic(phrases: Sequence[Clause], clause: Clause) -> Sequence[Clause]:
    """German: phrases before "(die Ampel da,) schalt die auf Grün", but for what that is about."""
    rest = clause.rest
    back = clause.kind == "edit" and clause.link == "comma" and rest and rest[0].text in _POINTS
    if not back or any(unit.capital for unit in rest[1:2]):
        return phrases
    named = [at for at, one in enumerate(phrases) if one.units[0].word.roles & DEFINITE]
    return phrases[: named[-1]] if named else phrases


_POINTS = frozenset(("den", "die", "das", "ihn", "sie", "es"))


def comes_with(phrase: Clause, clause: Clause) -> bool:
    """ "winter instead of summer, and the snow lies deep": what the season, or the hour, brings."""
    subject = clause.units[: clause.at]
    if not subject or not subject[0].word.roles & DETERMINER or clause.link != "and":
        return False
    if clause.units[clause.at].word.roles & MODAL or clause.also or clause.now:
        return False
    own = kinds_of(subject) & {"weather", "lights"}
    return bool(own) and bool(kinds_of(phrase.units) & {"times", "weather"})


def shall_too(frame: Clause, clause: Clause) -> bool:
    """German: "the man shall get up und die Tür öffnen": an infinitive that "shall" binds, and nobody else who does it."""
    asked = frame.op == "state" and frame.units[frame.at].word.roles & MODAL
    if not asked or clause.link != "and" or clause.comma or not clause.final or clause.wished:
        return False
    last = frame.units[-1]
    doing = not last.capital and last.text.endswith("en") and last is not frame.units[frame.at]
    bare = clause.mood & BARE and clause.op in ("act", "have")
    return bool(doing and bare) and not clause.also and not does_it(clause.units)


def same_actor(clause: Clause) -> bool:
    """German: "let the robot hit the leg, turn and drive on": no object of its own."""
    first = clause.units[0]
    if clause.link == "and" and clause.units[-1].text == "lassen" and len(clause.units) > 2:
        return bool(clause.units[-2].word.mood & BARE)  # "… and drop the tray"
    return (
        clause.link in ("and", "comma") and not first.capital and not first.word.roles & BEFORE_NOUN
    )


def does_next(frame: Clause, clause: Clause) -> bool:
    """German: "the camera shall first rest and then pull back": one infinitive after another."""
    doing = frame.units[-1]
    shall = frame.op == "state" and frame.units[frame.at].word.roles & MODAL
    acts = bool(doing.word.mood & BARE) or doing.text.endswith("en")
    last = clause.units[-1]
    bare = (clause.final and clause.mood & BARE) or not last.word.roles
    told = clause.then and not last.capital and last.text.endswith("n")
    return bool(shall and acts and told and bare) and not doing.capital


def is_bare_beside(clauses: Sequence[Clause], clause: Clause) -> bool:
    """ "(I want the tower higher) and the clock without hands": the state of a thing of its own."""
    *before, last = clauses
    if not clause.units[0].word.roles & WITHOUT or clause.link != "aside" or not before:
        return False
    whom = last.units[0].text in ("a", "al")
    named = (whom or last.units[0].word.roles & DEFINITE) and len(last.units) < _FEW
    joined = named and last.kind == "phrase" and last.link == "and"
    return bool(joined) and before[0].op not in ("remove", "have", "camera")


def goes_on(frame: Clause | None, clause: Clause) -> bool:
    """German: "a cloud shall rise, drift past the cook and fade": the same one does it all."""
    if frame is None or frame.op != "state" or clause.link not in ("and", "comma"):
        return False
    roles = clause.units[0].word.roles
    if clause.units[0].text == "es":
        return False  # "… and it rains"
    if clause.at == 0 and clause.link == "and" and not roles & MODAL:
        return not any(unit.word.roles & BEFORE_NOUN for unit in clause.units[1:])
    if is_there(clause):
        return False  # "… and outside snow lies"
    return clause.at == len(clause.units) - 1 and bool(
        roles & (LINK | PLACE) or not roles & BEFORE_NOUN
    )


def corrects(last: Clause, clause: Clause) -> bool:
    """ "the sign says “A”, it should say “B”": the first only tells what is there."""
    roles = [0, 0]
    for at, told in enumerate((last, clause)):
        for unit in told.units:
            roles[at] |= unit.word.roles
    said = last.kind == "tells" and roles[0] & roles[1] & QUOTE
    return bool(said and roles[1] & MODAL and not roles[0] & MODAL)


def enters(clause: Clause, *, spanish: bool) -> bool:
    """Whether a while-clause brings in something."""
    roles = 0
    for unit in clause.units:
        roles |= unit.word.roles
    named = clause.units[1:2] and clause.units[1].word.roles & BEFORE_NOUN
    besides = clause.units[0].text == "wobei"
    adds = APPEAR | BECOME | (HAVE if named and besides else 0)
    shall = clause.units[-1].text in ("soll", "sollen", "sollte", "sollten", "muss", "müssen")
    if besides and shall and _is_new_demand(clause.units[1:]):
        return True
    acts = any(
        unit.word.op in ("act", "appear", "add") and not unit.capital for unit in clause.units[2:]
    )
    new = (acts and not spanish) or newcomer(clause)
    return bool(new or roles & adds) and not roles & STAYS


def _is_new_demand(units: Sequence[Unit]) -> bool:
    """ "wobei der Kellner stolpern soll"; not "man die Maserung sehen", "das Licht weich sein", "alles so bleiben"."""
    kept = any(unit.word.roles & (STAYS | UNCHANGED | REST | NEGATION) for unit in units)
    named = bool(units) and units[0].word.roles & (BEFORE_NOUN | PLACE | LINK)
    if len(units) > 1 and units[0].text == "das" and units[1].text.endswith(("ern", "eln")):
        return False  # "das Flackern stärker": of the look
    return bool(named) and not kept and not kinds_of(units) & BESIDE


def newcomer(clause: Clause) -> bool:
    """ "while a comet crosses …": somebody who was not there."""
    units = clause.units
    if len(units) < 4 or not (units[1].word.roles & ARTICLE or _unheard(units)):
        return False
    return not any(unit.text.startswith("weiter") for unit in units)


def _unheard(units: Sequence[Unit]) -> bool:
    """German: "während Papageien flattern", "wobei auf dem Dach ein Hahn kräht"."""
    first = units[1]
    if first.capital:
        return not first.word.roles and len(units) > 3
    if not first.word.roles & (PLACE | LINK):
        return False
    return any(unit.word.roles & ARTICLE for unit in units[2:6])


def beside(clause: Clause, before: Clause, frame: Clause | None) -> list[Unit]:
    """ "(turn it into an airship), neben dem ein Schwarm herfliegt": what is new beside the new thing; [] for nothing.

    `before` is the clause before it: Spanish has "junto al" there, and "que vuela una bandada" here.
    """
    units = clause.units
    if frame is None or frame.op not in _NEW or clause.link not in ("comma", "aside"):
        return []
    led = before.units if before.kind == "phrase" and len(before.units) < _FEW else []
    at = next((at for at, unit in enumerate(units[:_FEW]) if unit.word.roles & ARTICLE), 0)
    named = units[at + 1 : at + 3]
    new = any(unit.word.roles & ARTICLE for unit in frame.units)
    if (
        not at
        or not new
        or not named
        or units[at].text.startswith("kein")
        or kinds_of(named) & BESIDE
    ):
        return []
    if "actors" in kinds_of(named) and units[0].text in _ON:
        return units
    if units[0].text in _NEXT:
        return units if at == _AFTER_PREPOSITION + (units[1].text == "cual") else []
    return [*led, *units] if led and led[-1].text in _NEXT and units[0].text in _WHICH else []


_NEW = frozenset(("turn", "replace", "change", "make", "paint"))
_FEW, _AFTER_PREPOSITION = 4, 2
_WHICH = frozenset(("que", "cual", "la cual", "el cual"))
_ON = frozenset(("auf", "in", "en el que", "en la que", "sobre el que", "sobre la que"))
_NEXT = frozenset(
    (
        *("neben", "hinter", "vor", "über", "unter", "um"),
        *(
            "junto al",
            "junto a",
            "al lado del",
            "al lado de",
            "detras del",
            "detras de",
            "delante del",
        ),
        *("delante de", "encima del", "encima de", "bajo el", "alrededor del", "alrededor de"),
    )
)


def of_it(subject: Sequence[Unit], clause: Clause, frame: Clause) -> bool:
    """ "…; it sounds hollow", "a woman walks past; die muss raus"."""
    subject = [unit for unit in subject if not unit.word.roles & POLITE_WORD]
    if len(subject) != 1:
        return False
    roles = subject[0].word.roles
    plain = not clause.units[clause.at].word.roles & MODAL and not clause.now
    return bool((plain and roles & PRONOUN) or (roles & DETERMINER and frame.op == "state"))


def of_the_new(subject: Sequence[Unit], frame: Clause) -> bool:
    """Whether a statement is about what was just brought in, by its name or by none."""
    if frame.op not in ("add", "put", "replace", "turn", "want"):
        return False
    names = {unit.text for unit in subject if not unit.word.roles}
    return not names or any(unit.text in names for unit in frame.units)


def labelled(phrases: Sequence[Clause]) -> bool:
    """Whether phrases are a label and a list of things."""
    first = phrases[0]
    return first.stated and first.units[-1].capital and not any(map(is_thing, phrases[1:]))


def wanted(frame: Clause, clause: Clause) -> bool:
    """ "we need the moon fuller, the owl whiter": what is there already can only be changed."""
    if frame.op != "want" or len(clause.units) < 2 or not frame.rest:
        return False
    acts = clause.units[1].text.endswith(("ando", "iendo", "yendo"))
    does = clause.units[-1].text.endswith(("ar", "er", "ir", "arse", "erse", "irse"))
    if does and clause.units[0].text in ("a", "al") and len(clause.units) < _FEW + 1:
        return clause.link == "and"  # "I want to see the tower fall and the crowd clap"
    if acts and clause.link == "and" and frame.rest[0].word.roles & DEFINITE:
        return not clause.units[0].word.roles  # "I want to see the beacon lit and gulls flying"
    both = all(units[0].text in ("a", "al") for units in (clause.units, frame.rest))
    if both and any(unit.word.roles & (WITH | WITHOUT) for unit in clause.units[2:]):
        return True  # "I want to see the bride with a veil and the groom with a hat"
    if len(clause.units) < 3 or not clause.units[0].word.roles & DETERMINER:
        return False
    first, *after = frame.rest
    led = first.word.roles & (LINK | WITH) and not any(
        unit.word.roles & DEFINITE for unit in after[:1]
    )
    whom = first.text in ("a", "al")
    return bool(
        first.word.roles & DETERMINER or led or whom
    )  # "I want it with plaits, the flowers red"


_NEWS = frozenset(("add", "put", "give", "replace"))


def is_so(frame: Clause | None, clause: Clause) -> bool:
    """Spanish: "pon un loro, y que sea verde": how what is new is to be, no other being named."""
    if frame is None or not (frame.op in _NEWS or frame.kind == "phrase"):
        return False
    if len(clause.units) < _FEW - 1:
        return False
    verb, first = clause.units[1], clause.units[2]
    so = verb.word.roles & COPULA or verb.text in ("tenga", "tengan", "lleve", "lleven")
    so = so and clause.link != "stop" and not first.word.roles & (DEFINITE | LINK)
    new = any(unit.word.roles & ARTICLE for unit in frame.rest)
    return bool(so and new) and not kinds_of(clause.units) & {"times", "weather"}


def shows(clause: Clause) -> bool:
    """Spanish: "… y que se note el papel": how the change before it comes out."""
    said, *after = [unit for unit in clause.units[1:] if unit.text != "se"] or clause.units
    if said.text in _FELT:
        return True
    return said.text in _SEEN and not any(unit.word.roles & BEFORE_NOUN for unit in after)


_FELT = frozenset(
    ("note", "noten", "se note", "se noten", "parezca", "parezcan", "sienta", "se sienta")
)
_SEEN = frozenset(("vea", "vean", "se vea", "se vean"))
