"""How people write in haste, read as what is meant: "dont", "theres", "wanna", "r", "w". A closed table, spellings.txt.

A form of two words is read so only where both stand: "id love", and not "her id". Of one that stands for two words, each
has its own part of the place.
"""

from functools import cache

from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.tokens import Tokens

_LAST = 2  # letters
_LETTERS = 2  # of a word that needs no words beside it to be one: "r & b" has none


def spelled(tokens: Tokens, lexicon: Lexicon) -> Tokens:
    """The tokens of a prompt, its words as they are written in full."""
    known = spellings(lexicon)
    if known.keys().isdisjoint(tokens.words):
        return tokens
    meant = Tokens([], [], [])
    words, at, size = tokens.words, 0, len(tokens.words)
    while at < size:
        forms = known.get(words[at])
        if forms is None:
            meant.words.append(words[at])
            meant.starts.append(tokens.starts[at])
            meant.ends.append(tokens.ends[at])
            at += 1
            continue
        after = words[at + 1] if at + 1 < size else ""
        if after and after in forms:
            for word in forms[after]:
                _take(meant, tokens, at, [word])
                at += 1
            continue
        said = forms.get("")
        apart = said and len(words[at]) < _LETTERS and not _stands_in_words(words, at)
        _take(meant, tokens, at, [words[at]] if apart or not said else said)
        at += 1
    return meant


def _stands_in_words(words: list[str], at: int) -> bool:
    """ "some mud n rain", "how r you", and not "r & b"."""
    beside = words[max(at - 1, 0) : at + 2]
    return all(word[0].isalnum() for word in beside)


def _take(meant: Tokens, tokens: Tokens, at: int, said: list[str]) -> None:
    """Takes a word; of two that are written as one, the second has the last two letters: "wan-na", "gim-me"."""
    low, high = tokens.starts[at], tokens.ends[at]
    meant.words += said
    between = [high - _LAST] * (len(said) - 1)
    meant.starts += [low, *between]
    meant.ends += [*between, high]


@cache
def spellings(lexicon: Lexicon) -> dict[str, dict[str, list[str]]]:
    """First word -> the word that follows, or "" -> what is meant."""
    found: dict[str, dict[str, list[str]]] = {}
    for entry in lexicon.entries("spellings"):
        form, _, meant = entry.partition(":")
        first, _, after = form.partition(" ")
        found.setdefault(first, {})[after] = meant.split()
    return found
