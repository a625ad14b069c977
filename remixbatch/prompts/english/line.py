"""A prompt as one line of words that mean something: quotes and phrases are one word each, with its bits.

The lists of a `Line` run side by side; `low` and `high` are the places in the prompt of each word.
"""

import re

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.grammar import Grammar, Phrase
from remixbatch.prompts.english.owners import PASSED, short_verb
from remixbatch.prompts.tokens import Tokens

_CLOSING = {
    '"': '"',
    "“": "”",
    "„": "“",
    "«": "»",
    "‘": "'",
    "'": "'",
    "`": "`",
    "「": "」",
    "[": "]",
    "{": "}",
    "<": ">",
}
_SHORTENED = frozenset(
    {
        "mr",
        "mrs",
        "ms",
        "dr",
        "st",
        "vs",
        "approx",
        "jr",
        "sr",
        "mt",
        "prof",
        "sc",
        "ep",
        "vol",
        "pt",
        "seq",
        "fig",
    }
)
_CONTRACTED = frozenset({"everything's", "everyone's", "nothing's", "this's", "something's"})
_ARROWS = "\u2190"  # what comes later is no mark of writing
_BULLET = tag.STOP | tag.ITEM
_BULLETS = frozenset("-*•·–—+")
_BRACKETS = frozenset("[{<")
_AFTER_NUMBER = frozenset(".):")
_ITEM = re.compile(r"\d{1,2}|[a-h]|i{1,3}|iv|step \d{1,2}")
_LONGEST_ITEM = 3  # letters: "iii."
_NOISE = frozenset("*#`~_>\\")  # marks of Markdown
_BEGINS = tag.STOP | tag.OPEN
_OWNER = 2  # words that "river's" becomes, with what its verb takes up


class Line:
    """Words, their bits, their places; `mask`: all bits of its pieces and of what joins these.

    While a line is made, `merged` are the tokens that became one word, or none: where they begin and end, and how many
    words they are.
    """

    __slots__ = ("high", "low", "mask", "merged", "tags", "words")

    def __init__(self) -> None:
        self.words: list[str] = []
        self.tags: list[int] = []
        self.low: list[int] = []
        self.high: list[int] = []
        self.mask = 0  # once it is cut
        self.merged: list[tuple[int, int, int]] = []


def line_of(tokens: Tokens, grammar: Grammar) -> Line:
    """The tokens with quotes and phrases merged and marks of Markdown gone."""
    line = Line()
    words, phrases, tags = tokens.words, grammar.phrases, grammar.tags
    # This loop takes a third of the time of a reading: nothing is called for a plain word.
    put_word, put_tags = line.words.append, line.tags.append
    at, size = 0, len(words)
    last = size - 1 if _stops(words) else size  # most prompts end with one that is nothing else
    while at < last:
        word = words[at]
        seconds = phrases.get(word)
        if seconds is not None and at + 1 < size:
            known = seconds.get(words[at + 1])
            end = _phrase(line, tokens, at, known) if known else 0
            if end:
                at = end
                continue
        bits = tags.get(word)
        if bits is None:
            at = _strange(line, tokens, at, grammar)
            continue
        put_word(word)
        put_tags(bits)
        at += 1
    if at < size:
        put_word(".")
        put_tags(tag.STOP)
    line.low, line.high = _places(line, tokens)
    return line


def _stops(words: list[str]) -> bool:
    """Whether the last mark ends a sentence, and is no part of the word before it."""
    if words[-1:] != ["."] or len(words) < 2:
        return False
    before = words[-2]
    return len(before) > _LONGEST_ITEM and before.isalpha() and before not in _SHORTENED


def _places(line: Line, tokens: Tokens) -> tuple[list[int], list[int]]:
    """Where the words of a line begin and end: those of its tokens, where each of them is a word."""
    if not line.merged:
        return tokens.starts, tokens.ends
    low, high = tokens.starts.copy(), tokens.ends.copy()
    for start, end, words in reversed(line.merged):
        if words == _OWNER:
            cut = high[start] - len("'s")
            low[start:end], high[start:end] = [low[start], cut], [cut, high[end - 1]]
            continue
        del low[start + words : end], high[start : end - words]
    return low, high


def _strange(line: Line, tokens: Tokens, at: int, grammar: Grammar) -> int:
    """Takes a mark, a quote, or a word that no list has; where it ends."""
    word = tokens.words[at]
    end = 0
    if word in _CLOSING:
        end = (word == "[" and _bracketed(line, tokens, at, grammar)) or _quote(line, tokens, at)
    if end:
        return end
    if word[-2:] == "'s" and (verb := short_verb(line, tokens.words, at, grammar)):
        return _put_verb(line, tokens, at, verb, grammar)
    bits = tag.MARKS.get(word)
    if bits is None and not word[0].isalnum() and (word[0] > _ARROWS or _stands_apart(tokens, at)):
        bits = tag.STOP if word[0] > _ARROWS else tag.STOP | tag.COMMA  # a picture; " / "
    if word in _BULLETS and (not line.tags or line.words[-1] == "\n"):
        _put(line, word, _BULLET)
    elif bits is not None:
        _mark(line, at, word, bits)
    elif word in _NOISE:
        line.merged.append((at, at + 1, 0))
    else:
        _put(line, word, _shape(word, grammar))
    return at + 1


def _stands_apart(tokens: Tokens, at: int) -> bool:
    """ " / ", and not "and/or"."""
    return tokens.words[at] == "/" and at > 0 and tokens.starts[at] > tokens.ends[at - 1]


def _mark(line: Line, at: int, word: str, bits: int) -> None:
    """Takes a mark, unless it belongs to the word before it."""
    if word == "." and line.words and line.words[-1] in _SHORTENED:
        line.merged.append((at, at + 1, 0))
    elif word in _AFTER_NUMBER and _numbers(line, word):
        _put(line, "\n", tag.STOP)
    else:
        _put(line, word, bits)


def _phrase(line: Line, tokens: Tokens, at: int, known: list[Phrase]) -> int:
    """Takes the longest phrase that stands here; where it ends, or 0."""
    words = tokens.words
    for phrase in known:
        size = len(phrase.words)
        if size == 2 or tuple(words[at : at + size]) == phrase.words:
            line.words.append(phrase.text)
            line.tags.append(phrase.tags)
            line.merged.append((at, at + size, 1))
            return at + size
    return 0


def _quote(line: Line, tokens: Tokens, at: int) -> int:
    """Takes the quote that begins here; where it ends, or 0."""
    end = _quote_end(tokens, at)
    if end:
        # A note in brackets is no object of the word before it.
        bits = 0 if tokens.words[at] in _BRACKETS else tag.QUOTE
        _put_merged(line, (at, end), "", bits)
    return end


def _bracketed(line: Line, tokens: Tokens, at: int, grammar: Grammar) -> int:
    """Takes a label in brackets, "[CHANGE] …", as if it were "CHANGE: …"; where it ends, or 0."""
    words = tokens.words
    end = next((end for end in range(at + 2, min(at + 6, len(words))) if words[end] == "]"), 0)
    if not end or end + 1 == len(words) or " ".join(words[at + 1 : end]) not in grammar.brackets:
        return 0
    _put(line, "\n", tag.STOP)
    inner = at + 1
    while inner < end:
        known = grammar.phrases.get(words[inner], {}).get(words[inner + 1])
        taken = _phrase(line, tokens, inner, known) if known else 0
        if not taken:
            _put(line, words[inner], grammar.tags.get(words[inner], 0))
        inner = taken or inner + 1
    _put(line, ":", tag.COLON)
    return end + 1


def _numbers(line: Line, mark: str) -> bool:
    """Whether the words so far end in the number of an item: "2." at the beginning, "2)", "(2)"."""
    tags = line.tags
    before = tags[-2] if len(tags) > 1 else tag.STOP
    if not (mark == ")" or before & _BEGINS) or not tags or not _ITEM.fullmatch(line.words[-1]):
        return False
    for at in range(-2 if before & tag.OPEN else -1, 0):
        line.tags[at] = _BULLET
    return True


def _put(line: Line, word: str, tags: int) -> None:
    line.words.append(word)
    line.tags.append(tags)


def _put_merged(line: Line, span: tuple[int, int], word: str, tags: int) -> None:
    """Several tokens as one word."""
    _put(line, word, tags)
    line.merged.append((*span, 1))


def _put_verb(line: Line, tokens: Tokens, at: int, verb: str, grammar: Grammar) -> int:
    """Takes "river's turned" as "river has turned", "fridge's been painted" as "fridge is painted"; where it ends."""
    known = grammar.phrases.get(verb, {})
    owner, begin = tokens.words[at][:-2], at
    at += tokens.words[at + 1] in PASSED
    told = (verb, *tokens.words[at + 1 : at + 3])
    phrases = known.get(told[1], ()) if told[1:] else ()
    whole = next((each for each in phrases if each.words == told[: len(each.words)]), None)
    end, said = (at + len(whole.words), whole.text) if whole else (at + 1, verb)
    bits = whole.tags if whole else grammar.tags[verb]
    _put(line, owner, grammar.tags.get(owner, 0))
    _put(line, said, bits & ~tag.SEEM)  # it says so, and judges nothing
    line.merged.append((begin, end, _OWNER))
    return end


def _quote_end(tokens: Tokens, at: int) -> int:
    """Where the quote that begins here ends, or 0. A quote ends in its own line."""
    if at and tokens.words[at] == "'" and tokens.ends[at - 1] == tokens.starts[at]:
        return 0  # the dogs' bowl
    closing = _CLOSING[tokens.words[at]]
    for end in range(at + 1, min(len(tokens.words), at + 80)):
        word = tokens.words[end]
        if word == closing:
            doubled = closing == "}" and tokens.words[end + 1 : end + 2] == [closing]
            return end + 1 + doubled
        if word == "\n":
            break
    return 0


def _shape(word: str, grammar: Grammar) -> int:
    """The bits of a word that no list has, by its form."""
    known = grammar.tags
    if word[0].isdigit():
        return _number(word)
    if word in _CONTRACTED:
        return tag.SUBJECT | tag.PRONOUN | tag.COPULA | tag.FINITE
    if word.endswith("'s"):
        return tag.OWNER | known.get(word[:-2], 0) & tag.TOPIC
    if "-" in word:
        first, _, last = word.rpartition("-")
        told = (known.get(last, 0) | known.get(first, 0)) & (tag.ATTRIBUTE | tag.STYLE)
        return told if last in known else tag.ADJECTIVE  # silver-backed
    suffixes = grammar.suffixes
    shape = suffixes.get(word[-3:], 0) or suffixes.get(word[-2:], 0)
    return grammar.compared(word) if shape & tag.COMPARATIVE else shape


def _number(word: str) -> int:
    if word[-3:-2] == ":":
        return tag.NUMBER | tag.THEN  # 00:04
    return tag.NUMBER | (tag.CAMERA if word.endswith("mm") else 0)
