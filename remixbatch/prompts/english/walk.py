"""Where a walk through the pieces of a line stands, and what it has found."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause, Mode, Standing
from remixbatch.prompts.english.grammar import Grammar, Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.reading import Kind, Why


class Walk(Standing):
    """The state of one reading: the change that is read now, and a mode, are most of it."""

    outer: Mode | None = None  # the mode outside of the parentheses
    subject: Piece | None = None  # a thing named last, whose verb may come
    joined: bool = False  # struck words began with "and": ", and while he pours, …"
    many: bool = False  # a relative clause of a plural goes on with base forms
    third: bool = False  # a relative clause of one goes on with third persons
    aside: bool = False  # between commas: "the priest, who is old, …"
    contrasted: bool = False  # "instead of …" was read last
    changed: bool = False  # a change was read
    first: int = 0  # the first clause of the sentence
    asked: bool | None = None  # whether a label asks: "CHANGE: …"; None before it is looked for
    labelled: bool = False  # a label that asks was read
    listing: bool = False  # a label said that several things follow: "two changes: …"
    nested: bool = False  # a clause within a wish: "I'd be glad if …, and if …"
    carried: int = 0  # joints before pieces that said nothing

    def __init__(self, line: Line, grammar: Grammar) -> None:
        super().__init__(line)
        self.grammar = grammar
        self.clauses: list[Clause] = []

    def add(
        self,
        kind: Kind,
        piece: Piece,
        *,
        verb: Verb | None = None,
        why: Why = "verb",
        source: Clause | None = None,
    ) -> Clause:
        """A new change, which is read from now on."""
        span = piece.start, piece.end
        clause = Clause(kind, span, verb, why=why, source=source, begun=(self.line, piece))
        clause.listing, self.listing = self.listing, False
        self.clauses.append(clause)
        self.now = clause
        self.mode = "edit"
        self.changed = True
        self.contrasted = False
        return clause

    def gap(self, piece: Piece, end: int) -> None:
        """A change whose verb is read back from the one before; it ends behind a comma that stands for it."""
        now = self.now
        assert now is not None
        clause = self.add(now.kind, piece, verb=now.verb, source=now.source or now)
        clause.ranges = [(piece.start, end)]
        clause.gap = piece.end
        self.mode = "strike"

    def extend(self, piece: Piece) -> None:
        """The words of a piece belong to the change that is read."""
        if self.now and not piece.opener & tag.STOP:
            self.now.extend(piece.start, piece.end)
        if self.line.tags[piece.start] & tag.DEFINITE and piece.opener & tag.AND:
            self.subject = piece
