"""Steps before and after each other: those of who edits are two, those in the scene are one thing that is done there."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.gaps import AWAY
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.walk import Walk

_IN_ORDER = frozenset({"before", "after"})
_ACTING = frozenset({"act", "other"})
_EDITING = frozenset({"add", "remove", "replace", "recolor", "change", "give", "text"}) | {
    *("light", "audio", "restyle", "camera", "speed")
}
_OBJECT = tag.LEAD | tag.TOPIC


def opens_act(walk: Walk, piece: Piece) -> bool:
    """ "*After opening the door*, the maid should curtsey": when somebody in the scene does something."""
    verb = walk.grammar.verbs.get(walk.line.words[piece.start])
    own = walk.line.tags[piece.end - 2] & tag.POSSESSIVE  # "after putting on his hat"
    acts = verb is not None and ("act" in verb.flags or own) and walk.following & tag.COMMA
    after = walk.line.tags[piece.end + 1 : piece.end + 4]
    told = after[:1] and after[0] & tag.LEAD
    return bool(acts and told) and any(bits & tag.ACTOR for bits in after)


def adds_after(walk: Walk, piece: Piece) -> bool:
    """ "mute the choir *before adding a bell*": two steps of those who edit, and none of the scene."""
    now, edited = walk.now, walk.line.words[piece.start - 1] in _IN_ORDER
    verb = walk.grammar.verbs.get(walk.line.words[piece.start])
    if now is None or now.kind != "edit" or now.scene or not (edited and verb):
        return False
    causes = now.verb is not None and "cause" in now.verb.flags
    causes = causes and not walk.line.tags[now.end - 1] & (tag.ATTRIBUTE | tag.COMPARATIVE)
    acting = causes or (now.verb is not None and now.verb.kind in _ACTING)
    seen = verb.kind == "camera" and (now.operation == "camera" or piece.mask & tag.COLOR)
    slows = verb.kind == "speed" and now.operation in ("camera", "speed")
    if seen or slows:
        return False  # "… before tilting down", "… before cutting to black": one path, and its end
    return walk.mode == "edit" and not acting and verb.kind in _EDITING and piece.mask & _OBJECT > 0


def has_edited(walk: Walk, piece: Piece) -> bool:
    """ "when *you've made the sky orange*": what is done to something, and not "when you've finished"."""
    done, verb = (
        walk.line.tags[piece.start + 1],
        walk.grammar.verbs.get(walk.line.words[piece.start + 1]),
    )
    perfect = walk.line.words[piece.start].endswith("'ve") and done & tag.EDITED
    led = piece.end - piece.start > 2 and walk.line.tags[piece.start + 2] & tag.LEAD
    return bool(perfect and led) and verb is not None and verb.kind in _EDITING | {"make"}


def only_looks(walk: Walk, piece: Piece) -> bool:
    """ "once *you've watched the clip*": no edit; but "once you've got the hair *off the sofa*"."""
    verb = walk.grammar.verbs.get(walk.line.words[piece.start + 1])
    if (
        verb
        and verb.base == "get"
        and not AWAY.isdisjoint(walk.line.words[piece.start : piece.end])
    ):
        return False
    if not _GLANCES.isdisjoint(walk.line.words[piece.start : piece.end]):
        return True  # "after you've had a look"
    return verb is not None and (verb.base in _LOOKING or verb.base.startswith("look"))


_GLANCES = frozenset({"look", "minute", "moment", "chance", "think", "listen", "go"})
_LOOKING = frozenset({"look", "watch", "see", "read", "listen", "view", "check", "play"}) | {
    *("get", "finish", "think", "find", "settle", "decide")
}
