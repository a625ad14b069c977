"""Verbs as a statement has them, in their base form: "dozed off", "the statue should be removed", "a fox trotted by"."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.forms import base_of, infinitive
from remixbatch.prompts.english.grammar import Grammar
from remixbatch.prompts.english.line import Line

_BE = frozenset({" be", "be"})
_DONE = frozenset(
    {"remove", "replace", "recolor", "fill", "move", "add", "give", "restyle", "text"}
)


def base_of_done(grammar: Grammar, done: str) -> str:
    """The base of a participle: "dozed", "hung"; empty if nothing tells it."""
    verb = grammar.verbs.get(done)
    if verb is not None:
        return verb.base
    return base_of(done[:-2] + "ing") if done.endswith("ed") else ""


def base_of_deed(grammar: Grammar, deed: str) -> str:
    """The base of a third person, or of a past: "loses", "hoists", "trotted"."""
    return base_of_done(grammar, deed) or infinitive(deed)


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
