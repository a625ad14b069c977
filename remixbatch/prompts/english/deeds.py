"""Verbs as a statement has them, in their base form: "dozed off", "the statue should be removed", "a fox trotted by"."""

import re

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.forms import base_of, infinitive
from remixbatch.prompts.english.grammar import Grammar
from remixbatch.prompts.english.line import Line
from remixbatch.prompts.english.pieces import Piece
from remixbatch.prompts.english.wording import Wording

_DID = tag.EDITED | tag.PAST
_BE = frozenset({" be", "be"})
_DONE = frozenset(
    {"remove", "replace", "recolor", "fill", "move", "add", "give", "restyle", "text"}
)

_US = frozenset({"me", "us"})
_POINTS = tag.LEAD | tag.OWNER | tag.NUMBER
_NOT_ALL = re.compile(r"(?<= )not (just|only|merely|simply) ")
_OWNED = tag.CLOTHES | tag.BODY | tag.THING | tag.ANIMAL | tag.PLANT


def base_of_done(grammar: Grammar, done: str) -> str:
    """The base of a participle: "dozed", "hung"; empty if nothing tells it."""
    verb = grammar.verbs.get(done)
    if verb is not None:
        return verb.base
    return base_of(done[:-2] + "ing") if done.endswith("ed") else ""


def base_of_deed(grammar: Grammar, deed: str) -> str:
    """The base of a third person, or of a past: "loses", "hoists", "trotted", "turned into"."""
    done, link, where = deed.partition(" ")
    return (base_of_done(grammar, done) or infinitive(done)) + link + where


def deed_of(line: Line, clause: Clause) -> int:
    """Where the verb is of a clause within a wish: "see to it that the torch *goes out*"; 0 if it has none."""
    if not is_wished(line, clause):
        return 0
    verbs = tag.DOES | tag.EDITED | tag.PAST
    found = [at for at in range(clause.start + 1, clause.end) if line.tags[at] & verbs]
    sure = (at for at in found if not line.tags[at] & tag.TOPIC)  # "the lights *flickered*"
    return next(sure, found[0] if found else 0)


def is_wished(line: Line, clause: Clause) -> bool:
    """ "I'd love it if *the torch went out*", "I wish *it snowed*": in the past, and no past."""
    return clause.wished or line.words[clause.start].endswith((" that", " if", " wish"))


def wishes_deed(line: Line, clause: Clause) -> bool:
    """ "I'd love it if *it rained* (and the boy smiled)", and not "… if *the walls were white* (and the door red)"."""
    said = any(bits & tag.SAYS for bits in line.tags[clause.start : clause.end])
    return not said and is_wished(line, clause)


def acts_in_wish(line: Line, piece: Piece, now: Clause) -> bool:
    """ "I'd love it if the rain stopped *and the crowd threw roses*"."""
    if not piece.opener & tag.AND or not wishes_deed(line, now):
        return False
    at = next((at for at in range(piece.start + 2, piece.end) if line.tags[at] & _DID), 0)
    return at > 0 and bool(
        line.tags[piece.start] & (tag.LEAD | tag.OWNER) and line.tags[at - 1] & tag.TOPIC
    )


def verb_done(line: Line, grammar: Grammar, told: tuple[str, int], end: int) -> str:
    """The verb of "the statue should be *removed*", as a command; empty where it only says how a thing is.

    `told`: the word before it, and its place; `end`: that of the statement.
    """
    word, at = told
    if word[-3:] not in _BE or at >= end or not line.tags[at] & tag.EDITED:
        return ""
    verb = grammar.verbs.get(line.words[at])
    plain = verb and "weak" not in verb.flags and verb.kind in _DONE
    return verb.base if verb and plain else ""


def is_thing(line: Line, at: int) -> bool:
    """ "a hat", "freckles", and not "bigger" or "faster"."""
    bits, word = line.tags[at], line.words[at]
    plural = word.endswith("s") and not bits & (tag.ADJECTIVE | tag.STATED)
    return bool(bits & _OWNED) or plural


def not_all(line: Line, now: Clause) -> int:
    """Where "not just" stands in "should get *not just* a shirt (but also …)"; 0 if it does nowhere."""
    told = range(now.start + 1, now.end)
    return next(
        (at for at in told if line.tags[at] & tag.ADDING and line.words[at][:4] == "not "), 0
    )


def less_all(text: str) -> str:
    """An instruction without its "not just": the other of the two has one of its own."""
    return _NOT_ALL.sub("", " ".join(text.split()))


def object_of(line: Line, words: Wording, source: Clause, start: int) -> str:
    """ "set *the race* in the evening, in pouring rain": what is left out of a gap; mostly nothing."""
    tags, first = line.tags, source.start + 1
    if line.words[start - 1] == "but also":
        return words.said(first, not_all(line, source) or first) + " "
    if source.operation == "make" and line.words[first] == "it":
        return "it " if not tags[start] & _POINTS else ""  # "make it dawn and foggy"
    if source.operation == "give" and line.words[first] in _US:
        return f"{line.words[first]} "  # "give me a noir look and a parrot"
    end = next((at for at in range(first + 1, source.end) if tags[at] & tag.PREPOSITION), first)
    placed = tags[start] & tag.PREPOSITION and tags[first] & tag.LEAD and end > first
    return f"{words.said(first, end)} " if placed else ""
