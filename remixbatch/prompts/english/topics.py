"""What a noun phrase is about, and whether two such things are one to the crew."""

from functools import cache

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.grammar import Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece

_BEFORE = tag.PREPOSITION | tag.LEAD | tag.ADVERB | tag.NUMBER
_AFTER = tag.LINK | tag.PREPOSITION | tag.PARTICIPLE | tag.EDITING | tag.RELATIVE
# The first of these that a head has is its topic.
_TOPICS = (
    *(tag.AUDIO, tag.TIME, tag.SEASON, tag.WEATHER, tag.PEOPLE, tag.ANIMAL, tag.VEHICLE),
    *(tag.SKY, tag.CLOTHES, tag.BODY, tag.TEXT, tag.STYLE, tag.CAMERA, tag.EFFECT),
    *(tag.PLANT, tag.FOOD, tag.THING, tag.PLACE, tag.LIGHT, tag.TEXTURE, tag.PALETTE, tag.MOOD),
)
_NAMED = tag.BODY | tag.THING
_FRAMING = frozenset({"tighter", "wider", "closer", "tight", "wide", "close"})  # "tighter on him"
_PROP = tag.PLANT | tag.FOOD | tag.THING
# Things that make one set when they are added together. A topic -> all it goes with.
_SETS = {
    tag.PEOPLE: tag.PEOPLE | tag.ANIMAL | tag.BODY | tag.CLOTHES,
    tag.ANIMAL: tag.PEOPLE | tag.ANIMAL | tag.BODY | tag.CLOTHES,
    tag.VEHICLE: tag.VEHICLE | tag.BODY,
    tag.CLOTHES: tag.CLOTHES | tag.BODY,
    tag.BODY: tag.CLOTHES | tag.BODY,
    tag.PLANT: _PROP | tag.PLACE,
    tag.FOOD: _PROP,
    tag.THING: _PROP | tag.PLACE | tag.LIGHT,
    tag.PLACE: tag.PLACE | tag.PLANT | tag.THING,
    tag.WEATHER: tag.WEATHER | tag.SKY | tag.EFFECT | tag.LIGHT | tag.SEASON | tag.MOOD,
    tag.SEASON: tag.WEATHER | tag.SEASON,
    tag.SKY: tag.WEATHER | tag.SKY | tag.LIGHT | tag.EFFECT,
    tag.EFFECT: tag.EFFECT | tag.WEATHER | tag.LIGHT | tag.TEXTURE | tag.SKY | tag.STYLE,
    tag.TEXT: tag.TEXT,
    tag.AUDIO: tag.AUDIO,
}
LOOK = tag.TEXTURE | tag.LIGHT | tag.PALETTE | tag.MOOD | tag.COLOR | tag.EFFECT
# What a value of each topic brings along: style its traits, a time of day its light.
_BRINGS = {
    tag.STYLE: LOOK | tag.STYLE | tag.PLACE | tag.THING | tag.BODY | tag.TEXT,
    tag.TIME: tag.TIME | tag.LIGHT | tag.PALETTE | tag.MOOD | tag.COLOR | tag.SKY | tag.TEXTURE,
    tag.SEASON: tag.SEASON | tag.WEATHER | tag.PLANT | LOOK,
    tag.WEATHER: tag.WEATHER | tag.SKY | LOOK,
    tag.SKY: tag.SKY | tag.WEATHER | LOOK,
    tag.LIGHT: LOOK | tag.TIME | tag.SKY,
    tag.PALETTE: LOOK | tag.TIME,
    tag.COLOR: LOOK,
    tag.MOOD: LOOK | tag.STYLE,
    tag.TEXTURE: LOOK | tag.STYLE,
    tag.EFFECT: LOOK | tag.STYLE,
    tag.CAMERA: tag.CAMERA | tag.TEXTURE,
    tag.AUDIO: tag.AUDIO | tag.MOOD,
    tag.PLACE: LOOK | tag.PLACE | tag.WEATHER | tag.SEASON | tag.TIME | tag.PLANT,
}
# Values that are never part of another's.
_OWN = tag.CAMERA | tag.STYLE | tag.TIME | tag.WEATHER | tag.SEASON | tag.AUDIO | tag.SPEED
# Light and grade are a change of their own only beside these.
_GRADE = tag.LIGHT | tag.PALETTE
_APART_FROM_GRADE = tag.CAMERA | tag.AUDIO
# Attributes of one thing that are two to the crew.
_APART = {
    tag.SIZE: tag.COLOR | tag.AGE | tag.SPEED | tag.MATERIAL,
    tag.COLOR: tag.SIZE | tag.AGE | tag.SPEED,
    tag.AGE: tag.SIZE | tag.COLOR | tag.SPEED,
    tag.SPEED: tag.SIZE | tag.COLOR | tag.AGE | tag.MATERIAL,
    tag.MATERIAL: tag.SPEED | tag.SIZE,
}
_LED = tag.PREPOSITION | tag.ADVERB | tag.LINK
_FEELS = frozenset({"feel", "mood", "atmosphere", "tone", "vibes", "shot"})
_FELT = tag.TEXTURE | tag.EDITED
_SHOWN = tag.ANCHOR | tag.LABEL
_SHOWN_AS = tag.STYLE | tag.CAMERA | tag.TIME | tag.WEATHER | tag.SEASON
_MAY_END = _AFTER | tag.EDITED
_AFTERWARDS = tag.ADVERB | tag.PARTICLE
_ENDS = tag.STOP | tag.COMMA
FILMED = frozenset({"seen", "viewed", "filmed", "shot", "shown", "captured", "photographed"})
_OF = frozenset({"in", "of"})


def head_of(line: Line, start: int, end: int) -> int:
    """The place of the head of a noun phrase: its last word before what only describes it."""
    tags = line.tags
    for first in range(start, end):
        if not tags[first] & _BEFORE or tags[first] & tag.TIME:
            break
    else:
        return end - 1
    last = end - 1
    for at in range(first + 1, end):
        if tags[at] & _MAY_END and _ends(tags, at, end):
            last = at - 1
            break
    while last > first and tags[last] & _AFTERWARDS and not tags[last] & _NAMED:
        last -= 1
    return last


def _ends(tags: list[int], at: int, end: int) -> bool:
    """ "a magpie perched on the mast", where "a painted boat" is a boat."""
    return bool(tags[at] & _AFTER or (at + 1 < end and tags[at + 1] & _LED))


def topic_of(line: Line, start: int, end: int) -> int:
    """The one topic of a noun phrase; 0 if none is known."""
    if line.words[start] in _FRAMING and is_framing(line, start, end):
        return tag.CAMERA
    head = head_of(line, start, end)
    bits = line.tags[head]
    if head + 2 < end and line.words[head + 1] == "of":
        bits = line.tags[head_of(line, head + 2, end)] & LOOK or bits  # "a band of light"
    elif bits & _SHOWN and not bits & tag.TOPIC and head > start:
        bits = line.tags[head - 1] & _SHOWN_AS or bits  # "comic version"
    elif bits & _FELT and line.words[head] in _FEELS and head > start:
        bits = line.tags[head - 1] & tag.CAMERA or bits  # "handheld feel"
    return _first_topic(bits)


def is_framing(line: Line, start: int, end: int) -> bool:
    """ "tighter on the hands"."""
    led = end - start > 1 and line.words[start + 1] == "on"
    return led and line.words[start] in _FRAMING


@cache
def _first_topic(bits: int) -> int:
    """What a head with these bits is about. Remembered: a lexicon has some hundred different ones."""
    for topic in _TOPICS:
        if bits & topic:
            return topic
    return bits & -(bits & tag.ATTRIBUTE) & tag.ATTRIBUTE


def attribute_of(bits: int) -> int:
    for attribute in _APART:
        if bits & attribute:
            return attribute
    return 0


def unlike_things(one: int, other: int) -> bool:
    """Whether two things that are added are no set."""
    known = _SETS.get(one)
    return known is not None and other in _SETS and not known & other


def another_value(known: list[int], topic: int) -> bool:
    """Whether a value is a change beside the values before it: noon beside hail, a lens beside dawn."""
    if not topic & _OWN and not (topic & _GRADE and all(one & _APART_FROM_GRADE for one in known)):
        return False
    return not any(_BRINGS.get(one, 0) & topic for one in known)


def another_item(known: list[int], topic: int) -> bool:
    """Whether an item of a telegraphic list is a change beside the items before it."""
    if not topic or (topic in known and topic & (LOOK | _OWN | tag.ATTRIBUTE)):
        return False
    return not any(_BRINGS.get(one, 0) & topic for one in known)


def apart(one: int, other: int) -> bool:
    """Whether two attributes of one thing are two changes."""
    return bool(_APART.get(one, 0) & other)


def value_topic(line: Line, piece: Piece, verb: Verb | None) -> int:
    """The topic of the new state: what follows the link of a verb, or its object, or all of a nominal."""
    if verb is None or not line.tags[piece.start] & _VERB:
        return topic_of(line, piece.start, piece.end) or _place_topic(line, piece)
    start = piece.start + 1
    if start >= piece.end:
        return 0
    for at in range(start, piece.end - 1):
        if line.words[at] in verb.flags:
            if verb.kind in {"add", "move"} and at > start:
                return topic_of(line, start, at)
            return topic_of(line, at + 1, piece.end)
    if "state" in verb.flags:
        bits = line.tags[piece.end - 1]
        return attribute_of(bits) or topic_of(line, piece.end - 1, piece.end)
    last = line.tags[piece.end - 1]
    above = verb.kind == "add" and last & tag.STATED and last & tag.CAMERA  # "hang it overhead"
    return topic_of(line, start, piece.end - bool(above and piece.end > start + 1))


def _place_topic(line: Line, piece: Piece) -> int:
    """The topic of the last thing that a nominal of an unknown head is said to be in."""
    for at in range(piece.end - 2, piece.start, -1):
        if line.tags[at] & tag.PREPOSITION:
            topic = topic_of(line, at + 1, piece.end)
            return 0 if topic & tag.ACTOR else topic
    return 0


_VERB = tag.EDIT | tag.EDITING


SETTING = frozenset({"set", "stage", "relocate", "move", "transport", "place", "transpose"})
_HOURLY = frozenset({"at", "by", "in"})
_WHERE = frozenset({"in", "on", "to", "at", "into", "inside"})
_LENSES = frozenset({"lens", "mm", "anamorphic", "telephoto", "fisheye", "macro lens", "wide lens"})
_GROUNDS = frozenset({"background", "foreground", "distance", "frame", "scene", "corner"}) | {
    *("wheelchair", "pram", "stroller", "pushchair", "buggy"),  # which go with somebody
}
PUTTING = frozenset({"put", "place", "stick"})
_WEARS = tag.PEOPLE | tag.ANIMAL | tag.PRONOUN
_STAGES = tag.PLACE | tag.VEHICLE | tag.SKY
_SCENES = tag.PLACE | tag.WEATHER | tag.SEASON


FILMING = frozenset({"shoot", "film"})


def only_films(line: Line, verb: Verb, start: int, end: int) -> bool:
    """Whether nothing but "shoot it" stands there: the lens that follows is all that is asked for."""
    return verb.base in FILMING and not any(
        bits & (tag.PREPOSITION | tag.TIME) for bits in line.tags[start + 1 : end]
    )


def lens_of(line: Line, piece: Piece, verb: Verb) -> int:
    """Where the lens begins that a move of the camera is made with: "crane up on 24 mm"; 0 if none."""
    for at in range(piece.start + 1, piece.end - 1):
        if line.words[at] in {"on", "using", "through"}:
            rest = line.words[at + 1 : piece.end]
            lens = not _LENSES.isdisjoint(rest) or any(word.endswith("mm") for word in rest)
            return at if lens and not only_films(line, verb, piece.start, at) else 0
    return 0


def hour_of(line: Line, piece: Piece, verb: Verb) -> int:
    """Where the hour begins in "set it in Venice at night"; 0 if the verb does not say both where and when."""
    tags, start, end = line.tags, piece.start, piece.end
    at = end - (3 if tags[end - 2] & tag.LEAD else 2)
    if at < start + 4 or not tags[end - 1] & tag.TIME or line.words[at] not in _HOURLY:
        return 0
    where = next((where for where in range(start + 2, at) if tags[where] & tag.PREPOSITION), 0)
    if not where or tags[where + 1] & tag.TIME or line.words[where] not in _WHERE:
        return 0
    whole = verb.base != "move" or tags[start + 1] & tag.PRONOUN or tags[where - 1] & tag.ANCHOR
    return at if whole else 0


def stage_of(line: Line, piece: Piece) -> int:
    """Where the place begins in "put her in a gown on the moon"; 0 if the words are not about both."""
    tags, start, end = line.tags, piece.start, piece.end
    worn = next((at for at in range(start + 2, end - 1) if line.words[at] == "in"), end)
    if not any(bits & _WEARS or not bits for bits in tags[start + 1 : worn]):
        return 0
    at = next((at for at in range(worn + 2, end - 1) if tags[at] & tag.PLACE_IN), 0)
    if not at or not tags[at - 1] & tag.CLOTHES or line.words[end - 1] in _GROUNDS:
        return 0
    return at if tags[at + 1] & tag.LEAD and topic_of(line, at, end) & _STAGES else 0


def style_of(line: Line, piece: Piece) -> int:
    """Where the style begins in "turn the dog into a fox in anime style"; 0 if the words do not say both."""
    tags, start, end = line.tags, piece.start, piece.end
    at = next((at for at in range(end - 2, start + 4, -1) if line.words[at] == "in"), 0)
    if not at or any(bits & _NO_MANNER for bits in tags[start + 1 : at]):
        return 0
    new = next((new for new in range(at - 2, start + 1, -1) if tags[new] & tag.ARTICLE), 0)
    turned = line.words[new - 1] in _TURNS_TO or tags[new - 1] & _SOMEBODY
    if not new or not turned or not topic_of(line, new, at) & _SOMEBODY:
        return 0
    led = line.words[at + 1] == "the style" and end - at > _TWO_PAIRS - 1
    manner = led or (end - at < _TWO_PAIRS and line.words[end - 1] == "style")
    return at if manner and not tags[end - 1] & tag.NUMBER else 0


def second_of(line: Line, piece: Piece) -> int:
    """Where the second begins of two that no mark parts: "red dress blue shoes"; 0 if there is none."""
    if piece.end - piece.start != _TWO_PAIRS:
        return 0
    one, thing, two, other = line.tags[piece.start : piece.end]
    valued = one & _VALUE and two & _VALUE and not (one | two) & _SEEN
    named = thing & _SEEN and other & _SEEN and not (thing | other) & _VALUE
    if valued and named:
        return piece.start + 2
    compared = thing & other & tag.COMPARATIVE and one & _SEEN and two & _SEEN
    return piece.start + 2 if compared else 0  # "dog bigger cat smaller"


def place_of(line: Line, piece: Piece, following: int) -> int:
    """Where the new place begins in "a black swan in the fog"; 0 if it names no subject and place."""
    start, end = piece.start, piece.end
    if piece.mask & _SET and end - start < _FEW and following & _ENDS:
        at = _set_of(line, start, end)
        if at:
            return at
    return place_in(line, start, end) if following & _ENDS else 0


def place_in(line: Line, start: int, end: int, led: int = tag.ARTICLE) -> int:
    """Where the place of somebody begins in "a black swan in the fog"; 0 if it names no subject and place.

    `led`: what it may begin with.
    """
    tags = line.tags
    if not tags[start] & led or end - start > _FEW:
        return 0
    if tags[start] & tag.AMOUNT or line.words[end - 1] in _GROUNDS:
        return 0
    at = next((at for at in range(start + 1, end - 1) if line.words[at] in {"in", "on", "at"}), 0)
    if not at or not topic_of(line, start, at) & tag.ACTOR:
        return 0
    inside = line.words[at] == "in" and tags[at + 1] & led  # "in a bathtub"
    within = tag.THING | tag.VEHICLE if inside else 0
    within |= tag.SKY if line.words[at] == "on" else 0  # "on the moon"
    return at if topic_of(line, at, end) & (_SCENES | within) else 0


def _settings(line: Line, start: int, end: int) -> tuple[int, int]:
    """Where the first and the last place or time begin; zeros if none does."""
    ats = [at for at in range(start + 1, end - 1) if line.words[at] in _SETTING]
    return (ats[0], ats[-1]) if ats else (0, 0)


def _is_hour_and_weather(line: Line, ats: tuple[int, int, int]) -> bool:
    """ "the chase *at midnight in a blizzard*"."""
    one, other = topic_of(line, ats[0], ats[1]), topic_of(line, ats[1], ats[2])
    return {one, other} == {tag.TIME, tag.WEATHER}


def _set_of(line: Line, start: int, end: int) -> int:
    """Where the second begins in "dusk in a sandstorm", "claymation in a cave"; 0 if there is none."""
    if line.tags[start] & tag.PREPOSITION:
        return 0
    at, last = _settings(line, start, end)
    if not at:
        return 0
    if last > at and _is_hour_and_weather(line, (at, last, end)):
        return last
    one, other = topic_of(line, start, at), topic_of(line, at, end)
    if one & tag.CAMERA and line.tags[at + 1] & tag.DETERMINER:
        return 0
    if one & (tag.STYLE | tag.TIME | tag.WEATHER | tag.CAMERA) and other & (tag.TIME | tag.WEATHER):
        return at if one != other else 0
    placed = one & tag.STYLE and other & tag.PLACE and line.tags[at + 1] & tag.ARTICLE
    return at if placed else 0


RESHAPING = frozenset({"change", "replace", "restyle", "make", "add", "other"})
SHORTEST = 6  # words: "turn it into a fox in anime style"
_SOMEBODY = tag.PEOPLE | tag.ANIMAL
_NO_MANNER = tag.STYLE | tag.ANCHOR
_TURNS_TO = frozenset({"into", "as", "to", "with", "by", "for"})
_SEEN = tag.ACTOR | tag.CLOTHES | tag.BODY | tag.THING | tag.PLANT
_TWO_PAIRS = 4
_VALUE = tag.COLOR | tag.SIZE | tag.COMPARATIVE | tag.MATERIAL
_SET = tag.STYLE | tag.TIME | tag.WEATHER | tag.CAMERA
_SETTING = frozenset({"in", "at", "during", "on", "inside", "under"})
_FEW = 8  # words: what is longer tells a scene


def is_as_style(line: Line, piece: Piece) -> bool:
    """ "*As a linocut*, with the ferryman playing a banjo": what all of it becomes, and not when."""
    led = piece.opener & tag.STOP and line.tags[piece.start] & tag.ARTICLE
    led = led and line.words[piece.start - 1] == "as" and not piece.mask & (tag.SAYS | tag.FINITE)
    drawn = line.words[piece.end - 1] in _SHEETS and piece.mask & tag.STYLE
    return bool(led) and bool(drawn or line.tags[piece.end - 1] & tag.STYLE)


# What a style is drawn, printed or shown on: "a comic strip".
_SHEETS = frozenset({"strip", "print", "book", "version", "clip", "poster", "page", "panel"}) | {
    *("window", "drawing", "painting", "film", "movie", "show", "tapestry", "postcard", "cover")
}


def is_seen_from(line: Line, start: int, end: int) -> bool:
    """ "seen from a drone"."""
    after = line.tags[start + 1] if start + 1 < end else 0
    return line.words[start] in FILMED and bool(after & tag.PREPOSITION)


def made_of(line: Line, piece: Piece) -> int:
    """How many words lead to a material or a colour: two in "made of copper", one in "in teal"."""
    if line.words[piece.start : piece.start + 2] == ["made", "of"]:
        return 2
    led = line.words[piece.start] in _OF and piece.end - piece.start > 1
    return int(led and line.tags[piece.end - 1] & (tag.COLOR | tag.MATERIAL) > 0)


def is_lens(line: Line, piece: Piece) -> bool:
    """ "on an 18 mm lens"."""
    led = line.tags[piece.start] & tag.PREPOSITION and line.tags[piece.end - 1] & tag.CAMERA
    return bool(led) and bool(piece.mask & tag.NUMBER)
