"""Items of a list after a change: more of the same thing, or a change of their own."""

from functools import reduce
from operator import or_

from remixbatch.prompts import tag
from remixbatch.prompts.absolute import state_of
from remixbatch.prompts.beside import is_beside
from remixbatch.prompts.clause import Clause
from remixbatch.prompts.gaps import is_carried
from remixbatch.prompts.line import Line
from remixbatch.prompts.pieces import Piece
from remixbatch.prompts.qualifiers import is_counted_too, is_one_noun, says_again
from remixbatch.prompts.reading import Why
from remixbatch.prompts.respective import WORD
from remixbatch.prompts.topics import (
    LOOK,
    another_item,
    another_value,
    apart,
    attribute_of,
    head_of,
    topic_of,
    unlike_things,
)

_ATTRIBUTES = tag.ATTRIBUTE | tag.COMPARATIVE
_ADJECTIVES = (
    tag.ADJECTIVE | tag.ATTRIBUTE | tag.LIGHT | tag.PALETTE | tag.ADVERB | tag.COMPARATIVE
) | (tag.PARTICIPLE | tag.EDITED)
_NOUNS = (tag.TOPIC & ~(tag.ATTRIBUTE | tag.PALETTE | tag.LIGHT)) | tag.LEAD | tag.EDITS
_TRAILS = (
    tag.RUNNING | tag.PREPOSITION | tag.EDITED | tag.SUBJECT
)  # what a thing that was named goes on with
_LATE = tag.CAMERA | tag.STYLE | tag.TIME | tag.AUDIO
_OWN = _LATE | tag.WEATHER | tag.SEASON | tag.SPEED
_THINGS = tag.ACTOR | tag.CLOTHES | tag.PLANT | tag.FOOD | tag.THING
# Words for any place: "in the background", "on its surface".
_GENERAL = frozenset({"background", "foreground", "backdrop", "scenery", "landscape"}) | {
    *("setting", "location", "place", "environment", "surface", "frame", "canvas")
}
_OUT = frozenset({"underwater", "underground", "outdoors", "indoors", "outside", "offshore"})
_PACES = ("motion", "speed", "lapse", "mo")
_AIRY = tag.LIGHT | tag.EFFECT | tag.SKY | tag.WEATHER | tag.STYLE | tag.CAMERA
_WHEREBY = tag.PREPOSITION | tag.ADVERB
_LONG = 6  # words: what follows a longer nominal describes it
_TERSE = 4  # words: longer items describe
_KNOWN = tag.SUBJECT | tag.DETERMINER
_TINTS = tag.STYLE | tag.FOOD | tag.PLANT | tag.THING
_STATE = tag.COLOR | tag.MATERIAL | tag.ADJECTIVE | tag.COMPARATIVE
_MORE = tag.AMOUNT | tag.COMPARATIVE
_NEW = tag.ARTICLE | tag.AMOUNT
_QUALIFIES = _ATTRIBUTES | tag.ADJECTIVE
_PLACED = ~(_OWN | tag.LIGHT | tag.PALETTE)


def listed_apart(line: Line, piece: Piece, now: Clause) -> Why | None:
    """Why an item that is listed after a change is a change of its own; None if it is not."""
    plain = piece.opener & tag.OR or now.why == "rider" or piece.mask & tag.QUALITY
    if plain or "ones" in line.words[piece.start : piece.end]:
        return None  # "balloons, plus gold ones"
    if WORD in line.words[piece.end - 1 : piece.end + 2]:
        return "verb"  # "the hat and the tie red and blue, respectively"
    if now.operation == "add":
        return _added_apart(line, piece, now)
    listed = _nominal_apart if now.kind == "nominal" else _valued_apart
    return listed(line, piece, now)


def _nominal_apart(line: Line, piece: Piece, now: Clause) -> Why | None:
    """ "shorter, silver hair", "7 candles instead of 3, and lit", "green door, wet street"."""
    if is_one_noun(line, piece, now):
        both = apart(attribute_of(line.tags[now.start]), attribute_of(line.tags[piece.start]))
        return "attribute" if both else None  # "shorter, silver hair"
    if is_counted_too(line, piece, now):
        return "attribute"
    return None if says_again(line, piece, now) else _named_apart(line, piece, now)


def _added_apart(line: Line, piece: Piece, now: Clause) -> Why | None:
    """ "a kite and a tower", "rain, low angle"."""
    head = line.tags[piece.start]
    topic = topic_of(line, piece.start, piece.end)
    known = now.topics[-1]
    if now.linked and now.verb and "with" in now.verb.flags:
        return None  # "decorate it with bells, holly and ribbons"
    if head & _KNOWN or is_carried(piece, now):
        return None  # "its snout long", "between the well and the barn", "a lute on his knees"
    if piece.opener & tag.COMMA and topic & _LATE and not known & _LATE:
        return "verb" if _terse(piece) else None
    if piece.opener & tag.ADDING and topic & _LATE and not known & topic:
        return "verb"  # "church bells, along with a slow zoom out"
    running = piece.opener & tag.COMMA and piece.mask & tag.RUNNING
    if running or head & tag.PREPOSITION or _is_spelt_out(line, piece, now):
        return None
    return "verb" if unlike_things(known, topic) else None


def _is_spelt_out(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a wreath, holly and red ribbon", "the sound of rain, wind and thunder": what it is made of."""
    if line.tags[piece.start] & tag.LEAD:
        return False
    led = line.tags[now.start + 1 : now.start + 2]
    listed = piece.opener & tag.COMMA or now.ranges[-1][1] != now.end
    apposed = bool(led and led[0] & tag.LEAD and listed)
    return apposed or "of" in line.words[now.start : now.end]


def _named_apart(line: Line, piece: Piece, now: Clause) -> Why | None:
    """ "green door, wet street", "comic style, at dawn"."""
    head = line.tags[piece.start]
    both = (piece.opener & tag.AND and piece.opener & tag.THEN) or piece.opener & tag.ADDING
    both = both or line.words[piece.start - 1] == "but also"
    both = both and not now.linked and (head & tag.ARTICLE or _is_more(line, piece, now))
    item = now.listing and piece.opener & tag.AND and not head & _TRAILS and piece.mask & _THINGS
    if both or item:  # "a snowy street, plus a brass band"; "two tweaks: a longer veil, and doves"
        return "verb"
    apposed = head & tag.ARTICLE and line.tags[piece.start - 1] & tag.ADVERB  # "almost a whisper"
    if now.linked and _is_adjective(line, piece):
        both = apart(attribute_of(line.tags[now.ranges[-1][1] - 1]), attribute_of(piece.mask))
        return "attribute" if both else None  # "the eggs: larger and translucent"
    paired = is_beside(line, piece, now)
    if paired is not None:
        return "verb" if paired else None
    if now.linked or apposed or now.end - now.start > _LONG:
        return None
    valued = _is_valued(line, now) or _compares(line, now)
    listing = now.listing or now.source is not None or valued
    listed = listing and piece.opener & tag.AND and _brings(line, piece)
    if head & tag.AMOUNT or listed or _is_compared(line, piece, now) or _is_own(line, piece, now):
        return "verb"
    return "verb" if _is_item(line, piece, now) and _is_short(line, piece, now) else None


def _is_own(line: Line, piece: Piece, now: Clause) -> bool:
    """ "the guitarist barefoot too", "in uniform"."""
    if line.words[piece.end - 1] == "too" and piece.end - piece.start >= _TERSE:
        return True
    return _is_dressed(line, piece, now) or _is_beside_contrast(line, piece, now)


def _is_beside_contrast(line: Line, piece: Piece, now: Clause) -> bool:
    """ "bread instead of cake, *and the candles unlit*"."""
    tags = line.tags
    if not (piece.opener & tag.AND and tags[piece.start] & tag.DEFINITE):
        return False
    at = state_of(line, piece.start, piece.end)
    part = at and tags[at - 1] & (tag.PART | tag.BODY)
    return (
        at > 0 and not part and any(bits & tag.CONTRAST for bits in tags[now.start : piece.start])
    )


def _is_dressed(line: Line, piece: Piece, now: Clause) -> bool:
    """ "older, and in uniform"."""
    worn = line.words[piece.start] == "in" and piece.mask & tag.CLOTHES
    return bool(worn) and _only_adjectives(line, now)


def _is_more(line: Line, piece: Piece, now: Clause) -> bool:
    """ "dusk instead of noon, plus the logo on the fence": after a change, something of the scene."""
    placed = line.tags[piece.start] & (tag.DETERMINER | tag.OWNER) and piece.mask & tag.PLACE_IN
    if not placed or piece.mask & (tag.SAME | tag.RELATIVE):
        return False
    told = now.ranges[-1][1] != now.end or now.topics[0] & _OWN or _compares(line, now)
    topic = topic_of(line, piece.start, piece.end) or tag.THING
    return bool(told) and not topic & LOOK and another_item(now.topics, topic)


def _is_item(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether words without a verb are about something else than what they are listed after."""
    head = line.tags[piece.start]
    if head & tag.DETERMINER and not piece.mask & _ATTRIBUTES:
        return False  # "the goose and the hen"
    if _is_borne(line, piece, now):
        return False
    topic = topic_of(line, piece.start, piece.end)
    if topic in {tag.PLACE, 0} and _is_set_in(line, piece, now):
        return True
    if _is_trait(line, piece, now):
        return False
    # "frost, on the rooftops", "like a rat", but "at night"
    placed = head & tag.PREPOSITION and topic & _PLACED
    own = topic & _OWN & ~tag.SPEED
    if now.topics[0] & (tag.CAMERA | tag.AUDIO):
        own |= topic & tag.PALETTE  # "soft piano, sepia"
    if topic & tag.SPEED and line.words[piece.end - 1].endswith(_PACES):
        own = topic  # "blizzard, slow motion"
    described = not own and _is_adjective(line, piece) and not _only_adjectives(line, now)
    if placed or described or _is_set(piece, topic, now):
        return False
    qualified = head & _QUALIFIES and piece.end - piece.start > 1
    if not topic and qualified and not line.tags[piece.start + 1] & tag.PREPOSITION:
        topic = tag.THING  # "wet asphalt": a thing that no list knows
    if not topic and head & tag.ARTICLE and _is_new(line, piece, now):
        topic = tag.THING  # "river frozen, a sledge on the ice"
    tinted = topic & _TINTS and _is_palette(line, now)
    return not tinted and another_item(now.topics, topic)


def _is_trait(line: Line, piece: Piece, now: Clause) -> bool:
    """ "shadows long" of a style, "hat in hand" of a man, "lit by the sun", "white dots" of a dress."""
    tags, start = line.tags, piece.start
    after = tags[start + 1] if piece.end - start > 1 else 0
    if tags[start] & tag.EDITED and not tags[start] & tag.TOPIC & ~LOOK and after & _WHEREBY:
        return True
    known, topic = now.topics[0], topic_of(line, start, piece.end)
    if known & tag.STYLE and tags[start] & LOOK & ~tag.COLOR and after & _ADJECTIVES:
        return True
    if known & (_THINGS | tag.PEOPLE) and topic == tag.TEXTURE:
        return True
    worn = tags[start] & (tag.CLOTHES | tag.BODY | tag.THING) and after & (
        tag.PREPOSITION | tag.PARTICLE
    )
    someone = any(bits & tag.PEOPLE for bits in tags[now.start : now.start + 3])
    return bool(someone and worn and tags[now.start] & tag.LEAD)


def _is_set_in(line: Line, piece: Piece, now: Clause) -> bool:
    """ "claymation, inside a cave": a style, and a place; "low angle, in a barn", but "on the barn"."""
    start, end = piece.start, piece.end
    led = line.tags[start] & tag.PREPOSITION and end - start > 1 and piece.mask & tag.PLACE
    led = led and not line.tags[end - 1] & tag.ADVERB  # "under the bridge only"
    if not _GENERAL.isdisjoint(line.words[start:end]) or not (led or line.words[start] in _OUT):
        return False
    new = not led or line.tags[start + 1] & tag.ARTICLE
    return bool(now.topics[0] & (tag.STYLE if not new else tag.STYLE | tag.CAMERA | tag.TIME))


def _is_new(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a thing that no list knows is brought in beside what is in the scene."""
    joined = piece.opener & tag.AND or (
        piece.mask & tag.PLACE_IN and line.tags[piece.end - 2] & tag.DETERMINER
    )
    return bool(piece.opener & tag.COMMA and joined) and not line.tags[now.start] & tag.ARTICLE


def _is_borne(line: Line, piece: Piece, now: Clause) -> bool:
    """ "velvet sofa, brass feet", "hair in a bun, a pen stuck through it", "wet and combed back"."""
    on_it = line.words[piece.end - 1] == "it" and line.tags[piece.end - 2] & tag.PREPOSITION
    if on_it and not piece.opener & tag.AND:
        return True
    if piece.opener & tag.AND and _is_sent(line, piece):
        return False  # "a rooster on the vane and smoke from the chimney"
    if line.tags[piece.start] & tag.EDITED and piece.opener & tag.AND:
        return piece.end - piece.start == 2 and bool(line.tags[piece.end - 1] & tag.PARTICLE)
    head = line.tags[head_of(line, piece.start, piece.end)]
    apart = (
        line.tags[now.start] & tag.COMPARATIVE and head & tag.EFFECT
    )  # "taller chimney, *red smoke*"
    compared = apart or piece.mask & (tag.COMPARATIVE | tag.AMOUNT)
    if compared or not head & (tag.PART | tag.BODY):
        return False
    before = line.tags[head_of(line, now.start, now.end)]
    return bool(head & tag.PART or before & (tag.THING | tag.ACTOR)) and not before & tag.PART


def _is_short(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether an item is told in few words; longer ones describe."""
    size = piece.end - piece.start
    placed = piece.mask & tag.EDITED and piece.mask & tag.PREPOSITION and size <= _LONG
    new = line.tags[piece.start] & tag.ARTICLE and size <= _LONG + 1
    joined = piece.opener & tag.AND or line.tags[now.start] & tag.AMOUNT  # "fewer tables, a …"
    brought = new and (joined or piece.mask & tag.PLACE_IN)
    brought = brought or (piece.opener & tag.AND and size <= _LONG and _is_sent(line, piece))
    return _terse(piece) or bool(placed or brought) or is_lively(line, piece)


def _is_sent(line: Line, piece: Piece) -> bool:
    """ "smoke from the neighbour's chimney"."""
    tags = line.tags
    led = piece.end - piece.start > 3 and tags[piece.start + 1] & tag.PREPOSITION
    return bool(led and tags[piece.start + 2] & tag.LEAD)


def _is_palette(line: Line, now: Clause) -> bool:
    """ "a scheme of ink blue, chalk and coral"."""
    bits = reduce(or_, line.tags[now.start : now.end])
    return bool(bits & tag.PALETTE and bits & tag.PREPOSITION)


def _is_set(piece: Piece, topic: int, now: Clause) -> bool:
    """ "hens and geese"."""
    bare = piece.opener & tag.AND and not piece.opener & tag.COMMA and not piece.mask & _ATTRIBUTES
    things = topic & _THINGS and now.topics[-1] & _THINGS
    return bool(bare and things) and not unlike_things(now.topics[-1], topic)


def _brings(line: Line, piece: Piece) -> bool:
    """ "a neon sign in the back", "at her feet a sleeping greyhound"."""
    tags, start = line.tags, piece.start
    led = tags[start] & tag.PREPOSITION
    late = led and any(bits & tag.ARTICLE for bits in tags[start + 2 : piece.end])
    return bool(tags[start] & tag.ARTICLE or late)


def _is_valued(line: Line, now: Clause) -> bool:
    """ "the desk in glass", "his beard gone": a thing of the scene, with its new state."""
    definite = line.tags[now.start] & tag.DEFINITE
    state = line.tags[now.end - 1] & _STATE
    return bool(definite and state)


def _is_compared(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a darker sky" after "more wind"."""
    tags, start = line.tags, piece.start
    if piece.end - start < 2 or not _compares(line, now):
        return False
    if tags[start] & tag.ARTICLE:
        return piece.end - start > 2 and bool(tags[start + 1] & tag.COMPARATIVE)
    looks = topic_of(line, start, piece.end) & LOOK and now.topics[0] & LOOK
    return bool(tags[start] & tag.COMPARATIVE) and now.end - now.start > 1 and not looks


def _compares(line: Line, now: Clause) -> bool:
    """ "more wind", "bigger waves"."""
    first = line.tags[now.start : now.end][:3]
    return any(bits & _MORE for bits in first)


def _valued_apart(line: Line, piece: Piece, now: Clause) -> Why | None:
    """ "fatter and grey", "larger and made of copper", "24 mm and dawn"."""
    tinted = tag.ADJECTIVE if line.tags[piece.end - 1] & tag.COLOR else 0  # "pale yellow"
    stated = _ATTRIBUTES | tag.ADVERB | tinted
    paced = line.words[piece.end - 1].endswith(_PACES)  # "slow motion"
    made = 2 if line.words[piece.start : piece.start + 2] == ["made", "of"] else 0
    if not paced and all(bits & stated for bits in line.tags[piece.start + made : piece.end]):
        # "thin, wispy and bluish" is one look.
        alone = piece.opener & tag.COMMA and not piece.opener & tag.AND
        apposed = alone or now.ranges[-1][1] != now.end
        both = not apposed and apart(now.topics[0], attribute_of(piece.mask))
        both = both or (not apposed and _is_darker_too(line, piece, now))
        return "attribute" if both else None
    if now.kind == "declarative" and _is_wished_apart(line, piece, now):
        return "verb"
    if line.tags[piece.start] & tag.DETERMINER:
        return None  # "the bench and the gate"
    topic = topic_of(line, piece.start, piece.end)
    if piece.opener & tag.AND and _comes_too(line, piece, now, topic):
        return "verb"
    described = not (now.topics[0] & (_OWN | LOOK) or piece.opener & tag.AND)
    described = described and bool(topic & tag.WEATHER and piece.mask & tag.PLACE_IN)
    if described or (now.ranges[-1][1] != now.end and not topic & _LATE):
        return None  # a list that describes has begun; "a skating rink, frost on the tiles"
    return "verb" if _terse(piece) and another_value(now.topics, topic) else None


def _comes_too(line: Line, piece: Piece, now: Clause, topic: int) -> bool:
    """ "… and also a dog", "get the cake smaller and *more candles on it*"."""
    head = line.tags[piece.start]
    if piece.opener & tag.THEN and head & _NEW:
        return True
    compared = line.tags[now.end - 1] & tag.COMPARATIVE
    return bool(head & tag.AMOUNT and compared and topic & _THINGS)


def _is_darker_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "that baguette longer and *a good deal darker*"; but "the broth thicker and darker"."""
    darker = line.tags[piece.end - 1]
    alone = not line.tags[piece.start - 1] & tag.ADVERB
    if alone or now.topics[0] != tag.SIZE:
        return False
    if not darker & tag.LIGHT or not darker & tag.COMPARATIVE:
        return False
    return not any(bits & _AIRY for bits in line.tags[now.start : now.end])


def _is_wished_apart(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a taller hat and a shorter cane", "a wider view, plus confetti" after "I'd like"."""
    if _is_compared(line, piece, now):
        return True
    topic = topic_of(line, piece.start, piece.end)
    if line.tags[now.start] & tag.WANT and line.tags[piece.start] & tag.ARTICLE:
        stated = line.tags[now.end - 1] & tag.COMPARATIVE and topic & _THINGS
        return bool(stated) or unlike_things(now.topics[0], topic)
    added = piece.opener & tag.THEN and line.tags[now.start] & tag.WANT
    return bool(added and topic) and another_item(now.topics, topic)


def _terse(piece: Piece) -> bool:
    return piece.end - piece.start <= _TERSE and not piece.mask & tag.RUNNING


def is_lively(line: Line, piece: Piece) -> bool:
    """ "barking dog": a participle before somebody."""
    tags = line.tags[piece.start : piece.end]
    return 1 < len(tags) <= _LONG and bool(tags[0] & tag.RUNNING and tags[1] & tag.ACTOR)


def _is_adjective(line: Line, piece: Piece) -> bool:
    if line.tags[piece.start] & tag.PREPOSITION:
        return False
    last = line.tags[piece.end - 1]
    lit = last & tag.LIGHT and not last & (tag.ADJECTIVE | tag.ATTRIBUTE | tag.COMPARATIVE)
    named = last & (tag.LIGHT | tag.PALETTE) and not last & tag.COMPARATIVE
    if lit or (named and piece.end - piece.start > 1):
        return False  # "candlelight", "warm light"
    return not any(bits & _NOUNS or not bits for bits in line.tags[piece.start : piece.end])


def _only_adjectives(line: Line, now: Clause) -> bool:
    return not any(bits & _NOUNS or not bits for bits in line.tags[now.start : now.end])


def apart_values(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a sentence without a verb is a change beside another: "Red car. Low angle." """
    if piece.mask & tag.QUALITY:
        return False
    return _named_apart(line, piece, now) is not None
