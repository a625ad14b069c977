"""A line cut at its joints: commas, "and", "then", "with", "so that", ends of sentences.

Whether a piece is a clause of its own is for `clauses` to say; here only words are told from joints.
"""

from itertools import pairwise

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.newcomers import comes_as

_LINK_BEFORE = tag.EDIT | tag.PREPOSITION | tag.BREAK | tag.EDITING | tag.MODAL
# "then", "also", "next": a joint only beside a joint or before a verb.
_VERB = tag.EDIT | tag.EDITING | tag.KEEP | tag.KEEPING
_JOINTS = tag.BREAK | tag.ITEM
_JOINED = frozenset({"but also", "and then"})
_ALWAYS = tag.STOP | tag.COMMA | tag.AND | tag.WITHOUT | tag.WHILE | tag.COLON | tag.SO
_ENDS = tag.STOP | tag.COLON | tag.COMMA
_SUBJECT = tag.DETERMINER | tag.POSSESSIVE | tag.SUBJECT
_LEADS = tag.DETERMINER | tag.ARTICLE
ENDED = tag.WHEN | tag.CONTRAST  # with its sentence: "if not, no worries. Delete …"


class Piece:
    """Words from start to end, places in the line; what joins them to what came before, as bits.

    `mask`: the bits of all its words. `following`: what joins it to what comes after.
    """

    __slots__ = ("end", "following", "mask", "opener", "start")

    def __init__(self, opener: int, start: int, end: int, mask: int) -> None:
        self.opener, self.start, self.end, self.mask = opener, start, end, mask
        self.following = tag.STOP

    def since(self, start: int) -> "Piece":
        """The same piece from another place on."""
        return Piece(self.opener, start, self.end, self.mask)


def pieces_of(line: Line) -> list[Piece]:
    """The pieces of a line, in order. An opener unites all joints that stand before a piece."""
    found = []
    tags = line.tags
    opener, start, mask, breaks = tag.STOP, 0, 0, tag.BREAK
    whole = 0
    for at, bits in enumerate(tags):
        if bits & breaks:
            joint = bits & _JOINTS if bits & _ALWAYS else _joint(line, at, start)
            if joint:
                if at > start:
                    end = _end(tags, start, at) if tags[at - 1] & tag.TAIL else at
                    found.append(Piece(opener, start, end, mask))
                    whole |= mask
                    opener = 0
                whole |= joint
                if joint & tag.STOP:
                    opener &= ~ENDED  # "… if not. Add a dog."
                opener |= joint
                start, mask = at + 1, 0
                continue
        mask |= bits
    if len(tags) > start:
        end = _end(tags, start, len(tags)) if tags[-1] & tag.TAIL else len(tags)
        found.append(Piece(opener, start, end, mask))
    line.mask = whole | mask
    for piece, after in pairwise(found):
        piece.following = after.opener
    return found


def _end(tags: list[int], start: int, end: int) -> int:
    """Where a piece ends, less what closes it and says nothing: "please", "lol"."""
    while end - 1 > start and tags[end - 1] & tag.TAIL:
        end -= 1
    return end


def _joint(line: Line, at: int, start: int) -> int:
    """Which joint a word is that is not always one, 0 if it is none at this place."""
    bits = line.tags[at]
    kinds = bits & _JOINTS
    for kind, is_joint in _DOUBTFUL:
        if kinds & kind:
            return kinds if is_joint(line, at, start) else 0
    return kinds


def _next(line: Line, at: int) -> int:
    return line.tags[at + 1] if at + 1 < len(line.tags) else tag.STOP


def _then(line: Line, at: int, start: int) -> bool:
    if at and line.tags[at - 1] & tag.LEAD:
        return False  # "the next shot"
    if line.tags[at] & tag.ADVERB:
        return at == start  # "too clean"
    if line.words[at] in _JOINED:
        return True
    return at == start or bool(_next(line, at) & _VERB)


def _relative(line: Line, at: int, start: int) -> bool:
    """ "that" after a thing; before one, or after a verb, it points ("make that car red")."""
    if not line.tags[at] & tag.DETERMINER:
        return True
    ends = _next(line, at) & _ENDS
    return at > start and not ends and not line.tags[at - 1] & _LINK_BEFORE


def _when(line: Line, at: int, start: int) -> bool:
    """ "as a sketch" says what it becomes; "as the door opens" says when."""
    if line.words[at] != "as":
        noun = at and line.tags[at - 1] & _LEADS  # "the till"
        return not (noun or (at > start and _next(line, at) & _ENDS))  # "signs everywhere, …"
    after = _next(line, at)
    return at == start or bool(after & _SUBJECT) or comes_as(line, at + 1)


def _adding(line: Line, at: int, start: int) -> bool:
    """ "should get *not just* a hat but also …" is one statement, whose two objects are told apart by "but also"."""
    return not (at > start and line.words[at][:4] == "not " and "but also" in line.words[at:])


_DOUBTFUL = (
    (tag.ADDING, _adding),
    (tag.THEN, _then),
    (tag.RELATIVE, _relative),
    (tag.WHEN, _when),
)
