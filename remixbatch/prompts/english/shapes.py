"""Shapes of a thing and what is said of it, without a verb: whether words from start to end have one."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.line import Line

_LED = tag.LEAD | tag.PREPOSITION | tag.NUMBER
_SHORT = 6  # words
_IN_PLACE = frozenset({"for", "on"})
_LEAST = 4
_NEAR = range(5, 7)  # words
_WHITHER = frozenset({"by", "into", "from", "through", "down", "past", "toward", "towards"})
_SOMEWHERE = frozenset(
    {"overhead", "nearby", "outside", "inside", "upstairs", "below", "everywhere"}
)
_NOUNS = tag.TOPIC & ~(tag.ATTRIBUTE | tag.PALETTE)
_ENDINGS = ("y", "ed", "er", "en", "ing")  # of what is no noun
_BEFORE_PLACE = tag.DETERMINER | tag.POSSESSIVE | tag.ARTICLE
_KNOWN = tag.PREPOSITION | tag.PRONOUN | tag.DEFINITE
_GIVEN = tag.CLOTHES | tag.BODY | tag.THING
_CUT = tag.PREPOSITION | tag.RELATIVE
_BEGINS = tag.ARTICLE | tag.NUMBER
_QUALIFIES = tag.ATTRIBUTE | tag.LEAD
_OWNS = tag.POSSESSIVE | tag.OWNER
_NO_THING = tag.PRONOUN | tag.PREPOSITION
_BEFORE_OBJECT = tag.PREPOSITION | tag.LEAD | tag.ADVERB | tag.NUMBER
_ONES = frozenset({"one", "ones"})
_BEFORE_ONE = tag.ATTRIBUTE | tag.ADJECTIVE | tag.COMPARATIVE
_ITS = tag.POSSESSIVE | tag.PRONOUN
_POINTS = tag.SPECIFIC | tag.PRONOUN


def stands(line: Line, start: int, end: int) -> bool:
    """ "red light on the shelves": a bare thing with a place of its own, in few words."""
    tags = line.tags
    if tags[start] & _LED or end - start > _SHORT:
        return False
    if tags[start] & tag.EDITED and not any(bits & tag.TOPIC for bits in tags[start:end][:2]):
        return False  # "lit by the sun"
    at = next((at for at in range(start + 1, end - 1) if tags[at] & tag.PREPOSITION), 0)
    if at == start + 1 and tags[start] & _BEFORE_ONE and not tags[start] & _NOUNS:
        return False  # "thick near the shore"
    if at + 2 == end and tags[at] & tag.PLACE_IN and tags[at + 1] & _ITS:
        return at > 0  # "a neon city behind her"
    return bool(at and tags[at + 1] & tag.DETERMINER)


def for_each(line: Line, start: int, end: int) -> bool:
    """ "a crown for the frog"."""
    at = next((at for at in range(start + 1, end - 1) if line.words[at] in _IN_PLACE), 0)
    new = line.tags[start] & tag.ARTICLE or not line.tags[start] & (tag.LEAD | tag.PREPOSITION)
    return bool(at and new and line.tags[at + 1] & (tag.SPECIFIC | tag.PRONOUN))


def fronted(line: Line, start: int, end: int) -> bool:
    """ "on the wall a clock": a place, and what is new there."""
    tags = line.tags
    led = tags[start] & tag.PREPOSITION and end - start > _LEAST and tags[start + 1] & tag.SPECIFIC
    return bool(led) and any(bits & tag.ARTICLE for bits in tags[start + 3 : end - 1])


def by_another(line: Line, start: int, end: int) -> bool:
    """ "the chair by the window": a thing of the scene, and where it stands now."""
    tags = line.tags
    near = end - start in _NEAR and tags[start] & tag.SPECIFIC and tags[start + 2] & tag.PREPOSITION
    return bool(near) and bool(tags[start + 3] & tag.SPECIFIC)


def put_there(line: Line, start: int, end: int) -> int:
    """ "a broom *by* the gate", "bunting *over* the quay", "a comet *overhead*": where the place of what is new begins; 0 if it has none."""
    tags, words = line.tags, line.words
    listed = tags[start - 1] & tag.COMMA and not tags[start] & tag.ARTICLE
    if tags[start] & _KNOWN or listed:
        return 0
    at = next((at for at in range(start + 1, end) if _is_place(line, at, end)), 0)
    before = tags[at - 1] if at else tag.PREPOSITION
    named = before & _NOUNS or (not before and not words[at - 1].endswith(_ENDINGS))
    named = named or (before & tag.EDITS and at == start + 1)  # "spread rushes over the floor"
    hung = before & (tag.EDITED | tag.STATED) and at > start + 1  # "lanterns hung along the bridge"
    named = named or (hung and tags[at - 2] & _NOUNS)
    led = at + 1 == end or tags[at + 1] & _BEFORE_PLACE
    return at if named and led else 0


def _is_place(line: Line, at: int, end: int) -> bool:
    if at + 1 == end:
        return line.words[at] in _SOMEWHERE
    return bool(line.tags[at] & tag.PLACE_IN) or line.words[at] in _WHITHER


def plays(line: Line, start: int, end: int) -> bool:
    """ "our teacher *as a pirate*", "grandpa *as a sheriff*": somebody or something, and what it is seen as."""
    near = range(start + 1, min(start + _LEAST, end - 1))
    at = next((at for at in near if line.words[at] == "as"), 0)
    return at > 0 and bool(line.tags[at + 1] & tag.ARTICLE) and not line.tags[at - 1] & _LED


def two_objects(line: Line, start: int, end: int) -> bool:
    """ "the owl a cap", "his sister blue eyes"."""
    tags = line.tags
    if not tags[start] & _POINTS or tags[start] & tag.ARTICLE:
        return False
    if tags[start] & _OWNS and start + 1 < end and tags[start + 1] & tag.ARTICLE:
        return True  # "her a cane", "Noah's a cupcake"
    first = start + (1 if tags[start] & tag.PRONOUN else 2)
    cut = next((at for at in range(first, end) if tags[at - 1] & _CUT), end)
    if any(_begins_object(line, at, end) for at in range(first, cut)):
        return True
    return any(_follows_place(tags, at) for at in range(cut + 1, end))


def _follows_place(tags: list[int], at: int) -> bool:
    """ "the twin on the left *a drum*", "the girl behind her *a ball*": an object behind where who gets it is."""
    before = tags[at - 1]
    him = before & _ITS and tags[at - 2] & tag.PREPOSITION
    return bool(tags[at] & tag.ARTICLE and (him or not before & _BEFORE_OBJECT))


def _begins_object(line: Line, at: int, end: int) -> bool:
    """Whether a second object begins here: "a scarf", "blue eyes", "sunglasses" after "the driver"."""
    bits, before = line.tags[at], line.tags[at - 1]
    if bits & _BEGINS:
        return not (line.words[at] in _ONES and before & _BEFORE_ONE)
    if at == end - 1:
        many = line.words[at].endswith("s") and not before & tag.TOPIC & ~tag.ACTOR
        plain = many and not before & ~(tag.ACTOR | tag.PLAIN)  # "his choirboys *halos*"
        return bool(bits & _GIVEN and (many or before & tag.ACTOR)) or (plain and not bits)
    return bool(bits & tag.ATTRIBUTE) and not before & _QUALIFIES


def is_put(line: Line, start: int, end: int) -> bool:
    """ "the lamp down", "the radio off"."""
    return end - start > 2 and bool(
        line.tags[start] & tag.SPECIFIC and line.tags[end - 1] & tag.PARTICLE
    )


def placed(line: Line, start: int, end: int) -> bool:
    """ "a lamp on the desk": a thing with a place of its own."""
    tags = line.tags
    if tags[start] & _NO_THING:
        return False
    if tags[start] & (tag.LEAD | tag.AUTHOR):
        return any(tags[at] & tag.PLACE_IN for at in range(start + 1, end - 1))
    at = start + 1  # "wings to its back"
    if not tags[start - 1] & tag.AND:
        return False
    return at + 1 < end and bool(tags[at] & tag.PLACE_IN and tags[at + 1] & tag.LEAD)


def is_there(line: Line, start: int, end: int) -> bool:
    """ "the mug on the windowsill", to be removed: a thing of the scene and where it is."""
    tags = line.tags
    if not tags[start] & tag.DETERMINER:
        return False
    at = next((at for at in range(start + 2, end - 1) if tags[at] & tag.PREPOSITION), 0)
    placed_so = at > 0 and line.words[at] != "of" and tags[at + 1] & tag.DEFINITE
    return bool(placed_so) and line.words[end - 1] not in _SIDES


_SIDES = frozenset({"left", "right", "side", "middle", "background", "foreground"})
