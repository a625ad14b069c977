"""One short instruction a change, in the words of the prompt: what left its verb out is given one."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from remixbatch.prompts.inflected import demands
from remixbatch.prompts.inflected.clause import Asked, Clause
from remixbatch.prompts.inflected.inflection import BARE, POLITE
from remixbatch.prompts.inflected.joining import with_topic
from remixbatch.prompts.inflected.pairs import comes_too, does, in_state
from remixbatch.prompts.inflected.roles import (
    ANCHOR,
    ARTICLE,
    BEFORE_NOUN,
    DEFINITE,
    LINK,
    MORE,
    PARTICLE,
    PLACE,
    THAT,
    WITH,
    WITHOUT,
)
from remixbatch.prompts.inflected.shapes import (
    compared,
    is_infinitive,
    is_made_of,
    is_named_act,
    is_quality,
    kinds_of,
    predicative,
    shaped,
)
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.tokens import Tokens

# What an instruction without a verb is put into, by the first kind that fits. {} is the phrase.
_FRAMES = {
    "es": {
        "times": "Haz que sea {}",
        "weather": "Añade {}",
        "styles": "Usa {}",
        "cameras": "Usa {}",
    },
    "de": {
        "times": "Lass es {} sein",
        "weather": "Füge {} hinzu",
        "styles": "Verwende {}",
        "cameras": "Verwende {}",
    },
}
_ADD = {"es": "Añade {}", "de": "Füge {} hinzu"}
_BESIDE = {"es": "Añade {}", "de": "Ergänze die Szene mit {}"}  # after "with"
_WHEN = {"es": "Haz que sea {}", "de": "Lass die Szene {} spielen"}  # "at night"
_MEANWHILE = {"es": "Haz que {}", "de": "Lass {}"}
_CAUSE = {"es": "Haz {}", "de": "Sorge dafür, {}"}
_THAT = {"es": "que ", "de": "dass "}
# What is left out inside of a part: the first half of "not only … but also".
_HALVES = frozenset(("sowohl", "nicht nur", "nicht allein", "nicht bloß", "no solo", "no sólo"))
_WISH = re.compile(
    r"\s*\w+ (?:ich|wir)(?: mir| uns)?(?: gerne?| lieber)?\s*"
)  # "… hätte ich gern …"


def chain(prompt: str, tokens: Tokens, asked: Sequence[Asked], language: str) -> tuple[str, ...]:
    """The parts in the order of the prompt."""
    taken = {unit.first for one in asked for unit in one.units}

    def words(units: Sequence[Unit]) -> str:
        if not units:
            return ""
        start, end = _span(tokens, units)
        said = prompt[start:end]
        for unit, after in pairwise(units):
            left = prompt[tokens.ends[unit.last - 1] : tokens.starts[after.first]]
            if left.strip().lower() in _HALVES or _WISH.fullmatch(left):
                said = said.replace(left, " ", 1)
        return " ".join(said.split())

    parts = (_part(one, one.clauses, taken, words, language) for one in asked)
    return tuple(f"{part[:1].upper()}{part[1:]}." for part in parts)


def spans_of(tokens: Tokens, one: Asked) -> tuple[tuple[int, int], ...]:
    """Where in the prompt a change is asked for."""
    if one.units:
        return (_span(tokens, one.units),)
    return tuple(_span(tokens, clause.units) for clause in one.clauses if clause.units)


def _span(tokens: Tokens, units: Sequence[Unit]) -> tuple[int, int]:
    first = min([unit.first for unit in units])
    return tokens.starts[first], tokens.ends[max([unit.last for unit in units]) - 1]


def _part(
    one: Asked,
    clauses: Sequence[Clause],
    taken: set[int],
    words: Callable[[Sequence[Unit]], str],
    language: str,
) -> str:
    if one.units:
        return _rider(one, words, language)
    first = clauses[0]
    pieces = [words(_left(clause, taken)) for clause in clauses]
    body = ", ".join(piece for piece in pieces if piece)
    parted = next((clause.particle for clause in clauses if clause.particle), "")
    if parted and parted not in body.lower().replace(",", " ").split():
        body = f"{body} {parted}"
    named = language == "de" and is_named_act(first.units, loose=True)
    if one.verb_of is not None and not named and not _is_beside(first, one.verb_of):
        return _read_back(one, one.verb_of, body, words)
    if named or first.kind == "edit":
        said = demands.of_noun(first, words) if named else ""  # "Wechsel der Farbe"
        return said or _commanded(first, body, words, language)
    if first.kind == "tells":
        rest = "".join(f", {piece}" for piece in pieces[1:] if piece)
        demand = _demand(first, words, language)
        return f"{demand}{rest}" if demand else _told(first, body, language)
    if first.kind not in ("phrase", "wish"):
        return body
    if (
        first.tail
        and first.tail[0].first < first.units[0].first
        and kinds_of(first.units) & _OF_ALL
    ):
        body = words(first.units)  # "statt Regen Schnee"
    said = demands.of_phrase(first, words) if language == "de" and len(clauses) == 1 else ""
    return said or _stated(first, body) or _named(first, body, words, language)


def _commanded(
    clause: Clause, body: str, words: Callable[[Sequence[Unit]], str], language: str
) -> str:
    """ "verschwindet der Nebel"; "retirada del buzón" as "retira el buzón"."""
    first = clause.units[0]
    if language == "de" and first.first > clause.units[-1].first and first.text.endswith("st"):
        does = words([first])[:-2]  # "(während du) das Schild entfernst"
        return f"{does} {words(clause.units[1:])}"
    if language == "de":
        return (clause.mood == POLITE and demands.german(clause, words)) or body
    if not clause.deed:
        return body
    thing = "el " if clause.units[clause.at].text == "del" else ""
    return (
        f"{clause.deed} {thing}{body.removeprefix(words(clause.units[: clause.at + 1])).lstrip()}"
    )


def _is_beside(phrase: Clause, frame: Clause) -> bool:
    """ "slow the jump down + stormy sky": no more of what is slowed down."""
    whole = kinds_of(phrase.units) & _OF_ALL and not phrase.units[0].word.roles
    return bool(whole) and frame.op in ("act", "camera", "remove")


_OF_ALL = frozenset(("weather", "times", "styles"))


def _stated(clause: Clause, body: str) -> str:
    """ "sky: thunderclouds", as it stands; Spanish: "a los niños, gorros"; "" of others."""
    if not clause.stated:
        return ""
    if clause.units[0].text in _WHOM:
        return f"Pon {body[:1].lower()}{body[1:]}".replace(", ", " ", 1)
    return body if any(mark in body for mark in _SPELLING) else ""


def _read_back(one: Asked, frame: Clause, body: str, words: Callable[[Sequence[Unit]], str]) -> str:
    """A part with the verb, or the verb and its object, of the clause that it carries on."""
    if one.why == "attribute" and not frame.final:
        return f"{words(_target(frame))} {body}"
    units = one.clauses[0].units
    if comes_too(frame, one.clauses[0]) and any(unit.word.roles & THAT for unit in frame.units[:3]):
        return f"Haz que {body[:1].lower()}{body[1:]}"
    if frame.op == "state":
        return demands.retold(units, frame, words) or body
    if frame.final and frame.mood & BARE and is_infinitive(units):
        return body  # "den Zaun versetzen, die Hecke stutzen"
    if _is_made(units, frame):
        body = f"{body[:1].lower()}{body[1:]}" if units[0].word.roles & DEFINITE else body
        return f"Mach {body}".replace("Mach der ", "Mach den ", 1)
    return _with_verb(frame, body, words)


def _is_made(units: Sequence[Unit], frame: Clause) -> bool:
    """Whether a thing is to be so whose verb another one is: "(lantern on,) bench green", "(give him a hat,) the sea rougher"."""
    if compared(units):
        return frame.op != "make"
    if not frame.final:
        return False
    so = predicative(units)
    if so and frame.units[-1].word.roles & PARTICLE:
        return True
    return not so and (in_state(units) or is_made_of(units))


def _target(frame: Clause) -> list[Unit]:
    """The verb and what it is done to, without the first attribute: "mach den Ballon"."""
    start = 0 if frame.op == "state" else frame.at
    for at in range(frame.at + 1, len(frame.units)):
        unit = frame.units[at]
        if is_quality(unit) or unit.word.roles & MORE:
            return frame.units[start:at]
    return frame.units[start:]


def _left(clause: Clause, taken: set[int]) -> list[Unit]:
    """What of a clause no other change has taken."""
    kept = [unit for unit in (*clause.units, *clause.tail) if unit.first not in taken]
    if len(kept) < len(clause.units) + len(clause.tail):
        at = next(at for at, unit in enumerate(clause.units) if unit.first in taken)
        return (
            clause.units[:at]
            if at > 1 or clause.tail
            else [unit for unit in kept if unit.text != "neben"]
        )
    return kept


def _rider(one: Asked, words: Callable[[Sequence[Unit]], str], language: str) -> str:
    units = one.units[1:] if one.units[0].word.roles & WITH else one.units
    body = words([*units, *one.clauses[0].tail] if one.why == "verb" else units)
    if one.why == "rider" and one.clauses[0].kind == "aside":
        return _beside(one.units, words, language)
    if language == "es" and one.why == "rider" and (being := _being(units, words)):
        return being
    if one.why == "rider" and one.clauses[0].kind != "while":
        told = [f", {words(clause.units)}" for clause in one.clauses[1:] if clause.relative]
        return "".join((_BESIDE[language].format(body), *told))
    if one.clauses[0].kind == "while":
        return demands.beside(units, words) or _MEANWHILE[language].format(body)
    if units[0].word.roles & (PLACE | LINK) and language == "es":
        return f"Sitúa la escena {body}"
    return f"Verlege die Szene: {body}" if units[0].word.roles & (PLACE | LINK) else body


def _being(units: Sequence[Unit], words: Callable[[Sequence[Unit]], str]) -> str:
    """ "(con) el pianista levantándose": haz que esté …; "" of what is new there."""
    if len(units) < _STATE or not units[0].word.roles & DEFINITE or units[1].word.roles:
        return ""
    if not units[2].text.endswith(_BEING):
        return ""
    several = "n" if units[0].text.endswith("s") else ""
    return f"Haz que {words(units[:2])} esté{several} {words(units[2:])}"


_STATE = 3  # words of "el pianista levantándose"
_BEING = ("ndo", "ndose", "ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas")


def _beside(units: Sequence[Unit], words: Callable[[Sequence[Unit]], str], language: str) -> str:
    """ "neben dem ein Schwarm fliegt": sorge dafür, dass daneben …; "junto al que vuela …": que al lado se vea que …."""
    at = next(at for at, unit in enumerate(units) if unit.word.roles & ARTICLE)
    if language == "de":
        first = units[0].text
        there = f"dar{first}" if first[0] in "aeiouü" else f"da{first}"
        return f"Sorge dafür, dass {'darum herum' if first == 'um' else there} {words(units[at:])}"
    return f"Muestra que cerca {words(units[at - 1 :])}"


def _told(clause: Clause, body: str, language: str) -> str:
    """ "that the cook is old": a wish becomes a demand."""
    if clause.units[0].word.roles & THAT:
        return _CAUSE[language].format(f"{body[:1].lower()}{body[1:]}")
    if language == "de" and clause.wished and clause.at == len(clause.units) - 1:
        return _CAUSE[language].format(_THAT[language] + body)
    if language == "es" and clause.that and clause.guessed:
        return _CAUSE[language].format(_THAT[language] + body)  # "(que …) y el faro parpadee"
    return body


def _demand(clause: Clause, words: Callable[[Sequence[Unit]], str], language: str) -> str:
    return demands.spanish(clause, words) if language == "es" else demands.german(clause, words)


def _named(clause: Clause, body: str, words: Callable[[Sequence[Unit]], str], language: str) -> str:
    """ "green door", "at noon", "cartoon style"."""
    units = clause.units
    kinds = kinds_of(units)
    heard = "audio" in kinds
    if heard and not units[0].word.roles & (BEFORE_NOUN | LINK):
        return _ADD[language].format(body if language == "de" else f"{body[:1].lower()}{body[1:]}")
    if not units[0].word.roles & BEFORE_NOUN and shaped(clause.units) and len(units) < 4:
        made = _spanish_state(units, body) if language == "es" else _german_state(units, words)
        if made:
            return made
    first = units[0]
    if language == "de" and len(units) > 1 and predicative(units):
        noun = not first.word.roles & ~ANCHOR  # "Kamera ruhiger"
        made = f"Mach {body[:1] if noun else body[:1].lower()}{body[1:]}"
        made = made.replace("Mach der ", "Mach den ", 1)
        return body if does(clause) or first.text.startswith("kein") else made
    placed = len(units) > 1 and units[1].word.roles & (LINK | PLACE)  # "Schnee auf …"
    bent = first.word.roles or (first.word.kinds & _QUALITIES and len(units) > 1 and not placed)
    if language == "es" or bent:
        body = f"{body[:1].lower()}{body[1:]}"
    if body.startswith(_IS[language]):
        body = body.partition(" ")[2]
    if "times" in kinds and first.word.roles & (PLACE | LINK):
        return _WHEN[language].format(body)
    return _led(units, body, words, language) or _of_kind(units, body, language)


def _of_kind(units: Sequence[Unit], body: str, language: str) -> str:
    """ "rain", "cartoon style", "a balloon"; what has no such frame is left as it is."""
    kinds = kinds_of(units)
    for kind, frame in _FRAMES[language].items():
        if kind in kinds:
            return frame.format(body)
    return _ADD[language].format(body) if units[0].word.roles & ARTICLE else body


def _led(
    units: Sequence[Unit], body: str, words: Callable[[Sequence[Unit]], str], language: str
) -> str:
    """ "con la palmera más alta", "mit Schafen auf der Wiese", "al cura sin sotana", "sin gatos"; "" of others."""
    roles, rest = units[0].word.roles, words(units[1:])
    if "cameras" in kinds_of(units) and (roles & WITH or units[0].text == "en"):
        return _FRAMES[language]["cameras"].format(rest)
    if not rest:
        return ""  # it breaks off: "con"
    if roles & WITH and language == "es" and units[1].word.roles & DEFINITE:
        return f"Haz {rest}"
    if roles & WITH:
        return _BESIDE[language].format(rest)
    if language == "es" and units[0].text in _WHOM:
        return f"Pon {body}"
    return f"Quita {rest}" if language == "es" and roles & WITHOUT else ""


def _spanish_state(units: Sequence[Unit], body: str) -> str:
    """muro azul -> Haz el muro azul."""
    noun, last = units[0].text, units[-1].text
    if units[0].word.roles or units[0].word.kinds & {"colors", "sizes", "ages"}:
        return ""
    plural = noun.endswith("s")
    stem = noun.rstrip("s").rstrip("e") if plural else noun
    feminine = stem.endswith(("a", "cion", "dad", "z")) or (
        not stem.endswith("o") and last.rstrip("s").endswith("a")
    )
    article = {(False, False): "el", (False, True): "los", (True, False): "la", (True, True): "las"}
    return f"Haz {article[feminine, plural]} {body[:1].lower()}{body[1:]}"


_SPELLING = (":", " – ", " — ", " -- ")
_FOR_IT = re.compile("l[oa]s?$")
_PLAIN = str.maketrans("áéíóú", "aeiou")
_IS = {"es": "es ", "de": "ist "}
_QUALITIES = frozenset(("colors", "sizes", "ages", "materials", "weather"))
_ARTICLES = (("es", "das"), ("er", "den"), ("en", "die"), ("e", "die"))


def _german_state(units: Sequence[Unit], words: Callable[[Sequence[Unit]], str]) -> str:
    """grünes Tor -> Mach das Tor grün."""
    if len(units) != 2 or not units[1].capital:
        return ""
    quality, noun = units[0].text, words(units[1:])
    for ending, article in _ARTICLES:
        if quality.endswith(ending):
            stem = quality[: -len(ending)]
            stem += "e" if stem in ("leis", "müd", "bös", "weis") else ""
            if stem.endswith(("kl", "bl", "pl", "gl")):
                stem = f"{stem[:-1]}el"
            return f"Mach {article} {noun} {stem}"
    return ""


_CLITICS = ("le", "les")
_WHOM = ("a", "al")


def _with_verb(frame: Clause, body: str, words: Callable[[Sequence[Unit]], str]) -> str:
    """The verb that was left out, before what it is about (or, where it stands last, behind)."""
    if not frame.op or frame.op in ("state", "cause", "want"):
        return f"Pon {body}" if body.startswith(("a ", "al ")) else body
    if frame.deed:
        return f"{frame.deed} {body.removeprefix('de ')}"
    led = frame.units[frame.at - 1 : frame.at] if frame.at else []
    whom = bool(led) and led[0].text in _CLITICS  # "le pones"
    verb = words(frame.units[frame.at - whom : frame.at + 1])
    if frame.final:
        return f"{body} {verb}"
    if body.startswith(("a ", "al ")):
        body = body.replace(", ", " ", 1)
    if with_topic(frame) is not frame.rest and body[:1] in "le":
        verb = _FOR_IT.sub("", verb).translate(_PLAIN)  # "píntala" -> "pinta la puerta"
    return f"{verb} {body} {frame.particle}".rstrip()
