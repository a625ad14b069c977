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
_QUALIFIES = (tag.ATTRIBUTE | tag.ADJECTIVE | tag.EDITED | tag.STATED | tag.WEATHER) | (
    tag.STYLE | tag.TIME | tag.SEASON | tag.PLACE | tag.LIGHT
)
_NO_QUALITY = tag.COMPARATIVE | tag.DETERMINER | tag.POSSESSIVE | tag.PREPOSITION | tag.NEGATION
_PLAIN = tag.ADJECTIVE | tag.EDITED | tag.STATED | tag.WEATHER
_LOOKS = LOOK & ~tag.COLOR | tag.MATERIAL
_WORN = tag.CLOTHES | tag.BODY | tag.PART
_SEWN = tag.BODY | tag.PART
_BUILT = tag.PLACE | tag.VEHICLE
_HOURS = tag.TIME | tag.SEASON
_MADE_OF = tag.MATERIAL | tag.COLOR
_GROUND = frozenset({"water", "waters", "earth", "ground", "soil", "sand", "grass", "pavement"}) | {
    *("asphalt", "cobbles", "cobblestones", "mud", "dirt", "gravel", "surface"),
    *("stones", "pebbles", "rocks", "boulders", "cliffs", "dunes", "trees", "bushes", "hedges"),
}
_FEW = 4
_TWO = 2
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


def two_pairs(line: Line, piece: Piece, now: Clause) -> bool | None:
    """ "wooden bridge, muddy river": two things, each with its state; None where the words are no such pairs.

    A thing with its parts is one ("wooden ship, torn sails"), so is a place with its ground or its houses.
    """
    alone = now.ranges[-1][1] == now.end and piece.opener == tag.COMMA
    if not alone or not 1 < piece.end - piece.start < _FEW:
        return None
    first, thing = _pair(line, now.start, now.end)
    second, other = _pair(line, piece.start, piece.end)
    styled = now.topics[0] & tag.STYLE
    if not second or not (first or styled):
        return None
    if styled:
        return bool(other & tag.PLACE and second & _PLAIN and not second & _LOOKS) or None
    bears = (thing & tag.ACTOR and other & _WORN) or (thing & tag.CLOTHES and other & _SEWN)
    if bears or (thing & _BUILT and other & tag.FITTED) or _is_ground(line, piece, thing):
        return False
    if now.topics[0] & _HOURS and other & tag.FITTED:
        return False  # "winter morning, frosted windows"
    return True if _are_places(line, now, piece, first) and thing & other & tag.PLACE else None


def _pair(line: Line, start: int, end: int) -> tuple[int, int]:
    """What is known of the adjective and the noun of "a muddy river"; zeros if it is no such pair.

    An adjective that no list knows is PLAIN.
    """
    tags = line.tags
    start += bool(tags[start] & tag.ARTICLE and not tags[start] & tag.AMOUNT)
    bits = tags[start] or tag.PLAIN
    known = bits & (_QUALIFIES | tag.PLAIN) and not bits & _NO_QUALITY
    return (bits, tags[end - 1]) if end - start == _TWO and known else (0, 0)


def _is_ground(line: Line, piece: Piece, thing: int) -> bool:
    """ "sandy beach, clear water": what a place consists of."""
    return bool(thing & tag.PLACE) and line.words[piece.end - 1] in _GROUND


def _are_places(line: Line, now: Clause, piece: Piece, first: int) -> bool:
    """ "stone bridge, frozen river", and not "old town, narrow streets": one that is built, and one more."""
    led = line.tags[now.start] & tag.ARTICLE, line.tags[piece.start] & tag.ARTICLE
    many = line.words[now.end - 1].endswith("s") or line.words[piece.end - 1].endswith("s")
    return bool(led[0] == led[1] and first & _MADE_OF and not many)


def is_carried(piece: Piece, now: Clause) -> bool:
    """ "a lute on his knees": of whom is added."""
    listed = piece.opener & tag.COMMA or now.ranges[-1][1] != now.end
    placed = piece.mask & tag.POSSESSIVE and piece.mask & tag.PREPOSITION
    return bool(listed and placed and now.topics[0] & (tag.PEOPLE | tag.ANIMAL))
