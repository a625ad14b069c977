"""The chain that is proposed for several changes: one short instruction each, in the order of the prompt.

What preserves is left out. Verbs that were left out are said again, statements become commands.
"""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import GONE
from remixbatch.prompts.english.antecedents import POINTING, spoken_out
from remixbatch.prompts.english.assertions import Assertions
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.deeds import less_all, object_of
from remixbatch.prompts.english.forms import base_of
from remixbatch.prompts.english.grammar import Grammar, Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.nominals import Nominals
from remixbatch.prompts.english.qualifiers import AS_WELL
from remixbatch.prompts.english.respective import WORD, Pair, pairs_of
from remixbatch.prompts.english.riders import NOW
from remixbatch.prompts.english.topics import FILMED, topic_of
from remixbatch.prompts.english.wording import Wording

_VALUES = tag.ATTRIBUTE | tag.COMPARATIVE
_OF_THINGS = frozenset({"remove", "replace", "recolor", "fill", "move", "act", "change", "make"})
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
        if not POINTING.isdisjoint(line.words):
            for at, (before, now) in enumerate(pairwise(changes), 1):
                if now.named is None:
                    told[at] = spoken_out(told[at], line, before, now, teller.words)
    if not all(told):
        return ()  # one of them cannot be told as something to do
    if "but also" in line.words:
        told = list(map(less_all, told))
    if prompt.isupper():
        told = [text.upper() for text in told]
    return tuple([f"{text[:1].upper()}{text[1:]}." for text in told])


class _Teller:
    """Puts a clause in words of the prompt."""

    __slots__ = (
        *("_grammar", "_line", "_made", "_prompt"),
        *("_rest", "_said", "_shaped", "words"),
    )

    def __init__(self, prompt: str, line: Line, grammar: Grammar) -> None:
        self._prompt, self._line, self._grammar = prompt, line, grammar
        words = self.words = Wording(prompt, line, grammar.templates)
        self._said, self._rest, self._shaped = words.said, words.rest, words.shaped
        self._made: Assertions | None = None

    @property
    def _assertions(self) -> Assertions:
        """Made when a clause is none of a verb that edits: most are."""
        if self._made is None:
            self._made = Assertions(self._line, self._grammar, self.words)
        return self._made

    @property
    def _nominals(self) -> Nominals:
        return self._assertions.nominals

    def tell(self, clause: Clause) -> str:
        if clause.gap:
            return self._gapped(clause)
        if clause.why != "verb":
            return self._rider(clause) if clause.why == "rider" else self._attribute(clause)
        if clause.kind == "edit":
            return self._command(clause)
        if clause.kind == "declarative":
            return self._assertions.told(clause)
        acts = self._assertions.acts(clause)
        return self._assertions.acted(clause) if acts else self._nominals.told(clause)

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
        if second in GONE or second == "out":
            return self._shaped("is gone", target=first)  # "the cable on the floor, gone"
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
        spelt = spelt or " " in verb.base
        if words[start] == verb.base and spelt and words[start + 1 : start + 2] != [":"]:
            return self._rest(clause, start)
        # In -ing, or misspelt, or "replace: bus with tram".
        base = words[start] if self._line.tags[start] & tag.EDIT else verb.base
        return f"{base} {self._rest(clause, start + 1)}".strip()

    def _is_other_kind(self, clause: Clause, verb: Verb) -> bool:
        """ "remove the kettle, *handheld camera*": no camera is removed."""
        first, last = clause.ranges[0]
        linked = not verb.flags.isdisjoint(self._line.words[first:last])
        topic = topic_of(self._line, first, last)
        lens = verb.kind == "camera" and topic & (tag.CAMERA | tag.AUDIO)
        lens = lens or (verb.kind not in _BRINGS and _asks_alone(self._line, first, last))
        if lens or linked or self._line.tags[first] & tag.DEFINITE:
            return bool(lens)
        if topic & tag.PALETTE and self._line.tags[first] & tag.COMPARATIVE:
            return True  # "add film grain, cooler tones"
        if verb.kind in _BRINGS and not (verb.kind == "give" and topic & tag.AUDIO):
            return bool(topic & _OF_VIEW)
        verbal = self._line.tags[first] & tag.EDIT and not self._line.tags[first] & tag.TOPIC
        if verb.kind == "give" or verbal:
            return not verbal
        return verb.kind in _OF_THINGS and bool(topic & _OF_ALL)

    def _attribute(self, clause: Clause) -> str:
        source = clause.source
        assert source is not None
        value, line = self._rest(clause, clause.start), self._line
        if source.kind == "declarative":
            _, subject_end, _ = self._assertions.parts(source)
            if line.tags[source.start] & tag.WANT:
                subject_end = source.end - 1
            target = self._assertions.target(source.start, subject_end)
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
        if clause.kind == "declarative" and self._assertions.acts(clause):
            return self._assertions.acted(clause)  # "a fishing boat struggles past"
        now = next((at for at in range(start + 1, clause.end - 1) if line.words[at] in NOW), 0)
        if now and clause.kind == "nominal" and not line.tags[now + 1] & tag.RUNNING:
            target, value = self._said(start, now), self._rest(clause, now + 1)
            return self._shaped("becomes", target=target, value=value)
        at = next((at for at in range(start + 1, clause.end) if line.tags[at] & tag.RUNNING), None)
        if at is None:
            owned = any(bits & tag.OWNER for bits in line.tags[start : clause.end])
            return self._nominals.told(clause) if owned else self._assertions.told(clause)
        verb = self._grammar.verbs.get(line.words[at])
        base = verb.base if verb else base_of(line.words[at])
        end = at - bool(
            line.tags[at - 1] & (tag.COPULA | tag.MODAL)
        )  # "the harpist is playing a lute"
        doing = f"{self._said(start, end)} {base} {self._rest(clause, at + 1)}"
        return self._shaped("acting", all=doing)


def _asks_alone(line: Line, first: int, last: int) -> bool:
    """ "mute the horn, *and a kitten on the amp as well*", "*seen from a drone*": whatever the verb before is."""
    if line.words[first] in FILMED and line.tags[first + 1] & tag.PREPOSITION:
        return True
    too = line.words[last - 1] == "too" or line.words[last - 2 : last] == AS_WELL
    return too and bool(line.tags[first] & tag.ARTICLE)
