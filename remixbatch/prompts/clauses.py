"""Pieces read one after the other: which begin a change, which belong to one, which are struck.

The state is the change that was read last and a mode: what a piece without a verb goes on with.
"""

from remixbatch.prompts import tag
from remixbatch.prompts.clause import Clause, Mode
from remixbatch.prompts.commands import commands
from remixbatch.prompts.gaps import gapped
from remixbatch.prompts.grammar import Grammar, Verb
from remixbatch.prompts.keeping import ends_anchor, ends_keeping, is_anchor, preserves
from remixbatch.prompts.line import Line
from remixbatch.prompts.merge import announces, finishes
from remixbatch.prompts.pieces import Piece, pieces_of
from remixbatch.prompts.reading import Kind, Why
from remixbatch.prompts.riders import rides_while, rides_with
from remixbatch.prompts.statements import describes, predicates, remarks, states
from remixbatch.prompts.topics import listed_apart, shares_noun, topic_of, value_topic

_SKIPPED = tag.POLITE | tag.ADVERB | tag.THEN
_NOT_SKIPPED = tag.EDIT | tag.WANT
_STRIKES = tag.SO | tag.WHEN | tag.WITHOUT
_RUNNING = tag.PARTICIPLE | tag.EDITING


class Parse:
    """One walk through the pieces of a line."""

    __slots__ = (
        "_carried",
        "_following",
        "_grammar",
        "_line",
        "_mode",
        "_now",
        "_outer",
        "clauses",
    )

    def __init__(self, line: Line, grammar: Grammar) -> None:
        self._line = line
        self._grammar = grammar
        self.clauses: list[Clause] = []
        self._mode = Mode.FREE
        self._now: Clause | None = None  # the change that is being read
        self._outer: Mode | None = None  # the mode outside of the parentheses
        self._carried = 0  # joints before pieces that said nothing
        self._following = 0  # the joint after the piece

    def walk(self) -> list[Clause]:
        pieces = pieces_of(self._line)
        for piece, after in zip(pieces, [*pieces[1:], None], strict=False):  # none: no pieces
            self._following = after.opener if after else tag.STOP
            self._take(piece)
        return self.clauses

    def _take(self, piece: Piece) -> None:
        tags = self._line.tags
        opener, start, end, mask = piece
        opener |= self._carried
        while start < end and tags[start] & _SKIPPED and not tags[start] & _NOT_SKIPPED:
            opener |= tags[start] & tag.THEN
            start += 1
        self._carried = opener if start == end else 0
        if start == end:
            return
        if opener & tag.STOP:
            self._mode, self._outer = Mode.FREE, None
        if opener & tag.CLOSE and self._outer is not None:
            self._mode, self._outer = self._outer, None
        self._classify(Piece(opener, start, end, mask))

    def _classify(self, piece: Piece) -> None:
        opener = piece.opener
        if preserves(self._line, piece):
            self._preserve(piece)
        elif opener & (tag.CONTRAST | tag.RELATIVE):
            self._extend(piece)
        elif opener & tag.WHILE:
            self._while(piece)
        elif opener & _STRIKES and not (opener & tag.THEN and self._commands(piece)):
            self._strike(piece)
        elif self._commands(piece):
            self._command(piece)
        elif opener & tag.OPEN:
            self._outer, self._mode = self._mode, Mode.STRIKE
            self._extend(piece)
        elif opener & tag.WITH:
            self._with(piece)
        elif self._mode is Mode.FREE or opener & (tag.BUT | tag.EXCEPT):
            self._free(piece)
        elif self._mode is Mode.EDIT:
            self._go_on(piece)
        elif self._mode is Mode.KEEP:
            self._after_preserve(piece)
        elif opener & tag.COMMA and self._now is None:
            self._free(piece)
        else:
            self._extend(piece)

    def _commands(self, piece: Piece) -> bool:
        return commands(self._line, self._grammar, piece, self._now, self._mode, self._following)

    # What stays, what is struck.

    def _preserve(self, piece: Piece) -> None:
        head = self._line.tags[piece.start]
        kind: Kind = "anchor" if is_anchor(self._line, piece) else "preserve"
        self.clauses.append(Clause(kind, piece.start, piece.end, counts=False))
        if head & tag.NEGATION and self._mode is Mode.EDIT and piece.opener & tag.COMMA:
            return  # "bigger moon, no clouds, jazz" goes on
        if self._now and self._now.scene and piece.opener & tag.AND:
            self._now.counts = False  # "make him smile and wave as he does now": all of it stays
        self._mode = Mode.KEEP

    def _after_preserve(self, piece: Piece) -> None:
        last = self.clauses[-1]
        anchor = last.kind == "anchor"
        if (anchor and ends_anchor(self._line, piece)) or ends_keeping(self._line, piece):
            self._free(piece)
        elif states(self._line, piece):
            self._add("declarative", piece)
        elif piece.opener & tag.COLON:
            self._free(piece)
        else:
            last.end = piece.end

    def _strike(self, piece: Piece) -> None:
        self._mode = Mode.STRIKE
        if piece.opener & tag.STOP:
            self._now = None
        self._extend(piece)

    def _while(self, piece: Piece) -> None:
        head = self._line.tags[piece.start]
        if head & tag.EDITING:
            self._command(piece)
        elif self._now and not piece.opener & tag.STOP and rides_while(self._line, piece):
            self._add("declarative", piece, why="rider")
        else:
            self._strike(piece)

    def _extend(self, piece: Piece) -> None:
        if self._now and not piece.opener & tag.STOP:
            self._now.extend(piece.start, piece.end)

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
        clause = Clause(kind, piece.start, piece.end, verb, why, source)
        clause.ranges.append((piece.start, piece.end))
        clause.topics.append(value_topic(self._line, piece, verb))
        self.clauses.append(clause)
        self._now = clause
        self._mode = Mode.EDIT
        return clause

    def _command(self, piece: Piece) -> None:
        line, now = self._line, self._now
        verb = self._grammar.verbs[line.words[piece.start]]
        if now and finishes(line, piece, verb, now):
            now.extend(piece.start, piece.end)
            self._mode = Mode.EDIT
            return
        if now and announces(line, piece, now):
            now.counts = False
        for before in reversed(self.clauses):
            if not before.remark:
                break
            before.counts = False
        clause = self._add("edit", piece, verb=verb)
        rest = line.words[piece.start + 1 : piece.end]
        clause.linked = not verb.flags.isdisjoint(rest)
        clause.scene = "cause" in verb.flags and (
            "state" not in verb.flags or bool(piece.mask & tag.ACT)
        )

    def _with(self, piece: Piece) -> None:
        now = self._now
        if now is None or self._mode is Mode.FREE:
            self._free(piece)
        elif now.verb and "with" in now.verb.flags and not now.linked:
            now.linked = True
            now.topics.append(topic_of(self._line, piece.start, piece.end))
            self._extend(piece)
        elif self._mode is Mode.KEEP:
            self._after_preserve(piece)
        elif rides_with(self._line, piece, now, self._following):
            self._add("nominal", piece, why="rider")
        else:
            self._extend(piece)
            self._mode = Mode.STRIKE

    def _free(self, piece: Piece) -> None:
        line, now = self._line, self._now
        if now and piece.opener & tag.STOP and describes(line, piece, now):
            now.extend(piece.start, piece.end)
            self._mode = Mode.STRIKE
        elif piece.opener & tag.EXCEPT and self._mode is Mode.EDIT:
            self._extend(piece)
        elif line.tags[piece.start] & tag.WANT or states(line, piece):
            clause = self._add("declarative", piece)
            clause.scene = bool(piece.mask & tag.ACT)
            clause.remark = remarks(line, piece)
        else:
            clause = self._add("nominal", piece)
            clause.remark = remarks(line, piece)

    def _go_on(self, piece: Piece) -> None:
        line, now = self._line, self._now
        assert now is not None
        head = line.tags[piece.start]
        if piece.opener & tag.COLON or head & _RUNNING:
            self._extend(piece)
            self._mode = Mode.STRIKE
        elif now.verb and "cause" in now.verb.flags and head & tag.ACT:
            self._extend(piece)
        elif shares_noun(line, piece):
            self._extend(piece)
        elif predicates(line, piece, now):
            self._add("declarative", piece).scene = bool(piece.mask & tag.ACT)
        elif gapped(line, piece, now, self._following):
            clause = self._add(now.kind, piece, verb=now.verb, source=now.source or now)
            clause.linked = now.linked and not self._following & tag.WITH
        else:
            why = listed_apart(line, piece, now)
            if why:
                self._add(now.kind, piece, verb=now.verb, why=why, source=now)
            else:
                self._extend(piece)


def clauses_of(line: Line, grammar: Grammar) -> list[Clause]:
    """The clauses of a line, in order."""
    return Parse(line, grammar).walk()
