"""Whether a piece gives a command: begins with a verb that edits, and means it as one."""

from remixbatch.prompts import tag
from remixbatch.prompts.clause import Clause, Mode
from remixbatch.prompts.grammar import Grammar, Verb
from remixbatch.prompts.line import Line
from remixbatch.prompts.pieces import Piece

_OBJECT = tag.LEAD | tag.OWNER | tag.QUOTE | tag.REST
_MOVING = frozenset({"camera", "speed", "light", "move"})  # "pan left", "slow down"
_TRANSITIVE = frozenset(
    {"add", "remove", "replace", "change", "recolor", "restyle", "give", "fill", "move"}
)
_NO_OBJECT = tag.BREAK | tag.FINITE | tag.COPULA | tag.MODAL | tag.PREPOSITION


def commands(
    line: Line, grammar: Grammar, piece: Piece, now: Clause | None, mode: Mode, following: int
) -> bool:
    head = line.tags[piece.start]
    if head & tag.EDITING:
        return _running(line, piece, now, mode)
    if not head & tag.EDIT:
        return False
    verb = grammar.verbs[line.words[piece.start]]
    at = piece.start + 1
    while at < piece.end and line.tags[at] & tag.ADVERB and not line.tags[at] & tag.LEAD:
        at += 1
    after = line.tags[at] if at < piece.end else 0
    if "weak" in verb.flags and not _has_object(piece, verb, head, after):
        fills = following & tag.WITH and "with" in verb.flags
        if after or not fills:
            return False
    if after & (tag.FINITE | tag.MODAL) & ~tag.EDIT and not after & tag.LEAD:
        return False  # "the change is", "zoom should"
    if verb.kind in _TRANSITIVE and not piece.opener & tag.STOP:
        ends = at == piece.end and not following & (tag.WITH | tag.CONTRAST)
        if ends or (after & tag.PREPOSITION and line.words[at] not in verb.flags):
            return False  # "starlings that swirl, split and merge over the pier"
    if at < piece.end and line.words[at] == "of":
        return False
    if "cause" in verb.flags and not after & tag.ARTICLE:
        return True
    return not _in_scene(piece, verb, now, mode)


def _has_object(piece: Piece, verb: Verb, head: int, after: int) -> bool:
    """Whether a word that is a noun, too, is a verb here: an object or a particle follows."""
    if after & _OBJECT or (after & tag.PARTICLE and verb.kind in _MOVING):
        return True
    return bool(piece.opener & tag.STOP and after) and not (head & tag.TOPIC or after & _NO_OBJECT)


def _in_scene(piece: Piece, verb: Verb, now: Clause | None, mode: Mode) -> bool:
    """A further verb of what somebody in the scene is made to do: "have him sit and open a book"."""
    if now is None or piece.opener & tag.STOP or mode is not Mode.EDIT:
        return False
    return now.scene and "act" in verb.flags


def _running(line: Line, piece: Piece, now: Clause | None, mode: Mode) -> bool:
    """-ing commands after "in addition to", at the beginning, and beside another -ing command."""
    if piece.opener & (tag.ADDING | tag.STOP):
        return True
    if now is None or mode is not Mode.EDIT or not piece.opener & (tag.AND | tag.THEN):
        return False
    return bool(line.tags[now.start] & tag.EDITING or piece.opener & tag.THEN)
