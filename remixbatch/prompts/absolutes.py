"""Things with their state and no verb between: "floodlights on", "the windows boarded up", "cockpit on fire"."""

from remixbatch.prompts import tag
from remixbatch.prompts.clause import Clause
from remixbatch.prompts.line import Line
from remixbatch.prompts.pieces import Piece
from remixbatch.prompts.topics import LOOK, head_of

_STATE = tag.COLOR | tag.MATERIAL | tag.ADJECTIVE | tag.EDITED | tag.COMPARATIVE
_NAMED = tag.ACTOR | tag.CLOTHES | tag.BODY | tag.PLANT | tag.FOOD | tag.THING | tag.PLACE
_RUNNING = tag.PARTICIPLE | tag.EDITING
_NO_NOUN = (
    (tag.ARTICLE | tag.PRONOUN | tag.PREPOSITION | tag.ADVERB | tag.NEGATION | tag.AMOUNT)
    | (tag.NUMBER | tag.QUOTE | tag.SAME | tag.KEEP | tag.WANT | tag.OPINION | tag.META)
    | (tag.STYLE | tag.CAMERA | tag.TEXTURE | tag.PALETTE | tag.MOOD | tag.TIME | tag.SEASON)
)
# Beside these, what is seen is a change of its own.
_APART = tag.CAMERA | tag.AUDIO | tag.SPEED
# What brings its colours along.
_TINTED = tag.STYLE | tag.LIGHT | tag.PALETTE | tag.SEASON | tag.COLOR
_GONE = frozenset({"gone", "removed"})
_LONG = 7  # words: what is longer describes


def both_absolute(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a thing with its state is listed after another, or after what is no picture."""
    joined = piece.opener & (tag.COMMA | tag.AND | tag.STOP)
    if not joined or not is_absolute(line, piece.start, piece.end):
        return False
    last = line.tags[piece.end - 1] & tag.COLOR or line.words[piece.end - 1] in _GONE
    if last and piece.end - piece.start < _LONG - 2 and not now.topics[0] & _TINTED:
        return True  # "drizzle. umbrella red"
    if piece.opener & tag.STOP:  # "hat bigger! beard longer!"
        grows = line.tags[piece.end - 1] & line.tags[now.end - 1] & tag.COMPARATIVE
        return bool(grows) and is_absolute(line, now.start, now.end)
    tags, first = line.tags, piece.start + bool(line.tags[piece.start] & tag.LEAD)
    shown = tag.BODY if now.topics[0] & tag.CAMERA else 0  # "close-up, eyes wide"
    if tags[first] & (LOOK | tag.CAMERA | shown) or piece.mask & tag.CAMERA:
        return False
    if now.topics[0] & _APART and not tags[piece.start] & tag.POSSESSIVE:
        return "frame" not in line.words[first : piece.end]
    led = (
        tags[now.start] & tag.LEAD and not tags[piece.start] & tag.LEAD
    )  # "the knight …, visor down"
    soft = tags[now.start] & (LOOK | tag.EFFECT)
    return not (led or soft) and is_absolute(line, now.start, now.end)


def is_absolute(line: Line, start: int, end: int) -> bool:
    """Whether words are a thing, and then its state: an ending, a particle, a place."""
    tags = line.tags
    if not 1 < end - start <= _LONG or tags[start] & _NO_NOUN:
        return False
    first = start + bool(tags[start] & tag.LEAD)
    if end - first < 2 or tags[first] & (_STATE | _RUNNING | _NO_NOUN) or tags[end - 1] & tag.STYLE:
        return False
    if tags[end - 1] & _STATE and not tags[end - 1] & _NAMED:
        return not tags[end - 2] & (_STATE | tag.LEAD | tag.PREPOSITION)
    return any(
        tags[at] & (_RUNNING | tag.EDITED | tag.PARTICLE | tag.PLACE_IN)
        for at in range(first + 1, min(head_of(line, start, end) + 2, end))
    )


def is_carried(piece: Piece, now: Clause) -> bool:
    """ "a lute on his knees": of whom is added."""
    listed = piece.opener & tag.COMMA or now.ranges[-1][1] != now.end
    placed = piece.mask & tag.POSSESSIVE and piece.mask & tag.PREPOSITION
    return bool(listed and placed and now.topics[0] & (tag.PEOPLE | tag.ANIMAL))
