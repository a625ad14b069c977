"""A thing and its new state, side by side: "floodlights on, stands full". A second such pair is a change of its own.

What only says how the first looks is none: parts of it, its light, the hair of somebody who is new.
"""

from remixbatch.prompts import tag
from remixbatch.prompts.clause import Clause
from remixbatch.prompts.line import Line
from remixbatch.prompts.pieces import Piece
from remixbatch.prompts.topics import LOOK, topic_of

_DEFINITE = tag.DETERMINER | tag.POSSESSIVE | tag.OWNER
_NO_THING = (
    tag.PREPOSITION | tag.ARTICLE | tag.SUBJECT | tag.NEGATION | tag.AMOUNT | tag.ADVERB
) | (tag.COMPARATIVE | tag.NUMBER | tag.BREAK | tag.AUTHOR | tag.WANT | tag.OPINION)
_QUALIFIES = tag.ADJECTIVE | tag.ATTRIBUTE | tag.COMPARATIVE | tag.ADVERB
_WORN = tag.PART | tag.BODY
_LED = tag.DETERMINER | tag.ARTICLE | tag.POSSESSIVE
_NAMED = tag.TOPIC & ~(tag.ATTRIBUTE | tag.LIGHT | tag.PALETTE)
_DONE = tag.EDITED | tag.STATED
_DOING = tag.PARTICIPLE | tag.EDITING
_PLAIN = tag.SIZE | tag.ADJECTIVE | tag.STATED | tag.PARTICLE | tag.AGE | tag.MATERIAL
_NOWHERE = frozenset(
    {"to", "air", "distance", "background", "foreground", "frame", "corner", "middle"}
)
_LONG = 8  # words: longer items tell a scene
_WHOLE = tag.CAMERA | tag.AUDIO
_DRESSED = tag.STYLE | tag.EFFECT | tag.TEXTURE | tag.PALETTE
# What a view, a sound, or a style brings along by itself.
_OF_ALL = (
    tag.AUDIO
    | LOOK
    | tag.BODY
    | tag.TEXT
    | tag.CAMERA
    | tag.EFFECT
    | tag.SKY
    | tag.STYLE
    | tag.PART
)
_BORNE = tag.PART | tag.TEXTURE | tag.PALETTE | tag.MOOD | tag.EFFECT | tag.BODY | tag.TEXT
_OWN = tag.CAMERA | tag.STYLE | tag.TIME | tag.WEATHER | tag.SEASON | tag.AUDIO
_WHERE = tag.PLACE | tag.VEHICLE | tag.SKY
_EACH = frozenset({"each", "every", "all", "both", "all of", "all the"})
_LAMPS = ("lamp", "lamps", "light", "lights")
_BELOW = tag.PLACE | tag.SKY | tag.PLANT
_VEILED = frozenset({"hidden", "lost", "invisible", "gone", "swallowed", "blurred", "faint"})
_BUSY = tag.EDITING | tag.PARTICIPLE | tag.PLACE_IN
_SOMEBODY = frozenset({"someone", "somebody", "everyone", "everybody", "nobody", "who", "what"})
_WITHIN = frozenset({"only", "inside"})
_WORN_BY = tag.CLOTHES | tag.BODY | tag.PART
_FEW = 6
_SPACE = frozenset({"background", "foreground", "frame", "subject", "corner", "corners", "horizon"})


def state_of(line: Line, start: int, end: int) -> int:
    """Where the state of a thing begins in "the chapel door bricked up"; 0 if the words are no such pair."""
    tags = line.tags
    definite = tags[start] & _DEFINITE
    if tags[start] & _NO_THING and not definite:
        return 0
    for at in range(start + (2 if tags[start] & _LED else 1), end):
        bits = tags[at]
        if bits & tag.PREPOSITION and at + 1 < end:
            out = bits & tag.PARTICLE and tags[at + 1] & tag.PREPOSITION  # "hens out in the yard"
            placed = bits & tag.PLACE_IN and not {line.words[at], line.words[end - 1]} & _NOWHERE
            return at if (out or placed) and _names(line, start, at) else 0
        if _is_state(line, at, end, colored=bool(definite)) and _names(line, start, at):
            return at
    return 0


def _is_state(line: Line, at: int, end: int, *, colored: bool) -> bool:
    bits, last = line.tags[at], at + 1 == end
    after = 0 if last else line.tags[at + 1]
    if bits & (_DONE | _DOING):
        return last or (bool(after or bits & _DOING) and not after & _NAMED)
    if not (last or after & tag.PREPOSITION):
        return False
    if bits & tag.COLOR and (colored or _is_tinted(line, at)):
        return True
    return bool(bits & _PLAIN) and not bits & _NAMED and not line.words[at].endswith("light")


def _is_tinted(line: Line, at: int) -> bool:
    """ "markings bright white", and not "bottle green"."""
    while at > 1 and line.tags[at - 1] & _QUALIFIES and not line.tags[at - 1] & _NAMED:
        at -= 1
    return bool(line.tags[at - 1] & _WORN) or line.words[at - 1].endswith("s")


def _names(line: Line, start: int, at: int) -> bool:
    """Whether the words before a state end in a thing: "the lift doors", and not "deep" or "sage"."""
    while at > start and line.tags[at - 1] & _QUALIFIES and not line.tags[at - 1] & _NAMED:
        at -= 1
    return at > start and not line.tags[at - 1] & _LED


def stands_apart(line: Line, piece: Piece, now: Clause) -> bool | None:
    """Whether a pair is about something else than the words it is listed after; None: that is not told by it."""
    at = state_of(line, piece.start, piece.end)
    if not at or piece.end - piece.start > _LONG:
        return None
    if now.topics[0] & (_WHOLE | _DRESSED) and not _lies(line, now):
        return _shows(line, piece, at, now)
    return False if _is_trait(line, piece, at, now) else _is_beside(line, piece, at, now)


def comes_in(line: Line, piece: Piece, now: Clause) -> bool:
    """ "neon lights off, *a cat crossing the road*": beside a state, somebody who is new."""
    tags, end = line.tags, piece.end
    if not tags[piece.start] & tag.ARTICLE or end - piece.start > _LONG - 1:
        return False
    at = next((at for at in range(piece.start + 2, end) if tags[at] & _BUSY), 0)
    if not at or not tags[at - 1] & tag.ACTOR or tags[end - 1] & tag.PRONOUN:
        return False
    before = state_of(line, now.start, now.end)
    placed = before and before + 1 < now.end and tags[before] & tag.PREPOSITION
    return before > 0 and not placed


def belongs(line: Line, piece: Piece, now: Clause) -> bool:
    """ "thunderstorm, *sky black*", "a cart, *oxen* and all", "half done, *outlines only*", "…, *candles inside*"."""
    start, end = piece.start, piece.end
    if line.words[end : end + 2] == ["and", "all"] or line.words[end - 1] in _WITHIN:
        return True
    head, topic = line.tags[start], now.topics[0]
    alone = end - start == 1
    described = head & (tag.ADJECTIVE | tag.EDITED | tag.STATED) and not head & _NAMED
    if described and not alone and line.tags[start + 1] & tag.PREPOSITION:
        return True  # "muddy to the knees"
    if alone and head & tag.FIXED and head & tag.COLOR:
        return not topic & _OWN and not topic & tag.ATTRIBUTE  # "stripes, black and white"
    if topic & tag.WEATHER:
        return not alone and bool(head & (tag.SKY | tag.WEATHER))
    return not alone and bool(topic & tag.TIME and head & (tag.SKY | tag.LIGHT))


def _lies(line: Line, now: Clause) -> bool:
    """ "dust on the records", which is no look, as grain is."""
    at = state_of(line, now.start, now.end) if now.topics[0] & (tag.EFFECT | tag.TEXTURE) else 0
    return 0 < at < now.end - 1 and bool(line.tags[at + 1] & tag.DETERMINER)


def _is_trait(line: Line, piece: Piece, at: int, now: Clause) -> bool:
    """ "a red kite, *tail fluttering*", "dusk, *street lamps on*", "the theatre empty, *every seat dusty*"."""
    if line.words[piece.start] in _EACH or line.words[piece.start - 1] == "only":
        return True
    if now.topics[0] & tag.TIME and line.words[at - 1].endswith(_LAMPS):
        return True
    own = topic_of(line, piece.start, at) & _OWN or line.tags[piece.start] & _DEFINITE
    return bool(line.tags[now.start] & (tag.ARTICLE | _DEFINITE)) and not own


def _is_beside(line: Line, piece: Piece, at: int, now: Clause) -> bool | None:
    """Whether both are pairs, and of different things."""
    before = state_of(line, now.start, now.end)
    if not before or now.end - now.start > _LONG or now.ranges[-1][1] != now.end:
        return None
    head, first = line.tags[at - 1], line.tags[before - 1]
    if head & _BORNE and not first & _BORNE:
        return False
    placed = before + 1 < now.end and line.tags[before] & tag.PREPOSITION
    placed = placed and not line.tags[piece.start] & _DEFINITE
    veiled = first & tag.WEATHER and head & _BELOW and line.words[at] in _VEILED
    dressed = first & tag.ACTOR and head & _WORN_BY and not line.tags[piece.start] & _DEFINITE
    if (first & tag.PLACE and placed) or veiled or dressed:
        return (
            False  # "wheat field at noon, bales on the stubble", "fog rolling in, the shore hidden"
        )
    return None if head & _BORNE else _is_other(line, piece, now, (before, at)) or None


def _is_other(line: Line, piece: Piece, now: Clause, states: tuple[int, int]) -> bool:
    """ "floodlights on, stands full", "the harbour empty, the lighthouse dark"; `states`: where each begins."""
    before, at = states
    tags, new = line.tags, line.tags[piece.start] & _DEFINITE
    if tags[piece.start] & tag.POSSESSIVE and _mask(line, now) & tag.ACTOR:
        return False  # "the guitarist barefoot, his coat torn"
    placed = not new and at + 1 < piece.end and tags[at] & tag.PLACE_IN
    if not placed or tags[at - 1] & tag.ACTOR or tags[before] & tag.PREPOSITION:
        return True
    return bool(tags[at + 1] & tag.DETERMINER)  # "roses on the table", but "pens in a cup"


def _shows(line: Line, piece: Piece, at: int, now: Clause) -> bool | None:
    """ "Drone view, volcano erupting": a view, and what is seen in it."""
    topic, head = now.topics[0], line.tags[at - 1]
    if head & _OF_ALL or line.words[at - 1] in _SPACE:
        return False if head & _BORNE else None
    if now.end - now.start > _LONG // 2 and not line.tags[piece.start] & _DEFINITE:
        return None
    seen = topic & _WHOLE or line.tags[piece.start] & _DEFINITE or head & tag.ACTOR
    return True if seen else None


def has_its_own(line: Line, piece: Piece, now: Clause) -> bool:
    """ "…, Granny's parasol lilac": after a command, a thing of somebody that it does not speak of."""
    owned = line.tags[piece.start] & tag.OWNER and piece.opener & tag.COMMA
    if not owned:
        return False
    owner = line.words[piece.start].partition("'")[0]
    known = owner in _SOMEBODY or owner in line.words[now.start : now.ranges[-1][1]]
    return not known and state_of(line, piece.start, piece.end) > 0


def sets_style(line: Line, piece: Piece, now: Clause) -> bool:
    """ "Pixel-art look, on the moon": a style, and where it plays."""
    start, end = piece.start, piece.end
    if end - start > _FEW:
        return False
    if not now.topics[0] & tag.STYLE:
        return line.words[start : start + 2] == ["in", "the style"]
    alone = end - start == 1 and line.tags[start] & tag.PLACE
    inside = line.words[start] == "in" and line.tags[start + 1 : start + 2] == [tag.ARTICLE]
    led = line.tags[start] & tag.PLACE_IN and line.words[end - 1] not in _SPACE
    where = line.tags[end - 1] & tag.PLACE
    where = where or topic_of(line, start, end) & (_WHERE | (tag.THING if inside else 0))
    return bool(alone or (led and where))


def _mask(line: Line, clause: Clause) -> int:
    mask = 0
    for bits in line.tags[clause.start : clause.end]:
        mask |= bits
    return mask


def stands_so(line: Line, piece: Piece, now: Clause | None) -> bool:
    """ "floodlights on, *stands full*": a thing and its state, which reads as a verb, too."""
    if now is None or now.kind != "nominal" or piece.end - piece.start != 2:
        return False
    stated = line.tags[piece.start + 1] & (tag.STATED | tag.PARTICLE)
    return bool(stated) and state_of(line, now.start, now.end) > 0


def names_anew(line: Line, piece: Piece, now: Clause, following: int) -> bool:
    """ "field: burnt, *barn: red*", "put him in tweed, *Granny's parasol lilac*"."""
    if now.kind == "nominal":
        return now.linked and bool(following & tag.COLON)
    return now.kind == "edit" and has_its_own(line, piece, now)
