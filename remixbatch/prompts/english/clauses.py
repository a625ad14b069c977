"""Pieces read one after the other: which begin a change, which belong to one, which are struck.

`walk.Walk` is the state: the change that was read last and a mode, which says what a piece without a verb goes on with.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.again import takes_again
from remixbatch.prompts.english.asides import (
    TO_MAKERS,
    TOLD_OF,
    asks_later,
    becomes,
    drop_remarks,
    is_aside,
    is_to_makers,
)
from remixbatch.prompts.english.asking import commands_after, commands_too, refines
from remixbatch.prompts.english.begins import BEFORE, BEGUN, TOLD, begin, tell_when
from remixbatch.prompts.english.beside import stands_so
from remixbatch.prompts.english.changes import command, predicate, state
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.elisions import elided, end_of
from remixbatch.prompts.english.grammar import Grammar
from remixbatch.prompts.english.headings import (
    LONGEST,
    after_number,
    is_title,
    is_version,
    takes_label,
)
from remixbatch.prompts.english.keeping import PRESERVING, preserves
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.merge import heads
from remixbatch.prompts.english.modes import free, gaps_too, go_on, stands_by
from remixbatch.prompts.english.neighbours import SEEING, sees_so
from remixbatch.prompts.english.nested import WISHING, is_courtesy, is_nested
from remixbatch.prompts.english.order import has_edited, only_looks
from remixbatch.prompts.english.parted import SAID_FIRST, begin_anew, parted
from remixbatch.prompts.english.pieces import ENDED, Piece
from remixbatch.prompts.english.predicates import VERBS, predicates
from remixbatch.prompts.english.resumed import (
    after_preserve,
    after_struck,
    asks_of_it,
    end_aside,
    with_phrase,
)
from remixbatch.prompts.english.statements import states, tells_why
from remixbatch.prompts.english.struck import (
    NO_MORE,
    contrast,
    is_condition,
    lacks_people,
    meanwhile,
    preserve,
    relative,
    strike,
)
from remixbatch.prompts.english.telegrams import part_items
from remixbatch.prompts.english.topics import is_as_style
from remixbatch.prompts.english.traits import goes_back, only_names
from remixbatch.prompts.english.walk import Walk
from remixbatch.prompts.english.wrappings import drop_wrappings

# In a line with none of these, only its first word tells of a piece that something stands before what it asks for.
_LED = WISHING | TOLD | tag.SO
_STRIKES = tag.SO | tag.WHEN | tag.WITHOUT
_TELLING = _STRIKES | tag.CONTRAST | tag.RELATIVE | tag.WHILE
_WHENEVER = frozenset({"when", "whenever", "where", "wherever", "everywhere", "until"})
_NOTED = tag.ATTRIBUTE | tag.COMPARATIVE | tag.AMOUNT | tag.NEGATION
_AFTER_LABEL = tag.COLON | tag.DASH
_EDITS = tag.EDIT | tag.EDITED
_WISHED = tag.WANT | tag.OPINION
_MARKED = tag.COLON | tag.CLOSE | tag.OPEN | tag.THEN
_EXCEPTS = tag.BUT | tag.EXCEPT
_NOT_TOLD = tag.CONTRAST | tag.ADDING | tag.WHILE
_JOINS = tag.AND | tag.THEN
_NO_NOUN = tag.ATTRIBUTE | tag.PREPOSITION | tag.ADVERB | tag.COMPARATIVE | tag.ADJECTIVE
_SHOWN = tag.STYLE | tag.CAMERA


def walked(line: Line, pieces: Sequence[Piece], grammar: Grammar) -> Walk:
    """A walk through the pieces of a line, in order, to its end."""
    walk, tags = Walk(line, pieces, grammar), line.tags
    if line.mask & tag.NUMBER:
        pieces = after_number(line, pieces)
    for piece in pieces:
        if piece.opener & SAID_FIRST or tags[piece.start] & tag.PREPOSITION:
            _take_parted(walk, piece)
        else:
            _take(walk, piece)
    return walk


def clauses_of(walk: Walk) -> list[Clause]:
    """The clauses that a walk has found; those count that ask for something."""
    line, clauses = walk.line, walk.clauses
    if len(clauses) > 1:
        if True in [clause.wish or clause.remark for clause in clauses]:
            drop_remarks(line, clauses)
        drop_wrappings(line, clauses)
        first = clauses[0]
        if only_names(line, first):
            _drop_unvalued(line, clauses)
        if first.kind == "nominal" and is_version(line, first):
            first.counts = first.counts and not any(clause.counts for clause in clauses[1:])
    if clauses and len(walk.pieces) > len(clauses):
        part_items(line, clauses, walk.pieces)
    for clause in clauses:
        if clause.counts:
            break
    else:
        _take_away(walk)
    return clauses


def _take_parted(walk: Walk, piece: Piece) -> None:
    """Takes what is said first, and what is asked for behind it."""
    parts = parted(walk.line, piece)
    for part in parts:
        _take(walk, part)
    told = not piece.opener & _NOT_TOLD or parts[-1].opener & tag.ITEM
    if parts[0] is not piece and told and walk.now:
        tell_when(walk, piece, walk.now)


def _drop_unvalued(line: Line, clauses: Sequence[Clause]) -> None:
    """ "Change the outfit, then adjust the angle.": nothing can be carried out, so these are not two."""
    others = [clause for clause in clauses[1:] if clause.counts]
    if all(only_names(line, clause) for clause in others):
        for clause in others:
            clause.counts = False


def _take_away(walk: Walk) -> None:
    """ "No clouds, please.": what asks for nothing else asks for that."""
    for clause in walk.clauses:
        if walk.line.words[clause.start] in NO_MORE and clause.end - clause.start > 1:
            clause.kind, clause.counts = "nominal", True
            clause.ranges = [(clause.start, clause.end)]
            return


def _take(walk: Walk, piece: Piece) -> None:
    line, first = walk.line, piece.start
    following = walk.following = piece.following
    if walk.carried:
        piece.opener |= walk.carried & ~ENDED if piece.opener & tag.STOP else walk.carried
        walk.carried = 0
    marked = following & _AFTER_LABEL
    due = marked and following & tag.COLON and piece.mask & tag.AIM  # "to be added: …"
    led = line.mask & _LED or line.tags[first] & BEFORE not in BEGUN or due
    if led and not _begins(walk, piece, due):
        return
    opener = piece.opener
    if opener & tag.STOP and first:  # before the first word of all there is nothing to end
        _begin_sentence(walk, opener, first)
    brief = marked and piece.end - piece.start <= LONGEST
    if brief and not (due and line.tags[piece.start] & tag.EDITING) and takes_label(walk, piece):
        return
    if walk.outer is not None and opener & tag.CLOSE:
        walk.mode, walk.outer = walk.outer, None
    _classify(walk, piece)


def _begins(walk: Walk, piece: Piece, due: int) -> bool:
    """Takes what stands before what a piece asks for; whether the piece asks for anything else."""
    line, first, end = walk.line, piece.start, piece.end
    if line.mask & WISHING:
        walk.nested = is_nested(walk, piece)
        if is_courtesy(walk, piece):
            walk.carried = piece.opener
            return False
    if piece.opener & tag.SO and piece.opener & tag.THEN:
        begin_anew(walk, piece)
    if line.tags[first] & BEFORE not in BEGUN or piece.mask & TOLD or due:
        begin(walk, piece)
        if piece.start == end:
            ended = line.tags[first - 1] & tag.WHEN  # "until now, …"
            walk.carried = piece.opener & ~tag.WHEN if ended else piece.opener
            return False
        if piece.start > first and piece.mask & TOLD:
            piece.mask = reduce(or_, line.tags[piece.start : end])
    return True


def _begin_sentence(walk: Walk, opener: int, first: int) -> None:
    now, words = walk.now, walk.line.words
    if opener & tag.COLON and now and now.ranges and heads(walk.line, now):
        # "Notes:", and a list below it; not "… a heron. One more thing: …"
        now.counts = now.counts and words[now.ranges[-1][1]] != ":"
    if len(walk.clauses) == 1:
        below = opener & tag.ITEM or walk.line.words[first - 1] == "\n"
        if below and is_title(walk.line, walk.clauses[0]):
            walk.clauses[0].counts = False  # "EDIT NOTES", and what stands below it
    walk.mode, walk.outer, walk.subject, walk.aside = "free", None, None, False
    walk.first = len(walk.clauses)


def _classify(walk: Walk, piece: Piece) -> None:
    line, opener = walk.line, piece.opener
    if walk.mode == "mute" or (walk.changed and takes_again(walk, piece)):
        return
    seconds = TO_MAKERS.get(line.words[piece.start])
    if seconds and is_to_makers(line, piece, seconds):
        if piece.end - piece.start == 1:
            walk.carried = piece.opener  # "Look, …"
            return
        walk.mode = "strike" if asks_later(line, piece.end) else "mute"
        return
    if opener & tag.STOP and walk.following & tag.COMMA and is_condition(line, piece):
        strike(walk, piece)
    elif piece.mask & PRESERVING and not opener & tag.CONTRAST and preserves(line, piece):
        preserve(walk, piece)
    elif opener & _TELLING and _takes_told(walk, piece):
        pass
    elif commands_too(walk, piece):
        command(walk, piece)
    elif walk.nested and not is_aside(line, piece):
        state(walk, piece)
        walk.clauses[-1].remark, walk.clauses[-1].wished = False, True
    else:
        _without_verb(walk, piece)


def _takes_told(walk: Walk, piece: Piece) -> bool:
    """Takes what its joint says all of: "instead of …", "which …", "while …", "so that …"; whether it was that."""
    opener = piece.opener
    if opener & tag.CONTRAST:
        contrast(walk, piece)
    elif opener & tag.RELATIVE and not (opener & tag.ADDING or _is_placed(opener)):
        relative(walk, piece)
    elif opener & tag.WHILE:
        meanwhile(walk, piece)
    elif opener & _STRIKES and not commands_after(walk, piece):
        _strike(walk, piece)
    else:
        return False
    return True


def _is_placed(opener: int) -> bool:
    """ "…, and *where* the piano stood put a harp": which place, and not which thing."""
    return opener & (tag.AND | tag.WHEN) == tag.AND | tag.WHEN


def _strike(walk: Walk, piece: Piece) -> None:
    """Takes a clause of time or purpose, or what its maker does meanwhile: a command."""
    opener, line = piece.opener, walk.line
    at = piece.start
    after = line.tags[piece.start + 1] if piece.end - piece.start > 2 else 0
    long = piece.end - piece.start > 4
    told = opener & tag.STOP and line.tags[piece.start] & tag.AUTHOR and after
    told = told and (line.words[piece.start - 1] not in _WHENEVER or has_edited(walk, piece))
    told = told and not only_looks(walk, piece)
    if told and after & _EDITS and not after & tag.FINITE:
        at = piece.start + 1  # "before you mute it, …"
    elif told and after & tag.COPULA and line.tags[piece.start + 2] & tag.EDITED and long:
        at = piece.start + 2  # "once you have muted it, …"
    if _sets_weather(walk, piece):
        walk.add("nominal", piece)
    elif is_as_style(line, piece):
        free(walk, piece)
    elif at > piece.start:
        command(walk, piece.since(at))
    else:
        strike(walk, piece)


def _sets_weather(walk: Walk, piece: Piece) -> bool:
    """ "Stained-glass style, during a thunderstorm": a style, and what the weather is in it."""
    now = walk.now
    styled = now is not None and now.kind == "nominal" and now.topics[0] & _SHOWN
    led = walk.line.words[piece.start - 1] == "during" and walk.line.tags[piece.start] & tag.ARTICLE
    return bool(styled and led and piece.mask & tag.WEATHER)


def _without_verb(walk: Walk, piece: Piece) -> None:
    now = walk.now
    if now and walk.line.words[piece.start].endswith(SEEING) and sees_so(walk.line, piece, now):
        strike(walk, piece)
        return
    if piece.mask & tag.MODAL and asks_of_it(walk, piece):
        return
    if _apart(walk, piece) or stands_by(walk, piece):
        return
    if walk.mode == "free" or piece.opener & _EXCEPTS:
        free(walk, piece)
    elif walk.mode == "edit":
        go_on(walk, piece)
    elif walk.mode == "keep":
        after_preserve(walk, piece)
    else:
        after_struck(walk, piece)


def _is_talk(walk: Walk, piece: Piece) -> bool:
    aside = not piece.opener & tag.WITH and is_aside(walk.line, piece)
    return aside and not gaps_too(walk, piece)


def _apart(walk: Walk, piece: Piece) -> bool:
    """Takes what reads the same in every mode; whether it was that."""
    line, opener = walk.line, piece.opener
    if line.tags[piece.start] & _WISHED or (line.mask & TOLD_OF and _is_talk(walk, piece)):
        _wish(walk, piece)
    elif opener & _MARKED and _takes_marked(walk, piece):
        pass
    elif (
        line.tags[piece.start] & VERBS
        and not opener & tag.STOP
        and predicates(line, piece)
        and not stands_so(line, piece, walk.now)
    ):
        predicate(walk, piece)
    elif walk.aside:
        walk.aside = False
        end_aside(walk, piece)
    elif opener & tag.WITH:
        with_phrase(walk, piece)
    else:
        return False
    return True


def _takes_marked(walk: Walk, piece: Piece) -> bool:
    """Takes a piece for what its mark says of it, or "then"; whether it was that."""
    line, opener, now = walk.line, piece.opener, walk.now
    if opener & tag.COLON and now and tells_why(line, piece, now):
        walk.extend(piece)
        walk.mode = "strike"
    elif opener & tag.COLON and states(line, piece) and now:
        state(walk, piece)
    elif opener & tag.CLOSE and now and _is_noted_too(walk, piece):
        walk.add(now.kind, piece, verb=now.verb, source=now.source or now)
    elif opener & tag.OPEN:
        _bracket(walk, piece)
    elif opener & tag.THEN and goes_back(line, piece, now):
        walk.extend(piece)
        walk.mode = "strike"
    else:
        return False
    return True


def _wish(walk: Walk, piece: Piece) -> None:
    if lacks_people(walk.line, piece, walk.now):
        walk.add("nominal", piece).topics[:] = [tag.PEOPLE]
    else:
        free(walk, piece)


def _bracket(walk: Walk, piece: Piece) -> None:
    """ "(and a wasp on one of them)", "(the shutters, navy)", "(he drew it)"."""
    outer = walk.mode
    if _adds(walk, piece):
        free(walk, piece)
    elif walk.now and walk.now.counts and elided(walk.line, piece):
        walk.gap(piece, end_of(walk.line, piece.end + 1))
    else:
        walk.mode = "strike"
        walk.extend(piece)
    walk.outer = outer


def _is_noted_too(walk: Walk, piece: Piece) -> bool:
    """ "the beard (white) and *the boots* (red)"."""
    joined = piece.opener & (tag.AND | tag.COMMA) and walk.following & tag.OPEN
    line, note = walk.line, piece.end + 1
    if not joined or not line.tags[piece.start] & tag.DETERMINER or note >= len(line.tags):
        return False
    return bool(line.tags[note] & _NOTED) or line.words[note] == "to"


def _adds(walk: Walk, piece: Piece) -> bool:
    """ "(and a wasp on one of them)", "(plus skaters!)", "(and could grandma clap?)"."""
    head = walk.line.tags[piece.start]
    led = head & tag.ARTICLE or piece.opener & tag.THEN or piece.mask & tag.SAYS
    led = led or (piece.mask & tag.PLACE_IN and not head & _NO_NOUN)
    says = piece.mask & tag.MODAL and head & tag.LEAD
    named = head & (tag.DETERMINER | tag.ARTICLE) and piece.opener & tag.AND
    if named and becomes(walk.line, piece):
        return True
    if piece.mask & tag.SAYS and refines(walk, piece):
        return False
    return bool((says or (led and piece.opener & _JOINS)) and not head & tag.SUBJECT)
