"""Commands that ask for nothing of their own: they finish the change before them."""

from remixbatch.prompts import tag
from remixbatch.prompts.clause import Clause
from remixbatch.prompts.grammar import Verb
from remixbatch.prompts.line import Line
from remixbatch.prompts.pieces import Piece
from remixbatch.prompts.topics import attribute_of

_IT = frozenset({"it", "them", "him", "her", "that", "this", "these"})
_SHAPING = frozenset({"make", "recolor", "change", "move"})


def finishes(line: Line, piece: Piece, verb: Verb, now: Clause | None) -> bool:
    """Whether a command belongs to the change before it."""
    if now is None or not now.counts:
        return False
    if now.operation == "remove" and verb.kind == "fill":
        return True
    if now.operation == "add" and verb.kind in _SHAPING:
        return _describes(line, piece)
    if now.operation == "restyle" and piece.opener & tag.COLON:
        return True
    return False


def _describes(line: Line, piece: Piece) -> bool:
    """ "make it red" after "add a hat": the hat is red."""
    at = piece.start + 1
    if at >= piece.end or line.words[at] not in _IT:
        return False
    last = line.tags[piece.end - 1]
    return bool(attribute_of(last)) or bool(piece.mask & tag.ACT)


def announces(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether the clause before a command was no change but its heading, its topic, or a call.

    "Edit: …", "Two things: …", "the umbrella, make it yellow", "in the background, add …", "Team, …".
    """
    if not now.counts:
        return False
    head = line.tags[now.start]
    mask = 0
    for at in range(now.start, now.end):
        mask |= line.tags[at]
    if piece.opener & tag.COLON:
        return not now.linked and (now.kind == "nominal" or bool(mask & tag.META))
    if now.kind != "nominal" or piece.opener & tag.STOP:
        return False
    if head & tag.PREPOSITION:
        return True
    valued = tag.ATTRIBUTE | tag.COMPARATIVE | tag.STYLE | tag.TIME | tag.WEATHER | tag.SEASON
    valued |= tag.CAMERA | tag.AUDIO | tag.PALETTE | tag.ARTICLE | tag.EFFECT
    return not mask & valued
