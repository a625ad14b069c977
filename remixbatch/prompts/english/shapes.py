"""Shapes of a thing and what is said of it, without a verb: whether words from start to end have one."""

from remixbatch.prompts.english import tag
from remixbatch.prompts.english.line import Line

_LED = tag.LEAD | tag.PREPOSITION | tag.NUMBER
_SHORT = 6  # words
_IN_PLACE = frozenset({"for", "on"})
_LEAST = 4
_NEAR = range(5, 7)  # words


def stands(line: Line, start: int, end: int) -> bool:
    """ "red light on the shelves": a bare thing with a place of its own, in few words."""
    tags = line.tags
    if tags[start] & _LED or end - start > _SHORT:
        return False
    if tags[start] & tag.EDITED and not tags[start] & tag.TOPIC:
        return False  # "lit by the sun"
    at = next((at for at in range(start + 1, end - 1) if tags[at] & tag.PREPOSITION), 0)
    return bool(at and tags[at + 1] & tag.DETERMINER)


def for_each(line: Line, start: int, end: int) -> bool:
    """ "a crown for the frog"."""
    at = next((at for at in range(start + 1, end - 1) if line.words[at] in _IN_PLACE), 0)
    new = line.tags[start] & tag.ARTICLE or not line.tags[start] & (tag.LEAD | tag.PREPOSITION)
    return bool(at and new and line.tags[at + 1] & (tag.SPECIFIC | tag.PRONOUN))


def fronted(line: Line, start: int, end: int) -> bool:
    """ "on the wall a clock": a place, and what is new there."""
    tags = line.tags
    led = tags[start] & tag.PREPOSITION and end - start > _LEAST and tags[start + 1] & tag.SPECIFIC
    return bool(led) and any(bits & tag.ARTICLE for bits in tags[start + 3 : end - 1])


def by_another(line: Line, start: int, end: int) -> bool:
    """ "the chair by the window": a thing of the scene, and where it stands now."""
    tags = line.tags
    near = end - start in _NEAR and tags[start] & tag.SPECIFIC and tags[start + 2] & tag.PREPOSITION
    return bool(near) and bool(tags[start + 3] & tag.SPECIFIC)
