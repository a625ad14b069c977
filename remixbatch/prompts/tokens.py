"""A prompt as words and marks, each with its place."""

import re
from itertools import accumulate
from operator import sub

# Blanks before a token belong to its match, so that lengths add up to places. A line end is a token.
# What is taken is never given back (`*+`).
_TAIL = r"\w*+(?:['’-]\w++)*+"
_SHAPES = rf"[^\W\d]{_TAIL}|\d++(?:[.,:/-]\d++)*+{_TAIL}|[-=]>|[^\w\s]|\n\s*"
_TOKEN = re.compile(rf"[^\S\n]*(?:{_SHAPES})")
# Blanks as `str.strip` has them: it takes four controls of ASCII for such, and the class of blanks does not.
_ASCII = re.compile(
    rf"[ \t\r\f\v\x1c-\x1f]*+(?:[a-z]{_TAIL}|{_SHAPES})".replace(r"[^\w\s]", r"[^\w\s\x1c-\x1f]"),
    re.ASCII,
)
_SHORT = re.compile(r"\.(?<=\b[^\W\d_]\.)[^\W\d_]\.")  # i.e. It is looked for by its first stop
_STOPS = 2  # of such a word at least
_WITH_SHORT = re.compile(rf"[^\S\n]*(?:(?:[^\W\d_]\.){{2,}}|{_SHAPES})")


class Tokens:
    """Three lists of one length: the words in lower case, where each begins and ends in the prompt."""

    __slots__ = ("ends", "starts", "words")

    def __init__(self, words: list[str], starts: list[int], ends: list[int]) -> None:
        self.words, self.starts, self.ends = words, starts, ends


def tokenize(text: str) -> Tokens:
    """Every word, number, mark and line end ("\\n") of a text."""
    pattern = _ASCII if text.isascii() else _TOKEN
    if text.count(".") >= _STOPS and _SHORT.search(text):
        pattern = _WITH_SHORT
    text = text.rstrip()  # a tail of blanks would be looked at from each of them
    if pattern is _ASCII and "\n" not in text:
        parts = pattern.findall(text.lower())
        words = marks = list(map(str.strip, parts))
    else:
        parts = pattern.findall(text)
        marks = [part.strip() or "\n" for part in parts]
        words = list(map(str.lower, marks))
    ends = list(accumulate(map(len, parts)))
    starts = list(map(sub, ends, map(len, marks)))
    return Tokens(words, starts, ends)


def words_in(phrase: str) -> list[str]:
    """The words of an entry of a list; most are letters and blanks, which need no look."""
    return phrase.lower().split() if phrase.replace(" ", "").isalpha() else tokenize(phrase).words
