"""Whether a piece gives a command: begins with a verb that edits, and means it as one."""

from remixbatch.prompts import tag
from remixbatch.prompts.clause import Mode, Standing
from remixbatch.prompts.grammar import Grammar, Verb
from remixbatch.prompts.pieces import Piece

_OBJECT = tag.LEAD | tag.OWNER | tag.QUOTE | tag.REST
_MOVING = frozenset({"camera", "speed", "light", "move"})  # "pan left", "slow down"
_TRANSITIVE = frozenset(
    {"add", "remove", "replace", "change", "recolor", "restyle", "give", "fill", "move"}
)
_FINITE = tag.FINITE | tag.MODAL
_NO_OBJECT = tag.BREAK | tag.FINITE | tag.COPULA | tag.MODAL | tag.PREPOSITION


def commands(grammar: Grammar, standing: Standing, piece: Piece) -> bool:
    """Whether the first word of a piece is a verb that asks for an edit."""
    line = standing.line
    head = line.tags[piece.start]
    if head & tag.EDITING:
        return _running(standing, piece)
    if not head & tag.EDIT:
        return False
    verb = grammar.verbs[line.words[piece.start]]
    at = piece.start + 1
    while at < piece.end and line.tags[at] & tag.ADVERB and not line.tags[at] & tag.LEAD:
        at += 1
    after = line.tags[at] if at < piece.end else 0
    word = line.words[at] if at < piece.end else ""
    if word == "of" or (after & _FINITE and not after & (tag.LEAD | tag.EDIT)):
        return False  # "change of light", "the zoom should"
    if "weak" in verb.flags and not _has_object(piece, verb, head, after):
        fills = standing.following & tag.WITH and "with" in verb.flags
        if after or not fills:
            return False
    if verb.kind in _TRANSITIVE and not piece.opener & tag.STOP:
        ends = not word and not standing.following & (tag.WITH | tag.CONTRAST)
        if ends or (after & tag.PREPOSITION and word not in verb.flags):
            return False  # "starlings that swirl, split and merge over the pier"
    starts_scene = "cause" in verb.flags and not after & tag.ARTICLE
    return starts_scene or not _in_scene(standing, piece, verb)


def _has_object(piece: Piece, verb: Verb, head: int, after: int) -> bool:
    """Whether a word that is a noun, too, is a verb here: an object or a particle follows."""
    if after & _OBJECT or (after & tag.PARTICLE and verb.kind in _MOVING):
        return True
    return bool(piece.opener & tag.STOP and after) and not (head & tag.TOPIC or after & _NO_OBJECT)


def _in_scene(standing: Standing, piece: Piece, verb: Verb) -> bool:
    """A further verb of what somebody in the scene is made to do: "have him sit and open a book"."""
    now = standing.now
    if now is None or piece.opener & tag.STOP or standing.mode is not Mode.EDIT:
        return False
    return now.scene and "act" in verb.flags


def _running(standing: Standing, piece: Piece) -> bool:
    """-ing commands after "in addition to", at the beginning, and beside another -ing command."""
    if piece.opener & (tag.ADDING | tag.STOP):
        return True
    now, opener = standing.now, piece.opener
    if now is None or standing.mode is not Mode.EDIT or not opener & (tag.AND | tag.THEN):
        return False
    return bool(standing.line.tags[now.start] & tag.EDITING or opener & tag.THEN)
