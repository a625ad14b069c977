"""Line ends in the middle of a sentence: "a soft", and on the next line "glow". They part nothing.

Text is wrapped where its author ends sentences with stops, and a long line without one goes on in small letters.
"""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.grammar import Grammar
from remixbatch.prompts.tokens import Tokens

_STOPS = frozenset(".!?…")
_PARTS = tag.STOP | tag.COLON | tag.OPEN | tag.CLOSE | tag.DASH
_OPEN = tag.DETERMINER | tag.POSSESSIVE | tag.PREPOSITION  # no whole line ends with one
_WHOLE = tag.PARTICLE | tag.PRONOUN  # "turn it on", "paint that"
_LONG = 30  # characters


def unwrapped(prompt: str, tokens: Tokens, grammar: Grammar) -> Tokens:
    """The tokens of a prompt, less the line ends that stand in the middle of a sentence."""
    words = tokens.words
    if "\n" not in prompt or not words:
        return tokens
    closed = words[-1] in _STOPS
    soft = {
        at
        for at, word in enumerate(words)
        if word == "\n" and _is_soft(prompt, tokens, at, grammar, closed=closed)
    }
    kept = [at for at in range(len(words)) if at not in soft]
    starts, ends = tokens.starts, tokens.ends
    return Tokens(
        [words[at] for at in kept], [starts[at] for at in kept], [ends[at] for at in kept]
    )


def _is_soft(prompt: str, tokens: Tokens, at: int, grammar: Grammar, *, closed: bool) -> bool:
    """Whether the line end here parts nothing; `closed`: the last sentence ends with a stop."""
    words = tokens.words
    if not 0 < at < len(words) - 1:
        return False
    end, begin = tokens.ends[at - 1], tokens.starts[at + 1]
    before = tag.MARKS.get(words[at - 1]) or grammar.tags.get(words[at - 1], 0)
    single = prompt.count("\n", end, begin) == 1 and prompt[begin].isalpha()
    if not single or before & _PARTS:
        return False
    if before & _OPEN and not before & _WHOLE:
        return True
    long = end - prompt.rfind("\n", 0, end) > _LONG
    return closed and long and prompt[begin].islower() and not _commands(tokens, at + 1, grammar)


def _commands(tokens: Tokens, at: int, grammar: Grammar) -> bool:
    """ "add birds", "light the lamp", and not "light over the roof"."""
    word = tokens.words[at]
    if not grammar.tags.get(word, 0) & tag.EDIT:
        return False
    after = grammar.tags.get(tokens.words[at + 1], 0) if at + 1 < len(tokens.words) else 0
    return "weak" not in grammar.verbs[word].flags or bool(after & tag.LEAD)
