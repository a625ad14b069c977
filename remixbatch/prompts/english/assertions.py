"""What a statement, an action or a wish says, as a command: "the roof leaks", "I want it bare"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import GONE, short_is
from remixbatch.prompts.english.acting import beside_it, glows, has_done
from remixbatch.prompts.english.asides import SELVES
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.deeds import (
    base_of_deed,
    base_of_done,
    deed_of,
    is_thing,
    not_all,
    verb_done,
)
from remixbatch.prompts.english.forms import base_of
from remixbatch.prompts.english.grammar import Grammar
from remixbatch.prompts.english.keeping import stopped
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.nominals import Nominals
from remixbatch.prompts.english.predicates import verb_of
from remixbatch.prompts.english.shapes import put_there
from remixbatch.prompts.english.topics import FILMED
from remixbatch.prompts.english.wording import Wording

_WISHED = frozenset({"would be", "might be"})
_OBJECTS = {"he": "him", "she": "her", "they": "them", "it": "it", "we": "us"}
_IT = frozenset({"it", "it's", "its"})
_TURNS = {"be": "becomes", "become": "becomes", "have": "has"}
_WERE = {"were": "becomes", "was": "becomes", "is": "becomes", "are": "becomes", "had": "has"}
_SAYS = tag.SAYS | tag.WANT
_GETS = frozenset({"gets", "get", "grows", "grow"})
_VALUED = frozenset({"becomes", "does"})
_POINTS = tag.LEAD | tag.OWNER | tag.NUMBER
_LED = tag.LEAD | tag.PREPOSITION
_WEATHER = tag.WEATHER | tag.RUNNING
_NO_ACTOR = _LED | tag.ATTRIBUTE | tag.COMPARATIVE | tag.ADJECTIVE
_WHO = tag.ACTOR | tag.THING


class Assertions:
    """Puts what is said to be, to do or to be wished for in the form of a command."""

    __slots__ = ("_grammar", "_line", "_rest", "_said", "_shaped", "nominals")

    def __init__(self, line: Line, grammar: Grammar, words: Wording) -> None:
        self._line, self._grammar, self.nominals = line, grammar, Nominals(line, grammar, words)
        self._said, self._rest, self._shaped = words.said, words.rest, words.shaped

    def acts(self, clause: Clause) -> bool:
        """ "ivy creeps up the plinth": a thing, its verb, and more."""
        tags, (start, end) = self._line.tags, clause.ranges[0]
        if any(bits & (tag.MODAL | tag.COPULA) for bits in tags[start + 1 : end]):
            return False
        if tags[start] & tag.SUBJECT:
            return end - start > 1 and bool(tags[start + 1] & tag.EDITS)  # "she cycles"
        return not any(bits & tag.COLON for bits in tags[start:end]) and any(
            (tags[at] & tag.EDITS and not (tags[at] & tag.TOPIC or tags[at - 1] & _NO_ACTOR))
            or glows(self._line, at, end)
            for at in range(start + 1, end - (end - start > 3 or not tags[end - 2] & _WHO))
        )

    def target(self, start: int, end: int) -> str:
        """What a statement is about, without what wishes it: "I want that baguette"."""
        line = self._line
        if not line.tags[start] & tag.WANT:
            return self._said(start, end)
        said = self._said(start + 1, end)
        that = line.words[start].endswith((" that", " the", " this"))
        return f"{line.words[start].rpartition(' ')[2]} {said}" if that else said

    def parts(self, clause: Clause) -> tuple[str, int, int]:
        """The verb of a statement, where its subject ends, where its value begins."""
        line = self._line
        places = [
            at
            for at in range(clause.start, clause.ranges[0][1])
            if line.tags[at] & _SAYS and (at > clause.start or not line.tags[at] & tag.TOPIC)
        ]
        if not places:
            return "", clause.start, clause.start
        at = next((at for at in places if line.tags[at] & tag.MODAL), places[0])
        word, after = line.words[at], at + 1
        asked = line.tags[at] & tag.MODAL and line.tags[at - 1] & tag.COMMA
        if asked and line.words[at + 2 : at + 3] in (["be"], ["go"]):
            return f"can {line.words[at + 2]}", at - 1, at + 3  # "the sky, can that be darker?"
        longer = f"{word} {line.words[after]}" if after < clause.end else ""
        told = self._grammar.templates.get(longer, "")
        last = clause.end - (line.words[clause.end - 1] == "too")
        if "{value}" in told or (told and after + 1 >= last):  # "can go", but "can go white"
            word, after = longer, after + 1
        return word, self._subject_end(clause, at), after

    def _subject_end(self, clause: Clause, at: int) -> int:
        """Where a subject ends whose verb is at a place: "*his hat*, black until now, turns into …"."""
        ends = tag.RELATIVE | (tag.COMMA if clause.why == "rider" else 0)
        return next((a for a in range(clause.start, at) if self._line.tags[a] & ends), at)

    def told(self, clause: Clause) -> str:
        line, start = self._line, clause.start
        if clause.source is not None and not clause.wished:
            return self._sourced(clause, clause.source)
        at, doing = stopped(line, start, clause.end) if clause.wished else (0, 0)
        if at:  # "the captain shouldn't be smoking"
            value = f"stop {self._rest(clause, doing)}"
            return self._shaped("does", target=self._said(start, at), value=value)
        if clause.wished or line.tags[start] & tag.WANT:
            return self._wish(clause)
        word, subject_end, after = self.parts(clause)
        if subject_end == start:  # an action: "the tide comes in"; a question
            return self._asked(clause) if line.tags[start] & tag.MODAL else self.acted(clause)
        if word in _WISHED and line.tags[start] & tag.ARTICLE:
            return self._shaped("wish", value=self._said(start, subject_end))
        return self._said_of(clause, word, (start, subject_end), after)

    def _sourced(self, clause: Clause, source: Clause) -> str:
        """A statement that leaves out its verb, or its subject."""
        line, start = self._line, clause.start
        if clause.shared:
            return self._said_too(clause, source)
        own = line.tags[start] & (tag.POSSESSIVE | tag.SUBJECT)
        word, end, after = self.parts(clause) if own else ("", 0, 0)
        if word:
            return self._said_of(clause, word, (start, end), after)  # "…, its sails are torn"
        if line.words[start - 1] == "but also":
            word, end, after = self.parts(source)
            name, who = self._name_of(source, word, after), self._said(source.start, end)
            both = self._said(after, not_all(line, source) or after)  # "should *get* not only …"
            return self._shaped(name, target=who, value=f"{both} {self._rest(clause, start)}")
        first = (source.source or source).start
        placed = line.tags[start] & tag.TOPIC and any(
            bits & tag.PLACE_IN for bits in line.tags[start + 1 : clause.end]
        )
        new = line.tags[start] & tag.ARTICLE or put_there(line, start, clause.end)
        if line.tags[first] & tag.WANT and (new or placed):
            return self._shaped("wish", value=self._rest(clause, start))
        lens = line.tags[start] & tag.PREPOSITION and line.tags[clause.end - 1] & tag.CAMERA
        lens = lens or line.words[start] in FILMED
        rains = line.words[source.start] in _IT and line.tags[start] & _WEATHER
        whole = "filmed" if lens else "nominal" if rains else ""
        name = whole or self._verb_of(clause, source)
        rest = self._rest(clause, start)
        for obliged in (" is to be ", " are to be ", " to be "):
            rest = rest.replace(obliged, " ")
        return self._shaped(name, all=rest, target=rest)

    def _said_too(self, clause: Clause, source: Clause) -> str:
        """ "… *and loses his beard*", of the subject of the statement before."""
        subject, (word, _, after) = (source.start, verb_of(self._line, source)), self.parts(clause)
        if word:
            return self._said_of(clause, word, subject, after)
        deed = base_of_deed(self._grammar, self._line.words[clause.start])
        value = f"{deed} {self._rest(clause, clause.start + 1)}"
        return self._shaped("does", target=self._said(*subject), value=value)

    def _said_of(self, clause: Clause, word: str, subject: tuple[int, int], after: int) -> str:
        """What shall be said of a subject, by the verb of the statement and what follows it."""
        line, (start, subject_end) = self._line, subject
        start += line.words[start] == "that" and start + 1 < subject_end  # "… and that the …"
        target, value = self._said(start, subject_end), self._rest(clause, after)
        target = _OBJECTS.get(target, target).removesuffix(" to")  # "the cup to be emptied"
        tags = line.tags
        bare = not tags[start] & _POINTS and tags[subject_end - 1] & tag.ACTOR
        target = f"the {target}" if bare and target[:1].islower() else target
        done = verb_done(line, self._grammar, (word, after), clause.end)
        if done:
            return f"{done} {target} {self._rest(clause, after + 1)}".strip()
        name = self._name_of(clause, word, after)
        if has_done(line, after - 1, clause.end):
            name, done = "does", base_of_done(self._grammar, line.words[after])
            value = f"{done} {self._rest(clause, after + 1)}" if done else ""
        return self._being(clause, name, target, (after, value))

    def _name_of(self, clause: Clause, word: str, after: int) -> str:
        """The template of a statement by its verb."""
        line, templates = self._line, self._grammar.templates
        if word in _GETS and after < clause.end:
            owned = line.tags[after] & tag.ARTICLE or is_thing(self._line, clause.end - 1)
            return "has" if owned else "becomes"  # "the mule gets a hat"
        if word not in templates or (word.endswith(" go") and after < clause.end):
            return "becomes"  # "can go white"
        return word

    def _verb_of(self, clause: Clause, source: Clause) -> str:
        """The template of a statement that has no verb: "the frog needs a crown, *the toad a cape*"."""
        word, _, after = self.parts(source)
        name = self._name_of(source, word, after) if word else "becomes"
        templates = self._grammar.templates
        tags = self._line.tags[clause.start + 1 : clause.end]
        owned = tags and (
            is_thing(self._line, clause.end - 1) or any(bits & tag.ARTICLE for bits in tags)
        )
        return name if owned and templates.get(name) == templates["has"] else "becomes"

    def _asked(self, clause: Clause) -> str:
        """ "could the bench be marble": make the bench marble; "can he bow": have him bow."""
        line, start = self._line, clause.start + 1
        who = _OBJECTS.get(line.words[start], "") if start < clause.end else ""
        at = next((at for at in range(start + 1, clause.end) if line.words[at] in _TURNS), None)
        if at is None:
            return self._shaped("does", target=who, value=self._rest(clause, start + bool(who)))
        target = who or self._said(start, at)
        return self._shaped(_TURNS[line.words[at]], target=target, value=self._rest(clause, at + 1))

    def acted(self, clause: Clause) -> str:
        """ "the tide comes in": have the tide come in; "the dog's a poodle": make the dog a poodle."""
        line, start = self._line, clause.start
        said = line.words[start]  # "she's holding a book"
        who = _OBJECTS.get(said.partition("'")[0], "") if "'" in said else SELVES.get(said, "")
        if who:
            return self._of_person(clause, who)
        for at in range(start + 1, clause.ranges[0][1]):
            word, bits = line.words[at], line.tags[at]
            is_short = bits & tag.OWNER and word.endswith("'s") and not self.acts(clause)
            if (is_short or at == short_is(line, start, clause.end)) and start + 1 < clause.end:
                target = self._said(start, at + 1)[: -2 if is_short else -1]
                return self._shaped("becomes", target=target, value=self._rest(clause, at + 1))
            strange = not bits and word.endswith("s")
            # "lightning strikes the mast"
            led = at + 1 < clause.end and line.tags[at + 1] & tag.LEAD
            wished = line.words[start - 1] == "if" and word.endswith("ed")  # "if a fox trotted by"
            told = bits & tag.DOES or (strange and (at > start + 1 or led)) or wished
            # "he wears pyjamas", "the door behind her shuts"
            named = beside_it(line, at) or line.words[at - 1] in _OBJECTS
            if told and (named or not line.tags[at - 1] & (tag.LEAD | tag.PREPOSITION)):
                value = f"{base_of_deed(self._grammar, word)} {self._rest(clause, at + 1)}"
                who = self._said(start, self._subject_end(clause, at))
                who = _OBJECTS.get(who, who)
                bare = not line.tags[start] & _POINTS and line.tags[at - 1] & tag.ACTOR
                named = clause.kind == "nominal" and not line.tags[start] & _POINTS
                who = f"the {who}" if (bare or named) and who[:1].islower() else who
                return self._shaped("does", target=who, value=value)
        return self._shaped("acting", all=self._rest(clause, start))

    def _of_person(self, clause: Clause, who: str) -> str:
        """ "he's bald", "he's got boots on", "she's holding a lantern"."""
        line, at = self._line, clause.start + 1
        word, rest = line.words[at : at + 1], self._rest(clause, at + 1)
        if word == ["got"] and rest:
            return self._shaped("has", target=who, value=rest.removesuffix(" on"))
        return self._being(clause, "becomes", who, (at, self._rest(clause, at)))

    def _being(self, clause: Clause, name: str, target: str, value: tuple[int, str]) -> str:
        """ "the lake was frozen", "our dog was lying there", "there was a boat"; `value`: its place, and what it says."""
        at, said = value
        if not said and name in _VALUED:
            return ""
        if target == "there":
            return self._shaped("more", all=said)
        doing = self._doing(clause, at) if name == "becomes" else ""
        return self._shaped("does" if doing else name, target=target, value=doing or said)

    def _doing(self, clause: Clause, at: int) -> str:
        """ "holding a lantern" as "hold a lantern"; empty where nobody does anything."""
        line, rest = self._line, self._rest(clause, at + 1)
        if not rest or at >= clause.end or line.tags[at] & tag.TOPIC:
            return ""
        if not line.tags[at] & tag.RUNNING:
            return ""
        verb = self._grammar.verbs.get(line.words[at])
        return f"{verb.base if verb else base_of(line.words[at])} {rest}"

    def _wish(self, clause: Clause) -> str:
        line, last = self._line, clause.ranges[0][1] - 1
        start = clause.start + bool(line.tags[clause.start] & tag.WANT)
        to = next((at for at in range(start, clause.end) if line.words[at] == "to"), None)
        if to is None:
            return self._wished(clause, start, last)
        target = self._said(start, to)
        if line.words[to + 1 : to + 2] in (["be"], ["become"]):
            return self._becomes(target, self._rest(clause, to + 2))
        return self._shaped("does", target=target, value=self._rest(clause, to + 1))

    def _wished(self, clause: Clause, start: int, last: int) -> str:
        """ "I'd love it if *the tent were striped*", "I want *the tent striped*"."""
        line = self._line
        at = next((at for at in range(start + 1, clause.end) if line.words[at] in _WERE), None)
        if at is not None:
            value, target = self._rest(clause, at + 1), self._said(start, at)
            return self._being(clause, _WERE[line.words[at]], target, (at + 1, value))
        at = next((at for at in range(start + 1, last) if line.tags[at] & tag.MODAL), 0)
        if at:  # "… and if the lake could become a canal"
            name = "becomes" if line.words[at].endswith(" be") else "does"
            value, who = self._rest(clause, at + 1), self._said(start, at)
            return self._shaped(name, target=_OBJECTS.get(who, who), value=value)
        at = deed_of(line, clause)
        if at:  # "see to it that the torch goes out"
            value = f"{base_of_deed(self._grammar, line.words[at])} {self._rest(clause, at + 1)}"
            who = self._said(start, at)
            return self._shaped("does", target=_OBJECTS.get(who, who), value=value)
        too = (
            1
            if line.words[last] == "too"
            else 2 * (line.words[last - 1 : last + 1] == ["as", "well"])
        )
        last -= too  # "I'd like *the shutters teal* as well"
        stated = last > start and not line.tags[start] & tag.ARTICLE
        states = (tag.COMPARATIVE | tag.EDITED | tag.STATED) | (tag.COLOR if too else 0)
        if stated and line.tags[last] & states:
            target, value = self.target(clause.start, last), self._rest(clause, last)
            return self._becomes(target, value)
        acting = self._shaped("acting", all=self._rest(clause, start)) if clause.wished else ""
        return acting or self.nominals.shown(clause, start)

    def _becomes(self, target: str, value: str) -> str:
        name = "is gone" if value in GONE else "becomes"
        return self._shaped(name, target=target, value=value)
