"""Statements: "her coat becomes red", "the dog should be bigger", "it breathes fire"."""

from remixbatch.prompts import tag
from remixbatch.prompts.clause import Clause
from remixbatch.prompts.line import Line
from remixbatch.prompts.pieces import Piece
from remixbatch.prompts.topics import apart, attribute_of

_SAYS = tag.COPULA | tag.BECOME | tag.MODAL
_SEEN = tag.COPULA | tag.FINITE
_NEWS = tag.BECOME | tag.MODAL


def states(line: Line, piece: Piece) -> bool:
    """Whether a piece is a statement: a thing, and a verb that says what it is or becomes."""
    return bool(piece.mask & _SAYS) and not line.tags[piece.start] & tag.EDIT


def predicates(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a piece that goes on is a statement that asks for something of its own."""
    head = line.tags[piece.start]
    if head & _SAYS and not head & tag.TOPIC:
        return False
    if now.kind == "edit" and not piece.opener & tag.STOP:
        return bool(piece.mask & _NEWS) and bool(head & tag.LEAD)
    return states(line, piece)


def describes(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a new sentence only says how the change before it looks."""
    head = line.tags[piece.start]
    if piece.opener & tag.THEN:
        return False
    if head & tag.SUBJECT:
        return not _another_attribute(line, piece, now)
    if not states(line, piece):
        return now.kind == "edit" and not _short_value(line, piece)
    if piece.mask & _NEWS and not _names_again(line, piece, now):
        return False
    return now.kind == "edit" and not _another_attribute(line, piece, now)


def _names_again(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether the subject is what the change before it speaks of."""
    subject = line.words[piece.start + 1 : piece.start + 3]
    said = set(line.words[now.start + 1 : now.end])
    return any(word in said for word in subject if len(word) > 2)


def _another_attribute(line: Line, piece: Piece, now: Clause) -> bool:
    if not now.topics or not piece.mask & tag.MODAL:
        return False
    return apart(attribute_of(now.topics[0]), attribute_of(line.tags[piece.end - 1]))


def _short_value(line: Line, piece: Piece) -> bool:
    """A sentence of a few words that is a style, a lens, a time of day: "Anime style." """
    own = tag.STYLE | tag.CAMERA | tag.TIME | tag.AUDIO
    return piece.end - piece.start <= 4 and bool(piece.mask & own) and not piece.mask & tag.QUALITY


def remarks(line: Line, piece: Piece) -> bool:
    """Whether a sentence may only say how things are: "it is too dark", "I like the tie"."""
    if line.tags[piece.start] & tag.OPINION:
        return True
    return bool(piece.mask & _SEEN) and not piece.mask & (_NEWS | tag.WANT)
