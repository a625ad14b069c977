"""What is said once more of a thing that is asked for: "more sparks! way more", "…, the floppy sort", "…, its keys chipped"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import state_of
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece

_SORTS = frozenset({"sort", "kind", "type", "variety", "sorts", "kinds"})
_LOOKS = ("look", "seem", "appear", "feel")  # "should look", too
_OF_AMOUNT = tag.AMOUNT | tag.COMPARATIVE | tag.ADVERB
_SOLID = tag.TOPIC & ~tag.ATTRIBUTE
_AFTER_SORT = tag.SUBJECT | tag.PREPOSITION | tag.PRONOUN | tag.PEOPLE
_DONE = tag.EDITED | tag.STATED | tag.RUNNING
_FEW = 3  # words


def says_again(line: Line, piece: Piece, now: Clause) -> bool:
    """ "more sparks! *way more*": an amount, and no thing of its own."""
    words = line.tags[piece.start : piece.end]
    asked = line.tags[now.start] & _OF_AMOUNT
    return (
        bool(asked)
        and len(words) <= _FEW
        and all(bits & _OF_AMOUNT and not bits & _SOLID for bits in words)
        and not (piece.opener & tag.AND or piece.following & tag.COLON)
    )


def is_apposed(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a piece between commas only says which one, or how the thing that was asked for looks."""
    if piece.opener & tag.AND and line.words[now.end : now.end + 1] != [","]:
        return False
    alone = piece.opener & tag.COMMA and not piece.opener & tag.AND
    sort = alone and line.tags[piece.start] & tag.DETERMINER and _is_sort(line, piece)
    if sort or (alone and says_again(line, piece, now)):
        return True
    return line.words[piece.start] == "its" and _details(line, piece, now)


def _is_sort(line: Line, piece: Piece) -> bool:
    """ "…, the floppy *sort* you take to the beach"."""
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
