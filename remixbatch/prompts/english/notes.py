"""Notes leave out their "is": "minimap to be hidden", "haze introduced in the valley" are read as if it stood there.

Only where a sentence has no verb before it, and nobody wants or makes anything: not "I want the sea to be calm".
"""

from functools import cache

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.grammar import Grammar
from remixbatch.prompts.tokens import Tokens

_ENDS = tag.STOP | tag.COLON | tag.OPEN | tag.CLOSE
_JOINTS = tag.COMMA | tag.AND | tag.BUT | tag.DASH
_VERBS = frozenset({"be", "become", "stay", "remain", "go"})
_SAYS = (tag.SAYS | tag.WANT | tag.AIM | tag.KEEP | tag.KEEPING | tag.SUBJECT | tag.NEGATED) | (
    tag.RELATIVE | tag.WHEN | tag.WITH | tag.SO | tag.OPINION | tag.REPORT | tag.FINITE
)
_NO_THING = (tag.ADJECTIVE | tag.EDITED | tag.COMPARATIVE | tag.RUNNING | tag.ADVERB) | (
    tag.PREPOSITION | tag.COMMA | tag.AND | tag.POLITE
)
_BEFORE_TO = frozenset({"not", "now", "only", "all", "both"})
_LONG = 10  # words
_LEAST = 2
_CREW = frozenset({"add", "remove", "replace", "move"})
_AFTER = tag.STOP | tag.COMMA | tag.AND | tag.PREPOSITION | tag.WITH


def in_full(tokens: Tokens, grammar: Grammar) -> Tokens:
    """The tokens of a prompt with "is" or "is to be" where a note leaves it out. They have no length."""
    words = tokens.words
    if ("to" not in words or _VERBS.isdisjoint(words)) and _crew(grammar).isdisjoint(words):
        return tokens
    places = _left_out(tokens.words, grammar)
    if not places:
        return tokens
    full = Tokens([*tokens.words], [*tokens.starts], [*tokens.ends])
    for at in reversed(places):
        said = ("is",) if tokens.words[at] not in _crew(grammar) else ("is", "to", "be")
        full.words[at:at] = said
        full.starts[at:at] = full.ends[at:at] = [tokens.starts[at]] * len(said)
    return full


def behind_gaps(grammar: Grammar) -> frozenset[str]:
    """Words of which one stands in every note that leaves out an "is"."""
    return _VERBS | _crew(grammar)


def _left_out(words: list[str], grammar: Grammar) -> list[int]:
    """Where an "is" is missing, in order. None where a part of the note has no place for one: it reads as it stands."""
    found: list[int] = []
    crew = _crew(grammar)
    begin = first = 0  # of what follows a note in a sentence, of the sentence
    for at, word in enumerate([*words, "."]):
        bits = _bits(word, grammar)
        if bits & _ENDS:
            told = at - first < _LEAST or bits & tag.COLON or (found and found[-1] >= first)
            if not told and not _is_else(words[first:at], grammar):
                return []
            begin = first = at + 1
        elif bits & _JOINTS and found and begin <= found[-1]:
            begin = at + 1
        elif (word == "to" and _VERBS.issuperset(words[at + 1 : at + 2])) or (
            bits & tag.EDITED and _ends_here(words, at + 1, grammar)
        ):
            end = at
            while end > begin and words[end - 1] in _BEFORE_TO:
                end -= 1
            if not begin < end <= begin + _LONG or not _only_names(words[begin:end], grammar):
                continue
            if word != "to" and word not in crew:
                return []
            found.append(end)
    return found


def _is_else(words: list[str], grammar: Grammar) -> bool:
    """Whether a sentence says something by itself: it has a verb, or keeps, or thanks."""
    return any(_bits(word, grammar) & (_SAYS | tag.EDIT | tag.POLITE) for word in words)


def _ends_here(words: list[str], at: int, grammar: Grammar) -> bool:
    """Whether a participle has no noun behind it: not "moved camera"."""
    return at == len(words) or words[at] == "to" or bool(_bits(words[at], grammar) & _AFTER)


@cache
def _crew(grammar: Grammar) -> frozenset[str]:
    """ "added", "removed", "replaced": what the crew does, and nobody in the scene."""
    return frozenset(
        form
        for form, verb in grammar.verbs.items()
        if verb.kind in _CREW
        and (verb.kind != "add" or "with" not in verb.flags)  # not "lined with palms"
        and ("act" not in verb.flags or verb.base == verb.kind)
        and grammar.tags.get(form, 0) & tag.EDITED
        and not grammar.tags[form] & (tag.EDIT | tag.TOPIC | tag.STATED)
    )


def _only_names(words: list[str], grammar: Grammar) -> bool:
    """Whether words name things and do nothing else: "boom, cables and light stand"."""
    bits = [_bits(word, grammar) for word in words]
    listed = any(each & tag.AND for each in bits)
    if any(each & tag.COMMA for each in bits) and not listed:
        return False
    if bits[0] & tag.PREPOSITION or any(each & _SAYS and not each & tag.TOPIC for each in bits):
        return False
    told = words[-1] == "time" or "to" in grammar.phrases.get(words[-1], ())  # "ought to"
    if told or (bits[-1] & _NO_THING and not bits[-1] & tag.TOPIC):
        return False
    if any(word.endswith("'d") for word in words):
        return False  # "I'd love the diner to be …"
    commands = bits[0] & tag.EDIT and len(words) > 1
    return not commands or bool(bits[0] & tag.TOPIC and not bits[1] & tag.LEAD)


def _bits(word: str, grammar: Grammar) -> int:
    return tag.MARKS.get(word, 0) or grammar.tags.get(word, 0)
