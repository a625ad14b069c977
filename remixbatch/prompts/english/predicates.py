"""A verb that goes on with a subject: what becomes of it besides, or how what it does goes on.

"The smith loses his beard *and gains an eyepatch*" are two; "the dancer spins *and bows*" is one thing that she does.
"""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.forms import infinitive
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece

# Verbs that give a thing another state, or take something from it or give it to it.
_STATES = tag.BECOME | tag.COPULA | tag.MODAL
_TRADES = frozenset(
    {"loses", "gains", "gets", "sheds", "sprouts", "grows", "has", "wears", "lose"}
) | {
    *(
        "gain",
        "get",
        "shed",
        "sprout",
        "grow",
        "have",
        "wear",
        "now has",
        "now wears",
        "should have",
    ),
    *("has lost", "should lose", "should wear", "should get", "must have", "must wear"),
}
_INTO = frozenset({"into", "to"})
_VALUED = tag.COLOR | tag.MATERIAL
# What comes of a new state, or is the same seen otherwise, or only goes on.
_FOLLOWS = frozenset(
    {"stand", "lie", "sit", "stay", "remain", "keep", "look", "seem", "appear"}
) | {
    *("glow", "shine", "gleam", "sparkle", "glisten", "shimmer", "fade", "fall", "drop", "go"),
    *("come", "leave", "end", "feel", "reveal", "show", "expose", "shiver", "match", "turn"),
    *("start", "begin", "sound", "catch", "cover", "become", "reflect", "burn", "continue"),
}
_ACTS = tag.EDITS | tag.FINITE
_OBJECT = tag.ARTICLE | tag.POSSESSIVE | tag.NUMBER
_NO_VERB = tag.TOPIC | tag.EDIT | tag.LEAD | tag.SUBJECT
VERBS = tag.SAYS | tag.FINITE | tag.EDITS
_OWNED = tag.LEAD | tag.OWNER
_PERFORMS = tag.ACT | tag.FINITE


def is_second(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a verb that goes on with the subject of a statement asks for something besides."""
    joined = piece.opener & tag.AND and now.kind == "declarative" and not now.aside
    if not joined or line.tags[now.start] & (tag.ARTICLE | tag.WANT):
        return False
    verb = verb_of(line, now)
    if not verb or now.ranges != [(now.start, now.end)] or now.end + 1 != piece.start:
        return False
    if line.tags[now.end - 1] & tag.COMPARATIVE:
        return _trades(line, piece.start, piece.end)  # "should be taller and should wear a chain"
    first = _trades(line, verb, now.end) or _is_valued(line, verb, now.end)
    return first and _adds(line, piece)


def verb_of(line: Line, now: Clause) -> int:
    """The place of the verb of a statement; 0 if it has none that sets a state."""
    verbs = (
        at
        for at in range(now.start + 1, now.end)
        if line.tags[at] & _STATES or line.words[at] in _TRADES
    )
    return next(verbs, 0)


def _trades(line: Line, verb: int, end: int) -> bool:
    """ "loses his beard", "should wear a kilt"."""
    at = verb + 1 if line.words[verb] in _TRADES else verb + 2
    traded = _TRADES.intersection(line.words[verb:at])
    if not traded or at >= end or line.tags[at] & tag.COMPARATIVE:
        return False
    return bool(line.tags[at] & (_OBJECT | tag.TOPIC))


def _is_valued(line: Line, verb: int, end: int) -> bool:
    """ "turns silver", "is white now", "should be bald"."""
    end -= line.words[end - 1] == "now"
    plain = _INTO.isdisjoint(line.words[verb:end]) and not line.words[verb].endswith(("into", "to"))
    last = line.tags[end - 1]
    return end - 1 > verb and plain and bool(last & _VALUED)


def _adds(line: Line, piece: Piece) -> bool:
    """ "gains an eyepatch", "should wear a kilt", "leans to the left"."""
    start, end = piece.start, piece.end
    if _trades(line, start, end):
        return True
    if line.tags[start] & tag.MODAL and " " not in line.words[start]:
        acts = start + 1 < end and line.tags[start + 1] & tag.ACT  # "should limp"
        return bool(acts) and line.words[start + 1] not in _FOLLOWS
    if line.tags[start] & (_STATES | tag.SEEM) or line.tags[start] & tag.TOPIC:
        return False
    base = infinitive(line.words[start])
    return bool(line.tags[start] & _ACTS) and base not in _FOLLOWS


def predicates(line: Line, piece: Piece) -> bool:
    """Whether a piece is a verb and what follows it, of a subject that was named before."""
    head = line.tags[piece.start]
    joined = head & tag.BECOME and piece.opener & tag.COMMA  # "the towers, all old, become …"
    if not head & VERBS or (head & _NO_VERB and not joined):
        return False
    after = line.tags[piece.start + 1] if piece.end - piece.start > 1 else 0
    bare = head & tag.MODAL and " " not in line.words[piece.start]
    acted = after & tag.TOPIC and line.tags[piece.start + 2 : piece.end][:1]  # "can steam rise"
    # "can his hat be …", but "must become a …"
    asks = bare and (after & _OWNED or (acted and acted[0] & tag.ACT))
    is_thing = head & tag.EDITS and after & _PERFORMS and not after & tag.LEAD
    is_thing = is_thing or (after and line.words[piece.start + 1] in tag.ARROWS)  # "pins = ducks"
    return not asks and not is_thing  # "waves crash"
