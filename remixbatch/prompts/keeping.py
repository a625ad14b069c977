"""What stays: "keep …", "without …", "everything else …", "the same shot". It is no change."""

from remixbatch.prompts import tag
from remixbatch.prompts.line import Line
from remixbatch.prompts.pieces import Piece

_HEADS = tag.KEEP | tag.KEEPING | tag.NEGATION | tag.SAME
_ENDS = tag.UNCHANGED | tag.STAY
_VALUES = (
    tag.ATTRIBUTE | tag.TIME | tag.WEATHER | tag.SEASON | tag.STYLE | tag.NUMBER | tag.COMPARATIVE
)
_BARE = frozenset({"only", "just", "now", "simply"})


def preserves(line: Line, piece: Piece) -> bool:
    """Whether a piece begins with a word that preserves, or says that something stays as it is."""
    head = line.tags[piece.start]
    if head & _HEADS and not piece.opener & tag.RELATIVE:
        return True
    if piece.mask & tag.NEGATED and not head & tag.EDIT:
        return True
    if head & (tag.EDIT | tag.EDITING):
        if line.words[piece.start] == "let" and piece.mask & tag.KEEP:
            return True  # "let the band keep playing"
        still = head & tag.ACT or piece.mask & tag.STAY
        return bool(still and piece.mask & tag.UNCHANGED)
    if head & tag.REST:
        return not piece.mask & (tag.FINITE | tag.BECOME | tag.MODAL) or bool(piece.mask & _ENDS)
    return bool(piece.mask & _ENDS)


def is_anchor(line: Line, piece: Piece) -> bool:
    """ "the same shot", which says what is changed, where "keep" says what is not."""
    return bool(line.tags[piece.start] & tag.SAME)


def ends_anchor(piece: Piece) -> bool:
    """Whether what follows an anchor after a comma brings a value: "same lighting, teal palette"."""
    return bool(piece.opener & tag.COMMA) and bool(piece.mask & _VALUES)


def ends_keeping(line: Line, piece: Piece) -> bool:
    """The same after a list of what stays: "keep the camera, at night"."""
    if line.words[piece.start - 1] in _BARE:
        return True
    head = line.tags[piece.start]
    values = tag.TIME | tag.WEATHER | tag.SEASON
    return bool(piece.opener & tag.COMMA and head & tag.PREPOSITION and piece.mask & values)
