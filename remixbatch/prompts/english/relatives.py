"""Relative clauses that ask for something: "which should be white", "an anime version where the postman brings fish"."""

from functools import reduce
from operator import or_

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.statements import acts
from remixbatch.prompts.english.topics import LOOK, head_of

_SEEN = tag.SEEM
_OBLIGES = frozenset({"should", "should be", "must", "must be", "ought to", "ought to be"}) | {
    *("needs to", "needs to be", "should have", "should now be", "is to", "is to be", "are to"),
    *("are to be", "shall be"),
}
_WITHIN = frozenset({"where", "in which"})
_VERSIONS = frozenset({"version", "remake", "take", "cut", "edit", "remix", "variant", "film"}) | {
    *("adaptation", "rendition", "retelling", "spin", "movie", "parody", "interpretation"),
    *("scene", "strip", "story", "clip", "short"),
}
_CONTENT = frozenset({"add", "remove", "give"})
_VALUES = tag.ATTRIBUTE & ~tag.SIZE
_SETS = tag.STYLE | tag.TIME | tag.WEATHER | tag.SEASON | tag.LIGHT | tag.SPEED


def demands(line: Line, piece: Piece, now: Clause) -> bool:
    """ "which should be white": of a thing of the scene, or what a new one shall do."""
    if not any(bits & tag.MODAL for bits in line.tags[piece.start : piece.start + 3]):
        return False
    if _OBLIGES.isdisjoint(line.words[piece.start : piece.start + 3]) or piece.mask & tag.QUALITY:
        return False
    cut = piece.end - piece.start == 1  # "which should then roll"
    new = now.operation in {"add", "replace"} and not piece.mask & tag.ACT and not cut
    placed = any(bits & tag.PLACE_IN for bits in line.tags[now.start + 2 : now.end])
    return not new or placed


def shows(line: Line, piece: Piece, now: Clause, following: int) -> bool:
    """ "an anime version *where* the postman brings fish": a look, and what is new in it."""
    tags, start = line.tags, piece.start
    if _WITHIN.isdisjoint(line.words[start - 2 : start]) or now.operation in _CONTENT:
        return False
    if not tags[start] & tag.LEAD:
        return False
    if now.ranges[-1][1] > now.end and tags[now.end] & tag.WITH:
        return False  # "a night version with reflections where the road is wet"
    looks = reduce(or_, tags[now.start : now.end])
    if following & tag.CONTRAST and looks & tag.STYLE:
        return True
    heads = {head_of(line, now.start, now.end), now.end - 1}  # "turn it into *a watercolour* …"
    version = any(tags[at] & tag.STYLE or line.words[at] in _VERSIONS for at in heads)
    traits = any(bits & LOOK & ~tag.COLOR for bits in tags[start + 1 : start + 3])
    return bool(version and looks & _SETS) and not traits and _is_new(line, piece)


def _is_new(line: Line, piece: Piece) -> bool:
    """ "the baker flies", "the detective is a woman"; not "the breath is visible"."""
    if not piece.mask & _SEEN or piece.mask & (tag.NEWS | tag.PARTICIPLE):
        return bool(piece.mask & tag.SAYS) or acts(line, piece)
    somebody = line.tags[piece.start + 1] & tag.ACTOR  # "the guard is asleep"
    # but "the tiles are tiny" of a mosaic
    valued = line.tags[piece.end - 1] & (_VALUES | (tag.STATED | tag.SIZE if somebody else 0))
    return bool(
        valued or any(bits & tag.ARTICLE for bits in line.tags[piece.start + 2 : piece.end])
    )
