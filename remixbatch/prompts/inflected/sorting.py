"""What each clause does. It is said by its first words (an imperative, "without", "so that"), in German by its last
ones, too (an infinitive), and by the clauses before it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from remixbatch.prompts.inflected.clause import Clause
from remixbatch.prompts.inflected.inflection import BARE, DEMAND, DOING, POLITE, TELLING
from remixbatch.prompts.inflected.roles import (
    ADVERB,
    AIM,
    ALSO,
    ANCHOR,
    APPEAR,
    ARTICLE,
    BEFORE_NOUN,
    CONTRAST,
    COPULA,
    DEFINITE,
    DETERMINER,
    EXCEPT,
    EXCESS,
    LINK,
    META,
    MODAL,
    NEGATION,
    NOT_ONLY,
    ONLY,
    PARTICLE,
    PLACE,
    POLITE_WORD,
    PRAISE,
    PRONOUN,
    REST,
    SAME,
    SO,
    STATING,
    STAYS,
    THAT,
    UNCHANGED,
    WANT,
    WHEN,
    WHILE,
    WITH,
    WITHOUT,
)
from remixbatch.prompts.inflected.shapes import is_quality
from remixbatch.prompts.inflected.units import Unit
from remixbatch.prompts.inflected.vocabulary import UNKNOWN, Vocabulary, Word


class Sorter:
    """Says of each clause what it does, knowing those before it."""

    def __init__(self, words: Vocabulary, *, shouted: bool) -> None:
        self.words = words
        self.spanish = words.language == "es"
        self.mood = 0  # of the first imperative
        self.before: Clause | None = None
        self.frame: Clause | None = None  # the last one with an edit verb
        self.aside: Clause | None = None  # what the words here may carry on
        self.lacks = False  # a verb is still to come: "that the girl, who …, …"
        self.bracket: Clause | None = None  # German: the infinitive of its "shall" is still to come
        self.shouted = shouted

    def sort(self, clause: Clause) -> Clause:
        """Fill in what a clause does."""
        self._strip(clause)
        if not clause.units:
            clause.kind = "aside"
            return clause
        if clause.link in ("stop", "item", "start"):
            self.aside = None
        clause.kind = self._kind(clause)
        if clause.kind in ("aside", "while"):
            self.aside = clause
        elif clause.kind != "phrase" or clause.comma:
            self.aside = None
        if clause.kind not in ("phrase", "aside"):
            self.lacks = clause.op == "cause" and not any(
                unit.word.mood or unit.word.roles & STATING for unit in clause.units
            )
            self.bracket = clause if not self.spanish and self._open(clause) else None
        if clause.kind == "edit":
            self.frame = clause
            self.mood = self.mood or clause.mood & (DEMAND | POLITE | BARE)
        self.before = clause
        return clause

    def _open(self, clause: Clause) -> bool:
        """German: whether the infinitive of "shall", "could we" is still to come."""
        last = clause.units[-1]
        if clause.kind == "wish":
            return not clause.that and last.capital
        if clause.op != "state" or not clause.units[clause.at].word.roles & MODAL:
            return False
        return last.capital or bool(last.word.roles & DEFINITE) or last is clause.units[clause.at]

    def _strip(self, clause: Clause) -> None:
        """Take away politeness, "only", wishes and questions that wrap the demand, and contrast at the end."""
        units = clause.units
        start, end = 0, len(units)
        wished = False
        while start < end:
            roles = units[start].word.roles
            if units[start].text == "dazu" and not start:
                clause.also = True
            elif roles & WANT:
                wished = True
                clause.that = units[start].text.endswith(("dass", "wenn"))
            elif units[start].text in _NOW:
                clause.now = True
            elif not roles & (POLITE_WORD | ONLY | ADVERB) or (
                units[start].word.op and not roles & POLITE_WORD
            ):
                break
            start += 1
        while (
            end > start
            and units[end - 1].word.roles & POLITE_WORD
            and not units[end - 1].word.roles & PRAISE
        ):
            end -= 1
        for at in range(start, end):
            if units[at].word.roles & CONTRAST:
                clause.tail = units[at:end]
                end = at
                break
        clause.units = units[start:end]
        if wished:
            clause.kind, clause.wished = "wish", True
            self.before = None

    def _kind(self, clause: Clause) -> str:
        units = clause.units
        first = units[0].word
        wished = clause.kind == "wish"
        after = self._done_first(units)
        if after:
            clause.units = units[after:] if self.spanish else [units[after], *units[2:after]]
            clause.op, clause.mood = units[after].word.op, DEMAND
            return "edit"
        aside = self._aside(clause)
        if aside:
            return aside
        if self._keeps(clause):
            return "keeps"
        if self._anchors(clause):
            return "anchor"
        if first.roles & THAT:
            if clause.link in ("comma", "aside") and self.before is not None:
                return "aside"
            clause.op = "cause"
            return "tells"
        if self._completes(clause):
            return "phrase"
        if self._edits(clause):
            return "edit"
        for at, unit in enumerate(units):
            if unit.capital and at and not self.spanish and not self.shouted:
                continue
            if (
                unit.word.roles & STATING and len(units) > 1 and (at or self._may_lead(unit))
            ) or self._does(units, at):
                if self._still_aside(clause, at):
                    return "aside"
                clause.op, clause.at = "state", at
                return "remark" if self._remarks(clause) else "tells"
        clause.stated = clause.stated or any(unit.text == "->" for unit in units[1:])
        if len(units) < 4 and any(unit.word.roles & META for unit in units):
            return "remark"  # "two things"
        if clause.that:
            return "phrase"  # "I want that the train, which …, is old": its verb comes later
        return "wish" if wished else "phrase"

    def _does(self, units: Sequence[Unit], at: int) -> bool:
        """Whether somebody does something: "the child laughs"."""
        word = units[at].word
        if at < 2 or word.op != "act" or not units[0].word.roles & BEFORE_NOUN:
            return False
        if not self.spanish:
            return bool(word.mood & (POLITE | TELLING))
        somebody = any("actors" in unit.word.kinds for unit in units[:at])
        return somebody and bool(word.mood & DEMAND) and not word.homograph

    def _remarks(self, clause: Clause) -> bool:
        """Whether a statement only praises, complains or explains: "is too clean", "it looks like a hospital"."""
        units = clause.units[clause.at :]
        if clause.at and clause.units[0].text in _SPEAKERS and not units[0].word.roles & MODAL:
            return True
        if not units[0].word.roles & COPULA:
            return False
        if not self.spanish and any(unit.text in _AFTER_ALL for unit in units[1:]):
            return True
        if self.frame is not None and clause.link in ("comma", "stop") and not self._plain(clause):
            return True
        if (
            self.frame is not None
            and clause.at == 1
            and clause.units[0].text in ("das", "es", "dies", "eso", "esto")
        ):
            return True
        return any(unit.word.roles & (PRAISE | EXCESS) for unit in units[1:3]) and len(units) < 6

    def _plain(self, clause: Clause) -> bool:
        """Whether a statement after a demand says of a thing what it is to be, not why: it names a known quality."""
        if clause.that or clause.wished or clause.now:
            return True
        return any(is_quality(unit) or unit.word.kinds for unit in clause.units[clause.at + 1 :])

    def _may_lead(self, unit: Unit) -> bool:
        """Whether a statement may begin with this: "appears a bow", "shall the sky be red"."""
        return bool(unit.word.roles & (APPEAR | MODAL))

    def _completes(self, clause: Clause) -> bool:
        """Whether the verb of the clause before comes here: "that the girl, who …, leave"; "shall go …, …, go"."""
        first, last = clause.units[0].word, clause.units[-1].word
        if clause.link not in ("comma", "and", "aside"):
            return False
        if self.lacks and (first.mood & POLITE or first.roles & STATING):
            self.lacks = False
            return True
        if self.bracket is not None and (
            last.roles & STATING or (last.op and last.mood & BARE and self.bracket.kind == "tells")
        ):
            self.bracket = None
            return True
        return False

    def _still_aside(self, clause: Clause, at: int) -> bool:
        """Whether a statement goes on with the clause of purpose or time before it; German ones have the verb last."""
        if self.aside is None or clause.link != "and" or clause.comma:
            return False
        return self.spanish or at >= len(clause.units) - 2

    def _aside(self, clause: Clause) -> str:
        """A clause that says why, when, or what is not meant."""
        units, before = clause.units, self.before
        first = units[0].word
        roles = first.roles
        if roles & WHILE:
            return "while"
        if roles & WITHOUT and self._item(clause):
            clause.stated = True
            return "phrase"
        if roles & (SO | WHEN | WITHOUT | EXCEPT):
            return "aside"
        if roles & AIM and len(units) > 1 and units[1].word.mood & BARE:
            return "aside"
        if self.spanish:
            if roles & THAT and clause.link in ("aside", "comma") and before is not None:
                clause.relative = True
                return self._told_of(clause)
            if roles & THAT and clause.link == "and" and before is not None and before.relative:
                clause.relative = True
                return "aside"
            if first.mood & DOING and not first.mood & DEMAND:
                return "keeps" if first.op == "keeps" else "aside"
            if units[0].text.endswith(("ando", "iendo", "yendo")) and clause.link == "comma":
                return "aside"
        elif clause.link == "comma" and before is not None and self._german_relative(units):
            clause.relative = True
            return self._told_of(clause)
        if units[0].text in ("wie", "como") and clause.link == "comma":
            return "aside"
        if self.spanish and not first.op and units[0].text.endswith(("aron", "ieron", "aban")):
            return "aside"  # what happened: a reason
        if roles & NEGATION and len(units) > 1 and not any(unit.word.op for unit in units[1:3]):
            return "aside"
        return ""

    def _item(self, clause: Clause) -> bool:
        """Whether "without …" is one of a list of demands: "sepia, slower, no subtitles"."""
        before = self.before
        if (
            before is None
            or before.kind != "phrase"
            or self.frame is not None
            or clause.link not in ("comma", "item")
        ):
            return False
        return len(clause.units) < 4 and not any(
            unit.word.mood & BARE or unit.word.kinds & {"traits"} for unit in clause.units
        )

    def _told_of(self, clause: Clause) -> str:
        """What a clause about a thing does: "except the vase, which should hold thistles" asks for a change."""
        before = self.before
        told = before is not None and (
            before.kind == "aside" or (before.kind == "phrase" and before.link in ("and", "stop"))
        )
        wished = (
            self.spanish and before is not None and self.frame is None and before.kind == "phrase"
        )
        if wished and before is not None and before.units[0].word.roles & DEFINITE:
            told = True  # "and the teacher, let him dance"
            wished = any(unit.word.mood & POLITE for unit in clause.units[1:2])
        else:
            wished = False
        if not told or not (wished or any(unit.word.roles & MODAL for unit in clause.units)):
            return "aside"
        clause.op, clause.at = "state", 0
        return "tells"

    def _german_relative(self, units: Sequence[Unit]) -> bool:
        """ ", der auf ihn zielt": an article before what is no noun, the verb last."""
        at = 1 if units[0].word.roles & (PLACE | LINK | WITH) and len(units) > 1 else 0
        if not units[at].word.roles & DETERMINER or len(units) < at + 3:
            return False
        after, last = units[at + 1], units[-1]
        if not after.capital and after.word.roles & (
            DETERMINER | PLACE | LINK | ADVERB | PRONOUN | ALSO | NEGATION
        ):
            return True
        inner = any(unit.word.roles & STATING for unit in units[at + 1 : -1])
        return not last.capital and not last.word.kinds and not inner and _third_person(last)

    def _keeps(self, clause: Clause) -> bool:
        units, before = clause.units, self.before
        first, last = units[0].word, units[-1].word
        if first.homograph:
            first = replace(first, op="", mood=0)
        verb = next((unit.word for unit in units if unit.word.op), UNKNOWN)
        roles = 0
        for unit in units:
            roles |= unit.word.roles
        if first.op == "keeps" or (last.op == "keeps" and last.mood & (BARE | TELLING | POLITE)):
            return True
        if roles & PARTICLE and any(unit.word.op == "keeps" for unit in units):
            return True
        if roles & NEGATION and (verb.op or roles & STATING) and not roles & NOT_ONLY:
            return True
        if roles & REST and (
            not first.op or first.op in ("make", "have", "keeps", "touches") or roles & UNCHANGED
        ):
            return True
        if roles & STAYS and not first.op:
            return True
        if (
            roles & UNCHANGED
            and (first.op in ("make", "have", "") or not first.mood)
            and not first.roles & SAME
        ):
            return True
        if before is not None and before.kind == "keeps" and clause.link in ("and", "comma"):
            return not any(
                unit.word.op or unit.word.roles & (STATING | THAT) for unit in units
            ) and bool(first.roles & DEFINITE or (not first.kinds and clause.link == "and"))
        return False

    def _anchors(self, clause: Clause) -> bool:
        units, before = clause.units, self.before
        head = units[1] if units[0].word.roles & DETERMINER and len(units) > 1 else units[0]
        if head.word.roles & SAME and not units[0].word.op:
            return True
        return (
            before is not None
            and before.kind == "anchor"
            and clause.link == "and"
            and bool(units[-1].word.roles & ANCHOR)
        )

    def _done_first(self, units: Sequence[Unit]) -> int:
        """ "after removing the tattoo", "nachdem du das Tattoo entfernt hast": where its verb is; 0 for none."""
        if units[0].text in _AFTER and len(units) > 2:
            if self.spanish:
                return 1 if units[1].word.mood & BARE and units[1].word.op in _STRONG else 0
            done = units[-2].word
            if units[1].word.roles & PRONOUN or units[1].text in ("du", "ihr", "wir", "sie"):
                return len(units) - 2 if done.op in _STRONG else 0
        return 0

    def _edits(self, clause: Clause) -> bool:
        """Whether an edit verb leads the clause, or, in German, ends it."""
        units = clause.units
        for at in self._places_of_verbs(units):
            word = self._verb(units, at, clause)
            if word is not None and not self._goes_on(clause, word):
                clause.op, clause.mood, clause.at = word.op, word.mood, at
                self._part(clause)
                return True
        if self.spanish:
            return False
        last = units[-1].word
        if last.roles & PARTICLE and self._parted(clause):
            return False
        if (
            last.roles & PARTICLE
            and not last.roles & WITH
            and 1 < len(units) < 5
            and units[-2].capital
        ):
            clause.op, clause.final, clause.at = (
                "act",
                True,
                len(units) - 1,
            )  # "sign off", "guitar in"
            return True
        if (
            last.op
            and last.mood & BARE
            and not units[-1].capital
            and not self._inside(clause, last)
            and not (len(units) == 1 and last.op == "act" and clause.link == "and")  # "… and yawn"
            and not any(unit.word.roles & MODAL for unit in units)
        ):
            clause.op, clause.mood, clause.final, clause.at = last.op, BARE, True, len(units) - 1
            return True
        return False

    def _inside(self, clause: Clause, word: Word) -> bool:
        """Whether a verb at the end belongs to the clause of purpose or time before it."""
        if self.aside is None or clause.link != "and" or clause.comma:
            return False
        return not (word.op in _STRONG and self.mood & BARE)

    def _places_of_verbs(self, units: Sequence[Unit]) -> Sequence[int]:
        """The first word; after "in the background", "at the end" a later one, too."""
        first = units[0].word
        if first.roles & (PLACE | LINK | WHEN | AIM) and not first.op:
            return range(1, len(units))
        return (0, 2) if first.roles & DEFINITE and len(units) > 2 else (0,)

    def _verb(self, units: Sequence[Unit], at: int, clause: Clause) -> Word | None:
        unit = units[at]
        word = unit.word
        after = next((unit for unit in units[at + 1 :] if not unit.word.roles & ADVERB), None)
        if not word.op:
            return self._slip(unit, after) if at == 0 and word is UNKNOWN else None
        object_follows = after is not None and bool(
            after.word.roles & (BEFORE_NOUN | PRONOUN | SAME)
        )
        strong = word.op in _STRONG or object_follows
        if word.homograph and not object_follows:
            return None
        if not self.spanish and len(units) == 1 and not strong and clause.link == "start":
            return None  # "Alter, …"
        if unit.capital and not self.spanish and not self.shouted:
            if clause.link in ("and", "comma", "aside") or (
                len(clause.units) == 1 and clause.link == "colon"
            ):
                return None  # a noun
        if word.roles & ~(ADVERB | PARTICLE | ANCHOR) and not object_follows:
            return None
        if at and (not word.mood & DEMAND or unit.capital):
            return None
        if at == 2 and units[0].word.roles & DEFINITE and not self._late(unit, after):
            return None
        if self.spanish and not strong and self._weak(unit, after, clause):
            return None
        if word.mood & (DEMAND | POLITE):
            return word
        if word.mood & BARE:
            if self.spanish or (after is not None and after.text == "sie"):
                return word
            if after is None:
                return word if strong or clause.link != "and" else None  # "… and yawn"
            return word if object_follows else None
        return None

    def _late(self, unit: Unit, after: Unit | None) -> bool:
        """Whether an imperative may follow its object: "al pianista ponle un sombrero"."""
        if self.spanish:
            return unit.word is not self.words.words.get(unit.text)
        return unit.word.op in _STRONG or (after is not None and bool(after.word.roles & ARTICLE))

    def _weak(self, unit: Unit, after: Unit | None, clause: Clause) -> bool:
        """Whether a Spanish form may as well be a noun or a statement ("contraste", "bordes")."""
        mood = unit.word.mood
        if unit.word is not self.words.words.get(unit.text):
            return False  # it has a pronoun at its end
        if mood & POLITE and not mood & DEMAND:
            return not self.mood & POLITE and (
                after is None or not after.word.roles & (LINK | THAT)
            )
        if mood & DEMAND and clause.link in ("and", "comma", "colon"):
            return after is None or not after.word.roles & (LINK | THAT | WITH | POLITE_WORD)
        return False

    def _slip(self, unit: Unit, after: Unit | None) -> Word | None:
        """An imperative with one slip of a letter, before an article."""
        if after is None or len(unit.text) < 5 or not after.word.roles & BEFORE_NOUN:
            return None
        demands = self.words.demands
        for text in _slips(unit.text):
            if text in demands:
                return demands[text]
        return None

    def _goes_on(self, clause: Clause, word: Word) -> bool:
        """Spanish: whether this verb only carries on the clause before ("que gire y mire")."""
        before, aside = self.before, self.aside
        if (
            not self.spanish
            or before is None
            or clause.link != "and"
            or clause.also
            or clause.comma
        ):
            return False
        strong = word.op in _STRONG
        if aside is not None:
            wished = any(unit.word.mood & POLITE for unit in aside.units)
            return not (
                word.mood & (self.mood or DEMAND) and (strong or (wished and word.mood & DEMAND))
            )
        if before.kind == "tells" or before.op == "cause" or _caused(before):
            return bool(word.mood & POLITE and not (strong and self.mood & POLITE))
        return False

    def _part(self, clause: Clause) -> None:
        """German: the particle at the end says which verb it is."""
        units = clause.units
        last = units[-1]
        if not self.spanish and last.word.roles & PARTICLE and len(units) > 1:
            op = self.words.particles.get((units[clause.at].text, last.text))
            if op:
                clause.op, clause.particle = op, last.text

    def _parted(self, clause: Clause) -> bool:
        """Whether the particle here belongs to the verb of the clause before: "füge Regen und Schnee hinzu"."""
        before, text = self.frame, clause.units[-1].text
        if before is None or before.particle or clause.link not in ("and", "comma"):
            return False
        op = self.words.particles.get((before.units[before.at].text, text))
        if not op:
            return False
        before.op, before.particle = op, text
        clause.units = clause.units[:-1]
        return True


_AFTER_ALL = frozenset(("ja", "halt", "schließlich", "nämlich", "doch"))
_NOW = frozenset(("ahora", "jetzt", "nun"))
_SPEAKERS = frozenset(("ich", "wir", "man", "yo", "nosotros", "uno"))
_AFTER = frozenset(("tras", "despues de", "luego de", "aparte de", "ademas de", "nachdem"))
_STRONG = frozenset(("add", "remove", "replace", "change", "turn", "paint", "put", "make"))


def _caused(clause: Clause) -> bool:
    """haz que …, lass es …"""
    return clause.kind == "edit" and any(unit.word.roles & THAT for unit in clause.units[1:3])


def _third_person(unit: Unit) -> bool:
    return bool(unit.word.roles & STATING) or unit.text.endswith("t")


_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüñß"


def _slips(text: str) -> Iterator[str]:
    """Every word that one slip makes of this one: two letters exchanged, one too many, one missing, a wrong one."""
    for at in range(len(text)):
        yield text[:at] + text[at + 1 :]
        yield text[:at] + text[at + 1 : at + 2] + text[at] + text[at + 2 :]
        for letter in _LETTERS:
            yield text[:at] + letter + text[at:]
            yield text[:at] + letter + text[at + 1 :]
