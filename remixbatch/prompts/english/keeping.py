"""What stays: "keep …", "without …", "everything else …", "the same shot". It is no change."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import state_of
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.topics import head_of, topic_of

_HEADS = tag.KEEP | tag.KEEPING | tag.NEGATION | tag.SAME
_ENDS = tag.UNCHANGED | tag.STAY
PRESERVING = (
    _HEADS | _ENDS | tag.NEGATED | tag.REST
)  # a piece without any of these preserves nothing
_VALUES = (
    tag.ATTRIBUTE | tag.TIME | tag.WEATHER | tag.SEASON | tag.STYLE | tag.NUMBER | tag.COMPARATIVE
)
_AFTER_SAME = tag.PREPOSITION | tag.ADVERB | tag.BREAK
# Of the camera, what names a thing and is no value of it.
_NAMES = frozenset(
    {"camera", "framing", "angle", "composition", "lens", "perspective", "focus"}
) | {*("camera angle", "camera move", "camera movement", "depth of field", "view", "viewpoint")}
_NOTHING = frozenset({"nothing else", "no one else", "nobody else", "no other"})
_DOES = tag.EDITS | tag.ACT
_OTHERS = ("everyone", "everybody", "the other")
_AS_IT_WAS = frozenset({"unchanged", "untouched", "unaltered", "unmodified"})
_NO_MORE = ("nothing", "nothing else")
_BARE = frozenset({"only", "just", "now", "simply"})
_REDONE = frozenset({"restyled", "redone", "reimagined", "rerendered", "redrawn", "remade"}) | {
    *("rendered", "recast", "repainted", "reworked", "turned", "redesigned", "re-rendered"),
}
_AS = frozenset({"as", "in", "into", "like"})
_VERBS = tag.EDIT | tag.EDITING
_SAYS = tag.FINITE | tag.BECOME | tag.MODAL


def preserves(line: Line, piece: Piece) -> bool:
    """Whether a piece begins with a word that preserves, or says that something stays as it is."""
    head = line.tags[piece.start]
    after = line.tags[piece.start + 1] if piece.end - piece.start > 1 else 0
    none = piece.opener & tag.COLON and line.words[piece.start : piece.end] == ["none"]
    falls = piece.opener & tag.STOP and line.words[piece.start] == "leaves" and not after & tag.LEAD
    none = none or bool(falls)  # "leaves falling"
    none = none or bool(head & tag.SAME and _is_restyled(line, piece))
    named = head & _HEADS and not (piece.opener & tag.RELATIVE or none)  # "earrings: none"
    named = named or (after and line.words[piece.start] in _AS_IT_WAS)  # "unchanged camera, …"
    if named or (head & tag.WANT and after & tag.SAME):  # "can we get the same clip, but …"
        return True
    if head & _VERBS:
        goes_on = head & tag.EDITING and piece.opener & tag.STOP and piece.following & tag.COMMA
        same = goes_on and after & (tag.SAME | tag.UNCHANGED) and not piece.mask & tag.ATTRIBUTE
        return bool(same) or _acts_on(line, piece)  # "wearing the same coat, she …"
    nothing = head & tag.REST and line.words[piece.start].startswith(("nothing", "no "))
    if piece.mask & tag.NEGATED or nothing:
        return True  # "nothing else changes"
    if head & tag.REST and line.words[piece.start] in _NOTHING:
        return True
    if head & tag.REST and piece.mask & _SAYS:
        as_it_is = line.words[piece.start].endswith(" as")  # "everything else as is"
        return as_it_is or bool(piece.mask & _ENDS)
    stays = bool(piece.mask & tag.STAY) and _stays(line, piece)
    # "could the pram be blue as it was?" asks.
    asks = head & tag.MODAL and after & tag.LEAD and piece.mask & tag.ATTRIBUTE
    rest = head & tag.REST and not do_others(line, piece)
    return not asks and (bool(rest) or stays or _ends_unchanged(line, piece))


def do_others(line: Line, piece: Piece) -> bool:
    """ "everyone else claps", and not "everyone else sits as before", "everything else works"."""
    after = line.tags[piece.start + 1] if piece.end - piece.start > 1 else 0
    if not after & _DOES or piece.opener & tag.WHILE:
        return False
    still = piece.mask & (_ENDS | tag.SAYS) or "still" in line.words[piece.start : piece.end]
    return line.words[piece.start].startswith(_OTHERS) and not still


def _is_restyled(line: Line, piece: Piece) -> bool:
    """ "same clip *restyled as* a linocut", "same shot, but *redone in* clay"."""
    at = next((at for at in range(piece.start, piece.end - 1) if line.words[at] in _REDONE), 0)
    return at > 0 and line.words[at + 1] in _AS


def _stays(line: Line, piece: Piece) -> bool:
    """ "the gulls stay", and not "a flag over the keep"."""
    tags = line.tags
    return any(
        tags[at] & tag.STAY and not (at > piece.start and line.words[at - 1] == "the")
        for at in range(piece.start, piece.end)
    )


def _acts_on(line: Line, piece: Piece) -> bool:
    """ "let the band keep playing", "wave as before": a verb, but of what goes on anyway."""
    if line.words[piece.start] == "let" and piece.mask & tag.KEEP:
        return True
    if line.words[piece.start] == "use" and line.tags[piece.start + 1] & tag.SAME:
        return "for" not in line.words[piece.start : piece.end]  # "use the same font"
    if piece.end - piece.start > 1 and line.words[piece.start + 1] in _NO_MORE:
        return (
            not piece.mask & tag.ARTICLE
        )  # "touch nothing else; …", "change nothing in the room, …"
    still = line.tags[piece.start] & tag.ACT or piece.mask & tag.STAY
    moved = piece.mask & tag.ARTICLE and line.tags[piece.start + 1] & tag.SAME
    return (
        bool(still and piece.mask & tag.UNCHANGED) and not moved
    )  # "move the same desk to a loft"


def _ends_unchanged(line: Line, piece: Piece) -> bool:
    """ "camera the same", and not "a muddy version of the same lane"."""
    tags = line.tags
    return any(
        tags[at] & tag.UNCHANGED and (at == piece.end - 1 or tags[at + 1] & _AFTER_SAME)
        for at in range(piece.start, piece.end)
    )


def is_anchor(line: Line, piece: Piece) -> bool:
    """ "the same shot", which says what is changed, where "keep" says what is not."""
    within = piece.end - piece.start > 2 and line.words[piece.start + 1] in _NO_MORE
    return bool(line.tags[piece.start] & tag.SAME or within)  # "change nothing in the room, just …"


def ends_anchor(line: Line, piece: Piece) -> bool:
    """Whether what follows an anchor after a comma brings a value: "same pace, rust palette"."""
    if not piece.opener & tag.COMMA:
        return False
    words = zip(
        line.words[piece.start : piece.end], line.tags[piece.start : piece.end], strict=True
    )
    shot = any(bits & tag.CAMERA and word not in _NAMES for word, bits in words)
    return shot or bool(piece.mask & _VALUES)


def ends_keeping(line: Line, piece: Piece) -> bool:
    """The same after a list of what stays: "keep the camera, at night"."""
    if line.words[piece.start - 1] in _BARE:
        return True
    head = line.tags[piece.start]
    values = tag.TIME | tag.WEATHER | tag.SEASON
    return bool(piece.opener & tag.COMMA and head & tag.PREPOSITION and piece.mask & values)


def goes_past(line: Line, piece: Piece, last: Clause) -> bool:
    """ "face untouched, *hair silver*": after a thing that stays, one with a new state."""
    tags = line.tags
    if last.kind == "anchor" and _stands_there(line, piece, last):
        return True
    kept = tags[last.end - 1] & (tag.UNCHANGED | tag.STAY) and piece.opener & tag.COMMA
    if not kept or piece.end - piece.start < _PAIR or piece.mask & _STILL:
        return False
    colored = tags[piece.end - 1] & (tag.COLOR | tag.COMPARATIVE)
    return bool(colored) or state_of(line, piece.start, piece.end) > 0


def _stands_there(line: Line, piece: Piece, last: Clause) -> bool:
    """ "same kitchen, *lemons in a bowl*": in a place that stays, what is new there; of a shot, it may say how it looks."""
    seen = line.tags[last.end - 1] & _OF_VIEW or last.end - last.start > _TERSE
    if seen or not piece.opener & tag.COMMA or line.tags[piece.start] & tag.SPECIFIC:
        return False
    tags, start = line.tags, piece.start
    at = next((at for at in range(start + 1, piece.end) if tags[at] & _WHERE), 0)
    named = at and not tags[start] & _WHERE and (tags[at - 1] & _SOLID or not tags[at - 1])
    return bool(named) and not piece.mask & _STILL


def wants_away(line: Line, piece: Piece, last: Clause) -> bool:
    """ "*no fence*, taller grass": in a list of wishes, one to take something away."""
    few = 1 < last.end - last.start <= _TERSE and line.words[last.start] == "no"
    more = line.tags[piece.start] & (tag.COMPARATIVE | tag.AMOUNT) and piece.opener & tag.COMMA
    return few and bool(more) and piece.end - piece.start > 1


def goes_too(line: Line, piece: Piece, now: Clause) -> bool:
    """ "Turn the lawn into sand. *No more hedge.*", "… *Also, no fence.*": after a command, what goes; not what it takes along."""
    few = 1 < piece.end - piece.start <= _FEW and now.operation != "remove"
    also = piece.opener & _BESIDES
    if not few or line.words[piece.start] not in (_NO if also else _NO[1:]):
        return False
    what = line.words[head_of(line, piece.start + 1, piece.end)]
    lack = topic_of(line, piece.start + 1, piece.end)
    seen = lack & (_GOES | tag.EFFECT | tag.ACTOR | tag.CLOTHES if also else _GOES)
    return bool(seen) and what not in line.words[now.start : now.ranges[-1][1]]


def stops(line: Line, piece: Piece, now: Clause) -> bool:
    """ "… *and the captain shouldn't be smoking*": what somebody does, and shall do no more; not "… shouldn't be moving"."""
    if not now.counts or not line.tags[piece.start] & tag.DETERMINER or piece.opener & tag.BUT:
        return False
    after = line.tags[piece.end + 1 : piece.end + 2]
    if not piece.following & tag.STOP or (after and after[0] & tag.SUBJECT):
        return False  # "she shouldn't be crying, *she should be laughing*"
    at, doing = stopped(line, piece.start, piece.end)
    told = line.words[now.start : now.ranges[-1][1]]
    verb = line.words[doing]
    somebody = at > 0 and bool(line.tags[at - 1] & tag.ACTOR)
    return somebody and verb not in _MOVES and not any(verb[:4] == word[:4] for word in told)


def stopped(line: Line, start: int, end: int) -> tuple[int, int]:
    """ "the captain *shouldn't* be *smoking*": where it says so, and what; zeros if it does not."""
    for at in range(start + 1, end - 1):
        if line.words[at] in _SHOULD_NOT:
            doing = at + 1 + (line.words[at + 1] == "be")
            named = doing < end and line.tags[doing] & tag.RUNNING
            return (at, doing) if named else (0, 0)
    return 0, 0


def all_same(line: Line, last: Clause) -> bool:
    """ "same everything: lens, lights"."""
    return any(bits & (tag.REST | tag.PRONOUN) for bits in line.tags[last.start : last.end])


_STILL = tag.KEEP | tag.KEEPING | tag.UNCHANGED | tag.STAY | tag.SAME | tag.NEGATED | tag.NEGATION
_OF_VIEW = tag.CAMERA | tag.ANCHOR | tag.META | tag.ACTOR | tag.STYLE | tag.REST | tag.PRONOUN
_SOLID = (
    tag.ACTOR | tag.PLANT | tag.FOOD | tag.THING | tag.CLOTHES | tag.WEATHER | tag.TEXT | tag.EFFECT
)
_WHERE = tag.PREPOSITION | tag.STATED
_GOES = tag.PLANT | tag.FOOD | tag.THING | tag.VEHICLE
_BESIDES = tag.AND | tag.THEN
_NO = ("no", "no more")
_SHOULD_NOT = frozenset({"shouldn't", "should not", "should not be", "mustn't", "must not be"})
_MOVES = frozenset({"moving", "changing", "doing", "going"})
_PAIR = 2  # words
_TERSE = 3
_FEW = 5


def turns_too(line: Line, piece: Piece) -> bool:
    """ "ours stays blue, *theirs goes to yellow*": beside what stays, another that does not."""
    goes = piece.mask & tag.DOES and not piece.mask & tag.STAY
    return bool(goes) and bool(line.tags[piece.end - 1] & tag.COLOR)


def was_not(piece: Piece) -> bool:
    """ "he was not amused": that stays as little as it goes."""
    return bool(piece.mask & tag.NEGATED and piece.mask & tag.PAST)
