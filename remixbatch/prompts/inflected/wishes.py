"""Spanish wishes in a row: "que nieve, que el faro se apague y que la niña baile". No clause of these is about a thing."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import POLITE
from remixbatch.prompts.inflected.roles import BEFORE_NOUN, NEGATION, STATING, THAT, WANT
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN

_BEGINS = ("start", "stop", "item", "colon")
_LED = 5  # words in which a wish says "que"
_BARE = 4  # words of "que el juez", which waits for its verb, and one more
_SELF = frozenset(("se", "le", "les", "lo", "la", "los", "las", "no"))
_ARTICLES = frozenset(("la", "los", "las"))  # that stand for "it", too


def mark_wishes(clauses: Sequence[Clause]) -> None:
    """Says of each clause that goes on with a row of wishes that it is one."""
    if all(clause.link != "comma" or not clause.units[0].word.roles & THAT for clause in clauses):
        return
    wished, last = False, False
    for at, clause in enumerate(clauses):
        if clause.link in _BEGINS:
            wished, last = _wishes(clause.units), _ends_so(clauses[at + 1 :])
        elif clause.link == "aside" and clauses[at - 1].units[-1].word.roles & WANT:
            wished = wished or bool(clause.units[0].word.roles & THAT)  # "quiero | que …"
        elif (
            wished
            and clause.link == "comma"
            and clause.units[0].word.roles & THAT
            and not _waits(clauses[at - 1].units)
            and _own(clause.units[1:], sure=not last)
        ):
            clause.forced, clause.op = "tells", "cause"


def _ends_so(after: Sequence[Clause]) -> bool:
    """Whether a sentence ends in "… y que …"."""
    for clause in after:
        if clause.link in _BEGINS:
            return False
        if clause.link == "and" and clause.units[0].word.roles & THAT:
            return True
    return False


def _wishes(units: Sequence[Unit]) -> bool:
    """ "que …", "quiero que …", "haz que …"."""
    at = next((at for at, unit in enumerate(units[:_LED]) if unit.word.roles & THAT), -1)
    return at == 0 or (at > 0 and bool(units[at - 1].word.roles & WANT or units[at - 1].word.op))


def _waits(units: Sequence[Unit]) -> bool:
    """ "que el juez(, que …, lleve peluca)": a subject whose verb is still to come."""
    at = next((at for at, unit in enumerate(units) if unit.word.roles & THAT), len(units))
    rest = units[at + 1 :]
    verb = any(unit.word.roles & STATING or unit.word.mood for unit in rest)
    verb = verb or any(map(_may_wish, rest[2:]))
    return 0 < len(rest) < _BARE and not verb and bool(rest[0].word.roles & BEFORE_NOUN)


def _own(units: Sequence[Unit], *, sure: bool) -> bool:
    """Whether somebody is named who does it, before the verb or behind; `sure`: by verbs in the mood of wishes alone."""
    if not units:
        return False
    it = units[0].text in _ARTICLES and any(unit.word.mood & POLITE for unit in units[1:2])
    if units[0].word.roles & BEFORE_NOUN and not it:
        return any(map(_may_wish, units[2:])) and (not sure or any(map(_does_wish, units[2:])))
    led = 1 if units[0].text in _SELF or units[0].word.roles & NEGATION else 0
    verb, named = units[led : led + 1], units[led + 1 : led + 2]
    if verb and not named:
        return bool(verb[0].word.kinds & _WEATHER or verb[0].text in _RAINS)
    if not verb:
        return False
    several = verb[0].text.endswith("n") and named[0].text.endswith("s")  # "se oigan grillos"
    if not named[0].word.roles & BEFORE_NOUN and not (several and not named[0].word.roles):
        return False
    return _does_wish(verb[0]) or (not sure and _may_wish(verb[0]))


def _does_wish(unit: Unit) -> bool:
    """sea, se apague, arrecie: a form of wishes; a verb that nobody listed, in -e."""
    word = unit.word
    if word.roles & STATING:
        return unit.text not in _STATES
    return bool(word.mood & POLITE) or (word is UNKNOWN and unit.text.endswith(_WISHED))


def _may_wish(unit: Unit) -> bool:
    """The same, or a verb that nobody listed, in -a."""
    return _does_wish(unit) or (unit.word is UNKNOWN and unit.text.endswith(("a", "an")))


_WEATHER = frozenset(("weather", "times"))
_RAINS = frozenset(
    (
        *("llueva", "lloviera", "nevara", "granice", "truene", "relampaguee", "escampe"),
        *("anochezca", "amanezca", "atardezca", "oscurezca", "anocheciera", "amaneciera"),
    )
)
_WISHED = ("e", "en", "iga", "igan", "nga", "ngan", "zca", "zcan")  # hable, traiga, venga, nazca
# What is said of a thing: "the dog, que el niño lleva en brazos".
_STATES = frozenset(
    (
        *("es", "son", "está", "están", "lleva", "llevan", "tiene", "tienen", "sostiene", "hay"),
        *("muestra", "muestran", "cruza", "cruzan"),
    )
)
