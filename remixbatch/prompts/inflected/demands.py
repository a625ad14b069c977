"""A statement as a demand: "Der Hund soll blau sein" is asked for as "Mach den Hund blau", "La torre es azul" as "Haz
que la torre sea azul". What does not fit stays a statement.
"""

import re
from collections.abc import Callable, Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import BARE, DONE, POLITE
from remixbatch.prompts.inflected.roles import ARTICLE, BEFORE_NOUN, LINK, MODAL, PARTICLE, PLACE
from remixbatch.prompts.inflected.shapes import WHOLE, is_quality, kinds_of, predicative
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN

_Words = Callable[[Sequence[Unit]], str]

# Nominative -> accusative, dative: of one, of several.
_CASES = {
    "der": ("den", "dem"),
    "die": ("die", "der"),
    "das": ("das", "dem"),
    "ein": ("ein", "einem"),
    "eine": ("eine", "einer"),
    "sein": ("sein", "seinem"),
    "seine": ("seine", "seiner"),
    "ihr": ("ihr", "ihrem"),
    "ihre": ("ihre", "ihrer"),
}
_BE = frozenset(("sein", "werden"))
_HAVE = frozenset(("haben", "tragen", "bekommen", "kriegen"))
_HAS = frozenset(("hat", "haben", "trägt", "tragen", "bekommt", "bekommen", "braucht", "brauchen"))
_BECOMES = ("wird", "werden")
_IS = frozenset(("ist", "sind", "wird", "werden"))
_NOW = frozenset(("jetzt", "nun", "ahora", "ganz", "gern", "gerne", "bitte"))


def german(clause: Clause, words: _Words) -> str:
    """The demand that a German statement makes; "" where it has none of these forms."""
    subject, verb, rest = _parts(clause)
    while rest and rest[0].text in _NOW:
        rest = rest[1:]
    if brought := _brought(subject, verb, rest, words):
        return brought
    if not subject or subject[0].text not in _CASES or not rest or rest[0].text == "du":
        return _gone(clause, subject, words) or _fronted(subject, verb, rest, words)
    several, last = verb.text.endswith("en"), rest[-1]
    who = _cased(subject, words, 0, several=several)
    if last.text in ("verschwinden", "weg"):
        return f"Entferne {who}"
    if verb.text in _HAS or last.text in _HAVE:
        whom = _cased(subject, words, 1, several=several)
        return f"Gib {whom} {words(rest[:-1] if last.text in _HAVE else rest)}"
    if verb.text in _IS or last.text in _BE:
        state = rest[:-1] if last.text in _BE else rest
        done = verb.text in _BECOMES and last.word.mood & (POLITE | DONE)  # "wird entfernt"
        done = done or (last.text == "werden" and any(unit.text == "von" for unit in state))
        named = not state or state[0].word.roles & ARTICLE or done
        return "" if named else f"Mach {who} {words(state)}"
    return _acting(subject, verb, rest, who, words)


def _fronted(subject: Sequence[Unit], verb: Unit, rest: Sequence[Unit], words: _Words) -> str:
    """ "Im Garten soll der Brunnen sprudeln": lass den Brunnen im Garten sprudeln."""
    noun = next((at for at, unit in enumerate(rest) if unit.capital), 0)
    last = rest[-1] if rest else verb
    asked = verb.text.startswith(_SHALL) and noun and rest[0].text in _CASES
    if not asked or rest[0].word.roles & ARTICLE or len(rest) < noun + _PAIR or not _is_act(last):
        return ""
    who = _cased(rest[: noun + 1], words, 0, several=False)
    where = words(subject) if subject and subject[0].word.roles else ""
    where = f"{where[:1].lower()}{where[1:]}"
    return " ".join(f"Lass {who} {where} {words(rest[noun + 1 :])}".split())


def retold(units: Sequence[Unit], frame: Clause, words: _Words) -> str:
    """What an earlier "soll", "bekommt", "ist" binds: "der Thron einstürzen": lass den Thron einstürzen; "" of others."""
    start = next((at for at, unit in enumerate(units[:2]) if unit.text in _CASES), -1)
    noun = next((at for at, unit in enumerate(units) if at > start and unit.capital), 0)
    if start < 0 or not noun or noun + 1 >= len(units):
        return ""
    subject, rest = units[start : noun + 1], units[noun + 1 :]
    if frame.units[frame.at].text in _HAS and (rest[0].capital or rest[0].word.roles & ARTICLE):
        return f"Gib {_cased(subject, words, 1, several=False)} {words(rest)}"
    who, last = _cased(subject, words, 0, several=False), rest[-1]
    if subject[0].text in _UNBENT or (last.word.op and last.word.op != "act"):
        return ""
    where = f"{words(units[:start])} ".lower() if start else ""
    if any(unit.word.roles & MODAL for unit in frame.units) and _is_act(last):
        return f"Lass {who} {where}{words(rest)}"
    rest = rest[:-1] if last.text in _BE else rest
    so = rest and predicative([*subject, *rest])
    return f"Mach {who} {words(rest)}" if so or last.text in _BE else ""


def _is_act(last: Unit) -> bool:
    """Whether a word is an infinitive of what somebody does."""
    if last.capital or last.text in _BE or is_quality(last) or last.text in _GOLDEN:
        return False
    return last.text.endswith(_EN) and last.word.op in ("", "act", "camera")


_EN = ("en", "ern", "eln")
_GOLDEN = frozenset(("golden", "offen", "trocken", "seiden", "nüchtern"))
_SHALL = ("soll", "mög", "muss", "müss", "darf", "dürf", "könnte")
_UNBENT = frozenset(("ein", "sein", "ihr"))  # of which the case is not sure


def beside(units: Sequence[Unit], words: _Words) -> str:
    """ "(wobei) der Kellner stolpern soll": lass den Kellner stolpern; "" of others."""
    noun = next((at for at, unit in enumerate(units) if unit.capital), 0)
    if not noun or units[0].text not in _CASES or not units[-1].word.roles & MODAL:
        return ""
    who = _cased(units[: noun + 1], words, 0, several=units[-1].text.endswith("en"))
    return f"Lass {who} {words(units[noun + 1 : -1])}"


def of_phrase(clause: Clause, words: _Words) -> str:
    """ "Lederball statt Medizinball": ersetze Medizinball durch Lederball; "der Opa bitte mit Hut": zeig den Opa mit Hut."""
    units, tail = clause.units, clause.tail
    if len(units) == 1 and len(tail) == _PAIR and units[0].capital and tail[1].capital:
        plain = tail[0].text in _FOR and not kinds_of((*units, *tail)) & WHOLE
        return f"Ersetze {words(tail[1:])} durch {words(units)}" if plain else ""
    at = next((at for at, unit in enumerate(units) if unit.text == "mit"), 0)
    who = [unit for unit in units[:at] if unit.text != "bitte"]
    if len(who) != _PAIR or who[0].text not in _CASES or not who[1].capital or tail:
        return ""
    return f"Zeig {_CASES[who[0].text][0]} {words(who[1:])} {words(units[at:])}"


_PAIR = 2
_FOR = frozenset(("statt", "anstatt"))


def of_noun(clause: Clause, words: _Words) -> str:
    """ "Absenken der Decke": die Decke absenken; "" of others."""
    units = clause.units
    article = _OF_WHAT.get(units[1].text)
    if article is None or not units[0].text.endswith("n"):
        return ""
    return f"{article}{words(units[2:])} {units[0].text}"


_OF_WHAT = {"der": "Die ", "von": ""}


def _acting(
    subject: Sequence[Unit], verb: Unit, rest: Sequence[Unit], who: str, words: _Words
) -> str:
    """ "Der Fluss führt Hochwasser": lass den Fluss Hochwasser führen; not of one whose case is not sure."""
    last = rest[-1]
    if verb.word.roles & MODAL:
        bare = last.word.mood & BARE or (last.word is UNKNOWN and last.text.endswith("en"))
        return f"Lass {who} {words(rest)}" if bare and not last.capital else ""
    done = "" if subject[0].word.roles & ARTICLE else infinitive_of(verb.text)
    if last.word.roles & PARTICLE and not last.word.roles & ARTICLE:
        done, rest = done and f"{last.text}{done}", rest[:-1]
    return " ".join(f"Lass {who} {words(rest)} {done}".split()) if done else ""


_IRREGULAR = {
    "läuft": "laufen",
    "fährt": "fahren",
    "schläft": "schlafen",
    "hält": "halten",
    "fällt": "fallen",
    "wächst": "wachsen",
    "bläst": "blasen",
    "schlägt": "schlagen",
    "fängt": "fangen",
    "gräbt": "graben",
    "liest": "lesen",
    "isst": "essen",
    "frisst": "fressen",
    "spricht": "sprechen",
    "wirft": "werfen",
    "bricht": "brechen",
    "sticht": "stechen",
    "trifft": "treffen",
    "hilft": "helfen",
    "tritt": "treten",
    "quillt": "quellen",
    "schmilzt": "schmelzen",
    "nimmt": "nehmen",
    "gibt": "geben",
    "sieht": "sehen",
    "stirbt": "sterben",
    "stiehlt": "stehlen",
}
_BENT = ("ä", "tut", "ist")  # of forms that are not in the table: no guess


def infinitive_of(verb: str) -> str:
    """führt: führen; klettert: klettern; "" for a form that is none of the third person."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith(("en", "ern", "eln")):
        return verb
    if not verb.endswith("t") or _BENT[0] in verb or verb in _BENT:
        return ""
    stem = verb[:-1]
    if stem.endswith(("er", "el")):
        return f"{stem}n"
    return f"{stem}n" if stem.endswith("e") else f"{stem}en"


def _brought(subject: Sequence[Unit], verb: Unit, rest: Sequence[Unit], words: _Words) -> str:
    """ "Auf der Brücke steht ein Schäfer": what is there then, in a frame that leaves its case alone."""
    if not subject or not rest or not subject[0].word.roles & (PLACE | LINK):
        return ""
    if subject[0].text in _CASES or not rest[0].word.roles & ARTICLE:
        return ""
    where = words(subject)
    return f"Ergänze: {where[:1].upper()}{where[1:]} {words([verb])} {words(rest)}"


def _parts(clause: Clause) -> tuple[list[Unit], Unit, list[Unit]]:
    """Subject, verb, the rest; after "that" the verb stands last, and the subject ends with its noun."""
    units, at = clause.units, clause.at
    if 0 < at == len(units) - 1:
        noun = next((place for place, unit in enumerate(units[:at]) if unit.capital), at)
        return units[: noun + 1], units[at], units[noun + 1 : at]
    return units[:at], units[at], units[at + 1 :]


def _gone(clause: Clause, subject: Sequence[Unit], words: _Words) -> str:
    """ "Der Hut verschwindet"."""
    verb = clause.units[clause.at].text
    if not verb.startswith("verschwind"):
        return ""
    named = subject or clause.units[clause.at + 1 :]
    if not named or named[0].text not in _CASES:
        return ""
    return f"Entferne {_cased(named, words, 0, several=verb.endswith('en'))}"


_WEAK = re.compile("(?<!e)(?<!käs)(?<!charm)e$", re.IGNORECASE)


def _cased(units: Sequence[Unit], words: _Words, case: int, *, several: bool) -> str:
    """A subject in the accusative (0) or the dative (1)."""
    first, *others = [words([unit]) for unit in units]
    article = first.lower()
    changed = "den" if several and case and article == "die" else _CASES[article][case]
    bent = bool(case) or changed != article
    for at, unit in enumerate(units[1:]):
        if unit.capital:
            if bent and article == "der" and _WEAK.search(others[at]):
                others[at] += "n"  # "den Jungen"
            break
        if bent and others[at].endswith(("e", "er")):
            others[at] = f"{others[at].removesuffix('r')}n"
    return " ".join((changed, *others))


_SUBJUNCTIVE = {
    "es": "sea",
    "está": "esté",
    "esta": "esté",
    "queda": "quede",
    "parece": "parezca",
    "lleva": "lleve",
    "tiene": "tenga",
    "se vuelve": "se vuelva",
    "se pone": "se ponga",
    "se convierte": "se convierta",
    "pasa a ser": "sea",
    "ser": "sea",
    "estar": "esté",
    "tener": "tenga",
    "llevar": "lleve",
    "parecer": "parezca",
    "quedar": "quede",
    "verse": "se vea",
    "volverse": "se vuelva",
    "ponerse": "se ponga",
}


def spanish(clause: Clause, words: _Words) -> str:
    """The demand that a Spanish statement makes; "" where it has none of these forms."""
    units = clause.units
    subject, rest = units[: clause.at], units[clause.at + 1 :]
    verb = units[clause.at].text
    while rest and rest[0].text in _NOW:
        rest = rest[1:]
    if subject and subject[-1].text in _NOW:
        subject = subject[:-1]
    of_it = bool(subject) and subject[0].text in ("del", "al")  # "aparte del farero, que …"
    if not subject or not (of_it or subject[0].word.roles & BEFORE_NOUN):
        return ""
    named = words(subject)
    named = f"{named[:1].lower()}{named[1:]}"
    named = f"el{named[len(subject[0].text) :]}" if of_it else named
    if verb.startswith("desapare"):
        return f"Quita {named}"
    if units[clause.at].word.roles & MODAL and rest:
        verb, rest = rest[0].text, rest[1:]
        plural = units[clause.at].text.split()[0].endswith("n")
    else:
        plural = verb.endswith("n") or verb.removesuffix("n") != verb
    wished = _SUBJUNCTIVE.get(verb if verb in _SUBJUNCTIVE else _singular(verb))
    if wished is None:
        told = clause.relative and not units[clause.at].word.roles & MODAL
        return f"Haz que {named} {words(units[clause.at :])}" if told else ""
    return f"Haz que {named} {wished}{'n' if plural else ''} {words(rest)}".rstrip()


def _singular(verb: str) -> str:
    return {"son": "es", "están": "está"}.get(verb, verb.removesuffix("n"))
