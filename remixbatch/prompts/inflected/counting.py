"""How many changes the clauses ask for: verbs counted, lists merged, omitted verbs read back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from remixbatch.prompts.inflected.clause import Asked, Clause
from remixbatch.prompts.inflected.grouping import grouped
from remixbatch.prompts.inflected.joining import gapped, joins, put_too, so_too
from remixbatch.prompts.inflected.newcomers import asks_behind, asks_first, besides, new_place
from remixbatch.prompts.inflected.pairs import asks, colored, goes_beside
from remixbatch.prompts.inflected.phrases import bare_rider, rider_at, rider_of
from remixbatch.prompts.inflected.references import (
    about_it,
    announces,
    beside,
    comes_with,
    corrects,
    does_next,
    enters,
    framed,
    goes_on,
    goes_with,
    is_bare_beside,
    is_known,
    is_nameless,
    is_so,
    labelled,
    of_it,
    of_the_new,
    same_actor,
    seems,
    shall_too,
    shows,
    take_subject,
    there_too,
    wanted,
    without_topic,
)
from remixbatch.prompts.inflected.removals import empties, fills, is_gone
from remixbatch.prompts.inflected.roles import (
    ARTICLE,
    DEFINITE,
    LINK,
    MODAL,
    UNCHANGED,
    WITH,
    WITHOUT,
)
from remixbatch.prompts.inflected.shapes import GIVES, WHOLE, is_made_of, is_there_new, kinds_of

if TYPE_CHECKING:
    from remixbatch.prompts.inflected.units import Unit

_WHOM = ("a", "al")


class Count:
    """The changes of one prompt, clause by clause."""

    def __init__(self, *, spanish: bool) -> None:
        self.spanish = spanish
        self.asked: list[Asked] = []
        self.waiting: list[Clause] = []  # phrases without a verb, before any verb
        self.frame: Clause | None = None  # the clause that the next phrase may carry on
        self.skipping = False  # what stands here carries on an aside
        self.listed = False  # the prompt is a list: each item is a change
        self.traits = False  # what stands here describes what the change brings in
        self.mark = 0  # how many changes were asked for before this sentence

    def take(self, clause: Clause) -> None:
        kind = clause.kind
        if clause.link in ("start", "stop", "item"):
            self.mark = len(self.asked)
        if clause.also and (rider := besides(clause, led=not self.spanish)):
            self.asked.append(Asked([clause], "rider", units=rider))
            kind = clause.kind
        if kind == "edit":
            self._edit(clause)
        elif kind == "tells":
            self._tells(clause)
        elif kind == "while":
            self._while(clause)
        elif kind == "wish":
            clause.op = clause.op or "want"
            self._begin(clause)
        elif kind == "phrase":
            self._phrase(clause)
        elif kind != "remark":
            self._aside(clause)
        elif clause.link == "and":
            self._take_back()

    def _aside(self, clause: Clause) -> None:
        if clause.kind == "keeps" and clause.link == "colon":
            while self.waiting and self.waiting.pop().link in ("comma", "and"):
                pass  # "traffic, camera, sound: unchanged"
        elif clause.kind == "keeps" and clause.link == "and":
            self._take_back()
        elif clause.kind == "keeps" and clause.units[0].word.roles & UNCHANGED:
            self._take_back_left()
        if clause.link in ("aside", "comma") and clause.kind == "aside":
            if self.waiting:
                last = self.waiting[-1]
                last.tail = [*last.tail, *clause.units]
                if clause.units[0].word.roles & WITHOUT and is_known(last.units):
                    last.stated = True  # "the car without a plate"
            elif self.asked and is_bare_beside(self.asked[-1].clauses, clause):
                self.asked.append(Asked([self.asked[-1].clauses.pop(), clause]))
            else:
                self._about(clause)
        self.skipping = (
            clause.kind in ("aside", "keeps") and clause.link != "start"
        ) or clause.kind == "keeps"

    def _about(self, clause: Clause) -> None:
        """A clause about the thing before it; it may bring in somebody beside that."""
        brought = beside(clause, self.asked[-1].clauses[-1], self.frame) if self.asked else []
        if brought:
            if brought[0] is not clause.units[0]:
                self.asked[-1].forget(brought[0])
            self.asked.append(Asked([clause], "rider", units=brought))
        else:
            self._append(clause)

    def _take_back(self) -> None:
        """ "camera and light stay": the camera is no change either; nor is "leave light and sound alone"."""
        if self.waiting:
            self.waiting.pop()
            return
        last = self.asked[-1] if self.asked else None
        if (
            last is not None
            and last.clauses[0].op in ("have", "make")
            and len(last.clauses[0].units) < 4
        ):
            self.asked.pop()
            self.frame = self.asked[-1].clauses[0] if self.asked else None
        elif last is not None and last.clauses[-1].kind == "phrase":
            last.clauses.pop()
            if not last.clauses:
                self.asked.pop()

    def _take_back_left(self) -> None:
        """ "leave the background, as it is": no change."""
        last = self.asked[-1].clauses[-1] if self.asked else None
        if last is not None and last.op in ("have", "make") and len(last.units) < 5:
            self.asked.pop()
            self.frame = self.asked[-1].clauses[0] if self.asked else None

    def _begin(self, clause: Clause) -> None:
        """A clause with a verb of its own is a change."""
        about = clause.relative or not clause.at
        if clause.op == "state" and about and clause.link == "comma" and self.waiting:
            take_subject(clause, self.waiting)
        if clause.relative and self.asked:
            self.asked[-1].forget(clause.units[0])  # what it is about
        if clause.link == "colon":
            self.waiting.clear()  # a label: "last note from the client: …"
        self._reopen(clause)
        self._settle(clause)
        self.asked.append(Asked([clause]))
        self.frame = clause
        self.skipping = False
        self.traits = rider_at(clause) >= 0
        self._riders(clause)

    def _reopen(self, clause: Clause) -> None:
        """German: "could you the bins and the laundry remove": what was taken for a wish is an object of this verb."""
        frame = self.frame
        if (
            not clause.final
            or frame is None
            or frame.op != "want"
            or clause.link not in ("and", "comma")
        ):
            return
        while self.asked:
            one = self.asked.pop()
            self.waiting = [*one.clauses, *self.waiting]
            if frame in one.clauses:
                return

    def _forget_reasons(self, clause: Clause) -> None:
        """ "the lawn is yellowish, so make it green": a statement that gives the reason is no change."""
        if clause.therefore:
            del self.asked[self.mark :]
            self.waiting.clear()
        last = self.asked[-1].clauses[0] if self.asked else None
        if last is None or last.kind != "tells" or last.now or last.that:
            return
        named = last.relative and last.link == "aside" and clause.link == "comma"
        if last.wished and not named:
            return  # not "el gorro que lleva el señor, cámbialo por …"
        nameless = not self.spanish and is_nameless(clause)
        asked = (clause.wished or nameless) and clause.link == "comma" and not clause.also
        if not last.units[last.at].word.roles & MODAL and (about_it(clause) or asked):
            self.asked.pop()
            self.frame = None

    def _edit(self, clause: Clause) -> None:
        self._forget_reasons(clause)
        if announces(clause):
            return  # "make two changes: …"
        bound_too = self.frame is not None and shall_too(self.frame, clause)
        if self.asked and (bound_too or goes_with(self.frame, clause)):
            self.asked[-1].clauses.append(clause)  # "den Kübel raus, dafür ein Fass rein"
            return
        frame = self.frame
        # Not of "den Turm leuchten lassen und …", which has its own "lassen".
        bound = frame is not None and frame.op == "have" and clause.final and not frame.final
        goes_on = bound or (frame is not None and does_next(frame, clause))
        if goes_on and same_actor(clause):
            self.asked[-1].clauses.append(clause)
            return
        if self.asked and is_gone(self.frame) and fills(clause):
            self.asked[-1].clauses.append(clause)
            return
        self._begin(clause)
        if bound and clause.link == "and":
            self.asked[-1].verb_of = frame  # "let the clock run backwards and the curtain burn"

    def _tells(self, clause: Clause) -> None:
        last = self.asked[-1].clauses[0] if self.asked else None
        if last is not None and corrects(last, clause):
            self.asked.pop()
        if self.waiting and comes_with(self.waiting[-1], clause):
            return
        if self.waiting and clause.op == "cause" and is_so(self.waiting[-1], clause):
            return  # "a table of marble, and let it be round"
        shown = clause.link == "and" and shows(clause)
        if self.asked and seems(clause):
            self._append(clause)  # "Fenster zu, es soll gemütlich wirken"
            return
        if clause.op == "cause" and (shown or is_so(self.frame, clause)):
            self._append(clause)  # "watercolour style, and let the paper be felt"
            return
        if (
            self._describes(clause)
            or (clause.link == "colon" and self.asked)
            or (not self.spanish and goes_on(self.frame, clause))
            or (is_gone(self.frame) and empties(clause))
        ):
            self.asked[-1].clauses.append(clause)
            return
        if clause.also and clause.units[0].text == "neben" and clause.at > 1:
            beside = clause.units[1 : clause.at]  # "besides a higher fence the garden needs …"
            self.asked.append(Asked([clause], "rider", units=beside))
        self._begin(clause)

    def _describes(self, clause: Clause) -> bool:
        """Whether a statement is about what the change before brought in: "Add a dog. The dog is brown."."""
        frame = self.frame
        if frame is None or clause.op != "state" or clause.link not in ("stop", "comma"):
            return False
        subject = clause.units[: clause.at]
        if not subject or subject[0].word.roles & ARTICLE or clause.relative:
            return False
        if kinds_of(clause.units) & {"times", "weather"}:
            return False  # "it is evening"
        return of_it(subject, clause, frame) or of_the_new(subject, frame)

    def _while(self, clause: Clause) -> None:
        self.skipping = True
        adds = enters(clause, spanish=self.spanish)
        if self.asked and adds:
            self.asked.append(Asked([clause], "rider", units=clause.units[1:]))
        elif self.waiting and adds:
            self.waiting.append(clause)
        elif self.asked:
            self.asked[-1].clauses.append(clause)

    def _phrase(self, clause: Clause) -> None:
        frame = self.frame
        self.skipping = self.skipping and clause.link not in ("stop", "item", "colon")
        if clause.link == "item" or (clause.link == "start" and self.listed):
            self._settle(clause)
            self.asked.append(Asked([clause]))
            self.frame = clause
        elif self._skipped(clause):
            self._append(clause)
        elif frame is None:
            self.waiting.append(clause)
        elif clause.stated and clause.link != "colon":
            given = clause.units[0].text in _WHOM and frame.op in GIVES
            self.asked.append(Asked([clause], verb_of=frame if given else None))
        elif clause.link in ("stop", "colon"):
            self._after_mark(clause)
        else:
            self._listed(frame, clause)

    def _append(self, clause: Clause) -> None:
        if self.asked:
            self.asked[-1].clauses.append(clause)

    def _skipped(self, clause: Clause) -> bool:
        """Whether a phrase carries on what asks for nothing."""
        if not self.skipping or clause.also or clause.comma or is_there_new(clause.units):
            return False
        last = self.waiting[-1] if self.waiting else clause
        if last.stated and last.tail and clause.units[0].word.roles & DEFINITE:
            return False  # "the bride without a veil, the groom with a hat"
        return clause.link in ("and", "comma", "aside")

    def _after_mark(self, clause: Clause) -> None:
        if clause.link == "stop" and self._stands_alone(clause):
            self.asked.append(Asked([clause]))
        else:
            self._append(clause)
            self.traits = clause.link == "colon"

    def _listed(self, frame: Clause, clause: Clause) -> None:
        """A phrase that a comma or an "and" joins to a clause with a verb."""
        if (colored(frame, clause) or asks_behind(frame, clause)) or (
            not self.spanish and (so_too(frame, clause) or there_too(frame, clause))
        ):
            clause.units = [unit for unit in clause.units if unit.text != "bitte"]
            self.asked.append(Asked([clause]))
            return
        if does_next(frame, clause) and same_actor(clause):
            self._append(clause)
            return
        with_it = bool(clause.units[0].word.roles & WITH)
        stuff = frame.op == "want" and is_made_of(clause.units)  # "…, the table of copper"
        traits = self.traits and not (clause.also or stuff)
        describes = (with_it and clause.link != "and") or traits
        describes = describes and not (wanted(frame, clause) and bare_rider(frame))
        why = None if describes else joins(frame, clause, spanish=self.spanish)
        if why is not None:
            self.asked.append(Asked([clause], why, verb_of=frame))
            return
        self._append(clause)
        if with_it or not describes:
            self._riders(clause)
        self.traits = self.traits or with_it

    def _stands_alone(self, clause: Clause) -> bool:
        """Whether a sentence without a verb is a change: "Make it red. Night." """
        frame = self.frame
        if asks_behind(frame, clause) or clause.also or clause.units[0].text.startswith("noch "):
            return True
        if frame and (gapped(frame, clause, spanish=self.spanish) or put_too(frame, clause)):
            return True
        kinds = kinds_of(clause.units)
        framed = kinds_of(self.frame.units) if self.frame is not None else kinds
        return bool(kinds & WHOLE) and not kinds & framed & WHOLE and len(clause.units) < 6

    def _riders(self, clause: Clause) -> None:
        rider = rider_of(clause, self.frame)
        if rider:
            self.asked.append(Asked([clause], "rider", units=rider))

    def _settle(self, clause: Clause) -> None:
        """Phrases before the first verb: objects of a verb that stands last, changes of their own, or a topic."""
        waiting, self.waiting = self.waiting, []
        if not waiting:
            return
        if clause.final and clause.link == "and" and not clause.wished:
            self._objects(waiting, clause)
            return
        if clause.final and clause.link == "comma" and labelled(waiting):
            return  # "floor: stains, cables, screws away"
        own = [
            phrase
            for phrase in without_topic(waiting, clause)
            if asks(phrase, clause, spanish=self.spanish) or asks_first(phrase, clause)
        ]
        self.asked.extend(grouped(own))

    def _objects(self, phrases: Sequence[Clause], clause: Clause) -> None:
        """German: "stains, cables and screws remove": what stands before has the verb of the clause at the end."""
        listed: list[Unit] = []
        for phrase in phrases:
            styled = phrase.units[0].word.roles & LINK and "styles" in kinds_of(phrase.units)
            apart = goes_beside(phrase, clause)
            alike = joins(framed(phrase, clause), clause, spanish=False) is None
            if alike and not styled and not apart:
                listed += phrase.units
            else:
                self.asked.append(Asked([phrase], verb_of=None if apart else clause))
        clause.units = listed + clause.units
        clause.at = len(clause.units) - 1

    def end(self) -> list[Asked]:
        """All changes, in the order of the prompt."""
        if self.waiting:
            if not self.asked:
                self.asked = grouped(self.waiting)
                if len(self.asked) == 1:
                    self._alone(self.asked[0].clauses[0])
            self.waiting = []
        return self.asked

    def _alone(self, clause: Clause) -> None:
        """One phrase and nothing else: a rider in it, or a subject in a new place."""
        rider = rider_of(clause)
        if rider:
            self.asked.append(Asked([clause], "rider", units=rider))
        elif place := new_place(clause):
            self.asked.append(Asked([clause], units=place))
