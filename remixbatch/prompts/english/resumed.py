"""What goes on with words without a verb behind what was struck or kept, and where a struck aside ends."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.apposed import completes_relative
from remixbatch.prompts.english.beside import names_anew
from remixbatch.prompts.english.changes import name, state
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.gaps import gapped
from remixbatch.prompts.english.keeping import (
    all_same,
    ends_anchor,
    ends_keeping,
    goes_past,
    turns_too,
    wants_away,
)
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.lists import is_put_too
from remixbatch.prompts.english.merge import announces_more, is_bare
from remixbatch.prompts.english.modes import begin_list, free, go_on
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.riders import rides_with
from remixbatch.prompts.english.statements import states
from remixbatch.prompts.english.topics import LOOK, style_of
from remixbatch.prompts.english.walk import Walk

_FEW = 4  # words
_THAT = frozenset({"it", "that", "this", "they", "those", "these", "he", "she"})
_BE = (["be"], ["go"])
_VERBS = tag.SAYS | tag.WANT | tag.AUTHOR
_STATED = tag.ATTRIBUTE | tag.ADJECTIVE | tag.COMPARATIVE | tag.ADVERB


def after_preserve(walk: Walk, piece: Piece) -> None:
    last = walk.clauses[-1]
    anchor = last.kind == "anchor"
    ends = (anchor and ends_anchor(walk.line, piece)) or ends_keeping(walk.line, piece)
    if (ends and not walk.changed) or goes_past(walk.line, piece, last):
        free(walk, piece)
    elif states(walk.line, piece) or turns_too(walk.line, piece):
        state(walk, piece)
    elif piece.opener & tag.COLON and not (anchor and all_same(walk.line, last)):
        free(walk, piece)
    elif wants_away(walk.line, piece, last):
        walk.clauses.pop()
        walk.add("nominal", Piece(tag.STOP, last.start, last.end, 0))
        free(walk, piece)
    else:
        last.end = piece.end


def after_struck(walk: Walk, piece: Piece) -> None:
    opener, head = piece.opener, walk.line.tags[piece.start]
    now = walk.now
    told = now and now.aside and opener & tag.DASH  # "we're nearly done - …"
    if now and (told or (opener & tag.COLON and (now.aside or announces_more(walk.line, now)))):
        begin_list(walk, piece, now)
        return
    # "it's too loud, beige please", "it's too green, it should be blue"
    wished = piece.mask & tag.POLITE or (head & tag.SUBJECT and piece.mask & tag.MODAL)
    asked = now and now.remark and wished
    asked = asked or (now and piece.mask & tag.MODAL and _wants_other(walk, piece, now))
    asked = asked or (opener & tag.SO and opener & tag.THEN and head & tag.AMOUNT)  # "so more mist"
    if now and now.kind == "nominal" and opener & tag.COMMA and _is_label(walk, piece, now):
        name(walk, piece)  # "sky: stormy, sea: rough"
    elif asked or (opener & tag.COMMA and now is None and not opener & tag.SO):
        free(walk, piece)
    elif _resumes(walk, piece):
        go_on(walk, piece)
    elif walk.joined and opener & tag.COMMA and piece.mask & tag.NEWS:
        walk.joined = False
        state(walk, piece)
    elif walk.joined and opener & tag.COMMA and now and now.kind != "nominal" and head & tag.LEAD:
        walk.joined, piece.opener = False, opener | tag.AND  # "…, since there's room, a cat"
        joint = (at for at in range(piece.start, now.start, -1) if walk.line.tags[at] & tag.AND)
        now.cut(next(joint, piece.start))
        go_on(walk, piece)
    elif opener & _GOES_ON and head & (tag.DEFINITE | tag.OWNER) and _says(walk, piece):
        _state_of_both(walk, piece)
    else:
        walk.extend(piece)


def _wants_other(walk: Walk, piece: Piece, now: Clause) -> bool:
    """ "not a fan of the beige, *can the cabinets be navy?*", "…, *it should be navy*": an opinion, and what it is for."""
    tags, start = walk.line.tags, piece.start
    if not tags[now.start] & tag.OPINION or piece.opener & ~tag.AND != tag.COMMA:
        return False
    asks = tags[start] & tag.MODAL and tags[start + 1 : start + 2]
    return bool((tags[start + 1] if asks else tags[start]) & (tag.LEAD | tag.SUBJECT))


def _is_label(walk: Walk, piece: Piece, now: Clause) -> bool:
    few = piece.end - piece.start < _FEW and now.counts and not now.remark
    trait = now.topics[0] & tag.STYLE and piece.mask & LOOK  # "style: anime, colours: teal"
    return few and not trait and names_anew(walk.line, piece, now, walk.following)


def _resumes(walk: Walk, piece: Piece) -> bool:
    """Whether a change goes on after words that were struck: "plus a …", "and the lake with …", "…, Leo with …"."""
    now, opener = walk.now, piece.opener
    if now and now.kind == "declarative" and _is_wished_too(walk, piece, now):
        return True
    if now is None or not (opener & tag.AND or (opener == tag.COMMA and walk.following & tag.WITH)):
        return False
    if opener & tag.THEN and walk.line.tags[piece.start] & tag.ARTICLE:
        return True
    if now.kind == "nominal" and now.linked:
        return True  # "the eggs: larger and translucent"
    return now.kind == "nominal" and gapped(walk.line, piece, now, walk.following)


def _is_wished_too(walk: Walk, piece: Piece, now: Clause) -> bool:
    """ "I'd like the bar lined with copper, *the stools dyed green*"."""
    tags, joined = walk.line.tags, piece.opener in {tag.COMMA, tag.COMMA | tag.AND, tag.AND}
    wished = joined and tags[(now.source or now).start] & tag.WANT and now.counts
    if wished and piece.opener == tag.COMMA | tag.AND and now.source:
        return is_put_too(walk.line, piece, now)  # "…, the stools dyed green, *and a harp outside*"
    named = wished and tags[piece.start] & tag.DEFINITE
    return bool(named) and gapped(walk.line, piece, now, walk.following)


def _state_of_both(walk: Walk, piece: Piece) -> None:
    """Takes a statement after struck words, whose subject may be all of it: "the cook with the hat
    and the apron should bow"."""
    now = walk.now
    if now and now.kind == "nominal" and now is walk.clauses[-1] and is_bare(walk.line, now):
        now.kind = "declarative"
        walk.extend(piece)
    else:
        state(walk, piece)


_GOES_ON = tag.AND | tag.THEN


def _says(walk: Walk, piece: Piece) -> bool:
    """Whether a piece after struck words is a statement of its own: ", and the cows are gone"."""
    stated = walk.now is not None and walk.now.kind == "declarative"
    stated = stated or "now" in walk.line.words[piece.start : piece.end]
    said = stated and piece.opener & tag.COMMA and states(walk.line, piece)
    # "I'd love to see him with a moustache, *then the crane has to go*"
    wished = walk.now is not None and walk.line.tags[walk.now.start] & tag.WANT
    said = said or bool(wished and piece.mask & tag.BECOME)
    return bool(piece.mask & tag.MODAL or said)


def asks_of_it(walk: Walk, piece: Piece) -> bool:
    """Takes "the sky, *can that be darker?*": a question about what was named before its comma; whether it was that."""
    line, start = walk.line, piece.start
    asked = line.words[start + 1 : start + 3]
    if piece.opener != tag.COMMA or not line.tags[start] & tag.MODAL or asked[1:] not in _BE:
        return False
    named = next((each for each in walk.pieces if each.end == start - 1), piece)
    if asked[0] not in _THAT or not line.tags[named.start] & tag.DEFINITE or named.mask & _VERBS:
        return False
    now = walk.now
    if now and now.start == named.start:
        now.counts = False
        walk.clauses.remove(now)
    elif now and now.ranges:
        now.cut(named.start - 1)
    walk.add("declarative", piece.since(named.start))
    return True


def with_phrase(walk: Walk, piece: Piece) -> None:
    now = walk.now
    if now is None or walk.mode == "free":
        free(walk, piece)
    elif now.verb and "with" in now.verb.flags and not now.linked:
        now.linked = True
        now.take_value(walk.line, piece)
        walk.extend(piece)
        styled = style_of(walk.line, piece.since(now.start)) if now.operation == "replace" else 0
        if styled:
            now.cut(styled)
            walk.add("nominal", piece.since(styled))
    elif walk.mode == "keep":
        after_preserve(walk, piece)
    elif completes_relative(walk.line, piece, now):
        walk.extend(piece)
    elif rides_with(walk.line, piece, now, walk.following) and not _bears(walk.line, piece, now):
        walk.add("nominal", piece, why="rider")
    else:
        walk.extend(piece)
        walk.mode = "strike"


def _bears(line: Line, piece: Piece, now: Clause) -> bool:
    """ "the pirate *with a longer beard*": all that is said of somebody who is there."""
    alone = now.kind == "nominal" and now.end == piece.start - 1 and is_bare(line, now)
    known = line.tags[now.start] & (tag.SPECIFIC | tag.AUTHOR)
    return alone and bool(known and not piece.mask & tag.RUNNING)


def end_aside(walk: Walk, piece: Piece) -> None:
    """Takes what follows an aside: "… gold, and its plinth, which is too clean, *mossy*"."""
    now, subject = walk.now, walk.subject
    stated = all(bits & _STATED for bits in walk.line.tags[piece.start : piece.end])
    if now and subject and now.verb and "state" in now.verb.flags and stated:
        walk.add(now.kind, piece.since(subject.start), verb=now.verb, source=now)
        now.cut(subject.start)
        walk.subject = None
    else:
        walk.extend(piece)
