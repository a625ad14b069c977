"""A thing and its new state, side by side, and no verb between: "floodlights on", "the windows boarded up", "cockpit on fire"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece

GONE = frozenset({"gone", "removed", "away"})
_AWAY = frozenset({"out of", "off", "away from"})
_SWITCHED = GONE | {"on", "off", "out", "up", "down", "open", "shut", "closed", "lit", "unlit"}
_NO_THING = (
    tag.PREPOSITION | tag.ARTICLE | tag.SUBJECT | tag.NEGATION | tag.AMOUNT | tag.ADVERB
) | (tag.COMPARATIVE | tag.NUMBER | tag.BREAK | tag.AUTHOR | tag.WANT | tag.OPINION)
_FOUR = 4  # words
_QUALIFIES = tag.ADJECTIVE | tag.ATTRIBUTE | tag.COMPARATIVE | tag.ADVERB
_WORN = tag.PART | tag.BODY | tag.CLOTHES
_LED = tag.DETERMINER | tag.ARTICLE | tag.POSSESSIVE
_NAMED = tag.TOPIC & ~(tag.ATTRIBUTE | tag.LIGHT | tag.PALETTE)
_DONE = tag.EDITED | tag.STATED
_PLAIN = tag.SIZE | tag.ADJECTIVE | tag.STATED | tag.PARTICLE | tag.AGE | tag.MATERIAL
_HOURS = tag.TIME | tag.SEASON | tag.WEATHER
_HOUR = frozenset({"hour", "time", "time of day", "season", "weather", "month"})
_IT = frozenset({"it", "it's", "its"})
_HALVES = frozenset({"am", "pm", "o'clock"})  # of the day
_NO_MAKE = tag.LEAD | tag.PREPOSITION | tag.ACTOR | tag.RUNNING | tag.STYLE | tag.TIME
_TWO = 2
_ONES = frozenset({"one", "ones"})
_TOLD = tag.COPULA | tag.PAST
_OF_LOOK = tag.LIGHT | tag.PALETTE | tag.TEXTURE | tag.SKY | tag.WEATHER | tag.CAMERA | tag.ANCHOR
_MADE = tag.EDITED | tag.COLOR | tag.MATERIAL | tag.STATED
_THE = frozenset({"the", "his", "her", "their"})
_VIEWED = frozenset(
    {
        "centred",
        "centered",
        "framed",
        "visible",
        "frame",
        "screen",
        "picture",
        "shot",
        "image",
        "lens",
        "camera",
        "it",
        "view",
    }
)
_SHOWING = frozenset({"speed", "camera"})
_BUSY = tag.RUNNING | tag.EDITED
_SOME = tag.ARTICLE | tag.NUMBER | tag.AMOUNT
_SCENES = tag.STYLE | tag.PLACE | tag.TIME  # they bring along who is in them
_NEW = frozenset({"add", "replace"})
_WHOLE = tag.SPEED | tag.CAMERA
_NOWHERE = frozenset(
    {"to", "air", "distance", "background", "foreground", "frame", "corner", "middle"}
)


def state_of(line: Line, start: int, end: int) -> int:
    """Where the state of a thing begins in "the chapel door bricked up"; 0 if the words are no such pair."""
    tags = line.tags
    definite = tags[start] & tag.SPECIFIC
    if tags[start] & _NO_THING and not definite:
        return 0
    for at in range(start + (2 if tags[start] & _LED else 1), end):
        bits = tags[at]
        if bits & tag.PREPOSITION and at + 1 < end:
            out = bits & tag.PARTICLE and tags[at + 1] & tag.PREPOSITION  # "hens out in the yard"
            out = out or is_away(line, at)
            placed = bits & tag.PLACE_IN and not {line.words[at], line.words[end - 1]} & _NOWHERE
            return at if (out or placed) and _names(line, start, at) else 0
        if _is_state(line, at, end, colored=bool(definite)) and _names(line, start, at):
            return at
    return 0


def is_away(line: Line, at: int) -> bool:
    """ "loungers *out of* the shot", "tarpaulins *off* the carts"."""
    after = line.tags[at + 1 : at + 2]
    return line.words[at] in _AWAY and bool(after and after[0] & tag.SPECIFIC)


def switched(line: Line, start: int, end: int) -> bool:
    """ "pool lights on", "captions off", "lasers gone", "loungers out of the shot": a thing that is there now, or no longer."""
    at = state_of(line, start, end)
    if not at or line.tags[at - 1] & tag.RUNNING:
        return False
    return is_away(line, at) if at + 1 < end else line.words[at] in _SWITCHED


def told_so(line: Line, piece: Piece) -> str:
    """ "the nurse *now* looking up", "the climbers *still* waving": that word, before what somebody does; empty if none.

    "The skipper smoking instead of sleeping" does so now, too.
    """
    tags, start = line.tags, piece.start
    if not tags[start] & tag.SPECIFIC or piece.mask & tag.SAYS or piece.opener & tag.AND:
        return ""
    if piece.following & tag.CONTRAST:
        acts = [at for at in range(start + 2, piece.end) if tags[at] & tag.RUNNING]
        before = tags[acts[0] - 1] if acts else tag.TOPIC
        return "now" if before & tag.ACTOR or not before & tag.TOPIC else ""
    for at in range(start + 2, piece.end - 1):
        word, doing = line.words[at], tags[at + 1] & (tag.RUNNING | _DONE)
        if doing and word == "still":
            return word
        if doing and word == "now" and line.words[at - 1] in _ONES:
            return "so far"  # "the armchair, the one now covered in cotton, to corduroy"
        somebody = tags[at - 1] & tag.ACTOR or not tags[at - 1] & tag.TOPIC
        tinted = tags[at + 1] & tag.COLOR and at + _TWO == piece.end  # "its threads now gold"
        if word == "now" and ((doing and somebody) or (tinted and not tags[at - 1] & _OF_LOOK)):
            return word
    return ""


def does_now(line: Line, piece: Piece) -> bool:
    """ "hikers running now", "players barefoot now": somebody of the scene, and what is new about them."""
    if line.words[piece.end - 1] != "now" or piece.mask & tag.SAYS:
        return False
    at = state_of(line, piece.start, piece.end - 1)
    return at > 0 and bool(line.tags[at - 1] & (tag.ACTOR | tag.THING | tag.PLANT | tag.PLACE))


def _does_anew(line: Line, start: int, end: int) -> bool:
    """ "ball glowing", "the sparks turning blue", "the crowd holding umbrellas": a thing and what it does, for itself or to a thing.

    "The tower looming over us", "the wave pulling back" only say how the same looks.
    """
    tags, last = line.tags, end - 1
    definite = tags[start] & tag.SPECIFIC
    if (tags[start] & _NO_THING and not definite) or line.words[last] in _VIEWED:
        return False
    torn = line.words[start] in _THE and tags[last] & _MADE  # "the curtain torn"
    torn = torn or (end - start == _TWO and tags[last] & tag.COLOR)  # "snowflakes orange"
    if torn and state_of(line, start, end) == last:
        return True
    first = start + (2 if tags[start] & _LED else 1)
    at = next((at for at in range(first, end) if tags[at] & tag.RUNNING), 0)
    if not at or at - first > _TWO or not _names(line, start, at) or tags[at - 1] & _OF_LOOK:
        return False
    if at + 1 == end:
        return True
    led = tags[at + 1] & (tag.PREPOSITION | tag.PARTICLE | tag.ADVERB | tag.LINK)
    return not led


def is_absolute(line: Line, piece: Piece, now: Clause) -> bool:
    """ "replay at half speed, *ball glowing*": beside how all of it is shown, what something of the scene does."""
    if piece.opener == tag.COMMA and piece.mask & _BUSY and _comes_in(line, piece, now):
        return True
    if piece.opener & tag.AND:  # "fast forward, and the candles purple"
        tinted = line.tags[piece.start] & tag.DETERMINER and line.tags[piece.end - 1] & tag.COLOR
        return bool(tinted) and state_of(line, piece.start, piece.end) > 0 and _is_shown(now)
    told = piece.opener == tag.COMMA and not piece.mask & _TOLD  # but "…, my hands were shaking"
    return told and _is_shown(now) and _does_anew(line, piece.start, piece.end)


def _is_shown(now: Clause) -> bool:
    """Whether a change is of how all of it is shown."""
    return now.operation in _SHOWING or bool(now.topics[0] & _WHOLE)


def _comes_in(line: Line, piece: Piece, now: Clause) -> bool:
    """ "Let the lioness limp, *two cubs trailing after her*": somebody new, beside what was there and is no scene of its own."""
    tags, start = line.tags, piece.start
    brings = now.operation in _NEW or now.topics[0] & _SCENES or line.words[now.start + 1] == "it"
    if now.kind != "edit" or brings or not tags[start] & _SOME:
        return False
    at = next((at for at in range(start + 1, piece.end) if tags[at] & _BUSY), 0)
    return at > 0 and bool(tags[at - 1] & tag.ACTOR)


def poses(line: Line, piece: Piece, now: Clause) -> bool:
    """ "as a linocut, *his eyes closed*": beside a style, what somebody or something does; its lines and edges are the style's."""
    owned = line.tags[piece.start] & tag.POSSESSIVE and not piece.opener & tag.AND
    styled = owned and now.topics[0] & tag.STYLE
    at = state_of(line, piece.start, piece.end) if styled else 0
    return at > 0 and bool(line.tags[at] & tag.STATED) and not line.tags[at - 1] & tag.TEXTURE


def is_of_hour(line: Line, piece: Piece, now: Clause) -> bool:
    """ "the season should be autumn, *the avenue carpeted with leaves*": what comes with it."""
    alone = piece.opener & tag.COMMA and not piece.opener & tag.AND
    hour = now.topics[0] & _HOURS and now.end - now.start > 1
    named = line.tags[now.start + 1] & _HOURS or line.words[now.start + 1] in _HOUR
    return bool(alone and hour and named and not line.tags[piece.end - 1] & tag.COLOR)


def rains_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "it's three in the morning *and blowing a gale*": an hour, and a weather that it does not bring along."""
    tags, start = line.tags, piece.start
    joined = piece.opener & tag.AND and now.kind == "declarative" and line.words[now.start] in _IT
    if not joined or tags[start] & (tag.LEAD | tag.SUBJECT):
        return False
    said, told = tags[now.start : now.end], tags[start : piece.end]
    timed = line.words[now.end - 1] in _HALVES or any(bits & tag.TIME for bits in said)
    hour = timed and not any(bits & tag.WEATHER for bits in said)
    return hour and (line.words[start] == "pouring" or any(bits & tag.WEATHER for bits in told))


def made_in(line: Line, start: int, end: int) -> bool:
    """ "lamps in smoked glass", "island in soapstone": of what a thing is, no word before it."""
    tags = line.tags
    at = next((at for at in range(start + 1, end - 1) if line.words[at] == "in"), 0)
    if not at or any(bits & _NO_MAKE for bits in tags[start:at] + tags[at + 1 : end]):
        return False
    made = tags[end - 1] & (tag.MATERIAL | tag.COLOR) or not tags[end - 1]
    return bool(made and tags[at - 1] & (tag.PLACE | tag.THING))


def _is_state(line: Line, at: int, end: int, *, colored: bool) -> bool:
    bits, last = line.tags[at], at + 1 == end
    after = 0 if last else line.tags[at + 1]
    if bits & (_DONE | tag.RUNNING):
        return last or (bool(after or bits & tag.RUNNING) and not after & _NAMED)
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


def short_is(line: Line, start: int, end: int) -> int:
    """ "the dogs a poodle": where an "is" is, whose apostrophe was left out, at the beginning of a sentence; 0 if none is."""
    if end - start < _FOUR or line.words[start + 2] not in {"a", "an"}:
        return 0
    begins = not start or line.tags[start - 1] & tag.STOP
    plural = line.words[start + 1].endswith("s") and not line.words[start + 1].endswith("ss")
    return start + 1 if begins and plural and line.tags[start] & tag.DEFINITE else 0


def owner_is(line: Line, start: int, end: int) -> bool:
    """ "the dog's a poodle", "the driver's wearing a cap"."""
    tags = line.tags
    if not tags[start] & tag.DEFINITE:
        return False
    for at in range(start + 1, end - 1):
        if tags[at] & tag.OWNER:
            running = tags[at + 1] & tag.RUNNING and at + 2 < end
            led = running and tags[at + 2] & tag.ARTICLE
            return bool(led or line.words[at + 1] in {"a", "an", "now"})
    return False


def is_done(line: Line, piece: Piece, at: int) -> bool:
    """ "slow motion, *the jester's hat on fire*", "half speed, *the curtain torn*"; not "the ball hanging in the air"."""
    bits, end = line.tags[at], piece.end
    if (
        not line.tags[piece.start] & tag.SPECIFIC
        or bits & tag.RUNNING
        or at - piece.start > _TWO + 1
    ):
        return False
    return at + 1 == end or bool(bits & tag.PREPOSITION and line.tags[end - 1] & tag.EFFECT)
