"""What is wrapped around a demand: greetings, praise, how it came to be filmed, reasons, signatures. It asks for nothing.

It is told by its structure: a sentence without a demand, in which somebody writes of himself, or of what was, or praises;
after a demand, a clause that says how things are or were. Only what stands beside a demand is struck so.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.headings import is_written
from remixbatch.prompts.inflected.inflection import BARE, POLITE
from remixbatch.prompts.inflected.ordering import with_subject
from remixbatch.prompts.inflected.references import about_it
from remixbatch.prompts.inflected.roles import (
    ADVERB,
    APPEAR,
    ARTICLE,
    BECOME,
    DEFINITE,
    EXCESS,
    HAVE,
    LINK,
    MODAL,
    MORE,
    NEGATION,
    PAST,
    PERSON,
    PLACE,
    POLITE_WORD,
    POSSESSIVE,
    PRAISE,
    PRONOUN,
    QUOTE,
    SAYS,
    STATING,
)
from remixbatch.prompts.inflected.shapes import QUALITIES, is_quality, kinds_of
from remixbatch.prompts.inflected.vocabulary import UNKNOWN
from remixbatch.prompts.tokens import Tokens

_BEGINS = ("start", "stop", "item")
_ASKING = ("edit", "wish")
_STRUCK = ("aside", "remark")
_OPEN = ("phrase", "tells", "wish")
# What a past form of Spanish ends in, accents and all.
_ENDED = ("ó", "aron", "ieron", "aban", "ábamos", "íamos", "amos", "imos", "aste", "iste", "yeron")
_EXCLAIMS = frozenset(("qué", "cuánto", "cuánta", "menudo", "menuda", "vaya"))
_BUTS = frozenset(("aber", "pero", "doch"))
# How much, of what is there; too much is in a list of its own.
_HOW_MUCH = frozenset(
    (
        *("muy", "bastante", "un poco", "un poquito", "poco", "tan", "algo", "medio", "harto"),
        *("sehr", "recht", "ziemlich", "so", "etwas", "ein bisschen", "ein wenig", "arg", "echt"),
        *("demasiado", "demasiada", "zu", "viel zu", "etwas zu", "ein bisschen zu", "ganz schön"),
    )
)
_NO_CLITIC = frozenset(("male", "rolle", "stelle", "fülle", "teile", "hole", "hülle"))
_DUE = frozenset(("bis", "para", "antes", "vor", "heute", "morgen", "hoy", "mañana", "am"))
_IT = frozenset(("es", "das", "lo", "la", "alles", "todo"))
_NAMING = DEFINITE | ARTICLE | PLACE | LINK
_NOT_MORE = NEGATION | MORE | ADVERB
_LAST = frozenset(("mehr", "nicht", "nada", "mas", "sonst", "nichts", "ya", "esta"))
_WANTING = frozenset(
    (
        *("will", "wollen", "möchte", "möchten", "wünscht", "verlangt", "bittet", "quiere"),
        *("quieren", "pide", "piden", "prefiere", "prefieren", "pidio", "propone", "sugiere"),
    )
)
_HERE = frozenset(("man", "niemand", "keiner", "nadie", "ahora", "aqui", "es que", "gerade"))
_NAMED = 2  # words of whoever a statement is about, at least
_LONG = 4  # letters of a word whose ending says that it is past


def strike_talk(clauses: Sequence[Clause], tokens: Tokens, *, spanish: bool) -> None:
    """Makes remarks of the clauses that only wrap a demand."""
    _strike_guessed(clauses)
    _strike_judged(clauses)
    _revive(clauses)
    for clause in clauses:
        if clause.kind == "edit" and tokens.words[clause.units[0].first].endswith("ó"):
            clause.kind = "remark"  # "salió", which is no imperative
    sentences = list(_sentences(clauses))
    asking = [
        any(_asks(clause) for clause in sentence)
        and tokens.words[sentence[0].units[0].first] not in _EXCLAIMS
        for sentence in sentences
    ]
    several = len(sentences) > 1
    if several and not any(asking):
        # None is sure to ask: what tells of what was is struck beside what does not.
        asking = [not _of_the_past(one, tokens, spanish=spanish) for one in sentences]
        several = any(asking)
    demanded = False
    for sentence, asks in zip(sentences, asking, strict=True):
        if asks or len(sentence) > 1:
            _strike_inside(sentence, tokens, spanish=spanish)
        for clause in sentence:
            if clause.kind == "phrase" and _ends_all(clause):
                clause.kind = "remark"
        points = demanded and not spanish and _points_back(sentence)
        if several and not asks and (points or _talks(sentence, tokens, spanish=spanish)):
            _strike(sentence)
        demanded = demanded or asks


def _points_back(sentence: Sequence[Clause]) -> bool:
    """German: "(could you make the lawn green?) Der ist leider ganz vertrocknet.": how it is, and thus why."""
    first = sentence[0]
    if first.kind != "tells" or first.op != "state" or first.at != 1 or _now(first):
        return False
    return first.units[0].text in _POINTING and not first.units[1].text.startswith("träg")


_POINTING = ("der", "die", "das")


def _strike_guessed(clauses: Sequence[Clause]) -> None:
    """Beside what is asked for, a statement of what is there: "the woman waits; give her a hat"."""
    first = next((at for at, clause in enumerate(clauses) if _asks(clause)), len(clauses))
    if first < len(clauses):
        for at, (clause, after) in enumerate(zip_longest(clauses, clauses[1:])):
            later = at > first and clause.link == "stop" and _comes(clause)
            # "…, y que la cámara tiemble"
            beside = after is not None and after.link == "and" and after.op == "cause"
            kept = clause.now or clause.that or _now(clause) or later or beside or clause.tail
            if clause.guessed and not kept:
                clause.kind = "remark"


def _strike_judged(clauses: Sequence[Clause]) -> None:
    """ "the sky is very dark, brighten it", "… brighten the sky": how it is, and what is to be done about it."""
    said = [each for each in clauses if each.kind not in _STRUCK and not _tags(each)]
    for clause, after in pairwise(said):
        if clause.kind != "tells" or clause.op != "state" or after.kind != "edit":
            continue
        judged = any(unit.text in _HOW_MUCH for unit in clause.units[clause.at + 1 : -1])
        told = clause.that and not (judged and clause.link == "aside")  # "he says that it is loud"
        if clause.now or told or clause.wished or _now(clause):
            continue
        if clause.units[clause.at].word.roles & MODAL:
            continue
        again = judged and (_names_again(clause, after) or _to_it(after))
        does = not clause.units[clause.at].word.roles and after.link == "comma" and _to_it(after)
        if again or does or about_it(after):
            clause.kind = "remark"
    for at, after in enumerate(said):
        if after.kind == "edit" and _to_her(after) and not after.also:
            _strike_told(said[:at])


def _tags(clause: Clause) -> bool:
    """ "…, oder?", "…, gell?"."""
    return clause.kind == "phrase" and len(clause.units) == 1


def _names_again(clause: Clause, after: Clause) -> bool:
    """Whether the thing that a statement is about is named in the demand behind it."""
    names = {unit.text for unit in clause.units[: clause.at] if not unit.word.roles}
    return any(unit.text in names for unit in after.units)


def _strike_told(before: Sequence[Clause]) -> None:
    """Makes remarks of the last sentence, where all of it is plain statements."""
    begins = next((at for at in range(len(before) - 1, -1, -1) if before[at].link in _BEGINS), 0)
    last = before[begins:]
    if all(each.kind == "tells" and not _asks(each) and not _now(each) for each in last):
        _strike(last)


def _to_her(after: Clause) -> bool:
    """German: "gib ihr eine Brille", in a sentence of its own: what was told of her before is there."""
    rest = after.rest
    whom = len(rest) > 1 and rest[0].text in ("ihr", "ihm", "ihnen") and not rest[1].capital
    return whom and after.link == "stop"


def _to_it(after: Clause) -> bool:
    """Spanish: "dale", "ponle"."""
    verb = after.units[after.at].text
    return verb.endswith(("le", "les")) and bool(after.op) and verb not in _NO_CLITIC


def _revive(clauses: Sequence[Clause]) -> None:
    """ "the tower is in ruins and on the stairs climbs a goat": what is there is told beside who comes."""
    for clause, after in pairwise(clauses):
        told = clause.kind == "remark" and clause.op == "state" and clause.at > 1
        if not told or after.link != "and" or not _comes(after):
            continue
        if not any(unit.word.roles & (EXCESS | PRAISE) for unit in clause.units):
            clause.kind = "tells"
    if any(clause.kind in (*_ASKING, "anchor") for clause in clauses):
        return
    for one, other in pairwise(clauses):
        kinds = {one.kind, other.kind}
        if (
            kinds == {"tells", "remark"}
            and other.link in ("and", "comma")
            and _is_apart(one, other)
        ):
            one.kind = other.kind = "tells"


def _is_apart(one: Clause, other: Clause) -> bool:
    """ "the sails are torn and the captain has a beard": two statements, each of a thing of its own."""
    for each in (one, other):
        if each.op != "state" or each.at < _NAMED or not each.units[0].word.roles & _NAMING:
            return False
        if any(unit.word.roles & (EXCESS | PRAISE | PRONOUN) for unit in each.units):
            return False
    return not other.units[0].word.roles & POSSESSIVE


def _comes(clause: Clause) -> bool:
    """ "en la orilla arde una hoguera", "(außerdem) sitzt eine Krähe dort": where, or also, and then what is new."""
    placed = clause.units[0].word.roles & (PLACE | LINK) if clause.at else clause.also
    comes = clause.kind == "tells" or clause.op == "act"
    return bool(placed and comes and clause.rest and clause.rest[0].word.roles & ARTICLE)


def _now(clause: Clause) -> bool:
    return any(unit.text in ("jetzt", "nun") for unit in clause.units)


def _strike(sentence: Sequence[Clause]) -> None:
    for clause in sentence:
        if clause.kind in (*_OPEN, "aside"):
            clause.kind = "remark"


def _of_the_past(sentence: Sequence[Clause], tokens: Tokens, *, spanish: bool) -> bool:
    return any(_past(clause, tokens, spanish=spanish) for clause in sentence)


def _sentences(clauses: Sequence[Clause]) -> Iterator[list[Clause]]:
    sentence: list[Clause] = []
    for clause in clauses:
        if clause.link in _BEGINS and sentence:
            yield sentence
            sentence = []
        sentence.append(clause)
    if sentence:
        yield sentence


def _asks(clause: Clause) -> bool:
    """Whether a clause is a command, a wish, or says what shall be."""
    pleased = clause.please or any(unit.text == "bitte" for unit in clause.units)
    if clause.kind in _ASKING or pleased:
        return not _due(clause)
    if clause.kind != "tells":
        return False
    return bool(clause.that or clause.now or clause.op == "cause") or any(
        unit.word.roles & MODAL for unit in clause.units
    )


def _due(clause: Clause) -> bool:
    """ "we need it by Friday"."""
    units = clause.units
    if clause.kind != "wish" or units[0].text not in _IT:
        return False
    return len(units) == 1 or any(unit.text in _DUE for unit in units[1:3])


def _talks(sentence: Sequence[Clause], tokens: Tokens, *, spanish: bool) -> bool:
    if any(_due(clause) for clause in sentence) or sentence[0].kind == "remark":
        return True
    if tokens.words[sentence[0].units[0].first] in _EXCLAIMS:
        return True
    quoted = any(unit.word.roles & QUOTE for unit in sentence[-1].units)
    plain = not any(is_quality(unit) for clause in sentence for unit in clause.units)
    if quoted and plain and not is_written(sentence[0].units):
        return True  # "the client writes: “…”"
    return any(
        unit.word.roles & (PERSON | PRAISE)
        or (unit.word.roles & SAYS and unit.text not in _WANTING)
        for clause in sentence
        for unit in clause.units
    ) or any(_past(clause, tokens, spanish=spanish) for clause in sentence)


def _past(clause: Clause, tokens: Tokens, *, spanish: bool) -> bool:
    """Whether a clause tells of what was."""
    units = clause.units
    if any(unit.word.roles & PAST for unit in units):
        return True
    if not spanish:
        has = any(unit.word.roles & HAVE for unit in units[:-1])
        last = units[-1]
        done = last.text.endswith(("t", "en")) and not last.capital
        return has and done and (last.text.startswith("ge") or not last.word.kinds & QUALITIES)
    return any(
        tokens.words[unit.first].endswith(_ENDED)
        and len(unit.text) > _LONG
        and not (at and units[at - 1].word.roles & DEFINITE)
        and not unit.word.kinds
        for at, unit in enumerate(units)
    )


def _strike_inside(sentence: Sequence[Clause], tokens: Tokens, *, spanish: bool) -> None:
    """Strikes, in a sentence, the reasons before and after a demand."""
    for at, (clause, after) in enumerate(pairwise(sentence), 1):
        but = tokens.words[after.units[0].first - 1] in _BUTS
        if after.therefore or (but and any(map(_asks, sentence[at:]))):
            for before in sentence[:at]:
                if before.kind in _OPEN and (after.therefore or not _valued(before)):
                    before.kind = "remark"
        if after.kind not in ("phrase", "tells", "edit") or _asks(after) != (after.kind == "edit"):
            continue
        if _goes_on_doing(clause, after, tokens, spanish=spanish) or (
            after.kind != "edit"
            and after.link == "comma"
            and _demanded(sentence[:at])
            and _reason(after, tokens, spanish=spanish)
        ):
            after.kind = "aside"


def _valued(clause: Clause) -> bool:
    """Whether a clause gives anything a value."""
    units = clause.units
    if units[0].text in _IT and len(units) > 1 and units[1].word.roles & STATING:
        return False  # "that is round six"
    return any(is_quality(unit) for unit in clause.units) or bool(
        kinds_of(clause.units) - {"actors"}
    )


def _demanded(before: Sequence[Clause]) -> bool:
    return any(clause.kind == "edit" for clause in before)


def _goes_on_doing(clause: Clause, after: Clause, tokens: Tokens, *, spanish: bool) -> bool:
    """ "the hammer is made of rubber now and bounces off": the same thing does it."""
    if clause.kind != "tells" or after.link != "and" or after.also:
        return False
    if spanish and (_comes(after) or _acts_on(clause, after)):
        return not _comes(after)
    if after.kind != "edit" or (after.then and with_subject(after.units)):
        return False
    if spanish and clause.op == "cause" and not after.units[0].word.mood & POLITE:
        return False  # "que …, y aclara el mar": no subjunctive
    if spanish:
        return after.op == "act" or after.units[0].text in ("deja", "permite", "hace")
    return after.op == "act" and tokens.words[after.units[0].first].endswith("t")


def _acts_on(clause: Clause, after: Clause) -> bool:
    """Spanish: "the baker opens the oven and takes out a loaf": the same one does it, as no other is named."""
    verb = clause.units[clause.at].word
    acts = clause.at > 1 and (verb.op == "act" or verb.roles & (BECOME | APPEAR))
    if not acts or after.at or after.kind not in ("edit", "tells"):
        return False
    if after.kind == "tells":
        return bool(after.units[0].word.op and clause.op == "state")
    rest = after.rest
    told = not after.wished and not after.mood & BARE
    draws = told and after.op == "add" and after.units[0].text not in _ADDING
    named = bool(rest) and (rest[0].word.roles & ARTICLE or (draws and not rest[0].word.roles))
    return (draws or after.op in ("act", "remove")) and bool(named)


_ADDING = frozenset(
    ("añade", "anade", "agrega", "incorpora", "incluye", "inserta", "introduce", "suma")
)


def _reason(clause: Clause, tokens: Tokens, *, spanish: bool) -> bool:
    """ "…, it is still green", "…, the shop closed last year", "…, the red is too loud"."""
    units = clause.units
    if [unit.text for unit in units[:2]] == ["es", "que"]:
        return True
    if any(unit.word.roles & EXCESS for unit in units[1:-1]):
        return True
    if units[0].text in _HERE or _past(clause, tokens, spanish=spanish):
        return True
    if len(units) < 3 or spanish:
        return False
    pointed = units[0].word.roles & (DEFINITE | PRONOUN) and not units[1].capital
    return bool(pointed) and bool(units[1].word.roles & STATING)


def _ends_all(clause: Clause) -> bool:
    """ "that is all", "nothing more"."""
    return all(unit.word.roles & _NOT_MORE or unit.text in _LAST for unit in clause.units)


def strike_signature(clauses: Sequence[Clause]) -> None:
    """Strikes who signs, after the last greeting: "Herzliche Grüße, Oma Hilde"."""
    last = clauses[-1] if clauses else None
    if last is None or len(clauses) < 2 or last.kind != "phrase" or not last.signed:
        return
    named = all(
        unit.word is UNKNOWN or unit.word.kinds <= {"actors"} or unit.word.roles & POLITE_WORD
        for unit in last.units
    )
    if named and len(last.units) < 4:
        last.kind = "remark"
