"""With-phrases: how the change looks, or another actor, object or action that rides along."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import state_of
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.companions import adds_nothing, joins
from remixbatch.prompts.english.grammar import Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.newcomers import is_somebody
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.topics import (
    LOOK,
    another_item,
    another_value,
    head_of,
    only_films,
    topic_of,
)

_ONE_MORE = frozenset({"second", "another", "third", "additional", "extra"})
_LENSES = frozenset({"lens", "mm", "macro lens", "wide lens", "zoom lens", "prime lens"})
_SETTINGS = frozenset({"background", "backdrop", "setting", "scenery"})
_COLORS = frozenset({"change", "recolor", "make", "give"})
_ACTING = tag.PARTICIPLE | tag.EDITING | tag.EDITED
_RUNNING = tag.PARTICIPLE | tag.EDITING | tag.ADVERB
_STATES = tag.ATTRIBUTE | tag.TIME | tag.WEATHER | tag.SEASON | tag.LIGHT | tag.PALETTE
# Operations that bring a thing in: what comes with it is a part of it.
_BRINGS_IN = frozenset({"add", "replace", "give", "fill", "text"})
_MAY_BRING_IN = _BRINGS_IN | {"other"}
_NO_TAIL = _BRINGS_IN | {"remove"}
_WORN = tag.BODY | tag.CLOTHES | tag.THING
_SOMEBODY = tag.PEOPLE | tag.ANIMAL
_NEW_ONE = tag.ARTICLE | tag.NUMBER
_POINTS = tag.DEFINITE | tag.PRONOUN
_ITS = tag.PRONOUN | tag.POSSESSIVE  # "behind her"
_WITHIN = frozenset({"in", "inside", "at"})
_ENDS = tag.STOP | tag.COMMA
_SEEN_AS = tag.COLOR | tag.MATERIAL
_STOOD = frozenset({"is", "was", "are", "were", "stood", "stands", "sits", "sat", "be", "lay"}) | {
    *("lies", "been", "hung", "hangs", "parked", "goes")
}
_COMES = tag.EFFECT | tag.WEATHER | tag.ACTOR
_VIEWS = frozenset({"show", "see", "view", "watch", "film", "shoot", "record"})
_TWO = 2
_FEW = 4  # words: more of them say how the light looks
_SOFT = frozenset({"mist", "haze", "fog", "clouds", "misty", "hazy", "cloudy", "wind", "breeze"})
_GROUNDS = frozenset({"background", "foreground", "distance", "corner"})
NOW = frozenset({"now", "as"})  # "the wolf now a sheep"
_MORE = frozenset({"more", "extra", "additional"})  # of what is there: "adding two more floors"
_SOLID = tag.ACTOR | tag.CLOTHES | tag.PLANT | tag.FOOD | tag.THING | tag.WEATHER
_PARTS = LOOK | tag.BODY | tag.CLOTHES | tag.SKY | tag.WEATHER | tag.TIME
_LIT = tag.SKY | tag.LIGHT | tag.FITTED  # what the hour colours by itself: "the windows now yellow"
_LOOKS = LOOK | tag.STYLE
_BEARERS = tag.ACTOR | tag.THING
_VOICES = ("voice", "accent", "drawl", "lisp", "stutter", "baritone", "twang", "brogue", "dialect")
_TIMED = tag.TIME | tag.STYLE | tag.CAMERA
_SHARPENED = frozenset({"depth of field", "focus", "deep focus", "soft focus", "shallow focus"}) | {
    *("shallow depth of field", "aperture", "bokeh")
}


_PLAIN = frozenset({"remove", "recolor"})
_RESTING = frozenset({"asleep", "awake", "seated"})
_SPREADS = frozenset({"add", "fill", "text"})
# What bears nobody: steam, rain, light.
_AIRY = LOOK | tag.WEATHER | tag.SKY | tag.AUDIO | tag.SEASON
_BEARS = tag.ACTOR | tag.PLACE | tag.TEXT
_POSES = (["standing"], ["sitting"], ["kneeling"], ["walking"])
_HANGS = frozenset({"hanging", "dangling", "standing", "leaning", "lying", "sitting", "mounted"})
_BEHIND = frozenset({"background", "foreground", "distance", "nearby", "outside", "past"}) | {
    *("front", "below", "beyond", "corner", "behind", "above", "overhead")
}
_BY = frozenset({"past", "by"})
_DONE = tag.EDITED | tag.EDIT
_DOES = tag.PARTICIPLE | tag.EDITING | tag.EDITED | tag.STATED


def rides_with(line: Line, piece: Piece, now: Clause, following: int) -> bool:
    """Whether a with-phrase adds something that the change does not bring along by itself."""
    if adds_nothing(line, piece, now) or _completes(line, piece, now):
        return False
    if (now.kind == "nominal" and _adds(line, piece, now)) or _turns(line, piece, now):
        return True
    if _rains(line, piece, now) or joins(line, piece, now):
        return True
    known = any(bits & tag.TOPIC for bits in line.tags[now.start : now.end])
    known = known or bool(following & tag.WHEN and _stands_for(line, piece))
    return (known or now.kind != "nominal") and _comes_along(line, piece, now, following)


def _completes(line: Line, piece: Piece, now: Clause) -> bool:
    """ "should be *laden* with melons instead of apples", "ought to be *made up* with linen"."""
    told = now.kind == "declarative" and not piece.opener & tag.COMMA
    if not told or not now.ranges[-1][1] == now.end == piece.start - 1:
        return False
    tags = line.tags
    at = next((at for at in range(now.end - 1, now.start, -1) if tags[at - 1] & tag.SAYS), 0)
    return at > 0 and bool(tags[at] & _DONE or not tags[at])


def _adds(line: Line, piece: Piece, now: Clause) -> bool:
    """ "snowier *and* with a husky", "noon, with hail", "in pencil, with a longer beard"."""
    tags, start = line.tags, piece.start
    topic = topic_of(line, start, piece.end)
    if topic & tag.WEATHER and now.topics[0] & tag.TIME:
        return piece.end - start < _FEW and _SOFT.isdisjoint(line.words[start : piece.end])
    last, long = tags[piece.end - 1], piece.end - start > _TWO
    shot = now.topics[0] & tag.CAMERA or (long and last & tag.COLOR and not tags[start + 1] & LOOK)
    if _SHARPENED.intersection(line.words[now.start : now.end]):
        return False  # "a shallower depth of field, with the emerald sharp"
    lit = long and now.topics[0] & tag.TIME and tags[start + 1] & _LIT
    if tags[start] & tag.DETERMINER and shot and long and not lit:
        # "from above, with the field on fire", "in black and white, with the rose red"
        return bool(last & (tag.ADJECTIVE | tag.COLOR | tag.EDITED) and not topic & tag.CAMERA)
    if not tags[start] & tag.ARTICLE or topic & LOOK or not another_item(now.topics, topic):
        return False
    longer = tags[start + 1 : start + 2] and tags[start + 1] & tag.COMPARATIVE
    return bool(piece.opener & tag.AND or (longer and topic & _WORN))


def _turns(line: Line, piece: Piece, now: Clause) -> bool:
    """ "stop-motion, with *the wolf now a sheep*": beside a style or an hour, what somebody of the scene becomes."""
    tags, start, end = line.tags, piece.start, piece.end
    if end - start == 1 or not (tags[start] & tag.DEFINITE and now.topics[0] & _TIMED):
        return False
    if now.topics[0] & tag.TIME and tags[start + 1] & _LIT:
        return False
    at = next((at for at in range(start + 2, end - 1) if line.words[at] in NOW), 0)
    if not at or topic_of(line, start, at) & _PARTS:
        return False
    value = topic_of(line, at + 1, end)
    if line.words[at] == "as":
        return bool(value & tag.ACTOR and tags[at + 1] & tag.ARTICLE)  # and not "as a silhouette"
    valued = tags[at + 1] & tag.ARTICLE and not value & _LOOKS
    return bool(valued or tags[end - 1] & tag.COLOR or tags[at - 1] & tag.ACTOR)


def _comes_along(line: Line, piece: Piece, now: Clause, following: int) -> bool:
    tags, start, end = line.tags, piece.start, piece.end
    head = head_of(line, start, end)
    topic = topic_of(line, start, end)
    acting = any(tags[at] & _ACTING for at in range(head + 1, end))
    if tags[head] & tag.PEOPLE and line.words[head + 1 : head + 2] in _POSES:
        topic = tag.PEOPLE  # a choir that stands there is no sound
    if line.words[head] in _RESTING and head > start + 1:  # "with a husky asleep next to the rack"
        topic = topic_of(line, start, head)
        acting = acting or bool(topic & _SOMEBODY)
    # "…, with a man who sells …", and not "a wedding with guests who dance"
    told = following & tag.RELATIVE and piece.opener & tag.COMMA
    acting = acting or bool(told and topic & _SOMEBODY)
    definite = tags[start] & tag.DEFINITE and not tags[start] & tag.ARTICLE
    timed = bool(now.topics[0] & _TIMED)
    late = now.kind == "edit" and tags[now.end - 1] & tag.TIME  # "bring the harbour into dusk"
    known = [tag.TIME] if late else now.topics
    weather = (timed or late) and acting and topic & tag.WEATHER and another_value(known, topic)
    apart = weather or (_is_apart(line, head, topic, now) and (acting or not definite))
    seen = not definite and acting and topic & _COMES and _is_view(line, now)
    one = "one" in line.words[start + 1 : start + 3]  # "another one"
    more = _is_one_more(line, piece) and (acting or topic & tag.ACTOR or one)
    if apart or seen or more:
        return True
    if definite or now.operation == "give":
        new = definite or piece.opener & tag.COMMA or piece.mask & tag.RUNNING
        newcomer = topic & tag.ACTOR and new  # but "a throne with lions carved into it"
        newcomer = newcomer or (not topic and not definite and piece.opener & tag.COMMA)
        anew = following & tag.CONTRAST and piece.mask & tag.RUNNING  # "twirling, not standing"
        stranger = definite and not topic and (anew or is_somebody(line, head, end))
        return bool(acting and (newcomer or stranger)) or _is_idle(line, piece)
    beside = _is_new_beside(line, now, piece, topic, acting=acting)
    beside = beside or _is_company(line, piece, now, topic)
    if beside or _is_place(line, now):
        at_home = piece.mask & tag.PLACE_IN and tags[end - 2] & tag.DETERMINER
        somebody = bool((acting or at_home) and topic & tag.ACTOR)  # "a busker at the stop"
        passes = at_home or _is_near(line, end)
        passes = passes and piece.opener & tag.COMMA and _passes(line, piece, topic)
        return beside or bool(passes) or (somebody and _comes_into(line, piece, now, topic))
    if now.operation in _MAY_BRING_IN and not tags[now.end - 1] & tag.CAMERA:
        return False  # but "show it from a low angle, with a camel wandering past"
    instead = following & tag.CONTRAST or (following & tag.WHEN and _stands_for(line, piece))
    if instead or topic & tag.ACTOR:
        return _joins_in(line, piece, now, topic, acting=acting, instead=bool(instead))
    return acting and bool(tags[start] & tag.ARTICLE) and not _is_part(topic, now)


def _joins_in(
    line: Line, piece: Piece, now: Clause, topic: int, *, acting: bool, instead: bool
) -> bool:
    """Whether somebody comes to a new look or a shot, or `instead` of somebody: "a meadow, with a heron near the gate"."""
    end, tags, about = piece.end, line.tags, now.topics[0]
    apart = piece.opener & tag.COMMA
    named = any(bits & tag.DETERMINER for bits in tags[now.start : now.end])
    definite = tags[piece.start] & tag.DEFINITE and not tags[piece.start] & tag.ARTICLE
    shot = about & tag.CAMERA and apart and not definite and named
    styled = now.kind != "nominal" or tag.STYLE in now.topics or bool(shot)
    near = piece.mask & tag.PLACE_IN and not tags[end - 1] & tag.PRONOUN  # "on it": a part
    new = piece.mask & tag.ARTICLE and about & _STATES
    # "into a carriage with horses pulling it", "in a jumper with a reindeer on the front"
    drawn = about & tag.VEHICLE and not apart and tags[end - 1] & tag.PRONOUN
    worn = about & tag.CLOTHES and not (acting or apart)
    placed = bool(acting or near or new) and not (drawn or worn)
    other = instead and now.kind != "edit"  # but "a lion with a mane instead of …"
    other = other and (bool(topic & tag.ACTOR) or not about & tag.ACTOR)
    return not topic & LOOK and bool((styled and placed) or other)


def _is_idle(line: Line, piece: Piece) -> bool:
    """ "with their shepherd *asleep under a tree*"."""
    at = state_of(line, piece.start, piece.end)
    strange = at and not line.tags[at - 1] and line.words[at] in _RESTING
    somebody = at and line.tags[at - 1] & _SOMEBODY and line.tags[at] & tag.STATED
    return bool((somebody or strange) and piece.mask & tag.PLACE_IN)


def _rains(line: Line, piece: Piece, now: Clause) -> bool:
    """ "bring the pier into dusk *with drizzle falling*": beside an hour, a weather that it does not bring along."""
    if now.kind == "edit" and piece.opener & tag.COMMA and piece.mask & tag.RUNNING:
        # "empty the bar, *with a blizzard raging outside*": nothing that this brings along
        valued = now.operation == "make" and now.topics[0] & tag.ATTRIBUTE & ~tag.MOOD
        plain = now.operation in _PLAIN and not now.topics[0] & (tag.SKY | tag.WEATHER | tag.LIGHT)
        far = not _BEHIND.isdisjoint(line.words[piece.start : piece.end])
        if (plain or valued) and far and topic_of(line, piece.start, piece.end) & tag.WEATHER:
            return True
    hour = line.tags[now.end - 1] & tag.TIME and now.kind == "edit" and now.end - now.start > _TWO
    soft = not _SOFT.isdisjoint(line.words[piece.start : piece.end])
    falls = hour and topic_of(line, piece.start, piece.end) & tag.WEATHER
    return bool(falls) and not soft and now.ranges[-1][1] == now.end


def _is_view(line: Line, now: Clause) -> bool:
    """ "let's see it from behind the net", "show it from above": where it is seen from."""
    views = line.tags[now.start] & tag.WANT or now.operation == "camera"
    views = views or (now.verb is not None and now.verb.base in _VIEWS)
    return bool(views) and "from" in line.words[now.start + 2 : now.end]


def adds_too(line: Line, piece: Piece, now: Clause, verb: Verb | None, following: int) -> bool:
    """Whether a tail in -ing changes something else: "…, adding fireflies", "…, giving the dog a hat".

    What a new place or style brings along is a part of it, and so is what makes room for what is added.
    """
    if verb is None or now.operation in _NO_TAIL:
        return False
    tags, start, end = line.tags, piece.start + 1, piece.end
    linked = not verb.flags.isdisjoint(line.words[start + 1 : end]) or following & tag.WITH > 0
    moves = now.operation == "camera" or (now.kind == "nominal" and now.topics[0] & tag.CAMERA)
    if moves and linked and tags[start : start + 1]:
        # "pull out to the piano, swapping the stage for a swamp": nothing that a view brings about
        swapped = verb.kind in {"replace", "change"} and tags[start] & tag.DEFINITE
        if swapped and (tags[end - 1] & ~_LOOKS or not tags[end - 1]):
            return True
    own = tag.PLACE | tag.STYLE | tag.SEASON | tag.MOOD
    if (
        now.kind == "nominal"
        or end - start < 1
        or tags[start] & (tag.PRONOUN | tag.POSSESSIVE)
        or now.topics[0] & own
    ):
        return False
    looks = tags[end - 1] & (tag.STYLE | LOOK | tag.PRONOUN) or "weak" in verb.flags
    looks = looks or (verb.kind == "add" and "with" in verb.flags)  # "scattering glass"
    pair = verb.kind == "give" and end - start > 1
    topic = topic_of(line, start, start + 2 if pair else end)
    if looks or not topic & _SOLID or _MORE.intersection(line.words[start:end]):
        return False
    if verb.kind == "replace" or verb.base == "change":
        return bool(linked and tags[start] & tag.DETERMINER)
    named = pair and tags[start] & tag.DETERMINER
    return bool(named) or (verb.kind in {"add", "remove"} and another_item(now.topics, topic))


def _is_apart(line: Line, head: int, topic: int, now: Clause) -> bool:
    """Sound with a picture, a camera that moves, a background with what stands before it."""
    if topic == tag.AUDIO:
        if line.tags[head - 1] & _SEEN_AS or _is_hung(line, head):
            return False  # "with gold accents", "with a bell hanging in the tower"
        if line.words[head].endswith(_VOICES) and line.tags[now.end - 1] & _BEARERS:
            return False  # "a woman with a Scottish accent"
        return now.operation != "audio" and tag.AUDIO not in now.topics
    if topic == tag.CAMERA and now.operation == "camera" and line.words[head] in _LENSES:
        return now.verb is None or not only_films(line, now.verb, now.start, now.end)
    if topic == tag.CAMERA:
        return bool(line.tags[head + 1 : head + 2] and line.tags[head + 1] & _RUNNING)
    background = topic == tag.PLACE and line.words[head] in _SETTINGS
    pictured = "into" in line.words[now.start : now.end] and not now.topics[0] & ~tag.STYLE
    apart = background and not pictured  # "into a headshot with a grey background"
    return apart and now.operation in _COLORS and tag.PLACE not in now.topics


def _is_hung(line: Line, head: int) -> bool:
    """ "strings attached to every actor": nothing that sounds."""
    after = line.tags[head + 1 : head + 2]
    hung = after and (after[0] & tag.EDITED or line.words[head + 1] in _HANGS)
    return bool(hung) and not after[0] & tag.AUDIO


def _is_new_beside(line: Line, now: Clause, piece: Piece, topic: int, *, acting: bool) -> bool:
    """ "replace the hay, with a scarecrow standing behind the cart": no part of what is replaced."""
    parts = any(known & (tag.ACTOR | tag.PLACE) for known in now.topics)
    words = line.words[piece.start : piece.end]
    apart = not parts or (tag.PLACE not in now.topics and not _BEHIND.isdisjoint(words))
    alone = now.operation == "replace" and piece.opener & tag.COMMA and apart
    far = now.operation == "add" and not _GROUNDS.isdisjoint(words)  # "waving in the background"
    return bool(alone or (far and not parts)) and acting and bool(topic & tag.ACTOR)


def _is_company(line: Line, piece: Piece, now: Clause, topic: int) -> bool:
    """ "add steam, with a chef waving in the background": nobody who is part of steam."""
    alone = now.operation in _SPREADS and piece.opener & tag.COMMA and topic & tag.ACTOR
    if not alone or now.topics[0] & _BEARS:
        return False
    doing = any(bits & _DOES for bits in line.tags[piece.start + 1 : piece.end])
    behind = not _BEHIND.isdisjoint(line.words[piece.start : piece.end])
    apart = behind and not line.tags[piece.end - 1] & tag.PRONOUN
    return doing and bool(apart or now.topics[0] & _AIRY)


def _is_layer(bits: int) -> bool:
    """ "a thin layer", "a soft rim": no thing that stands somewhere."""
    return bool(bits & tag.PART or (bits & tag.EDIT and not bits & tag.TOPIC))


def _stands_for(line: Line, piece: Piece) -> bool:
    """ "with a swan *where the duck was*": instead of the duck."""
    tags, at = line.tags, piece.end + 1
    if line.words[at - 1] != "where" or at + 2 > len(tags) or _is_layer(tags[piece.end - 1]):
        return False
    if not tags[piece.start] & tag.ARTICLE:
        return False
    ends = next((end for end in range(at, len(tags)) if tags[end] & _ENDS), len(tags))
    led = tags[at] & tag.DEFINITE and 1 < ends - at < _FEW + 1
    return bool(led) and line.words[ends - 1] in _STOOD


def _is_place(line: Line, now: Clause) -> bool:
    """Whether a change sets the scene somewhere else: "make the office an aquarium", "set it in Kyoto"."""
    if tag.PLACE in now.topics:
        return True
    if now.verb is None or now.end - now.start < _FEW:
        return False
    tags, last = line.tags, now.end - 1
    if now.linked and not tags[last] and line.words[last - 1] in _WITHIN:
        return True
    if now.linked and not now.topics[0] and now.verb.kind == "change":  # "the square into a ring"
        return bool(tags[now.start + 1] & tag.DETERMINER and tags[now.start + 2] & tag.PLACE)
    return any(
        tags[at] & tag.PLACE and (tags[at - 1] | tags[at - 2]) & tag.ARTICLE
        for at in range(now.start + 3, now.end)
    )


def _comes_into(line: Line, piece: Piece, now: Clause, topic: int) -> bool:
    """ "a jungle, with a monkey swinging from the lamp": one comes in; a market has its crowd by itself."""
    tags, start = line.tags, piece.start
    moved = now.operation == "add" and tags[now.start + 1] & _POINTS  # "put her in a desert"
    comma = piece.opener & tag.COMMA and (moved or now.operation == "replace")
    if now.operation in _BRINGS_IN and not comma:
        return False
    one = topic & _SOMEBODY and tags[start] & _NEW_ONE and not tags[start] & tag.AMOUNT
    last = tags[piece.end - 1]
    near = last & _ITS and tags[start] & tag.ACTOR  # "… with children sliding down it"
    led = (tags[piece.end - 2] | tags[piece.end - 3]) & tag.DETERMINER
    among = (
        tags[start] & tag.ANIMAL and last & tag.PEOPLE and led
    )  # "… with parrots among the guests"
    return bool(one or near or among)


def _passes(line: Line, piece: Piece, topic: int) -> bool:
    """ "a canal, with *a gondola drifting by* in front of the cafe", "with *a rover rolling past* behind the couple"."""
    tags, start = line.tags, piece.start
    one = tags[start] & _NEW_ONE and not tags[start] & tag.AMOUNT and piece.mask & tag.RUNNING
    past = not topic and not _BY.isdisjoint(line.words[start : piece.end])
    return bool(one) and bool(topic & tag.VEHICLE or past)


def _is_near(line: Line, end: int) -> bool:
    """ "a pagoda, with an airship hovering *to its left*", "… *above it*", "… *overhead*"."""
    led = line.words[end - 2] in _NEAR and line.tags[end - 1] & tag.PRONOUN
    sided = line.words[end - 1] in _SIDES and line.tags[end - 2] & tag.DEFINITE
    return bool(led or sided) or line.words[end - 1] == "overhead"


_NEAR = frozenset({"above", "over", "beside", "behind", "next to", "near", "around", "past", "by"})
_SIDES = frozenset({"left", "right", "side"})


def _is_one_more(line: Line, piece: Piece) -> bool:
    """ "a second goose", "another ship"."""
    words = line.words[piece.start : piece.start + 3]
    return any(word.rpartition(" ")[2] in _ONE_MORE for word in words)


def _is_part(topic: int, now: Clause) -> bool:
    """Whether a thing of this topic is a part of how the change looks."""
    bears = tag.VEHICLE | tag.CLOTHES  # a ship has its flag, a kilt its buttons
    borne = now.topics[0] & bears and not topic & ~tag.THING
    return bool(topic & _PARTS or borne) or tag.STYLE in now.topics
