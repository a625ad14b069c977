"""What each clause does. It is said by its first words (an imperative, "without", "so that"), in German by its last
ones, too (an infinitive), and by the clauses before it.
"""

from collections.abc import Sequence
from itertools import zip_longest

from remixbatch.prompts.inflected.asides import aside
from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.context import Context
from remixbatch.prompts.inflected.editing import done_first, edits
from remixbatch.prompts.inflected.inflection import POLITE
from remixbatch.prompts.inflected.keeping import anchors, keeps
from remixbatch.prompts.inflected.roles import (
    ADVERB,
    ANCHOR,
    ARTICLE,
    BEFORE_NOUN,
    CONTRAST,
    DEFINITE,
    EXCESS,
    LINK,
    META,
    MODAL,
    ONLY,
    POLITE_WORD,
    PRAISE,
    PRONOUN,
    REST,
    SAME,
    SAYS,
    STATING,
    THAT,
    UNCHANGED,
    WANT,
    WHEN,
    WITH,
    WITHOUT,
)
from remixbatch.prompts.inflected.shapes import is_quality, kinds_of
from remixbatch.prompts.inflected.telling import IS, SPEAKERS, completes, tells
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import Vocabulary

_BEFORE = frozenset(("antes", "vorher", "bisher", "actual", "actualmente"))
_HAVE = frozenset(("he", "hemos", "hab", "habe"))
_THEREFORE = frozenset(
    ("also", "deshalb", "daher", "darum", "deswegen", "asi que", "por eso", "por lo tanto")
)
_APOLOGIES = frozenset(
    ("perdona", "perdone", "perdon", "disculpa", "siento", "lamento", "danke", "gracias")
)
_NAMED = frozenset(("se llama", "se llaman", "heißt", "heisst", "heissen", "heißen"))
_AT_THE_END = frozenset(("al final", "am ende", "al principio", "am anfang", "am schluss"))
_PLEASE = frozenset(("bitte", "por favor", "porfa", "porfavor", "porfi"))
_YOU = frozenset(("euch", "dir", "ihnen", "allen", "vosotros", "ustedes", "ti"))  # "thank you"
_FOR = frozenset(("por", "für", "fürs"))
_TO_IT = frozenset(("dafür", "darauf", "darum"))
_SEE_TO_IT = 3  # words of "sieh bitte zu", "achte darauf"
_RATHER = frozenset(("lieber", "besser", "bitte"))
_NOW = frozenset(("ahora", "jetzt", "nun"))


def sort(clauses: Sequence[Clause], words: Vocabulary, *, shouted: bool) -> list[Clause]:
    """Clauses with what they do; those of politeness alone are left out. `shouted`: all in capitals."""
    context = Context(words, shouted=shouted)
    found: list[Clause] = []
    link, instead = "", False
    for clause, context.after in zip_longest(clauses, clauses[1:]):
        _resume(found, clause, context)
        _strip(clause, context)
        if link and clause.link in ("comma", "and"):
            clause.also = clause.also or clause.link == "and"
            clause.link = link
        _announced(clause, context.before)
        if not clause.units:
            link = clause.link if clause.link in ("start", "stop", "item", "and") else link
            instead = bool(clause.tail)
            continue
        clause.signed = link not in ("", "and")
        clause.stated = clause.stated or (instead and bool(clause.units[0].word.roles & ARTICLE))
        instead = False
        link = ""
        if clause.link in ("stop", "item", "start"):
            context.aside = None
        clause.kind = clause.forced or _kind(clause, context)
        if clause.kind == "phrase" and _spells_out(clause, context.before):
            clause.kind, clause.therefore = "aside", False
        if clause.units:
            _leave(clause, context.before)
            context.note(clause)
            found.append(clause)
    return found


def _spells_out(clause: Clause, before: Clause | None) -> bool:
    """German: "in warmen Tönen, also Honig und Kupfer": the same in other words, where nothing is said to be wrong."""
    if not clause.therefore or clause.link != "comma" or clause.please or before is None:
        return False
    shall = before.kind == "tells" and any(unit.word.roles & MODAL for unit in before.units)
    return shall or before.kind in ("phrase", "wish", "edit")


def _leave(clause: Clause, before: Clause | None) -> None:
    """Spanish: "el pelo déjalo largo, pero píntalo": what is left as it is, before a demand of the same thing."""
    if not clause.but or clause.kind != "edit" or before is None or before.kind != "edit":
        return
    leaves, does = before.units[before.at].text, clause.units[clause.at].text
    there = len(before.rest) > _SEE_TO_IT and before.rest[-2].text == "en"  # "la cara en sombra"
    if leaves.startswith("dej") and (does.endswith(_IT) or there):
        before.kind, before.op = "keeps", ""


_IT = ("lo", "la", "los", "las")


def _resume(found: Sequence[Clause], clause: Clause, context: Context) -> None:
    """ "… and, if you do not mind, that she wear glasses": the "and" is that of what comes behind the comma."""
    inner = found[-1] if found else None
    if inner is None or inner.kind != "aside" or inner.link != "and" or clause.link != "comma":
        return
    wished = clause.units[0].word.roles & THAT and not inner.units[0].word.roles & THAT
    if (inner.units[0].word.roles & WHEN or wished) and len(found) > 1:
        clause.link, clause.comma = "and", True
        context.before, context.aside = found[-2], None


def _announced(clause: Clause, before: Clause | None) -> None:
    """After "edit 2:" and "one more thing:" a clause stands by itself."""
    if before is None or before.kind != "remark" or clause.link != "colon":
        return
    if before.units[0].text not in _BEFORE:
        numbered = any(unit.text.isdigit() for unit in before.units)
        clause.link = "item" if numbered else "stop"


def _strip(clause: Clause, context: Context) -> None:
    """Take away politeness, "only", wishes and questions that wrap the demand, and contrast at the end."""
    units = clause.units
    start, end = _led(clause) if context.spanish else _under(units), len(units)
    resumed = clause.link == "comma" and end > 2 and units[1].word.roles & WANT
    if resumed and units[0].word.roles & DEFINITE:
        start = 2  # "the ice cream, that I would like in pink"
    while start < end and _wraps(units[start], clause, first=start == 0):
        start += 1
    if 0 < start < end and units[start].text in _FOR and _polite(units[start - 1]):
        clause.forced = "remark"  # "thanks for the last version"
    while end > start and _polite(units[end - 1]):
        end -= 1
        clause.please = clause.please or units[end].text in _PLEASE
    for at in range(start, end):
        if units[at].word.roles & CONTRAST:
            new = clause.also or not context.spanish
            verb = _fronted(units, at, end, new=new) if at == start else 0
            if verb:
                clause.stated = not units[verb].word.roles & MODAL
                clause.tail = units[at:verb] if clause.stated else []
                start = verb  # "statt einer Trommel soll er …"
            else:
                after = _goes_on(units, at, end) if at > start else end
                clause.tail = units[at:after]
                units = [*units[:at], *units[after:end]]
                end = len(units)
            break
    clause.units = units[start:end]
    last = units[end - 1].text if end > start else ""
    closes = context.bracket is not None and last in ("sein", "werden") and end - start > 1
    if closes and not any(unit.word.roles & MODAL for unit in clause.units):
        clause.units = clause.units[:-1]  # "the curtains could be red and the cushions yellow"
    if clause.wished:
        context.before = None


def _goes_on(units: Sequence[Unit], at: int, end: int) -> int:
    """Where "(häng) statt des Spiegels | ein Ölgemälde (auf)", "pon en vez del espejo | un óleo" goes on, or its end."""
    for place in range(at + 2, end - 1):
        if units[place].word.roles & ARTICLE and not units[place - 1].word.roles & ~ANCHOR:
            return place
    return end


def _led(clause: Clause) -> int:
    """Spanish: where "en cuanto a | la luz, más dura", "la | quiero con trenzas" begins to ask."""
    units = clause.units
    if not units or units[0].text not in _LEADS:
        return 0
    for at in range(1, min(_LONG_TOPIC, len(units) - 1)):
        to = units[at].text
        if to in ("a", "al") and " ".join([unit.text for unit in units[:at]]) in _TOPICS:
            return at + (to == "a")
    return _is_wanted(clause)


_LONG_TOPIC = 7  # words of "por lo que se refiere a", and one more
_TOPICS = frozenset(
    (
        *("en cuanto", "respecto", "con respecto", "en lo tocante", "tocante", "en lo referente"),
        *("por lo que se refiere", "en lo que se refiere", "por lo que respecta", "en lo relativo"),
        *("en lo que respecta", "por lo que toca", "en lo que toca", "referente"),
    )
)


_LEADS = frozenset((*_IT, "en", "con", *_TOPICS, *(topic.split()[0] for topic in _TOPICS)))


def _is_wanted(clause: Clause) -> bool:
    """Spanish: "la quiero con trenzas", "lo necesito de noche"."""
    units = clause.units
    if clause.link not in ("start", "stop", "item") or len(units) < _SEE_TO_IT:
        return False
    led = units[2].word.roles & (LINK | WITH | WITHOUT)
    return bool(units[0].text in _IT and units[1].word.roles & WANT and led)


def _under(units: Sequence[Unit]) -> int:
    """German: where "bei sonst gleichem Ablauf | möge die Köchin …" begins to ask; 0 where nothing stays so."""
    if not units or units[0].text != "bei":
        return 0
    noun = next((at for at, unit in enumerate(units[1:5], 1) if unit.capital), 0)
    same = SAME | REST | UNCHANGED
    if not any(one.word.roles & same or one.text.startswith(_STAYING) for one in units[1:noun]):
        return 0
    asks = any(unit.word.mood or unit.word.roles & STATING for unit in units[noun + 1 :])
    return noun + 1 if noun and asks else 0


_STAYING = ("unverändert", "gleichbleibend", "identisch", "konstant")


def _fronted(units: Sequence[Unit], at: int, end: int, *, new: bool) -> int:
    """German: where the verb, or the `new` thing, stands after "instead of …" at the beginning; 0: nowhere."""
    for place in range(at + 1, end):
        roles = units[place].word.roles
        if units[place].capital and units[place - 1].text in _RATHER:
            return place
        if place > at + 1 and _is_exchanged(units[at + 1 : end]):
            return at + 2  # "statt Asphalt | nasses Pflaster"
        noun = units[place - 1 - _polite(units[place - 1])]  # "statt der Möwe bitte | ein Pelikan"
        if roles & MODAL or (new and roles & ARTICLE and noun.capital):
            return place
        acts = units[place].text.endswith("t") and not units[place].capital and not roles
        after = units[place + 1].word.roles if acts and place + 1 < end else 0
        if after & PRONOUN and units[place - 1].capital:
            return place  # "statt der Pfeife raucht er …"
    return 0


def _is_exchanged(units: Sequence[Unit]) -> bool:
    """German: whether two nouns are all there is, an adjective before the second at most: "Asphalt nasses Pflaster"."""
    named = len(units) in _EXCHANGED and units[0].capital and units[-1].capital
    if not named or any(unit.word.roles for unit in units):
        return False
    return len(units) == min(_EXCHANGED) or units[1].text.endswith(_BENT)


_EXCHANGED = (2, 3)  # words of "Asphalt (nasses) Pflaster"
_BENT = ("e", "en", "er", "es")


def _wraps(unit: Unit, clause: Clause, *, first: bool) -> bool:
    """Whether a word at the beginning only wraps the demand; notes in the clause what it tells."""
    word = unit.word
    if first and unit.text == "dazu":
        clause.also = True
        return True
    if word.roles & WANT:
        clause.wished = True
        clause.that = unit.text.endswith(("dass", "wenn"))
        return True
    if unit.text in _NOW:
        clause.now = True
        return True
    clause.please = clause.please or unit.text in _PLEASE
    clause.also = clause.also or unit.text in _AT_THE_END
    clause.therefore = clause.therefore or unit.text in _THEREFORE
    if word.op and not word.roles & POLITE_WORD:
        return False
    return bool(word.roles & (POLITE_WORD | ONLY | ADVERB))


def _polite(unit: Unit) -> bool:
    return bool(unit.word.roles & POLITE_WORD) and not unit.word.roles & PRAISE


def _kind(clause: Clause, context: Context) -> str:
    if context.said and clause.units[0].word.roles & THAT and len(clause.units) > 1:
        clause.units, clause.that, context.before = clause.units[1:], True, None
    if context.before is not None and _would_like(context.before, clause):
        context.before.kind, context.before = "remark", None
        clause.units, clause.that, clause.wished = clause.units[1:], True, True
    if clause.units[0].text in _APOLOGIES or any(unit.text in _NAMED for unit in clause.units[:3]):
        return "remark"
    if done_first(clause, context):
        return "edit"
    return (
        aside(clause, context)
        or ("keeps" if keeps(clause) else "")
        or ("anchor" if anchors(clause, context) else "")
        or _that(clause, context)
        or completes(clause, context)
        or ("edit" if edits(clause, context) else "")
        or tells(clause, context)
        or _phrase(clause, context)
    )


def _would_like(before: Clause, clause: Clause) -> bool:
    """German: "ich fänd's toll, wenn …", "lustig wär's, wenn …"."""
    if clause.units[0].text != "wenn" or clause.link != "comma" or len(clause.units) < _SEE_TO_IT:
        return False
    would = any(unit.text.startswith(_WOULD) for unit in before.units[:3])
    return would and len(before.units) < _LONG_TOPIC - 1 and before.kind != "edit"


_WOULD = ("fänd", "wär", "faend", "waer", "gefiele", "würde")


def _remark(clause: Clause, context: Context) -> bool:
    """Whether a clause without a verb that asks announces, quotes, tells of oneself, or says what is."""
    units = clause.units
    first, last = units[0], units[-1]
    if first.text in IS and context.spanish and not clause.wished and not _whole(units):
        return True  # "está mucho ruido"
    if first.text in _BEFORE or first.text in _HAVE or last.word.roles & SAYS:
        return True  # "before: …", "I have seen …", "my boss says"
    if any(unit.text in SPEAKERS for unit in units[:3]) or (len(units) == 1 and first.text in _YOU):
        return True
    if clause.link in ("start", "stop", "colon") and _is_too_much(units):
        return True  # "skin too magenta in all shots, …"
    if clause.link in ("start", "stop") and any(unit.word.roles & PRAISE for unit in units[:2]):
        return True  # "nice work on the last version"
    return len(units) < 4 and any(unit.word.roles & META for unit in units)  # "two things"


def _is_too_much(units: Sequence[Unit]) -> bool:
    """Whether a thing is said to be too dark, too loud: what is wrong, and not what is asked for."""
    for at in range(1, len(units) - 1):
        said, after = units[at], units[at + 1]
        if said.text in _TOO and not after.word.roles:
            return not after.capital
        if said.text in _IS and (after.word.roles & (EXCESS | ADVERB) or is_quality(after)):
            return True  # Spanish, in haste: "el vestido esta muy corto"
    return False


_IS = frozenset(("esta", "estan"))
_TOO = frozenset(("demasiado", "zu", "viel zu", "etwas zu", "ein bisschen zu", "ein wenig zu"))


def _whole(units: Sequence[Unit]) -> bool:
    return bool(kinds_of(units) & {"times", "weather"})


def _that(clause: Clause, context: Context) -> str:
    """ "that it be night", at the beginning or after another wish."""
    if not clause.units[0].word.roles & THAT:
        return ""
    before = context.before
    if clause.link in ("comma", "aside") and before is not None:
        if len(before.units) > _SEE_TO_IT or not any(unit.text in _TO_IT for unit in before.units):
            return "aside"
        before.kind = "aside"  # "could you see to it that …"
    if context.spanish and _is_for_you(clause.units):
        clause.units = clause.units[1:]
        clause.op, clause.mood = clause.units[0].word.op, POLITE
        return "edit"
    clause.op = "cause"
    return "tells"


def _is_for_you(units: Sequence[Unit]) -> bool:
    """Spanish: "(necesito) que borren al hombre": what the crew is to do, and not who is seen."""
    if len(units) < _SEE_TO_IT or not units[1].text.endswith("n"):
        return False
    verb, after = units[1].word, units[2]
    does = verb.op in _CREW and verb.mood & POLITE
    return bool(does) and (bool(after.word.roles & BEFORE_NOUN) or after.text == "a")


_CREW = frozenset(("add", "remove", "replace", "change", "paint"))


def _phrase(clause: Clause, context: Context) -> str:
    """A clause without a verb."""
    units = clause.units
    if not units:
        return "aside"  # it was the particle of a verb before
    if context.lacks and clause.link in ("comma", "and"):
        return "aside"  # "that the sea, flat and grey now, …"
    before = context.before if clause.link == "colon" else None
    spelt = before is not None and before.kind == "edit"
    if not spelt and _remark(clause, context):
        if before is not None:
            before.kind = "remark"  # "sound: voices too low, …"
        return "remark"
    clause.stated = clause.stated or any(unit.text == "->" for unit in units[1:])
    # "I want that the train, which …, is old": its verb comes later.
    return "wish" if clause.wished and not clause.that else "phrase"
