"""What is taken for a change: a command, a statement, a thing that is named; what makes it no change after all."""

from functools import reduce
from operator import or_

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.acting import act_of, deals, does, does_something
from remixbatch.prompts.english.asides import SELVES, is_aside
from remixbatch.prompts.english.asking import second_verb
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.commands import strange_verb
from remixbatch.prompts.english.elisions import elided
from remixbatch.prompts.english.gaps import AWAY
from remixbatch.prompts.english.grammar import Verb
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.merge import (
    announces,
    finishes,
    heads,
    is_bare,
    refers_to_clip,
    takes_up,
)
from remixbatch.prompts.english.neighbours import both_act
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.predicates import is_second
from remixbatch.prompts.english.references import draws_elsewhere, placed_style
from remixbatch.prompts.english.remarks import exclaims, judges, needs, remarks
from remixbatch.prompts.english.shapes import next_state
from remixbatch.prompts.english.statements import acts, wishes
from remixbatch.prompts.english.topics import (
    PUTTING,
    RESHAPING,
    SETTING,
    SHORTEST,
    hour_of,
    lens_of,
    place_of,
    second_of,
    stage_of,
    style_of,
)
from remixbatch.prompts.english.traits import gives_value, refers, says_more
from remixbatch.prompts.english.walk import Walk

_OURS = frozenset({"my", "our"})
_TWO = 2
_PAIR = 6  # words: "make the wall red the door blue" has one more
_EXCEPTS = tag.BUT | tag.EXCEPT
_LISTED = tag.THEN | tag.ITEM
_PLAIN = 5  # words: with fewer than one more, only the camera does two things


def command(walk: Walk, piece: Piece) -> None:
    """Takes a command, unless it finishes the change before it."""
    line, now, start, end = walk.line, walk.now, piece.start, piece.end
    verb = walk.grammar.verbs.get(line.words[start]) or strange_verb(line.words[start])
    named = None
    if now:
        if _goes_on(line, piece, verb, now):
            now.extend(start, end)
            # "start on the eye and pull out, *swapping the shed for a hangar*"
            walk.mode = "edit" if now.verb and "begins" in now.verb.flags else "strike"
            return
        if now is walk.clauses[-1]:
            named = _less_heading(line, piece, verb, now)
    flags, rest = verb.flags, reduce(or_, line.tags[start + 1 : end], 0)
    clause = walk.add("edit", piece, verb=verb)
    clause.named = named
    clause.linked = not flags.isdisjoint(line.words[start + 1 : end])
    if piece.opener & tag.ADDING:
        clause.leads = bool(piece.opener & tag.STOP)
    if "cause" in flags:
        clause.scene = _makes_act(line, piece, verb)
    if (end - start > _PLAIN or verb.kind == "camera") and (late := _late(line, piece, verb)):
        _add_late(walk, piece, late)
    if rest & tag.EDIT and (second := second_verb(walk.grammar, line, piece, verb)):
        clause.ranges[0] = (start, second)
        clause.end = second
        command(walk, Piece(tag.AND, second, end, piece.mask))
        return
    if end - start > _PAIR and "state" in flags:
        clause = _part_states(walk, piece, clause, verb)
    walk.now, walk.subject = clause, None
    only = now and now.counts and piece.opener & tag.STOP and line.words[start - 1] == "only"
    if only or ("meta" in flags and refers_to_clip(line, piece, verb)):
        clause.counts = False


def _goes_on(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """Whether a command goes on with the change before; not with "besides turning the van round, *paint it white*"."""
    if now.leads:
        return False
    return finishes(line, piece, verb, now) or says_more(line, piece, verb, now)


def _less_heading(line: Line, piece: Piece, verb: Verb, now: Clause) -> Clause | None:
    """Takes the count from the clause before where it was no change; the clause, if it named what this one changes."""
    if announces(line, piece, now) and not _is_halved(line, piece, now):
        now.counts = False
    elif now.counts and _only_begun(line, piece, verb, now):
        now.counts = False
        return now
    return None


def _part_states(walk: Walk, piece: Piece, clause: Clause, verb: Verb) -> Clause:
    """Takes "make the wall red *the door blue*", whose commas were left out; the last of them."""
    first, now = clause.start + 1, clause
    while at := next_state(walk.line, first, piece.end):
        now.ranges[0], now.end = (now.start, at), at
        now, first = walk.add("edit", piece.since(at), verb=verb, source=clause), at
    return now


def _only_begun(line: Line, piece: Piece, verb: Verb, now: Clause) -> bool:
    """Whether a command only named what the next one is about."""
    if takes_up(line, piece, now) or gives_value(line, piece, verb, now):
        return True
    return refers(line, piece, verb, now)


def _makes_act(line: Line, piece: Piece, verb: Verb) -> bool:
    """ "make the tailor hem the skirt", "let it land"; but "let it be dawn"."""
    rest = line.words[piece.start + 1 : piece.end]
    away = verb.base == "get" and not AWAY.isdisjoint(rest)  # "get the cars off the road"
    if rest[:2] == ["it", "be"] or rest[:3] == ["it", "look", "like"] or away:
        return False  # "make it look like claymation, remove the scaffolding"
    return "state" not in verb.flags or does_something(line, piece)


def _add_late(walk: Walk, piece: Piece, start: int) -> None:
    """Takes a change that stands within a piece."""
    now = walk.now
    assert now is not None
    now.ranges[0] = (piece.start, start)
    now.end = start if now.kind == "nominal" else now.end
    walk.add("nominal", piece.since(start))


def _is_halved(line: Line, piece: Piece, now: Clause) -> bool:
    """ "*Her jacket, purple.* Dim the studio.", "*sushi not pizza*, lose the napkins": no heading of a command."""
    if now.kind != "nominal" or now.begun is None or line.tags[now.start] & tag.PREPOSITION:
        return False
    if not line.tags[now.start] & tag.SPECIFIC:
        taken = line.words[now.end] == "where" and now.ranges[-1][1] > now.end
        return taken or bool(line.tags[now.end] & tag.CONTRAST)
    return bool(piece.opener & tag.STOP) and elided(line, now.begun[1]) > 0


def _late(line: Line, piece: Piece, verb: Verb) -> int:
    """Where a change begins that stands within a piece; 0 where there is none."""
    if verb.kind == "camera":
        return lens_of(line, piece, verb)
    if piece.mask & tag.TIME and verb.base in SETTING:
        return hour_of(line, piece, verb)
    if piece.mask & tag.CLOTHES and verb.base in PUTTING:
        return stage_of(line, piece)
    if verb.base in PUTTING:
        return placed_style(line, piece)
    reshaped = verb.kind in RESHAPING and piece.end - piece.start > SHORTEST
    return style_of(line, piece) if reshaped and "in" in line.words[piece.start :] else 0


_THIS = (["that", "one"], ["this", "one"], ["the", "last", "one"])  # "that one but …"


def name(walk: Walk, piece: Piece) -> None:
    """Takes words without a verb: a style, a time, a thing as it shall be."""
    line, before = walk.line, walk.now
    clause = walk.add("nominal", piece)
    leads = piece.opener & tag.ADDING and piece.opener & tag.STOP
    clause.leads = bool(leads and line.tags[piece.start] & tag.ARTICLE)  # "as well as a hat, …"
    clause.linked = not tag.ARROWS.isdisjoint(line.words[piece.start : piece.end])
    if piece.following == tag.COMMA and elided(line, piece) and ";" in line.words[piece.end :]:
        clause.gap = piece.end  # "the mug, in enamel; the cloth, checked"
    if line.words[piece.start] in SELVES:
        clause.kind = "declarative"  # "we're dressed like cooks"
    head = line.tags[piece.start]
    besides = head & tag.LEAD and piece.opener & _EXCEPTS
    marked = not head and line.words[piece.start] == "" and piece.mask & tag.FINITE
    same = walk.following & tag.BUT and line.words[piece.start : piece.end] in _THIS
    aside = is_aside(line, piece)
    if head & tag.OPINION or aside or marked or same:  # "[Image 1] shows the label"
        clause.remark = clause.aside = True
        walk.mode = "strike"
    elif (besides and is_bare(line, clause)) or _announced(line, piece):
        clause.remark = True
    elif piece.opener & tag.STOP:
        told = head & (tag.DETERMINER | tag.ACTOR) and "now" in line.words[piece.start : piece.end]
        listed = piece.opener & tag.ITEM
        told = told or line.words[piece.end : piece.end + 1] == [";"] or does(line, piece)
        clause.aside = not (told or listed) and exclaims(piece, walk.following)
        clause.remark = clause.aside or (remarks(line, piece) and not clause.linked)
    moves = piece.mask & tag.DOES or not piece.mask & tag.ACT or act_of(line, piece)[1]
    viewed = before is not None and before.operation == "camera" and piece.opener & tag.STOP
    if viewed and not head & tag.LEAD and act_of(line, piece)[1]:
        clause.kind = "declarative"  # "zoom out; balloons drift past"
    elif not clause.remark and (
        (head & tag.LEAD and moves and acts(line, piece)) or deals(line, piece)
    ):
        clause.kind, clause.scene = "declarative", True
    elif len(walk.clauses) == 1:
        second = second_of(line, piece) or place_of(line, piece, walk.following)
        if second:
            _add_late(walk, piece, second)


def _announced(line: Line, piece: Piece) -> bool:
    """ "*Final tweak*, I swear: …", "I said *blue*. The scarf: blue." """
    if not piece.opener & tag.STOP or piece.end - piece.start > _TWO:
        return False
    named = line.tags[piece.start] & line.tags[piece.end - 1] & tag.LABEL
    last = line.tags[piece.end - 1] & tag.META and piece.following & tag.COMMA
    said = line.words[piece.start - 1] == "said"
    return bool(named and last) or said


def state(walk: Walk, piece: Piece, start: int | None = None) -> None:
    """Takes a statement, whose subject may begin before the piece."""
    line, now = walk.line, walk.now
    if now and ((piece.opener & tag.COLON and heads(line, now)) or _is_of_both(line, piece, now)):
        now.counts = False
    wants = line.tags[piece.start] & tag.WANT and piece.opener & tag.COMMA
    if wants and now and now is walk.clauses[-1] and announces(line, piece, now):
        now.counts = False
    if start is not None:
        piece = piece.since(start)
        if now and now.ranges:
            now.cut(start)
    if now and both_act(line, piece, now):
        now.kind = "declarative"
    clause = walk.add("declarative", piece)
    clause.scene = bool(piece.mask & tag.ACT)
    stated = now is not None and now.kind == "declarative" and now.counts and not now.remark
    listed = piece.opener & tag.ITEM or (piece.opener & tag.THEN and not piece.opener & tag.SO)
    named = now is not None and now.kind == "nominal" and now.counts and not now.remark
    listed = listed or (named and piece.opener & tag.AND)  # "Claymation! And the dog is a fox."
    begins = piece.opener & tag.STOP and not listed and not stated
    clause.remark = judges(line, piece) or (bool(begins) and remarks(line, piece))
    told = line.tags[piece.start] & tag.WANT
    clause.remark = clause.remark or bool(told and _only_tells(line, piece, now))
    if piece.opener & tag.STOP:
        clause.wish = needs(line, piece) and not piece.opener & _LISTED
        more = piece.opener & tag.THEN and line.tags[piece.start] & tag.ARTICLE
        clause.remark = clause.remark or (not more and wishes(line, piece))
    elif now and now.remark and now.kind == "declarative":
        clause.remark = remarks(line, piece)
    clause.aside = bool(line.tags[piece.start] & tag.OPINION) or is_aside(line, piece)
    clause.aside = clause.aside or _is_of_job(line, piece)
    clause.remark = clause.remark or _wants_something(line, piece)
    if judges(line, piece) or clause.aside:
        clause.remark = True
        walk.mode = "strike"


def _is_of_job(line: Line, piece: Piece) -> bool:
    """ "…, and *the deadline is Friday*", "My nephew turns six.": of the work, or of why, and of nothing that is seen."""
    turns = next(
        (at for at in range(piece.start + 2, piece.end - 1) if line.words[at] == "turns"), 0
    )
    if turns and line.words[piece.start] in _OURS and line.tags[turns + 1] & tag.NUMBER:
        return True
    led, named = line.tags[piece.start], line.tags[piece.start + 1 : piece.end][:1]
    job = led & tag.DETERMINER and named and named[0] & tag.REASON and not named[0] & tag.TOPIC
    return bool(job) and bool(piece.mask & tag.COPULA) and not piece.mask & tag.NEWS


def _wants_something(line: Line, piece: Piece) -> bool:
    """ "I want *something fresh*": a wish that tells nothing of its value."""
    wants = line.tags[piece.start] & tag.WANT
    if not wants or line.words[piece.start + 1 : piece.start + 2] != ["something"]:
        return False
    rest = line.tags[piece.start + 2 : piece.end]
    return len(rest) < 3 and not any(bits & tag.TOPIC & ~tag.MOOD for bits in rest)


_IT = frozenset({"it", "this", "that", "them"})
_UNTIL = frozenset({"for", "by", "before", "until"})
_KNOWN = frozenset({"know", "knows", "remember", "remembers"})  # "as tourists know it"
_BECOMING = (["be"], ["become"])


def _only_tells(line: Line, piece: Piece, now: Clause | None) -> bool:
    """ "… red. *We need it for the launch.*", "*my son wants to be an astronaut*": what it is for, and no state of it."""
    at = piece.start
    wanted, *more = line.words[at : at + 4]
    if at and more[:1] == ["to"] and more[1:2] in _BECOMING:
        article = line.words[at + 3 : at + 4] and line.tags[at + 3] & tag.ARTICLE
        ours = " ".join(line.words[max(0, at - 2) : at]).partition(" ")[0] in _OURS
        return bool(article) and (ours or line.words[at - 1].partition(" ")[0] in _OURS)
    if now is None or piece.mask & tag.ATTRIBUTE:
        return False
    after = more[1:] if more and more[0] in _IT else more  # "we need", "it"; or "i want it"
    until = after and (after[0] in _UNTIL or (after[0] == "as" and after[-1] in _KNOWN))
    return bool(until) and (after is not more or wanted[-3:] == " it")


def _is_of_both(line: Line, piece: Piece, now: Clause) -> bool:
    """ "not only the collar *but also the cuffs should be lace*"."""
    led = now.begun is not None and now.begun[1].opener & tag.ADDING and piece.opener & tag.BUT
    both = (led or line.words[piece.start - 1] == "but also") and now.kind == "nominal"
    named = both and line.tags[now.start] & tag.DEFINITE and is_bare(line, now)
    return bool(named) and "to" not in line.words[now.start : now.end]


def predicate(walk: Walk, piece: Piece) -> None:
    """Takes a verb whose subject was named before."""
    line, now = walk.line, walk.now
    if walk.subject and piece.opener & tag.COMMA:
        state(walk, piece, walk.subject.start)
        walk.subject = None
    elif (
        now and now.obliged and piece.mask & tag.NEWS and walk.aside and piece.end - piece.start > 1
    ):
        # "the bridge, which should be of oak, is to be painted"
        walk.add("declarative", piece.since(piece.start + 1), source=now, why="attribute")
    elif now and piece.opener & tag.AND and draws_elsewhere(line, piece, now):
        walk.add("declarative", piece, source=now)
    elif now and not walk.aside and is_second(line, piece, now):
        clause = walk.add("declarative", piece, source=now.source or now)
        clause.shared, clause.remark = True, now.remark
    elif now:
        named = [clause for clause in walk.clauses[walk.first :] if clause.kind == "nominal"]
        walk.first = len(walk.clauses)  # they have their verb
        goes_on = walk.mode == "edit" or (piece.opener & tag.COMMA and piece.mask & tag.MODAL)
        if now.kind == "nominal" and goes_on and now in named:
            walk.mode = "edit"
            for other in named:
                other.counts = other.counts and other is named[0]
            now = walk.now = named[0]
            now.kind = "declarative"
            now.remark = (
                now.remark and not piece.mask & tag.NEWS
            )  # "all but the hat, should be red"
        walk.extend(piece)
    walk.aside = False
