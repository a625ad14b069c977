"""Commands that ask for nothing of their own: they finish the change before them."""

from functools import reduce
from operator import or_

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import state_of
from remixbatch.prompts.english.acting import is_of_dressed
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.completes import RESTORING, completes
from remixbatch.prompts.english.grammar import Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.references import picture_of
from remixbatch.prompts.english.topics import attribute_of, head_of

_MESSAGES = frozenset(
    {"brief", "feedback", "round", "note", "notes", "message", "memo", "mail"}
) | {
    *("email", "list", "request", "requests", "comments", "remarks", "amends", "revision"),
    *("revisions", "corrections", "instructions", "update", "order", "orders", "word", "input"),
    *("staging", "props", "extras", "additions"),
}
_AFTER_MESSAGE = tag.PREPOSITION | tag.NUMBER | tag.COMMA | tag.COLON
_IT = frozenset({"it", "them", "him", "her", "that", "this", "these"})
_THEM = (["it"], ["them"], ["him"], ["her"], ["that"])
_VALUED = (  # what makes a change of a nominal
    tag.ATTRIBUTE | tag.COMPARATIVE | tag.STYLE | tag.TIME | tag.WEATHER | tag.SEASON | tag.CAMERA
) | (tag.AUDIO | tag.PALETTE | tag.ARTICLE | tag.EFFECT | tag.AMOUNT)
_GIVEN = tag.ATTRIBUTE | tag.TIME | tag.WEATHER | tag.SEASON
_ALL = frozenset({"all", "every", "everything", "each", "all the", "both"})
_BELONGS = frozenset({"as"})
_TAKEN = frozenset({"use", "take", "treat", "see", "consider"})
_GIVEN_BY = frozenset({"provided", "attached", "uploaded", "supplied", "enclosed", "given"})
_LONG = 8  # words: longer commands ask for something
_LEFT = frozenset({"behind", "underneath", "beneath", "under", "below", "gap", "space", "area"}) | {
    *("fabric", "surface", "edges", "pixels"),
    *("gaps", "holes", "spots", "void", "whole", "entire", "frame", "scene"),
    *("hole", "background", "spot", "it", "them", "there", "texture", "surroundings", "left"),
}
_STEADS = frozenset({"place", "stead"})
_WORKS = frozenset({"make", "fill", "recolor", "restyle", "change", "other"})
_OFF = frozenset({"off", "out of", "away", "off of"})
# Between what shall be and what is.
FOR = frozenset({"instead of", "rather than", "in place of"})
_SHAPING = frozenset({"make", "recolor", "change", "move"})
_BETTERS = frozenset({"enhance", "improve", "polish", "optimize", "beautify", "perfect"})
_OBJECT = tag.LEAD | tag.SUBJECT
_MAKING = frozenset({"make", "create", "compose", "generate", "produce", "build", "do"})
_JOINS = tag.AND | tag.COMMA
_INTRODUCES = tag.COLON | tag.DASH
_DOES = tag.ACT | tag.EDIT
_ASKS = tag.MODAL | tag.BECOME | tag.WANT
_CRAFTS = frozenset(
    {"sound", "audio", "picture", "camera", "music", "score", "grade", "grading"}
) | {
    *(
        "light",
        "lighting",
        "colour",
        "color",
        "framing",
        "titles",
        "wardrobe",
        "props",
        "set",
        "vfx",
    ),
    *("costume", "costumes", "soundtrack", "composition", "background", "foreground", "camerawork"),
}
_AIRY = tag.SKY | tag.WEATHER | tag.EFFECT | tag.SEASON
_CARRYING = frozenset({"take", "carry", "drag", "pull", "sweep", "bring", "draw", "wash", "suck"})
_CLIP = tag.PRONOUN | tag.SUBJECT | tag.ANCHOR
_NEW = _GIVEN & ~tag.COLOR | tag.COMPARATIVE
_NEW_OR_STYLED = _GIVEN | tag.COMPARATIVE | tag.STYLE
_VALUES = _VALUED & ~tag.ARTICLE
_SCENES = tag.TIME | tag.WEATHER | tag.SEASON


def finishes(line: Line, piece: Piece, verb: Verb, now: Clause | None) -> bool:
    """Whether a command belongs to the change before it."""
    if now is None or not now.counts:
        return False
    takes = now.operation == "remove" or (now.operation == "move" and _takes_off(line, now))
    if (takes or _takes_out(line, now)) and (
        _makes_good(line, piece, verb, now) or _stands_there(line, piece, verb)
    ):
        return True
    if _tunes(line, piece, verb) or _ends_path(verb, now) or _acts_on(line, piece, verb, now):
        return True
    along = piece.following & tag.WITH and piece.opener & tag.AND and verb.base in _CARRYING
    if completes(line, piece, verb, now) or (along and _takes_along(line, piece)):
        return True
    if now.operation == "add" and verb.kind in _SHAPING:
        return _describes(line, piece, now) and not is_of_dressed(line, piece, verb, now)
    return _spells_out(line, piece, now) or (
        now.operation == verb.kind and _restates(line, piece, now)
    )


def _acts_on(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "let the cat jump off and *let it run away*": what the same one does next."""
    if "cause" not in verb.flags or now.verb is None:
        return False
    joined = piece.opener & tag.AND and not piece.opener & tag.STOP
    if not joined or not ("cause" in now.verb.flags or _is_thrown(line, now)):
        return False
    acting = now.scene or _mask(line, now) & tag.WEATHER
    acting = acting or "state" not in now.verb.flags
    acting = acting and "be" not in line.words[now.start : now.end]  # "let it be oak and …"
    same = acting and ("state" not in verb.flags or verb.base == "have")
    if not same or line.words[piece.start + 1 : piece.start + 2] not in _THEM:
        return False
    does = line.tags[piece.start + 2 : piece.start + 3]
    return bool(does) and (not does[0] or bool(does[0] & _DOES and not does[0] & tag.WEATHER))


def _takes_along(line: Line, piece: Piece) -> bool:
    """ "let the sunset fade *and take the colours* with it"."""
    return line.words[piece.end + 1 : piece.end + 2] in _THEM


def _is_thrown(line: Line, now: Clause) -> bool:
    """ "throw the hat (and let it land)", and not "bolt the camera down"."""
    pushed = now.operation == "camera" and line.tags[now.start + 1] & tag.DETERMINER
    return bool(now.operation == "act" or pushed) and not _mask(line, now) & tag.CAMERA


def _takes_off(line: Line, now: Clause) -> bool:
    """ "lift the sticker off the suitcase"."""
    return not _OFF.isdisjoint(line.words[now.start + 2 : now.end])


def _takes_out(line: Line, now: Clause) -> bool:
    """ "paint it out", "clone the bollard out"."""
    if line.words[now.end - 1] != "out" or now.end - now.start <= 2:
        return False
    return bool(now.operation in _WORKS or now.operation == "replace")


def _stands_there(line: Line, piece: Piece, verb: Verb) -> bool:
    """ "remove the scar and make smooth skin *there*", "… put a kerb *there instead*", "… *where it was*"."""
    instead = line.words[piece.end - 1] == "instead"
    before = line.words[max(piece.start - 2, 0) : piece.start]
    first = before and (before[0] in FOR or before[-1] == "instead")
    if verb.kind == "add" and first:
        return True  # "cut the piano and instead of it *put a harp*"
    in_place = line.words[piece.end - 1] in _STEADS and line.tags[piece.end - 2] & tag.POSSESSIVE
    if verb.kind == "add" and in_place:
        return True  # "swap the poster out and put a mirror *in its place*"
    if verb.kind not in _WORKS and not (instead and verb.kind == "add"):
        return False
    end = piece.end - instead
    there = line.words[end - 1] == "there" and not line.tags[end - 2] & tag.PREPOSITION
    return there or line.words[piece.end : piece.end + 2] in (["where", "it"], ["where", "they"])


def _ends_path(verb: Verb, now: Clause) -> bool:
    """ "start on the clock, then tilt down": one move of the camera."""
    begins = now.verb is not None and "begins" in now.verb.flags
    return begins and (verb.kind == "camera" or "ends" in verb.flags)


def _spells_out(line: Line, piece: Piece, now: Clause) -> bool:
    """What a style means for all that is seen: "as an etching: make the lines fine"."""
    if piece.end - piece.start < 2:
        return False
    spelt = piece.opener & tag.COLON or line.words[piece.start + 1] in _ALL
    return bool(spelt) and tag.STYLE in now.topics


def _tunes(line: Line, piece: Piece, verb: Verb) -> bool:
    """ "adjust the shadows accordingly", "make the dog look natural"."""
    if "tunes" in verb.flags and (
        piece.mask & tag.QUALITY or "accordingly" in line.words[piece.start : piece.end]
    ):
        return True
    return verb.base == "make" and bool(piece.mask & tag.QUALITY and piece.mask & tag.ACT)


def _restates(line: Line, piece: Piece, now: Clause) -> bool:
    """ "add one person …, place a casually dressed person …": the same thing, told again."""
    if now.operation != "add":
        return False
    thing = line.words[head_of(line, now.start + 1, now.end)]
    return thing == line.words[head_of(line, piece.start + 1, piece.end)]


def _makes_good(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "fill the gap", "restore the wall", "replace them with open sea" after a removal."""
    words = line.words[piece.start + 1 : piece.end]
    if verb.kind == "fill" or "bares" in verb.flags:
        led = any(bits & tag.DETERMINER for bits in line.tags[piece.start + 1 : piece.end][:1])
        # "2. fill the pool", "clear the snow off the steps, fill the pond with koi"
        named = led and (piece.opener & tag.ITEM or verb.base == "fill")
        again = named and line.words[head_of(line, piece.start + 1, piece.end)]
        return not named or not _LEFT.isdisjoint(words) or again in line.words[now.start : now.end]
    if "mends" in verb.flags and not _LEFT.isdisjoint(words):
        return True
    return verb.kind == "replace" and line.words[piece.start + 1 : piece.start + 2] in _THEM


def _describes(line: Line, piece: Piece, now: Clause) -> bool:
    """ "make it red" after "add a wreath": the wreath is red."""
    at = piece.start + 1
    if at >= piece.end or line.words[at] not in _IT:
        return False
    last = line.tags[piece.end - 1]
    pours = (last | line.tags[min(at + 1, piece.end - 1)]) & tag.WEATHER
    if pours and not now.topics[0] & _AIRY:
        return False  # "hang a lamp and make it snow", "put her in red and have it rain glitter"
    if last & _SCENES:
        return False  # "add a rainbow, make it look like winter"
    return bool(attribute_of(last)) or bool(piece.mask & tag.ACT)


def announces(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether the clause before a command was no change but its heading, its topic, or a call.

    "Edit: …", "Two things: …", "the kettle, make it copper", "in the background, add …", "Team, …".
    """
    if not now.counts or (piece.opener & tag.ITEM and _is_item(now)):
        return False  # "1. candle out 2. whisper"
    bare = now.end - now.start == 1 and line.words[now.start]
    both = bare in RESTORING and line.words[piece.start] in RESTORING  # "repair and clean up …"
    led = piece.opener & _INTRODUCES and not (piece.opener & tag.AND and now.kind == "declarative")
    # but "there should be a heron. One more thing: …"
    led = led and (
        not now.ranges or now.ranges[-1][1] + 1 >= piece.start or now.kind != "declarative"
    )
    led = led and (heads(line, now) or _names_what(line, piece, now))
    complains = piece.opener & _JOINS == tag.COMMA and _complains(line, piece, now)
    if bare in _BETTERS or both or led or complains:
        return True  # "enhance and sharpen it", too
    if now.kind == "declarative" and line.words[piece.start + 1 : piece.start + 2] in _THEM:
        # "the only thing I would change is the moon, make it …"
        there = line.words[now.start].startswith("there") or line.words[now.start].endswith(" is")
        return there or not _mask(line, now) & _ASKS
    if now.kind != "nominal" or now.linked or _stands_alone(line, now):
        return False
    if line.tags[now.start] & tag.PREPOSITION and not piece.opener & tag.STOP:
        return True
    brief = piece.opener & tag.COMMA or now.end - now.start < 4
    return bool(brief) and not _mask(line, now) & _VALUED and not _is_pair(line, now)


def _stands_alone(line: Line, now: Clause) -> bool:
    """ "rain; *mice*; tilt down", "*no more pigeons*. Add a juggler", "*orchids instead of ferns*; dim the spotlight"."""
    listed = line.words[now.start - 1] == line.words[now.end] == ";"
    return listed or line.words[now.end] in FOR or bool(line.tags[now.start] & tag.NEGATION)


_LOOKS = frozenset({"look", "looks", "seem", "seems", "sounds", "sound", "feels", "feel", "too"})


def _complains(line: Line, piece: Piece, now: Clause) -> bool:
    """ "the leaves look dull, *make them greener*", "sky too grey, *want it blue*": what is wrong, and what shall be done about it."""
    said = line.words[now.start + 1 : now.end - 1]
    what = now.kind != "edit" and not _LOOKS.isdisjoint(said) and not _mask(line, now) & _ASKS
    return what and line.words[piece.start + 1 : piece.start + 2] in _THEM


_TAKING = frozenset({"take", "find", "locate", "select", "pick", "detect", "isolate", "identify"})


def _is_item(now: Clause) -> bool:
    return now.begun is not None and bool(now.begun[1].opener & tag.ITEM)


def takes_up(line: Line, piece: Piece, now: Clause) -> bool:
    """ "take the fountain and turn it into a well": what is taken is only named, and nothing takes it away.

    Nor does "use the dog from image 1, put it on the sofa" ask for anything but the last.
    """
    if now.verb is None or line.words[piece.start + 1 : piece.start + 2] not in _THEM:
        return False
    first, last = line.tags[now.start + 1], line.tags[now.ranges[-1][1] - 1]
    if now.verb.base == "use":
        # "use a float, and *rather than the suit* put him in black"
        apart = any(bits & tag.CONTRAST for bits in line.tags[now.start : piece.start])
        apart = apart or "as" in line.words[now.start + 1 : now.ranges[-1][1]]
        return bool(first & tag.LEAD and piece.opener & _JOINS) and not apart
    drawn = picture_of(line, now.start, now.ranges[-1][1]) and piece.opener & tag.COMMA
    if now.verb.base not in _TAKING or not (drawn or piece.opener & tag.AND):
        return False
    pronoun = first & tag.SUBJECT and " " not in line.words[now.start + 1]
    named = first & _OBJECT and not pronoun and not last & tag.PARTICLE
    return bool(named) and not _takes_off(line, now)


def _is_pair(line: Line, now: Clause) -> bool:
    """ "cape torn", and not "on the left"."""
    at = state_of(line, now.start, now.end)
    return at > 0 and not (line.tags[at] & tag.PREPOSITION and at + 1 < now.end)


def heads(line: Line, now: Clause) -> bool:
    """Whether a clause can be a heading: it gives nothing a value."""
    if now.linked or (now.begun and now.begun[1].opener & tag.ADDING):
        return False  # "not just the coat: …"
    mask = _mask(line, now)
    last = line.tags[now.ranges[-1][1] - 1] if now.ranges else 0
    craft = now.end - now.start == 1 and line.words[now.start] in _CRAFTS  # "Sound: …"
    if now.kind == "nominal" and (craft or line.tags[now.end - 1] & tag.AMOUNT or last & tag.META):
        return True  # "just one more: …", "long day, short note: …"
    if now.kind == "edit" or mask & tag.META:
        return bool(mask & tag.META) or _opens(line, now, mask)
    if now.kind == "declarative":
        return not mask & tag.NEWS and "be" not in line.words[now.start : now.end]
    if line.tags[now.start] & tag.DEFINITE:
        return not mask & _NEW or bool(mask & tag.PALETTE)
    return not mask & _VALUES


def _names_what(line: Line, piece: Piece, now: Clause) -> bool:
    """ "*Background track*: swap it for a guitar", "*opening title*: set it in a serif"."""
    mask = _mask(line, now)
    named = now.kind == "nominal" or line.tags[now.start] & tag.EDITING
    brief = now.end - now.start <= _NAME and not mask & (_SCENES | tag.STYLE | tag.ARTICLE)
    it = piece.opener & tag.COLON and line.words[piece.start + 1 : piece.start + 2] in _THEM
    return bool(named and it) and brief and not piece.mask & tag.WEATHER


_NAME = 4  # words


def _opens(line: Line, now: Clause, mask: int) -> bool:
    """ "make an ad photo: …", "create a mockup: …"; "rework this for the web: …"."""
    if now.verb is None or now.end - now.start < 2:
        return False
    first = line.tags[now.start + 1]
    if "meta" in now.verb.flags and first & _CLIP and not mask & tag.TOPIC:
        return True
    made = now.verb.base in _MAKING and now.end - now.start > 2
    return bool(made and first & tag.ARTICLE)


def announces_more(line: Line, now: Clause) -> bool:
    """ "two things: …"."""
    tags, last = line.tags, line.tags[now.end - 1]
    if now.kind == "nominal" and last & tag.EDITED and not last & tag.ADJECTIVE:
        return bool(tags[now.end - 2] & tag.PEOPLE)  # "the kids voted: …"
    return any(
        tags[at] & tag.META
        and (at >= now.end - 2 or (_is_counted(line, at) and tags[at + 1] & tag.PREPOSITION))
        for at in range(now.start, now.end)  # "notes from the client: …"
    )


def lists_below(line: Line, now: Clause) -> bool:
    """Whether what stands before a colon only says that wishes follow."""
    return (heads(line, now) and announces_more(line, now)) or _is_message(line, now)


def _is_message(line: Line, now: Clause) -> bool:
    """ "new brief from the curator: …", "agency feedback, from the reveal on: …"."""
    begins = not now.start or line.tags[now.start - 1] & tag.STOP
    if now.kind != "nominal" or not begins:
        return False
    for at in range(now.start, now.end):
        if line.words[at] in _MESSAGES:
            return bool(line.tags[at + 1] & _AFTER_MESSAGE)
        if line.tags[at] & tag.TOPIC & ~tag.ATTRIBUTE:
            return False  # "style brief: …"
    return False


def _is_counted(line: Line, at: int) -> bool:
    """ "notes", "one wish"."""
    return line.words[at].endswith("s") or bool(line.tags[at - 1] & tag.NUMBER)


def is_bare(line: Line, now: Clause) -> bool:
    """Whether a nominal only names a thing: "composition", "the mug"."""
    return not _mask(line, now) & _NEW_OR_STYLED


def refers_to_clip(line: Line, piece: Piece, verb: Verb) -> bool:
    """ "use the attached clip", "edit this video": no change, but what the changes are made to."""
    given = line.words[piece.start + 2 : piece.start + 3]  # "the attached sketch"
    if not piece.mask & tag.ANCHOR and _GIVEN_BY.isdisjoint(given):
        return False
    head = head_of(line, piece.start + 1, piece.end)
    styled = verb.base not in _TAKEN and "as" in line.words[head + 1 : piece.end]
    if styled and line.tags[piece.end - 1] & tag.STYLE:
        return False  # "redo the clip as a woodcut"
    if head - piece.start >= _LONG or line.words[head + 1 : head + 3] == ["to", "have"]:
        return False
    long = piece.end - piece.start > _LONG and line.words[head + 1 : head + 2] != ["of"]
    if long or not (verb.flags - _BELONGS).isdisjoint(line.words[piece.start + 1 : piece.end]):
        return False
    led = head > piece.start + 2 and line.tags[piece.start + 1] & tag.LEAD
    if led and line.tags[piece.start + 1] & tag.ARTICLE and line.tags[head - 1] & tag.CAMERA:
        return False  # "use a hand-held shot"
    led = led and line.tags[piece.start + 1] & tag.DETERMINER
    return bool(line.tags[head] & tag.ANCHOR or (led and given[0] in _GIVEN_BY))


def _mask(line: Line, clause: Clause) -> int:
    return reduce(or_, line.tags[clause.start : clause.end], 0)
