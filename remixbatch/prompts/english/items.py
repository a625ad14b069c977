"""Words in a list without verbs, "red car, low angle, jazz": of what was named before, or about something else."""

from functools import reduce
from operator import or_

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.topics import (
    LOOK,
    another_item,
    head_of,
    topic_of,
    unlike_things,
)

_ATTRIBUTES = tag.ATTRIBUTE | tag.COMPARATIVE
_ADJECTIVES = (
    tag.ADJECTIVE | tag.ATTRIBUTE | tag.LIGHT | tag.PALETTE | tag.ADVERB | tag.COMPARATIVE
) | (tag.PARTICIPLE | tag.EDITED)
_NOUNS = (tag.TOPIC & ~(tag.ATTRIBUTE | tag.PALETTE | tag.LIGHT)) | tag.LEAD | tag.EDITS
_LATE = tag.CAMERA | tag.STYLE | tag.TIME | tag.AUDIO
_OWN = _LATE | tag.WEATHER | tag.SEASON | tag.SPEED
_THINGS = tag.ACTOR | tag.CLOTHES | tag.PLANT | tag.FOOD | tag.THING
# Words for any place: "in the background", "on its surface".
_GENERAL = frozenset({"background", "foreground", "backdrop", "scenery", "landscape"}) | {
    *("setting", "location", "place", "environment", "surface", "frame", "canvas")
}
_OUT = frozenset({"underwater", "underground", "outdoors", "indoors", "outside", "offshore"})
PACES = ("motion", "speed", "lapse", "mo")
_WHEREBY = tag.PREPOSITION | tag.ADVERB | tag.PARTICLE
_LONG = 6  # words: what follows a longer nominal describes it
_TERSE = 4  # words: longer items describe
_MORE = tag.COMPARATIVE | tag.AMOUNT
_WHERE = tag.PLACE_IN | tag.LINK  # "by"
_NOWHERE = frozenset({"to", "into", "from", "with", "as", "of", "for"})
_COMES = tag.ACTOR | tag.THING | tag.EFFECT | tag.PLANT | tag.TEXT | tag.LIGHT | tag.WEATHER
_FILMED = frozenset({"seen", "viewed", "filmed", "shot", "shown", "captured"})
_HOURS = tag.TIME | tag.WEATHER | tag.SEASON
_SPEEDLESS = tag.TIME | tag.SEASON | tag.STYLE  # which have no speed of their own
_TINTS = tag.STYLE | tag.FOOD | tag.PLANT | tag.THING
_QUALIFIES = _ATTRIBUTES | tag.ADJECTIVE
_OF_IT = tag.PART | tag.BODY | tag.FITTED
_BUILT = tag.PLACE | tag.VEHICLE
_NEW_OR_KNOWN = tag.LEAD | tag.OWNER | tag.NUMBER | tag.AMOUNT | tag.NEGATION
_PLACED = ~(_OWN | tag.LIGHT | tag.PALETTE)

_WIDE = tag.PLACE | tag.SKY | tag.WEATHER | tag.LIGHT | tag.TIME | tag.SEASON
_SPREAD = frozenset({"water", "waters", "ground", "sand", "grass", "mud", "pavement", "asphalt"})
_STATED = tag.STATED | tag.PLAIN | tag.WEATHER
_FEW = range(2, 5)  # words
DRIFTING = frozenset({"falling", "drifting", "floating", "flying", "swirling", "fluttering"}) | {
    *("tumbling", "raining", "pouring", "circling", "hovering", "whirling", "blowing"),
    *("streaming", "trickling", "gliding", "soaring", "bobbing"),
}
_DRIFTS = tag.WEATHER | tag.PLANT | tag.THING | tag.FOOD | tag.ANIMAL | tag.EFFECT | tag.SKY
_LOOKS_SO = tag.TEXTURE | tag.LIGHT | tag.COLOR | tag.STYLE
_PATHS = frozenset(
    {"pan", "tilt", "dolly", "track", "tracking", "push", "pull", "crane", "orbit"}
) | {*("zoom", "glide", "truck", "arc", "pedestal", "boom", "whip")}
_CLAD = frozenset({"in", "with"})
_SPECKS = frozenset({"dust", "specks", "particles", "ink", "paint", "flecks", "grain"})
_THERE = tag.PREPOSITION | tag.RELATIVE | tag.CONTRAST
_GLOWS = frozenset({"glowing", "shining", "sparkling"})


def is_item(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether words without a verb, listed after others without one, are a change beside them."""
    return _is_apart(line, piece, now) and _is_short(line, piece, now)


def is_graded(line: Line, piece: Piece) -> bool:
    """ "longer beard", "a bigger moon": a thing, and what there shall be more of."""
    start = piece.start + bool(line.tags[piece.start] & tag.ARTICLE)
    if start + 1 >= piece.end or line.tags[start + 1] & tag.LEAD:
        return False  # "lower the saturation"
    return bool(line.tags[start] & tag.COMPARATIVE) and not line.tags[start] & tag.AMOUNT


def _is_apart(line: Line, piece: Piece, now: Clause) -> bool:
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
    paced = line.words[piece.end - 1].endswith(PACES) or now.topics[0] & _SPEEDLESS
    if topic & tag.SPEED and (paced or piece.opener & tag.THEN):
        own = topic  # "blizzard, slow motion", "pencil look, slower"
    described = not own and is_adjective(line, piece) and not only_adjectives(line, now)
    if placed or described or _is_set(piece, topic, now):
        return False
    sewn = head & tag.MATERIAL and now.topics[0] & tag.CLOTHES  # "a winter coat, fur trim"
    qualified = head & _QUALIFIES and piece.end - piece.start > 1 and not sewn
    if not topic and qualified and not line.tags[piece.start + 1] & tag.PREPOSITION:
        topic = tag.THING  # "wet asphalt": a thing that no list knows
    if not topic and head & tag.ARTICLE and _is_new(line, piece, now):
        topic = tag.THING  # "river frozen, a sledge on the ice"
    tinted = topic & _TINTS and _is_palette(line, now)
    return not tinted and another_item(now.topics, topic)


def _is_borne(line: Line, piece: Piece, now: Clause) -> bool:
    """ "velvet sofa, brass feet", "hair in a bun, a pen stuck through it", "wet and combed back"."""
    on_it = line.words[piece.end - 1] == "it" and line.tags[piece.end - 2] & tag.PREPOSITION
    on_it = on_it and not piece.opener & tag.AND
    new = _is_of_new(line, piece, now) or _is_called(line, piece, now)
    if on_it or new or _is_of_outfit(line, piece, now):
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
    if compared or not head & _OF_IT:
        return False
    before = line.tags[head_of(line, now.start, now.end)]
    if not head & (tag.PART | tag.BODY):  # "a cosy cabin, log walls"
        return bool(before & _BUILT and line.tags[now.start] & tag.ARTICLE)
    return bool(head & tag.PART or before & (tag.THING | tag.ACTOR)) and not before & tag.PART


def _is_of_new(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a Roman soldier, *helmet*, …", "a fruit stall, *crates of oranges*": bare words behind one thing that is new."""
    new = line.tags[now.start] & tag.ARTICLE and not line.tags[now.start] & tag.AMOUNT
    graded = (line.tags[now.start + 1] | line.tags[piece.start]) & tag.COMPARATIVE
    last = piece.opener == tag.AND and now.ranges[-1][1] != now.end  # "…, shield *and spear*"
    bare = piece.opener == tag.COMMA or last
    bare = bare and not line.tags[piece.start] & _NEW_OR_KNOWN
    own = topic_of(line, piece.start, piece.end) & (_OWN | tag.PALETTE | tag.LIGHT | tag.ACTOR)
    seen = not now.topics[0] & (_OWN | LOOK)
    return bool(new and bare and seen) and not (graded or own)


def _is_called(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a dog, *a golden retriever*": who is new, once more and no third."""
    both = line.tags[now.start] & line.tags[piece.start] & tag.ARTICLE and now.source is None
    alone = piece.opener == tag.COMMA and piece.following == tag.STOP
    same = topic_of(line, piece.start, piece.end) == now.topics[0]
    return bool(both and alone and same and now.topics[0] & tag.ACTOR)


def _is_of_outfit(line: Line, piece: Piece, now: Clause) -> bool:
    """ "the driver in a tuxedo, *bow tie*, …", "dad in a chef's outfit, *tall hat*": more of what somebody is dressed in."""
    tags, start = line.tags, now.start
    dressed = tags[now.end - 1] & tag.CLOTHES and "in" in line.words[start + 1 : now.end - 1]
    known = tag.ACTOR | tag.AUTHOR  # "dad", "the boy", "my sister"
    somebody = not tags[start] or (tags[start] | tags[start + 1]) & known
    if not dressed or now.kind != "nominal" or not somebody:
        return False
    worn = tags[head_of(line, piece.start, piece.end)] & tag.CLOTHES
    known = tags[piece.start] & _NEW_OR_KNOWN or piece.mask & tag.PREPOSITION
    return bool(worn) and not known


def _is_sent(line: Line, piece: Piece) -> bool:
    """ "smoke from the neighbour's chimney"."""
    tags = line.tags
    led = piece.end - piece.start > 3 and tags[piece.start + 1] & tag.PREPOSITION
    return bool(led and tags[piece.start + 2] & tag.LEAD)


def _is_set_in(line: Line, piece: Piece, now: Clause) -> bool:
    """ "claymation, inside a cave": a style, and a place; "low angle, in a barn", but "on the barn"."""
    start, end = piece.start, piece.end
    led = line.tags[start] & tag.PREPOSITION and end - start > 1 and piece.mask & tag.PLACE
    led = led and not line.tags[end - 1] & tag.ADVERB  # "under the bridge only"
    if not _GENERAL.isdisjoint(line.words[start:end]) or not (led or line.words[start] in _OUT):
        return False
    new = not led or line.tags[start + 1] & tag.ARTICLE
    return bool(now.topics[0] & (tag.STYLE if not new else tag.STYLE | tag.CAMERA | tag.TIME))


def _is_trait(line: Line, piece: Piece, now: Clause) -> bool:
    """ "shadows long" of a style, "hat in hand" of a man, "lit by the sun", "white dots" of a dress."""
    tags, start = line.tags, piece.start
    after = tags[start + 1] if piece.end - start > 1 else 0
    if tags[start] & tag.EDITED and not tags[start] & tag.TOPIC & ~LOOK and after & _WHEREBY:
        return True
    known, topic = now.topics[0], topic_of(line, start, piece.end)
    if known & tag.STYLE and tags[start] & LOOK & ~tag.COLOR and after & _ADJECTIVES:
        return True
    filmed = line.words[now.start] in _FILMED and topic & LOOK  # "shot on film, grainy and faded"
    if filmed or (known & (_THINGS | tag.PEOPLE) and topic == tag.TEXTURE):
        return True
    worn = tags[start] & (tag.CLOTHES | tag.BODY | tag.THING) and after & (
        tag.PREPOSITION | tag.PARTICLE
    )
    someone = any(bits & tag.PEOPLE for bits in tags[now.start : now.start + 3])
    return bool(someone and worn and tags[now.start] & tag.LEAD)


def _is_set(piece: Piece, topic: int, now: Clause) -> bool:
    """ "hens and geese"."""
    bare = piece.opener & tag.AND and not piece.opener & tag.COMMA and not piece.mask & _ATTRIBUTES
    things = topic & _THINGS and now.topics[-1] & _THINGS
    return bool(bare and things) and not unlike_things(now.topics[-1], topic)


def _is_palette(line: Line, now: Clause) -> bool:
    """ "a scheme of ink blue, chalk and coral"."""
    bits = reduce(or_, line.tags[now.start : now.end])
    return bool(bits & tag.PALETTE and bits & tag.PREPOSITION)


def _is_new(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a thing that no list knows is brought in beside what is in the scene."""
    joined = piece.opener & tag.AND or (
        piece.mask & tag.PLACE_IN and line.tags[piece.end - 2] & tag.DETERMINER
    )
    return bool(piece.opener & tag.COMMA and joined) and not line.tags[now.start] & tag.ARTICLE


def _is_short(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether an item is told in few words; longer ones describe."""
    size = piece.end - piece.start
    placed = piece.mask & tag.EDITED and piece.mask & tag.PREPOSITION
    placed = size <= _LONG and (placed or _is_placed(line, piece, now))
    new = line.tags[piece.start] & tag.ARTICLE and size <= _LONG + 1
    joined = piece.opener & tag.AND or line.tags[now.start] & tag.AMOUNT  # "fewer tables, a …"
    brought = new and (joined or piece.mask & tag.PLACE_IN)
    brought = brought or (piece.opener & tag.AND and size <= _LONG and _is_sent(line, piece))
    busy = size <= _LONG and not now.topics[0] & tag.STYLE and _is_busy(line, piece)
    return is_terse(piece) or bool(placed or brought or busy) or is_lively(line, piece)


def _is_placed(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a big mirror over *the mantelpiece*": a place of the scene; but "fewer, larger bubbles in the tank"."""
    tags, end = line.tags, piece.end - 2
    at = next((at for at in range(piece.start + 1, end) if tags[at] & tag.PREPOSITION), 0)
    led = at > 0 and tags[at] & _WHERE and line.words[at] not in _NOWHERE
    waits = now.end - now.start == 1 and tags[now.start] & _MORE
    new = tags[now.start] & tag.ARTICLE and not tags[piece.start] & tag.ARTICLE
    borne = new or now.topics[0] & tag.PLACE  # "a dress, white lace at the collar"
    told = tags[now.start + 1 : now.ranges[-1][1]]  # not "thick snow, drifts against the walls"
    return (
        any(bits & _THERE for bits in told)
        and bool(led and tags[at + 1] & tag.DETERMINER)
        and not (waits or borne)
    )


def _is_busy(line: Line, piece: Piece) -> bool:
    """ "crowd waving torches", "monks ringing bells in the yard": somebody, and what they do."""
    start, tags = piece.start, line.tags
    at = next((at for at in range(start + 1, piece.end) if tags[at] & tag.RUNNING), 0)
    if tags[at] & tag.LIGHT or line.words[at] in _GLOWS:
        return False  # "purple light, dancers glowing"
    return at > 0 and bool(tags[at - 1] & tag.ACTOR) and not tags[start] & tag.SPECIFIC


def is_filmed(line: Line, piece: Piece, now: Clause) -> bool:
    """ "winter, *seen from the tower*": where all of it is seen from, and not from where a thing that is added is."""
    start = piece.start
    if line.words[start] not in _FILMED or line.words[start + 1 : start + 2] != ["from"]:
        return False
    known = now.topics[0] & tag.CAMERA or now.operation == "camera"
    seen = now.topics[0] & _HOURS or line.tags[piece.end - 1] & tag.CAMERA
    return bool(seen) and not known


def is_lively(line: Line, piece: Piece) -> bool:
    """ "barking dog": a participle before somebody."""
    tags = line.tags[piece.start : piece.end]
    if len(tags) == 1:
        return bool(tags[0] & tag.WEATHER)  # "midnight, raining"
    return len(tags) <= _LONG and bool(tags[0] & tag.RUNNING and tags[1] & tag.ACTOR)


def sets_all(line: Line, piece: Piece, now: Clause) -> bool:
    """ "wallpaper with palm leaves, *slow motion*": behind a thing and what comes with it, how all of it shall be."""
    led = line.words[now.end : now.end + 1] == ["with"] and not piece.opener & tag.AND
    if not led or line.tags[now.start] & tag.ARTICLE or not is_terse(piece):
        return False
    topic = topic_of(line, piece.start, piece.end) & (_OWN | tag.LIGHT) & ~tag.STYLE
    return topic > 0 and another_item(now.topics, topic)


def moves(line: Line, clause: Clause) -> bool:
    """ "slow tilt from the shoes to the hat", "dolly in": the camera, and not "close-up"."""
    if clause.operation == "camera":
        return True
    said = " ".join(line.words[clause.start : min(clause.start + 3, clause.end)]).split()
    return clause.kind == "nominal" and not _PATHS.isdisjoint(said)


def is_clad(line: Line, start: int, end: int, now: Clause) -> bool:
    """ "Romeo with a beard, *balcony covered in ivy*": beside somebody, a place that is clad in something."""
    somebody = now.topics[0] & tag.ACTOR or (not now.topics[0] and now.end - now.start == 1)
    if not somebody or line.tags[now.start] & tag.ARTICLE:
        return False
    at = next((at for at in range(start + 1, end - 2) if line.tags[at] & tag.EDITED), 0)
    seen = line.tags[at - 1] & (tag.PLACE | tag.FITTED | tag.VEHICLE) if at else 0
    return bool(seen) and line.words[at + 1] in _CLAD


def sets_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "swap the tug for a raft *+ murky green water*": behind a command, what the scene is like; not "… + wooden oars"."""
    plus = piece.opener & tag.THEN and piece.opener & tag.AND and now.kind == "edit"
    tags, start, end = line.tags, piece.start, piece.end
    if not plus or end - start not in _FEW or tags[end - 1] & tag.COMPARATIVE:
        return False
    first = tags[start]  # an adjective that no list knows has no bits
    told = first & (_QUALIFIES | tag.EDITED | tag.PARTICIPLE) or not first & ~_STATED
    wide = topic_of(line, start, end) & _WIDE or line.words[end - 1] in _SPREAD
    return bool(told and wide) and not now.topics[-1] & (tag.STYLE | tag.CAMERA)


def drifts(line: Line, piece: Piece, now: Clause) -> bool:
    """ "origami style, *falling leaves*", "puppets, *snow falling outside*": beside a style, what comes down or floats by."""
    tags, start = line.tags, piece.start
    if now.kind != "nominal" or not piece.opener & tag.COMMA or piece.end - start > _LONG:
        return False
    if not any(bits & tag.STYLE for bits in tags[now.start : now.end]):
        return False
    if line.words[start].partition(" ")[0] in DRIFTING:
        what = piece.end - 1
        few = piece.end - start < _TERSE
    else:
        near = range(start + 1, min(start + _TERSE - 1, piece.end))
        poured = (at for at in near if tags[at] & tag.RUNNING and tags[at - 1] & tag.WEATHER)
        at = next((at for at in near if line.words[at] in DRIFTING), next(poured, 0))
        what, few = at - 1, at > 0 and not tags[start] & tag.LEAD
    plain = tags[what] & (_LOOKS_SO | _OF_IT & ~tag.PART) or line.words[what] in _SPECKS
    return few and bool(tags[what] & _DRIFTS) and not plain


def comes_there(line: Line, piece: Piece, topic: int) -> bool:
    """ "… to brick + *ivy around the window*", "… + *fireworks at the end*": something new, and where or when it is."""
    start, end = piece.start, piece.end
    if line.tags[start] & (tag.LEAD | tag.PREPOSITION | tag.COMPARATIVE) or end - start == 1:
        return False
    when = line.words[end - 1].startswith("at the ")
    led = any(bits & tag.PLACE_IN for bits in line.tags[start + 1 : end - 1])
    return bool(topic & _COMES) and bool(led or when)


def is_hue(line: Line, piece: Piece, now: Clause) -> bool:
    """ "in bottle green, *chalk* and burnt umber": among colours, no style."""
    listed = piece.end - piece.start == 1 and piece.following & (tag.COMMA | tag.AND)
    drawn = line.tags[piece.start] & tag.STYLE and now.linked
    return bool(listed and drawn and line.tags[now.end - 1] & tag.COLOR)


def is_terse(piece: Piece) -> bool:
    return piece.end - piece.start <= _TERSE and not piece.mask & tag.RUNNING


def is_adjective(line: Line, piece: Piece) -> bool:
    if line.tags[piece.start] & tag.PREPOSITION:
        return False
    only = piece.end - piece.start > 1 and line.words[piece.end - 1] == "only"
    last = line.tags[piece.end - 1 - only]  # "torchlight only"
    lit = last & tag.LIGHT and not last & (tag.ADJECTIVE | tag.ATTRIBUTE | tag.COMPARATIVE)
    named = last & (tag.LIGHT | tag.PALETTE) and not last & tag.COMPARATIVE
    if lit or (named and piece.end - piece.start > 1):
        return False  # "candlelight", "warm light"
    return not any(bits & _NOUNS or not bits for bits in line.tags[piece.start : piece.end])


def only_adjectives(line: Line, now: Clause) -> bool:
    return not any(bits & _NOUNS or not bits for bits in line.tags[now.start : now.end])


def is_for_another(line: Line, piece: Piece, now: Clause) -> bool:
    """ "handheld shake, and *dubstep for the music*": beside how all is shown, what it sounds like."""
    tags, start, end = line.tags, piece.start, piece.end
    at = next((at for at in range(start + 1, end - 1) if line.words[at] == "for"), 0)
    heard = at and tags[at + 1] & tag.DEFINITE and tags[end - 1] & tag.AUDIO
    told = reduce(or_, tags[now.start : now.end])
    shown = told & (_OWN | tag.EFFECT) and not told & tag.AUDIO
    return bool(heard and shown and piece.opener & tag.AND)
