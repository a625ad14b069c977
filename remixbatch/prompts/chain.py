"""The chain that is proposed for several changes: one short instruction each, in the order of the prompt.

What preserves is left out. Verbs that were left out are said again, statements become commands.
"""

from collections.abc import Sequence

from remixbatch.prompts import tag
from remixbatch.prompts.clause import Clause
from remixbatch.prompts.grammar import Grammar
from remixbatch.prompts.line import Line
from remixbatch.prompts.topics import head_of, topic_of

_SAYS = tag.COPULA | tag.BECOME | tag.MODAL
_TRIMMED = tag.BREAK | tag.POLITE | tag.THEN
_NAMED = {tag.CAMERA: "camera", tag.STYLE: "style", tag.AUDIO: "audio", tag.EFFECT: "effect"}
_VALUES = tag.TIME | tag.WEATHER | tag.SEASON
_PLURAL_ALL = tag.ATTRIBUTE | tag.COMPARATIVE | tag.WEATHER | tag.SEASON | tag.LIGHT | tag.MOOD


def chain_of(
    prompt: str, line: Line, grammar: Grammar, changes: Sequence[Clause]
) -> tuple[str, ...]:
    """One instruction a change."""
    return tuple(_sentence(_Teller(prompt, line, grammar).tell(change)) for change in changes)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."


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

    def _said(self, start: int, end: int) -> str:
        """The prompt's own words from one place of the line to another, without joints at the ends."""
        line = self._line
        while start < end and line.tags[start] & _TRIMMED and not line.tags[start] & tag.TOPIC:
            start += 1
        while end > start and line.tags[end - 1] & _TRIMMED and not line.tags[end - 1] & tag.TOPIC:
            end -= 1
        if start >= end:
            return ""
        return " ".join(self._prompt[line.low[start] : line.high[end - 1]].split())

    def _rest(self, clause: Clause, start: int) -> str:
        """All words of a clause from a place in its first range on."""
        parts = [self._said(start, clause.ranges[0][1])]
        parts += [self._said(first, last) for first, last in clause.ranges[1:]]
        return " ".join(part for part in parts if part)

    def _shaped(self, name: str, **parts: str) -> str:
        shape = self._grammar.templates.get(name, "{}")
        filled = shape.replace("{}", parts.get("all", ""))
        for part in ("target", "value"):
            filled = filled.replace("{" + part + "}", parts.get(part, ""))
        return " ".join(filled.split())

    def _command(self, clause: Clause) -> str:
        verb = clause.verb
        assert verb is not None
        start = clause.ranges[0][0]
        if clause.source is not None:
            source = clause.source
            spoken = verb.base if self._line.words[source.start] != verb.base else None
            said = spoken or self._said(source.start, source.start + 1)
            return f"{said} {self._rest(clause, start)}"
        if self._line.words[start] != verb.base:  # in -ing, or misspelt
            base = self._line.words[start] if self._line.tags[start] & tag.EDIT else verb.base
            return f"{base} {self._rest(clause, start + 1)}".strip()
        return self._rest(clause, start)

    def _attribute(self, clause: Clause) -> str:
        source = clause.source
        assert source is not None
        value = self._rest(clause, clause.start)
        if source.kind == "declarative":
            _, subject_end, _ = self._parts(source)
            target = self._said(source.start, subject_end)
            return self._shaped("becomes", target=target, value=value)
        return f"{self._said(source.start, source.end - 1)} {value}"

    def _rider(self, clause: Clause) -> str:
        line, start = self._line, clause.start
        definite = line.tags[start] & (tag.DETERMINER | tag.POSSESSIVE)
        name = "have" if clause.kind == "declarative" or definite else "rider"
        return self._shaped(name, all=self._rest(clause, start))

    def _nominal(self, clause: Clause) -> str:
        line = self._line
        start, end = clause.start, clause.end
        topic = topic_of(line, start, end)
        if topic in _NAMED:
            return self._shaped(_NAMED[topic], all=self._bare(clause))
        head = head_of(line, start, end)
        if (
            head > start
            and not topic & _VALUES
            and not line.tags[start] & (tag.LEAD | tag.PREPOSITION)
        ):
            first = next(
                (at for at in range(start, head) if not line.tags[at] & (_PLURAL_ALL | tag.ADVERB)),
                head,
            )
            if first > start:
                value = self._said(start, first)
                return self._shaped("thing", target=self._rest(clause, first), value=value)
        if line.tags[start] & tag.ARTICLE and topic & tag.ACTOR:
            return self._shaped("more", all=self._rest(clause, start))
        return self._shaped("nominal", all=self._bare(clause))

    def _bare(self, clause: Clause) -> str:
        """A nominal less the preposition it begins with: "at night"."""
        start = clause.start
        if self._line.tags[start] & tag.PREPOSITION and start + 1 < clause.end:
            start += 1
        return self._rest(clause, start)

    def _parts(self, clause: Clause) -> tuple[str, int, int]:
        """The verb of a statement, where its subject ends, where its value begins."""
        line = self._line
        for at in range(clause.start, clause.end):
            if line.tags[at] & _SAYS and (at > clause.start or not line.tags[at] & tag.TOPIC):
                word, after = line.words[at], at + 1
                if after < clause.end and f"{word} {line.words[after]}" in self._grammar.templates:
                    word, after = f"{word} {line.words[after]}", after + 1
                return word, at, after
        return "", clause.start, clause.start

    def _statement(self, clause: Clause) -> str:
        line, start = self._line, clause.start
        if clause.source is not None:
            return self._shaped("becomes", target=self._rest(clause, start))
        if line.tags[start] & tag.WANT:
            return self._wish(clause)
        word, subject_end, after = self._parts(clause)
        if subject_end == start:  # the subject is that of the statement before
            return self._rest(clause, start)
        target = self._said(start, subject_end)
        templates = self._grammar.templates
        return self._shaped(
            word if word in templates else "becomes", target=target, value=self._rest(clause, after)
        )

    def _wish(self, clause: Clause) -> str:
        line, start = self._line, clause.start + 1
        to = next((at for at in range(start, clause.end) if line.words[at] == "to"), None)
        if to is None:
            return self._shaped("wish", value=self._rest(clause, start))
        target = self._said(start, to)
        if line.words[to + 1 : to + 2] in (["be"], ["become"]):
            return self._shaped("becomes", target=target, value=self._rest(clause, to + 2))
        return self._shaped("does", target=target, value=self._rest(clause, to + 1))
