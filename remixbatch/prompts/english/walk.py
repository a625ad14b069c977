"""Where a walk through the pieces of a line stands, and what it has found."""

from collections.abc import Sequence

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause, Mode, Standing
from remixbatch.prompts.english.grammar import Grammar, Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.reading import Kind, Why


class Walk(Standing):
    """The state of one reading: the change that is read now, and a mode, are most of it."""

    __slots__ = (
        "aside",
        "asked",
        "carried",
        "changed",
        "clauses",
        "contrasted",
        "first",
        "grammar",
        "joined",
        "labelled",
        "listing",
        "many",
        "nested",
        "outer",
        "pieces",
        "subject",
        "third",
    )

    def __init__(self, line: Line, pieces: Sequence[Piece], grammar: Grammar) -> None:
        self.line, self.pieces, self.grammar = line, pieces, grammar
        self.mode, self.now, self.following = "free", None, 0
        self.clauses: list[Clause] = []
        self.outer: Mode | None = None  # the mode outside of the parentheses
        self.subject: Piece | None = None  # a thing named last, whose verb may come
        self.joined = False  # struck words began with "and": ", and while he pours, …"
        self.many = False  # a relative clause of a plural goes on with base forms
        self.third = False  # a relative clause of one goes on with third persons
        self.aside = False  # between commas: "the priest, who is old, …"
        self.contrasted = False  # "instead of …" was read last
        self.changed = False  # a change was read
        self.first = 0  # the first clause of the sentence
        # whether a label asks: "CHANGE: …"; None before it is looked for
        self.asked: bool | None = None
        self.labelled = False  # a label that asks was read
        self.listing = False  # a label said that several things follow: "two changes: …"
        self.nested = False  # a clause within a wish: "I'd be glad if …, and if …"
        self.carried = 0  # joints before pieces that said nothing

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
        span, begun = (piece.start, piece.end), (self.line, piece)
        clause = Clause(kind, span, verb, why, source, begun)
        if self.listing:
            clause.listing, self.listing = True, False
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
