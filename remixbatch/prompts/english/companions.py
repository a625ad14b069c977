"""While- and as-clauses: what goes on anyway, or somebody who comes in, or something that changes, too."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.acting import act_of
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.forms import infinitive
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.newcomers import comes_as
from remixbatch.prompts.english.pieces import Piece

_TURNING = frozenset({"turn", "start", "begin", "become", "appear", "vanish", "go out", "come on"})
_OVER = frozenset({"out", "up", "down", "off", "away", "apart"})  # "empties out", "falls apart"
_GOING_ON = tag.KEEP | tag.KEEPING | tag.STAY | tag.SAME | tag.UNCHANGED
_APPEARING = tag.FINITE | tag.EDITS | tag.BECOME | tag.COPULA
_THIRD = tag.DOES | tag.BECOME
_LED = tag.LEAD | tag.PARTICIPLE
_TIMED = tag.SUBJECT | tag.SKY | tag.TIME | tag.WEATHER | tag.CAMERA
_STAYING = frozenset({"staying", "remaining", "still"})
_CLIP = tag.SUBJECT | tag.ANCHOR
_INTO = frozenset({"into", "through"})
_PICTURES = frozenset(
    {"mural", "tapestry", "painting", "poster", "portrait", "fresco", "mosaic"}
) | {
    *("billboard", "postcard", "stamp", "drawing", "picture", "photo", "photograph", "engraving"),
}
_SOMEONE = frozenset({"him", "her", "them", "me", "us"})
_NEXT = frozenset({"beside", "behind", "next to", "near", "past", "alongside", "around"}) | {
    *("in front of", "opposite", "between", "by", "towards", "toward", "after"),
}
_NEW_ONE = tag.ARTICLE | tag.NUMBER
_DOING = tag.PARTICIPLE | tag.EDITING | tag.EDITED | tag.STATED
_ITS = frozenset({"it", "them", "one", "each"})
_ON = frozenset(
    {"on", "in", "of", "out of", "to", "from"}
)  # "longer branches, with a girl hanging on one"
# What comes over a scene, and brings nobody along.
_NO_COMPANY = frozenset({"add", "give", "fill", "text", "replace", "remove"})
_COMES_OVER = tag.TIME | tag.WEATHER | tag.SEASON | tag.LIGHT | tag.SKY | tag.CAMERA | tag.STYLE
_ENDS = tag.STOP | tag.AND | tag.BUT | tag.WHEN | tag.WHILE
_ASIDE = tag.COMMA | tag.RELATIVE
# What happens to a thing once, and does not go on: after it the thing is another.
_CHANGES = frozenset({"shatter", "break", "crack", "burst", "explode", "collapse", "crumble"}) | {
    *("melt", "freeze", "split", "tear", "snap", "ignite", "dissolve", "evaporate", "wilt", "sink"),
    *("topple", "tip", "fold", "unfold", "overflow", "swell", "shrink", "vanish", "disappear"),
    *("catch", "peel", "rust", "rot", "wither", "overturn", "capsize", "derail", "deflate"),
    *("inflate", "unravel", "come", "fall", "crash", "double", "triple", "sprout", "lose", "gain"),
}
_THAT = frozenset({"it", "that", "that's", "this", "there's"})
_SHUTS = frozenset({"open", "close", "shut", "rise", "drop", "light", "stop", "start"})


def rides_while(line: Line, piece: Piece, now: Clause | None) -> bool:
    """Whether a while-clause lets something come in: "while swans glide in", "while its roof folds down"."""
    head = line.tags[piece.start]
    if _ends_so(line, piece, now) or turns(line, piece):
        return True
    if not piece.mask & _APPEARING:
        bare = not head & _LED and piece.end - piece.start > 1
        return bool(bare or (head & tag.ARTICLE and piece.end - piece.start > 2))
    if head & tag.ARTICLE or piece.mask & tag.CAMERA:
        return True
    known = head & tag.SUBJECT and not piece.opener & tag.AND  # "while he's jumping"
    if head & tag.LEAD or known or line.words[piece.start] in _THAT:
        return bool(piece.mask & tag.BECOME)  # and not "while that's on the bench"
    return True


def turns(line: Line, piece: Piece) -> int:
    """Where the clause ends in which a thing of the scene becomes another: "its roof folds down"; 0 if it is none.

    "His hat, black until now, turns into a dove" is one, too: what stands between commas is passed over.
    """
    tags, start = line.tags, piece.start
    if not tags[start] & tag.DEFINITE or any(
        bits & _TIMED for bits in tags[start + 1 : piece.end][:2]
    ):
        return 0
    aside, many = False, "".join(line.words[start + 1 : start + 2]).endswith("s")
    for at in range(start + 2, len(tags)):
        bits = tags[at]
        if at >= piece.end and not aside:
            if not bits & _ASIDE:
                return 0
            aside = True
        if bits & tag.STOP or (bits & _ENDS and not aside):
            return 0
        third = bits & _THIRD or (not bits and line.words[at].endswith("s"))
        third = third or ((aside or many) and bits & (tag.ACT | tag.EDIT))  # "the candles melt"
        free = not aside or tags[at - 1] & tag.COMMA
        if third and free and _is_change(line, at, aside=aside):
            return _end_of(line, at)
    return 0


def _is_change(line: Line, at: int, *, aside: bool) -> bool:
    """ "shatters"; beside what it was so far, "opens", "turns into", too."""
    word = line.words[at]
    base = infinitive(word) if word.endswith("s") else word
    if base in {"catch", "come"}:
        return line.words[at + 1 : at + 2] in (["fire"], ["off"], ["apart"], ["loose"], ["down"])
    return base in _CHANGES or (aside and (base in _SHUTS or bool(line.tags[at] & tag.BECOME)))


def _end_of(line: Line, at: int) -> int:
    size = len(line.tags)
    return next((end for end in range(at + 1, size) if line.tags[end] & (_ENDS | tag.COMMA)), size)


def adds_nothing(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a with-phrase is all that is asked for, or says what stays, what comes of it, or what a picture shows.

    "Could we see *this one* with the model laughing?", "…, with the rider *staying* in the centre", "deeper snow, with the
    dog sinking *into it*", "a *tapestry*, with a unicorn in the middle".
    """
    tags, words, start, end = line.tags, line.words, piece.start, piece.end
    if not _STAYING.isdisjoint(words[start + 1 : end]):
        return True
    if tags[now.start] & tag.WANT and all(bits & _CLIP for bits in tags[now.start + 1 : now.end]):
        return True
    into = words[end - 1] in _ITS and words[end - 2] in _INTO and tags[start] & tag.DEFINITE
    if into or words[end - 3 : end] == ["filling", "the", "frame"]:
        return True
    first = now.start + (2 if now.kind == "edit" else 1)
    return tags[first - 1] & tag.LEAD > 0 and words[first] in _PICTURES


def joins(line: Line, piece: Piece, now: Clause) -> bool:
    """Whether a with-phrase brings somebody in, whatever it is that changes."""
    near = line.words[piece.end - 1] in _SOMEONE and _comes_near(line, piece, now)
    return near or (now.kind == "nominal" and comes_with(line, piece, now))


def _comes_near(line: Line, piece: Piece, now: Clause) -> bool:
    """ "make it snow *with a penguin waddling past her*", "… *with a second dancer beside him*": next to one of the scene."""
    tags, start, end = line.tags, piece.start, piece.end
    one = tags[start] & _NEW_ONE and not tags[start] & tag.AMOUNT
    new = now.topics[-1] & tag.ACTOR or now.operation in _NO_COMPANY - {"give"}
    if new or not one or line.words[end - 2] not in _NEXT or tags[now.start] & tag.ARTICLE:
        return False
    after = (at for at in range(start + 1, end) if tags[at] & (tag.PREPOSITION | _DOING))
    return bool(tags[next(after) - 1] & (tag.PEOPLE | tag.ANIMAL))


def comes_with(line: Line, piece: Piece, now: Clause) -> bool:
    """ "thicker smoke, *with a raven landing on the roof*", "make it rain, *and a taxi waiting*": somebody else who does something."""
    tags, start, end = line.tags, piece.start, piece.end
    one = tags[start] & _NEW_ONE and not tags[start] & tag.AMOUNT and piece.opener & tag.COMMA
    if not one or (line.words[end - 1] in _ITS and line.words[end - 2] in _ON):
        return False
    at = next((at for at in range(start + 2, end) if tags[at] & _DOING), 0)
    if not at or not tags[at - 1] & tag.ACTOR:
        return False
    new = tags[now.start] & tag.ARTICLE  # "a tapestry, with a unicorn kneeling in the middle"
    over = now.topics[-1] & (_COMES_OVER & ~tag.STYLE if new else _COMES_OVER)
    if now.kind == "edit":
        bare = not now.linked and now.operation != "camera"
        return bool(over or bare) and now.operation not in _NO_COMPANY
    compared = now.kind == "nominal" and tags[now.start] & (tag.COMPARATIVE | tag.AMOUNT)
    return bool(over or compared) or (now.begun is not None and act_of(line, now.begun[1])[1] > 0)


def _ends_so(line: Line, piece: Piece, now: Clause | None) -> bool:
    """ "her shoes are gold now while *the stands behind her empty out*": what it comes to, and no going on."""
    stated = now is not None and now.kind == "declarative" and not now.remark
    going_on = line.tags[piece.start] & (tag.PRONOUN | tag.SUBJECT) or piece.mask & _GOING_ON
    return stated and not going_on and line.words[piece.end - 1] in _OVER


def rides_as(line: Line, piece: Piece) -> bool:
    """Whether an as-clause lets something else change: "as the stage lights turn crimson", "as rats scurry past"."""
    if not piece.start or line.words[piece.start - 1] != "as" or piece.opener & tag.STOP:
        return False
    if comes_as(line, piece.start):
        return True
    turned = piece.mask & tag.BECOME or not _TURNING.isdisjoint(line.words[piece.start : piece.end])
    return bool(turned) and not any(
        bits & _TIMED for bits in line.tags[piece.start : piece.end][:3]
    )
