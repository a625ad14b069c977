"""How people write in haste, read as what is meant: "dont", "theres", "wanna", "r", "w". A closed table, spellings.txt.

A form of two words is read so only where both stand: "id love", and not "her id". Of one that stands for two words, each
has its own part of the place.
"""

from functools import cache

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.tokens import Tokens

_LETTERS = 2  # of a word that needs no words beside it to be one: "r & b" has none


def spelled(tokens: Tokens, lexicon: Lexicon) -> Tokens:
    """The tokens of a prompt, its words as they are written in full."""
    known = _spellings(lexicon)
    if known.keys().isdisjoint(tokens.words):
        return tokens
    meant = Tokens([], [], [])
    words, at = tokens.words, 0
    while at < len(words):
        forms = known.get(words[at], {})
        after = words[at + 1] if at + 1 < len(words) else "."
        pair = after in forms
        said = forms[after] if pair else forms.get("")
        if said and (pair or len(words[at]) >= _LETTERS or _stands_in_words(words, at)):
            _take(meant, tokens, at, said)
        else:
            _take(meant, tokens, at, [words[at]])
        at += 1
    return meant


def _stands_in_words(words: list[str], at: int) -> bool:
    """ "some mud n rain", "how r you", and not "r & b"."""
    beside = words[at - 1 : at] + words[at + 1 : at + 2]
    return len(beside) > 1 and all(word[0].isalnum() for word in beside)


def _take(meant: Tokens, tokens: Tokens, at: int, said: list[str]) -> None:
    low, high = tokens.starts[at], tokens.ends[at]
    meant.words += said
    meant.starts += range(low, low + len(said))
    meant.ends += [*range(low + 1, low + len(said)), high]


@cache
def _spellings(lexicon: Lexicon) -> dict[str, dict[str, list[str]]]:
    """First word -> the word that must follow, or "" -> what is meant by the first."""
    found: dict[str, dict[str, list[str]]] = {}
    for entry in lexicon.entries("spellings"):
        form, _, meant = entry.partition(":")
        first, _, after = form.partition(" ")
        found.setdefault(first, {})[after] = meant.split()
    return found
