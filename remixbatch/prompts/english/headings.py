"""Labels of agencies and forms: "CHANGE: …", "[KEEP] …", "Do not touch — …", "Client: …".

What follows a label that asks is read as if the label were not there; what follows one that keeps, or that only tells what
the job is, is struck. A label that no list knows only tells where the prompt has one that asks.
"""

from collections.abc import Sequence
from enum import Enum

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.merge import heads
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.topics import LOOK
from remixbatch.prompts.english.walk import Walk

_ASKING = frozenset(
    (
        *("change", "changes", "edit", "edits", "modify", "modification", "modifications", "tweak"),
        *("request", "revision", "fix", "fixes", "update", "ask", "alter", "adjust", "adjustment"),
        *(
            "open",
            "mod",
            "mods",
            "to",
            "variable",
            "after",
            "new",
            "instruction",
            "do",
            "wanted",
            "do's",
        ),
    )
)
_WAS = frozenset({"from", "before", "old", "was", "currently", "original"})  # "From: …. To: …"
_FACETS = frozenset({"time", "time of day", "hour"})
_VERBS = frozenset({"add", "remove", "replace", "swap"})  # which are read as commands: "ADD: …"
_HELD = frozenset(
    (
        *("locked", "fixed", "frozen", "kept", "held", "lock", "hold", "unchangeable", "constant"),
        *("static", "off-limits", "hands-off", "protected", "preserved", "approved", "retain"),
        *("freeze", "unwanted", "don't", "dont", "don'ts", "donts"),
    )
)
_KEEPS = tag.KEEP | tag.KEEPING | tag.UNCHANGED | tag.REST | tag.STAY
_TITLES = frozenset({"title", "ticket", "summary", "headline", "topic", "re", "card"})
_MARKS = tag.COLON | tag.DASH
LONGEST = 4  # words of a label
_OUTFITS = frozenset({"wardrobe", "outfit", "costume", "attire", "clothing"})
_COUNTED = tag.NUMBER | tag.AMOUNT
_BEFORE = tag.STOP | tag.COMMA | tag.DASH | tag.CLOSE
_KNOWN = tag.LABEL | tag.REASON
_ENDS = tag.STOP | tag.COMMA | tag.CLOSE
# What leads to what is asked of one thing: "As for the walls: …".
TOPICS = frozenset({"as for", "as regards", "regarding", "concerning", "with regard to"}) | {
    *("in regard to", "when it comes to"),
}


_SAYS = tag.SAYS | tag.KEEP | tag.KEEPING | tag.SAME | tag.UNCHANGED | tag.ANCHOR
_JOINTS = tag.COMMA | tag.DASH | tag.OPEN | tag.STOP | tag.CLOSE
NUMBERED = frozenset({"storyboard", "panel", "slate", "sequence", "setup", "board", "listing"}) | {
    *("lot", "unit", "ticket", "job", "project", "property", "order", "episode", "page", "slide"),
    *("comment", "round", "revision", "draft", "proof", "spot", "reel", "asset", "house", "flat"),
    *("apartment", "suite", "room", "invoice", "booking", "case", "assignment", "exercise"),
}
_PLAYS = tag.COLON | tag.DASH | tag.CLOSE | tag.STOP
_SEEN = (tag.ACTOR | tag.CLOTHES | tag.PLANT | tag.FOOD) | (tag.THING | tag.PLACE | tag.BODY)
_VERSIONS = frozenset({"take", "version", "variant", "variation", "go", "try", "pass", "attempt"})
_OTHER = frozenset({"new", "fresh", "different", "second", "other", "alternative", "more"})


def after_number(line: Line, pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces after "Scene 7, lab: …": which take it is, and where it plays, as a storyboard says it."""
    tags, first = line.tags, pieces[0]
    numbered = len(tags) > 2 and tags[1] & tag.NUMBER
    if not numbered or not (tags[0] & tag.LABEL or line.words[0] in NUMBERED):
        return pieces
    if first.end == 2 and len(pieces) > 1 and first.following & tag.COLON:
        pieces[1].opener |= tag.STOP
        return pieces[1:] if line.words[0] in NUMBERED else pieces
    if first.end != 2 or not first.following & _JOINTS or len(pieces) == 1:
        return pieces
    at = 1
    while at < len(pieces) - 1 and _only_places(line, pieces[at]):
        at += 1
        if pieces[at].opener & _PLAYS:
            break
    else:
        at = 1
    pieces[at].opener |= tag.STOP
    return pieces[at:]


def takes_label(walk: Walk, piece: Piece) -> bool:
    """ "Edit:" is passed over; what follows "Reason:", "Hold:" or, beside "Change:", "Client:" is struck."""
    if walk.line.words[piece.end - 1] in _OUTFITS and "for" not in walk.line.words[piece.end :]:
        return False  # "Subject wardrobe: …": one look, told by its parts
    if piece.opener == tag.COMMA and walk.now and _is_round(walk.line, piece, walk.now):
        walk.now.counts, walk.mode, walk.now = False, "free", None
        walk.carried = tag.STOP
        return True
    label = _label_of(walk, piece)
    if label is Label.STRUCK:
        walk.mode = "mute"
    elif label is Label.ASKED:
        last = walk.line.tags[piece.end - 1]
        walk.mode = "free"
        # "edit 2: …", or "edit: …" once more
        lettered = len(walk.line.words[piece.end - 1]) == 1  # "edit B: …"
        listed = last & tag.NUMBER or lettered or walk.labelled
        walk.carried = tag.STOP | (tag.ITEM if listed else 0)
        if walk.now and not walk.labelled and heads(walk.line, walk.now):
            walk.now.counts = False  # "Scene 12, garden party. Edit: …"
        walk.labelled, walk.now = True, None
        counted = walk.line.tags[piece.start : piece.end - 1]
        walk.listing = any(bits & _COUNTED for bits in counted) and not lettered  # "two changes: …"
    return label is not Label.NONE


def _is_round(line: Line, piece: Piece, now: Clause) -> bool:
    """ "Client feedback, *round 2*: …": which one of what was named as a label."""
    labelled = now.kind == "nominal" and line.tags[now.end - 1] & tag.LABEL
    if not labelled or now.end != piece.start - 1 or not piece.following & tag.COLON:
        return False
    numbered = line.tags[piece.end - 1] & tag.NUMBER and line.words[piece.start] in NUMBERED
    return piece.end - piece.start <= 2 and bool(numbered or _is_version(line, piece))


def _is_version(line: Line, piece: Piece) -> bool:
    """ "v2", "version 3"."""
    word = line.words[piece.start]
    return word == "version" or (word[:1] == "v" and word[1:].isdigit())


def _only_places(line: Line, piece: Piece) -> bool:
    few = piece.end - piece.start < LONGEST and not line.tags[piece.start] & tag.EDIT
    named = not piece.following & tag.STOP or piece.mask & tag.PLACE
    return bool(few and named) and not piece.mask & _SAYS and not piece.opener & tag.BUT


class Label(Enum):
    """What a label says of the words after it."""

    NONE = 0  # it is no label
    STRUCK = 1  # they stay, or only tell what the job is
    ASKED = 2  # they are asked for


def _label_of(walk: Walk, piece: Piece) -> Label:
    """What a piece is, before a colon or a dash."""
    opener, start, end = piece.opener, piece.start, piece.end
    line, colon = walk.line, walk.following & tag.COLON
    head, begins = line.tags[start], opener & tag.STOP
    if not opener & _BEFORE:
        return Label.NONE
    value = colon and begins and line.words[end - 1] in _VALUES and _lacks_value(walk)
    kept = _keeps(line, start, end) and (colon or (begins and not head & tag.EDIT))
    if value or kept:
        return Label.STRUCK
    told = head & tag.LABEL and line.tags[start + 1] & tag.PREPOSITION  # "feedback from the brand"
    known = begins or head & _KNOWN or line.words[start - 1] == "/"
    alone = begins and head & _KNOWN and end - start == 1  # "CONTEXT – …"
    if not (colon or alone) or not known or (end - start == LONGEST and not told):
        return Label.NONE
    if _is_table(line, end):
        return Label.ASKED
    titled = begins and line.words[start] in _TITLES and _names_only(line, end + 1)
    if (
        titled
        or (head & tag.REASON and (end - start == 1 or not head & tag.KEEP))
        or (not _asks(line, start, end) and _only_tells(line, start, end) and _has_asked(walk))
    ):
        return Label.STRUCK
    plain = colon or " " in line.words[start]  # "Change request – …" is one, too
    labelled = _asks(line, start, end) or (
        plain and head & tag.LABEL and (told or end - start <= 2)
    )
    colors = line.tags[end - 1] & tag.PALETTE  # "new colours: …"
    return Label.ASKED if labelled and not colors else Label.NONE


def _names_only(line: Line, start: int) -> bool:
    """ "Title: *Label colour*", and a command in the line below it."""
    tags, size = line.tags, len(line.tags)
    stop = next(
        (at for at in range(start, min(start + LONGEST + 1, size)) if tags[at] & tag.STOP), 0
    )
    below = stop > start and line.words[stop] == "\n" and stop + 1 < size
    return bool(below) and bool(tags[stop + 1] & (tag.EDIT | tag.LABEL | tag.POLITE))


_VALUES = frozenset({"value", "values", "to", "colour", "color", "shade", "material", "finish"})


def _lacks_value(walk: Walk) -> bool:
    """ "TASK: recolour the awning. VALUE: cream.": whether it is left to a field of a form what a thing becomes."""
    now = walk.now
    if now is None or now.operation not in {"recolor", "change"} or now.linked or not walk.labelled:
        return False
    return not walk.line.tags[now.end - 1] & tag.ATTRIBUTE


def _is_table(line: Line, end: int) -> bool:
    """ "Notes: sky → overcast; …": a label of what becomes what."""
    size = len(line.tags)
    stop = next((at for at in range(end + 1, size) if line.tags[at] & tag.STOP), size)
    return not tag.ARROWS.isdisjoint(line.words[end + 1 : stop])


def _has_asked(walk: Walk) -> bool:
    if walk.asked is None:
        walk.asked = _has_asking(walk.line)
    return walk.asked


def _keeps(line: Line, start: int, end: int) -> bool:
    """ "HOLD", "do not touch", "must stay", "no changes": what follows stays as it is."""
    head, last = line.tags[start], line.tags[end - 1]
    if line.words[start] in _HELD and end - start == 1:
        return True
    if head & tag.NEGATION:
        meant = end - start > 1 and last & (tag.EDIT | tag.META | tag.KEEP)
        return bool(meant) or " " in line.words[start]  # "no changes"
    named = last & (tag.STAY | tag.UNCHANGED) or line.words[start:end].count("not")
    if line.words[start] in _WAS and end - start == 1:
        return True
    return bool((head & _KEEPS and end - start <= 2) or named) and not head & tag.LEAD


def _asks(line: Line, start: int, end: int) -> bool:
    """ "CHANGE", "must change", "edit 2", "change only"."""
    return end - start <= 3 and not _ASKING.isdisjoint(line.words[start:end])


def _only_tells(line: Line, start: int, end: int) -> bool:
    """Whether a label says what the job is: "Client", "Owner", but not "Hair"."""
    head, last = line.tags[start], line.tags[end - 1]
    known = (head | last) & (tag.LABEL | tag.REASON)
    if (head & tag.EDIT and not known) or line.words[start] in _FACETS:
        return False  # "ADD: …", "time: …"
    return bool(known) or not (head | last) & (tag.TOPIC | tag.LEAD)


def _has_asking(line: Line) -> bool:
    """Whether a line has a label that asks."""
    tags = line.tags
    for at, bits in enumerate(tags):
        if bits & _MARKS and at:
            start = at
            while start and at - start < LONGEST and not tags[start - 1] & (_ENDS | _MARKS):
                start -= 1
            verb = line.words[start] in _VERBS
            if start < at and (verb or (_asks(line, start, at) and not _keeps(line, start, at))):
                return True
    return False


def is_schedule(line: Line, piece: Piece, now: Clause) -> bool:
    """ "materials: oak floor, white walls": a word for what things are of, and things of that; not "colours: rust, sand"."""
    tags, many = line.tags, now.end - now.start == 1 and line.words[now.start].endswith("s")
    if not many or tags[now.start] & _SEEN or not piece.following & tag.COMMA:
        return False
    made = tags[piece.start] & (tag.MATERIAL | tag.COLOR) and piece.end - piece.start > 1
    return bool(made) and bool(tags[piece.end - 1] & _SEEN) and not tags[piece.end - 1] & LOOK


def is_title(line: Line, first: Clause) -> bool:
    """ "EDIT NOTES", "changes", "round 2": nothing but words for what is written below."""
    known = tag.META | tag.LABEL | tag.NUMBER | tag.REASON | tag.OWNER
    named = line.tags[first.start] | line.tags[first.end - 1]
    return bool(named & (tag.META | tag.LABEL)) and all(
        bits & known for bits in line.tags[first.start : first.end]
    )


def is_version(line: Line, first: Clause) -> bool:
    """ "another take", "a new version": before what is asked for, a nominal that is no change; not "a noir version"."""
    start, end = first.start, first.end
    if first.ranges != [(start, end)] or not line.tags[start] & tag.ARTICLE:
        return False
    plain = _OTHER.issuperset(line.words[start + 1 : end - 1])
    return plain and end - start > 1 and line.words[end - 1] in _VERSIONS
