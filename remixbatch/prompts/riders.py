"""With- and while-phrases: how the change looks, or another actor, object or action that rides along."""

from remixbatch.prompts import tag
from remixbatch.prompts.clause import Clause
from remixbatch.prompts.line import Line
from remixbatch.prompts.pieces import Piece
from remixbatch.prompts.topics import LOOK, head_of, topic_of

_ONE_MORE = frozenset({"second", "another", "third", "additional", "extra"})
_SETTINGS = frozenset({"background", "backdrop", "setting", "scenery"})
_COLORS = frozenset({"change", "recolor", "make", "give"})
_APPEARING = tag.FINITE | tag.EDITS | tag.BECOME | tag.COPULA
# Operations that bring a thing in: what comes with it is a part of it.
_BRINGS_IN = frozenset({"add", "replace", "give", "fill", "text"})
_PARTS = LOOK | tag.BODY | tag.CLOTHES | tag.SKY | tag.WEATHER | tag.TIME


def rides_with(line: Line, piece: Piece, now: Clause, following: int) -> bool:
    """Whether a with-phrase adds something that the change does not bring along by itself."""
    tags, start, end = line.tags, piece.start, piece.end
    if now.kind == "nominal" and not any(
        bits & tag.TOPIC for bits in line.tags[now.start : now.end]
    ):
        return False
    head = head_of(line, start, end)
    topic = topic_of(line, start, end)
    acting = any(tags[at] & (tag.PARTICIPLE | tag.EDITING) for at in range(head + 1, end))
    definite = (
        bool(tags[start] & (tag.DETERMINER | tag.POSSESSIVE)) and not tags[start] & tag.ARTICLE
    )
    if (
        topic == tag.AUDIO
        and not definite
        and now.operation != "audio"
        and tag.AUDIO not in now.topics
    ):
        return True
    if topic == tag.CAMERA and acting:
        return True
    if (
        topic == tag.PLACE
        and line.words[head] in _SETTINGS
        and now.operation in _COLORS
        and (tag.PLACE not in now.topics)
    ):
        return True
    more = any(
        line.words[at].rpartition(" ")[2] in _ONE_MORE for at in range(start, min(start + 3, end))
    )
    if more and (acting or topic & tag.ACTOR):
        return True
    if definite:
        return acting and bool(topic & tag.ACTOR)
    if now.operation in _BRINGS_IN or tag.PLACE in now.topics:
        return False
    if following & tag.CONTRAST and not topic & LOOK:
        return True
    if topic & tag.ACTOR:
        return now.kind != "nominal" or tag.STYLE in now.topics
    return acting and bool(tags[start] & tag.ARTICLE) and not _is_part(topic, now)


def _is_part(topic: int, now: Clause) -> bool:
    """Whether a thing of this topic is a part of how the change looks."""
    return bool(topic & _PARTS) or tag.STYLE in now.topics


def rides_while(line: Line, piece: Piece) -> bool:
    """Whether a while-clause lets something come in: "while northern lights appear"."""
    head = line.tags[piece.start]
    if not piece.mask & _APPEARING:
        return bool(head & tag.ARTICLE) and bool(piece.mask & tag.ACT)
    if head & tag.ARTICLE or piece.mask & tag.CAMERA:
        return True
    if head & tag.LEAD:
        return bool(piece.mask & tag.BECOME)
    return True
