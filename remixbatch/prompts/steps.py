"""The steps of a chain that asks for what one prompt asked: in order, named, each with what must stay.

A split is a proposal, and a chain is paid for step by step: a part that does not lint clean by itself, loses a
word of content or makes one up refuses the whole.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from remixbatch.prompts.cover import missing
from remixbatch.prompts.finding import Verdict
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.naming import name_of
from remixbatch.prompts.rank import ORDER, Rank, rank
from remixbatch.prompts.reading import Reading
from remixbatch.prompts.tokens import tokenize

SEVERAL = ("RMX101", "RMX102", "RMX103")  # the findings that a chain mends
_ENUMERATOR = re.compile(r"^\s*\d+\s*[.):]\s", re.MULTILINE)
_JOINS = re.compile(r"^(?:and|but|while|whilst|also|und|aber|y|pero)\b[\s,]*|^[\s,;:.–—-]+", re.IGNORECASE)
_SENTENCE = {"zh": "。", "ja": "。"}  # what ends one; elsewhere a full stop


class UnsplitError(Exception):
    """Why a prompt cannot be split safely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    name: str
    prompt: str
    rank: Rank


def steps(
    reading: Reading,
    verdict: Verdict,
    check: Callable[[str], Verdict],
    lexicon: Lexicon,
    taken: Collection[str] = (),
) -> tuple[Step, ...]:
    """The chain of a prompt that asks for several changes. `taken`: names that steps cannot have.

    Raises UnsplitError.
    """
    parts = verdict.split
    if len(parts) < 2:
        raise UnsplitError("no parts are known that could be asked for one by one")
    kept = _kept(reading)
    _refuse_uncovered(reading, parts, kept, lexicon)
    words = {part: tokenize(part).words for part in parts}
    ranked = _ordered([(part, rank(words[part], lexicon)) for part in parts], lexicon)
    found: list[Step] = []
    for part, place in ranked:
        text = _with_kept(part, kept, reading.language)
        _refuse_unclean(text, verdict, check)
        name = name_of(words[part], place, lexicon, [*taken, *(step.name for step in found)])
        found.append(Step(name=name, prompt=text, rank=place))
    return tuple(found)
