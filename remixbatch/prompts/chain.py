"""The chain that is proposed for several changes: one short instruction each, in the order of the prompt.

What preserves is left out. Verbs that were left out are said again, statements become commands.
"""

from collections.abc import Sequence

from remixbatch.prompts import tag
from remixbatch.prompts.absolute import state_of
from remixbatch.prompts.clause import Clause
from remixbatch.prompts.forms import base_of, infinitive
from remixbatch.prompts.grammar import Grammar, Verb
from remixbatch.prompts.line import Line
from remixbatch.prompts.respective import WORD, Pair, pairs_of
from remixbatch.prompts.topics import head_of, topic_of

_SAYS = tag.COPULA | tag.BECOME | tag.MODAL
_TRIMMED = (
    tag.STOP | tag.COMMA | tag.COLON | tag.DASH | tag.OPEN | tag.CLOSE | tag.AND | tag.OR | tag.BUT
) | (tag.THEN | tag.ADDING | tag.POLITE)
_NAMED = {tag.CAMERA: "camera", tag.STYLE: "style", tag.AUDIO: "audio", tag.EFFECT: "effect"}
_BEFORE_NOUN = tag.LEAD | tag.OWNER
_WISHED = frozenset({"would be", "might be"})
_VALUES = tag.TIME | tag.WEATHER | tag.SEASON
_QUALITIES = (
    tag.ATTRIBUTE
    | tag.COMPARATIVE
    | tag.ADJECTIVE
    | tag.WEATHER
    | tag.SEASON
    | tag.LIGHT
    | tag.MOOD
) | tag.ADVERB
_SAID_OF = _QUALITIES | tag.EDITED | tag.STATED
_SAID_FIRST = tag.COLOR | tag.MATERIAL | tag.ADJECTIVE | tag.EDITED | tag.COMPARATIVE
_VERBS = tag.EDIT | tag.EDITED
_ARROWS = frozenset({"->", "=>", "→", "⇒", "="})
_SMALL = tag.LEAD | tag.PREPOSITION | tag.ATTRIBUTE | tag.COMPARATIVE | tag.ADJECTIVE | tag.TIME
_OBJECTS = {"he": "him", "she": "her", "they": "them", "it": "it", "we": "us"}
_TURNS = {"be": "becomes", "become": "becomes", "have": "has"}
_WERE = {"were": "becomes", "was": "becomes", "is": "becomes", "are": "becomes", "had": "has"}
_GETS = frozenset({"gets", "get"})
_RUNNING = tag.PARTICIPLE | tag.EDITING
_DEFINITE = tag.DETERMINER | tag.POSSESSIVE
_TINT = tag.COLOR | tag.MATERIAL
_LED = tag.LEAD | tag.PREPOSITION
_OF_THINGS = frozenset({"remove", "replace", "recolor", "fill", "move"})
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
    return tuple([text[:1].upper() + text[1:] + "." for text in told])


class _Teller:
    """Puts a clause in words of the prompt."""

    __slots__ = ("_grammar", "_line", "_prompt")

    def __init__(self, prompt: str, line: Line, grammar: Grammar) -> None:
        self._prompt = prompt
        self._line = line
        self._grammar = grammar

    def tell(self, clause: Clause) -> str:
        if clause.why == "rider":
            return self._rider(clause)
        if clause.why == "attribute":
            return self._attribute(clause)
        if clause.kind == "edit":
            return self._command(clause)
        if clause.kind == "declarative":
            return self._statement(clause)
        return self._nominal(clause)

    def pair(self, verb: int, pair: Pair) -> str:
        """One of two that are told "respectively"; `verb`: the place of their verb, -1 in a statement."""
        target, value = self._said(*pair.target), self._said(*pair.value)
        if verb < 0:
            return self._shaped("becomes", target=target, value=value)
        link = self._said(*pair.link)
        return " ".join(filter(None, [self._said(verb, verb + 1), target, link, value]))

    # Words of the prompt.

    def _said(self, start: int, end: int) -> str:
        """The prompt's own words from one place of the line to another, without joints at the ends."""
        line, tags = self._line, self._line.tags
        while start < end and tags[start] & _TRIMMED and not tags[start] & tag.TOPIC:
            start += 1
        while end > start and tags[end - 1] & _TRIMMED and not tags[end - 1] & tag.TOPIC:
            end -= 1
        if start >= end:
            return ""
        text = " ".join(self._prompt[line.low[start] : line.high[end - 1]].split())
        if tags[start] & _SMALL and (text[1:2].islower() or text[:2] == "A "):
            return text[0].lower() + text[1:]  # "The sky" is no longer first
        return text

    def _rest(self, clause: Clause, start: int) -> str:
        """All words of a clause from a place in its first range on."""
        (_, end), *others = clause.ranges
        parts = [self._said(start, end), *[self._said(*one) for one in others]]
        return " ".join(filter(None, parts))

    def _shaped(self, name: str, *, all: str = "", target: str = "", value: str = "") -> str:  # noqa: A002
        """A template filled in."""
        filled = self._grammar.templates.get(name, "{}").replace("{}", all)
        filled = filled.replace("{target}", target).replace("{value}", value)
        return " ".join(filled.split())

    # Commands.

    def _command(self, clause: Clause) -> str:
        verb = clause.verb
        assert verb is not None
        words, start = self._line.words, clause.ranges[0][0]
        if clause.source is not None:
            if self._is_other_kind(clause, verb):
                return self._nominal(clause)
            first = clause.source.start
            spoken = words[first] == verb.base
            said = self._said(first, first + 1) if spoken else verb.base
            return f"{said} {self._rest(clause, start)}"
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
        if verb.kind not in _OF_THINGS or linked or self._line.tags[first] & _DEFINITE:
            return False
        return bool(topic_of(self._line, first, last) & _OF_ALL)

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
            target = self._said(source.start, source.end)
            return self._shaped("given", target=target, value=value)
        return f"{self._said(source.start, source.end - 1)} {value}"

    def _rider(self, clause: Clause) -> str:
        line, start = self._line, clause.start
        definite = line.tags[start] & _DEFINITE
        if not definite and clause.kind != "declarative":
            return self._shaped("rider", all=self._rest(clause, start))
        at = next((at for at in range(start + 1, clause.end) if line.tags[at] & _RUNNING), None)
        if at is None:
            return self._statement(clause)
        verb = self._grammar.verbs.get(line.words[at])
        base = verb.base if verb else base_of(line.words[at])
        return self._shaped(
            "acting", all=f"{self._said(start, at)} {base} {self._rest(clause, at + 1)}"
        )

    # Words without a verb.

    def _nominal(self, clause: Clause) -> str:
        line, start, end = self._line, clause.start, clause.end
        if line.words[start] == "no":
            return self._shaped("lack", all=self._rest(clause, start + 1))
        labelled = self._labelled(clause)
        if labelled:
            return labelled
        topic = topic_of(line, start, end)
        if topic in _NAMED:
            return self._shaped(_NAMED[topic], all=self._bare(clause))
        if line.tags[start] & tag.ARTICLE and (topic & tag.ACTOR or clause.source is not None):
            return self._shaped("more", all=self._rest(clause, start))
        seen = "" if topic & _VALUES else self._seen(clause, topic)
        return seen or self._shaped("nominal", all=self._bare(clause))

    def _seen(self, clause: Clause, topic: int) -> str:
        """ "in a cave": set it there; "crowd gone": make the crowd gone; "red car"; empty for others."""
        line, start = self._line, clause.start
        rest = self._rest(clause, start)
        if topic == tag.PLACE and line.tags[start] & tag.PREPOSITION:
            return self._shaped("placed", all=rest)
        at = state_of(line, start, clause.ranges[0][1])
        thing = self._thing(clause) if not at or line.tags[start] & _SAID_FIRST else ""
        if thing or not at:
            return thing
        if line.tags[start] & tag.LEAD:
            return self._shaped("acting", all=rest)
        return self._shaped("absolute", all=self._no_longer_first(start, rest))

    def _no_longer_first(self, start: int, text: str) -> str:
        """ "Curtains" as "the curtains", but not a name."""
        known = self._line.tags[start] & tag.TOPIC and text[1:2].islower()
        return text[:1].lower() + text[1:] if known else text

    def _labelled(self, clause: Clause) -> str:
        """ "wall: white", "her gown in copper silk", "the pond jade"; empty for others."""
        line, start = self._line, clause.start
        first, last = clause.ranges[0]
        for at in range(start + 1, last - 1):
            if line.tags[at] & tag.COLON or line.words[at] in _ARROWS or self._turns_to(at):
                name = "given" if line.tags[start] & tag.LEAD else "labelled"
                target = self._no_longer_first(start, self._said(first, at))
                return self._shaped(name, target=target, value=self._rest(clause, at + 1))
        definite = line.tags[start] & _DEFINITE
        named = clause.end - start > 2 and not line.tags[start] & tag.ARTICLE
        inside = next((at for at in range(start + 1, clause.end - 1) if line.words[at] == "in"), 0)
        if inside and line.tags[clause.end - 1] & _TINT:
            start += line.words[start] == "new"
            name = "given" if definite else "labelled"
            target = self._said(start, inside)
            return self._shaped(name, target=target, value=self._rest(clause, inside + 1))
        last = line.tags[clause.end - 1]
        strange = clause.source is not None and not last  # "the gate stout"
        if definite and named and (strange or last & (_QUALITIES | tag.COLOR)):
            target, value = self._said(start, clause.end - 1), self._rest(clause, clause.end - 1)
            return self._shaped("given", target=target, value=value)
        return ""

    def _turns_to(self, at: int) -> bool:
        """ "wall *to* brick", and not "tied to the chair"."""
        tags = self._line.tags
        return self._line.words[at] == "to" and not (tags[at - 1] | tags[at + 1]) & _VERBS

    def _thing(self, clause: Clause) -> str:
        """ "red car": make the car red; empty for others."""
        line, start = self._line, clause.start
        head = head_of(line, start, clause.end)
        if head <= start or line.tags[start] & _LED:
            return ""
        plain = (at for at in range(start, head) if not line.tags[at] & _SAID_OF)
        first = next(plain, head)
        if first == start:
            return ""
        if line.words[start] == "new":
            return self._shaped("new", all=self._rest(clause, start))
        value = self._said(start, first)
        return self._shaped("thing", target=self._rest(clause, first), value=value)

    def _bare(self, clause: Clause) -> str:
        """A nominal less the preposition it begins with: "at night"."""
        start = clause.start
        if self._line.tags[start] & tag.PREPOSITION and start + 1 < clause.end:
            start += 1
        return self._rest(clause, start)

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
            if line.tags[at] & _SAYS and (at > clause.start or not line.tags[at] & tag.TOPIC)
        ]
        if not places:
            return "", clause.start, clause.start
        at = next((at for at in places if line.tags[at] & tag.MODAL), places[0])
        word, after = line.words[at], at + 1
        longer = f"{word} {line.words[after]}" if after < clause.end else ""
        if longer in self._grammar.templates:
            word, after = longer, after + 1
        aside = next((a for a in range(clause.start, at) if line.tags[a] & tag.RELATIVE), at)
        return word, aside, after

    def _statement(self, clause: Clause) -> str:
        line, start = self._line, clause.start
        if clause.source is not None:
            wished = line.tags[clause.source.start] & tag.WANT and line.tags[start] & tag.ARTICLE
            if wished:
                return self._shaped("wish", value=self._rest(clause, start))
            return self._shaped("becomes", target=self._rest(clause, start))
        if line.tags[start] & tag.WANT:
            return self._wish(clause)
        word, subject_end, after = self._parts(clause)
        if subject_end == start:  # an action: "the tide comes in"; a question
            return self._asked(clause) if line.tags[start] & tag.MODAL else self._acted(clause)
        if word in _WISHED and line.tags[start] & tag.ARTICLE:
            return self._shaped("wish", value=self._said(start, subject_end))
        templates = self._grammar.templates
        name = word if word in templates else "becomes"
        if word in _GETS and after < clause.end and line.tags[after] & tag.ARTICLE:
            name = "has"  # "the mule gets a hat"
        target = self._said(start, subject_end)
        return self._shaped(name, target=target, value=self._rest(clause, after))

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
        for at in range(start + 1, clause.ranges[0][1]):
            word, bits = line.words[at], line.tags[at]
            if bits & tag.OWNER and word.endswith("'s") and start + 1 < clause.end:
                target = self._said(start, at + 1)[:-2]
                return self._shaped("becomes", target=target, value=self._rest(clause, at + 1))
            told = bits & tag.EDITS or (not bits and word.endswith("s") and at > start + 1)
            named = line.words[at - 1] in _OBJECTS  # "he wears pyjamas"
            if told and (named or not line.tags[at - 1] & (tag.LEAD | tag.PREPOSITION)):
                verb = self._grammar.verbs.get(word)
                value = f"{verb.base if verb else infinitive(word)} {self._rest(clause, at + 1)}"
                who = self._said(start, at)
                return self._shaped("does", target=_OBJECTS.get(who, who), value=value)
        return self._shaped("acting", all=self._rest(clause, start))

    def _wish(self, clause: Clause) -> str:
        line, start = self._line, clause.start + 1
        last = clause.ranges[0][1] - 1
        if (
            last > start
            and line.tags[last] & tag.COMPARATIVE
            and not line.tags[start] & tag.ARTICLE
        ):
            target, value = self._target(start - 1, last), self._rest(clause, last)
            return self._shaped("becomes", target=target, value=value)
        to = next((at for at in range(start, clause.end) if line.words[at] == "to"), None)
        if to is None:
            at = next((at for at in range(start + 1, clause.end) if line.words[at] in _WERE), None)
            if at is None:
                return self._shaped("wish", value=self._rest(clause, start))
            target, value = self._said(start, at), self._rest(clause, at + 1)
            return self._shaped(_WERE[line.words[at]], target=target, value=value)
        target = self._said(start, to)
        if line.words[to + 1 : to + 2] in (["be"], ["become"]):
            return self._shaped("becomes", target=target, value=self._rest(clause, to + 2))
        return self._shaped("does", target=target, value=self._rest(clause, to + 1))
