"""Pieces read one after the other: which begin a change, which belong to one, which are struck.

The state is the change that was read last and a mode: what a piece without a verb goes on with.
"""

from remixbatch.prompts import tag
from remixbatch.prompts.clause import Clause, Mode, Standing
from remixbatch.prompts.commands import commands, strange_verb
from remixbatch.prompts.gaps import gapped
from remixbatch.prompts.grammar import Grammar, Verb
from remixbatch.prompts.keeping import ends_anchor, ends_keeping, is_anchor, preserves
from remixbatch.prompts.line import Line
from remixbatch.prompts.lists import is_lively, listed_apart, shares_noun
from remixbatch.prompts.merge import (
    announces,
    announces_more,
    finishes,
    heads,
    is_bare,
    refers_to_clip,
)
from remixbatch.prompts.pieces import Piece, pieces_of
from remixbatch.prompts.reading import Kind, Why
from remixbatch.prompts.riders import rides_while, rides_with
from remixbatch.prompts.statements import (
    describes,
    exclaims,
    goes_on,
    judges,
    needs,
    predicates,
    remarks,
    states,
    wishes,
)
from remixbatch.prompts.topics import lens_of, place_of, topic_of, value_topic

_SKIPPED = tag.POLITE | tag.ADVERB | tag.THEN
_NOT_SKIPPED = tag.EDIT | tag.WANT | tag.OPINION
_RUNNING = tag.PARTICIPLE | tag.EDITING
_STRIKES = tag.SO | tag.WHEN | tag.WITHOUT
_OWN = tag.TIME | tag.WEATHER | tag.SEASON | tag.STYLE | tag.PLACE | tag.CAMERA
_NEWS = tag.MODAL | tag.BECOME
_ARROWS = frozenset({"->", "=>", "→", "⇒"})
_DOES = tag.FINITE | tag.EDITS
_BEFORE_NOUN = tag.LEAD | tag.PREPOSITION
_DEFINITE = tag.DETERMINER | tag.POSSESSIVE


class Parse:
    """One walk through the pieces of a line."""

    __slots__ = (
        *("_aside", "_at", "_carried", "_first", "_grammar"),
        *("_joined", "_many", "_outer", "_subject", "clauses"),
    )

    def __init__(self, line: Line, grammar: Grammar) -> None:
        self._at = Standing(line)
        self._grammar = grammar
        self.clauses: list[Clause] = []
        self._outer: Mode | None = None  # the mode outside of the parentheses
        self._subject: Piece | None = None  # a thing named last, whose verb may come
        self._joined = False  # struck words began with "and": ", and while he pours, …"
        self._many = False  # a relative clause of a plural goes on with base forms
        self._aside = False  # between commas: "the priest, who is old, …"
        self._first = 0  # the first clause of the sentence
        self._carried = 0  # joints before pieces that said nothing

    def walk(self) -> list[Clause]:
        pieces = pieces_of(self._at.line)
        for piece, after in zip(pieces, [*pieces[1:], None], strict=False):  # none: no pieces
            self._at.following = after.opener if after else tag.STOP
            self._take(piece)
        self._drop_remarks()
        return self.clauses

    def _drop_remarks(self) -> None:
        """What may only say how things are counts where nothing else does."""
        for at, clause in enumerate(self.clauses):
            later = self.clauses[at + 1 :] if clause.wish else ()
            if any(other.counts and other.kind == "edit" for other in later):
                clause.counts = False
        if any(clause.counts and not clause.remark for clause in self.clauses):
            for clause in self.clauses:
                clause.counts = clause.counts and not clause.remark

    def _take(self, piece: Piece) -> None:
        tags = self._at.line.tags
        opener, start, end, mask = piece
        opener |= self._carried
        while start < end and tags[start] & _SKIPPED and not tags[start] & _NOT_SKIPPED:
            opener |= tags[start] & tag.THEN
            start += 1
        if opener & tag.STOP and start < end and tags[start] & tag.PREPOSITION:
            start = self._late_verb(start, end)
        self._carried = opener if start == end else 0
        if start == end:
            return
        if opener & tag.STOP:
            if opener & tag.COLON and self._at.now and heads(self._at.line, self._at.now):
                self._at.now.counts = False  # "Notes:", and a list below it
            self._at.mode, self._outer, self._subject, self._aside = Mode.FREE, None, None, False
            self._first = len(self.clauses)
            if self._is_label(start, end):
                return
        if opener & tag.CLOSE and self._outer is not None:
            self._at.mode, self._outer = self._outer, None
        same = start == piece.start and opener == piece.opener
        self._classify(piece if same else Piece(opener, start, end, mask))

    def _late_verb(self, start: int, end: int) -> int:
        """ "In the foreground put a cactus": where the verb is, or the start."""
        tags = self._at.line.tags
        for at in range(start + 2, end - 1):
            if tags[at] & tag.EDIT and tags[at + 1] & tag.LEAD and not tags[at - 1] & _BEFORE_NOUN:
                return at
        return start

    def _is_label(self, start: int, end: int) -> bool:
        """ "Edit:" is passed over; what follows "Reason:" is struck."""
        if not self._at.following & tag.COLON or end - start > 3:
            return False
        head = self._at.line.tags[start]
        if head & tag.REASON:
            self._at.mode = Mode.MUTE
            return True
        if head & tag.LABEL and end - start <= 2:
            self._carried = tag.STOP
            return True
        return False

    def _classify(self, piece: Piece) -> None:
        opener = piece.opener
        if self._at.mode is Mode.MUTE:
            return
        if preserves(self._at.line, piece):
            self._preserve(piece)
        elif opener & tag.CONTRAST:
            self._contrast(piece)
        elif opener & tag.RELATIVE:
            self._relative(piece)
        elif opener & tag.WHILE:
            self._while(piece)
        elif opener & _STRIKES and not self._commands_after(piece):
            self._strike(piece)
        elif self._commands(piece):
            self._command(piece)
        else:
            self._without_verb(piece)

    def _without_verb(self, piece: Piece) -> None:
        if self._apart(piece):
            return
        if self._at.mode is Mode.FREE or piece.opener & (tag.BUT | tag.EXCEPT):
            self._free(piece)
        elif self._at.mode is Mode.EDIT:
            self._go_on(piece)
        elif self._at.mode is Mode.KEEP:
            self._after_preserve(piece)
        else:
            self._after_struck(piece)

    def _apart(self, piece: Piece) -> bool:
        """Takes what reads the same in every mode; whether it was that."""
        line, opener = self._at.line, piece.opener
        if line.tags[piece.start] & (tag.WANT | tag.OPINION):
            self._free(piece)
        elif opener & tag.COLON and states(line, piece) and self._at.now:
            self._state(piece)
        elif opener & tag.OPEN:
            self._outer, self._at.mode = self._at.mode, Mode.STRIKE
            self._extend(piece)
        elif predicates(line, piece) and not opener & tag.STOP:
            self._predicate(piece)
        elif self._aside:
            self._aside = False
            self._extend(piece)
        elif opener & tag.WITH:
            self._with(piece)
        else:
            return False
        return True

    def _after_struck(self, piece: Piece) -> None:
        opener, head = piece.opener, self._at.line.tags[piece.start]
        now = self._at.now
        if now and opener & tag.COLON and announces_more(self._at.line, now):
            self._list(piece, now)
            return
        asked = now and now.remark and piece.mask & tag.POLITE  # "it's too loud, beige please"
        if asked or (opener & tag.COMMA and now is None and not opener & tag.SO):
            self._free(piece)
        elif self._resumes(piece):
            self._go_on(piece)
        elif self._joined and opener & tag.COMMA and piece.mask & _NEWS:
            self._joined = False
            self._state(piece)
        elif opener & tag.AND and piece.mask & tag.MODAL and head & (_DEFINITE | tag.OWNER):
            self._state(piece)
        else:
            self._extend(piece)

    def _resumes(self, piece: Piece) -> bool:
        """Whether a change goes on after words that were struck: "plus a …", "and the lake with …"."""
        now, opener = self._at.now, piece.opener
        if now is None or not opener & tag.AND:
            return False
        if opener & tag.THEN:
            return bool(self._at.line.tags[piece.start] & tag.ARTICLE)
        return now.kind == "nominal" and gapped(self._at.line, piece, now, self._at.following)

    def _commands(self, piece: Piece) -> bool:
        if self._many:  # "gulls that circle the mast and mob the crew"
            self._many = False
            verb = self._grammar.verbs.get(self._at.line.words[piece.start])
            if verb is None or "act" in verb.flags:
                return False
        return commands(self._grammar, self._at, piece)

    def _commands_after(self, piece: Piece) -> bool:
        """ "so make it red", "after removing the tattoo, …"."""
        opener = piece.opener
        begins = opener & tag.STOP and not opener & tag.WITHOUT
        running = begins and self._at.line.tags[piece.start] & tag.EDITING
        return bool(piece.opener & tag.THEN or running) and self._commands(piece)

    # What stays, what is struck.

    def _preserve(self, piece: Piece) -> None:
        head = self._at.line.tags[piece.start]
        kind: Kind = "anchor" if is_anchor(self._at.line, piece) else "preserve"
        if not piece.opener & tag.STOP:
            self._keep_named(piece)
        if piece.opener & tag.COLON and self._at.now and heads(self._at.line, self._at.now):
            self._at.now.counts = False
        self.clauses.append(Clause(kind, piece.start, piece.end, counts=False))
        listed = self._at.mode is Mode.EDIT and piece.opener & tag.COMMA
        if head & tag.NEGATION and (listed or piece.opener & (tag.THEN | tag.ITEM)):
            self._lack(piece)
            return
        if self._at.now and self._at.now.scene and piece.opener & tag.AND:
            self._at.now.counts = False  # "make him smile and wave as he does now": all of it stays
        self._at.mode = Mode.KEEP

    def _lack(self, piece: Piece) -> None:
        """ "bigger moon, no clouds, jazz": in a list of wishes, one to take something away."""
        line, now = self._at.line, self._at.now
        short = piece.end - piece.start < 6 and not piece.mask & tag.QUALITY
        listed = piece.opener & tag.ITEM or (now and now.kind == "nominal")
        if listed and short and line.words[piece.start] == "no":
            self.clauses.pop()
            self._add("nominal", piece)

    def _keep_named(self, piece: Piece) -> None:
        """ "bottle, cap and label stay": the things named before stay, too."""
        if piece.mask & (tag.STAY | tag.UNCHANGED):
            for clause in self.clauses[self._first :]:
                if clause.kind == "nominal":
                    clause.counts = False

    def _after_preserve(self, piece: Piece) -> None:
        last = self.clauses[-1]
        anchor = last.kind == "anchor"
        changed = any(clause.counts for clause in self.clauses)
        if (anchor and ends_anchor(piece)) or (not changed and ends_keeping(self._at.line, piece)):
            self._free(piece)
        elif states(self._at.line, piece):
            self._state(piece)
        elif piece.opener & tag.COLON:
            self._free(piece)
        else:
            last.end = piece.end

    def _strike(self, piece: Piece) -> None:
        self._at.mode = Mode.STRIKE
        self._joined = bool(piece.opener & tag.AND)
        now = self._at.now
        if now and piece.opener & tag.COLON and heads(self._at.line, now):
            now.counts = False
            self._at.now = None
        if piece.opener & tag.STOP:
            self._at.now = None
        self._extend(piece)

    def _contrast(self, piece: Piece) -> None:
        if piece.opener & tag.STOP:  # "Instead of a dog, …"
            self._strike(piece)
        else:
            self._extend(piece)

    def _relative(self, piece: Piece) -> None:
        bare = self._at.now is not None and self._at.now.kind == "nominal"
        if self._at.now and piece.mask & _NEWS:
            self._at.now.remark = False  # "except the curtains, which should be linen"
        self._aside = bool(self._at.following & tag.COMMA and (piece.opener & tag.COMMA or bare))
        head = self._at.line.tags[piece.start]
        self._many = not head or bool(head & tag.ACT and not head & (tag.EDITS | tag.FINITE))
        if self._subject and piece.mask & _NEWS:
            self._state(piece, self._subject.start)
            self._subject = None
        else:
            self._extend(piece)

    def _while(self, piece: Piece) -> None:
        head = self._at.line.tags[piece.start]
        if head & tag.EDITING:
            self._command(piece)
        elif head & tag.PREPOSITION and self._at.following & tag.COMMA:
            self._carried = tag.WHILE  # "while, beyond the window, …"
        elif not piece.opener & tag.STOP and rides_while(self._at.line, piece):
            self._add("declarative", piece, why="rider")
        else:
            self._strike(piece)

    def _extend(self, piece: Piece) -> None:
        if self._at.now and not piece.opener & tag.STOP:
            self._at.now.extend(piece.start, piece.end)
        if self._at.line.tags[piece.start] & _DEFINITE and piece.opener & tag.AND:
            self._subject = piece

    # Changes.

    def _add(
        self,
        kind: Kind,
        piece: Piece,
        *,
        verb: Verb | None = None,
        why: Why = "verb",
        source: Clause | None = None,
    ) -> Clause:
        topic = value_topic(self._at.line, piece, verb)
        spans = [(piece.start, piece.end)]
        clause = Clause(kind, piece.start, piece.end, verb, why, source, spans, [topic])
        self.clauses.append(clause)
        self._at.now = clause
        self._at.mode = Mode.EDIT
        return clause

    def _command(self, piece: Piece) -> None:
        line, now = self._at.line, self._at.now
        word = line.words[piece.start]
        verb = self._grammar.verbs.get(word) or strange_verb(word)
        if now and finishes(line, piece, verb, now):
            now.extend(piece.start, piece.end)
            self._at.mode = Mode.STRIKE
            return
        if now and now is self.clauses[-1] and announces(line, piece, now):
            now.counts = False
        clause = self._add("edit", piece, verb=verb)
        rest = line.words[piece.start + 1 : piece.end]
        clause.linked = not verb.flags.isdisjoint(rest)
        clause.leads = bool(piece.opener & tag.ADDING and piece.opener & tag.STOP)
        clause.scene = "cause" in verb.flags and (
            "state" not in verb.flags or _does_something(line, piece)
        )
        self._add_late(piece, lens_of(line, piece, verb))
        self._at.now = clause
        only = piece.opener & tag.STOP and line.words[piece.start - 1] == "only"
        if refers_to_clip(line, piece, verb) or (only and piece.start and now and now.counts):
            clause.counts = False

    def _add_late(self, piece: Piece, start: int) -> None:
        """Takes a change that stands within a piece, where there is one."""
        if start:
            now = self._at.now
            assert now is not None
            now.ranges[0] = (piece.start, start)
            self._add("nominal", piece._replace(start=start))

    def _with(self, piece: Piece) -> None:
        now = self._at.now
        if now is None or self._at.mode is Mode.FREE:
            self._free(piece)
        elif now.verb and "with" in now.verb.flags and not now.linked:
            now.linked = True
            now.topics.append(topic_of(self._at.line, piece.start, piece.end))
            self._extend(piece)
        elif self._at.mode is Mode.KEEP:
            self._after_preserve(piece)
        elif rides_with(self._at.line, piece, now, self._at.following):
            self._add("nominal", piece, why="rider")
        else:
            self._extend(piece)
            self._at.mode = Mode.STRIKE

    def _free(self, piece: Piece) -> None:
        line, now = self._at.line, self._at.now
        sentence = bool(piece.opener & tag.STOP)
        if sentence and self._leads(piece):
            self._carried = tag.STOP
        elif sentence and now and self._gaps_over(piece, now):
            self._add(now.kind, piece, verb=now.verb, source=now.source or now)
        elif sentence and now and self._describes(piece, now):
            now.extend(piece.start, piece.end)
            self._at.mode = Mode.STRIKE
        elif piece.opener & tag.EXCEPT and self._at.mode is Mode.EDIT:
            self._extend(piece)
        elif line.tags[piece.start] & tag.WANT or states(line, piece):
            self._state(piece)
        else:
            self._name(piece)

    def _gaps_over(self, piece: Piece, now: Clause) -> bool:
        """ "… gingham. And the lemonade pink." """
        joined = piece.opener & tag.AND and now.counts and not now.remark
        return bool(joined) and gapped(self._at.line, piece, now, self._at.following)

    def _leads(self, piece: Piece) -> bool:
        """ "Behind it, …", "For Black Friday: …": what follows says what is asked for."""
        led = self._at.line.tags[piece.start] & tag.PREPOSITION
        sets = piece.mask & _OWN and self._at.line.words[piece.start] != "for"
        return bool(led and self._at.following & (tag.COMMA | tag.COLON) and not sets)

    def _describes(self, piece: Piece, now: Clause) -> bool:
        counts = now.counts and not now.remark
        return counts and describes(self._at.line, piece, now, self._at.following)

    def _name(self, piece: Piece) -> None:
        """Takes words without a verb: a style, a time, a thing as it shall be."""
        line = self._at.line
        clause = self._add("nominal", piece)
        clause.linked = not _ARROWS.isdisjoint(line.words[piece.start : piece.end])
        head = line.tags[piece.start]
        besides = head & tag.LEAD and piece.opener & (tag.BUT | tag.EXCEPT)
        if head & tag.OPINION:
            clause.remark = True
            self._at.mode = Mode.STRIKE
        elif besides and is_bare(line, clause):
            clause.remark = True
        elif piece.opener & tag.STOP:
            clause.remark = remarks(line, piece) or exclaims(piece, self._at.following)
        if not clause.remark and piece.mask & _DOES and head & tag.LEAD:
            clause.kind = "declarative"
        elif len(self.clauses) == 1:
            self._add_late(piece, place_of(line, piece, self._at.following))

    def _state(self, piece: Piece, start: int | None = None) -> None:
        """Takes a statement, whose subject may begin before the piece."""
        line, now = self._at.line, self._at.now
        if now and piece.opener & tag.COLON and heads(line, now):
            now.counts = False
        wants = line.tags[piece.start] & tag.WANT and piece.opener & tag.COMMA
        if wants and now and now is self.clauses[-1] and announces(line, piece, now):
            now.counts = False
        if start is not None:
            piece = piece._replace(start=start)
        clause = self._add("declarative", piece)
        clause.scene = bool(piece.mask & tag.ACT)
        stated = now is not None and now.kind == "declarative" and now.counts and not now.remark
        begins = piece.opener & tag.STOP and not piece.opener & tag.ITEM and not stated
        clause.remark = judges(piece) or (bool(begins) and remarks(line, piece))
        if piece.opener & tag.STOP:
            clause.wish = needs(line, piece) and not piece.opener & (tag.THEN | tag.ITEM)
            clause.remark = clause.remark or wishes(line, piece)
        elif now and now.remark and now.kind == "declarative":
            clause.remark = remarks(line, piece)
        if judges(piece) or line.tags[piece.start] & tag.OPINION:
            clause.remark = True
            self._at.mode = Mode.STRIKE

    def _predicate(self, piece: Piece) -> None:
        """Takes a verb whose subject was named before."""
        now = self._at.now
        if self._subject and piece.opener & tag.COMMA:
            self._state(piece, self._subject.start)
            self._subject = None
        elif now:
            named = self.clauses[self._first :]
            if now.kind == "nominal" and self._at.mode is Mode.EDIT and now in named:
                for other in named:
                    other.counts = other.counts and other is named[0]
                now = self._at.now = named[0]
                now.kind = "declarative"
            self._extend(piece)
        self._aside = False

    def _go_on(self, piece: Piece) -> None:
        line, now = self._at.line, self._at.now
        assert now is not None
        head = line.tags[piece.start]
        if now.leads and piece.opener & tag.COMMA:
            now.leads = False
            self._free(piece)
        elif piece.opener & tag.COLON and heads(line, now) and announces_more(line, now):
            self._list(piece, now)
        elif piece.opener & tag.COLON or (head & _RUNNING and not is_lively(line, piece)):
            now.linked = now.linked or bool(piece.opener & tag.COLON)
            self._extend(piece)
            self._at.mode = Mode.STRIKE
        elif (now.verb and "cause" in now.verb.flags and head & tag.ACT) or shares_noun(
            line, piece
        ):
            self._extend(piece)
        elif goes_on(line, piece, now):
            self._join_statement(piece, now)
        elif gapped(line, piece, now, self._at.following):
            clause = self._add(now.kind, piece, verb=now.verb, source=now.source or now)
            clause.linked = now.linked and not self._at.following & tag.WITH
        else:
            why = listed_apart(line, piece, now)
            if why:
                item = self._add(now.kind, piece, verb=now.verb, why=why, source=now)
                item.listing = now.listing
            else:
                self._extend(piece)

    def _list(self, piece: Piece, heading: Clause) -> None:
        """Takes the first item of a list: "two wishes: …"."""
        heading.counts = False
        self._free(piece)
        if self._at.now:
            self._at.now.listing = True

    def _join_statement(self, piece: Piece, now: Clause) -> None:
        """A statement after a change; a thing named just before it is a part of its subject."""
        joined = piece.opener & (tag.AND | tag.COMMA) in (tag.AND, tag.COMMA)
        if (
            now.kind == "nominal"
            and joined
            and is_bare(self._at.line, now)
            and now is self.clauses[-1]
        ):
            now.counts = False
            self._state(piece, now.start)
        else:
            self._state(piece)


def clauses_of(line: Line, grammar: Grammar) -> list[Clause]:
    """The clauses of a line, in order."""
    return Parse(line, grammar).walk()


def _does_something(line: Line, piece: Piece) -> bool:
    """ "make the tailor hem the skirt": what is made does something, rather than is something."""
    tags = line.tags
    if tags[piece.end - 1] & (tag.COMPARATIVE | tag.COLOR):
        return False  # "make her blush a bit pinker"
    if piece.mask & tag.ACT:
        return True
    return any(
        not tags[at] and tags[at + 1] & tag.LEAD for at in range(piece.start + 3, piece.end - 1)
    )
