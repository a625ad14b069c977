"""What words without a verb of their own are, by the mode that a walk is in.

At the beginning of a sentence a change may begin (`free`); in one it goes on (`go_on`); after what stays or is struck more
of that is expected (`after_preserve`, `after_struck`).
"""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import (
    GONE,
    does_now,
    is_absolute,
    poses,
    rains_too,
    told_so,
)
from remixbatch.prompts.english.acting import poses_so
from remixbatch.prompts.english.apposed import are_those, is_apposed, says_again
from remixbatch.prompts.english.begins import leads
from remixbatch.prompts.english.beside import names_anew
from remixbatch.prompts.english.changes import name, state
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.companions import comes_with
from remixbatch.prompts.english.contrasts import is_but_so, is_contrasted, is_rather, takes_place
from remixbatch.prompts.english.deeds import is_wished, wishes_deed
from remixbatch.prompts.english.elisions import elided, end_of, fronted, is_tinted
from remixbatch.prompts.english.gaps import gapped
from remixbatch.prompts.english.headings import TOPICS, is_schedule
from remixbatch.prompts.english.items import drifts, is_graded, is_lively, sets_too
from remixbatch.prompts.english.keeping import do_others
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.lists import LACKS, listed_apart
from remixbatch.prompts.english.merge import is_bare, lists_below
from remixbatch.prompts.english.neighbours import acts_beside, films, films_else
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.qualifiers import is_graded_too, shares_noun, waits_for_noun
from remixbatch.prompts.english.statements import (
    acts,
    describes,
    goes_on,
    states,
    tells_why,
)
from remixbatch.prompts.english.walk import Walk

_TO = frozenset({"to", "into"})
_IT = frozenset({"it", "that", "this"})
_OURS = frozenset({"my", "our"})
_AWAY = frozenset({"gone", "out", "removed", "away"})
_FEW = 4  # words
_LOOKS = frozenset({"look", "feel", "finish", "style", "air", "appearance", "shape"})
_HAS = frozenset({"has", "have", "had"})
_WHAT = frozenset({"what", "whatever", "whoever", "whichever"})
_DOES = tag.ACT | tag.SAYS
_ALTERS = frozenset({"audio", "camera", "light", "make", "recolor", "restyle", "speed"})
_TOLD = tag.WANT | tag.REST
_SAID = tag.SAYS | tag.RUNNING
_BESIDE = tag.COMMA | tag.AND  # joints of what stands beside a change


def free(walk: Walk, piece: Piece) -> None:
    now = walk.now
    if now is None:
        _begin(walk, piece)
    elif piece.opener & tag.STOP and now.counts and says_again(walk.line, piece, now):
        now.extend(piece.start, piece.end)
        walk.mode = "edit"  # what comes after it may still be of the change
    elif (walk.contrasted and is_rather(walk.line, piece)) or (
        piece.opener & tag.BUT and is_but_so(walk, piece, now)
    ):
        walk.extend(piece)
    else:
        _begin(walk, piece)


def _begin(walk: Walk, piece: Piece) -> None:
    line, now = walk.line, walk.now
    sentence = bool(piece.opener & tag.STOP)
    if sentence and leads(walk, piece):
        _lead(walk, piece)
    elif sentence and now and _follows(walk, piece, now):
        pass
    elif walk.mode == "edit" and (piece.opener & tag.EXCEPT or _is_still(line, piece)):
        walk.extend(piece)
    elif line.tags[piece.start] & _TOLD or states(line, piece) or _does_so(walk, piece):
        state(walk, piece)
    else:
        name(walk, piece)


def _follows(walk: Walk, piece: Piece, now: Clause) -> bool:
    """Takes a sentence that has its verb, or all that it means, from the change before it; whether it was that."""
    line = walk.line
    if _gaps_over(walk, piece, now):
        walk.add(now.kind, piece, verb=now.verb, source=now.source or now)
    elif now.counts and _is_half(walk, piece):
        walk.gap(piece, end_of(line, piece.end + 1))
    elif is_tinted(line, piece, now):
        walk.add("nominal", piece).ranges = [(piece.start, end_of(line, piece.end + 1))]
        walk.mode = "strike"
    elif _describes(walk, piece, now):
        named = line.tags[piece.start] & tag.DEFINITE and piece.end - piece.start < _FEW
        if named and walk.following & tag.COMMA:
            walk.subject = piece  # "The spoon, by the way, should be gold."
        now.extend(piece.start, piece.end)
        walk.mode = "strike"
        if walk.following & tag.RELATIVE and line.tags[piece.start] & tag.DEFINITE:
            walk.subject = piece  # "the gull that steals it *has to go*"
    else:
        return False
    return True


def _does_so(walk: Walk, piece: Piece) -> bool:
    """ "as it was, except that *the bride sneezes*", and the next may do something, too."""
    told = walk.mode == "keep" and piece.opener & (tag.BUT | tag.EXCEPT)
    return bool(told and walk.line.tags[piece.start] & tag.DEFINITE) and acts(walk.line, piece)


def _is_still(line: Line, piece: Piece) -> bool:
    """ "…, but he's still smiling"."""
    said = line.words[piece.start : piece.start + _FEW]
    return bool(piece.opener & tag.BUT) and "still" in said and not piece.mask & tag.NEWS


def _gaps_over(walk: Walk, piece: Piece, now: Clause) -> bool:
    """ "… gingham. And the lemonade pink." """
    if walk.contrasted and walk.following & tag.CONTRAST and now.counts:
        return now.kind == "nominal"  # "horses instead of motorbikes; dirt instead of asphalt"
    filled = walk.following & tag.WITH  # "replace the boats with cars; *the masts* with lamps"
    half = walk.line.words[piece.start - 1] == ";" and (piece.end - piece.start > 2 or filled)
    half = half and not acts_beside(walk.line, piece, now)
    joined = (piece.opener & tag.AND or half) and now.counts and not now.remark
    joined = joined and not piece.mask & tag.NEWS  # "And the tap should be brass."
    return bool(joined) and gapped(walk.line, piece, now, walk.following)


def _is_half(walk: Walk, piece: Piece) -> bool:
    """ "gravel in place of grass; *the benches, wrought-iron*"."""
    return walk.line.words[piece.start - 1] == ";" and elided(walk.line, piece) > 0


def _lead(walk: Walk, piece: Piece) -> None:
    """Takes what leads to what is asked for: "Behind it, …"; each "As for the walls: …" is an item of a list."""
    if walk.following & tag.AND:
        walk.mode = "strike"  # "to make it sad and empty, …"
        return
    walk.carried = tag.STOP
    if walk.line.words[piece.start] in TOPICS:
        walk.carried, walk.now = tag.STOP | tag.ITEM, None


def _describes(walk: Walk, piece: Piece, now: Clause) -> bool:
    counts = now.counts and not now.remark
    if walk.line.words[piece.start - 1] == ";" and acts_beside(walk.line, piece, now):
        return False  # "…; the priest sneezes"
    if counts and poses_so(walk.line, piece, now):
        return True
    others = walk.line.tags[piece.start] & tag.REST
    if (
        (others and do_others(walk.line, piece))
        or does_now(walk.line, piece)
        or (counts and is_graded_too(walk.line, piece, now))
    ):
        return False
    return counts and describes(walk.line, piece, now, walk.following)


def go_on(walk: Walk, piece: Piece) -> None:
    line, now = walk.line, walk.now
    assert now is not None
    why = is_apposed(line, piece, now) or tells_why(line, piece, now)
    if why or _belongs(walk, piece, now):
        walk.extend(piece)
        walk.mode = "strike" if why else walk.mode
    elif now.leads and piece.opener & tag.COMMA and (now.verb or states(line, piece)):
        now.leads = False
        free(walk, piece)
    elif piece.opener & (tag.COLON | tag.COMMA) and _begins_list(line, piece, now):
        begin_list(walk, piece, now)
    elif piece.opener & tag.COLON or _is_result(line, piece, now):
        now.linked = now.linked or bool(piece.opener & tag.COLON)
        walk.extend(piece)
        walk.mode = "strike"
    elif (
        names_anew(line, piece, now, walk.following)
        or takes_place(line, piece, now)
        or is_graded_too(line, piece, now)
    ):
        name(walk, piece)
    elif acts_beside(line, piece, now) or goes_on(line, piece, now):
        _join_statement(walk, piece, now)
    elif _again(walk, piece, now):
        clause = walk.add(now.kind, piece, verb=now.verb, source=now.source or now)
        clause.linked = now.linked and not walk.following & tag.WITH
        clause.wished = wishes_deed(line, now)
    elif walk.contrasted and is_contrasted(line, piece):
        walk.extend(piece)  # "instead of a moth and a toad"
    else:
        walk.contrasted = False
        _list(walk, piece, now)


def _list(walk: Walk, piece: Piece, now: Clause) -> None:
    """Takes what is listed behind a change: one more with its verb, one without a verb, or more of the same."""
    apart = listed_apart(walk.line, piece, now)
    if not apart and sets_too(walk.line, piece, now):
        name(walk, piece)
    elif not apart:
        walk.extend(piece)
    elif now.verb and (is_graded(walk.line, piece) or _comes_new(walk.line, piece, now)):
        name(walk, piece)
    else:
        item = walk.add(now.kind, piece, verb=now.verb, why=apart, source=now)
        item.listing = now.listing


def _comes_new(line: Line, piece: Piece, now: Clause) -> bool:
    """ "dim the hall, plus *a wreath on the door*": nothing that can be dimmed, too."""
    new = piece.opener & tag.THEN and line.tags[piece.start] & tag.ARTICLE
    return bool(new) and now.operation in _ALTERS


def _are_both(line: Line, piece: Piece, now: Clause) -> bool:
    """ "both the shorts *and the socks turn white*": one state of two."""
    both = now.kind == "nominal" and line.words[now.start] == "both"
    return both and any(bits & _DOES for bits in line.tags[piece.start + 2 : piece.end])


def _has_look(line: Line, piece: Piece, now: Clause) -> bool:
    """ "an awning that has scalloped edges *and a sun-bleached look*"."""
    look = line.words[piece.end - 1] in _LOOKS
    return look and not _HAS.isdisjoint(line.words[now.end : piece.start])


def _is_result(line: Line, piece: Piece, now: Clause) -> bool:
    """ "…, leaving the shelves bare"; but not "… and lacking a wing"."""
    if not line.tags[piece.start] & tag.RUNNING:
        return False
    lacks = line.words[piece.start] in LACKS and piece.opener & tag.AND
    return not (lacks or is_lively(line, piece) or drifts(line, piece, now))


def _ends(walk: Walk, piece: Piece, now: Clause) -> bool:
    """Takes what a change ends in: "that dumpster, *gone* pls", "closer on her hands, *the ones kneading the dough*"."""
    if piece.end - piece.start == 1 and _is_away(walk.line, piece, now):
        now.gap, now.ranges = now.end, [(now.start, piece.end)]
        now.remark = now.aside = False
        walk.now, walk.mode = None, "strike"
        return True
    those = are_those(walk.line, piece)
    if those:
        walk.extend(piece)
    return those


def _comes_beside(walk: Walk, piece: Piece, now: Clause) -> bool:
    """Takes weather beside an hour, another view, somebody new."""
    joined = piece.opener & tag.AND
    if joined and rains_too(walk.line, piece, now):
        walk.add(now.kind, piece, source=now).remark = now.remark
    elif piece.opener & tag.COMMA and films(walk.line, piece, now):
        walk.add("nominal", piece).remark = now.remark
    elif joined and comes_with(walk.line, piece, now):
        walk.add("nominal", piece, why="rider")
    else:
        return False
    return True


def stands_by(walk: Walk, piece: Piece) -> bool:
    """Takes what stands beside a change and has its own shape: "the nurse *now* looking up" is new, "*still* waving" is
    not; "and, from the square, the bins".
    """
    now, joint = walk.now, piece.opener
    if now is None or walk.mode != "edit" or not joint & _BESIDE:
        return False
    if joint == tag.COMMA and _ends(walk, piece, now):
        return True
    if joint & tag.AND and (end := fronted(walk.line, piece, now)):
        walk.gap(piece, end)
        return True
    if _comes_beside(walk, piece, now):
        return True
    told = joint & tag.COMMA and (piece.mask & tag.ADVERB or piece.following & tag.CONTRAST)
    so = told_so(walk.line, piece) if told else ""
    if is_absolute(walk.line, piece, now):
        so = "now"
    if so == "now" or (joint & tag.COMMA and poses(walk.line, piece, now)):
        so = "now"
        if now.kind == "nominal" and joint == tag.COMMA and not piece.mask & _SAID:
            walk.add("nominal", piece)  # more may follow: "half speed, *boxes blue*, audio muted"
        else:
            walk.add("declarative", piece, why="rider")
    elif so:
        walk.extend(piece)
        walk.mode = "strike"
    return bool(so)


def _is_away(line: Line, piece: Piece, now: Clause) -> bool:
    """ "the cable on the floor, *gone*": all that is said of what was named."""
    named = now.kind == "nominal" and line.tags[now.start] & tag.DEFINITE
    return bool(named) and now.end == piece.start - 1 and line.words[piece.start] in _AWAY


def _begins_list(line: Line, piece: Piece, now: Clause) -> bool:
    """ "Two wishes: …", "we need two fixes, the flag …"."""
    if not piece.opener & tag.COLON:
        counted = line.tags[now.end - 2] & tag.NUMBER and line.tags[now.end - 1] & tag.META
        return bool(counted) and now.kind != "edit" and now.ranges[-1][1] == now.end
    return lists_below(line, now) or is_schedule(line, piece, now)


def gaps_too(walk: Walk, piece: Piece) -> bool:
    """ "turn my car into a boat *and my house into a castle*": behind a command, what is ours is no talk."""
    now, words = walk.now, walk.line.words
    if now is None or not now.counts or piece.opener & tag.STOP or walk.mode != "edit":
        return False
    if words[piece.start].partition(" ")[0] not in _OURS or words[piece.end - 1] in _IT:
        return False  # "…, we filmed in a drought", "…, our safety people insist on it"
    return now.verb is not None and gapped(walk.line, piece, now, walk.following)


def _again(walk: Walk, piece: Piece, now: Clause) -> bool:
    """ "… and the sky to jade", "a tram instead of the bus and *a bell* instead of the horn"."""
    paired = walk.contrasted and walk.following & tag.CONTRAST
    return bool(paired) or gapped(walk.line, piece, now, walk.following)


def _belongs(walk: Walk, piece: Piece, now: Clause) -> bool:
    """ "a nurse who hums *and knits*", "have him bow *and leave*", "a soft, *diffused look*"."""
    head = walk.line.tags[piece.start]
    third, walk.third = walk.third, False
    joined, line = piece.opener & tag.AND, walk.line
    if third and joined and not (head & tag.LEAD or line.words[piece.start] in _WHAT):
        return True
    if head & tag.RUNNING or piece.opener & tag.COLON:
        return False
    if joined and (_are_both(line, piece, now) or _has_look(line, piece, now)):
        return True
    if line.words[piece.start] in _TO and (not joined or now.kind == "nominal"):
        # "just the tie, just to green"; "I want the bus, which is red and stinks, to be a tram"
        wished = line.tags[now.start] & tag.WANT and piece.opener & tag.COMMA
        return not joined and (now.kind == "nominal" or bool(wished))
    if head & tag.ACT and now.verb is not None and "cause" in now.verb.flags:
        return True
    waits = now.kind == "nominal" and waits_for_noun(line, piece, now)
    return (waits and not goes_on(line, piece, now)) or shares_noun(line, piece)


def _join_statement(walk: Walk, piece: Piece, now: Clause) -> None:
    """A statement after a change; a thing named just before it is a part of its subject."""
    joined = piece.opener & (tag.AND | tag.COMMA) in (tag.AND, tag.COMMA)
    lens = now.topics[0] & tag.CAMERA and not piece.mask & tag.COPULA  # "… and the cake falls"
    bare = is_bare(walk.line, now) and not (lens or films_else(walk.line, piece, now))
    bare = bare and walk.line.words[now.end - 1] not in GONE  # "crane gone, the sky should be red"
    bare = bare and not (walk.contrasted or _is_after_new(walk.line, piece, now))
    if now is walk.clauses[-1] and waits_for_noun(walk.line, piece, now):
        joined = bare = True  # "a small, dented van should …"
    both = piece.opener & tag.AND and "both" in walk.line.words[piece.start : piece.end]
    if both and piece.mask & tag.MODAL and walk.line.tags[now.start] & tag.DEFINITE:
        joined = bare = True  # "the resurfacer and the nets should both be orange"
    if now.kind == "nominal" and joined and bare and now is walk.clauses[-1]:
        state(walk, piece, _subject_of_all(walk, piece))
    else:
        state(walk, piece)
        walk.clauses[-1].wished = bool(piece.opener & tag.AND) and is_wished(walk.line, now)


def _is_after_new(line: Line, piece: Piece, now: Clause) -> bool:
    """ "a heron by the pond, *the curtains should be red*", "…, *then the lamps are dimmed*": no list of subjects."""
    new = line.tags[now.start] & tag.ARTICLE and not line.tags[piece.start] & tag.ARTICLE
    return bool(piece.opener & tag.THEN or (new and not piece.opener & tag.AND))


def _subject_of_all(walk: Walk, piece: Piece) -> int:
    """Where "hats, scarves and gloves" begins, of which no part asks for anything by itself."""
    last, before = walk.clauses[-1], walk.clauses[walk.first : -1]
    last.counts, start = False, last.start
    for clause in reversed(before) if piece.opener & tag.AND else ():
        if clause.kind != "nominal" or clause.end != start - 1 or not is_bare(walk.line, clause):
            break
        clause.counts, start = False, clause.start
    return start


def begin_list(walk: Walk, piece: Piece, heading: Clause) -> None:
    """Takes the first item of a list: "two wishes: …"."""
    heading.counts = False
    free(walk, piece)
    if walk.now:
        walk.now.listing = True
