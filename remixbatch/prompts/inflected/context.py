"""What is known, clause by clause, while a prompt is read: the mood of its verbs, what may still be carried on."""

from collections.abc import Sequence

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import BARE, DEMAND, POLITE
from remixbatch.prompts.inflected.roles import (
    BEFORE_NOUN,
    DEFINITE,
    LINK,
    MODAL,
    PLACE,
    SAYS,
    STATING,
    THAT,
    WHEN,
    WHILE,
)
from remixbatch.prompts.inflected.shapes import kinds_of
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN, Vocabulary


class Context:
    """What stands before the clause that is looked at."""

    __slots__ = (
        *("after", "aside", "before", "bracket", "frame", "lacks", "mood", "now", "said"),
        *("shouted", "spanish", "told", "words"),
    )

    before: Clause | None
    after: Clause | None  # not sorted yet
    frame: Clause | None  # the last one with an edit verb
    aside: Clause | None  # what the words here may carry on
    bracket: Clause | None  # German: the infinitive of its "shall" is still to come
    lacks: bool  # a verb is still to come: "that the girl, who …, …"
    told: bool  # something with a verb has been asked for
    said: bool  # "my boss says": what follows "that" is the demand
    now: bool  # "now it is winter": statements after it tell what is to be

    def __init__(self, words: Vocabulary, *, shouted: bool) -> None:
        self.words, self.spanish = words, words.language == "es"
        self.shouted = shouted  # all in capitals
        self.mood = 0  # of the first imperative
        self.before = self.after = self.frame = self.aside = self.bracket = None
        self.lacks = self.told = self.said = self.now = False

    def note(self, clause: Clause) -> None:
        """Take in a clause whose kind is known."""
        if clause.kind in ("aside", "while"):
            self.aside = None if clause.that else clause
        elif clause.kind != "phrase" or clause.comma:
            self.aside = None
        if clause.kind not in ("phrase", "aside"):
            self.lacks = _lacks(clause)
            self.bracket = clause if not self.spanish and _open(clause) else None
        elif self.bracket is not None and clause.units[-1].word.mood & BARE:
            self.bracket = None  # its infinitive stood here
        elif clause.relative and len(clause.units) == 1:
            self.lacks = True  # "an orange that, when it lands, squirts"
        if clause.kind == "edit":
            self.frame = clause
            self.mood = self.mood or clause.mood & (DEMAND | POLITE | BARE)
        self.now = self.now or (clause.now and bool(kinds_of(clause.units) & {"times", "weather"}))
        self.told = self.told or clause.kind in ("edit", "tells", "wish")
        self.said = bool(clause.units[-1].word.roles & SAYS)
        first = clause.units[0].word.roles
        timed = clause.kind in ("aside", "while") and clause.link == "start"
        timed = timed and bool(first & (WHEN | WHILE))
        self.before = None if timed and self.spanish else clause  # "cuando suene, | que salte"


def _lacks(clause: Clause) -> bool:
    """Whether the verb after "that" is still to come: "that the girl, who …", "make that the cat and the dog …"."""
    if clause.op == "have" and clause.mood & DEMAND and len(clause.units) > 1:
        rest = clause.units[1:]  # "lass Tasse und Kerze …"
        return rest[-1].capital and not any(unit.word.mood & BARE for unit in rest)
    that = next((at for at, unit in enumerate(clause.units[:3]) if unit.word.roles & THAT), -1)
    if that < 0:
        return False
    rest = clause.units[that + 1 :]
    if any(unit.word.mood or unit.word.roles & STATING for unit in rest):
        return False
    return not _unlisted(rest)


def _unlisted(units: Sequence[Unit]) -> bool:
    """Spanish: a verb that nobody listed, before its object or last: "that the waiter bring a lobster"; or first."""
    if len(units) > 1 and units[0].word is UNKNOWN and units[1].word.roles & BEFORE_NOUN:
        return True
    for at in range(2, len(units)):
        unit, before = units[at], units[at - 1]
        if unit.word is not UNKNOWN or not unit.text.endswith(("a", "e", "an", "en")):
            continue
        last = at + 1 == len(units)
        if before.word.roles & (BEFORE_NOUN | LINK | PLACE):
            continue
        if last or units[at + 1].word.roles & BEFORE_NOUN:
            return True
    return False


def _open(clause: Clause) -> bool:
    """German: whether the infinitive of "shall", "could we" is still to come."""
    last = clause.units[-1]
    if clause.kind == "wish":
        return not clause.that and last.capital
    if clause.op != "state" or not clause.units[clause.at].word.roles & MODAL:
        return False
    if last.capital or last.word.kinds or last is clause.units[clause.at]:
        return True
    return bool(last.word.roles & DEFINITE)
