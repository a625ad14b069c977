"""Whether a piece asks by a command: beside what is kept, behind an aside, as a way of the command before it, or unjoined."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.commands import NO_OBJECT, commands
from remixbatch.prompts.english.elisions import is_mapped
from remixbatch.prompts.english.grammar import Grammar, Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.order import adds_after, opens_act
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.walk import Walk

_JOINS = tag.AND | tag.THEN
_PLAIN_KINDS = frozenset({"add", "remove", "replace"})
_THREE = 3  # words
_BEFORE_VERB = tag.LINK | tag.PREPOSITION | tag.LEAD | tag.MODAL | tag.ADVERB | tag.QUOTE
_STATE = tag.ATTRIBUTE | tag.COMPARATIVE | tag.WEATHER | tag.TIME
_CAUSES = frozenset({"cause", "state"})
_VALUES = tag.ATTRIBUTE | tag.COMPARATIVE | tag.ADJECTIVE | tag.STATED | tag.WEATHER | tag.TIME
_SAID_SO = _VALUES | tag.ACT | tag.EDITED
_NO_SECOND = NO_OBJECT | tag.SPEED  # "play the *toss in slow motion*"


def refines(walk: Walk, piece: Piece) -> bool:
    """ "(and could it be black?)", "(also my kid loves snow)": of the same thing, or told to nobody."""
    after = walk.line.tags[piece.start + 1 : piece.end][:1]
    if (after and after[0] & tag.SUBJECT) or piece.mask & tag.AUTHOR:
        return True
    return not (piece.mask & tag.MODAL or piece.following & tag.COMMA)


def commands_too(walk: Walk, piece: Piece) -> bool:
    """Whether a piece is a command of its own, and no more of what stays or of a link before it."""
    if walk.many:  # "gulls that circle the mast and mob the crew"
        walk.many = False
        verb = walk.grammar.verbs.get(walk.line.words[piece.start])
        if verb is None or "act" in verb.flags:
            return False
    if walk.now is not None and _is_listed(walk.line, piece, walk.now):
        return False
    if walk.mode == "keep":
        alone = piece.end - piece.start == 1 and not piece.opener & tag.STOP
        barred = walk.line.tags[walk.clauses[-1].start] & tag.NEGATION
        if barred and (alone or _is_kept_too(walk, piece)):
            # "don't reframe, recut or relight", "don't alter the hat or touch his scarf"
            return False
        if _adds_beside(walk, piece):
            return True
    return commands(walk.grammar, walk, piece)


def _is_listed(line: Line, piece: Piece, now: Clause) -> bool:
    """ "hair longer, *outfit a maid dress*", "sky → overcast; *end frame → tight*": a thing, which reads as a verb."""
    if now.linked and is_mapped(line, piece):
        return True
    if now.kind != "nominal" or not piece.opener & tag.COMMA or piece.end - piece.start == 1:
        return False
    tags, start = line.tags, piece.start
    worn = tags[start] & tag.CLOTHES and tags[start] & tag.EDIT
    return bool(worn and tags[start + 1] & tag.ARTICLE)


def _is_kept_too(walk: Walk, piece: Piece) -> bool:
    """ "don't alter the hat *or touch his scarf*": of a list with "or" in it, all of it."""
    if not piece.opener & (tag.OR | tag.COMMA) or piece.opener & _JOINS:
        return False
    for bits in walk.line.tags[piece.start - 1 :]:
        if bits & (tag.OR | tag.STOP):
            return bool(bits & tag.OR)
    return False


def _adds_beside(walk: Walk, piece: Piece) -> bool:
    """ "while preserving the outline *and adding a flag*": beside what stays, a command in the same form."""
    line = walk.line
    joined = piece.opener & tag.AND and piece.mask & tag.EDITING
    if not joined or not walk.changed:
        return False
    if not line.tags[walk.clauses[-1].start] & tag.KEEPING:
        return False
    verb = walk.grammar.verbs.get(line.words[piece.start])
    edits = line.tags[piece.start] & tag.EDITING and verb and verb.kind in _PLAIN_KINDS
    return bool(edits) and piece.end - piece.start > 1


def commands_after(walk: Walk, piece: Piece) -> bool:
    """ "so make it red", "after removing the tattoo, …"."""
    opener = piece.opener
    if opener & tag.SO and opener & tag.THEN and walk.line.tags[piece.start] & tag.AMOUNT:
        return True  # "so more mist"
    begins = opener & tag.STOP and not opener & tag.WITHOUT and not opens_act(walk, piece)
    running = walk.line.tags[piece.start] & tag.EDITING
    if running and not begins:
        begins = adds_after(walk, piece)
        piece.opener = tag.THEN if begins else piece.opener
    return bool(piece.opener & tag.THEN or (running and begins)) and commands_too(walk, piece)


def verb_flags(grammar: Grammar, line: Line, at: int) -> frozenset[str]:
    """What is said of the verb at a place."""
    return grammar.verbs[line.words[at]].flags


def second_verb(grammar: Grammar, line: Line, piece: Piece, verb: Verb) -> int:
    """Where a command begins that nothing joins: "add lightning remove kite"; 0 if none does."""
    asked = _asked(line.tags, piece, verb) if piece.mask & tag.POLITE else 0
    if asked or verb.kind == "text" or piece.end - piece.start <= _THREE:
        return asked
    if "state" in verb.flags:
        for at in range(piece.start + 3, piece.end - 2):
            again = line.tags[at] & tag.EDIT and line.tags[at + 1] & tag.DETERMINER
            if again and line.tags[at - 1] & _STATE and "weak" not in verb_flags(grammar, line, at):
                return at  # "make the sky pink make the sea orange"
    if "cause" in verb.flags:
        return 0
    tags = line.tags
    for at in range(piece.start + 2, piece.end - 1):
        if tags[at] & tag.EDIT and not (tags[at - 1] & _BEFORE_VERB or tags[at + 1] & _NO_SECOND):
            if tags[at - 1] & tag.ADJECTIVE and tags[at - 2] & tag.ARTICLE:
                continue  # "a soft fade in"
            other = grammar.verbs[line.words[at]]
            if other.kind in _PLAIN_KINDS and "weak" not in other.flags:
                return at
    return 0


def _asked(tags: list[int], piece: Piece, verb: Verb) -> int:
    """Where a command begins behind a courtesy: "make the hat red please *remove the scarf*"; 0 if none does."""
    # Of those that cause, something must have been said: "make the cup please move" is one.
    plain = verb.flags.isdisjoint(_CAUSES)
    for at in range(piece.start + 3, piece.end - 1):
        begins = tags[at - 1] & tag.POLITE and tags[at] & tag.EDIT and not tags[at] & tag.COPULA
        said = plain or tags[at - 2] & _SAID_SO
        if begins and said and not tags[at - 2] & _BEFORE_VERB:
            return at
    return 0
