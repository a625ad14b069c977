"""Sentences of the video, or its makers, and remarks: "you nailed the light", "it is too dark". They ask for nothing."""

from collections.abc import Sequence
from itertools import pairwise

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.absolute import short_is, state_of
from remixbatch.prompts.english.acting import is_seen
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.shapes import plays

_OURS = frozenset({"my", "our"})
# Who writes, as one who is in the clip, too; and whom that makes of it.
SELVES = {"we're": "us", "we are": "us", "i'm": "me", "i am": "me"}
_MINE = ("my ", "our ")
_SOLID = tag.ACTOR | tag.CLOTHES | tag.BODY | tag.THING | tag.FOOD | tag.PLANT
_OURSELVES = tag.AUTHOR | tag.WANT
TOLD_OF = _OURSELVES | tag.POSSESSIVE | tag.COPULA  # in a line with an aside: "my", "is"
_THIS = (["it"], ["this"], ["that"], ["them"], ["these"])
_DATES = frozenset({"one", "by", "before", "back", "soon", "asap", "today", "tomorrow"})
# What is judged, or ought to be, or is said of the clip or its makers.
_SAID = tag.JUDGEMENT | tag.QUALITY | tag.MODAL | tag.WANT | tag.AUTHOR | tag.NEGATED | tag.SUBJECT
_THING = tag.LEAD | tag.TOPIC
_VALUES = tag.ATTRIBUTE | tag.STATED
_TWO = 2
_THREE = 3
_TELLS = tag.WANT | tag.REPORT | tag.OPINION
_GREETINGS = frozenset({"morning", "afternoon", "evening", "day"})
_GIVEN = frozenset({"gets", "get"})
_RESULT = tag.ARTICLE | tag.COLOR | tag.MATERIAL | tag.CLOTHES | tag.BODY


def is_aside(line: Line, piece: Piece) -> bool:
    """ "you nailed the light", "my daughter drew it", "the only flaw is": of the video, or its makers."""
    if not line.mask & TOLD_OF:
        return False
    if line.tags[piece.start] & _OURSELVES:
        mine = line.tags[piece.start] & tag.AUTHOR and not _is_one_of_us(line, piece)
        return bool(mine) or _is_due(line, piece)
    if line.words[piece.start] in _OURS and not piece.mask & tag.SAYS:
        listed = (
            piece.opener & tag.THEN and not piece.opener & tag.SO
        )  # "second, our cart rolls off"
        if not listed and not is_seen(line, piece):
            seen = _is_shown(line, piece) or plays(line, piece.start, piece.end)
            seen = seen or not tag.ARROWS.isdisjoint(line.words[piece.start : piece.end])
            return not (seen or short_is(line, piece.start, piece.end))
    only = piece.mask & tag.COPULA and "only" in line.words[piece.start : piece.start + 2]
    return bool(only) and not piece.mask & tag.MODAL


def _is_shown(line: Line, piece: Piece) -> bool:
    """ "my dog in a raincoat", "my shoes white": of ours, and yet in the clip, with its state."""
    at = state_of(line, piece.start, piece.end)
    return at > 0 and bool(line.tags[at - 1] & _SOLID)


_GETS = frozenset({"gets", "becomes", "turns into"})


def _is_one_of_us(line: Line, piece: Piece) -> bool:
    """ "my sister in a gown", "my brother is a mouse": seen in the clip, and no judge of it."""
    tags, start, end = line.tags, piece.start, piece.end
    if end - start < _TWO or not line.words[start].startswith((*_MINE, *SELVES)):
        bears = piece.following & tag.WITH and line.words[start].startswith(_MINE)
        return bool(bears) or may_be(line, start, end)  # "my sister with a paper crown"
    after, last = tags[start + 1], tags[end - 1]
    if line.words[start] in SELVES:
        dressed = piece.mask & tag.CLOTHES or "like" in line.words[start:end]
        return bool(piece.opener & tag.BUT and dressed)
    if after & tag.COPULA:
        new = any(bits & tag.ARTICLE for bits in tags[start + 2 : start + 4])
        return new and bool(last & _SOLID and not last & tag.PEOPLE)
    if end - start > _TWO:
        cast = plays(line, start, end)
        gets = line.words[start + 1] in _GETS and tags[start + 2] & tag.ARTICLE
        return bool(gets) or cast or may_be(line, start, end) or _is_busy(line, start, end)
    return bool(after & (tag.COMPARATIVE | tag.COLOR))


def may_be(line: Line, start: int, end: int) -> bool:
    """ "the boss can be a goat": somebody of the scene, whom no maker of videos would be told to be."""
    told = line.tags[start + 1 : min(start + _THREE, end)]
    last = line.tags[end - 1]
    may = len(told) == _TWO and told[0] & tag.MODAL and told[1] & tag.ARTICLE
    return bool(may and last & _SOLID and not last & tag.PEOPLE)


def _is_busy(line: Line, start: int, end: int) -> bool:
    """ "my sister holding balloons too", "my sister in a gown"."""
    end -= line.words[end - 1] == "too" and end - start > _THREE
    after, first, last = line.tags[start + 1], line.tags[start + 2], line.tags[end - 1]
    runs = after & tag.RUNNING and not (after & _TELLS or first & tag.PREPOSITION)
    return bool(last & _SOLID and (runs or (after & tag.PLACE_IN and first & tag.ARTICLE)))


def _is_due(line: Line, piece: Piece) -> bool:
    """ "we need it by Friday", "could we see this one with …"."""
    after = line.words[piece.start + 2 : piece.end]
    dated = not after or after[0] in _DATES
    return dated and line.words[piece.start + 1 : piece.start + 2] in _THIS


def _pair_remarks(line: Line, clauses: list[Clause]) -> None:
    """ "The lake is frozen and the cabin has lights on": where nothing is commanded, both are new."""
    changes = [clause for clause in clauses if clause.counts]
    if len(changes) < 2 or any(clause.kind != "declarative" for clause in changes):
        return
    for one, other in pairwise(changes):
        stopped = line.tags[other.start - 1] & tag.STOP
        joined = other.start - one.end < 3 and (not stopped or _are_plain(line, one, other))
        tags = line.tags[one.start : other.end]
        there = line.words[other.start].startswith(
            "there"
        )  # "the sky is green and there's a comet"
        tags = tags[: other.start - one.start] if there else tags
        said = any(bits & _SAID for bits in tags)
        said = said or not (there or line.tags[other.start] & _THING)
        if joined and one.remark and not (other.remark or one.aside or said):
            one.remark = False


def _are_plain(line: Line, one: Clause, other: Clause) -> bool:
    """ "The drummer's hair is pink. The fan beside him stops.": of two sentences, neither says what ought to be."""
    tags = line.tags
    named = tags[one.start] & tag.SPECIFIC and tags[other.start] & tag.SPECIFIC
    valued = tags[one.end - 1] & _VALUES or any(
        bits & tag.ARTICLE for bits in tags[one.start + 2 : one.end]
    )
    return bool(named and valued)


def _is_remark(line: Line, clause: Clause) -> bool:
    """ "they would look nicer in green *and he in red*": what leaves its verb out is what that says."""
    source = clause.source
    if clause.remark or source is None:
        return clause.remark
    return source.remark and any(bits & tag.MODAL for bits in line.tags[source.start : source.end])


def _is_for_another(line: Line, wish: Clause, commands: list[Clause]) -> bool:
    """ "The goat needs a bonnet. *Lower the blinds.*": who shall wear something, and commands of something else."""
    tags, last = line.tags, wish.end - 1
    somebody = any(bits & _SOMEBODY for bits in tags[wish.start + 1 : wish.start + _THREE])
    new = any(bits & tag.ARTICLE for bits in tags[wish.start + _TWO : last])
    if not (somebody and new and tags[last] & _WORN) or wish.ranges != [(wish.start, wish.end)]:
        return False
    same = {*line.words[wish.start + 1 : wish.start + _THREE], line.words[last], *_BACK}
    return all(same.isdisjoint(line.words[other.start : other.end]) for other in commands)


_SOMEBODY = tag.PEOPLE | tag.ANIMAL
_WORN = tag.CLOTHES | tag.BODY
_BACK = frozenset(
    {"it", "him", "her", "them", "his", "its", "their", "one", "ones", "that", "this"}
)


def drop_remarks(line: Line, clauses: list[Clause]) -> None:
    """What may only say how things are counts where nothing else does."""
    _pair_remarks(line, clauses)
    commands: list[Clause] = []
    for clause in reversed(clauses):
        told = clause.wish and commands and not _is_for_another(line, clause, commands)
        clause.counts = clause.counts and not told
        if clause.counts and clause.kind == "edit":
            commands.append(clause)
    changes = [clause for clause in clauses if clause.counts]
    kept = [clause for clause in changes if not _is_remark(line, clause)]
    kept = kept or [clause for clause in changes if not clause.aside] or changes[-1:]
    for clause in changes:
        clause.counts = False
    for clause in kept:
        clause.counts = True


def _second(told: str) -> str:
    """The second word of a phrase without its first: "me" of "me a shout"; "" of "$"."""
    return told.partition(" ")[0].removesuffix("$")


# What is said to who makes the video, by the word it begins with: nothing that could be seen. With "$", all of it.
_TO_MAKERS = {
    "give": ("me a shout", "me a call", "me a ring", "us a shout", "us a call"),
    "drop": ("me a line", "me a note", "us a line", "me an email", "me a message"),
    "send": ("it over$", "it back$", "it to me", "it to us", "it through", "me the", "us the"),
    "get": ("it right", "back to me", "back to us", "in touch", "creative"),
    "do": (
        "it well",
        "it right",
        "your best",
        "your thing",
        "your magic",
        "what you can",
        "that$",
        "this$",
    ),
    "go": ("wild", "nuts", "crazy", "ahead"),
    "go for": ("it$",),
    "it": ("would make my", "would make our"),
    "see": ("the attached", "attached", "the reference", "the sketch", "below", "above", "link"),
    "check": ("the reference", "the attached", "the sketch", "the moodboard", "the brief"),
    "let's see": ("how it", "how that", "what you", "what comes", "if it", "if that"),
    "let's": ("see how", "see what", "see if", "start over$", "start again$", "start fresh$"),
    "scrap": ("that$", "it$", "this$"),
    "change": ("of heart$", "of plan$", "of plans$"),
    "new": ("plan$", "idea$", "approach$", "direction$"),
    "just": ("saw the", "watched", "seen"),
    "been": ("thinking", "wondering", "meaning"),
    "bonus": ("points",),
    "refer": ("to the", "to my", "to our"),
    "happy": ("friday$", "monday$", "weekend$", "holidays$", "editing$"),
    "try": ("again$", "it$", "your best", "your luck"),
    "take": ("your time", "all the time", "as long as"),
    "looking": ("forward to it", "forward to seeing", "forward to the", "forward to your"),
    "looking forward": ("to",),
    "make": (
        *("me proud", "us proud", "my day", "sense$", "it subtle$", "it seamless$", "it work$"),
        *("it convincing$", "it believable$", "it tasteful$", "it good$", "it nice$", "it happen$"),
    ),
    **dict.fromkeys(
        ("choose", "pick"),
        ("whichever", "whatever", "any$", "any you", "the shade$", "the shade you"),
    ),
    "blend": ("it in$", "it in well", "them in$", "them in well", "it in seamlessly"),
    "mind": ("the edges", "the reflections", "the shadows", "the details"),
    "watch": ("the edges", "the reflections", "the shadows$", "out for"),
    "use": ("your imagination", "your judgement", "your judgment", "your creativity"),
    **dict.fromkeys(("watched", "rewatched", "seen"), ("it", "this", "the clip", "the video")),
    "look": ("$",),
    "skip": ("it$", "that$", "this$"),
    "should be": ("easy", "quick", "simple", "fun$", "doable", "possible", "fine", "enough"),
    "it's": ("ready", "good to", "all yours", "done$", "off to"),
    "less": ("is more",),
    "work": ("your magic",),
    "ping": ("me", "us"),
    "email": ("me", "us", "it"),
    "have": ("at it",),
    **dict.fromkeys(("it would", "it'd", "that would", "that'd"), ("make my", "make our")),
}


_Phrases = dict[str, tuple[frozenset[str], tuple[str, ...]]]  # by their first word


def _by_second(told: Sequence[str]) -> _Phrases:
    """Phrases by their first word: those that are all of it, and what the others begin with."""
    same: dict[str, list[str]] = {}
    for each in told:
        same.setdefault(_second(each), []).append(each)
    return {
        second: (
            frozenset([each[:-1] for each in known if each[-1] == "$"]),
            tuple([each + " " for each in known if each[-1] != "$"]),
        )
        for second, known in same.items()
    }


# The same by the second word, too: hardly a prompt has both.
TO_MAKERS = {first: _by_second(told) for first, told in _TO_MAKERS.items()}


def is_to_makers(line: Line, piece: Piece, known: _Phrases) -> bool:
    """ "*Give me a shout* if not.", "…, then *send it back*", "*Go wild*."; `known`: what may follow its first word."""
    words, start, end = line.words, piece.start + 1, piece.end
    told = known.get(words[start].partition(" ")[0] if start < end else "")
    if told is None or not piece.opener & (tag.STOP | tag.THEN | tag.COMMA):
        return False
    whole, begun = told
    text = " ".join(words[start:end])
    return text in whole or f"{text} ".startswith(begun)


_ASKING = tag.MODAL | tag.WANT


def asks_later(line: Line, start: int) -> bool:
    """Whether something is asked for in the same sentence: "Take your time, but *add a dog*", "…, the hat should be red"."""
    for at in range(start, len(line.tags) - 1):
        bits = line.tags[at]
        if bits & tag.STOP:
            return False
        if bits & _ASKING or (bits & tag.BREAK and line.tags[at + 1] & tag.EDIT):
            return True
    return False


def is_greeting(line: Line, clause: Clause) -> bool:
    """ "Morning!", at the beginning."""
    after = line.words[clause.end : clause.end + 1]
    named = clause.end == 1 or (clause.end == 2 and not line.tags[1] & tag.TOPIC)  # "Morning Sam,"
    short = clause.start == 0 and named and after in (["!"], [","])
    return short and line.words[0] in _GREETINGS


def becomes(line: Line, piece: Piece) -> bool:
    """ "(oh, and *the crane is removed*)", "(and *the mule gets a saddle*)", and not "(and the dog is old)"."""
    tags = line.tags
    for at in range(piece.start + 2, piece.end):
        if tags[at] & tag.BECOME and " " in line.words[at]:
            return True
        if at + 1 == piece.end:
            break
        if tags[at] & tag.NEWS or line.words[at] in _GIVEN:
            return bool(tags[at + 1] & _RESULT)
        if tags[at] & tag.COPULA:
            return bool(tags[at + 1] & tag.EDITED and not tags[at + 1] & tag.ADJECTIVE)
    return False
