"""Statements beside a change: what somebody else does, or how another thing looks, and not what comes of the change."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.acting import act_of
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.forms import infinitive
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece

# Changes of looks, of the place, of the view: nobody does anything because of them.
_OUT = frozenset({"indoors", "outdoors", "outside", "inside", "underwater", "underground"})
_VIEWS = frozenset({"restyle", "camera"})
_LOOKS = frozenset({"recolor", "change", "move", "make", "add"})
_AROUSES = tag.WEATHER | tag.LIGHT | tag.AUDIO | tag.EFFECT
_PERSONS = frozenset({"he", "she", "they"})
_BACK = frozenset({"it", "them", "this", "that", "so", "then", "accordingly", "too"})
_ACTS = tag.EDITS | tag.ACT
_NO_NEWS = tag.PAST | tag.NEGATED | tag.OPINION | tag.WANT | tag.NEWS | tag.QUALITY | tag.STAY
# What one does because of what happens.
_REACTS = frozenset({"react", "respond", "follow", "notice", "see", "gasp", "cheer", "scream"}) | {
    *("panic", "stare", "flee", "applaud", "shriek", "startle", "look", "seem", "appear", "match"),
    *("feel", "stand", "become", "get", "need", "like", "love", "want", "say", "think", "come"),
    *("go", "turn", "keep", "stay", "remain", "fit", "end", "blend", "belong", "call", "ask"),
    *("shine", "glow", "gleam", "reflect"),
}
_SOMEBODY = tag.PEOPLE | tag.ANIMAL
_FILMED = frozenset({"filmed", "shot", "captured", "framed", "photographed", "lensed"})
_SEEN = frozenset({"seen", "viewed", "watched", "observed"})
_PICTURES = frozenset(
    {"picture", "photo", "photograph", "portrait", "drawing", "painting", "image"}
)
_SHORTEST = 3  # words: "seen from above"
_NEW = frozenset({"add", "replace"})
_VERB = tag.ACT | tag.EDIT
_WEATHERS = tag.WEATHER | tag.SEASON | tag.SKY
_COMES = tag.EDITS | tag.FINITE
_SMOOTH = tag.SPEED | tag.QUALITY
_BEARS = frozenset({"wears", "wear", "has", "have", "holds", "carries"})
_BORNE = tag.CLOTHES | tag.THING | tag.BODY | tag.FOOD | tag.PLANT | tag.ANIMAL | tag.VEHICLE
_BRINGS = tag.STYLE | tag.TIME | tag.PLACE | tag.ACTOR  # they bring along what their people have
_NEWCOMERS = frozenset({"add", "replace"})
_REPAINTS = frozenset({"recolor", "restyle", "change"})
_OF_IT = tag.PART | tag.BODY | tag.LIGHT | tag.EFFECT | tag.TEXTURE
_LOOKS_SO = tag.MATERIAL | tag.COLOR | tag.TEXTURE
_NEARER = frozenset(
    {"closer", "tighter", "wider", "nearer", "get closer", "go closer", "move closer"}
)
SEEING = " to see"  # what "I want to see" ends in
_SEEN_ANEW = tag.ARTICLE | tag.COLOR | tag.COMPARATIVE | tag.RUNNING | tag.EDITED | tag.MATERIAL
_HERE = tag.ADVERB | tag.REST


def acts_beside(line: Line, piece: Piece, now: Clause) -> bool:
    """ "transplant the interview to a barn, *and she waves*": after a change of looks, what somebody does."""
    if now.kind != "edit" or now.scene or piece.mask & _NO_NEWS or not _is_look(line, now):
        return False
    named = line.words[piece.start] in _PERSONS
    if named and now.topics[-1] & tag.ACTOR:
        return False  # whoever is new does so
    seen = now.operation in _VIEWS or bool(now.topics[0] & tag.CAMERA)
    at = _pronoun_acts(line, piece) if named else _actor_acts(line, piece, strange=seen)
    if not at or not _BACK.isdisjoint(line.words[at : piece.end]):
        return False
    return _REACTS.isdisjoint((line.words[at], infinitive(line.words[at])))


def _is_look(line: Line, now: Clause) -> bool:
    """ "transplant it to a barn", "paint the shed ochre", and not "open the cage": nothing in the scene moves by it."""
    topic, last = now.topics[0], line.tags[now.end - 1]
    if topic & _AROUSES:
        return False
    if topic & (tag.CAMERA | tag.STYLE) or now.operation == "restyle":
        return True
    if now.operation == "camera":  # and not "loosen the rope"
        return now.end - now.start == 1 or not line.tags[now.start + 1] & tag.DETERMINER
    placed = last & (tag.PLACE | tag.VEHICLE | tag.SKY) or line.words[now.end - 1] in _OUT
    moved = placed if now.operation in {"add", "move"} else now.linked
    moved = moved or now.operation == "recolor"
    return now.operation in _LOOKS and bool(moved or last & (tag.COLOR | tag.MATERIAL))


def films(line: Line, piece: Piece, now: Clause) -> bool:
    """ "could we have it raining, *filmed from inside the car*": beside what is seen, from where, or by which lens."""
    words, start, end = line.words, piece.start, piece.end
    filmed = words[start] in _FILMED
    if not (filmed or words[start] in _SEEN) or not piece.opener & tag.COMMA:
        return False
    if end - start < _SHORTEST or now.kind == "nominal" or now.topics[0] & tag.CAMERA:
        return False
    if now.operation == "camera" or not _PICTURES.isdisjoint(words[now.start : start]):
        return False
    if words[start + 1] == "from":
        return filmed or now.operation not in _NEW or bool(piece.mask & tag.CAMERA)
    lens = piece.mask & tag.CAMERA and not now.topics[0] & tag.STYLE
    return bool(lens and line.tags[start + 1] & tag.PREPOSITION)


def both_act(line: Line, piece: Piece, now: Clause) -> bool:
    """ "grandmother laughs, *boy looks away*": two without an article, each with what they do."""
    if now.kind != "nominal" or now.begun is None or not piece.mask & _ACTS:
        return False
    for one in (piece, now.begun[1]):
        who, at = act_of(line, one) if not line.tags[one.start] & tag.LEAD else (0, 0)
        if not (at and line.tags[who] & tag.ACTOR and line.tags[at] & _ACTS):
            return False
    return True


def films_else(line: Line, piece: Piece, now: Clause) -> bool:
    """ "*Camera goes around the tree*, the leaves are yellow": no part of its subject; but "…, the shot is steady"."""
    if both_act(line, piece, now):
        return True
    tags, after = line.tags, line.tags[now.start + 1 : now.end]
    moves = tags[now.start] & tag.CAMERA and any(bits & _COMES for bits in after[:1])
    of_view = any(bits & (tag.CAMERA | tag.ANCHOR) for bits in tags[piece.start + 1 :][:1])
    smooth = of_view or tags[piece.end - 1] & _SMOOTH
    return bool(moves) and not smooth


def _pronoun_acts(line: Line, piece: Piece) -> int:
    """Where the verb is in "he takes off his hat", "they all wear raincoats"; 0 if there is none."""
    at = piece.start + 1
    while at < piece.end and (line.tags[at] & _HERE or line.words[at] in {"all", "both"}):
        at += 1
    if at >= piece.end or (line.tags[at] & tag.COPULA and line.words[at] not in {"wears", "wear"}):
        return 0
    many = line.words[piece.start] == "they"
    bits = line.tags[at]
    third = bits & tag.DOES or (not bits and line.words[at].endswith("s"))
    return at if (bits & _VERB if many else third) else 0


def _actor_acts(line: Line, piece: Piece, *, strange: bool) -> int:
    """Where the verb is in "the priest sneezes", "the pupils raise their hands"; 0 if nobody acts.

    `strange`: also of somebody whom no list knows.
    """
    tags = line.tags
    if not tags[piece.start] & tag.SPECIFIC:
        return 0
    who, at = act_of(line, piece)
    if at:
        known = tags[who] & _SOMEBODY or (strange and not tags[who])
        return at if known and not tags[at] & tag.COPULA else 0
    for at in range(piece.start + 2, piece.end):
        many = tags[at - 1] & _SOMEBODY and line.words[at - 1].endswith("s")
        worn = line.words[at] == "wear"
        if many and tags[at] & _VERB and (worn or not tags[at] & tag.TOPIC):
            return at
        if tags[at] & tag.PREPOSITION:
            return 0
    return 0


def is_dressed(line: Line, piece: Piece, now: Clause) -> bool:
    """ "Let it snow; *the officiant wears a cape*": somebody of the scene, and what he has on him; not in a new style or place."""
    anew = now.topics[0] & _BRINGS or line.tags[now.start + 2] & tag.ARTICLE
    return not anew and bool(line.tags[piece.start] & tag.DETERMINER) and bears(line, piece)


def bears(line: Line, piece: Piece) -> bool:
    """ "the officiant *wears a cape*", "everybody *has umbrellas*"."""
    told = line.words[piece.start + 1 : piece.end - 1]
    return not _BEARS.isdisjoint(told) and bool(line.tags[piece.end - 1] & _BORNE)


def falls(line: Line, piece: Piece, now: Clause) -> bool:
    """ "…, *rain falls*": a weather that comes in, and none that a season or another weather brings."""
    tags, start = line.tags, piece.start
    if not tags[start] & tag.WEATHER or not piece.opener & tag.COMMA or piece.end - start == 1:
        return False
    told = any(bits & _WEATHERS for bits in tags[now.start : now.end])
    return (not tags[start + 1] or bool(tags[start + 1] & _COMES)) and not told


def is_elsewhere(line: Line, piece: Piece) -> bool:
    """ "Behind her, *the shelves fill up*": a sentence that begins with its place."""
    at = piece.start - 1
    if not line.tags[at] & tag.COMMA:
        return False
    while at and not line.tags[at - 1] & tag.STOP:
        at -= 1
    return bool(line.tags[at] & tag.PLACE_IN)


def is_of_known(line: Line, piece: Piece, now: Clause) -> bool:
    """ "Fluff up the poodle's coat; *its leash should be pink*": of what was there before, and not of a newcomer."""
    tags, at = line.tags, piece.start
    if now.kind != "edit" or not (tags[at] & tag.POSSESSIVE and piece.mask & tag.MODAL):
        return False
    told = slice(now.start, now.ranges[-1][1])
    new = now.operation in _NEWCOMERS or any(bits & tag.ARTICLE for bits in tags[told])
    new = new or (now.linked and now.operation == "change")
    again = tags[at + 1] & _LOOKS_SO or line.words[at + 1] in line.words[told]
    if again or new or now.operation == "give":
        return not again and now.operation == "give"
    joined = piece.opener & (tag.AND | tag.THEN)
    if joined or now.operation in _REPAINTS:
        return bool(joined)  # "repaint the boat; its hull should be navy"
    owned = any(word.endswith("'s") for word in line.words[told])
    worn = tags[at + 1] & (tag.CLOTHES | tag.THING) and not tags[at + 1] & _OF_IT
    return bool(owned or worn)


def sees_so(line: Line, piece: Piece, now: Clause) -> bool:
    """ "wider shot please, *I want to see the whole tent*": why the view is another, where nothing new is seen; of `SEEING`."""
    if piece.opener & tag.AND or piece.end - piece.start == 1:
        return False
    if now.operation != "camera" and not (
        now.topics[0] & tag.CAMERA or line.words[now.start] in _NEARER
    ):
        return False
    words = line.tags[piece.start + 1 : piece.end]
    return bool(words[0] & tag.SPECIFIC) and not any(bits & _SEEN_ANEW for bits in words)
