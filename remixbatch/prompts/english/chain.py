"""The chain that is proposed for several changes: one short instruction each, in the order of the prompt.

What preserves is left out. Verbs that were left out are said again, statements become commands.
"""

from collections.abc import Sequence

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import GONE, short_is
from remixbatch.prompts.english.acting import beside_it, has_done
from remixbatch.prompts.english.antecedents import spoken_out
from remixbatch.prompts.english.asides import SELVES
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.deeds import (
    base_of_deed,
    base_of_done,
    deed_of,
    is_thing,
    less_all,
    not_all,
    object_of,
    verb_done,
)
from remixbatch.prompts.english.forms import base_of
from remixbatch.prompts.english.grammar import Grammar, Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.nominals import FILMED, Nominals, asks_alone
from remixbatch.prompts.english.predicates import verb_of
from remixbatch.prompts.english.respective import WORD, Pair, pairs_of
from remixbatch.prompts.english.riders import NOW
from remixbatch.prompts.english.topics import topic_of
from remixbatch.prompts.english.wording import Wording

_WISHED = frozenset({"would be", "might be"})
_OBJECTS = {"he": "him", "she": "her", "they": "them", "it": "it", "we": "us"}
_IT = frozenset({"it", "it's", "its"})
_TURNS = {"be": "becomes", "become": "becomes", "have": "has"}
_WERE = {"were": "becomes", "was": "becomes", "is": "becomes", "are": "becomes", "had": "has"}
_GETS = frozenset({"gets", "get", "grows", "grow"})
_VALUES = tag.ATTRIBUTE | tag.COMPARATIVE
_VALUED = frozenset({"becomes", "does"})
_POINTS = tag.LEAD | tag.OWNER | tag.NUMBER
_LED = tag.LEAD | tag.PREPOSITION
_WEATHER = tag.WEATHER | tag.RUNNING
_NO_ACTOR = _LED | tag.ATTRIBUTE | tag.COMPARATIVE | tag.ADJECTIVE
_WHO = tag.ACTOR | tag.THING
_OF_THINGS = frozenset({"remove", "replace", "recolor", "fill", "move"})
_BRINGS = frozenset({"add", "give"})
_OF_VIEW = tag.CAMERA | tag.STYLE | tag.TIME | tag.SPEED
_OF_ALL = tag.CAMERA | tag.STYLE | tag.TIME | tag.WEATHER | tag.SEASON | tag.AUDIO | tag.SPEED


def chain_of(
    prompt: str, line: Line, grammar: Grammar, changes: Sequence[Clause]
) -> tuple[str, ...]:
    """One instruction a change."""
    teller = _Teller(prompt, line, grammar)
    if WORD in line.words:
        pairs = pairs_of(line)
        if not pairs or len(changes) > len(pairs):
            return ()  # which value is whose is not told for sure
        start = pairs[0].target[0] - 1
        verb = start if start >= 0 and line.tags[start] & tag.EDIT else -1
        told = [teller.pair(verb, pair) for pair in pairs]
    else:
        told = [teller.tell(change) for change in changes]
        for at in range(1, len(changes)):
            if changes[at].named is None:
                told[at] = spoken_out(told[at], line, changes[at - 1], changes[at], teller.words)
    if not all(told):
        return ()  # one of them cannot be told as something to do
    if "but also" in line.words:
        told = list(map(less_all, told))
    if prompt.isupper():
        told = [text.upper() for text in told]
    return tuple([text[:1].upper() + text[1:] + "." for text in told])


class _Teller:
    """Puts a clause in words of the prompt."""

    __slots__ = ("_grammar", "_line", "_nominals", "_prompt", "_rest", "_said", "_shaped", "words")

    def __init__(self, prompt: str, line: Line, grammar: Grammar) -> None:
        self._prompt, self._line, self._grammar = prompt, line, grammar
        words = self.words = Wording(prompt, line, grammar.templates)
        self._said, self._rest, self._shaped = words.said, words.rest, words.shaped
        self._nominals = Nominals(line, grammar, words)

    def tell(self, clause: Clause) -> str:
        if clause.gap:
            return self._gapped(clause)
        if clause.why == "rider":
            return self._rider(clause)
        if clause.why == "attribute":
            return self._attribute(clause)
        if clause.kind == "edit":
            return self._command(clause)
        if clause.kind == "declarative":
            return self._statement(clause)
        return self._acted(clause) if self._acts(clause) else self._nominals.told(clause)

    def _acts(self, clause: Clause) -> bool:
        """ "ivy creeps up the plinth": a thing, its verb, and more."""
        tags, (start, end) = self._line.tags, clause.ranges[0]
        if any(bits & (tag.MODAL | tag.COPULA) for bits in tags[start + 1 : end]):
            return False
        if tags[start] & tag.SUBJECT:
            return end - start > 1 and bool(tags[start + 1] & tag.EDITS)  # "she cycles"
        return not any(bits & tag.COLON for bits in tags[start:end]) and any(
            tags[at] & tag.EDITS and not (tags[at] & tag.TOPIC or tags[at - 1] & _NO_ACTOR)
            for at in range(start + 1, end - (end - start > 3 or not tags[end - 2] & _WHO))
        )

    def pair(self, verb: int, pair: Pair) -> str:
        """One of two that are told "respectively"; `verb`: the place of their verb, -1 in a statement."""
        target, value = self._said(*pair.target), self._said(*pair.value)
        if verb < 0:
            return self._shaped("becomes", target=target, value=value)
        link = self._said(*pair.link)
        return " ".join(filter(None, [self._said(verb, verb + 1), target, link, value]))

    def _gapped(self, clause: Clause) -> str:
        """ "the shutters, navy", "from the square, the bins", with the verb of the change before."""
        first, second = self._said(clause.start, clause.gap), self._rest(clause, clause.gap + 1)
        if self._line.tags[clause.start] & tag.PREPOSITION:
            first, second = second, first
        given = f"{clause.verb.base} {first} {second}" if clause.verb else ""
        return given or self._shaped("given", target=first, value=second)

    # Commands.

    def _command(self, clause: Clause) -> str:
        verb = clause.verb
        assert verb is not None
        words, start = self._line.words, clause.ranges[0][0]
        if clause.named is not None:
            return self._rest(clause, clause.named.start)  # "change the hat, make it red"
        if clause.source is not None:
            if self._is_other_kind(clause, verb):
                return self._nominals.told(clause)
            if self._line.tags[start] & tag.EDIT and not self._line.tags[start] & tag.TOPIC:
                return self._rest(
                    clause, start
                )  # "reverse the dive, and lay whale song underneath"
            first = clause.source.start
            be = verb.base == "let" and "be" in words[first + 2 : clause.source.end]
            base = "make" if be else verb.base  # "let the lid be red and the pan black"
            said = self._said(first, first + 1) if words[first] == base else base
            whom = object_of(self._line, self.words, clause.source, start)
            return f"{said} {whom}{self._rest(clause, start)}"
        line = self._line
        spelt = self._prompt[line.low[start] : line.high[start]].lower() == words[start]
        if words[start] == verb.base and (spelt or " " in verb.base):
            return self._rest(clause, start)
        # In -ing, or misspelt.
        base = words[start] if self._line.tags[start] & tag.EDIT else verb.base
        return f"{base} {self._rest(clause, start + 1)}".strip()

    def _is_other_kind(self, clause: Clause, verb: Verb) -> bool:
        """ "remove the kettle, *handheld camera*": no camera is removed."""
        first, last = clause.ranges[0]
        linked = not verb.flags.isdisjoint(self._line.words[first:last])
        topic = topic_of(self._line, first, last)
        lens = verb.kind == "camera" and topic & tag.CAMERA
        lens = lens or (verb.kind not in _BRINGS and asks_alone(self._line, first, last))
        if lens or linked or self._line.tags[first] & tag.DEFINITE:
            return bool(lens)
        if verb.kind in _BRINGS:
            return bool(topic & _OF_VIEW)
        return verb.kind in _OF_THINGS and bool(topic & _OF_ALL)

    def _attribute(self, clause: Clause) -> str:
        source = clause.source
        assert source is not None
        value, line = self._rest(clause, clause.start), self._line
        if source.kind == "declarative":
            _, subject_end, _ = self._parts(source)
            if line.tags[source.start] & tag.WANT:
                subject_end = source.end - 1
            target = self._target(source.start, subject_end)
            return self._shaped("becomes", target=target, value=value)
        if source.kind == "nominal":
            valued = line.tags[source.end - 1] & _VALUES and source.end - source.start > 1
            target = self._said(source.start, source.end - bool(valued))  # "the moon huge"
            name = "given" if line.tags[source.start] & (tag.LEAD | tag.OWNER) else "labelled"
            return self._shaped(name, target=target, value=value)
        return f"{self._said(source.start, source.end - 1)} {value}"

    def _rider(self, clause: Clause) -> str:
        line, start = self._line, clause.start
        definite = line.tags[start] & tag.DEFINITE
        if not definite and clause.kind != "declarative":
            camera = topic_of(line, start, clause.end) & tag.CAMERA
            name = "camera" if camera else "rider"
            return self._shaped(name, all=self._rest(clause, start))
        if clause.kind == "declarative" and self._acts(clause):
            return self._acted(clause)  # "a fishing boat struggles past"
        now = next((at for at in range(start + 1, clause.end - 1) if line.words[at] in NOW), 0)
        if now and clause.kind == "nominal" and not line.tags[now + 1] & tag.RUNNING:
            target, value = self._said(start, now), self._rest(clause, now + 1)
            return self._shaped("becomes", target=target, value=value)
        at = next((at for at in range(start + 1, clause.end) if line.tags[at] & tag.RUNNING), None)
        if at is None:
            owned = any(bits & tag.OWNER for bits in line.tags[start : clause.end])
            return self._nominals.told(clause) if owned else self._statement(clause)
        verb = self._grammar.verbs.get(line.words[at])
        base = verb.base if verb else base_of(line.words[at])
        end = at - bool(line.tags[at - 1] & tag.COPULA)  # "the harpist is playing a lute"
        doing = f"{self._said(start, end)} {base} {self._rest(clause, at + 1)}"
        return self._shaped("acting", all=doing)

    # Statements.

    def _target(self, start: int, end: int) -> str:
        """What a statement is about, without what wishes it: "I want that baguette"."""
        line = self._line
        if not line.tags[start] & tag.WANT:
            return self._said(start, end)
        said = self._said(start + 1, end)
        that = line.words[start].endswith((" that", " the", " this"))
        return f"{line.words[start].rpartition(' ')[2]} {said}" if that else said

    def _parts(self, clause: Clause) -> tuple[str, int, int]:
        """The verb of a statement, where its subject ends, where its value begins."""
        line = self._line
        places = [
            at
            for at in range(clause.start, clause.ranges[0][1])
            if line.tags[at] & tag.SAYS and (at > clause.start or not line.tags[at] & tag.TOPIC)
        ]
        if not places:
            return "", clause.start, clause.start
        at = next((at for at in places if line.tags[at] & tag.MODAL), places[0])
        word, after = line.words[at], at + 1
        longer = f"{word} {line.words[after]}" if after < clause.end else ""
        told = self._grammar.templates.get(longer, "")
        if "{value}" in told or (told and after + 1 >= clause.end):  # "can go", but "can go white"
            word, after = longer, after + 1
        return word, self._subject_end(clause, at), after

    def _subject_end(self, clause: Clause, at: int) -> int:
        """Where a subject ends whose verb is at a place: "*his hat*, black until now, turns into …"."""
        ends = tag.RELATIVE | (tag.COMMA if clause.why == "rider" else 0)
        return next((a for a in range(clause.start, at) if self._line.tags[a] & ends), at)

    def _statement(self, clause: Clause) -> str:
        line, start = self._line, clause.start
        if clause.source is not None:
            return self._sourced(clause, clause.source)
        if clause.wished or line.tags[start] & tag.WANT:
            return self._wish(clause)
        word, subject_end, after = self._parts(clause)
        if subject_end == start:  # an action: "the tide comes in"; a question
            return self._asked(clause) if line.tags[start] & tag.MODAL else self._acted(clause)
        if word in _WISHED and line.tags[start] & tag.ARTICLE:
            return self._shaped("wish", value=self._said(start, subject_end))
        return self._said_of(clause, word, (start, subject_end), after)

    def _sourced(self, clause: Clause, source: Clause) -> str:
        """A statement that leaves out its verb, or its subject."""
        line, start = self._line, clause.start
        if clause.shared:
            return self._said_too(clause, source)
        if line.words[start - 1] == "but also":
            word, end, after = self._parts(source)
            name, who = self._name_of(source, word, after), self._said(source.start, end)
            both = self._said(after, not_all(line, source) or after)  # "should *get* not only …"
            return self._shaped(name, target=who, value=f"{both} {self._rest(clause, start)}")
        wished = line.tags[source.start] & tag.WANT and line.tags[start] & tag.ARTICLE
        if wished:
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
        subject, (word, _, after) = (source.start, verb_of(self._line, source)), self._parts(clause)
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
        return (
            self._shaped(name, target=target, value=value) if value or name not in _VALUED else ""
        )

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
        word, _, after = self._parts(source)
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

    def _acted(self, clause: Clause) -> str:
        """ "the tide comes in": have the tide come in; "the dog's a poodle": make the dog a poodle."""
        line, start = self._line, clause.start
        said = line.words[start]  # "she's holding a book"
        who = _OBJECTS.get(said.partition("'")[0], "") if "'" in said else SELVES.get(said, "")
        if who:
            return self._shaped("becomes", target=who, value=self._rest(clause, start + 1))
        for at in range(start + 1, clause.ranges[0][1]):
            word, bits = line.words[at], line.tags[at]
            is_short = bits & tag.OWNER and word.endswith("'s") and not self._acts(clause)
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
            return self._shaped(_WERE[line.words[at]], target=target, value=value)
        at = deed_of(line, clause)
        if at:  # "see to it that the torch goes out"
            value = f"{base_of_deed(self._grammar, line.words[at])} {self._rest(clause, at + 1)}"
            who = self._said(start, at)
            return self._shaped("does", target=_OBJECTS.get(who, who), value=value)
        stated = last > start and not line.tags[start] & tag.ARTICLE
        if stated and line.tags[last] & (tag.COMPARATIVE | tag.EDITED | tag.STATED):
            target, value = self._target(clause.start, last), self._rest(clause, last)
            return self._becomes(target, value)
        acting = self._shaped("acting", all=self._rest(clause, start)) if clause.wished else ""
        return acting or self._nominals.shown(clause, start)

    def _becomes(self, target: str, value: str) -> str:
        name = "is gone" if value in GONE else "becomes"
        return self._shaped(name, target=target, value=value)
