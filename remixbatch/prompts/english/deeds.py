"""Verbs as a statement has them, in their base form: "dozed off", "the statue should be removed", "a fox trotted by"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.clause import Clause
from remixbatch.prompts.english.forms import base_of, infinitive
from remixbatch.prompts.english.grammar import Grammar
from remixbatch.prompts.english.line import Line

_BE = frozenset({" be", "be"})
_DONE = frozenset(
    {"remove", "replace", "recolor", "fill", "move", "add", "give", "restyle", "text"}
)

_OWNED = tag.CLOTHES | tag.BODY | tag.THING | tag.ANIMAL | tag.PLANT


def base_of_done(grammar: Grammar, done: str) -> str:
    """The base of a participle: "dozed", "hung"; empty if nothing tells it."""
    verb = grammar.verbs.get(done)
    if verb is not None:
        return verb.base
    return base_of(done[:-2] + "ing") if done.endswith("ed") else ""


def base_of_deed(grammar: Grammar, deed: str) -> str:
    """The base of a third person, or of a past: "loses", "hoists", "trotted"."""
    return base_of_done(grammar, deed) or infinitive(deed)


def deed_of(line: Line, clause: Clause) -> int:
    """Where the verb is of a clause within a wish: "see to it that the torch *goes out*"; 0 if it has none."""
    if not (clause.wished or line.words[clause.start].endswith((" that", " if"))):
        return 0
    verbs = tag.DOES | tag.EDITED
    found = (at for at in range(clause.start + 1, clause.end) if line.tags[at] & verbs)
    return next(found, 0)


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
