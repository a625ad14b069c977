"""Verbs with one letter wrong, missing, too many, or two exchanged: "mkae the colour", "mak it hail".

Tried only for a word that no list knows, where a command would begin, before an object. And "an" for "and", "round" for
"around".
"""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.grammar import Grammar, shortened
from remixbatch.prompts.english.line import Line

_OBJECT = tag.LEAD | tag.OWNER
_SHAPES = tag.PARTICIPLE | tag.ADVERB | tag.COMPARATIVE | tag.EDITED
_NOUNS = tag.TOPIC | tag.ADJECTIVE | tag.STATED | tag.EDITED
_SOME = tag.ARTICLE | tag.AMOUNT
_BEFORE_AD = tag.PREPOSITION | tag.LINK | tag.EDIT | tag.COPULA
_SHORT = 4
_BEGINS = tag.LEAD | tag.WANT  # "an theres no hat"
_CONSONANTS = frozenset("bcdfgjklmnpqrstvwxyz")
_NO_NOUN = tag.BREAK | tag.LEAD | tag.POLITE | tag.PREPOSITION | tag.AUTHOR | tag.ADVERB
_ODD = frozenset({"an", "round", "+"})
_BEFORE = tag.BREAK | tag.POLITE | tag.ADVERB


def mend(line: Line, grammar: Grammar) -> None:
    """Puts the verb that was meant in place of one that is misspelt."""
    tags, words = line.tags, line.words
    if not all(tags):
        _mend_verbs(line, grammar)
        if len(tags) > 1 and not tags[0] and tags[1] & tag.EDIT and _one_edit(words[0], "please"):
            tags[0] = tag.POLITE
    if not _ODD.isdisjoint(words):
        if words.count("+") > 1:
            _part_sums(line)
        _join(line)
        _turn(line, grammar.tags["around"])


def _part_sums(line: Line) -> None:
    """ "dim the lamps + the bride wears a veil + delete the van": where commands are summed up, all are items."""
    tags = line.tags
    sums = [at for at, word in enumerate(line.words) if word == "+" and at + 1 < len(tags)]
    verbs = (at + 1 for at in sums if tags[at + 1] & tag.EDIT)
    led = any(
        " " in line.words[at] or any(bits & _SUMMED for bits in tags[at + 1 : at + 2])
        for at in verbs  # "zoom out", "delete the van"
    )
    if led and tags[0] & tag.EDIT:
        for at in sums:
            tags[at] = tag.STOP | tag.ITEM


_SUMMED = _OBJECT | tag.PREPOSITION | tag.SUBJECT


def _mend_verbs(line: Line, grammar: Grammar) -> None:
    tags, words = line.tags, line.words
    for at in range(len(tags) - 1):
        if tags[at] & ~_SHAPES or not tags[at + 1] & _OBJECT:
            continue
        if at == 0 or tags[at - 1] & _BEFORE or _joins(line, at - 1):
            meant = _meant(words[at], grammar)
            if meant:
                words[at], tags[at] = meant, grammar.tags[meant]


def _turn(line: Line, around: int) -> None:
    """ "tinsel *round* the till", and not "round the corners", "a round table"."""
    words, tags = line.words, line.tags
    for at in range(1, len(tags) - 1):
        if words[at] == "round" and tags[at + 1] & tag.DEFINITE and not tags[at - 1] & _NO_NOUN:
            words[at], tags[at] = "around", around


def _join(line: Line) -> None:
    """ "an" before a verb, or no vowel, is "and": "mak it hail an turn the barn grey", "… an paint teh barn grey"."""
    for at in range(1, len(line.tags) - 1):
        if line.words[at] != "an":
            continue
        after = line.tags[at + 1]
        if line.tags[at - 1] & after & tag.COLOR:
            line.tags[at], line.words[at] = tag.AND, "and"  # "red an white an blue"
        if line.words[at] == "and" or at + 2 == len(line.tags):
            continue
        noun = line.tags[at - 1] & _BEFORE_AD or not line.tags[at + 2] & _SOME
        if line.words[at + 1] == "ad" and noun:
            continue  # "an ad", and not "an ad a lime wedge"
        verb = (
            after and line.tags[at + 2] & _OBJECT and line.words[at + 2] != "one"
        )  # "an open one"
        if verb or after & _BEGINS or (after & tag.EDIT and _reads_as_verb(line, at)):
            line.tags[at] = tag.AND


def _reads_as_verb(line: Line, at: int) -> bool:
    """ "an paint", "an add", and not "an open umbrella"."""
    return _joins(line, at) or not line.tags[at + 1] & _NOUNS


def _joins(line: Line, at: int) -> bool:
    after = line.words[at + 1 : at + 2]
    return line.words[at] == "an" and bool(after) and after[0][0] in _CONSONANTS


def _meant(word: str, grammar: Grammar) -> str | None:
    if len(word) < 3 or not word.isalpha():
        return None
    for shorter in shortened(word):
        for verb in grammar.shortened.get(shorter, ()):
            if word[0] == verb[0] and _one_edit(word, verb):
                return verb
    return None


def _one_edit(one: str, other: str) -> bool:
    """Whether one insertion, deletion, replacement or exchange of neighbours makes one the other."""
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return short in shortened(long)
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    same = one[at + 1 :] == other[at + 1 :] and len(one) > _SHORT  # "mend" is no misspelt "lend"
    exchanged = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return same or exchanged
