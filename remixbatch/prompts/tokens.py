"""A prompt as words and marks, each with its place."""

import re
from dataclasses import dataclass
from itertools import accumulate

# Blanks before a token belong to its match, so that lengths add up to places. A line end is a token.
_TOKEN = re.compile(
    r"[^\S\n]*(?:\n\s*|(?:[^\W\d_]\.){2,}|\d+(?:[.,:/]\d+)+\w*|\w+(?:['’-]\w+)*|\.{2,}|[-=]>|-{2,}|[^\w\s])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Three lists of one length: the words in lower case, where each begins and ends in the prompt."""

    words: list[str]
    starts: list[int]
    ends: list[int]


def tokenize(text: str) -> Tokens:
    """Every word, number, mark and line end ("\\n") of a text."""
    parts = _TOKEN.findall(text)
    marks = [part.strip() or "\n" for part in parts]
    ends = list(accumulate(map(len, parts)))
    starts = [end - len(mark) for end, mark in zip(ends, marks, strict=True)]
    return Tokens(words=[mark.lower() for mark in marks], starts=starts, ends=ends)
