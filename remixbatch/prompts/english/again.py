"""The change before, told once more or to its end: "that is, …", "… more of it", "X out, Y in", "…, tap her foot"."""

from itertools import pairwise

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.merge import is_bare
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.walk import Walk

# What says that the same comes in other words; "that is" needs its comma.
_RESTATING = ("or rather", "in other words", "which is to say", "i.e.", "meaning")
_THAT_IS = ("that is", "that's to say", "that is to say")
_ENDINGS = tuple([each.split()[-1] for each in (*_RESTATING, *_THAT_IS, "i mean")])
_LONGEST = 5  # words of them
_NO_ENDING = tag.STOP | tag.AND  # of no word that they end in
_AMOUNTS = frozenset({"more", "lots", "plenty", "heaps", "loads", "tons", "masses", "oodles"}) | {
    *("way", "far", "much", "a", "lot", "good", "deal", "whole", "lots more", "way more", "even"),
    *("much more", "a lot more", "even more", "great", "bit", "a bit more"),
}
_IT = frozenset({"it", "them", "those", "these", "that"})
_GOES = frozenset({"goes", "go", "leaves", "out", "off", "away", "gone", "disappears", "vanishes"})
_PLACES = frozenset({("its", "place"), ("their", "place"), ("his", "place"), ("her", "place")})
_ONES = frozenset({"one", "ones"})
_MAKING = frozenset({"make", "have", "let", "get"})
_NO_ACTOR = tag.ATTRIBUTE | tag.COMPARATIVE | tag.STATED | tag.EDITED | tag.RUNNING | tag.ADVERB
_APPOSED = tag.COMMA | tag.AND
_MORE = tag.PRONOUN | tag.SUBJECT | tag.WHEN  # of "it" and the like, and of "as"
_QUALITY = tag.ADJECTIVE | tag.ATTRIBUTE | tag.COMPARATIVE
_BEFORE_NOUN = tag.LEAD | tag.NUMBER | tag.THEN | tag.ADJECTIVE | tag.PREPOSITION
_NO_NAME = tag.SAYS | tag.FINITE | tag.ACT | tag.EDITED | tag.STATED | tag.PREPOSITION
_SAYS = tag.SAYS | tag.FINITE | tag.ACT | tag.EDIT


def takes_again(walk: Walk, piece: Piece) -> bool:
    """Takes a piece that only tells the change before it again, or its other half; whether it was that.

    It comes behind a change, if not right behind it.
    """
    line, clauses = walk.line, walk.clauses
    if not clauses:
        return False
    last = clauses[-1]
    if last.aside and len(clauses) > 1 and _is_restated(line, piece):
        last, walk.now = clauses[-2], clauses[-2]
    if not last.counts or walk.now is not last:
        return False
    joint, commands = piece.opener, last.kind == "edit"
    more = (
        (piece.mask & _MORE and _is_more(line, piece))
        or (not commands and _is_of_both(line, piece, last))
        or (joint & _APPOSED == tag.COMMA and _acts_late(line, piece, last))
    )
    if not more:
        told = not line.tags[piece.start - 1] & _NO_ENDING and _is_restated(line, piece)
        whole = joint & tag.STOP or (commands and last.operation != "remove")
        if not told and (whole or not _is_half(line, piece, last)):
            return False
        walk.mode = "strike"
    walk.extend(piece)
    return True


def _is_restated(line: Line, piece: Piece) -> bool:
    """ "widen the aperture, *that is*, give us more blur"; "go in closer, *say* just the eyes"."""
    start, words = piece.start, line.words
    if words[start] == "say":
        return piece.end - start > 1 and not line.tags[start + 1] & tag.QUOTE
    last = start - 1
    while last > 0 and words[last] == ",":
        last -= 1
    if last < 0 or not words[last].endswith(_ENDINGS):
        return False
    said = " ".join([word for word in words[max(0, start - _LONGEST) : start] if word != ","])
    comma = start > 0 and words[start - 1] == ","
    meant = said.endswith("i mean") and line.tags[start] & tag.EDIT
    return bool(meant) or said.endswith(_RESTATING) or (comma and said.endswith(_THAT_IS))


def _is_more(line: Line, piece: Piece) -> bool:
    """ "wind in the sails — *more of it*"; "fog, *thick as porridge*"."""
    words, start, end = line.words, piece.start, piece.end
    if end - start < 2:
        return False
    if words[end - 1] in _IT and words[end - 2] == "of" and not piece.opener & tag.STOP:
        return _AMOUNTS.issuperset(words[start : end - 2]) and end - start > 2
    alone = piece.opener & tag.COMMA and not piece.opener & tag.AND
    like = alone and words[start + 1] == "as" and line.tags[start] & _QUALITY
    return bool(like) and not piece.mask & tag.NEWS


def _is_half(line: Line, piece: Piece, last: Clause) -> bool:
    """ "the fork goes *and tongs take its place*", "take the knob off *and fit a glass one*", "chrome out, *black in*"."""
    first, words = line.words[last.start : last.end], line.words[piece.start : piece.end]
    goes = last.operation == "remove" or not _GOES.isdisjoint(first[1:])
    if not goes or len(words) < 2:
        return False
    if words[-1] == "in" and first[-1] == "out":
        return last.kind == "nominal"
    tags = line.tags[piece.start : piece.end]
    if tags[0] & tag.EDIT:
        return words[-1] in _ONES and any(bits & tag.ARTICLE for bits in tags)
    if last.kind == "edit" or not tags[0] & tag.ARTICLE:
        return False
    back = words[-1] in _IT and words[-2] == "for"
    return tuple(words[-2:]) in _PLACES or back or words[-1] == "instead"


def _is_of_both(line: Line, piece: Piece, last: Clause) -> bool:
    """Whether a nominal or a statement is told to its end only here, for two things."""
    if last.kind == "nominal":
        return _is_joined(line, piece, last)
    return _asks_of_both(line, piece, last)


def _is_joined(line: Line, piece: Piece, last: Clause) -> bool:
    """ "*both* the shorts and the socks go white", "the bench *as well as* the bin should be brass"."""
    if last.ranges != [(last.start, last.end)] or not is_bare(line, last):
        return False
    if line.words[piece.start - 1] == "as well as":
        return bool(piece.mask & tag.NEWS and line.tags[last.start] & tag.LEAD)
    both = line.words[last.start] == "both" and piece.opener & tag.AND
    both = both and not line.tags[last.start + 1] & tag.EDIT
    named = not line.tags[last.end - 1] & (_NO_ACTOR | tag.PARTICLE)
    return bool(both and named) and any(bits & _SAYS for bits in line.tags[piece.start : piece.end])


def _asks_of_both(line: Line, piece: Piece, last: Clause) -> bool:
    """ "could the chairs *and the parasols be navy*?": of the first nothing is asked yet."""
    tags, asks = line.tags, line.tags[last.start] & tag.MODAL
    if not asks or not piece.opener & tag.AND or last.ranges != [(last.start, last.end)]:
        return False
    named = tags[last.start + 1 : last.end]
    does = any(bits & _NO_NAME and not one & _BEFORE_NOUN for one, bits in pairwise(named))
    bare = named and named[0] & tag.DEFINITE and not does
    return bool(bare and tags[piece.start] & tag.DEFINITE) and bool(piece.mask & _SAYS)


def _acts_late(line: Line, piece: Piece, last: Clause) -> bool:
    """ "make the violinist in the third row, the one with the ribbon, *tap her foot*": what she is made to do."""
    made = last.verb is not None and last.verb.base in _MAKING
    if not made or piece.start - last.end < 2 or last.end - last.start < 3:
        return False
    said = line.tags[last.start + 1 : last.end]
    acts = any(bits & tag.ACT and not one & _BEFORE_NOUN for one, bits in pairwise(said))
    named = said[0] & tag.DEFINITE and not acts
    bare = not said[-1] & _NO_ACTOR or said[-1] & tag.ACTOR
    apposed = line.tags[last.end + 1] & (tag.DETERMINER | tag.ARTICLE)  # and not "who should …"
    return bool(named and bare and apposed) and not line.tags[piece.start] & (
        tag.LEAD | tag.PREPOSITION
    )
