"""Commands that only say more of the change before: the traits of its look, the parts of its place, its value."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.acting import takes_away
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.grammar import Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.topics import LOOK, head_of, topic_of

_RETURNS = frozenset({"return", "resume", "revert", "restore", "go back"})
_BACK = frozenset({"back", "it", "bring back"})
_USUAL = frozenset({"normal", "regular", "usual", "original", "real", "full", "color", "colour"})
_TAKING = frozenset({"use", "take", "reference", "refer", "refer to", "follow", "borrow"})
_STYLES = frozenset({"the style", "style", "look", "the look", "colours", "colors"})
_BEGINS = tag.STOP | tag.COLON
_IT = frozenset({"it", "them", "that"})
_ENDS = tag.BREAK | tag.PREPOSITION | tag.RUNNING | tag.LINK
_CHANGES = frozenset({"change", "replace"})
# Verbs that do not say into what.
_TO_CHANGE = frozenset({"change", "alter", "modify", "adjust", "transform", "redo", "edit"}) | {
    *("change up", "tweak", "update", "rework", "vary", "switch", "switch up", "switch out"),
    *("swap", "swap out", "replace", "convert"),
}
_SETS = frozenset({"make", "change", "recolor", "restyle"})
_PUTS = _SETS | {"add", "give"}
_WEARERS = frozenset({"him", "her", "them"})
_WORN = tag.CLOTHES | tag.BODY
_TWO = 2
_JOINED = tag.THEN | tag.AND
_MAY_BE = LOOK | tag.MATERIAL | tag.FITTED | tag.BODY  # of what traits and parts are
_NEXT = tag.THEN | tag.ITEM | tag.ADDING
_SKIES = tag.TIME | tag.WEATHER | tag.SEASON | tag.SKY | tag.LIGHT
_VALUES = tag.ATTRIBUTE | tag.COMPARATIVE | tag.EDITED | tag.PRONOUN | tag.QUOTE
_UNNAMED = tag.PREPOSITION | tag.LINK | tag.CONTRAST
_GRAIN = tag.TEXTURE | tag.PALETTE | tag.COLOR
_SOMETHING = (
    (tag.ACTOR | tag.CLOTHES | tag.PLANT | tag.FOOD | tag.THING | tag.WEATHER)
    | (tag.PLACE | tag.AUDIO | tag.CAMERA | tag.TIME | tag.SEASON | tag.SPEED)
)  # fmt: skip
_NEAR = frozenset({"corner", "corners", "frame", "edges", "picture", "image", "footage"})
_REMAKES = frozenset({"change", "restyle"})
_LOOKING = frozenset({"look", "looks", "feel", "feels", "appear", "seem"})
_GRADES = frozenset({"grade", "color grade", "colour grade", "regrade"})
_LOOKED = tag.STYLE | tag.PALETTE
_SCENES = frozenset({"background", "backdrop", "setting", "scene", "location", "place", "room"})
_GOING = frozenset({"disappears", "disappear", "vanishes", "vanish", "fades", "fade"})
_AWAY = frozenset({"into", "in", "behind", "from"})


def gives_value(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "change the backdrop, *make it a grove*": the command before has only named what is to change."""
    if not only_names(line, now) or verb.kind not in _PUTS or piece.opener & tag.ITEM:
        return False
    start, end = piece.start + 1, piece.end
    said, known = line.words[start:end], now.topics[0]
    new = topic_of(line, end - 1, end) & _SKIES & ~tag.LIGHT
    if said[:1] and said[0] in _IT and verb.kind in _SETS:
        return bool(not new or known & (_SKIES | tag.PLACE))
    if not said or not line.tags[start] & (tag.LEAD | tag.PEOPLE):
        return False
    if known & tag.PLACE and line.words[now.end - 1] in _SCENES:
        led = [at for at in range(start + 1, end - 1) if line.tags[at] & tag.PLACE_IN]
        return bool(led) and bool(topic_of(line, led[-1] + 1, end) & tag.PLACE)
    return said[0] in _WEARERS and bool(known & _WORN and piece.mask & _WORN)


def refers(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "Use [Image 1] for the style. *Make it a sketch*": before a look, what it is taken from."""
    if not piece.opener & tag.STOP or line.words[now.start] not in _TAKING:
        return False
    said, bits = line.words[now.start : piece.start], line.tags[now.start : piece.start]
    if "" not in said and not any(one & tag.QUOTE for one in bits):
        return False
    if not any(one & _LOOKED for one in bits) and _STYLES.isdisjoint(said):
        return False
    new = Clause("edit", (piece.start, piece.end), verb, begun=(line, piece))
    return bool(new.topics[0] & _LOOKED) and _is_of_all(line, new)


def only_names(line: Line, now: Clause) -> bool:
    """ "change the weather", "modify his hair": no value."""
    verb = now.verb
    if verb is None or verb.base not in _TO_CHANGE or now.linked or now.kind != "edit":
        return False
    if not now.counts or now.ranges != [(now.start, now.end)]:
        return False
    tags, start = line.tags, now.start + 1
    named = tags[start] & tag.DEFINITE if start < now.end - 1 else start < now.end
    bare = start < now.end and tags[start] & tag.TOPIC and not tags[start] & tag.LEAD
    plain = not any(
        bits & _UNNAMED and line.words[at] != "of"
        for at, bits in enumerate(tags[start : now.end], start)
    )
    valued = tags[now.end - 1] & _VALUES
    return bool(named or bare) and plain and not valued


def says_more(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """ "make it look like VHS. *Add scan lines*", "change the room to a loft. *Add brick walls*", "…, then *go back*"."""
    if piece.opener & _JOINED and goes_back(line, piece, now):
        return True
    if not (piece.mask & _MAY_BE or piece.following & tag.COMMA) or piece.opener & _NEXT:
        return False
    if now.begun is None or piece.end - piece.start < _TWO:
        return False
    if verb.kind == "add" and now.linked and _is_place(line, now):
        return _has_only(line, piece, tag.FITTED)
    told = piece.opener & _BEGINS or now.ranges[-1][1] > now.end or verb.kind != "add"
    looks = told and _is_look(line, now) and _is_of_all(line, now)
    return bool(looks) and _is_trait(line, piece, verb)


def _is_place(line: Line, now: Clause) -> bool:
    """ "replace the background with a loft", "turn the studio into a chapel"."""
    known = now.topics[-1] | (now.topics[0] if now.operation == "replace" else 0)
    moved = now.operation == "move" and topic_of(line, now.end - 1, now.end) & tag.PLACE
    placed = (known & tag.PLACE and now.operation in _CHANGES) or moved
    return bool(placed and line.tags[now.start + 1] & tag.LEAD)


def _is_look(line: Line, now: Clause) -> bool:
    """ "apply a warm grade", "grade it like a postcard", "make it look like CCTV footage"."""
    if now.topics[0] & _LOOKED or (now.verb is not None and now.verb.base in _GRADES):
        return True
    said, bits = line.words[now.start : now.end], line.tags[now.start : now.end]
    if "like" in said[2:]:
        return not _LOOKING.isdisjoint(said)
    if not _STYLES.isdisjoint(said[1:2]):
        return True  # "apply the look of a postcard"
    if (
        now.linked
        and now.operation in _REMAKES
        and any(one & tag.ANCHOR for one in (*bits[1:4], bits[-1]))
    ):
        return True  # "turn the clip into a puppet show"
    applied = now.operation == "restyle" and now.linked and bits[-1] & tag.ANCHOR
    return bool(applied) and any(one & _LOOKED for one in bits[1:])  # "apply a grade to the clip"


def _is_of_all(line: Line, now: Clause) -> bool:
    """Whether a look is that of the whole picture: "make it …", "turn the clip …", "apply a …"."""
    tags, start = line.tags, now.start + 1
    if now.kind != "edit" or now.end - start < 2:
        return False
    if tags[start] & tag.ARTICLE and not tags[now.end - 1] & tag.ANCHOR:
        return not any(bits & tag.PLACE_IN for bits in tags[start : now.end])
    named = any(bits & _SOMETHING for bits in tags[start : start + 3])  # "this dog"
    it = tags[start] & tag.PRONOUN or (tags[start] & tag.SUBJECT and not named)
    return bool(it or tags[now.end - 1] & tag.ANCHOR) or any(
        bits & tag.ANCHOR for bits in tags[start : start + 3]
    )  # "the whole clip"


def goes_back(line: Line, piece: Piece, now: Clause | None) -> bool:
    """ "…, then *back to normal speed*", "…, and *return to color*": how the same change ends."""
    if not piece.opener & _JOINED or now is None or not now.counts:
        return False
    said = line.words[piece.start : piece.end]
    plain = " ".join(said).split()
    if said[0] not in _RETURNS and "back" not in plain[:3]:
        return False
    sounding = now.operation == "audio" and said[-1] in _BACK
    return sounding or not _USUAL.isdisjoint(plain[1:])


def _is_trait(line: Line, piece: Piece, verb: Verb) -> bool:
    """ "add grain", "deepen the blues in the shadows"; not "add a boat"."""
    if verb.kind in {"remove", "replace", "speed", "audio"} and not piece.mask & tag.PALETTE:
        return False
    if verb.kind == "add":
        return _has_only(line, piece, _GRAIN)
    if line.words[piece.end - 1].endswith("tones"):
        return True  # "warm the skin tones"
    kinds = LOOK | (tag.MATERIAL if verb.base == "use" else 0)  # "use rough paper"
    said = line.tags[piece.start + 1 : piece.end]
    things = any(bits & _SOMETHING and not bits & kinds for bits in said)  # "make the coat red"
    return not things and _has_only(line, piece, kinds)


def _has_only(line: Line, piece: Piece, kinds: int) -> bool:
    """Whether a command names something of some kinds, and nothing in its sentence is another thing."""
    tags, at = line.tags, piece.start + 1
    head = tags[head_of(line, at, piece.end)]
    found = head & kinds
    if not found and (head & tag.TOPIC & ~tag.ATTRIBUTE or tags[at] & tag.LEAD):
        return False  # but "static, scratches and hiss"
    while at < len(tags) and not tags[at] & (tag.STOP | tag.RELATIVE):
        ends = at + 1 == len(tags) or tags[at + 1] & _ENDS
        found |= tags[at] & kinds if ends else 0
        other = tags[at] & _SOMETHING and not tags[at] & kinds
        if other and ends and line.words[at] not in _NEAR:
            return False
        at += 1
    return bool(found)


_COME_OF = tag.EDITED | tag.STATED | tag.QUALITY | tag.ADJECTIVE


def comes_of(line: Line, piece: Piece, now: Clause) -> bool:
    """ "Let it hail. The hood gets covered in ice.": what the weather does by itself."""
    tags, start, end = line.tags, piece.start, piece.end
    if not now.topics[-1] & tag.WEATHER or piece.mask & (tag.MODAL | tag.ARTICLE):
        return False
    at = next((at for at in range(start + 1, end - 1) if tags[at] & tag.BECOME), 0)
    state = next((bits for bits in tags[at + 1 : end] if not bits & tag.ADVERB), 0) if at else 0
    return bool(state & _COME_OF) and not state & (tag.COLOR | tag.SIZE | tag.AGE)


def foretells(line: Line, piece: Piece) -> bool:
    """ "… and the mood will follow", "… and the singer fades into the dark": what comes of a change."""
    at = next((at for at in range(piece.start, piece.end - 1) if line.words[at] in _GOING), 0)
    if at and line.words[at + 1] in _AWAY:
        return True
    at = next((at for at in range(piece.start, piece.end - 1) if line.words[at] == "will"), 0)
    later = at and not line.tags[at + 1] & (tag.COPULA | tag.BECOME)
    return bool(later) or takes_away(line, piece)
