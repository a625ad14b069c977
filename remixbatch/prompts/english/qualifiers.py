"""Adjectives before a joint, whose noun comes after it: "a soft, diffused look", "a small, dented van should …"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import state_of
from remixbatch.prompts.english.clause import Clause, Standing
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.topics import LOOK, another_item, topic_of

_MORE = tag.AMOUNT | tag.COMPARATIVE
_TERSE = 4  # words: longer items describe

_ADJECTIVES = (
    tag.ADJECTIVE | tag.ATTRIBUTE | tag.LIGHT | tag.PALETTE | tag.ADVERB | tag.COMPARATIVE
) | (tag.PARTICIPLE | tag.EDITED)
_JOINS = tag.COMMA | tag.AND
_LED = tag.LEAD | tag.PREPOSITION | tag.MODAL
_BETWEEN = tag.BREAK | tag.ADVERB
_OPENS = tag.LEAD | tag.WITH
_NOUNS = (tag.TOPIC & ~(tag.ATTRIBUTE | tag.PALETTE | tag.LIGHT)) | tag.LEAD
_STATE = tag.COLOR | tag.MATERIAL | tag.ADJECTIVE | tag.EDITED
_QUALITY = tag.ATTRIBUTE | tag.ADJECTIVE
_GRADES = frozenset({"more", "less"})
_ENDINGS = ("y", "ed", "en", "ful", "less", "ous", "ish", "ic", "ive", "al", "ing", "ant", "ent")
_AWAY = frozenset({"from", "off", "out of"})
AS_WELL = ["as", "well"]
_ONTO = frozenset({"onto", "on to"})
_OVER = frozenset({"across", "over", "along", "all over", "into", "through"})
_BEGINS = tag.STOP | tag.AND | tag.THEN
_NO_OBJECT = tag.BREAK | tag.SAYS | tag.PREPOSITION
_FEW = range(2, 4)  # words: "warmer skin"
_TAKES = frozenset({"remove", "audio", "camera", "speed"})
_OF_THINGS = _TAKES | {"add", "replace", "give", "recolor", "fill", "move", "text"}
_BRINGS = frozenset({"add", "replace", "give"})
_ALIVE = tag.ACTOR | tag.PLANT
_APART = (
    tag.PEOPLE
    | tag.ANIMAL
    | tag.PLANT
    | tag.BODY
    | tag.AUDIO
    | tag.CAMERA
    | tag.SPEED
    | tag.SKY
    | tag.WEATHER
)
_OF_SAME = LOOK | tag.BODY  # "no wrinkles, *smoother skin*"
_OF_ALL = (
    tag.WEATHER | tag.TIME | tag.SEASON | tag.STYLE | tag.EFFECT
)  # which alter all that is seen
_NO_THING = (tag.PREPOSITION | tag.ADVERB | tag.LINK | tag.LEAD | tag.COMPARATIVE) | (
    tag.RUNNING | tag.SAYS | tag.CONTRAST | tag.RELATIVE | tag.SUBJECT
)
_STACK = 40  # words and commas: no more are looked at
_BARE = tag.ADJECTIVE | tag.MATERIAL | tag.STATED | tag.COLOR | tag.TEXTURE
_LEAST = 2  # words: "more dream-like" has no noun yet

_TOO = frozenset({"too", "also", "well"})
_NOT_ALL = tuple([f"{only}{be}" for only in (" just", " only", " merely") for be in ("", " be")])
_AIRY = tag.LIGHT | tag.EFFECT | tag.SKY | tag.WEATHER | tag.STYLE | tag.CAMERA
_FORMS = frozenset({"round", "square", "oval", "triangular", "circular", "cubic", "hexagonal"}) | {
    *("rectangular", "spherical", "conical", "cylindrical", "octagonal")
}


def shares_noun(line: Line, piece: Piece) -> bool:
    """ "a soft, diffused look": the words before the joint are adjectives of the noun after it."""
    tags = line.tags
    if not piece.opener & _JOINS or tags[piece.start] & _LED:
        return False
    at = piece.start - 1
    while at >= 0 and tags[at] & _BETWEEN:
        at -= 1
    if at < 0 or not _can_qualify(tags[at]):
        return False
    colored = tags[at] & (_NOUNS | tag.COLOR)
    if colored and topic_of(line, piece.start, piece.end) & tag.CAMERA:
        return False  # "for a rose, *top-down view*"
    while at >= 0 and _can_qualify(tags[at]):
        at -= 1
        if at >= 0 and tags[at] & _OPENS:
            return not state_of(line, piece.start, piece.end)  # "on the glass, blinds torn"
    return False


def waits_for_noun(line: Line, piece: Piece, now: Clause) -> bool:
    """ "*a small*, dented van should stop": an article and adjectives, whose noun is to come."""
    alone = piece.opener & tag.COMMA and not piece.opener & tag.AND
    if not alone or not line.tags[now.start] & tag.ARTICLE:
        return bool(alone) and _stack(line, piece, now)
    if line.tags[piece.start] & tag.LEAD and not _grades(line, piece):
        return False
    end = now.ranges[-1][1]
    return end - now.start > 1 and all(
        bits & (tag.COMMA | tag.AND) or not bits or _can_qualify(bits)
        for bits in line.tags[now.start + 1 : end]
    )


def _stack(line: Line, piece: Piece, now: Clause) -> bool:
    """ "*old*, rusty, dented pickup": adjectives alone, and at the end of their sentence a noun with the last of them."""
    tags, at = line.tags, now.start
    end = min(len(tags), at + _STACK)
    while at < end and (tags[at] & tag.COMMA or _is_plain(line, at)):
        at += 1
    if not piece.start < at < end or not tags[at] & _NOUNS & ~tag.WEATHER:
        return False
    return at + 1 == len(tags) or bool(tags[at + 1] & tag.STOP)


def _is_plain(line: Line, at: int) -> bool:
    """An adjective that compares nothing: "rusty", "stormy"."""
    bits = line.tags[at]
    if bits & (tag.COMPARATIVE | tag.ADVERB) or at + 1 == len(line.tags):
        return False
    return _can_qualify(bits) or bool(bits & tag.WEATHER and line.words[at].endswith("y"))


def _can_qualify(bits: int) -> bool:
    """Whether a word may be an adjective: "soft", and "senior", which is a noun, too."""
    named = bits & tag.TOPIC & ~_ADJECTIVES and not bits & _QUALITY
    return bool(bits & _ADJECTIVES) and not named


def is_one_noun(line: Line, piece: Piece, now: Clause) -> bool:
    """ "thicker, darker smoke": a word that waits for the noun of the next."""
    tags, start = line.tags, piece.start
    waits = now.end - now.start == 1 and tags[now.start] & tag.COMPARATIVE
    alone = piece.opener & tag.COMMA and not piece.opener & (tag.AND | tag.STOP)
    bare = now.end - now.start == 1 and alone and tags[now.start] & _BARE
    bare = bare and piece.end - start > 1 and not tags[now.start] & _NOUNS  # "wet, black asphalt"
    waits = waits or bare or _grades_alone(line, now.start, now.end)
    if piece.end - start == 1:
        return bool(
            waits and alone and tags[start] & tag.COMPARATIVE
        )  # "thicker, *darker*, wilder hair"
    if waits and (_grades(line, piece) or _grades_alone(line, start, piece.end)):
        return not piece.opener & tag.STOP
    named = tags[start] & _ADJECTIVES and not tags[start] & _NOUNS
    return bool(waits and alone and named)


def _grades_alone(line: Line, start: int, end: int) -> bool:
    """ "*less frantic*, more hand-drawn lines": the noun is to come."""
    if end - start != _LEAST or line.words[start] not in _GRADES:
        return False
    quality = line.tags[start + 1]
    known = quality or line.words[start + 1].endswith(_ENDINGS)
    return bool(known) and not quality & _NOUNS and bool(line.tags[end : end + 1])


def _grades(line: Line, piece: Piece) -> bool:
    """ "*more dream-like* music": an adjective compared, and not "more rain"."""
    start = piece.start
    if piece.end - start <= _LEAST or line.words[start] not in _GRADES:
        return False
    quality, word = line.tags[start + 1], line.words[start + 1]
    if line.tags[start + 2] & tag.PREPOSITION:
        return False
    known = quality & ~tag.STYLE or word.endswith(_ENDINGS)
    return "-" in word or (bool(known) and not quality & _NOUNS & ~tag.STYLE)


def says_again(line: Line, piece: Piece, now: Clause) -> bool:
    """ "louder crowd, *louder whistle*", "the scooter in pink, *a deep bubblegum pink*"."""
    tags, start, last = line.tags, piece.start, line.tags[piece.end - 1]
    if tags[start] & tag.COMPARATIVE and line.words[start] == line.words[now.start]:
        return True
    alone = tags[start] & tag.ARTICLE and not piece.opener & tag.AND
    return bool(alone and last & tags[now.end - 1] & tag.COLOR and not last & _NOUNS)


def is_counted_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "7 candles instead of 3, *and lit*"."""
    alone = piece.end - piece.start == 1 and piece.opener & (tag.AND | tag.COMMA) > tag.COMMA
    counted = alone and line.tags[now.start] & tag.NUMBER and now.ranges[-1][1] != now.end
    return bool(counted and line.tags[piece.start] & _STATE)


def is_carried(piece: Piece, now: Clause) -> bool:
    """ "a lute on his knees": of whom is added."""
    listed = piece.opener & tag.COMMA or now.ranges[-1][1] != now.end
    placed = piece.mask & tag.POSSESSIVE and piece.mask & tag.PREPOSITION
    return bool(listed and placed and now.topics[0] & (tag.PEOPLE | tag.ANIMAL))


def comes_too(line: Line, piece: Piece, following: int) -> bool:
    """ "*A moth on the sill as well.*", "*longer*, curlier shavings too"."""
    if line.words[piece.end - 2 : piece.end] == AS_WELL:
        return bool(line.tags[piece.start] & tag.ARTICLE)
    alone = piece.end - piece.start == 1 and following == tag.COMMA
    stops = (at for at in range(piece.end, len(line.tags)) if line.tags[at] & tag.STOP)
    end = next(stops, len(line.tags)) if alone else 0
    return (
        end > 0 and line.words[end - 1] == "too" and bool(line.tags[piece.start] & tag.COMPARATIVE)
    )


def is_of_place(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a skyline behind her, *lights in the windows*", "mountains behind him, *snow on the peaks*"."""
    if piece.opener & tag.AND or not now.topics[0] & (tag.PLACE | tag.EFFECT):
        return False
    topic = topic_of(line, piece.start, piece.end)
    if now.topics[0] & tag.EFFECT and topic & tag.EFFECT:
        return True  # "flames behind him, sparks on the ground"
    return bool(topic & tag.LIGHT or line.tags[piece.end - 1] & tag.PLACE)


def is_put_there(line: Line, at: int) -> bool:
    """ "set *Pikachu on her shoulder*": what no list knows, and where it shall be."""
    owned = at + 2 < len(line.tags) and line.tags[at + 2] & tag.SPECIFIC
    return bool(owned and line.tags[at + 1] & tag.PLACE_IN) and line.words[at][-1:] != "s"


def is_taken_too(standing: Standing, piece: Piece, at: int) -> bool:
    """ "wipe the scratches *and dust off the film*": what is taken off it, too; `at`: where "off" would stand."""
    now, words = standing.now, standing.line.words
    if now is None or piece.opener != tag.AND or now.end != piece.start - 1:
        return False
    if now.verb is None or now.linked or at + 1 >= piece.end:
        return False
    led = standing.line.tags[at + 1] & tag.LEAD
    return bool(led) and words[at] in _AWAY & now.verb.flags


def spreads(standing: Standing, piece: Piece, at: int) -> bool:
    """ "*project* fish onto the ice", "put the choir in robes and *splash* red paint over the floor"; `at`: its object."""
    tags, words, now = standing.line.tags, standing.line.words, standing.now
    if not piece.opener & _BEGINS or not piece.mask & tag.PREPOSITION:
        return False
    ends = (end for end in range(at + 1, min(at + 3, piece.end - 1)) if tags[end] & tag.PREPOSITION)
    end = next(ends, 0)
    if not end or any(bits & _NO_OBJECT for bits in tags[at:end]):
        return False
    if words[end] in _ONTO:
        return True
    bare = not tags[piece.start] & (tag.TOPIC | tag.PART)
    moved = now is not None and tags[now.start + 1] & tag.DEFINITE and now.operation != "remove"
    return words[end] in _OVER and bool(bare or moved)


def is_not_all(line: Line, now: Clause) -> bool:
    """ "it *shouldn't just be* slowed down"."""
    return any(word.endswith(_NOT_ALL) for word in line.words[now.start : now.end])


def is_besides(line: Line, piece: Piece) -> bool:
    """ "it should be sepia *too*", and not more of the same: "it shouldn't just rain, it should pour"."""
    said = " ".join(line.words[piece.start : piece.end + 1]).split()
    return not _TOO.isdisjoint(said)


def is_compared(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a darker sky" after "more wind"."""
    tags, start = line.tags, piece.start
    if piece.end - start < 2 or not _compares(line, now):
        return False
    if tags[start] & tag.ARTICLE:
        return piece.end - start > 2 and bool(tags[start + 1] & tag.COMPARATIVE)
    looks = topic_of(line, start, piece.end) & LOOK and now.topics[0] & LOOK
    return bool(tags[start] & tag.COMPARATIVE) and now.end - now.start > 1 and not looks


def is_graded_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "lose the cap, *warmer skin*", "mute the wind. *Bigger waves.*": behind a command, of something else, more of it."""
    tags, start, end = line.tags, piece.start, piece.end
    graded = now.kind == "edit" and tags[start] & tag.COMPARATIVE and end - start in _FEW
    if not graded or now.operation not in _OF_THINGS or tags[end - 1] & _NO_THING:
        return False
    topic, known = topic_of(line, start, end) or tag.THING, now.topics[0]
    gone = now.operation in _TAKES
    same = tags[end - 1] & tag.STYLE or (topic & known and (not gone or topic & _OF_SAME))
    if same or any(bits & _NO_THING for bits in tags[start + 1 : end]):
        return False  # "…, cleaner look"
    borne = known & _OF_ALL or (tags[end - 1] & tag.BODY and (known & _ALIVE or not known))
    borne = borne or tags[end - 1] & (tag.PART | tag.FITTED) or topic & LOOK
    borne = borne or (now.operation in _BRINGS and not topic & _APART)  # "in a gown, longer train"
    return (gone or not borne) and another_item(now.topics, topic)


def are_compared(line: Line, piece: Piece, now: Clause) -> bool:
    """ "needs a longer lens and *a darker sky*"."""
    tags, start, end = line.tags, piece.start, now.end
    if end - now.start < _TERSE or piece.end - start < 3 or not piece.opener & tag.AND:
        return False
    new = tags[start] & tags[end - 3] & tag.ARTICLE
    looks = topic_of(line, start, piece.end) & now.topics[0] & LOOK
    return bool(new and tags[start + 1] & tags[end - 2] & tag.COMPARATIVE and not looks)


def _compares(line: Line, now: Clause) -> bool:
    """ "more wind", "bigger waves"."""
    first = line.tags[now.start : now.end][:3]
    return any(bits & _MORE for bits in first)


def is_shaped(line: Line, now: Clause) -> bool:
    """ "shaped like a boat", "round": a form, beside which a size or a colour is another attribute."""
    words = line.words[now.start : now.end]
    return "shaped" in words or words[-1] in _FORMS or words[-1].endswith("-shaped")


def is_darker_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "that baguette longer and *a good deal darker*"; but "the broth thicker and darker"."""
    darker = line.tags[piece.end - 1]
    alone = not line.tags[piece.start - 1] & tag.ADVERB
    if alone or now.topics[0] != tag.SIZE:
        return False
    if not darker & tag.LIGHT or not darker & tag.COMPARATIVE:
        return False
    return not any(bits & _AIRY for bits in line.tags[now.start : now.end])
