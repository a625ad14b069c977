"""Commands that ask for nothing of their own: they finish the change before them."""

from remixbatch.prompts import tag
from remixbatch.prompts.clause import Clause
from remixbatch.prompts.grammar import Verb
from remixbatch.prompts.line import Line
from remixbatch.prompts.pieces import Piece
from remixbatch.prompts.topics import attribute_of

_IT = frozenset({"it", "them", "him", "her", "that", "this", "these"})
_THEM = (["it"], ["them"], ["him"], ["her"], ["that"])
_VALUED = (  # what makes a change of a nominal
    tag.ATTRIBUTE | tag.COMPARATIVE | tag.STYLE | tag.TIME | tag.WEATHER | tag.SEASON | tag.CAMERA
) | (tag.AUDIO | tag.PALETTE | tag.ARTICLE | tag.EFFECT | tag.AMOUNT)
_SHAPING = frozenset({"make", "recolor", "change", "move"})


def finishes(line: Line, piece: Piece, verb: Verb, now: Clause | None) -> bool:
    """Whether a command belongs to the change before it."""
    if now is None or not now.counts:
        return False
    if now.operation == "remove" and _makes_good(line, piece, verb):
        return True
    if now.verb and "begins" in now.verb.flags and (verb.kind == "camera" or "ends" in verb.flags):
        return True
    if now.operation == "add" and verb.kind in _SHAPING:
        return _describes(line, piece)
    if now.operation == "restyle" and piece.opener & tag.COLON:
        return True
    return False


def _makes_good(line: Line, piece: Piece, verb: Verb) -> bool:
    """ "fill the gap", "restore the wall", "replace them with open sea" after a removal."""
    if "mends" in verb.flags:
        return True
    return verb.kind == "replace" and line.words[piece.start + 1 : piece.start + 2] in _THEM


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
    if now.verb:
        meant = bool(mask & tag.META) if piece.opener & tag.COLON else "meta" in now.verb.flags
        return not now.linked and meant and bool(line.tags[now.end - 1] & (tag.META | tag.ANCHOR))
    if piece.opener & tag.COLON:
        return now.kind == "nominal"
    if head & tag.PREPOSITION and not piece.opener & tag.STOP:
        return True
    return now.kind == "nominal" and not mask & _VALUED
