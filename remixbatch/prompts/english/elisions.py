"""What a comma stands for: a verb that is read back, "(the shutters, navy)"; words put first, "and, from the square, the bins"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece

_LONGEST = 6  # words of a thing
_VALUE = range(1, 6)  # words
_WITHIN = frozenset({"in", "of", "as", "under"})
_NO_VALUE = (
    (tag.SPECIFIC & ~tag.ARTICLE) | tag.PREPOSITION | tag.POLITE | tag.ADVERB | tag.PRONOUN
) | (tag.WANT | tag.OPINION | tag.NEGATION | tag.RUNNING | tag.PLACE_IN | tag.SAYS | tag.EDIT)
_NO_THING = tag.SAYS | tag.RELATIVE | tag.PRONOUN | tag.REST | tag.STAY
_MOVES = frozenset({"add", "remove", "move"})


def elided(line: Line, piece: Piece) -> int:
    """Where the state begins in "the shutters, navy", which is all that its sentence or its brackets say; 0 if it is none."""
    tags, start, comma = line.tags, piece.start, piece.end
    named = tags[start] & tag.SPECIFIC and 1 < comma - start <= _LONGEST
    if piece.following != tag.COMMA or not named or piece.mask & _NO_THING or _is_one(line, piece):
        return 0
    end = end_of(line, comma + 1)
    if end - comma - 1 not in _VALUE or not _ends(line, end):
        return 0
    first = tags[comma + 1]
    if first & tag.ARTICLE:
        return comma + 1
    led = line.words[comma + 1] in _WITHIN and end > comma + 2
    return comma + 1 if led or not first & _NO_VALUE else 0


def is_tinted(line: Line, piece: Piece, now: Clause) -> bool:
    """ "The map should be moving. *Her jacket, purple.*": behind a change, a thing of the scene with its colour."""
    if piece.following != tag.COMMA or now.remark or now.operation in _BRINGS:
        return False
    return elided(line, piece) > 0 and bool(line.tags[piece.end + 1] & (tag.COLOR | tag.MATERIAL))


def fronted(line: Line, piece: Piece, now: Clause) -> int:
    """Where the thing ends in "and, *from the square, the bins*", after a command that puts or takes away; 0 if it is none."""
    tags, comma = line.tags, piece.end
    led = tags[piece.start] & tag.PREPOSITION and piece.opener & tag.AND
    if not led or piece.following != tag.COMMA or now.operation not in _MOVES:
        return 0
    end = end_of(line, comma + 1)
    placed = comma - piece.start > 1 and tags[comma + 1] & tag.LEAD and end - comma > _TWO
    return end if placed and _ends(line, end) else 0


def _is_one(line: Line, piece: Piece) -> bool:
    """ "the oak one": said once more of what was named."""
    return line.words[piece.end - 1] in {"one", "ones"}


def end_of(line: Line, start: int) -> int:
    size = len(line.tags)
    return next((at for at in range(start, size) if line.tags[at] & tag.BREAK), size)


def _ends(line: Line, end: int) -> bool:
    """Whether nothing but the end of a sentence follows."""
    size = len(line.tags)
    if end < size and line.tags[end] & tag.CLOSE:
        end += 1
    return end == size or bool(line.tags[end] & tag.STOP)


_BRINGS = frozenset({"add", "replace", "give"})  # whom it may be of
_TWO = 2
_FOUR = 4
_SOLID = (tag.ACTOR | tag.CLOTHES | tag.BODY | tag.FOOD | tag.PLANT) | (tag.THING | tag.PLACE)
_SORT = tag.ATTRIBUTE | tag.COMPARATIVE
_ONES = frozenset({"one", "ones"})


def is_mapped(line: Line, piece: Piece) -> bool:
    """ "sky → overcast; *end frame → tight*", behind such: no command, but one more of what becomes what."""
    listed = piece.opener & tag.STOP
    return bool(listed) and not tag.ARROWS.isdisjoint(line.words[piece.start : piece.end])


def given_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "give the left boxer blue gloves *and the right one gold*", "*the second gold*": of the same things, another sort."""
    tags, start, end = line.tags, piece.start, piece.end
    if not (tags[start] & tag.DETERMINER and tags[end - 1] & _SORT) or end - start > _FOUR:
        return False
    another = line.words[end - 2] in _ONES or line.words[end - 2] in line.words[now.start : now.end]
    sort = any(bits & _SORT for bits in tags[now.start + 3 : now.end])
    return bool(sort) and (another or bool(tags[end - 2] & tag.NUMBER))


def labelled_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "Pasta: swirl it higher. *Wine*: white": a label, and what it is for, after a command that had one."""
    label = line.words[piece.end : piece.end + 1] == [":"] and line.tags[now.start - 1] & tag.COLON
    return now.kind == "edit" and bool(label and piece.mask & _SOLID)


def is_mapped_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "swap palms → pines, *my tee → a puffer jacket*"."""
    mapped = not tag.ARROWS.isdisjoint(line.words[piece.start : piece.end])
    return (
        mapped and now.kind == "edit" and not tag.ARROWS.isdisjoint(line.words[now.start : now.end])
    )
