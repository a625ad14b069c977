"""What is said once more of a thing that is asked for: "more sparks! way more", "…, the floppy sort", "…, its keys chipped"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import state_of
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.topics import is_framing

_SORTS = frozenset({"sort", "kind", "type", "variety", "sorts", "kinds"})
_LOOKS = ("look", "seem", "appear", "feel")  # "should look", too
_MORE = tag.COMPARATIVE | tag.AMOUNT | tag.PRONOUN | tag.PREPOSITION
_OF_AMOUNT = tag.AMOUNT | tag.COMPARATIVE | tag.ADVERB
_SOLID = tag.TOPIC & ~tag.ATTRIBUTE
_AFTER_SORT = tag.SUBJECT | tag.PREPOSITION | tag.PRONOUN | tag.PEOPLE | tag.POSSESSIVE | tag.AUTHOR
_DONE = tag.EDITED | tag.STATED | tag.RUNNING
_SHARES = frozenset({"half", "most", "all", "some", "none", "part", "several", "many", "much"})
_ONES = frozenset({"one", "ones", "thing", "things"})
_THAT = ("that", "who", "which", "whose")
_FEW = 3  # words
_LEAST = 4  # words
_THE_ONES = (["one"], ["ones"])
_TWO = 2
_LIKE = (["as"], ["enough"])  # behind a quality: thick as porridge, thick enough to …


def says_again(line: Line, piece: Piece, now: Clause) -> bool:
    """ "more sparks! *way more*": an amount, and no thing of its own."""
    if piece.mask & _MORE and _is_more_of_it(line, piece, now):
        return True
    if not line.tags[now.start] & _OF_AMOUNT:
        return False
    words = line.tags[piece.start : piece.end]
    return (
        0 < len(words) <= _FEW
        and all(bits & _OF_AMOUNT and not bits & _SOLID for bits in words)
        and not (piece.opener & tag.AND or piece.following & tag.COLON)
    )


def is_apposed(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a piece between commas only says which one, or how the thing that was asked for looks."""
    comma = piece.opener == tag.COMMA and (_is_compared(line, piece) or _trades(line, piece, now))
    if comma or says_again(line, piece, now):
        return True
    if piece.opener & tag.AND:
        if line.words[now.end : now.end + 1] != [","]:
            return False
    elif piece.opener & tag.COMMA and (_is_sort(line, piece) or _is_which(line, piece)):
        return True
    return line.words[piece.start] == "its" and _details(line, piece, now)


def are_those(line: Line, piece: Piece) -> bool:
    """ "closer on her hands, *the ones kneading the dough*": which they are."""
    ones, size = line.words[piece.start + 1 : piece.start + 2] in _THE_ONES, piece.end - piece.start
    if not ones or size < _LEAST or piece.mask & tag.SAYS:
        return False
    placed = line.tags[piece.start + 2] & tag.PREPOSITION
    told = placed or line.tags[piece.start + 2] & (tag.RUNNING | tag.EDITED)
    valued = line.tags[piece.end - 1] & (tag.ATTRIBUTE | tag.COMPARATIVE)
    return bool(told) and not (valued and (size > _LEAST or not placed))


def _is_which(line: Line, piece: Piece) -> bool:
    """ "the bag, *the one that's brown at the moment*, red"."""
    word, after = line.words[piece.start : piece.start + 2], line.words[piece.start + 2 :]
    told = piece.following & tag.RELATIVE or (after and after[0].startswith(_THAT))
    return word[-1] in _ONES and bool(told)


def _is_compared(line: Line, piece: Piece) -> bool:
    """ "fog, *thick* as porridge, …", "fog, *thick enough to hide the boats*"."""
    quality = line.tags[piece.start] & (tag.ADJECTIVE | tag.ATTRIBUTE)
    return bool(quality) and line.words[piece.start + 1 : piece.start + 2] in _LIKE


def _is_more_of_it(line: Line, piece: Piece, now: Clause) -> bool:
    """ "wind in the sails — *more of it*", "frost on the panes, *thicker toward the edges*": no noun of its own."""
    start, end = piece.start, piece.end
    if now.kind == "nominal" and line.tags[start] & tag.COMPARATIVE:
        if end - start <= _TWO:  # "more steam, *and thicker too*"
            return bool(line.tags[now.start] & tag.AMOUNT) and line.words[end - 1] == "too"
        if line.tags[start + 1] & tag.PREPOSITION and not is_framing(line, start, end):
            return True
    return _is_share(line, start, end) or _is_graded(line, start, end)


def _is_share(line: Line, start: int, end: int) -> bool:
    """ "*half of* what is there", "*lots of them*", "*more of it*"."""
    word, after = line.words[start], line.words[start + 1] if end - start > 1 else ""
    if word == "of" or (after == "of" and word in _SHARES):
        return True  # of the first, the amount was passed over
    at = start + (_TWO if after == "of" else 1)
    counted = word.endswith(" of") or (after == "of" and line.tags[start] & tag.AMOUNT)
    return bool(counted) and at < end and bool(line.tags[at] & tag.PRONOUN)


def _is_graded(line: Line, start: int, end: int) -> bool:
    """ "*less harsh* under the eyes"."""
    if not line.tags[start] & tag.AMOUNT or end - start == 1:
        return False
    if line.words[start + 1] == "like":
        return True  # "more like dawn"
    quality, after = line.tags[start + 1], line.tags[start + 2] if end - start > _TWO else 0
    done = quality & (tag.ADJECTIVE | tag.EDITED) and not quality & _SOLID & ~tag.PALETTE
    return bool(done) and (not after or bool(after & tag.PREPOSITION))


def _trades(line: Line, piece: Piece, now: Clause) -> bool:
    """ "chrome out, *matte black in*": one for the other."""
    if now.kind != "nominal" or now.end - now.start == 1:
        return False
    return {line.words[now.end - 1], line.words[piece.end - 1]} == {"out", "in"}


def _is_sort(line: Line, piece: Piece) -> bool:
    """ "…, the floppy *sort* you take to the beach"."""
    if not line.tags[piece.start] & tag.DETERMINER:
        return False
    for at in range(piece.start + 1, piece.end):
        if line.words[at] in _SORTS:
            last = at + 1 == piece.end
            return last or bool(line.tags[at + 1] & _AFTER_SORT)
        if line.tags[at] & (tag.PREPOSITION | tag.SAYS):
            return False
    return False


def _details(line: Line, piece: Piece, now: Clause) -> bool:
    """ "to look abandoned, *its keys chipped and its lid warped*"."""
    looks = any(word.endswith(_LOOKS) for word in line.words[now.start : now.end])
    if not looks or piece.mask & tag.SAYS:
        return False
    last = line.tags[piece.end - 1]
    done = piece.end - piece.start == _FEW and last & _DONE  # "its brass polished"
    return bool(done or (state_of(line, piece.start, piece.end) and not last & tag.COLOR))


def completes_relative(line: Line, piece: Piece, now: Clause) -> bool:
    """ "cliffs, *whose* ledges are covered *with ice*"."""
    done = line.tags[piece.start - 2] & tag.EDITED
    return bool(done) and "whose" in line.words[now.end : piece.start - 1]
