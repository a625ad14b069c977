"""What shall be in the place of something else: "a katana instead of the pistol", "a macaw where the toucan sits"; "but bigger"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import state_of
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.merge import is_bare
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.topics import LOOK, another_item, topic_of
from remixbatch.prompts.english.walk import Walk

_STANDS = frozenset(
    {"is", "are", "was", "were", "stands", "stand", "stood", "sits", "sit", "sat"}
) | {
    *("hangs", "hang", "hung", "lies", "lie", "lay", "grows", "grow", "grew"),
    *("be", "goes", "went"),  # "used to be"
}
_KNOWN, _SOMEBODY = tag.LEAD | tag.AUTHOR, tag.ACTOR | tag.AUTHOR
_TWO = 2
_TOLD = tag.COMPARATIVE | tag.NEWS
_FEW = 4  # words
_ONES = frozenset({"one", "ones"})
_CONTRASTS = tag.CONTRAST | tag.RELATIVE  # "where the fountain was"
_HOW = tag.ADJECTIVE | tag.ATTRIBUTE | tag.COMPARATIVE | tag.TOPIC


def is_contrasted(line: Line, piece: Piece) -> bool:
    """ "instead of a moth *and a toad*"; but "… *and the curtain gone*"."""
    if piece.opener & (tag.COMMA | tag.THEN | tag.ADDING):
        return False
    at = state_of(line, piece.start, piece.end)
    return not at or (at + 1 < piece.end and bool(line.tags[at] & tag.PREPOSITION))


def takes_place(line: Line, piece: Piece, now: Clause) -> bool:
    """ "rain on the visor, *a katana* instead of the pistol"; but "a long scarf, *wool* rather than silk"."""
    listed = piece.opener & (tag.COMMA | tag.STOP) and piece.following & tag.CONTRAST
    if not listed or piece.following & tag.COMMA or piece.mask & _TOLD:
        return False  # "…, dry and slow, in place of the gong"; "…, louder than the gong"
    start, end = now.start, piece.start
    brings = now.topics[0] & (
        tag.AUDIO | tag.PLACE if line.tags[start] & tag.ARTICLE else tag.AUDIO
    )
    if brings or (now.linked and now.kind == "nominal") or line.tags[start] & tag.PREPOSITION:
        return False
    topic = topic_of(line, end, piece.end)
    again = not set(line.words[end : piece.end]).isdisjoint(line.words[start : end - 1])
    valued = topic & (LOOK | tag.ATTRIBUTE) or line.tags[end] & tag.ATTRIBUTE or again
    return not valued and another_item(now.topics, topic or tag.THING)


def is_taken(line: Line, piece: Piece) -> bool:
    """ "a macaw *where the toucan sits*": what it takes the place of."""
    where = piece.opener & tag.WHEN and line.tags[piece.start] & tag.LEAD
    return bool(where) and line.words[piece.end - 1] in _STANDS


def is_weather_hour(line: Line, start: int, end: int) -> bool:
    """ "a drizzly evening", "sunny noon"."""
    if end - start - bool(line.tags[start] & tag.ARTICLE) != _TWO:
        return False
    return bool(line.tags[end - _TWO] & tag.WEATHER and line.tags[end - 1] & tag.TIME)


def stands_at(line: Line, start: int, end: int) -> int:
    """Where "in the meadow" begins, of what somebody else takes the place of; 0 if it does not say where that is."""
    at = next((at for at in range(start + 1, end - 1) if line.tags[at] & tag.PLACE_IN), 0)
    known = (
        at
        and line.tags[start] & _KNOWN
        and (line.tags[at - 1] | topic_of(line, start, at)) & _SOMEBODY
    )
    return at if known and line.tags[at + 1] & tag.LEAD else 0


def is_rather(line: Line, piece: Piece) -> bool:
    """ "green, not the pale green of the walls *but a deep bottle green*": the value once more."""
    last = line.tags[piece.end - 1]
    value = last & tag.ATTRIBUTE and not last & tag.COMPARATIVE
    value = value or line.words[piece.end - 1] in _ONES
    led = piece.opener & tag.BUT and not piece.opener & tag.STOP
    return bool(led and value) and not line.tags[piece.start] & tag.DEFINITE


def is_but_so(walk: Walk, piece: Piece, now: Clause) -> bool:
    """ "the moon, *but bigger*": what is named is there, and has no state before this."""
    line, ends = walk.line, walk.following & tag.STOP and not piece.opener & tag.STOP
    known = now.kind == "nominal" and line.tags[now.start] & tag.DEFINITE
    graded = now.kind == "nominal" and line.tags[now.start] & tag.COMPARATIVE
    if graded and ends and piece.end - piece.start == 1 and now.end - now.start > 1:
        return line.tags[piece.start] & _HOW == tag.ADJECTIVE  # "longer lashes, but natural"
    if not known or not ends or now.end - now.start > _FEW:
        return False
    words = line.tags[piece.start : piece.end]
    stated = words[-1] & (tag.COMPARATIVE | tag.ATTRIBUTE) and len(words) <= _FEW
    made = line.words[piece.start : piece.start + 2] in (["made", "of"], ["made", "from"])
    stated = stated or made  # "but made of cheese"
    return bool(stated) and not any(bits & tag.LEAD for bits in words) and is_bare(line, now)


def is_beside_contrast(line: Line, piece: Piece, now: Clause) -> bool:
    """ "bread instead of cake, *and the candles unlit*", "a bridge in place of the pier & *gulls circling over the water*"."""
    tags = line.tags
    if not piece.opener & tag.AND or not any(
        bits & _CONTRASTS for bits in tags[now.start : piece.start]
    ):
        return False
    at = state_of(line, piece.start, piece.end)
    if not at or tags[at - 1] & (tag.PART | tag.BODY):
        return False
    there = tags[at] & tag.RUNNING or (piece.opener & tag.COMMA and tags[at] & tag.PLACE_IN)
    return bool(tags[piece.start] & tag.DEFINITE or (tags[at - 1] & tag.COMING and there))
