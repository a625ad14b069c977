"""Wishes that hold several clauses: "I'd be obliged if …, and if …", "see to it that …, and that …"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.walk import Walk

_NESTING = frozenset({"if", "that", "for"})
_LONGEST = 6  # words: "I would be very much obliged"
_TWO = 2
_THINGS = tag.ACTOR | tag.CLOTHES | tag.PLANT | tag.FOOD | tag.THING
_US: tuple[list[str], ...] = (["me"], ["us"], [])
_IT = frozenset({"it", "it'd"})
_BE = frozenset({"be", "would be", "might be"})
_SUBJECT = tag.LEAD | tag.SUBJECT | tag.OWNER | tag.TOPIC | tag.AUTHOR | tag.REST
_WISHES = tag.WANT | tag.POLITE | tag.AUTHOR
# A line with none of these holds no clauses by a wish: "if" is the last, and begins phrases of the others.
WISHING = _WISHES | tag.WHEN


def is_courtesy(walk: Walk, piece: Piece) -> bool:
    """ "*I'd be thrilled* if …", "*we would be glad* if …": how one feels about it."""
    line, start, end = walk.line, piece.start, piece.end
    if not piece.opener & tag.STOP or end - start > _LONGEST:
        return False
    led = line.tags[start] & tag.AUTHOR or line.words[start] in _IT
    if not led or not (line.words[end : end + 1] == ["if"] or line.words[end - 1][:3] == "if "):
        return False
    return _feels(line, start)


def _feels(line: Line, start: int) -> bool:
    """ "I'd be …", "it would be …"."""
    return any(word in _BE for word in line.words[start + 1 : start + 3])


def is_nested(walk: Walk, piece: Piece) -> bool:
    """Whether a piece is a clause within a wish; what joins it to that is taken off it."""
    line, start = walk.line, piece.start
    at = start - 1 if start and line.words[start - 1] == "if" else start
    joint = line.words[at]
    if joint not in _NESTING or not piece.opener & (tag.AND | tag.STOP):
        return False
    told = line.tags[start + (at == start) : piece.end]
    if len(told) < _TWO or (told[0] and not told[0] & _SUBJECT) or not _is_wished(line, at, joint):
        return False
    piece.opener &= ~(tag.WHEN | tag.RELATIVE)
    if at == start:
        piece.start += 1
    after = line.words[piece.start + 2 : piece.start + 3]  # "if you told me"
    if (
        line.words[piece.start] == "you"
        and after not in _US
        and line.tags[piece.start + 1] & tag.EDITED
    ):
        piece.start += 1  # "if you *dimmed* the lamps"
        line.tags[piece.start] = tag.EDITING
        piece.opener |= tag.THEN
    return True


def _is_wished(line: Line, at: int, joint: str) -> bool:
    """Whether a wish goes before that holds its clauses by the same word."""
    while at and not line.tags[at - 1] & tag.STOP:
        at -= 1
        bits, word = line.tags[at], line.words[at]
        if bits & _WISHES and word.endswith(" " + joint):
            return True
    felt = line.tags[at] & tag.AUTHOR or line.words[at] in _IT
    return joint == "if" and bool(felt) and _feels(line, at)


def is_tinted_beside(line: Line, piece: Piece, now: Clause, topic: int) -> bool:
    """ "snow outside *and the sofa red*", "the gate green *and a lantern on the wall*" after "I'd like"."""
    tags, tint = line.tags, tag.COLOR | tag.MATERIAL
    known = now.end - now.start > 1 and tags[now.start + 1] & tag.DEFINITE
    if tags[piece.start] & tag.DEFINITE and tags[piece.end - 1] & tint and not known:
        return piece.end - piece.start > _TWO and not piece.mask & (tag.PREPOSITION | tag.SAME)
    tinted = known and tags[now.end - 1] & tint and not tags[now.end - 1] & tag.THING
    return bool(tinted and tags[piece.start] & tag.ARTICLE and topic & _THINGS)


def wants_more(line: Line, now: Clause) -> bool:
    """ "I'd love *a slower dolly* (and fairy lights over the bar)": of what is there, and nothing new."""
    at = now.start + 1
    at += bool(line.tags[at : at + 1] and line.tags[at] & tag.ARTICLE)
    return at < now.end and bool(line.tags[at] & tag.COMPARATIVE)
