"""A thing with its state that is listed after another: a change of its own, or how the first looks.

"floodlights on, *stands full*" are two; parts of the first, its light, the hair of somebody who is new are none.
"""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import GONE, is_done, state_of, switched
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.topics import LOOK, head_of, is_framing, topic_of

_NAMED = tag.TOPIC & ~(tag.ATTRIBUTE | tag.LIGHT | tag.PALETTE)
_LONG = 8  # words: longer items tell a scene
# What no garment has, and somebody has whatever he wears.
_GROWN = frozenset(
    {"hair", "beard", "moustache", "mustache", "goatee", "stubble", "eyes", "skin"}
) | {
    *("nails", "fingernails", "eyebrows", "freckles", "lips", "teeth", "curls"),
}
_SHED = frozenset({"glow", "sheen", "shine", "gleam", "shimmer", "haze", "halo", "visibility"})
_APART_FROM_IT = tag.CAMERA | tag.AUDIO | tag.SPEED
_WHOLES = tag.THING | tag.PLACE  # which have parts of their own
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
_WHITHER = frozenset({"into", "onto", "across", "along", "down", "behind", "beneath", "between"})
_WHERE = tag.PLACE | tag.VEHICLE | tag.SKY
_EACH = frozenset({"each", "every", "all", "both", "all of", "all the", "all of them"})
_LAMPS = ("lamp", "lamps", "light", "lights")
_BELOW = tag.PLACE | tag.SKY | tag.PLANT
_VEILED = frozenset({"hidden", "lost", "invisible", "gone", "swallowed", "blurred", "faint"})
_BUSY = tag.EDITING | tag.PARTICIPLE | tag.PLACE_IN
_SOMEBODY = frozenset({"someone", "somebody", "everyone", "everybody", "nobody", "who", "what"})
_WITHIN = frozenset({"only", "inside"})
_LEADS = tag.PREPOSITION | tag.PLACE_IN
_THINGS = tag.THING | tag.CLOTHES | tag.FOOD | tag.PLANT | tag.TEXT
_DESCRIBES = tag.ADJECTIVE | tag.EDITED | tag.STATED | tag.ATTRIBUTE
_FEW = 6
_MORE = tag.COMPARATIVE | tag.AMOUNT
_VIEWERS = frozenset({"us", "me", "camera", "lens", "viewer", "frame", "view", "shot", "above"}) | {
    *("overhead", "centred", "centered", "framed", "ahead", "below"),
}
_SWAPS = frozenset({"replacement", "swap", "change", "makeover", "overhaul", "exchange"})
_TWO = 2
_SEEN = tag.ACTOR | tag.CLOTHES | tag.BODY | tag.THING | tag.PLACE
_SPACE = frozenset({"background", "foreground", "frame", "subject", "corner", "corners", "horizon"})
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


def is_beside(line: Line, piece: Piece, now: Clause) -> bool | None:
    """Whether an item that is listed after words without a verb is beside them; None where nothing tells."""
    if piece.opener & tag.AND and piece.mask & tag.SAME:
        return False  # "helmet and gloves in the same gold"
    if now.linked:
        return None
    if belongs(line, piece, now):
        return False
    pairs = _two_pairs(line, piece, now)
    if pairs is not None:
        return pairs
    graded = _is_graded(line, now.start, now.end) and _is_graded(line, piece.start, piece.end)
    if graded or _comes_in(line, piece, now) or _is_when(line, piece, now):
        return True  # "beard longer, ears pointier"
    apart = _stands_apart(line, piece, now)
    return True if apart is None and _sets_style(line, piece, now) else apart


def belongs(line: Line, piece: Piece, now: Clause) -> bool:
    """ "thunderstorm, *sky black*", "a cart, *oxen* and all", "half done, *outlines only*", "…, *candles inside*"."""
    start, end = piece.start, piece.end
    within = line.words[end - 1] in _WITHIN and not piece.opener & (tag.AND | tag.STOP)
    if within or _is_part(line, piece, now) or _is_shed(line, piece, now):
        return True
    if line.words[now.end - 1] in _SWAPS and piece.opener == tag.COMMA:
        return now.end - now.start == _TWO  # "sky replacement, *mackerel clouds*"
    head, topic = line.tags[start], now.topics[0]
    alone = end - start == 1
    if _comes_off(line, piece, topic) or _is_led(line, piece):
        return True
    if alone and head & tag.FIXED and head & tag.COLOR:
        return not topic & _OWN and not topic & tag.ATTRIBUTE  # "stripes, black and white"
    if topic & tag.WEATHER:
        return not alone and bool(head & (tag.SKY | tag.WEATHER))
    lit = tag.SKY | tag.LIGHT | tag.PALETTE  # "golden hour, warm haze"
    falls = line.tags[end - 1] & tag.WEATHER  # "dawn, light drizzle"
    return not (alone or falls) and bool(topic & tag.TIME and head & lit)


def _comes_off(line: Line, piece: Piece, topic: int) -> bool:
    """ "neon signs, *pink glow*", "heavy fog, *low visibility*"."""
    shed = line.words[piece.end - 1] in _SHED and piece.opener == tag.COMMA
    two = piece.end - piece.start == _TWO and not line.tags[piece.start] & tag.COMPARATIVE
    return shed and two and not topic & _APART_FROM_IT


def _is_led(line: Line, piece: Piece) -> bool:
    """ "muddy to the knees", "low to the ground"."""
    start, end = piece.start, piece.end
    described = line.tags[start] & _DESCRIBES and not line.tags[start] & _NAMED
    led = described and end - start > 1 and line.tags[start + 1] & _LEADS
    return bool(led) and not is_framing(line, start, end)


def _is_part(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a cart, *oxen* and all", "a new cart, *its bed full*", "TV on, *its screen blue*", "petals onto the path *and into the pond*"."""
    start, end = piece.start, piece.end
    if line.words[end : end + 2] == ["and", "all"]:
        return True
    if line.words[start] == "its" and piece.opener == tag.COMMA:
        return bool(line.tags[now.start] & tag.ARTICLE) or switched(line, now.start, now.end)
    led = line.words[start] in _WHITHER and piece.opener & tag.AND
    return bool(led) and not any(bits & tag.ARTICLE for bits in line.tags[start + 2 : end])


def _is_shed(line: Line, piece: Piece, now: Clause) -> bool:
    """ "door open, *light spilling out*", "street lamps on, *a warm glow*": its light, and not "…, *headlights off*"."""
    start, end = piece.start, piece.end
    if not switched(line, now.start, now.end):
        return False
    lit = topic_of(line, start, end) & tag.LIGHT
    return bool(lit) and not line.words[head_of(line, start, end)].endswith("s")


def _two_pairs(line: Line, piece: Piece, now: Clause) -> bool | None:
    """ "wooden bridge, muddy river": two things, each with its state; None where the words are no such pairs.

    A thing with its parts is one ("wooden ship, torn sails"), so is a place with its ground or its houses.
    """
    alone = now.ranges[-1][1] == now.end and piece.opener == tag.COMMA
    if not alone or piece.end - piece.start not in (2, 3):
        return None
    first, thing = _pair(line, now.start, now.end)
    second, other = _pair(line, piece.start, piece.end)
    styled = now.topics[0] & tag.STYLE
    if not second or not (first or styled):
        return None
    if styled:
        return bool(other & tag.PLACE and second & _PLAIN and not second & _LOOKS) or None
    grown = (
        thing & tag.CLOTHES and line.words[piece.end - 1] in _GROWN
    )  # "purple lipstick, wet hair"
    bears = (thing & tag.ACTOR and other & _WORN) or (thing & tag.CLOTHES and other & _SEWN)
    bears = bears and not grown
    if bears or (thing & _BUILT and other & tag.FITTED) or _is_ground(line, piece, thing):
        return False
    if now.topics[0] & _HOURS and other & tag.FITTED:
        return False  # "winter morning, frosted windows"
    built = _are_places(line, now, piece, first) and thing & other & tag.PLACE
    return True if grown or built else None


def _is_graded(line: Line, start: int, end: int) -> bool:
    """ "wings bigger": a thing that is seen, and a comparative."""
    told = end - start == _TWO and line.tags[end - 1] & tag.COMPARATIVE
    return bool(told and line.tags[start] & _SEEN) and not line.tags[start] & _QUALIFIES


def _pair(line: Line, start: int, end: int) -> tuple[int, int]:
    """What is known of the adjective and the noun of "a muddy river"; zeros if it is no such pair.

    An adjective that no list knows is PLAIN.
    """
    tags = line.tags
    start += bool(tags[start] & tag.ARTICLE and not tags[start] & tag.AMOUNT)
    bits = tags[start] or tag.PLAIN
    known = bits & (_QUALIFIES | tag.PLAIN) and not bits & _NO_QUALITY
    return (bits, tags[end - 1]) if known and end - start == 2 else (0, 0)


def _is_ground(line: Line, piece: Piece, thing: int) -> bool:
    """ "sandy beach, clear water": what a place consists of."""
    return bool(thing & tag.PLACE) and line.words[piece.end - 1] in _GROUND


def _are_places(line: Line, now: Clause, piece: Piece, first: int) -> bool:
    """ "stone bridge, frozen river", and not "old town, narrow streets": one that is built, and one more."""
    led = line.tags[now.start] & tag.ARTICLE, line.tags[piece.start] & tag.ARTICLE
    many = line.words[now.end - 1].endswith("s") or line.words[piece.end - 1].endswith("s")
    return bool(led[0] == led[1] and first & _MADE_OF and not many)


def _comes_in(line: Line, piece: Piece, now: Clause) -> bool:
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


def _is_when(line: Line, piece: Piece, now: Clause) -> bool:
    """ "on a rooftop *and at blue hour*", "at dusk *and in the rain*": where, and when."""
    led = line.tags[now.start] & line.tags[piece.start] & tag.PREPOSITION
    if not led or not piece.opener & tag.AND:
        return False
    both = now.topics[0] | topic_of(line, piece.start, piece.end)
    return bool(both & tag.TIME and both & (tag.PLACE | tag.VEHICLE | tag.WEATHER))


def _stands_apart(line: Line, piece: Piece, now: Clause) -> bool | None:
    """Whether a pair is about something else than the words it is listed after; None: that is not told by it."""
    at = state_of(line, piece.start, piece.end)
    if not at and state_of(line, now.start, now.end):
        at = _pair_at(line, piece.start, piece.end)
    if not at or piece.end - piece.start > _LONG:
        return None
    if _are_switched(line, piece, now):
        return True
    if now.topics[0] & tag.SPEED and is_done(line, piece, at):
        return True
    if now.topics[0] & (_WHOLE | _DRESSED):
        return _shows(line, piece, at, now)
    if _is_trait(line, piece, at, now):
        return False
    told = piece.opener & tag.STOP and line.tags[at] & tag.COLOR  # "Drizzle. Umbrella red."
    return bool(told) or _is_another(line, piece, at, now)


def _are_switched(line: Line, piece: Piece, now: Clause) -> bool:
    """ "film grain on, *color off*", "FOG MACHINE ON. *LASERS GONE.*"."""
    alone = line.words[piece.start - 1] == "only"  # "lights off, only the candle lit"
    both = switched(line, piece.start, piece.end) and switched(line, now.start, now.end)
    return both and not alone


def _shows(line: Line, piece: Piece, at: int, now: Clause) -> bool | None:
    """ "Drone view, volcano erupting": a view, and what is seen in it."""
    topic, head = now.topics[0], line.tags[at - 1]
    if head & _OF_ALL or line.words[at - 1] in _SPACE:
        return False if head & _BORNE else None
    if line.words[piece.end - 1] in _VIEWERS:
        return False  # "low angle, the tower looming over us"
    seen = topic & _WHOLE or line.tags[piece.start] & tag.SPECIFIC or head & tag.ACTOR
    return True if seen else None


def _is_trait(line: Line, piece: Piece, at: int, now: Clause) -> bool:
    """ "a red kite, *tail fluttering*", "dusk, *street lamps on*", "the theatre empty, *every seat dusty*"."""
    if line.words[piece.start] in _EACH or line.words[piece.start - 1] == "only":
        return True
    if now.topics[0] & tag.TIME and line.words[at - 1].endswith(_LAMPS):
        return True
    own = topic_of(line, piece.start, at) & _OWN or line.tags[piece.start] & tag.SPECIFIC
    own = own or (line.tags[at - 1] & tag.ACTOR and now.topics[0] & _THINGS)
    return bool(line.tags[now.start] & (tag.ARTICLE | tag.SPECIFIC)) and not own


def _is_another(line: Line, piece: Piece, at: int, now: Clause) -> bool | None:
    """Whether both are pairs, and of different things."""
    before = state_of(line, now.start, now.end) or _pair_at(line, now.start, now.end)
    if not before and (_is_dressed(line, piece, at, now) or _is_besides(line, piece, at, now)):
        return True
    if not before or now.end - now.start > _LONG or now.ranges[-1][1] != now.end:
        return None
    head, first = line.tags[at - 1], line.tags[before - 1]
    done = line.words[now.end - 1] in GONE and line.tags[at] & tag.EDITED
    if first & tag.PRONOUN or done:
        return True  # "me taller, hair blonde", "stain gone, collar ironed"
    grown = first & tag.CLOTHES and line.words[at - 1] in _GROWN  # "shoes white, hair pink"
    if head & _BORNE and not (first & tag.BODY or grown):
        return None if first & _BORNE else False
    new = not line.tags[piece.start] & tag.SPECIFIC
    placed = first & tag.PLACE and before + 1 < now.end and line.tags[before] & tag.PREPOSITION
    veiled = first & tag.WEATHER and head & _BELOW and line.words[at] in _VEILED
    dressed = first & tag.ACTOR and head & _WORN
    if veiled or ((placed or dressed) and new):
        return (
            False  # "fog rolling in, the shore hidden", "wheat field at noon, bales on the stubble"
        )
    return _is_other(line, piece, now, (before, at)) or None


def _is_besides(line: Line, piece: Piece, at: int, now: Clause) -> bool:
    """ "a harsher key light *and the jester in chains*", "taller waves, *the lighthouse unlit*"."""
    compared = any(bits & _MORE for bits in line.tags[now.start : now.start + _TWO])
    head, owned = line.tags[at - 1], line.tags[piece.start] & tag.POSSESSIVE
    owned = owned and line.words[piece.start] != "its"
    seen = tag.ACTOR | tag.CLOTHES | (0 if now.topics[0] & tag.PLACE else _WHOLES)
    own = (owned or head & seen) and not head & (_BORNE | tag.FITTED)
    listed = piece.opener & (tag.COMMA | tag.STOP) and not line.tags[at] & tag.RUNNING
    new = line.tags[now.start] & (tag.ARTICLE | tag.AMOUNT) == tag.ARTICLE
    new = new and piece.opener & tag.COMMA > 0
    listed = listed and own and not (new or now.topics[0] & tag.CAMERA)
    apart = (piece.opener & tag.AND or listed) and line.tags[piece.start] & tag.DEFINITE
    return bool(compared and apart) and not now.linked


def _pair_at(line: Line, start: int, end: int) -> int:
    """ "lectern *glass*", "carpet *red*": a state that is one only beside such a pair ("bottle green"); 0 if it is none."""
    if end - start != _TWO:
        return 0
    thing, state = line.tags[start : start + 2]
    known = tag.ATTRIBUTE | tag.LEAD | tag.PLANT | tag.FOOD
    named = not thing or (thing & _SEEN and not thing & known)
    return start + 1 if named and state & _MADE_OF else 0


def _is_dressed(line: Line, piece: Piece, at: int, now: Clause) -> bool:
    """ "rainy pier, *the boy in a yellow raincoat*": a place, and somebody who is there."""
    known = line.tags[piece.start] & tag.SPECIFIC and line.tags[at - 1] & tag.ACTOR
    worn = line.words[at] == "in" and piece.mask & tag.CLOTHES
    return bool(known and worn and now.topics[0] & (_HOURS | tag.PLACE | tag.WEATHER))


def _is_other(line: Line, piece: Piece, now: Clause, states: tuple[int, int]) -> bool:
    """ "floodlights on, stands full", "the harbour empty, the lighthouse dark"; `states`: where each begins."""
    before, at = states
    tags, new = line.tags, line.tags[piece.start] & tag.SPECIFIC
    theirs = tags[piece.start] & tag.POSSESSIVE
    if theirs and any(bits & tag.ACTOR for bits in tags[now.start : now.end]):
        return False  # "the guitarist barefoot, his coat torn"
    placed = not new and at + 1 < piece.end and tags[at] & tag.PLACE_IN
    if not placed or tags[at - 1] & tag.ACTOR or tags[before] & tag.PREPOSITION:
        return True
    return bool(tags[at + 1] & tag.DETERMINER)  # "roses on the table", but "pens in a cup"


def _sets_style(line: Line, piece: Piece, now: Clause) -> bool:
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


def stands_so(line: Line, piece: Piece, now: Clause | None) -> bool:
    """ "floodlights on, *stands full*": a thing and its state, which reads as a verb, too."""
    if now is None or now.kind != "nominal":
        return False
    to = line.words[piece.start + 1 : piece.start + 2] == ["to"]  # "pan to a wok, *tiles to brick*"
    if to and "to" in line.words[now.start + 1 : now.end]:
        return True
    if piece.end - piece.start != _TWO:
        return False
    stated = line.tags[piece.start + 1] & (tag.STATED | tag.PARTICLE)
    becomes = line.tags[piece.start] & (tag.BECOME | tag.FINITE)
    tinted = line.tags[piece.start + 1] & tag.COLOR and not becomes
    paced = tinted and now.topics[0] & tag.SPEED  # "half speed, *tiles blue*"
    return bool(paced) or (bool(stated) and state_of(line, now.start, now.end) > 0)


def names_anew(line: Line, piece: Piece, now: Clause, following: int) -> bool:
    """ "field: burnt, *barn: red*", "put him in tweed, *Granny's parasol lilac*"."""
    if now.kind == "nominal":
        return now.linked and bool(following & tag.COLON)
    return now.kind == "edit" and _has_its_own(line, piece, now)


def _has_its_own(line: Line, piece: Piece, now: Clause) -> bool:
    """ "…, Granny's parasol lilac": after a command, a thing of somebody that it does not speak of."""
    owned = line.tags[piece.start] & tag.OWNER and piece.opener & tag.COMMA
    if not owned:
        return False
    owner = line.words[piece.start].partition("'")[0]
    known = owner in _SOMEBODY or owner in line.words[now.start : now.ranges[-1][1]]
    return not known and state_of(line, piece.start, piece.end) > 0
