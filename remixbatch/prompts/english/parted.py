"""Where what is asked for begins behind what is said first: a comma was left out, or a reason comes before "so".

"once he nods *the crowd cheers*", "its for the school play so *stop motion look*"
"""

from functools import reduce
from operator import or_

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.begins import BESIDES
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.walk import Walk

# Joints of what is said first.
_TIMES = tag.WHEN | tag.WHILE
SAID_FIRST = _TIMES | tag.CONTRAST | tag.ADDING
_BEGINS = tag.STOP | tag.AND
_PLACED = _BEGINS | SAID_FIRST
_LEADS = tag.DEFINITE | tag.ARTICLE
_DOES = tag.EDITS | tag.FINITE | tag.BECOME
_THIRD = _DOES | tag.SAYS
_VERB = _THIRD | tag.ACT | tag.EDIT
_SAID = _VERB | tag.EDITED | tag.PAST | tag.STAY | tag.KEEP | tag.KEEPING
_VALUED = (tag.ATTRIBUTE & ~tag.AGE) | tag.COMPARATIVE
_BASE = tag.ACT | tag.EDIT
_BEFORE_NOUN = tag.DEFINITE | tag.ARTICLE | tag.PREPOSITION | tag.OWNER | tag.LINK
_NO_NOUN = tag.LEAD | tag.PREPOSITION | tag.LINK | tag.AUTHOR | tag.SUBJECT | tag.WANT
_TELLS = tag.SUBJECT | tag.AUTHOR | tag.OPINION
_ASKS = tag.NEWS | tag.WANT
_WISHES = tag.WANT | tag.OPINION
_HOURS = tag.TIME | tag.WEATHER | tag.SEASON
_LOOKS = tag.CAMERA | tag.STYLE | tag.TIME | tag.SEASON | tag.LIGHT | tag.PALETTE
_SOLID = tag.THING | tag.FITTED | tag.PLACE | tag.WEATHER | tag.AUDIO
_NO_LOOK = tag.WANT | tag.PREPOSITION
_INSTEAD = frozenset({"place", "places", "stead", "spot", "wake"})  # "and in its place put …"
_NEW = tag.ARTICLE | tag.POSSESSIVE | tag.NUMBER | tag.AMOUNT
_BEFORE_NEW = tag.LEAD | tag.PREPOSITION | tag.EDITED | tag.RUNNING | tag.SAYS
_TWO = 2  # words: "the piano"
_LED = 4  # words: "it has always been our wish that …"
_AFTER_VERB = tag.PREPOSITION | tag.PARTICLE | tag.ADVERB | tag.LEAD | tag.COLOR


def parted(line: Line, piece: Piece) -> list[Piece]:
    """A piece at a beginning, cut where a comma should part what is said first from what is asked for."""
    if piece.opener & tag.STOP and line.words[piece.start] in BESIDES and _is_look(line, piece):
        piece.opener, piece.start = piece.opener | tag.ADDING, piece.start + 1
    tags, start, joint = line.tags, piece.start, piece.opener & _PLACED
    placed = joint == tag.AND and tags[start] & tag.PREPOSITION
    if not placed and not (piece.opener & SAID_FIRST and piece.opener & _BEGINS):
        return [piece]
    at = _main_clause(line, piece)
    if not at and joint & tag.CONTRAST:
        return _replaced(line, piece)
    if not at or (piece.opener & tag.ADDING and not _is_new(line, start, at)):
        return [piece]
    first = Piece(piece.opener, start, at, reduce(or_, tags[start:at]))
    second = Piece(tag.COMMA, at, piece.end, reduce(or_, tags[at : piece.end]))
    first.following, second.following = tag.COMMA, piece.following
    acts = joint & tag.CONTRAST and joint & tag.AND and tags[at] & _LEADS
    if acts and not second.mask & tag.NEWS:
        # "…, and instead of oranges *the clown juggles skulls*"
        second.opener = tag.STOP | tag.ITEM
    if placed:
        second.opener = tag.STOP
        return [second]
    return [first, second]


def _main_clause(line: Line, piece: Piece) -> int:
    """Where "*I'd like a tram*", "*use drums*", "*he bows*", "*the arena crumbles*" begins; 0 if nothing like it does."""
    tags, timed = line.tags, piece.opener & _TIMES
    placed = not piece.opener & SAID_FIRST
    said = 0
    for at in range(piece.start + 1, piece.end - 1):
        bits, after = tags[at], tags[at + 1]
        # a word that no list knows: "where the piano *stood* put a harp"
        said |= tags[at - 1] or (tag.EDIT if at - piece.start > _TWO else 0)
        if bits & tag.WANT:
            return at
        if tags[at - 1] & tag.MODAL and line.mask & _WISHES:
            continue  # "I'd like it if …, and if the lake could *become* a canal"
        behind_her = placed and line.words[at - 1] == "her" and not bits & tag.TOPIC
        if (tags[at - 1] & _BEFORE_NOUN and not behind_her) or (at == piece.start + 1 and timed):
            continue
        led = after & tag.LEAD or line.words[at] == "let"
        told = not placed and (not timed or said & _SAID)
        bare = tags[at - 1] & tag.TOPIC and after & tag.TOPIC and not bits & tag.TOPIC
        bare = bool(bare and _goes_on(piece))  # "instead of the violin *play drums*, and …"
        strange = not bits and tags[at - 1] & tag.TOPIC and after & tag.ARTICLE  # "*build a barn*"
        if told and (bits == tag.EDIT or strange or (bits & tag.EDIT and (led or bare))):
            return at
        if placed and bits & tag.EDIT and after & _NEW and line.words[at - 1] not in _INSTEAD:
            return at  # "and behind it *put a forest*"
        does = after & (_THIRD if line.words[at] != "they" else _VERB)
        # "she's holding a spellbook", and not "the phone she's holding"
        if bits & tag.SUBJECT and (does or (bits & tag.COPULA and at + _TWO < piece.end)):
            return at
        named = bits & _LEADS and (placed or told)
        acting = timed or placed or _goes_on(piece)
        if named and _acts(line, at, piece.end, timed=acting):
            return at
    return 0


def _replaced(line: Line, piece: Piece) -> list[Piece]:
    """ "Instead of the piano *a harp*, and instead of the singer *a parrot*": no verb, and yet what comes in its place."""
    tags = line.tags
    for at in range(piece.start + 1, piece.end - 1):
        if tags[at] & tag.ARTICLE and not tags[at - 1] & _BEFORE_NEW:
            first = Piece(
                piece.opener | tag.STOP, piece.start, at, reduce(or_, tags[piece.start : at])
            )
            second = Piece(tag.STOP | tag.ITEM, at, piece.end, reduce(or_, tags[at : piece.end]))
            first.following, second.following = tag.COMMA, piece.following
            return [first, second]
    return [piece]


def _goes_on(piece: Piece) -> int:
    """ "instead of a whip *the tamer holds a feather, and* …", and not "instead of the bike *the boy rides*, …"."""
    ends = not piece.following & tag.COMMA or piece.following & tag.AND
    return piece.opener & tag.CONTRAST if ends else 0


def _is_look(line: Line, piece: Piece) -> bool:
    """ "on top of *a drone angle*", "on top of *a slower pace*": nothing that anything could stand on."""
    tags, start = line.tags, piece.start + 1
    ends = (at for at in range(start, piece.end) if tags[at] & _NO_LOOK)
    named = tags[start : next(ends, piece.end)] if start < piece.end else []
    if len(named) < _TWO or not named[0] & tag.ARTICLE:
        return False
    gift = next((at for at in range(start, piece.end - 1) if line.words[at] == "for"), 0)
    if gift and tags[gift + 1] & tag.DEFINITE and piece.following & tag.COMMA:
        return True  # "alongside *a full beard for the king*, …"
    look = named[-1] & _LOOKS and not named[-1] & _SOLID
    return bool(look) or any(bits & tag.COMPARATIVE for bits in named)


def _is_new(line: Line, start: int, end: int) -> bool:
    """ "besides *a lantern* I'd like fog", "besides *the wider shot* …", and not "besides the piano …"."""
    tags = line.tags
    return bool(tags[start] & tag.ARTICLE) or any(bits & _VALUED for bits in tags[start:end])


def _acts(line: Line, start: int, end: int, *, timed: int) -> bool:
    """ "the arena crumbles", "the candles go out"; behind what is not meant, "the carpet could be crimson"."""
    tags = line.tags
    for at in range(start + 2, end):
        bits, many = tags[at], line.words[at - 1].endswith("s")
        if tags[at - 1] & _NO_NOUN:
            return False
        if bits & tag.NEWS:
            return True
        verb = timed and bits & (_THIRD | _BASE if many else _THIRD)
        if timed and not bits and line.words[at].endswith("s"):
            return True
        if verb and (not bits & tag.TOPIC or at + 1 == end or tags[at + 1] & _AFTER_VERB):
            return True
    return False


def begin_anew(walk: Walk, piece: Piece) -> None:
    """Takes what follows "so" for no consequence where it is none: "hey, so the lake at night …", "its for school so …"."""
    if not walk.clauses:
        piece.opener &= ~tag.SO
    elif _tells_reason(walk, piece, walk.clauses[-1]):
        piece.opener = tag.STOP
        walk.clauses[-1].counts = False


def _tells_reason(walk: Walk, piece: Piece, now: Clause) -> bool:
    """ "*its for the school play* so stop motion look": before "so" a reason, which is none of the changes."""
    tags, alone = walk.line.tags, len(walk.clauses) == walk.first + 1
    said = reduce(or_, tags[now.start : piece.start])
    asks = said & _ASKS and not any(bits & tag.PAST for bits in tags[now.start : now.start + _LED])
    new = asks or "now" in walk.line.words[now.start : piece.start]
    if not alone or now.kind == "edit" or new or not tags[now.start] & _TELLS:
        return False
    if piece.start - now.start <= _TWO or piece.end - piece.start == 1:
        return False  # "im so bored of it", "… so fast"
    if tags[piece.start - _TWO] & _HOURS and not tags[now.start] & tag.AUTHOR:
        return False  # "it's night so …"
    does = piece.mask & (_VERB if tags[piece.start] & tag.DEFINITE else tag.SAYS)
    return not does or bool(piece.mask & _ASKS)  # "he's old now, so the beard turns white"
