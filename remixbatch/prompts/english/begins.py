"""Where what a piece asks for begins: after courtesies, a judge ("mum says …"), a place ("in the foreground put …")."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.headings import TOPICS
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.walk import Walk

_SKIPPED = tag.POLITE | tag.ADVERB | tag.THEN
_NOT_SKIPPED = tag.EDIT | tag.WANT | tag.OPINION
TOLD = tag.WANT | tag.REPORT
_BEFORE = tag.WANT | tag.LABEL | tag.AUTHOR | tag.PREPOSITION
# A piece whose first word has no more of these than one of the second, and which tells of nobody's wish, asks from it
# on: "change" is a verb, and a label only where it is none.
BEFORE = _SKIPPED | _BEFORE | tag.EDIT
BEGUN = frozenset({0, tag.EDIT, tag.EDIT | tag.LABEL})
_AFTER_LEAD = tag.COMMA | tag.COLON | tag.AND
BEFORE_NOUN = tag.LEAD | tag.PREPOSITION
_SAYS = frozenset({" says", " said"})
BESIDES = frozenset({"on top of", "beyond", "past", "alongside", "apart from", "aside from"})
_AFTER_NOUN = tag.TOPIC | tag.EDITS | tag.FINITE
_US = frozenset({"me", "us"})
_POLITELY = frozenset({"would like", "would prefer"})  # "Year 4 would like …"
_DUE = 3  # words
_OWN = tag.TIME | tag.WEATHER | tag.SEASON | tag.STYLE | tag.PLACE | tag.CAMERA
_ABOUT = TOPICS | {"for"}
_AIMS = tag.EDIT | tag.AIM
_TWO = 2
_TURNS = frozenset({"this", "next"})


def begin(walk: Walk, piece: Piece) -> None:
    """Takes what a piece asks for to begin after courtesies, a judge, a place."""
    tags = walk.line.tags
    start, end, opener = piece.start, piece.end, piece.opener
    while start < end and tags[start] & _SKIPPED and not tags[start] & _NOT_SKIPPED:
        opener |= tags[start] & tag.THEN
        start += 1
    if walk.following & tag.COLON and _is_due(walk, start, end):
        start, tags[end - 1] = end - 1, tag.EDITING
    if end - start > 1 and walk.line.words[start] == "try":
        start += bool(tags[start + 1] & tag.EDITING)  # "try turning the hat red"
    piece.opener, piece.start = opener, start
    if start < end and (tags[start] & BEFORE not in BEGUN or piece.mask & TOLD):
        piece.start = _after_judge(walk, piece)


def _is_due(walk: Walk, start: int, end: int) -> bool:
    """ "*To be added*: a stork": read as "adding"."""
    told = end - start == _DUE and walk.line.words[start : end - 1] == ["to", "be"]
    return told and bool(walk.line.tags[end - 1] & tag.EDITED)


def _after_judge(walk: Walk, piece: Piece) -> int:
    tags = walk.line.tags
    start, end, opener = piece.start, piece.end, piece.opener
    if end - start == 1 and tags[start] & tag.WANT:
        return end  # "I was thinking, …"
    if end - start > 2 and tags[start] & tag.WANT and tags[start + 1] & tag.EDITING:
        return start + 1  # "how about turning …"
    titled = end - start > 2 and opener & tag.STOP and tags[start] & tag.LABEL
    strange = titled and not tags[start + 1] and tags[start + 2] & tag.LEAD
    if titled and (strange or tags[start + 1] & tag.EDIT) and not tags[start] & tag.EDIT:
        start += 1  # "**Task** add …"
    wished = end - start > 1 and tags[start] & tag.AUTHOR and not opener & tag.WHEN
    says = wished and piece.mask & tag.MODAL and walk.line.words[start][-5:] in _SAYS
    if start > 1 and walk.line.words[start - 2] in _US and opener & tag.AND:
        return start  # "make me and *my sister* change places"
    if wished and (says or (tags[start + 1] & tag.EDIT and _edits(walk, start + 1))):
        start += 1  # "I'd have the hull black", "dad says the hull should be black"
    late = opener & (tag.STOP | tag.AND) and tags[start] & tag.PREPOSITION
    running = late and end - start > 2 and tags[start + 1] & tag.EDITING
    if running and opener & tag.STOP and walk.line.words[start] in BESIDES:
        piece.opener |= tag.ADDING  # "on top of making it dusk, …"
        return start + 1
    if late:
        start = late_verb(walk, start, end)
    if piece.mask & TOLD and not tags[start] & tag.WANT:
        start = _reported(walk, start, end)
    return start


def _edits(walk: Walk, at: int) -> bool:
    """ "I'd have the hull black", and not "I feel the bear is too tame"."""
    wished = walk.line.words[at - 1].endswith("'d")
    return wished or walk.grammar.verbs[walk.line.words[at]].kind != "act"


def late_verb(walk: Walk, start: int, end: int) -> int:
    """ "In the foreground put a cactus": where the verb is, or the start."""
    tags = walk.line.tags
    for at in range(start + 2, end - 1):
        if tags[at] & tag.ANCHOR and not tags[at - 1] & _AFTER_NOUN:
            continue  # "in the last cut the dog …"
        led = tags[at + 1] & tag.LEAD or walk.line.words[at] == "let"
        if tags[at] & tag.EDIT and led and not tags[at - 1] & BEFORE_NOUN:
            return at
    return start


def _reported(walk: Walk, start: int, end: int) -> int:
    """ "my kids want …", "mum says …": where what they ask for begins, or the start."""
    tags = walk.line.tags
    judge = tag.AUTHOR | tag.PEOPLE | tag.PRONOUN
    for at in range(start + 1, min(start + 5, end)):
        ours = tags[start] & tag.POSSESSIVE if tags[at] & tag.WANT else 0  # "my manager wants"
        named = walk.line.words[at] in _POLITELY
        if tags[at] & TOLD and (ours or named or (tags[at - 1] | tags[start]) & judge):
            return at if tags[at] & tag.WANT else min(at + 1, end)
    return start


def leads(walk: Walk, piece: Piece) -> bool:
    """ "Behind it, …", "For Black Friday: …", "This round, …": what follows says what is asked for."""
    tags = walk.line.tags
    if not walk.following & _AFTER_LEAD:
        return False
    if walk.following & tag.COMMA and is_turn(walk.line, piece):
        return True
    led, aim = tags[piece.start] & tag.PREPOSITION, 0
    if walk.line.words[piece.start] == "to" and piece.end - piece.start > 1:
        led = tags[piece.start + 1] & _AIMS  # "To make it feel like Sunday: …"
        aim = led and tag.AND
    if led and any(bits & tag.ARTICLE for bits in tags[piece.start + 3 : piece.end - 1]):
        return False  # "on the table a chessboard, on the wall a clock"
    own = _OWN & ~tag.CAMERA if walk.following & tag.COLON else _OWN  # "from the drone: …"
    told = walk.line.words[piece.start - 1].startswith("as ")  # "as discussed *this morning*, …"
    sets = not (aim or told) and piece.mask & own and walk.line.words[piece.start] not in _ABOUT
    return bool(led and walk.following & (tag.COMMA | tag.COLON | aim) and not sets)


def is_turn(line: Line, piece: Piece) -> bool:
    """ "This round, …", "Next take: …": which one it is."""
    start = piece.start - (1 if piece.opener & tag.THEN else 0)
    turn = piece.end - start == _TWO and line.words[start] in _TURNS
    return turn and bool(line.tags[piece.end - 1] & tag.ANCHOR)


def tell_when(walk: Walk, piece: Piece, now: Clause) -> None:
    """Where or when it shall be, which was said first: "*where the piano stood* put a harp", "and *behind it* I want …"."""
    if now.start > piece.start and now.ranges[-1] == (now.start, piece.end):
        now.ranges.append((piece.start - 1, now.start))
        for clause in walk.clauses[-2:-1]:
            if clause.ranges:
                clause.cut(piece.start - 1)
