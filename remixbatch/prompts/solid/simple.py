"""Chinese in traditional characters, as the lists of words have it: in simplified ones, character by character."""

import re
from collections.abc import Iterable
from functools import cache

from remixbatch.prompts.finding import Finding
from remixbatch.prompts.late import lazy
from remixbatch.prompts.lexicon import Lexicon
from remixbatch.prompts.reading import Reading

_QUOTED = lazy('"([^"]+)"')
_CUT = "…"  # how a long quotation ends in a message


@cache
def _table(lexicon: Lexicon) -> dict[int, str]:
    """Traditional character -> simplified one, for `str.translate`."""
    table = {}
    for line in lexicon.entries("traditional"):
        simple, _, others = line.partition(" ")
        table.update(dict.fromkeys(map(ord, others), simple))
    return table


@cache
def _signs(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(map(chr, _table(lexicon)))


def simplified(text: str, lexicon: Lexicon) -> str:
    """A text of the same length in simplified characters."""
    return text if _signs(lexicon).isdisjoint(text) else text.translate(_table(lexicon))


def in_simple(reading: Reading, lexicon: Lexicon) -> Reading:
    """A reading with its prompt and the words of its segments in simplified characters."""
    prompt = simplified(reading.prompt, lexicon)
    if prompt is reading.prompt:
        return reading
    table = _table(lexicon)
    segments = [
        each._replace(target=each.target.translate(table), value=each.value.translate(table))
        for each in reading.segments
    ]
    return Reading(
        prompt, reading.language, reading.tokens, tuple(segments), reading.changes, reading.split
    )


def as_written(found: Iterable[Finding], simple: str, prompt: str) -> list[Finding]:
    """Quote a prompt as it was written, in what was found in its simplified form."""

    def written(quote: re.Match[str]) -> str:
        said = quote[1].removesuffix(_CUT)
        at = simple.lower().find(said.lower())
        return quote[0] if at < 0 else quote[0].replace(said, prompt[at : at + len(said)])

    return [each._replace(message=_QUOTED.sub(written, each.message)) for each in found]
